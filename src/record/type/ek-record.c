/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-record-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-error.h"
#include "ek-id.h"
#include "ek-json.h"
#include "ek-text.h"
#include "ek-time.h"

typedef struct {
  gboolean set;
  int offset; /* minutes, of an instant */
  union {
    char *text;     /* TEXT NOTE DATE CHOICE REFERENCE JSON */
    gint64 integer; /* INTEGER BOOLEAN INSTANT */
    double real;
    GBytes *blob;
  };
  JsonNode *json; /* what text parses to, once it was asked for */
} EkValue;

struct _EkRecord {
  GObject parent_instance;
  const EkRecordType *type;
  char *id;
  char *patient_id; /* as it is stored */
  char *file;       /* where that is read, when the two are not the same: see ek-join.h */
  char *author;
  gint64 revision;
  gint64 created_ms;
  gint64 changed_ms;
  int created_offset;
  int changed_offset;
  guint n_values;
  EkValue *values;
};

G_DEFINE_FINAL_TYPE (EkRecord, ek_record, G_TYPE_OBJECT)

static gboolean
kind_is_text (EkFieldKind kind)
{
  switch (kind)
    {
    case EK_FIELD_TEXT:
    case EK_FIELD_NOTE:
    case EK_FIELD_DATE:
    case EK_FIELD_CHOICE:
    case EK_FIELD_REFERENCE:
    case EK_FIELD_JSON:
      return TRUE;
    case EK_FIELD_INTEGER:
    case EK_FIELD_REAL:
    case EK_FIELD_BOOLEAN:
    case EK_FIELD_INSTANT:
    case EK_FIELD_BLOB:
    default:
      return FALSE;
    }
}

static void
value_clear (EkValue *value, EkFieldKind kind)
{
  if (value->set && kind_is_text (kind))
    g_free (value->text);
  else if (value->set && kind == EK_FIELD_BLOB)
    g_bytes_unref (value->blob);
  g_clear_pointer (&value->json, json_node_unref);

  memset (value, 0, sizeof *value);
}

static void
value_copy (EkValue *to, const EkValue *from, EkFieldKind kind)
{
  *to = *from;
  to->json = NULL;
  if (from->set && kind_is_text (kind))
    to->text = g_strdup (from->text);
  else if (from->set && kind == EK_FIELD_BLOB)
    to->blob = g_bytes_ref (from->blob);
}

static gboolean
value_equal (const EkValue *a, const EkValue *b, EkFieldKind kind)
{
  if (a->set != b->set)
    return FALSE;
  if (!a->set)
    return TRUE;
  if (kind_is_text (kind))
    return strcmp (a->text, b->text) == 0;
  if (kind == EK_FIELD_BLOB)
    return g_bytes_equal (a->blob, b->blob);
  if (kind == EK_FIELD_REAL)
    return memcmp (&a->real, &b->real, sizeof a->real) == 0;

  return a->integer == b->integer && a->offset == b->offset;
}

static EkFieldKind
field_kind (EkRecord *self, int field)
{
  return self->type->fields[field].kind;
}

static gboolean
field_exists (EkRecord *self, int field)
{
  return EK_IS_RECORD (self) && field >= 0 && (guint) field < self->n_values;
}

static void
ek_record_finalize (GObject *object)
{
  EkRecord *self = EK_RECORD (object);

  for (guint i = 0; i < self->n_values; i++)
    value_clear (&self->values[i], field_kind (self, (int) i));
  g_free (self->values);
  g_free (self->id);
  g_free (self->patient_id);
  g_free (self->file);
  g_free (self->author);

  G_OBJECT_CLASS (ek_record_parent_class)->finalize (object);
}

static void
ek_record_class_init (EkRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_record_finalize;
}

static void
ek_record_init (EkRecord *self)
{
  self->created_ms = EK_INSTANT_NONE;
  self->changed_ms = EK_INSTANT_NONE;
}

/**
 * ek_record_new:
 * @type: its declaration
 * @patient_id: (nullable): whose record it is; %NULL for a patient, who is his or her own
 *
 * Returns: (transfer full): an empty record of revision 0 with a fresh random id
 */
EkRecord *
ek_record_new (const EkRecordType *type, const char *patient_id)
{
  g_autofree char *id = ek_id_new ();

  return ek_record_new_with_id (type, id, patient_id);
}

