/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person reads about a risk: causes, banner, steps; and the triage by a structured screener. */

#include "ek-care-private.h"
#include "ek-knowledge-rules.h"
#include "ek-risk-private.h"

#include "ek-error.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const EkOption *
option_of (EkItem *item, double value)
{
  for (guint i = 0; item != NULL && i < ek_item_get_n_options (item); i++)
    if (ek_item_get_option (item, i)->value == value)
      return ek_item_get_option (item, i);
  return NULL;
}

/* What came as words: what they are of, and the words. */
static char *
words_text (JsonObject *cause)
{
  static const struct {
    const char *from, *label;
  } origins[] = {
    { "problem", N_ ("Diagnosis") },
    { "measurement", N_ ("Finding") },
    { "encounter", N_ ("Reason for a visit") },
    { "assessment", N_ ("Form without its definition") },
    { "resource", N_ ("Received, could not be read whole") },
    { "notice", N_ ("Seen in what nobody had looked at") },
  };
  const char *words = ek_json_peek_string (cause, "words"), *from = ek_json_peek_string (cause, "from");
  const EkRecordType *type = ek_record_type_by_name (from);
  const char *label = type != NULL ? _ (type->label) : NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (origins); i++)
    if (g_strcmp0 (from, origins[i].from) == 0)
      label = _ (origins[i].label);
  /* Translators: what raised a risk: kind of record, its words: "Diagnosis: suicidal ideation (R45.8)" */
  text = label != NULL ? g_strdup_printf (_ ("%s: %s"), label, words) : g_strdup (words);
  if (!ek_json_peek_boolean (cause, "past", FALSE))
    return g_steal_pointer (&text);
  /* Translators: a diagnosis or finding that speaks of what was */
  return g_strdup_printf (_ ("%s, in the past"), text);
}

/* A question that was not answered, or could not be read. */
static char *
unanswered_text (const char *rule, const char *name, const char *item)
{
  if (g_strcmp0 (rule, "refused-form") == 0)
    return g_strdup_printf (_ ("%s: declined before its safety question was answered"), name);
  if (g_strcmp0 (rule, "refused-yes") == 0)
    return g_strdup_printf (_ ("%s item %s: not answered, which counts as yes"), name, item);
  if (g_strcmp0 (rule, "unread") == 0)
    return g_strdup_printf (_ ("%s item %s: the answer could not be read"), name, item);
  if (g_strcmp0 (rule, "unanswered") == 0)
    return g_strdup_printf (_ ("%s item %s: the safety question was left blank"), name, item);
  return g_strdup_printf (_ ("%s item %s: the safety question was not answered"), name, item);
}

static char *
answer_text (EkInstrument *instrument, const char *name, const char *item, double value)
{
  const EkOption *option = instrument != NULL ? option_of (ek_instrument_find_item (instrument, item), value) : NULL;

  if (strcmp (item, "total") == 0)
    /* Translators: the total of a questionnaire: "AUDIT total score: 24" */
    return g_strdup_printf (_ ("%s total score: %g"), name, value);
  if (option != NULL && ek_option_label (option, ek_care_language ()) != NULL)
    /* Translators: an answer of a questionnaire: "PHQ-9 item 9: several days (1)" */
    return g_strdup_printf (_ ("%s item %s: %s (%g)"), name, item, ek_option_label (option, ek_care_language ()),
                            value);
  /* Translators: an answer of a questionnaire: "PHQ-9 item 9: 1" */
  return g_strdup_printf (_ ("%s item %s: %g"), name, item, value);
}

