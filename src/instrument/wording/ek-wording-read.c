/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-wording-private.h"

#include "ek-csv.h"
#include "ek-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The two formats of a filled-in structure, read into one list of entries. What is not known is a problem of the file,
 * not skipped: a misspelt “text” must not lose a question. */

static const EkCsvLimits csv_limits = { 4u << 20, 20000, 16 };

/* Without blanks at its ends; NULL when nothing is left. */
static char *
trimmed (const char *text)
{
  g_autofree char *copy = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

  return copy != NULL && *copy != '\0' ? g_steal_pointer (&copy) : NULL;
}

static EkEntry *
add_entry (EkWording *self, EkPart part, const char *name, double value, guint line)
{
  EkEntry *entry = g_new0 (EkEntry, 1);

  *entry = (EkEntry){ part, g_strdup (name), value, line, -1, { NULL, NULL } };
  g_ptr_array_add (self->entries, entry);
  return entry;
}

static const char **
licence_member (EkWording *self, const char *name)
{
  if (strcmp (name, "holder") == 0)
    return &self->licence.holder;
  if (strcmp (name, "number") == 0)
    return &self->licence.number;
  if (strcmp (name, "valid_until") == 0)
    return &self->licence.valid_until;
  if (strcmp (name, "entered_by") == 0)
    return &self->licence.entered_by;
  return strcmp (name, "note") == 0 ? &self->licence.note : NULL;
}

static void
set_licence (EkWording *self, const char *name, const char *text, guint line)
{
  const char **member = licence_member (self, name);

  if (member == NULL)
    {
      ek_wording_problem (self, TRUE, line, NULL, _ ("The licence has no entry “%s”."), name);
      return;
    }
  g_free ((char *) *member);
  *member = trimmed (text);
}

/* JSON */

static void
read_words (EkWording *self, JsonObject *object, const char *member, EkEntry *entry)
{
  JsonNode *node = json_object_get_member (object, member);
  JsonObjectIter iter;
  const char *name;
  JsonNode *text;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      ek_wording_problem (self, TRUE, 0, ek_wording_place (entry->part, entry->name, entry->value, 0),
                          _ ("The words are not given by language (“en”, “zh”)."));
      return;
    }
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &text))
    {
      int language = g_str_equal (name, "en") ? EK_LANGUAGE_EN : g_str_equal (name, "zh") ? EK_LANGUAGE_ZH : -1;

      if (language < 0)
        ek_wording_problem (self, TRUE, 0, ek_wording_place (entry->part, entry->name, entry->value, 0),
                            _ ("The language “%s” is not known; there are “en” and “zh”."), name);
      else if (json_node_get_value_type (text) == G_TYPE_STRING)
        entry->words[language] = trimmed (json_node_get_string (text));
      else if (!JSON_NODE_HOLDS_NULL (text))
        ek_wording_problem (self, TRUE, 0, ek_wording_place (entry->part, entry->name, entry->value, 0),
                            _ ("What stands for the words is not a text."));
    }
}

static void
refuse_others (EkWording *self, JsonObject *object, const char *where, const char *const *allowed)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (allowed, name))
      ek_wording_problem (self, TRUE, 0, g_strdup (where),
                          _ ("There is a member “%s” that this program does not know."), name);
}

static void
read_options (EkWording *self, EkPart part, const char *name, JsonArray *options)
{
  static const char *const allowed[] = { "value", "label", NULL };

  for (guint i = 0; i < json_array_get_length (options); i++)
    {
      JsonObject *option = ek_json_element_object (options, i);
      double value = option != NULL ? ek_json_peek_double (option, "value", NAN) : NAN;

      if (!isfinite (value))
        {
          ek_wording_problem (self, TRUE, 0, g_strdup (name), _ ("Answer %u has no value that is a number."), i + 1);
          continue;
        }
      refuse_others (self, option, name, allowed);
      read_words (self, option, "label", add_entry (self, part, name, value, 0));
    }
}

static void
read_item (EkWording *self, JsonObject *object, guint index)
{
  static const char *const allowed[] = { "id", "topic", "reversed", "text", "options", NULL };
  const char *id = object != NULL ? ek_json_peek_string (object, "id") : NULL;
  JsonNode *options;
  EkEntry *entry;

  if (id == NULL)
    {
      ek_wording_problem (self, TRUE, 0, NULL, _ ("Item number %u of the file has no “id”."), index + 1);
      return;
    }
  entry = add_entry (self, EK_PART_ITEM, id, 0, 0);
  refuse_others (self, object, id, allowed);
  if (json_object_has_member (object, "reversed"))
    {
      GError *error = NULL;
      gboolean reversed;

      if (ek_json_get_boolean (object, "reversed", &reversed, &error))
        entry->reverse = reversed;
      else
        ek_wording_problem (self, TRUE, 0, ek_wording_place (EK_PART_ITEM, id, 0, 0), "%s", error->message);
      g_clear_error (&error);
    }
  read_words (self, object, "text", entry);
  options = json_object_get_member (object, "options");
  if (options != NULL && JSON_NODE_HOLDS_ARRAY (options))
    read_options (self, EK_PART_ITEM_OPTION, id, json_node_get_array (options));
  else if (options != NULL)
    ek_wording_problem (self, TRUE, 0, ek_wording_place (EK_PART_ITEM, id, 0, 0), _ ("Its answers are not a list."));
}

