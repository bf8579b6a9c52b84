/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One resource on its way in:
 *
 *   type kept? ── source and id ── patient taken? ── record known? ── unchanged? ── map ── merge with what changed here
 *   ── save
 *
 * A resource that stops on the way is counted with its reason; only the database failing stops the whole. Who a Patient
 * is and whom a reference means is said in ek-fhir-people.c. */

#include "ek-fhir-receive-way.h"

#include <string.h>

#include "ek-fhir-dropped.h"
#include "ek-fhir-form.h"
#include "ek-fhir-forms.h"
#include "ek-fhir-map-response.h"
#include "ek-fhir-older.h"
#include "ek-field-merge.h"
#include "ek-notice.h"
#include "ek-risk-merge.h"

/**
 * ek_fhir_receiver_new:
 * @store: where to
 * @catalogue: the instruments known here; must outlive the receiver
 * @source: what relative ids belong to, see #EkIdentity
 * @audit_source: a short word for the audit
 * @report: counts what becomes of each resource; must outlive the receiver
 *
 * Returns: (transfer full): a receiver
 */
EkFhirReceiver *
ek_fhir_receiver_new (EkStore *store, EkCatalogue *catalogue, const char *source, const char *audit_source,
                      EkFhirReport *report)
{
  EkFhirReceiver *self = g_new0 (EkFhirReceiver, 1);
  EkClock *clock = ek_store_get_clock (store);

  self->store = g_object_ref (store);
  self->database = ek_store_get_database (store);
  self->report = report;
  self->source = g_strdup (source);
  self->audit_source = g_strdup (audit_source);
  self->people = ek_fhir_people_new (store, source);
  self->urls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->refiled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->withdrawn = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->links = ek_fhir_links_new (self->store, self->urls);
  self->letters = ek_receive_letters_new ();
  self->context.catalogue = catalogue;
  self->context.store = store;
  self->context.vault = ek_store_get_vault (store);
  self->context.local_offset = ek_clock_offset (clock, ek_clock_now (clock));
  self->context.medications = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->context.totals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->context.forms = ek_fhir_forms_new ();
  self->context.births = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->context.now = ek_clock_now (clock);
  return self;
}

/**
 * ek_fhir_receiver_free:
 * @self: (nullable) (transfer full): a receiver; the transaction and the report are the caller's
 */
void
ek_fhir_receiver_free (EkFhirReceiver *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->store);
  g_free (self->source);
  g_free (self->audit_source);
  ek_fhir_links_free (self->links);
  g_ptr_array_unref (self->letters);
  ek_fhir_people_free (self->people);
  g_hash_table_unref (self->urls);
  g_hash_table_unref (self->refiled);
  g_hash_table_unref (self->withdrawn);
  g_hash_table_unref (self->context.medications);
  g_hash_table_unref (self->context.totals);
  ek_fhir_forms_free (self->context.forms);
  g_hash_table_unref (self->context.births);
  g_free (self);
}

/**
 * ek_fhir_receiver_set_by_hand:
 * @self: a receiver, before anything is taken
 *
 * A person chose this file, see ek_fhir_people_set_by_hand().
 */
void
ek_fhir_receiver_set_by_hand (EkFhirReceiver *self)
{
  ek_fhir_people_set_by_hand (self->people);
}

/* The beginning of a SHA-256: two that are not the same do not meet. In a file of unknown origin, which may have been
 * put together from several, what speaks of two patients is not one. */
static guint64
number_of (const EkFhirOrigin *origin, JsonObject *resource)
{
  const char *type = ek_fhir_type (resource);
  const EkFhirMap *map = ek_fhir_map_for_type (type);
  JsonObject *subject = map != NULL && map->subject != NULL && ek_fhir_source_is_file (origin->source)
    ? ek_json_peek_object (resource, map->subject)
    : NULL;
  const char *whose = subject != NULL ? ek_json_peek_string (subject, "reference") : NULL;
  g_autofree char *text = g_strdup_printf ("%s %s %s %s", type, origin->id, origin->source, whose != NULL ? whose : "");
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  guint64 number;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (&number, digest, sizeof number);
  return MAX (number, 1);
}

