/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is done about sets, schedules and baseline assessments, in the writing thread. Each record is read again first:
 * what somebody else changed meanwhile is not overwritten. */

#include "ek-battery-order.h"

#include "ek-baseline-report.h"
#include "ek-job.h"
#include "ek-plan-order.h"
#include "ek-since.h"
#include "ek-types.h"

/**
 * ek_battery_order_new:
 * @deed: what is to be done
 * @session: the session
 * @patient_id: the patient
 * @id: (nullable): the record or the set it is about
 *
 * Returns: (transfer full): an order; its other members are set by the caller
 */
EkBatteryOrder *
ek_battery_order_new (EkBatteryDeed deed, EkSession *session, const char *patient_id, const char *id)
{
  EkBatteryOrder *order = g_new0 (EkBatteryOrder, 1);

  order->deed = deed;
  order->catalogue = ek_session_get_catalogue (session);
  order->patient_id = g_strdup (patient_id);
  order->id = g_strdup (id);
  return order;
}

/**
 * ek_battery_order_free:
 * @order: (nullable) (transfer full): an order
 *
 * Frees it; the passphrase is wiped.
 */
void
ek_battery_order_free (EkBatteryOrder *order)
{
  if (order == NULL)
    return;
  g_free (order->patient_id);
  g_free (order->id);
  g_free (order->instrument);
  g_free (order->text);
  g_free (order->path);
  g_free (order->language);
  g_free (order->kind);
  g_free (order->subject);
  g_free (order->first);
  g_free (order->until);
  g_clear_pointer (&order->passphrase, ek_secret_unref);
  g_free (order);
}

/* ---- Sets ---- */

static gboolean
finish (EkStore *store, EkKnowledge *knowledge, EkRecord *battery, const EkBatteryOrder *order, GError **error)
{
  g_autoptr (EkRecord) ended = NULL;
  g_autoptr (EkRecord) baseline = NULL;
  g_autoptr (GError) local = NULL;

  if (!ek_battery_finish (store, order->catalogue, knowledge, battery, error))
    return FALSE;
  ended = ek_baseline_find_set (store, order->patient_id, &local);
  if (ended == NULL || g_strcmp0 (ek_record_get_id (ended), ek_record_get_id (battery)) != 0)
    return TRUE;
  baseline = ek_baseline_make (store, order->catalogue, knowledge, ended, error);
  return baseline != NULL;
}

