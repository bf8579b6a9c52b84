/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-receive-private.h"

G_BEGIN_DECLS

/** EkReceiveWay: what is special about receiving records of one type. What a type does not name is as with the others.
 * Functions that answer a gboolean answer %FALSE only with @error set; then nothing of the resource is kept. */
typedef struct {
  const EkRecordType *type;

  /* how many records a resource holds; NULL: one */
  guint (*n_parts) (const EkFhirContext *context, JsonObject *resource);
  /* (transfer full) (nullable): what of the resource is looked at for the record of one part; NULL: the whole */
  JsonObject *(*part) (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record);
  /* whether what stands around the parts is looked at with the first */
  gboolean has_frame;
  /* remembers that it passed, for what refers to it; @full_url may be NULL */
  void (*passed) (EkFhirReceiver *self, EkIncoming *incoming, const char *full_url);
  /* in a file of unknown origin its id follows from what it says */
  gboolean by_content;
  /* the record that it is here under another id; *record stays NULL where there is none */
  gboolean (*find) (EkFhirReceiver *self, EkIncoming *incoming, EkRecord **record, GError **error);
  /* what is left for a person where it is not taken over */
  gboolean (*refused) (EkFhirReceiver *self, EkIncoming *incoming, const char *address, EkFhirSkip why, GError **error);
  /* before ours is laid over it, before it is saved, and after */
  gboolean (*before_merge) (EkFhirReceiver *self, EkRecord *record, GError **error);
  gboolean (*before_save) (EkFhirReceiver *self, EkRecord *record, GError **error);
  gboolean (*saved) (EkFhirReceiver *self, EkRecord *record, GError **error);
  /* lays what is here over what comes, where that is not done field by field */
  void (*merge) (EkRecord *ours, EkRecord *record);
  /* of a record that was changed on both sides ours stays whole, and what was not taken over is looked at */
  gboolean is_whole;
  /* it comes from elsewhere under an own id and is taken all the same */
  gboolean is_shared;
  /* what is told besides, of a record that was taken over */
  gboolean (*taken) (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, GError **error);
  /* after all of it */
  gboolean (*settled) (EkFhirReceiver *self, EkRecord *record, GError **error);
  /* it may hold attachments, of which nothing is kept */
  gboolean has_letters;
  /* it quotes what was looked at where it was left */
  gboolean is_quoted;
  /* the field and the word in it by which a record says that it was taken back; without a word it is taken out */
  int back_field;
  const char *back_word;
  /* with that word it stays where it may not be taken out here, because it is signed or who is in may not */
  gboolean stays_marked;
} EkReceiveWay;

const EkReceiveWay *ek_receive_way (const EkRecordType *type);
gboolean ek_receive_mark_back (EkRecord *record);

/* ek-fhir-receive-form.c */
extern const EkReceiveWay ek_receive_form_way;

G_END_DECLS
