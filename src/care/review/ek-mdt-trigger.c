/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a team is called together: the rules of data/knowledge/mdt-triggers.json. */

#include "ek-mdt.h"

#include "ek-knowledge-rules.h"

/**
 * ek_mdt_triggers:
 * @knowledge: the rules
 * @facts: what is known about the patient, with the overall facts of ek_severity_assess()
 *
 * Returns: (transfer full) (element-type EkReason): why this case belongs on the agenda; empty when no rule fires
 */
GPtrArray *
ek_mdt_triggers (EkKnowledge *knowledge, EkFacts *facts)
{
  GPtrArray *triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_reason_free);

  for (guint i = 0; i < ek_mdt_rules (knowledge)->len; i++)
    {
      const EkFullRule *full = g_ptr_array_index (ek_mdt_rules (knowledge), i);
      EkReason *reason = NULL;

      if (ek_rule_fires (&full->rule, facts, &reason))
        g_ptr_array_add (triggers, reason);
    }
  return triggers;
}
