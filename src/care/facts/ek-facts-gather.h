/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-facts.h"

G_BEGIN_DECLS

/* Reads the patient's whole file through @store; "now" is the store's clock. */
EkFacts *ek_facts_gather (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, const char *patient_id,
                          GError **error);
/** EkFactsChoice: whether this assessment may say something; for ek_facts_gather_some(). */
typedef gboolean (*EkFactsChoice) (EkRecord *assessment, gpointer user_data);
EkFacts *ek_facts_gather_some (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, const char *patient_id,
                               gint64 now_ms, EkFactsChoice choice, gpointer user_data, GError **error);

G_END_DECLS
