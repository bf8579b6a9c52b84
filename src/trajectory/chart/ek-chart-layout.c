/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-layout.h"

#include <math.h>

/* Lengths in pixels at text scale 1. */
#define MARGIN 8.0
#define TITLE_HEIGHT 28.0
#define NAME_WIDTH 148.0
#define NAME_HEIGHT 22.0
#define TICK_WIDTH 34.0
#define WORDS_WIDTH 118.0
#define WORDS_NARROW 80.0
#define LEVELS_WIDTH 70.0
#define RIGHT_MARGIN 18.0
#define PANEL_GAP 18.0
#define PANEL_LEAST 56.0
#define PANEL_SHOWN 62.0 /* the least on a screen, which can be scrolled: name, unit and last value fit */
#define PANEL_NATURAL 158.0
#define LANES_GAP 14.0
#define LANE_GAP 4.0
#define LANE_NAME_HEIGHT 16.0
#define MORE_HEIGHT 18.0
#define AXIS_HEIGHT 38.0
#define NARROW_BELOW 600.0

/* Of a grid of small charts. */
#define CELL_LEAST 290.0
#define CELL_WORDS_FROM 360.0
#define CELL_WORDS 76.0
#define CELL_NATURAL 112.0
#define CELL_SHOWN 80.0
#define MOST_COLUMNS 4

static const double lane_heights[] = {
  [EK_LANE_SESSION] = 20,
  [EK_LANE_MEDICINE] = 30,
  [EK_LANE_LEAVE] = 20,
  [EK_LANE_EVENT] = 22,
};

/* Everything that is taken off the sides and off the height before the panels share the rest. */
typedef struct {
  double unit, width, left, right, top, bottom, axis, key, name_above, lanes;
  guint columns, rows; /* of a grid; 1 column: one under the other */
  gboolean multiples;
} Frame;

static gboolean
any_words (EkChart *chart)
{
  for (guint i = 0; i < chart->panels->len; i++)
    {
      const EkPanel *panel = ek_chart_get_panel (chart, i);

      if (panel->overlay || ek_panel_layer (panel, 0)->bands->len > 0)
        return TRUE;
    }
  return FALSE;
}

static double
lane_height (const Frame *frame, const EkLane *lane)
{
  double name = frame->name_above > 0 ? LANE_NAME_HEIGHT : 0;

  return (lane_heights[lane->kind] + name + LANE_GAP) * frame->unit;
}

static void
measure_grid (Frame *frame, EkChart *chart)
{
  guint n = MAX (chart->panels->len, 1);

  frame->columns = 1;
  frame->multiples = chart->arrangement == EK_CHART_MULTIPLES && chart->panels->len > 1;
  if (frame->multiples)
    frame->columns = (guint) CLAMP (floor (frame->width / (CELL_LEAST * frame->unit)), 1, MIN (n, MOST_COLUMNS));
  frame->rows = (n + frame->columns - 1) / frame->columns;
}

/* A size that is none has no room. */
static double
sane (double length)
{
  return isnan (length) ? 0 : CLAMP (length, 0, 1e6);
}

static Frame
measure_frame (EkChart *chart, double width)
{
  double unit = chart->text_scale;
  gboolean narrow = width < NARROW_BELOW * unit;
  Frame frame = { .unit = unit, .width = width };

  measure_grid (&frame, chart);
  frame.left = (MARGIN + TICK_WIDTH + (narrow ? 0 : NAME_WIDTH)) * unit;
  frame.right = (any_words (chart) && !frame.multiples ? (narrow ? WORDS_NARROW : WORDS_WIDTH) : RIGHT_MARGIN) * unit;
  frame.name_above = narrow ? NAME_HEIGHT * unit : 0;
  frame.top = (MARGIN + (chart->title != NULL ? TITLE_HEIGHT : 0)) * unit;
  for (guint i = 0; i < chart->lanes->len; i++)
    frame.lanes += lane_height (&frame, g_ptr_array_index (chart->lanes, i));
  if (chart->lanes->len > 0)
    frame.lanes += LANES_GAP * unit;
  frame.axis = AXIS_HEIGHT * unit;
  frame.key = EK_KEY_ROW_HEIGHT * unit * ek_chart_key_rows (chart, width - frame.left - MARGIN * unit, unit);
  /* Lanes under a grid run over its whole width and have an axis of their own. */
  frame.bottom = frame.axis * (frame.multiples && chart->lanes->len > 0 ? 2 : 1) + frame.key;
  return frame;
}

/* An overlay holds several courses and is given the height of two panels. */
static double
panel_weight (EkChart *chart, guint panel)
{
  return panel < chart->panels->len && ek_chart_get_panel (chart, panel)->layers->len > 1 ? 2 : 1;
}

static double
all_weights (EkChart *chart)
{
  double weights = 0;

  for (guint i = 0; i < MAX (chart->panels->len, 1); i++)
    weights += panel_weight (chart, i);
  return weights;
}

