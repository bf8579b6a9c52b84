/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which items of a definition are critical, whatever was answered. */

#include "ek-instrument-private.h"

#include <string.h>

/**
 * ek_instrument_item_critical_rule:
 * @self: a definition
 * @item_id: an item
 * @nth: which of its rules, from 0
 *
 * Returns: (nullable) (transfer none): a rule by which an answer to the item is critical; %NULL after the last
 */
const EkCriticalRule *
ek_instrument_item_critical_rule (EkInstrument *self, const char *item_id, guint nth)
{
  for (guint i = 0; i < self->criticals->len; i++)
    {
      const EkCriticalEntry *entry = self->criticals->pdata[i];

      for (guint k = 0; k < entry->items->len; k++)
        if (strcmp (ek_item_get_id (self->items->pdata[g_array_index (entry->items, guint, k)]), item_id) == 0 &&
            nth-- == 0)
          return &entry->rule;
    }
  return NULL;
}

/**
 * ek_instrument_find_critical_item:
 * @self: a definition
 * @loinc: the LOINC code of a question
 *
 * Returns: (nullable) (transfer none): the item with that code, when an answer to it may be critical
 */
EkItem *
ek_instrument_find_critical_item (EkInstrument *self, const char *loinc)
{
  for (guint i = 0; i < self->criticals->len; i++)
    {
      const EkCriticalEntry *entry = self->criticals->pdata[i];

      for (guint k = 0; k < entry->items->len; k++)
        {
          EkItem *item = self->items->pdata[g_array_index (entry->items, guint, k)];

          if (g_strcmp0 (ek_item_get_loinc (item), loinc) == 0)
            return item;
        }
    }
  return NULL;
}

/**
 * ek_instrument_get_critical_item:
 * @self: a definition
 * @nth: from 0; an item that several rules name comes several times
 *
 * Returns: (nullable) (transfer none): an item that a rule names as critical; %NULL after the last
 */
EkItem *
ek_instrument_get_critical_item (EkInstrument *self, guint nth)
{
  for (guint i = 0; i < self->criticals->len; i++)
    {
      const EkCriticalEntry *entry = self->criticals->pdata[i];

      if (nth < entry->items->len)
        return self->items->pdata[g_array_index (entry->items, guint, nth)];
      nth -= entry->items->len;
    }
  return NULL;
}
