/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which record a resource is, on its way in: the one it became before, one of ours that it carries the id of, or a new
 * one, whose id follows from what two machines know alike. */

#include "ek-fhir-receive-way.h"

#include "ek-error.h"
#include "ek-id.h"
#include "ek-join.h"
#include "ek-received.h"
#include "ek-source.h"

/* Whether a record stands in the file that this patient leads to. */
gboolean
ek_receive_is_of_patient (EkFhirReceiver *self, EkRecord *record, const char *patient_id)
{
  g_autofree char *file = patient_id != NULL ? ek_store_file_of (self->store, patient_id, NULL) : NULL;
  g_autofree char *own = ek_store_file_of (self->store, ek_record_get_filed_id (record), NULL);

  return file != NULL && g_strcmp0 (own, file) == 0;
}

/* A record of ours under the id that the resource carries, when it is of that type. @taken: it is in another file. */
static EkRecord *
load_own (EkFhirReceiver *self, EkIncoming *incoming, gboolean *taken)
{
  const EkFhirMap *map = incoming->map;
  const char *id = incoming->part == 0 ? ek_fhir_own_id (incoming->resource) : NULL;
  EkRecord *record = id != NULL ? ek_store_load (self->store, map->record_type, id, NULL) : NULL;

  *taken = record != NULL && map->subject != NULL && !ek_receive_is_of_patient (self, record, incoming->patient_id);
  return record;
}

/* Somebody else's resource that carries the id by chance; but a file of what was one person's may come after a person
 * has said that they are two. */
static gboolean
is_by_chance (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, gboolean *chance, GError **error)
{
  gboolean settled = FALSE;

  *chance = FALSE;
  if (ek_receive_is_own (incoming))
    return TRUE;
  if (!ek_join_is_settled (self->store, incoming->patient_id, ek_record_get_patient_id (record), &settled, error))
    return FALSE;
  *chance = !settled;
  return TRUE;
}

/* Whether a record of that id stands here already. */
static gboolean
is_there (EkFhirReceiver *self, const EkRecordType *type, const char *id)
{
  g_autoptr (EkRecord) other = ek_store_load (self->store, type, id, NULL);

  return other != NULL;
}

/* A new record. Its id follows from where it comes from, so that two machines that take over the same thing speak of it
 * by one id: the source, or the file by a hash of what is in it, and its id there. Where it is not free it is any. */
static EkRecord *
empty_record (EkFhirReceiver *self, EkIncoming *incoming, const char *own_id)
{
  const EkRecordType *type = incoming->map->record_type;
  g_autofree char *part = g_strdup_printf ("%u", incoming->part);
  g_autofree char *id = NULL;

  if (own_id != NULL)
    return ek_record_new_with_id (type, own_id, incoming->patient_id);
  if (g_str_equal (incoming->source, "file"))
    return ek_record_new (type, incoming->patient_id);
  id = ek_id_derive ("received", incoming->source, incoming->map->type, incoming->remote_id, part, NULL);
  return is_there (self, type, id) ? ek_record_new (type, incoming->patient_id)
                                   : ek_record_new_with_id (type, id, incoming->patient_id);
}

/* Whoever brings it in, it is what others decided. */
static EkRecord *
new_received (EkIncoming *incoming, EkRecord *record)
{
  int field = ek_received_field (incoming->map->record_type);
  g_autofree char *source = ek_source_whole (incoming->source);

  if (field >= 0)
    ek_record_set_text (record, field, source);
  return record;
}

/**
 * ek_receive_new_record:
 * @self: a receiver
 * @incoming: a resource that is not known here
 * @own_id: (nullable): the id of ours that it carries
 *
 * Returns: (transfer full): a record for it that says where it came from and nothing else
 */
EkRecord *
ek_receive_new_record (EkFhirReceiver *self, EkIncoming *incoming, const char *own_id)
{
  return new_received (incoming, empty_record (self, incoming, own_id));
}

/* --- forms of a file of unknown origin ---------------------------------------------------------------------------- */

