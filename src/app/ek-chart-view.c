/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-chart-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define LEAST_WIDTH 360

struct _EkChartView {
  GtkWidget       parent_instance;

  EkChart        *chart;           /* or NULL */
  GdkTexture     *picture;         /* of the chart without its cursor; dropped when anything it depends on changes */
  int             picture_width;
  int             picture_height;
  int             picture_scale;
  EkChartStyle    picture_style;
  gboolean        has_cursor;
  gboolean        by_pointer;      /* the pointer put the cursor there, and takes it away when it leaves */
  EkChartHit      cursor;
};

enum { VALUE_ACTIVATED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EkChartView, ek_chart_view, GTK_TYPE_WIDGET)

/* ---- The picture ---- */

static EkChartStyle
current_style (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  if (adw_style_manager_get_dark (manager))
    return EK_CHART_DARK;
  return adw_style_manager_get_high_contrast (manager) ? EK_CHART_PRINT : EK_CHART_LIGHT;
}

static double
current_text_scale (GtkWidget *widget)
{
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? dpi / (96.0 * 1024.0) : 1.0;
}

static void
drop_picture (EkChartView *self)
{
  g_clear_object (&self->picture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static GdkTexture *
paint_picture (EkChartView *self)
{
  int scale = self->picture_scale, width = self->picture_width * scale, height = self->picture_height * scale;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  g_autoptr(GBytes) bytes = NULL;

  cairo_scale (cr, scale, scale);
  ek_chart_paint (self->chart, cr, self->picture_width, self->picture_height, self->picture_style, NULL);
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

static void
refresh_picture (EkChartView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int scale = gtk_widget_get_scale_factor (widget);
  EkChartStyle style = current_style ();

  if (self->picture != NULL && self->picture_width == width && self->picture_height == height
      && self->picture_scale == scale && self->picture_style == style)
    return;
  g_clear_object (&self->picture);
  self->picture_width = width;
  self->picture_height = height;
  self->picture_scale = scale;
  self->picture_style = style;
  if (width > 0 && height > 0)
    self->picture = paint_picture (self);
}

static void
ek_chart_view_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  EkChartView *self = EK_CHART_VIEW (widget);
  graphene_rect_t bounds;

  if (self->chart == NULL)
    return;
  refresh_picture (self);
  graphene_rect_init (&bounds, 0, 0, (float) self->picture_width, (float) self->picture_height);
  if (self->picture != NULL)
    gtk_snapshot_append_texture (snapshot, self->picture, &bounds);
  if (self->has_cursor)
    {
      cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

      ek_chart_paint_cursor (self->chart, cr, self->picture_width, self->picture_height, self->picture_style,
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
ek_chart_view_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  EkChartView *self = EK_CHART_VIEW (widget);
  int width = for_size < 0 ? LEAST_WIDTH : for_size;

  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = LEAST_WIDTH;
      *natural = 2 * LEAST_WIDTH;
    }
  else
    *minimum = *natural = self->chart != NULL ? (int) ek_chart_get_natural_height (self->chart, width) + 1 : 0;
}

/* ---- The cursor ---- */

/* For those who do not see the chart: its name is what the cursor stands on, its description the whole. */
static void
tell (EkChartView *self)
{
  g_autofree char *value = NULL;

  if (self->has_cursor)
    value = ek_chart_point_text (self->chart, self->cursor.panel, self->cursor.index);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  value != NULL ? value : _("Trajectory chart"), -1);
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
place_cursor (EkChartView      *self,
              const EkChartHit *hit,
              gboolean          by_pointer)
{
  gboolean same = self->has_cursor && self->cursor.panel == hit->panel && self->cursor.index == hit->index;

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
}

/**
 * ek_chart_view_set_cursor:
 * @self: the view
 * @panel: number of the panel
 * @index: of the value, in the order of time
 *
 * Points a value out; one that is not there is ignored.
 */
void
ek_chart_view_set_cursor (EkChartView *self,
                          guint        panel,
                          guint        index)
{
  EkChartHit hit;

  if (self->chart != NULL && ek_chart_locate (self->chart, gtk_widget_get_width (GTK_WIDGET (self)),
                                              gtk_widget_get_height (GTK_WIDGET (self)), panel, index, &hit))
    place_cursor (self, &hit, FALSE);
}

/**
 * ek_chart_view_get_cursor:
 * @self: the view
 * @panel: (out): number of the panel
 * @index: (out): of the value
 *
 * Returns: whether a value is pointed out
 */
gboolean
ek_chart_view_get_cursor (EkChartView *self,
                          guint       *panel,
                          guint       *index)
{
  if (!self->has_cursor)
    return FALSE;
  *panel = self->cursor.panel;
  *index = self->cursor.index;
  return TRUE;
}

static guint
length_of (EkChartView *self,
           guint        panel)
{
  return ek_series_length (ek_chart_get_series (self->chart, panel));
}

/* The next panel that has a value, in either direction; the same one when there is none. */
static guint
neighbour_panel (EkChartView *self,
                 int          step)
{
  guint n = ek_chart_get_n_panels (self->chart);

  for (int panel = (int) self->cursor.panel + step; panel >= 0 && panel < (int) n; panel += step)
    {
      if (length_of (self, (guint) panel) > 0)
        return (guint) panel;
    }
  return self->cursor.panel;
}

/* The value of @panel nearest in time to the one the cursor is on. */
static guint
nearest_index (EkChartView *self,
               guint        panel)
{
  gint64 at = ek_series_points (ek_chart_get_series (self->chart, self->cursor.panel))[self->cursor.index].at_ms;
  const EkPoint *points = ek_series_points (ek_chart_get_series (self->chart, panel));
  guint best = 0;

  for (guint i = 1; i < length_of (self, panel); i++)
    {
      if (ABS (points[i].at_ms - at) <= ABS (points[best].at_ms - at))
        best = i;
    }
  return best;
}

/* The first key puts the cursor on the newest value of the first panel that has one. */
static gboolean
begin_cursor (EkChartView *self)
{
  for (guint panel = 0; panel < ek_chart_get_n_panels (self->chart); panel++)
    {
      if (length_of (self, panel) > 0)
        {
          ek_chart_view_set_cursor (self, panel, length_of (self, panel) - 1);
          return TRUE;
        }
    }
  return FALSE;
}

static void
move_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  EkChartView *self = EK_CHART_VIEW (widget);
  guint panel, index, last;

  if (self->chart == NULL)
    return;
  if (!self->has_cursor)
    {
      begin_cursor (self);
      return;
    }
  panel = self->cursor.panel;
  index = self->cursor.index;
  last = length_of (self, panel) - 1;
  if (g_str_equal (action_name, "chart.previous-value"))
    index = index > 0 ? index - 1 : 0;
  else if (g_str_equal (action_name, "chart.next-value"))
    index = MIN (index + 1, last);
  else if (g_str_equal (action_name, "chart.first-value"))
    index = 0;
  else if (g_str_equal (action_name, "chart.last-value"))
    index = last;
  else
    {
      panel = neighbour_panel (self, g_str_equal (action_name, "chart.next-score") ? 1 : -1);
      if (panel != self->cursor.panel)
        index = nearest_index (self, panel);
    }
  ek_chart_view_set_cursor (self, panel, index);
}

static void
open_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  EkChartView *self = EK_CHART_VIEW (widget);

  if (self->has_cursor)
    g_signal_emit (self, signals[VALUE_ACTIVATED], 0, self->cursor.panel, self->cursor.index);
}

static void
dismiss_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  clear_cursor (EK_CHART_VIEW (widget));
}

