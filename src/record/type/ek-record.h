/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "ek-record-type.h"
#include "ek-time.h"

G_BEGIN_DECLS

/**
 * EkRecord:
 *
 * One record of any type: an envelope (id, patient, revision, author, times) and the values of its type's fields, which
 * are reached by their index in the declaration. Not thread-safe; copy it to hand it to another thread.
 */
#define EK_TYPE_RECORD (ek_record_get_type ())
G_DECLARE_FINAL_TYPE (EkRecord, ek_record, EK, RECORD, GObject)

EkRecord *ek_record_new (const EkRecordType *type,
                         /* NULL for a patient; fresh id, revision 0 */
                         const char *patient_id);
EkRecord *ek_record_new_with_id (const EkRecordType *type, const char *id, const char *patient_id);
EkRecord *ek_record_copy (EkRecord *self);

const EkRecordType *ek_record_get_record_type (EkRecord *self);
const char *ek_record_get_id (EkRecord *self);
/* a patient's own id for a patient */
const char *ek_record_get_patient_id (EkRecord *self);
/* the same, unless its patient's file was joined with another: then what it is stored and signed under */
const char *ek_record_get_filed_id (EkRecord *self);
gint64 ek_record_get_revision (EkRecord *self);
const char *ek_record_get_author (EkRecord *self);
gint64 ek_record_get_created (EkRecord *self);
gint64 ek_record_get_changed (EkRecord *self);
int ek_record_get_changed_offset (EkRecord *self);

gboolean ek_record_has (EkRecord *self, int field);
void ek_record_clear (EkRecord *self, int field);
/* TEXT NOTE DATE CHOICE REFERENCE JSON; NULL when unset */
const char *ek_record_get_text (EkRecord *self, int field);
/* "" and NULL both unset */
void ek_record_set_text (EkRecord *self, int field, const char *value);
gint64 ek_record_get_int (EkRecord *self, int field, gint64 fallback);
void ek_record_set_int (EkRecord *self, int field, gint64 value);
double ek_record_get_real (EkRecord *self, int field, double fallback);
void ek_record_set_real (EkRecord *self, int field, double value);
/* EK_INSTANT_NONE when unset */
gint64 ek_record_get_instant (EkRecord *self, int field, int *offset_minutes);
void ek_record_set_instant (EkRecord *self, int field, gint64 ms, int offset_minutes);
/* parsed once; belongs to the record; NULL when unset */
JsonNode *ek_record_get_json (EkRecord *self, int field);
void ek_record_set_json (EkRecord *self, int field, JsonNode *value);
GBytes *ek_record_get_blob (EkRecord *self, int field);
void ek_record_set_blob (EkRecord *self, int field, GBytes *value);

const char *ek_record_get_title (EkRecord *self);
char *ek_record_get_day (EkRecord *self);
gboolean ek_record_may_be_moved (EkRecord *self);
void ek_record_begin (EkRecord *self, EkClock *clock, const char *user_name);

gboolean ek_record_equal_values (EkRecord *self, EkRecord *other);
/* What @before was changed to in @mine, put on @theirs; the envelope is theirs. */
EkRecord *ek_record_put_on_top (EkRecord *theirs, EkRecord *before, EkRecord *mine);
gboolean ek_record_same_field (EkRecord *self, EkRecord *other, int field);
gboolean ek_record_validate (EkRecord *self, GError **error);
/* envelope and values, stable order */
JsonNode *ek_record_to_json (EkRecord *self);
EkRecord *ek_record_from_json (JsonNode *node, GError **error);

G_END_DECLS
