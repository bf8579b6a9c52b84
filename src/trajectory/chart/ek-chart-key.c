/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-layout.h"

#include "ek-chart-words.h"
#include "ek-language.h"
#include "ek-pyramid.h"

/* The key: what the shapes mean, in words, only those that occur. It depends on the whole chart and not on what is
 * shown of it, so that it does not come and go while one scrolls. */

#define SYMBOL_WIDTH 18.0
#define ENTRY_GAP 18.0
#define TEXT_SIZE 11.0

/* In letters: wider than any chart. */
#define WIDEST 4000.0

/**
 * ek_estimate_width:
 * @text: (nullable): a text
 * @size: of its letters
 *
 * Returns: room that is enough for it in any usual font, without asking one: layout must not depend on what is
 * installed
 */
double
ek_estimate_width (const char *text, double size)
{
  double em = 0;

  for (const char *p = text; p != NULL && *p != '\0' && em < WIDEST; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iszerowidth (c))
        continue;
      em += g_unichar_iswide (c) || c > 0x2fff                   ? 1.06
        : c == ' ' || g_ascii_ispunct (c < 128 ? (char) c : 'x') ? 0.45
        : g_unichar_isupper (c)                                  ? 0.78
                                                                 : 0.64;
    }
  return em * size;
}

static gboolean
has_own_range (const EkPanel *panel, const EkLayer *layer)
{
  return panel->overlay && (layer->scale == NULL || !ek_common_scale_has_levels (layer->scale));
}

/* "Sleep, Steps: by own range" */
static char *
own_range_words (EkChart *chart)
{
  GString *words = g_string_new (NULL);
  char *whole;

  for (guint i = 0; i < chart->panels->len; i++)
    for (guint j = 0; j < ek_chart_get_n_layers (chart, i); j++)
      {
        if (!has_own_range (ek_chart_get_panel (chart, i), ek_chart_find_layer (chart, i, j)))
          continue;
        if (words->len > 0)
          g_string_append (words, ek_tr (chart->language, ", "));
        g_string_append (words, ek_series_get_label (ek_chart_get_layer (chart, i, j)));
      }
  whole = g_strdup_printf (ek_tr (chart->language, "%s: %s"), words->str, ek_word (EK_WORD_OWN_RANGE, chart->language));
  g_string_free (words, TRUE);
  return whole;
}

/* "Course of earlier patients: 80 % of 1,204 patients", where several panels have one with the name of each. */
static char *
expected_words (EkChart *chart)
{
  GString *words = g_string_new (ek_word (EK_WORD_EXPECTED, chart->language));
  guint n = 0, written = 0;

  for (guint i = 0; i < chart->panels->len; i++)
    n += ek_chart_get_panel (chart, i)->expected->len > 1;
  for (guint i = 0; i < chart->panels->len; i++)
    {
      const EkPanel *panel = ek_chart_get_panel (chart, i);

      if (panel->expected->len < 2 || panel->expected_label == NULL)
        continue;
      g_string_append (words, written++ == 0 ? ek_tr (chart->language, ": ") : ek_tr (chart->language, "; "));
      if (n > 1)
        g_string_append_printf (words, "%s ", ek_panel_name (panel));
      g_string_append (words, panel->expected_label);
    }
  return g_string_free (words, FALSE);
}

static char *
words_of (EkChart *chart, EkKeyKind kind)
{
  static const EkWord words[EK_N_KEYS] = {
    [EK_KEY_CRITICAL] = EK_WORD_CRITICAL, [EK_KEY_PRORATED] = EK_WORD_PRORATED,
    [EK_KEY_IMPORTED] = EK_WORD_IMPORTED, [EK_KEY_UNCERTAIN] = EK_WORD_UNCERTAIN,
    [EK_KEY_RESPONSE] = EK_WORD_RESPONSE, [EK_KEY_REMISSION] = EK_WORD_REMISSION,
    [EK_KEY_RELAPSE] = EK_WORD_RELAPSE,   [EK_KEY_UNUSUAL] = EK_WORD_UNUSUAL,
  };

  if (kind == EK_KEY_CRITICAL && chart->critical_label != NULL)
    return g_strdup (chart->critical_label);
  if (kind == EK_KEY_OWN_RANGE)
    return own_range_words (chart);
  if (kind == EK_KEY_EXPECTED)
    return expected_words (chart);
  return g_strdup (ek_word (words[kind], chart->language));
}

