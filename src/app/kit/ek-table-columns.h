/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  EK_TABLE_PLAIN = 0,
  EK_TABLE_EXPANDS = 1 << 0,   /* takes the room that is left */
  EK_TABLE_NUMBER = 1 << 1,    /* digits of one width, at the end of the column */
  EK_TABLE_DATE = 1 << 2,      /* digits of one width */
  EK_TABLE_SHORTENS = 1 << 3,  /* may be cut short; what a clinician reads for is not, the table scrolls instead */
  EK_TABLE_SORTS = 1 << 4,     /* its head is pressed to sort by it */
  EK_TABLE_GIVES_WAY = 1 << 5, /* is left out where the table has no room for it; it can be read elsewhere */
} EkTableColumnFlags;

/** EkTableColumn: a column of a table of texts. @title is marked for translation and translated here. */
typedef struct {
  guint cell;
  const char *title;
  EkTableColumnFlags flags;
} EkTableColumn;

/** EkTableText: what stands in a cell; @css_class may be set to how it looks. */
typedef const char *(*EkTableText) (gpointer item, guint cell, const char **css_class);

void ek_table_columns_add (GtkColumnView *view, const EkTableColumn *columns, guint n_columns, EkTableText text);
void ek_table_columns_show_top (GtkColumnView *view);
gboolean ek_table_columns_get_order (GtkColumnView *view, guint *cell, gboolean *descending);

G_END_DECLS
