/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading data/knowledge/danger.json. */

#include "ek-danger-rules.h"

#include "ek-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const phrase_names[EK_N_PHRASES] = {
  "breaks",
  "no",
  "undo",
  "excluded",
  "no_after",
  "excluded_after",
  "fillers",
  "tails",
  "family",
  "relatives",
  "relative_fillers",
  "past",
  "past_after",
  "still",
  "result_tails",
  "often",
  "works",
  "works_about",
  "harmless",
  "answers_no",
  "answers_no_codes",
  "list_or",
  "list_items",
  "states",
  "turns",
  "answers_yes",
  "details",
  "positives",
  "joins",
  "doubts",
  "doubts_near",
  "results",
  "yes_after",
  "plainly_theirs",
  "described",
  "answers_low",
  "labels",
  "risk",
  "conditions",
  "condition_fillers",
  "instructions",
  "again",
  "completed",
  "doses",
  "no_doses",
  "not_the_patient",
  "not_meant_after",
};

static void
code_free (gpointer data)
{
  EkDangerCode *code = data;

  g_ptr_array_unref (code->codes);
  g_ptr_array_unref (code->not_in);
  g_free (code->from);
  g_free (code->to);
  g_free (code);
}

static void
words_free (gpointer data)
{
  EkDangerWords *rule = data;

  g_ptr_array_unref (rule->words);
  g_ptr_array_unref (rule->with);
  g_ptr_array_unref (rule->unless);
  g_free (rule);
}

static void
set_free (gpointer data)
{
  g_ptr_array_unref (((EkDangerSet *) data)->words);
  g_free (data);
}

static void
refused_free (gpointer data)
{
  g_ptr_array_unref (((EkDangerRefused *) data)->urgencies);
  g_free (data);
}

static void
system_free (gpointer data)
{
  g_ptr_array_unref (((EkDangerSystem *) data)->contains);
  g_free (data);
}

static gpointer
danger_new (void)
{
  EkDanger *self = g_new0 (EkDanger, 1);

  self->finder = ek_danger_finder_new ();
  self->company = g_string_chunk_new (4096);
  self->systems = g_ptr_array_new_with_free_func (system_free);
  self->codes = g_ptr_array_new_with_free_func (code_free);
  self->questions = g_ptr_array_new_with_free_func (code_free);
  self->sets = g_ptr_array_new_with_free_func (set_free);
  self->words = g_ptr_array_new_with_free_func (words_free);
  self->answers = g_ptr_array_new_with_free_func (g_free);
  self->refused = g_ptr_array_new_with_free_func (refused_free);
  for (guint i = 0; i < EK_N_PHRASES; i++)
    self->phrases[i] = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
danger_free (gpointer data)
{
  EkDanger *self = data;

  g_ptr_array_unref (self->systems);
  g_ptr_array_unref (self->codes);
  g_ptr_array_unref (self->questions);
  g_ptr_array_unref (self->sets);
  g_ptr_array_unref (self->words);
  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->refused);
  for (guint i = 0; i < EK_N_PHRASES; i++)
    g_ptr_array_unref (self->phrases[i]);
  for (guint i = 0; i < 256 * 256; i++)
    g_clear_pointer (&self->begins[i / 256][i % 256], g_array_unref);
  ek_danger_finder_free (self->finder);
  g_string_chunk_free (self->company);
  g_free (self);
}

/* As codes are compared: "R45.8 " and "r458" are one. */
static char *
bare_code (const char *code)
{
  GString *bare = g_string_new (NULL);

  for (const char *p = code; *p != '\0'; p++)
    if (g_ascii_isalnum (*p) || *p == '-')
      g_string_append_c (bare, g_ascii_toupper (*p));
  return g_string_free (bare, FALSE);
}

static gboolean
read_kind (JsonObject *object, const char *id, EkDangerKind *kind, GError **error)
{
  const char *name = ek_json_get_string (object, "kind", error);

  if (name == NULL)
    return FALSE;
  if (!ek_danger_is_kind (name))
    return ek_knowledge_wrong (error, id, _ ("there is no such kind of risk"));
  *kind = ek_danger_kind_of (name);
  return TRUE;
}

static gboolean
read_folded (JsonObject *object, const char *member, GPtrArray *target, GError **error)
{
  g_autoptr (GPtrArray) plain = g_ptr_array_new ();

  if (!ek_knowledge_strings (object, member, plain, error))
    return FALSE;
  for (guint i = 0; i < plain->len; i++)
    {
      g_autofree char *folded = ek_text_fold (plain->pdata[i]);

      if (folded[0] != '\0')
        g_ptr_array_add (target, g_steal_pointer (&folded));
    }
  return TRUE;
}

