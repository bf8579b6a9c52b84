/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-user.h"

G_BEGIN_DECLS

EkUser *ek_user_new (const char *id, const char *name, EkRole role, const char *licence, gboolean disabled,
                     gboolean waiting, gboolean given, const guint8 sign_key[EK_PUBLIC_KEY_BYTES]);

G_END_DECLS