/**
 * ek_record_new_with_id:
 * @type: its declaration
 * @id: its id, a UUID
 * @patient_id: (nullable): whose record it is; %NULL for a patient
 *
 * Returns: (transfer full): an empty record of revision 0
 */
EkRecord *
ek_record_new_with_id (const EkRecordType *type, const char *id, const char *patient_id)
{
  EkRecord *self;

  g_return_val_if_fail (type != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  self = g_object_new (EK_TYPE_RECORD, NULL);
  self->type = type;
  self->id = g_strdup (id);
  self->patient_id = g_strdup (patient_id != NULL ? patient_id : id);
  self->n_values = ek_record_type_n_fields (type);
  self->values = g_new0 (EkValue, self->n_values);

  return self;
}

/**
 * ek_record_copy:
 * @self: a record
 *
 * Returns: (transfer full): a record with the same id, envelope and values, sharing nothing that changes
 */
EkRecord *
ek_record_copy (EkRecord *self)
{
  EkRecord *copy;
  EkEnvelope envelope;

  g_return_val_if_fail (EK_IS_RECORD (self), NULL);

  copy = ek_record_new_with_id (self->type, self->id, self->patient_id);
  copy->file = g_strdup (self->file);
  ek_record_get_envelope (self, &envelope);
  ek_record_set_envelope (copy, &envelope);
  for (guint i = 0; i < self->n_values; i++)
    value_copy (&copy->values[i], &self->values[i], field_kind (self, (int) i));

  return copy;
}

void
ek_record_get_envelope (EkRecord *self, EkEnvelope *envelope)
{
  *envelope = (EkEnvelope){
    .revision = self->revision,
    .author = self->author,
    .created_ms = self->created_ms,
    .created_offset = self->created_offset,
    .changed_ms = self->changed_ms,
    .changed_offset = self->changed_offset,
  };
}

void
ek_record_set_envelope (EkRecord *self, const EkEnvelope *envelope)
{
  char *author = g_strdup (envelope->author);

  g_free (self->author);
  self->author = author;
  self->revision = envelope->revision;
  self->created_ms = envelope->created_ms;
  self->created_offset = envelope->created_offset;
  self->changed_ms = envelope->changed_ms;
  self->changed_offset = envelope->changed_offset;
}

/**
 * ek_record_get_record_type:
 * @self: a record
 *
 * Returns: its declaration
 */
const EkRecordType *
ek_record_get_record_type (EkRecord *self)
{
  g_return_val_if_fail (EK_IS_RECORD (self), NULL);
  return self->type;
}

/**
 * ek_record_get_id:
 * @self: a record
 *
 * Returns: its id; belongs to the record
 */
const char *
ek_record_get_id (EkRecord *self)
{
  g_return_val_if_fail (EK_IS_RECORD (self), NULL);
  return self->id;
}

/**
 * ek_record_get_patient_id:
 * @self: a record
 *
 * Returns: whose file it stands in (a patient's own id for a patient); belongs to the record. After two files of one
 *   person were joined that is the file that stayed, whichever of the two the record was filed under
 */
const char *
ek_record_get_patient_id (EkRecord *self)
{
  g_return_val_if_fail (EK_IS_RECORD (self), NULL);
  return self->file != NULL ? self->file : self->patient_id;
}

/**
 * ek_record_get_filed_id:
 * @self: a record
 *
 * Returns: the patient it is stored, signed and exchanged under: what ek_record_get_patient_id() says, but for a record
 *   of a file that was joined with another; belongs to the record
 */
const char *
ek_record_get_filed_id (EkRecord *self)
{
  g_return_val_if_fail (EK_IS_RECORD (self), NULL);
  return self->patient_id;
}

/* Which file the patient it is stored under is read in; NULL: that patient's own. A patient is always his or her
 * own. */
void
ek_record_set_file (EkRecord *self, const char *file)
{
  g_free (self->file);
  self->file = strcmp (self->patient_id, self->id) != 0 && g_strcmp0 (file, self->patient_id) != 0 ? g_strdup (file)
                                                                                                   : NULL;
}

/**
 * ek_record_get_revision:
 * @self: a record
 *
 * Returns: which revision it was read or saved as, counted from 1; 0 when it was never saved
 */
gint64
ek_record_get_revision (EkRecord *self)
{
  g_return_val_if_fail (EK_IS_RECORD (self), 0);
  return self->revision;
}

/**
 * ek_record_get_author:
 * @self: a record
 *
 * Returns: (nullable): the user id of the last save, or %NULL when it was never saved
 */
const char *
ek_record_get_author (EkRecord *self)
{
  g_return_val_if_fail (EK_IS_RECORD (self), NULL);
  return self->author;
}

/**
 * ek_record_get_created:
 * @self: a record
 *
 * Returns: when it was first saved, in ms since the epoch, or %EK_INSTANT_NONE
 */
gint64
ek_record_get_created (EkRecord *self)
{
  g_return_val_if_fail (EK_IS_RECORD (self), EK_INSTANT_NONE);
  return self->created_ms;
}

/**
 * ek_record_get_changed:
 * @self: a record
 *
 * Returns: when it was last saved, in ms since the epoch, or %EK_INSTANT_NONE
 */
gint64
ek_record_get_changed (EkRecord *self)
{
  g_return_val_if_fail (EK_IS_RECORD (self), EK_INSTANT_NONE);
  return self->changed_ms;
}

/**
 * ek_record_get_changed_offset:
 * @self: a record
 *
 * Returns: what the clinician's clock was ahead of UTC at the last save, in minutes
 */
int
ek_record_get_changed_offset (EkRecord *self)
{
  g_return_val_if_fail (EK_IS_RECORD (self), 0);
  return self->changed_offset;
}

/**
 * ek_record_has:
 * @self: a record
 * @field: a field's index
 *
 * Returns: whether the field has a value
 */
gboolean
ek_record_has (EkRecord *self, int field)
{
  g_return_val_if_fail (field_exists (self, field), FALSE);
  return self->values[field].set;
}

/**
 * ek_record_clear:
 * @self: a record
 * @field: a field's index
 *
 * Leaves the field without a value.
 */
void
ek_record_clear (EkRecord *self, int field)
{
  g_return_if_fail (field_exists (self, field));
  value_clear (&self->values[field], field_kind (self, field));
}

/**
 * ek_record_get_text:
 * @self: a record
 * @field: the index of a field that holds text
 *
 * Returns: (nullable): its value, or %NULL when unset; belongs to the record and lasts until the field changes
 */
const char *
ek_record_get_text (EkRecord *self, int field)
{
  g_return_val_if_fail (field_exists (self, field), NULL);
  g_return_val_if_fail (kind_is_text (field_kind (self, field)), NULL);

  return self->values[field].text;
}

/* A copy, with every string in it cleaned. */
static JsonNode *
clean_copy (JsonNode *node, gboolean line)
{
  JsonNode *copy = json_node_new (json_node_get_node_type (node));

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *from = json_node_get_object (node), *to = json_object_new ();
      g_autoptr (GList) names = json_object_get_members (from);

      for (GList *l = names; l != NULL; l = l->next)
        json_object_set_member (to, l->data, clean_copy (json_object_get_member (from, l->data), line));
      json_node_take_object (copy, to);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *from = json_node_get_array (node), *to = json_array_new ();

      for (guint i = 0; i < json_array_get_length (from); i++)
        json_array_add_element (to, clean_copy (json_array_get_element (from, i), line));
      json_node_take_array (copy, to);
    }
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autofree char *text = (line ? ek_text_clean_line : ek_text_clean_note) (json_node_get_string (node));

      json_node_set_string (copy, text);
    }
  else
    {
      json_node_unref (copy);
      copy = json_node_copy (node);
    }
  return copy;
}

