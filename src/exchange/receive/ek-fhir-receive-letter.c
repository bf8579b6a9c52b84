/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters that no program reads: a PDF, a picture, one that is only referred to. Nobody here knows what stands in them,
 * so a quiet notice says that they came. One that lies in the same file as a Binary is found there. */

#include "ek-fhir-receive-private.h"

#include <string.h>

#include "ek-id.h"
#include "ek-letter.h"
#include "ek-notice.h"

#define DEPTH_MAX 32
#define LETTERS_MAX 200 /* in one notice */

/* A letter that nobody has read yet. @url: where it is said to be; NULL: nowhere in this file. */
typedef struct {
  char *url;
  char *patient_id;
  char *source;
  char *where;
  char *address;
  char *title;
  char *date;
} Letter;

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  g_free (letter->url);
  g_free (letter->patient_id);
  g_free (letter->source);
  g_free (letter->where);
  g_free (letter->address);
  g_free (letter->title);
  g_free (letter->date);
  g_free (letter);
}

typedef struct {
  EkFhirReceiver *receiver;
  JsonObject *resource;
  const char *source;
  const char *where;
  const char *patient_id;
  guint n; /* attachments seen */
} Walk;

/* "Binary/17" of an address, however much of it is written; of another one the address itself. */
static char *
key_of (const char *url)
{
  g_auto (EkFhirReference) parts = { NULL };

  if (ek_fhir_reference_parse (url, &parts) && parts.type != NULL && parts.id != NULL)
    return g_strdup_printf ("%s/%s", parts.type, parts.id);
  return g_ascii_strdown (url, -1);
}

static char *
title_of (Walk *walk, JsonObject *attachment)
{
  static const char *const words[] = { "title", "description", NULL };
  static const char *const concepts[] = { "type", "code", "category", NULL };
  const char *type = ek_json_peek_string (attachment, "contentType");
  char *title = ek_fhir_clean_text (ek_json_peek_string (attachment, "title"));

  for (guint i = 0; title == NULL && words[i] != NULL; i++)
    title = ek_fhir_clean_text (ek_json_peek_string (walk->resource, words[i]));
  for (guint i = 0; title == NULL && concepts[i] != NULL; i++)
    {
      JsonObject *concept = ek_json_peek_object (walk->resource, concepts[i]);

      if (concept == NULL && ek_json_peek_array (walk->resource, concepts[i]) != NULL)
        concept = ek_json_element_object (ek_json_peek_array (walk->resource, concepts[i]), 0);
      title = concept != NULL ? ek_fhir_concept_text (concept) : NULL;
    }
  return title != NULL ? title : ek_fhir_clean_text (type);
}

static char *
date_of (Walk *walk, JsonObject *attachment)
{
  static const char *const members[] = { "date",     "effectiveDateTime", "issued",   "authored", "sent",
                                         "received", "createdDateTime",   "dateTime", NULL };
  char *date = ek_fhir_date (ek_json_peek_string (attachment, "creation"));

  for (guint i = 0; date == NULL && members[i] != NULL; i++)
    date = ek_fhir_date (ek_json_peek_string (walk->resource, members[i]));
  return date;
}

static void
note (Walk *walk, JsonObject *attachment, const char *url)
{
  const char *id = ek_json_peek_string (walk->resource, "id");
  g_autofree char *hash = id == NULL ? ek_fhir_hash (walk->resource) : NULL;
  Letter *letter = g_new0 (Letter, 1);

  letter->url = url != NULL ? key_of (url) : NULL;
  letter->patient_id = g_strdup (walk->patient_id);
  letter->source = g_strdup (walk->source);
  letter->where = g_strdup (walk->where);
  letter->address = g_strdup_printf ("%s/%s %u", ek_fhir_type (walk->resource), id != NULL ? id : hash, walk->n);
  letter->title = title_of (walk, attachment);
  letter->date = date_of (walk, attachment);
  g_ptr_array_add (walk->receiver->letters, letter);
}

