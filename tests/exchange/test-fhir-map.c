/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every resource we write, for every kind of record and every state it can be in, is valid R4; the facts that matter
 * are where the field expects them; and what we write we can read again. */

#include <string.h>

#include "ek-error.h"
#include "ek-fhir-export.h"
#include "ek-fhir-map.h"
#include "ek-notice.h"
#include "exchange-fixture.h"
#include "fhir-server.h"

static EkFhirContext
context_of (Fixture *fixture)
{
  EkFhirContext context = { .catalogue = fixture->catalogue,
                            .vault = fixture->vault,
                            .store = fixture->store,
                            .local_offset = 480,
                            .everything = TRUE };

  return context;
}

static void
save (Fixture *fixture, EkRecord *record)
{
  g_autoptr (GError) error = NULL;

  ek_store_save (fixture->store, record, &error);
  g_assert_no_error (error);
}

static void
set_json (EkRecord *record, int field, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = ek_json_parse (text, -1, &EK_JSON_DEFAULT, &error);

  g_assert_no_error (error);
  ek_record_set_json (record, field, node);
}

static EkRecord *
full_patient (Fixture *fixture)
{
  EkRecord *patient = ek_record_new (&ek_patient_type, NULL);

  ek_record_set_text (patient, EK_PATIENT_NAME, "欧阳晓雯");
  ek_record_set_text (patient, EK_PATIENT_FAMILY_NAME, "欧阳");
  ek_record_set_text (patient, EK_PATIENT_GIVEN_NAME, "晓雯");
  ek_record_set_text (patient, EK_PATIENT_PINYIN, "Ouyang Xiaowen");
  ek_record_set_text (patient, EK_PATIENT_SEX, "female");
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, "1991-07");
  set_json (patient, EK_PATIENT_IDENTIFIERS,
            "[{\"system\":\"urn:oid:1.2.156\",\"value\":\"A1\",\"type\":\"病案号\"},{\"value\":\"B 2\"}]");
  ek_record_set_text (patient, EK_PATIENT_PHONE, "+86 138 0000 0000");
  ek_record_set_text (patient, EK_PATIENT_ADDRESS, "上海市徐汇区\n某路 1 号");
  ek_record_set_text (patient, EK_PATIENT_EMERGENCY_NAME, "欧阳明");
  ek_record_set_text (patient, EK_PATIENT_EMERGENCY_RELATION, "父亲");
  ek_record_set_text (patient, EK_PATIENT_EMERGENCY_PHONE, "13900000000");
  ek_record_set_text (patient, EK_PATIENT_REMARKS, "never to be sent");
  ek_record_set_int (patient, EK_PATIENT_DECEASED, TRUE);
  save (fixture, patient);
  return patient;
}

/* Records with nothing but what is required, and with everything, in each state the type knows. */
static void
make_plain (Fixture *fixture, const char *patient_id)
{
  static const EkRecordType *const types[] = { &ek_problem_type, &ek_allergy_type, &ek_medicine_type,
                                               &ek_encounter_type };
  static const int states[] = { EK_PROBLEM_STATUS, EK_ALLERGY_STATUS, EK_MEDICINE_STATUS, EK_ENCOUNTER_STATUS };
  static const int words[] = { EK_PROBLEM_TEXT, EK_ALLERGY_SUBSTANCE, EK_MEDICINE_NAME, EK_ENCOUNTER_THERAPY };

  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    {
      const EkChoice *choice = types[t]->fields[states[t]].choices;

      for (gboolean more = TRUE; more; choice++)
        {
          g_autoptr (EkRecord) record = ek_record_new (types[t], patient_id);

          more = choice->id != NULL;
          ek_record_set_text (record, states[t], choice->id);
          ek_record_set_text (record, words[t], "词 & <word>");
          if (types[t] == &ek_encounter_type)
            {
              ek_record_set_text (record, EK_ENCOUNTER_KIND, more ? "video" : "session");
              ek_record_set_instant (record, EK_ENCOUNTER_STARTED, ek_clock_now (fixture->clock), 480);
            }
          if (types[t] == &ek_medicine_type && more)
            {
              ek_record_set_real (record, EK_MEDICINE_DOSE_MG, 37.5);
              ek_record_set_text (record, EK_MEDICINE_DOSE_TEXT, "早晨一片");
              ek_record_set_text (record, EK_MEDICINE_STARTED, "2026-01");
              ek_record_set_text (record, EK_MEDICINE_PRESCRIBER, "李医生");
            }
          if (types[t] == &ek_problem_type && more)
            {
              ek_record_set_text (record, EK_PROBLEM_CODE, "F32.1");
              ek_record_set_text (record, EK_PROBLEM_SYSTEM, "http://hl7.org/fhir/sid/icd-10");
              ek_record_set_text (record, EK_PROBLEM_ENDED, "2026-02-01");
              ek_record_set_text (record, EK_PROBLEM_VERIFICATION, "provisional");
              ek_record_set_text (record, EK_PROBLEM_NOTE, "a\nb");
            }
          if (types[t] == &ek_allergy_type && more)
            {
              ek_record_set_text (record, EK_ALLERGY_REACTION, "皮疹");
              ek_record_set_text (record, EK_ALLERGY_CRITICALITY, "high");
              ek_record_set_text (record, EK_ALLERGY_NOTED, "2020");
            }
          save (fixture, record);
        }
    }
}

