/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map-response.h"

#include <math.h>
#include <string.h>

#include "ek-assessment.h"
#include "ek-band-words.h"
#include "ek-fhir-dropped.h"
#include "ek-time.h"

#define OBSERVATION_CATEGORY "http://terminology.hl7.org/CodeSystem/observation-category"

static const struct {
  const char *fhir;
  const char *own;
} statuses[] = {
  { "in-progress", "in-progress" },
  { "stopped", "declined" },
  { "completed", "completed" },
  { "amended", "completed" },
  { "entered-in-error", "entered-in-error" },
};

static void
set_json_object (EkRecord *record, int field, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_object_get_size (object) > 0 ? ek_fhir_node (object) : NULL;

  ek_record_set_json (record, field, node);
}

static void
set_unread (EkRecord *record, JsonArray *unread)
{
  g_autoptr (JsonNode) node = NULL;

  if (json_array_get_length (unread) > 0)
    node = json_node_init_array (json_node_alloc (), unread);
  ek_record_set_json (record, EK_ASSESSMENT_UNREAD, node);
}

/* What a form with blanks comes to as it is: the blanks give nothing. */
static double
total_so_far (EkInstrument *instrument, JsonNode *answers)
{
  JsonObject *given = json_node_get_object (answers), *all = json_object_new ();
  g_autoptr (JsonNode) node = ek_fhir_node (all);
  g_autoptr (EkScore) score = NULL;

  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    {
      EkItem *item = ek_instrument_get_item (instrument, i);
      const char *id = ek_item_get_id (item);
      double least = NAN;

      for (guint o = 0; o < ek_item_get_n_options (item); o++)
        {
          double value = ek_item_get_option (item, o)->value;

          if (!isfinite (least) || (ek_item_is_reversed (item) ? value > least : value < least))
            least = value;
        }
      if (json_object_has_member (given, id))
        json_object_set_member (all, id, json_node_copy (json_object_get_member (given, id)));
      else if (isfinite (least))
        json_object_set_double_member (all, id, least);
    }
  score = ek_score_answers_received (instrument, node, NULL, NULL);
  return score != NULL && score->has_total ? score->total : NAN;
}

/* What the sender counted is never taken over in place of what the answers come to; that the two differ is told. */
static void
compare_totals (EkFhirReading *reading, EkInstrument *instrument, JsonNode *answers, EkScore *score)
{
  double total = !isfinite (reading->total) ? NAN
    : score->has_total                      ? score->total
                                            : total_so_far (instrument, answers);
  g_autofree char *words = NULL;
  JsonObject *object;

  if (!isfinite (total) || fabs (reading->total - total) < 1e-6)
    return;
  words = g_strdup_printf ("%.15g", reading->total);
  object = json_object_new ();
  json_object_set_string_member (object, "answer", words);
  json_object_set_string_member (object, "reason", "total-differs");
  json_array_add_object_element (reading->unread, object);
}

/* Without a store nothing is known of the person: what depends on it is then not said. */
static EkScore *
score_for_patient (const EkFhirContext *context, EkInstrument *instrument, EkRecord *record)
{
  EkSubject subject = { NULL, -1 };

  if (context->store != NULL)
    ek_assessment_get_subject (context->store, record, &subject, NULL);
  return ek_assessment_score (instrument, record, &subject, NULL);
}

/* @may_be_empty: one without any answer is a form too: of ours, where it was declined as a whole or all its questions
 * may stay open */
