/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which questionnaire a response is. Every instrument that is shipped is written as others write it, whole and with
 * each question left blank, and must come back as itself with every answer in its place. */

#include <math.h>
#include <string.h>

#include "ek-assess.h"
#include "ek-assessment.h"
#include "ek-fhir-forms.h"
#include "ek-fhir-map-response.h"
#include "ek-notice.h"
#include "ek-score.h"
#include "exchange-fixture.h"

/* How the sender writes it. */
typedef enum {
  BY_OUR_ADDRESS,     /* our canonical, linkIds as we write them */
  BY_CODES,           /* no address at all; LOINC codes behind a slash */
  BY_NAME,            /* an address that ends in its name, linkIds q1, q2 … */
  BY_NAME_BEHIND_BAR, /* CamCOPS: …|phq9/2.4.8, blanks as [{}] */
  BY_LINKS,           /* no address; phq9|q1 … */
  BY_QUESTIONNAIRE,   /* links that say nothing, and a Questionnaire with codes or words in the same file */
  N_WAYS
} Way;

static EkFhirContext
context_of (Fixture *fixture)
{
  return (EkFhirContext){ .catalogue = fixture->catalogue, .store = fixture->store, .local_offset = 480 };
}

static JsonNode *
number (double value)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  if (value == floor (value))
    json_node_set_int (node, (gint64) value);
  else
    json_node_set_double (node, value);
  return node;
}

/* An answer that every form takes and that contradicts no other. */
static JsonNode *
some_answer (EkItem *item, guint index)
{
  double low, high;
  gboolean whole;
  JsonArray *one;

  switch (ek_item_get_kind (item))
    {
    case EK_ITEM_CHOICE:
      return number (ek_item_get_option (item, index % ek_item_get_n_options (item))->value);
    case EK_ITEM_MULTIPLE:
      one = json_array_new ();
      json_array_add_double_element (one, ek_item_get_option (item, 0)->value);
      return json_node_init_array (json_node_alloc (), one);
    case EK_ITEM_TIME_OF_DAY:
      return json_node_init_string (json_node_alloc (), index == 0 ? "23:00" : "07:00");
    case EK_ITEM_TEXT:
      return json_node_init_string (json_node_alloc (), "words");
    case EK_ITEM_NUMBER:
    case EK_ITEM_DURATION:
    default:
      g_assert_true (ek_item_get_limits (item, &low, &high, &whole));
      return number (CLAMP (7, low, high));
    }
}

static JsonObject *
answers_of (EkInstrument *instrument, int blank)
{
  JsonObject *answers = json_object_new ();

  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    if ((int) i != blank)
      json_object_set_member (answers, ek_item_get_id (ek_instrument_get_item (instrument, i)),
                              some_answer (ek_instrument_get_item (instrument, i), i));
  return answers;
}

static char *
link_of (EkInstrument *instrument, guint index, Way way)
{
  EkItem *item = ek_instrument_get_item (instrument, index);
  const char *code = ek_item_get_loinc (item), *id = ek_item_get_id (item);

  switch (way)
    {
    case BY_OUR_ADDRESS:
      return g_strdup (code != NULL ? code : id);
    case BY_CODES:
      return g_strconcat ("/", code, NULL);
    case BY_NAME:
    case BY_NAME_BEHIND_BAR:
      return g_strconcat ("q", id, NULL);
    case BY_LINKS:
      return g_strconcat (ek_instrument_get_id (instrument), "|q", id, NULL);
    case BY_QUESTIONNAIRE:
    case N_WAYS:
    default:
      return g_strdup_printf ("field-%c%c", 'a' + (int) (index / 26), 'a' + (int) (index % 26));
    }
}

static char *
address_of (EkInstrument *instrument, Way way)
{
  switch (way)
    {
    case BY_OUR_ADDRESS:
      return g_strdup_printf ("https://evenkeel.io/fhir/Questionnaire/%s|%s", ek_instrument_get_id (instrument),
                              ek_instrument_get_version (instrument));
    case BY_NAME:
      return g_strdup_printf ("https://h.example/Questionnaire/%s", ek_instrument_get_abbreviation (instrument));
    case BY_NAME_BEHIND_BAR:
      return g_strdup_printf ("https://h.example/fhir_questionnaire|%s/2.4.8", ek_instrument_get_id (instrument));
    case BY_QUESTIONNAIRE:
      return g_strdup ("https://h.example/Questionnaire/4711");
    case BY_CODES:
    case BY_LINKS:
    case N_WAYS:
    default:
      return NULL;
    }
}

