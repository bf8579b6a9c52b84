/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finding people by what was typed. */

#include "record-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "ek-error.h"
#include "ek-text.h"
#include "ek-surnames.h"

/* Who is in the room. Each has a number by which the table below names who must be found, in that order. */
static const struct {
  const char *name, *family, *given, *pinyin, *identifiers, *phone;
} people[] = {
  [0] = { "张伟", NULL, NULL, NULL, "[{\"system\":\"urn:h\",\"value\":\"MRN-000777\"}]", "138 0013 8000" },
  [1] = { "张伟丽", "张", "伟丽", NULL, NULL, NULL },
  [2] = { "单雄信", "单", "雄信", NULL, NULL, NULL },
  [3] = { "曾国藩", NULL, NULL, NULL, NULL, NULL },
  [4] = { "尉迟恭", NULL, NULL, NULL, NULL, NULL },
  [5] = { "欧阳修", NULL, NULL, NULL, NULL, NULL },
  [6] = { "区志明", NULL, NULL, NULL, NULL, NULL },
  [7] = { "仇英", NULL, NULL, NULL, NULL, NULL },
  [8] = { "解晓东", NULL, NULL, NULL, NULL, NULL },
  [9] = { "吕布", NULL, NULL, NULL, NULL, NULL },
  [10] = { "Maria Jensen", "Jensen", "Maria", NULL, "[{\"system\":\"urn:h\",\"value\":\"A/12.34-X\"}]",
           "+45 20 30 40 50" },
  [11] = { "José García Márquez", "García Márquez", "José", NULL, NULL, NULL },
  [12] = { "Søren O'Brien-Smith", "O'Brien-Smith", "Søren", NULL, NULL, NULL },
  [13] = { "محمد علي", NULL, NULL, NULL, NULL, NULL },
  [14] = { "דוד כהן", NULL, NULL, NULL, NULL, NULL },
  [15] = { "玛丽亚·延森", NULL, NULL, NULL, NULL, NULL },
  [16] = { "100% _sure_ [x] 'quoted\" \\ ;--", NULL, NULL, NULL, NULL, NULL },
  [17] = { "盖叫天", NULL, NULL, "gai jiao tian", NULL, NULL },
  [18] = { "覃海洋", NULL, NULL, NULL, NULL, NULL },
  [19] = { "Ａｎｎａ　Ｌｉ", NULL, NULL, NULL, NULL, NULL },
  [20] = { "Weizhang Li", "Li", "Weizhang", NULL, NULL, NULL },
};

static const struct {
  const char *query;
  const char *found; /* numbers in order, separated by spaces; a '~' in front: the order is not asked */
} cases[] = {
  /* Chinese, whole and in part */
  { "张伟", "0 1" },
  { "张", "0 1" },
  { "伟", "1 0" },
  { "张伟丽", "1" },
  { "张 丽", "1" },
  { "丽 张", "1" },
  { "伟张", "" },
  { "雄信", "2" },
  { "單", "" },
  /* pinyin with and without spaces and tones, initials, half a syllable */
  { "zhangwei", "0 1" },
  { "zhang wei", "~0 1 20" },
  { "ZhangWei", "0 1" },
  { "zhāng wěi", "~0 1 20" },
  { "zhang1wei3", "0 1" },
  { "zw", "0 1" },
  { "zwl", "1" },
  { "zhangw", "0 1" },
  { "zhwei", "0 1" },
  { "weili", "~1 20" },
  { "zhang1 wei3 li4", "1" },
  { "zhan'wei", "0 1" },
  { "wz", "" },
  /* surnames that are read otherwise, and as a stranger would */
  { "shan", "2" },
  { "shanxx", "2" },
  { "dan xiong", "2" },
  { "zeng", "3" },
  { "zgf", "3" },
  { "yuchi", "4" },
  { "yuchigong", "4" },
  { "ycg", "4" },
  { "ouyang", "5" },
  { "oyx", "5" },
  { "ou", "~5 6" },
  { "qiu", "7" },
  { "xie", "8" },
  { "lvbu", "9" },
  { "lü bu", "9" },
  { "lubu", "9" },
  { "gai", "17" },
  { "qin", "18" },
  { "tan hai", "18" },
  /* Latin, with and without accents, parts, initials */
  { "maria", "10" },
  { "jensen", "10" },
  { "jensen maria", "10" },
  { "Jensen, Maria", "10" },
  { "mj", "10" },
  { "MAR JEN", "10" },
  { "ensen", "10" },
  { "garcia", "11" },
  { "García", "11" },
  { "marquez jose", "11" },
  { "JGM", "11" },
  { "soren", "12" },
  { "søren", "12" },
  { "o'brien", "12" },
  { "obrien", "12" },
  { "brien-smith", "12" },
  { "anna li", "19" },
  { "ａｎｎａ", "19" },
  /* right to left, transliterated */
  { "محمد", "13" },
  { "علي", "13" },
  { "محمد علي", "13" },
  { "כהן", "14" },
  { "玛丽亚", "15" },
  { "延森", "15" },
  { "玛丽亚延森", "15" },
  { "玛丽亚·延森", "15" },
  /* numbers */
  { "MRN-000777", "0" },
  { "mrn000777", "0" },
  { "000777", "0" },
  { "777", "0" },
  { "13800138000", "0" },
  { "138-0013-8000", "0" },
  { "8000", "0" },
  { "zhang 8000", "0" },
  { "zhang 9999", "" },
  { "A/12.34-X", "10" },
  { "a1234x", "10" },
  { "+4520304050", "10" },
  { "12", "10" },
  /* every character is meant as it is typed */
  { "%", "16" },
  { "_", "16" },
  { "%%", "" },
  { "100%", "16" },
  { "_sure_", "16" },
  { "[x]", "16" },
  { "'quoted\"", "16" },
  { "\\", "16" },
  { "*", "" },
  { "?", "" },
  { "张%", "" },
  { "张_", "" },
  { "' OR 1=1 --", "" },
  { "\"", "16" },
  { "NEAR", "" },
  { "^zhang", "" },
  { ".", "10" },
  { "nobody", "" },
};

