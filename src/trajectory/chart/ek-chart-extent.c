/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-private.h"

#include "ek-pyramid.h"
#include "ek-time.h"

/* From when to when a chart reaches, and what of that is shown. */

/* One score of one day needs weeks around it to be seen as a beginning, not hours. */
#define SHORTEST_MS (14 * EK_DAY_MS)

static void
extent_include (gint64 at_ms, gint64 *from_ms, gint64 *to_ms)
{
  if (at_ms == EK_INSTANT_NONE)
    return;
  *from_ms = *from_ms == EK_INSTANT_NONE ? at_ms : MIN (*from_ms, at_ms);
  *to_ms = *to_ms == EK_INSTANT_NONE ? at_ms : MAX (*to_ms, at_ms);
}

/* Of all values of all layers. */
static void
values_extent (EkChart *self, gint64 *from_ms, gint64 *to_ms)
{
  for (guint i = 0; i < self->panels->len; i++)
    for (guint j = 0; j < ek_chart_get_panel (self, i)->layers->len; j++)
      {
        EkSeries *series = ek_chart_get_layer (self, i, j);
        const EkPoint *points = ek_series_points (series);
        guint length = ek_series_length (series);

        if (length == 0)
          continue;
        extent_include (points[0].at_ms, from_ms, to_ms);
        extent_include (points[length - 1].at_ms, from_ms, to_ms);
      }
}

/* What lies ahead: goals and the expected course. */
static void
ahead_extent (EkChart *self, gint64 latest, gint64 *from_ms, gint64 *to_ms)
{
  for (guint i = 0; i < self->panels->len; i++)
    {
      const EkPanel *panel = ek_chart_get_panel (self, i);

      for (guint j = 0; j < panel->goals->len; j++)
        {
          gint64 until = g_array_index (panel->goals, EkChartGoal, j).until_ms;

          if (until < EK_CHART_LATEST_MS)
            extent_include (MIN (until, latest), from_ms, to_ms);
        }
      if (panel->expected->len > 0)
        extent_include (MIN (g_array_index (panel->expected, EkExpectedPoint, panel->expected->len - 1).at_ms, latest),
                        from_ms, to_ms);
    }
}

/**
 * ek_chart_get_extent:
 * @self: a chart
 * @from_ms: (out): begin
 * @to_ms: (out): end, after @from_ms
 *
 * The time from the first to the last of all values and treatments, and today where it is set, with a margin of 3 % and
 * at least a day, two weeks at the least. A lane reaches back before the first value, and goals and the expected course
 * reach ahead of the last, no further than half as long as the values themselves last, so that a medicine of many years
 * does not squeeze a course of weeks.
 */
void
ek_chart_get_extent (EkChart *self, gint64 *from_ms, gint64 *to_ms)
{
  gint64 from = EK_INSTANT_NONE, to = EK_INSTANT_NONE, margin, earliest = G_MININT64, latest = G_MAXINT64;

  values_extent (self, &from, &to);
  if (from != EK_INSTANT_NONE)
    {
      gint64 beyond = MAX (to - from, 30 * EK_DAY_MS) / 2;

      earliest = from - beyond;
      latest = to + beyond;
    }
  extent_include (self->now_ms, &from, &to);
  ahead_extent (self, latest, &from, &to);
  for (guint i = 0; i < self->lanes->len; i++)
    {
      EkLane *lane = g_ptr_array_index (self->lanes, i);

      for (guint j = 0; j < lane->items->len; j++)
        {
          const EkLaneItem *item = &g_array_index (lane->items, EkLaneItem, j);

          extent_include (MAX (item->from_ms, earliest), &from, &to);
          extent_include (item->to_ms == EK_INSTANT_NONE ? EK_INSTANT_NONE : MAX (item->to_ms, earliest), &from, &to);
        }
    }
  if (from == EK_INSTANT_NONE)
    from = to = 0;
  margin = MAX ((to - from) * 3 / 100, EK_DAY_MS);
  if (to - from + 2 * margin < SHORTEST_MS)
    margin = (SHORTEST_MS - (to - from)) / 2;
  *from_ms = from - margin;
  *to_ms = to + margin;
}

/**
 * ek_chart_set_range:
 * @self: a chart
 * @from_ms: begin of what is shown
 * @to_ms: its end; when not after @from_ms, everything is shown
 */
void
ek_chart_set_range (EkChart *self, gint64 from_ms, gint64 to_ms)
{
  self->from_ms = CLAMP (from_ms, EK_CHART_EARLIEST_MS, EK_CHART_LATEST_MS);
  self->to_ms = CLAMP (to_ms, EK_CHART_EARLIEST_MS, EK_CHART_LATEST_MS);
}

/**
 * ek_chart_get_range:
 * @self: a chart
 * @from_ms: (out): begin of what is shown
 * @to_ms: (out): its end, after @from_ms
 */
void
ek_chart_get_range (EkChart *self, gint64 *from_ms, gint64 *to_ms)
{
  ek_chart_get_shown (self, from_ms, to_ms);
}

/**
 * ek_chart_get_shown:
 * @self: a chart
 * @from_ms: (out): the first instant that is shown
 * @to_ms: (out): the last one; the extent of all that the chart has where no range was set
 */
void
ek_chart_get_shown (EkChart *self, gint64 *from_ms, gint64 *to_ms)
{
  if (self->to_ms > self->from_ms)
    {
      *from_ms = self->from_ms;
      *to_ms = self->to_ms;
    }
  else
    ek_chart_get_extent (self, from_ms, to_ms);
}

/* NULL: along time. */
const EkSessionAxis *
ek_chart_session_axis (EkChart *self)
{
  gint64 from, to;

  if (self->axis != EK_CHART_AXIS_SESSIONS || self->sessions->len == 0)
    return NULL;
  if (self->session_axis == NULL)
    {
      ek_chart_get_extent (self, &from, &to);
      self->session_axis = ek_session_axis_new ((const gint64 *) (gpointer) self->sessions->data, self->sessions->len,
                                                from, to);
    }
  return self->session_axis;
}
