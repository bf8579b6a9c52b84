/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An allergy, or somebody's word that there is none. "No known allergy" is a code like any other in the same list, and
 * read as a substance it would be an allergy to nothing; it is kept as it is, counts as no allergy and hides none. */

#include "ek-fhir-map.h"

#include <glib/gi18n-lib.h>

#include "ek-allergy.h"
#include "ek-fhir-dropped.h"
#include "ek-fhir-words.h"

#define ALLERGY_STATUS "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
#define ALLERGY_CERTAINTY "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
#define ABSENT "http://terminology.hl7.org/CodeSystem/data-absent-reason"

static gboolean
has_choice (int field, const char *id)
{
  return ek_choice_find (ek_allergy_type.fields[field].choices, id) != NULL;
}

/* Of a CodeableConcept that is to be one of a field's choices; missing stays missing. */
static void
take_choice (const EkFhirContext *context, EkRecord *record, int field, JsonObject *resource, const char *member)
{
  JsonObject *concept = ek_json_peek_object (resource, member);
  JsonArray *codings = concept != NULL ? ek_json_peek_array (concept, "coding") : NULL;

  ek_record_clear (record, field);
  for (guint i = 0; codings != NULL && i < json_array_get_length (codings); i++)
    {
      JsonObject *coding = ek_json_element_object (codings, i);
      const char *code = coding != NULL ? ek_json_peek_string (coding, "code") : NULL;

      if (!has_choice (field, code))
        continue;
      ek_record_set_text (record, field, code);
      return;
    }
  if (!ek_fhir_concept_is_empty (concept))
    ek_fhir_drop (context, member, json_object_get_member (resource, member), EK_FHIR_DROP_UNREADABLE, TRUE);
}

/* Any of the codes, or the words. */
static gboolean
says_none (JsonObject *concept, const char *text)
{
  JsonArray *codings = concept != NULL ? ek_json_peek_array (concept, "coding") : NULL;

  for (guint i = 0; codings != NULL && i < json_array_get_length (codings); i++)
    {
      JsonObject *coding = ek_json_element_object (codings, i);

      if (coding != NULL &&
          ek_allergy_means_none (ek_json_peek_string (coding, "system"), ek_json_peek_string (coding, "code"), NULL,
                                 NULL))
        return TRUE;
    }
  return ek_allergy_means_none (NULL, NULL, text, NULL);
}

/* A word that there is none, beside an allergy: one of them is wrong, and both are kept. */
static void
tell_contradiction (const EkFhirContext *context, EkRecord *record)
{
  g_autoptr (GPtrArray) all = NULL;
  gboolean before;

  if (context->store == NULL || context->dropped == NULL)
    return;
  all = ek_store_list (context->store, &ek_allergy_type, ek_record_get_patient_id (record), NULL);
  if (all == NULL)
    return;
  for (guint i = all->len; i > 0; i--)
    if (g_strcmp0 (ek_record_get_id (all->pdata[i - 1]), ek_record_get_id (record)) == 0)
      g_ptr_array_remove_index (all, i - 1);
  before = ek_allergies_contradict (all);
  g_ptr_array_add (all, g_object_ref (record));
  if (!before && ek_allergies_contradict (all))
    ek_fhir_drop_text (context, "code", ek_record_get_text (record, EK_ALLERGY_SUBSTANCE), EK_FHIR_DROP_CONTRADICTORY,
                       TRUE);
}

static int
rank_of_severity (const char *severity)
{
  static const char *const order[] = { "mild", "moderate", "severe" };

  for (int i = 0; severity != NULL && i < (int) G_N_ELEMENTS (order); i++)
    if (g_str_equal (order[i], severity))
      return i;
  return -1;
}

/* "Rash, Itching (mild)" */
static void
add_reaction (const EkFhirContext *context, JsonObject *reaction, guint index, const char *substance, gboolean several,
              GString *text)
{
  /* our own way of saying that only the severity is known */
  gboolean unknown = ek_fhir_concept_has (ek_fhir_first_object (reaction, "manifestation"), ABSENT, "unknown");
  g_autofree char *signs = unknown ? NULL : ek_fhir_concepts_words (reaction, "manifestation");
  g_autofree char *to = ek_fhir_concept_text (ek_json_peek_object (reaction, "substance"));
  const char *severity = ek_json_peek_string (reaction, "severity");
  int rank = rank_of_severity (severity);

  if (signs == NULL)
    signs = ek_fhir_clean_text (ek_json_peek_string (reaction, "description"));
  if (severity != NULL && rank < 0)
    {
      g_autofree char *path = g_strdup_printf ("reaction[%u].severity", index);

      ek_fhir_drop_text (context, path, severity, EK_FHIR_DROP_UNREADABLE, TRUE);
    }
  if (signs == NULL && to == NULL)
    return;
  g_string_append (text, text->len > 0 ? "; " : "");
  if (to != NULL && g_strcmp0 (to, substance) != 0)
    g_string_append_printf (text, "%s%s", to, signs != NULL ? ": " : "");
  g_string_append (text, signs != NULL ? signs : "");
  /* of a single reaction it is a field of its own */
  if (several && rank >= 0)
    g_string_append_printf (text, " (%s)",
                            ek_choice_label (ek_allergy_type.fields[EK_ALLERGY_SEVERITY].choices, severity));
}

