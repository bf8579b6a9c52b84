/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-wording-private.h"

#include "ek-error.h"
#include "ek-file.h"
#include "ek-instrument-private.h"
#include "ek-language.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* From a file that a hospital brings to a complete definition. The structure is copied and only words are put into it:
 * items keep their ids, kinds, values and conditions, so a form is scored as it was without words. */

static const EkJsonLimits limits = { 4u << 20, 32 };

static void
entry_free (gpointer data)
{
  EkEntry *entry = data;

  g_free (entry->name);
  for (int i = 0; i < EK_N_LANGUAGES; i++)
    g_free (entry->words[i]);
  g_free (entry);
}

static void
problem_free (gpointer data)
{
  EkWordingProblem *problem = data;

  g_free (problem->place);
  g_free (problem->message);
  g_free (problem);
}

static EkWording *
new_wording (void)
{
  EkWording *self = g_new0 (EkWording, 1);

  g_atomic_ref_count_init (&self->references);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->problems = g_ptr_array_new_with_free_func (problem_free);
  return self;
}

/**
 * ek_wording_ref:
 * @self: what was read; from any thread
 *
 * Returns: (transfer full): @self
 */
EkWording *
ek_wording_ref (EkWording *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

/**
 * ek_wording_unref:
 * @self: (nullable): what was read; from any thread
 */
void
ek_wording_unref (EkWording *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->instrument_id);
  g_free (self->version);
  g_clear_pointer (&self->index, g_hash_table_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->slots, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->structure, ek_instrument_unref);
  g_clear_pointer (&self->result, ek_instrument_unref);
  g_clear_pointer (&self->merged, json_node_unref);
  g_free (self->hash);
  g_free ((char *) self->licence.holder);
  g_free ((char *) self->licence.number);
  g_free ((char *) self->licence.valid_until);
  g_free ((char *) self->licence.entered_by);
  g_free ((char *) self->licence.note);
  g_free (self);
}

/* A node of one's own to change: json_node_copy() shares what is inside. */
static JsonNode *
copy_definition (JsonNode *definition, GError **error)
{
  g_autofree char *text = ek_json_canonical (definition);

  return ek_json_parse (text, -1, &limits, error);
}

/* Merging */

static void
set_words (JsonObject *object, const char *member, const EkEntry *entry)
{
  JsonObject *words;

  if (entry == NULL || (entry->words[EK_LANGUAGE_EN] == NULL && entry->words[EK_LANGUAGE_ZH] == NULL))
    return;
  words = json_object_new ();
  for (int i = 0; i < EK_N_LANGUAGES; i++)
    if (entry->words[i] != NULL)
      json_object_set_string_member (words, ek_language_names[i], entry->words[i]);
  json_object_set_object_member (object, member, words);
}

static const EkEntry *
find_entry (EkWording *self, EkPart part, const char *name, double value)
{
  g_autofree char *key = ek_wording_key (part, name, value);

  return g_hash_table_lookup (self->index, key);
}

static void
merge_options (EkWording *self, EkPart part, const char *name, JsonArray *options)
{
  for (guint i = 0; i < json_array_get_length (options); i++)
    {
      JsonObject *option = ek_json_element_object (options, i);

      set_words (option, "label", find_entry (self, part, name, ek_json_peek_double (option, "value", 0)));
    }
}

static JsonObject *
copy_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonNode) copy = NULL;

  json_node_set_object (node, object);
  copy = copy_definition (node, NULL);
  return copy != NULL ? json_node_dup_object (copy) : json_object_ref (object);
}

static JsonArray *
copy_array (JsonArray *array)
{
  JsonArray *copy = json_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_object_element (copy, copy_object (ek_json_element_object (array, i)));
  return copy;
}

/* What the answers of an item are, whether given there or by the name of a set. */
static JsonArray *
options_of (JsonObject *item, JsonObject *sets)
{
  JsonArray *own = ek_json_peek_array (item, "options");
  const char *set = ek_json_peek_string (item, "options");

  return own != NULL ? own : set != NULL && sets != NULL ? ek_json_peek_array (sets, set) : NULL;
}

static gboolean
has_own_words (EkWording *self, const char *id, JsonArray *options)
{
  for (guint i = 0; options != NULL && i < json_array_get_length (options); i++)
    if (find_entry (self, EK_PART_ITEM_OPTION, id,
                    ek_json_peek_double (ek_json_element_object (options, i), "value", 0)) != NULL)
      return TRUE;
  return FALSE;
}

typedef struct {
  EkWording *self;
  JsonObject *sets;
  JsonArray *items; /* one member to an item: each has words of its own now */
} Merge;

