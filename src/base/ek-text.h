/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ek_text_fold (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *ek_text_pinyin (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *ek_text_initials (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *ek_text_isolate (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *ek_text_clean_line (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *ek_text_clean_note (const char *text) G_GNUC_WARN_UNUSED_RESULT;
gsize ek_text_ascii_length (const char *text, gsize length);
gboolean ek_text_is_dangerous (gunichar c);
gboolean ek_text_is_blank (const char *text);
gboolean ek_text_has_han (const char *text);
int ek_text_collate (const char *a, const char *b);

G_END_DECLS
