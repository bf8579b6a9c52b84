/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "care-fixture.h"

#include "ek-assess-declined.h"
#include "ek-battery.h"
#include "ek-facts-gather.h"
#include "ek-file.h"
#include "ek-risk.h"

#include <glib/gstdio.h>
#include <string.h>

/* --- helpers ---------------------------------------------------------------------------------------------------- */

static EkRecord *
start (Care *care, const char *set)
{
  g_autoptr (GError) error = NULL;
  EkRecord *battery = ek_battery_start (care->store, care->knowledge, care->patient, set, &error);

  g_assert_no_error (error);
  return battery;
}

static GPtrArray *
steps_of (Care *care, EkRecord *battery)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *steps = ek_battery_list_steps (care->store, care->catalogue, care->knowledge, battery, &error);

  g_assert_no_error (error);
  return steps;
}

/* "phq9=due gad7=due cssrs_screen=waiting" */
static char *
describe (Care *care, EkRecord *battery)
{
  g_autoptr (GPtrArray) steps = steps_of (care, battery);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    {
      const EkBatteryStep *step = g_ptr_array_index (steps, i);

      g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", step->instrument, ek_battery_state_id (step->state));
    }
  return g_string_free (text, FALSE);
}

#define assert_steps(care, battery, expected)           \
  G_STMT_START                                          \
  {                                                     \
    g_autofree char *steps_ = describe (care, battery); \
    g_assert_cmpstr (steps_, ==, expected);             \
  }                                                     \
  G_STMT_END

static char *
next_of (Care *care, EkRecord *battery)
{
  g_autoptr (GPtrArray) steps = steps_of (care, battery);
  const EkBatteryStep *next = ek_battery_next (steps);

  return g_strdup (next != NULL ? next->instrument : NULL);
}

#define assert_next(care, battery, expected)          \
  G_STMT_START                                        \
  {                                                   \
    g_autofree char *next_ = next_of (care, battery); \
    g_assert_cmpstr (next_, ==, expected);            \
  }                                                   \
  G_STMT_END

static EkRecord *
give (Care *care, EkRecord *battery, const char *instrument)
{
  g_autoptr (GError) error = NULL;
  EkRecord *form = ek_battery_give (care->store, care->catalogue, battery, instrument, "clinician", "zh", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_text (form, EK_ASSESSMENT_BATTERY), ==, ek_record_get_id (battery));
  return form;
}

/* Gives an instrument and answers its items in order; "-" leaves one out. */
static EkRecord *
answer (Care *care, EkRecord *battery, const char *instrument, const char *values)
{
  g_autoptr (GError) error = NULL;
  EkRecord *form = give (care, battery, instrument);
  EkInstrument *definition = ek_catalogue_find (care->catalogue, instrument, NULL);
  g_auto (GStrv) parts = g_strsplit (values, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (JsonNode) value = NULL;

      if (strcmp (parts[i], "-") == 0)
        continue;
      value = care_json (parts[i]);
      g_assert_true (ek_assess_answer (care->store, care->catalogue, form,
                                       ek_item_get_id (ek_instrument_get_item (definition, i)), value, NULL, &error));
      g_assert_no_error (error);
    }
  g_assert_true (ek_assess_complete (care->store, care->catalogue, form, TRUE, &error));
  g_assert_no_error (error);
  return form;
}

static gboolean
finish (Care *care, EkRecord *battery, GError **error)
{
  return ek_battery_finish (care->store, care->catalogue, care->knowledge, battery, error);
}

/* --- the engine ------------------------------------------------------------------------------------------------- */

