/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lines of a plan: reading them from the record and writing them back, and editing a draft. */

#include "ek-care-private.h"
#include "ek-knowledge-rules.h"
#include "ek-plan.h"
#include "ek-plan-private.h"

#include "ek-error.h"
#include "ek-id.h"
#include "ek-text.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>

static GPtrArray *
copy_reasons (GPtrArray *reasons)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_reason_free);

  for (guint i = 0; reasons != NULL && i < reasons->len; i++)
    g_ptr_array_add (copy, ek_reason_copy (g_ptr_array_index (reasons, i)));
  return copy;
}

/**
 * ek_plan_line_copy:
 * @line: a line
 *
 * Returns: (transfer full): the same
 */
EkPlanLine *
ek_plan_line_copy (const EkPlanLine *line)
{
  EkPlanLine *copy = g_new0 (EkPlanLine, 1);

  copy->id = g_strdup (line->id);
  copy->kind = g_strdup (line->kind);
  copy->intervention = g_strdup (line->intervention);
  copy->text_en = g_strdup (line->text_en);
  copy->text_zh = g_strdup (line->text_zh);
  copy->goal_en = g_strdup (line->goal_en);
  copy->goal_zh = g_strdup (line->goal_zh);
  copy->status = g_strdup (line->status);
  copy->added_by = g_strdup (line->added_by);
  copy->removed_why = g_strdup (line->removed_why);
  copy->why = copy_reasons (line->why);
  copy->targets = ek_plan_targets_copy (line->targets);
  return copy;
}

/**
 * ek_plan_line_free:
 * @line: (nullable) (transfer full): a line
 *
 * Frees it.
 */
void
ek_plan_line_free (EkPlanLine *line)
{
  if (line == NULL)
    return;
  g_free (line->id);
  g_free (line->kind);
  g_free (line->intervention);
  g_free (line->text_en);
  g_free (line->text_zh);
  g_free (line->goal_en);
  g_free (line->goal_zh);
  g_free (line->status);
  g_free (line->added_by);
  g_free (line->removed_why);
  g_clear_pointer (&line->why, g_ptr_array_unref);
  g_clear_pointer (&line->targets, g_ptr_array_unref);
  g_free (line);
}

static const char *
in_language (const char *en, const char *zh, const char *language)
{
  if (g_strcmp0 (language, "zh") == 0)
    return zh != NULL ? zh : en;
  return en != NULL ? en : zh;
}

/**
 * ek_plan_line_text:
 * @line: a line
 * @language: "en" or "zh"
 *
 * Returns: (transfer none): what is to be done, in that language or else in the other
 */
const char *
ek_plan_line_text (const EkPlanLine *line, const char *language)
{
  return in_language (line->text_en, line->text_zh, language);
}

/**
 * ek_plan_line_goal:
 * @line: a line
 * @language: "en" or "zh"
 *
 * Returns: (transfer none) (nullable): what it aims at, in that language or else in the other
 */
const char *
ek_plan_line_goal (const EkPlanLine *line, const char *language)
{
  return in_language (line->goal_en, line->goal_zh, language);
}

/**
 * ek_plan_kind_label:
 * @knowledge: the rules
 * @kind: a kind of intervention
 * @language: "en" or "zh"
 *
 * Returns: (transfer none): its name, or the id of a kind that is not known
 */
const char *
ek_plan_kind_label (EkKnowledge *knowledge, const char *kind, const char *language)
{
  const EkPlanKind *found = ek_knowledge_find_kind (knowledge, kind);

  if (found == NULL)
    return kind;
  return in_language (found->word.en, found->word.zh, language);
}

/**
 * ek_plan_kinds:
 * @knowledge: the rules
 *
 * Returns: (transfer full) (array zero-terminated=1): the kinds of intervention in the order they are shown
 */
char **
ek_plan_kinds (EkKnowledge *knowledge)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < ek_interventions (knowledge)->kinds->len; i++)
    g_strv_builder_add (builder, g_array_index (ek_interventions (knowledge)->kinds, EkPlanKind, i).word.id);
  return g_strv_builder_end (builder);
}

