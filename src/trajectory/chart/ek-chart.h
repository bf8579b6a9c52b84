/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "ek-common-scale.h"
#include "ek-expected.h"
#include "ek-series.h"

G_BEGIN_DECLS

/**
 * EkChart:
 *
 * What is to be drawn: panels on a shared time axis, of one score each with severity bands in words, a caseness line
 * and a reliable-change band, or of several laid over one another on the common scale of severity; treatment lanes
 * below. It holds no picture: the painter takes a cairo_t, so that screen, print, files and tests share it. All texts
 * about the patient are given by the caller, in the language of the chart.
 *
 * A chart is used by one thread at a time. It keeps the words it has laid out for the thread that painted last;
 * painting on another thread is correct and lays them out again.
 */
typedef struct _EkChart EkChart;

/* @label stands alone where there is little room; with more, @named, which says what it is about; @words say it of a
 * value: "in the range of moderate depressive symptoms". Both may be NULL. */
typedef struct {
  double low, high;
  const char *label;
  int rank;
  const char *named, *words;
} EkChartBand;

typedef enum { EK_LANE_SESSION, EK_LANE_MEDICINE, EK_LANE_LEAVE, EK_LANE_EVENT } EkLaneKind;

typedef enum { EK_CHART_LIGHT, EK_CHART_DARK, EK_CHART_PRINT } EkChartStyle;

/* Along time, or along the number of the session: sessions are equally far apart, and time between is stretched. */
typedef enum { EK_CHART_AXIS_TIME, EK_CHART_AXIS_SESSIONS } EkChartAxis;

/* One under the other, or a grid of small charts on one time axis. */
typedef enum { EK_CHART_STACKED, EK_CHART_MULTIPLES } EkChartArrangement;

typedef enum { EK_CHART_RESPONSE, EK_CHART_REMISSION, EK_CHART_RELAPSE, EK_CHART_UNUSUAL } EkChartMarkKind;
#define EK_N_CHART_MARKS 4

EkChart *ek_chart_new (void);
EkChart *ek_chart_ref (EkChart *self);
void ek_chart_unref (EkChart *self);
void ek_chart_set_title (EkChart *self, const char *title);
void ek_chart_set_now (EkChart *self, gint64 now_ms);
/* "zh" or "en": of the dates and the painter's own words */
void ek_chart_set_language (EkChart *self, const char *language);
/* what a point flagged critical means, for the key */
void ek_chart_set_critical_label (EkChart *self, const char *label);
/* 1 to 3: the size of the viewer's text */
void ek_chart_set_text_scale (EkChart *self, double factor);
/* the same geometry, no letter drawn */
void ek_chart_set_without_text (EkChart *self, gboolean without_text);
void ek_chart_set_offset (EkChart *self, int offset_minutes);
void ek_chart_set_sessions (EkChart *self, const gint64 *at_ms, guint n);
void ek_chart_set_axis (EkChart *self, EkChartAxis axis);
void ek_chart_set_arrangement (EkChart *self, EkChartArrangement arrangement);
/* for the patient: calm colours, a thick line, plain words, no clinical lines or marks */
void ek_chart_set_simple (EkChart *self, gboolean simple);
guint ek_chart_add_panel (EkChart *self, EkSeries *series, double low, double high, gboolean higher_is_worse);
/* nobody has said which end is better: the chart for the patient does not either */
void ek_chart_panel_set_neutral (EkChart *self, guint panel);
/* instead of that of the series */
void ek_chart_panel_set_label (EkChart *self, guint panel, const char *label);
void ek_chart_panel_set_bands (EkChart *self, guint panel, const EkChartBand *bands, guint n_bands);
void ek_chart_panel_set_caseness (EkChart *self, guint panel, double value, const char *label);
void ek_chart_panel_set_reliable_change (EkChart *self, guint panel, double baseline, double amount, const char *label);
/* shown with the point: who entered it */
void ek_chart_panel_set_note (EkChart *self, guint panel, guint index, const char *text);
/* a goal of the plan; EK_INSTANT_NONE: from the beginning, without an end */
void ek_chart_panel_add_goal (EkChart *self, guint panel, double value, gint64 from_ms, gint64 until_ms,
                              const char *label);
/* by at_ms, copied; @label says of how many patients, e.g. "80 % of 1,204 patients" */
void ek_chart_panel_set_expected (EkChart *self, guint panel, const EkExpectedPoint *points, guint n,
                                  const char *label);
