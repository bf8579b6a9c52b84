/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How high a risk is by what was answered, before anybody has said how high it is: "answered" in
 * data/knowledge/risk.json. Nobody brings it below that by never naming it. */

#include "ek-care-private.h"
#include "ek-knowledge-private.h"
#include "ek-risk-private.h"

#include <math.h>
#include <string.h>

static const char *
urgency_of (EkCatalogue *catalogue, const char *instrument, const char *rule)
{
  EkInstrument *definition = catalogue != NULL && instrument != NULL ? ek_catalogue_find (catalogue, instrument, NULL)
                                                                     : NULL;
  const EkCriticalRule *critical = definition != NULL ? ek_instrument_find_critical_rule (definition, rule) : NULL;

  return critical != NULL ? critical->urgency : NULL;
}

static gboolean
is_meant (const EkAnswered *answered, JsonObject *cause, const char *urgency)
{
  const char *rule = ek_json_peek_string (cause, "rule"), *instrument = ek_json_peek_string (cause, "instrument");
  double value = ek_risk_cause_value (cause);

  if ((answered->urgency != NULL && g_strcmp0 (answered->urgency, urgency) != 0) ||
      (answered->rule != NULL && g_strcmp0 (answered->rule, rule) != 0) ||
      (answered->instrument != NULL && g_strcmp0 (answered->instrument, instrument) != 0))
    return FALSE;
  /* An answer whose number is not known may be any. */
  return !isfinite (answered->at_least) || !isfinite (value) || value >= answered->at_least;
}

/**
 * ek_risk_answered_level:
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @catalogue: (nullable): the instruments, for how urgent an answer is
 * @risk: a risk
 *
 * The level of the worst answer that stands among the causes of @risk. What was, and what was taken back, is not it; an
 * answer that was given before the last assessment still is.
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
      const char *urgency = NULL;

      if (cause == NULL || !ek_risk_cause_stands (cause) || ek_json_peek_boolean (cause, "past", FALSE))
        continue;
      urgency = urgency_of (catalogue, ek_json_peek_string (cause, "instrument"), ek_json_peek_string (cause, "rule"));
      for (guint k = 0; k < rules->answered->len; k++)
        {
          const EkAnswered *answered = g_ptr_array_index (rules->answered, k);

          if (strcmp (answered->kind, ek_risk_kind (risk)) != 0 || !is_meant (answered, cause, urgency))
            continue;
          if (ek_risk_rank (answered->level) > ek_risk_rank (worst))
            worst = answered->level;
          break;
        }
    }
  return worst;
}
