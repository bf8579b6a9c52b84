/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a record says when a resource has come for it: read, merged with what changed here, saved, told. */

#include "ek-fhir-receive-private.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-fhir-dropped.h"
#include "ek-fhir-form.h"
#include "ek-fhir-map-response.h"
#include "ek-field-merge.h"
#include "ek-join.h"
#include "ek-notice.h"
#include "ek-risk-merge.h"

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
  g_autofree char *address = g_strdup_printf ("%s/%s/%s", incoming->source, incoming->map->type, incoming->remote_id);

  if (incoming->map->record_type == &ek_assessment_type && incoming->patient_id != NULL &&
      !ek_fhir_tell_unreadable (&self->context, incoming->resource, incoming->patient_id, address, why, error))
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

/* A component, and with it, as "_whole", the code of the observation that it is a part of: "item 9" is an item of that.
 */
static JsonObject *
copy_component (JsonObject *resource, JsonObject *component)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init (&iter, component);
  while (json_object_iter_next (&iter, &member, &node))
    json_object_set_member (copy, member, json_node_copy (node));
  if (json_object_has_member (resource, "code"))
    json_object_set_member (copy, "_whole", json_node_copy (json_object_get_member (resource, "code")));
  return copy;
}

/* Answers from elsewhere, diagnoses, warnings: whatever came in is looked at, at once and by itself. */
static gboolean
tell (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, GError **error)
{
  JsonObject *resource = incoming->resource;
  gboolean is_person = record != NULL && incoming->map->record_type == &ek_patient_type;
  const char *patient_id = is_person ? ek_record_get_id (record) : incoming->patient_id;
  g_autoptr (JsonObject) part = NULL, component = NULL;

  if (record != NULL && ek_record_get_record_type (record) == &ek_assessment_type &&
      ek_record_has (record, EK_ASSESSMENT_RECEIVED))
    ek_fhir_report_note (self->report,
                         _ ("The definition of some forms is not on this machine. They were kept with their answers, "
                            "without a score; danger in them was looked for by words and codes only, and a notice on "
                            "the patient says so. Ask your IT "
                            "department for the definition: as soon as it is imported they are scored."));
  if (record != NULL && ek_record_get_record_type (record) == &ek_assessment_type &&
      ek_record_has (record, EK_ASSESSMENT_UNREAD))
    ek_fhir_report_note (
      self->report,
      _ ("Some forms carry answers that no question here takes. What was read is scored; what was not "
         "stands beside it in the form, and a notice on the patient says so."));
  if (record != NULL && ek_record_get_record_type (record) == &ek_assessment_type &&
      (!ek_fhir_tell_unread (&self->context, record, incoming->source, error) ||
       (ek_record_has (record, EK_ASSESSMENT_RECEIVED) &&
        !ek_fhir_tell_waiting (&self->context, resource, record, error))))
    return FALSE;
  /* what a notice quotes was looked at where it was left */
  if (self->received == NULL || patient_id == NULL || (record != NULL && incoming->map->record_type == &ek_notice_type))
    return TRUE;
  if (record != NULL && incoming->map->record_type == &ek_measurement_type &&
      g_str_equal (incoming->map->type, "Observation"))
    resource = ek_fhir_observation_part (resource, incoming->part);
  if (resource != NULL && resource != incoming->resource)
    resource = component = copy_component (incoming->resource, resource);
  else if (record != NULL && incoming->map->record_type == &ek_assessment_type)
    resource = part = ek_fhir_response_part (&self->context, resource, incoming->part);
  return self->received (self->store, self->context.catalogue, patient_id, record, resource, self->received_data,
                         error) &&
    (incoming->part > 0 || resource == incoming->resource || part != NULL || tell_frame (self, incoming, error));
}

/* A diagnosis that may not be taken out here, because it is signed or who is in may not: it stays and says that whoever
 * made it has withdrawn it. */
static gboolean
mark_withdrawn (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (incoming->map->record_type != &ek_problem_type)
    return ek_receive_skip (self, incoming, EK_FHIR_SKIP_ERROR);
  ek_record_set_text (record, EK_PROBLEM_VERIFICATION, "withdrawn");
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

  if (incoming->map->record_type == &ek_patient_type)
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

static void
keep_ours (EkRecord *ours, EkRecord *record)
{
  for (guint i = 0; i < ek_record_type_n_fields (ek_record_get_record_type (ours)); i++)
    ek_field_copy (record, ours, (int) i);
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
  g_autoptr (EkRecord) base = NULL;
  gboolean clash = FALSE;

  if (type == &ek_risk_type && ek_record_get_revision (ours) > 0)
    {
      ek_risk_merge (ours, record);
      return FALSE;
    }
  if (type == &ek_notice_type && ek_record_get_revision (ours) > 0)
    {
      if (ek_notice_stands (ours, record))
        keep_ours (ours, record);
      return FALSE;
    }
  if (!incoming->known && ek_record_get_revision (ours) > 0 && type != &ek_patient_type)
    {
      clash = !was_ours (self, record);
      keep_ours (ours, record);
      return clash;
    }
  if (incoming->known &&
      (incoming->identity.theirs != NULL || incoming->identity.revision != ek_record_get_revision (ours)))
    base = ek_identity_base (self->store, type, &incoming->identity);
  if (base != NULL)
    clash = ek_fields_merge (base, ours, record);
  if (clash && type == &ek_assessment_type)
    keep_ours (ours, record);
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

/* The number of a patient whose file was joined with this one stays that patient's, also when a copy of the joined file
 * comes back with the numbers of both. */
static gboolean
leave_numbers (EkFhirReceiver *self, EkRecord *patient, GError **error)
{
  const char *id = ek_record_get_id (patient);
  JsonNode *node = ek_record_get_json (patient, EK_PATIENT_IDENTIFIERS);
  g_autoptr (GPtrArray) others = ek_store_other_members (self->store, id, error);
  g_autoptr (JsonNode) own = NULL;
  JsonArray *array, *kept;

  if (others == NULL)
    return FALSE;
  if (others->len == 0 || node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return TRUE;
  array = json_node_get_array (node);
  kept = json_array_new ();
  own = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (own, kept);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *one = ek_json_element_object (array, i);
      const char *value = one != NULL ? ek_json_peek_string (one, "value") : NULL;
      g_autofree char *owner = value != NULL
        ? ek_store_find_identifier (self->store, ek_json_peek_string (one, "system"), value, NULL)
        : NULL;

      if (owner == NULL || !g_ptr_array_find_with_equal_func (others, owner, g_str_equal, NULL))
        json_array_add_element (kept, json_node_copy (json_array_get_element (array, i)));
    }
  ek_record_set_json (patient, EK_PATIENT_IDENTIFIERS, json_array_get_length (kept) > 0 ? own : NULL);
  return TRUE;
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
  if (incoming->map->record_type == &ek_patient_type && !leave_numbers (self, record, error))
    return FALSE;
  theirs = ek_record_copy (record);
  clash = merge_with_ours (self, incoming, before, record);
  /* the answers that were not taken over may be dangerous too */
  if (clash && incoming->map->record_type == &ek_assessment_type && !tell (self, incoming, NULL, error))
    return FALSE;
  if (incoming->map->record_type == &ek_patient_type && !ek_person_share_numbers (self->store, record, error))
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
  if (incoming->map->record_type == &ek_patient_type)
    g_hash_table_remove (self->context.births, ek_record_get_id (record));
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
