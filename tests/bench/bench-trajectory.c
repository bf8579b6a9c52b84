/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a million heart rates into a trajectory, against a plain walk over the same rows of the same database in the
 * same run; then a chart made of them without the store. Usage: bench-trajectory [VALUES] */

#include <glib/gstdio.h>
#include <stdlib.h>

#include "ek-secret.h"
#include "ek-trajectory-report.h"
#include "ek-types.h"

#define ROUNDS 200

static double
milliseconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
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

/* Written by SQL: a save for each would measure the history and the audit. */
static void
fill (EkStore *store, const char *patient, guint n)
{
  g_autofree char *sql = g_strdup_printf (
    "WITH RECURSIVE k(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i + 1 < %u)"
    " INSERT INTO measurement (id, patient_id, revision, author, created_ms, created_offset, changed_ms, "
    "changed_offset,"
    " code, system, text, taken, taken_offset, value, unit, source, status)"
    " SELECT printf('bench-%%08d', i), '%s', 1, 'bench', 0, 0, 0, 0, '8867-4', 'http://loinc.org', 'Heart rate',"
    " 1600000000000 + i * 60000, 480, 60 + (i * 7919) %% 40, '/min', 'Watch', 'final' FROM k",
    n, patient);
  GError *error = NULL;

  ek_database_exec (ek_store_get_database (store), sql, &error);
  check (error);
}

static double
walk (EkStore *store, const char *patient)
{
  GError *error = NULL;
  g_autoptr (EkStatement) statement = ek_database_prepare (ek_store_get_database (store),
                                                           "SELECT taken, value FROM measurement WHERE patient_id = ?",
                                                           &error);
  gint64 start = g_get_monotonic_time ();
  gboolean has_row = TRUE;
  double sum = 0;

  check (error);
  ek_statement_bind_text (statement, 1, patient);
  while (ek_statement_step (statement, &has_row, &error) && has_row)
    sum += ek_statement_double (statement, 1) + (double) ek_statement_int (statement, 0);
  check (error);
  if (sum == 0)
    g_error ("there are no rows");
  return milliseconds_since (start);
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 1000000;
  g_autofree char *directory = g_dir_make_tmp ("evenkeel-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "vault", NULL);
  g_autoptr (EkClock) clock = ek_clock_new_fixed (G_GINT64_CONSTANT (1700000000000), 480);
  EkSecret *passphrase = NULL, *recovery = NULL;
  const EkNewUser user = { "bench", EK_ROLE_PSYCHIATRIST, NULL };
  GError *error = NULL;
  double plain, load, make;
  gint64 start;

  if (!ek_secret_init (&error))
    g_error ("%s", error->message);
  passphrase = ek_secret_new_take_string (g_strdup ("correct horse battery staple"));
  {
    g_autoptr (EkVault) vault = ek_vault_create (path, &user, passphrase, EK_VAULT_COST_FAST, clock, &recovery, &error);
    g_autoptr (EkStore) store = NULL;
    g_autoptr (EkCatalogue) catalogue = NULL;
    g_autoptr (EkRecord) patient = ek_record_new (&ek_patient_type, NULL);
    g_autoptr (EkTrajectory) trajectory = NULL;

    check (error);
    store = ek_store_open (vault, &error);
    check (error);
    catalogue = ek_catalogue_load (NULL, &error);
    check (error);
    ek_record_set_text (patient, EK_PATIENT_NAME, "bench");
    ek_store_save (store, patient, &error);
    check (error);
    fill (store, ek_record_get_id (patient), n);
    walk (store, ek_record_get_id (patient));
    plain = walk (store, ek_record_get_id (patient));
    start = g_get_monotonic_time ();
    trajectory = ek_trajectory_report_load (store, catalogue, ek_record_get_id (patient), "en", &error);
    check (error);
    load = milliseconds_since (start);
    start = g_get_monotonic_time ();
    for (guint i = 0; i < ROUNDS; i++)
      ek_chart_unref (ek_trajectory_make_chart (trajectory, NULL));
    make = milliseconds_since (start) / ROUNDS;
  }
  g_print ("%u values: plain walk over two columns %.0f ms, trajectory %.0f ms (%.2f of it), then a chart %.3f ms\n", n,
           plain, load, load / plain, make);
  ek_secret_unref (recovery);
  ek_secret_unref (passphrase);
  remove_tree (directory);
  return 0;
}
