/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-layout.h"

/* Lengths in pixels at text scale 1. */
#define MARGIN              8.0
#define TITLE_HEIGHT       28.0
#define NAME_WIDTH        148.0
#define NAME_HEIGHT        22.0
#define TICK_WIDTH         34.0
#define WORDS_WIDTH       118.0
#define WORDS_NARROW       80.0
#define RIGHT_MARGIN       18.0
#define PANEL_GAP          18.0
#define PANEL_LEAST        56.0
#define PANEL_NATURAL     158.0
#define LANES_GAP          14.0
#define LANE_GAP            4.0
#define LANE_NAME_HEIGHT   16.0
#define MORE_HEIGHT        18.0
#define AXIS_HEIGHT        38.0
#define KEY_HEIGHT         24.0
#define NARROW_BELOW      600.0

static const double lane_heights[] = {
  [EK_LANE_SESSION] = 20, [EK_LANE_MEDICINE] = 30, [EK_LANE_LEAVE] = 20, [EK_LANE_EVENT] = 22,
};

/* Everything that is taken off the sides and off the height before the panels share the rest. */
typedef struct {
  double unit, left, right, top, bottom, name_above, lanes;
} Frame;

/* Flags that occur anywhere in the chart, shown or not: the key must not come and go while one scrolls. */
EkPointFlags
ek_chart_all_flags (EkChart *chart)
{
  EkPointFlags flags = EK_POINT_PLAIN;

  for (guint i = 0; i < chart->panels->len; i++)
    {
      EkSeries *series = ek_chart_get_series (chart, i);
      const EkPoint *points = ek_series_points (series);

      for (guint j = 0; j < ek_series_length (series); j++)
        flags |= points[j].flags;
    }
  return flags;
}

static gboolean
any_bands (EkChart *chart)
{
  for (guint i = 0; i < chart->panels->len; i++)
    {
      if (ek_chart_get_panel (chart, i)->bands->len > 0)
        return TRUE;
    }
  return FALSE;
}

static double
lane_height (const Frame  *frame,
             const EkLane *lane)
{
  double name = frame->name_above > 0 ? LANE_NAME_HEIGHT : 0;

  return (lane_heights[lane->kind] + name + LANE_GAP) * frame->unit;
}

static Frame
measure_frame (EkChart *chart,
               double   width)
{
  double unit = chart->text_scale;
  gboolean narrow = width < NARROW_BELOW * unit;
  Frame frame = { .unit = unit };

  frame.left = (MARGIN + TICK_WIDTH + (narrow ? 0 : NAME_WIDTH)) * unit;
  frame.right = (any_bands (chart) ? (narrow ? WORDS_NARROW : WORDS_WIDTH) : RIGHT_MARGIN) * unit;
  frame.name_above = narrow ? NAME_HEIGHT * unit : 0;
  frame.top = (MARGIN + (chart->title != NULL ? TITLE_HEIGHT : 0)) * unit;
  frame.bottom = (AXIS_HEIGHT + (ek_chart_all_flags (chart) != EK_POINT_PLAIN ? KEY_HEIGHT : 0)) * unit;
  for (guint i = 0; i < chart->lanes->len; i++)
    frame.lanes += lane_height (&frame, g_ptr_array_index (chart->lanes, i));
  if (chart->lanes->len > 0)
    frame.lanes += LANES_GAP * unit;
  return frame;
}

/**
 * ek_chart_get_natural_height:
 * @self: a chart
 * @width: it is to be drawn in
 *
 * Returns: the height at which every panel and lane has its room
 */
double
ek_chart_get_natural_height (EkChart *self,
                             double   width)
{
  Frame frame = measure_frame (self, width);
  guint n = MAX (self->panels->len, 1);

  return frame.top + frame.bottom + frame.lanes + n * (PANEL_NATURAL * frame.unit + frame.name_above)
         + (n - 1) * PANEL_GAP * frame.unit;
}

/* Lanes give way, from the last, before a panel becomes too low to read. */
static double
fit_lanes (EkChart     *chart,
           const Frame *frame,
           double       available,
           guint       *n_lanes)
{
  double height = frame->lanes;
  guint n = chart->lanes->len;

  while (n > 0 && height > available)
    {
      n--;
      height -= lane_height (frame, g_ptr_array_index (chart->lanes, n));
      if (n + 1 == chart->lanes->len)
        height += MORE_HEIGHT * frame->unit;
    }
  *n_lanes = n;
  return chart->lanes->len > 0 ? MIN (height, MAX (available, 0)) : 0;
}

