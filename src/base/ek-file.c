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
#include "ek-keep.h"
#include "ek-place.h"

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
ek_file_sync_directory (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && (fsync (fd) == 0 || is_not_offered (errno));
  int saved = errno;

  if (fd >= 0)
    close (fd);
  if (!ok)
    ek_error_set_errno (error, saved, _ ("A folder could not be brought to the disk"));
  return ok;
}

struct _EkFileDraft {
  EkPlace place;   /* the file that is to be; never a link */
  char *temporary; /* beside it, NULL once it has been put in its place, and where it has no name yet */
  GBytes *through; /* for a device or a pipe, or NULL */
  int fd;          /* of the device, or of the file without a name, or -1 */
};

/* The mode is that of open() less the umask; only where that is not what was asked for is it changed. */
static gboolean
give_mode (int fd, int mode)
{
  struct stat status;

  if (fstat (fd, &status) == 0 && (status.st_mode & 07777) == (mode_t) mode)
    return TRUE;
  return fchmod (fd, (mode_t) mode) == 0 || errno == EPERM || is_not_offered (errno);
}

/* An own descriptor, by the names that shells and programs use: what it leads to was opened by whoever started us. */
static gboolean
is_own_descriptor (const char *path)
{
  return g_str_has_prefix (path, "/dev/fd/") || g_str_has_prefix (path, "/proc/self/fd/") ||
    strcmp (path, "/dev/stdout") == 0 || strcmp (path, "/dev/stderr") == 0;
}

/* A device, a pipe, a terminal takes the bytes and stays what it is. Put in its place, a file would have turned
 * /dev/full of the whole machine into one. */
static gboolean
is_written_through (const struct stat *status)
{
  return !S_ISREG (status->st_mode) && !S_ISDIR (status->st_mode);
}

static EkFileDraft *
draft_through (int fd, gconstpointer bytes, gsize length, GError **error)
{
  EkFileDraft *draft;

  if (fd < 0)
    {
      ek_error_set_errno (error, errno, _ ("The file could not be written; the earlier one is unchanged"));
      return NULL;
    }
  draft = g_new0 (EkFileDraft, 1);
  draft->place = (EkPlace) EK_PLACE_INIT;
  draft->through = g_bytes_new (bytes, length);
  draft->fd = fd;
  return draft;
}

/* A pipe that somebody else laid where the file was to be would carry it to him or her. */
static int
open_through (const EkPlace *place, const struct stat *seen, GError **error)
{
  struct stat status;
  int fd;

  if (!ek_place_trusts_owner (seen->st_uid) && !S_ISCHR (seen->st_mode))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
                   /* Translators: %s is a name in a path */
                   _ ("“%s” is a pipe that somebody else put there. Nothing was written; choose another place."),
                   place->name);
      return -1;
    }
  fd = openat (place->folder, place->name, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY);
  if (fd >= 0 && fstat (fd, &status) == 0 && status.st_dev == seen->st_dev && status.st_ino == seen->st_ino)
    return fd;
  ek_error_set_errno (error, fd >= 0 ? EAGAIN : errno,
                      _ ("The file could not be written; the earlier one is unchanged"));
  if (fd >= 0)
    close (fd);
  return -1;
}

static int
make_named (EkFileDraft *draft, int mode)
{
  int fd = -1;

  draft->temporary = ek_file_new_draft_name (draft->place.name);
  fd = openat (draft->place.folder, draft->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd < 0)
    g_clear_pointer (&draft->temporary, g_free);
  return fd;
}

/* A file without a name, where the file system has such a thing: a program that is killed leaves none of it behind. */
static int
make_nameless (EkFileDraft *draft, int mode)
{
  int fd = openat (draft->place.folder, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, mode);

  return fd >= 0 ? fd : make_named (draft, mode);
}

static gboolean
name_it (EkFileDraft *draft)
{
  g_autofree char *descriptor = g_strdup_printf ("/proc/self/fd/%d", draft->fd);
  g_autofree char *name = ek_file_new_draft_name (draft->place.name);

  if (linkat (AT_FDCWD, descriptor, draft->place.folder, name, AT_SYMLINK_FOLLOW) != 0)
    return FALSE;
  draft->temporary = g_steal_pointer (&name);
  return TRUE;
}

/* Without /proc a file cannot get a name afterwards. */
static gboolean
write_named (EkFileDraft *draft, gconstpointer bytes, gsize length, int mode)
{
  close (draft->fd);
  draft->fd = make_named (draft, mode);
  return draft->fd >= 0 && write_all (draft->fd, bytes, length) && give_mode (draft->fd, mode) &&
    fsync (draft->fd) == 0;
}

