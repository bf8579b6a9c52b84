/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>
#include <string.h>

#include "ek-assess.h"
#include "ek-error.h"
#include "ek-fhir-export.h"
#include "exchange-fixture.h"

#define PATIENT(id, more)                                                            \
  "{\"resourceType\":\"Patient\",\"id\":\"" id "\",\"name\":[{\"use\":\"official\"," \
  "\"family\":\"张\",\"given\":[\"伟\"]}],\"gender\":\"male\",\"birthDate\":\"1985-03\"" more "}"
#define SUBJECT "\"subject\":{\"reference\":\"Patient/p1\"}"

static const char whole_bundle[] =
  "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["
  /* what speaks of the patient stands before the patient */
  "{\"fullUrl\":\"urn:uuid:6a0b58a5-2f66-4a30-9c34-2a1f9c8d1c11\",\"resource\":{\"resourceType\":\"Condition\",\"id\":"
  "\"c1\","
  "\"clinicalStatus\":{\"coding\":[{\"code\":\"active\"}]},\"code\":{\"coding\":[{\"system\":\"http://hl7.org/fhir/sid/"
  "icd-10\","
  "\"code\":\"F32.1\",\"display\":\"Moderate depressive episode\"}],\"text\":\"中度抑郁发作\"},"
  "\"subject\":{\"reference\":\"urn:uuid:0C1C6A3E-55B3-4A2C-8B3F-1E9A3F0C9A01\"},\"onsetDateTime\":\"2025-11\"}},"
  "{\"fullUrl\":\"urn:uuid:0c1c6a3e-55b3-4a2c-8b3f-1e9a3f0c9a01\",\"resource\":{\"resourceType\":\"Patient\",\"id\":"
  "\"p1\","
  "\"identifier\":[{\"system\":\"urn:oid:1.2.156.1\",\"value\":\"MRN-7\",\"type\":{\"text\":\"病案号\"}}],\"name\":["
  "{\"use\":\"usual\",\"text\":\"Zhang Wei\",\"extension\":[{\"url\":"
  "\"http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation\",\"valueCode\":\"SYL\"}]},"
  "{\"use\":\"old\",\"text\":\"旧名\"},{\"use\":\"official\",\"family\":\"张\",\"given\":[\"伟\"]}],"
  "\"telecom\":[{\"system\":\"email\",\"value\":\"a@b\"},{\"system\":\"phone\",\"value\":\"13800000000\",\"use\":"
  "\"mobile\"}],"
  "\"gender\":\"male\",\"birthDate\":\"1985-03\"}},"
  "{\"resource\":{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},"
  "\"type\":[{\"text\":\"CBT\"}]," SUBJECT ",\"period\":{\"start\":\"2026-01-05T09:00:00+08:00\"}}},"
  "{\"resource\":{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a1\",\"code\":{\"text\":\"青霉素\"},"
  "\"patient\":{\"reference\":\"Patient/p1/_history/3\"},\"criticality\":\"high\"}},"
  "{\"resource\":{\"resourceType\":\"MedicationRequest\",\"id\":\"m1\",\"status\":\"active\",\"intent\":\"order\","
  "\"medicationReference\":{\"reference\":\"#med\"},\"contained\":[{\"resourceType\":\"Medication\",\"id\":\"med\","
  "\"code\":{\"text\":\"舍曲林\"}}]," SUBJECT ",\"authoredOn\":\"2026-01-05\",\"dosageInstruction\":[{\"text\":\"50 mg "
  "bid\","
  "\"timing\":{\"repeat\":{\"frequency\":2,\"period\":1,\"periodUnit\":\"d\"}},\"doseAndRate\":[{\"doseQuantity\":"
  "{\"value\":50,\"unit\":\"mg\"}}]}]}},"
  "{\"resource\":{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q1\",\"status\":\"completed\","
  "\"questionnaire\":\"http://loinc.org/q/44249-1\"," SUBJECT ",\"authored\":\"2026-01-05T09:30:00+08:00\",\"item\":["
  "{\"linkId\":\"/44250-9\",\"answer\":[{\"valueCoding\":{\"system\":\"http://loinc.org\",\"code\":\"LA6570-1\"}}]},"
  "{\"linkId\":\"/44255-8\",\"answer\":[{\"valueCoding\":{\"code\":\"LA6571-9\"}}]},"
  "{\"linkId\":\"/44259-0\",\"answer\":[{\"valueInteger\":1}]},{\"linkId\":\"/"
  "44254-1\",\"answer\":[{\"valueInteger\":2}]},"
  "{\"linkId\":\"/44251-7\",\"answer\":[{\"valueCoding\":{\"display\":\"Several days\"}}]},"
  "{\"linkId\":\"/44258-2\",\"answer\":[{\"valueInteger\":0}]},{\"linkId\":\"/"
  "44252-5\",\"answer\":[{\"valueInteger\":3}]},"
  "{\"linkId\":\"/44253-3\",\"answer\":[{\"valueInteger\":1}]},{\"linkId\":\"/"
  "44260-8\",\"answer\":[{\"valueInteger\":1}]}]}},"
  "{\"resource\":{\"resourceType\":\"Observation\",\"id\":\"t1\",\"status\":\"final\",\"code\":{\"coding\":[{"
  "\"system\":"
  "\"http://loinc.org\",\"code\":\"44261-6\"}]}," SUBJECT ",\"effectiveDateTime\":\"2026-01-05\",\"valueInteger\":14,"
  "\"derivedFrom\":[{\"reference\":\"QuestionnaireResponse/q1\"}]}},"
  "{\"resource\":{\"resourceType\":\"Observation\",\"id\":\"bp\",\"status\":\"final\",\"code\":{\"coding\":[{"
  "\"system\":"
  "\"http://loinc.org\",\"code\":\"85354-9\"}]}," SUBJECT ",\"effectiveDateTime\":\"2026-01-05\",\"component\":["
  "{\"code\":{\"coding\":[{\"system\":\"http://"
  "loinc.org\",\"code\":\"8480-6\"}]},\"valueQuantity\":{\"value\":128,\"unit\":\"mmHg\"}},"
  "{\"code\":{\"coding\":[{\"system\":\"http://"
  "loinc.org\",\"code\":\"8462-4\"}]},\"valueQuantity\":{\"value\":81,\"unit\":\"mmHg\"}}]}},"
  "{\"resource\":{\"resourceType\":\"Observation\",\"id\":\"lost\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
  "\"subject\":{\"reference\":\"Patient/nobody\"},\"effectiveDateTime\":\"2026-01-05\",\"valueInteger\":1}},"
  "{\"resource\":{\"resourceType\":\"Claim\",\"id\":\"k1\"}},{\"resource\":{\"resourceType\":\"Claim\",\"id\":\"k2\"}}]"
  "}";

