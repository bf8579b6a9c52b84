/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "care-fixture.h"

#include "ek-schedule.h"

#include <string.h>

static EkRecord *
add (Care *care, const char *kind, const char *subject, int days, const char *first, const char *until,
     gboolean shorter, GError **error)
{
  EkSchedulePlan plan = { kind, subject, days, first, until, "随访", shorter };

  return ek_schedule_add (care->store, care->catalogue, care->knowledge, care->patient, &plan, error);
}

static EkScheduleRow *
only_row (Care *care)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = ek_schedule_list (care->store, care->patient, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  return g_ptr_array_steal_index (rows, 0);
}

/* A finished PHQ-9 at an instant as a clock somewhere showed it. */
static void
give_at (Care *care, const char *when)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answers = care_phq9 (5, 0);
  g_autoptr (EkRecord) form = NULL;
  gint64 at = 0;
  int offset = 0;

  g_assert_true (ek_instant_parse (when, &at, &offset, &error));
  form = ek_assess_record (care->store, care->catalogue, care->patient, "phq9", answers, at, offset, "clinician", "zh",
                           NULL, &error);
  g_assert_no_error (error);
}

/* --- when it is due --------------------------------------------------------------------------------------------- */

typedef struct {
  const char *now;   /* the clinician's clock */
  const char *given; /* or NULL */
  const char *first;
  int interval;
  const char *due;
  int days;
} DueCase;

static const DueCase due_cases[] = {
  { "2026-11-21T09:00:00+08:00", NULL, NULL, 14, "2026-11-21", 0 },
  { "2026-11-21T09:00:00+08:00", NULL, "2026-11-30", 14, "2026-11-30", 9 },
  { "2026-11-21T09:00:00+08:00", NULL, "2026-11-01", 14, "2026-11-01", -20 },
  { "2026-11-21T09:00:00+08:00", "2026-11-14T09:00:00+08:00", "2026-11-01", 14, "2026-11-28", 7 },
  { "2026-11-21T09:00:00+08:00", "2026-11-01T09:00:00+08:00", "2026-11-01", 14, "2026-11-15", -6 },
  /* The form is older than the day the schedule begins. */
  { "2026-11-21T09:00:00+08:00", "2026-10-01T09:00:00+08:00", "2026-11-25", 14, "2026-11-25", 4 },
  /* Half an hour before midnight where it was given is another day in UTC and here. */
  { "2026-11-21T00:10:00+08:00", "2026-11-13T23:50:00+08:00", "2026-11-01", 7, "2026-11-20", -1 },
  { "2026-11-21T00:10:00+08:00", "2026-11-14T00:10:00+08:00", "2026-11-01", 7, "2026-11-21", 0 },
  { "2026-11-20T23:50:00+08:00", "2026-11-14T00:10:00+08:00", "2026-11-01", 7, "2026-11-21", 1 },
  { "2026-11-20T15:50:00-08:00", "2026-11-13T23:50:00-08:00", "2026-11-01", 7, "2026-11-20", 0 },
  /* Clocks went forward on 8 March and back on 1 November 2026 in New York: seven days are seven days. */
  { "2026-03-14T12:00:00-04:00", "2026-03-07T23:45:00-05:00", "2026-03-01", 7, "2026-03-14", 0 },
  { "2026-03-14T00:05:00-04:00", "2026-03-08T00:05:00-05:00", "2026-03-01", 7, "2026-03-15", 1 },
  { "2026-11-07T23:55:00-05:00", "2026-10-31T23:55:00-04:00", "2026-10-01", 7, "2026-11-07", 0 },
  { "2026-11-01T23:30:00-05:00", "2026-10-31T00:30:00-04:00", "2026-10-01", 7, "2026-11-07", 6 },
  /* Leap days and the turn of a year */
  { "2028-02-29T09:00:00+08:00", "2028-02-15T09:00:00+08:00", "2028-01-01", 14, "2028-02-29", 0 },
  { "2027-01-02T09:00:00+08:00", "2026-12-20T09:00:00+08:00", "2026-12-01", 14, "2027-01-03", 1 },
};

