/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-alike.h"
#include "ek-error.h"
#include "ek-score.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Definitions made up for the test: each feature of the format once, and everything a definition may not say. */

#define HEAD                                                                            \
  "\"format\":1,\"id\":\"t\",\"version\":\"1.0\",\"abbreviation\":\"T\","               \
  "\"title\":{\"en\":\"Test\",\"zh\":\"测试\"},\"direction\":\"higher-is-worse\","    \
  "\"rights\":{\"status\":\"public_domain\",\"holder\":\"nobody\",\"terms\":\"free\"}," \
  "\"verification\":[{\"what\":\"scoring\",\"verified\":false,\"note\":\"made up\"}]"
#define FOUR                                                                                     \
  "\"option_sets\":{\"o\":[{\"value\":0,\"label\":{\"en\":\"no\"}},{\"value\":1},{\"value\":2}," \
  "{\"value\":3,\"label\":{\"zh\":\"是\"}}]}"
#define THREE_ITEMS "\"items\":[{\"id\":\"1..3\",\"options\":\"o\"}]"
#define TOTAL(more) "\"scores\":[{\"id\":\"total\",\"formula\":\"sum(@1..@3)\",\"range\":[0,9]" more "}]"
#define SIMPLE(more) "{" HEAD "," FOUR "," THREE_ITEMS "," TOTAL ("") more "}"

static EkInstrument *
parse (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = ek_json_parse (text, -1, NULL, error);

  return node != NULL ? ek_instrument_parse (node, error) : NULL;
}

static EkInstrument *
parsed (const char *text)
{
  g_autoptr (GError) error = NULL;
  EkInstrument *instrument = parse (text, &error);

  g_assert_no_error (error);
  return instrument;
}

static EkScore *
score_for (EkInstrument *instrument, const char *answers, const EkSubject *subject)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = ek_json_parse (answers, -1, NULL, &error);
  EkScore *score;

  g_assert_no_error (error);
  score = ek_score_answers (instrument, node, subject, &error);
  g_assert_no_error (error);
  return score;
}

static void
assert_total (EkInstrument *instrument, const char *answers, double total, gboolean prorated)
{
  g_autoptr (EkScore) score = score_for (instrument, answers, NULL);

  g_test_message ("%s", answers);
  g_assert_cmpint (score->has_total, ==, !isnan (total));
  if (score->has_total)
    g_assert_cmpfloat_with_epsilon (score->total, total, 1e-9);
  g_assert_cmpint (score->prorated, ==, prorated);
}

static void
test_simple (void)
{
  g_autoptr (EkInstrument) t = parsed (SIMPLE (""));

  assert_total (t, "[1,2,3]", 6, FALSE);
  assert_total (t, "[1,2]", NAN, FALSE);
  g_assert_cmpuint (ek_instrument_get_n_items (t), ==, 3);
  g_assert_cmpstr (ek_instrument_get_title (t, "zh_CN"), ==, "测试");
  g_assert_cmpstr (ek_instrument_get_title (t, "fr"), ==, "Test");
  g_assert_cmpstr (ek_option_label (ek_item_get_option (ek_instrument_get_item (t, 0), 3), "en"), ==, "是");
  g_assert_null (ek_option_label (ek_item_get_option (ek_instrument_get_item (t, 0), 1), "en"));
  g_assert_false (ek_instrument_has_words (t));
  g_assert_null (ek_instrument_find_item (t, "4"));
  g_assert_false (ek_instrument_get_verification (t, 0)->verified);
  g_assert_cmpstr (ek_instrument_get_rights (t, "zh"), ==, "© nobody. free.");
}

static void
test_reverse_and_recode (void)
{
  g_autoptr (EkInstrument) t = parsed (
    "{" HEAD ",\"items\":[{\"id\":\"1\",\"options\":[{\"value\":1},{\"value\":2},{\"value\":5}]},"
    "{\"id\":\"2\",\"options\":[{\"value\":1,\"score\":10},{\"value\":2,\"score\":0}]},"
    "{\"id\":\"3\",\"kind\":\"number\",\"range\":[0,100],\"reverse\":true}],\"reverse\":[\"1\"],"
    "\"scores\":[{\"id\":\"total\",\"formula\":\"sum(@1..@3)\"}]}");

  assert_total (t, "[1,1,100]", 5 + 10 + 0, FALSE);
  assert_total (t, "[5,2,25.5]", 1 + 0 + 74.5, FALSE);
}

static void
test_kinds (void)
{
  static const struct {
    const char *item;
    const char *answer;
    gboolean taken;
  } cases[] = {
    { "t", "\"23:59\"", TRUE },
    { "t", "\"0:00\"", TRUE },
    { "t", "\"24:00\"", TRUE },
    { "t", "\"24:01\"", FALSE },
    { "t", "\"7:5\"", FALSE },
    { "t", "\"7:60\"", FALSE },
    { "t", "7", FALSE },
    { "t", "\"-1:00\"", FALSE },
    { "t", "\" 7:00\"", FALSE },
    { "t", "\"７:00\"", FALSE },
    { "d", "6.5", TRUE },
    { "d", "\"6:30\"", TRUE },
    { "d", "\"24:01\"", FALSE },
    { "d", "-1", FALSE },
    { "d", "\"6\"", FALSE },
    { "n", "3", TRUE },
    { "n", "3.5", FALSE },
    { "n", "11", FALSE },
    { "n", "99", TRUE },
    { "n", "\"3\"", FALSE },
    { "n", "1e308", FALSE },
    { "m", "[]", TRUE },
    { "m", "[1,3]", TRUE },
    { "m", "[1,1]", FALSE },
    { "m", "[4]", FALSE },
    { "m", "1", FALSE },
    { "m", "[1,2,3,1]", FALSE },
    { "m", "[[1]]", FALSE },
    { "x", "\"words\"", TRUE },
    { "x", "\"\"", TRUE },
    { "x", "\"longer than ten\"", FALSE },
    { "x", "\"字字字字字字字字字字\"", TRUE },
    { "x", "1", FALSE },
    { "t", "null", TRUE },
  };
  g_autoptr (EkInstrument) t = parsed (
    "{" HEAD ",\"items\":[{\"id\":\"t\",\"kind\":\"time\"},{\"id\":\"d\",\"kind\":\"duration\",\"range\":[0,24],"
    "\"unit\":\"hours\"},"
    "{\"id\":\"n\",\"kind\":\"number\",\"range\":[0,10],\"whole\":true,\"not_answered\":[99]},"
    "{\"id\":\"m\",\"kind\":\"multiple\",\"options\":[{\"value\":1},{\"value\":2},{\"value\":3}]},"
    "{\"id\":\"x\",\"kind\":\"text\",\"range\":[0,10],\"optional\":true}],"
    "\"scores\":[{\"id\":\"total\",\"formula\":\"@t + @d + @n + if(chosen(@m, 3), 1000, 0) + @m\"}]}");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) answer = ek_json_parse (cases[i].answer, -1, NULL, &error);

      g_assert_no_error (error);
      g_test_message ("%s %s", cases[i].item, cases[i].answer);
      g_assert_cmpint (ek_item_accepts (ek_instrument_find_item (t, cases[i].item), answer, &error), ==,
                       cases[i].taken);
      if (!cases[i].taken)
        g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
    }
  assert_total (t, "[\"01:00\",\"6:30\",3,[3,1],\"tea\"]", 60 + 6.5 + 3 + 1000 + 2, FALSE);
  assert_total (t, "[\"01:00\",\"6:30\",99,[3,1]]", NAN, FALSE);
}

