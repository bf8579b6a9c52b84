/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-session.h"

G_BEGIN_DECLS

const char *ek_format_language (void);
char *ek_format_date (gint64 ms, int offset_minutes) G_GNUC_WARN_UNUSED_RESULT;
char *ek_format_day (const char *date) G_GNUC_WARN_UNUSED_RESULT;
char *ek_format_file_name (const char *kind, const char *day) G_GNUC_WARN_UNUSED_RESULT;
char *ek_format_instant (gint64 ms, int offset_minutes) G_GNUC_WARN_UNUSED_RESULT;
char *ek_format_ago (gint64 ms, gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;
char *ek_format_age (const char *birth_date, gint64 now_ms, int offset_minutes) G_GNUC_WARN_UNUSED_RESULT;
char *ek_format_person (const char *sex, const char *birth_date, gint64 now_ms,
                        int offset_minutes) G_GNUC_WARN_UNUSED_RESULT;
char *ek_format_score (double value) G_GNUC_WARN_UNUSED_RESULT;
char *ek_format_finding (EkInstrument *instrument, const char *band_id, double total) G_GNUC_WARN_UNUSED_RESULT;
const char *ek_format_tier (const char *tier, const char **icon_name, const char **css_class);
const char *ek_format_sync (const char *state, const char **icon_name);

G_END_DECLS
