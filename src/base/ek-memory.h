/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void ek_memory_wipe_freed (gboolean wipe);
void ek_memory_sweep (void);

G_END_DECLS
