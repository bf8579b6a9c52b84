/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The libraries that speak to servers: not there before they are wanted, told in words where they are missing. */

#include "ek-config.h"
#include "ek-error.h"
#include "ek-http.h"
#include "ek-late.h"

#include <link.h>
#include <string.h>

static int
is_called (struct dl_phdr_info *info, size_t size, void *data)
{
  return info->dlpi_name != NULL && strstr (info->dlpi_name, data) != NULL;
}

static gboolean
is_loaded (const char *library)
{
  return dl_iterate_phdr (is_called, (void *) library) != 0;
}

/* First of all: no program that is linked to this part is linked to them. */
static void
test_late (void)
{
  g_autoptr (GError) error = NULL;
  const EkCurl *curl = NULL;
  const EkJwt *jwt = NULL;

  g_assert_false (is_loaded (EK_CURL_LIBRARY));
  g_assert_false (is_loaded (EK_JWT_LIBRARY));
  curl = ek_late_curl (&error);
  g_assert_no_error (error);
  g_assert_true (is_loaded (EK_CURL_LIBRARY));
  jwt = ek_late_jwt (&error);
  g_assert_no_error (error);
  g_assert_true (is_loaded (EK_JWT_LIBRARY));
  g_assert_true (ek_late_curl (NULL) == curl);
  g_assert_true (ek_late_jwt (NULL) == jwt);
}

static void
test_called (void)
{
  const EkCurl *curl = ek_late_curl (NULL);
  const EkJwt *jwt = ek_late_jwt (NULL);
  struct curl_slist *list = curl->slist_append (NULL, "one");
  jwt_t *token = NULL;
  char *text = NULL;

  g_assert_cmpstr (list->data, ==, "one");
  curl->slist_free_all (list);
  g_assert_cmpint (curl->getdate ("Thu, 01 Jan 1970 00:01:00 GMT", NULL), ==, 60);
  g_assert_cmpint (jwt->make (&token), ==, 0);
  g_assert_cmpint (jwt->add_grant (token, "iss", "evenkeel"), ==, 0);
  text = jwt->encode_str (token);
  g_assert_nonnull (text);
  free (text);
  jwt->free (token);
}

static void
test_missing (void)
{
  static const EkLateSymbol none[] = { { "curl_getdate", 0 }, { "curl_that_there_is_not", sizeof (gpointer) } };
  static const char *const libraries[] = { "libthat-there-is-not.so.9", EK_CURL_LIBRARY };

  for (guint i = 0; i < G_N_ELEMENTS (libraries); i++)
    {
      g_autoptr (GError) error = NULL;
      gpointer table[2] = { NULL, NULL };

      g_assert_false (ek_late_load (libraries[i], none, G_N_ELEMENTS (none), table, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_FAILED);
      g_assert_nonnull (strstr (error->message, libraries[i]));
      g_assert_null (table[0]);
      g_assert_null (table[1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/late/loaded", test_late);
  g_test_add_func ("/late/called", test_called);
  g_test_add_func ("/late/missing", test_missing);
  return g_test_run ();
}
