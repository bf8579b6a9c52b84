/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "ek-chart-brush.h"
#include "ek-chart-view.h"
#include "ek-time.h"

/* What a whole frame of the toolkit takes, from the first of its phases to the last, while one pans and zooms in the
 * chart and its strip, as the trajectory page has them: eight courses of ten years of daily values, and one of a
 * million values. Beside it, in the same window of the same run, a picture of the same size that is merely another one
 * in each frame. Times are those of the main thread, so that what else the machine does is left out. */

#define WIDTH 860
#define HEIGHT 640
#define DAYS 3652
#define MILLION 1000000
#define FRAMES 180
#define WARM_UP 20

typedef enum { FLOOR, OPEN, PAN, ZOOM, CURSOR, N_MOVES } Move;

static const char *const moves[N_MOVES] = {
  "another picture each frame", "opened anew", "pan", "zoom", "cursor from value to value",
};

typedef struct {
  const char *name;
  EkSeries *series[8];
  guint n;
} Case;

typedef struct {
  GtkWindow *window;
  Case *given;
  EkChartView *view;
  EkChartBrush *brush;
  EkChartNavigation *navigation;
  GtkWidget *picture;
  GMainLoop *loop;
  Move move;
  guint frame;
  gint64 begun;
  double costs[FRAMES]; /* ms */
} Bench;

static gint64
thread_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static EkSeries *
make_series (guint line, guint n, gint64 step_ms)
{
  EkSeries *series = ek_series_new ("line", "Sleep", "h");
  g_autoptr (GRand) rand = g_rand_new_with_seed (line + 1);

  for (guint i = 0; i < n; i++)
    ek_series_add (series, i * step_ms, 7 + sin (i * 60.0 / n + line) + g_rand_double_range (rand, -1.5, 1.5), 0, i);
  ek_series_prepare (series);
  return series;
}

static void
fill (Case *given, guint n_values)
{
  for (guint i = 0; i < given->n; i++)
    given->series[i] = make_series (i, n_values, DAYS * EK_DAY_MS / n_values);
}

static EkChart *
make_chart (const Case *given)
{
  EkChart *chart = ek_chart_new ();

  for (guint i = 0; i < given->n; i++)
    ek_chart_add_panel (chart, given->series[i], 0, 14, FALSE);
  return chart;
}

static void
set_chart (Bench *self)
{
  g_autoptr (EkChart) chart = make_chart (self->given);
  EkChartRange limits;

  ek_chart_view_set_chart (self->view, chart);
  ek_chart_brush_set_chart (self->brush, chart, self->navigation);
  ek_chart_get_extent (chart, &limits.from_ms, &limits.to_ms);
  ek_chart_navigation_set_limits (self->navigation, limits);
}

/* ---- The floor ---- */

static GdkTexture *
make_texture (guint frame)
{
  gsize size = (gsize) WIDTH * HEIGHT * 4;
  guint8 *pixels = g_malloc (size);
  g_autoptr (GBytes) bytes = NULL;

  memset (pixels, (int) (frame % 200) + 20, size);
  bytes = g_bytes_new_take (pixels, size);
  return gdk_memory_texture_new (WIDTH, HEIGHT, GDK_MEMORY_DEFAULT, bytes, WIDTH * 4);
}

/* ---- Frames ---- */

static void
move_on (Bench *self)
{
  EkChartRange limits = ek_chart_navigation_get_limits (self->navigation);
  gint64 whole = ek_chart_range_span (limits), middle = limits.from_ms + whole / 2;
  double turn = sin (self->frame * G_PI / 60);

  switch (self->move)
    {
    case FLOOR:
      {
        g_autoptr (GdkTexture) texture = make_texture (self->frame);

        gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
        break;
      }
    case OPEN:
      set_chart (self);
      break;
    case PAN:
      ek_chart_navigation_set_range (self->navigation,
                                     (EkChartRange){ middle + (gint64) (whole / 5 * turn) - whole / 8,
                                                     middle + (gint64) (whole / 5 * turn) + whole / 8 },
                                     EK_CHART_GOES_ON);
      break;
    case ZOOM:
      {
        gint64 half = (gint64) ((double) whole / 2 * pow (0.02, (turn + 1) / 2));

        ek_chart_navigation_set_range (self->navigation, (EkChartRange){ middle - half, middle + half },
                                       EK_CHART_GOES_ON);
        break;
      }
    case CURSOR:
    default:
      gtk_widget_activate_action (GTK_WIDGET (self->view), "chart.previous-value", NULL);
      break;
    }
}

