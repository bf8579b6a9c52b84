/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text and buttons side by side: who gets which place, and that a text is not set again and again to find out. */

#include "app-fixture.h"
#include "ek-card.h"
#include "ek-line-layout.h"
#include "ek-table-columns.h"

#include <adwaita.h>

#define SPACING 10
#define LONG                                                                                                  \
  "Somebody has to ask today, with this person in front of them, and to write down what was answered to it. " \
  "今天须有人当面询问，并记录回答。"

static GtkWidget *
new_line (GtkWidget **icon, GtkWidget **label, GtkWidget **button)
{
  GtkWidget *line = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));

  *icon = gtk_image_new ();
  *label = gtk_label_new (LONG);
  *button = gtk_button_new_with_label ("Act");
  gtk_widget_set_layout_manager (line, ek_line_layout_new (SPACING));
  gtk_widget_set_size_request (*icon, 20, 20);
  gtk_label_set_wrap (GTK_LABEL (*label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (*label), 9);
  gtk_widget_set_hexpand (*label, TRUE);
  gtk_widget_set_valign (*button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), *icon);
  gtk_box_append (GTK_BOX (line), *label);
  gtk_box_append (GTK_BOX (line), *button);
  return line;
}

static void
allocate (GtkWidget *line, int width)
{
  GtkAllocation whole = { 0, 0, width, 0 };

  gtk_widget_measure (line, GTK_ORIENTATION_VERTICAL, width, NULL, &whole.height, NULL, NULL);
  gtk_widget_size_allocate (line, &whole, -1);
}

static GtkAllocation
place_of (GtkWidget *widget)
{
  GtkAllocation place;

  gtk_widget_get_allocation (widget, &place);
  return place;
}

/* The text gets what the others leave, and the line is as high as the text needs there. */
static void
test_shares (void)
{
  GtkWidget *icon, *label, *button;
  GtkWidget *line = new_line (&icon, &label, &button);
  int least;

  gtk_widget_measure (line, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  for (int width = least; width < 1500; width += 150)
    {
      GtkAllocation text, act;
      int needed;

      allocate (line, width);
      text = place_of (label);
      act = place_of (button);
      g_assert_cmpint (place_of (icon).x, ==, 0);
      g_assert_cmpint (text.x, ==, place_of (icon).width + SPACING);
      g_assert_cmpint (act.x, ==, text.x + text.width + SPACING);
      g_assert_cmpint (act.x + act.width, ==, width);
      gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, text.width, &needed, NULL, NULL, NULL);
      g_assert_cmpint (text.height, >=, needed);
    }
  g_assert_cmpint (gtk_widget_get_height (line), <, 3 * place_of (button).height);
  g_object_unref (line);
}

static void
test_mirrored (void)
{
  GtkWidget *icon, *label, *button;
  GtkWidget *line = new_line (&icon, &label, &button);

  gtk_widget_set_direction (line, GTK_TEXT_DIR_RTL);
  allocate (line, 600);
  g_assert_cmpint (place_of (icon).x + place_of (icon).width, ==, 600);
  g_assert_cmpint (place_of (button).x, ==, 0);
  g_assert_cmpint (place_of (label).x, ==, place_of (button).width + SPACING);
  g_object_unref (line);
}

/* What is not shown leaves neither its room nor a gap. */
static void
test_hidden (void)
{
  GtkWidget *icon, *label, *button;
  GtkWidget *line = new_line (&icon, &label, &button);

  gtk_widget_set_visible (icon, FALSE);
  gtk_widget_set_visible (button, FALSE);
  allocate (line, 600);
  g_assert_cmpint (place_of (label).x, ==, 0);
  g_assert_cmpint (place_of (label).width, ==, 600);
  g_object_unref (line);
}

static guint asked, answered;

static GtkSizeRequestMode
request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* As a text that wraps: the wider the lower. */
static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
         int *natural_baseline)
{
  answered++;
  asked += orientation == GTK_ORIENTATION_HORIZONTAL && for_size >= 0;
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 50 : 20 * (1 + 4000 / MAX (for_size, 50));
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 4000 : *minimum;
}

static void
nothing (GtkWidget *widget, int width, int height, int baseline)
{
}

static GtkWidget *
new_asked (void)
{
  GtkWidget *widget = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (widget, gtk_custom_layout_new (request_mode, measure, nothing));
  gtk_widget_set_hexpand (widget, TRUE);
  return widget;
}

