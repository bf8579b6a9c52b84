/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What only says again what a record says: the total of a form beside the form, the warning of this program beside its
 * risk. It is left out where that record is really here, in the file of the same patient; else it is all that there is,
 * and is taken like anybody's. */

#include "ek-fhir-receive-private.h"

#include <math.h>

#include "ek-error.h"
#include "ek-id.h"

#define PARTS_MAX 8

/* --- the form of a total ------------------------------------------------------------------------------------------ */

static void
add_form (EkFhirReceiver *self, EkIncoming *incoming, const char *id, GPtrArray *forms)
{
  g_autoptr (EkRecord) form = ek_store_load (self->store, &ek_assessment_type, id, NULL);

  if (form != NULL && ek_receive_is_of_patient (self, form, incoming->patient_id))
    g_ptr_array_add (forms, g_steal_pointer (&form));
}

/* One that was sent from here, or that came from there. */
static gboolean
find_forms (EkFhirReceiver *self, EkIncoming *incoming, const char *id, GPtrArray *forms, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean found = TRUE;

  for (guint part = 0; part < PARTS_MAX && found; part++)
    {
      g_auto (EkIdentity) identity = { NULL };

      if (!ek_identity_find (self->store, incoming->source, "QuestionnaireResponse", id, part, &identity, &found,
                             error))
        return FALSE;
      if (found && !identity.withdrawn)
        add_form (self, incoming, identity.record_id, forms);
    }
  if (forms->len == 0 && ek_id_is_valid (id))
    add_form (self, incoming, id, forms);
  if (forms->len > 0)
    return TRUE;
  statement = ek_database_prepare (self->database,
                                   "SELECT record_id FROM sync_map WHERE server = ?1 AND part = '' AND "
                                   "record_type = 'assessment' AND server_id = ?2",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, incoming->source);
  ek_statement_bind_text (statement, 2, id);
  if (!ek_statement_step (statement, &found, error))
    return FALSE;
  if (found)
    add_form (self, incoming, ek_statement_text (statement, 0), forms);
  return TRUE;
}

/* A number that stands for itself; one in words is read by whoever looks for danger. */
static gboolean
has_words (JsonObject *resource)
{
  static const char *const members[] = { "valueString", "valueCodeableConcept", "valueBoolean",
                                         "valueRange",  "valueRatio",           "valueDateTime",
                                         NULL };

  for (guint i = 0; members[i] != NULL; i++)
    if (json_object_has_member (resource, members[i]))
      return TRUE;
  return FALSE;
}

/* Whether it says the total of the form, or is called so and says no more. What else is derived from a form is a
 * finding of its own. */
static gboolean
is_total_of (EkFhirReceiver *self, JsonObject *resource, EkRecord *form)
{
  JsonObject *code = ek_json_peek_object (resource, "code");
  JsonObject *quantity = ek_json_peek_object (resource, "valueQuantity");
  g_autofree char *own = ek_fhir_derived_id (ek_record_get_id (form), "total");
  EkInstrument *instrument = ek_catalogue_find (self->context.catalogue,
                                                ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT), NULL);
  const char *total = instrument != NULL ? ek_instrument_get_loinc_total (instrument) : NULL;
  const char *panel = instrument != NULL ? ek_instrument_get_loinc_panel (instrument) : NULL;
  double value = quantity != NULL && !json_object_has_member (quantity, "comparator")
    ? ek_json_peek_double (quantity, "value", NAN)
    : ek_json_peek_double (resource, "valueInteger", NAN);

  if (g_strcmp0 (ek_fhir_own_id (resource), own) == 0)
    return TRUE;
  if (isfinite (value) && value == ek_record_get_real (form, EK_ASSESSMENT_TOTAL, NAN))
    return TRUE;
  if (code == NULL || has_words (resource) || (quantity != NULL && !isfinite (value)) ||
      !((total != NULL && ek_fhir_concept_has (code, EK_FHIR_LOINC, total)) ||
        (panel != NULL && ek_fhir_concept_has (code, EK_FHIR_LOINC, panel))))
    return FALSE;
  return !(value > ek_record_get_real (form, EK_ASSESSMENT_TOTAL, -INFINITY));
}

