/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  EK_FILE_CHOOSER_OPEN,
  EK_FILE_CHOOSER_SAVE,
  EK_FILE_CHOOSER_FOLDER,
} EkFileChooserMode;

/** EkFileChooserAnswer: @path in the local file system, or NULL when the person chose none. */
typedef void (*EkFileChooserAnswer) (const char *path, gpointer user_data);

void ek_file_chooser_show (GtkWidget *parent, EkFileChooserMode mode, const char *title, const char *suggested_name,
                           const char *filter_name, const char *const *patterns, EkFileChooserAnswer answer,
                           gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
