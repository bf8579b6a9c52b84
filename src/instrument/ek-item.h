/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"

G_BEGIN_DECLS

/* For the scoring engine; others ask ek_item_accepts(). */
gboolean ek_item_read_answer (EkItem    *self,
                              JsonNode  *answer,
                              double    *scored,
                              double    *stored,
                              GError   **error);

G_END_DECLS
