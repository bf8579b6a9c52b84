/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which structured screeners were in the file already when a cause of a risk came in.
 *
 * A screener takes back what was said before it, not what was said after. The time that both carry says which is which
 * only while every clock is right. Where it would say that a screener came after a cause, though it was there before,
 * the cause remembers it: a member "known" with the ids of those forms. It travels with the cause. */

#include "ek-care-private.h"
#include "ek-knowledge-private.h"
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
  JsonArray *known = ek_json_peek_array (cause, "known");
  g_autoptr (GPtrArray) forms = NULL;
  gint64 ms = 0;

  if (rules == NULL || at == NULL || !ek_instant_parse (at, &ms, NULL, NULL))
    return;
  forms = ek_store_list (store, &ek_assessment_type, patient_id, NULL);
  for (guint i = 0; forms != NULL && i < forms->len; i++)
    {
      EkRecord *form = g_ptr_array_index (forms, i);
      const char *instrument = ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT), *id = ek_record_get_id (form);
      gint64 taken = ek_record_get_instant (form, EK_ASSESSMENT_TAKEN, NULL);

      if (instrument == NULL || !g_hash_table_contains (rules->triage, instrument) || taken == EK_INSTANT_NONE ||
          taken < ms || g_strcmp0 (ek_json_peek_string (cause, "source"), id) == 0 || is_listed (known, id))
        continue;
      if (known == NULL)
        {
          json_object_set_array_member (cause, "known", json_array_new ());
          known = json_object_get_array_member (cause, "known");
        }
      json_array_add_string_element (known, id);
    }
}

/**
 * ek_risk_knew:
 * @risk: a risk
 * @form_id: a screener
 *
 * Returns: whether the screener was there before a cause of @risk came in, see ek_risk_note_known()
 */
gboolean
ek_risk_knew (EkRecord *risk, const char *form_id)
{
  for (guint i = 0; i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *cause = ek_risk_cause (risk, i);

      if (cause != NULL && is_listed (ek_json_peek_array (cause, "known"), form_id))
        return TRUE;
    }
  return FALSE;
}
