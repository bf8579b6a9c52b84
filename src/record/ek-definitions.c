/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-definitions.h"

#include "ek-error.h"
#include "ek-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a hospital imported lies in clinical.db, so that it is sealed, backed up and restored together with the forms
 * that were answered under it. Two tables, both only ever added to (triggers see to that):
 *
 *   definition       one row to a version, complete: it needs neither the program's data nor another row to be read;
 *   definition_use   withdrawn and taken back, each with its reason; the last one counts.
 *
 * A wording gets the version BASE+NUMBER.HASH (ek_wording_make_definition()). A new text is a new version, also when
 * only the licence changed. Every clinical role may import and withdraw, and the audit says who did; an administrator
 * has no key to this database. */

static const EkJsonLimits limits = { 8u << 20, 32 };

#define COLUMNS                                                                                                 \
  "d.instrument, d.version, d.kind, d.base, d.json, d.holder, d.licence, d.valid_until, d.entered_by, d.note, " \
  "d.hash, d.added_ms, d.added_offset, d.added_by, d.added_name, u.withdrawn, u.at_ms, u.user_name, u.reason "  \
  "FROM definition d LEFT JOIN definition_use u ON u.sequence = (SELECT max (sequence) FROM definition_use "    \
  "WHERE instrument = d.instrument AND version = d.version)"

/**
 * ek_definition_free:
 * @definition: (nullable): a row of ek_definitions_list()
 */
void
ek_definition_free (EkDefinition *definition)
{
  if (definition == NULL)
    return;
  g_free (definition->instrument);
  g_free (definition->version);
  g_free (definition->base);
  ek_instrument_unref (definition->definition);
  g_free (definition->problem);
  g_free (definition->holder);
  g_free (definition->licence);
  g_free (definition->valid_until);
  g_free (definition->entered_by);
  g_free (definition->note);
  g_free (definition->hash);
  g_free (definition->added_by);
  g_free (definition->added_name);
  g_free (definition->moved_name);
  g_free (definition->moved_reason);
  g_free (definition);
}

static void
read_definition (EkDefinition *definition, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = ek_json_parse (json, -1, &limits, &error);

  if (node != NULL)
    definition->definition = ek_instrument_parse (node, &error);
  if (definition->definition == NULL)
    definition->problem = g_strdup (error->message);
}

static EkDefinition *
read_row (EkStatement *row)
{
  EkDefinition *definition = g_new0 (EkDefinition, 1);
  char **const texts[] = {
    &definition->holder,     &definition->licence, &definition->valid_until,
    &definition->entered_by, &definition->note,    &definition->hash,
  };

  definition->instrument = g_strdup (ek_statement_text (row, 0));
  definition->version = g_strdup (ek_statement_text (row, 1));
  definition->kind = g_strcmp0 (ek_statement_text (row, 2), "definition") == 0 ? EK_WORDING_DEFINITION
                                                                               : EK_WORDING_WORDS;
  definition->base = g_strdup (ek_statement_text (row, 3));
  read_definition (definition, ek_statement_text (row, 4));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_strdup (ek_statement_text (row, 5 + i));
  definition->added_ms = ek_statement_int (row, 11);
  definition->added_offset = ek_statement_int (row, 12);
  definition->added_by = g_strdup (ek_statement_text (row, 13));
  definition->added_name = g_strdup (ek_statement_text (row, 14));
  definition->withdrawn = ek_statement_int (row, 15) != 0;
  definition->moved_ms = ek_statement_is_null (row, 16) ? EK_INSTANT_NONE : ek_statement_int (row, 16);
  definition->moved_name = g_strdup (ek_statement_text (row, 17));
  definition->moved_reason = g_strdup (ek_statement_text (row, 18));
  return definition;
}

/**
 * ek_definitions_list:
 * @store: a store
 * @error: what the database says
 *
 * Returns: (transfer full) (element-type EkDefinition): everything that was imported, in the order it was; or %NULL
 */
GPtrArray *
ek_definitions_list (EkStore *store, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_definition_free);
  g_autoptr (EkStatement) rows = ek_database_prepare (store->database, "SELECT " COLUMNS " ORDER BY d.rowid", error);
  gboolean has_row;

  if (rows == NULL)
    return NULL;
  while (TRUE)
    {
      if (!ek_statement_step (rows, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_row (rows));
    }
}

/**
 * ek_definitions_find:
 * @store: a store
 * @instrument: id
 * @version: version of an imported definition
 * @error: %EK_ERROR_NOT_FOUND, or what the database says
 *
 * Returns: (transfer full): it, or %NULL
 */
EkDefinition *
ek_definitions_find (EkStore *store, const char *instrument, const char *version, GError **error)
{
  g_autoptr (EkStatement) row =
    ek_database_prepare (store->database, "SELECT " COLUMNS " WHERE d.instrument = ? AND d.version = ?", error);
  gboolean has_row;

  if (row == NULL)
    return NULL;
  ek_statement_bind_text (row, 1, instrument);
  ek_statement_bind_text (row, 2, version);
  if (!ek_statement_step (row, &has_row, error))
    return NULL;
  if (has_row)
    return read_row (row);
  g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("No definition of “%s” in version “%s” was imported."),
               instrument, version);
  return NULL;
}

