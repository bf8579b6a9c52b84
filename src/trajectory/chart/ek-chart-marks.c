/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-painter.h"

#include <math.h>

/* The shapes on values and beside them, and the key that explains them. */

#define RADIUS 3.4
#define RADIUS_SIMPLE 5.5
#define RIM 2.4
#define BADGE 5.0

static void
polygon (cairo_t *cr, double x, double y, double radius, guint corners, double turn)
{
  cairo_new_sub_path (cr);
  for (guint i = 0; i < corners; i++)
    {
      double angle = turn + i * 2 * G_PI / corners;

      cairo_line_to (cr, x + radius * cos (angle), y + radius * sin (angle));
    }
  cairo_close_path (cr);
}

/* Two bars, upright or lying across. */
static void
bars (cairo_t *cr, double x, double y, double radius, double turn)
{
  static const double outline[][2] = {
    { 1.3, -0.38 }, { 1.3, 0.38 },   { 0.38, 0.38 },   { 0.38, 1.3 },   { -0.38, 1.3 }, { -0.38, 0.38 },
    { -1.3, 0.38 }, { -1.3, -0.38 }, { -0.38, -0.38 }, { -0.38, -1.3 }, { 0.38, -1.3 }, { 0.38, -0.38 },
  };

  cairo_new_sub_path (cr);
  for (guint i = 0; i < G_N_ELEMENTS (outline); i++)
    cairo_line_to (cr, x + radius * (outline[i][0] * cos (turn) - outline[i][1] * sin (turn)),
                   y + radius * (outline[i][0] * sin (turn) + outline[i][1] * cos (turn)));
  cairo_close_path (cr);
}

static void
mark_path (cairo_t *cr, EkMark mark, double x, double y, double radius)
{
  switch (mark)
    {
    case EK_MARK_TRIANGLE:
      polygon (cr, x, y, radius * 1.35, 3, -G_PI / 2);
      break;
    case EK_MARK_TRIANGLE_DOWN:
      polygon (cr, x, y, radius * 1.35, 3, G_PI / 2);
      break;
    case EK_MARK_PENTAGON:
      polygon (cr, x, y, radius * 1.25, 5, -G_PI / 2);
      break;
    case EK_MARK_CROSS:
      bars (cr, x, y, radius, G_PI / 4);
      break;
    case EK_MARK_PLUS:
      bars (cr, x, y, radius, 0);
      break;
    case EK_MARK_SQUARE:
      cairo_rectangle (cr, x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
      break;
    case EK_MARK_DIAMOND:
      cairo_move_to (cr, x, y - radius * 1.8);
      cairo_line_to (cr, x + radius * 1.8, y);
      cairo_line_to (cr, x, y + radius * 1.8);
      cairo_line_to (cr, x - radius * 1.8, y);
      cairo_close_path (cr);
      break;
    case EK_MARK_DISC:
    default:
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
      break;
    }
}

static double
radius_of (EkPainter *self)
{
  return (self->chart->simple ? RADIUS_SIMPLE : RADIUS) * self->layout->unit;
}

/* The ground of a mark, then the mark itself. */
static void
mark_ground (EkPainter *self, cairo_t *cr, EkMark mark, gboolean hollow, double x, double y)
{
  mark_path (cr, mark, x, y, radius_of (self));
  cairo_set_line_width (cr, RIM * self->layout->unit);
  cairo_stroke_preserve (cr);
  if (hollow)
    cairo_fill_preserve (cr);
}

static void
mark_figure (EkPainter *self, cairo_t *cr, gboolean hollow)
{
  if (hollow)
    {
      cairo_set_line_width (cr, 1.6 * self->layout->unit);
      cairo_stroke (cr);
    }
  else
    cairo_fill (cr);
}

/* ---- Pictures of marks ---- */

/* A hundred marks in each of eight panels are a thousand shapes, whose edges Cairo works out one by one. Of each
 * kind of mark pictures are made instead, at every half of a pixel, and laid down. */
#define PHASES 2

typedef struct {
  cairo_surface_t *ground, *figure;
  int middle;
} Sprite;

static void
sprite_free (gpointer data)
{
  Sprite *sprite = data;

  cairo_surface_destroy (sprite->ground);
  cairo_surface_destroy (sprite->figure);
  g_free (sprite);
}

static cairo_surface_t *
sprite_picture (EkPainter *self, EkMark mark, gboolean hollow, gboolean figure, int middle, guint phase)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 2 * middle + 1, 2 * middle + 1);
  cairo_t *cr = cairo_create (surface);
  double x = middle + (phase % PHASES) / (double) PHASES, y = middle + (phase / PHASES) / (double) PHASES;

  cairo_scale (cr, 1 / self->pixel, 1 / self->pixel);
  if (figure)
    {
      mark_path (cr, mark, x * self->pixel, y * self->pixel, radius_of (self));
      mark_figure (self, cr, hollow);
    }
  else
    mark_ground (self, cr, mark, hollow, x * self->pixel, y * self->pixel);
  cairo_destroy (cr);
  return surface;
}

