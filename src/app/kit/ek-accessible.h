/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ek_accessible_set_name (GtkWidget *widget, const char *name);
void ek_accessible_name_buttons (GtkWidget *widget);
void ek_accessible_name_menus (void);
void ek_accessible_tell_cut (GtkLabel *label);
void ek_accessible_tell_cuts (GtkWidget *widget);

G_END_DECLS
