/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms that were stored before every form was looked at by itself. */

#include "care-fixture.h"

#include "ek-assess.h"
#include "ek-assessment.h"
#include "ek-danger-walk.h"
#include "ek-danger.h"
#include "ek-facts-gather.h"
#include "ek-file.h"
#include "ek-notice.h"
#include "ek-plan.h"
#include "ek-risk.h"
#include "ek-types.h"

#include <glib/gstdio.h>
#include <string.h>

/* As it was stored then: scored, and nothing said about it. */
static EkRecord *
store_answers (Care *care, const char *id, JsonNode *answers, int days_ago)
{
  EkInstrument *instrument = ek_catalogue_find (care->catalogue, id, NULL);
  g_autoptr (JsonNode) normal = ek_answers_normalise (instrument, answers, NULL);
  g_autoptr (EkScore) score = ek_score_answers (instrument, answers, NULL, NULL);
  EkRecord *form = ek_record_new (&ek_assessment_type, care->patient);
  g_autoptr (GError) error = NULL;

  ek_record_set_text (form, EK_ASSESSMENT_INSTRUMENT, id);
  ek_record_set_text (form, EK_ASSESSMENT_VERSION, ek_instrument_get_version (instrument));
  ek_record_set_text (form, EK_ASSESSMENT_STATUS, "completed");
  ek_record_set_text (form, EK_ASSESSMENT_MODE, "imported");
  ek_record_set_instant (form, EK_ASSESSMENT_TAKEN, CARE_NOW - days_ago * EK_DAY_MS, CARE_OFFSET);
  ek_record_set_json (form, EK_ASSESSMENT_ANSWERS, normal);
  ek_assessment_keep_score (form, score);
  ek_store_save (care->store, form, &error);
  g_assert_no_error (error);
  return form;
}

static EkRecord *
store_form (Care *care, int item9, int days_ago)
{
  g_autoptr (JsonNode) answers = care_phq9 (12, item9);

  return store_answers (care, "phq9", answers, days_ago);
}

/* A file of that time has no table of what was gone through. */
static void
open_as_of_then (Care *care)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_database_exec (ek_store_get_database (care->store), "DROP TABLE danger_walk", &error));
  g_clear_object (&care->store);
  care->store = ek_store_open (care->vault, &error);
  g_assert_no_error (error);
}

static void
walk (Care *care, guint risks, guint notices)
{
  EkDangerWalk found;
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_danger_walk (care->store, care->catalogue, NULL, &found, &error));
  g_assert_no_error (error);
  g_assert_true (found.done);
  g_assert_cmpuint (found.risks, ==, risks);
  g_assert_cmpuint (found.notices, ==, notices);
  g_assert_true (ek_danger_walk_is_done (care->store));
}

static gint64
count (Care *care, const char *sql)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (ek_store_get_database (care->store), sql, NULL);
  gboolean has_row;

  g_assert_true (ek_statement_step (statement, &has_row, NULL));
  return ek_statement_int (statement, 0);
}

static gboolean
is_unanswered (Care *care)
{
  g_autoptr (EkFacts) facts = ek_facts_gather (care->store, care->catalogue, care->knowledge, care->patient, NULL);
  const EkFact *fact = ek_facts_find (facts, "risk.unanswered");

  return fact != NULL && fact->number != 0;
}

/* A danger that a later form hid opens a risk; an old one leaves a notice; what says nothing leaves nothing. */
static void
test_hidden (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) dangerous = store_form (care, 2, 30);
  g_autoptr (EkRecord) harmless = store_form (care, 0, 3);
  g_autoptr (EkRecord) old = store_form (care, 1, 800);
  g_autoptr (GPtrArray) open = NULL, notices = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (is_unanswered (care));
  open_as_of_then (care);
  g_assert_false (ek_danger_walk_is_done (care->store));
  walk (care, 1, 1);
  open = ek_risk_list_open (care->store, care->patient, NULL);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpstr (ek_record_get_text (open->pdata[0], EK_RISK_SOURCE), ==, ek_record_get_id (dangerous));
  notices = ek_notice_list_open (care->store, care->patient, NULL);
  g_assert_cmpuint (notices->len, ==, 1);
  g_assert_cmpstr (ek_record_get_text (notices->pdata[0], EK_NOTICE_SOURCE), ==, ek_record_get_id (old));
  text = ek_notice_text (care->store, care->catalogue, notices->pdata[0]);
  g_assert_nonnull (strstr (text, "PHQ-9 item 9"));
  g_assert_cmpint (
    count (care, "SELECT count(*) FROM audit WHERE detail LIKE 'earlier forms looked at%1 opened a risk, 1 left%'"), ==,
    1);
  g_assert_true (is_unanswered (care));
  g_assert_true (ek_notice_close (care->store, notices->pdata[0], "seen at the time", &error));
  g_assert_false (is_unanswered (care));
}

