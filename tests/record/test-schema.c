/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables follow the declarations: what an older program left is brought up to date, what a newer one left is
 * refused. */

#include "record-fixture.h"

#include <string.h>

#include "ek-error.h"

/* Everything in the schema, in one text. */
static char *
schema_of (Fixture *fixture)
{
  return fixture_text (fixture,
                       "SELECT group_concat (type || ' ' || name || ' ' || coalesce (sql, ''), char (10)) FROM "
                       "(SELECT * FROM sqlite_schema ORDER BY type, name)");
}

static void
test_as_declared (Fixture *fixture, gconstpointer data)
{
  const EkRecordType *const *types = ek_record_types ();

  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count (*) FROM pragma_table_list WHERE type = 'table' AND strict = 0 "
                                  "AND name NOT LIKE 'sqlite_%'"),
                   ==, 0);
  for (guint t = 0; types[t] != NULL; t++)
    for (guint i = 0; types[t]->fields[i].name != NULL; i++)
      {
        const EkField *field = &types[t]->fields[i];
        g_autofree char *column = g_strdup_printf ("SELECT count (*) FROM pragma_table_info ('%s') WHERE name = '%s'",
                                                   types[t]->name, field->name);
        g_autofree char *index = g_strdup_printf ("SELECT count (*) FROM sqlite_schema WHERE type = 'index' "
                                                  "AND name = '%s_by_%s'",
                                                  types[t]->name, field->name);

        g_assert_cmpint (fixture_count (fixture, column), ==, 1);
        g_assert_cmpint (fixture_count (fixture, index), ==, (field->flags & EK_FIELD_INDEXED) != 0);
      }
}

static void
test_stays (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = schema_of (fixture);
  g_autofree char *after = NULL;
  gint64 version = fixture_count (fixture, "PRAGMA schema_version");

  fixture_reopen (fixture);
  after = schema_of (fixture);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (fixture_count (fixture, "PRAGMA schema_version"), ==, version);
}

/* What the tables looked like before a field, an index or a whole type was declared. */
static const char *const older[] = {
  "ALTER TABLE patient DROP COLUMN remarks",
  "ALTER TABLE patient DROP COLUMN demonstration; ALTER TABLE patient DROP COLUMN phone",
  "ALTER TABLE encounter DROP COLUMN ended_offset; ALTER TABLE encounter DROP COLUMN ended",
  "DROP INDEX patient_by_clinician; ALTER TABLE patient DROP COLUMN clinician",
  "DROP INDEX risk_by_patient_id",
  "DROP TABLE opinion",
};

static void
test_older (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  g_autoptr (EkRandom) random = ek_random_new (11);
  const EkRecordType *const *types = ek_record_types ();
  g_autoptr (EkRecord) loaded = NULL;
  g_autoptr (GError) error = NULL;

  fixture_exec (fixture, data);
  fixture_reopen (fixture);
  test_as_declared (fixture, NULL);
  loaded = ek_store_load (fixture->store, &ek_patient_type, ek_record_get_id (patient), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_text (loaded, EK_PATIENT_NAME), ==, "张伟");
  g_assert_false (ek_record_has (loaded, EK_PATIENT_REMARKS));

  for (guint t = 0; types[t] != NULL; t++)
    {
      g_autoptr (EkRecord) record = ek_record_new (types[t],
                                                   types[t] == &ek_patient_type ? NULL : ek_record_get_id (patient));
      g_autoptr (EkRecord) back = NULL;

      fill_record (record, random, FALSE);
      ek_store_save_received (fixture->store, record, "test", &error);
      g_assert_no_error (error);
      back = ek_store_load (fixture->store, types[t], ek_record_get_id (record), &error);
      g_assert_no_error (error);
      g_assert_true (ek_record_equal_values (record, back));
    }
}

static const char *const newer[] = {
  "PRAGMA user_version = 99",
  "ALTER TABLE patient ADD COLUMN blood_group TEXT",
  "ALTER TABLE risk ADD COLUMN seen INTEGER",
  "ALTER TABLE plan DROP COLUMN number; ALTER TABLE plan ADD COLUMN number TEXT",
};

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  g_autoptr (EkStore) store = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  fixture_exec (fixture, data);
  before = schema_of (fixture);
  store = ek_store_open (fixture->vault, &error);
  g_assert_null (store);
  g_assert_error (error, EK_ERROR, EK_ERROR_UNSUPPORTED);
  after = schema_of (fixture);
  g_assert_cmpstr (before, ==, after);
}

/* When the rules of the list or the search change, everybody's summary is made anew; so is one that was lost. */
static void
test_summaries_made_anew (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "单强");
  g_autoptr (EkRecord) risk = ek_record_new (&ek_risk_type, ek_record_get_id (patient));
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (EkPatientRows) rows = NULL;
  g_autoptr (GError) error = NULL;
  static const char summary[] = "SELECT name || sort_key || pinyin || tier || waiting || text FROM patient_summary "
                                "JOIN patient_search USING (patient_id)";

  ek_record_set_text (risk, EK_RISK_LEVEL, "high");
  ek_record_set_text (risk, EK_RISK_STATUS, "open");
  ek_record_set_instant (risk, EK_RISK_RAISED, FIXTURE_NOW, 480);
  g_assert_true (ek_store_save (fixture->store, risk, &error));
  before = fixture_text (fixture, summary);
  fixture_exec (fixture,
                "UPDATE store_setting SET value = '0'; DELETE FROM patient_summary; DELETE FROM patient_search");
  fixture_reopen (fixture);
  after = fixture_text (fixture, summary);
  g_assert_cmpstr (before, ==, after);
  rows = ek_store_find_patients (fixture->store, "shanqiang", 0, NULL, &error);
  g_assert_cmpuint (ek_patient_rows_length (rows), ==, 1);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_tear_down (fixture);
}

#define ADD(path, function, data) g_test_add ("/schema/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("as-declared", test_as_declared, NULL);
  ADD ("stays", test_stays, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (older); i++)
    {
      g_autofree char *path = g_strdup_printf ("/schema/older/%u", i);
      g_test_add (path, Fixture, older[i], set_up, test_older, tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (newer); i++)
    {
      g_autofree char *path = g_strdup_printf ("/schema/newer/%u", i);
      g_test_add (path, Fixture, newer[i], set_up, test_newer, tear_down);
    }
  ADD ("summaries-made-anew", test_summaries_made_anew, NULL);

  return g_test_run ();
}
