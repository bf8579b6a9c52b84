/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-private.h"

#include "ek-chart-words.h"
#include "ek-pyramid.h"
#include "ek-scale.h"
#include "ek-time-axis.h"

typedef struct {
  EkChart *chart;
  const char *language;
  gboolean chinese;
  GString *text;
} Description;

/* English sentences are apart; Chinese ones are not. */
static void
add_sentence (Description *self, char *sentence)
{
  if (self->text->len > 0 && !self->chinese)
    g_string_append_c (self->text, ' ');
  g_string_append (self->text, sentence);
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
  return g_strdup_printf (self->chinese ? "%s（%s）" : "%s (%s)", text, ek_band_of_value_words (band));
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
                    self->chinese ? g_strdup_printf ("%s：1次，%s为%s。", name, first_day, first)
                                  : g_strdup_printf ("%s: one value, %s on %s.", name, first, first_day));
      return;
    }
  add_sentence (self,
                self->chinese ? g_strdup_printf ("%s：%u次，从%s的%s到%s的%s，最低%s，最高%s。", name, length,
                                                 first_day, first, last_day, last, lowest, highest)
                              : g_strdup_printf ("%s: %u values, from %s on %s to %s on %s; lowest %s, highest %s.",
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
                  self->chinese
                    ? g_strdup_printf ("%s：%u次。", meaning, critical)
                    : g_strdup_printf (critical == 1 ? "%s: %u time." : "%s: %u times.", meaning, critical));
  if (gaps > 0)
    add_sentence (self,
                  self->chinese
                    ? g_strdup_printf ("有%u段时间未测量。", gaps)
                    : g_strdup_printf (gaps == 1 ? "%u period without measurement." : "%u periods without measurement.",
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
        add_sentence (self, g_strdup_printf (self->chinese ? "%s：%s。" : "%s: %s.", words, on));
    }
  if (unusual > 0)
    {
      const char *words = ek_word (EK_WORD_UNUSUAL, self->language);
      g_autofree char *on = day (self, last);

      add_sentence (self,
                    self->chinese ? g_strdup_printf ("%s：%u次，最近%s。", words, unusual, on)
                                  : g_strdup_printf ("%s: %u, latest on %s.", words, unusual, on));
    }
}

/* The limit, the goals and the expected course: in the words the caller gave them. */
static void
describe_lines (Description *self, const EkPanel *panel)
{
  const char *expected = ek_word (EK_WORD_EXPECTED, self->language);

  if (panel->has_caseness && panel->caseness.label != NULL && !self->chart->simple)
    add_sentence (self,
                  self->chinese ? g_strdup_printf ("界线：%s。", panel->caseness.label)
                                : g_strdup_printf ("Limit: %s.", panel->caseness.label));
  for (guint i = 0; i < panel->goals->len; i++)
    {
      const char *label = g_array_index (panel->goals, EkChartGoal, i).label;

      if (label != NULL)
        add_sentence (self, g_strdup_printf (self->chinese ? "%s。" : "%s.", label));
    }
  if (panel->expected->len > 1 && !self->chart->simple)
    add_sentence (self,
                  panel->expected_label == NULL
                    ? g_strdup_printf (self->chinese ? "%s。" : "%s.", expected)
                    : g_strdup_printf (self->chinese ? "%s：%s。" : "%s: %s.", expected, panel->expected_label));
}

static void
describe_layer (Description *self, const EkPanel *panel, const EkLayer *layer)
{
  if (ek_series_length (layer->series) == 0)
    {
      add_sentence (self,
                    g_strdup_printf (self->chinese ? "%s：%s。" : "%s: %s.", ek_layer_name (panel, layer),
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
      g_autofree char *name = g_strdup_printf (*ek_panel_name (panel) != '\0' && self->chinese ? "%s，"
                                                 : *ek_panel_name (panel) != '\0'              ? "%s, "
                                                                                               : "%s",
                                               ek_panel_name (panel));
      const char *scale = ek_word (ek_panel_has_levels (panel) ? EK_WORD_COMMON_SCALE : EK_WORD_OWN_RANGE,
                                   self->language);

      add_sentence (self,
                    self->chinese ? g_strdup_printf ("%s%s，%u条曲线。", name, scale, panel->layers->len)
                                  : g_strdup_printf (panel->layers->len == 1 ? "%s%s, %u course." : "%s%s, %u courses.",
                                                     name, scale, panel->layers->len));
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
    add_sentence (self,
                  self->chinese ? g_strdup_printf ("%s：%u项，自%s起。", lane->name, n, from)
                                : g_strdup_printf ("%s: %u, from %s.", lane->name, n, from));
  else if (items[n - 1].label != NULL && *items[n - 1].label != '\0')
    add_sentence (self,
                  self->chinese ? g_strdup_printf ("%s：自%s起，最近为%s。", lane->name, from, items[n - 1].label)
                                : g_strdup_printf ("%s: from %s, latest %s.", lane->name, from, items[n - 1].label));
  else
    add_sentence (self,
                  self->chinese ? g_strdup_printf ("%s：自%s起。", lane->name, from)
                                : g_strdup_printf ("%s: from %s.", lane->name, from));
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
  Description description = { self, language, ek_words_chinese (language), g_string_new (NULL) };

  if (self->panels->len == 0)
    g_string_append (description.text, ek_word (EK_WORD_NOTHING, language));
  for (guint i = 0; i < self->panels->len; i++)
    describe_panel (&description, ek_chart_get_panel (self, i));
  for (guint i = 0; i < self->lanes->len; i++)
    describe_lane (&description, g_ptr_array_index (self->lanes, i));
  return g_string_free (description.text, FALSE);
}
