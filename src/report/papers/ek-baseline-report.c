/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-baseline-report.h"

#include "ek-language.h"
#include "ek-page.h"
#include "ek-report-text.h"
#include "ek-since.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>

typedef struct {
  EkStore *store;
  EkRecord *record;
  char *whose;
  EkBaseline *baseline;
  char *set;
  GPtrArray *signatures;
  GPtrArray *since;
  const char *language;
} Report;

static gboolean
is_chinese (const Report *r)
{
  return g_strcmp0 (r->language, "zh") == 0;
}

static void
write_head (EkPage *page, Report *r)
{
  /* Translators: %d is the number of the baseline assessment of this patient */
  g_autofree char *title = g_strdup_printf (_ ("Baseline assessment no. %d"),
                                            (int) ek_record_get_int (r->record, EK_BASELINE_NUMBER, 1));
  g_autofree char *made = ek_report_instant (r->record, EK_BASELINE_MADE);

  ek_page_title (page, title);
  ek_page_pair (page, _ ("Patient"), r->whose);
  ek_report_since (page, r->since);
  ek_page_pair (page, _ ("Set"), r->set);
  ek_page_pair (page, _ ("Made"), made);
  ek_page_pair (page, _ ("Status"), ek_report_choice (r->record, EK_BASELINE_STATUS));
}

typedef struct {
  Report *report;
  const void *what;
} Part;

static void
write_reason (EkPage *page, gpointer user_data)
{
  const Part *part = user_data;
  const EkReason *reason = part->what;
  g_autofree char *text = ek_report_reason (reason, part->report->language);

  ek_page_item (page, text);
  if (reason->evidence != NULL && reason->evidence[0] != '\0')
    ek_page_text (page, EK_PAGE_SMALL, ek_reason_evidence (reason, part->report->language));
}

static void
write_severity (EkPage *page, Report *r)
{
  g_autofree char *level = g_strdup_printf (_ ("Overall severity: %s"), ek_level_label (r->baseline->level));
  g_autofree char *step = g_strdup_printf (_ ("Proposed step of care: %s"), ek_step_label (r->baseline->step));
  g_autofree char *words = ek_baseline_words (r->record, r->language);

  ek_page_heading (page, level);
  ek_page_text (page, EK_PAGE_BOLD, step);
  ek_page_text (page, EK_PAGE_PLAIN, words);
  for (guint i = 0; i < r->baseline->risks->len; i++)
    ek_page_text (page, EK_PAGE_ALARM, ek_baseline_line_text (g_ptr_array_index (r->baseline->risks, i), r->language));
  if (r->baseline->reasons->len > 0)
    ek_page_heading (page, _ ("Why"));
  for (guint i = 0; i < r->baseline->reasons->len; i++)
    ek_page_block (page, write_reason, &(Part){ r, g_ptr_array_index (r->baseline->reasons, i) });
  if (r->baseline->cautions->len > 0)
    ek_page_heading (page, _ ("With caution"));
  for (guint i = 0; i < r->baseline->cautions->len; i++)
    ek_page_block (page, write_reason, &(Part){ r, g_ptr_array_index (r->baseline->cautions, i) });
}

static void
write_factor (EkPage *page, gpointer user_data)
{
  const Part *part = user_data;
  Report *r = part->report;
  const EkBaselineFactor *factor = part->what;
  const char *group = is_chinese (r) ? factor->group_zh : factor->group_en;
  const char *name = is_chinese (r) ? factor->name_zh : factor->name_en;
  g_autofree char *head = g_strdup_printf (ek_tr (r->language, "%s (%s)"), name, group);
  g_autofree char *why = ek_report_reason (factor->reason, r->language);

  ek_page_item (page, head);
  ek_page_text (page, EK_PAGE_PLAIN, why);
  ek_page_text (page, EK_PAGE_SMALL, ek_reason_evidence (factor->reason, r->language));
}

static void
write_factors (EkPage *page, Report *r, gboolean protective)
{
  gboolean headed = FALSE;

  for (guint i = 0; i < r->baseline->factors->len; i++)
    {
      const EkBaselineFactor *factor = g_ptr_array_index (r->baseline->factors, i);

      if (factor->protective != protective)
        continue;
      if (!headed)
        ek_page_heading (page, protective ? _ ("Protective factors") : _ ("Risk factors"));
      headed = TRUE;
      ek_page_block (page, write_factor, &(Part){ r, factor });
    }
}

