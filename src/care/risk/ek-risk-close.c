/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a risk asks for before it is lowered or closed: "closing" in data/knowledge/risk.json.
 *
 * EK_RISK_SAFETY: {peak: the worst level it was assessed as, high: when it was last assessed as high, known: the
 * screeners that were there then although they are dated later (see ek-risk-known.c), plan: where the
 * safety plan is, or which physician has seen the patient, or no_plan: why there is none, causes: how many causes the
 * risk had when that was said, second: {user, name, licence, role, at, level, causes, high} who else agrees that it may
 * be brought to that level, how many causes the risk had then and what "high" was}.
 *
 * What was said counts until there is another cause, or until the risk is assessed as high again. Which came first is
 * known by the number of causes, which only grows, and not by the clock alone: one may be set back, or be another
 * machine's.
 */

#include "ek-assess-declined.h"
#include "ek-care-private.h"
#include "ek-knowledge-rules.h"
#include "ek-risk-private.h"

#include "ek-error.h"
#include "ek-text.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static JsonObject *
safety_of (EkRecord *risk)
{
  JsonNode *node = ek_record_get_json (risk, EK_RISK_SAFETY);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
member_of (EkRecord *risk, const char *name)
{
  JsonObject *safety = safety_of (risk);

  return safety != NULL ? ek_json_peek_string (safety, name) : NULL;
}

static gint64
instant_of (const char *text)
{
  gint64 ms = EK_INSTANT_NONE;

  return text != NULL && ek_instant_parse (text, &ms, NULL, NULL) ? ms : EK_INSTANT_NONE;
}

static const EkClosing *
find_closing (EkKnowledge *knowledge, const char *kind, const char *level)
{
  for (guint i = 0; i < ek_risk_rules (knowledge)->closings->len; i++)
    {
      const EkClosing *closing = g_ptr_array_index (ek_risk_rules (knowledge)->closings, i);

      if (strcmp (closing->kind, kind) == 0 && strcmp (closing->level, level) == 0)
        return closing;
    }
  return NULL;
}

static const EkRiskKind *
find_kind (EkKnowledge *knowledge, const char *kind)
{
  for (guint i = 0; knowledge != NULL && i < ek_risk_rules (knowledge)->kinds->len; i++)
    if (strcmp (((EkRiskKind *) ek_risk_rules (knowledge)->kinds->pdata[i])->id, kind) == 0)
      return ek_risk_rules (knowledge)->kinds->pdata[i];
  return NULL;
}

/**
 * ek_risk_how:
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @kind: (nullable): a kind of risk; %NULL: suicide
 * @language: "en" or "zh"
 *
 * Returns: (nullable) (transfer none): how a risk of this kind is assessed, in a sentence or two
 */
const char *
ek_risk_how (EkKnowledge *knowledge, const char *kind, const char *language)
{
  const EkRiskKind *found = find_kind (knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL),
                                       kind != NULL ? kind : "suicide");

  return found == NULL ? NULL : g_strcmp0 (language, "zh") == 0 ? found->assess_zh : found->assess_en;
}

/**
 * ek_risk_statement:
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @kind: (nullable): a kind of risk; %NULL: suicide
 *
 * Returns: (transfer none): what is to be said before a risk of this kind is closed: "safety-plan" or "physician"
 */
const char *
ek_risk_statement (EkKnowledge *knowledge, const char *kind)
{
  const EkRiskKind *found = find_kind (knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL),
                                       kind != NULL ? kind : "suicide");

  return found != NULL ? found->statement : "safety-plan";
}

/* --- the structured screener ------------------------------------------------------------------------------------ */

static const char *
triage_of (EkKnowledge *knowledge, EkCatalogue *catalogue, EkRecord *form, EkReason **reason)
{
  const char *id = ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT);
  JsonNode *answers = ek_record_get_json (form, EK_ASSESSMENT_ANSWERS);
  EkInstrument *screener = NULL;

  if (id == NULL || answers == NULL || !g_hash_table_contains (ek_risk_rules (knowledge)->triage, id) ||
      !ek_care_text_is (form, EK_ASSESSMENT_STATUS, "completed"))
    return NULL;
  screener = ek_catalogue_find (catalogue, id, ek_record_get_text (form, EK_ASSESSMENT_VERSION));
  return screener != NULL ? ek_risk_triage (knowledge, screener, answers, reason, NULL) : NULL;
}

