/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** EkPassphraseStrength: how long a guesser with the vault in hands would need, roughly. */
typedef enum {
  EK_PASSPHRASE_EMPTY,
  EK_PASSPHRASE_TOO_SHORT, /* refused */
  EK_PASSPHRASE_TOO_EASY,  /* refused: long, but one sign or a run of them */
  EK_PASSPHRASE_WEAK,
  EK_PASSPHRASE_FAIR,
  EK_PASSPHRASE_STRONG,
} EkPassphraseStrength;

/** EK_PASSPHRASE_MIN: fewest characters accepted. */
#define EK_PASSPHRASE_MIN 10

double ek_passphrase_bits (const char *passphrase);
EkPassphraseStrength ek_passphrase_strength (const char *passphrase);
gboolean ek_passphrase_is_refused (EkPassphraseStrength strength);
const char *ek_passphrase_hint (EkPassphraseStrength strength);

G_END_DECLS
