/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-secret.h"
#include "ek-session.h"

G_BEGIN_DECLS

/**
 * EkOrder:
 *
 * One thing that a person wants done to a file, on its way from a button to the writing thread: a function, the record
 * it is about, and named values, such as the answers of a form under their ids. It belongs to one thread at a time.
 */
typedef struct _EkOrder EkOrder;

/**
 * EkOrderFunc: carries an order out, in the writing thread. What the order is about is read again first, so that what
 * somebody else changed meanwhile is not overwritten. Returns: %FALSE with @error when it was not done.
 */
typedef gboolean (*EkOrderFunc) (EkStore *store, const EkOrder *order, GError **error);

EkOrder *ek_order_new (EkOrderFunc deed, EkSession *session, const char *patient_id, const char *id);
void ek_order_free (EkOrder *self);

void ek_order_set (EkOrder *self, const char *name, const char *value);
void ek_order_take (EkOrder *self, const char *name, char *value);
void ek_order_take_secret (EkOrder *self, EkSecret *secret);
void ek_order_take_json (EkOrder *self, JsonNode *json);
void ek_order_set_revision (EkOrder *self, gint64 revision);

const char *ek_order_get (const EkOrder *self, const char *name);
const char *ek_order_get_filled (const EkOrder *self, const char *name);
JsonNode *ek_order_get_json (const EkOrder *self);
const char *ek_order_get_id (const EkOrder *self);
const char *ek_order_get_patient (const EkOrder *self);
EkCatalogue *ek_order_get_catalogue (const EkOrder *self);
EkOrderFunc ek_order_get_deed (const EkOrder *self);

EkRecord *ek_order_load (const EkOrder *self, EkStore *store, const EkRecordType *type, GError **error);
gboolean ek_order_check_passphrase (const EkOrder *self, EkStore *store, GError **error);
void ek_order_do (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkOrder, ek_order_free)

G_END_DECLS
