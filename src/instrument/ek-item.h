/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"

G_BEGIN_DECLS

/* For the scoring engine and for whoever shows single scored answers; others ask ek_item_accepts(). */
gboolean ek_item_read_answer (EkItem *self, JsonNode *answer, double *scored, double *stored, GError **error);

gboolean ek_item_is_not_answered (EkItem *self, double stored);
gboolean ek_item_may_be_passed_over (const EkItem *self);

G_END_DECLS