/**
 * ek_fhir_receiver_prepare:
 * @self: a receiver
 * @resource: a resource
 * @full_url: (nullable): its address in the Bundle
 *
 * To be called for every resource before the first is taken: remembers what others may refer to, in whatever order they
 * stand in the file. Of a type that is not of %EK_FHIR_INTEREST_FIRST the type, id, meta and subject are enough.
 *
 * Returns: a number that resources have in common that are states of the same one; 0 for one that has no id
 */
guint64
ek_fhir_receiver_prepare (EkFhirReceiver *self, JsonObject *resource, const char *full_url)
{
  const char *type = ek_fhir_type (resource);
  g_auto (EkFhirOrigin) origin = { NULL };
  g_autofree char *urn = full_url != NULL && g_str_has_prefix (full_url, "urn:") ? g_ascii_strdown (full_url, -1)
                                                                                 : NULL;

  gboolean known = type != NULL && ek_fhir_people_origin (self->people, resource, full_url, &origin);

  if (g_strcmp0 (type, "Questionnaire") == 0)
    ek_fhir_forms_add (self->context.forms, resource, origin.id);
  if (!known)
    return 0;
  if (urn != NULL)
    g_hash_table_replace (self->urls, g_strdup (urn), g_strdup_printf ("%s/%s", type, origin.id));
  if (g_str_equal (type, "Patient"))
    ek_fhir_people_prepare (self->people, resource, full_url, &origin);
  if (g_str_equal (type, "Medication"))
    {
      g_autofree char *key = g_strdup_printf ("Medication/%s", origin.id);

      ek_fhir_note_medication (self->context.medications, key, resource);
      if (urn != NULL)
        ek_fhir_note_medication (self->context.medications, urn, resource);
    }
  ek_receive_note_record (self, resource);
  return number_of (&origin, resource);
}

/* Its patient was not taken over, and so it is not either. Where its patient is somebody else than before it stays that
 * one's, whoever the server gives the id to next. */
static gboolean
skip_with_patient (EkFhirReceiver *self, EkIncoming *incoming, EkFhirSkip because, GError **error)
{
  gboolean contradicts = because == EK_FHIR_SKIP_OTHER_PERSON && incoming->person != NULL &&
    incoming->person->patient_id != NULL;

  if (!(contradicts ? ek_receive_contradicts (self, incoming, error) : ek_receive_only_source (self, incoming, error)))
    return FALSE;
  if (!contradicts && !ek_receive_moved_away (self, incoming, NULL, error))
    return FALSE;
  if (incoming->person == NULL && !ek_receive_ambiguous (self, incoming, error))
    return FALSE;
  if (because == EK_FHIR_SKIP_OTHER_PERSON && !contradicts && !ek_fhir_source_is_file (incoming->source) &&
      !ek_refused_set (self->store, incoming->source, incoming->map->type, incoming->remote_id, incoming->hash, error))
    return FALSE;
  if (incoming->person == NULL || incoming->person->patient_id != NULL || because == EK_FHIR_SKIP_PATIENT)
    return ek_receive_skip (self, incoming, because);
  return ek_receive_skip_for (self, incoming, EK_FHIR_SKIP_REFUSED_PATIENT, because);
}

static void
note_passed (EkFhirReceiver *self, EkIncoming *incoming, const char *full_url)
{
  const EkReceiveWay *way = ek_receive_way (incoming->map->record_type);

  if (way->passed != NULL)
    way->passed (self, incoming, full_url);
}

/* Whether it came before, and was somebody else's then: a resource that is not known here at all, and of one that is
 * that same state. */
static gboolean
was_of_another (EkFhirReceiver *self, EkIncoming *incoming, gboolean *another, GError **error)
{
  g_autofree char *hash = NULL;

  *another = FALSE;
  if (ek_fhir_source_is_file (incoming->source))
    return TRUE;
  if (!ek_refused_find (self->store, incoming->source, incoming->map->type, incoming->remote_id, &hash, error))
    return FALSE;
  /* a state of before is hers, also where it was read again meanwhile */
  *another = hash != NULL &&
    (!incoming->known || (g_str_equal (hash, incoming->hash) && g_strcmp0 (incoming->identity.hash, hash) != 0));
  return TRUE;
}

