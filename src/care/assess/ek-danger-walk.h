/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"
#include "ek-store.h"

G_BEGIN_DECLS

/* Forms that were stored before every form was looked at. */

/** EkDangerWalk: what became of the forms stored before every form was looked at. @risks: forms that opened a risk or
 * joined one; @notices: forms that left a notice; @now: whether any of it was found in this call; @done: all are. */
typedef struct {
  guint risks;
  guint notices;
  gboolean now;
  gboolean done;
} EkDangerWalk;

gboolean ek_danger_walk_is_done (EkStore *store);
gboolean ek_danger_walk (EkStore *store, EkCatalogue *catalogue, GCancellable *cancellable, EkDangerWalk *found,
                         GError **error);

G_END_DECLS
