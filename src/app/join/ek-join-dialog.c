/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Joining the file that is open with another one: which other one, then both side by side. */

#include "ek-join-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-form-dialog.h"
#include "ek-job.h"
#include "ek-join-words.h"
#include "ek-join.h"
#include "ek-message.h"
#include "ek-notice.h"
#include "ek-text.h"

#define MOST_CANDIDATES 20

/* What is asked about, for as long as one of its dialogs or readings lasts. */
typedef struct {
  EkSession *session;
  GtkWidget *parent;
  char *first;      /* the patient whose file is open */
  char *second;     /* the other one, NULL while it is not known */
  EkJoinLook *look; /* both, first kept */
} Asking;

static void
asking_clear (gpointer data)
{
  Asking *asking = data;

  g_object_unref (asking->session);
  g_object_unref (asking->parent);
  g_free (asking->first);
  g_free (asking->second);
  ek_join_look_free (asking->look);
}

static void
asking_unref (gpointer data)
{
  g_rc_box_release_full (data, asking_clear);
}

static void
asking_closed (gpointer data, GClosure *closure)
{
  asking_unref (data);
}

static Asking *
asking_new (GtkWidget *parent, EkSession *session, const char *first, const char *second)
{
  Asking *asking = g_rc_box_new0 (Asking);

  asking->session = g_object_ref (session);
  asking->parent = g_object_ref (parent);
  asking->first = g_strdup (first);
  asking->second = g_strdup (second);
  return asking;
}

static GtkWidget *
root_of (Asking *asking)
{
  GtkRoot *root = gtk_widget_get_root (asking->parent);

  return root != NULL ? GTK_WIDGET (root) : asking->parent;
}

/* Joining */

typedef struct {
  char *kept, *other;
  gint64 kept_revision, other_revision; /* as they were shown */
  char *reason;
  gboolean confirmed;
  GArray *fields; /* of EkJoinField: only what was asked */
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->kept);
  g_free (order->other);
  g_free (order->reason);
  g_array_unref (order->fields);
  g_free (order);
}

static void
choose_fields (EkJoinLook *look, const Order *order)
{
  for (guint i = 0; i < look->fields->len; i++)
    for (guint c = 0; c < order->fields->len; c++)
      {
        EkJoinField *one = &g_array_index (look->fields, EkJoinField, i);
        const EkJoinField *chosen = &g_array_index (order->fields, EkJoinField, c);

        if (one->field == chosen->field)
          one->take_other = chosen->take_other;
      }
}

static gboolean
as_shown (EkStore *store, const Order *order, GError **error)
{
  g_autoptr (EkRecord) kept = ek_store_load_as_read (store, &ek_patient_type, order->kept, order->kept_revision, error);
  g_autoptr (EkRecord) other = kept != NULL
    ? ek_store_load_as_read (store, &ek_patient_type, order->other, order->other_revision, error)
    : NULL;

  return other != NULL;
}

static void
do_join (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Order *order = data;
  GError *error = NULL;
  g_autoptr (EkJoinLook) look = NULL;
  g_autofree char *id = NULL;

  if (as_shown (store, order, &error))
    look = ek_join_look (store, order->kept, order->other, &error);
  if (look != NULL)
    {
      choose_fields (look, order);
      id = ek_join_files (store, look, order->reason, order->confirmed, &error);
    }
  ek_job_answer (task, id != NULL, error);
}

static void
on_joined (EkFormDialog *form, gpointer user_data)
{
  Asking *asking = user_data;
  g_autofree char *keep = ek_form_dialog_get (form, "keep");
  const char *kept = g_str_equal (keep, "second") ? asking->second : asking->first;

  gtk_widget_activate_action (root_of (asking), "win.open-patient", "s", kept);
  ek_message_toast (asking->parent, _ ("Joined. Everything of both files is in this one. It can be parted again."));
}

static char *
folded (const char *text)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));

  return ek_text_fold (bare);
}

/* A contradiction is confirmed by writing the name, which nobody does in passing. */
static gboolean
name_is_written (EkFormDialog *form, EkJoinLook *look)
{
  g_autofree char *typed = ek_form_dialog_get (form, "confirm");
  g_autofree char *given = folded (typed);
  g_autofree char *name = folded (ek_record_get_text (look->kept, EK_PATIENT_NAME));
  g_autofree char *other = folded (ek_record_get_text (look->other, EK_PATIENT_NAME));

  return strcmp (given, name) == 0 || strcmp (given, other) == 0;
}

