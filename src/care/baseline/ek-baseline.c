/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of a baseline assessment: draft ──sign──▶ signed ──the next one is signed──▶ replaced. At most one of a
 * patient is a draft and at most one is signed and not replaced. What was signed is never changed. */

#include "ek-baseline-private.h"
#include "ek-battery-private.h"
#include "ek-care-private.h"
#include "ek-facts-gather.h"
#include "ek-knowledge-rules.h"
#include "ek-since-private.h"

#include "ek-error.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>

static gboolean
fail (GError **error, EkError code, const char *message)
{
  g_set_error_literal (error, EK_ERROR, code, message);
  return FALSE;
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  gint64 left = ek_record_get_int (*(EkRecord *const *) a, EK_BASELINE_NUMBER, 0);
  gint64 right = ek_record_get_int (*(EkRecord *const *) b, EK_BASELINE_NUMBER, 0);

  return left > right ? -1 : left < right;
}

/**
 * ek_baseline_list:
 * @store: the record
 * @patient_id: the patient
 * @error: what the store says
 *
 * Returns: (transfer full) (element-type EkRecord): every baseline assessment, the newest first; %NULL with error
 */
GPtrArray *
ek_baseline_list (EkStore *store, const char *patient_id, GError **error)
{
  GPtrArray *baselines = ek_store_list (store, &ek_baseline_type, patient_id, error);

  if (baselines != NULL)
    g_ptr_array_sort (baselines, newest_first);
  return baselines;
}

static EkRecord *
find_by_status (GPtrArray *baselines, const char *status)
{
  for (guint i = 0; i < baselines->len; i++)
    if (ek_care_text_is (g_ptr_array_index (baselines, i), EK_BASELINE_STATUS, status))
      return g_object_ref (g_ptr_array_index (baselines, i));
  return NULL;
}

/**
 * ek_baseline_find:
 * @store: the record
 * @patient_id: the patient
 * @error: what the store says
 *
 * Returns: (transfer full) (nullable): the draft, else the signed one; %NULL without error when there is none
 */
EkRecord *
ek_baseline_find (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) baselines = ek_baseline_list (store, patient_id, error);
  EkRecord *found = NULL;

  if (baselines == NULL)
    return NULL;
  found = find_by_status (baselines, "draft");
  return found != NULL ? found : find_by_status (baselines, "signed");
}

static gboolean
is_baseline_set (EkRecord *battery)
{
  JsonNode *node = ek_record_get_json (battery, EK_BATTERY_STEPS);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
    ek_json_peek_boolean (json_node_get_object (node), "baseline", FALSE);
}

/**
 * ek_baseline_find_set:
 * @store: the record
 * @patient_id: the patient
 * @error: what the store says
 *
 * Returns: (transfer full) (nullable): the newest ended set that the knowledge marks as a baseline set; %NULL without
 *   error when there is none
 */
EkRecord *
ek_baseline_find_set (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) batteries = ek_battery_list (store, patient_id, error);

  for (guint i = 0; batteries != NULL && i < batteries->len; i++)
    {
      EkRecord *battery = g_ptr_array_index (batteries, i);

      if (!ek_care_text_is (battery, EK_BATTERY_STATUS, "in-progress") && is_baseline_set (battery))
        return g_object_ref (battery);
    }
  return NULL;
}

/* --- making it -------------------------------------------------------------------------------------------------- */

static void
add_factor (EkBaseline *self, const EkWord *group, const EkFullRule *full, EkReason *reason)
{
  EkBaselineFactor *factor = g_new0 (EkBaselineFactor, 1);

  factor->group_en = g_strdup (group->en);
  factor->group_zh = g_strdup (group->zh);
  factor->name_en = g_strdup (full->name_en);
  factor->name_zh = g_strdup (full->name_zh);
  factor->protective = full->protective;
  factor->reason = reason;
  g_ptr_array_add (self->factors, factor);
}

/* Risk factors by group, then protective ones by group. */
static void
judge_factors (EkBaseline *self, EkKnowledge *knowledge, EkFacts *facts)
{
  for (int protective = 0; protective < 2; protective++)
    for (guint g = 0; g < ek_factor_rules (knowledge)->groups->len; g++)
      for (guint i = 0; i < ek_factor_rules (knowledge)->factors->len; i++)
        {
          const EkWord *group = g_ptr_array_index (ek_factor_rules (knowledge)->groups, g);
          const EkFullRule *full = g_ptr_array_index (ek_factor_rules (knowledge)->factors, i);
          EkReason *reason = NULL;

          if (full->protective == protective && g_strcmp0 (full->group, group->id) == 0 &&
              ek_rule_fires (&full->rule, facts, &reason))
            add_factor (self, group, full, reason);
        }
}

