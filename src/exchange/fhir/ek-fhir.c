/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir.h"

#include <string.h>

#include "ek-hash.h"
#include "ek-id.h"
#include "ek-text.h"
#include "ek-time.h"

const EkJsonLimits EK_FHIR_LIMITS = { 16 * 1024 * 1024, 48 };

/* Longest one-line text taken over from another system; the rest is cut at a character. */

/**
 * ek_fhir_type:
 * @resource: any JSON object
 *
 * Returns: (nullable): its resourceType when that is a well-formed type name, owned by @resource
 */
const char *
ek_fhir_type (JsonObject *resource)
{
  const char *type = ek_json_peek_string (resource, "resourceType");

  return ek_fhir_type_is_valid (type) ? type : NULL;
}

/**
 * ek_fhir_id_is_valid:
 * @id: (nullable): a candidate
 *
 * Returns: %TRUE for 1 to 64 of A–Z a–z 0–9 - . as FHIR R4 defines the id data type
 */
gboolean
ek_fhir_id_is_valid (const char *id)
{
  gsize n = 0;

  if (id == NULL)
    return FALSE;
  for (; id[n] != '\0'; n++)
    if (n >= EK_FHIR_ID_MAX || !(g_ascii_isalnum (id[n]) || id[n] == '-' || id[n] == '.'))
      return FALSE;
  /* "." and ".." would be path segments */
  return n > 0 && strspn (id, ".") != n;
}

/**
 * ek_fhir_version_is_valid:
 * @version: (nullable): a candidate
 *
 * The version goes back to the server in a header in quotation marks (If-Match, RFC 9110 8.8.3): what would end either
 * would leave the write without its guard.
 *
 * Returns: %TRUE for 1 to 200 visible ASCII characters without quotation marks and backslashes
 */
gboolean
ek_fhir_version_is_valid (const char *version)
{
  gsize n = 0;

  if (version == NULL)
    return FALSE;
  for (; version[n] != '\0'; n++)
    if (n >= 200 || !g_ascii_isgraph (version[n]) || version[n] == '"' || version[n] == '\\')
      return FALSE;
  return n > 0;
}

/**
 * ek_fhir_version:
 * @resource: a resource as a server gave it
 *
 * Returns: (nullable): its version, owned by it; %NULL without one, and for one that ek_fhir_version_is_valid()
 *   refuses, because it could not be sent back in If-Match
 */
const char *
ek_fhir_version (JsonObject *resource)
{
  JsonObject *meta = ek_json_peek_object (resource, "meta");
  const char *version = meta != NULL ? ek_json_peek_string (meta, "versionId") : NULL;

  return ek_fhir_version_is_valid (version) ? version : NULL;
}

static gboolean
same_reference (JsonObject *a, JsonObject *b)
{
  const char *text_a = a != NULL ? ek_json_peek_string (a, "reference") : NULL;
  const char *text_b = b != NULL ? ek_json_peek_string (b, "reference") : NULL;
  g_auto (EkFhirReference) parts_a = { NULL };
  g_auto (EkFhirReference) parts_b = { NULL };

  if (g_strcmp0 (text_a, text_b) == 0)
    return TRUE;
  return ek_fhir_reference_parse (text_a, &parts_a) && ek_fhir_reference_parse (text_b, &parts_b) &&
    parts_a.id != NULL && g_strcmp0 (parts_a.id, parts_b.id) == 0 && g_strcmp0 (parts_a.type, parts_b.type) == 0;
}

/**
 * ek_fhir_same_subject:
 * @ours: a resource
 * @theirs: what another system has of it
 *
 * Relative and absolute addresses of one resource are the same; nothing else is.
 *
 * Returns: whether both speak of the same patient, or neither of any
 */
