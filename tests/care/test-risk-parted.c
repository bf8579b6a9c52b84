/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two files that were one for a while: what was concluded then was concluded of two persons. */

#include "care-fixture.h"

#include "ek-join.h"
#include "ek-notice.h"
#include "ek-seen.h"

#include <string.h>

#define NO_TO_ALL "{\"1\":0,\"2\":0,\"6\":0}"

typedef struct {
  Care care; /* its patient is the one whose file stays */
  char *other;
  char *join;
} Two;

static void
open_store (Two *two)
{
  ek_store_set_parted_func (two->care.store, ek_risk_parted, NULL);
}

static void
become (Two *two, EkRole role)
{
  care_become (&two->care, role);
  open_store (two);
}

static void
set_up (Two *two, gconstpointer data)
{
  g_autoptr (EkRecord) patient = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (GError) error = NULL;

  care_set_up (&two->care, NULL);
  open_store (two);
  ek_record_set_text (patient, EK_PATIENT_NAME, "张玮");
  ek_record_set_text (patient, EK_PATIENT_SEX, "male");
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, "1986-04-02");
  g_assert_true (ek_store_save (two->care.store, patient, &error));
  two->other = g_strdup (ek_record_get_id (patient));
}

static void
tear_down (Two *two, gconstpointer data)
{
  g_free (two->other);
  g_free (two->join);
  care_tear_down (&two->care, NULL);
}

static EkRecord *
give (Two *two, const char *patient, const char *instrument, const char *answers)
{
  g_autoptr (JsonNode) node = care_json (answers);
  g_autoptr (GError) error = NULL;
  EkRecord *form = ek_assess_record (two->care.store, two->care.catalogue, patient, instrument, node, EK_INSTANT_NONE,
                                     0, "clinician", "en", NULL, &error);

  g_assert_no_error (error);
  return form;
}

static void
give_phq9 (Two *two, const char *patient, int item9)
{
  g_autofree char *answers = g_strdup_printf ("[0,0,0,0,0,0,0,0,%d]", item9);
  g_autoptr (EkRecord) form = give (two, patient, "phq9", answers);

  g_assert_nonnull (form);
}

static void
join (Two *two)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkJoinLook) look = ek_join_look (two->care.store, two->care.patient, two->other, &error);

  g_assert_no_error (error);
  two->join = ek_join_files (two->care.store, look, "same person", TRUE, &error);
  g_assert_no_error (error);
}

/* Each record goes where it is proposed, but @mine, which goes with the other. */
static void
part (Two *two, EkRecord *mine)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkPartLook) look = ek_part_look (two->care.store, two->join, &error);

  g_assert_no_error (error);
  for (guint i = 0; mine != NULL && i < look->records->len; i++)
    if (strcmp (ek_record_get_id (((EkPartRecord *) look->records->pdata[i])->record), ek_record_get_id (mine)) == 0)
      ek_part_look_place (look, i, TRUE);
  g_assert_true (ek_part_files (two->care.store, look, "two persons", &error));
  g_assert_no_error (error);
}

static GPtrArray *
open_of (Two *two, const char *patient)
{
  return ek_risk_list_open (two->care.store, patient, NULL);
}

static EkRecord *
only_open (Two *two, const char *patient)
{
  g_autoptr (GPtrArray) open = open_of (two, patient);

  g_assert_cmpuint (open->len, ==, 1);
  return g_object_ref (open->pdata[0]);
}

static void
assess (Two *two, const char *patient, const char *level)
{
  EkRiskStatement said = { two->care.catalogue, NULL, strcmp (level, "high") == 0 ? NULL : "none needed" };
  g_autoptr (EkRecord) risk = only_open (two, patient);
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_risk_assess (two->care.store, NULL, risk, level, "talked", &said, &error));
  g_assert_no_error (error);
}

static void
close_it (Two *two, const char *patient)
{
  EkRiskStatement said = { two->care.catalogue, NULL, "none needed" };
  g_autoptr (EkRecord) risk = only_open (two, patient);
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_risk_close (two->care.store, NULL, risk, "done", &said, &error));
  g_assert_no_error (error);
}

static void
assert_again (Two *two, const char *patient, const char *level)
{
  g_autoptr (EkRecord) risk = only_open (two, patient);

  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_LEVEL), ==, level);
  g_assert_cmpstr (ek_risk_level_text (risk), ==,
                   strcmp (level, "unassessed") == 0 ? "Risk not yet assessed" : "Risk to be assessed again");
  g_assert_false (ek_record_has (risk, EK_RISK_CLOSED) || ek_record_has (risk, EK_RISK_CLOSED_BY));
  g_assert_nonnull (strstr (ek_record_get_text (risk, EK_RISK_ACTION), "joined with another person's"));
}

