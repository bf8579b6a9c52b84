/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "care-fixture.h"
#include "ek-baseline-report.h"
#include "ek-baseline.h"
#include "ek-battery.h"
#include "ek-minutes.h"
#include "ek-page.h"
#include "ek-plan-report.h"
#include "ek-risk.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

/* What a tool of the distribution makes of the bytes, given to it by a pipe: nothing is written to the disk. */
static char *
run_tool (GBytes *pdf, const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) tool =
    g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_autoptr (GBytes) out = NULL;
  gsize length = 0;
  const char *bytes = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate (tool, pdf, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (tool));
  bytes = g_bytes_get_data (out, &length);
  return g_strndup (bytes != NULL ? bytes : "", length);
}

static char *
text_of (GBytes *pdf)
{
  static const char *const argv[] = { "pdftotext", "-layout", "-enc", "UTF-8", "-", "-", NULL };

  return run_tool (pdf, argv);
}

static char *
info_of (GBytes *pdf)
{
  static const char *const argv[] = { "pdfinfo", "-", NULL };

  return run_tool (pdf, argv);
}

#define HAS(text, words) g_assert_nonnull (strstr (text, words))
#define HAS_NOT(text, words) g_assert_null (strstr (text, words))

static EkRecord *
held_review (Care *care)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) first = care_give_phq9 (care, 11, 0, 28);
  g_autoptr (EkRecord) second = care_give_phq9 (care, 21, 1, 0);
  g_autoptr (EkRecord) leave = care_add_event (care, "leave", "病假", "2026-11-01", NULL);
  g_autoptr (EkRecord) opinion = NULL;
  g_autoptr (EkRecord) action = NULL;
  EkRecord *review = ek_mdt_open (care->store, care->catalogue, care->knowledge, care->patient,
                                  "是否住院？ Admit or treat at home?", &error);

  g_assert_no_error (error);
  opinion = ek_mdt_give_opinion (care->store, review, NULL, "家属可陪护，建议门诊。", "agrees", &error);
  action = ek_mdt_add_action (care->store, review, "每周电话随访", care->ids[EK_ROLE_CASE_MANAGER], NULL, "2026-11-28",
                              &error);
  g_assert_true (ek_mdt_decide (care->store, review, "住院治疗", "风险高", &error));
  g_assert_true (ek_mdt_decide (care->store, review, "门诊治疗", "风险评估为低", &error));
  g_assert_no_error (error);
  return review;
}

static void
test_minutes (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) review = held_review (care);
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL;
  g_autofree char *info = NULL;

  g_assert_true (ek_mdt_sign (care->store, care->catalogue, care->knowledge, review, "agrees", &error));
  pdf = ek_minutes_render (care->store, care->catalogue, review, "zh", &error);
  g_assert_no_error (error);
  text = text_of (pdf);
  HAS (text, "张伟");
  HAS (text, "是否住院？ Admit or treat at home?");
  HAS (text, "家属可陪护，建议门诊。");
  HAS (text, "门诊治疗");
  HAS (text, "风险评估为低");
  HAS (text, "Earlier decision: 住院治疗");
  HAS (text, "每周电话随访");
  HAS (text, "陈静");
  HAS (text, "2026-11-28");
  HAS (text, "王安澜");
  HAS (text, "Valid");
  HAS_NOT (text, "Not signed");
  HAS (text, "PHQ-9");
  HAS (text, "较基线可靠恶化。");
  HAS (text, "Page 1 of ");
  info = info_of (pdf);
  HAS (info, "A4");
  HAS (info, "Evenkeel");
  HAS_NOT (info, "张伟");
}

static void
test_unsigned_and_empty (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) review = ek_mdt_open (care->store, care->catalogue, care->knowledge, care->patient, "What next?",
                                             &error);
  g_autoptr (GBytes) pdf = ek_minutes_render (care->store, NULL, review, "en", &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = text_of (pdf);
  HAS (text, "Not signed.");
  HAS (text, "No decision has been taken.");
  HAS (text, "No action has been agreed.");
  HAS (text, "At a clinician's request.");
}

static void
test_signature_under_an_earlier_decision (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) review = held_review (care);
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL;

  g_assert_true (ek_mdt_sign (care->store, care->catalogue, care->knowledge, review, "agrees", &error));
  g_assert_true (ek_mdt_decide (care->store, review, "转院", "家属要求", &error));
  pdf = ek_minutes_render (care->store, NULL, review, "en", &error);
  g_assert_no_error (error);
  text = text_of (pdf);
  HAS (text, "earlier");
  HAS (text, "转院");
}

