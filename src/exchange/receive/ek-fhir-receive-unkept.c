/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A resource that is not taken over, because its kind is not kept, it has no id or does not say whom it is about, may
 * still say that its patient is in danger: whoever listens is told of it, and it is filed nowhere. */

#include "ek-fhir-receive-private.h"

#include "ek-fhir-dropped.h"
#include "ek-fhir-map-response.h"

#include <string.h>

/* Whom a resource is about, the first that there is; and, where it does not say, who answered, wrote or measured it. */
static const char *const about[] = { "subject", "patient", "for", "beneficiary", "individual", "candidate", NULL };
static const char *const said_by[] = { "source",    "informationSource", "author",    "sender",
                                       "performer", "asserter",          "requester", NULL };

static gboolean
has_any (JsonObject *resource, const char *const *members)
{
  for (guint i = 0; members[i] != NULL; i++)
    if (json_object_has_member (resource, members[i]))
      return TRUE;
  return FALSE;
}

/* A number alone may be that of a clinician. */
static gboolean
look_for (EkFhirReceiver *self, JsonObject *resource, const char *source, JsonNode *node, gboolean is_about,
          GHashTable *patients, GError **error)
{
  JsonObject *reference = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  EkFhirPerson *person = NULL;
  EkFhirSkip why = EK_FHIR_SKIP_NONE;

  if (reference == NULL || (!is_about && ek_json_peek_string (reference, "reference") == NULL))
    return TRUE;
  if (!ek_fhir_people_resolve (self->people, resource, source, reference, &person, &why, error))
    return FALSE;
  if (why == EK_FHIR_SKIP_NONE && person->patient_id != NULL)
    g_hash_table_add (patients, g_strdup (person->patient_id));
  return TRUE;
}

static gboolean
look_for_all (EkFhirReceiver *self, JsonObject *resource, const char *source, const char *const *members,
              GHashTable *patients, GError **error)
{
  for (guint i = 0; members[i] != NULL; i++)
    {
      JsonNode *node = json_object_get_member (resource, members[i]);
      JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (node != NULL && array == NULL && !look_for (self, resource, source, node, members == about, patients, error))
        return FALSE;
      for (guint k = 0; array != NULL && k < json_array_get_length (array); k++)
        if (!look_for (self, resource, source, json_array_get_element (array, k), members == about, patients, error))
          return FALSE;
    }
  return TRUE;
}

/* A Bundle that could not be read entry by entry speaks of everybody whom anything in it is about. */
static gboolean
look_for_anybody (EkFhirReceiver *self, JsonNode *node, const char *source, GHashTable *patients, GError **error)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        if (!look_for_anybody (self, json_array_get_element (array, i), source, patients, error))
          return FALSE;
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *member;
      JsonNode *inner;

      if (!look_for_all (self, json_node_get_object (node), source, about, patients, error))
        return FALSE;
      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &member, &inner))
        if (!look_for_anybody (self, inner, source, patients, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
tell (EkFhirReceiver *self, JsonObject *resource, const char *source, EkFhirSkip why, const char *where,
      const char *patient_id, GError **error)
{
  const char *type = ek_fhir_type (resource), *id = ek_json_peek_string (resource, "id");
  g_autofree char *hash = id == NULL ? ek_fhir_hash (resource) : NULL;
  g_autofree char *address = g_strdup_printf ("%s/%s/%s", source, type, id != NULL ? id : hash);

  if (g_strcmp0 (type, "QuestionnaireResponse") == 0 &&
      !ek_fhir_tell_unreadable (&self->context, resource, patient_id, address, why, error))
    return FALSE;
  if (!ek_fhir_skipped_tell (self->store, patient_id, resource, why, source, where, error))
    return FALSE;
  return self->received (self->store, self->context.catalogue, patient_id, NULL, resource, self->received_data, error);
}

static gboolean
has_our_code (JsonObject *resource)
{
  JsonObject *code = ek_json_peek_object (resource, "code");
  JsonArray *categories = ek_json_peek_array (resource, "category");
  gboolean has = code != NULL && ek_fhir_concept_coding (code, EK_FHIR_CODES) != NULL;

  for (guint i = 0; categories != NULL && !has && i < MIN (json_array_get_length (categories), 20); i++)
    {
      JsonObject *one = ek_json_element_object (categories, i);

      has = one != NULL && ek_fhir_concept_coding (one, EK_FHIR_CODES) != NULL;
    }
  return has;
}

/* Whether this program wrote it: it is called by the id that it carries, and has a code of ours, or is of what stands
 * beside a plan or a note and has none. Others write such an id too. */
static gboolean
is_ours (JsonObject *resource)
{
  static const char *const without_code[] = { "Goal", "Task", "DocumentReference", NULL };
  const char *own = ek_fhir_own_id (resource);

  return own != NULL && g_strcmp0 (own, ek_json_peek_string (resource, "id")) == 0 &&
    (has_our_code (resource) || g_strv_contains (without_code, ek_fhir_type (resource)));
}

/**
 * ek_receive_look_at_unkept:
 * @self: the receiver
 * @resource: a resource that was counted as skipped
 * @source: what its ids belong to
 * @why: why it was
 * @where: (nullable): where it stands
 * @error: return location
 *
 * Tells whoever listens of it, for each patient taken over whom it is about or, where it says nobody, who reported it.
 * What this program wrote itself (a plan, a review) is known where it was written.
 *
 * Returns: %FALSE with what the store or the listener says
 */
gboolean
ek_receive_look_at_unkept (EkFhirReceiver *self, JsonObject *resource, const char *source, EkFhirSkip why,
                           const char *where, GError **error)
{
  g_autoptr (GHashTable) patients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const *members = has_any (resource, about) ? about : said_by;
  GHashTableIter iter;
  gpointer patient_id;

  if (self->received == NULL || (why == EK_FHIR_SKIP_TYPE && is_ours (resource)))
    return TRUE;
  if (g_strcmp0 (ek_fhir_type (resource), "Bundle") == 0 || g_strcmp0 (ek_fhir_type (resource), "Parameters") == 0)
    {
      g_autoptr (JsonNode) node = ek_fhir_node (resource);

      if (!look_for_anybody (self, node, source, patients, error))
        return FALSE;
    }
  else if (!look_for_all (self, resource, source, members, patients, error))
    {
      return FALSE;
    }
  g_hash_table_iter_init (&iter, patients);
  while (g_hash_table_iter_next (&iter, &patient_id, NULL))
    if (!tell (self, resource, source, why, where, patient_id, error))
      return FALSE;
  return TRUE;
}
