/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-definitions.h"

G_BEGIN_DECLS

void ek_instrument_detail_fill (GtkBox *box, EkInstrument *instrument, EkCatalogue *catalogue, GPtrArray *definitions);
void ek_instrument_detail_add_items (GtkBox *box, const char *title, EkInstrument *instrument, guint at_most);

G_END_DECLS
