/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-instrument.h"

#include "ek-error.h"
#include "ek-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

struct _EkCatalogue {
  GPtrArray *newest;     /* of EkInstrument, by id: the one to be given */
  GPtrArray *all;        /* of EkInstrument: every version, by id, newest first */
  GHashTable *withdrawn; /* of EkInstrument: found by their version, no longer given */
  GPtrArray *problems;   /* of char * */
};

static const EkJsonLimits limits = { 4u << 20, 32 };

enum { MAX_FILES = 2000 };

/* 1.10 is newer than 1.9; 1.9+1.0c12ab34, a wording for 1.9, is newer than 1.9 and older than 1.10. */
static int
compare_versions (const char *a, const char *b)
{
  const char *words_of_a, *words_of_b;

  while ((*a != '\0' && *a != '+') || (*b != '\0' && *b != '+'))
    {
      char *after_a, *after_b;
      guint64 first = g_ascii_strtoull (a, &after_a, 10);
      guint64 second = g_ascii_strtoull (b, &after_b, 10);

      if (first != second)
        return first < second ? -1 : 1;
      a = *after_a == '.' ? after_a + 1 : after_a;
      b = *after_b == '.' ? after_b + 1 : after_b;
    }
  words_of_a = *a == '+' ? a + 1 : "";
  words_of_b = *b == '+' ? b + 1 : "";
  if (g_ascii_strtoull (words_of_a, NULL, 10) != g_ascii_strtoull (words_of_b, NULL, 10))
    return g_ascii_strtoull (words_of_a, NULL, 10) < g_ascii_strtoull (words_of_b, NULL, 10) ? -1 : 1;
  return strcmp (words_of_a, words_of_b);
}

static int
compare_instruments (gconstpointer a, gconstpointer b)
{
  EkInstrument *first = *(EkInstrument *const *) a;
  EkInstrument *second = *(EkInstrument *const *) b;
  int order = strcmp (ek_instrument_get_id (first), ek_instrument_get_id (second));

  return order != 0 ? order : -compare_versions (ek_instrument_get_version (first), ek_instrument_get_version (second));
}

static void
load_file (EkCatalogue *self, const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = ek_json_load (path, &limits, &error);
  g_autoptr (EkInstrument) instrument = node != NULL ? ek_instrument_parse (node, &error) : NULL;

  if (instrument == NULL)
    g_ptr_array_add (self->problems, g_strdup_printf ("%s: %s", name, error->message));
  else if (ek_catalogue_find (self, ek_instrument_get_id (instrument), ek_instrument_get_version (instrument)) != NULL)
    g_ptr_array_add (self->problems,
                     g_strdup_printf (_ ("%s: this version of %s was read from another file already"), name,
                                      ek_instrument_get_abbreviation (instrument)));
  else
    g_ptr_array_add (self->all, g_steal_pointer (&instrument));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Which of the versions of one instrument is given now: one that was not withdrawn before one that was, one with words
 * before one without (a newer structure must not take away the words that a hospital has), then the newest. */
static gboolean
goes_before (EkCatalogue *self, EkInstrument *one, EkInstrument *other)
{
  gboolean one_out = g_hash_table_contains (self->withdrawn, one);
  gboolean other_out = g_hash_table_contains (self->withdrawn, other);
  gboolean one_speaks = ek_instrument_has_words (one);
  gboolean other_speaks = ek_instrument_has_words (other);

  if (one_out != other_out)
    return other_out;
  if (one_speaks != other_speaks)
    return one_speaks;
  return compare_versions (ek_instrument_get_version (one), ek_instrument_get_version (other)) > 0;
}

static void
arrange (EkCatalogue *self)
{
  g_ptr_array_sort (self->all, compare_instruments);
  g_ptr_array_set_size (self->newest, 0);
  for (guint i = 0; i < self->all->len; i++)
    {
      EkInstrument *one = self->all->pdata[i];
      gpointer *last = self->newest->len > 0 ? &self->newest->pdata[self->newest->len - 1] : NULL;

      if (last == NULL || strcmp (ek_instrument_get_id (one), ek_instrument_get_id (*last)) != 0)
        g_ptr_array_add (self->newest, one);
      else if (goes_before (self, one, *last))
        *last = one;
    }
}

/**
 * ek_catalogue_add_directory:
 * @self: a catalogue not yet handed on
 * @directory: a folder of definitions, one to a file named *.json
 * @error: when the folder itself cannot be read
 *
 * Adds what a hospital brings. A file that cannot be read is told by ek_catalogue_get_problem().
 *
 * Returns: whether the folder was read
 */
gboolean
ek_catalogue_add_directory (EkCatalogue *self, const char *directory, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) folder = g_dir_open (directory, 0, &local);
  const char *name;

  if (folder == NULL)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("The folder of instrument definitions cannot be read: %s"),
                   local->message);
      return FALSE;
    }
  while ((name = g_dir_read_name (folder)) != NULL && names->len < MAX_FILES)
    if (g_str_has_suffix (name, ".json") && strcmp (name, "schema.json") != 0)
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    load_file (self, directory, names->pdata[i]);

  arrange (self);
  return TRUE;
}