/* --- to and from the record ------------------------------------------------------------------------------------- */

static void
read_words (JsonObject *object, const char *member, char **en, char **zh)
{
  JsonObject *words = ek_json_peek_object (object, member);
  const char *plain = ek_json_peek_string (object, member);

  if (words != NULL)
    {
      *en = g_strdup (ek_json_peek_string (words, "en"));
      *zh = g_strdup (ek_json_peek_string (words, "zh"));
    }
  else if (plain != NULL)
    {
      *(ek_text_has_han (plain) ? zh : en) = g_strdup (plain);
    }
}

static EkPlanLine *
read_line (JsonObject *object)
{
  EkPlanLine *line = g_new0 (EkPlanLine, 1);
  JsonArray *why = ek_json_peek_array (object, "why");
  const char *status = ek_json_peek_string (object, "status");

  line->id = g_strdup (ek_json_peek_string (object, "id"));
  if (line->id == NULL)
    line->id = ek_id_new ();
  line->kind = g_strdup (ek_json_peek_string (object, "kind"));
  line->intervention = g_strdup (ek_json_peek_string (object, "intervention"));
  read_words (object, "text", &line->text_en, &line->text_zh);
  read_words (object, "goal", &line->goal_en, &line->goal_zh);
  line->status = g_strdup (status != NULL ? status : "proposed");
  line->added_by = g_strdup (ek_json_peek_string (object, "added_by"));
  line->removed_why = g_strdup (ek_json_peek_string (object, "removed_why"));
  line->why = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_reason_free);
  for (guint i = 0; why != NULL && i < json_array_get_length (why); i++)
    {
      EkReason *reason = ek_reason_from_json (json_array_get_element (why, i));

      if (reason != NULL)
        g_ptr_array_add (line->why, reason);
    }
  line->targets = ek_plan_targets_from_json (ek_json_peek_array (object, "targets"));
  return line;
}

/**
 * ek_plan_get_lines:
 * @plan: a plan
 *
 * Returns: (transfer full) (element-type EkPlanLine): its lines, also the removed ones
 */
GPtrArray *
ek_plan_get_lines (EkRecord *plan)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_plan_line_free);
  JsonNode *node = ek_record_get_json (plan, EK_PLAN_LINES);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (ek_json_element_object (array, i) != NULL)
      g_ptr_array_add (lines, read_line (ek_json_element_object (array, i)));
  return lines;
}

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

static void
set_words (JsonObject *object, const char *member, const char *en, const char *zh)
{
  JsonObject *words = NULL;

  if (en == NULL && zh == NULL)
    return;
  words = json_object_new ();
  set_text (words, "en", en);
  set_text (words, "zh", zh);
  json_object_set_object_member (object, member, words);
}

static JsonObject *
line_to_json (const EkPlanLine *line)
{
  JsonObject *object = json_object_new ();
  JsonArray *why = json_array_new ();

  set_text (object, "id", line->id);
  set_text (object, "kind", line->kind);
  set_text (object, "intervention", line->intervention);
  set_words (object, "text", line->text_en, line->text_zh);
  set_words (object, "goal", line->goal_en, line->goal_zh);
  set_text (object, "status", line->status);
  set_text (object, "added_by", line->added_by);
  set_text (object, "removed_why", line->removed_why);
  for (guint i = 0; line->why != NULL && i < line->why->len; i++)
    json_array_add_element (why, ek_reason_to_json (g_ptr_array_index (line->why, i)));
  json_object_set_array_member (object, "why", why);
  if (line->targets != NULL && line->targets->len > 0)
    json_object_set_array_member (object, "targets", ek_plan_targets_to_json (line->targets));
  return object;
}

/**
 * ek_plan_set_lines:
 * @plan: a plan
 * @lines: (element-type EkPlanLine): its lines
 *
 * Puts the lines into the record; nothing is saved.
 */
void
ek_plan_set_lines (EkRecord *plan, GPtrArray *lines)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < lines->len; i++)
    json_array_add_object_element (array, line_to_json (g_ptr_array_index (lines, i)));
  json_node_take_array (node, array);
  ek_record_set_json (plan, EK_PLAN_LINES, node);
}

