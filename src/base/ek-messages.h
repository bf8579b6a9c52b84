/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EkMessages:
 *
 * The translations of one language, read from a catalogue that msgfmt made (a .mo file). Immutable: any number of
 * threads may ask at the same time.
 */
typedef struct _EkMessages EkMessages;

EkMessages *ek_messages_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
EkMessages *ek_messages_read (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ek_messages_free (EkMessages *self);
const char *ek_messages_find (EkMessages *self, const char *context, const char *text);
const char *ek_messages_find_plural (EkMessages *self, const char *one, gulong n);

gboolean ek_plural_index (const char *formula, gulong n, gulong *index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkMessages, ek_messages_free)

G_END_DECLS
