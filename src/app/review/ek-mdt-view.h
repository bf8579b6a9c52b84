/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-card.h"
#include "ek-mdt.h"
#include "ek-since.h"
#include "ek-session.h"

G_BEGIN_DECLS

/** EkMdtReading: what the case review page asks for, and what was read. */
typedef struct {
  char *patient_id;
  char *wanted_id; /* or NULL: the open one, else the newest */
  EkCatalogue *catalogue;
  GPtrArray *reviews; /* of EkRecord, newest first */
  EkRecord *review;   /* the one shown, or NULL when there is none */
  GPtrArray *opinions;
  GPtrArray *actions;
  GPtrArray *former;     /* decisions that were replaced */
  GPtrArray *signatures; /* of EkMdtSignature */
  GStrv missing;         /* what stands between the review and its closing */
  EkSince *since;        /* what has changed since the case page was made; NULL: closed */
  GPtrArray *triggers;   /* of EkReason: why the case belongs on the agenda now, when no review is open */
} EkMdtReading;

EkMdtReading *ek_mdt_reading_new (const char *patient_id, const char *wanted_id, EkCatalogue *catalogue);
void ek_mdt_reading_free (EkMdtReading *reading);
gboolean ek_mdt_reading_is_closed (const EkMdtReading *reading);
/* An EkSessionFunc; @data is an EkMdtReading. Answers with another one. */
void ek_mdt_read (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable);

char *ek_mdt_review_label (EkRecord *review) G_GNUC_WARN_UNUSED_RESULT;
/* The agreed information, as it was frozen into the review, part by part. */
#define EK_MDT_CASE_PARTS 11
void ek_mdt_view_case (GtkBox *column, EkRecord *review, guint part);

/* What the team makes of it. Cards belong to their column; those with a button are named. */
typedef struct {
  EkCard *question, *opinions, *decision, *actions, *signatures, *missing;
} EkMdtCards;

void ek_mdt_view_make (GtkBox *column, EkMdtCards *cards);
#define EK_MDT_TEAM_PARTS 6
void ek_mdt_view_fill (const EkMdtCards *cards, const EkMdtReading *reading, const char *today, guint part);

G_END_DECLS
