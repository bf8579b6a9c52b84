/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking at one record for signs of danger.
 *
 *   a statement (a diagnosis, a reason for a visit, an event): its codes, and its words with what stands around them
 *   a question with its answer (a finding, an item of a form, an assessment of risk, a warning): the question says what
 *   it is about, the answer whether it is so
 *
 * What is clear opens a risk; a code whose own words take it back, and what was "excluded", is left to a person as a
 * notice. */

#include "ek-care-private.h"
#include "ek-danger-look.h"
#include "ek-danger.h"
#include "ek-risk-private.h"

#include "ek-id.h"
#include "ek-notice.h"

#include <math.h>
#include <string.h>

/* --- statements ------------------------------------------------------------------------------------------------- */

typedef struct {
  EkDangerFound codes;
  EkDangerFound words;
  gboolean over;  /* it was, and is no more */
  gboolean typed; /* as a diagnosis: what names a danger there is never passed over in silence */
  int days;       /* since it was dated; 0: today, or it says so by itself; -1: a diagnosis without a date */
} Statement;

static gboolean
conclude_statement (EkDangerLook *look, const Statement *said, const char *words, GError **error)
{
  for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
    {
      gboolean coded = said->codes.sign[kind] == EK_SIGN_YES;
      EkSign sign = said->words.sign[kind];
      const char *rule = coded ? said->codes.rule[kind] : said->words.rule[kind];
      gboolean current = coded ? said->codes.current[kind] : said->words.current[kind];
      gboolean past = coded ? said->codes.past[kind] : said->words.past[kind];
      gboolean taken_back = (sign == EK_SIGN_NEGATED || sign == EK_SIGN_EXCLUDED || sign == EK_SIGN_FAMILY) &&
        !(coded && said->words.asked[kind]);

      guint lasts = coded ? said->codes.days[kind] : said->words.days[kind];

      if (current && (said->over || past || (lasts > 0 && said->days > (int) lasts)))
        continue;
      if (coded && lasts > 0 && said->days < 0)
        {
          if (!ek_danger_leave_words (look, kind, words, error))
            return FALSE;
        }
      else if (taken_back && (coded || said->typed || sign == EK_SIGN_EXCLUDED))
        {
          if (!ek_danger_leave_words (look, kind, words, error))
            return FALSE;
        }
      else if ((coded || sign == EK_SIGN_YES) &&
               !ek_danger_raise_words (look, kind, rule, words, past || said->over, error))
        return FALSE;
    }
  return TRUE;
}

static void
read_codings (EkDangerLook *look, JsonObject *concept, Statement *said)
{
  JsonArray *codings = concept != NULL ? ek_json_peek_array (concept, "coding") : NULL;

  for (guint i = 0; codings != NULL && i < json_array_get_length (codings); i++)
    {
      JsonObject *coding = ek_json_element_object (codings, i);

      if (coding == NULL)
        continue;
      ek_danger_read_code (ek_danger_rules (look->rules), ek_danger_rules (look->rules)->codes,
                           ek_json_peek_string (coding, "system"), ek_json_peek_string (coding, "code"), TRUE,
                           &said->codes);
      ek_danger_read_words (ek_danger_rules (look->rules), ek_json_peek_string (coding, "display"), &said->words);
    }
  if (concept != NULL)
    ek_danger_read_words (ek_danger_rules (look->rules), ek_json_peek_string (concept, "text"), &said->words);
}

static char *
code_in_words (const char *text, const char *code)
{
  return code != NULL && text != NULL && strstr (text, code) == NULL ? g_strdup_printf ("%s (%s)", text, code)
                                                                     : g_strdup (text != NULL ? text : code);
}

/* Of the day it began and the day it was written down the later counts: what is written down today is of today. */
static int
days_of_problem (EkDangerLook *look, const char *onset)
{
  const char *recorded = look->resource != NULL ? ek_json_peek_string (look->resource, "recordedDate") : NULL;
  g_autofree char *day = recorded != NULL ? g_strndup (recorded, 10) : NULL;
  int since_onset = ek_danger_days_since (look, onset), since_recorded = ek_danger_days_since (look, day);

  return since_onset < 0 ? since_recorded : since_recorded < 0 ? since_onset : MIN (since_onset, since_recorded);
}