static void
make_measurements (Fixture *fixture, const char *patient_id)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (EkRecord) record = ek_record_new (&ek_measurement_type, patient_id);

      ek_record_set_text (record, EK_MEASUREMENT_CODE, i == 0 ? "93832-4" : "steps");
      ek_record_set_text (record, EK_MEASUREMENT_SYSTEM, i == 0 ? EK_FHIR_LOINC : NULL);
      ek_record_set_instant (record, EK_MEASUREMENT_TAKEN, ek_clock_now (fixture->clock), -300);
      if (i < 2)
        ek_record_set_real (record, EK_MEASUREMENT_VALUE, 6.5);
      else
        ek_record_set_text (record, EK_MEASUREMENT_VALUE_TEXT, "< 5 h");
      ek_record_set_text (record, EK_MEASUREMENT_UNIT, i == 0 ? "h" : "次/分 钟");
      ek_record_set_text (record, EK_MEASUREMENT_SOURCE, i == 1 ? "手环" : NULL);
      save (fixture, record);
    }
}

static void
make_risks (Fixture *fixture, const char *patient_id, const char *source)
{
  static const char *const levels[] = { "unassessed", "low", "moderate", "high" };

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autoptr (EkRecord) risk = ek_record_new (&ek_risk_type, patient_id);

      ek_record_set_text (risk, EK_RISK_LEVEL, levels[i]);
      ek_record_set_text (risk, EK_RISK_SOURCE, source);
      ek_record_set_instant (risk, EK_RISK_RAISED, ek_clock_now (fixture->clock), 480);
      ek_record_set_text (risk, EK_RISK_STATUS, i == 3 ? "closed" : "open");
      if (i == 3)
        {
          ek_record_set_text (risk, EK_RISK_ACTION, "已联系家属");
          ek_record_set_instant (risk, EK_RISK_CLOSED, ek_clock_now (fixture->clock) + EK_HOUR_MS, 480);
        }
      save (fixture, risk);
    }
}

static EkRecord *
make_plan (Fixture *fixture, const char *patient_id, const char *status, const char *previous)
{
  EkRecord *plan = ek_record_new (&ek_plan_type, patient_id);

  ek_record_set_text (plan, EK_PLAN_STATUS, status);
  set_json (
    plan, EK_PLAN_LINES,
    "[{\"id\":\"l1\",\"kind\":\"psychotherapy\",\"text\":{\"en\":\"CBT "
    "weekly\",\"zh\":\"每周认知行为治疗\"},\"goal\":{\"en\":\"PHQ-9 below 5\","
    "\"zh\":\"PHQ-9 低于 5\"},\"status\":\"proposed\"},{\"id\":\"l2\",\"kind\":\"sleep\",\"text\":{\"en\":\"Sleep "
    "diary\"},\"status\":\"added\"},"
    "{\"id\":\"l3\",\"kind\":\"work\",\"text\":{\"en\":\"Removed\"},\"status\":\"removed\"}]");
  ek_record_set_text (plan, EK_PLAN_STARTS, "2026-09-21");
  ek_record_set_text (plan, EK_PLAN_REVIEW, "2026-12-14");
  ek_record_set_text (plan, EK_PLAN_PREVIOUS, previous);
  ek_record_set_text (plan, EK_PLAN_NOTE, "与患者共同制定");
  save (fixture, plan);
  return plan;
}