static void
set_value (JsonObject *answer, JsonNode *value)
{
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    json_object_set_string_member (answer, "valueString", json_node_get_string (value));
  else if (json_node_get_value_type (value) == G_TYPE_INT64)
    json_object_set_int_member (answer, "valueInteger", json_node_get_int (value));
  else
    json_object_set_double_member (answer, "valueDecimal", json_node_get_double (value));
}

/* A choice of several answers goes as numbers coded by themselves. */
static JsonArray *
answer_array (JsonNode *value)
{
  JsonArray *array = json_array_new ();
  JsonObject *answer = json_object_new ();

  if (value != NULL && JSON_NODE_HOLDS_ARRAY (value))
    {
      g_autofree char *code = g_strdup_printf ("%g", json_array_get_double_element (json_node_get_array (value), 0));
      JsonObject *coding = json_object_new ();

      json_object_set_string_member (coding, "code", code);
      json_object_set_object_member (answer, "valueCoding", coding);
    }
  else if (value != NULL)
    set_value (answer, value);
  json_array_add_object_element (array, answer);
  return array;
}

static JsonObject *
response_of (EkInstrument *instrument, JsonObject *answers, Way way)
{
  JsonObject *response = json_object_new ();
  JsonArray *items = json_array_new ();
  g_autofree char *address = address_of (instrument, way);

  json_object_set_string_member (response, "resourceType", "QuestionnaireResponse");
  json_object_set_string_member (response, "id", "r");
  json_object_set_string_member (response, "status", "completed");
  json_object_set_string_member (response, "authored", "2026-05-01T09:00:00+08:00");
  if (address != NULL)
    json_object_set_string_member (response, "questionnaire", address);
  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    {
      const char *id = ek_item_get_id (ek_instrument_get_item (instrument, i));
      JsonNode *value = json_object_get_member (answers, id);
      g_autofree char *link = link_of (instrument, i, way);
      JsonObject *item;

      if (value == NULL && way != BY_NAME_BEHIND_BAR)
        continue;
      item = json_object_new ();
      json_object_set_string_member (item, "linkId", link);
      json_object_set_array_member (item, "answer", answer_array (value));
      json_array_add_object_element (items, item);
    }
  json_object_set_array_member (response, "item", items);
  return response;
}

/* With the code of each question where it has one, else with its words. */
static JsonObject *
questionnaire_of (EkInstrument *instrument)
{
  JsonObject *questionnaire = json_object_new ();
  JsonArray *items = json_array_new ();

  json_object_set_string_member (questionnaire, "resourceType", "Questionnaire");
  json_object_set_string_member (questionnaire, "url", "https://h.example/Questionnaire/4711");
  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    {
      EkItem *item = ek_instrument_get_item (instrument, i);
      g_autofree char *link = link_of (instrument, i, BY_QUESTIONNAIRE);
      JsonObject *question = json_object_new (), *coding = json_object_new ();
      JsonArray *codes = json_array_new ();

      json_object_set_string_member (question, "linkId", link);
      if (ek_item_get_loinc (item) != NULL)
        json_object_set_string_member (coding, "code", ek_item_get_loinc (item));
      else
        json_object_set_string_member (question, "text", ek_item_get_text (item, "zh"));
      json_array_add_object_element (codes, coding);
      json_object_set_array_member (question, "code", codes);
      json_array_add_object_element (items, question);
    }
  json_object_set_array_member (questionnaire, "item", items);
  return questionnaire;
}

static gboolean
can_be_written (EkInstrument *instrument, Way way)
{
  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    {
      EkItem *item = ek_instrument_get_item (instrument, i);
      const char *text = ek_item_get_text (item, "zh");

      if (way == BY_CODES && ek_item_get_loinc (item) == NULL)
        return FALSE;
      if (way == BY_QUESTIONNAIRE && ek_item_get_loinc (item) == NULL && (text == NULL || strlen (text) < 12))
        return FALSE;
    }
  return ek_instrument_get_n_items (instrument) > 0;
}

