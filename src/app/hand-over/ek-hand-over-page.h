/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-answer-sheet.h"

G_BEGIN_DECLS

/**
 * EkHandOverPage:
 *
 * A form in the patient's hands: large, one question a screen, in the patient's language, without scores, numbers of
 * items or clinical words. Nothing on it leads anywhere but through the form; the clinician comes back by the
 * passphrase.
 *
 * Signals:
 *  - "returned" (assessment id, patient id, alarm or ""): the clinician has the machine back and is in again
 */
#define EK_TYPE_HAND_OVER_PAGE (ek_hand_over_page_get_type ())
G_DECLARE_FINAL_TYPE (EkHandOverPage, ek_hand_over_page, EK, HAND_OVER_PAGE, AdwBin)

void ek_hand_over_page_start (EkHandOverPage *self, EkSession *session, EkAnswerSheet *sheet);
void ek_hand_over_page_ask_back (EkHandOverPage *self);
void ek_hand_over_page_wipe (EkHandOverPage *self);

G_END_DECLS
