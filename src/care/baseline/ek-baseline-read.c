/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A result and the JSON it is kept as. */

#include "ek-baseline-private.h"
#include "ek-care-private.h"

#include "ek-language.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
line_free (EkBaselineLine *line)
{
  g_free (line->id);
  g_free (line->en);
  g_free (line->zh);
  g_free (line);
}

static void
factor_free (EkBaselineFactor *factor)
{
  g_free (factor->group_en);
  g_free (factor->group_zh);
  g_free (factor->name_en);
  g_free (factor->name_zh);
  g_clear_pointer (&factor->reason, ek_reason_free);
  g_free (factor);
}

EkBaseline *
ek_baseline_new (void)
{
  EkBaseline *self = g_new0 (EkBaseline, 1);

  self->level = EK_LEVEL_UNKNOWN;
  self->step = EK_STEP_UNKNOWN;
  self->reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_reason_free);
  self->cautions = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_reason_free);
  self->factors = g_ptr_array_new_with_free_func ((GDestroyNotify) factor_free);
  self->risks = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  self->scores = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  self->not_asked = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  self->not_known = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  return self;
}

/**
 * ek_baseline_free:
 * @baseline: (nullable) (transfer full): what ek_baseline_read() gave
 *
 * Frees it.
 */
void
ek_baseline_free (EkBaseline *baseline)
{
  if (baseline == NULL)
    return;
  g_ptr_array_unref (baseline->reasons);
  g_ptr_array_unref (baseline->cautions);
  g_ptr_array_unref (baseline->factors);
  g_ptr_array_unref (baseline->risks);
  g_ptr_array_unref (baseline->scores);
  g_ptr_array_unref (baseline->not_asked);
  g_ptr_array_unref (baseline->not_known);
  g_free (baseline);
}

/**
 * ek_baseline_line_text:
 * @line: a line
 * @language: "en" or "zh"
 *
 * Returns: (transfer none): its sentence
 */
const char *
ek_baseline_line_text (const EkBaselineLine *line, const char *language)
{
  return g_strcmp0 (language, "zh") == 0 ? line->zh : line->en;
}

void
ek_baseline_add (GPtrArray *lines, const char *id, char *en, char *zh)
{
  EkBaselineLine *line = g_new0 (EkBaselineLine, 1);

  line->id = g_strdup (id);
  line->en = en;
  line->zh = zh;
  g_ptr_array_add (lines, line);
}

/* --- to JSON ---------------------------------------------------------------------------------------------------- */

static void
set_reasons (JsonObject *object, const char *member, GPtrArray *reasons)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < reasons->len; i++)
    json_array_add_element (array, ek_reason_to_json (g_ptr_array_index (reasons, i)));
  json_object_set_array_member (object, member, array);
}

static void
set_lines (JsonObject *object, const char *member, GPtrArray *lines)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < lines->len; i++)
    {
      const EkBaselineLine *line = g_ptr_array_index (lines, i);
      JsonObject *element = json_object_new ();

      json_object_set_string_member (element, "id", line->id);
      json_object_set_string_member (element, "en", line->en);
      json_object_set_string_member (element, "zh", line->zh);
      json_array_add_object_element (array, element);
    }
  json_object_set_array_member (object, member, array);
}

static void
set_factors (JsonObject *object, GPtrArray *factors)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < factors->len; i++)
    {
      const EkBaselineFactor *factor = g_ptr_array_index (factors, i);
      JsonObject *element = json_object_new ();

      json_object_set_string_member (element, "group_en", factor->group_en);
      json_object_set_string_member (element, "group_zh", factor->group_zh);
      json_object_set_string_member (element, "name_en", factor->name_en);
      json_object_set_string_member (element, "name_zh", factor->name_zh);
      json_object_set_boolean_member (element, "protective", factor->protective);
      json_object_set_member (element, "reason", ek_reason_to_json (factor->reason));
      json_array_add_object_element (array, element);
    }
  json_object_set_array_member (object, "factors", array);
}

JsonNode *
ek_baseline_to_json (EkBaseline *self)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  set_reasons (object, "reasons", self->reasons);
  set_reasons (object, "cautions", self->cautions);
  set_factors (object, self->factors);
  set_lines (object, "risks", self->risks);
  set_lines (object, "scores", self->scores);
  set_lines (object, "not_asked", self->not_asked);
  set_lines (object, "not_known", self->not_known);
  json_node_take_object (node, object);
  return node;
}

/* --- from JSON: what is not as it should be is left out ----------------------------------------------------------- */

static void
get_reasons (JsonObject *object, const char *member, GPtrArray *reasons)
{
  JsonArray *array = ek_json_peek_array (object, member);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      EkReason *reason = ek_reason_from_json (json_array_get_element (array, i));

      if (reason != NULL)
        g_ptr_array_add (reasons, reason);
    }
}

static void
get_lines (JsonObject *object, const char *member, GPtrArray *lines)
{
  JsonArray *array = ek_json_peek_array (object, member);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element = ek_json_element_object (array, i);
      const char *en = element != NULL ? ek_json_peek_string (element, "en") : NULL;
      const char *zh = element != NULL ? ek_json_peek_string (element, "zh") : NULL;

      if (en != NULL && zh != NULL)
        ek_baseline_add (lines, ek_json_peek_string (element, "id"), g_strdup (en), g_strdup (zh));
    }
}

