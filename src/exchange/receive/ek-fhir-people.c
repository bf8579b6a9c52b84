/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An id of FHIR is given once by one source, and again by every other. So a resource is known by its source and its id,
 * and a file that does not say where it comes from is a source of its own, by a hash of what is in it: the same file is
 * recognised, another one never by its ids alone. A corrected version of such a file finds its people where number,
 * name and birth date agree (see ek_person_judge()), and through them what the earlier version said of them. */

#include "ek-fhir-people.h"

#include <string.h>

#include "ek-error.h"
#include "ek-id.h"
#include "ek-text.h"

struct _EkFhirPeople {
  EkStore *store;
  char *source;           /* what relative ids belong to */
  gboolean by_hand;       /* a person asked for this file: who was removed here comes back */
  GHashTable *persons;    /* "source\nid" → EkFhirPerson */
  GHashTable *by_id;      /* id → EkFhirPerson of the file; NULL: several */
  GHashTable *by_url;     /* urn of an entry → EkFhirPerson */
  GHashTable *by_patient; /* patient id → EkFhirPerson */
  GHashTable *proved;     /* patient id → PROVED: the source brings back something of that file; NOBODY: not here */
  GHashTable *refused;    /* "system\nnumber" of a Patient who was not taken → EkFhirPerson */
  EkFhirPerson *shown;    /* beside whom words stood last that name nobody else, */
  char *shown_as;         /* and the words */
};

#define NOBODY GINT_TO_POINTER (1)
#define PROVED GINT_TO_POINTER (2)

/**
 * ek_fhir_source_is_file:
 * @source: where a resource comes from
 *
 * Returns: whether that is a file of unknown origin ("file", or "file:" and a hash) and not somebody who gives each id
 *   once
 */
gboolean
ek_fhir_source_is_file (const char *source)
{
  return g_str_equal (source, "file") || g_str_has_prefix (source, "file:");
}

static void
person_free (gpointer data)
{
  EkFhirPerson *person = data;

  g_free (person->patient_id);
  g_free (person->scope);
  g_free (person->also);
  g_clear_pointer (&person->earlier, g_ptr_array_unref);
  g_clear_object (&person->described);
  g_free (person);
}

/**
 * ek_fhir_people_new:
 * @store: where to
 * @source: what relative ids belong to, see #EkIdentity
 *
 * Returns: (transfer full): nobody yet
 */
EkFhirPeople *
ek_fhir_people_new (EkStore *store, const char *source)
{
  EkFhirPeople *self = g_new0 (EkFhirPeople, 1);

  self->store = g_object_ref (store);
  self->source = g_strdup (source);
  self->persons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, person_free);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->by_url = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->by_patient = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->proved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * ek_fhir_people_free:
 * @self: (nullable) (transfer full): the people; with them goes every #EkFhirPerson
 */
void
ek_fhir_people_free (EkFhirPeople *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->store);
  g_free (self->source);
  g_free (self->shown_as);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_url);
  g_hash_table_unref (self->by_patient);
  g_hash_table_unref (self->refused);
  g_hash_table_unref (self->proved);
  g_hash_table_unref (self->persons);
  g_free (self);
}

/**
 * ek_fhir_people_set_by_hand:
 * @self: the people
 *
 * A person chose this file: a patient who was removed here is made anew. What comes by itself does not bring anybody
 * back.
 */
void
ek_fhir_people_set_by_hand (EkFhirPeople *self)
{
  self->by_hand = TRUE;
}

/* Origins */

/* Names that by their definition are nobody's: every machine is its own "localhost" (RFC 6761). */
static gboolean
is_nowhere (const char *base)
{
  static const char *const names[] = { "localhost", "localhost.localdomain", "0.0.0.0", "::1", NULL };
  g_autoptr (GUri) uri = g_uri_parse (base, G_URI_FLAGS_NONE, NULL);
  g_autofree char *host = uri != NULL && g_uri_get_host (uri) != NULL ? g_ascii_strdown (g_uri_get_host (uri), -1)
                                                                      : NULL;

  return host == NULL || g_strv_contains (names, host) || g_str_has_prefix (host, "127.") ||
    g_str_has_suffix (host, ".localhost");
}

