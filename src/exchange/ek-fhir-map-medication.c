/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include <math.h>

static const struct {
  const char *fhir;
  const char *own;
} statuses[] = {
  { "active", "active" }, { "on-hold", "on-hold" }, { "stopped", "stopped" }, { "completed", "completed" },
};

static JsonObject *
contained_concept (JsonObject *resource,
                   JsonObject *reference)
{
  g_auto (EkFhirReference) parts = { NULL };
  JsonObject *contained;

  if (!ek_fhir_reference_parse (ek_json_peek_string (reference, "reference"), &parts) || parts.contained == NULL)
    return NULL;
  contained = ek_fhir_contained (resource, parts.contained);
  return contained != NULL ? ek_json_peek_object (contained, "code") : NULL;
}

static const char *
referred_words (const EkFhirContext *context,
                JsonObject          *reference)
{
  g_auto (EkFhirReference) parts = { NULL };
  g_autofree char *key = NULL;

  if (context->medications == NULL ||
      !ek_fhir_reference_parse (ek_json_peek_string (reference, "reference"), &parts))
    return NULL;
  key = parts.urn != NULL ? g_strdup (parts.urn) : g_strdup_printf ("%s/%s", parts.type, parts.id);
  return g_hash_table_lookup (context->medications, key);
}

/* The medicine's words: of its own concept, of a contained or separate Medication, or of the reference. */
static char *
medicine_words (const EkFhirContext  *context,
                JsonObject           *resource,
                JsonObject          **concept)
{
  JsonObject *reference = ek_json_peek_object (resource, "medicationReference");
  char *words;

  *concept = ek_json_peek_object (resource, "medicationCodeableConcept");
  if (*concept == NULL && reference != NULL)
    *concept = contained_concept (resource, reference);
  words = ek_fhir_concept_text (*concept);
  if (words == NULL && reference != NULL)
    words = ek_fhir_clean_text (referred_words (context, reference));
  if (words == NULL && reference != NULL)
    words = ek_fhir_clean_text (ek_json_peek_string (reference, "display"));
  return words;
}

static double
times_per_day (JsonObject *repeat)
{
  double frequency = ek_json_peek_double (repeat, "frequency", 1);
  double period = ek_json_peek_double (repeat, "period", NAN);
  const char *unit = ek_json_peek_string (repeat, "periodUnit");
  double days = g_strcmp0 (unit, "d") == 0 ? 1 : g_strcmp0 (unit, "h") == 0 ? 1.0 / 24 : g_strcmp0 (unit,
                                                                                                    "wk") == 0 ? 7 : NAN;

  /* a range (frequencyMax, periodMax) or particular days have no single daily dose */
  if (json_object_has_member (repeat, "frequencyMax") || json_object_has_member (repeat, "periodMax") ||
      json_object_has_member (repeat, "dayOfWeek") || !(period > 0) || !(frequency > 0))
    return NAN;
  return frequency / (period * days);
}

/* Milligrams a day of one instruction; NAN when it cannot be known: as needed, another unit, no schedule. */
static double
daily_dose (JsonObject *dosage)
{
  JsonObject *rate = ek_fhir_first_object (dosage, "doseAndRate");
  JsonObject *quantity = rate != NULL ? ek_json_peek_object (rate, "doseQuantity") : NULL;
  JsonObject *timing = ek_json_peek_object (dosage, "timing");
  JsonObject *repeat = timing != NULL ? ek_json_peek_object (timing, "repeat") : NULL;
  const char *unit;

  if (quantity == NULL || repeat == NULL || ek_json_peek_boolean (dosage, "asNeededBoolean", FALSE) ||
      json_object_has_member (dosage, "asNeededCodeableConcept") || json_object_has_member (quantity, "comparator"))
    return NAN;
  unit = ek_json_peek_string (quantity, "code");
  if (unit == NULL)
    unit = ek_json_peek_string (quantity, "unit");
  if (g_strcmp0 (unit, "mg") != 0)
    return NAN;
  return ek_json_peek_double (quantity, "value", NAN) * times_per_day (repeat);
}

