/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "care-fixture.h"

#include <math.h>
#include <string.h>

#include "ek-trajectory-report.h"

/* Everything of a patient in one trajectory: which series there are, charts of any of them, goals of the plan, earlier
 * patients, prorated scores, plain words. */

static EkTrajectory *
load (Care *care, const char *language)
{
  g_autoptr (GError) error = NULL;
  EkTrajectory *trajectory = ek_trajectory_report_load (care->store, care->catalogue, care->patient, language, &error);

  g_assert_no_error (error);
  return trajectory;
}

static void
add_session (Care *care, const char *patient, int days_ago, const char *status)
{
  g_autoptr (EkRecord) record = ek_record_new (&ek_encounter_type, patient);
  g_autoptr (GError) error = NULL;

  ek_record_set_text (record, EK_ENCOUNTER_KIND, "session");
  ek_record_set_instant (record, EK_ENCOUNTER_STARTED, CARE_NOW - days_ago * EK_DAY_MS + EK_HOUR_MS, CARE_OFFSET);
  ek_record_set_text (record, EK_ENCOUNTER_STATUS, status);
  ek_store_save (care->store, record, &error);
  g_assert_no_error (error);
}

static void
fill (Care *care)
{
  static const int totals[] = { 18, 16, 12, 8, 4, 3 };

  for (guint i = 0; i < G_N_ELEMENTS (totals); i++)
    g_object_unref (care_give_phq9 (care, totals[i], i == 0, 70 - 14 * (int) i));
  for (int i = 0; i < 5; i++)
    add_session (care, care->patient, 69 - 14 * i, i == 2 ? "missed" : "finished");
}

static void
test_series (Care *care, gconstpointer data)
{
  g_autoptr (EkTrajectory) trajectory = NULL;
  const EkTrajectorySeries *total, *item9, *item1;
  g_autoptr (EkTrajectoryRow) row = NULL;

  fill (care);
  trajectory = load (care, "en");
  total = ek_trajectory_find (trajectory, "phq9");
  item9 = ek_trajectory_find (trajectory, "phq9#9");
  item1 = ek_trajectory_find (trajectory, "phq9#1");
  g_assert_null (ek_trajectory_find (trajectory, "phq9#99"));
  g_assert_true (total->kind == EK_TRAJECTORY_KIND_TOTAL && total->primary && total->scale != NULL);
  g_assert_cmpuint (total->bands->len, ==, 5);
  g_assert_cmpstr (total->plain, ==, "Mood");
  g_assert_true (item9->kind == EK_TRAJECTORY_KIND_ITEM && !item9->primary);
  g_assert_cmpuint (ek_series_length (item9->series), ==, 6);
  g_assert_cmpuint (item9->n_critical, ==, 1);
  g_assert_cmpuint (item1->n_critical, ==, 0);
  g_assert_cmpfloat (item9->low, ==, 0);
  g_assert_cmpfloat (item9->high, ==, 3);
  g_assert_true (g_str_has_prefix (item9->label, "PHQ-9 9"));
  row = ek_trajectory_make_row (trajectory, item9, 0);
  g_assert_cmpfloat (row->value, ==, 1);
  g_assert_cmpstr (row->severity, ==, "Several days");
  g_assert_nonnull (row->record_id);
  g_assert_cmpuint (trajectory->n_sessions, ==, 4);
  /* The course begins with the first session; the form of the day before is its baseline. */
  g_assert_cmpint (trajectory->course_ms, ==, CARE_NOW - 69 * EK_DAY_MS + EK_HOUR_MS);
  g_assert_cmpfloat (total->course.baseline, ==, 18);
}