/**
 * ek_risk_find_screener:
 * @store: the record
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @catalogue: (nullable): the instruments
 * @risk: a risk
 * @form: (out) (optional) (nullable) (transfer full): the form
 * @reason: (out) (optional) (nullable) (transfer full): the rule that decided
 *
 * The newest structured screener (the C-SSRS) that was finished since the last cause of the risk other than its own
 * answers, since the risk was last assessed as high, and not later than now. One that was in the file before is older
 * whatever its time says, see ek_risk_note_known(). One that said that there is danger, and was changed to say less, is
 * none: whoever changed it alone would lower the risk.
 *
 * Returns: (nullable) (transfer none): the level that its rule gives; %NULL when there is none
 */
const char *
ek_risk_find_screener (EkStore *store, EkKnowledge *knowledge, EkCatalogue *catalogue, EkRecord *risk, EkRecord **form,
                       EkReason **reason)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL);
  g_autoptr (GPtrArray) all = NULL;
  gint64 now = ek_clock_now (ek_store_get_clock (store)), newest = EK_INSTANT_NONE;
  gint64 high = instant_of (member_of (risk, "high"));
  const char *level = NULL;

  if (strcmp (ek_risk_kind (risk), "suicide") != 0 || rules == NULL || catalogue == NULL)
    return NULL;
  all = ek_store_list (store, &ek_assessment_type, ek_record_get_patient_id (risk), NULL);
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      EkRecord *one = g_ptr_array_index (all, i);
      gint64 taken = ek_record_get_instant (one, EK_ASSESSMENT_TAKEN, NULL);
      g_autoptr (EkReason) why = NULL;
      const char *found = NULL;

      if (taken == EK_INSTANT_NONE || taken > now || taken < ek_risk_last_cause (risk, ek_record_get_id (one)) ||
          (high != EK_INSTANT_NONE && taken < high) || (newest != EK_INSTANT_NONE && taken < newest) ||
          ek_risk_knew (risk, ek_record_get_id (one)) || ek_risk_took_back (rules, risk, ek_record_get_id (one)))
        continue;
      found = triage_of (rules, catalogue, one, &why);
      if (found == NULL)
        continue;
      newest = taken;
      level = found;
      if (form != NULL)
        g_set_object (form, one);
      if (reason != NULL)
        {
          g_clear_pointer (reason, ek_reason_free);
          *reason = g_steal_pointer (&why);
        }
    }
  return level;
}

/* @level NULL: closing, for which anything below high will do. */
static gboolean
is_low_enough (const char *found, const char *level)
{
  if (found == NULL)
    return FALSE;
  return level != NULL ? ek_risk_rank (found) <= ek_risk_rank (level) : strcmp (found, "high") != 0;
}

/* --- the second clinician --------------------------------------------------------------------------------------- */

