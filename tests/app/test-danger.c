/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window does with signs of danger: a diagnosis that is typed in, what is to be looked at, the questionnaires
 * under their headings. */

#include <adwaita.h>

#include "app-fixture.h"
#include "ek-application.h"
#include "ek-instrument-menu.h"
#include "ek-job.h"
#include "ek-notice-bar.h"
#include "ek-form-dialog.h"
#include "ek-id.h"
#include "ek-notice.h"
#include "ek-risk-banner.h"

typedef gboolean (*Condition) (GtkWidget *widget);

static gboolean
is_visible (GtkWidget *widget)
{
  return gtk_widget_get_visible (widget);
}

static gboolean
is_hidden (GtkWidget *widget)
{
  return !gtk_widget_get_visible (widget);
}

static void
wait_until (GtkWidget *widget, Condition condition)
{
  gint64 end = g_get_monotonic_time () + APP_PATIENCE;

  while (!condition (widget))
    {
      if (g_get_monotonic_time () > end)
        g_error ("it did not come about");
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
}

static void
write_and_wait (AppFixture *fixture, EkSessionFunc func, gpointer data)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  ek_session_write_async (fixture->session, func, data, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  g_assert_true (g_task_propagate_boolean (G_TASK (result), &error));
  g_assert_no_error (error);
  g_object_unref (result);
}

/* ---- A diagnosis that somebody types in ---- */

static void
test_typed_diagnosis (void)
{
  AppFixture *fixture = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (fixture, "张伟", "1986-04-02");
  g_autoptr (EkRecord) problem = ek_record_new (&ek_problem_type, ek_record_get_id (patient));
  GtkWidget *banner = g_object_ref_sink (ek_risk_banner_new ());

  ek_patient_view_set_patient (EK_PATIENT_VIEW (banner), fixture->session, ek_record_get_id (patient));
  app_iterate ();
  ek_record_set_text (problem, EK_PROBLEM_TEXT, "自杀意念");
  write_and_wait (fixture, ek_job_save_record, problem);
  wait_until (banner, is_visible);
  ek_patient_view_set_patient (EK_PATIENT_VIEW (banner), fixture->session, NULL);
  app_iterate ();
  g_assert_finalize_object (banner);
  app_fixture_free (fixture);
}

/* ---- What is to be looked at ---- */

static void
raise_notices (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  static const char *const kinds[] = { "linked", "unreadable-form", "unclear-danger" };
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_true (ek_notice_raise (store, data, kinds[i], "somewhere", NULL, &error));
  g_task_return_boolean (task, TRUE);
}

static void
close_notices (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) open = ek_notice_list_open (store, data, &error);

  for (guint i = 0; i < open->len; i++)
    if (g_strcmp0 (ek_record_get_text (open->pdata[i], EK_NOTICE_KIND), "linked") != 0)
      g_assert_true (ek_notice_close (store, open->pdata[i], "read on paper", &error));
  g_task_return_boolean (task, TRUE);
}

static guint
count_buttons (GtkWidget *widget)
{
  guint n = GTK_IS_BUTTON (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_buttons (child);
  return n;
}

/* the one about another file has its own bar */
static gboolean
has_two_buttons (GtkWidget *bar)
{
  return count_buttons (bar) == 2;
}

static GtkWindow *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (EK_IS_FORM_DIALOG (window))
        return window;
    }
  return NULL;
}

/* What somebody was writing about a notice when the vault was locked is opened over it, one that is not there is not.
 */
static void
assert_reopens (GtkWidget *bar, const char *patient_id)
{
  g_autofree char *notice = ek_id_derive ("notice", patient_id, "unclear-danger", "somewhere", NULL);

  ek_patient_view_reopen (EK_PATIENT_VIEW (bar), "notice", notice);
  g_assert_nonnull (find_dialog ());
  gtk_window_destroy (find_dialog ());
  app_iterate ();
  g_assert_null (find_dialog ());
}

static void
test_notices (void)
{
  AppFixture *fixture = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (fixture, "张伟", "1986-04-02");
  char *id = (char *) ek_record_get_id (patient);
  GtkWidget *bar = g_object_ref_sink (ek_notice_bar_new ());

  ek_patient_view_set_patient (EK_PATIENT_VIEW (bar), fixture->session, id);
  app_iterate ();
  g_assert_false (gtk_widget_get_visible (bar));
  write_and_wait (fixture, raise_notices, id);
  wait_until (bar, is_visible);
  wait_until (bar, has_two_buttons);
  assert_reopens (bar, id);
  write_and_wait (fixture, close_notices, id);
  wait_until (bar, is_hidden);
  ek_patient_view_set_patient (EK_PATIENT_VIEW (bar), fixture->session, NULL);
  app_iterate ();
  g_assert_cmpuint (count_buttons (bar), ==, 0);
  g_assert_finalize_object (bar);
  app_fixture_free (fixture);
}

/* ---- Questionnaires under headings ---- */

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
on_chosen (GtkWidget *menu, const char *id, char **chosen)
{
  g_free (*chosen);
  *chosen = g_strdup (id);
}

static void
test_menu (void)
{
  AppFixture *fixture = app_fixture_new ();
  EkCatalogue *catalogue = ek_session_get_catalogue (fixture->session);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  GtkWidget *menu = g_object_ref_sink (ek_instrument_menu_new ());
  GtkWidget *list, *search;
  g_autofree char *chosen = NULL;
  guint n_headings = 0;

  for (guint i = 0; i < ek_catalogue_get_n (catalogue); i++)
    g_ptr_array_add (all, ek_catalogue_get (catalogue, i));
  ek_instrument_menu_fill (EK_INSTRUMENT_MENU (menu), all);
  g_signal_connect (menu, "chosen", G_CALLBACK (on_chosen), &chosen);
  list = find_widget (menu, GTK_TYPE_LIST_BOX);
  search = find_widget (menu, GTK_TYPE_SEARCH_ENTRY);
  for (guint i = 0; i < all->len; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) i);

      g_assert_nonnull (row);
      n_headings += gtk_list_box_row_get_header (row) != NULL;
      /* what the program brings stands under a heading of its own */
      g_assert_cmpstr (g_object_get_data (G_OBJECT (row), "heading"), !=, "Others");
    }
  g_assert_cmpuint (n_headings, >=, 5);
  /* Enter takes what is found, by its name or by its heading in either language. */
  gtk_editable_set_text (GTK_EDITABLE (search), "c-ssrs");
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (list));
  g_signal_emit_by_name (search, "activate");
  g_assert_cmpstr (chosen, ==, "cssrs_screen");
  gtk_editable_set_text (GTK_EDITABLE (search), "饮酒");
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (list));
  g_signal_emit_by_name (search, "activate");
  g_assert_true (g_str_has_prefix (chosen, "audit"));
  g_assert_finalize_object (menu);
  app_fixture_free (fixture);
}

int
main (int argc, char *argv[])
{
  app_init (&argc, &argv);
  g_test_add_func ("/danger/typed-diagnosis", test_typed_diagnosis);
  g_test_add_func ("/danger/notices", test_notices);
  g_test_add_func ("/danger/menu", test_menu);
  return g_test_run ();
}
