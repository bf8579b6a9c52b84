/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a record says when a resource has come for it: read, merged with what changed here, saved, told. */

#include "ek-fhir-receive-way.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-fhir-dropped.h"
#include "ek-field-merge.h"

static gboolean
remember (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, EkRecord *theirs, gboolean withdrawn,
          GError **error)
{
  g_autoptr (JsonNode) node = theirs != NULL && !ek_record_equal_values (theirs, record) ? ek_record_to_json (theirs)
                                                                                         : NULL;
  g_autofree char *text = node != NULL ? ek_json_canonical (node) : NULL;
  EkIdentity identity = {
    (char *) ek_record_get_id (record), incoming->hash, ek_record_get_revision (record), withdrawn, text, NULL
  };

  return ek_identity_set (self->store, incoming->source, incoming->map->type, incoming->remote_id, incoming->part,
                          &identity, error);
}

/* A form that is not taken over, and what else a clinician relies on, is left there for a person to look at. */
gboolean
ek_receive_refuse (EkFhirReceiver *self, EkIncoming *incoming, EkFhirSkip why, GError **error)
{
  const EkReceiveWay *way = ek_receive_way (incoming->map->record_type);
  g_autofree char *address = g_strdup_printf ("%s/%s/%s", incoming->source, incoming->map->type, incoming->remote_id);

  if (way->refused != NULL && !way->refused (self, incoming, address, why, error))
    return FALSE;
  if (!ek_fhir_skipped_tell (self->store, incoming->patient_id, incoming->resource, why, incoming->source,
                             incoming->where, error))
    return FALSE;
  return ek_receive_skip (self, incoming, why);
}

static gboolean
save (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, EkFhirSkip *why, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (ek_store_save_received (self->store, record, self->audit_source, &failure))
    return TRUE;
  if (g_error_matches (failure, EK_ERROR, EK_ERROR_INVALID) || g_error_matches (failure, EK_ERROR, EK_ERROR_INCOMPLETE))
    *why = EK_FHIR_SKIP_INVALID;
  else if (g_error_matches (failure, EK_ERROR, EK_ERROR_EXISTS))
    *why = EK_FHIR_SKIP_OTHER_PERSON;
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  return *why != EK_FHIR_SKIP_NONE;
}

/* What stands around the parts of an observation (its note) is of none of them; what they say goes with it as "_read",
 * because a narrative repeats it. */
static gboolean
tell_frame (EkFhirReceiver *self, EkIncoming *incoming, GError **error)
{
  g_autoptr (JsonObject) frame = json_object_new ();
  JsonObject *read = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init (&iter, incoming->resource);
  while (json_object_iter_next (&iter, &member, &node))
    json_object_set_member (!g_str_equal (member, "code") && !g_str_equal (member, "component") ? frame : read, member,
                            json_node_copy (node));
  json_object_set_object_member (frame, "_read", read);
  return self->received (self->store, self->context.catalogue, incoming->patient_id, NULL, frame, self->received_data,
                         error);
}

/* Answers from elsewhere, diagnoses, warnings: whatever came in is looked at, at once and by itself. */
static gboolean
tell (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, GError **error)
{
  const EkReceiveWay *way = ek_receive_way (incoming->map->record_type);
  gboolean is_person = record != NULL && incoming->map->subject == NULL;
  const char *patient_id = is_person ? ek_record_get_id (record) : incoming->patient_id;
  g_autoptr (JsonObject) part = NULL;

  if (record != NULL && way->taken != NULL && !way->taken (self, incoming, record, error))
    return FALSE;
  if (way->has_letters && patient_id != NULL && incoming->part == 0)
    ek_receive_note_letters (self, incoming->resource, incoming->source, incoming->where, patient_id);
  /* what a notice quotes was looked at where it was left */
  if (self->received == NULL || patient_id == NULL || (record != NULL && way->is_quoted))
    return TRUE;
  part = way->part != NULL ? way->part (self, incoming, record) : NULL;
  return self->received (self->store, self->context.catalogue, patient_id, record,
                         part != NULL ? part : incoming->resource, self->received_data, error) &&
    (incoming->part > 0 || part == NULL || !way->has_frame || tell_frame (self, incoming, error));
}

