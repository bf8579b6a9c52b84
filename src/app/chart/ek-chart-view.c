/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-chart-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "ek-chart-gestures.h"
#include "ek-chart-walk.h"

#define LEAST_WIDTH 360
/* from here on names stand beside their plots */
#define NATURAL_WIDTH 600

/* So much of its natural height a chart can do with, rather than be scrolled away from its time axis. */

/* Painted above and below what is seen, so that a little scrolling needs no painting. */
#define PICTURE_MARGIN 120

/* What one press of a key does. */
#define KEY_ZOOM 1.5
#define KEY_PAN 0.1
#define PAGE_PAN 0.9

/* The part of the widget that a picture shows. */
typedef struct {
  int top, width, height, whole_height, scale;
  EkChartStyle style;
} Frame;

struct _EkChartView {
  GtkWidget parent_instance;

  EkChart *chart;                /* or NULL */
  EkChartNavigation *navigation; /* or NULL */
  GdkTexture *picture;           /* of the chart without its cursor; dropped when anything it depends on changes */
  Frame frame;                   /* of @picture */
  double text_factor;            /* on the size of text that the desktop asks for */
  int margin;                    /* painted around what is seen: while one moves through time, none */
  GtkAdjustment *scrolling;      /* of what the chart is scrolled in, while mapped; or NULL */
  gboolean has_cursor;
  gboolean by_pointer; /* the pointer put the cursor there, and takes it away when it leaves */
  EkChartHit cursor;
};

enum { VALUE_ACTIVATED, CURSOR_MOVED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EkChartView, ek_chart_view, GTK_TYPE_WIDGET)

/* ---- The picture ---- */

/**
 * ek_chart_style_now:
 *
 * Returns: the colours that the desktop asks for
 */
EkChartStyle
ek_chart_style_now (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  if (adw_style_manager_get_dark (manager))
    return EK_CHART_DARK;
  return adw_style_manager_get_high_contrast (manager) ? EK_CHART_PRINT : EK_CHART_LIGHT;
}

static double
current_text_scale (EkChartView *self)
{
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  return self->text_factor * (dpi > 0 ? dpi / (96.0 * 1024.0) : 1.0);
}

static void
drop_picture (EkChartView *self)
{
  g_clear_object (&self->picture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What can be seen of the widget, with @margin around it. */
static void
visible_part (EkChartView *self, int margin, int *top, int *height)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *around = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  int whole = gtk_widget_get_height (widget), bottom;
  graphene_rect_t bounds;

  *top = 0;
  *height = whole;
  if (around == NULL || !gtk_widget_compute_bounds (widget, around, &bounds))
    return;
  *top = CLAMP ((int) floorf (-bounds.origin.y) - margin, 0, whole);
  bottom = CLAMP ((int) ceilf (-bounds.origin.y) + gtk_widget_get_height (around) + margin, *top, whole);
  *height = bottom - *top;
}

static GdkTexture *
paint_picture (EkChartView *self)
{
  const Frame *frame = &self->frame;
  int width = frame->width * frame->scale, height = frame->height * frame->scale;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GBytes) bytes = NULL;

  cairo_scale (cr, frame->scale, frame->scale);
  cairo_translate (cr, 0, -frame->top);
  ek_chart_paint (self->chart, cr, frame->width, frame->whole_height, frame->style, NULL);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_destroy (surface);
      return NULL;
    }
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface),
                                      (gsize) height * cairo_image_surface_get_stride (surface),
                                      (GDestroyNotify) cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, cairo_image_surface_get_stride (surface));
}

/* Whether the picture can still be shown: nothing it depends on is another, and it holds all that is seen. */
static gboolean
picture_serves (EkChartView *self, const Frame *now)
{
  const Frame *frame = &self->frame;
  int top, height;

  visible_part (self, 0, &top, &height);
  return self->picture != NULL && frame->width == now->width && frame->whole_height == now->whole_height &&
    frame->scale == now->scale && frame->style == now->style && top >= frame->top &&
    top + height <= frame->top + frame->height;
}

static void
refresh_picture (EkChartView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  Frame now = { .width = gtk_widget_get_width (widget),
                .whole_height = gtk_widget_get_height (widget),
                .scale = gtk_widget_get_scale_factor (widget),
                .style = ek_chart_style_now () };

  if (picture_serves (self, &now))
    return;
  g_clear_object (&self->picture);
  visible_part (self, self->margin, &now.top, &now.height);
  self->frame = now;
  if (now.width > 0 && now.height > 0)
    self->picture = paint_picture (self);
}