static EkFhirReport *
import_text (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  EkFhirReport *report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  return report;
}

static EkRecord *
only_record (Fixture *fixture, const EkRecordType *type)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM \"%s\"", type->name);
  g_autoptr (EkPatientRows) rows = ek_store_list_patients (fixture->store, NULL, NULL);
  g_autoptr (GPtrArray) records = NULL;

  g_assert_cmpint (fixture_count (fixture, sql), ==, 1);
  records = ek_store_list (fixture->store, type, ek_patient_rows_get (rows, 0)->id, NULL);
  g_assert_cmpuint (records->len, ==, 1);
  return g_object_ref (records->pdata[0]);
}

static void
check_patient (Fixture *fixture)
{
  g_autoptr (EkPatientRows) rows = ek_store_list_patients (fixture->store, NULL, NULL);
  g_autoptr (EkRecord) patient = NULL;
  g_autofree char *found = ek_store_find_identifier (fixture->store, "urn:oid:1.2.156.1", "MRN-7", NULL);

  g_assert_cmpuint (ek_patient_rows_length (rows), ==, 1);
  patient = ek_store_load (fixture->store, &ek_patient_type, ek_patient_rows_get (rows, 0)->id, NULL);
  g_assert_cmpstr (found, ==, ek_record_get_id (patient));
  g_assert_cmpstr (ek_record_get_text (patient, EK_PATIENT_NAME), ==, "张伟");
  g_assert_cmpstr (ek_record_get_text (patient, EK_PATIENT_FAMILY_NAME), ==, "张");
  g_assert_cmpstr (ek_record_get_text (patient, EK_PATIENT_PINYIN), ==, "Zhang Wei");
  g_assert_cmpstr (ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE), ==, "1985-03");
  g_assert_cmpstr (ek_record_get_text (patient, EK_PATIENT_PHONE), ==, "13800000000");
}

static void
check_clinical (Fixture *fixture)
{
  g_autoptr (EkRecord) problem = only_record (fixture, &ek_problem_type);
  g_autoptr (EkRecord) medicine = only_record (fixture, &ek_medicine_type);
  g_autoptr (EkRecord) allergy = only_record (fixture, &ek_allergy_type);
  g_autoptr (EkRecord) encounter = only_record (fixture, &ek_encounter_type);
  g_autoptr (EkRecord) assessment = only_record (fixture, &ek_assessment_type);

  g_assert_cmpstr (ek_record_get_text (problem, EK_PROBLEM_TEXT), ==, "中度抑郁发作");
  g_assert_cmpstr (ek_record_get_text (problem, EK_PROBLEM_CODE), ==, "F32.1");
  g_assert_cmpstr (ek_record_get_text (problem, EK_PROBLEM_ONSET), ==, "2025-11");
  g_assert_cmpstr (ek_record_get_text (medicine, EK_MEDICINE_NAME), ==, "舍曲林");
  g_assert_cmpfloat (ek_record_get_real (medicine, EK_MEDICINE_DOSE_MG, 0), ==, 100);
  g_assert_cmpstr (ek_record_get_text (allergy, EK_ALLERGY_SUBSTANCE), ==, "青霉素");
  g_assert_cmpstr (ek_record_get_text (allergy, EK_ALLERGY_CRITICALITY), ==, "high");
  g_assert_cmpstr (ek_record_get_text (encounter, EK_ENCOUNTER_THERAPY), ==, "CBT");
  /* 2 + 3 + 1 + 2 + 1 + 0 + 3 + 1 + 1 */
  g_assert_cmpfloat (ek_record_get_real (assessment, EK_ASSESSMENT_TOTAL, 0), ==, 14);
  g_assert_cmpstr (ek_record_get_text (assessment, EK_ASSESSMENT_SEVERITY), ==, "moderate");
  g_assert_cmpstr (ek_record_get_text (assessment, EK_ASSESSMENT_MODE), ==, "imported");
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM measurement"), ==, 2);
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) report = import_text (fixture, whole_bundle);
  g_autoptr (JsonNode) json = ek_fhir_report_to_json (report);

  check_patient (fixture);
  check_clinical (fixture);
  g_assert_cmpuint (ek_fhir_report_get (report, "Observation", EK_FHIR_CREATED), ==, 2);
  g_assert_cmpuint (ek_fhir_report_get_skipped (report, "Observation", EK_FHIR_SKIP_ATTACHED), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get_skipped (report, "Observation", EK_FHIR_SKIP_PATIENT), ==, 1);
  g_assert_cmpint (ek_json_peek_int (ek_json_peek_object (json_node_get_object (json), "not_kept"), "Claim", 0), ==, 2);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM outbox"), ==, 0);
}

