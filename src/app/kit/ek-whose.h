/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Whose file a part of the window is about, so that every dialog can say it: name, birth date and numbers. It stands
 * inside windows, never in their titles, which other programs see. */

void ek_whose_set (GtkWidget *widget, const char *text);
const char *ek_whose_find (GtkWidget *widget);
void ek_whose_name_window (GtkWindow *window, GtkWidget *parent);

G_END_DECLS
