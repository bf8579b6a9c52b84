/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parting a file that was joined: where each record goes that was written since, and which details hold. */

#include "ek-part-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-form-dialog.h"
#include "ek-format.h"
#include "ek-job.h"
#include "ek-join-words.h"
#include "ek-join.h"
#include "ek-message.h"

/* Of a type of which more was written than this, all go together: nobody decides on 300 nights of sleep one by one. */
#define MOST_ONE_BY_ONE 8

typedef struct {
  EkSession *session;
  GtkWidget *parent;
  GPtrArray *joins;  /* of EkJoin: which may be parted */
  GPtrArray *labels; /* of char *, beside them */
  EkPartLook *look;
} Asking;

static void
asking_clear (gpointer data)
{
  Asking *asking = data;

  g_object_unref (asking->session);
  g_object_unref (asking->parent);
  g_clear_pointer (&asking->joins, g_ptr_array_unref);
  g_clear_pointer (&asking->labels, g_ptr_array_unref);
  ek_part_look_free (asking->look);
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

/* Doing it */

typedef struct {
  Asking *asking;
  char *reason;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  asking_unref (order->asking);
  g_free (order->reason);
  g_free (order);
}

static void
do_part (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Order *order = data;
  GError *error = NULL;
  gboolean done = ek_part_files (store, order->asking->look, order->reason, &error);

  ek_job_answer (task, done, error);
}

static guint
count_of (EkPartLook *look, const EkRecordType *type)
{
  guint n = 0;

  for (guint i = 0; i < look->records->len; i++)
    n += ek_record_get_record_type (((EkPartRecord *) look->records->pdata[i])->record) == type;
  return n;
}

/* The question that a record is decided by: its own, or that of its type; NULL: it goes where what it hangs on goes. */
static const char *
question_of (EkPartLook *look, EkPartRecord *one)
{
  const EkRecordType *type = ek_record_get_record_type (one->record);

  if (one->parent >= 0)
    return NULL;
  return count_of (look, type) > MOST_ONE_BY_ONE ? type->name : ek_record_get_id (one->record);
}

static void
read_places (EkFormDialog *form, EkPartLook *look)
{
  for (guint i = 0; i < look->records->len; i++)
    {
      const char *question = question_of (look, look->records->pdata[i]);
      g_autofree char *place = question != NULL ? ek_form_dialog_get (form, question) : NULL;

      if (place != NULL && !g_str_equal (place, "proposed"))
        ek_part_look_place (look, i, g_str_equal (place, "former"));
    }
}

static void
read_fields (EkFormDialog *form, EkPartLook *look)
{
  for (guint i = 0; i < look->fields->len; i++)
    {
      EkPartField *one = &g_array_index (look->fields, EkPartField, i);
      g_autofree char *holds = one->changed_later ? ek_form_dialog_get (form, ek_patient_type.fields[one->field].name)
                                                  : NULL;

      if (holds != NULL)
        one->restore = g_str_equal (holds, "before");
    }
}

static void
on_part (EkFormDialog *form, gpointer user_data)
{
  Asking *asking = user_data;
  Order *order = g_new0 (Order, 1);

  read_places (form, asking->look);
  read_fields (form, asking->look);
  *order = (Order){ g_rc_box_acquire (asking), ek_form_dialog_get (form, "reason") };
  ek_form_dialog_run (form, asking->session, do_part, order, order_free);
}

static void
on_parted (EkFormDialog *form, gpointer user_data)
{
  ek_message_toast (((Asking *) user_data)->parent, _ ("Parted. They are two files again."));
}

/* Asking */

static void
add_places (EkFormDialog *form, Asking *asking)
{
  EkPartLook *look = asking->look;
  g_autofree char *kept = ek_join_words_person (look->kept);
  g_autofree char *former = ek_join_words_person (look->former);
  /* Translators: %s is a patient: the record stays in his or her file, or goes with it */
  g_autofree char *stays = g_strdup_printf (_ ("Stays with %s"), kept);
  g_autofree char *goes = g_strdup_printf (_ ("Goes with %s"), former);
  const char *ids[] = { "kept", "former", NULL };
  const char *labels[] = { stays, goes, NULL };
  const char *all_ids[] = { "proposed", "kept", "former", NULL };
  const char *all_labels[] = { _ ("Each where it was filed"), stays, goes, NULL };
  g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < look->records->len; i++)
    {
      EkPartRecord *one = look->records->pdata[i];
      const EkRecordType *type = ek_record_get_record_type (one->record);
      const char *question = question_of (look, one);
      guint n = count_of (look, type);
      g_autofree char *label = NULL;

      if (question == NULL || !g_hash_table_add (asked, (gpointer) question))
        continue;
      if (question != type->name)
        {
          label = ek_join_words_record (one->record, ek_session_get_catalogue (asking->session));
          ek_form_dialog_add_choice (form, question, label, ids, labels, one->to_former ? "former" : "kept");
          continue;
        }
      label = g_strdup_printf ("%s (%u)", _ (type->label), n);
      ek_form_dialog_add_choice (form, question, label, all_ids, all_labels, "proposed");
    }
}

