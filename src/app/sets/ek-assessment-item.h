/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-session.h"

G_BEGIN_DECLS

typedef enum {
  EK_ASSESSMENT_CELL_DATE,
  EK_ASSESSMENT_CELL_INSTRUMENT,
  EK_ASSESSMENT_CELL_TOTAL,
  EK_ASSESSMENT_CELL_SEVERITY,
  EK_ASSESSMENT_CELL_STATUS,
  EK_ASSESSMENT_CELL_WHO,
  EK_ASSESSMENT_N_CELLS
} EkAssessmentCell;

/** EkAssessmentItem: one assessment as a row of a table. */
#define EK_TYPE_ASSESSMENT_ITEM (ek_assessment_item_get_type ())
G_DECLARE_FINAL_TYPE (EkAssessmentItem, ek_assessment_item, EK, ASSESSMENT_ITEM, GObject)

EkAssessmentItem *ek_assessment_item_new (EkRecord *assessment, EkSession *session);
const char *ek_assessment_item_get_cell (EkAssessmentItem *self, EkAssessmentCell cell);
const char *ek_assessment_item_get_id (EkAssessmentItem *self);
gboolean ek_assessment_item_is_open (EkAssessmentItem *self);
gboolean ek_assessment_item_is_paper (EkAssessmentItem *self);
gboolean ek_assessment_item_is_critical (EkAssessmentItem *self);

G_END_DECLS
