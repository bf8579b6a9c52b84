/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the numbers of one series say, line by line, and how each is known. */

#include "ek-trajectory-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ek-scale.h"
#include "ek-time.h"

/* A straight line through a whole illness says nothing; through a quarter of a year it says where things go. */
#define TREND_WEEKS 12
#define FEWEST_FOR_TREND 4

typedef struct {
  GPtrArray *list;
  EkTrajectoryData *data;
  const EkTrajectorySeries *series;
  const EkTrajectoryView *view;
  const EkTrajectoryFindings *findings;
  EkInstrument *instrument; /* or NULL */
  const char *language;
} Panel;

static void
statistic_free (gpointer data)
{
  EkTrajectoryStatistic *statistic = data;

  g_free (statistic->label);
  g_free (statistic->value);
  g_free (statistic->known);
  g_free (statistic);
}

/* Takes @value. */
static EkTrajectoryStatistic *
add (Panel *self, const char *id, const char *label, char *value)
{
  EkTrajectoryStatistic *statistic = g_new0 (EkTrajectoryStatistic, 1);

  statistic->id = id;
  statistic->label = g_strdup (label);
  statistic->value = value;
  statistic->verified = TRUE;
  g_ptr_array_add (self->list, statistic);
  return statistic;
}

static char *
percent_text (double percent)
{
  g_autofree char *text = ek_value_format (percent, 1);

  return g_strconcat (text, " %", NULL);
}

/* 1 better, −1 worse; of a measurement nobody has said what is better. */
static int
tone_of (Panel *self, double change)
{
  double worse = self->series->criteria.higher_is_worse ? change : -change;

  if (self->series->is_measurement || worse == 0 || isnan (worse))
    return 0;
  return worse > 0 ? -1 : 1;
}

static const char *
tone_word (Panel *self, int tone)
{
  return tone > 0 ? ek_tr_c (self->language, "change", "better")
    : tone < 0    ? ek_tr_c (self->language, "change", "worse")
                  : NULL;
}

static char *
date_of (Panel *self, gint64 at_ms)
{
  return ek_instant_format_date (at_ms, self->data->offset_minutes);
}

/* ---- Values and changes ---- */

static void
add_values (Panel *self)
{
  const EkCourse *course = &self->findings->course;
  g_autofree char *last = NULL, *date = NULL, *first = NULL, *first_date = NULL;
  g_autoptr (EkTrajectoryRow) row = NULL;
  guint length = ek_series_length (self->series->series);

  if (course->n == 0)
    return;
  row = ek_trajectory_data_row (self->data, self->series, length - 1);
  last = ek_value_text (course->last);
  date = date_of (self, course->last_at);
  first = ek_value_text (course->baseline);
  first_date = date_of (self, course->baseline_at);
  add (self, "last", ek_tr (self->language, "Last value"),
       row->severity != NULL ? g_strdup_printf (ek_tr (self->language, "%s, %s (%s)"), last, row->severity, date)
                             : g_strdup_printf (ek_tr (self->language, "%s (%s)"), last, date));
  add (self, "baseline", ek_tr (self->language, "Baseline"),
       g_strdup_printf (ek_tr (self->language, "%s (%s)"), first, first_date));
}

/* A change within what is not reliable is a number, neither better nor worse; where nobody knows what is reliable, the
 * word says which way it went, and no colour says more. */
static void
add_change (Panel *self, const char *id, const char *label, double from, double change, EkReliableChange reliable)
{
  g_autofree char *before = ek_value_text (from), *now = ek_value_text (self->findings->course.last);
  g_autofree char *difference = ek_value_change_text (change);
  int tone = reliable == EK_CHANGE_NONE ? 0 : tone_of (self, change);
  EkTrajectoryStatistic *statistic;

  if (tone != 0)
    statistic = add (self, id, label,
                     g_strdup_printf (ek_tr (self->language, "%s (%s → %s), %s"), difference, before, now,
                                      tone_word (self, tone)));
  else
    statistic =
      add (self, id, label,
           g_strdup_printf (ek_tr (self->language, "%s (%s → %s)"), change == 0 ? "0" : difference, before, now));
  statistic->tone = reliable == EK_CHANGE_UNKNOWN ? 0 : tone;
}

