/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What came and nobody has looked at: it stands first in every plan and before every signature, and is done with by a
 * statement of somebody who may judge it. */

#include "care-fixture.h"

#include "ek-baseline.h"
#include "ek-notice.h"
#include "ek-risk.h"
#include "ek-seen.h"
#include "ek-since-bring-up.h"
#include "ek-since.h"

#include <string.h>

#define SENTENCE "talked with him: the letter is years old"

static EkRecord *
only_notice (Care *care)
{
  g_autoptr (GPtrArray) all = ek_store_list (care->store, &ek_notice_type, care->patient, NULL);

  g_assert_cmpuint (all->len, ==, 1);
  return g_object_ref (all->pdata[0]);
}

static void
raise_notice (Care *care, const char *kind, const char *words)
{
  g_autofree char *text = g_strdup_printf ("{\"kind\":\"suicide\",\"words\":\"%s\",\"from\":\"resource\"}", words);
  g_autoptr (JsonNode) detail = care_json (text);
  g_autoptr (GError) error = NULL;

  ek_notice_raise (care->store, care->patient, kind, "c1", detail, &error);
  g_assert_no_error (error);
}

static gboolean
close_notice (Care *care, const char *found, const char *words, GError **error)
{
  g_autoptr (EkRecord) notice = only_notice (care);

  return ek_seen_close (care->store, care->knowledge, notice, found, words, NULL, error);
}

static EkRecord *
draft_plan (Care *care)
{
  g_autoptr (GError) error = NULL;
  EkRecord *plan = ek_plan_draft (care->store, care->catalogue, care->knowledge, care->patient, &error);

  g_assert_no_error (error);
  return plan;
}

static gboolean
begins_with_it (EkRecord *plan)
{
  g_autoptr (GPtrArray) lines = ek_plan_get_lines (plan);
  JsonObject *basis = json_node_get_object (ek_record_get_json (plan, EK_PLAN_BASIS));
  JsonArray *cautions = json_object_get_array_member (basis, "cautions");
  const EkPlanLine *first = lines->pdata[0];
  const char *caution = json_array_get_length (cautions) > 0
    ? json_object_get_string_member (json_array_get_object_element (cautions, 0), "rule")
    : NULL;
  gboolean line = g_strcmp0 (first->intervention, "look-at-unread") == 0;

  g_assert_cmpint (line, ==, g_strcmp0 (caution, "caution-unread") == 0);
  return line;
}

static void
assert_signed (Care *care, EkRecord *plan, gboolean may)
{
  g_autoptr (GError) error = NULL;
  gboolean done = ek_plan_sign (care->store, care->catalogue, care->knowledge, plan, &error);

  g_assert_cmpint (done, ==, may);
  if (may)
    return;
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "tonight"));
}

/* Drafted before it came, drafted after, brought up to date: no signature over it until somebody looked. */
static void
test_plan (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) form = care_give_phq9 (care, 0, 0, 0);
  g_autoptr (EkRecord) before = draft_plan (care);
  g_autoptr (EkRecord) after = NULL, last = NULL;
  g_autoptr (EkSince) since = NULL;

  g_assert_false (begins_with_it (before));
  raise_notice (care, "unclear-danger", "will kill himself tonight");
  assert_signed (care, before, FALSE);
  since = ek_since_read (care->store, care->catalogue, care->knowledge, before, &error);
  g_assert_cmpuint (since->unread->len, ==, 1);
  g_assert_false (ek_since_is_empty (since));
  after = draft_plan (care);
  g_assert_true (begins_with_it (after));
  assert_signed (care, after, FALSE);
  close_notice (care, "none", SENTENCE, &error);
  g_assert_no_error (error);
  last = draft_plan (care);
  g_assert_false (begins_with_it (last));
  assert_signed (care, last, TRUE);
}

