/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-sparkline.h"

#define WIDTH 52
#define HEIGHT 20

/* As many of the latest values as can be told apart in so little room. */
#define MOST_VALUES 26

#define DOT 2.0

struct _EkSparkline {
  GtkWidget parent_instance;

  EkSeries *series; /* or NULL */
};

G_DEFINE_FINAL_TYPE (EkSparkline, ek_sparkline, GTK_TYPE_WIDGET)

typedef struct {
  const EkPoint *points;
  guint n;
  double low, high;
  double width, height;
} Line;

static void
place (const Line *line, guint index, double *x, double *y)
{
  gint64 from = line->points[0].at_ms, span = line->points[line->n - 1].at_ms - from;
  double room = line->high - line->low;

  *x = DOT + (line->width - 2 * DOT) * (span > 0 ? (double) (line->points[index].at_ms - from) / (double) span : 1);
  *y = room > 0 ? DOT + (line->height - 2 * DOT) * (line->high - line->points[index].value) / room : line->height / 2;
}

static void
paint (const Line *line, cairo_t *cr, const GdkRGBA *color)
{
  double x, y;

  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * 0.8);
  cairo_set_line_width (cr, 1.25);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < line->n; i++)
    {
      place (line, i, &x, &y);
      cairo_line_to (cr, x, y);
    }
  cairo_stroke (cr);
  place (line, line->n - 1, &x, &y);
  cairo_arc (cr, x, y, DOT, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
ek_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EkSparkline *self = EK_SPARKLINE (widget);
  Line line = { .width = gtk_widget_get_width (widget), .height = gtk_widget_get_height (widget) };
  guint length = self->series != NULL ? ek_series_length (self->series) : 0;
  graphene_rect_t bounds;
  GdkRGBA color;
  cairo_t *cr;

  if (length == 0)
    return;
  line.n = MIN (length, MOST_VALUES);
  line.points = ek_series_points (self->series) + (length - line.n);
  line.low = line.high = line.points[0].value;
  for (guint i = 1; i < line.n; i++)
    {
      line.low = MIN (line.low, line.points[i].value);
      line.high = MAX (line.high, line.points[i].value);
    }
  graphene_rect_init (&bounds, 0, 0, (float) line.width, (float) line.height);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  paint (&line, cr, &color);
  cairo_destroy (cr);
}

static void
ek_sparkline_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  *minimum_baseline = *natural_baseline = -1;
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
ek_sparkline_dispose (GObject *object)
{
  g_clear_pointer (&EK_SPARKLINE (object)->series, ek_series_unref);
  G_OBJECT_CLASS (ek_sparkline_parent_class)->dispose (object);
}

static void
ek_sparkline_class_init (EkSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_sparkline_dispose;
  widget_class->snapshot = ek_sparkline_snapshot;
  widget_class->measure = ek_sparkline_measure;
  gtk_widget_class_set_css_name (widget_class, "sparkline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ek_sparkline_init (EkSparkline *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

/**
 * ek_sparkline_set_series:
 * @self: a sparkline
 * @series: (nullable) (transfer none): what to draw
 */
void
ek_sparkline_set_series (EkSparkline *self, EkSeries *series)
{
  g_return_if_fail (EK_IS_SPARKLINE (self));

  if (series != NULL)
    ek_series_ref (series);
  g_clear_pointer (&self->series, ek_series_unref);
  self->series = series;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