/* The second import of the same file changes nothing: no row, no revision, no history. */
static void
test_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) first = import_text (fixture, whole_bundle);
  gint64 history = fixture_count (fixture, "SELECT count(*) FROM history");
  g_autoptr (EkFhirReport) second = import_text (fixture, whole_bundle);

  g_assert_cmpuint (ek_fhir_report_get (first, NULL, EK_FHIR_CREATED), ==, 8);
  g_assert_cmpuint (ek_fhir_report_get (second, NULL, EK_FHIR_CREATED), ==, 0);
  g_assert_cmpuint (ek_fhir_report_get (second, NULL, EK_FHIR_UPDATED), ==, 0);
  g_assert_cmpuint (ek_fhir_report_get (second, NULL, EK_FHIR_UNCHANGED), ==, 8);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM history"), ==, history);
  check_clinical (fixture);
}

/* The same as NDJSON, in the opposite order, recognises every record; so does a file with one changed thing. */
static void
test_update (Fixture *fixture, gconstpointer data)
{
  static const char ndjson[] =
    "\xef\xbb\xbf" PATIENT ("p1", "") "\r\n\n"
                                      "{\"resourceType\":\"Condition\",\"id\":\"c1\",\"code\":{\"text\":\"A\"}," SUBJECT
                                      "}\n";
  static const char changed[] =
    PATIENT ("p1",
             ",\"active\":false") "\n"
                                  "{\"resourceType\":\"Condition\",\"id\":\"c1\",\"code\":{\"text\":\"B\"}," SUBJECT
                                  "}";
  g_autoptr (EkFhirReport) first = import_text (fixture, ndjson);
  g_autoptr (EkFhirReport) second = import_text (fixture, changed);
  g_autoptr (EkRecord) problem = only_record (fixture, &ek_problem_type);

  g_assert_cmpuint (ek_fhir_report_get (first, NULL, EK_FHIR_CREATED), ==, 2);
  g_assert_cmpuint (ek_fhir_report_get (second, NULL, EK_FHIR_UPDATED), ==, 2);
  g_assert_cmpstr (ek_record_get_text (problem, EK_PROBLEM_TEXT), ==, "B");
  g_assert_cmpint (ek_record_get_revision (problem), ==, 2);
}

/* What a clinician changed here is not undone by the hospital's next file. */
static void
test_changed_here (Fixture *fixture, gconstpointer data)
{
  static const char file[] =
    PATIENT ("p1", "") "\n{\"resourceType\":\"Condition\",\"id\":\"c1\",\"code\":{\"text\":\"A\"}," SUBJECT "}";
  static const char other[] = PATIENT (
    "p1",
    "") "\n{\"resourceType\":\"Condition\",\"id\":\"c1\",\"code\":{\"text\":\"C\"},\"onsetDateTime\":\"2024\"," SUBJECT
        "}";
  g_autoptr (EkFhirReport) first = import_text (fixture, file);
  g_autoptr (EkRecord) problem = only_record (fixture, &ek_problem_type);
  g_autoptr (EkFhirReport) again = NULL;
  g_autoptr (EkFhirReport) changed = NULL;
  g_autoptr (EkRecord) now = NULL;

  ek_record_set_text (problem, EK_PROBLEM_TEXT, "B");
  g_assert_true (ek_store_save (fixture->store, problem, NULL));
  again = import_text (fixture, file);
  g_assert_cmpuint (ek_fhir_report_get (again, NULL, EK_FHIR_UNCHANGED), ==, 2);
  changed = import_text (fixture, other);
  now = only_record (fixture, &ek_problem_type);
  g_assert_cmpstr (ek_record_get_text (now, EK_PROBLEM_TEXT), ==, "B");
  g_assert_cmpstr (ek_record_get_text (now, EK_PROBLEM_ONSET), ==, "2024");
}

typedef struct {
  const char *what;
  const char *text;
  int code;
} HostileFile;

