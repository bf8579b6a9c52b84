/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form on the screen, one question at a time: what is chosen on the page before the end is what is asked then. */

#include <adwaita.h>

#include "app-fixture.h"
#include "ek-assessment-form.h"
#include "ek-assessment-review.h"
#include "ek-question.h"
#include "ek-resources.h"
#include "ek-settings.h"

typedef struct {
  AppFixture       *app;
  EkRecord         *patient;
  GtkWidget        *window;
  EkAssessmentForm *form;
  GPtrArray        *questions;      /* of EkQuestion, in the order of the form */
} Shown;

static void
collect (GtkWidget *widget,
         GType      type,
         GPtrArray *found)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

static Shown
show_form (const char *instrument_id)
{
  Shown shown = { app_fixture_new () };

  g_settings_set_boolean (ek_settings_get (), "form-one-question", TRUE);
  shown.patient = app_add_patient (shown.app, "李娜", "1991-03-12");
  shown.form = EK_ASSESSMENT_FORM (ek_assessment_form_new ());
  shown.window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (shown.window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (shown.window), GTK_WIDGET (shown.form));
  gtk_window_present (GTK_WINDOW (shown.window));
  ek_assessment_form_open (shown.form, shown.app->session, ek_record_get_id (shown.patient), instrument_id, "zh");
  shown.questions = g_ptr_array_new ();
  while (shown.questions->len == 0)
    {
      g_main_context_iteration (NULL, TRUE);
      collect (GTK_WIDGET (shown.form), EK_TYPE_QUESTION, shown.questions);
    }
  app_iterate ();
  return shown;
}

static void
shown_clear (Shown *shown)
{
  gtk_window_destroy (GTK_WINDOW (shown->window));
  app_iterate ();
  g_ptr_array_unref (shown->questions);
  g_object_unref (shown->patient);
  app_fixture_free (shown->app);
}

/* Place of the only question that is seen. */
static int
asked_now (Shown *shown)
{
  int place = -1;

  for (guint i = 0; i < shown->questions->len; i++)
    {
      if (!gtk_widget_get_mapped (g_ptr_array_index (shown->questions, i)))
        continue;
      g_assert_cmpint (place, ==, -1);
      place = (int) i;
    }
  return place;
}

static void
go_through (Shown *shown,
            guint  left_out)
{
  for (guint i = 0; i < shown->questions->len; i++)
    {
      g_assert_cmpint (asked_now (shown), ==, (int) i);
      if (i != left_out)
        g_assert_true (ek_question_choose_digit (g_ptr_array_index (shown->questions, i), 0));
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (shown->form), "form.next", NULL));
      app_iterate ();
    }
}

static GtkWidget *
focused_row (Shown *shown)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (shown->window));

  return focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;
}

/* The question that is missing has the focus, keeps it while answers reach the disk, and is the one that comes. */
static void
test_review (void)
{
  Shown shown = show_form ("phq9");
  GtkWidget *row;

  go_through (&shown, 3);
  g_assert_cmpint (asked_now (&shown), ==, -1);
  row = focused_row (&shown);
  g_assert_nonnull (row);
  g_assert_true (gtk_widget_has_css_class (row, "missing"));
  for (guint i = 0; i < 20; i++)
    {
      g_usleep (5000);
      app_iterate ();
    }
  g_assert_true (focused_row (&shown) == row);
  g_assert_true (gtk_widget_activate (row));
  app_iterate ();
  g_assert_cmpint (asked_now (&shown), ==, 3);
  shown_clear (&shown);
}

/* With nothing missing the way out has the focus. */
static void
test_nothing_missing (void)
{
  Shown shown = show_form ("gad7");
  GtkWidget *focus;

  go_through (&shown, G_MAXUINT);
  focus = gtk_window_get_focus (GTK_WINDOW (shown.window));
  g_assert_true (GTK_IS_BUTTON (focus));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (focus)), ==, "form.finish");
  shown_clear (&shown);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  g_resources_register (ek_get_resource ());
  adw_init ();
  g_test_add_func ("/app/assessment-form/review", test_review);
  g_test_add_func ("/app/assessment-form/nothing-missing", test_nothing_missing);
  return g_test_run ();
}