/* Once and again: nothing doubles, also where it is begun anew. */
static void
test_again (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) one = store_form (care, 2, 30), other = store_form (care, 3, 20),
                       old = store_form (care, 1, 900);

  open_as_of_then (care);
  walk (care, 2, 1);
  walk (care, 2, 1);
  open_as_of_then (care);
  walk (care, 0, 1);
  g_assert_cmpint (count (care, "SELECT count(*) FROM risk"), ==, 1);
  g_assert_cmpint (count (care, "SELECT count(*) FROM notice"), ==, 1);
  g_assert_cmpint (count (care, "SELECT max (revision) FROM notice"), ==, 1);
}

/* What was looked at when it came in is left alone, closed or not. */
static void
test_looked_at (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give_phq9 (care, 12, 1, 3);
  g_autoptr (GPtrArray) open = ek_risk_list_open (care->store, care->patient, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_risk_assess (care->store, care->knowledge, open->pdata[0], "low", "talked", NULL, &error));
  g_assert_true (ek_risk_close (care->store, care->knowledge, open->pdata[0], "talked", NULL, &error));
  open_as_of_then (care);
  walk (care, 0, 0);
  g_assert_cmpint (count (care, "SELECT count(*) FROM risk WHERE status = 'open'"), ==, 0);
  g_assert_cmpint (count (care, "SELECT count(*) FROM notice"), ==, 0);
}

/* A patient whose risk was assessed and closed after that answer: a notice. */
static void
test_assessed_since (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) hidden = store_form (care, 2, 30);
  g_autoptr (EkRecord) form = care_give_phq9 (care, 12, 1, 3);
  g_autoptr (GPtrArray) open = ek_risk_list_open (care->store, care->patient, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_risk_assess (care->store, care->knowledge, open->pdata[0], "low", "talked", NULL, &error));
  g_assert_true (ek_risk_close (care->store, care->knowledge, open->pdata[0], "talked", NULL, &error));
  open_as_of_then (care);
  walk (care, 0, 1);
  g_assert_cmpint (count (care, "SELECT count(*) FROM risk WHERE status = 'open'"), ==, 0);
}

static EkRecord *
store_urge_to_harm (Care *care, int days_ago)
{
  g_autoptr (GString) text = g_string_new ("[1");
  g_autoptr (JsonNode) answers = NULL;

  for (int item = 2; item <= 90; item++)
    g_string_append (text, item == 63 ? ",4" : ",1");
  g_string_append (text, "]");
  answers = care_json (text->str);
  return store_answers (care, "scl90", answers, days_ago);
}

/* The program's own, with one word changed. */
static EkKnowledge *
load_changed (const char *find, const char *replace)
{
  static const char *const files[] = {
    "facts.json", "severity.json", "interventions.json", "plan-rules.json",   "mdt-triggers.json",
    "risk.json",  "danger.json",   "batteries.json",     "risk-factors.json",
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("evenkeel-knowledge-XXXXXX", &error);
  EkKnowledge *knowledge = NULL;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *relative = g_build_filename ("knowledge", files[i], NULL);
      g_autofree char *from = ek_data_path (relative), *to = g_build_filename (folder, files[i], NULL), *text = NULL;
      g_autoptr (GString) changed = NULL;

      g_assert_true (g_file_get_contents (from, &text, NULL, &error));
      changed = g_string_new (text);
      n += g_string_replace (changed, find, replace, 1);
      g_assert_true (g_file_set_contents (to, changed->str, -1, &error));
    }
  g_assert_cmpuint (n, ==, 1);
  knowledge = ek_knowledge_load (folder, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  return knowledge;
}

/* What the knowledge calls medical has rules of its own: it is no unanswered danger of suicide. */
static void
test_facts_ask_the_knowledge (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) hidden = store_urge_to_harm (care, 3);
  g_autoptr (EkKnowledge) medical = load_changed ("\"rule\": \"harm-to-others\", \"kind\": \"others\"",
                                                  "\"rule\": \"harm-to-others\", \"kind\": \"medical\"");
  g_autoptr (EkFacts) facts = NULL;

  g_assert_true (is_unanswered (care));
  facts = ek_facts_gather (care->store, care->catalogue, medical, care->patient, NULL);
  g_assert_false (ek_facts_find (facts, "risk.unanswered") != NULL &&
                  ek_facts_find (facts, "risk.unanswered")->number != 0);
}