static void
take_severity (EkBaseline *self, EkSeverity *severity)
{
  self->level = severity->level;
  self->step = severity->step;
  g_ptr_array_extend_and_steal (self->reasons, g_steal_pointer (&severity->reasons));
  g_ptr_array_extend_and_steal (self->cautions, g_steal_pointer (&severity->cautions));
  severity->reasons = g_ptr_array_new ();
  severity->cautions = g_ptr_array_new ();
}

/* An open draft is made again; a new one follows the signed one. */
static EkRecord *
draft_record (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) baselines = ek_baseline_list (store, patient_id, error);
  g_autoptr (EkRecord) former = NULL;
  EkRecord *draft = NULL;
  gint64 highest = 0;

  if (baselines == NULL)
    return NULL;
  draft = find_by_status (baselines, "draft");
  if (draft != NULL)
    return draft;
  draft = ek_record_new (&ek_baseline_type, patient_id);
  ek_record_set_text (draft, EK_BASELINE_STATUS, "draft");
  if (baselines->len > 0)
    highest = ek_record_get_int (g_ptr_array_index (baselines, 0), EK_BASELINE_NUMBER, 0);
  ek_record_set_int (draft, EK_BASELINE_NUMBER, highest + 1);
  former = find_by_status (baselines, "signed");
  if (former != NULL)
    ek_record_set_text (draft, EK_BASELINE_PREVIOUS, ek_record_get_id (former));
  return draft;
}

/**
 * ek_baseline_make:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: the rules
 * @battery: a set that has ended
 * @error: return location
 *
 * Judges severity, step, risk factors and protective factors by the forms of this set and by the patient's file, as of
 * the day the set ended, and lists what was not asked and what is not confirmed. Open risks are those of today. Saves a
 * draft with the facts it was made from. A draft that is open is made again and keeps the clinician's summary.
 *
 * Returns: (transfer full): the saved draft, or %NULL with %EK_ERROR_INCOMPLETE while the set is in progress, or an
 *   error of the store
 */
EkRecord *
ek_baseline_make (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *battery, GError **error)
{
  const char *patient_id = ek_record_get_patient_id (battery);
  g_autoptr (EkBaseline) self = ek_baseline_new ();
  g_autoptr (EkFacts) facts = NULL;
  g_autoptr (EkSeverity) severity = NULL;
  g_autoptr (EkRecord) draft = NULL;
  g_autoptr (JsonNode) result = NULL;
  g_autoptr (JsonNode) basis = NULL;

  if (ek_care_text_is (battery, EK_BATTERY_STATUS, "in-progress"))
    {
      fail (error, EK_ERROR_INCOMPLETE,
            _ ("The set of instruments is still in progress. Finish it; then make the "
               "baseline assessment."));
      return NULL;
    }
  facts = ek_facts_gather_some (store, catalogue, knowledge, patient_id,
                                ek_record_get_instant (battery, EK_BATTERY_ENDED, NULL), ek_battery_has_form,
                                (gpointer) ek_record_get_id (battery), error);
  draft = facts != NULL ? draft_record (store, patient_id, error) : NULL;
  if (draft == NULL || !ek_baseline_collect (self, store, catalogue, knowledge, battery, error))
    return NULL;
  severity = ek_severity_assess (knowledge, facts);
  take_severity (self, severity);
  judge_factors (self, knowledge, facts);
  result = ek_baseline_to_json (self);
  basis = ek_facts_to_json (facts);
  if (!ek_since_keep (store, patient_id, basis, error))
    return NULL;
  ek_record_set_text (draft, EK_BASELINE_BATTERY, ek_record_get_id (battery));
  ek_record_set_text (draft, EK_BASELINE_LEVEL, ek_level_id (self->level));
  ek_record_set_text (draft, EK_BASELINE_STEP, ek_step_id (self->step));
  ek_record_set_json (draft, EK_BASELINE_RESULT, result);
  ek_record_set_json (draft, EK_BASELINE_BASIS, basis);
  ek_record_set_text (draft, EK_BASELINE_KNOWLEDGE, ek_knowledge_get_version (knowledge));
  ek_care_set_now (store, draft, EK_BASELINE_MADE);
  if (!ek_store_save (store, draft, error))
    return NULL;
  return g_steal_pointer (&draft);
}

/* --- what a clinician does with it ------------------------------------------------------------------------------ */

static gboolean
check_draft (EkRecord *baseline, GError **error)
{
  if (ek_care_text_is (baseline, EK_BASELINE_STATUS, "draft"))
    return TRUE;
  return fail (error, EK_ERROR_PERMISSION,
               _ ("A signed baseline assessment is not changed. Make a new one; the signed one stays until the new one "
                  "is signed."));
}

