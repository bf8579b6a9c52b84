/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What only repeats a record: the total of a form, the warning of this program. It is left out where the record is
 * here, and taken, with its danger, where it is not. */

#include <math.h>

#include "ek-assess.h"
#include "ek-fhir-export.h"
#include "ek-notice.h"
#include "ek-risk.h"
#include "exchange-fixture.h"

#define SOURCE "https://h.example/fhir"
#define ANNA \
  "{\"resourceType\":\"Patient\",\"id\":\"1\",\"name\":[{\"text\":\"Anna Berg\"}],\"birthDate\":\"1980-01-01\"}\n"
#define CLARA \
  "{\"resourceType\":\"Patient\",\"id\":\"2\",\"name\":[{\"text\":\"Clara Dorn\"}],\"birthDate\":\"1990-02-02\"}\n"
/* eight answers of one: a total of 8 */
#define ONE(item) "{\"linkId\":\"/" item "\",\"answer\":[{\"valueInteger\":1}]}"
#define FIRST ONE ("44250-9") "," ONE ("44255-8") "," ONE ("44259-0") "," ONE ("44254-1")
#define LAST                                                                     \
  ONE ("44251-7")                                                                \
  "," ONE ("44258-2") "," ONE ("44252-5") "," ONE ("44253-3") ",{\"linkId\":\"/" \
                                                              "44260-8\",\"answer\":[{\"valueInteger\":0}]}"
#define ASKED                                                                          \
  "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q\",\"status\":\"completed\"," \
  "\"authored\":\"2026-08-01T09:00:00+08:00\",\"questionnaire\":\"http://loinc.org/q/" \
  "44249-1\",\"subject\":{\"reference\":\"Patient/1\"},\"item\":["
#define FORM ASKED FIRST "," LAST "]}\n"
#define OBSERVATION(patient, code, value)                                                                         \
  "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\",\"effectiveDateTime\":\"2026-08-01T09:00:" \
  "00+08:00\",\"code\":{" code "},\"subject\":{\"reference\":\"Patient/" patient "\"}," value                     \
  ",\"derivedFrom\":[{\"reference\":\"QuestionnaireResponse/q\"}]}\n"
#define TOTAL_CODE "\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"44261-6\"}]"
#define TOTAL(patient, value) OBSERVATION (patient, TOTAL_CODE, "\"valueQuantity\":{\"value\":" value "}")

static void
import_from (Fixture *fixture, const char *text, const char *source)
{
  const EkFhirImportOptions options = { .source = source, .received = ek_assess_received };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  g_autoptr (EkFhirReport) report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);

  g_assert_no_error (error);
}

#define MEASURED "SELECT count(*) FROM measurement"
#define OPEN "SELECT count(*) FROM risk WHERE status = 'open'"

static const struct {
  const char *what, *text;
  int measured, open;
} totals[] = {
  { "total", ANNA FORM TOTAL ("1", "8"), 0, 0 },
  { "total by its number", ANNA FORM OBSERVATION ("1", "\"text\":\"PHQ9 sum\"", "\"valueInteger\":8"), 0, 0 },
  /* what it says is more than the form does */
  { "greater total", ANNA FORM TOTAL ("1", "27"), 1, 1 },
  { "total of another patient", ANNA CLARA FORM TOTAL ("2", "27"), 1, 1 },
  { "same total of another patient", ANNA CLARA FORM TOTAL ("2", "8"), 1, 0 },
  { "total without its form", ANNA TOTAL ("1", "27"), 1, 1 },
  { "finding", ANNA FORM OBSERVATION ("1", "\"text\":\"Suicidal ideation\"", "\"valueBoolean\":true"), 1, 1 },
};

static void
test_total (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  for (guint round = 0; round < 2; round++)
    {
      import_from (fixture, totals[i].text, SOURCE);
      g_assert_cmpint (fixture_count (fixture, MEASURED), ==, totals[i].measured);
      g_assert_cmpint (fixture_count (fixture, OPEN), ==, totals[i].open);
    }
}

/* In whatever order, and in different files, the total is once there. */
static void
test_later (Fixture *fixture, gconstpointer data)
{
  gboolean first = data != NULL;

  import_from (fixture, first ? ANNA TOTAL ("1", "8") : ANNA FORM, SOURCE);
  g_assert_cmpint (fixture_count (fixture, MEASURED), ==, first ? 1 : 0);
  import_from (fixture, first ? ANNA FORM TOTAL ("1", "8") : ANNA TOTAL ("1", "8"), SOURCE);
  g_assert_cmpint (fixture_count (fixture, MEASURED), ==, 0);
}

/* Another vault's file, without what is named; or with nothing else. */
static char *
only (const char *text, const char *type, gboolean without)
{
  g_autoptr (JsonNode) node = ek_json_parse (text, -1, &EK_JSON_DEFAULT, NULL);
  JsonArray *entries = json_object_get_array_member (json_node_get_object (node), "entry");

  for (guint i = json_array_get_length (entries); i > 0; i--)
    {
      JsonObject *resource = json_object_get_object_member (json_array_get_object_element (entries, i - 1), "resource");
      const char *is = json_object_get_string_member (resource, "resourceType");

      if (!g_str_equal (is, "Patient") && g_str_equal (is, type) == without)
        json_array_remove_element (entries, i - 1);
    }
  return ek_json_canonical (node);
}

static char *export(Fixture *fixture, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) bundle = ek_fhir_export_patient (fixture->store, fixture->catalogue, patient_id, &error);

  g_assert_no_error (error);
  return ek_json_canonical (bundle);
}

