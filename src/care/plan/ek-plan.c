/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of a plan: draft ──sign──▶ signed (in force) ──the next one is signed──▶ replaced. At most one plan of a
 * patient is a draft and at most one is in force. What was signed is never changed: the signature is over its revision,
 * and "replaced" is a further revision of the record. */

#include "ek-care-private.h"
#include "ek-knowledge-rules.h"
#include "ek-plan-private.h"
#include "ek-since.h"

#include "ek-error.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>

static int
newest_first (gconstpointer a, gconstpointer b)
{
  gint64 left = ek_record_get_int (*(EkRecord *const *) a, EK_PLAN_NUMBER, 0);
  gint64 right = ek_record_get_int (*(EkRecord *const *) b, EK_PLAN_NUMBER, 0);

  return left > right ? -1 : left < right;
}

/**
 * ek_plan_list:
 * @store: the record
 * @patient_id: the patient
 * @error: what the store says
 *
 * Returns: (transfer full) (element-type EkRecord): every plan of the patient, the newest first; %NULL with error
 */
GPtrArray *
ek_plan_list (EkStore *store, const char *patient_id, GError **error)
{
  GPtrArray *plans = ek_store_list (store, &ek_plan_type, patient_id, error);

  if (plans != NULL)
    g_ptr_array_sort (plans, newest_first);
  return plans;
}

static EkRecord *
find_by_status (EkStore *store, const char *patient_id, const char *status, GError **error)
{
  g_autoptr (GPtrArray) plans = ek_plan_list (store, patient_id, error);

  for (guint i = 0; plans != NULL && i < plans->len; i++)
    if (ek_care_text_is (g_ptr_array_index (plans, i), EK_PLAN_STATUS, status))
      return g_object_ref (g_ptr_array_index (plans, i));
  return NULL;
}

/**
 * ek_plan_find_draft:
 * @store: the record
 * @patient_id: the patient
 * @error: what the store says
 *
 * Returns: (transfer full) (nullable): the open draft; %NULL without error when there is none
 */
EkRecord *
ek_plan_find_draft (EkStore *store, const char *patient_id, GError **error)
{
  return find_by_status (store, patient_id, "draft", error);
}

/**
 * ek_plan_find_current:
 * @store: the record
 * @patient_id: the patient
 * @error: what the store says
 *
 * Returns: (transfer full) (nullable): the signed plan in force; %NULL without error when there is none
 */
EkRecord *
ek_plan_find_current (EkStore *store, const char *patient_id, GError **error)
{
  return find_by_status (store, patient_id, "signed", error);
}

/**
 * ek_plan_new_version:
 * @store: the record
 * @plan: the signed plan in force
 * @error: return location
 *
 * A draft with the lines of @plan, its number one higher and without dates: they are asked for before it is signed. The
 * signed one stays in force until the new one is signed.
 *
 * Returns: (transfer full): the saved draft, or %NULL with %EK_ERROR_EXISTS when there is a draft already, or an error
 *   of the store
 */
EkRecord *
ek_plan_new_version (EkStore *store, EkRecord *plan, GError **error)
{
  const char *patient_id = ek_record_get_patient_id (plan);
  g_autoptr (GPtrArray) plans = ek_plan_list (store, patient_id, error);
  g_autoptr (EkRecord) draft = NULL;
  gint64 highest = 0;

  if (plans == NULL)
    return NULL;
  for (guint i = 0; i < plans->len; i++)
    {
      EkRecord *other = g_ptr_array_index (plans, i);

      highest = MAX (highest, ek_record_get_int (other, EK_PLAN_NUMBER, 0));
      if (ek_care_text_is (other, EK_PLAN_STATUS, "draft"))
        {
          g_set_error_literal (error, EK_ERROR, EK_ERROR_EXISTS,
                               _ ("There is a draft already. Go on with it, or discard it first."));
          return NULL;
        }
    }
  draft = ek_record_new (&ek_plan_type, patient_id);
  ek_care_copy_values (draft, plan);
  ek_record_set_text (draft, EK_PLAN_STATUS, "draft");
  ek_record_set_int (draft, EK_PLAN_NUMBER, highest + 1);
  ek_record_set_text (draft, EK_PLAN_PREVIOUS, ek_record_get_id (plan));
  /* The dates of the plan in force are over or running: a new cycle has its own. */
  ek_record_set_text (draft, EK_PLAN_STARTS, NULL);
  ek_record_set_text (draft, EK_PLAN_REVIEW, NULL);
  if (!ek_store_save (store, draft, error))
    return NULL;
  return g_steal_pointer (&draft);
}

