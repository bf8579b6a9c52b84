/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-danger-conclude.h"

G_BEGIN_DECLS

/* The steps of looking at a record. */

char *ek_danger_concept_words (JsonObject *concept);
gboolean ek_danger_look_at_measurement (EkDangerLook *look, EkRecord *measurement, GError **error);
gboolean ek_danger_look_at_answers (EkDangerLook *look, GError **error);
gboolean ek_danger_look_at_withdrawn (EkDangerLook *look, GError **error);
gboolean ek_danger_look_at_rest (EkDangerLook *look, GError **error);

/* ek-danger-repeat.c */
GPtrArray *ek_danger_list_said (EkDangerLook *look);
gboolean ek_danger_is_repeated (EkDanger *danger, GPtrArray *said, const char *text);

/* ek-danger-named.c */
void ek_danger_note_name (EkDangerLook *look, const char *text, const char *whole);
gboolean ek_danger_looks_like_loinc (const char *code);

G_END_DECLS