static void
add_fields (EkFormDialog *form, EkPartLook *look)
{
  static const char *const ids[] = { "now", "before", NULL };

  for (guint i = 0; i < look->fields->len; i++)
    {
      const EkPartField *one = &g_array_index (look->fields, EkPartField, i);
      const EkField *field = &ek_patient_type.fields[one->field];
      g_autofree char *now = ek_join_words_value (look->kept, one->field);
      g_autofree char *before = ek_join_words_value (look->before, one->field);
      /* Translators: %s is what a detail of the patient says */
      g_autofree char *stays = g_strdup_printf (_ ("As now: %s"), now);
      g_autofree char *again = g_strdup_printf (_ ("As before the joining: %s"), before);
      const char *labels[] = { stays, again, NULL };

      if (one->changed_later)
        ek_form_dialog_add_choice (form, field->name, _ (field->label), ids, labels, "now");
    }
}

static void
show_look (Asking *asking)
{
  EkPartLook *look = asking->look;
  g_autofree char *at = ek_format_instant (look->join->at_ms, look->join->offset_minutes);
  g_autofree char *kept = ek_join_words_person (look->kept);
  g_autofree char *former = ek_join_words_person (look->former);
  g_autofree char *done = NULL;
  g_autofree char *hint = NULL;
  EkFormDialog *form = ek_form_dialog_new (asking->parent, _ ("Part two files"), _ ("_Part"));

  /* Translators: a user's name, a date and time, a reason */
  done = g_strdup_printf (_ ("%s joined these two on %s: %s"), look->join->user_name, at, look->join->reason);
  hint = g_strjoin ("\n", done, "", kept, former, "",
                    _ ("What each had before, and what was changed in it since, goes back to each. Say where what was "
                       "written since belongs."),
                    NULL);
  ek_form_dialog_set_hint (form, hint);
  add_places (form, asking);
  add_fields (form, look);
  ek_form_dialog_add_note (form, "reason", _ ("Why they are two persons"), NULL);
  ek_form_dialog_keep (form, asking->session, "part", ek_record_get_id (look->kept), look->join->id);
  g_signal_connect_data (form, "save", G_CALLBACK (on_part), g_rc_box_acquire (asking), asking_closed, 0);
  g_signal_connect_data (form, "done", G_CALLBACK (on_parted), g_rc_box_acquire (asking), asking_closed, 0);
  gtk_window_present (GTK_WINDOW (form));
}

static void
look_at_join (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  EkPartLook *look = ek_part_look (store, data, &error);

  if (look != NULL)
    g_task_return_pointer (task, look, (GDestroyNotify) ek_part_look_free);
  else
    g_task_return_error (task, error);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = user_data;
  g_autoptr (GError) error = NULL;

  asking->look = g_task_propagate_pointer (G_TASK (result), &error);
  if (ek_session_is_unlocked (asking->session))
    {
      if (asking->look != NULL)
        show_look (asking);
      else
        ek_message_error (asking->parent, _ ("The files cannot be parted"), error);
    }
  asking_unref (asking);
}

