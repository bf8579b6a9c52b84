/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-line-layout.h"

/* A horizontal box asks each child how wide it must be for the height of the line. A label that wraps can only answer
 * by setting its text anew at one width after the other, a dozen times, and a long one takes several frames for that.
 * In a line that is as high as its text the answer changes nothing: here no child is asked. */

struct _EkLineLayout {
  GtkLayoutManager parent_instance;

  int spacing; /* px */
};

G_DEFINE_FINAL_TYPE (EkLineLayout, ek_line_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
ek_line_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

/* What each child that is shown asks for, at any height; and how much of the width all of them leave. */
static GArray *
measure_children (EkLineLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  GArray *sizes = g_array_new (FALSE, FALSE, sizeof (GtkRequestedSize));

  *minimum = *natural = 0;
  for (GtkWidget *child = next_shown (gtk_widget_get_first_child (widget)); child != NULL;
       child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      GtkRequestedSize size = { .data = child };
      int gap = sizes->len > 0 ? self->spacing : 0;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &size.minimum_size, &size.natural_size, NULL, NULL);
      *minimum += size.minimum_size + gap;
      *natural += size.natural_size + gap;
      g_array_append_val (sizes, size);
    }
  return sizes;
}

/* Afterwards the minimum is the width that the child gets. As in a box: first what is natural, then to those that want
 * all there is. */
static GArray *
share (EkLineLayout *self, GtkWidget *widget, int width)
{
  int minimum, natural, rest, n = 0;
  GArray *sizes = measure_children (self, widget, &minimum, &natural);
  GtkRequestedSize *size = (GtkRequestedSize *) sizes->data;

  rest = MAX (0, width - minimum);
  if (sizes->len > 0)
    rest = gtk_distribute_natural_allocation (rest, sizes->len, size);
  for (guint i = 0; i < sizes->len; i++)
    n += gtk_widget_compute_expand (size[i].data, GTK_ORIENTATION_HORIZONTAL);
  for (guint i = 0; i < sizes->len && n > 0; i++)
    if (gtk_widget_compute_expand (size[i].data, GTK_ORIENTATION_HORIZONTAL))
      {
        size[i].minimum_size += rest / n;
        rest -= rest / n--;
      }
  return sizes;
}

static void
ek_line_layout_measure (GtkLayoutManager *layout, GtkWidget *widget, GtkOrientation orientation, int for_size,
                        int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  g_autoptr (GArray) sizes = NULL;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      sizes = measure_children (EK_LINE_LAYOUT (layout), widget, minimum, natural);
      return;
    }
  sizes = share (EK_LINE_LAYOUT (layout), widget, for_size);
  *minimum = *natural = 0;
  for (guint i = 0; i < sizes->len; i++)
    {
      const GtkRequestedSize *size = &g_array_index (sizes, GtkRequestedSize, i);
      int least, usual;

      gtk_widget_measure (size->data, orientation, for_size >= 0 ? size->minimum_size : -1, &least, &usual, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, usual);
    }
}

static void
ek_line_layout_allocate (GtkLayoutManager *layout, GtkWidget *widget, int width, int height, int baseline)
{
  EkLineLayout *self = EK_LINE_LAYOUT (layout);
  g_autoptr (GArray) sizes = share (self, widget, width);
  GtkAllocation place = { 0, 0, 0, height };

  for (guint i = 0; i < sizes->len; i++)
    {
      const GtkRequestedSize *size = &g_array_index (sizes, GtkRequestedSize, i);
      GtkAllocation seen;

      place.width = size->minimum_size;
      seen = place;
      if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
        seen.x = width - place.x - place.width;
      gtk_widget_size_allocate (size->data, &seen, -1);
      place.x += place.width + self->spacing;
    }
}

static void
ek_line_layout_class_init (EkLineLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = ek_line_layout_get_request_mode;
  layout_class->measure = ek_line_layout_measure;
  layout_class->allocate = ek_line_layout_allocate;
}

static void
ek_line_layout_init (EkLineLayout *self)
{
}

/**
 * ek_line_layout_new:
 * @spacing: between the children, in px
 *
 * For a widget whose children stand side by side, such as a horizontal box, when some of them are labels that wrap. The
 * least width of such a label should be given in characters: without, it is set with one character a line to find out.
 *
 * Returns: (transfer full): a layout manager
 */
GtkLayoutManager *
ek_line_layout_new (int spacing)
{
  EkLineLayout *self = g_object_new (EK_TYPE_LINE_LAYOUT, NULL);

  self->spacing = spacing;
  return GTK_LAYOUT_MANAGER (self);
}
