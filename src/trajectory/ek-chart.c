/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-private.h"

#include <math.h>

#include "ek-scale.h"
#include "ek-time.h"

/* One score of one day needs weeks around it to be seen as a beginning, not hours. */
#define SHORTEST_MS (14 * EK_DAY_MS)

/* The years 1 to 9999, within which no difference of instants overflows. */
#define EARLIEST_MS (-G_GINT64_CONSTANT (62135596800000))
#define LATEST_MS   G_GINT64_CONSTANT (253402300799999)

/* ---- Ownership ---- */

static void
band_clear (gpointer data)
{
  EkChartBand *band = data;

  g_free ((char *) band->label);
}

static void
panel_free (gpointer data)
{
  EkPanel *panel = data;

  ek_series_unref (panel->series);
  g_array_unref (panel->bands);
  g_free (panel->caseness.label);
  g_free (panel->reliable.label);
  g_hash_table_unref (panel->notes);
  g_free (panel);
}

static void
item_clear (gpointer data)
{
  EkLaneItem *item = data;

  g_free (item->label);
}

static void
lane_free (gpointer data)
{
  EkLane *lane = data;

  g_free (lane->name);
  g_array_unref (lane->items);
  g_free (lane);
}

/**
 * ek_chart_new:
 *
 * Returns: (transfer full): an empty chart in English, shown in UTC, without a line for today
 */