/* A question asked of some, another left out for those, a third assumed. */
static void
test_conditions (void)
{
  static const struct {
    const char *answers;
    const char *sex;
    double total;
    const char *missing;
  } cases[] = {
    { "[0,null,null,1]", "female", 1, "" },
    { "[1,2,null,1]", "female", 4, "" },
    { "[1,null,null,1]", "female", NAN, "2" },
    { "[0,3,null,1]", "female", 1, "" }, /* what is not asked does not count */
    { "[0,null,null,1]", "male", NAN, "3" },
    { "[0,null,2,1]", "male", 3, "" },
    { "[0,null,2,1]", NULL, 3, "" },
    { "[0,null,null,1]", NULL, NAN, "3" },
    { "[null,null,0,1]", "male", NAN, "1 2" },
    { "[0,null,0,null]", "male", NAN, "4" },
    { "[3,1,0,null]", "male", 6, "" },
  };
  g_autoptr (EkInstrument) t = parsed (
    "{" HEAD "," FOUR ",\"items\":[{\"id\":\"1\",\"options\":\"o\"},{\"id\":\"2\",\"options\":\"o\",\"applies\":\"@1 "
    "> 0\"},"
    "{\"id\":\"3\",\"options\":\"o\",\"applies\":\"sex != 'female'\"},"
    "{\"id\":\"4\",\"options\":\"o\",\"assume\":{\"when\":\"@1 == 3\",\"score\":2}}],"
    "\"scores\":[{\"id\":\"total\",\"formula\":\"sum(@1..@4)\",\"range\":[0,12]}]}");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkSubject subject = { cases[i].sex, -1 };
      g_autoptr (EkScore) score = score_for (t, cases[i].answers, &subject);
      g_autoptr (GString) missing = g_string_new (NULL);

      g_test_message ("%s %s", cases[i].answers, cases[i].sex != NULL ? cases[i].sex : "?");
      for (guint j = 0; j < score->missing->len; j++)
        g_string_append_printf (missing, "%s%s", j > 0 ? " " : "", (char *) score->missing->pdata[j]);
      g_assert_cmpstr (missing->str, ==, cases[i].missing);
      g_assert_cmpint (score->complete, ==, *cases[i].missing == '\0');
      g_assert_cmpint (score->has_total, ==, !isnan (cases[i].total));
      if (score->has_total)
        g_assert_cmpfloat (score->total, ==, cases[i].total);
    }
}

static void
test_prorating (void)
{
  g_autoptr (EkInstrument) sum = parsed ("{" HEAD "," FOUR "," THREE_ITEMS "," TOTAL (
    ",\"prorate\":{\"at_most\":1},\"bands\":[{\"id\":\"low\",\"range\":[0,4],\"label\":{\"en\":\"low\"},"
    "\"level\":\"normal\"},{\"id\":\"high\",\"range\":[5,9],\"label\":{\"en\":\"high\"},\"level\":\"severe\"}]") "}");
  g_autoptr (EkInstrument) up = parsed ("{" HEAD "," FOUR "," THREE_ITEMS
                                        "," TOTAL (",\"prorate\":{\"at_most\":1,\"round\":\"up\"}") "}");
  g_autoptr (EkInstrument) chained = parsed (
    "{" HEAD "," FOUR "," THREE_ITEMS
    ",\"scores\":[{\"id\":\"part\",\"formula\":\"sum(@1..@2)\",\"prorate\":{\"at_most\":1}},"
    "{\"id\":\"total\",\"formula\":\"score('part') + @3\"}]}");
  g_autoptr (EkScore) prorated = score_for (sum, "[3,null,2]", NULL);
  g_autoptr (JsonNode) document = ek_score_to_json (prorated);

  assert_total (sum, "[3,2,2]", 7, FALSE);
  assert_total (sum, "[3,null,2]", 7.5, TRUE);
  assert_total (sum, "[3,null,null]", NAN, FALSE);
  assert_total (sum, "[]", NAN, FALSE);
  assert_total (up, "[3,null,2]", 8, TRUE);
  assert_total (up, "[3,1,2]", 6, FALSE);
  assert_total (chained, "[null,2,1]", 5, TRUE);
  assert_total (chained, "[1,2,1]", 4, FALSE);
  assert_total (chained, "[1,2,null]", NAN, FALSE);
  g_assert_false (prorated->complete);
  g_assert_cmpstr (prorated->band->id, ==, "high");
  /* what cannot say that it is prorated does not give it */
  g_assert_true (json_object_get_null_member (json_node_get_object (document), "total"));
  g_assert_true (json_object_get_null_member (json_node_get_object (document), "severity"));
}

