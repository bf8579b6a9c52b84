/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-store.h"
#include "ek-types.h"

G_BEGIN_DECLS

/* Who is who: the one rule by which two descriptions of a person are one person, likely one person, or two. Files from
 * elsewhere, servers, the command line and the form of a new patient all ask here. */

/** EkNameLikeness: how near two names are; each is nearer than the one before. */
typedef enum {
  EK_NAME_OTHER,
  EK_NAME_GIVEN,  /* only the given name is the same: after a marriage */
  EK_NAME_SOUND,  /* other characters with the same reading */
  EK_NAME_SCRIPT, /* characters, and their reading in letters */
  EK_NAME_SAME,
} EkNameLikeness;

typedef enum {
  EK_BIRTH_MISSING, /* on one side or both: says nothing */
  EK_BIRTH_OTHER,
  EK_BIRTH_COMPATIBLE, /* one is only the year or month of the other */
  EK_BIRTH_SAME,       /* to the day, or both to the same month */
} EkBirthLikeness;

/** EkLikeness: what two descriptions have in common. */
typedef struct {
  EkNameLikeness name;
  EkBirthLikeness birth;
  gboolean number_same;    /* a number of the same system is equal */
  gboolean number_differs; /* in a system of which both have a number none is equal */
  gboolean number_likely;  /* equal, where the system is missing on one side or the number long enough to be
                            * one of a kind */
  gboolean sex_differs;    /* male and female */
  gboolean nameless;       /* of one of them no name is known, whatever stands in its place */
} EkLikeness;

/** EkClaim: why somebody is thought to be one of ours, before anything is compared. */
typedef enum {
  EK_CLAIM_ID,     /* the same id at a source that gives each id once: a server, or our own UUID */
  EK_CLAIM_NUMBER, /* a number of the same system */
  EK_CLAIM_FILE,   /* the same id in another file of unknown origin, which by itself says nothing */
} EkClaim;

typedef enum {
  EK_PERSON_OTHER,
  EK_PERSON_TOLD, /* the same, and somebody should know what differs */
  EK_PERSON_SAME,
} EkPersonVerdict;

/** EkPersonAlike: somebody here who may be the one who is about to be added. */
typedef struct {
  char *patient_id;
  char *name;
  char *sex;        /* choice id or NULL */
  char *birth_date; /* or NULL */
  char *number;     /* the first one shown, or NULL */
  EkLikeness likeness;
} EkPersonAlike;

char *ek_person_fold_number (const char *value) G_GNUC_WARN_UNUSED_RESULT;
gboolean ek_person_number_is_placeholder (const char *number);
void ek_person_compare (EkStore *store, EkRecord *known, EkRecord *other, EkLikeness *likeness);
EkPersonVerdict ek_person_judge (EkClaim claim, const EkLikeness *likeness);
gboolean ek_person_is_likely (const EkLikeness *likeness);

GPtrArray *ek_person_find_alike (EkStore *store, EkRecord *patient, GError **error);
GPtrArray *ek_person_find_number (EkStore *store, const char *system, const char *value, GError **error);
gboolean ek_person_share_numbers (EkStore *store, EkRecord *patient, GError **error);
void ek_person_alike_free (EkPersonAlike *alike);
JsonNode *ek_person_alike_detail (EkRecord *patient, const EkLikeness *likeness) G_GNUC_WARN_UNUSED_RESULT;
char *ek_person_describe (const char *name, const char *birth_date, const char *number) G_GNUC_WARN_UNUSED_RESULT;
char *ek_person_describe_record (EkRecord *patient) G_GNUC_WARN_UNUSED_RESULT;
const char *ek_person_number (EkRecord *patient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkPersonAlike, ek_person_alike_free)

G_END_DECLS