static void
read_dosage (JsonObject *resource,
             EkRecord   *record)
{
  JsonArray *dosages = ek_json_peek_array (resource, "dosageInstruction");
  g_autoptr (GString) words = g_string_new (NULL);
  double dose = 0;
  guint n = dosages != NULL ? json_array_get_length (dosages) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *dosage = ek_json_element_object (dosages, i);
      g_autofree char *text = dosage != NULL ? ek_fhir_clean_text (ek_json_peek_string (dosage, "text")) : NULL;

      dose += dosage != NULL ? daily_dose (dosage) : NAN;
      if (text != NULL)
        g_string_append_printf (words, "%s%s", words->len > 0 ? "; " : "", text);
    }
  ek_record_clear (record, EK_MEDICINE_DOSE_MG);
  if (n > 0 && isfinite (dose) && dose > 0)
    ek_record_set_real (record, EK_MEDICINE_DOSE_MG, dose);
  ek_record_set_text (record, EK_MEDICINE_DOSE_TEXT, words->str);
}

static void
read_dates (JsonObject *resource,
            EkRecord   *record)
{
  JsonObject *dosage = ek_fhir_first_object (resource, "dosageInstruction");
  JsonObject *timing = dosage != NULL ? ek_json_peek_object (dosage, "timing") : NULL;
  JsonObject *repeat = timing != NULL ? ek_json_peek_object (timing, "repeat") : NULL;
  JsonObject *bounds = repeat != NULL ? ek_json_peek_object (repeat, "boundsPeriod") : NULL;
  const char *start = bounds != NULL ? ek_json_peek_string (bounds, "start") : NULL;

  ek_fhir_set_date (record, EK_MEDICINE_STARTED, start != NULL ? start : ek_json_peek_string (resource, "authoredOn"));
  ek_fhir_set_date (record, EK_MEDICINE_STOPPED, bounds != NULL ? ek_json_peek_string (bounds, "end") : NULL);
}

/**
 * ek_fhir_read_medication:
 *
 * A MedicationRequest as a line of the medication list. An order not to give (doNotPerform), a draft and a cancelled
 * order are not medicines the patient takes, and are skipped. The daily dose is only computed where milligrams and a
 * plain schedule are coded for every instruction; the prescriber's words are always kept.
 */
EkFhirSkip
ek_fhir_read_medication (const EkFhirContext *context,
                         JsonObject          *resource,
                         EkRecord            *record)
{
  const char *status = ek_json_peek_string (resource, "status");
  const char *intent = ek_json_peek_string (resource, "intent");
  JsonObject *requester = ek_json_peek_object (resource, "requester");
  JsonObject *concept, *coding;
  g_autofree char *words = medicine_words (context, resource, &concept);
  const char *own = NULL;

  if (g_strcmp0 (status, "entered-in-error") == 0)
    return EK_FHIR_SKIP_ERROR;
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (status, statuses[i].fhir) == 0)
      own = statuses[i].own;
  if (own == NULL || ek_json_peek_boolean (resource, "doNotPerform", FALSE))
    return EK_FHIR_SKIP_NOT_TAKEN;
  if (words == NULL)
    return EK_FHIR_SKIP_NO_CODE;
  coding = ek_fhir_concept_coding (concept, NULL);
  ek_record_set_text (record, EK_MEDICINE_NAME, words);
  ek_fhir_take_text (record, EK_MEDICINE_CODE,
                     coding != NULL ? ek_fhir_clean_text (ek_json_peek_string (coding, "code")) : NULL);
  ek_fhir_take_text (record, EK_MEDICINE_SYSTEM,
                     coding != NULL ? ek_fhir_clean_text (ek_json_peek_string (coding, "system")) : NULL);
  ek_record_set_text (record, EK_MEDICINE_STATUS, own);
  ek_record_set_text (record, EK_MEDICINE_INTENT,
                      g_strcmp0 (intent, "proposal") == 0 || g_strcmp0 (intent, "plan") == 0 ? intent : "order");
  ek_fhir_take_text (record, EK_MEDICINE_PRESCRIBER,
                     requester != NULL ? ek_fhir_clean_text (ek_json_peek_string (requester, "display")) : NULL);
  read_dosage (resource, record);
  read_dates (resource, record);
  return EK_FHIR_SKIP_NONE;
}

