/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nothing is dropped in silence. A mapping says which members of its resource it reads; everything else that somebody
 * wrote into it is told, value by value, with the place it stands in. */

#include "ek-fhir-dropped.h"

#include <string.h>

#include "ek-notice.h"
#include "ek-text.h"

#define VALUE_MAX 120

/* What a server or a form of exchange needs and no reader of the record: identity of the resource, who entered it
 * where, and the patient it is of. */
static const char *const administration[] = {
  "resourceType",
  "id",
  "meta",
  "text",
  "implicitRules",
  "language",
  "identifier",
  "subject",
  "patient",
  "for",
  "encounter",
  "context",
  "recorder",
  "asserter",
  "informationSource",
  "serviceProvider",
  "managingOrganization",
  "performer",
  "basedOn",
  "partOf",
  "derivedFrom",
  "insurance",
  "account",
  "contained",
  "instantiatesCanonical",
  "instantiatesUri",
  "groupIdentifier",
  "recordedDate",
  "dateAsserted",
  "issued",
  "statusHistory",
  "classHistory",
  "episodeOfCare",
  "appointment",
  "eventHistory",
  "photo",
  "priorPrescription",
  "dispenseRequest",
  "substitution",
  "requester",
  "recorded",
  "link",
  "generalPractitioner",
};

/* Extensions of national profiles and of representations of names, which say nothing that a clinician acts on. */
static const char *const known_extensions[] = {
  "http://hl7.org/fhir/us/core/",
  "http://synthetichealth.github.io/synthea/",
  "http://hl7.org/fhir/StructureDefinition/iso21090",
  "http://hl7.org/fhir/StructureDefinition/geolocation",
  "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName",
  EK_FHIR_BASE,
  "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
};

static void
dropped_free (gpointer data)
{
  EkFhirDropped *dropped = data;

  g_free (dropped->path);
  g_free (dropped->value);
  g_free (dropped);
}

/**
 * ek_fhir_dropped_new:
 *
 * Returns: (transfer full) (element-type EkFhirDropped): an empty list for #EkFhirContext, which frees what is added
 */
GPtrArray *
ek_fhir_dropped_new (void)
{
  return g_ptr_array_new_with_free_func (dropped_free);
}

static char *
words_of_object (JsonObject *object)
{
  static const char *const texts[] = { "text", "display", "value", "reference", "name", "url", "code" };
  JsonObject *start = ek_json_peek_object (object, "low");
  g_autofree char *number = ek_json_peek_number_text (object, "value");
  const char *unit = ek_json_peek_string (object, "unit");
  char *text;

  if (number != NULL)
    return g_strdup_printf ("%s%s%s", number, unit != NULL ? " " : "", unit != NULL ? unit : "");
  if (start != NULL)
    {
      g_autofree char *low = words_of_object (start);
      JsonObject *end = ek_json_peek_object (object, "high");
      g_autofree char *high = end != NULL ? words_of_object (end) : NULL;

      return g_strdup_printf ("%s – %s", low, high != NULL ? high : "");
    }
  if (ek_json_peek_string (object, "start") != NULL || ek_json_peek_string (object, "end") != NULL)
    {
      const char *from = ek_json_peek_string (object, "start"), *to = ek_json_peek_string (object, "end");

      return g_strdup_printf ("%s – %s", from != NULL ? from : "", to != NULL ? to : "");
    }
  text = ek_fhir_concept_text (object);
  for (guint i = 0; text == NULL && i < G_N_ELEMENTS (texts); i++)
    text = ek_fhir_clean_text (ek_json_peek_string (object, texts[i]));
  return text;
}

/* In one line and not too long. */
static char *
words_of (JsonNode *node)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    text = words_of_object (json_node_get_object (node));
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    text = ek_fhir_clean_text (json_node_get_string (node));
  if (text == NULL)
    text = ek_json_canonical (node);
  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  line = ek_text_clean_line (text);
  if (g_utf8_strlen (line, -1) > VALUE_MAX)
    {
      g_autofree char *cut = g_utf8_substring (line, 0, VALUE_MAX);

      return g_strconcat (cut, "…", NULL);
    }
  return g_steal_pointer (&line);
}