static void
merge_item (EkItem *item, JsonObject *object, gpointer data)
{
  Merge *merge = data;
  JsonObject *copy = copy_object (object);
  JsonArray *options = options_of (copy, merge->sets);

  json_object_set_string_member (copy, "id", item->id);
  set_words (copy, "text", find_entry (merge->self, EK_PART_ITEM, item->id, 0));
  if (has_own_words (merge->self, item->id, options))
    {
      JsonArray *own = copy_array (options);

      merge_options (merge->self, EK_PART_ITEM_OPTION, item->id, own);
      json_object_set_array_member (copy, "options", own);
    }
  json_array_add_object_element (merge->items, copy);
}

static void
append_licence (EkWording *self, JsonObject *object, const char *member, const char *language)
{
  GString *text = g_string_new (ek_json_peek_string (object, member));

  if (self->licence.number != NULL)
    g_string_append_printf (text, ek_tr_c (language, "rights", "; licence %s"), self->licence.number);
  if (self->licence.valid_until != NULL)
    g_string_append_printf (text, ek_tr_c (language, "rights", "; valid until %s"), self->licence.valid_until);
  json_object_set_string_member (object, member, text->str);
  g_string_free (text, TRUE);
}

/* Under what right the words are there, shown wherever the instrument's rights are. Terms are one text, or one in each
 * language. */
static void
merge_rights (EkWording *self, JsonObject *root)
{
  JsonObject *rights = ek_json_peek_object (root, "rights");
  JsonObject *terms = ek_json_peek_object (rights, "terms");

  if (self->licence.holder != NULL)
    json_object_set_string_member (rights, "holder", self->licence.holder);
  if (terms == NULL)
    append_licence (self, rights, "terms", "en");
  if (terms != NULL && json_object_has_member (terms, "en"))
    append_licence (self, terms, "en", "en");
  if (terms != NULL && json_object_has_member (terms, "zh"))
    append_licence (self, terms, "zh", "zh");
}

