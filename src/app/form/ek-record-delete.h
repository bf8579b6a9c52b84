/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-session.h"

G_BEGIN_DECLS

/* Deletes with the chance to undo it. */
void ek_record_delete (GtkWidget *widget, EkSession *session, EkRecord *record);

void ek_record_delete_patient (GtkWidget *widget, EkSession *session, EkRecord *patient);

G_END_DECLS