/* ---- The pointer ---- */

static void
on_motion (EkChartView *self,
           double       x,
           double       y)
{
  EkChartHit hit;

  if (self->chart == NULL)
    return;
  if (ek_chart_hit (self->chart, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)),
                    x, y, &hit))
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
on_released (EkChartView *self,
             int          n_press,
             double       x,
             double       y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  on_motion (self, x, y);
  if (self->has_cursor && self->by_pointer)
    g_signal_emit (self, signals[VALUE_ACTIVATED], 0, self->cursor.panel, self->cursor.index);
}

/* ---- Plumbing ---- */

static void
on_text_scale (EkChartView *self)
{
  if (self->chart != NULL)
    ek_chart_set_text_scale (self->chart, current_text_scale (GTK_WIDGET (self)));
  self->has_cursor = FALSE;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  drop_picture (self);
}

static void
ek_chart_view_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  EkChartView *self = EK_CHART_VIEW (widget);

  /* The cursor is a value; where it lies depends on the size. */
  if (self->has_cursor
      && !ek_chart_locate (self->chart, width, height, self->cursor.panel, self->cursor.index, &self->cursor))
    self->has_cursor = FALSE;
}

static void
ek_chart_view_dispose (GObject *object)
{
  EkChartView *self = EK_CHART_VIEW (object);

  g_clear_object (&self->picture);
  g_clear_pointer (&self->chart, ek_chart_unref);
  G_OBJECT_CLASS (ek_chart_view_parent_class)->dispose (object);
}

