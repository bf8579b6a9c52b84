/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EkColumnsLayout: as many columns of equal width as have room; each child goes below what is shortest so far, so that
 * the order of reading stays roughly that of the children.
 */
#define EK_TYPE_COLUMNS_LAYOUT (ek_columns_layout_get_type ())
G_DECLARE_FINAL_TYPE (EkColumnsLayout, ek_columns_layout, EK, COLUMNS_LAYOUT, GtkLayoutManager)

GtkLayoutManager *ek_columns_layout_new (int column_width, int max_columns, int spacing);

G_END_DECLS
