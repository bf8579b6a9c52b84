/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The minutes. Everything is read from the store first, so that the writer, which runs twice, only writes. What is
 * printed about the case is the page that was frozen when the review was opened. */

#include "ek-minutes.h"

#include "ek-case-chart.h"
#include "ek-error.h"
#include "ek-page.h"
#include "ek-report-text.h"
#include "ek-scale.h"
#include "ek-since.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>

typedef struct {
  EkStore *store;
  EkRecord *review;
  JsonObject *page; /* the case; NULL when there is none */
  GPtrArray *opinions;
  GPtrArray *actions;
  GPtrArray *former;
  GPtrArray *signatures;
  GPtrArray *since;
  EkChart *chart; /* or NULL */
  char *chart_text;
  char *whose;
  const char *language;
} Minutes;

static void
minutes_clear (Minutes *m)
{
  g_clear_pointer (&m->opinions, g_ptr_array_unref);
  g_clear_pointer (&m->actions, g_ptr_array_unref);
  g_clear_pointer (&m->former, g_ptr_array_unref);
  g_clear_pointer (&m->signatures, g_ptr_array_unref);
  g_clear_pointer (&m->since, g_ptr_array_unref);
  g_clear_pointer (&m->chart, ek_chart_unref);
  g_clear_pointer (&m->chart_text, g_free);
  g_clear_pointer (&m->whose, g_free);
}

static gboolean
minutes_read (Minutes *m, GError **error)
{
  JsonNode *page = ek_record_get_json (m->review, EK_REVIEW_CASE);
  g_autoptr (EkRecord) patient = ek_store_load (m->store, &ek_patient_type, ek_record_get_patient_id (m->review),
                                                error);

  if (patient == NULL)
    return FALSE;
  m->whose = ek_report_whose (patient);
  m->opinions = ek_mdt_list_opinions (m->store, m->review, error);
  m->actions = m->opinions != NULL ? ek_mdt_list_actions (m->store, m->review, error) : NULL;
  m->former = m->actions != NULL ? ek_mdt_list_former (m->store, m->review, error) : NULL;
  m->signatures = m->former != NULL ? ek_mdt_list_signatures (m->store, m->review, error) : NULL;
  m->since = m->signatures != NULL ? ek_since_list_risks (m->store, m->review, error) : NULL;
  if (m->since == NULL)
    return FALSE;
  m->page = page != NULL && JSON_NODE_HOLDS_OBJECT (page) ? json_node_get_object (page) : NULL;
  m->chart = ek_case_chart_new (page, m->language, 3);
  m->chart_text = m->chart != NULL ? ek_chart_describe (m->chart, m->language) : NULL;
  return TRUE;
}

/* --- head ------------------------------------------------------------------------------------------------------- */

static void
write_members (EkPage *page, Minutes *m)
{
  JsonNode *node = ek_record_get_json (m->review, EK_REVIEW_MEMBERS);
  JsonArray *members = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; members != NULL && i < json_array_get_length (members); i++)
    {
      JsonObject *member = ek_json_element_object (members, i);
      const char *name = member != NULL ? ek_json_peek_string (member, "name") : NULL;
      const char *role = member != NULL ? ek_json_peek_string (member, "role") : NULL;

      if (name == NULL)
        continue;
      if (text->len > 0)
        /* Translators: between two members of a team: "Dr Chen (Psychiatrist); Lin Mei (Nurse)" */
        g_string_append (text, _ ("; "));
      /* Translators: a member of a team and the role */
      g_string_append_printf (text, _ ("%s (%s)"), name, ek_report_role (role));
    }
  ek_page_pair (page, _ ("Members"), text->str);
}

static void
write_head (EkPage *page, Minutes *m)
{
  g_autofree char *held = ek_report_instant (m->review, EK_REVIEW_HELD);
  g_autofree char *who = m->page != NULL ? ek_report_person (ek_json_peek_object (m->page, "patient")) : NULL;

  ek_page_title (page, _ ("Minutes of the MDT case review"));
  ek_page_pair (page, _ ("Patient"), m->whose);
  ek_report_since (page, m->since);
  ek_page_pair (page, _ ("As shown"), who);
  ek_page_pair (page, _ ("Held"), held);
  ek_page_pair (page, _ ("Status"), ek_report_choice (m->review, EK_REVIEW_STATUS));
  write_members (page, m);
}

static void
write_reasons (EkPage *page, JsonArray *reasons, const char *language)
{
  for (guint i = 0; reasons != NULL && i < json_array_get_length (reasons); i++)
    {
      g_autoptr (EkReason) reason = ek_reason_from_json (json_array_get_element (reasons, i));
      g_autofree char *text = reason != NULL ? ek_report_reason (reason, language) : NULL;

      if (text != NULL)
        ek_page_item (page, text);
    }
}

