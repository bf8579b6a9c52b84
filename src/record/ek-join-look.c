/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two files side by side, before a person says that they are one person's: what differs, what contradicts, and what
 * there will be twice. */

#include "ek-join-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-json.h"
#include "ek-text.h"

/* A resident identity number of the People's Republic of China has 17 digits and one more or an X (GB 11643-1999): a
 * person has one for life. Other numbers (of a hospital, of an insurance) may well be several. */
#define IDENTITY_NUMBER_LENGTH 18

static void
told_free (gpointer data)
{
  EkJoinTold *told = data;

  g_free (told->what);
  g_free (told);
}

/**
 * ek_join_look_free:
 * @look: (nullable): what ek_join_look() made
 */
void
ek_join_look_free (EkJoinLook *look)
{
  if (look == NULL)
    return;
  g_clear_object (&look->kept);
  g_clear_object (&look->other);
  g_array_unref (look->fields);
  g_ptr_array_unref (look->contradictions);
  g_ptr_array_unref (look->told);
  g_free (look);
}

static char *
without_blanks (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));

  return g_string_free (out, FALSE);
}

/* Latin names are written with the family name first or last. */
static void
add_way (GHashTable *ways, const char *text)
{
  g_autofree char *folded = ek_text_fold (text);
  const char *last = strrchr (folded, ' ');

  g_hash_table_add (ways, without_blanks (folded));
  if (last != NULL)
    {
      g_autofree char *first = g_strndup (folded, last - folded);
      g_autofree char *turned = g_strconcat (last + 1, first, NULL);

      g_hash_table_add (ways, without_blanks (turned));
    }
}

/* Every way in which a name may be written or read, folded and without blanks. */
static GHashTable *
ways_of (EkStore *store, EkRecord *patient)
{
  g_autoptr (GPtrArray) readings = NULL;
  GHashTable *ways = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *name = ek_record_get_text (patient, EK_PATIENT_NAME);
  const char *pinyin = ek_record_get_text (patient, EK_PATIENT_PINYIN);

  readings = ek_surnames_read (store->surnames, name, ek_record_get_text (patient, EK_PATIENT_FAMILY_NAME));
  add_way (ways, name != NULL ? name : "");
  if (pinyin != NULL)
    add_way (ways, pinyin);
  for (guint i = 0; i < readings->len; i++)
    add_way (ways, readings->pdata[i]);

  return ways;
}

static gboolean
names_agree (EkStore *store, EkRecord *one, EkRecord *other)
{
  g_autoptr (GHashTable) ways = ways_of (store, one);
  g_autoptr (GHashTable) others = ways_of (store, other);
  const char *name = ek_record_get_text (one, EK_PATIENT_NAME);
  const char *other_name = ek_record_get_text (other, EK_PATIENT_NAME);
  GHashTableIter iter;
  gpointer way;

  /* two names in characters are compared as such: many are read alike */
  if (ek_text_has_han (name) && ek_text_has_han (other_name))
    {
      g_autofree char *folded = ek_text_fold (name), *other_folded = ek_text_fold (other_name);
      g_autofree char *bare = without_blanks (folded), *other_bare = without_blanks (other_folded);

      return strcmp (bare, other_bare) == 0;
    }
  g_hash_table_iter_init (&iter, ways);
  while (g_hash_table_iter_next (&iter, &way, NULL))
    if (g_hash_table_contains (others, way))
      return TRUE;

  return FALSE;
}

static gboolean
dates_agree (const char *one, const char *other)
{
  return one == NULL || other == NULL || g_str_has_prefix (one, other) || g_str_has_prefix (other, one);
}

static gboolean
sexes_agree (const char *one, const char *other)
{
  return one == NULL || other == NULL || strcmp (one, "unknown") == 0 || strcmp (other, "unknown") == 0 ||
    strcmp (one, other) == 0;
}

