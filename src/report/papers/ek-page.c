/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A page flows from top to bottom: everything asks for room first, line by line, and a new page is begun when there is
 * none. The writer runs twice, over a surface that goes nowhere and then over the real one, because the foot of the
 * first page says how many there are. Lengths are points (1/72 inch). */

#include "ek-page.h"

#include "ek-error.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define PAGE_WIDTH 595.28 /* A4 */
#define PAGE_HEIGHT 841.89
#define SIDE 54.0
#define TOP 62.0
#define BOTTOM 58.0
#define CELL_GAP 10.0
#define MAX_COLUMNS 8
#define MAX_PAGES 2000 /* a record that fills more is broken; the writer must end */

#define FONT_FAMILY "Noto Sans, Noto Sans CJK SC, Source Han Sans SC, DejaVu Sans, sans-serif"

struct _EkPage {
  const EkPageSetup *setup;
  cairo_t *cr;
  PangoLanguage *language;
  double y;
  guint number;
  guint n_pages;   /* 0 while counting */
  guint n_columns; /* of the open table; 0: none */
  double widths[MAX_COLUMNS];
  char **heads;
  gboolean heads_wait; /* they are written with the first row */
  char *waiting;       /* a heading that is written with what follows it */
  gboolean measuring;  /* nothing is seen, and there is always room */
  GPtrArray *sheets;   /* each page is a surface of its own; NULL: pages follow on one surface */
};

typedef struct {
  double size;
  int weight;
  double red, green, blue;
} TextStyle;

static const TextStyle styles[] = {
  [EK_PAGE_PLAIN] = { 10, PANGO_WEIGHT_NORMAL, 0, 0, 0 },
  [EK_PAGE_SMALL] = { 8.5, PANGO_WEIGHT_NORMAL, 0.33, 0.33, 0.33 },
  [EK_PAGE_BOLD] = { 10, PANGO_WEIGHT_BOLD, 0, 0, 0 },
  [EK_PAGE_ALARM] = { 10, PANGO_WEIGHT_BOLD, 0.65, 0.08, 0.08 },
};
static const TextStyle title_style = { 17, PANGO_WEIGHT_BOLD, 0, 0, 0 };
static const TextStyle heading_style = { 12, PANGO_WEIGHT_BOLD, 0.10, 0.25, 0.42 };
static const TextStyle label_style = { 10, PANGO_WEIGHT_NORMAL, 0.33, 0.33, 0.33 };

static double
text_width (void)
{
  return PAGE_WIDTH - 2 * SIDE;
}

static PangoLayout *
new_layout (EkPage *self, const TextStyle *style, const char *text, double width)
{
  PangoLayout *layout = pango_cairo_create_layout (self->cr);
  PangoFontDescription *font = pango_font_description_from_string (FONT_FAMILY);
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  pango_cairo_context_set_resolution (pango_layout_get_context (layout), 72);
  pango_context_set_language (pango_layout_get_context (layout), self->language);
  pango_font_description_set_absolute_size (font, style->size * PANGO_SCALE);
  pango_font_description_set_weight (font, style->weight);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, width > 0 ? (int) (width * PANGO_SCALE) : -1);
  pango_layout_set_text (layout, valid, -1);
  pango_layout_context_changed (layout);
  pango_font_description_free (font);
  return layout;
}

static double
layout_height (PangoLayout *layout)
{
  int height = 0;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

/* --- pages ------------------------------------------------------------------------------------------------------ */

static void
draw_at (EkPage *self, PangoLayout *layout, const TextStyle *style, double x, double y)
{
  cairo_set_source_rgb (self->cr, style->red, style->green, style->blue);
  cairo_move_to (self->cr, x, y);
  pango_cairo_show_layout (self->cr, layout);
}

/* Whose page it is, and what: a name that is too long for the three lines is cut in its middle, never the birth date
 * and the numbers behind it. */
static void
draw_whose (EkPage *self, const char *text)
{
  g_autoptr (PangoLayout) layout = new_layout (self, &styles[EK_PAGE_SMALL], text, text_width ());

  pango_layout_set_height (layout, -3);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);
  draw_at (self, layout, &styles[EK_PAGE_SMALL], SIDE, TOP - 16 - layout_height (layout));
}

