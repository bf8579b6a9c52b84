/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EkSecret:
 *
 * Bytes that must not be swapped out, dumped or left behind: kept in guarded memory of libsodium, wiped when the last
 * reference goes. Never put one in a property, a GVariant, a log or an error message.
 */
typedef struct _EkSecret EkSecret;

gboolean ek_secret_init (GError **error);
EkSecret *ek_secret_new (gsize length);
EkSecret *ek_secret_new_random (gsize length);
EkSecret *ek_secret_new_copy (gconstpointer bytes, gsize length);
EkSecret *ek_secret_new_take_string (char *string);
EkSecret *ek_secret_read_fd (int fd, GError **error);
EkSecret *ek_secret_read_file (const char *path, GError **error);
EkSecret *ek_secret_ref (EkSecret *secret);
void ek_secret_unref (EkSecret *secret);
guint8 *ek_secret_bytes (EkSecret *secret);
gsize ek_secret_length (EkSecret *secret);
gboolean ek_secret_equal (EkSecret *a, EkSecret *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkSecret, ek_secret_unref)

G_END_DECLS
