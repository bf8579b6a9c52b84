/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The risks of two files that were one for a while and are two again.
 *
 * Who lowered or closed a risk meanwhile had both persons' answers, screeners and agreements in front of them, and
 * nobody knows which of the two they spoke of. Such a risk is open again, as high as it was, to be assessed again. What
 * raised a risk of the one and is the other's opens a risk there. */

#include "ek-care-private.h"
#include "ek-risk-private.h"

#include "ek-notice.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/** Since: a risk since the files were joined. @base: as it was then; NULL: it was not there yet. */
typedef struct {
  EkRecord *base;
  const char *worst; /* level while it was open; NULL: it never was */
  gboolean asked;    /* it was to be assessed at some time */
} Since;

static void
look_at_state (EkRecord *state, Since *since)
{
  if (ek_care_text_is (state, EK_RISK_STATUS, "closed"))
    return;
  if (ek_risk_rank (ek_record_get_text (state, EK_RISK_LEVEL)) > ek_risk_rank (since->worst))
    since->worst = ek_record_get_text (state, EK_RISK_LEVEL);
  since->asked |= !ek_risk_is_assessed (state);
}

/* @revision: at the joining, 0: it was not there; -1: not known, what was changed from @joined_ms on was changed since
 */
static void
look_at_revisions (GPtrArray *revisions, gint64 revision, gint64 joined_ms, Since *since)
{
  for (guint i = 0; i < revisions->len; i++)
    {
      EkRecord *one = g_ptr_array_index (revisions, i);
      gboolean before = revision >= 0 ? ek_record_get_revision (one) <= revision
                                      : ek_record_get_changed (one) < joined_ms;

      if (before)
        since->base = one;
    }
  for (guint i = 0; i < revisions->len; i++)
    {
      EkRecord *one = g_ptr_array_index (revisions, i);

      if (since->base == NULL || ek_record_get_revision (one) >= ek_record_get_revision (since->base))
        look_at_state (one, since);
    }
}

/* Agreements and plans of the time between go; those of before come back. */
static gboolean
restore_safety (EkRecord *risk, EkRecord *base)
{
  static const char *const members[] = { "second", "plan", "no_plan", "causes" };
  g_autoptr (JsonNode) safety = ek_risk_copy_json (risk, EK_RISK_SAFETY);
  g_autoptr (JsonNode) before = base != NULL ? ek_risk_copy_json (base, EK_RISK_SAFETY) : json_from_string ("{}", NULL);
  JsonObject *now = json_node_get_object (safety), *then = json_node_get_object (before);
  gboolean changed = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *is = json_object_get_member (now, members[i]), *was = json_object_get_member (then, members[i]);

      if ((is == NULL && was == NULL) || (is != NULL && was != NULL && json_node_equal (is, was)))
        continue;
      changed = TRUE;
      if (was != NULL)
        json_object_set_member (now, members[i], json_node_copy (was));
      else
        json_object_remove_member (now, members[i]);
    }
  if (changed)
    ek_record_set_json (risk, EK_RISK_SAFETY, safety);
  return changed;
}

static void
ask_again (EkStore *store, EkRecord *risk, const char *level)
{
  g_autoptr (JsonNode) reason = ek_risk_copy_json (risk, EK_RISK_REASON);

  ek_record_set_text (risk, EK_RISK_STATUS, "open");
  ek_record_clear (risk, EK_RISK_CLOSED);
  ek_record_clear (risk, EK_RISK_CLOSED_BY);
  ek_record_set_text (risk, EK_RISK_LEVEL, level);
  if (strcmp (level, "unassessed") != 0)
    json_object_set_boolean_member (json_node_get_object (reason), "again", TRUE);
  else
    json_object_remove_member (json_node_get_object (reason), "again");
  ek_record_set_json (risk, EK_RISK_REASON, reason);
  ek_risk_set_due (store, NULL, risk, "unassessed");
}

/* Whether something was concluded that is to be looked at again. */
static gboolean
is_concluded (EkRecord *risk, const Since *since)
{
  return since->worst != NULL &&
    (ek_care_text_is (risk, EK_RISK_STATUS, "closed") ||
     ek_risk_rank (ek_record_get_text (risk, EK_RISK_LEVEL)) < ek_risk_rank (since->worst) ||
     (since->asked && ek_risk_is_assessed (risk)));
}

static gboolean
look_again (EkStore *store, EkRecord *risk, JsonObject *revisions, gint64 joined_ms, GError **error)
{
  const char *id = ek_record_get_id (risk);
  gint64 revision = revisions == NULL ? -1 : ek_json_peek_int (revisions, id, 0);
  g_autoptr (GPtrArray) all = ek_store_list_revisions (store, &ek_risk_type, id, error);
  Since since = { NULL };
  gboolean concluded, undone;

  if (all == NULL)
    return FALSE;
  look_at_revisions (all, revision, joined_ms, &since);
  concluded = is_concluded (risk, &since);
  if (concluded)
    ask_again (store, risk, since.worst);
  undone = restore_safety (risk, since.base);
  if (!concluded && !undone)
    return TRUE;
  return ek_risk_append_step (store, risk,
                              concluded
                                /* Translators: a step in the log of a risk */
                                ? _ ("To be assessed again: the file was joined with another person's when this was "
                                     "said")
                                /* Translators: a step in the log of a risk */
                                : _ ("What was agreed while the file was joined with another person's does not count"),
                              NULL, error) &&
    ek_store_save (store, risk, error);
}

