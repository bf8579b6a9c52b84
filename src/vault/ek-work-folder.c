/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-keep.h"
#include "ek-place.h"
#include "ek-work-folder.h"

/* A back-up is put together beside the place where it goes, in a folder that others may be able to write in. So the
 * working folder has a name that nobody can have laid a trap under, is made here and nowhere else, and is worked in
 * through its descriptor: a link or a folder put in its place afterwards changes nothing. It is held with a lock while
 * it is worked in.
 *
 * What a program that was killed leaves behind is recognised and removed by the next one, and only when it is proven to
 * be that: the name is one of these, it belongs to the person who runs the program, nobody holds it, a note in it names
 * the folder and its inode (a copy of such a folder has another), and nothing is in it but files that are made in such
 * a folder. Anything else is somebody's, and stays. */

#define NOTE_FILE EK_KEEP_NOTE_FILE
#define NOTE_BYTES 512
#define MIDDLE ".unfinished-"
#define TRIES 3

struct _EkWorkFolder {
  int parent;
  int folder;
  char *name; /* NULL once it has its own name */
};

static char *
prefix_of (const char *prefix)
{
  return g_strdup_printf ("%.150s" MIDDLE, prefix);
}

static char *
note_for (const char *name, int folder)
{
  struct stat status;

  if (fstat (folder, &status) != 0)
    return NULL;
  return g_strdup_printf ("evenkeel unfinished 1\n%s\n%llu\n", name, (unsigned long long) status.st_ino);
}

