/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-slices.h"

/* A page of cards whose labels wrap takes several frames to be laid out at once. Made in slices it takes part of
 * one frame each time, and in between the program hears what the person does. While nobody looks nothing is made, as
 * whatever was made would have to be laid out at once when the page is shown. */

struct _EkSlices {
  GtkWidget *widget; /* owns this */
  EkSliceFunc fill;
  guint n_slices;
  guint next;      /* n_slices: all is made */
  guint tick;      /* 0: not at work */
  gboolean waited; /* a frame, for what is there already to be laid out */
  gulong map_handler;
};

static gboolean
make_next (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  EkSlices *self = user_data;

  if (self->waited && self->next < self->n_slices && gtk_widget_get_mapped (widget))
    self->fill (widget, self->next++);
  self->waited = TRUE;
  if (self->next < self->n_slices && gtk_widget_get_mapped (widget))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
work (EkSlices *self)
{
  if (self->next < self->n_slices && self->tick == 0 && gtk_widget_get_mapped (self->widget))
    {
      self->waited = FALSE;
      self->tick = gtk_widget_add_tick_callback (self->widget, make_next, self, NULL);
    }
}

/**
 * ek_slices_new:
 * @widget: what is filled in slices; it must free the result before it is gone
 * @n_slices: how many there are
 * @fill: makes one slice, complete
 *
 * Returns: (transfer full): nothing under way
 */
EkSlices *
ek_slices_new (GtkWidget *widget, guint n_slices, EkSliceFunc fill)
{
  EkSlices *self = g_new0 (EkSlices, 1);

  self->widget = widget;
  self->fill = fill;
  self->n_slices = self->next = n_slices;
  self->map_handler = g_signal_connect_data (widget, "map", G_CALLBACK (work), self, NULL,
                                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return self;
}

/**
 * ek_slices_free:
 * @self: (transfer full): slices
 *
 * Stops and frees.
 */
void
ek_slices_free (EkSlices *self)
{
  ek_slices_stop (self);
  g_clear_signal_handler (&self->map_handler, self->widget);
  g_free (self);
}

/**
 * ek_slices_start:
 * @self: slices
 *
 * Makes all slices from the first on, one a frame, and only while the widget is looked at. A widget outside of any
 * window has no frames: there all of them are made at once.
 */
void
ek_slices_start (EkSlices *self)
{
  self->next = 0;
  if (gtk_widget_get_root (self->widget) == NULL)
    while (self->next < self->n_slices)
      self->fill (self->widget, self->next++);
  work (self);
}

/**
 * ek_slices_stop:
 * @self: slices
 *
 * Makes none of those that are not made yet.
 */
void
ek_slices_stop (EkSlices *self)
{
  self->next = self->n_slices;
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (self->widget, self->tick);
  self->tick = 0;
}
