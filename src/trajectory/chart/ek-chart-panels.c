/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-private.h"

#include <math.h>

#include "ek-pyramid.h"
#include "ek-scale.h"
#include "ek-time.h"

/* ---- Panels and layers ---- */

/* Room for the values when the caller gives no scale: a flat or single-valued series gets a band around its value. */
static void
panel_fit (EkPanel *panel)
{
  const EkLayer *layer = ek_panel_layer (panel, 0);
  double low = layer->least, high = layer->greatest, step;

  if (!(high - low > 0) || !isfinite (high - low))
    {
      double half = MAX (1.0, fabs (low) / 10);

      low -= half;
      high += half;
    }
  step = ek_nice_step (high - low, 6);
  panel->low = floor (low / step) * step;
  panel->high = ceil (high / step) * step;
}

/**
 * ek_chart_add_panel:
 * @self: a chart
 * @series: (transfer none): the values; not changed from now on
 * @low: begin of the scale
 * @high: end of the scale; when not above @low, or not finite, the scale follows the values
 * @higher_is_worse: the direction of the score
 *
 * A value outside the given scale widens it: what was measured is always shown.
 *
 * Returns: the number of the panel
 */
guint
ek_chart_add_panel (EkChart *self, EkSeries *series, double low, double high, gboolean higher_is_worse)
{
  EkPanel *panel = NULL;

  g_return_val_if_fail (series != NULL, 0);

  panel = ek_panel_new ();
  g_ptr_array_add (panel->layers, ek_layer_new (series));
  panel->low = low;
  panel->high = high;
  panel->fixed = isfinite (low) && isfinite (high) && high > low;
  panel->higher_is_worse = higher_is_worse;
  if (panel->fixed && ek_series_length (series) > 0)
    {
      panel->low = MIN (panel->low, ek_panel_layer (panel, 0)->least);
      panel->high = MAX (panel->high, ek_panel_layer (panel, 0)->greatest);
    }
  else if (!panel->fixed)
    panel_fit (panel);
  g_ptr_array_add (self->panels, panel);
  ek_chart_changed (self);
  return self->panels->len - 1;
}

/**
 * ek_chart_add_overlay:
 * @self: a chart
 * @label: (nullable): its name
 *
 * A panel on the common scale of severity, up is more severe, to be filled by ek_chart_overlay_add(). It lets courses
 * be compared; a value there is not the value of the score, which the text of the value gives.
 *
 * Returns: the number of the panel
 */
guint
ek_chart_add_overlay (EkChart *self, const char *label)
{
  EkPanel *panel = ek_panel_new ();

  panel->overlay = TRUE;
  panel->label = g_strdup (label);
  panel->low = 0;
  panel->high = EK_COMMON_LEVELS;
  panel->fixed = TRUE;
  panel->higher_is_worse = TRUE;
  g_ptr_array_add (self->panels, panel);
  ek_chart_changed (self);
  return self->panels->len - 1;
}

/**
 * ek_chart_overlay_add:
 * @self: a chart
 * @panel: number of an overlay
 * @series: (transfer none): the values; not changed from now on
 * @scale: (nullable): how they lie on the common scale; without one they fill it from the least to the greatest, which
 *   says nothing of how severe they are
 *
 * Returns: the number of the layer
 */
guint
ek_chart_overlay_add (EkChart *self, guint panel, EkSeries *series, EkCommonScale *scale)
{
  EkPanel *target = ek_chart_get_panel (self, panel);
  EkLayer *layer = NULL;

  g_return_val_if_fail (target != NULL && target->overlay && series != NULL, 0);

  layer = ek_layer_new (series);
  layer->scale = scale != NULL ? ek_common_scale_ref (scale) : NULL;
  g_ptr_array_add (target->layers, layer);
  ek_chart_changed (self);
  return target->layers->len - 1;
}

/**
 * ek_chart_get_panel:
 * @self: a chart
 * @panel: number of the panel, which must be there
 *
 * Returns: (transfer none): the panel
 */
