/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is who in the window: an import is shown before it is written and names its people, nobody is added twice
 * unawares, and namesakes are told apart. */

#include <adwaita.h>

#include "app-fixture.h"
#include "ek-import-dialog.h"
#include "ek-notice.h"
#include "ek-patient-cell.h"
#include "ek-patient-list.h"
#include "ek-patient-model.h"
#include "ek-record-delete.h"
#include "ek-record-dialog.h"

static gboolean
shows (GtkWidget *widget, const char *word)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      g_strrstr (gtk_label_get_text (GTK_LABEL (widget)), word) != NULL)
    return TRUE;
  if (EK_IS_PATIENT_CELL (widget) && ek_patient_cell_get_description (EK_PATIENT_CELL (widget)) != NULL &&
      g_strrstr (ek_patient_cell_get_description (EK_PATIENT_CELL (widget)), word) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, word))
      return TRUE;
  return FALSE;
}

static GtkWidget *
window_of_type (GType type)
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

/* A window of that kind that shows these words. */
static GtkWidget *
wait_for (GType type, const char *word)
{
  GtkWidget *window;

  while ((window = window_of_type (type)) == NULL || !shows (window, word))
    g_main_context_iteration (NULL, TRUE);
  return window;
}

static GtkListBoxRow *
row_that_says (GtkWidget *widget, const char *word)
{
  GtkListBoxRow *found = GTK_IS_LIST_BOX_ROW (widget) && shows (widget, word) ? GTK_LIST_BOX_ROW (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = row_that_says (child, word);
  return found;
}

/* Messages and toasts go with their window. */
static void
close_everything (AppFixture *app)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  ek_session_wait (app->session);
  app_iterate ();
  while (g_list_model_get_n_items (toplevels) > 0)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, 0);

      gtk_window_destroy (window);
    }
  app_iterate ();
  app_fixture_free (app);
}

static guint
n_patients (AppFixture *app)
{
  g_autoptr (EkStore) store = NULL;
  g_autoptr (EkPatientRows) rows = NULL;

  store = ek_store_open (ek_session_get_vault (app->session), NULL);
  rows = ek_store_list_patients (store, NULL, NULL);
  return ek_patient_rows_length (rows);
}

/* Nothing is written before it was shown and agreed to; afterwards the people are named, and a line opens their file.
 */