static gboolean
may_role_id (const EkClosing *closing, const char *role)
{
  if (closing == NULL || closing->roles->len == 0)
    return TRUE;
  for (guint i = 0; i < closing->roles->len; i++)
    if (g_strcmp0 (closing->roles->pdata[i], role) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
may_role (const EkClosing *closing, EkUser *user)
{
  return may_role_id (closing, user != NULL ? ek_role_id (ek_user_get_role (user)) : NULL);
}

/* Whether nothing that raised the risk came after. @said: with the number of causes there were, by older versions
 * without it: what they said of when counts. @at: when it was said. */
static gboolean
is_of_now (EkRecord *risk, JsonObject *said, gint64 at)
{
  if (json_object_has_member (said, "causes"))
    return ek_json_peek_int (said, "causes", 0) >= ek_risk_n_causes (risk);
  return at == EK_INSTANT_NONE || at >= ek_risk_last_cause (risk, NULL);
}

/* Whether it has not been assessed as high since. */
static gboolean
is_after_high (EkRecord *risk, JsonObject *said, gint64 at)
{
  gint64 high = instant_of (member_of (risk, "high"));

  if (json_object_has_member (said, "causes"))
    return g_strcmp0 (ek_json_peek_string (said, "high"), member_of (risk, "high")) == 0;
  return high == EK_INSTANT_NONE || at >= high;
}

/* A person who has an account on each of two machines has two ids and one name; namesakes are told apart by their
 * licences, where both have one. */
static gboolean
is_same_person (EkStore *store, JsonObject *second, const char *first)
{
  g_autoptr (EkUser) user = first != NULL ? ek_vault_find_user (ek_store_get_vault (store), first) : NULL;
  const char *name = ek_json_peek_string (second, "name"), *licence = ek_json_peek_string (second, "licence");
  g_autofree char *here = user != NULL ? ek_text_fold (ek_user_get_name (user)) : NULL;
  g_autofree char *there = name != NULL ? ek_text_fold (name) : NULL;
  const char *own = user != NULL ? ek_user_get_licence (user) : NULL;

  if (g_strcmp0 (ek_json_peek_string (second, "user"), first) == 0)
    return TRUE;
  if (here == NULL || there == NULL || strcmp (here, there) != 0)
    return FALSE;
  return ek_text_is_blank (own) || ek_text_is_blank (licence) || strcmp (own, licence) == 0;
}

/* @first: who does it, or did. What is dated later than now was said by a wrong clock. */
static gboolean
has_second (EkStore *store, EkRecord *risk, const EkClosing *closing, const char *first, const char *level)
{
  JsonObject *safety = safety_of (risk);
  JsonObject *second = safety != NULL ? ek_json_peek_object (safety, "second") : NULL;
  const char *who = second != NULL ? ek_json_peek_string (second, "user") : NULL;
  gint64 at = second != NULL ? instant_of (ek_json_peek_string (second, "at")) : EK_INSTANT_NONE;
  const char *role = second != NULL ? ek_json_peek_string (second, "role") : NULL;
  g_autoptr (EkUser) user = who != NULL ? ek_vault_find_user (ek_store_get_vault (store), who) : NULL;

  /* whoever agreed on another machine is not known here but by this */
  if (role == NULL && user != NULL)
    role = ek_role_id (ek_user_get_role (user));

  return who != NULL && first != NULL && !is_same_person (store, second, first) && may_role_id (closing, role) &&
    at != EK_INSTANT_NONE && at <= ek_clock_now (ek_store_get_clock (store)) && is_of_now (risk, second, at) &&
    is_after_high (risk, second, at) && is_low_enough (ek_json_peek_string (second, "level"), level);
}

/**
 * ek_risk_agree:
 * @store: the record
 * @risk: an open risk that was assessed
 * @level: "low" or "moderate": what it may be brought to
 * @note: why, in words
 * @error: return location
 *
 * The second clinician agrees, under the name of who is in. Nothing else changes; it holds until there is a new cause
 * or the risk is assessed as high again, and not for the one who agreed.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INVALID, %EK_ERROR_INCOMPLETE without words,
 *   %EK_ERROR_CONFLICT when the risk is closed, or an error of the store
 */
gboolean
ek_risk_agree (EkStore *store, EkRecord *risk, const char *level, const char *note, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (risk);
  g_autoptr (JsonNode) safety = ek_risk_copy_json (risk, EK_RISK_SAFETY);
  g_autoptr (EkUser) user = ek_care_user (store, error);
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  g_autofree char *at = ek_instant_format (now, ek_clock_offset (clock, now));
  g_autofree char *what = NULL;
  JsonObject *second = NULL;

  if (user == NULL || !ek_risk_check_open (risk, error))
    return FALSE;
  if (g_strcmp0 (level, "low") != 0 && g_strcmp0 (level, "moderate") != 0)
    return ek_risk_refuse (error, EK_RISK_NO_AGREED_LEVEL);
  if (!may_role (find_closing (ek_knowledge_get_default (NULL), ek_risk_kind (risk), "high"), user))
    {
      g_set_error_literal (
        error, EK_ERROR, EK_ERROR_PERMISSION,
        _ ("With your role you cannot agree that a risk is lowered: a physician, a psychotherapist or "
           "another licensed clinician agrees. Nothing was changed; write down what you saw as an "
           "action."));
      return FALSE;
    }
  if (!ek_care_says_something (NULL, note))
    return ek_risk_refuse (error, EK_RISK_NO_REASON);
  second = json_object_new ();
  json_object_set_string_member (second, "user", ek_user_get_id (user));
  json_object_set_string_member (second, "name", ek_user_get_name (user));
  if (!ek_text_is_blank (ek_user_get_licence (user)))
    json_object_set_string_member (second, "licence", ek_user_get_licence (user));
  json_object_set_string_member (second, "role", ek_role_id (ek_user_get_role (user)));
  json_object_set_string_member (second, "at", at);
  json_object_set_string_member (second, "level", level);
  json_object_set_int_member (second, "causes", ek_risk_n_causes (risk));
  if (member_of (risk, "high") != NULL)
    json_object_set_string_member (second, "high", member_of (risk, "high"));
  json_object_set_object_member (json_node_get_object (safety), "second", second);
  ek_record_set_json (risk, EK_RISK_SAFETY, safety);
  /* Translators: a step in the log of a risk, by a second clinician; %s is the level */
  what = g_strdup_printf (_ ("Second opinion: may be brought to %s"),
                          ek_choice_label (ek_risk_type.fields[EK_RISK_LEVEL].choices, level));
  return ek_risk_append_step (store, risk, what, note, error) && ek_risk_save (store, risk, before, error);
}

/* --- what is missing -------------------------------------------------------------------------------------------- */

static const char *
peak_of (EkRecord *risk)
{
  const char *level = ek_record_get_text (risk, EK_RISK_LEVEL), *peak = member_of (risk, "peak");

  return ek_risk_rank (peak) > ek_risk_rank (level) ? peak : level;
}

static const char *
higher_of (const char *one, const char *other)
{
  return ek_risk_rank (other) > ek_risk_rank (one) ? other : one;
}

/* A plan, or the reason why there is none, that was given before the last cause is not about it. */
static gboolean
has_statement (EkRecord *risk)
{
  return (member_of (risk, "plan") != NULL || member_of (risk, "no_plan") != NULL) &&
    is_of_now (risk, safety_of (risk), EK_INSTANT_NONE);
}

/* Closing asks for the statement of the worst level the risk has had, lowering for that of the level it has. @answered:
 * (nullable): how high it is by what was answered. */
static gboolean
asks_statement (EkKnowledge *knowledge, EkRecord *risk, const char *answered, const char *level)
{
  static const char *const levels[] = { "low", "moderate", "high" };
  const char *worst = higher_of (level != NULL ? ek_record_get_text (risk, EK_RISK_LEVEL) : peak_of (risk), answered);

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      const EkClosing *closing = find_closing (knowledge, ek_risk_kind (risk), levels[i]);

      if (closing != NULL && closing->statement && ek_risk_rank (levels[i]) <= ek_risk_rank (worst) &&
          (level == NULL || strcmp (levels[i], "low") != 0))
        return TRUE;
    }
  return FALSE;
}

static gboolean
names (GPtrArray *any_of, const char *what)
{
  for (guint i = 0; i < any_of->len; i++)
    if (strcmp (any_of->pdata[i], what) == 0)
      return TRUE;
  return FALSE;
}

/* A screener that gives less, or somebody else who agrees; nothing where the rule does not ask. */
static gboolean
is_confirmed (EkStore *store, EkKnowledge *rules, EkCatalogue *catalogue, EkRecord *risk, const EkClosing *closing,
              const char *first, const char *level)
{
  if (closing == NULL || closing->any_of->len == 0)
    return TRUE;
  return (names (closing->any_of, "screener") &&
          is_low_enough (ek_risk_find_screener (store, rules, catalogue, risk, NULL, NULL), level)) ||
    (names (closing->any_of, "second") && has_second (store, risk, closing, first, level));
}

static void
name_roles (const EkClosing *closing, EkRiskNeeds *needs)
{
  g_autoptr (GString) roles = g_string_new (NULL);

  for (guint i = 0; i < closing->roles->len; i++)
    {
      EkRole role;

      if (ek_role_from_id (closing->roles->pdata[i], &role))
        g_string_append_printf (roles, "%s%s", roles->len > 0 ? _ (", ") : "", ek_role_label (role));
    }
  g_strlcpy (needs->roles, roles->str, sizeof needs->roles);
}

/**
 * ek_risk_is_left_open:
 * @store: the record
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @catalogue: (nullable): the instruments
 * @risk: a risk
 *
 * Returns: whether it is closed, without the screener or the second clinician that what was answered asks for, and no
 *   screener was done since
 */
gboolean
ek_risk_is_left_open (EkStore *store, EkKnowledge *knowledge, EkCatalogue *catalogue, EkRecord *risk)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL);

  /* One that went on in another was closed by nobody. */
  if (rules == NULL || ek_risk_answered_level (rules, catalogue, risk) == NULL ||
      !ek_care_text_is (risk, EK_RISK_STATUS, "closed") || !ek_record_has (risk, EK_RISK_CLOSED_BY))
    return FALSE;
  return !ek_risk_is_confirmed_closing (store, rules, catalogue, risk);
}

