/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-chart.h"
#include "ek-session-axis.h"

G_BEGIN_DECLS

/* What a chart holds; shared by the files that lay out, paint, find and describe it, and by nobody else. */

/* The years 1 to 9999, within which no difference of instants overflows. */
#define EK_CHART_EARLIEST_MS (-G_GINT64_CONSTANT (62135596800000))
#define EK_CHART_LATEST_MS G_GINT64_CONSTANT (253402300799999)

/* The common scale of severity, whose units are the levels normal, mild, moderate and severe. */
#define EK_COMMON_LEVELS 4

typedef struct {
  double value;
  char *label;
} EkChartLine;

typedef struct {
  double value;
  gint64 from_ms, until_ms; /* the whole calendar where the caller gave none */
  char *label;
} EkChartGoal;

typedef struct {
  EkChartMarkKind kind;
  guint index;
  char *label; /* or NULL */
} EkChartMark;

typedef struct {
  guint index;
  double low, high;
} EkChartUncertainty;

/* One series of a panel; an ordinary panel has one. */
typedef struct {
  EkSeries *series;
  EkCommonScale *scale; /* of an overlay; NULL: from the least to the greatest value */
  double least, greatest;
  GArray *bands;     /* of EkChartBand, labels owned, by low */
  GArray *marks;     /* of EkChartMark, by index */
  GHashTable *notes; /* index of the point → text */
} EkLayer;

typedef struct {
  GPtrArray *layers; /* of EkLayer */
  gboolean overlay;
  gboolean neutral; /* neither end is better */
  char *label;      /* or NULL: that of the series */
  double low, high; /* of the scale; low < high */
  gboolean fixed;   /* the caller gave the scale; else it follows the values */
  gboolean higher_is_worse;
  gboolean has_caseness;
  EkChartLine caseness;
  gboolean has_reliable;
  double baseline;
  EkChartLine reliable; /* value: the amount */
  GArray *goals;        /* of EkChartGoal */
  GArray *expected;     /* of EkExpectedPoint, by time */
  char *expected_label;
  GArray *uncertainty; /* of EkChartUncertainty, by index */
} EkPanel;

typedef struct {
  char *label;
  gint64 from_ms, to_ms; /* to EK_INSTANT_NONE: still going on */
  double amount;
} EkLaneItem;

typedef struct {
  EkLaneKind kind;
  char *name;
  GArray *items;   /* of EkLaneItem, by begin */
  double greatest; /* amount of the lane's items */
} EkLane;

typedef struct _EkTextCache EkTextCache;
typedef struct _EkOverviewCache EkOverviewCache;

struct _EkChart {
  gatomicrefcount ref_count;
  char *title;
  char *language;
  char *critical_label;
  gint64 now_ms; /* EK_INSTANT_NONE: no line for today */
  int offset_minutes;
  double text_scale;
  gboolean without_text;
  gboolean simple;
  EkChartArrangement arrangement;
  gint64 from_ms, to_ms; /* from ≥ to: all */
  EkChartAxis axis;
  GArray *sessions;            /* of gint64, by time */
  EkSessionAxis *session_axis; /* made when it is first needed; NULL after a change */
  GPtrArray *panels;           /* of EkPanel */
  GPtrArray *lanes;            /* of EkLane, sessions first */
  EkChartNoteFunc note_func;   /* or NULL */
  gpointer note_data;
  GDestroyNotify note_destroy;
  guint revision;            /* grows with every change of what is drawn */
  EkTextCache *texts;        /* of the thread that painted last, or NULL */
  EkOverviewCache *overview; /* or NULL */
};

EkPanel *ek_chart_get_panel (EkChart *self, guint panel);
EkLayer *ek_chart_find_layer (EkChart *self, guint panel, guint layer);
EkLayer *ek_panel_layer (const EkPanel *self, guint layer);
EkLayer *ek_layer_new (EkSeries *series);
EkPanel *ek_panel_new (void);
void ek_panel_free (gpointer panel);
void ek_chart_changed (EkChart *self);
const EkSessionAxis *ek_chart_session_axis (EkChart *self);
void ek_chart_get_shown (EkChart *self, gint64 *from_ms, gint64 *to_ms);
const char *ek_band_of_value_words (const EkChartBand *band);
const EkChartBand *ek_layer_find_band (const EkLayer *layer, double value);
double ek_panel_band_end (const EkPanel *panel, guint band);
double ek_panel_position (const EkPanel *panel, const EkLayer *layer, double value);
guint ek_panel_level (const EkPanel *panel, const EkLayer *layer, double value);
gboolean ek_panel_has_levels (const EkPanel *panel);
const char *ek_panel_name (const EkPanel *panel);
/* of a layer by itself */
const char *ek_layer_name (const EkPanel *panel, const EkLayer *layer);

void ek_text_cache_free (EkTextCache *self);
void ek_overview_cache_free (EkOverviewCache *self);

G_END_DECLS
