/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The case page on the screen: what was frozen into the review when it was opened, one page for everybody in the
 * room. */

#include <glib/gi18n-lib.h>

#include "ek-case-chart.h"
#include "ek-chart-view.h"
#include "ek-format.h"
#include "ek-json.h"
#include "ek-mdt-view.h"
#include "ek-report-text.h"
#include "ek-types.h"

static EkCard *
add_card (GtkBox *column, const char *title, const char *empty_text)
{
  EkCard *card = EK_CARD (ek_card_new (title));

  ek_card_clear (card, empty_text);
  gtk_box_append (column, GTK_WIDGET (card));
  return card;
}

static void
append_reasons (EkCard *card, JsonArray *reasons)
{
  const char *language = ek_format_language ();

  for (guint i = 0; reasons != NULL && i < json_array_get_length (reasons); i++)
    {
      g_autoptr (EkReason) reason = ek_reason_from_json (json_array_get_element (reasons, i));
      char **facts = reason != NULL ? ek_reason_facts (reason, language) : NULL;
      g_autofree char *about = facts != NULL ? g_strjoinv (" · ", facts) : NULL;

      if (reason != NULL)
        ek_card_append (card, NULL, ek_reason_text (reason, language), about,
                        reason->verify ? _ ("to be verified") : NULL, NULL);
    }
}

static void
show_who (GtkBox *column, JsonObject *page)
{
  EkCard *card = add_card (column, _ ("Who and why"), _ ("At a clinician's request."));
  JsonObject *severity = ek_json_peek_object (page, "severity");
  EkLevel level = severity != NULL ? ek_level_from_id (ek_json_peek_string (severity, "level")) : EK_LEVEL_UNKNOWN;
  EkStep step = severity != NULL ? ek_step_from_id (ek_json_peek_string (severity, "step")) : EK_STEP_UNKNOWN;
  g_autofree char *who = ek_report_person (ek_json_peek_object (page, "patient"));
  g_autofree char *when = ek_format_instant (ek_json_peek_int (page, "at", 0), ek_json_peek_int (page, "offset", 0));
  /* Translators: the instant from which the information on the case page is */
  g_autofree char *as_of = g_strdup_printf (_ ("as of %s"), when);

  ek_card_append (card, NULL, who, NULL, as_of, NULL);
  ek_card_append (card, NULL, _ ("Overall severity"), NULL, ek_level_label (level), "score-line");
  ek_card_append (card, NULL, _ ("Proposed step of care"), NULL, ek_step_label (step), "score-line");
  append_reasons (card, ek_json_peek_array (page, "why"));
}

static void
show_chart (GtkBox *column, JsonNode *page)
{
  g_autoptr (EkChart) chart = ek_case_chart_new (page, ek_format_language (), 2);
  GtkWidget *view = NULL;

  if (chart == NULL)
    return;
  view = g_object_new (EK_TYPE_CHART_VIEW, NULL);
  ek_chart_view_set_chart (EK_CHART_VIEW (view), chart);
  gtk_widget_set_size_request (view, -1, 250 + 110 * (int) ek_chart_get_n_panels (chart));
  gtk_widget_add_css_class (view, "card");
  gtk_widget_set_overflow (view, GTK_OVERFLOW_HIDDEN);
  gtk_box_append (column, view);
}

/* "16 → 22, reliably worse" */
static char *
course_text (JsonObject *score)
{
  const char *reliable = ek_json_peek_string (score, "reliable");
  const char *word = "";
  g_autofree char *baseline = ek_format_score (ek_json_peek_double (score, "baseline", 0));
  g_autofree char *total = ek_format_score (ek_json_peek_double (score, "total", 0));

  if (!json_object_has_member (score, "change"))
    return g_steal_pointer (&total);
  if (g_strcmp0 (reliable, "improved") == 0)
    word = _ ("reliably better");
  else if (g_strcmp0 (reliable, "deteriorated") == 0)
    word = _ ("reliably worse");
  else if (g_strcmp0 (reliable, "none") == 0)
    word = _ ("no reliable change");
  return g_strdup_printf ("%s → %s  %s", baseline, total, word);
}