EkChart *
ek_chart_new (void)
{
  EkChart *self = g_new0 (EkChart, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->language = g_strdup ("en");
  self->now_ms = EK_INSTANT_NONE;
  self->text_scale = 1;
  self->panels = g_ptr_array_new_with_free_func (panel_free);
  self->lanes = g_ptr_array_new_with_free_func (lane_free);
  return self;
}

/**
 * ek_chart_ref:
 * @self: a chart
 *
 * Returns: (transfer full): @self
 */
EkChart *
ek_chart_ref (EkChart *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * ek_chart_unref:
 * @self: (transfer full): a chart
 */
void
ek_chart_unref (EkChart *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->title);
  g_free (self->language);
  g_free (self->critical_label);
  g_ptr_array_unref (self->panels);
  g_ptr_array_unref (self->lanes);
  g_free (self);
}

/* ---- The whole ---- */

/**
 * ek_chart_set_title:
 * @self: a chart
 * @title: (nullable): a line above it, or none
 */
void
ek_chart_set_title (EkChart    *self,
                    const char *title)
{
  g_free (self->title);
  self->title = g_strdup (title);
}

/**
 * ek_chart_set_language:
 * @self: a chart
 * @language: "zh" or "en": of dates and of the words the painter says by itself
 */
void
ek_chart_set_language (EkChart    *self,
                       const char *language)
{
  g_return_if_fail (language != NULL);
  g_free (self->language);
  self->language = g_strdup (language);
}

/**
 * ek_chart_set_critical_label:
 * @self: a chart
 * @label: (nullable): what a value flagged %EK_POINT_CRITICAL means, e.g. "Item 9 ≥ 1"
 */
void
ek_chart_set_critical_label (EkChart    *self,
                             const char *label)
{
  g_free (self->critical_label);
  self->critical_label = g_strdup (label);
}

/**
 * ek_chart_set_now:
 * @self: a chart
 * @now_ms: where the line for today stands and where treatments still going on end; %EK_INSTANT_NONE: nowhere
 */
void
ek_chart_set_now (EkChart *self,
                  gint64   now_ms)
{
  self->now_ms = now_ms;
}

/**
 * ek_chart_set_offset:
 * @self: a chart
 * @offset_minutes: of the viewer's clock from UTC, −840 to 840
 */
void
ek_chart_set_offset (EkChart *self,
                     int      offset_minutes)
{
  g_return_if_fail (offset_minutes >= -840 && offset_minutes <= 840);
  self->offset_minutes = offset_minutes;
}

/**
 * ek_chart_set_text_scale:
 * @self: a chart
 * @factor: size of text and of all that must grow with it; 1 is the normal size, 3 the greatest
 */
void
ek_chart_set_text_scale (EkChart *self,
                         double   factor)
{
  self->text_scale = CLAMP (factor, 0.5, 3.0);
}

/**
 * ek_chart_set_without_text:
 * @self: a chart
 * @without_text: whether to leave every letter out
 *
 * Geometry never depends on a font, so the drawing is otherwise the same: what a test compares pixel by pixel.
 */
void
ek_chart_set_without_text (EkChart  *self,
                           gboolean  without_text)
{
  self->without_text = without_text;
}

/* ---- Panels ---- */

/* Room for the values when the caller gives no scale: a flat or single-valued series gets a band around its value. */
static void
panel_fit (EkPanel *panel)
{
  const EkPoint *points = ek_series_points (panel->series);
  guint length = ek_series_length (panel->series);
  double low = 0, high = 1, step;

  for (guint i = 0; i < length; i++)
    {
      low = i == 0 ? points[i].value : MIN (low, points[i].value);
      high = i == 0 ? points[i].value : MAX (high, points[i].value);
    }
  if (!(high - low > 0) || !isfinite (high - low))
    {
      double half = MAX (1.0, fabs (low) / 10);

      low -= half;
      high += half;
    }
  step = ek_nice_step (high - low, 6);
  panel->low = floor (low / step) * step;
  panel->high = ceil (high / step) * step;
}

/**
 * ek_chart_add_panel:
 * @self: a chart
 * @series: (transfer none): the values; not changed from now on
 * @low: begin of the scale
 * @high: end of the scale; when not above @low, or not finite, the scale follows the values
 * @higher_is_worse: the direction of the score
 *
 * A value outside the given scale widens it: what was measured is always shown.
 *
 * Returns: the number of the panel
 */
guint
ek_chart_add_panel (EkChart  *self,
                    EkSeries *series,
                    double    low,
                    double    high,
                    gboolean  higher_is_worse)
{
  EkPanel *panel = NULL;

  g_return_val_if_fail (series != NULL, 0);

  panel = g_new0 (EkPanel, 1);
  panel->series = ek_series_ref (series);
  panel->low = low;
  panel->high = high;
  panel->fixed = isfinite (low) && isfinite (high) && high > low;
  panel->higher_is_worse = higher_is_worse;
  panel->bands = g_array_new (FALSE, TRUE, sizeof (EkChartBand));
  g_array_set_clear_func (panel->bands, band_clear);
  panel->notes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  if (panel->fixed)
    {
      const EkPoint *points = ek_series_points (series);

      for (guint i = 0; i < ek_series_length (series); i++)
        {
          panel->low = MIN (panel->low, points[i].value);
          panel->high = MAX (panel->high, points[i].value);
        }
    }
  else
    panel_fit (panel);
  g_ptr_array_add (self->panels, panel);
  return self->panels->len - 1;
}

EkPanel *
ek_chart_get_panel (EkChart *self,
                    guint    panel)
{
  g_return_val_if_fail (panel < self->panels->len, NULL);
  return g_ptr_array_index (self->panels, panel);
}

static int
compare_bands (gconstpointer a,
               gconstpointer b)
{
  const EkChartBand *first = a, *second = b;

  return (first->low > second->low) - (first->low < second->low);
}

/**
 * ek_chart_panel_set_bands:
 * @self: a chart
 * @panel: number of the panel
 * @bands: (array length=n_bands): ranges of the score with their words; @rank 0 is best
 * @n_bands: how many
 */
void
ek_chart_panel_set_bands (EkChart           *self,
                          guint              panel,
                          const EkChartBand *bands,
                          guint              n_bands)
{
  EkPanel *target = ek_chart_get_panel (self, panel);

  g_return_if_fail (target != NULL);
  g_array_set_size (target->bands, 0);
  for (guint i = 0; i < n_bands; i++)
    {
      EkChartBand band = bands[i];

      band.label = g_strdup (bands[i].label != NULL ? bands[i].label : "");
      g_array_append_val (target->bands, band);
    }
  g_array_sort (target->bands, compare_bands);
}

/* Where a band ends on the scale: where the next begins, so that 4.5 between "0 to 4" and "5 to 9" has a colour. */
double
ek_panel_band_end (const EkPanel *panel,
                   guint          band)
{
  if (band + 1 < panel->bands->len)
    return g_array_index (panel->bands, EkChartBand, band + 1).low;
  return MAX (panel->high, g_array_index (panel->bands, EkChartBand, band).high);
}

const EkChartBand *
ek_panel_find_band (const EkPanel *panel,
                    double         value)
{
  for (guint i = panel->bands->len; i > 0; i--)
    {
      const EkChartBand *band = &g_array_index (panel->bands, EkChartBand, i - 1);

      if (value >= band->low)
        return band;
    }
  return NULL;
}

/**
 * ek_chart_panel_set_caseness:
 * @self: a chart
 * @panel: number of the panel
 * @value: the limit
 * @label: (nullable): its words, e.g. "Caseness ≥ 10"
 */
void
ek_chart_panel_set_caseness (EkChart    *self,
                             guint       panel,
                             double      value,
                             const char *label)
{
  EkPanel *target = ek_chart_get_panel (self, panel);

  g_return_if_fail (target != NULL && isfinite (value));
  target->has_caseness = TRUE;
  target->caseness.value = value;
  g_free (target->caseness.label);
  target->caseness.label = g_strdup (label);
}

/**
 * ek_chart_panel_set_reliable_change:
 * @self: a chart
 * @panel: number of the panel
 * @baseline: the score changes are counted from
 * @amount: the least change that is reliable, above 0
 * @label: (nullable): its words, e.g. "Within ±6 of baseline: no reliable change"
 */
void
ek_chart_panel_set_reliable_change (EkChart    *self,
                                    guint       panel,
                                    double      baseline,
                                    double      amount,
                                    const char *label)
{
  EkPanel *target = ek_chart_get_panel (self, panel);

  g_return_if_fail (target != NULL && isfinite (baseline) && amount > 0);
  target->has_reliable = TRUE;
  target->baseline = baseline;
  target->reliable.value = amount;
  g_free (target->reliable.label);
  target->reliable.label = g_strdup (label);
}

/**
 * ek_chart_panel_set_note:
 * @self: a chart
 * @panel: number of the panel
 * @index: of the value in the order of time
 * @text: (nullable): shown with the value, e.g. who entered it
 */
void
ek_chart_panel_set_note (EkChart    *self,
                         guint       panel,
                         guint       index,
                         const char *text)
{
  EkPanel *target = ek_chart_get_panel (self, panel);

  g_return_if_fail (target != NULL);
  g_hash_table_replace (target->notes, GUINT_TO_POINTER (index), g_strdup (text));
}

/**
 * ek_chart_get_n_panels:
 * @self: a chart
 *
 * Returns: the number of panels
 */
guint
ek_chart_get_n_panels (EkChart *self)
{
  return self->panels->len;
}

/**
 * ek_chart_get_series:
 * @self: a chart
 * @panel: number of the panel
 *
 * Returns: (transfer none): its values
 */
EkSeries *
ek_chart_get_series (EkChart *self,
                     guint    panel)
{
  EkPanel *target = ek_chart_get_panel (self, panel);

  return target != NULL ? target->series : NULL;
}

/* ---- Lanes ---- */

static EkLane *
find_lane (EkChart    *self,
           EkLaneKind  kind,
           const char *name)
{
  EkLane *lane = NULL;
  guint at = 0;

  for (guint i = 0; i < self->lanes->len; i++)
    {
      EkLane *other = g_ptr_array_index (self->lanes, i);

      if (other->kind == kind && g_str_equal (other->name, name))
        return other;
      if (other->kind <= kind)
        at = i + 1;
    }
  lane = g_new0 (EkLane, 1);
  lane->kind = kind;
  lane->name = g_strdup (name);
  lane->items = g_array_new (FALSE, TRUE, sizeof (EkLaneItem));
  g_array_set_clear_func (lane->items, item_clear);
  g_ptr_array_insert (self->lanes, (int) at, lane);
  return lane;
}

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  const EkLaneItem *first = a, *second = b;

  return (first->from_ms > second->from_ms) - (first->from_ms < second->from_ms);
}

