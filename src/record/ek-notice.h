/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-store.h"
#include "ek-types.h"

G_BEGIN_DECLS

/* Notices: what the program could not decide by itself and a person must look at, on the patient it is about. A notice is
 * never deleted; it is done when a person says what was done. */

gboolean   ek_notice_raise     (EkStore     *store,
                                const char  *patient_id,
                                const char  *kind,
                                const char  *source,
                                JsonNode    *detail,
                                GError     **error);
GPtrArray *ek_notice_list_open (EkStore     *store,
                                const char  *patient_id,
                                GError     **error);
gboolean   ek_notice_close     (EkStore     *store,
                                EkRecord    *notice,
                                const char  *action,
                                GError     **error);

G_END_DECLS
