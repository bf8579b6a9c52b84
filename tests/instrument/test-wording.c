/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-csv.h"
#include "ek-error.h"
#include "ek-id.h"
#include "ek-score.h"
#include "ek-wording.h"

#include <string.h>

/* Files that hospitals bring: filled in rightly for every instrument there is, and wrongly in every way thought of. */

#define TODAY "2026-09-21"

static EkCatalogue *catalogue;

static const EkCsvLimits csv_limits = { 4u << 20, 20000, 16 };

/* Every item gets a text of its own in both languages, every answer without words a label. */
static char *
filled_in_table (EkInstrument *structure)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *csv = ek_wording_export_csv (structure);
  g_autoptr (GPtrArray) rows = ek_csv_parse (csv, strlen (csv), &csv_limits, &error);
  GString *out = g_string_new ("\xef\xbb\xbf");

  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    {
      const EkCsvRow *row = rows->pdata[i];
      const char *cells[7];
      g_autofree char *en = NULL;
      g_autofree char *zh = NULL;

      g_assert_cmpuint (row->cells->len, ==, 7);
      for (guint j = 0; j < 7; j++)
        cells[j] = ek_csv_row_cell (row, j);
      if (g_str_equal (cells[0], "item"))
        {
          cells[5] = en = g_strdup_printf ("Question \"%s\", asked; aloud", cells[1]);
          cells[6] = zh = g_strdup_printf ("问题%s，\n第二行", cells[1]);
        }
      else if (g_str_equal (cells[0], "option-set") || g_str_equal (cells[0], "item-option"))
        {
          cells[5] = en = g_strdup_printf ("Answer %s", cells[2]);
          cells[6] = zh = g_strdup_printf ("回答%s", cells[2]);
        }
      else if (g_str_equal (cells[0], "licence") && g_str_equal (cells[1], "valid_until"))
        {
          cells[2] = "2027/1/31";
        }
      else if (g_str_equal (cells[0], "licence"))
        {
          cells[5] = "L-2026-77";
        }
      ek_csv_append_row (out, cells, 7);
    }
  return g_string_free (out, FALSE);
}

static JsonNode *
random_answers (EkInstrument *instrument, EkRandom *random)
{
  JsonObject *answers = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    {
      EkItem *item = ek_instrument_get_item (instrument, i);
      double low = 0, high = 0;
      gboolean whole;

      if (ek_random_range (random, 0, 20) == 0)
        continue;
      if (ek_item_get_kind (item) == EK_ITEM_CHOICE)
        {
          guint which = ek_random_range (random, 0, ek_item_get_n_options (item) - 1);

          json_object_set_double_member (answers, ek_item_get_id (item), ek_item_get_option (item, which)->value);
        }
      else if (ek_item_get_kind (item) == EK_ITEM_TIME_OF_DAY)
        json_object_set_string_member (answers, ek_item_get_id (item), "23:15");
      else if (ek_item_get_limits (item, &low, &high, &whole) && ek_item_get_kind (item) != EK_ITEM_TEXT)
        json_object_set_int_member (answers, ek_item_get_id (item), ek_random_range (random, low, high));
    }
  json_node_take_object (node, answers);
  return node;
}

/* The score as JSON, or why there is none; without the version, which is to differ. */
static char *
scored (EkInstrument *instrument, JsonNode *answers)
{
  g_autoptr (GError) error = NULL;
  EkSubject subject = { "female", 40 };
  g_autoptr (EkScore) score = ek_score_answers (instrument, answers, &subject, &error);
  g_autoptr (JsonNode) node = NULL;

  if (score == NULL)
    return g_strdup (error->message);
  node = ek_score_to_json (score);
  json_object_remove_member (json_node_get_object (node), "version");
  return ek_json_canonical (node);
}

