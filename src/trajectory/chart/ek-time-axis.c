/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-time-axis.h"

#include "ek-chart-words.h"
#include "ek-time.h"

/* Every step a person would choose by hand, with how long it is at least, in days: a step is taken when the range holds
 * few enough of them. */
static const struct {
  EkAxisUnit unit;
  int step;
  double days;
} ladder[] = {
  { EK_AXIS_HOUR, 1, 1 / 24.0 }, { EK_AXIS_HOUR, 3, 3 / 24.0 }, { EK_AXIS_HOUR, 6, 6 / 24.0 },
  { EK_AXIS_HOUR, 12, 0.5 },     { EK_AXIS_DAY, 1, 1 },         { EK_AXIS_DAY, 2, 2 },
  { EK_AXIS_WEEK, 1, 7 },        { EK_AXIS_WEEK, 2, 14 },       { EK_AXIS_MONTH, 1, 28 },
  { EK_AXIS_MONTH, 2, 59 },      { EK_AXIS_QUARTER, 1, 90 },    { EK_AXIS_QUARTER, 2, 181 },
  { EK_AXIS_YEAR, 1, 365 },      { EK_AXIS_YEAR, 2, 730 },      { EK_AXIS_YEAR, 5, 1826 },
  { EK_AXIS_YEAR, 10, 3652 },    { EK_AXIS_YEAR, 20, 7304 },    { EK_AXIS_YEAR, 50, 18262 },
  { EK_AXIS_YEAR, 100, 36524 },  { EK_AXIS_YEAR, 500, 182621 }, { EK_AXIS_YEAR, 1000, 365242 },
};

/* Calendar arithmetic is done on a clock that shows the viewer's time and calls it UTC. */
static GDateTime *
shown_time (gint64 at_ms, int offset_minutes)
{
  gint64 shown = at_ms + offset_minutes * EK_MINUTE_MS;
  gint64 seconds = shown / 1000 - (shown % 1000 < 0 ? 1 : 0);

  return g_date_time_new_from_unix_utc (seconds);
}

static gint64
instant_of (GDateTime *shown, int offset_minutes)
{
  return g_date_time_to_unix (shown) * 1000 - offset_minutes * EK_MINUTE_MS;
}

/* The last instant on or before @shown at which a step begins. Days are counted from the first of the month, and weeks
 * begin on Monday. */
static GDateTime *
step_begin (GDateTime *shown, EkAxisUnit unit, int step)
{
  int year = g_date_time_get_year (shown), month = g_date_time_get_month (shown);
  int day = g_date_time_get_day_of_month (shown);

  switch (unit)
    {
    case EK_AXIS_HOUR:
      return g_date_time_new_utc (year, month, day, g_date_time_get_hour (shown) / step * step, 0, 0);
    case EK_AXIS_DAY:
      return g_date_time_new_utc (year, month, day, 0, 0, 0);
    case EK_AXIS_WEEK:
      {
        g_autoptr (GDateTime) midnight = g_date_time_new_utc (year, month, day, 0, 0, 0);

        return g_date_time_add_days (midnight, 1 - g_date_time_get_day_of_week (shown));
      }
    case EK_AXIS_MONTH:
      return g_date_time_new_utc (year, (month - 1) / step * step + 1, 1, 0, 0, 0);
    case EK_AXIS_QUARTER:
      return g_date_time_new_utc (year, (month - 1) / (3 * step) * (3 * step) + 1, 1, 0, 0, 0);
    case EK_AXIS_YEAR:
    default:
      return g_date_time_new_utc (MAX (1, year / step * step), 1, 1, 0, 0, 0);
    }
}

static GDateTime *
step_next (GDateTime *shown, EkAxisUnit unit, int step)
{
  switch (unit)
    {
    case EK_AXIS_HOUR:
      return g_date_time_add_hours (shown, step);
    case EK_AXIS_DAY:
      return g_date_time_add_days (shown, step);
    case EK_AXIS_WEEK:
      return g_date_time_add_days (shown, 7 * step);
    case EK_AXIS_MONTH:
      return g_date_time_add_months (shown, step);
    case EK_AXIS_QUARTER:
      return g_date_time_add_months (shown, 3 * step);
    case EK_AXIS_YEAR:
    default:
      /* From year 1 the next round year is step − 1 away. */
      return g_date_time_add_years (shown, step - g_date_time_get_year (shown) % step);
    }
}

/* The longer period named under a tick: the day of hours, the month of days, the year of the rest. */
static char *
outer_period (GDateTime *shown, EkAxisUnit unit, const char *language)
{
  switch (unit)
    {
    case EK_AXIS_HOUR:
      return ek_words_date (shown, EK_DATE_DAY, language);
    case EK_AXIS_DAY:
      return ek_words_date (shown, EK_DATE_MONTH_OF_YEAR, language);
    case EK_AXIS_WEEK:
    case EK_AXIS_MONTH:
    case EK_AXIS_QUARTER:
      return ek_words_date (shown, EK_DATE_YEAR, language);
    case EK_AXIS_YEAR:
    default:
      return NULL;
    }
}

