/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <string.h>
#include <sodium.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-recovery-code.h"

/* Thirty characters in six groups of five, of an alphabet without I, L, O and U (Crockford's base 32): 26 random ones
 * (130 bits) and four that check them, so that a slip of the pen is told from a code of another vault. */
#define GROUP_LENGTH 5
#define RANDOM_SYMBOLS 26
#define CHECK_SYMBOLS 4
#define SYMBOLS (RANDOM_SYMBOLS + CHECK_SYMBOLS)
#define WRITTEN_LENGTH (SYMBOLS + SYMBOLS / GROUP_LENGTH - 1)

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void
write_check (const guint8 *symbols, guint8 *check)
{
  guint8 hash[crypto_generichash_BYTES_MIN];

  crypto_generichash (hash, sizeof hash, symbols, RANDOM_SYMBOLS, NULL, 0);
  for (int i = 0; i < CHECK_SYMBOLS; i++)
    check[i] = hash[i] & 31;
}

static EkSecret *
write_out (const guint8 *symbols)
{
  EkSecret *written = ek_secret_new (WRITTEN_LENGTH);
  char *out = (char *) ek_secret_bytes (written);

  for (int i = 0; i < SYMBOLS; i++)
    {
      if (i > 0 && i % GROUP_LENGTH == 0)
        *out++ = '-';
      *out++ = alphabet[symbols[i]];
    }
  return written;
}

/**
 * ek_recovery_code_new:
 *
 * Makes a code to be printed and kept in a safe: six groups of five letters and digits.
 *
 * Returns: (transfer full): the code as it is written, without a closing zero
 */
EkSecret *
ek_recovery_code_new (void)
{
  g_autoptr (EkSecret) symbols = ek_secret_new_random (SYMBOLS);
  guint8 *bytes = ek_secret_bytes (symbols);

  for (int i = 0; i < RANDOM_SYMBOLS; i++)
    bytes[i] &= 31;
  write_check (bytes, bytes + RANDOM_SYMBOLS);
  return write_out (bytes);
}

/* What a hand may write for a symbol; -1 for what stands between groups, -2 for what cannot be. */
static int
symbol_of (char typed)
{
  char upper = g_ascii_toupper (typed);
  const char *found;

  if (upper == ' ' || upper == '-' || upper == '\n' || upper == '\r' || upper == '\t')
    return -1;
  if (upper == 'O')
    upper = '0';
  if (upper == 'I' || upper == 'L')
    upper = '1';
  found = upper != '\0' ? strchr (alphabet, upper) : NULL;
  return found != NULL ? (int) (found - alphabet) : -2;
}

/**
 * ek_recovery_code_normalize:
 * @typed: what somebody typed: upper or lower case, O for 0, I or L for 1, any grouping
 * @error: return location for an error
 *
 * Returns: (transfer full): the code as it was printed, or %NULL with %EK_ERROR_INVALID when a character is missing,
 *   too many or mistyped
 */
EkSecret *
ek_recovery_code_normalize (EkSecret *typed, GError **error)
{
  g_autoptr (EkSecret) symbols = ek_secret_new (SYMBOLS);
  guint8 *bytes = ek_secret_bytes (symbols);
  guint8 check[CHECK_SYMBOLS];
  int n = 0;

  for (gsize i = 0; i < ek_secret_length (typed); i++)
    {
      int symbol = symbol_of ((char) ek_secret_bytes (typed)[i]);

      if (symbol == -1)
        continue;
      if (symbol == -2 || n == SYMBOLS)
        {
          n = -1;
          break;
        }
      bytes[n++] = (guint8) symbol;
    }
  if (n == SYMBOLS)
    write_check (bytes, check);
  if (n != SYMBOLS || sodium_memcmp (check, bytes + RANDOM_SYMBOLS, CHECK_SYMBOLS) != 0)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INVALID,
                   _ ("The recovery code is mistyped: it has thirty letters and digits in six groups, and they do not "
                      "fit together. Nothing was tried; compare it with the printed one."));
      return NULL;
    }
  return write_out (bytes);
}
