/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-baseline.h"
#include "ek-schedule.h"
#include "ek-secret.h"
#include "ek-session.h"

G_BEGIN_DECLS

typedef enum {
  EK_BATTERY_ORDER_START, /* @id: the set in the knowledge */
  EK_BATTERY_ORDER_SKIP,  /* @id: the set's record; @instrument; @text: why */
  EK_BATTERY_ORDER_INCLUDE,
  EK_BATTERY_ORDER_FINISH,        /* of a baseline set the baseline assessment is made too */
  EK_BATTERY_ORDER_STOP,          /* @text: why */
  EK_BATTERY_ORDER_SCHEDULE_ADD,  /* @plan */
  EK_BATTERY_ORDER_SCHEDULE_STOP, /* @id: the schedule */
  EK_BATTERY_ORDER_SCHEDULE_RESUME,
  EK_BATTERY_ORDER_BASELINE_MAKE,    /* @id: the set's record */
  EK_BATTERY_ORDER_BASELINE_SUMMARY, /* @id: the baseline assessment; @text */
  EK_BATTERY_ORDER_BASELINE_SIGN,    /* @passphrase */
  EK_BATTERY_ORDER_BASELINE_BRING_UP,
  EK_BATTERY_ORDER_BASELINE_EXPORT,  /* @path, @language */
  EK_BATTERY_ORDER_BASELINE_DISCARD, /* @text: why */
} EkBatteryDeed;

/** EkBatteryOrder: one thing to be done about sets, schedules and baselines, for the writing thread; owns its
 * strings. */
typedef struct {
  EkBatteryDeed deed;
  EkCatalogue *catalogue; /* belongs to the session */
  char *patient_id;
  char *id;
  gint64 revision; /* BASELINE_SIGN: what was read */
  char *instrument;
  char *text;
  char *path;
  char *language;
  char *kind, *subject, *first, *until; /* of a schedule */
  int interval_days;
  gboolean shorter;
  gboolean paper; /* the form is entered from paper */
  EkSecret *passphrase;
} EkBatteryOrder;

EkBatteryOrder *ek_battery_order_new (EkBatteryDeed deed, EkSession *session, const char *patient_id, const char *id);
void ek_battery_order_free (EkBatteryOrder *order);
/* An EkSessionFunc; @data is an EkBatteryOrder. Answers with a boolean. */
void ek_battery_order_do (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable);
/* An EkSessionFunc; @data is an order with @id the set's record, @instrument and @language. Answers with the id of the
 * form that is to be filled in. */
void ek_battery_order_give (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable);

G_END_DECLS