static gboolean
score_form (const EkFhirContext *context, EkFhirForm *form, EkInstrument *instrument, gboolean may_be_empty,
            EkRecord *record)
{
  g_autoptr (EkFhirReading) reading = ek_fhir_read_answers (form, instrument, context->catalogue);
  g_autoptr (JsonNode) answers = ek_fhir_node (reading->answers);
  g_autoptr (JsonNode) normal = ek_answers_normalise (instrument, answers, NULL);
  g_autoptr (EkScore) score = NULL;

  gboolean empty = json_object_get_size (reading->answers) + json_object_get_size (reading->declined) == 0;

  if (normal == NULL || (empty && (!may_be_empty || form->n_answered > 0)))
    return FALSE;
  ek_record_set_json (record, EK_ASSESSMENT_ANSWERS, normal);
  score = score_for_patient (context, instrument, record);
  if (score == NULL)
    return FALSE;
  compare_totals (reading, instrument, normal, score);
  set_json_object (record, EK_ASSESSMENT_DECLINED, reading->declined);
  set_unread (record, reading->unread);
  ek_record_clear (record, EK_ASSESSMENT_RECEIVED);
  ek_assessment_keep_score (record, score);
  return TRUE;
}

/**
 * ek_fhir_score_response:
 * @context: the store with the patient, the instruments
 * @instrument: what was answered
 * @resource: a QuestionnaireResponse, or anything else with its items
 * @record: an assessment, with its patient and its time
 *
 * Reads the answers, what was declined and what was not taken into @record, with the score that the general engine
 * makes of them for the patient it lands on.
 *
 * Returns: whether anything was answered or declined; else @record is to be thrown away
 */
gboolean
ek_fhir_score_response (const EkFhirContext *context, EkInstrument *instrument, JsonObject *resource, EkRecord *record)
{
  g_autoptr (EkFhirForm) form = ek_fhir_form_new (context, resource);

  return form != NULL && score_form (context, form, instrument, FALSE, record);
}

/* Reads the answers under the definition they were given under; where that is not here, see ek-fhir-map-kept.c. */
static EkFhirSkip
read_answers (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  g_autoptr (EkFhirForm) form = ek_fhir_form_new (context, resource);
  EkInstrument *instrument = form != NULL && context->catalogue != NULL
    ? ek_fhir_form_instrument (form, context->catalogue)
    : NULL;
  g_autofree char *id = NULL, *version = NULL;
  gboolean ours = ek_fhir_response_reference (resource, &id, &version);

  if (instrument != NULL)
    {
      ek_record_set_text (record, EK_ASSESSMENT_INSTRUMENT, ek_instrument_get_id (instrument));
      ek_record_set_text (record, EK_ASSESSMENT_VERSION, ek_instrument_get_version (instrument));
      return score_form (context, form, instrument, ours && ek_fhir_own_id (resource) != NULL, record)
        ? EK_FHIR_SKIP_NONE
        : EK_FHIR_SKIP_ANSWERS;
    }
  if (!ours)
    return form == NULL || ek_fhir_form_names_any (form, context->catalogue) ? EK_FHIR_SKIP_ANSWERS
                                                                             : EK_FHIR_SKIP_INSTRUMENT;
  ek_record_set_text (record, EK_ASSESSMENT_INSTRUMENT, id);
  ek_record_set_text (record, EK_ASSESSMENT_VERSION, version);
  instrument = context->catalogue != NULL ? ek_catalogue_find_scoring (context->catalogue, id, version) : NULL;
  if ((instrument != NULL && form != NULL && score_form (context, form, instrument, FALSE, record)) ||
      ek_fhir_keep_response (resource, record))
    return EK_FHIR_SKIP_NONE;
  return EK_FHIR_SKIP_ANSWERS;
}

/* The time comes first: age is that of the day the form was answered. */
static EkFhirSkip
read_time (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  gint64 ms;
  int offset;

  if (!ek_fhir_instant (ek_json_peek_string (resource, "authored"), context->local_offset, &ms, &offset))
    return EK_FHIR_SKIP_NO_DATE;
  ek_record_set_instant (record, EK_ASSESSMENT_TAKEN, ms, offset);
  return EK_FHIR_SKIP_NONE;
}

/* Why the form as a whole was not answered. */
static void
read_reason (JsonObject *resource, EkRecord *record)
{
  const char *reason = ek_fhir_declined_reason (resource);

  if (reason != NULL)
    ek_fhir_take_text (record, EK_ASSESSMENT_REASON, ek_fhir_clean_text (reason));
}

