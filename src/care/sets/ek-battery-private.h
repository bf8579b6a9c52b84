/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-battery.h"

G_BEGIN_DECLS

/* What the files about sets of instruments share. */

JsonNode *ek_battery_steps_of (const EkBatterySet *set); /* what a record keeps of it */
JsonArray *ek_battery_peek_steps (EkRecord *battery);    /* belongs to the record; or NULL */
JsonObject *ek_battery_find_step (JsonArray *steps, const char *instrument_id);
EkBatteryState ek_battery_state_from_id (const char *id);
/* Whether @assessment belongs to the set whose record id is @battery_id: an EkFactsChoice. */
gboolean ek_battery_has_form (EkRecord *assessment, gpointer battery_id);

G_END_DECLS