static EkCatalogue *
new_catalogue (void)
{
  EkCatalogue *self = g_new0 (EkCatalogue, 1);

  self->newest = g_ptr_array_new ();
  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_instrument_unref);
  self->withdrawn = g_hash_table_new (NULL, NULL);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * ek_catalogue_load:
 * @directory: (nullable): a folder of definitions; %NULL for those the program brings
 * @error: %EK_ERROR_NOT_FOUND when there is no such folder
 *
 * Returns: (transfer full): the catalogue, or %NULL
 */
EkCatalogue *
ek_catalogue_load (const char *directory, GError **error)
{
  g_autofree char *own = directory == NULL ? ek_data_path ("instruments") : NULL;
  g_autoptr (EkCatalogue) self = new_catalogue ();

  if (!ek_catalogue_add_directory (self, directory != NULL ? directory : own, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ek_catalogue_free:
 * @self: (nullable): a catalogue; the instruments that others hold a reference to stay
 */
void
ek_catalogue_free (EkCatalogue *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->newest);
  g_hash_table_unref (self->withdrawn);
  g_ptr_array_unref (self->all);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

/**
 * ek_catalogue_get_n:
 * @self: a catalogue
 *
 * Returns: number of instruments, each counted once however many versions of it are there
 */
guint
ek_catalogue_get_n (EkCatalogue *self)
{
  return self->newest->len;
}

/**
 * ek_catalogue_copy:
 * @self: a catalogue
 *
 * Returns: (transfer full): another one of the same definitions, to be added to
 */
EkCatalogue *
ek_catalogue_copy (EkCatalogue *self)
{
  EkCatalogue *copy = new_catalogue ();

  for (guint i = 0; i < self->all->len; i++)
    g_ptr_array_add (copy->all, ek_instrument_ref (self->all->pdata[i]));
  for (guint i = 0; i < self->all->len; i++)
    if (g_hash_table_contains (self->withdrawn, self->all->pdata[i]))
      g_hash_table_add (copy->withdrawn, self->all->pdata[i]);
  for (guint i = 0; i < self->problems->len; i++)
    g_ptr_array_add (copy->problems, g_strdup (self->problems->pdata[i]));
  arrange (copy);
  return copy;
}

/**
 * ek_catalogue_add:
 * @self: a catalogue not yet handed on
 * @instrument: a definition
 * @withdrawn: whether it is no longer given, and is there for the forms that were answered under it
 *
 * Adds a definition that came from elsewhere than a folder.
 *
 * Returns: %FALSE when this version of the instrument is there already; nothing is changed then
 */
gboolean
ek_catalogue_add (EkCatalogue *self, EkInstrument *instrument, gboolean withdrawn)
{
  EkInstrument *same = ek_catalogue_find (self, ek_instrument_get_id (instrument),
                                          ek_instrument_get_version (instrument));

  if (same != NULL && strcmp (ek_instrument_get_version (same), ek_instrument_get_version (instrument)) == 0)
    return FALSE;
  g_ptr_array_add (self->all, ek_instrument_ref (instrument));
  if (withdrawn)
    g_hash_table_add (self->withdrawn, instrument);
  arrange (self);
  return TRUE;
}

/**
 * ek_catalogue_add_problem:
 * @self: a catalogue not yet handed on
 * @problem: which definition cannot be used, and why, in words for a person; copied
 */
void
ek_catalogue_add_problem (EkCatalogue *self, const char *problem)
{
  g_ptr_array_add (self->problems, g_strdup (problem));
}

/**
 * ek_catalogue_is_withdrawn:
 * @self: a catalogue
 * @instrument: an instrument that ek_catalogue_find() or another function of it gave
 *
 * Returns: whether this version is kept for old forms only and is no longer given
 */
gboolean
ek_catalogue_is_withdrawn (EkCatalogue *self, EkInstrument *instrument)
{
  return g_hash_table_contains (self->withdrawn, instrument);
}

/**
 * ek_catalogue_list_versions:
 * @self: a catalogue
 * @id: id of an instrument
 *
 * Returns: (transfer container) (element-type EkInstrument): every version of it, newest first; they belong to the
 *   catalogue
 */
GPtrArray *
ek_catalogue_list_versions (EkCatalogue *self, const char *id)
{
  GPtrArray *versions = g_ptr_array_new ();

  for (guint i = 0; i < self->all->len; i++)
    if (g_strcmp0 (ek_instrument_get_id (self->all->pdata[i]), id) == 0)
      g_ptr_array_add (versions, self->all->pdata[i]);
  return versions;
}

/**
 * ek_catalogue_get:
 * @self: a catalogue
 * @index: below ek_catalogue_get_n()
 *
 * Returns: (transfer none): the version of one instrument that is given, in order of ids; belongs to @self
 */
EkInstrument *
ek_catalogue_get (EkCatalogue *self, guint index)
{
  g_return_val_if_fail (index < self->newest->len, NULL);
  return self->newest->pdata[index];
}

/* Two vaults that imported the same words may count them differently: 1.0+1.5c12ab34 says what 1.0+3.5c12ab34 says. */
static gboolean
says_the_same (const char *version, const char *other)
{
  gsize base = strcspn (version, "+");
  const char *hash = strrchr (version, '.'), *other_hash = strrchr (other, '.');

  return version[base] == '+' && strcspn (other, "+") == base && strncmp (version, other, base + 1) == 0 &&
    hash != NULL && other_hash != NULL && strcmp (hash, other_hash) == 0;
}

/**
 * ek_catalogue_find:
 * @self: a catalogue
 * @id: id of an instrument
 * @version: (nullable): a version of its definition; %NULL for the one that is given now: the newest with words, or the
 *   newest where none has
 *
 * Returns: (nullable) (transfer none): the instrument; belongs to @self
 */
EkInstrument *
ek_catalogue_find (EkCatalogue *self, const char *id, const char *version)
{
  GPtrArray *among = version != NULL ? self->all : self->newest;
  EkInstrument *same = NULL;

  for (guint i = 0; i < among->len; i++)
    {
      EkInstrument *instrument = among->pdata[i];

      if (g_strcmp0 (ek_instrument_get_id (instrument), id) != 0)
        continue;
      if (version == NULL || strcmp (ek_instrument_get_version (instrument), version) == 0)
        return instrument;
      if (says_the_same (ek_instrument_get_version (instrument), version))
        same = instrument;
    }
  return same;
}

/**
 * ek_catalogue_find_scoring:
 * @self: a catalogue
 * @id: id of an instrument
 * @version: a version of its definition, which need not be here
 *
 * What scores a form that was answered under @version: that definition, or the structure its words were made for.
 * Words change no score (ek_wording_make_definition()), so that both give the same.
 *
 * Returns: (nullable) (transfer none): the instrument; of one with another version than @version the words are not
 *   those that were read
 */
EkInstrument *
ek_catalogue_find_scoring (EkCatalogue *self, const char *id, const char *version)
{
  EkInstrument *instrument = ek_catalogue_find (self, id, version);
  g_autofree char *base = NULL;

  if (instrument != NULL || strchr (version, '+') == NULL)
    return instrument;
  base = g_strndup (version, strcspn (version, "+"));
  instrument = ek_catalogue_find (self, id, base);
  return instrument != NULL && ek_instrument_get_n_items (instrument) > 0 ? instrument : NULL;
}

/**
 * ek_catalogue_get_n_problems:
 * @self: a catalogue
 *
 * Returns: number of files that could not be used
 */
guint
ek_catalogue_get_n_problems (EkCatalogue *self)
{
  return self->problems->len;
}

/**
 * ek_catalogue_get_problem:
 * @self: a catalogue
 * @index: below ek_catalogue_get_n_problems()
 *
 * Returns: (transfer none): the name of the file and what is wrong with it, for a person
 */
const char *
ek_catalogue_get_problem (EkCatalogue *self, guint index)
{
  g_return_val_if_fail (index < self->problems->len, NULL);
  return self->problems->pdata[index];
}
