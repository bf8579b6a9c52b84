/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-care-private.h"
#include "ek-schedule.h"

#include "ek-error.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_INTERVAL 730

/* The last day is the day the clinician's clock showed: instants are moved by their own offset before the day is taken.
 * The two expressions are those of the indexes "…_last_completed" of ek-store-schema.c: each schedule costs one step
 * into one of them. MATERIALIZED keeps SQLite from asking again for every mention of the day. */
#define LAST_SET(patient)                                                                   \
  "(SELECT b.ended + coalesce (b.ended_offset, 0) * 60000 FROM battery AS b"                \
  "  WHERE b.patient_id = " patient " AND b.battery = s.subject AND b.status = 'completed'" \
  "  ORDER BY b.ended + coalesce (b.ended_offset, 0) * 60000 DESC LIMIT 1)"
#define LAST_FORM(patient)                                                                     \
  "(SELECT a.taken + coalesce (a.taken_offset, 0) * 60000 FROM assessment AS a"                \
  "  WHERE a.patient_id = " patient " AND a.instrument = s.subject AND a.status = 'completed'" \
  "  ORDER BY a.taken + coalesce (a.taken_offset, 0) * 60000 DESC LIMIT 1)"
/* In the patient's own file and in those that were joined with it. */
#define LAST_OF_FILE(last)                \
  "(SELECT max (ms) FROM (SELECT " last ( \
    "s.patient_id") " AS ms"              \
                    "  UNION ALL SELECT " last ("m.member") " FROM patient_joined AS m WHERE m.file = s.file))"

static const char rows_sql[] =
  "WITH filed AS MATERIALIZED ("
  "  SELECT schedule.*, coalesce ((SELECT file FROM patient_joined WHERE member = patient_id), patient_id) AS file"
  "  FROM schedule WHERE status = 'active'),"
  " planned AS MATERIALIZED ("
  "  SELECT s.*, CASE s.kind WHEN 'battery' THEN " LAST_OF_FILE (LAST_SET) " ELSE " LAST_OF_FILE (
    LAST_FORM) "    END AS last_ms"
               "  FROM filed AS s WHERE ?1 IS NULL"
               "    OR s.file = coalesce ((SELECT file FROM patient_joined WHERE member = ?1), ?1)),"
               " days AS MATERIALIZED ("
               "  SELECT planned.*, date (last_ms / 1000, 'unixepoch') AS last,"
               "    max (\"first\","
               "      coalesce (date (last_ms / 1000, 'unixepoch', '+' || interval_days || ' days'), \"first\")) AS due"
               "  FROM planned)"
               " SELECT d.id, d.file, p.name, d.kind, d.subject, d.interval_days, d.\"first\", d.\"until\", d.purpose, "
               "d.last,"
               "  d.due, CAST (julianday (d.due) - julianday (?2) AS INTEGER), d.shorter,"
               "  d.\"until\" IS NOT NULL AND d.due > d.\"until\""
               " FROM days AS d LEFT JOIN patient_summary AS p ON p.patient_id = d.file"
               " WHERE ?3 IS NULL OR (d.due <= date (?2, '+' || ?3 || ' days') AND (d.\"until\" IS NULL OR d.due <= "
               "d.\"until\")"
               "  AND NOT EXISTS (SELECT 1 FROM patient AS q WHERE q.id = d.file AND q.deceased = 1))"
               " ORDER BY d.due, p.sort_key, d.id";

static gboolean
fail (GError **error, EkError code, const char *message)
{
  g_set_error_literal (error, EK_ERROR, code, message);
  return FALSE;
}

/**
 * ek_schedule_row_free:
 * @row: (nullable) (transfer full): a row
 *
 * Frees it.
 */
void
ek_schedule_row_free (EkScheduleRow *row)
{
  if (row == NULL)
    return;
  g_free (row->id);
  g_free (row->patient_id);
  g_free (row->patient_name);
  g_free (row->kind);
  g_free (row->subject);
  g_free (row->first);
  g_free (row->until);
  g_free (row->purpose);
  g_free (row->last);
  g_free (row->due);
  g_free (row);
}

/* --- what is scheduled ------------------------------------------------------------------------------------------ */

