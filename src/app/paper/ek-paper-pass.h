/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"

G_BEGIN_DECLS

/** EkPaperKey: what a key did. */
typedef enum {
  EK_PAPER_IGNORED,
  EK_PAPER_TYPED,    /* a part of an answer that has more than one figure */
  EK_PAPER_ANSWERED, /* an answer is there, or none; go on */
  EK_PAPER_REFUSED,  /* not an answer of this item */
} EkPaperKey;

/**
 * EkPaperPass:
 *
 * One run through the items of a paper form with a keypad, apart from any screen: what was typed so far into the item
 * one is at, and the answers.
 */
typedef struct _EkPaperPass EkPaperPass;

EkPaperPass *ek_paper_pass_new (EkInstrument *instrument);
void ek_paper_pass_free (EkPaperPass *self);
EkPaperKey ek_paper_pass_character (EkPaperPass *self, guint index, gunichar character);
EkPaperKey ek_paper_pass_enter (EkPaperPass *self, guint index, GError **error);
EkPaperKey ek_paper_pass_rub_out (EkPaperPass *self);
const char *ek_paper_pass_get_typed (EkPaperPass *self);
void ek_paper_pass_drop_typed (EkPaperPass *self);
void ek_paper_pass_put_typed (EkPaperPass *self, const char *text);
JsonNode *ek_paper_pass_get_answer (EkPaperPass *self, guint index);
void ek_paper_pass_set_answer (EkPaperPass *self, guint index, JsonNode *answer);
gboolean ek_paper_pass_is_done (EkPaperPass *self, guint index);
int ek_paper_pass_differs (EkPaperPass *self, EkPaperPass *other, guint from);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkPaperPass, ek_paper_pass_free)

G_END_DECLS
