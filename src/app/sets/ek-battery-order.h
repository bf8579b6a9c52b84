/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-order.h"

G_BEGIN_DECLS

/* Orders about sets, schedules and baseline assessments (EkOrderFunc), each with the values it needs. */
gboolean ek_battery_order_start (EkStore *store, const EkOrder *order, GError **error);   /* set */
gboolean ek_battery_order_skip (EkStore *store, const EkOrder *order, GError **error);    /* instrument, reason */
gboolean ek_battery_order_include (EkStore *store, const EkOrder *order, GError **error); /* instrument */
gboolean ek_battery_order_finish (EkStore *store, const EkOrder *order, GError **error);
gboolean ek_battery_order_stop (EkStore *store, const EkOrder *order, GError **error); /* reason */
gboolean ek_schedule_order_add (EkStore *store, const EkOrder *order,
                                GError **error); /* what, days, first, until, purpose, shorter */
gboolean ek_schedule_order_stop (EkStore *store, const EkOrder *order, GError **error);
gboolean ek_schedule_order_resume (EkStore *store, const EkOrder *order, GError **error);
gboolean ek_baseline_order_make (EkStore *store, const EkOrder *order, GError **error);
gboolean ek_baseline_order_summary (EkStore *store, const EkOrder *order, GError **error); /* summary */
gboolean ek_baseline_order_sign (EkStore *store, const EkOrder *order, GError **error);    /* passphrase */
gboolean ek_baseline_order_bring_up (EkStore *store, const EkOrder *order, GError **error);
gboolean ek_baseline_order_discard (EkStore *store, const EkOrder *order, GError **error); /* reason */
gboolean ek_baseline_order_export (EkStore *store, const EkOrder *order, GError **error);  /* path, language */
/* An EkSessionFunc. */
void ek_battery_order_give (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable);

G_END_DECLS
