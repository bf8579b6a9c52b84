/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSettings *ek_settings_get (void);
void ek_settings_apply_language (void);
void ek_settings_bind_locale (void);

G_END_DECLS
