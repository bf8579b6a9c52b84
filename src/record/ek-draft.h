/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "ek-store.h"

G_BEGIN_DECLS

/**
 * EkDraft: something that was typed and not saved, kept so that neither the lock nor a crash loses it. It belongs to
 * the person who typed it and is no part of the record: nobody else sees it, it is not searched, exported, sent or kept
 * in the history, and nothing of it is left when it is removed.
 */
typedef struct {
  char *place;      /* where in the program: "plan/add" */
  char *patient_id; /* "": nobody's */
  char *target;     /* what it is about there, such as the id of a record; "": something new */
  gint64 at_ms;
  int offset_minutes;
  JsonNode *body; /* an object; what stands in it is for the place to know */
} EkDraft;

EkDraft *ek_draft_new (const char *place, const char *patient_id, const char *target, JsonNode *body);
void ek_draft_free (EkDraft *self);
gboolean ek_draft_put (EkStore *store, const EkDraft *draft, GError **error);
gboolean ek_draft_remove (EkStore *store, const char *place, const char *patient_id, const char *target,
                          GError **error);
GPtrArray *ek_draft_list (EkStore *store, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkDraft, ek_draft_free)

G_END_DECLS
