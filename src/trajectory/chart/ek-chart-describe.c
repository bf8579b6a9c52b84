/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-private.h"

#include "ek-chart-words.h"
#include "ek-language.h"
#include "ek-pyramid.h"
#include "ek-scale.h"
#include "ek-time-axis.h"

typedef struct {
  EkChart *chart;
  const char *language;
  char *text; /* or NULL */
} Description;

/* Takes @sentence. English sentences are apart; Chinese ones are not. */
static void
add_sentence (Description *self, char *sentence)
{
  g_autofree char *before = self->text;

  if (before == NULL)
    {
      self->text = sentence;
      return;
    }
  /* Translators: one sentence and the next */
  self->text = g_strdup_printf (ek_tr_c (self->language, "sentences", "%s %s"), before, sentence);
  g_free (sentence);
}

static char *
day (Description *self, gint64 at_ms)
{
  return ek_axis_date (at_ms, self->chart->offset_minutes, self->language);
}

static char *
value_with_band (Description *self, const EkLayer *layer, double value)
{
  const EkChartBand *band = ek_layer_find_band (layer, value);
  g_autofree char *text = ek_value_text (value);

  if (band == NULL)
    return g_steal_pointer (&text);
  return g_strdup_printf (ek_tr (self->language, "%s (%s)"), text, ek_band_of_value_words (band));
}

static void
describe_values (Description *self, const EkPanel *panel, const EkLayer *layer)
{
  const EkPoint *points = ek_series_points (layer->series);
  guint length = ek_series_length (layer->series);
  const char *name = ek_layer_name (panel, layer);
  g_autofree char *first = value_with_band (self, layer, points[0].value);
  g_autofree char *last = value_with_band (self, layer, points[length - 1].value);
  g_autofree char *first_day = day (self, points[0].at_ms);
  g_autofree char *last_day = day (self, points[length - 1].at_ms);
  g_autofree char *lowest = ek_value_text (layer->least), *highest = ek_value_text (layer->greatest);

  if (length == 1)
    {
      add_sentence (self,
                    /* Translators: a score, its value, the day */
                    g_strdup_printf (ek_tr (self->language, "%s: one value, %s on %s."), name, first, first_day));
      return;
    }
  add_sentence (self,
                g_strdup_printf (ek_tr (self->language,
                                        "%s: %u values, from %s on %s to %s on %s; lowest %s, highest %s."),
                                 name, length, first, first_day, last, last_day, lowest, highest));
}

static void
describe_particulars (Description *self, const EkLayer *layer)
{
  const EkPyramid *pyramid = ek_series_get_pyramid (layer->series);
  const char *meaning = self->chart->critical_label != NULL ? self->chart->critical_label
                                                            : ek_word (EK_WORD_CRITICAL, self->language);
  guint critical, gaps;

  ek_pyramid_critical (pyramid, &critical);
  ek_pyramid_gaps (pyramid, &gaps);
  if (critical > 0 && !self->chart->simple)
    add_sentence (self,
                  g_strdup_printf (ek_tr_n (self->language, "%s: %u time.", "%s: %u times.", critical), meaning,
                                   critical));
  if (gaps > 0)
    add_sentence (self,
                  g_strdup_printf (ek_tr_n (self->language, "%u period without measurement.",
                                            "%u periods without measurement.", gaps),
                                   gaps));
}

/* Response, remission and relapse each with its day; what was unusual by number and its last day. */
static void
describe_marks (Description *self, const EkLayer *layer)
{
  const EkPoint *points = ek_series_points (layer->series);
  guint unusual = 0;
  gint64 last = 0;

  for (guint i = 0; i < layer->marks->len; i++)
    {
      const EkChartMark *mark = &g_array_index (layer->marks, EkChartMark, i);
      const char *words = ek_word (EK_WORD_RESPONSE + mark->kind, self->language);
      g_autofree char *on = day (self, points[mark->index].at_ms);

      if (mark->kind == EK_CHART_UNUSUAL)
        {
          unusual++;
          last = points[mark->index].at_ms;
        }
      else
        add_sentence (self, g_strdup_printf (ek_tr (self->language, "%s: %s."), words, on));
    }
  if (unusual > 0)
    {
      const char *words = ek_word (EK_WORD_UNUSUAL, self->language);
      g_autofree char *on = day (self, last);

      add_sentence (self, g_strdup_printf (ek_tr (self->language, "%s: %u, latest on %s."), words, unusual, on));
    }
}