static EkRecord *
make_review (Fixture *fixture, const char *patient_id, const char *status)
{
  EkRecord *review = ek_record_new (&ek_review_type, patient_id);
  g_autoptr (EkRecord) document = NULL;
  g_autoptr (GBytes) pdf = g_bytes_new_static ("%PDF-1.5 minutes", 16);
  const EkChoice *choice = ek_task_type.fields[EK_TASK_STATUS].choices;

  ek_record_set_text (review, EK_REVIEW_STATUS, status);
  ek_record_set_instant (review, EK_REVIEW_HELD, ek_clock_now (fixture->clock), 480);
  ek_record_set_text (review, EK_REVIEW_QUESTION, "是否需要加药？");
  if (!g_str_equal (status, "open"))
    {
      ek_record_set_text (review, EK_REVIEW_DECISION, "继续心理治疗");
      ek_record_set_text (review, EK_REVIEW_REASON, "分数下降");
      ek_record_set_instant (review, EK_REVIEW_DECIDED, ek_clock_now (fixture->clock), 480);
    }
  set_json (review, EK_REVIEW_MEMBERS,
            "[{\"name\":\"林医生\",\"role\":\"psychiatrist\"},{\"name\":\"Ann "
            "Lee\",\"role\":\"case-manager\"}]");
  save (fixture, review);
  for (; choice->id != NULL; choice++)
    {
      g_autoptr (EkRecord) task = ek_record_new (&ek_task_type, patient_id);

      ek_record_set_text (task, EK_TASK_BASED_ON, ek_record_get_id (review));
      ek_record_set_text (task, EK_TASK_TEXT, "随访");
      ek_record_set_text (task, EK_TASK_OWNER_NAME, "Ann Lee");
      ek_record_set_text (task, EK_TASK_DUE, "2026-10-05");
      ek_record_set_text (task, EK_TASK_STATUS, choice->id);
      ek_record_set_text (task, EK_TASK_OUTCOME, g_str_equal (choice->id, "requested") ? NULL : "完成");
      save (fixture, task);
    }
  for (const EkChoice *kind = ek_document_type.fields[EK_DOCUMENT_KIND].choices; kind->id != NULL; kind++)
    {
      g_clear_object (&document);
      document = ek_record_new (&ek_document_type, patient_id);
      ek_record_set_text (document, EK_DOCUMENT_KIND, kind->id);
      ek_record_set_text (document, EK_DOCUMENT_TITLE, "会议记录");
      ek_record_set_text (document, EK_DOCUMENT_MEDIA_TYPE, "application/pdf");
      ek_record_set_blob (document, EK_DOCUMENT_CONTENT, pdf);
      ek_record_set_text (document, EK_DOCUMENT_BASED_ON, ek_record_get_id (review));
      save (fixture, document);
    }
  return review;
}

/* One of a form that is here, looked at; one that is open; and one that stays here. */
static void
make_notices (Fixture *fixture, const char *patient_id, const char *form_id)
{
  g_autoptr (JsonNode) detail = ek_json_parse ("{\"kind\":\"suicide\",\"words\":\"轻生\",\"from\":\"resource\"}", -1,
                                               NULL, NULL);
  g_autoptr (GPtrArray) open = NULL;

  g_assert_true (ek_notice_raise (fixture->store, patient_id, "unreadable-form", form_id, detail, NULL));
  open = ek_notice_list_open (fixture->store, patient_id, NULL);
  g_assert_true (ek_notice_close (fixture->store, open->pdata[0], "read on paper", NULL));
  g_assert_true (ek_notice_raise (fixture->store, patient_id, "unclear-danger", "c1", detail, NULL));
  g_assert_true (ek_notice_raise (fixture->store, patient_id, "other", "never to be sent", NULL, NULL));
}