static void
test_import (void)
{
  static const char lines[] =
    "{\"resourceType\":\"Patient\",\"id\":\"1\",\"name\":[{\"text\":\"林秀兰\"}],\"birthDate\":\"1960-02-03\"}\n"
    "{\"resourceType\":\"Patient\",\"id\":\"2\",\"name\":[{\"text\":\"Lin Xiulan\"}],\"birthDate\":\"1960-02-03\"}\n"
    "{\"resourceType\":\"Patient\",\"id\":\"3\"}\n"
    "{\"resourceType\":\"Condition\",\"id\":\"c\",\"code\":{\"text\":\"X\"},\"subject\":{\"reference\":\"Patient/"
    "3\"}}\n";
  AppFixture *app = app_fixture_new ();
  GtkWidget *window = gtk_window_new ();
  g_autofree char *path = g_build_filename (app->directory, "in.ndjson", NULL);
  GtkWidget *dialog;

  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (g_file_set_contents (path, lines, -1, NULL));
  ek_import_dialog_show (window, app->session, path);
  dialog = wait_for (EK_TYPE_IMPORT_DIALOG, "Nothing was written yet");
  g_assert_true (shows (dialog, "林秀兰"));
  g_assert_true (shows (dialog, "Would be a new patient"));
  g_assert_true (shows (dialog, "Perhaps the same person as"));
  g_assert_true (shows (dialog, "The patient it speaks of was not taken over"));
  g_assert_false (gtk_list_box_row_get_activatable (row_that_says (dialog, "Lin Xiulan")));
  g_assert_cmpuint (n_patients (app), ==, 0);
  gtk_widget_activate_action (dialog, "import.go", NULL);
  dialog = wait_for (EK_TYPE_IMPORT_DIALOG, "4 records read: 2 new, 0 changed.");
  g_assert_cmpuint (n_patients (app), ==, 2);
  g_assert_true (gtk_list_box_row_get_activatable (row_that_says (dialog, "Lin Xiulan")));
  g_assert_true (shows (dialog, "Left out: It has no name"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  /* looked at and not wanted */
  g_assert_true (
    g_file_set_contents (path, "{\"resourceType\":\"Patient\",\"id\":\"9\",\"name\":[{\"text\":\"王芳\"}]}", -1, NULL));
  ek_import_dialog_show (window, app->session, path);
  dialog = wait_for (EK_TYPE_IMPORT_DIALOG, "王芳");
  gtk_widget_activate_action (dialog, "import.close", NULL);
  app_iterate ();
  g_assert_cmpuint (n_patients (app), ==, 2);
  close_everything (app);
}

static void
note_saved (EkRecordDialog *dialog, const char *id, char **saved)
{
  *saved = g_strdup (id);
}

static EkRecord *
person (const char *name, const char *birth_date)
{
  EkRecord *patient = ek_record_new (&ek_patient_type, NULL);

  ek_record_set_text (patient, EK_PATIENT_NAME, name);
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, birth_date);
  return patient;
}

/* The form asks before a likely second file is made, and saves when it was said to be another person. */
static void
test_asks (void)
{
  AppFixture *app = app_fixture_new ();
  GtkWidget *window = gtk_window_new ();
  g_autoptr (EkRecord) known = app_add_patient (app, "张伟", "1970-01-01");
  g_autoptr (EkRecord) same = person ("Zhang Wei", "1970-01-01");
  g_autoptr (EkRecord) other = person ("张伟", "1970-01-02");
  g_autofree char *saved = NULL;
  EkRecordDialog *dialog;
  GtkWidget *question;

  gtk_window_present (GTK_WINDOW (window));
  dialog = ek_record_dialog_show (window, app->session, same);
  g_signal_connect (dialog, "saved", G_CALLBACK (note_saved), &saved);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "record.save", NULL);
  question = wait_for (ADW_TYPE_MESSAGE_DIALOG, "1970-01-01");
  g_assert_true (shows (question, "张伟"));
  g_assert_null (saved);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "no");
  app_iterate ();
  g_assert_null (saved);
  g_assert_cmpuint (n_patients (app), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "record.save", NULL);
  question = wait_for (ADW_TYPE_MESSAGE_DIALOG, "1970-01-01");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "yes");
  while (saved == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_patients (app), ==, 2);
  g_clear_pointer (&saved, g_free);
  /* a namesake born on another day is not asked about */
  dialog = ek_record_dialog_show (window, app->session, other);
  g_signal_connect (dialog, "saved", G_CALLBACK (note_saved), &saved);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "record.save", NULL);
  while (saved == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_patients (app), ==, 3);
  close_everything (app);
}

/* Removing names the patient, or says why the file stays before anything is asked. */
static void
test_remove (void)
{
  AppFixture *app = app_fixture_new ();
  GtkWidget *window = gtk_window_new ();
  g_autoptr (EkRecord) empty = app_add_patient (app, "张伟", "1970-01-01");
  g_autoptr (EkRecord) kept = app_add_patient (app, "李娜", "1980-01-01");
  g_autoptr (EkRecord) problem = ek_record_new (&ek_problem_type, ek_record_get_id (kept));
  GtkWidget *question;

  ek_record_set_text (problem, EK_PROBLEM_TEXT, "X");
  app_save (app, problem);
  gtk_window_present (GTK_WINDOW (window));
  ek_record_delete_patient (window, app->session, kept);
  question = wait_for (ADW_TYPE_MESSAGE_DIALOG, "李娜");
  g_assert_true (shows (question, "1980-01-01"));
  g_assert_true (shows (question, "cannot be removed"));
  gtk_window_destroy (GTK_WINDOW (question));
  ek_record_delete_patient (window, app->session, empty);
  question = wait_for (ADW_TYPE_MESSAGE_DIALOG, "张伟");
  g_assert_true (shows (question, "1970-01-01"));
  g_assert_cmpuint (n_patients (app), ==, 2);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "yes");
  while (n_patients (app) != 1)
    g_main_context_iteration (NULL, TRUE);
  close_everything (app);
}

