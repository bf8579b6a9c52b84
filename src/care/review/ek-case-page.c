/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one page a team looks at. It is made from the record once, when the review is opened, and kept as it was shown:
 * what is discussed and signed does not change under the team when a new score comes in. It is made again only when
 * somebody asks for it, and what is signed then was signed under the new page. Words the data has in both
 * languages are kept in both. Instants are ms since the epoch. */

#include "ek-assessment.h"
#include "ek-band-words.h"
#include "ek-care-private.h"
#include "ek-facts-gather.h"
#include "ek-knowledge-rules.h"
#include "ek-mdt.h"
#include "ek-notice.h"
#include "ek-plan.h"
#include "ek-received.h"
#include "ek-risk-private.h"
#include "ek-risk.h"
#include "ek-seen.h"
#include "ek-source.h"

#include "ek-types.h"

#include <math.h>
#include <string.h>

typedef struct {
  EkStore *store;
  EkCatalogue *catalogue;
  EkKnowledge *knowledge;
  const char *patient_id;
  EkFacts *facts;
  gint64 now;
  int offset;
} Page;

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

static void
copy_fields (JsonObject *object, EkRecord *record, const int *fields, guint n)
{
  const EkRecordType *type = ek_record_get_record_type (record);

  for (guint i = 0; i < n; i++)
    set_text (object, type->fields[fields[i]].name, ek_record_get_text (record, fields[i]));
}

static JsonArray *
reasons_to_json (GPtrArray *reasons)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < reasons->len; i++)
    json_array_add_element (array, ek_reason_to_json (g_ptr_array_index (reasons, i)));
  return array;
}

/* --- who -------------------------------------------------------------------------------------------------------- */

static gboolean
add_patient (Page *page, JsonObject *root, GError **error)
{
  static const int fields[] = { EK_PATIENT_NAME, EK_PATIENT_SEX,      EK_PATIENT_BIRTH_DATE,
                                EK_PATIENT_JOB,  EK_PATIENT_INDUSTRY, EK_PATIENT_SHIFT };
  g_autoptr (EkRecord) patient = ek_store_load (page->store, &ek_patient_type, page->patient_id, error);
  JsonObject *object = NULL;
  JsonNode *exposures = NULL;
  const EkFact *age = NULL;

  if (patient == NULL)
    return FALSE;
  object = json_object_new ();
  copy_fields (object, patient, fields, G_N_ELEMENTS (fields));
  age = ek_facts_find (page->facts, "patient.age");
  if (age != NULL)
    json_object_set_int_member (object, "age", (gint64) age->number);
  exposures = ek_record_get_json (patient, EK_PATIENT_EXPOSURES);
  if (exposures != NULL)
    json_object_set_member (object, "exposures", json_node_copy (exposures));
  json_object_set_object_member (root, "patient", object);
  return TRUE;
}

/* --- scores and their course ------------------------------------------------------------------------------------ */

static JsonObject *
band_to_json (EkInstrument *instrument, const EkBand *band)
{
  static const char *const languages[] = { "en", "zh" };
  JsonObject *object = json_object_new (), *named = json_object_new (), *words = json_object_new ();

  json_object_set_string_member (object, "id", band->id);
  json_object_set_double_member (object, "low", band->low);
  json_object_set_double_member (object, "high", band->high);
  json_object_set_int_member (object, "rank", band->rank);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *brief = ek_band_axis_words (instrument, NULL, band, TRUE, languages[i]);
      g_autofree char *about = ek_band_axis_words (instrument, NULL, band, FALSE, languages[i]);
      g_autofree char *said = ek_band_words (instrument, band, NAN, languages[i]);

      set_text (object, languages[i], brief);
      set_text (named, languages[i], about);
      set_text (words, languages[i], said);
    }
  json_object_set_object_member (object, "named", named);
  json_object_set_object_member (object, "words", words);
  return object;
}

