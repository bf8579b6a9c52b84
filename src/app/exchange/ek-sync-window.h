/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/** EkSyncWindow: exchange with the hospital: how things stand, run it, decide what needs a person. */
#define EK_TYPE_SYNC_WINDOW (ek_sync_window_get_type ())
G_DECLARE_FINAL_TYPE (EkSyncWindow, ek_sync_window, EK, SYNC_WINDOW, AdwWindow)

void ek_sync_window_show (GtkWidget *parent, EkSession *session);

void ek_sync_window_settings (GtkWidget *parent, EkSession *session);

G_END_DECLS