gboolean
ek_fhir_same_subject (JsonObject *ours, JsonObject *theirs)
{
  static const char *const members[] = { "subject", "patient", "for" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (!same_reference (ek_json_peek_object (ours, members[i]), ek_json_peek_object (theirs, members[i])))
      return FALSE;
  return TRUE;
}

/**
 * ek_fhir_type_is_valid:
 * @type: (nullable): a candidate
 *
 * Returns: %TRUE for a capital followed by letters, at most 64 in all
 */
gboolean
ek_fhir_type_is_valid (const char *type)
{
  gsize n = 0;

  if (type == NULL || !g_ascii_isupper (type[0]))
    return FALSE;
  for (; type[n] != '\0'; n++)
    if (n >= 64 || !g_ascii_isalpha (type[n]))
      return FALSE;
  return TRUE;
}

/**
 * ek_fhir_reference_clear:
 * @reference: what ek_fhir_reference_parse() filled in, or all zeros
 *
 * Frees what it holds and leaves it empty; the struct itself belongs to the caller.
 */
void
ek_fhir_reference_clear (EkFhirReference *reference)
{
  g_clear_pointer (&reference->base, g_free);
  g_clear_pointer (&reference->type, g_free);
  g_clear_pointer (&reference->id, g_free);
  g_clear_pointer (&reference->contained, g_free);
  g_clear_pointer (&reference->urn, g_free);
}

/* [base/]Type/id[/_history/version] */
static gboolean
parse_path_reference (const char *text, EkFhirReference *reference)
{
  g_autofree char *path = g_strdup (text);
  char *history = strstr (path, "/_history/");
  char *id, *type;

  if (history != NULL)
    *history = '\0';
  id = strrchr (path, '/');
  if (id == NULL)
    return FALSE;
  *id++ = '\0';
  type = strrchr (path, '/');
  if (type != NULL)
    *type++ = '\0';
  if (!ek_fhir_id_is_valid (id) || !ek_fhir_type_is_valid (type != NULL ? type : path))
    return FALSE;
  if (type != NULL && !g_str_has_prefix (path, "http://") && !g_str_has_prefix (path, "https://"))
    return FALSE;
  reference->id = g_strdup (id);
  reference->type = g_strdup (type != NULL ? type : path);
  reference->base = type != NULL ? g_strdup (path) : NULL;
  return TRUE;
}

/**
 * ek_fhir_reference_parse:
 * @text: (nullable): Reference.reference or a fullUrl
 * @reference: (out caller-allocates): its parts; clear with ek_fhir_reference_clear()
 *
 * Returns: %FALSE when it is none of a relative or absolute resource address, a urn or a contained reference
 */
gboolean
ek_fhir_reference_parse (const char *text, EkFhirReference *reference)
{
  memset (reference, 0, sizeof *reference);
  if (text == NULL || strlen (text) > 2000)
    return FALSE;
  if (text[0] == '#')
    {
      if (!ek_fhir_id_is_valid (text + 1))
        return FALSE;
      reference->contained = g_strdup (text + 1);
      return TRUE;
    }
  if (g_str_has_prefix (text, "urn:"))
    {
      reference->urn = g_ascii_strdown (text, -1);
      return TRUE;
    }
  return parse_path_reference (text, reference);
}

/**
 * ek_fhir_contained:
 * @resource: a resource
 * @id: the id of a contained resource, without "#"
 *
 * Returns: (nullable): that contained resource, owned by @resource
 */
JsonObject *
ek_fhir_contained (JsonObject *resource, const char *id)
{
  JsonArray *contained = ek_json_peek_array (resource, "contained");

  for (guint i = 0; contained != NULL && i < json_array_get_length (contained); i++)
    {
      JsonObject *one = ek_json_element_object (contained, i);

      if (one != NULL && g_strcmp0 (ek_json_peek_string (one, "id"), id) == 0)
        return one;
    }
  return NULL;
}

static const char *
own_id_of (JsonObject *identifier)
{
  const char *value = ek_json_peek_string (identifier, "value");

  if (g_strcmp0 (ek_json_peek_string (identifier, "system"), EK_FHIR_URI) != 0 || value == NULL)
    return NULL;
  if (!g_str_has_prefix (value, "urn:uuid:") || !ek_id_is_valid (value + 9))
    return NULL;
  return value + 9;
}

/**
 * ek_fhir_own_id:
 * @resource: a resource
 *
 * Returns: (nullable): the UUID of its identifier {urn:ietf:rfc:3986, urn:uuid:…}, owned by @resource
 */
const char *
ek_fhir_own_id (JsonObject *resource)
{
  JsonArray *identifiers = ek_json_peek_array (resource, "identifier");
  JsonObject *single = ek_json_peek_object (resource, "identifier");
  const char *id = NULL;

  if (single != NULL)
    return own_id_of (single);
  for (guint i = 0; identifiers != NULL && id == NULL && i < json_array_get_length (identifiers); i++)
    {
      JsonObject *one = ek_json_element_object (identifiers, i);

      id = one != NULL ? own_id_of (one) : NULL;
    }
  return id;
}

/**
 * ek_fhir_clean_text:
 * @text: (nullable): text from elsewhere
 *
 * Returns: (nullable) (transfer full): @text as ek_text_clean_note() leaves it, without outer blanks, whole;
 * %NULL when nothing is left
 */
char *
ek_fhir_clean_text (const char *text)
{
  g_autofree char *clean = NULL;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return NULL;
  clean = ek_text_clean_note (text);
  g_strstrip (clean);
  return !ek_text_is_blank (clean) ? g_steal_pointer (&clean) : NULL;
}

/**
 * ek_fhir_concept_coding:
 * @concept: (nullable): a CodeableConcept
 * @system: (nullable): only of this code system
 *
 * Returns: (nullable): the coding the user selected, else the first with a code; owned by @concept
 */
JsonObject *
ek_fhir_concept_coding (JsonObject *concept, const char *system)
{
  JsonArray *codings = concept != NULL ? ek_json_peek_array (concept, "coding") : NULL;
  JsonObject *first = NULL;

  for (guint i = 0; codings != NULL && i < json_array_get_length (codings); i++)
    {
      JsonObject *coding = ek_json_element_object (codings, i);

      if (coding == NULL || ek_json_peek_string (coding, "code") == NULL)
        continue;
      if (system != NULL && g_strcmp0 (ek_json_peek_string (coding, "system"), system) != 0)
        continue;
      if (ek_json_peek_boolean (coding, "userSelected", FALSE))
        return coding;
      if (first == NULL)
        first = coding;
    }
  return first;
}

/**
 * ek_fhir_concept_has:
 * @concept: (nullable): a CodeableConcept
 * @system: (nullable): a code system, or %NULL for any
 * @code: a code
 *
 * Returns: whether one of the codings is that code
 */
gboolean
ek_fhir_concept_has (JsonObject *concept, const char *system, const char *code)
{
  JsonArray *codings = concept != NULL ? ek_json_peek_array (concept, "coding") : NULL;

  for (guint i = 0; codings != NULL && i < json_array_get_length (codings); i++)
    {
      JsonObject *coding = ek_json_element_object (codings, i);

      if (coding != NULL && g_strcmp0 (ek_json_peek_string (coding, "code"), code) == 0 &&
          (system == NULL || g_strcmp0 (ek_json_peek_string (coding, "system"), system) == 0))
        return TRUE;
    }
  return FALSE;
}

/**
 * ek_fhir_concept_text:
 * @concept: (nullable): a CodeableConcept
 *
 * Returns: (nullable) (transfer full): what a person wrote, else a display, else a code
 */
char *
ek_fhir_concept_text (JsonObject *concept)
{
  JsonArray *codings;
  JsonObject *coding;
  char *text;

  if (concept == NULL)
    return NULL;
  text = ek_fhir_clean_text (ek_json_peek_string (concept, "text"));
  codings = ek_json_peek_array (concept, "coding");
  for (guint i = 0; text == NULL && codings != NULL && i < json_array_get_length (codings); i++)
    {
      coding = ek_json_element_object (codings, i);
      text = coding != NULL ? ek_fhir_clean_text (ek_json_peek_string (coding, "display")) : NULL;
    }
  coding = ek_fhir_concept_coding (concept, NULL);
  if (text == NULL && coding != NULL)
    text = ek_fhir_clean_text (ek_json_peek_string (coding, "code"));
  return text;
}

/**
 * ek_fhir_first_object:
 * @object: a JSON object
 * @member: the name of an array
 *
 * Returns: (nullable): its first element when that is an object; owned by @object
 */
JsonObject *
ek_fhir_first_object (JsonObject *object, const char *member)
{
  JsonArray *array = ek_json_peek_array (object, member);

  return array != NULL && json_array_get_length (array) > 0 ? ek_json_element_object (array, 0) : NULL;
}

/**
 * ek_fhir_date:
 * @date_time: (nullable): a FHIR date or dateTime
 *
 * Returns: (nullable) (transfer full): the date as far as it is known (YYYY, YYYY-MM or YYYY-MM-DD), as the sender's
 * clock showed it
 */
char *
ek_fhir_date (const char *date_time)
{
  g_autofree char *date = NULL;

  if (date_time == NULL)
    return NULL;
  date = g_strndup (date_time, strcspn (date_time, "T"));
  return ek_date_is_valid (date) ? g_steal_pointer (&date) : NULL;
}

/**
 * ek_fhir_time_problem:
 * @date_time: (nullable): what ek_fhir_instant() did not take
 *
 * Returns: why not: there is none, its time has no zone, it is only a month or a year, or it is no date at all
 */
EkFhirSkip
ek_fhir_time_problem (const char *date_time)
{
  g_autofree char *zoned = NULL;
  gint64 ms;

  if (date_time == NULL || *date_time == '\0')
    return EK_FHIR_SKIP_NO_DATE;
  zoned = g_strconcat (date_time, "Z", NULL);
  if (strchr (date_time, 'T') != NULL)
    return ek_instant_parse (zoned, &ms, NULL, NULL) ? EK_FHIR_SKIP_NO_ZONE : EK_FHIR_SKIP_BAD_DATE;
  return ek_date_is_valid (date_time) ? EK_FHIR_SKIP_PART_DATE : EK_FHIR_SKIP_BAD_DATE;
}

/**
 * ek_fhir_instant:
 * @date_time: (nullable): a FHIR date, dateTime or instant
 * @local_offset: minutes from UTC assumed when only a date is given
 * @ms: (out): the instant
 * @offset_minutes: (out): the sender's offset
 *
 * A month is not its first day and a year not its first of January: neither is an instant.
 *
 * Returns: %FALSE when there is none, it is not a whole day or it is malformed; see ek_fhir_time_problem()
 */
gboolean
ek_fhir_instant (const char *date_time, int local_offset, gint64 *ms, int *offset_minutes)
{
  if (date_time == NULL)
    return FALSE;
  if (strchr (date_time, 'T') != NULL)
    return ek_instant_parse (date_time, ms, offset_minutes, NULL);
  if (strlen (date_time) != strlen ("YYYY-MM-DD") || !ek_date_is_valid (date_time))
    return FALSE;
  *ms = ek_date_to_instant (date_time, local_offset);
  *offset_minutes = local_offset;
  return *ms != EK_INSTANT_NONE;
}

/**
 * ek_fhir_take_text:
 * @record: the record to fill
 * @field: a field of text, note or choice
 * @text: (nullable) (transfer full): its text; %NULL unsets the field
 */
void
ek_fhir_take_text (EkRecord *record, int field, char *text)
{
  ek_record_set_text (record, field, text);
  g_free (text);
}

/**
 * ek_fhir_set_date:
 * @record: the record to fill
 * @field: a date field
 * @date_time: (nullable): a FHIR date or dateTime; the field is unset by %NULL and by what is no date
 *
 * A date that agrees with a finer one that is known (1980 with 1980-05-06) leaves that one.
 */
void
ek_fhir_set_date (EkRecord *record, int field, const char *date_time)
{
  g_autofree char *date = ek_fhir_date (date_time);
  const char *known = ek_record_get_text (record, field);

  if (date == NULL || known == NULL || !g_str_has_prefix (known, date))
    ek_record_set_text (record, field, date);
}

/**
 * ek_fhir_derived_id:
 * @record_id: the UUID of a record
 * @role: what the resource is to that record: "total", "flag", "goal/1" …
 *
 * A second resource made from one record needs an id that is always the same: a version 5 UUID (RFC 4122) whose name
 * space is the record's own id.
 *
 * Returns: (transfer full): the UUID
 */
char *
ek_fhir_derived_id (const char *record_id, const char *role)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 space[16] = { 0 };
  guint8 d[20];
  gsize length = sizeof d;
  guint n = 0;

  for (const char *p = record_id; *p != '\0' && n < 32; p++)
    if (g_ascii_isxdigit (*p))
      {
        space[n / 2] = (guint8) (space[n / 2] << 4 | g_ascii_xdigit_value (*p));
        n++;
      }
  g_checksum_update (sum, space, sizeof space);
  g_checksum_update (sum, (const guchar *) role, -1);
  g_checksum_get_digest (sum, d, &length);
  d[6] = (guint8) ((d[6] & 0x0f) | 0x50);
  d[8] = (guint8) ((d[8] & 0x3f) | 0x80);
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", d[0], d[1], d[2],
                          d[3], d[4], d[5], d[6], d[7], d[8], d[9], d[10], d[11], d[12], d[13], d[14], d[15]);
}

