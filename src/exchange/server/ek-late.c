/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The libraries that speak to servers, loaded when a server is first spoken to. They bring thirty others (TLS,
 * Kerberos, LDAP, SSH …): linked to the program they were a fifteenth of the time until its first window, and a third
 * of that of a command, for the many who never leave their own files. Their names come from what was there when the
 * program was built. A library stays once it is loaded. */

#include "ek-late.h"

#include <dlfcn.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-config.h"
#include "ek-error.h"

/**
 * ek_late_load:
 * @library: the name of a shared library, as the linker of the system finds it
 * @symbols: (array length=n_symbols): what is called of it
 * @n_symbols: how many
 * @table: a struct of pointers to functions; untouched unless all are there
 * @error: %EK_ERROR_FAILED when the library or a function of it is missing
 *
 * Returns: whether @table is filled in
 */
gboolean
ek_late_load (const char *library, const EkLateSymbol *symbols, guint n_symbols, gpointer table, GError **error)
{
  void *handle = dlopen (library, RTLD_NOW | RTLD_LOCAL);
  g_autofree gpointer *found = g_new0 (gpointer, n_symbols);
  gboolean whole = handle != NULL;

  for (guint i = 0; whole && i < n_symbols; i++)
    {
      found[i] = dlsym (handle, symbols[i].name);
      whole = found[i] != NULL;
    }
  if (!whole)
    {
      /* Translators: %s is the file name of a library */
      g_set_error (error, EK_ERROR, EK_ERROR_FAILED,
                   _ (
                     "The part of the system that speaks to servers (%s) is missing or too old. The patient files here "
                     "work without it; nothing was sent. Ask hospital IT to install it."),
                   library);
      if (handle != NULL)
        dlclose (handle);
      return FALSE;
    }
  for (guint i = 0; i < n_symbols; i++)
    memcpy ((char *) table + symbols[i].offset, &found[i], sizeof found[i]);
  return TRUE;
}

static GMutex lock;

/**
 * ek_late_curl:
 * @error: as for ek_late_load(); a later call tries again
 *
 * Returns: (transfer none) (nullable): libcurl; in any thread
 */
const EkCurl *
ek_late_curl (GError **error)
{
  static const EkLateSymbol symbols[] = {
    { "curl_global_init", G_STRUCT_OFFSET (EkCurl, global_init) },
    { "curl_easy_init", G_STRUCT_OFFSET (EkCurl, easy_init) },
    { "curl_easy_cleanup", G_STRUCT_OFFSET (EkCurl, easy_cleanup) },
    { "curl_easy_reset", G_STRUCT_OFFSET (EkCurl, easy_reset) },
    { "curl_easy_setopt", G_STRUCT_OFFSET (EkCurl, easy_setopt) },
    { "curl_easy_getinfo", G_STRUCT_OFFSET (EkCurl, easy_getinfo) },
    { "curl_easy_perform", G_STRUCT_OFFSET (EkCurl, easy_perform) },
    { "curl_slist_append", G_STRUCT_OFFSET (EkCurl, slist_append) },
    { "curl_slist_free_all", G_STRUCT_OFFSET (EkCurl, slist_free_all) },
    { "curl_getdate", G_STRUCT_OFFSET (EkCurl, getdate) },
  };
  static EkCurl curl;
  static gboolean loaded;

  G_STATIC_ASSERT (G_N_ELEMENTS (symbols) * sizeof (gpointer) == sizeof curl);
  g_mutex_lock (&lock);
  loaded = loaded || ek_late_load (EK_CURL_LIBRARY, symbols, G_N_ELEMENTS (symbols), &curl, error);
  g_mutex_unlock (&lock);
  return loaded ? &curl : NULL;
}

/**
 * ek_late_jwt:
 * @error: as for ek_late_load(); a later call tries again
 *
 * Returns: (transfer none) (nullable): libjwt; in any thread
 */
const EkJwt *
ek_late_jwt (GError **error)
{
  static const EkLateSymbol symbols[] = {
    { "jwt_new", G_STRUCT_OFFSET (EkJwt, make) },
    { "jwt_free", G_STRUCT_OFFSET (EkJwt, free) },
    { "jwt_add_header", G_STRUCT_OFFSET (EkJwt, add_header) },
    { "jwt_add_grant", G_STRUCT_OFFSET (EkJwt, add_grant) },
    { "jwt_add_grant_int", G_STRUCT_OFFSET (EkJwt, add_grant_int) },
    { "jwt_set_alg", G_STRUCT_OFFSET (EkJwt, set_alg) },
    { "jwt_encode_str", G_STRUCT_OFFSET (EkJwt, encode_str) },
  };
  static EkJwt jwt;
  static gboolean loaded;

  G_STATIC_ASSERT (G_N_ELEMENTS (symbols) * sizeof (gpointer) == sizeof jwt);
  g_mutex_lock (&lock);
  loaded = loaded || ek_late_load (EK_JWT_LIBRARY, symbols, G_N_ELEMENTS (symbols), &jwt, error);
  g_mutex_unlock (&lock);
  return loaded ? &jwt : NULL;
}
