/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is typed and not saved comes back where it was typed, after lock and crash, and does not when it was saved or
 * discarded. */

#include <adwaita.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app-fixture.h"
#include "ek-draft-bar.h"
#include "ek-drafts.h"
#include "ek-error.h"
#include "ek-form-dialog.h"
#include "ek-job.h"
#include "ek-kept.h"
#include "ek-message.h"
#include "ek-record-dialog.h"
#include "failing-calls.h"

#define PLACE "plan/add"
#define PATIENT "patient-1"
#define WORDS "she heard voices at night"

typedef struct {
  AppFixture *base;
  GtkWidget *window;
  EkDrafts *drafts;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->base = app_fixture_new ();
  fixture->drafts = ek_drafts_get (fixture->base->session);
  while (!ek_drafts_is_loaded (fixture->drafts))
    g_main_context_iteration (NULL, TRUE);
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

static void
unlock (Fixture *fixture)
{
  g_autoptr (EkSecret) passphrase = app_passphrase ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ek_session_unlock_async (fixture->base->session, NULL, passphrase, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  ek_session_unlock_finish (fixture->base->session, result, &error);
  g_assert_no_error (error);
  ek_session_enter (fixture->base->session);
  while (!ek_drafts_is_loaded (fixture->drafts))
    g_main_context_iteration (NULL, TRUE);
}

/* As the window does it: what is open goes. */
static void
lock (Fixture *fixture, GtkWidget *dialog)
{
  ek_session_lock (fixture->base->session);
  if (dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (dialog));
  ek_session_wait (fixture->base->session);
}

static void
relock (Fixture *fixture, GtkWidget *dialog)
{
  lock (fixture, dialog);
  unlock (fixture);
}

static EkFormDialog *
show_form (Fixture *fixture, const char *value)
{
  static const char *const ids[] = { "a", "b", NULL };
  EkFormDialog *form = ek_form_dialog_new (fixture->window, "Add a line", "_Add");

  ek_form_dialog_add_note (form, "text", "What is to be done", value);
  ek_form_dialog_add_text (form, "goal", "Goal", NULL);
  ek_form_dialog_add_choice (form, "kind", "Kind", ids, (const char *const[]){ "one", "two", NULL }, NULL);
  ek_form_dialog_add_passphrase (form, "passphrase", "Your passphrase");
  ek_form_dialog_keep (form, fixture->base->session, PLACE, PATIENT, NULL);
  gtk_window_present (GTK_WINDOW (form));
  return form;
}

static void
find_all (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_all (child, type, found);
}

static gpointer
find (gpointer widget, GType type)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  find_all (widget, type, found);
  g_assert_cmpuint (found->len, >, 0);
  return found->pdata[0];
}

static void
type_note (gpointer dialog, const char *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (find (dialog, GTK_TYPE_TEXT_VIEW)), text, -1);
}

static void
assert_note (EkFormDialog *form, const char *text)
{
  g_autofree char *now = ek_form_dialog_get (form, "text");

  g_assert_cmpstr (now, ==, text);
}

static guint
count_waiting (Fixture *fixture)
{
  g_autoptr (GPtrArray) waiting = ek_drafts_list (fixture->drafts);

  return waiting->len;
}

static char *
all_labels (gpointer widget)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  GString *all = g_string_new (NULL);

  find_all (widget, GTK_TYPE_LABEL, found);
  for (guint i = 0; i < found->len; i++)
    if (gtk_widget_get_visible (found->pdata[i]))
      g_string_append_printf (all, "%s\n", gtk_label_get_text (found->pdata[i]));
  return g_string_free (all, FALSE);
}

static gboolean
says (gpointer widget, const char *text)
{
  g_autofree char *all = all_labels (widget);

  return strstr (all, text) != NULL;
}

