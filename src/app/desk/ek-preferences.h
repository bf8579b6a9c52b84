/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** EkPreferences: language, colours, size of text, auto-lock. */
#define EK_TYPE_PREFERENCES (ek_preferences_get_type ())
G_DECLARE_FINAL_TYPE (EkPreferences, ek_preferences, EK, PREFERENCES, AdwPreferencesWindow)

void ek_preferences_show (GtkWindow *parent);

G_END_DECLS
