/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-chart-private.h"
#include "ek-scale.h"
#include "ek-thinning.h"

G_BEGIN_DECLS

typedef struct { double x, y, width, height; } EkRect;

typedef struct {
  EkRect  plot;       /* where values are drawn */
  EkRect  name;       /* the score's name and its latest value: beside the plot, above it where that is too narrow */
  EkRect  words;      /* words of the severity bands, to the right */
  EkScale scale;
} EkPanelLayout;

/**
 * EkChartLayout:
 *
 * Where everything goes. It depends on the chart, the size and the text scale, never on a font, so that the screen, the
 * printer, the hit test and the tests agree.
 */
typedef struct {
  double       width, height; /* of the whole */
  double       unit;          /* length of one pixel at text scale 1 */
  gboolean     narrow;        /* names stand above the plots */
  EkRect       title;
  GArray      *panels;        /* of EkPanelLayout */
  GArray      *lanes;         /* of EkRect: the plots of the lanes that fit, from the first */
  EkRect       more;          /* where to say how many lanes do not; no height when all do */
  EkRect       axis;
  EkRect       key;           /* no height when there is nothing to explain */
  EkColumnMap  map;
} EkChartLayout;

EkChartLayout *ek_chart_layout_new        (EkChart       *chart,
                                           double         width,
                                           double         height);
void           ek_chart_layout_free       (EkChartLayout *self);
EkPointFlags   ek_chart_all_flags         (EkChart       *chart);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkChartLayout, ek_chart_layout_free)

G_END_DECLS
