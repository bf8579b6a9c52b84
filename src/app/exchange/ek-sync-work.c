/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window asks of exchange/, done in the session's threads. */

#include "ek-sync-work.h"

#include <glib/gi18n-lib.h>

#include "ek-assess.h"
#include "ek-error.h"
#include "ek-job.h"
#include "ek-person.h"

/* How things stand */

static void
line_free (gpointer data)
{
  EkSyncLine *line = data;

  g_free (line->record_id);
  g_free (line->patient_id);
  g_free (line->patient);
  g_free (line->type);
  g_free (line->state);
  g_free (line->words);
  g_free (line);
}

/**
 * ek_sync_view_free:
 * @view: (nullable): a view
 */
void
ek_sync_view_free (EkSyncView *view)
{
  if (view == NULL)
    return;
  g_clear_pointer (&view->server, ek_server_free);
  g_clear_pointer (&view->status, ek_sync_result_free);
  g_clear_pointer (&view->lines, g_ptr_array_unref);
  g_free (view);
}

static EkSyncLine *
line_new (EkStore *store, const EkOutboxRow *row)
{
  EkSyncLine *line = g_new0 (EkSyncLine, 1);
  const EkRecordType *type = ek_record_type_by_name (row->record_type);
  EkPatientRow *patient = row->patient_id != NULL ? ek_store_load_patient_row (store, row->patient_id, NULL) : NULL;

  line->record_id = g_strdup (row->record_id);
  line->patient_id = g_strdup (row->patient_id);
  line->patient = patient != NULL ? ek_person_describe (patient->name, patient->birth_date, patient->identifier)
                                  : g_strdup ("");
  line->type = g_strdup (type != NULL ? _ (type->label) : row->record_type);
  line->state = g_strdup (row->state);
  line->words = row->problem != NULL ? g_strdup (row->problem) : ek_sync_state_words (store, row->record_id, NULL);
  g_clear_pointer (&patient, ek_patient_row_free);
  return line;
}

static int
urgency (const EkOutboxRow *row)
{
  return g_str_equal (row->state, "conflict") ? 0 : g_str_equal (row->state, "refused") ? 1 : 2;
}

static int
urgent_first (gconstpointer a, gconstpointer b)
{
  const EkOutboxRow *x = *(EkOutboxRow **) a, *y = *(EkOutboxRow **) b;
  int by = urgency (x) - urgency (y);

  return by != 0 ? by : (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static void
read_view (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  EkSyncView *view = g_new0 (EkSyncView, 1);
  g_autoptr (GPtrArray) servers = ek_server_list (ek_store_get_vault (store), &error);
  g_autoptr (GPtrArray) outbox = servers != NULL ? ek_store_list_outbox (store, &error) : NULL;

  view->lines = g_ptr_array_new_with_free_func (line_free);
  view->status = outbox != NULL ? ek_sync_status (store, &error) : NULL;
  if (view->status == NULL)
    {
      ek_sync_view_free (view);
      g_task_return_error (task, error);
      return;
    }
  if (servers->len > 0)
    view->server = ek_server_copy (g_ptr_array_index (servers, 0));
  g_ptr_array_sort (outbox, urgent_first);
  for (guint i = 0; i < outbox->len && i < EK_SYNC_MOST_LINES; i++)
    g_ptr_array_add (view->lines, line_new (store, g_ptr_array_index (outbox, i)));
  view->more = outbox->len - view->lines->len;
  g_task_return_pointer (task, view, (GDestroyNotify) ek_sync_view_free);
}

/**
 * ek_sync_work_view_async:
 * @session: the session
 * @cancellable: (nullable): stops it
 * @callback: answered in the main thread
 * @user_data: for @callback
 *
 * Reads the connection and what has not arrived. Does not touch the network.
 */
void
ek_sync_work_view_async (EkSession *session, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  ek_session_read_async (session, read_view, NULL, NULL, cancellable, callback, user_data);
}

/**
 * ek_sync_work_view_finish:
 * @result: what the callback was given
 * @error: return location; as ek_server_list() and ek_store_list_outbox()
 *
 * Returns: (transfer full) (nullable): how things stand
 */
EkSyncView *
ek_sync_work_view_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A run */

typedef struct {
  EkCatalogue *catalogue;
  EkSyncWorkProgress progress;
  GObject *object;
} Run;

typedef struct {
  EkSyncWorkProgress progress;
  GObject *object;
  char *words;
  guint done, total;
} Step;

static void
run_free (gpointer data)
{
  g_object_unref (((Run *) data)->object);
  g_free (data);
}

static gboolean
tell_step (gpointer data)
{
  Step *step = data;

  step->progress (step->words, step->done, step->total, step->object);
  return G_SOURCE_REMOVE;
}

static void
step_free (gpointer data)
{
  Step *step = data;

  g_object_unref (step->object);
  g_free (step->words);
  g_free (step);
}

static void
on_step (const char *words, guint done, guint total, gpointer user_data)
{
  const Run *run = user_data;
  Step *step = g_new (Step, 1);

  *step = (Step){ run->progress, g_object_ref (run->object), g_strdup (words), done, total };
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, tell_step, step, step_free);
}

static void
run_sync (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  Run *run = data;
  GError *error = NULL;
  g_autoptr (EkServer) server = ek_server_find (ek_store_get_vault (store), NULL, &error);
  EkSyncOptions options = {
    .push = TRUE,
    .pull = TRUE,
    .progress = on_step,
    .progress_data = run,
    .cancellable = cancellable,
    .received = ek_assess_received,
  };
  EkSyncResult *result;

  if (server == NULL)
    {
      if (error == NULL)
        g_set_error_literal (&error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("No connection to the hospital is set up yet."));
      g_task_return_error (task, error);
      return;
    }
  result = ek_sync_run (store, run->catalogue, server, &options, &error);
  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) ek_sync_result_free);
  else
    g_task_return_error (task, error);
}

