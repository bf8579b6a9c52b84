/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading data/knowledge/severity.json. */

#include "ek-knowledge-rules.h"

#include <glib/gi18n-lib.h>

static gboolean
read_primary (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkPrimary primary = { NULL, EK_LEVEL_SEVERE, 0 };
  const char *at_most = ek_json_peek_string (object, "at_most");
  gint64 days = ek_json_peek_int (object, "max_age_days", 0);

  primary.instrument = ek_json_get_string (object, "instrument", error);
  if (primary.instrument == NULL)
    return FALSE;
  if (at_most != NULL)
    primary.at_most = ek_level_from_id (at_most);
  if (primary.at_most == EK_LEVEL_UNKNOWN || days < 1 || days > 3650)
    return ek_knowledge_wrong (error, primary.instrument, _ ("its level or its days are not possible"));
  primary.max_age_days = days;
  g_array_append_val ((GArray *) target, primary);
  return TRUE;
}

static gboolean
read_raise (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkFullRule *full = ek_full_rule_read (self, object, target, error);

  if (full == NULL)
    return FALSE;
  full->raise_to = ek_level_from_id (ek_json_peek_string (object, "raise_to"));
  full->raise_by = ek_json_peek_int (object, "raise_by", 0);
  if ((full->raise_to == EK_LEVEL_UNKNOWN) == (full->raise_by == 0) || full->raise_by < 0 || full->raise_by > 3)
    return ek_knowledge_wrong (error, full->rule.id, _ ("it must raise either to a level or by steps"));
  return TRUE;
}

static gboolean
read_step (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkFullRule *full = ek_full_rule_read (self, object, target, error);

  if (full == NULL)
    return FALSE;
  full->step = ek_step_from_id (ek_json_peek_string (object, "step"));
  return full->step != EK_STEP_UNKNOWN ? TRUE
                                       : ek_knowledge_wrong (error, full->rule.id, _ ("there is no such step of care"));
}

static gboolean
read_severity (EkKnowledge *knowledge, JsonObject *file, GError **error)
{
  EkSeverityRules *self = ek_severity_rules (knowledge);
  gint64 days = ek_json_peek_int (file, "max_age_days", 0);

  if (days < 1 || days > 3650)
    return ek_knowledge_wrong (error, "max_age_days", _ ("its level or its days are not possible"));
  self->score_max_age_days = (int) days;
  return ek_knowledge_each (knowledge, file, "primary", read_primary, self->primary, error) &&
    ek_knowledge_each (knowledge, file, "raise", read_raise, self->raises, error) &&
    ek_knowledge_each (knowledge, file, "steps", read_step, self->steps, error) &&
    ek_knowledge_each (knowledge, file, "cautions", ek_full_rule_read_plain, self->cautions, error);
}

static gpointer
severity_new (void)
{
  EkSeverityRules *self = g_new0 (EkSeverityRules, 1);

  self->primary = g_array_new (FALSE, FALSE, sizeof (EkPrimary));
  self->raises = ek_full_rules_new ();
  self->steps = ek_full_rules_new ();
  self->cautions = ek_full_rules_new ();
  return self;
}

static void
severity_free (gpointer data)
{
  EkSeverityRules *self = data;

  g_array_unref (self->primary);
  g_ptr_array_unref (self->raises);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->cautions);
  g_free (self);
}

const EkKnowledgePart ek_severity_part = { "severity.json", "severity", severity_new, read_severity, severity_free };

/**
 * ek_severity_rules:
 * @knowledge: the knowledge
 *
 * Returns: (transfer none): what makes a level and a step
 */
EkSeverityRules *
ek_severity_rules (EkKnowledge *knowledge)
{
  return ek_knowledge_get_part (knowledge, &ek_severity_part);
}
