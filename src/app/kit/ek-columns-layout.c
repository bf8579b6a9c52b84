/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-columns-layout.h"

#define MOST_COLUMNS 6
/* Height of a text of 11 points at 96 dots an inch, in pixels. */
#define USUAL_TEXT 14.7

struct _EkColumnsLayout {
  GtkLayoutManager parent_instance;

  int column_width; /* at least, in pixels at a text of usual size, before there is another column */
  int max_columns;
  int spacing;
};

G_DEFINE_FINAL_TYPE (EkColumnsLayout, ek_columns_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
widest_minimum (GtkWidget *widget)
{
  int widest = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int minimum;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      widest = MAX (widest, minimum);
    }
  return widest;
}

/* How much larger the text is than usual: columns fold by what they say, not by a number of pixels. */
static double
text_factor (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = font != NULL ? pango_font_description_get_size (font) / (double) PANGO_SCALE : 0;

  if (size <= 0)
    return 1;
  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (context) / 72;
  return MAX (1, size / USUAL_TEXT);
}

static int
columns_for (EkColumnsLayout *self, GtkWidget *widget, int width)
{
  int least = MAX ((int) (self->column_width * text_factor (widget)), widest_minimum (widget));

  return CLAMP ((width + self->spacing) / (least + self->spacing), 1, self->max_columns);
}

/* Places the children, or only measures: the height of the highest column. Each child has its place by its number,
 * whatever it holds and whether or not those before it are shown: what is looked for is where it was yesterday. */
static int
place (EkColumnsLayout *self, GtkWidget *widget, int width, gboolean allocate)
{
  int heights[MOST_COLUMNS] = { 0 };
  int n = columns_for (self, widget, width);
  int column_width = (width - (n - 1) * self->spacing) / n;
  int highest = 0, number = -1;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int height, column = ++number % n;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, column_width, NULL, &height, NULL, NULL);
      if (allocate)
        {
          GtkAllocation where = { column * (column_width + self->spacing), heights[column], column_width, height };

          if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
            where.x = width - where.x - column_width;
          gtk_widget_size_allocate (child, &where, -1);
        }
      heights[column] += height + self->spacing;
      highest = MAX (highest, heights[column] - self->spacing);
    }
  return highest;
}

static void
measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
         int *natural, int *minimum_baseline, int *natural_baseline)
{
  EkColumnsLayout *self = EK_COLUMNS_LAYOUT (manager);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = widest_minimum (widget);
      *natural = MAX (*minimum, self->max_columns * (self->column_width + self->spacing) - self->spacing);
      return;
    }
  *minimum = *natural = place (self, widget, for_size >= 0 ? for_size : self->column_width, FALSE);
}

static void
allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  place (EK_COLUMNS_LAYOUT (manager), widget, width, TRUE);
}

static void
ek_columns_layout_class_init (EkColumnsLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = get_request_mode;
  manager_class->measure = measure;
  manager_class->allocate = allocate;
}

static void
ek_columns_layout_init (EkColumnsLayout *self)
{
  self->column_width = 360;
  self->max_columns = 2;
  self->spacing = 12;
}

/**
 * ek_columns_layout_new:
 * @column_width: least width of a column in pixels
 * @max_columns: 1 to 6
 * @spacing: between children, in pixels
 *
 * Returns: (transfer full): a layout manager
 */
GtkLayoutManager *
ek_columns_layout_new (int column_width, int max_columns, int spacing)
{
  EkColumnsLayout *self = g_object_new (EK_TYPE_COLUMNS_LAYOUT, NULL);

  self->column_width = column_width;
  self->max_columns = CLAMP (max_columns, 1, MOST_COLUMNS);
  self->spacing = spacing;
  return GTK_LAYOUT_MANAGER (self);
}
