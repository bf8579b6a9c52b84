/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "ek-instrument.h"

G_BEGIN_DECLS

/** EkInstrumentItem: a line of the list of instruments, in words, made once. */
#define EK_TYPE_INSTRUMENT_ITEM (ek_instrument_item_get_type ())
G_DECLARE_FINAL_TYPE (EkInstrumentItem, ek_instrument_item, EK, INSTRUMENT_ITEM, GObject)

typedef enum {
  EK_INSTRUMENT_ANY,
  EK_INSTRUMENT_WITH_WORDS,
  EK_INSTRUMENT_STRUCTURE,
  EK_INSTRUMENT_IMPORTED,
  EK_INSTRUMENT_NOT_VERIFIED,
  EK_INSTRUMENT_CLINICIAN
} EkInstrumentKind;

EkInstrumentItem *ek_instrument_item_new (EkInstrument *instrument, gboolean imported);
EkInstrument *ek_instrument_item_get_instrument (EkInstrumentItem *self);
const char *ek_instrument_item_get_words (EkInstrumentItem *self);
const char *ek_instrument_item_get_facts (EkInstrumentItem *self);
const char *ek_instrument_item_get_marks (EkInstrumentItem *self);
gboolean ek_instrument_item_matches (EkInstrumentItem *self, const char *folded, EkInstrumentKind kind);

char *ek_instrument_words_text (EkInstrument *instrument) G_GNUC_WARN_UNUSED_RESULT;
guint ek_instrument_count_not_verified (EkInstrument *instrument);

G_END_DECLS