static void
fill (Fixture *fixture, EkRecord *records[])
{
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autoptr (GError) error = NULL;

      records[i] = ek_record_new (&ek_patient_type, NULL);
      ek_record_set_text (records[i], EK_PATIENT_NAME, people[i].name);
      ek_record_set_text (records[i], EK_PATIENT_FAMILY_NAME, people[i].family);
      ek_record_set_text (records[i], EK_PATIENT_GIVEN_NAME, people[i].given);
      ek_record_set_text (records[i], EK_PATIENT_PINYIN, people[i].pinyin);
      ek_record_set_text (records[i], EK_PATIENT_IDENTIFIERS, people[i].identifiers);
      ek_record_set_text (records[i], EK_PATIENT_PHONE, people[i].phone);
      ek_store_save (fixture->store, records[i], &error);
      g_assert_no_error (error);
    }
}

static char *
numbers_of (EkPatientRows *rows, EkRecord *records[], gboolean sorted)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint r = 0; r < ek_patient_rows_length (rows); r++)
    for (guint i = 0; i < G_N_ELEMENTS (people); i++)
      if (strcmp (ek_patient_rows_get (rows, r)->id, ek_record_get_id (records[i])) == 0)
        g_array_append_val (numbers, i);
  for (guint i = 0; sorted && i < numbers->len; i++)
    for (guint j = i + 1; j < numbers->len; j++)
      if (g_array_index (numbers, guint, j) < g_array_index (numbers, guint, i))
        {
          guint swap = g_array_index (numbers, guint, i);
          g_array_index (numbers, guint, i) = g_array_index (numbers, guint, j);
          g_array_index (numbers, guint, j) = swap;
        }
  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", g_array_index (numbers, guint, i));

  return g_string_free (text, FALSE);
}

static void
test_table (Fixture *fixture, gconstpointer data)
{
  EkRecord *records[G_N_ELEMENTS (people)];
  guint n_wrong = 0;

  fill (fixture, records);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkPatientRows) rows = ek_store_find_patients (fixture->store, cases[i].query, 0, NULL, &error);
      gboolean sorted = cases[i].found[0] == '~';
      g_autofree char *found = NULL;

      g_assert_no_error (error);
      found = numbers_of (rows, records, sorted);
      if (strcmp (found, cases[i].found + sorted) != 0)
        {
          n_wrong++;
          g_test_message ("“%s”: found “%s”, expected “%s”", cases[i].query, found, cases[i].found);
        }
    }
  g_assert_cmpuint (n_wrong, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    g_object_unref (records[i]);
}