/* The same as before, and in the file of the patient it speaks of. A file that was read before says nothing new. */
static gboolean
is_unchanged (EkFhirReceiver *self, EkIncoming *incoming, gboolean *unchanged, GError **error)
{
  g_autoptr (EkRecord) record = NULL;
  gboolean put = FALSE;

  *unchanged = incoming->known && g_strcmp0 (incoming->identity.hash, incoming->hash) == 0;
  if (!*unchanged || incoming->identity.withdrawn || ek_fhir_source_is_file (incoming->source))
    return TRUE;
  record = ek_store_load (self->store, incoming->map->record_type, incoming->identity.record_id, NULL);
  if (record == NULL || g_strcmp0 (ek_record_get_filed_id (record), incoming->patient_id) == 0)
    return TRUE;
  if (!ek_receive_was_put_here (self, incoming, record, &put, error))
    return FALSE;
  *unchanged = put || !ek_record_may_be_moved (record);
  return TRUE;
}

static gboolean
take_part (EkFhirReceiver *self, EkIncoming *incoming, const char *full_url, GError **error)
{
  const EkReceiveWay *way = ek_receive_way (incoming->map->record_type);
  g_autoptr (EkRecord) record = NULL;
  EkFhirSkip why = EK_FHIR_SKIP_NONE;
  GError *failure = NULL;
  gboolean another = FALSE, unchanged = FALSE;

  if (!ek_identity_find (self->store, incoming->source, incoming->map->type, incoming->remote_id, incoming->part,
                         &incoming->identity, &incoming->known, error) ||
      !ek_receive_find_earlier (self, incoming, error) || !was_of_another (self, incoming, &another, error) ||
      !is_unchanged (self, incoming, &unchanged, error))
    return FALSE;
  if (another)
    {
      note_passed (self, incoming, full_url);
      return ek_receive_skip (self, incoming, EK_FHIR_SKIP_OTHER_PERSON);
    }
  if (self->context.attached)
    return ek_receive_drop_double (self, incoming, error) && ek_receive_skip (self, incoming, EK_FHIR_SKIP_ATTACHED);
  if (unchanged)
    {
      note_passed (self, incoming, full_url);
      ek_receive_count (self, incoming, EK_FHIR_UNCHANGED);
      return TRUE;
    }
  if (incoming->known && incoming->identity.withdrawn)
    incoming->known = FALSE;
  record = ek_receive_find_record (self, incoming, &why, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (why == EK_FHIR_SKIP_NONE && record != NULL && !ek_receive_is_of_patient (self, record, incoming->patient_id))
    why = EK_FHIR_SKIP_OTHER_PERSON;
  /* nor do the totals of another person's form stand for themselves */
  if (why == EK_FHIR_SKIP_OTHER_PERSON)
    note_passed (self, incoming, full_url);
  if (why == EK_FHIR_SKIP_OTHER_PERSON && record != NULL)
    return ek_receive_moved (self, incoming, record, error);
  if (record == NULL || why != EK_FHIR_SKIP_NONE)
    return ek_receive_skip (self, incoming, why);
  if (!ek_receive_follow (self, incoming, &record, error) || !ek_receive_look_at_named (self, incoming, error) ||
      !ek_receive_apply (self, incoming, record, error))
    return FALSE;
  if (ek_record_get_revision (record) > 0)
    note_passed (self, incoming, full_url);
  return way->settled == NULL || way->settled (self, record, error);
}

/* Types that are only ours (a task, a plan) come in through the sync, which knows what was sent. */
static gboolean
is_taken (const EkFhirMap *map)
{
  return map != NULL && map->read != NULL && map->record_type != &ek_task_type;
}

/**
 * ek_fhir_receiver_interest:
 * @type: a resource type
 *
 * Returns: whether resources of this type are only counted, are taken, or have to be looked at whole before the first
 *   is taken because others refer to what is in them
 */
EkFhirInterest
ek_fhir_receiver_interest (const char *type)
{
  static const char *const first[] = { "Patient", "Medication", "Questionnaire", NULL };

  if (g_strv_contains (first, type))
    return EK_FHIR_INTEREST_FIRST;
  return is_taken (ek_fhir_map_for_type (type)) ? EK_FHIR_INTEREST_LATER : EK_FHIR_INTEREST_NONE;
}

/* One resource, or one component of it. */
static gboolean
take_one (EkFhirReceiver *self, const EkFhirMap *map, JsonObject *resource, const EkFhirOrigin *origin,
          const char *full_url, const char *where, guint part, GError **error)
{
  g_auto (EkIncoming) incoming = { map, resource, origin->source, origin->id, where, part };
  EkFhirSkip why = EK_FHIR_SKIP_NONE;
  gboolean about_other = FALSE;

  self->context.part = part;
  incoming.hash = ek_fhir_hash (resource);
  if (map->subject == NULL)
    return ek_receive_person (self, &incoming, error);
  if (!ek_fhir_people_resolve (self->people, resource, origin->source, ek_json_peek_object (resource, map->subject),
                               &incoming.person, &why, error))
    return FALSE;
  if (why != EK_FHIR_SKIP_NONE)
    return skip_with_patient (self, &incoming, why, error);
  incoming.patient_id = incoming.person->patient_id;
  if (incoming.person->scope != NULL)
    incoming.source = incoming.person->scope;
  if (!ek_receive_check_focus (self, &incoming, &about_other, error))
    return FALSE;
  if (about_other)
    return ek_receive_refuse (self, &incoming, EK_FHIR_SKIP_OTHER_PERSON, error);
  return ek_receive_find_attached (self, &incoming, &self->context.attached, error) &&
    ek_receive_check_named (self, &incoming, error) && take_part (self, &incoming, full_url, error);
}

/* What carries a qualifier that changes its meaning is not read at all. A Patient like that is nobody who could be
 * referred to. */
static gboolean
refuse_modified (EkFhirReceiver *self, const EkFhirMap *map, JsonObject *resource, const EkFhirOrigin *origin,
                 const char *where, GError **error)
{
  g_auto (EkIncoming) incoming = { map, resource, origin->source, origin->id, where, 0 };
  g_auto (EkFhirMatch) match = { NULL };
  EkFhirSkip why = EK_FHIR_SKIP_NONE;

  if (map->subject != NULL &&
      !ek_fhir_people_resolve (self->people, resource, origin->source, ek_json_peek_object (resource, map->subject),
                               &incoming.person, &why, error))
    return FALSE;
  if (map->subject != NULL && why == EK_FHIR_SKIP_NONE)
    incoming.patient_id = incoming.person->patient_id;
  if (map->subject != NULL)
    return ek_receive_skip_unread (self, &incoming, EK_FHIR_SKIP_MODIFIER, error);
  incoming.person = ek_fhir_people_get (self->people, origin);
  return ek_receive_refuse_person (self, &incoming, &match, EK_FHIR_SKIP_MODIFIER, error);
}

/**
 * ek_fhir_receiver_take:
 * @self: a receiver
 * @resource: a resource
 * @full_url: (nullable): its address in the Bundle
 * @where: (nullable): where it stands, for the report
 * @error: return location
 *
 * Takes one resource over, or counts why not. Patients must be taken before what speaks of them. To be called inside a
 * transaction.
 *
 * Returns: %FALSE only when the record could not be read or written at all, with what the store or the database says,
 *   or what an #EkReceivedFunc said; the caller then rolls back
 */
gboolean
ek_fhir_receiver_take (EkFhirReceiver *self, JsonObject *resource, const char *full_url, const char *where,
                       GError **error)
{
  const char *type = ek_fhir_type (resource);
  const EkFhirMap *map = ek_fhir_map_for_resource (resource);
  g_auto (EkFhirOrigin) origin = { NULL };
  const EkReceiveWay *way;
  guint n_parts;

  ek_fhir_lift_older (resource);
  if (!is_taken (map))
    {
      ek_fhir_report_count (self->report, type != NULL ? type : "?", EK_FHIR_SKIPPED, EK_FHIR_SKIP_TYPE, where);
      ek_fhir_people_origin (self->people, resource, full_url, &origin);
      return ek_receive_look_at_unkept (self, resource, origin.source, EK_FHIR_SKIP_TYPE, full_url, where, error);
    }
  if (!ek_fhir_people_origin (self->people, resource, full_url, &origin))
    {
      ek_fhir_report_count (self->report, type, EK_FHIR_SKIPPED, EK_FHIR_SKIP_NO_ID, where);
      return ek_receive_look_at_unkept (self, resource, origin.source, EK_FHIR_SKIP_NO_ID, full_url, where, error);
    }
  if (ek_fhir_is_modified (resource))
    return refuse_modified (self, map, resource, &origin, where, error);
  self->context.attached = FALSE;
  way = ek_receive_way (map->record_type);
  n_parts = way->n_parts != NULL ? way->n_parts (&self->context, resource) : 1;
  self->context.n_parts = n_parts;
  for (guint part = 0; part < n_parts && !self->context.attached; part++)
    if (!take_one (self, map, resource, &origin, full_url, where, part, error))
      return FALSE;
  return TRUE;
}

/**
 * ek_fhir_receiver_repeat:
 * @self: a receiver
 * @resource: a state of a resource of which a newer one was taken
 * @full_url: (nullable): its address in the Bundle
 * @where: (nullable): where it stands, for the report
 * @error: return location
 *
 * Counts it: as unchanged where it says the same as what was taken, else as skipped, and then what it says of danger is
 * looked at, unless the resource was withdrawn since.
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_fhir_receiver_repeat (EkFhirReceiver *self, JsonObject *resource, const char *full_url, const char *where,
                         GError **error)
{
  const char *type = ek_fhir_type (resource);
  g_autofree char *hash = NULL;
  g_autofree char *address = NULL;
  g_auto (EkFhirOrigin) origin = { NULL };
  g_auto (EkIdentity) identity = { NULL };
  gboolean known = FALSE;

  ek_fhir_lift_older (resource);
  hash = ek_fhir_hash (resource);
  if (!is_taken (ek_fhir_map_for_resource (resource)))
    {
      ek_fhir_report_count (self->report, type, EK_FHIR_SKIPPED, EK_FHIR_SKIP_TYPE, where);
      return TRUE;
    }
  if (ek_fhir_people_origin (self->people, resource, full_url, &origin) &&
      !ek_identity_find (self->store, origin.source, type, origin.id, 0, &identity, &known, error))
    return FALSE;
  if (known && g_strcmp0 (identity.hash, hash) == 0)
    {
      ek_fhir_report_count (self->report, type, EK_FHIR_UNCHANGED, EK_FHIR_SKIP_NONE, where);
      return TRUE;
    }
  ek_fhir_report_count (self->report, type, EK_FHIR_SKIPPED, EK_FHIR_SKIP_REPEATED, where);
  address = g_strdup_printf ("%s/%s", type, origin.id);
  if (g_hash_table_contains (self->withdrawn, address))
    return TRUE;
  /* what the later state no longer says may have been dangerous */
  return ek_receive_look_at_unkept (self, resource, origin.source, EK_FHIR_SKIP_REPEATED, full_url, where, error);
}

/**
 * ek_fhir_receiver_set_received:
 * @self: a receiver
 * @received: (nullable): told of each record that was taken over or changed, see #EkReceivedFunc; its error is that of
 *   ek_fhir_receiver_take()
 * @user_data: for @received
 *
 * To be called before the first resource is taken.
 */
void
ek_fhir_receiver_set_received (EkFhirReceiver *self, EkReceivedFunc received, gpointer user_data)
{
  self->received = received;
  self->received_data = user_data;
}

/**
 * ek_fhir_receiver_finish:
 * @self: a receiver
 * @error: return location
 *
 * To be called after the last resource, in the same transaction: tells which files the source has joined, and of
 * letters that nobody has read.
 *
 * Returns: %FALSE with what the store says; the caller then rolls back
 */
gboolean
ek_fhir_receiver_finish (EkFhirReceiver *self, GError **error)
{
  return ek_receive_tell_letters (self, error) && ek_fhir_links_tell (self->links, self->report, error);
}
