/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-wording-private.h"

#include "ek-csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The structure of an instrument as a file to be filled in. Topics and what is scored in reverse are there for the
 * person who fills it in; words are the empty places. */

static const char *const licence_members[] = { "holder", "number", "valid_until", "entered_by", "note" };

static void
add_text (JsonBuilder *builder, const char *member, const char *text)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, text != NULL ? text : "");
}

static void
add_words (JsonBuilder *builder, const char *member, const char *const *words)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_object (builder);
  for (int i = 0; i < EK_N_LANGUAGES; i++)
    add_text (builder, ek_language_names[i], words[i]);
  json_builder_end_object (builder);
}

static void
add_option (JsonBuilder *builder, const EkSlot *slot)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "value");
  if (slot->value == (gint64) slot->value)
    json_builder_add_int_value (builder, (gint64) slot->value);
  else
    json_builder_add_double_value (builder, slot->value);
  add_words (builder, "label", slot->words);
  json_builder_end_object (builder);
}

/* The options from @from on that have its name; where they end. */
static guint
add_options (JsonBuilder *builder, const char *member, GPtrArray *slots, guint from)
{
  const EkSlot *first = g_ptr_array_index (slots, from);
  guint i;

  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (i = from; i < slots->len; i++)
    {
      const EkSlot *slot = g_ptr_array_index (slots, i);

      if (slot->part != first->part || strcmp (slot->name, first->name) != 0)
        break;
      add_option (builder, slot);
    }
  json_builder_end_array (builder);
  return i;
}

static void
add_sets (JsonBuilder *builder, GPtrArray *slots)
{
  json_builder_set_member_name (builder, "option_sets");
  json_builder_begin_object (builder);
  for (guint i = 0; i < slots->len;)
    {
      const EkSlot *slot = g_ptr_array_index (slots, i);

      if (slot->part == EK_PART_SET_OPTION)
        i = add_options (builder, slot->name, slots, i);
      else
        i++;
    }
  json_builder_end_object (builder);
}

static void
add_item (JsonBuilder *builder, GPtrArray *slots, guint index)
{
  const EkSlot *slot = g_ptr_array_index (slots, index);
  const EkSlot *after = index + 1 < slots->len ? g_ptr_array_index (slots, index + 1) : NULL;

  json_builder_begin_object (builder);
  add_text (builder, "id", slot->name);
  if (slot->topic[EK_LANGUAGE_EN] != NULL || slot->topic[EK_LANGUAGE_ZH] != NULL)
    add_words (builder, "topic", slot->topic);
  json_builder_set_member_name (builder, "reversed");
  json_builder_add_boolean_value (builder, slot->reverse);
  add_words (builder, "text", slot->words);
  if (after != NULL && after->part == EK_PART_ITEM_OPTION && after->own)
    add_options (builder, "options", slots, index + 1);
  json_builder_end_object (builder);
}

static void
add_head (JsonBuilder *builder, EkInstrument *instrument, GPtrArray *slots)
{
  g_autofree char *version = ek_instrument_get_base_version (instrument);

  add_text (builder, "format", EK_WORDING_FORMAT);
  json_builder_set_member_name (builder, "format_version");
  json_builder_add_int_value (builder, 1);
  add_text (builder, "instrument", ek_instrument_get_id (instrument));
  add_text (builder, "version", version);
  add_text (builder, "abbreviation", ek_instrument_get_abbreviation (instrument));
  json_builder_set_member_name (builder, "licence");
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (licence_members); i++)
    add_text (builder, licence_members[i], "");
  json_builder_end_object (builder);
  for (guint i = EK_PART_TITLE; i <= EK_PART_RECALL; i++)
    add_words (builder, ek_part_names[i], ((const EkSlot *) g_ptr_array_index (slots, i))->words);
}

/**
 * ek_wording_export_json:
 * @instrument: an instrument, with or without words
 *
 * Writes its structure as a JSON file with a place for every text, filled with what the definition has.
 *
 * Returns: (transfer full): the file
 */
char *
ek_wording_export_json (EkInstrument *instrument)
{
  g_autoptr (GPtrArray) slots = ek_wording_slots (instrument);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  add_head (builder, instrument, slots);
  add_sets (builder, slots);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (guint i = 0; i < slots->len; i++)
    if (((const EkSlot *) g_ptr_array_index (slots, i))->part == EK_PART_ITEM)
      add_item (builder, slots, i);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  return ek_json_pretty (node);
}

/* part, name, value, about, reversed, en, zh */
enum { N_COLUMNS = 7 };

static void
append_row (GString *csv, const char *part, const char *name, const char *value, const char *about,
            const char *reversed, const char *en, const char *zh)
{
  const char *const cells[N_COLUMNS] = { part, name, value, about, reversed, en, zh };

  ek_csv_append_row (csv, cells, N_COLUMNS);
}

static void
append_slot (GString *csv, const EkSlot *slot)
{
  g_autofree char *about = NULL;
  char value[G_ASCII_DTOSTR_BUF_SIZE] = "";

  if (slot->part == EK_PART_ITEM_OPTION && !slot->own)
    return;
  if (slot->part == EK_PART_SET_OPTION || slot->part == EK_PART_ITEM_OPTION)
    ek_wording_format_number (value, sizeof value, slot->value);
  if (slot->topic[EK_LANGUAGE_EN] != NULL && slot->topic[EK_LANGUAGE_ZH] != NULL)
    about = g_strdup_printf ("%s / %s", slot->topic[EK_LANGUAGE_EN], slot->topic[EK_LANGUAGE_ZH]);
  else
    about = g_strdup (slot->topic[slot->topic[EK_LANGUAGE_EN] != NULL ? EK_LANGUAGE_EN : EK_LANGUAGE_ZH]);
  append_row (csv, ek_part_names[slot->part], slot->name, value, about,
              slot->part != EK_PART_ITEM ? ""
                : slot->reverse          ? "yes"
                                         : "no",
              slot->words[EK_LANGUAGE_EN], slot->words[EK_LANGUAGE_ZH]);
}

/**
 * ek_wording_export_csv:
 * @instrument: an instrument, with or without words
 *
 * As ek_wording_export_json() for a spreadsheet: UTF-8 with a byte order mark, one row to a text, one column to a
 * language. A spreadsheet makes a number of “1.0”; the version is therefore written with a letter before it.
 *
 * Returns: (transfer full): the file
 */
char *
ek_wording_export_csv (EkInstrument *instrument)
{
  g_autoptr (GPtrArray) slots = ek_wording_slots (instrument);
  g_autofree char *base = ek_instrument_get_base_version (instrument);
  g_autofree char *version = g_strconcat ("v", base, NULL);
  GString *csv = g_string_new ("\xef\xbb\xbf");

  append_row (csv, "part", "name", "value", "about", "reversed", "en", "zh");
  append_row (csv, "file", EK_WORDING_FORMAT, "1", NULL, NULL, NULL, NULL);
  append_row (csv, "instrument", ek_instrument_get_id (instrument), version,
              ek_instrument_get_abbreviation (instrument), NULL, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (licence_members); i++)
    append_row (csv, "licence", licence_members[i], NULL, NULL, NULL, NULL, NULL);
  for (guint i = 0; i < slots->len; i++)
    append_slot (csv, g_ptr_array_index (slots, i));
  return g_string_free (csv, FALSE);
}