static void
check (Fixture *fixture, EkRecord *patient, EkInstrument *instrument, Way way, int blank)
{
  EkFhirContext context = context_of (fixture);
  g_autoptr (JsonObject) answers = answers_of (instrument, blank);
  g_autoptr (JsonObject) response = response_of (instrument, answers, way);
  g_autoptr (JsonObject) questionnaire = way == BY_QUESTIONNAIRE ? questionnaire_of (instrument) : NULL;
  g_autoptr (EkFhirForms) forms = ek_fhir_forms_new ();
  g_autoptr (EkRecord) record = ek_record_new (&ek_assessment_type, ek_record_get_id (patient));
  g_autoptr (JsonNode) given = json_node_init_object (json_node_alloc (), answers);
  g_autoptr (JsonNode) wanted = ek_answers_normalise (instrument, given, NULL);
  g_autoptr (EkScore) score = NULL;
  EkSubject subject;

  g_test_message ("%s, way %d, blank %d", ek_instrument_get_id (instrument), way, blank);
  if (questionnaire != NULL)
    ek_fhir_forms_add (forms, questionnaire, NULL);
  context.forms = forms;
  g_assert_cmpint (ek_fhir_read_response (&context, response, record), ==, EK_FHIR_SKIP_NONE);
  g_assert_cmpstr (ek_record_get_text (record, EK_ASSESSMENT_INSTRUMENT), ==, ek_instrument_get_id (instrument));
  g_assert_true (json_node_equal (ek_record_get_json (record, EK_ASSESSMENT_ANSWERS), wanted));
  g_assert_false (ek_record_has (record, EK_ASSESSMENT_UNREAD));
  g_assert_true (ek_assessment_get_subject (fixture->store, record, &subject, NULL));
  score = ek_score_answers_received (instrument, wanted, &subject, NULL);
  g_assert_cmpuint (score->contradictions->len, ==, 0);
  g_assert_cmpint (ek_record_get_int (record, EK_ASSESSMENT_COMPLETE, -1), ==, score->complete);
  g_assert_cmpint (ek_record_has (record, EK_ASSESSMENT_TOTAL), ==, score->has_total);
  if (score->has_total)
    g_assert_cmpfloat (ek_record_get_real (record, EK_ASSESSMENT_TOTAL, NAN), ==, score->total);
}

static void
test_every_form (Fixture *fixture, gconstpointer data)
{
  Way way = GPOINTER_TO_INT (data);
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "沈一");
  guint n_checked = 0;

  for (guint i = 0; i < ek_catalogue_get_n (fixture->catalogue); i++)
    {
      EkInstrument *instrument = ek_catalogue_get (fixture->catalogue, i);
      guint n = ek_instrument_get_n_items (instrument), step = n > 30 ? 11 : 1;

      if (!can_be_written (instrument, way))
        continue;
      n_checked++;
      check (fixture, patient, instrument, way, -1);
      /* of a form with one question there is nothing left */
      for (guint blank = 0; n > 1 && blank < n; blank += step)
        check (fixture, patient, instrument, way, (int) blank);
    }
  g_assert_cmpuint (n_checked, >=, way == BY_CODES ? 6 : way == BY_QUESTIONNAIRE ? 7 : 45);
}

/* --- single rules ------------------------------------------------------------------------------------------------ */

#define ITEM(link, value) "{\"linkId\":\"" link "\",\"answer\":[{\"valueInteger\":" value "}]}"
#define BLANK(link) "{\"linkId\":\"" link "\",\"answer\":[{}]}"
#define TWO ITEM ("/44250-9", "2") "," ITEM ("/44255-8", "1")
#define REST_BLANK                                                                                        \
  "," BLANK ("/44259-0") "," BLANK ("/44254-1") "," BLANK ("/44251-7") "," BLANK ("/44258-2") "," BLANK ( \
    "/44252-5") "," BLANK ("/44253-3") "," BLANK ("/44260-8")

static EkRecord *
read_text (Fixture *fixture, const char *members, const char *items, EkFhirSkip expected)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "沈二");
  g_autofree char *text = g_strdup_printf ("{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"r\","
                                           "\"status\":\"completed\",\"authored\":\"2026-05-01T09:00:00+08:00\"%s%s,"
                                           "\"item\":[%s]}",
                                           *members != '\0' ? "," : "", members, items);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = ek_json_parse (text, -1, &EK_FHIR_LIMITS, &error);
  EkFhirContext context = context_of (fixture);
  EkRecord *record = ek_record_new (&ek_assessment_type, ek_record_get_id (patient));

  g_assert_no_error (error);
  g_test_message ("%s", text);
  g_assert_cmpint (ek_fhir_read_response (&context, json_node_get_object (node), record), ==, expected);
  return record;
}

