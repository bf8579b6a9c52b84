/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "ek-chart.h"
#include "ek-trajectory-report.h"
#include "ek-types.h"

#define DAY(n) ((gint64) (n) *EK_DAY_MS)
#define MONDAY G_GINT64_CONSTANT (1767571200000) /* 2026-01-05T00:00:00Z */
#define CHINA 480

typedef struct {
  char *directory;
  EkClock *clock;
  EkVault *vault;
  EkStore *store;
  EkCatalogue *catalogue;
  EkRecord *patient;
} Fixture;

static void
save (Fixture *fixture, EkRecord *record)
{
  g_autoptr (GError) error = NULL;

  ek_store_save (fixture->store, record, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (EkSecret) passphrase = ek_secret_new_take_string (g_strdup ("correct horse battery staple"));
  EkSecret *recovery = NULL;
  const EkNewUser user = { "李医生", EK_ROLE_PSYCHIATRIST, "L-1" };

  fixture->directory = g_dir_make_tmp ("evenkeel-trajectory-XXXXXX", NULL);
  path = g_build_filename (fixture->directory, "vault", NULL);
  fixture->clock = ek_clock_new_fixed (MONDAY + DAY (100), CHINA);
  fixture->vault = ek_vault_create (path, &user, passphrase, EK_VAULT_COST_FAST, fixture->clock, &recovery, &error);
  g_assert_no_error (error);
  ek_secret_unref (recovery);
  fixture->store = ek_store_open (fixture->vault, &error);
  g_assert_no_error (error);
  fixture->catalogue = ek_catalogue_load (NULL, &error);
  g_assert_no_error (error);
  fixture->patient = ek_record_new (&ek_patient_type, NULL);
  ek_record_set_text (fixture->patient, EK_PATIENT_NAME, "张伟");
  save (fixture, fixture->patient);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->patient);
  g_clear_object (&fixture->store);
  g_clear_object (&fixture->vault);
  g_clear_pointer (&fixture->catalogue, ek_catalogue_free);
  g_clear_pointer (&fixture->clock, ek_clock_free);
  remove_tree (fixture->directory);
  g_free (fixture->directory);
}

static EkRecord *
record_of (Fixture *fixture, const EkRecordType *type)
{
  return ek_record_new (type, ek_record_get_id (fixture->patient));
}

static char *
add_assessment (Fixture *fixture, const char *instrument, int day, double total, const char *severity,
                const char *status, const char *result)
{
  g_autoptr (EkRecord) record = record_of (fixture, &ek_assessment_type);

  ek_record_set_text (record, EK_ASSESSMENT_INSTRUMENT, instrument);
  ek_record_set_text (record, EK_ASSESSMENT_VERSION, "1.0");
  ek_record_set_instant (record, EK_ASSESSMENT_TAKEN, MONDAY + DAY (day), CHINA);
  ek_record_set_text (record, EK_ASSESSMENT_STATUS, status);
  ek_record_set_text (record, EK_ASSESSMENT_SEVERITY, severity);
  ek_record_set_text (record, EK_ASSESSMENT_MODE, "clinician");
  if (!isnan (total))
    {
      ek_record_set_real (record, EK_ASSESSMENT_TOTAL, total);
      ek_record_set_int (record, EK_ASSESSMENT_COMPLETE, TRUE);
    }
  if (result != NULL)
    {
      g_autoptr (JsonNode) node = json_from_string (result, NULL);

      ek_record_set_json (record, EK_ASSESSMENT_RESULT, node);
    }
  save (fixture, record);
  return g_strdup (ek_record_get_id (record));
}

static void
add_measurement (Fixture *fixture, const char *text, int day, double value, const char *status)
{
  g_autoptr (EkRecord) record = record_of (fixture, &ek_measurement_type);

  ek_record_set_text (record, EK_MEASUREMENT_CODE, text);
  ek_record_set_text (record, EK_MEASUREMENT_TEXT, text);
  ek_record_set_instant (record, EK_MEASUREMENT_TAKEN, MONDAY + DAY (day), CHINA);
  ek_record_set_real (record, EK_MEASUREMENT_VALUE, value);
  ek_record_set_text (record, EK_MEASUREMENT_UNIT, "h");
  ek_record_set_text (record, EK_MEASUREMENT_SOURCE, "=HYPERLINK(\"x\")");
  ek_record_set_text (record, EK_MEASUREMENT_STATUS, status);
  save (fixture, record);
}

