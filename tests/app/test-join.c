/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialogs that join and part two files, on a real session: what they show, what they refuse, what they do. */

#include <adwaita.h>
#include <string.h>

#include "app-fixture.h"
#include "ek-application.h"
#include "ek-drafts.h"
#include "ek-form-dialog.h"
#include "ek-join-bar.h"
#include "ek-join-dialog.h"
#include "ek-join.h"
#include "ek-notice.h"
#include "ek-part-dialog.h"

static void
collect (GtkWidget *widget, GString *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget))
    g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, text);
}

static gboolean
says (GtkWidget *widget, const char *words)
{
  g_autoptr (GString) text = g_string_new (NULL);

  collect (widget, text);
  return strstr (text->str, words) != NULL;
}

typedef gboolean (*Condition) (gpointer data);

static void
wait_until (Condition condition, gpointer data, const char *what)
{
  gint64 end = g_get_monotonic_time () + APP_PATIENCE;

  while (!condition (data))
    {
      if (g_get_monotonic_time () > end)
        g_error ("it never came: %s", what);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
}

static GtkWidget *
open_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (EK_IS_FORM_DIALOG (window) && gtk_widget_get_visible (window))
        return window;
    }
  return NULL;
}

static gboolean
dialog_is_open (gpointer data)
{
  return open_dialog () != NULL;
}

static gboolean
dialog_is_closed (gpointer data)
{
  return open_dialog () == NULL;
}

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
write_reason (GtkWidget *dialog, const char *words)
{
  GtkWidget *note = find_widget (dialog, GTK_TYPE_TEXT_VIEW);

  g_assert_nonnull (note);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (note)), words, -1);
}

typedef struct {
  GtkWidget *dialog;
  const char *words;
} Expected;

static gboolean
it_says (gpointer data)
{
  const Expected *expected = data;

  return says (expected->dialog, expected->words);
}

static void
assert_refused (GtkWidget *dialog, const char *words)
{
  Expected expected = { dialog, words };

  gtk_widget_activate_action (dialog, "form.save", NULL);
  wait_until (it_says, &expected, words);
}

/* What the record holds, asked in the reading thread. */
static void
count_patients (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  g_autoptr (EkPatientRows) rows = ek_store_list_patients (store, NULL, NULL);

  g_task_return_int (task, rows != NULL ? ek_patient_rows_length (rows) : 0);
}

