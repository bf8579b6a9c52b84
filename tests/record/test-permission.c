/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of who may do what, row by row. */

#include "record-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-law.h"
#include "ek-received.h"

typedef enum {
  DIAGNOSE,
  DIAGNOSE_WORK,
  PRESCRIBE,
  TREAT,
  COUNSEL,
  RECORD_OTHERS_SESSION,
  RATE,
  FOLLOW_UP,
  SIGN_REVIEW,
  SIGN_PLAN,
  SIGN_MEDICINE,
  N_DEEDS
} Deed;

static const char *const deed_names[] = { "diagnose",    "diagnose-work",  "prescribe",    "treat",
                                          "counsel",     "others-session", "rate",         "follow-up",
                                          "sign-review", "sign-plan",      "sign-medicine" };

/* In the order of the deeds: y or n. */
static const struct {
  EkRole role;
  const char *may;
} table[] = {
  { EK_ROLE_PSYCHIATRIST, "yyyyyyyyyyy" },
  { EK_ROLE_PSYCHOTHERAPIST, "nnnyyyyyyyn" },
  { EK_ROLE_COUNSELLOR, "nnnnyyyyyyn" },
  { EK_ROLE_OCCUPATIONAL_PHYSICIAN, "nynnyyyyyyn" },
  { EK_ROLE_REHABILITATION_THERAPIST, "nnnnyyyyyyn" },
  { EK_ROLE_CASE_MANAGER, "nnnnyyyyyyn" },
};

static EkRecord *
problem (const char *patient_id, const char *code, const char *text)
{
  EkRecord *record = ek_record_new (&ek_problem_type, patient_id);

  ek_record_set_text (record, EK_PROBLEM_CODE, code);
  ek_record_set_text (record, EK_PROBLEM_TEXT, text);
  return record;
}

static EkRecord *
session (const char *patient_id, const char *therapy, const char *clinician)
{
  EkRecord *record = ek_record_new (&ek_encounter_type, patient_id);

  ek_record_set_text (record, EK_ENCOUNTER_KIND, "session");
  ek_record_set_text (record, EK_ENCOUNTER_THERAPY, therapy);
  ek_record_set_text (record, EK_ENCOUNTER_CLINICIAN, clinician);
  ek_record_set_instant (record, EK_ENCOUNTER_STARTED, FIXTURE_NOW, 480);
  return record;
}

static EkRecord *
plan (const char *patient_id, const char *lines)
{
  EkRecord *record = ek_record_new (&ek_plan_type, patient_id);

  ek_record_set_text (record, EK_PLAN_STATUS, "draft");
  ek_record_set_text (record, EK_PLAN_LINES, lines);
  return record;
}

