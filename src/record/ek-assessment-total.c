/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Totals that came without their answers. They are stored as what they came as, measurements, so that they go back to
 * where they came from unchanged; read as forms without answers, they stand on the course of their instrument. One
 * whose form is here with its answers is not read again, whichever of the two came first. */

#include "ek-assessment.h"

#include <math.h>
#include <string.h>

#define LOINC "http://loinc.org"
#define OWN_CODES "https://evenkeel.io/fhir/CodeSystem/evenkeel"
#define OWN_SUFFIX "-total"
/* The total may have been written down somewhat later than the form was answered, or with its day alone. */
#define SAME_FORM_MS (12 * EK_HOUR_MS)

/**
 * ek_assessment_is_total_only:
 * @assessment: an assessment
 *
 * Returns: whether it is one that ek_assessment_list_with_totals() made of a total without answers; none that is stored
 *   is
 */
gboolean
ek_assessment_is_total_only (EkRecord *assessment)
{
  return ek_record_get_revision (assessment) == 0 && ek_record_has (assessment, EK_ASSESSMENT_TOTAL) &&
    !ek_record_has (assessment, EK_ASSESSMENT_ANSWERS);
}

static gboolean
is_total_of (EkInstrument *instrument, const char *system, const char *code)
{
  gsize length = strlen (ek_instrument_get_id (instrument));

  if (g_strcmp0 (system, OWN_CODES) == 0)
    return strncmp (code, ek_instrument_get_id (instrument), length) == 0 && strcmp (code + length, OWN_SUFFIX) == 0;
  return (system == NULL || g_strcmp0 (system, LOINC) == 0) &&
    g_strcmp0 (code, ek_instrument_get_loinc_total (instrument)) == 0;
}

static EkInstrument *
instrument_of_code (EkCatalogue *catalogue, const char *system, const char *code)
{
  for (guint i = 0; catalogue != NULL && code != NULL && i < ek_catalogue_get_n (catalogue); i++)
    if (is_total_of (ek_catalogue_get (catalogue, i), system, code))
      return ek_catalogue_get (catalogue, i);
  return NULL;
}

/**
 * ek_total_instrument:
 * @catalogue: (nullable): the instruments known here
 * @system: (nullable): the code system
 * @code: (nullable): a code of a measurement
 * @value: its value
 *
 * Returns: (nullable) (transfer none): the instrument of which it is the total; %NULL when it is none, or when @value
 *   is not one that the total can have
 */
EkInstrument *
ek_total_instrument (EkCatalogue *catalogue, const char *system, const char *code, double value)
{
  EkInstrument *one = instrument_of_code (catalogue, system, code);

  return one != NULL && ek_instrument_total_is_possible (one, value) ? one : NULL;
}

/**
 * ek_total_is_impossible:
 * @catalogue: (nullable): the instruments known here
 * @system: (nullable): the code system
 * @code: (nullable): a code of a measurement
 * @value: its value
 *
 * Returns: whether @code is that of a total that no answers come to @value in: it stands on no course and has no level
 */
gboolean
ek_total_is_impossible (EkCatalogue *catalogue, const char *system, const char *code, double value)
{
  EkInstrument *one = isfinite (value) ? instrument_of_code (catalogue, system, code) : NULL;

  return one != NULL && !ek_instrument_total_is_possible (one, value);
}

/**
 * ek_total_is_final:
 * @status: (nullable): the status of an Observation
 *
 * Returns: %FALSE for what its source has not confirmed yet, or has taken back: it has no level
 */
gboolean
ek_total_is_final (const char *status)
{
  static const char *const open[] = { "registered", "preliminary", "cancelled", "entered-in-error", NULL };

  return status == NULL || !g_strv_contains (open, status);
}

/**
 * ek_total_codes:
 * @catalogue: (nullable): the definitions; without them there are none
 *
 * Returns: (transfer full) (element-type utf8): the codes under which totals of these instruments may stand among the
 *   measurements: the program's own, and of LOINC where there is one
 */
GPtrArray *
ek_total_codes (EkCatalogue *catalogue)
{
  GPtrArray *codes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; catalogue != NULL && i < ek_catalogue_get_n (catalogue); i++)
    {
      EkInstrument *one = ek_catalogue_get (catalogue, i);

      g_ptr_array_add (codes, g_strconcat (ek_instrument_get_id (one), OWN_SUFFIX, NULL));
      if (ek_instrument_get_loinc_total (one) != NULL)
        g_ptr_array_add (codes, g_strdup (ek_instrument_get_loinc_total (one)));
    }
  return codes;
}