/**
 * ek_schedule_subject:
 * @catalogue: the instruments
 * @knowledge: the sets
 * @kind: "instrument" or "battery"
 * @subject: its id
 * @language: "en" or "zh"
 *
 * Returns: (transfer full): what it is called
 */
char *
ek_schedule_subject (EkCatalogue *catalogue, EkKnowledge *knowledge, const char *kind, const char *subject,
                     const char *language)
{
  if (g_strcmp0 (kind, "battery") == 0)
    {
      const EkBatterySet *set = ek_knowledge_find_battery (knowledge, subject);

      return g_strdup (set == NULL ? subject : g_strcmp0 (language, "zh") == 0 ? set->name_zh : set->name_en);
    }
  else
    {
      EkInstrument *instrument = ek_catalogue_find (catalogue, subject, NULL);

      return g_strdup (instrument != NULL ? ek_instrument_get_abbreviation (instrument) : subject);
    }
}

static void
note_short (EkCatalogue *catalogue, const char *id, int interval_days, GPtrArray *words)
{
  EkInstrument *instrument = ek_catalogue_find (catalogue, id, NULL);
  int own = instrument != NULL ? ek_instrument_get_interval_days (instrument) : 0;

  if (own > interval_days)
    /* Translators: an instrument and its shortest sensible interval */
    g_ptr_array_add (words,
                     g_strdup_printf (ngettext ("%s (%d day)", "%s (%d days)", own),
                                      ek_instrument_get_abbreviation (instrument), own));
}

/**
 * ek_schedule_check:
 * @catalogue: the instruments, which know their re-administration intervals
 * @knowledge: the sets
 * @kind: "instrument" or "battery"
 * @subject: its id
 * @interval_days: what is wanted
 *
 * An instrument that is given more often than its recall period and its publication allow measures the memory of the
 * last form.
 *
 * Returns: (transfer full) (nullable): a translated sentence that names the instruments; %NULL when the interval is not
 *   shorter than any of theirs
 */
char *
ek_schedule_check (EkCatalogue *catalogue, EkKnowledge *knowledge, const char *kind, const char *subject,
                   int interval_days)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;

  if (g_strcmp0 (kind, "battery") == 0)
    {
      const EkBatterySet *set = ek_knowledge_find_battery (knowledge, subject);

      for (guint i = 0; set != NULL && i < set->items->len; i++)
        note_short (catalogue, ((EkBatteryItem *) g_ptr_array_index (set->items, i))->instrument, interval_days, words);
    }
  else
    note_short (catalogue, subject, interval_days, words);
  if (words->len == 0)
    return NULL;
  g_ptr_array_add (words, NULL);
  list = g_strjoinv (_ (", "), (char **) words->pdata);
  /* Translators: %s is a list of instruments with their intervals */
  return g_strdup_printf (_ ("More often than these instruments are meant to be given: %s. Answers may then repeat the "
                             "last form."),
                          list);
}

/* --- adding, stopping ------------------------------------------------------------------------------------------- */

static gboolean
is_day (const char *text)
{
  return text != NULL && strlen (text) == 10 && ek_date_is_valid (text);
}

static gboolean
check_subject (EkCatalogue *catalogue, EkKnowledge *knowledge, const EkSchedulePlan *plan, GError **error)
{
  gboolean battery = g_strcmp0 (plan->kind, "battery") == 0;

  if (!battery && g_strcmp0 (plan->kind, "instrument") != 0)
    return fail (error, EK_ERROR_INVALID, _ ("Only an instrument or a set of instruments can be scheduled."));
  if (plan->subject != NULL &&
      (battery ? ek_knowledge_find_battery (knowledge, plan->subject) != NULL
               : ek_catalogue_find (catalogue, plan->subject, NULL) != NULL))
    return TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("There is no instrument or set “%s” on this machine."),
               plan->subject != NULL ? plan->subject : "");
  return FALSE;
}

