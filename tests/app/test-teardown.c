/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Widgets that are told of something while they are taken down, and rows that have lost what they show. */

#include <adwaita.h>

#include "app-fixture.h"
#include "ek-patient-list.h"
#include "ek-patient-page.h"
#include "ek-series-list.h"

typedef struct {
  AppFixture *base;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->base = app_fixture_new ();
  fixture->window = gtk_window_new ();
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_iterate ();
  app_fixture_free (fixture->base);
}

static gpointer
find (gpointer widget, GType type)
{
  gpointer found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static void
tell_of_tab (GObject *stack, gpointer spec, guint *times)
{
  (*times)++;
  g_object_notify (stack, "visible-child");
}

/* The stack of tabs tells of its last tab while the page is taken down. */
static void
test_tab_in_dispose (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = app_add_patient (fixture->base, "Li Na", "1991-03-12");
  GtkWidget *page = g_object_ref_sink (g_object_new (EK_TYPE_PATIENT_PAGE, NULL));
  GtkWidget *stack;
  guint times = 0;

  gtk_window_set_child (GTK_WINDOW (fixture->window), page);
  ek_patient_page_set_patient (EK_PATIENT_PAGE (page), fixture->base->session, ek_record_get_id (patient));
  ek_patient_page_show_tab (EK_PATIENT_PAGE (page), "trajectory");
  stack = g_object_ref (find (page, ADW_TYPE_VIEW_STACK));
  gtk_window_set_child (GTK_WINDOW (fixture->window), NULL);
  g_signal_connect (stack, "notify::parent", G_CALLBACK (tell_of_tab), &times);
  g_object_run_dispose (G_OBJECT (page));
  g_assert_cmpuint (times, >, 0);
  g_object_unref (stack);
  g_object_unref (page);
  app_iterate ();
}

/* A list may bind a row whose item has gone with the model it came from. */
static void
bind_nothing (GtkListItemFactory *factory)
{
  g_autoptr (GObject) item = g_object_new (GTK_TYPE_LIST_ITEM, NULL);

  g_signal_emit_by_name (factory, "setup", item);
  g_signal_emit_by_name (factory, "bind", item);
  g_signal_emit_by_name (factory, "unbind", item);
}

static void
test_row_without_item (Fixture *fixture, gconstpointer data)
{
  GtkWidget *series = g_object_new (EK_TYPE_SERIES_LIST, NULL), *patients = g_object_new (EK_TYPE_PATIENT_LIST, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), series);
  gtk_box_append (GTK_BOX (box), patients);
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);
  ek_patient_list_set_session (EK_PATIENT_LIST (patients), fixture->base->session);
  bind_nothing (gtk_list_view_get_factory (find (series, GTK_TYPE_LIST_VIEW)));
  bind_nothing (gtk_list_view_get_factory (find (patients, GTK_TYPE_LIST_VIEW)));
  app_iterate ();
}

int
main (int argc, char **argv)
{
  app_init (&argc, &argv);
  g_test_add ("/app/teardown/tab-in-dispose", Fixture, NULL, set_up, test_tab_in_dispose, tear_down);
  g_test_add ("/app/teardown/row-without-item", Fixture, NULL, set_up, test_row_without_item, tear_down);
  return g_test_run ();
}
