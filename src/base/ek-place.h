/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/stat.h>

G_BEGIN_DECLS

/** EkPlace: where a path ends: a name in a folder that is held open, so that nobody can put another in its way. */
typedef struct {
  int folder; /* O_PATH; owned */
  char *name; /* no slash in it, and no link is behind it */
} EkPlace;

#define EK_PLACE_INIT \
  {                   \
    -1, NULL          \
  }

gboolean ek_place_find (const char *path, EkPlace *place, GError **error);
void ek_place_clear (EkPlace *place);
int ek_place_open_folder (const char *path, GError **error);
gboolean ek_place_trusts_owner (uid_t owner);
gboolean ek_place_sync (int folder, GError **error);
char *ek_place_new_name (const char *prefix) G_GNUC_WARN_UNUSED_RESULT;
gboolean ek_place_is_new_name (const char *name, const char *prefix);
int ek_place_put (int from_folder, const char *from, int to_folder, const char *to);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EkPlace, ek_place_clear)

G_END_DECLS
