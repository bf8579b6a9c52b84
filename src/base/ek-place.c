/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where files are written to. A folder that several people may write in is full of traps: a link under the name of the
 * file that is to be, or in the middle of the way to it, leads what is written out of it, or leads what is removed into
 * somebody's record. So a way is walked name by name, with every folder held open, and a symbolic link in it is
 * followed only where it was laid by the person who runs the program or by the system. */

#include "ek-config.h"

#include "ek-place.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ek-error.h"

#define MOST_LINKS 40
#define RANDOM_CHARS 16

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * ek_place_trusts_owner:
 * @owner: whose a link or a pipe is
 *
 * Returns: whether it belongs to the person who runs the program or to the system. Inside a container the system's
 *   files may have another owner than 0, which is then also that of the root folder
 */
gboolean
ek_place_trusts_owner (uid_t owner)
{
  struct stat root;

  return owner == geteuid () || owner == 0 || (stat ("/", &root) == 0 && owner == root.st_uid);
}

/**
 * ek_place_clear:
 * @place: a place
 *
 * Lets go of the folder and forgets the name.
 */
void
ek_place_clear (EkPlace *place)
{
  if (place->folder >= 0)
    close (place->folder);
  place->folder = -1;
  g_clear_pointer (&place->name, g_free);
}

/* A walk: the folder reached, and what is left of the way. */
typedef struct {
  int folder;
  GString *rest;
  unsigned n_links;
} Walk;

static gboolean
move_to (Walk *walk, int folder)
{
  if (folder < 0)
    return FALSE;
  close (walk->folder);
  walk->folder = folder;
  return TRUE;
}

static gboolean
follow_link (Walk *walk, int link, const struct stat *status, const char *name, GError **error)
{
  char target[PATH_MAX];
  ssize_t length;

  if (!ek_place_trusts_owner (status->st_uid))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
                   /* Translators: %s is a name in a path */
                   _ ("“%s” is a link that somebody else put there, and is not followed. Nothing was written; choose "
                      "another place."),
                   name);
      return FALSE;
    }
  length = readlinkat (link, "", target, sizeof target - 1);
  if (length <= 0 || ++walk->n_links > MOST_LINKS)
    {
      ek_error_set_errno (error, length <= 0 ? errno : ELOOP, _ ("The place could not be found"));
      return FALSE;
    }
  target[length] = '\0';
  g_string_prepend_c (walk->rest, '/');
  g_string_prepend (walk->rest, target);
  if (target[0] == '/' && !move_to (walk, open ("/", O_PATH | O_DIRECTORY | O_CLOEXEC)))
    {
      ek_error_set_errno (error, errno, _ ("The place could not be found"));
      return FALSE;
    }
  return TRUE;
}

/* Takes the next name off the way; NULL at its end. */
static char *
next_name (Walk *walk)
{
  gsize skip = strspn (walk->rest->str, "/");
  gsize length = strcspn (walk->rest->str + skip, "/");
  char *name = length > 0 ? g_strndup (walk->rest->str + skip, length) : NULL;

  g_string_erase (walk->rest, 0, (gssize) (skip + length));
  return name;
}

static gboolean
is_last (Walk *walk)
{
  return walk->rest->str[strspn (walk->rest->str, "/")] == '\0';
}