/* --- what a new version changes ----------------------------------------------------------------------------------- */

static const EkPlanLine *
find_live (GPtrArray *lines, const EkPlanLine *wanted)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const EkPlanLine *line = g_ptr_array_index (lines, i);

      if (g_strcmp0 (line->status, "removed") != 0 &&
          (wanted->intervention != NULL ? g_strcmp0 (line->intervention, wanted->intervention) == 0
                                        : g_strcmp0 (line->id, wanted->id) == 0))
        return line;
    }
  return NULL;
}

/**
 * ek_plan_line_mark:
 * @line: a line of a draft
 * @former: (element-type EkPlanLine): the lines of the plan in force
 *
 * Returns: whether the line is new, says something else than in @former, or is as it was. What was left out of @former
 *   was not in force.
 */
EkPlanMark
ek_plan_line_mark (const EkPlanLine *line, GPtrArray *former)
{
  const EkPlanLine *before = find_live (former, line);

  if (before == NULL)
    return EK_PLAN_MARK_NEW;
  if (g_strcmp0 (before->text_en, line->text_en) != 0 || g_strcmp0 (before->text_zh, line->text_zh) != 0 ||
      g_strcmp0 (before->goal_en, line->goal_en) != 0 || g_strcmp0 (before->goal_zh, line->goal_zh) != 0)
    return EK_PLAN_MARK_OTHER;
  return EK_PLAN_MARK_SAME;
}

/**
 * ek_plan_list_dropped:
 * @lines: (element-type EkPlanLine): the lines of a draft
 * @former: (element-type EkPlanLine): the lines of the plan in force
 *
 * Returns: (transfer container) (element-type EkPlanLine): what is in force and no longer stands in the draft; lines of
 *   @former
 */
GPtrArray *
ek_plan_list_dropped (GPtrArray *lines, GPtrArray *former)
{
  GPtrArray *dropped = g_ptr_array_new ();

  for (guint i = 0; i < former->len; i++)
    {
      EkPlanLine *line = g_ptr_array_index (former, i);

      if (g_strcmp0 (line->status, "removed") != 0 && find_live (lines, line) == NULL)
        g_ptr_array_add (dropped, line);
    }
  return dropped;
}

/* --- signing ---------------------------------------------------------------------------------------------------- */

/**
 * ek_plan_may_sign:
 * @knowledge: the rules
 * @plan: a plan
 * @role: the role of who wants to sign
 * @error: return location
 *
 * Whether every line of the plan is of a kind this role may sign (data/knowledge/interventions.json; Mental Health Law
 * of the People's Republic of China, articles 23 and 51).
 *
 * Returns: %TRUE; %FALSE with %EK_ERROR_PERMISSION naming the kinds that stand against it
 */
gboolean
ek_plan_may_sign (EkKnowledge *knowledge, EkRecord *plan, EkRole role, GError **error)
{
  g_autoptr (GPtrArray) lines = ek_plan_get_lines (plan);
  g_autoptr (GPtrArray) refused = g_ptr_array_new ();
  g_autofree char *kinds = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      const EkPlanLine *line = g_ptr_array_index (lines, i);
      const EkPlanKind *kind = ek_knowledge_find_kind (knowledge, line->kind);
      const char *label = ek_plan_kind_label (knowledge, line->kind, ek_care_language ());

      /* A kind this program does not know may need any licence: nobody but a psychiatrist signs it. */
      if (g_strcmp0 (line->status, "removed") == 0 ||
          (kind != NULL ? (kind->roles & (1u << role)) != 0 : role == EK_ROLE_PSYCHIATRIST))
        continue;
      label = label != NULL ? label : _ ("of no kind");
      if (!g_ptr_array_find (refused, label, NULL))
        g_ptr_array_add (refused, (gpointer) label);
    }
  if (refused->len == 0)
    return TRUE;
  g_ptr_array_add (refused, NULL);
  kinds = g_strjoinv (_ (", "), (char **) refused->pdata);
  g_set_error (
    error, EK_ERROR, EK_ERROR_PERMISSION,
    /* Translators: %1$s is a role, %2$s a list of kinds of intervention */
    _ ("As a %1$s you may not sign a plan with these lines: %2$s. The draft is safe. Ask somebody who may, or "
       "remove the lines with a reason."),
    ek_role_label (role), kinds);
  return FALSE;
}

