/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A record as JSON: for history, signatures, export and tests. And what makes a record fit to be stored. */

#include "ek-record-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-error.h"
#include "ek-id.h"
#include "ek-json.h"
#include "ek-text.h"
#include "ek-time.h"

/* Bounds that no honest record reaches; they keep a hostile import from filling the vault through one field. */
#define MAX_LINE_BYTES (16 * 1024)
#define MAX_NOTE_BYTES (8 * 1024 * 1024)
#define MAX_BLOB_BYTES (64 * 1024 * 1024)
#define MAX_REFERENCE_BYTES 128

/* 0001-01-01T00:00Z and 9999-12-31T23:59:59.999Z, a day inside so that no offset leaves the four-digit years. */
#define FIRST_INSTANT (G_GINT64_CONSTANT (-62135596800000) + EK_DAY_MS)
#define LAST_INSTANT (G_GINT64_CONSTANT (253402300799999) - EK_DAY_MS)

static gboolean G_GNUC_PRINTF (3, 4) refuse (GError **error, EkError code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (EK_ERROR, (gint) code, format, args));
  va_end (args);

  return FALSE;
}

static gboolean
is_reference (const char *value)
{
  gsize length = strlen (value);

  if (length > MAX_REFERENCE_BYTES)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (value[i]))
      return FALSE;

  return TRUE;
}

static gboolean
validate_text (const EkField *field, const char *value, GError **error)
{
  gsize bound = field->kind == EK_FIELD_NOTE || field->kind == EK_FIELD_JSON ? MAX_NOTE_BYTES : MAX_LINE_BYTES;
  gboolean fits;

  if (strlen (value) > bound)
    return refuse (error, EK_ERROR_TOO_LARGE, _ ("“%s” is longer than can be kept. Nothing was saved."),
                   _ (field->label));
  if (!g_utf8_validate (value, -1, NULL))
    return refuse (error, EK_ERROR_INVALID, _ ("“%s” holds characters that are not text. Nothing was saved."),
                   _ (field->label));

  switch (field->kind)
    {
    case EK_FIELD_DATE:
      fits = ek_date_is_valid (value);
      break;
    case EK_FIELD_CHOICE:
      fits = ek_choice_find (field->choices, value) != NULL;
      break;
    case EK_FIELD_REFERENCE:
      fits = is_reference (value);
      break;
    case EK_FIELD_JSON:
      {
        g_autoptr (JsonNode) node = ek_json_parse (value, -1, &EK_JSON_DEFAULT, NULL);
        fits = node != NULL;
        break;
      }
    case EK_FIELD_TEXT:
    case EK_FIELD_NOTE:
    case EK_FIELD_INTEGER:
    case EK_FIELD_REAL:
    case EK_FIELD_BOOLEAN:
    case EK_FIELD_INSTANT:
    case EK_FIELD_BLOB:
    default:
      fits = TRUE;
      break;
    }

  return fits ||
    refuse (error, EK_ERROR_INVALID, _ ("“%s” has a value that is not allowed there. Nothing was saved."),
            _ (field->label));
}

static gboolean
validate_field (EkRecord *self, const EkField *field, int index, GError **error)
{
  int offset = 0;
  gint64 ms;

  switch (field->kind)
    {
    case EK_FIELD_TEXT:
    case EK_FIELD_NOTE:
    case EK_FIELD_DATE:
    case EK_FIELD_CHOICE:
    case EK_FIELD_REFERENCE:
    case EK_FIELD_JSON:
      return validate_text (field, ek_record_get_text (self, index), error);
    case EK_FIELD_REAL:
      return isfinite (ek_record_get_real (self, index, 0)) ||
        refuse (error, EK_ERROR_INVALID, _ ("“%s” is not a number. Nothing was saved."), _ (field->label));
    case EK_FIELD_INSTANT:
      ms = ek_record_get_instant (self, index, &offset);
      return (ms >= FIRST_INSTANT && ms <= LAST_INSTANT && offset >= -840 && offset <= 840) ||
        refuse (error, EK_ERROR_INVALID, _ ("“%s” is not a possible time. Nothing was saved."), _ (field->label));
    case EK_FIELD_BLOB:
      return g_bytes_get_size (ek_record_get_blob (self, index)) <= MAX_BLOB_BYTES ||
        refuse (error, EK_ERROR_TOO_LARGE, _ ("“%s” is larger than can be kept. Nothing was saved."), _ (field->label));
    case EK_FIELD_INTEGER:
    case EK_FIELD_BOOLEAN:
    default:
      return TRUE;
    }
}