static gboolean
is_critical (EkRecord *assessment)
{
  JsonNode *result = ek_record_get_json (assessment, EK_ASSESSMENT_RESULT);
  JsonArray *critical = result != NULL && JSON_NODE_HOLDS_OBJECT (result)
    ? ek_json_peek_array (json_node_get_object (result), "critical")
    : NULL;

  return critical != NULL && json_array_get_length (critical) > 0;
}

static JsonArray *
points_of (Page *page, GPtrArray *assessments, const char *instrument)
{
  JsonArray *points = json_array_new ();

  for (guint i = 0; i < assessments->len; i++)
    {
      EkRecord *assessment = g_ptr_array_index (assessments, i);
      gint64 at = ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, NULL);
      JsonObject *point = NULL;

      if (!ek_care_text_is (assessment, EK_ASSESSMENT_INSTRUMENT, instrument) || at == EK_INSTANT_NONE ||
          !ek_care_text_is (assessment, EK_ASSESSMENT_STATUS, "completed") ||
          !ek_record_get_int (assessment, EK_ASSESSMENT_COMPLETE, 0) ||
          !ek_record_has (assessment, EK_ASSESSMENT_TOTAL))
        continue;
      point = json_object_new ();
      json_object_set_int_member (point, "at", at);
      json_object_set_double_member (point, "value", ek_record_get_real (assessment, EK_ASSESSMENT_TOTAL, 0));
      json_object_set_boolean_member (point, "critical", is_critical (assessment));
      if (ek_assessment_is_total_only (assessment))
        json_object_set_boolean_member (point, "total_only", TRUE);
      json_array_add_object_element (points, point);
    }
  return points;
}

static void
set_fact (Page *page, JsonObject *object, const char *instrument, const char *suffix)
{
  g_autofree char *name = g_strconcat (instrument, ".", suffix, NULL);
  const EkFact *fact = ek_facts_find (page->facts, name);

  if (fact == NULL)
    return;
  if (fact->kind == EK_FACT_NUMBER)
    json_object_set_double_member (object, suffix, fact->number);
  else if (fact->kind == EK_FACT_FLAG)
    json_object_set_boolean_member (object, suffix, fact->number != 0);
  else
    json_object_set_string_member (object, suffix, fact->text);
}

static JsonObject *
instrument_to_json (Page *page, EkInstrument *instrument, JsonArray *points)
{
  static const char *const suffixes[] = { "total",    "level",    "baseline",  "change",
                                          "reliable", "response", "remission", "relapse" };
  JsonObject *object = json_object_new ();
  JsonArray *bands = json_array_new ();
  const char *id = ek_instrument_get_id (instrument);
  double low = 0, high = 0;

  json_object_set_string_member (object, "instrument", id);
  json_object_set_string_member (object, "abbreviation", ek_instrument_get_abbreviation (instrument));
  json_object_set_boolean_member (object, "higher_is_worse", ek_instrument_higher_is_worse (instrument));
  if (ek_instrument_get_range (instrument, &low, &high))
    {
      json_object_set_double_member (object, "low", low);
      json_object_set_double_member (object, "high", high);
    }
  if (ek_instrument_get_caseness (instrument, &low))
    json_object_set_double_member (object, "caseness", low);
  if (ek_instrument_get_reliable_change (instrument, &low, NULL))
    json_object_set_double_member (object, "reliable_amount", low);
  for (guint i = 0; i < ek_instrument_get_n_bands (instrument); i++)
    json_array_add_object_element (bands, band_to_json (instrument, ek_instrument_get_band (instrument, i)));
  json_object_set_array_member (object, "bands", bands);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    set_fact (page, object, id, suffixes[i]);
  json_object_set_array_member (object, "points", points);
  return object;
}

static gboolean
is_primary (Page *page, EkInstrument *instrument)
{
  for (guint i = 0; i < ek_severity_rules (page->knowledge)->primary->len; i++)
    if (g_strcmp0 (g_array_index (ek_severity_rules (page->knowledge)->primary, EkPrimary, i).instrument,
                   ek_instrument_get_id (instrument)) == 0)
      return TRUE;
  return FALSE;
}