/* One name further. At the end @place has it, whatever it is but a link, or nothing. */
static gboolean
step (Walk *walk, char *name, EkPlace *place, GError **error)
{
  gboolean up = strcmp (name, "..") == 0 || strcmp (name, ".") == 0;
  int found = openat (walk->folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  struct stat status = { 0 };
  gboolean going = FALSE;

  if (found < 0 && errno == ENOENT && is_last (walk))
    {
      place->name = g_strdup (name);
      return TRUE;
    }
  if (found < 0 || fstat (found, &status) != 0)
    ek_error_set_errno (error, errno, _ ("The place could not be found"));
  else if (S_ISLNK (status.st_mode))
    going = follow_link (walk, found, &status, name, error);
  else if (is_last (walk) && !up)
    {
      place->name = g_strdup (name);
      going = TRUE;
    }
  else if (!S_ISDIR (status.st_mode))
    ek_error_set_errno (error, ENOTDIR, _ ("The place could not be found"));
  else
    {
      move_to (walk, g_steal_fd (&found));
      going = TRUE;
    }
  if (found >= 0)
    close (found);
  return going;
}

/**
 * ek_place_find:
 * @path: a path, absolute or from the working folder
 * @place: (out caller-allocates): where it ends; to be cleared with ek_place_clear()
 * @error: %EK_ERROR_NOT_FOUND when a folder on the way is missing, %EK_ERROR_PERMISSION when there is a link of
 *   somebody else on it or at its end, %EK_ERROR_IO
 *
 * Walks @path. A link of the person who runs the program, or of the system, is followed, also at the end, so that a
 * folder or file that he or she put elsewhere is found there. What is at the end need not exist.
 *
 * Returns: whether the place was found
 */
gboolean
ek_place_find (const char *path, EkPlace *place, GError **error)
{
  Walk walk = { -1, NULL, 0 };
  gboolean going;

  *place = (EkPlace) EK_PLACE_INIT;
  walk.folder = open (path[0] == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (walk.folder < 0)
    {
      ek_error_set_errno (error, errno, _ ("The place could not be found"));
      return FALSE;
    }
  walk.rest = g_string_new (path);
  do
    {
      g_autofree char *name = next_name (&walk);

      /* The end is a folder above: its name in itself. */
      if (name == NULL)
        {
          place->name = g_strdup (".");
          going = *path != '\0';
          if (!going)
            ek_error_set_errno (error, ENOENT, _ ("The place could not be found"));
          break;
        }
      going = step (&walk, name, place, error);
    }
  while (going && place->name == NULL);
  g_string_free (walk.rest, TRUE);
  place->folder = walk.folder;
  if (!going)
    ek_place_clear (place);
  return going;
}

/**
 * ek_place_open_folder:
 * @path: a folder that is there
 * @error: as ek_place_find(), and %EK_ERROR_IO when it is no folder
 *
 * Returns: a descriptor for reading it and for working in it, or -1
 */
int
ek_place_open_folder (const char *path, GError **error)
{
  g_auto (EkPlace) place = EK_PLACE_INIT;
  int folder;

  if (!ek_place_find (path, &place, error))
    return -1;
  folder = openat (place.folder, place.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0)
    ek_error_set_errno (error, errno, _ ("The folder could not be opened"));
  return folder;
}

/**
 * ek_place_sync:
 * @folder: a folder
 * @error: %EK_ERROR_IO
 *
 * Makes the names in it durable, where the file system can do that and the folder may be read.
 *
 * Returns: success
 */
gboolean
ek_place_sync (int folder, GError **error)
{
  int fd = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 ? fsync (fd) == 0 || errno == EINVAL || errno == ENOSYS || errno == ENOTSUP : errno == EACCES;

  if (!ok)
    ek_error_set_errno (error, errno, _ ("A folder could not be brought to the disk"));
  if (fd >= 0)
    close (fd);
  return ok;
}

/**
 * ek_place_new_name:
 * @prefix: what it begins with
 *
 * Returns: (transfer full): a name that nobody can have guessed
 */
char *
ek_place_new_name (const char *prefix)
{
  guint8 bytes[RANDOM_CHARS];
  char random[RANDOM_CHARS + 1] = { 0 };

  randombytes_buf (bytes, sizeof bytes);
  for (int i = 0; i < RANDOM_CHARS; i++)
    random[i] = alphabet[bytes[i] % (sizeof alphabet - 1)];
  return g_strconcat (prefix, random, NULL);
}

/**
 * ek_place_is_new_name:
 * @name: a name found in a folder
 * @prefix: as given to ek_place_new_name()
 *
 * Returns: whether it is one of those names. No proof of anything: anybody can give a file such a name
 */
gboolean
ek_place_is_new_name (const char *name, const char *prefix)
{
  const char *random = name + strlen (prefix);

  return g_str_has_prefix (name, prefix) && strlen (random) == RANDOM_CHARS &&
    strspn (random, alphabet) == RANDOM_CHARS;
}

/**
 * ek_place_put:
 * @from_folder: a folder
 * @from: a name in it
 * @to_folder: a folder
 * @to: the name it is to have
 *
 * Renames without taking the place of anything. Where the file system cannot promise that, a folder is renamed all the
 * same: it takes the place of nothing but an empty folder.
 *
 * Returns: 0, or -1 with errno, %EEXIST when there is something of that name
 */
int
ek_place_put (int from_folder, const char *from, int to_folder, const char *to)
{
  struct stat status;

  if (renameat2 (from_folder, from, to_folder, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP)
    return -1;
  if (fstatat (to_folder, to, &status, AT_SYMLINK_NOFOLLOW) == 0)
    {
      errno = EEXIST;
      return -1;
    }
  if (fstatat (from_folder, from, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return -1;
  if (S_ISDIR (status.st_mode))
    return renameat (from_folder, from, to_folder, to);
  if (linkat (from_folder, from, to_folder, to, 0) != 0)
    return -1;
  return unlinkat (from_folder, from, 0);
}