static void
add_field (GString *text, EkRecord *record, int field)
{
  JsonNode *node = ek_record_get_json (record, field);
  g_autofree char *canonical = node != NULL ? ek_json_canonical (node) : NULL;

  g_string_append_printf (text, "%s\n", canonical != NULL ? canonical : "");
}

/* Two files call one form by different ids, and different forms by one. What stays the same is who was asked what,
 * when, and what was answered: the id follows from these, so that the form is one on every machine and in every file
 * that brings it. NULL: it cannot be read. */
static char *
id_by_content (EkFhirReceiver *self, EkIncoming *incoming, const char *again)
{
  static const int fields[] = { EK_ASSESSMENT_ANSWERS, EK_ASSESSMENT_DECLINED, EK_ASSESSMENT_UNREAD,
                                EK_ASSESSMENT_RECEIVED };
  g_autoptr (EkRecord) form = ek_record_new (&ek_assessment_type, incoming->patient_id);
  g_autoptr (GString) said = g_string_new (NULL);
  g_autofree char *taken = NULL;

  if (ek_fhir_map_read (incoming->map, &self->context, incoming->resource, form) != EK_FHIR_SKIP_NONE ||
      ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT) == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    add_field (said, form, fields[i]);
  taken = g_strdup_printf ("%" G_GINT64_FORMAT, ek_record_get_instant (form, EK_ASSESSMENT_TAKEN, NULL));
  return ek_id_derive ("form", incoming->patient_id, ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT), taken,
                       said->str, again, NULL);
}

/* Whether this file has called the record by another id already: then there are two that say the same. */
static gboolean
is_another (EkFhirReceiver *self, EkIncoming *incoming, const char *id, gboolean *another, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (self->database,
                                   "SELECT 1 FROM exchange_identity WHERE record_id = ?1 AND source = ?2 "
                                   "AND type = ?3 AND (remote_id <> ?4 OR part <> ?5)",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, id);
  ek_statement_bind_text (statement, 2, incoming->source);
  ek_statement_bind_text (statement, 3, incoming->map->type);
  ek_statement_bind_text (statement, 4, incoming->remote_id);
  ek_statement_bind_int (statement, 5, incoming->part);
  return ek_statement_step (statement, another, error);
}

/* *record stays NULL where the form has nothing that an id could follow from. */
static gboolean
find_form (EkFhirReceiver *self, EkIncoming *incoming, EkRecord **record, GError **error)
{
  const EkRecordType *type = incoming->map->record_type;
  g_autofree char *id = NULL;
  g_autoptr (EkRecord) here = NULL;
  gboolean another = FALSE;

  if (!ek_receive_way (type)->by_content || !ek_fhir_source_is_file (incoming->source))
    return TRUE;
  id = id_by_content (self, incoming, NULL);
  if (id == NULL)
    return TRUE;
  if (!is_another (self, incoming, id, &another, error))
    return FALSE;
  if (another)
    {
      g_free (id);
      id = id_by_content (self, incoming, incoming->remote_id);
    }
  here = ek_store_load (self->store, type, id, NULL);
  if (here == NULL)
    *record = new_received (incoming, ek_record_new_with_id (type, id, incoming->patient_id));
  else if (ek_receive_is_of_patient (self, here, incoming->patient_id))
    *record = g_steal_pointer (&here);
  return TRUE;
}

/* The record to fill: the one it became before, one that carries our id, or a new one. NULL without error: *why says
 * why not. */