static char *
cause_text (EkCatalogue *catalogue, JsonObject *cause)
{
  const char *instrument_id = ek_json_peek_string (cause, "instrument");
  const char *item_id = ek_json_peek_string (cause, "item");
  const char *rule = ek_json_peek_string (cause, "rule");
  double value = ek_json_peek_double (cause, "value", NAN);
  EkInstrument *instrument = NULL;
  const char *name = instrument_id;

  if (ek_json_peek_string (cause, "words") != NULL)
    return words_text (cause);
  if (g_strcmp0 (rule, "safety-button") == 0)
    return g_strdup (_ ("Safety button"));
  if (g_strcmp0 (rule, "risk-phrase") == 0)
    return g_strdup (_ ("A phrase confirmed by the clinician"));
  if (instrument_id == NULL || (item_id == NULL && g_strcmp0 (rule, "refused-form") != 0))
    return g_strdup (rule != NULL ? rule : _ ("Cause not recorded"));
  instrument = catalogue != NULL ? ek_catalogue_find (catalogue, instrument_id, NULL) : NULL;
  if (instrument != NULL)
    name = ek_instrument_get_abbreviation (instrument);
  if (g_strcmp0 (rule, "total-only") == 0)
    /* Translators: a questionnaire and its total, which came without the answers */
    return g_strdup_printf (_ ("%s total score: %g; total only, and at least one dangerous answer must be among them"),
                            name, value);
  if (!isfinite (value))
    return unanswered_text (rule, name, item_id);
  return answer_text (instrument, name, item_id, value);
}

/* What a corrected answer is now: "not at all (0)"; NULL where that is no number. */
static char *
answer_now (EkCatalogue *catalogue, JsonObject *cause)
{
  const char *id = ek_json_peek_string (cause, "instrument"), *item = ek_json_peek_string (cause, "item");
  EkInstrument *instrument = catalogue != NULL && id != NULL ? ek_catalogue_find (catalogue, id, NULL) : NULL;
  double value = ek_risk_cause_value (cause);
  const EkOption *option = instrument != NULL && item != NULL
    ? option_of (ek_instrument_find_item (instrument, item), value)
    : NULL;

  if (!isfinite (value))
    return NULL;
  if (option != NULL && ek_option_label (option, ek_care_language ()) != NULL)
    return g_strdup_printf ("%s (%g)", ek_option_label (option, ek_care_language ()), value);
  return g_strdup_printf ("%g", value);
}

/* How long ago, in the unit a person would say it in; NULL for the last days. */
static char *
how_long_ago (gint64 taken, gint64 at)
{
  gint64 days = (at - taken) / EK_DAY_MS;

  if (days < 14)
    return NULL;
  if (days < 60)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong) days), (int) days);
  if (days < 730)
    return g_strdup_printf (ngettext ("%d month ago", "%d months ago", (gulong) (days / 30)), (int) (days / 30));
  return g_strdup_printf (ngettext ("%d year ago", "%d years ago", (gulong) (days / 365)), (int) (days / 365));
}

/* An old form that came in today was not answered today, and one of tomorrow has a wrong clock. */
static char *
dated_text (JsonObject *cause, const char *text)
{
  const char *at = ek_json_peek_string (cause, "at");
  const char *taken = ek_json_peek_string (cause, "taken");
  g_autofree char *day = at != NULL && strlen (at) >= 10 ? g_strndup (at, 10) : NULL;
  g_autofree char *answered = taken != NULL && strlen (taken) >= 10 ? g_strndup (taken, 10) : NULL;
  gint64 at_ms = 0, taken_ms = 0;
  g_autofree char *ago = NULL;

  if (day == NULL)
    return g_strdup (text);
  if (answered == NULL || strcmp (answered, day) == 0)
    /* Translators: what raised a risk and the day it did: "PHQ-9 item 9: several days (1) (2026-10-25)" */
    return g_strdup_printf (_ ("%s (%s)"), text, day);
  if (!ek_instant_parse (at, &at_ms, NULL, NULL) || !ek_instant_parse (taken, &taken_ms, NULL, NULL))
    return g_strdup_printf (_ ("%s (answered %s, entered %s)"), text, answered, day);
  if (taken_ms > at_ms)
    /* Translators: a critical answer; the day it is dated, which was still to come when it was entered; the latter */
    return g_strdup_printf (_ ("%s (dated %s, later than it was entered: %s)"), text, answered, day);
  ago = how_long_ago (taken_ms, at_ms);
  if (ago == NULL)
    /* Translators: a critical answer; the day it was given; the day it came into this file */
    return g_strdup_printf (_ ("%s (answered %s, entered %s)"), text, answered, day);
  /* Translators: a critical answer; the day it was given; "3 years ago"; the day it came into this file */
  return g_strdup_printf (_ ("%s (answered on %s, %s; entered %s)"), text, answered, ago, day);
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
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *cause = ek_risk_cause (risk, i);
      g_autofree char *text = cause != NULL ? cause_text (catalogue, cause) : NULL;
      g_autofree char *dated = NULL, *now = NULL, *marked = NULL;

      if (text == NULL)
        continue;
      dated = dated_text (cause, text);
      now = answer_now (catalogue, cause);
      marked = ek_risk_mark_text (cause, dated, now);
      g_strv_builder_add (builder, marked);
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
    return g_strdup (_ ("no date set"));
  date = ek_instant_format_date (due, offset);
  if (due < now)
    return g_strdup_printf (_ ("overdue since %s"), date);
  if (due <= ek_care_end_of_day (now, ek_clock_offset (clock, now), 0))
    return g_strdup (_ ("due today"));
  return g_strdup_printf (_ ("due %s"), date);
}