static const Sprite *
sprite_for (EkPainter *self, EkMark mark, gboolean hollow, guint phase)
{
  gpointer key = GUINT_TO_POINTER (1 + mark + (hollow ? 16u : 0) + 32 * phase);
  Sprite *sprite = g_hash_table_lookup (self->sprites, key);

  if (sprite != NULL)
    return sprite;
  sprite = g_new0 (Sprite, 1);
  sprite->middle = (int) ceil ((radius_of (self) * 1.9 + RIM * self->layout->unit) / self->pixel) + 1;
  sprite->ground = sprite_picture (self, mark, hollow, FALSE, sprite->middle, phase);
  sprite->figure = sprite_picture (self, mark, hollow, TRUE, sprite->middle, phase);
  g_hash_table_insert (self->sprites, key, sprite);
  return sprite;
}

static void
paint_sprite (EkPainter *self, EkMark mark, gboolean hollow, double x, double y, const EkColour *colour)
{
  double steps_x = round (x / self->pixel * PHASES), steps_y = round (y / self->pixel * PHASES);
  double whole_x = floor (steps_x / PHASES), whole_y = floor (steps_y / PHASES);
  guint phase = (guint) (steps_x - whole_x * PHASES) + PHASES * (guint) (steps_y - whole_y * PHASES);
  const Sprite *sprite = sprite_for (self, mark, hollow, phase);

  whole_x -= sprite->middle;
  whole_y -= sprite->middle;
  ek_painter_colour (self, &self->palette->background);
  cairo_mask_surface (self->cr, sprite->ground, whole_x, whole_y);
  ek_painter_colour (self, colour);
  cairo_mask_surface (self->cr, sprite->figure, whole_x, whole_y);
}

/**
 * ek_painter_marks_begin:
 * @self: a painter
 *
 * From here on, until ek_painter_marks_end(), many marks are painted: as pictures of themselves instead of as shapes,
 * but on paper, which has no pixels. Nothing else is to be painted between the two calls.
 */
void
ek_painter_marks_begin (EkPainter *self)
{
  if (self->on_paper)
    return;
  self->sprites = g_hash_table_new_full (NULL, NULL, NULL, sprite_free);
  cairo_save (self->cr);
  cairo_scale (self->cr, self->pixel, self->pixel);
}

/**
 * ek_painter_marks_end:
 * @self: a painter; nothing happens when ek_painter_marks_begin() changed nothing
 */
void
ek_painter_marks_end (EkPainter *self)
{
  if (self->sprites == NULL)
    return;
  g_clear_pointer (&self->sprites, g_hash_table_unref);
  cairo_restore (self->cr);
}

/**
 * ek_painter_mark:
 * @self: a painter
 * @mark: the shape
 * @hollow: whether only its outline is painted
 * @x: of its middle
 * @y: of its middle
 * @colour: of the shape
 *
 * A mark stands in a thin rim of the background, so that it stays whole where the line or another mark touches it.
 */