/* Typed and locked in the same instant: everything but the passphrase is there again, with the caret where it was. */
static void
test_lock (Fixture *fixture, gconstpointer data)
{
  EkFormDialog *form = show_form (fixture, NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (find (form, GTK_TYPE_TEXT_VIEW));
  g_autofree char *goal = NULL, *kind = NULL, *body = NULL;
  const EkDraft *draft;
  GtkTextIter at;

  gtk_window_set_focus (GTK_WINDOW (form), find (form, GTK_TYPE_TEXT_VIEW));
  type_note (form, WORDS);
  gtk_text_buffer_get_iter_at_offset (buffer, &at, 4);
  gtk_text_buffer_place_cursor (buffer, &at);
  gtk_editable_set_text (find (form, GTK_TYPE_ENTRY), "sleep");
  gtk_drop_down_set_selected (find (form, GTK_TYPE_DROP_DOWN), 1);
  gtk_editable_set_text (find (form, GTK_TYPE_PASSWORD_ENTRY), "open sesame");
  relock (fixture, GTK_WIDGET (form));

  g_assert_cmpuint (count_waiting (fixture), ==, 1);
  draft = ek_drafts_find (fixture->drafts, PLACE "\n" PATIENT "\n");
  g_assert_nonnull (draft);
  g_assert_true (ek_draft_has_text (draft));
  body = json_to_string (draft->body, FALSE);
  g_assert_null (strstr (body, "sesame"));

  form = show_form (fixture, NULL);
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
  assert_note (form, WORDS);
  goal = ek_form_dialog_get (form, "goal");
  kind = ek_form_dialog_get (form, "kind");
  g_assert_cmpstr (goal, ==, "sleep");
  g_assert_cmpstr (kind, ==, "b");
  g_assert_cmpstr (gtk_editable_get_text (find (form, GTK_TYPE_PASSWORD_ENTRY)), ==, "");
  app_iterate ();
  buffer = gtk_text_view_get_buffer (find (form, GTK_TYPE_TEXT_VIEW));
  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  g_assert_cmpint (gtk_text_iter_get_offset (&at), ==, 4);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (form)) == find (form, GTK_TYPE_TEXT_VIEW));
  g_assert_true (says (form, "Not saved yet"));
  gtk_window_destroy (GTK_WINDOW (form));
}

static void
read_drafts (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GPtrArray *drafts = ek_draft_list (store, NULL);

  g_task_return_int (task, drafts != NULL ? (gssize) drafts->len : -1);
  g_clear_pointer (&drafts, g_ptr_array_unref);
}

static gssize
count_on_disk (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  ek_session_write_async (fixture->base->session, read_drafts, NULL, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  return g_task_propagate_int (G_TASK (result), NULL);
}

/* At a pause in typing it is on the disk, before anybody locks: the program may be killed. Taken back, it is gone. */
static void
test_pause (Fixture *fixture, gconstpointer data)
{
  EkFormDialog *form = show_form (fixture, NULL);

  type_note (form, WORDS);
  while (count_on_disk (fixture) != 1)
    g_main_context_iteration (NULL, FALSE);
  type_note (form, "");
  while (count_on_disk (fixture) != 0)
    g_main_context_iteration (NULL, FALSE);
  gtk_window_destroy (GTK_WINDOW (form));
}

static void
save (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  if (data != NULL)
    g_task_return_new_error (task, EK_ERROR, EK_ERROR_INVALID, "refused");
  else
    g_task_return_boolean (task, TRUE);
}

static const char *
blame_goal (EkFormDialog *form, const GError *error, gpointer user_data)
{
  return user_data;
}

/* What is refused is said below the question that it is about, where the person goes on; nothing typed is lost. */
static void
test_beside (Fixture *fixture, gconstpointer data)
{
  EkFormDialog *form = show_form (fixture, NULL);
  GtkWidget *goal = find (form, GTK_TYPE_ENTRY);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  GtkWidget *said = NULL;

  ek_form_dialog_set_blame (form, blame_goal, (gpointer) "goal");
  type_note (form, WORDS);
  ek_form_dialog_run (form, fixture->base->session, save, (gpointer) "x", NULL);
  ek_session_wait (fixture->base->session);
  while (!gtk_widget_is_sensitive (goal))
    g_main_context_iteration (NULL, TRUE);
  find_all (GTK_WIDGET (form), GTK_TYPE_LABEL, labels);
  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_get_visible (labels->pdata[i]) && g_str_equal (gtk_label_get_text (labels->pdata[i]), "refused"))
      {
        g_assert_null (said);
        said = labels->pdata[i];
      }
  g_assert_nonnull (said);
  g_assert_true (gtk_widget_get_prev_sibling (said) == gtk_widget_get_parent (goal));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (form)), goal));
  assert_note (form, WORDS);
  gtk_editable_set_text (GTK_EDITABLE (goal), "sleep");
  g_assert_false (gtk_widget_get_visible (said));
  gtk_window_destroy (GTK_WINDOW (form));
}

