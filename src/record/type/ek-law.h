/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ek-user.h"

G_BEGIN_DECLS

/** EkDeed: what the law leaves to some professions. */
typedef enum {
  EK_DEED_DIAGNOSE,
  EK_DEED_DIAGNOSE_WORK,
  EK_DEED_PRESCRIBE,
  EK_DEED_TREAT,
  EK_DEED_WRITE,
  EK_DEED_SIGN,
  EK_N_DEEDS
} EkDeed;

/**
 * EkLaw:
 *
 * Who may do what, which diagnoses are about work and which sessions are psychotherapy: data/knowledge/law.json.
 * Immutable once loaded.
 */
typedef struct _EkLaw EkLaw;

EkLaw *ek_law_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ek_law_free (EkLaw *self);
gboolean ek_law_allows (EkLaw *self, EkDeed deed, EkRole role);
gboolean ek_law_is_work_related (EkLaw *self, const char *code);
gboolean ek_law_is_psychotherapy (EkLaw *self, const char *therapy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkLaw, ek_law_free)

G_END_DECLS
