/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-knowledge-private.h"

#include "ek-error.h"
#include "ek-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A rule file is written by hand and a few hundred lines long; anything larger is not one. */
static const EkJsonLimits limits = { 1024 * 1024, 24 };

static const struct {
  const char *file;
  const char *id;
  gboolean (*read) (EkKnowledge *self, JsonObject *file, GError **error);
} parts[] = {
  /* facts first: every condition is checked against them; interventions before the rules that propose them */
  { "facts.json", "facts", ek_knowledge_read_facts },
  { "severity.json", "severity", ek_knowledge_read_severity },
  { "interventions.json", "interventions", ek_knowledge_read_interventions },
  { "plan-rules.json", "plan-rules", ek_knowledge_read_plan },
  { "mdt-triggers.json", "mdt-triggers", ek_knowledge_read_triggers },
  { "risk.json", "risk", ek_knowledge_read_risk },
  { "danger.json", "danger", ek_knowledge_read_danger },
  { "batteries.json", "batteries", ek_knowledge_read_batteries },
  { "risk-factors.json", "risk-factors", ek_knowledge_read_factors },
};

static void
fact_name_free (EkFactName *name)
{
  g_clear_pointer (&name->values, g_ptr_array_unref);
  g_free (name);
}

static void
class_rule_free (EkClassRule *rule)
{
  g_ptr_array_unref (rule->prefixes);
  g_ptr_array_unref (rule->names);
  g_free (rule);
}

static void
closing_free (gpointer data)
{
  EkClosing *closing = data;

  g_ptr_array_unref (closing->any_of);
  g_ptr_array_unref (closing->roles);
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

void
ek_full_rule_free (EkFullRule *rule)
{
  g_clear_pointer (&rule->rule.when, ek_condition_free);
  g_clear_pointer (&rule->propose, g_ptr_array_unref);
  g_free (rule);
}

static GPtrArray *
rule_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ek_full_rule_free);
}

static EkKnowledge *
knowledge_new (void)
{
  EkKnowledge *self = g_new0 (EkKnowledge, 1);

  g_atomic_ref_count_init (&self->refs);
  self->roots = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  self->facts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) fact_name_free);
  self->suffixes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) fact_name_free);
  self->diagnoses = g_ptr_array_new_with_free_func ((GDestroyNotify) class_rule_free);
  self->medicines = g_ptr_array_new_with_free_func ((GDestroyNotify) class_rule_free);
  self->exposures = g_ptr_array_new_with_free_func ((GDestroyNotify) class_rule_free);
  self->primary = g_array_new (FALSE, FALSE, sizeof (EkPrimary));
  self->raises = rule_list ();
  self->steps = rule_list ();
  self->cautions = rule_list ();
  self->kinds = g_array_new (FALSE, FALSE, sizeof (EkPlanKind));
  self->interventions = g_ptr_array_new_with_free_func (g_free);
  self->plan_rules = rule_list ();
  self->triggers = rule_list ();
  self->dues = g_array_new (FALSE, FALSE, sizeof (EkDue));
  self->risk_kinds = g_ptr_array_new_with_free_func (g_free);
  self->closings = g_ptr_array_new_with_free_func (closing_free);
  self->seen_roles = g_ptr_array_new ();
  self->refusals = g_ptr_array_new ();
  self->answered = g_ptr_array_new_with_free_func (answered_free);
  self->not_answered = g_ptr_array_new ();
  self->danger = ek_danger_new ();
  self->triage = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->batteries = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_battery_set_free);
  self->factor_groups = g_ptr_array_new_with_free_func (g_free);
  self->factors = rule_list ();
  return self;
}

/**
 * ek_knowledge_ref:
 * @self: knowledge
 *
 * Returns: (transfer full): @self with one more reference
 */
EkKnowledge *
ek_knowledge_ref (EkKnowledge *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * ek_knowledge_unref:
 * @self: (transfer full): knowledge
 *
 * Gives a reference back; the last one frees it.
 */
void
ek_knowledge_unref (EkKnowledge *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_hash_table_unref (self->facts);
  g_hash_table_unref (self->suffixes);
  g_ptr_array_unref (self->diagnoses);
  g_ptr_array_unref (self->medicines);
  g_array_unref (self->primary);
  g_ptr_array_unref (self->raises);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->cautions);
  g_array_unref (self->kinds);
  g_ptr_array_unref (self->interventions);
  g_ptr_array_unref (self->plan_rules);
  g_ptr_array_unref (self->triggers);
  g_array_unref (self->dues);
  g_ptr_array_unref (self->risk_kinds);
  g_ptr_array_unref (self->closings);
  g_ptr_array_unref (self->seen_roles);
  g_ptr_array_unref (self->refusals);
  g_ptr_array_unref (self->answered);
  g_ptr_array_unref (self->not_answered);
  ek_danger_free (self->danger);
  g_hash_table_unref (self->triage);
  g_ptr_array_unref (self->batteries);
  g_ptr_array_unref (self->factor_groups);
  g_ptr_array_unref (self->factors);
  g_ptr_array_unref (self->exposures);
  g_free (self->version);
  g_free (self->plan_version);
  g_ptr_array_unref (self->roots);
  g_free (self);
}

