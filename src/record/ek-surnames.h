/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EkSurnames:
 *
 * How Chinese surnames are read where that differs from the commonest reading of the character: 单 Shan, 曾 Zeng,
 * 尉迟 Yuchi. Read from data/names/surname-readings.json. Immutable once loaded.
 */
typedef struct _EkSurnames EkSurnames;

EkSurnames *ek_surnames_load (const char *path, GError **error);
void ek_surnames_free (EkSurnames *self);
const char *ek_surnames_get_version (EkSurnames *self);
GPtrArray *ek_surnames_read (EkSurnames *self, const char *name, const char *family_name);

const char *ek_surnames_given (EkSurnames *self, const char *name, const char *family_name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkSurnames, ek_surnames_free)

G_END_DECLS