/**
 * ek_fhir_drop_text:
 * @context: whose list is added to; without one nothing happens
 * @path: which value
 * @value: (nullable): the value in words
 * @why: why it is not in the record
 * @matters: whether a person must look at it
 */
void
ek_fhir_drop_text (const EkFhirContext *context, const char *path, const char *value, EkFhirDropReason why,
                   gboolean matters)
{
  EkFhirDropped *dropped;

  if (context->dropped == NULL)
    return;
  dropped = g_new0 (EkFhirDropped, 1);
  dropped->path = g_strdup (path);
  dropped->value = g_strdup (value);
  dropped->why = why;
  dropped->matters = matters;
  g_ptr_array_add (context->dropped, dropped);
}

/**
 * ek_fhir_drop:
 * @context: whose list is added to; without one nothing happens
 * @path: which value, inside the resource
 * @value: (nullable): the value as it came; told in words, cut where it is long
 * @why: why it is not in the record
 * @matters: whether a person must look at it
 *
 * As ek_fhir_drop_text(), for a value that is not in words yet.
 */
void
ek_fhir_drop (const EkFhirContext *context, const char *path, JsonNode *value, EkFhirDropReason why, gboolean matters)
{
  g_autofree char *words = context->dropped != NULL ? words_of (value) : NULL;

  ek_fhir_drop_text (context, path, words, why, matters);
}

typedef struct {
  const EkFhirContext *context;
  const char *const *read;
  GString *path;    /* with indices, for the reader */
  GString *pattern; /* without */
} Walk;

typedef enum { NOTHING, PART, ALL } Cover;

/* How much of a member the mapping reads: "a.b" in its list covers a.b and what is below it, and a part of a. */
static Cover
covers (const Walk *walk)
{
  Cover cover = NOTHING;
  const char *pattern = walk->pattern->str;
  gsize length = walk->pattern->len;

  for (guint i = 0; walk->read[i] != NULL; i++)
    {
      if (g_str_equal (walk->read[i], pattern))
        return ALL;
      if (strncmp (walk->read[i], pattern, length) == 0 && walk->read[i][length] == '.')
        cover = PART;
    }
  return cover;
}

static gboolean
is_known_extension (JsonNode *node)
{
  const char *url = JSON_NODE_HOLDS_OBJECT (node) ? ek_json_peek_string (json_node_get_object (node), "url") : NULL;

  for (guint i = 0; url != NULL && i < G_N_ELEMENTS (known_extensions); i++)
    if (g_str_has_prefix (url, known_extensions[i]))
      return TRUE;
  return FALSE;
}

static void
tell_extension (Walk *walk, JsonNode *node)
{
  JsonObject *extension = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *url = extension != NULL ? ek_json_peek_string (extension, "url") : NULL;
  const char *tail = url != NULL ? strrchr (url, '/') : NULL;
  g_autoptr (GList) members = extension != NULL ? json_object_get_members (extension) : NULL;
  g_autofree char *words = NULL;
  g_autofree char *value = NULL;

  if (extension == NULL || is_known_extension (node))
    return;
  for (GList *m = members; m != NULL && words == NULL; m = m->next)
    if (g_str_has_prefix (m->data, "value"))
      words = words_of (json_object_get_member (extension, m->data));
  value = g_strdup_printf ("%s: %s", tail != NULL ? tail + 1 : url != NULL ? url : "?", words != NULL ? words : "…");
  ek_fhir_drop_text (walk->context, walk->path->str, value, EK_FHIR_DROP_NOT_KEPT, FALSE);
}

static void walk_object (Walk *walk, JsonObject *object, gboolean top);

