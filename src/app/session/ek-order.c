/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-order.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-job.h"

struct _EkOrder {
  EkOrderFunc deed;
  EkCatalogue *catalogue; /* belongs to the session */
  char *patient_id;
  char *id;
  gint64 revision; /* what was read of it; 0: as it is when the order is carried out */
  GHashTable *values;
  JsonNode *json;
  EkSecret *passphrase;
};

/**
 * ek_order_new:
 * @deed: what is to be done
 * @session: the session
 * @patient_id: (nullable): whose file
 * @id: (nullable): the record it is about
 *
 * Returns: (transfer full): an order without values
 */
EkOrder *
ek_order_new (EkOrderFunc deed, EkSession *session, const char *patient_id, const char *id)
{
  EkOrder *self = g_new0 (EkOrder, 1);

  self->deed = deed;
  self->catalogue = ek_session_get_catalogue (session);
  self->patient_id = g_strdup (patient_id);
  self->id = g_strdup (id);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * ek_order_free:
 * @self: (nullable) (transfer full): an order
 *
 * Frees it; the passphrase is wiped.
 */
void
ek_order_free (EkOrder *self)
{
  if (self == NULL)
    return;
  g_free (self->patient_id);
  g_free (self->id);
  g_hash_table_unref (self->values);
  g_clear_pointer (&self->json, json_node_unref);
  g_clear_pointer (&self->passphrase, ek_secret_unref);
  g_free (self);
}

/**
 * ek_order_set:
 * @self: an order
 * @name: a name
 * @value: (nullable): its value, in place of an earlier one; %NULL: none
 *
 * Gives the order a value.
 */
void
ek_order_set (EkOrder *self, const char *name, const char *value)
{
  ek_order_take (self, name, g_strdup (value));
}

/**
 * ek_order_take:
 * @self: an order
 * @name: a name
 * @value: (nullable) (transfer full): its value, as for ek_order_set()
 *
 * Gives the order a value and takes it over.
 */
void
ek_order_take (EkOrder *self, const char *name, char *value)
{
  if (value != NULL)
    g_hash_table_insert (self->values, g_strdup (name), value);
  else
    g_hash_table_remove (self->values, name);
}

/**
 * ek_order_take_secret:
 * @self: an order
 * @secret: (transfer full): a passphrase that was typed
 *
 * Gives the order the passphrase that ek_order_check_passphrase() asks for.
 */
void
ek_order_take_secret (EkOrder *self, EkSecret *secret)
{
  g_clear_pointer (&self->passphrase, ek_secret_unref);
  self->passphrase = secret;
}

/**
 * ek_order_take_json:
 * @self: an order
 * @json: (transfer full): what is no text; nobody else uses it from now on
 *
 * Gives the order a value that is no text.
 */
void
ek_order_take_json (EkOrder *self, JsonNode *json)
{
  g_clear_pointer (&self->json, json_node_unref);
  self->json = json;
}

/**
 * ek_order_set_revision:
 * @self: an order
 * @revision: of the record as the person read it
 *
 * From now on ek_order_load() refuses the record when somebody saved it since: nobody signs or judges what is not
 * before the eyes.
 */
void
ek_order_set_revision (EkOrder *self, gint64 revision)
{
  self->revision = revision;
}

/**
 * ek_order_get:
 * @self: an order
 * @name: a name
 *
 * Returns: (transfer none) (nullable): its value, perhaps ""; %NULL when none was given
 */
const char *
ek_order_get (const EkOrder *self, const char *name)
{
  return g_hash_table_lookup (self->values, name);
}

/**
 * ek_order_get_filled:
 * @self: an order
 * @name: a name
 *
 * Returns: (transfer none) (nullable): its value; %NULL when there is none, or an empty one
 */
const char *
ek_order_get_filled (const EkOrder *self, const char *name)
{
  const char *value = ek_order_get (self, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

/**
 * ek_order_get_json:
 * @self: an order
 *
 * Returns: (transfer none) (nullable): what ek_order_take_json() gave it
 */
JsonNode *
ek_order_get_json (const EkOrder *self)
{
  return self->json;
}

/**
 * ek_order_get_id:
 * @self: an order
 *
 * Returns: (transfer none) (nullable): the id of the record it is about
 */
const char *
ek_order_get_id (const EkOrder *self)
{
  return self->id;
}

/**
 * ek_order_get_patient:
 * @self: an order
 *
 * Returns: (transfer none) (nullable): the id of the patient
 */
const char *
ek_order_get_patient (const EkOrder *self)
{
  return self->patient_id;
}

/**
 * ek_order_get_catalogue:
 * @self: an order
 *
 * Returns: (transfer none): the instruments, which may be used in any thread
 */
EkCatalogue *
ek_order_get_catalogue (const EkOrder *self)
{
  return self->catalogue;
}

/**
 * ek_order_get_deed:
 * @self: an order
 *
 * Returns: what is to be done
 */
EkOrderFunc
ek_order_get_deed (const EkOrder *self)
{
  return self->deed;
}

/**
 * ek_order_load:
 * @self: an order that is about a record
 * @store: the writing store
 * @type: of what type that is
 * @error: as ek_store_load(); %EK_ERROR_CONFLICT when the order has a revision and somebody saved the record since
 *
 * Returns: (transfer full) (nullable): the record as it is now
 */
EkRecord *
ek_order_load (const EkOrder *self, EkStore *store, const EkRecordType *type, GError **error)
{
  return self->revision != 0 ? ek_store_load_as_read (store, type, self->id, self->revision, error)
                             : ek_store_load (store, type, self->id, error);
}

/**
 * ek_order_check_passphrase:
 * @self: an order that signs
 * @store: the writing store
 * @error: %EK_ERROR_WRONG_PASSPHRASE, or an error of the vault
 *
 * Before something is signed: whether it is really the person who is in.
 *
 * Returns: whether the passphrase is that of who is in
 */
gboolean
ek_order_check_passphrase (const EkOrder *self, EkStore *store, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (ek_vault_check_passphrase (ek_store_get_vault (store), self->passphrase, &local))
    return TRUE;
  if (g_error_matches (local, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE))
    g_set_error_literal (error, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE,
                         _ ("The passphrase is wrong. Nothing was signed; try again."));
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * ek_order_do:
 * @task: answered with %TRUE, or with the error of what was tried
 * @store: the writing store
 * @data: an #EkOrder
 * @cancellable: (nullable): not looked at: an order is carried out whole
 *
 * An #EkSessionFunc.
 */
void
ek_order_do (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const EkOrder *order = data;
  GError *error = NULL;
  gboolean done = order->deed (store, order, &error);

  ek_job_answer (task, done, error);
}
