/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How high a risk is by what opened it, before anybody has said how high it is: "answered" in data/knowledge/risk.json.
 * Nobody brings it below that by never naming it.
 *
 * A question that was not answered ("not_answered" there) may have been answered with anything: it counts as the worst
 * answer to it, a whole form that was declined as the worst answer to each of its safety questions. */

#include "ek-care-private.h"
#include "ek-danger-private.h"
#include "ek-knowledge-rules.h"
#include "ek-risk-private.h"

#include "ek-text.h"

#include <math.h>
#include <string.h>

/** Said: one cause as the rules see it. @value: NAN: may be anything; @words: folded, or NULL. */
typedef struct {
  EkKnowledge *rules;
  const char *kind;
  const char *instrument;
  const char *rule;
  const char *urgency;
  double value;
  const char *words;
} Said;

static gboolean
is_bound (const char *text, const char *at, gsize length, const char *phrase)
{
  gboolean begins = at == text || !g_ascii_isalnum (phrase[0]) || !g_ascii_isalnum (at[-1]);

  return begins && (!g_ascii_isalnum (phrase[length - 1]) || !g_ascii_isalnum (at[length]));
}

/* Chinese is written without blanks, and with them by some machines. */
static char *
without_blanks (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (*p != ' ')
      g_string_append_c (out, *p);
  return g_string_free (out, FALSE);
}

/* Latin letters as whole words. */
static const char *
find_phrase (const char *text, const char *phrase)
{
  gsize length = strlen (phrase);

  for (const char *at = strstr (text, phrase); at != NULL; at = strstr (at + 1, phrase))
    if (is_bound (text, at, length, phrase))
      return at;
  return NULL;
}

static char *
pass_over (const char *text, GPtrArray *but, gboolean ascii)
{
  g_autoptr (GString) left = g_string_new (text);

  for (guint i = 0; i < but->len; i++)
    {
      const char *phrase = but->pdata[i], *at = NULL;

      while (g_str_is_ascii (phrase) == ascii && (at = find_phrase (left->str, phrase)) != NULL)
        {
          gssize from = at - left->str;

          g_string_erase (left, from, (gssize) strlen (phrase));
          g_string_insert (left, from, " , ");
        }
    }
  return g_strdup (left->str);
}