static void
write_question (EkPage *page, Minutes *m)
{
  ek_page_heading (page, _ ("Question for the team"));
  ek_page_text (page, EK_PAGE_PLAIN, ek_record_get_text (m->review, EK_REVIEW_QUESTION));
}

static void
write_why (EkPage *page, Minutes *m)
{
  JsonArray *why = m->page != NULL ? ek_json_peek_array (m->page, "why") : NULL;

  ek_page_heading (page, _ ("Why this case"));
  if (why == NULL || json_array_get_length (why) == 0)
    ek_page_text (page, EK_PAGE_PLAIN, _ ("At a clinician's request."));
  write_reasons (page, why, m->language);
}

/* --- the case --------------------------------------------------------------------------------------------------- */

static void
write_severity (EkPage *page, Minutes *m)
{
  JsonObject *severity = ek_json_peek_object (m->page, "severity");
  EkLevel level = severity != NULL ? ek_level_from_id (ek_json_peek_string (severity, "level")) : EK_LEVEL_UNKNOWN;
  EkStep step = severity != NULL ? ek_step_from_id (ek_json_peek_string (severity, "step")) : EK_STEP_UNKNOWN;

  ek_page_pair (page, _ ("Overall severity"), ek_level_label (level));
  ek_page_pair (page, _ ("Proposed step of care"), ek_step_label (step));
  if (severity != NULL)
    write_reasons (page, ek_json_peek_array (severity, "reasons"), m->language);
}

static char *
change_text (JsonObject *score)
{
  const char *reliable = ek_json_peek_string (score, "reliable");
  const char *word = "";
  g_autofree char *change = ek_value_change_text (ek_json_peek_double (score, "change", 0));

  if (!json_object_has_member (score, "change"))
    return g_strdup ("–");
  if (g_strcmp0 (reliable, "improved") == 0)
    word = _ ("reliably better");
  else if (g_strcmp0 (reliable, "deteriorated") == 0)
    word = _ ("reliably worse");
  else if (g_strcmp0 (reliable, "none") == 0)
    word = _ ("no reliable change");
  return g_strdup_printf ("%s  %s", change, word);
}

static char *
last_date (JsonObject *score, int offset)
{
  JsonArray *points = ek_json_peek_array (score, "points");
  gint64 last = EK_INSTANT_NONE;

  for (guint i = 0; points != NULL && i < json_array_get_length (points); i++)
    {
      gint64 at = ek_json_peek_int (ek_json_element_object (points, i), "at", EK_INSTANT_NONE);

      last = MAX (last, at);
    }
  return last != EK_INSTANT_NONE ? ek_instant_format_date (last, offset) : g_strdup ("");
}

static void
write_scores (EkPage *page, Minutes *m)
{
  static const double widths[] = { 2, 2, 1.2, 1.2, 3 };
  const char *heads[] = { _ ("Scale"), _ ("Date"), _ ("Baseline"), _ ("Score"), _ ("Change since baseline") };
  JsonArray *scores = ek_json_peek_array (m->page, "scores");

  if (scores == NULL || json_array_get_length (scores) == 0)
    {
      ek_page_text (page, EK_PAGE_PLAIN, _ ("No complete score was on record."));
      return;
    }
  ek_page_table_begin (page, 5, widths, heads);
  for (guint i = 0; i < json_array_get_length (scores); i++)
    {
      JsonObject *score = ek_json_element_object (scores, i);
      g_autofree char *date = last_date (score, ek_json_peek_int (m->page, "offset", 0));
      g_autofree char *baseline = ek_value_text (ek_json_peek_double (score, "baseline", 0));
      g_autofree char *total = ek_value_text (ek_json_peek_double (score, "total", 0));
      g_autofree char *change = change_text (score);
      const char *cells[] = { ek_json_peek_string (score, "abbreviation"), date, baseline, total, change };

      ek_page_table_row (page, cells);
    }
  ek_page_table_end (page);
}

static void
write_list (EkPage *page, Minutes *m, const char *label, const char *member, char *(*describe) (JsonObject *) )
{
  JsonArray *array = ek_json_peek_array (m->page, member);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = ek_json_element_object (array, i);
      g_autofree char *words = object != NULL ? describe (object) : NULL;

      if (words != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", words);
    }
  ek_page_pair (page, label, text->len > 0 ? text->str : _ ("None on record"));
}

