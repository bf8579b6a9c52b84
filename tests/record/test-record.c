/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Declarations and single records, without a store. */

#include "record-fixture.h"

#include <math.h>
#include <string.h>

#include "ek-error.h"
#include "ek-json.h"

static void
test_declarations (void)
{
  const EkRecordType *const *types = ek_record_types ();

  for (guint t = 0; types[t] != NULL; t++)
    {
      guint n = ek_record_type_n_fields (types[t]);

      g_assert_cmpuint (n, >, 0);
      g_assert_true (ek_record_type_by_name (types[t]->name) == types[t]);
      for (guint i = 0; i < n; i++)
        {
          const EkField *field = &types[t]->fields[i];

          /* A hole in a designated initialiser would end the table early. */
          g_assert_nonnull (field->label);
          g_assert_cmpint (ek_record_type_find_field (types[t], field->name), ==, (int) i);
          g_assert_true (field->kind != EK_FIELD_CHOICE || field->choices != NULL);
          g_assert_true (field->kind == EK_FIELD_CHOICE || field->kind == EK_FIELD_TEXT || field->choices == NULL);
          for (const char *p = field->name; *p != '\0'; p++)
            g_assert_true (g_ascii_islower (*p) || g_ascii_isdigit (*p) || *p == '_');
        }
      g_assert_cmpint (ek_record_type_find_field (types[t], "no_such_field"), ==, -1);
    }
  g_assert_cmpuint (ek_record_type_n_fields (&ek_patient_type), ==, EK_PATIENT_ACTIVE + 1);
  g_assert_cmpuint (ek_record_type_n_fields (&ek_document_type), ==, EK_DOCUMENT_WRITTEN + 1);
  g_assert_null (ek_record_type_by_name ("patients"));
  g_assert_null (ek_record_type_by_name (NULL));
}

static void
test_choice_labels (void)
{
  const EkChoice *sexes = ek_patient_type.fields[EK_PATIENT_SEX].choices;

  g_assert_cmpstr (ek_choice_label (sexes, "female"), ==, "Female");
  g_assert_cmpstr (ek_choice_label (sexes, "martian"), ==, "martian");
  g_assert_null (ek_choice_label (sexes, NULL));
}

static void
test_values (void)
{
  g_autoptr (EkRecord) patient = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (EkRecord) medicine = ek_record_new (&ek_medicine_type, ek_record_get_id (patient));
  g_autoptr (EkRecord) encounter = ek_record_new (&ek_encounter_type, ek_record_get_id (patient));
  int offset = 0;

  g_assert_true (ek_id_is_valid (ek_record_get_id (patient)));
  g_assert_cmpstr (ek_record_get_patient_id (patient), ==, ek_record_get_id (patient));
  g_assert_cmpstr (ek_record_get_patient_id (medicine), ==, ek_record_get_id (patient));
  g_assert_cmpint (ek_record_get_revision (patient), ==, 0);
  g_assert_true (ek_record_get_created (patient) == EK_INSTANT_NONE);

  ek_record_set_text (patient, EK_PATIENT_NAME, "张伟");
  ek_record_set_text (patient, EK_PATIENT_NAME, ek_record_get_text (patient, EK_PATIENT_NAME));
  g_assert_cmpstr (ek_record_get_text (patient, EK_PATIENT_NAME), ==, "张伟");
  ek_record_set_text (patient, EK_PATIENT_NAME, "");
  g_assert_false (ek_record_has (patient, EK_PATIENT_NAME));
  g_assert_null (ek_record_get_text (patient, EK_PATIENT_NAME));

  g_assert_cmpint (ek_record_get_int (patient, EK_PATIENT_DECEASED, -7), ==, -7);
  ek_record_set_int (patient, EK_PATIENT_DECEASED, 3);
  g_assert_cmpint (ek_record_get_int (patient, EK_PATIENT_DECEASED, -7), ==, 1);
  ek_record_clear (patient, EK_PATIENT_DECEASED);
  g_assert_false (ek_record_has (patient, EK_PATIENT_DECEASED));

  ek_record_set_real (medicine, EK_MEDICINE_DOSE_MG, 37.5);
  g_assert_cmpfloat (ek_record_get_real (medicine, EK_MEDICINE_DOSE_MG, 0), ==, 37.5);
  ek_record_set_real (medicine, EK_MEDICINE_DOSE_MG, NAN);
  g_assert_false (ek_record_has (medicine, EK_MEDICINE_DOSE_MG));

  ek_record_set_instant (encounter, EK_ENCOUNTER_STARTED, FIXTURE_NOW, -210);
  g_assert_cmpint (ek_record_get_instant (encounter, EK_ENCOUNTER_STARTED, &offset), ==, FIXTURE_NOW);
  g_assert_cmpint (offset, ==, -210);
  ek_record_set_instant (encounter, EK_ENCOUNTER_STARTED, EK_INSTANT_NONE, 60);
  g_assert_false (ek_record_has (encounter, EK_ENCOUNTER_STARTED));
}

