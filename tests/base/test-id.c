/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>
#include <string.h>

#include "ek-id.h"

static void
test_ids (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (EkRandom) random = ek_random_new (7);
  g_autoptr (EkRandom) same = ek_random_new (7);

  for (int i = 0; i < 10000; i++)
    {
      char *id = ek_id_new ();
      g_autofree char *a = ek_random_id (random);
      g_autofree char *b = ek_random_id (same);

      g_assert_true (ek_id_is_valid (id) && id[14] == '4' && strchr ("89ab", id[19]) != NULL);
      g_assert_true (g_hash_table_add (seen, id));
      g_assert_true (ek_id_is_valid (a));
      g_assert_cmpstr (a, ==, b);
    }
  g_assert_false (
    ek_id_is_valid (NULL) || ek_id_is_valid ("") || ek_id_is_valid ("6F9619FF-8B86-D011-B42D-00C04FC964FF") ||
    ek_id_is_valid ("6f9619ff-8b86-d011-b42d-00c04fc964ff0") || ek_id_is_valid ("6f9619ff-8b86-d011-b42d"));
}

/* The same texts give the same id on every machine (the constant was computed with hashlib's blake2b); other texts,
 * other borders between them and another kind give another. */
static void
test_derived (void)
{
  g_autofree char *id = ek_id_derive ("risk", "form", "rule", NULL);
  g_autofree char *same = ek_id_derive ("risk", "form", "rule", NULL);
  g_autofree char *kind = ek_id_derive ("notice", "form", "rule", NULL);
  g_autofree char *border = ek_id_derive ("risk", "formr", "ule", NULL);
  g_autofree char *more = ek_id_derive ("risk", "form", "rule", "", NULL);

  g_assert_cmpstr (id, ==, "6b289da2-f1f6-87c7-842c-db745665bc18");
  g_assert_cmpstr (id, ==, same);
  g_assert_true (ek_id_is_valid (id));
  g_assert_cmpstr (id, !=, kind);
  g_assert_cmpstr (id, !=, border);
  g_assert_cmpstr (id, !=, more);
}

static void
test_random (void)
{
  g_autoptr (EkRandom) random = ek_random_new (1);
  double sum = 0, squares = 0;
  int n = 100000, seen[6] = { 0 };

  for (int i = 0; i < n; i++)
    {
      double x = ek_random_normal (random, 10, 2);
      double u = ek_random_uniform (random);

      sum += x;
      squares += (x - 10) * (x - 10);
      g_assert_true (u >= 0 && u < 1);
      seen[ek_random_range (random, 2, 5)]++;
    }
  g_assert_cmpfloat_with_epsilon (sum / n, 10, 0.05);
  g_assert_cmpfloat_with_epsilon (sqrt (squares / n), 2, 0.05);
  g_assert_cmpint (seen[0] + seen[1], ==, 0);
  for (int i = 2; i < 6; i++)
    g_assert_cmpint (ABS (seen[i] - n / 4), <, n / 50);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/id/ids", test_ids);
  g_test_add_func ("/id/derived", test_derived);
  g_test_add_func ("/id/random", test_random);
  return g_test_run ();
}
