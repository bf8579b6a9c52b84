/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-scale.h"

#include <math.h>

/**
 * ek_scale_y:
 * @scale: a scale
 * @value: a value
 *
 * Returns: its position, also outside the scale; the middle when the scale has no height
 */
double
ek_scale_y (const EkScale *scale, double value)
{
  if (!(scale->high > scale->low))
    return (scale->top + scale->bottom) / 2;
  return scale->bottom - (scale->bottom - scale->top) * ((value - scale->low) / (scale->high - scale->low));
}

/**
 * ek_scale_value:
 * @scale: a scale
 * @y: a position
 *
 * Returns: the value that lies there
 */
double
ek_scale_value (const EkScale *scale, double y)
{
  if (!(scale->bottom > scale->top))
    return scale->low;
  return scale->low + (scale->high - scale->low) * (scale->bottom - y) / (scale->bottom - scale->top);
}

/**
 * ek_nice_step:
 * @span: of the values, above 0
 * @at_most: steps wanted in it, at least 1
 *
 * Returns: 1, 2 or 5 times a power of ten, so that at most @at_most steps lie in @span; 1 for an impossible span
 */
double
ek_nice_step (double span, guint at_most)
{
  static const double multiples[] = { 1, 2, 5, 10 };
  double raw = span / MAX (at_most, 1), power;

  if (!(raw > 0) || !isfinite (raw))
    return 1;
  power = pow (10, floor (log10 (raw)));
  for (guint i = 0; i < G_N_ELEMENTS (multiples); i++)
    {
      if (multiples[i] * power >= raw * (1 - 1e-9))
        return multiples[i] * power;
    }
  return 10 * power;
}

static gboolean
has_room (const EkScale *scale, GArray *ticks, double value, double min_distance)
{
  for (guint i = 0; i < ticks->len; i++)
    {
      if (fabs (ek_scale_y (scale, g_array_index (ticks, double, i)) - ek_scale_y (scale, value)) < min_distance)
        return FALSE;
    }
  return TRUE;
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

/**
 * ek_scale_ticks:
 * @scale: a scale
 * @wanted: (array length=n_wanted) (nullable): values that mean something, the most important first: the ends, the
 *   caseness limit, the edges of the severity bands
 * @n_wanted: how many
 * @min_distance: between two ticks, in the units of the positions
 *
 * Ticks where the score means something; where nothing is wanted, at even steps.
 *
 * Returns: (transfer full) (element-type double): the values, ascending
 */
GArray *
ek_scale_ticks (const EkScale *scale, const double *wanted, guint n_wanted, double min_distance)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (double));
  double height = scale->bottom - scale->top;

  for (guint i = 0; i < n_wanted; i++)
    {
      if (wanted[i] >= scale->low && wanted[i] <= scale->high && has_room (scale, ticks, wanted[i], min_distance))
        g_array_append_val (ticks, wanted[i]);
    }
  if (n_wanted == 0 && height > 0 && scale->high > scale->low)
    {
      double step = ek_nice_step (scale->high - scale->low, (guint) CLAMP (height / min_distance, 1, 8));
      double first = ceil (scale->low / step - 1e-9), last = floor (scale->high / step + 1e-9);

      for (double i = first; i <= last; i++)
        {
          double value = i * step;

          g_array_append_val (ticks, value);
        }
    }
  g_array_sort (ticks, compare_values);
  return ticks;
}

/**
 * ek_value_format:
 * @value: a finite value
 * @step: the least difference that matters, above 0: decides the decimals, at most six
 *
 * Returns: (transfer full): the number as it is read, with a true minus sign
 */
char *
ek_value_format (double value, double step)
{
  char buffer[64], format[8];
  int decimals = 0;

  while (decimals < 6 && fabs (step - round (step * pow (10, decimals)) / pow (10, decimals)) > step * 1e-6)
    decimals++;
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (buffer, sizeof buffer, format, fabs (value));
  if (value < 0 && g_ascii_strtod (buffer, NULL) > 0)
    return g_strconcat ("\u2212", buffer, NULL);
  return g_strdup (buffer);
}

/**
 * ek_value_text:
 * @value: a finite value
 *
 * Returns: (transfer full): the number with as many decimals as it needs, at most two
 */
char *
ek_value_text (double value)
{
  double hundredths = round (value * 100);

  if (fmod (hundredths, 100) == 0)
    return ek_value_format (value, 1);
  return ek_value_format (value, fmod (hundredths, 10) == 0 ? 0.1 : 0.01);
}

/**
 * ek_value_change_text:
 * @change: a finite difference
 *
 * Returns: (transfer full): the same as ek_value_text() makes of it, with its sign: "+3", "−2", "0"
 */
char *
ek_value_change_text (double change)
{
  g_autofree char *text = ek_value_text (change);

  return round (change * 100) > 0 ? g_strconcat ("+", text, NULL) : g_steal_pointer (&text);
}
