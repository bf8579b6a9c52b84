/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"

G_BEGIN_DECLS

/* What a band says, as a screening says it: "screening positive, in the range of moderate depressive symptoms". */
char *ek_band_words (EkInstrument *instrument, const EkBand *band, double total, const char *language);

G_END_DECLS
