/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** EkLineLayout: side by side, as in a horizontal box, but without asking how wide a child is for a height. */
#define EK_TYPE_LINE_LAYOUT (ek_line_layout_get_type ())
G_DECLARE_FINAL_TYPE (EkLineLayout, ek_line_layout, EK, LINE_LAYOUT, GtkLayoutManager)

GtkLayoutManager *ek_line_layout_new (int spacing);

G_END_DECLS
