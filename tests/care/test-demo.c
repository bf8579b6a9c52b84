/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The invented patients: the same for the same seed, marked as invented, and true to the rules they show. */

#include "ek-demo.h"

#include <math.h>
#include <string.h>

#include "ek-assess.h"
#include "ek-error.h"
#include "ek-json.h"
#include "ek-notice.h"
#include "ek-plan.h"
#include "ek-risk.h"
#include "ek-score.h"
#include "record-fixture.h"

static EkCatalogue *
catalogue (void)
{
  g_autoptr (GError) error = NULL;
  EkCatalogue *loaded = ek_catalogue_load (NULL, &error);

  g_assert_no_error (error);
  return loaded;
}

static void
generate (Fixture *fixture, guint patients, guint64 seed)
{
  g_autoptr (EkCatalogue) instruments = catalogue ();
  g_autoptr (GError) error = NULL;

  ek_demo_generate (fixture->store, instruments, patients, seed, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Ids and values of everything, in the order it was made; the author is left out: each vault has users of its own. */
static char *
everything (Fixture *fixture)
{
  const EkRecordType *const *types = ek_record_types ();
  g_autoptr (EkUser) user = ek_vault_get_user (fixture->vault);
  GString *text = g_string_new (NULL);

  for (guint t = 0; types[t] != NULL; t++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) records = ek_store_list (fixture->store, types[t], NULL, &error);

      g_assert_no_error (error);
      for (guint i = 0; i < records->len; i++)
        {
          g_autofree char *values = values_of (g_ptr_array_index (records, i));

          g_string_append_printf (text, "%s %s %s\n", types[t]->name, ek_record_get_id (g_ptr_array_index (records, i)),
                                  values);
        }
    }
  g_string_replace (text, ek_user_get_id (user), "USER", 0);

  return g_string_free (text, FALSE);
}

static void
test_same_seed (Fixture *fixture, gconstpointer data)
{
  Fixture second = { NULL }, third = { NULL }, fourth = { NULL };
  g_autofree char *one = NULL, *two = NULL, *other = NULL, *more = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_found = 0;

  fixture_set_up (&second);
  fixture_set_up (&third);
  fixture_set_up (&fourth);
  generate (fixture, 15, 7);
  generate (&second, 15, 7);
  generate (&third, 15, 8);
  generate (&fourth, 20, 7);
  one = everything (fixture);
  two = everything (&second);
  other = everything (&third);
  more = everything (&fourth);
  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (one, !=, other);

  /* With more patients the first ones are the same people. */
  lines = g_strsplit (one, "\n", -1);
  for (guint i = 0; lines[i] != NULL && i < 400; i++)
    n_found += strstr (more, lines[i]) != NULL;
  g_assert_cmpuint (n_found, >=, 399);

  fixture_tear_down (&second);
  fixture_tear_down (&third);
  fixture_tear_down (&fourth);
}

static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkCatalogue) instruments = catalogue ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EkPatientRows) rows = NULL;

  generate (fixture, 3, 1);
  g_assert_false (ek_demo_generate (fixture->store, instruments, 3, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  generate (fixture, 3, 2);
  rows = ek_store_list_patients (fixture->store, NULL, NULL);
  g_assert_cmpuint (ek_patient_rows_length (rows), ==, 6);
}

static void
stop_after_some (guint done, guint total, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkCatalogue) instruments = catalogue ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (
    ek_demo_generate (fixture->store, instruments, 100, 1, cancellable, stop_after_some, cancellable, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CANCELLED);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient"), ==, 0);
}

static gboolean
is_one_of (const char *id, const char *one, const char *other)
{
  return strcmp (id, one) == 0 || strcmp (id, other) == 0;
}

/* Totals are what the engine makes of the stored answers; nothing lies in the future; every patient is marked. */
static void
test_truth (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkCatalogue) instruments = catalogue ();
  g_autoptr (GPtrArray) assessments = NULL, risks = NULL;
  g_autoptr (GError) error = NULL;
  const EkRecordType *const *types = ek_record_types ();

  generate (fixture, 60, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient WHERE demonstration = 1"), ==, 60);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient_summary WHERE demonstration = 1"), ==, 60);

  assessments = ek_store_list (fixture->store, &ek_assessment_type, NULL, &error);
  g_assert_cmpuint (assessments->len, >, 300);
  for (guint i = 0; i < assessments->len; i++)
    {
      EkRecord *assessment = g_ptr_array_index (assessments, i);
      EkInstrument *instrument = ek_catalogue_find (instruments,
                                                    ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT), NULL);
      g_autoptr (EkScore) score = ek_score_answers (instrument, ek_record_get_json (assessment, EK_ASSESSMENT_ANSWERS),
                                                    NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (score->complete, ==, ek_record_get_int (assessment, EK_ASSESSMENT_COMPLETE, -1));
      g_assert_true (score->has_total == ek_record_has (assessment, EK_ASSESSMENT_TOTAL));
      if (score->has_total)
        g_assert_cmpfloat (score->total, ==, ek_record_get_real (assessment, EK_ASSESSMENT_TOTAL, NAN));
      g_assert_cmpstr (score->band != NULL ? score->band->id : NULL, ==,
                       ek_record_get_text (assessment, EK_ASSESSMENT_SEVERITY));
      if (is_one_of (ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT), "phq9", "gad7"))
        g_assert_true (score->complete && score->has_total && score->band != NULL);
      g_assert_cmpint (ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, NULL), <=, FIXTURE_NOW);
    }

  /* Every record is one that could have been typed in. */
  for (guint t = 0; types[t] != NULL; t++)
    {
      g_autoptr (GPtrArray) records = ek_store_list (fixture->store, types[t], NULL, &error);

      for (guint i = 0; i < records->len; i++)
        ek_record_validate (g_ptr_array_index (records, i), &error);
      g_assert_no_error (error);
    }

  risks = ek_store_list (fixture->store, &ek_risk_type, NULL, &error);
  g_assert_cmpuint (risks->len, >, 2);
  for (guint i = 0; i < risks->len; i++)
    {
      EkRecord *risk = g_ptr_array_index (risks, i);
      gboolean said = g_strcmp0 (ek_record_get_text (risk, EK_RISK_KIND), "others") == 0;
      g_autoptr (EkRecord) source = ek_store_load (fixture->store, said ? &ek_encounter_type : &ek_assessment_type,
                                                   ek_record_get_text (risk, EK_RISK_SOURCE), &error);

      g_assert_no_error (error);
      g_assert_cmpint (ek_record_get_instant (risk, EK_RISK_RAISED, NULL), ==,
                       ek_record_get_instant (source, said ? (int) EK_ENCOUNTER_STARTED : (int) EK_ASSESSMENT_TAKEN,
                                              NULL));
      g_assert_nonnull (ek_record_get_text (risk, EK_RISK_OWNER));
      if (strcmp (ek_record_get_text (risk, EK_RISK_STATUS), "closed") == 0)
        g_assert_nonnull (ek_record_get_text (risk, EK_RISK_ACTION));
    }
}