/* An address that a source was told by is believed as one; the other way round it must be somebody's. */
static const char *
source_of (EkFhirPeople *self, const char *base)
{
  return base == NULL || (!g_str_equal (base, self->source) && is_nowhere (base)) ? self->source : base;
}

/**
 * ek_fhir_origin_clear:
 * @origin: what ek_fhir_people_origin() filled in, or all zeros
 */
void
ek_fhir_origin_clear (EkFhirOrigin *origin)
{
  g_clear_pointer (&origin->source, g_free);
  g_clear_pointer (&origin->id, g_free);
}

/**
 * ek_fhir_people_origin:
 * @self: the people
 * @resource: a resource
 * @full_url: (nullable): its address in the Bundle
 * @origin: (out caller-allocates): where it comes from
 *
 * Returns: %FALSE when it has no id by which it could be recognised again
 */
gboolean
ek_fhir_people_origin (EkFhirPeople *self, JsonObject *resource, const char *full_url, EkFhirOrigin *origin)
{
  const char *id = ek_json_peek_string (resource, "id");
  g_auto (EkFhirReference) url = { NULL };
  gboolean known = ek_fhir_reference_parse (full_url, &url);

  origin->source = g_strdup (source_of (self, known ? url.base : NULL));
  if (ek_fhir_id_is_valid (id))
    origin->id = g_strdup (id);
  else if (known && url.id != NULL)
    origin->id = g_strdup (url.id);
  else if (known && url.urn != NULL)
    origin->id = g_strdup (url.urn);
  return origin->id != NULL;
}

static char *
key_of (const char *source, const char *id)
{
  return g_strconcat (source, "\n", id, NULL);
}

static EkFhirPerson *
person_for (EkFhirPeople *self, const char *source, const char *id)
{
  g_autofree char *key = key_of (source, id);
  EkFhirPerson *person = g_hash_table_lookup (self->persons, key);

  if (person != NULL)
    return person;
  person = g_new0 (EkFhirPerson, 1);
  g_hash_table_insert (self->persons, g_steal_pointer (&key), person);
  return person;
}

/**
 * ek_fhir_people_get:
 * @self: the people
 * @origin: where a Patient comes from
 *
 * Returns: (transfer none): the Patient of that origin, made when it was not met before
 */
EkFhirPerson *
ek_fhir_people_get (EkFhirPeople *self, const EkFhirOrigin *origin)
{
  return person_for (self, origin->source, origin->id);
}

/* Two states of one Patient are one person. Where they are not, two files were put together, and nothing tells which of
 * the two a reference means. */
static void
compare_states (EkFhirPeople *self, EkFhirPerson *person, JsonObject *resource)
{
  g_autoptr (EkRecord) described = NULL;
  EkLikeness likeness;

  if (person->described != NULL &&
      ek_fhir_patient_judge (self->store, EK_CLAIM_ID, person->described, resource, &likeness) == EK_PERSON_OTHER)
    person->mixed = TRUE;
  if (person->described == NULL && ek_fhir_patient_describe (resource, &described) == EK_FHIR_SKIP_NONE)
    person->described = g_steal_pointer (&described);
}

/**
 * ek_fhir_people_prepare:
 * @self: the people
 * @resource: a Patient
 * @full_url: (nullable): its address in the Bundle
 * @origin: where it comes from
 *
 * To be called for every Patient of a file before the first is taken: what refers to it may stand before it.
 */
