/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-private.h"

#include "ek-pyramid.h"

static void
band_clear (gpointer data)
{
  EkChartBand *band = data;

  g_free ((char *) band->label);
  g_free ((char *) band->named);
  g_free ((char *) band->words);
}

static void
mark_clear (gpointer data)
{
  EkChartMark *mark = data;

  g_free (mark->label);
}

static void
goal_clear (gpointer data)
{
  EkChartGoal *goal = data;

  g_free (goal->label);
}

static void
layer_free (gpointer data)
{
  EkLayer *layer = data;

  ek_series_unref (layer->series);
  g_clear_pointer (&layer->scale, ek_common_scale_unref);
  g_array_unref (layer->bands);
  g_array_unref (layer->marks);
  g_hash_table_unref (layer->notes);
  g_free (layer);
}

/**
 * ek_panel_free:
 * @data: (transfer full): an #EkPanel
 */
void
ek_panel_free (gpointer data)
{
  EkPanel *panel = data;

  g_ptr_array_unref (panel->layers);
  g_array_unref (panel->goals);
  g_array_unref (panel->expected);
  g_array_unref (panel->uncertainty);
  g_free (panel->label);
  g_free (panel->caseness.label);
  g_free (panel->reliable.label);
  g_free (panel->expected_label);
  g_free (panel);
}

/**
 * ek_layer_new:
 * @series: the values; a reference is taken
 *
 * Returns: (transfer full): a series of a panel, with nothing said of it yet
 */
EkLayer *
ek_layer_new (EkSeries *series)
{
  EkLayer *layer = g_new0 (EkLayer, 1);
  guint length = ek_series_length (series);

  layer->series = ek_series_ref (series);
  layer->bands = g_array_new (FALSE, TRUE, sizeof (EkChartBand));
  g_array_set_clear_func (layer->bands, band_clear);
  layer->marks = g_array_new (FALSE, TRUE, sizeof (EkChartMark));
  g_array_set_clear_func (layer->marks, mark_clear);
  layer->notes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  layer->least = 0;
  layer->greatest = 1;
  if (length > 0)
    {
      EkSpan span = ek_pyramid_span (ek_series_get_pyramid (series), 0, length);

      layer->least = span.low;
      layer->greatest = span.high;
    }
  return layer;
}

/**
 * ek_panel_new:
 *
 * Returns: (transfer full): a panel without a series
 */
EkPanel *
ek_panel_new (void)
{
  EkPanel *panel = g_new0 (EkPanel, 1);

  panel->layers = g_ptr_array_new_with_free_func (layer_free);
  panel->goals = g_array_new (FALSE, TRUE, sizeof (EkChartGoal));
  g_array_set_clear_func (panel->goals, goal_clear);
  panel->expected = g_array_new (FALSE, FALSE, sizeof (EkExpectedPoint));
  panel->uncertainty = g_array_new (FALSE, FALSE, sizeof (EkChartUncertainty));
  return panel;
}

/**
 * ek_panel_layer:
 * @self: a panel
 * @layer: number of the series
 *
 * Returns: (transfer none) (nullable): the series; %NULL when there are not so many
 */
EkLayer *
ek_panel_layer (const EkPanel *self, guint layer)
{
  return layer < self->layers->len ? g_ptr_array_index (self->layers, layer) : NULL;
}
