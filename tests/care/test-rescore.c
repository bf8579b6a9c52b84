/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sex and age decide over some scores: put right, they are counted again; and totals that came without answers. */

#include <math.h>

#include "care-fixture.h"
#include "ek-assessment.h"
#include "ek-facts-gather.h"
#include "ek-facts.h"
#include "ek-join.h"
#include "ek-notice.h"
#include "ek-severity.h"

#define PHQ15_OF_14                                                                                       \
  "{\"1\":1,\"2\":1,\"3\":1,\"5\":1,\"6\":1,\"7\":1,\"8\":1,\"9\":1,\"10\":1,\"11\":1,\"12\":1,\"13\":1," \
  "\"14\":1,\"15\":1}"

static void
set_particulars (Care *care, const char *sex, const char *birth)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) patient = ek_store_load (care->store, &ek_patient_type, care->patient, &error);

  g_assert_no_error (error);
  ek_record_set_text (patient, EK_PATIENT_SEX, sex);
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, birth);
  g_assert_true (ek_store_save (care->store, patient, &error));
  g_assert_no_error (error);
}

static EkRecord *
load_form (Care *care, EkRecord *form)
{
  g_autoptr (GError) error = NULL;
  EkRecord *now = ek_store_load (care->store, &ek_assessment_type, ek_record_get_id (form), &error);

  g_assert_no_error (error);
  return now;
}

static void
assert_form (Care *care, EkRecord *form, double total, const char *severity, gboolean complete)
{
  g_autoptr (EkRecord) now = load_form (care, form);
  JsonObject *result = json_node_get_object (ek_record_get_json (now, EK_ASSESSMENT_RESULT));

  if (isnan (total))
    g_assert_false (ek_record_has (now, EK_ASSESSMENT_TOTAL));
  else
    g_assert_cmpfloat (ek_record_get_real (now, EK_ASSESSMENT_TOTAL, NAN), ==, total);
  g_assert_cmpstr (ek_record_get_text (now, EK_ASSESSMENT_SEVERITY), ==, severity);
  g_assert_cmpint (ek_record_get_int (now, EK_ASSESSMENT_COMPLETE, -1), ==, complete);
  /* the result says the same as the fields beside it */
  g_assert_cmpint (json_object_get_boolean_member (result, "complete"), ==, complete);
  g_assert_cmpstr (ek_json_peek_string (result, "severity"), ==, severity);
}

static void
test_sex (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) phq15 = care_give (care, "phq15", PHQ15_OF_14, 3);
  g_autoptr (EkRecord) auditc = care_give (care, "auditc", "[1,1,1]", 2);
  g_autoptr (EkRecord) phq9 = care_give_phq9 (care, 12, 0, 1);
  gint64 before = ek_record_get_revision (phq9);
  g_autoptr (EkRecord) unchanged = NULL;

  ek_store_set_particulars_func (care->store, ek_assess_rescore, care->catalogue);
  assert_form (care, phq15, 14, "medium", TRUE);
  assert_form (care, auditc, 3, "negative", TRUE);

  set_particulars (care, "female", "1986-04-02");
  assert_form (care, phq15, NAN, NULL, FALSE);
  assert_form (care, auditc, 3, "positive", TRUE);

  set_particulars (care, NULL, "1986-04-02");
  assert_form (care, auditc, 3, NULL, TRUE);

  set_particulars (care, "male", "1986-04-02");
  assert_form (care, phq15, 14, "medium", TRUE);
  assert_form (care, auditc, 3, "negative", TRUE);
  /* what does not depend on it is not written again */
  unchanged = load_form (care, phq9);
  g_assert_cmpint (ek_record_get_revision (unchanged), ==, before);
}

/* The forms of a file that is joined are counted for the person the joined file shows, and for their own again when the
 * two are parted. */
static void
test_join (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) other = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (EkRecord) own = care_give (care, "auditc", "[1,1,1]", 2);
  g_autoptr (EkRecord) moved = NULL;
  g_autoptr (EkJoinLook) look = NULL;
  g_autoptr (EkPartLook) part = NULL;
  g_autofree char *join = NULL;
  char *first = care->patient;

  ek_store_set_particulars_func (care->store, ek_assess_rescore, care->catalogue);
  ek_record_set_text (other, EK_PATIENT_NAME, "另一份");
  ek_record_set_text (other, EK_PATIENT_SEX, "female");
  ek_record_set_text (other, EK_PATIENT_BIRTH_DATE, "1986-04-02");
  g_assert_true (ek_store_save (care->store, other, &error));
  care->patient = (char *) ek_record_get_id (other);
  moved = care_give (care, "auditc", "[1,1,1]", 1);
  care->patient = first;
  assert_form (care, own, 3, "negative", TRUE);
  assert_form (care, moved, 3, "positive", TRUE);

  look = ek_join_look (care->store, first, ek_record_get_id (other), &error);
  g_assert_no_error (error);
  join = ek_join_files (care->store, look, "one person", TRUE, &error);
  g_assert_no_error (error);
  assert_form (care, own, 3, "negative", TRUE);
  assert_form (care, moved, 3, "negative", TRUE);

  part = ek_part_look (care->store, join, &error);
  g_assert_no_error (error);
  g_assert_true (ek_part_files (care->store, part, "two persons", &error));
  g_assert_no_error (error);
  assert_form (care, own, 3, "negative", TRUE);
  assert_form (care, moved, 3, "positive", TRUE);
}

