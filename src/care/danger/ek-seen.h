/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-knowledge.h"
#include "ek-store.h"

G_BEGIN_DECLS

/* Having looked at a notice. One that may hide a danger says what was seen, by somebody who may judge that. */

gboolean ek_seen_close (EkStore *store, EkKnowledge *knowledge, EkRecord *notice, const char *found, const char *words,
                        EkRecord **risk, GError **error);
GPtrArray *ek_seen_list_unread (EkStore *store, const char *patient_id, GError **error);

G_END_DECLS
