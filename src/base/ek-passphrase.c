/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How easy a passphrase is to guess: asked by the window while it is typed, and by the vault before it is taken. */

#include "ek-config.h"

#include "ek-passphrase.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Each character adds what the alphabet it is from offers, less where it only goes on with what stood before it. People
 * do not choose at random, so letters count for little: about two bits of a running text, three of mixed signs. */
static double
bits_of (gunichar c)
{
  if (c >= 0x2e80)
    return 6.0; /* Han and other large scripts: a character is about a word */
  if (g_unichar_isdigit (c))
    return 3.0;
  if (g_unichar_islower (c))
    return 2.8;
  return 4.0;
}

/**
 * ek_passphrase_bits:
 * @passphrase: UTF-8
 *
 * A cautious estimate, not a measurement: repeated characters and runs such as "1234" or "aaaa" add next to nothing.
 *
 * Returns: estimated entropy in bits, 0 or more
 */
double
ek_passphrase_bits (const char *passphrase)
{
  gunichar last = 0;
  gint64 last_step = G_MAXINT64;
  double bits = 0;

  for (const char *p = passphrase; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gint64 step = (gint64) c - last;

      bits += ABS (step) <= 1 && step == last_step ? 0.3 : ABS (step) <= 1 ? 1.0 : bits_of (c);
      last_step = step;
      last = c;
    }
  return bits;
}

/**
 * ek_passphrase_strength:
 * @passphrase: UTF-8
 *
 * Returns: what to tell the person who chooses it
 */
EkPassphraseStrength
ek_passphrase_strength (const char *passphrase)
{
  double bits = ek_passphrase_bits (passphrase);

  if (*passphrase == '\0')
    return EK_PASSPHRASE_EMPTY;
  if (g_utf8_strlen (passphrase, -1) < EK_PASSPHRASE_MIN && bits < 40)
    return EK_PASSPHRASE_TOO_SHORT;
  if (bits < 20)
    return EK_PASSPHRASE_TOO_EASY;
  return bits < 36 ? EK_PASSPHRASE_WEAK : bits < 56 ? EK_PASSPHRASE_FAIR : EK_PASSPHRASE_STRONG;
}

/**
 * ek_passphrase_is_refused:
 * @strength: a strength
 *
 * Returns: whether a vault for patients takes no such passphrase
 */
gboolean
ek_passphrase_is_refused (EkPassphraseStrength strength)
{
  return strength <= EK_PASSPHRASE_TOO_EASY;
}

/**
 * ek_passphrase_hint:
 * @strength: a strength
 *
 * Returns: (transfer none): what to tell the person who chooses it, translated
 */
const char *
ek_passphrase_hint (EkPassphraseStrength strength)
{
  switch (strength)
    {
    case EK_PASSPHRASE_TOO_SHORT:
      return _ ("Too short: use at least four words, or ten characters");
    case EK_PASSPHRASE_TOO_EASY:
      return _ ("Too easy to guess: use at least four words that have nothing to do with each other");
    case EK_PASSPHRASE_WEAK:
      return _ ("Weak: easy to guess. Add words that have nothing to do with each other");
    case EK_PASSPHRASE_FAIR:
      return _ ("Fair: one more word makes it strong");
    case EK_PASSPHRASE_STRONG:
      return _ ("Strong");
    default:
      return _ ("Four or five words that have nothing to do with each other are strong and easy to remember");
    }
}
