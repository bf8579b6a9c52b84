/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening, listing and searching many invented patients, against plain SQLite doing the same queries on a copy of the
 * same tables in the same run. Usage: bench-search [PATIENTS] */

#include <glib/gstdio.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "ek-demo.h"
#include "ek-search.h"
#include "ek-secret.h"

#define PASSPHRASE "bench"
#define ROUNDS 15

static const char *const typed[] = {
  "z",  "zh",   "zha",    "zhan", "zhang",   "zhangw",       "zhangwe",     "zhangwei",      "zw",
  "张", "张伟", "ouyang", "sh",   "maria j", "DEMO-1-00777", "10000000123", "nobody at all",
};

static double
milliseconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

static void
check (GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_tree (child);
    }
  g_remove (path);
}

/* The two tables that list and search read, as plain SQLite would hold them. */
static sqlite3 *
plain_copy (EkStore *store, const char *path)
{
  sqlite3 *from = ek_database_get_handle (ek_store_get_database (store)), *to = NULL;
  static const char *const tables[] = { "patient_summary", "patient_search" };
  g_autofree char *sql = NULL;

  if (sqlite3_open (path, &to) != SQLITE_OK ||
      sqlite3_exec (to, "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA cache_size = -16384; BEGIN", NULL,
                    NULL, NULL) != SQLITE_OK)
    g_error ("plain copy");
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    {
      sqlite3_stmt *schema, *read, *write;
      g_autofree char *ask = g_strdup_printf ("SELECT sql FROM sqlite_schema WHERE name = '%s'", tables[t]);
      g_autofree char *select = g_strdup_printf ("SELECT * FROM %s", tables[t]);
      g_autoptr (GString) insert = g_string_new (NULL);

      g_assert_true (sqlite3_prepare_v2 (from, ask, -1, &schema, NULL) == SQLITE_OK &&
                     sqlite3_step (schema) == SQLITE_ROW);
      sqlite3_exec (to, (const char *) sqlite3_column_text (schema, 0), NULL, NULL, NULL);
      sqlite3_finalize (schema);
      sqlite3_prepare_v2 (from, select, -1, &read, NULL);
      g_string_printf (insert, "INSERT INTO %s VALUES (?", tables[t]);
      for (int i = 1; i < sqlite3_column_count (read); i++)
        g_string_append (insert, ", ?");
      g_string_append (insert, ")");
      g_assert_true (sqlite3_prepare_v2 (to, insert->str, -1, &write, NULL) == SQLITE_OK);
      while (sqlite3_step (read) == SQLITE_ROW)
        {
          for (int i = 0; i < sqlite3_column_count (read); i++)
            sqlite3_bind_value (write, i + 1, sqlite3_column_value (read, i));
          sqlite3_step (write);
          sqlite3_reset (write);
        }
      sqlite3_finalize (read);
      sqlite3_finalize (write);
    }
  sqlite3_exec (to, "COMMIT; PRAGMA wal_checkpoint (TRUNCATE)", NULL, NULL, NULL);

  return to;
}

/* Every row stepped through and every column fetched, nothing made of it. */
static guint
plain_scan (sqlite3 *plain, const char *sql, EkQuery *query)
{
  sqlite3_stmt *statement;
  guint n = 0;

  sqlite3_prepare_v2 (plain, sql, -1, &statement, NULL);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      for (int i = 0; i < sqlite3_column_count (statement); i++)
        sqlite3_column_text (statement, i);
      n += query == NULL || ek_query_match (query, (const char *) sqlite3_column_text (statement, 0)) >= 0;
    }
  sqlite3_finalize (statement);

  return n;
}

static void
bench_list (EkStore *store, sqlite3 *plain)
{
  double ours[ROUNDS], theirs[ROUNDS], a, b;

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkPatientRows) rows = NULL;
      gint64 start = g_get_monotonic_time ();

      rows = ek_store_list_patients (store, NULL, &error);
      check (error);
      ours[i] = milliseconds_since (start);
      start = g_get_monotonic_time ();
      plain_scan (plain, "SELECT * FROM patient_summary ORDER BY sort_key", NULL);
      theirs[i] = milliseconds_since (start);
    }
  a = median (ours, ROUNDS);
  b = median (theirs, ROUNDS);
  g_print ("# list: %.1f ms, plain SQLite with ORDER BY %.1f ms, ratio %.2f\n", a, b, a / b);
}

