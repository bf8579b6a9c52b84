/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-score.h"
#include "ek-store.h"

G_BEGIN_DECLS

/* What was asked and not answered. */

/* The reason why an item was declined; NULL: it was not. */
const char *ek_assess_item_declined (EkRecord *assessment, const char *item_id);
/* Members of @answers that are {"declined": "reason"} go into @declined, the others stay. */
JsonNode *ek_assess_split_declined (EkInstrument *instrument, JsonNode *answers, JsonNode **declined, GError **error);
void ek_assess_set_declined (EkRecord *assessment, const char *item_id, const char *reason);
/* The items that are missing and were not declined. */
GPtrArray *ek_assess_not_asked (EkRecord *assessment, EkScore *score);

G_END_DECLS