gboolean
ek_risk_is_confirmed_closing (EkStore *store, EkKnowledge *knowledge, EkCatalogue *catalogue, EkRecord *risk)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL);
  const char *level = higher_of (ek_risk_answered_level (rules, catalogue, risk),
                                 ek_record_get_text (risk, EK_RISK_LEVEL));

  return rules != NULL &&
    is_confirmed (store, rules, catalogue, risk, find_closing (rules, ek_risk_kind (risk), level),
                  ek_record_get_text (risk, EK_RISK_CLOSED_BY), NULL);
}

/* Whoever lowered it did so on another machine, and is not known here. */
gboolean
ek_risk_is_confirmed_lowering (EkStore *store, EkKnowledge *knowledge, EkCatalogue *catalogue, EkRecord *risk,
                               const char *level)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL);
  const EkClosing *closing = rules != NULL ? find_closing (rules, ek_risk_kind (risk), "high") : NULL;

  return closing == NULL ||
    (is_confirmed (store, rules, catalogue, risk, closing, "", level) && (!closing->statement || has_statement (risk)));
}

/**
 * ek_risk_needs:
 * @store: the record
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @catalogue: (nullable): the instruments, to read a screener
 * @risk: an open risk
 * @level: (nullable): the level it is to be brought to; %NULL: it is to be closed
 * @needs: (out): what is still missing
 * @error: return location
 *
 * Source: "closing" in data/knowledge/risk.json, for the level the risk has or, where that is higher, the one that what
 * was answered gives ("answered" there), whatever somebody called it. Where a form, a diagnosis or a warning was
 * changed or taken back that made it high, it is lowered as a high one all the same: who changes a form does not lower
 * the risk alone. A first assessment at that level or above, and a
 * higher level, ask for nothing.
 *
 * Returns: %FALSE with the error of the knowledge
 */