static void
make_everything (Fixture *fixture, EkRecord *patient)
{
  const char *id = ek_record_get_id (patient);
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) phq9 =
    fixture_assessment (fixture, id, "phq9",
                        "{\"1\":2,\"2\":3,\"3\":1,\"4\":2,\"5\":1,\"6\":0,\"7\":3,\"8\":1,\"9\":2}");
  g_autoptr (EkRecord) gad7 = fixture_assessment (fixture, id, "gad7", "[0,1,2,3,2,1,0]");
  g_autoptr (EkRecord) partial = fixture_assessment (fixture, id, "gad7", "[0,null,2,null,2,1,0]");
  g_autoptr (EkRecord) plan = NULL;
  g_autoptr (EkRecord) next = NULL;
  g_autoptr (EkRecord) draft = NULL;
  g_autoptr (EkRecord) review = NULL;
  g_autoptr (EkRecord) open = NULL;

  make_plain (fixture, id);
  make_measurements (fixture, id);
  make_risks (fixture, id, ek_record_get_id (phq9));
  make_notices (fixture, id, ek_record_get_id (gad7));
  plan = make_plan (fixture, id, "replaced", NULL);
  next = make_plan (fixture, id, "signed", ek_record_get_id (plan));
  draft = make_plan (fixture, id, "draft", ek_record_get_id (next));
  review = make_review (fixture, id, "decided");
  open = make_review (fixture, id, "open");
  ek_store_sign (fixture->store, next, "author", &error);
  g_assert_no_error (error);
  ek_store_sign (fixture->store, review, "agrees", &error);
  g_assert_no_error (error);
}

/* The validator of tests/fhir-server: one line for each resource, exit status 1 when any is wrong. */
static void
assert_valid (const char *ndjson)
{
  g_autofree char *directory = fhir_server_directory ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                                                        G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;

  g_subprocess_launcher_set_cwd (launcher, directory);
  process = g_subprocess_launcher_spawn (launcher, &error, "node", "validate.mjs", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, ndjson, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_exit_status (process) != 0)
    g_test_message ("%s", output);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_valid (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[] = {
    "Patient",
    "Condition",
    "AllergyIntolerance",
    "MedicationRequest",
    "Encounter",
    "QuestionnaireResponse",
    "Observation",
    "RiskAssessment",
    "Flag",
    "DetectedIssue",
    "CarePlan",
    "Goal",
    "Task",
    "ClinicalImpression",
    "DocumentReference",
    "Provenance",
  };
  g_autoptr (EkRecord) patient = full_patient (fixture);
  g_autoptr (GString) ndjson = g_string_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonNode) bundle = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *entries;

  make_everything (fixture, patient);
  bundle = ek_fhir_export_patient (fixture->store, fixture->catalogue, ek_record_get_id (patient), &error);
  g_assert_no_error (error);
  entries = ek_json_peek_array (json_node_get_object (bundle), "entry");
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *resource = ek_json_peek_object (ek_json_element_object (entries, i), "resource");
      g_autoptr (JsonNode) node = ek_fhir_node (resource);
      g_autofree char *text = ek_json_canonical (node);

      g_assert_null (strstr (text, "never to be sent"));
      g_hash_table_add (seen, g_strdup (ek_fhir_type (resource)));
      g_string_append_printf (ndjson, "%s\n", text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_test_message ("%s", expected[i]);
      g_assert_true (g_hash_table_contains (seen, expected[i]));
    }
  g_assert_cmpuint (json_array_get_length (entries), >, 50);
  assert_valid (ndjson->str);
}

/* The validator is one that can say no. */
static void
test_validator (Fixture *fixture, gconstpointer data)
{
  if (g_test_subprocess ())
    {
      assert_valid ("{\"resourceType\":\"Task\",\"id\":\"x\",\"intent\":\"order\"}\n");
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
}

static void
test_assessment (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "A");
  g_autoptr (EkRecord) record =
    fixture_assessment (fixture, ek_record_get_id (patient), "phq9",
                        "{\"1\":2,\"2\":3,\"3\":1,\"4\":2,\"5\":1,\"6\":0,\"7\":3,\"8\":1,\"9\":2}");
  EkFhirContext context = context_of (fixture);
  g_autoptr (GPtrArray) resources = ek_fhir_write_record (&context, record);
  g_autofree char *canonical = NULL;
  JsonObject *response, *total, *first, *answer, *coding, *quantity;

  g_assert_cmpuint (resources->len, ==, 2);
  response = resources->pdata[0];
  total = resources->pdata[1];
  canonical = g_strdup_printf (EK_FHIR_BASE "/Questionnaire/phq9|%s",
                               ek_record_get_text (record, EK_ASSESSMENT_VERSION));
  g_assert_cmpstr (ek_json_peek_string (response, "questionnaire"), ==, canonical);
  g_assert_cmpstr (ek_fhir_own_id (response), ==, ek_record_get_id (record));
  first = ek_fhir_first_object (response, "item");
  answer = ek_fhir_first_object (first, "answer");
  coding = ek_json_peek_object (answer, "valueCoding");
  /* item 1, "more than half the days": answer code and not an integer */
  g_assert_cmpstr (ek_json_peek_string (first, "linkId"), ==, "44250-9");
  g_assert_cmpstr (ek_json_peek_string (coding, "system"), ==, EK_FHIR_LOINC);
  g_assert_cmpstr (ek_json_peek_string (coding, "code"), ==, "LA6570-1");
  g_assert_cmpfloat (ek_json_peek_double (ek_fhir_first_object (coding, "extension"), "valueDecimal", -1), ==, 2);
  /* the total's own code, not the panel's */
  g_assert_true (ek_fhir_concept_has (ek_json_peek_object (total, "code"), EK_FHIR_LOINC, "44261-6"));
  g_assert_true (ek_fhir_concept_has (ek_fhir_first_object (total, "category"), NULL, "survey"));
  quantity = ek_json_peek_object (total, "valueQuantity");
  g_assert_cmpfloat (ek_json_peek_double (quantity, "value", 0), ==, 15);
  g_assert_cmpstr (ek_json_peek_string (quantity, "code"), ==, "{score}");
  g_assert_cmpstr (ek_json_peek_string (ek_json_peek_object (response, "subject"), "reference"), ==,
                   ek_json_peek_string (ek_json_peek_object (total, "subject"), "reference"));
}

