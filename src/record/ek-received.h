/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-record.h"
#include "ek-store.h"

G_BEGIN_DECLS

/** EK_RECEIVED_FILE: the source of what came in a file that names none. */
#define EK_RECEIVED_FILE "file"

int ek_received_field (const EkRecordType *type);
const char *ek_received_from (EkRecord *record);
char *ek_received_words (EkStore *store, const char *source) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
