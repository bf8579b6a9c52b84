/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-paper-pass.h"

#include <math.h>
#include <string.h>

#include "ek-form-words.h"

struct _EkPaperPass {
  EkInstrument *instrument;
  GString *typed;
  GPtrArray *answers; /* of JsonNode or NULL, by item */
  gboolean *done;     /* by item: gone through, also when it was left blank */
};

static void
answer_free (gpointer data)
{
  if (data != NULL)
    json_node_unref (data);
}

/**
 * ek_paper_pass_new:
 * @instrument: what is entered
 *
 * Returns: (transfer full): a run without answers
 */
EkPaperPass *
ek_paper_pass_new (EkInstrument *instrument)
{
  EkPaperPass *self = g_new0 (EkPaperPass, 1);
  guint n = ek_instrument_get_n_items (instrument);

  self->instrument = ek_instrument_ref (instrument);
  self->typed = g_string_new (NULL);
  self->answers = g_ptr_array_new_with_free_func (answer_free);
  g_ptr_array_set_size (self->answers, (int) n);
  self->done = g_new0 (gboolean, n + 1);
  return self;
}

/**
 * ek_paper_pass_free:
 * @self: (nullable) (transfer full): a run
 */
void
ek_paper_pass_free (EkPaperPass *self)
{
  if (self == NULL)
    return;
  ek_instrument_unref (self->instrument);
  g_string_free (self->typed, TRUE);
  g_ptr_array_unref (self->answers);
  g_free (self->done);
  g_free (self);
}

/**
 * ek_paper_pass_get_typed:
 * @self: a run
 *
 * Returns: (transfer none): what was typed of an answer that is not finished, until the next key; "" when nothing was
 */
const char *
ek_paper_pass_get_typed (EkPaperPass *self)
{
  return self->typed->str;
}

/**
 * ek_paper_pass_drop_typed:
 * @self: a run
 *
 * Forgets what was typed of an answer that is not finished, as somebody goes to another item.
 */
void
ek_paper_pass_drop_typed (EkPaperPass *self)
{
  g_string_truncate (self->typed, 0);
}

/**
 * ek_paper_pass_put_typed:
 * @self: a run
 * @text: what ek_paper_pass_get_typed() said, of a run that was kept
 *
 * Goes on with what was typed of an answer that is not finished.
 */
void
ek_paper_pass_put_typed (EkPaperPass *self, const char *text)
{
  g_string_assign (self->typed, text);
}

/**
 * ek_paper_pass_get_answer:
 * @self: a run
 * @index: the place of an item in the form
 *
 * Returns: (transfer none) (nullable): what was entered; %NULL where the paper is blank and where one has not been yet,
 *   see ek_paper_pass_is_done()
 */
JsonNode *
ek_paper_pass_get_answer (EkPaperPass *self, guint index)
{
  return g_ptr_array_index (self->answers, index);
}

/**
 * ek_paper_pass_set_answer:
 * @self: a run
 * @index: the place of an item in the form
 * @answer: (nullable): the answer, copied; %NULL: the paper is blank there
 *
 * One has been at the item then.
 */
void
ek_paper_pass_set_answer (EkPaperPass *self, guint index, JsonNode *answer)
{
  JsonNode *copy = answer != NULL ? json_node_copy (answer) : NULL;

  answer_free (g_ptr_array_index (self->answers, index));
  g_ptr_array_index (self->answers, index) = copy;
  self->done[index] = TRUE;
}

/**
 * ek_paper_pass_is_done:
 * @self: a run
 * @index: the place of an item in the form
 *
 * Returns: whether one was there, also where the paper is blank
 */
gboolean
ek_paper_pass_is_done (EkPaperPass *self, guint index)
{
  return self->done[index];
}

/* Whether one figure is always the whole answer. */
static gboolean
is_one_figure (EkItem *item)
{
  if (ek_item_get_kind (item) != EK_ITEM_CHOICE)
    return FALSE;
  for (guint i = 0; i < ek_item_get_n_options (item); i++)
    {
      double value = ek_item_get_option (item, i)->value;

      if (value < 0 || value > 9 || value != floor (value))
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_paper_pass_enter:
 * @self: a run
 * @index: the item one is at
 * @error: %EK_ERROR_INVALID: how its answers are written
 *
 * Takes what was typed for the answer; nothing typed leaves the item as it is.
 *
 * Returns: %EK_PAPER_ANSWERED or %EK_PAPER_REFUSED
 */
EkPaperKey
ek_paper_pass_enter (EkPaperPass *self, guint index, GError **error)
{
  EkItem *item = ek_instrument_get_item (self->instrument, index);
  g_autoptr (JsonNode) answer = NULL;

  if (self->typed->len == 0)
    return EK_PAPER_ANSWERED;
  if (!ek_form_read_typed (item, self->typed->str, &answer, error))
    {
      g_string_truncate (self->typed, 0);
      return EK_PAPER_REFUSED;
    }
  g_string_truncate (self->typed, 0);
  ek_paper_pass_set_answer (self, index, answer);
  return EK_PAPER_ANSWERED;
}

/**
 * ek_paper_pass_character:
 * @self: a run
 * @index: the item one is at
 * @character: what was typed; a blank says that the paper is blank there
 *
 * Returns: what came of it; after %EK_PAPER_TYPED the answer is taken by ek_paper_pass_enter()
 */
EkPaperKey
ek_paper_pass_character (EkPaperPass *self, guint index, gunichar character)
{
  EkItem *item = ek_instrument_get_item (self->instrument, index);
  gboolean is_text = ek_item_get_kind (item) == EK_ITEM_TEXT;

  if (character == ' ' && self->typed->len == 0)
    {
      ek_paper_pass_set_answer (self, index, NULL);
      return EK_PAPER_ANSWERED;
    }
  if (character < 0x20 || character == 0x7f ||
      (!is_text &&
       (character > 0x7f || !(g_ascii_isdigit ((char) character) || strchr (".:,- ", (int) character) != NULL))))
    return EK_PAPER_IGNORED;
  g_string_append_unichar (self->typed, character);
  return is_one_figure (item) ? ek_paper_pass_enter (self, index, NULL) : EK_PAPER_TYPED;
}

/**
 * ek_paper_pass_rub_out:
 * @self: a run
 *
 * Returns: %EK_PAPER_TYPED when a figure was taken away, %EK_PAPER_IGNORED when there was none
 */
EkPaperKey
ek_paper_pass_rub_out (EkPaperPass *self)
{
  char *last = g_utf8_find_prev_char (self->typed->str, self->typed->str + self->typed->len);

  if (last == NULL)
    return EK_PAPER_IGNORED;
  g_string_truncate (self->typed, (gsize) (last - self->typed->str));
  return EK_PAPER_TYPED;
}

/**
 * ek_paper_pass_differs:
 * @self: the first run
 * @other: the second run
 * @from: the place to look from
 *
 * Returns: the next item whose answers differ, −1 when none does
 */
int
ek_paper_pass_differs (EkPaperPass *self, EkPaperPass *other, guint from)
{
  for (guint i = from; i < self->answers->len; i++)
    {
      if (!ek_form_same_answer (g_ptr_array_index (self->answers, i), g_ptr_array_index (other->answers, i)))
        return (int) i;
    }
  return -1;
}