static void
ek_chart_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EkChartView *self = EK_CHART_VIEW (widget);
  graphene_rect_t bounds;

  if (self->chart == NULL)
    return;
  refresh_picture (self);
  graphene_rect_init (&bounds, 0, (float) self->frame.top, (float) self->frame.width, (float) self->frame.height);
  if (self->picture != NULL)
    gtk_snapshot_append_texture (snapshot, self->picture, &bounds);
  if (self->has_cursor)
    {
      cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

      ek_chart_paint_cursor (self->chart, cr, self->frame.width, self->frame.whole_height, self->frame.style,
                             &self->cursor);
      cairo_destroy (cr);
    }
}

static GtkSizeRequestMode
ek_chart_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ek_chart_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  EkChartView *self = EK_CHART_VIEW (widget);
  int width = for_size < 0 ? LEAST_WIDTH : for_size;

  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = LEAST_WIDTH;
      *natural = NATURAL_WIDTH;
    }
  else
    {
      *natural = self->chart != NULL ? (int) ek_chart_get_natural_height (self->chart, width) + 1 : 0;
      *minimum = self->chart != NULL ? (int) ek_chart_get_least_height (self->chart, width) + 1 : 0;
    }
}

/* ---- The cursor ---- */

/* For those who do not see the chart: its name is what the cursor stands on, its description the whole. */
static void
tell (EkChartView *self)
{
  g_autofree char *value = NULL;

  if (self->has_cursor)
    value = ek_chart_layer_point_text (self->chart, self->cursor.panel, self->cursor.layer, self->cursor.index);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  value != NULL ? value : _ ("Trajectory chart"), -1);
}

static void
clear_cursor (EkChartView *self)
{
  if (!self->has_cursor)
    return;
  self->has_cursor = FALSE;
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
place_cursor (EkChartView *self, const EkChartHit *hit, gboolean by_pointer)
{
  gboolean same = self->has_cursor && self->cursor.panel == hit->panel && self->cursor.layer == hit->layer &&
    self->cursor.index == hit->index;

  self->by_pointer = by_pointer;
  if (same)
    return;
  self->cursor = *hit;
  self->has_cursor = TRUE;
  if (by_pointer)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "pointer");
  else
    tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (!by_pointer)
    g_signal_emit (self, signals[CURSOR_MOVED], 0);
}

static gboolean
locate (EkChartView *self, EkChartHit *hit)
{
  EkChartHit wanted = *hit;

  return ek_chart_walk_point (self->chart, &wanted) != NULL &&
    ek_chart_locate_layer (self->chart, gtk_widget_get_width (GTK_WIDGET (self)),
                           gtk_widget_get_height (GTK_WIDGET (self)), wanted.panel, wanted.layer, wanted.index, hit);
}

/* What is walked to is brought into sight, along time and up and down. */
static void
reveal_cursor (EkChartView *self)
{
  const EkPoint *point = ek_chart_walk_point (self->chart, &self->cursor);
  GtkWidget *around = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_VIEWPORT);
  double room = 90, value;
  graphene_point_t at;

  if (point != NULL && self->navigation != NULL)
    ek_chart_navigation_reveal (self->navigation, point->at_ms);
  if (around == NULL || self->scrolling == NULL || !self->has_cursor ||
      !gtk_widget_compute_point (GTK_WIDGET (self), around,
                                 &GRAPHENE_POINT_INIT ((float) self->cursor.x, (float) self->cursor.y), &at))
    return;
  room = MIN (room, gtk_widget_get_height (around) / 3.0);
  value = gtk_adjustment_get_value (self->scrolling);
  if (at.y < room)
    gtk_adjustment_set_value (self->scrolling, value + at.y - room);
  else if (at.y > gtk_widget_get_height (around) - room)
    gtk_adjustment_set_value (self->scrolling, value + at.y - gtk_widget_get_height (around) + room);
}

/**
 * ek_chart_view_set_cursor:
 * @self: the view
 * @panel: number of the panel
 * @layer: of a panel of several series; else 0
 * @index: of the value, in the order of time
 *
 * Points a value out and brings it into sight; one that is not there is ignored.
 */
void
ek_chart_view_set_cursor (EkChartView *self, guint panel, guint layer, guint index)
{
  EkChartHit hit = { .panel = panel, .layer = layer, .index = index };
  const EkPoint *point;

  if (self->chart == NULL || (point = ek_chart_walk_point (self->chart, &hit)) == NULL)
    return;
  if (self->navigation != NULL)
    ek_chart_navigation_reveal (self->navigation, point->at_ms);
  if (!locate (self, &hit))
    return;
  place_cursor (self, &hit, FALSE);
  reveal_cursor (self);
}

