/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The disk fails at every single write, sync, truncation and renaming of an operation, once and for good: what was
 * there before stays, what was told as done is there, and the store goes on as soon as the disk does. */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "ek-error.h"
#include "failing-calls.h"
#include "record-fixture.h"

#define EVERY_CALL (CALL_WRITE | CALL_TRUNCATE | CALL_SYNC | CALL_RENAME)
#define MOST_CALLS 400

typedef struct {
  Fixture base;
  EkRecord *patient;
  char *path;
  guint n_saved;
} Disk;

typedef gboolean (*Deed) (Disk *disk, GError **error);

static void
set_up (Disk *disk, gconstpointer unused)
{
  fixture_set_up (&disk->base);
  disk->patient = fixture_patient (&disk->base, "陈志远");
  disk->path = g_build_filename (disk->base.directory, "plan.pdf", NULL);
}

static void
tear_down (Disk *disk, gconstpointer unused)
{
  g_free (disk->path);
  g_clear_object (&disk->patient);
  fixture_tear_down (&disk->base);
}

static gint64
count_exports (Disk *disk)
{
  return fixture_count (&disk->base,
                        "SELECT count(*) FROM audit WHERE action = 'export'"
                        " AND detail NOT LIKE '%not written'");
}

static guint
count_files (Disk *disk)
{
  g_autoptr (GDir) dir = g_dir_open (disk->base.directory, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
check_vault (Disk *disk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  gint64 clinical, system, anchors;

  ek_vault_verify_audit (disk->base.vault, &clinical, &system, &anchors, &error);
  g_assert_no_error (error);
  ek_vault_verify (disk->base.vault, NULL, &problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
}

/* Tries @deed with the first call failing, then the second … until it is done without meeting one; @check after each.
 */
static void
try_all (Disk *disk, Deed deed, int code, gboolean once, void (*check) (Disk *disk, gboolean done))
{
  guint n_failed = 0;

  for (guint good = 0; good < MOST_CALLS; good++)
    {
      g_autoptr (GError) error = NULL;
      gboolean done;
      guint n_calls;

      failing_calls_start (EVERY_CALL, good, code, once);
      done = deed (disk, &error);
      n_calls = failing_calls_stop ();
      g_assert_true (done == (error == NULL));
      g_test_message ("%u good of %u: %s", good, n_calls, done ? "done" : error->message);
      check (disk, done);
      n_failed += !done;
      if (done && n_calls <= good)
        {
          g_assert_cmpuint (n_failed, >, 0);
          check_vault (disk);
          return;
        }
    }
  g_assert_not_reached ();
}

/* --- a file that leaves ------------------------------------------------------------------------------------------ */

static gboolean
export_file (Disk *disk, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("the new one", 11);
  const char *id = ek_record_get_id (disk->patient);

  return ek_store_export (disk->base.store, disk->path, bytes, &ek_patient_type, id, id, "pdf", error);
}

static void
check_export (Disk *disk, gboolean done)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (disk->path, &contents, NULL, &error);
  g_assert_no_error (error);
  /* A file whose folder did not reach the disk is told as a failure and may be the new one. */
  if (done)
    g_assert_cmpstr (contents, ==, "the new one");
  else if (strcmp (contents, "the new one") != 0)
    g_assert_cmpstr (contents, ==, "the old one");
  if (strcmp (contents, "the new one") == 0)
    g_assert_cmpint (count_exports (disk), >, disk->n_saved);
  disk->n_saved = count_exports (disk);
  g_assert_cmpuint (count_files (disk), ==, 2); /* the vault and the file: nothing half-written */
  g_file_set_contents (disk->path, "the old one", -1, &error);
  g_assert_no_error (error);
}

static void
test_export (Disk *disk, gconstpointer unused)
{
  g_file_set_contents (disk->path, "the old one", -1, NULL);
  disk->n_saved = count_exports (disk);
  try_all (disk, export_file, ENOSPC, FALSE, check_export);
  try_all (disk, export_file, EIO, TRUE, check_export);
}

/* The audit refuses: the last thing that can go wrong before the file is put in its place. */
static int
refuse_commit (void *unused)
{
  return 1;
}

static void
test_export_not_audited (Disk *disk, gconstpointer unused)
{
  sqlite3 *handle = ek_database_get_handle (ek_store_get_database (disk->base.store));
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gint64 before = count_exports (disk);

  g_file_set_contents (disk->path, "the old one", -1, NULL);
  sqlite3_commit_hook (handle, refuse_commit, NULL);
  g_assert_false (export_file (disk, &error));
  g_assert_nonnull (error);
  sqlite3_commit_hook (handle, NULL, NULL);
  g_file_get_contents (disk->path, &contents, NULL, NULL);
  g_assert_cmpstr (contents, ==, "the old one");
  g_assert_cmpint (count_exports (disk), ==, before);
  g_assert_cmpuint (count_files (disk), ==, 2);
}

/* --- a record that is saved -------------------------------------------------------------------------------------- */

static gboolean
save_task (Disk *disk, GError **error)
{
  g_autoptr (EkRecord) task = ek_record_new (&ek_task_type, ek_record_get_id (disk->patient));
  g_autofree char *text = g_strnfill (20000, 'x');

  ek_record_set_text (task, EK_TASK_TEXT, text);
  ek_record_set_text (task, EK_TASK_STATUS, "requested");
  ek_record_set_text (task, EK_TASK_OWNER_NAME, "林静");
  ek_record_set_text (task, EK_TASK_DUE, "2026-10-01");
  return ek_store_save (disk->base.store, task, error);
}

static void
check_save (Disk *disk, gboolean done)
{
  gint64 n = fixture_count (&disk->base, "SELECT count(*) FROM task");

  /* What was told as saved is there; what was told as not saved is not. */
  g_assert_cmpint (n, ==, disk->n_saved + done);
  disk->n_saved = n;
  g_assert_cmpint (fixture_count (&disk->base, "SELECT count(*) FROM outbox WHERE record_type = 'task'"), ==, n);
  g_assert_cmpint (fixture_count (&disk->base, "SELECT count(*) FROM audit WHERE subject_type = 'task'"), ==, n);
}

static void
test_save (Disk *disk, gconstpointer unused)
{
  try_all (disk, save_task, ENOSPC, FALSE, check_save);
  try_all (disk, save_task, EIO, TRUE, check_save);
  fixture_reopen (&disk->base);
  check_save (disk, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/full-disk/export", Disk, NULL, set_up, test_export, tear_down);
  g_test_add ("/full-disk/export-not-audited", Disk, NULL, set_up, test_export_not_audited, tear_down);
  g_test_add ("/full-disk/save", Disk, NULL, set_up, test_save, tear_down);
  return g_test_run ();
}
