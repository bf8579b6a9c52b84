/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom a resource of a kind that is not kept is about. Its kinds have many names for that, and some have none: then
 * whoever reported it is meant, and else whoever is named anywhere in it, by his or her own address or by that of a
 * visit, a diagnosis, a form. What says that it is about a patient who was not taken is nobody else's. */

#include "ek-fhir-receive-private.h"

#define DEPTH_MAX 32
#define BEHIND_MAX 20 /* a Provenance may name all that is in a file */

/* Whom a resource is about, and, where it does not say, who answered, wrote or measured it. */
static const char *const about[] = { "subject",     "patient",    "for",       "about",
                                     "beneficiary", "individual", "candidate", NULL };
static const char *const said_by[] = { "source",    "informationSource", "author",    "sender",
                                       "performer", "asserter",          "requester", NULL };

typedef struct {
  EkFhirReceiver *receiver;
  JsonObject *resource;
  const char *source;
  GHashTable *patients;
  gboolean somebody; /* it says that it is about a patient, who may not be here */
  gboolean deep;     /* whose what is referred to is, is asked too */
  guint behind;      /* how often that was asked */
} Search;

/* The patients of the records that a source calls so; in a file of unknown origin those of each patient have a source
 * of their own. */
static gboolean
add_owners (Search *search, const EkFhirMap *map, const char *id, GError **error)
{
  EkFhirReceiver *self = search->receiver;
  g_autoptr (EkStatement) statement = ek_database_prepare (self->database,
                                                           "SELECT record_id FROM exchange_identity WHERE "
                                                           "(source = ?1 OR (source > ?1 || '/' AND source < ?1 || "
                                                           "'0')) AND type = +?2 AND remote_id = ?3 AND withdrawn = 0",
                                                           error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, search->source);
  ek_statement_bind_text (statement, 2, map->type);
  ek_statement_bind_text (statement, 3, id);
  while (has_row)
    {
      g_autoptr (EkRecord) record = NULL;

      if (!ek_statement_step (statement, &has_row, error))
        return FALSE;
      if (has_row)
        record = ek_store_load (self->store, map->record_type, ek_statement_text (statement, 0), NULL);
      if (record != NULL)
        g_hash_table_add (search->patients, g_strdup (ek_record_get_patient_id (record)));
    }
  return TRUE;
}

/* A visit, a diagnosis, a form that is here is some patient's. */
static gboolean
look_behind (Search *search, const char *text, GError **error)
{
  g_autofree char *urn = text != NULL && g_str_has_prefix (text, "urn:") ? g_ascii_strdown (text, -1) : NULL;
  const char *known = urn != NULL ? g_hash_table_lookup (search->receiver->urls, urn) : NULL;
  g_auto (EkFhirReference) parts = { NULL };
  const EkFhirMap *map = NULL;

  if (ek_fhir_reference_parse (known != NULL ? known : text, &parts) && parts.type != NULL && parts.id != NULL &&
      (parts.base == NULL || g_str_equal (parts.base, search->source)))
    map = ek_fhir_map_for_type (parts.type);
  if (map == NULL || map->subject == NULL || search->behind++ >= BEHIND_MAX)
    return TRUE;
  return add_owners (search, map, parts.id, error);
}

/* A number alone may be that of a clinician. */
static gboolean
look_for (Search *search, JsonObject *reference, gboolean is_about, GError **error)
{
  const char *text = ek_json_peek_string (reference, "reference");
  g_auto (EkFhirReference) parts = { NULL };
  EkFhirPerson *person = NULL;
  EkFhirSkip why = EK_FHIR_SKIP_NONE;

  if (text == NULL && !is_about)
    return TRUE;
  if (!ek_fhir_people_resolve (search->receiver->people, search->resource, search->source, reference, &person, &why,
                               error))
    return FALSE;
  if (why == EK_FHIR_SKIP_NONE && person->patient_id != NULL)
    {
      g_hash_table_add (search->patients, g_strdup (person->patient_id));
      return TRUE;
    }
  if (is_about && (!ek_fhir_reference_parse (text, &parts) || g_strcmp0 (parts.type, "Patient") == 0))
    search->somebody = TRUE;
  return !search->deep || look_behind (search, text, error);
}

static gboolean
look_for_all (Search *search, JsonObject *object, const char *const *members, GError **error)
{
  for (guint i = 0; members[i] != NULL; i++)
    {
      JsonNode *node = json_object_get_member (object, members[i]);
      JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (node != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
          !look_for (search, json_node_get_object (node), members == about, error))
        return FALSE;
      for (guint k = 0; array != NULL && k < json_array_get_length (array); k++)
        if (ek_json_element_object (array, k) != NULL &&
            !look_for (search, ek_json_element_object (array, k), members == about, error))
          return FALSE;
    }
  return TRUE;
}

/* Everybody whom anything in it is about or, with @anywhere, whom anything in it refers to. */
static gboolean
look_for_anybody (Search *search, JsonNode *node, gboolean anywhere, int depth, GError **error)
{
  if (depth > DEPTH_MAX)
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        if (!look_for_anybody (search, json_array_get_element (array, i), anywhere, depth + 1, error))
          return FALSE;
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      JsonObjectIter iter;
      const char *member;
      JsonNode *inner;

      if (anywhere ? !look_for (search, object, FALSE, error) : !look_for_all (search, object, about, error))
        return FALSE;
      json_object_iter_init (&iter, object);
      while (json_object_iter_next (&iter, &member, &inner))
        if (!look_for_anybody (search, inner, anywhere, depth + 1, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
is_found (Search *search)
{
  return search->somebody || g_hash_table_size (search->patients) > 0;
}

/**
 * ek_receive_find_whom:
 * @self: the receiver
 * @resource: a resource that is not kept
 * @source: what its ids belong to
 * @patients: ids of patients who were taken over are added
 * @error: return location
 *
 * Whom it is about; where it does not say, who reported it; where it says neither, who is referred to anywhere in it.
 * A Bundle or Parameters that could not be read entry by entry speak of everybody whom anything in them is about.
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_receive_find_whom (EkFhirReceiver *self, JsonObject *resource, const char *source, GHashTable *patients,
                      GError **error)
{
  static const char *const wraps[] = { "Bundle", "Parameters", NULL };
  Search search = { self, resource, source, patients, FALSE, FALSE, 0 };
  g_autoptr (JsonNode) node = ek_fhir_node (resource);

  if (g_strv_contains (wraps, ek_fhir_type (resource)))
    return look_for_anybody (&search, node, FALSE, 0, error);
  if (!look_for_all (&search, resource, about, error))
    return FALSE;
  if (!is_found (&search) && !look_for_all (&search, resource, said_by, error))
    return FALSE;
  if (!is_found (&search) && !look_for_anybody (&search, node, TRUE, 0, error))
    return FALSE;
  search.deep = TRUE;
  return is_found (&search) || look_for_anybody (&search, node, TRUE, 0, error);
}