static double
bench_word (EkStore *store, sqlite3 *plain, const char *text)
{
  double ours[ROUNDS], theirs[ROUNDS], like[ROUNDS], a, b, c;
  g_autoptr (EkQuery) query = ek_query_new (text);
  char *like_sql = sqlite3_mprintf ("SELECT text, patient_id FROM patient_search WHERE text LIKE '%%%q%%' LIMIT 50",
                                    text);
  guint n_found = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkPatientRows) rows = NULL;
      gint64 start = g_get_monotonic_time ();

      rows = ek_store_find_patients (store, text, 50, NULL, &error);
      check (error);
      ours[i] = milliseconds_since (start);
      n_found = ek_patient_rows_length (rows);
      start = g_get_monotonic_time ();
      plain_scan (plain, "SELECT text, patient_id FROM patient_search", query);
      theirs[i] = milliseconds_since (start);
      start = g_get_monotonic_time ();
      plain_scan (plain, like_sql, NULL);
      like[i] = milliseconds_since (start);
    }
  sqlite3_free (like_sql);
  a = median (ours, ROUNDS);
  b = median (theirs, ROUNDS);
  c = median (like, ROUNDS);
  g_print ("# search “%s” (%u found): %.1f ms, plain SQLite same scan %.1f ms (ratio %.2f), plain LIKE %.1f ms\n", text,
           n_found, a, b, a / b, c);

  return a;
}

static EkStore *
open_again (EkVault *vault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkSecret) passphrase = ek_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
  g_autoptr (EkPatientRows) rows = NULL;
  EkStore *store;
  gint64 start;
  double opened;

  ek_vault_lock (vault);
  ek_vault_unlock (vault, NULL, passphrase, &error);
  check (error);
  start = g_get_monotonic_time ();
  store = ek_store_open (vault, &error);
  check (error);
  opened = milliseconds_since (start);
  rows = ek_store_list_patients (store, NULL, &error);
  check (error);
  g_print ("# after the key is derived: open %.1f ms, list shown after %.1f ms\n", opened, milliseconds_since (start));

  return store;
}

static EkStore *
make (EkVault *vault, guint patients)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, &error);
  EkStore *store;
  gint64 start = g_get_monotonic_time ();

  check (error);
  store = ek_store_open (vault, &error);
  check (error);
  ek_demo_generate (store, catalogue, patients, 1, NULL, NULL, NULL, &error);
  check (error);
  g_print ("# %u patients made in %.1f s\n", patients, milliseconds_since (start) / 1000);

  return store;
}

int
main (int argc, char *argv[])
{
  guint patients = argc > 1 ? (guint) atoi (argv[1]) : 10000;
  g_autoptr (GError) error = NULL;
  g_autofree char *directory = g_dir_make_tmp ("ek-bench-XXXXXX", &error);
  g_autofree char *path = g_build_filename (directory, "vault", NULL);
  g_autofree char *plain_path = g_build_filename (directory, "plain.db", NULL);
  g_autoptr (EkSecret) passphrase = NULL;
  g_autoptr (EkSecret) recovery = NULL;
  g_autoptr (EkVault) vault = NULL;
  g_autoptr (EkStore) store = NULL;
  EkNewUser user = { "Bench", EK_ROLE_PSYCHIATRIST, NULL };
  double slowest = 0;
  sqlite3 *plain;

  setlocale (LC_ALL, "");
  ek_secret_init (&error);
  check (error);
  passphrase = ek_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
  vault = ek_vault_create (path, &user, passphrase, EK_VAULT_COST_FAST, ek_clock_system (), &recovery, &error);
  check (error);

  store = make (vault, patients);
  g_clear_object (&store);
  store = open_again (vault);
  plain = plain_copy (store, plain_path);
  bench_list (store, plain);
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      double taken = bench_word (store, plain, typed[i]);

      slowest = MAX (slowest, taken);
    }
  g_print ("# slowest keystroke: %.1f ms\n", slowest);

  sqlite3_close (plain);
  g_clear_object (&store);
  ek_vault_lock (vault);
  remove_tree (directory);

  return 0;
}
