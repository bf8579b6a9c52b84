/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-demonstration.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ek-demo.h"
#include "ek-error.h"
#include "ek-job.h"
#include "ek-temporary.h"

/* Known to everybody: what is kept here is invented, and people want to lock, unlock and sign. */
#define PASSPHRASE "demonstration"

/* Of the directory's name; the number of the process follows. */
#define PREFIX "evenkeel-demonstration-"

/* The same people at every start. */
#define SEED 20260101

struct _EkDemonstration {
  char *directory; /* ours, mode 700 */
  char *path;      /* the vault in it */
  guint patients;
};

typedef struct {
  EkCatalogue *catalogue;
  guint patients;
} Fill;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

/* What a demonstration left behind that was killed, or lost its screen: ours, and its process is gone. */
static void
sweep (const char *place)
{
  g_autoptr (GDir) directory = g_dir_open (place, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (place, name, NULL);
      GStatBuf info;
      gint64 pid;

      if (!g_str_has_prefix (name, PREFIX) || g_lstat (path, &info) != 0 || !S_ISDIR (info.st_mode) ||
          info.st_uid != getuid ())
        continue;
      pid = g_ascii_strtoll (name + strlen (PREFIX), NULL, 10);
      if (pid > 1 && pid < G_MAXINT && kill ((pid_t) pid, 0) != 0 && errno == ESRCH)
        remove_tree (path);
    }
}

/**
 * ek_demonstration_new:
 * @patients: how many invented patients
 * @error: return location; %EK_ERROR_IO when no directory can be made
 *
 * Makes an empty private directory: in memory where the system has such a place, else among temporary files.
 *
 * Returns: (transfer full) (nullable): the demonstration
 */
EkDemonstration *
ek_demonstration_new (guint patients, GError **error)
{
  const char *const places[] = { g_get_user_runtime_dir (), "/dev/shm", g_get_tmp_dir () };
  EkDemonstration *self = g_new0 (EkDemonstration, 1);

  for (guint i = 0; i < G_N_ELEMENTS (places) && self->directory == NULL; i++)
    {
      g_autofree char *name = g_strdup_printf (PREFIX "%d-XXXXXX", (int) getpid ());
      g_autofree char *template = g_build_filename (places[i], name, NULL);

      sweep (places[i]);
      if ((i + 1 == G_N_ELEMENTS (places) || ek_temporary_is_in_memory (places[i])) &&
          g_mkdtemp_full (template, 0700) != NULL)
        self->directory = g_steal_pointer (&template);
    }
  if (self->directory == NULL)
    {
      ek_error_set_errno (error, errno, "%s",
                          _ ("No temporary directory could be made for the demonstration. Nothing was changed."));
      ek_demonstration_free (self);
      return NULL;
    }
  self->path = g_build_filename (self->directory, "vault", NULL);
  self->patients = patients;
  return self;
}

/**
 * ek_demonstration_get_path:
 * @self: a demonstration
 *
 * Returns: (transfer none): where its vault is or will be
 */
const char *
ek_demonstration_get_path (EkDemonstration *self)
{
  return self->path;
}

static void
on_filled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  ek_job_answer (task, done, error);
}

static void
fill (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Fill *wanted = data;
  GError *error = NULL;
  gboolean done = ek_demo_generate (store, wanted->catalogue, wanted->patients, SEED, cancellable, NULL, NULL, &error);

  ek_job_answer (task, done, error);
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  EkSession *session = EK_SESSION (source);
  GError *error = NULL;
  g_autoptr (EkSecret) code = ek_session_create_finish (session, result, &error);
  Fill *wanted;

  if (code == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  ek_session_enter (session);
  wanted = g_new (Fill, 1);
  *wanted = (Fill){ ek_session_get_catalogue (session), GPOINTER_TO_UINT (g_task_get_task_data (task)) };
  ek_session_long_async (session, fill, wanted, g_free, NULL, on_filled, task);
}

/**
 * ek_demonstration_start_async:
 * @self: a demonstration
 * @session: a session on its path
 * @callback: answered in the main thread when the patients are there and the session is entered
 * @user_data: for @callback
 *
 * Makes the vault, under a passphrase that the window tells, and fills it with invented patients.
 */
void
ek_demonstration_start_async (EkDemonstration *self, EkSession *session, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (session, NULL, callback, user_data);
  g_autoptr (EkSecret) passphrase = ek_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
  EkNewUser user = { _ ("Dr Invented"), EK_ROLE_PSYCHIATRIST, "DEMO-0001" };

  g_task_set_task_data (task, GUINT_TO_POINTER (self->patients), NULL);
  ek_session_create_async (session, &user, passphrase, EK_VAULT_COST_FAST, NULL, on_created, task);
}

/**
 * ek_demonstration_start_finish:
 * @session: the session
 * @result: what the callback was given
 * @error: return location; as ek_session_create_finish(), and for filling it
 *
 * Returns: whether the demonstration is ready
 */
gboolean
ek_demonstration_start_finish (EkSession *session, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ek_demonstration_free:
 * @self: (nullable): a demonstration, its session gone
 *
 * Removes the vault and everything in it.
 */
void
ek_demonstration_free (EkDemonstration *self)
{
  if (self == NULL)
    return;
  if (self->directory != NULL)
    remove_tree (self->directory);
  g_free (self->directory);
  g_free (self->path);
  g_free (self);
}