static guint
count_live (GPtrArray *lines)
{
  guint n = 0;

  for (guint i = 0; i < lines->len; i++)
    n += g_strcmp0 (((EkPlanLine *) g_ptr_array_index (lines, i))->status, "removed") != 0;
  return n;
}

static gboolean
check_signable (EkStore *store, EkKnowledge *knowledge, EkRecord *plan, GError **error)
{
  g_autoptr (EkUser) user = ek_care_user (store, error);
  g_autoptr (GPtrArray) lines = ek_plan_get_lines (plan);

  if (user == NULL || !ek_plan_check_draft (plan, error))
    return FALSE;
  if (count_live (lines) == 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE,
                           _ ("The plan is empty. Add what is to be done; then sign it."));
      return FALSE;
    }
  if (!ek_record_has (plan, EK_PLAN_STARTS) || !ek_record_has (plan, EK_PLAN_REVIEW))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE,
                           _ ("Say when the plan starts and when it is reviewed; then sign it."));
      return FALSE;
    }
  return ek_plan_may_sign (knowledge, plan, ek_user_get_role (user), error);
}

static gboolean
replace_former (EkStore *store, EkRecord *plan, GError **error)
{
  g_autoptr (GPtrArray) plans = ek_plan_list (store, ek_record_get_patient_id (plan), error);

  if (plans == NULL)
    return FALSE;
  for (guint i = 0; i < plans->len; i++)
    {
      EkRecord *other = g_ptr_array_index (plans, i);

      if (!ek_care_text_is (other, EK_PLAN_STATUS, "signed") ||
          g_strcmp0 (ek_record_get_id (other), ek_record_get_id (plan)) == 0)
        continue;
      ek_record_set_text (other, EK_PLAN_STATUS, "replaced");
      if (!ek_store_save (store, other, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ek_plan_sign_as_drafted (EkStore *store, EkKnowledge *knowledge, EkRecord *plan, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (plan);

  if (!check_signable (store, knowledge, plan, error) || !ek_store_begin (store, error))
    return FALSE;
  ek_record_set_text (plan, EK_PLAN_STATUS, "signed");
  if (!replace_former (store, plan, error) || !ek_store_save (store, plan, error) ||
      !ek_store_sign (store, plan, "author", error))
    {
      ek_store_rollback (store);
      ek_care_copy_values (plan, before);
      return FALSE;
    }
  if (!ek_store_commit (store, error))
    {
      ek_care_copy_values (plan, before);
      return FALSE;
    }
  return TRUE;
}

/**
 * ek_plan_sign:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: the rules, which say who may sign what
 * @plan: a draft
 * @error: return location
 *
 * Signs the plan by the key of who is in; the plan that was in force becomes "replaced" in the same transaction.
 *
 * Returns: %TRUE when it is signed and saved; %FALSE with %EK_ERROR_PERMISSION, %EK_ERROR_INCOMPLETE for an empty plan
 *   or one without dates, %EK_ERROR_CONFLICT when somebody else changed it or when severity, step or open risks are no
 *   longer those it was drafted from (ek_since_check()), or an error of the store; the values of @plan are then as they
 *   were
 */
gboolean
ek_plan_sign (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *plan, GError **error)
{
  return check_signable (store, knowledge, plan, error) && ek_since_check (store, catalogue, knowledge, plan, error) &&
    ek_plan_sign_as_drafted (store, knowledge, plan, error);
}

/**
 * ek_plan_discard_draft:
 * @store: the record
 * @plan: a draft
 * @reason: why
 * @error: return location
 *
 * Takes a draft out of the file; the history keeps it.
 *
 * Returns: %TRUE when it is gone; %FALSE with %EK_ERROR_PERMISSION when it is not a draft, or an error of the store
 */
gboolean
ek_plan_discard_draft (EkStore *store, EkRecord *plan, const char *reason, GError **error)
{
  return ek_plan_check_draft (plan, error) && ek_store_delete (store, plan, reason, error);
}
