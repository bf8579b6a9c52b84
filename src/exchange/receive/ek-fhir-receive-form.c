/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How an answered form is received: several records in one resource, answers and score as one, and a person is told
 * what could not be read. */

#include "ek-fhir-receive-way.h"

#include <glib/gi18n-lib.h>

#include "ek-fhir-form.h"
#include "ek-fhir-map-response.h"

static JsonObject *
part_of_form (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record)
{
  return record != NULL ? ek_fhir_response_part (&self->context, incoming->resource, incoming->part) : NULL;
}

/* Its total may come as a resource of its own. */
static void
form_passed (EkFhirReceiver *self, EkIncoming *incoming, const char *full_url)
{
  g_hash_table_replace (self->context.totals, g_strdup_printf ("QuestionnaireResponse/%s", incoming->remote_id),
                        g_strdup (incoming->patient_id));
  if (full_url != NULL && g_str_has_prefix (full_url, "urn:"))
    g_hash_table_replace (self->context.totals, g_ascii_strdown (full_url, -1), g_strdup (incoming->patient_id));
}

static gboolean
form_refused (EkFhirReceiver *self, EkIncoming *incoming, const char *address, EkFhirSkip why, GError **error)
{
  return incoming->patient_id == NULL ||
    ek_fhir_tell_unreadable (&self->context, incoming->resource, incoming->patient_id, address, why, error);
}

static gboolean
form_taken (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, GError **error)
{
  gboolean waits = ek_record_has (record, EK_ASSESSMENT_RECEIVED);

  if (waits)
    ek_fhir_report_note (self->report,
                         _ ("The definition of some forms is not on this machine. They were kept with their answers, "
                            "without a score; danger in them was looked for by words and codes only, and a notice on "
                            "the patient says so. Ask your IT "
                            "department for the definition: as soon as it is imported they are scored."));
  if (ek_record_has (record, EK_ASSESSMENT_UNREAD))
    ek_fhir_report_note (
      self->report,
      _ ("Some forms carry answers that no question here takes. What was read is scored; what was not "
         "stands beside it in the form, and a notice on the patient says so."));
  return ek_fhir_tell_unread (&self->context, record, incoming->source, error) &&
    (!waits || ek_fhir_tell_waiting (&self->context, incoming->resource, record, error));
}

const EkReceiveWay ek_receive_form_way = {
  .type = &ek_assessment_type,
  .n_parts = ek_fhir_response_n_parts,
  .part = part_of_form,
  .passed = form_passed,
  .by_content = TRUE,
  .refused = form_refused,
  .is_whole = TRUE,
  .taken = form_taken,
  .settled = ek_receive_drop_total,
  .back_field = EK_ASSESSMENT_STATUS,
  .back_word = "entered-in-error",
  .has_letters = TRUE,
};
