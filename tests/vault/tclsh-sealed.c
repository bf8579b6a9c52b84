/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SQLite's own Tcl tests with the sealed VFS under every connection.
 *
 * This file is linked into SQLite's `testfixture`; it is not part of the build, because SQLite's sources are not. With
 * them (Debian: `apt-get source sqlite3`, and the package tcl-dev), in a directory beside them, and this program's
 * sources in $EVENKEEL:
 *
 *   ../src/configure --with-tcl=/usr/lib/tcl8.6 --disable-amalgamation --disable-shared
 *   gcc -O2 -g -D_GNU_SOURCE -I$EVENKEEL/src/vault -I$EVENKEEL/src/vault/sealed -c $EVENKEEL/tests/vault/tclsh-sealed.c
 * \ $EVENKEEL/src/vault/sealed/ek-sealed-*.c WRAP=-Wl,--wrap=sqlite3BtreeOpen,--wrap=sqlite3BtreeSetPageSize
 *   make testfixture OPTS=-DSQLITE_EXTRA_INIT=sealed_extra_init \
 *       TLIBS="$PWD/tclsh-sealed.o $(echo $PWD/ek-sealed-*.o) $WRAP -lsodium -lm -ldl -lpthread -lz"
 *   ./testfixture ../src/test/veryquick.test                  sealed
 *   EK_TCL_PLAIN=1 ./testfixture ../src/test/veryquick.test   the control: all that follows, but nothing sealed
 *
 * SQLite's tests assume things that a sealed database does not offer: any page size, no reserved bytes, rollback
 * journals on the disk. So here every new database gets pages of 4096 bytes with 40 reserved, whatever is asked for,
 * and a rollback journal lives in memory. Tests that look at these fail for that reason alone, and fail in the control
 * just the same; what counts is what fails sealed and does not fail plain. */

#include <stdlib.h>
#include <string.h>

#include "ek-sealed-vfs.h"

typedef struct Btree Btree;

int sealed_extra_init (const char *unused);
int __real_sqlite3BtreeOpen (sqlite3_vfs *vfs, const char *name, sqlite3 *db, Btree **tree, int flags, int vfs_flags);
int __wrap_sqlite3BtreeOpen (sqlite3_vfs *vfs, const char *name, sqlite3 *db, Btree **tree, int flags, int vfs_flags);
int __real_sqlite3BtreeSetPageSize (Btree *tree, int page_size, int reserved, int fix);
int __wrap_sqlite3BtreeSetPageSize (Btree *tree, int page_size, int reserved, int fix);

static sqlite3_vfs journals_in_memory;
static sqlite3_vfs *sealed_vfs;
static sqlite3_vfs *below;

/* Rollback journals become temporary files of the sealed VFS, which live in memory. */
static int
vfs_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  const int temporary = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_DELETEONCLOSE |
    SQLITE_OPEN_TEMP_JOURNAL;

  if (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL))
    {
      if (out_flags != NULL)
        *out_flags = flags;
      return sealed_vfs->xOpen (sealed_vfs, NULL, file, temporary, NULL);
    }
  return below->xOpen (below, name, file, flags, out_flags);
}

/* A journal that was never a file is as good as deleted. */
static int
vfs_delete (sqlite3_vfs *vfs, const char *name, int sync_directory)
{
  if (strstr (name, "-journal") != NULL || strstr (name, "-mj") != NULL)
    return SQLITE_OK;
  return below->xDelete (below, name, sync_directory);
}

static int
vfs_access (sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
  return sealed_vfs->xAccess (sealed_vfs, name, flags, result);
}

static int
vfs_full_pathname (sqlite3_vfs *vfs, const char *name, int room, char *full)
{
  return below->xFullPathname (below, name, room, full);
}

/* SQLite calls this at the end of every sqlite3_initialize(). */
int
sealed_extra_init (const char *unused)
{
  static const unsigned char key[EK_SEALED_KEY_BYTES] = "the key of SQLite's own tests...";
  static const unsigned char id[EK_SEALED_ID_BYTES] = "sqlite's tests.";
  EkSealedCipher cipher = ek_sealed_cipher_available (EK_SEALED_AES_256_GCM) ? EK_SEALED_AES_256_GCM
                                                                             : EK_SEALED_XCHACHA20_POLY1305;

  if (getenv ("EK_TCL_XCHACHA") != NULL)
    cipher = EK_SEALED_XCHACHA20_POLY1305;
  if (ek_sealed_vfs_register (0) != SQLITE_OK || ek_sealed_vfs_set_key (NULL, key, id, cipher) != SQLITE_OK)
    return SQLITE_ERROR;
  sealed_vfs = sqlite3_vfs_find (EK_SEALED_VFS_NAME);
  below = getenv ("EK_TCL_PLAIN") != NULL ? sqlite3_vfs_find ("unix") : sealed_vfs;
  if (journals_in_memory.zName == NULL)
    {
      /* The base's methods that take the VFS only to find its data are given that data under our own name. */
      journals_in_memory = *below;
      journals_in_memory.zName = "sealed-for-tests";
      journals_in_memory.pNext = NULL;
      journals_in_memory.szOsFile = sealed_vfs->szOsFile;
      journals_in_memory.xOpen = vfs_open;
      journals_in_memory.xDelete = vfs_delete;
      journals_in_memory.xAccess = vfs_access;
      journals_in_memory.xFullPathname = vfs_full_pathname;
    }
  return sqlite3_vfs_register (&journals_in_memory, 1);
}

static int
is_file (const char *name)
{
  return name != NULL && name[0] != '\0' && strcmp (name, ":memory:") != 0;
}

int
__wrap_sqlite3BtreeOpen (sqlite3_vfs *vfs, const char *name, sqlite3 *db, Btree **tree, int flags, int vfs_flags)
{
  int result = __real_sqlite3BtreeOpen (vfs, name, db, tree, flags, vfs_flags);

  if (result == SQLITE_OK && is_file (name))
    __real_sqlite3BtreeSetPageSize (*tree, EK_SEALED_PAGE_SIZE, EK_SEALED_RESERVED, 0);
  return result;
}

int
__wrap_sqlite3BtreeSetPageSize (Btree *tree, int page_size, int reserved, int fix)
{
  return __real_sqlite3BtreeSetPageSize (tree, page_size > 0 ? EK_SEALED_PAGE_SIZE : page_size,
                                         reserved < EK_SEALED_RESERVED ? EK_SEALED_RESERVED : reserved, fix);
}
