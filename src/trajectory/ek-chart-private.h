/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-chart.h"

G_BEGIN_DECLS

/* What a chart holds; shared by the files that lay out, paint, find and describe it, and by nobody else. */

typedef struct {
  double  value;
  char   *label;
} EkChartLine;

typedef struct {
  EkSeries  *series;
  double     low, high;          /* of the scale; low < high */
  gboolean   fixed;              /* the caller gave the scale; else it follows the values */
  gboolean   higher_is_worse;
  GArray    *bands;              /* of EkChartBand, labels owned, by low */
  gboolean   has_caseness;
  EkChartLine caseness;
  gboolean   has_reliable;
  double     baseline;
  EkChartLine reliable;          /* value: the amount */
  GHashTable *notes;             /* index of the point → text */
} EkPanel;

typedef struct {
  char    *label;
  gint64   from_ms, to_ms;       /* to EK_INSTANT_NONE: still going on */
  double   amount;
} EkLaneItem;

typedef struct {
  EkLaneKind  kind;
  char       *name;
  GArray     *items;             /* of EkLaneItem, by begin */
  double      greatest;          /* amount of the lane's items */
} EkLane;

struct _EkChart {
  gatomicrefcount  ref_count;
  char            *title;
  char            *language;
  char            *critical_label;
  gint64           now_ms;       /* EK_INSTANT_NONE: no line for today */
  int              offset_minutes;
  double           text_scale;
  gboolean         without_text;
  gint64           from_ms, to_ms;   /* from ≥ to: all */
  GPtrArray       *panels;       /* of EkPanel */
  GPtrArray       *lanes;        /* of EkLane, sessions first */
};

EkPanel           *ek_chart_get_panel     (EkChart *self,
                                           guint    panel);
void               ek_chart_get_shown     (EkChart *self,
                                           gint64  *from_ms,
                                           gint64  *to_ms);
const EkChartBand *ek_panel_find_band     (const EkPanel *panel,
                                           double         value);
double             ek_panel_band_end      (const EkPanel *panel,
                                           guint          band);

G_END_DECLS
