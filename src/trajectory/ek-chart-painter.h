/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "ek-chart-layout.h"
#include "ek-chart-style.h"

G_BEGIN_DECLS

/** EkPlacedText: a text and where its first letter's base line begins, for formats that want it beside its picture. */
typedef struct {
  char   *text;
  double  x, baseline, width, size;
} EkPlacedText;

/** EkPainter: what the painting functions share during one painting. */
typedef struct {
  EkChart             *chart;
  EkChartLayout       *layout;
  const EkPalette     *palette;
  cairo_t             *cr;
  PangoLayout         *text;        /* NULL in a chart without text */
  GArray              *indices;     /* of guint: scratch of the thinning */
  double               pixel;       /* one pixel of the target in units of the drawing */
  GPtrArray           *placed;      /* of EkPlacedText, or NULL */
} EkPainter;

typedef enum { EK_TEXT_SMALL, EK_TEXT_NORMAL, EK_TEXT_BOLD, EK_TEXT_LARGE } EkTextSize;

typedef enum { EK_MARK_DISC, EK_MARK_RING, EK_MARK_SQUARE, EK_MARK_DIAMOND } EkMark;

/* For each column of a plot the span of what is drawn there: what a label must not cover, and what a line of more
 * values than columns comes to. */
typedef struct {
  double  x, column;
  guint   n;
  double *top, *bottom;         /* top > bottom: the column is free */
} EkInk;

void     ek_painter_begin          (EkPainter *self, EkChart *chart, cairo_t *cr, double width, double height,
                                    EkChartStyle style);
void     ek_painter_end            (EkPainter *self);
void     ek_painter_colour         (EkPainter *self, const EkColour *colour);
double   ek_painter_snap           (EkPainter *self, double position);
void     ek_painter_mark           (EkPainter *self, EkMark mark, double x, double y, const EkColour *colour);
EkMark   ek_painter_mark_of        (EkPointFlags flags);

double   ek_painter_text_height    (EkPainter *self, EkTextSize size);
double   ek_painter_text_width     (EkPainter *self, const char *text, EkTextSize size);
double   ek_painter_text           (EkPainter *self, const char *text, EkTextSize size, const EkColour *colour,
                                    const EkRect *box, double align_x, double align_y, guint max_lines);

EkInk   *ek_ink_new                (double x, double width, double column);
void     ek_ink_free               (EkInk *self);
void     ek_ink_line               (EkInk *self, double x0, double y0, double x1, double y1, double half_width);
void     ek_ink_rect               (EkInk *self, const EkRect *rect);
gboolean ek_ink_is_free            (const EkInk *self, const EkRect *rect);
gboolean ek_ink_place              (const EkInk *self, const EkRect *within, double y, double width, double height,
                                    EkRect *place);

void     ek_painter_panel          (EkPainter *self, guint panel);
void     ek_painter_grid           (EkPainter *self);
void     ek_painter_axis           (EkPainter *self);
void     ek_painter_lanes          (EkPainter *self);
void     ek_painter_key            (EkPainter *self);
void     ek_painter_cursor         (EkPainter *self, const EkChartHit *cursor);
void     ek_chart_paint_collecting (EkChart *chart, cairo_t *cr, double width, double height, EkChartStyle style,
                                    const EkChartHit *cursor, GPtrArray *placed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkInk, ek_ink_free)

G_END_DECLS
