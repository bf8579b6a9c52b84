/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-format.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ek-band-words.h"
#include "ek-scale.h"
#include "ek-types.h"

/**
 * ek_format_language:
 *
 * Returns: (transfer none): "zh" or "en": the language of the screen, for texts that definitions hold in both
 */
const char *
ek_format_language (void)
{
  const char *const *names = g_get_language_names ();

  return names[0] != NULL && g_str_has_prefix (names[0], "zh") ? "zh" : "en";
}

static GDateTime *
local_time (gint64 ms, int offset_minutes)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000 - (ms % 1000 < 0 ? 1 : 0));
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (offset_minutes * 60);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

static char *
formatted (gint64 ms, int offset_minutes, const char *format)
{
  g_autoptr (GDateTime) when = ms != EK_INSTANT_NONE ? local_time (ms, offset_minutes) : NULL;

  return when != NULL ? g_date_time_format (when, format) : g_strdup ("");
}

/**
 * ek_format_date:
 * @ms: an instant, milliseconds since 1970, or %EK_INSTANT_NONE
 * @offset_minutes: from UTC, -840 to 840
 *
 * A day is written in one way everywhere, on the screen, on paper and where it is typed: YYYY-MM-DD.
 *
 * Returns: (transfer full): the day; "" when not known
 */
char *
ek_format_date (gint64 ms, int offset_minutes)
{
  return formatted (ms, offset_minutes, "%Y-%m-%d");
}

/**
 * ek_format_file_name:
 * @kind: what the file is, in ASCII: "minutes"
 * @day: (nullable): YYYY-MM-DD: which of them
 *
 * Returns: (transfer full): "minutes-2026-11-21.pdf": papers of different days do not overwrite one another. Never
 *   whose it is: names of files are seen by everybody.
 */
char *
ek_format_file_name (const char *kind, const char *day)
{
  return day != NULL && *day != '\0' ? g_strdup_printf ("%s-%s.pdf", kind, day) : g_strdup_printf ("%s.pdf", kind);
}

/**
 * ek_format_instant:
 * @ms: an instant, milliseconds since 1970, or %EK_INSTANT_NONE
 * @offset_minutes: from UTC, -840 to 840
 *
 * Returns: (transfer full): the day and the time; "" when not known
 */
char *
ek_format_instant (gint64 ms, int offset_minutes)
{
  return formatted (ms, offset_minutes, "%Y-%m-%d %H:%M");
}

/**
 * ek_format_day:
 * @date: (nullable): YYYY, YYYY-MM or YYYY-MM-DD
 *
 * Returns: (transfer full): the date, as exact as it is known; "" for none
 */
char *
ek_format_day (const char *date)
{
  int year, month, day;
  int n = date != NULL ? sscanf (date, "%d-%d-%d", &year, &month, &day) : 0;
  g_autoptr (GDateTime) when = NULL;

  if (n < 1)
    return g_strdup ("");
  when = g_date_time_new_utc (year, n > 1 ? month : 1, n > 2 ? day : 1, 0, 0, 0);
  if (when == NULL)
    return g_strdup (date);
  if (n == 1)
    return g_date_time_format (when, "%Y");
  return g_date_time_format (when, n == 2 ? "%Y-%m" : "%Y-%m-%d");
}

/**
 * ek_format_ago:
 * @ms: an instant in the past
 * @now_ms: now
 *
 * Returns: (transfer full): how long ago that was, in the largest sensible unit; "" when not known
 */
char *
ek_format_ago (gint64 ms, gint64 now_ms)
{
  gint64 days;
  gulong n;

  if (ms == EK_INSTANT_NONE)
    return g_strdup ("");
  days = (now_ms - ms) / EK_DAY_MS;
  if (days < 1)
    return g_strdup (_ ("today"));
  if (days < 14)
    {
      n = days;
      return g_strdup_printf (ngettext ("%lu day ago", "%lu days ago", n), n);
    }
  if (days < 70)
    {
      n = days / 7;
      return g_strdup_printf (ngettext ("%lu week ago", "%lu weeks ago", n), n);
    }
  if (days < 730)
    {
      n = days * 12 / 365;
      return g_strdup_printf (ngettext ("%lu month ago", "%lu months ago", n), n);
    }
  n = days / 365;
  return g_strdup_printf (ngettext ("%lu year ago", "%lu years ago", n), n);
}

/**
 * ek_format_age:
 * @birth_date: (nullable): YYYY, YYYY-MM or YYYY-MM-DD
 * @now_ms: now
 * @offset_minutes: what the clock shows ahead of UTC
 *
 * Returns: (transfer full): the age in full years, in words; "" when not known
 */