void
ek_fhir_people_prepare (EkFhirPeople *self, JsonObject *resource, const char *full_url, EkFhirOrigin *origin)
{
  EkFhirPerson *person = ek_fhir_people_get (self, origin);
  gpointer other;

  compare_states (self, person, resource);
  if (full_url != NULL && g_str_has_prefix (full_url, "urn:"))
    g_hash_table_replace (self->by_url, g_ascii_strdown (full_url, -1), person);
  if (g_hash_table_lookup_extended (self->by_id, origin->id, NULL, &other) && other != person)
    person = NULL;
  g_hash_table_replace (self->by_id, g_strdup (origin->id), person);
}

/* Recognising */

/**
 * ek_fhir_match_clear:
 * @match: what ek_fhir_people_recognise() filled in, or all zeros
 */
void
ek_fhir_match_clear (EkFhirMatch *match)
{
  g_clear_object (&match->record);
  g_clear_pointer (&match->source, g_free);
  ek_identity_clear (&match->identity);
}

/* Takes @known when it is the same person. */
static gboolean
is_match (EkFhirPeople *self, EkFhirMatch *match, EkClaim claim, const char *by, EkRecord *known, JsonObject *resource)
{
  EkPersonVerdict verdict = ek_fhir_patient_judge (self->store, claim, known, resource, &match->likeness);

  if (verdict == EK_PERSON_OTHER)
    return FALSE;
  match->record = g_object_ref (known);
  match->by = by;
  match->told = verdict == EK_PERSON_TOLD;
  return TRUE;
}