/**
 * ek_fhir_read_response:
 * @context: what a reader needs: the instruments, the Questionnaires of the same file, and which part is read
 * @resource: a QuestionnaireResponse
 * @record: of #ek_assessment_type, to be filled
 *
 * A response to a known instrument becomes an assessment, scored by the general engine from its answers; totals the
 * sender computed are never taken over in place of that. One of ours whose definition is not here is kept with its
 * answers, without a score. What is withdrawn as an error keeps what it said. Of a response that holds several
 * instruments the one that @context asks for. One of ours without any answer is what it was: declined as a whole, with
 * the reason, or a form whose questions may all stay open.
 *
 * Returns: %EK_FHIR_SKIP_NONE; %EK_FHIR_SKIP_INVALID for a status of no kind, %EK_FHIR_SKIP_ERROR for what was entered
 *   in error and was never here, %EK_FHIR_SKIP_NO_DATE without a moment, %EK_FHIR_SKIP_INSTRUMENT when the form is not
 *   known here, %EK_FHIR_SKIP_ANSWERS when its answers do not fit the form it says it is
 */
EkFhirSkip
ek_fhir_read_response (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  const char *status = ek_json_peek_string (resource, "status"), *own = NULL;
  g_autoptr (JsonObject) part = NULL;
  EkFhirSkip why;

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (status, statuses[i].fhir) == 0)
      own = statuses[i].own;
  if (own == NULL)
    return EK_FHIR_SKIP_INVALID;
  if (g_str_equal (own, "entered-in-error"))
    {
      if (ek_record_get_revision (record) == 0)
        return EK_FHIR_SKIP_ERROR;
      ek_record_set_text (record, EK_ASSESSMENT_STATUS, own);
      return EK_FHIR_SKIP_NONE;
    }
  why = read_time (context, resource, record);
  part = ek_fhir_response_part (context, resource, context->part);
  if (why == EK_FHIR_SKIP_NONE)
    why = read_answers (context, part, record);
  if (why != EK_FHIR_SKIP_NONE)
    return why;
  ek_record_set_text (record, EK_ASSESSMENT_STATUS, own);
  if (g_str_equal (own, "declined"))
    read_reason (resource, record);
  if (!ek_record_has (record, EK_ASSESSMENT_MODE))
    ek_record_set_text (record, EK_ASSESSMENT_MODE, "imported");
  if (context->part == 0)
    ek_fhir_drop_extensions (context, resource);
  return EK_FHIR_SKIP_NONE;
}

/**
 * ek_fhir_unreadable_detail:
 * @context: the Questionnaires that came with it
 * @resource: a QuestionnaireResponse that was not taken over
 * @why: why not
 *
 * What a notice of the kind "unreadable-form" carries, so that a person can read what came:
 *   questionnaire   its address, or left out
 *   title           what it calls itself, or left out
 *   authored        when it was answered, as it stands there, or left out
 *   answers         how many questions have an answer
 *   reason          the id of @why, see ek_fhir_skip_id()
 *   items           [{link, text, answer}], the first 200 answers in the words they came in
 *
 * Returns: (transfer full): the detail
 */
JsonNode *
ek_fhir_unreadable_detail (const EkFhirContext *context, JsonObject *resource, EkFhirSkip why)
{
  static const char *const members[] = { "questionnaire", "authored" };
  g_autoptr (EkFhirForm) form = ek_fhir_form_new (context, resource);
  g_autoptr (JsonObject) detail = json_object_new ();
  const char *title = form != NULL && form->questionnaire != NULL ? ek_json_peek_string (form->questionnaire, "title")
                                                                  : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = ek_json_peek_string (resource, members[i]);
      g_autofree char *clean = text != NULL && strlen (text) <= 1000 ? ek_fhir_clean_text (text) : NULL;

      if (clean != NULL)
        json_object_set_string_member (detail, members[i], clean);
    }
  if (title != NULL && strlen (title) <= 1000)
    ek_fhir_add_text (detail, "title", title);
  json_object_set_int_member (detail, "answers", form != NULL ? form->n_answered : 0);
  json_object_set_string_member (detail, "reason", ek_fhir_skip_id (why));
  if (form != NULL)
    json_object_set_array_member (detail, "items", ek_fhir_form_in_words (form));
  return ek_fhir_node (detail);
}

