/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

void ek_join_dialog_show (GtkWidget *parent, EkSession *session, const char *patient_id, const char *other_id);
void ek_join_dialog_pick (GtkWidget *parent, EkSession *session, const char *patient_id);
void ek_join_dialog_distinct (GtkWidget *parent, EkSession *session, const char *patient_id, const char *other_id);

G_END_DECLS