/* The screener is the other person's: it stays there, and the risk it closed is open again. */
static void
test_closed (Two *two, gconstpointer data)
{
  g_autoptr (EkRecord) screener = NULL;

  give_phq9 (two, two->other, 3);
  assess (two, two->other, "high");
  join (two);
  ek_clock_set (two->care.clock, CARE_NOW + GPOINTER_TO_INT (data) * EK_MINUTE_MS);
  if (GPOINTER_TO_INT (data) > 0)
    {
      screener = give (two, two->care.patient, "cssrs_screen", NO_TO_ALL);
    }
  else
    {
      become (two, EK_ROLE_PSYCHOTHERAPIST);
      {
        g_autoptr (EkRecord) risk = only_open (two, two->care.patient);

        g_assert_true (ek_risk_agree (two->care.store, risk, "low", "calm", NULL));
      }
      become (two, EK_ROLE_PSYCHIATRIST);
    }
  assess (two, two->care.patient, "low");
  close_it (two, two->care.patient);
  part (two, NULL);
  assert_again (two, two->other, "high");
  {
    g_autoptr (GPtrArray) kept = open_of (two, two->care.patient);

    g_assert_cmpuint (kept->len, ==, 0);
  }
  /* nor does an agreement or a plan of that time hold for what is asked now */
  {
    EkRiskStatement nothing = { two->care.catalogue, NULL, NULL };
    g_autoptr (EkRecord) risk = only_open (two, two->other);
    EkRiskNeeds needs;

    g_assert_true (ek_risk_needs (two->care.store, NULL, nothing.catalogue, risk, NULL, &needs, NULL));
    g_assert_true (needs.screener_or_second && needs.statement);
  }
}

/* Both had one: each is as high as it was. */
static void
test_both (Two *two, gconstpointer data)
{
  g_autoptr (EkRecord) screener = NULL;
  g_autoptr (GPtrArray) open = NULL;
  EkRiskStatement said = { two->care.catalogue, NULL, "none needed" };
  g_autoptr (GError) error = NULL;

  give_phq9 (two, two->care.patient, 2);
  assess (two, two->care.patient, "moderate");
  give_phq9 (two, two->other, 3);
  assess (two, two->other, "high");
  join (two);
  ek_clock_set (two->care.clock, CARE_NOW + EK_MINUTE_MS);
  screener = give (two, two->care.patient, "cssrs_screen", NO_TO_ALL);
  open = open_of (two, two->care.patient);
  for (guint i = 0; i < open->len; i++)
    g_assert_true (ek_risk_assess (two->care.store, NULL, open->pdata[i], "low", "talked", &said, &error));
  g_assert_no_error (error);
  part (two, NULL);
  assert_again (two, two->care.patient, "moderate");
  assert_again (two, two->other, "high");
}

/* First assessed while they were one: it was asked of both. */
static void
test_first_assessed (Two *two, gconstpointer data)
{
  give_phq9 (two, two->other, 1);
  join (two);
  assess (two, two->care.patient, "low");
  part (two, NULL);
  assert_again (two, two->other, "unassessed");
}

/* First assessed as more than it had been is still not asked of the one. */
static void
test_first_assessed_moderate (Two *two, gconstpointer data)
{
  give_phq9 (two, two->other, 1);
  join (two);
  assess (two, two->care.patient, "moderate");
  part (two, NULL);
  assert_again (two, two->other, "moderate");
}

/* What was done before stands, and so does what nobody touched. */
static void
test_before (Two *two, gconstpointer data)
{
  g_autoptr (EkRecord) screener = NULL, mine = NULL;
  g_autoptr (GPtrArray) others = NULL;

  give_phq9 (two, two->care.patient, 1);
  assess (two, two->care.patient, "low");
  give_phq9 (two, two->other, 1);
  assess (two, two->other, "low");
  close_it (two, two->other);
  join (two);
  part (two, NULL);
  mine = only_open (two, two->care.patient);
  g_assert_cmpstr (ek_risk_level_text (mine), ==, "Low risk");
  g_assert_cmpint (ek_record_get_revision (mine), ==, 2);
  others = open_of (two, two->other);
  g_assert_cmpuint (others->len, ==, 0);
}

/* An agreement that was not used yet. */
static void
test_only_agreed (Two *two, gconstpointer data)
{
  g_autoptr (EkRecord) risk = NULL, now = NULL;

  give_phq9 (two, two->other, 3);
  assess (two, two->other, "high");
  join (two);
  become (two, EK_ROLE_PSYCHOTHERAPIST);
  risk = only_open (two, two->care.patient);
  g_assert_true (ek_risk_agree (two->care.store, risk, "low", "calm", NULL));
  become (two, EK_ROLE_PSYCHIATRIST);
  part (two, NULL);
  now = only_open (two, two->other);
  g_assert_cmpstr (ek_risk_level_text (now), ==, "High risk");
  g_assert_nonnull (strstr (ek_record_get_text (now, EK_RISK_ACTION), "does not count"));
  {
    EkRiskNeeds needs;

    g_assert_true (ek_risk_needs (two->care.store, NULL, two->care.catalogue, now, "low", &needs, NULL));
    g_assert_true (needs.screener_or_second);
  }
}