static void
test_bands (void)
{
  static const struct {
    double answer;
    const char *sex;
    const char *band;
  } cases[] = {
    { 0, "male", "low" },      { 1.4, "male", "low" },   { 1.494, "male", "low" },
    { 1.496, "male", "high" }, { 1.5, "male", "high" },  { 3, "male", "high" },
    { 1.4, "female", "high" }, { 0.9, "female", "low" }, { 1.4, NULL, "unsexed" },
  };
  g_autoptr (EkInstrument) t = parsed (
    "{" HEAD ",\"items\":[{\"id\":\"1\",\"kind\":\"number\",\"range\":[0,3]}],\"scores\":[{\"id\":\"total\","
    "\"formula\":\"@1\",\"range\":[0,3],\"step\":0.01,"
    "\"bands\":[{\"id\":\"low\",\"range\":[0,1.49],\"when\":\"sex == "
    "'male'\",\"label\":{\"en\":\"l\"},\"level\":\"normal\"},"
    "{\"id\":\"high\",\"range\":[1.5,3],\"when\":\"sex == 'male'\",\"label\":{\"en\":\"h\"},\"level\":\"severe\"},"
    "{\"id\":\"low\",\"range\":[0,0.99],\"when\":\"sex == 'female'\",\"label\":{\"en\":\"l\"},\"level\":\"normal\"},"
    "{\"id\":\"high\",\"range\":[1,3],\"when\":\"sex == 'female'\",\"label\":{\"en\":\"h\"},\"level\":\"severe\"},"
    "{\"id\":\"unsexed\",\"range\":[0,3],\"label\":{\"en\":\"u\"},\"level\":\"mild\"}]}]}");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answers = g_strdup_printf ("[%g]", cases[i].answer);
      EkSubject subject = { cases[i].sex, -1 };
      g_autoptr (EkScore) score = score_for (t, answers, &subject);

      g_assert_cmpstr (score->band->id, ==, cases[i].band);
    }
}

/* A T score by the norm of one's own sex, with the bands of a T score: OSI-R is built like this. */
static void
test_t_scores (void)
{
  static const struct {
    const char *answers;
    const char *sex;
    double t;
    const char *band;
  } cases[] = {
    { "[0,0,0]", "male", 50 - 10 * 4.0 / 2, "absent" },
    { "[1,1,1]", "male", 45, "normal" },
    { "[2,2,2]", "male", 60, "mild" },
    { "[2,2,2]", "female", 50 + 10 * 1.0 / 2.5, "normal" },
    { "[3,3,3]", "male", 75, "strong" },
    { "[3,3,3]", "female", 66, "mild" },
    { "[3,3,2]", "male", 70, "strong" },
    { "[3,3,3]", NULL, NAN, NULL },
    { "[3,3,null]", "male", NAN, NULL },
  };
  g_autoptr (EkInstrument) t = parsed (
    "{" HEAD "," FOUR "," THREE_ITEMS ",\"tables\":{\"weights\":{\"entries\":[[0,0],[1,1],[2,2],[3,3]]}},\"scores\":["
    "{\"id\":\"raw\",\"role\":\"index\",\"formula\":\"sum(@1..@2) + 1 * table('weights', @3)\",\"range\":[0,9]},"
    "{\"id\":\"total\",\"formula\":\"50 + 10 * (score('raw') - if(sex == 'male', 4, 5)) / if(sex == 'male', 2, 2.5)\","
    "\"range\":[20,80],\"step\":0.01,\"bands\":["
    "{\"id\":\"absent\",\"range\":[20,39.99],\"label\":{\"en\":\"a\"},\"level\":\"normal\"},"
    "{\"id\":\"normal\",\"range\":[40,59.99],\"label\":{\"en\":\"n\"},\"level\":\"normal\"},"
    "{\"id\":\"mild\",\"range\":[60,69.99],\"label\":{\"en\":\"m\"},\"level\":\"mild\"},"
    "{\"id\":\"strong\",\"range\":[70,80],\"label\":{\"en\":\"s\"},\"level\":\"severe\"}]}]}");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkSubject subject = { cases[i].sex, -1 };
      g_autoptr (EkScore) score = score_for (t, cases[i].answers, &subject);

      g_test_message ("%s %s", cases[i].answers, cases[i].sex != NULL ? cases[i].sex : "?");
      g_assert_cmpint (score->has_total, ==, !isnan (cases[i].t));
      if (score->has_total)
        g_assert_cmpfloat_with_epsilon (score->total, cases[i].t, 1e-9);
      g_assert_cmpstr (score->band != NULL ? score->band->id : NULL, ==, cases[i].band);
    }
}

