/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was looked for on a page when the vault was locked is looked for again at its place. */

#include "app-fixture.h"

#include "ek-instrument-menu.h"
#include "ek-page-search.h"

typedef struct {
  GtkWidget *window, *page, *list, *button, *menu;
} Page;

static GtkWidget *
find_entry (GtkWidget *widget)
{
  if (GTK_IS_SEARCH_ENTRY (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_entry (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
set_up (Page *page, gconstpointer data)
{
  page->window = gtk_window_new ();
  page->page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  page->button = gtk_menu_button_new ();
  page->menu = ek_instrument_menu_new ();
  page->list = gtk_search_entry_new ();
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (page->button), page->menu);
  gtk_box_append (GTK_BOX (page->page), page->button);
  gtk_box_append (GTK_BOX (page->page), page->list);
  gtk_window_set_child (GTK_WINDOW (page->window), page->page);
}

static void
tear_down (Page *page, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (page->window));
}

static void
show (Page *page)
{
  gtk_window_present (GTK_WINDOW (page->window));
  while (!gtk_widget_get_mapped (page->page))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_on_page (Page *page, gconstpointer data)
{
  g_autofree char *nothing = NULL, *kept = NULL;

  g_assert_false (ek_page_search_put (page->page, "=睡眠"));
  show (page);
  nothing = ek_page_search_get (page->page);
  g_assert_null (nothing);
  g_assert_true (ek_page_search_put (page->page, "=睡眠"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (page->list)), ==, "睡眠");
  g_assert_false (gtk_widget_get_visible (page->menu));
  kept = ek_page_search_get (page->page);
  g_assert_cmpstr (kept, ==, "=睡眠");
}

static void
test_in_menu (Page *page, gconstpointer data)
{
  GtkWidget *entry = find_entry (page->menu);
  g_autofree char *kept = NULL;

  show (page);
  g_assert_true (ek_page_search_put (page->page, "+phq"));
  g_assert_true (gtk_widget_get_visible (page->menu));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "phq");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (page->list)), ==, "");
  kept = ek_page_search_get (page->page);
  g_assert_cmpstr (kept, ==, "+phq");
  gtk_popover_popdown (GTK_POPOVER (page->menu));
}

#define ADD(path, func) g_test_add ("/page-search/" path, Page, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  app_init (&argc, &argv);
  ADD ("on-page", test_on_page);
  ADD ("in-menu", test_in_menu);
  return g_test_run ();
}
