/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-answer-sheet.h"

G_BEGIN_DECLS

/** EkHandOverReady: the form is marked as handed over on the disk; now the machine may be given away. */
typedef void (*EkHandOverReady) (GtkWidget *parent, EkAnswerSheet *sheet);

void ek_hand_over_begin (GtkWidget *parent, EkSession *session, const char *assessment_id, EkHandOverReady ready);
void ek_hand_over_take_back (GtkWidget *parent, EkSession *session, const char *assessment_id);
void ek_hand_over_resume (GtkWidget *parent, EkSession *session);

G_END_DECLS
