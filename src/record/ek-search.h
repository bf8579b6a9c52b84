/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Finding a person by what was typed. A patient's names, readings, identifiers and phone are kept as one search text;
 * a query is taken apart once and then matched against the text of every patient. Knows nothing of the database. */

typedef struct _EkSearchText EkSearchText;

EkSearchText *ek_search_text_new (const char *sort_key);
void ek_search_text_add_name (EkSearchText *self, const char *name);
void ek_search_text_add_name_part (EkSearchText *self, const char *part);
void ek_search_text_add_reading (EkSearchText *self, const char *pinyin);
void ek_search_text_add_identifier (EkSearchText *self, const char *value);
void ek_search_text_add_phone (EkSearchText *self, const char *phone);
char *ek_search_text_finish (EkSearchText *self) G_GNUC_WARN_UNUSED_RESULT;
void ek_search_text_free (EkSearchText *self);

typedef struct _EkQuery EkQuery;

EkQuery *ek_query_new (const char *text);
void ek_query_free (EkQuery *self);
gboolean ek_query_is_empty (EkQuery *self);
int ek_query_match (EkQuery *self, const char *search_text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkSearchText, ek_search_text_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkQuery, ek_query_free)

G_END_DECLS
