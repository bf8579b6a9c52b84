/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A form as it was answered, on the screen and on paper, and what is typed as an answer. */

#include "care-fixture.h"
#include "ek-assessment.h"
#include "ek-form-report.h"
#include "ek-form-words.h"

#include <gio/gio.h>
#include <string.h>

static char *
text_of (GBytes *pdf)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) tool = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                                   &error, "pdftotext", "-layout", "-enc", "UTF-8", "-", "-", NULL);
  g_autoptr (GBytes) out = NULL;
  gsize length = 0;
  const char *bytes = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate (tool, pdf, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  bytes = g_bytes_get_data (out, &length);
  return g_strndup (bytes != NULL ? bytes : "", length);
}

static const char *
value_of (GPtrArray *pairs, const char *label)
{
  for (guint i = 0; i < pairs->len; i++)
    if (g_str_equal (((EkFormPair *) pairs->pdata[i])->label, label))
      return ((EkFormPair *) pairs->pdata[i])->value;
  return NULL;
}

static guint
n_chosen (const EkFormLine *line)
{
  guint n = 0;

  for (guint i = 0; i < line->options->len; i++)
    n += ((EkFormOption *) line->options->pdata[i])->chosen;
  return n;
}

static EkRecord *
paper (Care *care)
{
  g_autoptr (GError) error = NULL;
  const EkAssessGiving giving = { .mode = "paper",
                                  .language = "zh",
                                  .by_patient = TRUE,
                                  .device = "machine",
                                  .taken = CARE_NOW - 3 * EK_DAY_MS,
                                  .offset_minutes = CARE_OFFSET };
  g_autoptr (JsonNode) answers = care_json ("{\"1\":2,\"2\":1,\"3\":{\"declined\":\"不愿回答\"},\"5\":0,\"9\":1}");
  EkRecord *form = ek_assess_record_given (care->store, care->catalogue, care->patient, "phq9", answers, &giving, NULL,
                                           &error);

  g_assert_no_error (error);
  return form;
}

static void
test_as_it_was (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) record = paper (care);
  g_autoptr (EkFormFacsimile) form = ek_form_facsimile_load (care->store, care->catalogue, ek_record_get_id (record), 0,
                                                             &error);
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (GPtrArray) sheets = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (form->lines->len, ==, 10);
  g_assert_cmpstr (value_of (form->pairs, "Answered on"), ==, "2026-11-18 09:00");
  g_assert_cmpstr (value_of (form->pairs, "Rated by"), ==, "The patient");
  g_assert_cmpstr (value_of (form->pairs, "Answered on the machine"), ==, "machine");
  g_assert_cmpuint (n_chosen (form->lines->pdata[0]), ==, 1);
  g_assert_true (((EkFormOption *) ((EkFormLine *) form->lines->pdata[0])->options->pdata[2])->chosen);
  g_assert_null (((EkFormLine *) form->lines->pdata[0])->remark);
  g_assert_cmpuint (n_chosen (form->lines->pdata[2]), ==, 0);
  g_assert_cmpstr (((EkFormLine *) form->lines->pdata[2])->remark, ==, "Not answered: 不愿回答");
  g_assert_cmpstr (((EkFormLine *) form->lines->pdata[3])->remark, ==, "Not answered");
  g_assert_cmpstr (value_of (form->results, "Total"), ==, "No total: the form was not completed.");
  g_assert_cmpuint (form->versions->len, ==, 1);
  pdf = ek_form_report_render (form, &error);
  g_assert_no_error (error);
  text = text_of (pdf);
  g_assert_nonnull (strstr (text, "不愿回答"));
  g_assert_nonnull (strstr (text, "PHQ-9"));
  sheets = ek_form_report_record (form);
  g_assert_cmpuint (sheets->len, >=, 1);
}

