/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of patients and the search, from the summaries that ek-store-summary.c keeps. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-error.h"
#include "ek-search.h"
#include "ek-time.h"

#define ROW_COLUMNS                                                                                           \
  "patient_id, name, pinyin, sex, birth_date, identifier, tier, last_assessed, last_score, last_instrument, " \
  "waiting, sending, conflict, refused, confirmed, demonstration, sort_key, received"
#define SORT_KEY_COLUMN 16

/* How many rows are read between two looks at the cancellable. */
#define ROWS_BETWEEN_LOOKS 256

struct _EkPatientRows {
  gatomicrefcount ref_count;
  GArray *rows; /* of EkPatientRow, whose strings are in @strings or belong to the program */
  GStringChunk *strings;
};

typedef struct {
  EkPatientRow row;
  const char *sort_key;
} EkSortedRow;

static EkPatientRows *
rows_new (GStringChunk *strings, guint n_reserved)
{
  EkPatientRows *self = g_new0 (EkPatientRows, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->rows = g_array_sized_new (FALSE, FALSE, sizeof (EkPatientRow), n_reserved);
  self->strings = strings;

  return self;
}

/**
 * ek_patient_rows_ref:
 * @self: rows
 *
 * Returns: (transfer full): @self
 */
EkPatientRows *
ek_patient_rows_ref (EkPatientRows *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * ek_patient_rows_unref:
 * @self: (nullable): rows
 */
void
ek_patient_rows_unref (EkPatientRows *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->rows);
  g_string_chunk_free (self->strings);
  g_free (self);
}

/**
 * ek_patient_rows_length:
 * @self: rows
 *
 * Returns: how many
 */
guint
ek_patient_rows_length (EkPatientRows *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->rows->len;
}

/**
 * ek_patient_rows_get:
 * @self: rows
 * @index: less than ek_patient_rows_length()
 *
 * Returns: a row; belongs to @self
 */
const EkPatientRow *
ek_patient_rows_get (EkPatientRows *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->rows->len, NULL);
  return &g_array_index (self->rows, EkPatientRow, index);
}

static char *
text_at (EkStatement *statement, int column, GStringChunk *strings)
{
  const char *text = ek_statement_text (statement, column);

  return text != NULL ? g_string_chunk_insert (strings, text) : NULL;
}

/* Few different values in many rows: one copy each. */
static char *
word_at (EkStatement *statement, int column, GStringChunk *strings)
{
  const char *text = ek_statement_text (statement, column);

  return text != NULL ? g_string_chunk_insert_const (strings, text) : NULL;
}

static char *
state_at (EkStatement *statement, GStringChunk *strings)
{
  const char *state = "local";

  if (ek_statement_int (statement, 12) > 0)
    state = "conflict";
  else if (ek_statement_int (statement, 13) > 0)
    state = "refused";
  else if (ek_statement_int (statement, 11) > 0)
    state = "sending";
  else if (ek_statement_int (statement, 10) == 0 && ek_statement_int (statement, 14) != 0)
    state = "confirmed";
  else if (ek_statement_int (statement, 10) == 0 && ek_statement_int (statement, 17) != 0)
    state = "received";

  return g_string_chunk_insert_const (strings, state);
}

static void
read_row (EkStatement *statement, GStringChunk *strings, EkPatientRow *row)
{
  row->id = text_at (statement, 0, strings);
  row->name = text_at (statement, 1, strings);
  row->pinyin = text_at (statement, 2, strings);
  row->sex = word_at (statement, 3, strings);
  row->birth_date = text_at (statement, 4, strings);
  row->identifier = text_at (statement, 5, strings);
  row->tier = word_at (statement, 6, strings);
  row->last_assessed = ek_statement_is_null (statement, 7) ? EK_INSTANT_NONE : ek_statement_int (statement, 7);
  row->last_score = ek_statement_is_null (statement, 8) ? NAN : ek_statement_double (statement, 8);
  row->last_instrument = word_at (statement, 9, strings);
  row->sync_state = state_at (statement, strings);
  row->demonstration = ek_statement_int (statement, 15) != 0;
  row->namesake = row->replaced = row->joined = FALSE;
  row->n_notices = row->n_danger = 0;
}

