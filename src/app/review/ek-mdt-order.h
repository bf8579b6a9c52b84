/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-mdt.h"
#include "ek-secret.h"
#include "ek-session.h"

G_BEGIN_DECLS

typedef enum {
  EK_MDT_ORDER_OPEN,
  EK_MDT_ORDER_OPINION,
  EK_MDT_ORDER_DECIDE,
  EK_MDT_ORDER_ACTION,
  EK_MDT_ORDER_UPDATE_ACTION,
  EK_MDT_ORDER_SIGN,
  EK_MDT_ORDER_BRING_UP,
  EK_MDT_ORDER_CLOSE,
  EK_MDT_ORDER_EXPORT
} EkMdtDeed;

/** EkMdtOrder: one thing to be done to a case review, for the writing thread, with everything it needs. */
typedef struct {
  EkMdtDeed deed;
  EkCatalogue *catalogue; /* belongs to the session */
  char *patient_id;
  char *review_id;
  gint64 revision; /* SIGN: what was read */
  char *task_id;
  char *text; /* question, opinion, decision, action, outcome */
  char *reason;
  char *user_id; /* whose opinion, whose action; "" or NULL: see the deed */
  char *name;
  char *choice; /* stance, status, meaning of a signature */
  char *due;
  char *path;
  char *language;
  EkSecret *passphrase;
} EkMdtOrder;

EkMdtOrder *ek_mdt_order_new (EkMdtDeed deed, EkSession *session, const char *patient_id, const char *review_id);
void ek_mdt_order_free (EkMdtOrder *order);
/* An EkSessionFunc; @data is an EkMdtOrder. Answers with a boolean. */
void ek_mdt_order_do (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable);

G_END_DECLS
