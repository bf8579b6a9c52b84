/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is special about receiving each type of record, in one table. */

#include "ek-fhir-receive-way.h"

#include "ek-error.h"
#include "ek-field-merge.h"
#include "ek-join.h"
#include "ek-notice.h"
#include "ek-risk-merge.h"

/* --- persons ------------------------------------------------------------------------------------------------------ */

/* The number of a patient whose file was joined with this one stays that patient's, also when a copy of the joined file
 * comes back with the numbers of both. */
static gboolean
leave_numbers (EkFhirReceiver *self, EkRecord *patient, GError **error)
{
  const char *id = ek_record_get_id (patient);
  JsonNode *node = ek_record_get_json (patient, EK_PATIENT_IDENTIFIERS);
  g_autoptr (GPtrArray) others = ek_store_other_members (self->store, id, error);
  g_autoptr (JsonNode) own = NULL;
  JsonArray *array, *kept;

  if (others == NULL)
    return FALSE;
  if (others->len == 0 || node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return TRUE;
  array = json_node_get_array (node);
  kept = json_array_new ();
  own = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (own, kept);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *one = ek_json_element_object (array, i);
      const char *value = one != NULL ? ek_json_peek_string (one, "value") : NULL;
      g_autofree char *owner = value != NULL
        ? ek_store_find_identifier (self->store, ek_json_peek_string (one, "system"), value, NULL)
        : NULL;

      if (owner == NULL || !g_ptr_array_find_with_equal_func (others, owner, g_str_equal, NULL))
        json_array_add_element (kept, json_node_copy (json_array_get_element (array, i)));
    }
  ek_record_set_json (patient, EK_PATIENT_IDENTIFIERS, json_array_get_length (kept) > 0 ? own : NULL);
  return TRUE;
}

static gboolean
share_numbers (EkFhirReceiver *self, EkRecord *patient, GError **error)
{
  return ek_person_share_numbers (self->store, patient, error);
}

/* What is checked against the day of birth asks for it anew. */
static gboolean
forget_birth (EkFhirReceiver *self, EkRecord *patient, GError **error)
{
  g_hash_table_remove (self->context.births, ek_record_get_id (patient));
  return TRUE;
}

/* --- measurements ------------------------------------------------------------------------------------------------- */

static guint
parts_of_observation (const EkFhirContext *context, JsonObject *resource)
{
  return ek_fhir_observation_n_parts (resource);
}

/* A component, and with it, as "_whole", the code of the observation that it is a part of: "item 9" is an item of that.
 */
static JsonObject *
copy_component (JsonObject *resource, JsonObject *component)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init (&iter, component);
  while (json_object_iter_next (&iter, &member, &node))
    json_object_set_member (copy, member, json_node_copy (node));
  if (json_object_has_member (resource, "code"))
    json_object_set_member (copy, "_whole", json_node_copy (json_object_get_member (resource, "code")));
  return copy;
}

static JsonObject *
part_of_observation (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record)
{
  JsonObject *part = record != NULL && g_str_equal (incoming->map->type, "Observation")
    ? ek_fhir_observation_part (incoming->resource, incoming->part)
    : NULL;

  return part != NULL && part != incoming->resource ? copy_component (incoming->resource, part) : NULL;
}

/* --- notices ------------------------------------------------------------------------------------------------------ */

/* A notice that was left here as well, of the same thing: *record stays NULL where there is none. */
static gboolean
find_notice (EkFhirReceiver *self, EkIncoming *incoming, EkRecord **record, GError **error)
{
  g_autoptr (EkRecord) theirs = NULL;
  g_autoptr (GError) failure = NULL;

  theirs = ek_record_new (&ek_notice_type, incoming->patient_id);
  if (ek_fhir_map_read (incoming->map, &self->context, incoming->resource, theirs) != EK_FHIR_SKIP_NONE)
    return TRUE;
  *record = ek_notice_find (self->store, incoming->patient_id, ek_record_get_text (theirs, EK_NOTICE_KIND),
                            ek_record_get_text (theirs, EK_NOTICE_SOURCE), &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
merge_notice (EkRecord *ours, EkRecord *record)
{
  if (ek_notice_stands (ours, record))
    ek_fields_keep (ours, record);
}

static const EkReceiveWay ways[] = {
  { .type = &ek_patient_type,
    .before_merge = leave_numbers,
    .before_save = share_numbers,
    .is_shared = TRUE,
    .saved = forget_birth },
  { .type = &ek_measurement_type, .n_parts = parts_of_observation, .part = part_of_observation, .has_frame = TRUE },
  { .type = &ek_problem_type, .back_field = EK_PROBLEM_VERIFICATION, .back_word = "withdrawn", .stays_marked = TRUE },
  { .type = &ek_consent_type, .has_letters = TRUE },
  { .type = &ek_risk_type, .merge = ek_risk_merge },
  { .type = &ek_notice_type, .find = find_notice, .merge = merge_notice, .is_quoted = TRUE },
};

/* The way of one type; of a type without anything special one that names nothing. */
const EkReceiveWay *
ek_receive_way (const EkRecordType *type)
{
  static const EkReceiveWay plain = { NULL };

  if (type == &ek_assessment_type)
    return &ek_receive_form_way;
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (ways[i].type == type)
      return &ways[i];
  return &plain;
}

/* Writes into a record that whoever made it has taken it back. Returns: whether its type has a word for that. */
gboolean
ek_receive_mark_back (EkRecord *record)
{
  const EkReceiveWay *way = ek_receive_way (ek_record_get_record_type (record));

  if (way->back_word != NULL)
    ek_record_set_text (record, way->back_field, way->back_word);
  return way->back_word != NULL;
}
