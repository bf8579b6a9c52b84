/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-chart-brush.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "ek-chart-view.h"
#include "ek-format.h"

#define HEIGHT 44

/* So near to an edge, in pixels, the edge is meant and not the whole. */
#define EDGE_PIXELS 8.0

/* A step of a key, in lengths of what is shown. */
#define KEY_STEP 0.1
#define PAGE_STEP 0.9
#define KEY_ZOOM 1.25

struct _EkChartBrush {
  GtkWidget parent_instance;

  EkChart *chart;                /* or NULL */
  EkChartNavigation *navigation; /* or NULL */
  EkChartRange taken;
  EkChartPart part;
  gint64 taken_at;
  gboolean dragging;
};

G_DEFINE_FINAL_TYPE (EkChartBrush, ek_chart_brush, GTK_TYPE_WIDGET)

/* ---- Painting ---- */

static void
ek_chart_brush_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EkChartBrush *self = EK_CHART_BRUSH (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  graphene_rect_t bounds;
  cairo_t *cr;

  if (self->chart == NULL || width <= 0 || height <= 0)
    return;
  graphene_rect_init (&bounds, 0, 0, (float) width, (float) height);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  ek_chart_paint_overview (self->chart, cr, width, height, ek_chart_style_now ());
  cairo_destroy (cr);
}

static void
ek_chart_brush_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  *minimum_baseline = *natural_baseline = -1;
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : HEIGHT;
}

/* ---- Time and place ---- */

static gint64
time_at (EkChartBrush *self, double x)
{
  return ek_chart_overview_time_at (self->chart, gtk_widget_get_width (GTK_WIDGET (self)),
                                    gtk_widget_get_height (GTK_WIDGET (self)), x);
}

/* The strip says what time lies at a place; the other way round is found by halving. */
static double
place_of (EkChartBrush *self, gint64 at_ms)
{
  double low = 0, high = gtk_widget_get_width (GTK_WIDGET (self));

  while (high - low > 0.5)
    {
      double middle = (low + high) / 2;

      if (time_at (self, middle) < at_ms)
        low = middle;
      else
        high = middle;
    }
  return (low + high) / 2;
}

static gboolean
is_ready (EkChartBrush *self)
{
  return self->chart != NULL && self->navigation != NULL && gtk_widget_get_width (GTK_WIDGET (self)) > 0;
}

static EkChartPart
part_at (EkChartBrush *self, double x)
{
  EkChartRange range = ek_chart_navigation_get_range (self->navigation);
  double from = fabs (x - place_of (self, range.from_ms)), to = fabs (x - place_of (self, range.to_ms));

  if (from <= EDGE_PIXELS && from <= to)
    return EK_CHART_PART_FROM;
  return to <= EDGE_PIXELS ? EK_CHART_PART_TO : EK_CHART_PART_WINDOW;
}

/* ---- The hand ---- */

static void
on_motion (EkChartBrush *self, double x, double y)
{
  if (!is_ready (self) || self->dragging)
    return;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), part_at (self, x) == EK_CHART_PART_WINDOW ? "grab" : "ew-resize");
}

static void
on_drag_begin (EkChartBrush *self, double x, double y)
{
  EkChartRange range;

  if (!is_ready (self))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  range = ek_chart_navigation_get_range (self->navigation);
  self->part = part_at (self, x);
  self->taken_at = time_at (self, x);
  self->dragging = TRUE;
  if (self->part == EK_CHART_PART_WINDOW && (self->taken_at < range.from_ms || self->taken_at > range.to_ms))
    {
      gint64 half = ek_chart_range_span (range) / 2;

      ek_chart_navigation_set_range (self->navigation, (EkChartRange){ self->taken_at - half, self->taken_at + half },
                                     EK_CHART_BEGINS);
    }
  else
    ek_chart_navigation_set_range (self->navigation, range, EK_CHART_BEGINS);
  self->taken = ek_chart_navigation_get_range (self->navigation);
}

static void
on_drag_update (EkChartBrush *self, double x, double y, GtkGestureDrag *gesture)
{
  double start_x, start_y;

  if (!self->dragging || !is_ready (self) || !gtk_gesture_drag_get_start_point (gesture, &start_x, &start_y))
    return;
  ek_chart_navigation_set_range (self->navigation,
                                 ek_chart_range_drag (self->taken, self->part,
                                                      time_at (self, start_x + x) - self->taken_at,
                                                      ek_chart_navigation_get_limits (self->navigation)),
                                 EK_CHART_GOES_ON);
}

static void
on_drag_end (EkChartBrush *self)
{
  self->dragging = FALSE;
}

/* ---- Keys ---- */

