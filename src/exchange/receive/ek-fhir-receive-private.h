/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-link.h"
#include "ek-fhir-people.h"
#include "ek-fhir-receive.h"

G_BEGIN_DECLS

/* What the files of the receiver share; nobody else includes this. */

struct _EkFhirReceiver {
  EkStore *store;
  EkDatabase *database;
  EkFhirReport *report;
  char *source;
  char *audit_source;
  EkFhirPeople *people;
  GHashTable *urls;    /* urn of an entry → "Type/id" */
  GHashTable *refiled; /* id of a record that came for another patient than it was filed under → that patient */
  GHashTable *withdrawn; /* "Type/id" of what came as entered in error */
  EkFhirLinks *links;
  GPtrArray *letters; /* that no program has read, see ek-fhir-receive-letter.c */
  EkReceivedFunc received; /* told of what was taken over or changed, and of what could not be read */
  gpointer received_data;
  EkFhirContext context;
};

/** EkIncoming: one resource, or one component of it, on its way in. */
typedef struct {
  const EkFhirMap *map;
  JsonObject *resource;
  const char *source;
  const char *remote_id;
  const char *where;
  guint part;
  EkFhirPerson *person;   /* whom it speaks of, or who it is */
  const char *patient_id; /* of @person */
  char *hash;
  EkIdentity identity;
  gboolean known;
  const char *named; /* id of another patient, whom the words beside the reference name */
  EkFhirOutcome outcome;
  EkFhirSkip why;
} EkIncoming;

void ek_incoming_clear (EkIncoming *incoming);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EkIncoming, ek_incoming_clear)

/* ek-fhir-receive-count.c: what became of it */
gboolean ek_receive_skip_for (EkFhirReceiver *self, EkIncoming *incoming, EkFhirSkip why, EkFhirSkip because);
gboolean ek_receive_skip (EkFhirReceiver *self, EkIncoming *incoming, EkFhirSkip why);
void ek_receive_count (EkFhirReceiver *self, EkIncoming *incoming, EkFhirOutcome outcome);

/* ek-fhir-receive-apply.c: what the record says then */
gboolean ek_receive_apply (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, GError **error);
gboolean ek_receive_refuse (EkFhirReceiver *self, EkIncoming *incoming, EkFhirSkip why, GError **error);
gboolean ek_receive_skip_unread (EkFhirReceiver *self, EkIncoming *incoming, EkFhirSkip why, GError **error);

/* ek-fhir-receive-record.c: which record it is */
gboolean ek_receive_is_own (const EkIncoming *incoming);
gboolean ek_receive_is_of_patient (EkFhirReceiver *self, EkRecord *record, const char *patient_id);
EkRecord *ek_receive_new_record (EkFhirReceiver *self, EkIncoming *incoming, const char *own_id);
EkRecord *ek_receive_find_record (EkFhirReceiver *self, EkIncoming *incoming, EkFhirSkip *why, GError **error);
void ek_receive_note_record (EkFhirReceiver *self, JsonObject *resource);
gboolean ek_receive_find_earlier (EkFhirReceiver *self, EkIncoming *incoming, GError **error);

/* ek-fhir-receive-attached.c: what only repeats a record */
gboolean ek_receive_find_attached (EkFhirReceiver *self, EkIncoming *incoming, gboolean *attached, GError **error);
gboolean ek_receive_drop_double (EkFhirReceiver *self, EkIncoming *incoming, GError **error);
gboolean ek_receive_drop_total (EkFhirReceiver *self, EkRecord *form, GError **error);

/* ek-fhir-receive-moved.c: what is another patient's now, or two patients' */
gboolean ek_receive_moved (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *old, GError **error);
gboolean ek_receive_moved_away (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *ours, GError **error);
gboolean ek_receive_contradicts (EkFhirReceiver *self, EkIncoming *incoming, GError **error);
gboolean ek_receive_ambiguous (EkFhirReceiver *self, EkIncoming *incoming, GError **error);
gboolean ek_receive_only_source (EkFhirReceiver *self, EkIncoming *incoming, GError **error);

/* ek-fhir-receive-refile.c: what is one record on every machine, and another patient's */
gboolean ek_receive_was_put_here (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, gboolean *put,
                                  GError **error);
gboolean ek_receive_may_refile (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, gboolean *may,
                                GError **error);
gboolean ek_receive_refile (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *old, EkRecord **record,
                            GError **error);
gboolean ek_receive_follow (EkFhirReceiver *self, EkIncoming *incoming, EkRecord **record, GError **error);

/* ek-fhir-receive-named.c: words beside a reference that contradict it */
gboolean ek_receive_check_named (EkFhirReceiver *self, EkIncoming *incoming, GError **error);
gboolean ek_receive_check_focus (EkFhirReceiver *self, EkIncoming *incoming, gboolean *about_other, GError **error);
gboolean ek_receive_look_at_named (EkFhirReceiver *self, EkIncoming *incoming, GError **error);

/* ek-fhir-receive-unkept.c: what is not taken over, and is looked at all the same */
gboolean ek_receive_look_at_unkept (EkFhirReceiver *self, JsonObject *resource, const char *source, EkFhirSkip why,
                                    const char *address, const char *where, GError **error);

/* ek-fhir-receive-whom.c: whom that is about */
gboolean ek_receive_find_whom (EkFhirReceiver *self, JsonObject *resource, const char *source, GHashTable *patients,
                               GError **error);

/* ek-fhir-receive-letter.c: attachments that no program reads */
GPtrArray *ek_receive_letters_new (void);
void ek_receive_note_letters (EkFhirReceiver *self, JsonObject *resource, const char *source, const char *where,
                              const char *patient_id);
gboolean ek_receive_find_letter (EkFhirReceiver *self, JsonObject *resource, const char *address, GHashTable *patients);
gboolean ek_receive_tell_letters (EkFhirReceiver *self, GError **error);

/* ek-fhir-receive-person.c: a Patient */
gboolean ek_receive_person (EkFhirReceiver *self, EkIncoming *incoming, GError **error);
gboolean ek_receive_refuse_person (EkFhirReceiver *self, EkIncoming *incoming, EkFhirMatch *match, EkFhirSkip why,
                                   GError **error);

G_END_DECLS