/**
 * ek_sync_work_run_async:
 * @session: the session
 * @progress: told before each step, in the main thread
 * @object: handed to @progress; held until the end
 * @cancellable: stops it; what was sent stays sent
 * @callback: answered in the main thread
 * @user_data: for @callback
 *
 * Sends what waits and fetches what is new.
 */
void
ek_sync_work_run_async (EkSession *session, EkSyncWorkProgress progress, GObject *object, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  Run *run = g_new (Run, 1);

  *run = (Run){ ek_session_get_catalogue (session), progress, g_object_ref (object) };
  ek_session_long_async (session, run_sync, run, run_free, cancellable, callback, user_data);
}

/**
 * ek_sync_work_run_finish:
 * @result: what the callback was given
 * @error: return location; as ek_sync_run()
 *
 * Returns: (transfer full) (nullable): what the run did
 */
EkSyncResult *
ek_sync_work_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Deciding */

typedef struct {
  char *record_id;
  EkSyncAnswer answer;
  EkCatalogue *catalogue;
} Decision;

static void
decision_free (gpointer data)
{
  g_free (((Decision *) data)->record_id);
  g_free (data);
}

static void
resolve (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Decision *decision = data;
  GError *error = NULL;
  gboolean done;

  if (decision->answer == EK_SYNC_KEEP_OURS)
    done = ek_sync_keep_ours (store, decision->record_id, &error);
  else if (decision->answer == EK_SYNC_KEEP_THEIRS)
    done = ek_sync_keep_theirs (store, decision->catalogue, decision->record_id, &error);
  else
    done = ek_sync_retry (store, decision->record_id, &error);
  ek_job_answer (task, done, error);
}

/**
 * ek_sync_work_resolve_async:
 * @session: the session
 * @record_id: a record in conflict or refused
 * @answer: what to do with it
 * @callback: answered in the main thread
 * @user_data: for @callback
 */
void
ek_sync_work_resolve_async (EkSession *session, const char *record_id, EkSyncAnswer answer,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  Decision *decision = g_new (Decision, 1);

  *decision = (Decision){ g_strdup (record_id), answer, ek_session_get_catalogue (session) };
  ek_session_write_async (session, resolve, decision, decision_free, NULL, callback, user_data);
}

/**
 * ek_sync_work_resolve_finish:
 * @result: what the callback was given
 * @error: return location; as ek_sync_keep_ours(), ek_sync_keep_theirs() and ek_sync_retry()
 *
 * Returns: whether it was done
 */
gboolean
ek_sync_work_resolve_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
