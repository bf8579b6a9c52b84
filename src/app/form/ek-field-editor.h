/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-kept.h"
#include "ek-record.h"
#include "ek-time.h"

G_BEGIN_DECLS

/**
 * EkFieldEditor:
 *
 * One row of a form, made from the declaration of a field: an entry, a choice, a date with a calendar, a switch, a note
 * or a list of words. Emits "edited" when the person changed it.
 */
#define EK_TYPE_FIELD_EDITOR (ek_field_editor_get_type ())
G_DECLARE_FINAL_TYPE (EkFieldEditor, ek_field_editor, EK, FIELD_EDITOR, GObject)

gboolean ek_field_editor_can_edit (const EkField *field);
EkFieldEditor *ek_field_editor_new (const EkField *field, int index, EkClock *clock);
GtkWidget *ek_field_editor_get_row (EkFieldEditor *self);
void ek_field_editor_load (EkFieldEditor *self, EkRecord *record);
gboolean ek_field_editor_store (EkFieldEditor *self, EkRecord *record, GError **error);
void ek_field_editor_keep (EkFieldEditor *self, EkKept *kept);
void ek_field_editor_set_problem (EkFieldEditor *self, const char *problem);

/* What people type for a date, brought into the form in which it is kept; NULL when it is none. */
char *ek_field_parse_date (const char *typed) G_GNUC_WARN_UNUSED_RESULT;
char *ek_field_format_zone (int offset_minutes) G_GNUC_WARN_UNUSED_RESULT;
gboolean ek_field_parse_instant (const char *typed, EkClock *clock, gint64 *ms, int *offset_minutes);

G_END_DECLS