static EkRecord *
person (Fixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = ek_store_list_by (fixture->store, &ek_patient_type, EK_PATIENT_NAME, name, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  return g_object_ref (g_ptr_array_index (found, 0));
}

/* PHQ-9 totals of one patient, oldest first. */
static GArray *
totals (Fixture *fixture, const char *name)
{
  g_autoptr (EkRecord) patient = person (fixture, name);
  g_autoptr (GPtrArray) records = ek_store_list (fixture->store, &ek_assessment_type, ek_record_get_id (patient), NULL);
  GArray *array = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < records->len; i++)
    {
      double total = ek_record_get_real (g_ptr_array_index (records, i), EK_ASSESSMENT_TOTAL, NAN);

      if (strcmp (ek_record_get_text (g_ptr_array_index (records, i), EK_ASSESSMENT_INSTRUMENT), "phq9") == 0)
        g_array_append_val (array, total);
    }
  return array;
}

#define FIRST(array) g_array_index (array, double, 0)
#define LAST(array) g_array_index (array, double, (array)->len - 1)

static double
lowest (GArray *array)
{
  double low = G_MAXDOUBLE;

  for (guint i = 0; i < array->len; i++)
    low = MIN (low, g_array_index (array, double, i));
  return low;
}

static void
test_stories (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) nurse = NULL, manager = NULL, silent = NULL, teacher = NULL, chronic = NULL;
  g_autoptr (EkRecord) girl = NULL, driver = NULL;
  g_autoptr (GPtrArray) sessions = NULL;
  EkPatientRow *row;
  g_autoptr (GError) error = NULL;
  guint n_missed = 0;

  generate (fixture, 12, 1);

  nurse = totals (fixture, "周晓岚"); /* recovers */
  g_assert_cmpfloat (FIRST (nurse), >=, 10);
  g_assert_cmpfloat (lowest (nurse), <, 10);
  g_assert_cmpfloat (LAST (nurse), <, 10);
  manager = totals (fixture, "陈志远"); /* remits and relapses */
  g_assert_cmpfloat (FIRST (manager), >=, 10);
  g_assert_cmpfloat (lowest (manager), <, 5);
  g_assert_cmpfloat (LAST (manager), >=, 10);
  teacher = totals (fixture, "王欣怡");
  g_assert_cmpfloat (FIRST (teacher), <, 10);
  g_assert_cmpfloat (LAST (teacher), <, 10);
  chronic = totals (fixture, "解玉芬");
  g_assert_cmpfloat (lowest (chronic), >=, 10);

  silent = totals (fixture, "曾雨桐"); /* gets worse, nobody has looked yet */
  g_assert_cmpfloat (LAST (silent) - FIRST (silent), >=, 6);
  girl = person (fixture, "曾雨桐");
  row = ek_store_load_patient_row (fixture->store, ek_record_get_id (girl), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (row->tier, ==, "unassessed");
  g_assert_cmpstr (row->last_instrument, ==, "phq9");
  g_assert_cmpfloat (row->last_score, ==, LAST (silent));
  ek_patient_row_free (row);

  driver = person (fixture, "李建军"); /* stops coming */
  sessions = ek_store_list (fixture->store, &ek_encounter_type, ek_record_get_id (driver), &error);
  for (guint i = 0; i < sessions->len; i++)
    n_missed += strcmp (ek_record_get_text (g_ptr_array_index (sessions, i), EK_ENCOUNTER_STATUS), "missed") == 0;
  g_assert_cmpuint (n_missed, ==, 2);
  g_assert_cmpuint (sessions->len, ==, 4);
}