static void
look_at (Asking *asking, const char *join_id)
{
  ek_session_read_async (asking->session, look_at_join, g_strdup (join_id), g_free, NULL, on_looked,
                         g_rc_box_acquire (asking));
}

/* Which of several */

static void
on_picked (EkFormDialog *form, gpointer user_data)
{
  g_autofree char *id = ek_form_dialog_get (form, "join");

  look_at (user_data, id);
}

static void
pick (Asking *asking)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  EkFormDialog *form = ek_form_dialog_new (asking->parent, _ ("Part two files"), _ ("_Go on"));

  for (guint i = 0; i < asking->joins->len; i++)
    g_ptr_array_add (ids, ((EkJoin *) asking->joins->pdata[i])->id);
  g_ptr_array_add (ids, NULL);
  g_ptr_array_add (asking->labels, NULL);
  ek_form_dialog_set_hint (form, _ ("Several files were joined to this one. Choose the one that is to be parted."));
  ek_form_dialog_add_choice (form, "join", _ ("The file that goes"), (const char *const *) ids->pdata,
                             (const char *const *) asking->labels->pdata, NULL);
  ek_form_dialog_ask (form, asking->session);
  g_signal_connect_data (form, "done", G_CALLBACK (on_picked), g_rc_box_acquire (asking), asking_closed, 0);
  gtk_window_present (GTK_WINDOW (form));
}

typedef struct {
  GPtrArray *joins, *labels;
} Joins;

static void
joins_free (gpointer data)
{
  Joins *joins = data;

  g_clear_pointer (&joins->joins, g_ptr_array_unref);
  g_clear_pointer (&joins->labels, g_ptr_array_unref);
  g_free (joins);
}

/* Those that were joined to the file itself: the others go with theirs. */
static void
list_joins (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autofree char *file = ek_store_file_of (store, data, &error);
  g_autoptr (GPtrArray) all = file != NULL ? ek_join_list (store, file, TRUE, &error) : NULL;
  Joins *found = NULL;

  if (all == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  found = g_new0 (Joins, 1);
  found->joins = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_join_free);
  found->labels = g_ptr_array_new_with_free_func (g_free);
  while (all->len > 0)
    {
      EkJoin *join = g_ptr_array_steal_index (all, 0);
      g_autoptr (EkRecord) former = ek_store_load (store, &ek_patient_type, join->former, NULL);

      if (strcmp (join->survivor, file) != 0 || former == NULL)
        {
          ek_join_free (join);
          continue;
        }
      g_ptr_array_add (found->joins, join);
      g_ptr_array_add (found->labels, ek_join_words_person (former));
    }
  g_task_return_pointer (task, found, joins_free);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = user_data;
  g_autoptr (GError) error = NULL;
  Joins *found = g_task_propagate_pointer (G_TASK (result), &error);

  if (found != NULL)
    {
      asking->joins = g_steal_pointer (&found->joins);
      asking->labels = g_steal_pointer (&found->labels);
      joins_free (found);
    }
  if (!ek_session_is_unlocked (asking->session))
    ;
  else if (asking->joins == NULL)
    ek_message_error (asking->parent, _ ("The files cannot be parted"), error);
  else if (asking->joins->len == 0)
    ek_message_tell (asking->parent, _ ("Nothing to part"), _ ("No other file was joined to this one."));
  else if (asking->joins->len == 1)
    look_at (asking, ((EkJoin *) asking->joins->pdata[0])->id);
  else
    pick (asking);
  asking_unref (asking);
}

/**
 * ek_part_dialog_show:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @patient_id: the patient whose file is open
 *
 * Makes two files again of one that was joined: shows what was written since, asks where it belongs and why they are
 * two persons.
 */
void
ek_part_dialog_show (GtkWidget *parent, EkSession *session, const char *patient_id)
{
  Asking *asking = g_rc_box_new0 (Asking);

  asking->session = g_object_ref (session);
  asking->parent = g_object_ref (parent);
  ek_session_read_async (session, list_joins, g_strdup (patient_id), g_free, NULL, on_listed, asking);
}
