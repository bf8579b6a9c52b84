/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-plan.h"

G_BEGIN_DECLS

/**
 * EkPlanLineRow: one line of a plan with its goal and, folded in, why it is there: rule, facts, evidence. Emits "edit",
 * "remove" and "restore" (line id).
 */
#define EK_TYPE_PLAN_LINE_ROW (ek_plan_line_row_get_type ())
G_DECLARE_FINAL_TYPE (EkPlanLineRow, ek_plan_line_row, EK, PLAN_LINE_ROW, AdwBin)

GtkWidget *ek_plan_line_row_new (const EkPlanLine *line, gboolean editable, const char *added_by);
void ek_plan_line_row_mark (EkPlanLineRow *self, EkPlanMark mark);
void ek_reason_box_append (GtkBox *box, const EkReason *reason);

G_END_DECLS
