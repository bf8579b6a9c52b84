/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-trajectory-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ek-scale.h"
#include "ek-time.h"

/* A straight line through a whole illness says nothing; through a quarter of a year it says where things go. */
#define TREND_WEEKS 12
#define FEWEST_FOR_TREND 4

static void
add (GPtrArray *sentences, char *sentence)
{
  g_ptr_array_add (sentences, sentence);
}

static char *
signed_text (double value)
{
  g_autofree char *text = ek_value_text (value);

  return value > 0 ? g_strconcat ("+", text, NULL) : g_steal_pointer (&text);
}

/* Better and worse is the instrument's direction, not the sign. */
static const char *
direction_word (const EkTrajectoryScore *score, double change)
{
  double worse = score->criteria.higher_is_worse ? change : -change;

  if (worse == 0)
    return _ ("unchanged");
  return worse > 0 ? _ ("worse") : _ ("better");
}

static void
add_change (GPtrArray *sentences, const EkTrajectoryScore *score)
{
  const EkCourse *course = &score->course;
  g_autofree char *from = ek_value_text (course->baseline), *to = ek_value_text (course->last);
  g_autofree char *change = signed_text (course->change);

  if (score->is_measurement)
    /* Translators: first value, last value, difference with its sign */
    add (sentences, g_strdup_printf (_ ("From %s to %s (%s) since the first value."), from, to, change));
  else if (course->reliable == EK_CHANGE_NONE)
    /* Translators: baseline score, last score, difference with its sign */
    add (sentences, g_strdup_printf (_ ("From %s at baseline to %s (%s)."), from, to, change));
  else
    /* Translators: baseline score, last score, difference with its sign, "better" or "worse" */
    add (sentences,
         g_strdup_printf (_ ("From %s at baseline to %s (%s, %s)."), from, to, change,
                          direction_word (score, course->change)));
  if (course->n > 2)
    {
      g_autofree char *last_change = signed_text (course->change_previous);

      /* Translators: difference with its sign */
      add (sentences,
           course->change_previous == 0 ? g_strdup (_ ("Unchanged since the value before."))
                                        : g_strdup_printf (_ ("Since the value before: %s."), last_change));
    }
}

static void
add_reliable (GPtrArray *sentences, const EkTrajectoryScore *score)
{
  g_autofree char *amount = isnan (score->criteria.reliable) ? NULL : ek_value_text (score->criteria.reliable);

  switch (score->course.reliable)
    {
    case EK_CHANGE_IMPROVED:
      /* Translators: the least change that is reliable */
      add (sentences,
           g_strdup_printf (_ ("Reliably improved: the change is at least %s, more than measurement error explains."),
                            amount));
      break;
    case EK_CHANGE_DETERIORATED:
      add (sentences,
           g_strdup_printf (_ ("Reliably worse: the change is at least %s, more than measurement error explains."),
                            amount));
      break;
    case EK_CHANGE_NONE:
      add (sentences, g_strdup_printf (_ ("No reliable change: less than %s may be measurement error."), amount));
      break;
    case EK_CHANGE_UNKNOWN:
    default:
      break;
    }
  if (score->course.reliable != EK_CHANGE_UNKNOWN && score->reliable_source != NULL)
    /* Translators: where a parameter was published */
    add (sentences, g_strdup_printf (_ ("Amount of reliable change: %s."), score->reliable_source));
}

static void
add_outcome (GPtrArray *sentences, const EkTrajectoryScore *score)
{
  const EkCourse *course = &score->course;

  if (course->relapse)
    add (sentences, g_strdup (_ ("Relapse: a case again after a remission.")));
  /* Who was never a case is well, and in remission of nothing. */
  if (course->remission && (course->ever_case || isnan (score->criteria.caseness)))
    add (sentences, g_strdup (_ ("In remission.")));
  if (course->reliable_recovery)
    add (sentences, g_strdup (_ ("Reliable recovery: no longer a case, and reliably improved.")));
  else if (course->recovery)
    add (sentences, g_strdup (_ ("No longer a case, but the improvement is not reliable.")));
  else if (!isnan (score->criteria.caseness) && !course->relapse)
    add (sentences,
         g_strdup (!course->case_now            ? _ ("Below the caseness limit.")
                     : course->case_at_baseline ? _ ("Still or again at or beyond the caseness limit.")
                                                : _ ("At or beyond the caseness limit, unlike at baseline.")));
  if (course->response)
    add (sentences, g_strdup (_ ("Response: at least half better than at baseline.")));
  if (course->rises >= 3)
    /* Translators: %u: how many times in a row the score became worse */
    add (sentences,
         g_strdup_printf (ngettext ("Worse %u time in a row.", "Worse %u times in a row.", course->rises),
                          course->rises));
}

