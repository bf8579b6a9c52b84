/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ek-error.h"
#include "ek-file.h"
#include "failing-calls.h"

static void
test_replace (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *directory = g_dir_make_tmp ("ek-file-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "ring", NULL);
  g_autofree char *contents = NULL;
  gsize length = 0;
  struct stat status;
  g_autoptr (GDir) dir = NULL;

  g_assert_true (ek_file_replace (path, "one", 3, 0600, &error));
  g_assert_true (ek_file_replace (path, "zwei\0x", 6, 0600, &error));
  g_assert_no_error (error);
  g_assert_true (ek_file_read (path, 100, &contents, &length, &error));
  g_assert_cmpmem (contents, length, "zwei\0x", 6);
  g_assert_cmpint (contents[6], ==, 0);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  dir = g_dir_open (directory, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "ring");
  g_assert_null (g_dir_read_name (dir)); /* nothing half-written stays */
  g_unlink (path);
  g_rmdir (directory);
}

static void
test_errors (void)
{
  g_autoptr (GError) error = NULL;
  char *contents = NULL;
  gsize length;

  g_assert_false (ek_file_replace ("/nonexistent/x", "a", 1, 0600, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (ek_file_replace ("/dev/full/x", "a", 1, 0600, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (ek_file_read ("/nonexistent", 10, &contents, &length, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (ek_file_read ("/dev/zero", 1000, &contents, &length, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (ek_file_read ("/proc/self", 1000, &contents, &length, &error));
  g_assert_nonnull (error);
}

/* A memory stick refuses permissions, some network folders cannot be brought to the disk: files are written all the
 * same. A full disk or a broken one is told, and the earlier file stays. */
static void
test_file_systems (void)
{
  static const struct {
    FailingCall call;
    int code;
    gboolean written;
  } cases[] = {
    { CALL_MODE, EPERM, TRUE },    { CALL_MODE, ENOTSUP, TRUE }, { CALL_MODE, EIO, FALSE },
    { CALL_WRITE, ENOSPC, FALSE }, { CALL_SYNC, EIO, FALSE },    { CALL_RENAME, EACCES, FALSE },
  };
  g_autofree char *directory = g_dir_make_tmp ("ek-file-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "ring", NULL);
  mode_t mask = umask (0277); /* so that the mode must be set */

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *contents = NULL;
      g_autoptr (GDir) dir = NULL;
      gsize length;

      g_unlink (path);
      g_assert_true (ek_file_replace (path, "one", 3, 0600, NULL));
      failing_calls_start (cases[i].call, 0, cases[i].code, FALSE);
      g_assert_true (ek_file_replace (path, "two", 3, 0600, &error) == cases[i].written);
      g_assert_cmpuint (failing_calls_stop (), ==, 1);
      g_assert_true ((error == NULL) == cases[i].written);
      g_assert_true (ek_file_read (path, 10, &contents, &length, NULL));
      g_assert_cmpstr (contents, ==, cases[i].written ? "two" : "one");
      dir = g_dir_open (directory, 0, NULL);
      g_assert_cmpstr (g_dir_read_name (dir), ==, "ring");
      g_assert_null (g_dir_read_name (dir));
    }
  umask (mask);
  g_unlink (path);
  g_rmdir (directory);
}

static void
test_draft (void)
{
  g_autofree char *directory = g_dir_make_tmp ("ek-file-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "ring", NULL);
  g_autoptr (GError) error = NULL;
  EkFileDraft *draft;

  draft = ek_file_draft_new (path, "one", 3, 0600, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  ek_file_draft_free (draft); /* thought better of: nothing is left of it */
  g_assert_cmpint (g_rmdir (directory), ==, 0);
  g_assert_cmpint (g_mkdir (directory, 0700), ==, 0);
  draft = ek_file_draft_new (directory, "one", 3, 0600, &error);
  g_assert_null (draft);
  g_assert_nonnull (error);
  g_clear_error (&error);
  draft = ek_file_draft_new (path, "one", 3, 0600, &error);
  g_assert_true (ek_file_draft_commit (draft, &error));
  ek_file_draft_free (draft);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_unlink (path);
  g_rmdir (directory);
}

static void
test_error_codes (void)
{
  g_autoptr (GError) error = g_error_new (EK_ERROR, EK_ERROR_WRONG_PASSPHRASE, "x");
  g_autoptr (GError) other = g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "x");
  g_autoptr (GError) full = NULL;

  g_assert_cmpstr (ek_error_code (error), ==, "wrong-passphrase");
  g_assert_cmpstr (ek_error_code (other), ==, "no-space");
  ek_error_set_errno (&full, ENOSPC, "Writing %s", "it");
  g_assert_error (full, EK_ERROR, EK_ERROR_NO_SPACE);
  g_assert_true (g_str_has_prefix (full->message, "Writing it: "));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file/replace", test_replace);
  g_test_add_func ("/file/file-systems", test_file_systems);
  g_test_add_func ("/file/draft", test_draft);
  g_test_add_func ("/file/errors", test_errors);
  g_test_add_func ("/file/error-codes", test_error_codes);
  return g_test_run ();
}
