/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-hash.h"

#include <string.h>

/* FIPS 180-4 and its examples. */
static void
test_known (void)
{
  static const struct {
    const char *text, *hash;
  } rows[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *hash = ek_hash_text (rows[i].text);

      g_assert_cmpstr (hash, ==, rows[i].hash);
    }
}

/* Every length about the blocks, cut into pieces anywhere: what GLib says of the whole. */
static void
test_as_glib (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (180);
  guint8 bytes[700];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) g_rand_int (rand);
  for (gsize length = 0; length <= sizeof bytes; length++)
    {
      g_autofree char *expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, length);
      g_autoptr (EkHash) hash = ek_hash_new ();
      g_autofree char *digits = NULL;

      for (gsize done = 0; done < length;)
        {
          gsize n = (gsize) g_rand_int_range (rand, 0, 200);

          n = MIN (n, length - done);
          ek_hash_add (hash, bytes + done, n);
          done += n;
        }
      digits = ek_hash_finish (hash);
      g_test_message ("%" G_GSIZE_FORMAT, length);
      g_assert_cmpstr (digits, ==, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hash/known", test_known);
  g_test_add_func ("/hash/as-glib", test_as_glib);
  return g_test_run ();
}
