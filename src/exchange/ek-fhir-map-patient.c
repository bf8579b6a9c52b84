/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include <string.h>

#include "ek-text.h"
#include "ek-time.h"

#define NAME_REPRESENTATION "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"
#define CONTACT_RELATION "http://terminology.hl7.org/CodeSystem/v2-0131"

/* "IDE" written characters, "SYL" syllables (pinyin), "ABC" letters; NULL when the sender does not say. */
static const char *
representation (JsonObject *name)
{
  JsonArray *extensions = ek_json_peek_array (name, "extension");

  for (guint i = 0; extensions != NULL && i < json_array_get_length (extensions); i++)
    {
      JsonObject *extension = ek_json_element_object (extensions, i);

      if (extension != NULL && g_strcmp0 (ek_json_peek_string (extension, "url"), NAME_REPRESENTATION) == 0)
        return ek_json_peek_string (extension, "valueCode");
    }
  return NULL;
}

static char *
join_strings (JsonObject *object,
              const char *member,
              const char *separator)
{
  JsonArray *array = ek_json_peek_array (object, member);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      g_autofree char *part = ek_fhir_clean_text (ek_json_element_string (array, i));

      if (part != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? separator : "", part);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/* The name as it is read: Chinese names family first and without a blank. */
static char *
name_text (JsonObject *name)
{
  g_autofree char *text = ek_fhir_clean_text (ek_json_peek_string (name, "text"));
  g_autofree char *family = ek_fhir_clean_text (ek_json_peek_string (name, "family"));
  g_autofree char *given = NULL;

  if (text != NULL)
    return g_steal_pointer (&text);
  given = join_strings (name, "given", family != NULL && ek_text_has_han (family) ? "" : " ");
  if (family == NULL || given == NULL)
    return g_strdup (family != NULL ? family : given);
  if (ek_text_has_han (family))
    return g_strconcat (family, given, NULL);
  return g_strconcat (given, " ", family, NULL);
}

/* Higher is better; negative: not a name to call the person by. */
static int
name_rank (JsonObject *name)
{
  static const struct { const char *use; int rank; } ranks[] = {
    { "official", 8 }, { "usual", 6 }, { "temp", 2 }, { "nickname", 1 }, { "anonymous", 0 }, { "old", -9 },
      { "maiden", -9 },
  };
  const char *use = ek_json_peek_string (name, "use");
  const char *form = representation (name);
  g_autofree char *text = name_text (name);
  int rank = 4;

  if (text == NULL)
    return -99;
  for (guint i = 0; use != NULL && i < G_N_ELEMENTS (ranks); i++)
    if (g_str_equal (ranks[i].use, use))
      rank = ranks[i].rank;
  if (g_strcmp0 (form, "SYL") == 0)
    rank -= 3;
  else if (g_strcmp0 (form, "IDE") == 0 || ek_text_has_han (text))
    rank += 1;
  return rank;
}

static JsonObject *
best_name (JsonArray *names)
{
  JsonObject *best = NULL;
  int best_rank = -5;

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    {
      JsonObject *name = ek_json_element_object (names, i);
      int rank = name != NULL ? name_rank (name) : -99;

      if (rank > best_rank)
        {
          best = name;
          best_rank = rank;
        }
    }
  return best;
}

static gboolean
read_names (JsonObject *resource,
            EkRecord   *record)
{
  JsonArray *names = ek_json_peek_array (resource, "name");
  JsonObject *name = best_name (names);
  g_autofree char *shown = name != NULL ? name_text (name) : NULL;

  if (shown == NULL)
    return FALSE;
  ek_record_set_text (record, EK_PATIENT_NAME, shown);
  ek_fhir_take_text (record, EK_PATIENT_FAMILY_NAME, ek_fhir_clean_text (ek_json_peek_string (name, "family")));
  ek_fhir_take_text (record, EK_PATIENT_GIVEN_NAME, join_strings (name, "given", ek_text_has_han (shown) ? "" : " "));
  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      JsonObject *other = ek_json_element_object (names, i);

      if (other == NULL || g_strcmp0 (representation (other), "SYL") != 0)
        continue;
      ek_fhir_take_text (record, EK_PATIENT_PINYIN, name_text (other));
      break;
    }
  return TRUE;
}