static void
on_join (EkFormDialog *form, gpointer user_data)
{
  Asking *asking = user_data;
  EkJoinLook *look = asking->look;
  g_autofree char *keep = ek_form_dialog_get (form, "keep");
  gboolean swapped = g_str_equal (keep, "second");
  EkRecord *kept = swapped ? look->other : look->kept, *other = swapped ? look->kept : look->other;
  Order *order = g_new0 (Order, 1);

  *order = (Order){ g_strdup (ek_record_get_id (kept)),
                    g_strdup (ek_record_get_id (other)),
                    ek_record_get_revision (kept),
                    ek_record_get_revision (other),
                    ek_form_dialog_get (form, "reason"),
                    look->contradictions->len > 0 && name_is_written (form, look),
                    g_array_new (FALSE, FALSE, sizeof (EkJoinField)) };
  for (guint i = 0; i < look->fields->len; i++)
    {
      EkJoinField one = g_array_index (look->fields, EkJoinField, i);
      g_autofree char *chosen = NULL;

      if (!one.differs || ek_patient_type.fields[one.field].flags & EK_FIELD_HIDDEN)
        continue;
      chosen = ek_form_dialog_get (form, ek_patient_type.fields[one.field].name);
      one.take_other = g_str_equal (chosen, "second") != swapped;
      g_array_append_val (order->fields, one);
    }
  ek_form_dialog_run (form, asking->session, do_join, order, order_free);
}

/* The two files are 1 and 2 wherever they are spoken of, so that both values can be read before one is chosen. */
static char *
numbered (guint number, char *words)
{
  g_autofree char *own = words;

  return g_strdup_printf ("%u: %s", number, own);
}

static void
add_fields (EkFormDialog *form, EkJoinLook *look)
{
  static const char *const ids[] = { "first", "second", NULL };

  for (guint i = 0; i < look->fields->len; i++)
    {
      const EkJoinField *one = &g_array_index (look->fields, EkJoinField, i);
      const EkField *field = &ek_patient_type.fields[one->field];
      g_autofree char *first = numbered (1, ek_join_words_value (look->kept, one->field));
      g_autofree char *second = numbered (2, ek_join_words_value (look->other, one->field));
      g_autofree char *label = g_strdup_printf ("%s\n%s   %s", _ (field->label), first, second);
      const char *labels[] = { first, second, NULL };

      if (one->differs && !(field->flags & EK_FIELD_HIDDEN))
        ek_form_dialog_add_choice (form, field->name, label, ids, labels, "first");
    }
}

