/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EkSessionAxis:
 *
 * Instants as numbers of sessions: the first session is 1, the second 2, and an instant between two sessions lies
 * between their numbers in proportion to time. Not changed once made.
 */
typedef struct {
  GArray *at_ms;              /* of gint64, by time; at least one */
  double before_ms, after_ms; /* that make one number before the first and after the last session */
} EkSessionAxis;

EkSessionAxis *ek_session_axis_new (const gint64 *at_ms, guint n, gint64 from_ms, gint64 to_ms);
void ek_session_axis_free (EkSessionAxis *self);
double ek_session_axis_number (const EkSessionAxis *self, gint64 at_ms);
gint64 ek_session_axis_instant (const EkSessionAxis *self, double number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkSessionAxis, ek_session_axis_free)

G_END_DECLS
