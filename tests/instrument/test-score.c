/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-error.h"
#include "ek-score.h"

#include <string.h>

/* PHQ-9 and GAD-7 against their published tables, and against a second way of scoring them written here. */

static EkCatalogue *catalogue;

static EkScore *
score (const char *id, const char *answers)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = ek_json_parse (answers, -1, NULL, &error);
  EkScore *result;

  g_assert_no_error (error);
  result = ek_score_answers (ek_catalogue_find (catalogue, id, NULL), node, NULL, &error);
  g_assert_no_error (error);
  return result;
}

static void
test_loaded (void)
{
  for (guint i = 0; i < ek_catalogue_get_n_problems (catalogue); i++)
    g_test_message ("%s", ek_catalogue_get_problem (catalogue, i));
  g_assert_cmpuint (ek_catalogue_get_n_problems (catalogue), ==, 0);
  g_assert_nonnull (ek_catalogue_find (catalogue, "phq9", NULL));
  g_assert_nonnull (ek_catalogue_find (catalogue, "gad7", NULL));
  g_assert_null (ek_catalogue_find (catalogue, "phq9", "0.1"));
  g_assert_null (ek_catalogue_find (catalogue, "nothing", NULL));
}

/* Edges of every band: the published word just below and at each threshold. */
static const struct {
  const char *id;
  guint n_items;
  int total;
  const char *word;
  const char *level;
} edges[] = {
  { "phq9", 9, 0, "minimal/none", "normal" },
  { "phq9", 9, 4, "minimal/none", "normal" },
  { "phq9", 9, 5, "mild", "mild" },
  { "phq9", 9, 9, "mild", "mild" },
  { "phq9", 9, 10, "moderate", "moderate" },
  { "phq9", 9, 14, "moderate", "moderate" },
  { "phq9", 9, 15, "moderately severe", "severe" },
  { "phq9", 9, 19, "moderately severe", "severe" },
  { "phq9", 9, 20, "severe", "severe" },
  { "phq9", 9, 27, "severe", "severe" },
  { "gad7", 7, 0, "minimal", "normal" },
  { "gad7", 7, 4, "minimal", "normal" },
  { "gad7", 7, 5, "mild", "mild" },
  { "gad7", 7, 9, "mild", "mild" },
  { "gad7", 7, 10, "moderate", "moderate" },
  { "gad7", 7, 14, "moderate", "moderate" },
  { "gad7", 7, 15, "severe", "severe" },
  { "gad7", 7, 21, "severe", "severe" },
};

static void
test_edges (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      g_autoptr (GString) answers = g_string_new ("[");
      g_autoptr (EkScore) result = NULL;
      int rest = edges[i].total;

      for (guint item = 0; item < edges[i].n_items; item++)
        {
          int value = MIN (3, rest);

          rest -= value;
          g_string_append_printf (answers, "%s%d", item > 0 ? "," : "", value);
        }
      g_string_append_c (answers, ']');
      result = score (edges[i].id, answers->str);
      g_assert_true (result->complete);
      g_assert_true (result->has_total);
      g_assert_false (result->prorated);
      g_assert_cmpfloat (result->total, ==, edges[i].total);
      g_assert_cmpstr (result->band->id, ==, edges[i].word);
      g_assert_cmpstr (result->band->level, ==, edges[i].level);
    }
}

/* The second scorer: no definition, no expressions, PHQ-9 as the manual says it in words. */
typedef struct {
  int total;
  int criteria;
  const char *syndrome;
  gboolean risk;
} Manual;

static Manual
phq9_by_the_manual (const int answers[9])
{
  Manual manual = { 0, 0, "none", answers[8] != 0 };
  int cardinal = (answers[0] > 1) + (answers[1] > 1);

  for (int i = 0; i < 9; i++)
    {
      manual.total += answers[i];
      manual.criteria += i == 8 ? answers[i] > 0 : answers[i] > 1;
    }
  if (cardinal > 0)
    manual.syndrome = manual.criteria > 4 ? "major depressive syndrome"
      : manual.criteria > 1               ? "other depressive syndrome"
                                          : "none";
  return manual;
}

static const char *
phq9_word (int total)
{
  static const char *const words[] = { "minimal/none", "mild", "moderate", "moderately severe", "severe", "severe" };

  return words[total / 5];
}

