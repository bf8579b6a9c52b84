/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form on the screen, one question at a time: what is chosen on the page before the end is what is asked then. */

#include <adwaita.h>

#include "app-fixture.h"
#include "ek-assess.h"
#include "ek-assessment-correct.h"
#include "ek-assessment-form.h"
#include "ek-assessment-review.h"
#include "ek-question.h"
#include "ek-settings.h"

typedef struct {
  AppFixture *app;
  EkRecord *patient;
  GtkWidget *window;
  EkAssessmentForm *form;
  GPtrArray *questions; /* of EkQuestion, in the order of the form */
} Shown;

static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
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
go_through (Shown *shown, guint left_out)
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

/* --- a correction ------------------------------------------------------------------------------------------------ */

typedef struct {
  EkCatalogue *catalogue;
  const char *patient_id;
  char *form_id; /* of what is corrected; set by the first */
  const char *answers;
  double total; /* of what is stored */
} Entry;

static void
enter (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  Entry *entry = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answers = ek_json_parse (entry->answers, -1, NULL, NULL);
  g_autoptr (EkRecord) form = NULL;

  if (entry->form_id == NULL)
    {
      form = ek_assess_record (store, entry->catalogue, entry->patient_id, "gad7", answers, EK_INSTANT_NONE, 0, "paper",
                               "zh", NULL, &error);
      g_assert_no_error (error);
      entry->form_id = g_strdup (ek_record_get_id (form));
    }
  else
    {
      form = ek_store_load (store, &ek_assessment_type, entry->form_id, &error);
      g_assert_true (ek_assess_correct (store, entry->catalogue, form, answers, "from the other machine", &error));
    }
  g_task_return_boolean (task, TRUE);
}

static void
read_total (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  Entry *entry = data;
  g_autoptr (EkRecord) form = ek_store_load (store, &ek_assessment_type, entry->form_id, NULL);

  entry->total = ek_record_get_real (form, EK_ASSESSMENT_TOTAL, -1);
  g_task_return_boolean (task, TRUE);
}

static void
in_store (AppFixture *app, EkSessionFunc func, Entry *entry)
{
  GAsyncResult *result = NULL;

  ek_session_write_async (app->session, func, entry, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  g_object_unref (result);
}

static GtkWidget *
find_widget (GtkWidget *widget, GType type, const char *label)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  collect (widget, type, found);
  for (guint i = 0; i < found->len; i++)
    {
      GtkWidget *candidate = g_ptr_array_index (found, i);

      if (label == NULL || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (candidate)), label) == 0)
        return candidate;
    }
  return NULL;
}

/* A revision that arrived while the correction was being written is not overwritten by it, and that is said. */
static void
test_correction_of_what_was_read (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (app, "李娜", "1991-03-12");
  Entry entry = { ek_session_get_catalogue (app->session), ek_record_get_id (patient), NULL, "[1,1,1,1,1,1,1]", -1 };
  GtkWidget *window = gtk_window_new (), *correction = NULL, *reason, *save;

  in_store (app, enter, &entry);
  gtk_window_present (GTK_WINDOW (window));
  ek_assessment_correct_show (window, app->session, entry.form_id);
  while (correction == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      for (guint i = 0; correction == NULL && i < g_list_model_get_n_items (gtk_window_get_toplevels ()); i++)
        {
          g_autoptr (GtkWidget) toplevel = g_list_model_get_item (gtk_window_get_toplevels (), i);

          if (EK_IS_ASSESSMENT_CORRECT (toplevel))
            correction = toplevel;
        }
    }
  entry.answers = "[3,3,3,3,3,3,3]";
  in_store (app, enter, &entry);
  reason = find_widget (correction, ADW_TYPE_ENTRY_ROW, NULL);
  save = find_widget (correction, GTK_TYPE_BUTTON, "_Save the correction");
  g_assert_nonnull (reason);
  g_assert_nonnull (save);
  gtk_editable_set_text (GTK_EDITABLE (reason), "misread");
  g_signal_emit_by_name (save, "clicked");
  app_iterate ();
  while (!gtk_widget_get_sensitive (save))
    g_main_context_iteration (NULL, TRUE);
  app_iterate ();
  in_store (app, read_total, &entry);
  g_assert_cmpfloat (entry.total, ==, 21);
  g_assert_nonnull (find_widget (correction, GTK_TYPE_BUTTON, "_Save the correction")); /* it is still there */
  gtk_window_destroy (GTK_WINDOW (window));
  app_iterate ();
  g_free (entry.form_id);
  app_fixture_free (app);
}

int
main (int argc, char *argv[])
{
  app_init (&argc, &argv);
  g_test_add_func ("/app/assessment-form/review", test_review);
  g_test_add_func ("/app/assessment-form/nothing-missing", test_nothing_missing);
  g_test_add_func ("/app/assessment-form/correction-of-what-was-read", test_correction_of_what_was_read);
  return g_test_run ();
}