/**
 * ek_baseline_set_summary:
 * @store: the record
 * @baseline: a draft
 * @text: (nullable): the clinician's own words
 * @error: return location
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_PERMISSION when it is signed, or an error of the store; the
 *   record is then as it was
 */
gboolean
ek_baseline_set_summary (EkStore *store, EkRecord *baseline, const char *text, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (baseline);

  if (!check_draft (baseline, error))
    return FALSE;
  ek_record_set_text (baseline, EK_BASELINE_SUMMARY, text);
  if (ek_store_save (store, baseline, error))
    return TRUE;
  ek_care_copy_values (baseline, before);
  return FALSE;
}

static gboolean
replace_former (EkStore *store, EkRecord *baseline, GError **error)
{
  g_autoptr (GPtrArray) all = ek_baseline_list (store, ek_record_get_patient_id (baseline), error);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      EkRecord *other = g_ptr_array_index (all, i);

      if (!ek_care_text_is (other, EK_BASELINE_STATUS, "signed") ||
          g_strcmp0 (ek_record_get_id (other), ek_record_get_id (baseline)) == 0)
        continue;
      ek_record_set_text (other, EK_BASELINE_STATUS, "replaced");
      if (!ek_store_save (store, other, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_baseline_is_current:
 * @store: the record
 * @baseline: a baseline assessment
 * @current: (out): whether no form of its set was changed since it was made: corrected, withdrawn, finished
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
ek_baseline_is_current (EkStore *store, EkRecord *baseline, gboolean *current, GError **error)
{
  const char *battery_id = ek_record_get_text (baseline, EK_BASELINE_BATTERY);
  gint64 made = ek_record_get_instant (baseline, EK_BASELINE_MADE, NULL);
  g_autoptr (GPtrArray) forms = ek_store_list (store, &ek_assessment_type, ek_record_get_patient_id (baseline), error);

  *current = TRUE;
  for (guint i = 0; forms != NULL && i < forms->len; i++)
    if (ek_battery_has_form (g_ptr_array_index (forms, i), (gpointer) battery_id) &&
        ek_record_get_changed (g_ptr_array_index (forms, i)) > made)
      *current = FALSE;
  return forms != NULL;
}

/* Nobody signs what the forms said once, nor a risk that has changed since. */
static gboolean
check_current (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *baseline, GError **error)
{
  gboolean current = FALSE;

  if (!ek_baseline_is_current (store, baseline, &current, error))
    return FALSE;
  if (current)
    return ek_since_check (store, catalogue, knowledge, baseline, error);
  return fail (error, EK_ERROR_CONFLICT,
               _ ("A form of the set was changed after this draft was made. Nothing was signed. Make the "
                  "baseline assessment again, read it, and sign it then."));
}

/**
 * ek_baseline_sign:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: the rules
 * @baseline: a draft
 * @error: return location
 *
 * Signs it by the key of who is in; the one that was signed before becomes "replaced" in the same transaction.
 *
 * Returns: %TRUE when it is signed and saved; %FALSE with %EK_ERROR_PERMISSION, %EK_ERROR_CONFLICT when somebody else
 *   changed it, a form of its set was changed since it was made, or severity, step or open risks are no longer those it
 *   names (ek_since_check()), or an error of the store; the record is then as it was
 */
gboolean
ek_baseline_sign (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *baseline, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (baseline);

  if (!check_draft (baseline, error) || !check_current (store, catalogue, knowledge, baseline, error) ||
      !ek_store_begin (store, error))
    return FALSE;
  ek_record_set_text (baseline, EK_BASELINE_STATUS, "signed");
  if (!replace_former (store, baseline, error) || !ek_store_save (store, baseline, error) ||
      !ek_store_sign (store, baseline, "author", error))
    {
      ek_store_rollback (store);
      ek_care_copy_values (baseline, before);
      return FALSE;
    }
  if (ek_store_commit (store, error))
    return TRUE;
  ek_care_copy_values (baseline, before);
  return FALSE;
}

/**
 * ek_baseline_discard:
 * @store: the record
 * @baseline: a draft
 * @reason: why
 * @error: return location
 *
 * Takes a draft out of the file; the history keeps it.
 *
 * Returns: %TRUE when it is gone; %FALSE with %EK_ERROR_PERMISSION when it is signed, or an error of the store
 */
gboolean
ek_baseline_discard (EkStore *store, EkRecord *baseline, const char *reason, GError **error)
{
  return check_draft (baseline, error) && ek_store_delete (store, baseline, reason, error);
}