static void
read_reactions (const EkFhirContext *context, JsonObject *resource, const char *substance, EkRecord *record)
{
  static const char *const severities[] = { "mild", "moderate", "severe" };
  JsonArray *reactions = ek_json_peek_array (resource, "reaction");
  guint n = reactions != NULL ? json_array_get_length (reactions) : 0;
  g_autoptr (GString) text = g_string_new (NULL);
  int worst = -1;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *reaction = ek_json_element_object (reactions, i);

      if (reaction == NULL)
        continue;
      worst = MAX (worst, rank_of_severity (ek_json_peek_string (reaction, "severity")));
      add_reaction (context, reaction, i, substance, n > 1, text);
    }
  ek_record_set_text (record, EK_ALLERGY_REACTION, text->str);
  ek_record_set_text (record, EK_ALLERGY_SEVERITY, worst >= 0 ? severities[worst] : NULL);
}

static void
note_reaction (JsonObject *reaction, GString *note)
{
  const char *description = ek_json_peek_string (reaction, "description");

  ek_fhir_take_notes (note, ek_fhir_notes (reaction));
  if (json_object_has_member (reaction, "manifestation"))
    ek_fhir_note_line (note, _ ("Reaction"), description);
  ek_fhir_take_line (note, _ ("Reaction on"), ek_fhir_date (ek_json_peek_string (reaction, "onset")));
  ek_fhir_take_line (note, _ ("Route"), ek_fhir_concepts_words (reaction, "exposureRoute"));
}

static void
read_note (JsonObject *resource, EkRecord *record)
{
  JsonArray *reactions = ek_json_peek_array (resource, "reaction");
  const char *type = ek_json_peek_string (resource, "type");
  g_autoptr (GString) note = g_string_new (NULL);

  ek_fhir_take_notes (note, ek_fhir_notes (resource));
  for (guint i = 0; reactions != NULL && i < json_array_get_length (reactions); i++)
    if (ek_json_element_object (reactions, i) != NULL)
      note_reaction (ek_json_element_object (reactions, i), note);
  if (g_strcmp0 (type, "intolerance") == 0)
    ek_fhir_note_line (note, _ ("Kind"), _ ("intolerance, not an allergy"));
  if (ek_json_peek_string (resource, "recordedDate") != NULL)
    ek_fhir_take_line (note, _ ("Since"), ek_fhir_date (ek_json_peek_string (resource, "onsetDateTime")));
  ek_fhir_take_line (note, _ ("Since"), ek_fhir_choice_words (resource, "onset"));
  ek_fhir_take_line (note, _ ("Last time"), ek_fhir_date (ek_json_peek_string (resource, "lastOccurrence")));
  ek_record_set_text (record, EK_ALLERGY_NOTE, note->str);
}

/* What the code says, else what a reaction was to. */
static char *
substance_words (JsonObject *resource)
{
  JsonArray *reactions = ek_json_peek_array (resource, "reaction");
  char *text = ek_fhir_concept_text (ek_json_peek_object (resource, "code"));

  for (guint i = 0; text == NULL && reactions != NULL && i < json_array_get_length (reactions); i++)
    {
      JsonObject *reaction = ek_json_element_object (reactions, i);

      text = reaction != NULL ? ek_fhir_concept_text (ek_json_peek_object (reaction, "substance")) : NULL;
    }
  return text;
}

static void
read_code (JsonObject *resource, EkRecord *record)
{
  JsonObject *concept = ek_json_peek_object (resource, "code");
  JsonObject *coding = ek_fhir_concept_coding (concept, NULL);

  ek_fhir_take_text (record, EK_ALLERGY_CODE,
                     coding != NULL ? ek_fhir_clean_text (ek_json_peek_string (coding, "code")) : NULL);
  ek_fhir_take_text (record, EK_ALLERGY_SYSTEM,
                     coding != NULL ? ek_fhir_clean_text (ek_json_peek_string (coding, "system")) : NULL);
}

static void
read_criticality (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  const char *criticality = ek_json_peek_string (resource, "criticality");

  ek_record_clear (record, EK_ALLERGY_CRITICALITY);
  if (has_choice (EK_ALLERGY_CRITICALITY, criticality))
    ek_record_set_text (record, EK_ALLERGY_CRITICALITY, criticality);
  else if (criticality != NULL)
    ek_fhir_drop_text (context, "criticality", criticality, EK_FHIR_DROP_UNREADABLE, TRUE);
}

/**
 * ek_fhir_read_allergy:
 * @context: what a reader needs
 * @resource: an AllergyIntolerance
 * @record: of #ek_allergy_type, to be filled
 *
 * Every reaction, the worst severity and what it was to. "No known allergy" is kept as that statement
 * (%EK_ALLERGY_NONE), unless a reaction stands beside it.
 *
 * Returns: %EK_FHIR_SKIP_NONE; %EK_FHIR_SKIP_ERROR for what was entered in error, %EK_FHIR_SKIP_REFUTED,
 *   %EK_FHIR_SKIP_NO_CODE when it does not say to what
 */