/* A word that has to be there and that nobody can see is not there. */
static gboolean
is_blank (EkRecord *self, const EkField *field, int index)
{
  return field->kind == EK_FIELD_TEXT && field->flags & EK_FIELD_REQUIRED &&
    ek_text_is_blank (ek_record_get_text (self, index));
}

/**
 * ek_record_validate:
 * @self: a record
 * @error: %EK_ERROR_INCOMPLETE when a required field is unset or of blanks only, %EK_ERROR_INVALID when a value is not
 *   of its kind or not one of the choices, %EK_ERROR_TOO_LARGE when it is beyond its bound; names the field, never its
 *   value
 *
 * Returns: whether the record may be saved
 */
gboolean
ek_record_validate (EkRecord *self, GError **error)
{
  const EkField *fields;

  g_return_val_if_fail (EK_IS_RECORD (self), FALSE);

  if (!ek_id_is_valid (ek_record_get_id (self)) || !ek_id_is_valid (ek_record_get_patient_id (self)))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                           _ ("The record has no valid identity. Nothing was saved."));
      return FALSE;
    }

  fields = ek_record_get_record_type (self)->fields;
  for (int i = 0; fields[i].name != NULL; i++)
    {
      if (ek_record_has (self, i) && !is_blank (self, &fields[i], i))
        {
          if (!validate_field (self, &fields[i], i, error))
            return FALSE;
        }
      else if (fields[i].flags & EK_FIELD_REQUIRED)
        return refuse (error, EK_ERROR_INCOMPLETE, _ ("“%s” is still empty. Fill it in and save again."),
                       _ (fields[i].label));
    }

  return TRUE;
}

static void
set_instant_member (JsonObject *object, const char *name, gint64 ms, int offset)
{
  g_autofree char *text = ek_instant_format (ms, offset);

  json_object_set_string_member (object, name, text);
}

static void
value_to_json (EkRecord *self, JsonObject *values, const EkField *field, int index)
{
  int offset = 0;
  gint64 ms;

  switch (field->kind)
    {
    case EK_FIELD_INTEGER:
      json_object_set_int_member (values, field->name, ek_record_get_int (self, index, 0));
      break;
    case EK_FIELD_BOOLEAN:
      json_object_set_boolean_member (values, field->name, ek_record_get_int (self, index, 0) != 0);
      break;
    case EK_FIELD_REAL:
      json_object_set_double_member (values, field->name, ek_record_get_real (self, index, 0));
      break;
    case EK_FIELD_INSTANT:
      ms = ek_record_get_instant (self, index, &offset);
      set_instant_member (values, field->name, ms, offset);
      break;
    case EK_FIELD_BLOB:
      {
        gsize length;
        gconstpointer bytes = g_bytes_get_data (ek_record_get_blob (self, index), &length);
        g_autofree char *text = g_base64_encode (bytes, length);

        json_object_set_string_member (values, field->name, text);
        break;
      }
    case EK_FIELD_JSON:
      {
        JsonNode *node = ek_record_get_json (self, index);

        if (node != NULL)
          json_object_set_member (values, field->name, json_node_copy (node));
        break;
      }
    case EK_FIELD_TEXT:
    case EK_FIELD_NOTE:
    case EK_FIELD_DATE:
    case EK_FIELD_CHOICE:
    case EK_FIELD_REFERENCE:
    default:
      json_object_set_string_member (values, field->name, ek_record_get_text (self, index));
      break;
    }
}