static gboolean
load_patient (EkFhirPeople *self, const char *id, EkRecord **patient, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *patient = ek_store_load (self->store, &ek_patient_type, id, &failure);
  if (*patient != NULL || g_error_matches (failure, EK_ERROR, EK_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The id is that of somebody else here: at a source that gives ids once nothing of it is believed; in a file of unknown
 * origin the person is one of this file alone. */
static void
on_other_person (EkFhirPeople *self, EkFhirMatch *match)
{
  if (!ek_fhir_source_is_file (self->source))
    {
      match->why = EK_FHIR_SKIP_OTHER_PERSON;
      return;
    }
  g_free (match->source);
  match->source = g_strdup (self->source);
  ek_identity_clear (&match->identity);
  match->known = FALSE;
}

static gboolean
by_identity (EkFhirPeople *self, EkFhirMatch *match, JsonObject *resource, const char *remote_id, GError **error)
{
  g_autoptr (EkRecord) known = NULL;

  if (!ek_identity_find (self->store, match->source, "Patient", remote_id, 0, &match->identity, &match->known, error))
    return FALSE;
  if (match->known && match->identity.record_id[0] == '\0')
    match->known = FALSE;
  if (!match->known)
    return TRUE;
  if (!load_patient (self, match->identity.record_id, &known, error))
    return FALSE;
  if (known == NULL && self->by_hand)
    match->known = FALSE;
  else if (known == NULL)
    match->why = EK_FHIR_SKIP_REMOVED_HERE;
  else if (!is_match (self, match, EK_CLAIM_ID, "id", known, resource))
    on_other_person (self, match);
  return TRUE;
}

static gboolean
by_own_id (EkFhirPeople *self, EkFhirMatch *match, JsonObject *resource, GError **error)
{
  const char *own = ek_fhir_own_id (resource);
  g_autoptr (EkRecord) known = NULL;
  gboolean renamed = FALSE;

  if (own == NULL)
    return TRUE;
  if (!load_patient (self, own, &known, error))
    return FALSE;
  if (known == NULL || is_match (self, match, EK_CLAIM_ID, "own-id", known, resource))
    return TRUE;
  if (!ek_fhir_people_is_renamed (self->store, known, g_hash_table_lookup (self->proved, own) == PROVED, resource,
                                  &match->likeness, &match->asks, &renamed, error))
    return FALSE;
  if (renamed)
    {
      match->record = g_steal_pointer (&known);
      match->by = "own-id";
      match->told = TRUE;
      match->asks = FALSE;
      return TRUE;
    }
  match->own_taken = TRUE;
  on_other_person (self, match);
  if (match->why != EK_FHIR_SKIP_NONE)
    match->identity.record_id = g_strdup (own);
  return TRUE;
}

/**
 * ek_fhir_people_may_prove:
 * @self: the people
 * @patient_id: the id of somebody
 *
 * Returns: whether that is a patient here of whom ek_fhir_people_prove() was not called yet
 */
gboolean
ek_fhir_people_may_prove (EkFhirPeople *self, const char *patient_id)
{
  g_autoptr (EkRecord) patient = NULL;

  if (g_hash_table_contains (self->proved, patient_id))
    return FALSE;
  patient = ek_store_load (self->store, &ek_patient_type, patient_id, NULL);
  if (patient == NULL)
    g_hash_table_insert (self->proved, g_strdup (patient_id), NOBODY);
  return patient != NULL;
}

/**
 * ek_fhir_people_prove:
 * @self: the people
 * @patient_id: a patient of ours, of whose file here the source brings something back under our own ids
 *
 * To be called before the first Patient is taken.
 */
void
ek_fhir_people_prove (EkFhirPeople *self, const char *patient_id)
{
  g_hash_table_replace (self->proved, g_strdup (patient_id), PROVED);
}

/* The same id in earlier files of unknown origin, and the same person beside it. */
static gboolean
by_file (EkFhirPeople *self, EkFhirMatch *match, JsonObject *resource, const char *remote_id, GError **error)
{
  g_autoptr (GPtrArray) files = ek_identity_earlier_files (self->store, remote_id, NULL, error);

  if (files == NULL)
    return FALSE;
  for (guint i = 0; i < files->len && match->record == NULL; i++)
    {
      EkIdentityFile *file = files->pdata[i];
      g_autoptr (EkRecord) known = NULL;

      if (!load_patient (self, file->record_id, &known, error))
        return FALSE;
      if (known == NULL || !is_match (self, match, EK_CLAIM_FILE, "file", known, resource))
        continue;
      if (!ek_identity_find (self->store, file->source, "Patient", remote_id, 0, &match->identity, &match->known,
                             error))
        return FALSE;
    }
  return TRUE;
}

/* A number may lead to somebody whom an earlier file of the same id described: that state is what both started from. */
static gboolean
find_base (EkFhirPeople *self, EkFhirMatch *match, const char *remote_id, GError **error)
{
  g_autoptr (GPtrArray) files = NULL;

  if (match->known || match->record == NULL || !ek_fhir_source_is_file (match->source))
    return TRUE;
  files = ek_identity_earlier_files (self->store, remote_id, ek_record_get_id (match->record), error);
  if (files == NULL || files->len == 0)
    return files != NULL;
  return ek_identity_find (self->store, ((EkIdentityFile *) files->pdata[0])->source, "Patient", remote_id, 0,
                           &match->identity, &match->known, error);
}

/**
 * ek_fhir_people_recognise:
 * @self: the people
 * @person: the Patient
 * @resource: the same
 * @origin: where it comes from
 * @match: (out caller-allocates): whom it is; clear with ek_fhir_match_clear()
 * @error: return location
 *
 * By the id at its source, by our own id in it, by a number, and for a file of unknown origin by the id in an earlier
 * one: each only where name and birth date do not say otherwise.
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_fhir_people_recognise (EkFhirPeople *self, EkFhirPerson *person, JsonObject *resource, const EkFhirOrigin *origin,
                          EkFhirMatch *match, GError **error)
{
  gboolean contested = FALSE;

  *match = (EkFhirMatch){ .source = g_strdup (origin->source) };
  if (person->mixed)
    {
      match->why = EK_FHIR_SKIP_MIXED;
      return TRUE;
    }
  if (!by_identity (self, match, resource, origin->id, error))
    return FALSE;
  if (match->record == NULL && match->why == EK_FHIR_SKIP_NONE && !by_own_id (self, match, resource, error))
    return FALSE;
  if (match->record != NULL || match->why != EK_FHIR_SKIP_NONE)
    return TRUE;
  if (!ek_fhir_patient_by_number (self->store, resource, &match->record, &match->likeness, &contested, error))
    return FALSE;
  if (match->record != NULL)
    {
      match->by = "number";
      match->told = ek_person_judge (EK_CLAIM_NUMBER, &match->likeness) == EK_PERSON_TOLD;
    }
  else if (ek_fhir_source_is_file (match->source) && !by_file (self, match, resource, origin->id, error))
    {
      return FALSE;
    }
  return find_base (self, match, origin->id, error);
}

/* What ids of resources that refer to a Patient of a file belong to: the Patient of that file. */
static char *
scope_of (const char *source, const char *remote_id)
{
  return g_str_equal (source, "file") ? g_strdup (source) : g_strconcat (source, "/", remote_id, NULL);
}

/**
 * ek_fhir_people_taken:
 * @self: the people
 * @person: a Patient
 * @origin: where it comes from
 * @source: what it is remembered under
 * @patient_id: whom it became
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_fhir_people_taken (EkFhirPeople *self, EkFhirPerson *person, const EkFhirOrigin *origin, const char *source,
                      const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) files = NULL;

  g_free (person->patient_id);
  person->patient_id = g_strdup (patient_id);
  person->why = EK_FHIR_SKIP_NONE;
  g_clear_object (&person->described);
  g_hash_table_replace (self->by_patient, g_strdup (patient_id), person);
  if (!ek_fhir_source_is_file (source))
    return TRUE;
  g_free (person->scope);
  person->scope = scope_of (source, origin->id);
  files = ek_identity_earlier_files (self->store, origin->id, patient_id, error);
  if (files == NULL)
    return FALSE;
  g_clear_pointer (&person->earlier, g_ptr_array_unref);
  person->earlier = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < files->len; i++)
    if (!g_str_equal (((EkIdentityFile *) files->pdata[i])->source, source))
      g_ptr_array_add (person->earlier, scope_of (((EkIdentityFile *) files->pdata[i])->source, origin->id));
  return TRUE;
}

static char *
number_key (JsonObject *identifier)
{
  const char *system = identifier != NULL ? ek_json_peek_string (identifier, "system") : NULL;
  const char *value = identifier != NULL ? ek_json_peek_string (identifier, "value") : NULL;
  g_autofree char *number = value != NULL ? ek_person_fold_number (value) : NULL;

  return system != NULL && number != NULL ? g_strconcat (system, "\n", number, NULL) : NULL;
}

/**
 * ek_fhir_people_refused:
 * @self: the people
 * @person: a Patient
 * @resource: the Patient as it came
 * @why: why it was not taken over; what refers to it will not be either, not even by one of the numbers in @resource
 */
void
ek_fhir_people_refused (EkFhirPeople *self, EkFhirPerson *person, JsonObject *resource, EkFhirSkip why)
{
  JsonArray *identifiers = ek_json_peek_array (resource, "identifier");

  person->why = why;
  g_clear_pointer (&person->patient_id, g_free);
  for (guint i = 0; identifiers != NULL && i < json_array_get_length (identifiers); i++)
    {
      char *key = number_key (ek_json_element_object (identifiers, i));

      if (key != NULL)
        g_hash_table_replace (self->refused, key, person);
    }
}

/* References */

typedef struct {
  EkFhirPerson *person;
  EkFhirSkip why;
} Target;

/* Somebody whom the file does not describe: what it says of this person is known again under the person. */
static gboolean
somebody_here (EkFhirPeople *self, const char *patient_id, Target *target, GError **error)
{
  g_autofree char *id = g_strconcat ("@", patient_id, NULL);
  EkFhirOrigin origin = { self->source, id };
  EkIdentity identity = { (char *) patient_id, NULL, 0, FALSE, NULL, NULL };

  target->person = g_hash_table_lookup (self->by_patient, patient_id);
  if (target->person != NULL)
    return TRUE;
  target->person = person_for (self, self->source, id);
  if (!ek_fhir_people_taken (self, target->person, &origin, self->source, patient_id, error))
    return FALSE;
  return !ek_fhir_source_is_file (self->source) ||
    ek_identity_set (self->store, self->source, "Patient", id, 0, &identity, error);
}

static void
take_person (EkFhirPerson *person, Target *target)
{
  target->person = person;
  if (person->patient_id == NULL)
    target->why = person->mixed          ? EK_FHIR_SKIP_MIXED
      : person->why != EK_FHIR_SKIP_NONE ? person->why
                                         : EK_FHIR_SKIP_PATIENT;
}

static EkFhirSkip
skip_by_id (const char *id)
{
  for (int why = EK_FHIR_SKIP_NONE + 1; why <= EK_FHIR_SKIP_LAST; why++)
    if (g_str_equal (ek_fhir_skip_id (why), id))
      return why;
  return EK_FHIR_SKIP_OTHER_PERSON;
}

/* At a server that gave us an id of its own for a patient of ours. */
static gboolean
by_sync_map (EkFhirPeople *self, const char *source, const char *id, char **patient_id, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (ek_store_get_database (self->store),
                                   "SELECT record_id FROM sync_map WHERE server = ?1 AND part = '' AND "
                                   "record_type = 'patient' AND server_id = ?2",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, source);
  ek_statement_bind_text (statement, 2, id);
  if (!ek_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    *patient_id = g_strdup (ek_statement_text (statement, 0));
  return TRUE;
}

static void
refuse (EkFhirPeople *self, const char *source, const char *id, EkFhirSkip why, Target *target)
{
  target->person = person_for (self, source, id);
  target->person->why = why;
  target->why = why;
}

/* A Patient that is not in the file: by its source, or by our own id. */
static gboolean
by_address (EkFhirPeople *self, const char *source, const char *id, Target *target, GError **error)
{
  g_auto (EkIdentity) identity = { NULL };
  g_autofree char *patient_id = NULL;
  g_autoptr (EkRecord) patient = NULL;
  gboolean known = FALSE;

  if (!ek_fhir_source_is_file (source))
    {
      if (!ek_identity_find (self->store, source, "Patient", id, 0, &identity, &known, error) ||
          !by_sync_map (self, source, id, &patient_id, error))
        return FALSE;
      if (known && identity.refused != NULL)
        {
          refuse (self, source, id, skip_by_id (identity.refused), target);
          return TRUE;
        }
    }
  if (patient_id == NULL)
    patient_id = g_strdup (known ? identity.record_id : ek_id_is_valid (id) ? id : "");
  if (!load_patient (self, patient_id, &patient, error))
    return FALSE;
  if (patient != NULL)
    return somebody_here (self, patient_id, target, error);
  if (known && *patient_id != '\0')
    refuse (self, source, id, EK_FHIR_SKIP_REMOVED_HERE, target);
  return TRUE;
}

static gboolean
by_reference (EkFhirPeople *self, const EkFhirReference *parts, const char *source, Target *target, GError **error)
{
  const char *from = parts->base != NULL ? source_of (self, parts->base) : source;
  g_autofree char *key = key_of (from, parts->id);
  EkFhirPerson *person = g_hash_table_lookup (self->persons, key);

  if (person == NULL && parts->base == NULL)
    person = g_hash_table_lookup (self->by_id, parts->id);
  if (person != NULL)
    {
      take_person (person, target);
      return TRUE;
    }
  return by_address (self, from, parts->id, target, error);
}

/* A description without an address: our own id, or a number with a name or birth date that agrees. */
static gboolean
by_description (EkFhirPeople *self, JsonObject *contained, Target *target, GError **error)
{
  g_auto (EkFhirMatch) match = { NULL };

  match.source = g_strdup (self->source);
  if (!by_own_id (self, &match, contained, error))
    return FALSE;
  if (match.record == NULL && match.why == EK_FHIR_SKIP_NONE)
    {
      gboolean contested = FALSE;

      if (!ek_fhir_patient_by_number (self->store, contained, &match.record, &match.likeness, &contested, error))
        return FALSE;
      if (contested)
        match.why = EK_FHIR_SKIP_OTHER_PERSON;
    }
  if (match.record != NULL)
    return somebody_here (self, ek_record_get_id (match.record), target, error);
  target->why = match.why != EK_FHIR_SKIP_NONE ? match.why : EK_FHIR_SKIP_PATIENT;
  return TRUE;
}

/* How the words beside a reference name this patient; without words not at all. */
static EkNameLikeness
named_as (EkFhirPeople *self, EkRecord *patient, const char *display)
{
  g_autoptr (EkRecord) named = ek_record_new (&ek_patient_type, NULL);
  EkLikeness likeness;

  ek_record_set_text (named, EK_PATIENT_NAME, display);
  ek_person_compare (self->store, patient, named, &likeness);
  return likeness.name;
}

/* Whoever of @holders the words name; *@meant stays NULL when that is nobody, or more than one. */
static gboolean
find_named (EkFhirPeople *self, GPtrArray *holders, const char *display, EkNameLikeness least, const char **meant,
            GError **error)
{
  guint n = 0;

  for (guint i = 0; i < holders->len; i++)
    {
      g_autoptr (EkRecord) patient = NULL;

      if (!load_patient (self, holders->pdata[i], &patient, error))
        return FALSE;
      if (patient != NULL && named_as (self, patient, display) >= least && n++ == 0)
        *meant = holders->pdata[i];
    }
  if (n > 1)
    *meant = NULL;
  return TRUE;
}

/* A number alone says nothing: it means somebody whom this file describes and the words beside it do not contradict, or
 * somebody here whose name stands beside it. */
static gboolean
by_number_alone (EkFhirPeople *self, JsonObject *identifier, const char *display, Target *target, GError **error)
{
  g_autofree char *key = number_key (identifier);
  g_autoptr (GPtrArray) holders = ek_fhir_identifier_holders (self->store, identifier, error);
  g_autoptr (GPtrArray) described = g_ptr_array_new ();
  gboolean named = display != NULL && !ek_text_is_blank (display);
  const char *meant = NULL;

  if (holders == NULL)
    return FALSE;
  if (key != NULL && g_hash_table_contains (self->refused, key))
    {
      take_person (g_hash_table_lookup (self->refused, key), target);
      return TRUE;
    }
  for (guint i = 0; i < holders->len; i++)
    if (g_hash_table_contains (self->by_patient, holders->pdata[i]))
      g_ptr_array_add (described, holders->pdata[i]);
  if (!named)
    meant = described->len == 1 ? described->pdata[0] : NULL;
  else if (!find_named (self, described->len > 0 ? described : holders, display,
                        described->len > 0 ? EK_NAME_SOUND : EK_NAME_SAME, &meant, error))
    return FALSE;
  if (meant != NULL)
    return somebody_here (self, meant, target, error);
  target->why = holders->len > 0 ? EK_FHIR_SKIP_NUMBER_ALONE : EK_FHIR_SKIP_PATIENT;
  return TRUE;
}

/* An address that leads to one patient and a number beside it that belongs to others contradict each other. */
static gboolean
check_number (EkFhirPeople *self, JsonObject *identifier, Target *target, GError **error)
{
  g_autoptr (GPtrArray) holders = NULL;

  if (identifier == NULL || target->person == NULL || target->person->patient_id == NULL)
    return TRUE;
  holders = ek_fhir_identifier_holders (self->store, identifier, error);
  if (holders == NULL)
    return FALSE;
  if (holders->len > 0 && !g_ptr_array_find_with_equal_func (holders, target->person->patient_id, g_str_equal, NULL))
    target->why = EK_FHIR_SKIP_OTHER_PERSON;
  return TRUE;
}

static GPtrArray *
taken_people (EkFhirPeople *self)
{
  GPtrArray *ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->by_patient);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (ids, id);
  return ids;
}

/**
 * ek_fhir_people_find_other:
 * @self: the people
 * @person: whom a reference means, taken over
 * @display: (nullable): the words beside it
 * @other: (out) (transfer none) (nullable): the patient of the file whom they name, when @person is not called so
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_fhir_people_find_other (EkFhirPeople *self, EkFhirPerson *person, const char *display, const char **other,
                           GError **error)
{
  g_autoptr (EkRecord) patient = NULL;
  g_autoptr (GPtrArray) others = NULL;

  *other = NULL;
  if (display == NULL || ek_text_is_blank (display) ||
      (person == self->shown && g_strcmp0 (display, self->shown_as) == 0))
    return TRUE;
  if (!load_patient (self, person->patient_id, &patient, error))
    return FALSE;
  if (patient != NULL && named_as (self, patient, display) < EK_NAME_SOUND)
    {
      others = taken_people (self);
      if (!find_named (self, others, display, EK_NAME_SAME, other, error))
        return FALSE;
    }
  if (*other != NULL)
    return TRUE;
  self->shown = person;
  g_free (self->shown_as);
  self->shown_as = g_strdup (display);
  return TRUE;
}

/**
 * ek_fhir_people_resolve:
 * @self: the people
 * @resource: what refers
 * @source: where @resource comes from
 * @reference: (nullable): its Reference to a patient
 * @person: (out) (transfer none) (nullable): who is meant, also when not taken over; %NULL when nobody here is
 * @why: (out): %EK_FHIR_SKIP_NONE when @person has a patient; else why not: the reason for which the Patient was not
 *   taken over, %EK_FHIR_SKIP_PATIENT when there is no such one
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_fhir_people_resolve (EkFhirPeople *self, JsonObject *resource, const char *source, JsonObject *reference,
                        EkFhirPerson **person, EkFhirSkip *why, GError **error)
{
  JsonObject *identifier = reference != NULL ? ek_json_peek_object (reference, "identifier") : NULL;
  const char *text = reference != NULL ? ek_json_peek_string (reference, "reference") : NULL;
  g_auto (EkFhirReference) parts = { NULL };
  gboolean known = ek_fhir_reference_parse (text, &parts);
  JsonObject *contained = known && parts.contained != NULL ? ek_fhir_contained (resource, parts.contained) : NULL;
  Target target = { NULL, EK_FHIR_SKIP_NONE };
  gboolean ok = TRUE;

  if (known && parts.urn != NULL && g_hash_table_contains (self->by_url, parts.urn))
    take_person (g_hash_table_lookup (self->by_url, parts.urn), &target);
  else if (known && parts.urn != NULL && !ek_fhir_source_is_file (source))
    ok = by_address (self, source, parts.urn, &target, error);
  else if (contained != NULL && g_strcmp0 (ek_fhir_type (contained), "Patient") == 0)
    ok = by_description (self, contained, &target, error);
  else if (known && g_strcmp0 (parts.type, "Patient") == 0)
    ok = by_reference (self, &parts, source, &target, error);
  else if (!known && identifier != NULL)
    ok = by_number_alone (self, identifier, ek_json_peek_string (reference, "display"), &target, error);
  if (!ok || (known && !check_number (self, identifier, &target, error)))
    return FALSE;
  if (target.why == EK_FHIR_SKIP_NONE && target.person == NULL)
    target.why = EK_FHIR_SKIP_PATIENT;
  *person = target.person;
  *why = target.why;
  return TRUE;
}
