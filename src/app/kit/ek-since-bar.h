/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-since.h"

G_BEGIN_DECLS

/**
 * EkSinceBar: says above a draft what was recorded since it was made, and offers to bring it up to date. Hidden while
 * there is nothing to say.
 */
#define EK_TYPE_SINCE_BAR (ek_since_bar_get_type ())
G_DECLARE_FINAL_TYPE (EkSinceBar, ek_since_bar, EK, SINCE_BAR, AdwBin)

GtkWidget *ek_since_bar_new (const char *action);
void ek_since_bar_show (EkSinceBar *self, const EkSince *since);

G_END_DECLS