static gssize
patients (AppFixture *fixture)
{
  GAsyncResult *result = NULL;
  gssize n;

  ek_session_read_async (fixture->session, count_patients, NULL, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  n = g_task_propagate_int (G_TASK (result), NULL);
  g_object_unref (result);
  return n;
}

typedef struct {
  AppFixture *fixture;
  GtkWidget *window;
  EkRecord *first, *second;
} Case;

static void
case_set_up (Case *one, const char *first_born, const char *second_born)
{
  one->fixture = app_fixture_new ();
  one->window = adw_window_new ();
  one->first = app_add_patient (one->fixture, "林黛玉", first_born);
  one->second = app_add_patient (one->fixture, "林黛玉", second_born);
  gtk_window_present (GTK_WINDOW (one->window));
}

static void
case_clear (Case *one)
{
  wait_until (dialog_is_closed, NULL, "the end of a dialog");
  gtk_window_destroy (GTK_WINDOW (one->window));
  g_object_unref (one->first);
  g_object_unref (one->second);
  app_iterate ();
  app_fixture_free (one->fixture);
}

static GtkWidget *
show_join (Case *one)
{
  ek_join_dialog_show (one->window, one->fixture->session, ek_record_get_id (one->first),
                       ek_record_get_id (one->second));
  wait_until (dialog_is_open, NULL, "the dialog");
  return open_dialog ();
}

static void
join (Case *one)
{
  GtkWidget *dialog = show_join (one);

  write_reason (dialog, "身份证一致");
  gtk_widget_activate_action (dialog, "form.save", NULL);
  wait_until (dialog_is_closed, NULL, "the joining");
  g_assert_cmpint (patients (one->fixture), ==, 1);
}

static void
test_join_and_part (void)
{
  Case one;
  GtkWidget *dialog;

  case_set_up (&one, "1990-02-03", "1990-02-03");
  dialog = show_join (&one);
  g_assert_false (says (dialog, "probably two persons"));
  g_assert_true (says (dialog, "Everything of both will stand in one file"));
  assert_refused (dialog, "Write why");
  g_assert_cmpint (patients (one.fixture), ==, 2);
  write_reason (dialog, "身份证一致");
  gtk_widget_activate_action (dialog, "form.save", NULL);
  wait_until (dialog_is_closed, NULL, "the joining");
  g_assert_cmpint (patients (one.fixture), ==, 1);

  ek_part_dialog_show (one.window, one.fixture->session, ek_record_get_id (one.second));
  wait_until (dialog_is_open, NULL, "the dialog");
  dialog = open_dialog ();
  g_assert_true (says (dialog, "身份证一致"));
  assert_refused (dialog, "Write why");
  write_reason (dialog, "两个人");
  gtk_widget_activate_action (dialog, "form.save", NULL);
  wait_until (dialog_is_closed, NULL, "the parting");
  g_assert_cmpint (patients (one.fixture), ==, 2);
  case_clear (&one);
}

/* Two who are hardly one: warned of, and joined only when the name was written. */
static void
test_contradiction (void)
{
  Case one;
  GtkWidget *dialog, *name;

  case_set_up (&one, "1990-02-03", "1971-05-06");
  dialog = show_join (&one);
  g_assert_true (says (dialog, "What contradicts: the date of birth."));
  write_reason (dialog, "出生日期登记有误");
  assert_refused (dialog, "contradicts that they are one person");
  name = find_widget (dialog, GTK_TYPE_ENTRY);
  g_assert_nonnull (name);
  gtk_editable_set_text (GTK_EDITABLE (name), "王伟");
  assert_refused (dialog, "contradicts that they are one person");
  g_assert_cmpint (patients (one.fixture), ==, 2);
  gtk_editable_set_text (GTK_EDITABLE (name), " 林黛玉 ");
  gtk_widget_activate_action (dialog, "form.save", NULL);
  wait_until (dialog_is_closed, NULL, "the joining");
  g_assert_cmpint (patients (one.fixture), ==, 1);
  case_clear (&one);
}

/* A change of the details that comes while both are shown is not passed over. */
static void
test_changed_meanwhile (void)
{
  Case one;
  GtkWidget *dialog;

  case_set_up (&one, "1990-02-03", "1990-02-03");
  dialog = show_join (&one);
  write_reason (dialog, "seen");
  ek_record_set_text (one.second, EK_PATIENT_PHONE, "555");
  app_save (one.fixture, one.second);
  assert_refused (dialog, "Somebody else changed this record");
  g_assert_cmpint (patients (one.fixture), ==, 2);
  gtk_window_destroy (GTK_WINDOW (dialog));
  case_clear (&one);
}

static void
raise_duplicate (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  Case *one = data;

  g_task_return_boolean (task,
                         ek_notice_raise (store, ek_record_get_id (one->first), "possible-duplicate",
                                          ek_record_get_id (one->second), NULL, NULL));
}

static gboolean
is_shown (gpointer data)
{
  return gtk_widget_get_visible (data);
}

static gboolean
is_hidden (gpointer data)
{
  return !gtk_widget_get_visible (data);
}

/* What asks above the file is answered once. */
static void
test_bar (void)
{
  Case one;
  GAsyncResult *result = NULL;
  GtkWidget *bar = ek_join_bar_new (), *dialog;

  case_set_up (&one, "1990-02-03", "1990-02-04");
  adw_window_set_content (ADW_WINDOW (one.window), bar);
  ek_patient_view_set_patient (EK_PATIENT_VIEW (bar), one.fixture->session, ek_record_get_id (one.first));
  ek_session_write_async (one.fixture->session, raise_duplicate, &one, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  g_object_unref (result);
  wait_until (is_shown, bar, "the bar");
  g_assert_true (says (bar, "This may be the same person as"));
  g_assert_true (says (bar, "林黛玉"));

  ek_join_dialog_distinct (one.window, one.fixture->session, ek_record_get_id (one.first),
                           ek_record_get_id (one.second));
  wait_until (dialog_is_open, NULL, "the dialog");
  dialog = open_dialog ();
  write_reason (dialog, "双胞胎");
  gtk_widget_activate_action (dialog, "form.save", NULL);
  wait_until (is_hidden, bar, "the end of the bar");
  g_assert_cmpint (patients (one.fixture), ==, 2);
  case_clear (&one);
}

/* Which other file is asked first shows those of the same name. */
static void
test_pick (void)
{
  Case one;
  GtkWidget *dialog;

  case_set_up (&one, "1990-02-03", "1990-02-03");
  ek_join_dialog_pick (one.window, one.fixture->session, ek_record_get_id (one.first));
  wait_until (dialog_is_open, NULL, "the dialog");
  dialog = open_dialog ();
  g_assert_true (says (dialog, "林黛玉"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  join (&one);
  ek_join_dialog_pick (one.window, one.fixture->session, ek_record_get_id (one.first));
  wait_until (dialog_is_open, NULL, "the dialog");
  dialog = open_dialog ();
  g_assert_true (says (dialog, "No other file looks like this one"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  case_clear (&one);
}

static void
lock_and_unlock (Case *one, GtkWidget *dialog)
{
  EkSession *session = one->fixture->session;
  EkDrafts *drafts = ek_drafts_get (session);
  g_autoptr (EkSecret) passphrase = app_passphrase ();
  g_autoptr (GAsyncResult) result = NULL;

  ek_session_lock (session);
  gtk_window_destroy (GTK_WINDOW (dialog));
  ek_session_wait (session);
  ek_session_unlock_async (session, NULL, passphrase, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  g_assert_true (ek_session_unlock_finish (session, result, NULL));
  ek_session_enter (session);
  while (!ek_drafts_is_loaded (drafts))
    g_main_context_iteration (NULL, TRUE);
}

/* Why two are one, or not, is there again after the lock, in the dialog of these two. */
static void
test_kept (void)
{
  static void (*const shows[]) (GtkWidget *, EkSession *, const char *, const char *) = {
    ek_join_dialog_show,
    ek_join_dialog_distinct,
  };
  static const char *const places[] = { "join/files", "join/distinct" };
  Case one;
  EkDrafts *drafts;

  case_set_up (&one, "1990-02-03", "1990-02-03");
  drafts = ek_drafts_get (one.fixture->session);
  while (!ek_drafts_is_loaded (drafts))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (shows); i++)
    {
      const char *first = ek_record_get_id (one.first), *second = ek_record_get_id (one.second);
      g_autofree char *key = ek_drafts_key (places[i], first, second), *text = NULL;

      shows[i](one.window, one.fixture->session, first, second);
      wait_until (dialog_is_open, NULL, "the dialog");
      write_reason (open_dialog (), "同一手机号");
      lock_and_unlock (&one, open_dialog ());
      g_assert_nonnull (ek_drafts_find (drafts, key));
      shows[i](one.window, one.fixture->session, first, second);
      wait_until (dialog_is_open, NULL, "the dialog");
      text = ek_form_dialog_get (EK_FORM_DIALOG (open_dialog ()), "reason");
      g_assert_cmpstr (text, ==, "同一手机号");
      gtk_window_destroy (GTK_WINDOW (open_dialog ()));
    }
  case_clear (&one);
}

int
main (int argc, char *argv[])
{
  app_init (&argc, &argv);
  g_test_add_func ("/app/join/join-and-part", test_join_and_part);
  g_test_add_func ("/app/join/contradiction", test_contradiction);
  g_test_add_func ("/app/join/changed-meanwhile", test_changed_meanwhile);
  g_test_add_func ("/app/join/bar", test_bar);
  g_test_add_func ("/app/join/pick", test_pick);
  g_test_add_func ("/app/join/kept", test_kept);
  return g_test_run ();
}
