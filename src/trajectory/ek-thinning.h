/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-series.h"

G_BEGIN_DECLS

/** EkColumnMap: a straight mapping of instants to positions: @from_ms lies at @x, @to_ms at @x + @width. */
typedef struct {
  gint64 from_ms, to_ms;
  double x, width;
} EkColumnMap;

double    ek_column_map_x      (const EkColumnMap *map,
                                gint64             at_ms);
gint64    ek_column_map_at     (const EkColumnMap *map,
                                double             x);
guint     ek_thin              (const EkPoint     *points,
                                guint              length,
                                const EkColumnMap *map,
                                double             column_width,
                                gint64             gap_ms,
                                GArray            *indices);
guint     ek_first_at_or_after (const EkPoint     *points,
                                guint              length,
                                gint64             at_ms);

G_END_DECLS