static gboolean
read_system (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkDangerSystem *system = g_new0 (EkDangerSystem, 1);

  system->contains = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (target, system);
  system->id = ek_json_get_string (object, "id", error);
  return system->id != NULL && read_folded (object, "contains", system->contains, error);
}

/* The first two characters of what @rule names: of a range all between its ends. */
static void
note_code (EkDanger *self, const EkDangerCode *rule)
{
  for (guint i = 0; i < rule->codes->len; i++)
    {
      const guint8 *code = rule->codes->pdata[i];

      self->code_pairs[code[0]][code[1] >> 3] |= (guint8) (1 << (code[1] & 7));
    }
  for (guint first = rule->from != NULL ? (guint8) rule->from[0] : 256; first < 256 && first <= (guint8) rule->to[0];
       first++)
    for (guint second = 1; second < 256; second++)
      if ((first > (guint8) rule->from[0] || second >= (guint8) rule->from[1]) &&
          (first < (guint8) rule->to[0] || second <= (guint8) rule->to[1]))
        self->code_pairs[first][second >> 3] |= (guint8) (1 << (second & 7));
}

static gboolean
read_code (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  static const char *const known[] = { "id",     "kind",  "system", "codes",   "from", "to",     "sixth",  "seventh",
                                       "not_in", "exact", "past",   "current", "days", "source", "verify", NULL };
  EkDangerCode *rule = g_new0 (EkDangerCode, 1);
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();
  const char *from = ek_json_peek_string (object, "from"), *to = ek_json_peek_string (object, "to");
  const char *sixth = ek_json_peek_string (object, "sixth");

  rule->codes = g_ptr_array_new_with_free_func (g_free);
  rule->not_in = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (target, rule);
  rule->id = ek_json_get_string (object, "id", error);
  if (rule->id == NULL || ek_json_get_string (object, "source", error) == NULL ||
      !read_kind (object, rule->id, &rule->kind, error) ||
      !ek_knowledge_check_members (object, rule->id, known, error) ||
      (json_object_has_member (object, "not_in") && !read_folded (object, "not_in", rule->not_in, error)) ||
      (json_object_has_member (object, "codes") && !ek_knowledge_strings (object, "codes", codes, error)))
    return FALSE;
  rule->system = ek_json_peek_string (object, "system");
  rule->exact = ek_json_peek_boolean (object, "exact", FALSE);
  rule->past = ek_json_peek_boolean (object, "past", FALSE);
  rule->current = ek_json_peek_boolean (object, "current", FALSE);
  rule->days = (guint) ek_json_peek_int (object, "days", 0);
  rule->sixth = sixth != NULL ? sixth[0] : 0;
  rule->seventh = ek_json_peek_string (object, "seventh");
  for (guint i = 0; i < codes->len; i++)
    g_ptr_array_add (rule->codes, bare_code (codes->pdata[i]));
  if (from != NULL && to != NULL)
    {
      rule->from = bare_code (from);
      rule->to = bare_code (to);
    }
  if (rule->codes->len == 0 && rule->from == NULL)
    return ek_knowledge_wrong (error, rule->id, _ ("it names no code"));
  note_code (ek_danger_rules (self), rule);
  return TRUE;
}

/* A text is compared with a few words at each of its letters, not with all of them: an import reads thousands of
 * texts. */
static void
note_word (EkDanger *self, const EkDangerWords *rule, const char *word)
{
  EkDangerWord one = { rule, word, strlen (word) };
  GArray **begins = self->begins[(guint8) word[0]];
  guint first = one.length == 1 ? 0 : (guint8) word[1], end = one.length == 1 ? 256 : first + 1;

  ek_danger_finder_add (self->finder, word, rule->whole, rule->capitals);
  /* a word of one byte goes on with anything */
  for (guint second = first; second < end; second++)
    {
      if (begins[second] == NULL)
        begins[second] = g_array_new (FALSE, FALSE, sizeof one);
      g_array_append_val (begins[second], one);
    }
}

static gboolean
read_set (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkDangerSet *set = g_new0 (EkDangerSet, 1);

  set->words = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (target, set);
  set->id = ek_json_get_string (object, "id", error);
  return set->id != NULL && read_folded (object, "words", set->words, error);
}