/* A bit for each EkKeyKind that occurs. */
static guint
kinds_of_panel (const EkPanel *panel)
{
  guint kinds = 0;

  for (guint i = 0; i < panel->layers->len; i++)
    {
      const EkLayer *layer = ek_panel_layer (panel, i);
      EkPointFlags flags = ek_pyramid_flags (ek_series_get_pyramid (layer->series));

      if (flags & EK_POINT_CRITICAL)
        kinds |= 1u << EK_KEY_CRITICAL;
      if (flags & EK_POINT_PRORATED)
        kinds |= 1u << EK_KEY_PRORATED;
      /* In an overlay the shape says which series it is. */
      if ((flags & EK_POINT_IMPORTED) && !panel->overlay)
        kinds |= 1u << EK_KEY_IMPORTED;
      if (has_own_range (panel, layer))
        kinds |= 1u << EK_KEY_OWN_RANGE;
      for (guint j = 0; j < layer->marks->len; j++)
        kinds |= 1u << (EK_KEY_RESPONSE + g_array_index (layer->marks, EkChartMark, j).kind);
    }
  if (panel->uncertainty->len > 0)
    kinds |= 1u << EK_KEY_UNCERTAIN;
  if (panel->expected->len > 1)
    kinds |= 1u << EK_KEY_EXPECTED;
  return kinds;
}

/* Places the entries one after the other, in as many rows as they need. Returns the number of rows; @self may be
 * NULL to learn it. */
static guint
flow (EkChart *chart, EkChartLayout *self, const EkRect *within, double unit)
{
  guint kinds = 0, rows = 0;
  double x = within->width;

  for (guint i = 0; i < chart->panels->len && !chart->simple; i++)
    kinds |= kinds_of_panel (ek_chart_get_panel (chart, i));
  for (guint kind = 0; kind < EK_N_KEYS; kind++)
    {
      g_autofree char *words = NULL;
      EkKeyEntry entry = { .kind = kind };
      double width;

      if (!(kinds & (1u << kind)))
        continue;
      words = words_of (chart, kind);
      width = ek_estimate_width (words, TEXT_SIZE * unit);
      if (rows == 0 || x + SYMBOL_WIDTH * unit + width > within->width)
        {
          rows++;
          x = 0;
        }
      entry.place = (EkRect){ within->x + x + SYMBOL_WIDTH * unit, within->y + (rows - 1) * EK_KEY_ROW_HEIGHT * unit,
                              CLAMP (within->width - x - SYMBOL_WIDTH * unit, 0, width), EK_KEY_ROW_HEIGHT * unit };
      if (self != NULL)
        {
          entry.words = g_steal_pointer (&words);
          g_array_append_val (self->key, entry);
        }
      x += (SYMBOL_WIDTH + ENTRY_GAP) * unit + width;
    }
  return rows;
}

/**
 * ek_chart_key_rows:
 * @chart: a chart
 * @width: that the key may take, in units of the drawing
 * @unit: length of one pixel at text scale 1
 *
 * Returns: how many rows of %EK_KEY_ROW_HEIGHT × @unit the key takes; 0 when there is nothing to explain, and in a
 *   simple chart
 */
guint
ek_chart_key_rows (EkChart *chart, double width, double unit)
{
  EkRect within = { 0, 0, width, 0 };

  return flow (chart, NULL, &within, unit);
}

/**
 * ek_chart_layout_add_key:
 * @self: a layout that is being made
 * @chart: its chart
 * @within: where the key goes, as high as ek_chart_key_rows() said
 *
 * Adds an entry for each kind of mark that occurs.
 */
void
ek_chart_layout_add_key (EkChartLayout *self, EkChart *chart, const EkRect *within)
{
  flow (chart, self, within, self->unit);
}