static void
get_factors (JsonObject *object, GPtrArray *factors)
{
  JsonArray *array = ek_json_peek_array (object, "factors");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element = ek_json_element_object (array, i);
      EkReason *reason = element != NULL ? ek_reason_from_json (json_object_get_member (element, "reason")) : NULL;
      EkBaselineFactor *factor = NULL;

      if (reason == NULL)
        continue;
      factor = g_new0 (EkBaselineFactor, 1);
      factor->group_en = g_strdup (ek_json_peek_string (element, "group_en"));
      factor->group_zh = g_strdup (ek_json_peek_string (element, "group_zh"));
      factor->name_en = g_strdup (ek_json_peek_string (element, "name_en"));
      factor->name_zh = g_strdup (ek_json_peek_string (element, "name_zh"));
      factor->protective = ek_json_peek_boolean (element, "protective", FALSE);
      factor->reason = reason;
      g_ptr_array_add (factors, factor);
    }
}

/**
 * ek_baseline_read:
 * @baseline: a baseline assessment
 *
 * Returns: (transfer full): its result, as it was made
 */
EkBaseline *
ek_baseline_read (EkRecord *baseline)
{
  EkBaseline *self = ek_baseline_new ();
  JsonNode *node = ek_record_get_json (baseline, EK_BASELINE_RESULT);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  self->level = ek_level_from_id (ek_record_get_text (baseline, EK_BASELINE_LEVEL));
  self->step = ek_step_from_id (ek_record_get_text (baseline, EK_BASELINE_STEP));
  if (object == NULL)
    return self;
  get_reasons (object, "reasons", self->reasons);
  get_reasons (object, "cautions", self->cautions);
  get_factors (object, self->factors);
  get_lines (object, "risks", self->risks);
  get_lines (object, "scores", self->scores);
  get_lines (object, "not_asked", self->not_asked);
  get_lines (object, "not_known", self->not_known);
  return self;
}

/* --- in words --------------------------------------------------------------------------------------------------- */

static const char *
level_word (EkLevel level, const char *language)
{
  static const char *const words[] = {
    NC_ ("overall severity", "normal"),
    NC_ ("overall severity", "mild"),
    NC_ ("overall severity", "moderate"),
    NC_ ("overall severity", "severe"),
  };

  if (level < 0 || level > EK_LEVEL_SEVERE)
    return ek_tr_c (language, "overall severity", "not known");
  return ek_tr_c (language, "overall severity", words[level]);
}

/* Takes @sentence. English sentences are apart; Chinese ones are not. */
static void
append_sentence (GString *text, const char *language, char *sentence)
{
  g_autofree char *before = g_strdup (text->str);

  if (text->len == 0)
    g_string_assign (text, sentence);
  else
    g_string_printf (text, ek_tr_c (language, "sentences", "%s %s"), before, sentence);
  g_free (sentence);
}

/* Within a sentence English begins with a small letter. */
static char *
factor_name (const EkBaselineFactor *factor, const char *language)
{
  g_autofree char *lower = NULL;

  if (g_strcmp0 (language, "zh") == 0)
    return g_strdup (factor->name_zh);
  lower = g_ascii_strdown (factor->name_en, 1);
  return g_strconcat (lower, factor->name_en + 1, NULL);
}

static void
append_factors (GString *text, EkBaseline *self, gboolean protective, const char *language)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < self->factors->len; i++)
    {
      const EkBaselineFactor *factor = g_ptr_array_index (self->factors, i);
      g_autofree char *name = NULL;

      if (factor->protective != protective || factor->name_en == NULL || factor->name_zh == NULL)
        continue;
      name = factor_name (factor, language);
      if (names->len > 0)
        g_string_append (names, ek_tr_c (language, "factors", "; "));
      g_string_append (names, name);
    }
  if (names->len > 0)
    append_sentence (text, language,
                     g_strdup_printf (protective ? ek_tr (language, "Protective: %s.")
                                                 : ek_tr (language, "Risk factors that were named: %s."),
                                      names->str));
}

/**
 * ek_baseline_words:
 * @baseline: a baseline assessment
 * @language: "en" or "zh"
 *
 * One paragraph of what the result says, in careful words: a beginning for the clinician's own summary.
 *
 * Returns: (transfer full): the paragraph
 */
char *
ek_baseline_words (EkRecord *baseline, const char *language)
{
  g_autoptr (EkBaseline) self = ek_baseline_read (baseline);
  GString *text = g_string_new (NULL);

  if (self->level == EK_LEVEL_UNKNOWN)
    append_sentence (text, language,
                     g_strdup (ek_tr (language,
                                      "No primary scale was answered completely: the overall severity cannot "
                                      "be judged.")));
  else
    append_sentence (text, language,
                     g_strdup_printf (ek_tr (language, "The answers suggest an overall severity that is %s."),
                                      level_word (self->level, language)));
  for (guint i = 0; i < self->risks->len; i++)
    append_sentence (text, language,
                     g_strdup_printf (ek_tr (language, "%s."),
                                      ek_baseline_line_text (g_ptr_array_index (self->risks, i), language)));
  append_factors (text, self, FALSE, language);
  append_factors (text, self, TRUE, language);
  if (self->not_asked->len > 0)
    append_sentence (text, language, g_strdup (ek_tr (language, "Some things were not asked; they are listed.")));
  append_sentence (text, language,
                   g_strdup (ek_tr (language,
                                    "This is what scales and file suggest; it is not a diagnosis and needs a "
                                    "clinical interview.")));
  return g_string_free (text, FALSE);
}