static void
draw_edge_text (EkPage *self, const char *text, double y, PangoAlignment alignment)
{
  g_autoptr (PangoLayout) layout = new_layout (self, &styles[EK_PAGE_SMALL], text, text_width ());

  pango_layout_set_alignment (layout, alignment);
  pango_layout_set_height (layout, -1);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  draw_at (self, layout, &styles[EK_PAGE_SMALL], SIDE, y);
}

static void
draw_line (EkPage *self, double y, double grey)
{
  cairo_set_source_rgb (self->cr, grey, grey, grey);
  cairo_set_line_width (self->cr, 0.6);
  cairo_move_to (self->cr, SIDE, y);
  cairo_line_to (self->cr, PAGE_WIDTH - SIDE, y);
  cairo_stroke (self->cr);
}

static void
begin_page (EkPage *self)
{
  if (self->sheets != NULL)
    {
      const cairo_rectangle_t whole = { 0, 0, PAGE_WIDTH, PAGE_HEIGHT };

      g_ptr_array_add (self->sheets, cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &whole));
      cairo_destroy (self->cr);
      self->cr = cairo_create (g_ptr_array_index (self->sheets, self->sheets->len - 1));
    }
  self->number++;
  self->y = TOP;
  if (self->setup->head != NULL || self->setup->whose != NULL)
    {
      const char *both[] = { self->setup->whose != NULL ? self->setup->whose : self->setup->head,
                             self->setup->whose != NULL ? self->setup->head : NULL, NULL };
      g_autofree char *head = g_strjoinv (" · ", (char **) both);

      draw_whose (self, head);
      draw_line (self, TOP - 13, 0.75);
    }
}

static void
end_page (EkPage *self)
{
  /* Translators: the foot of a printed page */
  g_autofree char *number = g_strdup_printf (_ ("Page %u of %u"), self->number, self->n_pages);

  draw_line (self, PAGE_HEIGHT - BOTTOM + 12, 0.75);
  if (self->setup->foot != NULL)
    draw_edge_text (self, self->setup->foot, PAGE_HEIGHT - BOTTOM + 18, PANGO_ALIGN_LEFT);
  draw_edge_text (self, number, PAGE_HEIGHT - BOTTOM + 18, PANGO_ALIGN_RIGHT);
  cairo_show_page (self->cr);
}

static double
room (EkPage *self)
{
  return self->measuring ? 1e9 : PAGE_HEIGHT - BOTTOM - self->y;
}

static void
turn_page (EkPage *self)
{
  if (self->number >= MAX_PAGES)
    return;
  end_page (self);
  begin_page (self);
}

/* --- headings --------------------------------------------------------------------------------------------------- */

static double
lay_height (EkPage *self, const TextStyle *style, const char *text, double width)
{
  g_autoptr (PangoLayout) layout = new_layout (self, style, text, width);

  return layout_height (layout);
}

static double
heading_height (EkPage *self, const char *text)
{
  return (self->y > TOP ? 12 : 0) + lay_height (self, &heading_style, text, text_width ()) + 3;
}

static void flow (EkPage *self, const TextStyle *style, const char *text, double indent);

/* Writes a heading that waits, on the page where @needed points of what follows it find room too. */
static void
settle (EkPage *self, double needed)
{
  g_autofree char *heading = g_steal_pointer (&self->waiting);

  if (heading == NULL)
    return;
  if (self->y > TOP && heading_height (self, heading) + MIN (needed, PAGE_HEIGHT - TOP - BOTTOM - 60) > room (self))
    turn_page (self);
  if (self->y > TOP)
    self->y += 12;
  flow (self, &heading_style, heading, 0);
  self->y += 3;
}

/* The same before a paragraph: two lines of it, or all when it has no more. */
static void
settle_for_text (EkPage *self, const TextStyle *style, const char *text, double width)
{
  if (self->waiting != NULL)
    settle (self, MIN (lay_height (self, style, text, width), 2 * lay_height (self, style, "Ag", -1)));
}

/* --- running text ----------------------------------------------------------------------------------------------- */