/* All or nothing, and every form says in the audit why it was counted again. */
static void
test_one_transaction (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) auditc = care_give (care, "auditc", "[1,1,1]", 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) revisions = NULL;
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row = FALSE;

  ek_store_set_particulars_func (care->store, ek_assess_rescore, care->catalogue);
  g_assert_true (ek_store_begin (care->store, &error));
  set_particulars (care, "female", "1986-04-02");
  assert_form (care, auditc, 3, "positive", TRUE);
  ek_store_rollback (care->store);
  assert_form (care, auditc, 3, "negative", TRUE);

  set_particulars (care, "female", "1986-04-02");
  revisions = ek_store_list_revisions (care->store, &ek_assessment_type, ek_record_get_id (auditc), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (revisions->len, ==, 2);
  statement = ek_database_prepare (ek_store_get_database (care->store),
                                   "SELECT count(*) FROM outbox WHERE record_type = 'assessment'", &error);
  g_assert_no_error (error);
  g_assert_true (ek_statement_step (statement, &has_row, &error));
  g_assert_cmpint (ek_statement_int (statement, 0), >=, 1);
}

/* What was signed says what it said; that a form behind it says something else now is told. */
static void
test_signed (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) auditc = care_give (care, "auditc", "[1,1,1]", 2);
  g_autoptr (EkRecord) plan = ek_record_new (&ek_plan_type, care->patient);
  g_autofree char *basis = g_strdup_printf ("{\"facts\":[{\"source\":\"%s\"}]}", ek_record_get_id (auditc));
  g_autoptr (JsonNode) node = care_json (basis);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notices = NULL;
  JsonObject *form = NULL;

  ek_record_set_text (plan, EK_PLAN_STATUS, "signed");
  ek_record_set_json (plan, EK_PLAN_BASIS, node);
  g_assert_true (ek_store_save (care->store, plan, &error));
  g_assert_no_error (error);
  ek_store_set_particulars_func (care->store, ek_assess_rescore, care->catalogue);
  set_particulars (care, "female", "1986-04-02");

  notices = ek_notice_list_open (care->store, care->patient, &error);
  g_assert_cmpuint (notices->len, ==, 1);
  g_assert_cmpstr (ek_record_get_text (notices->pdata[0], EK_NOTICE_KIND), ==, "rescored");
  g_assert_cmpstr (ek_record_get_text (notices->pdata[0], EK_NOTICE_SOURCE), ==, ek_record_get_id (plan));
  form = ek_json_element_object (ek_json_peek_array (json_node_get_object (
                                                       ek_record_get_json (notices->pdata[0], EK_NOTICE_DETAIL)),
                                                     "forms"),
                                 0);
  g_assert_cmpstr (ek_json_peek_string (ek_json_peek_object (form, "before"), "severity"), ==, "negative");
  g_assert_cmpstr (ek_json_peek_string (ek_json_peek_object (form, "after"), "severity"), ==, "positive");
}

/* --- totals without answers --------------------------------------------------------------------------------------- */

static void
add_total (Care *care, const char *code, double value, int days_ago, int hours)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) total = ek_record_new (&ek_measurement_type, care->patient);

  ek_record_set_text (total, EK_MEASUREMENT_CODE, code);
  ek_record_set_text (total, EK_MEASUREMENT_SYSTEM, "http://loinc.org");
  ek_record_set_text (total, EK_MEASUREMENT_TEXT, code);
  ek_record_set_real (total, EK_MEASUREMENT_VALUE, value);
  ek_record_set_instant (total, EK_MEASUREMENT_TAKEN, CARE_NOW - days_ago * EK_DAY_MS + hours * EK_HOUR_MS,
                         CARE_OFFSET);
  g_assert_true (ek_store_save_received (care->store, total, "test", &error));
  g_assert_no_error (error);
}

