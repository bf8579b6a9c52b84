/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the source gave to another patient than before, and what it says of two patients at once. The new file gets a
 * record of its own; in the old one it stays as taken back and counts no more. Where it is not certain whose it is,
 * nothing is filed. Both files are told, and whatever it says of danger is looked at where it may belong. */

#include "ek-fhir-receive-way.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-id.h"
#include "ek-notice.h"
#include "ek-refile.h"

/* --- telling ---------------------------------------------------------------------------------------------------- */

/* A notice of the kind "moved"; its source is the address of the resource. Its detail:
 *   type         type of the resource
 *   origin       the source, see ek_source_name()
 *   direction    "away": it belongs to somebody else now; "here": it belongs to this patient now; "unclear": it names
 *                two patients; "source": it says only that this patient answered it
 *   other        id of the other patient; left out when he or she is not here
 *   words        what the record is called, or left out
 *   instrument   of a form that is here: id of the instrument
 *   filed        whether the file it belongs to now has it
 *   stays        whether it still counts in the file it was in
 *   whole        left out, or true: it went with its history, and the former file has nothing of it */
static gboolean
tell_how (EkFhirReceiver *self, EkIncoming *incoming, const char *patient_id, const char *other_id, EkRecord *record,
          const char *direction, gboolean filed, gboolean stays, gboolean whole, GError **error)
{
  g_autofree char *address = g_strdup_printf ("%s/%s/%s", incoming->source, incoming->map->type, incoming->remote_id);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) detail = NULL;

  json_object_set_string_member (object, "type", incoming->map->type);
  json_object_set_string_member (object, "origin", incoming->source);
  json_object_set_string_member (object, "direction", direction);
  if (other_id != NULL)
    json_object_set_string_member (object, "other", other_id);
  if (record != NULL && ek_record_get_title (record) != NULL)
    json_object_set_string_member (object,
                                   ek_record_get_record_type (record) == &ek_assessment_type ? "instrument" : "words",
                                   ek_record_get_title (record));
  json_object_set_boolean_member (object, "filed", filed);
  json_object_set_boolean_member (object, "stays", stays);
  if (whole)
    json_object_set_boolean_member (object, "whole", TRUE);
  detail = ek_fhir_node (object);
  return ek_notice_raise (self->store, patient_id, "moved", address, detail, error);
}

static gboolean
tell_one (EkFhirReceiver *self, EkIncoming *incoming, const char *patient_id, const char *other_id, EkRecord *record,
          const char *direction, gboolean filed, gboolean stays, GError **error)
{
  return tell_how (self, incoming, patient_id, other_id, record, direction, filed, stays, FALSE, error);
}

static gboolean
look (EkFhirReceiver *self, const char *patient_id, EkRecord *record, JsonObject *resource, GError **error)
{
  return self->received == NULL ||
    self->received (self->store, self->context.catalogue, patient_id, record, resource, self->received_data, error);
}

/* --- the old file ----------------------------------------------------------------------------------------------- */

/* Said of a copy: what the source has is no error, only not this patient's. */
static JsonObject *
taken_back (JsonObject *resource)
{
  JsonObject *copy = json_object_new ();
  g_autoptr (GList) members = json_object_get_members (resource);

  for (GList *m = members; m != NULL; m = m->next)
    json_object_set_member (copy, m->data, json_node_copy (json_object_get_member (resource, m->data)));
  json_object_set_string_member (copy, "status", "entered-in-error");
  return copy;
}