EkPanel *
ek_chart_get_panel (EkChart *self, guint panel)
{
  g_return_val_if_fail (panel < self->panels->len, NULL);
  return g_ptr_array_index (self->panels, panel);
}

/* NULL when there is no such layer. */
EkLayer *
ek_chart_find_layer (EkChart *self, guint panel, guint layer)
{
  return panel < self->panels->len ? ek_panel_layer (ek_chart_get_panel (self, panel), layer) : NULL;
}

/**
 * ek_panel_name:
 * @panel: a panel
 *
 * Returns: (transfer none): what it is called: by its own label, else the label of its series; "" when it has neither
 */
const char *
ek_panel_name (const EkPanel *panel)
{
  const EkLayer *layer = ek_panel_layer (panel, 0);

  if (panel->label != NULL || panel->overlay)
    return panel->label != NULL ? panel->label : "";
  return layer != NULL ? ek_series_get_label (layer->series) : "";
}

const char *
ek_layer_name (const EkPanel *panel, const EkLayer *layer)
{
  return panel->overlay ? ek_series_get_label (layer->series) : ek_panel_name (panel);
}

/* Where a value lies on the scale of its panel. */
double
ek_panel_position (const EkPanel *panel, const EkLayer *layer, double value)
{
  if (!panel->overlay)
    return value;
  if (layer->scale != NULL)
    return CLAMP (ek_common_scale_map (layer->scale, value), 0, EK_COMMON_LEVELS);
  if (!(layer->greatest > layer->least))
    return EK_COMMON_LEVELS / 2.0;
  return EK_COMMON_LEVELS * ((value - layer->least) / (layer->greatest - layer->least));
}

/* The level of severity of a value of an overlay: 0 normal to 3 severe; EK_COMMON_LEVELS when its scale has none. */
guint
ek_panel_level (const EkPanel *panel, const EkLayer *layer, double value)
{
  if (!panel->overlay || layer->scale == NULL || !ek_common_scale_has_levels (layer->scale))
    return EK_COMMON_LEVELS;
  return (guint) CLAMP (floor (ek_panel_position (panel, layer, value)), 0, EK_COMMON_LEVELS - 1);
}

/* Whether any series of an overlay has levels of severity; else the common scale says nothing of severity. */
gboolean
ek_panel_has_levels (const EkPanel *panel)
{
  for (guint i = 0; i < panel->layers->len; i++)
    {
      const EkLayer *layer = ek_panel_layer (panel, i);

      if (layer->scale != NULL && ek_common_scale_has_levels (layer->scale))
        return TRUE;
    }
  return FALSE;
}

/**
 * ek_chart_get_n_panels:
 * @self: a chart
 *
 * Returns: the number of panels
 */
guint
ek_chart_get_n_panels (EkChart *self)
{
  return self->panels->len;
}

/**
 * ek_chart_get_n_layers:
 * @self: a chart
 * @panel: number of the panel
 *
 * Returns: the number of its series: 1 but in an overlay
 */
guint
ek_chart_get_n_layers (EkChart *self, guint panel)
{
  EkPanel *target = ek_chart_get_panel (self, panel);

  return target != NULL ? target->layers->len : 0;
}

/**
 * ek_chart_get_series:
 * @self: a chart
 * @panel: number of the panel
 *
 * Returns: (transfer none) (nullable): its values, in an overlay those of the first layer
 */
EkSeries *
ek_chart_get_series (EkChart *self, guint panel)
{
  return ek_chart_get_layer (self, panel, 0);
}

/**
 * ek_chart_get_layer:
 * @self: a chart
 * @panel: number of the panel
 * @layer: number of the layer
 *
 * Returns: (transfer none) (nullable): its values; %NULL when there is no such layer
 */
EkSeries *
ek_chart_get_layer (EkChart *self, guint panel, guint layer)
{
  const EkLayer *target = ek_chart_find_layer (self, panel, layer);

  return target != NULL ? target->series : NULL;
}

/* ---- Bands ---- */

static int
compare_bands (gconstpointer a, gconstpointer b)
{
  const EkChartBand *first = a, *second = b;

  return (first->low > second->low) - (first->low < second->low);
}

