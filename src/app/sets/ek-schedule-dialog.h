/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-session.h"

G_BEGIN_DECLS

/* Asks what is to be given again and again, how often and until when, and schedules it. */
void ek_schedule_dialog_show (GtkWidget *parent, EkSession *session, const char *patient_id);

G_END_DECLS
