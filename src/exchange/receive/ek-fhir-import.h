/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-exchange-tables.h"
#include "ek-fhir-report.h"

G_BEGIN_DECLS

/** EkProgressFunc: told now and then; @total is 0 while it is not known. Called on the thread that works. */
typedef void (*EkProgressFunc) (guint64 done, guint64 total, gpointer user_data);

/** EkSuspectsFunc: whether the JSON of a resource that is not kept, @length bytes, is worth being built and handed to
 * #EkReceivedFunc. Most are not; called for each, so it must be fast. */
typedef gboolean (*EkSuspectsFunc) (const char *text, gsize length);

/**
 * EkFhirImportOptions:
 * @source: (nullable): address of the server the file was exported from, so that what is imported now is recognised
 *   when it later comes through the connection; %NULL when not known: then ids in the file say nothing about those in
 *   another one
 * @preview: says what would become of everything, and writes nothing
 * @cancellable: (nullable): stops it; nothing is imported then
 * @received: (nullable): told of each record, see #EkReceivedFunc; programs pass ek_assess_received()
 * @suspects: (nullable): which resources of kinds that are not kept @received is told of too; programs pass
 *   ek_danger_suspects(). %NULL: of all of them
 */
typedef struct {
  const char *source;
  gboolean preview;
  GCancellable *cancellable;
  EkProgressFunc progress;
  gpointer progress_data;
  EkReceivedFunc received;
  gpointer received_data;
  EkSuspectsFunc suspects;
} EkFhirImportOptions;

EkFhirReport *ek_fhir_import_file (EkStore *store, EkCatalogue *catalogue, const char *path,
                                   const EkFhirImportOptions *options, GError **error);

G_END_DECLS