static const HostileFile hostile_files[] = {
  { "empty", "", EK_ERROR_INCOMPLETE },
  { "blank", " \n\t ", EK_ERROR_INCOMPLETE },
  { "not json", "PK\x03\x04 zip", EK_ERROR_SYNTAX },
  { "xml", "<Bundle xmlns=\"http://hl7.org/fhir\"/>", EK_ERROR_SYNTAX },
  { "array", "[" PATIENT ("p1", "") "]", EK_ERROR_SYNTAX },
  { "no type", "{\"id\":\"x\"}", EK_ERROR_SYNTAX },
  { "type of another kind", "{\"resourceType\":7}", EK_ERROR_SYNTAX },
  { "type with a path", "{\"resourceType\":\"../Patient\",\"id\":\"x\"}", EK_ERROR_SYNTAX },
  { "cut in a bundle",
    "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" PATIENT ("p1", "") "},{\"resource\":{\"res",
    EK_ERROR_INCOMPLETE },
  { "cut after a bundle's elements", "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" PATIENT ("p1", "") "}]",
    EK_ERROR_INCOMPLETE },
  { "cut in the second line", PATIENT ("p1", "") "\n{\"resourceType\":\"Patient\",\"na", EK_ERROR_INCOMPLETE },
  { "second line broken", PATIENT ("p1", "") "\n{\"resourceType\":\"Patient\",,}", EK_ERROR_SYNTAX },
  { "rubbish after", PATIENT ("p1", "") " and more", EK_ERROR_SYNTAX },
  { "brackets crossed", "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{]}}]}", EK_ERROR_SYNTAX },
  { "comma at the end", "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" PATIENT ("p1", "") "},]}",
    EK_ERROR_SYNTAX },
  { "two elements without comma", "{\"resourceType\":\"Bundle\",\"entry\":[{}{}]}", EK_ERROR_SYNTAX },
  { "element of another kind", "{\"resourceType\":\"Bundle\",\"entry\":[7]}", EK_ERROR_SYNTAX },
  { "hidden entry", "{\"resourceType\":\"Bundle\",\"\\u0065ntry\":[{\"resource\":" PATIENT ("p1", "") "}]}",
    EK_ERROR_SYNTAX },
  { "entry twice", "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" PATIENT ("p1", "") "}],\"entry\":[]}",
    EK_ERROR_SYNTAX },
  { "duplicate key", "{\"resourceType\":\"Patient\",\"id\":\"a\",\"id\":\"b\"}", EK_ERROR_SYNTAX },
  { "comment", "{\"resourceType\":\"Patient\" /* x */}", EK_ERROR_SYNTAX },
  { "bad utf-8", "{\"resourceType\":\"Patient\",\"id\":\"a\",\"x\":\"\xff\xfe\"}", EK_ERROR_SYNTAX },
};

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile_files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = fixture_write (fixture, "bad.json", hostile_files[i].text);
      EkFhirReport *report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, NULL, &error);

      g_test_message ("%s: %s", hostile_files[i].what, error != NULL ? error->message : "accepted");
      g_assert_null (report);
      g_assert_error (error, EK_ERROR, hostile_files[i].code);
      g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM patient"), ==, 0);
      g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM exchange_identity"), ==, 0);
    }
}

static void
test_nested (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("{\"resourceType\":\"Patient\",\"x\":");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < 200000; i++)
    g_string_append_c (text, '[');
  path = fixture_write (fixture, "deep.json", text->str);
  g_assert_null (ek_fhir_import_file (fixture->store, fixture->catalogue, path, NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_TOO_LARGE);
}

/* Every prefix of a whole file is refused, and imports nothing. */
static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  gsize length = strlen (whole_bundle);

  for (gsize n = 1; n < length; n += 97)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = g_strndup (whole_bundle, n);
      g_autofree char *path = fixture_write (fixture, "cut.json", text);

      g_assert_null (ek_fhir_import_file (fixture->store, fixture->catalogue, path, NULL, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
    }
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM patient"), ==, 0);
}

typedef struct {
  const char *type;
  EkFhirSkip why;
  const char *line;
} SkippedLine;

#define CODE "\"code\":{\"text\":\"x\"}"
#define RESPONSE(rest) \
  "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"x\",\"status\":\"completed\"," SUBJECT "," rest "}"
#define AUTHORED "\"authored\":\"2026-01-01\""

