/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "app-fixture.h"
#include "ek-assess.h"
#include "ek-file.h"
#include "ek-instrument-detail.h"
#include "ek-instruments-window.h"
#include "ek-wording.h"
#include "ek-wording-dialog.h"

/* The window of instruments and the way words come in, as a person would go it. */

static gboolean
is_seen (GtkWidget *widget, const char *word)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      strstr (gtk_label_get_text (GTK_LABEL (widget)), word) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (is_seen (child, word))
      return TRUE;
  return FALSE;
}

static GtkWidget *
find_window (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  return NULL;
}

static void
wait_for (GType type, const char *word)
{
  while (find_window (type) == NULL || !is_seen (find_window (type), word))
    g_main_context_iteration (NULL, TRUE);
}

static GtkWidget *
find_child (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_child (child, type);
  return found;
}

/* Words for the PSS-10: every item "WORD n". */
static char *
write_words (AppFixture *app, const char *word, gboolean half)
{
  EkInstrument *structure = ek_catalogue_find (ek_session_get_catalogue (app->session), "pss10", "1.0");
  g_autofree char *json = ek_wording_export_json (structure);
  g_auto (GStrv) parts = g_strsplit (json, "\"text\": {", -1);
  g_autoptr (GString) text = g_string_new (parts[0]);
  char *path = g_build_filename (app->directory, "words.json", NULL);

  for (guint i = 1; parts[i] != NULL; i++)
    g_string_append_printf (text, "\"text\": {\"en\": \"%s %u\", %s", half && i == 4 ? "" : word, i,
                            strstr (parts[i], "\"zh\""));
  if (half)
    g_string_replace (text, "\" 4\"", "\"\"", 0);
  g_assert_true (ek_file_replace (path, text->str, text->len, 0600, NULL));
  return path;
}

static void
count (EkSession *session, guint *n)
{
  g_assert_true (g_main_context_is_owner (g_main_context_default ()));
  ++*n;
}

static void
note (const char *instrument, gpointer user_data)
{
  g_assert_cmpstr (instrument, ==, "pss10");
  ++*(guint *) user_data;
}

static void
import_words (AppFixture *app, const char *word)
{
  g_autofree char *path = write_words (app, word, FALSE);
  g_autoptr (GtkWidget) parent = g_object_ref_sink (gtk_label_new (NULL));
  guint n = 0;

  ek_wording_dialog_show (parent, app->session, path, note, &n, NULL);
  wait_for (EK_TYPE_WORDING_DIALOG, "This can be imported.");
  g_assert_true (is_seen (find_window (EK_TYPE_WORDING_DIALOG), word));
  gtk_widget_activate_action (find_window (EK_TYPE_WORDING_DIALOG), "wording.import", NULL);
  wait_for (EK_TYPE_WORDING_DIALOG, "It is kept as version 1.0+");
  g_assert_cmpuint (n, ==, 1);
  gtk_widget_activate_action (find_window (EK_TYPE_WORDING_DIALOG), "wording.close", NULL);
  app_iterate ();
  g_assert_null (find_window (EK_TYPE_WORDING_DIALOG));
}

static const char *
first_text (AppFixture *app)
{
  EkInstrument *given = ek_catalogue_find (ek_session_get_catalogue (app->session), "pss10", NULL);

  return ek_item_get_text (ek_instrument_get_item (given, 0), "en");
}

static void
test_import (void)
{
  AppFixture *app = app_fixture_new ();
  EkCatalogue *before = ek_session_get_catalogue (app->session);
  EkInstrument *structure = ek_catalogue_find (before, "pss10", NULL);
  guint n = 0;

  g_signal_connect (app->session, "instruments-changed", G_CALLBACK (count), &n);
  g_assert_null (first_text (app));
  import_words (app, "Old");
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (first_text (app), ==, "Old 1");
  import_words (app, "New");
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (first_text (app), ==, "New 1");
  /* who holds an instrument of the catalogue before goes on with it */
  g_assert_true (ek_session_get_catalogue (app->session) != before);
  g_assert_cmpstr (ek_instrument_get_version (structure), ==, "1.0");
  g_assert_null (ek_item_get_text (ek_instrument_get_item (structure, 0), "en"));
  g_assert_true (ek_catalogue_find (before, "pss10", NULL) == structure);
  app_fixture_free (app);
}

static void
test_refused (void)
{
  AppFixture *app = app_fixture_new ();
  g_autofree char *path = write_words (app, "Half", TRUE);
  g_autofree char *nothing = g_build_filename (app->directory, "nothing.csv", NULL);
  g_autoptr (GtkWidget) parent = g_object_ref_sink (gtk_label_new (NULL));

  ek_wording_dialog_show (parent, app->session, path, NULL, NULL, NULL);
  wait_for (EK_TYPE_WORDING_DIALOG, "must be mended before this can be imported");
  g_assert_true (is_seen (find_window (EK_TYPE_WORDING_DIALOG), "The English text is missing of these items: 4."));
  gtk_widget_activate_action (find_window (EK_TYPE_WORDING_DIALOG), "wording.import", NULL);
  app_iterate ();
  g_assert_null (first_text (app));
  /* mended, and checked again without choosing it anew */
  g_free (write_words (app, "Whole", FALSE));
  gtk_widget_activate_action (find_window (EK_TYPE_WORDING_DIALOG), "wording.again", NULL);
  wait_for (EK_TYPE_WORDING_DIALOG, "This can be imported.");
  gtk_window_destroy (GTK_WINDOW (find_window (EK_TYPE_WORDING_DIALOG)));
  g_assert_null (first_text (app));
  ek_wording_dialog_show (parent, app->session, nothing, NULL, NULL, NULL);
  wait_for (EK_TYPE_WORDING_DIALOG, "The file cannot be read");
  gtk_window_destroy (GTK_WINDOW (find_window (EK_TYPE_WORDING_DIALOG)));
  app_fixture_free (app);
}

