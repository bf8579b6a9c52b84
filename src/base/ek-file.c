/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ek-config.h"
#include "ek-error.h"

static gboolean
write_all (int fd, const char *bytes, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      bytes += n;
      length -= (gsize) n;
    }
  return TRUE;
}

/**
 * ek_file_sync_directory:
 * @path: a directory
 * @error: %EK_ERROR_IO and the like
 *
 * Makes the names in a directory durable: after it returns, a rename in it survives a power cut.
 *
 * Returns: success
 */
gboolean
ek_file_sync_directory (const char *path,
                        GError    **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;
  int saved = errno;

  if (fd >= 0)
    close (fd);
  if (!ok)
    ek_error_set_errno (error, saved, _("A folder could not be brought to the disk"));
  return ok;
}

/**
 * ek_file_replace:
 * @path: the file
 * @bytes: its new contents
 * @length: their length in bytes
 * @mode: permission bits, such as 0600
 * @error: %EK_ERROR_NO_SPACE, %EK_ERROR_PERMISSION, %EK_ERROR_IO
 *
 * Replaces a file as a whole: written beside it, brought to the disk, renamed over it, the directory brought to the
 * disk. Whatever happens, @path holds the old contents or the new, never a part. The old stays when this fails.
 *
 * Returns: whether the new contents are on the disk
 */
gboolean
ek_file_replace (const char    *path,
                 gconstpointer  bytes,
                 gsize          length,
                 int            mode,
                 GError       **error)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, mode), saved;
  gboolean ok;

  if (fd < 0)
    {
      ek_error_set_errno (error, errno, _("The file could not be written; the earlier one is unchanged"));
      return FALSE;
    }
  ok = write_all (fd, bytes, length) && fchmod (fd, (mode_t) mode) == 0 && fsync (fd) == 0;
  saved = errno;
  if (close (fd) < 0 && ok)
    {
      ok = FALSE;
      saved = errno;
    }
  if (ok && rename (temporary, path) < 0)
    {
      ok = FALSE;
      saved = errno;
    }
  if (!ok)
    {
      unlink (temporary);
      ek_error_set_errno (error, saved, _("The file could not be written; the earlier one is unchanged"));
      return FALSE;
    }
  return ek_file_sync_directory (directory, error);
}

/**
 * ek_file_read:
 * @path: the file
 * @max_bytes: the largest size accepted
 * @contents: (out) (transfer full): its bytes, followed by a zero that is not counted
 * @length: (out): how many
 * @error: %EK_ERROR_NOT_FOUND, %EK_ERROR_TOO_LARGE, %EK_ERROR_PERMISSION, %EK_ERROR_IO
 *
 * Returns: whether the whole file was read
 */
gboolean
ek_file_read (const char  *path,
              gsize        max_bytes,
              char       **contents,
              gsize       *length,
              GError     **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY), saved = 0;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 chunk[65536];
  gssize n = 0;

  if (fd < 0)
    {
      ek_error_set_errno (error, errno, _("The file could not be opened"));
      return FALSE;
    }
  while (bytes->len <= max_bytes && ((n = read (fd, chunk, sizeof chunk)) > 0 || (n < 0 && errno == EINTR)))
    if (n > 0)
      g_byte_array_append (bytes, chunk, (guint) n);
  if (n < 0)
    saved = errno;
  close (fd);
  if (saved != 0)
    {
      ek_error_set_errno (error, saved, _("The file could not be read"));
      return FALSE;
    }
  if (bytes->len > max_bytes)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_TOO_LARGE, _("The file is larger than %u MiB and was not read"),
                   (guint) (max_bytes >> 20));
      return FALSE;
    }
  *length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  *contents = (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);
  return TRUE;
}

/**
 * ek_runs_from_build_tree:
 *
 * Returns: whether the program runs from the tree it was built in, without having been installed
 */
gboolean
ek_runs_from_build_tree (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);

  return self != NULL && g_str_has_prefix (self, EK_BUILD_ROOT "/");
}

/**
 * ek_data_path:
 * @relative: a path below the program's data, such as "instruments"
 *
 * Where the program's own data is: EK_DATA_DIR if that is set, beside the sources when run from the tree it was built
 * in, else where it was installed.
 *
 * Returns: (transfer full): an absolute path; nothing says that it exists
 */
char *
ek_data_path (const char *relative)
{
  const char *given = g_getenv ("EK_DATA_DIR");

  if (given != NULL && *given != '\0')
    return g_build_filename (given, relative, NULL);
  if (ek_runs_from_build_tree ())
    return g_build_filename (EK_SOURCE_DATADIR, relative, NULL);
  return g_build_filename (EK_PKGDATADIR, relative, NULL);
}

/**
 * ek_locale_path:
 *
 * Where the translations are, for bindtextdomain(): beside the build when run from there, else where they were installed.
 *
 * Returns: (transfer none): an absolute path
 */
const char *
ek_locale_path (void)
{
  return ek_runs_from_build_tree () ? EK_BUILD_ROOT "/po" : EK_LOCALEDIR;
}
