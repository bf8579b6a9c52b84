/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers, total, level and result of a form are one, on every way in and out; and they are those of the patient it
 * lands on. */

#include <math.h>

#include "ek-assess.h"
#include "ek-assessment.h"
#include "ek-fhir-export.h"
#include "ek-field-merge.h"
#include "exchange-fixture.h"

#define PATIENT(rest)                                                                                          \
  "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"林一\"}],\"birthDate\":\"1988-04-05\"," \
  "\"identifier\":[{\"system\":\"urn:n\",\"value\":\"1\"}]" rest "}\n"
#define ANSWER(link) "{\"linkId\":\"" link "\",\"answer\":[{\"valueInteger\":1}]}"
#define AUDITC                                                                                      \
  "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q1\",\"status\":\"completed\",\"subject\":" \
  "{\"reference\":\"Patient/p1\"},\"authored\":\"2026-05-01T09:00:00+08:00\",\"item\":[" ANSWER (   \
    "68518-0") "," ANSWER ("68519-8") "," ANSWER ("68520-6") "]}\n"

static EkFhirReport *
import (Fixture *fixture, const char *text)
{
  const EkFhirImportOptions options = { .received = ek_assess_received };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  EkFhirReport *report;

  ek_store_set_particulars_func (fixture->store, ek_assess_rescore, fixture->catalogue);
  report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);
  g_assert_no_error (error);
  return report;
}

static EkRecord *
only_form (Fixture *fixture)
{
  g_autoptr (EkPatientRows) rows = ek_store_list_patients (fixture->store, NULL, NULL);
  g_autoptr (GPtrArray) forms = ek_store_list (fixture->store, &ek_assessment_type, ek_patient_rows_get (rows, 0)->id,
                                               NULL);

  g_assert_cmpuint (forms->len, ==, 1);
  return g_object_ref (forms->pdata[0]);
}

static void
score (Fixture *fixture, EkRecord *form, const char *answers)
{
  g_autoptr (JsonNode) node = ek_json_parse (answers, -1, NULL, NULL);
  EkInstrument *instrument = ek_catalogue_find (fixture->catalogue, "gad7", NULL);
  g_autoptr (JsonNode) normal = ek_answers_normalise (instrument, node, NULL);
  g_autoptr (EkScore) made = NULL;

  ek_record_set_json (form, EK_ASSESSMENT_ANSWERS, normal);
  made = ek_assessment_score (instrument, form, NULL, NULL);
  ek_assessment_keep_score (form, made);
}

/* The sum of the seven answers is the total, and the result says the same. */
static void
assert_whole (EkRecord *form, double total)
{
  JsonObject *answers = json_node_get_object (ek_record_get_json (form, EK_ASSESSMENT_ANSWERS));
  JsonObject *result = json_node_get_object (ek_record_get_json (form, EK_ASSESSMENT_RESULT));
  g_autoptr (GList) values = json_object_get_values (answers);
  double sum = 0;

  for (GList *v = values; v != NULL; v = v->next)
    sum += json_node_get_double (v->data);
  g_assert_cmpfloat (sum, ==, total);
  g_assert_cmpfloat (ek_record_get_real (form, EK_ASSESSMENT_TOTAL, NAN), ==, total);
  g_assert_cmpfloat (ek_json_peek_double (result, "total", NAN), ==, total);
  g_assert_cmpstr (ek_record_get_text (form, EK_ASSESSMENT_SEVERITY), ==, ek_json_peek_string (result, "severity"));
}

static void
test_merge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "林二");
  g_autoptr (EkRecord) base = fixture_assessment (fixture, ek_record_get_id (patient), "gad7", "[1,1,1,1,1,1,1]");
  static const struct {
    const char *ours, *theirs;
    double total;
    gboolean clash;
  } cases[] = {
    { NULL, "[3,3,3,3,3,3,3]", 21, FALSE },
    { "[2,2,2,2,2,2,2]", NULL, 14, FALSE },
    { "[2,2,2,2,2,2,2]", "[3,3,3,3,3,3,3]", 14, TRUE },
    { "[2,1,1,1,1,1,1]", "[1,1,1,1,1,1,2]", 8, TRUE }, /* the same total is not the same form */
    { "[2,2,2,2,2,2,2]", "[2,2,2,2,2,2,2]", 14, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkRecord) ours = ek_record_copy (base);
      g_autoptr (EkRecord) merged = ek_record_copy (base);

      if (cases[i].ours != NULL)
        score (fixture, ours, cases[i].ours);
      if (cases[i].theirs != NULL)
        score (fixture, merged, cases[i].theirs);
      ek_record_set_instant (merged, EK_ASSESSMENT_TAKEN, 0, 0);
      g_assert_cmpint (ek_fields_merge (base, ours, merged), ==, cases[i].clash);
      assert_whole (merged, cases[i].total);
      g_assert_cmpint (ek_record_get_instant (merged, EK_ASSESSMENT_TAKEN, NULL), ==, 0);
    }
}

