/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-series.h"

G_BEGIN_DECLS

/**
 * EkUnusualRule:
 * @fewest_days: days with values that make a baseline, at least 2
 * @most_days: and no more than these
 * @window_days: days from the first that belong to the baseline, beyond the fewest
 * @weight: of the newest day in the moving average, above 0 to 1
 * @width: of the limits of the moving average, in its standard deviations
 * @slack: of the cumulative sum, in standard deviations of a day
 * @decision: where the cumulative sum signals, in standard deviations of a day
 *
 * When a day is unusual for a person. Start from %EK_UNUSUAL_RULE.
 */
typedef struct {
  guint fewest_days, most_days, window_days;
  double weight, width;
  double slack, decision;
} EkUnusualRule;

extern const EkUnusualRule EK_UNUSUAL_RULE;

typedef enum {
  EK_UNUSUAL_AVERAGE = 1 << 0, /* the moving average left its limits */
  EK_UNUSUAL_SUM = 1 << 1,     /* the cumulative sum reached its limit */
} EkUnusualChart;

/** EkUnusual: the day from which the values were unusual for this person. */
typedef struct {
  guint index; /* of the last value of that day */
  gint64 at_ms;
  gboolean high;         /* above what is usual, else below */
  EkUnusualChart charts; /* which said so */
} EkUnusual;

/** EkUsual: what the days are compared with. */
typedef struct {
  guint n_days;           /* of the baseline; 0: too few days, nothing can be said */
  double mean, deviation; /* of its day means; deviation 0: the days were all the same, nothing can be said */
  gint64 from_ms, to_ms;
  guint n_judged; /* days after it */
} EkUsual;

GArray *ek_unusual_find (EkSeries *series, gint64 from_ms, int offset_minutes, const EkUnusualRule *rule,
                         EkUsual *usual);

G_END_DECLS