/**
 * ek_fhir_node:
 * @object: an object
 *
 * Returns: (transfer full): a node that holds a reference to @object and shows each change of it
 */
JsonNode *
ek_fhir_node (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return node;
}

static JsonNode *
copy_node (JsonNode *node)
{
  JsonNode *copy;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return ek_fhir_deep_copy (json_node_get_object (node));
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return json_node_copy (node);
  copy = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (copy, json_array_new ());
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    json_array_add_element (json_node_get_array (copy),
                            copy_node (json_array_get_element (json_node_get_array (node), i)));
  return copy;
}

/**
 * ek_fhir_deep_copy:
 * @object: any JSON object, of bounded depth as ek_json_parse() gives it
 *
 * Returns: (transfer full): a copy that may be changed and shares nothing; json_node_copy() shares what is inside
 */
JsonNode *
ek_fhir_deep_copy (JsonObject *object)
{
  JsonNode *copy = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GList) members = json_object_get_members (object);

  json_node_take_object (copy, json_object_new ());
  for (GList *m = members; m != NULL; m = m->next)
    json_object_set_member (json_node_get_object (copy), m->data, copy_node (json_object_get_member (object, m->data)));
  return copy;
}

/**
 * ek_fhir_without_server_members:
 * @resource: a resource
 *
 * Returns: (transfer full): a copy without id, meta and text, which belong to the server; what is inside its members is
 *   shared with @resource and must not be changed
 */