/* --- editing ---------------------------------------------------------------------------------------------------- */

gboolean
ek_plan_check_draft (EkRecord *plan, GError **error)
{
  if (ek_care_text_is (plan, EK_PLAN_STATUS, "draft"))
    return TRUE;
  g_set_error_literal (
    error, EK_ERROR, EK_ERROR_PERMISSION,
    _ ("A signed plan is not changed. Make a new version; the signed one stays in force until the new "
       "one is signed."));
  return FALSE;
}

static gboolean
needs_words (GError **error, const char *message)
{
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE, message);
  return FALSE;
}

/* The lines of a draft and the one that is to be edited; NULL with error. */
static GPtrArray *
open_line (EkRecord *plan, const char *line_id, EkPlanLine **line, GError **error)
{
  g_autoptr (GPtrArray) lines = NULL;

  if (!ek_plan_check_draft (plan, error))
    return NULL;
  lines = ek_plan_get_lines (plan);
  for (guint i = 0; i < lines->len; i++)
    {
      *line = g_ptr_array_index (lines, i);
      if (g_strcmp0 ((*line)->id, line_id) == 0)
        return g_steal_pointer (&lines);
    }
  g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("The plan has no such line any more."));
  return NULL;
}

/* Words a person wrote are in one language: the former text in the other one would say something else. */
static void
write_words (char **en, char **zh, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  gboolean chinese = ek_text_has_han (stripped);

  g_clear_pointer (en, g_free);
  g_clear_pointer (zh, g_free);
  if (stripped[0] != '\0')
    *(chinese ? zh : en) = g_steal_pointer (&stripped);
}

/**
 * ek_plan_add_line:
 * @plan: a draft
 * @kind: a kind of intervention
 * @text: what is to be done
 * @goal: (nullable): what it aims at
 * @user_id: who adds it
 * @error: return location
 *
 * Adds a line by hand; nothing is saved.
 *
 * Returns: (transfer full): the new line's id, or %NULL with %EK_ERROR_INCOMPLETE without words or %EK_ERROR_PERMISSION
 *   when the plan is not a draft
 */
char *
ek_plan_add_line (EkRecord *plan, const char *kind, const char *text, const char *goal, const char *user_id,
                  GError **error)
{
  g_autoptr (GPtrArray) lines = NULL;
  EkPlanLine *line = NULL;

  if (!ek_plan_check_draft (plan, error))
    return NULL;
  if (!ek_care_has_words (text))
    {
      needs_words (error, _ ("Write what is to be done."));
      return NULL;
    }
  lines = ek_plan_get_lines (plan);
  line = g_new0 (EkPlanLine, 1);
  line->id = ek_id_new ();
  line->kind = g_strdup (kind);
  line->targets = ek_plan_targets_new ();
  line->status = g_strdup ("added");
  line->added_by = g_strdup (user_id);
  line->why = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_reason_free);
  write_words (&line->text_en, &line->text_zh, text);
  write_words (&line->goal_en, &line->goal_zh, goal);
  g_ptr_array_add (lines, line);
  ek_plan_set_lines (plan, lines);
  return g_strdup (line->id);
}

/**
 * ek_plan_change_line:
 * @plan: a draft
 * @line_id: the line
 * @text: what is to be done
 * @goal: (nullable): what it aims at
 * @error: return location
 *
 * Changes the words of a line. The reasons it was proposed for stay; it is marked as changed. Nothing is saved.
 *
 * Returns: %TRUE; %FALSE with %EK_ERROR_INCOMPLETE, %EK_ERROR_NOT_FOUND or %EK_ERROR_PERMISSION
 */