static char *
reason_of (EkRecord *record, guint index)
{
  JsonNode *unread = ek_record_get_json (record, EK_ASSESSMENT_UNREAD);

  if (unread == NULL || index >= json_array_get_length (json_node_get_array (unread)))
    return NULL;
  return g_strdup (ek_json_peek_string (ek_json_element_object (json_node_get_array (unread), index), "reason"));
}

static void
test_between_equals (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *members, *items, *instrument;
  } cases[] = {
    { "", TWO, "phq2" },
    { "", TWO "," ITEM ("/44261-6", "3"), "phq9" },
    { "", TWO "," ITEM ("/55758-7", "3"), "phq2" },
    { "", TWO "," ITEM ("/70272-0", "3"), "phq4" },
    { "\"questionnaire\":\"http://h/Questionnaire/44249-1\"", TWO, "phq9" },
    { "\"questionnaire\":\"http://h/q/phq-9\"", TWO, "phq9" },
    { "\"questionnaire\":\"http://h/q/phq-2\"", TWO "," ITEM ("/44259-0", "1"), "phq9" },
    { "", TWO REST_BLANK, "phq9" },
    { "", "{\"linkId\":\"/44249-1\",\"item\":[" TWO "]}", "phq9" },
    { "", ITEM ("/68518-0", "1") "," ITEM ("/68519-8", "1") "," ITEM ("/68520-6", "1"), "auditc" },
    { "\"questionnaire\":\"http://h/q/audit\"",
      ITEM ("/68518-0", "1") "," ITEM ("/68519-8", "1") "," ITEM ("/68520-6", "1"), "audit" },
    { "\"_questionnaire\":{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/display\","
      "\"valueString\":\"PHQ-9\"}]}",
      TWO, "phq9" },
    { "\"_questionnaire\":{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/display\","
      "\"valueString\":\"Patient Health Questionnaire (PHQ-9)\"}]}",
      TWO, "phq9" },
    { "\"_questionnaire\":{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/display\","
      "\"valueString\":\"患者健康问卷（PHQ-9）\"}]}",
      TWO, "phq9" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkRecord) record = read_text (fixture, cases[i].members, cases[i].items, EK_FHIR_SKIP_NONE);

      g_assert_cmpstr (ek_record_get_text (record, EK_ASSESSMENT_INSTRUMENT), ==, cases[i].instrument);
    }
}

/* What goes by a name that is nearly ours, or by numbers alone, is not read as ours. */
static void
test_other_scales (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *members, *items;
    EkFhirSkip why;
  } cases[] = {
    { "\"questionnaire\":\"http://loinc.org/q/89206-7\"", TWO "," ITEM ("/44260-8", "0"), EK_FHIR_SKIP_INSTRUMENT },
    { "", TWO "," ITEM ("/89204-2", "3"), EK_FHIR_SKIP_INSTRUMENT },
    { "\"questionnaire\":\"http://h/q/phq9-modified-for-teens\"", TWO "," ITEM ("/44260-8", "0"),
      EK_FHIR_SKIP_INSTRUMENT },
    { "\"questionnaire\":\"http://h/q/PHQ-9青少年版\"", ITEM ("q1", "2") "," ITEM ("q2", "3"), EK_FHIR_SKIP_ANSWERS },
    { "\"questionnaire\":\"http://h/q/sds\"", ITEM ("q1", "2") "," ITEM ("q2", "3") "," ITEM ("q3", "1"),
      EK_FHIR_SKIP_ANSWERS },
    { "\"questionnaire\":\"http://h/q/pss-4\"", ITEM ("q1", "2") "," ITEM ("q2", "3"), EK_FHIR_SKIP_INSTRUMENT },
    { "\"questionnaire\":\"http://h/q/intake\"", ITEM ("1", "2") "," ITEM ("2", "3"), EK_FHIR_SKIP_INSTRUMENT },
    { "\"questionnaire\":\"https://evenkeel.io/fhir/Questionnaire/unheard|1.0\"", "", EK_FHIR_SKIP_ANSWERS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkRecord) record = read_text (fixture, cases[i].members, cases[i].items, cases[i].why);

      g_assert_false (ek_record_has (record, EK_ASSESSMENT_ANSWERS));
    }
}

