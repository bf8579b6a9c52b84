/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-danger-kind.h"
#include "ek-knowledge.h"
#include "ek-store.h"

G_BEGIN_DECLS

/* Signs of danger in whatever comes into a file: answers, totals, diagnoses, findings, warnings, reasons for a visit,
 * by code and by words. What counts as one is data/knowledge/danger.json. */

EkSign ek_danger_in_text (EkKnowledge *knowledge, const char *text, EkDangerKind kind, gboolean *past);
gboolean ek_danger_in_code (EkKnowledge *knowledge, const char *system, const char *code, EkDangerKind kind);

/* Looks at a record that was entered by hand, in the caller's transaction. */
gboolean ek_danger_look (EkStore *store, EkCatalogue *catalogue, EkRecord *record, GError **error);
/* Looks at what came from elsewhere: @record as it was kept, or NULL where it could not be; @resource as it came. */
gboolean ek_danger_look_at (EkStore *store, EkCatalogue *catalogue, const char *patient_id, EkRecord *record,
                            JsonObject *resource, GError **error);
/* Looks at what stands beside the answers of a form that was read. */
gboolean ek_danger_look_beside (EkStore *store, EkCatalogue *catalogue, EkRecord *form, JsonObject *resource,
                                GError **error);
gboolean ek_danger_suspects (const char *text, gsize length);
/* Saves a record that a person entered and looks at it, in one transaction. */
gboolean ek_danger_save (EkStore *store, EkCatalogue *catalogue, EkRecord *record, GError **error);

/** EkDangerWalk: what became of the forms stored before every form was looked at. @risks: forms that opened a risk or
 * joined one; @notices: forms that left a notice; @now: whether any of it was found in this call; @done: all are. */
typedef struct {
  guint risks;
  guint notices;
  gboolean now;
  gboolean done;
} EkDangerWalk;

gboolean ek_danger_walk_is_done (EkStore *store);
gboolean ek_danger_walk (EkStore *store, EkCatalogue *catalogue, GCancellable *cancellable, EkDangerWalk *found,
                         GError **error);

G_END_DECLS
