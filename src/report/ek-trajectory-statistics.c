/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the numbers of one series say, line by line, and how each is known. */

#include "ek-trajectory-private.h"

#include <math.h>

#include "ek-scale.h"
#include "ek-time.h"

static void
statistic_free (gpointer data)
{
  EkTrajectoryStatistic *statistic = data;

  g_free (statistic->label);
  g_free (statistic->value);
  g_free (statistic->known);
  g_free (statistic);
}

static EkTrajectoryStatistic *
add (GPtrArray  *list,
     const char *id,
     const char *label,
     char       *value)
{
  EkTrajectoryStatistic *statistic = g_new0 (EkTrajectoryStatistic, 1);

  statistic->id = id;
  statistic->label = g_strdup (label);
  statistic->value = value;
  statistic->verified = TRUE;
  g_ptr_array_add (list, statistic);
  return statistic;
}

static char *
signed_text (double value)
{
  g_autofree char *text = ek_value_text (value);

  return value > 0 ? g_strconcat ("+", text, NULL) : g_steal_pointer (&text);
}

/**
 * ek_trajectory_statistics:
 * @self: a trajectory
 * @series: one of its series
 * @view: (nullable): which time, and from which baseline; %NULL: all, from the baseline of the course
 *
 * Returns: (transfer full) (element-type EkTrajectoryStatistic): lines for a panel
 */
GPtrArray *
ek_trajectory_statistics (EkTrajectory             *self,
                          const EkTrajectorySeries *series,
                          const EkTrajectoryView   *view)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (statistic_free);
  const char *language = self->data->language;

  add (list, "n", EK_PICK (language, "Values", "数值个数"), g_strdup_printf ("%u", series->course.n));
  if (series->course.n > 1)
    {
      g_autofree char *from = ek_value_text (series->course.baseline), *to = ek_value_text (series->course.last);
      g_autofree char *change = signed_text (series->course.change);

      add (list, "change", EK_PICK (language, "Change since baseline", "较基线变化"),
           g_strdup_printf ("%s (%s → %s)", change, from, to));
    }
  return list;
}