/* Saved: not offered again, also when the lock comes before the window hears that it is saved. */
static void
test_saved (Fixture *fixture, gconstpointer data)
{
  EkFormDialog *form = show_form (fixture, NULL);

  type_note (form, WORDS);
  ek_drafts_flush (fixture->drafts, FALSE);
  g_assert_cmpint (count_on_disk (fixture), ==, 1);
  ek_form_dialog_run (form, fixture->base->session, save, NULL, NULL);
  relock (fixture, GTK_WIDGET (form));
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
  g_assert_cmpint (count_on_disk (fixture), ==, 0);
}

/* Refused: still there, also when the lock comes in between. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  EkFormDialog *form = show_form (fixture, NULL);

  type_note (form, WORDS);
  ek_form_dialog_run (form, fixture->base->session, save, form, NULL);
  relock (fixture, GTK_WIDGET (form));
  form = show_form (fixture, NULL);
  assert_note (form, WORDS);
  gtk_window_destroy (GTK_WINDOW (form));
}

/* Discarded by the person: final. Closed with the window it stood over: offered. */
static void
test_discarded (Fixture *fixture, gconstpointer data)
{
  EkFormDialog *form = show_form (fixture, NULL);

  type_note (form, WORDS);
  ek_drafts_flush (fixture->drafts, FALSE);
  gtk_window_destroy (GTK_WINDOW (form));
  g_assert_cmpuint (count_waiting (fixture), ==, 1);
  form = show_form (fixture, NULL);
  ek_kept_end (ek_kept_of (GTK_WIDGET (form)));
  gtk_window_destroy (GTK_WINDOW (form));
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
  relock (fixture, NULL);
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
}

/* Nothing typed: nothing kept, and no note. */
static void
test_untouched (Fixture *fixture, gconstpointer data)
{
  EkFormDialog *form = show_form (fixture, "as it is");

  g_assert_false (says (form, "Not saved yet"));
  relock (fixture, GTK_WIDGET (form));
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
}

/* The record says something else by then: what was typed stands in the field, and what it says now is told. */
static void
test_changed (Fixture *fixture, gconstpointer data)
{
  EkFormDialog *form = show_form (fixture, "before");

  type_note (form, WORDS);
  relock (fixture, GTK_WIDGET (form));
  form = show_form (fixture, "by a colleague");
  assert_note (form, WORDS);
  g_assert_true (says (form, "by a colleague"));
  gtk_window_destroy (GTK_WINDOW (form));
  relock (fixture, NULL);
  form = show_form (fixture, "before");
  assert_note (form, WORDS);
  g_assert_false (says (form, "by a colleague"));
  gtk_window_destroy (GTK_WINDOW (form));
}

/* A new patient, whose form comes piece by piece: what stood there at first is kept too, and what was typed in a part
 * that has not come yet when it is locked again. */
