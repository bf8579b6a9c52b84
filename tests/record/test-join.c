/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two files of one person become one and two again: nothing of either is lost, changed or made invalid, and nothing is
 * in a file where nobody put it. */

#include "record-fixture.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ek-error.h"
#include "ek-join.h"
#include "ek-json.h"
#include "ek-notice.h"

#define SYSTEM "urn:test:number"

static EkRecord *
person (Fixture *fixture, const char *name, const char *sex, const char *birth_date, const char *number)
{
  g_autoptr (GError) error = NULL;
  EkRecord *patient = ek_record_new (&ek_patient_type, NULL);

  ek_record_set_text (patient, EK_PATIENT_NAME, name);
  ek_record_set_text (patient, EK_PATIENT_SEX, sex);
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, birth_date);
  if (number != NULL)
    {
      g_autofree char *text = g_strdup_printf ("[{\"system\":\"" SYSTEM "\",\"value\":\"%s\"}]", number);
      g_autoptr (JsonNode) node = ek_json_parse (text, -1, &EK_JSON_DEFAULT, &error);

      ek_record_set_json (patient, EK_PATIENT_IDENTIFIERS, node);
    }
  ek_store_save (fixture->store, patient, &error);
  g_assert_no_error (error);

  return patient;
}

static EkRecord *
add (Fixture *fixture, const EkRecordType *type, const char *patient_id, ...)
{
  g_autoptr (GError) error = NULL;
  EkRecord *record = ek_record_new (type, patient_id);
  va_list list;
  int field;

  va_start (list, patient_id);
  while ((field = va_arg (list, int)) >= 0)
    {
      const char *value = va_arg (list, const char *);

      if (type->fields[field].kind == EK_FIELD_INSTANT)
        ek_record_set_instant (record, field, FIXTURE_NOW, 480);
      else
        ek_record_set_text (record, field, value);
    }
  va_end (list);
  ek_store_save (fixture->store, record, &error);
  g_assert_no_error (error);

  return record;
}

static EkRecord *
add_risk (Fixture *fixture, const char *patient_id, const char *level, const char *source)
{
  return add (fixture, &ek_risk_type, patient_id, EK_RISK_LEVEL, level, EK_RISK_RAISED, "", EK_RISK_STATUS, "open",
              EK_RISK_SOURCE, source, -1);
}

static EkRecord *
add_form (Fixture *fixture, const char *patient_id, const char *status)
{
  return add (fixture, &ek_assessment_type, patient_id, EK_ASSESSMENT_INSTRUMENT, "phq9", EK_ASSESSMENT_VERSION, "1",
              EK_ASSESSMENT_TAKEN, "", EK_ASSESSMENT_STATUS, status, -1);
}

static EkRecord *
add_plan (Fixture *fixture, const char *patient_id, const char *note, gboolean sign)
{
  g_autoptr (GError) error = NULL;
  EkRecord *plan = add (fixture, &ek_plan_type, patient_id, EK_PLAN_STATUS, sign ? "signed" : "draft", EK_PLAN_NOTE,
                        note, -1);

  if (sign)
    ek_store_sign (fixture->store, plan, "author", &error);
  g_assert_no_error (error);

  return plan;
}

static EkRecord *
add_schedule (Fixture *fixture, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  EkRecord *schedule = ek_record_new (&ek_schedule_type, patient_id);

  ek_record_set_text (schedule, EK_SCHEDULE_KIND, "instrument");
  ek_record_set_text (schedule, EK_SCHEDULE_SUBJECT, "phq9");
  ek_record_set_text (schedule, EK_SCHEDULE_FIRST, "2026-09-01");
  ek_record_set_text (schedule, EK_SCHEDULE_STATUS, "active");
  ek_record_set_int (schedule, EK_SCHEDULE_INTERVAL, 14);
  ek_store_save (fixture->store, schedule, &error);
  g_assert_no_error (error);

  return schedule;
}

static char *
join (Fixture *fixture, EkRecord *kept, EkRecord *other)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkJoinLook) look = ek_join_look (fixture->store, ek_record_get_id (kept), ek_record_get_id (other),
                                              &error);
  char *id;

  g_assert_no_error (error);
  id = ek_join_files (fixture->store, look, "one person by her identity card", TRUE, &error);
  g_assert_no_error (error);

  return id;
}

static void
part (Fixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkPartLook) look = ek_part_look (fixture->store, id, &error);

  g_assert_no_error (error);
  ek_part_files (fixture->store, look, "two persons after all", &error);
  g_assert_no_error (error);
}

static guint
count_of (Fixture *fixture, const EkRecordType *type, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = ek_store_list (fixture->store, type, patient_id, &error);

  g_assert_no_error (error);
  return records->len;
}

static EkPatientRow *
row_of (Fixture *fixture, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  EkPatientRow *row = ek_store_load_patient_row (fixture->store, patient_id, &error);

  g_assert_no_error (error);
  return row;
}

static gboolean
all_signatures_valid (Fixture *fixture, EkRecord *record, guint *n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = ek_store_list_signatures (fixture->store, record, &error);
  gboolean valid = TRUE;

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    valid &= ((EkSignature *) list->pdata[i])->valid;
  *n = list->len;

  return valid;
}

