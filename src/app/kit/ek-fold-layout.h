/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EkFoldLayout: a text and what is to be done about it, in two children. Side by side while the second leaves most of
 * the width to the text, else one below the other: in a narrow window, or with large letters.
 */
#define EK_TYPE_FOLD_LAYOUT (ek_fold_layout_get_type ())
G_DECLARE_FINAL_TYPE (EkFoldLayout, ek_fold_layout, EK, FOLD_LAYOUT, GtkLayoutManager)

GtkLayoutManager *ek_fold_layout_new (int spacing, int indent);

G_END_DECLS
