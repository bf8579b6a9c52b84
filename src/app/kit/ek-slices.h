/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _EkSlices EkSlices;

typedef void (*EkSliceFunc) (GtkWidget *widget, guint nth);

EkSlices *ek_slices_new (GtkWidget *widget, guint n_slices, EkSliceFunc fill);
void ek_slices_free (EkSlices *self);
void ek_slices_start (EkSlices *self);
void ek_slices_stop (EkSlices *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkSlices, ek_slices_free)

G_END_DECLS
