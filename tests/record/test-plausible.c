/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dates that cannot be: one line for each, whoever saves them. The clock stands at 2026-09-21. */

#include "ek-allergy.h"
#include "ek-error.h"
#include "ek-plausible.h"
#include "record-fixture.h"

#define HOUR G_GINT64_CONSTANT (3600000)

typedef struct {
  const char *name;
  const EkRecordType *type;
  int field;
  const char *date;        /* a date; of an instant the date and time */
  int other;               /* −1, or another field … */
  const char *other_value; /* … and its value */
  int code;                /* 0: saved */
} Row;

static const Row rows[] = {
  { "onset", &ek_problem_type, EK_PROBLEM_ONSET, "2020-05", -1, NULL, 0 },
  { "onset-to-come", &ek_problem_type, EK_PROBLEM_ONSET, "2026-09-22", -1, NULL, EK_ERROR_INVALID },
  { "onset-today", &ek_problem_type, EK_PROBLEM_ONSET, "2026-09-21", -1, NULL, 0 },
  { "onset-this-month", &ek_problem_type, EK_PROBLEM_ONSET, "2026-09", -1, NULL, 0 },
  { "onset-next-month", &ek_problem_type, EK_PROBLEM_ONSET, "2026-10", -1, NULL, EK_ERROR_INVALID },
  { "onset-before-birth", &ek_problem_type, EK_PROBLEM_ONSET, "1999-12-31", -1, NULL, EK_ERROR_INVALID },
  { "onset-at-birth", &ek_problem_type, EK_PROBLEM_ONSET, "2000-06-10", -1, NULL, 0 },
  { "onset-in-the-year-of-birth", &ek_problem_type, EK_PROBLEM_ONSET, "2000", -1, NULL, 0 },
  { "ended-before-onset", &ek_problem_type, EK_PROBLEM_ENDED, "2020-04-30", EK_PROBLEM_ONSET, "2020-05",
    EK_ERROR_INVALID },
  { "ended-in-the-month-of-onset", &ek_problem_type, EK_PROBLEM_ENDED, "2020-05-01", EK_PROBLEM_ONSET, "2020-05", 0 },
  { "medicine-to-come", &ek_medicine_type, EK_MEDICINE_STARTED, "2026-10-01", -1, NULL, 0 },
  { "medicine-far-ahead", &ek_medicine_type, EK_MEDICINE_STARTED, "2037", -1, NULL, EK_ERROR_INVALID },
  { "medicine-stopped-first", &ek_medicine_type, EK_MEDICINE_STOPPED, "2026-01-01", EK_MEDICINE_STARTED, "2026-02-01",
    EK_ERROR_INVALID },
  { "allergy-to-come", &ek_allergy_type, EK_ALLERGY_NOTED, "2027", -1, NULL, EK_ERROR_INVALID },
  { "visit", &ek_encounter_type, EK_ENCOUNTER_STARTED, "2026-09-01T10:00:00+08:00", EK_ENCOUNTER_STATUS, "finished",
    0 },
  { "visit-later-today", &ek_encounter_type, EK_ENCOUNTER_STARTED, "2026-09-21T23:30:00Z", EK_ENCOUNTER_STATUS,
    "finished", 0 },
  { "visit-to-come", &ek_encounter_type, EK_ENCOUNTER_STARTED, "2026-09-23T10:00:00Z", EK_ENCOUNTER_STATUS, "finished",
    EK_ERROR_INVALID },
  { "visit-planned", &ek_encounter_type, EK_ENCOUNTER_STARTED, "2026-09-23T10:00:00Z", EK_ENCOUNTER_STATUS, "planned",
    0 },
  { "visit-planned-far-ahead", &ek_encounter_type, EK_ENCOUNTER_STARTED, "2999-01-01T10:00:00Z", EK_ENCOUNTER_STATUS,
    "planned", EK_ERROR_INVALID },
  { "visit-before-birth", &ek_encounter_type, EK_ENCOUNTER_STARTED, "1970-01-01T10:00:00Z", EK_ENCOUNTER_STATUS,
    "finished", EK_ERROR_INVALID },
  { "visit-at-birth-seen-in-utc", &ek_encounter_type, EK_ENCOUNTER_STARTED, "2000-06-09T17:00:00Z", EK_ENCOUNTER_STATUS,
    "finished", 0 },
  { "form-before-birth", &ek_assessment_type, EK_ASSESSMENT_TAKEN, "1999-12-31T10:00:00Z", -1, NULL, EK_ERROR_INVALID },
  { "form-to-come", &ek_assessment_type, EK_ASSESSMENT_TAKEN, "2026-10-31T10:00:00Z", -1, NULL, EK_ERROR_INVALID },
  { "leave-to-come", &ek_event_type, EK_EVENT_STARTED, "2026-10-01", EK_EVENT_KIND, "leave", 0 },
  { "accident-to-come", &ek_event_type, EK_EVENT_STARTED, "2026-10-01", EK_EVENT_KIND, "accident", EK_ERROR_INVALID },
};