/* [{system, value, type}] of every identifier that is in use; our own is the record's id and is left out. */
static void
read_identifiers (JsonObject *resource,
                  EkRecord   *record)
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

      if (value == NULL || g_strcmp0 (ek_json_peek_string (one, "use"), "old") == 0 ||
          g_strcmp0 (ek_json_peek_string (one, "system"), EK_FHIR_URI) == 0)
        continue;
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
find_phone (JsonArray *telecoms)
{
  char *phone = NULL;

  for (guint i = 0; telecoms != NULL && i < json_array_get_length (telecoms); i++)
    {
      JsonObject *one = ek_json_element_object (telecoms, i);
      const char *use = one != NULL ? ek_json_peek_string (one, "use") : NULL;
      gboolean mobile = g_strcmp0 (use, "mobile") == 0;

      if (one == NULL || g_strcmp0 (use, "old") == 0 || (phone != NULL && !mobile) ||
          (g_strcmp0 (ek_json_peek_string (one, "system"), "phone") != 0 &&
           g_strcmp0 (ek_json_peek_string (one, "system"), "sms") != 0))
        continue;
      g_free (phone);
      phone = ek_fhir_clean_text (ek_json_peek_string (one, "value"));
      if (mobile && phone != NULL)
        break;
    }
  return phone;
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
  lines = join_strings (address, "line", ", ");
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
read_contact (JsonObject *resource,
              EkRecord   *record)
{
  JsonObject *contact = ek_fhir_first_object (resource, "contact");
  JsonObject *name = contact != NULL ? ek_json_peek_object (contact, "name") : NULL;

  if (contact == NULL)
    return;
  if (name != NULL)
    ek_fhir_take_text (record, EK_PATIENT_EMERGENCY_NAME, name_text (name));
  ek_fhir_take_text (record, EK_PATIENT_EMERGENCY_RELATION, ek_fhir_first_concept_text (contact, "relationship"));
  ek_fhir_take_text (record, EK_PATIENT_EMERGENCY_PHONE, find_phone (ek_json_peek_array (contact, "telecom")));
}

/**
 * ek_fhir_read_patient:
 *
 * Fields the resource does not carry keep what is known here: what a patient does for a living is asked by the
 * clinician and not by the registration desk. Of several names the official one in written characters is shown; a name
 * given in syllables becomes the pinyin. Names marked old or maiden are never shown.
 */
EkFhirSkip
ek_fhir_read_patient (const EkFhirContext *context,
                      JsonObject          *resource,
                      EkRecord            *record)
{
  static const char *const sexes[] = { "male", "female", "other", "unknown", NULL };
  const char *sex = ek_json_peek_string (resource, "gender");
  g_autofree char *birth_date = ek_fhir_date (ek_json_peek_string (resource, "birthDate"));
  g_autofree char *phone = find_phone (ek_json_peek_array (resource, "telecom"));
  g_autofree char *address = address_text (ek_fhir_first_object (resource, "address"));

  if (!read_names (resource, record))
    return EK_FHIR_SKIP_NO_NAME;
  read_identifiers (resource, record);
  if (sex != NULL && g_strv_contains (sexes, sex))
    ek_record_set_text (record, EK_PATIENT_SEX, sex);
  if (birth_date != NULL)
    ek_record_set_text (record, EK_PATIENT_BIRTH_DATE, birth_date);
  if (phone != NULL)
    ek_record_set_text (record, EK_PATIENT_PHONE, phone);
  if (address != NULL)
    ek_record_set_text (record, EK_PATIENT_ADDRESS, address);
  read_contact (resource, record);
  if (json_object_has_member (resource, "deceasedDateTime") ||
      ek_json_peek_boolean (resource, "deceasedBoolean", FALSE))
    ek_record_set_int (record, EK_PATIENT_DECEASED, TRUE);
  if (json_object_has_member (resource, "active") || !ek_record_has (record, EK_PATIENT_ACTIVE))
    ek_record_set_int (record, EK_PATIENT_ACTIVE, ek_json_peek_boolean (resource, "active", TRUE));
  return EK_FHIR_SKIP_NONE;
}

static JsonObject *
name_new (const char *use,
          const char *text,
          const char *family,
          const char *given)
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
write_names (JsonObject *resource,
             EkRecord   *record)
{
  JsonArray *names = json_array_new ();
  const char *pinyin = ek_record_get_text (record, EK_PATIENT_PINYIN);

  json_array_add_object_element (names, name_new ("official", ek_record_get_text (record, EK_PATIENT_NAME),
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
  json_object_set_array_member (resource, "name", names);
}

static void
write_identifiers (JsonObject *resource,
                   EkRecord   *record)
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
write_phone (JsonObject *object,
             const char *phone)
{
  JsonObject *telecom;

  if (phone == NULL)
    return;
  telecom = json_object_new ();
  json_object_set_string_member (telecom, "system", "phone");
  json_object_set_string_member (telecom, "value", phone);
  ek_fhir_add_concepts (object, "telecom", telecom);
}

static void
write_contact (JsonObject *resource,
               EkRecord   *record)
{
  const char *name = ek_record_get_text (record, EK_PATIENT_EMERGENCY_NAME);
  const char *phone = ek_record_get_text (record, EK_PATIENT_EMERGENCY_PHONE);
  const char *relation = ek_record_get_text (record, EK_PATIENT_EMERGENCY_RELATION);
  JsonObject *contact;

  if (name == NULL && phone == NULL)
    return;
  contact = json_object_new ();
  ek_fhir_add_concepts (contact, "relationship",
                        ek_fhir_concept_new (CONTACT_RELATION, "C", "Emergency Contact", relation));
  if (name != NULL)
    json_object_set_object_member (contact, "name", name_new (NULL, name, NULL, NULL));
  write_phone (contact, phone);
  ek_fhir_add_concepts (resource, "contact", contact);
}

/** ek_fhir_write_patient: a Patient; what the clinician noted beside the registration data stays here. */
void
ek_fhir_write_patient (const EkFhirContext *context,
                       EkRecord            *record,
                       GPtrArray           *resources)
{
  JsonObject *resource = ek_fhir_new ("Patient", ek_record_get_id (record));
  const char *address = ek_record_get_text (record, EK_PATIENT_ADDRESS);

  write_identifiers (resource, record);
  json_object_set_boolean_member (resource, "active", ek_record_get_int (record, EK_PATIENT_ACTIVE, TRUE) != 0);
  write_names (resource, record);
  write_phone (resource, ek_record_get_text (record, EK_PATIENT_PHONE));
  ek_fhir_add_text (resource, "gender", ek_record_get_text (record, EK_PATIENT_SEX));
  ek_fhir_add_text (resource, "birthDate", ek_record_get_text (record, EK_PATIENT_BIRTH_DATE));
  if (ek_record_get_int (record, EK_PATIENT_DECEASED, FALSE))
    json_object_set_boolean_member (resource, "deceasedBoolean", TRUE);
  if (address != NULL)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "text", address);
      ek_fhir_add_concepts (resource, "address", object);
    }
  write_contact (resource, record);
  g_ptr_array_add (resources, resource);
}
