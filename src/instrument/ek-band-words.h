/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"

G_BEGIN_DECLS

/* What a band says, as a screening says it: "screening positive, in the range of moderate depressive symptoms". No
 * level of a score reaches a person but through these. */
char *ek_band_words (EkInstrument *instrument, const EkBand *band, double total, const char *language);
char *ek_band_part_words (EkInstrument *instrument, const char *part, const EkBand *band, const char *language);
char *ek_band_id_words (EkInstrument *instrument, const char *part, const char *id, double score, const char *language);
char *ek_band_axis_words (EkInstrument *instrument, const char *part, const EkBand *band, gboolean brief,
                          const char *language);
char *ek_band_level_words (EkInstrument *instrument, const char *id, double total, const char *language);

G_END_DECLS
