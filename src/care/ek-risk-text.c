/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person reads about a risk: causes, banner, steps; and the triage by a structured screener. */

#include "ek-care-private.h"
#include "ek-knowledge-private.h"
#include "ek-risk.h"

#include "ek-error.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const EkOption *
option_of (EkItem *item, double value)
{
  for (guint i = 0; item != NULL && i < ek_item_get_n_options (item); i++)
    if (ek_item_get_option (item, i)->value == value)
      return ek_item_get_option (item, i);
  return NULL;
}

static char *
cause_text (EkCatalogue *catalogue, JsonObject *cause)
{
  const char *instrument_id = ek_json_peek_string (cause, "instrument");
  const char *item_id = ek_json_peek_string (cause, "item");
  const char *rule = ek_json_peek_string (cause, "rule");
  double value = ek_json_peek_double (cause, "value", 0);
  EkInstrument *instrument = NULL;
  const EkOption *option = NULL;
  const char *name = NULL;

  if (instrument_id == NULL || item_id == NULL)
    {
      if (g_strcmp0 (rule, "safety-button") == 0)
        return g_strdup (_("Safety button"));
      if (g_strcmp0 (rule, "risk-phrase") == 0)
        return g_strdup (_("A phrase confirmed by the clinician"));
      return g_strdup (rule != NULL ? rule : _("Cause not recorded"));
    }
  instrument = catalogue != NULL ? ek_catalogue_find (catalogue, instrument_id, NULL) : NULL;
  name = instrument != NULL ? ek_instrument_get_abbreviation (instrument) : instrument_id;
  option = instrument != NULL ? option_of (ek_instrument_find_item (instrument, item_id), value) : NULL;
  if (option != NULL && ek_option_label (option, ek_care_language ()) != NULL)
    /* Translators: an answer of a questionnaire: "PHQ-9 item 9: several days (1)" */
    return g_strdup_printf (_("%s item %s: %s (%g)"), name, item_id, ek_option_label (option, ek_care_language ()),
                            value);
  /* Translators: an answer of a questionnaire: "PHQ-9 item 9: 1" */
  return g_strdup_printf (_("%s item %s: %g"), name, item_id, value);
}

static JsonObject *
reason_of (EkRecord *risk)
{
  JsonNode *node = ek_record_get_json (risk, EK_RISK_REASON);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* An old form that came in today was not answered today. */
static char *
dated_text (JsonObject *cause, const char *text)
{
  const char *at = ek_json_peek_string (cause, "at");
  const char *taken = ek_json_peek_string (cause, "taken");
  g_autofree char *day = at != NULL && strlen (at) >= 10 ? g_strndup (at, 10) : NULL;
  g_autofree char *answered = taken != NULL && strlen (taken) >= 10 ? g_strndup (taken, 10) : NULL;

  if (day == NULL)
    return g_strdup (text);
  if (answered == NULL || strcmp (answered, day) == 0)
    /* Translators: what raised a risk and the day it did: "PHQ-9 item 9: several days (1) (2026-10-25)" */
    return g_strdup_printf (_("%s (%s)"), text, day);
  /* Translators: a critical answer; the day it was given; the day it came into this file */
  return g_strdup_printf (_("%s (answered %s, entered %s)"), text, answered, day);
}

/**
 * ek_risk_causes:
 * @catalogue: (nullable): the instruments, for their names and answers in words
 * @risk: a risk
 *
 * Returns: (transfer full) (array zero-terminated=1): every cause in words, the first one first
 */
char **
ek_risk_causes (EkCatalogue *catalogue, EkRecord *risk)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  JsonObject *reason = reason_of (risk);
  JsonArray *also = reason != NULL ? ek_json_peek_array (reason, "also") : NULL;

  for (guint i = 0; reason != NULL && i <= (also != NULL ? json_array_get_length (also) : 0); i++)
    {
      JsonObject *cause = i == 0 ? reason : ek_json_element_object (also, i - 1);
      g_autofree char *text = cause != NULL ? cause_text (catalogue, cause) : NULL;
      g_autofree char *dated = NULL;

      if (text == NULL)
        continue;
      dated = dated_text (cause, text);
      g_strv_builder_add (builder, dated);
    }
  return g_strv_builder_end (builder);
}