static void
test_new_record (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) record = ek_record_new (&ek_encounter_type, PATIENT);
  GtkWidget *dialog;
  GtkTextIter start, end;
  GtkTextBuffer *buffer;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  gboolean found = FALSE;

  ek_record_set_text (record, EK_ENCOUNTER_CLINICIAN, "Dr Chen");
  dialog = GTK_WIDGET (ek_record_dialog_show (fixture->window, fixture->base->session, record));
  type_note (dialog, WORDS);
  relock (fixture, dialog);

  ek_record_set_text (record, EK_ENCOUNTER_CLINICIAN, "somebody else");
  dialog = GTK_WIDGET (ek_record_dialog_show (fixture->window, fixture->base->session, record));
  buffer = gtk_text_view_get_buffer (find (dialog, GTK_TYPE_TEXT_VIEW));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  g_assert_cmpstr (text, ==, WORDS);
  find_all (dialog, ADW_TYPE_ENTRY_ROW, entries);
  for (guint i = 0; i < entries->len; i++)
    found = found || g_str_equal (gtk_editable_get_text (entries->pdata[i]), "Dr Chen");
  g_assert_true (found);
  g_assert_false (says (dialog, "changed meanwhile"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gboolean
row_says (gpointer dialog, const char *text)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();

  find_all (dialog, ADW_TYPE_ENTRY_ROW, entries);
  for (guint i = 0; i < entries->len; i++)
    if (g_str_equal (gtk_editable_get_text (entries->pdata[i]), text))
      return TRUE;
  return FALSE;
}

static void
test_sections (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = app_add_patient (fixture->base, "Li Na", "1991-03-12");
  GtkWidget *dialog = GTK_WIDGET (ek_record_dialog_show (fixture->window, fixture->base->session, patient));
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();

  while (entries->len < 9)
    {
      g_main_context_iteration (NULL, TRUE);
      g_ptr_array_set_size (entries, 0);
      find_all (dialog, ADW_TYPE_ENTRY_ROW, entries);
    }
  gtk_editable_set_text (entries->pdata[entries->len - 1], "in the last part");
  relock (fixture, dialog);
  /* Locked again before that part is there. */
  dialog = GTK_WIDGET (ek_record_dialog_show (fixture->window, fixture->base->session, patient));
  g_assert_false (row_says (dialog, "in the last part"));
  relock (fixture, dialog);
  dialog = GTK_WIDGET (ek_record_dialog_show (fixture->window, fixture->base->session, patient));
  while (!row_says (dialog, "in the last part"))
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
on_words (const char *words, gpointer user_data)
{
  *(char **) user_data = g_strdup (words);
}

/* A reason that was being written. */
static void
test_words (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = NULL;

  for (guint round = 0; round < 2; round++)
    {
      GtkWidget *dialog = ek_message_ask_words (fixture->window, "Decline this form?", NULL, "Reason", NULL, "_Decline",
                                                on_words, &answer, NULL);
      GtkWidget *entry;

      ek_message_keep_words (dialog, fixture->base->session, "words/decline", PATIENT, "form-1");
      entry = adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog));
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, round == 0 ? "" : "too tired");
      gtk_editable_set_text (GTK_EDITABLE (entry), "too tired");
      if (round == 0)
        relock (fixture, dialog);
      else
        adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "yes");
    }
  g_assert_cmpstr (answer, ==, "too tired");
  relock (fixture, NULL);
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
}

/* A dialog that did not join: its words are offered, and never stand in another dialog of the same kind. */
static void
test_other (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 2; round++)
    {
      EkFormDialog *form = ek_form_dialog_new (fixture->window, "Part two files", "_Part");
      g_autofree char *text = NULL;

      ek_form_dialog_add_note (form, "why", "Why", NULL);
      ek_form_dialog_add_passphrase (form, "passphrase", "Your passphrase");
      gtk_window_present (GTK_WINDOW (form));
      app_iterate ();
      text = ek_form_dialog_get (form, "why");
      g_assert_cmpstr (text, ==, "");
      g_assert_cmpuint (count_waiting (fixture), ==, round);
      if (round == 0)
        type_note (form, WORDS);
      if (round == 0)
        relock (fixture, GTK_WIDGET (form));
      else
        gtk_window_destroy (GTK_WINDOW (form));
    }
}

static void
on_trouble (EkDrafts *drafts, const char *why, gpointer told)
{
  (*(guint *) told)++;
}

