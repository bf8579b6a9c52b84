/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-fhir-import.h"
#include "ek-fhir.h"
#include "ek-store.h"
#include "ek-types.h"

G_BEGIN_DECLS

/** Fixture: a vault of its own in a temporary directory, unlocked, with a store and the shipped instruments. */
typedef struct {
  char *directory;
  EkClock *clock;
  EkVault *vault;
  EkStore *store;
  EkCatalogue *catalogue;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
char *fixture_write (Fixture *fixture, const char *name, const char *text);
gint64 fixture_count (Fixture *fixture, const char *sql);
EkRecord *fixture_patient (Fixture *fixture, const char *name);
EkRecord *fixture_assessment (Fixture *fixture, const char *patient_id, const char *instrument, const char *answers);

G_END_DECLS