static void
test_random (void)
{
  for (guint run = 0; run < 2000; run++)
    {
      int answers[9];
      g_autoptr (GString) text = g_string_new ("[");
      g_autoptr (EkScore) result = NULL;
      const EkSubscore *algorithm;
      Manual manual;

      for (int i = 0; i < 9; i++)
        {
          answers[i] = g_test_rand_int_range (0, 4);
          g_string_append_printf (text, "%s%d", i > 0 ? "," : "", answers[i]);
        }
      g_string_append_c (text, ']');
      result = score ("phq9", text->str);
      manual = phq9_by_the_manual (answers);
      algorithm = result->subscores->pdata[0];
      g_assert_cmpfloat (result->total, ==, manual.total);
      g_assert_cmpstr (result->band->id, ==, phq9_word (manual.total));
      g_assert_cmpstr (algorithm->id, ==, "algorithm");
      g_assert_cmpfloat (algorithm->score, ==, manual.criteria);
      g_assert_cmpstr (algorithm->band->id, ==, manual.syndrome);
      g_assert_cmpuint (result->critical->len, ==, manual.risk ? 1 : 0);
    }
}

static const struct {
  const char *answers;
  const char *syndrome;
} algorithms[] = {
  { "[2,0,2,2,2,2,0,0,0]", "major depressive syndrome" },
  { "[0,2,2,2,2,0,0,0,1]", "major depressive syndrome" }, /* item 9 counts from 1 */
  { "[0,2,2,2,2,0,0,1,0]", "other depressive syndrome" },
  { "[3,0,0,0,0,0,0,0,1]", "other depressive syndrome" },
  { "[3,0,1,1,1,1,1,1,0]", "none" },
  { "[1,1,3,3,3,3,3,3,3]", "none" }, /* severe by total, without a cardinal symptom */
  { "[2,2,0,0,0,0,0,0,0]", "other depressive syndrome" },
};

static void
test_algorithm (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    {
      g_autoptr (EkScore) result = score ("phq9", algorithms[i].answers);

      g_assert_cmpstr (((EkSubscore *) result->subscores->pdata[0])->band->id, ==, algorithms[i].syndrome);
    }
}

static const struct {
  const char *id;
  const char *answers;
  const char *printed;
} documents[] = {
  { "phq9", "[0,1,2,3,0,1,2,3,1]",
    "{\"complete\":true,\"critical\":[9],\"instrument\":\"phq9\",\"missing\":[],\"severity\":\"moderate\","
    "\"subscales\":{\"algorithm\":{\"score\":5,\"severity\":\"none\"}},\"total\":13,\"version\":\"1.0\"}" },
  { "phq9", "[0,1,2,3,0,1,2,null,1]",
    "{\"complete\":false,\"critical\":[9],\"instrument\":\"phq9\",\"missing\":[8],\"severity\":null,"
    "\"subscales\":{\"algorithm\":{\"score\":null,\"severity\":null}},\"total\":null,\"version\":\"1.0\"}" },
  { "phq9", "{\"9\":3}",
    "{\"complete\":false,\"critical\":[9],\"instrument\":\"phq9\",\"missing\":[1,2,3,4,5,6,7,8],\"severity\":null,"
    "\"subscales\":{\"algorithm\":{\"score\":null,\"severity\":null}},\"total\":null,\"version\":\"1.0\"}" },
  { "gad7", "[3,3,3,3,3,3,3]",
    "{\"complete\":true,\"critical\":[],\"instrument\":\"gad7\",\"missing\":[],\"severity\":\"severe\","
    "\"subscales\":{},\"total\":21,\"version\":\"1.0\"}" },
  { "gad7", "[]",
    "{\"complete\":false,\"critical\":[],\"instrument\":\"gad7\",\"missing\":[1,2,3,4,5,6,7],\"severity\":null,"
    "\"subscales\":{},\"total\":null,\"version\":\"1.0\"}" },
};

static void
test_documents (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr (EkScore) result = score (documents[i].id, documents[i].answers);
      g_autoptr (JsonNode) node = ek_score_to_json (result);
      g_autofree char *printed = ek_json_canonical (node);

      g_assert_cmpstr (printed, ==, documents[i].printed);
    }
}