/* The total came before its form did: as soon as the form is here it is gone. */
static void
test_own_total_first (Fixture *fixture, gconstpointer data)
{
  Fixture there = { NULL };
  g_autoptr (EkRecord) patient = NULL, form = NULL;
  g_autofree char *text = NULL, *total = NULL, *rest = NULL;

  fixture_set_up (&there, NULL);
  patient = fixture_patient (&there, "林黛玉");
  form = fixture_assessment (&there, ek_record_get_id (patient), "phq9", "[3,3,3,3,3,2,2,2,3]");
  text = export(&there, ek_record_get_id (patient));
  total = only (text, "Observation", FALSE);
  rest = only (text, "Observation", TRUE);
  import_from (fixture, total, SOURCE);
  g_assert_cmpint (fixture_count (fixture, MEASURED), ==, 1);
  import_from (fixture, rest, SOURCE);
  g_assert_cmpint (fixture_count (fixture, MEASURED), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment"), ==, 1);
  import_from (fixture, total, SOURCE);
  import_from (fixture, text, NULL);
  g_assert_cmpint (fixture_count (fixture, MEASURED), ==, 0);
  g_assert_cmpint (fixture_count (fixture, OPEN), ==, 1);
  fixture_tear_down (&there, NULL);
}

/* The warning of another vault without the risk that it stands for warns like anybody's; with it, it is that risk. */
static void
test_own_flag (Fixture *fixture, gconstpointer data)
{
  Fixture there = { NULL };
  g_autoptr (EkRecord) patient = NULL, risk = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *flag = NULL;
  EkRiskCause cause = { .rule = "raised", .value = NAN, .kind = "suicide", .words = "will jump" };

  fixture_set_up (&there, NULL);
  patient = fixture_patient (&there, "林黛玉");
  risk = ek_risk_raise (there.store, NULL, ek_record_get_id (patient), &cause, &error);
  g_assert_no_error (error);
  text = export(&there, ek_record_get_id (patient));
  flag = only (text, "Flag", FALSE);
  import_from (fixture, data != NULL ? text : flag, NULL);
  g_assert_cmpint (fixture_count (fixture, OPEN), ==, 1);
  g_assert_cmpint (fixture_count (fixture, MEASURED), ==, data != NULL ? 0 : 1);
  import_from (fixture, data != NULL ? flag : text, NULL);
  g_assert_cmpint (fixture_count (fixture, OPEN), ==, 1);
  fixture_tear_down (&there, NULL);
}

/* Another risk of the patient is not the one that the warning stands for. */
static void
test_flag_of_another_risk (Fixture *fixture, gconstpointer data)
{
  Fixture there = { NULL };
  g_autoptr (EkRecord) patient = NULL, risk = NULL, other = NULL;
  g_autofree char *risk_alone = NULL, *text = NULL, *flags = NULL;
  EkRiskCause cause = { .rule = "raised", .value = NAN, .kind = "suicide", .words = "will jump" };

  fixture_set_up (&there, NULL);
  patient = fixture_patient (&there, "林黛玉");
  risk = ek_risk_raise (there.store, NULL, ek_record_get_id (patient), &cause, NULL);
  text = export(&there, ek_record_get_id (patient));
  risk_alone = only (text, "RiskAssessment", FALSE);
  import_from (fixture, risk_alone, NULL);
  g_assert_cmpint (fixture_count (fixture, OPEN), ==, 1);
  cause.kind = "others";
  other = ek_risk_raise (there.store, NULL, ek_record_get_id (patient), &cause, NULL);
  g_free (text);
  text = export(&there, ek_record_get_id (patient));
  flags = only (text, "Flag", FALSE);
  import_from (fixture, flags, NULL);
  g_assert_cmpint (fixture_count (fixture, MEASURED), ==, 1);
  g_assert_cmpint (fixture_count (fixture, OPEN " AND kind = 'others'"), ==, 1);
  g_assert_cmpint (fixture_count (fixture, OPEN), ==, 2);
  fixture_tear_down (&there, NULL);
}

/* A plan that carries an id as ours do is not ours. */
static void
test_id_like_ours (Fixture *fixture, gconstpointer data)
{
  import_from (fixture,
               ANNA
               "{\"resourceType\":\"CarePlan\",\"id\":\"61ebe359-bfdc-4613-8bf2-c5e300945f0a\",\"status\":\"active\","
               "\"intent\":\"plan\",\"identifier\":[{\"system\":\"urn:ietf:rfc:3986\",\"value\":\"urn:uuid:61ebe359-"
               "bfdc-4613-8bf2-c5e300945f0a\"}],\"subject\":{\"reference\":\"Patient/1\"},\"description\":\"will "
               "kill himself tonight\"}\n",
               SOURCE);
  g_assert_cmpint (fixture_count (fixture, "SELECT (SELECT count(*) FROM notice) + (SELECT count(*) FROM risk)"), >, 0);
}

#define ADD(path, data, func) g_test_add ("/attached/" path, Fixture, data, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (totals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/attached/%s", totals[i].what);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_total, fixture_tear_down);
    }
  ADD ("form first", NULL, test_later);
  ADD ("total first", "first", test_later);
  ADD ("own total first", NULL, test_own_total_first);
  ADD ("own flag alone", NULL, test_own_flag);
  ADD ("own flag with its risk", "whole", test_own_flag);
  ADD ("flag of another risk", NULL, test_flag_of_another_risk);
  ADD ("id like ours", NULL, test_id_like_ours);
  return g_test_run ();
}
