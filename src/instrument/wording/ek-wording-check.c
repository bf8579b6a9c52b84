/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-wording-private.h"

#include "ek-instrument-private.h"
#include "ek-time.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

/* What is wrong with a file of wording, in words a person can mend it by. What blocks is what would put a wrong or
 * unreadable question before a patient, or an answer that is scored otherwise than it reads. */

enum { MAX_PROBLEMS = 200 };

/* In characters. */
static const glong longest[EK_N_PARTS] = { 300, 8000, 500, 2000, 500, 500 };

void
ek_wording_problem (EkWording *self, gboolean blocks, guint line, char *place, const char *format, ...)
{
  EkWordingProblem *problem;
  va_list arguments;

  if (self->problems->len >= MAX_PROBLEMS)
    {
      /* The first ones are enough to begin with; that there is one that blocks must not be lost. */
      ((EkWordingProblem *) self->problems->pdata[MAX_PROBLEMS - 1])->blocks |= blocks;
      g_free (place);
      return;
    }
  problem = g_new0 (EkWordingProblem, 1);
  problem->blocks = blocks;
  problem->line = line;
  problem->place = place != NULL || line == 0 ? place : g_strdup_printf (_ ("line %u"), line);
  va_start (arguments, format);
  problem->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->problems, problem);
}

/* Characters that are not seen and change what is: control characters, and those that turn the direction of what
 * follows or hide inside it. A line break is allowed. */
static gboolean
is_forbidden (gunichar c)
{
  if (c == '\n' || c == '\r' || c == '\t')
    return FALSE;
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
    (c >= 0x2060 && c <= 0x206f) || c == 0x061c || c == 0xfeff || c == 0xfffd || (c >= 0xfff9 && c <= 0xfffb) ||
    g_unichar_type (c) == G_UNICODE_PRIVATE_USE || (c & 0xfffe) == 0xfffe || c >= 0xe0000;
}

/* The few characters before @at, for finding the place. */
static char *
text_before (const char *text, const char *at)
{
  const char *from = at;

  for (int i = 0; i < 12 && from > text; i++)
    from = g_utf8_prev_char (from);
  return g_strndup (from, at - from);
}

static void
check_characters (EkWording *self, const char *text, guint line, const char *place)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (is_forbidden (g_utf8_get_char (c)))
      {
        g_autofree char *before = text_before (text, c);

        ek_wording_problem (self, TRUE, line, g_strdup (place),
                            _ ("There is a character (U+%04X) that cannot be seen or cannot be shown, after “%s”. Take "
                               "it out."),
                            g_utf8_get_char (c), before);
        return;
      }
}

static void
check_entry (EkWording *self, const EkEntry *entry)
{
  g_autofree char *place = ek_wording_place (entry->part, entry->name, entry->value, entry->line);

  for (int i = 0; i < EK_N_LANGUAGES; i++)
    {
      const char *text = entry->words[i];

      if (text == NULL)
        continue;
      check_characters (self, text, entry->line, place);
      if (g_utf8_strlen (text, -1) > longest[entry->part])
        ek_wording_problem (self, TRUE, entry->line, g_strdup (place),
                            _ ("The text has %ld characters; at most %ld can be shown."), g_utf8_strlen (text, -1),
                            longest[entry->part]);
    }
}

