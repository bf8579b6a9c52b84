/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a danger asks for before anybody may say that it is none: of what was declined, of what was confirmed, of what
 * is written as a statement. */

#include "care-fixture.h"

#include "ek-battery.h"
#include "ek-notice.h"
#include "ek-risk.h"
#include "ek-seen.h"

#include <math.h>
#include <string.h>

static guint
n_open (Care *care)
{
  g_autoptr (GPtrArray) open = ek_risk_list_open (care->store, care->patient, NULL);

  return open->len;
}

/* Refusing to go on refuses the safety questions that were still to come; other reasons decline nothing. */
static void
test_stopped (Care *care, gconstpointer data)
{
  static const struct {
    const char *reason;
    guint risks;
  } cases[] = { { "no time left", 0 }, { "patient refuses to go on", 1 }, { "不愿继续作答", 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkRecord) battery = ek_battery_start (care->store, care->knowledge, care->patient, "session", &error);
      g_autoptr (GPtrArray) forms = NULL;

      g_assert_no_error (error);
      g_assert_true (ek_battery_stop (care->store, care->catalogue, care->knowledge, battery, cases[i].reason, &error));
      g_assert_cmpuint (n_open (care), ==, cases[i].risks);
      forms = ek_store_list (care->store, &ek_assessment_type, care->patient, NULL);
      g_assert_cmpuint (forms->len, ==, i); /* the PHQ-9 alone: what asks of no danger was not reached */
    }
}

static gboolean
has_cause (Care *care, const char *source, const char *item)
{
  g_autoptr (GPtrArray) open = ek_risk_list_open (care->store, care->patient, NULL);
  g_autofree char *of_source = g_strdup_printf ("\"source\":\"%s\"", source);
  g_autofree char *of_item = g_strdup_printf ("\"item\":\"%s\"", item);

  for (guint i = 0; i < open->len; i++)
    {
      g_autofree char *text = json_to_string (ek_record_get_json (open->pdata[i], EK_RISK_REASON), FALSE);
      g_auto (GStrv) causes = g_strsplit (text, "{", -1);

      for (guint c = 0; causes[c] != NULL; c++)
        if (strstr (causes[c], of_source) != NULL && strstr (causes[c], of_item) != NULL)
          return TRUE;
    }
  return FALSE;
}

/* A form with nothing but this item, which is @state: "null", or a declined one. */
static void
give_one (Care *care, EkInstrument *instrument, const char *item, const char *state)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *answers = json_object_new ();
  g_autoptr (JsonNode) given = NULL;
  g_autoptr (EkRecord) form = NULL;
  g_autoptr (GError) error = NULL;

  json_node_take_object (node, answers);
  if (strcmp (state, "null") != 0)
    {
      given = json_from_string (state, NULL);
      json_object_set_member (answers, item, json_node_copy (given));
    }
  form = ek_assess_record (care->store, care->catalogue, care->patient, ek_instrument_get_id (instrument), node,
                           EK_INSTANT_NONE, 0, "clinician", "en", NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s item %s: %s", ek_instrument_get_id (instrument), item, state);
  g_assert_true (has_cause (care, ek_record_get_id (form), item));
}

/* Every item of every instrument that is dangerous when it is answered so. */
static void
test_every_item (Care *care, gconstpointer data)
{
  guint n = 0;

  for (guint i = 0; i < ek_catalogue_get_n (care->catalogue); i++)
    {
      EkInstrument *instrument = ek_catalogue_get (care->catalogue, i);

      for (guint k = 0; k < ek_instrument_get_n_items (instrument); k++)
        {
          const char *item = ek_item_get_id (ek_instrument_get_item (instrument, k));
          const EkCriticalRule *rule = ek_instrument_item_critical_rule (instrument, item, 0);

          if (rule == NULL)
            continue;
          give_one (care, instrument, item, "{\"declined\":\"does not want to\"}");
          /* what is asked only after a yes is not left blank before it */
          if (strcmp (item, "6b") != 0)
            give_one (care, instrument, item, "null");
          n++;
        }
    }
  g_assert_cmpuint (n, >=, 27);
}

