/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a risk says: its causes, how high each stands, its kind. */

#include "ek-care-private.h"
#include "ek-danger-kind.h"
#include "ek-risk-private.h"

#include "ek-types.h"

#include <math.h>

static const char *const levels[] = { "low", "unassessed", "moderate", "high" }; /* from mild to urgent */

int
ek_risk_rank (const char *level)
{
  for (int i = 0; i < (int) G_N_ELEMENTS (levels); i++)
    if (g_strcmp0 (level, levels[i]) == 0)
      return i;
  return -1;
}

/**
 * ek_risk_kind:
 * @risk: a risk
 *
 * Returns: (transfer none): "suicide", "others" or "medical"
 */
const char *
ek_risk_kind (EkRecord *risk)
{
  return ek_danger_kind_id (ek_danger_kind_of (ek_record_get_text (risk, EK_RISK_KIND)));
}

/**
 * ek_risk_worst_level:
 * @risks: (element-type EkRecord): open risks
 *
 * "unassessed" stands above "low": nobody knows yet how high it is.
 *
 * Returns: (nullable) (transfer none): the worst level, %NULL when there are none
 */
const char *
ek_risk_worst_level (GPtrArray *risks)
{
  int worst = -1;

  for (guint i = 0; i < risks->len; i++)
    worst = MAX (worst, ek_risk_rank (ek_record_get_text (g_ptr_array_index (risks, i), EK_RISK_LEVEL)));
  return worst >= 0 ? levels[worst] : NULL;
}

JsonObject *
ek_risk_reason (EkRecord *risk)
{
  JsonNode *node = ek_record_get_json (risk, EK_RISK_REASON);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

guint
ek_risk_n_causes (EkRecord *risk)
{
  JsonObject *reason = ek_risk_reason (risk);
  JsonArray *also = reason != NULL ? ek_json_peek_array (reason, "also") : NULL;

  return reason == NULL ? 0 : 1 + (also != NULL ? json_array_get_length (also) : 0);
}

JsonObject *
ek_risk_cause (EkRecord *risk, guint index)
{
  JsonObject *reason = ek_risk_reason (risk);

  if (index == 0 || reason == NULL)
    return reason;
  return ek_json_element_object (ek_json_peek_array (reason, "also"), index - 1);
}

gint64
ek_risk_last_cause (EkRecord *risk, const char *but_of)
{
  gint64 last = ek_record_get_instant (risk, EK_RISK_RAISED, NULL);

  for (guint i = 0; i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *cause = ek_risk_cause (risk, i);
      const char *at = cause != NULL ? ek_json_peek_string (cause, "at") : NULL;
      gint64 ms = 0;

      if (at == NULL || (but_of != NULL && g_strcmp0 (ek_json_peek_string (cause, "source"), but_of) == 0) ||
          !ek_instant_parse (at, &ms, NULL, NULL))
        continue;
      last = MAX (last, ms);
    }
  return last;
}

/* A copy, because JSON that belongs to a record is not to be changed. */
JsonNode *
ek_risk_copy_json (EkRecord *risk, int field)
{
  JsonNode *node = ek_record_get_json (risk, field);
  g_autofree char *text = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_to_string (node, FALSE) : NULL;

  return json_from_string (text != NULL ? text : "{}", NULL);
}

gboolean
ek_risk_is_assessed (EkRecord *risk)
{
  JsonObject *reason = ek_risk_reason (risk);

  return !ek_care_text_is (risk, EK_RISK_LEVEL, "unassessed") &&
    (reason == NULL || !ek_json_peek_boolean (reason, "again", FALSE));
}

/** ek_risk_cause_stands: Returns: whether what raised the risk is said still */
gboolean
ek_risk_cause_stands (JsonObject *cause)
{
  JsonObject *mark = ek_json_peek_object (cause, "corrected");

  return mark == NULL || ek_json_peek_boolean (mark, "stands", FALSE);
}

/** ek_risk_cause_value: Returns: what is answered now; NAN: no number */
double
ek_risk_cause_value (JsonObject *cause)
{
  JsonObject *mark = ek_json_peek_object (cause, "corrected");

  return ek_json_peek_double (mark != NULL ? mark : cause, mark != NULL ? "to" : "value", NAN);
}
