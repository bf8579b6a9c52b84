/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "ek-fhir-choose.h"
#include "ek-fhir-dropped.h"
#include "ek-plausible.h"
#include "ek-text.h"
#include "ek-time.h"

#define NAME_REPRESENTATION "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"
#define CONTACT_RELATION "http://terminology.hl7.org/CodeSystem/v2-0131"

/* One element of an array that was not chosen. */
static void
tell_other (const EkFhirContext *context, const char *member, guint index, JsonObject *object)
{
  g_autofree char *path = g_strdup_printf ("%s[%u]", member, index);
  g_autofree char *name = ek_fhir_name_text (object);
  const char *value = ek_json_peek_string (object, "value");
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  EkFhirDropReason why = ek_fhir_is_in_use (context, object) ? EK_FHIR_DROP_NOT_SHOWN : EK_FHIR_DROP_OVER;

  json_node_set_object (node, object);
  if (name != NULL || value != NULL)
    ek_fhir_drop_text (context, path, name != NULL ? name : value, why, FALSE);
  else
    ek_fhir_drop (context, path, node, why, FALSE);
}

/* Every other name a person has or had: a chart under the maiden name is found by it. */
static void
read_other_names (const EkFhirContext *context, JsonArray *names, int chosen, int pinyin, EkRecord *record)
{
  const char *shown = ek_record_get_text (record, EK_PATIENT_NAME);
  g_autoptr (GString) others = g_string_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < (int) json_array_get_length (names); i++)
    {
      JsonObject *name = ek_json_element_object (names, (guint) i);
      g_autofree char *text = name != NULL && i != chosen && i != pinyin ? ek_fhir_name_text (name) : NULL;

      if (text == NULL || g_strcmp0 (text, shown) == 0 || !g_hash_table_add (seen, g_strdup (text)))
        continue;
      g_string_append_printf (others, "%s%s", others->len > 0 ? "; " : "", text);
    }
  ek_record_set_text (record, EK_PATIENT_OTHER_NAMES, others->str);
}

static int
find_pinyin (const EkFhirContext *context, JsonArray *names, int chosen)
{
  int found = -1;

  for (int i = 0; names != NULL && i < (int) json_array_get_length (names); i++)
    {
      JsonObject *name = ek_json_element_object (names, (guint) i);

      if (name == NULL || i == chosen || g_strcmp0 (ek_fhir_name_form (name), "SYL") != 0)
        continue;
      if (ek_fhir_is_in_use (context, name))
        return i;
      if (found < 0)
        found = i;
    }
  return found;
}

static gboolean
read_names (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  static const char *const read[] = { "use", "text", "family", "given", "period", NULL };
  JsonArray *names = ek_json_peek_array (resource, "name");
  int chosen = ek_fhir_choose_name (context, names);
  int pinyin = find_pinyin (context, names, chosen);
  JsonObject *name = chosen >= 0 ? ek_json_element_object (names, (guint) chosen) : NULL;
  g_autofree char *shown = name != NULL ? ek_fhir_name_text (name) : NULL;
  g_autofree char *path = g_strdup_printf ("name[%d]", chosen);

  if (shown == NULL)
    return FALSE;
  ek_record_set_text (record, EK_PATIENT_NAME, shown);
  ek_fhir_take_text (record, EK_PATIENT_FAMILY_NAME, ek_fhir_clean_text (ek_json_peek_string (name, "family")));
  ek_fhir_take_text (record, EK_PATIENT_GIVEN_NAME,
                     ek_fhir_join_strings (name, "given", ek_text_has_han (shown) ? "" : " "));
  if (pinyin >= 0)
    ek_fhir_take_text (record, EK_PATIENT_PINYIN, ek_fhir_name_text (ek_json_element_object (names, (guint) pinyin)));
  read_other_names (context, names, chosen, pinyin, record);
  ek_fhir_drop_rest (context, name, path, read);
  return TRUE;
}

