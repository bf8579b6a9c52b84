/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "ek-chart.h"

G_BEGIN_DECLS

/**
 * EkPage:
 *
 * A flowing A4 layout that reports share: headings, paragraphs, pairs of label and value, tables and charts run down
 * the page and on to the next; running head and "page n of m" foot. The text of the PDF can be selected and searched;
 * its metadata carries the title only, never a name.
 */
typedef struct _EkPage EkPage;

/** Writes the report; called twice, first to count the pages, so it must do the same both times. */
typedef void (*EkPageWriter) (EkPage *page, gpointer user_data);

typedef enum {
  EK_PAGE_PLAIN,
  EK_PAGE_SMALL,
  EK_PAGE_BOLD,
  EK_PAGE_ALARM,
} EkPageStyle;

typedef struct {
  const char *title;    /* PDF metadata: a kind of paper, not a person */
  const char *head;     /* running head, or NULL */
  const char *whose;    /* who it is about, before the running head of every page, or NULL */
  const char *foot;     /* left of the page number, or NULL */
  const char *language; /* "en" or "zh": line breaking and glyph variants */
} EkPageSetup;

GBytes *ek_page_render (const EkPageSetup *setup, EkPageWriter writer, gpointer user_data, GError **error);

/* The same pages as drawings (cairo_surface_t, recorded) of A4 in points, for a printer. */
GPtrArray *ek_page_record (const EkPageSetup *setup, EkPageWriter writer, gpointer user_data);

void ek_page_title (EkPage *self, const char *text);
void ek_page_heading (EkPage *self, const char *text);
void ek_page_text (EkPage *self, EkPageStyle style, const char *text);
void ek_page_item (EkPage *self, const char *text);
void ek_page_pair (EkPage *self, const char *label, const char *value);
/* What @writer writes stays on one page, unless it is higher than one. It is called twice and must do the same. */
void ek_page_block (EkPage *self, EkPageWriter writer, gpointer user_data);
void ek_page_space (EkPage *self, double points);
/* @widths are shares of the text width; the head row is repeated on each page. */
void ek_page_table_begin (EkPage *self, guint n_columns, const double *widths, const char *const *heads);
void ek_page_table_row (EkPage *self, const char *const *cells);
void ek_page_table_end (EkPage *self);
void ek_page_chart (EkPage *self, EkChart *chart, double height, const char *description);

G_END_DECLS
