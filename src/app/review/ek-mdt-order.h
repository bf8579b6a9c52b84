/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-order.h"

G_BEGIN_DECLS

/* Orders about a case review (EkOrderFunc), each with the values it needs. */
gboolean ek_mdt_order_open (EkStore *store, const EkOrder *order, GError **error);          /* question */
gboolean ek_mdt_order_opinion (EkStore *store, const EkOrder *order, GError **error);       /* member, text, stance */
gboolean ek_mdt_order_decide (EkStore *store, const EkOrder *order, GError **error);        /* decision, reason */
gboolean ek_mdt_order_add_action (EkStore *store, const EkOrder *order, GError **error);    /* text, owner, name, due */
gboolean ek_mdt_order_update_action (EkStore *store, const EkOrder *order, GError **error); /* status, outcome */
gboolean ek_mdt_order_sign (EkStore *store, const EkOrder *order, GError **error);          /* meaning, passphrase */
gboolean ek_mdt_order_bring_up (EkStore *store, const EkOrder *order, GError **error);
gboolean ek_mdt_order_close (EkStore *store, const EkOrder *order, GError **error);
gboolean ek_mdt_order_export (EkStore *store, const EkOrder *order, GError **error); /* path, language */

G_END_DECLS
