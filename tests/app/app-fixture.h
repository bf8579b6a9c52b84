/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-session.h"
#include "ek-types.h"

G_BEGIN_DECLS

/** APP_PATIENCE: microseconds. Nothing that a page is waited for takes this long; only a computer that is very busy. */
#define APP_PATIENCE (300 * G_USEC_PER_SEC)

/** AppFixture: a session on a fresh vault that is cheap to open, with its user in, at a fixed time. */
typedef struct {
  char *directory;
  EkClock *clock;
  EkSession *session;
} AppFixture;

void app_init (int *argc, char ***argv); /* g_test_init() and what widgets need */
AppFixture *app_fixture_new (void);
void app_fixture_free (AppFixture *self);
EkSecret *app_passphrase (void);
void app_iterate (void);             /* until nothing is pending */
gpointer app_wait (gpointer *where); /* until *where is set */
void app_store_result (GObject *source, GAsyncResult *result,
                       gpointer where);             /* a GAsyncReadyCallback for app_wait() */
void app_save (AppFixture *self, EkRecord *record); /* and waits */
EkRecord *app_add_patient (AppFixture *self, const char *name, const char *birth_date);

G_END_DECLS