void
ek_painter_mark (EkPainter *self, EkMark mark, gboolean hollow, double x, double y, const EkColour *colour)
{
  if (self->sprites != NULL)
    {
      paint_sprite (self, mark, hollow, x, y, colour);
      return;
    }
  ek_painter_colour (self, &self->palette->background);
  mark_ground (self, self->cr, mark, hollow, x, y);
  ek_painter_colour (self, colour);
  mark_figure (self, self->cr, hollow);
}

/**
 * ek_painter_point_mark:
 * @self: a painter
 * @flags: what is special about the value
 * @shape: of its series
 * @x: of its middle
 * @y: of its middle
 * @colour: of its series
 *
 * What is special about a value has a shape of its own: a critical one is a diamond in the colour of danger, a prorated
 * one hollow, an imported one a square where the series has discs. Else, and always in a simple chart, it has the shape
 * of its series.
 */
void
ek_painter_point_mark (EkPainter *self, EkPointFlags flags, EkMark shape, double x, double y, const EkColour *colour)
{
  if (self->chart->simple)
    ek_painter_mark (self, shape, FALSE, x, y, colour);
  else if (flags & EK_POINT_CRITICAL)
    ek_painter_mark (self, EK_MARK_DIAMOND, FALSE, x, y, &self->palette->critical);
  else if (flags & EK_POINT_PRORATED)
    ek_painter_mark (self, shape, TRUE, x, y, colour);
  else
    ek_painter_mark (self, (flags & EK_POINT_IMPORTED) && shape == EK_MARK_DISC ? EK_MARK_SQUARE : shape, FALSE, x, y,
                     colour);
}

/* ---- Beside a value ---- */

static void
badge_ground (EkPainter *self, double x, double y, double radius)
{
  cairo_new_sub_path (self->cr);
  cairo_arc (self->cr, x, y, radius, 0, 2 * G_PI);
  ek_painter_colour (self, &self->palette->background);
  cairo_fill_preserve (self->cr);
  ek_painter_colour (self, &self->palette->text);
  cairo_set_line_width (self->cr, 1.2 * self->layout->unit);
  cairo_stroke (self->cr);
}

/**
 * ek_painter_badge:
 * @self: a painter
 * @kind: what the badge says
 * @x: of its middle
 * @y: of its middle
 *
 * Response: a circle half filled, for half is gone. Remission: a tick in a circle. Relapse: a triangle that points up,
 * with an edge. Unusual: a star of three strokes. All in the colour of text: they differ by shape.
 */
void
ek_painter_badge (EkPainter *self, EkChartMarkKind kind, double x, double y)
{
  cairo_t *cr = self->cr;
  double unit = self->layout->unit, radius = BADGE * unit;

  if (kind == EK_CHART_RESPONSE || kind == EK_CHART_REMISSION)
    badge_ground (self, x, y, radius);
  ek_painter_colour (self, &self->palette->text);
  cairo_set_line_width (cr, 1.5 * unit);
  switch (kind)
    {
    case EK_CHART_RESPONSE:
      cairo_arc (cr, x, y, radius, 0, G_PI);
      cairo_close_path (cr);
      cairo_fill (cr);
      break;
    case EK_CHART_REMISSION:
      cairo_move_to (cr, x - radius * 0.5, y + radius * 0.05);
      cairo_line_to (cr, x - radius * 0.1, y + radius * 0.45);
      cairo_line_to (cr, x + radius * 0.5, y - radius * 0.4);
      cairo_stroke (cr);
      break;
    case EK_CHART_RELAPSE:
      polygon (cr, x, y + radius * 0.2, radius * 1.2, 3, -G_PI / 2);
      ek_painter_colour (self, &self->palette->background);
      cairo_set_line_width (cr, 3 * unit);
      cairo_stroke_preserve (cr);
      ek_painter_colour (self, &self->palette->text);
      cairo_fill (cr);
      break;
    case EK_CHART_UNUSUAL:
    default:
      for (guint i = 0; i < 3; i++)
        {
          double dx = radius * 1.05 * cos (i * G_PI / 3 + G_PI / 6), dy = radius * 1.05 * sin (i * G_PI / 3 + G_PI / 6);

          cairo_move_to (cr, x - dx, y - dy);
          cairo_line_to (cr, x + dx, y + dy);
        }
      cairo_stroke (cr);
      break;
    }
}