/* What may not be taken out here, because it is signed or who is in may not: it stays and, where it has a word for it,
 * says that whoever made it has withdrawn it. */
static gboolean
mark_withdrawn (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (!ek_receive_way (incoming->map->record_type)->stays_marked || !ek_receive_mark_back (record))
    return ek_receive_skip (self, incoming, EK_FHIR_SKIP_ERROR);
  if (!ek_store_save_received (self->store, record, self->audit_source, &failure))
    {
      if (g_error_matches (failure, EK_ERROR, EK_ERROR_PERMISSION))
        return ek_receive_skip (self, incoming, EK_FHIR_SKIP_ERROR);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!remember (self, incoming, record, NULL, FALSE, error))
    return FALSE;
  ek_receive_count (self, incoming, EK_FHIR_UPDATED);
  return TRUE;
}

/* The source says that what we took over was an error. */
static gboolean
withdraw (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (incoming->map->subject == NULL)
    return ek_receive_skip (self, incoming, EK_FHIR_SKIP_ERROR);
  if (!tell (self, incoming, ek_record_get_revision (record) > 0 ? record : NULL, error))
    return FALSE;
  if (ek_record_get_revision (record) == 0)
    return ek_receive_skip (self, incoming, EK_FHIR_SKIP_ERROR);
  if (!ek_store_delete (self->store, record, "entered-in-error", &failure))
    {
      /* signed here, or not for this user to delete: it stays and is told */
      if (g_error_matches (failure, EK_ERROR, EK_ERROR_PERMISSION))
        return mark_withdrawn (self, incoming, record, error);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!remember (self, incoming, record, NULL, TRUE, error))
    return FALSE;
  ek_receive_count (self, incoming, EK_FHIR_UPDATED);
  return TRUE;
}

/* Whether what comes is what ours was once: an export that is read back. */
static gboolean
was_ours (EkFhirReceiver *self, EkRecord *record)
{
  g_autoptr (GPtrArray) revisions = ek_store_list_revisions (self->store, ek_record_get_record_type (record),
                                                             ek_record_get_id (record), NULL);

  for (guint i = 0; revisions != NULL && i < revisions->len; i++)
    if (ek_record_equal_values (record, revisions->pdata[i]))
      return TRUE;
  return FALSE;
}

/* Lays what was changed here over what comes. Answers and their score are one: of a form that was changed on both sides
 * ours stays whole. A record of our own that comes back from elsewhere without our knowing what it was there does not
 * replace what is here.
 *
 * Returns: whether something that comes was left out for something of ours */
static gboolean
merge_with_ours (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *ours, EkRecord *record)
{
  const EkRecordType *type = incoming->map->record_type;
  const EkReceiveWay *way = ek_receive_way (type);
  g_autoptr (EkRecord) base = NULL;
  gboolean clash = FALSE;

  if (way->merge != NULL && ek_record_get_revision (ours) > 0)
    {
      way->merge (ours, record);
      return FALSE;
    }
  if (!incoming->known && ek_record_get_revision (ours) > 0 && !way->is_shared)
    {
      clash = !was_ours (self, record);
      ek_fields_keep (ours, record);
      return clash;
    }
  if (incoming->known &&
      (incoming->identity.theirs != NULL || incoming->identity.revision != ek_record_get_revision (ours)))
    base = ek_identity_base (self->store, type, &incoming->identity);
  if (base != NULL)
    clash = ek_fields_merge (base, ours, record);
  if (clash && way->is_whole)
    ek_fields_keep (ours, record);
  return clash;
}