/* The program checked the structure; nobody but the hospital can have checked these words. */
static void
merge_marks (JsonObject *root)
{
  JsonArray *marks = ek_json_peek_array (root, "verification");
  static const char *const languages[] = { "en", "zh" };
  JsonObject *mark = json_object_new (), *note = json_object_new ();

  for (guint i = json_array_get_length (marks); i > 0; i--)
    {
      const char *what = ek_json_peek_string (ek_json_element_object (marks, i - 1), "what");

      if (what != NULL && g_str_has_prefix (what, "wording"))
        json_array_remove_element (marks, i - 1);
    }
  json_object_set_string_member (mark, "what", "wording");
  json_object_set_boolean_member (mark, "verified", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    json_object_set_string_member (note, languages[i],
                                   ek_tr (languages[i],
                                          "The hospital imported this wording. The program cannot check it "
                                          "against the licensed form; somebody who has that form must."));
  json_object_set_object_member (mark, "note", note);
  json_array_add_object_element (marks, mark);
}

static JsonNode *
merge (EkWording *self, GError **error)
{
  g_autoptr (JsonNode) node = copy_definition (ek_instrument_get_definition (self->structure), error);
  JsonObject *root = node != NULL ? json_node_get_object (node) : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *set;
  Merge merging;

  if (root == NULL)
    return NULL;
  merging = (Merge){ self, ek_json_peek_object (root, "option_sets"), json_array_new () };
  set_words (root, "title", find_entry (self, EK_PART_TITLE, "", 0));
  set_words (root, "instructions", find_entry (self, EK_PART_INSTRUCTIONS, "", 0));
  set_words (root, "recall", find_entry (self, EK_PART_RECALL, "", 0));
  if (merging.sets != NULL)
    {
      json_object_iter_init (&iter, merging.sets);
      while (json_object_iter_next (&iter, &name, &set))
        if (JSON_NODE_HOLDS_ARRAY (set))
          merge_options (self, EK_PART_SET_OPTION, name, json_node_get_array (set));
    }
  ek_wording_foreach_item (self->structure, merge_item, &merging);
  json_object_set_array_member (root, "items", merging.items);
  merge_rights (self, root);
  merge_marks (root);
  return g_steal_pointer (&node);
}

/* Finishing */

static int
compare_problems (gconstpointer a, gconstpointer b)
{
  const EkWordingProblem *first = *(EkWordingProblem *const *) a;
  const EkWordingProblem *second = *(EkWordingProblem *const *) b;

  if (first->blocks != second->blocks)
    return first->blocks ? -1 : 1;
  return first->line < second->line ? -1 : first->line > second->line;
}

static gboolean
blocked (EkWording *self)
{
  for (guint i = 0; i < self->problems->len; i++)
    if (((EkWordingProblem *) self->problems->pdata[i])->blocks)
      return TRUE;
  return FALSE;
}

/* Reads what was merged as any definition is read: what cannot be scored does not get in. */
static void
finish (EkWording *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (self->merged != NULL && self->result == NULL)
    self->result = ek_instrument_parse (self->merged, &error);
  if (self->result == NULL && self->merged != NULL)
    ek_wording_problem (self, TRUE, 0, NULL, "%s", error->message);
  if (self->merged != NULL)
    {
      text = ek_json_canonical (self->merged);
      self->hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
    }
}

static void
finish_words (EkWording *self, EkCatalogue *catalogue, const char *today)
{
  g_autoptr (GError) error = NULL;
  EkInstrument *known = ek_catalogue_find (catalogue, self->instrument_id, NULL);
  EkInstrument *structure = ek_catalogue_find (catalogue, self->instrument_id, self->version);

  if (known == NULL)
    ek_wording_problem (self, TRUE, 0, NULL, _ ("There is no instrument “%s”."), self->instrument_id);
  else if (structure == NULL || strchr (self->version, '+') != NULL)
    ek_wording_problem (self, TRUE, 0, NULL,
                        _ ("There is no structure of %s in version “%s”. Export the structure and fill that in."),
                        ek_instrument_get_abbreviation (known), self->version);
  else if (ek_instrument_get_n_items (structure) == 0)
    ek_wording_problem (self, TRUE, 0, NULL,
                        _ ("The items of %s are not part of the program, so there is nothing to put words to. Bring a "
                           "whole definition of it."),
                        ek_instrument_get_abbreviation (known));
  if (known == NULL || structure == NULL || ek_instrument_get_n_items (structure) == 0)
    return;
  self->structure = ek_instrument_ref (structure);
  self->slots = ek_wording_slots (structure);
  ek_wording_check_entries (self);
  ek_wording_check_licence (self, today);
  if (ek_instrument_has_words (structure))
    ek_wording_problem (self, FALSE, 0, NULL, _ ("%s has words already; those of the file will be shown instead."),
                        ek_instrument_get_abbreviation (structure));
  if (blocked (self))
    return;
  self->merged = merge (self, &error);
  if (self->merged == NULL)
    ek_wording_problem (self, TRUE, 0, NULL, "%s", error->message);
  finish (self);
}

static void
warn_of_marks (EkWording *self)
{
  for (guint i = 0; i < ek_instrument_get_n_verifications (self->result); i++)
    {
      const EkVerification *mark = ek_instrument_get_verification (self->result, i);

      if (!mark->verified)
        ek_wording_problem (self, FALSE, 0, g_strdup (mark->what), _ ("Marked as not verified: %s"),
                            mark->note != NULL ? mark->note : _ ("no reason given"));
    }
}

/* The lowest answer to an item that opens the risk chain; NAN: none does. A rule without a number counts as any
 * answer. */
static double
critical_from (EkInstrument *instrument, const char *item_id)
{
  double lowest = NAN;

  for (guint i = 0; i < instrument->criticals->len; i++)
    {
      const EkCriticalEntry *entry = instrument->criticals->pdata[i];

      for (guint k = 0; k < entry->items->len && !entry->rule.is_medical; k++)
        if (g_strcmp0 (ek_item_get_id (instrument->items->pdata[g_array_index (entry->items, guint, k)]), item_id) == 0)
          lowest = fmin (lowest, isnan (entry->at_least) ? -INFINITY : entry->at_least);
    }
  return lowest;
}

static gboolean
has_alarms (EkInstrument *instrument)
{
  for (guint i = 0; i < instrument->criticals->len; i++)
    if (!((EkCriticalEntry *) instrument->criticals->pdata[i])->rule.is_medical)
      return TRUE;
  return FALSE;
}

/* A definition takes the place of the one that is given now: it must not silence an alarm, nor turn a score round,
 * without anybody seeing it. */
static void
compare_alarms (EkWording *self, EkInstrument *given)
{
  EkInstrument *result = self->result;

  if (has_alarms (given) && !has_alarms (result))
    ek_wording_problem (self, TRUE, 0, NULL,
                        _ (
                          "Version %s of %s, given now, names answers that need somebody the same day. This definition "
                          "names none: a patient in danger would not be seen."),
                        ek_instrument_get_version (given), ek_instrument_get_abbreviation (given));
  for (guint i = 0; has_alarms (result) && i < given->items->len; i++)
    {
      const char *id = ek_item_get_id (given->items->pdata[i]);
      double now = critical_from (given, id), then = critical_from (result, id);

      if (!isnan (now) && !(then <= now))
        ek_wording_problem (self, FALSE, 0, g_strdup (id),
                            _ ("Fewer answers to this item raise an alarm than in version %s, given now."),
                            ek_instrument_get_version (given));
    }
  if (given->is_scored && result->is_scored && given->lower_is_worse != result->lower_is_worse)
    ek_wording_problem (self, FALSE, 0, NULL,
                        _ ("It counts the other way round than version %s, given now: what was better is worse."),
                        ek_instrument_get_version (given));
}

static void
compare_with_known (EkWording *self, EkCatalogue *catalogue)
{
  const char *id = ek_instrument_get_id (self->result);
  EkInstrument *given = ek_catalogue_find (catalogue, id, NULL);
  EkInstrument *same = ek_catalogue_find (catalogue, id, self->version);
  g_autofree char *text = same != NULL ? ek_json_canonical (ek_instrument_get_definition (same)) : NULL;
  g_autofree char *own = ek_json_canonical (self->merged);

  if (strchr (self->version, '+') != NULL)
    ek_wording_problem (self, TRUE, 0, NULL,
                        _ ("A version with “+” is made by importing words; a definition has "
                           "numbers with points between them."));
  else if (same != NULL && strcmp (text, own) == 0)
    ek_wording_problem (self, TRUE, 0, NULL, _ ("This definition is there already."));
  else if (same != NULL)
    ek_wording_problem (self, TRUE, 0, NULL,
                        _ ("Version %s of %s is there already and says something else. Forms were answered under it: "
                           "give the new definition another version."),
                        self->version, ek_instrument_get_abbreviation (same));
  else if (given != NULL && ek_instrument_get_n_items (given) != ek_instrument_get_n_items (self->result))
    ek_wording_problem (self, FALSE, 0, NULL, _ ("It has %u items; version %s of %s, given now, has %u."),
                        ek_instrument_get_n_items (self->result), ek_instrument_get_version (given),
                        ek_instrument_get_abbreviation (given), ek_instrument_get_n_items (given));
  if (given != NULL && ek_instrument_has_words (given) && !ek_instrument_has_words (self->result))
    ek_wording_problem (self, FALSE, 0, NULL, _ ("It has no words; version %s, which has, will still be given."),
                        ek_instrument_get_version (given));
  if (given != NULL)
    compare_alarms (self, given);
}

static void
finish_definition (EkWording *self, EkCatalogue *catalogue)
{
  ek_wording_check_texts (self, self->merged, NULL);
  finish (self);
  if (self->result == NULL)
    return;
  self->version = g_strdup (ek_instrument_get_version (self->result));
  self->instrument_id = g_strdup (ek_instrument_get_id (self->result));
  compare_with_known (self, catalogue);
  warn_of_marks (self);
}

/* The first byte that is not blank says which of the formats it is. */
static gboolean
looks_like_json (const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (bytes[i]))
      return bytes[i] == '{' || bytes[i] == '[';
  return FALSE;
}

