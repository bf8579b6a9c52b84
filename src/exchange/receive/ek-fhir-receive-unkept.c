/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A resource that is not taken over, because its kind is not kept, it has no id or does not say whom it is about, may
 * still say that its patient is in danger: whoever listens is told of it, and it is filed nowhere. */

#include "ek-fhir-receive-private.h"

#include "ek-fhir-dropped.h"
#include "ek-fhir-map-response.h"


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
 * @address: (nullable): its address in the Bundle
 * @where: (nullable): where it stands
 * @error: return location
 *
 * Tells whoever listens of it, for each patient taken over whom it is about or, where it says nobody, who reported it;
 * and notes the letters in it that no program reads.
 * What this program wrote itself (a plan, a review) is known where it was written.
 *
 * Returns: %FALSE with what the store or the listener says
 */
gboolean
ek_receive_look_at_unkept (EkFhirReceiver *self, JsonObject *resource, const char *source, EkFhirSkip why,
                           const char *address, const char *where, GError **error)
{
  g_autoptr (GHashTable) patients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer patient_id;
  gboolean noted;

  if (self->received == NULL || (why == EK_FHIR_SKIP_TYPE && is_ours (resource)))
    return TRUE;
  if (!ek_receive_find_whom (self, resource, source, patients, error))
    return FALSE;
  noted = ek_receive_find_letter (self, resource, address, patients);
  g_hash_table_iter_init (&iter, patients);
  while (g_hash_table_iter_next (&iter, &patient_id, NULL))
    {
      if (!tell (self, resource, source, why, where, patient_id, error))
        return FALSE;
      if (!noted)
        ek_receive_note_letters (self, resource, source, where, patient_id);
    }
  return TRUE;
}
