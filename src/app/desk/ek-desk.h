/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-drafts.h"
#include "ek-patient-list.h"
#include "ek-patient-page.h"

G_BEGIN_DECLS

/**
 * EkDesk: where somebody is in the main window, and what lies open there: the patient, the tab, how far it is scrolled,
 * the search, dialogs with what is typed in them, other windows. Comes back when the same person is in again.
 */
typedef struct _EkDesk EkDesk;

/** Brings a patient into the window; @tab: of the page, or %NULL: as it is. */
typedef void (*EkDeskOpen) (GtkWindow *window, const char *patient_id, const char *tab);

EkDesk *ek_desk_new (GtkWindow *window, EkSession *session, EkPatientList *list, EkPatientPage *page, EkDeskOpen open);
void ek_desk_free (EkDesk *self);
void ek_desk_set_quiet (EkDesk *self, gboolean quiet);
void ek_desk_leave (EkDesk *self);
gboolean ek_desk_open (EkDesk *self, const char *key);

G_END_DECLS