static void
look_at_attachment (Walk *walk, JsonObject *attachment)
{
  const char *data = ek_json_peek_string (attachment, "data"), *url = ek_json_peek_string (attachment, "url");
  const char *type = ek_json_peek_string (attachment, "contentType");

  walk->n++;
  if (data != NULL && *data != '\0')
    {
      if (!ek_letter_is_text (type, data))
        note (walk, attachment, NULL);
    }
  else if (url != NULL && *url != '\0')
    note (walk, attachment, url);
}

static gboolean
is_attachment (const char *name, JsonObject *object)
{
  return g_str_has_suffix (name, "ttachment") || g_str_equal (name, "presentedForm") ||
    ek_json_peek_string (object, "contentType") != NULL;
}

static void
walk_node (Walk *walk, const char *name, JsonNode *node, int depth)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObjectIter iter;
  const char *member;
  JsonNode *inner;

  for (guint i = 0; array != NULL && depth < DEPTH_MAX && i < json_array_get_length (array); i++)
    walk_node (walk, name, json_array_get_element (array, i), depth + 1);
  if (object == NULL || depth > DEPTH_MAX)
    return;
  if (is_attachment (name, object))
    {
      look_at_attachment (walk, object);
      return;
    }
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, &inner))
    walk_node (walk, member, inner, depth + 1);
}

/* What this program wrote and still has: the minutes of a review. */
static gboolean
is_kept_here (EkFhirReceiver *self, JsonObject *resource)
{
  const char *own = g_strcmp0 (ek_fhir_type (resource), "DocumentReference") == 0 ? ek_fhir_own_id (resource) : NULL;
  g_autoptr (EkRecord) document = own != NULL ? ek_store_load (self->store, &ek_document_type, own, NULL) : NULL;

  return document != NULL;
}

/**
 * ek_receive_note_letters:
 * @self: the receiver
 * @resource: a resource
 * @source: what its ids belong to
 * @where: (nullable): where it stands
 * @patient_id: a patient whom it is about
 *
 * Notes the attachments in it that no program reads, for ek_receive_tell_letters(). What they say in letters is looked
 * at by whoever listens.
 */
void
ek_receive_note_letters (EkFhirReceiver *self, JsonObject *resource, const char *source, const char *where,
                         const char *patient_id)
{
  Walk walk = { self, resource, source, where, patient_id, 0 };
  g_autoptr (JsonNode) node = NULL;

  if (is_kept_here (self, resource))
    return;
  node = ek_fhir_node (resource);
  walk_node (&walk, "", node, 0);
}

/**
 * ek_receive_find_letter:
 * @self: the receiver
 * @resource: a resource that is not kept
 * @address: (nullable): its address in the Bundle
 * @patients: the ids of those are added of whom a letter was said to be in it
 *
 * Of a Binary: whose letter it is by what was noted before. One that is text is noted no more, because whoever listens
 * reads it.
 *
 * Returns: whether it was noted where it was referred to
 */
gboolean
ek_receive_find_letter (EkFhirReceiver *self, JsonObject *resource, const char *address, GHashTable *patients)
{
  const char *id = ek_json_peek_string (resource, "id"), *data = ek_json_peek_string (resource, "data");
  g_autofree char *key = id != NULL ? g_strdup_printf ("Binary/%s", id) : NULL;
  g_autofree char *urn = address != NULL ? key_of (address) : NULL;
  gboolean text, found = FALSE;

  if (g_strcmp0 (ek_fhir_type (resource), "Binary") != 0)
    return FALSE;
  text = data != NULL && ek_letter_is_text (ek_json_peek_string (resource, "contentType"), data);
  for (guint i = self->letters->len; i > 0; i--)
    {
      Letter *letter = self->letters->pdata[i - 1];

      if (letter->url == NULL || (g_strcmp0 (letter->url, key) != 0 && g_strcmp0 (letter->url, urn) != 0))
        continue;
      found = TRUE;
      g_hash_table_add (patients, g_strdup (letter->patient_id));
      if (text)
        g_ptr_array_remove_index (self->letters, i - 1);
    }
  return found;
}