static void
add_changes (Panel *self)
{
  const EkCourse *course = &self->findings->course;

  if (course->n < 2)
    return;
  add_change (self, "change", ek_tr_c (self->language, "statistic", "Change since baseline"), course->baseline,
              course->change, course->reliable);
  if (!isnan (course->percent) && !self->series->is_measurement)
    add (self, "percent", ek_tr (self->language, "Improvement on baseline"), percent_text (course->percent))->tone =
      course->reliable == EK_CHANGE_IMPROVED       ? 1
      : course->reliable == EK_CHANGE_DETERIORATED ? -1
                                                   : 0;
  if (course->n > 2)
    add_change (self, "change-last", ek_tr (self->language, "Change since the value before"), course->previous,
                course->change_previous, course->reliable_previous);
  if (course->rises >= 2 && !self->series->is_measurement)
    add (self, "rises", ek_tr (self->language, "Worse in a row"),
         g_strdup_printf (ek_tr (self->language, "%u times"), course->rises))
      ->tone = -1;
}

/* ---- Reliable or not, by every set of parameters there is ---- */

static const char *
reliable_word (Panel *self, EkReliableChange change)
{
  switch (change)
    {
    case EK_CHANGE_IMPROVED:
      return ek_tr (self->language, "reliably improved");
    case EK_CHANGE_DETERIORATED:
      return ek_tr (self->language, "reliably worse");
    case EK_CHANGE_NONE:
      return ek_tr (self->language, "no reliable change");
    case EK_CHANGE_UNKNOWN:
    default:
      return NULL;
    }
}

static char *
parameters_text (Panel *self, const EkChangeSet *set)
{
  g_autofree char *amount = ek_value_text (set->amount);
  g_autofree char *sd = set->sd > 0 ? ek_value_text (set->sd) : NULL;
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, ek_tr (self->language, "a change of %s or more"), amount);
  if (sd != NULL)
    g_string_append_printf (text, ek_tr (self->language, "; SD %s"), sd);
  if (set->reliability > 0)
    g_string_append_printf (text, ek_tr (self->language, ", reliability %.2f"), set->reliability);
  if (set->confidence > 0)
    g_string_append_printf (text, ek_tr (self->language, ", %d %%"), set->confidence);
  if (set->source != NULL)
    g_string_append_printf (text, ek_tr (self->language, ". %s"),
                            ek_fact_text (set->source, set->source_zh, self->language));
  return g_string_free (text, FALSE);
}

static void
add_reliable (Panel *self)
{
  const EkCourse *course = &self->findings->course;
  guint n = self->instrument != NULL && self->series->kind != EK_TRAJECTORY_KIND_ITEM
    ? ek_instrument_get_n_change_sets (self->instrument, self->series->part)
    : 0;

  for (guint i = 0; i < n && course->n > 1; i++)
    {
      const EkChangeSet *set = ek_instrument_get_change_set (self->instrument, self->series->part, i);
      EkCriteria criteria = self->series->criteria;
      EkReliableChange change;
      EkTrajectoryStatistic *statistic;

      criteria.reliable = set->amount;
      change = ek_reliable_change_classify (course->baseline, course->last, &criteria);
      if (reliable_word (self, change) == NULL)
        continue;
      statistic = add (self, set->is_default ? "reliable" : "reliable-other",
                       set->is_default ? ek_tr (self->language, "Reliable change")
                                       : ek_tr (self->language, "By other parameters"),
                       g_strdup (reliable_word (self, change)));
      statistic->known = parameters_text (self, set);
      statistic->verified = set->verified;
      statistic->tone = change == EK_CHANGE_IMPROVED ? 1 : change == EK_CHANGE_DETERIORATED ? -1 : 0;
    }
}

/* ---- Outcome ---- */

static gboolean
threshold_of (Panel *self, EkThresholdKind kind, EkThreshold *threshold)
{
  EkSubject subject = { self->data->sex, self->data->age_years };

  return self->instrument != NULL && self->series->kind != EK_TRAJECTORY_KIND_ITEM &&
    ek_instrument_get_threshold (self->instrument, self->series->part, kind, &subject, threshold);
}