/* What is known of a file beside its summary, by the file. A notice that the hospital replaced the file counts as long
 * as nobody has joined the two or said that they are two persons, whether it was looked at or not. */
#define NOTICES                                                                                                   \
  "SELECT coalesce (j.file, n.patient_id) AS whose, sum (n.status = 'open'), "                                    \
  "sum (n.status = 'open' AND (n.kind IN ('unreadable-form', 'unclear-danger', 'warning-ended') "                 \
  "  OR (n.kind = 'unreadable-value' AND instr (n.detail, '\"instrument\":') > 0))), "                            \
  "sum (n.kind = 'linked' AND instr (n.detail, '\"link\":\"replaced-by\"') > 0 "                                  \
  "  AND coalesce (o.file, n.source) <> coalesce (j.file, n.patient_id) "                                         \
  "  AND NOT EXISTS (SELECT 1 FROM patient_distinct WHERE one = min (n.patient_id, n.source) "                    \
  "    AND other = max (n.patient_id, n.source))) "                                                               \
  "FROM notice n LEFT JOIN patient_joined j ON j.member = n.patient_id LEFT JOIN patient_joined o ON o.member = " \
  "n.source "                                                                                                     \
  "WHERE ?1 IS NULL OR coalesce (j.file, n.patient_id) = ?1 GROUP BY whose"

static void
add_notices (EkPatientRow *row, EkStatement *statement)
{
  row->n_notices = (guint) ek_statement_int (statement, 1);
  row->n_danger = (guint) ek_statement_int (statement, 2);
  row->replaced = ek_statement_int (statement, 3) > 0;
}

/* @patient_id: only of this one; %NULL: of all */
static gboolean
read_notices (EkStore *self, const char *patient_id, GHashTable *by_id, GError **error)
{
  g_autoptr (EkStatement) notices = ek_database_prepare (self->database, NOTICES, error);
  g_autoptr (EkStatement) joined = NULL;
  EkPatientRow *row;
  gboolean has_row;

  if (notices == NULL)
    return FALSE;
  ek_statement_bind_text (notices, 1, patient_id);
  while (TRUE)
    {
      if (!ek_statement_step (notices, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      row = g_hash_table_lookup (by_id, ek_statement_text (notices, 0));
      if (row != NULL)
        add_notices (row, notices);
    }
  joined = ek_database_prepare (self->database, "SELECT DISTINCT file FROM patient_joined WHERE member <> file", error);
  while (joined != NULL)
    {
      if (!ek_statement_step (joined, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      row = g_hash_table_lookup (by_id, ek_statement_text (joined, 0));
      if (row != NULL)
        row->joined = TRUE;
    }
  return FALSE;
}

static gboolean
complete_rows (EkStore *self, GArray *rows, GError **error)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rows->len; i++)
    {
      EkPatientRow *row = &g_array_index (rows, EkPatientRow, i);

      g_hash_table_insert (by_id, row->id, row);
    }
  return read_notices (self, rows->len == 1 ? g_array_index (rows, EkPatientRow, 0).id : NULL, by_id, error);
}

static gboolean
still_wanted (GCancellable *cancellable, guint n, GError **error)
{
  if (n % ROWS_BETWEEN_LOOKS != 0 || !g_cancellable_is_cancelled (cancellable))
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_CANCELLED, _ ("It was stopped."));
  return FALSE;
}

/* Who has the name of somebody else beside him is shown with what tells them apart. */
static void
mark_namesakes (GArray *rows)
{
  g_autoptr (GHashTable) first = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rows->len; i++)
    {
      EkPatientRow *row = &g_array_index (rows, EkPatientRow, i);
      EkPatientRow *other = row->name != NULL ? g_hash_table_lookup (first, row->name) : NULL;

      if (other != NULL)
        row->namesake = other->namesake = TRUE;
      else if (row->name != NULL)
        g_hash_table_insert (first, row->name, row);
    }
}