static const SkippedLine skipped_lines[] = {
  { "Condition", EK_FHIR_SKIP_MODIFIER,
    "{\"resourceType\":\"Condition\",\"id\":\"x\"," CODE "," SUBJECT ",\"modifierExtension\":[{\"url\":\"u\"}]}" },
  { "Condition", EK_FHIR_SKIP_MODIFIER,
    "{\"resourceType\":\"Condition\",\"id\":\"x\"," CODE "," SUBJECT ",\"implicitRules\":\"http://r\"}" },
  { "Condition", EK_FHIR_SKIP_ERROR,
    "{\"resourceType\":\"Condition\",\"id\":\"x\"," CODE "," SUBJECT
    ",\"verificationStatus\":{\"coding\":[{\"code\":\"entered-in-error\"}]}}" },
  { "Condition", EK_FHIR_SKIP_NO_CODE, "{\"resourceType\":\"Condition\",\"id\":\"x\"," SUBJECT "}" },
  { "Condition", EK_FHIR_SKIP_NO_ID, "{\"resourceType\":\"Condition\"," CODE "," SUBJECT "}" },
  { "Condition", EK_FHIR_SKIP_NO_ID, "{\"resourceType\":\"Condition\",\"id\":\"../../x\"," CODE "," SUBJECT "}" },
  { "Condition", EK_FHIR_SKIP_PATIENT, "{\"resourceType\":\"Condition\",\"id\":\"x\"," CODE "}" },
  { "Condition", EK_FHIR_SKIP_PATIENT,
    "{\"resourceType\":\"Condition\",\"id\":\"x\"," CODE ",\"subject\":{\"reference\":\"Group/p1\"}}" },
  { "Condition", EK_FHIR_SKIP_PATIENT,
    "{\"resourceType\":\"Condition\",\"id\":\"x\"," CODE
    ",\"subject\":{\"reference\":\"https://other/fhir/Patient/p1\"}}" },
  { "Patient", EK_FHIR_SKIP_NO_NAME, "{\"resourceType\":\"Patient\",\"id\":\"x\"}" },
  { "Patient", EK_FHIR_SKIP_NO_NAME,
    "{\"resourceType\":\"Patient\",\"id\":\"x\",\"name\":[{\"use\":\"old\",\"text\":\"A\"}]}" },
  { "Encounter", EK_FHIR_SKIP_NO_DATE,
    "{\"resourceType\":\"Encounter\",\"id\":\"x\",\"status\":\"finished\"," SUBJECT "}" },
  { "Encounter", EK_FHIR_SKIP_BAD_DATE,
    "{\"resourceType\":\"Encounter\",\"id\":\"x\",\"status\":\"finished\"," SUBJECT
    ",\"period\":{\"start\":\"2026-13-40\"}}" },
  { "MedicationRequest", EK_FHIR_SKIP_NOT_TAKEN,
    "{\"resourceType\":\"MedicationRequest\",\"id\":\"x\",\"status\":\"active\",\"doNotPerform\":true," SUBJECT
    ",\"medicationCodeableConcept\":{\"text\":\"m\"}}" },
  { "MedicationRequest", EK_FHIR_SKIP_NOT_TAKEN,
    "{\"resourceType\":\"MedicationRequest\",\"id\":\"x\",\"status\":\"draft\"," SUBJECT
    ",\"medicationCodeableConcept\":{\"text\":\"m\"}}" },
  { "AllergyIntolerance", EK_FHIR_SKIP_REFUTED,
    "{\"resourceType\":\"AllergyIntolerance\",\"id\":\"x\"," CODE
    ",\"patient\":{\"reference\":\"Patient/p1\"},\"verificationStatus\":{\"coding\":[{\"code\":\"refuted\"}]}}" },
  { "Observation", EK_FHIR_SKIP_NO_VALUE,
    "{\"resourceType\":\"Observation\",\"id\":\"x\",\"status\":\"final\"," CODE "," SUBJECT
    ",\"effectiveDateTime\":\"2026\",\"dataAbsentReason\":{\"text\":\"?\"}}" },
  { "Observation", EK_FHIR_SKIP_NO_DATE,
    "{\"resourceType\":\"Observation\",\"id\":\"x\",\"status\":\"final\"," CODE "," SUBJECT ",\"valueInteger\":3}" },
  { "Observation", EK_FHIR_SKIP_NOT_TAKEN,
    "{\"resourceType\":\"Observation\",\"id\":\"x\",\"status\":\"cancelled\"," CODE "," SUBJECT
    ",\"valueInteger\":3}" },
  { "QuestionnaireResponse", EK_FHIR_SKIP_INSTRUMENT,
    RESPONSE ("\"questionnaire\":\"http://x/Questionnaire/unheard-of\"," AUTHORED) },
  { "QuestionnaireResponse", EK_FHIR_SKIP_NO_DATE,
    RESPONSE ("\"questionnaire\":\"http://x/phq-9\",\"item\":[{\"linkId\":\"1\",\"answer\":[{\"valueInteger\":1}]}]") },
  { "QuestionnaireResponse", EK_FHIR_SKIP_ANSWERS, RESPONSE ("\"questionnaire\":\"http://x/phq-9\"," AUTHORED) },
  { "QuestionnaireResponse", EK_FHIR_SKIP_ANSWERS,
    RESPONSE ("\"questionnaire\":\"http://x/phq-9\"," AUTHORED
              ",\"item\":[{\"linkId\":\"1\",\"answer\":[{\"valueInteger\":4}]}]") },
  { "QuestionnaireResponse", EK_FHIR_SKIP_ANSWERS,
    RESPONSE ("\"questionnaire\":\"http://x/phq-9\"," AUTHORED
              ",\"item\":[{\"linkId\":\"1\",\"answer\":[{\"valueInteger\":1},{\"valueInteger\":2}]}]") },
  { "QuestionnaireResponse", EK_FHIR_SKIP_ANSWERS,
    RESPONSE ("\"questionnaire\":\"http://x/phq-9\"," AUTHORED
              ",\"item\":[{\"linkId\":\"1\",\"answer\":[{\"valueInteger\":1}]},{\"linkId\":\"44250-9\",\"answer\":[{"
              "\"valueInteger\":2}]}]") },
  { "QuestionnaireResponse", EK_FHIR_SKIP_ANSWERS,
    RESPONSE ("\"questionnaire\":\"http://x/phq-9\"," AUTHORED
              ",\"item\":[{\"linkId\":\"1\",\"answer\":[{\"valueCoding\":{\"code\":\"LA9999-9\"}}]}]") },
  { "QuestionnaireResponse", EK_FHIR_SKIP_ANSWERS,
    RESPONSE ("\"questionnaire\":\"http://x/phq-9\"," AUTHORED
              ",\"item\":[{\"linkId\":\"1\",\"answer\":[{\"valueInteger\":1.5}]}]") },
  { "DiagnosticReport", EK_FHIR_SKIP_TYPE, "{\"resourceType\":\"DiagnosticReport\",\"id\":\"x\"}" },
  { "List", EK_FHIR_SKIP_TYPE,
    "{\"resourceType\":\"List\",\"id\":\"x\",\"entry\":[{\"item\":{\"reference\":\"Patient/p1\"}}]}" },
};