/**
 * ek_chart_add_lane_item:
 * @self: a chart
 * @kind: what it is
 * @lane: name of the lane, e.g. the medicine; items of one kind and name share a lane
 * @label: (nullable): words on the item, e.g. the dose
 * @from_ms: begin; an item without one, or one outside the years 1 to 9999, is left out
 * @to_ms: end; equal to @from_ms for a moment, %EK_INSTANT_NONE while it goes on
 * @amount: a dose per day, drawn as steps in proportion to the lane's greatest; 0 where there is none
 */
void
ek_chart_add_lane_item (EkChart    *self,
                        EkLaneKind  kind,
                        const char *lane,
                        const char *label,
                        gint64      from_ms,
                        gint64      to_ms,
                        double      amount)
{
  EkLane *target = NULL;
  EkLaneItem item = { NULL, from_ms, to_ms, isfinite (amount) && amount > 0 ? amount : 0 };

  g_return_if_fail (lane != NULL);
  if (from_ms < EARLIEST_MS || from_ms > LATEST_MS)
    return;
  if (to_ms != EK_INSTANT_NONE)
    item.to_ms = CLAMP (to_ms, from_ms, LATEST_MS);
  item.label = g_strdup (label);
  target = find_lane (self, kind, lane);
  g_array_append_val (target->items, item);
  g_array_sort (target->items, compare_items);
  target->greatest = MAX (target->greatest, item.amount);
}

