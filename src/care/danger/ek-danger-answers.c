/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions with an answer, outside a form that was read: findings, totals, items of a form that could not be read,
 * assessments of risk and warnings of a hospital. */

#include "ek-care-private.h"
#include "ek-danger-look.h"
#include "ek-risk.h"

#include "ek-score.h"

#include <math.h>

#define ABSENT "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
#define ORDINAL "http://hl7.org/fhir/StructureDefinition/ordinalValue"

static void
value_clear (EkDangerValue *value)
{
  g_free (value->text);
  g_free (value->code);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EkDangerValue, value_clear)

/**
 * ek_danger_concept_words:
 * @concept: a FHIR CodeableConcept
 *
 * Returns: (transfer full) (nullable): its text, else the first display or code of its codings
 */
char *
ek_danger_concept_words (JsonObject *concept)
{
  const char *text = ek_json_peek_string (concept, "text");
  JsonArray *codings = ek_json_peek_array (concept, "coding");

  for (guint i = 0; text == NULL && codings != NULL && i < json_array_get_length (codings); i++)
    {
      JsonObject *coding = ek_json_element_object (codings, i);

      text = coding != NULL ? ek_json_peek_string (coding, "display") : NULL;
      if (text == NULL && coding != NULL)
        text = ek_json_peek_string (coding, "code");
    }
  return g_strdup (text);
}

/* --- what was answered ------------------------------------------------------------------------------------------ */

static void
note_part (EkDangerValue *value, gboolean no)
{
  value->is_there = TRUE;
  value->says_no |= no;
  value->says_other |= !no;
}

static void
note_words (EkDanger *danger, EkDangerValue *value, const char *text, gboolean no)
{
  gboolean low = ek_danger_says_low (danger, text);

  no |= ek_danger_says_no (danger, text);
  note_part (value, no);
  value->says_low |= low;
  value->says_more |= !no && !low;
}

/* The highest of several counts. */
static double
read_ordinal (JsonObject *coding, EkDangerValue *value)
{
  JsonArray *extensions = ek_json_peek_array (coding, "extension");
  double number = NAN;

  for (guint i = 0; extensions != NULL && i < json_array_get_length (extensions); i++)
    {
      JsonObject *one = ek_json_element_object (extensions, i);

      if (one != NULL && g_strcmp0 (ek_json_peek_string (one, "url"), ORDINAL) == 0)
        number = ek_json_peek_double (one, "valueDecimal", number);
    }
  value->number = fmax (value->number, number);
  return number;
}

/* A code without words that is not a known no says nothing: it may be the hospital's own for the same answer. */
static void
read_coding (EkDanger *danger, JsonObject *coding, EkDangerValue *value)
{
  const char *code = ek_json_peek_string (coding, "code"), *display = ek_json_peek_string (coding, "display");
  gboolean no = ek_danger_code_is_no (danger, code) || read_ordinal (coding, value) == 0;

  value->is_there = TRUE;
  if (value->code == NULL)
    value->code = g_strdup (code);
  if (value->text == NULL)
    value->text = g_strdup (display);
  if (ek_danger_says_yes (danger, display))
    {
      note_part (value, FALSE);
      value->says_more = TRUE;
    }
  else if (no || display != NULL)
    note_words (danger, value, display, no);
  else if (ek_danger_says_low (danger, code))
    value->says_low = TRUE;
}

static void
read_concept (EkDanger *danger, JsonObject *concept, EkDangerValue *value)
{
  JsonArray *codings = ek_json_peek_array (concept, "coding");
  const char *text = ek_json_peek_string (concept, "text");

  for (guint i = 0; codings != NULL && i < json_array_get_length (codings); i++)
    if (ek_json_element_object (codings, i) != NULL)
      read_coding (danger, ek_json_element_object (codings, i), value);
  if (text != NULL)
    {
      g_free (value->text);
      value->text = g_strdup (text);
      note_words (danger, value, text, FALSE);
    }
}

/* "more than 0" is a yes of unknown size, "less than 2" may be anything up to it: neither is the number that stands
 * there. */
