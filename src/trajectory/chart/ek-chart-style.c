/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-style.h"

#include <math.h>

#define RGBA(hex, opacity)                                                                    \
  {                                                                                           \
    ((hex) >> 16 & 0xff) / 255.0, ((hex) >> 8 & 0xff) / 255.0, ((hex) &0xff) / 255.0, opacity \
  }
#define RGB(hex) RGBA (hex, 1)

static const EkPalette light = {
  .background = RGB (0xffffff),
  .text = RGB (0x24292f),
  .dim = RGB (0x505a66),
  .grid = RGBA (0x24292f, 0.09),
  .frame = RGBA (0x24292f, 0.28),
  .best = RGBA (0x3c8f7c, 0.07),
  .worst = RGBA (0xb5583c, 0.22),
  .caseness = RGB (0x8c3f26),
  .reliable = RGBA (0x4a5568, 0.42),
  .expected = RGBA (0x3b6ea5, 0.13),
  .expected_middle = RGB (0x4a6a8c),
  .goal = RGB (0x1d6b3a),
  .today = RGB (0x5a6470),
  .critical = RGB (0xb3261e),
  .series = { RGB (0x1c5f99), RGB (0x7a4a94), RGB (0x1f7a5c), RGB (0x8a5a12), RGB (0x4b5a8c), RGB (0x8c3f5c),
              RGB (0x2c6e75), RGB (0x5f5f1f) },
  .lanes = { RGB (0x2f6f8f), RGB (0x6b5b95), RGB (0x7d6a3c), RGB (0x5f6b76) },
  .box = RGB (0x24292f),
  .box_frame = RGB (0xffffff),
};

static const EkPalette dark = {
  .background = RGB (0x1e1e20),
  .text = RGB (0xeceff2),
  .dim = RGB (0xa9b2bc),
  .grid = RGBA (0xffffff, 0.09),
  .frame = RGBA (0xffffff, 0.30),
  .best = RGBA (0x58b9a2, 0.09),
  .worst = RGBA (0xd9735a, 0.27),
  .caseness = RGB (0xf0a58c),
  .reliable = RGBA (0xc3ccd6, 0.45),
  .expected = RGBA (0x8fb8e6, 0.16),
  .expected_middle = RGB (0x9fbbdc),
  .goal = RGB (0x86d99c),
  .today = RGB (0xa9b2bc),
  .critical = RGB (0xff8a80),
  .series = { RGB (0x78b6ec), RGB (0xc79be0), RGB (0x6fcfac), RGB (0xe2b15c), RGB (0xa5b4ea), RGB (0xe89ab8),
              RGB (0x7fd0d8), RGB (0xcfcf7a) },
  .lanes = { RGB (0x7cc0de), RGB (0xb8a9e0), RGB (0xd2be8a), RGB (0xb4bec8) },
  .box = RGB (0xeceff2),
  .box_frame = RGB (0x1e1e20),
};

/* Ink on paper, readable also when printed in grey: bands are light, lines dark. */
static const EkPalette print = {
  .background = RGB (0xffffff),
  .text = RGB (0x000000),
  .dim = RGB (0x444444),
  .grid = RGBA (0x000000, 0.10),
  .frame = RGBA (0x000000, 0.45),
  .best = RGBA (0x7f8c8d, 0.03),
  .worst = RGBA (0x8a5a48, 0.22),
  .caseness = RGB (0x6e2f1a),
  .reliable = RGBA (0x333333, 0.45),
  .expected = RGBA (0x444444, 0.12),
  .expected_middle = RGB (0x444444),
  .goal = RGB (0x14512a),
  .today = RGB (0x444444),
  .critical = RGB (0xa01010),
  .series = { RGB (0x12446f), RGB (0x57306c), RGB (0x14543f), RGB (0x63400b), RGB (0x333f66), RGB (0x662c42),
              RGB (0x1d4d53), RGB (0x45451a) },
  .lanes = { RGB (0x224f66), RGB (0x4a3f6b), RGB (0x5a4b28), RGB (0x444c55) },
  .box = RGB (0xffffff),
  .box_frame = RGB (0x000000),
};

/**
 * ek_palette_get:
 * @style: where it is shown
 *
 * Returns: (transfer none): its colours
 */
const EkPalette *
ek_palette_get (EkChartStyle style)
{
  switch (style)
    {
    case EK_CHART_DARK:
      return &dark;
    case EK_CHART_PRINT:
      return &print;
    case EK_CHART_LIGHT:
    default:
      return &light;
    }
}

/* For the patient: no red, no orange; the bands are shades of one quiet colour and every line has the same one. */
#define SAME(colour)                                               \
  {                                                                \
    colour, colour, colour, colour, colour, colour, colour, colour \
  }