JsonObject *
ek_record_values_to_json (EkRecord *self)
{
  const EkField *fields = ek_record_get_record_type (self)->fields;
  JsonObject *values = json_object_new ();

  for (int i = 0; fields[i].name != NULL; i++)
    if (ek_record_has (self, i))
      value_to_json (self, values, &fields[i], i);

  return values;
}

/**
 * ek_record_to_json:
 * @self: a record
 *
 * The patient in it is the one the record is filed under.
 *
 * Returns: (transfer full): {type, id, patient, revision, author, created, changed, values}, the values in the order of
 *   the declaration and without those that are unset; instants as ISO 8601 with their offset, bytes as base64
 */
JsonNode *
ek_record_to_json (EkRecord *self)
{
  JsonObject *object;
  JsonNode *node;
  EkEnvelope envelope;

  g_return_val_if_fail (EK_IS_RECORD (self), NULL);

  object = json_object_new ();
  ek_record_get_envelope (self, &envelope);
  json_object_set_string_member (object, "type", ek_record_get_record_type (self)->name);
  json_object_set_string_member (object, "id", ek_record_get_id (self));
  json_object_set_string_member (object, "patient", ek_record_get_filed_id (self));
  json_object_set_int_member (object, "revision", envelope.revision);
  if (envelope.author != NULL)
    json_object_set_string_member (object, "author", envelope.author);
  if (envelope.created_ms != EK_INSTANT_NONE)
    set_instant_member (object, "created", envelope.created_ms, envelope.created_offset);
  if (envelope.changed_ms != EK_INSTANT_NONE)
    set_instant_member (object, "changed", envelope.changed_ms, envelope.changed_offset);
  json_object_set_object_member (object, "values", ek_record_values_to_json (self));

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
}

char *
ek_record_state (EkRecord *self)
{
  g_autoptr (JsonNode) node = ek_record_to_json (self);

  return ek_json_canonical (node);
}

static gboolean
read_instant (JsonObject *object, const char *name, gint64 *ms, int *offset, GError **error)
{
  const char *text = ek_json_get_string (object, name, error);

  return text != NULL && ek_instant_parse (text, ms, offset, error);
}

static gboolean
read_blob (EkRecord *self, JsonObject *values, const char *name, int index, GError **error)
{
  const char *text = ek_json_get_string (values, name, error);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *again = NULL;
  guchar *decoded;
  gsize length;

  if (text == NULL)
    return FALSE;
  decoded = g_base64_decode (text, &length);
  bytes = g_bytes_new_take (decoded, length);
  again = g_base64_encode (decoded, length);
  if (strcmp (again, text) != 0)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("The bytes of “%s” cannot be read."), name);
      return FALSE;
    }
  ek_record_set_blob (self, index, bytes);

  return TRUE;
}

static gboolean
value_from_json (EkRecord *self, JsonObject *values, const EkField *field, int index, GError **error)
{
  const char *text;
  gint64 integer = 0;
  gboolean flag = FALSE;
  double real = 0;
  int offset = 0;

  switch (field->kind)
    {
    case EK_FIELD_INTEGER:
      if (!ek_json_get_int (values, field->name, &integer, error))
        return FALSE;
      ek_record_set_int (self, index, integer);
      return TRUE;
    case EK_FIELD_BOOLEAN:
      if (!ek_json_get_boolean (values, field->name, &flag, error))
        return FALSE;
      ek_record_set_int (self, index, flag);
      return TRUE;
    case EK_FIELD_REAL:
      if (!ek_json_get_double (values, field->name, &real, error))
        return FALSE;
      ek_record_set_real (self, index, real);
      return TRUE;
    case EK_FIELD_INSTANT:
      if (!read_instant (values, field->name, &integer, &offset, error))
        return FALSE;
      ek_record_set_instant (self, index, integer, offset);
      return TRUE;
    case EK_FIELD_BLOB:
      return read_blob (self, values, field->name, index, error);
    case EK_FIELD_JSON:
      ek_record_set_json (self, index, json_object_get_member (values, field->name));
      return TRUE;
    case EK_FIELD_TEXT:
    case EK_FIELD_NOTE:
    case EK_FIELD_DATE:
    case EK_FIELD_CHOICE:
    case EK_FIELD_REFERENCE:
    default:
      text = ek_json_get_string (values, field->name, error);
      if (text == NULL)
        return FALSE;
      ek_record_set_text (self, index, text);
      return TRUE;
    }
}