/**
 * ek_chart_view_get_cursor:
 * @self: the view
 * @hit: (out) (optional): the value, and where it lies
 *
 * Returns: whether a value is pointed out
 */
gboolean
ek_chart_view_get_cursor (EkChartView *self, EkChartHit *hit)
{
  if (self->has_cursor && hit != NULL)
    *hit = self->cursor;
  return self->has_cursor;
}

/* The first key puts the cursor on the newest value of the first series that has one. */
static void
walk_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  static const struct {
    const char *name;
    EkChartWalk step;
  } steps[] = {
    { "chart.previous-value", EK_CHART_WALK_PREVIOUS },    { "chart.next-value", EK_CHART_WALK_NEXT },
    { "chart.first-value", EK_CHART_WALK_FIRST },          { "chart.last-value", EK_CHART_WALK_LAST },
    { "chart.previous-score", EK_CHART_WALK_SCORE_ABOVE }, { "chart.next-score", EK_CHART_WALK_SCORE_BELOW },
  };
  EkChartView *self = EK_CHART_VIEW (widget);
  EkChartHit place = self->cursor;

  if (self->chart == NULL)
    return;
  if (!self->has_cursor)
    {
      if (ek_chart_walk_begin (self->chart, &place))
        ek_chart_view_set_cursor (self, place.panel, place.layer, place.index);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (g_str_equal (steps[i].name, action_name))
        ek_chart_walk (self->chart, steps[i].step, &place);
    }
  ek_chart_view_set_cursor (self, place.panel, place.layer, place.index);
}

static void
activate_value (EkChartView *self)
{
  g_signal_emit (self, signals[VALUE_ACTIVATED], 0, self->cursor.panel, self->cursor.layer, self->cursor.index);
}

static void
open_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  if (EK_CHART_VIEW (widget)->has_cursor)
    activate_value (EK_CHART_VIEW (widget));
}

static void
dismiss_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  clear_cursor (EK_CHART_VIEW (widget));
}

/* ---- Through time ---- */

/* Where the keys go in and out: at the cursor, if it is seen, else in the middle. */
static gint64
anchor (EkChartView *self)
{
  EkChartRange range = ek_chart_navigation_get_range (self->navigation);
  const EkPoint *point = self->has_cursor ? ek_chart_walk_point (self->chart, &self->cursor) : NULL;

  if (point != NULL && point->at_ms >= range.from_ms && point->at_ms <= range.to_ms)
    return point->at_ms;
  return range.from_ms + ek_chart_range_span (range) / 2;
}

static void
time_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  static const struct {
    const char *name;
    double pan, zoom;
  } moves[] = {
    { "chart.zoom-in", 0, 1 / KEY_ZOOM }, { "chart.zoom-out", 0, KEY_ZOOM },      { "chart.earlier", -KEY_PAN, 0 },
    { "chart.later", KEY_PAN, 0 },        { "chart.page-earlier", -PAGE_PAN, 0 }, { "chart.page-later", PAGE_PAN, 0 },
  };
  EkChartView *self = EK_CHART_VIEW (widget);

  if (self->chart == NULL || self->navigation == NULL)
    return;
  if (g_str_equal (action_name, "chart.zoom-all"))
    ek_chart_navigation_show_all (self->navigation);
  else if (g_str_equal (action_name, "chart.back"))
    ek_chart_navigation_go_back (self->navigation);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      if (!g_str_equal (moves[i].name, action_name))
        continue;
      if (moves[i].zoom > 0)
        ek_chart_navigation_zoom (self->navigation, anchor (self), moves[i].zoom, EK_CHART_BEGINS);
      else
        ek_chart_navigation_pan (self->navigation, moves[i].pan, EK_CHART_BEGINS);
    }
}

/* The chart follows the navigation; a cursor of the keys stays on its value as long as that is shown. */
static void
follow_navigation (EkChartView *self)
{
  EkChartRange range;

  if (self->chart == NULL || self->navigation == NULL)
    return;
  range = ek_chart_navigation_get_range (self->navigation);
  ek_chart_set_range (self->chart, range.from_ms, range.to_ms);
  if (self->has_cursor && (self->by_pointer || !locate (self, &self->cursor)))
    clear_cursor (self);
  self->margin = 0;
  drop_picture (self);
}

/* ---- The pointer ---- */

static void
on_motion (EkChartView *self, double x, double y)
{
  EkChartHit hit;

  if (self->chart == NULL)
    return;
  if (ek_chart_hit (self->chart, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)), x,
                    y, &hit))
    place_cursor (self, &hit, TRUE);
  else if (self->by_pointer)
    clear_cursor (self);
}

