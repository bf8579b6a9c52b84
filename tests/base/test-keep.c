/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What leaves the program never lies among the files of patients' records, by whatever name the place is called. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-keep.h"

typedef struct {
  char *folder;
  char *records; /* a folder of records in it */
} Fixture;

static char *
put (const char *folder, const char *name, const char *contents)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
  return path;
}

static void
put_away (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat status;

      if (lstat (path, &status) == 0 && S_ISDIR (status.st_mode))
        put_away (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const *names = data;

  fixture->folder = g_dir_make_tmp ("ek-keep-XXXXXX", NULL);
  fixture->records = g_build_filename (fixture->folder, "records", NULL);
  g_assert_cmpint (g_mkdir (fixture->records, 0700), ==, 0);
  for (guint i = 0; names[i] != NULL; i++)
    g_free (put (fixture->records, names[i], "theirs"));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  put_away (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->records);
}

static void
assert_refused (const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ek_file_replace (path, "letter", 6, 0600, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
}

static void
assert_written (const char *path)
{
  g_autofree char *found = NULL;

  g_assert_true (ek_file_replace (path, "letter", 6, 0600, NULL));
  g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, "letter");
}

static void
assert_unchanged (Fixture *fixture, const char *const *names)
{
  g_autoptr (GDir) directory = g_dir_open (fixture->records, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (directory) != NULL)
    n++;
  g_assert_cmpuint (n, ==, g_strv_length ((char **) names));
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (fixture->records, names[i], NULL);
      g_autofree char *found = NULL;

      g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
      g_assert_cmpstr (found, ==, "theirs");
    }
}

static const char *const whole[] = { "clinical.db", "system.db", "vault.keys", "vault.keys.previous", NULL };
static const char *const left[] = { "clinical.db", "vault.keys.previous", NULL };
static const char *const bare[] = { "clinical.db", "system.db", NULL };
static const char *const nothing[] = { NULL };

static void
test_by_every_name (Fixture *fixture, gconstpointer data)
{
  static const char *const ends[] = { "clinical.db",     "report.pdf", "./clinical.db", "../records/clinical.db",
                                      "clinical.db-wal", ".hidden" };
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autofree char *way = g_build_filename (fixture->folder, "way", NULL);
  g_autofree char *by_way = g_build_filename (way, "clinical.db", NULL);
  g_autofree char *target = g_build_filename (fixture->records, "clinical.db", NULL);
  g_autofree char *relative = g_build_filename ("records", "clinical.db", NULL);
  g_autofree char *before = g_get_current_dir ();

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_build_filename (fixture->records, ends[i], NULL);

      assert_refused (path);
    }
  g_assert_cmpint (symlink (target, link), ==, 0);
  g_assert_cmpint (symlink (fixture->records, way), ==, 0);
  assert_refused (link);
  assert_refused (by_way);
  g_assert_cmpint (g_chdir (fixture->folder), ==, 0);
  assert_refused (relative);
  g_assert_cmpint (g_chdir (fixture->records), ==, 0);
  assert_refused ("clinical.db");
  g_assert_cmpint (g_chdir (before), ==, 0);
  assert_unchanged (fixture, data);
}

static void
test_below (Fixture *fixture, gconstpointer data)
{
  g_autofree char *below = g_build_filename (fixture->records, "a", "b", NULL);
  g_autofree char *file = g_build_filename (below, "letter.pdf", NULL);

  g_assert_cmpint (g_mkdir_with_parents (below, 0700), ==, 0);
  assert_refused (file);
}

/* A shell's ">>". */
static void
test_descriptor (Fixture *fixture, gconstpointer data)
{
  g_autofree char *target = g_build_filename (fixture->records, "clinical.db", NULL);
  int fd = open (target, O_WRONLY | O_APPEND | O_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/dev/fd/%d", fd);

  assert_refused (path);
  close (fd);
  assert_unchanged (fixture, data);
}

static void
test_file_by_itself (Fixture *fixture, gconstpointer data)
{
  g_autofree char *database = put (fixture->folder, "clinical.db", "a copy");
  g_autofree char *ring = put (fixture->folder, "kept-for-bad-days", "EKRING\r\n and so on");
  g_autofree char *other = put (fixture->folder, "letter.pdf", "old");

  assert_refused (database);
  assert_refused (ring);
  assert_written (other);
  g_assert_cmpint (g_unlink (database), ==, 0);
  assert_written (database); /* a new file may be called anything */
}

/* Another program copies into it. */
static void
test_work_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *note = put (fixture->records, "unfinished", "evenkeel unfinished 1\nx\n1\n");
  g_autofree char *file = g_build_filename (fixture->records, "letter.pdf", NULL);

  assert_refused (file);
  g_free (put (fixture->records, "unfinished", "my own list"));
  assert_written (file);
}

/* A folder that is worked with is known also when nothing in it says so, and its files under their other names. */
static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->records, "letter.pdf", NULL);
  g_autofree char *database = g_build_filename (fixture->records, "clinical.db", NULL);
  g_autofree char *other = g_build_filename (fixture->folder, "other.db", NULL);

  assert_written (file);
  ek_keep_folder (fixture->records);
  assert_refused (file);
  g_free (put (fixture->records, "clinical.db", "theirs"));
  g_assert_cmpint (link (database, other), ==, 0);
  assert_refused (other);
  g_assert_cmpint (g_unlink (other), ==, 0);
  assert_written (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/keep/whole", Fixture, whole, set_up, test_by_every_name, tear_down);
  g_test_add ("/keep/ring-lost", Fixture, bare, set_up, test_by_every_name, tear_down);
  g_test_add ("/keep/half-lost", Fixture, left, set_up, test_by_every_name, tear_down);
  g_test_add ("/keep/below", Fixture, whole, set_up, test_below, tear_down);
  g_test_add ("/keep/descriptor", Fixture, whole, set_up, test_descriptor, tear_down);
  g_test_add ("/keep/file-by-itself", Fixture, nothing, set_up, test_file_by_itself, tear_down);
  g_test_add ("/keep/work-folder", Fixture, nothing, set_up, test_work_folder, tear_down);
  g_test_add ("/keep/remembered", Fixture, nothing, set_up, test_remembered, tear_down);
  return g_test_run ();
}
