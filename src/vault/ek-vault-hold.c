/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <sys/file.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-vault-private.h"

#define HOLD_PATIENCE_MS 10000
#define HOLD_PAUSE_MS 20

int
ek_vault_hold (const char *path, gboolean alone, GError **error)
{
  int hold = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (hold < 0)
    {
      ek_error_set_errno (error, errno, _ ("The vault's folder could not be opened"));
      return -1;
    }
  for (int waited = 0; waited <= HOLD_PATIENCE_MS; waited += HOLD_PAUSE_MS)
    {
      if (flock (hold, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0)
        return hold;
      if (errno != EWOULDBLOCK && errno != EINTR)
        break;
      g_usleep (HOLD_PAUSE_MS * 1000);
    }
  if (errno == EWOULDBLOCK)
    g_set_error (error, EK_ERROR, EK_ERROR_BUSY,
                 _ ("Another window or program is changing the keys of this vault. Nothing was changed; try again in a "
                    "moment."));
  else
    ek_error_set_errno (error, errno, _ ("The vault's folder could not be held"));
  close (hold);
  return -1;
}

void
ek_vault_release (int hold)
{
  if (hold >= 0)
    close (hold);
}
