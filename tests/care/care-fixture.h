/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-assess.h"
#include "ek-error.h"
#include "ek-mdt.h"
#include "ek-plan.h"
#include "ek-types.h"

/* A vault in a folder of its own, with one person of each clinical role, a clock that stands still at 2026-11-21
 * 09:00 in Beijing, the program's own instruments and knowledge, and one patient. */

#define CARE_NOW G_GINT64_CONSTANT (1795222800000) /* 2026-11-21T09:00:00+08:00 */
#define CARE_OFFSET 480

typedef struct {
  char *path;
  EkClock *clock;
  EkVault *vault;
  EkStore *store;
  EkCatalogue *catalogue;
  EkKnowledge *knowledge;
  char *patient;
  char *ids[EK_ROLE_LAST]; /* by role */
} Care;

void care_set_up (Care *care, gconstpointer data);
void care_tear_down (Care *care, gconstpointer data);
void care_become (Care *care, EkRole role); /* locks, unlocks as that person, opens a new store */
JsonNode *care_json (const char *text);
/* Nine answers of the PHQ-9 that add up to @total, with @item9. */
JsonNode *care_phq9 (int total, int item9);
EkRecord *care_give_phq9 (Care *care, int total, int item9, int days_ago);
EkRecord *care_give (Care *care, const char *instrument, const char *answers, int days_ago);
EkRecord *care_add_event (Care *care, const char *kind, const char *text, const char *from, const char *to);
