/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-care-private.h"

#include "ek-error.h"

#include <glib/gi18n-lib.h>

gboolean
ek_care_text_is (EkRecord *record, int field, const char *value)
{
  return g_strcmp0 (ek_record_get_text (record, field), value) == 0;
}

gboolean
ek_care_has_words (const char *text)
{
  for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

static void
copy_field (EkRecord *target, EkRecord *source, int field, EkFieldKind kind)
{
  int offset = 0;
  gint64 at = 0;

  switch (kind)
    {
    case EK_FIELD_INTEGER:
    case EK_FIELD_BOOLEAN:
      ek_record_set_int (target, field, ek_record_get_int (source, field, 0));
      break;
    case EK_FIELD_REAL:
      ek_record_set_real (target, field, ek_record_get_real (source, field, 0));
      break;
    case EK_FIELD_INSTANT:
      at = ek_record_get_instant (source, field, &offset);
      ek_record_set_instant (target, field, at, offset);
      break;
    case EK_FIELD_JSON:
      ek_record_set_json (target, field, ek_record_get_json (source, field));
      break;
    case EK_FIELD_BLOB:
      ek_record_set_blob (target, field, ek_record_get_blob (source, field));
      break;
    default:
      ek_record_set_text (target, field, ek_record_get_text (source, field));
      break;
    }
}

void
ek_care_copy_values (EkRecord *target, EkRecord *source)
{
  const EkRecordType *type = ek_record_get_record_type (source);

  g_return_if_fail (ek_record_get_record_type (target) == type);
  for (guint i = 0; i < ek_record_type_n_fields (type); i++)
    if (ek_record_has (source, i))
      copy_field (target, source, i, type->fields[i].kind);
    else
      ek_record_clear (target, i);
}

void
ek_care_set_now (EkStore *store, EkRecord *record, int field)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);

  ek_record_set_instant (record, field, now, ek_clock_offset (clock, now));
}

char *
ek_care_date (EkStore *store, int days)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 at = ek_clock_now (clock) + days * EK_DAY_MS;

  return ek_instant_format_date (at, ek_clock_offset (clock, at));
}

EkUser *
ek_care_user (EkStore *store, GError **error)
{
  EkUser *user = ek_vault_get_user (ek_store_get_vault (store));

  if (user == NULL)
    g_set_error_literal (error, EK_ERROR, EK_ERROR_LOCKED,
                         _ ("The vault is locked. Nothing was changed. Unlock it and try again."));
  return user;
}

char *
ek_care_user_name (EkStore *store, const char *user_id)
{
  g_autoptr (EkUser) user = user_id != NULL ? ek_vault_find_user (ek_store_get_vault (store), user_id) : NULL;

  return g_strdup (user != NULL ? ek_user_get_name (user) : user_id);
}

gint64
ek_care_end_of_day (gint64 at_ms, int offset_minutes, int days)
{
  gint64 local = at_ms + offset_minutes * EK_MINUTE_MS;
  gint64 day = local / EK_DAY_MS - (local % EK_DAY_MS < 0 ? 1 : 0);

  return (day + days + 1) * EK_DAY_MS - 1 - offset_minutes * EK_MINUTE_MS;
}

GPtrArray *
ek_care_new_records (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

char *
ek_care_item_at (JsonArray *items, guint index)
{
  JsonNode *node = json_array_get_element (items, index);

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return json_node_get_value_type (node) == G_TYPE_INT64 || json_node_get_value_type (node) == G_TYPE_DOUBLE
    ? g_strdup_printf ("%.15g", json_node_get_double (node))
    : NULL;
}