/* The identity number among the numbers of a patient, folded; NULL when there is none. */
static char *
identity_number (EkRecord *patient)
{
  JsonNode *node = ek_record_get_json (patient, EK_PATIENT_IDENTIFIERS);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = ek_json_element_object (array, i);
      const char *value = one != NULL ? ek_json_peek_string (one, "value") : NULL;
      g_autofree char *folded = value != NULL ? ek_text_fold (value) : NULL;
      g_autofree char *bare = folded != NULL ? without_blanks (folded) : NULL;

      if (bare != NULL && strlen (bare) == IDENTITY_NUMBER_LENGTH &&
          strspn (bare, "0123456789") >= IDENTITY_NUMBER_LENGTH - 1 &&
          strchr ("0123456789x", bare[IDENTITY_NUMBER_LENGTH - 1]) != NULL)
        return g_steal_pointer (&bare);
    }

  return NULL;
}

static void
look_for_contradictions (EkStore *store, EkJoinLook *look)
{
  g_autofree char *number = identity_number (look->kept);
  g_autofree char *other_number = identity_number (look->other);

  if (!names_agree (store, look->kept, look->other))
    g_ptr_array_add (look->contradictions, (gpointer) "name");
  if (!dates_agree (ek_record_get_text (look->kept, EK_PATIENT_BIRTH_DATE),
                    ek_record_get_text (look->other, EK_PATIENT_BIRTH_DATE)))
    g_ptr_array_add (look->contradictions, (gpointer) "birth-date");
  if (!sexes_agree (ek_record_get_text (look->kept, EK_PATIENT_SEX), ek_record_get_text (look->other, EK_PATIENT_SEX)))
    g_ptr_array_add (look->contradictions, (gpointer) "sex");
  if (number != NULL && other_number != NULL && strcmp (number, other_number) != 0)
    g_ptr_array_add (look->contradictions, (gpointer) "number");
}

/* The numbers of each stay with each: the hospital knows it by them. */
static void
look_at_fields (EkJoinLook *look)
{
  for (guint i = 0; i < ek_record_type_n_fields (&ek_patient_type); i++)
    {
      EkJoinField one = { .field = (int) i };

      if (i == EK_PATIENT_IDENTIFIERS || i == EK_PATIENT_DEMONSTRATION || !ek_record_has (look->other, (int) i) ||
          ek_record_equal_field (look->kept, look->other, (int) i))
        continue;
      one.differs = ek_record_has (look->kept, (int) i);
      one.take_other = !one.differs;
      /* who is in care by one of the files is in care */
      if (i == EK_PATIENT_ACTIVE)
        one.take_other = ek_record_get_int (look->other, (int) i, 0) != 0;
      g_array_append_val (look->fields, one);
    }
}

static void
tell (EkJoinLook *look, const char *kind, const char *what, gboolean of_other)
{
  EkJoinTold *told = NULL;

  for (guint i = 0; i < look->told->len && told == NULL; i++)
    {
      EkJoinTold *known = look->told->pdata[i];

      if (strcmp (known->kind, kind) == 0 && g_strcmp0 (known->what, what) == 0)
        told = known;
    }
  if (told == NULL)
    {
      told = g_new0 (EkJoinTold, 1);
      told->kind = kind;
      told->what = g_strdup (what);
      g_ptr_array_add (look->told, told);
    }
  *(of_other ? &told->n_other : &told->n_kept) += 1;
}

static void
look_at_record (EkJoinLook *look, EkRecord *record, gboolean of_other)
{
  const EkRecordType *type = ek_record_get_record_type (record);

  for (const EkPending *one = type->pending; one != NULL && one->state != NULL; one++)
    if (g_strcmp0 (ek_record_get_text (record, one->field), one->state) == 0)
      tell (look, one->what, one->about == EK_NO_FIELD ? type->name : ek_record_get_text (record, one->about),
            of_other);
}