static EkRecord *
make (Deed deed, const char *patient_id)
{
  EkRecord *record;

  switch (deed)
    {
    case DIAGNOSE:
      return problem (patient_id, "F32.1", "中度抑郁发作");
    case DIAGNOSE_WORK:
      return problem (patient_id, "Z56.6", "其他与工作有关的身体和精神紧张");
    case PRESCRIBE:
      record = ek_record_new (&ek_medicine_type, patient_id);
      ek_record_set_text (record, EK_MEDICINE_NAME, "舍曲林");
      return record;
    case TREAT:
      return session (patient_id, "cbt", NULL);
    case COUNSEL:
      return session (patient_id, "counselling", NULL);
    case RECORD_OTHERS_SESSION:
      return session (patient_id, "cbt", "somebody else");
    case RATE:
      record = ek_record_new (&ek_assessment_type, patient_id);
      ek_record_set_text (record, EK_ASSESSMENT_INSTRUMENT, "phq9");
      ek_record_set_text (record, EK_ASSESSMENT_VERSION, "1");
      ek_record_set_text (record, EK_ASSESSMENT_STATUS, "in-progress");
      ek_record_set_instant (record, EK_ASSESSMENT_TAKEN, FIXTURE_NOW, 480);
      return record;
    case FOLLOW_UP:
      record = ek_record_new (&ek_task_type, patient_id);
      ek_record_set_text (record, EK_TASK_TEXT, "call");
      ek_record_set_text (record, EK_TASK_OWNER_NAME, "x");
      ek_record_set_text (record, EK_TASK_DUE, "2026-10-01");
      ek_record_set_text (record, EK_TASK_STATUS, "requested");
      return record;
    case SIGN_REVIEW:
      record = ek_record_new (&ek_review_type, patient_id);
      ek_record_set_text (record, EK_REVIEW_STATUS, "open");
      ek_record_set_instant (record, EK_REVIEW_HELD, FIXTURE_NOW, 480);
      return record;
    case SIGN_PLAN:
      return plan (patient_id, "[{\"kind\":\"sleep\"},{\"kind\":\"medicine\",\"status\":\"removed\"}]");
    case SIGN_MEDICINE:
      return plan (patient_id, "[{\"kind\":\"sleep\"},{\"kind\":\"medicine\",\"status\":\"proposed\"}]");
    case N_DEEDS:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
do_it (Fixture *fixture, Deed deed, EkRecord *record, GError **error)
{
  if (!ek_store_save (fixture->store, record, error))
    return FALSE;

  return deed < SIGN_REVIEW || ek_store_sign (fixture->store, record, "author", error);
}

static void
test_table (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");

  for (guint row = 0; row < G_N_ELEMENTS (table); row++)
    {
      if (row > 0)
        fixture_become (fixture, table[row].role);
      for (Deed deed = 0; deed < N_DEEDS; deed++)
        {
          g_autoptr (EkRecord) record = make (deed, ek_record_get_id (patient));
          g_autoptr (GError) error = NULL;
          gboolean done = do_it (fixture, deed, record, &error);

          g_test_message ("%s: %s", ek_role_id (table[row].role), deed_names[deed]);
          if (table[row].may[deed] == 'y')
            g_assert_no_error (error);
          else
            g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
          g_assert_true (done == (table[row].may[deed] == 'y'));
        }
    }
}

/* A diagnosis cannot be turned into another by way of a work-related one, nor deleted; what came from outside may
 * come. */
static void
test_detours (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  g_autoptr (EkRecord) diagnosis = problem (ek_record_get_id (patient), "F43.1", "创伤后应激障碍");
  g_autoptr (EkRecord) received = problem (ek_record_get_id (patient), "F51.0", "非器质性失眠症");
  g_autoptr (EkRecord) cbt = session (ek_record_get_id (patient), "cbt", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_store_save (fixture->store, diagnosis, &error));
  g_assert_true (ek_store_save (fixture->store, cbt, &error));
  fixture_become (fixture, EK_ROLE_OCCUPATIONAL_PHYSICIAN);
  ek_record_set_text (diagnosis, EK_PROBLEM_CODE, "Z56.6");
  g_assert_false (ek_store_save (fixture->store, diagnosis, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_false (ek_store_delete (fixture->store, diagnosis, "x", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_true (ek_store_save_received (fixture->store, received, "server", &error));
  g_assert_no_error (error);

  /* A psychiatrist's session may be completed by somebody else, its therapy may not be changed to another. */
  ek_record_set_text (cbt, EK_ENCOUNTER_STATUS, "finished");
  g_assert_true (ek_store_save (fixture->store, cbt, &error));
  ek_record_set_text (cbt, EK_ENCOUNTER_THERAPY, "emdr");
  g_assert_false (ek_store_save (fixture->store, cbt, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
}

/* A diagnosis and a medicine from outside come in by whoever imports them, say so, and are not that person's to change
 * or to remove. */
static void
test_received (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");

  for (guint row = 0; row < G_N_ELEMENTS (table); row++)
    {
      static const Deed received[] = { DIAGNOSE, PRESCRIBE };

      if (row > 0)
        fixture_become (fixture, table[row].role);
      for (guint i = 0; i < G_N_ELEMENTS (received); i++)
        {
          g_autoptr (EkRecord) record = make (received[i], ek_record_get_id (patient));
          const EkRecordType *type = ek_record_get_record_type (record);
          gboolean may = table[row].may[received[i]] == 'y';
          g_autoptr (EkRecord) back = NULL;
          g_autofree char *words = NULL;
          g_autoptr (GError) error = NULL;

          ek_record_set_text (record, ek_received_field (type), "hospital");
          g_assert_true (ek_store_save_received (fixture->store, record, "FHIR file", &error));
          g_assert_no_error (error);
          back = ek_store_load (fixture->store, type, ek_record_get_id (record), &error);
          g_assert_cmpstr (ek_received_from (back), ==, "hospital");
          words = ek_received_words (NULL, ek_received_from (back));
          g_assert_nonnull (strstr (words, "hospital"));
          ek_record_set_text (back, type == &ek_problem_type ? (int) EK_PROBLEM_NOTE : (int) EK_MEDICINE_DOSE_TEXT,
                              "mine");
          g_assert_true (ek_store_save (fixture->store, back, &error) == may);
          g_assert_true (may ? error == NULL : g_error_matches (error, EK_ERROR, EK_ERROR_PERMISSION));
          g_clear_error (&error);
          g_clear_object (&back);
          back = ek_store_load (fixture->store, type, ek_record_get_id (record), &error);
          g_assert_cmpstr (ek_received_from (back), ==, "hospital");
          g_assert_true (ek_store_delete (fixture->store, back, "x", &error) == may);
          g_assert_true (may ? error == NULL : g_error_matches (error, EK_ERROR, EK_ERROR_PERMISSION));
        }
    }
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

/* What the file leaves out, nobody may guess: it is refused whole, and no record is opened without it. */
static void
test_law_file (void)
{
  static const char *const broken[] = {
    "",
    "[]",
    "{}",
    "{\"id\":\"law\",\"version\":\"1\",\"source\":\"x\",\"deeds\":[]}",
  };
  static const struct {
    const char *from, *to;
  } damaged[] = {
    { "\"id\": \"treat\"", "\"id\": \"heal\"" },
    { "\"id\": \"treat\"", "\"id\": \"write\"" },
    { "[\"psychiatrist\", \"psychotherapist\"]", "[\"psychiatrist\", \"healer\"]" },
    { "[\"psychiatrist\", \"psychotherapist\"]", "[]" },
    { "\"prefixes\"", "\"codes\"" },
    { "\"words\": [\"counselling\"", "\"words\": [7" },
    { "\"version\"", "\"edition\"" },
  };
  g_autofree char *directory = g_dir_make_tmp ("ek-law-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "law.json", NULL);
  g_autofree char *own_path = ek_data_path ("knowledge/law.json");
  g_autofree char *own = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkLaw) law = ek_law_load (NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (own_path, &own, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (broken) + G_N_ELEMENTS (damaged); i++)
    {
      g_autoptr (GString) text = g_string_new (i < G_N_ELEMENTS (broken) ? broken[i] : own);
      g_autoptr (GError) told = NULL;

      if (i >= G_N_ELEMENTS (broken))
        g_assert_cmpuint (g_string_replace (text, damaged[i - G_N_ELEMENTS (broken)].from,
                                            damaged[i - G_N_ELEMENTS (broken)].to, 1),
                          ==, 1);
      g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
      g_assert_null (ek_law_load (path, &told));
      g_assert_nonnull (told);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_remove (directory), ==, 0);
}

static void
test_law_words (void)
{
  g_autoptr (EkLaw) law = ek_law_load (NULL, NULL);

  g_assert_true (ek_law_is_work_related (law, "Z56.6"));
  g_assert_true (ek_law_is_work_related (law, "Z73.0"));
  g_assert_false (ek_law_is_work_related (law, "Z73.1"));
  g_assert_false (ek_law_is_work_related (law, NULL));
  g_assert_true (ek_law_is_psychotherapy (law, "emdr"));
  g_assert_true (ek_law_is_psychotherapy (law, "supportive psychotherapy"));
  g_assert_false (ek_law_is_psychotherapy (law, " Counselling "));
  g_assert_false (ek_law_is_psychotherapy (law, "心理咨询"));
  g_assert_false (ek_law_is_psychotherapy (law, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/permission/table", Fixture, NULL, set_up, test_table, tear_down);
  g_test_add ("/permission/received", Fixture, NULL, set_up, test_received, tear_down);
  g_test_add ("/permission/detours", Fixture, NULL, set_up, test_detours, tear_down);

  g_test_add_func ("/permission/law-file", test_law_file);
  g_test_add_func ("/permission/law-words", test_law_words);
  return g_test_run ();
}
