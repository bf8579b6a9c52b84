/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-instrument-private.h"

#include "ek-error.h"
#include "ek-item.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/**
 * ek_item_get_id:
 * @self: an item
 *
 * Returns: (transfer none): its id within the instrument, mostly its number
 */
const char *
ek_item_get_id (EkItem *self)
{
  return self->id;
}

/**
 * ek_item_get_kind:
 * @self: an item
 *
 * Returns: what kind of answer it takes
 */
EkItemKind
ek_item_get_kind (EkItem *self)
{
  return self->kind;
}

/**
 * ek_item_get_text:
 * @self: an item
 * @language: "en" or "zh"
 *
 * Returns: (transfer none) (nullable): its wording in @language or the other; %NULL in a structure without words
 */
const char *
ek_item_get_text (EkItem *self, const char *language)
{
  return ek_words_pick (&self->text, language);
}

/**
 * ek_item_get_topic:
 * @self: an item
 * @language: "en" or "zh"
 *
 * Returns: (transfer none) (nullable): what the item is about in our own words, for a structure without words; never
 *   its wording
 */
const char *
ek_item_get_topic (EkItem *self, const char *language)
{
  return ek_words_pick (&self->topic, language);
}

/**
 * ek_item_is_not_answered:
 * @self: an item
 * @stored: a value as it was answered, see ek_item_read_answer()
 *
 * Returns: whether this value of the form stands for "not assessed"
 */
gboolean
ek_item_is_not_answered (EkItem *self, double stored)
{
  for (guint i = 0; self->not_answered != NULL && i < self->not_answered->len; i++)
    if (g_array_index (self->not_answered, double, i) == stored)
      return TRUE;
  return FALSE;
}

/**
 * ek_item_is_scored:
 * @self: an item
 *
 * Returns: whether it counts towards a score
 */
gboolean
ek_item_is_scored (EkItem *self)
{
  return self->scored;
}

static void
count_item (guint index, gpointer data)
{
  ++*(guint *) data;
}

/* A score that stands in whatever else was answered: it may be left out, and is asked all the same. */
static gboolean
always_assumes (const EkItem *self)
{
  guint n = 0;

  if (self->assume_when != NULL)
    ek_expression_foreach_item (self->assume_when, count_item, &n);
  return self->assume_when != NULL && n == 0;
}

/**
 * ek_item_is_optional:
 * @self: an item
 *
 * Returns: whether the form is complete without it
 */
gboolean
ek_item_is_optional (EkItem *self)
{
  return self->optional || always_assumes (self);
}

/**
 * ek_item_is_reversed:
 * @self: an item
 *
 * Returns: whether its score is mirrored
 */
gboolean
ek_item_is_reversed (EkItem *self)
{
  return self->reverse;
}

/**
 * ek_item_may_be_passed_over:
 * @self: an item
 *
 * Returns: whether other answers may say what it would have been, so that the form goes on behind it
 */
gboolean
ek_item_may_be_passed_over (const EkItem *self)
{
  return self->assume_when != NULL && !always_assumes (self);
}

/**
 * ek_item_get_loinc:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): its LOINC code
 */
const char *
ek_item_get_loinc (EkItem *self)
{
  return self->loinc;
}

/**
 * ek_item_get_limits:
 * @self: an item
 * @low: (out): least answer in its unit; minutes since midnight for a time of day
 * @high: (out): greatest answer
 * @whole: (out): whether only whole numbers are taken
 *
 * Returns: %FALSE for a choice or a text; nothing is set then
 */
gboolean
ek_item_get_limits (EkItem *self, double *low, double *high, gboolean *whole)
{
  if (self->kind == EK_ITEM_CHOICE || self->kind == EK_ITEM_MULTIPLE || self->kind == EK_ITEM_TEXT)
    return FALSE;
  *low = self->low;
  *high = self->high;
  *whole = self->whole;
  return TRUE;
}

/**
 * ek_item_get_unit:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): the unit of a number or duration, e.g. "minutes"
 */
const char *
ek_item_get_unit (EkItem *self)
{
  return self->unit;
}

/**
 * ek_item_get_n_options:
 * @self: an item
 *
 * Returns: number of options of a choice; 0 for other kinds
 */
guint
ek_item_get_n_options (EkItem *self)
{
  return self->options->len;
}

/**
 * ek_item_get_option:
 * @self: an item
 * @index: below ek_item_get_n_options()
 *
 * Returns: (transfer none): one option, in the order of the form
 */
const EkOption *
ek_item_get_option (EkItem *self, guint index)
{
  g_return_val_if_fail (index < self->options->len, NULL);
  return &g_array_index (self->options, EkOption, index);
}

/**
 * ek_option_label:
 * @option: an option
 * @language: "en" or "zh"
 *
 * Returns: (transfer none) (nullable): its words in @language or the other; %NULL in a structure without words
 */
const char *
ek_option_label (const EkOption *option, const char *language)
{
  EkWords words = { option->label_en, option->label_zh };

  return ek_words_pick (&words, language);
}

static gboolean
refuse (EkItem *self, const char *wanted, GError **error)
{
  /* Translators: the first %s is the number of a question, the second what kind of answer it takes. */
  g_set_error (error, EK_ERROR, EK_ERROR_INVALID, _ ("Item %s: the answer is not accepted; it takes %s."), self->id,
               wanted);
  return FALSE;
}