static const char *
answer_label (EkRecord *record, const EkOption *option)
{
  const char *language = ek_record_get_text (record, EK_ASSESSMENT_LANGUAGE);

  return ek_option_label (option, language != NULL ? language : "en");
}

static JsonObject *
coded_answer (EkInstrument *instrument, EkRecord *record, EkItem *item, double value)
{
  JsonObject *answer = json_object_new (), *coding = json_object_new (), *extension = json_object_new ();
  const EkOption *option = NULL;

  for (guint i = 0; i < ek_item_get_n_options (item); i++)
    if (ek_item_get_option (item, i)->value == value)
      option = ek_item_get_option (item, i);
  json_object_set_string_member (extension, "url", EK_FHIR_ORDINAL);
  json_object_set_double_member (extension, "valueDecimal", value);
  ek_fhir_add_concepts (coding, "extension", extension);
  if (option != NULL && option->loinc != NULL)
    {
      json_object_set_string_member (coding, "system", EK_FHIR_LOINC);
      json_object_set_string_member (coding, "code", option->loinc);
    }
  else
    {
      g_autofree char *system = g_strdup_printf (EK_FHIR_BASE "/CodeSystem/%s-answer",
                                                 ek_instrument_get_id (instrument));
      g_autofree char *code = g_strdup_printf ("%g", value);

      json_object_set_string_member (coding, "system", system);
      json_object_set_string_member (coding, "code", code);
    }
  if (option != NULL)
    ek_fhir_add_text (coding, "display", answer_label (record, option));
  json_object_set_object_member (answer, "valueCoding", coding);
  return answer;
}

static JsonObject *
plain_answer (EkItem *item, JsonNode *value)
{
  JsonObject *answer = json_object_new ();

  if (json_node_get_value_type (value) == G_TYPE_STRING)
    json_object_set_string_member (answer, "valueString", json_node_get_string (value));
  else
    json_object_set_double_member (answer, "valueDecimal", json_node_get_double (value));
  return answer;
}

static void
add_answers (JsonArray *array, EkInstrument *instrument, EkRecord *record, EkItem *item, JsonNode *value)
{
  gboolean choice = ek_item_get_kind (item) == EK_ITEM_CHOICE || ek_item_get_kind (item) == EK_ITEM_MULTIPLE;

  if (JSON_NODE_HOLDS_ARRAY (value))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
      add_answers (array, instrument, record, item, json_array_get_element (json_node_get_array (value), i));
  else if (JSON_NODE_HOLDS_VALUE (value) && choice && json_node_get_value_type (value) != G_TYPE_STRING)
    json_array_add_object_element (array, coded_answer (instrument, record, item, json_node_get_double (value)));
  else if (JSON_NODE_HOLDS_VALUE (value))
    json_array_add_object_element (array, plain_answer (item, value));
}

/* An item that was asked and declined has no answer and says so; our own extension carries the reason. */
static void
add_declined (JsonObject *object, const char *reason)
{
  JsonArray *extensions = json_array_new ();
  JsonObject *absent = json_object_new (), *why = json_object_new ();

  json_object_set_string_member (absent, "url", EK_FHIR_ABSENT);
  json_object_set_string_member (absent, "valueCode", "asked-declined");
  json_array_add_object_element (extensions, absent);
  json_object_set_string_member (why, "url", EK_FHIR_DECLINED);
  json_object_set_string_member (why, "valueString", reason);
  json_array_add_object_element (extensions, why);
  json_object_set_array_member (object, "extension", extensions);
}