static EkRecord *
risk_of (Fixture *fixture, const char *name, const char *kind)
{
  g_autoptr (EkRecord) patient = person (fixture, name);
  g_autoptr (GPtrArray) open = ek_risk_list_open (fixture->store, ek_record_get_id (patient), NULL);

  for (guint i = 0; i < open->len; i++)
    if (strcmp (ek_risk_kind (open->pdata[i]), kind) == 0)
      return g_object_ref (open->pdata[i]);
  g_assert_not_reached ();
}

/* Somebody has each kind of risk, one of them for two reasons, and somebody has what is to be looked at. */
static void
test_dangers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkCatalogue) instruments = catalogue ();
  g_autoptr (EkRecord) suicide = NULL, others = NULL, medical = NULL, patient = NULL;
  g_autoptr (GPtrArray) notices = NULL;
  g_auto (GStrv) causes = NULL, said = NULL, asked = NULL;
  g_autofree char *words = NULL;

  generate (fixture, 12, 1);
  suicide = risk_of (fixture, "曾雨桐", "suicide");
  g_assert_cmpstr (ek_record_get_text (suicide, EK_RISK_LEVEL), ==, "unassessed");
  causes = ek_risk_causes (instruments, suicide);
  g_assert_cmpuint (g_strv_length (causes), >=, 2);
  others = risk_of (fixture, "José García", "others");
  g_assert_cmpstr (ek_record_get_text (others, EK_RISK_LEVEL), ==, "moderate");
  g_assert_cmpint (ek_record_get_instant (others, EK_RISK_RAISED, NULL), <, FIXTURE_NOW - 5 * EK_DAY_MS);
  said = ek_risk_causes (instruments, others);
  g_assert_nonnull (strstr (said[0], "hurt someone"));
  medical = risk_of (fixture, "解玉芬", "medical");
  g_assert_cmpstr (ek_record_get_text (medical, EK_RISK_LEVEL), ==, "low");
  g_assert_nonnull (ek_record_get_text (medical, EK_RISK_ACTION));
  asked = ek_risk_causes (instruments, medical);
  g_assert_cmpuint (g_strv_length (asked), ==, 1);

  patient = person (fixture, "尉迟明");
  notices = ek_notice_list_open (fixture->store, ek_record_get_id (patient), NULL);
  g_assert_cmpuint (notices->len, ==, 1);
  words = ek_notice_text (fixture->store, instruments, notices->pdata[0]);
  g_assert_nonnull (strstr (words, "夜班职工健康自评表"));
  g_assert_nonnull (strstr (words, "每周一两次"));
}

/* The patient's forms of one instrument, oldest first. */
static GPtrArray *
forms_of (Fixture *fixture, const char *name, const char *instrument)
{
  g_autoptr (EkRecord) patient = person (fixture, name);
  g_autoptr (GPtrArray) all = ek_store_list (fixture->store, &ek_assessment_type, ek_record_get_id (patient), NULL);
  GPtrArray *forms = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < all->len; i++)
    if (strcmp (ek_record_get_text (g_ptr_array_index (all, i), EK_ASSESSMENT_INSTRUMENT), instrument) == 0)
      g_ptr_array_add (forms, g_object_ref (g_ptr_array_index (all, i)));

  return forms;
}

