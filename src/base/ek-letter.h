/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** EK_LETTER_MAX: bytes of a letter; a longer one is not read by a program */
#define EK_LETTER_MAX (4 * 1024 * 1024)

GStrv ek_letter_read (const char *media_type, const guint8 *bytes, gsize length) G_GNUC_WARN_UNUSED_RESULT;
GStrv ek_letter_read_base64 (const char *media_type, const char *data) G_GNUC_WARN_UNUSED_RESULT;
gboolean ek_letter_is_text (const char *media_type, const char *data);

G_END_DECLS