JsonObject *
ek_fhir_without_server_members (JsonObject *resource)
{
  JsonObject *bare = json_object_new ();
  g_autoptr (GList) members = json_object_get_members (resource);

  for (GList *m = members; m != NULL; m = m->next)
    if (g_strcmp0 (m->data, "id") != 0 && g_strcmp0 (m->data, "meta") != 0 && g_strcmp0 (m->data, "text") != 0)
      json_object_set_member (bare, m->data, json_node_copy (json_object_get_member (resource, m->data)));
  return bare;
}

static void
add_labels (JsonArray *labels, JsonArray *more)
{
  for (guint i = 0; more != NULL && i < json_array_get_length (more); i++)
    {
      JsonNode *label = json_array_get_element (more, i);
      g_autofree char *text = ek_json_canonical (label);
      gboolean there = FALSE;

      for (guint k = 0; !there && k < json_array_get_length (labels); k++)
        {
          g_autofree char *other = ek_json_canonical (json_array_get_element (labels, k));

          there = g_str_equal (text, other);
        }
      if (!there)
        json_array_add_element (labels, json_node_copy (label));
    }
}

/**
 * ek_fhir_set_meta:
 * @resource: a resource about to be sent
 * @ours: (nullable): the same as we say it
 * @theirs: (nullable): the same as the server has it
 *
 * Gives @resource the profiles, security labels and tags of both: a PUT without them takes them away, and with a
 * security label also the protection of the record. What the server itself sets (version, time) is left out.
 */
