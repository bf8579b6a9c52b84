/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-store.h"
#include "ek-wording.h"

G_BEGIN_DECLS

/**
 * EkDefinition:
 *
 * A definition that a hospital imported, as it lies in the vault. It is never changed or deleted: forms were answered
 * under it. It can be withdrawn, then it is found by its version and not given any more.
 */
typedef struct {
  char *instrument; /* id */
  char *version;
  EkWordingKind kind;
  char *base;               /* the version of the structure that the words are for, or NULL */
  EkInstrument *definition; /* NULL when this program cannot read it */
  char *problem;            /* why, or NULL */
  char *holder;             /* of the licence, as all of these or NULL */
  char *licence;
  char *valid_until; /* YYYY-MM-DD */
  char *entered_by;
  char *note;
  char *hash; /* SHA-256 in hex */
  gint64 added_ms;
  int added_offset; /* minutes */
  char *added_by;   /* id of the user */
  char *added_name;
  gboolean withdrawn;
  gint64 moved_ms;    /* when it was last withdrawn or taken back; EK_INSTANT_NONE: never */
  char *moved_name;   /* by whom, or NULL */
  char *moved_reason; /* or NULL */
} EkDefinition;

GPtrArray *ek_definitions_list (EkStore *store, GError **error);
EkDefinition *ek_definitions_find (EkStore *store, const char *instrument, const char *version, GError **error);
EkDefinition *ek_definitions_import (EkStore *store, EkWording *wording, GError **error);
gboolean ek_definitions_set_withdrawn (EkStore *store, const char *instrument, const char *version, gboolean withdrawn,
                                       const char *reason, GError **error);
EkCatalogue *ek_definitions_catalogue (EkStore *store, EkCatalogue *program, GError **error);
void ek_definition_free (EkDefinition *definition);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkDefinition, ek_definition_free)

G_END_DECLS