/* The difficulty item is neither required nor counted. */
static void
test_difficulty (void)
{
  g_autoptr (EkScore) without = score ("phq9", "[1,1,1,1,1,1,1,1,0]");
  g_autoptr (EkScore) with = score ("phq9", "[1,1,1,1,1,1,1,1,0,3]");
  EkItem *item = ek_instrument_find_item (with->instrument, "10");

  g_assert_true (without->complete);
  g_assert_true (with->complete);
  g_assert_cmpfloat (with->total, ==, without->total);
  g_assert_false (ek_item_is_scored (item));
  g_assert_true (ek_item_is_optional (item));
}

static const struct {
  const char *answers;
  const char *why;
} hostile[] = {
  { "[4,0,0,0,0,0,0,0,0]", "above the options" },
  { "[-1,0,0,0,0,0,0,0,0]", "below the options" },
  { "[0.5,0,0,0,0,0,0,0,0]", "between two options" },
  { "[1e300,0,0,0,0,0,0,0,0]", "huge" },
  { "[\"1\",0,0,0,0,0,0,0,0]", "a text" },
  { "[true,0,0,0,0,0,0,0,0]", "a truth value" },
  { "[[1],0,0,0,0,0,0,0,0]", "a list" },
  { "[{\"1\":1},0,0,0,0,0,0,0,0]", "an object" },
  { "[0,0,0,0,0,0,0,0,0,0,0]", "too many" },
  { "{\"0\":1}", "an item that is not there" },
  { "{\"11\":1}", "an item that is not there" },
  { "{\"01\":1}", "an item by another name" },
  { "{\"\":1}", "an item without a name" },
  { "{\"1\":9}", "out of range by name" },
  { "7", "a number alone" },
  { "null", "nothing" },
  { "\"[0,0,0]\"", "a text alone" },
};

static void
test_hostile (void)
{
  EkInstrument *phq9 = ek_catalogue_find (catalogue, "phq9", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = ek_json_parse (hostile[i].answers, -1, NULL, &error);
      g_autoptr (EkScore) result = NULL;

      g_test_message ("%s", hostile[i].why);
      g_assert_no_error (error);
      result = ek_score_answers (phq9, node, NULL, &error);
      g_assert_null (result);
      g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
      g_assert_null (strstr (error->message, "1e300"));
    }
}

/* What JSON itself does not allow never reaches the engine. */
static void
test_not_json (void)
{
  static const char *const texts[] = { "[NaN,0,0,0,0,0,0,0,0]", "[1e999]", "{\"1\":1,\"1\":2}", "[0,0", "[0,]", "" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ek_json_parse (texts[i], -1, NULL, &error));
      g_assert_nonnull (error);
    }
}

static void
test_normalise (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) array = ek_json_parse ("[1,null,3]", -1, NULL, &error);
  g_autoptr (JsonNode) object = ek_json_parse ("{\"3\":3,\"2\":null,\"1\":1}", -1, NULL, &error);
  EkInstrument *gad7 = ek_catalogue_find (catalogue, "gad7", NULL);
  g_autoptr (JsonNode) first = ek_answers_normalise (gad7, array, &error);
  g_autoptr (JsonNode) second = ek_answers_normalise (gad7, object, &error);
  g_autofree char *a = ek_json_canonical (first);
  g_autofree char *b = ek_json_pretty (second);

  g_assert_no_error (error);
  g_assert_cmpstr (a, ==, "{\"1\":1,\"3\":3}");
  g_assert_cmpstr (b, ==, "{\n  \"1\": 1,\n  \"3\": 3\n}\n");
}