gboolean
ek_plan_change_line (EkRecord *plan, const char *line_id, const char *text, const char *goal, GError **error)
{
  EkPlanLine *line = NULL;
  g_autoptr (GPtrArray) lines = open_line (plan, line_id, &line, error);
  g_autofree char *given = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autofree char *given_goal = g_strstrip (g_strdup (goal != NULL ? goal : ""));

  if (lines == NULL)
    return FALSE;
  if (!ek_care_has_words (text))
    return needs_words (error, _ ("Write what is to be done, or remove the line with a reason."));
  /* What was not touched keeps both its languages. */
  if (g_strcmp0 (given, line->text_en) != 0 && g_strcmp0 (given, line->text_zh) != 0)
    write_words (&line->text_en, &line->text_zh, given);
  if (g_strcmp0 (given_goal, line->goal_en) != 0 && g_strcmp0 (given_goal, line->goal_zh) != 0)
    {
      /* The number belonged to the words it stood in. */
      g_ptr_array_set_size (line->targets, 0);
      write_words (&line->goal_en, &line->goal_zh, given_goal);
    }
  if (g_strcmp0 (line->status, "added") != 0)
    {
      g_free (line->status);
      line->status = g_strdup ("changed");
    }
  ek_plan_set_lines (plan, lines);
  return TRUE;
}

/**
 * ek_plan_set_target:
 * @plan: a draft
 * @line_id: the line
 * @score: of which score, "phq9"
 * @above: %TRUE when the goal is reached at or above @value
 * @strict: %TRUE when it is reached only beyond it
 * @value: the number; NAN takes the target of this score away
 * @error: return location
 *
 * Says what the goal of a line means in numbers. Nothing is saved. Changing the words of the goal takes it away again.
 *
 * Returns: %TRUE; %FALSE with %EK_ERROR_NOT_FOUND or %EK_ERROR_PERMISSION
 */
gboolean
ek_plan_set_target (EkRecord *plan, const char *line_id, const char *score, gboolean above, gboolean strict,
                    double value, GError **error)
{
  EkPlanLine *line = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  g_return_val_if_fail (score != NULL, FALSE);

  lines = open_line (plan, line_id, &line, error);
  if (lines == NULL)
    return FALSE;
  ek_plan_targets_put (line->targets, score, above, strict, value);
  ek_plan_set_lines (plan, lines);
  return TRUE;
}

/**
 * ek_plan_remove_line:
 * @plan: a draft
 * @line_id: the line
 * @reason: (nullable): why; required for a line the rules proposed
 * @error: return location
 *
 * A line the rules proposed stays in the record as removed, with the reason; one that was added by hand goes. Nothing
 * is saved.
 *
 * Returns: %TRUE; %FALSE with %EK_ERROR_INCOMPLETE without a reason, %EK_ERROR_NOT_FOUND or %EK_ERROR_PERMISSION
 */
gboolean
ek_plan_remove_line (EkRecord *plan, const char *line_id, const char *reason, GError **error)
{
  EkPlanLine *line = NULL;
  g_autoptr (GPtrArray) lines = open_line (plan, line_id, &line, error);

  if (lines == NULL)
    return FALSE;
  if (g_strcmp0 (line->status, "added") == 0)
    {
      g_ptr_array_remove (lines, line);
      ek_plan_set_lines (plan, lines);
      return TRUE;
    }
  if (!ek_care_has_words (reason))
    return needs_words (error, _ ("Write why this line is left out: the rules proposed it for a reason."));
  g_free (line->status);
  line->status = g_strdup ("removed");
  g_free (line->removed_why);
  line->removed_why = g_strdup (reason);
  ek_plan_set_lines (plan, lines);
  return TRUE;
}

/**
 * ek_plan_restore_line:
 * @plan: a draft
 * @line_id: a removed line
 * @error: return location
 *
 * Puts a removed line back. Nothing is saved.
 *
 * Returns: %TRUE; %FALSE with %EK_ERROR_NOT_FOUND or %EK_ERROR_PERMISSION
 */
gboolean
ek_plan_restore_line (EkRecord *plan, const char *line_id, GError **error)
{
  EkPlanLine *line = NULL;
  g_autoptr (GPtrArray) lines = open_line (plan, line_id, &line, error);

  if (lines == NULL)
    return FALSE;
  if (g_strcmp0 (line->status, "removed") == 0)
    {
      g_free (line->status);
      line->status = g_strdup ("proposed");
      g_clear_pointer (&line->removed_why, g_free);
      ek_plan_set_lines (plan, lines);
    }
  return TRUE;
}