static gboolean
set_is_known (EkWording *self, EkPart part, const char *name)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      const EkSlot *slot = g_ptr_array_index (self->slots, i);

      if (slot->part == part && strcmp (slot->name, name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The file speaks of something the structure does not have. */
static void
unknown_entry (EkWording *self, const EkEntry *entry)
{
  const char *abbreviation = ek_instrument_get_abbreviation (self->structure);
  char *place = ek_wording_place (entry->part, entry->name, entry->value, entry->line);

  if (entry->part == EK_PART_ITEM ||
      (entry->part == EK_PART_ITEM_OPTION && !set_is_known (self, EK_PART_ITEM, entry->name)))
    ek_wording_problem (self, TRUE, entry->line, place, _ ("The structure of %s has no item “%s”."), abbreviation,
                        entry->name);
  else if (set_is_known (self, entry->part, entry->name))
    ek_wording_problem (self, TRUE, entry->line, place,
                        _ ("The scoring of %s knows no such answer. Another set of values is another version of the "
                           "instrument and needs a definition of its own."),
                        abbreviation);
  else
    ek_wording_problem (self, TRUE, entry->line, place, _ ("The structure of %s has no answers of this name."),
                        abbreviation);
}

static void
index_entries (EkWording *self)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->slots->len; i++)
    {
      EkSlot *slot = g_ptr_array_index (self->slots, i);

      g_hash_table_insert (known, ek_wording_key (slot->part, slot->name, slot->value), slot);
    }
  for (guint i = 0; i < self->entries->len; i++)
    {
      EkEntry *entry = g_ptr_array_index (self->entries, i);
      g_autofree char *key = ek_wording_key (entry->part, entry->name, entry->value);
      const EkSlot *slot = g_hash_table_lookup (known, key);

      if (slot == NULL)
        unknown_entry (self, entry);
      else if (g_hash_table_contains (self->index, key))
        ek_wording_problem (self, TRUE, entry->line,
                            ek_wording_place (entry->part, entry->name, entry->value, entry->line),
                            _ ("It is in the file twice."));
      else
        g_hash_table_insert (self->index, g_steal_pointer (&key), entry);
      if (slot != NULL && entry->reverse >= 0 && entry->reverse != slot->reverse)
        ek_wording_problem (
          self, TRUE, entry->line, ek_wording_place (entry->part, entry->name, entry->value, entry->line),
          slot->reverse ? _ ("The file says that it is not scored in reverse, the structure that it is. A form with "
                             "another key is another version of the instrument and needs a definition of its own.")
                        : _ ("The file says that it is scored in reverse, the structure that it is not. A form with "
                             "another key is another version of the instrument and needs a definition of its own."));
    }
}

static const char *
words_of (EkWording *self, const EkSlot *slot, EkLanguage language)
{
  g_autofree char *key = ek_wording_key (slot->part, slot->name, slot->value);
  const EkEntry *entry = g_hash_table_lookup (self->index, key);

  return entry != NULL ? entry->words[language] : NULL;
}

static void
append_id (GString *list, guint *n, const char *id)
{
  if (*n < 12)
    g_string_append_printf (list, "%s%s", *n > 0 ? ", " : "", id);
  else if (*n == 12)
    g_string_append (list, " …");
  (*n)++;
}

static gboolean
is_in_file (EkWording *self, const EkSlot *slot)
{
  g_autofree char *key = ek_wording_key (slot->part, slot->name, slot->value);

  return g_hash_table_contains (self->index, key);
}

/* How many items have words in one language, and the ids of those that are in the file without. */
static guint
count_items (EkWording *self, EkLanguage language, GString *empty)
{
  guint n = 0, n_empty = 0;

  for (guint i = 0; i < self->slots->len; i++)
    {
      const EkSlot *slot = g_ptr_array_index (self->slots, i);

      if (slot->part != EK_PART_ITEM || !is_in_file (self, slot))
        continue;
      if (words_of (self, slot, language) == NULL)
        append_id (empty, &n_empty, slot->name);
      else
        n++;
    }
  return n;
}

/* One language for all items, or for none: a form in two languages is none that was ever tested. */
static void
check_items (EkWording *self)
{
  g_autoptr (GString) no_english = g_string_new (NULL);
  g_autoptr (GString) no_chinese = g_string_new (NULL);
  guint n_english = count_items (self, EK_LANGUAGE_EN, no_english);
  guint n_chinese = count_items (self, EK_LANGUAGE_ZH, no_chinese);

  if (n_english == 0 && n_chinese == 0)
    {
      ek_wording_problem (self, TRUE, 0, NULL,
                          _ ("No item has a text. Fill in the column of one language or of both."));
      return;
    }
  if (n_english == 0)
    ek_wording_problem (self, FALSE, 0, NULL, _ ("There is no English text; everybody will be shown the Chinese."));
  else if (no_english->len > 0)
    ek_wording_problem (self, TRUE, 0, NULL,
                        _ ("The English text is missing of these items: %s. Fill them in, or leave "
                           "the whole language empty."),
                        no_english->str);
  if (n_chinese == 0)
    ek_wording_problem (self, FALSE, 0, NULL, _ ("There is no Chinese text; everybody will be shown the English."));
  else if (no_chinese->len > 0)
    ek_wording_problem (self, TRUE, 0, NULL,
                        _ ("The Chinese text is missing of these items: %s. Fill them in, or leave "
                           "the whole language empty."),
                        no_chinese->str);
}