/**
 * ek_risk_level_text:
 * @risk: an open risk
 *
 * Returns: (transfer none): how high it is, in the words of its kind, translated
 */
const char *
ek_risk_level_text (EkRecord *risk)
{
  static const struct {
    const char *kind, *again, *unassessed, *low, *moderate, *high;
  } words[] = {
    { "suicide", N_ ("Risk to be assessed again"), N_ ("Risk not yet assessed"), N_ ("Low risk"), N_ ("Moderate risk"),
      N_ ("High risk") },
    { "others", N_ ("Risk to others to be assessed again"), N_ ("Risk to others not yet assessed"),
      N_ ("Low risk to others"), N_ ("Moderate risk to others"), N_ ("High risk to others") },
    { "medical", N_ ("Medical danger to be seen again: a physician today"), N_ ("Medical danger: a physician today"),
      N_ ("Low medical risk"), N_ ("Moderate medical risk"), N_ ("High medical risk") },
  };
  JsonObject *reason = ek_risk_reason (risk);
  const char *level = ek_record_get_text (risk, EK_RISK_LEVEL);
  guint i = ek_danger_kind_of (ek_record_get_text (risk, EK_RISK_KIND));

  if (reason != NULL && ek_json_peek_boolean (reason, "again", FALSE))
    return _ (words[i].again);
  if (g_strcmp0 (level, "low") == 0)
    return _ (words[i].low);
  if (g_strcmp0 (level, "moderate") == 0)
    return _ (words[i].moderate);
  return g_strcmp0 (level, "high") == 0 ? _ (words[i].high) : _ (words[i].unassessed);
}

/* The answer that was given last is the one that is shown; of an old one that came in today the newer stands. What was
 * taken back is shown only where nothing else is left. */
static guint
newest_cause (EkRecord *risk)
{
  guint newest = 0;
  const char *last = NULL;
  gboolean stands = FALSE;

  for (guint i = 0; i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *cause = ek_risk_cause (risk, i);
      const char *at = cause != NULL ? ek_json_peek_string (cause, "at") : NULL;
      const char *taken = cause != NULL ? ek_json_peek_string (cause, "taken") : NULL;
      const char *when = taken != NULL ? taken : at;
      gboolean said = cause != NULL && ek_risk_cause_stands (cause);

      if (when == NULL || said < stands || (said == stands && last != NULL && strcmp (when, last) < 0))
        continue;
      newest = i;
      last = when;
      stands = said;
    }
  return newest;
}

/**
 * ek_risk_owner_is_gone:
 * @store: the record
 * @risk: a risk
 *
 * Returns: whether the one in whose name it is cannot open patient files here: the account is disabled, has another
 *   role, or is not of this vault
 */
gboolean
ek_risk_owner_is_gone (EkStore *store, EkRecord *risk)
{
  const char *id = ek_record_get_text (risk, EK_RISK_OWNER);
  g_autoptr (EkUser) user = id != NULL ? ek_vault_find_user (ek_store_get_vault (store), id) : NULL;

  return user == NULL || ek_user_get_disabled (user) || !ek_role_is_clinical (ek_user_get_role (user));
}