static char *
due_text (EkStore *store, EkRecord *risk)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  int offset = 0;
  gint64 due = ek_record_get_instant (risk, EK_RISK_DUE, &offset);
  g_autofree char *date = NULL;

  if (due == EK_INSTANT_NONE)
    return g_strdup (_("no date set"));
  date = ek_instant_format_date (due, offset);
  if (due < now)
    return g_strdup_printf (_("overdue since %s"), date);
  if (due <= ek_care_end_of_day (now, ek_clock_offset (clock, now), 0))
    return g_strdup (_("due today"));
  return g_strdup_printf (_("due %s"), date);
}

/**
 * ek_risk_banner_text:
 * @store: the record, for the clock and the owner's name
 * @catalogue: (nullable): the instruments
 * @risks: (element-type EkRecord): open risks, the worst first
 *
 * Returns: (transfer full) (nullable): one sentence about the worst: level, what raised it, owner, due; %NULL when
 * there is no open risk
 */
char *
ek_risk_banner_text (EkStore *store, EkCatalogue *catalogue, GPtrArray *risks)
{
  EkRecord *risk = risks->len > 0 ? g_ptr_array_index (risks, 0) : NULL;
  g_auto(GStrv) causes = risk != NULL ? ek_risk_causes (catalogue, risk) : NULL;
  g_autofree char *owner = risk != NULL ? ek_care_user_name (store, ek_record_get_text (risk, EK_RISK_OWNER)) : NULL;
  g_autofree char *due = NULL;
  const char *level = NULL;
  JsonObject *reason = NULL;
  guint n_causes = 0;

  if (risk == NULL)
    return NULL;
  due = due_text (store, risk);
  reason = reason_of (risk);
  n_causes = g_strv_length (causes);
  if (reason != NULL && ek_json_peek_boolean (reason, "again", FALSE))
    level = _("Risk to be assessed again");
  else if (ek_care_text_is (risk, EK_RISK_LEVEL, "unassessed"))
    level = _("Risk not yet assessed");
  else if (ek_care_text_is (risk, EK_RISK_LEVEL, "high"))
    level = _("High risk");
  else
    level = ek_care_text_is (risk, EK_RISK_LEVEL, "moderate") ? _("Moderate risk") : _("Low risk");
  /* Translators: the banner of an open risk: level; newest cause; owner; when it is due */
  return g_strdup_printf (_("%s · %s · owner: %s · %s"), level,
                          n_causes > 0 ? causes[n_causes - 1] : _("Cause not recorded"),
                          owner != NULL ? owner : _("nobody"), due);
}

/**
 * ek_risk_step_free:
 * @step: (nullable) (transfer full): a step
 *
 * Frees it.
 */
void
ek_risk_step_free (EkRiskStep *step)
{
  if (step == NULL)
    return;
  g_free (step->user_id);
  g_free (step->what);
  g_free (step);
}

/* What this revision has that the one before had not, in words. */
static char *
difference (EkRecord *former, EkRecord *revision)
{
  const char *before = former != NULL ? ek_record_get_text (former, EK_RISK_ACTION) : NULL;
  const char *after = ek_record_get_text (revision, EK_RISK_ACTION);

  if (former == NULL)
    return g_strdup (_("The risk was raised"));
  if (g_strcmp0 (before, after) == 0)
    return g_strdup (_("A further answer was added"));
  if (before != NULL && g_str_has_prefix (after, before))
    after += strlen (before);
  while (*after == '\n')
    after++;
  return g_strdup (after);
}

/**
 * ek_risk_list_steps:
 * @store: the record
 * @risk: a risk
 * @error: return location
 *
 * Returns: (transfer full) (element-type EkRiskStep): every step taken, the oldest first, from the stored revisions
 */
