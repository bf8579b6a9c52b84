/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-plan.h"
#include "ek-page.h"

G_BEGIN_DECLS

/* Words that papers share. The describe functions read objects of a case page (ek_mdt_case_page()). */

const char *ek_report_choice (EkRecord *record, int field);
const char *ek_report_role (const char *role_id);
char *ek_report_instant (EkRecord *record, int field);
char *ek_report_reason (const EkReason *reason, const char *language);
char *ek_report_person (JsonObject *patient);
/* Name, birth date and up to two numbers: whose a paper or a dialog is. */
char *ek_report_whose (EkRecord *patient);
char *ek_report_unread (JsonObject *unread);
char *ek_report_risk (JsonObject *risk);
char *ek_report_problem (JsonObject *problem);
char *ek_report_medicine (JsonObject *medicine);
char *ek_report_allergy (JsonObject *allergy);
char *ek_report_event (JsonObject *event);

/* @news: (element-type utf8): what was opened since the paper was made, on its first page. */
void ek_report_since (EkPage *page, GPtrArray *news);
void ek_report_signature_table_begin (EkPage *page);
void ek_report_signature_row (EkPage *page, EkStore *store, const EkSignature *signature, gboolean current);

G_END_DECLS
