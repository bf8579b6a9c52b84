/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

#define EK_TYPE_WORDING_DIALOG (ek_wording_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EkWordingDialog, ek_wording_dialog, EK, WORDING_DIALOG, AdwWindow)

/** EkWordingImported: told once when something was imported, with the id of the instrument. */
typedef void (*EkWordingImported) (const char *instrument_id, gpointer user_data);

void ek_wording_dialog_show (GtkWidget *parent, EkSession *session, const char *path, EkWordingImported imported,
                             gpointer user_data, GDestroyNotify destroy);
void ek_wording_dialog_choose (GtkWidget *parent, EkSession *session, EkWordingImported imported, gpointer user_data,
                               GDestroyNotify destroy);

G_END_DECLS