/* --- the notice --------------------------------------------------------------------------------------------------- */

static gboolean
lists (JsonArray *letters, const char *address)
{
  for (guint i = 0; i < json_array_get_length (letters); i++)
    if (g_strcmp0 (ek_json_peek_string (json_array_get_object_element (letters, i), "address"), address) == 0)
      return TRUE;
  return FALSE;
}

/* Those that were told of before, for a notice that tells of more; what a person has seen is marked so. */
static JsonArray *
letters_before (EkRecord *notice)
{
  JsonNode *detail = notice != NULL ? ek_record_get_json (notice, EK_NOTICE_DETAIL) : NULL;
  JsonArray *old = detail != NULL && JSON_NODE_HOLDS_OBJECT (detail)
    ? ek_json_peek_array (json_node_get_object (detail), "letters")
    : NULL;
  gboolean seen = notice != NULL && g_strcmp0 (ek_record_get_text (notice, EK_NOTICE_STATUS), "open") != 0;
  JsonArray *letters = json_array_new ();

  for (guint i = 0; old != NULL && i < json_array_get_length (old); i++)
    {
      g_autoptr (JsonNode) copy = json_node_copy (json_array_get_element (old, i));

      if (!JSON_NODE_HOLDS_OBJECT (copy))
        continue;
      if (seen)
        json_object_set_boolean_member (json_node_get_object (copy), "seen", TRUE);
      json_array_add_element (letters, g_steal_pointer (&copy));
    }
  return letters;
}

static gboolean
add_letters (EkFhirReceiver *self, const Letter *first, JsonArray *letters)
{
  gboolean more = FALSE;

  for (guint i = 0; i < self->letters->len; i++)
    {
      const Letter *letter = self->letters->pdata[i];
      JsonObject *one;

      if (!g_str_equal (letter->patient_id, first->patient_id) || !g_str_equal (letter->source, first->source) ||
          lists (letters, letter->address) || json_array_get_length (letters) >= LETTERS_MAX)
        continue;
      one = json_object_new ();
      json_object_set_string_member (one, "address", letter->address);
      ek_fhir_add_text (one, "title", letter->title);
      ek_fhir_add_text (one, "date", letter->date);
      json_array_add_object_element (letters, one);
      more = TRUE;
    }
  return more;
}

/* One notice for all that one patient got from one source: "letters" of title, date and address; "seen": a person has
 * looked at it. */
static gboolean
tell_of_patient (EkFhirReceiver *self, const Letter *first, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (EkRecord) notice = ek_notice_find (self->store, first->patient_id, "unread-document", first->source,
                                                &failure);
  g_autoptr (JsonArray) letters = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonNode) detail = NULL;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  letters = letters_before (notice);
  if (!add_letters (self, first, letters))
    return TRUE;
  object = json_object_new ();
  json_object_set_array_member (object, "letters", g_steal_pointer (&letters));
  json_object_set_string_member (object, "origin", first->source);
  ek_fhir_add_text (object, "where", first->where);
  detail = ek_fhir_node (object);
  return ek_notice_raise (self->store, first->patient_id, "unread-document", first->source, detail, error);
}

/**
 * ek_receive_tell_letters:
 * @self: the receiver, after the last resource
 * @error: return location
 *
 * Leaves a notice on each patient of whom letters came that no program has read.
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_receive_tell_letters (EkFhirReceiver *self, GError **error)
{
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->letters->len; i++)
    {
      const Letter *letter = self->letters->pdata[i];

      if (g_hash_table_add (told, g_strdup_printf ("%s %s", letter->patient_id, letter->source)) &&
          !tell_of_patient (self, letter, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_receive_letters_new:
 *
 * Returns: (transfer full): an empty list for a receiver
 */
GPtrArray *
ek_receive_letters_new (void)
{
  return g_ptr_array_new_with_free_func (letter_free);
}
