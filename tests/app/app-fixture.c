/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-fixture.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "ek-resources.h"

#define NOW G_GINT64_CONSTANT (1795219200000) /* 2026-11-21T00:00Z */
#define PASSPHRASE "harbour lantern quiet seven"

void
app_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  g_resources_register (ek_get_resource ());
  adw_init ();
}

EkSecret *
app_passphrase (void)
{
  return ek_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
}

void
app_iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

gpointer
app_wait (gpointer *where)
{
  while (*where == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *where;
}

void
app_store_result (GObject *source, GAsyncResult *result, gpointer where)
{
  *(GAsyncResult **) where = g_object_ref (result);
}

AppFixture *
app_fixture_new (void)
{
  AppFixture *self = g_new0 (AppFixture, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (EkSecret) passphrase = app_passphrase ();
  g_autoptr (EkSecret) code = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *path = NULL;
  EkNewUser user = { "王安澜", EK_ROLE_PSYCHIATRIST, "110-2024-77" };

  self->directory = g_dir_make_tmp ("ek-app-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (self->directory, "vault", NULL);
  self->clock = ek_clock_new_fixed (NOW, 480);
  self->session = ek_session_new (path, self->clock);
  ek_session_create_async (self->session, &user, passphrase, EK_VAULT_COST_FAST, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  code = ek_session_create_finish (self->session, result, &error);
  g_assert_no_error (error);
  ek_session_enter (self->session);
  return self;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
app_fixture_free (AppFixture *self)
{
  ek_session_lock (self->session);
  ek_session_wait (self->session);
  app_iterate ();
  g_assert_finalize_object (self->session);
  ek_clock_free (self->clock);
  remove_tree (self->directory);
  g_free (self->directory);
  g_free (self);
}

static void
save (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (ek_store_save (store, data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
app_save (AppFixture *self, EkRecord *record)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ek_session_write_async (self->session, save, record, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  g_task_propagate_boolean (G_TASK (result), &error);
  g_assert_no_error (error);
}

EkRecord *
app_add_patient (AppFixture *self, const char *name, const char *birth_date)
{
  EkRecord *patient = ek_record_new (&ek_patient_type, NULL);

  ek_record_set_text (patient, EK_PATIENT_NAME, name);
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, birth_date);
  app_save (self, patient);
  return patient;
}
