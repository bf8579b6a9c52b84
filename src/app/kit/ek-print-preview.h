/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* GTK's own preview writes the pages to a file in clear and starts another program with it. No page of ours goes there:
 * who prints either shows a preview of its own or says that there is none. */
void ek_print_preview_end (GtkPrintOperationPreview *preview, GtkPrintContext *context);
void ek_print_preview_refuse (GtkPrintOperation *operation);

G_END_DECLS
