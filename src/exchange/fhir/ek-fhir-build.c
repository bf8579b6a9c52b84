/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir.h"

#include "ek-time.h"

/**
 * ek_fhir_new:
 * @type: a resource type
 * @id: the resource's UUID
 *
 * Returns: (transfer full): an object with resourceType and id
 */
JsonObject *
ek_fhir_new (const char *type, const char *id)
{
  JsonObject *resource = json_object_new ();

  json_object_set_string_member (resource, "resourceType", type);
  json_object_set_string_member (resource, "id", id);
  return resource;
}

/**
 * ek_fhir_add_identifier:
 * @resource: a resource whose type has an identifier
 * @id: the resource's UUID
 * @as_array: %FALSE for the few types (QuestionnaireResponse, Bundle) that allow only one
 *
 * Adds {urn:ietf:rfc:3986, urn:uuid:…}, by which the record is found again on a server that gives ids of its own.
 */
void
ek_fhir_add_identifier (JsonObject *resource, const char *id, gboolean as_array)
{
  g_autofree char *urn = g_strconcat ("urn:uuid:", id, NULL);
  JsonObject *identifier = json_object_new ();

  json_object_set_string_member (identifier, "system", EK_FHIR_URI);
  json_object_set_string_member (identifier, "value", urn);
  if (as_array)
    {
      JsonArray *array = json_array_new ();

      json_array_add_object_element (array, identifier);
      json_object_set_array_member (resource, "identifier", array);
    }
  else
    {
      json_object_set_object_member (resource, "identifier", identifier);
    }
}

static JsonObject *
reference_new (const char *type, const char *id, const char *display)
{
  JsonObject *reference = json_object_new ();
  g_autofree char *path = id != NULL ? g_strconcat (type, "/", id, NULL) : NULL;

  if (path != NULL)
    json_object_set_string_member (reference, "reference", path);
  ek_fhir_add_text (reference, "display", display);
  return reference;
}

/**
 * ek_fhir_add_reference:
 * @object: where to
 * @member: the member to set
 * @type: the type referred to
 * @id: (nullable): its id; without it the reference only carries @display
 * @display: (nullable): words for it
 */
void
ek_fhir_add_reference (JsonObject *object, const char *member, const char *type, const char *id, const char *display)
{
  if (id != NULL || display != NULL)
    json_object_set_object_member (object, member, reference_new (type, id, display));
}

/**
 * ek_fhir_append_reference:
 * @array: where to
 * @type: the type referred to
 * @id: (nullable): its id; without it the reference only carries @display
 * @display: (nullable): words for it
 *
 * As ek_fhir_add_reference(), to the end of an array; it is there even when both are %NULL.
 */
void
ek_fhir_append_reference (JsonArray *array, const char *type, const char *id, const char *display)
{
  json_array_add_object_element (array, reference_new (type, id, display));
}

/**
 * ek_fhir_concept_new:
 * @system: (nullable): code system
 * @code: (nullable): code; without it only @text is set
 * @display: (nullable): the code system's words
 * @text: (nullable): the author's words
 *
 * Returns: (transfer full): a CodeableConcept
 */
JsonObject *
ek_fhir_concept_new (const char *system, const char *code, const char *display, const char *text)
{
  JsonObject *concept = json_object_new ();

  if (code != NULL)
    {
      JsonObject *coding = json_object_new ();
      JsonArray *codings = json_array_new ();

      ek_fhir_add_text (coding, "system", system);
      json_object_set_string_member (coding, "code", code);
      ek_fhir_add_text (coding, "display", display);
      json_array_add_object_element (codings, coding);
      json_object_set_array_member (concept, "coding", codings);
    }
  ek_fhir_add_text (concept, "text", text);
  return concept;
}

/**
 * ek_fhir_add_coded:
 * @object: a resource
 * @member: a CodeableConcept of it
 * @system: the code system
 * @code: (nullable): the code; %NULL leaves @member out
 *
 * Sets what a resource says by a code alone.
 */
void
ek_fhir_add_coded (JsonObject *object, const char *member, const char *system, const char *code)
{
  if (code != NULL)
    json_object_set_object_member (object, member, ek_fhir_concept_new (system, code, NULL, NULL));
}

/**
 * ek_fhir_concept_absent:
 *
 * Returns: (transfer full): a CodeableConcept that says with the extension data-absent-reason that its value is not
 *   known, where FHIR asks for one and nothing may be invented
 */
JsonObject *
ek_fhir_concept_absent (void)
{
  JsonObject *concept = json_object_new (), *extension = json_object_new ();

  json_object_set_string_member (extension, "url", EK_FHIR_ABSENT);
  json_object_set_string_member (extension, "valueCode", "unknown");
  ek_fhir_add_concepts (concept, "extension", extension);
  return concept;
}

/**
 * ek_fhir_concept_is_empty:
 * @concept: (nullable): a CodeableConcept
 *
 * Returns: whether it has neither codes nor words
 */
gboolean
ek_fhir_concept_is_empty (JsonObject *concept)
{
  return concept == NULL ||
    (ek_json_peek_array (concept, "coding") == NULL && ek_json_peek_string (concept, "text") == NULL);
}

/**
 * ek_fhir_add_concepts:
 * @object: where to
 * @member: the member to set
 * @concept: (transfer full): a concept, or any object that FHIR wants in an array
 *
 * Sets the member to an array of this one, in place of what was there.
 */
void
ek_fhir_add_concepts (JsonObject *object, const char *member, JsonObject *concept)
{
  JsonArray *array = json_array_new ();

  json_array_add_object_element (array, concept);
  json_object_set_array_member (object, member, array);
}

/**
 * ek_fhir_add_text:
 * @object: where to
 * @member: the member to set
 * @text: (nullable): its text; of %NULL and of "", which FHIR forbids, nothing is set
 */
void
ek_fhir_add_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL && text[0] != '\0')
    json_object_set_string_member (object, member, text);
}

/**
 * ek_fhir_add_instant:
 * @object: where to
 * @member: the dateTime to set
 * @ms: milliseconds since 1970 in UTC; %EK_INSTANT_NONE sets nothing
 * @offset_minutes: of the author's clock from UTC, in which the time is written
 */
void
ek_fhir_add_instant (JsonObject *object, const char *member, gint64 ms, int offset_minutes)
{
  g_autofree char *text = NULL;

  if (ms == EK_INSTANT_NONE)
    return;
  text = ek_instant_format (ms, offset_minutes);
  json_object_set_string_member (object, member, text);
}

/**
 * ek_fhir_add_note:
 * @object: where to
 * @text: (nullable): the words of the note; of %NULL and "" nothing is set
 *
 * Sets "note" to one annotation, in place of what was there.
 */
void
ek_fhir_add_note (JsonObject *object, const char *text)
{
  JsonObject *note;

  if (text == NULL || text[0] == '\0')
    return;
  note = json_object_new ();
  json_object_set_string_member (note, "text", text);
  ek_fhir_add_concepts (object, "note", note);
}