/* What tells namesakes apart is told of every row, and marked where two have one name. */
static void
test_namesakes (void)
{
  AppFixture *app = app_fixture_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *list = g_object_new (EK_TYPE_PATIENT_LIST, NULL);
  g_autoptr (EkRecord) one = app_add_patient (app, "张伟", "1970-01-01");
  g_autoptr (EkRecord) two = app_add_patient (app, "张伟", "1970-01-02");
  g_autoptr (EkRecord) three = app_add_patient (app, "李娜", "1980-01-01");
  g_autoptr (EkStore) store = ek_store_open (ek_session_get_vault (app->session), NULL);
  g_autoptr (EkPatientRows) rows = ek_store_list_patients (store, NULL, NULL);
  g_autoptr (EkPatientRows) found = ek_store_find_patients (store, "zw", 0, NULL, NULL);

  for (guint i = 0; i < ek_patient_rows_length (rows); i++)
    g_assert_cmpint (ek_patient_rows_get (rows, i)->namesake, ==,
                     g_str_equal (ek_patient_rows_get (rows, i)->name, "张伟"));
  g_assert_cmpuint (ek_patient_rows_length (found), ==, 2);
  g_assert_true (ek_patient_rows_get (found, 0)->namesake);
  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  ek_patient_list_set_session (EK_PATIENT_LIST (list), app->session);
  while (!shows (list, "1970-01-01") || !shows (list, "1970-01-02") || !shows (list, "1980-01-01"))
    g_main_context_iteration (NULL, TRUE);
  close_everything (app);
}

static void
raise_on (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  char **words = data; /* patient, kind, about, link */
  g_autoptr (JsonNode) detail = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (detail, json_object_new ());
  if (words[3] != NULL)
    json_object_set_string_member (json_node_get_object (detail), "link", words[3]);
  g_task_return_boolean (task, ek_notice_raise (store, words[0], words[1], words[2], detail, NULL));
}

static void
raise_and_wait (AppFixture *app, char *words[])
{
  GAsyncResult *result = NULL;

  ek_session_write_async (app->session, raise_on, words, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  g_object_unref (result);
}

/* What is to be looked at is counted in the list; what may be dangerous stands where an unassessed risk stands. */
static void
test_counts_notices (void)
{
  AppFixture *app = app_fixture_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *list = g_object_new (EK_TYPE_PATIENT_LIST, NULL);
  g_autoptr (EkRecord) calm = app_add_patient (app, "安", "1970-01-01");
  g_autoptr (EkRecord) plain = app_add_patient (app, "白", "1970-01-02");
  g_autoptr (EkRecord) danger = app_add_patient (app, "陈", "1980-01-01");
  g_autoptr (EkStore) store = ek_store_open (ek_session_get_vault (app->session), NULL);
  g_autoptr (EkPatientRows) rows = NULL;
  g_autoptr (GArray) order = NULL;
  const EkPatientRow *row;

  raise_and_wait (app,
                  (char *[]){ (char *) ek_record_get_id (plain), "linked", "https://h.example/Patient/2",
                              "replaced-by" });
  raise_and_wait (app, (char *[]){ (char *) ek_record_get_id (danger), "unclear-danger", "x", NULL });
  raise_and_wait (app, (char *[]){ (char *) ek_record_get_id (danger), "identity-changed", "Patient/1", NULL });
  rows = ek_store_list_patients (store, NULL, NULL);
  order = ek_patient_order (rows, EK_PATIENT_SORT_RISK);
  row = ek_patient_rows_get (rows, g_array_index (order, guint, 0));
  g_assert_cmpstr (row->name, ==, "陈");
  g_assert_cmpuint (row->n_notices, ==, 2);
  g_assert_cmpuint (row->n_danger, ==, 1);
  g_assert_false (row->replaced);
  row = ek_patient_rows_get (rows, g_array_index (order, guint, 1));
  g_assert_cmpstr (row->name, ==, "白");
  g_assert_cmpuint (row->n_notices, ==, 1);
  g_assert_cmpuint (row->n_danger, ==, 0);
  g_assert_true (row->replaced);
  row = ek_patient_rows_get (rows, g_array_index (order, guint, 2));
  g_assert_cmpuint (row->n_notices, ==, 0);
  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  ek_patient_list_set_session (EK_PATIENT_LIST (list), app->session);
  while (!shows (list, "2 to be looked at, 1 perhaps dangerous") || !shows (list, "Replaced at the hospital"))
    g_main_context_iteration (NULL, TRUE);
  close_everything (app);
}

int
main (int argc, char **argv)
{
  app_init (&argc, &argv);
  g_test_add_func ("/people/import", test_import);
  g_test_add_func ("/people/asks", test_asks);
  g_test_add_func ("/people/remove", test_remove);
  g_test_add_func ("/people/namesakes", test_namesakes);
  g_test_add_func ("/people/counts-notices", test_counts_notices);
  return g_test_run ();
}
