/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Having looked at a notice. What may hide a danger is not done with by a word: it says whether there is a danger and
 * why not, or opens the risk, and "no danger" is for the roles that may close a high risk: "notices" in
 * data/knowledge/risk.json. */

#include "ek-seen.h"

#include "ek-care-private.h"
#include "ek-knowledge-rules.h"
#include "ek-notice.h"
#include "ek-risk-private.h"
#include "ek-risk.h"

#include "ek-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static char *
name_roles (EkKnowledge *rules)
{
  g_autoptr (GString) roles = g_string_new (NULL);

  for (guint i = 0; i < ek_risk_rules (rules)->seen_roles->len; i++)
    {
      EkRole role;

      if (ek_role_from_id (ek_risk_rules (rules)->seen_roles->pdata[i], &role))
        g_string_append_printf (roles, "%s%s", roles->len > 0 ? _ (", ") : "", ek_role_label (role));
    }
  return g_strdup (roles->str);
}

static gboolean
may_judge (EkKnowledge *rules, EkUser *user)
{
  const char *role = ek_role_id (ek_user_get_role (user));

  for (guint i = 0; i < ek_risk_rules (rules)->seen_roles->len; i++)
    if (g_strcmp0 (ek_risk_rules (rules)->seen_roles->pdata[i], role) == 0)
      return TRUE;
  return FALSE;
}

/* --- closing ------------------------------------------------------------------------------------------------------ */

/* The danger that it speaks of; NULL: it may be any. */
static const char *
spoken_of (EkRecord *notice)
{
  JsonNode *node = ek_record_get_json (notice, EK_NOTICE_DETAIL);
  const char *kind = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
    ? ek_json_peek_string (json_node_get_object (node), "kind")
    : NULL;

  return ek_danger_is_kind (kind) ? kind : NULL;
}

/* Who says that words about one danger are another one says that the first is none. */
static gboolean
check_kind (EkKnowledge *rules, EkUser *user, EkRecord *notice, const char *found, GError **error)
{
  const char *kind = spoken_of (notice);
  g_autofree char *roles = NULL;

  if (kind == NULL || g_strcmp0 (found, "none") == 0 || g_strcmp0 (found, kind) == 0 || may_judge (rules, user))
    return TRUE;
  roles = name_roles (rules);
  g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
               /* Translators: the first %s is a danger, such as "risk of suicide or self-harm", the second are roles */
               _ ("This speaks of another danger: %s. That it is none of that kind is said only by: %s. It stays open; "
                  "open the risk that it speaks of, and the other one beside it."),
               ek_danger_kind_label (kind), roles);
  return FALSE;
}

static gboolean
check_statement (EkKnowledge *rules, EkUser *user, const char *found, const char *words, GError **error)
{
  gboolean none = g_strcmp0 (found, "none") == 0;
  g_autofree char *roles = NULL;

  if (!none && !ek_danger_is_kind (found))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE,
                           _ ("Say what was seen: no danger and why, or which danger. It stays open."));
      return FALSE;
    }
  if (none && !may_judge (rules, user))
    {
      roles = name_roles (rules);
      g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
                   /* Translators: %s are roles, such as "psychiatrist, psychotherapist" */
                   _ ("That there is no danger is said only by: %s. It stays open; ask one of them to look at it, or "
                      "open a risk."),
                   roles);
      return FALSE;
    }
  if (ek_care_count_words (rules, words) < ek_risk_rules (rules)->seen_least_words)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE,
                           none ? _ ("Write what was seen and why there is no danger, in a sentence. It stays open.")
                                : _ ("Write what was seen, in a sentence: the risk is opened with it. It stays open."));
      return FALSE;
    }
  return TRUE;
}

