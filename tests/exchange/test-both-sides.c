/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was changed here outlives what the hospital changes, however often it does. */

#include "ek-fhir-export.h"
#include "ek-score.h"
#include "exchange-fixture.h"

#define SUBJECT "\"subject\":{\"reference\":\"Patient/p1\"}"
#define PATIENT \
  "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"张伟\"}],\"birthDate\":\"1985-03-01\"}\n"
#define PROBLEM(text) \
  PATIENT "{\"resourceType\":\"Condition\",\"id\":\"c1\",\"code\":{\"text\":\"" text "\"}," SUBJECT "}"
#define ANSWER(link, value) "{\"linkId\":\"" link "\",\"answer\":[{\"valueInteger\":" value "}]}"
/* clang-format off */
#define FORM(first, second) PATIENT \
  "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q1\",\"status\":\"completed\",\"authored\":\"2026-01-01\"," \
  "" SUBJECT \
  ",\"questionnaire\":\"http://x/gad-7\",\"item\":[" ANSWER ("1", first) "," ANSWER ("2", second) "," ANSWER ("3", \
  "1") "," \
  ANSWER ("4", "1") "," ANSWER ("5", "1") "," ANSWER ("6", "1") "," ANSWER ("7", "1") "]}"
/* clang-format on */

static EkFhirReport *
import (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  EkFhirReport *report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, NULL, &error);

  g_assert_no_error (error);
  return report;
}

static EkRecord *
only_record (Fixture *fixture, const EkRecordType *type)
{
  g_autoptr (EkPatientRows) rows = ek_store_list_patients (fixture->store, NULL, NULL);
  g_autoptr (GPtrArray) records = ek_store_list (fixture->store, type, ek_patient_rows_get (rows, 0)->id, NULL);

  g_assert_cmpuint (records->len, ==, 1);
  return g_object_ref (records->pdata[0]);
}

/* A note of the clinician on what the hospital goes on changing. */
static void
test_note_stays (Fixture *fixture, gconstpointer data)
{
  static const char *const later[] = { PROBLEM ("F32.0"), PROBLEM ("F32.1"), PROBLEM ("F33.2") };
  static const char *const texts[] = { "F32.0", "F32.1", "F33.2" };
  g_autoptr (EkFhirReport) first = import (fixture, PROBLEM ("F32"));
  g_autoptr (EkRecord) problem = only_record (fixture, &ek_problem_type);

  ek_record_set_text (problem, EK_PROBLEM_NOTE, "在家人陪同下就诊");
  g_assert_true (ek_store_save (fixture->store, problem, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    {
      g_autoptr (EkFhirReport) report = import (fixture, later[i]);
      g_autoptr (EkFhirReport) again = import (fixture, later[i]);
      g_autoptr (EkRecord) now = only_record (fixture, &ek_problem_type);

      g_assert_cmpuint (ek_fhir_report_get (report, "Condition", EK_FHIR_UPDATED), ==, 1);
      g_assert_cmpuint (ek_fhir_report_get (again, "Condition", EK_FHIR_UNCHANGED), ==, 1);
      g_assert_cmpstr (ek_record_get_text (now, EK_PROBLEM_TEXT), ==, texts[i]);
      g_assert_cmpstr (ek_record_get_text (now, EK_PROBLEM_NOTE), ==, "在家人陪同下就诊");
    }
}

static void
correct (Fixture *fixture, EkRecord *form, const char *answers)
{
  g_autoptr (JsonNode) given = ek_json_parse (answers, -1, NULL, NULL);
  EkInstrument *instrument = ek_catalogue_find (fixture->catalogue, "gad7", NULL);
  g_autoptr (JsonNode) normal = ek_answers_normalise (instrument, given, NULL);
  g_autoptr (EkScore) score = ek_score_answers (instrument, given, NULL, NULL);
  g_autoptr (JsonNode) result = ek_score_to_json (score);

  ek_record_set_json (form, EK_ASSESSMENT_ANSWERS, normal);
  ek_record_set_json (form, EK_ASSESSMENT_RESULT, result);
  ek_record_set_real (form, EK_ASSESSMENT_TOTAL, score->total);
  ek_record_set_text (form, EK_ASSESSMENT_SEVERITY, score->band->id);
  g_assert_true (ek_store_save (fixture->store, form, NULL));
}

/* A correction here that leaves the total as it was, and one at the hospital that does not: never the answers of the
 * one with the total of the other, and told each time. */
static void
test_answers_and_score_are_one (Fixture *fixture, gconstpointer data)
{
  static const char *const later[] = { FORM ("3", "3"), FORM ("0", "0"), FORM ("2", "3") };
  g_autoptr (EkFhirReport) first = import (fixture, FORM ("1", "2"));
  g_autoptr (EkRecord) form = only_record (fixture, &ek_assessment_type);

  correct (fixture, form, "[2,1,1,1,1,1,1]");
  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    {
      g_autoptr (EkFhirReport) report = import (fixture, later[i]);
      g_autoptr (EkRecord) now = only_record (fixture, &ek_assessment_type);

      g_assert_cmpuint (ek_fhir_report_get_skipped (report, "QuestionnaireResponse", EK_FHIR_SKIP_CHANGED_HERE), ==, 1);
      g_assert_true (ek_record_equal_values (now, form));
    }
}

/* An export of last month that is read back undoes nothing of this month. */
static void
test_old_export (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "陈志远");
  g_autoptr (EkRecord) form = fixture_assessment (fixture, ek_record_get_id (patient), "gad7", "[1,1,1,1,1,1,1]");
  g_autoptr (JsonNode) bundle = ek_fhir_export_patient (fixture->store, fixture->catalogue, ek_record_get_id (patient),
                                                        &error);
  g_autofree char *text = ek_json_canonical (bundle);
  g_autoptr (EkFhirReport) report = NULL;
  g_autoptr (EkRecord) now = NULL;

  correct (fixture, form, "[3,3,3,3,3,3,3]");
  report = import (fixture, text);
  g_assert_cmpuint (ek_fhir_report_get (report, "QuestionnaireResponse", EK_FHIR_UPDATED), ==, 0);
  now = only_record (fixture, &ek_assessment_type);
  g_assert_true (ek_record_equal_values (now, form));
}

#define ADD(path, func) g_test_add ("/both-sides/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("note-stays", test_note_stays);
  ADD ("answers-and-score-are-one", test_answers_and_score_are_one);
  ADD ("old-export", test_old_export);
  return g_test_run ();
}