/* between which the value would be had all been answered */
void ek_chart_panel_set_uncertainty (EkChart *self, guint panel, guint index, double low, double high);
void ek_chart_panel_add_mark (EkChart *self, guint panel, guint layer, EkChartMarkKind kind, guint index,
                              const char *label);
/* A panel of several series on the common scale of severity, 0 to 4; a series without a scale fills its own range. */
guint ek_chart_add_overlay (EkChart *self, const char *label);
guint ek_chart_overlay_add (EkChart *self, guint panel, EkSeries *series, EkCommonScale *scale);
guint ek_chart_get_n_layers (EkChart *self, guint panel);
EkSeries *ek_chart_get_layer (EkChart *self, guint panel, guint layer);
/* the words of the series' own bands, for the text of its values */
void ek_chart_layer_set_bands (EkChart *self, guint panel, guint layer, const EkChartBand *bands, guint n_bands);
void ek_chart_layer_set_note (EkChart *self, guint panel, guint layer, guint index, const char *text);
/** EkChartNoteFunc: what to say beside a value, e.g. who entered it; NULL: nothing. Asked only when it is shown. */
typedef char *(*EkChartNoteFunc) (EkSeries *series, guint index, gpointer user_data);
/* for values without a note of their own */
void ek_chart_set_note_func (EkChart *self, EkChartNoteFunc func, gpointer user_data, GDestroyNotify destroy);
/* A lane item lasts from @from_ms to @to_ms (equal: a mark; EK_INSTANT_NONE: still going on). @amount: a dose, steps
 * are drawn in proportion; 0 otherwise. */
void ek_chart_add_lane_item (EkChart *self, EkLaneKind kind, const char *lane, const char *label, gint64 from_ms,
                             gint64 to_ms, double amount);
double ek_chart_get_natural_height (EkChart *self, double width);
double ek_chart_get_least_height (EkChart *self, double width);
guint ek_chart_get_n_panels (EkChart *self);
EkSeries *ek_chart_get_series (EkChart *self, guint panel);
/* of the data, with a margin */
void ek_chart_get_extent (EkChart *self, gint64 *from_ms, gint64 *to_ms);
/* what is shown; from ≥ to: all */
void ek_chart_set_range (EkChart *self, gint64 from_ms, gint64 to_ms);

/** EkChartHit: a point found under a position or by the keyboard cursor. x and y are in the units of the painted
 * size; @layer is 0 but in an overlay. */
typedef struct {
  guint panel, layer, index;
  double x, y;
} EkChartHit;

void ek_chart_paint (EkChart *self, cairo_t *cr, double width, double height, EkChartStyle style,
                     const EkChartHit *cursor);
void ek_chart_paint_cursor (EkChart *self, cairo_t *cr, double width, double height, EkChartStyle style,
                            const EkChartHit *cursor);
/* what the cursor's box says, of the first layer and of any */
char *ek_chart_point_text (EkChart *self, guint panel, guint index) G_GNUC_WARN_UNUSED_RESULT;
char *ek_chart_layer_point_text (EkChart *self, guint panel, guint layer, guint index) G_GNUC_WARN_UNUSED_RESULT;
gboolean ek_chart_hit (EkChart *self, double width, double height, double x, double y, EkChartHit *hit);
gboolean ek_chart_locate (EkChart *self, double width, double height, guint panel, guint index, EkChartHit *hit);
gboolean ek_chart_locate_layer (EkChart *self, double width, double height, guint panel, guint layer, guint index,
                                EkChartHit *hit);
/* where time runs, for pan and zoom: of the first column in a grid; FALSE when there is no room */
gboolean ek_chart_get_plot (EkChart *self, double width, double height, double *x, double *plot_width);
gint64 ek_chart_time_at (EkChart *self, double width, double height, double x);
/* what is shown now */
void ek_chart_get_range (EkChart *self, gint64 *from_ms, gint64 *to_ms);
/* a strip of the whole extent with the shown part marked, for a brush */
void ek_chart_paint_overview (EkChart *self, cairo_t *cr, double width, double height, EkChartStyle style);
gint64 ek_chart_overview_time_at (EkChart *self, double width, double height, double x);
/* for a screen reader: what it shows, in sentences */
char *ek_chart_describe (EkChart *self, const char *language) G_GNUC_WARN_UNUSED_RESULT;

typedef enum { EK_IMAGE_PNG, EK_IMAGE_SVG, EK_IMAGE_PDF } EkImageKind;
/* @width and @height in pixels (PNG, SVG) or points (PDF) */
GBytes *ek_chart_render (EkChart *self, EkImageKind kind, double width, double height, double scale, EkChartStyle style,
                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkChart, ek_chart_unref)

G_END_DECLS
