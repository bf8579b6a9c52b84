/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"

struct _EkClock {
  gboolean fixed;
  gint64 now_ms;
  int offset_minutes;
};

/**
 * ek_clock_system:
 *
 * Returns: (transfer none): the computer's clock and time zone; never freed
 */
EkClock *
ek_clock_system (void)
{
  static EkClock clock = { FALSE, 0, 0 };

  return &clock;
}

/**
 * ek_clock_new_fixed:
 * @now_ms: the instant it shows
 * @offset_minutes: its offset from UTC, −840 to 840
 *
 * Returns: (transfer full): a clock that stands still until ek_clock_set()
 */
EkClock *
ek_clock_new_fixed (gint64 now_ms, int offset_minutes)
{
  EkClock *clock = g_new0 (EkClock, 1);

  clock->fixed = TRUE;
  clock->now_ms = now_ms;
  clock->offset_minutes = offset_minutes;
  return clock;
}

/**
 * ek_clock_set:
 * @clock: a clock from ek_clock_new_fixed(), not the system's
 * @now_ms: what it shows from now on, milliseconds since 1970-01-01T00:00:00Z
 *
 * Not safe while another thread asks the clock.
 */
void
ek_clock_set (EkClock *clock, gint64 now_ms)
{
  g_return_if_fail (clock->fixed);
  clock->now_ms = now_ms;
}

/**
 * ek_clock_free:
 * @clock: (nullable): a fixed clock, which is freed; the system's stays
 */
void
ek_clock_free (EkClock *clock)
{
  if (clock != NULL && clock->fixed)
    g_free (clock);
}

/**
 * ek_clock_now:
 * @clock: a clock
 *
 * Returns: milliseconds since 1970-01-01T00:00:00Z
 */
gint64
ek_clock_now (EkClock *clock)
{
  return clock->fixed ? clock->now_ms : g_get_real_time () / 1000;
}

/* GLib looks at three files whenever the zone is asked for, and every record that is received asks. What it said holds
 * for a second, unless TZ was changed. */
static GTimeZone *
local_zone (void)
{
  static GMutex lock;
  static GTimeZone *known;
  static char *variable;
  static gint64 until;
  GTimeZone *zone;
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&lock);
  if (known == NULL || now >= until || g_strcmp0 (variable, g_getenv ("TZ")) != 0)
    {
      g_clear_pointer (&known, g_time_zone_unref);
      g_free (variable);
      known = g_time_zone_new_local ();
      variable = g_strdup (g_getenv ("TZ"));
      until = now + G_USEC_PER_SEC;
    }
  zone = g_time_zone_ref (known);
  g_mutex_unlock (&lock);
  return zone;
}

/**
 * ek_clock_offset:
 * @clock: a clock
 * @at_ms: an instant; a fixed clock has the same offset at every one
 *
 * Returns: the offset from UTC in minutes (local minus UTC) that holds at @at_ms, in summer time where it was
 */
int
ek_clock_offset (EkClock *clock, gint64 at_ms)
{
  g_autoptr (GTimeZone) zone = NULL;

  if (clock->fixed)
    return clock->offset_minutes;
  zone = local_zone ();
  return g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, at_ms / 1000)) / 60;
}

/* Days since 1970-01-01 of a date of the proleptic Gregorian calendar, and back (Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms"). Exact for every year, without the limits of the system's time zones. */
static gint64
days_from_civil (gint64 y, int m, int d)
{
  gint64 era, doe;
  int yoe, doy;

  y -= m <= 2;
  era = (y >= 0 ? y : y - 399) / 400;
  yoe = (int) (y - era * 400);
  doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  doe = (gint64) yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + doe - 719468;
}

static void
civil_from_days (gint64 z, gint64 *year, int *month, int *day)
{
  gint64 era, y;
  int doe, yoe, doy, mp;

  z += 719468;
  era = (z >= 0 ? z : z - 146096) / 146097;
  doe = (int) (z - era * 146097);
  yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  y = yoe + era * 400;
  doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  mp = (5 * doy + 2) / 153;
  *day = doy - (153 * mp + 2) / 5 + 1;
  *month = mp < 10 ? mp + 3 : mp - 9;
  *year = y + (*month <= 2);
}

static int
days_in_month (gint64 year, int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

  return month == 2 && leap ? 29 : days[month - 1];
}

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

/**
 * ek_instant_format:
 * @ms: an instant
 * @offset_minutes: the offset to show it in, −840 to 840
 *
 * Returns: (transfer full): YYYY-MM-DDThh:mm:ss.sss with Z or ±hh:mm, as FHIR's instant
 */
char *
ek_instant_format (gint64 ms, int offset_minutes)
{
  gint64 local = ms + offset_minutes * EK_MINUTE_MS, days = floor_div (local, EK_DAY_MS), year;
  int rest = (int) (local - days * EK_DAY_MS), month, day, minutes = ABS (offset_minutes);
  g_autofree char *zone = offset_minutes == 0
    ? g_strdup ("Z")
    : g_strdup_printf ("%c%02d:%02d", offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);

  civil_from_days (days, &year, &month, &day);
  return g_strdup_printf ("%04" G_GINT64_FORMAT "-%02d-%02dT%02d:%02d:%02d.%03d%s", year, month, day, rest / 3600000,
                          rest / 60000 % 60, rest / 1000 % 60, rest % 1000, zone);
}

/**
 * ek_instant_format_date:
 * @ms: an instant
 * @offset_minutes: the offset of the place, −840 to 840
 *
 * Returns: (transfer full): the day, YYYY-MM-DD, that @ms falls on at that offset
 */