static void
test_views (Care *care, gconstpointer data)
{
  static const char *const two[] = { "phq9#9", "phq9", "nothing", "phq9", NULL };
  g_autoptr (EkTrajectory) trajectory = NULL;
  g_autoptr (EkChart) chosen = NULL, overlay = NULL, kept = NULL;
  g_autoptr (GArray) points = NULL;
  g_autofree char *text = NULL;
  EkTrajectoryView view = EK_TRAJECTORY_VIEW_DEFAULT;

  fill (care);
  trajectory = load (care, "en");
  view.keys = two;
  chosen = ek_trajectory_make_chart (trajectory, &view);
  g_assert_cmpuint (ek_chart_get_n_panels (chosen), ==, 2);
  g_assert_true (ek_trajectory_find_series (trajectory, ek_chart_get_layer (chosen, 1, 0)) ==
                 ek_trajectory_find (trajectory, "phq9"));
  points = ek_trajectory_list_points (trajectory, &view);
  g_assert_cmpuint (points->len, ==, 12);

  view.overlay = TRUE;
  overlay = ek_trajectory_make_chart (trajectory, &view);
  g_assert_cmpuint (ek_chart_get_n_panels (overlay), ==, 1);
  g_assert_cmpuint (ek_chart_get_n_layers (overlay, 0), ==, 2);

  /* A chart lives on without its trajectory, and still knows who entered a value and what a mark is. */
  kept = ek_chart_ref (chosen);
  g_clear_pointer (&trajectory, ek_trajectory_free);
  text = ek_chart_point_text (kept, 1, 4);
  g_assert_nonnull (strstr (text, "Entered by"));
  g_assert_nonnull (strstr (text, "Remission"));
}

static void
test_baseline (Care *care, gconstpointer data)
{
  g_autoptr (EkTrajectory) trajectory = NULL;
  g_autoptr (GPtrArray) statistics = NULL;
  EkTrajectoryView view = EK_TRAJECTORY_VIEW_DEFAULT;

  fill (care);
  trajectory = load (care, "en");
  view.baseline_ms = CARE_NOW - 30 * EK_DAY_MS;
  statistics = ek_trajectory_statistics (trajectory, ek_trajectory_find (trajectory, "phq9"), &view);
  for (guint i = 0; i < statistics->len; i++)
    {
      const EkTrajectoryStatistic *statistic = g_ptr_array_index (statistics, i);

      if (strcmp (statistic->id, "change") == 0)
        {
          g_assert_cmpstr (statistic->value, ==, "−5 (8 → 3)"); /* below the reliable 6 */
          g_assert_cmpint (statistic->tone, ==, 0);
          return;
        }
    }
  g_assert_not_reached ();
}

static const EkTrajectoryStatistic *
maybe_statistic (GPtrArray *statistics, const char *id)
{
  for (guint i = 0; i < statistics->len; i++)
    if (strcmp (((EkTrajectoryStatistic *) g_ptr_array_index (statistics, i))->id, id) == 0)
      return g_ptr_array_index (statistics, i);
  return NULL;
}

static const EkTrajectoryStatistic *
find_statistic (GPtrArray *statistics, const char *id)
{
  const EkTrajectoryStatistic *found = maybe_statistic (statistics, id);

  if (found == NULL)
    g_error ("there is no %s", id);
  return found;
}

/* What got worse is less than nothing of an improvement: with a minus sign, not with a hyphen. */
static void
test_worse (Care *care, gconstpointer data)
{
  g_autoptr (EkTrajectory) trajectory = NULL;
  g_autoptr (GPtrArray) statistics = NULL;

  g_object_unref (care_give_phq9 (care, 6, FALSE, 30));
  g_object_unref (care_give_phq9 (care, 19, FALSE, 1));
  trajectory = load (care, "en");
  statistics = ek_trajectory_statistics (trajectory, ek_trajectory_find (trajectory, "phq9"), NULL);
  g_assert_cmpstr (find_statistic (statistics, "percent")->value, ==, "−217 %");
}