/* A correction makes a version that says what changed; the former one is shown as it was. */
static void
test_versions (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) record = care_give_phq9 (care, 12, 0, 1);
  gint64 first = ek_record_get_revision (record);
  g_autoptr (JsonNode) answers = json_node_copy (ek_record_get_json (record, EK_ASSESSMENT_ANSWERS));
  g_autoptr (EkFormFacsimile) now = NULL, then = NULL, gone = NULL;
  const EkFormVersion *version;

  json_object_set_int_member (json_node_get_object (answers), "9", 1);
  g_assert_true (ek_assess_correct (care->store, care->catalogue, record, answers, "看错了一行", &error));
  now = ek_form_facsimile_load (care->store, care->catalogue, ek_record_get_id (record), 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (now->versions->len, ==, 2);
  version = now->versions->pdata[1];
  g_assert_cmpstr (version->reason, ==, "看错了一行");
  g_assert_cmpuint (version->changes->len, ==, 1);
  g_assert_true (g_str_has_prefix (version->changes->pdata[0], "Item 9: 0 "));
  then = ek_form_facsimile_load (care->store, care->catalogue, ek_record_get_id (record), first, &error);
  g_assert_no_error (error);
  g_assert_true (((EkFormOption *) ((EkFormLine *) then->lines->pdata[8])->options->pdata[0])->chosen);
  g_assert_true (g_str_has_prefix (value_of (then->results, "Total"), "12 "));
  g_assert_true (g_str_has_prefix (value_of (now->results, "Total"), "13 "));
  g_assert_true (ek_assess_withdraw (care->store, record, "wrong patient", &error));
  gone = ek_form_facsimile_load (care->store, care->catalogue, ek_record_get_id (record), 0, &error);
  g_assert_nonnull (gone->warning);
  g_assert_cmpuint (gone->versions->len, ==, 3);
}

static void
test_definition_missing (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) record = paper (care);
  g_autoptr (EkFormFacsimile) form = NULL;
  g_autoptr (GBytes) pdf = NULL;

  ek_record_set_text (record, EK_ASSESSMENT_VERSION, "0.0.1");
  g_assert_true (ek_store_save (care->store, record, &error));
  form = ek_form_facsimile_load (care->store, care->catalogue, ek_record_get_id (record), 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (form->lines->len, ==, 0);
  g_assert_nonnull (strstr (form->warning, "\"9\""));
  pdf = ek_form_report_render (form, &error);
  g_assert_no_error (error);
}

static void
test_typed (void)
{
  static const struct {
    const char *instrument, *item, *typed, *json;
  } cases[] = {
    { "phq9", "1", "2", "2" },
    { "phq9", "1", " 3 ", "3" },
    { "phq9", "1", "\uff12", "2" },
    { "phq9", "1", "4", NULL },
    { "phq9", "1", "two", NULL },
    { "phq9", "1", "", "null" },
    { "phq9", "1", "1e400", NULL },
    { "phq9", "1", "nan", NULL },
    { "psqi", "1", "23:15", "\"23:15\"" },
    { "psqi", "1", "2315", "\"23:15\"" },
    { "psqi", "1", "7", "\"07:00\"" },
    { "psqi", "1", "\uff12\uff13\uff1a\uff11\uff15", "\"23:15\"" },
    { "psqi", "1", "0:05", "\"00:05\"" },
    { "psqi", "1", "24:00", "\"00:00\"" },
    { "psqi", "1", "2400", "\"00:00\"" },
    { "psqi", "1", "24:01", NULL },
    { "psqi", "1", "23:60", NULL },
    { "psqi", "1", "23:5", NULL },
    { "psqi", "1", "-1", NULL },
    { "psqi", "1", "23:15:00", NULL },
    { "psqi", "1", "'; DROP TABLE", NULL },
    { "psqi", "2", "20", "20" },
    { "psqi", "2", "-5", NULL },
    { "psqi", "2", "9999", NULL },
    { "psqi", "4", "6.5", "6.5" },
    { "psqi", "4", "6:30", "\"6:30\"" },
    { "psqi", "4", "x", NULL },
  };
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkItem *item = ek_instrument_find_item (ek_catalogue_find (catalogue, cases[i].instrument, NULL), cases[i].item);
      g_autoptr (JsonNode) answer = NULL;
      g_autoptr (GError) error = NULL;
      gboolean good = ek_form_read_typed (item, cases[i].typed, &answer, &error);
      g_autofree char *json = good ? answer != NULL ? json_to_string (answer, FALSE) : g_strdup ("null") : NULL;

      g_test_message ("%s %s: %s", cases[i].instrument, cases[i].item, cases[i].typed);
      g_assert_cmpstr (json, ==, cases[i].json);
      g_assert_true (good == (error == NULL));
      if (good && answer != NULL)
        g_assert_true (ek_item_accepts (item, answer, NULL));
    }
}

#define ADD(path, test) g_test_add (path, Care, NULL, care_set_up, test, care_tear_down)

