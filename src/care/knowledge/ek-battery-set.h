/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-knowledge.h"

G_BEGIN_DECLS

/* The sets of instruments of data/knowledge/batteries.json. */

/** EkBatteryItem: one instrument of a set. Strings belong to the knowledge. */
typedef struct {
  const char *instrument;
  guint minutes; /* an estimate */
  const char *why_en, *why_zh;
  /* without words it is entered by number from a licensed paper form; else it is left out */
  gboolean by_number;
  JsonNode *when; /* a condition; NULL: always given */
} EkBatteryItem;

/** EkBatterySet: a set as it is in the knowledge. */
typedef struct {
  const char *id; /* "baseline" */
  const char *version;
  const char *name_en, *name_zh;
  const char *why_en, *why_zh;
  const char *evidence;
  const char *evidence_zh; /* NULL: a citation, which is read in every language */
  gboolean verify;         /* no second source was seen: show it */
  gboolean baseline;       /* a baseline assessment is made from it */
  GPtrArray *items;        /* of EkBatteryItem */
} EkBatterySet;

guint ek_knowledge_get_n_batteries (EkKnowledge *self);
const EkBatterySet *ek_knowledge_get_battery (EkKnowledge *self, guint index);
const EkBatterySet *ek_knowledge_find_battery (EkKnowledge *self, const char *id);

G_END_DECLS
