/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include "ek-chart-words.h"

static const struct {
  double pixels;
  PangoWeight weight;
} sizes[] = {
  [EK_TEXT_SMALL] = { 11.0, PANGO_WEIGHT_NORMAL },
  [EK_TEXT_NORMAL] = { 12.5, PANGO_WEIGHT_NORMAL },
  [EK_TEXT_BOLD] = { 13.0, PANGO_WEIGHT_BOLD },
  [EK_TEXT_LARGE] = { 24.0, PANGO_WEIGHT_NORMAL },
};

/* What a chart keeps of what was made of it: words, and the picture of its overview.
 *
 * Laying out a line of text takes longer than drawing it, and a frame has a hundred: what was laid out is kept from
 * frame to frame, for as long as the size of a letter and the target stay the same. Objects of Pango belong to the
 * thread that made them. */
struct _EkTextCache {
  GThread *thread;
  double unit, pixel;
  gulong options; /* how the target draws letters */
  gboolean chinese;
  PangoContext *context;
  PangoFontDescription *fonts[EK_N_TEXT_SIZES];
  GHashTable *lines; /* EkTextKey → EkTextLine */
};

/* More than a chart has at once; dates that were scrolled away are forgotten with all the rest. */
#define MOST_LINES 1500

#define MOST_LETTERS 500

static guint
key_hash (gconstpointer data)
{
  const EkTextKey *key = data;

  return g_str_hash (key->text) ^ (guint) key->size << 28 ^ (guint) key->width * 2654435761u ^ key->max_lines << 24 ^
    (guint) key->alignment << 20;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const EkTextKey *first = a, *second = b;

  return first->size == second->size && first->width == second->width && first->max_lines == second->max_lines &&
    first->alignment == second->alignment && g_str_equal (first->text, second->text);
}

static void
line_free (gpointer data)
{
  EkTextLine *line = data;

  g_free ((char *) line->key.text);
  g_object_unref (line->layout);
  g_free (line);
}

/**
 * ek_text_size_pixels:
 * @size: of the letters
 *
 * Returns: their height at a scale of 1, in pixels
 */
double
ek_text_size_pixels (EkTextSize size)
{
  return sizes[size].pixels;
}

/**
 * ek_text_cache_free:
 * @self: (transfer full): words that were laid out; nobody may be painting with them
 */
void
ek_text_cache_free (EkTextCache *self)
{
  g_hash_table_unref (self->lines);
  for (guint i = 0; i < EK_N_TEXT_SIZES; i++)
    pango_font_description_free (self->fonts[i]);
  g_object_unref (self->context);
  g_free (self);
}

static EkTextCache *
cache_new (EkPainter *painter, gulong options)
{
  EkTextCache *self = g_new0 (EkTextCache, 1);

  self->thread = g_thread_self ();
  self->unit = painter->layout->unit;
  self->pixel = painter->pixel;
  self->options = options;
  self->chinese = ek_words_chinese (painter->chart->language);
  self->context = pango_cairo_create_context (painter->cr);
  /* Without the language, Han characters may come in another country's shapes. */
  pango_context_set_language (self->context, pango_language_from_string (self->chinese ? "zh-cn" : "en"));
  for (guint i = 0; i < EK_N_TEXT_SIZES; i++)
    {
      self->fonts[i] = pango_font_description_from_string ("Sans");
      pango_font_description_set_absolute_size (self->fonts[i], sizes[i].pixels * self->unit * PANGO_SCALE);
      pango_font_description_set_weight (self->fonts[i], sizes[i].weight);
    }
  self->lines = g_hash_table_new_full (key_hash, key_equal, NULL, line_free);
  return self;
}

/**
 * ek_text_cache_for:
 * @painter: a painter with its layout
 *
 * Objects of Pango belong to the thread that made them: a chart that is painted in another thread, or at another size
 * of letters, begins with an empty cache.
 *
 * Returns: (transfer none): the words laid out for charts painted like this one, empty at first; belongs to the chart
 */
EkTextCache *
ek_text_cache_for (EkPainter *painter)
{
  EkChart *chart = painter->chart;
  EkTextCache *old = chart->texts;
  cairo_font_options_t *options = cairo_font_options_create ();
  gulong hash;

  cairo_surface_get_font_options (cairo_get_target (painter->cr), options);
  hash = cairo_font_options_hash (options);
  cairo_font_options_destroy (options);
  if (old != NULL && old->thread == g_thread_self () && old->unit == painter->layout->unit &&
      old->pixel == painter->pixel && old->options == hash && old->chinese == ek_words_chinese (chart->language))
    return old;
  g_clear_pointer (&chart->texts, ek_text_cache_free);
  chart->texts = cache_new (painter, hash);
  return chart->texts;
}

/* What is laid out of a text: one paragraph, and no more of it than the widest chart could show. */
static char *
shown_text (const char *text, guint max_lines)
{
  GString *shown = g_string_new (NULL);
  guint n = 0;

  for (const char *p = text; *p != '\0' && n < MOST_LETTERS * max_lines; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (shown, g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 ? ' ' : c);
    }
  if (n == MOST_LETTERS * max_lines)
    g_string_append (shown, "…");
  return g_string_free (shown, FALSE);
}

/**
 * ek_text_lay_out:
 * @self: a painter of a chart with text
 * @text: words
 * @size: of the letters
 * @width: of a line; below 0: as wide as the text
 * @max_lines: at most this many
 * @alignment: of its lines
 *
 * Returns: (transfer none): the words as they are drawn, until others are laid out
 */
const EkTextLine *
ek_text_lay_out (EkPainter *self, const char *text, EkTextSize size, double width, guint max_lines,
                 PangoAlignment alignment)
{
  EkTextCache *cache = self->texts;
  EkTextKey key = { text, size, width < 0 ? -1 : (int) (width * PANGO_SCALE), MAX (max_lines, 1), alignment };
  EkTextLine *line = g_hash_table_lookup (cache->lines, &key);
  g_autofree char *shown = NULL;

  if (line != NULL)
    return line;
  if (g_hash_table_size (cache->lines) >= MOST_LINES)
    g_hash_table_remove_all (cache->lines);
  line = g_new0 (EkTextLine, 1);
  line->key = key;
  line->key.text = g_strdup (text);
  line->layout = pango_layout_new (cache->context);
  pango_layout_set_ellipsize (line->layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_wrap (line->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_font_description (line->layout, cache->fonts[size]);
  pango_layout_set_width (line->layout, key.width);
  pango_layout_set_height (line->layout, -(int) key.max_lines);
  pango_layout_set_alignment (line->layout, alignment);
  /* In a right-to-left line "left" means the beginning, on the right: names stay where the eye expects the column. */
  pango_layout_set_auto_dir (line->layout, FALSE);
  shown = shown_text (text, key.max_lines);
  pango_layout_set_text (line->layout, shown, -1);
  pango_layout_get_pixel_size (line->layout, &line->width, &line->height);
  g_hash_table_insert (cache->lines, &line->key, line);
  return line;
}

/**
 * ek_overview_cache_free:
 * @self: (transfer full): the picture that an overview keeps
 */
void
ek_overview_cache_free (EkOverviewCache *self)
{
  cairo_surface_destroy (self->picture);
  g_free (self);
}