/* [{system, value, type}] of every identifier that is in use; our own is the record's id and is left out. */
static void
read_identifiers (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  JsonArray *identifiers = ek_json_peek_array (resource, "identifier");
  g_autoptr (JsonArray) kept = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; identifiers != NULL && i < json_array_get_length (identifiers); i++)
    {
      JsonObject *one = ek_json_element_object (identifiers, i);
      g_autofree char *value = one != NULL ? ek_fhir_clean_text (ek_json_peek_string (one, "value")) : NULL;
      g_autofree char *type = NULL;
      JsonObject *entry;

      if (value == NULL || g_strcmp0 (ek_json_peek_string (one, "system"), EK_FHIR_URI) == 0)
        continue;
      if (!ek_fhir_is_in_use (context, one))
        {
          tell_other (context, "identifier", i, one);
          continue;
        }
      type = ek_fhir_concept_text (ek_json_peek_object (one, "type"));
      entry = json_object_new ();
      ek_fhir_add_text (entry, "system", ek_json_peek_string (one, "system"));
      json_object_set_string_member (entry, "value", value);
      ek_fhir_add_text (entry, "type", type);
      json_array_add_object_element (kept, entry);
    }
  json_node_set_array (node, kept);
  if (json_array_get_length (kept) > 0)
    ek_record_set_json (record, EK_PATIENT_IDENTIFIERS, node);
}

static char *
chosen_telecom (const EkFhirContext *context, JsonArray *telecoms, const char *const *systems, int *chosen)
{
  JsonObject *telecom;

  *chosen = ek_fhir_choose_telecom (context, telecoms, systems);
  telecom = *chosen >= 0 ? ek_json_element_object (telecoms, (guint) *chosen) : NULL;
  return telecom != NULL ? ek_fhir_clean_text (ek_json_peek_string (telecom, "value")) : NULL;
}

/* What ended leaves the record, also when there is nothing in its place: nobody is called under an old number. */
static void
read_telecoms (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  JsonArray *telecoms = ek_json_peek_array (resource, "telecom");
  int phone_at, email_at;
  g_autofree char *phone = chosen_telecom (context, telecoms, EK_FHIR_PHONES, &phone_at);
  g_autofree char *email = chosen_telecom (context, telecoms, EK_FHIR_EMAILS, &email_at);

  for (int i = 0; telecoms != NULL && i < (int) json_array_get_length (telecoms); i++)
    {
      JsonObject *one = ek_json_element_object (telecoms, (guint) i);

      if (one == NULL || i == phone_at || i == email_at)
        continue;
      if (phone == NULL && !ek_fhir_is_in_use (context, one) &&
          g_strcmp0 (ek_json_peek_string (one, "value"), ek_record_get_text (record, EK_PATIENT_PHONE)) == 0)
        ek_record_clear (record, EK_PATIENT_PHONE);
      tell_other (context, "telecom", (guint) i, one);
    }
  if (phone != NULL)
    ek_record_set_text (record, EK_PATIENT_PHONE, phone);
  if (email != NULL)
    ek_record_set_text (record, EK_PATIENT_EMAIL, email);
}