static char *
tick_label (GDateTime *shown, EkAxisUnit unit, const char *language)
{
  static const EkDateForm forms[] = {
    [EK_AXIS_HOUR] = EK_DATE_HOUR,   [EK_AXIS_DAY] = EK_DATE_DAY_NUMBER,  [EK_AXIS_WEEK] = EK_DATE_DAY_OF_MONTH,
    [EK_AXIS_MONTH] = EK_DATE_MONTH, [EK_AXIS_QUARTER] = EK_DATE_QUARTER, [EK_AXIS_YEAR] = EK_DATE_YEAR,
  };

  return ek_words_date (shown, forms[unit], language);
}

static void
tick_free (EkTick *tick)
{
  g_free (tick->label);
  g_free (tick->outer);
  g_free (tick);
}

static void
append_tick (EkTimeAxis *self, GDateTime *shown, int offset_minutes, const char *language, char **outer_before)
{
  g_autofree char *outer = outer_period (shown, self->unit, language);
  EkTick *tick = g_new0 (EkTick, 1);

  tick->at_ms = instant_of (shown, offset_minutes);
  tick->label = tick_label (shown, self->unit, language);
  if (g_strcmp0 (outer, *outer_before) != 0)
    tick->outer = g_strdup (outer);
  g_free (*outer_before);
  *outer_before = g_steal_pointer (&outer);
  g_ptr_array_add (self->ticks, tick);
}

/**
 * ek_time_axis_new:
 * @from_ms: begin of the range
 * @to_ms: end of the range, years 1 to 9999
 * @offset_minutes: of the viewer's clock from UTC
 * @at_most: ticks there is room for, at least 1
 * @language: "zh" or "en"
 *
 * Ticks at whole hours, days, weeks (from Monday), months, quarters or years, the finest that leaves room.
 *
 * Returns: (transfer full): the axis; without ticks when @to_ms is before @from_ms
 */
EkTimeAxis *
ek_time_axis_new (gint64 from_ms, gint64 to_ms, int offset_minutes, guint at_most, const char *language)
{
  EkTimeAxis *self = g_new0 (EkTimeAxis, 1);
  g_autoptr (GDateTime) shown = shown_time (from_ms, offset_minutes);
  g_autofree char *outer = NULL;
  double days = (double) (to_ms - from_ms) / (double) EK_DAY_MS;
  guint rung = 0;

  at_most = MAX (at_most, 1);
  while (rung + 1 < G_N_ELEMENTS (ladder) && days / ladder[rung].days > at_most)
    rung++;
  self->unit = ladder[rung].unit;
  self->step = ladder[rung].step;
  self->ticks = g_ptr_array_new_with_free_func ((GDestroyNotify) tick_free);

  if (shown != NULL)
    {
      GDateTime *first = step_begin (shown, self->unit, self->step);

      g_date_time_unref (shown);
      shown = first;
    }
  while (shown != NULL && instant_of (shown, offset_minutes) <= to_ms)
    {
      GDateTime *next = step_next (shown, self->unit, self->step);

      if (instant_of (shown, offset_minutes) >= from_ms)
        append_tick (self, shown, offset_minutes, language, &outer);
      g_date_time_unref (shown);
      shown = next;
    }
  return self;
}

/**
 * ek_time_axis_free:
 * @self: (transfer full): an axis
 */
void
ek_time_axis_free (EkTimeAxis *self)
{
  g_ptr_array_unref (self->ticks);
  g_free (self);
}

/**
 * ek_axis_date:
 * @at_ms: an instant, years 1 to 9999
 * @offset_minutes: of the viewer's clock from UTC
 * @language: "zh" or "en"
 *
 * Returns: (transfer full): the day as it is read, 2026-03-14
 */
char *
ek_axis_date (gint64 at_ms, int offset_minutes, const char *language)
{
  g_autoptr (GDateTime) shown = shown_time (at_ms, offset_minutes);

  return shown != NULL ? ek_words_date (shown, EK_DATE_DAY, language) : g_strdup ("");
}

/**
 * ek_axis_date_time:
 * @at_ms: an instant, years 1 to 9999
 * @offset_minutes: of the viewer's clock from UTC
 * @language: "zh" or "en"
 *
 * Returns: (transfer full): the day and the time of day, 2026-03-14 09:05
 */
char *
ek_axis_date_time (gint64 at_ms, int offset_minutes, const char *language)
{
  g_autoptr (GDateTime) shown = shown_time (at_ms, offset_minutes);

  return shown != NULL ? ek_words_date (shown, EK_DATE_DAY_AND_TIME, language) : g_strdup ("");
}