/* The height the panels need, each of them @each. */
static double
panels_height (EkChart *chart, const Frame *frame, double each)
{
  guint n = MAX (chart->panels->len, 1);

  if (frame->multiples)
    return frame->rows * (each + NAME_HEIGHT * frame->unit) + (frame->rows - 1) * PANEL_GAP * frame->unit;
  return all_weights (chart) * each + n * frame->name_above + (n - 1) * PANEL_GAP * frame->unit;
}

/**
 * ek_chart_get_natural_height:
 * @self: a chart
 * @width: it is to be drawn in
 *
 * Returns: the height at which every panel and lane has its room
 */
double
ek_chart_get_natural_height (EkChart *self, double width)
{
  Frame frame = measure_frame (self, sane (width));

  return frame.top + frame.bottom + frame.lanes +
    panels_height (self, &frame, (frame.multiples ? CELL_NATURAL : PANEL_NATURAL) * frame.unit);
}

/**
 * ek_chart_get_least_height:
 * @self: a chart
 * @width: it is to be drawn in
 *
 * The height below which a screen had better scroll, so that a window of usual size shows the axis and the key with the
 * panels.
 *
 * Returns: the least height at which every panel can be read and no lane has to give way
 */
double
ek_chart_get_least_height (EkChart *self, double width)
{
  Frame frame = measure_frame (self, sane (width));

  return frame.top + frame.bottom + frame.lanes +
    panels_height (self, &frame, (frame.multiples ? CELL_SHOWN : PANEL_SHOWN) * frame.unit);
}

/* Lanes give way, from the last, before a panel becomes too low to read. */
static double
fit_lanes (EkChart *chart, const Frame *frame, double available, guint *n_lanes)
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

static EkScale
scale_of (EkChart *chart, guint panel, const EkRect *plot)
{
  double low = 0, high = 1;

  if (panel < chart->panels->len)
    {
      low = ek_chart_get_panel (chart, panel)->low;
      high = ek_chart_get_panel (chart, panel)->high;
    }
  return (EkScale){ low, high, plot->y, plot->y + plot->height };
}

static void
place_stacked (EkChartLayout *self, EkChart *chart, const Frame *frame, double height)
{
  double y = frame->top, unit = frame->unit;
  guint n = MAX (chart->panels->len, 1);
  double each = (height - (n - 1) * PANEL_GAP * unit - n * frame->name_above) / all_weights (chart);

  for (guint i = 0; i < n; i++)
    {
      EkPanelLayout panel = { 0 };
      double mine = MAX (1, each * panel_weight (chart, i));
      gboolean overlay = i < chart->panels->len && ek_chart_get_panel (chart, i)->overlay;

      panel.plot = (EkRect){ frame->left, y + frame->name_above, MAX (1, self->width - frame->left - frame->right),
                             mine };
      panel.name_above = self->narrow;
      panel.name = self->narrow
        ? (EkRect){ MARGIN * unit, y, MAX (0, self->width - 2 * MARGIN * unit), frame->name_above }
        : (EkRect){ MARGIN * unit, y, NAME_WIDTH * unit, mine };
      panel.words = (EkRect){ panel.plot.x + panel.plot.width + 8 * unit, panel.plot.y,
                              MAX (0, frame->right - 10 * unit), mine };
      if (overlay && !self->narrow)
        {
          panel.levels = (EkRect){ panel.plot.x - LEVELS_WIDTH * unit, panel.plot.y, (LEVELS_WIDTH - 6) * unit, mine };
          panel.name.width = panel.levels.x - panel.name.x - 4 * unit;
        }
      panel.scale = scale_of (chart, i, &panel.plot);
      panel.map = self->map;
      g_array_append_val (self->panels, panel);
      y += mine + frame->name_above + PANEL_GAP * unit;
    }
}

static void
place_grid (EkChartLayout *self, EkChart *chart, const Frame *frame, double height)
{
  double unit = frame->unit, cell = (self->width - MARGIN * unit) / frame->columns;
  double name = NAME_HEIGHT * unit;
  double each = MAX (1, (height - (frame->rows - 1) * PANEL_GAP * unit) / frame->rows - name);
  gboolean words = any_words (chart) && cell >= CELL_WORDS_FROM * unit;

  for (guint i = 0; i < chart->panels->len; i++)
    {
      double x = (i % frame->columns) * cell;
      double y = frame->top + (i / frame->columns) * (each + name + PANEL_GAP * unit);
      EkPanelLayout panel = { 0 };
      EkAxisLayout axis = { .first = i, .end = i + 1 };
      /* The names of laid over series have to be somewhere. */
      double right = (words || ek_chart_get_panel (chart, i)->overlay ? CELL_WORDS : RIGHT_MARGIN) * unit;

      panel.plot = (EkRect){ x + (MARGIN + TICK_WIDTH) * unit, y + name,
                             MAX (1, cell - (MARGIN + TICK_WIDTH) * unit - right), each };
      panel.name = (EkRect){ x + MARGIN * unit, y, MAX (0, cell - MARGIN * unit - 4 * unit), name };
      panel.name_above = TRUE;
      panel.words = (EkRect){ panel.plot.x + panel.plot.width + 6 * unit, panel.plot.y, MAX (0, right - 8 * unit),
                              each };
      panel.scale = scale_of (chart, i, &panel.plot);
      panel.map = self->map;
      panel.map.x = panel.plot.x;
      panel.map.width = panel.plot.width;
      g_array_append_val (self->panels, panel);

      axis.map = panel.map;
      axis.top = panel.plot.y;
      axis.place = (EkRect){ panel.plot.x, panel.plot.y + each, panel.plot.width,
                             i + frame->columns >= chart->panels->len ? frame->axis : 0 };
      g_array_append_val (self->axes, axis);
    }
}