static void
move_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  static const struct {
    const char *name;
    double pan, zoom;
  } moves[] = {
    { "brush.earlier", -KEY_STEP, 1 },       { "brush.later", KEY_STEP, 1 },
    { "brush.page-earlier", -PAGE_STEP, 1 }, { "brush.page-later", PAGE_STEP, 1 },
    { "brush.narrower", 0, 1 / KEY_ZOOM },   { "brush.wider", 0, KEY_ZOOM },
    { "brush.first", -G_MAXINT16, 1 },       { "brush.last", G_MAXINT16, 1 },
  };
  EkChartBrush *self = EK_CHART_BRUSH (widget);

  if (self->navigation == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      EkChartRange range = ek_chart_navigation_get_range (self->navigation);

      if (!g_str_equal (moves[i].name, action_name))
        continue;
      if (moves[i].pan != 0)
        ek_chart_navigation_pan (self->navigation, moves[i].pan, EK_CHART_BEGINS);
      else
        ek_chart_navigation_zoom (self->navigation, range.from_ms + ek_chart_range_span (range) / 2, moves[i].zoom,
                                  EK_CHART_BEGINS);
    }
}

/* ---- Plumbing ---- */

static void
tell (EkChartBrush *self)
{
  EkChartRange range = ek_chart_navigation_get_range (self->navigation);
  EkChartRange limits = ek_chart_navigation_get_limits (self->navigation);
  double whole = (double) ek_chart_range_span (limits);
  double middle = (double) (range.from_ms - limits.from_ms) + (double) ek_chart_range_span (range) / 2;
  g_autofree char *from = ek_format_date (range.from_ms, 0), *to = ek_format_date (range.to_ms, 0);
  /* Translators: a period, from one day to another */
  g_autofree char *text = g_strdup_printf (_ ("%s to %s"), from, to);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  whole > 0 ? middle / whole : 0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
on_changed (EkChartBrush *self)
{
  tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ek_chart_brush_dispose (GObject *object)
{
  ek_chart_brush_set_chart (EK_CHART_BRUSH (object), NULL, NULL);
  G_OBJECT_CLASS (ek_chart_brush_parent_class)->dispose (object);
}

static void
ek_chart_brush_class_init (EkChartBrushClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const struct {
    guint key;
    GdkModifierType state;
    const char *action;
  } keys[] = {
    { GDK_KEY_Left, 0, "brush.earlier" },         { GDK_KEY_KP_Left, 0, "brush.earlier" },
    { GDK_KEY_Right, 0, "brush.later" },          { GDK_KEY_KP_Right, 0, "brush.later" },
    { GDK_KEY_Page_Up, 0, "brush.page-earlier" }, { GDK_KEY_Page_Down, 0, "brush.page-later" },
    { GDK_KEY_Home, 0, "brush.first" },           { GDK_KEY_End, 0, "brush.last" },
    { GDK_KEY_plus, 0, "brush.narrower" },        { GDK_KEY_plus, GDK_SHIFT_MASK, "brush.narrower" },
    { GDK_KEY_equal, 0, "brush.narrower" },       { GDK_KEY_KP_Add, 0, "brush.narrower" },
    { GDK_KEY_minus, 0, "brush.wider" },          { GDK_KEY_KP_Subtract, 0, "brush.wider" },
  };
  static const char *const moves[] = {
    "brush.earlier", "brush.later", "brush.page-earlier", "brush.page-later",
    "brush.first",   "brush.last",  "brush.narrower",     "brush.wider",
  };

  G_OBJECT_CLASS (klass)->dispose = ek_chart_brush_dispose;
  widget_class->snapshot = ek_chart_brush_snapshot;
  widget_class->measure = ek_chart_brush_measure;
  gtk_widget_class_set_css_name (widget_class, "chartbrush");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_install_action (widget_class, moves[i], NULL, move_action);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, keys[i].state, keys[i].action, NULL);
}

static void
ek_chart_brush_init (EkChartBrush *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Period shown"), -1);
}

/**
 * ek_chart_brush_set_chart:
 * @self: the strip
 * @chart: (nullable) (transfer none): the chart it stands below
 * @navigation: (nullable) (transfer none): what the chart shows; follows the hand
 */
void
ek_chart_brush_set_chart (EkChartBrush *self, EkChart *chart, EkChartNavigation *navigation)
{
  g_return_if_fail (EK_IS_CHART_BRUSH (self));

  if (self->navigation != NULL)
    g_signal_handlers_disconnect_by_data (self->navigation, self);
  g_clear_object (&self->navigation);
  g_clear_pointer (&self->chart, ek_chart_unref);
  self->dragging = FALSE;
  if (chart == NULL || navigation == NULL)
    return;
  self->chart = ek_chart_ref (chart);
  self->navigation = g_object_ref (navigation);
  g_signal_connect_swapped (navigation, "changed", G_CALLBACK (on_changed), self);
  on_changed (self);
}
