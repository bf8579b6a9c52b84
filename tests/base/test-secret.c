/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <unistd.h>

#include "ek-error.h"
#include "ek-secret.h"

static EkSecret *
from_pipe (const char *bytes, gsize length, GError **error)
{
  EkSecret *secret;
  int fds[2];

  g_assert_cmpint (pipe (fds), ==, 0);
  g_assert_cmpint (write (fds[1], bytes, length), ==, (gssize) length);
  close (fds[1]);
  secret = ek_secret_read_fd (fds[0], error);
  close (fds[0]);
  return secret;
}

static void
test_read (void)
{
  static const struct {
    const char *in, *out;
  } cases[] = {
    { "open sesame", "open sesame" },
    { "open sesame\n", "open sesame" },
    { "open\r\n", "open" },
    { "a\n\n", "a\n" },
    { "安澜", "安澜" },
    { "\n", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkSecret) secret = from_pipe (cases[i].in, strlen (cases[i].in), &error);

      if (cases[i].out == NULL)
        {
          g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpmem (ek_secret_bytes (secret), ek_secret_length (secret), cases[i].out, strlen (cases[i].out));
    }
}

static void
test_too_long (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strnfill (5000, 'x');

  g_assert_null (from_pipe (text, 5000, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_TOO_LARGE);
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ek_secret_read_file ("/nonexistent/passphrase", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
}

static void
test_equal (void)
{
  g_autoptr (EkSecret) a = ek_secret_new_copy ("abc", 3);
  g_autoptr (EkSecret) b = ek_secret_new_take_string (g_strdup ("abc"));
  g_autoptr (EkSecret) c = ek_secret_new_copy ("abd", 3);
  g_autoptr (EkSecret) d = ek_secret_new (0);
  g_autoptr (EkSecret) e = ek_secret_new_random (32);
  g_autoptr (EkSecret) f = ek_secret_new_random (32);

  g_assert_true (ek_secret_equal (a, b));
  g_assert_false (ek_secret_equal (a, c));
  g_assert_false (ek_secret_equal (a, d));
  g_assert_false (ek_secret_equal (e, f));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  g_test_add_func ("/secret/read", test_read);
  g_test_add_func ("/secret/too-long", test_too_long);
  g_test_add_func ("/secret/missing", test_missing);
  g_test_add_func ("/secret/equal", test_equal);
  return g_test_run ();
}
