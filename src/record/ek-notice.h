/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"
#include "ek-store.h"
#include "ek-types.h"

G_BEGIN_DECLS

/* Notices: what the program could not decide by itself and a person must look at, on the patient it is about. A notice
 * is never deleted; it is done when a person says what was done. */

gboolean ek_notice_raise (EkStore *store, const char *patient_id, const char *kind, const char *source,
                          JsonNode *detail, GError **error);
GPtrArray *ek_notice_list_open (EkStore *store, const char *patient_id, GError **error);
gboolean ek_notice_settle (EkStore *store, const char *patient_id, const char *kind, const char *source,
                           GError **error);
gboolean ek_notice_close (EkStore *store, EkRecord *notice, const char *action, GError **error);
gboolean ek_notice_open_again (EkStore *store, EkRecord *notice, GError **error);

gboolean ek_notice_may_hide_danger (EkRecord *notice);
EkRecord *ek_notice_find (EkStore *store, const char *patient_id, const char *kind, const char *source, GError **error);
gboolean ek_notice_stands (EkRecord *ours, EkRecord *theirs);

/* What it says to a person. */
char *ek_notice_text (EkStore *store, EkCatalogue *catalogue, EkRecord *notice) G_GNUC_WARN_UNUSED_RESULT;
const char *ek_notice_reason_words (const char *reason);
const char *ek_notice_answer_words (const char *reason);
const char *ek_notice_value_words (const char *path);
const char *ek_notice_thing_words (const char *type);

G_END_DECLS
