/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** EK_ID_LENGTH: characters of a record id, a UUID in lower case: random (version 4) or derived (version 8). */
#define EK_ID_LENGTH 36

char *ek_id_new (void) G_GNUC_WARN_UNUSED_RESULT;
char *ek_id_derive (const char *kind, const char *first, ...) G_GNUC_NULL_TERMINATED G_GNUC_WARN_UNUSED_RESULT;
gboolean ek_id_is_valid (const char *id);

/**
 * EkRandom:
 *
 * Where ids come from when a test or the demonstration data must be the same at every run. Not for keys.
 */
typedef struct _EkRandom EkRandom;

EkRandom *ek_random_new (guint64 seed);
void ek_random_free (EkRandom *random);
guint64 ek_random_next (EkRandom *random);
double ek_random_uniform (EkRandom *random);
double ek_random_normal (EkRandom *random, double mean, double sd);
int ek_random_range (EkRandom *random, int low, int high);
char *ek_random_id (EkRandom *random) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkRandom, ek_random_free)

G_END_DECLS