static gboolean
check_plan (EkCatalogue *catalogue, EkKnowledge *knowledge, const EkSchedulePlan *plan, const char *first,
            GError **error)
{
  g_autofree char *notice = NULL;

  if (!check_subject (catalogue, knowledge, plan, error))
    return FALSE;
  if (plan->interval_days < 1 || plan->interval_days > MAX_INTERVAL)
    return fail (error, EK_ERROR_INVALID, _ ("The interval is between 1 and 730 days."));
  if (!is_day (first) || (plan->until != NULL && !is_day (plan->until)))
    return fail (error, EK_ERROR_INVALID, _ ("Write the whole date: year, month and day (2026-11-21)."));
  if (plan->until != NULL && strcmp (plan->until, first) < 0)
    return fail (error, EK_ERROR_INVALID, _ ("The schedule would end before it begins."));
  notice = ek_schedule_check (catalogue, knowledge, plan->kind, plan->subject, plan->interval_days);
  if (notice != NULL && !plan->shorter)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_CONFLICT,
                   _ ("%s Nothing was saved. Choose a longer interval, or confirm "
                      "that it is wanted."),
                   notice);
      return FALSE;
    }
  return TRUE;
}

/* One thing is scheduled once: two schedules for it would both be due. */
static gboolean
check_alone (EkStore *store, const char *patient_id, const char *kind, const char *subject, GError **error)
{
  g_autoptr (GPtrArray) all = ek_store_list (store, &ek_schedule_type, patient_id, error);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      EkRecord *other = g_ptr_array_index (all, i);

      if (ek_care_text_is (other, EK_SCHEDULE_STATUS, "active") && ek_care_text_is (other, EK_SCHEDULE_KIND, kind) &&
          ek_care_text_is (other, EK_SCHEDULE_SUBJECT, subject))
        return fail (error, EK_ERROR_EXISTS, _ ("This is scheduled already. Stop that schedule first."));
    }
  return TRUE;
}

/**
 * ek_schedule_add:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: the sets
 * @patient_id: the patient
 * @plan: what is given, how often, from when, until when and for what
 * @error: return location
 *
 * Schedules an instrument or a set.
 *
 * Returns: (transfer full): the saved record; %NULL with %EK_ERROR_CONFLICT when the interval is shorter than the
 *   instrument's own and that was not confirmed, %EK_ERROR_EXISTS when it is scheduled already, %EK_ERROR_INVALID,
 *   %EK_ERROR_NOT_FOUND, or an error of the store
 */
EkRecord *
ek_schedule_add (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, const char *patient_id,
                 const EkSchedulePlan *plan, GError **error)
{
  g_autofree char *today = ek_care_date (store, 0);
  const char *first = plan->first != NULL ? plan->first : today;
  g_autofree char *notice = NULL;
  g_autoptr (EkRecord) schedule = NULL;

  if (!check_plan (catalogue, knowledge, plan, first, error) ||
      !check_alone (store, patient_id, plan->kind, plan->subject, error))
    return NULL;
  notice = ek_schedule_check (catalogue, knowledge, plan->kind, plan->subject, plan->interval_days);
  schedule = ek_record_new (&ek_schedule_type, patient_id);
  ek_record_set_text (schedule, EK_SCHEDULE_KIND, plan->kind);
  ek_record_set_text (schedule, EK_SCHEDULE_SUBJECT, plan->subject);
  ek_record_set_text (schedule, EK_SCHEDULE_FIRST, first);
  ek_record_set_int (schedule, EK_SCHEDULE_INTERVAL, plan->interval_days);
  ek_record_set_text (schedule, EK_SCHEDULE_UNTIL, plan->until);
  ek_record_set_text (schedule, EK_SCHEDULE_PURPOSE, plan->purpose);
  ek_record_set_text (schedule, EK_SCHEDULE_STATUS, "active");
  ek_record_set_int (schedule, EK_SCHEDULE_SHORTER, notice != NULL);
  if (!ek_store_save (store, schedule, error))
    return NULL;
  return g_steal_pointer (&schedule);
}

static gboolean
save_status (EkStore *store, EkRecord *schedule, const char *status, const char *reason, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (schedule);

  ek_record_set_text (schedule, EK_SCHEDULE_STATUS, status);
  ek_record_set_text (schedule, EK_SCHEDULE_REASON, reason);
  if (ek_store_save (store, schedule, error))
    return TRUE;
  ek_care_copy_values (schedule, before);
  return FALSE;
}