static void
on_before (Bench *self)
{
  self->begun = thread_us ();
  move_on (self);
}

static void
on_after (Bench *self)
{
  if (self->begun == 0)
    return;
  if (self->frame >= WARM_UP)
    self->costs[self->frame - WARM_UP] = (double) (thread_us () - self->begun) / 1000;
  if (++self->frame == FRAMES + WARM_UP)
    g_main_loop_quit (self->loop);
}

static int
compare (const void *a, const void *b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

static double
measure (Bench *self, Move move, const char *name, double floor)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->window));
  gulong before = g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (on_before), self);
  gulong after = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_after), self);
  double median;

  self->move = move;
  self->frame = 0;
  self->begun = 0;
  gdk_frame_clock_begin_updating (clock);
  g_main_loop_run (self->loop);
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
  qsort (self->costs, FRAMES, sizeof *self->costs, compare);
  median = self->costs[FRAMES / 2];
  g_print ("%-34s %-28s median %6.2f  95 %% %6.2f  worst %6.2f ms", name, moves[move], median,
           self->costs[FRAMES * 95 / 100], self->costs[FRAMES - 1]);
  if (floor > 0)
    g_print ("  %.1f × floor", median / floor);
  g_print ("\n");
  return median;
}

static void
show (Bench *self, GtkWidget *box, Case *given, double floor)
{
  self->given = given;
  set_chart (self);
  gtk_window_set_child (self->window, box);
  for (Move move = OPEN; move < N_MOVES; move++)
    {
      ek_chart_navigation_forget (self->navigation);
      measure (self, move, given->name, floor);
    }
}

static GtkWidget *
make_box (Bench *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *scroll = gtk_scrolled_window_new ();

  self->view = g_object_new (EK_TYPE_CHART_VIEW, NULL);
  self->brush = g_object_new (EK_TYPE_CHART_BRUSH, NULL);
  ek_chart_view_set_navigation (self->view, self->navigation);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroll, TRUE);
  gtk_box_append (GTK_BOX (box), scroll);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->brush));
  return g_object_ref_sink (box);
}

int
main (int argc, char *argv[])
{
  Bench self = { 0 };
  g_autoptr (GtkWidget) box = NULL;
  Case years = { .name = "8 courses of 10 years, daily", .n = 8 };
  Case million = { .name = "a course of a million values", .n = 1 };
  double floor;

  if (!gtk_init_check ())
    {
      g_print ("no display\n");
      return 77;
    }
  adw_init ();
  fill (&years, DAYS);
  fill (&million, MILLION);
  self.loop = g_main_loop_new (NULL, FALSE);
  self.navigation = ek_chart_navigation_new ();
  self.window = GTK_WINDOW (gtk_window_new ());
  self.picture = gtk_picture_new ();
  box = make_box (&self);
  gtk_window_set_default_size (self.window, WIDTH, HEIGHT);
  gtk_window_set_child (self.window, self.picture);
  gtk_window_present (self.window);
  g_print ("a frame at 60 a second has 16.67 ms\n");
  floor = measure (&self, FLOOR, "floor", 0);
  show (&self, box, &years, floor);
  show (&self, box, &million, floor);
  gtk_window_destroy (self.window);
  g_object_unref (self.navigation);
  g_main_loop_unref (self.loop);
  for (guint i = 0; i < years.n; i++)
    ek_series_unref (years.series[i]);
  ek_series_unref (million.series[0]);
  return 0;
}