static EkRecord *
form_of_total (EkInstrument *instrument, EkRecord *measurement, EkRecord *patient)
{
  double total = ek_record_get_real (measurement, EK_MEASUREMENT_VALUE, NAN);
  EkRecord *form = ek_record_new_with_id (&ek_assessment_type, ek_record_get_id (measurement),
                                          ek_record_get_patient_id (measurement));
  int offset = 0;
  gint64 at = ek_record_get_instant (measurement, EK_MEASUREMENT_TAKEN, &offset);
  EkSubject subject;
  const EkBand *band;

  ek_assessment_subject_of (patient, at, offset, &subject);
  band = ek_score_band_of_total (instrument, total, &subject);
  ek_record_set_text (form, EK_ASSESSMENT_INSTRUMENT, ek_instrument_get_id (instrument));
  ek_record_set_text (form, EK_ASSESSMENT_VERSION, ek_instrument_get_version (instrument));
  ek_record_set_instant (form, EK_ASSESSMENT_TAKEN, at, offset);
  ek_record_set_text (form, EK_ASSESSMENT_STATUS, "completed");
  ek_record_set_text (form, EK_ASSESSMENT_MODE, "imported");
  ek_record_set_real (form, EK_ASSESSMENT_TOTAL, total);
  ek_record_set_int (form, EK_ASSESSMENT_COMPLETE, TRUE);
  if (band != NULL)
    ek_record_set_text (form, EK_ASSESSMENT_SEVERITY, band->id);
  return form;
}

static gboolean
same_day (EkRecord *one, EkRecord *other)
{
  int one_offset = 0, other_offset = 0;
  gint64 one_at = ek_record_get_instant (one, EK_ASSESSMENT_TAKEN, &one_offset);
  gint64 other_at = ek_record_get_instant (other, EK_ASSESSMENT_TAKEN, &other_offset);
  g_autofree char *one_day = ek_instant_format_date (one_at, one_offset);
  g_autofree char *other_day = ek_instant_format_date (other_at, other_offset);

  return ABS (one_at - other_at) <= SAME_FORM_MS || g_str_equal (one_day, other_day);
}

/* Whether a form, or a total that was read before, is what this total belongs to. */
static gboolean
is_there (GPtrArray *forms, EkRecord *total)
{
  for (guint i = 0; i < forms->len; i++)
    {
      EkRecord *form = g_ptr_array_index (forms, i);

      if (g_strcmp0 (ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT),
                     ek_record_get_text (total, EK_ASSESSMENT_INSTRUMENT)) == 0 &&
          g_strcmp0 (ek_record_get_text (form, EK_ASSESSMENT_STATUS), "completed") == 0 &&
          ek_record_has (form, EK_ASSESSMENT_TOTAL) &&
          fabs (ek_record_get_real (form, EK_ASSESSMENT_TOTAL, NAN) -
                ek_record_get_real (total, EK_ASSESSMENT_TOTAL, NAN)) < 1e-9 &&
          same_day (form, total))
        return TRUE;
    }
  return FALSE;
}

/**
 * ek_assessment_list_with_totals:
 * @store: the record
 * @catalogue: (nullable): the instruments known here
 * @patient_id: the patient
 * @error: return location
 *
 * The assessments, and after them the totals that came without answers, each as an assessment that is not stored: it
 * has the id of the measurement, total and level, and no answers (ek_assessment_is_total_only()). A total of the same
 * instrument, value and day as a form is that form's and is left out.
 *
 * Returns: (transfer full) (element-type EkRecord): the list, or %NULL with what the store says
 */
GPtrArray *
ek_assessment_list_with_totals (EkStore *store, EkCatalogue *catalogue, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) forms = ek_store_list (store, &ek_assessment_type, patient_id, error);
  g_autoptr (GPtrArray) codes = ek_total_codes (catalogue);
  g_autoptr (GPtrArray) measurements = NULL;
  g_autoptr (EkRecord) patient = NULL;

  if (forms == NULL || (measurements = ek_store_list_coded (store, patient_id, codes, error)) == NULL)
    return NULL;
  if (measurements->len > 0 && (patient = ek_store_load (store, &ek_patient_type, patient_id, error)) == NULL)
    return NULL;
  for (guint i = 0; i < measurements->len; i++)
    {
      EkRecord *measurement = g_ptr_array_index (measurements, i);
      EkInstrument *instrument = ek_total_instrument (catalogue,
                                                      ek_record_get_text (measurement, EK_MEASUREMENT_SYSTEM),
                                                      ek_record_get_text (measurement, EK_MEASUREMENT_CODE),
                                                      ek_record_get_real (measurement, EK_MEASUREMENT_VALUE, NAN));
      g_autoptr (EkRecord) form = NULL;

      if (instrument == NULL || !ek_total_is_final (ek_record_get_text (measurement, EK_MEASUREMENT_STATUS)))
        continue;
      form = form_of_total (instrument, measurement, patient);
      if (!is_there (forms, form))
        g_ptr_array_add (forms, g_steal_pointer (&form));
    }
  return g_steal_pointer (&forms);
}