static void
test_not_taken (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *items, *reason, *answer;
  } cases[] = {
    { TWO "," ITEM ("remark", "5"), "no-item", "5" },
    { TWO "," ITEM ("/44260-8", "7"), "does-not-fit", "7" },
    { TWO "," ITEM ("/44260-8", "3") "," ITEM ("9/44260-8", "0"), "answered-twice", "0" },
    { TWO ",{\"linkId\":\"/44260-8\",\"answer\":[{\"valueInteger\":1},{\"valueInteger\":2}]}", "does-not-fit", "1; 2" },
    { TWO ",{\"linkId\":\"/44260-8\",\"answer\":[{\"valueCoding\":{\"code\":\"LA1-1\",\"display\":\"sometimes\"}}]}",
      "does-not-fit", "sometimes" },
    { TWO ",{\"linkId\":\"x\",\"text\":\"其他\",\"answer\":[{\"valueQuantity\":{\"value\":12.50,\"unit\":\"mg\"}}]}",
      "no-item", "12.5 mg" },
    { TWO "," ITEM ("/55758-7", "4"), "total-differs", "4" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkRecord) record = read_text (fixture, "", cases[i].items, EK_FHIR_SKIP_NONE);
      g_autofree char *reason = reason_of (record, 0);
      g_autofree char *second = reason_of (record, 1);
      JsonObject *answers = json_node_get_object (ek_record_get_json (record, EK_ASSESSMENT_ANSWERS));

      g_assert_cmpstr (reason, ==, cases[i].reason);
      g_assert_null (second);
      g_assert_cmpstr (ek_json_peek_string (ek_json_element_object (json_node_get_array (
                                                                      ek_record_get_json (record,
                                                                                          EK_ASSESSMENT_UNREAD)),
                                                                    0),
                                            "answer"),
                       ==, cases[i].answer);
      g_assert_false (json_object_has_member (answers, "9"));
      g_assert_cmpint (json_object_get_int_member (answers, "1"), ==, 2);
    }
}

/* Its own codes, a value set of its own, groups, words of another sender: all of it said by the Questionnaire. */
static void
test_own_codes (Fixture *fixture, gconstpointer data)
{
  static const char contained[] =
    "\"questionnaire\":\"#q\",\"contained\":[{\"resourceType\":\"Questionnaire\",\"id\":\"q\",\"title\":\"GAD-2\","
    "\"contained\":"
    "[{\"resourceType\":\"ValueSet\",\"id\":\"v\",\"compose\":{\"include\":[{\"system\":\"http://h/cs\",\"concept\":["
    "{\"code\":\"no\",\"display\":\"完全不会\"},{\"code\":\"bit\",\"display\":\"几天\",\"extension\":"
    "[{\"url\":\"http://hl7.org/fhir/StructureDefinition/ordinalValue\",\"valueDecimal\":1}]}]}]}}],"
    "\"item\":[{\"linkId\":\"g\",\"item\":["
    "{\"linkId\":\"a\",\"code\":[{\"system\":\"http://loinc.org\",\"code\":\"69725-0\"}],\"answerValueSet\":\"#v\"},"
    "{\"linkId\":\"b\",\"code\":[{\"system\":\"http://loinc.org\",\"code\":\"68509-9\"}],\"answerOption\":["
    "{\"valueString\":\"oft\",\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/ordinalValue\","
    "\"valueDecimal\":2}]}]}]}]}]";
  static const char first[] = "{\"linkId\":\"g\",\"item\":[{\"linkId\":\"a\",\"answer\":[{\"valueCoding\":"
                              "{\"system\":\"http://h/cs\",\"code\":\"no\"}}]},"
                              "{\"linkId\":\"b\",\"answer\":[{\"valueString\":\"oft\"}]}]}";
  static const char second[] = "{\"linkId\":\"a\",\"answer\":[{\"valueCoding\":{\"code\":\"bit\"}}]},"
                               "{\"linkId\":\"b\",\"answer\":[{\"valueString\":\"好几天\"}]}";
  g_autoptr (EkRecord) one = read_text (fixture, contained, first, EK_FHIR_SKIP_NONE);
  g_autoptr (EkRecord) other = read_text (fixture, contained, second, EK_FHIR_SKIP_NONE);

  g_assert_cmpstr (ek_record_get_text (one, EK_ASSESSMENT_INSTRUMENT), ==, "gad2");
  g_assert_cmpstr (ek_record_get_text (one, EK_ASSESSMENT_ANSWERS), ==, "{\"1\":0,\"2\":2}");
  g_assert_cmpstr (ek_record_get_text (other, EK_ASSESSMENT_ANSWERS), ==, "{\"1\":1,\"2\":1}");
}