/* What was not seen in a source is not verified, unless the file says that this one was. */
static void
test_marks (void)
{
  g_autoptr (EkInstrument) t = parsed (
    "{\"format\":1,\"id\":\"t\",\"version\":\"1.0\",\"abbreviation\":\"T\",\"title\":{\"en\":\"Test\"},"
    "\"direction\":\"higher-is-worse\",\"rights\":{\"status\":\"free\",\"holder\":\"nobody\",\"terms\":\"free\"},"
    "\"verification\":[{\"what\":\"scoring\",\"verified\":true},{\"what\":\"bands\",\"verified\":true}]," FOUR
    "," THREE_ITEMS ",\"variant_of\":\"u\",\"scores\":[{\"id\":\"part\",\"formula\":\"@1\",\"verified\":false,"
    "\"direction\":\"lower-is-worse\"},"
    "{\"id\":\"total\",\"formula\":\"sum(@1..@3)\",\"range\":[0,9],\"bands\":["
    "{\"id\":\"a\",\"range\":[0,4],\"label\":{\"en\":\"a\"},\"level\":\"normal\"},"
    "{\"id\":\"b\",\"range\":[5,9],\"label\":{\"en\":\"b\"},\"level\":\"severe\",\"verified\":false}],"
    "\"prorate\":{\"at_most\":1,\"source\":\"manual\",\"verified\":true}}],"
    "\"critical\":[{\"id\":\"c\",\"items\":[\"1\"],\"at_least\":1,\"action\":{\"en\":\"x\"},\"source\":\"product\"}]}");
  g_autoptr (EkInstrument) bare = parsed (SIMPLE (""));
  const char *source = NULL;
  gboolean verified = FALSE;

  g_assert_true (ek_instrument_score_is_verified (t, NULL));
  g_assert_false (ek_instrument_score_is_verified (t, "part"));
  g_assert_false (ek_instrument_score_is_verified (bare, NULL));
  g_assert_false (ek_instrument_score_higher_is_worse (t, "part"));
  g_assert_true (ek_instrument_score_higher_is_worse (t, "total"));
  g_assert_true (ek_instrument_get_band (t, 0)->verified);
  g_assert_false (ek_instrument_get_band (t, 1)->verified);
  g_assert_cmpuint (ek_instrument_get_prorating (t, NULL, "zh", &source, &verified), ==, 1);
  g_assert_cmpstr (source, ==, "manual");
  g_assert_true (verified);
  g_assert_cmpuint (ek_instrument_get_prorating (t, "part", "zh", &source, &verified), ==, 0);
  g_assert_false (ek_instrument_find_critical_rule (t, "c")->verified);
  g_assert_cmpstr (ek_instrument_find_critical_rule (t, "c")->source, ==, "product");
  g_assert_cmpstr (ek_instrument_get_variant_of (t), ==, "u");
  g_assert_true (ek_instrument_is_scored (t));
  g_assert_null (ek_instrument_get_no_total (t, "en"));
}