static void
test_follows_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "旧名字");
  g_autoptr (EkPatientRows) before = NULL, after = NULL, gone = NULL, deleted = NULL;
  g_autoptr (GError) error = NULL;

  before = ek_store_find_patients (fixture->store, "jiu", 0, NULL, &error);
  g_assert_cmpuint (ek_patient_rows_length (before), ==, 1);
  ek_record_set_text (patient, EK_PATIENT_NAME, "新名字");
  g_assert_true (ek_store_save (fixture->store, patient, &error));
  after = ek_store_find_patients (fixture->store, "xmz", 0, NULL, &error);
  g_assert_cmpuint (ek_patient_rows_length (after), ==, 1);
  g_assert_cmpstr (ek_patient_rows_get (after, 0)->name, ==, "新名字");
  gone = ek_store_find_patients (fixture->store, "jiu", 0, NULL, &error);
  g_assert_cmpuint (ek_patient_rows_length (gone), ==, 0);
  g_assert_true (ek_store_delete (fixture->store, patient, "x", &error));
  deleted = ek_store_find_patients (fixture->store, "xmz", 0, NULL, &error);
  g_assert_cmpuint (ek_patient_rows_length (deleted), ==, 0);
}

static void
test_list_order (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "张三", "Bruno", "安娜", "单强", "Åse", "陈", "zoe" };
  static const char *const expected[] = { "安娜", "Åse", "Bruno", "陈", "单强", "张三", "zoe" };
  g_autoptr (EkPatientRows) rows = NULL, few = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (EkRecord) patient = fixture_patient (fixture, names[i]);
      (void) patient;
    }
  rows = ek_store_list_patients (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ek_patient_rows_length (rows), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (ek_patient_rows_get (rows, i)->name, ==, expected[i]);

  few = ek_store_find_patients (fixture->store, "  ", 3, NULL, &error);
  g_assert_cmpuint (ek_patient_rows_length (few), ==, 3);
  g_assert_cmpstr (ek_patient_rows_get (few, 2)->name, ==, "Bruno");
}

static void
add_assessment (Fixture *fixture, EkRecord *patient, const char *instrument, gint64 taken, double total,
                const char *status)
{
  g_autoptr (EkRecord) record = ek_record_new (&ek_assessment_type, ek_record_get_id (patient));
  g_autoptr (GError) error = NULL;

  ek_record_set_text (record, EK_ASSESSMENT_INSTRUMENT, instrument);
  ek_record_set_text (record, EK_ASSESSMENT_VERSION, "1");
  ek_record_set_text (record, EK_ASSESSMENT_STATUS, status);
  ek_record_set_instant (record, EK_ASSESSMENT_TAKEN, taken, 480);
  ek_record_set_real (record, EK_ASSESSMENT_TOTAL, total);
  ek_store_save (fixture->store, record, &error);
  g_assert_no_error (error);
}

static EkRecord *
add_risk (Fixture *fixture, EkRecord *patient, const char *level)
{
  EkRecord *record = ek_record_new (&ek_risk_type, ek_record_get_id (patient));
  g_autoptr (GError) error = NULL;

  ek_record_set_text (record, EK_RISK_LEVEL, level);
  ek_record_set_text (record, EK_RISK_STATUS, "open");
  ek_record_set_instant (record, EK_RISK_RAISED, FIXTURE_NOW, 480);
  ek_store_save (fixture->store, record, &error);
  g_assert_no_error (error);

  return record;
}

