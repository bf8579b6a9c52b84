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

/* Members of @answers that are {"declined": "reason"} go into @declined, the others stay. */
JsonNode *ek_assess_split_declined (EkInstrument *instrument, JsonNode *answers, JsonNode **declined, GError **error);
void ek_assess_set_declined (EkRecord *assessment, const char *item_id, const char *reason);
/* The items that are missing and were not declined. */
GPtrArray *ek_assess_not_asked (EkRecord *assessment, EkScore *score);

G_END_DECLS
