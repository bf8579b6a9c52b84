/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ek-law.h"

G_BEGIN_DECLS

/* A record type is declared once, in ek-type-NAME.c: its fields, and what other rooms have to know of it. The
 * declaration makes the database table, drives reading and writing, tells forms what to show, search what to index, and
 * who may write it. Other rooms ask the declaration and do not compare types. */

typedef struct _EkRecord EkRecord;

typedef enum {
  EK_FIELD_TEXT, /* one line */
  EK_FIELD_NOTE, /* many lines */
  EK_FIELD_INTEGER,
  EK_FIELD_REAL,
  EK_FIELD_BOOLEAN,
  EK_FIELD_DATE,      /* YYYY, YYYY-MM or YYYY-MM-DD */
  EK_FIELD_INSTANT,   /* ms since the epoch, and the offset in minutes beside it (column NAME_offset) */
  EK_FIELD_CHOICE,    /* the id of one of the choices */
  EK_FIELD_REFERENCE, /* the id of another record */
  EK_FIELD_JSON,      /* canonical JSON text */
  EK_FIELD_BLOB,
} EkFieldKind;

typedef enum {
  EK_FIELD_PLAIN = 0,
  EK_FIELD_REQUIRED = 1 << 0,    /* a record without it is not saved */
  EK_FIELD_SEARCHED = 1 << 1,    /* patients are found by it */
  EK_FIELD_IDENTIFYING = 1 << 2, /* left out when a case is shown de-identified */
  EK_FIELD_HIDDEN = 1 << 3,      /* not in a form: written by the program */
  EK_FIELD_INDEXED = 1 << 4,     /* the table has an index on it */
  EK_FIELD_SAID = 1 << 5,        /* words in which a danger may stand, whatever the record is about */
} EkFieldFlags;

typedef struct {
  const char *id;
  const char *label; /* N_() */
} EkChoice;

typedef struct {
  const char *name; /* column and JSON member */
  EkFieldKind kind;
  EkFieldFlags flags;
  const char *label; /* N_() */
  /* ended by { NULL }: all that EK_FIELD_CHOICE allows; for EK_FIELD_TEXT words known by an id */
  const EkChoice *choices;
} EkField;

typedef enum {
  EK_RECORD_PLAIN = 0,
  EK_RECORD_SYNCED = 1 << 0,  /* a save writes an outbox row */
  EK_RECORD_SIGNED = 1 << 1,  /* can be signed; a signed revision is never changed, only followed by a new one */
  EK_RECORD_KEPT = 1 << 2,    /* never deleted */
  EK_RECORD_MOVED = 1 << 3,   /* where it comes from may say that it is somebody else's */
  EK_RECORD_BASIS = 1 << 4,   /* plans, reviews and baselines are made from it: a draft looks at what came since */
  EK_RECORD_COURSE = 1 << 5,  /* the trajectory draws it */
  EK_RECORD_BY_HAND = 1 << 6, /* a person writes it down in its form */
} EkRecordFlags;

/* No field: of .title and .when. */
#define EK_NO_FIELD -1

/* A heading of a form, and the fields below it. */
typedef struct {
  const char *title; /* N_(), or NULL */
  const int *fields; /* by their index, ended by EK_NO_FIELD; NULL ends the list of sections */
} EkSection;

/* What a date may not be. */
typedef enum {
  EK_DATE_PAST = 1 << 0, /* something that happened */
  EK_DATE_BORN = 1 << 1, /* not before the patient was born */
  EK_DATE_LIFE = 1 << 2, /* the date of birth itself */
  EK_DATE_SOON = 1 << 3, /* may be planned, within reason */
} EkDateBounds;

typedef struct {
  int field;
  EkDateBounds bounds;  /* 0 ends the list */
  int start;            /* a field that it may not come before, or EK_NO_FIELD */
  int plan_field;       /* with this EK_FIELD_CHOICE, or EK_NO_FIELD … */
  const char *plans[4]; /* … at one of these it may be to come */
} EkDateRule;

/* A state in which something is still to be done with a record, for who joins two files. */
typedef struct {
  int field;         /* an EK_FIELD_CHOICE */
  const char *state; /* NULL ends the list */
  const char *what;  /* an id of what that is: open-risk active-plan draft review schedule set form */
  int about;         /* a field that says what it is about, or EK_NO_FIELD */
} EkPending;

/* What is being written, by whom. */
typedef struct {
  EkLaw *law;
  EkUser *user;
  EkRecord *record;
  EkRecord *former; /* as it is in the store, or NULL */
} EkDeedOf;

/* When a new record is begun, and by whom. */
typedef struct {
  gint64 now; /* ms since the epoch */
  int offset; /* minutes */
  const char *today;
  const char *user_name; /* or NULL */
} EkBeginning;

/* How the overview lists records of a type that it does not know of. */
typedef struct {
  const char *title; /* N_(); NULL: no card by declaration */
  const char *add;   /* N_(): what the button says */
  const char *empty; /* N_() */
  int status;        /* the EK_FIELD_CHOICE that stands apart */
} EkCardOf;

typedef struct {
  const char *name;   /* table, and the type in audit, outbox and export */
  const char *plural; /* what evenkeelctl calls a list of them; NULL: not listed with a patient */
  const char *label;  /* N_() */
  EkRecordFlags flags;
  const EkField *fields;     /* ended by { NULL } */
  const EkSection *sections; /* of its form; NULL: all fields in one */
  int title;                 /* the field that says in short what it is */
  int when;                  /* the EK_FIELD_DATE or EK_FIELD_INSTANT at which it was or begins */
  const EkDateRule *dates;
  const EkPending *pending;
  EkDeed (*deed) (const EkDeedOf *of);                            /* what saving it does; NULL: EK_DEED_WRITE */
  EkDeed (*deed_signed) (EkRecord *record);                       /* what signing it does; NULL: EK_DEED_SIGN */
  void (*begin) (EkRecord *record, const EkBeginning *beginning); /* what stands in a new one; NULL: nothing */
  EkCardOf card;
} EkRecordType;

guint ek_record_type_n_fields (const EkRecordType *type);
int ek_record_type_find_field (const EkRecordType *type, const char *name);
const EkRecordType *ek_record_type_by_name (const char *name);
const EkRecordType *const *ek_record_types (void);
const EkChoice *ek_choice_find (const EkChoice *choices, const char *id);
const EkChoice *ek_choice_named (const EkChoice *choices, const char *text);
const char *ek_choice_label (const EkChoice *choices, const char *id);

G_END_DECLS
