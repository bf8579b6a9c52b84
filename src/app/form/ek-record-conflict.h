/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-message.h"
#include "ek-record.h"

G_BEGIN_DECLS

char *ek_record_conflict_words (EkRecord *before, EkRecord *theirs, EkRecord *mine);
void ek_record_conflict_ask (GtkWidget *parent, EkRecord *before, EkRecord *theirs, EkRecord *mine,
                             EkMessageAnswer answer, gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