static void
check_result (EkInstrument *structure, EkWording *wording)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = ek_wording_make_definition (wording, 3, &error);
  g_autoptr (EkInstrument) complete = node != NULL ? ek_instrument_parse (node, &error) : NULL;
  g_autoptr (EkRandom) random = ek_random_new (20260921);
  g_autofree char *version = NULL;
  g_autofree char *base = NULL;

  g_assert_no_error (error);
  version = g_strdup_printf ("%s+3.%.8s", ek_instrument_get_version (structure), ek_wording_get_hash (wording));
  base = ek_instrument_get_base_version (complete);
  g_assert_cmpstr (ek_instrument_get_version (complete), ==, version);
  g_assert_cmpstr (base, ==, ek_instrument_get_version (structure));
  g_assert_true (ek_instrument_has_words (complete));
  g_assert_cmpuint (ek_instrument_get_n_items (complete), ==, ek_instrument_get_n_items (structure));
  for (guint i = 0; i < ek_instrument_get_n_items (complete); i++)
    {
      EkItem *item = ek_instrument_get_item (complete, i);
      g_autofree char *zh = g_strdup_printf ("问题%s，\n第二行", ek_item_get_id (item));

      g_assert_cmpstr (ek_item_get_text (item, "zh"), ==, zh);
      for (guint j = 0; j < ek_item_get_n_options (item); j++)
        g_assert_true (g_str_has_prefix (ek_option_label (ek_item_get_option (item, j), "zh"), "回答"));
    }
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (JsonNode) answers = random_answers (structure, random);
      g_autofree char *before = scored (structure, answers);
      g_autofree char *after = scored (complete, answers);

      g_assert_cmpstr (after, ==, before);
    }
}

/* Export, fill in, read, score: the same score as under the structure, for every instrument. */
static void
test_every_instrument (void)
{
  for (guint i = 0; i < ek_catalogue_get_n (catalogue); i++)
    {
      EkInstrument *structure = ek_catalogue_get (catalogue, i);
      g_autoptr (GError) error = NULL;
      g_autofree char *csv = filled_in_table (structure);
      g_autoptr (EkWording) wording = ek_wording_read (catalogue, csv, strlen (csv), TODAY, &error);

      g_assert_no_error (error);
      for (guint j = 0; j < ek_wording_get_n_problems (wording); j++)
        if (ek_wording_get_problem (wording, j)->blocks)
          g_test_message ("%s: %s: %s", ek_instrument_get_id (structure), ek_wording_get_problem (wording, j)->place,
                          ek_wording_get_problem (wording, j)->message);
      if (ek_instrument_get_n_items (structure) == 0)
        {
          g_assert_cmpuint (ek_wording_get_n_problems (wording), ==, 1);
          g_assert_false (ek_wording_is_good (wording));
          continue;
        }
      g_assert_true (ek_wording_is_good (wording));
      g_assert_cmpstr (ek_wording_get_licence (wording)->number, ==, "L-2026-77");
      g_assert_cmpstr (ek_wording_get_licence (wording)->valid_until, ==, "2027-01-31");
      check_result (structure, wording);
    }
}

/* What was made is exported and read again: the same words come back, through both formats. */
static void
test_round_trip (void)
{
  static const char *const ids[] = { "stai", "psqi", "hamd17", "mdq" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GError) error = NULL;
      EkInstrument *structure = ek_catalogue_find (catalogue, ids[i], NULL);
      g_autofree char *csv = filled_in_table (structure);
      g_autoptr (EkWording) first = ek_wording_read (catalogue, csv, strlen (csv), TODAY, &error);
      g_autofree char *json = ek_wording_export_json (ek_wording_get_result (first));
      g_autofree char *table = ek_wording_export_csv (ek_wording_get_result (first));
      g_autoptr (EkWording) from_json = ek_wording_read (catalogue, json, strlen (json), TODAY, &error);
      g_autoptr (EkWording) from_table = ek_wording_read (catalogue, table, strlen (table), TODAY, &error);

      g_assert_no_error (error);
      g_assert_true (ek_wording_is_good (from_json));
      g_assert_true (ek_wording_is_good (from_table));
      check_result (structure, from_json);
      check_result (structure, from_table);
      g_assert_cmpstr (ek_wording_get_hash (from_json), ==, ek_wording_get_hash (from_table));
    }
}

#define HEAD "part,name,value,about,reversed,en,zh\r\nfile,evenkeel-wording,1,,,,\r\ninstrument,gad2,v%s,,,,\r\n"
#define SET "option-set,%s,0,,,a,甲\r\noption-set,%s,1,,,b,乙\r\noption-set,%s,2,,,c,丙\r\noption-set,%s,3,,,d,丁\r\n"