static void
add_score (Page *page, JsonArray *scores, GPtrArray *assessments, EkInstrument *instrument)
{
  JsonArray *points = instrument != NULL ? points_of (page, assessments, ek_instrument_get_id (instrument)) : NULL;

  if (points == NULL)
    return;
  if (json_array_get_length (points) > 0)
    json_array_add_object_element (scores, instrument_to_json (page, instrument, points));
  else
    json_array_unref (points);
}

static gboolean
add_scores (Page *page, JsonObject *root, GError **error)
{
  g_autoptr (GPtrArray) assessments = ek_assessment_list_with_totals (page->store, page->catalogue, page->patient_id,
                                                                      error);
  JsonArray *scores = NULL;

  if (assessments == NULL)
    return FALSE;
  scores = json_array_new ();
  /* The scales that the severity is judged by first, the most telling one on top. */
  for (guint i = 0; i < ek_severity_rules (page->knowledge)->primary->len; i++)
    add_score (page, scores, assessments,
               ek_catalogue_find (page->catalogue,
                                  g_array_index (ek_severity_rules (page->knowledge)->primary, EkPrimary, i).instrument,
                                  NULL));
  for (guint i = 0; i < ek_catalogue_get_n (page->catalogue); i++)
    if (!is_primary (page, ek_catalogue_get (page->catalogue, i)))
      add_score (page, scores, assessments, ek_catalogue_get (page->catalogue, i));
  json_object_set_array_member (root, "scores", scores);
  return TRUE;
}

/* --- lists of records ------------------------------------------------------------------------------------------- */

typedef gboolean (*WantedFunc) (EkRecord *record);

static gboolean
add_list (Page *page, JsonObject *root, const char *member, const EkRecordType *type, const int *fields, guint n_fields,
          WantedFunc wanted, GError **error)
{
  g_autoptr (GPtrArray) records = ek_store_list (page->store, type, page->patient_id, error);
  JsonArray *array = NULL;

  if (records == NULL)
    return FALSE;
  array = json_array_new ();
  for (guint i = 0; i < records->len; i++)
    {
      EkRecord *record = g_ptr_array_index (records, i);
      JsonObject *object = NULL;

      if (wanted != NULL && !wanted (record))
        continue;
      object = json_object_new ();
      copy_fields (object, record, fields, n_fields);
      if (ek_received_from (record) != NULL)
        {
          g_autofree char *name = ek_source_name (page->store, ek_received_from (record));

          json_object_set_string_member (object, "received_name", name);
        }
      if (type == &ek_medicine_type && ek_record_has (record, EK_MEDICINE_DOSE_MG))
        json_object_set_double_member (object, "dose_mg", ek_record_get_real (record, EK_MEDICINE_DOSE_MG, 0));
      if (type == &ek_encounter_type)
        json_object_set_int_member (object, "started", ek_record_get_instant (record, EK_ENCOUNTER_STARTED, NULL));
      json_array_add_object_element (array, object);
    }
  json_object_set_array_member (root, member, array);
  return TRUE;
}

static gboolean
is_active_problem (EkRecord *problem)
{
  return !ek_care_text_is (problem, EK_PROBLEM_STATUS, "resolved") &&
    !ek_care_text_is (problem, EK_PROBLEM_VERIFICATION, "refuted") &&
    !ek_care_text_is (problem, EK_PROBLEM_VERIFICATION, "withdrawn");
}

static gboolean
is_ordered (EkRecord *medicine)
{
  return !ek_record_has (medicine, EK_MEDICINE_INTENT) || ek_care_text_is (medicine, EK_MEDICINE_INTENT, "order");
}

static gboolean
was_held (EkRecord *encounter)
{
  return ek_care_text_is (encounter, EK_ENCOUNTER_STATUS, "finished") &&
    ek_record_has (encounter, EK_ENCOUNTER_STARTED);
}

