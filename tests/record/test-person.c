/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is who: each row of the rule, the forms of numbers and names, and that the store keeps to it. */

#include "record-fixture.h"

#include <string.h>

#include "ek-error.h"
#include "ek-notice.h"
#include "ek-person.h"

typedef struct {
  const char *name, *birth, *number, *sex;
} Who;

#define MRN(value) "[{\"system\":\"s\",\"value\":\"" value "\"}]"
#define TWO(one, other) "[{\"system\":\"s\",\"value\":\"" one "\"},{\"system\":\"t\",\"value\":\"" other "\"}]"

static EkRecord *
person_of (const Who *who)
{
  EkRecord *record = ek_record_new (&ek_patient_type, NULL);

  ek_record_set_text (record, EK_PATIENT_NAME, who->name);
  ek_record_set_text (record, EK_PATIENT_BIRTH_DATE, who->birth);
  ek_record_set_text (record, EK_PATIENT_IDENTIFIERS, who->number);
  ek_record_set_text (record, EK_PATIENT_SEX, who->sex);
  return record;
}

typedef struct {
  const char *what;
  EkClaim claim;
  Who known, other;
  EkPersonVerdict verdict;
} Row;

#define ID EK_CLAIM_ID
#define NUMBER EK_CLAIM_NUMBER
#define IN_FILE EK_CLAIM_FILE
#define OTHER EK_PERSON_OTHER
#define TOLD EK_PERSON_TOLD
#define SAME EK_PERSON_SAME