/* GAD-2 has two items and one set of four answers. Each change to a good file, and the words that must be among what is
 * said of it; NULL: still good. */
static const struct {
  const char *from;
  const char *to;
  const char *said;
} changes[] = {
  { "q1", "q1", NULL },
  { "\r\n", "\n", NULL },
  { "问一", "", "The Chinese text is missing of these items: 1." },
  { "item,2", "item,3", "has no item “3”" },
  { "item,2", "item,1", "in the file twice" },
  { "item,2,,,,q2,问二\r\n", "", "These items of GAD-2 are missing from the file: 2." },
  { ",3,,,d,", ",4,,,d,", "The scoring of GAD-2 knows no such answer" },
  { ",3,,,d,", ",3x,,,d,", "The value of the answer is not a number." },
  { ",,d,丁", ",,c,丁", "Another answer to the same question reads the same" },
  { "q2", "q1", "+reads the same as item “1”" },
  { "q1",
    "q\xe2\x80\xae"
    "1",
    "U+202E" },
  { "q1",
    "q\xe2\x80\x8b"
    "1",
    "U+200B" },
  { "q1", "q\x07", "U+0007" },
  { "q1", "q\xef\xbf\xbd", "U+FFFD" },
  { "gad2,v", "gad3,v", "There is no instrument “gad3”." },
  { "gad2,v", "gad2,v9.", "There is no structure of GAD-2 in version" },
  { "item,1,,,,", "item,1,,,yes,", "scored in reverse" },
  { "item,1,,,,", "item,1,,,no,", NULL },
  { "item,1,,,,", "item,1,,,perhaps,", "neither yes nor no" },
  { "item,1,,,,", "irem,1,,,,", "“irem” in the column “part” is not known" },
  { "item,1,,,,", ",1,,,,", "does not say in “part” what it is" },
  { "file,evenkeel-wording,1", "file,evenkeel-wording,2", "newer version of Evenkeel" },
  { "item,1,", "licence,valid_until,soon\r\nitem,1,", "“soon” is not a date" },
  { "item,1,", "licence,valid_until,2025-12-31\r\nitem,1,", "+The licence ended on 2025-12-31." },
  { "item,1,", "licence,price,12\r\nitem,1,", "The licence has no entry “price”." },
};

static char *
replace (const char *text, const char *from, const char *to)
{
  const char *at = strstr (text, from);

  g_assert_nonnull (at);
  return g_strdup_printf ("%.*s%s%s", (int) (at - text), text, to, at + strlen (from));
}

static char *
good_table (void)
{
  EkInstrument *gad2 = ek_catalogue_find (catalogue, "gad2", NULL);
  g_autofree char *csv = ek_wording_export_csv (gad2);
  const char *set = strstr (csv, "option-set,") + strlen ("option-set,");
  g_autofree char *name = g_strndup (set, strcspn (set, ","));

  return g_strdup_printf (HEAD SET "item,1,,,,q1,问一\r\nitem,2,,,,q2,问二\r\n", ek_instrument_get_version (gad2), name,
                          name, name, name);
}

static void
assert_said (EkWording *wording, const char *said)
{
  gboolean warning = said[0] == '+';

  for (guint i = 0; i < ek_wording_get_n_problems (wording); i++)
    {
      const EkWordingProblem *problem = ek_wording_get_problem (wording, i);

      g_test_message ("%s: %s", problem->place, problem->message);
      if (strstr (problem->message, said + warning) != NULL && problem->blocks == !warning)
        {
          g_assert_cmpint (ek_wording_is_good (wording), ==, warning);
          return;
        }
    }
  g_error ("Nobody said “%s”", said);
}

static void
test_changes (void)
{
  g_autofree char *good = good_table ();

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *bad = replace (good, changes[i].from, changes[i].to);
      g_autoptr (EkWording) wording = ek_wording_read (catalogue, bad, strlen (bad), TODAY, &error);

      g_test_message ("%s → %s", changes[i].from, changes[i].to);
      g_assert_no_error (error);
      if (changes[i].said != NULL)
        assert_said (wording, changes[i].said);
      else
        g_assert_true (ek_wording_is_good (wording));
      g_assert_true (ek_wording_is_good (wording) == (ek_wording_get_result (wording) != NULL));
    }
}

