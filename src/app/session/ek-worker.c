/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-worker.h"

typedef struct {
  EkWorkerFunc func; /* NULL: the last one */
  gpointer data;
} Job;

struct _EkWorker {
  GThread *thread;
  GAsyncQueue *jobs;
};

static gpointer
work (gpointer user_data)
{
  g_autoptr (GAsyncQueue) jobs = user_data;

  for (;;)
    {
      g_autofree Job *job = g_async_queue_pop (jobs);

      if (job->func == NULL)
        return NULL;
      job->func (job->data);
    }
}

/**
 * ek_worker_new:
 * @name: what a debugger calls the thread; at most 15 characters are kept
 *
 * Starts a thread that waits for work.
 *
 * Returns: (transfer full): the worker; free with ek_worker_free()
 */
EkWorker *
ek_worker_new (const char *name)
{
  EkWorker *self = g_new0 (EkWorker, 1);

  self->jobs = g_async_queue_new ();
  self->thread = g_thread_new (name, work, g_async_queue_ref (self->jobs));
  return self;
}

/**
 * ek_worker_push:
 * @self: a worker
 * @func: what to do
 * @data: handed to @func, which owns it from then on
 *
 * Queues @func behind everything pushed before. May be called from any thread.
 */
void
ek_worker_push (EkWorker *self, EkWorkerFunc func, gpointer data)
{
  Job *job = g_new (Job, 1);

  g_return_if_fail (func != NULL);

  job->func = func;
  job->data = data;
  g_async_queue_push (self->jobs, job);
}

/**
 * ek_worker_free:
 * @self: (nullable): a worker
 *
 * Lets the queued work be finished, then ends the thread. Waits for it.
 */
void
ek_worker_free (EkWorker *self)
{
  if (self == NULL)
    return;

  g_async_queue_push (self->jobs, g_new0 (Job, 1));
  g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);
  g_free (self);
}
