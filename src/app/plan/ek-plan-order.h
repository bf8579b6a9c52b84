/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-order.h"

G_BEGIN_DECLS

/* Orders about a plan (EkOrderFunc); the order is about the plan but where nothing is there yet. */
gboolean ek_plan_order_draft (EkStore *store, const EkOrder *order, GError **error);     /* of the patient */
gboolean ek_plan_order_add (EkStore *store, const EkOrder *order, GError **error);       /* kind, text, goal */
gboolean ek_plan_order_change (EkStore *store, const EkOrder *order, GError **error);    /* line, text, goal */
gboolean ek_plan_order_remove (EkStore *store, const EkOrder *order, GError **error);    /* line, reason */
gboolean ek_plan_order_restore (EkStore *store, const EkOrder *order, GError **error);   /* line */
gboolean ek_plan_order_put_lines (EkStore *store, const EkOrder *order, GError **error); /* JSON: as they were */
gboolean ek_plan_order_dates (EkStore *store, const EkOrder *order, GError **error);     /* starts, review */
gboolean ek_plan_order_sign (EkStore *store, const EkOrder *order, GError **error);      /* revision, passphrase */
gboolean ek_plan_order_new_version (EkStore *store, const EkOrder *order, GError **error);
gboolean ek_plan_order_discard (EkStore *store, const EkOrder *order, GError **error); /* reason */
gboolean ek_plan_order_export (EkStore *store, const EkOrder *order, GError **error);  /* path, language */

G_END_DECLS