static gboolean
add_lists (Page *page, JsonObject *root, GError **error)
{
  static const int problem[] = { EK_PROBLEM_CODE,         EK_PROBLEM_TEXT,  EK_PROBLEM_STATUS,
                                 EK_PROBLEM_VERIFICATION, EK_PROBLEM_ONSET, EK_PROBLEM_RECEIVED_FROM };
  static const int medicine[] = { EK_MEDICINE_NAME,         EK_MEDICINE_DOSE_TEXT, EK_MEDICINE_STARTED,
                                  EK_MEDICINE_STOPPED,      EK_MEDICINE_STATUS,    EK_MEDICINE_SOURCE,
                                  EK_MEDICINE_RECEIVED_FROM };
  static const int allergy[] = { EK_ALLERGY_SUBSTANCE, EK_ALLERGY_REACTION, EK_ALLERGY_CRITICALITY,
                                 EK_ALLERGY_SEVERITY };
  static const int event[] = { EK_EVENT_KIND, EK_EVENT_TEXT, EK_EVENT_STARTED, EK_EVENT_ENDED };
  static const int encounter[] = { EK_ENCOUNTER_KIND, EK_ENCOUNTER_THERAPY };

  return add_list (page, root, "problems", &ek_problem_type, problem, G_N_ELEMENTS (problem), is_active_problem,
                   error) &&
    add_list (page, root, "medicines", &ek_medicine_type, medicine, G_N_ELEMENTS (medicine), is_ordered, error) &&
    add_list (page, root, "allergies", &ek_allergy_type, allergy, G_N_ELEMENTS (allergy), NULL, error) &&
    add_list (page, root, "events", &ek_event_type, event, G_N_ELEMENTS (event), NULL, error) &&
    add_list (page, root, "encounters", &ek_encounter_type, encounter, G_N_ELEMENTS (encounter), was_held, error);
}

/* --- what nobody has looked at ---------------------------------------------------------------------------------- */

/* In the words that the window shows; the answers of a form stand in the notice. */
static gboolean
add_unread (Page *page, JsonObject *root, GError **error)
{
  g_autoptr (GPtrArray) unread = ek_seen_list_unread (page->store, page->patient_id, error);
  JsonArray *array = NULL;

  if (unread == NULL)
    return FALSE;
  array = json_array_new ();
  for (guint i = 0; i < unread->len; i++)
    {
      EkRecord *notice = g_ptr_array_index (unread, i);
      g_autofree char *words = ek_notice_text (page->store, page->catalogue, notice);
      JsonObject *object = json_object_new ();

      words[strcspn (words, "\n")] = '\0';
      json_object_set_string_member (object, "id", ek_record_get_id (notice));
      json_object_set_int_member (object, "raised", ek_record_get_instant (notice, EK_NOTICE_RAISED, NULL));
      json_object_set_string_member (object, "words", words);
      json_array_add_object_element (array, object);
    }
  json_object_set_array_member (root, "unread", array);
  return TRUE;
}

/* --- risk and plan ---------------------------------------------------------------------------------------------- */

static gboolean
add_risks (Page *page, JsonObject *root, GError **error)
{
  g_autoptr (GPtrArray) risks = ek_risk_list_open (page->store, page->patient_id, error);
  JsonArray *array = NULL;

  if (risks == NULL)
    return FALSE;
  array = json_array_new ();
  for (guint i = 0; i < risks->len; i++)
    {
      EkRecord *risk = g_ptr_array_index (risks, i);
      JsonObject *object = json_object_new ();
      g_auto (GStrv) causes = ek_risk_causes (page->catalogue, risk);
      g_autofree char *owner = ek_care_user_name (page->store, ek_record_get_text (risk, EK_RISK_OWNER));
      JsonArray *words = json_array_new ();

      json_object_set_string_member (object, "id", ek_record_get_id (risk));
      for (guint k = 0; causes[k] != NULL; k++)
        json_array_add_string_element (words, causes[k]);
      set_text (object, "kind", ek_risk_kind (risk));
      set_text (object, "level", ek_record_get_text (risk, EK_RISK_LEVEL));
      json_object_set_int_member (object, "raised", ek_record_get_instant (risk, EK_RISK_RAISED, NULL));
      json_object_set_int_member (object, "causes", ek_risk_n_causes (risk));
      set_text (object, "owner", owner);
      set_text (object, "action", ek_record_get_text (risk, EK_RISK_ACTION));
      json_object_set_array_member (object, "causes", words);
      json_array_add_object_element (array, object);
    }
  json_object_set_array_member (root, "risks", array);
  return TRUE;
}

