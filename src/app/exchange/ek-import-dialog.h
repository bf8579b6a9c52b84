/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/** EkImportDialog: imports a file from the hospital with progress, and reports what became of every resource in it. */
#define EK_TYPE_IMPORT_DIALOG (ek_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EkImportDialog, ek_import_dialog, EK, IMPORT_DIALOG, AdwWindow)

void ek_import_dialog_choose (GtkWidget *parent, EkSession *session);
void ek_import_dialog_show (GtkWidget *parent, EkSession *session, const char *path);

G_END_DECLS
