/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/** EkWindow: the main window: the door (create, unlock), and behind it the patients. */
#define EK_TYPE_WINDOW (ek_window_get_type ())
G_DECLARE_FINAL_TYPE (EkWindow, ek_window, EK, WINDOW, AdwApplicationWindow)

EkWindow *ek_window_new (GtkApplication *application, EkSession *session);
void ek_window_set_preparing (EkWindow *self, gboolean preparing);
void ek_window_open_patient (EkWindow *self, const char *patient_id, const char *tab);

void ek_window_show_idle (EkWindow *self, guint seconds);

G_END_DECLS
