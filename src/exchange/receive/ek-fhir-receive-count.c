/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of a resource, for the report. */

#include "ek-fhir-receive-private.h"

static void
count_for (EkFhirReceiver *self, EkIncoming *incoming, EkFhirOutcome outcome, EkFhirSkip why)
{
  incoming->outcome = outcome;
  incoming->why = why;
  if (incoming->map->subject != NULL && incoming->person != NULL && why != EK_FHIR_SKIP_ATTACHED)
    ek_fhir_people_count (self->report, self->store, incoming->person, outcome);
}

/* Left out, for @why, and that for @because. Always TRUE. */
gboolean
ek_receive_skip_for (EkFhirReceiver *self, EkIncoming *incoming, EkFhirSkip why, EkFhirSkip because)
{
  count_for (self, incoming, EK_FHIR_SKIPPED, why);
  ek_fhir_report_leave_out (self->report, incoming->map->type, why, because, incoming->where,
                            incoming->person != NULL ? incoming->person->told : NULL);
  return TRUE;
}

gboolean
ek_receive_skip (EkFhirReceiver *self, EkIncoming *incoming, EkFhirSkip why)
{
  if (why == EK_FHIR_SKIP_ERROR && incoming->remote_id != NULL)
    g_hash_table_add (self->withdrawn, g_strdup_printf ("%s/%s", incoming->map->type, incoming->remote_id));
  return ek_receive_skip_for (self, incoming, why, EK_FHIR_SKIP_NONE);
}

/**
 * ek_receive_count:
 * @self: a receiver
 * @incoming: a resource that was not left out
 * @outcome: what became of it
 *
 * Counts it in the report, for its type and for the person it speaks of.
 */
void
ek_receive_count (EkFhirReceiver *self, EkIncoming *incoming, EkFhirOutcome outcome)
{
  count_for (self, incoming, outcome, EK_FHIR_SKIP_NONE);
  ek_fhir_report_count (self->report, incoming->map->type, outcome, EK_FHIR_SKIP_NONE, incoming->where);
}
