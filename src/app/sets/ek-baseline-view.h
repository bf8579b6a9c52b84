/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-baseline.h"

G_BEGIN_DECLS

/* Makes widgets of a baseline assessment, severity first. @content: an empty vertical box. */
void ek_baseline_view_fill (GtkBox *content, EkRecord *record, GPtrArray *signatures);

G_END_DECLS
