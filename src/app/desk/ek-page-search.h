/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What was looked for on a page of a patient: in a list on it, or in a menu that is open over it. */

char *ek_page_search_get (GtkWidget *page);
gboolean ek_page_search_put (GtkWidget *page, const char *kept);

G_END_DECLS
