/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading data/knowledge/risk.json. */

#include "ek-knowledge-rules.h"

#include "ek-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static void
closing_free (gpointer data)
{
  EkClosing *closing = data;

  g_ptr_array_unref (closing->any_of);
  g_ptr_array_unref (closing->roles);
  g_ptr_array_unref (closing->none_by);
  g_free (closing);
}

static void
answered_free (gpointer data)
{
  EkAnswered *answered = data;

  g_ptr_array_unref (answered->words);
  g_ptr_array_unref (answered->but);
  g_free (answered);
}

static gboolean
is_risk_level (const char *level)
{
  static const char *const levels[] = { "unassessed", "low", "moderate", "high", NULL };

  return level != NULL && g_strv_contains (levels, level);
}

static gboolean
read_due (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkDue due = { ek_json_peek_string (object, "level"), ek_json_peek_string (object, "kind"),
                ek_json_peek_int (object, "days", -1) };

  if (!is_risk_level (due.level) || (due.kind != NULL && !ek_danger_is_kind (due.kind)) || due.days < 0 ||
      due.days > 366)
    return ek_knowledge_wrong (error, due.level, _ ("its level or its days are not possible"));
  /* Same-day care of a high risk is not for a rule file to relax. */
  if (due.days > 0 && (strcmp (due.level, "high") == 0 || strcmp (due.level, "unassessed") == 0))
    return ek_knowledge_wrong (error, due.level, _ ("this risk is due on the same day"));
  g_array_append_val ((GArray *) target, due);
  return TRUE;
}

static gboolean
read_triage_rule (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkFullRule *full = ek_full_rule_read (self, object, target, error);

  if (full == NULL)
    return FALSE;
  full->level = ek_json_peek_string (object, "level");
  return is_risk_level (full->level) ? TRUE
                                     : ek_knowledge_wrong (error, full->rule.id, _ ("there is no such risk level"));
}

static gboolean
read_triage (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  GPtrArray *rules = ek_full_rules_new ();
  const char *instrument = ek_json_get_string (object, "instrument", error);

  if (instrument == NULL)
    {
      g_ptr_array_unref (rules);
      return FALSE;
    }
  g_hash_table_replace (ek_risk_rules (self)->triage, (gpointer) instrument, rules);
  return ek_knowledge_each (self, object, "rules", read_triage_rule, rules, error);
}

static gboolean
read_risk_kind (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  static const char *const known[] = { "kind", "statement", "assess_en", "assess_zh", "source", "verify", NULL };
  static const char *const statements[] = { "safety-plan", "physician", NULL };
  EkRiskKind *kind = g_new0 (EkRiskKind, 1);

  g_ptr_array_add (target, kind);
  kind->id = ek_json_get_string (object, "kind", error);
  kind->statement = kind->id != NULL ? ek_json_get_string (object, "statement", error) : NULL;
  kind->assess_en = kind->statement != NULL ? ek_json_get_string (object, "assess_en", error) : NULL;
  kind->assess_zh = kind->assess_en != NULL ? ek_json_get_string (object, "assess_zh", error) : NULL;
  if (kind->assess_zh == NULL || ek_json_get_string (object, "source", error) == NULL ||
      !ek_knowledge_check_members (object, kind->id, known, error))
    return FALSE;
  if (!ek_danger_is_kind (kind->id) || !g_strv_contains (statements, kind->statement))
    return ek_knowledge_wrong (error, kind->id, _ ("there is no such kind of risk"));
  return TRUE;
}

