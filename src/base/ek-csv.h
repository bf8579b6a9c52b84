/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EkCsvLimits:
 * @max_bytes: longest file accepted
 * @max_rows: most rows, the heading included
 * @max_columns: most cells of one row
 */
typedef struct {
  gsize max_bytes;
  guint max_rows;
  guint max_columns;
} EkCsvLimits;

/** EkCsvRow: @line is where the row begins in the file, from 1; @cells are strings without their quotes. */
typedef struct {
  guint line;
  GPtrArray *cells;
} EkCsvRow;

GPtrArray *ek_csv_parse (const char *text, gsize length, const EkCsvLimits *limits, GError **error);
const char *ek_csv_row_cell (const EkCsvRow *row, guint index);
void ek_csv_append_row (GString *csv, const char *const *cells, guint n_cells);

gboolean ek_csv_is_formula (const char *text);

G_END_DECLS
