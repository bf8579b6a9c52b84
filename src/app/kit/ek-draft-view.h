/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-session.h"

G_BEGIN_DECLS

/* What was typed at a place that is not there any more, such as in a plan that was signed meanwhile: its words, to be
 * copied from. */
void ek_draft_view_show (GtkWidget *parent, EkSession *session, const char *place, const char *patient_id,
                         const char *target);

G_END_DECLS