char *
ek_format_age (const char *birth_date, gint64 now_ms, int offset_minutes)
{
  int years = birth_date != NULL ? ek_date_age_years (birth_date, now_ms, offset_minutes) : -1;

  if (years < 0)
    return g_strdup ("");
  /* Translators: a person's age */
  return g_strdup_printf (ngettext ("%d year", "%d years", years), years);
}

/**
 * ek_format_person:
 * @sex: (nullable): the id of a choice of the patient type
 * @birth_date: (nullable): YYYY, YYYY-MM or YYYY-MM-DD
 * @now_ms: now
 * @offset_minutes: what the clock shows ahead of UTC
 *
 * Returns: (transfer full): sex and age, as far as known: "Female, 34 years"
 */
char *
ek_format_person (const char *sex, const char *birth_date, gint64 now_ms, int offset_minutes)
{
  g_autofree char *age = ek_format_age (birth_date, now_ms, offset_minutes);
  const char *word = sex != NULL ? ek_choice_label (ek_patient_type.fields[EK_PATIENT_SEX].choices, sex) : "";

  if (*age == '\0' || *word == '\0')
    return g_strdup (*age == '\0' ? word : age);
  /* Translators: sex and age of a person: "Female, 34 years" */
  return g_strdup_printf (C_ ("person", "%s, %s"), word, age);
}

/**
 * ek_format_score:
 * @value: a score, or NaN
 *
 * Returns: (transfer full): the number without needless decimals, with a true minus sign; "–" for none
 */
char *
ek_format_score (double value)
{
  if (!isfinite (value))
    return g_strdup ("–");
  return ek_value_format (value, value == floor (value) ? 1 : 0.1);
}

/**
 * ek_format_finding:
 * @instrument: (nullable): whose band it is
 * @band_id: (nullable): the band
 * @total: the total, or NAN
 *
 * Returns: (transfer full): what the band says, as a screening says it, in the language of the screen; "" for none
 */
char *
ek_format_finding (EkInstrument *instrument, const char *band_id, double total)
{
  char *words = ek_band_id_words (instrument, NULL, band_id, total, ek_format_language ());

  return words != NULL ? words : g_strdup ("");
}

/**
 * ek_format_tier:
 * @tier: (nullable): "high", "moderate", "low", "unassessed"; %NULL when no risk is open
 * @icon_name: (out) (optional): an icon that differs in shape from tier to tier
 * @css_class: (out) (optional): the class that colours it
 *
 * Returns: (transfer none): the tier in words; %NULL when no risk is open
 */
const char *
ek_format_tier (const char *tier, const char **icon_name, const char **css_class)
{
  static const struct {
    const char *id, *label, *icon, *css;
  } tiers[] = {
    { "high", N_ ("High risk"), "ek-risk-high-symbolic", "risk-high" },
    { "moderate", N_ ("Moderate risk"), "ek-risk-moderate-symbolic", "risk-moderate" },
    { "low", N_ ("Low risk"), "ek-risk-low-symbolic", "risk-low" },
    { "unassessed", N_ ("Risk not yet assessed"), "ek-risk-unassessed-symbolic", "risk-high" },
  };

  for (guint i = 0; tier != NULL && i < G_N_ELEMENTS (tiers); i++)
    if (g_str_equal (tiers[i].id, tier))
      {
        if (icon_name != NULL)
          *icon_name = tiers[i].icon;
        if (css_class != NULL)
          *css_class = tiers[i].css;
        return _ (tiers[i].label);
      }
  return NULL;
}

/**
 * ek_format_sync:
 * @state: (nullable): "local", "sending", "confirmed", "received", "conflict" or "refused"
 * @icon_name: (out) (optional): an icon that differs in shape from state to state
 *
 * Returns: (transfer none): where the record is, in words
 */
const char *
ek_format_sync (const char *state, const char **icon_name)
{
  static const struct {
    const char *id, *label, *icon;
  } states[] = {
    { "local", N_ ("Only on this computer"), "ek-sync-local-symbolic" },
    { "waiting", N_ ("Waiting to be sent"), "ek-sync-local-symbolic" },
    { "sending", N_ ("Being sent to the hospital"), "ek-sync-sending-symbolic" },
    { "confirmed", N_ ("Confirmed by the hospital"), "ek-sync-confirmed-symbolic" },
    { "received", N_ ("Received from the hospital"), "ek-import-symbolic" },
    { "conflict", N_ ("Differs from the hospital’s version"), "ek-sync-conflict-symbolic" },
    { "refused", N_ ("Refused by the hospital"), "ek-sync-refused-symbolic" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i].id, state) == 0)
      {
        if (icon_name != NULL)
          *icon_name = states[i].icon;
        return _ (states[i].label);
      }
  if (icon_name != NULL)
    *icon_name = states[0].icon;
  return _ (states[0].label);
}
