/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-audit.h"

G_BEGIN_DECLS

#define EK_AUDIT_HASH_BYTES 32

gboolean ek_audit_get_hash (EkDatabase *database, gint64 sequence, gint64 *at, guint8 hash[EK_AUDIT_HASH_BYTES],
                            GError **error);

G_END_DECLS