static void
add_medicine (Fixture *fixture, const char *started, const char *stopped, double dose, const char *status,
              const char *intent)
{
  g_autoptr (EkRecord) record = record_of (fixture, &ek_medicine_type);

  ek_record_set_text (record, EK_MEDICINE_NAME, "Sertraline");
  ek_record_set_real (record, EK_MEDICINE_DOSE_MG, dose);
  ek_record_set_text (record, EK_MEDICINE_STARTED, started);
  ek_record_set_text (record, EK_MEDICINE_STOPPED, stopped);
  ek_record_set_text (record, EK_MEDICINE_STATUS, status);
  ek_record_set_text (record, EK_MEDICINE_INTENT, intent);
  save (fixture, record);
}

static void
add_encounter (Fixture *fixture, int day, const char *kind, const char *status)
{
  g_autoptr (EkRecord) record = record_of (fixture, &ek_encounter_type);

  ek_record_set_text (record, EK_ENCOUNTER_KIND, kind);
  ek_record_set_instant (record, EK_ENCOUNTER_STARTED, MONDAY + DAY (day), CHINA);
  ek_record_set_text (record, EK_ENCOUNTER_STATUS, status);
  save (fixture, record);
}

static void
fill (Fixture *fixture)
{
  static const struct {
    int day;
    double phq9;
    const char *severity, *result;
  } forms[] = {
    { 21, 9, "mild", NULL },
    { 0, 18, "moderately severe", "{\"critical\":[9]}" },
    { 7, 15, "moderately severe", NULL },
    { 14, 12, "moderate", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    g_free (
      add_assessment (fixture, "phq9", forms[i].day, forms[i].phq9, forms[i].severity, "completed", forms[i].result));
  g_free (add_assessment (fixture, "phq9", 28, 27, "severe", "entered-in-error", NULL));
  g_free (add_assessment (fixture, "phq9", 29, NAN, NULL, "in-progress", NULL));
  g_free (add_assessment (fixture, "phq9", 30, NAN, NULL, "declined", NULL));
  g_free (add_assessment (fixture, "gad7", 0, 10, "moderate", "completed", NULL));
  for (int day = 0; day < 5; day++)
    add_measurement (fixture, "Sleep", day, 6.5, day == 4 ? "entered-in-error" : "final");
  add_measurement (fixture, "Weight", 0, 70, "final");
  add_medicine (fixture, "2026-01-12", NULL, 100, "active", "order");
  add_medicine (fixture, "2026-01-06", NULL, 50, "active", "order");
  add_medicine (fixture, "2026-03-01", NULL, 150, "active", "proposal");
  add_encounter (fixture, 3, "session", "finished");
  add_encounter (fixture, 10, "session", "missed");
  add_encounter (fixture, 120, "session", "planned");
}

static void
test_chart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkTrajectory) trajectory = NULL;
  g_autoptr (EkChart) chart = NULL;
  g_autofree char *words = NULL;

  fill (fixture);
  trajectory = ek_trajectory_report_load (fixture->store, fixture->catalogue, ek_record_get_id (fixture->patient), "en",
                                          &error);
  g_assert_no_error (error);
  /* The primary scales first; of measurements only what is a course. */
  g_assert_cmpuint (ek_chart_get_n_panels (trajectory->chart), ==, 3);
  g_assert_cmpstr (ek_series_get_label (ek_chart_get_series (trajectory->chart, 0)), ==, "PHQ-9");
  g_assert_cmpstr (ek_series_get_label (ek_chart_get_series (trajectory->chart, 1)), ==, "GAD-7");
  g_assert_cmpstr (ek_series_get_label (ek_chart_get_series (trajectory->chart, 2)), ==, "Sleep");
  g_assert_cmpuint (ek_series_length (ek_chart_get_series (trajectory->chart, 2)), ==, 4);
  words = ek_chart_describe (trajectory->chart, "en");
  g_assert_nonnull (
    strstr (words,
            "PHQ-9: 4 values, from 18 (in the range of moderately severe depressive symptoms) on 2026-01-05 "
            "to 9 (in the range of mild depressive symptoms) on 2026-01-26"));
  g_assert_nonnull (strstr (words, "critical answer: PHQ-9 item 9: 1 time."));
  g_assert_nonnull (strstr (words, "Sertraline: from 2026-01-06, latest 100 mg."));
  g_assert_nonnull (strstr (words, "Missed appointments: 1, from 2026-01-15."));
  g_assert_nonnull (strstr (words, "Sessions: 1, from 2026-01-08."));

  chart = ek_trajectory_report_chart (fixture->store, fixture->catalogue, ek_record_get_id (fixture->patient), "zh",
                                      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ek_chart_get_n_panels (chart), ==, 3);
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkTrajectory) trajectory = NULL;
  g_autoptr (GArray) points = NULL;
  const EkTrajectoryScore *score;
  gint64 before = G_MAXINT64;

  fill (fixture);
  trajectory = ek_trajectory_report_load (fixture->store, fixture->catalogue, ek_record_get_id (fixture->patient), "zh",
                                          NULL);
  points = ek_trajectory_list_points (trajectory, NULL);
  g_assert_cmpuint (points->len, ==, 4 + 1 + 4);
  for (guint i = 0; i < points->len; i++)
    {
      EkTrajectoryPoint point = g_array_index (points, EkTrajectoryPoint, i);
      const EkTrajectorySeries *series = g_ptr_array_index (trajectory->series, point.series);
      g_autoptr (EkTrajectoryRow) row = ek_trajectory_make_row (trajectory, series, point.index);
      g_autofree char *id = ek_trajectory_find_record (fixture->store, ek_record_get_id (fixture->patient), row, NULL);
      g_autoptr (EkRecord) record = ek_store_load (fixture->store, row->type, id, NULL);

      g_assert_nonnull (record);
      g_assert_cmpstr (row->key, ==, series->key);
      g_assert_cmpint (ek_series_points (series->series)[point.index].at_ms, ==, row->at_ms);
      g_assert_cmpint (ek_record_get_instant (record,
                                              series->is_measurement ? EK_MEASUREMENT_TAKEN : EK_ASSESSMENT_TAKEN,
                                              NULL),
                       ==, row->at_ms);
      g_assert_cmpfloat (ek_record_get_real (record,
                                             series->is_measurement ? EK_MEASUREMENT_VALUE : EK_ASSESSMENT_TOTAL, NAN),
                         ==, row->value);
      g_assert_cmpint (row->at_ms, <=, before);
      before = row->at_ms;
      g_assert_cmpint (row->offset_minutes, ==, CHINA);
      if (i > 0)
        continue;
      g_assert_cmpstr (row->score, ==, "PHQ-9");
      g_assert_cmpstr (row->severity, ==, "筛查阴性，处于轻度抑郁症状范围");
      g_assert_cmpstr (row->entered_by, ==, "李医生");
      g_assert_cmpstr (row->version, ==, "1.0");
    }

  score = g_ptr_array_index (trajectory->scores, 0);
  g_assert_cmpfloat (score->course.change, ==, -9);
  g_assert_true (score->course.response && score->course.reliable_recovery);
  g_assert_cmpint (score->course.reliable, ==, EK_CHANGE_IMPROVED);
  g_assert_nonnull (score->reliable_source);
}