static gboolean
fill (EkFileDraft *draft, gconstpointer bytes, gsize length, int mode, GError **error)
{
  gboolean ok = write_all (draft->fd, bytes, length) && give_mode (draft->fd, mode) && fsync (draft->fd) == 0;

  if (ok && draft->temporary == NULL && access ("/proc/self/fd", X_OK) != 0)
    ok = write_named (draft, bytes, length, mode);
  if (!ok)
    ek_error_set_errno (error, errno, _ ("The file could not be written; the earlier one is unchanged"));
  return ok;
}

/**
 * ek_file_new_draft_name:
 * @name: a file's name
 *
 * Returns: (transfer full): the name of a draft of it: hidden, and random at the end, so that it is nobody's
 */
char *
ek_file_new_draft_name (const char *name)
{
  g_autofree char *prefix = g_strdup_printf (".%.200s.unfinished-", name);

  return ek_place_new_name (prefix);
}

/* What a shell opened for appending is a file like any other; where it lies is asked of the system. */
static gboolean
check_descriptor (int fd, GError **error)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *path = NULL;
  g_auto (EkPlace) place = EK_PLACE_INIT;
  struct stat status;

  if (fd < 0 || fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    return TRUE;
  path = g_file_read_link (link, NULL);
  return path == NULL || !ek_place_find (path, &place, NULL) || ek_keep_check (&place, error);
}

static EkFileDraft *
draft_to_descriptor (const char *path, gconstpointer bytes, gsize length, GError **error)
{
  int fd = open (path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY);
  int saved = errno;

  if (!check_descriptor (fd, error))
    {
      close (fd);
      return NULL;
    }
  errno = saved;
  return draft_through (fd, bytes, length, error);
}