/* Whether there can be anything to clean: nothing hidden is plain ASCII without an escape. */
static gboolean
is_plain (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text >= 0x7f || *text == '\\')
      return FALSE;
  return TRUE;
}

/* JSON is kept in its canonical form, so that two ways of writing the same value are equal. What does not parse is kept
 * as it is: validation will refuse it, in words. */
static char *
canonical_or_same (const char *text, gboolean line)
{
  g_autoptr (JsonNode) node = ek_json_parse (text, -1, &EK_JSON_DEFAULT, NULL);

  if (node != NULL && !is_plain (text))
    {
      g_autoptr (JsonNode) clean = clean_copy (node, line);

      return ek_json_canonical (clean);
    }
  return node != NULL ? ek_json_canonical (node) : g_strdup (text);
}

/* As it is kept: without what could make it look like something else. */
static char *
clean_value (const EkField *field, const char *value)
{
  switch ((int) field->kind)
    {
    case EK_FIELD_TEXT:
      return g_utf8_validate (value, -1, NULL) ? ek_text_clean_line (value) : g_strdup (value);
    case EK_FIELD_NOTE:
      return g_utf8_validate (value, -1, NULL) ? ek_text_clean_note (value) : g_strdup (value);
    case EK_FIELD_JSON:
      return canonical_or_same (value, (field->flags & EK_FIELD_IDENTIFYING) != 0);
    default:
      return g_strdup (value);
    }
}

