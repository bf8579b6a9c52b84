/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

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

static void
placed_free (gpointer data)
{
  EkPlacedText *placed = data;

  g_free (placed->text);
  g_free (placed);
}

/* ---- Words laid out once ---- */

/* Laying out a line of text takes longer than drawing it, and a frame has a hundred: what was laid out is kept from
 * frame to frame, for as long as the size of a letter and the target stay the same. Objects of Pango belong to the
 * thread that made them. */
struct _EkTextCache {
  GThread *thread;
  double unit, pixel;
  gulong options; /* how the target draws letters */
  gboolean chinese;
  PangoContext *context;
  PangoFontDescription *fonts[EK_N_TEXT_SIZES];
  GHashTable *lines; /* Key → Line */
};

/* More than a chart has at once; dates that were scrolled away are forgotten with all the rest. */
#define MOST_LINES 1500

#define MOST_LETTERS 500

typedef struct {
  const char *text;
  EkTextSize size;
  int width; /* −1: as wide as the text; else in units of Pango */
  guint max_lines;
  PangoAlignment alignment;
} Key;

typedef struct {
  Key key; /* its text owned */
  PangoLayout *layout;
  int width, height;
} Line;

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;

  return g_str_hash (key->text) ^ (guint) key->size << 28 ^ (guint) key->width * 2654435761u ^ key->max_lines << 24 ^
    (guint) key->alignment << 20;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *first = a, *second = b;

  return first->size == second->size && first->width == second->width && first->max_lines == second->max_lines &&
    first->alignment == second->alignment && g_str_equal (first->text, second->text);
}

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free ((char *) line->key.text);
  g_object_unref (line->layout);
  g_free (line);
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

static Line *
lay_out (EkPainter *self, const char *text, EkTextSize size, double width, guint max_lines, PangoAlignment alignment)
{
  EkTextCache *cache = self->texts;
  Key key = { text, size, width < 0 ? -1 : (int) (width * PANGO_SCALE), MAX (max_lines, 1), alignment };
  Line *line = g_hash_table_lookup (cache->lines, &key);
  g_autofree char *shown = NULL;

  if (line != NULL)
    return line;
  if (g_hash_table_size (cache->lines) >= MOST_LINES)
    g_hash_table_remove_all (cache->lines);
  line = g_new0 (Line, 1);
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
 * ek_painter_text_height:
 * @self: a painter
 * @size: of the letters
 *
 * Returns: the height of a line, by the size and not by the font: layout must not depend on what is installed
 */
double
ek_painter_text_height (EkPainter *self, EkTextSize size)
{
  return ceil (sizes[size].pixels * 1.35 * self->layout->unit);
}

/**
 * ek_painter_text_width:
 * @self: a painter
 * @text: (nullable): words
 * @size: of the letters
 *
 * Returns: how wide they are in one line; 0 in a chart without text
 */
double
ek_painter_text_width (EkPainter *self, const char *text, EkTextSize size)
{
  if (self->texts == NULL || text == NULL)
    return 0;
  return lay_out (self, text, size, -1, 1, PANGO_ALIGN_LEFT)->width;
}

/**
 * ek_painter_text_fits:
 * @self: a painter
 * @text: (nullable): words
 * @size: of the letters
 * @width: of a line
 * @max_lines: at most this many
 *
 * Returns: whether they would be seen whole; %FALSE in a chart without text
 */
gboolean
ek_painter_text_fits (EkPainter *self, const char *text, EkTextSize size, double width, guint max_lines)
{
  return self->texts != NULL && text != NULL && width >= 4 &&
    !pango_layout_is_ellipsized (lay_out (self, text, size, MIN (width, 1e6), max_lines, PANGO_ALIGN_LEFT)->layout);
}

/* Remembers each line of what was just laid out at @x, @y. */
static void
remember (EkPainter *self, PangoLayout *layout, EkTextSize size, double x, double y)
{
  g_autoptr (PangoLayoutIter) iter = pango_layout_get_iter (layout);
  const char *text = pango_layout_get_text (layout);

  do
    {
      PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
      PangoRectangle logical;
      EkPlacedText *placed = g_new0 (EkPlacedText, 1);

      pango_layout_iter_get_line_extents (iter, NULL, &logical);
      placed->text = g_strndup (text + line->start_index, (gsize) line->length);
      placed->x = x + (double) logical.x / PANGO_SCALE;
      placed->baseline = y + (double) pango_layout_iter_get_baseline (iter) / PANGO_SCALE;
      placed->width = (double) logical.width / PANGO_SCALE;
      placed->size = sizes[size].pixels * self->layout->unit;
      g_ptr_array_set_free_func (self->placed, placed_free);
      g_ptr_array_add (self->placed, placed);
    }
  while (pango_layout_iter_next_line (iter));
}

/**
 * ek_painter_text:
 * @self: a painter
 * @text: (nullable): words
 * @size: of the letters
 * @colour: of the letters
 * @box: where to; nothing is drawn in one less than 4 wide
 * @align_x: 0 for left, ½ for the middle, 1 for right
 * @align_y: 0 for the top of the box, ½ for its middle, 1 for its bottom
 * @max_lines: at most this many; what does not fit ends in an ellipsis
 *
 * Returns: the height that was used; 0 when nothing was drawn
 */
double
ek_painter_text (EkPainter *self, const char *text, EkTextSize size, const EkColour *colour, const EkRect *box,
                 double align_x, double align_y, guint max_lines)
{
  Line *line = NULL;
  double y;

  if (self->texts == NULL || text == NULL || *text == '\0' || !(box->width >= 4))
    return 0;
  line = lay_out (self, text, size, MIN (box->width, 1e6), max_lines,
                  align_x < 0.25     ? PANGO_ALIGN_LEFT
                    : align_x > 0.75 ? PANGO_ALIGN_RIGHT
                                     : PANGO_ALIGN_CENTER);
  y = box->y + (box->height - line->height) * align_y;
  ek_painter_colour (self, colour);
  cairo_move_to (self->cr, box->x, round (y / self->pixel) * self->pixel);
  pango_cairo_show_layout (self->cr, line->layout);
  cairo_new_path (self->cr); /* the next drawing does not begin where this text did */
  if (self->placed != NULL)
    remember (self, line->layout, size, box->x, y);
  return line->height;
}