/**
 * ek_chart_layer_set_bands:
 * @self: a chart
 * @panel: number of the panel
 * @layer: number of the layer
 * @bands: (array length=n_bands): ranges of the score with their words; copied. @rank 0 is best
 * @n_bands: how many
 *
 * In an overlay the bands are not painted: they give the words for the layer's values.
 */
void
ek_chart_layer_set_bands (EkChart *self, guint panel, guint layer, const EkChartBand *bands, guint n_bands)
{
  EkLayer *target = ek_chart_find_layer (self, panel, layer);

  g_return_if_fail (target != NULL);
  g_array_set_size (target->bands, 0);
  for (guint i = 0; i < n_bands; i++)
    {
      EkChartBand band = bands[i];

      band.label = g_strdup (bands[i].label != NULL ? bands[i].label : "");
      band.named = g_strdup (bands[i].named);
      band.words = g_strdup (bands[i].words);
      g_array_append_val (target->bands, band);
    }
  g_array_sort (target->bands, compare_bands);
  ek_chart_changed (self);
}

/**
 * ek_chart_panel_set_bands:
 * @self: a chart
 * @panel: number of the panel
 * @bands: (array length=n_bands): ranges of the score with their words; @rank 0 is best
 * @n_bands: how many
 */
void
ek_chart_panel_set_bands (EkChart *self, guint panel, const EkChartBand *bands, guint n_bands)
{
  ek_chart_layer_set_bands (self, panel, 0, bands, n_bands);
}

/* Where a band ends on the scale: where the next begins, so that 4.5 between "0 to 4" and "5 to 9" has a colour. */
double
ek_panel_band_end (const EkPanel *panel, guint band)
{
  GArray *bands = ek_panel_layer (panel, 0)->bands;

  if (band + 1 < bands->len)
    return g_array_index (bands, EkChartBand, band + 1).low;
  return MAX (panel->high, g_array_index (bands, EkChartBand, band).high);
}

/* What a band says of a value. */
const char *
ek_band_of_value_words (const EkChartBand *band)
{
  return band->words != NULL ? band->words : band->label;
}

/**
 * ek_layer_find_band:
 * @layer: a series
 * @value: a value in its unit
 *
 * Between two printed limits the nearer one holds, as in scoring.
 *
 * Returns: (transfer none) (nullable): the band; %NULL below the lowest
 */
const EkChartBand *
ek_layer_find_band (const EkLayer *layer, double value)
{
  for (guint i = layer->bands->len; i > 0; i--)
    {
      const EkChartBand *band = &g_array_index (layer->bands, EkChartBand, i - 1);
      const EkChartBand *before = i > 1 ? band - 1 : NULL;

      /* Between two printed limits the nearer one holds, as in scoring. */
      if (value >= (before != NULL && before->high < band->low ? (before->high + band->low) / 2 : band->low))
        return band;
    }
  return NULL;
}

/* ---- Lines ---- */

/**
 * ek_chart_panel_set_caseness:
 * @self: a chart
 * @panel: number of the panel
 * @value: the limit
 * @label: (nullable): its words, e.g. "Caseness ≥ 10"
 */
void
ek_chart_panel_set_caseness (EkChart *self, guint panel, double value, const char *label)
{
  EkPanel *target = ek_chart_get_panel (self, panel);

  g_return_if_fail (target != NULL && isfinite (value));
  target->has_caseness = TRUE;
  target->caseness.value = value;
  g_free (target->caseness.label);
  target->caseness.label = g_strdup (label);
  ek_chart_changed (self);
}

/**
 * ek_chart_panel_set_reliable_change:
 * @self: a chart
 * @panel: number of the panel
 * @baseline: the score changes are counted from
 * @amount: the least change that is reliable, above 0
 * @label: (nullable): its words, e.g. "Within ±6 of baseline: no reliable change"
 */