static void
write_lines (EkPage *page, Report *r, const char *heading, GPtrArray *lines)
{
  if (lines->len == 0)
    return;
  ek_page_heading (page, heading);
  for (guint i = 0; i < lines->len; i++)
    ek_page_item (page, ek_baseline_line_text (g_ptr_array_index (lines, i), r->language));
}

static void
write_signatures (EkPage *page, Report *r)
{
  gint64 signed_revision = 0;

  ek_page_heading (page, _ ("Signatures"));
  if (r->signatures->len == 0)
    {
      ek_page_text (page, EK_PAGE_ALARM, _ ("Draft: not signed."));
      return;
    }
  for (guint i = 0; i < r->signatures->len; i++)
    signed_revision = MAX (signed_revision, ((EkSignature *) g_ptr_array_index (r->signatures, i))->revision);
  ek_report_signature_table_begin (page);
  for (guint i = 0; i < r->signatures->len; i++)
    {
      const EkSignature *signature = g_ptr_array_index (r->signatures, i);

      ek_report_signature_row (page, r->store, signature, signature->revision == signed_revision);
    }
  ek_page_table_end (page);
}

static void
write_report (EkPage *page, gpointer user_data)
{
  Report *r = user_data;
  const char *summary = ek_record_get_text (r->record, EK_BASELINE_SUMMARY);

  write_head (page, r);
  write_severity (page, r);
  ek_page_heading (page, _ ("Summary by the clinician"));
  ek_page_text (page, summary != NULL ? EK_PAGE_PLAIN : EK_PAGE_SMALL, summary != NULL ? summary : _ ("None written."));
  write_factors (page, r, FALSE);
  write_factors (page, r, TRUE);
  write_lines (page, r, _ ("Scores"), r->baseline->scores);
  write_lines (page, r, _ ("Not asked"), r->baseline->not_asked);
  write_lines (page, r, _ ("Not confirmed by a second source"), r->baseline->not_known);
  write_signatures (page, r);
  ek_page_space (page, 8);
  ek_page_text (page, EK_PAGE_SMALL,
                _ ("What is named here was reported or is in the file; it suggests, it neither diagnoses nor "
                   "predicts."));
  ek_page_text (page, EK_PAGE_SMALL, ek_record_get_text (r->record, EK_BASELINE_KNOWLEDGE));
}

/**
 * ek_baseline_report_render:
 * @store: the record
 * @baseline: a baseline assessment
 * @language: "en" or "zh"
 * @error: return location
 *
 * Makes a PDF of the result in memory, as it was made: nothing is judged again. A risk that was opened or became higher
 * since is told on the first page.
 *
 * Returns: (transfer full): the bytes, or %NULL with an error of the store or %EK_ERROR_FAILED
 */
GBytes *
ek_baseline_report_render (EkStore *store, EkRecord *baseline, const char *language, GError **error)
{
  const char *battery_id = ek_record_get_text (baseline, EK_BASELINE_BATTERY);
  g_autoptr (EkRecord) patient = ek_store_load (store, &ek_patient_type, ek_record_get_patient_id (baseline), error);
  g_autoptr (EkRecord) battery = patient != NULL ? ek_store_load (store, &ek_battery_type, battery_id, error) : NULL;
  g_autoptr (GPtrArray) signatures = battery != NULL ? ek_store_list_signatures (store, baseline, error) : NULL;
  g_autoptr (GPtrArray) since = signatures != NULL ? ek_since_list_risks (store, baseline, error) : NULL;
  g_autoptr (EkBaseline) read = ek_baseline_read (baseline);
  g_autofree char *set = battery != NULL ? ek_battery_name (battery, language) : NULL;
  g_autofree char *whose = patient != NULL ? ek_report_whose (patient) : NULL;
  Report report = { store, baseline, whose, read, set, signatures, since, language };
  EkPageSetup setup = { NULL };

  if (since == NULL)
    return NULL;
  setup.title = _ ("Baseline assessment");
  setup.head = setup.title;
  setup.whose = whose;
  setup.foot = _ ("Confidential patient record");
  setup.language = language;
  return ek_page_render (&setup, write_report, &report, error);
}
