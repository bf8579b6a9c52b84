/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms that were answered under a definition which is not on this machine: none is lost, and each is scored as soon as
 * its definition is here. */

#include <string.h>

#include "ek-assess.h"
#include "ek-fhir-export.h"
#include "ek-fhir-kept.h"
#include "ek-risk.h"
#include "ek-score.h"
#include "exchange-fixture.h"

#define PATIENT "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"张伟\"}]}\n"

/* Two machines of one hospital: on the first the hospital imported a definition, on the second not yet. */
typedef struct {
  Fixture first;
  Fixture second;
  EkCatalogue *program; /* what the second has */
  char *bundle;
  EkRecord *sent;
} Pair;

static EkInstrument *
definition (const char *file, const char *version)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("EK_DATA_DIR"), "instruments", file, NULL);
  g_autoptr (JsonNode) node = ek_json_load (path, NULL, &error);
  EkInstrument *instrument;

  g_assert_no_error (error);
  json_object_set_string_member (json_node_get_object (node), "version", version);
  instrument = ek_instrument_parse (node, &error);
  g_assert_no_error (error);
  return instrument;
}

static EkFhirReport *
import (Fixture *fixture, const char *text)
{
  const EkFhirImportOptions options = { .received = ek_assess_received };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  EkFhirReport *report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);

  g_assert_no_error (error);
  return report;
}

static char *export(Fixture *fixture, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) bundle = ek_fhir_export_patient (fixture->store, fixture->catalogue, patient_id, &error);

  g_assert_no_error (error);
  return ek_json_canonical (bundle);
}

static void
pair_set_up (Pair *pair, const char *file, const char *version, const char *answers)
{
  g_autoptr (EkInstrument) instrument = definition (file, version);
  g_autoptr (EkRecord) patient = NULL;

  fixture_set_up (&pair->first, NULL);
  fixture_set_up (&pair->second, NULL);
  pair->program = ek_catalogue_copy (pair->first.catalogue);
  g_assert_true (ek_catalogue_add (pair->first.catalogue, instrument, FALSE));
  patient = fixture_patient (&pair->first, "陈志远");
  pair->sent = fixture_assessment (&pair->first, ek_record_get_id (patient), ek_instrument_get_id (instrument),
                                   answers);
  g_assert_cmpstr (ek_record_get_text (pair->sent, EK_ASSESSMENT_VERSION), ==, version);
  pair->bundle = export(&pair->first, ek_record_get_id (patient));
}

static void
pair_clear (Pair *pair)
{
  g_free (pair->bundle);
  g_object_unref (pair->sent);
  ek_catalogue_free (pair->program);
  fixture_tear_down (&pair->first, NULL);
  fixture_tear_down (&pair->second, NULL);
}

static EkRecord *
received_form (Pair *pair)
{
  g_autoptr (GError) error = NULL;
  EkRecord *form = ek_store_load (pair->second.store, &ek_assessment_type, ek_record_get_id (pair->sent), &error);

  g_assert_no_error (error);
  return form;
}

static gint64
count_open_risks (Pair *pair)
{
  return fixture_count (&pair->second, "SELECT count(*) FROM risk WHERE status = 'open'");
}

static guint
count_notes (EkFhirReport *report)
{
  g_autoptr (JsonNode) json = ek_fhir_report_to_json (report);

  return json_array_get_length (json_object_get_array_member (json_node_get_object (json), "notes"));
}

static void
assert_complete (Pair *pair, EkRecord *form)
{
  static const int fields[] = {
    EK_ASSESSMENT_INSTRUMENT, EK_ASSESSMENT_VERSION, EK_ASSESSMENT_ANSWERS,
    EK_ASSESSMENT_SEVERITY,   EK_ASSESSMENT_STATUS,
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_assert_cmpstr (ek_record_get_text (form, fields[i]), ==, ek_record_get_text (pair->sent, fields[i]));
  g_assert_cmpfloat (ek_record_get_real (form, EK_ASSESSMENT_TOTAL, -1), ==,
                     ek_record_get_real (pair->sent, EK_ASSESSMENT_TOTAL, -1));
  g_assert_false (ek_record_has (form, EK_ASSESSMENT_RECEIVED));
}

static JsonObject *
find_response (JsonNode *bundle)
{
  JsonArray *entries = json_object_get_array_member (json_node_get_object (bundle), "entry");

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *resource = ek_json_peek_object (json_array_get_object_element (entries, i), "resource");

      if (g_strcmp0 (ek_json_peek_string (resource, "resourceType"), "QuestionnaireResponse") == 0)
        return resource;
    }
  return NULL;
}