/* Draws from line *@line on while there is room, at @x; returns the height used. */
static double
draw_lines (EkPage *self, PangoLayout *layout, const TextStyle *style, double x, int *line)
{
  double used = 0;

  cairo_set_source_rgb (self->cr, style->red, style->green, style->blue);
  for (; *line < pango_layout_get_line_count (layout); (*line)++)
    {
      PangoLayoutLine *shape = pango_layout_get_line_readonly (layout, *line);
      PangoRectangle ink, logical;
      double height, shift = 0;

      pango_layout_line_get_extents (shape, &ink, &logical);
      height = (double) logical.height / PANGO_SCALE;
      if (used + height > room (self) + 0.01)
        break;
      if (shape->resolved_dir == PANGO_DIRECTION_RTL)
        shift = (double) (pango_layout_get_width (layout) - logical.width) / PANGO_SCALE;
      cairo_move_to (self->cr, x + MAX (shift, 0), self->y + used - (double) logical.y / PANGO_SCALE);
      pango_cairo_show_layout_line (self->cr, shape);
      used += height;
    }
  return used;
}

static void
flow (EkPage *self, const TextStyle *style, const char *text, double indent)
{
  g_autoptr (PangoLayout) layout = new_layout (self, style, text, text_width () - indent);
  int line = 0;

  while (line < pango_layout_get_line_count (layout) && self->number < MAX_PAGES)
    {
      self->y += draw_lines (self, layout, style, SIDE + indent, &line);
      if (line < pango_layout_get_line_count (layout))
        turn_page (self);
    }
}

/**
 * ek_page_title:
 * @self: a page
 * @text: the title
 *
 * Writes the title of the paper.
 */
void
ek_page_title (EkPage *self, const char *text)
{
  flow (self, &title_style, text, 0);
  self->y += 6;
}

/**
 * ek_page_heading:
 * @self: a page
 * @text: a heading
 *
 * Writes a heading, on the page where what follows it begins: it never stands alone at the foot of one.
 */
void
ek_page_heading (EkPage *self, const char *text)
{
  settle (self, 0);
  self->waiting = g_strdup (text);
}

/**
 * ek_page_text:
 * @self: a page
 * @style: how it looks
 * @text: a paragraph; line breaks are kept
 *
 * Writes a paragraph.
 */
void
ek_page_text (EkPage *self, EkPageStyle style, const char *text)
{
  settle_for_text (self, &styles[style], text, text_width ());
  flow (self, &styles[style], text, 0);
  self->y += 3;
}

/**
 * ek_page_item:
 * @self: a page
 * @text: one item of a list
 *
 * Writes a paragraph with a bullet.
 */
void
ek_page_item (EkPage *self, const char *text)
{
  g_autoptr (PangoLayout) bullet = new_layout (self, &styles[EK_PAGE_PLAIN], "•", 0);

  settle_for_text (self, &styles[EK_PAGE_PLAIN], text, text_width () - 14);
  if (room (self) < layout_height (bullet))
    turn_page (self);
  draw_at (self, bullet, &styles[EK_PAGE_PLAIN], SIDE + 2, self->y);
  flow (self, &styles[EK_PAGE_PLAIN], text, 14);
  self->y += 2;
}

/**
 * ek_page_pair:
 * @self: a page
 * @label: what it is
 * @value: (nullable): what it says; nothing is written for %NULL or ""
 *
 * Writes a label with its value beside it.
 */
void
ek_page_pair (EkPage *self, const char *label, const char *value)
{
  g_autoptr (PangoLayout) layout = NULL;
  int line = 0;

  if (value == NULL || value[0] == '\0')
    return;
  settle_for_text (self, &styles[EK_PAGE_PLAIN], value, text_width () - 120);
  layout = new_layout (self, &label_style, label, 112);
  if (room (self) < layout_height (layout))
    turn_page (self);
  draw_lines (self, layout, &label_style, SIDE, &line);
  flow (self, &styles[EK_PAGE_PLAIN], value, 120);
  self->y += 2;
}

/**
 * ek_page_space:
 * @self: a page
 * @points: how much
 *
 * Leaves room, not at the top of a page.
 */
void
ek_page_space (EkPage *self, double points)
{
  if (self->y > TOP)
    self->y += points;
}

/**
 * ek_page_block:
 * @self: a page
 * @writer: writes what belongs together
 * @user_data: for @writer
 *
 * Keeps what @writer writes on one page, with a heading that stands directly before it: a question with its answers, a
 * line of a plan with its reasons. What is higher than a page flows on.
 */
