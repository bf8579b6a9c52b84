/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A Patient on its way in: recognised, refused or taken over, remembered so that what refers to it is treated alike,
 * and told. */

#include "ek-fhir-receive-private.h"

#include "ek-join.h"

/* A Patient that is not taken over. One who was known and is still the same person keeps the file that he or she had;
 * of anybody else nothing is taken. */
gboolean
ek_receive_refuse_person (EkFhirReceiver *self, EkIncoming *incoming, EkFhirMatch *match, EkFhirSkip why,
                          GError **error)
{
  gboolean stays = match->record != NULL && ek_record_get_revision (match->record) > 0 &&
    why != EK_FHIR_SKIP_MODIFIER && why != EK_FHIR_SKIP_OTHER_PERSON;
  EkFhirOrigin origin = { (char *) incoming->source, (char *) incoming->remote_id };

  if (!stays)
    ek_fhir_people_refused (self->people, incoming->person, incoming->resource, why);
  else if (!ek_fhir_people_taken (self->people, incoming->person, &origin, match->source,
                                  ek_record_get_id (match->record), error))
    return FALSE;
  ek_fhir_people_tell (self->report, incoming->person, incoming->resource, incoming->where, EK_FHIR_SKIPPED, why);
  if (incoming->outcome != EK_FHIR_SKIPPED)
    ek_receive_skip (self, incoming, why);
  if (stays)
    return TRUE;
  if (why == EK_FHIR_SKIP_OTHER_PERSON && match->identity.record_id != NULL &&
      !ek_fhir_people_queue_differing (self->store, match->identity.record_id, "other-person", incoming->resource,
                                       incoming->source, incoming->remote_id, error))
    return FALSE;
  return ek_fhir_source_is_file (incoming->source) ||
    ek_identity_refuse (self->store, incoming->source, incoming->remote_id, NULL, ek_fhir_skip_id (why), error);
}

/* A second file of one who may be here already by the same own id: both are asked about, and what is dangerous is
 * looked at in both. */
static gboolean
tell_two (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, GError **error)
{
  const char *own = ek_fhir_own_id (incoming->resource);

  if (g_strcmp0 (own, ek_record_get_id (record)) == 0)
    return TRUE;
  g_free (incoming->person->also);
  incoming->person->also = g_strdup (own);
  return ek_fhir_people_queue_two (self->store, record, own, error);
}

static gboolean
says_another_person (EkRecord *record, EkRecord *before)
{
  static const int fields[] = { EK_PATIENT_NAME,   EK_PATIENT_FAMILY_NAME, EK_PATIENT_GIVEN_NAME,
                                EK_PATIENT_PINYIN, EK_PATIENT_BIRTH_DATE,  EK_PATIENT_IDENTIFIERS };

  for (guint i = 0; before != NULL && i < G_N_ELEMENTS (fields); i++)
    if (g_strcmp0 (ek_record_get_text (record, fields[i]), ek_record_get_text (before, fields[i])) != 0)
      return TRUE;
  return before == NULL;
}

/* A Patient that was taken over: who it is from now on, and what somebody should look at. */
static gboolean
accept_person (EkFhirReceiver *self, EkIncoming *incoming, EkFhirMatch *match, EkRecord *record, EkRecord *before,
               GError **error)
{
  EkFhirOrigin origin = { (char *) incoming->source, (char *) incoming->remote_id };
  const char *id = ek_record_get_id (record);
  const char *said = match->identity.hash != NULL ? match->identity.hash : incoming->identity.hash;
  EkFhirReportPerson *told;

  if (!ek_fhir_people_taken (self->people, incoming->person, &origin, match->source, id, error))
    return FALSE;
  /* a link may be all that is new */
  if (incoming->outcome != EK_FHIR_UNCHANGED || g_strcmp0 (said, incoming->hash) != 0)
    ek_fhir_links_note (self->links, match->source, incoming->remote_id, incoming->resource, id);
  if (match->asks && !tell_two (self, incoming, record, error))
    return FALSE;
  told = ek_fhir_people_tell (self->report, incoming->person, incoming->resource, incoming->where, incoming->outcome,
                              EK_FHIR_SKIP_NONE);
  if (told != NULL && before != NULL && told->known == NULL)
    {
      told->by = match->by;
      told->told = match->told;
      told->likeness = match->likeness;
      told->known = ek_fhir_people_alike_of (before);
    }
  if (match->told && before != NULL &&
      !ek_fhir_people_queue_differing (self->store, id, "identity-changed", incoming->resource, match->source,
                                       incoming->remote_id, error))
    return FALSE;
  return !says_another_person (record, before) || ek_fhir_people_queue_alike (self->store, record, told, error);
}

/* The same as before: nothing is asked again, but for a state that was refused meanwhile. */
static gboolean
is_unchanged (EkFhirReceiver *self, EkIncoming *incoming, EkFhirMatch *match)
{
  return match->known && match->record != NULL && g_str_equal (match->source, incoming->source) &&
    match->identity.refused == NULL && g_strcmp0 (match->identity.hash, incoming->hash) == 0;
}

gboolean
ek_receive_person (EkFhirReceiver *self, EkIncoming *incoming, GError **error)
{
  EkFhirOrigin origin = { (char *) incoming->source, (char *) incoming->remote_id };
  g_auto (EkFhirMatch) match = { NULL };
  g_autoptr (EkRecord) record = NULL;
  g_autoptr (EkRecord) before = NULL;

  incoming->person = ek_fhir_people_get (self->people, &origin);
  if (!ek_fhir_people_recognise (self->people, incoming->person, incoming->resource, &origin, &match, error))
    return FALSE;
  if (match.why != EK_FHIR_SKIP_NONE)
    return ek_receive_refuse_person (self, incoming, &match, match.why, error);
  if (is_unchanged (self, incoming, &match))
    {
      ek_receive_count (self, incoming, EK_FHIR_UNCHANGED);
      /* a later file must find this one, though nothing in it was new */
      if (!g_str_equal (match.by, "id") &&
          !ek_identity_set (self->store, match.source, "Patient", incoming->remote_id, 0, &match.identity, error))
        return FALSE;
      return accept_person (self, incoming, &match, match.record, match.record, error);
    }
  incoming->source = match.source;
  incoming->identity = match.identity;
  match.identity = (EkIdentity){ NULL };
  incoming->known = match.known && match.record != NULL;
  before = match.record != NULL ? ek_record_copy (match.record) : NULL;
  record = match.record != NULL
    ? g_object_ref (match.record)
    : ek_receive_new_record (self, incoming, match.own_taken ? NULL : ek_fhir_own_id (incoming->resource));
  if (!ek_receive_apply (self, incoming, record, error))
    return FALSE;
  if (incoming->outcome == EK_FHIR_SKIPPED && incoming->why != EK_FHIR_SKIP_CHANGED_HERE)
    {
      g_set_object (&match.record, before);
      return ek_receive_refuse_person (self, incoming, &match, incoming->why, error);
    }
  return accept_person (self, incoming, &match, record, before, error);
}