static void
read_sets (EkWording *self, JsonObject *sets)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, sets);
  while (json_object_iter_next (&iter, &name, &node))
    {
      if (JSON_NODE_HOLDS_ARRAY (node))
        read_options (self, EK_PART_SET_OPTION, name, json_node_get_array (node));
      else
        ek_wording_problem (self, TRUE, 0, NULL, _ ("The answers “%s” are not a list."), name);
    }
}

static void
read_licence (EkWording *self, JsonObject *licence)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, licence);
  while (json_object_iter_next (&iter, &name, &node))
    {
      if (json_node_get_value_type (node) == G_TYPE_STRING)
        set_licence (self, name, json_node_get_string (node), 0);
      else if (!JSON_NODE_HOLDS_NULL (node))
        ek_wording_problem (self, TRUE, 0, NULL, _ ("“%s” of the licence is not a text."), name);
    }
}

/* The file as exported, filled in. Fails only where nothing more can be said of it. */
gboolean
ek_wording_read_json (EkWording *self, JsonObject *root, GError **error)
{
  static const char *const allowed[] = { "format",       "format_version", "instrument", "version",
                                         "abbreviation", "licence",        "title",      "instructions",
                                         "recall",       "option_sets",    "items",      NULL };
  const char *id = ek_json_get_string (root, "instrument", error);
  const char *version = id != NULL ? ek_json_get_string (root, "version", error) : NULL;
  JsonArray *items = version != NULL ? ek_json_get_array (root, "items", error) : NULL;
  gint64 format;

  if (items == NULL || !ek_json_get_int (root, "format_version", &format, error))
    return FALSE;
  if (format != 1)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_UNSUPPORTED,
                           _ ("The file was written by a newer version of Evenkeel. Export the structure with this one "
                              "and fill that in."));
      return FALSE;
    }
  self->instrument_id = g_strdup (id);
  self->version = g_strdup (version);
  refuse_others (self, root, NULL, allowed);
  if (ek_json_peek_object (root, "licence") != NULL)
    read_licence (self, ek_json_peek_object (root, "licence"));
  for (EkPart part = EK_PART_TITLE; part <= EK_PART_RECALL; part++)
    if (json_object_has_member (root, ek_part_names[part]))
      read_words (self, root, ek_part_names[part], add_entry (self, part, "", 0, 0));
  if (ek_json_peek_object (root, "option_sets") != NULL)
    read_sets (self, ek_json_peek_object (root, "option_sets"));
  for (guint i = 0; i < json_array_get_length (items); i++)
    read_item (self, ek_json_element_object (items, i), i);
  return TRUE;
}

/* Tables */

enum { PART, NAME, VALUE, ABOUT, REVERSED, EN, ZH, N_COLUMNS };

static const char *const column_names[N_COLUMNS] = { "part", "name", "value", "about", "reversed", "en", "zh" };

/* Where each column is; spreadsheets may have moved them. */
static gboolean
read_heading (const EkCsvRow *row, int *columns, GError **error)
{
  for (int i = 0; i < N_COLUMNS; i++)
    columns[i] = -1;
  for (guint i = 0; i < row->cells->len; i++)
    {
      g_autofree char *title = trimmed (ek_csv_row_cell (row, i));
      int which = 0;

      if (title == NULL)
        continue;
      while (which < N_COLUMNS && g_ascii_strcasecmp (title, column_names[which]) != 0)
        which++;
      if (which == N_COLUMNS || columns[which] >= 0)
        {
          g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX,
                       _ ("Line %u of the table: the column “%s” is not known or there twice. The columns are part, "
                          "name, value, about, reversed, en and zh."),
                       row->line, title);
          return FALSE;
        }
      columns[which] = i;
    }
  if (columns[PART] >= 0 && columns[NAME] >= 0 && columns[VALUE] >= 0 && (columns[EN] >= 0 || columns[ZH] >= 0))
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX,
                       _ ("This is not a table of wording: its first row must name the columns part, name, value, en "
                          "and zh, as the exported structure does."));
  return FALSE;
}

static const char *
cell (const EkCsvRow *row, const int *columns, int which)
{
  return columns[which] >= 0 ? ek_csv_row_cell (row, columns[which]) : "";
}