/* Only the knowledge says of that answer that it is about others. Whoever looked at the danger of suicide since, did
 * not look at it. */
static void
test_kind_of_the_knowledge (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) hidden = store_urge_to_harm (care, 30), form = NULL;
  g_autoptr (GPtrArray) open = NULL, after = NULL;
  g_autoptr (GError) error = NULL;

  form = care_give_phq9 (care, 12, 1, 3);
  open = ek_risk_list_open (care->store, care->patient, NULL);
  g_assert_true (ek_risk_assess (care->store, care->knowledge, open->pdata[0], "low", "talked", NULL, &error));
  g_assert_true (ek_risk_close (care->store, care->knowledge, open->pdata[0], "talked", NULL, &error));
  open_as_of_then (care);
  walk (care, 1, 0);
  after = ek_risk_list_open (care->store, care->patient, NULL);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_cmpstr (ek_risk_kind (after->pdata[0]), ==, "others");
}

/* What was withdrawn says nothing. */
static void
test_withdrawn (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = store_form (care, 3, 10);

  ek_record_set_text (form, EK_ASSESSMENT_STATUS, "entered-in-error");
  g_assert_true (ek_store_save (care->store, form, NULL));
  open_as_of_then (care);
  walk (care, 0, 0);
}

/* Stopped at once, it goes on the next time. */
static void
test_stopped (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = store_form (care, 3, 10);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  EkDangerWalk found;

  open_as_of_then (care);
  g_cancellable_cancel (cancellable);
  g_assert_true (ek_danger_walk (care->store, care->catalogue, cancellable, &found, NULL));
  g_assert_false (found.done);
  g_assert_false (ek_danger_walk_is_done (care->store));
  walk (care, 1, 0);
}

/* A hundred thousand forms, a hundred of them dangerous. */
static void
test_many (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) harmless = store_form (care, 0, 10), dangerous = store_form (care, 3, 20);
  static const char *const columns =
    "patient_id, revision, author, created_ms, created_offset, changed_ms, changed_offset, "
    "instrument, version, status, mode, taken, taken_offset, answers, result, total";
  g_autoptr (GError) error = NULL;
  gint64 before;

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *sql =
        g_strdup_printf ("WITH RECURSIVE n (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < %d) INSERT INTO "
                         "assessment (id, %s) SELECT "
                         "printf ('%08d-0000-4000-8000-%%012d', k), %s FROM n, assessment WHERE assessment.id = '%s'",
                         i == 0 ? 99900 : 99, columns, (int) i, columns,
                         ek_record_get_id (i == 0 ? harmless : dangerous));

      g_assert_true (ek_database_exec (ek_store_get_database (care->store), sql, &error));
      g_assert_no_error (error);
    }
  open_as_of_then (care);
  before = g_get_monotonic_time ();
  walk (care, 100, 0);
  g_test_message ("100,000 forms in %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - before) / 1000);
  g_assert_cmpint (count (care, "SELECT count(*) FROM risk"), ==, 1);
}

#define ADD(path, test) g_test_add (path, Care, NULL, care_set_up, test, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/walk/hidden", test_hidden);
  ADD ("/walk/again", test_again);
  ADD ("/walk/looked-at", test_looked_at);
  ADD ("/walk/assessed-since", test_assessed_since);
  ADD ("/walk/kind-of-the-knowledge", test_kind_of_the_knowledge);
  ADD ("/walk/facts-ask-the-knowledge", test_facts_ask_the_knowledge);
  ADD ("/walk/withdrawn", test_withdrawn);
  ADD ("/walk/stopped", test_stopped);
  ADD ("/walk/many", test_many);
  return g_test_run ();
}
