/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where nothing is written that leaves the program: into a folder with patients' records, whoever's it is, anything in
 * it, and over any file of one. A wrong name in a save dialog, or behind --out, would put a letter in the place of
 * every patient there is. A folder is known by what lies in it, so that it is found under any name: a link, another
 * spelling, a second mount of it; and those that this program has opened also by device and inode. */

#include "ek-config.h"

#include "ek-keep.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "ek-error.h"

#define MOST_FOLDERS 64 /* above one another */
#define RING_MAGIC "EKRING\r\n"
#define NOTE_MAGIC "evenkeel unfinished "

static const char *const files[] = {
  EK_KEEP_CLINICAL_FILE, EK_KEEP_SYSTEM_FILE, EK_KEEP_RING_FILE, EK_KEEP_SECOND_FILE, EK_KEEP_MARKER_FILE,
};

typedef struct {
  dev_t device;
  ino_t inode;
  char *path;
} Kept;

static GMutex lock;
static GArray *kept; /* of Kept; only ever grows, by the vaults that one process opens */

static gboolean
is_same (const struct stat *a, dev_t device, ino_t inode)
{
  return a->st_dev == device && a->st_ino == inode;
}

/**
 * ek_keep_folder:
 * @path: a folder with patients' records that this program works with
 *
 * From now on nothing is written into it, or over one of its files under another name (a hard link), whatever becomes
 * of what lies in it. One that is not there is remembered by nothing. From any thread.
 */
void
ek_keep_folder (const char *path)
{
  struct stat status;
  Kept one;

  if (stat (path, &status) != 0)
    return;
  g_mutex_lock (&lock);
  if (kept == NULL)
    kept = g_array_new (FALSE, FALSE, sizeof (Kept));
  for (guint i = 0; i < kept->len; i++)
    if (is_same (&status, g_array_index (kept, Kept, i).device, g_array_index (kept, Kept, i).inode))
      {
        g_mutex_unlock (&lock);
        return;
      }
  one = (Kept){ status.st_dev, status.st_ino, g_canonicalize_filename (path, NULL) };
  g_array_append_val (kept, one);
  g_mutex_unlock (&lock);
}

static gboolean
is_kept_folder (const struct stat *folder)
{
  gboolean found = FALSE;

  g_mutex_lock (&lock);
  for (guint i = 0; kept != NULL && i < kept->len && !found; i++)
    found = is_same (folder, g_array_index (kept, Kept, i).device, g_array_index (kept, Kept, i).inode);
  g_mutex_unlock (&lock);
  return found;
}

/* Another name of a file of a kept folder. */
static gboolean
is_kept_file (const struct stat *target)
{
  gboolean found = FALSE;

  g_mutex_lock (&lock);
  for (guint i = 0; kept != NULL && i < kept->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (files) && !found; j++)
      {
        g_autofree char *path = g_build_filename (g_array_index (kept, Kept, i).path, files[j], NULL);
        struct stat status;

        found = stat (path, &status) == 0 && is_same (target, status.st_dev, status.st_ino);
      }
  g_mutex_unlock (&lock);
  return found;
}

static gboolean
has_file (int folder, const char *name)
{
  struct stat status;

  return fstatat (folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR (status.st_mode);
}

static gboolean
begins_with (int folder, const char *name, const char *magic)
{
  int fd = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  gsize length = strlen (magic);
  char bytes[32];
  gboolean same = fd >= 0 && read (fd, bytes, length) == (gssize) length && memcmp (bytes, magic, length) == 0;

  if (fd >= 0)
    close (fd);
  return same;
}

/* Also one of which a part is lost. One file alone makes no such folder: somebody may keep a copy of a key ring among
 * other things, and that file is kept for itself. */
static gboolean
looks_kept (int folder)
{
  gboolean ring = has_file (folder, EK_KEEP_RING_FILE) || has_file (folder, EK_KEEP_SECOND_FILE) ||
    has_file (folder, EK_KEEP_MARKER_FILE);
  gboolean clinical = has_file (folder, EK_KEEP_CLINICAL_FILE), of_system = has_file (folder, EK_KEEP_SYSTEM_FILE);

  return (ring && (clinical || of_system)) || (clinical && of_system) ||
    begins_with (folder, EK_KEEP_NOTE_FILE, NOTE_MAGIC);
}

/* The folder or one above it. */
static gboolean
is_within (int folder)
{
  int here = openat (folder, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  gboolean found = FALSE;
  struct stat status, above;

  for (guint i = 0; i < MOST_FOLDERS && here >= 0 && !found; i++)
    {
      int up = openat (here, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);

      found = (fstat (here, &status) == 0 && is_kept_folder (&status)) || looks_kept (here);
      if (up >= 0 && fstat (up, &above) == 0 && is_same (&above, status.st_dev, status.st_ino))
        {
          close (up);
          up = -1;
        }
      close (here);
      here = up;
    }
  if (here >= 0)
    close (here);
  return found;
}

/* A file of somebody's records that lies by itself: a copy of a database says nothing of itself but by its name. */
static gboolean
is_of_records (const EkPlace *place)
{
  struct stat status;

  if (fstatat (place->folder, place->name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG (status.st_mode))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_ascii_strcasecmp (place->name, files[i]) == 0)
      return TRUE;
  return is_kept_file (&status) || begins_with (place->folder, place->name, RING_MAGIC);
}

/**
 * ek_keep_check:
 * @place: where a file is to be written to that leaves the program
 * @error: %EK_ERROR_PERMISSION
 *
 * Every file that a person asks for passes here, see ek_file_draft_new().
 *
 * Returns: whether it may: not inside a folder with patients' records, and not over a file of one
 */
gboolean
ek_keep_check (const EkPlace *place, GError **error)
{
  if (is_within (place->folder) || is_of_records (place))
    {
      g_set_error (
        error, EK_ERROR, EK_ERROR_PERMISSION,
        /* Translators: %s is the name of a file */
        _ ("“%s” would lie among the files of patients' records, or take the place of one. Nothing was written "
           "and the records are unchanged; choose another folder and another name."),
        place->name);
      return FALSE;
    }
  return TRUE;
}