static gboolean
says_one_of (const EkAnswered *answered, const char *words)
{
  g_autofree char *latin = words != NULL ? pass_over (words, answered->but, TRUE) : NULL;
  g_autofree char *bare = latin != NULL ? without_blanks (latin) : NULL;
  g_autofree char *chinese = bare != NULL ? pass_over (bare, answered->but, FALSE) : NULL;

  for (guint i = 0; latin != NULL && i < answered->words->len; i++)
    {
      const char *phrase = answered->words->pdata[i];

      if (find_phrase (g_str_is_ascii (phrase) ? latin : chinese, phrase) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_meant (const EkAnswered *answered, const Said *said)
{
  if (strcmp (answered->kind, said->kind) != 0 ||
      (answered->urgency != NULL && g_strcmp0 (answered->urgency, said->urgency) != 0) ||
      (answered->rule != NULL && g_strcmp0 (answered->rule, said->rule) != 0) ||
      (answered->instrument != NULL && g_strcmp0 (answered->instrument, said->instrument) != 0) ||
      (answered->words->len > 0 && !says_one_of (answered, said->words)))
    return FALSE;
  /* An answer whose number is not known may be any. */
  return !isfinite (answered->at_least) || !isfinite (said->value) || said->value >= answered->at_least;
}

/* @named: only by a rule that names what raised it */
static const char *
level_of (const Said *said, gboolean named)
{
  for (guint i = 0; i < ek_risk_rules (said->rules)->answered->len; i++)
    {
      const EkAnswered *answered = g_ptr_array_index (ek_risk_rules (said->rules)->answered, i);

      if ((!named || answered->rule != NULL) && is_meant (answered, said))
        return answered->level;
    }
  return NULL;
}

static const char *
worse_of (const char *one, const char *other)
{
  return ek_risk_rank (other) > ek_risk_rank (one) ? other : one;
}

static gboolean
is_unanswered (EkKnowledge *rules, const char *rule)
{
  for (guint i = 0; rule != NULL && i < ek_risk_rules (rules)->not_answered->len; i++)
    if (strcmp (ek_risk_rules (rules)->not_answered->pdata[i], rule) == 0)
      return TRUE;
  return FALSE;
}

/* What the worst answer to that question would say. */
static const char *
worst_of_item (const Said *said, EkInstrument *instrument, const char *item)
{
  const EkCriticalRule *rule = NULL;
  const char *worst = NULL;

  for (guint n = 0; (rule = ek_instrument_item_critical_rule (instrument, item, n)) != NULL; n++)
    {
      Said yes = *said;

      if (strcmp (ek_danger_kind_id (ek_danger_kind_of_rule (said->rules, instrument, rule)), said->kind) != 0)
        continue;
      yes.rule = rule->id;
      yes.urgency = rule->urgency;
      yes.value = NAN;
      worst = worse_of (worst, level_of (&yes, FALSE));
    }
  return worst;
}

/* @item: (nullable): the whole form */
static const char *
worst_unanswered (const Said *said, EkInstrument *instrument, const char *item)
{
  const char *worst = NULL;

  if (item != NULL)
    return worst_of_item (said, instrument, item);
  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    worst = worse_of (worst, worst_of_item (said, instrument, ek_item_get_id (ek_instrument_get_item (instrument, i))));
  return worst;
}

/* A rule of an instrument, of whatever version: the newest that has it. @instrument: (out): that one. */
static const EkCriticalRule *
find_critical (EkCatalogue *catalogue, const char *id, const char *rule, EkInstrument **instrument)
{
  g_autoptr (GPtrArray) versions = NULL;
  const EkCriticalRule *found = NULL;

  *instrument = ek_catalogue_find (catalogue, id, NULL);
  found = *instrument != NULL ? ek_instrument_find_critical_rule (*instrument, rule) : NULL;
  if (found == NULL)
    versions = ek_catalogue_list_versions (catalogue, id);
  for (guint i = 0; found == NULL && versions != NULL && i < versions->len; i++)
    {
      found = ek_instrument_find_critical_rule (versions->pdata[i], rule);
      if (found != NULL || *instrument == NULL)
        *instrument = versions->pdata[i];
    }
  return found;
}

/* Whether a rule of this program, not of a definition. */
static gboolean
is_of_program (const Said *said)
{
  for (guint i = 0; i < ek_risk_rules (said->rules)->answered->len; i++)
    if (g_strcmp0 (((EkAnswered *) ek_risk_rules (said->rules)->answered->pdata[i])->rule, said->rule) == 0)
      return TRUE;
  for (guint i = 0; i < ek_danger_rules (said->rules)->answers->len; i++)
    if (g_strcmp0 (((EkDangerAnswer *) ek_danger_rules (said->rules)->answers->pdata[i])->id, said->rule) == 0)
      return TRUE;
  return is_unanswered (said->rules, said->rule);
}

/* @value: what was answered */
static const char *
level_of_cause (EkKnowledge *rules, EkCatalogue *catalogue, const char *kind, JsonObject *cause, double value)
{
  Said said = { .rules = rules, .kind = kind, .value = value };
  const char *words = ek_json_peek_string (cause, "words"), *item = ek_json_peek_string (cause, "item");
  g_autofree char *folded = words != NULL ? ek_text_fold (words) : NULL;
  EkInstrument *instrument = NULL;
  const EkCriticalRule *critical = NULL;

  said.words = folded;
  said.instrument = ek_json_peek_string (cause, "instrument");
  said.rule = ek_json_peek_string (cause, "rule");
  if (catalogue != NULL && said.instrument != NULL && said.rule != NULL)
    critical = find_critical (catalogue, said.instrument, said.rule, &instrument);
  if (critical != NULL)
    said.urgency = critical->urgency;
  else if (catalogue != NULL && said.instrument != NULL && said.words == NULL && !is_of_program (&said))
    return "high"; /* of a definition that is not here: it may be urgent */
  if (instrument == NULL || !is_unanswered (rules, said.rule))
    return level_of (&said, FALSE);
  return worse_of (level_of (&said, TRUE), worst_unanswered (&said, instrument, item));
}

/**
 * ek_risk_answered_level:
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @catalogue: (nullable): the instruments, for how urgent an answer is
 * @risk: a risk
 *
 * The level of the worst that stands among the causes of @risk: an answer, a question that was not answered, words, an
 * assessment by others, the call of a person. What was, and what was taken back, is not it; an answer that was given
 * before the last assessment still is.
 *
 * Returns: (nullable) (transfer none): "low", "moderate" or "high"; %NULL when no rule speaks of any cause
 */
const char *
ek_risk_answered_level (EkKnowledge *knowledge, EkCatalogue *catalogue, EkRecord *risk)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL);
  const char *worst = NULL;

  for (guint i = 0; rules != NULL && i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *cause = ek_risk_cause (risk, i);

      if (cause != NULL && ek_risk_cause_stands (cause) && !ek_json_peek_boolean (cause, "past", FALSE))
        worst = worse_of (worst,
                          level_of_cause (rules, catalogue, ek_risk_kind (risk), cause, ek_risk_cause_value (cause)));
    }
  return worst;
}

/* A question that was not answered, and then was, is not taken back but asked. */
static gboolean
is_taken_back (EkKnowledge *rules, JsonObject *cause)
{
  static const char *const by_hand[] = { "corrected", "error", "refuted", NULL };
  JsonObject *mark = ek_json_peek_object (cause, "corrected");
  const char *how = mark != NULL ? ek_json_peek_string (mark, "how") : NULL;

  return how != NULL && g_strv_contains (by_hand, how) &&
    (strcmp (how, "corrected") != 0 || !is_unanswered (rules, ek_json_peek_string (cause, "rule")));
}

/**
 * ek_risk_taken_back_level:
 * @rules: the rules
 * @catalogue: (nullable): the instruments
 * @risk: a risk
 *
 * Returns: (nullable) (transfer none): the level of the worst cause that a person corrected, refuted or called an
 * error, as it was before; %NULL: none
 */
const char *
ek_risk_taken_back_level (EkKnowledge *rules, EkCatalogue *catalogue, EkRecord *risk)
{
  const char *worst = NULL;

  for (guint i = 0; i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *cause = ek_risk_cause (risk, i);

      if (cause != NULL && !ek_json_peek_boolean (cause, "past", FALSE) && is_taken_back (rules, cause))
        worst = worse_of (worst,
                          level_of_cause (rules, catalogue, ek_risk_kind (risk), cause,
                                          ek_json_peek_double (cause, "value", NAN)));
    }
  return worst;
}

/**
 * ek_risk_took_back:
 * @rules: the rules
 * @risk: a risk
 * @form_id: a form
 *
 * Returns: whether @risk has a cause of that form which a person changed since
 */
gboolean
ek_risk_took_back (EkKnowledge *rules, EkRecord *risk, const char *form_id)
{
  for (guint i = 0; i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *cause = ek_risk_cause (risk, i);

      if (cause != NULL && g_strcmp0 (ek_json_peek_string (cause, "source"), form_id) == 0 &&
          is_taken_back (rules, cause))
        return TRUE;
    }
  return FALSE;
}
