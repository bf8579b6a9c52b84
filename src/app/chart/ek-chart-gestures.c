/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The hand on a chart: the wheel, dragging and pinching move its navigation. */

#include "ek-chart-gestures.h"

#include <math.h>

/* One notch of the wheel. */
#define ZOOM_NOTCH 1.2
#define PAN_NOTCH 0.08

/* Of a touchpad, in pixels, for as much as one notch. */
#define NOTCH_PIXELS 40.0

/* Notches that follow each other faster are one movement. */
#define ONE_MOVEMENT_US (500 * 1000)

/* The hand must have gone so far, in pixels, before a press is a drag. */
#define DRAG_THRESHOLD 6.0

typedef struct {
  GtkWidget *widget; /* it owns this, and what the next two point to */
  EkChart *const *chart;
  EkChartNavigation *const *navigation;
  double pointer_x;
  gint64 last_scroll;
  EkChartRange taken; /* what was shown when the hand took it */
  gint64 anchor;
  gboolean dragging;
} Gestures;

/* The navigation, and where time runs on the widget; FALSE when there is nothing to move. */
static gboolean
get_plot (Gestures *self, EkChartNavigation **navigation, double *x, double *width)
{
  *navigation = *self->navigation;
  return *self->chart != NULL && *navigation != NULL &&
    ek_chart_get_plot (*self->chart, gtk_widget_get_width (self->widget), gtk_widget_get_height (self->widget), x,
                       width) &&
    *width > 0;
}

static gint64
time_at (Gestures *self, double x)
{
  return ek_chart_time_at (*self->chart, gtk_widget_get_width (self->widget), gtk_widget_get_height (self->widget), x);
}

static void
on_motion (Gestures *self, double x, double y)
{
  self->pointer_x = x;
}

static gboolean
on_scroll (Gestures *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  gboolean pixels = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE;
  gint64 now = g_get_monotonic_time ();
  EkChartStep step = now - self->last_scroll < ONE_MOVEMENT_US ? EK_CHART_GOES_ON : EK_CHART_BEGINS;
  EkChartNavigation *navigation;
  double x, width;

  if (!get_plot (self, &navigation, &x, &width))
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_CONTROL_MASK)
    ek_chart_navigation_zoom (navigation, time_at (self, self->pointer_x),
                              pow (ZOOM_NOTCH, pixels ? dy / NOTCH_PIXELS : dy), step);
  else if ((state & GDK_SHIFT_MASK) || fabs (dx) > fabs (dy))
    ek_chart_navigation_pan (navigation, pixels ? (dx + dy) / width : (dx + dy) * PAN_NOTCH, step);
  else
    return GDK_EVENT_PROPAGATE;
  self->last_scroll = now;
  return GDK_EVENT_STOP;
}

/* ---- Dragging ---- */

static void
on_drag_begin (Gestures *self, double x, double y)
{
  EkChartNavigation *navigation = *self->navigation;

  self->dragging = FALSE;
  if (navigation != NULL)
    self->taken = ek_chart_navigation_get_range (navigation);
}

static void
on_drag_update (Gestures *self, double x, double y, GtkGestureDrag *gesture)
{
  EkChartStep step = self->dragging ? EK_CHART_GOES_ON : EK_CHART_BEGINS;
  EkChartNavigation *navigation;
  double left, width;

  if (!get_plot (self, &navigation, &left, &width))
    return;
  if (!self->dragging)
    {
      if (fabs (x) < DRAG_THRESHOLD || fabs (x) < fabs (y))
        return;
      self->dragging = TRUE;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      gtk_widget_set_cursor_from_name (self->widget, "grabbing");
    }
  ek_chart_navigation_set_range (navigation,
                                 ek_chart_range_pan (self->taken, -x / width,
                                                     ek_chart_navigation_get_limits (navigation)),
                                 step);
}

static void
on_drag_end (Gestures *self)
{
  if (self->dragging)
    gtk_widget_set_cursor (self->widget, NULL);
  self->dragging = FALSE;
}

/* ---- Pinching ---- */

static void
on_pinch_begin (Gestures *self, gpointer sequence, GtkGesture *gesture)
{
  EkChartNavigation *navigation;
  double left, width, x, y;

  if (!get_plot (self, &navigation, &left, &width))
    return;
  self->taken = ek_chart_navigation_get_range (navigation);
  self->anchor = time_at (self, gtk_gesture_get_bounding_box_center (gesture, &x, &y) ? x : left + width / 2);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  ek_chart_navigation_set_range (navigation, self->taken, EK_CHART_BEGINS);
}

static void
on_pinch (Gestures *self, double scale)
{
  EkChartNavigation *navigation = *self->navigation;

  if (navigation == NULL || !isfinite (scale) || scale <= 0)
    return;
  ek_chart_navigation_set_range (navigation,
                                 ek_chart_range_zoom (self->taken, self->anchor, 1 / scale,
                                                      ek_chart_navigation_get_limits (navigation)),
                                 EK_CHART_GOES_ON);
}

/**
 * ek_chart_gestures_attach:
 * @widget: a widget that shows a chart, once
 * @chart: what it shows at the time, or %NULL in it; read when the hand moves, as long as @widget lives
 * @navigation: what moves it through time, or %NULL in it; likewise
 *
 * From now on Ctrl and the wheel go closer in and further out around the pointer, Shift and the wheel and dragging move
 * through time, and so do two fingers. The wheel alone is left to what surrounds the chart.
 */
void
ek_chart_gestures_attach (GtkWidget *widget, EkChart *const *chart, EkChartNavigation *const *navigation)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *drag = gtk_gesture_drag_new (), *pinch = gtk_gesture_zoom_new ();
  Gestures *self = g_new0 (Gestures, 1);

  self->widget = widget;
  self->chart = chart;
  self->navigation = navigation;
  g_object_set_data_full (G_OBJECT (widget), "ek-chart-gestures", self, g_free);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (on_drag_end), self);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
}