static char *
hint_of (EkJoinLook *look, const char *first, const char *second, EkCatalogue *catalogue)
{
  g_autofree char *told = ek_join_words_told (look, catalogue);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (
    text, "%s\n%s\n\n%s", first, second,
    _ ("Everything of both will stand in one file, and both numbers find it. What one of them lacks "
       "is filled from the other. It can be parted again."));
  if (*told != '\0')
    /* Translators: above a list of open risks, drafts and the like */
    g_string_append_printf (text, "\n\n%s\n%s", _ ("The joined file will have:"), told);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
file_label (guint number, EkRecord *patient, guint n_records)
{
  g_autofree char *words = ek_join_words_person (patient);

  return numbered (number,
                   g_strdup_printf (ngettext ("%s · %u record", "%s · %u records", n_records), words, n_records));
}

static void
show_both (Asking *asking)
{
  static const char *const ids[] = { "first", "second", NULL };
  EkJoinLook *look = asking->look;
  g_autofree char *first = file_label (1, look->kept, look->n_kept);
  g_autofree char *second = file_label (2, look->other, look->n_other);
  g_autofree char *warning = ek_join_words_contradictions (look);
  g_autofree char *hint = hint_of (look, first, second, ek_session_get_catalogue (asking->session));
  const char *labels[] = { first, second, NULL };
  EkFormDialog *form = ek_form_dialog_new (asking->parent, _ ("Join two files of one person"), _ ("_Join"));

  ek_form_dialog_set_hint (form, hint);
  if (warning != NULL)
    ek_form_dialog_add_warning (form, warning);
  ek_form_dialog_add_choice (form, "keep", _ ("The file that stays"), ids, labels, "first");
  add_fields (form, look);
  ek_form_dialog_add_note (form, "reason", _ ("Why they are one person"), NULL);
  if (warning != NULL)
    ek_form_dialog_add_text (form, "confirm", _ ("To confirm that it is one person all the same, write the name"),
                             NULL);
  ek_form_dialog_keep (form, asking->session, "join/files", asking->first, asking->second);
  g_signal_connect_data (form, "save", G_CALLBACK (on_join), g_rc_box_acquire (asking), asking_closed, 0);
  g_signal_connect_data (form, "done", G_CALLBACK (on_joined), g_rc_box_acquire (asking), asking_closed, 0);
  gtk_window_present (GTK_WINDOW (form));
}

static void
look_at_both (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  char **ids = data;
  GError *error = NULL;
  EkJoinLook *look = ek_join_look (store, ids[0], ids[1], &error);

  if (look != NULL)
    g_task_return_pointer (task, look, (GDestroyNotify) ek_join_look_free);
  else
    g_task_return_error (task, error);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = user_data;
  g_autoptr (GError) error = NULL;

  asking->look = g_task_propagate_pointer (G_TASK (result), &error);
  if (asking->look != NULL && ek_session_is_unlocked (asking->session))
    {
      /* a file that was joined before leads to another */
      g_free (asking->first);
      g_free (asking->second);
      asking->first = g_strdup (ek_record_get_id (asking->look->kept));
      asking->second = g_strdup (ek_record_get_id (asking->look->other));
      show_both (asking);
    }
  else if (asking->look == NULL && ek_session_is_unlocked (asking->session))
    ek_message_error (asking->parent, _ ("The files cannot be joined"), error);
  asking_unref (asking);
}

/**
 * ek_join_dialog_show:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @patient_id: the patient whose file is open
 * @other_id: another patient who may be the same person
 *
 * Shows both files side by side and joins them, when a person says so and why. What contradicts is warned of, and must
 * be confirmed by writing the name.
 */
void
ek_join_dialog_show (GtkWidget *parent, EkSession *session, const char *patient_id, const char *other_id)
{
  const char *ids[] = { patient_id, other_id, NULL };

  ek_session_read_async (session, look_at_both, g_strdupv ((char **) ids), (GDestroyNotify) g_strfreev, NULL, on_looked,
                         asking_new (parent, session, patient_id, other_id));
}

/* Which other one */

typedef struct {
  GPtrArray *ids, *labels; /* ended by NULL */
} Candidates;

static void
candidates_free (gpointer data)
{
  Candidates *candidates = data;

  g_ptr_array_unref (candidates->ids);
  g_ptr_array_unref (candidates->labels);
  g_free (candidates);
}

static void
add_candidate (Candidates *found, const EkPatientRow *row, const char *own)
{
  if (strcmp (row->id, own) == 0 || found->ids->len >= MOST_CANDIDATES ||
      g_ptr_array_find_with_equal_func (found->ids, row->id, g_str_equal, NULL))
    return;
  g_ptr_array_add (found->ids, g_strdup (row->id));
  g_ptr_array_add (found->labels, ek_join_words_row (row));
}

static gboolean
add_asked (EkStore *store, Candidates *found, const char *own, GError **error)
{
  g_autoptr (GPtrArray) open = ek_notice_list_open (store, own, error);

  for (guint i = 0; open != NULL && i < open->len; i++)
    {
      const char *kind = ek_record_get_text (open->pdata[i], EK_NOTICE_KIND);
      const char *source = ek_record_get_text (open->pdata[i], EK_NOTICE_SOURCE);
      EkPatientRow *row = NULL;

      if (g_strcmp0 (kind, "possible-duplicate") != 0 && g_strcmp0 (kind, "linked") != 0)
        continue;
      row = ek_store_load_patient_row (store, source, NULL);
      if (row != NULL)
        add_candidate (found, row, own);
      ek_patient_row_free (row);
    }
  return open != NULL;
}

static gboolean
add_matching (EkStore *store, Candidates *found, const char *words, const char *own, GCancellable *cancellable,
              GError **error)
{
  g_autoptr (EkPatientRows) rows = NULL;

  if (words == NULL || *words == '\0')
    return TRUE;
  rows = ek_store_find_patients (store, words, MOST_CANDIDATES, cancellable, error);
  for (guint i = 0; rows != NULL && i < ek_patient_rows_length (rows); i++)
    add_candidate (found, ek_patient_rows_get (rows, i), own);
  return rows != NULL;
}

/* @data: the patient, then what was typed or "". Those asked about first, then those of the same name. */
static void
find_candidates (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  char **words = data;
  GError *error = NULL;
  Candidates *found = g_new0 (Candidates, 1);
  EkPatientRow *own = ek_store_load_patient_row (store, words[0], &error);
  gboolean done;

  found->ids = g_ptr_array_new_with_free_func (g_free);
  found->labels = g_ptr_array_new_with_free_func (g_free);
  done = own != NULL &&
    (*words[1] != '\0' ? add_matching (store, found, words[1], own->id, cancellable, &error)
                       : add_asked (store, found, own->id, &error) &&
         add_matching (store, found, own->name, own->id, cancellable, &error) &&
         add_matching (store, found, own->pinyin, own->id, cancellable, &error));
  ek_patient_row_free (own);
  g_ptr_array_add (found->ids, NULL);
  g_ptr_array_add (found->labels, NULL);
  if (done)
    {
      g_task_return_pointer (task, found, candidates_free);
      return;
    }
  candidates_free (found);
  g_task_return_error (task, error);
}

static void show_candidates (Asking *asking, Candidates *found);

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = user_data;
  g_autoptr (GError) error = NULL;
  Candidates *found = g_task_propagate_pointer (G_TASK (result), &error);

  if (ek_session_is_unlocked (asking->session))
    {
      if (found != NULL)
        show_candidates (asking, found);
      else
        ek_message_error (asking->parent, _ ("The files could not be looked for"), error);
    }
  g_clear_pointer (&found, candidates_free);
  asking_unref (asking);
}

