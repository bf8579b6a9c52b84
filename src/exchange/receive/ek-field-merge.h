/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-record.h"

G_BEGIN_DECLS

gboolean ek_field_equal (EkRecord *a, EkRecord *b, int field);
void ek_field_copy (EkRecord *to, EkRecord *from, int field);
void ek_fields_keep (EkRecord *ours, EkRecord *record);
gboolean ek_fields_merge (EkRecord *base, EkRecord *ours, EkRecord *merged);

G_END_DECLS
