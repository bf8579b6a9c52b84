/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-record-delete.h"

#include <glib/gi18n-lib.h>

#include "ek-job.h"
#include "ek-message.h"
#include "ek-person.h"
#include "ek-types.h"

typedef struct {
  GtkWidget *widget;
  EkSession *session;
  EkRecord *record;
} Deletion;

static void
deletion_free (gpointer data)
{
  Deletion *deletion = data;

  g_object_unref (deletion->widget);
  g_object_unref (deletion->session);
  g_object_unref (deletion->record);
  g_free (deletion);
}

static void
delete_record (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (EkRecord) copy = ek_record_copy (data);
  gboolean done = ek_store_delete (store, copy, "removed by hand", &error);

  ek_job_answer (task, done, error);
}

static void
copy_value (EkRecord *from, EkRecord *to, EkFieldKind kind, int index)
{
  gint64 ms;
  int offset;

  switch (kind)
    {
    case EK_FIELD_INTEGER:
    case EK_FIELD_BOOLEAN:
      ek_record_set_int (to, index, ek_record_get_int (from, index, 0));
      break;
    case EK_FIELD_REAL:
      ek_record_set_real (to, index, ek_record_get_real (from, index, 0));
      break;
    case EK_FIELD_INSTANT:
      ms = ek_record_get_instant (from, index, &offset);
      ek_record_set_instant (to, index, ms, offset);
      break;
    case EK_FIELD_JSON:
      ek_record_set_json (to, index, ek_record_get_json (from, index));
      break;
    case EK_FIELD_BLOB:
      ek_record_set_blob (to, index, ek_record_get_blob (from, index));
      break;
    default:
      ek_record_set_text (to, index, ek_record_get_text (from, index));
      break;
    }
}

/* The same record again, under its old id: the store goes on counting its revisions where they stopped. */
static EkRecord *
revive (EkRecord *record)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  EkRecord *again = ek_record_new_with_id (type, ek_record_get_id (record),
                                           type == &ek_patient_type ? NULL : ek_record_get_patient_id (record));

  for (int i = 0; type->fields[i].name != NULL; i++)
    if (ek_record_has (record, i))
      copy_value (record, again, type->fields[i].kind, i);
  return again;
}

static void
on_revived (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Deletion *deletion = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    ek_message_error (deletion->widget, _ ("It could not be put back"), error);
  deletion_free (deletion);
}

static Deletion *
deletion_new (GtkWidget *widget, EkSession *session, EkRecord *record)
{
  Deletion *deletion = g_new (Deletion, 1);

  *deletion = (Deletion){ g_object_ref (widget), g_object_ref (session), g_object_ref (record) };
  return deletion;
}

static void
on_undo (gboolean yes, gpointer user_data)
{
  Deletion *deletion = user_data;

  if (yes && ek_session_is_unlocked (deletion->session))
    ek_session_write_async (deletion->session, ek_job_save_record, revive (deletion->record), g_object_unref, NULL,
                            on_revived, deletion_new (deletion->widget, deletion->session, deletion->record));
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Deletion *deletion = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      ek_message_error (deletion->widget, _ ("It was not removed"), error);
      deletion_free (deletion);
      return;
    }
  ek_message_undo (deletion->widget, _ ("Removed. The former state stays in the history."), on_undo, deletion,
                   deletion_free);
}

/**
 * ek_record_delete:
 * @widget: where it happened
 * @session: the session
 * @record: a saved record
 *
 * Deletes the record, in the background, and offers to undo it.
 */
void
ek_record_delete (GtkWidget *widget, EkSession *session, EkRecord *record)
{
  ek_session_write_async (session, delete_record, g_object_ref (record), g_object_unref, NULL, on_deleted,
                          deletion_new (widget, session, record));
}

/* Patients: whether it may be is said before, and whom it is about. */

static void
check_record (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = ek_store_check_delete (store, data, &error);

  ek_job_answer (task, done, error);
}

static void
on_remove_answer (gboolean yes, gpointer user_data)
{
  Deletion *deletion = user_data;

  if (yes && ek_session_is_unlocked (deletion->session))
    ek_record_delete (deletion->widget, deletion->session, deletion->record);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Deletion *deletion = user_data;
  g_autofree char *who = ek_person_describe_record (deletion->record);
  g_autofree char *question = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      /* Translators: %s is a patient: name, date of birth, number */
      question = g_strdup_printf (_ ("The file of %s cannot be removed"), who);
      ek_message_error (deletion->widget, question, error);
      deletion_free (deletion);
      return;
    }
  /* Translators: %s is a patient: name, date of birth, number */
  question = g_strdup_printf (_ ("Remove the file of %s?"), who);
  ek_message_ask (deletion->widget, question,
                  _ ("Only a file without any entries can be removed, such as one that was made by mistake."),
                  _ ("_Remove"), TRUE, on_remove_answer, deletion, deletion_free);
}

/**
 * ek_record_delete_patient:
 * @widget: where it happened
 * @session: the session
 * @patient: a patient as it was read
 *
 * Finds out whether the file may be removed and says why not; else names the patient, asks, and removes it.
 */
void
ek_record_delete_patient (GtkWidget *widget, EkSession *session, EkRecord *patient)
{
  ek_session_read_async (session, check_record, g_object_ref (patient), g_object_unref, NULL, on_checked,
                         deletion_new (widget, session, patient));
}
