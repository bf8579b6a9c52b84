/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-place.h"

G_BEGIN_DECLS

/* The files of a folder with patients' records. */
#define EK_KEEP_RING_FILE "vault.keys"
#define EK_KEEP_SECOND_FILE "vault.keys.previous"
#define EK_KEEP_CLINICAL_FILE "clinical.db"
#define EK_KEEP_SYSTEM_FILE "system.db"
#define EK_KEEP_MARKER_FILE "vault.creating"
#define EK_KEEP_NOTE_FILE "unfinished" /* of a work folder that is copied into */

void ek_keep_folder (const char *path);
gboolean ek_keep_check (const EkPlace *place, GError **error);

G_END_DECLS