static gboolean
node_number (JsonNode *node, double *value)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  *value = json_node_get_double (node);
  return isfinite (*value);
}

static int
find_option (EkItem *self, double value)
{
  for (guint i = 0; i < self->options->len; i++)
    if (g_array_index (self->options, EkOption, i).value == value)
      return i;
  return -1;
}

/* "23:15"; also "7:05". A duration may be longer than a day. */
static gboolean
clock_minutes (const char *text, gint64 most_hours, double *minutes)
{
  const char *colon = strchr (text, ':');
  gint64 hours, rest;

  if (colon == NULL || colon == text || colon - text > 3 || strlen (colon) != 3 ||
      strspn (text, "0123456789") != (gsize) (colon - text) || strspn (colon + 1, "0123456789") != 2)
    return FALSE;
  hours = g_ascii_strtoll (text, NULL, 10);
  rest = g_ascii_strtoll (colon + 1, NULL, 10);
  *minutes = hours * 60 + rest;
  return hours <= most_hours && rest < 60;
}

static gboolean
read_measure (EkItem *self, JsonNode *node, double *value)
{
  gboolean is_text = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;

  if (self->kind == EK_ITEM_TIME_OF_DAY && is_text)
    {
      if (!clock_minutes (json_node_get_string (node), 24, value) || *value > 24 * 60)
        return FALSE;
      *value = fmod (*value, 24 * 60); /* who goes to bed at 24:00 goes at midnight */
      return TRUE;
    }
  if (self->kind == EK_ITEM_DURATION && is_text)
    {
      if (!clock_minutes (json_node_get_string (node), 999, value))
        return FALSE;
      if (g_strcmp0 (self->unit, "hours") == 0)
        *value /= 60;
      return TRUE;
    }
  return self->kind != EK_ITEM_TIME_OF_DAY && node_number (node, value);
}

static gboolean
accept_measure (EkItem *self, JsonNode *node, double *value, GError **error)
{
  g_autofree char *wanted = NULL;

  if (read_measure (self, node, value) &&
      ((*value >= self->low && *value <= self->high && (!self->whole || *value == floor (*value))) ||
       ek_item_is_not_answered (self, *value)))
    return TRUE;
  if (self->kind == EK_ITEM_TIME_OF_DAY)
    return refuse (self, _ ("a time of day such as 23:15"), error);
  wanted = g_strdup_printf (self->whole ? _ ("a whole number from %g to %g") : _ ("a number from %g to %g"), self->low,
                            self->high);
  return refuse (self, wanted, error);
}

static gboolean
accept_multiple (EkItem *self, JsonNode *node, double *value, GError **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (array == NULL || n > self->options->len)
    return refuse (self, _ ("a list of its options"), error);
  for (guint i = 0; i < n; i++)
    {
      double chosen, before;

      if (!node_number (json_array_get_element (array, i), &chosen) || find_option (self, chosen) < 0)
        return refuse (self, _ ("a list of its options"), error);
      for (guint j = 0; j < i; j++)
        if (node_number (json_array_get_element (array, j), &before) && before == chosen)
          return refuse (self, _ ("each option once"), error);
    }
  *value = n;
  return TRUE;
}

/**
 * ek_item_read_answer:
 * @self: an item
 * @answer: what was answered, not null
 * @scored: (out): its scored value, recoded and reversed; the number of options chosen for a multiple choice, minutes
 *   for a time of day; 0 for a text
 * @stored: (out): the value as answered
 * @error: %EK_ERROR_INVALID naming the item, never the answer
 *
 * Returns: whether the item takes this answer
 */
gboolean
ek_item_read_answer (EkItem *self, JsonNode *answer, double *scored, double *stored, GError **error)
{
  double value = 0;
  int option;

  if (self->kind == EK_ITEM_CHOICE)
    {
      option = node_number (answer, &value) ? find_option (self, value) : -1;
      if (option < 0)
        return refuse (self, _ ("the value of one of its options"), error);
      *stored = value;
      *scored = g_array_index (self->option_scores, double, option);
      if (self->reverse)
        *scored = self->low + self->high - *scored;
      return TRUE;
    }
  if (self->kind == EK_ITEM_TEXT)
    {
      const char *text = JSON_NODE_HOLDS_VALUE (answer) ? json_node_get_string (answer) : NULL;

      if (text == NULL || !g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) > (glong) self->high)
        return refuse (self, _ ("a text that is not too long"), error);
    }
  else if (self->kind == EK_ITEM_MULTIPLE ? !accept_multiple (self, answer, &value, error)
                                          : !accept_measure (self, answer, &value, error))
    {
      return FALSE;
    }
  *stored = value;
  *scored = self->reverse ? self->low + self->high - value : value;
  return TRUE;
}

/**
 * ek_item_accepts:
 * @self: an item
 * @answer: (nullable): a value as it comes from a form; null (not answered) is always accepted
 * @error: %EK_ERROR_INVALID naming the item, never the answer
 *
 * Returns: whether the item takes this answer
 */
gboolean
ek_item_accepts (EkItem *self, JsonNode *answer, GError **error)
{
  double scored, stored;

  g_return_val_if_fail (self != NULL, FALSE);
  return answer == NULL || JSON_NODE_HOLDS_NULL (answer) || ek_item_read_answer (self, answer, &scored, &stored, error);
}
