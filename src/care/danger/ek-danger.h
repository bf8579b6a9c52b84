/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-danger-words.h"
#include "ek-store.h"

G_BEGIN_DECLS

/* Signs of danger in whatever comes into a file: answers, totals, diagnoses, findings, warnings, reasons for a visit,
 * by code and by words. What counts as one is data/knowledge/danger.json. */

/* Looks at a record that was entered by hand, in the caller's transaction. */
gboolean ek_danger_look (EkStore *store, EkCatalogue *catalogue, EkRecord *record, GError **error);
/* Looks at what came from elsewhere: @record as it was kept, or NULL where it could not be; @resource as it came. */
gboolean ek_danger_look_at (EkStore *store, EkCatalogue *catalogue, const char *patient_id, EkRecord *record,
                            JsonObject *resource, GError **error);
/* Looks at what stands beside the answers of a form that was read. */
gboolean ek_danger_look_beside (EkStore *store, EkCatalogue *catalogue, EkRecord *form, JsonObject *resource,
                                GError **error);
gboolean ek_danger_suspects (const char *text, gsize length);
/* Saves a record that a person entered and looks at it, in one transaction. */
gboolean ek_danger_save (EkStore *store, EkCatalogue *catalogue, EkRecord *record, GError **error);

G_END_DECLS
