/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ek_temporary_is_in_memory (const char *directory);
void ek_temporary_keep_in_memory (void);

G_END_DECLS