static void
write_case (EkPage *page, Minutes *m)
{
  ek_page_heading (page, _ ("The case as it was shown"));
  if (m->page == NULL)
    {
      ek_page_text (page, EK_PAGE_PLAIN, _ ("No case page was kept with this review."));
      return;
    }
  write_severity (page, m);
  ek_page_space (page, 6);
  write_scores (page, m);
  if (m->chart != NULL)
    ek_page_chart (page, m->chart, 240 + 110 * ek_chart_get_n_panels (m->chart), m->chart_text);
  ek_page_space (page, 4);
  if (ek_json_peek_array (m->page, "unread") != NULL &&
      json_array_get_length (ek_json_peek_array (m->page, "unread")) > 0)
    write_list (page, m, _ ("Nobody has looked at this"), "unread", ek_report_unread);
  write_list (page, m, _ ("Open risks"), "risks", ek_report_risk);
  write_list (page, m, _ ("Problems"), "problems", ek_report_problem);
  write_list (page, m, _ ("Medicines"), "medicines", ek_report_medicine);
  write_list (page, m, _ ("Allergies"), "allergies", ek_report_allergy);
  write_list (page, m, _ ("Events"), "events", ek_report_event);
  if (json_array_get_length (ek_json_peek_array (m->page, "unknown")) > 0)
    {
      ek_page_text (page, EK_PAGE_BOLD, _ ("Not known"));
      write_reasons (page, ek_json_peek_array (m->page, "unknown"), m->language);
    }
}

/* --- opinions, decision, actions, signatures -------------------------------------------------------------------- */

static void
write_opinions (EkPage *page, Minutes *m)
{
  static const double widths[] = { 2.2, 1.3, 5 };
  const char *heads[] = { _ ("Member"), _ ("Position"), _ ("Opinion") };

  ek_page_heading (page, _ ("Opinions"));
  if (m->opinions->len == 0)
    {
      ek_page_text (page, EK_PAGE_PLAIN, _ ("No opinion was written down."));
      return;
    }
  ek_page_table_begin (page, 3, widths, heads);
  for (guint i = 0; i < m->opinions->len; i++)
    {
      EkRecord *opinion = g_ptr_array_index (m->opinions, i);
      const char *name = ek_record_get_text (opinion, EK_OPINION_NAME);
      g_autofree char *member = g_strdup_printf ("%s\n%s", name != NULL ? name : "",
                                                 ek_report_role (ek_record_get_text (opinion, EK_OPINION_ROLE)));
      const char *cells[] = { member, ek_report_choice (opinion, EK_OPINION_STANCE),
                              ek_record_get_text (opinion, EK_OPINION_TEXT) };

      ek_page_table_row (page, cells);
    }
  ek_page_table_end (page);
}

static void
write_decision (EkPage *page, Minutes *m)
{
  g_autofree char *decided = ek_report_instant (m->review, EK_REVIEW_DECIDED);

  ek_page_heading (page, _ ("Decision"));
  if (!ek_record_has (m->review, EK_REVIEW_DECISION))
    {
      ek_page_text (page, EK_PAGE_ALARM, _ ("No decision has been taken."));
      return;
    }
  ek_page_text (page, EK_PAGE_BOLD, ek_record_get_text (m->review, EK_REVIEW_DECISION));
  ek_page_pair (page, _ ("Reason"), ek_record_get_text (m->review, EK_REVIEW_REASON));
  ek_page_pair (page, _ ("Decided"), decided);
  for (guint i = 0; i < m->former->len; i++)
    {
      EkRecord *former = g_ptr_array_index (m->former, i);
      g_autofree char *when = ek_report_instant (former, EK_REVIEW_DECIDED);
      /* Translators: an earlier decision, its reason and when it was taken */
      g_autofree char *text = g_strdup_printf (_ ("Earlier decision: %s – reason: %s (%s)"),
                                               ek_record_get_text (former, EK_REVIEW_DECISION),
                                               ek_record_get_text (former, EK_REVIEW_REASON), when);

      ek_page_text (page, EK_PAGE_SMALL, text);
    }
}

static void
write_actions (EkPage *page, Minutes *m)
{
  static const double widths[] = { 4, 1.8, 1.5, 1.4, 2.3 };
  const char *heads[] = { _ ("Action"), _ ("Owner"), _ ("Due"), _ ("Status"), _ ("Outcome") };

  ek_page_heading (page, _ ("Actions"));
  if (m->actions->len == 0)
    {
      ek_page_text (page, EK_PAGE_ALARM, _ ("No action has been agreed."));
      return;
    }
  ek_page_table_begin (page, 5, widths, heads);
  for (guint i = 0; i < m->actions->len; i++)
    {
      EkRecord *action = g_ptr_array_index (m->actions, i);
      const char *cells[] = { ek_record_get_text (action, EK_TASK_TEXT),
                              ek_record_get_text (action, EK_TASK_OWNER_NAME), ek_record_get_text (action, EK_TASK_DUE),
                              ek_report_choice (action, EK_TASK_STATUS), ek_record_get_text (action, EK_TASK_OUTCOME) };

      ek_page_table_row (page, cells);
    }
  ek_page_table_end (page);
}