EkRecord *
ek_receive_find_record (EkFhirReceiver *self, EkIncoming *incoming, EkFhirSkip *why, GError **error)
{
  const EkRecordType *type = incoming->map->record_type;
  const EkReceiveWay *way = ek_receive_way (type);
  g_autoptr (EkRecord) record = NULL;
  g_autoptr (GError) failure = NULL;
  const char *own_id;
  gboolean taken = FALSE, chance = FALSE;

  if (incoming->known)
    {
      record = ek_store_load (self->store, type, incoming->identity.record_id, &failure);
      if (record == NULL && !g_error_matches (failure, EK_ERROR, EK_ERROR_NOT_FOUND))
        g_propagate_error (error, g_steal_pointer (&failure));
      else if (record == NULL)
        *why = EK_FHIR_SKIP_CHANGED_HERE; /* it was deleted here */
      return g_steal_pointer (&record);
    }
  record = load_own (self, incoming, &taken);
  if (taken && !is_by_chance (self, incoming, record, &chance, error))
    return NULL;
  if (taken && !chance)
    *why = EK_FHIR_SKIP_OTHER_PERSON;
  if (record != NULL && !chance)
    return g_steal_pointer (&record);
  g_clear_object (&record);
  own_id = incoming->part == 0 && !taken ? ek_fhir_own_id (incoming->resource) : NULL;
  if ((own_id == NULL && !find_form (self, incoming, &record, error)) ||
      (way->find != NULL && !way->find (self, incoming, &record, error)))
    return NULL;
  return record != NULL ? g_steal_pointer (&record) : ek_receive_new_record (self, incoming, own_id);
}

/* What an earlier file of unknown origin said of the same person under the same id: this may be a corrected version. */
gboolean
ek_receive_find_earlier (EkFhirReceiver *self, EkIncoming *incoming, GError **error)
{
  GPtrArray *scopes = incoming->person != NULL ? incoming->person->earlier : NULL;
  gint64 newest = -1;

  for (guint i = 0; !incoming->known && scopes != NULL && i < scopes->len; i++)
    {
      g_auto (EkIdentity) identity = { NULL };
      g_autoptr (EkRecord) record = NULL;
      gboolean known = FALSE;

      if (!ek_identity_find (self->store, scopes->pdata[i], incoming->map->type, incoming->remote_id, incoming->part,
                             &identity, &known, error))
        return FALSE;
      if (!known || identity.revision <= newest)
        continue;
      record = ek_store_load (self->store, incoming->map->record_type, identity.record_id, NULL);
      if (record == NULL || !ek_receive_is_of_patient (self, record, incoming->patient_id))
        continue;
      newest = identity.revision;
      ek_identity_clear (&incoming->identity);
      incoming->identity = identity;
      identity = (EkIdentity){ NULL };
    }
  incoming->known = incoming->known || newest >= 0;
  return TRUE;
}

/* To be called before the first resource is taken: what comes back to the file here that it stands in says that the
 * patient of the resource is the one of that file. A part of the resource that says which it is, and whose, is enough.
 */
void
ek_receive_note_record (EkFhirReceiver *self, JsonObject *resource)
{
  const EkFhirMap *map = ek_fhir_map_for_type (ek_fhir_type (resource));
  JsonObject *subject = map != NULL && map->subject != NULL ? ek_json_peek_object (resource, map->subject) : NULL;
  const char *id = ek_json_peek_string (resource, "id");
  g_auto (EkFhirReference) parts = { NULL };
  g_autoptr (EkRecord) record = NULL;

  if (subject == NULL || id == NULL || !ek_id_is_valid (id) ||
      !ek_fhir_reference_parse (ek_json_peek_string (subject, "reference"), &parts) || parts.id == NULL ||
      !ek_id_is_valid (parts.id) || !ek_fhir_people_may_prove (self->people, parts.id))
    return;
  record = ek_store_load (self->store, map->record_type, id, NULL);
  if (record != NULL && ek_receive_is_of_patient (self, record, parts.id))
    ek_fhir_people_prove (self->people, parts.id);
}

/**
 * ek_incoming_clear:
 * @incoming: a resource on its way in; its hash and its identity are freed, all else is borrowed
 */
void
ek_incoming_clear (EkIncoming *incoming)
{
  g_clear_pointer (&incoming->hash, g_free);
  ek_identity_clear (&incoming->identity);
}

/* Whether a resource is the record whose id it carries. A file of unknown origin may carry such an id on what is not
 * ours; as we write it, the resource is called so as well. */
gboolean
ek_receive_is_own (const EkIncoming *incoming)
{
  const char *own = incoming->part == 0 ? ek_fhir_own_id (incoming->resource) : NULL;

  return own != NULL && (!ek_fhir_source_is_file (incoming->source) || g_str_equal (own, incoming->remote_id));
}