static void
place_panels (EkChartLayout *self,
              EkChart       *chart,
              const Frame   *frame,
              double         width,
              double         height)
{
  double y = frame->top, unit = frame->unit;
  guint n = MAX (chart->panels->len, 1);
  double each = MAX (1, (height - (n - 1) * PANEL_GAP * unit) / n - frame->name_above);

  for (guint i = 0; i < n; i++)
    {
      EkPanelLayout panel = { 0 };
      double low = 0, high = 1;

      if (i < chart->panels->len)
        {
          low = ek_chart_get_panel (chart, i)->low;
          high = ek_chart_get_panel (chart, i)->high;
        }
      panel.plot = (EkRect) { frame->left, y + frame->name_above, MAX (1, width - frame->left - frame->right), each };
      panel.name = self->narrow
                   ? (EkRect) { MARGIN * unit, y, width - 2 * MARGIN * unit, frame->name_above }
                   : (EkRect) { MARGIN * unit, y, NAME_WIDTH * unit, each };
      panel.words = (EkRect) { panel.plot.x + panel.plot.width + 8 * unit, panel.plot.y,
                               MAX (0, frame->right - 10 * unit), each };
      panel.scale = (EkScale) { low, high, panel.plot.y, panel.plot.y + each };
      g_array_append_val (self->panels, panel);
      y += each + frame->name_above + PANEL_GAP * unit;
    }
}

static double
place_lanes (EkChartLayout *self,
             EkChart       *chart,
             const Frame   *frame,
             double         y,
             guint          n_lanes)
{
  double unit = frame->unit;

  if (chart->lanes->len > 0)
    y += LANES_GAP * unit;
  for (guint i = 0; i < n_lanes; i++)
    {
      EkLane *lane = g_ptr_array_index (chart->lanes, i);
      double name = frame->name_above > 0 ? LANE_NAME_HEIGHT * unit : 0;
      EkRect rect = { self->map.x, y + name, self->map.width, lane_heights[lane->kind] * unit };

      g_array_append_val (self->lanes, rect);
      y += lane_height (frame, lane);
    }
  if (n_lanes < chart->lanes->len)
    {
      self->more = (EkRect) { MARGIN * unit, y, self->map.x + self->map.width, MORE_HEIGHT * unit };
      y += MORE_HEIGHT * unit;
    }
  return y;
}

/**
 * ek_chart_layout_new:
 * @chart: a chart
 * @width: to draw in
 * @height: to draw in
 *
 * Returns: (transfer full): where everything goes
 */
EkChartLayout *
ek_chart_layout_new (EkChart *chart,
                     double   width,
                     double   height)
{
  EkChartLayout *self = g_new0 (EkChartLayout, 1);
  Frame frame = measure_frame (chart, width);
  guint n_panels = MAX (chart->panels->len, 1), n_lanes = 0;
  double unit = frame.unit, rest, least, lanes, y;
  double key = ek_chart_all_flags (chart) != EK_POINT_PLAIN ? KEY_HEIGHT * unit : 0;

  self->width = width;
  self->height = height;
  self->unit = unit;
  self->narrow = frame.name_above > 0;
  self->panels = g_array_new (FALSE, FALSE, sizeof (EkPanelLayout));
  self->lanes = g_array_new (FALSE, FALSE, sizeof (EkRect));
  self->title = (EkRect) { MARGIN * unit, MARGIN * unit, MAX (0, width - 2 * MARGIN * unit),
                           frame.top - MARGIN * unit };
  self->map.x = frame.left;
  self->map.width = MAX (1, width - frame.left - frame.right);
  ek_chart_get_shown (chart, &self->map.from_ms, &self->map.to_ms);

  rest = height - frame.top - frame.bottom;
  least = n_panels * (PANEL_LEAST * unit + frame.name_above) + (n_panels - 1) * PANEL_GAP * unit;
  lanes = fit_lanes (chart, &frame, rest - least, &n_lanes);
  place_panels (self, chart, &frame, width, rest - lanes);
  y = place_lanes (self, chart, &frame, frame.top + MAX (rest - lanes, 1), n_lanes);
  self->axis = (EkRect) { self->map.x, y, self->map.width, AXIS_HEIGHT * unit };
  self->key = (EkRect) { self->map.x, y + AXIS_HEIGHT * unit, self->map.width + frame.right - MARGIN * unit, key };
  return self;
}

/**
 * ek_chart_layout_free:
 * @self: (transfer full): a layout
 */
void
ek_chart_layout_free (EkChartLayout *self)
{
  g_array_unref (self->panels);
  g_array_unref (self->lanes);
  g_free (self);
}
