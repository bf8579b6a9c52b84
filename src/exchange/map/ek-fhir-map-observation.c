/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-assessment.h"
#include "ek-fhir-dropped.h"
#include "ek-fhir-words.h"
#include "ek-time.h"

/**
 * ek_fhir_observation_n_parts:
 * @resource: an Observation
 *
 * Returns: how many measurements it is, at least 1: its components, and itself when it has a value of its own
 */
guint
ek_fhir_observation_n_parts (JsonObject *resource)
{
  static const char *const values[] = { "valueQuantity", "valueInteger",  "valueString",     "valueCodeableConcept",
                                        "valueBoolean",  "valueDateTime", "valueTime",       "valueRange",
                                        "valueRatio",    "valuePeriod",   "valueSampledData" };
  JsonArray *components = ek_json_peek_array (resource, "component");
  guint n = components != NULL ? json_array_get_length (components) : 0;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (json_object_has_member (resource, values[i]))
      return n + 1;
  return MAX (n, 1);
}

/* The object that holds code and value of a part. With a value of its own the whole is part 0 and components follow. */
/**
 * ek_fhir_observation_part:
 * @resource: an Observation
 * @part: from 0, less than ek_fhir_observation_n_parts()
 *
 * Returns: (transfer none) (nullable): the object with code and value of that part, @resource itself or a component of
 *   it; %NULL for a component that is no object
 */
JsonObject *
ek_fhir_observation_part (JsonObject *resource, guint part)
{
  JsonArray *components = ek_json_peek_array (resource, "component");
  guint n = components != NULL ? json_array_get_length (components) : 0;
  guint first = ek_fhir_observation_n_parts (resource) - n;

  if (n == 0 || part < first)
    return resource;
  return ek_json_element_object (components, part - first);
}

/* "< 0.05" is not 0.05: kept as words, every digit as it was written. */
static gboolean
read_quantity (JsonObject *quantity, EkRecord *record)
{
  double value = ek_json_peek_double (quantity, "value", NAN);

  if (!isfinite (value))
    return FALSE;
  if (json_object_has_member (quantity, "comparator"))
    {
      ek_fhir_take_text (record, EK_MEASUREMENT_VALUE_TEXT, ek_fhir_quantity_words (quantity));
      return TRUE;
    }
  ek_record_set_real (record, EK_MEASUREMENT_VALUE, value);
  ek_fhir_take_text (record, EK_MEASUREMENT_WRITTEN, ek_json_peek_number_text (quantity, "value"));
  ek_fhir_take_text (record, EK_MEASUREMENT_UNIT, ek_fhir_unit_words (quantity));
  /* only where the words are not the code */
  if (g_strcmp0 (ek_record_get_text (record, EK_MEASUREMENT_UNIT), ek_json_peek_string (quantity, "code")) != 0)
    ek_fhir_take_text (record, EK_MEASUREMENT_UNIT_CODE, ek_fhir_clean_text (ek_json_peek_string (quantity, "code")));
  return TRUE;
}

static char *
sampled_words (JsonObject *sampled)
{
  JsonObject *origin = ek_json_peek_object (sampled, "origin");
  g_autofree char *zero = origin != NULL ? ek_fhir_quantity_words (origin) : NULL;
  g_autofree char *period = ek_json_peek_number_text (sampled, "period");
  const char *data = ek_json_peek_string (sampled, "data");
  guint n = data != NULL && *data != '\0' ? 1 : 0;

  for (const char *p = data; p != NULL && *p != '\0'; p++)
    n += *p == ' ';
  /* Translators: a curve: how many points, their distance in milliseconds, and what zero stands for */
  return g_strdup_printf (_ ("A curve of %u points, one in %s ms, from %s"), n, period != NULL ? period : "?",
                          zero != NULL ? zero : "?");
}