static int
read_reversed (EkWording *self, const EkCsvRow *row, const char *text)
{
  static const char *const words[] = { "no", "yes", "false", "true", "0", "1", "否", "是" };
  g_autofree char *word = trimmed (text);

  if (word == NULL)
    return -1;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (word, words[i]) == 0)
      return i % 2;
  ek_wording_problem (self, TRUE, row->line, NULL, _ ("“%s” in the column “reversed” is neither yes nor no."), word);
  return -1;
}

static void
read_text_row (EkWording *self, const EkCsvRow *row, const int *columns, EkPart part)
{
  g_autofree char *name = trimmed (cell (row, columns, NAME));
  g_autofree char *number = trimmed (cell (row, columns, VALUE));
  gboolean is_option = part == EK_PART_SET_OPTION || part == EK_PART_ITEM_OPTION;
  char *end = NULL;
  double value = number != NULL ? g_ascii_strtod (number, &end) : 0;
  EkEntry *entry;

  if (is_option && (number == NULL || *end != '\0' || !isfinite (value)))
    {
      ek_wording_problem (self, TRUE, row->line, NULL, _ ("The value of the answer is not a number."));
      return;
    }
  if (name == NULL && part >= EK_PART_ITEM)
    {
      ek_wording_problem (self, TRUE, row->line, NULL, _ ("The row does not name its item or set of answers."));
      return;
    }
  entry = add_entry (self, part, name != NULL && part >= EK_PART_ITEM ? name : "", is_option ? value : 0, row->line);
  entry->reverse = part == EK_PART_ITEM ? read_reversed (self, row, cell (row, columns, REVERSED)) : -1;
  entry->words[EK_LANGUAGE_EN] = trimmed (cell (row, columns, EN));
  entry->words[EK_LANGUAGE_ZH] = trimmed (cell (row, columns, ZH));
}

/* Whoever fills in the licence may have written it under any of the columns. */
static const char *
any_text (const EkCsvRow *row, const int *columns)
{
  static const int order[] = { VALUE, EN, ZH };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (*cell (row, columns, order[i]) != '\0')
      return cell (row, columns, order[i]);
  return NULL;
}

static void
read_row (EkWording *self, const EkCsvRow *row, const int *columns)
{
  g_autofree char *part = trimmed (cell (row, columns, PART));
  g_autofree char *name = trimmed (cell (row, columns, NAME));
  g_autofree char *value = trimmed (cell (row, columns, VALUE));

  if (part == NULL)
    {
      for (guint i = 0; i < row->cells->len; i++)
        if (*ek_csv_row_cell (row, i) != '\0')
          {
            ek_wording_problem (self, TRUE, row->line, NULL, _ ("The row does not say in “part” what it is."));
            return;
          }
      return;
    }
  for (EkPart which = 0; which < EK_N_PARTS; which++)
    if (g_ascii_strcasecmp (part, ek_part_names[which]) == 0)
      {
        read_text_row (self, row, columns, which);
        return;
      }
  if (g_ascii_strcasecmp (part, "licence") == 0)
    {
      set_licence (self, name != NULL ? name : "", any_text (row, columns), row->line);
    }
  else if (g_ascii_strcasecmp (part, "instrument") == 0 && self->instrument_id == NULL)
    {
      self->instrument_id = g_steal_pointer (&name);
      self->version = g_strdup (value != NULL && g_ascii_tolower (*value) == 'v' ? value + 1 : value);
    }
  else if (g_ascii_strcasecmp (part, "file") == 0)
    {
      if (g_strcmp0 (name, EK_WORDING_FORMAT) != 0 || g_strcmp0 (value, "1") != 0)
        ek_wording_problem (self, TRUE, row->line, NULL,
                            _ ("The file is not a table of wording, or was written by a newer version of Evenkeel."));
    }
  else
    {
      ek_wording_problem (self, TRUE, row->line, NULL, _ ("“%s” in the column “part” is not known, or there twice."),
                          part);
    }
}

gboolean
ek_wording_read_csv (EkWording *self, const char *bytes, gsize length, GError **error)
{
  g_autoptr (GPtrArray) rows = ek_csv_parse (bytes, length, &csv_limits, error);
  int columns[N_COLUMNS];

  if (rows == NULL)
    return FALSE;
  if (rows->len == 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE, _ ("The file is empty."));
      return FALSE;
    }
  if (!read_heading (g_ptr_array_index (rows, 0), columns, error))
    return FALSE;
  for (guint i = 1; i < rows->len; i++)
    read_row (self, g_ptr_array_index (rows, i), columns);
  if (self->instrument_id != NULL && self->version != NULL)
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INCOMPLETE,
                       _ ("The table has no row “instrument” that says which instrument and version it is for."));
  return FALSE;
}