EkFhirSkip
ek_fhir_read_allergy (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  static const char *const read[] = {
    "code",
    "clinicalStatus",
    "verificationStatus",
    "criticality",
    "type",
    "category",
    "note",
    "onsetDateTime",
    "onsetAge",
    "onsetPeriod",
    "onsetRange",
    "onsetString",
    "lastOccurrence",
    "reaction.manifestation",
    "reaction.substance",
    "reaction.severity",
    "reaction.onset",
    "reaction.description",
    "reaction.note",
    "reaction.exposureRoute",
    NULL,
  };
  JsonObject *verification = ek_json_peek_object (resource, "verificationStatus");
  const char *noted = ek_json_peek_string (resource, "recordedDate");
  g_autofree char *text = substance_words (resource);
  g_autofree char *date = NULL;

  if (ek_fhir_concept_has (verification, NULL, "entered-in-error"))
    return EK_FHIR_SKIP_ERROR;
  if (ek_fhir_concept_has (verification, NULL, "refuted"))
    return EK_FHIR_SKIP_REFUTED;
  if (text == NULL)
    return EK_FHIR_SKIP_NO_CODE;
  ek_record_set_text (record, EK_ALLERGY_SUBSTANCE, text);
  ek_record_clear (record, EK_ALLERGY_NONE);
  if (says_none (ek_json_peek_object (resource, "code"), text) && ek_json_peek_array (resource, "reaction") == NULL)
    ek_record_set_int (record, EK_ALLERGY_NONE, TRUE);
  read_code (resource, record);
  take_choice (context, record, EK_ALLERGY_STATUS, resource, "clinicalStatus");
  take_choice (context, record, EK_ALLERGY_CERTAINTY, resource, "verificationStatus");
  read_reactions (context, resource, text, record);
  read_criticality (context, resource, record);
  if (noted == NULL)
    noted = ek_json_peek_string (resource, "onsetDateTime");
  date = ek_fhir_date (noted);
  if (noted != NULL && date == NULL)
    ek_fhir_drop_text (context, "recordedDate", noted, EK_FHIR_DROP_UNREADABLE, TRUE);
  ek_fhir_set_date (record, EK_ALLERGY_NOTED, noted);
  read_note (resource, record);
  tell_contradiction (context, record);
  ek_fhir_drop_rest (context, resource, "", read);
  return EK_FHIR_SKIP_NONE;
}

/**
 * ek_fhir_write_allergy:
 * @context: what a writer needs
 * @record: of #ek_allergy_type, an allergy or the word that there is none
 * @resources: (element-type JsonObject): the AllergyIntolerance is added
 *
 * A reaction of which only the severity is known gets a manifestation that says "unknown", because R4 asks for one.
 */
void
ek_fhir_write_allergy (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
{
  JsonObject *resource = ek_fhir_new ("AllergyIntolerance", ek_record_get_id (record));
  const char *reaction = ek_record_get_text (record, EK_ALLERGY_REACTION);
  const char *severity = ek_record_get_text (record, EK_ALLERGY_SEVERITY);

  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  ek_fhir_add_coded (resource, "clinicalStatus", ALLERGY_STATUS, ek_record_get_text (record, EK_ALLERGY_STATUS));
  if (!ek_record_has (record, EK_ALLERGY_STATUS))
    json_object_set_object_member (resource, "clinicalStatus", ek_fhir_concept_absent ());
  ek_fhir_add_coded (resource, "verificationStatus", ALLERGY_CERTAINTY,
                     ek_record_get_text (record, EK_ALLERGY_CERTAINTY));
  ek_fhir_add_text (resource, "criticality", ek_record_get_text (record, EK_ALLERGY_CRITICALITY));
  json_object_set_object_member (resource, "code",
                                 ek_fhir_concept_new (ek_record_get_text (record, EK_ALLERGY_SYSTEM),
                                                      ek_record_get_text (record, EK_ALLERGY_CODE), NULL,
                                                      ek_record_get_text (record, EK_ALLERGY_SUBSTANCE)));
  ek_fhir_add_subject (resource, "patient", record);
  ek_fhir_add_text (resource, "recordedDate", ek_record_get_text (record, EK_ALLERGY_NOTED));
  ek_fhir_add_note (resource, ek_record_get_text (record, EK_ALLERGY_NOTE));
  if (reaction != NULL || severity != NULL)
    {
      JsonObject *object = json_object_new ();

      /* R4 asks for a manifestation */
      ek_fhir_add_concepts (object, "manifestation",
                            reaction != NULL ? ek_fhir_concept_new (NULL, NULL, NULL, reaction)
                                             : ek_fhir_concept_new (ABSENT, "unknown", NULL, NULL));
      ek_fhir_add_text (object, "severity", severity);
      ek_fhir_add_concepts (resource, "reaction", object);
    }
  g_ptr_array_add (resources, resource);
}