static gboolean
load_part (EkKnowledge *self, const char *directory, guint part, GString *version, GError **error)
{
  g_autofree char *path = g_build_filename (directory, parts[part].file, NULL);
  JsonNode *root = ek_json_load (path, &limits, error);
  JsonObject *file = NULL;
  const char *id = NULL;
  const char *own = NULL;

  if (root == NULL)
    {
      g_prefix_error (error, "%s: ", parts[part].file);
      return FALSE;
    }
  g_ptr_array_add (self->roots, root);
  file = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  id = file != NULL ? ek_json_peek_string (file, "id") : NULL;
  own = file != NULL ? ek_json_peek_string (file, "version") : NULL;
  if (g_strcmp0 (id, parts[part].id) != 0 || own == NULL || own[0] == '\0')
    {
      g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX,
                   _ ("%s is not the knowledge file its name says. Put the program's own file back."),
                   parts[part].file);
      return FALSE;
    }
  if (!parts[part].read (self, file, error))
    {
      g_prefix_error (error, "%s: ", parts[part].file);
      return FALSE;
    }
  if (strcmp (id, "plan-rules") == 0)
    self->plan_version = g_strdup_printf ("%s %s", id, own);
  g_string_append_printf (version, "%s%s %s", version->len > 0 ? ", " : "", id, own);
  return TRUE;
}

/**
 * ek_knowledge_load:
 * @directory: (nullable): a directory with the knowledge files; %NULL: the program's own
 * @error: return location
 *
 * Reads and checks all knowledge files. A broken rule breaks the whole load: half a rule set would leave out what it
 * does not say.
 *
 * Returns: (transfer full): the knowledge, or %NULL with %EK_ERROR_SYNTAX, %EK_ERROR_TOO_LARGE, %EK_ERROR_NOT_FOUND or
 *   %EK_ERROR_IO
 */
EkKnowledge *
ek_knowledge_load (const char *directory, GError **error)
{
  g_autoptr (EkKnowledge) self = knowledge_new ();
  g_autoptr (GString) version = g_string_new (NULL);
  g_autofree char *own = directory == NULL ? ek_data_path ("knowledge") : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!load_part (self, directory != NULL ? directory : own, i, version, error))
      return NULL;
  self->version = g_string_free (g_steal_pointer (&version), FALSE);
  return g_steal_pointer (&self);
}

/**
 * ek_knowledge_get_default:
 * @error: return location
 *
 * The program's own knowledge, read at the first call. From any thread.
 *
 * Returns: (transfer none): the knowledge, or %NULL with the error of ek_knowledge_load()
 */
EkKnowledge *
ek_knowledge_get_default (GError **error)
{
  static GMutex mutex;
  static EkKnowledge *shared;
  EkKnowledge *result = NULL;

  g_mutex_lock (&mutex);
  if (shared == NULL)
    shared = ek_knowledge_load (NULL, error);
  result = shared;
  g_mutex_unlock (&mutex);
  return result;
}

/**
 * ek_knowledge_get_version:
 * @self: knowledge
 *
 * Returns: (transfer none): id and version of each file, as a plan keeps them: "plan-rules 2026.1, severity 2026.1 …"
 */
const char *
ek_knowledge_get_version (EkKnowledge *self)
{
  return self->version;
}

const EkWord *
ek_fact_name_find_value (const EkFactName *name, const char *id)
{
  for (guint i = 0; name->values != NULL && id != NULL && i < name->values->len; i++)
    {
      const EkWord *word = g_ptr_array_index (name->values, i);

      if (strcmp (word->id, id) == 0)
        return word;
    }
  return NULL;
}

static gboolean
is_instrument_id (const char *name, const char *end)
{
  if (end == name || end - name > 32)
    return FALSE;
  for (const char *p = name; p < end; p++)
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '_')
      return FALSE;
  return TRUE;
}

/* A name is either declared whole, or an instrument's id, a dot and a declared suffix. @instrument_end (optional) is
 * where the id ends, NULL for a name that is declared whole. */
const EkFactName *
ek_knowledge_find_fact (EkKnowledge *self, const char *name, const char **instrument_end)
{
  const EkFactName *found = g_hash_table_lookup (self->facts, name);
  const char *dot = strchr (name, '.');

  if (instrument_end != NULL)
    *instrument_end = NULL;
  if (found != NULL || dot == NULL || !is_instrument_id (name, dot))
    return found;
  if (g_str_has_prefix (dot, ".item.") && dot[6] != '\0')
    found = g_hash_table_lookup (self->suffixes, "item.*");
  else if (g_str_has_prefix (dot, ".sub.") && dot[5] != '\0')
    found = g_hash_table_lookup (self->suffixes, "sub.*");
  else
    found = g_hash_table_lookup (self->suffixes, dot + 1);
  if (instrument_end != NULL && found != NULL)
    *instrument_end = dot;
  return found;
}

const EkIntervention *
ek_knowledge_find_intervention (EkKnowledge *self, const char *id)
{
  for (guint i = 0; i < self->interventions->len; i++)
    {
      const EkIntervention *intervention = g_ptr_array_index (self->interventions, i);

      if (g_strcmp0 (intervention->id, id) == 0)
        return intervention;
    }
  return NULL;
}

const EkPlanKind *
ek_knowledge_find_kind (EkKnowledge *self, const char *id)
{
  for (guint i = 0; i < self->kinds->len; i++)
    {
      const EkPlanKind *kind = &g_array_index (self->kinds, EkPlanKind, i);

      if (g_strcmp0 (kind->word.id, id) == 0)
        return kind;
    }
  return NULL;
}

/**
 * ek_care_language:
 *
 * Returns: (transfer none): "zh" or "en", the language the program is running in
 */
const char *
ek_care_language (void)
{
  const char *const *names = g_get_language_names ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_has_prefix (names[i], "zh"))
        return "zh";
      if (g_str_has_prefix (names[i], "en") || strcmp (names[i], "C") == 0)
        return "en";
    }
  return "en";
}
