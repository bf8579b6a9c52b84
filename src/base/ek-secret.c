/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-secret.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "ek-error.h"

/* Longest passphrase taken from a file or a descriptor, bytes. */
#define MAX_PASSPHRASE 4096

struct _EkSecret {
  gatomicrefcount ref_count;
  gsize length;
  guint8 *bytes;
};

/**
 * ek_secret_init:
 * @error: %EK_ERROR_FAILED when the system gives no random numbers
 *
 * Makes libsodium ready. To be called before anything secret is touched; may be called again.
 *
 * Returns: whether secrets can be kept
 */
gboolean
ek_secret_init (GError **error)
{
  if (sodium_init () < 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_FAILED, _ ("This computer offers no secure random numbers"));
      return FALSE;
    }
  return TRUE;
}

/**
 * ek_secret_new:
 * @length: bytes
 *
 * Returns: (transfer full): @length bytes of zero in guarded memory
 */
EkSecret *
ek_secret_new (gsize length)
{
  EkSecret *secret = g_new0 (EkSecret, 1);

  g_atomic_ref_count_init (&secret->ref_count);
  secret->length = length;
  secret->bytes = sodium_malloc (MAX (length, 1));
  if (secret->bytes == NULL)
    g_error ("out of guarded memory");
  memset (secret->bytes, 0, MAX (length, 1));
  return secret;
}

/**
 * ek_secret_new_random:
 * @length: bytes
 *
 * Returns: (transfer full): that many random bytes of the system, fit for a key
 */
EkSecret *
ek_secret_new_random (gsize length)
{
  EkSecret *secret = ek_secret_new (length);

  randombytes_buf (secret->bytes, length);
  return secret;
}

/**
 * ek_secret_new_copy:
 * @bytes: (array length=length): what is copied into guarded memory; the caller wipes its own
 * @length: how many
 *
 * Returns: (transfer full): the copy
 */
EkSecret *
ek_secret_new_copy (gconstpointer bytes, gsize length)
{
  EkSecret *secret = ek_secret_new (length);

  if (length > 0)
    memcpy (secret->bytes, bytes, length);
  return secret;
}

/**
 * ek_secret_new_take_string:
 * @string: (transfer full): a text; it is wiped and freed
 *
 * Returns: (transfer full): its bytes, without the zero at the end
 */
EkSecret *
ek_secret_new_take_string (char *string)
{
  gsize length = strlen (string);
  EkSecret *secret = ek_secret_new_copy (string, length);

  sodium_memzero (string, length);
  g_free (string);
  return secret;
}

static gboolean
read_all (int fd, guint8 *buffer, gsize size, gsize *length)
{
  *length = 0;
  while (*length < size)
    {
      gssize n = read (fd, buffer + *length, size - *length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      if (n == 0)
        break;
      *length += (gsize) n;
    }
  return TRUE;
}

/**
 * ek_secret_read_fd:
 * @fd: an open descriptor; stays open
 * @error: %EK_ERROR_IO, %EK_ERROR_TOO_LARGE beyond 4096 bytes, %EK_ERROR_INVALID when there is nothing
 *
 * Reads a passphrase to the end of the file; one line break at the end does not belong to it.
 *
 * Returns: (transfer full): the passphrase, or NULL
 */
EkSecret *
ek_secret_read_fd (int fd, GError **error)
{
  g_autoptr (EkSecret) buffer = ek_secret_new (MAX_PASSPHRASE + 3);
  gsize length;

  if (!read_all (fd, buffer->bytes, buffer->length, &length))
    {
      ek_error_set_errno (error, errno, _ ("The passphrase could not be read"));
      return NULL;
    }
  if (length > 0 && buffer->bytes[length - 1] == '\n')
    length--;
  if (length > 0 && buffer->bytes[length - 1] == '\r')
    length--;
  if (length > MAX_PASSPHRASE)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_TOO_LARGE, _ ("The passphrase is too long"));
      return NULL;
    }
  if (length == 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, _ ("The passphrase is empty"));
      return NULL;
    }
  return ek_secret_new_copy (buffer->bytes, length);
}

/**
 * ek_secret_read_file:
 * @path: a file
 * @error: as ek_secret_read_fd(), and %EK_ERROR_NOT_FOUND or %EK_ERROR_PERMISSION when it cannot be opened
 *
 * As ek_secret_read_fd(), for a passphrase in a file.
 *
 * Returns: (transfer full): the passphrase, or %NULL
 */
EkSecret *
ek_secret_read_file (const char *path, GError **error)
{
  EkSecret *secret;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

  if (fd < 0)
    {
      ek_error_set_errno (error, errno, _ ("The passphrase file could not be opened"));
      return NULL;
    }
  secret = ek_secret_read_fd (fd, error);
  close (fd);
  return secret;
}

/**
 * ek_secret_ref:
 * @secret: a secret; from any thread
 *
 * Returns: (transfer full): @secret
 */
EkSecret *
ek_secret_ref (EkSecret *secret)
{
  g_atomic_ref_count_inc (&secret->ref_count);
  return secret;
}

/**
 * ek_secret_unref:
 * @secret: (nullable): a secret; its bytes are wiped with the last reference. From any thread
 */
void
ek_secret_unref (EkSecret *secret)
{
  if (secret != NULL && g_atomic_ref_count_dec (&secret->ref_count))
    {
      sodium_free (secret->bytes);
      g_free (secret);
    }
}

/**
 * ek_secret_bytes:
 * @secret: a secret
 *
 * Returns: (transfer none): its bytes, of which there are ek_secret_length(); not ended by a zero. They are gone with
 *   the last reference
 */
guint8 *
ek_secret_bytes (EkSecret *secret)
{
  return secret->bytes;
}

/**
 * ek_secret_length:
 * @secret: a secret
 *
 * Returns: how many bytes there are
 */
gsize
ek_secret_length (EkSecret *secret)
{
  return secret->length;
}

/**
 * ek_secret_equal:
 * @a: a secret
 * @b: another
 *
 * Returns: whether both hold the same bytes, in a time that does not depend on where they differ (on their lengths it
 *   does)
 */
gboolean
ek_secret_equal (EkSecret *a, EkSecret *b)
{
  return a->length == b->length && sodium_memcmp (a->bytes, b->bytes, a->length) == 0;
}
