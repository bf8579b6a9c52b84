/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-instrument.h"

G_BEGIN_DECLS

/**
 * EkInstrumentMenu: a list of questionnaires under headings, with a field that finds one by a part of its name. Signal:
 * "chosen" (id). Source of the headings: data/knowledge/instrument-groups.json.
 */
#define EK_TYPE_INSTRUMENT_MENU (ek_instrument_menu_get_type ())
G_DECLARE_FINAL_TYPE (EkInstrumentMenu, ek_instrument_menu, EK, INSTRUMENT_MENU, GtkPopover)

GtkWidget *ek_instrument_menu_new (void);
void ek_instrument_menu_fill (EkInstrumentMenu *self, GPtrArray *instruments);

G_END_DECLS