static gboolean
count_records (EkStore *store, const EkRecordType *type, const char *patient_id, guint *n, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM \"%s\" WHERE patient_id IN " EK_FILE_MEMBERS,
                                          type->name);
  g_autoptr (EkStatement) statement = ek_database_prepare (store->database, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, patient_id);
  if (!ek_statement_step (statement, &has_row, error))
    return FALSE;
  *n += (guint) ek_statement_int (statement, 0);

  return TRUE;
}

static gboolean
look_at_file (EkStore *store, EkJoinLook *look, gboolean of_other, GError **error)
{
  const EkRecordType *const *types = ek_record_types ();
  const char *patient_id = ek_record_get_id (of_other ? look->other : look->kept);

  for (guint t = 0; types[t] != NULL; t++)
    {
      g_autoptr (GPtrArray) records = NULL;

      if (types[t] == &ek_patient_type)
        continue;
      if (!count_records (store, types[t], patient_id, of_other ? &look->n_other : &look->n_kept, error))
        return FALSE;
      if (types[t]->pending == NULL)
        continue;
      records = ek_store_list (store, types[t], patient_id, error);
      if (records == NULL)
        return FALSE;
      for (guint i = 0; i < records->len; i++)
        look_at_record (look, records->pdata[i], of_other);
    }

  return TRUE;
}

static gboolean
may_be_one (EkJoinLook *look, GError **error)
{
  if (strcmp (ek_record_get_id (look->kept), ek_record_get_id (look->other)) == 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_EXISTS, _ ("These are one file already. Nothing was changed."));
      return FALSE;
    }
  if (ek_record_get_int (look->kept, EK_PATIENT_DEMONSTRATION, 0) !=
      ek_record_get_int (look->other, EK_PATIENT_DEMONSTRATION, 0))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                           _ ("One of the two is an invented patient of the demonstration. Nothing was changed: only "
                              "files of one person can be joined."));
      return FALSE;
    }

  return TRUE;
}

/* The patient whose file is to be opened for @id. */
EkRecord *
ek_join_load_patient (EkStore *store, const char *id, GError **error)
{
  g_autofree char *file = ek_store_file_of (store, id, error);
  g_autoptr (GError) failure = NULL;
  EkRecord *patient;

  if (file == NULL)
    return NULL;
  patient = ek_store_load (store, &ek_patient_type, file, &failure);
  if (g_error_matches (failure, EK_ERROR, EK_ERROR_NOT_FOUND))
    g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("There is no such patient."));
  else if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return patient;
}

/**
 * ek_join_look:
 * @store: the record
 * @kept_id: the patient whose file is to stay
 * @other_id: the patient whose file is to be joined to it
 * @error: %EK_ERROR_NOT_FOUND when one of them is not here, %EK_ERROR_EXISTS when they are one file already,
 *   %EK_ERROR_INVALID when one of them is invented, or what the database says
 *
 * Puts two files beside each other. Of a file that was joined before, the one that it leads to is meant. The person
 * who decides changes take_other in the fields of the result, then calls ek_join_files().
 *
 * Returns: (transfer full): the two, or %NULL
 */
EkJoinLook *
ek_join_look (EkStore *store, const char *kept_id, const char *other_id, GError **error)
{
  g_autoptr (EkJoinLook) look = g_new0 (EkJoinLook, 1);

  g_return_val_if_fail (EK_IS_STORE (store) && kept_id != NULL && other_id != NULL, NULL);

  look->fields = g_array_new (FALSE, FALSE, sizeof (EkJoinField));
  look->contradictions = g_ptr_array_new ();
  look->told = g_ptr_array_new_with_free_func (told_free);
  look->kept = ek_join_load_patient (store, kept_id, error);
  look->other = look->kept != NULL ? ek_join_load_patient (store, other_id, error) : NULL;
  if (look->other == NULL || !may_be_one (look, error))
    return NULL;
  look_for_contradictions (store, look);
  look_at_fields (look);
  if (!look_at_file (store, look, FALSE, error) || !look_at_file (store, look, TRUE, error))
    return NULL;

  return g_steal_pointer (&look);
}