/* Who may: every role that has the key to the clinical record and is still in. */
static gboolean
check_user (EkStore *store, GError **error)
{
  if (!ek_store_check_user (store, error))
    return FALSE;
  if (ek_role_is_clinical (ek_user_get_role (store->user)))
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_PERMISSION,
                       _ ("Your role may not change the instruments. Nothing was changed."));
  return FALSE;
}

/* The number of the next wording for a structure; also finds what was imported before. */
static gboolean
count_former (EkStore *store, EkWording *wording, const char *instrument, const char *base, guint *number,
              GError **error)
{
  g_autoptr (EkStatement) rows = ek_database_prepare (store->database,
                                                      "SELECT version, hash FROM definition WHERE instrument = ? AND "
                                                      "coalesce (base, version) = ?",
                                                      error);
  gboolean has_row;

  if (rows == NULL)
    return FALSE;
  ek_statement_bind_text (rows, 1, instrument);
  ek_statement_bind_text (rows, 2, base);
  for (*number = 1;; (*number)++)
    {
      if (!ek_statement_step (rows, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      if (g_strcmp0 (ek_statement_text (rows, 1), ek_wording_get_hash (wording)) != 0)
        continue;
      g_set_error (error, EK_ERROR, EK_ERROR_EXISTS,
                   _ ("This was imported before, as version %s. Nothing was changed; if it was withdrawn, take it back "
                      "into use."),
                   ek_statement_text (rows, 0));
      return FALSE;
    }
}

static gboolean
insert (EkStore *store, EkWording *wording, EkInstrument *instrument, GError **error)
{
  const EkWordingLicence *licence = ek_wording_get_licence (wording);
  gboolean words = ek_wording_get_kind (wording) == EK_WORDING_WORDS;
  g_autofree char *json = ek_json_canonical (ek_instrument_get_definition (instrument));
  g_autofree char *base = words ? ek_instrument_get_base_version (instrument) : NULL;
  const char *const texts[] = {
    ek_instrument_get_id (instrument),
    ek_instrument_get_version (instrument),
    words ? "wording" : "definition",
    base,
    json,
    licence->holder,
    licence->number,
    licence->valid_until,
    licence->entered_by,
    licence->note,
    ek_wording_get_hash (wording),
    ek_user_get_id (store->user),
    ek_user_get_name (store->user),
  };
  g_autoptr (EkStatement) row = ek_database_prepare (
    store->database,
    "INSERT INTO definition (instrument, version, kind, base, json, holder, licence, valid_until, entered_by, note, "
    "hash, added_by, added_name, added_ms, added_offset) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    error);
  int offset;

  if (row == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    ek_statement_bind_text (row, i + 1, texts[i]);
  ek_statement_bind_int (row, G_N_ELEMENTS (texts) + 1, ek_store_now (store, &offset));
  ek_statement_bind_int (row, G_N_ELEMENTS (texts) + 2, offset);
  return ek_statement_run (row, error);
}

static gboolean
audit (EkStore *store, EkAuditAction action, const char *instrument, const char *version, const char *detail,
       GError **error)
{
  g_autofree char *subject = g_strdup_printf ("%s %s", instrument, version);
  EkAuditEntry entry = {
    .action = action,
    .user_id = (char *) ek_user_get_id (store->user),
    .subject_type = (char *) "definition",
    .subject_id = subject,
    .detail = (char *) detail,
  };

  entry.at_ms = ek_store_now (store, &entry.offset_minutes);
  return ek_audit_append (store->database, &entry, error);
}

static char *
import_inside (EkStore *store, EkWording *wording, GError **error)
{
  g_autofree char *base = ek_instrument_get_base_version (ek_wording_get_result (wording));
  const char *id = ek_instrument_get_id (ek_wording_get_result (wording));
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (EkInstrument) instrument = NULL;
  guint number;

  if (!count_former (store, wording, id, base, &number, error))
    return NULL;
  node = ek_wording_make_definition (wording, number, error);
  instrument = node != NULL ? ek_instrument_parse (node, error) : NULL;
  if (instrument == NULL || !insert (store, wording, instrument, error) ||
      !audit (store, EK_AUDIT_IMPORT, id, ek_instrument_get_version (instrument),
              ek_wording_get_kind (wording) == EK_WORDING_WORDS ? "wording" : "definition", error))
    return NULL;
  return g_strdup (ek_instrument_get_version (instrument));
}

/**
 * ek_definitions_import:
 * @store: a store
 * @wording: something good
 * @error: %EK_ERROR_INVALID when something in it blocks, %EK_ERROR_EXISTS when the same was imported before,
 *   %EK_ERROR_PERMISSION, %EK_ERROR_LOCKED, and what the database says; nothing is changed then
 *
 * Keeps a definition in the vault, in one transaction with the audit row that says who imported it. Afterwards make the
 * catalogues anew by ek_definitions_catalogue().
 *
 * Returns: (transfer full): what is kept, or %NULL
 */
EkDefinition *
ek_definitions_import (EkStore *store, EkWording *wording, GError **error)
{
  g_autofree char *version = NULL;

  g_return_val_if_fail (EK_IS_STORE (store), NULL);

  if (!ek_wording_is_good (wording))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                           _ ("Something in the file must be mended first. Nothing was imported."));
      return NULL;
    }
  if (!check_user (store, error) || !ek_store_begin (store, error))
    return NULL;
  version = import_inside (store, wording, error);
  if (version == NULL)
    {
      ek_store_rollback (store);
      return NULL;
    }
  if (!ek_store_commit (store, error))
    return NULL;
  return ek_definitions_find (store, ek_instrument_get_id (ek_wording_get_result (wording)), version, error);
}

static gboolean
move_inside (EkStore *store, const char *instrument, const char *version, gboolean withdrawn, const char *reason,
             GError **error)
{
  g_autoptr (EkDefinition) former = ek_definitions_find (store, instrument, version, error);
  g_autoptr (EkStatement) row = NULL;
  int offset;

  if (former == NULL)
    return FALSE;
  if (former->withdrawn == withdrawn)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_EXISTS,
                           withdrawn ? _ ("This version is withdrawn already.")
                                     : _ ("This version is in use already."));
      return FALSE;
    }
  row = ek_database_prepare (store->database,
                             "INSERT INTO definition_use (instrument, version, withdrawn, reason, user_id, user_name, "
                             "at_ms, offset_minutes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                             error);
  if (row == NULL)
    return FALSE;
  ek_statement_bind_text (row, 1, instrument);
  ek_statement_bind_text (row, 2, version);
  ek_statement_bind_int (row, 3, withdrawn);
  ek_statement_bind_text (row, 4, reason);
  ek_statement_bind_text (row, 5, ek_user_get_id (store->user));
  ek_statement_bind_text (row, 6, ek_user_get_name (store->user));
  ek_statement_bind_int (row, 7, ek_store_now (store, &offset));
  ek_statement_bind_int (row, 8, offset);
  return ek_statement_run (row, error) &&
    audit (store, EK_AUDIT_CHANGE, instrument, version, withdrawn ? "withdrawn" : "taken back into use", error);
}

/**
 * ek_definitions_set_withdrawn:
 * @store: a store
 * @instrument: id
 * @version: of an imported definition; what the program brings cannot be withdrawn
 * @withdrawn: whether it is no longer given
 * @reason: (nullable): why, at most 500 characters
 * @error: %EK_ERROR_NOT_FOUND, %EK_ERROR_EXISTS when it is so already, %EK_ERROR_INVALID for the reason,
 *   %EK_ERROR_PERMISSION, %EK_ERROR_LOCKED, and what the database says
 *
 * Takes a definition out of use or back into it. Forms answered under it are shown and scored as before.
 *
 * Returns: whether it is done
 */
gboolean
ek_definitions_set_withdrawn (EkStore *store, const char *instrument, const char *version, gboolean withdrawn,
                              const char *reason, GError **error)
{
  g_return_val_if_fail (EK_IS_STORE (store), FALSE);

  if (reason != NULL && (!g_utf8_validate (reason, -1, NULL) || g_utf8_strlen (reason, -1) > 500))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, _ ("The reason is too long: at most 500 characters."));
      return FALSE;
    }
  if (!check_user (store, error) || !ek_store_begin (store, error))
    return FALSE;
  if (!move_inside (store, instrument, version, withdrawn, reason, error))
    {
      ek_store_rollback (store);
      return FALSE;
    }
  return ek_store_commit (store, error);
}