static void
show_scores (GtkBox *column, JsonObject *page)
{
  EkCard *card = add_card (column, _ ("Scores, from the baseline to now"), _ ("No complete score was on record."));
  JsonArray *scores = ek_json_peek_array (page, "scores");

  for (guint i = 0; scores != NULL && i < json_array_get_length (scores); i++)
    {
      JsonObject *score = ek_json_element_object (scores, i);
      const char *name = score != NULL ? ek_json_peek_string (score, "abbreviation") : NULL;
      g_autofree char *course = score != NULL ? course_text (score) : NULL;
      const char *reliable = score != NULL ? ek_json_peek_string (score, "reliable") : NULL;

      if (name != NULL)
        ek_card_append (card, NULL, name, NULL, course,
                        g_strcmp0 (reliable, "deteriorated") == 0 ? "worse"
                          : g_strcmp0 (reliable, "improved") == 0 ? "better"
                                                                  : "score-line");
    }
}

static void
show_list (GtkBox *column, JsonObject *page, const char *member, const char *title, const char *empty_text,
           char *(*describe) (JsonObject *) )
{
  EkCard *card = add_card (column, title, empty_text);
  JsonArray *array = ek_json_peek_array (page, member);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = ek_json_element_object (array, i);
      g_autofree char *text = object != NULL ? describe (object) : NULL;

      if (text != NULL)
        ek_card_append (card, NULL, text, NULL, NULL, NULL);
    }
}

/* Only where there is something: a page of before such things were kept says nothing of them. */
static void
show_unread (GtkBox *column, JsonObject *page)
{
  JsonArray *unread = ek_json_peek_array (page, "unread");

  if (unread != NULL && json_array_get_length (unread) > 0)
    show_list (column, page, "unread", _ ("Nobody has looked at this"), "", ek_report_unread);
}

static void
show_plan (GtkBox *column, JsonObject *page)
{
  EkCard *card = add_card (column, _ ("Plan in force"), _ ("No signed plan was in force."));
  JsonObject *plan = ek_json_peek_object (page, "plan");
  g_autoptr (EkRecord) record = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  if (plan == NULL || !json_object_has_member (plan, "lines"))
    return;
  record = ek_record_new (&ek_plan_type, "case");
  ek_record_set_json (record, EK_PLAN_LINES, json_object_get_member (plan, "lines"));
  lines = ek_plan_get_lines (record);
  for (guint i = 0; i < lines->len; i++)
    {
      const EkPlanLine *line = g_ptr_array_index (lines, i);
      const char *text = ek_plan_line_text (line, ek_format_language ());

      if (g_strcmp0 (line->status, "removed") != 0 && text != NULL)
        ek_card_append (card, NULL, text, NULL, NULL, NULL);
    }
}

static void
show_unknown (GtkBox *column, JsonObject *page)
{
  JsonArray *unknown = ek_json_peek_array (page, "unknown");

  if (unknown != NULL && json_array_get_length (unknown) > 0)
    append_reasons (add_card (column, _ ("Not known"), ""), unknown);
}

/**
 * ek_mdt_view_case:
 * @column: a vertical box with the parts before this one, empty before the first
 * @review: a review
 * @part: which part, from 0 to %EK_MDT_CASE_PARTS - 1
 *
 * Shows a part of the case as it was when the review was opened.
 */
void
ek_mdt_view_case (GtkBox *column, EkRecord *review, guint part)
{
  static const struct {
    void (*show) (GtkBox *column, JsonObject *page);
    const char *member, *title, *empty_text;
    char *(*describe) (JsonObject *object);
  } parts[EK_MDT_CASE_PARTS] = {
    { show_who },
    { NULL }, /* the chart */
    { show_scores },
    { show_unread },
    { NULL, "risks", N_ ("Open risks"), N_ ("No risk was open."), ek_report_risk },
    { NULL, "problems", N_ ("Problems"), N_ ("No problem or diagnosis is recorded."), ek_report_problem },
    { NULL, "medicines", N_ ("Medicines"), N_ ("No medicine is recorded."), ek_report_medicine },
    { NULL, "allergies", N_ ("Allergies"), N_ ("No allergy is recorded. That is not the same as none known."),
      ek_report_allergy },
    { NULL, "events", N_ ("Work and life"), N_ ("Nothing about work is recorded."), ek_report_event },
    { show_plan },
    { show_unknown },
  };
  JsonNode *node = ek_record_get_json (review, EK_REVIEW_CASE);
  JsonObject *page = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  g_return_if_fail (part < EK_MDT_CASE_PARTS);

  if (page == NULL && part == 0)
    add_card (column, _ ("The case"), _ ("No case page was kept with this review."));
  if (page == NULL)
    return;
  if (parts[part].show != NULL)
    parts[part].show (column, page);
  else if (parts[part].member != NULL)
    show_list (column, page, parts[part].member, _ (parts[part].title), _ (parts[part].empty_text),
               parts[part].describe);
  else
    show_chart (column, node);
}
