/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-instrument.h"
#include "ek-join.h"

G_BEGIN_DECLS

char *ek_join_words_person (EkRecord *patient) G_GNUC_WARN_UNUSED_RESULT;
char *ek_join_words_row (const EkPatientRow *row) G_GNUC_WARN_UNUSED_RESULT;
char *ek_join_words_value (EkRecord *patient, int field) G_GNUC_WARN_UNUSED_RESULT;
char *ek_join_words_contradictions (EkJoinLook *look) G_GNUC_WARN_UNUSED_RESULT;
char *ek_join_words_told (EkJoinLook *look, EkCatalogue *catalogue) G_GNUC_WARN_UNUSED_RESULT;
char *ek_join_words_record (EkRecord *record, EkCatalogue *catalogue) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
