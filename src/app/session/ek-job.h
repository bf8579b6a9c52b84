/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-session.h"

G_BEGIN_DECLS

void ek_job_answer (GTask *task, gboolean done, GError *error);
/* An EkSessionFunc; @data is an EkRecord. Answers with a boolean. */
void ek_job_save_record (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable);

G_END_DECLS