/**
 * ek_record_set_text:
 * @self: a record
 * @field: the index of a field that holds text
 * @value: (nullable): UTF-8; %NULL and "" both leave the field unset
 *
 * What cannot be seen in it (see ek_text_clean_line() and ek_text_clean_note()) is left out.
 */
void
ek_record_set_text (EkRecord *self, int field, const char *value)
{
  char *text;

  g_return_if_fail (field_exists (self, field));
  g_return_if_fail (kind_is_text (field_kind (self, field)));

  if (value != NULL && self->values[field].set && strcmp (self->values[field].text, value) == 0)
    return;

  text = value != NULL ? clean_value (&self->type->fields[field], value) : NULL;
  value_clear (&self->values[field], field_kind (self, field));
  if (text != NULL && *text != '\0')
    {
      self->values[field].text = text;
      self->values[field].set = TRUE;
    }
  else
    g_free (text);
}

void
ek_record_take_stored (EkRecord *self, int field, const char *value)
{
  value_clear (&self->values[field], field_kind (self, field));
  self->values[field].text = g_strdup (value);
  self->values[field].set = value != NULL;
}

/**
 * ek_record_get_int:
 * @self: a record
 * @field: the index of an INTEGER or BOOLEAN field
 * @fallback: what to give when it is unset
 *
 * Returns: the value (0 or 1 for a BOOLEAN), or @fallback
 */
gint64
ek_record_get_int (EkRecord *self, int field, gint64 fallback)
{
  g_return_val_if_fail (field_exists (self, field), fallback);
  g_return_val_if_fail (field_kind (self, field) == EK_FIELD_INTEGER || field_kind (self, field) == EK_FIELD_BOOLEAN,
                        fallback);

  return self->values[field].set ? self->values[field].integer : fallback;
}

/**
 * ek_record_set_int:
 * @self: a record
 * @field: the index of an INTEGER or BOOLEAN field
 * @value: the value; any other than 0 is 1 for a BOOLEAN
 */
void
ek_record_set_int (EkRecord *self, int field, gint64 value)
{
  g_return_if_fail (field_exists (self, field));
  g_return_if_fail (field_kind (self, field) == EK_FIELD_INTEGER || field_kind (self, field) == EK_FIELD_BOOLEAN);

  self->values[field].set = TRUE;
  self->values[field].integer = field_kind (self, field) == EK_FIELD_BOOLEAN ? value != 0 : value;
}

/**
 * ek_record_get_real:
 * @self: a record
 * @field: the index of a REAL field
 * @fallback: what to give when it is unset
 *
 * Returns: the value, or @fallback
 */
double
ek_record_get_real (EkRecord *self, int field, double fallback)
{
  g_return_val_if_fail (field_exists (self, field), fallback);
  g_return_val_if_fail (field_kind (self, field) == EK_FIELD_REAL, fallback);

  return self->values[field].set ? self->values[field].real : fallback;
}

/**
 * ek_record_set_real:
 * @self: a record
 * @field: the index of a REAL field
 * @value: the value; NAN leaves the field unset
 */
void
ek_record_set_real (EkRecord *self, int field, double value)
{
  g_return_if_fail (field_exists (self, field));
  g_return_if_fail (field_kind (self, field) == EK_FIELD_REAL);

  self->values[field].set = !isnan (value);
  self->values[field].real = isnan (value) || value == 0.0 ? 0.0 : value; /* no negative zero: JSON has none */
}