static void
check_repeated_answers (EkWording *self, guint from, guint index)
{
  const EkSlot *slot = g_ptr_array_index (self->slots, index);

  for (guint i = from; i < index; i++)
    for (int language = 0; language < EK_N_LANGUAGES; language++)
      if (words_of (self, slot, language) != NULL &&
          g_strcmp0 (words_of (self, slot, language), words_of (self, g_ptr_array_index (self->slots, i), language)) ==
            0)
        ek_wording_problem (self, TRUE, 0, ek_wording_place (slot->part, slot->name, slot->value, 0),
                            _ ("Another answer to the same question reads the same: “%s”."),
                            words_of (self, slot, language));
}

/* The answers of one set or item: all of its values must be in the file if any is, and no two may read the same. */
static void
check_group (EkWording *self, guint from, guint until)
{
  const EkSlot *first = g_ptr_array_index (self->slots, from);
  g_autoptr (GString) missing = g_string_new (NULL);
  EkPart place = first->part == EK_PART_ITEM_OPTION ? EK_PART_ITEM : first->part;
  guint n_missing = 0, n_without_words = 0;

  for (guint i = from; i < until; i++)
    {
      const EkSlot *slot = g_ptr_array_index (self->slots, i);
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      ek_wording_format_number (number, sizeof number, slot->value);
      if (!is_in_file (self, slot))
        append_id (missing, &n_missing, number);
      n_without_words += words_of (self, slot, EK_LANGUAGE_EN) == NULL && words_of (self, slot, EK_LANGUAGE_ZH) == NULL;
      check_repeated_answers (self, from, i);
    }
  if (first->part == EK_PART_ITEM_OPTION && !first->own && n_missing == until - from)
    return;
  if (n_missing > 0)
    ek_wording_problem (self, TRUE, 0, ek_wording_place (place, first->name, first->value, 0),
                        _ ("These answers are missing from the file: %s. The scoring needs every one of them."),
                        missing->str);
  else if (n_without_words > 0)
    ek_wording_problem (self, FALSE, 0, ek_wording_place (place, first->name, first->value, 0),
                        ngettext ("%u answer has no words and will be shown as a number.",
                                  "%u answers have no words and will be shown as numbers.", n_without_words),
                        n_without_words);
}

static void
check_options (EkWording *self)
{
  for (guint i = 0; i < self->slots->len;)
    {
      const EkSlot *slot = g_ptr_array_index (self->slots, i);
      guint until = i + 1;

      if (slot->part == EK_PART_SET_OPTION || slot->part == EK_PART_ITEM_OPTION)
        {
          for (; until < self->slots->len; until++)
            {
              const EkSlot *next = g_ptr_array_index (self->slots, until);

              if (next->part != slot->part || strcmp (next->name, slot->name) != 0)
                break;
            }
          check_group (self, i, until);
        }
      i = until;
    }
}

static void
check_missing_items (EkWording *self)
{
  g_autoptr (GString) missing = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < self->slots->len; i++)
    {
      const EkSlot *slot = g_ptr_array_index (self->slots, i);

      if (slot->part == EK_PART_ITEM && !is_in_file (self, slot))
        append_id (missing, &n, slot->name);
    }
  if (n > 0)
    ek_wording_problem (self, TRUE, 0, NULL, _ ("These items of %s are missing from the file: %s."),
                        ek_instrument_get_abbreviation (self->structure), missing->str);
}

