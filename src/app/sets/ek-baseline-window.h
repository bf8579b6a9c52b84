/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-session.h"

G_BEGIN_DECLS

/* A baseline assessment in a window of its own, which closes when the vault is locked: severity first, then why, risk
 * factors, protective factors, what was not asked; the clinician's summary; signing, exporting. */
void ek_baseline_window_show (GtkWidget *parent, EkSession *session, const char *baseline_id);
void ek_baseline_window_reopen (GtkWidget *parent, EkSession *session, const char *baseline_id);

G_END_DECLS
