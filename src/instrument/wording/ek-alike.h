/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"

G_BEGIN_DECLS

gboolean ek_instrument_counts_alike (EkInstrument *self, EkInstrument *other);

G_END_DECLS
