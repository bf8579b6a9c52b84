/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-assess.h"

G_BEGIN_DECLS

/* Shared by the files that give instruments. */

EkInstrument *ek_assess_definition (EkCatalogue *catalogue, EkRecord *assessment, GError **error);
gboolean ek_assess_check_open (EkRecord *assessment, GError **error);
JsonNode *ek_assess_answers_with (EkInstrument *instrument, EkRecord *assessment, const char *item_id, JsonNode *answer,
                                  GError **error);
gboolean ek_assess_save_scored (EkStore *store, EkInstrument *instrument, EkRecord *assessment, EkRecord *before,
                                EkRecord **risk, GError **error);

G_END_DECLS
