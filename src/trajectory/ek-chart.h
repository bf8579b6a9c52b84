/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "ek-series.h"

G_BEGIN_DECLS

/**
 * EkChart:
 *
 * What is to be drawn: panels of one score each on a shared time axis, with severity bands in words, a caseness line
 * and a reliable-change band; treatment lanes below. It holds no pixels: the painter takes a cairo_t, so that screen,
 * print, files and tests share it. All texts are given by the caller, translated.
 */
typedef struct _EkChart EkChart;

typedef struct { double low, high; const char *label; int rank; } EkChartBand;

typedef enum { EK_LANE_SESSION, EK_LANE_MEDICINE, EK_LANE_LEAVE, EK_LANE_EVENT } EkLaneKind;

typedef enum { EK_CHART_LIGHT, EK_CHART_DARK, EK_CHART_PRINT } EkChartStyle;

EkChart  *ek_chart_new              (void);
EkChart  *ek_chart_ref              (EkChart *self);
void      ek_chart_unref            (EkChart *self);
void      ek_chart_set_title        (EkChart *self, const char *title);
void      ek_chart_set_now          (EkChart *self, gint64 now_ms);
/* "zh" or "en": of the dates and the painter's own words */
void      ek_chart_set_language     (EkChart *self, const char *language);
/* what a point flagged critical means, for the key */
void      ek_chart_set_critical_label (EkChart *self, const char *label);
/* 1 to 3: the size of the viewer's text */
void      ek_chart_set_text_scale   (EkChart *self, double factor);
/* the same geometry, no letter drawn */
void      ek_chart_set_without_text (EkChart *self, gboolean without_text);
void      ek_chart_set_offset       (EkChart *self, int offset_minutes);   /* for day boundaries and labels */
guint     ek_chart_add_panel        (EkChart *self, EkSeries *series, double low, double high,
                                     gboolean higher_is_worse);
void      ek_chart_panel_set_bands  (EkChart *self, guint panel, const EkChartBand *bands, guint n_bands);  /* copied */
void      ek_chart_panel_set_caseness (EkChart *self, guint panel, double value, const char *label);
void      ek_chart_panel_set_reliable_change (EkChart *self, guint panel, double baseline, double amount,
                                              const char *label);
/* shown with the point: who entered it */
void      ek_chart_panel_set_note   (EkChart *self, guint panel, guint index, const char *text);
/* A lane item lasts from @from_ms to @to_ms (equal: a mark; EK_INSTANT_NONE: still going on). @amount: a dose, steps
 * are drawn in proportion; 0 otherwise. */
void      ek_chart_add_lane_item    (EkChart *self, EkLaneKind kind, const char *lane, const char *label,
                                     gint64 from_ms, gint64 to_ms, double amount);
double    ek_chart_get_natural_height (EkChart *self, double width);                 /* where nothing is cramped */
guint     ek_chart_get_n_panels     (EkChart *self);
EkSeries *ek_chart_get_series       (EkChart *self, guint panel);
/* of the data, with a margin */
void      ek_chart_get_extent       (EkChart *self, gint64 *from_ms, gint64 *to_ms);
/* what is shown; from ≥ to: all */
void      ek_chart_set_range        (EkChart *self, gint64 from_ms, gint64 to_ms);

/** EkChartHit: a point found under a position or by the keyboard cursor. x and y are in the units of the painted
 * size. */
typedef struct { guint panel; guint index; double x, y; } EkChartHit;

void      ek_chart_paint            (EkChart *self, cairo_t *cr, double width, double height, EkChartStyle style,
                                     const EkChartHit *cursor);   /* cursor or NULL */
void      ek_chart_paint_cursor     (EkChart *self, cairo_t *cr, double width, double height, EkChartStyle style,
                                     const EkChartHit *cursor);   /* alone, to lay over a picture painted before */
/* what the cursor's box says */
char     *ek_chart_point_text       (EkChart *self, guint panel, guint index) G_GNUC_WARN_UNUSED_RESULT;
gboolean  ek_chart_hit              (EkChart *self, double width, double height, double x, double y, EkChartHit *hit);
gboolean  ek_chart_locate           (EkChart *self, double width, double height, guint panel, guint index,
                                     EkChartHit *hit);
/* for a screen reader: what it shows, in sentences */
char     *ek_chart_describe         (EkChart *self, const char *language) G_GNUC_WARN_UNUSED_RESULT;

typedef enum { EK_IMAGE_PNG, EK_IMAGE_SVG, EK_IMAGE_PDF } EkImageKind;
/* @width and @height in pixels (PNG, SVG) or points (PDF) */
GBytes   *ek_chart_render           (EkChart *self, EkImageKind kind, double width, double height, double scale,
                                     EkChartStyle style, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkChart, ek_chart_unref)

G_END_DECLS