/**
 * ek_record_get_instant:
 * @self: a record
 * @field: the index of an INSTANT field
 * @offset_minutes: (out) (optional): what the clock showed ahead of UTC, in minutes
 *
 * Returns: ms since the epoch, or %EK_INSTANT_NONE when unset
 */
gint64
ek_record_get_instant (EkRecord *self, int field, int *offset_minutes)
{
  g_return_val_if_fail (field_exists (self, field), EK_INSTANT_NONE);
  g_return_val_if_fail (field_kind (self, field) == EK_FIELD_INSTANT, EK_INSTANT_NONE);

  if (offset_minutes != NULL)
    *offset_minutes = self->values[field].offset;

  return self->values[field].set ? self->values[field].integer : EK_INSTANT_NONE;
}

/**
 * ek_record_set_instant:
 * @self: a record
 * @field: the index of an INSTANT field
 * @ms: ms since the epoch; %EK_INSTANT_NONE leaves the field unset
 * @offset_minutes: what the clock showed ahead of UTC, -840 to 840
 */
void
ek_record_set_instant (EkRecord *self, int field, gint64 ms, int offset_minutes)
{
  g_return_if_fail (field_exists (self, field));
  g_return_if_fail (field_kind (self, field) == EK_FIELD_INSTANT);

  self->values[field].set = ms != EK_INSTANT_NONE;
  self->values[field].integer = self->values[field].set ? ms : 0;
  self->values[field].offset = self->values[field].set ? offset_minutes : 0;
}

/**
 * ek_record_get_json:
 * @self: a record
 * @field: the index of a JSON field
 *
 * Returns: (nullable) (transfer none): what it parses to, not to be changed; %NULL when it is unset or does not parse
 */
JsonNode *
ek_record_get_json (EkRecord *self, int field)
{
  EkValue *value;

  g_return_val_if_fail (field_exists (self, field), NULL);
  g_return_val_if_fail (field_kind (self, field) == EK_FIELD_JSON, NULL);

  value = &self->values[field];
  if (value->set && value->json == NULL)
    value->json = ek_json_parse (value->text, -1, &EK_JSON_DEFAULT, NULL);

  return value->json;
}

/**
 * ek_record_set_json:
 * @self: a record
 * @field: the index of a JSON field
 * @value: (nullable): copied, in canonical form; %NULL and JSON null leave the field unset
 */
void
ek_record_set_json (EkRecord *self, int field, JsonNode *value)
{
  g_autofree char *text = NULL;

  g_return_if_fail (field_exists (self, field));
  g_return_if_fail (field_kind (self, field) == EK_FIELD_JSON);

  if (value != NULL && !JSON_NODE_HOLDS_NULL (value))
    text = ek_json_canonical (value);
  if (text == NULL || !self->values[field].set || strcmp (text, self->values[field].text) != 0)
    ek_record_take_stored (self, field, text);
}

/**
 * ek_record_get_blob:
 * @self: a record
 * @field: the index of a BLOB field
 *
 * Returns: (nullable) (transfer none): its bytes, or %NULL when unset
 */
GBytes *
ek_record_get_blob (EkRecord *self, int field)
{
  g_return_val_if_fail (field_exists (self, field), NULL);
  g_return_val_if_fail (field_kind (self, field) == EK_FIELD_BLOB, NULL);

  return self->values[field].blob;
}

/**
 * ek_record_set_blob:
 * @self: a record
 * @field: the index of a BLOB field
 * @value: (nullable): its bytes; %NULL and no bytes at all leave the field unset
 */
void
ek_record_set_blob (EkRecord *self, int field, GBytes *value)
{
  g_return_if_fail (field_exists (self, field));
  g_return_if_fail (field_kind (self, field) == EK_FIELD_BLOB);

  if (value != NULL && g_bytes_get_size (value) == 0)
    value = NULL;
  if (value != NULL)
    g_bytes_ref (value);
  value_clear (&self->values[field], EK_FIELD_BLOB);
  self->values[field].blob = value;
  self->values[field].set = value != NULL;
}

/* Both of the same type; a field that is unset in @from is unset then. */
void
ek_record_copy_field (EkRecord *self, EkRecord *from, int field)
{
  value_clear (&self->values[field], field_kind (self, field));
  value_copy (&self->values[field], &from->values[field], field_kind (self, field));
}