static gboolean
envelope_from_json (EkRecord *self, JsonObject *object, GError **error)
{
  EkEnvelope envelope = { .created_ms = EK_INSTANT_NONE, .changed_ms = EK_INSTANT_NONE };

  if (!ek_json_get_int (object, "revision", &envelope.revision, error))
    return FALSE;
  envelope.author = ek_json_peek_string (object, "author");
  if (json_object_has_member (object, "created") &&
      !read_instant (object, "created", &envelope.created_ms, &envelope.created_offset, error))
    return FALSE;
  if (json_object_has_member (object, "changed") &&
      !read_instant (object, "changed", &envelope.changed_ms, &envelope.changed_offset, error))
    return FALSE;
  ek_record_set_envelope (self, &envelope);

  return TRUE;
}

static EkRecord *
record_of_json (JsonObject *object, GError **error)
{
  const EkRecordType *type;
  const char *name, *id, *patient_id;

  if ((name = ek_json_get_string (object, "type", error)) == NULL ||
      (id = ek_json_get_string (object, "id", error)) == NULL ||
      (patient_id = ek_json_get_string (object, "patient", error)) == NULL)
    return NULL;

  type = ek_record_type_by_name (name);
  if (type == NULL || !ek_id_is_valid (id) || !ek_id_is_valid (patient_id))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, _ ("This is not a record of a kind known here."));
      return NULL;
    }

  return ek_record_new_with_id (type, id, patient_id);
}

/**
 * ek_record_from_json:
 * @node: what ek_record_to_json() made
 * @error: %EK_ERROR_SYNTAX, %EK_ERROR_INCOMPLETE or %EK_ERROR_INVALID, naming the member that is wrong;
 *   %EK_ERROR_UNSUPPORTED when it has a field that is not declared here
 *
 * Whether the values are allowed is for ek_record_validate() to say.
 *
 * Returns: (transfer full): the record, or %NULL
 */
EkRecord *
ek_record_from_json (JsonNode *node, GError **error)
{
  g_autoptr (EkRecord) self = NULL;
  g_autoptr (GList) names = NULL;
  JsonObject *object, *values;

  g_return_val_if_fail (node != NULL, NULL);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("This is not a record."));
      return NULL;
    }
  object = json_node_get_object (node);
  self = record_of_json (object, error);
  if (self == NULL || !envelope_from_json (self, object, error))
    return NULL;
  if ((values = ek_json_get_object (object, "values", error)) == NULL)
    return NULL;

  names = json_object_get_members (values);
  for (GList *l = names; l != NULL; l = l->next)
    {
      const EkRecordType *type = ek_record_get_record_type (self);
      int index = ek_record_type_find_field (type, l->data);

      if (index < 0)
        {
          g_set_error_literal (error, EK_ERROR, EK_ERROR_UNSUPPORTED,
                               _ ("The record has a field that this version of the program does not know. "
                                  "It was not read; a newer version can."));
          return NULL;
        }
      if (!value_from_json (self, values, &type->fields[index], index, error))
        return NULL;
    }

  return g_steal_pointer (&self);
}