/* A form that was kept leaves as it came: the next machine may have the definition. */
static void
assert_passed_on (Pair *pair, EkRecord *form)
{
  g_autofree char *text = export(&pair->second, ek_record_get_patient_id (form));
  g_autoptr (JsonNode) again = ek_json_parse (text, -1, NULL, NULL);
  g_autoptr (JsonNode) first = ek_json_parse (pair->bundle, -1, NULL, NULL);
  JsonObject *theirs = find_response (first), *ours = find_response (again);

  g_assert_nonnull (ours);
  g_assert_cmpstr (ek_json_peek_string (ours, "questionnaire"), ==, ek_json_peek_string (theirs, "questionnaire"));
  g_assert_true (json_node_equal (json_object_get_member (ours, "item"), json_object_get_member (theirs, "item")));
}

#define WAITING \
  "SELECT count(*) FROM notice WHERE status = 'open' AND json_extract (detail, '$.reason') = 'awaits-definition'"

static void
test_kept_and_completed (void)
{
  Pair pair = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkInstrument) late = definition ("phq9.json", "9.9");
  g_autoptr (EkFhirReport) report = NULL, again = NULL, afterwards = NULL;
  g_autoptr (EkRecord) form = NULL, waiting = NULL, done = NULL;
  JsonObject *answers;
  guint n = 7;

  pair_set_up (&pair, "phq9.json", "9.9", "[3,3,2,1,0,null,2,1,2]");
  report = import (&pair.second, pair.bundle);
  g_assert_cmpuint (ek_fhir_report_get (report, "QuestionnaireResponse", EK_FHIR_CREATED), ==, 1);
  g_assert_cmpuint (count_notes (report), ==, 1);
  form = received_form (&pair);
  g_assert_cmpstr (ek_record_get_text (form, EK_ASSESSMENT_VERSION), ==, "9.9");
  g_assert_cmpstr (ek_record_get_text (form, EK_ASSESSMENT_STATUS), ==, "completed");
  g_assert_false (ek_record_has (form, EK_ASSESSMENT_TOTAL));
  g_assert_false (ek_record_has (form, EK_ASSESSMENT_SEVERITY));
  g_assert_cmpint (ek_record_get_int (form, EK_ASSESSMENT_COMPLETE, TRUE), ==, FALSE);
  answers = json_node_get_object (ek_record_get_json (form, EK_ASSESSMENT_ANSWERS));
  g_assert_cmpuint (json_object_get_size (answers), ==, 8);
  g_assert_cmpint (ek_json_peek_int (answers, "44260-8", -1), ==, 2); /* item 9, by its LOINC code */
  g_assert_cmpint (count_open_risks (&pair), ==, 1);                  /* item 9 */
  g_assert_cmpint (fixture_count (&pair.second, WAITING), ==, 1);
  assert_passed_on (&pair, form);

  again = import (&pair.second, pair.bundle);
  g_assert_cmpuint (ek_fhir_report_get (again, "QuestionnaireResponse", EK_FHIR_UNCHANGED), ==, 1);
  g_assert_true (
    ek_fhir_complete_kept (pair.second.store, pair.second.catalogue, ek_assess_received, NULL, &n, &error));
  g_assert_cmpuint (n, ==, 0);
  waiting = received_form (&pair);
  g_assert_cmpint (ek_record_get_revision (waiting), ==, 1);

  g_assert_true (ek_catalogue_add (pair.second.catalogue, late, FALSE));
  afterwards = import (&pair.second, PATIENT); /* whatever is exchanged next */
  g_assert_cmpuint (ek_fhir_report_get (afterwards, "Patient", EK_FHIR_CREATED), ==, 1);
  done = received_form (&pair);
  assert_complete (&pair, done);
  g_assert_cmpstr (ek_record_get_text (done, EK_ASSESSMENT_RESULT), ==,
                   ek_record_get_text (pair.sent, EK_ASSESSMENT_RESULT));
  g_assert_cmpint (count_open_risks (&pair), ==, 1);
  g_assert_cmpint (fixture_count (&pair.second, WAITING), ==, 0);
  g_assert_cmpint (fixture_count (&pair.second, "SELECT count(*) FROM outbox WHERE record_type = 'assessment'"), ==, 0);
  pair_clear (&pair);
}