static void
read_quantity (JsonObject *quantity, EkDangerValue *value)
{
  const char *comparator = ek_json_peek_string (quantity, "comparator");

  value->number = ek_json_peek_double (quantity, "value", NAN);
  if (comparator == NULL)
    return;
  value->is_there = TRUE;
  value->uncertain = comparator[0] != '>' || !(value->number > 0);
  value->text = g_strdup_printf ("%s %g", comparator, value->number);
  if (value->uncertain)
    value->number = NAN;
  else if (comparator[1] == '\0')
    value->number = nextafter (value->number, INFINITY);
}

/* "27" and "27/27" are numbers, "27 points on Tuesday" is text. */
static double
number_in (const char *text)
{
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);

  while (end != text && g_ascii_isspace (*end))
    end++;
  if (*end == '/')
    for (end++; g_ascii_isdigit (*end) || g_ascii_isspace (*end);)
      end++;
  return end != text && *end == '\0' ? number : NAN;
}

static gboolean
was_declined (JsonObject *object)
{
  JsonObject *reason = ek_json_peek_object (object, "dataAbsentReason");
  JsonArray *codings = reason != NULL ? ek_json_peek_array (reason, "coding") : NULL;
  JsonArray *extensions = ek_json_peek_array (object, "extension");

  for (guint i = 0; codings != NULL && i < json_array_get_length (codings); i++)
    if (ek_json_element_object (codings, i) != NULL &&
        g_strcmp0 (ek_json_peek_string (ek_json_element_object (codings, i), "code"), "asked-declined") == 0)
      return TRUE;
  for (guint i = 0; extensions != NULL && i < json_array_get_length (extensions); i++)
    {
      JsonObject *one = ek_json_element_object (extensions, i);

      if (one != NULL && g_strcmp0 (ek_json_peek_string (one, "url"), ABSENT) == 0 &&
          g_strcmp0 (ek_json_peek_string (one, "valueCode"), "asked-declined") == 0)
        return TRUE;
    }
  return FALSE;
}

/* The value of an observation, or of an answer. */
static void
read_value (EkDanger *danger, JsonObject *object, EkDangerValue *value)
{
  JsonObject *concept = ek_json_peek_object (object, "valueCodeableConcept");
  JsonObject *coding = ek_json_peek_object (object, "valueCoding");
  JsonObject *quantity = ek_json_peek_object (object, "valueQuantity");
  const char *string = ek_json_peek_string (object, "valueString");

  value->number = ek_json_peek_double (object, "valueInteger", ek_json_peek_double (object, "valueDecimal", NAN));
  if (json_object_has_member (object, "valueBoolean"))
    value->number = ek_json_peek_boolean (object, "valueBoolean", FALSE);
  if (quantity != NULL)
    read_quantity (quantity, value);
  if (isfinite (value->number))
    note_part (value, value->number == 0);
  if (concept != NULL)
    read_concept (danger, concept, value);
  if (coding != NULL)
    read_coding (danger, coding, value);
  if (string != NULL)
    {
      g_free (value->text);
      value->text = g_strdup (string);
      note_words (danger, value, string, FALSE);
      if (!isfinite (value->number))
        value->number = number_in (string);
    }
  value->refused = !value->is_there && was_declined (object);
}

/* --- items that are known --------------------------------------------------------------------------------------- */

static EkItem *
find_item (EkCatalogue *catalogue, const char *loinc, EkInstrument **instrument)
{
  for (guint i = 0; catalogue != NULL && loinc != NULL && i < ek_catalogue_get_n (catalogue); i++)
    {
      EkItem *item = ek_instrument_find_critical_item (ek_catalogue_get (catalogue, i), loinc);

      *instrument = ek_catalogue_get (catalogue, i);
      if (item != NULL)
        return item;
    }
  return NULL;
}

