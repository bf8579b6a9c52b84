/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-chart.h"
#include "ek-chart-style.h"

G_BEGIN_DECLS

/**
 * Pictures without letters, so that no font matters, compared pixel by pixel with a reference that the test draws by
 * plain Cairo calls at positions worked out by hand: no picture is kept in a file, and a change of Cairo changes both.
 *
 * To look at a picture that has changed, name a directory: EK_TEST_IMAGES=/tmp/images meson test trajectory-drawings.
 * Each comparison writes there what was painted, what was expected, and where they differ (red).
 */

#define DAY(n) ((gint64) (n) *EK_DAY_MS)
#define MONDAY G_GINT64_CONSTANT (1767571200000) /* 2026-01-05T00:00:00Z */

/** Reference: a picture being drawn by hand. */
typedef struct {
  cairo_surface_t *surface;
  cairo_t *cr;
  const EkPalette *palette;
  int width, height, scale;
} Reference;

Reference reference_begin (int width, int height, int scale, const EkPalette *palette);
void reference_compare (Reference *self, EkChart *chart, EkChartStyle style, const char *name);
void reference_colour (Reference *self, const EkColour *colour);
double reference_snap (Reference *self, double position);
void reference_line (Reference *self, double x0, double y0, double x1, double y1);
void reference_band (Reference *self, int rank, int greatest, double x, double top, double width, double height);
void reference_ticks (Reference *self, double left, double right, const double *heights, guint n);
void reference_grid (Reference *self, double top, double bottom, const double *dates, guint n);
void reference_axis (Reference *self, double left, double right, double y, const double *dates, guint n);
void reference_frame (Reference *self, double left, double top, double right, double bottom);
void reference_disc (Reference *self, double x, double y, double radius, const EkColour *colour);
cairo_surface_t *reference_paint (EkChart *chart, int width, int height, int scale, EkChartStyle style);
guint32 reference_pixel (cairo_surface_t *surface, int x, int y);

G_END_DECLS
