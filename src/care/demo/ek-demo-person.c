/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who the invented patient is. */

#include "ek-demo-private.h"

#include <string.h>

static const char *
pick (EkDemoLife *life, JsonArray *array)
{
  const char *text;

  if (array == NULL || json_array_get_length (array) == 0)
    return "";
  text = ek_json_element_string (array,
                                 (guint) ek_random_range (life->random, 0, (int) json_array_get_length (array) - 1));

  return text != NULL ? text : "";
}

static const char *
pick_text (EkDemoLife *life, const char *list)
{
  JsonArray *array = ek_json_peek_array (life->demo->names, list);
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (n == 0)
    return NULL;

  return ek_json_peek_string (ek_json_element_object (array, (guint) ek_random_range (life->random, 0, (int) n - 1)),
                              life->language);
}

static void
choose_language_and_sex (EkDemoLife *life)
{
  const char *sex;

  if (life->cast != NULL)
    {
      life->language = g_strcmp0 (ek_json_peek_string (life->cast, "language"), "en") == 0 ? "en" : "zh";
      sex = ek_json_peek_string (life->cast, "sex");
    }
  else
    {
      life->language = ek_random_uniform (life->random) < ek_json_peek_double (life->demo->names, "share_en", 0) ? "en"
                                                                                                                 : "zh";
      sex = ek_json_peek_string (ek_json_peek_object (life->story, "person"), "sex");
    }
  if (g_strcmp0 (sex, "female") != 0 && g_strcmp0 (sex, "male") != 0)
    sex = ek_random_uniform (life->random) < 0.55 ? "female" : "male";
  life->sex = g_strdup (sex);
}

static void
set_name (EkDemoLife *life, EkRecord *patient)
{
  JsonObject *parts = ek_json_peek_object (life->demo->names, life->language);
  const char *family, *given;
  g_autofree char *name = NULL;

  if (life->cast != NULL)
    {
      family = ek_json_peek_string (life->cast, "family");
      given = ek_json_peek_string (life->cast, "given");
    }
  else
    {
      family = pick (life, ek_json_peek_array (parts, "family"));
      given = pick (life, ek_json_peek_array (parts, life->sex));
    }
  name = strcmp (life->language, "zh") == 0 ? g_strconcat (family, given, NULL) : g_strjoin (" ", given, family, NULL);
  ek_record_set_text (patient, EK_PATIENT_NAME, name);
  ek_record_set_text (patient, EK_PATIENT_FAMILY_NAME, family);
  ek_record_set_text (patient, EK_PATIENT_GIVEN_NAME, given);
}

static char *
choose_birth_date (EkDemoLife *life)
{
  JsonArray *ages = ek_json_peek_array (ek_json_peek_object (life->story, "person"), "age");
  g_autofree char *today = NULL;
  int age;

  if (life->cast != NULL && ek_json_peek_string (life->cast, "birth") != NULL)
    return g_strdup (ek_json_peek_string (life->cast, "birth"));
  age = ages != NULL && json_array_get_length (ages) == 2
    ? ek_random_range (life->random, (int) json_array_get_int_element (ages, 0),
                       (int) json_array_get_int_element (ages, 1))
    : 40;
  today = ek_instant_format_date (life->demo->now, life->demo->offset);

  return g_strdup_printf ("%04d-%02d-%02d", atoi (today) - age - 1, ek_random_range (life->random, 1, 12),
                          ek_random_range (life->random, 1, 28));
}

/* Numbers that no authority gives out: a system of our own, and a prefix that is no Chinese mobile number. */
static void
set_numbers (EkDemoLife *life, EkRecord *patient)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *value = g_strdup_printf ("DEMO-%" G_GUINT64_FORMAT "-%05u", life->demo->seed, life->number);
  g_autofree char *phone = g_strdup_printf ("100%08u", life->number);
  g_autofree char *emergency = g_strdup_printf ("1009%07u", life->number);
  JsonArray *identifiers = json_array_new ();
  JsonObject *identifier = json_object_new ();

  json_object_set_string_member (identifier, "system", "urn:evenkeel:demonstration");
  json_object_set_string_member (identifier, "value", value);
  json_object_set_string_member (identifier, "type", "MR");
  json_array_add_object_element (identifiers, identifier);
  json_node_take_array (node, identifiers);
  ek_record_set_json (patient, EK_PATIENT_IDENTIFIERS, node);
  ek_record_set_text (patient, EK_PATIENT_PHONE, phone);
  ek_record_set_text (patient, EK_PATIENT_EMERGENCY_PHONE, emergency);
}

static void
set_emergency_contact (EkDemoLife *life, EkRecord *patient)
{
  JsonObject *parts = ek_json_peek_object (life->demo->names, life->language);
  const char *family = pick (life, ek_json_peek_array (parts, "family"));
  const char *given = pick (life,
                            ek_json_peek_array (parts, ek_random_uniform (life->random) < 0.5 ? "female" : "male"));
  g_autofree char *name = strcmp (life->language, "zh") == 0 ? g_strconcat (family, given, NULL)
                                                             : g_strjoin (" ", given, family, NULL);

  ek_record_set_text (patient, EK_PATIENT_EMERGENCY_NAME, name);
  ek_record_set_text (patient, EK_PATIENT_EMERGENCY_RELATION, pick_text (life, "relations"));
}

static void
set_work (EkDemoLife *life, EkRecord *patient)
{
  JsonObject *person = ek_json_peek_object (life->story, "person");
  JsonArray *exposures = ek_json_peek_array (person, "exposures");
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  const char *employer = life->cast != NULL ? ek_demo_text (life, life->cast, "employer")
                                            : pick_text (life, "employers");
  JsonArray *texts = json_array_new ();

  ek_record_set_text (patient, EK_PATIENT_EMPLOYER, employer);
  ek_record_set_text (patient, EK_PATIENT_JOB, ek_demo_text (life, person, "job"));
  ek_record_set_text (patient, EK_PATIENT_INDUSTRY, ek_demo_text (life, person, "industry"));
  ek_record_set_text (patient, EK_PATIENT_SHIFT, ek_json_peek_string (person, "shift"));
  for (guint i = 0; exposures != NULL && i < json_array_get_length (exposures); i++)
    {
      const char *text = ek_json_peek_string (ek_json_element_object (exposures, i), life->language);

      if (text != NULL)
        json_array_add_string_element (texts, text);
    }
  json_node_take_array (node, texts);
  if (json_array_get_length (texts) > 0)
    ek_record_set_json (patient, EK_PATIENT_EXPOSURES, node);
}

gboolean
ek_demo_make_person (EkDemoLife *life, GError **error)
{
  g_autoptr (EkRecord) patient = ek_record_new_with_id (&ek_patient_type, life->patient_id, NULL);

  choose_language_and_sex (life);
  life->birth_date = choose_birth_date (life);
  set_name (life, patient);
  ek_record_set_text (patient, EK_PATIENT_SEX, life->sex);
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, life->birth_date);
  set_numbers (life, patient);
  ek_record_set_text (patient, EK_PATIENT_ADDRESS, pick_text (life, "cities"));
  set_emergency_contact (life, patient);
  set_work (life, patient);
  ek_record_set_text (patient, EK_PATIENT_CLINICIAN, life->demo->user_id);
  ek_record_set_text (patient, EK_PATIENT_REMARKS, ek_demo_text (life, life->story, "remarks"));
  ek_record_set_int (patient, EK_PATIENT_DEMONSTRATION, 1);
  ek_record_set_int (patient, EK_PATIENT_ACTIVE, 1);

  return ek_store_save (life->demo->store, patient, error);
}
