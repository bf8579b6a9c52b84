/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"

G_BEGIN_DECLS

/* Answers in words and words as answers: shared by forms on the screen, on paper and in files. */

gboolean ek_form_is_chosen (const EkOption *option, JsonNode *answer);
char *ek_form_answer_words (EkItem *item, JsonNode *answer, const char *language) G_GNUC_WARN_UNUSED_RESULT;
char *ek_form_option_words (EkItem *item, guint index, const char *language) G_GNUC_WARN_UNUSED_RESULT;
char *ek_form_item_title (EkItem *item, const char *language) G_GNUC_WARN_UNUSED_RESULT;
gboolean ek_form_same_answer (JsonNode *a, JsonNode *b);
char *ek_form_allowed_words (EkItem *item, gboolean by_place);
gboolean ek_form_read_typed (EkItem *item, const char *typed, JsonNode **answer, GError **error);
const char *ek_form_unit_words (EkItem *item, const char *language);
char *ek_form_mark_label (const char *what) G_GNUC_WARN_UNUSED_RESULT;
char *ek_form_unread_words (JsonObject *unread) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