static void
test_filed_once (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) review = held_review (care);
  g_autoptr (EkRecord) first = ek_minutes_file (care->store, care->catalogue, review, "zh", &error);
  g_autoptr (EkRecord) second = NULL;
  g_autoptr (GPtrArray) documents = NULL;
  gsize length = 0;

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (ek_record_get_blob (first, EK_DOCUMENT_CONTENT), &length), 5, "%PDF-", 5);
  HAS_NOT (ek_record_get_text (first, EK_DOCUMENT_TITLE), "张伟");
  second = ek_minutes_file (care->store, care->catalogue, review, "zh", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ek_record_get_id (first), ==, ek_record_get_id (second));
  documents = ek_store_list (care->store, &ek_document_type, care->patient, &error);
  g_assert_cmpuint (documents->len, ==, 1);
}

static void
test_plan (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) score = care_give_phq9 (care, 14, 0, 0);
  g_autoptr (EkRecord) plan = ek_plan_draft (care->store, care->catalogue, care->knowledge, care->patient, &error);
  g_autoptr (GBytes) draft = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *draft_text = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  draft = ek_plan_report_render (care->store, care->knowledge, plan, "en", &error);
  draft_text = text_of (draft);
  HAS (draft_text, "Draft: not signed.");
  HAS (draft_text, "Cognitive behavioural therapy for depression");
  HAS (draft_text, "(now 14)");
  g_assert_true (ek_plan_sign (care->store, care->catalogue, care->knowledge, plan, &error));
  g_assert_no_error (error);
  pdf = ek_plan_report_render (care->store, care->knowledge, plan, "zh", &error);
  text = text_of (pdf);
  HAS (text, "抑郁的个体认知行为治疗");
  HAS (text, "（当前14分）");
  HAS (text, "NICE NG222");
  HAS (text, "Valid");
  HAS (text, "nothing in this plan is a prescription");
}

static char *
print (Care *care, EkRecord *paper)
{
  const EkRecordType *type = ek_record_get_record_type (paper);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL;
  char *second = NULL;

  if (type == &ek_plan_type)
    pdf = ek_plan_report_render (care->store, care->knowledge, paper, "en", &error);
  else
    pdf = type == &ek_review_type ? ek_minutes_render (care->store, NULL, paper, "en", &error)
                                  : ek_baseline_report_render (care->store, paper, "en", &error);
  g_assert_no_error (error);
  text = text_of (pdf);
  second = strchr (text, '\f');
  if (second != NULL)
    *second = '\0';
  return g_steal_pointer (&text); /* the first page */
}

static void
assert_prints (Care *care, GPtrArray *papers, const char *words, gboolean has)
{
  for (guint i = 0; i < papers->len; i++)
    {
      g_autofree char *text = print (care, papers->pdata[i]);
      g_auto (GStrv) parts = g_strsplit_set (text, " \n", -1);
      g_autoptr (GString) flat = g_string_new (" ");

      for (guint k = 0; parts[k] != NULL; k++)
        if (parts[k][0] != '\0')
          g_string_append_printf (flat, "%s ", parts[k]);
      g_test_message ("%u: %s", i, flat->str);
      g_assert_cmpint (strstr (flat->str, words) != NULL, ==, has);
    }
}

static EkRecord *
baseline_of (Care *care)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) battery = ek_battery_start (care->store, care->knowledge, care->patient, "baseline", &error);

  g_assert_no_error (error);
  g_assert_true (ek_battery_stop (care->store, care->catalogue, care->knowledge, battery, "no time left", &error));
  return ek_baseline_make (care->store, care->catalogue, care->knowledge, battery, &error);
}

/* Whoever holds a print of before does not see the banner: what was opened since stands on its first page. */
static void
test_risk_since (Care *care, gconstpointer data)
{
  EkRiskCause cause = { .rule = "safety-button", .kind = data, .value = NAN };
  EkRiskStatement said = { care->catalogue, "Dr Li at ten o'clock", NULL };
  g_autoptr (GPtrArray) papers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (EkRecord) form = care_give_phq9 (care, 4, 0, 0), risk = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (papers, baseline_of (care));
  g_ptr_array_add (papers,
                   ek_mdt_open (care->store, care->catalogue, care->knowledge, care->patient, "Admit?", &error));
  g_ptr_array_add (papers, ek_plan_draft (care->store, care->catalogue, care->knowledge, care->patient, &error));
  g_assert_no_error (error);
  g_assert_true (ek_plan_sign (care->store, care->catalogue, care->knowledge, papers->pdata[2], &error));
  g_assert_no_error (error);
  assert_prints (care, papers, "Since this was made", FALSE);
  risk = ek_risk_raise (care->store, NULL, care->patient, &cause, &error);
  assert_prints (care, papers, "Since this was made a risk was opened", TRUE);
  g_assert_true (ek_risk_assess (care->store, NULL, risk, "high", "seen by me", &said, &error));
  assert_prints (care, papers, "High", TRUE);
  if (g_strcmp0 (data, "medical") != 0)
    return;
  g_assert_true (ek_risk_close (care->store, NULL, risk, "ECG is normal", &said, &error));
  g_assert_no_error (error);
  assert_prints (care, papers, "Since this was made", FALSE);
}