/* Problems say where. */
static void
test_place (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *good = good_table ();
  g_autofree char *bad = replace (good, "item,2", "item,7");
  g_autoptr (EkWording) wording = ek_wording_read (catalogue, bad, strlen (bad), TODAY, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < ek_wording_get_n_problems (wording); i++)
    if (ek_wording_get_problem (wording, i)->line == 9)
      {
        g_assert_cmpstr (ek_wording_get_problem (wording, i)->place, ==, "line 9, item “7”");
        return;
      }
  g_assert_not_reached ();
}

/* Files that cannot be read at all: an error with its code, never a crash. */
static const struct {
  const char *bytes;
  gssize length;
  EkError code;
} hostile[] = {
  { "", 0, EK_ERROR_INCOMPLETE },
  { "{", -1, EK_ERROR_SYNTAX },
  { "{\"format\":\"evenkeel-wording\",\"format_version\":1,\"instrument\":\"gad2\"}", -1, EK_ERROR_INCOMPLETE },
  { "{\"format\":\"evenkeel-wording\",\"instrument\":\"gad2\",\"instrument\":\"phq9\"}", -1, EK_ERROR_SYNTAX },
  { "{\"format\":\"evenkeel-wording\",\"format_version\":2,\"instrument\":\"a\",\"version\":\"1\",\"items\":[]}", -1,
    EK_ERROR_UNSUPPORTED },
  { "[]", -1, EK_ERROR_SYNTAX },
  { "{\"resourceType\":\"Questionnaire\"}", -1, EK_ERROR_SYNTAX },
  { "part,name,value,en,zh\nitem,1,\"", -1, EK_ERROR_SYNTAX },
  { "part,name,value,en,zh\nitem,1,\"x\"y", -1, EK_ERROR_SYNTAX },
  { "part,name,value,en,zh\nitem,1,x\"y\"", -1, EK_ERROR_SYNTAX },
  { "part,name,value,en,zh\nitem,1,\0x", 31, EK_ERROR_SYNTAX },
  { "part,name,value,en,zh\nitem,1,\xc4\xe3\xba\xc3", -1, EK_ERROR_SYNTAX },
  { "part,name,value,en,zh,fr\n", -1, EK_ERROR_SYNTAX },
  { "part,part,value,en,zh\n", -1, EK_ERROR_SYNTAX },
  { "hello", -1, EK_ERROR_SYNTAX },
  { "part,name,value,en,zh\n,,,,\n\n", -1, EK_ERROR_INCOMPLETE },
  { "part,name,value,en,zh\na,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r\n", -1, EK_ERROR_SYNTAX },
};

static void
test_hostile (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GError) error = NULL;
      gsize length = hostile[i].length < 0 ? strlen (hostile[i].bytes) : (gsize) hostile[i].length;

      g_assert_null (ek_wording_read (catalogue, hostile[i].bytes, length, TODAY, &error));
      g_assert_error (error, EK_ERROR, (int) hostile[i].code);
    }
}