/* The limit, the goals and the expected course: in the words the caller gave them. */
static void
describe_lines (Description *self, const EkPanel *panel)
{
  const char *expected = ek_word (EK_WORD_EXPECTED, self->language);

  if (panel->has_caseness && panel->caseness.label != NULL && !self->chart->simple)
    add_sentence (self, g_strdup_printf (ek_tr (self->language, "Limit: %s."), panel->caseness.label));
  for (guint i = 0; i < panel->goals->len; i++)
    {
      const char *label = g_array_index (panel->goals, EkChartGoal, i).label;

      if (label != NULL)
        add_sentence (self, g_strdup_printf (ek_tr (self->language, "%s."), label));
    }
  if (panel->expected->len > 1 && !self->chart->simple)
    add_sentence (self,
                  panel->expected_label == NULL
                    ? g_strdup_printf (ek_tr (self->language, "%s."), expected)
                    : g_strdup_printf (ek_tr (self->language, "%s: %s."), expected, panel->expected_label));
}

static void
describe_layer (Description *self, const EkPanel *panel, const EkLayer *layer)
{
  if (ek_series_length (layer->series) == 0)
    {
      add_sentence (self,
                    g_strdup_printf (ek_tr (self->language, "%s: %s."), ek_layer_name (panel, layer),
                                     ek_word (EK_WORD_NO_VALUES, self->language)));
      return;
    }
  describe_values (self, panel, layer);
  if (!panel->overlay)
    describe_lines (self, panel);
  describe_particulars (self, layer);
  if (!self->chart->simple)
    describe_marks (self, layer);
}

/* An overlay names itself before its series. */
static void
describe_panel (Description *self, const EkPanel *panel)
{
  if (panel->overlay)
    {
      const char *scale = ek_word (ek_panel_has_levels (panel) ? EK_WORD_COMMON_SCALE : EK_WORD_OWN_RANGE,
                                   self->language);
      guint n = panel->layers->len;

      if (*ek_panel_name (panel) != '\0')
        add_sentence (self,
                      g_strdup_printf (ek_tr_n (self->language, "%s, %s, %u course.", "%s, %s, %u courses.", n),
                                       ek_panel_name (panel), scale, n));
      else
        add_sentence (self,
                      g_strdup_printf (ek_tr_n (self->language, "%s, %u course.", "%s, %u courses.", n), scale, n));
      describe_lines (self, panel);
    }
  for (guint i = 0; i < panel->layers->len; i++)
    describe_layer (self, panel, ek_panel_layer (panel, i));
}

static void
describe_lane (Description *self, const EkLane *lane)
{
  const EkLaneItem *items = (const EkLaneItem *) (gpointer) lane->items->data;
  g_autofree char *from = day (self, items[0].from_ms);
  guint n = lane->items->len;

  if (lane->kind == EK_LANE_SESSION || lane->kind == EK_LANE_EVENT)
    add_sentence (self, g_strdup_printf (ek_tr (self->language, "%s: %u, from %s."), lane->name, n, from));
  else if (items[n - 1].label != NULL && *items[n - 1].label != '\0')
    add_sentence (self,
                  g_strdup_printf (ek_tr (self->language, "%s: from %s, latest %s."), lane->name, from,
                                   items[n - 1].label));
  else
    add_sentence (self, g_strdup_printf (ek_tr (self->language, "%s: from %s."), lane->name, from));
}

/**
 * ek_chart_describe:
 * @self: a chart
 * @language: (nullable): "zh" or "en"
 *
 * What the chart shows, for those who do not see it: each score with its number of values, first, last, lowest and
 * highest with the words of their bands, its limit, goals and expected course, critical answers, gaps, and what is
 * marked; of an overlay each series; each treatment with its begin.
 *
 * Returns: (transfer full): sentences
 */
char *
ek_chart_describe (EkChart *self, const char *language)
{
  Description description = { self, language, NULL };

  if (self->panels->len == 0)
    add_sentence (&description, g_strdup (ek_word (EK_WORD_NOTHING, language)));
  for (guint i = 0; i < self->panels->len; i++)
    describe_panel (&description, ek_chart_get_panel (self, i));
  for (guint i = 0; i < self->lanes->len; i++)
    describe_lane (&description, g_ptr_array_index (self->lanes, i));
  return description.text != NULL ? description.text : g_strdup ("");
}
