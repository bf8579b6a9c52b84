/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening the clinical record: its tables and summaries are brought up to date first. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-json.h"

/* Raise it when what is made here changes: every summary is then made again at the next opening. */
#define SUMMARY_VERSION "2"

static gboolean
mark_everybody (EkStore *self, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  if (!ek_database_exec (self->database,
                         "INSERT INTO patient_summary (patient_id) SELECT id FROM patient "
                         "WHERE " EK_NOT_JOINED " ON CONFLICT DO NOTHING",
                         error))
    return FALSE;
  statement = ek_database_prepare (self->database, "SELECT id FROM patient WHERE " EK_NOT_JOINED, error);
  if (statement == NULL)
    return FALSE;
  while (TRUE)
    {
      if (!ek_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      ek_store_set_stale (self, ek_statement_text (statement, 0), EK_STALE_ALL);
    }
}

static char *
summary_version (EkStore *self)
{
  g_autofree char *primary = g_strjoinv (",", self->primary);

  return g_strjoin ("/", SUMMARY_VERSION, ek_surnames_get_version (self->surnames), primary, NULL);
}

static gboolean
remake (EkStore *self, const char *version, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  if (!mark_everybody (self, error) || !ek_store_refresh_stale (self, error) || !ek_store_index_everybody (self, error))
    return FALSE;
  statement = ek_database_prepare (self->database,
                                   "INSERT INTO store_setting (name, value) VALUES ('summary', ?1) "
                                   "ON CONFLICT (name) DO UPDATE SET value = ?1",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, version);

  return ek_statement_run (statement, error);
}

/* Made anew where the rules changed. */
static gboolean
prepare_summaries (EkStore *self, GError **error)
{
  g_autofree char *version = summary_version (self);
  gboolean current;

  {
    g_autoptr (EkStatement) statement = NULL;
    gboolean has_row;

    statement = ek_database_prepare (self->database, "SELECT value FROM store_setting WHERE name = 'summary'", error);
    if (statement == NULL || !ek_statement_step (statement, &has_row, error))
      return FALSE;
    current = has_row && g_strcmp0 (ek_statement_text (statement, 0), version) == 0;
  }
  if (current)
    return TRUE;

  if (!ek_store_begin (self, error))
    return FALSE;
  if (!remake (self, version, error))
    {
      ek_store_rollback (self);
      return FALSE;
    }

  return ek_store_commit (self, error);
}

/* Which instrument's last score the list of patients shows is the clinic's choice, not the program's. */
static char **
load_primary (GError **error)
{
  g_autofree char *path = ek_data_path ("names/patient-list.json");
  g_autoptr (JsonNode) node = ek_json_load (path, &EK_JSON_DEFAULT, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array;

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node) ||
      (array = ek_json_peek_array (json_node_get_object (node), "primary_instruments")) == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX,
                           _ ("The settings of the patient list cannot be read. Install Evenkeel again."));
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (ek_json_element_string (array, i) != NULL)
      g_ptr_array_add (ids, g_strdup (ek_json_element_string (array, i)));
  g_ptr_array_add (ids, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&ids), FALSE);
}

/**
 * ek_store_open:
 * @vault: an unlocked vault
 * @error: %EK_ERROR_LOCKED, %EK_ERROR_PERMISSION for a user without the clinical key, %EK_ERROR_UNSUPPORTED when the
 *   tables were made by a newer program, and whatever the vault says about its files
 *
 * Opens a connection to the clinical record, and makes or migrates its tables. Where the vault can only be read
 * (ek_vault_get_reading_only()) that is done in memory, and every change is refused with %EK_ERROR_PERMISSION; when the
 * vault can be written again the store is out of date (ek_store_is_outdated()).
 *
 * Returns: (transfer full): the store, for use by one thread at a time, or %NULL
 */
EkStore *
ek_store_open (EkVault *vault, GError **error)
{
  g_autoptr (EkStore) self = NULL;

  g_return_val_if_fail (EK_IS_VAULT (vault), NULL);

  self = g_object_new (EK_TYPE_STORE, NULL);
  self->vault = g_object_ref (vault);
  self->clock = ek_vault_get_clock (vault);
  self->offset_at = G_MININT64;
  self->user = ek_vault_get_user (vault);
  if (self->user == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_LOCKED, _ ("The vault is locked. Unlock it and try again."));
      return NULL;
    }
  if ((self->law = ek_law_load (NULL, error)) == NULL || (self->surnames = ek_surnames_load (NULL, error)) == NULL ||
      (self->primary = load_primary (error)) == NULL)
    return NULL;

  self->database = ek_vault_connect_clinical (vault, error);
  if (self->database == NULL || !ek_audit_prepare (self->database, error) || !ek_store_prepare_schema (self, error) ||
      !prepare_summaries (self, error))
    return NULL;
  /* Where nothing reaches the disk, nothing is taken as if it did: the tables were brought up to date to be read. */
  if (ek_database_is_reading (self->database))
    ek_database_forbid_writing (self->database, ek_vault_get_reading_only (vault));

  return g_steal_pointer (&self);
}