static void
add_trend (GPtrArray *sentences, const EkTrajectoryScore *score)
{
  const EkPoint *points = ek_series_points (score->series);
  guint length = ek_series_length (score->series);
  gint64 from = score->course.last_at - TREND_WEEKS * 7 * EK_DAY_MS;
  double slope, tenths;
  g_autofree char *per_week = NULL;

  if (length < FEWEST_FOR_TREND || points[length - FEWEST_FOR_TREND].at_ms < from ||
      !ek_trend_per_week (score->series, from, score->course.last_at, &slope, NULL))
    return;
  tenths = round (slope * 10);
  per_week = signed_text (tenths / 10);
  if (tenths == 0)
    /* Translators: %d: a number of weeks */
    add (sentences, g_strdup_printf (_ ("Level over the last %d weeks with values."), TREND_WEEKS));
  else
    /* Translators: %d: a number of weeks, %s: average change per week with its sign */
    add (sentences,
         g_strdup_printf (_ ("Over the last %d weeks with values: on average %s a week; this describes and does not "
                             "predict."),
                          TREND_WEEKS, per_week));
}

static void
add_time_as_case (GPtrArray *sentences, const EkTrajectoryScore *score)
{
  double low = score->criteria.higher_is_worse ? score->criteria.caseness : -INFINITY;
  double high = score->criteria.higher_is_worse ? INFINITY : nextafter (score->criteria.caseness, INFINITY);
  gint64 observed = 0, inside;

  if (isnan (score->criteria.caseness))
    return;
  inside = ek_time_between (score->series, low, high, &observed);
  if (observed > 0)
    /* Translators: per cent of the time that lies between measurements, gaps left out */
    add (sentences,
         g_strdup_printf (_ ("Beyond the caseness limit for %.0f %% of the observed time."),
                          100.0 * (double) inside / (double) observed));
}

/**
 * ek_trajectory_series_sentences:
 * @self: a trajectory
 * @series: one of its series
 *
 * What the numbers say of one score, in the language of the program: change since baseline and since the value before,
 * whether it is reliable and by which parameters, outcome, average change, time beyond the limit. The definitions and
 * their sources are those of ek_course_compute() and ek_reliable_change_amount().
 *
 * Returns: (transfer full) (element-type utf8): sentences
 */
GPtrArray *
ek_trajectory_series_sentences (EkTrajectory *self, const EkTrajectorySeries *series)
{
  GPtrArray *sentences = g_ptr_array_new_with_free_func (g_free);
  const EkTrajectoryScore *of = series;

  if (of->course.n == 0)
    add (sentences, g_strdup (_ ("No values yet.")));
  else if (of->course.n == 1)
    add (sentences, g_strdup (_ ("One value so far: this is the baseline.")));
  else
    {
      add_change (sentences, of);
      if (!of->is_measurement)
        {
          add_reliable (sentences, of);
          if (ek_trajectory_has_outcome (of))
            add_outcome (sentences, of);
        }
      add_trend (sentences, of);
      add_time_as_case (sentences, of);
    }
  return sentences;
}

/**
 * ek_trajectory_sentences:
 * @self: a trajectory
 * @score: number of the panel of its own chart
 *
 * Returns: (transfer full) (element-type utf8): as ek_trajectory_series_sentences()
 */
GPtrArray *
ek_trajectory_sentences (EkTrajectory *self, guint score)
{
  g_return_val_if_fail (score < self->scores->len, g_ptr_array_new ());

  return ek_trajectory_series_sentences (self, g_ptr_array_index (self->scores, score));
}
