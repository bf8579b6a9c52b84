/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An instant is a gint64: milliseconds since 1970-01-01T00:00:00Z. What the clinician's clock showed is kept beside it
 * as an offset from UTC in minutes (-840 to 840). A date is text, YYYY, YYYY-MM or YYYY-MM-DD, as FHIR has it. */

/** EK_INSTANT_NONE: the value that means "not known". */
#define EK_INSTANT_NONE G_MININT64

#define EK_MINUTE_MS G_GINT64_CONSTANT (60000)
#define EK_HOUR_MS (60 * EK_MINUTE_MS)
#define EK_DAY_MS (24 * EK_HOUR_MS)

/**
 * EkClock:
 *
 * Where "now" comes from. Logic that depends on time takes one, so that a test can be the clock.
 */
typedef struct _EkClock EkClock;

EkClock *ek_clock_system (void);
EkClock *ek_clock_new_fixed (gint64 now_ms, int offset_minutes);
void ek_clock_set (EkClock *clock, gint64 now_ms);
void ek_clock_free (EkClock *clock);
gint64 ek_clock_now (EkClock *clock);
int ek_clock_offset (EkClock *clock, gint64 at_ms);

char *ek_instant_format (gint64 ms, int offset_minutes) G_GNUC_WARN_UNUSED_RESULT;
char *ek_instant_format_date (gint64 ms, int offset_minutes) G_GNUC_WARN_UNUSED_RESULT;
gboolean ek_instant_parse (const char *text, gint64 *ms, int *offset_minutes, GError **error);
gboolean ek_date_is_valid (const char *text);
gint64 ek_date_to_instant (const char *text, int offset_minutes);
int ek_date_age_years (const char *birth_date, gint64 at_ms, int offset_minutes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkClock, ek_clock_free)

G_END_DECLS
