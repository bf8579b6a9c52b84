/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-steady-layout.h"

/* Whenever a line of text changes, the window asks everything in it how high it would be at widths that it never
 * gets, and each label that wraps is set anew for each of them. What scrolls can be any height, so it need not be
 * asked. */

struct _EkSteadyLayout {
  GtkLayoutManager parent_instance;

  int height; /* px */
};

G_DEFINE_FINAL_TYPE (EkSteadyLayout, ek_steady_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
ek_steady_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
ek_steady_layout_measure (GtkLayoutManager *layout, GtkWidget *widget, GtkOrientation orientation, int for_size,
                          int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? EK_STEADY_LAYOUT (layout)->height : 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL && child != NULL && gtk_widget_should_layout (child))
    gtk_widget_measure (child, orientation, -1, minimum, natural, NULL, NULL);
}

static void
ek_steady_layout_allocate (GtkLayoutManager *layout, GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (child != NULL && gtk_widget_should_layout (child))
    gtk_widget_allocate (child, width, height, -1, NULL);
}

static void
ek_steady_layout_class_init (EkSteadyLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = ek_steady_layout_get_request_mode;
  layout_class->measure = ek_steady_layout_measure;
  layout_class->allocate = ek_steady_layout_allocate;
}

static void
ek_steady_layout_init (EkSteadyLayout *self)
{
}

/**
 * ek_steady_layout_new:
 * @height: what it asks for, in px, whatever its child would like; the child must be able to scroll
 *
 * Returns: (transfer full): a layout for a widget with one child
 */
GtkLayoutManager *
ek_steady_layout_new (int height)
{
  EkSteadyLayout *self = g_object_new (EK_TYPE_STEADY_LAYOUT, NULL);

  self->height = height;
  return GTK_LAYOUT_MANAGER (self);
}
