/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What takes a danger back came after it. Which came first is not known by clocks: one is set back, another machine's
 * is ahead. */

#include "care-fixture.h"

#include <string.h>

#define NO_TO_ALL "{\"1\":0,\"2\":0,\"6\":0}"
#define YES_TO_ALL "{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"6b\":1}"

static EkRecord *
only_open (Care *care)
{
  g_autoptr (GPtrArray) open = ek_risk_list_open (care->store, care->patient, NULL);

  g_assert_cmpuint (open->len, ==, 1);
  return g_object_ref (open->pdata[0]);
}

/* Given when the clock says @at, and dated so. */
static void
give_at (Care *care, const char *instrument, const char *answers, gint64 at)
{
  g_autoptr (JsonNode) node = care_json (answers);
  g_autoptr (EkRecord) form = NULL;
  g_autoptr (GError) error = NULL;

  ek_clock_set (care->clock, at);
  form = ek_assess_record (care->store, care->catalogue, care->patient, instrument, node, EK_INSTANT_NONE, 0,
                           "clinician", "en", NULL, &error);
  g_assert_no_error (error);
}

static void
agree_at (Care *care, gint64 at)
{
  g_autoptr (EkRecord) risk = NULL;
  g_autoptr (GError) error = NULL;

  ek_clock_set (care->clock, at);
  care_become (care, EK_ROLE_PSYCHOTHERAPIST);
  risk = only_open (care);
  g_assert_true (ek_risk_agree (care->store, risk, "low", "calm", &error));
  g_assert_no_error (error);
  care_become (care, EK_ROLE_PSYCHIATRIST);
}

static void
assert_may_be_lowered (Care *care, gboolean may)
{
  EkRiskStatement all = { care->catalogue, NULL, "admitted" };
  g_autoptr (EkRecord) risk = only_open (care);
  g_autoptr (GError) error = NULL;
  EkRiskNeeds needs;

  g_assert_true (ek_risk_needs (care->store, NULL, care->catalogue, risk, NULL, &needs, &error));
  g_assert_cmpint (needs.screener_or_second, ==, !may);
  g_assert_cmpint (ek_risk_assess (care->store, NULL, risk, "low", "talked", &all, &error), ==, may);
}

/* Two said it was low; then a form with intent, while the clock is an hour slow. */
static void
test_agreed_then_clock_back (Care *care, gconstpointer data)
{
  give_at (care, "phq9", "[0,0,0,0,0,0,0,0,3]", CARE_NOW);
  agree_at (care, CARE_NOW + EK_MINUTE_MS);
  give_at (care, "cssrs_screen", YES_TO_ALL, CARE_NOW - EK_HOUR_MS);
  ek_clock_set (care->clock, CARE_NOW + EK_HOUR_MS);
  assert_may_be_lowered (care, FALSE);
  agree_at (care, CARE_NOW + EK_HOUR_MS);
  assert_may_be_lowered (care, TRUE);
}

static void
test_screened_then_clock_back (Care *care, gconstpointer data)
{
  give_at (care, "phq9", "[0,0,0,0,0,0,0,0,1]", CARE_NOW);
  give_at (care, "cssrs_screen", NO_TO_ALL, CARE_NOW + EK_MINUTE_MS);
  give_at (care, "phq9", "[0,0,0,0,0,0,0,0,3]", CARE_NOW - EK_HOUR_MS);
  ek_clock_set (care->clock, CARE_NOW + EK_HOUR_MS);
  assert_may_be_lowered (care, FALSE);
  give_at (care, "cssrs_screen", NO_TO_ALL, CARE_NOW + EK_HOUR_MS);
  assert_may_be_lowered (care, TRUE);
}

/* Who agrees while the clock is a month ahead has not agreed to what comes meanwhile. */
static void
test_agreed_ahead (Care *care, gconstpointer data)
{
  give_at (care, "phq9", "[0,0,0,0,0,0,0,0,3]", CARE_NOW);
  agree_at (care, CARE_NOW + 30 * EK_DAY_MS);
  ek_clock_set (care->clock, CARE_NOW + EK_HOUR_MS);
  assert_may_be_lowered (care, FALSE);
  give_at (care, "phq9", "[0,0,0,0,0,0,0,1,3]", CARE_NOW + EK_HOUR_MS);
  ek_clock_set (care->clock, CARE_NOW + 31 * EK_DAY_MS);
  assert_may_be_lowered (care, FALSE);
}

static void
test_screened_ahead (Care *care, gconstpointer data)
{
  give_at (care, "phq9", "[0,0,0,0,0,0,0,0,3]", CARE_NOW);
  give_at (care, "cssrs_screen", NO_TO_ALL, CARE_NOW + 30 * EK_DAY_MS);
  ek_clock_set (care->clock, CARE_NOW + EK_HOUR_MS);
  assert_may_be_lowered (care, FALSE);
  give_at (care, "phq9", "[0,0,0,0,0,0,0,1,3]", CARE_NOW + EK_HOUR_MS);
  ek_clock_set (care->clock, CARE_NOW + 31 * EK_DAY_MS);
  assert_may_be_lowered (care, FALSE);
}

