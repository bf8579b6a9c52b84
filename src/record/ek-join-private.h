/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-join.h"
#include "ek-store-private.h"

G_BEGIN_DECLS

/* What joining and parting share. */

/* member of the marks of a joining, which are otherwise by the name of a record type */
#define EK_JOIN_REVISIONS "revisions"

EkRecord *ek_join_load_patient (EkStore *store, const char *id, GError **error);
EkJoin *ek_join_load (EkStore *store, const char *id, GError **error);
char *ek_join_words (const char *reason, GError **error); /* trimmed; NULL: there are none */
gboolean ek_join_check_role (EkStore *store, GError **error);
gboolean ek_join_audit (EkStore *store, const char *patient_id, const char *what, const char *other_id,
                        const char *reason, GError **error);
gboolean ek_join_close_notices (EkStore *store, const char *one, const char *other, const char *action, GError **error);
gboolean ek_join_write_distinct (EkStore *store, const char *one, const char *other, const char *reason,
                                 GError **error);

gboolean ek_join_tell_change (EkStore *store, const char *file, EkRecord *patient, EkRecord *former, GError **error);

gboolean ek_join_rescore (EkStore *store, EkRecord *whose, EkRecord *was, EkRecord *is, GError **error);

G_END_DECLS