static gboolean
read_any (EkWording *self, const char *bytes, gsize length, GError **error)
{
  gsize skip = length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *root;

  if (!looks_like_json (bytes + skip, length - skip))
    return ek_wording_read_csv (self, bytes, length, error);
  node = ek_json_parse (bytes + skip, length - skip, &limits, error);
  if (node == NULL)
    return FALSE;
  root = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  if (root != NULL && g_strcmp0 (ek_json_peek_string (root, "format"), EK_WORDING_FORMAT) == 0)
    return ek_wording_read_json (self, root, error);
  if (root != NULL && json_object_has_member (root, "scores"))
    {
      self->kind = EK_WORDING_DEFINITION;
      self->merged = g_steal_pointer (&node);
      return TRUE;
    }
  g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX,
                       _ ("This is neither the wording nor the definition of an instrument. Export the structure of an "
                          "instrument and fill that in."));
  return FALSE;
}

/**
 * ek_wording_read:
 * @catalogue: the definitions that are there
 * @bytes: the contents of a file: JSON or CSV as ek_wording_export_json() and ek_wording_export_csv() write them,
 *   filled in, or a whole definition
 * @length: how many bytes, at most 4 MiB
 * @today: (nullable): the date, for saying that a licence has ended
 * @error: %EK_ERROR_SYNTAX, %EK_ERROR_TOO_LARGE, %EK_ERROR_INCOMPLETE or %EK_ERROR_UNSUPPORTED when the file cannot be
 *   read at all; what is wrong inside it is a problem of the result
 *
 * Reads what a hospital brings and checks it against what is there. Nothing is kept by this.
 *
 * Returns: (transfer full): what the file is and what is wrong with it, or %NULL
 */