static gboolean
do_with_battery (EkStore *store, EkKnowledge *knowledge, const EkBatteryOrder *order, GError **error)
{
  g_autoptr (EkRecord) battery = ek_store_load (store, &ek_battery_type, order->id, error);

  if (battery == NULL)
    return FALSE;
  switch (order->deed)
    {
    case EK_BATTERY_ORDER_SKIP:
      return ek_battery_skip (store, order->catalogue, battery, order->instrument, order->text, error);
    case EK_BATTERY_ORDER_INCLUDE:
      return ek_battery_include (store, battery, order->instrument, error);
    case EK_BATTERY_ORDER_FINISH:
      return finish (store, knowledge, battery, order, error);
    case EK_BATTERY_ORDER_STOP:
      return ek_battery_stop (store, order->catalogue, knowledge, battery, order->text, error);
    case EK_BATTERY_ORDER_BASELINE_MAKE:
      {
        g_autoptr (EkRecord) baseline = ek_baseline_make (store, order->catalogue, knowledge, battery, error);

        return baseline != NULL;
      }
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* ---- Schedules ---- */

static gboolean
add_schedule (EkStore *store, EkKnowledge *knowledge, const EkBatteryOrder *order, GError **error)
{
  EkSchedulePlan plan = { order->kind,  order->subject, order->interval_days, order->first,
                          order->until, order->text,    order->shorter };
  g_autoptr (EkRecord) schedule = ek_schedule_add (store, order->catalogue, knowledge, order->patient_id, &plan, error);

  return schedule != NULL;
}

static gboolean
do_with_schedule (EkStore *store, const EkBatteryOrder *order, GError **error)
{
  g_autoptr (EkRecord) schedule = ek_store_load (store, &ek_schedule_type, order->id, error);

  if (schedule == NULL)
    return FALSE;
  return order->deed == EK_BATTERY_ORDER_SCHEDULE_STOP ? ek_schedule_stop (store, schedule, order->text, error)
                                                       : ek_schedule_resume (store, schedule, error);
}

/* ---- Baseline assessments ---- */

static gboolean
export_pdf (EkStore *store, EkRecord *baseline, const EkBatteryOrder *order, GError **error)
{
  g_autoptr (GBytes) pdf = ek_baseline_report_render (store, baseline, order->language, error);

  return pdf != NULL &&
    ek_store_export (store, order->path, pdf, &ek_baseline_type, order->id, order->patient_id, "pdf", error);
}

static gboolean
do_with_baseline (EkStore *store, EkKnowledge *knowledge, const EkBatteryOrder *order, GError **error)
{
  g_autoptr (EkRecord) baseline = order->deed == EK_BATTERY_ORDER_BASELINE_SIGN
    ? ek_store_load_as_read (store, &ek_baseline_type, order->id, order->revision, error)
    : ek_store_load (store, &ek_baseline_type, order->id, error);

  if (baseline == NULL)
    return FALSE;
  switch (order->deed)
    {
    case EK_BATTERY_ORDER_BASELINE_SUMMARY:
      return ek_baseline_set_summary (store, baseline, order->text, error);
    case EK_BATTERY_ORDER_BASELINE_SIGN:
      return ek_order_check_passphrase (store, order->passphrase, error) &&
        ek_baseline_sign (store, order->catalogue, knowledge, baseline, error);
    case EK_BATTERY_ORDER_BASELINE_BRING_UP:
      return ek_since_bring_up (store, order->catalogue, knowledge, baseline, error);
    case EK_BATTERY_ORDER_BASELINE_EXPORT:
      return export_pdf (store, baseline, order, error);
    case EK_BATTERY_ORDER_BASELINE_DISCARD:
      return ek_baseline_discard (store, baseline, order->text, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
carry_out (EkStore *store, const EkBatteryOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) battery = NULL;

  if (knowledge == NULL)
    return FALSE;
  switch (order->deed)
    {
    case EK_BATTERY_ORDER_START:
      battery = ek_battery_start (store, knowledge, order->patient_id, order->id, error);
      return battery != NULL;
    case EK_BATTERY_ORDER_SCHEDULE_ADD:
      return add_schedule (store, knowledge, order, error);
    case EK_BATTERY_ORDER_SCHEDULE_STOP:
    case EK_BATTERY_ORDER_SCHEDULE_RESUME:
      return do_with_schedule (store, order, error);
    case EK_BATTERY_ORDER_BASELINE_SUMMARY:
    case EK_BATTERY_ORDER_BASELINE_SIGN:
    case EK_BATTERY_ORDER_BASELINE_EXPORT:
    case EK_BATTERY_ORDER_BASELINE_DISCARD:
      return do_with_baseline (store, knowledge, order, error);
    default:
      return do_with_battery (store, knowledge, order, error);
    }
}

/**
 * ek_battery_order_do:
 * @task: answered with %TRUE, or with the error of what was tried
 * @store: the writing store
 * @data: an #EkBatteryOrder
 * @cancellable: (nullable): not looked at: an order is done whole
 *
 * Carries an order out.
 */
void
ek_battery_order_do (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = carry_out (store, data, &error);

  ek_job_answer (task, done, error);
}

/**
 * ek_battery_order_give:
 * @task: answered with the id of the form, a string, or with the error of ek_battery_give()
 * @store: the writing store
 * @data: an #EkBatteryOrder with the set's record, the instrument and the language
 * @cancellable: (nullable): not looked at
 *
 * Opens the form of an instrument of a set.
 */
void
ek_battery_order_give (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const EkBatteryOrder *order = data;
  GError *error = NULL;
  g_autoptr (EkRecord) battery = ek_store_load (store, &ek_battery_type, order->id, &error);
  g_autoptr (EkRecord) form = NULL;

  if (battery != NULL)
    form = ek_battery_give (store, order->catalogue, battery, order->instrument, order->paper ? "paper" : "clinician",
                            order->language, &error);
  if (form != NULL)
    g_task_return_pointer (task, g_strdup (ek_record_get_id (form)), g_free);
  else
    g_task_return_error (task, error);
}