/* What was declined leaves as an item without an answer that says so, and comes back with its reason. */
static void
test_declined_item (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "A");
  g_autoptr (EkRecord) record = fixture_assessment (fixture, ek_record_get_id (patient), "gad7", "[0,null,2,0,2,1,0]");
  g_autoptr (EkRecord) back = ek_record_new (&ek_assessment_type, ek_record_get_id (patient));
  g_autoptr (GPtrArray) resources = NULL;
  EkFhirContext context = context_of (fixture);
  JsonObject *item, *declined;

  set_json (record, EK_ASSESSMENT_DECLINED, "{\"2\":\"不愿回答 <b>\"}");
  resources = ek_fhir_write_record (&context, record);
  g_assert_cmpuint (resources->len, ==, 1);
  item = ek_json_element_object (ek_json_peek_array (resources->pdata[0], "item"), 1);
  g_assert_false (json_object_has_member (item, "answer"));
  g_assert_cmpstr (ek_json_peek_string (ek_fhir_first_object (item, "extension"), "url"), ==,
                   "http://hl7.org/fhir/StructureDefinition/data-absent-reason");
  g_assert_cmpstr (ek_json_peek_string (ek_fhir_first_object (item, "extension"), "valueCode"), ==, "asked-declined");
  g_assert_cmpint (ek_fhir_read_response (&context, resources->pdata[0], back), ==, EK_FHIR_SKIP_NONE);
  declined = json_node_get_object (ek_record_get_json (back, EK_ASSESSMENT_DECLINED));
  g_assert_cmpuint (json_object_get_size (declined), ==, 1);
  g_assert_cmpstr (ek_json_peek_string (declined, "2"), ==, "不愿回答 <b>");
  g_assert_false (
    json_object_has_member (json_node_get_object (ek_record_get_json (back, EK_ASSESSMENT_ANSWERS)), "2"));

  /* Another absence is not a refusal, and without our reason the code stands for it. */
  json_object_set_string_member (ek_fhir_first_object (item, "extension"), "valueCode", "unknown");
  g_assert_cmpint (ek_fhir_read_response (&context, resources->pdata[0], back), ==, EK_FHIR_SKIP_NONE);
  g_assert_false (ek_record_has (back, EK_ASSESSMENT_DECLINED));
  json_object_set_string_member (ek_fhir_first_object (item, "extension"), "valueCode", "asked-declined");
  json_array_remove_element (ek_json_peek_array (item, "extension"), 1);
  g_assert_cmpint (ek_fhir_read_response (&context, resources->pdata[0], back), ==, EK_FHIR_SKIP_NONE);
  g_assert_cmpstr (ek_json_peek_string (json_node_get_object (ek_record_get_json (back, EK_ASSESSMENT_DECLINED)), "2"),
                   ==, "asked-declined");
}

/* An incomplete form has no total, nor has one that was broken off; one being filled in and a draft plan do not leave
 * the machine. */
