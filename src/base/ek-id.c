/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-id.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

/* @version: how the 122 free bits came about (RFC 9562): 4 at random, 8 by a rule of one's own. */
static char *
format_uuid (guint8 bytes[16], int version)
{
  char *id = g_malloc (EK_ID_LENGTH + 1);
  static const char hex[] = "0123456789abcdef";
  char *p = id;

  bytes[6] = (guint8) ((bytes[6] & 0x0f) | version << 4);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  for (int i = 0; i < 16; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        *p++ = '-';
      *p++ = hex[bytes[i] >> 4];
      *p++ = hex[bytes[i] & 15];
    }
  *p = '\0';
  return id;
}

/**
 * ek_id_new:
 *
 * A new record id: a random UUID (RFC 9562, version 4) from the system's random numbers.
 *
 * Returns: (transfer full): %EK_ID_LENGTH characters in lower case
 */
char *
ek_id_new (void)
{
  guint8 bytes[16];

  randombytes_buf (bytes, sizeof bytes);
  return format_uuid (bytes, 4);
}

/**
 * ek_id_derive:
 * @kind: what the id is for, so that two uses never meet
 * @first: the first of the texts that determine it
 * @...: more of them, ended by %NULL
 *
 * An id that follows from what it is about, so that machines that never spoke with one another give the same thing the
 * same id: the beginning of a BLAKE2b hash over the texts with their lengths, as a UUID of version 8 (RFC 9562).
 *
 * Returns: (transfer full): %EK_ID_LENGTH characters in lower case
 */
char *
ek_id_derive (const char *kind, const char *first, ...)
{
  crypto_generichash_state state;
  guint8 bytes[16];
  va_list texts;

  crypto_generichash_init (&state, NULL, 0, sizeof bytes);
  va_start (texts, first);
  for (const char *text = kind; text != NULL; text = text == kind ? first : va_arg (texts, const char *))
    {
      guint64 length = GUINT64_TO_LE ((guint64) strlen (text));

      crypto_generichash_update (&state, (const guint8 *) &length, sizeof length);
      crypto_generichash_update (&state, (const guint8 *) text, strlen (text));
    }
  va_end (texts);
  crypto_generichash_final (&state, bytes, sizeof bytes);
  return format_uuid (bytes, 8);
}

/**
 * ek_id_is_valid:
 * @id: (nullable): any text
 *
 * Returns: whether @id is a UUID as ek_id_new() writes it: lower case, hyphens in their places, any version
 */
gboolean
ek_id_is_valid (const char *id)
{
  if (id == NULL)
    return FALSE;
  for (int i = 0; i < EK_ID_LENGTH; i++)
    {
      gboolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;

      if (hyphen ? id[i] != '-' : !(g_ascii_isdigit (id[i]) || (id[i] >= 'a' && id[i] <= 'f')))
        return FALSE;
    }
  return id[EK_ID_LENGTH] == '\0';
}

/* xoshiro256** by Blackman and Vigna, 2018 (public domain description): small, fast, the same on every machine. */
struct _EkRandom {
  guint64 s[4];
};

static guint64
split_mix (guint64 *x)
{
  guint64 z = (*x += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/**
 * ek_random_new:
 * @seed: any number
 *
 * Returns: (transfer full): a source of numbers that are the same for the same @seed on every machine
 */
EkRandom *
ek_random_new (guint64 seed)
{
  EkRandom *random = g_new0 (EkRandom, 1);

  for (int i = 0; i < 4; i++)
    random->s[i] = split_mix (&seed);
  return random;
}

/**
 * ek_random_free:
 * @random: (nullable): a source, which is freed
 */
void
ek_random_free (EkRandom *random)
{
  g_free (random);
}

static guint64
rotate_left (guint64 x, int k)
{
  return (x << k) | (x >> (64 - k));
}

/**
 * ek_random_next:
 * @random: a source; used by one thread at a time
 *
 * Returns: the next number, 0 to 2^64 − 1
 */
guint64
ek_random_next (EkRandom *random)
{
  guint64 *s = random->s;
  guint64 result = rotate_left (s[1] * 5, 7) * 9;
  guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

/**
 * ek_random_uniform:
 * @random: a source
 *
 * Returns: a number ≥ 0 and < 1, of 53 bits
 */
double
ek_random_uniform (EkRandom *random)
{
  return (double) (ek_random_next (random) >> 11) * 0x1.0p-53;
}

/**
 * ek_random_normal:
 * @random: a source
 * @mean: mean of the distribution
 * @sd: its standard deviation, ≥ 0
 *
 * Returns: a normally distributed number (Box and Muller 1958)
 */
double
ek_random_normal (EkRandom *random, double mean, double sd)
{
  double u = 1.0 - ek_random_uniform (random);
  double v = ek_random_uniform (random);

  return mean + sd * sqrt (-2.0 * log (u)) * cos (2.0 * G_PI * v);
}

/**
 * ek_random_range:
 * @random: a source
 * @low: the least number
 * @high: the greatest; @low ≤ @high
 *
 * Returns: a whole number from @low to @high, both included
 */
int
ek_random_range (EkRandom *random, int low, int high)
{
  g_return_val_if_fail (low <= high, low);
  return low + (int) (ek_random_next (random) % ((guint64) ((gint64) high - low) + 1));
}

/**
 * ek_random_id:
 * @random: a source
 *
 * Returns: (transfer full): an id of the shape that ek_id_new() gives, but determined by the seed: for invented
 *   patients and tests, never for a record
 */
char *
ek_random_id (EkRandom *random)
{
  guint8 bytes[16];
  guint64 a = GUINT64_TO_BE (ek_random_next (random));
  guint64 b = GUINT64_TO_BE (ek_random_next (random));

  memcpy (bytes, &a, 8);
  memcpy (bytes + 8, &b, 8);
  return format_uuid (bytes, 4);
}