static void
test_huge (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *brackets = g_malloc (80000);
  g_autofree char *rows = g_malloc (5u << 20);

  memset (brackets, '[', 80000);
  g_assert_null (ek_wording_read (catalogue, brackets, 80000, TODAY, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  memset (rows, '\n', 5u << 20);
  g_assert_null (ek_wording_read (catalogue, rows, 5u << 20, TODAY, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (ek_wording_read (catalogue, rows, 1u << 20, TODAY, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_TOO_LARGE);
}

/* Every prefix of good files: an error or a problem that blocks, but for the last line end. */
static void
test_half_written (void)
{
  g_autofree char *table = good_table ();
  g_autoptr (EkWording) whole = ek_wording_read (catalogue, table, strlen (table), TODAY, NULL);
  g_autofree char *json = ek_wording_export_json (ek_wording_get_result (whole));
  const char *const texts[] = { table, json };

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    for (gsize length = 0; length + 9 < strlen (texts[t]); length++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (EkWording) wording = ek_wording_read (catalogue, texts[t], length, TODAY, &error);

        g_assert_true (wording == NULL ? error != NULL : !ek_wording_is_good (wording));
      }
}

/* More problems than are told: the blocking one is not lost. */
static void
test_many_problems (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *good = good_table ();
  GString *text = g_string_new (good);
  g_autoptr (EkWording) wording = NULL;

  for (int i = 0; i < 5000; i++)
    g_string_append_printf (text, "item,%d,,,,x,x\r\n", i + 100);
  wording = ek_wording_read (catalogue, text->str, text->len, TODAY, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ek_wording_get_n_problems (wording), ==, 200);
  g_assert_false (ek_wording_is_good (wording));
  g_string_free (text, TRUE);
}

/* Labels of one item instead of those of its set, as clinicians' scales with anchors have them. */
static void
test_own_anchors (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *good = good_table ();
  g_autofree char *text = g_strconcat (good,
                                       "item-option,2,0,,,w,一\r\nitem-option,2,1,,,x,二\r\nitem-option,2,2,,,y,三"
                                       "\r\nitem-option,2,3,,,z,四\r\n",
                                       NULL);
  g_autofree char *partial = g_strconcat (good, "item-option,2,0,,,w,一\r\n", NULL);
  g_autoptr (EkWording) wording = ek_wording_read (catalogue, text, strlen (text), TODAY, &error);
  g_autoptr (EkWording) bad = ek_wording_read (catalogue, partial, strlen (partial), TODAY, &error);
  EkInstrument *result = ek_wording_get_result (wording);

  g_assert_no_error (error);
  g_assert_true (ek_wording_is_good (wording));
  g_assert_cmpstr (ek_option_label (ek_item_get_option (ek_instrument_get_item (result, 0), 3), "en"), ==, "d");
  g_assert_cmpstr (ek_option_label (ek_item_get_option (ek_instrument_get_item (result, 1), 3), "en"), ==, "z");
  assert_said (bad, "These answers are missing from the file: 1, 2, 3.");
}

/* Whole definitions */

static EkWording *
read_definition (const char *id, const char *version, const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = ek_json_canonical (ek_instrument_get_definition (ek_catalogue_find (catalogue, id, NULL)));
  g_autofree char *old = g_strdup_printf ("\"version\":\"%s\"",
                                          ek_instrument_get_version (ek_catalogue_find (catalogue, id, NULL)));
  g_autofree char *now = g_strdup_printf ("\"version\":\"%s\"", version);
  g_autofree char *versioned = replace (text, old, now);
  g_autofree char *changed = from != NULL ? replace (versioned, from, to) : g_strdup (versioned);
  EkWording *wording = ek_wording_read (catalogue, changed, strlen (changed), TODAY, &error);

  g_assert_no_error (error);
  g_assert_cmpint (ek_wording_get_kind (wording), ==, EK_WORDING_DEFINITION);
  return wording;
}

static void
test_definition (void)
{
  EkInstrument *phq9 = ek_catalogue_find (catalogue, "phq9", NULL);
  g_autoptr (EkWording) same = read_definition ("phq9", ek_instrument_get_version (phq9), NULL, NULL);
  g_autoptr (EkWording) other = read_definition ("phq9", ek_instrument_get_version (phq9), "\"higher-is-worse\"",
                                                 "\"lower-is-worse\"");
  g_autoptr (EkWording) newer = read_definition ("phq9", "99.0", NULL, NULL);
  g_autoptr (EkWording) plus = read_definition ("phq9", "1.0+1.0123abcd", NULL, NULL);
  g_autoptr (EkWording) hidden = read_definition ("phq9", "99.0", "Feeling down", "Feeling\xe2\x80\xae down");
  g_autoptr (EkWording) broken = read_definition ("phq9", "99.0", "sum(@1..@9)", "sum(@1..@90)");

  assert_said (same, "This definition is there already.");
  assert_said (other, "is there already and says something else");
  assert_said (plus, "A version with “+” is made by importing words");
  assert_said (hidden, "U+202E");
  g_assert_false (ek_wording_is_good (broken));
  g_assert_true (ek_wording_is_good (newer));
}

/* A definition may not silence an alarm of the one it takes the place of, nor turn a score round unseen. */
static void
test_alarms_kept (void)
{
  EkInstrument *phq9 = ek_catalogue_find (catalogue, "phq9", NULL);
  g_autofree char *text = ek_json_canonical (ek_instrument_get_definition (phq9));
  g_autoptr (JsonNode) node = ek_json_parse (text, -1, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EkWording) silent = NULL;
  g_autoptr (EkWording) later = read_definition ("phq9", "99.0", "\"at_least\":1,\"id\":\"suicidal",
                                                 "\"at_least\":3,\"id\":\"suicidal");
  g_autoptr (EkWording) same = read_definition ("phq9", "99.0", NULL, NULL);
  g_autofree char *without = NULL;

  json_object_set_string_member (json_node_get_object (node), "version", "99.0");
  json_object_remove_member (json_node_get_object (node), "critical");
  without = ek_json_canonical (node);
  silent = ek_wording_read (catalogue, without, strlen (without), TODAY, &error);
  g_assert_no_error (error);
  assert_said (silent, "a patient in danger would not be seen");
  g_assert_false (ek_wording_is_good (silent));
  assert_said (later, "+Fewer answers to this item raise an alarm");
  g_assert_true (ek_wording_is_good (later));
  for (guint i = 0; i < ek_wording_get_n_problems (same); i++)
    g_assert_null (strstr (ek_wording_get_problem (same, i)->message, "alarm"));
}

/* Which version is given: not withdrawn, with words, newest. */
static void
test_catalogue (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkCatalogue) copy = ek_catalogue_copy (catalogue);
  EkInstrument *stai = ek_catalogue_find (catalogue, "stai", NULL);
  g_autofree char *csv = filled_in_table (stai);
  g_autoptr (EkWording) wording = ek_wording_read (catalogue, csv, strlen (csv), TODAY, &error);
  g_autoptr (EkWording) newer = NULL;
  g_autofree char *elsewhere = NULL;
  EkInstrument *made[3];

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (JsonNode) node = ek_wording_make_definition (wording, i == 2 ? 10 : i + 8, &error);

      made[i] = ek_instrument_parse (node, &error);
      g_assert_no_error (error);
      g_assert_true (ek_catalogue_add (copy, made[i], i == 2));
      g_assert_false (ek_catalogue_add (copy, made[i], FALSE));
    }
  g_assert_true (ek_catalogue_find (copy, "stai", NULL) == made[1]);
  /* counted otherwise in another vault */
  elsewhere = g_strdup_printf ("1.0+77.%.8s", ek_wording_get_hash (wording));
  g_assert_nonnull (ek_catalogue_find (copy, "stai", elsewhere));
  g_assert_null (ek_catalogue_find (copy, "stai", "1.0+77.00000000"));
  g_assert_null (ek_catalogue_find (catalogue, "stai", elsewhere));
  g_assert_true (ek_catalogue_find (copy, "stai", ek_instrument_get_version (made[2])) == made[2]);
  g_assert_true (ek_catalogue_find (copy, "stai", ek_instrument_get_version (stai)) == stai);
  g_assert_cmpuint (ek_catalogue_get_n (copy), ==, ek_catalogue_get_n (catalogue));
  g_assert_true (ek_catalogue_find (catalogue, "stai", NULL) == stai);
  /* a newer structure does not take the words away */
  newer = read_definition ("stai", "9.0", NULL, NULL);
  g_assert_true (ek_catalogue_add (copy, ek_wording_get_result (newer), FALSE));
  g_assert_true (ek_catalogue_find (copy, "stai", NULL) == made[1]);
  for (guint i = 0; i < 3; i++)
    ek_instrument_unref (made[i]);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  catalogue = ek_catalogue_load (NULL, &error);
  g_assert_no_error (error);
  g_test_add_func ("/wording/every-instrument", test_every_instrument);
  g_test_add_func ("/wording/round-trip", test_round_trip);
  g_test_add_func ("/wording/changes", test_changes);
  g_test_add_func ("/wording/place", test_place);
  g_test_add_func ("/wording/hostile", test_hostile);
  g_test_add_func ("/wording/huge", test_huge);
  g_test_add_func ("/wording/half-written", test_half_written);
  g_test_add_func ("/wording/many-problems", test_many_problems);
  g_test_add_func ("/wording/own-anchors", test_own_anchors);
  g_test_add_func ("/wording/definition", test_definition);
  g_test_add_func ("/wording/alarms-kept", test_alarms_kept);
  g_test_add_func ("/wording/catalogue", test_catalogue);
  result = g_test_run ();
  ek_catalogue_free (catalogue);
  return result;
}