static gboolean
says (GPtrArray *sentences, const char *begin)
{
  for (guint i = 0; i < sentences->len; i++)
    {
      if (g_str_has_prefix (g_ptr_array_index (sentences, i), begin))
        return TRUE;
    }
  return FALSE;
}

static void
test_sentences (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkTrajectory) trajectory = NULL;
  g_autoptr (GPtrArray) phq9 = NULL, gad7 = NULL, sleep = NULL;

  fill (fixture);
  trajectory = ek_trajectory_report_load (fixture->store, fixture->catalogue, ek_record_get_id (fixture->patient), "en",
                                          NULL);
  phq9 = ek_trajectory_sentences (trajectory, 0);
  gad7 = ek_trajectory_sentences (trajectory, 1);
  sleep = ek_trajectory_sentences (trajectory, 2);
  g_assert_true (says (phq9, "From 18 at baseline to 9 (\u22129, better)."));
  g_assert_true (says (phq9, "Since the value before: \u22123."));
  g_assert_true (says (phq9, "Reliably improved"));
  g_assert_true (says (phq9, "Reliable recovery"));
  g_assert_true (says (phq9, "Response"));
  g_assert_true (says (phq9, "Over the last 12 weeks with values: on average \u22123 a week"));
  g_assert_true (says (sleep, "Level over the last 12 weeks"));
  g_assert_true (says (sleep, "Unchanged since the value before."));
  /* Of 21 days from 18 down to 9 the line is above 10 until two thirds of the last week. */
  g_assert_true (says (phq9, "Beyond the caseness limit for 89 %"));
  g_assert_cmpuint (gad7->len, ==, 1);
  g_assert_true (says (gad7, "One value so far"));
  g_assert_true (says (sleep, "From 6.5 to 6.5 (0)"));
}