/* What cannot be seen does not come in: neither into what tells people apart nor, where it turns text, into a note. */
static void
test_hidden_characters (void)
{
  g_autoptr (EkRecord) patient = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (EkRecord) encounter = ek_record_new (&ek_encounter_type, ek_record_get_id (patient));

  ek_record_set_text (patient, EK_PATIENT_NAME, "\u202e\u4f1f\u5f20\u202c\u200b\n");
  g_assert_cmpstr (ek_record_get_text (patient, EK_PATIENT_NAME), ==, "\u4f1f\u5f20 ");
  ek_record_set_text (patient, EK_PATIENT_IDENTIFIERS,
                      "[{\"system\":\"urn:oid:1\",\"value\":\"MR\u200b-\u202e9\\u20601\"}]");
  g_assert_cmpstr (ek_record_get_text (patient, EK_PATIENT_IDENTIFIERS), ==,
                   "[{\"system\":\"urn:oid:1\",\"value\":\"MR-91\"}]");
  ek_record_set_text (patient, EK_PATIENT_NAME, "\u200b\u2060");
  g_assert_false (ek_record_has (patient, EK_PATIENT_NAME));
  ek_record_set_text (encounter, EK_ENCOUNTER_SUMMARY, "one\n\u202eowt\u202c \u2067three\u2069\033[31m");
  g_assert_cmpstr (ek_record_get_text (encounter, EK_ENCOUNTER_SUMMARY), ==, "one\nowt \u2067three\u2069[31m");
}

static void
test_json_values (void)
{
  g_autoptr (EkRecord) patient = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (EkRecord) other = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (JsonNode) nothing = json_node_new (JSON_NODE_NULL);
  JsonNode *node;

  /* Two ways of writing one value are one value. */
  ek_record_set_text (patient, EK_PATIENT_EXPOSURES, "[ \"noise\" , \"dust\" ]");
  ek_record_set_text (other, EK_PATIENT_EXPOSURES, "[\"noise\",\"dust\"]");
  g_assert_true (ek_record_equal_values (patient, other));
  node = ek_record_get_json (patient, EK_PATIENT_EXPOSURES);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 2);
  g_assert_true (ek_record_get_json (patient, EK_PATIENT_EXPOSURES) == node);

  ek_record_set_text (patient, EK_PATIENT_EXPOSURES, "[\"chemicals\"]");
  g_assert_cmpuint (json_array_get_length (json_node_get_array (ek_record_get_json (patient, EK_PATIENT_EXPOSURES))),
                    ==, 1);
  ek_record_set_json (patient, EK_PATIENT_EXPOSURES, nothing);
  g_assert_false (ek_record_has (patient, EK_PATIENT_EXPOSURES));
  ek_record_set_json (patient, EK_PATIENT_EXPOSURES, NULL);
  g_assert_null (ek_record_get_json (patient, EK_PATIENT_EXPOSURES));
}

