/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "ek-field-editor.h"

/* Digits of any script people type here (also full-width ones) and what stands between them. */
static int
numbers_in (const char *typed, int numbers[5], int lengths[5])
{
  int n = 0;
  gboolean inside = FALSE;

  for (const char *p = typed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      int digit = g_unichar_digit_value (c);

      if (digit >= 0 && !inside)
        {
          if (n == 5)
            return -1;
          numbers[n] = lengths[n] = 0;
          n++;
        }
      inside = digit >= 0;
      if (inside)
        {
          if (++lengths[n - 1] > 8)
            return -1;
          numbers[n - 1] = numbers[n - 1] * 10 + digit;
        }
      /* Also 年, 月, 日 and the full-width blank, colon and hyphen. */
      else if (c != ' ' && c != 'T' && strchr ("-/.:,", (int) MIN (c, 0x7f)) == NULL && c != 0x5e74 && c != 0x6708 &&
               c != 0x65e5 && c != 0x3000 && c != 0xff1a && c != 0xff0d)
        return -1;
    }
  return n;
}

/**
 * ek_field_parse_date:
 * @typed: UTF-8: 1991-03-12, 1991/3/12, 1991.3.12, 19910312, 1991年3月12日, 1991-03, 1991
 *
 * Year first: day and month in the other order cannot be told apart, so they are not guessed.
 *
 * Returns: (transfer full) (nullable): YYYY, YYYY-MM or YYYY-MM-DD; %NULL when it is no date
 */
char *
ek_field_parse_date (const char *typed)
{
  int numbers[5], lengths[5];
  int n = numbers_in (typed, numbers, lengths);
  g_autofree char *text = NULL;

  if (n == 1 && lengths[0] == 8)
    text = g_strdup_printf ("%04d-%02d-%02d", numbers[0] / 10000, numbers[0] / 100 % 100, numbers[0] % 100);
  else if (n >= 1 && n <= 3 && lengths[0] == 4)
    {
      if (n == 1)
        text = g_strdup_printf ("%04d", numbers[0]);
      else if (n == 2 && lengths[1] <= 2)
        text = g_strdup_printf ("%04d-%02d", numbers[0], numbers[1]);
      else if (n == 3 && lengths[1] <= 2 && lengths[2] <= 2)
        text = g_strdup_printf ("%04d-%02d-%02d", numbers[0], numbers[1], numbers[2]);
    }
  return text != NULL && ek_date_is_valid (text) ? g_steal_pointer (&text) : NULL;
}

/**
 * ek_field_format_zone:
 * @offset_minutes: an offset from UTC
 *
 * Returns: (transfer full): it, as ek_field_parse_instant() reads it: "+00:00"
 */
char *
ek_field_format_zone (int offset_minutes)
{
  int minutes = ABS (offset_minutes);

  return g_strdup_printf ("%c%02d:%02d", offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

/* Takes "+08:00" or "Z" off the end, behind a blank. */
static gboolean
take_zone (char *typed, int *offset_minutes)
{
  char *zone = strrchr (typed, ' ');
  int hours, minutes;
  char sign;

  if (zone == NULL)
    return FALSE;
  if (strcmp (zone + 1, "Z") == 0)
    *offset_minutes = 0;
  else if (strlen (zone + 1) == 6 && sscanf (zone + 1, "%c%2d:%2d", &sign, &hours, &minutes) == 3 &&
           (sign == '+' || sign == '-') && hours >= 0 && hours <= 14 && minutes >= 0 && minutes <= 59)
    *offset_minutes = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
  else
    return FALSE;
  *zone = '\0';
  return TRUE;
}

/**
 * ek_field_parse_instant:
 * @typed: UTF-8: a full date as ek_field_parse_date() takes it, and optionally hours and minutes, and behind them
 *   optionally an offset from UTC: "+00:00"
 * @clock: says how far the clinician's clock was from UTC then
 * @ms: (out): the instant; without a time, midnight where the clinician is
 * @offset_minutes: (out): the offset that was typed, else that of the clinician's clock then
 *
 * Returns: whether it is a date or a date and a time
 */
gboolean
ek_field_parse_instant (const char *typed, EkClock *clock, gint64 *ms, int *offset_minutes)
{
  g_autofree char *local = g_strchomp (g_strdup (typed));
  int zone = 0;
  gboolean has_zone = take_zone (local, &zone);
  int numbers[5], lengths[5];
  int n = numbers_in (local, numbers, lengths);
  g_autofree char *date = NULL;
  gint64 minutes = 0;

  if ((has_zone && n != 5) || (n != 3 && n != 5))
    return FALSE;
  if (n == 5 && (numbers[3] > 23 || numbers[4] > 59))
    return FALSE;
  if (n == 5)
    minutes = numbers[3] * 60 + numbers[4];
  date = g_strdup_printf ("%04d-%02d-%02d", numbers[0], numbers[1], numbers[2]);
  if (lengths[0] != 4 || !ek_date_is_valid (date))
    return FALSE;
  *offset_minutes = has_zone ? zone : ek_clock_offset (clock, ek_date_to_instant (date, 0) + minutes * EK_MINUTE_MS);
  *ms = ek_date_to_instant (date, *offset_minutes) + minutes * EK_MINUTE_MS;
  return TRUE;
}
