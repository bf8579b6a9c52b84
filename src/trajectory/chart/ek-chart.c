/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-private.h"

#include <math.h>

#include "ek-time.h"

/* ---- Ownership ---- */

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
  self->sessions = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->panels = g_ptr_array_new_with_free_func (ek_panel_free);
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
 *
 * The last reference to a chart that was painted is given up on the thread that painted it last, or after that thread
 * has ended: what Pango laid out belongs to it.
 */
void
ek_chart_unref (EkChart *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->note_destroy != NULL)
    self->note_destroy (self->note_data);
  g_free (self->title);
  g_free (self->language);
  g_free (self->critical_label);
  g_array_unref (self->sessions);
  g_clear_pointer (&self->session_axis, ek_session_axis_free);
  g_ptr_array_unref (self->panels);
  g_ptr_array_unref (self->lanes);
  g_clear_pointer (&self->texts, ek_text_cache_free);
  g_clear_pointer (&self->overview, ek_overview_cache_free);
  g_free (self);
}

/* ---- The whole ---- */

/* Called by everything that changes what is drawn, so that nothing made from the chart before is taken for it. */
void
ek_chart_changed (EkChart *self)
{
  self->revision++;
  g_clear_pointer (&self->session_axis, ek_session_axis_free);
}

/**
 * ek_chart_set_title:
 * @self: a chart
 * @title: (nullable): a line above it, or none
 */
void
ek_chart_set_title (EkChart *self, const char *title)
{
  g_free (self->title);
  self->title = g_strdup (title);
  ek_chart_changed (self);
}

/**
 * ek_chart_set_language:
 * @self: a chart
 * @language: "zh" or "en": of dates and of the words the painter says by itself
 */
void
ek_chart_set_language (EkChart *self, const char *language)
{
  g_return_if_fail (language != NULL);
  g_free (self->language);
  self->language = g_strdup (language);
  ek_chart_changed (self);
}

/**
 * ek_chart_set_critical_label:
 * @self: a chart
 * @label: (nullable): what a value flagged %EK_POINT_CRITICAL means, e.g. "Item 9 ≥ 1"
 */
void
ek_chart_set_critical_label (EkChart *self, const char *label)
{
  g_free (self->critical_label);
  self->critical_label = g_strdup (label);
  ek_chart_changed (self);
}

/**
 * ek_chart_set_now:
 * @self: a chart
 * @now_ms: where the line for today stands and where treatments still going on end; %EK_INSTANT_NONE: nowhere
 */
void
ek_chart_set_now (EkChart *self, gint64 now_ms)
{
  self->now_ms = now_ms;
  ek_chart_changed (self);
}

/**
 * ek_chart_set_offset:
 * @self: a chart
 * @offset_minutes: of the viewer's clock from UTC, −840 to 840: where days begin, and what the labels say
 */
void
ek_chart_set_offset (EkChart *self, int offset_minutes)
{
  g_return_if_fail (offset_minutes >= -840 && offset_minutes <= 840);
  self->offset_minutes = offset_minutes;
  ek_chart_changed (self);
}

/**
 * ek_chart_set_text_scale:
 * @self: a chart
 * @factor: size of text and of all that must grow with it; 1 is the normal size, 3 the greatest
 */
void
ek_chart_set_text_scale (EkChart *self, double factor)
{
  self->text_scale = CLAMP (factor, 0.5, 3.0);
  ek_chart_changed (self);
}

/**
 * ek_chart_set_without_text:
 * @self: a chart
 * @without_text: whether to leave every letter out
 *
 * Geometry never depends on a font, so the drawing is otherwise the same: what a test compares pixel by pixel.
 */
void
ek_chart_set_without_text (EkChart *self, gboolean without_text)
{
  self->without_text = without_text;
  ek_chart_changed (self);
}

/**
 * ek_chart_set_sessions:
 * @self: a chart
 * @at_ms: (array length=n) (nullable): when the finished sessions were held, in any order; copied
 * @n: how many
 *
 * What %EK_CHART_AXIS_SESSIONS counts by.
 */
void
ek_chart_set_sessions (EkChart *self, const gint64 *at_ms, guint n)
{
  g_array_set_size (self->sessions, 0);
  for (guint i = 0; i < n; i++)
    {
      if (at_ms[i] >= EK_CHART_EARLIEST_MS && at_ms[i] <= EK_CHART_LATEST_MS)
        g_array_append_val (self->sessions, at_ms[i]);
    }
  ek_chart_changed (self);
}

/**
 * ek_chart_set_axis:
 * @self: a chart
 * @axis: what distance along the chart means; without a session it is time
 */
void
ek_chart_set_axis (EkChart *self, EkChartAxis axis)
{
  self->axis = axis;
  ek_chart_changed (self);
}

/**
 * ek_chart_set_arrangement:
 * @self: a chart
 * @arrangement: of the panels
 */
void
ek_chart_set_arrangement (EkChart *self, EkChartArrangement arrangement)
{
  self->arrangement = arrangement;
  ek_chart_changed (self);
}

/**
 * ek_chart_set_simple:
 * @self: a chart
 * @simple: whether it is to be read by the patient
 *
 * Calm colours, a thick line, which way is better, and the words the caller gave; no limit of caseness, no reliable or
 * expected change, no marks. Goals stay: they were agreed with the patient.
 */
void
ek_chart_set_simple (EkChart *self, gboolean simple)
{
  self->simple = simple;
  ek_chart_changed (self);
}

/* ---- Lanes ---- */

static EkLane *
find_lane (EkChart *self, EkLaneKind kind, const char *name)
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
compare_items (gconstpointer a, gconstpointer b)
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
ek_chart_add_lane_item (EkChart *self, EkLaneKind kind, const char *lane, const char *label, gint64 from_ms,
                        gint64 to_ms, double amount)
{
  EkLane *target = NULL;
  EkLaneItem item = { NULL, from_ms, to_ms, isfinite (amount) && amount > 0 ? amount : 0 };

  g_return_if_fail (lane != NULL);
  if (from_ms < EK_CHART_EARLIEST_MS || from_ms > EK_CHART_LATEST_MS)
    return;
  if (to_ms != EK_INSTANT_NONE)
    item.to_ms = CLAMP (to_ms, from_ms, EK_CHART_LATEST_MS);
  item.label = g_strdup (label);
  target = find_lane (self, kind, lane);
  g_array_append_val (target->items, item);
  g_array_sort (target->items, compare_items);
  target->greatest = MAX (target->greatest, item.amount);
  ek_chart_changed (self);
}