static void
check_repeated_items (EkWording *self)
{
  for (int language = 0; language < EK_N_LANGUAGES; language++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 0; i < self->entries->len; i++)
        {
          EkEntry *entry = g_ptr_array_index (self->entries, i);
          const EkEntry *former;

          if (entry->part != EK_PART_ITEM || entry->words[language] == NULL)
            continue;
          former = g_hash_table_lookup (seen, entry->words[language]);
          if (former != NULL)
            ek_wording_problem (self, FALSE, entry->line, ek_wording_place (EK_PART_ITEM, entry->name, 0, entry->line),
                                _ ("It reads the same as item “%s”. Check that no line slipped."), former->name);
          else
            g_hash_table_insert (seen, entry->words[language], entry);
        }
    }
}

/* Everything that can be said by comparing the file with the structure it is for. */
void
ek_wording_check_entries (EkWording *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    check_entry (self, g_ptr_array_index (self->entries, i));
  index_entries (self);
  check_missing_items (self);
  check_items (self);
  check_options (self);
  check_repeated_items (self);
}

/* Spreadsheets turn 2027-01-31 into 2027/1/31. */
static void
read_date (EkWording *self)
{
  g_auto (GStrv) parts = g_strsplit_set (self->licence.valid_until, "-/.", 4);
  char *date;

  if (g_strv_length (parts) != 3)
    return;
  date = g_strdup_printf ("%04u-%02u-%02u", (guint) (g_ascii_strtoull (parts[0], NULL, 10) % 10000),
                          (guint) (g_ascii_strtoull (parts[1], NULL, 10) % 100),
                          (guint) (g_ascii_strtoull (parts[2], NULL, 10) % 100));
  g_free ((char *) self->licence.valid_until);
  self->licence.valid_until = date;
}

void
ek_wording_check_licence (EkWording *self, const char *today)
{
  const char *const texts[] = { self->licence.holder, self->licence.number, self->licence.entered_by,
                                self->licence.note };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (texts[i] == NULL)
        continue;
      check_characters (self, texts[i], 0, _ ("the licence"));
      if (g_utf8_strlen (texts[i], -1) > 500)
        ek_wording_problem (self, TRUE, 0, g_strdup (_ ("the licence")),
                            _ ("The text has %ld characters; at most %ld can be shown."), g_utf8_strlen (texts[i], -1),
                            500L);
    }
  if (self->licence.holder == NULL || self->licence.number == NULL)
    ek_wording_problem (self, FALSE, 0, g_strdup (_ ("the licence")),
                        _ ("Rights holder or licence number is empty. Check that the hospital may use these words."));
  if (self->licence.valid_until == NULL)
    return;
  read_date (self);
  if (strlen (self->licence.valid_until) != 10 || !ek_date_is_valid (self->licence.valid_until))
    ek_wording_problem (self, TRUE, 0, g_strdup (_ ("the licence")), _ ("“%s” is not a date. Write it as 2027-12-31."),
                        self->licence.valid_until);
  else if (today != NULL && strcmp (self->licence.valid_until, today) < 0)
    ek_wording_problem (self, FALSE, 0, g_strdup (_ ("the licence")), _ ("The licence ended on %s."),
                        self->licence.valid_until);
}

typedef struct {
  EkWording *self;
  const char *place;
} Walk;

static void
check_member (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  Walk *walk = data;

  ek_wording_check_texts (walk->self, node, walk->place != NULL ? walk->place : name);
}

static void
check_element (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  Walk *walk = data;
  const char *id = JSON_NODE_HOLDS_OBJECT (node) ? ek_json_peek_string (json_node_get_object (node), "id") : NULL;

  ek_wording_check_texts (walk->self, node, id != NULL ? id : walk->place);
}

/* Every text of a whole definition, wherever it stands. Its depth was bounded when it was read. */
void
ek_wording_check_texts (EkWording *self, JsonNode *node, const char *place)
{
  Walk walk = { self, place };

  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), check_member, &walk);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), check_element, &walk);
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      check_characters (self, json_node_get_string (node), 0, place);
      if (g_utf8_strlen (json_node_get_string (node), -1) > longest[EK_PART_INSTRUCTIONS])
        ek_wording_problem (self, TRUE, 0, g_strdup (place), _ ("A text is longer than %ld characters."),
                            longest[EK_PART_INSTRUCTIONS]);
    }
}
