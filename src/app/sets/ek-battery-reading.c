/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the section about sets shows: reading it, and saying it in a few words. */

#include "ek-battery-reading.h"

#include <glib/gi18n-lib.h>

#include "ek-format.h"
#include "ek-patient-view.h"
#include "ek-types.h"

/**
 * ek_battery_reading_free:
 * @reading: (nullable) (transfer full): a reading
 *
 * Frees it.
 */
void
ek_battery_reading_free (EkBatteryReading *reading)
{
  if (reading == NULL)
    return;
  g_clear_object (&reading->battery);
  g_clear_pointer (&reading->steps, g_ptr_array_unref);
  g_clear_pointer (&reading->schedules, g_ptr_array_unref);
  g_clear_object (&reading->ended);
  g_clear_object (&reading->baseline);
  g_free (reading);
}

static gboolean
read_into (EkStore *store, const EkPatientRequest *request, EkBatteryReading *reading, GError **error)
{
  g_autoptr (GError) local = NULL;

  reading->knowledge = ek_knowledge_get_default (error);
  if (reading->knowledge == NULL)
    return FALSE;
  reading->battery = ek_battery_find_open (store, request->patient_id, &local);
  if (local == NULL)
    reading->ended = ek_baseline_find_set (store, request->patient_id, &local);
  if (local == NULL)
    reading->baseline = ek_baseline_find (store, request->patient_id, &local);
  if (local == NULL && reading->baseline != NULL)
    ek_baseline_is_current (store, reading->baseline, &reading->current, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  reading->schedules = ek_schedule_list (store, request->patient_id, error);
  if (reading->schedules == NULL)
    return FALSE;
  if (reading->battery == NULL)
    return TRUE;
  reading->steps = ek_battery_list_steps (store, request->catalogue, reading->knowledge, reading->battery, error);
  return reading->steps != NULL;
}

/**
 * ek_battery_read:
 * @task: answered with an #EkBatteryReading
 * @store: the reading store
 * @data: an #EkPatientRequest
 * @cancellable: (nullable): not looked at
 *
 * Reads what the section shows.
 */
void
ek_battery_read (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  EkBatteryReading *reading = g_new0 (EkBatteryReading, 1);

  if (read_into (store, data, reading, &error))
    {
      g_task_return_pointer (task, reading, (GDestroyNotify) ek_battery_reading_free);
      return;
    }
  ek_battery_reading_free (reading);
  g_task_return_error (task, error);
}

/**
 * ek_battery_reading_wants_baseline:
 * @reading: a reading
 *
 * Returns: whether a baseline set has ended of which no baseline assessment was made, or whose forms were changed since
 */
gboolean
ek_battery_reading_wants_baseline (const EkBatteryReading *reading)
{
  return reading->ended != NULL &&
    (reading->baseline == NULL || !reading->current ||
     g_strcmp0 (ek_record_get_text (reading->baseline, EK_BASELINE_BATTERY), ek_record_get_id (reading->ended)) != 0);
}

/* ---- In words ---- */

typedef struct {
  guint wanted, done, left_out, minutes;
} Count;

static Count
count_steps (GPtrArray *steps)
{
  Count count = { 0 };

  for (guint i = 0; i < steps->len; i++)
    {
      const EkBatteryStep *step = g_ptr_array_index (steps, i);
      gboolean asked = ek_battery_state_is_asked (step->state);
      gboolean next = step->state == EK_BATTERY_STATE_DUE || step->state == EK_BATTERY_STATE_OPEN;

      count.wanted += asked || next;
      count.done += asked;
      count.left_out += step->state == EK_BATTERY_STATE_SKIPPED || step->state == EK_BATTERY_STATE_DECLINED;
      count.minutes += next ? step->minutes : 0;
    }
  return count;
}

static void
append (GString *text, char *words)
{
  if (text->len > 0)
    g_string_append (text, "  ·  ");
  g_string_append (text, words);
  g_free (words);
}

/**
 * ek_battery_reading_progress:
 * @reading: a reading with a set in progress
 * @language: "en" or "zh"
 *
 * Returns: (transfer full): the set, how far it is, what is next and about how long it still takes
 */
char *
ek_battery_reading_progress (const EkBatteryReading *reading, const char *language)
{
  GString *text = g_string_new (NULL);
  Count count = count_steps (reading->steps);
  const EkBatteryStep *next = ek_battery_next (reading->steps);

  append (text, ek_battery_name (reading->battery, language));
  /* Translators: how many instruments of a set are done */
  append (text, g_strdup_printf (_ ("%1$u of %2$u done"), count.done, count.wanted));
  if (count.left_out > 0)
    append (text, g_strdup_printf (ngettext ("%u left out", "%u left out", count.left_out), count.left_out));
  if (next != NULL && next->state == EK_BATTERY_STATE_OPEN)
    /* Translators: the questionnaire that is open */
    append (text, g_strdup_printf (_ ("in progress: %s"), next->abbreviation));
  else if (next != NULL)
    append (text, g_strdup_printf (_ ("next: %s"), next->abbreviation));
  if (count.minutes > 0)
    append (text, g_strdup_printf (ngettext ("about %u minute", "about %u minutes", count.minutes), count.minutes));
  return g_string_free (text, FALSE);
}

/**
 * ek_schedule_row_words:
 * @row: a schedule
 *
 * Returns: (transfer full): when it is due, seen from today
 */
char *
ek_schedule_row_words (const EkScheduleRow *row)
{
  g_autofree char *day = ek_format_day (row->due);

  if (row->over)
    return g_strdup (_ ("has ended"));
  if (row->days < 0)
    return g_strdup_printf (ngettext ("overdue by %d day", "overdue by %d days", -row->days), -row->days);
  if (row->days == 0)
    return g_strdup (_ ("due today"));
  /* Translators: %s is a date */
  return g_strdup_printf (_ ("due on %s"), day);
}

/* "PHQ-9: overdue by 3 days" */
static char *
due_words (const EkBatteryReading *reading, const EkScheduleRow *row, EkCatalogue *catalogue, const char *language)
{
  g_autofree char *name = ek_schedule_subject (catalogue, reading->knowledge, row->kind, row->subject, language);
  g_autofree char *when = ek_schedule_row_words (row);

  /* Translators: an instrument and when it is due */
  return g_strdup_printf (_ ("%1$s: %2$s"), name, when);
}

/**
 * ek_battery_reading_due:
 * @reading: a reading
 * @catalogue: the instruments
 * @language: "en" or "zh"
 * @overdue: (out): whether any of it is late
 *
 * Returns: (transfer full) (nullable): everything that is due by today, else what is due next; %NULL when nothing is
 *   scheduled
 */
char *
ek_battery_reading_due (const EkBatteryReading *reading, EkCatalogue *catalogue, const char *language,
                        gboolean *overdue)
{
  GString *text = g_string_new (NULL);

  *overdue = FALSE;
  for (guint i = 0; i < reading->schedules->len; i++)
    {
      const EkScheduleRow *row = g_ptr_array_index (reading->schedules, i);

      if (row->over || (row->days > 0 && text->len > 0))
        continue;
      *overdue |= row->days < 0;
      append (text, due_words (reading, row, catalogue, language));
      if (row->days > 0)
        break;
    }
  return g_string_free (text, text->len == 0);
}