static void
write_dosage (JsonObject *resource,
              EkRecord   *record)
{
  const char *words = ek_record_get_text (record, EK_MEDICINE_DOSE_TEXT);
  const char *started = ek_record_get_text (record, EK_MEDICINE_STARTED);
  const char *stopped = ek_record_get_text (record, EK_MEDICINE_STOPPED);
  double dose = ek_record_get_real (record, EK_MEDICINE_DOSE_MG, NAN);
  JsonObject *dosage = json_object_new (), *repeat = json_object_new (), *timing = json_object_new ();

  ek_fhir_add_text (dosage, "text", words);
  if (started != NULL || stopped != NULL)
    {
      JsonObject *bounds = json_object_new ();

      ek_fhir_add_text (bounds, "start", started);
      ek_fhir_add_text (bounds, "end", stopped);
      json_object_set_object_member (repeat, "boundsPeriod", bounds);
    }
  if (isfinite (dose))
    {
      JsonObject *rate = json_object_new (), *quantity = json_object_new ();

      json_object_set_int_member (repeat, "frequency", 1);
      json_object_set_int_member (repeat, "period", 1);
      json_object_set_string_member (repeat, "periodUnit", "d");
      json_object_set_double_member (quantity, "value", dose);
      json_object_set_string_member (quantity, "unit", "mg");
      json_object_set_string_member (quantity, "system", EK_FHIR_UCUM);
      json_object_set_string_member (quantity, "code", "mg");
      json_object_set_object_member (rate, "doseQuantity", quantity);
      ek_fhir_add_concepts (dosage, "doseAndRate", rate);
    }
  if (json_object_get_size (repeat) > 0)
    {
      json_object_set_object_member (timing, "repeat", json_object_ref (repeat));
      json_object_set_object_member (dosage, "timing", json_object_ref (timing));
    }
  json_object_unref (repeat);
  json_object_unref (timing);
  if (json_object_get_size (dosage) > 0)
    ek_fhir_add_concepts (resource, "dosageInstruction", dosage);
  else
    json_object_unref (dosage);
}

/** ek_fhir_write_medication: a line of the medication list as a MedicationRequest. */
void
ek_fhir_write_medication (const EkFhirContext *context,
                          EkRecord            *record,
                          GPtrArray           *resources)
{
  JsonObject *resource = ek_fhir_new ("MedicationRequest", ek_record_get_id (record));
  const char *status = ek_record_get_text (record, EK_MEDICINE_STATUS);
  const char *intent = ek_record_get_text (record, EK_MEDICINE_INTENT);

  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  json_object_set_string_member (resource, "status", status != NULL ? status : "unknown");
  json_object_set_string_member (resource, "intent", intent != NULL ? intent : "proposal");
  json_object_set_object_member (resource, "medicationCodeableConcept",
                                 ek_fhir_concept_new (ek_record_get_text (record, EK_MEDICINE_SYSTEM),
                                                      ek_record_get_text (record, EK_MEDICINE_CODE), NULL,
                                                      ek_record_get_text (record, EK_MEDICINE_NAME)));
  ek_fhir_add_subject (resource, "subject", record);
  ek_fhir_add_text (resource, "authoredOn", ek_record_get_text (record, EK_MEDICINE_STARTED));
  ek_fhir_add_reference (resource, "requester", "Practitioner", NULL,
                         ek_record_get_text (record, EK_MEDICINE_PRESCRIBER));
  write_dosage (resource, record);
  g_ptr_array_add (resources, resource);
}
