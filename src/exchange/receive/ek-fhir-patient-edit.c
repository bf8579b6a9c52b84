/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A PUT replaces a resource as a whole, and a Patient at a hospital holds much that this record does not: other names
 * and numbers, former addresses, further contacts, structured parts of what is one line here. So only what was changed
 * here is changed there, element by element, in the element that the record shows. */

#include "ek-fhir-patient-edit.h"

#include <string.h>

#include "ek-fhir-choose.h"
#include "ek-field-merge.h"

#define NAME_REPRESENTATION "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"
#define CONTACT_RELATION "http://terminology.hl7.org/CodeSystem/v2-0131"

typedef struct {
  const EkFhirContext *context;
  EkRecord *base;
  EkRecord *ours;
  JsonObject *resource; /* a copy of what the hospital has, being edited */
} Edit;

static gboolean
changed (const Edit *edit, int field)
{
  return !ek_field_equal (edit->base, edit->ours, field);
}

static const char *
ours (const Edit *edit, int field)
{
  return ek_record_get_text (edit->ours, field);
}

static void
set_or_remove (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else if (json_object_has_member (object, member))
    json_object_remove_member (object, member);
}

/* The array of @member; made when it is not there. */
static JsonArray *
array_of (JsonObject *object, const char *member)
{
  if (ek_json_peek_array (object, member) == NULL)
    json_object_set_array_member (object, member, json_array_new ());
  return ek_json_peek_array (object, member);
}

/* FHIR forbids empty arrays. */
static void
drop_if_empty (JsonObject *object, const char *member)
{
  JsonArray *array = ek_json_peek_array (object, member);

  if (array != NULL && json_array_get_length (array) == 0)
    json_object_remove_member (object, member);
}

static JsonObject *
element_or_new (JsonArray *array, int index)
{
  JsonObject *object = index >= 0 ? ek_json_element_object (array, (guint) index) : NULL;

  if (object != NULL)
    return object;
  object = json_object_new ();
  json_array_add_object_element (array, object);
  return object;
}

static void
edit_name (const Edit *edit)
{
  gboolean parts = changed (edit, EK_PATIENT_FAMILY_NAME) || changed (edit, EK_PATIENT_GIVEN_NAME);
  const char *given = ours (edit, EK_PATIENT_GIVEN_NAME);
  JsonArray *names;
  JsonObject *name;

  if (!parts && !changed (edit, EK_PATIENT_NAME))
    return;
  names = array_of (edit->resource, "name");
  name = element_or_new (names, ek_fhir_choose_name (edit->context, names));
  json_object_set_string_member (name, "text", ours (edit, EK_PATIENT_NAME));
  /* the parts of the former name are not those of the new one */
  set_or_remove (name, "family", parts ? ours (edit, EK_PATIENT_FAMILY_NAME) : NULL);
  set_or_remove (name, "given", NULL);
  if (parts && given != NULL)
    {
      JsonArray *array = json_array_new ();

      json_array_add_string_element (array, given);
      json_object_set_array_member (name, "given", array);
    }
}

static void
edit_pinyin (const Edit *edit)
{
  const char *pinyin = ours (edit, EK_PATIENT_PINYIN);
  JsonArray *names;
  JsonObject *name = NULL;

  if (!changed (edit, EK_PATIENT_PINYIN))
    return;
  names = array_of (edit->resource, "name");
  for (guint i = 0; name == NULL && i < json_array_get_length (names); i++)
    {
      JsonObject *one = ek_json_element_object (names, i);

      if (one == NULL || g_strcmp0 (ek_fhir_name_form (one), "SYL") != 0)
        continue;
      name = one;
      if (pinyin == NULL)
        json_array_remove_element (names, i);
    }
  if (pinyin == NULL)
    return;
  if (name == NULL)
    {
      JsonObject *extension = json_object_new ();

      name = element_or_new (names, -1);
      json_object_set_string_member (name, "use", "usual");
      json_object_set_string_member (extension, "url", NAME_REPRESENTATION);
      json_object_set_string_member (extension, "valueCode", "SYL");
      ek_fhir_add_concepts (name, "extension", extension);
    }
  set_or_remove (name, "family", NULL);
  set_or_remove (name, "given", NULL);
  json_object_set_string_member (name, "text", pinyin);
}