/* What stops on the way because it could not be read is told to a person, and looked at as it stands. */
gboolean
ek_receive_skip_unread (EkFhirReceiver *self, EkIncoming *incoming, EkFhirSkip why, GError **error)
{
  /* what was cancelled may have been answered before it was */
  if ((ek_fhir_skip_is_unread (why) || why == EK_FHIR_SKIP_NOT_TAKEN) && !tell (self, incoming, NULL, error))
    return FALSE;
  return ek_receive_refuse (self, incoming, why, error);
}

static gboolean
tell_dropped (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, GPtrArray *dropped, GError **error)
{
  return ek_fhir_dropped_tell (dropped, self->store, self->report, ek_record_get_patient_id (record),
                               incoming->map->type, incoming->remote_id, incoming->source, incoming->where, error);
}

/**
 * ek_receive_apply:
 * @self: a receiver, inside a transaction
 * @incoming: a resource on its way in
 * @record: (transfer none): what it is here, or a new record; changed
 * @error: return location
 *
 * Reads the resource into the record and lays over it what was changed here since; saves it, counts it, remembers what
 * the source said, and tells of values that were dropped. A resource that its reader refuses is counted as left out,
 * which is no error.
 *
 * Returns: %FALSE with what the store or the database says, or what an #EkReceivedFunc said; the caller then rolls back
 */
gboolean
ek_receive_apply (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, GError **error)
{
  const EkReceiveWay *way = ek_receive_way (incoming->map->record_type);
  g_autoptr (EkRecord) before = ek_record_copy (record);
  g_autoptr (EkRecord) theirs = NULL;
  gboolean created = ek_record_get_revision (record) == 0;
  g_autoptr (GPtrArray) dropped = ek_fhir_dropped_new ();
  gboolean clash = FALSE;
  EkFhirSkip why;

  self->context.dropped = dropped;
  self->context.first = !incoming->known;
  why = ek_fhir_map_read (incoming->map, &self->context, incoming->resource, record);
  self->context.dropped = NULL;

  if (why == EK_FHIR_SKIP_ERROR)
    return withdraw (self, incoming, before, error);
  if (why != EK_FHIR_SKIP_NONE)
    return ek_receive_skip_unread (self, incoming, why, error);
  if (way->before_merge != NULL && !way->before_merge (self, record, error))
    return FALSE;
  theirs = ek_record_copy (record);
  clash = merge_with_ours (self, incoming, before, record);
  /* the answers that were not taken over may be dangerous too */
  if (clash && way->is_whole && !tell (self, incoming, NULL, error))
    return FALSE;
  if (way->before_save != NULL && !way->before_save (self, record, error))
    return FALSE;
  if (!created && ek_record_equal_values (record, before))
    {
      if (!remember (self, incoming, record, theirs, FALSE, error))
        return FALSE;
      if (!tell_dropped (self, incoming, record, dropped, error))
        return FALSE;
      if (clash)
        return ek_receive_skip (self, incoming, EK_FHIR_SKIP_CHANGED_HERE);
      ek_receive_count (self, incoming, EK_FHIR_UNCHANGED);
      return TRUE;
    }
  if (!save (self, incoming, record, &why, error))
    return FALSE;
  if (way->saved != NULL && !way->saved (self, record, error))
    return FALSE;
  if (why != EK_FHIR_SKIP_NONE)
    return ek_receive_skip_unread (self, incoming, why, error);
  if (!tell (self, incoming, record, error))
    return FALSE;
  if (clash)
    ek_fhir_report_note (self->report,
                         _ ("Some details were changed both at the hospital and here. What was changed here "
                            "was left; the rest was taken over."));
  ek_receive_count (self, incoming, created ? EK_FHIR_CREATED : EK_FHIR_UPDATED);
  return tell_dropped (self, incoming, record, dropped, error) &&
    remember (self, incoming, record, theirs, FALSE, error);
}