/* Of the cast there are forms that were declined, left incomplete and corrected, and rated by the clinician. */
static void
test_forms (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkCatalogue) instruments = catalogue ();
  g_autoptr (GPtrArray) burnout = NULL, trauma = NULL, stress = NULL, rated = NULL;
  guint n_declined = 0, n_items = 0, n_prorated = 0, n_corrected = 0;

  generate (fixture, 12, 1);
  burnout = forms_of (fixture, "周晓岚", "cbi");
  for (guint i = 0; i < burnout->len; i++)
    {
      EkRecord *form = g_ptr_array_index (burnout, i);

      n_items += ek_assess_item_declined (form, "16") != NULL;
      if (strcmp (ek_record_get_text (form, EK_ASSESSMENT_STATUS), "declined") != 0)
        continue;
      n_declined++;
      g_assert_nonnull (ek_record_get_text (form, EK_ASSESSMENT_REASON));
    }
  g_assert_cmpuint (burnout->len, >=, 5);
  g_assert_cmpuint (n_declined, ==, 1);
  g_assert_cmpuint (n_items, ==, 1);

  stress = forms_of (fixture, "单强", "dass21");
  for (guint i = 0; i < stress->len; i++)
    {
      g_autoptr (EkScore) score = ek_assess_score (fixture->store, instruments, g_ptr_array_index (stress, i), NULL);

      g_assert_nonnull (score);
      n_prorated += score->missing->len == 1;
    }
  g_assert_cmpuint (n_prorated, ==, 1);

  trauma = forms_of (fixture, "单强", "pcl5");
  for (guint i = 0; i < trauma->len; i++)
    n_corrected += ek_record_has (g_ptr_array_index (trauma, i), EK_ASSESSMENT_REASON);
  g_assert_cmpuint (trauma->len, >=, 4);
  g_assert_cmpuint (n_corrected, ==, 1);

  rated = forms_of (fixture, "陈志远", "hamd17");
  g_assert_cmpuint (rated->len, >=, 2);
  for (guint i = 0; i < rated->len; i++)
    g_assert_cmpstr (ek_record_get_text (g_ptr_array_index (rated, i), EK_ASSESSMENT_MODE), ==, "clinician");
}

/* Signed plans of the cast, begun inside the story, aim at numbers; nobody else has one. */
static void
test_plans (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name, *score;
  } planned[] = {
    { "周晓岚", "phq9" },
    { "陈志远", "phq9" },
    { "单强", "pcl5" },
  };
  g_autoptr (GPtrArray) plans = NULL;

  generate (fixture, 30, 1);
  for (guint i = 0; i < G_N_ELEMENTS (planned); i++)
    {
      g_autoptr (EkRecord) patient = person (fixture, planned[i].name);
      g_autoptr (EkRecord) plan = ek_plan_find_current (fixture->store, ek_record_get_id (patient), NULL);
      g_autoptr (GPtrArray) lines = NULL, forms = forms_of (fixture, planned[i].name, "phq9");
      gint64 begins;
      guint n_targets = 0;

      g_assert_nonnull (plan);
      lines = ek_plan_get_lines (plan);
      for (guint k = 0; k < lines->len; k++)
        {
          EkPlanLine *line = g_ptr_array_index (lines, k);

          for (guint j = 0; line->targets != NULL && j < line->targets->len; j++)
            n_targets += strcmp (((EkPlanTarget *) g_ptr_array_index (line->targets, j))->score, planned[i].score) == 0;
        }
      g_assert_cmpuint (n_targets, >=, 1);
      begins = ek_date_to_instant (ek_record_get_text (plan, EK_PLAN_STARTS), 0);
      g_assert_cmpint (begins, <,
                       ek_record_get_instant (g_ptr_array_index (forms, forms->len - 1), EK_ASSESSMENT_TAKEN, NULL));
      g_assert_cmpint (begins, >, ek_record_get_instant (g_ptr_array_index (forms, 0), EK_ASSESSMENT_TAKEN, NULL));
      g_assert_cmpint (begins, <, FIXTURE_NOW);
    }
  plans = ek_store_list (fixture->store, &ek_plan_type, NULL, NULL);
  g_assert_cmpuint (plans->len, ==, G_N_ELEMENTS (planned));
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM signature"), ==, G_N_ELEMENTS (planned));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_tear_down (fixture);
}

#define ADD(path, function) g_test_add ("/demo/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("same-seed", test_same_seed);
  ADD ("again", test_again);
  ADD ("cancel", test_cancel);
  ADD ("truth", test_truth);
  ADD ("stories", test_stories);
  ADD ("dangers", test_dangers);
  ADD ("forms", test_forms);
  ADD ("plans", test_plans);

  return g_test_run ();
}