static const Row rows[] = {
  /* a number */
  { "all the same",
    NUMBER,
    { "张伟", "1985-03-01", MRN ("7"), "male" },
    { "张伟", "1985-03-01", MRN ("7"), "male" },
    SAME },
  { "name in letters", NUMBER, { "张伟", "1985-03-01", MRN ("7") }, { "Zhang Wei", "1985-03-01", MRN ("7") }, SAME },
  { "letters the other way round",
    NUMBER,
    { "张伟", "1985-03-01", MRN ("7") },
    { "Wei Zhang", "1985-03-01", MRN ("7") },
    SAME },
  { "sex entered wrongly",
    NUMBER,
    { "张伟", "1985-03-01", MRN ("7"), "male" },
    { "张伟", "1985-03-01", MRN ("7"), "female" },
    TOLD },
  { "a character entered wrongly",
    NUMBER,
    { "张伟", "1985-03-01", MRN ("7") },
    { "张玮", "1985-03-01", MRN ("7") },
    TOLD },
  { "twins of one sound",
    NUMBER,
    { "李文", "1985-03-01", MRN ("7"), "male" },
    { "李雯", "1985-03-01", MRN ("7"), "female" },
    OTHER },
  { "a marriage",
    NUMBER,
    { "Eva Muster", "1985-03-01", MRN ("7") },
    { "Eva Beispiel", "1985-03-01", MRN ("7") },
    TOLD },
  { "twins", NUMBER, { "Eva Muster", "1985-03-01", MRN ("7") }, { "Ida Muster", "1985-03-01", MRN ("7") }, OTHER },
  { "twins, in characters", NUMBER, { "李文", "1985-03-01", MRN ("7") }, { "李武", "1985-03-01", MRN ("7") }, OTHER },
  { "another birth date", NUMBER, { "张伟", "1985-03-01", MRN ("7") }, { "张伟", "1985-03-11", MRN ("7") }, OTHER },
  { "another name, another birth date",
    NUMBER,
    { "张伟", "1985-03-01", MRN ("7") },
    { "李娜", "1990-01-01", MRN ("7") },
    OTHER },
  { "only the year, the same name", NUMBER, { "张伟", "1985-03-01", MRN ("7") }, { "张伟", "1985", MRN ("7") }, SAME },
  { "only the year, another name", NUMBER, { "张伟", "1985-03-01", MRN ("7") }, { "李娜", "1985", MRN ("7") }, OTHER },
  { "the same year twice, another name",
    NUMBER,
    { "Eva Muster", "1985", MRN ("7") },
    { "Eva Beispiel", "1985", MRN ("7") },
    OTHER },
  { "no birth date, the same name", NUMBER, { "张伟", "1985-03-01", MRN ("7") }, { "张伟", NULL, MRN ("7") }, TOLD },
  { "no birth date on both sides", NUMBER, { "张伟", NULL, MRN ("7") }, { "张伟", NULL, MRN ("7") }, TOLD },
  { "no birth date, only the same sound",
    NUMBER,
    { "张伟", "1985-03-01", MRN ("7") },
    { "Zhang Wei", NULL, MRN ("7") },
    OTHER },
  { "no birth date, another name",
    NUMBER,
    { "Eva Muster", "1980-01-02", MRN ("F-1") },
    { "Max Beispiel", NULL, MRN ("F-1") },
    OTHER },
  { "no birth date here, another name",
    NUMBER,
    { "Max Beispiel", NULL, MRN ("F-1") },
    { "Eva Muster", "1980-01-02", MRN ("F-1") },
    OTHER },
  { "father and son",
    NUMBER,
    { "Hans Muster", "1950-01-02", TWO ("F-1", "1") },
    { "Hans Muster", NULL, TWO ("F-1", "2") },
    OTHER },
  { "no birth date, the other sex",
    NUMBER,
    { "张伟", NULL, MRN ("7"), "male" },
    { "张伟", NULL, MRN ("7"), "female" },
    OTHER },
  { "no name known", NUMBER, { "无名", "1980-01-01", MRN ("7") }, { "无名", "1980-01-01", MRN ("7") }, TOLD },
  { "no name known, another number",
    NUMBER,
    { "无名", "1980-01-01", TWO ("7", "1") },
    { "无名", "1980-01-01", TWO ("7", "2") },
    OTHER },
  { "no name known, only the year", NUMBER, { "无名", "1980", MRN ("7") }, { "无名", "1980", MRN ("7") }, OTHER },
  { "no name known, no birth date", NUMBER, { "John Doe", NULL, MRN ("7") }, { "John Doe", NULL, MRN ("7") }, OTHER },
  /* an id that its source gives once */
  { "id, no name known", ID, { "无名", NULL }, { "无名", NULL }, SAME },
  { "id, all the same", ID, { "张伟", "1985-03-01" }, { "张伟", "1985-03-01" }, SAME },
  { "id, no birth date", ID, { "张伟", NULL }, { "张伟", "1985-03-01" }, SAME },
  { "id, birth date corrected", ID, { "张伟", "1985-03-01" }, { "张伟", "1985-03-11" }, TOLD },
  { "id, another birth date and number",
    ID,
    { "张伟", "1985-03-01", MRN ("7") },
    { "张伟", "1985-03-11", MRN ("8") },
    OTHER },
  { "id, birth date corrected under the number",
    ID,
    { "张伟", "1985-03-01", MRN ("7") },
    { "张伟", "1985-03-11", MRN ("7") },
    TOLD },
  { "id, name corrected", ID, { "张伟", "1985-03-01" }, { "张玮", "1985-03-01" }, TOLD },
  { "id, new name", ID, { "Eva Muster", "1985-03-01" }, { "Zoe Beispiel", "1985-03-01" }, TOLD },
  { "id, new name and another number",
    ID,
    { "Eva Muster", "1985-03-01", MRN ("7") },
    { "Zoe Beispiel", "1985-03-01", MRN ("8") },
    OTHER },
  { "id, new name and the other sex",
    ID,
    { "李文", "1985-03-01", NULL, "male" },
    { "王芳", "1985-03-01", NULL, "female" },
    OTHER },
  { "id, new name, no birth date", ID, { "林秀兰", "1960-02-03" }, { "陈大勇", NULL }, OTHER },
  { "id, new name, no birth date here", ID, { "林秀兰", NULL }, { "陈大勇", "1999-09-09" }, OTHER },
  { "id, new name and birth date", ID, { "林秀兰", "1960-02-03" }, { "陈大勇", "1999-09-09" }, OTHER },
  { "id, new name, only the year", ID, { "林秀兰", "1960-02-03" }, { "陈大勇", "1960" }, OTHER },
  /* the id of another file */
  { "file, name and birth date", IN_FILE, { "张伟", "1985-03-01" }, { "张伟", "1985-03-01" }, SAME },
  { "file, name in letters", IN_FILE, { "张伟", "1985-03-01" }, { "Zhang Wei", "1985-03-01" }, SAME },
  { "file, to the month", IN_FILE, { "张伟", "1985-03" }, { "张伟", "1985-03" }, SAME },
  { "file, no name known", IN_FILE, { "无名", "1980-01-01" }, { "无名", "1980-01-01" }, OTHER },
  { "file, only the year", IN_FILE, { "张伟", "1985" }, { "张伟", "1985" }, OTHER },
  { "file, no birth date", IN_FILE, { "张伟", NULL }, { "张伟", NULL }, OTHER },
  { "file, another name", IN_FILE, { "林秀兰", "1960-02-03" }, { "陈大勇", "1960-02-03" }, OTHER },
  { "file, the same sound", IN_FILE, { "张伟", "1985-03-01" }, { "张玮", "1985-03-01" }, OTHER },
  { "file, another number", IN_FILE, { "张伟", "1985-03-01", MRN ("7") }, { "张伟", "1985-03-01", MRN ("8") }, OTHER },
  { "file, the other sex",
    IN_FILE,
    { "王静", "1985-03-01", NULL, "male" },
    { "王静", "1985-03-01", NULL, "female" },
    OTHER },
  { "file, the number", IN_FILE, { "张伟", NULL, MRN ("7") }, { "张伟", "1985-03-01", MRN ("7") }, TOLD },
  { "file, the number of somebody else",
    IN_FILE,
    { "张伟", "1985-03-01", MRN ("7") },
    { "李娜", "1985-03-01", MRN ("7") },
    OTHER },
};