gboolean
ek_risk_needs (EkStore *store, EkKnowledge *knowledge, EkCatalogue *catalogue, EkRecord *risk, const char *level,
               EkRiskNeeds *needs, GError **error)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (error);
  const char *now = ek_record_get_text (risk, EK_RISK_LEVEL), *answered = NULL, *once = NULL;
  g_autoptr (EkUser) user = ek_vault_get_user (ek_store_get_vault (store));
  const EkClosing *closing = NULL;

  memset (needs, 0, sizeof *needs);
  if (rules == NULL)
    return FALSE;
  answered = ek_risk_answered_level (rules, catalogue, risk);
  if (g_strcmp0 (now, "unassessed") == 0 || ek_risk_rank (answered) > ek_risk_rank (now))
    now = answered != NULL ? answered : now;
  once = ek_risk_taken_back_level (rules, catalogue, risk);
  if (g_strcmp0 (once, "high") == 0)
    now = once;
  needs->what = ek_risk_statement (rules, ek_risk_kind (risk));
  if (level != NULL && (g_strcmp0 (now, "unassessed") == 0 || ek_risk_rank (level) >= ek_risk_rank (now)))
    return TRUE;
  closing = find_closing (rules, ek_risk_kind (risk), now);
  if (closing != NULL)
    {
      needs->screener_or_second = !is_confirmed (store, rules, catalogue, risk, closing,
                                                 user != NULL ? ek_user_get_id (user) : NULL, level);
      needs->second = needs->screener_or_second && !names (closing->any_of, "screener");
      needs->role = !may_role (closing, user);
      if (closing->roles->len > 0)
        name_roles (closing, needs);
    }
  needs->statement = asks_statement (rules, risk, answered, level) && !has_statement (risk);
  return TRUE;
}

static gboolean
keep_statement (EkStore *store, EkRecord *risk, const char *what, const EkRiskStatement *statement, GError **error)
{
  g_autoptr (JsonNode) safety = ek_risk_copy_json (risk, EK_RISK_SAFETY);
  JsonObject *object = json_node_get_object (safety);
  gboolean made = ek_care_names_something (NULL, statement->plan), physician = g_strcmp0 (what, "physician") == 0;
  const char *words = made ? statement->plan : statement->no_plan, *step = NULL;

  json_object_remove_member (object, made ? "no_plan" : "plan");
  json_object_set_string_member (object, made ? "plan" : "no_plan", words);
  json_object_set_int_member (object, "causes", ek_risk_n_causes (risk));
  ek_record_set_json (risk, EK_RISK_SAFETY, safety);
  if (made)
    step = physician ? _ ("Seen by a physician") : _ ("Safety plan made, it is here");
  else
    step = physician ? _ ("Not seen by a physician, because") : _ ("No safety plan, because");
  return ek_risk_append_step (store, risk, step, words, error);
}

