/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A record type is declared once, as a table of fields. That declaration makes the database table, drives reading and
 * writing, tells forms what to show and search what to index. To add a field: one line here, its form, its mapping. */

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
  EK_RECORD_SYNCED = 1 << 0, /* a save writes an outbox row */
  EK_RECORD_SIGNED = 1 << 1, /* can be signed; a signed revision is never changed, only followed by a new one */
  EK_RECORD_KEPT = 1 << 2,   /* never deleted */
} EkRecordFlags;

typedef struct {
  const char *name;  /* table, and the type in audit, outbox and export */
  const char *label; /* N_() */
  EkRecordFlags flags;
  const EkField *fields; /* ended by { NULL } */
} EkRecordType;

guint ek_record_type_n_fields (const EkRecordType *type);
int ek_record_type_find_field (const EkRecordType *type, const char *name);
const EkRecordType *ek_record_type_by_name (const char *name);
const EkRecordType *const *ek_record_types (void);
const char *ek_choice_label (const EkChoice *choices, const char *id);

G_END_DECLS