/* Counted anew here for another sex, corrected there: the correction comes whole, with what it comes to. */
static void
test_merge_rescored (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "林三");
  g_autoptr (EkRecord) base = fixture_assessment (fixture, ek_record_get_id (patient), "gad7", "[1,1,1,1,1,1,1]");
  g_autoptr (EkRecord) ours = ek_record_copy (base);
  g_autoptr (EkRecord) merged = ek_record_copy (base);

  ek_record_set_text (ours, EK_ASSESSMENT_SEVERITY, "moderate");
  ek_record_set_real (ours, EK_ASSESSMENT_TOTAL, 10);
  score (fixture, merged, "[3,3,3,3,3,3,3]");
  g_assert_false (ek_fields_merge (base, ours, merged));
  assert_whole (merged, 21);
}

static void
assert_auditc (Fixture *fixture, const char *severity)
{
  g_autoptr (EkRecord) form = only_form (fixture);

  g_assert_cmpfloat (ek_record_get_real (form, EK_ASSESSMENT_TOTAL, NAN), ==, 3);
  g_assert_cmpstr (ek_record_get_text (form, EK_ASSESSMENT_SEVERITY), ==, severity);
}

/* The patient's particulars may come with the form, before it or after it, and be put right by another import. */
static void
test_when_sex_comes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) unknown = import (fixture, PATIENT ("") AUDITC);
  g_autoptr (EkFhirReport) female = NULL, male = NULL, again = NULL;

  assert_auditc (fixture, NULL);
  female = import (fixture, PATIENT (",\"gender\":\"female\""));
  assert_auditc (fixture, "positive");
  male = import (fixture, PATIENT (",\"gender\":\"male\""));
  assert_auditc (fixture, "negative");
  again = import (fixture, PATIENT (",\"gender\":\"male\"") AUDITC);
  g_assert_cmpuint (ek_fhir_report_get (again, "QuestionnaireResponse", EK_FHIR_UNCHANGED), ==, 1);
  assert_auditc (fixture, "negative");
}

/* After it was counted anew here, the hospital's correction of it is taken over like any other. */
static void
test_corrected_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) first = import (fixture, PATIENT (",\"gender\":\"male\"") AUDITC);
  g_autoptr (EkFhirReport) sex = import (fixture, PATIENT (",\"gender\":\"female\""));
  g_autoptr (GString) text = g_string_new (PATIENT (",\"gender\":\"female\"") AUDITC);
  g_autoptr (EkFhirReport) corrected = NULL;
  g_autoptr (EkRecord) form = NULL;

  g_string_replace (text, "\"valueInteger\":1", "\"valueInteger\":2", 1);
  corrected = import (fixture, text->str);
  g_assert_cmpuint (ek_fhir_report_get (corrected, "QuestionnaireResponse", EK_FHIR_UPDATED), ==, 1);
  form = only_form (fixture);
  g_assert_cmpfloat (ek_record_get_real (form, EK_ASSESSMENT_TOTAL, NAN), ==, 4);
  g_assert_cmpstr (ek_record_get_text (form, EK_ASSESSMENT_SEVERITY), ==, "positive");
}

/* The same on both sides of an export. */
static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) first = import (fixture, PATIENT (",\"gender\":\"female\"") AUDITC);
  g_autoptr (EkRecord) form = only_form (fixture), there = NULL;
  g_autoptr (JsonNode) bundle = ek_fhir_export_patient (fixture->store, fixture->catalogue,
                                                        ek_record_get_patient_id (form), NULL);
  g_autofree char *text = ek_json_canonical (bundle);
  g_autoptr (EkFhirReport) report = NULL;
  Fixture other;

  fixture_set_up (&other, NULL);
  report = import (&other, text);
  there = only_form (&other);
  for (int i = 0; i < (int) ek_record_type_n_fields (&ek_assessment_type); i++)
    if (ek_assessment_field_is_of_form (i) || ek_assessment_field_is_derived (i))
      g_assert_true (ek_field_equal (form, there, i));
  fixture_tear_down (&other, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) \
  g_test_add ("/exchange/one-unit" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/merge", test_merge);
  ADD ("/merge-rescored", test_merge_rescored);
  ADD ("/when-sex-comes", test_when_sex_comes);
  ADD ("/corrected-after", test_corrected_after);
  ADD ("/round-trip", test_round_trip);
  return g_test_run ();
}