/* A form that was not taken, because it is another person's, is noted all the same: its total is not taken either. */
static gboolean
is_total (EkFhirReceiver *self, EkIncoming *incoming, JsonObject *reference, gboolean *attached, GError **error)
{
  const char *text = reference != NULL ? ek_json_peek_string (reference, "reference") : NULL;
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (EkFhirReference) parts = { NULL };
  g_autofree char *key = NULL;
  const char *noted, *target;

  if (!ek_fhir_reference_parse (text, &parts))
    return TRUE;
  key = parts.urn != NULL ? g_strdup (parts.urn) : g_strdup_printf ("%s/%s", parts.type, parts.id);
  noted = g_hash_table_lookup (self->context.totals, key);
  target = parts.urn != NULL ? g_hash_table_lookup (self->urls, parts.urn) : NULL;
  if (target != NULL)
    {
      ek_fhir_reference_clear (&parts);
      if (!ek_fhir_reference_parse (target, &parts))
        return TRUE;
    }
  if (g_strcmp0 (parts.type, "QuestionnaireResponse") != 0 || parts.id == NULL)
    return TRUE;
  if (!find_forms (self, incoming, parts.id, forms, error))
    return FALSE;
  *attached = forms->len == 0 && noted != NULL && g_str_equal (noted, incoming->patient_id);
  for (guint i = 0; i < forms->len && !*attached; i++)
    *attached = is_total_of (self, incoming->resource, forms->pdata[i]);
  return TRUE;
}

/* --- the risk of a warning ---------------------------------------------------------------------------------------- */

static gboolean
has_risk (EkFhirReceiver *self, EkIncoming *incoming, gboolean *attached, GError **error)
{
  const char *own = ek_fhir_own_id (incoming->resource);
  g_autoptr (GPtrArray) risks = NULL;
  g_auto (EkIdentity) identity = { NULL };
  gboolean known = FALSE;

  if (own == NULL)
    return TRUE;
  /* one that was taken while its risk was not here goes on being told of */
  if (!ek_identity_find (self->store, incoming->source, "Flag", incoming->remote_id, 0, &identity, &known, error))
    return FALSE;
  risks = ek_store_list (self->store, &ek_risk_type, incoming->patient_id, error);
  for (guint i = 0; risks != NULL && i < risks->len && !*attached && !known; i++)
    {
      g_autofree char *flag = ek_fhir_derived_id (ek_record_get_id (risks->pdata[i]), "flag");

      *attached = g_str_equal (flag, own);
    }
  return risks != NULL;
}

/* Whether the record that @incoming only repeats is here. Returns: FALSE with what the database says. */
gboolean
ek_receive_find_attached (EkFhirReceiver *self, EkIncoming *incoming, gboolean *attached, GError **error)
{
  JsonArray *from = ek_json_peek_array (incoming->resource, "derivedFrom");

  *attached = FALSE;
  if (g_strcmp0 (incoming->map->type, "Observation") == 0)
    for (guint i = 0; from != NULL && !*attached && i < MIN (json_array_get_length (from), 20); i++)
      if (!is_total (self, incoming, ek_json_element_object (from, i), attached, error))
        return FALSE;
  return g_strcmp0 (incoming->map->type, "Flag") != 0 || has_risk (self, incoming, attached, error);
}

/* --- doubles of earlier versions ---------------------------------------------------------------------------------- */

static gboolean
forget (EkFhirReceiver *self, const char *record_id, GError **error)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (self->database,
                                                           "UPDATE exchange_identity SET withdrawn = 1 WHERE "
                                                           "record_id = ?",
                                                           error);

  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, record_id);
  return ek_statement_run (statement, error);
}

/* A total that was taken before its form was here, and is nobody's but the source's, says nothing more than the form.
 */
static gboolean
drop_measurement (EkFhirReceiver *self, const char *id, const char *patient_id, GError **error)
{
  g_autoptr (EkRecord) record = ek_store_load (self->store, &ek_measurement_type, id, NULL);
  g_autoptr (GError) failure = NULL;
  gboolean received = FALSE;

  if (record == NULL || !ek_receive_is_of_patient (self, record, patient_id))
    return TRUE;
  if (!ek_store_was_received (self->store, id, &received, error))
    return FALSE;
  if (!received)
    return TRUE;
  if (ek_store_delete (self->store, record, "its form says the same", &failure))
    return forget (self, id, error);
  if (g_error_matches (failure, EK_ERROR, EK_ERROR_PERMISSION))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Takes out what @incoming became before its form was here. Returns: FALSE with what the store says. */
gboolean
ek_receive_drop_double (EkFhirReceiver *self, EkIncoming *incoming, GError **error)
{
  return !incoming->known || incoming->identity.withdrawn ||
    drop_measurement (self, incoming->identity.record_id, incoming->patient_id, error);
}

/* Takes out the total of a form that came before the form did. Returns: FALSE with what the store says. */
gboolean
ek_receive_drop_total (EkFhirReceiver *self, EkRecord *form, GError **error)
{
  g_autofree char *id = ek_fhir_derived_id (ek_record_get_id (form), "total");

  return ek_record_get_revision (form) == 0 || drop_measurement (self, id, ek_record_get_patient_id (form), error);
}