void
ek_chart_panel_set_reliable_change (EkChart *self, guint panel, double baseline, double amount, const char *label)
{
  EkPanel *target = ek_chart_get_panel (self, panel);

  g_return_if_fail (target != NULL && isfinite (baseline) && amount > 0);
  target->has_reliable = TRUE;
  target->baseline = baseline;
  target->reliable.value = amount;
  g_free (target->reliable.label);
  target->reliable.label = g_strdup (label);
  ek_chart_changed (self);
}

/**
 * ek_chart_panel_add_goal:
 * @self: a chart
 * @panel: number of the panel
 * @value: what is to be reached, finite; in an overlay on the common scale
 * @from_ms: since when; %EK_INSTANT_NONE: from the beginning
 * @until_ms: by when; %EK_INSTANT_NONE: no day is set
 * @label: (nullable): its words, e.g. "Goal: below 10 by June"
 */
void
ek_chart_panel_add_goal (EkChart *self, guint panel, double value, gint64 from_ms, gint64 until_ms, const char *label)
{
  EkPanel *target = ek_chart_get_panel (self, panel);
  EkChartGoal goal = { value, EK_CHART_EARLIEST_MS, EK_CHART_LATEST_MS, NULL };

  g_return_if_fail (target != NULL && isfinite (value));
  if (from_ms != EK_INSTANT_NONE)
    goal.from_ms = CLAMP (from_ms, EK_CHART_EARLIEST_MS, EK_CHART_LATEST_MS);
  if (until_ms != EK_INSTANT_NONE)
    goal.until_ms = CLAMP (until_ms, goal.from_ms, EK_CHART_LATEST_MS);
  goal.label = g_strdup (label);
  g_array_append_val (target->goals, goal);
  ek_chart_changed (self);
}

static int
compare_expected (gconstpointer a, gconstpointer b)
{
  const EkExpectedPoint *first = a, *second = b;

  return (first->at_ms > second->at_ms) - (first->at_ms < second->at_ms);
}

/**
 * ek_chart_panel_set_expected:
 * @self: a chart
 * @panel: number of the panel
 * @points: (array length=n) (nullable): limits and median by time, finite; others are left out
 * @n: how many; below two there is nothing to draw
 * @label: (nullable): of how many patients, e.g. "80 % of 1,204 patients"
 *
 * The course of earlier patients, drawn behind the values as a band with its median.
 */
void
ek_chart_panel_set_expected (EkChart *self, guint panel, const EkExpectedPoint *points, guint n, const char *label)
{
  EkPanel *target = ek_chart_get_panel (self, panel);

  g_return_if_fail (target != NULL);
  g_array_set_size (target->expected, 0);
  for (guint i = 0; i < n; i++)
    {
      if (isfinite (points[i].low) && isfinite (points[i].middle) && isfinite (points[i].high) &&
          points[i].at_ms >= EK_CHART_EARLIEST_MS && points[i].at_ms <= EK_CHART_LATEST_MS)
        g_array_append_val (target->expected, points[i]);
    }
  g_array_sort (target->expected, compare_expected);
  g_free (target->expected_label);
  target->expected_label = g_strdup (label);
  ek_chart_changed (self);
}

/* ---- What is said of single values ---- */

static int
compare_uncertainty (gconstpointer a, gconstpointer b)
{
  const EkChartUncertainty *first = a, *second = b;

  return (first->index > second->index) - (first->index < second->index);
}

/**
 * ek_chart_panel_set_uncertainty:
 * @self: a chart
 * @panel: number of the panel
 * @index: of the value in the order of time
 * @low: the least the value could be, finite
 * @high: the greatest, not below @low
 *
 * Drawn as a whisker: what a prorated score could have been had all its items been answered.
 */