static const EkPalette simple_light = {
  .background = RGB (0xffffff),
  .text = RGB (0x24292f),
  .dim = RGB (0x505a66),
  .grid = RGBA (0x24292f, 0.07),
  .frame = RGBA (0x24292f, 0.22),
  .best = RGBA (0x2f6f8f, 0.03),
  .worst = RGBA (0x2f6f8f, 0.16),
  .caseness = RGB (0x505a66),
  .reliable = RGBA (0x4a5568, 0.42),
  .expected = RGBA (0x3b6ea5, 0.13),
  .expected_middle = RGB (0x4a6a8c),
  .goal = RGB (0x1d6b3a),
  .today = RGB (0x5a6470),
  .critical = RGB (0x1c5f99),
  .series = SAME (RGB (0x1c5f99)),
  .lanes = { RGB (0x2f6f8f), RGB (0x6b5b95), RGB (0x7d6a3c), RGB (0x5f6b76) },
  .box = RGB (0x24292f),
  .box_frame = RGB (0xffffff),
};

static const EkPalette simple_dark = {
  .background = RGB (0x1e1e20),
  .text = RGB (0xeceff2),
  .dim = RGB (0xa9b2bc),
  .grid = RGBA (0xffffff, 0.07),
  .frame = RGBA (0xffffff, 0.25),
  .best = RGBA (0x7cc0de, 0.05),
  .worst = RGBA (0x7cc0de, 0.20),
  .caseness = RGB (0xa9b2bc),
  .reliable = RGBA (0xc3ccd6, 0.45),
  .expected = RGBA (0x8fb8e6, 0.16),
  .expected_middle = RGB (0x9fbbdc),
  .goal = RGB (0x86d99c),
  .today = RGB (0xa9b2bc),
  .critical = RGB (0x78b6ec),
  .series = SAME (RGB (0x78b6ec)),
  .lanes = { RGB (0x7cc0de), RGB (0xb8a9e0), RGB (0xd2be8a), RGB (0xb4bec8) },
  .box = RGB (0xeceff2),
  .box_frame = RGB (0x1e1e20),
};

static const EkPalette simple_print = {
  .background = RGB (0xffffff),
  .text = RGB (0x000000),
  .dim = RGB (0x444444),
  .grid = RGBA (0x000000, 0.08),
  .frame = RGBA (0x000000, 0.35),
  .best = RGBA (0x2f6f8f, 0.02),
  .worst = RGBA (0x2f6f8f, 0.14),
  .caseness = RGB (0x444444),
  .reliable = RGBA (0x333333, 0.45),
  .expected = RGBA (0x444444, 0.12),
  .expected_middle = RGB (0x444444),
  .goal = RGB (0x14512a),
  .today = RGB (0x444444),
  .critical = RGB (0x12446f),
  .series = SAME (RGB (0x12446f)),
  .lanes = { RGB (0x224f66), RGB (0x4a3f6b), RGB (0x5a4b28), RGB (0x444c55) },
  .box = RGB (0xffffff),
  .box_frame = RGB (0x000000),
};

/**
 * ek_palette_get_simple:
 * @style: where it is shown
 *
 * Returns: (transfer none): the colours of a chart for the patient, none of which alarms
 */
const EkPalette *
ek_palette_get_simple (EkChartStyle style)
{
  switch (style)
    {
    case EK_CHART_DARK:
      return &simple_dark;
    case EK_CHART_PRINT:
      return &simple_print;
    case EK_CHART_LIGHT:
    default:
      return &simple_light;
    }
}

/**
 * ek_palette_band:
 * @palette: colours
 * @rank: of the band, 0 is best
 * @greatest_rank: of all bands of the score
 *
 * Returns: the fill of the band
 */
EkColour
ek_palette_band (const EkPalette *palette, int rank, int greatest_rank)
{
  double t = greatest_rank > 0 ? CLAMP ((double) rank / greatest_rank, 0, 1) : 0;
  const EkColour *from = &palette->best, *to = &palette->worst;

  return (EkColour){
    from->red + t * (to->red - from->red),
    from->green + t * (to->green - from->green),
    from->blue + t * (to->blue - from->blue),
    from->alpha + t * (to->alpha - from->alpha),
  };
}

static double
linear_light (double channel)
{
  return channel <= 0.03928 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (EkColour colour)
{
  return 0.2126 * linear_light (colour.red) + 0.7152 * linear_light (colour.green) +
    0.0722 * linear_light (colour.blue);
}

/**
 * ek_colour_contrast:
 * @a: an opaque colour
 * @b: another
 *
 * Returns: their contrast, 1 to 21, as the W3C's accessibility guidelines (WCAG 2.1, 1.4.3) define it
 */
double
ek_colour_contrast (EkColour a, EkColour b)
{
  double first = luminance (a), second = luminance (b);

  return (MAX (first, second) + 0.05) / (MIN (first, second) + 0.05);
}

/**
 * ek_colour_over:
 * @front: a colour, perhaps transparent
 * @back: an opaque colour
 *
 * Returns: what is seen, opaque
 */
EkColour
ek_colour_over (EkColour front, EkColour back)
{
  double a = front.alpha;

  return (EkColour){
    front.red * a + back.red * (1 - a),
    front.green * a + back.green * (1 - a),
    front.blue * a + back.blue * (1 - a),
    1,
  };
}
