/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** EkStill: keeps a database that this process cannot open from being written, in this process and in others. */
typedef struct {
  int database;
  int index;
} EkStill;

gboolean ek_still_begin (EkStill *still, const char *path, GError **error);
void ek_still_end (EkStill *still);

G_END_DECLS