static void
test_statistics (Care *care, gconstpointer data)
{
  static const struct {
    const char *id, *en, *zh;
    int tone;
  } expected[] = {
    { "change", "−15 (18 → 3), better", "−15（18 → 3），好转", 1 },
    { "change-last", "−1 (4 → 3)", "−1（4 → 3）", 0 },
    { "reliable", "reliably improved", "可靠改善", 1 },
    { "percent", "83 %", "83 %", 1 },
    { "caseness", "no (≥ 10)", "否 (≥ 10)", 1 },
    { "recovery", "reliable: no longer a case, and reliably improved", "可靠临床恢复：已低于划界分，且改善可靠", 1 },
    { "n", "6", "6", 0 },
    { "critical", "1", "1", -1 },
  };
  static const char *const absent[] = { "relapse", "expected", "goal", "unusual", "prorated", "not-observed" };

  fill (care);
  for (guint l = 0; l < 2; l++)
    {
      g_autoptr (EkTrajectory) trajectory = load (care, l == 0 ? "en" : "zh");
      g_autoptr (GPtrArray) statistics = ek_trajectory_statistics (trajectory, ek_trajectory_find (trajectory, "phq9"),
                                                                   NULL);

      for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
        {
          const EkTrajectoryStatistic *statistic = find_statistic (statistics, expected[i].id);

          g_assert_cmpstr (statistic->value, ==, l == 0 ? expected[i].en : expected[i].zh);
          g_assert_cmpint (statistic->tone, ==, expected[i].tone);
        }
      for (guint i = 0; i < G_N_ELEMENTS (absent); i++)
        g_assert_null (maybe_statistic (statistics, absent[i]));
      g_assert_nonnull (strstr (find_statistic (statistics, "reliable")->known,
                                l == 0 ? "manual (quoted by cbtwatch.com)" : "手册（由cbtwatch.com引用）"));
      g_assert_nonnull (
        strstr (find_statistic (statistics, "response")->known, l == 0 ? "half of the baseline" : "基线的一半"));
      g_assert_nonnull (strstr (ek_trajectory_find (trajectory, "phq9")->reliable_source,
                                l == 0 ? "reliable change from 6" : "可靠变化为6分起"));
      g_assert_true (
        g_str_has_prefix (find_statistic (statistics, "response")->value, l == 0 ? "yes, first on" : "是，首次于"));
    }
}

static void
test_goals (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) plan = NULL, signed_plan = NULL;
  g_autoptr (EkTrajectory) trajectory = NULL;
  g_autoptr (GPtrArray) lines = NULL, changed = NULL, statistics = NULL, words = NULL;
  const EkPlanTarget *target = NULL;
  const char *line_id = NULL;

  g_object_unref (care_give_phq9 (care, 14, 0, 20));
  plan = ek_plan_draft (care->store, care->catalogue, care->knowledge, care->patient, &error);
  g_assert_no_error (error);
  lines = ek_plan_get_lines (plan);
  for (guint i = 0; i < lines->len; i++)
    {
      const EkPlanLine *line = g_ptr_array_index (lines, i);

      if (g_strcmp0 (line->intervention, "cbt-depression") == 0)
        {
          g_assert_cmpuint (line->targets->len, ==, 1);
          target = g_ptr_array_index (line->targets, 0);
          line_id = line->id;
        }
    }
  /* "Below 10 and at least 6 lower" from 14 is 8 or less. */
  g_assert_nonnull (target);
  g_assert_cmpstr (target->score, ==, "phq9");
  g_assert_true (target->value == 8 && !target->strict && !target->above);
  g_assert_true (ek_plan_sign (care->store, care->catalogue, care->knowledge, plan, &error));
  g_assert_no_error (error);
  ek_clock_set (care->clock, CARE_NOW + 30 * EK_DAY_MS);
  g_object_unref (care_give_phq9 (care, 8, 0, -14));
  trajectory = load (care, "en");
  statistics = ek_trajectory_statistics (trajectory, ek_trajectory_find (trajectory, "phq9"), NULL);
  g_assert_cmpstr (find_statistic (statistics, "goal")->value, ==, "8 or less: reached");
  words = ek_trajectory_patient_words (trajectory, NULL);
  g_assert_cmpstr (g_ptr_array_index (words, 0), ==, "Mood: clearly better than when we began.");
  g_assert_cmpstr (g_ptr_array_index (words, 1), ==, "Mood: what we agreed on is reached.");

  /* Other words, another goal: the number goes with the words it stood in, and can be set again. */
  g_clear_object (&plan);
  signed_plan = ek_plan_find_current (care->store, care->patient, NULL);
  plan = ek_plan_new_version (care->store, signed_plan, &error);
  g_assert_no_error (error);
  g_assert_true (ek_plan_change_line (plan, line_id, "CBT", "Back at work", &error));
  changed = ek_plan_get_lines (plan);
  for (guint i = 0; i < changed->len; i++)
    g_assert_true (g_strcmp0 (((EkPlanLine *) g_ptr_array_index (changed, i))->id, line_id) != 0 ||
                   ((EkPlanLine *) g_ptr_array_index (changed, i))->targets->len == 0);
  g_assert_true (ek_plan_set_target (plan, line_id, "phq9", FALSE, TRUE, 5, &error));
  g_clear_pointer (&changed, g_ptr_array_unref);
  changed = ek_plan_get_lines (plan);
  for (guint i = 0; i < changed->len; i++)
    g_assert_true (g_strcmp0 (((EkPlanLine *) g_ptr_array_index (changed, i))->id, line_id) != 0 ||
                   ((EkPlanLine *) g_ptr_array_index (changed, i))->targets->len == 1);
}

