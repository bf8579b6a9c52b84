/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What FHIR has no member for and this program needs to know a record again: one extension of the resource, whose parts
 * are named as the fields of the record are. */

#include "ek-fhir-map.h"

#include <string.h>

/**
 * ek_fhir_piece:
 * @text: a text
 * @longest: bytes
 *
 * Returns: how many bytes the whole characters among the first @longest take
 */
gsize
ek_fhir_piece (const char *text, gsize longest)
{
  gsize length = strlen (text);

  if (length <= longest)
    return length;
  length = longest;
  while (length > 0 && ((guchar) text[length] & 0xc0) == 0x80)
    length--;
  return length;
}

static JsonObject *
new_part (JsonArray *parts, const char *name)
{
  JsonObject *part = json_object_new ();

  json_object_set_string_member (part, "url", name);
  json_array_add_object_element (parts, part);
  return part;
}

/* A long text in several parts of one name. */
static void
add_text (JsonArray *parts, const char *name, const char *text, gsize longest)
{
  while (*text != '\0')
    {
      gsize length = ek_fhir_piece (text, longest);
      g_autofree char *piece = g_strndup (text, length);

      json_object_set_string_member (new_part (parts, name), "valueString", piece);
      text += length;
    }
}

static void
add_field (JsonArray *parts, EkRecord *record, int field, gsize longest)
{
  const EkField *declared = &ek_record_get_record_type (record)->fields[field];
  g_autofree char *text = NULL;
  int offset = 0;
  gint64 ms;

  if (!ek_record_has (record, field))
    return;
  if (declared->kind == EK_FIELD_INSTANT)
    {
      ms = ek_record_get_instant (record, field, &offset);
      ek_fhir_add_instant (new_part (parts, declared->name), "valueDateTime", ms, offset);
      return;
    }
  text = declared->kind == EK_FIELD_JSON ? ek_json_canonical (ek_record_get_json (record, field))
                                         : g_strdup (ek_record_get_text (record, field));
  add_text (parts, declared->name, text, longest);
}

/**
 * ek_fhir_add_state:
 * @resource: a resource
 * @url: of the extension that is added to it
 * @record: what it is written from
 * @fields: (array length=n_fields): of the type of @record: instants, texts and JSON; what is unset is left out
 * @n_fields: how many
 * @longest: bytes of text in one part; more stands in several parts of one name
 */
void
ek_fhir_add_state (JsonObject *resource, const char *url, EkRecord *record, const int *fields, guint n_fields,
                   gsize longest)
{
  JsonObject *extension = json_object_new ();
  JsonArray *parts = json_array_new ();

  for (guint i = 0; i < n_fields; i++)
    add_field (parts, record, fields[i], longest);
  json_object_set_string_member (extension, "url", url);
  json_object_set_array_member (extension, "extension", parts);
  ek_fhir_add_concepts (resource, "extension", extension);
}

/**
 * ek_fhir_find_state:
 * @resource: a resource
 * @url: of the extension
 *
 * Returns: (transfer none) (nullable): the parts of the first that has any, see ek_fhir_add_state()
 */
JsonArray *
ek_fhir_find_state (JsonObject *resource, const char *url)
{
  JsonArray *extensions = ek_json_peek_array (resource, "extension"), *parts = NULL;

  for (guint i = 0; parts == NULL && extensions != NULL && i < json_array_get_length (extensions); i++)
    {
      JsonObject *one = ek_json_element_object (extensions, i);

      if (one != NULL && g_strcmp0 (ek_json_peek_string (one, "url"), url) == 0)
        parts = ek_json_peek_array (one, "extension");
    }
  return parts;
}

/**
 * ek_fhir_state_text:
 * @parts: see ek_fhir_find_state()
 * @name: of a field
 *
 * Returns: (transfer full) (nullable): its text, put together from all parts of that name; %NULL when there is none
 */
char *
ek_fhir_state_text (JsonArray *parts, const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonObject *part = ek_json_element_object (parts, i);
      const char *piece = part != NULL ? ek_json_peek_string (part, "valueString") : NULL;

      if (piece != NULL && g_strcmp0 (ek_json_peek_string (part, "url"), name) == 0)
        g_string_append (text, piece);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/**
 * ek_fhir_take_state:
 * @record: the record to fill
 * @field: a text or a JSON object
 * @text: (nullable): its text, as ek_fhir_add_state() wrote it; JSON that cannot be read leaves the field as it is
 */
void
ek_fhir_take_state (EkRecord *record, int field, const char *text)
{
  g_autoptr (JsonNode) node = NULL;

  if (ek_record_get_record_type (record)->fields[field].kind != EK_FIELD_JSON)
    {
      ek_fhir_take_text (record, field, ek_fhir_clean_text (text));
      return;
    }
  node = text != NULL ? ek_json_parse (text, -1, &EK_FHIR_LIMITS, NULL) : NULL;
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    ek_record_set_json (record, field, node);
}
