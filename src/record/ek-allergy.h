/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-record.h"

G_BEGIN_DECLS

/* Somebody's word that there is no allergy stands in the same list as the allergies, and is none of them. */

gboolean ek_allergy_means_none (const char *system, const char *code, const char *words, gboolean *of_any_kind);
gboolean ek_allergy_says_none (EkRecord *allergy);
gboolean ek_allergy_is_active (EkRecord *allergy);
gboolean ek_allergies_contradict (GPtrArray *allergies);

G_END_DECLS