static void
append_record (Fixture *fixture, EkRecord *record, GString *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) revisions = ek_store_list_revisions (fixture->store, ek_record_get_record_type (record),
                                                             ek_record_get_id (record), &error);
  g_autofree char *state = NULL;
  guint n;

  g_assert_no_error (error);
  for (guint i = 0; i < revisions->len; i++)
    {
      g_autoptr (JsonNode) node = ek_record_to_json (revisions->pdata[i]);
      g_autofree char *json = ek_json_canonical (node);

      g_string_append_printf (text, "%s\n", json);
    }
  state = ek_store_sync_state (fixture->store, ek_record_get_id (record), NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (all_signatures_valid (fixture, record, &n));
  g_string_append_printf (text, "%u signatures, %s\n", n, state);
}

/* Everything there is to know of a file: each record in every revision, its signatures and where it stands in the
 * exchange; what the list shows of the patient. */
static char *
everything_of (Fixture *fixture, EkRecord *patient)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const EkRecordType *const *types = ek_record_types ();
  const char *id = ek_record_get_id (patient);
  EkPatientRow *row = row_of (fixture, id);

  for (guint t = 0; types[t] != NULL; t++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) records = ek_store_list (fixture->store, types[t], id, &error);

      g_assert_no_error (error);
      for (guint i = 0; i < records->len; i++)
        append_record (fixture, records->pdata[i], text);
    }
  g_string_append_printf (text, "%s %s %s %s %s %s %s\n", row->id, row->name, row->sex, row->birth_date,
                          row->identifier, row->tier, row->sync_state);
  ek_patient_row_free (row);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
fill_file (Fixture *fixture, EkRecord *patient, EkRandom *random)
{
  const EkRecordType *const *types = ek_record_types ();

  for (guint n = 0; n < 60; n++)
    {
      const EkRecordType *type = types[ek_random_range (random, 0, 100) % 19];
      g_autoptr (EkRecord) record = NULL;
      g_autoptr (GError) error = NULL;
      gboolean saved = TRUE;

      if (type == NULL || type == &ek_patient_type)
        continue;
      record = ek_record_new (type, ek_record_get_id (patient));
      for (int revision = ek_random_range (random, 1, 3); saved && revision > 0; revision--)
        {
          fill_record (record, random, revision % 2 == 0);
          if (type == &ek_encounter_type)
            ek_record_set_text (record, EK_ENCOUNTER_CLINICIAN, "another");
          saved = ek_store_save (fixture->store, record, &error);
          /* Dates at random may contradict each other: then there is no such record, or no such change. */
          if (!saved)
            g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
        }
      if (!saved)
        continue;
      if (type->flags & EK_RECORD_SIGNED && ek_random_range (random, 0, 1) == 0)
        ek_store_sign (fixture->store, record, "author", &error);
      g_assert_no_error (error);
    }
}

static guint
records_in (Fixture *fixture, const char *patient_id)
{
  const EkRecordType *const *types = ek_record_types ();
  guint n = 0;

  for (guint t = 0; types[t] != NULL; t++)
    if (types[t] != &ek_patient_type)
      n += count_of (fixture, types[t], patient_id);

  return n;
}

/* Whatever is in two files: joined, everything of both is in one, by whichever patient it is asked for; parted, both
 * are to the letter what they were. */
static void
test_model (Fixture *fixture, gconstpointer data)
{
  for (guint64 seed = 1; seed <= 8; seed++)
    {
      g_autoptr (EkRandom) random = ek_random_new (seed);
      g_autofree char *number = g_strdup_printf ("A%" G_GUINT64_FORMAT, seed);
      g_autofree char *other_number = g_strdup_printf ("B%" G_GUINT64_FORMAT, seed);
      g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990-02-03", number);
      g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990-02-03", other_number);
      g_autofree char *before = NULL, *other_before = NULL, *after = NULL, *other_after = NULL, *id = NULL;
      guint n, n_other;

      fill_file (fixture, kept, random);
      fill_file (fixture, other, random);
      before = everything_of (fixture, kept);
      other_before = everything_of (fixture, other);
      n = records_in (fixture, ek_record_get_id (kept));
      n_other = records_in (fixture, ek_record_get_id (other));
      g_assert_cmpuint (n, >, 10);
      g_assert_cmpuint (n_other, >, 10);

      id = join (fixture, kept, other);
      g_assert_cmpuint (records_in (fixture, ek_record_get_id (kept)), ==, n + n_other);
      g_assert_cmpuint (records_in (fixture, ek_record_get_id (other)), ==, n + n_other);
      g_free (everything_of (fixture, kept)); /* asserts that every signature of the joined file holds */
      fixture_reopen (fixture);
      part (fixture, id);

      after = everything_of (fixture, kept);
      other_after = everything_of (fixture, other);
      g_assert_cmpstr (after, ==, before);
      g_assert_cmpstr (other_after, ==, other_before);
    }
}

