/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <math.h>

#include "ek-fhir-choose.h"
#include "ek-fhir-dosage.h"
#include "ek-fhir-dropped.h"
#include "ek-fhir-words.h"

static const struct {
  const char *fhir;
  const char *own; /* NULL: kept without a status */
} statuses[] = {
  { "active", "active" },
  { "on-hold", "on-hold" },
  { "stopped", "stopped" },
  { "completed", "completed" },
  { "unknown", NULL },
  /* of a MedicationStatement, and of a MedicationAdministration */
  { "intended", "active" },
  { "in-progress", "active" },
};

/* "lithium carbonate 450 mg/1 tablet" */
static char *
ingredient_words (JsonObject *ingredient)
{
  JsonObject *reference = ek_json_peek_object (ingredient, "itemReference");
  JsonObject *strength = ek_json_peek_object (ingredient, "strength");
  g_autofree char *name = ek_fhir_concept_text (ek_json_peek_object (ingredient, "itemCodeableConcept"));
  g_autofree char *amount = strength != NULL ? ek_fhir_ratio_words (strength) : NULL;

  if (name == NULL && reference != NULL)
    name = ek_fhir_clean_text (ek_json_peek_string (reference, "display"));
  if (name == NULL || amount == NULL)
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s %s", name, amount);
}

/**
 * ek_fhir_medication_words:
 * @medication: a Medication
 *
 * Returns: (nullable) (transfer full): its name, with its ingredients where the name does not say them; else these
 */
char *
ek_fhir_medication_words (JsonObject *medication)
{
  g_autofree char *words = ek_fhir_concept_text (ek_json_peek_object (medication, "code"));
  JsonArray *ingredients = ek_json_peek_array (medication, "ingredient");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; ingredients != NULL && i < json_array_get_length (ingredients); i++)
    {
      JsonObject *one = ek_json_element_object (ingredients, i);
      g_autofree char *part = one != NULL ? ingredient_words (one) : NULL;

      if (part != NULL && (words == NULL || strstr (words, part) == NULL))
        g_string_append_printf (text, "%s%s", text->len > 0 ? " + " : "", part);
    }
  if (words == NULL || text->len == 0)
    return words != NULL ? g_steal_pointer (&words) : text->len > 0 ? g_strdup (text->str) : NULL;
  return g_strdup_printf ("%s (%s)", words, text->str);
}

/**
 * ek_fhir_note_medication:
 * @medications: the table of #EkFhirContext
 * @key: what a medicine refers to it by
 * @medication: a Medication
 *
 * Remembers words and code of a Medication that orders refer to.
 */
void
ek_fhir_note_medication (GHashTable *medications, const char *key, JsonObject *medication)
{
  JsonObject *coding = ek_fhir_concept_coding (ek_json_peek_object (medication, "code"), NULL);
  char *words = ek_fhir_medication_words (medication);

  if (words == NULL)
    return;
  g_hash_table_replace (medications, g_strdup (key), words);
  if (coding != NULL && ek_json_peek_string (coding, "code") != NULL)
    g_hash_table_replace (medications, g_strconcat ("code ", key, NULL),
                          g_strdup (ek_json_peek_string (coding, "code")));
  if (coding != NULL && ek_json_peek_string (coding, "system") != NULL)
    g_hash_table_replace (medications, g_strconcat ("system ", key, NULL),
                          g_strdup (ek_json_peek_string (coding, "system")));
}

typedef struct {
  char *words;
  char *code;
  char *system;
} Medicine;

