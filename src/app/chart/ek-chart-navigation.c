/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-chart-navigation.h"

/* More steps back than anybody goes. */
#define MOST_STEPS 64

struct _EkChartNavigation {
  GObject parent_instance;

  EkChartRange limits;
  EkChartRange range;
  GArray *before;     /* of EkChartRange, the latest last */
  gboolean beginning; /* a movement was begun that has not moved anything yet */
};

enum { PROPERTY_CAN_GO_BACK = 1, N_PROPERTIES };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EkChartNavigation, ek_chart_navigation, G_TYPE_OBJECT)

/* ---- The way back ---- */

static void
remember (EkChartNavigation *self)
{
  if (self->before->len > 0 &&
      ek_chart_range_equal (g_array_index (self->before, EkChartRange, self->before->len - 1), self->range))
    return;
  if (self->before->len == MOST_STEPS)
    g_array_remove_index (self->before, 0);
  g_array_append_val (self->before, self->range);
  if (self->before->len == 1)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROPERTY_CAN_GO_BACK]);
}

static void
forget_steps (EkChartNavigation *self)
{
  gboolean had = self->before->len > 0;

  g_array_set_size (self->before, 0);
  if (had)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROPERTY_CAN_GO_BACK]);
}

/* ---- Plumbing ---- */

static void
ek_chart_navigation_get_property (GObject *object, guint property, GValue *value, GParamSpec *spec)
{
  if (property == PROPERTY_CAN_GO_BACK)
    g_value_set_boolean (value, ek_chart_navigation_can_go_back (EK_CHART_NAVIGATION (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, spec);
}

static void
ek_chart_navigation_finalize (GObject *object)
{
  g_array_unref (EK_CHART_NAVIGATION (object)->before);
  G_OBJECT_CLASS (ek_chart_navigation_parent_class)->finalize (object);
}

static void
ek_chart_navigation_class_init (EkChartNavigationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ek_chart_navigation_get_property;
  object_class->finalize = ek_chart_navigation_finalize;
  properties[PROPERTY_CAN_GO_BACK] = g_param_spec_boolean ("can-go-back", NULL, NULL, FALSE,
                                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
ek_chart_navigation_init (EkChartNavigation *self)
{
  self->limits = self->range = (EkChartRange){ 0, 1 };
  self->before = g_array_new (FALSE, FALSE, sizeof (EkChartRange));
}

/* ---- For others ---- */

/**
 * ek_chart_navigation_new:
 *
 * Returns: (transfer full): a navigation that shows all of nothing
 */
EkChartNavigation *
ek_chart_navigation_new (void)
{
  return g_object_new (EK_TYPE_CHART_NAVIGATION, NULL);
}

/**
 * ek_chart_navigation_forget:
 * @self: a navigation
 *
 * Shows all, and knows no way back: for another patient.
 */
void
ek_chart_navigation_forget (EkChartNavigation *self)
{
  forget_steps (self);
  self->range = self->limits;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * ek_chart_navigation_set_limits:
 * @self: a navigation
 * @limits: what there is to be seen
 *
 * Who saw all goes on seeing all; else what is shown stays as far as the limits allow.
 */
void
ek_chart_navigation_set_limits (EkChartNavigation *self, EkChartRange limits)
{
  gboolean all = ek_chart_navigation_shows_all (self);

  g_return_if_fail (limits.from_ms < limits.to_ms);

  self->limits = limits;
  self->range = all ? limits : ek_chart_range_fit (self->range, limits);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * ek_chart_navigation_get_limits:
 * @self: a navigation
 *
 * Returns: what there is to be seen
 */
EkChartRange
ek_chart_navigation_get_limits (EkChartNavigation *self)
{
  return self->limits;
}

/**
 * ek_chart_navigation_get_range:
 * @self: a navigation
 *
 * Returns: what is shown
 */
EkChartRange
ek_chart_navigation_get_range (EkChartNavigation *self)
{
  return self->range;
}

/**
 * ek_chart_navigation_shows_all:
 * @self: a navigation
 *
 * Returns: whether all is shown
 */
gboolean
ek_chart_navigation_shows_all (EkChartNavigation *self)
{
  return ek_chart_range_equal (self->range, self->limits);
}

/**
 * ek_chart_navigation_set_range:
 * @self: a navigation
 * @range: what to show, as far as the limits allow
 * @step: whether this begins a movement that one can go back from
 */
void
ek_chart_navigation_set_range (EkChartNavigation *self, EkChartRange range, EkChartStep step)
{
  EkChartRange fitted = ek_chart_range_fit (range, self->limits);

  self->beginning = self->beginning || step == EK_CHART_BEGINS;
  if (ek_chart_range_equal (fitted, self->range))
    return;
  if (self->beginning)
    remember (self);
  self->beginning = FALSE;
  self->range = fitted;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * ek_chart_navigation_show_all:
 * @self: a navigation
 */
void
ek_chart_navigation_show_all (EkChartNavigation *self)
{
  ek_chart_navigation_set_range (self, self->limits, EK_CHART_BEGINS);
}

/**
 * ek_chart_navigation_zoom:
 * @self: a navigation
 * @anchor_ms: the instant that stays where it is
 * @factor: by how much the length of what is shown grows; below 1 goes closer in
 * @step: whether this begins a movement
 */
void
ek_chart_navigation_zoom (EkChartNavigation *self, gint64 anchor_ms, double factor, EkChartStep step)
{
  ek_chart_navigation_set_range (self, ek_chart_range_zoom (self->range, anchor_ms, factor, self->limits), step);
}

/**
 * ek_chart_navigation_pan:
 * @self: a navigation
 * @share: how far, in lengths of what is shown; above 0 towards the present
 * @step: whether this begins a movement
 */
void
ek_chart_navigation_pan (EkChartNavigation *self, double share, EkChartStep step)
{
  ek_chart_navigation_set_range (self, ek_chart_range_pan (self->range, share, self->limits), step);
}

/**
 * ek_chart_navigation_reveal:
 * @self: a navigation
 * @at_ms: an instant that is to be seen
 *
 * Goes no further than it must, and is no step on the way back: it follows the cursor.
 */
void
ek_chart_navigation_reveal (EkChartNavigation *self, gint64 at_ms)
{
  self->beginning = FALSE;
  ek_chart_navigation_set_range (self, ek_chart_range_reveal (self->range, at_ms, self->limits), EK_CHART_GOES_ON);
}

/**
 * ek_chart_navigation_can_go_back:
 * @self: a navigation
 *
 * Returns: whether there is a range before this one
 */
gboolean
ek_chart_navigation_can_go_back (EkChartNavigation *self)
{
  return self->before->len > 0;
}

/**
 * ek_chart_navigation_go_back:
 * @self: a navigation
 *
 * Shows again what was shown before the last movement.
 *
 * Returns: whether there was something to go back to
 */
gboolean
ek_chart_navigation_go_back (EkChartNavigation *self)
{
  while (self->before->len > 0)
    {
      EkChartRange before = g_array_index (self->before, EkChartRange, self->before->len - 1);
      EkChartRange fitted = ek_chart_range_fit (before, self->limits);

      g_array_set_size (self->before, self->before->len - 1);
      if (self->before->len == 0)
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROPERTY_CAN_GO_BACK]);
      if (ek_chart_range_equal (fitted, self->range))
        continue;
      self->range = fitted;
      g_signal_emit (self, signals[CHANGED], 0);
      return TRUE;
    }
  return FALSE;
}
