/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-record.h"

G_BEGIN_DECLS

/* What only the store may do to a record. */

typedef struct {
  gint64 revision;
  const char *author;
  gint64 created_ms;
  int created_offset;
  gint64 changed_ms;
  int changed_offset;
} EkEnvelope;

void ek_record_get_envelope (EkRecord *self, EkEnvelope *envelope); /* strings belong to the record */
void ek_record_set_envelope (EkRecord *self, const EkEnvelope *envelope);
void ek_record_take_stored (EkRecord *self, int field, const char *value); /* JSON as stored, not parsed again */
void ek_record_set_file (EkRecord *self, const char *file);
void ek_record_copy_field (EkRecord *self, EkRecord *from, int field);
gboolean ek_record_equal_field (EkRecord *self, EkRecord *other, int field);
JsonObject *ek_record_values_to_json (EkRecord *self); /* transfer full */
char *ek_record_state (EkRecord *self);                /* canonical JSON of everything */

G_END_DECLS