/* An answer in words or as a code is the option that is called so. */
static void
read_option (EkItem *item, EkDangerValue *value)
{
  for (guint i = 0; !isfinite (value->number) && i < ek_item_get_n_options (item); i++)
    {
      const EkOption *option = ek_item_get_option (item, i);
      const char *en = ek_option_label (option, "en"), *zh = ek_option_label (option, "zh");

      if ((value->code != NULL && g_strcmp0 (value->code, option->loinc) == 0) ||
          (value->text != NULL &&
           ((en != NULL && g_ascii_strcasecmp (en, value->text) == 0) || g_strcmp0 (zh, value->text) == 0)))
        value->number = option->value;
    }
  if (!isfinite (value->number) && value->text != NULL)
    {
      char *end = NULL;
      double number = g_ascii_strtod (value->text, &end);

      if (end != value->text && *end == '\0')
        value->number = number;
    }
}

static gboolean
raise_item (EkDangerLook *look, EkInstrument *instrument, const char *item, double number, const char *rule,
            EkDangerKind kind, GError **error)
{
  EkRiskCause cause = { .rule = rule,
                        .instrument = ek_instrument_get_id (instrument),
                        .item = item,
                        .value = number,
                        .source = look->source,
                        .taken_ms = look->taken,
                        .taken_offset = look->offset,
                        .from = look->from };

  cause.kind = ek_danger_kind_id (kind);
  return ek_danger_raise (look, &cause, error);
}