#define WEIGHT(link, n)                                                                  \
  "{\"linkId\":\"" link "\",\"answer\":[{\"valueCoding\":{\"code\":\"x\",\"extension\":" \
  "[{\"url\":\"http://hl7.org/fhir/StructureDefinition/itemWeight\",\"valueDecimal\":" n "}]}}]}"

/* A weight says which option was meant only where it counts as the options do. */
static void
test_weights (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) plain = read_text (fixture, "", WEIGHT ("/44250-9", "2") "," WEIGHT ("/44255-8", "1"),
                                          EK_FHIR_SKIP_NONE);
  g_autoptr (EkRecord) pss = read_text (fixture,
                                        "\"questionnaire\":\"https://evenkeel.io/fhir/Questionnaire/pss10|1.0\"",
                                        WEIGHT ("1", "2") "," WEIGHT ("4", "2"), EK_FHIR_SKIP_NONE);
  g_autoptr (EkRecord) k6 = read_text (fixture, "\"questionnaire\":\"https://evenkeel.io/fhir/Questionnaire/k6|1.0\"",
                                       WEIGHT ("1", "1"), EK_FHIR_SKIP_ANSWERS);
  g_autofree char *reason = reason_of (pss, 0);

  g_assert_cmpstr (ek_record_get_text (plain, EK_ASSESSMENT_ANSWERS), ==, "{\"1\":2,\"2\":1}");
  g_assert_cmpstr (ek_record_get_text (pss, EK_ASSESSMENT_ANSWERS), ==, "{\"1\":2}");
  g_assert_cmpstr (reason, ==, "does-not-fit");
  g_assert_false (ek_record_has (k6, EK_ASSESSMENT_ANSWERS));
}

#define CODED(link, code)                                                                    \
  "{\"linkId\":\"/" link "\",\"answer\":[{\"valueCoding\":{\"system\":\"http://loinc.org\"," \
  "\"code\":\"" code "\"}}]}"

static void
test_answer_codes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) auditc =
    read_text (fixture, "",
               CODED ("68518-0", "LA18928-4") "," CODED ("68519-8", "LA18931-8") "," CODED ("68520-6", "LA18933-4"),
               EK_FHIR_SKIP_NONE);
  g_autoptr (EkRecord) other =
    read_text (fixture, "\"questionnaire\":\"http://h/q/audit-c\"",
               ITEM ("/68517-2", "0") "," CODED ("68519-8", "LA15694-5") "," CODED ("68520-6", "LA6270-8"),
               EK_FHIR_SKIP_NONE);
  g_autofree char *reason = reason_of (other, 0);

  g_assert_cmpstr (ek_record_get_text (auditc, EK_ASSESSMENT_ANSWERS), ==, "{\"1\":3,\"2\":3,\"3\":1}");
  g_assert_cmpfloat (ek_record_get_real (auditc, EK_ASSESSMENT_TOTAL, NAN), ==, 7);
  /* 68517-2 asks how often there were so many drinks: it is not the first question */
  g_assert_cmpstr (ek_record_get_text (other, EK_ASSESSMENT_ANSWERS), ==, "{\"2\":0,\"3\":0}");
  g_assert_cmpstr (reason, ==, "no-item");
  g_assert_cmpint (ek_record_get_int (other, EK_ASSESSMENT_COMPLETE, 1), ==, 0);
}

/* clang-format off */
#define PSQI(bed, up, slept) \
  "{\"linkId\":\"1\",\"answer\":[{\"valueTime\":\"" bed "\"}]}," ITEM ("2", "10") \
  ",{\"linkId\":\"3\",\"answer\":[{\"valueTime\":\"" up "\"}]}," ITEM ("4", slept) \
  "," ITEM ("5a", "0") "," ITEM ("5b", "0") "," ITEM ("5c", "0") "," ITEM ("5d", "0") "," ITEM ("5e", "0") \
  "," ITEM ("5f", "0") "," ITEM ("5g", "0") "," ITEM ("5h", "0") "," ITEM ("5i", "0") "," ITEM ("6", "0") \
  "," ITEM ("7", "0") "," ITEM ("8", "0") "," ITEM ("9", "0")
/* clang-format on */

