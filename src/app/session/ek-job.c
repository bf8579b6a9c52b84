/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What jobs in the session's threads have in common. */

#include "ek-job.h"

#include "ek-danger.h"

/**
 * ek_job_answer:
 * @task: a task that returns a boolean
 * @done: whether it was done
 * @error: (transfer full) (nullable): why not
 *
 * Ends a job. Do the work in a statement before: among the arguments it may come after @error was looked at.
 */
void
ek_job_answer (GTask *task, gboolean done, GError *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ek_job_save_record:
 * @task: answered with %TRUE, or with the error of saving
 * @store: the writing store
 * @data: the record, which nobody else uses meanwhile
 * @cancellable: (nullable): not looked at: a record is saved whole
 *
 * Saves one record, and opens a risk where what it says is a sign of danger.
 */
void
ek_job_save_record (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = ek_danger_save (store, NULL, data, &error);

  ek_job_answer (task, done, error);
}
