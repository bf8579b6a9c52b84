/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-print-preview.h"

#include <glib/gi18n-lib.h>

#include "ek-message.h"

/**
 * ek_print_preview_end:
 * @preview: what the handler of “preview” was given
 * @context: the same
 *
 * For a handler of “preview” that returns %TRUE: the operation is told that the preview is over at once and draws
 * nothing for it.
 */
void
ek_print_preview_end (GtkPrintOperationPreview *preview, GtkPrintContext *context)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);

  gtk_print_context_set_cairo_context (context, cr, 72, 72);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  g_signal_connect_after (preview, "ready", G_CALLBACK (gtk_print_operation_preview_end_preview), NULL);
}

static gboolean
on_preview (GtkPrintOperation *operation, GtkPrintOperationPreview *preview, GtkPrintContext *context,
            GtkWindow *parent)
{
  ek_print_preview_end (preview, context);
  if (parent != NULL)
    ek_message_tell (GTK_WIDGET (parent), _ ("There is no preview"),
                     _ ("It would be written to a file for another program, where others could read it. The page is "
                        "printed as it is shown here."));
  return TRUE;
}

/**
 * ek_print_preview_refuse:
 * @operation: not run yet
 *
 * The button of a preview, which the dialog always has, then says why there is none.
 */
void
ek_print_preview_refuse (GtkPrintOperation *operation)
{
  g_signal_connect (operation, "preview", G_CALLBACK (on_preview), NULL);
}