/* How wide it would have to be for a height is the question that a long text takes frames to answer. */
static void
test_asks_for_no_width (void)
{
  GtkWidget *line = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  gtk_widget_set_layout_manager (line, ek_line_layout_new (SPACING));
  gtk_box_append (GTK_BOX (column), new_asked ());
  gtk_box_append (GTK_BOX (column), new_asked ());
  gtk_box_append (GTK_BOX (line), column);
  gtk_box_append (GTK_BOX (line), new_asked ());
  asked = answered = 0;
  for (int width = 300; width < 1500; width += 150)
    allocate (line, width);
  g_assert_cmpuint (answered, >, 0);
  g_assert_cmpuint (asked, ==, 0);
  g_object_unref (line);
}

static GtkWidget *
find (GtkWidget *widget, gboolean (*is) (GtkWidget *))
{
  GtkWidget *found = is (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, is);
  return found;
}

static gboolean
is_line (GtkWidget *widget)
{
  return EK_IS_LINE_LAYOUT (gtk_widget_get_layout_manager (widget));
}

/* The lines of a card, which there are dozens of on a page. */
static void
test_card (void)
{
  GtkWidget *card = g_object_ref_sink (ek_card_new ("Problems"));
  GtkWidget *row = ek_card_append (EK_CARD (card), NULL, LONG, LONG, "Active", NULL);

  g_assert_nonnull (find (row, is_line));
  g_object_unref (card);
}

static const char *
cell_text (gpointer item, guint cell, const char **css_class)
{
  return "x";
}

/* As the table would be told where it is seen so wide. */
static void
set_width (GtkAdjustment *adjustment, double width)
{
  gtk_adjustment_configure (adjustment, 0, 0, width, 1, 1, width);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_text_scale (GtkWidget *view, double scale)
{
  PangoContext *context = gtk_widget_get_pango_context (view);
  PangoFontDescription *font = pango_font_description_copy (pango_context_get_font_description (context));
  int size = (int) (pango_font_description_get_size (font) * scale);

  if (pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, size);
  else
    pango_font_description_set_size (font, size);
  pango_context_set_font_description (context, font);
  pango_font_description_free (font);
}

static gboolean
is_shown (GtkWidget *view, guint column)
{
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (view));
  g_autoptr (GtkColumnViewColumn) found = g_list_model_get_item (columns, column);

  return gtk_column_view_column_get_visible (found);
}

/* A column that can be read elsewhere makes room for the others: by the size of the text. */
static void
test_gives_way (void)
{
  static const EkTableColumn columns[] = {
    { 0, "Severity", EK_TABLE_EXPANDS | EK_TABLE_SHORTENS },
    { 1, "Entered by", EK_TABLE_EXPANDS | EK_TABLE_SHORTENS | EK_TABLE_GIVES_WAY },
  };
  GtkWidget *window = gtk_window_new (), *view = gtk_column_view_new (NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  g_autoptr (GtkAdjustment) width = NULL;

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_window_set_child (GTK_WINDOW (window), scrolled);
  ek_table_columns_add (GTK_COLUMN_VIEW (view), columns, G_N_ELEMENTS (columns), cell_text);
  width = g_object_ref (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view)));
  set_width (width, 800);
  g_assert_true (is_shown (view, 0) && is_shown (view, 1));
  set_width (width, 100);
  g_assert_true (is_shown (view, 0) && !is_shown (view, 1));
  set_width (width, 800);
  g_assert_true (is_shown (view, 1));

  /* Twice the text needs twice the room. */
  set_text_scale (view, 2);
  set_width (width, 801);
  g_assert_true (is_shown (view, 0) && !is_shown (view, 1));
  set_text_scale (view, 0.5);
  set_width (width, 802);
  g_assert_true (is_shown (view, 1));

  gtk_adjustment_configure (width, 0, 0, 50, 1, 1, 50);
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char *argv[])
{
  app_init (&argc, &argv);
  g_test_add_func ("/layouts/line/shares", test_shares);
  g_test_add_func ("/layouts/line/mirrored", test_mirrored);
  g_test_add_func ("/layouts/line/hidden", test_hidden);
  g_test_add_func ("/layouts/line/asks-for-no-width", test_asks_for_no_width);
  g_test_add_func ("/layouts/line/card", test_card);
  g_test_add_func ("/layouts/table/gives-way", test_gives_way);
  return g_test_run ();
}
