/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the plan page does, in the writing thread. The plan is read again first: what somebody else changed meanwhile is
 * not overwritten. */

#include "ek-plan-order.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-job.h"
#include "ek-plan-report.h"
#include "ek-types.h"

/**
 * ek_plan_order_new:
 * @deed: what is to be done
 * @session: the session
 * @patient_id: the patient
 * @plan_id: (nullable): the plan
 *
 * Returns: (transfer full): an order; its other members are set by the caller
 */
EkPlanOrder *
ek_plan_order_new (EkPlanDeed deed, EkSession *session, const char *patient_id, const char *plan_id)
{
  EkPlanOrder *order = g_new0 (EkPlanOrder, 1);

  order->deed = deed;
  order->catalogue = ek_session_get_catalogue (session);
  order->patient_id = g_strdup (patient_id);
  order->plan_id = g_strdup (plan_id);
  return order;
}

/**
 * ek_plan_order_free:
 * @order: (nullable) (transfer full): an order
 *
 * Frees it; the passphrase is wiped.
 */
void
ek_plan_order_free (EkPlanOrder *order)
{
  if (order == NULL)
    return;
  g_free (order->patient_id);
  g_free (order->plan_id);
  g_free (order->line_id);
  g_free (order->kind);
  g_free (order->text);
  g_free (order->goal);
  g_free (order->reason);
  g_free (order->starts);
  g_free (order->review);
  g_free (order->path);
  g_free (order->language);
  g_clear_pointer (&order->lines, json_node_unref);
  g_clear_pointer (&order->passphrase, ek_secret_unref);
  g_free (order);
}

static gboolean
add_line (EkStore *store, EkRecord *plan, const EkPlanOrder *order, GError **error)
{
  g_autoptr (EkUser) user = ek_vault_get_user (ek_store_get_vault (store));
  g_autofree char *id = ek_plan_add_line (plan, order->kind, order->text, order->goal,
                                          user != NULL ? ek_user_get_id (user) : NULL, error);

  return id != NULL && ek_store_save (store, plan, error);
}

static gboolean
put_lines (EkStore *store, EkRecord *plan, const EkPlanOrder *order, GError **error)
{
  g_autoptr (EkRecord) other = ek_record_new (&ek_plan_type, order->patient_id);
  g_autoptr (GPtrArray) lines = NULL;

  ek_record_set_json (other, EK_PLAN_LINES, order->lines);
  lines = ek_plan_get_lines (other);
  ek_plan_set_lines (plan, lines);
  return ek_store_save (store, plan, error);
}

static gboolean
set_dates (EkStore *store, EkRecord *plan, const EkPlanOrder *order, GError **error)
{
  ek_record_set_text (plan, EK_PLAN_STARTS, order->starts);
  ek_record_set_text (plan, EK_PLAN_REVIEW, order->review);
  return ek_record_validate (plan, error) && ek_store_save (store, plan, error);
}

/**
 * ek_order_check_passphrase:
 * @store: the writing store
 * @passphrase: what was typed
 * @error: return location
 *
 * Returns: %TRUE when it is the passphrase of who is in; %FALSE with %EK_ERROR_WRONG_PASSPHRASE or an error of the
 * vault
 */
gboolean
ek_order_check_passphrase (EkStore *store, EkSecret *passphrase, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (ek_vault_check_passphrase (ek_store_get_vault (store), passphrase, &local))
    return TRUE;
  if (g_error_matches (local, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE))
    g_set_error_literal (error, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE,
                         _ ("The passphrase is wrong. Nothing was signed; try again."));
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
sign (EkStore *store, EkRecord *plan, const EkPlanOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);

  return knowledge != NULL && ek_order_check_passphrase (store, order->passphrase, error) &&
    ek_plan_sign (store, order->catalogue, knowledge, plan, error);
}

static gboolean
export_pdf (EkStore *store, EkRecord *plan, const EkPlanOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (GBytes) pdf = knowledge != NULL ? ek_plan_report_render (store, knowledge, plan, order->language, error)
                                             : NULL;

  return pdf != NULL &&
    ek_store_export (store, order->path, pdf, &ek_plan_type, order->plan_id, order->patient_id, "pdf", error);
}

static gboolean
do_with_plan (EkStore *store, EkRecord *plan, const EkPlanOrder *order, GError **error)
{
  g_autoptr (EkRecord) next = NULL;

  switch (order->deed)
    {
    case EK_PLAN_ORDER_ADD:
      return add_line (store, plan, order, error);
    case EK_PLAN_ORDER_CHANGE:
      return ek_plan_change_line (plan, order->line_id, order->text, order->goal, error) &&
        ek_store_save (store, plan, error);
    case EK_PLAN_ORDER_REMOVE:
      return ek_plan_remove_line (plan, order->line_id, order->reason, error) && ek_store_save (store, plan, error);
    case EK_PLAN_ORDER_RESTORE:
      return ek_plan_restore_line (plan, order->line_id, error) && ek_store_save (store, plan, error);
    case EK_PLAN_ORDER_PUT_LINES:
      return put_lines (store, plan, order, error);
    case EK_PLAN_ORDER_DATES:
      return set_dates (store, plan, order, error);
    case EK_PLAN_ORDER_SIGN:
      return sign (store, plan, order, error);
    case EK_PLAN_ORDER_NEW_VERSION:
      next = ek_plan_new_version (store, plan, error);
      return next != NULL;
    case EK_PLAN_ORDER_DISCARD:
      return ek_plan_discard_draft (store, plan, order->reason, error);
    case EK_PLAN_ORDER_EXPORT:
      return export_pdf (store, plan, order, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
draft (EkStore *store, const EkPlanOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) plan = knowledge != NULL
    ? ek_plan_draft (store, order->catalogue, knowledge, order->patient_id, error)
    : NULL;

  return plan != NULL;
}

static gboolean
carry_out (EkStore *store, const EkPlanOrder *order, GError **error)
{
  g_autoptr (EkRecord) plan = NULL;

  if (order->deed == EK_PLAN_ORDER_DRAFT)
    return draft (store, order, error);
  plan = order->deed == EK_PLAN_ORDER_SIGN
    ? ek_store_load_as_read (store, &ek_plan_type, order->plan_id, order->revision, error)
    : ek_store_load (store, &ek_plan_type, order->plan_id, error);
  return plan != NULL && do_with_plan (store, plan, order, error);
}

/**
 * ek_plan_order_do:
 * @task: answered with %TRUE, or with the error of what was tried
 * @store: the writing store
 * @data: an #EkPlanOrder
 * @cancellable: (nullable): not looked at: an order is done whole
 *
 * Carries an order out.
 */
void
ek_plan_order_do (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = carry_out (store, data, &error);

  ek_job_answer (task, done, error);
}
