/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "ek-chart-layout.h"
#include "ek-chart-style.h"

G_BEGIN_DECLS

/** EkPlacedText: a text and where its first letter's base line begins, for formats that want it beside its picture. */
typedef struct {
  char *text;
  double x, baseline, width, size;
} EkPlacedText;

/** EkPainter: what the painting functions share during one painting. */
typedef struct {
  EkChart *chart;
  EkChartLayout *layout;
  const EkPalette *palette;
  cairo_t *cr;
  EkTextCache *texts;  /* NULL in a chart without text */
  double pixel;        /* one pixel of the target in units of the drawing */
  gboolean on_paper;   /* the target has no pixels */
  GPtrArray *placed;   /* of EkPlacedText, or NULL */
  GHashTable *sprites; /* pictures of marks, while many are painted; or NULL */
} EkPainter;

typedef enum { EK_TEXT_SMALL, EK_TEXT_NORMAL, EK_TEXT_BOLD, EK_TEXT_LARGE, EK_N_TEXT_SIZES } EkTextSize;

typedef enum {
  EK_MARK_DISC,
  EK_MARK_TRIANGLE,
  EK_MARK_CROSS,
  EK_MARK_TRIANGLE_DOWN,
  EK_MARK_PLUS,
  EK_MARK_PENTAGON,
  EK_MARK_SQUARE,
  EK_MARK_DIAMOND
} EkMark;

/** EkTextKey: what a laid out text was made for. */
typedef struct {
  const char *text;
  EkTextSize size;
  int width; /* −1: as wide as the text; else in units of Pango */
  guint max_lines;
  PangoAlignment alignment;
} EkTextKey;

/** EkTextLine: words laid out, see ek_text_lay_out(). */
typedef struct {
  EkTextKey key; /* its text owned */
  PangoLayout *layout;
  int width, height;
} EkTextLine;

struct _EkOverviewCache {
  cairo_surface_t *picture;
  guint revision;
  int width, height; /* in pixels of the target */
  EkChartStyle style;
};

/* The first shapes tell the series of an overlay apart; the last two say what is special about a value. */
#define EK_N_LAYER_MARKS 6

/* For each column of a plot the span of what is drawn there: what a label must not cover, and what a line of more
 * values than columns comes to. */
typedef struct {
  double x, column;
  guint n;
  double *top, *bottom; /* top > bottom: the column is free */
} EkInk;

/** EkPanelPaint: one panel while it is painted. */
typedef struct {
  EkPainter *painter;
  guint number;
  const EkPanel *panel;
  const EkPanelLayout *place;
  EkInk *ink;
} EkPanelPaint;

/** EkLayerPaint: one series of a panel while it is painted. */
typedef struct {
  const EkPanelPaint *of;
  const EkLayer *layer;
  const EkPyramid *pyramid;
  const EkPoint *points;
  guint length;
  guint begin, end; /* what is shown, with the neighbour outside on either side */
  gint64 gap;
  const EkColour *colour;
  EkMark shape;
  guint dash;      /* 0: an unbroken line */
  GArray *indices; /* of guint: what thinning kept */
} EkLayerPaint;

gboolean ek_painter_can_paint (double width, double height);
EkTextCache *ek_text_cache_for (EkPainter *painter);
const EkTextLine *ek_text_lay_out (EkPainter *self, const char *text, EkTextSize size, double width, guint max_lines,
                                   PangoAlignment alignment);
double ek_text_size_pixels (EkTextSize size);
void ek_painter_begin (EkPainter *self, EkChart *chart, cairo_t *cr, double width, double height, EkChartStyle style);
void ek_painter_end (EkPainter *self);
void ek_painter_colour (EkPainter *self, const EkColour *colour);
double ek_painter_snap (EkPainter *self, double position);
void ek_painter_vertical (EkPainter *self, double x, double top, double bottom);

void ek_painter_marks_begin (EkPainter *self);
void ek_painter_marks_end (EkPainter *self);
void ek_painter_mark (EkPainter *self, EkMark mark, gboolean hollow, double x, double y, const EkColour *colour);
void ek_painter_point_mark (EkPainter *self, EkPointFlags flags, EkMark shape, double x, double y,
                            const EkColour *colour);
void ek_painter_badge (EkPainter *self, EkChartMarkKind kind, double x, double y);
void ek_painter_key (EkPainter *self);

double ek_painter_text_height (EkPainter *self, EkTextSize size);
double ek_painter_text_width (EkPainter *self, const char *text, EkTextSize size);
gboolean ek_painter_text_fits (EkPainter *self, const char *text, EkTextSize size, double width, guint max_lines);
double ek_painter_text (EkPainter *self, const char *text, EkTextSize size, const EkColour *colour, const EkRect *box,
                        double align_x, double align_y, guint max_lines);

EkInk *ek_ink_new (double x, double width, double column);
void ek_ink_free (EkInk *self);
void ek_ink_line (EkInk *self, double x0, double y0, double x1, double y1, double half_width);
void ek_ink_stroke (EkInk *self, double x0, double y0, double x1, double y1, double half);
gboolean ek_ink_extent (const EkInk *self, double *top, double *bottom);
cairo_surface_t *ek_ink_mask (const EkInk *self, guint per, double y, double pixel, int n_rows);
void ek_ink_rect (EkInk *self, const EkRect *rect);
gboolean ek_ink_is_free (const EkInk *self, const EkRect *rect);
gboolean ek_ink_place (const EkInk *self, const EkRect *within, double y, double width, double height, EkRect *place);

void ek_painter_panel (EkPainter *self, guint panel);
void ek_painter_panel_ground (const EkPanelPaint *self);
void ek_painter_panel_lines (const EkPanelPaint *self);
void ek_painter_panel_labels (const EkPanelPaint *self);
void ek_painter_panel_words (const EkPanelPaint *self);

void ek_layer_paint_begin (EkLayerPaint *self, const EkPanelPaint *of, guint layer);
void ek_layer_paint_end (EkLayerPaint *self);
gboolean ek_layer_paint_any_shown (const EkLayerPaint *self);
double ek_layer_paint_x (const EkLayerPaint *self, guint index);
double ek_layer_paint_y (const EkLayerPaint *self, guint index);
void ek_layer_paint_ink (const EkLayerPaint *self, EkInk *ink, double half);
void ek_layer_paint_line (const EkLayerPaint *self);
void ek_layer_paint_marks (const EkLayerPaint *self);
void ek_layer_paint_badges (const EkLayerPaint *self);
void ek_layer_paint_badge_ink (const EkLayerPaint *self);
void ek_layer_paint_dashes (EkPainter *painter, guint dash);

void ek_painter_grid (EkPainter *self, guint panel);
void ek_painter_axes (EkPainter *self);
void ek_painter_lanes (EkPainter *self);
void ek_painter_cursor (EkPainter *self, const EkChartHit *cursor);
void ek_chart_paint_collecting (EkChart *chart, cairo_t *cr, double width, double height, EkChartStyle style,
                                const EkChartHit *cursor, GPtrArray *placed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkInk, ek_ink_free)

G_END_DECLS
