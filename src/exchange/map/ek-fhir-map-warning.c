/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What others think of a danger: a warning on the patient's file, an assessment of a risk. It is kept as a finding with
 * its words; what follows from it is for the risk chain to say. */

#include "ek-fhir-map.h"

static gboolean
take_date (const EkFhirContext *context, EkRecord *record, const char *date_time)
{
  gint64 ms;
  int offset;

  if (date_time == NULL || !ek_fhir_instant (date_time, context->local_offset, &ms, &offset))
    return FALSE;
  ek_record_set_instant (record, EK_MEASUREMENT_TAKEN, ms, offset);
  return TRUE;
}

static const char *
meta_date (JsonObject *resource)
{
  JsonObject *meta = ek_json_peek_object (resource, "meta");

  return meta != NULL ? ek_json_peek_string (meta, "lastUpdated") : NULL;
}

static void
take_code (EkRecord *record, JsonObject *concept, const char *text)
{
  JsonObject *coding = ek_fhir_concept_coding (concept, NULL);
  g_autofree char *code = coding != NULL ? ek_fhir_clean_text (ek_json_peek_string (coding, "code")) : NULL;

  ek_record_set_text (record, EK_MEASUREMENT_CODE, code != NULL ? code : text);
  ek_fhir_take_text (record, EK_MEASUREMENT_SYSTEM,
                     coding != NULL ? ek_fhir_clean_text (ek_json_peek_string (coding, "system")) : NULL);
  ek_record_set_text (record, EK_MEASUREMENT_TEXT, text);
}

/**
 * ek_fhir_read_flag:
 * @context: what a reader needs, and whether the risk of this program that it stands for is here
 * @resource: a Flag
 * @record: of #ek_measurement_type, to be filled as a finding: what it warns of, and whether it still stands ("active",
 *   "inactive"; one that does not say that it has ended stands)
 *
 * Returns: %EK_FHIR_SKIP_NONE; %EK_FHIR_SKIP_ATTACHED for one of ours whose risk is here and says more,
 * %EK_FHIR_SKIP_ERROR for what was entered in error, %EK_FHIR_SKIP_NO_CODE without words, %EK_FHIR_SKIP_NO_DATE
 */
EkFhirSkip
ek_fhir_read_flag (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  JsonObject *code = ek_json_peek_object (resource, "code");
  JsonObject *period = ek_json_peek_object (resource, "period");
  const char *status = ek_json_peek_string (resource, "status");
  g_autofree char *text = code != NULL ? ek_fhir_concept_text (code) : NULL;

  if (context->attached)
    return EK_FHIR_SKIP_ATTACHED;
  if (g_strcmp0 (status, "entered-in-error") == 0)
    return EK_FHIR_SKIP_ERROR;
  if (text == NULL)
    return EK_FHIR_SKIP_NO_CODE;
  if (!take_date (context, record, period != NULL ? ek_json_peek_string (period, "start") : NULL) &&
      !take_date (context, record, meta_date (resource)))
    return EK_FHIR_SKIP_NO_DATE;
  take_code (record, code, text);
  /* one that does not say that it has ended stands */
  ek_record_set_text (record, EK_MEASUREMENT_STATUS, g_strcmp0 (status, "inactive") == 0 ? "inactive" : "active");
  ek_record_set_text (record, EK_MEASUREMENT_VALUE_TEXT, g_strcmp0 (status, "inactive") == 0 ? "inactive" : "active");
  return EK_FHIR_SKIP_NONE;
}

/* What is predicted, and how likely, in words. */
static char *
prediction_words (JsonObject *resource)
{
  JsonArray *predictions = ek_json_peek_array (resource, "prediction");
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; predictions != NULL && i < json_array_get_length (predictions); i++)
    {
      JsonObject *one = ek_json_element_object (predictions, i);
      JsonObject *outcome = one != NULL ? ek_json_peek_object (one, "outcome") : NULL;
      JsonObject *risk = one != NULL ? ek_json_peek_object (one, "qualitativeRisk") : NULL;
      g_autofree char *what = outcome != NULL ? ek_fhir_concept_text (outcome) : NULL;
      g_autofree char *how = risk != NULL ? ek_fhir_concept_text (risk) : NULL;

      if (what != NULL || how != NULL)
        g_string_append_printf (words, "%s%s%s%s", words->len > 0 ? "; " : "", what != NULL ? what : "",
                                what != NULL && how != NULL ? ": " : "", how != NULL ? how : "");
    }
  return words->len > 0 ? g_strdup (words->str) : NULL;
}

/**
 * ek_fhir_read_assessed:
 * @context: what a reader needs
 * @resource: a RiskAssessment that is not of this program
 * @record: of #ek_measurement_type, to be filled as a finding: what was assessed, and what came out
 *
 * Returns: %EK_FHIR_SKIP_NONE; %EK_FHIR_SKIP_ERROR for what was entered in error, %EK_FHIR_SKIP_NOT_TAKEN for what was
 *   cancelled, %EK_FHIR_SKIP_NO_CODE when it says neither, %EK_FHIR_SKIP_NO_DATE
 */
EkFhirSkip
ek_fhir_read_assessed (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  JsonObject *code = ek_json_peek_object (resource, "code");
  JsonObject *period = ek_json_peek_object (resource, "occurrencePeriod");
  const char *status = ek_json_peek_string (resource, "status");
  g_autofree char *words = prediction_words (resource);
  g_autofree char *text = code != NULL ? ek_fhir_concept_text (code) : NULL;
  g_autofree char *name = NULL;

  if (g_strcmp0 (status, "entered-in-error") == 0)
    return EK_FHIR_SKIP_ERROR;
  if (g_strcmp0 (status, "cancelled") == 0)
    return EK_FHIR_SKIP_NOT_TAKEN;
  if (text == NULL && words == NULL)
    return EK_FHIR_SKIP_NO_CODE;
  if (!take_date (context, record, ek_json_peek_string (resource, "occurrenceDateTime")) &&
      !take_date (context, record, period != NULL ? ek_json_peek_string (period, "start") : NULL) &&
      !take_date (context, record, meta_date (resource)))
    return EK_FHIR_SKIP_NO_DATE;
  name = text != NULL ? g_steal_pointer (&text) : g_strdup ("RiskAssessment");
  take_code (record, code, name);
  ek_record_set_text (record, EK_MEASUREMENT_VALUE_TEXT, words != NULL ? words : status);
  ek_fhir_take_text (record, EK_MEASUREMENT_STATUS, ek_fhir_clean_text (status));
  return EK_FHIR_SKIP_NONE;
}