void
ek_fhir_set_meta (JsonObject *resource, JsonObject *ours, JsonObject *theirs)
{
  static const char *const members[] = { "profile", "security", "tag" };
  JsonObject *our_meta = ours != NULL ? ek_json_peek_object (ours, "meta") : NULL;
  JsonObject *their_meta = theirs != NULL ? ek_json_peek_object (theirs, "meta") : NULL;
  g_autoptr (JsonObject) meta = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autoptr (JsonArray) labels = json_array_new ();

      add_labels (labels, ek_json_peek_array (their_meta, members[i]));
      add_labels (labels, ek_json_peek_array (our_meta, members[i]));
      if (json_array_get_length (labels) > 0)
        json_object_set_array_member (meta, members[i], g_steal_pointer (&labels));
    }
  if (json_object_has_member (resource, "meta"))
    json_object_remove_member (resource, "meta");
  if (json_object_get_size (meta) > 0)
    json_object_set_object_member (resource, "meta", g_steal_pointer (&meta));
}

/**
 * ek_fhir_kept_there:
 * @resource: a resource as a server has it
 *
 * Returns: (transfer full): a copy as others keep it: without id, narrative and what the server itself sets, with
 *   profiles, security labels and tags
 */
JsonObject *
ek_fhir_kept_there (JsonObject *resource)
{
  JsonObject *kept = ek_fhir_without_server_members (resource);

  ek_fhir_set_meta (kept, NULL, resource);
  return kept;
}