void
ek_chart_panel_set_uncertainty (EkChart *self, guint panel, guint index, double low, double high)
{
  EkPanel *target = ek_chart_get_panel (self, panel);
  EkChartUncertainty uncertainty = { index, low, high };

  g_return_if_fail (target != NULL && isfinite (low) && high >= low && isfinite (high));
  if (target->uncertainty->len > 0 &&
      g_array_index (target->uncertainty, EkChartUncertainty, target->uncertainty->len - 1).index < index)
    g_array_append_val (target->uncertainty, uncertainty);
  else
    {
      for (guint i = 0; i < target->uncertainty->len; i++)
        {
          if (g_array_index (target->uncertainty, EkChartUncertainty, i).index == index)
            g_array_remove_index (target->uncertainty, i--);
        }
      g_array_append_val (target->uncertainty, uncertainty);
      g_array_sort (target->uncertainty, compare_uncertainty);
    }
  ek_chart_changed (self);
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const EkChartMark *first = a, *second = b;

  return (first->index > second->index) - (first->index < second->index);
}

/**
 * ek_chart_panel_add_mark:
 * @self: a chart
 * @panel: number of the panel
 * @layer: number of the layer, 0 but in an overlay
 * @kind: what happened there
 * @index: of the value in the order of time
 * @label: (nullable): its words, said with the value, e.g. "Response: 52 % better than at baseline"
 */
void
ek_chart_panel_add_mark (EkChart *self, guint panel, guint layer, EkChartMarkKind kind, guint index, const char *label)
{
  EkLayer *target = ek_chart_find_layer (self, panel, layer);
  EkChartMark mark = { kind, index, NULL };

  g_return_if_fail (target != NULL && kind < EK_N_CHART_MARKS);
  if (index >= ek_series_length (target->series))
    return;
  mark.label = g_strdup (label);
  g_array_append_val (target->marks, mark);
  if (target->marks->len > 1 && g_array_index (target->marks, EkChartMark, target->marks->len - 2).index > index)
    g_array_sort (target->marks, compare_marks);
  ek_chart_changed (self);
}

/**
 * ek_chart_layer_set_note:
 * @self: a chart
 * @panel: number of the panel
 * @layer: number of the layer
 * @index: of the value in the order of time
 * @text: (nullable): shown with the value, e.g. who entered it
 */
void
ek_chart_layer_set_note (EkChart *self, guint panel, guint layer, guint index, const char *text)
{
  EkLayer *target = ek_chart_find_layer (self, panel, layer);

  g_return_if_fail (target != NULL);
  g_hash_table_replace (target->notes, GUINT_TO_POINTER (index), g_strdup (text));
}

/**
 * ek_chart_panel_set_neutral:
 * @self: a chart
 * @panel: number of the panel
 *
 * Says that neither end of the panel is better, as of hours of sleep.
 */
void
ek_chart_panel_set_neutral (EkChart *self, guint panel)
{
  EkPanel *target = ek_chart_get_panel (self, panel);

  g_return_if_fail (target != NULL);
  target->neutral = TRUE;
  ek_chart_changed (self);
}

/**
 * ek_chart_panel_set_label:
 * @self: a chart
 * @panel: number of the panel
 * @label: (nullable): what the panel is called; %NULL: as its series
 */
void
ek_chart_panel_set_label (EkChart *self, guint panel, const char *label)
{
  EkPanel *target = ek_chart_get_panel (self, panel);

  g_return_if_fail (target != NULL);
  g_free (target->label);
  target->label = g_strdup (label);
  ek_chart_changed (self);
}

/**
 * ek_chart_set_note_func:
 * @self: a chart
 * @func: (nullable): asked for the note of a value that has none of its own when it is shown: ten years of daily values
 *   would need one each
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 */
void
ek_chart_set_note_func (EkChart *self, EkChartNoteFunc func, gpointer user_data, GDestroyNotify destroy)
{
  if (self->note_destroy != NULL)
    self->note_destroy (self->note_data);
  self->note_func = func;
  self->note_data = user_data;
  self->note_destroy = destroy;
}

/**
 * ek_chart_panel_set_note:
 * @self: a chart
 * @panel: number of the panel
 * @index: of the value in the order of time
 * @text: (nullable): shown with the value, e.g. who entered it
 */
void
ek_chart_panel_set_note (EkChart *self, guint panel, guint index, const char *text)
{
  ek_chart_layer_set_note (self, panel, 0, index, text);
}