/* The list shows one person, with the gravest of the dangers of both; names and numbers of both find that one. */
static void
test_one_person (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "林黛玉", "A17", "B99", "Lin Daiyu", "linxiang" };
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990-02-03", "A17");
  g_autoptr (EkRecord) other = person (fixture, "林香", "female", "1990-02-03", "B99");
  g_autoptr (EkRecord) risk = add_risk (fixture, ek_record_get_id (kept), "low", NULL);
  g_autoptr (EkRecord) grave = add_risk (fixture, ek_record_get_id (other), "high", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EkPatientRows) all = NULL;
  g_autofree char *id = join (fixture, kept, other);
  g_autofree char *carrier = NULL;
  EkPatientRow *row;

  all = ek_store_list_patients (fixture->store, NULL, &error);
  g_assert_cmpuint (ek_patient_rows_length (all), ==, 1);
  g_assert_cmpstr (ek_patient_rows_get (all, 0)->tier, ==, "high");
  g_assert_cmpuint (count_of (fixture, &ek_patient_type, NULL), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (EkPatientRows) found = ek_store_find_patients (fixture->store, words[i], 0, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (ek_patient_rows_length (found), ==, 1);
      g_assert_cmpstr (ek_patient_rows_get (found, 0)->id, ==, ek_record_get_id (kept));
    }
  row = row_of (fixture, ek_record_get_id (other));
  g_assert_cmpstr (row->id, ==, ek_record_get_id (kept));
  ek_patient_row_free (row);
  carrier = ek_store_find_identifier (fixture->store, SYSTEM, "B99", &error);
  g_assert_cmpstr (carrier, ==, ek_record_get_id (other));

  /* and after every summary was made anew */
  fixture_exec (fixture, "UPDATE store_setting SET value = 'old' WHERE name = 'summary'");
  fixture_reopen (fixture);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient_summary"), ==, 1);
  row = row_of (fixture, ek_record_get_id (kept));
  g_assert_cmpstr (row->tier, ==, "high");
  ek_patient_row_free (row);

  part (fixture, id);
  row = row_of (fixture, ek_record_get_id (kept));
  g_assert_cmpstr (row->tier, ==, "low");
  ek_patient_row_free (row);
  row = row_of (fixture, ek_record_get_id (other));
  g_assert_cmpstr (row->id, ==, ek_record_get_id (other));
  g_assert_cmpstr (row->tier, ==, "high");
  ek_patient_row_free (row);
}

/* The state of the exchange in the list counts what is filed under either, also while it moves on. */
static void
test_exchange_state (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autofree char *id = NULL;
  EkPatientRow *row;

  fixture_exec (fixture, "DELETE FROM outbox");
  id = join (fixture, kept, other);
  g_clear_object (&other);
  fixture_exec (fixture,
                "INSERT INTO outbox (record_id, record_type, patient_id, revision, queued_ms) "
                "SELECT former, 'task', former, 1, 0 FROM patient_join");
  g_assert_cmpint (fixture_count (fixture, "SELECT waiting FROM patient_summary"), ==, 1);
  fixture_exec (fixture, "UPDATE outbox SET state = 'conflict'");
  row = row_of (fixture, ek_record_get_id (kept));
  g_assert_cmpstr (row->sync_state, ==, "conflict");
  ek_patient_row_free (row);
  fixture_exec (fixture, "DELETE FROM outbox");
  fixture_exec (fixture,
                "INSERT INTO sync_map (record_id, record_type, patient_id, revision, confirmed_ms) "
                "SELECT 'x', 'task', former, 1, 0 FROM patient_join");
  row = row_of (fixture, ek_record_get_id (kept));
  g_assert_cmpstr (row->sync_state, ==, "confirmed");
  ek_patient_row_free (row);
  fixture_exec (fixture, "DELETE FROM sync_map");
  row = row_of (fixture, ek_record_get_id (kept));
  g_assert_cmpstr (row->sync_state, ==, "local");
  ek_patient_row_free (row);
}

static gboolean
has_field (EkJoinLook *look, int field)
{
  for (guint i = 0; i < look->fields->len; i++)
    if (g_array_index (look->fields, EkJoinField, i).field == field)
      return TRUE;

  return FALSE;
}

static EkJoinField *
field_of (EkJoinLook *look, int field)
{
  guint i = 0;

  g_assert_true (has_field (look, field));
  while (g_array_index (look->fields, EkJoinField, i).field != field)
    i++;

  return &g_array_index (look->fields, EkJoinField, i);
}

/* What the kept file has stays, what it lacks is filled, a person may choose otherwise; parted, it is as before, but
 * for what somebody changed since, which is asked. */
