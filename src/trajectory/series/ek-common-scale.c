/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-common-scale.h"

#include <math.h>
#include <string.h>

/* A corner of the line: @x is the score, turned round where lower is worse, @y the severity. */
typedef struct {
  double x, y;
} Corner;

typedef struct {
  double from, to;
  int level;
} Stretch;

struct _EkCommonScale {
  gatomicrefcount ref_count;
  gboolean higher_is_worse;
  gboolean has_levels;
  GArray *corners; /* of Corner; x and y never fall */
};

static int
level_number (const char *level)
{
  static const char *const levels[] = { "normal", "mild", "moderate", "severe" };

  for (guint i = 0; level != NULL && i < G_N_ELEMENTS (levels); i++)
    {
      if (strcmp (levels[i], level) == 0)
        return (int) i;
    }
  return -1;
}

static int
compare_stretches (gconstpointer a, gconstpointer b)
{
  const Stretch *first = a, *second = b;

  return (first->from > second->from) - (first->from < second->from);
}

/* The bands by severity, those of one level as one. */
static GArray *
make_stretches (const double *low, const double *high, const char *const *levels, guint n_bands,
                gboolean higher_is_worse)
{
  g_autoptr (GArray) bands = g_array_new (FALSE, FALSE, sizeof (Stretch));
  GArray *stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));

  for (guint i = 0; i < n_bands; i++)
    {
      Stretch band = { higher_is_worse ? low[i] : -high[i], higher_is_worse ? high[i] : -low[i],
                       level_number (levels[i]) };

      if (isfinite (band.from) && isfinite (band.to) && band.from <= band.to && band.level >= 0)
        g_array_append_val (bands, band);
    }
  g_array_sort (bands, compare_stretches);
  for (guint i = 0; i < bands->len; i++)
    {
      Stretch band = g_array_index (bands, Stretch, i);
      Stretch *last = stretches->len > 0 ? &g_array_index (stretches, Stretch, stretches->len - 1) : NULL;

      /* A band that claims to be milder than one below it is taken to be as severe: the scale never turns back. */
      if (last != NULL && band.level <= last->level)
        last->to = MAX (last->to, band.to);
      else
        {
          if (last != NULL)
            band.from = MAX (band.from, last->from);
          band.to = MAX (band.to, band.from);
          g_array_append_val (stretches, band);
        }
    }
  return stretches;
}

static void
add_corner (EkCommonScale *self, double x, double y)
{
  Corner corner = { x, y };

  g_array_append_val (self->corners, corner);
}

static EkCommonScale *
scale_new (gboolean higher_is_worse, gboolean has_levels)
{
  EkCommonScale *self = g_new0 (EkCommonScale, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->higher_is_worse = higher_is_worse;
  self->has_levels = has_levels;
  self->corners = g_array_new (FALSE, FALSE, sizeof (Corner));
  return self;
}

/**
 * ek_common_scale_new:
 * @low: (array length=n_bands): lowest score of each band
 * @high: (array length=n_bands): highest score of each band, inside it
 * @levels: (array length=n_bands): level of each band: "normal", "mild", "moderate" or "severe"
 * @n_bands: how many there are, in any order
 * @higher_is_worse: the direction of the score
 *
 * Bands of one level share its unit. A unit begins where its level begins and ends where the next begins, the last at
 * the end of its bands, so that the scale has no holes between whole scores. Where a level between two is missing, the
 * step is made between the end of the milder and the beginning of the severer. Bands without numbers or with an unknown
 * level are left out.
 *
 * Returns: (transfer full) (nullable): a scale; %NULL when no band can be used
 */
EkCommonScale *
ek_common_scale_new (const double *low, const double *high, const char *const *levels, guint n_bands,
                     gboolean higher_is_worse)
{
  g_autoptr (GArray) stretches = make_stretches (low, high, levels, n_bands, higher_is_worse);
  EkCommonScale *self = NULL;

  if (stretches->len == 0)
    return NULL;
  self = scale_new (higher_is_worse, TRUE);
  for (guint i = 0; i < stretches->len; i++)
    {
      const Stretch *stretch = &g_array_index (stretches, Stretch, i);
      const Stretch *next = i + 1 < stretches->len ? stretch + 1 : NULL;

      add_corner (self, stretch->from, stretch->level);
      if (next == NULL)
        add_corner (self, stretch->to, stretch->level + 1);
      else if (next->level > stretch->level + 1)
        add_corner (self, MIN (stretch->to, next->from), stretch->level + 1);
    }
  return self;
}

/**
 * ek_common_scale_new_range:
 * @low: lowest value
 * @high: highest value
 * @higher_is_worse: the direction of the value
 *
 * For what has no bands: the place within a range, best 0, worst 4. It says nothing of severity, and whoever shows it
 * must not say so either.
 *
 * Returns: (transfer full) (nullable): a scale; %NULL when the range is not one
 */
EkCommonScale *
ek_common_scale_new_range (double low, double high, gboolean higher_is_worse)
{
  EkCommonScale *self = NULL;

  if (!isfinite (low) || !isfinite (high) || low > high)
    return NULL;
  self = scale_new (higher_is_worse, FALSE);
  add_corner (self, higher_is_worse ? low : -high, 0);
  add_corner (self, higher_is_worse ? high : -low, EK_COMMON_SCALE_TOP);
  return self;
}

/**
 * ek_common_scale_ref:
 * @self: a scale
 *
 * Returns: (transfer full): @self
 */
EkCommonScale *
ek_common_scale_ref (EkCommonScale *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * ek_common_scale_unref:
 * @self: (transfer full): a scale
 */
void
ek_common_scale_unref (EkCommonScale *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->corners);
  g_free (self);
}

/**
 * ek_common_scale_map:
 * @self: a scale
 * @value: a score
 *
 * Straight between corners, clamped to the first and the last. Where the scale jumps, the score at the jump is taken as
 * the severer.
 *
 * Returns: 0 (best) to 4 (worst); NAN for NAN
 */
double
ek_common_scale_map (EkCommonScale *self, double value)
{
  const Corner *corners = (const Corner *) (gpointer) self->corners->data;
  double x = self->higher_is_worse ? value : -value;
  guint last = self->corners->len - 1;

  if (isnan (value))
    return NAN;
  if (x >= corners[last].x)
    return corners[last].y;
  if (x < corners[0].x)
    return corners[0].y;
  for (guint i = last; i > 0; i--)
    {
      const Corner *from = corners + i - 1;

      if (x >= from->x)
        return from->y + (from[1].y - from->y) * (x - from->x) / (from[1].x - from->x);
    }
  return corners[0].y;
}

/**
 * ek_common_scale_has_levels:
 * @self: a scale
 *
 * Returns: %TRUE when a value on it is a severity; %FALSE when only the place in a range
 */
gboolean
ek_common_scale_has_levels (EkCommonScale *self)
{
  return self->has_levels;
}
