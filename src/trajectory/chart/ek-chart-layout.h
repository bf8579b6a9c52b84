/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-chart-private.h"
#include "ek-scale.h"
#include "ek-thinning.h"

G_BEGIN_DECLS

typedef struct {
  double x, y, width, height;
} EkRect;

typedef struct {
  EkRect plot;   /* where values are drawn */
  EkRect name;   /* the score's name and its latest value: beside the plot, or above a narrow one */
  EkRect words;  /* to the right: words of the severity bands, in an overlay the names of the series */
  EkRect levels; /* of an overlay: words of the levels of severity, to the left; no width inside the plot */
  gboolean name_above;
  EkScale scale;
  EkColumnMap map;
} EkPanelLayout;

typedef struct {
  EkRect place; /* ticks and words; no height where a chart above another has ticks only */
  double top;   /* the lines of the ticks begin here */
  EkColumnMap map;
  guint first, end; /* the panels it belongs to */
} EkAxisLayout;

/* What needs explaining in the key. */
typedef enum {
  EK_KEY_CRITICAL,
  EK_KEY_PRORATED,
  EK_KEY_IMPORTED,
  EK_KEY_UNCERTAIN,
  EK_KEY_RESPONSE,
  EK_KEY_REMISSION,
  EK_KEY_RELAPSE,
  EK_KEY_UNUSUAL, /* as EkChartMarkKind */
  EK_KEY_EXPECTED,
  EK_KEY_OWN_RANGE,
  EK_N_KEYS
} EkKeyKind;

typedef struct {
  EkKeyKind kind;
  char *words;
  EkRect place; /* of the words; the symbol stands to the left */
} EkKeyEntry;

/**
 * EkChartLayout:
 *
 * Where everything goes. It depends on the chart, the size and the text scale, never on a font, so that the screen, the
 * printer, the hit test and the tests agree.
 */
typedef struct {
  double width, height; /* of the whole */
  double unit;          /* length of one pixel at text scale 1 */
  gboolean narrow;      /* names stand above the plots */
  gboolean multiples;
  EkRect title;
  GArray *panels;  /* of EkPanelLayout */
  GArray *axes;    /* of EkAxisLayout; the last is the lowest */
  GArray *lanes;   /* of EkRect: the plots of the lanes that fit, from the first */
  EkRect more;     /* where to say how many lanes do not; no height when all do */
  EkRect axis;     /* place of the lowest axis */
  GArray *key;     /* of EkKeyEntry */
  EkColumnMap map; /* of the lanes, and of panels one under the other */
} EkChartLayout;

EkChartLayout *ek_chart_layout_new (EkChart *chart, double width, double height);
void ek_chart_layout_free (EkChartLayout *self);
double ek_estimate_width (const char *text, double size);
double ek_panel_layout_y (const EkPanelLayout *place, const EkPanel *panel, const EkLayer *layer, double value);
void ek_chart_layout_add_key (EkChartLayout *self, EkChart *chart, const EkRect *within);
guint ek_chart_key_rows (EkChart *chart, double width, double unit);

#define EK_KEY_ROW_HEIGHT 24.0

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkChartLayout, ek_chart_layout_free)

G_END_DECLS
