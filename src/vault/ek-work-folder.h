/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** EkWorkFolder: a folder in which something is put together that gets its name when it is whole. */
typedef struct _EkWorkFolder EkWorkFolder;

EkWorkFolder *ek_work_folder_new (int parent, const char *prefix, GError **error);
int ek_work_folder_descriptor (EkWorkFolder *self);
char *ek_work_folder_file (EkWorkFolder *self, const char *name);
gboolean ek_work_folder_publish (EkWorkFolder *self, const char *name, gboolean over_empty, gboolean *taken,
                                 GError **error);
void ek_work_folder_free (EkWorkFolder *self, const char *const *files);
void ek_work_folder_sweep (int parent, const char *prefix, gboolean whole, const char *const *files);

G_END_DECLS