/* What came with a form and is not in it is said on it; and why answers that cannot be have no score. */
static void
test_not_taken_over (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) record = ek_record_new (&ek_assessment_type, care->patient);
  EkInstrument *psqi = ek_catalogue_find (care->catalogue, "psqi", NULL);
  g_autoptr (JsonNode) answers = care_json ("{\"1\":\"11:00\",\"2\":10,\"3\":\"07:00\",\"4\":7}");
  g_autoptr (JsonNode) unread = care_json (
    "[{\"link\":\"x\",\"text\":\"备注\",\"answer\":\"夜班\",\"reason\":\"no-item\"},"
    "{\"answer\":\"9\",\"reason\":\"total-differs\"}]");
  g_autoptr (EkScore) score = NULL;
  g_autoptr (EkFormFacsimile) form = NULL;

  ek_record_set_text (record, EK_ASSESSMENT_INSTRUMENT, "psqi");
  ek_record_set_text (record, EK_ASSESSMENT_VERSION, ek_instrument_get_version (psqi));
  ek_record_set_text (record, EK_ASSESSMENT_STATUS, "completed");
  ek_record_set_text (record, EK_ASSESSMENT_MODE, "imported");
  ek_record_set_instant (record, EK_ASSESSMENT_TAKEN, CARE_NOW, CARE_OFFSET);
  ek_record_set_json (record, EK_ASSESSMENT_ANSWERS, answers);
  ek_record_set_json (record, EK_ASSESSMENT_UNREAD, unread);
  score = ek_assessment_score (psqi, record, NULL, &error);
  g_assert_no_error (error);
  ek_assessment_keep_score (record, score);
  g_assert_true (ek_store_save_received (care->store, record, "test", &error));
  form = ek_form_facsimile_load (care->store, care->catalogue, ek_record_get_id (record), 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (value_of (form->pairs, "Not taken over"), ==, "备注: 夜班 (no question of this form)");
  g_assert_nonnull (strstr (value_of (form->pairs, "Cannot be scored"), "23:00"));
  g_assert_cmpstr (((EkFormPair *) form->pairs->pdata[form->pairs->len - 1])->value, ==,
                   "Total: 9 (the total that was sent is not the sum of the answers)");
}

/* Where the number and the first words of @title stand in @page. */
static gboolean
has_title (const char *page, const char *title)
{
  g_autofree char *begin = g_utf8_substring (title, 0, MIN (14, g_utf8_strlen (title, -1)));

  for (const char *at = strstr (page, begin); at != NULL; at = strstr (at + 1, begin))
    if (at == page || !g_ascii_isdigit (at[-1]))
      return TRUE;
  return FALSE;
}

static guint
count_marks (const char *page)
{
  guint n = 0;

  for (const char *at = page; *at != '\0'; at = g_utf8_next_char (at))
    n += g_utf8_get_char (at) == 0x25cb || g_utf8_get_char (at) == 0x25cf;
  return n;
}

/* A long form: each page has all answers of the questions that stand on it, and no others. */
static void
test_pages (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const EkAssessGiving giving = { .mode = "paper", .language = "en", .taken = CARE_NOW, .offset_minutes = CARE_OFFSET };
  g_autoptr (JsonNode) answers = care_json ("[50,50,50,50,50,50,50,50,50,50,50,50,50,50,50,50,50,50,50]");
  g_autoptr (EkRecord) record = NULL;
  g_autoptr (EkFormFacsimile) form = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) pages = NULL;

  record = ek_assess_record_given (care->store, care->catalogue, care->patient, "cbi", answers, &giving, NULL, &error);
  g_assert_no_error (error);
  form = ek_form_facsimile_load (care->store, care->catalogue, ek_record_get_id (record), 0, &error);
  g_assert_no_error (error);
  pdf = ek_form_report_render (form, &error);
  g_assert_no_error (error);
  text = text_of (pdf);
  pages = g_strsplit (text, "\f", -1);
  g_assert_cmpuint (g_strv_length (pages), >, 2);
  for (guint p = 0; pages[p] != NULL; p++)
    {
      guint expected = 0;

      for (guint i = 0; i < form->lines->len; i++)
        {
          const EkFormLine *line = g_ptr_array_index (form->lines, i);

          expected += has_title (pages[p], line->title) ? line->options->len : 0;
        }
      g_assert_cmpuint (count_marks (pages[p]), ==, expected);
    }
  g_assert_nonnull (strstr (pages[0], "Result"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/report/form/as-it-was", test_as_it_was);
  ADD ("/report/form/pages", test_pages);
  ADD ("/report/form/versions", test_versions);
  ADD ("/report/form/definition-missing", test_definition_missing);
  ADD ("/report/form/not-taken-over", test_not_taken_over);
  g_test_add_func ("/report/form/typed", test_typed);
  return g_test_run ();
}
