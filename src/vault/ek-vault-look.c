/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <sys/stat.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-vault-private.h"

/* What a file of the vault is, before anybody opens it: an emptied database is a new one to SQLite, which would fill
 * it, a pipe would keep the program waiting, and a link leads out of the vault. Looked at by name and never opened:
 * closing a descriptor would drop the locks that this process has on the file (ek-still.c says more). */

/* Takes no arguments but the name, in every sentence. */
static char *
complain (const struct stat *status, int code, gboolean may_read, gboolean may_be_empty)
{
  if (code == ENOENT)
    return g_strdup (_ ("The file is missing. Nothing was changed; look for it, or restore a back-up."));
  if (code != 0)
    return g_strdup_printf (_ ("The file cannot be looked at (%s). Nothing was changed."), g_strerror (code));
  if (S_ISDIR (status->st_mode))
    return g_strdup (_ ("There is a folder where the file should be. It was not touched; move it away and restore a "
                        "back-up."));
  if (S_ISLNK (status->st_mode))
    return g_strdup (
      _ ("There is a link where the file should be, and is not followed. It was not touched; put the file "
         "itself in its place."));
  if (!S_ISREG (status->st_mode))
    return g_strdup (
      _ ("There is a pipe, a socket or a device where the file should be. It was not touched; move it away "
         "and restore a back-up."));
  if (!may_read)
    return g_strdup (_ ("The file may not be read. Nothing was changed; ask for the right to read it."));
  if (status->st_size == 0 && !may_be_empty)
    return g_strdup (_ ("The file is empty (0 bytes): what was in it is lost. It was not touched; restore a back-up."));
  return NULL;
}

/* What is wrong with the file, or NULL. @optional: it need not be there; then it may be empty, too. */
static char *
look_at (const char *path, gboolean optional)
{
  struct stat status = { 0 };
  int code = lstat (path, &status) == 0 ? 0 : errno;
  gboolean may_read = code != 0 || !S_ISREG (status.st_mode) || faccessat (AT_FDCWD, path, R_OK, AT_EACCESS) == 0;

  /* The last connection to close takes the log and its index away, also between these two questions. */
  if (!may_read && errno == ENOENT)
    code = ENOENT;
  if (code == ENOENT && optional)
    return NULL;
  return complain (&status, code, may_read, optional);
}

static const char *const ends[] = { "", "-wal", "-shm" };

/* Tells @found of each file of the database that cannot be what it should be. Returns how many. */
guint
ek_vault_look_at_database (EkVault *self, EkDataKind kind, EkVaultFileFound found, gpointer user_data)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (self->database_paths[kind], ends[i], NULL);
      g_autofree char *file = g_strconcat (ek_data_kind_file (kind), ends[i], NULL);
      g_autofree char *what = look_at (path, i > 0);

      if (what != NULL)
        {
          n++;
          found (file, what, user_data);
        }
    }
  return n;
}

static void
set_error (const char *file, const char *what, gpointer user_data)
{
  GError **error = user_data;

  if (error != NULL && *error == NULL)
    g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED, "%s: %s", file, what);
}

/* Before a connection is opened. */
gboolean
ek_vault_check_files (EkVault *self, EkDataKind kind, GError **error)
{
  return ek_vault_look_at_database (self, kind, set_error, error) == 0;
}

/* What is wrong with the key ring or its second copy as a file, or NULL. Damage inside is another matter. */
char *
ek_vault_look_at_ring (EkVault *self, const char *file)
{
  g_autofree char *path = g_build_filename (self->path, file, NULL);

  return look_at (path, FALSE);
}

const char *
ek_data_kind_file (EkDataKind kind)
{
  return kind == EK_DATA_CLINICAL ? EK_VAULT_CLINICAL_FILE : EK_VAULT_SYSTEM_FILE;
}