void
ek_page_block (EkPage *self, EkPageWriter writer, gpointer user_data)
{
  g_autofree char *heading = g_steal_pointer (&self->waiting);
  EkPage probe = *self;
  cairo_surface_t *nowhere = cairo_recording_surface_create (CAIRO_CONTENT_ALPHA, NULL);
  double height;

  probe.cr = cairo_create (nowhere);
  probe.measuring = TRUE;
  probe.sheets = NULL;
  writer (&probe, user_data);
  height = probe.y - self->y;
  cairo_destroy (probe.cr);
  cairo_surface_destroy (nowhere);
  if (heading != NULL)
    {
      self->waiting = g_steal_pointer (&heading);
      settle (self, height);
    }
  else if (height > room (self) && height <= PAGE_HEIGHT - TOP - BOTTOM)
    turn_page (self);
  writer (self, user_data);
}

/* --- tables ----------------------------------------------------------------------------------------------------- */

static double
row_height (PangoLayout **cells, guint n)
{
  double height = 0;

  for (guint i = 0; i < n; i++)
    height = MAX (height, layout_height (cells[i]));
  return height;
}

static void
draw_heads (EkPage *self)
{
  PangoLayout *cells[MAX_COLUMNS] = { NULL };
  double x = SIDE;
  double height = 0;

  for (guint i = 0; i < self->n_columns; i++)
    cells[i] = new_layout (self, &label_style, self->heads[i], self->widths[i] - CELL_GAP);
  height = row_height (cells, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    {
      draw_at (self, cells[i], &label_style, x, self->y);
      x += self->widths[i];
      g_object_unref (cells[i]);
    }
  self->y += height + 2;
  draw_line (self, self->y, 0.4);
  self->y += 4;
}

/**
 * ek_page_table_begin:
 * @self: a page
 * @n_columns: 1 to 8
 * @widths: (array length=n_columns): shares of the text width
 * @heads: (array length=n_columns): what stands above each column
 *
 * Begins a table; its head is repeated on each page.
 */
void
ek_page_table_begin (EkPage *self, guint n_columns, const double *widths, const char *const *heads)
{
  double sum = 0;

  g_return_if_fail (n_columns >= 1 && n_columns <= MAX_COLUMNS && self->n_columns == 0);
  for (guint i = 0; i < n_columns; i++)
    sum += widths[i];
  g_return_if_fail (sum > 0);
  self->n_columns = n_columns;
  self->heads = g_new0 (char *, n_columns + 1);
  for (guint i = 0; i < n_columns; i++)
    {
      self->widths[i] = widths[i] / sum * text_width ();
      self->heads[i] = g_strdup (heads[i]);
    }
  self->heads_wait = TRUE;
}

/* Heading, heads of the columns and the first row begin on one page. */
static void
begin_table (EkPage *self, double first_row)
{
  double needed = first_row + 2 * lay_height (self, &label_style, "Ag", -1) + 6;

  if (!self->heads_wait)
    return;
  self->heads_wait = FALSE;
  if (self->waiting != NULL)
    settle (self, needed);
  else if (needed > room (self) && self->y > TOP)
    turn_page (self);
  draw_heads (self);
}

/* Draws what fits of each cell; TRUE when all of it is drawn. */
static gboolean
draw_row_part (EkPage *self, PangoLayout **cells, int *lines)
{
  double x = SIDE;
  double used = 0;
  gboolean done = TRUE;

  for (guint i = 0; i < self->n_columns; i++)
    {
      double height = draw_lines (self, cells[i], &styles[EK_PAGE_PLAIN], x, &lines[i]);

      used = MAX (used, height);
      done = done && lines[i] >= pango_layout_get_line_count (cells[i]);
      x += self->widths[i];
    }
  self->y += used;
  return done;
}

/**
 * ek_page_table_row:
 * @self: a page with an open table
 * @cells: (array): a text for each column; %NULL is empty
 *
 * Writes a row. It is kept together unless it is higher than a page.
 */
void
ek_page_table_row (EkPage *self, const char *const *cells)
{
  PangoLayout *layouts[MAX_COLUMNS] = { NULL };
  int lines[MAX_COLUMNS] = { 0 };
  double height = 0;

  g_return_if_fail (self->n_columns > 0);
  for (guint i = 0; i < self->n_columns; i++)
    layouts[i] = new_layout (self, &styles[EK_PAGE_PLAIN], cells[i], self->widths[i] - CELL_GAP);
  height = row_height (layouts, self->n_columns);
  begin_table (self, height);
  if (height > room (self) && height < PAGE_HEIGHT - TOP - BOTTOM - 40)
    {
      turn_page (self);
      draw_heads (self);
    }
  while (!draw_row_part (self, layouts, lines) && self->number < MAX_PAGES)
    {
      turn_page (self);
      draw_heads (self);
    }
  self->y += 3;
  draw_line (self, self->y, 0.85);
  self->y += 4;
  for (guint i = 0; i < self->n_columns; i++)
    g_object_unref (layouts[i]);
}

/**
 * ek_page_table_end:
 * @self: a page with an open table
 *
 * Ends the table.
 */
void
ek_page_table_end (EkPage *self)
{
  begin_table (self, 0);
  g_clear_pointer (&self->heads, g_strfreev);
  self->n_columns = 0;
  self->y += 2;
}

/**
 * ek_page_chart:
 * @self: a page
 * @chart: a chart
 * @height: its height in points; never more than a page
 * @description: (nullable): what it shows, in small print below
 *
 * Draws a chart across the text width.
 */
void
ek_page_chart (EkPage *self, EkChart *chart, double height, const char *description)
{
  double highest = PAGE_HEIGHT - TOP - BOTTOM;

  height = MIN (height, highest);
  settle (self, height);
  if (room (self) < height)
    turn_page (self);
  cairo_save (self->cr);
  cairo_translate (self->cr, SIDE, self->y);
  cairo_rectangle (self->cr, 0, 0, text_width (), height);
  cairo_clip (self->cr);
  ek_chart_paint (chart, self->cr, text_width (), height, EK_CHART_PRINT, NULL);
  cairo_restore (self->cr);
  self->y += height + 4;
  if (description != NULL && description[0] != '\0')
    ek_page_text (self, EK_PAGE_SMALL, description);
}

/* --- rendering -------------------------------------------------------------------------------------------------- */

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static guint
run (const EkPageSetup *setup, EkPageWriter writer, gpointer user_data, cairo_surface_t *surface, guint n_pages,
     GPtrArray *sheets)
{
  EkPage page = { 0 };

  page.setup = setup;
  page.cr = cairo_create (surface);
  page.n_pages = n_pages;
  page.sheets = sheets;
  page.language = pango_language_from_string (g_strcmp0 (setup->language, "zh") == 0 ? "zh-cn" : "en");
  begin_page (&page);
  writer (&page, user_data);
  if (page.n_columns > 0)
    ek_page_table_end (&page);
  settle (&page, 0);
  end_page (&page);
  cairo_destroy (page.cr);
  return page.number;
}

/**
 * ek_page_render:
 * @setup: title, head, foot and language
 * @writer: writes the paper; called twice and must do the same both times
 * @user_data: for @writer
 * @error: return location
 *
 * Lays the paper out on A4 and makes a PDF of it in memory.
 *
 * Returns: (transfer full): the bytes, or %NULL with %EK_ERROR_FAILED when they could not be made
 */
GBytes *
ek_page_render (const EkPageSetup *setup, EkPageWriter writer, gpointer user_data, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create (NULL, PAGE_WIDTH, PAGE_HEIGHT);
  guint n_pages = run (setup, writer, user_data, surface, 0, NULL);
  cairo_status_t status = CAIRO_STATUS_SUCCESS;

  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, PAGE_WIDTH, PAGE_HEIGHT);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, setup->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Evenkeel");
  run (setup, writer, user_data, surface, n_pages, NULL);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_FAILED, _ ("The paper could not be made (%s). Nothing was written."),
                   cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * ek_page_record:
 * @setup: title, head, foot and language
 * @writer: writes the paper; called twice and must do the same both times
 * @user_data: for @writer
 *
 * Lays the paper out on A4, each page as a drawing that can be played to a printer. Nothing is written to the disk.
 *
 * Returns: (transfer full) (element-type cairo_surface_t): the pages
 */
GPtrArray *
ek_page_record (const EkPageSetup *setup, EkPageWriter writer, gpointer user_data)
{
  GPtrArray *sheets = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);
  cairo_surface_t *surface = cairo_pdf_surface_create (NULL, PAGE_WIDTH, PAGE_HEIGHT);
  guint n_pages = run (setup, writer, user_data, surface, 0, NULL);

  run (setup, writer, user_data, surface, n_pages, sheets);
  cairo_surface_destroy (surface);
  return sheets;
}