static void
on_leave (EkChartView *self)
{
  if (self->by_pointer)
    clear_cursor (self);
}

static void
on_released (EkChartView *self, int n_press, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  on_motion (self, x, y);
  if (self->has_cursor && self->by_pointer)
    activate_value (self);
}

/* ---- Plumbing ---- */

static void
on_text_scale (EkChartView *self)
{
  if (self->chart != NULL)
    ek_chart_set_text_scale (self->chart, current_text_scale (self));
  self->has_cursor = FALSE;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  drop_picture (self);
}

static void
ek_chart_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EkChartView *self = EK_CHART_VIEW (widget);

  /* The cursor is a value; where it lies depends on the size. */
  if (self->has_cursor && !locate (self, &self->cursor))
    self->has_cursor = FALSE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_POPOVER (child))
        gtk_popover_present (GTK_POPOVER (child));
    }
}

/* Scrolled to where the picture does not reach, it is painted again. */
static void
on_scrolled (EkChartView *self)
{
  self->margin = PICTURE_MARGIN;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ek_chart_view_map (GtkWidget *widget)
{
  EkChartView *self = EK_CHART_VIEW (widget);
  GtkWidget *around = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);

  GTK_WIDGET_CLASS (ek_chart_view_parent_class)->map (widget);
  if (around == NULL)
    return;
  self->scrolling = g_object_ref (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (around)));
  g_signal_connect_swapped (self->scrolling, "value-changed", G_CALLBACK (on_scrolled), self);
}

static void
ek_chart_view_unmap (GtkWidget *widget)
{
  EkChartView *self = EK_CHART_VIEW (widget);

  if (self->scrolling != NULL)
    g_signal_handlers_disconnect_by_data (self->scrolling, self);
  g_clear_object (&self->scrolling);
  GTK_WIDGET_CLASS (ek_chart_view_parent_class)->unmap (widget);
}

/* What is said of a value goes with the chart. */
static void
close_popovers (EkChartView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    {
      if (GTK_IS_POPOVER (child))
        gtk_popover_popdown (GTK_POPOVER (child));
      gtk_widget_unparent (child);
    }
}