/* What was seen, and the words that it was seen in: how high the risk is rests on both. */
static char *
words_of (EkRecord *notice, const char *seen)
{
  JsonNode *node = ek_record_get_json (notice, EK_NOTICE_DETAIL);
  const char *words = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
    ? ek_json_peek_string (json_node_get_object (node), "words")
    : NULL;

  /* Translators: what somebody saw; the words of a record that it was seen in */
  return words != NULL ? g_strdup_printf (_ ("%s (about “%s”)"), seen, words) : g_strdup (seen);
}

/* The risk and the notice name each other. */
static gboolean
raise_and_close (EkStore *store, EkKnowledge *rules, EkRecord *notice, const char *found, const char *words,
                 EkRecord **risk, GError **error)
{
  g_autoptr (EkRecord) done = ek_record_copy (notice);
  g_autoptr (EkRecord) raised = NULL;
  g_autofree char *both = words_of (notice, words);
  EkRiskCause cause = { .rule = "notice", .value = NAN, .kind = found, .words = both, .from = "notice" };

  ek_record_set_text (done, EK_NOTICE_FOUND, found);
  if (ek_danger_is_kind (found))
    {
      cause.source = ek_record_get_id (notice);
      raised = ek_risk_raise (store, rules, ek_record_get_patient_id (notice), &cause, error);
      if (raised == NULL)
        return FALSE;
      ek_record_set_text (done, EK_NOTICE_RISK, ek_record_get_id (raised));
    }
  if (!ek_notice_close (store, done, words, error))
    return FALSE;
  if (risk != NULL)
    *risk = g_steal_pointer (&raised);
  return TRUE;
}

/**
 * ek_seen_close:
 * @store: the record
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @notice: an open notice
 * @found: (nullable): of one that ek_notice_may_hide_danger(): "none", or the kind of danger that was seen: "suicide",
 *   "others" or "medical"; not read for any other
 * @words: what was seen or done
 * @risk: (out) (optional) (nullable) (transfer full): the risk that was opened, or that was open and has one more cause
 * @error: return location
 *
 * A danger that was seen opens its risk in the same transaction, and the two name each other. Source: "notices" in
 * data/knowledge/risk.json.
 *
 * Returns: %TRUE when it is saved under the name of who is in; %FALSE with %EK_ERROR_INCOMPLETE without what was seen,
 *   or in words that say nothing, %EK_ERROR_PERMISSION where the role may not say that there is no danger,
 *   %EK_ERROR_CONFLICT when it was changed meanwhile, or what the store says; the notice then stays open
 */
gboolean
ek_seen_close (EkStore *store, EkKnowledge *knowledge, EkRecord *notice, const char *found, const char *words,
               EkRecord **risk, GError **error)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (error);
  g_autoptr (EkUser) user = rules != NULL ? ek_care_user (store, error) : NULL;
  gboolean danger = ek_notice_may_hide_danger (notice);

  if (user == NULL)
    return FALSE;
  if (!danger && !ek_care_has_words (words))
    words = NULL;
  if (!danger)
    return ek_notice_close (store, notice, words, error);
  if (!check_statement (rules, user, found, words, error) || !check_kind (rules, user, notice, found, error) ||
      !ek_store_begin (store, error))
    return FALSE;
  if (!raise_and_close (store, rules, notice, found, words, risk, error))
    {
      ek_store_rollback (store);
      return FALSE;
    }
  return ek_store_commit (store, error);
}

/**
 * ek_seen_list_unread:
 * @store: the record
 * @patient_id: the patient
 * @error: return location
 *
 * Returns: (transfer full) (element-type EkRecord): the open notices that may hide a danger, the newest first; %NULL
 *   with what the store says
 */
GPtrArray *
ek_seen_list_unread (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) open = ek_notice_list_open (store, patient_id, error);
  GPtrArray *unread;

  if (open == NULL)
    return NULL;
  unread = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < open->len; i++)
    if (ek_notice_may_hide_danger (open->pdata[i]))
      g_ptr_array_add (unread, g_object_ref (open->pdata[i]));
  return unread;
}
