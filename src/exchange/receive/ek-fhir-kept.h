/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-receive.h"

G_BEGIN_DECLS

/* To be called when a definition has come: forms that waited for it are scored. */
gboolean ek_fhir_complete_kept (EkStore *store, EkCatalogue *catalogue, EkReceivedFunc received, gpointer user_data,
                                guint *n_completed, GError **error);

G_END_DECLS