static gboolean
look_at_problem (EkDangerLook *look, EkRecord *problem, GError **error)
{
  const char *text = ek_record_get_text (problem, EK_PROBLEM_TEXT),
             *code = ek_record_get_text (problem, EK_PROBLEM_CODE);
  const char *note = ek_record_get_text (problem, EK_PROBLEM_NOTE),
             *onset = ek_record_get_text (problem, EK_PROBLEM_ONSET);
  g_autofree char *words = code_in_words (text, code);
  Statement said = { { { EK_SIGN_NONE } } }, noted = { { { EK_SIGN_NONE } } };

  said.typed = TRUE;
  said.days = days_of_problem (look, onset);
  if (ek_care_text_is (problem, EK_PROBLEM_VERIFICATION, "refuted") ||
      ek_care_text_is (problem, EK_PROBLEM_VERIFICATION, "withdrawn"))
    return TRUE;
  if (onset != NULL && ek_date_is_valid (onset))
    look->taken = ek_date_to_instant (onset, look->offset);
  said.over = noted.over = ek_care_text_is (problem, EK_PROBLEM_STATUS, "resolved") ||
    ek_record_has (problem, EK_PROBLEM_ENDED);
  ek_danger_read_code (ek_danger_rules (look->rules), ek_danger_rules (look->rules)->codes,
                       ek_record_get_text (problem, EK_PROBLEM_SYSTEM), code, TRUE, &said.codes);
  ek_danger_read_words (ek_danger_rules (look->rules), text, &said.words);
  if (look->resource != NULL)
    read_codings (look, ek_json_peek_object (look->resource, "code"), &said);
  ek_danger_read_words (ek_danger_rules (look->rules), note, &noted.words);
  return conclude_statement (look, &said, words, error) && conclude_statement (look, &noted, note, error);
}

static gboolean
look_at_text (EkDangerLook *look, const char *text, GError **error)
{
  Statement said = { { { EK_SIGN_NONE } } };

  ek_danger_read_words (ek_danger_rules (look->rules), text, &said.words);
  return conclude_statement (look, &said, text, error);
}

/* Reasons for a visit stand in the resource only. */
static gboolean
look_at_encounter (EkDangerLook *look, GError **error)
{
  JsonArray *reasons = look->resource != NULL ? ek_json_peek_array (look->resource, "reasonCode") : NULL;

  for (guint i = 0; reasons != NULL && i < json_array_get_length (reasons); i++)
    {
      JsonObject *concept = ek_json_element_object (reasons, i);
      g_autofree char *words = concept != NULL ? ek_danger_concept_words (concept) : NULL;
      Statement said = { { { EK_SIGN_NONE } } };

      said.days = MAX (ek_danger_days_of (look), 0);
      read_codings (look, concept, &said);
      if (words != NULL && !conclude_statement (look, &said, words, error))
        return FALSE;
    }
  return TRUE;
}

/* A condition that could not be kept: all there is is the resource. */
static gboolean
look_at_condition (EkDangerLook *look, GError **error)
{
  JsonObject *code = ek_json_peek_object (look->resource, "code");
  g_autofree char *words = code != NULL ? ek_danger_concept_words (code) : NULL;
  Statement said = { { { EK_SIGN_NONE } } };

  said.typed = TRUE;
  said.days = ek_danger_days_of (look);
  read_codings (look, code, &said);
  return words == NULL || conclude_statement (look, &said, words, error);
}

/* --- questions with an answer ----------------------------------------------------------------------------------- */

static gboolean
look_at_unread (EkDangerLook *look, GError **error)
{
  static const char *const answered[] = { "Flag", "Observation", "QuestionnaireResponse", "RiskAssessment", NULL };
  const char *type = ek_json_peek_string (look->resource, "resourceType");

  if (g_strcmp0 (type, "Condition") == 0)
    return look_at_condition (look, error);
  if (g_strcmp0 (type, "Encounter") == 0)
    return look_at_encounter (look, error);
  return type != NULL && !g_strv_contains (answered, type) ? TRUE : ek_danger_look_at_answers (look, error);
}