static void
write_signatures (EkPage *page, Minutes *m)
{
  ek_page_heading (page, _ ("Signatures"));
  if (m->signatures->len == 0)
    {
      ek_page_text (page, EK_PAGE_ALARM, _ ("Not signed."));
      return;
    }
  ek_report_signature_table_begin (page);
  for (guint i = 0; i < m->signatures->len; i++)
    {
      const EkMdtSignature *signature = g_ptr_array_index (m->signatures, i);

      ek_report_signature_row (page, m->store, signature->signature, signature->current);
    }
  ek_page_table_end (page);
}

static void
write_minutes (EkPage *page, gpointer user_data)
{
  Minutes *m = user_data;

  /* What was asked and what was decided stand on the first page; what it was decided from follows. */
  write_head (page, m);
  write_question (page, m);
  write_decision (page, m);
  write_actions (page, m);
  write_why (page, m);
  write_opinions (page, m);
  write_case (page, m);
  write_signatures (page, m);
}

/**
 * ek_minutes_render:
 * @store: the record
 * @catalogue: (nullable): the instruments
 * @review: a case review
 * @language: "en" or "zh"
 * @error: return location
 *
 * Makes the minutes as PDF, in memory only. A risk that was opened or became higher since the case page was made is
 * told on the first page.
 *
 * Returns: (transfer full): the bytes, or %NULL with an error of the store or %EK_ERROR_FAILED
 */
GBytes *
ek_minutes_render (EkStore *store, EkCatalogue *catalogue, EkRecord *review, const char *language, GError **error)
{
  Minutes m = { .store = store, .review = review, .language = language };
  EkPageSetup setup = { NULL };
  g_autofree char *foot = NULL;
  GBytes *bytes = NULL;

  if (minutes_read (&m, error))
    {
      /* Translators: the foot of the minutes; %d counts the versions of the record */
      foot = g_strdup_printf (_ ("Confidential patient record · version %d"), (int) ek_record_get_revision (review));
      setup.title = _ ("Minutes of the MDT case review");
      setup.head = setup.title;
      setup.whose = m.whose;
      setup.foot = foot;
      setup.language = language;
      bytes = ek_page_render (&setup, write_minutes, &m, error);
    }
  minutes_clear (&m);
  return bytes;
}

static EkRecord *
former_document (EkStore *store, EkRecord *review, GError **error)
{
  g_autoptr (GPtrArray) documents = ek_store_list_by (store, &ek_document_type, EK_DOCUMENT_BASED_ON,
                                                      ek_record_get_id (review), error);

  if (documents == NULL)
    return NULL;
  for (guint i = 0; i < documents->len; i++)
    if (g_strcmp0 (ek_record_get_text (g_ptr_array_index (documents, i), EK_DOCUMENT_KIND), "minutes") == 0)
      return g_object_ref (g_ptr_array_index (documents, i));
  return ek_record_new (&ek_document_type, ek_record_get_patient_id (review));
}

/**
 * ek_minutes_file:
 * @store: the record
 * @catalogue: (nullable): the instruments
 * @review: a case review
 * @language: "en" or "zh"
 * @error: return location
 *
 * Makes the minutes and keeps them in the patient's file; minutes that are there already get a new revision.
 *
 * Returns: (transfer full): the saved document, or %NULL with an error of the store or %EK_ERROR_FAILED
 */
EkRecord *
ek_minutes_file (EkStore *store, EkCatalogue *catalogue, EkRecord *review, const char *language, GError **error)
{
  g_autoptr (GBytes) bytes = ek_minutes_render (store, catalogue, review, language, error);
  g_autoptr (EkRecord) document = bytes != NULL ? former_document (store, review, error) : NULL;
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);

  if (document == NULL)
    return NULL;
  ek_record_set_text (document, EK_DOCUMENT_KIND, "minutes");
  ek_record_set_text (document, EK_DOCUMENT_TITLE, _ ("Minutes of the MDT case review"));
  ek_record_set_text (document, EK_DOCUMENT_MEDIA_TYPE, "application/pdf");
  ek_record_set_blob (document, EK_DOCUMENT_CONTENT, bytes);
  ek_record_set_text (document, EK_DOCUMENT_BASED_ON, ek_record_get_id (review));
  ek_record_set_instant (document, EK_DOCUMENT_WRITTEN, now, ek_clock_offset (clock, now));
  if (!ek_store_save (store, document, error))
    return NULL;
  return g_steal_pointer (&document);
}
