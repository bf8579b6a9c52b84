/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-print-code.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-message.h"
#include "ek-print-preview.h"

static double
draw_text (cairo_t *cr, GtkPrintContext *context, const char *font, const char *text, double y)
{
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  PangoFontDescription *description = pango_font_description_from_string (font);
  int height;

  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_width (layout, gtk_print_context_get_width (context) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  cairo_move_to (cr, 0, y);
  pango_cairo_show_layout (cr, layout);
  pango_layout_get_pixel_size (layout, NULL, &height);
  return y + height;
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, EkSecret *code)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  g_autofree char *text = g_strndup ((const char *) ek_secret_bytes (code), ek_secret_length (code));
  double y;

  y = draw_text (cr, context, "Sans Bold 18", _ ("Recovery code of the Evenkeel vault"), 0);
  y = draw_text (cr, context, "Monospace 16", text, y + 24);
  draw_text (cr, context, "Sans 11",
             _ (
               "Whoever holds this sheet can open every patient file in the vault. Keep it locked away, apart from the "
               "computer. If the passphrase is lost, this code is the only other way in."),
             y + 24);
  explicit_bzero (text, strlen (text));
}

static void
secret_closure_free (gpointer data, GClosure *closure)
{
  ek_secret_unref (data);
}

/**
 * ek_print_code:
 * @parent: a widget of the window
 * @code: the recovery code as text
 *
 * Prints the recovery code on one sheet. Nothing is kept of it: no preview file, no settings.
 */
void
ek_print_code (GtkWidget *parent, EkSecret *code)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;

  ek_print_preview_refuse (operation);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_job_name (operation, _ ("Recovery code"));
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (on_draw_page), ek_secret_ref (code), secret_closure_free,
                         0);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               GTK_WINDOW (gtk_widget_get_root (parent)), &error) == GTK_PRINT_OPERATION_RESULT_ERROR)
    ek_message_error (parent, _ ("The code could not be printed"), error);
}
