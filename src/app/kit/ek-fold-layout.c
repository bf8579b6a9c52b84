/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fold-layout.h"

/* How much of the width the second child may take beside the first. */
#define MOST_BESIDE 0.4

struct _EkFoldLayout {
  GtkLayoutManager parent_instance;

  int spacing; /* px, between the two either way */
  int indent;  /* px, of the second one below the first */
};

G_DEFINE_FINAL_TYPE (EkFoldLayout, ek_fold_layout, GTK_TYPE_LAYOUT_MANAGER)

typedef struct {
  GtkWidget *first, *second;
  int least[2], usual[2]; /* widths */
} Two;

static void
look (GtkWidget *widget, Two *two)
{
  two->first = gtk_widget_get_first_child (widget);
  two->second = gtk_widget_get_next_sibling (two->first);
  gtk_widget_measure (two->first, GTK_ORIENTATION_HORIZONTAL, -1, &two->least[0], &two->usual[0], NULL, NULL);
  gtk_widget_measure (two->second, GTK_ORIENTATION_HORIZONTAL, -1, &two->least[1], &two->usual[1], NULL, NULL);
}

static gboolean
fits_beside (EkFoldLayout *self, const Two *two, int width)
{
  return two->usual[1] <= width * MOST_BESIDE && width - two->usual[1] - self->spacing >= two->least[0];
}

static int
height_of (GtkWidget *child, int width)
{
  int least, usual;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &least, &usual, NULL, NULL);
  return usual;
}

/* The width of the second one where it stands below. */
static int
width_below (EkFoldLayout *self, const Two *two, int width)
{
  return CLAMP (width - self->indent, two->least[1], two->usual[1]);
}

static GtkSizeRequestMode
ek_fold_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ek_fold_layout_measure (GtkLayoutManager *layout, GtkWidget *widget, GtkOrientation orientation, int for_size,
                        int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  EkFoldLayout *self = EK_FOLD_LAYOUT (layout);
  Two two;
  int width;

  look (widget, &two);
  width = for_size >= 0 ? for_size : two.usual[0] + self->spacing + two.usual[1];
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (two.least[0], two.least[1] + self->indent);
      *natural = MAX (*minimum, two.usual[0] + self->spacing + two.usual[1]);
    }
  else if (fits_beside (self, &two, width))
    *minimum = *natural = MAX (height_of (two.first, width - two.usual[1] - self->spacing),
                               height_of (two.second, two.usual[1]));
  else
    *minimum = *natural = height_of (two.first, width) + self->spacing +
      height_of (two.second, width_below (self, &two, width));
}

static void
place (GtkWidget *widget, GtkWidget *child, GtkAllocation where, int width)
{
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    where.x = width - where.x - where.width;
  gtk_widget_size_allocate (child, &where, -1);
}

static void
ek_fold_layout_allocate (GtkLayoutManager *layout, GtkWidget *widget, int width, int height, int baseline)
{
  EkFoldLayout *self = EK_FOLD_LAYOUT (layout);
  Two two;
  int rest, below;

  look (widget, &two);
  if (fits_beside (self, &two, width))
    {
      rest = width - two.usual[1] - self->spacing;
      place (widget, two.first, (GtkAllocation){ 0, 0, rest, height }, width);
      place (widget, two.second, (GtkAllocation){ rest + self->spacing, 0, two.usual[1], height }, width);
      return;
    }
  below = width_below (self, &two, width);
  rest = height - height_of (two.second, below) - self->spacing;
  place (widget, two.first, (GtkAllocation){ 0, 0, width, rest }, width);
  place (widget, two.second,
         (GtkAllocation){ self->indent, rest + self->spacing, below, height - rest - self->spacing }, width);
}

static void
ek_fold_layout_class_init (EkFoldLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = ek_fold_layout_get_request_mode;
  layout_class->measure = ek_fold_layout_measure;
  layout_class->allocate = ek_fold_layout_allocate;
}

static void
ek_fold_layout_init (EkFoldLayout *self)
{
}

/**
 * ek_fold_layout_new:
 * @spacing: between the two, in px
 * @indent: how far the second stands from the edge where it is below, in px
 *
 * For a widget with two children that are always shown.
 *
 * Returns: (transfer full): a layout manager
 */
GtkLayoutManager *
ek_fold_layout_new (int spacing, int indent)
{
  EkFoldLayout *self = g_object_new (EK_TYPE_FOLD_LAYOUT, NULL);

  self->spacing = spacing;
  self->indent = indent;
  return GTK_LAYOUT_MANAGER (self);
}