/* An outcome is not named while a graver one cannot be ruled out; critical rules with conditions; tables; checks. */
static void
test_outcomes_and_rules (void)
{
  g_autoptr (EkInstrument) t = parsed (
    "{" HEAD "," FOUR
    ",\"items\":[{\"id\":\"1..3\",\"options\":\"o\"},{\"id\":\"4\",\"options\":\"o\",\"optional\":true}],"
    "\"tables\":{\"exact\":{\"entries\":[[0,0],[9,90]]},\"stairs\":{\"steps\":true,\"entries\":[[0,1],[5,2]]}},"
    "\"scores\":[{\"id\":\"raw\",\"role\":\"step\",\"formula\":\"sum(@1..@3)\"},"
    "{\"id\":\"exact\",\"role\":\"index\",\"formula\":\"table('exact', "
    "score('raw'))\"},{\"id\":\"stairs\",\"formula\":\"table('stairs', score('raw'))\"},"
    "{\"id\":\"total\",\"outcomes\":[{\"id\":\"grave\",\"when\":\"@4 == "
    "3\",\"label\":{\"en\":\"g\"},\"level\":\"severe\",\"rank\":1},"
    "{\"id\":\"none\",\"when\":\"true\",\"label\":{\"en\":\"n\"},\"level\":\"normal\",\"rank\":0}]}],"
    "\"critical\":[{\"id\":\"two-together\",\"items\":[\"1..2\"],\"at_least\":2,\"when\":\"@3 >= "
    "1\",\"urgency\":\"immediate\",\"action\":{\"en\":\"act\",\"zh\":\"处理\"}}],"
    "\"checks\":[{\"id\":\"not all three\",\"refuse\":\"all(@1..@3 == 3)\",\"message\":{\"en\":\"Ask again.\"}}]}");
  g_autoptr (EkScore) open = score_for (t, "[2,1,1]", NULL);
  g_autoptr (EkScore) none = score_for (t, "[2,2,1,0]", NULL);
  g_autoptr (EkScore) grave = score_for (t, "[2,2,0,3]", NULL);
  g_autoptr (JsonNode) refused = ek_json_parse ("[3,3,3]", -1, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (open->complete);
  g_assert_null (open->band);
  g_assert_cmpstr (none->band->id, ==, "none");
  g_assert_cmpstr (grave->band->id, ==, "grave");
  g_assert_false (grave->has_total);
  g_assert_cmpuint (open->critical->len, ==, 1);
  g_assert_cmpuint (none->critical->len, ==, 2);
  g_assert_cmpuint (grave->critical->len, ==, 0);
  g_assert_cmpstr (g_array_index (none->critical, EkCritical, 1).item_id, ==, "2");
  g_assert_cmpstr (ek_critical_rule_action (ek_instrument_find_critical_rule (t, "two-together"), "zh"), ==, "处理");
  g_assert_cmpuint (open->subscores->len, ==, 2);
  g_assert_true (((EkSubscore *) open->subscores->pdata[0])->derived);
  g_assert_false (((EkSubscore *) open->subscores->pdata[0])->has_score);
  g_assert_cmpfloat (((EkSubscore *) open->subscores->pdata[1])->score, ==, 1);
  g_assert_cmpfloat (((EkSubscore *) none->subscores->pdata[1])->score, ==, 2);
  g_assert_null (ek_score_answers (t, refused, NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "Ask again.");
}

#define BANDS(list) ",\"bands\":[" list "]"
#define BAND(id, low, high) \
  "{\"id\":\"" id "\",\"range\":[" low "," high "],\"label\":{\"en\":\"x\"},\"level\":\"mild\"}"
#define WITH_ITEM(item)                                                  \
  "{" HEAD "," FOUR ",\"items\":[{\"id\":\"1\",\"options\":\"o\"}," item \
  "],\"scores\":[{\"id\":\"total\",\"formula\":\"@1\"}]}"
#define WITH_TOTAL(more) "{" HEAD "," FOUR "," THREE_ITEMS "," TOTAL (more) "}"
#define WITH_SCORES(list) "{" HEAD "," FOUR "," THREE_ITEMS ",\"scores\":[" list "]}"

/* clang-format off */
static const char *const hostile[] = {
  "[]", "7", "null", "{}", "{\"format\":1}",
  "{\"format\":2,\"id\":\"t\"}", "{\"format\":\"1\"}",
  SIMPLE (",\"colour\":\"red\""), SIMPLE (",\"interval\":{\"days\":\"x\"}"),
      SIMPLE (",\"interval\":{\"weeks\":2,\"days\":1}"),
  SIMPLE (",\"rater\":\"dog\""), SIMPLE (",\"loinc\":{\"panel\":7}"), SIMPLE (",\"recall\":\"2 weeks\""),
      SIMPLE (",\"recall\":{\"en\":1}"),
  SIMPLE (",\"recall\":{}"), SIMPLE (",\"recall\":{\"de\":\"x\"}"), SIMPLE (",\"option_sets\":[]"),
      SIMPLE (",\"reverse\":[\"9\"]"),
  SIMPLE (",\"reverse\":[\"1\",\"1\"]"), SIMPLE (",\"reverse\":[1]"), SIMPLE (",\"reverse\":\"1\""),
      SIMPLE (",\"reverse\":[\"3..1\"]"),
  /* items */
  WITH_ITEM ("7"), WITH_ITEM ("{}"), WITH_ITEM ("{\"id\":7}"), WITH_ITEM ("{\"id\":\"\",\"options\":\"o\"}"),
  WITH_ITEM ("{\"id\":\"a-b\",\"options\":\"o\",\"scored\":false}"), WITH_ITEM ("{\"id\":\"1\",\"options\":\"o\"}"),
  WITH_ITEM ("{\"id\":\"2\"}"), WITH_ITEM ("{\"id\":\"2\",\"options\":\"p\",\"scored\":false}"),
      WITH_ITEM ("{\"id\":\"2\",\"options\":[],\"scored\":false}"),
  WITH_ITEM ("{\"id\":\"2\",\"options\":[7],\"scored\":false}"),
      WITH_ITEM ("{\"id\":\"2\",\"options\":[{\"value\":\"1\"}],\"scored\":false}"),
  WITH_ITEM ("{\"id\":\"2\",\"options\":[{\"value\":1},{\"value\":1}],\"scored\":false}"),
  WITH_ITEM ("{\"id\":\"2\",\"options\":[{\"value\":1e300}],\"scored\":false}"),
      WITH_ITEM ("{\"id\":\"2\",\"options\":\"o\"}"),
  WITH_ITEM ("{\"id\":\"2\",\"kind\":\"slider\",\"scored\":false}"),
      WITH_ITEM ("{\"id\":\"2\",\"kind\":\"number\",\"scored\":false}"),
  WITH_ITEM ("{\"id\":\"2\",\"kind\":\"number\",\"range\":[3,1],\"scored\":false}"),
      WITH_ITEM ("{\"id\":\"2\",\"kind\":\"number\",\"range\":[1],\"scored\":false}"),
  WITH_ITEM ("{\"id\":\"2\",\"kind\":\"number\",\"range\":[1,2,3],\"scored\":false}"),
      WITH_ITEM ("{\"id\":\"2\",\"kind\":\"time\",\"options\":\"o\",\"scored\":false}"),
  WITH_ITEM ("{\"id\":\"2\",\"options\":\"o\",\"range\":[0,1],\"scored\":false}"),
      WITH_ITEM ("{\"id\":\"2\",\"options\":\"o\",\"optionl\":true,\"scored\":false}"),
  WITH_ITEM ("{\"id\":\"2\",\"options\":\"o\",\"scored\":false,\"optional\":\"yes\"}"),
      WITH_ITEM ("{\"id\":\"2..1\",\"options\":\"o\",\"scored\":false}"),
  WITH_ITEM ("{\"id\":\"0..5\",\"options\":\"o\",\"scored\":false}"),
      WITH_ITEM ("{\"id\":\"2..99999\",\"options\":\"o\",\"scored\":false}"),
  WITH_ITEM ("{\"id\":\"2..400\",\"options\":\"o\",\"scored\":false},{\"id\":\"401..600\",\"options\":\"o\","
  "\"scored\":false}"),
  WITH_ITEM ("{\"id\":\"2\",\"options\":\"o\",\"scored\":false,\"applies\":\"@9 == 1\"}"),
      WITH_ITEM ("{\"id\":\"2\",\"options\":\"o\",\"scored\":false,\"applies\":\"1\"}"),
  WITH_ITEM ("{\"id\":\"2\",\"options\":\"o\",\"scored\":false,\"applies\":\"@2 == 1\"}"),
  WITH_ITEM ("{\"id\":\"2\",\"options\":\"o\",\"scored\":false,\"applies\":\"@3 == "
             "1\"},{\"id\":\"3\",\"options\":\"o\",\"scored\":false,\"applies\":\"@2 == 1\"}"),
  WITH_ITEM ("{\"id\":\"2\",\"options\":\"o\",\"scored\":false,\"assume\":{\"when\":\"true\"}}"),
  WITH_ITEM ("{\"id\":\"2\",\"options\":\"o\",\"scored\":false,\"assume\":{\"when\":\"true\",\"score\":4}}"),
  WITH_ITEM ("{\"id\":\"2\",\"kind\":\"text\",\"reverse\":true}"),
      WITH_ITEM ("{\"id\":\"2\",\"options\":\"o\",\"scored\":false,\"not_answered\":[\"x\"]}"),
  /* scores */
  WITH_SCORES (""), WITH_SCORES ("7"), WITH_SCORES ("{}"), WITH_SCORES ("{\"id\":\"total\"}"),
      WITH_SCORES ("{\"id\":\"total\",\"formula\":\"sum(@1..@4)\"}"),
  WITH_SCORES ("{\"id\":\"total\",\"formula\":\"sum(@1..@2)\"}"),
      WITH_SCORES ("{\"id\":\"total\",\"formula\":\"sum(@1..@3) > 1\"}"),
  WITH_SCORES ("{\"id\":\"total\",\"formula\":\"score('total') + sum(@1..@3)\"}"),
  WITH_SCORES ("{\"id\":\"a\",\"formula\":\"score('b')\"},{\"id\":\"b\",\"formula\":\"sum(@1..@3)\"}"),
  WITH_SCORES ("{\"id\":\"a\",\"formula\":\"sum(@1..@3)\"},{\"id\":\"a\",\"formula\":\"1\"}"),
  WITH_SCORES ("{\"id\":\"total\",\"formula\":\"sum(@1..@3)\",\"role\":\"king\"}"),
      WITH_SCORES ("{\"id\":\"total\",\"formula\":\"sum(@1..@3)\",\"scale\":2}"),
  WITH_TOTAL (",\"step\":0" BANDS (BAND ("a", "0", "9"))), WITH_TOTAL (BANDS (BAND ("a", "1", "9"))),
      WITH_TOTAL (BANDS (BAND ("a", "0", "8"))),
  WITH_TOTAL (BANDS (BAND ("a", "0", "4") "," BAND ("b", "4", "9"))),
      WITH_TOTAL (BANDS (BAND ("a", "0", "4") "," BAND ("b", "6", "9"))),
  WITH_TOTAL (BANDS (BAND ("a", "5", "9") "," BAND ("b", "0", "4"))),
      WITH_TOTAL (BANDS (BAND ("a", "0", "4") "," BAND ("a", "5", "9"))),
  WITH_TOTAL (BANDS ("{\"id\":\"a\",\"range\":[0,9],\"label\":{\"en\":\"x\"},\"level\":\"awful\"}")),
  WITH_TOTAL (BANDS ("{\"id\":\"a\",\"range\":[0,9],\"level\":\"mild\"}")),
      WITH_TOTAL (BANDS ("{\"id\":\"a\",\"label\":{\"en\":\"x\"},\"level\":\"mild\"}")),
  WITH_TOTAL (BANDS (BAND ("a", "0", "9")) ",\"outcomes\":[]"), WITH_TOTAL (",\"outcomes\":[" BAND ("a", "0", "9") "]"),
  WITH_TOTAL (",\"prorate\":{\"at_most\":3}"), WITH_TOTAL (",\"prorate\":{\"at_most\":0}"),
      WITH_TOTAL (",\"prorate\":{\"at_most\":1,\"round\":\"down\"}"),
  WITH_SCORES ("{\"id\":\"total\",\"formula\":\"sum(@1..@3)\",\"bands\":[" BAND ("a", "0", "9") "]}"),
  SIMPLE (",\"tables\":{\"t\":{\"entries\":[[1,1],[1,2]]}}"), SIMPLE (",\"tables\":{\"t\":{\"entries\":[]}}"),
      SIMPLE (",\"tables\":{\"t\":[]}"),
  SIMPLE (",\"tables\":{\"t\":{\"entries\":[[1]]}}"), SIMPLE (",\"tables\":{\"t\":{\"entries\":[[1,\"a\"]]}}"),
  /* rules */
  SIMPLE (",\"critical\":[{\"id\":\"a\",\"items\":[\"1\"],\"action\":{\"en\":\"x\"}}]"),
      SIMPLE (",\"critical\":[{\"id\":\"a\",\"items\":[],\"at_least\":1,\"action\":{\"en\":\"x\"}}]"),
  SIMPLE (",\"critical\":[{\"id\":\"a\",\"items\":[\"9\"],\"at_least\":1,\"action\":{\"en\":\"x\"}}]"),
  SIMPLE (",\"critical\":[{\"id\":\"a\",\"items\":[\"1\"],\"at_least\":4,\"action\":{\"en\":\"x\"}}]"),
      SIMPLE (",\"critical\":[{\"id\":\"a\",\"items\":[\"1\"],\"at_least\":1}]"),
  SIMPLE (",\"critical\":[{\"id\":\"a\",\"items\":[\"1\"],\"at_least\":1,\"urgency\":\"never\",\"action\":{"
  "\"en\":\"x\"}}]"),
  SIMPLE (",\"critical\":[{\"id\":\"a\",\"items\":[\"1\"],\"at_least\":1,\"action\":{\"en\":\"x\"}},{\"id\":\"a\","
  "\"items\":[\"2\"],\"at_least\":1,\"action\":{\"en\":\"x\"}}]"),
  SIMPLE (",\"checks\":[{\"id\":\"a\",\"message\":{\"en\":\"x\"}}]"),
      SIMPLE (",\"checks\":[{\"id\":\"a\",\"refuse\":\"1\",\"message\":{\"en\":\"x\"}}]"),
  SIMPLE (",\"change\":{\"caseness\":{\"score\":10,\"source\":\"x\"}}"),
      SIMPLE (",\"change\":{\"caseness\":{\"score\":5}}"),
  SIMPLE (",\"change\":{\"remission\":{\"below\":-1,\"source\":\"x\"}}"),
      SIMPLE (",\"change\":{\"caseness\":{\"score\":5}}"), SIMPLE (",\"change\":{\"caseness\":{\"score\":5,"
      "\"source\":{}}}"),
  SIMPLE (",\"change\":{\"caseness\":{\"score\":5,\"source\":7}}"),
  SIMPLE (",\"change\":{\"caseness\":{\"score\":5,\"source\":{\"de\":\"x\"}}}"),
      SIMPLE (",\"change\":{\"reliable_change\":{\"amount\":0,\"source\":\"x\"}}"),
  SIMPLE (",\"change\":{\"reliable_change\":{\"amount\":3,\"sd\":2,\"reliability\":1,\"source\":\"x\"}}"),
      SIMPLE (",\"change\":{\"reliable_change\":{\"amount\":3}}"),
};
/* clang-format on */

static void
test_hostile (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkInstrument) instrument = parse (hostile[i], &error);

      if (instrument != NULL)
        g_test_message ("taken: %s", hostile[i]);
      g_assert_null (instrument);
      g_assert_cmpint (error->domain, ==, EK_ERROR);
      g_assert_cmpuint (strlen (error->message), >, 10);
    }
}

