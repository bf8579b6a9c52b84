/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"
#include "ek-store.h"

G_BEGIN_DECLS

/* Invented patients to try the program with. Their stories and names are data (data/demo); every one is marked as a
 * demonstration. The same seed and clock make the same records, ids included; the first patients are a fixed cast with
 * one story each, the others take a story, a name and their variations by chance. */

typedef void (*EkDemoProgress) (guint done, guint total, gpointer user_data);

#define EK_DEMO_PATIENTS 30

gboolean ek_demo_generate (EkStore *store, EkCatalogue *catalogue, guint patients, guint64 seed,
                           GCancellable *cancellable, EkDemoProgress progress, gpointer user_data, GError **error);

G_END_DECLS