EkWording *
ek_wording_read (EkCatalogue *catalogue, const char *bytes, gsize length, const char *today, GError **error)
{
  g_autoptr (EkWording) self = new_wording ();

  if (!read_any (self, bytes, length, error))
    return NULL;
  if (self->kind == EK_WORDING_DEFINITION)
    finish_definition (self, catalogue);
  else
    finish_words (self, catalogue, today);
  g_ptr_array_sort (self->problems, compare_problems);
  return g_steal_pointer (&self);
}

/**
 * ek_wording_load:
 * @catalogue: the definitions that are there
 * @path: a file
 * @today: (nullable): the date
 * @error: as ek_wording_read(), and what reading a file says
 *
 * Returns: (transfer full): as ek_wording_read()
 */
EkWording *
ek_wording_load (EkCatalogue *catalogue, const char *path, const char *today, GError **error)
{
  g_autofree char *bytes = NULL;
  gsize length;

  if (!ek_file_read (path, limits.max_bytes, &bytes, &length, error))
    return NULL;
  return ek_wording_read (catalogue, bytes, length, today, error);
}

/**
 * ek_wording_get_kind:
 * @self: what was read
 *
 * Returns: words for a structure, or a whole definition
 */
EkWordingKind
ek_wording_get_kind (EkWording *self)
{
  return self->kind;
}

/**
 * ek_wording_get_structure:
 * @self: what was read
 *
 * Returns: (nullable) (transfer none): the structure that the words are for
 */
EkInstrument *
ek_wording_get_structure (EkWording *self)
{
  return self->structure;
}

/**
 * ek_wording_get_result:
 * @self: what was read
 *
 * Returns: (nullable) (transfer none): the complete instrument as it will be shown, still under the version of its
 *   structure; %NULL while something blocks
 */
EkInstrument *
ek_wording_get_result (EkWording *self)
{
  return self->result;
}

/**
 * ek_wording_get_licence:
 * @self: what was read
 *
 * Returns: (transfer none): under what right the hospital has the words
 */
const EkWordingLicence *
ek_wording_get_licence (EkWording *self)
{
  return &self->licence;
}

/**
 * ek_wording_get_n_problems:
 * @self: what was read
 *
 * Returns: number of things wrong with the file; after 200 it is not looked further
 */
guint
ek_wording_get_n_problems (EkWording *self)
{
  return self->problems->len;
}

/**
 * ek_wording_get_problem:
 * @self: what was read
 * @index: below ek_wording_get_n_problems()
 *
 * Returns: (transfer none): one of them; those that block come first
 */
const EkWordingProblem *
ek_wording_get_problem (EkWording *self, guint index)
{
  g_return_val_if_fail (index < self->problems->len, NULL);
  return self->problems->pdata[index];
}

/**
 * ek_wording_is_good:
 * @self: what was read
 *
 * Returns: whether it can be imported: there is a result and nothing blocks
 */
gboolean
ek_wording_is_good (EkWording *self)
{
  return self->result != NULL && !blocked (self);
}

/**
 * ek_wording_get_hash:
 * @self: what was read
 *
 * Returns: (transfer none) (nullable): SHA-256, in hex, of the definition it makes, licence included; %NULL while there
 *   is none
 */
const char *
ek_wording_get_hash (EkWording *self)
{
  return self->hash;
}

/**
 * ek_wording_make_definition:
 * @self: something good
 * @number: which wording for this structure it is in the vault, from 1; not looked at for a whole definition
 * @error: %EK_ERROR_INVALID when something blocks
 *
 * Makes the definition that is kept. Words get the version of their structure, “+”, the number, a point and the first
 * eight digits of the hash: two hospitals can never mean different words by one version.
 *
 * Returns: (transfer full): the definition, or %NULL
 */
JsonNode *
ek_wording_make_definition (EkWording *self, guint number, GError **error)
{
  g_autofree char *version = NULL;
  JsonNode *definition;

  if (!ek_wording_is_good (self))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                           _ ("Something in the file must be mended first. Nothing was imported."));
      return NULL;
    }
  definition = copy_definition (self->merged, error);
  if (definition == NULL || self->kind == EK_WORDING_DEFINITION)
    return definition;
  version = g_strdup_printf ("%s+%u.%.8s", self->version, number, self->hash);
  json_object_set_string_member (json_node_get_object (definition), "version", version);
  return definition;
}