static JsonObject *
member_object (EkRecord *record, int field)
{
  JsonNode *node = ek_record_get_json (record, field);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
write_item (JsonArray *items, EkInstrument *instrument, EkRecord *record, EkItem *item)
{
  JsonObject *answers = member_object (record, EK_ASSESSMENT_ANSWERS);
  JsonObject *declined = member_object (record, EK_ASSESSMENT_DECLINED);
  const char *language = ek_record_get_text (record, EK_ASSESSMENT_LANGUAGE), *id = ek_item_get_id (item);
  JsonNode *value = answers != NULL ? json_object_get_member (answers, id) : NULL;
  const char *reason = declined != NULL ? ek_json_peek_string (declined, id) : NULL;
  g_autoptr (JsonArray) array = json_array_new ();
  JsonObject *object;

  if (value != NULL && !JSON_NODE_HOLDS_NULL (value))
    add_answers (array, instrument, record, item, value);
  if (json_array_get_length (array) == 0 && reason == NULL)
    return;
  object = json_object_new ();
  if (json_array_get_length (array) == 0)
    add_declined (object, reason);
  json_object_set_string_member (object, "linkId", ek_item_get_loinc (item) != NULL ? ek_item_get_loinc (item) : id);
  ek_fhir_add_text (object, "text", ek_item_get_text (item, language != NULL ? language : "en"));
  if (json_array_get_length (array) > 0)
    json_object_set_array_member (object, "answer", g_steal_pointer (&array));
  json_array_add_object_element (items, object);
}

static void
write_items (JsonObject *resource, EkInstrument *instrument, EkRecord *record)
{
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    write_item (items, instrument, record, ek_instrument_get_item (instrument, i));
  if (json_array_get_length (items) > 0)
    json_object_set_array_member (resource, "item", items);
  else
    json_array_unref (items);
}

static JsonObject *
response_new (const EkFhirContext *context, EkRecord *record, EkInstrument *instrument)
{
  JsonObject *resource = ek_fhir_new ("QuestionnaireResponse", ek_record_get_id (record));
  g_autofree char *url = ek_fhir_questionnaire_url (ek_record_get_text (record, EK_ASSESSMENT_INSTRUMENT));
  g_autofree char *canonical = g_strdup_printf ("%s|%s", url, ek_record_get_text (record, EK_ASSESSMENT_VERSION));
  const char *status = ek_record_get_text (record, EK_ASSESSMENT_STATUS);
  const char *mode = ek_record_get_text (record, EK_ASSESSMENT_MODE);
  const char *rater = ek_record_get_text (record, EK_ASSESSMENT_RATER);
  const char *reason = ek_record_get_text (record, EK_ASSESSMENT_REASON);
  gboolean declined = g_strcmp0 (status, "declined") == 0;
  int offset = 0;
  gint64 ms = ek_record_get_instant (record, EK_ASSESSMENT_TAKEN, &offset);

  ek_fhir_add_confidential (resource);
  ek_fhir_add_identifier (resource, ek_record_get_id (record), FALSE);
  json_object_set_string_member (resource, "questionnaire", canonical);
  json_object_set_string_member (resource, "status", declined ? "stopped" : status);
  if (declined)
    add_declined (resource, reason != NULL ? reason : "asked-declined");
  ek_fhir_add_subject (resource, "subject", record);
  ek_fhir_add_instant (resource, "authored", ms, offset);
  ek_fhir_add_author (context, resource, "author", rater != NULL ? rater : ek_record_get_author (record));
  if (g_strcmp0 (mode, "self") == 0)
    ek_fhir_add_subject (resource, "source", record);
  if (instrument != NULL && !ek_record_has (record, EK_ASSESSMENT_RECEIVED))
    write_items (resource, instrument, record);
  else
    ek_fhir_write_kept_items (record, resource);
  return resource;
}

/* The total as an Observation, so that systems that read no questionnaires see a number. */
static JsonObject *
total_new (const EkFhirContext *context, EkRecord *record, EkInstrument *instrument)
{
  g_autofree char *id = ek_fhir_derived_id (ek_record_get_id (record), "total");
  JsonObject *resource = ek_fhir_new ("Observation", id), *quantity = json_object_new ();
  const char *loinc = ek_instrument_get_loinc_total (instrument);
  const EkBand *band = ek_instrument_find_band (instrument, ek_record_get_text (record, EK_ASSESSMENT_SEVERITY));
  g_autofree char *own = g_strdup_printf ("%s-total", ek_instrument_get_id (instrument));
  JsonArray *from = json_array_new ();
  gboolean wrong = g_strcmp0 (ek_record_get_text (record, EK_ASSESSMENT_STATUS), "entered-in-error") == 0;
  int offset = 0;
  gint64 ms = ek_record_get_instant (record, EK_ASSESSMENT_TAKEN, &offset);

  ek_fhir_add_confidential (resource);
  ek_fhir_add_identifier (resource, id, TRUE);
  json_object_set_string_member (resource, "status", wrong ? "entered-in-error" : "final");
  ek_fhir_add_concepts (resource, "category", ek_fhir_concept_new (OBSERVATION_CATEGORY, "survey", "Survey", NULL));
  json_object_set_object_member (resource, "code",
                                 ek_fhir_concept_new (loinc != NULL ? EK_FHIR_LOINC : EK_FHIR_CODES,
                                                      loinc != NULL ? loinc : own, NULL,
                                                      ek_instrument_get_abbreviation (instrument)));
  ek_fhir_add_subject (resource, "subject", record);
  ek_fhir_add_instant (resource, "effectiveDateTime", ms, offset);
  json_object_set_double_member (quantity, "value", ek_record_get_real (record, EK_ASSESSMENT_TOTAL, 0));
  json_object_set_string_member (quantity, "unit", "{score}");
  json_object_set_string_member (quantity, "system", EK_FHIR_UCUM);
  json_object_set_string_member (quantity, "code", "{score}");
  json_object_set_object_member (resource, "valueQuantity", quantity);
  if (band != NULL)
    {
      g_autofree char *words = ek_band_words (instrument, band, ek_record_get_real (record, EK_ASSESSMENT_TOTAL, NAN),
                                              "en");

      ek_fhir_add_concepts (resource, "interpretation", ek_fhir_concept_new (NULL, NULL, NULL, words));
    }
  ek_fhir_append_reference (from, "QuestionnaireResponse", ek_record_get_id (record), NULL);
  json_object_set_array_member (resource, "derivedFrom", from);
  return resource;
}

/**
 * ek_fhir_write_response:
 * @context: what a writer needs: the instruments, without which nothing is written, and whether it is an export of
 *   everything
 * @record: of #ek_assessment_type
 * @resources: (element-type JsonObject): a QuestionnaireResponse with coded answers is added and, when there is a
 *   total, an Observation of category survey that is derived from it
 *
 * A form that is not finished is only in an export of everything. One that was declined as a whole or broken off is
 * stopped, says that it was asked and declined, and why, and has no total. Without its definition it is written with
 * its answers as they are stored, or as they came.
 */
void
ek_fhir_write_response (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
{
  const char *status = ek_record_get_text (record, EK_ASSESSMENT_STATUS);
  EkInstrument *instrument = context->catalogue == NULL
    ? NULL
    : ek_catalogue_find_scoring (context->catalogue, ek_record_get_text (record, EK_ASSESSMENT_INSTRUMENT),
                                 ek_record_get_text (record, EK_ASSESSMENT_VERSION));

  if (context->catalogue == NULL || status == NULL || (g_str_equal (status, "in-progress") && !context->everything))
    return;
  g_ptr_array_add (resources, response_new (context, record, instrument));
  if (instrument != NULL && !g_str_equal (status, "in-progress") && !g_str_equal (status, "declined") &&
      ek_record_has (record, EK_ASSESSMENT_TOTAL))
    g_ptr_array_add (resources, total_new (context, record, instrument));
}
