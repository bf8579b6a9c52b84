/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** EkSteadyLayout: gives its only child all there is, and asks for a height that has nothing to do with it. */
#define EK_TYPE_STEADY_LAYOUT (ek_steady_layout_get_type ())
G_DECLARE_FINAL_TYPE (EkSteadyLayout, ek_steady_layout, EK, STEADY_LAYOUT, GtkLayoutManager)

GtkLayoutManager *ek_steady_layout_new (int height);

G_END_DECLS
