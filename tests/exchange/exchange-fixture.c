/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "exchange-fixture.h"

#include <glib/gstdio.h>

#include "ek-score.h"

#define NOW G_GINT64_CONSTANT (1790000000000) /* 2026-09-21 */

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkSecret) passphrase = NULL;
  g_autoptr (EkSecret) recovery = NULL;
  g_autofree char *path = NULL;
  static guint n;
  g_autofree char *licence = g_strdup_printf ("L-%u", ++n); /* each vault is another physician's */
  EkNewUser user = { "林医生", EK_ROLE_PSYCHIATRIST, licence };

  g_assert_true (ek_secret_init (NULL));
  passphrase = ek_secret_new_take_string (g_strdup ("seven quiet herons"));
  fixture->directory = g_dir_make_tmp ("ek-exchange-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->directory, "vault", NULL);
  fixture->clock = ek_clock_new_fixed (NOW, 480);
  fixture->vault = ek_vault_create (path, &user, passphrase, EK_VAULT_COST_FAST, fixture->clock, &recovery, &error);
  g_assert_no_error (error);
  fixture->store = ek_store_open (fixture->vault, &error);
  g_assert_no_error (error);
  fixture->catalogue = ek_catalogue_load (NULL, &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  if (dir != NULL)
    g_dir_close (dir);
  g_remove (path);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->store);
  g_clear_object (&fixture->vault);
  g_clear_pointer (&fixture->catalogue, ek_catalogue_free);
  g_clear_pointer (&fixture->clock, ek_clock_free);
  remove_tree (fixture->directory);
  g_clear_pointer (&fixture->directory, g_free);
}

char *
fixture_write (Fixture *fixture, const char *name, const char *text)
{
  char *path = g_build_filename (fixture->directory, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

gint64
fixture_count (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkStatement) statement = ek_database_prepare (ek_store_get_database (fixture->store), sql, &error);
  gboolean has_row;

  g_assert_no_error (error);
  g_assert_true (ek_statement_step (statement, &has_row, &error));
  g_assert_true (has_row);
  return ek_statement_int (statement, 0);
}

EkRecord *
fixture_patient (Fixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;
  EkRecord *patient = ek_record_new (&ek_patient_type, NULL);

  ek_record_set_text (patient, EK_PATIENT_NAME, name);
  ek_record_set_text (patient, EK_PATIENT_SEX, "female");
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, "1988-05-02");
  ek_store_save (fixture->store, patient, &error);
  g_assert_no_error (error);
  return patient;
}

EkRecord *
fixture_assessment (Fixture *fixture, const char *patient_id, const char *instrument_id, const char *answers)
{
  g_autoptr (GError) error = NULL;
  EkInstrument *instrument = ek_catalogue_find (fixture->catalogue, instrument_id, NULL);
  EkRecord *record = ek_record_new (&ek_assessment_type, patient_id);
  g_autoptr (JsonNode) given = ek_json_parse (answers, -1, &EK_JSON_DEFAULT, &error);
  g_autoptr (JsonNode) normal = ek_answers_normalise (instrument, given, &error);
  g_autoptr (EkScore) score = ek_score_answers (instrument, given, NULL, &error);
  g_autoptr (JsonNode) result = ek_score_to_json (score);

  g_assert_no_error (error);
  ek_record_set_text (record, EK_ASSESSMENT_INSTRUMENT, instrument_id);
  ek_record_set_text (record, EK_ASSESSMENT_VERSION, ek_instrument_get_version (instrument));
  ek_record_set_instant (record, EK_ASSESSMENT_TAKEN, ek_clock_now (fixture->clock), 480);
  ek_record_set_text (record, EK_ASSESSMENT_STATUS, "completed");
  ek_record_set_text (record, EK_ASSESSMENT_MODE, "clinician");
  ek_record_set_json (record, EK_ASSESSMENT_ANSWERS, normal);
  ek_record_set_json (record, EK_ASSESSMENT_RESULT, result);
  ek_record_set_int (record, EK_ASSESSMENT_COMPLETE, score->complete);
  if (score->has_total)
    ek_record_set_real (record, EK_ASSESSMENT_TOTAL, score->total);
  if (score->band != NULL)
    ek_record_set_text (record, EK_ASSESSMENT_SEVERITY, score->band->id);
  ek_store_save (fixture->store, record, &error);
  g_assert_no_error (error);
  return record;
}