static gboolean
add_plan (Page *page, JsonObject *root, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (EkRecord) plan = ek_plan_find_current (page->store, page->patient_id, &local);
  static const int fields[] = { EK_PLAN_STEP, EK_PLAN_LEVEL, EK_PLAN_STARTS, EK_PLAN_REVIEW };
  JsonObject *object = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (plan == NULL)
    return TRUE;
  object = json_object_new ();
  copy_fields (object, plan, fields, G_N_ELEMENTS (fields));
  json_object_set_int_member (object, "number", ek_record_get_int (plan, EK_PLAN_NUMBER, 0));
  if (ek_record_has (plan, EK_PLAN_LINES))
    json_object_set_member (object, "lines", json_node_copy (ek_record_get_json (plan, EK_PLAN_LINES)));
  json_object_set_object_member (root, "plan", object);
  return TRUE;
}

static void
add_severity (Page *page, JsonObject *root)
{
  g_autoptr (EkSeverity) severity = ek_severity_assess (page->knowledge, page->facts);
  g_autoptr (GPtrArray) triggers = ek_mdt_triggers (page->knowledge, page->facts);
  JsonObject *object = json_object_new ();

  set_text (object, "level", ek_level_id (severity->level));
  set_text (object, "step", ek_step_id (severity->step));
  json_object_set_array_member (object, "reasons", reasons_to_json (severity->reasons));
  json_object_set_object_member (root, "severity", object);
  json_object_set_array_member (root, "unknown", reasons_to_json (severity->cautions));
  json_object_set_array_member (root, "why", reasons_to_json (triggers));
}

static void
add_numbers (Page *page, JsonObject *root)
{
  static const char *const names[] = { "sessions.finished", "sessions.missed", "work.leave_days" };
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const EkFact *fact = ek_facts_find (page->facts, names[i]);

      if (fact != NULL)
        json_object_set_int_member (object, names[i], (gint64) fact->number);
    }
  json_object_set_object_member (root, "numbers", object);
}

/**
 * ek_mdt_case_page:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: the rules
 * @patient_id: the patient
 * @error: return location
 *
 * The agreed information about one case: who, why, severity, scores with their course, problems, medicines, allergies,
 * events, sessions, what nobody has looked at and may hide a danger, open risks, the plan in force, and what is not
 * known.
 *
 * Returns: (transfer full): the page, or %NULL with an error of the store
 */
JsonNode *
ek_mdt_case_page (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, const char *patient_id,
                  GError **error)
{
  g_autoptr (EkFacts) facts = ek_facts_gather (store, catalogue, knowledge, patient_id, error);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *root = NULL;
  Page page = { store, catalogue, knowledge, patient_id, facts, 0, 0 };

  if (facts == NULL)
    return NULL;
  page.now = ek_facts_get_now (facts);
  page.offset = ek_facts_get_offset (facts);
  root = json_object_new ();
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, root);
  json_object_set_int_member (root, "at", page.now);
  json_object_set_int_member (root, "offset", page.offset);
  add_severity (&page, root);
  add_numbers (&page, root);
  if (!add_patient (&page, root, error) || !add_scores (&page, root, error) || !add_lists (&page, root, error) ||
      !add_unread (&page, root, error) || !add_risks (&page, root, error) || !add_plan (&page, root, error))
    return NULL;
  return g_steal_pointer (&node);
}