static void
walk_node (Walk *walk, JsonNode *node, gboolean is_extension, Cover cover)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      gsize length = walk->path->len;

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_string_append_printf (walk->path, "[%u]", i);
          walk_node (walk, json_array_get_element (array, i), is_extension, cover);
          g_string_truncate (walk->path, length);
        }
    }
  else if (is_extension)
    tell_extension (walk, node);
  else if (JSON_NODE_HOLDS_OBJECT (node) && cover == PART)
    walk_object (walk, json_node_get_object (node), FALSE);
  else if (!JSON_NODE_HOLDS_NULL (node))
    ek_fhir_drop (walk->context, walk->path->str, node, EK_FHIR_DROP_NOT_KEPT, FALSE);
}

static gboolean
is_administration (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (administration); i++)
    if (g_str_equal (administration[i], name))
      return TRUE;
  return FALSE;
}

static void
walk_object (Walk *walk, JsonObject *object, gboolean top)
{
  g_autoptr (GList) members = json_object_get_members (object);
  gsize path_length = walk->path->len, pattern_length = walk->pattern->len;

  for (GList *m = members; m != NULL; m = m->next)
    {
      const char *name = m->data;
      /* "_birthDate" holds the extensions of "birthDate" */
      gboolean is_extension = g_str_equal (name, "extension") || name[0] == '_';
      Cover cover;

      if ((top && is_administration (name)) || (!top && g_str_equal (name, "id")))
        continue;
      g_string_append_printf (walk->path, "%s%s", path_length > 0 ? "." : "", name);
      g_string_append_printf (walk->pattern, "%s%s", pattern_length > 0 ? "." : "", name);
      cover = covers (walk);
      if (cover != ALL && name[0] == '_' && JSON_NODE_HOLDS_OBJECT (json_object_get_member (object, name)))
        {
          JsonArray *inside = ek_json_peek_array (ek_json_peek_object (object, name), "extension");

          for (guint i = 0; inside != NULL && i < json_array_get_length (inside); i++)
            tell_extension (walk, json_array_get_element (inside, i));
        }
      else if (cover != ALL)
        walk_node (walk, json_object_get_member (object, name), is_extension, cover);
      g_string_truncate (walk->path, path_length);
      g_string_truncate (walk->pattern, pattern_length);
    }
}

static void
walk_extensions (Walk *walk, JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (GList) members = object != NULL ? json_object_get_members (object) : NULL;
  gsize length = walk->path->len;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      g_string_append_printf (walk->path, "[%u]", i);
      walk_extensions (walk, json_array_get_element (array, i));
      g_string_truncate (walk->path, length);
    }
  for (GList *m = members; m != NULL; m = m->next)
    {
      g_string_append_printf (walk->path, "%s%s", length > 0 ? "." : "", (const char *) m->data);
      if (g_str_equal (m->data, "extension"))
        walk_node (walk, json_object_get_member (object, m->data), TRUE, NOTHING);
      else if (!g_str_equal (m->data, "contained"))
        walk_extensions (walk, json_object_get_member (object, m->data));
      g_string_truncate (walk->path, length);
    }
}

/**
 * ek_fhir_drop_extensions:
 * @context: whose list is added to; without one nothing happens
 * @object: a resource of which all but its extensions is read or told by other means
 *
 * Tells every extension in it that is not known to say nothing a clinician acts on.
 */
void
ek_fhir_drop_extensions (const EkFhirContext *context, JsonObject *object)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GString) at = NULL;
  Walk walk = { context, NULL, NULL, NULL };

  if (context->dropped == NULL)
    return;
  node = json_node_init_object (json_node_alloc (), object);
  at = g_string_new (NULL);
  walk.path = at;
  walk_extensions (&walk, node);
}

/**
 * ek_fhir_drop_rest:
 * @context: whose list is added to
 * @object: a resource, or an object inside one
 * @path: "" for a resource, else where @object stands in it
 * @read: ended by %NULL: the members that were read, as paths inside @object without indices; what is below them was
 *   read too
 *
 * Adds every value of @object that was not read. What only administers a resource is left out.
 */
void
ek_fhir_drop_rest (const EkFhirContext *context, JsonObject *object, const char *path, const char *const *read)
{
  g_autoptr (GString) at = NULL;
  g_autoptr (GString) pattern = NULL;
  Walk walk = { context, read, NULL, NULL };

  if (context->dropped == NULL)
    return;
  at = g_string_new (path);
  pattern = g_string_new (NULL);
  walk.path = at;
  walk.pattern = pattern;
  walk_object (&walk, object, path[0] == '\0');
}