static void
ek_chart_view_class_init (EkChartViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const struct { guint key; const char *action; } keys[] = {
    { GDK_KEY_Left, "chart.previous-value" }, { GDK_KEY_KP_Left, "chart.previous-value" },
    { GDK_KEY_Right, "chart.next-value" }, { GDK_KEY_KP_Right, "chart.next-value" },
    { GDK_KEY_Up, "chart.previous-score" }, { GDK_KEY_KP_Up, "chart.previous-score" },
    { GDK_KEY_Down, "chart.next-score" }, { GDK_KEY_KP_Down, "chart.next-score" },
    { GDK_KEY_Home, "chart.first-value" }, { GDK_KEY_KP_Home, "chart.first-value" },
    { GDK_KEY_End, "chart.last-value" }, { GDK_KEY_KP_End, "chart.last-value" },
    { GDK_KEY_Return, "chart.open-value" }, { GDK_KEY_KP_Enter, "chart.open-value" },
    { GDK_KEY_Escape, "chart.dismiss" },
  };
  static const char *const moves[] = {
    "chart.previous-value", "chart.next-value", "chart.previous-score", "chart.next-score", "chart.first-value",
    "chart.last-value",
  };

  G_OBJECT_CLASS (klass)->dispose = ek_chart_view_dispose;
  widget_class->snapshot = ek_chart_view_snapshot;
  widget_class->measure = ek_chart_view_measure;
  widget_class->get_request_mode = ek_chart_view_get_request_mode;
  widget_class->size_allocate = ek_chart_view_size_allocate;
  signals[VALUE_ACTIVATED] = g_signal_new ("value-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_install_action (widget_class, moves[i], NULL, move_action);
  gtk_widget_class_install_action (widget_class, "chart.open-value", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "chart.dismiss", NULL, dismiss_action);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, 0, keys[i].action, NULL);
}

static void
ek_chart_view_init (EkChartView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (drop_picture), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (drop_picture), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-xft-dpi",
                           G_CALLBACK (on_text_scale),
                           self, G_CONNECT_SWAPPED);
  tell (self);
}

/**
 * ek_chart_view_set_chart:
 * @self: the view
 * @chart: (nullable) (transfer none): what to show; nobody else may change it meanwhile
 */
void
ek_chart_view_set_chart (EkChartView *self,
                         EkChart     *chart)
{
  g_autofree char *description = NULL;

  g_return_if_fail (EK_IS_CHART_VIEW (self));

  g_clear_pointer (&self->chart, ek_chart_unref);
  self->chart = chart != NULL ? ek_chart_ref (chart) : NULL;
  self->has_cursor = FALSE;
  if (chart != NULL)
    {
      ek_chart_set_text_scale (chart, current_text_scale (GTK_WIDGET (self)));
      description = ek_chart_describe (chart, pango_language_to_string (gtk_get_default_language ()));
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description != NULL ? description : "", -1);
  tell (self);
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
 * ek_chart_view_redraw:
 * @self: the view
 *
 * To be called after the chart itself was changed, for example its range.
 */
void
ek_chart_view_redraw (EkChartView *self)
{
  clear_cursor (self);
  drop_picture (self);
}