/**
 * ek_definitions_catalogue:
 * @store: a store
 * @program: the definitions that the program brings
 * @error: what the database says
 *
 * What can be given and shown in this vault: the program's definitions and what the hospital imported. A definition
 * that this program cannot read is told as a problem of the catalogue.
 *
 * Returns: (transfer full): a catalogue, or %NULL
 */
EkCatalogue *
ek_definitions_catalogue (EkStore *store, EkCatalogue *program, GError **error)
{
  g_autoptr (GPtrArray) list = ek_definitions_list (store, error);
  g_autoptr (EkCatalogue) catalogue = NULL;

  if (list == NULL)
    return NULL;
  catalogue = ek_catalogue_copy (program);
  for (guint i = 0; i < list->len; i++)
    {
      const EkDefinition *definition = g_ptr_array_index (list, i);
      g_autofree char *problem = NULL;

      if (definition->definition == NULL)
        problem = g_strdup_printf ("%s %s: %s", definition->instrument, definition->version, definition->problem);
      else if (!ek_catalogue_add (catalogue, definition->definition, definition->withdrawn))
        problem = g_strdup_printf (_ ("%s %s: the program brings a definition of the same version; that one is used"),
                                   definition->instrument, definition->version);
      if (problem != NULL)
        ek_catalogue_add_problem (catalogue, problem);
    }
  return g_steal_pointer (&catalogue);
}