static void
test_patient_chart (Care *care, gconstpointer data)
{
  static const char *const alarming[] = { "PHQ-9", "Severe", "severe", "Caseness", "critical", "Reliable", NULL };
  g_autoptr (EkTrajectory) trajectory = NULL;
  g_autoptr (EkChart) chart = NULL;
  g_autofree char *words = NULL;

  fill (care);
  trajectory = load (care, "en");
  chart = ek_trajectory_make_patient_chart (trajectory, NULL);
  words = ek_chart_describe (chart, "en");
  g_assert_nonnull (strstr (words, "Mood"));
  g_assert_nonnull (strstr (words, "Our meetings"));
  for (guint i = 0; alarming[i] != NULL; i++)
    g_assert_null (strstr (words, alarming[i]));
}

static void
add_meeting (Care *care, const char *kind, const char *therapy)
{
  g_autoptr (EkRecord) record = ek_record_new (&ek_encounter_type, care->patient);

  ek_record_set_text (record, EK_ENCOUNTER_KIND, kind);
  ek_record_set_text (record, EK_ENCOUNTER_THERAPY, therapy);
  ek_record_set_instant (record, EK_ENCOUNTER_STARTED, CARE_NOW - 5 * EK_DAY_MS, CARE_OFFSET);
  ek_record_set_text (record, EK_ENCOUNTER_STATUS, "finished");
  g_assert_true (ek_store_save (care->store, record, NULL));
}

/* Two scores of mood, and two ways of meeting, each have a name of their own, on the chart and in the sentences. */
static void
test_patient_names (Care *care, gconstpointer data)
{
  static const char *const names[][3] = {
    { "en", "Mood (your answers to 9 questions)", "Mood (your answers to 2 questions)" },
    { "zh", "情绪（您回答的9个问题）", "情绪（您回答的2个问题）" },
  };
  static const char *const lanes[][5] = {
    { "Our meetings: ", "Our meetings · CBT: ", "Our phone calls: ", "Your visits: ", "Meetings of the group: " },
    { "我们的会面：", "我们的会面 · 认知行为治疗：", "我们的电话联系：", "您的就诊：", "小组会面：" },
  };

  fill (care);
  g_object_unref (care_give (care, "phq2", "[1,1]", 3));
  g_object_unref (care_give (care, "phq2", "[0,1]", 1));
  add_meeting (care, "session", "cbt");
  add_meeting (care, "phone", NULL);
  add_meeting (care, "visit", NULL);
  add_meeting (care, "group", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (EkTrajectory) trajectory = load (care, names[i][0]);
      g_autoptr (EkChart) chart = ek_trajectory_make_patient_chart (trajectory, NULL);
      g_autoptr (GPtrArray) sentences = ek_trajectory_patient_words (trajectory, NULL);
      g_autofree char *words = ek_chart_describe (chart, names[i][0]);

      for (guint j = 1; j < G_N_ELEMENTS (names[i]); j++)
        {
          guint n = 0;

          g_assert_nonnull (strstr (words, names[i][j]));
          for (guint k = 0; k < sentences->len; k++)
            n += g_str_has_prefix (g_ptr_array_index (sentences, k), names[i][j]);
          g_assert_cmpuint (n, ==, 1);
        }
      for (guint j = 0; j < G_N_ELEMENTS (lanes[i]); j++)
        g_assert_nonnull (strstr (words, lanes[i][j]));
    }
}

