/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <time.h>
#include <sodium.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-keyring.h"

/* What a guess of the passphrase costs. STRONG: at least 256 MiB of memory, and as many passes as take about half a
 * second on the computer that makes the vault. A ring from outside may not ask for more than a computer has. */
#define STRONG_MEMORY (G_GUINT64_CONSTANT (256) * 1024 * 1024)
#define STRONG_SECONDS 0.5
#define STRONG_OPERATIONS 16
#define MAX_MEMORY (G_GUINT64_CONSTANT (1024) * 1024 * 1024)
#define MAX_OPERATIONS 64

/**
 * ek_keyring_check_passphrase_cost:
 * @cost: limits that a file asks for
 *
 * Returns: whether Argon2id takes them and they ask for no more than a computer has: 1 GiB of memory and 64 passes
 */
gboolean
ek_keyring_check_passphrase_cost (const EkPassphraseCost *cost)
{
  return cost->operations >= crypto_pwhash_argon2id_OPSLIMIT_MIN && cost->operations <= MAX_OPERATIONS &&
    cost->memory >= crypto_pwhash_argon2id_MEMLIMIT_MIN && cost->memory <= MAX_MEMORY;
}

/**
 * ek_passphrase_derive:
 * @passphrase: what was typed
 * @salt: (array fixed-size=16): the salt of its holder
 * @cost: what a guess shall cost
 * @key: (out) (transfer full): the key that the pairs of the holder are sealed under
 * @error: %EK_ERROR_FAILED when there is not enough free memory
 *
 * Takes as long as @cost says: not in the main thread.
 *
 * Returns: success
 */
gboolean
ek_passphrase_derive (EkSecret *passphrase, const guint8 *salt, const EkPassphraseCost *cost, EkSecret **key,
                      GError **error)
{
  g_autoptr (EkSecret) derived = ek_secret_new (crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

  if (crypto_pwhash (ek_secret_bytes (derived), ek_secret_length (derived), (const char *) ek_secret_bytes (passphrase),
                     ek_secret_length (passphrase), salt, cost->operations, cost->memory,
                     crypto_pwhash_ALG_ARGON2ID13) != 0)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_FAILED,
                   /* Translators: %d is an amount of memory in megabytes */
                   _ (
                     "There is not enough free memory to check the passphrase (%d MB are needed). Nothing was changed; "
                     "close other programs and try again."),
                   (int) (cost->memory / (1024 * 1024)));
      return FALSE;
    }
  *key = g_steal_pointer (&derived);
  return TRUE;
}

/**
 * ek_keyring_choose_cost:
 * @strong: %FALSE for the least that libsodium takes, for tests and invented patients
 * @cost: (out): the limits
 * @error: %EK_ERROR_FAILED when there is not enough free memory; only with @strong
 *
 * With @strong at least 256 MiB of memory and as many passes, up to 16, as take about half a second here. Measuring
 * that takes up to as long as one pass: not in the main thread.
 *
 * Returns: whether @cost is usable
 */
gboolean
ek_keyring_choose_cost (gboolean strong, EkPassphraseCost *cost, GError **error)
{
  g_autoptr (EkSecret) sample = ek_secret_new_random (16);
  g_autoptr (EkSecret) key = NULL;
  guint8 salt[EK_RING_SALT_BYTES] = { 0 };
  struct timespec before = { 0 }, after = { 0 };
  double seconds, operations;

  cost->operations = crypto_pwhash_argon2id_OPSLIMIT_MIN;
  cost->memory = crypto_pwhash_argon2id_MEMLIMIT_MIN;
  if (!strong)
    return TRUE;
  cost->memory = STRONG_MEMORY;
  /* Time of the processor, so that a busy computer does not end in a cheap passphrase. */
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &before);
  if (!ek_passphrase_derive (sample, salt, cost, &key, error))
    return FALSE;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &after);
  seconds = MAX ((double) (after.tv_sec - before.tv_sec) + (double) (after.tv_nsec - before.tv_nsec) / 1e9, 1e-6);
  operations = CLAMP (STRONG_SECONDS / seconds + 0.5, 1, STRONG_OPERATIONS);
  cost->operations = (guint32) operations;
  return TRUE;
}
