/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kinds of danger, as rules and records name them. */

#include "ek-danger-kind.h"

#include <string.h>

#include "ek-types.h"

static const char *const kind_ids[EK_N_DANGER_KINDS] = { "suicide", "others", "medical" };

/**
 * ek_danger_kind_id:
 * @kind: a kind of danger
 *
 * Returns: (transfer none): its name as records keep it: "suicide", "others" or "medical"
 */
const char *
ek_danger_kind_id (EkDangerKind kind)
{
  return kind_ids[kind];
}

/**
 * ek_danger_is_kind:
 * @id: (nullable): anything
 *
 * Returns: whether it names a kind of danger
 */
gboolean
ek_danger_is_kind (const char *id)
{
  return id != NULL && (strcmp (id, kind_ids[0]) == 0 || ek_danger_kind_of (id) != EK_DANGER_SUICIDE);
}

/**
 * ek_danger_kind_of:
 * @id: (nullable): the name of a kind, as records keep it
 *
 * Returns: the kind; suicide for %NULL, as older risks are, and for anything else
 */
EkDangerKind
ek_danger_kind_of (const char *id)
{
  for (int i = 0; i < EK_N_DANGER_KINDS; i++)
    if (g_strcmp0 (id, kind_ids[i]) == 0)
      return i;
  return EK_DANGER_SUICIDE;
}

/**
 * ek_danger_kind_label:
 * @id: (nullable): the name of a kind, as records keep it; %NULL: suicide
 *
 * Returns: (transfer none): the kind in words, translated
 */
const char *
ek_danger_kind_label (const char *id)
{
  return ek_choice_label (ek_risk_type.fields[EK_RISK_KIND].choices, ek_danger_kind_id (ek_danger_kind_of (id)));
}