/* Nine of the ten items of the CORE-10 answered: prorated, between the score with the tenth at 0 and at 4. */
static void
test_prorated (Care *care, gconstpointer data)
{
  g_autoptr (EkTrajectory) trajectory = NULL;
  const EkTrajectorySeries *series;
  g_autoptr (EkTrajectoryRow) row = NULL;

  g_object_unref (care_give (care, "core10", "[2,2,2,2,2,2,2,2,2,null]", 3));
  trajectory = load (care, "en");
  series = ek_trajectory_find (trajectory, "core10");
  g_assert_nonnull (series);
  g_assert_cmpuint (series->n_prorated, ==, 1);
  row = ek_trajectory_make_row (trajectory, series, 0);
  g_assert_true (row->flags & EK_POINT_PRORATED);
  g_assert_cmpfloat (row->high - row->low, ==, 4);
  g_assert_cmpfloat (row->low, <=, row->value);
  g_assert_cmpfloat (row->high, >=, row->value);
}

static void
add_other (Care *care, guint number, int first)
{
  g_autoptr (EkRecord) patient = ek_record_new (&ek_patient_type, NULL);
  g_autofree char *name = g_strdup_printf ("Other %u", number);

  ek_record_set_text (patient, EK_PATIENT_NAME, name);
  g_assert_true (ek_store_save (care->store, patient, NULL));
  for (int week = 0; week < 4; week++)
    {
      g_autoptr (EkRecord) form = ek_record_new (&ek_assessment_type, ek_record_get_id (patient));

      ek_record_set_text (form, EK_ASSESSMENT_INSTRUMENT, "phq9");
      ek_record_set_text (form, EK_ASSESSMENT_VERSION, "1.0");
      ek_record_set_instant (form, EK_ASSESSMENT_TAKEN, CARE_NOW - (200 - 7 * week) * EK_DAY_MS, CARE_OFFSET);
      ek_record_set_text (form, EK_ASSESSMENT_STATUS, "completed");
      ek_record_set_real (form, EK_ASSESSMENT_TOTAL, week == 0 ? (double) first : number % 11);
      ek_record_set_int (form, EK_ASSESSMENT_COMPLETE, TRUE);
      g_assert_true (ek_store_save (care->store, form, NULL));
    }
}

static void
test_others (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  EkTrajectoryView view = EK_TRAJECTORY_VIEW_DEFAULT;

  fill (care);
  view.expected = TRUE;
  g_assert_true (ek_store_begin (care->store, &error));
  for (guint i = 0; i < 99; i++)
    add_other (care, i, 18);
  for (guint i = 0; i < 20; i++)
    add_other (care, i, 3); /* of another band */
  g_assert_true (ek_store_commit (care->store, &error));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (EkTrajectory) trajectory = load (care, "en");
      g_autoptr (EkChart) chart = ek_trajectory_make_chart (trajectory, &view);
      g_autofree char *words = ek_chart_describe (chart, "en");

      g_assert_cmpint (strstr (words,
                               "80 % of at least 100 earlier patients who began in the range of moderately severe "
                               "depressive symptoms") != NULL,
                       ==, i == 1);
      add_other (care, 99 + i, 18);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  g_test_add ("/report/trajectory-views/series", Care, NULL, care_set_up, test_series, care_tear_down);
  g_test_add ("/report/trajectory-views/views", Care, NULL, care_set_up, test_views, care_tear_down);
  g_test_add ("/report/trajectory-views/baseline", Care, NULL, care_set_up, test_baseline, care_tear_down);
  g_test_add ("/report/trajectory-views/statistics", Care, NULL, care_set_up, test_statistics, care_tear_down);
  g_test_add ("/report/trajectory-views/worse", Care, NULL, care_set_up, test_worse, care_tear_down);
  g_test_add ("/report/trajectory-views/goals", Care, NULL, care_set_up, test_goals, care_tear_down);
  g_test_add ("/report/trajectory-views/patient", Care, NULL, care_set_up, test_patient_chart, care_tear_down);
  g_test_add ("/report/trajectory-views/patient-names", Care, NULL, care_set_up, test_patient_names, care_tear_down);
  g_test_add ("/report/trajectory-views/prorated", Care, NULL, care_set_up, test_prorated, care_tear_down);
  g_test_add ("/report/trajectory-views/others", Care, NULL, care_set_up, test_others, care_tear_down);
  return g_test_run ();
}