static void
set_value (EkRecord *record, int field, const char *value)
{
  gint64 ms;
  int offset;

  if (ek_record_get_record_type (record)->fields[field].kind != EK_FIELD_INSTANT)
    {
      ek_record_set_text (record, field, value);
      return;
    }
  g_assert_true (ek_instant_parse (value, &ms, &offset, NULL));
  ek_record_set_instant (record, field, ms, offset);
}

/* What each type asks for beside its dates. */
static void
fill_required (EkRecord *record)
{
  const EkField *fields = ek_record_get_record_type (record)->fields;

  for (int i = 0; fields[i].name != NULL; i++)
    {
      if (!(fields[i].flags & EK_FIELD_REQUIRED) || ek_record_has (record, i))
        continue;
      if (fields[i].kind == EK_FIELD_INSTANT)
        ek_record_set_instant (record, i, FIXTURE_NOW - HOUR, 0);
      else if (fields[i].kind == EK_FIELD_DATE)
        ek_record_set_text (record, i, "2026-01-01");
      else
        ek_record_set_text (record, i, fields[i].choices != NULL ? fields[i].choices[0].id : "x");
    }
}

static EkRecord *
born (Fixture *fixture, const char *date)
{
  EkRecord *patient = fixture_patient (fixture, "Person");
  g_autoptr (GError) error = NULL;

  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, date);
  ek_store_save (fixture->store, patient, &error);
  g_assert_no_error (error);
  return patient;
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  Fixture fixture = { NULL };
  g_autoptr (EkRecord) patient = NULL;
  g_autoptr (EkRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&fixture);
  patient = born (&fixture, "2000-06-10");
  record = ek_record_new (row->type, ek_record_get_id (patient));
  set_value (record, row->field, row->date);
  if (row->other >= 0)
    set_value (record, row->other, row->other_value);
  fill_required (record);
  g_assert_cmpint (ek_store_save (fixture.store, record, &error), ==, row->code == 0);
  if (row->code != 0)
    g_assert_error (error, EK_ERROR, row->code);
  /* what others sent is kept and told by who received it */
  g_clear_error (&error);
  g_assert_true (row->code == 0 || ek_store_save_received (fixture.store, record, "test", &error));
  g_clear_object (&record);
  g_clear_object (&patient);
  fixture_tear_down (&fixture);
}