static void
begin_record (EkDangerLook *look, EkRecord *record)
{
  const EkRecordType *type = ek_record_get_record_type (record);

  look->source = g_strdup (ek_record_get_id (record));
  look->from = type->name;
  if (type->when != EK_NO_FIELD && type->fields[type->when].kind == EK_FIELD_INSTANT &&
      ek_record_has (record, type->when))
    {
      look->taken = ek_record_get_instant (record, type->when, &look->offset);
      look->dated = TRUE;
    }
  if (type == &ek_assessment_type && look->catalogue != NULL && ek_record_has (record, EK_ASSESSMENT_RECEIVED))
    look->form = ek_catalogue_find (look->catalogue, ek_record_get_text (record, EK_ASSESSMENT_INSTRUMENT), NULL);
}

static gboolean
look_at_record (EkDangerLook *look, EkRecord *record, GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (record);

  if (type == &ek_problem_type)
    return look_at_problem (look, record, error);
  if (type == &ek_measurement_type)
    return ek_danger_look_at_measurement (look, record, error);
  if (type == &ek_assessment_type && look->resource != NULL)
    return ek_danger_look_at_answers (look, error);
  if (type == &ek_encounter_type && !look_at_encounter (look, error))
    return FALSE;
  /* of what came as a resource the rest is looked through below, and asks a person to read it */
  for (int i = 0; look->resource == NULL && type->fields[i].name != NULL; i++)
    if (type->fields[i].flags & EK_FIELD_SAID && !look_at_text (look, ek_record_get_text (record, i), error))
      return FALSE;
  return TRUE;
}

static double
value_now (const char *item, gpointer data)
{
  EkDangerLook *look = data;

  return g_strcmp0 (item, look->item) == 0 ? look->number : NAN;
}

/* What the record said before and says no more. */
static gboolean
settle (EkDangerLook *look, EkRecord *record, GError **error)
{
  EkRiskSaid said = { look->source, look->standing, value_now, look, "corrected", FALSE, TRUE };
  const EkRecordType *type = ek_record_get_record_type (record);

  if (type == &ek_problem_type && ek_care_text_is (record, EK_PROBLEM_VERIFICATION, "refuted"))
    said.how = "refuted";
  else if (type == &ek_problem_type && ek_care_text_is (record, EK_PROBLEM_VERIFICATION, "withdrawn"))
    said.how = "error";
  else if (type == &ek_measurement_type && ek_care_text_is (record, EK_MEASUREMENT_STATUS, "inactive"))
    said.how = "ended";
  return ek_risk_settle (look->store, look->patient_id, &said, error);
}

/* Whether the source says that this was an error. */
static gboolean
is_withdrawn (JsonObject *resource)
{
  JsonObject *verification = ek_json_peek_object (resource, "verificationStatus");
  JsonArray *codings = verification != NULL ? ek_json_peek_array (verification, "coding") : NULL;

  for (guint i = 0; codings != NULL && i < json_array_get_length (codings); i++)
    if (ek_json_element_object (codings, i) != NULL &&
        g_strcmp0 (ek_json_peek_string (ek_json_element_object (codings, i), "code"), "entered-in-error") == 0)
      return TRUE;
  return g_strcmp0 (ek_json_peek_string (resource, "status"), "entered-in-error") == 0;
}

static gboolean
look_at_all (EkDangerLook *look, EkRecord *record, GError **error)
{
  gboolean withdrawn = look->resource != NULL && is_withdrawn (look->resource);

  if (withdrawn)
    return ek_danger_look_at_withdrawn (look, error) &&
      (record == NULL || ek_risk_take_back (look->store, look->patient_id, look->source, "error", error));
  if (record != NULL)
    return look_at_record (look, record, error) && ek_danger_look_at_rest (look, error) && settle (look, record, error);
  return look->resource == NULL || (look_at_unread (look, error) && ek_danger_look_at_rest (look, error));
}

/* What has no id is known by what stands in it. */
static char *
name_resource (const char *patient_id, JsonObject *resource)
{
  const char *type = ek_json_peek_string (resource, "resourceType"), *id = ek_json_peek_string (resource, "id");
  g_autoptr (JsonNode) node = id == NULL ? json_node_init_object (json_node_alloc (), resource) : NULL;
  g_autofree char *whole = node != NULL ? ek_json_canonical (node) : NULL;

  return ek_id_derive ("resource", patient_id, type != NULL ? type : "?", id != NULL ? id : whole, NULL);
}