static char *
owner_of (EkStore *store, EkRecord *risk)
{
  const char *id = ek_record_get_text (risk, EK_RISK_OWNER);
  g_autofree char *name = ek_care_user_name (store, id);

  if (name == NULL)
    return NULL;
  if (!ek_risk_owner_is_gone (store, risk))
    return g_steal_pointer (&name);
  if (strcmp (name, id) == 0)
    return g_strdup (_ ("somebody who cannot come in here: hand it over"));
  /* Translators: the owner of a risk */
  return g_strdup_printf (_ ("%s, who cannot come in any more: hand it over"), name);
}

static char *
line_of (EkStore *store, EkCatalogue *catalogue, EkRecord *risk, guint n_more)
{
  g_auto (GStrv) causes = ek_risk_causes (catalogue, risk);
  g_autofree char *owner = owner_of (store, risk);
  g_autofree char *due = due_text (store, risk);
  g_autofree char *cause = NULL;
  guint n = g_strv_length (causes), newest = newest_cause (risk);

  if (n > 1)
    /* Translators: the newest answer that raised a risk, and how many others did */
    cause = g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", n - 1), causes[MIN (newest, n - 1)], n - 1);
  else
    cause = g_strdup (n == 1 ? causes[0] : _ ("Cause not recorded"));
  if (n_more > 0)
    /* Translators: as the next, of several risks of one kind; the last is how many others are open */
    return g_strdup_printf (ngettext ("%s · %s · owner: %s · %s · %u more open",
                                      "%s · %s · owner: %s · %s · %u more open", n_more),
                            ek_risk_level_text (risk), cause, owner != NULL ? owner : _ ("nobody"), due, n_more);
  /* Translators: the banner of an open risk: level; newest cause; owner; when it is due */
  return g_strdup_printf (_ ("%s · %s · owner: %s · %s"), ek_risk_level_text (risk), cause,
                          owner != NULL ? owner : _ ("nobody"), due);
}

/**
 * ek_risk_banner_text:
 * @store: the record, for the clock and the owner's name
 * @catalogue: (nullable): the instruments
 * @risks: (element-type EkRecord): open risks, the worst first
 *
 * Returns: (transfer full) (nullable): a line for each kind of risk, about the worst of it: level, what raised it,
 *   owner, due; %NULL when there is no open risk
 */
char *
ek_risk_banner_text (EkStore *store, EkCatalogue *catalogue, GPtrArray *risks)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  guint shown = 0;

  for (guint i = 0; i < risks->len; i++)
    {
      const char *kind = ek_risk_kind (risks->pdata[i]);
      guint bit = 1u << ek_danger_kind_of (kind), n_more = 0;
      g_autofree char *line = NULL;

      if ((shown & bit) != 0)
        continue;
      shown |= bit;
      for (guint k = i + 1; k < risks->len; k++)
        n_more += strcmp (ek_risk_kind (risks->pdata[k]), kind) == 0;
      line = line_of (store, catalogue, risks->pdata[i], n_more);
      g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", line);
    }
  return risks->len > 0 ? g_strdup (lines->str) : NULL;
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
    return g_strdup (_ ("The risk was raised"));
  if (g_strcmp0 (before, after) == 0 && ek_risk_n_causes (former) == ek_risk_n_causes (revision))
    return g_strdup (_ ("What raised it was corrected"));
  if (g_strcmp0 (before, after) == 0)
    return g_strdup (_ ("A further answer was added"));
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
 * @error: what the store says
 *
 * Returns: (transfer full) (element-type EkRiskStep): every step taken, the oldest first, from the stored revisions
 */
GPtrArray *
ek_risk_list_steps (EkStore *store, EkRecord *risk, GError **error)
{
  g_autoptr (GPtrArray) revisions = ek_store_list_revisions (store, &ek_risk_type, ek_record_get_id (risk), error);
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
  g_autoptr (JsonNode) normal = ek_answers_normalise (screener, answers, error);
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
  g_autoptr (EkFacts) facts = NULL;

  if (rules_of == NULL)
    return NULL;
  rules = g_hash_table_lookup (ek_risk_rules (rules_of)->triage, ek_instrument_get_id (screener));
  if (rules == NULL)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("There is no rule that reads a risk level from %s."),
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
                       _ ("The answers do not decide the risk level. Ask the missing questions or judge it yourself."));
  return NULL;
}