/* One phrase of "with" or "unless", or all of the set that it names. */
static gboolean
add_phrase (EkDanger *self, const char *rule, const char *phrase, GPtrArray *target, GError **error)
{
  if (phrase == NULL || phrase[0] == '\0')
    return ek_knowledge_wrong (error, rule, _ ("a list of words was expected"));
  if (phrase[0] != '@')
    {
      g_autofree char *folded = ek_text_fold (phrase);

      g_ptr_array_add (target, g_string_chunk_insert_const (self->company, folded));
      return TRUE;
    }
  for (guint i = 0; i < self->sets->len; i++)
    {
      const EkDangerSet *set = g_ptr_array_index (self->sets, i);

      for (guint k = 0; strcmp (set->id, phrase + 1) == 0 && k < set->words->len; k++)
        g_ptr_array_add (target, set->words->pdata[k]);
      if (strcmp (set->id, phrase + 1) == 0)
        return TRUE;
    }
  return ek_knowledge_wrong (error, rule, _ ("it names a list of words that is not there"));
}

static gboolean
read_phrases (EkDanger *self, const char *rule, JsonArray *phrases, GPtrArray *target, GError **error)
{
  for (guint i = 0; i < json_array_get_length (phrases); i++)
    {
      JsonNode *node = json_array_get_element (phrases, i);

      if (!add_phrase (self, rule, JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL, target, error))
        return FALSE;
    }
  return TRUE;
}

/* What must and what may not stand beside the words of @rule: "with" is a list of lists. */
static gboolean
read_company (EkDanger *self, EkDangerWords *rule, JsonObject *object, GError **error)
{
  JsonArray *with = ek_json_peek_array (object, "with"), *unless = ek_json_peek_array (object, "unless");

  rule->after = ek_json_peek_boolean (object, "after", FALSE);
  rule->within = (guint) ek_json_peek_int (object, "within", 0);
  rule->amount = (guint) ek_json_peek_int (object, "amount", 0);
  for (guint i = 0; with != NULL && i < json_array_get_length (with); i++)
    {
      JsonNode *node = json_array_get_element (with, i);
      GPtrArray *one = g_ptr_array_new ();

      g_ptr_array_add (rule->with, one);
      if (!JSON_NODE_HOLDS_ARRAY (node))
        return ek_knowledge_wrong (error, rule->id, _ ("a list of words was expected"));
      if (!read_phrases (self, rule->id, json_node_get_array (node), one, error))
        return FALSE;
    }
  return unless == NULL || read_phrases (self, rule->id, unless, rule->unless, error);
}

static gboolean
read_words (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  static const char *const known[] = { "id",      "kind",   "words",  "current",  "whole",  "capitals",
                                       "ask",     "graded", "result", "at_least", "source", "verify",
                                       "with",    "unless", "after",  "within",   "amount", "days",
                                       "at_most", "item",   "said",   NULL };
  EkDangerWords *rule = g_new0 (EkDangerWords, 1);

  rule->words = g_ptr_array_new_with_free_func (g_free);
  rule->with = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  rule->unless = g_ptr_array_new ();
  g_ptr_array_add (target, rule);
  rule->id = ek_json_get_string (object, "id", error);
  if (rule->id == NULL || ek_json_get_string (object, "source", error) == NULL ||
      !read_kind (object, rule->id, &rule->kind, error) ||
      !ek_knowledge_check_members (object, rule->id, known, error) ||
      !read_company (ek_danger_rules (self), rule, object, error) || !read_folded (object, "words", rule->words, error))
    return FALSE;
  rule->current = ek_json_peek_boolean (object, "current", FALSE);
  rule->days = (guint) ek_json_peek_int (object, "days", 0);
  rule->whole = ek_json_peek_boolean (object, "whole", FALSE);
  rule->capitals = ek_json_peek_boolean (object, "capitals", FALSE);
  rule->ask = ek_json_peek_boolean (object, "ask", FALSE);
  rule->graded = ek_json_peek_boolean (object, "graded", FALSE);
  rule->result = ek_json_peek_boolean (object, "result", FALSE);
  rule->at_least = ek_json_peek_double (object, "at_least", NAN);
  rule->at_most = ek_json_peek_double (object, "at_most", NAN);
  rule->item = (guint) ek_json_peek_int (object, "item", 0);
  rule->said = ek_json_peek_boolean (object, "said", FALSE);
  for (guint i = 0; i < rule->words->len; i++)
    note_word (ek_danger_rules (self), rule, rule->words->pdata[i]);
  return TRUE;
}