static void
test_birth (void)
{
  static const struct {
    const char *date;
    int code;
    gboolean confirmed;
  } births[] = {
    { "1980-05-06", 0, FALSE },           { "2026-09-21", 0, FALSE }, { "2026-09-22", EK_ERROR_INVALID, TRUE },
    { "2080", EK_ERROR_INVALID, TRUE },   { "1906-09-22", 0, FALSE }, { "1906-09-20", EK_ERROR_UNLIKELY, FALSE },
    { "1890", EK_ERROR_UNLIKELY, FALSE }, { "1890", 0, TRUE },
  };
  g_autoptr (EkClock) clock = ek_clock_new_fixed (FIXTURE_NOW, 0);

  for (guint i = 0; i < G_N_ELEMENTS (births); i++)
    {
      g_autoptr (EkRecord) patient = ek_record_new (&ek_patient_type, NULL);
      g_autoptr (GError) error = NULL;

      ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, births[i].date);
      g_assert_cmpint (ek_plausible_check (patient, NULL, NULL, clock, births[i].confirmed, &error), ==,
                       births[i].code == 0);
      g_assert_cmpint (error != NULL ? error->code : 0, ==, births[i].code);
    }
}

/* What lies in a vault already can be opened and changed elsewhere; only a date that is entered now is asked about. */
static void
test_stored_before (void)
{
  Fixture fixture = { NULL };
  g_autoptr (EkRecord) patient = NULL;
  g_autoptr (EkRecord) visit = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&fixture);
  patient = born (&fixture, "2000-06-10");
  visit = ek_record_new (&ek_encounter_type, ek_record_get_id (patient));
  set_value (visit, EK_ENCOUNTER_STARTED, "2026-05-02T10:00:00Z");
  set_value (visit, EK_ENCOUNTER_ENDED, "2026-05-01T10:00:00Z");
  ek_record_set_text (visit, EK_ENCOUNTER_KIND, "visit");
  g_assert_true (ek_store_save_received (fixture.store, visit, "test", &error));
  ek_record_set_text (visit, EK_ENCOUNTER_CLINICIAN, "Dr Gu");
  g_assert_true (ek_store_save (fixture.store, visit, &error));
  g_assert_no_error (error);
  set_value (visit, EK_ENCOUNTER_ENDED, "2026-05-01T11:00:00Z");
  g_assert_false (ek_store_save (fixture.store, visit, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  /* moving the beginning asks about the end again */
  set_value (visit, EK_ENCOUNTER_ENDED, "2026-05-01T10:00:00Z");
  set_value (visit, EK_ENCOUNTER_STARTED, "2026-05-03T10:00:00Z");
  g_assert_false (ek_store_save (fixture.store, visit, NULL));
  set_value (visit, EK_ENCOUNTER_STARTED, "2026-05-01T09:00:00Z");
  g_assert_true (ek_store_save (fixture.store, visit, &error));
  g_clear_object (&visit);
  g_clear_object (&patient);
  fixture_tear_down (&fixture);
}

/* The word that there is no allergy, as codes and as people write it; and what only begins like it. */
static void
test_no_allergy (void)
{
  static const struct {
    const char *system, *code, *words;
    gboolean none, any;
  } said[] = {
    { "http://snomed.info/sct", "716186003", "x", TRUE, TRUE },
    { "http://snomed.info/sct", "409137002", "x", TRUE, FALSE },
    { "http://snomed.info/sct", "91936005", "Allergy to penicillin", FALSE, FALSE },
    { "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "no-known-allergies", NULL, TRUE, TRUE },
    { NULL, NULL, "NKDA", TRUE, FALSE },
    { NULL, NULL, "No Known  Allergies.", TRUE, TRUE },
    { NULL, NULL, "否认药物过敏史", TRUE, FALSE },
    { NULL, NULL, "无过敏史。", TRUE, TRUE },
    { NULL, NULL, "No known reaction to latex, but eggs", FALSE, FALSE },
    { NULL, NULL, "青霉素", FALSE, FALSE },
    { NULL, NULL, NULL, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      gboolean any = FALSE;

      g_assert_cmpint (ek_allergy_means_none (said[i].system, said[i].code, said[i].words, &any), ==, said[i].none);
      g_assert_cmpint (any, ==, said[i].any);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/record/plausible/%s", rows[i].name);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/record/plausible/birth", test_birth);
  g_test_add_func ("/record/plausible/stored-before", test_stored_before);
  g_test_add_func ("/record/plausible/no-allergy", test_no_allergy);
  return g_test_run ();
}