static void
test_due (Care *care, gconstpointer data)
{
  const DueCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) schedule = NULL;
  g_autoptr (EkScheduleRow) row = NULL;
  gint64 now = 0;
  int offset = 0;

  g_assert_true (ek_instant_parse (c->now, &now, &offset, &error));
  /* The fixture's clock stands in Beijing; a store of another place needs another one. */
  g_assert_true (now != 0);
  if (c->given != NULL)
    {
      ek_clock_set (care->clock, now);
      give_at (care, c->given);
    }
  ek_clock_set (care->clock, now + (offset - CARE_OFFSET) * EK_MINUTE_MS);
  schedule = add (care, "instrument", "phq9", c->interval, c->first, NULL, TRUE, &error);
  g_assert_no_error (error);
  row = only_row (care);
  g_assert_cmpstr (row->due, ==, c->due);
  g_assert_cmpint (row->days, ==, c->days);
  g_assert_cmpstr (row->patient_name, ==, "张伟");
}

/* Unfinished, declined and withdrawn forms do not move the day. */
static void
test_only_finished_forms (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) schedule = add (care, "instrument", "gad7", 14, "2026-11-20", NULL, FALSE, &error);
  EkInstrument *gad7 = ek_catalogue_find (care->catalogue, "gad7", NULL);
  g_autoptr (EkRecord) open = ek_assess_start (care->store, gad7, care->patient, "clinician", "zh", &error);
  g_autoptr (EkRecord) declined = ek_assess_start (care->store, gad7, care->patient, "clinician", "zh", &error);
  g_autoptr (EkRecord) withdrawn = care_give (care, "gad7", "[0,0,0,0,0,0,0]", 0);
  g_autoptr (EkScheduleRow) row = NULL;

  g_assert_true (ek_assess_decline (care->store, care->catalogue, declined, "no", &error));
  g_assert_true (ek_assess_withdraw (care->store, withdrawn, "wrong day", &error));
  g_assert_no_error (error);
  row = only_row (care);
  g_assert_cmpstr (row->due, ==, "2026-11-20");
  g_assert_null (row->last);
}

static void
test_set (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) schedule = add (care, "battery", "session", 28, NULL, NULL, FALSE, &error);
  g_autoptr (EkRecord) battery = NULL;
  g_autoptr (EkScheduleRow) row = NULL;
  g_autoptr (EkScheduleRow) after = NULL;

  g_assert_no_error (error);
  battery = ek_battery_start (care->store, care->knowledge, care->patient, "session", &error);
  row = only_row (care);
  g_assert_cmpstr (row->due, ==, "2026-11-21");
  g_assert_true (ek_battery_skip (care->store, care->catalogue, battery, "phq9", "x", &error));
  g_assert_true (ek_battery_skip (care->store, care->catalogue, battery, "gad7", "x", &error));
  g_assert_true (ek_battery_finish (care->store, care->catalogue, care->knowledge, battery, &error));
  g_assert_no_error (error);
  after = only_row (care);
  g_assert_cmpstr (after->last, ==, "2026-11-21");
  g_assert_cmpstr (after->due, ==, "2026-12-19");
}

static void
test_until (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) schedule = add (care, "instrument", "phq9", 14, "2026-11-01", "2026-11-20", FALSE, &error);
  g_autoptr (EkScheduleRow) before = only_row (care);
  g_autoptr (EkRecord) form = NULL;
  g_autoptr (EkScheduleRow) after = NULL;
  g_autoptr (GPtrArray) due = NULL;

  g_assert_false (before->over);
  form = care_give_phq9 (care, 5, 0, 10);
  after = only_row (care);
  g_assert_true (after->over);
  due = ek_schedule_list_due (care->store, 30, &error);
  g_assert_cmpuint (due->len, ==, 0);
}

/* --- what is refused -------------------------------------------------------------------------------------------- */