static void
set_source (Panel *self, EkTrajectoryStatistic *statistic, const EkThreshold *threshold)
{
  statistic->known = g_strdup (ek_fact_text (threshold->source, threshold->source_zh, self->language));
  statistic->verified = threshold->verified;
}

static const EkMoment *
last_moment (Panel *self, EkMomentKind kind)
{
  const EkMoment *found = NULL;

  for (guint i = 0; i < self->findings->moments->len; i++)
    {
      const EkMoment *moment = &g_array_index (self->findings->moments, EkMoment, i);

      if (moment->kind == kind)
        found = moment;
    }
  return found;
}

static char *
yes_since (Panel *self, gboolean is_so, EkMomentKind kind)
{
  const EkMoment *moment = last_moment (self, kind);
  g_autofree char *date = moment != NULL ? date_of (self, moment->at_ms) : NULL;

  if (date == NULL)
    return g_strdup (is_so ? ek_tr (self->language, "yes") : ek_tr (self->language, "no"));
  return is_so ? g_strdup_printf (ek_tr (self->language, "yes, first on %s"), date)
               : g_strdup_printf (ek_tr (self->language, "not now; met on %s"), date);
}

static void
add_response (Panel *self)
{
  const EkCourse *course = &self->findings->course;
  EkThreshold threshold;
  EkTrajectoryStatistic *statistic;

  if (course->n < 2 || isnan (course->percent) ||
      (!isnan (self->series->criteria.caseness) && !course->case_at_baseline))
    return;
  statistic = add (self, "response", ek_tr (self->language, "Response"),
                   yes_since (self, course->response, EK_MOMENT_RESPONSE));
  statistic->tone = course->response ? 1 : 0;
  if (threshold_of (self, EK_THRESHOLD_RESPONSE, &threshold))
    set_source (self, statistic, &threshold);
  else
    statistic->known = g_strdup (ek_tr (self->language, "at least 50 % better than at baseline (Rush 2006)"));
}

static void
add_limits (Panel *self)
{
  const EkCourse *course = &self->findings->course;
  EkThreshold threshold;
  EkTrajectoryStatistic *statistic;

  /* Who was never a case is in remission of nothing. */
  if (threshold_of (self, EK_THRESHOLD_REMISSION, &threshold) &&
      (course->ever_case || isnan (self->series->criteria.caseness)))
    {
      statistic = add (self, "remission", ek_tr (self->language, "Remission"),
                       yes_since (self, course->remission, EK_MOMENT_REMISSION));
      set_source (self, statistic, &threshold);
      statistic->tone = course->remission ? 1 : 0;
    }
  if (threshold_of (self, EK_THRESHOLD_CASENESS, &threshold))
    {
      g_autofree char *limit = ek_value_text (threshold.value);

      statistic = add (self, "caseness", ek_tr (self->language, "Case (at or beyond the limit)"),
                       g_strdup_printf ("%s (%s %s)",
                                        course->case_now ? ek_tr (self->language, "yes") : ek_tr (self->language, "no"),
                                        self->series->criteria.higher_is_worse ? "≥" : "≤", limit));
      set_source (self, statistic, &threshold);
      statistic->tone = course->case_now ? -1 : 1;
    }
  if (course->relapse || last_moment (self, EK_MOMENT_RELAPSE) != NULL)
    add (self, "relapse", ek_tr (self->language, "Relapse"), yes_since (self, course->relapse, EK_MOMENT_RELAPSE))
      ->tone = course->relapse ? -1 : 0;
  if (course->recovery)
    add (self, "recovery", ek_tr (self->language, "Recovery"),
         g_strdup (course->reliable_recovery
                     ? ek_tr (self->language, "reliable: no longer a case, and reliably improved")
                     : ek_tr (self->language, "no longer a case, but not reliably improved")))
      ->tone = course->reliable_recovery ? 1 : 0;
}

/* ---- Along time ---- */

static int
compare_bands (gconstpointer a, gconstpointer b)
{
  const EkChartBand *first = *(const EkChartBand *const *) a, *second = *(const EkChartBand *const *) b;

  return (first->low > second->low) - (first->low < second->low);
}