/* The disk is full when it is locked: told, sealed in memory, and there again, also on the disk, when there is room. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  EkFormDialog *form = show_form (fixture, NULL);
  guint told = 0;

  g_signal_connect (fixture->drafts, "trouble", G_CALLBACK (on_trouble), &told);
  type_note (form, WORDS);
  failing_calls_start (CALL_WRITE | CALL_TRUNCATE | CALL_SYNC, 0, ENOSPC, FALSE);
  lock (fixture, GTK_WIDGET (form));
  failing_calls_stop ();
  g_assert_cmpuint (told, ==, 1);
  g_assert_true (ek_drafts_has_held (fixture->drafts));
  unlock (fixture);
  g_assert_false (ek_drafts_has_held (fixture->drafts));
  g_assert_cmpint (count_on_disk (fixture), ==, 1);
  form = show_form (fixture, NULL);
  assert_note (form, WORDS);
  gtk_window_destroy (GTK_WINDOW (form));
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(int *) user_data = ek_drafts_flush_finish (ek_drafts_get (EK_SESSION (source)), result, NULL);
}

/* Before the program is quit: whether everything is on the disk. While somebody is in it stays where it was typed. */
static void
test_flush (Fixture *fixture, gconstpointer data)
{
  EkFormDialog *form = show_form (fixture, NULL);

  g_assert_false (ek_drafts_has_text (fixture->drafts));
  type_note (form, WORDS);
  g_assert_true (ek_drafts_has_text (fixture->drafts));
  for (int good = 0; good < 2; good++)
    {
      int result = -1;

      if (!good)
        failing_calls_start (CALL_WRITE | CALL_TRUNCATE | CALL_SYNC, 0, ENOSPC, FALSE);
      ek_drafts_flush_async (fixture->drafts, on_result, &result);
      while (result < 0)
        g_main_context_iteration (NULL, TRUE);
      if (!good)
        failing_calls_stop ();
      g_assert_cmpint (result, ==, good);
      g_assert_false (ek_drafts_has_held (fixture->drafts));
    }
  gtk_window_destroy (GTK_WINDOW (form));
}

/* A window without text comes back, unless the person closes it; it is never offered as text. */
static void
test_window (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 2; round++)
    {
      GtkWidget *window = gtk_window_new ();
      g_autoptr (GPtrArray) waiting = NULL;

      ek_kept_window (window, fixture->base->session, "window/audit", PATIENT, NULL);
      gtk_window_present (GTK_WINDOW (window));
      if (round == 0)
        relock (fixture, window);
      else
        {
          gtk_window_close (GTK_WINDOW (window));
          relock (fixture, NULL);
        }
      waiting = ek_drafts_list (fixture->drafts);
      g_assert_cmpuint (waiting->len, ==, round == 0);
      g_assert_false (waiting->len > 0 && ek_draft_has_text (waiting->pdata[0]));
    }
}

static void
on_open (EkDraftBar *bar, const char *key, gpointer user_data)
{
  *(char **) user_data = g_strdup (key);
}

/* The bar offers what is nowhere on the screen, and nothing behind the lock. */
static void
test_bar (Fixture *fixture, gconstpointer data)
{
  GtkWidget *bar = ek_draft_bar_new (fixture->base->session);
  EkFormDialog *form = show_form (fixture, NULL);
  g_autofree char *key = NULL;

  gtk_window_set_child (GTK_WINDOW (fixture->window), bar);
  g_signal_connect (bar, "open", G_CALLBACK (on_open), &key);
  type_note (form, WORDS);
  ek_drafts_flush (fixture->drafts, FALSE);
  g_assert_false (gtk_widget_get_visible (bar));
  lock (fixture, GTK_WIDGET (form));
  g_assert_false (gtk_widget_get_visible (bar));
  unlock (fixture);
  g_assert_true (gtk_widget_get_visible (bar));
  g_assert_true (says (bar, "Add a line"));
  g_assert_false (says (bar, "voices"));
  g_signal_emit_by_name (find (bar, GTK_TYPE_BUTTON), "clicked");
  g_assert_cmpstr (key, ==, PLACE "\n" PATIENT "\n");
  form = show_form (fixture, NULL);
  g_assert_false (gtk_widget_get_visible (bar));
  gtk_window_destroy (GTK_WINDOW (form));
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } all[] = {
    { "beside", test_beside },         { "lock", test_lock },
    { "pause", test_pause },           { "saved", test_saved },
    { "refused", test_refused },       { "discarded", test_discarded },
    { "untouched", test_untouched },   { "changed", test_changed },
    { "new-record", test_new_record }, { "sections", test_sections },
    { "words", test_words },           { "other", test_other },
    { "full-disk", test_full_disk },   { "flush", test_flush },
    { "window", test_window },         { "bar", test_bar },
  };

  app_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *path = g_strdup_printf ("/app/drafts/%s", all[i].name);

      g_test_add (path, Fixture, NULL, set_up, all[i].test, tear_down);
    }
  return g_test_run ();
}