static void
medicine_clear (Medicine *medicine)
{
  g_clear_pointer (&medicine->words, g_free);
  g_clear_pointer (&medicine->code, g_free);
  g_clear_pointer (&medicine->system, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Medicine, medicine_clear)

static void
take_concept (Medicine *medicine, JsonObject *concept)
{
  JsonObject *coding = ek_fhir_concept_coding (concept, NULL);

  medicine->words = ek_fhir_concept_text (concept);
  if (coding == NULL)
    return;
  medicine->code = ek_fhir_clean_text (ek_json_peek_string (coding, "code"));
  medicine->system = ek_fhir_clean_text (ek_json_peek_string (coding, "system"));
}

static char *
known (const EkFhirContext *context, const char *what, const char *key)
{
  g_autofree char *name = g_strconcat (what, key, NULL);

  return ek_fhir_clean_text (g_hash_table_lookup (context->medications, name));
}

/* A contained Medication, one elsewhere in the file, or the words of the reference. */
static void
take_reference (const EkFhirContext *context, JsonObject *resource, JsonObject *reference, Medicine *medicine)
{
  g_auto (EkFhirReference) parts = { NULL };
  gboolean parsed = ek_fhir_reference_parse (ek_json_peek_string (reference, "reference"), &parts);
  JsonObject *contained = parsed && parts.contained != NULL ? ek_fhir_contained (resource, parts.contained) : NULL;

  if (contained != NULL)
    {
      take_concept (medicine, ek_json_peek_object (contained, "code"));
      g_free (medicine->words);
      medicine->words = ek_fhir_medication_words (contained);
    }
  else if (parsed && parts.contained == NULL && context->medications != NULL)
    {
      g_autofree char *key = parts.urn != NULL ? g_strdup (parts.urn) : g_strdup_printf ("%s/%s", parts.type, parts.id);

      medicine->words = known (context, "", key);
      medicine->code = known (context, "code ", key);
      medicine->system = known (context, "system ", key);
    }
  if (medicine->words == NULL)
    medicine->words = ek_fhir_clean_text (ek_json_peek_string (reference, "display"));
}

static void
read_medicine (const EkFhirContext *context, JsonObject *resource, Medicine *medicine)
{
  JsonObject *concept = ek_json_peek_object (resource, "medicationCodeableConcept");
  JsonObject *reference = ek_json_peek_object (resource, "medicationReference");

  if (concept != NULL)
    take_concept (medicine, concept);
  if (medicine->words == NULL && reference != NULL)
    {
      medicine_clear (medicine);
      take_reference (context, resource, reference, medicine);
    }
}

static void
read_dosage (const EkFhirContext *context, JsonArray *dosages, EkRecord *record)
{
  g_autofree char *today = ek_fhir_today (context);
  double dose = ek_fhir_daily_dose (dosages, today);

  ek_record_clear (record, EK_MEDICINE_DOSE_MG);
  if (isfinite (dose))
    ek_record_set_real (record, EK_MEDICINE_DOSE_MG, dose);
  ek_fhir_take_text (record, EK_MEDICINE_DOSE_TEXT, ek_fhir_dosage_words (dosages));
}

/* What a clinician writes beside the line. */
static void
read_note (JsonObject *resource, JsonArray *dosages, EkRecord *record)
{
  JsonObject *supply = ek_json_peek_object (resource, "dispenseRequest");
  JsonObject *valid = supply != NULL ? ek_json_peek_object (supply, "validityPeriod") : NULL;
  JsonObject *teller = ek_json_peek_object (resource, "informationSource");
  gboolean dated_elsewhere = json_object_has_member (resource, "dosageInstruction");
  g_autoptr (GString) note = g_string_new (NULL);

  ek_fhir_take_notes (note, ek_fhir_notes (resource));
  ek_fhir_dosage_notes (dosages, note);
  /* an order begins and ends with its instructions; of what is told or given that is said elsewhere */
  if (!dated_elsewhere)
    ek_fhir_take_line (note, _ ("Instruction valid"), ek_fhir_dosage_bound_words (dosages));
  ek_fhir_take_line (note, _ ("Reason"), ek_fhir_concepts_words (resource, "reasonCode"));
  ek_fhir_take_line (note, _ ("Reason for the status"), ek_fhir_concepts_words (resource, "statusReason"));
  ek_fhir_take_line (note, _ ("Kind of course"), ek_fhir_concepts_words (resource, "courseOfTherapyType"));
  ek_fhir_take_line (note, _ ("Prescription valid"), valid != NULL ? ek_fhir_period_words (valid) : NULL);
  ek_fhir_take_line (note, _ ("Told by"),
                     teller != NULL ? ek_fhir_clean_text (ek_json_peek_string (teller, "display")) : NULL);
  ek_record_set_text (record, EK_MEDICINE_NOTE, note->str);
}

/* Its status, what it is and who says so, which all three kinds have in common. */
static EkFhirSkip
read_common (const EkFhirContext *context, JsonObject *resource, const char *source, EkRecord *record)
{
  const char *status = ek_json_peek_string (resource, "status");
  g_auto (Medicine) medicine = { NULL };
  guint at = 0;

  if (g_strcmp0 (status, "entered-in-error") == 0)
    return EK_FHIR_SKIP_ERROR;
  while (at < G_N_ELEMENTS (statuses) && g_strcmp0 (status, statuses[at].fhir) != 0)
    at++;
  if (g_strcmp0 (status, "not-taken") == 0 || g_strcmp0 (status, "not-done") == 0)
    return EK_FHIR_SKIP_NOT_USED;
  if (at == G_N_ELEMENTS (statuses) || ek_json_peek_boolean (resource, "doNotPerform", FALSE))
    return EK_FHIR_SKIP_NOT_TAKEN;
  read_medicine (context, resource, &medicine);
  if (medicine.words == NULL)
    return EK_FHIR_SKIP_NO_CODE;
  if (statuses[at].own == NULL)
    ek_fhir_drop_text (context, "status", status, EK_FHIR_DROP_NOT_KEPT, FALSE);
  ek_record_set_text (record, EK_MEDICINE_NAME, medicine.words);
  ek_record_set_text (record, EK_MEDICINE_CODE, medicine.code);
  ek_record_set_text (record, EK_MEDICINE_SYSTEM, medicine.system);
  ek_record_set_text (record, EK_MEDICINE_STATUS, statuses[at].own);
  ek_record_set_text (record, EK_MEDICINE_SOURCE, source);
  return EK_FHIR_SKIP_NONE;
}

/* A date that stands for more than one thing: a moment or a period. */
static void
read_effective (JsonObject *resource, gboolean is_moment_over, EkRecord *record)
{
  JsonObject *period = ek_json_peek_object (resource, "effectivePeriod");
  const char *moment = ek_json_peek_string (resource, "effectiveDateTime");
  const char *start = period != NULL ? ek_json_peek_string (period, "start") : moment;
  const char *end = period != NULL ? ek_json_peek_string (period, "end") : is_moment_over ? moment : NULL;

  ek_fhir_set_date (record, EK_MEDICINE_STARTED, start);
  ek_fhir_set_date (record, EK_MEDICINE_STOPPED, end);
}

/**
 * ek_fhir_read_medication:
 * @context: what a reader needs
 * @resource: a MedicationRequest
 * @record: of #ek_medicine_type, to be filled as a line of the medication list
 *
 * An order not to give (doNotPerform), a draft and a cancelled order are not medicines the patient takes, and are
 * skipped. The daily dose is only computed where the coded parts leave no choice (see ek-fhir-dosage.c); the
 * prescriber's words are always kept.
 *
 * Returns: %EK_FHIR_SKIP_NONE; %EK_FHIR_SKIP_ERROR for what was entered in error, %EK_FHIR_SKIP_NOT_USED,
 *   %EK_FHIR_SKIP_NOT_TAKEN, %EK_FHIR_SKIP_NO_CODE when it does not name the medicine
 */
EkFhirSkip
ek_fhir_read_medication (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  static const char *const read[] = {
    "status",
    "intent",
    "medicationCodeableConcept",
    "medicationReference",
    "requester",
    "dosageInstruction",
    "authoredOn",
    "note",
    "reasonCode",
    "statusReason",
    "courseOfTherapyType",
    "doNotPerform",
    "reportedBoolean",
    "category",
    "priority",
    NULL,
  };
  JsonArray *dosages = ek_json_peek_array (resource, "dosageInstruction");
  JsonObject *requester = ek_json_peek_object (resource, "requester");
  const char *intent = ek_json_peek_string (resource, "intent");
  gboolean told = ek_json_peek_boolean (resource, "reportedBoolean", FALSE) ||
    json_object_has_member (resource, "reportedReference");
  EkFhirSkip why = read_common (context, resource, told ? "statement" : "order", record);
  const char *start, *end;

  if (why != EK_FHIR_SKIP_NONE)
    return why;
  if (g_strcmp0 (intent, "option") == 0)
    intent = "plan";
  ek_record_set_text (record, EK_MEDICINE_INTENT,
                      g_strcmp0 (intent, "proposal") == 0 || g_strcmp0 (intent, "plan") == 0 ? intent : "order");
  ek_fhir_take_text (record, EK_MEDICINE_PRESCRIBER,
                     requester != NULL ? ek_fhir_clean_text (ek_json_peek_string (requester, "display")) : NULL);
  read_dosage (context, dosages, record);
  read_note (resource, dosages, record);
  ek_fhir_dosage_bounds (dosages, &start, &end);
  ek_fhir_set_date (record, EK_MEDICINE_STARTED, start != NULL ? start : ek_json_peek_string (resource, "authoredOn"));
  ek_fhir_set_date (record, EK_MEDICINE_STOPPED, end);
  ek_fhir_drop_rest (context, resource, "", read);
  return EK_FHIR_SKIP_NONE;
}

/**
 * ek_fhir_read_statement:
 * @context: what a reader needs
 * @resource: a MedicationStatement: what the patient, the family or another doctor says is taken
 * @record: of #ek_medicine_type, to be filled as a line of the medication list with that source
 *
 * What is said not to be taken is skipped, and what is only intended is a plan.
 *
 * Returns: as ek_fhir_read_medication()
 */
EkFhirSkip
ek_fhir_read_statement (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  static const char *const read[] = {
    "status",
    "statusReason",
    "medicationCodeableConcept",
    "medicationReference",
    "effectiveDateTime",
    "effectivePeriod",
    "dosage",
    "note",
    "reasonCode",
    "category",
    NULL,
  };
  JsonArray *dosages = ek_json_peek_array (resource, "dosage");
  EkFhirSkip why = read_common (context, resource, "statement", record);

  if (why != EK_FHIR_SKIP_NONE)
    return why;
  ek_record_clear (record, EK_MEDICINE_INTENT);
  if (g_strcmp0 (ek_json_peek_string (resource, "status"), "intended") == 0)
    ek_record_set_text (record, EK_MEDICINE_INTENT, "plan");
  ek_record_clear (record, EK_MEDICINE_PRESCRIBER);
  read_dosage (context, dosages, record);
  read_note (resource, dosages, record);
  read_effective (resource, FALSE, record);
  ek_fhir_drop_rest (context, resource, "", read);
  return EK_FHIR_SKIP_NONE;
}

/**
 * ek_fhir_read_administration:
 * @context: what a reader needs
 * @resource: a MedicationAdministration: what was given, once or over a time
 * @record: of #ek_medicine_type, to be filled
 *
 * One dose that was given is no daily dose. What was not done is skipped.
 *
 * Returns: as ek_fhir_read_medication()
 */
EkFhirSkip
ek_fhir_read_administration (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  static const char *const read[] = {
    "status",
    "statusReason",
    "medicationCodeableConcept",
    "medicationReference",
    "effectiveDateTime",
    "effectivePeriod",
    "dosage.text",
    "dosage.dose",
    "dosage.route",
    "dosage.site",
    "dosage.method",
    "note",
    "reasonCode",
    "category",
    NULL,
  };
  JsonObject *dosage = ek_json_peek_object (resource, "dosage");
  g_autoptr (JsonArray) dosages = json_array_new ();
  EkFhirSkip why = read_common (context, resource, "administration", record);

  if (why != EK_FHIR_SKIP_NONE)
    return why;
  if (dosage != NULL)
    json_array_add_object_element (dosages, json_object_ref (dosage));
  ek_record_clear (record, EK_MEDICINE_INTENT);
  ek_record_clear (record, EK_MEDICINE_PRESCRIBER);
  ek_record_clear (record, EK_MEDICINE_DOSE_MG);
  ek_fhir_take_text (record, EK_MEDICINE_DOSE_TEXT, ek_fhir_dosage_words (dosages));
  read_note (resource, dosages, record);
  read_effective (resource, g_strcmp0 (ek_record_get_text (record, EK_MEDICINE_STATUS), "active") != 0, record);
  ek_fhir_drop_rest (context, resource, "", read);
  return EK_FHIR_SKIP_NONE;
}

static void
write_dosage (JsonObject *resource, const char *member, gboolean bounded, EkRecord *record)
{
  const char *words = ek_record_get_text (record, EK_MEDICINE_DOSE_TEXT);
  const char *started = ek_record_get_text (record, EK_MEDICINE_STARTED);
  const char *stopped = ek_record_get_text (record, EK_MEDICINE_STOPPED);
  double dose = ek_record_get_real (record, EK_MEDICINE_DOSE_MG, NAN);
  JsonObject *dosage = json_object_new (), *repeat = json_object_new (), *timing = json_object_new ();

  ek_fhir_add_text (dosage, "text", words);
  if (bounded && (started != NULL || stopped != NULL))
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
    ek_fhir_add_concepts (resource, member, dosage);
  else
    json_object_unref (dosage);
}

/* When it was taken or given. */
static void
write_effective (JsonObject *resource, EkRecord *record)
{
  const char *started = ek_record_get_text (record, EK_MEDICINE_STARTED);
  const char *stopped = ek_record_get_text (record, EK_MEDICINE_STOPPED);
  JsonObject *period;

  if (started == NULL && stopped == NULL)
    return;
  period = json_object_new ();
  ek_fhir_add_text (period, "start", started);
  ek_fhir_add_text (period, "end", stopped);
  json_object_set_object_member (resource, "effectivePeriod", period);
}

static JsonObject *
medicine_new (const char *type, const char *subject, const char *status, EkRecord *record)
{
  JsonObject *resource = ek_fhir_new (type, ek_record_get_id (record));

  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  json_object_set_string_member (resource, "status", status != NULL ? status : "unknown");
  json_object_set_object_member (resource, "medicationCodeableConcept",
                                 ek_fhir_concept_new (ek_record_get_text (record, EK_MEDICINE_SYSTEM),
                                                      ek_record_get_text (record, EK_MEDICINE_CODE), NULL,
                                                      ek_record_get_text (record, EK_MEDICINE_NAME)));
  ek_fhir_add_subject (resource, subject, record);
  ek_fhir_add_note (resource, ek_record_get_text (record, EK_MEDICINE_NOTE));
  return resource;
}

static JsonObject *
write_statement (EkRecord *record)
{
  gboolean intended = g_strcmp0 (ek_record_get_text (record, EK_MEDICINE_INTENT), "plan") == 0;
  JsonObject *resource = medicine_new ("MedicationStatement", "subject",
                                       intended ? "intended" : ek_record_get_text (record, EK_MEDICINE_STATUS), record);

  write_effective (resource, record);
  write_dosage (resource, "dosage", FALSE, record);
  return resource;
}

static JsonObject *
write_administration (EkRecord *record)
{
  const char *status = ek_record_get_text (record, EK_MEDICINE_STATUS);
  const char *words = ek_record_get_text (record, EK_MEDICINE_DOSE_TEXT);
  JsonObject *resource = medicine_new ("MedicationAdministration", "subject",
                                       g_strcmp0 (status, "active") == 0 ? "in-progress" : status, record);

  write_effective (resource, record);
  if (words != NULL)
    {
      JsonObject *dosage = json_object_new ();

      json_object_set_string_member (dosage, "text", words);
      json_object_set_object_member (resource, "dosage", dosage);
    }
  return resource;
}

static JsonObject *
write_order (EkRecord *record)
{
  const char *intent = ek_record_get_text (record, EK_MEDICINE_INTENT);
  JsonObject *resource = medicine_new ("MedicationRequest", "subject", ek_record_get_text (record, EK_MEDICINE_STATUS),
                                       record);

  json_object_set_string_member (resource, "intent", intent != NULL ? intent : "proposal");
  ek_fhir_add_text (resource, "authoredOn", ek_record_get_text (record, EK_MEDICINE_STARTED));
  ek_fhir_add_reference (resource, "requester", "Practitioner", NULL,
                         ek_record_get_text (record, EK_MEDICINE_PRESCRIBER));
  write_dosage (resource, "dosageInstruction", TRUE, record);
  return resource;
}

/**
 * ek_fhir_write_medication:
 * @context: what a writer needs
 * @record: of #ek_medicine_type, a line of the medication list
 * @resources: (element-type JsonObject): what it is known from is added: a MedicationStatement of what was told, a
 *   MedicationAdministration of what was given, else a MedicationRequest
 */
void
ek_fhir_write_medication (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
{
  const char *source = ek_record_get_text (record, EK_MEDICINE_SOURCE);

  if (g_strcmp0 (source, "statement") == 0)
    g_ptr_array_add (resources, write_statement (record));
  else if (g_strcmp0 (source, "administration") == 0)
    g_ptr_array_add (resources, write_administration (record));
  else
    g_ptr_array_add (resources, write_order (record));
}