static void
find (Asking *asking, const char *words)
{
  const char *what[] = { asking->first, words, NULL };

  ek_session_read_async (asking->session, find_candidates, g_strdupv ((char **) what), (GDestroyNotify) g_strfreev,
                         NULL, on_found, g_rc_box_acquire (asking));
}

static void
on_picked (EkFormDialog *form, gpointer user_data)
{
  Asking *asking = user_data;
  g_autofree char *other = ek_form_dialog_get (form, "other");
  g_autofree char *words = ek_form_dialog_get (form, "find");

  if (*words != '\0')
    find (asking, words);
  else if (*other != '\0')
    ek_join_dialog_show (asking->parent, asking->session, asking->first, other);
}

static void
show_candidates (Asking *asking, Candidates *found)
{
  EkFormDialog *form = ek_form_dialog_new (asking->parent, _ ("Join with another file"), _ ("_Go on"));
  gboolean any = found->ids->len > 1;

  ek_form_dialog_set_hint (form,
                           any
                             ? _ ("Choose the other file of this person. Both are shown side by side before anything "
                                  "is joined.")
                             : _ ("No other file looks like this one. Find it by name, pinyin, number or telephone."));
  if (any)
    ek_form_dialog_add_choice (form, "other", _ ("The other file"), (const char *const *) found->ids->pdata,
                               (const char *const *) found->labels->pdata, found->ids->pdata[0]);
  else
    {
      static const char *const none[] = { "", NULL };
      const char *labels[] = { _ ("None found"), NULL };

      ek_form_dialog_add_choice (form, "other", _ ("The other file"), none, labels, "");
    }
  ek_form_dialog_add_text (form, "find", _ ("Or find another: name, pinyin, number or telephone"), NULL);
  ek_form_dialog_keep (form, asking->session, "join/pick", asking->first, NULL);
  ek_form_dialog_ask (form, asking->session);
  g_signal_connect_data (form, "done", G_CALLBACK (on_picked), g_rc_box_acquire (asking), asking_closed, 0);
  gtk_window_present (GTK_WINDOW (form));
}

/**
 * ek_join_dialog_pick:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @patient_id: the patient whose file is open
 *
 * Asks which other file is of the same person, beginning with those that look like it, then goes on as
 * ek_join_dialog_show().
 */
void
ek_join_dialog_pick (GtkWidget *parent, EkSession *session, const char *patient_id)
{
  Asking *asking = asking_new (parent, session, patient_id, NULL);

  find (asking, "");
  asking_unref (asking);
}

/* Two persons */

static void
set_distinct (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  char **words = data;
  GError *error = NULL;
  gboolean done = ek_join_set_distinct (store, words[0], words[1], words[2], &error);

  ek_job_answer (task, done, error);
}

static void
on_distinct (EkFormDialog *form, gpointer user_data)
{
  Asking *asking = user_data;
  g_autofree char *reason = ek_form_dialog_get (form, "reason");
  const char *words[] = { asking->first, asking->second, reason, NULL };

  ek_form_dialog_run (form, asking->session, set_distinct, g_strdupv ((char **) words), (GDestroyNotify) g_strfreev);
}

static void
on_told_apart (EkFormDialog *form, gpointer user_data)
{
  ek_message_toast (((Asking *) user_data)->parent, _ ("Kept: they are two persons. It is not asked again."));
}

/**
 * ek_join_dialog_distinct:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @patient_id: a patient
 * @other_id: another one who was taken to be the same person
 *
 * Asks why they are two, and keeps that: what asked is closed and not asked again.
 */
void
ek_join_dialog_distinct (GtkWidget *parent, EkSession *session, const char *patient_id, const char *other_id)
{
  EkFormDialog *form = ek_form_dialog_new (parent, _ ("Not the same person"), _ ("_Keep apart"));
  Asking *asking = asking_new (parent, session, patient_id, other_id);

  ek_form_dialog_set_hint (form,
                           _ ("Both files stay as they are, and whether they are one person is not asked again."));
  ek_form_dialog_add_note (form, "reason", _ ("Why they are two persons"), NULL);
  ek_form_dialog_keep (form, session, "join/distinct", patient_id, other_id);
  g_signal_connect_data (form, "save", G_CALLBACK (on_distinct), asking, asking_closed, 0);
  g_signal_connect_data (form, "done", G_CALLBACK (on_told_apart), g_rc_box_acquire (asking), asking_closed, 0);
  gtk_window_present (GTK_WINDOW (form));
}
