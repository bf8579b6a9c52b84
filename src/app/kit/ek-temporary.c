/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-temporary.h"

#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

/**
 * ek_temporary_is_in_memory:
 * @directory: a path
 *
 * Returns: whether files in it never reach a disk, apart from swap
 */
gboolean
ek_temporary_is_in_memory (const char *directory)
{
  struct statfs info;

  return statfs (directory, &info) == 0 && info.f_type == TMPFS_MAGIC;
}

/**
 * ek_temporary_keep_in_memory:
 *
 * Printing writes each page to a temporary file that has no name any more, but lies on the disk in clear. From now on
 * such files are made in memory, where the system has a place for that. To be called before anything asks for the
 * directory of temporary files, and before there is a second thread.
 */
void
ek_temporary_keep_in_memory (void)
{
  const char *const places[] = { g_get_user_runtime_dir (), "/dev/shm" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (!ek_temporary_is_in_memory (places[i]) || access (places[i], W_OK | X_OK) != 0)
        continue;
      g_setenv ("TMPDIR", places[i], TRUE);
      return;
    }
}
