/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ek_file_replace (const char *path, gconstpointer bytes, gsize length, int mode, GError **error);

/** EkFileDraft: a file that is written and waits beside the one it is to replace. */
typedef struct _EkFileDraft EkFileDraft;

EkFileDraft *ek_file_draft_new (const char *path, gconstpointer bytes, gsize length, int mode, GError **error);
EkFileDraft *ek_file_draft_new_kept (const char *path, gconstpointer bytes, gsize length, int mode, GError **error);
gboolean ek_file_draft_commit (EkFileDraft *draft, GError **error);
void ek_file_draft_free (EkFileDraft *draft);
char *ek_file_new_draft_name (const char *name) G_GNUC_WARN_UNUSED_RESULT;

gboolean ek_file_read (const char *path, gsize max_bytes, char **contents, gsize *length, GError **error);
gboolean ek_file_read_plain (const char *path, gsize max_bytes, char **contents, gsize *length, GError **error);
gboolean ek_file_sync_directory (const char *path, GError **error);
char *ek_data_path (const char *relative) G_GNUC_WARN_UNUSED_RESULT;
const char *ek_locale_path (void);
gboolean ek_runs_from_build_tree (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkFileDraft, ek_file_draft_free)

G_END_DECLS