GPtrArray *
ek_risk_list_steps (EkStore *store, EkRecord *risk, GError **error)
{
  g_autoptr(GPtrArray) revisions = ek_store_list_revisions (store, &ek_risk_type, ek_record_get_id (risk), error);
  GPtrArray *steps = NULL;

  if (revisions == NULL)
    return NULL;
  steps = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_risk_step_free);
  for (guint i = 0; i < revisions->len; i++)
    {
      EkRecord *revision = g_ptr_array_index (revisions, i);
      EkRiskStep *step = g_new0 (EkRiskStep, 1);

      step->at_ms = ek_record_get_changed (revision);
      step->offset_minutes = ek_record_get_changed_offset (revision);
      step->user_id = g_strdup (ek_record_get_author (revision));
      step->what = difference (i > 0 ? g_ptr_array_index (revisions, i - 1) : NULL, revision);
      g_ptr_array_add (steps, step);
    }
  return steps;
}

static gboolean
set_item_facts (EkFacts *facts, EkInstrument *screener, JsonNode *answers, GError **error)
{
  g_autoptr(JsonNode) normal = ek_answers_normalise (screener, answers, error);
  JsonObjectIter iter;
  const char *item = NULL;
  JsonNode *value = NULL;

  if (normal == NULL)
    return FALSE;
  ek_facts_name_instrument (facts, ek_instrument_get_id (screener), ek_instrument_get_abbreviation (screener));
  json_object_iter_init (&iter, json_node_get_object (normal));
  while (json_object_iter_next (&iter, &item, &value))
    {
      g_autofree char *name = g_strdup_printf ("%s.item.%s", ek_instrument_get_id (screener), item);
      GType type = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;

      if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
        ek_facts_set_number (facts, name, json_node_get_double (value), EK_INSTANT_NONE, NULL);
    }
  return TRUE;
}

/**
 * ek_risk_triage:
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @screener: a structured screener with a triage rule, as the C-SSRS
 * @answers: its answers
 * @reason: (out) (optional) (transfer full): the rule that decided
 * @error: return location
 *
 * The level that the screener's rule gives (data/knowledge/risk.json; the first rule that fires decides). For the
 * C-SSRS: item 4 or 5 in the past month or behaviour within 3 months is high; item 3 or lifetime behaviour moderate;
 * items 1–2 low. A proposal: the clinician sets the level.
 *
 * Returns: (transfer none): "low", "moderate" or "high"; %NULL with %EK_ERROR_NOT_FOUND when there is no rule for this
 *   instrument, %EK_ERROR_INCOMPLETE when the answers do not decide, or the error of the answers
 */
const char *
ek_risk_triage (EkKnowledge *knowledge, EkInstrument *screener, JsonNode *answers, EkReason **reason, GError **error)
{
  EkKnowledge *rules_of = knowledge != NULL ? knowledge : ek_knowledge_get_default (error);
  GPtrArray *rules = NULL;
  g_autoptr(EkFacts) facts = NULL;

  if (rules_of == NULL)
    return NULL;
  rules = g_hash_table_lookup (rules_of->triage, ek_instrument_get_id (screener));
  if (rules == NULL)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND, _("There is no rule that reads a risk level from %s."),
                   ek_instrument_get_abbreviation (screener));
      return NULL;
    }
  facts = ek_facts_new (rules_of, 0, 0);
  if (!set_item_facts (facts, screener, answers, error))
    return NULL;
  for (guint i = 0; i < rules->len; i++)
    {
      const EkFullRule *full = g_ptr_array_index (rules, i);

      if (ek_rule_fires (&full->rule, facts, reason))
        return full->level;
      /* An unanswered question is never taken as no: what could be higher is not passed over. */
      if (ek_condition_evaluate (full->rule.when, facts, NULL) == EK_UNKNOWN)
        break;
    }
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE,
                       _("The answers do not decide the risk level. Ask the missing questions or judge it yourself."));
  return NULL;
}