/* --- what is the other person's ---------------------------------------------------------------------------------- */

/* Whether what raised it stands in the file of @patient_id. */
static gboolean
stands_in (EkStore *store, JsonObject *cause, const char *patient_id)
{
  const char *source = ek_json_peek_string (cause, "source"), *from = ek_json_peek_string (cause, "from");
  const EkRecordType *type = from != NULL ? ek_record_type_by_name (from) : &ek_assessment_type;
  g_autoptr (EkRecord) record = source != NULL && type != NULL ? ek_store_load (store, type, source, NULL) : NULL;

  return record != NULL && strcmp (ek_record_get_patient_id (record), patient_id) == 0;
}

static gboolean
raise_there (EkStore *store, EkRecord *risk, JsonObject *cause, const char *other, GError **error)
{
  const char *taken = ek_json_peek_string (cause, "taken");
  EkRiskCause same = { .kind = ek_risk_kind (risk),
                       .rule = ek_json_peek_string (cause, "rule"),
                       .instrument = ek_json_peek_string (cause, "instrument"),
                       .item = ek_json_peek_string (cause, "item"),
                       .value = ek_risk_cause_value (cause),
                       .source = ek_json_peek_string (cause, "source"),
                       .words = ek_json_peek_string (cause, "words"),
                       .from = ek_json_peek_string (cause, "from"),
                       .past = ek_json_peek_boolean (cause, "past", FALSE) };
  g_autoptr (EkRecord) raised = NULL;

  if (same.rule == NULL)
    return TRUE;
  if (taken == NULL || !ek_instant_parse (taken, &same.taken_ms, &same.taken_offset, NULL))
    same.taken_ms = EK_INSTANT_NONE;
  raised = ek_risk_raise (store, NULL, other, &same, error);
  return raised != NULL;
}

static gboolean
give_causes (EkStore *store, EkRecord *risk, const char *other, GError **error)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *cause = ek_risk_cause (risk, i);

      if (cause == NULL || !ek_risk_cause_stands (cause) || !stands_in (store, cause, other))
        continue;
      if (!raise_there (store, risk, cause, other, error))
        return FALSE;
      g_ptr_array_add (sources, g_strdup (ek_json_peek_string (cause, "source")));
    }
  for (guint i = 0; i < sources->len; i++)
    if (!ek_risk_take_back (store, ek_record_get_patient_id (risk), sources->pdata[i], "parted", error))
      return FALSE;
  return TRUE;
}

static gboolean
each_risk (EkStore *store, const char *patient_id, const char *other, JsonObject *revisions, gint64 joined_ms,
           GError **error)
{
  g_autoptr (GPtrArray) risks = ek_store_list (store, &ek_risk_type, patient_id, error);

  for (guint i = 0; risks != NULL && i < risks->len; i++)
    if (other != NULL ? !give_causes (store, risks->pdata[i], other, error)
                      : !look_again (store, risks->pdata[i], revisions, joined_ms, error))
      return FALSE;
  return risks != NULL;
}

/* Who said that something hides no danger had both persons' file in view. */
static gboolean
look_at_notices (EkStore *store, const char *patient_id, gint64 joined_ms, GError **error)
{
  g_autoptr (GPtrArray) all = ek_store_list (store, &ek_notice_type, patient_id, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      EkRecord *notice = all->pdata[i];

      if (ek_notice_may_hide_danger (notice) && ek_care_text_is (notice, EK_NOTICE_STATUS, "done") &&
          ek_record_get_changed (notice) >= joined_ms && !ek_notice_open_again (store, notice, error))
        return FALSE;
    }
  return all != NULL;
}

/**
 * ek_risk_parted:
 * @store: the record, in the transaction that parts the files
 * @kept_id: the patient whose file stays
 * @former_id: the patient whose file goes
 * @revisions: (nullable): id of each risk → its revision when the two were joined
 * @joined_ms: when that was
 * @unused: so that this can be handed to ek_store_set_parted_func() as it is
 * @error: return location
 *
 * Opens again what was lowered, closed or assessed since the joining in either file, as high as it was, undoes what was
 * agreed meanwhile, and opens again what may hide a danger and was looked at meanwhile; gives each what raised a risk
 * of the other and is theirs. Every step stands in the log of the risk.
 *
 * Returns: %FALSE with an error of the store; the files are then not to be parted
 */
gboolean
ek_risk_parted (EkStore *store, const char *kept_id, const char *former_id, JsonObject *revisions, gint64 joined_ms,
                gpointer unused, GError **error)
{
  return each_risk (store, kept_id, NULL, revisions, joined_ms, error) &&
    each_risk (store, former_id, NULL, revisions, joined_ms, error) &&
    each_risk (store, kept_id, former_id, NULL, 0, error) && each_risk (store, former_id, kept_id, NULL, 0, error) &&
    ek_risk_fold (store, kept_id, error) && ek_risk_fold (store, former_id, error) &&
    look_at_notices (store, kept_id, joined_ms, error) && look_at_notices (store, former_id, joined_ms, error);
}
