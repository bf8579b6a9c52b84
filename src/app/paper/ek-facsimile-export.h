/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-session.h"

G_BEGIN_DECLS

/* A form as it was answered, on paper or as a file; both are written to the audit first. */
void ek_facsimile_print (GtkWidget *parent, EkSession *session, const char *assessment_id, gint64 revision);
void ek_facsimile_export (GtkWidget *parent, EkSession *session, const char *assessment_id, gint64 revision);

G_END_DECLS