/* Every other kind of value, in words. */
static char *
value_words (JsonObject *object)
{
  static const struct {
    const char *member;
    char *(*words) (JsonObject *);
  } kinds[] = {
    { "valueCodeableConcept", ek_fhir_concept_text },
    { "valueRange", ek_fhir_range_words },
    { "valueRatio", ek_fhir_ratio_words },
    { "valuePeriod", ek_fhir_period_words },
    { "valueSampledData", sampled_words },
  };
  static const char *const texts[] = { "valueString", "valueDateTime", "valueTime" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (ek_json_peek_object (object, kinds[i].member) != NULL)
      return kinds[i].words (ek_json_peek_object (object, kinds[i].member));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (ek_json_peek_string (object, texts[i]) != NULL)
      return ek_fhir_clean_text (ek_json_peek_string (object, texts[i]));
  return NULL;
}

static gboolean
read_value (JsonObject *object, EkRecord *record)
{
  static const int fields[] = { EK_MEASUREMENT_VALUE, EK_MEASUREMENT_UNIT, EK_MEASUREMENT_VALUE_TEXT,
                                EK_MEASUREMENT_WRITTEN, EK_MEASUREMENT_UNIT_CODE };
  JsonObject *quantity = ek_json_peek_object (object, "valueQuantity");
  double number = ek_json_peek_double (object, "valueInteger", NAN);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    ek_record_clear (record, fields[i]);
  if (quantity != NULL)
    return read_quantity (quantity, record);
  if (isfinite (number))
    {
      ek_record_set_real (record, EK_MEASUREMENT_VALUE, number);
      ek_fhir_take_text (record, EK_MEASUREMENT_WRITTEN, ek_json_peek_number_text (object, "valueInteger"));
    }
  else if (json_object_has_member (object, "valueBoolean"))
    {
      gboolean yes = ek_json_peek_boolean (object, "valueBoolean", FALSE);

      ek_record_set_real (record, EK_MEASUREMENT_VALUE, yes);
      ek_record_set_text (record, EK_MEASUREMENT_WRITTEN, yes ? "1" : "0");
    }
  else
    ek_fhir_take_text (record, EK_MEASUREMENT_VALUE_TEXT, value_words (object));
  return ek_record_has (record, EK_MEASUREMENT_VALUE) || ek_record_has (record, EK_MEASUREMENT_VALUE_TEXT);
}

/* The first of its times that is one; when there is none, *@why says what is wrong with the first that is there. */
static gboolean
read_taken (const EkFhirContext *context, JsonObject *resource, EkRecord *record, EkFhirSkip *why)
{
  JsonObject *period = ek_json_peek_object (resource, "effectivePeriod");
  JsonObject *timing = ek_json_peek_object (resource, "effectiveTiming");
  JsonArray *events = timing != NULL ? ek_json_peek_array (timing, "event") : NULL;
  const char *const candidates[] = {
    ek_json_peek_string (resource, "effectiveDateTime"),
    ek_json_peek_string (resource, "effectiveInstant"),
    period != NULL ? ek_json_peek_string (period, "end") : NULL,
    period != NULL ? ek_json_peek_string (period, "start") : NULL,
    ek_json_element_string (events, 0),
    ek_json_peek_string (resource, "issued"),
  };
  gint64 ms;
  int offset;

  *why = EK_FHIR_SKIP_NO_DATE;
  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      if (candidates[i] == NULL)
        continue;
      if (ek_fhir_instant (candidates[i], context->local_offset, &ms, &offset))
        {
          ek_record_set_instant (record, EK_MEASUREMENT_TAKEN, ms, offset);
          return TRUE;
        }
      /* when it was sent is not when it was measured */
      if (i < G_N_ELEMENTS (candidates) - 1)
        {
          *why = ek_fhir_time_problem (candidates[i]);
          return FALSE;
        }
    }
  return FALSE;
}

