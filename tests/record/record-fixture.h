/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-id.h"
#include "ek-store.h"
#include "ek-types.h"

/* A vault in a folder of its own, a clock that the test sets, and a store opened as a psychiatrist. */

#define FIXTURE_NOW G_GINT64_CONSTANT (1790000000000) /* 2026-09-21T14:13:20Z */

typedef struct {
  char *directory;
  EkClock *clock;
  EkVault *vault;
  EkStore *store;
} Fixture;

void fixture_set_up (Fixture *fixture);
void fixture_tear_down (Fixture *fixture);
/* Adds a user of this role to the vault and opens it anew as that user. */
void fixture_become (Fixture *fixture, EkRole role);
void fixture_reopen (Fixture *fixture);
EkRecord *fixture_patient (Fixture *fixture, const char *name); /* saved */
gint64 fixture_count (Fixture *fixture, const char *sql);       /* the one number it asks for */
char *fixture_text (Fixture *fixture, const char *sql);         /* the one text it asks for */
void fixture_exec (Fixture *fixture, const char *sql);

/* Gives every field a value that is allowed there; with @sparse some stay unset. */
void fill_record (EkRecord *record, EkRandom *random, gboolean sparse);
/* As text, for comparing: canonical JSON of the values. */
char *values_of (EkRecord *record);
