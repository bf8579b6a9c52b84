/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-error.h"

/* Greater than any screen or poster, and small enough to be had: 16384² pixels are a gibibyte. */
#define GREATEST_SIDE 16384.0
#define GREATEST_PIXELS (64.0 * 1024 * 1024)

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
check_status (cairo_status_t status, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, EK_ERROR, status == CAIRO_STATUS_NO_MEMORY ? EK_ERROR_TOO_LARGE : EK_ERROR_FAILED,
               _ ("The chart could not be drawn (%s). The record is unchanged; try a smaller size."),
               cairo_status_to_string (status));
  return FALSE;
}

static GBytes *
render_png (EkChart *chart, double width, double height, double scale, EkChartStyle style, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width * scale),
                                                         (int) ceil (height * scale));
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_scale (cr, scale, scale);
  ek_chart_paint (chart, cr, width, height, style, NULL);
  status = cairo_status (cr);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  if (!check_status (status, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* Paints on a surface that writes a document, and finishes it. */
static gboolean
paint_document (EkChart *chart, cairo_surface_t *surface, double width, double height, EkChartStyle style,
                GPtrArray *placed, GError **error)
{
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  ek_chart_paint_collecting (chart, cr, width, height, style, NULL, placed);
  cairo_show_page (cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return check_status (status, error);
}

static GBytes *
render_pdf (EkChart *chart, double width, double height, EkChartStyle style, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  /* The title is not put into the document's properties: it may name the patient, and viewers show those in lists. */
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, width, height);

  if (!paint_document (chart, surface, width, height, style, NULL, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static void
append_decimal (GString *to, const char *name, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (to, " %s=\"%s\"", name, g_ascii_formatd (number, sizeof number, "%.2f", value));
}

/* Cairo writes letters into an SVG as outlines, which look the same everywhere but cannot be selected, searched or read
 * aloud. The same words are laid over them as text that is there and not seen, stretched to the width of the
 * outlines. */
static char *
invisible_text (EkChart *chart, GPtrArray *placed)
{
  GString *text = g_string_new ("<g fill-opacity=\"0\" font-family=\"sans-serif\" xml:space=\"preserve\">\n");

  for (guint i = 0; i < placed->len; i++)
    {
      const EkPlacedText *word = g_ptr_array_index (placed, i);
      g_autofree char *escaped = g_markup_escape_text (word->text, -1);

      if (*escaped == '\0' || !(word->width > 0))
        continue;
      g_string_append (text, "<text");
      append_decimal (text, "x", word->x);
      append_decimal (text, "y", word->baseline);
      append_decimal (text, "font-size", word->size);
      append_decimal (text, "textLength", word->width);
      g_string_append_printf (text, " lengthAdjust=\"spacingAndGlyphs\">%s</text>\n", escaped);
    }
  g_string_append (text, "</g>\n");
  return g_string_free (text, FALSE);
}

/* <title> and <desc> are what a screen reader says of an SVG; they come first inside the root element. */
static char *
description_elements (EkChart *chart)
{
  g_autofree char *description = ek_chart_describe (chart, chart->language);
  g_autofree char *escaped_title = g_markup_escape_text (chart->title != NULL ? chart->title : "", -1);
  g_autofree char *escaped = g_markup_escape_text (description, -1);

  return g_strdup_printf ("\n<title>%s</title>\n<desc>%s</desc>", escaped_title, escaped);
}

static GBytes *
add_text_to_svg (EkChart *chart, GByteArray *bytes, GPtrArray *placed, GError **error)
{
  g_autofree char *svg = g_strndup ((const char *) bytes->data, bytes->len);
  g_autofree char *words = invisible_text (chart, placed);
  g_autofree char *description = description_elements (chart);
  char *root = strstr (svg, "<svg"), *begin = root != NULL ? strchr (root, '>') : NULL;
  char *end = g_strrstr (svg, "</svg>");
  GString *whole = NULL;

  if (begin == NULL || end == NULL || end < begin)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_FAILED,
                           _ ("The chart could not be written as SVG. Choose PDF or PNG instead."));
      return NULL;
    }
  whole = g_string_new_len (svg, begin + 1 - svg);
  g_string_append (whole, description);
  g_string_append_len (whole, begin + 1, end - begin - 1);
  g_string_append (whole, words);
  g_string_append (whole, end);
  return g_string_free_to_bytes (whole);
}

static GBytes *
render_svg (EkChart *chart, double width, double height, EkChartStyle style, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GPtrArray) placed = g_ptr_array_new ();
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (append_bytes, bytes, width, height);

  cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
  if (!paint_document (chart, surface, width, height, style, placed, error))
    return NULL;
  return add_text_to_svg (chart, bytes, placed, error);
}

/**
 * ek_chart_render:
 * @self: a chart
 * @kind: the format
 * @width: in pixels (PNG, SVG) or points of 1/72 inch (PDF), above 0
 * @height: the same
 * @scale: pixels of a PNG for each unit, 1 to 8; the others have none and ignore it
 * @style: colours
 * @error: %EK_ERROR_INVALID for a size that is not positive, %EK_ERROR_TOO_LARGE for one that is beyond all use or
 *   memory, %EK_ERROR_FAILED when drawing failed
 *
 * The file lives in memory: where it is written, and that this was an export, is for the caller.
 *
 * Returns: (transfer full): the bytes of the file
 */
GBytes *
ek_chart_render (EkChart *self, EkImageKind kind, double width, double height, double scale, EkChartStyle style,
                 GError **error)
{
  if (!(width >= 1) || !(height >= 1) || !(scale > 0))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, _ ("The size of the chart must be positive."));
      return NULL;
    }
  if (kind != EK_IMAGE_PNG)
    scale = 1;
  if (width * scale > GREATEST_SIDE || height * scale > GREATEST_SIDE ||
      width * scale * height * scale > GREATEST_PIXELS)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_TOO_LARGE,
                           _ ("The chart would be too large. Choose a smaller size."));
      return NULL;
    }
  switch (kind)
    {
    case EK_IMAGE_PDF:
      return render_pdf (self, width, height, style, error);
    case EK_IMAGE_SVG:
      return render_svg (self, width, height, style, error);
    case EK_IMAGE_PNG:
    default:
      return render_png (self, width, height, scale, style, error);
    }
}
