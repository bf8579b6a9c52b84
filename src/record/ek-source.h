/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-store.h"

G_BEGIN_DECLS

/* What people call the places that records come from. A source is the address of a server, the name that somebody gave
 * a file's origin, or "file:" and a hash of a file of unknown origin. */

gboolean ek_source_set_name (EkStore *store, const char *source, const char *name, GError **error);
char *ek_source_whole (const char *source) G_GNUC_WARN_UNUSED_RESULT;
char *ek_source_name (EkStore *store, const char *source) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
