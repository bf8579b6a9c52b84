/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is done about sets, schedules and baseline assessments, in the writing thread. */

#include "ek-battery-order.h"

#include "ek-baseline-report.h"
#include "ek-baseline.h"
#include "ek-schedule.h"
#include "ek-since-bring-up.h"
#include "ek-since.h"
#include "ek-types.h"

/* ---- Sets ---- */

static EkRecord *
load_set (EkStore *store, const EkOrder *order, GError **error)
{
  return ek_order_load (order, store, &ek_battery_type, error);
}

/**
 * ek_battery_order_start:
 * @store: the writing store
 * @order: of a patient, with "set", an id of the knowledge
 * @error: return location
 *
 * Starts a set.
 *
 * Returns: whether it was done
 */
gboolean
ek_battery_order_start (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) battery = knowledge != NULL
    ? ek_battery_start (store, knowledge, ek_order_get_patient (order), ek_order_get (order, "set"), error)
    : NULL;

  return battery != NULL;
}

/**
 * ek_battery_order_skip:
 * @store: the writing store
 * @order: about a set, with "instrument" and "reason"
 * @error: return location
 *
 * Leaves an instrument out.
 *
 * Returns: whether it was done
 */
gboolean
ek_battery_order_skip (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) battery = load_set (store, order, error);

  return battery != NULL &&
    ek_battery_skip (store, ek_order_get_catalogue (order), battery, ek_order_get (order, "instrument"),
                     ek_order_get (order, "reason"), error);
}

/**
 * ek_battery_order_include:
 * @store: the writing store
 * @order: about a set, with "instrument"
 * @error: return location
 *
 * Takes an instrument in that was left out.
 *
 * Returns: whether it was done
 */
gboolean
ek_battery_order_include (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) battery = load_set (store, order, error);

  return battery != NULL && ek_battery_include (store, battery, ek_order_get (order, "instrument"), error);
}

/**
 * ek_battery_order_finish:
 * @store: the writing store
 * @order: about a set
 * @error: return location
 *
 * Ends a set; of a set for a baseline the baseline assessment is made too.
 *
 * Returns: whether it was done
 */
gboolean
ek_battery_order_finish (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  EkCatalogue *catalogue = ek_order_get_catalogue (order);
  g_autoptr (EkRecord) battery = knowledge != NULL ? load_set (store, order, error) : NULL;
  g_autoptr (EkRecord) ended = NULL;
  g_autoptr (EkRecord) baseline = NULL;
  g_autoptr (GError) local = NULL;

  if (battery == NULL || !ek_battery_finish (store, catalogue, knowledge, battery, error))
    return FALSE;
  ended = ek_baseline_find_set (store, ek_order_get_patient (order), &local);
  if (ended == NULL || g_strcmp0 (ek_record_get_id (ended), ek_record_get_id (battery)) != 0)
    return TRUE;
  baseline = ek_baseline_make (store, catalogue, knowledge, ended, error);
  return baseline != NULL;
}

/**
 * ek_battery_order_stop:
 * @store: the writing store
 * @order: about a set, with "reason"
 * @error: return location
 *
 * Stops a set; what was not reached is listed as not asked.
 *
 * Returns: whether it was done
 */
gboolean
ek_battery_order_stop (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) battery = knowledge != NULL ? load_set (store, order, error) : NULL;

  return battery != NULL &&
    ek_battery_stop (store, ek_order_get_catalogue (order), knowledge, battery, ek_order_get (order, "reason"), error);
}

/**
 * ek_battery_order_give:
 * @task: answered with the id of the form, a string, or with the error of ek_battery_give()
 * @store: the writing store
 * @data: an #EkOrder about a set, with "instrument", "language" and "mode", clinician or paper
 * @cancellable: (nullable): not looked at
 *
 * Opens the form of an instrument of a set. An #EkSessionFunc.
 */
void
ek_battery_order_give (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const EkOrder *order = data;
  GError *error = NULL;
  g_autoptr (EkRecord) battery = load_set (store, order, &error);
  g_autoptr (EkRecord) form = NULL;

  if (battery != NULL)
    form = ek_battery_give (store, ek_order_get_catalogue (order), battery, ek_order_get (order, "instrument"),
                            ek_order_get (order, "mode"), ek_order_get (order, "language"), &error);
  if (form != NULL)
    g_task_return_pointer (task, g_strdup (ek_record_get_id (form)), g_free);
  else
    g_task_return_error (task, error);
}

/* ---- Schedules ---- */

/* What is not a number is refused where every interval is checked. */
static int
interval_of (const EkOrder *order)
{
  g_autofree char *days = g_strdup (ek_order_get (order, "days"));
  guint64 number = 0;

  return days != NULL && g_ascii_string_to_unsigned (g_strstrip (days), 10, 1, 9999, &number, NULL) ? (int) number : 0;
}

/**
 * ek_schedule_order_add:
 * @store: the writing store
 * @order: of a patient, with "what" ("battery:baseline", "instrument:phq9"), "days", "first", "until", "purpose" and
 *   "shorter"
 * @error: return location
 *
 * Gives an instrument or a set again and again.
 *
 * Returns: whether it was done
 */