/* Found by name, in the list and on the page; what was not verified says so. Gone when the vault is locked. */
static void
test_window (void)
{
  AppFixture *app = app_fixture_new ();
  GtkWidget *main_window = gtk_window_new ();
  GtkWidget *search, *window;

  gtk_window_present (GTK_WINDOW (main_window));
  ek_instruments_window_show (main_window, app->session);
  wait_for (EK_TYPE_INSTRUMENTS_WINDOW, " instruments");
  window = find_window (EK_TYPE_INSTRUMENTS_WINDOW);
  search = find_child (window, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (search), "stress perceived");
  wait_for (EK_TYPE_INSTRUMENTS_WINDOW, "1 instrument");
  wait_for (EK_TYPE_INSTRUMENTS_WINDOW, "PSS-10");
  g_assert_true (is_seen (window, "structure only"));
  wait_for (EK_TYPE_INSTRUMENTS_WINDOW, "not verified");
  gtk_editable_set_text (GTK_EDITABLE (search), "no such thing");
  wait_for (EK_TYPE_INSTRUMENTS_WINDOW, "No instrument fits.");
  gtk_editable_set_text (GTK_EDITABLE (search), "pss");
  wait_for (EK_TYPE_INSTRUMENTS_WINDOW, "PSS-10");
  import_words (app, "Seen");
  wait_for (EK_TYPE_INSTRUMENTS_WINDOW, "English");
  /* Escape ends the search, and once more the window. */
  g_signal_emit_by_name (search, "stop-search");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "");
  g_signal_emit_by_name (search, "stop-search");
  app_iterate ();
  g_assert_null (find_window (EK_TYPE_INSTRUMENTS_WINDOW));
  ek_instruments_window_show (main_window, app->session);
  ek_session_lock (app->session);
  app_iterate ();
  g_assert_null (find_window (EK_TYPE_INSTRUMENTS_WINDOW));
  gtk_window_destroy (GTK_WINDOW (main_window));
  app_fixture_free (app);
}

/* Every instrument has a page, without a complaint of the toolkit. */
static void
test_every_page (void)
{
  AppFixture *app = app_fixture_new ();
  EkCatalogue *catalogue = ek_session_get_catalogue (app->session);
  g_autoptr (GtkWidget) box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));

  for (guint i = 0; i < ek_catalogue_get_n (catalogue); i++)
    {
      ek_instrument_detail_fill (GTK_BOX (box), ek_catalogue_get (catalogue, i), catalogue, NULL);
      g_assert_nonnull (gtk_widget_get_first_child (box));
    }
  app_fixture_free (app);
}

/* A form that was begun before the import is answered and kept under the version it was begun with. */

typedef struct {
  EkCatalogue *catalogue;
  EkRecord *form;
  char *patient;
} Work;

static void
begin_form (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  g_autoptr (GError) error = NULL;

  work->form = ek_assess_start (store, ek_catalogue_find (work->catalogue, "pss10", NULL), work->patient, "clinician",
                                "en", &error);
  g_assert_no_error (error);
  g_task_return_boolean (task, TRUE);
}

static void
finish_form (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkScore) score = NULL;

  for (guint i = 1; i <= 10; i++)
    {
      g_autoptr (JsonNode) answer = json_node_init_int (json_node_alloc (), 2);
      g_autofree char *item = g_strdup_printf ("%u", i);

      g_assert_true (ek_assess_answer (store, work->catalogue, work->form, item, answer, NULL, &error));
      g_assert_no_error (error);
    }
  g_assert_true (ek_assess_complete (store, work->catalogue, work->form, FALSE, &error));
  score = ek_assess_score (store, work->catalogue, work->form, &error);
  g_assert_cmpfloat (score->total, ==, 20);
  g_task_return_boolean (task, TRUE);
}

static void
run (AppFixture *app, EkSessionFunc func, Work *work)
{
  g_autoptr (GAsyncResult) result = NULL;

  work->catalogue = ek_session_get_catalogue (app->session);
  ek_session_write_async (app->session, func, work, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
}

static void
test_open_form (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (app, "李娜", "1991-03-12");
  Work work = { NULL, NULL, (char *) ek_record_get_id (patient) };
  EkInstrument *own;

  import_words (app, "Begun");
  run (app, begin_form, &work);
  import_words (app, "Later");
  run (app, finish_form, &work);
  own = ek_catalogue_find (work.catalogue, "pss10", ek_record_get_text (work.form, EK_ASSESSMENT_VERSION));
  g_assert_cmpstr (ek_item_get_text (ek_instrument_get_item (own, 9), "en"), ==, "Begun 10");
  g_assert_cmpstr (first_text (app), ==, "Later 1");
  g_clear_object (&work.form);
  app_fixture_free (app);
}

int
main (int argc, char *argv[])
{
  app_init (&argc, &argv);
  g_test_add_func ("/app/instruments/import", test_import);
  g_test_add_func ("/app/instruments/refused", test_refused);
  g_test_add_func ("/app/instruments/window", test_window);
  g_test_add_func ("/app/instruments/every-page", test_every_page);
  g_test_add_func ("/app/instruments/open-form", test_open_form);
  return g_test_run ();
}
