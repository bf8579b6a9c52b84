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

static const char *
level_of_cause (EkKnowledge *rules, EkCatalogue *catalogue, const char *kind, JsonObject *cause)
{
  Said said = { .rules = rules, .kind = kind, .value = ek_risk_cause_value (cause) };
  const char *words = ek_json_peek_string (cause, "words"), *item = ek_json_peek_string (cause, "item");
  g_autofree char *folded = words != NULL ? ek_text_fold (words) : NULL;
  EkInstrument *instrument = NULL;
  const EkCriticalRule *critical = NULL;

  said.words = folded;
  said.instrument = ek_json_peek_string (cause, "instrument");
  said.rule = ek_json_peek_string (cause, "rule");
  if (catalogue != NULL && said.instrument != NULL)
    instrument = ek_catalogue_find (catalogue, said.instrument, NULL);
  if (instrument != NULL && said.rule != NULL)
    critical = ek_instrument_find_critical_rule (instrument, said.rule);
  if (critical != NULL)
    said.urgency = critical->urgency;
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
        worst = worse_of (worst, level_of_cause (rules, catalogue, ek_risk_kind (risk), cause));
    }
  return worst;
}