static void
test_skipped (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (skipped_lines); i++)
    {
      g_autofree char *text = g_strdup_printf (PATIENT ("p1", "") "\n%s\n", skipped_lines[i].line);
      g_autoptr (EkFhirReport) report = import_text (fixture, text);

      g_test_message ("%s", skipped_lines[i].line);
      g_assert_cmpuint (ek_fhir_report_get_skipped (report, skipped_lines[i].type, skipped_lines[i].why), ==, 1);
      g_assert_cmpuint (ek_fhir_report_get_total (report), ==, 2);
    }
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM patient"), ==, 1);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT (SELECT count(*) FROM problem) + (SELECT count(*) FROM "
                                  "measurement) + "
                                  "(SELECT count(*) FROM assessment) + (SELECT count(*) FROM medicine)"),
                   ==, 0);
}

/* An id or a number that somebody else has here does not make two persons one: each has a file of his own. */
static void
test_other_person (Fixture *fixture, gconstpointer data)
{
  static const char first[] =
    "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"张伟\"}],\"birthDate\":\"1985-03-01\","
    "\"identifier\":[{\"system\":\"s\",\"value\":\"7\"}]}";
  static const char same_id[] =
    "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"李娜\"}],\"birthDate\":\"1990-01-01\"}";
  static const char same_number[] =
    "{\"resourceType\":\"Patient\",\"id\":\"p9\",\"name\":[{\"text\":\"王强\"}],\"birthDate\":\"1991-01-01\","
    "\"identifier\":[{\"system\":\"s\",\"value\":\"7\"}]}\n"
    "{\"resourceType\":\"Condition\",\"id\":\"c9\"," CODE ",\"subject\":{\"reference\":\"Patient/p9\"}}";
  static const char moved[] =
    "{\"resourceType\":\"Patient\",\"id\":\"p22\",\"name\":[{\"text\":\"张伟\"}],\"birthDate\":\"1985-03-01\","
    "\"identifier\":[{\"system\":\"s\",\"value\":\"7\"}]}";
  g_autoptr (EkFhirReport) one = import_text (fixture, first);
  g_autoptr (EkFhirReport) two = import_text (fixture, same_id);
  g_autoptr (EkFhirReport) three = import_text (fixture, same_number);
  g_autoptr (EkFhirReport) four = import_text (fixture, moved);

  g_assert_cmpuint (ek_fhir_report_get (one, NULL, EK_FHIR_CREATED), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get (two, NULL, EK_FHIR_CREATED), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get (three, NULL, EK_FHIR_CREATED), ==, 2);
  g_assert_cmpuint (ek_fhir_report_get (four, NULL, EK_FHIR_UNCHANGED), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM patient"), ==, 3);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM patient WHERE name = '张伟' AND birth_date = "
                                  "'1985-03-01'"),
                   ==, 1);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM problem JOIN patient ON patient.id = "
                                  "problem.patient_id WHERE name = '王强'"),
                   ==, 1);
}

/* entered-in-error after the fact takes the record out of the list and keeps it in history. */
static void
test_withdrawn (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) one = import_text (fixture, whole_bundle);
  g_autoptr (EkFhirReport) two =
    import_text (fixture,
                 PATIENT ("p1",
                          ",\"identifier\":[{\"system\":\"urn:oid:1.2.156.1\",\"value\":\"MRN-"
                          "7\"}]") "\n"
                                   "{\"resourceType\":\"Condition\",\"id\":\"c1\"," CODE "," SUBJECT
                                   ",\"verificationStatus\":{\"coding\":[{\"code\":"
                                   "\"entered-in-error\"}]}}\n"
                                   "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q1\","
                                   "\"status\":\"entered-in-error\",\"questionnaire\":\"http://"
                                   "loinc.org/q/44249-1\"," SUBJECT "," AUTHORED ",\"item\":[{\"linkId\":\"/"
                                   "44250-9\",\"answer\":[{\"valueInteger\":1}]}]}");

  g_assert_cmpuint (ek_fhir_report_get (one, NULL, EK_FHIR_CREATED), ==, 8);
  g_assert_cmpuint (ek_fhir_report_get (two, NULL, EK_FHIR_UPDATED) -
                      ek_fhir_report_get (two, "Patient", EK_FHIR_UPDATED),
                    ==, 2);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM problem"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment WHERE status = 'entered-in-error'"), ==, 1);
}

