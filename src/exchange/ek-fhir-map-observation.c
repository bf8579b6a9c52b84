/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include <math.h>
#include <string.h>

#include "ek-time.h"

/** ek_fhir_observation_n_parts: how many measurements an Observation is: its components when it has no value of its
 * own. */
guint
ek_fhir_observation_n_parts (JsonObject *resource)
{
  static const char *const values[] = { "valueQuantity", "valueInteger", "valueString", "valueCodeableConcept",
                                        "valueBoolean", "valueDateTime" };
  JsonArray *components = ek_json_peek_array (resource, "component");
  guint n = components != NULL ? json_array_get_length (components) : 0;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (json_object_has_member (resource, values[i]))
      return n + 1;
  return MAX (n, 1);
}

/* The object that holds code and value of a part. With a value of its own the whole is part 0 and components follow. */
static JsonObject *
part_object (JsonObject *resource,
             guint       part)
{
  JsonArray *components = ek_json_peek_array (resource, "component");
  guint n = components != NULL ? json_array_get_length (components) : 0;
  guint first = ek_fhir_observation_n_parts (resource) - n;

  if (n == 0 || part < first)
    return resource;
  return ek_json_element_object (components, part - first);
}

/**
 * ek_fhir_observation_is_total:
 * @context: the instruments and the responses that were taken over
 * @resource: an Observation
 *
 * Returns: whether it is the total of a questionnaire whose answers are here, so that keeping it would count it twice
 */