static void
test_details (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990-02-03", NULL);
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", NULL, "1990-02", "B1");
  g_autoptr (EkRecord) joined = NULL, parted = NULL, former = NULL;
  g_autoptr (EkJoinLook) look = NULL;
  g_autoptr (EkPartLook) part_look = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  const char *kept_id = ek_record_get_id (kept);

  ek_record_set_text (kept, EK_PATIENT_PHONE, "111");
  ek_record_set_text (kept, EK_PATIENT_JOB, "turner");
  ek_record_set_text (other, EK_PATIENT_PHONE, "222");
  ek_record_set_text (other, EK_PATIENT_JOB, "nurse");
  ek_record_set_text (other, EK_PATIENT_ADDRESS, "B street");
  ek_record_set_text (other, EK_PATIENT_EMPLOYER, "B works");
  g_assert_true (ek_store_save (fixture->store, kept, &error));
  g_assert_true (ek_store_save (fixture->store, other, &error));

  look = ek_join_look (fixture->store, kept_id, ek_record_get_id (other), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (look->contradictions->len, ==, 0);
  g_assert_false (has_field (look, EK_PATIENT_NAME));
  g_assert_false (has_field (look, EK_PATIENT_SEX));
  g_assert_false (has_field (look, EK_PATIENT_IDENTIFIERS));
  g_assert_true (field_of (look, EK_PATIENT_PHONE)->differs);
  g_assert_false (field_of (look, EK_PATIENT_PHONE)->take_other);
  g_assert_false (field_of (look, EK_PATIENT_ADDRESS)->differs);
  g_assert_true (field_of (look, EK_PATIENT_ADDRESS)->take_other);
  field_of (look, EK_PATIENT_JOB)->take_other = TRUE;
  id = ek_join_files (fixture->store, look, "seen", FALSE, &error);
  g_assert_no_error (error);

  joined = ek_store_load (fixture->store, &ek_patient_type, kept_id, &error);
  g_assert_cmpstr (ek_record_get_text (joined, EK_PATIENT_PHONE), ==, "111");
  g_assert_cmpstr (ek_record_get_text (joined, EK_PATIENT_JOB), ==, "nurse");
  g_assert_cmpstr (ek_record_get_text (joined, EK_PATIENT_ADDRESS), ==, "B street");
  g_assert_cmpstr (ek_record_get_text (joined, EK_PATIENT_BIRTH_DATE), ==, "1990-02-03");
  ek_record_set_text (joined, EK_PATIENT_EMPLOYER, "a third place");
  g_assert_true (ek_store_save (fixture->store, joined, &error));

  part_look = ek_part_look (fixture->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (part_look->fields->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const EkPartField *one = &g_array_index (part_look->fields, EkPartField, i);

      g_assert_cmpint (one->changed_later, ==, one->field == EK_PATIENT_EMPLOYER);
      g_assert_cmpint (one->restore, ==, one->field != EK_PATIENT_EMPLOYER);
    }
  g_assert_true (ek_part_files (fixture->store, part_look, "two", &error));
  parted = ek_store_load (fixture->store, &ek_patient_type, kept_id, &error);
  former = ek_store_load (fixture->store, &ek_patient_type, ek_record_get_id (other), &error);
  g_assert_cmpstr (ek_record_get_text (parted, EK_PATIENT_JOB), ==, "turner");
  g_assert_null (ek_record_get_text (parted, EK_PATIENT_ADDRESS));
  g_assert_cmpstr (ek_record_get_text (parted, EK_PATIENT_EMPLOYER), ==, "a third place");
  g_assert_true (ek_record_equal_values (former, other));
  g_assert_cmpint (ek_record_get_revision (former), ==, ek_record_get_revision (other));
}

static void
place (EkPartLook *look, EkRecord *record, gboolean expected, int wanted)
{
  for (guint i = 0; i < look->records->len; i++)
    {
      EkPartRecord *one = look->records->pdata[i];

      if (strcmp (ek_record_get_id (one->record), ek_record_get_id (record)) != 0)
        continue;
      g_assert_cmpint (one->to_former, ==, expected);
      if (wanted >= 0)
        ek_part_look_place (look, i, wanted);
      return;
    }
  g_assert_not_reached ();
}

/* What was written since stays, but for what hangs on a record of the part that goes; a person may say otherwise; a
 * signature given meanwhile holds wherever it goes, and the hospital is told of what moved. */
static void
test_written_since (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990", NULL);
  const char *kept_id = ek_record_get_id (kept), *other_id = ek_record_get_id (other);
  g_autoptr (EkRecord) form = add_form (fixture, other_id, "completed");
  g_autofree char *id = join (fixture, kept, other);
  g_autoptr (EkRecord) note = add (fixture, &ek_event_type, kept_id, EK_EVENT_KIND, "life", EK_EVENT_TEXT,
                                   "moved house", EK_EVENT_STARTED, "2026", -1);
  g_autoptr (EkRecord) risk = add_risk (fixture, kept_id, "high", ek_record_get_id (form));
  g_autoptr (EkRecord) late = add_form (fixture, other_id, "completed"); /* a window that was open meanwhile */
  g_autoptr (EkRecord) plan = add_plan (fixture, kept_id, "sleep", TRUE);
  g_autoptr (EkRecord) stays = add_plan (fixture, kept_id, "work", TRUE);
  g_autoptr (EkRecord) task = add (fixture, &ek_task_type, kept_id, EK_TASK_TEXT, "ring", EK_TASK_STATUS, "requested",
                                   EK_TASK_OWNER_NAME, "林静", EK_TASK_DUE, "2026-10-01", EK_TASK_BASED_ON,
                                   ek_record_get_id (plan), -1);
  g_autoptr (EkPartLook) look = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;
  guint n;

  g_assert_cmpstr (ek_record_get_patient_id (late), ==, kept_id);
  g_assert_cmpstr (ek_record_get_filed_id (late), ==, other_id);
  sql = g_strdup_printf ("INSERT INTO sync_map (record_id, record_type, patient_id, revision, confirmed_ms) "
                         "VALUES ('%s', 'plan', '%s', 1, 0)",
                         ek_record_get_id (plan), kept_id);
  fixture_exec (fixture, "DELETE FROM outbox");
  fixture_exec (fixture, sql);

  look = ek_part_look (fixture->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (look->records->len, ==, 6);
  place (look, note, FALSE, -1);
  place (look, risk, TRUE, -1);
  place (look, late, TRUE, -1);
  place (look, stays, FALSE, -1);
  place (look, task, FALSE, -1);
  place (look, plan, FALSE, TRUE);
  place (look, task, TRUE, -1); /* hangs on the plan */
  g_assert_true (ek_part_files (fixture->store, look, "two", &error));

  g_assert_cmpuint (count_of (fixture, &ek_event_type, kept_id), ==, 1);
  g_assert_cmpuint (count_of (fixture, &ek_risk_type, kept_id), ==, 0);
  g_assert_cmpuint (count_of (fixture, &ek_risk_type, other_id), ==, 1);
  g_assert_cmpuint (count_of (fixture, &ek_assessment_type, other_id), ==, 2);
  g_assert_cmpuint (count_of (fixture, &ek_plan_type, kept_id), ==, 1);
  g_assert_cmpuint (count_of (fixture, &ek_plan_type, other_id), ==, 1);
  g_assert_cmpuint (count_of (fixture, &ek_task_type, other_id), ==, 1);
  g_assert_true (all_signatures_valid (fixture, plan, &n) && n == 1);
  g_assert_true (all_signatures_valid (fixture, stays, &n) && n == 1);
  g_free (sql);
  sql = g_strdup_printf ("SELECT count (*) FROM outbox WHERE record_id = '%s' AND patient_id = '%s'",
                         ek_record_get_id (plan), other_id);
  g_assert_cmpint (fixture_count (fixture, sql), ==, 1);

  /* a plan that was carried over by anybody else is not what was signed */
  g_free (sql);
  sql = g_strdup_printf ("UPDATE plan SET patient_id = '%s' WHERE id = '%s'", other_id, ek_record_get_id (stays));
  fixture_exec (fixture, sql);
  g_assert_false (all_signatures_valid (fixture, stays, &n));
}

/* A joining makes no signature valid that was not, and no movement pass as one. */
static void
test_moved_otherwise (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) plan = add_plan (fixture, ek_record_get_id (other), "hers", TRUE);
  g_autofree char *sql = NULL;
  guint n;

  g_free (join (fixture, kept, other));
  g_assert_true (all_signatures_valid (fixture, plan, &n) && n == 1);
  sql = g_strdup_printf ("UPDATE plan SET patient_id = '%s'", ek_record_get_id (kept));
  fixture_exec (fixture, sql);
  g_assert_false (all_signatures_valid (fixture, plan, &n));
}

static void
assert_not_joined (Fixture *fixture, EkJoinLook *look, const char *reason, gboolean confirmed, int code)
{
  g_autoptr (GError) error = NULL;
  gint64 n = fixture_count (fixture, "SELECT count (*) FROM patient_join");
  gint64 n_audited = fixture_count (fixture, "SELECT count (*) FROM audit");

  g_assert_null (ek_join_files (fixture->store, look, reason, confirmed, &error));
  g_assert_error (error, EK_ERROR, code);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient_join"), ==, n);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient_joined"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM audit"), ==, n_audited);
}

/* What makes one person unlikely, and what does not. */
static void
test_contradictions (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name, *sex, *birth_date, *number;
    const char *contradicts;
  } cases[] = {
    { "林黛玉", "female", "1990-02-03", "A1", "" },
    { "Lin Daiyu", "female", "1990-02-03", "A2", "" },
    { "DAIYU LIN", "unknown", "1990-02", "A3", "" },
    { "林 黛玉", NULL, NULL, NULL, "" },
    { "林黛钰", "female", "1990-02-03", NULL, "name" },
    { "Wang Wei", "female", "1990-02-03", NULL, "name" },
    { "林黛玉", "male", "1990-02-03", NULL, "sex" },
    { "林黛玉", "female", "1990-02-04", NULL, "birth-date" },
    { "林黛玉", "female", "1990-02-03", "11010119900203002X", "number" },
    { "王伟", "male", "1991", "11010519491231002X", "name birth-date sex number" },
  };
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990-02-03", "110101199002030021");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkRecord) other = person (fixture, cases[i].name, cases[i].sex, cases[i].birth_date, cases[i].number);
      g_autoptr (GError) error = NULL;
      g_autoptr (EkJoinLook) look = ek_join_look (fixture->store, ek_record_get_id (kept), ek_record_get_id (other),
                                                  &error);
      g_autofree char *found = NULL;

      g_assert_no_error (error);
      g_ptr_array_add (look->contradictions, NULL);
      found = g_strjoinv (" ", (char **) look->contradictions->pdata);
      g_ptr_array_remove_index (look->contradictions, look->contradictions->len - 1);
      g_assert_cmpstr (found, ==, cases[i].contradicts);
      if (*cases[i].contradicts != '\0')
        assert_not_joined (fixture, look, "seen", FALSE, EK_ERROR_INVALID);
    }
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) invented = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkJoinLook) look = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  const char *kept_id = ek_record_get_id (kept), *other_id = ek_record_get_id (other);

  ek_record_set_int (invented, EK_PATIENT_DEMONSTRATION, TRUE);
  g_assert_true (ek_store_save (fixture->store, invented, &error));
  g_assert_null (ek_join_look (fixture->store, kept_id, kept_id, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (ek_join_look (fixture->store, kept_id, ek_record_get_id (invented), &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (ek_join_look (fixture->store, kept_id, "00000000-0000-4000-8000-000000000000", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_clear_error (&error);

  look = ek_join_look (fixture->store, kept_id, other_id, &error);
  assert_not_joined (fixture, look, " \n", FALSE, EK_ERROR_INCOMPLETE);

  /* somebody corrects the details of one of them while they are looked at */
  ek_record_set_text (other, EK_PATIENT_BIRTH_DATE, "1949");
  g_assert_true (ek_store_save (fixture->store, other, &error));
  assert_not_joined (fixture, look, "seen", FALSE, EK_ERROR_CONFLICT);
  ek_record_set_text (other, EK_PATIENT_BIRTH_DATE, "1990");
  g_assert_true (ek_store_save (fixture->store, other, &error));

  id = join (fixture, kept, other);
  g_assert_null (ek_join_look (fixture->store, other_id, kept_id, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_clear_error (&error);

  /* the details of the former patient are kept as they were; neither can be taken out of the record */
  ek_record_set_text (other, EK_PATIENT_PHONE, "333");
  g_assert_false (ek_store_save (fixture->store, other, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (ek_store_save_received (fixture->store, other, "server", &error));
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient_summary"), ==, 2);
  g_assert_false (ek_store_delete (fixture->store, other, NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (ek_store_delete (fixture->store, kept, NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
}

/* Whoever treats may say whose file is whose; what was done is in the audit of both, by name, with its reason. */
static void
test_audited (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autofree char *id = NULL, *text = NULL;
  g_autoptr (GPtrArray) joins = NULL, entries = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  fixture_become (fixture, EK_ROLE_CASE_MANAGER);
  id = join (fixture, kept, other);
  joins = ek_join_list (fixture->store, ek_record_get_id (other), TRUE, &error);
  g_assert_cmpuint (joins->len, ==, 1);
  g_assert_cmpstr (((EkJoin *) joins->pdata[0])->user_name, ==, "case-manager 测试");
  entries = ek_store_list_audit (fixture->store, ek_record_get_id (kept), 0, 2, &error);
  g_assert_cmpuint (entries->len, ==, 2);
  for (guint i = 0; i < entries->len; i++)
    n += strstr (((EkAuditEntry *) entries->pdata[i])->detail, ": one person by her identity card") != NULL;
  g_assert_cmpuint (n, ==, 2);
  part (fixture, id);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM audit WHERE detail LIKE 'parted from the file %'"),
                   ==, 2);
  g_clear_pointer (&joins, g_ptr_array_unref);
  joins = ek_join_list (fixture->store, ek_record_get_id (other), TRUE, &error);
  g_assert_cmpuint (joins->len, ==, 0);
  g_clear_pointer (&joins, g_ptr_array_unref);
  joins = ek_join_list (fixture->store, ek_record_get_id (kept), FALSE, &error);
  g_assert_cmpuint (joins->len, ==, 1);
  g_assert_cmpstr (((EkJoin *) joins->pdata[0])->parted_reason, ==, "two persons after all");

  /* what was done is neither changed nor taken out */
  text = g_strdup ("DELETE FROM patient_join");
  g_assert_false (ek_database_exec (ek_store_get_database (fixture->store), text, &error));
  g_clear_error (&error);
  g_assert_false (
    ek_database_exec (ek_store_get_database (fixture->store), "UPDATE patient_join SET reason = 'x'", &error));
}

/* What is open or unfinished in both is told before. */
static void
test_told (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *kind, *what;
    guint n_kept, n_other;
  } expected[] = {
    { "open-risk", "high", 0, 1 }, { "open-risk", "low", 1, 0 }, { "active-plan", "plan", 1, 1 },
    { "draft", "plan", 0, 1 },     { "schedule", "phq9", 1, 1 }, { "form", "phq9", 1, 1 },
  };
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkJoinLook) look = NULL;
  g_autoptr (GError) error = NULL;

  g_object_unref (add_risk (fixture, ek_record_get_id (kept), "low", NULL));
  g_object_unref (add_risk (fixture, ek_record_get_id (other), "high", NULL));
  g_object_unref (add_plan (fixture, ek_record_get_id (other), "draft", FALSE));
  for (guint i = 0; i < 2; i++)
    {
      const char *id = ek_record_get_id (i == 0 ? kept : other);

      g_object_unref (add_plan (fixture, id, "signed", TRUE));
      g_object_unref (add_form (fixture, id, "in-progress"));
      g_object_unref (add_form (fixture, id, "completed"));
      g_object_unref (add_schedule (fixture, id));
    }
  look = ek_join_look (fixture->store, ek_record_get_id (kept), ek_record_get_id (other), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (look->told->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      gboolean found = FALSE;

      for (guint t = 0; t < look->told->len; t++)
        {
          const EkJoinTold *told = look->told->pdata[t];

          found |= strcmp (told->kind, expected[i].kind) == 0 && strcmp (told->what, expected[i].what) == 0 &&
            told->n_kept == expected[i].n_kept && told->n_other == expected[i].n_other;
        }
      g_assert_true (found);
    }
}

/* A record that was read before, and one that is new to a window that shows the former file: neither is lost. */
static void
test_written_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) form = add_form (fixture, ek_record_get_id (other), "in-progress");
  g_autoptr (EkRecord) fresh = ek_record_new (&ek_event_type, ek_record_get_id (other));
  g_autoptr (EkStore) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  second = ek_store_open (fixture->vault, &error);
  g_assert_no_error (error);
  id = join (fixture, kept, other);
  ek_record_set_text (form, EK_ASSESSMENT_STATUS, "completed");
  g_assert_true (ek_store_save (second, form, &error));
  ek_record_set_text (fresh, EK_EVENT_KIND, "life");
  ek_record_set_text (fresh, EK_EVENT_TEXT, "typed in the other window");
  ek_record_set_text (fresh, EK_EVENT_STARTED, "2026");
  g_assert_true (ek_store_save (second, fresh, &error));
  g_assert_cmpstr (ek_record_get_patient_id (fresh), ==, ek_record_get_id (kept));
  g_assert_cmpuint (count_of (fixture, &ek_assessment_type, ek_record_get_id (kept)), ==, 1);
  g_assert_cmpuint (count_of (fixture, &ek_event_type, ek_record_get_id (kept)), ==, 1);
  part (fixture, id);
  g_assert_cmpuint (count_of (fixture, &ek_event_type, ek_record_get_id (kept)), ==, 0);
  g_assert_cmpuint (count_of (fixture, &ek_event_type, ek_record_get_id (other)), ==, 1);
}

/* Somebody writes while another looks at what parting means: told, nothing done. */
static void
test_part_conflict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autofree char *id = join (fixture, kept, other);
  g_autoptr (EkRecord) form = NULL;
  g_autoptr (EkPartLook) look = NULL;
  g_autoptr (GError) error = NULL;

  look = ek_part_look (fixture->store, id, &error);
  form = add_form (fixture, ek_record_get_id (kept), "completed");
  g_assert_false (ek_part_files (fixture->store, look, "two", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient_joined"), ==, 2);
  g_clear_pointer (&look, ek_part_look_free);
  look = ek_part_look (fixture->store, id, &error);
  g_assert_false (ek_part_files (fixture->store, look, "", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  part (fixture, id);
  g_assert_false (ek_part_files (fixture->store, look, "two", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
}

/* Three files, one after the other: all lead to the last; the later joining is taken back first. */
static void
test_chain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) first = person (fixture, "林黛玉", "female", "1990", "A1");
  g_autoptr (EkRecord) second = person (fixture, "林黛玉", "female", "1990", "A2");
  g_autoptr (EkRecord) third = person (fixture, "林黛玉", "female", "1990", "A3");
  g_autoptr (EkRecord) form = add_form (fixture, ek_record_get_id (third), "completed");
  g_autofree char *inner = join (fixture, second, third);
  g_autofree char *outer = join (fixture, first, third); /* the file it leads to is meant */
  g_autofree char *file = NULL;
  g_autoptr (GError) error = NULL;

  file = ek_store_file_of (fixture->store, ek_record_get_id (third), &error);
  g_assert_cmpstr (file, ==, ek_record_get_id (first));
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient_summary"), ==, 1);
  g_assert_cmpuint (count_of (fixture, &ek_assessment_type, ek_record_get_id (first)), ==, 1);
  g_assert_null (ek_part_look (fixture->store, inner, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  part (fixture, outer);
  g_free (file);
  file = ek_store_file_of (fixture->store, ek_record_get_id (third), &error);
  g_assert_cmpstr (file, ==, ek_record_get_id (second));
  g_assert_cmpuint (count_of (fixture, &ek_assessment_type, ek_record_get_id (first)), ==, 0);
  g_assert_cmpuint (count_of (fixture, &ek_assessment_type, ek_record_get_id (second)), ==, 1);
  part (fixture, inner);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient_summary"), ==, 3);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient_joined"), ==, 0);
}

static guint
open_notices (Fixture *fixture, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) open = ek_notice_list_open (fixture->store, patient_id, &error);

  g_assert_no_error (error);
  return open->len;
}

static void
ask (Fixture *fixture, EkRecord *one, EkRecord *other, const char *why)
{
  g_autofree char *text = g_strdup_printf ("{\"why\":\"%s\"}", why);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) detail = ek_json_parse (text, -1, &EK_JSON_DEFAULT, &error);

  ek_notice_raise (fixture->store, ek_record_get_id (one), "possible-duplicate", ek_record_get_id (other), detail,
                   &error);
  g_assert_no_error (error);
}

/* Whether two are one is asked until a person has said it, and then no more. */
static void
test_asked_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) one = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) third = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  ask (fixture, one, other, "name");
  ask (fixture, other, one, "name");
  ask (fixture, one, third, "name");
  g_assert_cmpuint (open_notices (fixture, NULL), ==, 3);
  g_assert_false (ek_join_set_distinct (fixture->store, ek_record_get_id (one), ek_record_get_id (other), "", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_true (
    ek_join_set_distinct (fixture->store, ek_record_get_id (other), ek_record_get_id (one), "two sisters", &error));
  g_assert_cmpuint (open_notices (fixture, NULL), ==, 1);
  ask (fixture, one, other, "number");
  ask (fixture, other, one, "number");
  g_assert_cmpuint (open_notices (fixture, NULL), ==, 1);

  id = join (fixture, one, third);
  g_assert_cmpuint (open_notices (fixture, NULL), ==, 0);
  ask (fixture, one, third, "number");
  ask (fixture, third, one, "number");
  g_assert_cmpuint (open_notices (fixture, NULL), ==, 0);
  part (fixture, id);
  ask (fixture, one, third, "phone");
  g_assert_cmpuint (open_notices (fixture, NULL), ==, 0);

  /* who were two are one when a person says so later */
  g_free (join (fixture, one, other));
  g_assert_false (
    ek_join_set_distinct (fixture->store, ek_record_get_id (one), ek_record_get_id (other), "no", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
}

/* Killed before the end: as if it had never begun. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990", "A1");
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990", "A2");
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n, broken_at;
  int status;
  pid_t child;

  g_object_unref (add_risk (fixture, ek_record_get_id (other), "high", NULL));
  before = everything_of (fixture, other);
  child = fork ();
  if (child == 0)
    {
      g_autoptr (EkStore) store = ek_store_open (fixture->vault, NULL);
      g_autoptr (EkJoinLook) look = NULL;

      if (store == NULL || !ek_store_begin (store, NULL))
        _exit (1);
      look = ek_join_look (store, ek_record_get_id (kept), ek_record_get_id (other), NULL);
      if (look == NULL || ek_join_files (store, look, "seen", TRUE, NULL) == NULL)
        _exit (1);
      kill (getpid (), SIGKILL);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  fixture_reopen (fixture);
  after = everything_of (fixture, other);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient_join"), ==, 0);
  g_assert_true (ek_audit_verify (ek_store_get_database (fixture->store), &n, &broken_at, &error));
  g_assert_cmpint (broken_at, ==, 0);
  g_free (join (fixture, kept, other));
}

/* A vault that was made before there was anything to join, by a program that counted its versions otherwise. */
static void
test_older_vault (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990", "A1");
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990", "A2");

  fixture_exec (fixture,
                "DROP TABLE patient_join; DROP TABLE patient_joined; DROP TABLE patient_moved; "
                "DROP TABLE patient_distinct");
  fixture_reopen (fixture);
  g_free (join (fixture, kept, other));
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM patient_summary"), ==, 1);
}

/* A number of the former patient that was also written into the joined file is hers again when they are parted. */
static void
test_number_goes_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990", "A1");
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990", "A2");
  g_autofree char *id = join (fixture, kept, other);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) both = ek_json_parse ("[{\"system\":\"" SYSTEM "\",\"value\":\"A1\"},"
                                             "{\"system\":\"" SYSTEM "\",\"value\":\"A2\"}]",
                                             -1, &EK_JSON_DEFAULT, &error);
  g_autoptr (EkRecord) parted = NULL;
  g_autofree char *carrier = NULL;

  ek_record_set_json (kept, EK_PATIENT_IDENTIFIERS, both);
  g_assert_true (ek_store_save (fixture->store, kept, &error));
  part (fixture, id);
  carrier = ek_store_find_identifier (fixture->store, SYSTEM, "A2", &error);
  g_assert_cmpstr (carrier, ==, ek_record_get_id (other));
  parted = ek_store_load (fixture->store, &ek_patient_type, ek_record_get_id (kept), &error);
  ek_record_set_text (parted, EK_PATIENT_PHONE, "1");
  g_assert_true (ek_store_save (fixture->store, parted, &error));
}

/* What is compared with others counts a joined file as one person, and its own as its own. */
typedef struct {
  GHashTable *patients;
  guint n;
} Others;

static void
note_other (const EkOther *other, gpointer data)
{
  Others *others = data;

  g_hash_table_add (others->patients, g_strdup (other->patient_id));
  others->n++;
}

static void
test_bulk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) kept = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) other = person (fixture, "林黛玉", "female", "1990", NULL);
  g_autoptr (EkRecord) third = person (fixture, "王伟", "male", "1980", NULL);
  EkRecord *all[] = { kept, other, third };
  Others others = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (EkRecord) form = add_form (fixture, ek_record_get_id (all[i]), "completed");

      ek_record_set_real (form, EK_ASSESSMENT_TOTAL, i);
      g_assert_true (ek_store_save (fixture->store, form, &error));
    }
  g_free (join (fixture, kept, other));
  g_assert_true (
    ek_store_read_scores_of_others (fixture->store, ek_record_get_id (third), "phq9", note_other, &others, &error));
  g_assert_cmpuint (others.n, ==, 2);
  g_assert_cmpuint (g_hash_table_size (others.patients), ==, 1);
  g_assert_true (g_hash_table_contains (others.patients, ek_record_get_id (kept)));
  others.n = 0;
  g_assert_true (
    ek_store_read_scores_of_others (fixture->store, ek_record_get_id (kept), "phq9", note_other, &others, &error));
  g_assert_cmpuint (others.n, ==, 1);
  g_hash_table_unref (others.patients);
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

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*func) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/join/model", test_model },
    { "/join/one-person", test_one_person },
    { "/join/exchange-state", test_exchange_state },
    { "/join/details", test_details },
    { "/join/written-since", test_written_since },
    { "/join/moved-otherwise", test_moved_otherwise },
    { "/join/contradictions", test_contradictions },
    { "/join/refused", test_refused },
    { "/join/audited", test_audited },
    { "/join/told", test_told },
    { "/join/written-meanwhile", test_written_meanwhile },
    { "/join/part-conflict", test_part_conflict },
    { "/join/chain", test_chain },
    { "/join/asked-once", test_asked_once },
    { "/join/killed", test_killed },
    { "/join/older-vault", test_older_vault },
    { "/join/number-goes-back", test_number_goes_back },
    { "/join/bulk", test_bulk },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);

  return g_test_run ();
}
