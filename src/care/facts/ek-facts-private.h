/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-facts-gather.h"
#include "ek-knowledge-private.h"

#include "ek-course-start.h"

G_BEGIN_DECLS

/* What is at hand while a patient's file is read into facts. */
typedef struct {
  EkStore *store;
  EkCatalogue *catalogue;
  EkKnowledge *knowledge;
  EkFacts *facts;
  const char *patient_id;
  gint64 now;
  gboolean past; /* earlier than the clock: where a date and today's status differ, the date tells */
  int offset;
  EkFactsChoice choice; /* or NULL: every assessment */
  gpointer choice_data;
  GArray *treatments; /* EkTreatment: from which the present course is told */
} EkGather;

gboolean ek_facts_gather_scores (EkGather *g, GError **error);

G_END_DECLS
