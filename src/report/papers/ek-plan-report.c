/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-plan-report.h"

#include "ek-page.h"
#include "ek-report-text.h"
#include "ek-since.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>

typedef struct {
  EkStore *store;
  EkKnowledge *knowledge;
  EkRecord *plan;
  char *whose;
  GPtrArray *lines;
  GPtrArray *signatures;
  GPtrArray *since;
  const char *language;
} Report;

static void
write_head (EkPage *page, Report *r)
{
  /* Translators: %d is the number of the plan of this patient */
  g_autofree char *title = g_strdup_printf (_ ("Intervention plan no. %d"),
                                            (int) ek_record_get_int (r->plan, EK_PLAN_NUMBER, 1));

  ek_page_title (page, title);
  ek_page_pair (page, _ ("Patient"), r->whose);
  ek_report_since (page, r->since);
  ek_page_pair (page, _ ("Status"), ek_report_choice (r->plan, EK_PLAN_STATUS));
  ek_page_pair (page, _ ("Step of care"), ek_report_choice (r->plan, EK_PLAN_STEP));
  ek_page_pair (page, _ ("Severity"), ek_report_choice (r->plan, EK_PLAN_LEVEL));
  ek_page_pair (page, _ ("Starts"), ek_record_get_text (r->plan, EK_PLAN_STARTS));
  ek_page_pair (page, _ ("Review on"), ek_record_get_text (r->plan, EK_PLAN_REVIEW));
  ek_page_pair (page, _ ("Note"), ek_record_get_text (r->plan, EK_PLAN_NOTE));
}

typedef struct {
  Report *report;
  const EkPlanLine *line;
} Part;

static void
write_line (EkPage *page, gpointer user_data)
{
  const Part *part = user_data;
  Report *r = part->report;
  const EkPlanLine *line = part->line;
  const char *goal = ek_plan_line_goal (line, r->language);

  ek_page_item (page, ek_plan_line_text (line, r->language));
  if (goal != NULL)
    {
      /* Translators: what a line of the plan aims at */
      g_autofree char *text = g_strdup_printf (_ ("Goal: %s"), goal);

      ek_page_text (page, EK_PAGE_PLAIN, text);
    }
  for (guint i = 0; i < line->why->len; i++)
    {
      const EkReason *reason = g_ptr_array_index (line->why, i);
      g_autofree char *why = ek_report_reason (reason, r->language);
      /* Translators: why a line is in the plan, and the source */
      g_autofree char *text = g_strdup_printf (_ ("Why: %s – %s"), why, ek_reason_evidence (reason, r->language));

      ek_page_text (page, EK_PAGE_SMALL, text);
    }
  if (line->why->len == 0)
    ek_page_text (page, EK_PAGE_SMALL, _ ("Added by the clinician"));
  ek_page_space (page, 3);
}

static void
write_lines (EkPage *page, Report *r)
{
  g_auto (GStrv) kinds = ek_plan_kinds (r->knowledge);

  for (guint k = 0; kinds[k] != NULL; k++)
    {
      gboolean headed = FALSE;

      for (guint i = 0; i < r->lines->len; i++)
        {
          const EkPlanLine *line = g_ptr_array_index (r->lines, i);

          if (g_strcmp0 (line->kind, kinds[k]) != 0 || g_strcmp0 (line->status, "removed") == 0)
            continue;
          if (!headed)
            ek_page_heading (page, ek_plan_kind_label (r->knowledge, kinds[k], r->language));
          headed = TRUE;
          ek_page_block (page, write_line, &(Part){ r, line });
        }
    }
}

static void
write_removed (EkPage *page, Report *r)
{
  gboolean headed = FALSE;

  for (guint i = 0; i < r->lines->len; i++)
    {
      const EkPlanLine *line = g_ptr_array_index (r->lines, i);
      g_autofree char *text = NULL;

      if (g_strcmp0 (line->status, "removed") != 0)
        continue;
      if (!headed)
        ek_page_heading (page, _ ("Left out by the clinician"));
      headed = TRUE;
      text = g_strdup_printf ("%s – %s", ek_plan_line_text (line, r->language),
                              line->removed_why != NULL ? line->removed_why : "");
      ek_page_text (page, EK_PAGE_SMALL, text);
    }
}

static void
write_signatures (EkPage *page, Report *r)
{
  ek_page_heading (page, _ ("Signatures"));
  if (r->signatures->len == 0)
    {
      ek_page_text (page, EK_PAGE_ALARM, _ ("Draft: not signed."));
      return;
    }
  ek_report_signature_table_begin (page);
  for (guint i = 0; i < r->signatures->len; i++)
    {
      const EkSignature *signature = g_ptr_array_index (r->signatures, i);

      ek_report_signature_row (page, r->store, signature, TRUE);
    }
  ek_page_table_end (page);
}

static void
write_report (EkPage *page, gpointer user_data)
{
  Report *r = user_data;

  write_head (page, r);
  write_lines (page, r);
  write_removed (page, r);
  write_signatures (page, r);
  ek_page_space (page, 8);
  ek_page_text (page, EK_PAGE_SMALL,
                _ ("Medicines are ordered by a psychiatrist; nothing in this plan is a prescription."));
}

/**
 * ek_plan_report_render:
 * @store: the record
 * @knowledge: the rules, for the names of the kinds
 * @plan: a plan
 * @language: "en" or "zh"
 * @error: return location
 *
 * Makes a PDF of the plan in memory: every line with its goal and its reasons, what was left out and why, signatures;
 * on the first page a risk that was opened or became higher since.
 *
 * Returns: (transfer full): the bytes, or %NULL with an error of the store or %EK_ERROR_FAILED
 */
GBytes *
ek_plan_report_render (EkStore *store, EkKnowledge *knowledge, EkRecord *plan, const char *language, GError **error)
{
  g_autoptr (EkRecord) patient = ek_store_load (store, &ek_patient_type, ek_record_get_patient_id (plan), error);
  g_autoptr (GPtrArray) signatures = patient != NULL ? ek_store_list_signatures (store, plan, error) : NULL;
  g_autoptr (GPtrArray) since = signatures != NULL ? ek_since_list_risks (store, plan, error) : NULL;
  g_autoptr (GPtrArray) lines = ek_plan_get_lines (plan);
  g_autofree char *whose = patient != NULL ? ek_report_whose (patient) : NULL;
  Report report = { store, knowledge, plan, whose, lines, signatures, since, language };
  EkPageSetup setup = { NULL };

  if (since == NULL)
    return NULL;
  setup.title = _ ("Intervention plan");
  setup.head = setup.title;
  setup.whose = whose;
  setup.foot = _ ("Confidential patient record");
  setup.language = language;
  return ek_page_render (&setup, write_report, &report, error);
}