static void
ek_chart_view_dispose (GObject *object)
{
  EkChartView *self = EK_CHART_VIEW (object);

  close_popovers (self);
  ek_chart_view_set_navigation (self, NULL);
  g_clear_object (&self->picture);
  g_clear_pointer (&self->chart, ek_chart_unref);
  G_OBJECT_CLASS (ek_chart_view_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct {
    guint key;
    GdkModifierType state;
    const char *action;
  } keys[] = {
    { GDK_KEY_Left, 0, "chart.previous-value" },
    { GDK_KEY_KP_Left, 0, "chart.previous-value" },
    { GDK_KEY_Right, 0, "chart.next-value" },
    { GDK_KEY_KP_Right, 0, "chart.next-value" },
    { GDK_KEY_Up, 0, "chart.previous-score" },
    { GDK_KEY_KP_Up, 0, "chart.previous-score" },
    { GDK_KEY_Down, 0, "chart.next-score" },
    { GDK_KEY_KP_Down, 0, "chart.next-score" },
    { GDK_KEY_Home, 0, "chart.first-value" },
    { GDK_KEY_KP_Home, 0, "chart.first-value" },
    { GDK_KEY_End, 0, "chart.last-value" },
    { GDK_KEY_KP_End, 0, "chart.last-value" },
    { GDK_KEY_Return, 0, "chart.open-value" },
    { GDK_KEY_KP_Enter, 0, "chart.open-value" },
    { GDK_KEY_Escape, 0, "chart.dismiss" },
    { GDK_KEY_plus, 0, "chart.zoom-in" },
    { GDK_KEY_plus, GDK_SHIFT_MASK, "chart.zoom-in" },
    { GDK_KEY_equal, 0, "chart.zoom-in" },
    { GDK_KEY_KP_Add, 0, "chart.zoom-in" },
    { GDK_KEY_minus, 0, "chart.zoom-out" },
    { GDK_KEY_KP_Subtract, 0, "chart.zoom-out" },
    { GDK_KEY_0, 0, "chart.zoom-all" },
    { GDK_KEY_KP_0, 0, "chart.zoom-all" },
    { GDK_KEY_BackSpace, 0, "chart.back" },
    { GDK_KEY_z, GDK_CONTROL_MASK, "chart.back" },
    { GDK_KEY_Left, GDK_SHIFT_MASK, "chart.earlier" },
    { GDK_KEY_Right, GDK_SHIFT_MASK, "chart.later" },
    { GDK_KEY_Page_Up, GDK_SHIFT_MASK, "chart.page-earlier" },
    { GDK_KEY_Page_Down, GDK_SHIFT_MASK, "chart.page-later" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, keys[i].state, keys[i].action, NULL);
}

static void
ek_chart_view_class_init (EkChartViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char *const walks[] = {
    "chart.previous-value", "chart.next-value",  "chart.previous-score",
    "chart.next-score",     "chart.first-value", "chart.last-value",
  };
  static const char *const times[] = {
    "chart.zoom-in", "chart.zoom-out", "chart.zoom-all",     "chart.back",
    "chart.earlier", "chart.later",    "chart.page-earlier", "chart.page-later",
  };

  G_OBJECT_CLASS (klass)->dispose = ek_chart_view_dispose;
  widget_class->snapshot = ek_chart_view_snapshot;
  widget_class->measure = ek_chart_view_measure;
  widget_class->get_request_mode = ek_chart_view_get_request_mode;
  widget_class->size_allocate = ek_chart_view_size_allocate;
  widget_class->map = ek_chart_view_map;
  widget_class->unmap = ek_chart_view_unmap;
  signals[VALUE_ACTIVATED] = g_signal_new ("value-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
  signals[CURSOR_MOVED] = g_signal_new ("cursor-moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  for (guint i = 0; i < G_N_ELEMENTS (walks); i++)
    gtk_widget_class_install_action (widget_class, walks[i], NULL, walk_action);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    gtk_widget_class_install_action (widget_class, times[i], NULL, time_action);
  gtk_widget_class_install_action (widget_class, "chart.open-value", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "chart.dismiss", NULL, dismiss_action);
  add_keys (widget_class);
}

static void
ek_chart_view_init (EkChartView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->text_factor = 1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  ek_chart_gestures_attach (GTK_WIDGET (self), &self->chart, &self->navigation);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (drop_picture), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (drop_picture), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-xft-dpi",
                           G_CALLBACK (on_text_scale), self, G_CONNECT_SWAPPED);
  tell (self);
}

/**
 * ek_chart_view_set_chart:
 * @self: the view
 * @chart: (nullable) (transfer none): what to show; nobody else may change it meanwhile
 */
void
ek_chart_view_set_chart (EkChartView *self, EkChart *chart)
{
  g_autofree char *description = NULL;

  g_return_if_fail (EK_IS_CHART_VIEW (self));

  clear_cursor (self);
  close_popovers (self);
  if (chart != NULL)
    ek_chart_ref (chart);
  g_clear_pointer (&self->chart, ek_chart_unref);
  self->chart = chart;
  if (chart != NULL)
    {
      ek_chart_set_text_scale (chart, current_text_scale (self));
      description = ek_chart_describe (chart, pango_language_to_string (gtk_get_default_language ()));
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description != NULL ? description : "", -1);
  tell (self);
  follow_navigation (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  drop_picture (self);
}

/**
 * ek_chart_view_get_chart:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what is shown
 */
EkChart *
ek_chart_view_get_chart (EkChartView *self)
{
  return self->chart;
}

/**
 * ek_chart_view_set_text_factor:
 * @self: the view
 * @factor: 0.5 to 3, on the size of text that the desktop asks for
 *
 * For those who stand further away, or see the chart on a screen that is shared.
 */
void
ek_chart_view_set_text_factor (EkChartView *self, double factor)
{
  g_return_if_fail (EK_IS_CHART_VIEW (self) && factor >= 0.5 && factor <= 3);

  self->text_factor = factor;
  on_text_scale (self);
}

/**
 * ek_chart_view_set_navigation:
 * @self: the view
 * @navigation: (nullable) (transfer none): what the view shows of time, and what its keys and gestures move; %NULL: the
 *   chart is shown as it is
 */
void
ek_chart_view_set_navigation (EkChartView *self, EkChartNavigation *navigation)
{
  g_return_if_fail (EK_IS_CHART_VIEW (self));

  if (navigation == self->navigation)
    return;
  if (self->navigation != NULL)
    g_signal_handlers_disconnect_by_data (self->navigation, self);
  g_set_object (&self->navigation, navigation);
  if (navigation != NULL)
    g_signal_connect_swapped (navigation, "changed", G_CALLBACK (follow_navigation), self);
  follow_navigation (self);
}

/**
 * ek_chart_view_get_navigation:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what moves it through time
 */
EkChartNavigation *
ek_chart_view_get_navigation (EkChartView *self)
{
  return self->navigation;
}
