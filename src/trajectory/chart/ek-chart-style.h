/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-chart.h"

G_BEGIN_DECLS

typedef struct {
  double red, green, blue, alpha;
} EkColour;

#define EK_N_SERIES_COLOURS 8

/** EkPalette: the colours of one style. Text is at least 4.5 : 1 against what it stands on, lines and marks 3 : 1. */
typedef struct {
  EkColour background;
  EkColour text, dim;
  EkColour grid, frame;
  EkColour best, worst; /* fills of the severity bands, from the first to the last */
  EkColour caseness;
  EkColour reliable;                  /* of the band in which a change is not reliable */
  EkColour expected, expected_middle; /* the course of earlier patients, and its median */
  EkColour goal;
  EkColour today;
  EkColour critical;
  EkColour series[EK_N_SERIES_COLOURS];
  EkColour lanes[4];       /* by EkLaneKind */
  EkColour box, box_frame; /* of the value under the cursor */
} EkPalette;

const EkPalette *ek_palette_get (EkChartStyle style);
const EkPalette *ek_palette_get_simple (EkChartStyle style);
EkColour ek_palette_band (const EkPalette *palette, int rank, int greatest_rank);
double ek_colour_contrast (EkColour a, EkColour b);
EkColour ek_colour_over (EkColour front, EkColour back);

G_END_DECLS