/* "3.5–5.0 mmol/L (adults)" */
static char *
reference_ranges (JsonObject *part)
{
  JsonArray *ranges = ek_json_peek_array (part, "referenceRange");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; ranges != NULL && i < json_array_get_length (ranges); i++)
    {
      JsonObject *range = ek_json_element_object (ranges, i);
      g_autofree char *words = range != NULL ? ek_fhir_clean_text (ek_json_peek_string (range, "text")) : NULL;
      g_autofree char *whom = range != NULL ? ek_fhir_concepts_words (range, "appliesTo") : NULL;
      g_autofree char *type = range != NULL ? ek_fhir_concept_text (ek_json_peek_object (range, "type")) : NULL;
      JsonObject *age = range != NULL ? ek_json_peek_object (range, "age") : NULL;
      g_autofree char *years = age != NULL ? ek_fhir_range_words (age) : NULL;

      if (words == NULL && range != NULL)
        words = ek_fhir_range_words (range);
      if (words == NULL)
        continue;
      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", words);
      if (type != NULL || whom != NULL || years != NULL)
        g_string_append_printf (text, " (%s%s%s%s%s)", type != NULL ? type : "",
                                type != NULL && whom != NULL ? ", " : "", whom != NULL ? whom : "",
                                (type != NULL || whom != NULL) && years != NULL ? ", " : "",
                                years != NULL ? years : "");
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static void
read_about (JsonObject *resource, JsonObject *part, EkRecord *record)
{
  g_autoptr (GString) note = g_string_new (NULL);
  char *absent = ek_fhir_concepts_words (part, "dataAbsentReason");

  ek_fhir_take_text (record, EK_MEASUREMENT_INTERPRETATION, ek_fhir_interpretation (part));
  ek_fhir_take_notes (note, ek_fhir_notes (resource));
  ek_fhir_take_line (note, _ ("Reference range"), reference_ranges (part));
  ek_fhir_take_line (note, _ ("Part of the body"), ek_fhir_concepts_words (resource, "bodySite"));
  ek_fhir_take_line (note, _ ("Method"), ek_fhir_concepts_words (resource, "method"));
  ek_fhir_take_line (note, _ ("Why there is no value"), absent);
  /* once, also in what we sent ourselves */
  if (g_strcmp0 (ek_json_peek_string (resource, "status"), "preliminary") == 0 &&
      strstr (note->str, _ ("preliminary")) == NULL)
    ek_fhir_note_line (note, _ ("Status"), _ ("preliminary"));
  ek_record_set_text (record, EK_MEASUREMENT_NOTE, note->str);
}

/* The total of a form that no answers come to, and one that is not confirmed, have no level; that is said. */
static void
tell_total (const EkFhirContext *context, EkRecord *record)
{
  const char *system = ek_record_get_text (record, EK_MEASUREMENT_SYSTEM);
  const char *code = ek_record_get_text (record, EK_MEASUREMENT_CODE);
  const char *status = ek_record_get_text (record, EK_MEASUREMENT_STATUS);
  double value = ek_record_get_real (record, EK_MEASUREMENT_VALUE, NAN);

  if (ek_total_is_impossible (context->catalogue, system, code, value))
    ek_fhir_drop_text (context, "value", ek_record_get_text (record, EK_MEASUREMENT_WRITTEN), EK_FHIR_DROP_IMPLAUSIBLE,
                       TRUE);
  else if (!ek_total_is_final (status) && ek_total_instrument (context->catalogue, system, code, value) != NULL)
    ek_fhir_drop_text (context, "status", status, EK_FHIR_DROP_NOT_FINAL, TRUE);
}

/* What is read of an observation, or told by itself; whatever else it holds is told as dropped. */
static const char *const known[] = {
  "status",
  "code",
  "category",
  "effectiveDateTime",
  "effectiveInstant",
  "effectivePeriod",
  "effectiveTiming",
  "valueQuantity",
  "valueInteger",
  "valueString",
  "valueCodeableConcept",
  "valueBoolean",
  "valueDateTime",
  "valueTime",
  "valueRange",
  "valueRatio",
  "valuePeriod",
  "valueSampledData",
  "dataAbsentReason",
  "interpretation",
  "note",
  "bodySite",
  "method",
  "referenceRange",
  "device.display",
  "component",
  "hasMember",
  NULL,
};

/**
 * ek_fhir_read_observation:
 * @context: which part is read, and whether it is the total of a form that is here
 * @resource: an Observation
 * @record: of #ek_measurement_type, to be filled with that part
 *
 * What was cancelled, not done or has no value is skipped; a value with a comparator ("< 5") is kept in words, because
 * it is not that number. When it was sent ("issued") counts as its time only where nothing says when it was measured.
 *
 * Returns: %EK_FHIR_SKIP_NONE; %EK_FHIR_SKIP_ERROR for what was entered in error, %EK_FHIR_SKIP_ATTACHED for a total,
 *   %EK_FHIR_SKIP_NOT_TAKEN, %EK_FHIR_SKIP_NO_CODE, %EK_FHIR_SKIP_NO_VALUE, or what is wrong with its time, see
 *   ek_fhir_time_problem()
 */
EkFhirSkip
ek_fhir_read_observation (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  const char *status = ek_json_peek_string (resource, "status");
  JsonObject *part = ek_fhir_observation_part (resource, context->part);
  JsonObject *device = ek_json_peek_object (resource, "device");
  JsonObject *concept = part != NULL ? ek_json_peek_object (part, "code") : NULL;
  JsonObject *coding;
  g_autofree char *text = ek_fhir_concept_text (concept);
  g_autofree char *code = NULL;
  EkFhirSkip why;

  if (g_strcmp0 (status, "entered-in-error") == 0)
    return EK_FHIR_SKIP_ERROR;
  if (context->attached)
    return EK_FHIR_SKIP_ATTACHED;
  if (g_strcmp0 (status, "cancelled") == 0)
    return EK_FHIR_SKIP_NOT_TAKEN;
  if (text == NULL)
    return EK_FHIR_SKIP_NO_CODE;
  if (!read_value (part, record))
    return EK_FHIR_SKIP_NO_VALUE;
  if (!read_taken (context, resource, record, &why))
    return why;
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
  read_about (resource, part, record);
  tell_total (context, record);
  if (context->part == 0)
    ek_fhir_drop_rest (context, resource, "", known);
  return EK_FHIR_SKIP_NONE;
}

/**
 * ek_fhir_write_observation:
 * @context: what a writer needs
 * @record: of #ek_measurement_type
 * @resources: (element-type JsonObject): the Observation is added
 *
 * A number goes back with the digits it came with, unless it was changed here since; what came without a code goes
 * without one.
 */
void
ek_fhir_write_observation (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
{
  JsonObject *resource = ek_fhir_new ("Observation", ek_record_get_id (record));
  const char *status = ek_record_get_text (record, EK_MEASUREMENT_STATUS);
  const char *unit = ek_record_get_text (record, EK_MEASUREMENT_UNIT);
  const char *code = ek_record_get_text (record, EK_MEASUREMENT_CODE);
  const char *text = ek_record_get_text (record, EK_MEASUREMENT_TEXT);
  const char *system = ek_record_get_text (record, EK_MEASUREMENT_SYSTEM);
  const char *source = ek_record_get_text (record, EK_MEASUREMENT_SOURCE);
  double value = ek_record_get_real (record, EK_MEASUREMENT_VALUE, NAN);
  int offset = 0;
  gint64 ms = ek_record_get_instant (record, EK_MEASUREMENT_TAKEN, &offset);

  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  json_object_set_string_member (resource, "status", status != NULL ? status : "final");
  /* what came without a code goes without one */
  json_object_set_object_member (resource, "code",
                                 ek_fhir_concept_new (system != NULL ? system : EK_FHIR_CODES,
                                                      system != NULL || g_strcmp0 (code, text) != 0 ? code : NULL, NULL,
                                                      text));
  ek_fhir_add_subject (resource, "subject", record);
  ek_fhir_add_instant (resource, "effectiveDateTime", ms, offset);
  if (isfinite (value))
    {
      const char *written = ek_record_get_text (record, EK_MEASUREMENT_WRITTEN);
      const char *unit_code = ek_record_get_text (record, EK_MEASUREMENT_UNIT_CODE);
      JsonObject *quantity = json_object_new ();

      /* as it was written, unless it was changed here since */
      if (written != NULL && g_ascii_strtod (written, NULL) == value)
        ek_json_set_number_text (quantity, "value", written);
      else
        json_object_set_double_member (quantity, "value", value);
      ek_fhir_add_text (quantity, "unit", unit);
      if (unit_code != NULL)
        {
          json_object_set_string_member (quantity, "system", EK_FHIR_UCUM);
          json_object_set_string_member (quantity, "code", unit_code);
        }
      else if (unit != NULL && g_str_is_ascii (unit) && strchr (unit, ' ') == NULL)
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
  if (ek_record_has (record, EK_MEASUREMENT_INTERPRETATION))
    ek_fhir_add_concepts (resource, "interpretation",
                          ek_fhir_concept_new (NULL, NULL, NULL,
                                               ek_record_get_text (record, EK_MEASUREMENT_INTERPRETATION)));
  ek_fhir_add_note (resource, ek_record_get_text (record, EK_MEASUREMENT_NOTE));
  ek_fhir_add_reference (resource, "device", "Device", NULL, source);
  g_ptr_array_add (resources, resource);
}