static void
add_bands (Panel *self)
{
  g_autoptr (GPtrArray) bands = g_ptr_array_new ();
  g_autofree double *lows = NULL, *inside = NULL;
  gint64 observed, whole;

  for (guint i = 0; i < self->series->bands->len; i++)
    g_ptr_array_add (bands, &g_array_index (self->series->bands, EkChartBand, i));
  if (bands->len == 0 || self->findings->course.n < 2)
    return;
  g_ptr_array_sort (bands, compare_bands);
  lows = g_new (double, bands->len);
  inside = g_new (double, bands->len);
  for (guint i = 0; i < bands->len; i++)
    lows[i] = ((const EkChartBand *) g_ptr_array_index (bands, i))->low;
  observed = ek_time_in_bands (self->series->series, self->findings->course.baseline_at, self->findings->course.last_at,
                               lows, bands->len, inside, &whole);
  for (guint i = 0; i < bands->len && observed > 0; i++)
    {
      const EkChartBand *band = g_ptr_array_index (bands, i);
      g_autofree char *label = g_strdup_printf (ek_tr (self->language, "Time %s"),
                                                band->words != NULL ? band->words : band->label);

      if (inside[i] > 0)
        add (self, "time-in-band", label,
             g_strdup_printf (ek_tr (self->language, "%.0f %% of the observed time"), 100 * inside[i] / observed));
    }
  if (observed < whole)
    add (self, "not-observed", ek_tr (self->language, "Not observed"),
         g_strdup_printf (ek_tr (self->language, "%.0f %% of the time since baseline (gaps)"),
                          100.0 * (whole - observed) / whole));
}

static void
add_trend (Panel *self)
{
  const EkPoint *points = ek_series_points (self->series->series);
  guint length = ek_series_length (self->series->series);
  gint64 to = self->findings->course.last_at;
  gint64 from = MAX (self->findings->course.baseline_at, to - TREND_WEEKS * 7 * EK_DAY_MS);
  double slope, error;
  g_autofree char *per_week = NULL;
  EkTrajectoryStatistic *statistic;

  if (length < FEWEST_FOR_TREND || points[length - FEWEST_FOR_TREND].at_ms < from ||
      !ek_trend_per_week (self->series->series, from, to, &slope, &error))
    return;
  per_week = ek_value_change_text (round (slope * 100) / 100);
  statistic = add (self, "trend", ek_tr (self->language, "Average change a week"), NULL);
  statistic->value = isnan (error) ? g_strdup (per_week) : g_strdup_printf ("%s ± %.2f", per_week, error);
  statistic->tone = tone_of (self, round (slope * 100));
  statistic->known = g_strdup_printf (ek_tr (self->language,
                                             "least squares over the last %d weeks with values, ± standard "
                                             "error; it describes and does not predict"),
                                      TREND_WEEKS);
}

static void
add_unusual (Panel *self)
{
  const EkUsual *usual = &self->findings->usual;
  guint n = self->findings->unusual->len;
  g_autofree char *from = NULL, *to = NULL;
  EkTrajectoryStatistic *statistic;

  if (usual->n_days == 0 || !(usual->deviation > 0) || usual->n_judged == 0)
    return;
  from = date_of (self, usual->from_ms);
  to = date_of (self, usual->to_ms);
  statistic = add (self, "unusual", ek_tr_c (self->language, "chart", "Unusual for this person"),
                   n == 0 ? g_strdup (ek_tr (self->language, "never"))
                          : g_strdup_printf (ek_tr (self->language, "%u times"), n));
  statistic->known =
    g_strdup_printf (ek_tr (self->language,
                            "compared with %u days from %s to %s (mean %.1f, SD %.1f) by "
                            "moving average (λ 0.2) and cumulative sum (k 0.5, h 5) of day means; not a "
                            "prediction"),
                     usual->n_days, from, to, usual->mean, usual->deviation);
}

/* ---- Compared with the plan and with others ---- */

static void
add_goal (Panel *self)
{
  for (guint i = 0; i < self->data->goals->len && self->findings->course.n > 0; i++)
    {
      const EkTrajectoryGoal *goal = &g_array_index (self->data->goals, EkTrajectoryGoal, i);
      double beyond = goal->above ? self->findings->course.last - goal->value
                                  : goal->value - self->findings->course.last;
      gboolean reached = goal->strict ? beyond > 0 : beyond >= 0;
      g_autofree char *words = NULL;

      if (g_strcmp0 (goal->key, self->series->key) != 0)
        continue;
      words = ek_trajectory_goal_text (self->data, goal);
      add (self, "goal", ek_tr (self->language, "Goal of the plan"),
           g_strdup_printf (ek_tr (self->language, "%s: %s"), words,
                            reached ? ek_tr (self->language, "reached") : ek_tr (self->language, "not yet")))
        ->tone = reached ? 1 : 0;
    }
}