/* What the chart and the plan take from the definition. */
static void
test_facts (void)
{
  EkInstrument *phq9 = ek_catalogue_find (catalogue, "phq9", NULL);
  EkInstrument *gad7 = ek_catalogue_find (catalogue, "gad7", NULL);
  double low, high, value, sd, r;
  const char *source;

  g_assert_true (ek_instrument_get_range (phq9, &low, &high));
  g_assert_cmpfloat (high, ==, 27);
  g_assert_true (ek_instrument_get_caseness (phq9, &value));
  g_assert_cmpfloat (value, ==, 10);
  g_assert_true (ek_instrument_get_remission (phq9, &value));
  g_assert_cmpfloat (value, ==, 5);
  g_assert_true (ek_instrument_get_reliable_change (phq9, &value, &source));
  g_assert_cmpfloat (value, ==, 6);
  g_assert_nonnull (source);
  g_assert_false (ek_instrument_get_reliable_parameters (phq9, &sd, &r)); /* an operational figure has none */
  g_assert_true (ek_instrument_get_reliable_parameters (ek_catalogue_find (catalogue, "pss10", NULL), &sd, &r));
  g_assert_cmpfloat (sd, ==, 6.35);
  g_assert_cmpfloat (r, ==, 0.85);
  g_assert_true (ek_instrument_get_caseness (gad7, &value));
  g_assert_cmpfloat (value, ==, 8);
  g_assert_true (ek_instrument_has_words (phq9));
  g_assert_true (ek_instrument_higher_is_worse (phq9));
  g_assert_cmpstr (ek_instrument_get_loinc_panel (phq9), ==, "44249-1");
  g_assert_cmpstr (ek_instrument_get_loinc_total (gad7), ==, "70274-6");
  g_assert_cmpstr (ek_item_get_loinc (ek_instrument_find_item (phq9, "9")), ==, "44260-8");
  g_assert_cmpstr (ek_item_get_text (ek_instrument_find_item (phq9, "1"), "zh_CN"), ==, "做事时提不起劲或没有兴趣");
  g_assert_cmpstr (ek_item_get_text (ek_instrument_find_item (gad7, "7"), "en"), ==,
                   "Feeling afraid as if something awful might happen");
  g_assert_nonnull (strstr (ek_instrument_get_rights (phq9, "en"), "No permission required"));
  g_assert_cmpstr (ek_option_label (ek_item_get_option (ek_instrument_get_item (phq9, 0), 3), "zh"), ==, "几乎每天");
}

/* Published figures for reliable change, as clinical rules and papers print them. */
static const struct {
  const char *id;
  const char *score_id;
  double amount;
  int confidence;
  gboolean verified, standard;
} change_sets[] = {
  { "phq9", NULL, 6, 0, TRUE, TRUE },        { "phq9", "total", 5.06, 95, TRUE, FALSE },
  { "phq9", NULL, 6.1, 95, FALSE, FALSE },   { "phq9", NULL, 5.7, 95, TRUE, FALSE },
  { "gad7", NULL, 4, 0, TRUE, TRUE },        { "gad7", NULL, 3.53, 95, FALSE, FALSE },
  { "gad7", NULL, 5.14, 95, FALSE, FALSE },  { "gad7", NULL, 6, 0, FALSE, FALSE },
  { "stai", "S-AI", 8.15, 95, FALSE, TRUE }, { "stai", "T-AI", 9.54, 95, FALSE, TRUE },
  { "scl90", "GSI", 0.48, 95, FALSE, TRUE }, { "pss10", NULL, 6.82, 95, FALSE, TRUE },
  { "core10", NULL, 6, 90, FALSE, TRUE },    { "core10", NULL, 6.75, 95, TRUE, FALSE },
  { "swemwbs", NULL, 2.87, 95, TRUE, TRUE }, { "whodas12", NULL, 2.78, 95, TRUE, TRUE },
  { "isi", NULL, 6, 0, TRUE, TRUE },
};

static void
test_change_sets (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (change_sets); i++)
    {
      EkInstrument *instrument = ek_catalogue_find (catalogue, change_sets[i].id, NULL);
      const char *score_id = change_sets[i].score_id;
      gboolean found = FALSE;

      for (guint j = 0; j < ek_instrument_get_n_change_sets (instrument, score_id); j++)
        {
          const EkChangeSet *set = ek_instrument_get_change_set (instrument, score_id, j);

          g_assert_cmpuint (strlen (set->source), >, 5);
          found |= ABS (set->amount - change_sets[i].amount) < 0.05 && set->confidence == change_sets[i].confidence &&
            set->verified == change_sets[i].verified && set->is_default == change_sets[i].standard;
        }
      g_test_message ("%s %g", change_sets[i].id, change_sets[i].amount);
      g_assert_true (found);
      g_assert_nonnull (ek_instrument_get_default_change_set (instrument, score_id));
    }
  g_assert_cmpuint (ek_instrument_get_n_change_sets (ek_catalogue_find (catalogue, "stai", NULL), NULL), ==, 0);
  g_assert_null (ek_instrument_get_default_change_set (ek_catalogue_find (catalogue, "phq2", NULL), NULL));
}