/* The detail of a notice "unreadable-value": {type, id, origin, where, path, value, reason}. @origin: the source, see
 * ek_source_name(). @path and @value are absent when the whole resource was not taken. */
static gboolean
raise_notice (EkStore *store, const char *patient_id, const char *type, const char *id, const char *origin,
              const char *where, const char *path, const char *value, const char *reason, GError **error)
{
  g_autoptr (JsonObject) detail = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *source = g_strdup_printf ("%s/%s %s", type, id, path != NULL ? path : "");

  json_object_set_string_member (detail, "type", type);
  json_object_set_string_member (detail, "id", id);
  ek_fhir_add_text (detail, "origin", origin);
  ek_fhir_add_text (detail, "where", where);
  ek_fhir_add_text (detail, "path", path);
  ek_fhir_add_text (detail, "value", value);
  json_object_set_string_member (detail, "reason", reason);
  json_node_set_object (node, detail);
  g_strchomp (source);
  return ek_notice_raise (store, patient_id, "unreadable-value", source, node, error);
}

/**
 * ek_fhir_dropped_tell:
 * @dropped: (element-type EkFhirDropped): what a reader dropped
 * @store: a store, inside a transaction
 * @report: (nullable): what is told of the whole
 * @patient_id: whose record it is, already saved
 * @type: the resource type
 * @remote_id: the id of the resource
 * @origin: (nullable): the source it comes from
 * @where: (nullable): where it stands in the file
 * @error: return location
 *
 * Tells everything in the report, and leaves a notice for what a person must look at.
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_fhir_dropped_tell (GPtrArray *dropped, EkStore *store, EkFhirReport *report, const char *patient_id,
                      const char *type, const char *remote_id, const char *origin, const char *where, GError **error)
{
  for (guint i = 0; i < dropped->len; i++)
    {
      EkFhirDropped *one = dropped->pdata[i];

      if (report != NULL)
        ek_fhir_report_drop (report, type, where, one->path, one->value, one->why);
      if (one->matters &&
          !raise_notice (store, patient_id, type, remote_id, origin, where, one->path, one->value,
                         ek_fhir_drop_id (one->why), error))
        return FALSE;
    }
  return TRUE;
}

/* What a clinician relies on being in the file. */
static gboolean
is_relied_on (const char *type)
{
  static const char *const types[] = {
    "AllergyIntolerance", "Condition", "MedicationRequest", "MedicationStatement", "MedicationAdministration", NULL,
  };

  return type != NULL && g_strv_contains (types, type);
}

/**
 * ek_fhir_skipped_tell:
 * @store: a store, inside a transaction
 * @patient_id: (nullable): whose resource it is; %NULL when that is not known
 * @resource: a resource that was not taken over
 * @why: why not
 * @origin: (nullable): the source it comes from
 * @where: (nullable): where it stands in the file
 * @error: return location
 *
 * Leaves a notice when something that a clinician relies on (an allergy, a diagnosis, a medicine) is missing because it
 * could not be read; not for what says itself that it does not hold.
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_fhir_skipped_tell (EkStore *store, const char *patient_id, JsonObject *resource, EkFhirSkip why, const char *origin,
                      const char *where, GError **error)
{
  const char *type = ek_fhir_type (resource);
  const char *id = ek_json_peek_string (resource, "id");
  g_autofree char *words = NULL;

  if (patient_id == NULL || !is_relied_on (type) || !ek_fhir_skip_is_unread (why))
    return TRUE;
  words = ek_fhir_concept_text (ek_json_peek_object (resource, "code"));
  if (words == NULL)
    words = ek_fhir_concept_text (ek_json_peek_object (resource, "medicationCodeableConcept"));
  return raise_notice (store, patient_id, type, id != NULL ? id : "?", origin, where, NULL, words,
                       ek_fhir_skip_id (why), error);
}