gboolean
ek_schedule_order_add (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_auto (GStrv) what = g_strsplit (ek_order_get (order, "what") != NULL ? ek_order_get (order, "what") : "", ":", 2);
  gboolean said = what[0] != NULL && what[1] != NULL;
  EkSchedulePlan plan = { said ? what[0] : NULL,
                          said ? what[1] : NULL,
                          interval_of (order),
                          ek_order_get_filled (order, "first"),
                          ek_order_get_filled (order, "until"),
                          ek_order_get_filled (order, "purpose"),
                          g_strcmp0 (ek_order_get (order, "shorter"), "yes") == 0 };
  g_autoptr (EkRecord) schedule = knowledge != NULL
    ? ek_schedule_add (store, ek_order_get_catalogue (order), knowledge, ek_order_get_patient (order), &plan, error)
    : NULL;

  return schedule != NULL;
}

/**
 * ek_schedule_order_stop:
 * @store: the writing store
 * @order: about a schedule
 * @error: return location
 *
 * Stops a schedule.
 *
 * Returns: whether it was done
 */
gboolean
ek_schedule_order_stop (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) schedule = ek_order_load (order, store, &ek_schedule_type, error);

  return schedule != NULL && ek_schedule_stop (store, schedule, ek_order_get (order, "reason"), error);
}

/**
 * ek_schedule_order_resume:
 * @store: the writing store
 * @order: about a schedule that was stopped
 * @error: return location
 *
 * Goes on with a schedule.
 *
 * Returns: whether it was done
 */
gboolean
ek_schedule_order_resume (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) schedule = ek_order_load (order, store, &ek_schedule_type, error);

  return schedule != NULL && ek_schedule_resume (store, schedule, error);
}

/* ---- Baseline assessments ---- */

static EkRecord *
load_baseline (EkStore *store, const EkOrder *order, GError **error)
{
  return ek_order_load (order, store, &ek_baseline_type, error);
}

/**
 * ek_baseline_order_make:
 * @store: the writing store
 * @order: about a set that ended
 * @error: return location
 *
 * Makes the baseline assessment of a set.
 *
 * Returns: whether it was done
 */
gboolean
ek_baseline_order_make (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) battery = knowledge != NULL ? load_set (store, order, error) : NULL;
  g_autoptr (EkRecord) baseline = battery != NULL
    ? ek_baseline_make (store, ek_order_get_catalogue (order), knowledge, battery, error)
    : NULL;

  return baseline != NULL;
}

/**
 * ek_baseline_order_summary:
 * @store: the writing store
 * @order: about a baseline assessment, with "summary"
 * @error: return location
 *
 * Writes the summary by the clinician.
 *
 * Returns: whether it was done
 */
gboolean
ek_baseline_order_summary (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) baseline = load_baseline (store, order, error);

  return baseline != NULL && ek_baseline_set_summary (store, baseline, ek_order_get (order, "summary"), error);
}

/**
 * ek_baseline_order_sign:
 * @store: the writing store
 * @order: about a baseline assessment as it was read, with the passphrase
 * @error: return location
 *
 * Signs a baseline assessment.
 *
 * Returns: whether it was done
 */
gboolean
ek_baseline_order_sign (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) baseline = knowledge != NULL ? load_baseline (store, order, error) : NULL;

  return baseline != NULL && ek_order_check_passphrase (order, store, error) &&
    ek_baseline_sign (store, ek_order_get_catalogue (order), knowledge, baseline, error);
}

/**
 * ek_baseline_order_bring_up:
 * @store: the writing store
 * @order: about a draft of a baseline assessment
 * @error: return location
 *
 * Makes it anew from the file as it is now.
 *
 * Returns: whether it was done
 */
gboolean
ek_baseline_order_bring_up (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) baseline = knowledge != NULL ? load_baseline (store, order, error) : NULL;

  return baseline != NULL && ek_since_bring_up (store, ek_order_get_catalogue (order), knowledge, baseline, error);
}

/**
 * ek_baseline_order_discard:
 * @store: the writing store
 * @order: about a draft of a baseline assessment, with "reason"
 * @error: return location
 *
 * Discards the draft; the history keeps it.
 *
 * Returns: whether it was done
 */
gboolean
ek_baseline_order_discard (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) baseline = load_baseline (store, order, error);

  return baseline != NULL && ek_baseline_discard (store, baseline, ek_order_get (order, "reason"), error);
}

/**
 * ek_baseline_order_export:
 * @store: the writing store
 * @order: about a baseline assessment, with "path" and "language"
 * @error: return location
 *
 * Writes it as a PDF; the audit names it.
 *
 * Returns: whether it was done
 */
gboolean
ek_baseline_order_export (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) baseline = load_baseline (store, order, error);
  g_autoptr (GBytes) pdf = baseline != NULL
    ? ek_baseline_report_render (store, baseline, ek_order_get (order, "language"), error)
    : NULL;

  return pdf != NULL &&
    ek_store_export (store, ek_order_get (order, "path"), pdf, &ek_baseline_type, ek_order_get_id (order),
                     ek_order_get_patient (order), "pdf", error);
}