static const struct {
  const char *id;
  const char *score_id;
  EkThresholdKind kind;
  const char *sex;
  double value;
} thresholds[] = {
  { "phq9", NULL, EK_THRESHOLD_CASENESS, NULL, 10 },        { "phq9", NULL, EK_THRESHOLD_REMISSION, "male", 5 },
  { "phq9", NULL, EK_THRESHOLD_RESPONSE, NULL, 50 },        { "phq9", NULL, EK_THRESHOLD_SMALLEST_DIFFERENCE, NULL, 5 },
  { "gad7", NULL, EK_THRESHOLD_CASENESS, NULL, 8 },         { "isi", NULL, EK_THRESHOLD_REMISSION, NULL, 8 },
  { "auditc", NULL, EK_THRESHOLD_CASENESS, "male", 4 },     { "auditc", NULL, EK_THRESHOLD_CASENESS, "female", 3 },
  { "auditc", NULL, EK_THRESHOLD_CASENESS, NULL, -1 },      { "audit", "dependence", EK_THRESHOLD_CASENESS, NULL, 4 },
  { "cbi", "work", EK_THRESHOLD_CASENESS, NULL, 50 },       { "cbi", NULL, EK_THRESHOLD_CASENESS, NULL, -1 },
  { "phq9", "algorithm", EK_THRESHOLD_CASENESS, NULL, -1 }, { "phq9", "none", EK_THRESHOLD_CASENESS, NULL, -1 },
};

static void
test_thresholds (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (thresholds); i++)
    {
      EkInstrument *instrument = ek_catalogue_find (catalogue, thresholds[i].id, NULL);
      EkSubject subject = { thresholds[i].sex, -1 };
      EkThreshold threshold = { -1, NULL, FALSE };
      gboolean found = ek_instrument_get_threshold (instrument, thresholds[i].score_id, thresholds[i].kind, &subject,
                                                    &threshold);

      g_test_message ("%s %s", thresholds[i].id, thresholds[i].score_id != NULL ? thresholds[i].score_id : "total");
      g_assert_cmpint (found, ==, thresholds[i].value >= 0);
      g_assert_cmpfloat (threshold.value, ==, thresholds[i].value);
      g_assert_true (!found || strlen (threshold.source) > 3);
    }
}

/* Scores that point the other way than their instrument. */
static void
test_directions (void)
{
  static const struct {
    const char *id;
    const char *score_id;
    gboolean higher_is_worse;
  } directions[] = {
    { "mbi_hss", "EE", TRUE },  { "mbi_hss", "PA", FALSE }, { "mbi_gs", "PE", FALSE },       { "mbi_gs", NULL, TRUE },
    { "eri", "reward", FALSE }, { "eri", "effort", TRUE },  { "psqi", "efficiency", FALSE }, { "psqi", "C4", TRUE },
    { "who5", "raw", FALSE },   { "sps6", NULL, FALSE },    { "phq9", "nothing", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (directions); i++)
    g_assert_cmpint (ek_instrument_score_higher_is_worse (ek_catalogue_find (catalogue, directions[i].id, NULL),
                                                          directions[i].score_id),
                     ==, directions[i].higher_is_worse);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  catalogue = ek_catalogue_load (NULL, &error);
  g_assert_no_error (error);
  g_test_add_func ("/score/loaded", test_loaded);
  g_test_add_func ("/score/edges", test_edges);
  g_test_add_func ("/score/random", test_random);
  g_test_add_func ("/score/algorithm", test_algorithm);
  g_test_add_func ("/score/documents", test_documents);
  g_test_add_func ("/score/difficulty", test_difficulty);
  g_test_add_func ("/score/hostile", test_hostile);
  g_test_add_func ("/score/not-json", test_not_json);
  g_test_add_func ("/score/normalise", test_normalise);
  g_test_add_func ("/score/facts", test_facts);
  g_test_add_func ("/score/change-sets", test_change_sets);
  g_test_add_func ("/score/thresholds", test_thresholds);
  g_test_add_func ("/score/directions", test_directions);
  result = g_test_run ();
  ek_catalogue_free (catalogue);
  return result;
}
