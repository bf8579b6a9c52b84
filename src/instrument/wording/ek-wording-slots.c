/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-wording-private.h"

#include "ek-instrument-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Where in a structure words belong, in the order of the form. */

const char *const ek_part_names[EK_N_PARTS] = {
  "title", "instructions", "recall", "item", "option-set", "item-option",
};
const char *const ek_language_names[EK_N_LANGUAGES] = { "en", "zh" };

static void
slot_free (gpointer data)
{
  EkSlot *slot = data;

  g_free (slot->name);
  g_free (slot);
}

/* Whole numbers without a point, whatever the locale. */
void
ek_wording_format_number (char *text, gsize size, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_strlcpy (text, g_ascii_formatd (buffer, sizeof buffer, "%.10g", value), size);
}

char *
ek_wording_key (EkPart part, const char *name, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE] = "";

  if (part == EK_PART_SET_OPTION || part == EK_PART_ITEM_OPTION)
    ek_wording_format_number (number, sizeof number, value);
  return g_strdup_printf ("%s\x1f%s\x1f%s", ek_part_names[part], name, number);
}

/* In words, for a person who looks for it in the file. */
char *
ek_wording_place (EkPart part, const char *name, double value, guint line)
{
  g_autofree char *what = NULL;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  ek_wording_format_number (number, sizeof number, value);
  switch (part)
    {
    case EK_PART_TITLE:
      what = g_strdup (_ ("the title"));
      break;
    case EK_PART_INSTRUCTIONS:
      what = g_strdup (_ ("the instructions"));
      break;
    case EK_PART_RECALL:
      what = g_strdup (_ ("the time asked about"));
      break;
    case EK_PART_ITEM:
      what = g_strdup_printf (_ ("item “%s”"), name);
      break;
    case EK_PART_SET_OPTION:
      /* Translators: an answer that many items share: the set's name, the answer's value. */
      what = g_strdup_printf (_ ("answers “%s”, value %s"), name, number);
      break;
    case EK_PART_ITEM_OPTION:
    default:
      what = g_strdup_printf (_ ("item “%s”, answer %s"), name, number);
      break;
    }
  /* Translators: the line of a file, and what is in it, such as: item “5”. */
  return line > 0 ? g_strdup_printf (_ ("line %u, %s"), line, what) : g_steal_pointer (&what);
}

/* Items with the member of the definition each was read from; "1..20" is one member for twenty of them. */
void
ek_wording_foreach_item (EkInstrument *instrument, void (*func) (EkItem *item, JsonObject *object, gpointer data),
                         gpointer data)
{
  JsonArray *items = ek_json_peek_array (json_node_get_object (instrument->definition), "items");
  guint at = 0;

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *object = ek_json_element_object (items, i);
      const char *id = ek_json_peek_string (object, "id");
      const char *dots = strstr (id, "..");
      gint64 n = dots == NULL ? 1 : g_ascii_strtoll (dots + 2, NULL, 10) - g_ascii_strtoll (id, NULL, 10) + 1;

      for (; n > 0 && at < instrument->items->len; n--, at++)
        func (ek_instrument_item (instrument, at), object, data);
    }
}

static EkSlot *
add_slot (GPtrArray *slots, EkPart part, const char *name, double value, const EkWords *words)
{
  EkSlot *slot = g_new0 (EkSlot, 1);

  slot->part = part;
  slot->name = g_strdup (name);
  slot->value = value;
  slot->words[EK_LANGUAGE_EN] = words->en;
  slot->words[EK_LANGUAGE_ZH] = words->zh;
  g_ptr_array_add (slots, slot);
  return slot;
}

static void
add_set (GPtrArray *slots, const char *name, JsonArray *options)
{
  for (guint i = 0; i < json_array_get_length (options); i++)
    {
      JsonObject *option = ek_json_element_object (options, i);
      JsonObject *label = ek_json_peek_object (option, "label");
      EkWords words = { NULL, NULL };

      if (label != NULL)
        words = (EkWords){ ek_json_peek_string (label, "en"), ek_json_peek_string (label, "zh") };
      add_slot (slots, EK_PART_SET_OPTION, name, ek_json_peek_double (option, "value", 0), &words);
    }
}

static void
add_sets (GPtrArray *slots, JsonObject *sets)
{
  g_autoptr (GList) names = json_object_get_members (sets);

  for (GList *l = names; l != NULL; l = l->next)
    if (ek_json_peek_array (sets, l->data) != NULL)
      add_set (slots, l->data, ek_json_peek_array (sets, l->data));
}

static void
add_item (EkItem *item, JsonObject *object, gpointer data)
{
  GPtrArray *slots = data;
  gboolean own = ek_json_peek_array (object, "options") != NULL;
  EkSlot *slot = add_slot (slots, EK_PART_ITEM, item->id, 0, &item->text);

  slot->required = TRUE;
  slot->reverse = item->reverse;
  slot->topic[EK_LANGUAGE_EN] = item->topic.en;
  slot->topic[EK_LANGUAGE_ZH] = item->topic.zh;
  for (guint i = 0; i < item->options->len; i++)
    {
      const EkOption *option = &g_array_index (item->options, EkOption, i);
      EkWords label = { option->label_en, option->label_zh };

      add_slot (slots, EK_PART_ITEM_OPTION, item->id, option->value, &label)->own = own;
    }
}

/* Every place for words, owned by the list; the words in it belong to @instrument. */
GPtrArray *
ek_wording_slots (EkInstrument *instrument)
{
  GPtrArray *slots = g_ptr_array_new_with_free_func (slot_free);
  JsonObject *sets = ek_json_peek_object (json_node_get_object (instrument->definition), "option_sets");

  add_slot (slots, EK_PART_TITLE, "", 0, &instrument->title);
  add_slot (slots, EK_PART_INSTRUCTIONS, "", 0, &instrument->instructions);
  add_slot (slots, EK_PART_RECALL, "", 0, &instrument->recall);
  if (sets != NULL)
    add_sets (slots, sets);
  ek_wording_foreach_item (instrument, add_item, slots);
  return slots;
}