/* @place is taken. */
static EkFileDraft *
draft_at (EkPlace *place, gconstpointer bytes, gsize length, int mode, GError **error)
{
  g_autoptr (EkFileDraft) draft = g_new0 (EkFileDraft, 1);
  struct stat status;

  draft->fd = -1;
  draft->place = *place;
  *place = (EkPlace) EK_PLACE_INIT;
  if (fstatat (draft->place.folder, draft->place.name, &status, AT_SYMLINK_NOFOLLOW) == 0)
    {
      if (is_written_through (&status))
        {
          int fd = open_through (&draft->place, &status, error);

          return fd >= 0 ? draft_through (fd, bytes, length, error) : NULL;
        }
      if (S_ISDIR (status.st_mode))
        {
          ek_error_set_errno (error, EISDIR, _ ("The file could not be written; the earlier one is unchanged"));
          return NULL;
        }
    }
  draft->fd = make_nameless (draft, mode);
  if (draft->fd < 0)
    {
      ek_error_set_errno (error, errno, _ ("The file could not be written; the earlier one is unchanged"));
      return NULL;
    }
  return fill (draft, bytes, length, mode, error) ? g_steal_pointer (&draft) : NULL;
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
 * could fail for want of room or of permission has then failed or not, and @path is as it was. Where @path is a
 * symbolic link of the person who runs the program, it is about what the link leads to; a link of somebody else, at the
 * end or on the way, is refused. A file that has other names too (hard links) keeps its contents under those. A device
 * or a pipe is opened, and written to by ek_file_draft_commit(); a pipe of somebody else is refused. So is, by
 * %EK_ERROR_PERMISSION, whatever lies among the files of patients' records, see ek_keep_check().
 *
 * Returns: (transfer full) (nullable): the draft
 */
EkFileDraft *
ek_file_draft_new (const char *path, gconstpointer bytes, gsize length, int mode, GError **error)
{
  g_auto (EkPlace) place = EK_PLACE_INIT;

  if (is_own_descriptor (path))
    return draft_to_descriptor (path, bytes, length, error);
  if (!ek_place_find (path, &place, error) || !ek_keep_check (&place, error))
    return NULL;
  return draft_at (&place, bytes, length, mode, error);
}

/**
 * ek_file_draft_new_kept:
 * @path: a file of the records themselves, such as the key ring
 * @bytes: its contents
 * @length: their length in bytes
 * @mode: permission bits
 * @error: as ek_file_draft_new()
 *
 * As ek_file_draft_new(), for the one that keeps the records: it alone writes among their files.
 *
 * Returns: (transfer full) (nullable): the draft
 */
EkFileDraft *
ek_file_draft_new_kept (const char *path, gconstpointer bytes, gsize length, int mode, GError **error)
{
  g_auto (EkPlace) place = EK_PLACE_INIT;

  return ek_place_find (path, &place, error) ? draft_at (&place, bytes, length, mode, error) : NULL;
}

static gboolean
write_through (EkFileDraft *draft, GError **error)
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
    ek_error_set_errno (error, saved, _ ("The file could not be written"));
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
ek_file_draft_commit (EkFileDraft *draft, GError **error)
{
  if (draft->through != NULL)
    return write_through (draft, error);
  g_return_val_if_fail (draft->fd >= 0, FALSE);

  if ((draft->temporary == NULL && !name_it (draft)) ||
      renameat (draft->place.folder, draft->temporary, draft->place.folder, draft->place.name) < 0)
    {
      ek_error_set_errno (error, errno, _ ("The file could not be written; the earlier one is unchanged"));
      return FALSE;
    }
  g_clear_pointer (&draft->temporary, g_free);
  close (draft->fd);
  draft->fd = -1;
  return ek_place_sync (draft->place.folder, error);
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
    unlinkat (draft->place.folder, draft->temporary, 0);
  if (draft->fd >= 0)
    close (draft->fd);
  g_clear_pointer (&draft->through, g_bytes_unref);
  g_free (draft->temporary);
  ek_place_clear (&draft->place);
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
ek_file_replace (const char *path, gconstpointer bytes, gsize length, int mode, GError **error)
{
  g_autoptr (EkFileDraft) draft = ek_file_draft_new (path, bytes, length, mode, error);

  return draft != NULL && ek_file_draft_commit (draft, error);
}

/* Takes the descriptor. */
static gboolean
read_all (int fd, gsize max_bytes, char **contents, gsize *length, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 chunk[65536];
  int saved = 0;
  gssize n = 0;

  while (bytes->len <= max_bytes && ((n = read (fd, chunk, sizeof chunk)) > 0 || (n < 0 && errno == EINTR)))
    if (n > 0)
      g_byte_array_append (bytes, chunk, (guint) n);
  if (n < 0)
    saved = errno;
  close (fd);
  if (saved != 0)
    {
      ek_error_set_errno (error, saved, _ ("The file could not be read"));
      return FALSE;
    }
  if (bytes->len > max_bytes)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_TOO_LARGE, _ ("The file is larger than %u MiB and was not read"),
                   (guint) (max_bytes >> 20));
      return FALSE;
    }
  *length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  *contents = (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);
  return TRUE;
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
ek_file_read (const char *path, gsize max_bytes, char **contents, gsize *length, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

  if (fd < 0)
    {
      ek_error_set_errno (error, errno, _ ("The file could not be opened"));
      return FALSE;
    }
  return read_all (fd, max_bytes, contents, length, error);
}

/**
 * ek_file_read_plain:
 * @path: the file
 * @max_bytes: the largest size accepted
 * @contents: (out) (transfer full): its bytes, followed by a zero that is not counted
 * @length: (out): how many
 * @error: %EK_ERROR_INVALID when it is a link, a pipe, a device or a folder, and as ek_file_read()
 *
 * As ek_file_read() for a file of the program's own, which can be nothing but a plain file: a pipe in its place would
 * keep the program waiting for ever, and a link would lead elsewhere.
 *
 * Returns: whether the whole file was read
 */
gboolean
ek_file_read_plain (const char *path, gsize max_bytes, char **contents, gsize *length, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
  g_autofree char *name = g_path_get_basename (path);
  struct stat status;

  if (fd < 0 && errno != ELOOP && errno != ENXIO)
    {
      /* Translators: %s is the name of a file */
      ek_error_set_errno (error, errno, _ ("%s could not be opened"), name);
      return FALSE;
    }
  if (fd >= 0 && fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    return read_all (fd, max_bytes, contents, length, error);
  if (fd >= 0)
    close (fd);
  g_set_error (
    error, EK_ERROR, EK_ERROR_INVALID,
    /* Translators: %s is the name of a file */
    _ ("%s is not a file but a link, a pipe, a device or a folder. It was not read and not touched; move it away, "
       "and restore a back-up if the file itself is lost."),
    name);
  return FALSE;
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
 * Where the translations are, for bindtextdomain(): beside the build when run from there, else where they were
 * installed.
 *
 * Returns: (transfer none): an absolute path
 */
const char *
ek_locale_path (void)
{
  return ek_runs_from_build_tree () ? EK_BUILD_ROOT "/po" : EK_LOCALEDIR;
}
