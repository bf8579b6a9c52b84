/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-knowledge.h"
#include "ek-store.h"

G_BEGIN_DECLS

/* Small helpers that the files of the care room share. */

gboolean ek_care_text_is (EkRecord *record, int field, const char *value);
gboolean ek_care_has_words (const char *text);                 /* not NULL and not only spaces */
void ek_care_copy_values (EkRecord *target, EkRecord *source); /* every field; the envelope stays */
void ek_care_set_now (EkStore *store, EkRecord *record, int field);
/* "2026-11-21" in the clinician's time, @days after today. */
char *ek_care_date (EkStore *store, int days);
EkUser *ek_care_user (EkStore *store, GError **error);         /* who is in; EK_ERROR_LOCKED */
char *ek_care_user_name (EkStore *store, const char *user_id); /* or the id where the ring does not know it */
/* The last instant of the local day that is @days after @at_ms. */
gint64 ek_care_end_of_day (gint64 at_ms, int offset_minutes, int days);
GPtrArray *ek_care_new_records (void);

/* An item of a list in a stored result, whose numbers are written as numbers; NULL: neither number nor text. */
char *ek_care_item_at (JsonArray *items, guint index);

G_END_DECLS