static gboolean
are_roles (GPtrArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    {
      EkRole role;

      if (!ek_role_from_id (ids->pdata[i], &role))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_closing (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkClosing *closing = g_new0 (EkClosing, 1);

  closing->any_of = g_ptr_array_new ();
  closing->roles = g_ptr_array_new ();
  closing->none_by = g_ptr_array_new ();
  g_ptr_array_add (target, closing);
  closing->id = ek_json_get_string (object, "id", error);
  closing->kind = closing->id != NULL ? ek_json_get_string (object, "kind", error) : NULL;
  closing->level = closing->kind != NULL ? ek_json_get_string (object, "level", error) : NULL;
  if (closing->level == NULL || ek_json_get_string (object, "evidence", error) == NULL ||
      !ek_knowledge_strings (object, "any_of", closing->any_of, error) ||
      (json_object_has_member (object, "roles") && !ek_knowledge_strings (object, "roles", closing->roles, error)) ||
      (json_object_has_member (object, "none_by") &&
       !ek_knowledge_strings (object, "none_by", closing->none_by, error)))
    return FALSE;
  if (!are_roles (closing->roles) || !are_roles (closing->none_by))
    return ek_knowledge_wrong (error, closing->id, _ ("it asks for something that does not exist"));
  closing->statement = ek_json_peek_boolean (object, "statement", FALSE);
  if (!ek_danger_is_kind (closing->kind) || !is_risk_level (closing->level))
    return ek_knowledge_wrong (error, closing->id, _ ("there is no such kind of risk"));
  for (guint i = 0; i < closing->any_of->len; i++)
    if (strcmp (closing->any_of->pdata[i], "screener") != 0 && strcmp (closing->any_of->pdata[i], "second") != 0)
      return ek_knowledge_wrong (error, closing->id, _ ("it asks for something that does not exist"));
  return TRUE;
}

static int
longest_first (gconstpointer a, gconstpointer b)
{
  gsize one = strlen (*(const char *const *) a), other = strlen (*(const char *const *) b);

  return one == other ? 0 : one > other ? -1 : 1;
}

/* They are compared with what is folded. */
static gboolean
read_folded (JsonObject *object, const char *member, GPtrArray *target, const char *id, GError **error)
{
  if (!json_object_has_member (object, member))
    return TRUE;
  if (!ek_knowledge_strings (object, member, target, error))
    return FALSE;
  for (guint i = 0; i < target->len; i++)
    {
      g_autofree char *folded = ek_text_fold (target->pdata[i]);

      if (*folded == '\0' || strcmp (folded, target->pdata[i]) != 0)
        return ek_knowledge_wrong (error, id, _ ("its words are not in lower case"));
    }
  g_ptr_array_sort (target, longest_first);
  return TRUE;
}

static gboolean
read_answered (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  static const char *const known[] = { "id",    "version", "kind", "urgency", "rule",   "instrument", "at_least",
                                       "words", "but",     "any",  "level",   "source", "verify",     NULL };
  EkAnswered *answered = g_new0 (EkAnswered, 1);

  answered->words = g_ptr_array_new ();
  answered->but = g_ptr_array_new ();
  g_ptr_array_add (target, answered);
  answered->id = ek_json_get_string (object, "id", error);
  answered->kind = answered->id != NULL ? ek_json_get_string (object, "kind", error) : NULL;
  answered->level = answered->kind != NULL ? ek_json_get_string (object, "level", error) : NULL;
  if (answered->level == NULL || ek_json_get_string (object, "source", error) == NULL ||
      !ek_knowledge_check_members (object, answered->id, known, error) ||
      !read_folded (object, "words", answered->words, answered->id, error) ||
      !read_folded (object, "but", answered->but, answered->id, error))
    return FALSE;
  answered->urgency = ek_json_peek_string (object, "urgency");
  answered->rule = ek_json_peek_string (object, "rule");
  answered->instrument = ek_json_peek_string (object, "instrument");
  answered->at_least = ek_json_peek_double (object, "at_least", NAN);
  if (ek_danger_is_kind (answered->kind) && is_risk_level (answered->level) &&
      (answered->urgency != NULL || answered->rule != NULL || answered->words->len > 0 ||
       ek_json_peek_boolean (object, "any", FALSE)))
    return TRUE;
  return ek_knowledge_wrong (error, answered->id, _ ("there is no such kind of risk"));
}

/* A rule file may ask for more than this, never for less: a high risk of suicide is not closed by one person alone. */
static gboolean
check_closing (EkRiskRules *self, GError **error)
{
  for (guint i = 0; i < self->closings->len; i++)
    {
      const EkClosing *closing = g_ptr_array_index (self->closings, i);

      if (strcmp (closing->kind, "suicide") == 0 && strcmp (closing->level, "high") == 0 && closing->any_of->len > 0 &&
          closing->statement)
        return TRUE;
    }
  return ek_knowledge_wrong (error, "closing", _ ("nothing is asked for before a high risk is closed"));
}

static gboolean
read_seen (EkRiskRules *self, JsonObject *file, GError **error)
{
  static const char *const known[] = { "version", "roles", "least_words", "evidence", "evidence_zh", "verify", NULL };
  JsonObject *object = ek_json_peek_object (file, "notices");

  if (object == NULL)
    return ek_knowledge_wrong (error, "notices", _ ("nothing is asked for before a notice is closed"));
  self->seen_least_words = (guint) ek_json_peek_int (object, "least_words", 0);
  if (!ek_knowledge_check_members (object, "notices", known, error) ||
      !ek_knowledge_strings (object, "roles", self->seen_roles, error) ||
      ek_json_get_string (object, "evidence", error) == NULL)
    return FALSE;
  if (!are_roles (self->seen_roles))
    return ek_knowledge_wrong (error, "notices", _ ("it asks for something that does not exist"));
  return self->seen_roles->len > 0 && self->seen_least_words > 0
    ? TRUE
    : ek_knowledge_wrong (error, "notices", _ ("nothing is asked for before a notice is closed"));
}

/* See ek-risk-statement.c. */
static gboolean
read_statements (EkRiskRules *self, JsonObject *file, GError **error)
{
  static const char *const known[] = { "version", "least_words", "nothing", "denies", "source", "verify", NULL };
  JsonObject *object = ek_json_peek_object (file, "statements");

  if (object == NULL)
    return ek_knowledge_wrong (error, "statements", _ ("it asks for something that does not exist"));
  self->least_words = (guint) MAX (1, ek_json_peek_int (object, "least_words", 1));
  return ek_knowledge_check_members (object, "statements", known, error) &&
    ek_json_get_string (object, "source", error) != NULL &&
    read_folded (object, "nothing", self->says_nothing, "statements", error) &&
    read_folded (object, "denies", self->denies, "statements", error);
}

static gboolean
read_risk (EkKnowledge *knowledge, JsonObject *file, GError **error)
{
  EkRiskRules *self = ek_risk_rules (knowledge);

  return ek_knowledge_each (knowledge, file, "kinds", read_risk_kind, self->kinds, error) &&
    ek_knowledge_each (knowledge, file, "closing", read_closing, self->closings, error) &&
    check_closing (self, error) && read_seen (self, file, error) && read_statements (self, file, error) &&
    read_folded (file, "refusals", self->refusals, "refusals", error) &&
    ek_knowledge_each (knowledge, file, "answered", read_answered, self->answered, error) &&
    (!json_object_has_member (file, "not_answered") ||
     ek_knowledge_strings (file, "not_answered", self->not_answered, error)) &&
    ek_knowledge_each (knowledge, file, "due", read_due, self->dues, error) &&
    ek_knowledge_each (knowledge, file, "triage", read_triage, NULL, error);
}

static gpointer
risk_new (void)
{
  EkRiskRules *self = g_new0 (EkRiskRules, 1);

  self->dues = g_array_new (FALSE, FALSE, sizeof (EkDue));
  self->kinds = g_ptr_array_new_with_free_func (g_free);
  self->closings = g_ptr_array_new_with_free_func (closing_free);
  self->refusals = g_ptr_array_new ();
  self->says_nothing = g_ptr_array_new ();
  self->denies = g_ptr_array_new ();
  self->seen_roles = g_ptr_array_new ();
  self->answered = g_ptr_array_new_with_free_func (answered_free);
  self->not_answered = g_ptr_array_new ();
  self->triage = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

static void
risk_free (gpointer data)
{
  EkRiskRules *self = data;

  g_array_unref (self->dues);
  g_ptr_array_unref (self->kinds);
  g_ptr_array_unref (self->closings);
  g_ptr_array_unref (self->refusals);
  g_ptr_array_unref (self->says_nothing);
  g_ptr_array_unref (self->denies);
  g_ptr_array_unref (self->seen_roles);
  g_ptr_array_unref (self->answered);
  g_ptr_array_unref (self->not_answered);
  g_hash_table_unref (self->triage);
  g_free (self);
}

const EkKnowledgePart ek_risk_part = { "risk.json", "risk", risk_new, read_risk, risk_free };

/**
 * ek_risk_rules:
 * @knowledge: the knowledge
 *
 * Returns: (transfer none): how a risk is judged, owned and closed
 */
EkRiskRules *
ek_risk_rules (EkKnowledge *knowledge)
{
  return ek_knowledge_get_part (knowledge, &ek_risk_part);
}