/* Each member of a good definition taken away or made another type: refused, or taken; never a crash. */
static void
test_mutations (void)
{
  static const char *const wrongs[] = { "null", "7", "-1", "\"x\"", "[]", "{}", "[[]]", "true", "1e308" };
  g_autoptr (JsonNode) good = ek_json_parse (
    SIMPLE (",\"change\":{\"caseness\":{\"score\":5,\"source\":\"x\"}},\"critical\":[{\"id\":\"a\",\"items\":[\"1\"],"
            "\"at_least\":1,\"action\":{\"en\":\"x\"}}],"
            "\"interval\":{\"days\":7},\"loinc\":{\"panel\":\"1-1\"},\"tables\":{\"t\":{\"entries\":[[1,2]]}}"),
    -1, NULL, NULL);
  g_autoptr (EkInstrument) instrument = ek_instrument_parse (good, NULL);
  g_autofree char *text = ek_json_canonical (good);

  g_assert_nonnull (instrument);
  for (const char *colon = strchr (text, ':'); colon != NULL; colon = strchr (colon + 1, ':'))
    for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
      {
        gsize end = strcspn (colon + 1, ",}]");
        g_autofree char *mutant = g_strdup_printf ("%.*s%s%s", (int) (colon + 1 - text), text, wrongs[i],
                                                   colon + 1 + end);
        g_autoptr (GError) error = NULL;
        g_autoptr (EkInstrument) result = parse (mutant, &error);

        g_assert_true ((result != NULL) != (error != NULL));
      }
}