gboolean
ek_fhir_observation_is_total (const EkFhirContext *context,
                              JsonObject          *resource)
{
  JsonArray *from = ek_json_peek_array (resource, "derivedFrom");

  for (guint i = 0; from != NULL && context->totals != NULL && i < json_array_get_length (from); i++)
    {
      JsonObject *reference = ek_json_element_object (from, i);
      const char *text = reference != NULL ? ek_json_peek_string (reference, "reference") : NULL;
      g_auto (EkFhirReference) parts = { NULL };
      g_autofree char *key = NULL;

      if (!ek_fhir_reference_parse (text, &parts))
        continue;
      key = parts.urn != NULL ? g_strdup (parts.urn) : g_strdup_printf ("%s/%s", parts.type, parts.id);
      if (g_hash_table_contains (context->totals, key))
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_quantity (JsonObject *quantity,
               EkRecord   *record)
{
  double value = ek_json_peek_double (quantity, "value", NAN);
  const char *unit = ek_json_peek_string (quantity, "code");
  const char *comparator = ek_json_peek_string (quantity, "comparator");

  if (!isfinite (value))
    return FALSE;
  if (unit == NULL)
    unit = ek_json_peek_string (quantity, "unit");
  if (comparator != NULL)
    {
      /* "< 5" is not 5: kept as words */
      ek_fhir_take_text (record, EK_MEASUREMENT_VALUE_TEXT,
                         g_strdup_printf ("%s %g %s", comparator, value, unit != NULL ? unit : ""));
      return TRUE;
    }
  ek_record_set_real (record, EK_MEASUREMENT_VALUE, value);
  ek_fhir_take_text (record, EK_MEASUREMENT_UNIT, ek_fhir_clean_text (unit));
  return TRUE;
}

static gboolean
read_value (JsonObject *object,
            EkRecord   *record)
{
  JsonObject *quantity = ek_json_peek_object (object, "valueQuantity");
  JsonObject *concept = ek_json_peek_object (object, "valueCodeableConcept");
  double number = ek_json_peek_double (object, "valueInteger", NAN);

  ek_record_clear (record, EK_MEASUREMENT_VALUE);
  ek_record_clear (record, EK_MEASUREMENT_UNIT);
  ek_record_clear (record, EK_MEASUREMENT_VALUE_TEXT);
  if (quantity != NULL)
    return read_quantity (quantity, record);
  if (isfinite (number))
    ek_record_set_real (record, EK_MEASUREMENT_VALUE, number);
  else if (concept != NULL)
    ek_fhir_take_text (record, EK_MEASUREMENT_VALUE_TEXT, ek_fhir_concept_text (concept));
  else if (ek_json_peek_string (object, "valueString") != NULL)
    ek_fhir_take_text (record, EK_MEASUREMENT_VALUE_TEXT,
                       ek_fhir_clean_text (ek_json_peek_string (object, "valueString")));
  else if (ek_json_peek_string (object, "valueDateTime") != NULL)
    ek_fhir_take_text (record, EK_MEASUREMENT_VALUE_TEXT,
                       ek_fhir_clean_text (ek_json_peek_string (object, "valueDateTime")));
  else if (json_object_has_member (object, "valueBoolean"))
    ek_record_set_real (record, EK_MEASUREMENT_VALUE, ek_json_peek_boolean (object, "valueBoolean", FALSE));
  return ek_record_has (record, EK_MEASUREMENT_VALUE) || ek_record_has (record, EK_MEASUREMENT_VALUE_TEXT);
}

static gboolean
read_taken (const EkFhirContext *context,
            JsonObject          *resource,
            EkRecord            *record)
{
  JsonObject *period = ek_json_peek_object (resource, "effectivePeriod");
  const char *const candidates[] = {
    ek_json_peek_string (resource, "effectiveDateTime"), ek_json_peek_string (resource, "effectiveInstant"),
    period != NULL ? ek_json_peek_string (period, "end") : NULL,
      period != NULL ? ek_json_peek_string (period, "start") : NULL,
    ek_json_peek_string (resource, "issued"),
  };
  gint64 ms;
  int offset;

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    if (ek_fhir_instant (candidates[i], context->local_offset, &ms, &offset))
      {
        ek_record_set_instant (record, EK_MEASUREMENT_TAKEN, ms, offset);
        return TRUE;
      }
  return FALSE;
}

/**
 * ek_fhir_read_observation:
 *
 * One part of an Observation as a measurement. What was cancelled, not done or has no value is skipped; a value with a
 * comparator ("< 5") is kept in words, because it is not that number.
 */
EkFhirSkip
ek_fhir_read_observation (const EkFhirContext *context,
                          JsonObject          *resource,
                          EkRecord            *record)
{
  const char *status = ek_json_peek_string (resource, "status");
  JsonObject *part = part_object (resource, context->part);
  JsonObject *device = ek_json_peek_object (resource, "device");
  JsonObject *concept = part != NULL ? ek_json_peek_object (part, "code") : NULL;
  JsonObject *coding;
  g_autofree char *text = ek_fhir_concept_text (concept);
  g_autofree char *code = NULL;

  if (g_strcmp0 (status, "entered-in-error") == 0)
    return EK_FHIR_SKIP_ERROR;
  if (ek_fhir_observation_is_total (context, resource))
    return EK_FHIR_SKIP_ATTACHED;
  if (g_strcmp0 (status, "cancelled") == 0)
    return EK_FHIR_SKIP_NOT_TAKEN;
  if (text == NULL)
    return EK_FHIR_SKIP_NO_CODE;
  if (!read_value (part, record))
    return EK_FHIR_SKIP_NO_VALUE;
  if (!read_taken (context, resource, record))
    return EK_FHIR_SKIP_NO_DATE;
  coding = ek_fhir_concept_coding (concept, EK_FHIR_LOINC);
  if (coding == NULL)
    coding = ek_fhir_concept_coding (concept, NULL);
  code = coding != NULL ? ek_fhir_clean_text (ek_json_peek_string (coding, "code")) : NULL;
  ek_record_set_text (record, EK_MEASUREMENT_CODE, code != NULL ? code : text);
  ek_fhir_take_text (record, EK_MEASUREMENT_SYSTEM,
                     coding != NULL ? ek_fhir_clean_text (ek_json_peek_string (coding, "system")) : NULL);
  ek_record_set_text (record, EK_MEASUREMENT_TEXT, text);
  ek_fhir_take_text (record, EK_MEASUREMENT_SOURCE,
                     device != NULL ? ek_fhir_clean_text (ek_json_peek_string (device, "display")) : NULL);
  ek_fhir_take_text (record, EK_MEASUREMENT_STATUS, ek_fhir_clean_text (status));
  return EK_FHIR_SKIP_NONE;
}

/** ek_fhir_write_observation: a measurement as an Observation. */
void
ek_fhir_write_observation (const EkFhirContext *context,
                           EkRecord            *record,
                           GPtrArray           *resources)
{
  JsonObject *resource = ek_fhir_new ("Observation", ek_record_get_id (record));
  const char *status = ek_record_get_text (record, EK_MEASUREMENT_STATUS);
  const char *unit = ek_record_get_text (record, EK_MEASUREMENT_UNIT);
  const char *system = ek_record_get_text (record, EK_MEASUREMENT_SYSTEM);
  const char *source = ek_record_get_text (record, EK_MEASUREMENT_SOURCE);
  double value = ek_record_get_real (record, EK_MEASUREMENT_VALUE, NAN);
  int offset = 0;
  gint64 ms = ek_record_get_instant (record, EK_MEASUREMENT_TAKEN, &offset);

  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  json_object_set_string_member (resource, "status", status != NULL ? status : "final");
  json_object_set_object_member (resource, "code",
                                 ek_fhir_concept_new (system != NULL ? system : EK_FHIR_CODES,
                                                      ek_record_get_text (record, EK_MEASUREMENT_CODE), NULL,
                                                      ek_record_get_text (record, EK_MEASUREMENT_TEXT)));
  ek_fhir_add_subject (resource, "subject", record);
  ek_fhir_add_instant (resource, "effectiveDateTime", ms, offset);
  if (isfinite (value))
    {
      JsonObject *quantity = json_object_new ();

      json_object_set_double_member (quantity, "value", value);
      ek_fhir_add_text (quantity, "unit", unit);
      if (unit != NULL && g_str_is_ascii (unit) && strchr (unit, ' ') == NULL)
        {
          json_object_set_string_member (quantity, "system", EK_FHIR_UCUM);
          json_object_set_string_member (quantity, "code", unit);
        }
      json_object_set_object_member (resource, "valueQuantity", quantity);
    }
  else
    {
      ek_fhir_add_text (resource, "valueString", ek_record_get_text (record, EK_MEASUREMENT_VALUE_TEXT));
    }
  ek_fhir_add_reference (resource, "device", "Device", NULL, source);
  g_ptr_array_add (resources, resource);
}
