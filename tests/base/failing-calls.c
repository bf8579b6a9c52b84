/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Here pwrite() and pwrite64() are two names, as they are in the libraries. */
#undef _FILE_OFFSET_BITS

#include "failing-calls.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
  guint kinds;
  guint n_good;
  guint n_calls;
  int code;
  gboolean once;
} plan;

void
failing_calls_start (guint kinds, guint n_good, int code, gboolean once)
{
  plan.n_good = n_good;
  plan.n_calls = 0;
  plan.code = code;
  plan.once = once;
  plan.kinds = kinds;
}

guint
failing_calls_stop (void)
{
  plan.kinds = 0;
  return plan.n_calls;
}

static gboolean
fails (FailingCall kind)
{
  guint at;

  if ((plan.kinds & kind) == 0)
    return FALSE;
  at = plan.n_calls++;
  if (at < plan.n_good || (plan.once && at > plan.n_good))
    return FALSE;
  errno = plan.code;
  return TRUE;
}

/* Pipes, terminals and what wakes a main loop are not on a disk. */
static gboolean
is_file (int fd)
{
  int saved = errno;
  struct stat status;
  gboolean is = fstat (fd, &status) == 0 && (S_ISREG (status.st_mode) || S_ISDIR (status.st_mode));

  errno = saved;
  return is;
}

#define REAL(name, ...) syscall (SYS_##name, __VA_ARGS__)
#define FILE_CALL(kind, fd, name, ...) \
  return plan.kinds != 0 && is_file (fd) && fails (kind) ? -1 : REAL (name, __VA_ARGS__)

ssize_t
write (int fd, const void *bytes, size_t length)
{
  FILE_CALL (CALL_WRITE, fd, write, fd, bytes, length);
}

ssize_t
pwrite (int fd, const void *bytes, size_t length, off_t offset)
{
  FILE_CALL (CALL_WRITE, fd, pwrite64, fd, bytes, length, offset);
}

int
ftruncate (int fd, off_t length)
{
  FILE_CALL (CALL_TRUNCATE, fd, ftruncate, fd, length);
}

int
fsync (int fd)
{
  FILE_CALL (CALL_SYNC, fd, fsync, fd);
}

int
fdatasync (int fd)
{
  FILE_CALL (CALL_SYNC, fd, fdatasync, fd);
}

int
fchmod (int fd, mode_t mode)
{
  FILE_CALL (CALL_MODE, fd, fchmod, fd, mode);
}

int
rename (const char *from, const char *to)
{
  return fails (CALL_RENAME) ? -1 : REAL (rename, from, to);
}

int
renameat (int from_folder, const char *from, int to_folder, const char *to)
{
  return fails (CALL_RENAME) ? -1 : REAL (renameat, from_folder, from, to_folder, to);
}

int
renameat2 (int from_folder, const char *from, int to_folder, const char *to, unsigned int flags)
{
  return fails (CALL_RENAME) ? -1 : REAL (renameat2, from_folder, from, to_folder, to, flags);
}

/* The names under which programs with 64-bit offsets call them. */
ssize_t
pwrite64 (int fd, const void *bytes, size_t length, off64_t offset)
{
  return pwrite (fd, bytes, length, offset);
}

int
ftruncate64 (int fd, off64_t length)
{
  return ftruncate (fd, length);
}