static gboolean
is_still_there (int parent, const char *name, int folder)
{
  struct stat held, named;

  return fstat (folder, &held) == 0 && fstatat (parent, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
    held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

static gboolean
write_note (EkWorkFolder *self)
{
  g_autofree char *note = note_for (self->name, self->folder);
  int fd = note != NULL ? openat (self->folder, NOTE_FILE, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)
                        : -1;
  gboolean written = fd >= 0 && write (fd, note, strlen (note)) == (ssize_t) strlen (note) && fsync (fd) == 0;
  int saved = errno;

  if (fd >= 0)
    close (fd);
  errno = saved;
  return written;
}

/* Where the file system has no locks nobody takes it for one that was left either. */
static gboolean
hold (int folder)
{
  return flock (folder, LOCK_EX | LOCK_NB) == 0 || (errno != EWOULDBLOCK && errno != EINTR);
}

/* Between making it and holding it another program may take it for one that was left, while it is empty. */
static gboolean
make (EkWorkFolder *self, const char *prefix)
{
  self->name = ek_place_new_name (prefix);
  if (mkdirat (self->parent, self->name, 0700) != 0)
    {
      g_clear_pointer (&self->name, g_free);
      return FALSE;
    }
  self->folder = openat (self->parent, self->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (self->folder >= 0 && hold (self->folder) && is_still_there (self->parent, self->name, self->folder) &&
      write_note (self))
    return TRUE;
  if (self->folder >= 0)
    {
      int saved = errno;

      unlinkat (self->folder, NOTE_FILE, 0);
      close (self->folder);
      self->folder = -1;
      unlinkat (self->parent, self->name, AT_REMOVEDIR);
      errno = saved;
    }
  g_clear_pointer (&self->name, g_free);
  return FALSE;
}

/**
 * ek_work_folder_new:
 * @parent: a folder, open; outlives what is returned
 * @prefix: what its name begins with, of which 150 bytes are used
 * @error: an error of errno: %EK_ERROR_PERMISSION, %EK_ERROR_NO_SPACE, %EK_ERROR_IO
 *
 * Makes a folder that only this user may enter, holds it with a lock and writes a note into it by which
 * ek_work_folder_sweep() knows it.
 *
 * Returns: (transfer full): the folder, or %NULL; to be freed with ek_work_folder_free()
 */
EkWorkFolder *
ek_work_folder_new (int parent, const char *prefix, GError **error)
{
  g_autofree char *beginning = prefix_of (prefix);
  EkWorkFolder *self = g_new0 (EkWorkFolder, 1);

  self->parent = parent;
  self->folder = -1;
  for (int i = 0; i < TRIES; i++)
    if (make (self, beginning))
      return self;
    else if (errno != ENOENT && errno != EEXIST && errno != EWOULDBLOCK)
      break;
  ek_error_set_errno (error, errno, _ ("A folder to work in could not be made"));
  g_free (self);
  return NULL;
}

/**
 * ek_work_folder_descriptor:
 * @self: a working folder
 *
 * Returns: its descriptor, which belongs to @self; what is done in it is done through this, whatever becomes of its
 *   name
 */
int
ek_work_folder_descriptor (EkWorkFolder *self)
{
  return self->folder;
}

/**
 * ek_work_folder_file:
 * @self: a working folder
 * @name: a name in it, without a slash
 *
 * Returns: (transfer full): the way to that file that leads nowhere else, whatever is done to the names outside; good
 *   while @self lives, in this process
 */
char *
ek_work_folder_file (EkWorkFolder *self, const char *name)
{
  return g_strdup_printf ("/proc/self/fd/%d/%s", self->folder, name);
}

static int
put (EkWorkFolder *self, const char *name, gboolean over_empty)
{
  struct stat status;

  /* rename() lets a folder take the place of an empty one and of nothing else. */
  if (over_empty && fstatat (self->parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR (status.st_mode))
    return renameat (self->parent, self->name, self->parent, name);
  return ek_place_put (self->parent, self->name, self->parent, name);
}

/**
 * ek_work_folder_publish:
 * @self: a working folder that is whole
 * @name: the name it gets in its parent
 * @over_empty: whether an empty folder of that name makes room
 * @taken: (out): whether there was something of that name; the working folder is as it was then
 * @error: as errno says; also when the disk did not take it
 *
 * Gives it its name and brings that to the disk.
 *
 * Returns: whether it has its name for good
 */
gboolean
ek_work_folder_publish (EkWorkFolder *self, const char *name, gboolean over_empty, gboolean *taken, GError **error)
{
  int saved;

  *taken = FALSE;
  if (!ek_place_sync (self->folder, error))
    return FALSE;
  if (!is_still_there (self->parent, self->name, self->folder))
    errno = ESTALE;
  else if (put (self, name, over_empty) == 0)
    {
      g_clear_pointer (&self->name, g_free);
      unlinkat (self->folder, NOTE_FILE, 0);
      return ek_place_sync (self->folder, error) && ek_place_sync (self->parent, error);
    }
  saved = errno;
  *taken = saved == EEXIST || saved == ENOTEMPTY;
  ek_error_set_errno (error, saved, _ ("The copy could not be given its name"));
  return FALSE;
}

static void
remove_files (int folder, const char *const *files)
{
  for (gsize i = 0; files[i] != NULL; i++)
    unlinkat (folder, files[i], 0);
  unlinkat (folder, NOTE_FILE, 0);
}

/**
 * ek_work_folder_free:
 * @self: (nullable): a working folder
 * @files: (array zero-terminated=1): names of what may have been made in it
 *
 * One that has no name of its own yet is removed, with these files; what else is in it stays, and the folder with it.
 */
void
ek_work_folder_free (EkWorkFolder *self, const char *const *files)
{
  if (self == NULL)
    return;
  if (self->name != NULL)
    {
      remove_files (self->folder, files);
      if (is_still_there (self->parent, self->name, self->folder))
        unlinkat (self->parent, self->name, AT_REMOVEDIR);
    }
  close (self->folder);
  g_free (self->name);
  g_free (self);
}

static gboolean
has_its_note (int folder, const char *name)
{
  g_autofree char *expected = note_for (name, folder);
  char note[NOTE_BYTES];
  int fd = openat (folder, NOTE_FILE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  ssize_t length = fd >= 0 ? read (fd, note, sizeof note) : -1;

  if (fd >= 0)
    close (fd);
  return expected != NULL && length == (ssize_t) strlen (expected) && memcmp (note, expected, (gsize) length) == 0;
}

static gboolean
is_file_of_ours (int folder, const char *name, const char *const *files)
{
  struct stat status;

  return (strcmp (name, NOTE_FILE) == 0 || g_strv_contains (files, name)) &&
    fstatat (folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (status.st_mode) &&
    status.st_uid == geteuid () && status.st_nlink == 1;
}

/* Whether nothing else is in it; @empty when nothing is. */
static gboolean
holds_only_ours (int folder, const char *const *files, gboolean *empty)
{
  int copy = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = copy >= 0 ? fdopendir (copy) : NULL;
  gboolean ours = directory != NULL;
  struct dirent *entry;

  *empty = ours;
  while (ours && (entry = readdir (directory)) != NULL)
    {
      if (strcmp (entry->d_name, ".") == 0 || strcmp (entry->d_name, "..") == 0)
        continue;
      *empty = FALSE;
      ours = is_file_of_ours (folder, entry->d_name, files);
    }
  if (directory != NULL)
    closedir (directory);
  else if (copy >= 0)
    close (copy);
  return ours;
}

static void
sweep_one (int parent, const char *name, const char *const *files)
{
  int folder = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct stat status;
  gboolean empty;

  if (folder < 0)
    return;
  if (fstat (folder, &status) == 0 && status.st_uid == geteuid () && flock (folder, LOCK_EX | LOCK_NB) == 0 &&
      holds_only_ours (folder, files, &empty) && (empty || has_its_note (folder, name)))
    {
      /* The note goes last: a sweep that is cut short is taken up by the next. */
      if (!empty)
        remove_files (folder, files);
      unlinkat (parent, name, AT_REMOVEDIR);
    }
  close (folder);
}

/* Whether a name is one of a working folder, for what begins with @prefix or is just that. */
static gboolean
is_meant (const char *name, const char *prefix, gboolean whole)
{
  g_autofree char *beginning = whole ? prefix_of (prefix) : NULL;
  const char *middle = g_strrstr (name, MIDDLE);

  if (whole)
    return ek_place_is_new_name (name, beginning);
  beginning = middle != NULL ? g_strndup (name, (gsize) (middle - name) + strlen (MIDDLE)) : NULL;
  return beginning != NULL && g_str_has_prefix (name, prefix) && ek_place_is_new_name (name, beginning);
}

/**
 * ek_work_folder_sweep:
 * @parent: a folder, open
 * @prefix: what the names began with that were put together there
 * @whole: whether @prefix is the whole beginning of such a name, not only how it begins
 * @files: (array zero-terminated=1): names of what may have been made in such a folder
 *
 * Removes what programs that were killed left in @parent, and only what is proven to be that: it belongs to this user,
 * nobody holds it, it has its note, and nothing is in it but @files. Failure is no error: the next one tries again.
 */
void
ek_work_folder_sweep (int parent, const char *prefix, gboolean whole, const char *const *files)
{
  int copy = openat (parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = copy >= 0 ? fdopendir (copy) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  struct dirent *entry;

  while (directory != NULL && (entry = readdir (directory)) != NULL)
    if (is_meant (entry->d_name, prefix, whole))
      g_ptr_array_add (names, g_strdup (entry->d_name));
  if (directory != NULL)
    closedir (directory);
  else if (copy >= 0)
    close (copy);
  for (guint i = 0; i < names->len; i++)
    sweep_one (parent, g_ptr_array_index (names, i), files);
}
