/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-session-axis.h"

G_BEGIN_DECLS

/** EkColumnMap: a rising mapping of instants to positions: @from_ms lies at @x, @to_ms at @x + @width; between them
 * straight along time, or along the number of the session where @sessions is not NULL. */
typedef struct {
  gint64 from_ms, to_ms;
  double x, width;
  const EkSessionAxis *sessions;
} EkColumnMap;

double ek_column_map_x (const EkColumnMap *map, gint64 at_ms);
double ek_column_map_number_x (const EkColumnMap *map, double number);
gint64 ek_column_map_at (const EkColumnMap *map, double x);
gint64 ek_column_map_floor (const EkColumnMap *map, double x);

G_END_DECLS