static EkFacts *
facts_of (Care *care)
{
  g_autoptr (GError) error = NULL;
  EkFacts *facts = ek_facts_gather (care->store, care->catalogue, care->knowledge, care->patient, &error);

  g_assert_no_error (error);
  return facts;
}

static void
assert_number (EkFacts *facts, const char *name, double number)
{
  const EkFact *fact = ek_facts_find (facts, name);

  g_test_message ("%s", name);
  if (isnan (number))
    {
      g_assert_null (fact);
      return;
    }
  g_assert_nonnull (fact);
  g_assert_cmpfloat (fact->number, ==, number);
}

static void
test_total_counts (Care *care, gconstpointer data)
{
  g_autoptr (EkFacts) facts = NULL;
  g_autoptr (EkFacts) later = NULL;
  g_autoptr (EkRecord) form = NULL;

  add_total (care, "44261-6", 21, 5, 0);
  add_total (care, "89204-2", 26, 1, 0); /* the teenagers' is another scale */
  add_total (care, "44261-6", 99, 1, 0); /* the PHQ-9 has no 99 */
  facts = facts_of (care);
  assert_number (facts, "phq9.total", 21);
  g_assert_cmpstr (ek_facts_find (facts, "phq9.level")->text, ==, "severe");
  assert_number (facts, "phq9.item.9", NAN);
  assert_number (facts, "phq9.n", 1);

  /* with its answers the form is one point of the course, whichever came first */
  form = care_give_phq9 (care, 21, 2, 5);
  later = facts_of (care);
  assert_number (later, "phq9.total", 21);
  assert_number (later, "phq9.n", 1);
  assert_number (later, "phq9.item.9", 2);
}

/* A total that comes later says nothing of the questions: what was answered before stays known. */
static void
test_total_hides_nothing (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give_phq9 (care, 21, 2, 5);
  g_autoptr (EkFacts) facts = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  add_total (care, "44261-6", 4, 1, 0);
  add_total (care, "44261-6", 21, 5, 2); /* of the form itself, written down later that day */
  add_total (care, "70274-6", 12, 1, 0);
  facts = facts_of (care);
  assert_number (facts, "phq9.total", 4);
  assert_number (facts, "phq9.n", 2);
  assert_number (facts, "phq9.item.9", 2);
  assert_number (facts, "gad7.total", 12);
  list = ek_assessment_list_with_totals (care->store, care->catalogue, care->patient, &error);
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_false (ek_assessment_is_total_only (list->pdata[0]));
  g_assert_true (ek_assessment_is_total_only (list->pdata[1]));
}

/* Without a total, the gravest subscale says how grave it is. */
static void
test_level_without_total (Care *care, gconstpointer data)
{
  static const struct {
    const char *answers;
    const char *level;
  } cases[] = {
    { "[3,3,3,3,3,3,3,3,3,1,3,3,3,3,3,3,1,3,3,3,0]", "severe" },
    { "[1,1,0,1,0,1,0,1,1,0,1,1,0,1,1,0,0,1,0,0,0]", "mild" },
    { "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]", "normal" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkRecord) form = care_give (care, "dass21", cases[i].answers, 10 - (int) i);
      g_autoptr (EkFacts) facts = facts_of (care);
      g_autoptr (EkSeverity) severity = ek_severity_assess (care->knowledge, facts);

      g_assert_cmpstr (ek_facts_find (facts, "dass21.level")->text, ==, cases[i].level);
      g_assert_cmpstr (ek_level_id (severity->level), ==, cases[i].level);
    }
}

/* Bands of a total that depend on the person. */
static void
test_total_for_person (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) man = NULL;
  g_autoptr (GPtrArray) woman = NULL;

  add_total (care, "75626-2", 3, 1, 0);
  man = ek_assessment_list_with_totals (care->store, care->catalogue, care->patient, &error);
  set_particulars (care, "female", "1986-04-02");
  woman = ek_assessment_list_with_totals (care->store, care->catalogue, care->patient, &error);
  g_assert_cmpstr (ek_record_get_text (man->pdata[0], EK_ASSESSMENT_SEVERITY), ==, "negative");
  g_assert_cmpstr (ek_record_get_text (woman->pdata[0], EK_ASSESSMENT_SEVERITY), ==, "positive");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/rescore" path, Care, NULL, care_set_up, function, care_tear_down)
  ADD ("/sex", test_sex);
  ADD ("/join", test_join);
  ADD ("/one-transaction", test_one_transaction);
  ADD ("/signed", test_signed);
  ADD ("/total-counts", test_total_counts);
  ADD ("/total-hides-nothing", test_total_hides_nothing);
  ADD ("/total-for-person", test_total_for_person);
  ADD ("/level-without-total", test_level_without_total);
  return g_test_run ();
}
