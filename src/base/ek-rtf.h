/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ek_rtf_read (const char *rtf, gsize length, const char *charset) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
