/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file that leaves does so to where it was sent: no link or pipe of somebody else carries it away, and no other name
 * of the file that stood there gets the new contents. */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-place.h"

#define SOMEBODY 65534

typedef struct {
  char *folder;
  char *out;
  char *target;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("ek-place-XXXXXX", NULL);
  fixture->out = g_build_filename (fixture->folder, "out.pdf", NULL);
  fixture->target = g_build_filename (fixture->folder, "target", NULL);
  g_assert_true (g_file_set_contents (fixture->target, "theirs", -1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->out);
  g_unlink (fixture->target);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0); /* nothing half-written stays */
  g_free (fixture->folder);
  g_free (fixture->out);
  g_free (fixture->target);
}

static void
assert_holds (const char *path, const char *contents)
{
  g_autofree char *found = NULL;

  g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, contents);
}

static void
assert_refused (const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ek_file_replace (path, "secret", 6, 0600, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
}

/* Giving a link to somebody else is the super-user's to do. */
static gboolean
give_away (const char *path)
{
  if (geteuid () == 0)
    return lchown (path, SOMEBODY, SOMEBODY) == 0;
  g_test_skip ("needs the super-user");
  return FALSE;
}

static void
test_own_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *new = g_build_filename (fixture->folder, "new", NULL);

  g_assert_cmpint (symlink ("target", fixture->out), ==, 0);
  g_assert_true (ek_file_replace (fixture->out, "mine", 4, 0600, NULL));
  g_assert_true (g_file_test (fixture->out, G_FILE_TEST_IS_SYMLINK));
  assert_holds (fixture->target, "mine");
  /* also where it leads to nothing yet */
  g_unlink (fixture->out);
  g_assert_cmpint (symlink (new, fixture->out), ==, 0);
  g_assert_true (ek_file_replace (fixture->out, "mine", 4, 0600, NULL));
  assert_holds (new, "mine");
  g_unlink (new);
}

static void
test_link_of_somebody (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (symlink (fixture->target, fixture->out), ==, 0);
  if (!give_away (fixture->out))
    return;
  assert_refused (fixture->out);
  assert_holds (fixture->target, "theirs");
}

static void
test_link_on_the_way (Fixture *fixture, gconstpointer data)
{
  g_autofree char *way = g_build_filename (fixture->out, "target", NULL);

  g_assert_cmpint (symlink (fixture->folder, fixture->out), ==, 0);
  g_assert_true (ek_file_replace (way, "by my own link", 14, 0600, NULL));
  assert_holds (fixture->target, "by my own link");
  if (!give_away (fixture->out))
    return;
  assert_refused (way);
  assert_holds (fixture->target, "by my own link");
}

static void
test_circle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("out.pdf", fixture->out), ==, 0);
  g_assert_false (ek_file_replace (fixture->out, "x", 1, 0600, &error));
  g_assert_nonnull (error);
}

static void
test_hard_link (Fixture *fixture, gconstpointer data)
{
  struct stat status;

  g_assert_cmpint (link (fixture->target, fixture->out), ==, 0);
  g_assert_cmpint (chmod (fixture->target, 0666), ==, 0);
  g_assert_true (ek_file_replace (fixture->out, "secret", 6, 0600, NULL));
  assert_holds (fixture->target, "theirs");
  assert_holds (fixture->out, "secret");
  g_assert_cmpint (stat (fixture->out, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static void
test_pipe_of_somebody (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (mkfifo (fixture->out, 0666), ==, 0);
  if (!give_away (fixture->out))
    return;
  assert_refused (fixture->out);
}

static void
test_devices (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  struct stat status;

  g_assert_true (ek_file_replace ("/dev/null", "x", 1, 0600, &error));
  g_assert_false (ek_file_replace ("/dev/full", "x", 1, 0600, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NO_SPACE);
  g_assert_cmpint (stat ("/dev/full", &status), ==, 0);
  g_assert_true (S_ISCHR (status.st_mode));
}

/* A file of the program's own is read only where it is one. */
static void
test_read_plain (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (ek_file_read_plain (fixture->target, 100, &contents, &length, NULL));
  g_assert_cmpstr (contents, ==, "theirs");
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *none = NULL;

      g_assert_cmpint (i == 0     ? mkfifo (fixture->out, 0600)
                         : i == 1 ? symlink ("target", fixture->out)
                                  : g_mkdir (fixture->out, 0700),
                       ==, 0);
      g_assert_false (ek_file_read_plain (fixture->out, 100, &none, &length, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
      if (g_rmdir (fixture->out) != 0)
        g_unlink (fixture->out);
    }
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = ek_place_new_name (".a.unfinished-");
  g_autofree char *other = ek_place_new_name (".a.unfinished-");

  g_assert_cmpstr (one, !=, other);
  g_assert_true (ek_place_is_new_name (one, ".a.unfinished-"));
  g_assert_false (ek_place_is_new_name (one, ".b.unfinished-"));
  g_assert_false (ek_place_is_new_name (".a.unfinished-copy", ".a.unfinished-"));
  g_assert_false (ek_place_is_new_name (".a.unfinished-ABCDEFGHIJKLMNOP", ".a.unfinished-"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/place/own-link", test_own_link);
  ADD ("/place/link-of-somebody", test_link_of_somebody);
  ADD ("/place/link-on-the-way", test_link_on_the_way);
  ADD ("/place/circle", test_circle);
  ADD ("/place/hard-link", test_hard_link);
  ADD ("/place/pipe-of-somebody", test_pipe_of_somebody);
  ADD ("/place/devices", test_devices);
  ADD ("/place/read-plain", test_read_plain);
  ADD ("/place/names", test_names);
  return g_test_run ();
}
