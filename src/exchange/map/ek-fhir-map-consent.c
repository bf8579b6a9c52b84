/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A consent to one purpose. FHIR R4 wants a scope from a small list and a policy; who decided, how, and the words of it
 * have no member there and travel as state. A consent of others, whose provisions may say more than a purpose, is kept
 * with its words and told apart. Source: FHIR R4 (4.0.1), resource Consent, invariants ppc-1 to ppc-5. */

#include "ek-fhir-map.h"

#include "ek-fhir-dropped.h"
#include "ek-fhir-words.h"

#define SCOPE "http://terminology.hl7.org/CodeSystem/consentscope"
#define DIRECTIVE "http://terminology.hl7.org/CodeSystem/v3-ActCode"
#define CONSENT_STATE EK_FHIR_BASE "/StructureDefinition/consent"
#define CODE_PREFIX "consent-"
#define PART_MAX 1000 /* bytes */

static const int state_fields[] = {
  EK_CONSENT_SCOPE, EK_CONSENT_WITHDRAWN, EK_CONSENT_BY, EK_CONSENT_BY_NAME, EK_CONSENT_HOW, EK_CONSENT_NOTE,
};

static const struct {
  const char *ours, *fhir;
} statuses[] = {
  { "given", "active" },
  { "refused", "rejected" },
  { "withdrawn", "inactive" },
};

static void
add_status (EkRecord *record, JsonObject *resource)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (statuses[i].ours, ek_record_get_text (record, EK_CONSENT_STATUS)) == 0)
      json_object_set_string_member (resource, "status", statuses[i].fhir);
}

/* R4 has no type in the outer rule: what is said of the purpose stands in the policy. */
static void
add_end (EkRecord *record, JsonObject *resource)
{
  JsonObject *provision, *period;
  const char *until = ek_record_get_text (record, EK_CONSENT_UNTIL);

  if (until == NULL)
    return;
  provision = json_object_new ();
  period = json_object_new ();
  json_object_set_string_member (period, "end", until);
  json_object_set_object_member (provision, "period", period);
  json_object_set_object_member (resource, "provision", provision);
}

/**
 * ek_fhir_write_consent:
 * @context: what a writer needs
 * @record: of #ek_consent_type
 * @resources: (element-type JsonObject): the Consent is added
 */