static char *
address_text (JsonObject *address)
{
  static const char *const parts[] = { "city", "district", "state", "postalCode", "country" };
  g_autoptr (GString) text = NULL;
  g_autofree char *lines = NULL;

  if (address == NULL)
    return NULL;
  if (ek_json_peek_string (address, "text") != NULL)
    return ek_fhir_clean_text (ek_json_peek_string (address, "text"));
  lines = ek_fhir_join_strings (address, "line", ", ");
  text = g_string_new (lines);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *part = ek_fhir_clean_text (ek_json_peek_string (address, parts[i]));

      if (part != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", part);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static void
read_address (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  JsonArray *addresses = ek_json_peek_array (resource, "address");
  int chosen = ek_fhir_choose_address (context, addresses);

  for (int i = 0; addresses != NULL && i < (int) json_array_get_length (addresses); i++)
    {
      JsonObject *one = ek_json_element_object (addresses, (guint) i);
      g_autofree char *text = address_text (one);

      if (text == NULL)
        continue;
      if (i == chosen)
        ek_record_set_text (record, EK_PATIENT_ADDRESS, text);
      else
        {
          g_autofree char *path = g_strdup_printf ("address[%d]", i);

          if (chosen < 0 && g_strcmp0 (text, ek_record_get_text (record, EK_PATIENT_ADDRESS)) == 0)
            ek_record_clear (record, EK_PATIENT_ADDRESS);
          ek_fhir_drop_text (context, path, text,
                             ek_fhir_is_in_use (context, one) ? EK_FHIR_DROP_NOT_SHOWN : EK_FHIR_DROP_OVER, FALSE);
        }
    }
}

/* HL7 v2 table 0131, as far as it says who somebody is; "C" (emergency contact) is what all of these are. */
static const char *
relation_words (const char *code)
{
  static const struct {
    const char *code, *words;
  } relations[] = {
    { "E", N_ ("Employer") },       { "I", N_ ("Insurance company") }, { "N", N_ ("Next of kin") },
    { "F", N_ ("Federal agency") }, { "S", N_ ("State agency") },
  };

  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (relations); i++)
    if (g_str_equal (relations[i].code, code))
      return _ (relations[i].words);
  return NULL;
}

/* Every relationship in words, each once. */
static char *
contact_relation (JsonObject *contact)
{
  JsonArray *relations = ek_json_peek_array (contact, "relationship");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; relations != NULL && i < json_array_get_length (relations); i++)
    {
      JsonObject *relation = ek_json_element_object (relations, i);
      JsonObject *coding = relation != NULL ? ek_fhir_concept_coding (relation, CONTACT_RELATION) : NULL;
      const char *code = coding != NULL ? ek_json_peek_string (coding, "code") : NULL;
      g_autofree char *words = NULL;

      if (relation == NULL)
        continue;
      words = ek_fhir_clean_text (ek_json_peek_string (relation, "text"));
      if (words == NULL && code != NULL && ek_json_peek_string (coding, "display") == NULL)
        words = g_strdup (relation_words (code));
      if (words == NULL && g_strcmp0 (code, "C") != 0)
        words = ek_fhir_concept_text (relation);
      if (words != NULL && strstr (text->str, words) == NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static void
take_contact (const EkFhirContext *context, JsonObject *contact, const char *path, EkRecord *record)
{
  static const char *const read[] = { "relationship", "name.text", "name.family",  "name.given", "name.use",
                                      "telecom",      "period",    "organization", NULL };
  JsonObject *name = ek_json_peek_object (contact, "name");
  JsonObject *organization = ek_json_peek_object (contact, "organization");
  JsonArray *telecoms = ek_json_peek_array (contact, "telecom");
  g_autofree char *words = name != NULL ? ek_fhir_name_text (name) : NULL;
  int phone_at;

  if (words == NULL && organization != NULL)
    words = ek_fhir_clean_text (ek_json_peek_string (organization, "display"));
  ek_record_set_text (record, EK_PATIENT_EMERGENCY_NAME, words);
  ek_fhir_take_text (record, EK_PATIENT_EMERGENCY_RELATION, contact_relation (contact));
  ek_fhir_take_text (record, EK_PATIENT_EMERGENCY_PHONE, chosen_telecom (context, telecoms, EK_FHIR_PHONES, &phone_at));
  for (int i = 0; telecoms != NULL && i < (int) json_array_get_length (telecoms); i++)
    if (i != phone_at && ek_json_element_object (telecoms, (guint) i) != NULL)
      {
        g_autofree char *member = g_strdup_printf ("%s.telecom", path);

        tell_other (context, member, (guint) i, ek_json_element_object (telecoms, (guint) i));
      }
  ek_fhir_drop_rest (context, contact, path, read);
}

/* A contact as a whole: never the name of one person with the number of another. */
static void
read_contact (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  JsonArray *contacts = ek_json_peek_array (resource, "contact");
  int chosen = ek_fhir_choose_contact (context, contacts);

  for (int i = 0; contacts != NULL && i < (int) json_array_get_length (contacts); i++)
    {
      JsonObject *contact = ek_json_element_object (contacts, (guint) i);
      JsonObject *name = contact != NULL ? ek_json_peek_object (contact, "name") : NULL;
      g_autofree char *path = g_strdup_printf ("contact[%d]", i);
      g_autofree char *words = NULL;

      if (contact == NULL)
        continue;
      /* what turns it round is not known here: "do not call" */
      if (i == chosen && json_object_has_member (contact, "modifierExtension"))
        {
          ek_fhir_drop (context, path, json_array_get_element (contacts, (guint) i), EK_FHIR_DROP_UNREADABLE, TRUE);
          continue;
        }
      if (i == chosen)
        {
          take_contact (context, contact, path, record);
          continue;
        }
      words = name != NULL ? ek_fhir_name_text (name) : NULL;
      if (words == NULL)
        words = contact_relation (contact);
      if (chosen < 0 && words != NULL && g_strcmp0 (words, ek_record_get_text (record, EK_PATIENT_EMERGENCY_NAME)) == 0)
        {
          ek_record_clear (record, EK_PATIENT_EMERGENCY_NAME);
          ek_record_clear (record, EK_PATIENT_EMERGENCY_RELATION);
          ek_record_clear (record, EK_PATIENT_EMERGENCY_PHONE);
        }
      ek_fhir_drop_text (context, path, words,
                         ek_fhir_is_in_use (context, contact) ? EK_FHIR_DROP_NOT_SHOWN : EK_FHIR_DROP_OVER, FALSE);
    }
}

/* The language to speak with the person in: the preferred one, or the only one. */
static void
read_language (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  JsonArray *languages = ek_json_peek_array (resource, "communication");
  guint n = languages != NULL ? json_array_get_length (languages) : 0;
  int chosen = n == 1 ? 0 : -1;

  for (guint i = 0; i < n && n > 1; i++)
    if (ek_json_element_object (languages, i) != NULL &&
        ek_json_peek_boolean (ek_json_element_object (languages, i), "preferred", FALSE))
      chosen = (int) i;
  for (int i = 0; i < (int) n; i++)
    {
      JsonObject *one = ek_json_element_object (languages, (guint) i);
      g_autofree char *words = one != NULL ? ek_fhir_concept_text (ek_json_peek_object (one, "language")) : NULL;
      g_autofree char *path = g_strdup_printf ("communication[%d]", i);

      if (i == chosen && words != NULL)
        ek_record_set_text (record, EK_PATIENT_LANGUAGE, words);
      else
        ek_fhir_drop_text (context, path, words, EK_FHIR_DROP_NOT_SHOWN, FALSE);
    }
}

/* The day of birth is what a person is told apart by: never taken without a word when it cannot be, and never made less
 * exact than it is known. */
static void
read_birth_date (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  JsonNode *node = json_object_get_member (resource, "birthDate");
  g_autofree char *today = NULL;
  g_autofree char *date = ek_fhir_date (ek_json_peek_string (resource, "birthDate"));
  const char *known = ek_record_get_text (record, EK_PATIENT_BIRTH_DATE);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;
  today = ek_fhir_today (context);
  if (date == NULL)
    ek_fhir_drop (context, "birthDate", node, EK_FHIR_DROP_UNREADABLE, TRUE);
  else if (strncmp (date, today, strlen (date)) > 0)
    ek_fhir_drop (context, "birthDate", node, EK_FHIR_DROP_FUTURE, TRUE);
  else if (known != NULL && strlen (known) > strlen (date))
    {
      gboolean agrees = g_str_has_prefix (known, date);

      if (!agrees)
        ek_fhir_drop (context, "birthDate", node, EK_FHIR_DROP_CONTRADICTS, TRUE);
    }
  else
    {
      if (atoi (date) < atoi (today) - 120)
        ek_fhir_drop (context, "birthDate", node, EK_FHIR_DROP_IMPLAUSIBLE, TRUE);
      ek_record_set_text (record, EK_PATIENT_BIRTH_DATE, date);
    }
}

/* Nobody knows then which of the two is wrong; that the patient has died is kept. */
static void
check_death (const EkFhirContext *context, JsonNode *when, const char *today, EkRecord *record)
{
  g_autoptr (GArray) list = ek_plausible_list (record, NULL, NULL, today);

  for (guint i = 0; i < list->len; i++)
    if (g_array_index (list, EkDoubtfulDate, i).field == EK_PATIENT_DECEASED_DATE &&
        g_array_index (list, EkDoubtfulDate, i).doubt == EK_DATE_BEFORE_BIRTH)
      {
        ek_fhir_drop (context, "deceasedDateTime", when, EK_FHIR_DROP_BEFORE_BIRTH, TRUE);
        ek_record_clear (record, EK_PATIENT_DECEASED_DATE);
      }
}

/* Somebody marked as dead by mistake lives again: when the hospital says so, and when what said it before says it no
 * longer. A source that never spoke of it does not bring anybody back to life. */
static void
read_deceased (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  JsonNode *when = json_object_get_member (resource, "deceasedDateTime");
  JsonNode *flag = json_object_get_member (resource, "deceasedBoolean");
  const char *text = ek_json_peek_string (resource, "deceasedDateTime");
  g_autofree char *date = ek_fhir_date (text);
  g_autofree char *today = NULL;

  if (when != NULL && !JSON_NODE_HOLDS_NULL (when))
    {
      today = ek_fhir_today (context);
      if (date != NULL && strncmp (date, today, strlen (date)) > 0)
        {
          ek_fhir_drop (context, "deceasedDateTime", when, EK_FHIR_DROP_FUTURE, TRUE);
          return;
        }
      if (date == NULL)
        ek_fhir_drop (context, "deceasedDateTime", when, EK_FHIR_DROP_UNREADABLE, TRUE);
      ek_record_set_int (record, EK_PATIENT_DECEASED, TRUE);
      ek_fhir_set_date (record, EK_PATIENT_DECEASED_DATE, text);
      check_death (context, when, today, record);
      return;
    }
  if (ek_json_peek_boolean (resource, "deceasedBoolean", FALSE))
    {
      ek_record_set_int (record, EK_PATIENT_DECEASED, TRUE);
      return;
    }
  if (flag != NULL && !(JSON_NODE_HOLDS_VALUE (flag) && json_node_get_value_type (flag) == G_TYPE_BOOLEAN))
    ek_fhir_drop (context, "deceasedBoolean", flag, EK_FHIR_DROP_UNREADABLE, TRUE);
  else if (flag != NULL || !context->first)
    {
      ek_record_clear (record, EK_PATIENT_DECEASED);
      ek_record_clear (record, EK_PATIENT_DECEASED_DATE);
    }
}

static void
read_sex (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  static const char *const sexes[] = { "male", "female", "other", "unknown", NULL };
  JsonNode *node = json_object_get_member (resource, "gender");
  const char *sex = ek_json_peek_string (resource, "gender");

  if (sex != NULL && g_strv_contains (sexes, sex))
    ek_record_set_text (record, EK_PATIENT_SEX, sex);
  else if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
    ek_fhir_drop (context, "gender", node, EK_FHIR_DROP_UNREADABLE, TRUE);
}

/**
 * ek_fhir_read_patient:
 * @context: what a reader needs: when it is read
 * @resource: a Patient
 * @record: of #ek_patient_type, as it is here, to be filled
 *
 * Fields the resource does not carry keep what is known here: what a patient does for a living is asked by the
 * clinician and not by the registration desk. Of several names, numbers, addresses and contacts the one in use is
 * shown, in whatever order they stand (see ek-fhir-choose.h); a name given in syllables becomes the pinyin.
 *
 * Returns: %EK_FHIR_SKIP_NONE, or %EK_FHIR_SKIP_NO_NAME without a name to call the person by
 */
EkFhirSkip
ek_fhir_read_patient (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  static const char *const read[] = { "name",   "telecom",   "address",         "contact",          "communication",
                                      "gender", "birthDate", "deceasedBoolean", "deceasedDateTime", "active",
                                      NULL };

  if (!read_names (context, resource, record))
    return EK_FHIR_SKIP_NO_NAME;
  read_identifiers (context, resource, record);
  read_sex (context, resource, record);
  read_birth_date (context, resource, record);
  read_telecoms (context, resource, record);
  read_address (context, resource, record);
  read_contact (context, resource, record);
  read_language (context, resource, record);
  read_deceased (context, resource, record);
  if (json_object_has_member (resource, "active") || !ek_record_has (record, EK_PATIENT_ACTIVE))
    ek_record_set_int (record, EK_PATIENT_ACTIVE, ek_json_peek_boolean (resource, "active", TRUE));
  ek_fhir_drop_rest (context, resource, "", read);
  return EK_FHIR_SKIP_NONE;
}

static JsonObject *
name_new (const char *use, const char *text, const char *family, const char *given)
{
  JsonObject *name = json_object_new ();

  ek_fhir_add_text (name, "use", use);
  ek_fhir_add_text (name, "text", text);
  ek_fhir_add_text (name, "family", family);
  if (given != NULL)
    {
      JsonArray *array = json_array_new ();

      json_array_add_string_element (array, given);
      json_object_set_array_member (name, "given", array);
    }
  return name;
}

static void
write_names (JsonObject *resource, EkRecord *record)
{
  JsonArray *names = json_array_new ();
  const char *pinyin = ek_record_get_text (record, EK_PATIENT_PINYIN);
  g_auto (GStrv) others = NULL;

  json_array_add_object_element (names,
                                 name_new ("official", ek_record_get_text (record, EK_PATIENT_NAME),
                                           ek_record_get_text (record, EK_PATIENT_FAMILY_NAME),
                                           ek_record_get_text (record, EK_PATIENT_GIVEN_NAME)));
  if (pinyin != NULL)
    {
      JsonObject *name = name_new ("usual", pinyin, NULL, NULL);
      JsonObject *extension = json_object_new ();

      json_object_set_string_member (extension, "url", NAME_REPRESENTATION);
      json_object_set_string_member (extension, "valueCode", "SYL");
      ek_fhir_add_concepts (name, "extension", extension);
      json_array_add_object_element (names, name);
    }
  others = g_strsplit (ek_record_has (record, EK_PATIENT_OTHER_NAMES)
                         ? ek_record_get_text (record, EK_PATIENT_OTHER_NAMES)
                         : "",
                       ";", -1);
  for (guint i = 0; others[i] != NULL; i++)
    if (*g_strstrip (others[i]) != '\0')
      json_array_add_object_element (names, name_new (NULL, others[i], NULL, NULL));
  json_object_set_array_member (resource, "name", names);
}

static void
write_identifiers (JsonObject *resource, EkRecord *record)
{
  JsonNode *node = ek_record_get_json (record, EK_PATIENT_IDENTIFIERS);
  JsonArray *kept = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonArray *identifiers;

  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  identifiers = json_object_get_array_member (resource, "identifier");
  for (guint i = 0; kept != NULL && i < json_array_get_length (kept); i++)
    {
      JsonObject *one = ek_json_element_object (kept, i);
      JsonObject *identifier;
      const char *type;

      if (one == NULL || ek_json_peek_string (one, "value") == NULL)
        continue;
      identifier = json_object_new ();
      type = ek_json_peek_string (one, "type");
      if (type != NULL)
        json_object_set_object_member (identifier, "type", ek_fhir_concept_new (NULL, NULL, NULL, type));
      ek_fhir_add_text (identifier, "system", ek_json_peek_string (one, "system"));
      json_object_set_string_member (identifier, "value", ek_json_peek_string (one, "value"));
      json_array_add_object_element (identifiers, identifier);
    }
}

static void
write_telecom (JsonObject *object, const char *system, const char *value)
{
  JsonArray *telecoms = ek_json_peek_array (object, "telecom");
  JsonObject *telecom;

  if (value == NULL)
    return;
  telecom = json_object_new ();
  json_object_set_string_member (telecom, "system", system);
  json_object_set_string_member (telecom, "value", value);
  if (telecoms != NULL)
    json_array_add_object_element (telecoms, telecom);
  else
    ek_fhir_add_concepts (object, "telecom", telecom);
}

static void
write_contact (JsonObject *resource, EkRecord *record)
{
  const char *name = ek_record_get_text (record, EK_PATIENT_EMERGENCY_NAME);
  const char *phone = ek_record_get_text (record, EK_PATIENT_EMERGENCY_PHONE);
  const char *relation = ek_record_get_text (record, EK_PATIENT_EMERGENCY_RELATION);
  JsonObject *contact;

  if (name == NULL && phone == NULL && relation == NULL)
    return;
  contact = json_object_new ();
  ek_fhir_add_concepts (contact, "relationship",
                        ek_fhir_concept_new (CONTACT_RELATION, "C", "Emergency Contact", relation));
  if (name != NULL)
    json_object_set_object_member (contact, "name", name_new (NULL, name, NULL, NULL));
  write_telecom (contact, "phone", phone);
  ek_fhir_add_concepts (resource, "contact", contact);
}

/**
 * ek_fhir_write_patient:
 * @context: what a writer needs
 * @record: of #ek_patient_type
 * @resources: (element-type JsonObject): the Patient is added; what the clinician noted beside the registration data
 *   stays here
 */
void
ek_fhir_write_patient (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
{
  JsonObject *resource = ek_fhir_new ("Patient", ek_record_get_id (record));
  const char *address = ek_record_get_text (record, EK_PATIENT_ADDRESS);
  const char *language = ek_record_get_text (record, EK_PATIENT_LANGUAGE);

  write_identifiers (resource, record);
  json_object_set_boolean_member (resource, "active", ek_record_get_int (record, EK_PATIENT_ACTIVE, TRUE) != 0);
  write_names (resource, record);
  write_telecom (resource, "phone", ek_record_get_text (record, EK_PATIENT_PHONE));
  write_telecom (resource, "email", ek_record_get_text (record, EK_PATIENT_EMAIL));
  ek_fhir_add_text (resource, "gender", ek_record_get_text (record, EK_PATIENT_SEX));
  ek_fhir_add_text (resource, "birthDate", ek_record_get_text (record, EK_PATIENT_BIRTH_DATE));
  if (ek_record_has (record, EK_PATIENT_DECEASED_DATE))
    ek_fhir_add_text (resource, "deceasedDateTime", ek_record_get_text (record, EK_PATIENT_DECEASED_DATE));
  else if (ek_record_get_int (record, EK_PATIENT_DECEASED, FALSE))
    json_object_set_boolean_member (resource, "deceasedBoolean", TRUE);
  if (address != NULL)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "text", address);
      ek_fhir_add_concepts (resource, "address", object);
    }
  write_contact (resource, record);
  if (language != NULL)
    {
      JsonObject *communication = json_object_new ();

      json_object_set_object_member (communication, "language", ek_fhir_concept_new (NULL, NULL, NULL, language));
      json_object_set_boolean_member (communication, "preferred", TRUE);
      ek_fhir_add_concepts (resource, "communication", communication);
    }
  g_ptr_array_add (resources, resource);
}