static void
add_expected (Panel *self)
{
  const EkCourse *course = &self->findings->course;
  EkChartAxis axis = self->view != NULL ? self->view->axis : EK_CHART_AXIS_TIME;
  g_autofree char *label = NULL;
  g_autoptr (GArray) points = ek_trajectory_expected (self->data, self->series, course, axis, &label);

  for (guint i = 1; points != NULL && i < points->len; i++)
    {
      const EkExpectedPoint *to = &g_array_index (points, EkExpectedPoint, i), *from = to - 1;
      double share, low, high;

      if (course->last_at < from->at_ms || course->last_at >= to->at_ms)
        continue;
      share = (double) (course->last_at - from->at_ms) / (double) (to->at_ms - from->at_ms);
      low = from->low + share * (to->low - from->low);
      high = from->high + share * (to->high - from->high);
      add (self, "expected", ek_tr (self->language, "Compared with earlier patients"),
           g_strdup (course->last < low      ? ek_tr (self->language, "below the middle 80 %")
                       : course->last > high ? ek_tr (self->language, "above the middle 80 %")
                                             : ek_tr (self->language, "within the middle 80 %")))
        ->known = g_strdup_printf (ek_tr (self->language, "%s; it describes others and predicts nobody"), label);
      return;
    }
}

static void
add_counts (Panel *self)
{
  static const struct {
    const char *id, *words;
  } labels[] = {
    { "critical", N_ ("Critical answers") },
    { "prorated", N_ ("Prorated") },
    { "imported", N_ ("Received from elsewhere") },
  };
  const guint counts[] = { self->series->n_critical, self->series->n_prorated, self->series->n_imported };

  add (self, "n", ek_tr (self->language, "Values since baseline"), g_strdup_printf ("%u", self->findings->course.n));
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      if (counts[i] > 0)
        add (self, labels[i].id, ek_tr (self->language, labels[i].words), g_strdup_printf ("%u", counts[i]))->tone =
          i == 0 ? -1 : 0;
    }
}

/**
 * ek_trajectory_statistics:
 * @self: a trajectory
 * @series: one of its series
 * @view: (nullable): which baseline and axis; %NULL: those of the course
 *
 * What the numbers say, in the language of the trajectory: last value, change since baseline and since the value
 * before, whether it is reliable by each published set of parameters, response, remission, caseness, relapse and
 * recovery, time in each band and what was not observed, trend, what was unusual for this person, the goal of the plan,
 * the comparison with earlier patients, and counts. Each line says how it is known, and whether its parameters were
 * checked. The rules are those of ek_course_compute(), ek_course_moments(), ek_reliable_change_classify(),
 * ek_time_in_bands(), ek_trend_per_week(), ek_unusual_find() and ek_expected_points().
 *
 * Returns: (transfer full) (element-type EkTrajectoryStatistic): lines for a panel
 */
GPtrArray *
ek_trajectory_statistics (EkTrajectory *self, const EkTrajectorySeries *series, const EkTrajectoryView *view)
{
  EkTrajectoryFindings own = { 0 };
  Panel panel = { g_ptr_array_new_with_free_func (statistic_free),
                  self->data,
                  series,
                  view,
                  ek_trajectory_findings (self->data, series, view, &own),
                  ((const EkTrajectoryOwn *) series)->definition,
                  self->data->language };

  add_values (&panel);
  add_changes (&panel);
  if (!series->is_measurement && series->kind != EK_TRAJECTORY_KIND_ITEM)
    {
      add_reliable (&panel);
      if (ek_trajectory_has_outcome (series))
        add_response (&panel);
      add_limits (&panel);
    }
  add_goal (&panel);
  add_expected (&panel);
  add_trend (&panel);
  add_unusual (&panel);
  add_bands (&panel);
  add_counts (&panel);
  ek_trajectory_findings_clear (&own);
  return panel.list;
}