/* The one answer is scored by the definition, whose thresholds are the only ones. */
static gboolean
look_at_item (EkDangerLook *look, EkInstrument *instrument, EkItem *item, EkDangerValue *value, GError **error)
{
  g_autoptr (JsonNode) answers = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (EkScore) score = NULL;
  const char *id = ek_item_get_id (item);

  read_option (item, value);
  if (value->number == 0 && value->says_no && value->says_other)
    value->number = NAN;
  look->item = id;
  look->number = value->number;
  if (isfinite (value->number))
    {
      json_object_set_double_member (object, id, value->number);
      json_node_set_object (answers, object);
      score = ek_score_answers (instrument, answers, NULL, NULL);
    }
  if (score == NULL)
    {
      const EkCriticalRule *rule = ek_instrument_item_critical_rule (instrument, id, 0);

      /* What cannot be read is not a no. */
      return ek_danger_value_is_no (value) ||
        raise_item (look, instrument, id, NAN, value->refused ? "refused" : "unread",
                    ek_danger_kind_of_rule (look->rules, instrument, rule), error);
    }
  for (guint i = 0; i < score->critical->len; i++)
    {
      const EkCritical *critical = &g_array_index (score->critical, EkCritical, i);
      const EkCriticalRule *rule = ek_instrument_find_critical_rule (instrument, critical->rule);

      if (!raise_item (look, instrument, id, value->number, critical->rule,
                       ek_danger_kind_of_rule (look->rules, instrument, rule), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
look_at_total (EkDangerLook *look, const char *loinc, const EkDangerValue *value, gboolean *is_total, GError **error)
{
  GPtrArray *answers = ek_danger_rules (look->rules)->answers;

  *is_total = FALSE;
  for (guint i = 0; look->catalogue != NULL && loinc != NULL && i < answers->len; i++)
    {
      const EkDangerAnswer *answer = g_ptr_array_index (answers, i);
      EkInstrument *instrument = ek_catalogue_find (look->catalogue, answer->instrument, NULL);

      if (instrument == NULL || !isfinite (answer->total_at_least) || !ek_danger_is_total_of (instrument, loinc))
        continue;
      *is_total = TRUE;
      look->item = "total";
      look->number = value->number;
      if ((value->uncertain || value->number >= answer->total_at_least) &&
          !raise_item (look, instrument, "total", value->number, value->uncertain ? "unread" : answer->id, answer->kind,
                       error))
        return FALSE;
    }
  return TRUE;
}

/* --- a question and its answer ---------------------------------------------------------------------------------- */

static void
ask_code (EkDangerLook *look, const char *system, const char *code, EkDangerFound *asked)
{
  EkDanger *danger = ek_danger_rules (look->rules);

  ek_danger_read_code (danger, danger->questions, system, code, FALSE, asked);
  ek_danger_read_code (danger, danger->codes, system, code, FALSE, asked);
}

/* Of a form that waits for its definition: an item of another version of it that is here. */
static EkItem *
find_own_item (EkDangerLook *look, const char *id, EkInstrument **instrument)
{
  EkItem *item = look->form != NULL && id != NULL ? ek_instrument_find_item (look->form, id) : NULL;

  if (item == NULL || ek_instrument_item_critical_rule (look->form, id, 0) == NULL)
    return NULL;
  *instrument = look->form;
  return item;
}

/* @loinc: (nullable): the code of the question, where it is of LOINC; of a form, its link id. */
static gboolean
conclude (EkDangerLook *look, EkDangerFound *asked, const char *loinc, EkDangerValue *value, const char *words,
          GError **error)
{
  EkInstrument *instrument = NULL;
  EkItem *item = find_item (look->catalogue, loinc, &instrument);
  gboolean is_total = FALSE;

  if (item == NULL)
    item = find_own_item (look, loinc, &instrument);
  if (item == NULL && look->named != NULL)
    {
      item = look->named;
      instrument = look->named_of;
    }
  look->named = NULL;
  if (item != NULL)
    return look_at_item (look, instrument, item, value, error);
  if (!look_at_total (look, loinc, value, &is_total, error) ||
      !ek_danger_look_at_proof (look, loinc, value->number, error))
    return FALSE;
  return is_total || ek_danger_conclude_answer (look, asked, value, words, error);
}

static char *
in_words (const char *question, const EkDangerValue *value)
{
  const char *answer = value->text != NULL ? value->text : value->code;
  g_autofree char *number = answer == NULL && isfinite (value->number) ? g_strdup_printf ("%g", value->number) : NULL;

  if (answer == NULL)
    answer = number;
  return answer != NULL ? g_strdup_printf ("%s: %s", question != NULL ? question : "?", answer)
                        : g_strdup (question != NULL ? question : "?");
}

/* A total under a code of this program. */
static gboolean
is_own_total (JsonObject *coding)
{
  const char *code = ek_json_peek_string (coding, "code");

  return code != NULL && g_str_has_suffix (code, "-total");
}

static const char *
ask_concept (EkDangerLook *look, JsonObject *concept, EkDangerFound *asked)
{
  JsonArray *codings = concept != NULL ? ek_json_peek_array (concept, "coding") : NULL;
  const char *loinc = NULL, *total = NULL, *loose = NULL;

  for (guint i = 0; codings != NULL && i < json_array_get_length (codings); i++)
    {
      JsonObject *coding = ek_json_element_object (codings, i);
      const char *system = coding != NULL ? ek_json_peek_string (coding, "system") : NULL;

      if (coding == NULL)
        continue;
      if (loinc == NULL && g_strcmp0 (ek_danger_system (ek_danger_rules (look->rules), system), "loinc") == 0)
        loinc = ek_json_peek_string (coding, "code");
      else if (total == NULL && is_own_total (coding))
        total = ek_json_peek_string (coding, "code");
      else if (loose == NULL && ek_danger_system (ek_danger_rules (look->rules), system) == NULL &&
               ek_danger_looks_like_loinc (ek_json_peek_string (coding, "code")))
        ask_code (look, "http://loinc.org", loose = ek_json_peek_string (coding, "code"), asked);
      ask_code (look, system, ek_json_peek_string (coding, "code"), asked);
      ek_danger_read_words (ek_danger_rules (look->rules), ek_json_peek_string (coding, "display"), asked);
    }
  if (concept != NULL)
    ek_danger_read_words (ek_danger_rules (look->rules), ek_json_peek_string (concept, "text"), asked);
  if (loinc == NULL)
    loinc = loose;
  return loinc != NULL ? loinc : total;
}

/* What the question of @concept is called, where it has no code that is known. */
static void
note_names (EkDangerLook *look, JsonObject *concept, const char *whole)
{
  JsonArray *codings = concept != NULL ? ek_json_peek_array (concept, "coding") : NULL;

  look->named = NULL;
  if (concept != NULL)
    ek_danger_note_name (look, ek_json_peek_string (concept, "text"), whole);
  for (guint i = 0; codings != NULL && i < json_array_get_length (codings); i++)
    {
      JsonObject *coding = ek_json_element_object (codings, i);

      if (coding != NULL)
        ek_danger_note_name (look, ek_json_peek_string (coding, "display"), whole);
      if (coding != NULL)
        ek_danger_note_name (look, ek_json_peek_string (coding, "code"), whole);
    }
}

/* What the observation is called that @object is a part of; NULL: it is none. */
static char *
name_whole (EkDangerLook *look, JsonObject *object)
{
  JsonObject *code = ek_json_peek_object (look->resource, object != look->resource ? "code" : "_whole");

  return code != NULL ? ek_danger_concept_words (code) : NULL;
}

/* --- assessments of risk and warnings --------------------------------------------------------------------------- */

static gboolean
names_kind (const EkDangerFound *found, int kind)
{
  return found->sign[kind] != EK_SIGN_NONE && found->sign[kind] != EK_SIGN_FAMILY;
}

static gboolean
names_any (const EkDangerFound *found)
{
  for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
    if (names_kind (found, kind))
      return TRUE;
  return FALSE;
}

/* A prediction without words is its number: none at all is a no. */
static void
read_prediction (EkDanger *danger, JsonObject *prediction, EkDangerValue *value)
{
  JsonObject *risk = ek_json_peek_object (prediction, "qualitativeRisk");
  double probability = ek_json_peek_double (prediction, "probabilityDecimal", NAN);

  if (risk != NULL)
    read_concept (danger, risk, value);
  if (isfinite (probability))
    note_part (value, probability == 0);
}

/* What is predicted is a risk: a low one is none. */
static void
grade (EkDangerFound *asked)
{
  static const EkDangerWords risk = { .id = "prediction", .at_least = NAN };

  for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
    if (asked->graded[kind] == NULL)
      asked->graded[kind] = &risk;
}

/* Each prediction is judged by itself; one whose outcome names no danger is about what the assessment is about. What
 * the assessment is about and no prediction speaks of is asked without an answer. */
static gboolean
look_at_predictions (EkDangerLook *look, EkDangerFound *about, const char *question, GError **error)
{
  JsonArray *predictions = ek_json_peek_array (look->resource, "prediction");

  for (guint i = 0; predictions != NULL && i < json_array_get_length (predictions); i++)
    {
      JsonObject *one = ek_json_element_object (predictions, i);
      JsonObject *outcome = one != NULL ? ek_json_peek_object (one, "outcome") : NULL;
      g_auto (EkDangerValue) value = { .number = NAN };
      g_autofree char *named = outcome != NULL ? ek_danger_concept_words (outcome) : NULL, *words = NULL;
      EkDangerFound asked = { { EK_SIGN_NONE } };

      if (one == NULL)
        continue;
      ask_concept (look, outcome, &asked);
      if (!names_any (&asked))
        asked = *about;
      grade (&asked);
      read_prediction (ek_danger_rules (look->rules), one, &value);
      words = in_words (named != NULL ? named : question, &value);
      if (!ek_danger_conclude_answer (look, &asked, &value, words, error))
        return FALSE;
      for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
        if (names_kind (&asked, kind))
          about->sign[kind] = EK_SIGN_NONE;
    }
  return TRUE;
}

static const char *
ask_predictions (EkDangerLook *look, EkDangerFound *asked)
{
  JsonArray *predictions = ek_json_peek_array (look->resource, "prediction");

  for (guint i = 0; predictions != NULL && i < json_array_get_length (predictions); i++)
    {
      JsonObject *one = ek_json_element_object (predictions, i);

      ask_concept (look, one != NULL ? ek_json_peek_object (one, "outcome") : NULL, asked);
    }
  return ask_concept (look, ek_json_peek_object (look->resource, "code"), asked);
}

/* What was entered here, or came without its resource. */
static void
read_kept (EkDanger *danger, EkRecord *measurement, EkDangerValue *value)
{
  const char *text = ek_record_get_text (measurement, EK_MEASUREMENT_VALUE_TEXT);

  value->number = ek_record_get_real (measurement, EK_MEASUREMENT_VALUE, NAN);
  if (isfinite (value->number))
    note_part (value, value->number == 0);
  if (text == NULL)
    return;
  value->text = g_strdup (text);
  note_words (danger, value, text, FALSE);
  if (!isfinite (value->number))
    value->number = number_in (text);
}

static gboolean
look_at_value (EkDangerLook *look, JsonObject *object, EkDangerFound *asked, const char *loinc, const char *question,
               GError **error)
{
  g_auto (EkDangerValue) value = { .number = NAN };
  g_autofree char *words = NULL;

  if (object == look->resource && ek_json_peek_array (object, "prediction") != NULL)
    {
      if (!look_at_predictions (look, asked, question, error))
        return FALSE;
      if (!names_any (asked))
        return TRUE;
    }
  read_value (ek_danger_rules (look->rules), object, &value);
  words = in_words (question, &value);
  return conclude (look, asked, loinc, &value, words, error);
}

/**
 * ek_danger_look_at_measurement:
 * @look: what is looked at; with the resource where the record came as one
 * @measurement: the finding as it was kept
 * @error: what ek_danger_raise() and ek_notice_raise() say
 *
 * A finding is a question (its code and its text) with an answer; a total may prove a dangerous answer, see
 * ek_danger_look_at_proof(). One that is inactive opens no risk and is told as ended.
 *
 * Returns: success
 */
gboolean
ek_danger_look_at_measurement (EkDangerLook *look, EkRecord *measurement, GError **error)
{
  g_auto (EkDangerValue) value = { .number = NAN };
  EkDangerFound asked = { { EK_SIGN_NONE } };
  const char *text = ek_record_get_text (measurement, EK_MEASUREMENT_TEXT);
  const char *system = ek_record_get_text (measurement, EK_MEASUREMENT_SYSTEM);
  const char *code = ek_record_get_text (measurement, EK_MEASUREMENT_CODE), *loinc = NULL;
  g_autofree char *words = NULL;

  ask_code (look, system, code, &asked);
  if (g_strcmp0 (ek_danger_system (ek_danger_rules (look->rules), system), "loinc") == 0 ||
      (ek_danger_system (ek_danger_rules (look->rules), system) == NULL && ek_danger_looks_like_loinc (code)) ||
      (code != NULL && g_str_has_suffix (code, "-total")))
    loinc = code;
  if (ek_care_text_is (measurement, EK_MEASUREMENT_STATUS, "inactive"))
    {
      ek_danger_read_words (ek_danger_rules (look->rules), text, &asked);
      return ek_danger_tell_ended (look, &asked, text, "ended", error);
    }
  if (look->resource != NULL)
    {
      /* the record's text may be what its first prediction is called */
      const char *found = ask_concept (look, ek_json_peek_object (look->resource, "code"), &asked);
      g_autofree char *whole = name_whole (look, look->resource);

      if (ek_json_peek_array (look->resource, "prediction") == NULL)
        ek_danger_read_words (ek_danger_rules (look->rules), text, &asked);
      ask_concept (look, ek_json_peek_object (look->resource, "method"), &asked);
      note_names (look, ek_json_peek_object (look->resource, "code"), whole);
      return look_at_value (look, look->resource, &asked, loinc != NULL ? loinc : found, text, error);
    }
  ek_danger_read_words (ek_danger_rules (look->rules), text, &asked);
  read_kept (ek_danger_rules (look->rules), measurement, &value);
  words = in_words (text, &value);
  look->named = NULL;
  ek_danger_note_name (look, text, NULL);
  ek_danger_note_name (look, code, NULL);
  return conclude (look, &asked, loinc, &value, words, error);
}

/* --- what could not be read ------------------------------------------------------------------------------------- */

static gboolean look_at_items (EkDangerLook *look, JsonObject *parent, int depth, GError **error);

static gboolean
look_at_one (EkDangerLook *look, JsonObject *item, int depth, GError **error)
{
  JsonArray *answers = ek_json_peek_array (item, "answer");
  const char *link = ek_json_peek_string (item, "linkId"), *text = ek_json_peek_string (item, "text");
  const char *loinc = link != NULL && g_strrstr (link, "/") != NULL ? g_strrstr (link, "/") + 1 : link;
  EkDangerFound asked = { { EK_SIGN_NONE } };
  guint n = answers != NULL ? json_array_get_length (answers) : 0;

  ek_danger_read_words (ek_danger_rules (look->rules), text, &asked);
  ek_danger_read_words (ek_danger_rules (look->rules), link, &asked);
  ask_code (look, "http://loinc.org", loinc, &asked);
  for (guint i = 0; i < MAX (n, 1); i++)
    {
      JsonObject *answer = n > 0 ? ek_json_element_object (answers, i) : item;
      g_auto (EkDangerValue) value = { .number = NAN };
      g_autofree char *words = NULL;

      if (answer == NULL)
        continue;
      read_value (ek_danger_rules (look->rules), answer, &value);
      words = in_words (text != NULL ? text : link, &value);
      look->named = NULL;
      ek_danger_note_name (look, link, NULL);
      ek_danger_note_name (look, text, NULL);
      if ((value.is_there || value.refused) && !conclude (look, &asked, loinc, &value, words, error))
        return FALSE;
      if (n > 0 && !look_at_items (look, answer, depth, error))
        return FALSE;
    }
  return look_at_items (look, item, depth, error);
}

static gboolean
look_at_items (EkDangerLook *look, JsonObject *parent, int depth, GError **error)
{
  JsonArray *items = depth < 16 ? ek_json_peek_array (parent, "item") : NULL;

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = ek_json_element_object (items, i);

      if (item != NULL && !look_at_one (look, item, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
look_at_finding (EkDangerLook *look, JsonObject *object, GError **error)
{
  EkDangerFound asked = { { EK_SIGN_NONE } };
  JsonObject *code = ek_json_peek_object (object, "code");
  const char *loinc = ask_concept (look, code, &asked);
  g_autofree char *question = code != NULL ? ek_danger_concept_words (code) : NULL;
  g_autofree char *whole = name_whole (look, object);

  ask_concept (look, ek_json_peek_object (object, "method"), &asked);
  note_names (look, code, whole);
  return look_at_value (look, object, &asked, loinc, question, error);
}

/**
 * ek_danger_look_at_withdrawn:
 * @look: what is looked at, with its resource
 * @error: what ek_notice_raise() says
 *
 * What was taken back and was never kept: a warning is told all the same, because others may have acted on it. Nothing
 * but a Flag or a RiskAssessment is one.
 *
 * Returns: success
 */
gboolean
ek_danger_look_at_withdrawn (EkDangerLook *look, GError **error)
{
  const char *type = ek_json_peek_string (look->resource, "resourceType");
  JsonObject *code = ek_json_peek_object (look->resource, "code");
  g_autofree char *words = code != NULL ? ek_danger_concept_words (code) : NULL;
  EkDangerFound asked = { { EK_SIGN_NONE } };

  if (g_strcmp0 (type, "Flag") != 0 && g_strcmp0 (type, "RiskAssessment") != 0)
    return TRUE;
  ask_predictions (look, &asked);
  return ek_danger_tell_ended (look, &asked, words != NULL ? words : type, "error", error);
}

/**
 * ek_danger_look_at_answers:
 * @look: what is looked at, with its resource
 * @error: what ek_danger_raise() and ek_danger_leave_notice() say
 *
 * The answers of a form, or the value and the components of a finding, as they stand in the resource. A form that waits
 * for its definition is kept as its items alone, without a type.
 *
 * Returns: success
 */
gboolean
ek_danger_look_at_answers (EkDangerLook *look, GError **error)
{
  JsonArray *parts = ek_json_peek_array (look->resource, "component");
  const char *type = ek_json_peek_string (look->resource, "resourceType");

  /* A form that waits for its definition is kept as its items alone. */
  if (g_strcmp0 (type, "QuestionnaireResponse") == 0 || type == NULL)
    return look_at_items (look, look->resource, 0, error);
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = ek_json_element_object (parts, i);

      if (part != NULL && !look_at_finding (look, part, error))
        return FALSE;
    }
  return look_at_finding (look, look->resource, error);
}
