/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-plan.h"
#include "ek-secret.h"
#include "ek-session.h"

G_BEGIN_DECLS

typedef enum {
  EK_PLAN_ORDER_DRAFT,
  EK_PLAN_ORDER_ADD,
  EK_PLAN_ORDER_CHANGE,
  EK_PLAN_ORDER_REMOVE,
  EK_PLAN_ORDER_RESTORE,
  EK_PLAN_ORDER_PUT_LINES, /* undo: the lines as they were */
  EK_PLAN_ORDER_DATES,
  EK_PLAN_ORDER_SIGN,
  EK_PLAN_ORDER_NEW_VERSION,
  EK_PLAN_ORDER_DISCARD,
  EK_PLAN_ORDER_EXPORT
} EkPlanDeed;

/** EkPlanOrder: one thing to be done to a plan, for the writing thread, with everything it needs. */
typedef struct {
  EkPlanDeed deed;
  EkCatalogue *catalogue; /* belongs to the session */
  char *patient_id;
  char *plan_id;
  gint64 revision; /* SIGN: what was read */
  char *line_id;
  char *kind;
  char *text;
  char *goal;
  char *reason;
  char *starts;
  char *review;
  char *path;
  char *language;
  JsonNode *lines;
  EkSecret *passphrase;
} EkPlanOrder;

EkPlanOrder *ek_plan_order_new (EkPlanDeed deed, EkSession *session, const char *patient_id, const char *plan_id);
void ek_plan_order_free (EkPlanOrder *order);
/* An EkSessionFunc; @data is an EkPlanOrder. Answers with a boolean. */
void ek_plan_order_do (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable);
/* Before something is signed: whether it is really the person who is in. */
gboolean ek_order_check_passphrase (EkStore *store, EkSecret *passphrase, GError **error);

G_END_DECLS
