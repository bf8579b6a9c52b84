/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A long list that comes back with somebody chosen shows that row, and rows all around it. */

#include <adwaita.h>

#include "app-fixture.h"
#include "ek-patient-cell.h"
#include "ek-patient-list.h"

#define MANY 400
#define CHOSEN 300

static GtkWidget *
list_view (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_LIST_VIEW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = list_view (child);
  return found;
}

static gboolean
count_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer n)
{
  ++*(guint *) n;
  return G_SOURCE_CONTINUE;
}

static gboolean
has_row_at (GtkWidget *view, double y)
{
  GtkWidget *below = gtk_widget_pick (view, 40, y, GTK_PICK_DEFAULT);

  return below != NULL && gtk_widget_get_ancestor (below, EK_TYPE_PATIENT_CELL) != NULL;
}

static void
test_comes_back (void)
{
  AppFixture *app = app_fixture_new ();
  GtkWidget *window = gtk_window_new (), *view;
  EkPatientList *list = g_object_new (EK_TYPE_PATIENT_LIST, NULL);
  g_autofree char *chosen = NULL;
  guint frames = 0;

  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("Patient %03u", i);
      g_autoptr (EkRecord) patient = app_add_patient (app, name, "1980-01-01");

      if (i == CHOSEN)
        chosen = g_strdup (ek_record_get_id (patient));
    }
  gtk_window_set_default_size (GTK_WINDOW (window), 320, 700);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (list));
  gtk_window_present (GTK_WINDOW (window));
  view = list_view (GTK_WIDGET (list));
  ek_patient_list_set_session (list, app->session);
  ek_patient_list_choose (list, chosen);

  while (!gtk_widget_get_mapped (view))
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_add_tick_callback (view, count_frame, &frames, NULL);
  while (frames < 20)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (gtk_widget_get_height (view), >, 300);
  for (int y = 40; y < gtk_widget_get_height (view) - 40; y += 20)
    if (!has_row_at (view, y) && !has_row_at (view, y + 10))
      g_error ("there is nothing at %d", y);
  g_assert_cmpuint (gtk_single_selection_get_selected (
                      GTK_SINGLE_SELECTION (gtk_list_view_get_model (GTK_LIST_VIEW (view)))),
                    ==, CHOSEN);

  gtk_window_destroy (GTK_WINDOW (window));
  app_iterate ();
  app_fixture_free (app);
}

int
main (int argc, char *argv[])
{
  app_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/app/patient-list/comes-back", test_comes_back);
  return g_test_run ();
}
