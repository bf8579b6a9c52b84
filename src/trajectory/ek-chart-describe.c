/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-private.h"

#include "ek-chart-words.h"
#include "ek-scale.h"
#include "ek-time-axis.h"

typedef struct {
  EkChart    *chart;
  const char *language;
  gboolean    chinese;
  GString    *text;
} Description;

/* English sentences are apart; Chinese ones are not. */
static void
add_sentence (Description *self,
              char        *sentence)
{
  if (self->text->len > 0 && !self->chinese)
    g_string_append_c (self->text, ' ');
  g_string_append (self->text, sentence);
  g_free (sentence);
}

static char *
day (Description *self,
     gint64       at_ms)
{
  return ek_axis_date (at_ms, self->chart->offset_minutes, self->language);
}

static char *
value_with_band (Description   *self,
                 const EkPanel *panel,
                 double         value)
{
  const EkChartBand *band = ek_panel_find_band (panel, value);
  g_autofree char *text = ek_value_text (value);

  if (band == NULL)
    return g_steal_pointer (&text);
  return self->chinese ? g_strdup_printf ("%s（%s）", text, band->label) : g_strdup_printf ("%s (%s)", text, band->label);
}

static guint
count_flagged (EkSeries     *series,
               EkPointFlags  flag)
{
  const EkPoint *points = ek_series_points (series);
  guint n = 0;

  for (guint i = 0; i < ek_series_length (series); i++)
    n += (points[i].flags & flag) != 0;
  return n;
}

static guint
count_gaps (EkSeries *series)
{
  const EkPoint *points = ek_series_points (series);
  gint64 gap = ek_series_gap (series);
  guint n = 0;

  for (guint i = 1; i < ek_series_length (series); i++)
    n += points[i].at_ms - points[i - 1].at_ms > gap;
  return n;
}

static void
describe_values (Description   *self,
                 const EkPanel *panel)
{
  const EkPoint *points = ek_series_points (panel->series);
  guint length = ek_series_length (panel->series);
  const char *name = ek_series_get_label (panel->series);
  g_autofree char *first = value_with_band (self, panel, points[0].value);
  g_autofree char *last = value_with_band (self, panel, points[length - 1].value);
  g_autofree char *first_day = day (self, points[0].at_ms);
  g_autofree char *last_day = day (self, points[length - 1].at_ms);
  g_autofree char *lowest = NULL, *highest = NULL;
  double low = points[0].value, high = points[0].value;

  if (length == 1)
    {
      add_sentence (self, self->chinese ? g_strdup_printf ("%s：1次，%s为%s。", name, first_day, first)
                                        : g_strdup_printf ("%s: one value, %s on %s.", name, first, first_day));
      return;
    }
  for (guint i = 1; i < length; i++)
    {
      low = MIN (low, points[i].value);
      high = MAX (high, points[i].value);
    }
  lowest = ek_value_text (low);
  highest = ek_value_text (high);
  add_sentence (self, self->chinese
                ? g_strdup_printf ("%s：%u次，从%s的%s到%s的%s，最低%s，最高%s。",
                                   name, length, first_day, first, last_day, last, lowest, highest)
                : g_strdup_printf ("%s: %u values, from %s on %s to %s on %s; lowest %s, highest %s.",
                                   name, length, first, first_day, last, last_day, lowest, highest));
}

static void
describe_particulars (Description   *self,
                      const EkPanel *panel)
{
  guint critical = count_flagged (panel->series, EK_POINT_CRITICAL), gaps = count_gaps (panel->series);
  const char *meaning = self->chart->critical_label != NULL ? self->chart->critical_label
                        : ek_word (EK_WORD_CRITICAL, self->language);

  if (panel->has_caseness && panel->caseness.label != NULL)
    add_sentence (self, self->chinese ? g_strdup_printf ("界线：%s。", panel->caseness.label)
                                      : g_strdup_printf ("Limit: %s.", panel->caseness.label));
  if (critical > 0)
    add_sentence (self, self->chinese ? g_strdup_printf ("%s：%u次。", meaning, critical)
                                      : g_strdup_printf (critical == 1 ? "%s: %u time." : "%s: %u times.", meaning,
                                                         critical));
  if (gaps > 0)
    add_sentence (self, self->chinese ? g_strdup_printf ("有%u段时间未测量。", gaps)
                                      : g_strdup_printf (gaps == 1 ? "%u period without measurement."
                                                         : "%u periods without measurement.", gaps));
}

static void
describe_lane (Description  *self,
               const EkLane *lane)
{
  const EkLaneItem *items = (const EkLaneItem *) (gpointer) lane->items->data;
  g_autofree char *from = day (self, items[0].from_ms);
  guint n = lane->items->len;

  if (lane->kind == EK_LANE_SESSION || lane->kind == EK_LANE_EVENT)
    add_sentence (self, self->chinese ? g_strdup_printf ("%s：%u项，自%s起。", lane->name, n, from)
                                      : g_strdup_printf ("%s: %u, from %s.", lane->name, n, from));
  else if (items[n - 1].label != NULL && *items[n - 1].label != '\0')
    add_sentence (self, self->chinese ? g_strdup_printf ("%s：自%s起，最近为%s。", lane->name, from, items[n - 1].label)
                                      : g_strdup_printf ("%s: from %s, latest %s.", lane->name, from,
                                                         items[n - 1].label));
  else
    add_sentence (self, self->chinese ? g_strdup_printf ("%s：自%s起。", lane->name, from)
                                      : g_strdup_printf ("%s: from %s.", lane->name, from));
}

/**
 * ek_chart_describe:
 * @self: a chart
 * @language: (nullable): "zh" or "en"
 *
 * What the chart shows, for those who do not see it: each score with its number of values, first, last, lowest and
 * highest with the words of their bands, critical answers, gaps; each treatment with its begin.
 *
 * Returns: (transfer full): sentences
 */
char *
ek_chart_describe (EkChart    *self,
                   const char *language)
{
  Description description = { self, language, ek_words_chinese (language), g_string_new (NULL) };

  if (self->panels->len == 0)
    g_string_append (description.text, ek_word (EK_WORD_NOTHING, language));
  for (guint i = 0; i < self->panels->len; i++)
    {
      const EkPanel *panel = ek_chart_get_panel (self, i);

      if (ek_series_length (panel->series) == 0)
        {
          add_sentence (&description, g_strdup_printf (description.chinese ? "%s：%s。" : "%s: %s.",
                                                       ek_series_get_label (panel->series),
                                                       ek_word (EK_WORD_NO_VALUES, language)));
          continue;
        }
      describe_values (&description, panel);
      describe_particulars (&description, panel);
    }
  for (guint i = 0; i < self->lanes->len; i++)
    describe_lane (&description, g_ptr_array_index (self->lanes, i));
  return g_string_free (description.text, FALSE);
}
