/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-field-merge.h"

#include "ek-assessment.h"

/**
 * ek_field_equal:
 * @a: a record
 * @b: another one of the same type
 * @field: a field of it
 *
 * Returns: whether both have the same value in it, or none; of an instant also the same offset
 */
gboolean
ek_field_equal (EkRecord *a, EkRecord *b, int field)
{
  int offset_a = 0, offset_b = 0;

  if (ek_record_has (a, field) != ek_record_has (b, field))
    return FALSE;
  if (!ek_record_has (a, field))
    return TRUE;
  switch (ek_record_get_record_type (a)->fields[field].kind)
    {
    case EK_FIELD_INTEGER:
    case EK_FIELD_BOOLEAN:
      return ek_record_get_int (a, field, 0) == ek_record_get_int (b, field, 0);
    case EK_FIELD_REAL:
      return ek_record_get_real (a, field, 0) == ek_record_get_real (b, field, 0);
    case EK_FIELD_INSTANT:
      return ek_record_get_instant (a, field, &offset_a) == ek_record_get_instant (b, field, &offset_b) &&
        offset_a == offset_b;
    case EK_FIELD_BLOB:
      return g_bytes_equal (ek_record_get_blob (a, field), ek_record_get_blob (b, field));
    case EK_FIELD_TEXT:
    case EK_FIELD_NOTE:
    case EK_FIELD_DATE:
    case EK_FIELD_CHOICE:
    case EK_FIELD_REFERENCE:
    case EK_FIELD_JSON:
    default:
      return g_strcmp0 (ek_record_get_text (a, field), ek_record_get_text (b, field)) == 0;
    }
}

/**
 * ek_field_copy:
 * @to: the record to change
 * @from: another one of the same type, unchanged
 * @field: a field of it
 *
 * Gives @to the value that @from has there, or takes away what it has where @from has none.
 */
void
ek_field_copy (EkRecord *to, EkRecord *from, int field)
{
  int offset = 0;
  gint64 ms;

  if (!ek_record_has (from, field))
    {
      ek_record_clear (to, field);
      return;
    }
  switch (ek_record_get_record_type (from)->fields[field].kind)
    {
    case EK_FIELD_INTEGER:
    case EK_FIELD_BOOLEAN:
      ek_record_set_int (to, field, ek_record_get_int (from, field, 0));
      break;
    case EK_FIELD_REAL:
      ek_record_set_real (to, field, ek_record_get_real (from, field, 0));
      break;
    case EK_FIELD_INSTANT:
      ms = ek_record_get_instant (from, field, &offset);
      ek_record_set_instant (to, field, ms, offset);
      break;
    case EK_FIELD_BLOB:
      ek_record_set_blob (to, field, ek_record_get_blob (from, field));
      break;
    case EK_FIELD_TEXT:
    case EK_FIELD_NOTE:
    case EK_FIELD_DATE:
    case EK_FIELD_CHOICE:
    case EK_FIELD_REFERENCE:
    case EK_FIELD_JSON:
    default:
      ek_record_set_text (to, field, ek_record_get_text (from, field));
      break;
    }
}

/* Answers, total, level and result of a form are one: whose answers stand, theirs are the total and the result. */
static gboolean
merge_forms (EkRecord *base, EkRecord *ours, EkRecord *merged)
{
  guint n = ek_record_type_n_fields (&ek_assessment_type);
  gboolean we_changed = FALSE, they_changed = FALSE, differ = FALSE;

  for (int i = 0; i < (int) n; i++)
    if (ek_assessment_field_is_of_form (i))
      {
        we_changed |= !ek_field_equal (base, ours, i);
        they_changed |= !ek_field_equal (base, merged, i);
        differ |= !ek_field_equal (ours, merged, i);
      }
  if (!we_changed)
    return FALSE;
  for (int i = 0; i < (int) n; i++)
    if (ek_assessment_field_is_of_form (i) || ek_assessment_field_is_derived (i))
      ek_field_copy (merged, ours, i);
  return they_changed && differ;
}

/**
 * ek_fields_merge:
 * @base: what both sides started from
 * @ours: as it is here
 * @merged: as it is elsewhere; on return, both changes
 *
 * Three-way, field by field; what was answered in a form goes together with what it comes to. What only we changed is
 * taken from @ours; where both changed to different values ours stays.
 *
 * Returns: whether the latter happened
 */
gboolean
ek_fields_merge (EkRecord *base, EkRecord *ours, EkRecord *merged)
{
  gboolean is_form = ek_record_get_record_type (ours) == &ek_assessment_type;
  guint n = ek_record_type_n_fields (ek_record_get_record_type (ours));
  gboolean clash = is_form && merge_forms (base, ours, merged);

  for (int i = 0; i < (int) n; i++)
    {
      if ((is_form && (ek_assessment_field_is_of_form (i) || ek_assessment_field_is_derived (i))) ||
          ek_field_equal (base, ours, i))
        continue;
      clash |= !ek_field_equal (base, merged, i) && !ek_field_equal (ours, merged, i);
      ek_field_copy (merged, ours, i);
    }
  return clash;
}

/**
 * ek_fields_keep:
 * @ours: a record
 * @record: another one of the same type, changed
 *
 * Gives @record everything that @ours has and nothing else.
 */
void
ek_fields_keep (EkRecord *ours, EkRecord *record)
{
  for (guint i = 0; i < ek_record_type_n_fields (ek_record_get_record_type (ours)); i++)
    ek_field_copy (record, ours, (int) i);
}
