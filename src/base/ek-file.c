/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
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

/* What a file system answers that has no such thing, and that nobody can mend: a memory stick keeps no permissions and
 * some network folders cannot bring a folder to the disk. Neither is a reason not to hand over a file. */
static gboolean
is_not_offered (int code)
{
  return code == EINVAL || code == ENOSYS || code == ENOTSUP || code == EOPNOTSUPP;
}

/**
 * ek_file_sync_directory:
 * @path: a directory
 * @error: %EK_ERROR_IO and the like
 *
 * Makes the names in a directory durable: after it returns, a rename in it survives a power cut, where the file system
 * can do that at all.
 *
 * Returns: success
 */
gboolean
ek_file_sync_directory (const char *path,
                        GError    **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && (fsync (fd) == 0 || is_not_offered (errno));
  int saved = errno;

  if (fd >= 0)
    close (fd);
  if (!ok)
    ek_error_set_errno (error, saved, _("A folder could not be brought to the disk"));
  return ok;
}

struct _EkFileDraft {
  char     *path;        /* what a symbolic link leads to, never the link */
  char     *temporary;   /* NULL once it has been put in its place, and where @through is written to */
  GBytes   *through;     /* for a device or a pipe, or NULL */
  int       fd;          /* of the device, or -1 */
};

/* The mode is that of open() less the umask; only where that is not what was asked for is it changed. */
static gboolean
give_mode (int fd,
           int mode)
{
  struct stat status;

  if (fstat (fd, &status) == 0 && (status.st_mode & 07777) == (mode_t) mode)
    return TRUE;
  return fchmod (fd, (mode_t) mode) == 0 || errno == EPERM || is_not_offered (errno);
}

static gboolean
fill (int            fd,
      gconstpointer  bytes,
      gsize          length,
      int            mode,
      GError       **error)
{
  gboolean ok = write_all (fd, bytes, length) && give_mode (fd, mode) && fsync (fd) == 0;
  int saved = errno;

  if (close (fd) < 0 && ok)
    {
      ok = FALSE;
      saved = errno;
    }
  if (!ok)
    ek_error_set_errno (error, saved, _("The file could not be written; the earlier one is unchanged"));
  return ok;
}

/* A device, a pipe, a terminal, a descriptor of this process: it takes the bytes and stays what it is. Put in its place,
 * a file would have turned /dev/full of the whole machine into one. */
static gboolean
is_written_through (const char *path)
{
  struct stat status;

  return g_str_has_prefix (path, "/dev/fd/") || strcmp (path, "/dev/stdout") == 0 || strcmp (path, "/dev/stderr") == 0 ||
         (stat (path, &status) == 0 && !S_ISREG (status.st_mode) && !S_ISDIR (status.st_mode));
}

static EkFileDraft *
draft_through (const char     *path,
               gconstpointer   bytes,
               gsize           length,
               GError        **error)
{
  int fd = open (path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY);
  EkFileDraft *draft;

  if (fd < 0)
    {
      ek_error_set_errno (error, errno, _("The file could not be written; the earlier one is unchanged"));
      return NULL;
    }
  draft = g_new0 (EkFileDraft, 1);
  draft->path = g_strdup (path);
  draft->through = g_bytes_new (bytes, length);
  draft->fd = fd;
  return draft;
}

/**
 * ek_file_draft_new:
 * @path: the file that is to be
 * @bytes: its contents
 * @length: their length in bytes
 * @mode: permission bits, such as 0600, where the file system keeps any
 * @error: %EK_ERROR_NO_SPACE, %EK_ERROR_PERMISSION, %EK_ERROR_IO
 *
 * Writes the contents beside @path and brings them to the disk, for ek_file_draft_commit() to put in place: whatever
 * could fail for want of room or of permission has then failed or not, and @path is as it was. Where @path is a symbolic
 * link it is about what the link leads to. A device or a pipe is opened, and written to by ek_file_draft_commit().
 *
 * Returns: (transfer full) (nullable): the draft
 */
