/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include "ek-fhir-choose.h"
#include "ek-fhir-dropped.h"
#include "ek-plausible.h"

/* When the patient of a record was born; "" when that is not known. Patients come first in a file, so that what is
 * looked up once holds for the rest of it. */
static const char *
birth_of (const EkFhirContext *context, EkRecord *record, char **owned)
{
  const char *id = ek_record_get_patient_id (record);
  const char *known = context->births != NULL ? g_hash_table_lookup (context->births, id) : NULL;
  g_autoptr (EkRecord) patient = NULL;

  if (known != NULL)
    return known;
  patient = ek_store_load (context->store, &ek_patient_type, id, NULL);
  *owned = g_strdup (patient != NULL ? ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE) : NULL);
  if (*owned == NULL)
    *owned = g_strdup ("");
  if (context->births != NULL)
    g_hash_table_insert (context->births, g_strdup (id), g_strdup (*owned));
  return *owned;
}

static EkFhirDropReason
reason_of (EkDateDoubt doubt)
{
  switch (doubt)
    {
    case EK_DATE_FUTURE:
      return EK_FHIR_DROP_FUTURE;
    case EK_DATE_BEFORE_BIRTH:
      return EK_FHIR_DROP_BEFORE_BIRTH;
    case EK_DATE_END_BEFORE_START:
      return EK_FHIR_DROP_END_BEFORE_START;
    case EK_DATE_VERY_OLD:
    case EK_DATE_FAR_AHEAD:
    default:
      return EK_FHIR_DROP_IMPLAUSIBLE;
    }
}

/* Where the date of a field stands in a resource, as far as one member holds it. */
static const char *
path_of (EkRecord *record, int field)
{
  static const struct {
    const EkRecordType *type;
    int field;
    const char *path;
  } paths[] = {
    { &ek_encounter_type, EK_ENCOUNTER_ENDED, "period.end" },
    { &ek_problem_type, EK_PROBLEM_ONSET, "onset" },
    { &ek_problem_type, EK_PROBLEM_ENDED, "abatement" },
    { &ek_allergy_type, EK_ALLERGY_NOTED, "recordedDate" },
    { &ek_measurement_type, EK_MEASUREMENT_TAKEN, "effective" },
    { &ek_assessment_type, EK_ASSESSMENT_TAKEN, "authored" },
    { &ek_medicine_type, EK_MEDICINE_STARTED, "start" },
    { &ek_medicine_type, EK_MEDICINE_STOPPED, "end" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (paths[i].type == ek_record_get_record_type (record) && paths[i].field == field)
      return paths[i].path;
  return ek_record_get_record_type (record)->fields[field].name;
}

static char *
words_of (EkRecord *record, int field)
{
  int offset = 0;
  gint64 ms;

  if (ek_record_get_record_type (record)->fields[field].kind == EK_FIELD_INSTANT)
    {
      ms = ek_record_get_instant (record, field, &offset);
      return ek_instant_format (ms, offset);
    }
  return g_strdup (ek_record_get_text (record, field));
}

/* What happened at a time at which it cannot have happened. A form or a measurement is kept with it, because what it
 * says of the patient may be dangerous whatever the clock of its sender showed; a visit says nothing but its time. */
static EkFhirSkip
judge (const EkFhirContext *context, EkRecord *record, const EkDoubtfulDate *doubtful)
{
  const EkField *field = &ek_record_get_record_type (record)->fields[doubtful->field];
  g_autofree char *words = words_of (record, doubtful->field);
  EkFhirDropReason why = reason_of (doubtful->doubt);
  const char *path = path_of (record, doubtful->field);

  if (ek_record_get_record_type (record) == &ek_encounter_type && doubtful->field == EK_ENCOUNTER_STARTED)
    return doubtful->doubt == EK_DATE_BEFORE_BIRTH ? EK_FHIR_SKIP_BEFORE_BIRTH : EK_FHIR_SKIP_FUTURE;
  if (field->flags & EK_FIELD_REQUIRED || doubtful->possible || why == EK_FHIR_DROP_IMPLAUSIBLE)
    {
      ek_fhir_drop_text (context, path, words, EK_FHIR_DROP_IMPLAUSIBLE, TRUE);
      return EK_FHIR_SKIP_NONE;
    }
  ek_fhir_drop_text (context, path, words, why, TRUE);
  ek_record_clear (record, doubtful->field);
  return EK_FHIR_SKIP_NONE;
}

/**
 * ek_fhir_check_dates:
 * @context: what day it is, and whom it is about
 * @record: a record as a mapping filled it
 *
 * The layer of plausibility for what others sent: what a person could not enter here is not kept without a word. A date
 * that cannot be is taken out and told; where the record cannot be without it, it stays and is told; a visit at a time
 * that cannot be is left out.
 *
 * Returns: %EK_FHIR_SKIP_NONE, or why the record is to be left out
 */
EkFhirSkip
ek_fhir_check_dates (const EkFhirContext *context, EkRecord *record)
{
  g_autofree char *today = ek_fhir_today (context);
  g_autofree char *owned = NULL;
  g_autoptr (GArray) list = NULL;
  const char *birth = NULL;

  /* the mapping of the patient looks at its dates itself */
  if (ek_record_get_record_type (record) == &ek_patient_type)
    return EK_FHIR_SKIP_NONE;
  if (context->store != NULL && ek_plausible_needs_birth (record))
    birth = birth_of (context, record, &owned);
  list = ek_plausible_list (record, NULL, birth != NULL && *birth != '\0' ? birth : NULL, today);
  for (guint i = 0; i < list->len; i++)
    {
      EkFhirSkip why = judge (context, record, &g_array_index (list, EkDoubtfulDate, i));

      if (why != EK_FHIR_SKIP_NONE)
        return why;
    }
  return EK_FHIR_SKIP_NONE;
}