/**
 * ek_fhir_hash:
 * @resource: a resource
 *
 * Returns: (transfer full): SHA-256 over its canonical JSON without id, meta and text, which belong to the server
 */
char *
ek_fhir_hash (JsonObject *resource)
{
  g_autoptr (JsonObject) bare = ek_fhir_without_server_members (resource);
  g_autoptr (JsonNode) node = ek_fhir_node (bare);
  g_autofree char *text = ek_json_canonical (node);

  return ek_hash_text (text);
}

static gboolean
node_is_within (JsonNode *sent, JsonNode *found)
{
  g_autofree char *sent_text = NULL;
  g_autofree char *found_text = NULL;

  if (found == NULL || json_node_get_node_type (sent) != json_node_get_node_type (found))
    return FALSE;
  if (JSON_NODE_HOLDS_OBJECT (sent))
    {
      g_autoptr (GList) members = json_object_get_members (json_node_get_object (sent));

      for (GList *m = members; m != NULL; m = m->next)
        if (!node_is_within (json_object_get_member (json_node_get_object (sent), m->data),
                             json_object_get_member (json_node_get_object (found), m->data)))
          return FALSE;
      return TRUE;
    }
  if (JSON_NODE_HOLDS_ARRAY (sent))
    {
      JsonArray *a = json_node_get_array (sent), *b = json_node_get_array (found);

      if (json_array_get_length (a) != json_array_get_length (b))
        return FALSE;
      for (guint i = 0; i < json_array_get_length (a); i++)
        if (!node_is_within (json_array_get_element (a, i), json_array_get_element (b, i)))
          return FALSE;
      return TRUE;
    }
  /* 12.5 and 12.50 are the same number, however they were written */
  sent_text = ek_json_canonical (sent);
  found_text = ek_json_canonical (found);
  return g_str_equal (sent_text, found_text);
}

/**
 * ek_fhir_same_content:
 * @sent: what we sent
 * @found: what the server holds
 *
 * Servers add (narrative, meta, defaults) but may not change: everything sent must be found again, in the same place.
 *
 * Returns: whether @found holds @sent
 */
gboolean
ek_fhir_same_content (JsonObject *sent, JsonObject *found)
{
  g_autoptr (GList) members = json_object_get_members (sent);

  for (GList *m = members; m != NULL; m = m->next)
    {
      if (g_strcmp0 (m->data, "id") == 0 || g_strcmp0 (m->data, "meta") == 0 || g_strcmp0 (m->data, "text") == 0)
        continue;
      if (!node_is_within (json_object_get_member (sent, m->data), json_object_get_member (found, m->data)))
        return FALSE;
    }
  return TRUE;
}
