/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-column-map.h"
#include "ek-pyramid.h"

G_BEGIN_DECLS

/* Breaks of a line inside one column beyond this many cannot be told apart by any eye. */
#define EK_THIN_BREAKS 8

guint ek_thin (const EkPyramid *pyramid, guint begin, guint end, const EkColumnMap *map, double column_width,
               GArray *indices);
guint ek_first_at_or_after (const EkPoint *points, guint length, gint64 at_ms);

G_END_DECLS
