/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-audit.h"

G_BEGIN_DECLS

typedef enum {
  EK_AUDIT_COLUMN_WHEN,
  EK_AUDIT_COLUMN_WHO,
  EK_AUDIT_COLUMN_ACTION,
  EK_AUDIT_COLUMN_SUBJECT,
  EK_AUDIT_COLUMN_DETAIL,
  EK_AUDIT_N_COLUMNS
} EkAuditColumn;

/** EkAuditItem: one entry of the audit, in words. */
#define EK_TYPE_AUDIT_ITEM (ek_audit_item_get_type ())
G_DECLARE_FINAL_TYPE (EkAuditItem, ek_audit_item, EK, AUDIT_ITEM, GObject)

EkAuditItem *ek_audit_item_new (const EkAuditEntry *entry, EkVault *vault);
const char *ek_audit_item_get (EkAuditItem *self, EkAuditColumn column);

G_END_DECLS