/* A name that is added here is added there; what a person was called is not taken back by us. */
static void
edit_other_names (const Edit *edit)
{
  g_auto (GStrv) others = NULL;
  JsonArray *names = array_of (edit->resource, "name");

  if (!changed (edit, EK_PATIENT_OTHER_NAMES) || ours (edit, EK_PATIENT_OTHER_NAMES) == NULL)
    return;
  others = g_strsplit (ours (edit, EK_PATIENT_OTHER_NAMES), ";", -1);
  for (guint k = 0; others[k] != NULL; k++)
    {
      gboolean known = *g_strstrip (others[k]) == '\0';

      for (guint i = 0; !known && i < json_array_get_length (names); i++)
        {
          JsonObject *one = ek_json_element_object (names, i);
          g_autofree char *text = one != NULL ? ek_fhir_name_text (one) : NULL;

          known = g_strcmp0 (text, others[k]) == 0;
        }
      if (!known)
        json_object_set_string_member (element_or_new (names, -1), "text", others[k]);
    }
}

static gboolean
lists_identifier (EkRecord *record, JsonObject *identifier)
{
  JsonNode *node = ek_record_get_json (record, EK_PATIENT_IDENTIFIERS);
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *one = ek_json_element_object (list, i);

      if (one != NULL &&
          g_strcmp0 (ek_json_peek_string (one, "system"), ek_json_peek_string (identifier, "system")) == 0 &&
          g_strcmp0 (ek_json_peek_string (one, "value"), ek_json_peek_string (identifier, "value")) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_identifier (JsonArray *identifiers, JsonObject *wanted)
{
  for (guint i = 0; i < json_array_get_length (identifiers); i++)
    {
      JsonObject *one = ek_json_element_object (identifiers, i);

      if (one != NULL && g_strcmp0 (ek_json_peek_string (one, "system"), ek_json_peek_string (wanted, "system")) == 0 &&
          g_strcmp0 (ek_json_peek_string (one, "value"), ek_json_peek_string (wanted, "value")) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
edit_identifiers (const Edit *edit, JsonObject *sent)
{
  JsonArray *identifiers = array_of (edit->resource, "identifier");
  JsonArray *wanted = ek_json_peek_array (sent, "identifier");

  for (guint i = json_array_get_length (identifiers); changed (edit, EK_PATIENT_IDENTIFIERS) && i > 0; i--)
    {
      JsonObject *one = ek_json_element_object (identifiers, i - 1);

      if (one != NULL && lists_identifier (edit->base, one) && !lists_identifier (edit->ours, one))
        json_array_remove_element (identifiers, i - 1);
    }
  for (guint i = 0; changed (edit, EK_PATIENT_IDENTIFIERS) && wanted != NULL && i < json_array_get_length (wanted); i++)
    {
      JsonObject *one = ek_json_element_object (wanted, i);
      g_autoptr (JsonNode) copy = NULL;

      if (one == NULL || lists_identifier (edit->base, one) || has_identifier (identifiers, one) ||
          g_strcmp0 (ek_json_peek_string (one, "system"), EK_FHIR_URI) == 0)
        continue;
      copy = ek_fhir_deep_copy (one);
      json_array_add_element (identifiers, g_steal_pointer (&copy));
    }
  drop_if_empty (edit->resource, "identifier");
}

static void
edit_telecom (const Edit *edit, JsonObject *holder, int field, const char *const *systems)
{
  JsonArray *telecoms = array_of (holder, "telecom");
  int chosen = ek_fhir_choose_telecom (edit->context, telecoms, systems);
  const char *value = ours (edit, field);

  if (changed (edit, field) && value == NULL && chosen >= 0)
    json_array_remove_element (telecoms, (guint) chosen);
  else if (changed (edit, field) && value != NULL)
    {
      JsonObject *telecom = element_or_new (telecoms, chosen);

      if (chosen < 0)
        json_object_set_string_member (telecom, "system", systems[0]);
      json_object_set_string_member (telecom, "value", value);
    }
  drop_if_empty (holder, "telecom");
}

static void
edit_address (const Edit *edit)
{
  static const char *const parts[] = { "line", "city", "district", "state", "postalCode", "country" };
  JsonArray *addresses;
  JsonObject *address;
  int chosen;

  if (!changed (edit, EK_PATIENT_ADDRESS))
    return;
  addresses = array_of (edit->resource, "address");
  chosen = ek_fhir_choose_address (edit->context, addresses);
  if (ours (edit, EK_PATIENT_ADDRESS) == NULL)
    {
      if (chosen >= 0)
        json_array_remove_element (addresses, (guint) chosen);
      drop_if_empty (edit->resource, "address");
      return;
    }
  address = element_or_new (addresses, chosen);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    set_or_remove (address, parts[i], NULL);
  json_object_set_string_member (address, "text", ours (edit, EK_PATIENT_ADDRESS));
}

/* What of the contact was changed; whoever is somebody else now is a new contact, and the former one stays as it is. */
static void
edit_contact (const Edit *edit)
{
  const char *name = ours (edit, EK_PATIENT_EMERGENCY_NAME), *relation = ours (edit, EK_PATIENT_EMERGENCY_RELATION);
  JsonArray *contacts;
  JsonObject *contact;
  int chosen;

  if (!changed (edit, EK_PATIENT_EMERGENCY_NAME) && !changed (edit, EK_PATIENT_EMERGENCY_RELATION) &&
      !changed (edit, EK_PATIENT_EMERGENCY_PHONE))
    return;
  contacts = array_of (edit->resource, "contact");
  chosen = ek_fhir_choose_contact (edit->context, contacts);
  if (name == NULL && relation == NULL && ours (edit, EK_PATIENT_EMERGENCY_PHONE) == NULL)
    {
      if (chosen >= 0)
        json_array_remove_element (contacts, (guint) chosen);
      drop_if_empty (edit->resource, "contact");
      return;
    }
  if (changed (edit, EK_PATIENT_EMERGENCY_NAME) && ek_record_has (edit->base, EK_PATIENT_EMERGENCY_NAME) &&
      name != NULL && changed (edit, EK_PATIENT_EMERGENCY_PHONE))
    chosen = -1;
  contact = element_or_new (contacts, chosen);
  if (changed (edit, EK_PATIENT_EMERGENCY_NAME) || chosen < 0)
    {
      set_or_remove (contact, "name", NULL);
      if (name != NULL)
        {
          JsonObject *object = json_object_new ();

          json_object_set_string_member (object, "text", name);
          json_object_set_object_member (contact, "name", object);
        }
    }
  if (changed (edit, EK_PATIENT_EMERGENCY_RELATION) || chosen < 0)
    ek_fhir_add_concepts (contact, "relationship",
                          ek_fhir_concept_new (CONTACT_RELATION, "C", "Emergency Contact", relation));
  edit_telecom (edit, contact, EK_PATIENT_EMERGENCY_PHONE, EK_FHIR_PHONES);
}

static void
edit_language (const Edit *edit)
{
  JsonArray *languages;
  JsonObject *language = NULL;

  if (!changed (edit, EK_PATIENT_LANGUAGE) || ours (edit, EK_PATIENT_LANGUAGE) == NULL)
    return;
  languages = array_of (edit->resource, "communication");
  for (guint i = 0; i < json_array_get_length (languages); i++)
    {
      JsonObject *one = ek_json_element_object (languages, i);

      if (one != NULL)
        set_or_remove (one, "preferred", NULL);
    }
  language = element_or_new (languages, -1);
  json_object_set_object_member (language, "language",
                                 ek_fhir_concept_new (NULL, NULL, NULL, ours (edit, EK_PATIENT_LANGUAGE)));
  json_object_set_boolean_member (language, "preferred", TRUE);
}

static void
edit_plain (const Edit *edit)
{
  if (changed (edit, EK_PATIENT_SEX))
    set_or_remove (edit->resource, "gender", ours (edit, EK_PATIENT_SEX));
  if (changed (edit, EK_PATIENT_BIRTH_DATE))
    {
      set_or_remove (edit->resource, "birthDate", ours (edit, EK_PATIENT_BIRTH_DATE));
      /* the hour of another day */
      set_or_remove (edit->resource, "_birthDate", NULL);
    }
  if (changed (edit, EK_PATIENT_ACTIVE))
    json_object_set_boolean_member (edit->resource, "active",
                                    ek_record_get_int (edit->ours, EK_PATIENT_ACTIVE, TRUE) != 0);
  if (!changed (edit, EK_PATIENT_DECEASED) && !changed (edit, EK_PATIENT_DECEASED_DATE))
    return;
  set_or_remove (edit->resource, "deceasedBoolean", NULL);
  set_or_remove (edit->resource, "deceasedDateTime", ours (edit, EK_PATIENT_DECEASED_DATE));
  if (!ek_record_has (edit->ours, EK_PATIENT_DECEASED_DATE))
    json_object_set_boolean_member (edit->resource, "deceasedBoolean",
                                    ek_record_get_int (edit->ours, EK_PATIENT_DECEASED, FALSE) != 0);
}

static EkRecord *
read_as_record (const EkFhirContext *context, JsonObject *resource)
{
  g_autoptr (EkRecord) record = ek_record_new (&ek_patient_type, NULL);
  EkFhirContext quiet = *context;

  quiet.dropped = NULL;
  quiet.first = FALSE;
  return ek_fhir_read_patient (&quiet, resource, record) == EK_FHIR_SKIP_NONE ? g_steal_pointer (&record) : NULL;
}

static gboolean
clashes (EkRecord *base, EkRecord *our, EkRecord *their)
{
  for (int i = 0; i < (int) ek_record_type_n_fields (&ek_patient_type); i++)
    if (!ek_field_equal (base, our, i) && !ek_field_equal (base, their, i) && !ek_field_equal (our, their, i))
      return TRUE;
  return FALSE;
}

/**
 * ek_fhir_patient_lay_over:
 * @context: what day it is
 * @base: the Patient that both sides started from, as we say it or as the hospital does
 * @ours_now: the Patient as it is here
 * @theirs: the Patient as the hospital has it now
 * @ours_wins: what to do when both changed the same to different values
 *
 * Lays what was changed from @base to @ours_now over @theirs. Everything else there stays, to the digit. The members
 * that belong to the server (id, meta, narrative) are left to the caller.
 *
 * Returns: (transfer full) (nullable): the Patient to send; %NULL when both changed the same and ours does not win, or
 *   one of the three cannot be read
 */
JsonObject *
ek_fhir_patient_lay_over (const EkFhirContext *context, JsonObject *base, JsonObject *ours_now, JsonObject *theirs,
                          gboolean ours_wins)
{
  g_autoptr (EkRecord) before = read_as_record (context, base);
  g_autoptr (EkRecord) our = read_as_record (context, ours_now);
  g_autoptr (EkRecord) their = read_as_record (context, theirs);
  g_autoptr (JsonNode) copy = NULL;
  Edit edit = { context, before, our, NULL };

  if (before == NULL || our == NULL || their == NULL || (!ours_wins && clashes (before, our, their)))
    return NULL;
  copy = ek_fhir_deep_copy (theirs);
  edit.resource = json_node_get_object (copy);
  edit_name (&edit);
  edit_pinyin (&edit);
  edit_other_names (&edit);
  edit_identifiers (&edit, ours_now);
  edit_telecom (&edit, edit.resource, EK_PATIENT_PHONE, EK_FHIR_PHONES);
  edit_telecom (&edit, edit.resource, EK_PATIENT_EMAIL, EK_FHIR_EMAILS);
  edit_address (&edit);
  edit_contact (&edit);
  edit_language (&edit);
  edit_plain (&edit);
  drop_if_empty (edit.resource, "name");
  return json_object_ref (edit.resource);
}
