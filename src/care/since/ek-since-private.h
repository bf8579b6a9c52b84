/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-since.h"

G_BEGIN_DECLS

/* Keeps with a basis which risks were open when it was made, and when that was. */
gboolean ek_since_keep (EkStore *store, const char *patient_id, JsonNode *basis, GError **error);

/* Whether two revisions of a case review show the team the same severity, step and open risks. */
gboolean ek_since_same_page (EkRecord *a, EkRecord *b);

gboolean ek_since_is_unfinished (EkRecord *paper);

G_END_DECLS