/* A risk that the paper knows, and that became higher. */
static void
test_risk_higher (Care *care, gconstpointer data)
{
  g_autoptr (GPtrArray) papers = g_ptr_array_new_with_free_func (g_object_unref), open = NULL;
  g_autoptr (EkRecord) form = care_give_phq9 (care, 4, 1, 0);
  g_autoptr (GError) error = NULL;

  open = ek_risk_list_open (care->store, care->patient, &error);
  g_assert_true (ek_risk_assess (care->store, NULL, open->pdata[0], "low", "talked", NULL, &error));
  g_ptr_array_add (papers, ek_plan_draft (care->store, care->catalogue, care->knowledge, care->patient, &error));
  g_ptr_array_add (papers,
                   ek_mdt_open (care->store, care->catalogue, care->knowledge, care->patient, "Admit?", &error));
  assert_prints (care, papers, "Since this was made", FALSE);
  g_assert_true (ek_risk_assess (care->store, NULL, open->pdata[0], "high", "has a rope", NULL, &error));
  g_assert_no_error (error);
  assert_prints (care, papers, "Since this was made the open risk has become higher", TRUE);
}

/* --- the page itself -------------------------------------------------------------------------------------------- */

static void
write_much (EkPage *page, gpointer user_data)
{
  static const double widths[] = { 1, 3 };
  static const char *const heads[] = { "HEAD-ONE", "HEAD-TWO" };
  g_autoptr (GString) tall = g_string_new (NULL);

  for (int i = 0; i < 150; i++)
    g_string_append_printf (tall, "line-%03d 长文 ", i);
  for (int i = 0; i < 120; i++)
    g_string_append_printf (tall, "\nshort-%03d", i);
  ek_page_title (page, "Title 标题");
  ek_page_table_begin (page, 2, widths, heads);
  for (int i = 0; i < 40; i++)
    {
      const char *cells[] = { "a", "b" };

      ek_page_table_row (page, cells);
    }
  {
    const char *cells[] = { NULL, tall->str };

    ek_page_table_row (page, cells);
  }
  ek_page_table_end (page);
  ek_page_text (page, EK_PAGE_PLAIN, "مريم and 张伟\xff\xfe end");
  ek_page_pair (page, "Label", NULL);
}

static guint
count (const char *text, const char *words)
{
  guint n = 0;

  for (const char *at = strstr (text, words); at != NULL; at = strstr (at + 1, words))
    n++;
  return n;
}

static void
test_page_flows (void)
{
  g_autoptr (GError) error = NULL;
  EkPageSetup setup = { "Paper", "HEADER", "FOOTER", "zh" };
  g_autoptr (GBytes) pdf = ek_page_render (&setup, write_much, NULL, &error);
  g_autofree char *text = NULL;
  guint pages = 0;

  g_assert_no_error (error);
  text = text_of (pdf);
  pages = count (text, "FOOTER");
  g_assert_cmpuint (pages, >=, 5);
  g_assert_cmpuint (count (text, "HEADER"), ==, pages);
  /* No line of a row that is higher than a page is lost, and the head of the table is there on each page. */
  for (int i = 0; i < 120; i++)
    {
      g_autofree char *line = g_strdup_printf ("short-%03d", i);

      g_assert_cmpuint (count (text, line), ==, 1);
    }
  g_assert_cmpuint (count (text, "HEAD-ONE"), >=, pages - 1);
  g_assert_cmpuint (count (text, "line-149"), ==, 1);
  HAS (text, "张伟");
  {
    g_autofree char *last = g_strdup_printf ("Page %u of %u", pages, pages);

    HAS (text, last);
  }
}

#define ADD(path, test) g_test_add (path, Care, NULL, care_set_up, test, care_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/report/minutes", test_minutes);
  ADD ("/report/empty", test_unsigned_and_empty);
  ADD ("/report/earlier", test_signature_under_an_earlier_decision);
  ADD ("/report/filed", test_filed_once);
  ADD ("/report/plan", test_plan);
  g_test_add ("/report/since/suicide", Care, "suicide", care_set_up, test_risk_since, care_tear_down);
  g_test_add ("/report/since/medical", Care, "medical", care_set_up, test_risk_since, care_tear_down);
  ADD ("/report/since/higher", test_risk_higher);
  g_test_add_func ("/report/page", test_page_flows);
  return g_test_run ();
}