/* Who looked at it and says that it is a danger is not alone in taking that back, and the words stay with it. */
static void
test_confirmed (Care *care, gconstpointer data)
{
  static const char *const kinds[] = { "suicide", "others" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (JsonNode) detail = care_json ("{\"kind\":\"suicide\",\"words\":\"has bought charcoal\"}");
      g_autoptr (GPtrArray) unread = NULL;
      g_autoptr (EkRecord) risk = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) causes = NULL;
      EkRiskStatement said = { care->catalogue, NULL, "not wanted by him" };
      EkRiskNeeds needs;

      g_assert_true (ek_notice_raise (care->store, care->patient, "unclear-danger", kinds[i], detail, &error));
      unread = ek_seen_list_unread (care->store, care->patient, &error);
      g_assert_true (
        ek_seen_close (care->store, NULL, unread->pdata[0], kinds[i], "spoke with him, it is so", &risk, &error));
      g_assert_no_error (error);
      causes = ek_risk_causes (care->catalogue, risk);
      g_assert_nonnull (strstr (causes[0], "charcoal"));
      g_assert_nonnull (strstr (causes[0], "spoke with him"));
      g_assert_true (ek_risk_needs (care->store, NULL, care->catalogue, risk, "low", &needs, &error));
      g_assert_true (needs.screener_or_second);
      g_assert_false (ek_risk_assess (care->store, NULL, risk, "low", "calm today", &said, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
    }
}

/* A physician has seen the patient, or says why none has to. */
static void
test_medical (Care *care, gconstpointer data)
{
  static const struct {
    EkRole role;
    const char *plan, *none;
    gboolean may;
  } cases[] = {
    { EK_ROLE_COUNSELLOR, NULL, NULL, FALSE },
    { EK_ROLE_COUNSELLOR, "nobody has seen her", NULL, FALSE },
    { EK_ROLE_COUNSELLOR, "没有医师看过", NULL, FALSE },
    { EK_ROLE_COUNSELLOR, ".", NULL, FALSE },
    { EK_ROLE_COUNSELLOR, NULL, "went away by itself", FALSE },
    { EK_ROLE_PSYCHIATRIST, NULL, "none", FALSE },
    { EK_ROLE_PSYCHIATRIST, NULL, "went away by itself", TRUE },
    { EK_ROLE_COUNSELLOR, "Dr Li at ten o'clock", NULL, TRUE },
    { EK_ROLE_COUNSELLOR, "无锡市人民医院张医师", NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkRiskCause cause = { .rule = "safety-button", .kind = "medical", .value = NAN };
      EkRiskStatement said = { care->catalogue, cases[i].plan, cases[i].none };
      g_autoptr (GError) error = NULL;
      g_autoptr (EkRecord) risk = NULL;

      care_become (care, cases[i].role);
      risk = ek_risk_raise (care->store, NULL, care->patient, &cause, &error);
      g_assert_no_error (error);
      g_test_message ("%u: %s / %s", i, cases[i].plan, cases[i].none);
      g_assert_cmpint (ek_risk_assess (care->store, NULL, risk, "low", "went away", &said, NULL), ==, cases[i].may);
      g_assert_true (!cases[i].may || ek_risk_close (care->store, NULL, risk, "went away", &said, &error));
      g_assert_no_error (error);
    }
}

/* What says nothing is no statement. */
static void
test_says_nothing (Care *care, gconstpointer data)
{
  static const char *const nothing[] = { "no", "none", "N/A",  "n/a.", "x",  "x y z",
                                         "无", "无。", "没有", "好",   "ok", "." };
  g_autoptr (EkRecord) form = care_give (care, "phq9", "[0,0,0,0,0,0,0,0,2]", 0);
  g_autoptr (GPtrArray) open = ek_risk_list_open (care->store, care->patient, NULL);
  EkRiskStatement fine = { care->catalogue, NULL, "does not want one" };

  g_assert_nonnull (form);
  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++)
    {
      EkRiskStatement none = { care->catalogue, NULL, nothing[i] }, plan = { care->catalogue, nothing[i], NULL };

      g_test_message ("%s", nothing[i]);
      g_assert_false (ek_risk_assess (care->store, NULL, open->pdata[0], "low", "talked", &none, NULL));
      g_assert_false (ek_risk_assess (care->store, NULL, open->pdata[0], "low", "talked", &plan, NULL));
      g_assert_false (ek_risk_assess (care->store, NULL, open->pdata[0], "low", nothing[i], &fine, NULL));
    }
  g_assert_true (ek_risk_assess (care->store, NULL, open->pdata[0], "low", "已谈", &fine, NULL));
}

/* What was agreed was not about what was written down afterwards. */
static void
test_log_after_agreement (Care *care, gconstpointer data)
{
  EkRiskCause cause = { .rule = "safety-button", .value = NAN };
  EkRiskStatement said = { care->catalogue, NULL, "does not want one" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) risk = ek_risk_raise (care->store, NULL, care->patient, &cause, &error);

  care_become (care, EK_ROLE_PSYCHOTHERAPIST);
  g_assert_true (ek_risk_agree (care->store, risk, "low", "calm now", &error));
  g_assert_true (ek_risk_log_action (care->store, risk, "spoke with the wife", &error));
  care_become (care, EK_ROLE_PSYCHIATRIST);
  if (data != NULL)
    g_assert_true (ek_risk_log_action (care->store, risk, "telephoned: is on the bridge", &error));
  g_assert_cmpint (ek_risk_assess (care->store, NULL, risk, "low", "talked", &said, &error), ==, data == NULL);
}

#define ADD(path, data, function) g_test_add (path, Care, data, care_set_up, function, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/gates/stopped", NULL, test_stopped);
  ADD ("/gates/every-item", NULL, test_every_item);
  ADD ("/gates/confirmed", NULL, test_confirmed);
  ADD ("/gates/medical", NULL, test_medical);
  ADD ("/gates/says-nothing", NULL, test_says_nothing);
  ADD ("/gates/agreed", NULL, test_log_after_agreement);
  ADD ("/gates/log-after-agreement", "", test_log_after_agreement);
  return g_test_run ();
}
