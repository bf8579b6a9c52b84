/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-plan.h"
#include "ek-since.h"
#include "ek-session.h"

G_BEGIN_DECLS

/** EkPlanReading: what the plan page asks for, and what was read. */
typedef struct {
  char *patient_id;
  char *wanted_id;        /* or NULL */
  EkCatalogue *catalogue; /* belongs to the session */
  EkKnowledge *knowledge; /* belongs to the program */
  GPtrArray *plans;       /* of EkRecord, newest first */
  EkRecord *plan;         /* the one shown, or NULL when there is none */
  GPtrArray *lines;       /* of EkPlanLine */
  GPtrArray *signatures;  /* of EkSignature */
  gboolean has_draft;
  EkSince *since;    /* what has changed since a draft was made; NULL: not a draft */
  GPtrArray *former; /* of EkPlanLine: the plan that this draft is to replace; or NULL */
} EkPlanReading;

EkPlanReading *ek_plan_reading_new (const char *patient_id, const char *wanted_id, EkCatalogue *catalogue);
void ek_plan_reading_free (EkPlanReading *reading);
const EkPlanLine *ek_plan_reading_find_line (const EkPlanReading *reading, const char *line_id);
guint ek_plan_reading_count_live (const EkPlanReading *reading);
/* An EkSessionFunc; @data is an EkPlanReading. Answers with another one. */
void ek_plan_read (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable);

char *ek_plan_version_label (EkRecord *plan) G_GNUC_WARN_UNUSED_RESULT;
/* Fills @content; the rows (EkPlanLineRow) belong to it. */
GPtrArray *ek_plan_view_fill (GtkBox *content, const EkPlanReading *reading, EkVault *vault);

G_END_DECLS
