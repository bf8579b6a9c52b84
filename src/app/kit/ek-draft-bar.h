/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-drafts.h"

G_BEGIN_DECLS

/**
 * EkDraftBar: offers what was typed and not saved, and is not on the screen: the newest first, one at a time. Hidden
 * while there is nothing.
 *
 * Signals:
 *  - "open" (key): the person wants to go on with it
 */
#define EK_TYPE_DRAFT_BAR (ek_draft_bar_get_type ())
G_DECLARE_FINAL_TYPE (EkDraftBar, ek_draft_bar, EK, DRAFT_BAR, GtkBox)

GtkWidget *ek_draft_bar_new (EkSession *session);

G_END_DECLS
