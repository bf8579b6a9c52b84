/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-score.h"

#include <math.h>
#include <string.h>

static void
add_number (JsonBuilder *builder, double value)
{
  if (value == floor (value) && fabs (value) < 1e15)
    json_builder_add_int_value (builder, (gint64) value);
  else
    json_builder_add_double_value (builder, value);
}

static void
add_text (JsonBuilder *builder, const char *text)
{
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

/* Items that are numbered are numbers. */
static void
add_item (JsonBuilder *builder, const char *id)
{
  if (strspn (id, "0123456789") == strlen (id) && strlen (id) < 10 && *id != '0')
    json_builder_add_int_value (builder, g_ascii_strtoll (id, NULL, 10));
  else
    json_builder_add_string_value (builder, id);
}

typedef enum { PART_SUBSCALE, PART_INDEX, PART_PRORATED } Part;

static gboolean
is_part (const EkSubscore *subscore, Part part)
{
  return part == PART_PRORATED ? subscore->prorated : subscore->derived == (part == PART_INDEX);
}

static gboolean
has_part (EkScore *score, Part part)
{
  for (guint i = 0; i < score->subscores->len; i++)
    if (is_part (score->subscores->pdata[i], part))
      return TRUE;
  return FALSE;
}

/* A prorated score has no place among the others: who reads only those must not take it for a full one. */
static void
add_parts (JsonBuilder *builder, EkScore *score, Part part)
{
  json_builder_begin_object (builder);
  for (guint i = 0; i < score->subscores->len; i++)
    {
      const EkSubscore *subscore = score->subscores->pdata[i];
      gboolean named = (score->complete || part == PART_PRORATED) && subscore->band != NULL;

      if (!is_part (subscore, part))
        continue;
      json_builder_set_member_name (builder, subscore->id);
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "score");
      if (subscore->has_score && subscore->prorated == (part == PART_PRORATED))
        add_number (builder, subscore->score);
      else
        json_builder_add_null_value (builder);
      json_builder_set_member_name (builder, "severity");
      add_text (builder, named ? subscore->band->id : NULL);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
add_prorated (JsonBuilder *builder, EkScore *score)
{
  if (!score->prorated && !has_part (score, PART_PRORATED))
    return;
  json_builder_set_member_name (builder, "prorated");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "total");
  if (score->prorated)
    add_number (builder, score->total);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "severity");
  add_text (builder, score->prorated && score->band != NULL ? score->band->id : NULL);
  json_builder_set_member_name (builder, "subscales");
  add_parts (builder, score, PART_PRORATED);
  json_builder_end_object (builder);
}

static gboolean
is_repeated (GArray *critical, guint index)
{
  for (guint i = 0; i < index; i++)
    if (strcmp (g_array_index (critical, EkCritical, i).item_id, g_array_index (critical, EkCritical, index).item_id) ==
        0)
      return TRUE;
  return FALSE;
}

/**
 * ek_score_to_json:
 * @score: a score
 *
 * What evenkeelctl prints and the record keeps: instrument, version, complete, total, severity, subscales, missing,
 * critical. Total and severity are null on an incomplete form. What the definition allows to be prorated stands under
 * "prorated" by itself (total, severity, subscales), so that nobody takes it for a full score. What may be read beside
 * the scores (raw scores, indices) stands under "indices". An instrument of which nothing can be computed has
 * "not_scored": the reason.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
ek_score_to_json (EkScore *score)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (score != NULL, NULL);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "instrument");
  json_builder_add_string_value (builder, ek_instrument_get_id (score->instrument));
  json_builder_set_member_name (builder, "version");
  json_builder_add_string_value (builder, ek_instrument_get_version (score->instrument));
  json_builder_set_member_name (builder, "complete");
  json_builder_add_boolean_value (builder, score->complete);
  json_builder_set_member_name (builder, "total");
  if (score->complete && score->has_total)
    add_number (builder, score->total);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "severity");
  add_text (builder, score->complete && score->band != NULL ? score->band->id : NULL);
  if (!ek_instrument_is_scored (score->instrument))
    {
      json_builder_set_member_name (builder, "not_scored");
      add_text (builder, ek_instrument_get_no_total (score->instrument, "en"));
    }
  json_builder_set_member_name (builder, "subscales");
  add_parts (builder, score, PART_SUBSCALE);
  if (has_part (score, PART_INDEX))
    {
      json_builder_set_member_name (builder, "indices");
      add_parts (builder, score, PART_INDEX);
    }
  add_prorated (builder, score);
  json_builder_set_member_name (builder, "missing");
  json_builder_begin_array (builder);
  for (guint i = 0; i < score->missing->len; i++)
    add_item (builder, score->missing->pdata[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "critical");
  json_builder_begin_array (builder);
  for (guint i = 0; i < score->critical->len; i++)
    if (!is_repeated (score->critical, i))
      add_item (builder, g_array_index (score->critical, EkCritical, i).item_id);
  json_builder_end_array (builder);
  if (score->contradictions->len > 0)
    {
      json_builder_set_member_name (builder, "contradictions");
      json_builder_begin_array (builder);
      for (guint i = 0; i < score->contradictions->len; i++)
        json_builder_add_string_value (builder, score->contradictions->pdata[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
