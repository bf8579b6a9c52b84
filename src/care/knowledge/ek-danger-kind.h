/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { EK_DANGER_SUICIDE, EK_DANGER_OTHERS, EK_DANGER_MEDICAL, EK_N_DANGER_KINDS } EkDangerKind;

/** EkSign: what a text says about a danger, from nothing to yes. Of several places in a text the last of these
 * counts. */
typedef enum { EK_SIGN_NONE, EK_SIGN_HARMLESS, EK_SIGN_NEGATED, EK_SIGN_FAMILY, EK_SIGN_EXCLUDED, EK_SIGN_YES } EkSign;

const char *ek_danger_kind_id (EkDangerKind kind);
gboolean ek_danger_is_kind (const char *id);
EkDangerKind ek_danger_kind_of (const char *id);
const char *ek_danger_kind_label (const char *id);

G_END_DECLS
