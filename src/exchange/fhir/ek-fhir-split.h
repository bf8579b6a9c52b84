/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** EkFhirPiece: what ek_fhir_split() found. @text is valid during the call. */
typedef struct {
  gboolean is_entry; /* an element of the top "entry" array, else a whole document without such elements */
  guint document;    /* number of the top-level object, from 0 */
  guint n_entries;   /* of a document: how many were given before it */
  guint64 offset;    /* bytes from the start of the file */
  const char *text;
  gsize length;
  guint64 end; /* behind it in the file */
} EkFhirPiece;

typedef gboolean (*EkFhirPieceFunc) (const EkFhirPiece *piece, gpointer user_data, GError **error);

gboolean ek_fhir_split (int fd, gsize max_piece, EkFhirPieceFunc func, gpointer user_data, GCancellable *cancellable,
                        GError **error);

G_END_DECLS