void
ek_fhir_write_consent (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
{
  JsonObject *resource = ek_fhir_new ("Consent", ek_record_get_id (record));
  const EkChoice *purpose = ek_choice_find (ek_consent_type.fields[EK_CONSENT_PURPOSE].choices,
                                            ek_record_get_text (record, EK_CONSENT_PURPOSE));
  g_autofree char *code = g_strconcat (CODE_PREFIX, purpose->id, NULL);
  gboolean given = g_strcmp0 (ek_record_get_text (record, EK_CONSENT_STATUS), "given") == 0;
  const char *scope = g_str_equal (purpose->id, "treatment") || g_str_equal (purpose->id, "research")
    ? purpose->id
    : "patient-privacy";

  ek_fhir_add_identifier (resource, ek_record_get_id (record), TRUE);
  add_status (record, resource);
  json_object_set_object_member (resource, "scope", ek_fhir_concept_new (SCOPE, scope, NULL, NULL));
  ek_fhir_add_concepts (resource, "category", ek_fhir_concept_new (EK_FHIR_CODES, code, NULL, purpose->label));
  ek_fhir_add_subject (resource, "patient", record);
  ek_fhir_add_text (resource, "dateTime", ek_record_get_text (record, EK_CONSENT_GIVEN));
  json_object_set_object_member (resource, "policyRule",
                                 ek_fhir_concept_new (DIRECTIVE, given ? "OPTIN" : "OPTOUT", NULL, NULL));
  add_end (record, resource);
  ek_fhir_add_state (resource, CONSENT_STATE, record, state_fields, G_N_ELEMENTS (state_fields), PART_MAX);
  g_ptr_array_add (resources, resource);
}

/* Ours says its purpose by a code; what another says is kept in words. */
static void
read_purpose (JsonObject *resource, EkRecord *record)
{
  JsonArray *categories = ek_json_peek_array (resource, "category");
  const EkChoice *choice = ek_consent_type.fields[EK_CONSENT_PURPOSE].choices;
  const char *scope = NULL;

  ek_record_set_text (record, EK_CONSENT_PURPOSE, "other");
  for (; choice->id != NULL; choice++)
    {
      g_autofree char *code = g_strconcat (CODE_PREFIX, choice->id, NULL);

      for (guint i = 0; categories != NULL && i < json_array_get_length (categories); i++)
        if (ek_fhir_concept_has (ek_json_element_object (categories, i), EK_FHIR_CODES, code))
          {
            ek_record_set_text (record, EK_CONSENT_PURPOSE, choice->id);
            return;
          }
      if (ek_fhir_concept_has (ek_json_peek_object (resource, "scope"), SCOPE, choice->id))
        scope = choice->id;
    }
  if (scope != NULL)
    ek_record_set_text (record, EK_CONSENT_PURPOSE, scope);
}

/* A rule of others that forbids is no consent, whatever its status says. */
static gboolean
forbids (JsonObject *resource)
{
  JsonObject *provision = ek_json_peek_object (resource, "provision");

  return ek_fhir_concept_has (ek_json_peek_object (resource, "policyRule"), DIRECTIVE, "OPTOUT") ||
    (provision != NULL && g_strcmp0 (ek_json_peek_string (provision, "type"), "deny") == 0);
}

/* "Privacy consent; sharing with insurers; opt-in" */
static char *
words_of (JsonObject *resource)
{
  g_autofree char *parts[] = {
    ek_fhir_concept_text (ek_json_peek_object (resource, "scope")),
    ek_fhir_concepts_words (resource, "category"),
    ek_fhir_concept_text (ek_json_peek_object (resource, "policyRule")),
    NULL,
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 3; i++)
    {
      if (parts[i] != NULL && *parts[i] != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", parts[i]);
      g_clear_pointer (&parts[i], g_free);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
read_state (JsonArray *parts, EkRecord *record)
{
  for (guint f = 0; f < G_N_ELEMENTS (state_fields); f++)
    {
      g_autofree char *text = ek_fhir_state_text (parts, ek_consent_type.fields[state_fields[f]].name);

      ek_fhir_take_state (record, state_fields[f], text);
    }
}

static void
read_dates (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  JsonObject *provision = ek_json_peek_object (resource, "provision");
  JsonObject *period = provision != NULL ? ek_json_peek_object (provision, "period") : NULL;
  const char *end = period != NULL ? ek_json_peek_string (period, "end") : NULL;
  g_autofree char *until = ek_fhir_date (end);

  if (end != NULL && until == NULL)
    ek_fhir_drop_text (context, "provision.period.end", end, EK_FHIR_DROP_UNREADABLE, TRUE);
  ek_fhir_set_date (record, EK_CONSENT_UNTIL, end);
  ek_fhir_set_date (record, EK_CONSENT_GIVEN, ek_json_peek_string (resource, "dateTime"));
}

/**
 * ek_fhir_read_consent:
 * @context: what a reader needs
 * @resource: a Consent
 * @record: of #ek_consent_type, to be filled
 *
 * Drafts and proposals decide nothing and are left out. What a consent of others provides beyond its purpose and its
 * end is told.
 *
 * Returns: %EK_FHIR_SKIP_NONE; %EK_FHIR_SKIP_ERROR, %EK_FHIR_SKIP_NOT_TAKEN, or %EK_FHIR_SKIP_NO_DATE
 */
EkFhirSkip
ek_fhir_read_consent (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  static const char *const read[] = {
    "status", "scope", "category", "policyRule", "dateTime", "provision.type", "provision.period.end", NULL,
  };
  const char *status = ek_json_peek_string (resource, "status");
  JsonArray *state = ek_fhir_find_state (resource, CONSENT_STATE);
  g_autofree char *words = NULL;

  if (g_strcmp0 (status, "entered-in-error") == 0)
    return EK_FHIR_SKIP_ERROR;
  ek_record_clear (record, EK_CONSENT_STATUS);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (statuses[i].fhir, status) == 0)
      ek_record_set_text (record, EK_CONSENT_STATUS, statuses[i].ours);
  if (!ek_record_has (record, EK_CONSENT_STATUS))
    return EK_FHIR_SKIP_NOT_TAKEN;
  read_dates (context, resource, record);
  if (!ek_record_has (record, EK_CONSENT_GIVEN))
    return EK_FHIR_SKIP_NO_DATE;
  read_purpose (resource, record);
  if (state != NULL)
    {
      read_state (state, record);
      return EK_FHIR_SKIP_NONE;
    }
  if (forbids (resource) && g_strcmp0 (ek_record_get_text (record, EK_CONSENT_STATUS), "given") == 0)
    ek_record_set_text (record, EK_CONSENT_STATUS, "refused");
  words = words_of (resource);
  ek_record_set_text (record, EK_CONSENT_SCOPE, *words != '\0' ? words : NULL);
  ek_fhir_drop_rest (context, resource, "", read);
  return EK_FHIR_SKIP_NONE;
}