static gboolean
read_answer (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  static const char *const known[] = { "id",   "instrument", "rule",   "item", "at_least", "total_at_least",
                                       "kind", "source",     "verify", NULL };
  EkDangerAnswer *answer = g_new0 (EkDangerAnswer, 1);

  g_ptr_array_add (target, answer);
  answer->id = ek_json_get_string (object, "id", error);
  answer->instrument = answer->id != NULL ? ek_json_get_string (object, "instrument", error) : NULL;
  if (answer->instrument == NULL || ek_json_get_string (object, "source", error) == NULL ||
      !read_kind (object, answer->id, &answer->kind, error) ||
      !ek_knowledge_check_members (object, answer->id, known, error))
    return FALSE;
  answer->rule = ek_json_peek_string (object, "rule");
  answer->item = ek_json_peek_string (object, "item");
  answer->at_least = ek_json_peek_double (object, "at_least", NAN);
  answer->total_at_least = ek_json_peek_double (object, "total_at_least", NAN);
  if (answer->rule == NULL && isnan (answer->total_at_least) && (answer->item == NULL || isnan (answer->at_least)))
    return ek_knowledge_wrong (error, answer->id, _ ("it names no answer"));
  return TRUE;
}

/* @kinds: (inout): bits of 1 << EkDangerKind */
static gboolean
add_kinds (GPtrArray *names, const char *id, guint *kinds, GError **error)
{
  for (guint i = 0; i < names->len; i++)
    {
      if (!ek_danger_is_kind (names->pdata[i]))
        return ek_knowledge_wrong (error, id, _ ("there is no such kind of risk"));
      *kinds |= 1u << ek_danger_kind_of (names->pdata[i]);
    }
  return TRUE;
}

static gboolean
read_refused (EkKnowledge *self, JsonObject *object, gpointer target, GError **error)
{
  EkDangerRefused *refused = g_new0 (EkDangerRefused, 1);
  g_autoptr (GPtrArray) kinds = g_ptr_array_new (), whole = g_ptr_array_new ();

  refused->urgencies = g_ptr_array_new ();
  g_ptr_array_add (target, refused);
  refused->id = ek_json_get_string (object, "id", error);
  if (refused->id == NULL || ek_json_get_string (object, "source", error) == NULL ||
      !ek_knowledge_strings (object, "urgencies", refused->urgencies, error) ||
      !ek_knowledge_strings (object, "kinds", kinds, error) ||
      !ek_knowledge_strings (object, "whole_form", whole, error))
    return FALSE;
  refused->instrument = ek_json_peek_string (object, "instrument");
  refused->counts_as_yes = ek_json_peek_boolean (object, "counts_as_yes", FALSE);
  return add_kinds (kinds, refused->id, &refused->kinds, error) &&
    add_kinds (whole, refused->id, &refused->whole_form, error);
}

static int
longest_first (gconstpointer a, gconstpointer b)
{
  return (int) strlen (*(char *const *) b) - (int) strlen (*(char *const *) a);
}

static gboolean
read_danger (EkKnowledge *self, JsonObject *file, GError **error)
{
  EkDanger *danger = ek_danger_rules (self);
  JsonObject *phrases = ek_json_peek_object (file, "phrases");

  if (phrases == NULL)
    return ek_knowledge_wrong (error, "phrases", _ ("a list of words was expected"));
  for (guint i = 0; i < EK_N_PHRASES; i++)
    {
      if (!read_folded (phrases, phrase_names[i], danger->phrases[i], error))
        return FALSE;
      g_ptr_array_sort (danger->phrases[i], longest_first);
    }
  danger->walk_old_days = ek_json_peek_int (file, "walk_old_days", 365);
  danger->broken_off_hours = ek_json_peek_int (file, "broken_off_hours", 24);
  return ek_knowledge_each (self, file, "systems", read_system, danger->systems, error) &&
    ek_knowledge_each (self, file, "codes", read_code, danger->codes, error) &&
    ek_knowledge_each (self, file, "questions", read_code, danger->questions, error) &&
    ek_knowledge_each (self, file, "sets", read_set, danger->sets, error) &&
    ek_knowledge_each (self, file, "words", read_words, danger->words, error) &&
    ek_knowledge_each (self, file, "answers", read_answer, danger->answers, error) &&
    ek_knowledge_each (self, file, "refused", read_refused, danger->refused, error);
}

const EkKnowledgePart ek_danger_part = { "danger.json", "danger", danger_new, read_danger, danger_free };

/**
 * ek_danger_rules:
 * @knowledge: the knowledge
 *
 * Returns: (transfer none): what counts as a sign of danger
 */
EkDanger *
ek_danger_rules (EkKnowledge *knowledge)
{
  return ek_knowledge_get_part (knowledge, &ek_danger_part);
}