static void
test_csv (Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv = NULL, *empty = NULL;
  g_auto (GStrv) lines = NULL;

  empty = ek_trajectory_report_csv (fixture->store, fixture->catalogue, ek_record_get_id (fixture->patient), "en",
                                    NULL);
  g_assert_cmpstr (empty, ==,
                   "\xef\xbb\xbf\"Date and time\",\"Score\",\"Value\",\"Unit\",\"Severity\",\"Critical answer\","
                   "\"Prorated\",\"Entered by\",\"How it came in\",\"Definition version\","
                   "\"Least possible\",\"Greatest possible\",\"Device\",\"Series\"\r\n");
  fill (fixture);
  csv = ek_trajectory_report_csv (fixture->store, fixture->catalogue, ek_record_get_id (fixture->patient), "en", NULL);
  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 9 + 1);
  g_assert_cmpstr (
    lines[1], ==,
    "\"2026-01-05T08:00:00.000+08:00\",\"Sleep\",6.5,\"hours\",\"\",\"\",\"\",\"'=HYPERLINK(\"\"x\"\")\",\"\",\"\""
    ",,,\"\",\"m:Sleep|h\"");
  g_assert_nonnull (strstr (csv,
                            "\"PHQ-9\",18,\"\",\"screening positive, in the range of moderately severe "
                            "depressive symptoms\",\"yes\",\"\",\"李医生\",\"asked by the "
                            "clinician\",\"1.0\""));
  g_assert_null (strstr (csv, "张伟"));
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkTrajectory) trajectory = NULL;

  trajectory = ek_trajectory_report_load (fixture->store, fixture->catalogue, ek_record_get_id (fixture->patient), "zh",
                                          NULL);
  g_assert_nonnull (trajectory);
  g_assert_cmpuint (ek_chart_get_n_panels (trajectory->chart), ==, 0);
  g_assert_cmpuint (trajectory->series->len, ==, 0);
}

/* What a definition counted in its own way stands in a line of its own. */
static void
test_versions_apart (Fixture *fixture, gconstpointer data)
{
  EkInstrument *phq9 = ek_catalogue_find (fixture->catalogue, "phq9", NULL);
  g_autofree char *text = ek_json_canonical (ek_instrument_get_definition (phq9));
  g_autoptr (GString) changed = g_string_new (text);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (EkInstrument) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkTrajectory) trajectory = NULL;
  EkTrajectorySeries *now = NULL, *then = NULL;

  g_assert_cmpuint (g_string_replace (changed, "\"sum(@1..@9)\"", "\"27 - sum(@1..@9)\"", 0), ==, 1);
  g_assert_cmpuint (g_string_replace (changed, "\"version\":\"1.0\"", "\"version\":\"0.5\"", 0), ==, 1);
  node = ek_json_parse (changed->str, -1, NULL, &error);
  other = ek_instrument_parse (node, &error);
  g_assert_no_error (error);
  g_assert_true (ek_catalogue_add (fixture->catalogue, other, FALSE));
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *id = add_assessment (fixture, "phq9", (int) i * 14, i < 2 ? 7 : 18, "mild", "completed", NULL);

      if (i < 2)
        {
          g_autoptr (EkRecord) form = ek_store_load (fixture->store, &ek_assessment_type, id, &error);

          ek_record_set_text (form, EK_ASSESSMENT_VERSION, "0.5");
          save (fixture, form);
        }
    }
  trajectory = ek_trajectory_report_load (fixture->store, fixture->catalogue, ek_record_get_id (fixture->patient), "en",
                                          &error);
  g_assert_no_error (error);
  for (guint i = 0; i < trajectory->series->len; i++)
    {
      EkTrajectorySeries *series = g_ptr_array_index (trajectory->series, i);

      now = g_strcmp0 (series->key, "phq9") == 0 ? series : now;
      then = g_strcmp0 (series->key, "phq9@0.5") == 0 ? series : then;
    }
  g_assert_true (now != NULL && then != NULL);
  g_assert_cmpuint (ek_series_length (now->series), ==, 2);
  g_assert_cmpuint (ek_series_length (then->series), ==, 2);
  g_assert_cmpfloat (now->course.baseline, ==, 18);
  g_assert_cmpstr (then->label, ==, "PHQ-9 (version 0.5)");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  g_test_add ("/report/trajectory/versions", Fixture, NULL, set_up, test_versions_apart, tear_down);
  g_test_add ("/report/trajectory/chart", Fixture, NULL, set_up, test_chart, tear_down);
  g_test_add ("/report/trajectory/rows", Fixture, NULL, set_up, test_rows, tear_down);
  g_test_add ("/report/trajectory/sentences", Fixture, NULL, set_up, test_sentences, tear_down);
  g_test_add ("/report/trajectory/csv", Fixture, NULL, set_up, test_csv, tear_down);
  g_test_add ("/report/trajectory/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
  return g_test_run ();
}