char *
ek_instant_format_date (gint64 ms, int offset_minutes)
{
  gint64 year;
  int month, day;

  civil_from_days (floor_div (ms + offset_minutes * EK_MINUTE_MS, EK_DAY_MS), &year, &month, &day);
  return g_strdup_printf ("%04" G_GINT64_FORMAT "-%02d-%02d", year, month, day);
}

static gboolean
read_digits (const char **p, int n, int *value)
{
  *value = 0;
  for (int i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit ((*p)[i]))
        return FALSE;
      *value = *value * 10 + ((*p)[i] - '0');
    }
  *p += n;
  return TRUE;
}

/* YYYY, YYYY-MM or YYYY-MM-DD at *p; parts says how many were there. */
static gboolean
read_date (const char **p, int *year, int *month, int *day, int *parts)
{
  *month = *day = *parts = 1;
  if (!read_digits (p, 4, year) || *year < 1)
    return FALSE;
  if (**p != '-')
    return TRUE;
  (*p)++;
  *parts = 2;
  if (!read_digits (p, 2, month) || *month < 1 || *month > 12)
    return FALSE;
  if (**p != '-')
    return TRUE;
  (*p)++;
  *parts = 3;
  return read_digits (p, 2, day) && *day >= 1 && *day <= days_in_month (*year, *month);
}

static gboolean
read_offset (const char **p, int *offset)
{
  int sign, hours, minutes;

  *offset = 0;
  if (**p == 'Z')
    {
      (*p)++;
      return TRUE;
    }
  if (**p != '+' && **p != '-')
    return FALSE;
  sign = **p == '-' ? -1 : 1;
  (*p)++;
  if (!read_digits (p, 2, &hours) || **p != ':')
    return FALSE;
  (*p)++;
  if (!read_digits (p, 2, &minutes) || minutes > 59)
    return FALSE;
  *offset = sign * (hours * 60 + minutes);
  return ABS (*offset) <= 840;
}

static gboolean
read_time (const char **p, int *ms)
{
  int h, m, s, scale = 100;

  if (!read_digits (p, 2, &h) || h > 23 || *(*p)++ != ':' || !read_digits (p, 2, &m) || m > 59)
    return FALSE;
  s = 0;
  if (**p == ':')
    {
      (*p)++;
      if (!read_digits (p, 2, &s) || s > 60)
        return FALSE;
    }
  *ms = ((h * 60 + m) * 60 + s) * 1000;
  if (**p == '.')
    {
      (*p)++;
      if (!g_ascii_isdigit (**p))
        return FALSE;
      for (; g_ascii_isdigit (**p); (*p)++, scale /= 10)
        *ms += (**p - '0') * scale;
    }
  return TRUE;
}

/**
 * ek_instant_parse:
 * @text: a FHIR dateTime or instant: a date of any precision, or a date with a time and an offset
 * @ms: (out): the instant; a date alone is its beginning in UTC
 * @offset_minutes: (out) (optional): the offset that was written, 0 for a date alone
 * @error: %EK_ERROR_SYNTAX when @text is none of these or no such day exists
 *
 * Returns: whether @text was understood
 */
gboolean
ek_instant_parse (const char *text, gint64 *ms, int *offset_minutes, GError **error)
{
  const char *p = text;
  int year, month, day, parts, time_ms = 0, offset = 0;
  gboolean ok = p != NULL && read_date (&p, &year, &month, &day, &parts);

  if (ok && *p == 'T' && parts == 3)
    {
      p++;
      ok = read_time (&p, &time_ms) && read_offset (&p, &offset);
    }
  if (!ok || *p != '\0')
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("This is not a date or time"));
      return FALSE;
    }
  *ms = days_from_civil (year, month, day) * EK_DAY_MS + time_ms - offset * EK_MINUTE_MS;
  if (offset_minutes != NULL)
    *offset_minutes = offset;
  return TRUE;
}

/**
 * ek_date_is_valid:
 * @text: (nullable): anything
 *
 * Returns: whether @text is YYYY, YYYY-MM or YYYY-MM-DD and such a day exists; years from 0001
 */
gboolean
ek_date_is_valid (const char *text)
{
  int year, month, day, parts;

  return text != NULL && read_date (&text, &year, &month, &day, &parts) && *text == '\0';
}

/**
 * ek_date_to_instant:
 * @text: a date of any precision
 * @offset_minutes: where the day begins
 *
 * Returns: the beginning of that day (of the first day of that month or year), or %EK_INSTANT_NONE
 */
gint64
ek_date_to_instant (const char *text, int offset_minutes)
{
  int year, month, day, parts;

  if (text == NULL || !read_date (&text, &year, &month, &day, &parts) || *text != '\0')
    return EK_INSTANT_NONE;
  return days_from_civil (year, month, day) * EK_DAY_MS - offset_minutes * EK_MINUTE_MS;
}

/**
 * ek_date_age_years:
 * @birth_date: (nullable): a date of any precision
 * @at_ms: the instant at which the age is asked
 * @offset_minutes: what the clock of the place showed ahead of UTC then: a birthday begins at its midnight
 *
 * Returns: completed years, or −1 when @birth_date is not known, or later than @at_ms
 */
int
ek_date_age_years (const char *birth_date, gint64 at_ms, int offset_minutes)
{
  int year, month, day, parts, now_month, now_day, age;
  gint64 now_year;

  if (birth_date == NULL || !read_date (&birth_date, &year, &month, &day, &parts) || *birth_date != '\0')
    return -1;
  civil_from_days (floor_div (at_ms + offset_minutes * EK_MINUTE_MS, EK_DAY_MS), &now_year, &now_month, &now_day);
  age = (int) now_year - year - (now_month < month || (now_month == month && now_day < day));
  return MAX (age, -1);
}