static void
assert_row (Fixture *fixture, EkRecord *patient, const char *instrument, double score, const char *tier)
{
  g_autoptr (GError) error = NULL;
  EkPatientRow *row = ek_store_load_patient_row (fixture->store, ek_record_get_id (patient), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (row->last_instrument, ==, instrument);
  if (instrument != NULL)
    g_assert_cmpfloat (row->last_score, ==, score);
  else
    g_assert_true (isnan (row->last_score) && row->last_assessed == EK_INSTANT_NONE);
  g_assert_cmpstr (row->tier, ==, tier);
  ek_patient_row_free (row);
}

static void
test_summary (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "单强");
  g_autoptr (EkRecord) low = NULL, high = NULL;
  g_autoptr (GError) error = NULL;
  EkPatientRow *row;

  ek_record_set_text (patient, EK_PATIENT_SEX, "male");
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, "1985-02-20");
  ek_record_set_text (patient, EK_PATIENT_IDENTIFIERS,
                      "[{\"system\":\"a\"},{\"system\":\"b\",\"value\":\"7\"},{\"value\":\"8\"}]");
  ek_record_set_int (patient, EK_PATIENT_DEMONSTRATION, 1);
  g_assert_true (ek_store_save (fixture->store, patient, &error));
  row = ek_store_load_patient_row (fixture->store, ek_record_get_id (patient), &error);
  g_assert_cmpstr (row->pinyin, ==, "shan qiang");
  g_assert_cmpstr (row->sex, ==, "male");
  g_assert_cmpstr (row->birth_date, ==, "1985-02-20");
  g_assert_cmpstr (row->identifier, ==, "7");
  g_assert_true (row->demonstration);
  ek_patient_row_free (row);

  assert_row (fixture, patient, NULL, 0, NULL);
  add_assessment (fixture, patient, "gad7", FIXTURE_NOW, 9, "completed");
  assert_row (fixture, patient, "gad7", 9, NULL);
  /* preferred, though earlier */
  add_assessment (fixture, patient, "phq9", FIXTURE_NOW - EK_DAY_MS, 17, "completed");
  assert_row (fixture, patient, "phq9", 17, NULL);
  add_assessment (fixture, patient, "phq9", FIXTURE_NOW - 9 * EK_DAY_MS, 3, "completed"); /* entered late */
  add_assessment (fixture, patient, "phq9", FIXTURE_NOW, 5, "in-progress");
  add_assessment (fixture, patient, "phq9", FIXTURE_NOW, 6, "entered-in-error");
  assert_row (fixture, patient, "phq9", 17, NULL);

  low = add_risk (fixture, patient, "low");
  assert_row (fixture, patient, "phq9", 17, "low");
  g_object_unref (add_risk (fixture, patient, "unassessed"));
  assert_row (fixture, patient, "phq9", 17, "unassessed");
  high = add_risk (fixture, patient, "high");
  assert_row (fixture, patient, "phq9", 17, "high");
  ek_record_set_text (high, EK_RISK_STATUS, "closed");
  g_assert_true (ek_store_save (fixture->store, high, &error));
  assert_row (fixture, patient, "phq9", 17, "unassessed");

  g_assert_null (ek_store_load_patient_row (fixture->store, "00000000-0000-4000-8000-000000000000", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "x");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ek_store_list_patients (fixture->store, cancellable, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (ek_store_find_patients (fixture->store, "x", 0, cancellable, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CANCELLED);
}

/* Whatever is typed, nothing breaks, and what was typed in full is found. */
static void
test_random_queries (Fixture *fixture, gconstpointer data)
{
  static const char *const pieces[] = {
    "张", "伟", "z", "w", "h", "'", "\"", "%", "_", "\\", " ", "1", "ü", "\xd9\xa1", "\xcc\x81", "🙂", "\n", ";", "-",
  };
  g_autoptr (EkRandom) random = ek_random_new (5);

  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (EkRecord) patient = NULL;
      g_autoptr (EkPatientRows) rows = NULL;
      g_autoptr (GError) error = NULL;
      gboolean found = FALSE;

      for (int n = ek_random_range (random, 1, 7); n > 0; n--)
        g_string_append (text, pieces[ek_random_range (random, 0, G_N_ELEMENTS (pieces) - 1)]);
      if (ek_text_is_blank (text->str))
        continue;
      patient = fixture_patient (fixture, text->str);
      rows = ek_store_find_patients (fixture->store, text->str, 0, NULL, &error);
      g_assert_no_error (error);
      for (guint r = 0; r < ek_patient_rows_length (rows); r++)
        found |= strcmp (ek_patient_rows_get (rows, r)->id, ek_record_get_id (patient)) == 0;
      if (!found)
        g_test_message ("not found by its own name: “%s”", text->str);
      g_assert_true (found);
    }
}

static void
test_surnames_file (void)
{
  static const char *const broken[] = {
    "",
    "[]",
    "{\"version\":\"1\"}",
    "{\"version\":\"1\",\"readings\":{\"张\":[]}}",
    "{\"version\":\"1\",\"readings\":{\"张\":\"zhang\"}}",
    "{\"version\":\"1\",\"readings\":{\"张\":[\"zhāng\"]}}",
    "{\"version\":\"1\",\"readings\":{\"zhang\":[\"zhang\"]}}",
    "{\"readings\":{}}",
  };
  g_autofree char *directory = g_dir_make_tmp ("ek-names-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "names.json", NULL);
  g_autoptr (EkSurnames) own = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) told = NULL;

      g_assert_true (g_file_set_contents (path, broken[i], -1, NULL));
      g_assert_null (ek_surnames_load (path, &told));
      g_assert_nonnull (told);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_remove (directory), ==, 0);
  own = ek_surnames_load (NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_tear_down (fixture);
}

#define ADD(path, function) g_test_add ("/search/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("table", test_table);
  ADD ("follows-changes", test_follows_changes);
  ADD ("list-order", test_list_order);
  ADD ("summary", test_summary);
  ADD ("cancel", test_cancel);
  ADD ("random-queries", test_random_queries);
  g_test_add_func ("/search/surnames-file", test_surnames_file);

  return g_test_run ();
}