static void
test_rule (void)
{
  Fixture fixture = { NULL };

  fixture_set_up (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (EkRecord) known = person_of (&rows[i].known);
      g_autoptr (EkRecord) other = person_of (&rows[i].other);
      EkLikeness likeness;

      g_test_message ("%s", rows[i].what);
      ek_person_compare (fixture.store, known, other, &likeness);
      g_assert_cmpint (ek_person_judge (rows[i].claim, &likeness), ==, rows[i].verdict);
    }
  fixture_tear_down (&fixture);
}

static void
test_numbers (void)
{
  static const struct {
    const char *text, *folded;
  } cases[] = {
    { "11010119900307123X", "11010119900307123X" },
    { "11010119900307123x", "11010119900307123X" },
    { " 110101 19900307\xe3\x80\x80"
      "123\xc2\xa0x ",
      "11010119900307123X" },
    { "\xef\xbc\x91\xef\xbc\x92\xef\xbd\x98", "12X" },
    { "\xe2\x80\x8b"
      "7",
      "7" },
    { "mrn-7", "mrn-7" },
    { "MRN-7", "MRN-7" },
    { "box", "box" },
    { "x", "x" },
    { "\xe3\x80\x80", "" },
    { "", "" },
    { NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folded = ek_person_fold_number (cases[i].text);

      g_assert_cmpstr (folded, ==, cases[i].folded);
    }
}

typedef struct {
  const char *what;
  Who known, other;
  gboolean likely;
} Pair;

static const Pair pairs[] = {
  { "the same", { "张伟", "1970-01-01" }, { "张伟", "1970-01-01" }, TRUE },
  { "with a blank", { "张伟", "1970-01-01" }, { "张\xe3\x80\x80伟", "1970-01-01" }, TRUE },
  { "another character of that sound", { "张伟", "1970-01-01" }, { "章玮", "1970-01-01" }, TRUE },
  { "in letters", { "张伟", "1970-01-01" }, { "ZHANG Wei", "1970-01-01" }, TRUE },
  { "in letters, given name first", { "单晓明", "1970-01-01" }, { "Xiaoming Shan", "1970-01-01" }, TRUE },
  { "v for ü", { "吕丽", "1970-01-01" }, { "Lv Li", "1970-01-01" }, TRUE },
  { "only the year", { "张伟", "1970-01-01" }, { "张伟", "1970" }, TRUE },
  { "no birth date", { "张伟", "1970-01-01" }, { "张伟", NULL }, TRUE },
  { "no birth date on both sides", { "张伟", NULL }, { "张伟", NULL }, TRUE },
  { "no birth date, another character", { "张伟", "1970-01-01" }, { "章玮", NULL }, FALSE },
  { "namesakes", { "张伟", "1970-01-01" }, { "张伟", "1970-01-02" }, FALSE },
  { "born on one day", { "张伟", "1970-01-01" }, { "李娜", "1970-01-01" }, FALSE },
  { "the number", { "张伟", "1970-01-01", MRN ("12") }, { "李娜", "1980-01-01", MRN ("１２") }, TRUE },
  { "another number", { "张伟", "1970-01-01", MRN ("12") }, { "李娜", "1980-01-01", MRN ("13") }, FALSE },
  { "an identity card under another system",
    { "张伟", "1970-01-01", "[{\"system\":\"a\",\"value\":\"11010119900307123X\"}]" },
    { "李娜", "1980-01-01", "[{\"system\":\"b\",\"value\":\"11010119900307123x\"}]" },
    TRUE },
  { "a short number under another system",
    { "张伟", "1970-01-01", "[{\"system\":\"a\",\"value\":\"12345678\"}]" },
    { "李娜", "1980-01-01", "[{\"system\":\"b\",\"value\":\"12345678\"}]" },
    FALSE },
  { "a number without system",
    { "张伟", "1970-01-01", "[{\"system\":\"a\",\"value\":\"12345678\"}]" },
    { "李娜", "1980-01-01", "[{\"value\":\"12345678\"}]" },
    TRUE },
  { "a short number without system",
    { "张伟", "1970-01-01", "[{\"system\":\"a\",\"value\":\"12\"}]" },
    { "李娜", "1980-01-01", "[{\"value\":\"12\"}]" },
    FALSE },
};

/* Who may be here twice is found by the store among others, whichever of the two was there first. */
static void
test_alike (void)
{
  Fixture fixture = { NULL };

  fixture_set_up (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    for (guint turn = 0; turn < 2; turn++)
      {
        g_autoptr (EkRecord) known = person_of (turn == 0 ? &pairs[i].known : &pairs[i].other);
        g_autoptr (EkRecord) other = person_of (turn == 0 ? &pairs[i].other : &pairs[i].known);
        g_autoptr (GPtrArray) alike = NULL;
        g_autoptr (GError) error = NULL;

        g_test_message ("%s (%u)", pairs[i].what, turn);
        g_assert_true (ek_store_save (fixture.store, known, &error));
        alike = ek_person_find_alike (fixture.store, other, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (alike->len, ==, pairs[i].likely);
        if (alike->len > 0)
          g_assert_cmpstr (((EkPersonAlike *) alike->pdata[0])->patient_id, ==, ek_record_get_id (known));
        g_assert_true (ek_store_delete (fixture.store, known, NULL, &error));
      }
  fixture_tear_down (&fixture);
}

/* Two patients carry a number only when that was decided, and each goes on as it was. */
/* What fills the place of a number says nothing. */
static void
test_placeholders (void)
{
  static const char *const fillers[] = {
    "0", "00", "\xef\xbc\x90", "000000", "1111", "999999999", "xxx",     "XXXX", "-",     "—",    "//",
    "?", "无", " 无 ",         "不详",   "未知", "unknown",   "Unknown", "N/A",  "n / a", "none", "null",
  };
  static const char *const numbers[] = {
    "1", "7", "11", "10", "100", "1112", "A0", "X1", "330106198503171234", "12345"
  };
  Fixture fixture = { NULL };

  fixture_set_up (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (fillers); i++)
    {
      g_autofree char *identifiers = g_strdup_printf (MRN ("%s"), fillers[i]);
      Who described = { "张伟", "1980-01-01", identifiers };
      g_autoptr (EkRecord) one = person_of (&described);
      g_autoptr (EkRecord) other = person_of (&described);
      EkLikeness likeness;

      g_test_message ("%s", fillers[i]);
      ek_person_compare (fixture.store, one, other, &likeness);
      g_assert_false (likeness.number_same || likeness.number_likely || likeness.number_differs);
    }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_false (ek_person_number_is_placeholder (numbers[i]));
  fixture_tear_down (&fixture);
}

static void
test_shared_number (void)
{
  Fixture fixture = { NULL };
  g_autoptr (EkRecord) one = person_of (&(Who){ "张伟", "1970-01-01", MRN ("7x") });
  g_autoptr (EkRecord) two = person_of (&(Who){ "李娜", "1980-01-01", MRN (" 7X") });
  g_autoptr (GPtrArray) holders = NULL;
  g_autofree char *first = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&fixture);
  g_assert_true (ek_store_save (fixture.store, one, &error));
  g_assert_false (ek_store_save (fixture.store, two, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (ek_person_share_numbers (fixture.store, two, &error));
  g_assert_true (ek_store_save (fixture.store, two, &error));
  g_assert_no_error (error);
  holders = ek_person_find_number (fixture.store, "s", "７X", &error);
  g_assert_cmpuint (holders->len, ==, 2);
  g_assert_cmpstr (holders->pdata[0], ==, ek_record_get_id (one));
  first = ek_store_find_identifier (fixture.store, "s", "7x", &error);
  g_assert_cmpstr (first, ==, ek_record_get_id (one));
  ek_record_set_text (two, EK_PATIENT_PHONE, "1");
  g_assert_true (ek_store_save (fixture.store, two, &error));
  /* the other number was wrong: this one is nobody else's any more */
  ek_record_set_text (one, EK_PATIENT_IDENTIFIERS, MRN ("8"));
  g_assert_true (ek_store_save (fixture.store, one, &error));
  g_assert_true (ek_person_share_numbers (fixture.store, two, &error));
  g_assert_null (strstr (ek_record_get_text (two, EK_PATIENT_IDENTIFIERS), "shared"));
  fixture_tear_down (&fixture);
}

/* A vault of an earlier version held numbers as they were written, once each: its patients keep theirs, and are found
 * by the number as it is compared now. */
static void
test_older_vault (void)
{
  Fixture fixture = { NULL };
  g_autoptr (EkRecord) one = person_of (&(Who){ "张伟", "1970-01-01", MRN ("7X") });
  g_autoptr (EkRecord) two = person_of (&(Who){ "李娜", "1980-01-01", MRN ("8") });
  g_autoptr (EkRecord) loaded = NULL;
  g_autoptr (GPtrArray) holders = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&fixture);
  g_assert_true (ek_store_save (fixture.store, one, &error));
  g_assert_true (ek_store_save (fixture.store, two, &error));
  fixture_exec (&fixture,
                "UPDATE patient SET identifiers = '[{\"system\":\"s\",\"value\":\"7x\"}]' WHERE name = '李娜';"
                "DROP TABLE patient_identifier; DROP TABLE patient_name;"
                "CREATE TABLE patient_identifier (system TEXT NOT NULL, value TEXT NOT NULL, patient_id TEXT NOT NULL, "
                "PRIMARY KEY (system, value)) STRICT, WITHOUT ROWID;"
                "CREATE INDEX patient_identifier_patient ON patient_identifier (patient_id);"
                "UPDATE store_setting SET value = '1' WHERE name = 'summary'; PRAGMA user_version = 7");
  fixture_reopen (&fixture);
  holders = ek_person_find_number (fixture.store, "s", "7X", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (holders->len, ==, 2);
  loaded = ek_store_load (fixture.store, &ek_patient_type, ek_record_get_id (two), &error);
  ek_record_set_text (loaded, EK_PATIENT_PHONE, "1");
  g_assert_true (ek_store_save (fixture.store, loaded, &error));
  g_assert_no_error (error);
  fixture_tear_down (&fixture);
}

/* A word that has to be there and cannot be seen is not there, whatever it is made of. */
static void
test_blank_names (void)
{
  static const char *const blanks[] = {
    " ",           "\xe3\x80\x80", "\xe2\x80\x8b\xe2\x80\x8d", "\xe3\x85\xa4", "\xc2\xa0\t\xe2\x80\x83", "\xe2\xa0\x80",
    "\xe2\x80\x8e"
  };
  Fixture fixture = { NULL };

  fixture_set_up (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (blanks); i++)
    {
      g_autoptr (EkRecord) patient = person_of (&(Who){ blanks[i], "1970-01-01" });
      g_autoptr (GError) error = NULL;

      g_assert_false (ek_store_save (fixture.store, patient, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
      g_assert_false (ek_store_save_received (fixture.store, patient, "test", NULL));
    }
  fixture_tear_down (&fixture);
}

/* Who may be removed is said before; a notice about who somebody is does not keep a file that was begun twice. */
static void
test_removal (void)
{
  Fixture fixture = { NULL };
  g_autoptr (EkRecord) one = person_of (&(Who){ "张伟", "1970-01-01" });
  g_autoptr (EkRecord) two = person_of (&(Who){ "张伟", "1970-01-01" });
  g_autoptr (EkRecord) risk = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&fixture);
  g_assert_true (ek_store_save (fixture.store, one, &error));
  g_assert_true (ek_store_save (fixture.store, two, &error));
  g_assert_true (ek_notice_raise (fixture.store, ek_record_get_id (one), "possible-duplicate", ek_record_get_id (two),
                                  NULL, &error));
  g_assert_true (ek_notice_raise (fixture.store, ek_record_get_id (two), "possible-duplicate", ek_record_get_id (one),
                                  NULL, &error));
  g_assert_true (ek_store_check_delete (fixture.store, two, &error));
  g_assert_true (ek_store_delete (fixture.store, two, "begun twice", &error));
  g_assert_no_error (error);
  open = ek_notice_list_open (fixture.store, NULL, &error);
  g_assert_cmpuint (open->len, ==, 0);

  risk = ek_record_new (&ek_risk_type, ek_record_get_id (one));
  ek_record_set_text (risk, EK_RISK_LEVEL, "high");
  ek_record_set_text (risk, EK_RISK_STATUS, "open");
  ek_record_set_instant (risk, EK_RISK_RAISED, FIXTURE_NOW, 480);
  g_assert_true (ek_store_save (fixture.store, risk, &error));
  g_assert_false (ek_store_check_delete (fixture.store, one, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_assert_nonnull (strstr (error->message, "risk"));
  g_clear_error (&error);
  g_assert_false (ek_store_delete (fixture.store, one, NULL, &error));
  fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/person/rule", test_rule);
  g_test_add_func ("/person/numbers", test_numbers);
  g_test_add_func ("/person/alike", test_alike);
  g_test_add_func ("/person/placeholders", test_placeholders);
  g_test_add_func ("/person/shared-number", test_shared_number);
  g_test_add_func ("/person/older-vault", test_older_vault);
  g_test_add_func ("/person/blank-names", test_blank_names);
  g_test_add_func ("/person/removal", test_removal);
  return g_test_run ();
}