/* A notice that hides no danger stands against nothing. */
static void
test_plain (Care *care, gconstpointer data)
{
  g_autoptr (EkRecord) form = care_give_phq9 (care, 0, 0, 0);
  g_autoptr (EkRecord) plan = NULL;
  g_autoptr (GError) error = NULL;

  raise_notice (care, "identity-changed", "tonight");
  plan = draft_plan (care);
  g_assert_false (begins_with_it (plan));
  assert_signed (care, plan, TRUE);
  g_assert_false (close_notice (care, NULL, ".", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  g_assert_true (close_notice (care, NULL, "asked", &error));
}

static void
test_baseline (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = ek_battery_start (care->store, care->knowledge, care->patient, "baseline", &error);
  g_autoptr (EkRecord) baseline = NULL;

  g_assert_true (ek_battery_stop (care->store, care->catalogue, care->knowledge, battery, "enough", &error));
  raise_notice (care, "warning-ended", "tonight");
  baseline = ek_baseline_make (care->store, care->catalogue, care->knowledge, battery, &error);
  g_assert_no_error (error);
  g_assert_false (ek_baseline_sign (care->store, care->catalogue, care->knowledge, baseline, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (close_notice (care, "none", SENTENCE, &error));
  g_assert_true (ek_baseline_sign (care->store, care->catalogue, care->knowledge, baseline, &error));
}

/* A team sees it on its page; what came after the page was made stands against the signature. */
static void
test_review (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) review = ek_mdt_open (care->store, care->catalogue, care->knowledge, care->patient,
                                             "门诊是否够？", &error);
  JsonArray *unread;

  g_assert_no_error (error);
  raise_notice (care, "unclear-danger", "will kill himself tonight");
  g_assert_false (ek_since_check (care->store, care->catalogue, care->knowledge, review, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "tonight"));
  g_clear_error (&error);
  g_assert_true (ek_since_bring_up (care->store, care->catalogue, care->knowledge, review, &error));
  unread = json_object_get_array_member (json_node_get_object (ek_record_get_json (review, EK_REVIEW_CASE)), "unread");
  g_assert_cmpuint (json_array_get_length (unread), ==, 1);
  g_assert_nonnull (
    strstr (json_object_get_string_member (json_array_get_object_element (unread, 0), "words"), "tonight"));
  g_assert_true (ek_since_check (care->store, care->catalogue, care->knowledge, review, &error));
}

static const struct {
  EkRole role;
  const char *found, *words;
  int code; /* -1: it may be said */
} statements[] = {
  { EK_ROLE_PSYCHIATRIST, NULL, SENTENCE, EK_ERROR_INCOMPLETE },
  { EK_ROLE_PSYCHIATRIST, "weather", SENTENCE, EK_ERROR_INCOMPLETE },
  { EK_ROLE_PSYCHIATRIST, "none", NULL, EK_ERROR_INCOMPLETE },
  { EK_ROLE_PSYCHIATRIST, "none", ".", EK_ERROR_INCOMPLETE },
  { EK_ROLE_PSYCHIATRIST, "none", "fine", EK_ERROR_INCOMPLETE },
  { EK_ROLE_PSYCHIATRIST, "none", "no danger", EK_ERROR_INCOMPLETE },
  { EK_ROLE_PSYCHIATRIST, "none", "it's fine", EK_ERROR_INCOMPLETE },
  { EK_ROLE_PSYCHIATRIST, "none", "无危险", EK_ERROR_INCOMPLETE },
  { EK_ROLE_PSYCHIATRIST, "suicide", "。", EK_ERROR_INCOMPLETE },
  { EK_ROLE_CASE_MANAGER, "none", SENTENCE, EK_ERROR_PERMISSION },
  { EK_ROLE_COUNSELLOR, "none", SENTENCE, EK_ERROR_PERMISSION },
  { EK_ROLE_PSYCHIATRIST, "none", SENTENCE, -1 },
  { EK_ROLE_PSYCHOTHERAPIST, "none", "已面谈，本人否认想法", -1 },
  { EK_ROLE_CASE_MANAGER, "suicide", "says he will do it tonight", -1 },
};

static void
test_statements (Care *care, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autofree char *words = g_strdup_printf ("note %u", i);
      g_autoptr (GError) error = NULL;
      g_autoptr (EkRecord) notice = NULL;

      g_test_message ("%u: %s", i, statements[i].words);
      raise_notice (care, "unclear-danger", words);
      care_become (care, statements[i].role);
      close_notice (care, statements[i].found, statements[i].words, &error);
      notice = only_notice (care);
      if (statements[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, EK_ERROR, statements[i].code);
      g_assert_cmpstr (ek_record_get_text (notice, EK_NOTICE_STATUS), ==, statements[i].code < 0 ? "done" : "open");
    }
}

/* The risk that was opened and the notice name each other. */
static void
test_risk (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) notice = NULL, risk = NULL, done = NULL;
  g_auto (GStrv) causes = NULL;

  raise_notice (care, "unreadable-form", "x");
  notice = only_notice (care);
  g_assert_true (
    ek_seen_close (care->store, NULL, notice, "others", "threatens his brother with a knife", &risk, &error));
  g_assert_cmpstr (ek_risk_kind (risk), ==, "others");
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_SOURCE), ==, ek_record_get_id (notice));
  causes = ek_risk_causes (care->catalogue, risk);
  g_assert_nonnull (strstr (causes[0], "knife"));
  done = only_notice (care);
  g_assert_cmpstr (ek_record_get_text (done, EK_NOTICE_RISK), ==, ek_record_get_id (risk));
  g_assert_cmpstr (ek_record_get_text (done, EK_NOTICE_FOUND), ==, "others");
  g_assert_cmpstr (ek_record_get_text (done, EK_NOTICE_STATUS), ==, "done");
}

#define ADD(path, func) g_test_add ("/seen/" path, Care, NULL, care_set_up, func, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  ADD ("plan", test_plan);
  ADD ("plain", test_plain);
  ADD ("baseline", test_baseline);
  ADD ("review", test_review);
  ADD ("statements", test_statements);
  ADD ("risk", test_risk);
  return g_test_run ();
}
