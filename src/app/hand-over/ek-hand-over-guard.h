/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EkHandOverGuard:
 *
 * While it lives the window fills the screen, no other window of the program stays open, no action of the program or of
 * the window can be started, by a key, a menu or the session bus, and of the pages of the window only one is left: the
 * others are taken out of it, so that no screen reader finds them either.
 */
typedef struct _EkHandOverGuard EkHandOverGuard;

EkHandOverGuard *ek_hand_over_guard_new (GtkApplicationWindow *window, GtkStack *pages);
void ek_hand_over_guard_free (EkHandOverGuard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkHandOverGuard, ek_hand_over_guard_free)

G_END_DECLS