static void
test_round_trip (void)
{
  const EkRecordType *const *types = ek_record_types ();
  g_autoptr (EkRandom) random = ek_random_new (1);

  for (guint t = 0; types[t] != NULL; t++)
    for (guint n = 0; n < 50; n++)
      {
        g_autofree char *patient_id = types[t] == &ek_patient_type ? NULL : ek_id_new ();
        g_autoptr (EkRecord) record = ek_record_new (types[t], patient_id);
        g_autoptr (EkRecord) copy = NULL;
        g_autoptr (EkRecord) back = NULL;
        g_autoptr (JsonNode) node = NULL;
        g_autoptr (JsonNode) parsed = NULL;
        g_autoptr (GError) error = NULL;
        g_autofree char *text = NULL;
        g_autofree char *again = NULL;
        g_autoptr (JsonNode) back_node = NULL;

        fill_record (record, random, n % 2 == 1);
        g_assert_true (ek_record_validate (record, &error));
        g_assert_no_error (error);

        copy = ek_record_copy (record);
        g_assert_true (ek_record_equal_values (record, copy));

        node = ek_record_to_json (record);
        text = ek_json_canonical (node);
        parsed = ek_json_parse (text, -1, &EK_JSON_DEFAULT, &error);
        g_assert_no_error (error);
        back = ek_record_from_json (parsed, &error);
        g_assert_no_error (error);
        g_assert_cmpstr (ek_record_get_id (back), ==, ek_record_get_id (record));
        g_assert_cmpstr (ek_record_get_patient_id (back), ==, ek_record_get_patient_id (record));
        g_assert_true (ek_record_equal_values (record, back));
        back_node = ek_record_to_json (back);
        again = ek_json_canonical (back_node);
        g_assert_cmpstr (text, ==, again);
      }
}

typedef struct {
  const char *name;
  const EkRecordType *type;
  int field;
  const char *value;
  EkError code;
} InvalidCase;

static const InvalidCase invalid_cases[] = {
  { "no such day", &ek_patient_type, EK_PATIENT_BIRTH_DATE, "1980-02-30", EK_ERROR_INVALID },
  { "date with a time", &ek_patient_type, EK_PATIENT_BIRTH_DATE, "1980-02-03T10:00", EK_ERROR_INVALID },
  { "no such choice", &ek_patient_type, EK_PATIENT_SEX, "Female", EK_ERROR_INVALID },
  { "not UTF-8", &ek_patient_type, EK_PATIENT_NAME, "\xff\xfe", EK_ERROR_INVALID },
  { "not JSON", &ek_patient_type, EK_PATIENT_IDENTIFIERS, "[1,2", EK_ERROR_INVALID },
  { "JSON with a double key", &ek_patient_type, EK_PATIENT_IDENTIFIERS, "{\"a\":1,\"a\":2}", EK_ERROR_INVALID },
  { "reference with a space", &ek_patient_type, EK_PATIENT_CLINICIAN, "not an id", EK_ERROR_INVALID },
  { "reference that is no text", &ek_patient_type, EK_PATIENT_CLINICIAN, "\xe5\xbc\xa0", EK_ERROR_INVALID },
};

static void
test_invalid (gconstpointer data)
{
  const InvalidCase *test = data;
  g_autoptr (EkRecord) record = ek_record_new (test->type, NULL);
  g_autoptr (GError) error = NULL;

  ek_record_set_text (record, EK_PATIENT_NAME, "x");
  ek_record_set_text (record, test->field, test->value);
  g_assert_false (ek_record_validate (record, &error));
  g_assert_error (error, EK_ERROR, (gint) test->code);
  /* The message names the field, never what is in it. */
  g_assert_nonnull (strstr (error->message, test->type->fields[test->field].label));
  g_assert_null (strstr (error->message, test->value));
}