static double
place_lanes (EkChartLayout *self, EkChart *chart, const Frame *frame, double y, guint n_lanes)
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
      self->more = (EkRect){ MARGIN * unit, y, self->map.x + self->map.width, MORE_HEIGHT * unit };
      y += MORE_HEIGHT * unit;
    }
  return y;
}

/* Under panels one under the other and their lanes; under a grid only where there are lanes. Returns where it ends. */
static double
place_axis (EkChartLayout *self, EkChart *chart, const Frame *frame, double y)
{
  EkAxisLayout axis = { { self->map.x, y, self->map.width, frame->axis }, 0, self->map, 0, 0 };

  if (self->multiples && chart->lanes->len == 0)
    {
      self->axis = g_array_index (self->axes, EkAxisLayout, self->axes->len - 1).place;
      return y;
    }
  if (!self->multiples)
    {
      axis.top = g_array_index (self->panels, EkPanelLayout, 0).plot.y;
      axis.end = chart->panels->len;
    }
  else
    axis.top = self->lanes->len > 0 ? g_array_index (self->lanes, EkRect, 0).y : y;
  g_array_append_val (self->axes, axis);
  self->axis = axis.place;
  return y + frame->axis;
}

static void
entry_clear (gpointer data)
{
  EkKeyEntry *entry = data;

  g_free (entry->words);
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
ek_chart_layout_new (EkChart *chart, double width, double height)
{
  EkChartLayout *self = g_new0 (EkChartLayout, 1);
  Frame frame = measure_frame (chart, sane (width));
  guint n_lanes = 0;
  double unit = frame.unit, rest, lanes, y;
  EkRect key;

  width = self->width = sane (width);
  height = self->height = sane (height);
  self->unit = unit;
  self->narrow = frame.name_above > 0;
  self->multiples = frame.multiples;
  self->panels = g_array_new (FALSE, FALSE, sizeof (EkPanelLayout));
  self->axes = g_array_new (FALSE, FALSE, sizeof (EkAxisLayout));
  self->lanes = g_array_new (FALSE, FALSE, sizeof (EkRect));
  self->key = g_array_new (FALSE, FALSE, sizeof (EkKeyEntry));
  g_array_set_clear_func (self->key, entry_clear);
  self->title = (EkRect){ MARGIN * unit, MARGIN * unit, MAX (0, width - 2 * MARGIN * unit), frame.top - MARGIN * unit };
  self->map.x = frame.left;
  self->map.width = MAX (1, width - frame.left - frame.right);
  self->map.sessions = ek_chart_session_axis (chart);
  ek_chart_get_shown (chart, &self->map.from_ms, &self->map.to_ms);

  rest = height - frame.top - frame.bottom;
  lanes = fit_lanes (chart, &frame, rest - panels_height (chart, &frame, PANEL_LEAST * unit), &n_lanes);
  (self->multiples ? place_grid : place_stacked) (self, chart, &frame, rest - lanes);
  y = frame.top + MAX (rest - lanes, 1) + (self->multiples ? frame.axis : 0);
  y = place_lanes (self, chart, &frame, y, n_lanes);
  y = place_axis (self, chart, &frame, y);
  key = (EkRect){ self->map.x, y, MAX (0, width - self->map.x - MARGIN * unit), frame.key };
  ek_chart_layout_add_key (self, chart, &key);
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
  g_array_unref (self->axes);
  g_array_unref (self->lanes);
  g_array_unref (self->key);
  g_free (self);
}

/**
 * ek_panel_layout_y:
 * @place: where the panel goes
 * @panel: the panel
 * @layer: a series of it
 * @value: a value in the unit of the series
 *
 * Returns: its position, also outside the plot; in an overlay by the common scale, see ek_panel_position()
 */
double
ek_panel_layout_y (const EkPanelLayout *place, const EkPanel *panel, const EkLayer *layer, double value)
{
  return ek_scale_y (&place->scale, ek_panel_position (panel, layer, value));
}