static void
test_not_sent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "A");
  const char *id = ek_record_get_id (patient);
  g_autoptr (EkRecord) partial = fixture_assessment (fixture, id, "gad7", "[0,null,2,null,2,1,0]");
  g_autoptr (EkRecord) draft = make_plan (fixture, id, "draft", NULL);
  EkFhirContext context = context_of (fixture);
  g_autoptr (GPtrArray) some = NULL;
  g_autoptr (GPtrArray) none = NULL, open = NULL, declined = NULL;

  context.everything = FALSE;
  some = ek_fhir_write_record (&context, partial);
  g_assert_cmpuint (some->len, ==, 1);
  none = ek_fhir_write_record (&context, draft);
  g_assert_cmpuint (none->len, ==, 0);
  ek_record_set_text (partial, EK_ASSESSMENT_STATUS, "in-progress");
  open = ek_fhir_write_record (&context, partial);
  g_assert_cmpuint (open->len, ==, 0);
  ek_record_set_text (partial, EK_ASSESSMENT_STATUS, "declined");
  ek_record_set_real (partial, EK_ASSESSMENT_TOTAL, 5);
  declined = ek_fhir_write_record (&context, partial);
  g_assert_cmpuint (declined->len, ==, 1);
}

/* Ids of second resources are the same at every run and differ between roles and records. */
static void
test_derived (void)
{
  g_autofree char *a = ek_fhir_derived_id ("6a0b58a5-2f66-4a30-9c34-2a1f9c8d1c11", "total");
  g_autofree char *b = ek_fhir_derived_id ("6a0b58a5-2f66-4a30-9c34-2a1f9c8d1c11", "flag");
  g_autofree char *c = ek_fhir_derived_id ("6a0b58a5-2f66-4a30-9c34-2a1f9c8d1c12", "total");
  /* RFC 4122, version 5: uuid5 (6ba7b810-9dad-11d1-80b4-00c04fd430c8, "www.example.com") */
  g_autofree char *known = ek_fhir_derived_id ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com");

  g_assert_cmpstr (a, !=, b);
  g_assert_cmpstr (a, !=, c);
  g_assert_cmpstr (known, ==, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

static void
test_references (void)
{
  static const struct {
    const char *text, *base, *type, *id, *contained, *urn;
  } rows[] = {
    { "Patient/1", NULL, "Patient", "1", NULL, NULL },
    { "Patient/1/_history/2", NULL, "Patient", "1", NULL, NULL },
    { "https://h/a/fhir/Patient/1", "https://h/a/fhir", "Patient", "1", NULL, NULL },
    { "#p1", NULL, NULL, NULL, "p1", NULL },
    { "urn:uuid:AB", NULL, NULL, NULL, NULL, "urn:uuid:ab" },
    { "", NULL, NULL, NULL, NULL, NULL },
    { "Patient", NULL, NULL, NULL, NULL, NULL },
    { "Patient/", NULL, NULL, NULL, NULL, NULL },
    { "patient/1", NULL, NULL, NULL, NULL, NULL },
    { "Patient/a b", NULL, NULL, NULL, NULL, NULL },
    { "Patient/../x", NULL, NULL, NULL, NULL, NULL },
    { "Patient/..", NULL, NULL, NULL, NULL, NULL },
    { "ftp://h/Patient/1", NULL, NULL, NULL, NULL, NULL },
    { "#", NULL, NULL, NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (EkFhirReference) parts = { NULL };
      gboolean ok = ek_fhir_reference_parse (rows[i].text, &parts);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (ok, ==, rows[i].type != NULL || rows[i].contained != NULL || rows[i].urn != NULL);
      g_assert_cmpstr (parts.base, ==, rows[i].base);
      g_assert_cmpstr (parts.type, ==, rows[i].type);
      g_assert_cmpstr (parts.id, ==, rows[i].id);
      g_assert_cmpstr (parts.contained, ==, rows[i].contained);
      g_assert_cmpstr (parts.urn, ==, rows[i].urn);
    }
}

#define ADD(path, func) g_test_add ("/exchange/map/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!fhir_server_available ())
    return 0;
  g_test_add_func ("/exchange/map/derived", test_derived);
  g_test_add_func ("/exchange/map/references", test_references);
  ADD ("assessment", test_assessment);
  ADD ("declined-item", test_declined_item);
  ADD ("not-sent", test_not_sent);
  ADD ("valid", test_valid);
  ADD ("validator", test_validator);
  return g_test_run ();
}