static void
test_bounds (void)
{
  g_autoptr (EkRecord) patient = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (EkRecord) encounter = ek_record_new (&ek_encounter_type, ek_record_get_id (patient));
  g_autoptr (EkRecord) medicine = ek_record_new (&ek_medicine_type, ek_record_get_id (patient));
  g_autoptr (EkRecord) stranger = ek_record_new_with_id (&ek_patient_type, "../etc/passwd", NULL);
  g_autofree char *lengthy = g_strnfill (20000, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_false (ek_record_validate (patient, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);

  ek_record_set_text (patient, EK_PATIENT_NAME, lengthy);
  g_assert_false (ek_record_validate (patient, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_TOO_LARGE);
  g_clear_error (&error);
  ek_record_set_text (patient, EK_PATIENT_NAME, "x");
  ek_record_set_text (patient, EK_PATIENT_REMARKS, lengthy);
  g_assert_true (ek_record_validate (patient, &error));

  ek_record_set_text (encounter, EK_ENCOUNTER_KIND, "visit");
  ek_record_set_instant (encounter, EK_ENCOUNTER_STARTED, G_MAXINT64, 0);
  g_assert_false (ek_record_validate (encounter, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  ek_record_set_instant (encounter, EK_ENCOUNTER_STARTED, 0, 900);
  g_assert_false (ek_record_validate (encounter, &error));
  g_clear_error (&error);

  ek_record_set_text (medicine, EK_MEDICINE_NAME, "sertraline");
  ek_record_set_real (medicine, EK_MEDICINE_DOSE_MG, INFINITY);
  g_assert_false (ek_record_validate (medicine, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);

  ek_record_set_text (stranger, EK_PATIENT_NAME, "x");
  g_assert_false (ek_record_validate (stranger, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
}

#define IDS "\"id\":\"00000000-0000-4000-8000-000000000000\",\"patient\":\"00000000-0000-4000-8000-000000000000\""

static const char *const hostile_json[] = {
  "[]",
  "null",
  "\"x\"",
  "{}",
  "{\"type\":\"patient\"}",
  "{\"type\":\"patients\"," IDS ",\"revision\":1,\"values\":{}}",
  "{\"type\":\"patient\",\"id\":\"x\",\"patient\":\"x\",\"revision\":1,\"values\":{}}",
  "{\"type\":\"patient\"," IDS ",\"revision\":\"1\",\"values\":{}}",
  "{\"type\":\"patient\"," IDS ",\"revision\":1}",
  "{\"type\":\"patient\"," IDS ",\"revision\":1,\"values\":{\"name\":5}}",
  "{\"type\":\"patient\"," IDS ",\"revision\":1,\"values\":{\"deceased\":\"no\"}}",
  "{\"type\":\"patient\"," IDS ",\"revision\":1,\"values\":{\"from_the_future\":1}}",
  "{\"type\":\"document\"," IDS ",\"revision\":1,\"values\":{\"content\":\"not base64!\"}}",
  "{\"type\":\"encounter\"," IDS ",\"revision\":1,\"values\":{\"started\":\"yesterday\"}}",
};

static void
test_hostile_json (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile_json); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = ek_json_parse (hostile_json[i], -1, &EK_JSON_DEFAULT, &error);
      g_autoptr (EkRecord) record = NULL;

      g_assert_no_error (error);
      record = ek_record_from_json (node, &error);
      g_assert_null (record);
      g_assert_nonnull (error);
      g_assert_true (error->domain == EK_ERROR);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/record/declarations", test_declarations);
  g_test_add_func ("/record/choice-labels", test_choice_labels);
  g_test_add_func ("/record/values", test_values);
  g_test_add_func ("/record/json-values", test_json_values);
  g_test_add_func ("/record/hidden-characters", test_hidden_characters);
  g_test_add_func ("/record/round-trip", test_round_trip);
  for (guint i = 0; i < G_N_ELEMENTS (invalid_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/record/invalid/", invalid_cases[i].name, NULL);
      g_test_add_data_func (path, &invalid_cases[i], test_invalid);
    }
  g_test_add_func ("/record/bounds", test_bounds);
  g_test_add_func ("/record/hostile-json", test_hostile_json);

  return g_test_run ();
}
