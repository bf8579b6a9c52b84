/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/** EK_IDLE_WARN_SECONDS: how long before the lock it is said that it comes. */
#define EK_IDLE_WARN_SECONDS 30

/**
 * EkIdle:
 *
 * Knows since when nobody has touched the computer. Time in which the computer sleeps counts: it may have been carried
 * away meanwhile, and whoever wakes it is not known.
 *
 * Signals:
 *  - "warning" (seconds): so many are left; 0: somebody is there again, or there is nothing to lock
 *  - "due": nobody has been there for as long as is allowed
 */
#define EK_TYPE_IDLE (ek_idle_get_type ())
G_DECLARE_FINAL_TYPE (EkIdle, ek_idle, EK, IDLE, GObject)

typedef gint64 (*EkIdleClock) (gpointer data); /* µs since some start, which also runs while the computer sleeps */

EkIdle *ek_idle_new (EkIdleClock clock, gpointer data);
void ek_idle_set_limit (EkIdle *self, int minutes);
void ek_idle_watch (EkIdle *self, gboolean watch);
gboolean ek_idle_touch (EkIdle *self);
void ek_idle_check (EkIdle *self);

G_END_DECLS