/* Times that cannot be are kept and told; nothing is computed from them. */
static void
test_impossible_times (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *items, *contradiction;
  } cases[] = {
    { PSQI ("23:00:00", "07:00:00", "7"), NULL },
    { PSQI ("24:00", "07:00:00", "7"), NULL },
    { PSQI ("11:00:00", "07:00:00", "7"), "hours in bed" },
    { PSQI ("23:00:00", "07:00:00", "9"), "efficiency" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkRecord) record = read_text (fixture, "\"questionnaire\":\"http://h/q/PSQI\"", cases[i].items,
                                               EK_FHIR_SKIP_NONE);
      JsonObject *result = json_node_get_object (ek_record_get_json (record, EK_ASSESSMENT_RESULT));
      JsonArray *failed = ek_json_peek_array (result, "contradictions");

      g_assert_cmpint (ek_record_has (record, EK_ASSESSMENT_TOTAL), ==, cases[i].contradiction == NULL);
      g_assert_cmpint (ek_record_get_int (record, EK_ASSESSMENT_COMPLETE, -1), ==, cases[i].contradiction == NULL);
      g_assert_cmpstr (failed != NULL ? json_array_get_string_element (failed, 0) : NULL, ==, cases[i].contradiction);
      g_assert_true (
        json_object_has_member (json_node_get_object (ek_record_get_json (record, EK_ASSESSMENT_ANSWERS)), "1"));
    }
}

/* --- through the import ------------------------------------------------------------------------------------------ */

#define PATIENT \
  "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"沈三\"}],\"birthDate\":\"1980-01-01\"}\n"
#define RESPONSE(id, rest)                                                     \
  "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"" id "\",\"subject\":" \
  "{\"reference\":\"Patient/p1\"},\"authored\":\"2026-05-01T09:00:00+08:00\"," rest "}\n"

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

static JsonObject *
only_notice (Fixture *fixture, const char *kind, EkRecord **notice)
{
  g_autoptr (GPtrArray) open = ek_notice_list_open (fixture->store, NULL, NULL);

  g_assert_cmpuint (open->len, ==, 1);
  *notice = g_object_ref (open->pdata[0]);
  g_assert_cmpstr (ek_record_get_text (*notice, EK_NOTICE_KIND), ==, kind);
  return json_node_get_object (ek_record_get_json (*notice, EK_NOTICE_DETAIL));
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *rest, *reason;
    guint n;
  } cases[] = {
    { "\"status\":\"completed\",\"questionnaire\":\"http://h/q/dep-screen\",\"item\":[" ITEM ("a1",
                                                                                              "3") "," ITEM ("a2",
                                                                                                             "2") "]",
      "instrument-unknown", 2 },
    { "\"status\":\"completed\",\"questionnaire\":\"http://h/q/phq-9\",\"item\":[]", "answers-do-not-fit", 0 },
    { "\"status\":\"finished\",\"item\":[" TWO "]", "invalid-value", 2 },
    { "\"status\":\"completed\",\"modifierExtension\":[{\"url\":\"u\"}],\"item\":[" TWO "]", "modifier-unknown", 2 },
    { "\"status\":\"completed\",\"item\":[" TWO
      ",{\"linkId\":\"x\",\"modifierExtension\":[{\"url\":\"u\"}],\"text\":\"x\"}]",
      "modifier-unknown", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture own;
      g_autofree char *text = g_strdup_printf (PATIENT RESPONSE ("r1", "%s"), cases[i].rest);
      g_autoptr (EkFhirReport) first = NULL, second = NULL;
      g_autoptr (EkRecord) notice = NULL;
      JsonObject *detail;

      fixture_set_up (&own, NULL);
      first = import (&own, text);
      second = import (&own, text);
      detail = only_notice (&own, "unreadable-form", &notice);
      g_assert_cmpstr (ek_json_peek_string (detail, "reason"), ==, cases[i].reason);
      g_assert_cmpint (json_object_get_int_member (detail, "answers"), ==, cases[i].n);
      g_assert_cmpuint (json_array_get_length (ek_json_peek_array (detail, "items")), ==, cases[i].n);
      g_assert_cmpstr (ek_json_peek_string (detail, "authored"), ==, "2026-05-01T09:00:00+08:00");
      g_assert_true (g_str_has_suffix (ek_record_get_text (notice, EK_NOTICE_SOURCE), "/QuestionnaireResponse/r1"));
      g_assert_cmpint (fixture_count (&own, "SELECT count(*) FROM assessment"), ==, 0);
      fixture_tear_down (&own, NULL);
    }
}