/* What the hospital changes afterwards is taken over as ever: completing is not a change of ours. */
static void
test_changed_afterwards (void)
{
  Pair pair = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkInstrument) late = definition ("gad7.json", "9.9");
  g_autoptr (JsonNode) bundle = NULL;
  g_autoptr (EkFhirReport) report = NULL, changed = NULL;
  g_autoptr (EkRecord) form = NULL;
  g_autofree char *text = NULL;
  JsonObject *coding;
  guint n;

  pair_set_up (&pair, "gad7.json", "9.9", "[1,1,1,1,1,1,1]");
  report = import (&pair.second, pair.bundle);
  g_assert_true (ek_catalogue_add (pair.second.catalogue, late, FALSE));
  g_assert_true (ek_fhir_complete_kept (pair.second.store, pair.second.catalogue, NULL, NULL, &n, &error));
  g_assert_cmpuint (n, ==, 1);
  bundle = ek_json_parse (pair.bundle, -1, NULL, NULL);
  coding = json_array_get_object_element (json_object_get_array_member (find_response (bundle), "item"), 0);
  coding = json_array_get_object_element (json_object_get_array_member (coding, "answer"), 0);
  json_object_remove_member (coding, "valueCoding");
  json_object_set_int_member (coding, "valueInteger", 3);
  text = ek_json_canonical (bundle);
  changed = import (&pair.second, text);
  g_assert_cmpuint (ek_fhir_report_get (changed, "QuestionnaireResponse", EK_FHIR_UPDATED), ==, 1);
  form = received_form (&pair);
  g_assert_cmpfloat (ek_record_get_real (form, EK_ASSESSMENT_TOTAL, -1), ==, 9);
  pair_clear (&pair);
}

/* Licensed words change no score: the structure that the program brings scores the form at once. */
static void
test_words_missing (void)
{
  Pair pair = { 0 };
  g_autoptr (EkFhirReport) report = NULL;
  g_autoptr (EkRecord) form = NULL;

  pair_set_up (&pair, "isi.json", "1.0+1.0a1b2c3d", "[3,3,2,1,0,2,4]");
  report = import (&pair.second, pair.bundle);
  g_assert_cmpuint (ek_fhir_report_get (report, "QuestionnaireResponse", EK_FHIR_CREATED), ==, 1);
  g_assert_cmpuint (count_notes (report), ==, 0);
  form = received_form (&pair);
  assert_complete (&pair, form);
  assert_passed_on (&pair, form);
  pair_clear (&pair);
}

/* A form whose definition was lost here leaves with its answers all the same. */
static void
test_definition_lost (void)
{
  Pair pair = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) bundle = NULL;
  JsonArray *items;

  pair_set_up (&pair, "gad7.json", "9.9", "[1,1,1,1,1,1,3]");
  ek_catalogue_free (pair.first.catalogue);
  pair.first.catalogue = ek_catalogue_copy (pair.program);
  text = export(&pair.first, ek_record_get_patient_id (pair.sent));
  bundle = ek_json_parse (text, -1, NULL, NULL);
  items = ek_json_peek_array (find_response (bundle), "item");
  g_assert_cmpuint (json_array_get_length (items), ==, 7);
  pair_clear (&pair);
}

