/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/**
 * EkPaperEntry:
 *
 * Enters a form that was answered on paper: a column of item numbers, a digit answers and goes on. Works also for
 * structures without words. If wanted it is entered twice, and what differs is asked for a third time.
 *
 * Signals:
 *  - "finished" (assessment id): the form was finished
 *  - "closed": the form was finished, or left to be gone on with later
 */
#define EK_TYPE_PAPER_ENTRY (ek_paper_entry_get_type ())
G_DECLARE_FINAL_TYPE (EkPaperEntry, ek_paper_entry, EK, PAPER_ENTRY, AdwBin)

void ek_paper_entry_start (EkPaperEntry *self, EkSession *session, const char *patient_id, const char *instrument_id,
                           const char *language);
void ek_paper_entry_open_by_id (EkPaperEntry *self, EkSession *session, const char *assessment_id);
void ek_paper_entry_wipe (EkPaperEntry *self);

G_END_DECLS
