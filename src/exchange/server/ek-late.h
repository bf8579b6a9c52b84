/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <curl/curl.h>
#include <glib.h>
#include <jwt.h>

G_BEGIN_DECLS

/**
 * EkCurl:
 *
 * What is called of libcurl.
 */
typedef struct {
  __typeof__ (curl_global_init) *global_init;
  __typeof__ (curl_easy_init) *easy_init;
  __typeof__ (curl_easy_cleanup) *easy_cleanup;
  __typeof__ (curl_easy_reset) *easy_reset;
  __typeof__ (curl_easy_setopt) *easy_setopt;
  __typeof__ (curl_easy_getinfo) *easy_getinfo;
  __typeof__ (curl_easy_perform) *easy_perform;
  __typeof__ (curl_slist_append) *slist_append;
  __typeof__ (curl_slist_free_all) *slist_free_all;
  __typeof__ (curl_getdate) *getdate;
} EkCurl;

/**
 * EkJwt:
 *
 * What is called of libjwt.
 */
typedef struct {
  __typeof__ (jwt_new) *make;
  __typeof__ (jwt_free) *free;
  __typeof__ (jwt_add_header) *add_header;
  __typeof__ (jwt_add_grant) *add_grant;
  __typeof__ (jwt_add_grant_int) *add_grant_int;
  __typeof__ (jwt_set_alg) *set_alg;
  __typeof__ (jwt_encode_str) *encode_str;
} EkJwt;

const EkCurl *ek_late_curl (GError **error);
const EkJwt *ek_late_jwt (GError **error);

/**
 * EkLateSymbol:
 * @name: of a function in a library
 * @offset: where a pointer to it stands in a table
 */
typedef struct {
  const char *name;
  gsize offset;
} EkLateSymbol;

gboolean ek_late_load (const char *library, const EkLateSymbol *symbols, guint n_symbols, gpointer table,
                       GError **error);

G_END_DECLS
