/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading data/knowledge/risk-factors.json. */

#include "ek-knowledge-rules.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
read_group (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  static const char *const known[] = { "id", "en", "zh", NULL };
  GPtrArray *groups = target;
  EkWord *word = g_new0 (EkWord, 1);

  g_ptr_array_add (groups, word);
  if (!ek_knowledge_read_word (object, word, error) || !ek_knowledge_check_members (object, word->id, known, error))
    return FALSE;
  for (guint i = 0; i + 1 < groups->len; i++)
    if (strcmp (((EkWord *) g_ptr_array_index (groups, i))->id, word->id) == 0)
      return ek_knowledge_wrong (error, word->id, _ ("there are two groups of this name"));
  return TRUE;
}

static gboolean
has_group (EkKnowledge *self, const char *id)
{
  GPtrArray *groups = ek_factor_rules (self)->groups;

  for (guint i = 0; i < groups->len; i++)
    if (g_strcmp0 (((EkWord *) g_ptr_array_index (groups, i))->id, id) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_factor (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  static const char *const known[] = { "id",     "version", "group",    "protective",  "name_en", "name_zh", "why_en",
                                       "why_zh", "when",    "evidence", "evidence_zh", "verify",  NULL };
  EkFullRule *full = ek_full_rule_read (self, object, target, error);

  if (full == NULL || !ek_knowledge_check_members (object, full->rule.id, known, error))
    return FALSE;
  full->group = ek_json_get_string (object, "group", error);
  full->name_en = full->group != NULL ? ek_json_get_string (object, "name_en", error) : NULL;
  full->name_zh = full->name_en != NULL ? ek_json_get_string (object, "name_zh", error) : NULL;
  if (full->name_zh == NULL)
    return FALSE;
  full->protective = ek_json_peek_boolean (object, "protective", FALSE);
  if (full->rule.evidence[0] == '\0' || full->name_en[0] == '\0' || full->name_zh[0] == '\0')
    return ek_knowledge_wrong (error, full->rule.id, _ ("it has no name or no source"));
  return has_group (self, full->group) ? TRUE : ek_knowledge_wrong (error, full->rule.id, _ ("there is no such group"));
}

static gboolean
read_factors (EkKnowledge *knowledge, JsonObject *file, GError **error)
{
  static const char *const known[] = { "id", "version", "about", "groups", "factors", NULL };
  EkFactorRules *self = ek_factor_rules (knowledge);

  return ek_knowledge_check_members (file, "risk-factors", known, error) &&
    ek_knowledge_each (knowledge, file, "groups", read_group, self->groups, error) &&
    ek_knowledge_each (knowledge, file, "factors", read_factor, self->factors, error);
}

static gpointer
factors_new (void)
{
  EkFactorRules *self = g_new0 (EkFactorRules, 1);

  self->groups = g_ptr_array_new_with_free_func (g_free);
  self->factors = ek_full_rules_new ();
  return self;
}

static void
factors_free (gpointer data)
{
  EkFactorRules *self = data;

  g_ptr_array_unref (self->groups);
  g_ptr_array_unref (self->factors);
  g_free (self);
}

const EkKnowledgePart ek_factor_part = { "risk-factors.json", "risk-factors", factors_new, read_factors, factors_free };

/**
 * ek_factor_rules:
 * @knowledge: the knowledge
 *
 * Returns: (transfer none): what makes a risk greater or less
 */
EkFactorRules *
ek_factor_rules (EkKnowledge *knowledge)
{
  return ek_knowledge_get_part (knowledge, &ek_factor_part);
}