/* ---- Time ---- */

static void
extent_include (gint64   at_ms,
                gint64  *from_ms,
                gint64  *to_ms)
{
  if (at_ms == EK_INSTANT_NONE)
    return;
  *from_ms = *from_ms == EK_INSTANT_NONE ? at_ms : MIN (*from_ms, at_ms);
  *to_ms = *to_ms == EK_INSTANT_NONE ? at_ms : MAX (*to_ms, at_ms);
}

/**
 * ek_chart_get_extent:
 * @self: a chart
 * @from_ms: (out): begin
 * @to_ms: (out): end, after @from_ms
 *
 * The time from the first to the last of all values and treatments, and today where it is set, with a margin of 3 % and
 * at least a day, two weeks at the least. A lane reaches back before the first value no further than the values
 * themselves last, so that a medicine of many years does not squeeze a course of weeks.
 */
void
ek_chart_get_extent (EkChart *self,
                     gint64  *from_ms,
                     gint64  *to_ms)
{
  gint64 from = EK_INSTANT_NONE, to = EK_INSTANT_NONE, margin, earliest = G_MININT64;

  for (guint i = 0; i < self->panels->len; i++)
    {
      EkSeries *series = ek_chart_get_series (self, i);
      const EkPoint *points = ek_series_points (series);
      guint length = ek_series_length (series);

      if (length == 0)
        continue;
      extent_include (points[0].at_ms, &from, &to);
      extent_include (points[length - 1].at_ms, &from, &to);
    }
  if (from != EK_INSTANT_NONE)
    earliest = from - MAX (to - from, 30 * EK_DAY_MS) / 2;
  extent_include (self->now_ms, &from, &to);
  for (guint i = 0; i < self->lanes->len; i++)
    {
      EkLane *lane = g_ptr_array_index (self->lanes, i);

      for (guint j = 0; j < lane->items->len; j++)
        {
          const EkLaneItem *item = &g_array_index (lane->items, EkLaneItem, j);

          extent_include (MAX (item->from_ms, earliest), &from, &to);
          extent_include (item->to_ms == EK_INSTANT_NONE ? EK_INSTANT_NONE : MAX (item->to_ms, earliest), &from, &to);
        }
    }
  if (from == EK_INSTANT_NONE)
    from = to = 0;
  margin = MAX ((to - from) * 3 / 100, EK_DAY_MS);
  if (to - from + 2 * margin < SHORTEST_MS)
    margin = (SHORTEST_MS - (to - from)) / 2;
  *from_ms = from - margin;
  *to_ms = to + margin;
}

/**
 * ek_chart_set_range:
 * @self: a chart
 * @from_ms: begin of what is shown
 * @to_ms: its end; when not after @from_ms, everything is shown
 */
void
ek_chart_set_range (EkChart *self,
                    gint64   from_ms,
                    gint64   to_ms)
{
  self->from_ms = CLAMP (from_ms, EARLIEST_MS, LATEST_MS);
  self->to_ms = CLAMP (to_ms, EARLIEST_MS, LATEST_MS);
}

void
ek_chart_get_shown (EkChart *self,
                    gint64  *from_ms,
                    gint64  *to_ms)
{
  if (self->to_ms > self->from_ms)
    {
      *from_ms = self->from_ms;
      *to_ms = self->to_ms;
    }
  else
    ek_chart_get_extent (self, from_ms, to_ms);
}