static void
test_refused (Care *care, gconstpointer data)
{
  static const struct {
    const char *kind, *subject;
    int days;
    const char *first, *until;
    int code;
  } cases[] = {
    { "instrument", "phq9", 0, NULL, NULL, EK_ERROR_INVALID },
    { "instrument", "phq9", -7, NULL, NULL, EK_ERROR_INVALID },
    { "instrument", "phq9", 731, NULL, NULL, EK_ERROR_INVALID },
    { "instrument", "phq9", 14, "2026", NULL, EK_ERROR_INVALID },
    { "instrument", "phq9", 14, "2026-02-30", NULL, EK_ERROR_INVALID },
    { "instrument", "phq9", 14, "'; DROP TABLE patient; --", NULL, EK_ERROR_INVALID },
    { "instrument", "phq9", 14, "2026-12-01", "2026-11-30", EK_ERROR_INVALID },
    { "instrument", "phq9", 14, NULL, "2026-12", EK_ERROR_INVALID },
    { "instrument", "phq99", 14, NULL, NULL, EK_ERROR_NOT_FOUND },
    { "instrument", NULL, 14, NULL, NULL, EK_ERROR_NOT_FOUND },
    { "instrument", "baseline", 14, NULL, NULL, EK_ERROR_NOT_FOUND },
    { "battery", "phq9", 14, NULL, NULL, EK_ERROR_NOT_FOUND },
    { "drug", "phq9", 14, NULL, NULL, EK_ERROR_INVALID },
    { NULL, "phq9", 14, NULL, NULL, EK_ERROR_INVALID },
    { "instrument", "phq9", 7, NULL, NULL, EK_ERROR_CONFLICT },
    { "battery", "session", 7, NULL, NULL, EK_ERROR_CONFLICT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%u", i);
      g_assert_null (
        add (care, cases[i].kind, cases[i].subject, cases[i].days, cases[i].first, cases[i].until, FALSE, &error));
      g_assert_error (error, EK_ERROR, cases[i].code);
    }
}

/* Shorter than the instrument's own interval: said by name, kept in the record. */
static void
test_shorter (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = ek_schedule_check (care->catalogue, care->knowledge, "battery", "session", 13);
  g_autoptr (EkRecord) schedule = NULL;

  g_assert_nonnull (strstr (notice, "PHQ-9 (14 days)"));
  g_assert_nonnull (strstr (notice, "GAD-7 (14 days)"));
  g_assert_null (ek_schedule_check (care->catalogue, care->knowledge, "instrument", "phq9", 14));
  schedule = add (care, "instrument", "phq9", 7, NULL, NULL, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ek_record_get_int (schedule, EK_SCHEDULE_SHORTER, 0), ==, 1);
}

static void
test_stop_and_resume (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) schedule = add (care, "instrument", "phq9", 14, NULL, NULL, FALSE, &error);
  g_autoptr (EkRecord) second = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_null (add (care, "instrument", "phq9", 28, NULL, NULL, FALSE, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (ek_schedule_stop (care->store, schedule, "疗程结束", &error));
  rows = ek_schedule_list (care->store, care->patient, &error);
  g_assert_cmpuint (rows->len, ==, 0);
  g_assert_false (ek_schedule_stop (care->store, schedule, NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (ek_schedule_resume (care->store, schedule, &error));
  g_assert_true (ek_schedule_stop (care->store, schedule, NULL, &error));
  second = add (care, "instrument", "phq9", 28, NULL, NULL, FALSE, &error);
  g_assert_no_error (error);
  g_assert_false (ek_schedule_resume (care->store, schedule, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
}

/* --- many patients ---------------------------------------------------------------------------------------------- */

static const char fill_sql[] =
  "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)"
  " INSERT INTO schedule (id, patient_id, revision, author, created_ms, created_offset, changed_ms, changed_offset,"
  "   kind, subject, \"first\", interval_days, status)"
  " SELECT 's' || i, 'p' || i, 1, 'u', 0, 0, 0, 0, 'instrument', 'phq9', '2026-01-01', 14, 'active' FROM n;"
  "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)"
  " INSERT INTO assessment (id, patient_id, revision, author, created_ms, created_offset, changed_ms, changed_offset,"
  "   instrument, version, taken, taken_offset, status)"
  " SELECT 'a' || i, 'p' || (i / 10), 1, 'u', 0, 0, 0, 0, CASE i % 10 WHEN 9 THEN 'gad7' ELSE 'phq9' END, '1',"
  "   1795222800000 - (i / 10 % 28) * 86400000 - (i % 10) * 1209600000, 480, 'completed' FROM n;";

static void
test_ten_thousand (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  EkDatabase *database = ek_store_get_database (care->store);
  g_autoptr (GPtrArray) rows = NULL;
  gint64 began = 0;

  g_assert_true (ek_database_begin (database, &error));
  g_assert_true (ek_database_exec (database, fill_sql, &error));
  g_assert_true (ek_database_commit (database, &error));
  g_assert_no_error (error);
  began = g_get_monotonic_time ();
  rows = ek_schedule_list_due (care->store, 0, &error);
  g_assert_no_error (error);
  g_test_message ("10,000 schedules over 100,000 forms: %.1f ms", (g_get_monotonic_time () - began) / 1000.0);
  /* The last form is 0 … 27 days old, evenly: 14 days and more are due, that is 14 of 28. */
  g_assert_cmpuint (rows->len, ==, 10000 / 28 * 14);
  for (guint i = 0; i < rows->len; i++)
    {
      const EkScheduleRow *row = g_ptr_array_index (rows, i);
      int number = (int) g_ascii_strtoll (row->patient_id + 1, NULL, 10);

      g_assert_cmpint (row->days, ==, 14 - number % 28);
      if (i > 0)
        g_assert_cmpstr (((EkScheduleRow *) g_ptr_array_index (rows, i - 1))->due, <=, row->due);
    }
}

static int
note_statement (unsigned kind, void *data, void *statement, void *unused)
{
  char **sql = data;

  if (*sql == NULL)
    *sql = g_strdup (sqlite3_sql (statement));
  return 0;
}

/* The last form of each schedule is one step into an index of its own, whatever else the file holds. */
static void
test_by_index (Care *care, gconstpointer data)
{
  EkDatabase *database = ek_store_get_database (care->store);
  sqlite3 *handle = ek_database_get_handle (database);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *sql = NULL, *explain = NULL;
  g_autoptr (EkStatement) statement = NULL;
  g_autoptr (GString) plan = g_string_new (NULL);
  gboolean has_row = FALSE;

  sqlite3_trace_v2 (handle, SQLITE_TRACE_STMT, note_statement, &sql);
  rows = ek_schedule_list_due (care->store, 0, &error);
  sqlite3_trace_v2 (handle, 0, NULL, NULL);
  g_assert_no_error (error);
  explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  statement = ek_database_prepare (database, explain, &error);
  g_assert_no_error (error);
  while (ek_statement_step (statement, &has_row, &error) && has_row)
    g_string_append_printf (plan, "%s\n", ek_statement_text (statement, 3));
  g_assert_nonnull (strstr (plan->str, "USING INDEX assessment_last_completed (patient_id=? AND instrument=?)"));
  g_assert_nonnull (strstr (plan->str, "USING INDEX battery_last_completed (patient_id=? AND battery=?)"));
  g_assert_null (strstr (plan->str, "SCAN assessment"));
}

#define TEST(path, func) g_test_add ("/care/schedule/" path, Care, NULL, care_set_up, func, care_tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (due_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/care/schedule/due/%u", i);

      g_test_add (path, Care, &due_cases[i], care_set_up, test_due, care_tear_down);
    }
  TEST ("only-finished-forms", test_only_finished_forms);
  TEST ("set", test_set);
  TEST ("until", test_until);
  TEST ("refused", test_refused);
  TEST ("shorter", test_shorter);
  TEST ("stop-and-resume", test_stop_and_resume);
  TEST ("ten-thousand", test_ten_thousand);
  TEST ("by-index", test_by_index);
  return g_test_run ();
}