/* The answer was given while the clock was ahead; it was put right, and then somebody agreed: that was after it. */
static void
test_answered_ahead (Care *care, gconstpointer data)
{
  give_at (care, "phq9", "[0,0,0,0,0,0,0,0,3]", CARE_NOW + EK_HOUR_MS);
  agree_at (care, CARE_NOW);
  assert_may_be_lowered (care, TRUE);
}

/* Assessed as high once more, at an earlier time by the clock. */
static void
test_high_again (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) risk = NULL;
  g_autoptr (GError) error = NULL;

  give_at (care, "phq9", "[0,0,0,0,0,0,0,0,3]", CARE_NOW);
  agree_at (care, CARE_NOW + EK_MINUTE_MS);
  ek_clock_set (care->clock, CARE_NOW - EK_HOUR_MS);
  risk = only_open (care);
  g_assert_true (ek_risk_assess (care->store, NULL, risk, "high", "has a rope", NULL, &error));
  ek_clock_set (care->clock, CARE_NOW + EK_HOUR_MS);
  assert_may_be_lowered (care, FALSE);
}

/* Within one moment, as far as the clock can tell. */
static void
test_high_at_once (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) risk = NULL, again = NULL;
  g_autoptr (GError) error = NULL;

  give_at (care, "phq9", "[0,0,0,0,0,0,0,0,3]", CARE_NOW);
  risk = only_open (care);
  g_assert_true (ek_risk_assess (care->store, NULL, risk, "high", "has a rope", NULL, &error));
  agree_at (care, CARE_NOW);
  again = only_open (care);
  g_assert_true (ek_risk_assess (care->store, NULL, again, "high", "has a rope", NULL, &error));
  assert_may_be_lowered (care, FALSE);
}

/* "No plan needed" was said of another answer. */
static void
test_statement_of_before (Care *care, gconstpointer data)
{
  EkRiskStatement said = { care->catalogue, NULL, "no thoughts" }, nothing = { care->catalogue, NULL, NULL };
  g_autoptr (EkRecord) risk = NULL, again = NULL;
  g_autoptr (GError) error = NULL;

  give_at (care, "phq9", "[0,0,0,0,0,0,0,0,2]", CARE_NOW);
  risk = only_open (care);
  g_assert_true (ek_risk_assess (care->store, NULL, risk, "low", "talked", &said, &error));
  g_assert_no_error (error);
  give_at (care, "phq9", "[0,0,0,0,0,0,0,1,2]", CARE_NOW + EK_MINUTE_MS);
  again = only_open (care);
  g_assert_true (ek_risk_assess (care->store, NULL, again, "moderate", "talked", &nothing, &error));
  g_assert_false (ek_risk_close (care->store, NULL, again, "talked", &nothing, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_true (ek_risk_close (care->store, NULL, again, "talked", &said, &error));
  g_assert_no_error (error);
}

/* By a version that did not count causes: the clock is all there is. */
static void
test_agreement_of_before (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) risk = NULL;
  g_autoptr (JsonNode) safety = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  give_at (care, "phq9", "[0,0,0,0,0,0,0,0,3]", CARE_NOW);
  text = g_strdup_printf ("{\"second\":{\"user\":\"%s\",\"at\":\"2026-11-21T09:01:00+08:00\",\"level\":\"low\"}}",
                          care->ids[EK_ROLE_PSYCHOTHERAPIST]);
  safety = care_json (text);
  risk = only_open (care);
  ek_record_set_json (risk, EK_RISK_SAFETY, safety);
  g_assert_true (ek_store_save (care->store, risk, &error));
  assert_may_be_lowered (care, FALSE); /* a minute from now */
  ek_clock_set (care->clock, CARE_NOW + EK_HOUR_MS);
  assert_may_be_lowered (care, TRUE);
}

#define ADD(path, function) g_test_add (path, Care, NULL, care_set_up, function, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/risk-order/agreed-then-clock-back", test_agreed_then_clock_back);
  ADD ("/risk-order/screened-then-clock-back", test_screened_then_clock_back);
  ADD ("/risk-order/agreed-ahead", test_agreed_ahead);
  ADD ("/risk-order/screened-ahead", test_screened_ahead);
  ADD ("/risk-order/answered-ahead", test_answered_ahead);
  ADD ("/risk-order/high-again", test_high_again);
  ADD ("/risk-order/high-at-once", test_high_at_once);
  ADD ("/risk-order/statement-of-before", test_statement_of_before);
  ADD ("/risk-order/agreement-of-before", test_agreement_of_before);
  return g_test_run ();
}