#define FORM(questionnaire, items)                                                                                 \
  PATIENT                                                                                                          \
  "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q\",\"status\":\"completed\",\"authored\":\"2026-01-01\"," \
  "\"subject\":{\"reference\":\"Patient/p1\"},\"questionnaire\":\"" questionnaire "\",\"item\":[" items "]}"
#define ITEM(link, answer) "{\"linkId\":\"" link "\",\"answer\":[" answer "]}"

static void
test_hostile (void)
{
  static const struct {
    const char *text;
    EkFhirSkip why;
  } cases[] = {
    { FORM (EK_FHIR_BASE "/Questionnaire/x", ITEM ("1", "{\"valueInteger\":1}")), EK_FHIR_SKIP_INSTRUMENT },
    { FORM (EK_FHIR_BASE "/Questionnaire/x|", ITEM ("1", "{\"valueInteger\":1}")), EK_FHIR_SKIP_INSTRUMENT },
    { FORM (EK_FHIR_BASE "/Questionnaire/|1", ITEM ("1", "{\"valueInteger\":1}")), EK_FHIR_SKIP_INSTRUMENT },
    { FORM (EK_FHIR_BASE "/Questionnaire/x|1|2", ITEM ("1", "{\"valueInteger\":1}")), EK_FHIR_SKIP_INSTRUMENT },
    { FORM (EK_FHIR_BASE "/Questionnaire/../../etc|1", ITEM ("1", "{\"valueInteger\":1}")), EK_FHIR_SKIP_INSTRUMENT },
    { FORM (EK_FHIR_BASE "/Questionnaire/x|1';DROP TABLE patient", ITEM ("1", "{\"valueInteger\":1}")),
      EK_FHIR_SKIP_INSTRUMENT },
    { FORM (EK_FHIR_BASE "/Questionnaire/x|1", ""), EK_FHIR_SKIP_ANSWERS },
    { FORM (EK_FHIR_BASE "/Questionnaire/x|1", "7"), EK_FHIR_SKIP_ANSWERS },
    { FORM (EK_FHIR_BASE "/Questionnaire/x|1", "{\"answer\":[{\"valueInteger\":1}]}"), EK_FHIR_SKIP_ANSWERS },
    { FORM (EK_FHIR_BASE "/Questionnaire/x|1", ITEM ("1", "{\"valueInteger\":\"NaN\"}")), EK_FHIR_SKIP_ANSWERS },
    { FORM (EK_FHIR_BASE "/Questionnaire/x|1", ITEM ("1", "null")), EK_FHIR_SKIP_ANSWERS },
    { FORM (EK_FHIR_BASE "/Questionnaire/x|1", ITEM ("1", "{\"valueInteger\":1}")), EK_FHIR_SKIP_NONE },
    { FORM (EK_FHIR_BASE "/Questionnaire/x|1", ITEM ("هل 你", "{\"valueString\":\"\\u202e\\u0301\"}")),
      EK_FHIR_SKIP_NONE },
    { FORM (EK_FHIR_BASE "/Questionnaire/x|1", ITEM ("1", "{\"valueBoolean\":true},{\"valueDecimal\":1e300}")),
      EK_FHIR_SKIP_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture;
      g_autoptr (EkFhirReport) report = NULL;
      guint n;

      g_test_message ("%s", cases[i].text);
      fixture_set_up (&fixture, NULL);
      report = import (&fixture, cases[i].text);
      n = cases[i].why == EK_FHIR_SKIP_NONE
        ? ek_fhir_report_get (report, "QuestionnaireResponse", EK_FHIR_CREATED)
        : ek_fhir_report_get_skipped (report, "QuestionnaireResponse", cases[i].why);
      g_assert_cmpuint (n, ==, 1);
      fixture_tear_down (&fixture, NULL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kept-forms/kept-and-completed", test_kept_and_completed);
  g_test_add_func ("/kept-forms/changed-afterwards", test_changed_afterwards);
  g_test_add_func ("/kept-forms/words-missing", test_words_missing);
  g_test_add_func ("/kept-forms/definition-lost", test_definition_lost);
  g_test_add_func ("/kept-forms/hostile", test_hostile);
  return g_test_run ();
}