/**
 * ek_schedule_stop:
 * @store: the record
 * @schedule: a schedule in force
 * @reason: (nullable): why
 * @error: return location
 *
 * It does not fall due any more.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_CONFLICT when it was stopped already, or an error of the store
 */
gboolean
ek_schedule_stop (EkStore *store, EkRecord *schedule, const char *reason, GError **error)
{
  if (!ek_care_text_is (schedule, EK_SCHEDULE_STATUS, "active"))
    return fail (error, EK_ERROR_CONFLICT, _ ("This schedule was stopped already."));
  return save_status (store, schedule, "stopped", reason, error);
}

/**
 * ek_schedule_resume:
 * @store: the record
 * @schedule: a schedule that was stopped
 * @error: return location
 *
 * Puts it back in force: stopping is undone.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_EXISTS when the same was scheduled anew, or an error of the
 *   store
 */
gboolean
ek_schedule_resume (EkStore *store, EkRecord *schedule, GError **error)
{
  if (ek_care_text_is (schedule, EK_SCHEDULE_STATUS, "active"))
    return TRUE;
  return check_alone (store, ek_record_get_patient_id (schedule), ek_record_get_text (schedule, EK_SCHEDULE_KIND),
                      ek_record_get_text (schedule, EK_SCHEDULE_SUBJECT), error) &&
    save_status (store, schedule, "active", NULL, error);
}

/* --- what is due ------------------------------------------------------------------------------------------------ */

static EkScheduleRow *
read_row (EkStatement *statement)
{
  EkScheduleRow *row = g_new0 (EkScheduleRow, 1);

  row->id = g_strdup (ek_statement_text (statement, 0));
  row->patient_id = g_strdup (ek_statement_text (statement, 1));
  row->patient_name = g_strdup (ek_statement_text (statement, 2));
  row->kind = g_strdup (ek_statement_text (statement, 3));
  row->subject = g_strdup (ek_statement_text (statement, 4));
  row->interval_days = ek_statement_int (statement, 5);
  row->first = g_strdup (ek_statement_text (statement, 6));
  row->until = g_strdup (ek_statement_text (statement, 7));
  row->purpose = g_strdup (ek_statement_text (statement, 8));
  row->last = g_strdup (ek_statement_text (statement, 9));
  row->due = g_strdup (ek_statement_text (statement, 10));
  row->days = ek_statement_int (statement, 11);
  row->shorter = ek_statement_int (statement, 12) != 0;
  row->over = ek_statement_int (statement, 13) != 0;
  return row;
}

/* @patient_id NULL: of all; @days below 0: whenever they are due. */
static GPtrArray *
list_rows (EkStore *store, const char *patient_id, int days, GError **error)
{
  g_autofree char *today = ek_care_date (store, 0);
  g_autoptr (EkStatement) statement = ek_database_prepare (ek_store_get_database (store), rows_sql, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_schedule_row_free);
  gboolean has_row = FALSE;

  if (statement == NULL)
    return NULL;
  ek_statement_bind_text (statement, 1, patient_id);
  ek_statement_bind_text (statement, 2, today);
  if (days >= 0)
    ek_statement_bind_int (statement, 3, days);
  while (ek_statement_step (statement, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&rows);
      g_ptr_array_add (rows, read_row (statement));
    }
  return NULL;
}

/**
 * ek_schedule_list:
 * @store: the record; "today" is its clock's
 * @patient_id: the patient
 * @error: what the store says
 *
 * Returns: (transfer full) (element-type EkScheduleRow): the schedules in force, the soonest due first; %NULL with
 *   error
 */
GPtrArray *
ek_schedule_list (EkStore *store, const char *patient_id, GError **error)
{
  g_return_val_if_fail (patient_id != NULL, NULL);
  return list_rows (store, patient_id, -1, error);
}

/**
 * ek_schedule_list_due:
 * @store: the record; "today" is its clock's
 * @days: how far ahead, in days; 0: today and overdue
 * @error: what the store says
 *
 * What is due of all patients. One query, by the index of each patient's last forms.
 *
 * Returns: (transfer full) (element-type EkScheduleRow): the longest overdue first; %NULL with error
 */
GPtrArray *
ek_schedule_list_due (EkStore *store, int days, GError **error)
{
  return list_rows (store, NULL, MAX (days, 0), error);
}