/* ---- The key ---- */

static void
key_whisker (EkPainter *self, double x, double y)
{
  double unit = self->layout->unit;

  cairo_move_to (self->cr, x, y - 7 * unit);
  cairo_line_to (self->cr, x, y + 7 * unit);
  cairo_move_to (self->cr, x - 3 * unit, y - 7 * unit);
  cairo_line_to (self->cr, x + 3 * unit, y - 7 * unit);
  cairo_move_to (self->cr, x - 3 * unit, y + 7 * unit);
  cairo_line_to (self->cr, x + 3 * unit, y + 7 * unit);
  ek_painter_colour (self, &self->palette->text);
  cairo_set_line_width (self->cr, unit);
  cairo_stroke (self->cr);
}

static void
key_expected (EkPainter *self, double x, double y)
{
  double unit = self->layout->unit;

  cairo_rectangle (self->cr, x - 6 * unit, y - 5 * unit, 14 * unit, 10 * unit);
  ek_painter_colour (self, &self->palette->expected);
  cairo_fill (self->cr);
  cairo_move_to (self->cr, x - 6 * unit, y);
  cairo_line_to (self->cr, x + 8 * unit, y);
  ek_painter_colour (self, &self->palette->expected_middle);
  cairo_set_line_width (self->cr, 1.2 * unit);
  cairo_stroke (self->cr);
}

/* An arrow from end to end. */
static void
key_own_range (EkPainter *self, double x, double y)
{
  double unit = self->layout->unit;

  for (int tip = -1; tip <= 1; tip += 2)
    {
      cairo_move_to (self->cr, x - 3 * unit, y + tip * 3 * unit);
      cairo_line_to (self->cr, x, y + tip * 7 * unit);
      cairo_line_to (self->cr, x + 3 * unit, y + tip * 3 * unit);
    }
  cairo_move_to (self->cr, x, y - 7 * unit);
  cairo_line_to (self->cr, x, y + 7 * unit);
  ek_painter_colour (self, &self->palette->text);
  cairo_set_line_width (self->cr, 1.2 * unit);
  cairo_stroke (self->cr);
}

static void
key_symbol (EkPainter *self, EkKeyKind kind, double x, double y)
{
  switch (kind)
    {
    case EK_KEY_CRITICAL:
      ek_painter_mark (self, EK_MARK_DIAMOND, FALSE, x, y, &self->palette->critical);
      break;
    case EK_KEY_PRORATED:
      ek_painter_mark (self, EK_MARK_DISC, TRUE, x, y, &self->palette->text);
      break;
    case EK_KEY_IMPORTED:
      ek_painter_mark (self, EK_MARK_SQUARE, FALSE, x, y, &self->palette->text);
      break;
    case EK_KEY_UNCERTAIN:
      key_whisker (self, x, y);
      break;
    case EK_KEY_RESPONSE:
    case EK_KEY_REMISSION:
    case EK_KEY_RELAPSE:
    case EK_KEY_UNUSUAL:
      ek_painter_badge (self, (EkChartMarkKind) (kind - EK_KEY_RESPONSE), x, y);
      break;
    case EK_KEY_EXPECTED:
      key_expected (self, x, y);
      break;
    case EK_KEY_OWN_RANGE:
    case EK_N_KEYS:
    default:
      key_own_range (self, x, y);
      break;
    }
}

/**
 * ek_painter_key:
 * @self: a painter
 *
 * Paints what the shapes mean, in words: only those that occur.
 */
void
ek_painter_key (EkPainter *self)
{
  double unit = self->layout->unit;

  for (guint i = 0; i < self->layout->key->len; i++)
    {
      const EkKeyEntry *entry = &g_array_index (self->layout->key, EkKeyEntry, i);

      key_symbol (self, entry->kind, entry->place.x - 12 * unit, entry->place.y + entry->place.height / 2);
      ek_painter_text (self, entry->words, EK_TEXT_SMALL, &self->palette->text, &entry->place, 0, 0.5, 1);
    }
}
