/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SHA-256 (FIPS 180-4), by which a file or a resource is known again: no secret depends on it. GLib's is plain C and
 * was a tenth of an import; where the processor has instructions for it they take a fifth of that, elsewhere GLib
 * does it. Both say the same of everything (tests/base/test-hash.c). */

#include "ek-hash.h"

#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

#define BLOCK 64

struct _EkHash {
  GChecksum *plain; /* where the processor cannot do it */
  guint32 state[8];
  guint8 block[BLOCK]; /* what is left of the last piece */
  gsize in_block;
  guint64 length;
};

#if defined(__x86_64__)

static const guint32 first_state[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

static const guint32 constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

/* Asked once: on a virtual machine each question is one to its host, and dearer than the hash of a resource. */
static gboolean
processor_can (void)
{
  static gsize answer;

  if (g_once_init_enter (&answer))
    {
      guint a, b = 0, c, d;

      g_once_init_leave (&answer, __get_cpuid_count (7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0 ? 1 : 2);
    }
  return answer == 1;
}

/* Four words of the schedule at a time, in the order in which the instructions want them. */
__attribute__ ((target ("sha,sse4.1"))) static void
add_blocks (guint32 *state, const guint8 *bytes, gsize n_blocks)
{
  const __m128i swap = _mm_set_epi64x (0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i low = _mm_shuffle_epi32 (_mm_loadu_si128 ((const __m128i *) state), 0xb1);
  __m128i high = _mm_shuffle_epi32 (_mm_loadu_si128 ((const __m128i *) (state + 4)), 0x1b);
  __m128i abef = _mm_alignr_epi8 (low, high, 8), cdgh = _mm_blend_epi16 (high, low, 0xf0);

  for (; n_blocks > 0; n_blocks--, bytes += BLOCK)
    {
      const __m128i abef_before = abef, cdgh_before = cdgh;
      __m128i words[4];

      for (guint i = 0; i < 4; i++)
        words[i] = _mm_shuffle_epi8 (_mm_loadu_si128 ((const __m128i *) (bytes + 16 * i)), swap);
        /* indices that are known keep the words in registers */
#pragma GCC unroll 16
      for (guint i = 0; i < 16; i++)
        {
          __m128i now = words[i % 4], last = words[(i + 3) % 4];
          __m128i sum = _mm_add_epi32 (now, _mm_loadu_si128 ((const __m128i *) (constants + 4 * i)));

          cdgh = _mm_sha256rnds2_epu32 (cdgh, abef, sum);
          abef = _mm_sha256rnds2_epu32 (abef, cdgh, _mm_shuffle_epi32 (sum, 0x0e));
          now = _mm_sha256msg1_epu32 (now, words[(i + 1) % 4]);
          now = _mm_add_epi32 (now, _mm_alignr_epi8 (last, words[(i + 2) % 4], 4));
          words[i % 4] = _mm_sha256msg2_epu32 (now, last);
        }
      abef = _mm_add_epi32 (abef, abef_before);
      cdgh = _mm_add_epi32 (cdgh, cdgh_before);
    }
  low = _mm_shuffle_epi32 (abef, 0x1b);
  high = _mm_shuffle_epi32 (cdgh, 0xb1);
  _mm_storeu_si128 ((__m128i *) state, _mm_blend_epi16 (low, high, 0xf0));
  _mm_storeu_si128 ((__m128i *) (state + 4), _mm_alignr_epi8 (high, low, 8));
}

#else

static const guint32 first_state[8];

static gboolean
processor_can (void)
{
  return FALSE;
}

static void
add_blocks (guint32 *state, const guint8 *bytes, gsize n_blocks)
{
  g_assert_not_reached ();
}

#endif

/**
 * ek_hash_new:
 *
 * Returns: (transfer full): the hash of nothing yet
 */
EkHash *
ek_hash_new (void)
{
  EkHash *self = g_new0 (EkHash, 1);

  if (processor_can ())
    memcpy (self->state, first_state, sizeof first_state);
  else
    self->plain = g_checksum_new (G_CHECKSUM_SHA256);
  return self;
}

/**
 * ek_hash_free:
 * @self: (nullable) (transfer full): what ek_hash_new() made
 */
void
ek_hash_free (EkHash *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->plain, g_checksum_free);
  g_free (self);
}

/**
 * ek_hash_add:
 * @self: a hash that is not finished
 * @bytes: what comes next
 * @length: how many bytes
 */
void
ek_hash_add (EkHash *self, gconstpointer bytes, gsize length)
{
  const guint8 *at = bytes;
  gsize whole;

  self->length += length;
  if (self->plain != NULL)
    {
      g_checksum_update (self->plain, bytes, (gssize) length);
      return;
    }
  if (self->in_block > 0)
    {
      gsize n = MIN (length, BLOCK - self->in_block);

      memcpy (self->block + self->in_block, at, n);
      self->in_block += n;
      at += n;
      length -= n;
      if (self->in_block < BLOCK)
        return;
      add_blocks (self->state, self->block, 1);
    }
  whole = length / BLOCK;
  add_blocks (self->state, at, whole);
  self->in_block = length - whole * BLOCK;
  if (self->in_block > 0)
    memcpy (self->block, at + whole * BLOCK, self->in_block);
}

/**
 * ek_hash_finish:
 * @self: a hash, to which nothing may be added any more
 *
 * Returns: (transfer full): 64 digits in lower case
 */
char *
ek_hash_finish (EkHash *self)
{
  guint8 end[2 * BLOCK] = { 0 };
  gsize n = self->in_block < BLOCK - sizeof (guint64) ? BLOCK : 2 * BLOCK;
  guint64 bits = GUINT64_TO_BE (self->length * 8);
  GString *digits;

  if (self->plain != NULL)
    return g_strdup (g_checksum_get_string (self->plain));
  memcpy (end, self->block, self->in_block);
  end[self->in_block] = 0x80;
  memcpy (end + n - sizeof bits, &bits, sizeof bits);
  add_blocks (self->state, end, n / BLOCK);
  digits = g_string_sized_new (64);
  for (guint i = 0; i < G_N_ELEMENTS (self->state); i++)
    g_string_append_printf (digits, "%08x", self->state[i]);
  return g_string_free (digits, FALSE);
}

/**
 * ek_hash_text:
 * @text: a text
 *
 * Returns: (transfer full): its SHA-256, 64 digits in lower case
 */
char *
ek_hash_text (const char *text)
{
  g_autoptr (EkHash) hash = ek_hash_new ();

  ek_hash_add (hash, text, strlen (text));
  return ek_hash_finish (hash);
}