/* Where the rule says who may say why there is none, another says what there is. */
static gboolean
may_state_none (EkStore *store, EkKnowledge *rules, EkRecord *risk)
{
  const EkClosing *closing = rules != NULL ? find_closing (rules, ek_risk_kind (risk), "high") : NULL;
  g_autoptr (EkUser) user = ek_vault_get_user (ek_store_get_vault (store));

  return closing == NULL || closing->none_by->len == 0 ||
    (user != NULL && names (closing->none_by, ek_role_id (ek_user_get_role (user))));
}

static gboolean
is_stated (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const EkRiskStatement *statement)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL);

  if (statement == NULL)
    return FALSE;
  return ek_care_names_something (rules, statement->plan) ||
    (ek_care_says_something (rules, statement->no_plan) && may_state_none (store, rules, risk));
}

/* Keeps what was said and refuses in words while something is missing; then the caller puts @risk back. */
gboolean
ek_risk_allow (EkStore *store, EkKnowledge *knowledge, EkRecord *risk, const char *level,
               const EkRiskStatement *statement, GError **error)
{
  EkRiskNeeds needs;

  if (!ek_risk_needs (store, knowledge, statement != NULL ? statement->catalogue : NULL, risk, level, &needs, error))
    return FALSE;
  if (needs.role)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
                   /* Translators: %s are roles, such as "psychiatrist, psychotherapist" */
                   _ (
                     "A risk that was high, or that is high by what was answered, is lowered or closed only by: %s. It "
                     "stays as it is; hand it over."),
                   needs.roles);
      return FALSE;
    }
  if (needs.screener_or_second)
    return ek_risk_refuse (error, needs.second ? EK_RISK_NO_SECOND : EK_RISK_NO_SCREENER);
  if (is_stated (store, knowledge, risk, statement))
    return keep_statement (store, risk, needs.what, statement, error);
  if (!needs.statement)
    return TRUE;
  return ek_risk_refuse (error, g_strcmp0 (needs.what, "physician") == 0 ? EK_RISK_NO_PHYSICIAN : EK_RISK_NO_PLAN);
}

/* Something happened after a second clinician agreed: what was agreed was not about it. What the same person wrote is
 * part of the opinion. */
void
ek_risk_void_second (EkRecord *risk, const char *user_id)
{
  g_autoptr (JsonNode) safety = ek_risk_copy_json (risk, EK_RISK_SAFETY);
  JsonObject *second = ek_json_peek_object (json_node_get_object (safety), "second");

  if (second == NULL || g_strcmp0 (ek_json_peek_string (second, "user"), user_id) == 0)
    return;
  json_object_remove_member (json_node_get_object (safety), "second");
  ek_record_set_json (risk, EK_RISK_SAFETY, safety);
}

/* Remembers how high it has been, which the level itself forgets. */
void
ek_risk_note_level (EkStore *store, EkRecord *risk, const char *level)
{
  g_autoptr (JsonNode) safety = ek_risk_copy_json (risk, EK_RISK_SAFETY);
  JsonObject *object = json_node_get_object (safety);
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  const char *peak = peak_of (risk);
  g_autoptr (JsonObject) mark = json_object_new ();

  if (ek_risk_rank (level) > ek_risk_rank (peak) || g_strcmp0 (peak, "unassessed") == 0)
    peak = level;
  json_object_set_string_member (object, "peak", peak);
  if (strcmp (level, "high") == 0)
    {
      g_autofree char *at = ek_instant_format (now, ek_clock_offset (clock, now));

      json_object_set_string_member (object, "high", at);
      /* whoever agreed did so before; the log of steps keeps it */
      json_object_remove_member (object, "second");
      json_object_remove_member (object, "known");
      json_object_set_string_member (mark, "at", at);
      ek_risk_note_known (store, NULL, ek_record_get_patient_id (risk), mark);
      if (json_object_has_member (mark, "known"))
        json_object_set_array_member (object, "known", json_array_ref (json_object_get_array_member (mark, "known")));
    }
  ek_record_set_json (risk, EK_RISK_SAFETY, safety);
}

/* A plan, or the reason why there is none, that was given before it was assessed as high is not about that; the log of
 * steps keeps it. */
void
ek_risk_forget_statement (EkRecord *risk)
{
  g_autoptr (JsonNode) safety = ek_risk_copy_json (risk, EK_RISK_SAFETY);

  json_object_remove_member (json_node_get_object (safety), "plan");
  json_object_remove_member (json_node_get_object (safety), "no_plan");
  ek_record_set_json (risk, EK_RISK_SAFETY, safety);
}
