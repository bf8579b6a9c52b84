/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every rule has, whichever file it stands in. */

#include "ek-knowledge-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
full_rule_free (EkFullRule *rule)
{
  g_clear_pointer (&rule->rule.when, ek_condition_free);
  g_clear_pointer (&rule->propose, g_ptr_array_unref);
  g_free (rule);
}

/* An empty list of rules. */
GPtrArray *
ek_full_rules_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) full_rule_free);
}

static gboolean
is_duplicate (GPtrArray *rules, const char *id)
{
  for (guint i = 0; i < rules->len; i++)
    if (strcmp (((EkFullRule *) g_ptr_array_index (rules, i))->rule.id, id) == 0)
      return TRUE;
  return FALSE;
}

/* The rule joins @rules only when its common part is right, so that the list never holds a rule without a condition. */
EkFullRule *
ek_full_rule_read (EkKnowledge *self, JsonObject *object, GPtrArray *rules, GError **error)
{
  EkFullRule *full = g_new0 (EkFullRule, 1);
  EkRule *rule = &full->rule;
  gboolean ok = FALSE;

  rule->id = ek_json_get_string (object, "id", error);
  rule->version = rule->id != NULL ? ek_json_get_string (object, "version", error) : NULL;
  rule->why_en = rule->version != NULL ? ek_json_get_string (object, "why_en", error) : NULL;
  rule->why_zh = rule->why_en != NULL ? ek_json_get_string (object, "why_zh", error) : NULL;
  rule->evidence = rule->why_zh != NULL ? ek_json_get_string (object, "evidence", error) : NULL;
  rule->evidence_zh = ek_json_peek_string (object, "evidence_zh");
  rule->verify = ek_json_peek_boolean (object, "verify", FALSE);
  if (rule->evidence != NULL && is_duplicate (rules, rule->id))
    ek_knowledge_wrong (error, rule->id, _ ("there are two rules of this name"));
  else if (rule->evidence != NULL)
    {
      rule->when = ek_condition_parse (json_object_get_member (object, "when"), self, error);
      ok = rule->when != NULL && ek_template_check (self, rule->why_en, error) &&
        ek_template_check (self, rule->why_zh, error);
    }
  if (!ok)
    {
      if (rule->id != NULL)
        g_prefix_error (error, "%s: ", rule->id);
      full_rule_free (full);
      return NULL;
    }
  full->raise_to = EK_LEVEL_UNKNOWN;
  full->step = EK_STEP_UNKNOWN;
  g_ptr_array_add (rules, full);
  return full;
}

gboolean
ek_full_rule_read_plain (EkKnowledge *self, JsonObject *object, gpointer rules, GError **error)
{
  return ek_full_rule_read (self, object, rules, error) != NULL;
}