static void
test_marked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) report =
    import (fixture, PATIENT RESPONSE ("r1", "\"status\":\"completed\",\"item\":[" TWO "," ITEM ("other", "1") "]"));
  g_autoptr (EkRecord) notice = NULL;
  JsonObject *detail = only_notice (fixture, "unreadable-value", &notice);
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM assessment WHERE id = '%s' AND unread IS NOT NULL",
                                          ek_record_get_text (notice, EK_NOTICE_SOURCE));

  g_assert_cmpuint (ek_fhir_report_get (report, "QuestionnaireResponse", EK_FHIR_CREATED), ==, 1);
  g_assert_cmpstr (ek_json_peek_string (detail, "instrument"), ==, "phq2");
  g_assert_cmpuint (json_array_get_length (ek_json_peek_array (detail, "unread")), ==, 1);
  g_assert_cmpint (fixture_count (fixture, sql), ==, 1);
}

/* A Questionnaire may stand behind the response, and need not have an id. */
static void
test_questionnaire_in_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) report = import (
    fixture,
    PATIENT RESPONSE (
      "r1",
      "\"status\":\"completed\","
      "\"questionnaire\":\"http://h/q/7|2\",\"item\":[" ITEM ("a", "1") "," ITEM (
        "b",
        "2") "]") "{\"resourceType\":\"Questionnaire\",\"url\":\"http://h/q/7\",\"item\":[{\"linkId\":\"a\",\"text\":"
                  "\"1. Feeling nervous, anxious, or on edge\"},{\"linkId\":\"b\",\"text\":\"2. Not being able to stop "
                  "or control "
                  "worrying\"}]}\n");

  g_assert_cmpuint (ek_fhir_report_get (report, "QuestionnaireResponse", EK_FHIR_CREATED), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment WHERE instrument = 'gad2' AND total = 3"),
                   ==, 1);
}

static void
test_statuses (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *fhir, *own;
  } cases[] = {
    { "in-progress", "in-progress" },
    { "stopped", "declined" },
    { "completed", "completed" },
    { "amended", "completed" },
  };
  g_autoptr (EkFhirReport) withdrawn = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (PATIENT RESPONSE ("r1", "\"status\":\"%s\",\"item\":[" TWO "]"),
                                               cases[i].fhir);
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM assessment WHERE status = '%s' AND total = 3",
                                              cases[i].own);
      g_autoptr (EkFhirReport) report = import (fixture, text);

      g_assert_cmpint (fixture_count (fixture, sql), ==, 1);
      g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment"), ==, 1);
    }
  /* what is taken back need not be said once more */
  withdrawn = import (fixture, PATIENT RESPONSE ("r1", "\"status\":\"entered-in-error\""));
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM assessment WHERE status = 'entered-in-error' AND "
                                  "total = 3 AND answers IS NOT NULL"),
                   ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, function) \
  g_test_add ("/exchange/which-form" path, Fixture, data, fixture_set_up, function, fixture_tear_down)
  ADD ("/our-address", GINT_TO_POINTER (BY_OUR_ADDRESS), test_every_form);
  ADD ("/codes", GINT_TO_POINTER (BY_CODES), test_every_form);
  ADD ("/name", GINT_TO_POINTER (BY_NAME), test_every_form);
  ADD ("/name-behind-bar", GINT_TO_POINTER (BY_NAME_BEHIND_BAR), test_every_form);
  ADD ("/links", GINT_TO_POINTER (BY_LINKS), test_every_form);
  ADD ("/questionnaire", GINT_TO_POINTER (BY_QUESTIONNAIRE), test_every_form);
  ADD ("/between-equals", NULL, test_between_equals);
  ADD ("/other-scales", NULL, test_other_scales);
  ADD ("/not-taken", NULL, test_not_taken);
  ADD ("/own-codes", NULL, test_own_codes);
  ADD ("/weights", NULL, test_weights);
  ADD ("/answer-codes", NULL, test_answer_codes);
  ADD ("/impossible-times", NULL, test_impossible_times);
  ADD ("/unreadable", NULL, test_unreadable);
  ADD ("/marked", NULL, test_marked);
  ADD ("/questionnaire-in-file", NULL, test_questionnaire_in_file);
  ADD ("/statuses", NULL, test_statuses);
  return g_test_run ();
}