/**
 * ek_danger_look_at:
 * @store: the record, in the transaction that took it over
 * @catalogue: (nullable): the definitions
 * @patient_id: whose it is
 * @record: (nullable): the record as it was kept; %NULL: it could not be
 * @resource: (nullable): the FHIR resource it came as; of an observation the part that @record is
 * @error: return location
 *
 * Looks at what came in, whatever its date, and opens a risk or leaves a notice. Where the rules cannot be read nothing
 * is found, and the program says so elsewhere. What the record said before and says no more is marked in the risks it
 * raised; a warning that has ended is told. Source: data/knowledge/danger.json.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
ek_danger_look_at (EkStore *store, EkCatalogue *catalogue, const char *patient_id, EkRecord *record,
                   JsonObject *resource, GError **error)
{
  EkClock *clock = ek_store_get_clock (store);
  EkDangerLook look = { .store = store,
                        .catalogue = catalogue,
                        .rules = ek_knowledge_get_default (NULL),
                        .patient_id = patient_id,
                        .resource = resource };
  g_autoptr (GArray) standing = g_array_new (FALSE, FALSE, sizeof (EkRiskCause));
  gboolean ok;

  if (look.rules == NULL)
    return TRUE;
  look.standing = standing;
  look.taken = ek_clock_now (clock);
  look.offset = ek_clock_offset (clock, look.taken);
  if (record != NULL)
    {
      begin_record (&look, record);
    }
  else if (resource != NULL)
    {
      look.source = name_resource (patient_id, resource);
      look.from = "resource";
    }
  ok = look_at_all (&look, record, error);
  g_free (look.source);
  return ok;
}

/**
 * ek_danger_look_beside:
 * @store: the record, in the transaction that took it over
 * @catalogue: (nullable): the definitions
 * @form: a form whose answers are read by its definition
 * @resource: the FHIR resource it came as
 * @error: return location
 *
 * Looks at what stands beside the answers of a form: its narrative, extensions, contained resources. A notice asks a
 * person to read it.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
ek_danger_look_beside (EkStore *store, EkCatalogue *catalogue, EkRecord *form, JsonObject *resource, GError **error)
{
  EkDangerLook look = { .store = store,
                        .catalogue = catalogue,
                        .rules = ek_knowledge_get_default (NULL),
                        .patient_id = ek_record_get_patient_id (form),
                        .resource = resource };
  g_autoptr (GArray) standing = g_array_new (FALSE, FALSE, sizeof (EkRiskCause));
  gboolean ok;

  if (look.rules == NULL)
    return TRUE;
  look.standing = standing;
  begin_record (&look, form);
  ok = ek_danger_look_at_rest (&look, error);
  g_free (look.source);
  return ok;
}

/**
 * ek_danger_look:
 * @store: the record
 * @catalogue: (nullable): the definitions
 * @record: a saved record that somebody entered
 * @error: return location
 *
 * Looks at a diagnosis, a finding, a visit or an event that was entered here, as at one that came from elsewhere. In
 * the caller's transaction.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
ek_danger_look (EkStore *store, EkCatalogue *catalogue, EkRecord *record, GError **error)
{
  if (ek_record_get_record_type (record) == &ek_patient_type)
    return TRUE;
  return ek_danger_look_at (store, catalogue, ek_record_get_patient_id (record), record, NULL, error);
}

/**
 * ek_danger_save:
 * @store: the record
 * @catalogue: (nullable): the definitions
 * @record: a record that somebody entered
 * @error: what the store says
 *
 * Saves @record and looks at it, or neither.
 *
 * Returns: %TRUE when both are on the disk
 */
gboolean
ek_danger_save (EkStore *store, EkCatalogue *catalogue, EkRecord *record, GError **error)
{
  if (!ek_store_begin (store, error))
    return FALSE;
  if (!ek_store_save (store, record, error) || !ek_danger_look (store, catalogue, record, error))
    {
      ek_store_rollback (store);
      return FALSE;
    }
  return ek_store_commit (store, error);
}
