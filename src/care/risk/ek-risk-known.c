/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which structured screeners were in the file already when a cause of a risk came in, or when somebody assessed it as
 * high.
 *
 * A screener takes back what was said before it, not what was said after. The time that both carry says which is which
 * only while every clock is right. Where it would say that a screener came after a cause, though it was there before,
 * the cause remembers it: a member "known" with the ids of those forms. It travels with the cause. That of the last
 * assessment as high stands in EK_RISK_SAFETY. */

#include "ek-care-private.h"
#include "ek-knowledge-rules.h"
#include "ek-risk-private.h"

#include "ek-types.h"

static gboolean
is_listed (JsonArray *known, const char *id)
{
  for (guint i = 0; known != NULL && i < json_array_get_length (known); i++)
    if (g_strcmp0 (ek_json_element_string (known, i), id) == 0)
      return TRUE;
  return FALSE;
}

/* Of the file of ?1, which may hold those of several patients: what is dated of ?2 or later. Nearly always there is
 * nothing, however many forms there are, so that none of them is read whole. */
static const char later_sql[] =
  "SELECT id, instrument FROM assessment WHERE taken >= ?2 AND patient_id IN " EK_FILE_MEMBERS
  " ORDER BY created_ms, rowid";

static void
add_known (JsonObject *cause, const char *id)
{
  JsonArray *known = ek_json_peek_array (cause, "known");

  if (g_strcmp0 (ek_json_peek_string (cause, "source"), id) == 0 || is_listed (known, id))
    return;
  if (known == NULL)
    {
      json_object_set_array_member (cause, "known", json_array_new ());
      known = json_object_get_array_member (cause, "known");
    }
  json_array_add_string_element (known, id);
}

/**
 * ek_risk_note_known:
 * @store: the record
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @patient_id: whose
 * @cause: a cause that is about to be kept, with the time "at" which it came in; changed
 *
 * Writes down which screeners are in the file already although they are dated of that time or later.
 */
void
ek_risk_note_known (EkStore *store, EkKnowledge *knowledge, const char *patient_id, JsonObject *cause)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL);
  const char *at = ek_json_peek_string (cause, "at");
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row = FALSE;
  gint64 ms = 0;

  if (rules == NULL || at == NULL || !ek_instant_parse (at, &ms, NULL, NULL))
    return;
  statement = ek_database_prepare (ek_store_get_database (store), later_sql, NULL);
  if (statement == NULL)
    return;
  ek_statement_bind_text (statement, 1, patient_id);
  ek_statement_bind_int (statement, 2, ms);
  while (ek_statement_step (statement, &has_row, NULL) && has_row)
    {
      const char *instrument = ek_statement_text (statement, 1);

      if (instrument != NULL && g_hash_table_contains (ek_risk_rules (rules)->triage, instrument))
        add_known (cause, ek_statement_text (statement, 0));
    }
}

/**
 * ek_risk_knew:
 * @risk: a risk
 * @form_id: a screener
 *
 * Returns: whether the screener was there before a cause of @risk came in, or before it was assessed as high, see
 *   ek_risk_note_known()
 */
gboolean
ek_risk_knew (EkRecord *risk, const char *form_id)
{
  JsonNode *safety = ek_record_get_json (risk, EK_RISK_SAFETY);

  if (safety != NULL && JSON_NODE_HOLDS_OBJECT (safety) &&
      is_listed (ek_json_peek_array (json_node_get_object (safety), "known"), form_id))
    return TRUE;
  for (guint i = 0; i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *cause = ek_risk_cause (risk, i);

      if (cause != NULL && is_listed (ek_json_peek_array (cause, "known"), form_id))
        return TRUE;
    }
  return FALSE;
}
