/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-audit-item.h"

#include <glib/gi18n-lib.h>

#include "ek-format.h"
#include "ek-record-type.h"

struct _EkAuditItem {
  GObject parent_instance;

  char *words[EK_AUDIT_N_COLUMNS];
};

G_DEFINE_FINAL_TYPE (EkAuditItem, ek_audit_item, G_TYPE_OBJECT)

static void
ek_audit_item_finalize (GObject *object)
{
  EkAuditItem *self = EK_AUDIT_ITEM (object);

  for (guint i = 0; i < EK_AUDIT_N_COLUMNS; i++)
    g_free (self->words[i]);
  G_OBJECT_CLASS (ek_audit_item_parent_class)->finalize (object);
}

static void
ek_audit_item_class_init (EkAuditItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_audit_item_finalize;
}

static void
ek_audit_item_init (EkAuditItem *self)
{
}

/* "revision 3: phone, address" with the fields as people know them. What is of another form stays as it is. */
static char *
detail_in_words (const EkRecordType *type, const char *detail)
{
  const char *names = detail != NULL && type != NULL && g_str_has_prefix (detail, "revision ") ? strstr (detail, ": ")
                                                                                               : NULL;
  g_auto (GStrv) parts = names != NULL ? g_strsplit (names + 2, ", ", -1) : NULL;

  if (parts == NULL)
    return g_strdup (detail);
  for (guint i = 0; parts[i] != NULL; i++)
    for (guint k = 0; type->fields[k].name != NULL; k++)
      if (strcmp (type->fields[k].name, parts[i]) == 0 && type->fields[k].label != NULL)
        {
          g_free (parts[i]);
          parts[i] = g_strdup (_ (type->fields[k].label));
          break;
        }
  return g_strjoinv (strcmp (ek_format_language (), "zh") == 0 ? "、" : ", ", parts);
}

/**
 * ek_audit_item_new:
 * @entry: an entry; copied
 * @vault: knows the names of the users
 *
 * Returns: (transfer full): the entry in words
 */
EkAuditItem *
ek_audit_item_new (const EkAuditEntry *entry, EkVault *vault)
{
  EkAuditItem *self = g_object_new (EK_TYPE_AUDIT_ITEM, NULL);
  g_autoptr (EkUser) user = entry->user_id != NULL ? ek_vault_find_user (vault, entry->user_id) : NULL;
  const EkRecordType *type = entry->subject_type != NULL ? ek_record_type_by_name (entry->subject_type) : NULL;

  self->words[EK_AUDIT_COLUMN_WHEN] = ek_format_instant (entry->at_ms, entry->offset_minutes);
  self->words[EK_AUDIT_COLUMN_WHO] = g_strdup (user != NULL ? ek_user_get_name (user) : entry->user_id);
  self->words[EK_AUDIT_COLUMN_ACTION] = g_strdup (ek_audit_action_label (entry->action));
  self->words[EK_AUDIT_COLUMN_SUBJECT] = g_strdup (type != NULL ? _ (type->label) : entry->subject_type);
  self->words[EK_AUDIT_COLUMN_DETAIL] = detail_in_words (type, entry->detail);
  return self;
}

/**
 * ek_audit_item_get:
 * @self: an entry in words
 * @column: which of them
 *
 * Returns: (transfer none): the words; "" when there are none
 */
const char *
ek_audit_item_get (EkAuditItem *self, EkAuditColumn column)
{
  return self->words[column] != NULL ? self->words[column] : "";
}
