/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-store.h"

G_BEGIN_DECLS

/* Filing a record under another patient than before, with its history, its signatures and what it is known as
 * elsewhere: on parting two files, and where it comes from elsewhere and is said there to be another patient's. */

gboolean ek_refile (EkStore *store, EkRecord *record, const char *patient_id, const char *join_id, GError **error);
gboolean ek_refile_was_decided (EkStore *store, const char *record_id, gboolean *decided, GError **error);

G_END_DECLS
