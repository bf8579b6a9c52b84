/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-draft.h"
#include "ek-session.h"

G_BEGIN_DECLS

/**
 * EkDrafts:
 *
 * What was typed and not saved, between the screen and the vault: one for each session. Widgets join through EkKept.
 * What they hold is written at pauses in typing, and once more before the session locks. What the disk does not take at
 * that moment stays in memory, sealed for who typed it, until that person is in again.
 *
 * Signals:
 *  - "loaded": somebody is in, and what that person had typed is known
 *  - "changed": there is something else to be offered
 *  - "trouble" (words): what is typed does not reach the disk
 */
#define EK_TYPE_DRAFTS (ek_drafts_get_type ())
G_DECLARE_FINAL_TYPE (EkDrafts, ek_drafts, EK, DRAFTS, GObject)

/** EkDraftSource: a widget that holds something unsaved. */
typedef struct _EkDraftSource EkDraftSource;
struct _EkDraftSource {
  EkDraft *(*capture) (EkDraftSource *self, gboolean locking); /* NULL: nothing unsaved; transfer full */
  char *key;                                                   /* of ek_drafts_key() */
  char *former;                                                /* the body that was written last, or NULL */
  int *saved; /* an atomic box: set by the writing thread when a save took it into the record; or NULL */
  gboolean dirty;
};

EkDrafts *ek_drafts_get (EkSession *session);
EkSession *ek_drafts_get_session (void);
gboolean ek_drafts_is_loaded (EkDrafts *self);
char *ek_drafts_key (const char *place, const char *patient_id, const char *target);
const EkDraft *ek_drafts_find (EkDrafts *self, const char *key);
GPtrArray *ek_drafts_list (EkDrafts *self);
void ek_drafts_remove (EkDrafts *self, const char *key);
void ek_drafts_spend (EkDrafts *self, const char *key);
void ek_drafts_flush (EkDrafts *self, gboolean locking);
void ek_drafts_flush_async (EkDrafts *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean ek_drafts_flush_finish (EkDrafts *self, GAsyncResult *result, GError **error);
void ek_drafts_leave_all (EkDrafts *self);
gboolean ek_drafts_has_held (EkDrafts *self);
gboolean ek_drafts_has_text (EkDrafts *self);

/* For EkKept. */
void ek_drafts_join (EkDrafts *self, EkDraftSource *source);
void ek_drafts_leave (EkDrafts *self, EkDraftSource *source);
void ek_drafts_touch (EkDrafts *self, EkDraftSource *source);

/* What stands in a body. */
JsonObject *ek_draft_fields (const EkDraft *draft);
const char *ek_draft_member (const EkDraft *draft, const char *name);
gboolean ek_draft_has_text (const EkDraft *draft);

G_END_DECLS