static void
test_catalogue (void)
{
  static const struct {
    const char *name;
    const char *text;
  } files[] = {
    { "a.json", SIMPLE ("") },
    { "b.json", "{ broken" },
    { "c.json", SIMPLE (",\"colour\":1") },
    { "d.json", SIMPLE (",\"notes\":[\"the same version again\"]") },
    { "schema.json", "{}" },
    { "readme.txt", "not a definition" },
  };
  g_autofree char *folder = g_dir_make_tmp ("ek-catalogue-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EkCatalogue) catalogue = NULL;
  EkCatalogue *none;
  const char *const versions[] = { "1.9", "1.10", "0.5", "1.9.9" };

  for (guint i = 0; i < G_N_ELEMENTS (files) + G_N_ELEMENTS (versions); i++)
    {
      guint version = i - G_N_ELEMENTS (files);
      g_autofree char *name = i < G_N_ELEMENTS (files) ? g_strdup (files[i].name)
                                                       : g_strdup_printf ("v%s.json", versions[version]);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GString) text = g_string_new (i < G_N_ELEMENTS (files) ? files[i].text : SIMPLE (""));

      if (i >= G_N_ELEMENTS (files))
        g_string_replace (text, "1.0", versions[version], 1);
      g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
    }
  catalogue = ek_catalogue_load (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ek_catalogue_get_n (catalogue), ==, 1);
  g_assert_cmpstr (ek_instrument_get_version (ek_catalogue_get (catalogue, 0)), ==, "1.10");
  g_assert_cmpstr (ek_instrument_get_version (ek_catalogue_find (catalogue, "t", NULL)), ==, "1.10");
  g_assert_cmpstr (ek_instrument_get_version (ek_catalogue_find (catalogue, "t", "1.9")), ==, "1.9");
  g_assert_null (ek_catalogue_find (catalogue, "t", "1.8"));
  g_assert_cmpuint (ek_catalogue_get_n_problems (catalogue), ==, 3);
  g_assert_true (g_str_has_prefix (ek_catalogue_get_problem (catalogue, 0), "b.json: "));
  g_assert_true (g_str_has_prefix (ek_catalogue_get_problem (catalogue, 1), "c.json: "));
  g_assert_nonnull (strstr (ek_catalogue_get_problem (catalogue, 1), "colour"));
  g_assert_true (g_str_has_prefix (ek_catalogue_get_problem (catalogue, 2), "d.json: "));

  none = ek_catalogue_load ("/nonexistent", &error);
  g_assert_null (none);
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
  for (guint i = 0; i < G_N_ELEMENTS (files) + G_N_ELEMENTS (versions); i++)
    {
      g_autofree char *name = i < G_N_ELEMENTS (files)
        ? g_strdup (files[i].name)
        : g_strdup_printf ("v%s.json", versions[i - G_N_ELEMENTS (files)]);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

/* What every definition the program brings must have. */
static void
test_shipped (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ek_catalogue_get_n (catalogue), >=, 56);
  for (guint i = 0; i < ek_catalogue_get_n (catalogue); i++)
    {
      EkInstrument *instrument = ek_catalogue_get (catalogue, i);

      g_test_message ("%s", ek_instrument_get_id (instrument));
      g_assert_nonnull (ek_instrument_get_title (instrument, "en"));
      g_assert_true (g_utf8_strlen (ek_instrument_get_title (instrument, "zh"), -1) > 1);
      g_assert_cmpuint (strlen (ek_instrument_get_rights (instrument, "en")), >, 10);
      g_assert_cmpuint (ek_instrument_get_n_verifications (instrument), >=, 2);
      for (guint band = 0; band < ek_instrument_get_n_bands (instrument); band++)
        g_assert_nonnull (ek_band_label (ek_instrument_get_band (instrument, band), "zh"));
      /* what is licensed comes without its wording */
      if (strcmp (ek_instrument_get_rights_status (instrument), "licensed") == 0)
        for (guint item = 0; item < ek_instrument_get_n_items (instrument); item++)
          g_assert_null (ek_item_get_text (ek_instrument_get_item (instrument, item), "en"));
    }
}

/* A source or a note is a citation, which is read in every language, or a text in both. */
static void
test_sources (void)
{
  g_autoptr (EkInstrument) t = parsed (
    "{\"format\":1,\"id\":\"t\",\"version\":\"1.0\",\"abbreviation\":\"T\",\"title\":{\"en\":\"Test\"},"
    "\"direction\":\"higher-is-worse\",\"rights\":{\"status\":\"free\",\"holder\":\"nobody\","
    "\"terms\":{\"en\":\"free\",\"zh\":\"免费\"}},"
    "\"verification\":[{\"what\":\"scoring\",\"verified\":true,\"note\":{\"en\":\"read once\",\"zh\":\"读过一次\"}},"
    "{\"what\":\"bands\",\"verified\":true,\"note\":\"WHO 2001\"}]," FOUR "," THREE_ITEMS
    ",\"scores\":[{\"id\":\"total\","
    "\"formula\":\"sum(@1..@3)\",\"range\":[0,9],\"norms\":[{\"mean\":2,\"sd\":1,\"who\":{\"en\":\"all\"},"
    "\"source\":{\"en\":\"manual\",\"zh\":\"手册\"}}],\"prorate\":{\"at_most\":1,\"source\":{\"en\":\"rule\",\"zh\":"
    "\"规则\"}}}],"
    "\"critical\":[{\"id\":\"c\",\"items\":[\"1\"],\"at_least\":1,\"action\":{\"en\":\"x\"},\"source\":{\"en\":\"own\","
    "\"zh\":\"自定\"}}],"
    "\"change\":{\"caseness\":{\"score\":5,\"source\":{\"en\":\"page\",\"zh\":\"网页\"}},"
    "\"reliable_change\":{\"amount\":3,\"source\":{\"zh\":\"论文\"}},"
    "\"cut_offs\":[{\"at_least\":4,\"what\":{\"en\":\"men\"},\"source\":{\"en\":\"paper\",\"zh\":\"论文\"}}]}}");
  const EkVerification *mark = ek_instrument_get_verification (t, 0), *other = ek_instrument_get_verification (t, 1);
  const EkChangeSet *set = ek_instrument_get_default_change_set (t, NULL);
  const EkCutOff *cut_off = ek_instrument_get_cut_off (t, NULL, 0);
  const EkNorm *norm = ek_instrument_get_norm (t, NULL, 0);
  const EkCriticalRule *rule = ek_instrument_find_critical_rule (t, "c");
  EkThreshold threshold;
  const char *source = NULL;

  g_assert_cmpstr (ek_instrument_get_rights (t, "en"), ==, "© nobody. free.");
  g_assert_cmpstr (ek_instrument_get_rights (t, "zh"), ==, "© nobody。免费。");
  g_assert_cmpstr (ek_fact_text (mark->note, mark->note_zh, "en"), ==, "read once");
  g_assert_cmpstr (ek_fact_text (mark->note, mark->note_zh, "zh_CN"), ==, "读过一次");
  g_assert_cmpstr (ek_fact_text (other->note, other->note_zh, "zh"), ==, "WHO 2001");
  g_assert_null (ek_fact_text (NULL, NULL, "zh"));
  g_assert_cmpstr (ek_fact_text (norm->source, norm->source_zh, "zh"), ==, "手册");
  g_assert_cmpstr (ek_fact_text (norm->source, norm->source_zh, "en"), ==, "manual");
  g_assert_cmpstr (ek_fact_text (cut_off->source, cut_off->source_zh, "zh"), ==, "论文");
  g_assert_cmpstr (ek_fact_text (rule->source, rule->source_zh, "zh"), ==, "自定");
  g_assert_cmpstr (ek_fact_text (set->source, set->source_zh, "en"), ==, "论文");
  g_assert_true (ek_instrument_get_threshold (t, NULL, EK_THRESHOLD_CASENESS, NULL, &threshold));
  g_assert_cmpstr (ek_fact_text (threshold.source, threshold.source_zh, "zh"), ==, "网页");
  g_assert_cmpuint (ek_instrument_get_prorating (t, NULL, "zh", &source, NULL), ==, 1);
  g_assert_cmpstr (source, ==, "规则");
  g_assert_cmpuint (ek_instrument_get_prorating (t, NULL, "en", &source, NULL), ==, 1);
  g_assert_cmpstr (source, ==, "rule");
}

/* What may stand in one line of a chart: other words and bands, but not another way to count. */
static void
test_counts_alike (void)
{
  static const struct {
    const char *find, *replace;
    gboolean alike;
  } cases[] = {
    { "\"en\":\"no\"", "\"en\":\"never\"", TRUE },
    { "\"version\":\"1.0\"", "\"version\":\"2.0\"", TRUE },
    { "\"note\":\"made up\"", "\"note\":\"read again\"", TRUE },
    { "\"range\":[0,9]",
      "\"range\":[0,9],\"bands\":[{\"id\":\"all\",\"range\":[0,9],\"label\":{\"en\":\"all\"},"
      "\"level\":\"normal\"}]",
      TRUE },
    { "higher-is-worse", "lower-is-worse", FALSE },
    { "{\"value\":3,", "{\"value\":4,", FALSE },
    { "sum(@1..@3)", "sum(@1..@2) + 3 - @3", FALSE },
    { "{\"id\":\"1..3\",\"options\":\"o\"}", "{\"id\":\"1..3\",\"options\":\"o\",\"optional\":true}", FALSE },
  };
  g_autoptr (EkInstrument) first = parsed (SIMPLE (""));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (SIMPLE (""));
      g_autoptr (EkInstrument) other = NULL;

      g_assert_cmpuint (g_string_replace (text, cases[i].find, cases[i].replace, 1), ==, 1);
      g_test_message ("%s", text->str);
      if (strstr (cases[i].replace, "value\":4") != NULL)
        g_string_replace (text, "[0,9]", "[0,12]", 1);
      other = parsed (text->str);
      g_assert_cmpint (ek_instrument_counts_alike (first, other), ==, cases[i].alike);
      g_assert_cmpint (ek_instrument_counts_alike (other, first), ==, cases[i].alike);
    }
  g_assert_true (ek_instrument_counts_alike (first, first));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/definition/simple", test_simple);
  g_test_add_func ("/definition/reverse-and-recode", test_reverse_and_recode);
  g_test_add_func ("/definition/kinds", test_kinds);
  g_test_add_func ("/definition/conditions", test_conditions);
  g_test_add_func ("/definition/prorating", test_prorating);
  g_test_add_func ("/definition/bands", test_bands);
  g_test_add_func ("/definition/t-scores", test_t_scores);
  g_test_add_func ("/definition/marks", test_marks);
  g_test_add_func ("/definition/sources", test_sources);
  g_test_add_func ("/definition/outcomes-and-rules", test_outcomes_and_rules);
  g_test_add_func ("/definition/hostile", test_hostile);
  g_test_add_func ("/definition/mutations", test_mutations);
  g_test_add_func ("/definition/catalogue", test_catalogue);
  g_test_add_func ("/definition/shipped", test_shipped);
  g_test_add_func ("/definition/counts-alike", test_counts_alike);
  return g_test_run ();
}
