/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-person.h"
#include "ek-surnames.h"

G_BEGIN_DECLS

/* What ek-person.c shares with the store. */

GPtrArray *ek_person_keys (EkSurnames *surnames, EkRecord *patient);
JsonArray *ek_person_identifiers (EkRecord *patient);
gboolean ek_person_identifier_at (JsonArray *array, guint index, const char **system, char **number);
gboolean ek_person_number_tells (const char *number, const char *one_system, const char *other_system);

G_END_DECLS