#define NAMED(id, given, meta)                                                    \
  "{\"resourceType\":\"Patient\",\"id\":\"" id "\",\"birthDate\":\"1985-03-01\"," \
  "\"name\":[{\"text\":\"" given "\"}]" meta "}"
#define UPDATED(at) ",\"meta\":{\"lastUpdated\":\"" at "\"}"
#define ENTRY(resource) "{\"resource\":" resource "}"
#define BUNDLE(entries) "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[" entries "]}"

/* The patient that came in last has this name. */
static gboolean
has_patient (Fixture *fixture, const char *name)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name = '%s' FROM patient ORDER BY rowid DESC LIMIT 1", name);

  return fixture_count (fixture, sql) == 1;
}

/* Of states of one resource the newest is taken, whatever their order, and a second time nothing changes. */
static void
test_repeated (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *text, *name;
    guint repeated, unchanged;
  } cases[] = {
    { BUNDLE (ENTRY (NAMED ("p", "甲", "")) "," ENTRY (NAMED ("p", "乙", ""))), "乙", 1, 1 },
    { NAMED ("p", "甲", "") "\n" NAMED ("p", "乙", "") "\n", "乙", 1, 1 },
    { BUNDLE (ENTRY (NAMED ("p", "甲", UPDATED ("2026-02-01T00:00:00Z"))) "," ENTRY (
        NAMED ("p", "乙", UPDATED ("2026-01-01T00:00:00+08:00")))),
      "甲", 1, 1 },
    { BUNDLE (ENTRY (NAMED ("p", "甲", "")) "," ENTRY (NAMED ("p", "甲", ""))), "甲", 0, 2 },
    { BUNDLE (ENTRY (NAMED ("p", "甲", "")) ",{},{\"resource\":null},{\"response\":{\"status\":\"404\"}}"), "甲", 0,
      1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkFhirImportOptions options = { 0 };
      g_autofree char *source = g_strdup_printf ("https://h%u.example", i);
      g_autofree char *path = fixture_write (fixture, "in.json", cases[i].text);

      options.source = source;
      for (guint time = 0; time < 2; time++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (EkFhirReport) report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options,
                                                                 &error);

          g_assert_no_error (error);
          g_assert_cmpuint (ek_fhir_report_get (report, NULL, EK_FHIR_CREATED), ==, time == 0 ? 1 : 0);
          g_assert_cmpuint (ek_fhir_report_get (report, NULL, EK_FHIR_UPDATED), ==, 0);
          g_assert_cmpuint (ek_fhir_report_get (report, NULL, EK_FHIR_UNCHANGED), ==,
                            cases[i].unchanged - (time == 0 ? 1 : 0));
          g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM patient"), ==, i + 1);
          g_assert_true (has_patient (fixture, cases[i].name));
          g_assert_cmpuint (ek_fhir_report_get_skipped (report, "Patient", EK_FHIR_SKIP_REPEATED), ==,
                            cases[i].repeated);
          g_assert_cmpuint (ek_fhir_report_get_skipped (report, "Bundle", EK_FHIR_SKIP_EMPTY), ==, i == 4 ? 3 : 0);
        }
    }
}

/* Links of many makes lead to the same item; reversed weights are not believed over answer codes. */
static void
test_links (Fixture *fixture, gconstpointer data)
{
  static const char *const formats[] = { "%d", "q%d", "phq9-%d", "PHQ9_%d", "/phq-9/item%d", "phq9.%d" };

  for (guint f = 0; f < G_N_ELEMENTS (formats); f++)
    {
      g_autoptr (GString) text = g_string_new (PATIENT ("p1", "") "\n");
      g_autoptr (EkFhirReport) report = NULL;
      g_autoptr (GPtrArray) records = NULL;

      g_string_append_printf (
        text,
        "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q%u\",\"status\":\"completed\"," SUBJECT
        ",\"questionnaire\":\"https://h/Questionnaire/PHQ-9|2\"," AUTHORED
        ",\"item\":[{\"linkId\":\"group\",\"item\":[",
        f);
      for (int i = 1; i <= 9; i++)
        {
          g_autofree char *number = g_strdup_printf ("%d", i);
          g_auto (GStrv) parts = g_strsplit (formats[f], "%d", 2);

          g_string_append_printf (text, "%s{\"linkId\":\"%s%s%s\",\"answer\":[{\"valueCoding\":{\"code\":\"%d\"}}]}",
                                  i > 1 ? "," : "", parts[0], number, parts[1], i % 4);
        }
      g_string_append (text, "]}]}\n");
      report = import_text (fixture, text->str);
      g_test_message ("%s", formats[f]);
      /* read alike, they are the one form that came first */
      g_assert_cmpuint (ek_fhir_report_get (report, "QuestionnaireResponse",
                                            f == 0 ? EK_FHIR_CREATED : EK_FHIR_UNCHANGED),
                        ==, 1);
    }
  /* 1+2+3+0+1+2+3+0+1 */
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment WHERE total = 13 AND complete = 1"), ==, 1);
}