/* Both of the same type. */
gboolean
ek_record_equal_field (EkRecord *self, EkRecord *other, int field)
{
  return value_equal (&self->values[field], &other->values[field], field_kind (self, field));
}

/**
 * ek_record_equal_values:
 * @self: a record
 * @other: another of the same type
 *
 * Returns: whether every field has the same value in both (the envelopes may differ)
 */
gboolean
ek_record_equal_values (EkRecord *self, EkRecord *other)
{
  g_return_val_if_fail (EK_IS_RECORD (self), FALSE);
  g_return_val_if_fail (EK_IS_RECORD (other), FALSE);

  if (self->type != other->type)
    return FALSE;
  for (guint i = 0; i < self->n_values; i++)
    if (!value_equal (&self->values[i], &other->values[i], field_kind (self, (int) i)))
      return FALSE;

  return TRUE;
}

/**
 * ek_record_same_field:
 * @self: a record
 * @other: another one of the same type
 * @field: the index of a field
 *
 * Returns: whether both have the same value there, or none
 */
gboolean
ek_record_same_field (EkRecord *self, EkRecord *other, int field)
{
  g_return_val_if_fail (self->type == other->type && field_exists (self, field), FALSE);
  return ek_record_equal_field (self, other, field);
}

/**
 * ek_record_put_on_top:
 * @theirs: a record as somebody else saved it meanwhile
 * @before: the same record as it was read by who goes on editing it
 * @mine: the same, edited
 *
 * Only the fields that were edited are taken from @mine: what somebody else changed beside them stays.
 *
 * Returns: (transfer full): the record to be saved, with the revision of @theirs
 */
EkRecord *
ek_record_put_on_top (EkRecord *theirs, EkRecord *before, EkRecord *mine)
{
  EkRecord *merged = ek_record_copy (theirs);

  g_return_val_if_fail (theirs->type == before->type && theirs->type == mine->type, merged);

  for (guint i = 0; i < merged->n_values; i++)
    if (!ek_record_equal_field (before, mine, (int) i))
      {
        value_clear (&merged->values[i], field_kind (merged, (int) i));
        value_copy (&merged->values[i], &mine->values[i], field_kind (merged, (int) i));
      }
  return merged;
}

/**
 * ek_record_get_title:
 * @self: a record
 *
 * What its declaration says it is called by: the name of a medicine, the words of a diagnosis, the id of an instrument.
 *
 * Returns: (nullable): that text, owned by @self; %NULL when there is none in words
 */
const char *
ek_record_get_title (EkRecord *self)
{
  int title = self->type->title;

  return title != EK_NO_FIELD && field_kind (self, title) != EK_FIELD_CHOICE ? ek_record_get_text (self, title) : NULL;
}

/**
 * ek_record_get_day:
 * @self: a record
 *
 * Returns: (transfer full) (nullable): the day on which it was or begins, YYYY, YYYY-MM or YYYY-MM-DD by the calendar
 * of the place; %NULL when it is not known
 */
char *
ek_record_get_day (EkRecord *self)
{
  int when = self->type->when, offset = 0;
  gint64 at;

  if (when == EK_NO_FIELD || !ek_record_has (self, when))
    return NULL;
  if (field_kind (self, when) != EK_FIELD_INSTANT)
    return g_strdup (ek_record_get_text (self, when));
  at = ek_record_get_instant (self, when, &offset);
  return ek_instant_format_date (at, offset);
}

/**
 * ek_record_begin:
 * @self: a new record
 * @clock: what time it is
 * @user_name: (nullable): who begins it
 *
 * Fills in what stands in a new record of its type before somebody writes it: today's date, "active".
 */
void
ek_record_begin (EkRecord *self, EkClock *clock, const char *user_name)
{
  gint64 now = ek_clock_now (clock);
  int offset = ek_clock_offset (clock, now);
  g_autofree char *today = ek_instant_format_date (now, offset);
  const EkBeginning beginning = { now, offset, today, user_name };

  if (self->type->begin != NULL)
    self->type->begin (self, &beginning);
}

/**
 * ek_record_may_be_moved:
 * @self: a record
 *
 * Returns: whether it is of a type of which the place it comes from may say that it is somebody else's
 */
gboolean
ek_record_may_be_moved (EkRecord *self)
{
  return (self->type->flags & EK_RECORD_MOVED) != 0;
}
