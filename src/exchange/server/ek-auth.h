/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-server.h"

G_BEGIN_DECLS

/** EkAuth: what goes into the Authorization header for one server. Tokens live in guarded memory only, never on
 * disk. */
typedef struct _EkAuth EkAuth;

EkAuth *ek_auth_new (EkServer *server, EkClock *clock, EkHttpSendFunc send, gpointer transport);
void ek_auth_free (EkAuth *self);
gboolean ek_auth_header (EkAuth *self, EkSecret **header, GCancellable *cancellable, GError **error);
void ek_auth_forget (EkAuth *self);
const char *ek_auth_get_scope (EkAuth *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkAuth, ek_auth_free)

G_END_DECLS