/* An export is a file like any other: another vault takes it, the same vault finds nothing new in it. */
static void
test_export (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkFhirReport) first = import_text (fixture, whole_bundle);
  g_autoptr (EkPatientRows) rows = ek_store_list_patients (fixture->store, NULL, NULL);
  const char *id = ek_patient_rows_get (rows, 0)->id;
  g_autoptr (JsonNode) bundle = ek_fhir_export_patient (fixture->store, fixture->catalogue, id, &error);
  g_autofree char *text = bundle != NULL ? ek_json_pretty (bundle) : NULL;
  g_autoptr (EkFhirReport) same = NULL;
  g_autoptr (EkFhirReport) there = NULL;
  Fixture other = { NULL };

  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM audit WHERE action = 'export'"), ==, 1);
  same = import_text (fixture, text);
  g_assert_cmpuint (ek_fhir_report_get (same, NULL, EK_FHIR_CREATED), ==, 0);
  fixture_set_up (&other, NULL);
  there = import_text (&other, text);
  g_assert_cmpuint (ek_fhir_report_get (there, NULL, EK_FHIR_CREATED), ==, 8);
  check_patient (&other);
  check_clinical (&other);
  g_assert_nonnull (first);
  {
    g_autoptr (EkRecord) moved = ek_store_load (other.store, &ek_patient_type, id, NULL);

    g_assert_nonnull (moved);
  }
  fixture_tear_down (&other, NULL);
}

/* Item 9 answered "several days" at the hospital opens a risk here, once; an older form joins it. */
static void
test_critical (Fixture *fixture, gconstpointer data)
{
  EkFhirImportOptions options = { .received = ek_assess_received };
  g_autofree char *path = fixture_write (fixture, "in.json", whole_bundle);
  static const char older[] =
    PATIENT ("p1", "") "\n{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"old\",\"status\":\"completed\"," SUBJECT
                       ",\"questionnaire\":\"http://loinc.org/q/"
                       "44249-1\",\"authored\":\"2019-01-01\",\"item\":[{\"linkId\":\"44260-8\","
                       "\"answer\":[{\"valueInteger\":3}]}]}";
  g_autofree char *second = fixture_write (fixture, "old.json", older);
  const char *paths[] = { path, path, second };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkFhirReport) report = ek_fhir_import_file (fixture->store, fixture->catalogue, paths[i], &options,
                                                             &error);

      g_assert_no_error (error);
      g_assert_nonnull (report);
      g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM risk WHERE status = 'open'"), ==, 1);
      g_assert_cmpint (fixture_count (fixture, "SELECT max (revision) FROM risk"), ==, i < 2 ? 1 : 2);
    }
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment"), ==, 2);
}

/* A long note comes in whole; one that nobody can have written is refused by name rather than cut. */
static void
test_long_note (Fixture *fixture, gconstpointer data)
{
  static const gsize lengths[] = { 5000, 60000, 256 * 1024 + 1 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *note = g_strnfill (lengths[i], 'n');
      g_autofree char *text = g_strdup_printf (PATIENT ("p1", "") "\n{\"resourceType\":\"Condition\",\"id\":\"c%u\","
                                                                  "\"code\":{\"text\":\"x\"}," SUBJECT
                                                                  ",\"note\":[{\"text\":\"%s\"}]}\n",
                                               i, note);
      gboolean fits = lengths[i] <= 256 * 1024;
      g_autoptr (EkFhirReport) report = import_text (fixture, text);
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM problem WHERE length (note) = %" G_GSIZE_FORMAT,
                                              lengths[i]);

      g_assert_cmpuint (ek_fhir_report_get (report, "Condition", EK_FHIR_CREATED), ==, fits);
      g_assert_cmpuint (ek_fhir_report_get (report, "Condition", EK_FHIR_SKIPPED), ==, !fits);
      g_assert_cmpint (fixture_count (fixture, sql), ==, fits);
    }
}

/* A file much larger than one piece is read in little memory, and cancelling leaves nothing. */
static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (PATIENT ("p1", "") "\n");
  g_autoptr (EkFhirReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = NULL;
  EkFhirImportOptions options = { .cancellable = cancellable };

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (text,
                            "{\"resourceType\":\"Observation\",\"id\":\"o%u\",\"status\":\"final\"," CODE "," SUBJECT
                            ",\"effectiveDateTime\":\"2026-01-01\",\"valueInteger\":%u}\n",
                            i, i);
  path = fixture_write (fixture, "large.ndjson", text->str);
  g_cancellable_cancel (cancellable);
  g_assert_null (ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CANCELLED);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM patient"), ==, 0);
  report = import_text (fixture, text->str);
  g_assert_cmpuint (ek_fhir_report_get (report, "Observation", EK_FHIR_CREATED), ==, 3000);
}

#define ADD(path, func) g_test_add ("/exchange/import/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("whole", test_whole);
  ADD ("twice", test_twice);
  ADD ("update", test_update);
  ADD ("changed-here", test_changed_here);
  ADD ("hostile", test_hostile);
  ADD ("nested", test_nested);
  ADD ("truncated", test_truncated);
  ADD ("skipped", test_skipped);
  ADD ("other-person", test_other_person);
  ADD ("withdrawn", test_withdrawn);
  ADD ("repeated", test_repeated);
  ADD ("links", test_links);
  ADD ("export", test_export);
  ADD ("critical", test_critical);
  ADD ("long-note", test_long_note);
  ADD ("large", test_large);
  return g_test_run ();
}