/* A form and a diagnosis say themselves that they were taken back. */
static gboolean
mark_record (EkFhirReceiver *self, EkRecord *record, gboolean *stays, GError **error)
{
  g_autoptr (GError) failure = NULL;

  ek_receive_mark_back (record);
  *stays = !ek_store_save_received (self->store, record, self->audit_source, &failure);
  if (!*stays || g_error_matches (failure, EK_ERROR, EK_ERROR_PERMISSION))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* What has no such mark is taken out, as what the source calls an error is; its history is kept. What was worked on
 * here, is signed or may not be taken out by who is in stays. */
static gboolean
take_out (EkFhirReceiver *self, EkRecord *record, gint64 revision, gboolean *stays, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *stays = ek_record_get_revision (record) != revision ||
    !ek_store_delete (self->store, record, "moved to another patient at the hospital", &failure);
  if (failure == NULL || g_error_matches (failure, EK_ERROR, EK_ERROR_PERMISSION))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
leave_old (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *old, gint64 revision, gboolean *stays, GError **error)
{
  g_autoptr (JsonObject) resource = taken_back (incoming->resource);
  gboolean marked = ek_receive_way (ek_record_get_record_type (old))->back_word != NULL;

  if (!(marked ? mark_record (self, old, stays, error) : take_out (self, old, revision, stays, error)))
    return FALSE;
  return *stays || look (self, ek_record_get_patient_id (old), old, resource, error);
}

/* --- the new file ----------------------------------------------------------------------------------------------- */

/* Whose a record was that is not here any more. */
static gboolean
was_of (EkFhirReceiver *self, const char *id, const char *patient_id, gboolean *was, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row = FALSE;

  statement = ek_database_prepare (self->database,
                                   "SELECT patient_id FROM history WHERE record_id = ? "
                                   "ORDER BY revision DESC LIMIT 1",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, id);
  if (!ek_statement_step (statement, &has_row, error))
    return FALSE;
  *was = has_row && g_strcmp0 (ek_statement_text (statement, 0), patient_id) == 0;
  return TRUE;
}

/* The record of the new file: the one it was there before, or a new one. Never under an id that has a history in
 * another file. */
static gboolean
find_new (EkFhirReceiver *self, EkIncoming *incoming, EkRecord **record, GError **error)
{
  const EkRecordType *type = incoming->map->record_type;
  g_autofree char *part = g_strdup_printf ("%u", incoming->part);
  g_autofree char *first = ek_id_derive ("received", incoming->source, incoming->map->type, incoming->remote_id, part,
                                         NULL);
  g_autofree char *own = ek_id_derive ("received", incoming->source, incoming->map->type, incoming->remote_id, part,
                                       incoming->patient_id, NULL);
  const char *ids[] = { incoming->part == 0 ? ek_fhir_own_id (incoming->resource) : NULL, first, own };
  gboolean was = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (EkRecord) here = ids[i] != NULL ? ek_store_load (self->store, type, ids[i], NULL) : NULL;

      if (here == NULL || !ek_receive_is_of_patient (self, here, incoming->patient_id))
        continue;
      /* it was this patient's before: what was taken back then is what the source says now */
      *record = g_steal_pointer (&here);
      incoming->identity.record_id = g_strdup (ek_record_get_id (*record));
      incoming->identity.revision = ek_record_get_revision (*record);
      incoming->known = TRUE;
      return TRUE;
    }
  if (!was_of (self, first, incoming->patient_id, &was, error))
    return FALSE;
  *record = ek_receive_new_record (self, incoming, was ? first : own);
  return TRUE;
}

/* --- both ------------------------------------------------------------------------------------------------------- */

/* Nothing is filed by guess: it stays where it is, and both files are told. */
static gboolean
tell_both (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *old, gboolean put, GError **error)
{
  const char *former = ek_record_get_patient_id (old);

  return look (self, incoming->patient_id, NULL, incoming->resource, error) &&
    (!put || look (self, former, NULL, incoming->resource, error)) &&
    tell_one (self, incoming, former, incoming->patient_id, old, "away", FALSE, TRUE, error) &&
    tell_one (self, incoming, incoming->patient_id, former, NULL, "here", FALSE, TRUE, error);
}

/* A record that is the same on every machine, by its own id: with its history it goes to the file where it belongs, and
 * with it the risk that rests on it alone. What else rests on it in the old file is marked. */
static gboolean
move_own (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *old, GError **error)
{
  g_autofree char *former = g_strdup (ek_record_get_patient_id (old));
  g_autoptr (JsonObject) resource = taken_back (incoming->resource);
  g_autoptr (EkRecord) record = NULL;

  if (!ek_receive_refile (self, incoming, old, &record, error))
    return FALSE;
  ek_receive_mark_back (old);
  if (ek_record_get_record_type (old) != &ek_risk_type && !look (self, former, old, resource, error))
    return FALSE;
  if (!ek_receive_apply (self, incoming, record, error))
    return FALSE;
  if (incoming->why == EK_FHIR_SKIP_ERROR)
    return TRUE;
  ek_fhir_report_note (self->report,
                       _ ("Something that came before was given to another patient where it comes from. It is in that "
                          "patient's file now and counts no more in the former one. A notice on both says so."));
  return look (self, incoming->patient_id, record, incoming->resource, error) &&
    tell_how (self, incoming, former, incoming->patient_id, record, "away", TRUE, FALSE, TRUE, error) &&
    tell_how (self, incoming, incoming->patient_id, former, record, "here", TRUE, FALSE, TRUE, error);
}

/* A resource of the source, which gave it another record than @old. */
static gboolean
move_theirs (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *old, GError **error)
{
  g_autofree char *former = g_strdup (ek_record_get_patient_id (old));
  gint64 revision = incoming->identity.revision;
  g_autoptr (EkRecord) record = NULL;
  gboolean filed, stays = TRUE;

  ek_identity_clear (&incoming->identity);
  incoming->identity = (EkIdentity){ NULL };
  incoming->known = FALSE;
  if (!find_new (self, incoming, &record, error) || !ek_receive_apply (self, incoming, record, error))
    return FALSE;
  filed = incoming->why == EK_FHIR_SKIP_NONE;
  if (filed)
    ek_fhir_report_note (self->report,
                         _ (
                           "Something that came before was given to another patient where it comes from. It is in that "
                           "patient's file now and counts no more in the former one. A notice on both says so."));
  /* nor does it stand in the old file where the source says of it that it was an error */
  if ((filed || incoming->why == EK_FHIR_SKIP_ERROR) && !leave_old (self, incoming, old, revision, &stays, error))
    return FALSE;
  return tell_one (self, incoming, former, incoming->patient_id, old, "away", filed, stays, error) &&
    (incoming->why == EK_FHIR_SKIP_ERROR ||
     tell_one (self, incoming, incoming->patient_id, former, filed ? record : NULL, "here", filed, stays, error));
}

/* A resource that became @old, in the file of somebody else than it speaks of now. Moves it where the source says so
 * and the record is nobody's here but the source's; else it is told. Either way both files get a notice, and danger is
 * looked at where it may belong. Returns: FALSE with what the store says. */
gboolean
ek_receive_moved (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *old, GError **error)
{
  gboolean put = FALSE, own = FALSE;

  if (!ek_receive_was_put_here (self, incoming, old, &put, error) ||
      (!put && !ek_receive_may_refile (self, incoming, old, &own, error)))
    return FALSE;
  if (own)
    return move_own (self, incoming, old, error);
  if (put || !ek_record_may_be_moved (old) || ek_fhir_source_is_file (incoming->source))
    return tell_both (self, incoming, old, put, error) && ek_receive_skip (self, incoming, EK_FHIR_SKIP_OTHER_PERSON);
  return move_theirs (self, incoming, old, error);
}

/* Whether the patient of a reference, who is not believed to be who he or she was, is the one in whose file @record
 * stands: then nothing was moved. */
static gboolean
is_same_address (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, gboolean *same, GError **error)
{
  JsonObject *reference = ek_json_peek_object (incoming->resource, incoming->map->subject);
  g_auto (EkFhirReference) parts = { NULL };
  g_auto (EkIdentity) there = { NULL };
  gboolean known = FALSE;

  *same = !ek_fhir_reference_parse (reference != NULL ? ek_json_peek_string (reference, "reference") : NULL, &parts) ||
    (parts.id == NULL && parts.urn == NULL);
  if (*same || parts.id == NULL)
    return TRUE;
  if (!ek_identity_find (self->store, parts.base != NULL ? parts.base : incoming->source, "Patient", parts.id, 0,
                         &there, &known, error))
    return FALSE;
  *same = known && ek_receive_is_of_patient (self, record, there.record_id);
  return TRUE;
}

/* What came before, and is now said to be about somebody who is not here: it stays, and its file is told. @ours: the
 * record, where it is known already. Returns: FALSE with what the store says. */
gboolean
ek_receive_moved_away (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *ours, GError **error)
{
  const EkRecordType *type = incoming->map->record_type;
  g_autoptr (EkRecord) record = ours != NULL ? g_object_ref (ours) : NULL;
  g_auto (EkIdentity) identity = { NULL };
  gboolean known = FALSE, same = FALSE;

  if (incoming->part > 0)
    return TRUE;
  if (record == NULL && !ek_fhir_source_is_file (incoming->source) &&
      !ek_identity_find (self->store, incoming->source, incoming->map->type, incoming->remote_id, 0, &identity, &known,
                         error))
    return FALSE;
  if (record == NULL && known && !identity.withdrawn)
    record = ek_store_load (self->store, type, identity.record_id, NULL);
  if (record == NULL && !known && ek_receive_is_own (incoming))
    record = ek_store_load (self->store, type, ek_fhir_own_id (incoming->resource), NULL);
  if (record == NULL)
    return TRUE;
  return is_same_address (self, incoming, record, &same, error) &&
    (same || tell_one (self, incoming, ek_record_get_patient_id (record), NULL, record, "away", FALSE, TRUE, error));
}

/**
 * ek_fhir_receiver_tell_moved:
 * @self: a receiver
 * @resource: a resource of the source that is a record of ours
 * @ours: the record
 * @error: return location
 *
 * Where the source says of what was written here that it is another patient's, it stays, both files are told, and what
 * it says of danger is looked at there.
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_fhir_receiver_tell_moved (EkFhirReceiver *self, JsonObject *resource, EkRecord *ours, GError **error)
{
  const EkFhirMap *map = ek_fhir_map_for_resource (resource);
  EkFhirSkip why = EK_FHIR_SKIP_NONE;
  g_auto (EkIncoming) incoming = { map, resource, self->source, ek_json_peek_string (resource, "id") };

  if (map == NULL || map->subject == NULL || incoming.remote_id == NULL)
    return TRUE;
  if (!ek_fhir_people_resolve (self->people, resource, self->source, ek_json_peek_object (resource, map->subject),
                               &incoming.person, &why, error))
    return FALSE;
  if (why != EK_FHIR_SKIP_NONE)
    return ek_receive_moved_away (self, &incoming, ours, error);
  if (ek_receive_is_of_patient (self, ours, incoming.person->patient_id))
    return TRUE;
  incoming.patient_id = incoming.person->patient_id;
  return tell_both (self, &incoming, ours, FALSE, error);
}

/* A number alone may be that of a clinician. */
static gboolean
look_at_source (EkFhirReceiver *self, EkIncoming *incoming, JsonObject *source, GError **error)
{
  EkFhirPerson *person = NULL;
  EkFhirSkip why = EK_FHIR_SKIP_NONE;

  if (source == NULL || ek_json_peek_string (source, "reference") == NULL)
    return TRUE;
  if (!ek_fhir_people_resolve (self->people, incoming->resource, incoming->source, source, &person, &why, error))
    return FALSE;
  return why != EK_FHIR_SKIP_NONE || person->patient_id == NULL ||
    (look (self, person->patient_id, NULL, incoming->resource, error) &&
     tell_one (self, incoming, person->patient_id, person->patient_id, NULL, "source", FALSE, FALSE, error));
}

/* What does not say whom it is about, only which patient answered it: that patient's file is told, and looked at.
 * Returns: FALSE with what the store says. */
gboolean
ek_receive_only_source (EkFhirReceiver *self, EkIncoming *incoming, GError **error)
{
  static const char *const members[] = { "source", "informationSource", "author", "performer", "asserter", NULL };

  if (incoming->part > 0 || json_object_has_member (incoming->resource, incoming->map->subject))
    return TRUE;
  for (guint i = 0; members[i] != NULL; i++)
    {
      JsonNode *node = json_object_get_member (incoming->resource, members[i]);
      JsonArray *several = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (node != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
          !look_at_source (self, incoming, json_node_get_object (node), error))
        return FALSE;
      for (guint k = 0; several != NULL && k < json_array_get_length (several); k++)
        if (!look_at_source (self, incoming, ek_json_element_object (several, k), error))
          return FALSE;
    }
  return TRUE;
}

/* A reference whose address leads to one patient and whose number belongs to others: it is in nobody's file, and
 * whoever it may be about is looked at. Returns: FALSE with what the store says. */
gboolean
ek_receive_contradicts (EkFhirReceiver *self, EkIncoming *incoming, GError **error)
{
  JsonObject *reference = ek_json_peek_object (incoming->resource, incoming->map->subject);
  JsonObject *identifier = reference != NULL ? ek_json_peek_object (reference, "identifier") : NULL;
  const char *addressed = incoming->person != NULL ? incoming->person->patient_id : NULL;
  g_autoptr (GPtrArray) holders = NULL;

  if (addressed == NULL || identifier == NULL)
    return TRUE;
  holders = ek_fhir_identifier_holders (self->store, identifier, error);
  if (holders == NULL)
    return FALSE;
  if (holders->len > 0 && !look (self, addressed, NULL, incoming->resource, error))
    return FALSE;
  for (guint i = 0; i < holders->len; i++)
    if (!look (self, holders->pdata[i], NULL, incoming->resource, error) ||
        !tell_one (self, incoming, addressed, holders->pdata[i], NULL, "unclear", FALSE, FALSE, error) ||
        !tell_one (self, incoming, holders->pdata[i], addressed, NULL, "unclear", FALSE, FALSE, error))
      return FALSE;
  return TRUE;
}

/* A number that several here carry whom the words beside it mean alike: it is in nobody's file, and each of them is
 * told and looked at. Returns: FALSE with what the store says. */
gboolean
ek_receive_ambiguous (EkFhirReceiver *self, EkIncoming *incoming, GError **error)
{
  g_autoptr (GPtrArray) meant = NULL;

  if (incoming->part > 0)
    return TRUE;
  meant = ek_fhir_people_meant (self->store, incoming->resource,
                                ek_json_peek_object (incoming->resource, incoming->map->subject), error);
  if (meant == NULL)
    return FALSE;
  for (guint i = 0; meant->len > 1 && i < meant->len; i++)
    if (!look (self, meant->pdata[i], NULL, incoming->resource, error) ||
        !tell_one (self, incoming, meant->pdata[i], meant->pdata[i == 0 ? 1 : 0], NULL, "unclear", FALSE, FALSE, error))
      return FALSE;
  return TRUE;
}
