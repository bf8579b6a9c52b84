/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-session.h"

G_BEGIN_DECLS

/** EkDemonstration: a vault in memory (or a temporary directory) with invented patients, removed with the object. */
typedef struct _EkDemonstration EkDemonstration;

EkDemonstration *ek_demonstration_new (guint patients, GError **error);
const char *ek_demonstration_get_path (EkDemonstration *self);
void ek_demonstration_start_async (EkDemonstration *self, EkSession *session, GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean ek_demonstration_start_finish (EkSession *session, GAsyncResult *result, GError **error);
void ek_demonstration_free (EkDemonstration *self);

G_END_DECLS