static int
compare_sorted (gconstpointer a, gconstpointer b)
{
  const EkSortedRow *left = a, *right = b;
  int order = strcmp (left->sort_key, right->sort_key);

  if (order == 0)
    order = strcmp (left->row.name, right->row.name);

  return order != 0 ? order : strcmp (left->row.id, right->row.id);
}

/**
 * ek_store_list_patients:
 * @self: a store
 * @cancellable: (nullable): to stop it
 * @error: %EK_ERROR_CANCELLED, or what the database says
 *
 * Returns: (transfer full): everybody, Chinese names by their reading and others by their letters, or %NULL
 */
EkPatientRows *
ek_store_list_patients (EkStore *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (EkSortedRow));
  g_autoptr (EkPatientRows) rows = NULL;
  gboolean has_row = TRUE;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);

  statement = ek_database_prepare (self->database, "SELECT " ROW_COLUMNS " FROM patient_summary", error);
  if (statement == NULL)
    return NULL;
  rows = rows_new (g_string_chunk_new (64 * 1024), 0);
  for (guint n = 0;; n++)
    {
      EkSortedRow sorted_row;

      if (!still_wanted (cancellable, n, error) || !ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      read_row (statement, rows->strings, &sorted_row.row);
      sorted_row.sort_key = text_at (statement, SORT_KEY_COLUMN, rows->strings);
      g_array_append_val (sorted, sorted_row);
    }

  g_array_sort (sorted, compare_sorted);
  for (guint i = 0; i < sorted->len; i++)
    g_array_append_val (rows->rows, g_array_index (sorted, EkSortedRow, i).row);
  mark_namesakes (rows->rows);

  return complete_rows (self, rows->rows, error) ? g_steal_pointer (&rows) : NULL;
}

typedef struct {
  int rank;
  char *sort_key;
  char *id;
} EkHit;

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const EkHit *left = a, *right = b;
  int order = left->rank - right->rank;

  if (order == 0)
    order = strcmp (left->sort_key, right->sort_key);

  return order != 0 ? order : strcmp (left->id, right->id);
}

/* The search text begins with the sort key (see ek-search.c). */
static char *
sort_key_of (const char *search_text, GStringChunk *strings)
{
  const char *end = strchrnul (search_text, '\n');

  if (*search_text != 'S')
    return g_string_chunk_insert (strings, "");

  return g_string_chunk_insert_len (strings, search_text + 1, end - search_text - 1);
}

static GArray *
find_hits (EkStore *self, EkQuery *query, GStringChunk *strings, GCancellable *cancellable, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (EkHit));
  gboolean has_row;

  statement = ek_database_prepare (self->database, "SELECT text, patient_id FROM patient_search", error);
  if (statement == NULL)
    return NULL;
  for (guint n = 0;; n++)
    {
      const char *text;
      EkHit hit;

      if (!still_wanted (cancellable, n, error) || !ek_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      text = ek_statement_text (statement, 0);
      hit.rank = ek_query_match (query, text);
      if (hit.rank < 0)
        continue;
      hit.sort_key = sort_key_of (text, strings);
      hit.id = g_string_chunk_insert (strings, ek_statement_text (statement, 1));
      g_array_append_val (hits, hit);
    }
  g_array_sort (hits, compare_hits);

  return g_steal_pointer (&hits);
}

