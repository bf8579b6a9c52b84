/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EkHash:
 *
 * SHA-256 of what is given piece by piece.
 */
typedef struct _EkHash EkHash;

EkHash *ek_hash_new (void) G_GNUC_WARN_UNUSED_RESULT;
void ek_hash_add (EkHash *self, gconstpointer bytes, gsize length);
char *ek_hash_finish (EkHash *self) G_GNUC_WARN_UNUSED_RESULT;
char *ek_hash_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;

void ek_hash_free (EkHash *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkHash, ek_hash_free)

G_END_DECLS