/* A form that goes with the other had joined the open risk of the one who stays. */
static void
test_cause_goes_with_the_form (Two *two, gconstpointer data)
{
  g_autoptr (EkRecord) form = NULL, mine = NULL, theirs = NULL;
  g_auto (GStrv) causes = NULL, own = NULL;

  give_phq9 (two, two->care.patient, 1);
  assess (two, two->care.patient, "low");
  join (two);
  ek_clock_set (two->care.clock, CARE_NOW + EK_MINUTE_MS);
  form = give (two, two->care.patient, "phq9", "[1,0,0,0,0,0,0,0,3]");
  mine = only_open (two, two->care.patient);
  part (two, form);
  theirs = only_open (two, two->other);
  g_assert_cmpstr (ek_record_get_id (theirs), !=, ek_record_get_id (mine));
  causes = ek_risk_causes (two->care.catalogue, theirs);
  g_assert_cmpuint (g_strv_length (causes), ==, 1);
  g_assert_nonnull (strstr (causes[0], "PHQ-9 item 9"));
  g_assert_null (strstr (causes[0], "another person's"));
  g_clear_object (&mine);
  mine = only_open (two, two->care.patient);
  own = ek_risk_causes (two->care.catalogue, mine);
  g_assert_cmpuint (g_strv_length (own), ==, 2);
  g_assert_null (strstr (own[0], "another person's"));
  g_assert_nonnull (strstr (own[1], "another person's"));
}

/* Joined by a version that did not keep what the risks were: the clock is all there is. */
static void
test_joined_before (Two *two, gconstpointer data)
{
  g_autoptr (EkRecord) screener = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GError) error = NULL;

  give_phq9 (two, two->care.patient, 3);
  assess (two, two->care.patient, "high");
  ek_clock_set (two->care.clock, CARE_NOW + EK_HOUR_MS);
  screener = give (two, two->care.patient, "cssrs_screen", NO_TO_ALL);
  assess (two, two->care.patient, "low");
  close_it (two, two->care.patient);
  g_assert_true (ek_store_begin (two->care.store, NULL));
  g_assert_true (
    ek_risk_parted (two->care.store, two->care.patient, two->other, NULL, CARE_NOW + EK_DAY_MS, NULL, &error));
  open = open_of (two, two->care.patient);
  g_assert_cmpuint (open->len, ==, 0); /* closed before that */
  g_assert_true (
    ek_risk_parted (two->care.store, two->care.patient, two->other, NULL, CARE_NOW + EK_MINUTE_MS, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (ek_store_commit (two->care.store, NULL));
  assert_again (two, two->care.patient, "high");
}

/* What somebody looked at with both files in view, and what was looked at before. */
static void
test_notices (Two *two, gconstpointer data)
{
  const gboolean before = data != NULL;
  const char *const of[] = { two->care.patient, two->other };
  g_autoptr (GError) error = NULL;

  if (!before)
    join (two);
  for (guint i = 0; i < G_N_ELEMENTS (of); i++)
    {
      g_autofree char *source = g_strdup_printf ("form-%u", i);
      g_autoptr (JsonNode) detail = care_json ("{\"kind\":\"suicide\",\"words\":\"has bought charcoal\"}");
      g_autoptr (EkRecord) notice = NULL;

      g_assert_true (ek_notice_raise (two->care.store, of[i], "unclear-danger", source, detail, &error));
      notice = ek_notice_find (two->care.store, of[i], "unclear-danger", source, &error);
      g_assert_no_error (error);
      g_assert_true (
        ek_seen_close (two->care.store, NULL, notice, "none", "for a barbecue with her brother", NULL, &error));
    }
  if (before)
    {
      ek_clock_set (two->care.clock, CARE_NOW + EK_HOUR_MS);
      join (two);
    }
  part (two, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (of); i++)
    {
      g_autoptr (GPtrArray) unread = ek_seen_list_unread (two->care.store, of[i], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (unread->len, ==, before ? 0 : 1);
    }
}

#define ADD(path, data, function) g_test_add (path, Two, GINT_TO_POINTER (data), set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/risk-parted/closed-by-screener", 1, test_closed);
  /* the clock was set back while they were one */
  ADD ("/risk-parted/closed-by-agreement", -60, test_closed);
  ADD ("/risk-parted/both", 0, test_both);
  ADD ("/risk-parted/first-assessed", 0, test_first_assessed);
  ADD ("/risk-parted/first-assessed-moderate", 0, test_first_assessed_moderate);
  ADD ("/risk-parted/before", 0, test_before);
  ADD ("/risk-parted/only-agreed", 0, test_only_agreed);
  ADD ("/risk-parted/cause-goes-with-the-form", 0, test_cause_goes_with_the_form);
  ADD ("/risk-parted/joined-before", 0, test_joined_before);
  g_test_add ("/risk-parted/notices", Two, NULL, set_up, test_notices, tear_down);
  g_test_add ("/risk-parted/notices/before", Two, "", set_up, test_notices, tear_down);
  return g_test_run ();
}