EkFileDraft *
ek_file_draft_new (const char    *path,
                   gconstpointer  bytes,
                   gsize          length,
                   int            mode,
                   GError       **error)
{
  g_autoptr (EkFileDraft) draft = NULL;
  char *real, *name;
  int fd = -1;

  if (is_written_through (path))
    return draft_through (path, bytes, length, error);
  real = realpath (path, NULL);
  draft = g_new0 (EkFileDraft, 1);
  draft->path = g_strdup (real != NULL ? real : path);
  draft->fd = -1;
  free (real);
  name = g_strconcat (draft->path, ".XXXXXX", NULL);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    errno = EISDIR;
  else
    fd = g_mkstemp_full (name, O_WRONLY | O_CLOEXEC, mode);
  if (fd < 0)
    {
      ek_error_set_errno (error, errno, _("The file could not be written; the earlier one is unchanged"));
      g_free (name);
      return NULL;
    }
  draft->temporary = name;
  return fill (fd, bytes, length, mode, error) ? g_steal_pointer (&draft) : NULL;
}

static gboolean
write_through (EkFileDraft  *draft,
               GError      **error)
{
  gsize length;
  const char *bytes = g_bytes_get_data (draft->through, &length);
  gboolean ok = write_all (draft->fd, bytes, length);
  int saved = errno;

  if (close (draft->fd) < 0 && ok)
    {
      ok = FALSE;
      saved = errno;
    }
  draft->fd = -1;
  if (!ok)
    ek_error_set_errno (error, saved, _("The file could not be written"));
  return ok;
}

/**
 * ek_file_draft_commit:
 * @draft: a draft that was not put in place yet
 * @error: %EK_ERROR_NO_SPACE, %EK_ERROR_PERMISSION, %EK_ERROR_IO
 *
 * Renames the draft over the file it is for and brings the directory to the disk. When renaming fails the earlier file
 * is as it was.
 *
 * Returns: whether the new contents are on the disk under their name
 */
gboolean
ek_file_draft_commit (EkFileDraft  *draft,
                      GError      **error)
{
  g_autofree char *directory = g_path_get_dirname (draft->path);

  if (draft->through != NULL)
    return write_through (draft, error);
  g_return_val_if_fail (draft->temporary != NULL, FALSE);

  if (rename (draft->temporary, draft->path) < 0)
    {
      ek_error_set_errno (error, errno, _("The file could not be written; the earlier one is unchanged"));
      return FALSE;
    }
  g_clear_pointer (&draft->temporary, g_free);
  return ek_file_sync_directory (directory, error);
}

/**
 * ek_file_draft_free:
 * @draft: (nullable) (transfer full): a draft
 *
 * Frees it. One that was not put in place is removed from the disk.
 */
void
ek_file_draft_free (EkFileDraft *draft)
{
  if (draft == NULL)
    return;
  if (draft->temporary != NULL)
    unlink (draft->temporary);
  if (draft->fd >= 0)
    close (draft->fd);
  g_clear_pointer (&draft->through, g_bytes_unref);
  g_free (draft->temporary);
  g_free (draft->path);
  g_free (draft);
}

/**
 * ek_file_replace:
 * @path: the file
 * @bytes: its new contents
 * @length: their length in bytes
 * @mode: permission bits, such as 0600, where the file system keeps any
 * @error: %EK_ERROR_NO_SPACE, %EK_ERROR_PERMISSION, %EK_ERROR_IO
 *
 * Replaces a file as a whole: written beside it, brought to the disk, renamed over it, the directory brought to the
 * disk. Whatever happens, @path holds the old contents or the new, never a part.
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
  g_autoptr (EkFileDraft) draft = ek_file_draft_new (path, bytes, length, mode, error);

  return draft != NULL && ek_file_draft_commit (draft, error);
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