static void
test_session (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = start (care, "session");
  g_autoptr (EkRecord) phq9 = NULL;
  g_autoptr (EkRecord) gad7 = NULL;

  assert_steps (care, battery, "phq9=due cssrs_screen=waiting gad7=due");
  assert_next (care, battery, "phq9");
  phq9 = answer (care, battery, "phq9", "1 1 1 0 0 0 0 0 0 0");
  assert_steps (care, battery, "phq9=done cssrs_screen=not-needed gad7=due");
  g_assert_false (finish (care, battery, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_assert_nonnull (strstr (error->message, "GAD-7"));
  g_clear_error (&error);
  gad7 = answer (care, battery, "gad7", "1 1 1 0 0 0 0");
  assert_next (care, battery, NULL);
  g_assert_true (finish (care, battery, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_text (battery, EK_BATTERY_STATUS), ==, "completed");
  assert_steps (care, battery, "phq9=done cssrs_screen=not-needed gad7=done");
  g_assert_false (finish (care, battery, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
}

/* A condition is judged by this set's forms only, and by an answer as soon as it is saved. */
static void
test_conditions (Care *care, gconstpointer data)
{
  static const struct {
    const char *set, *first, *answers, *after;
  } cases[] = {
    { "screening", "phq2", "1 1", "phq2=done phq9=not-needed cssrs_screen=waiting gad2=due gad7=waiting" },
    { "screening", "phq2", "1 2", "phq2=done phq9=due cssrs_screen=waiting gad2=due gad7=waiting" },
    { "screening", "phq2", "3 -", "phq2=partial phq9=waiting cssrs_screen=waiting gad2=due gad7=waiting" },
    { "screening", "gad2", "3 3", "phq2=due phq9=waiting cssrs_screen=waiting gad2=done gad7=due" },
    { "session", "phq9", "0 0 0 0 0 0 0 0 1 0", "phq9=done cssrs_screen=due gad7=due" },
    { "session", "phq9", "3 3 3 3 3 3 3 3 - 0", "phq9=partial cssrs_screen=waiting gad7=due" },
  };
  /* An old PHQ-2 and PHQ-9 that would make conditions true. */
  g_autoptr (EkRecord) old = care_give (care, "phq2", "[3,3]", 3);
  g_autoptr (EkRecord) older = care_give_phq9 (care, 20, 3, 3);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkRecord) battery = start (care, cases[i].set);
      g_autoptr (EkRecord) form = answer (care, battery, cases[i].first, cases[i].answers);

      g_test_message ("%s %s", cases[i].set, cases[i].answers);
      assert_steps (care, battery, cases[i].after);
      g_assert_true (ek_battery_stop (care->store, care->catalogue, care->knowledge, battery, "测试结束", &error));
      g_assert_no_error (error);
    }
}

static void
test_condition_while_open (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = start (care, "session");
  g_autoptr (EkRecord) form = give (care, battery, "phq9");
  g_autoptr (JsonNode) two = care_json ("2");

  g_assert_true (ek_assess_answer (care->store, care->catalogue, form, "9", two, NULL, &error));
  g_assert_no_error (error);
  assert_steps (care, battery, "phq9=open cssrs_screen=due gad7=due");
  /* The open form is what goes on. */
  assert_next (care, battery, "phq9");
}

static void
test_reason_of_a_condition (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) battery = start (care, "session");
  g_autoptr (EkRecord) form = answer (care, battery, "phq9", "0 0 0 0 0 0 0 0 0 0");
  g_autoptr (GPtrArray) steps = steps_of (care, battery);
  g_autofree char *en = ek_battery_step_why_not (g_ptr_array_index (steps, 1), "en");
  g_autofree char *zh = ek_battery_step_why_not (g_ptr_array_index (steps, 1), "zh");

  g_assert_cmpstr (en, ==, "Its condition does not hold (PHQ-9 item 9: 0 (2026-11-21))");
  g_assert_nonnull (strstr (zh, "PHQ-9第9题"));
  g_assert_null (ek_battery_step_why_not (g_ptr_array_index (steps, 0), "en"));
}

static void
test_skip_and_include (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = start (care, "session");
  g_autoptr (EkRecord) form = NULL;
  g_autoptr (EkRecord) again = NULL;

  g_assert_false (ek_battery_skip (care->store, care->catalogue, battery, "phq9", " \t　", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_false (ek_battery_skip (care->store, care->catalogue, battery, "pcl5", "no time", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* An open form is declined with the same reason, its answers kept. */
  form = give (care, battery, "phq9");
  g_assert_true (ek_battery_skip (care->store, care->catalogue, battery, "phq9", "患者疲惫", &error));
  g_assert_no_error (error);
  assert_steps (care, battery, "phq9=declined cssrs_screen=waiting gad7=due");
  again = ek_store_load (care->store, &ek_assessment_type, ek_record_get_id (form), &error);
  g_assert_cmpstr (ek_record_get_text (again, EK_ASSESSMENT_STATUS), ==, "declined");
  g_assert_cmpstr (ek_record_get_text (again, EK_ASSESSMENT_REASON), ==, "患者疲惫");
  g_assert_true (ek_battery_skip (care->store, care->catalogue, battery, "gad7", "done last week", &error));
  assert_steps (care, battery, "phq9=declined cssrs_screen=waiting gad7=skipped");
  g_assert_true (ek_battery_include (care->store, battery, "gad7", &error));
  g_assert_true (ek_battery_include (care->store, battery, "cssrs_screen", &error));
  assert_steps (care, battery, "phq9=declined cssrs_screen=due gad7=due");
  g_assert_no_error (error);
}

static const struct {
  const char *reason;
  gboolean refused;
} reasons[] = {
  { "refuses", TRUE },   { "She does not want to", TRUE }, { "患者拒绝", TRUE },
  { "不愿谈论", TRUE },  { "done last week", FALSE },      { "no time", FALSE },
  { "患者疲惫", FALSE },
};

/* What was left out because the patient refused was refused, with its safety questions. */
static void
test_skip_refused (Care *care, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkRecord) battery = start (care, "session");
      g_autoptr (GPtrArray) before = ek_store_list (care->store, &ek_assessment_type, care->patient, NULL);
      g_autoptr (GPtrArray) forms = NULL, risks = NULL;

      g_test_message ("%s", reasons[i].reason);
      g_assert_true (ek_battery_skip (care->store, care->catalogue, battery, "phq9", reasons[i].reason, &error));
      forms = ek_store_list (care->store, &ek_assessment_type, care->patient, NULL);
      g_assert_cmpuint (forms->len, ==, before->len + (reasons[i].refused ? 1 : 0));
      if (reasons[i].refused)
        {
          EkRecord *form = forms->pdata[forms->len - 1];

          g_assert_cmpstr (ek_record_get_text (form, EK_ASSESSMENT_STATUS), ==, "declined");
          g_assert_cmpstr (ek_record_get_text (form, EK_ASSESSMENT_REASON), ==, reasons[i].reason);
        }
      risks = ek_risk_list_open (care->store, care->patient, NULL);
      g_assert_cmpuint (risks->len, ==, 1);
      g_assert_true (ek_battery_stop (care->store, care->catalogue, care->knowledge, battery, "enough", &error));
    }
}

/* One question of a whole form is refused, and the reason kept. */
static void
test_record_declined (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = start (care, "session");
  g_autoptr (JsonNode) wrong = care_json ("[0,0,0,0,0,0,0,0,{\"declined\":\" \"}]");
  g_autoptr (JsonNode) answers = care_json ("[0,0,0,0,0,0,0,0,{\"declined\":\"will not say\"}]");
  g_autoptr (GPtrArray) forms = NULL, risks = NULL;

  g_assert_false (ek_battery_record (care->store, care->catalogue, battery, "phq9", wrong, "clinician", "zh", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  ek_battery_record (care->store, care->catalogue, battery, "phq9", answers, "clinician", "zh", &error);
  g_assert_no_error (error);
  forms = ek_store_list (care->store, &ek_assessment_type, care->patient, NULL);
  g_assert_cmpuint (forms->len, ==, 1);
  g_assert_cmpstr (ek_assess_item_declined (forms->pdata[0], "9"), ==, "will not say");
  g_assert_cmpstr (ek_record_get_text (forms->pdata[0], EK_ASSESSMENT_STATUS), ==, "completed");
  risks = ek_risk_list_open (care->store, care->patient, NULL);
  g_assert_cmpuint (risks->len, ==, 1);
}

static void
test_declined_form (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = start (care, "session");
  g_autoptr (EkRecord) phq9 = give (care, battery, "phq9");
  g_autoptr (EkRecord) gad7 = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autofree char *why = NULL;

  g_assert_true (ek_assess_decline (care->store, care->catalogue, phq9, "does not want to answer", &error));
  gad7 = answer (care, battery, "gad7", "0 0 0 0 0 0 0");
  g_assert_true (finish (care, battery, &error));
  g_assert_no_error (error);
  assert_steps (care, battery, "phq9=declined cssrs_screen=waiting gad7=done");
  steps = steps_of (care, battery);
  why = ek_battery_step_why_not (g_ptr_array_index (steps, 0), "en");
  g_assert_cmpstr (why, ==, "The patient declined: does not want to answer");
}

/* What was withdrawn as entered in error is to be given again. */
static void
test_withdrawn_form (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = start (care, "session");
  g_autoptr (EkRecord) form = answer (care, battery, "gad7", "3 3 3 3 3 3 3");

  g_assert_null (ek_battery_give (care->store, care->catalogue, battery, "gad7", "clinician", "zh", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (ek_assess_withdraw (care->store, form, "wrong patient", &error));
  assert_steps (care, battery, "phq9=due cssrs_screen=waiting gad7=due");
}

/* Killed between any two saves: a new store reads the same state, the open form is the one that goes on. */
static void
test_interruption (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = start (care, "session");
  g_autoptr (EkRecord) form = give (care, battery, "phq9");
  g_autoptr (JsonNode) one = care_json ("1");
  g_autoptr (EkRecord) found = NULL;
  g_autoptr (EkRecord) again = NULL;

  g_assert_true (ek_assess_answer (care->store, care->catalogue, form, "1", one, NULL, &error));
  care_become (care, EK_ROLE_PSYCHOTHERAPIST);
  found = ek_battery_find_open (care->store, care->patient, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_id (found), ==, ek_record_get_id (battery));
  assert_steps (care, found, "phq9=open cssrs_screen=waiting gad7=due");
  again = give (care, found, "phq9");
  g_assert_cmpstr (ek_record_get_id (again), ==, ek_record_get_id (form));
  g_assert_nonnull (ek_record_get_json (again, EK_ASSESSMENT_ANSWERS));
}

static void
test_one_at_a_time (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = start (care, "baseline");

  g_assert_null (ek_battery_start (care->store, care->knowledge, care->patient, "session", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (ek_battery_start (care->store, care->knowledge, care->patient, "nonsense", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (ek_battery_stop (care->store, care->catalogue, care->knowledge, battery, "", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_true (ek_battery_stop (care->store, care->catalogue, care->knowledge, battery, "patient left", &error));
  g_assert_no_error (error);
  {
    g_autoptr (EkRecord) next = start (care, "session");

    g_assert_null (ek_battery_give (care->store, care->catalogue, battery, "phq9", "self", "en", &error));
    g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  }
}

/* The set is kept as it was when it was started. */
static void
test_snapshot (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) battery = start (care, "session");
  g_autofree char *name = ek_battery_name (battery, "zh");

  g_assert_cmpstr (name, ==, "会谈前检查");
  g_assert_cmpstr (ek_record_get_text (battery, EK_BATTERY_VERSION), ==,
                   ek_knowledge_find_battery (care->knowledge, "session")->version);
}

/* Instruments whose text is licensed: left out, or by number; without a key: never. */
static void
test_without_words (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) battery = start (care, "work-burnout");
  g_autoptr (GPtrArray) steps = steps_of (care, battery);
  g_autoptr (GError) error = NULL;
  guint n_checked = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      const EkBatteryStep *step = g_ptr_array_index (steps, i);
      EkInstrument *instrument = ek_catalogue_find (care->catalogue, step->instrument, NULL);

      if (ek_instrument_has_words (instrument))
        continue;
      n_checked++;
      g_assert_cmpint (step->state, ==, EK_BATTERY_STATE_NOT_AVAILABLE);
    }
  g_assert_cmpuint (n_checked, >, 0);
  /* jcq has no key of its own */
  g_assert_cmpuint (ek_instrument_get_n_items (ek_catalogue_find (care->catalogue, "jcq", NULL)), ==, 0);
  g_assert_null (ek_battery_give (care->store, care->catalogue, battery, "jcq", "clinician", "zh", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_UNSUPPORTED);
}

/* --- the knowledge file ----------------------------------------------------------------------------------------- */

static void
test_every_set (Care *care, gconstpointer data)
{
  g_assert_cmpuint (ek_knowledge_get_n_batteries (care->knowledge), >=, 6);
  g_assert_true (ek_knowledge_find_battery (care->knowledge, "baseline")->baseline);
  for (guint i = 0; i < ek_knowledge_get_n_batteries (care->knowledge); i++)
    {
      const EkBatterySet *set = ek_knowledge_get_battery (care->knowledge, i);

      for (guint k = 0; k < set->items->len; k++)
        {
          const EkBatteryItem *item = g_ptr_array_index (set->items, k);

          g_test_message ("%s %s", set->id, item->instrument);
          g_assert_nonnull (ek_catalogue_find (care->catalogue, item->instrument, NULL));
        }
    }
}

static EkKnowledge *
load_with (const char *batteries, GError **error)
{
  static const char *const others[] = { "facts.json",      "severity.json",     "interventions.json",
                                        "plan-rules.json", "mdt-triggers.json", "risk.json",
                                        "danger.json",     "risk-factors.json", NULL };
  g_autofree char *own = ek_data_path ("knowledge");
  g_autofree char *folder = g_dir_make_tmp ("evenkeel-sets-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "batteries.json", NULL);
  EkKnowledge *knowledge = NULL;

  g_assert_true (g_file_set_contents (path, batteries, -1, NULL));
  for (guint i = 0; others[i] != NULL; i++)
    {
      g_autofree char *from = g_build_filename (own, others[i], NULL);
      g_autofree char *to = g_build_filename (folder, others[i], NULL);
      g_autofree char *text = NULL;
      gsize length = 0;

      g_assert_true (g_file_get_contents (from, &text, &length, NULL));
      g_assert_true (g_file_set_contents (to, text, length, NULL));
    }
  knowledge = ek_knowledge_load (folder, error);
  for (guint i = 0; others[i] != NULL; i++)
    {
      g_autofree char *to = g_build_filename (folder, others[i], NULL);

      g_unlink (to);
    }
  g_unlink (path);
  g_rmdir (folder);
  return knowledge;
}

#define HEAD "{\"id\":\"batteries\",\"version\":\"1\",\"about\":\"\",\"batteries\":["
#define SET                                                                                                    \
  "{\"id\":\"a\",\"version\":\"1\",\"name_en\":\"A\",\"name_zh\":\"甲\",\"why_en\":\"w\",\"why_zh\":\"乙\"," \
  "\"evidence\":\"e\","
#define ITEM "\"instrument\":\"phq9\",\"minutes\":3,\"why_en\":\"w\",\"why_zh\":\"乙\""

static void
test_hostile_file (void)
{
  static const char *const refused[] = {
    "",
    "[]",
    "{}",
    "null",
    HEAD "]",
    HEAD "7]}",
    HEAD "null]}",
    "{\"id\":\"batteries\",\"version\":\"1\"}",
    "{\"id\":\"risk\",\"version\":\"1\",\"batteries\":[]}",
    "{\"id\":\"batteries\",\"version\":\"1\",\"batteries\":[],\"script\":\"rm\"}",
    HEAD SET "\"instruments\":[]}]}",
    HEAD SET "\"instruments\":{}}]}",
    HEAD SET "\"instruments\":[7]}]}",
    HEAD SET "\"instruments\":[{" ITEM "},{" ITEM "}]}]}", /* twice */
    HEAD SET "\"instruments\":[{" ITEM "}]}," SET "\"instruments\":[{" ITEM "}]}]}",
    HEAD SET "\"instruments\":[{" ITEM ",\"wen\":{\"fact\":\"risk.open\",\"is\":true}}]}]}", /* a slip */
    HEAD SET "\"instruments\":[{" ITEM ",\"when\":null}]}]}",
    HEAD SET "\"instruments\":[{" ITEM ",\"when\":true}]}]}",
    HEAD SET "\"instruments\":[{" ITEM ",\"when\":{\"fact\":\"no.such\",\"is\":true}}]}]}",
    HEAD SET "\"instruments\":[{" ITEM ",\"without_words\":\"guess\"}]}]}",
    HEAD SET "\"instruments\":[{" ITEM ",\"without_words\":true}]}]}",
    HEAD SET "\"baseline\":\"yes\",\"instruments\":[{" ITEM "}]}]}",
    HEAD SET "\"baseline\":false,\"instruments\":[{" ITEM "}]}]}",
    HEAD SET "\"instruments\":[{\"instrument\":\"../etc\",\"minutes\":3,\"why_en\":\"w\",\"why_zh\":\"w\"}]}]}",
    HEAD SET "\"instruments\":[{\"instrument\":\"phq9\",\"minutes\":0,\"why_en\":\"w\",\"why_zh\":\"w\"}]}]}",
    HEAD SET "\"instruments\":[{\"instrument\":\"phq9\",\"minutes\":99999999999,\"why_en\":\"w\",\"why_zh\":\"w\"}]}]}",
    HEAD SET "\"instruments\":[{\"instrument\":\"phq9\",\"minutes\":2.5,\"why_en\":\"w\",\"why_zh\":\"w\"}]}]}",
    HEAD SET "\"instruments\":[{\"instrument\":\"phq9\",\"minutes\":3,\"why_en\":\"\",\"why_zh\":\"w\"}]}]}",
    HEAD SET "\"instruments\":[{\"instrument\":\"phq9\",\"minutes\":3,\"why_en\":\"w\"}]}]}",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkKnowledge) good = load_with (HEAD SET "\"instruments\":[{" ITEM "}]}]}", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ek_knowledge_get_n_batteries (good), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) why = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_null (load_with (refused[i], &why));
      g_assert_nonnull (why);
      g_assert_true (why->domain == EK_ERROR);
    }
}

/* Broken off after the answer about death: the screener is due all the same, and no total is made of it. */
static void
test_broken_off (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = start (care, "session");
  g_autoptr (EkRecord) form = give (care, battery, "phq9");
  g_autoptr (JsonNode) value = care_json ("2");

  g_assert_true (ek_assess_answer (care->store, care->catalogue, form, "9", value, NULL, &error));
  g_assert_true (ek_assess_decline (care->store, care->catalogue, form, "wept, wants to stop", &error));
  g_assert_no_error (error);
  assert_steps (care, battery, "phq9=declined cssrs_screen=due gad7=due");
}

/* A newer definition means something else by the name of a band: an old form keeps the meaning it was scored with. */
static void
test_level_of_its_version (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = start (care, "session");
  g_autoptr (EkRecord) form = answer (care, battery, "phq9", "3 3 3 3 3 3 3 3 0 2");
  g_autoptr (EkCatalogue) newer = ek_catalogue_copy (care->catalogue);
  EkInstrument *phq9 = ek_catalogue_find (care->catalogue, "phq9", NULL);
  g_autofree char *text = ek_json_canonical (ek_instrument_get_definition (phq9));
  g_autofree char *version = g_strdup_printf ("\"version\":\"%s\"", ek_instrument_get_version (phq9));
  g_auto (GStrv) levels = g_strsplit (text, "\"level\":\"severe\"", -1);
  g_autofree char *milder = g_strjoinv ("\"level\":\"mild\"", levels);
  g_auto (GStrv) parts = g_strsplit (milder, version, 2);
  g_autofree char *changed = g_strjoinv ("\"version\":\"99.0\"", parts);
  g_autoptr (JsonNode) node = ek_json_parse (changed, -1, NULL, &error);
  g_autoptr (EkInstrument) other = NULL;
  g_autoptr (EkFacts) facts = NULL;

  g_assert_cmpuint (g_strv_length (levels), >, 1);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  other = ek_instrument_parse (node, &error);
  g_assert_no_error (error);
  g_assert_true (ek_catalogue_add (newer, other, FALSE));
  facts = ek_facts_gather (care->store, newer, care->knowledge, care->patient, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ek_facts_find (facts, "phq9.level")->text, ==, "severe");
}

#define TEST(path, func) g_test_add ("/care/battery/" path, Care, NULL, care_set_up, func, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("session", test_session);
  TEST ("conditions", test_conditions);
  TEST ("condition-while-open", test_condition_while_open);
  TEST ("reason-of-a-condition", test_reason_of_a_condition);
  TEST ("skip-and-include", test_skip_and_include);
  TEST ("skip-refused", test_skip_refused);
  TEST ("record-declined", test_record_declined);
  TEST ("declined-form", test_declined_form);
  TEST ("broken-off", test_broken_off);
  TEST ("level-of-its-version", test_level_of_its_version);
  TEST ("withdrawn-form", test_withdrawn_form);
  TEST ("interruption", test_interruption);
  TEST ("one-at-a-time", test_one_at_a_time);
  TEST ("snapshot", test_snapshot);
  TEST ("without-words", test_without_words);
  TEST ("every-set", test_every_set);
  g_test_add_func ("/care/battery/hostile-file", test_hostile_file);
  return g_test_run ();
}