static gboolean
add_row_of (EkStore *self, EkPatientRows *rows, const char *patient_id, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;
  EkPatientRow row;

  statement = ek_database_prepare (self->database, "SELECT " ROW_COLUMNS " FROM patient_summary WHERE patient_id = ?",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, patient_id);
  if (!ek_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    {
      read_row (statement, rows->strings, &row);
      g_array_append_val (rows->rows, row);
    }

  return TRUE;
}

/**
 * ek_store_find_patients:
 * @self: a store
 * @query: what was typed: words of names, pinyin with or without spaces and tones, initials, identifiers, phone numbers
 * @limit: how many at most; 0 for all
 * @cancellable: (nullable): to stop it, when more was typed
 * @error: %EK_ERROR_CANCELLED, or what the database says
 *
 * Every character is meant as it is typed: there are no wildcards. Nothing of the query is kept.
 *
 * Returns: (transfer full): who matches every word, best first; everybody in the order of the list for an empty query;
 *   or %NULL
 */
EkPatientRows *
ek_store_find_patients (EkStore *self, const char *query, guint limit, GCancellable *cancellable, GError **error)
{
  g_autoptr (EkQuery) parsed = NULL;
  g_autoptr (GArray) hits = NULL;
  g_autoptr (EkPatientRows) rows = NULL;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);

  parsed = ek_query_new (query);
  if (ek_query_is_empty (parsed))
    {
      rows = ek_store_list_patients (self, cancellable, error);
      if (rows != NULL && limit > 0 && rows->rows->len > limit)
        g_array_set_size (rows->rows, limit);
      return g_steal_pointer (&rows);
    }

  rows = rows_new (g_string_chunk_new (16 * 1024), 64);
  hits = find_hits (self, parsed, rows->strings, cancellable, error);
  if (hits == NULL)
    return NULL;
  for (guint i = 0; i < hits->len && (limit == 0 || i < limit); i++)
    if (!still_wanted (cancellable, i, error) || !add_row_of (self, rows, g_array_index (hits, EkHit, i).id, error))
      return NULL;
  mark_namesakes (rows->rows);

  return complete_rows (self, rows->rows, error) ? g_steal_pointer (&rows) : NULL;
}

/**
 * ek_store_load_patient_row:
 * @self: a store
 * @patient_id: whose; of a file that was joined with another, that one is shown
 * @error: %EK_ERROR_NOT_FOUND, or what the database says
 *
 * Returns: (transfer full): what the list shows of one patient, to be freed with ek_patient_row_free(), or %NULL
 */
EkPatientRow *
ek_store_load_patient_row (EkStore *self, const char *patient_id, GError **error)
{
  g_autoptr (EkPatientRows) rows = NULL;
  g_autofree char *file = NULL;
  EkPatientRow *row;

  g_return_val_if_fail (EK_IS_STORE (self), NULL);
  g_return_val_if_fail (patient_id != NULL, NULL);

  rows = rows_new (g_string_chunk_new (256), 1);
  file = ek_store_file_of (self, patient_id, error);
  if (file == NULL || !add_row_of (self, rows, file, error) || !complete_rows (self, rows->rows, error))
    return NULL;
  if (rows->rows->len == 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("This patient is not here."));
      return NULL;
    }

  row = g_new (EkPatientRow, 1);
  *row = g_array_index (rows->rows, EkPatientRow, 0);
  row->id = g_strdup (row->id);
  row->name = g_strdup (row->name);
  row->pinyin = g_strdup (row->pinyin);
  row->sex = g_strdup (row->sex);
  row->birth_date = g_strdup (row->birth_date);
  row->identifier = g_strdup (row->identifier);
  row->tier = g_strdup (row->tier);
  row->last_instrument = g_strdup (row->last_instrument);
  row->sync_state = g_strdup (row->sync_state);

  return row;
}

/**
 * ek_patient_row_free:
 * @row: (nullable): a row of ek_store_load_patient_row(); not one of an #EkPatientRows
 */
void
ek_patient_row_free (EkPatientRow *row)
{
  if (row == NULL)
    return;
  g_free (row->id);
  g_free (row->name);
  g_free (row->pinyin);
  g_free (row->sex);
  g_free (row->birth_date);
  g_free (row->identifier);
  g_free (row->tier);
  g_free (row->last_instrument);
  g_free (row->sync_state);
  g_free (row);
}
