/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the answers of a form say about danger, and what is said by not answering. */

#include "ek-assess-declined.h"
#include "ek-care-private.h"
#include "ek-danger-conclude.h"
#include "ek-knowledge-private.h"
#include "ek-risk-private.h"

#include "ek-types.h"

#include <math.h>
#include <string.h>

typedef struct {
  EkStore *store;
  EkKnowledge *knowledge; /* or NULL, when it cannot be read */
  EkRecord *assessment;
  EkScore *score;
  const char *instrument;
  EkRecord **risk;
  GArray *standing; /* of EkRiskCause: what the form says now */
} Form;

static gboolean
raise_cause (Form *form, EkRiskCause *cause, GError **error)
{
  g_autoptr (EkRecord) raised = NULL;

  cause->instrument = form->instrument;
  cause->source = ek_record_get_id (form->assessment);
  cause->taken_ms = ek_record_get_instant (form->assessment, EK_ASSESSMENT_TAKEN, &cause->taken_offset);
  raised = ek_risk_raise (form->store, form->knowledge, ek_record_get_patient_id (form->assessment), cause, error);
  if (raised == NULL)
    return FALSE;
  g_array_append_val (form->standing, *cause);
  if (form->risk != NULL && ek_care_text_is (raised, EK_RISK_STATUS, "open"))
    g_set_object (form->risk, raised);
  return TRUE;
}

static gboolean
raise_critical (Form *form, GError **error)
{
  for (guint i = 0; i < form->score->critical->len; i++)
    {
      const EkCritical *critical = &g_array_index (form->score->critical, EkCritical, i);
      const EkCriticalRule *rule = ek_instrument_find_critical_rule (form->score->instrument, critical->rule);
      EkRiskCause cause = { .rule = critical->rule, .item = critical->item_id, .value = critical->value };

      cause.kind = ek_danger_kind_id (ek_danger_kind_of_rule (form->knowledge, form->score->instrument, rule));
      if (!raise_cause (form, &cause, error))
        return FALSE;
    }
  return TRUE;
}

static double
answer_to (EkRecord *assessment, const char *item)
{
  JsonNode *answers = ek_record_get_json (assessment, EK_ASSESSMENT_ANSWERS);

  return answers != NULL && JSON_NODE_HOLDS_OBJECT (answers)
    ? ek_json_peek_double (json_node_get_object (answers), item, NAN)
    : NAN;
}

/* Answers and totals that are dangerous by a rule of this program. */
static gboolean
raise_by_rule (Form *form, GError **error)
{
  GPtrArray *answers = form->knowledge != NULL ? ek_danger_rules (form->knowledge)->answers : NULL;

  for (guint i = 0; answers != NULL && i < answers->len; i++)
    {
      const EkDangerAnswer *answer = g_ptr_array_index (answers, i);
      EkRiskCause cause = { .rule = answer->id, .item = answer->item, .value = NAN };

      if (strcmp (answer->instrument, form->instrument) != 0 || answer->rule != NULL)
        continue;
      cause.kind = ek_danger_kind_id (answer->kind);
      if (answer->item != NULL)
        cause.value = answer_to (form->assessment, answer->item);
      else if (form->score->has_total)
        {
          cause.item = "total";
          cause.value = form->score->total;
        }
      if (isfinite (cause.value) && cause.value >= (answer->item != NULL ? answer->at_least : answer->total_at_least) &&
          !raise_cause (form, &cause, error))
        return FALSE;
    }
  return TRUE;
}

/* What the sender counted, where the answers come to no total. */
static double
sent_total (Form *form)
{
  JsonNode *unread = form->score->has_total ? NULL : ek_record_get_json (form->assessment, EK_ASSESSMENT_UNREAD);
  JsonArray *list = unread != NULL && JSON_NODE_HOLDS_ARRAY (unread) ? json_node_get_array (unread) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *one = ek_json_element_object (list, i);
      const char *answer = one != NULL ? ek_json_peek_string (one, "answer") : NULL;

      if (answer != NULL && g_strcmp0 (ek_json_peek_string (one, "reason"), "total-differs") == 0)
        return g_ascii_strtod (answer, NULL);
    }
  return NAN;
}

/* A total that what was answered and the harmless answers to the rest cannot come to. */
static gboolean
raise_proved (Form *form, GError **error)
{
  EkInstrument *instrument = form->score->instrument;
  JsonNode *answers = ek_record_get_json (form->assessment, EK_ASSESSMENT_ANSWERS);
  JsonObject *given = answers != NULL && JSON_NODE_HOLDS_OBJECT (answers) ? json_node_get_object (answers) : NULL;
  double sent = sent_total (form), low, high;

  if (form->knowledge == NULL || !isfinite (sent) || !ek_instrument_higher_is_worse (instrument) ||
      !ek_instrument_get_range (instrument, &low, &high) || sent > high)
    return TRUE;
  for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
    {
      double limit = ek_danger_greatest_without (form->knowledge, instrument, (EkDangerKind) kind, given);
      EkRiskCause cause = { .rule = "total-only", .item = "total", .value = sent };

      cause.kind = ek_danger_kind_id ((EkDangerKind) kind);
      if (isfinite (limit) && sent > limit && !raise_cause (form, &cause, error))
        return FALSE;
    }
  return TRUE;
}

/* --- not answered ----------------------------------------------------------------------------------------------- */

static gboolean
is_missing (EkScore *score, const char *item)
{
  for (guint i = 0; i < score->missing->len; i++)
    if (strcmp (g_ptr_array_index (score->missing, i), item) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_urgency (const EkDangerRefused *refused, const char *urgency)
{
  for (guint i = 0; urgency != NULL && i < refused->urgencies->len; i++)
    if (strcmp (refused->urgencies->pdata[i], urgency) == 0)
      return TRUE;
  return FALSE;
}

/* An item that is dangerous by a rule of this program, and not by the definition of its instrument. */
static const EkDangerAnswer *
rule_of_program (EkKnowledge *knowledge, const EkDangerRefused *refused, EkInstrument *instrument, const char *item)
{
  for (guint i = 0; i < ek_danger_rules (knowledge)->answers->len; i++)
    {
      const EkDangerAnswer *answer = g_ptr_array_index (ek_danger_rules (knowledge)->answers, i);

      if (answer->item != NULL && strcmp (answer->item, item) == 0 &&
          strcmp (answer->instrument, ek_instrument_get_id (instrument)) == 0 &&
          (refused->kinds & (1u << answer->kind)) != 0)
        return answer;
    }
  return NULL;
}

/* Whether leaving this item unanswered is a refused safety question, and of what kind. @whole: the whole form was
 * declined, which says less of one item: only the kinds for which that counts. */
static gboolean
is_safety_question (EkKnowledge *knowledge, const EkDangerRefused *refused, EkInstrument *instrument, const char *item,
                    gboolean whole, EkDangerKind *kind)
{
  const EkCriticalRule *rule = NULL;
  const EkDangerAnswer *answer = NULL;

  for (guint n = 0; (rule = ek_instrument_item_critical_rule (instrument, item, n)) != NULL; n++)
    {
      *kind = ek_danger_kind_of_rule (knowledge, instrument, rule);
      if (has_urgency (refused, rule->urgency) && ((whole ? refused->whole_form : refused->kinds) & (1u << *kind)) != 0)
        return TRUE;
    }
  answer = whole ? NULL : rule_of_program (knowledge, refused, instrument, item);
  if (answer != NULL)
    *kind = answer->kind;
  return answer != NULL;
}

/* A rule for this instrument stands above the one for all. */
static const EkDangerRefused *
rule_for (EkKnowledge *knowledge, const char *instrument)
{
  const EkDangerRefused *general = NULL;

  for (guint i = 0; i < ek_danger_rules (knowledge)->refused->len; i++)
    {
      const EkDangerRefused *refused = g_ptr_array_index (ek_danger_rules (knowledge)->refused, i);

      if (g_strcmp0 (refused->instrument, instrument) == 0)
        return refused;
      if (refused->instrument == NULL)
        general = refused;
    }
  return general;
}

static gboolean
has_answers (EkRecord *assessment)
{
  JsonNode *answers = ek_record_get_json (assessment, EK_ASSESSMENT_ANSWERS);

  return answers != NULL && JSON_NODE_HOLDS_OBJECT (answers) &&
    json_object_get_size (json_node_get_object (answers)) > 0;
}

/* A form that is not gone on with. One that was received as begun and lies so is one. */
static gboolean
is_over (Form *form)
{
  gint64 now = ek_clock_now (ek_store_get_clock (form->store));
  gint64 taken = ek_record_get_instant (form->assessment, EK_ASSESSMENT_TAKEN, NULL);

  if (ek_care_text_is (form->assessment, EK_ASSESSMENT_STATUS, "in-progress"))
    return ek_care_text_is (form->assessment, EK_ASSESSMENT_MODE, "imported") && has_answers (form->assessment) &&
      taken < now - ek_danger_rules (form->knowledge)->broken_off_hours * EK_HOUR_MS;
  return TRUE;
}

static gboolean
raise_refused (Form *form, GError **error)
{
  const EkDangerRefused *refused = form->knowledge != NULL ? rule_for (form->knowledge, form->instrument) : NULL;
  EkInstrument *instrument = form->score->instrument;
  gboolean whole = ek_care_text_is (form->assessment, EK_ASSESSMENT_STATUS, "declined");
  gboolean over = form->knowledge != NULL && is_over (form);
  guint raised = 0;

  for (guint i = 0; refused != NULL && i < ek_instrument_get_n_items (instrument); i++)
    {
      const char *item = ek_item_get_id (ek_instrument_get_item (instrument, i));
      EkRiskCause cause = { .rule = refused->counts_as_yes ? "refused-yes" : "refused", .item = item, .value = NAN };
      gboolean declined = ek_assess_item_declined (form->assessment, item) != NULL;
      EkDangerKind kind = EK_DANGER_SUICIDE;

      /* one that was not shown, because of the answer before it, can still be refused */
      if ((!declined && (!is_missing (form->score, item) || !over)) ||
          !is_safety_question (form->knowledge, refused, instrument, item, whole && !declined, &kind))
        continue;
      cause.kind = ek_danger_kind_id (kind);
      if (whole && !declined)
        {
          if ((raised & (1u << kind)) != 0)
            continue;
          cause.rule = "refused-form";
          cause.item = NULL;
          raised |= 1u << kind;
        }
      else if (!declined)
        cause.rule = "unanswered";
      if (!raise_cause (form, &cause, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_risk_has_safety_question:
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @instrument: an instrument
 *
 * Returns: whether it asks what a person has to ask when the whole form is refused
 */
gboolean
ek_risk_has_safety_question (EkKnowledge *knowledge, EkInstrument *instrument)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL);
  const EkDangerRefused *refused = rules != NULL ? rule_for (rules, ek_instrument_get_id (instrument)) : NULL;

  for (guint i = 0; refused != NULL && i < ek_instrument_get_n_items (instrument); i++)
    {
      EkDangerKind kind = EK_DANGER_SUICIDE;

      if (is_safety_question (rules, refused, instrument, ek_item_get_id (ek_instrument_get_item (instrument, i)), TRUE,
                              &kind))
        return TRUE;
    }
  return FALSE;
}

static double
value_now (const char *item, gpointer data)
{
  Form *form = data;

  if (strcmp (item, "total") == 0)
    return form->score->has_total ? form->score->total : NAN;
  return answer_to (form->assessment, item);
}

/* What the form said before and says no more is marked in the risks that it raised. */
static gboolean
settle (Form *form, GError **error)
{
  const EkRiskSaid said = {
    ek_record_get_id (form->assessment), form->standing, value_now, form, "corrected", TRUE, FALSE
  };

  return ek_risk_settle (form->store, ek_record_get_patient_id (form->assessment), &said, error);
}

/**
 * ek_risk_raise_answers:
 * @store: the record
 * @assessment: a form
 * @score: its score, with its critical answers
 * @risk: (inout) (optional) (nullable): the open risk that they opened or joined; untouched when there is none
 * @error: return location
 *
 * Opens the chains for what the answers say, each form by itself: a danger to life by one's own hand, to others, or one
 * that calls for a physician; and for a safety question that was not answered, by the rules in
 * data/knowledge/danger.json. What a former state of the form said and this one does not is marked in the risks it
 * raised, which stay open.
 *
 * Returns: %TRUE when all is saved; %FALSE with an error of the store
 */
gboolean
ek_risk_raise_answers (EkStore *store, EkRecord *assessment, EkScore *score, EkRecord **risk, GError **error)
{
  g_autoptr (GArray) standing = g_array_new (FALSE, FALSE, sizeof (EkRiskCause));
  Form form = { store,
                ek_knowledge_get_default (NULL),
                assessment,
                score,
                ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT),
                risk,
                standing };

  return raise_critical (&form, error) && raise_by_rule (&form, error) && raise_proved (&form, error) &&
    raise_refused (&form, error) && settle (&form, error);
}

/**
 * ek_risk_take_back:
 * @store: the record
 * @patient_id: whose
 * @source: id of a record
 * @how: "error", "ended" or "refuted"
 * @error: return location
 *
 * The record says nothing of danger any more, because it was entered in error, has ended or was refuted. What it raised
 * stays in the risks, marked so. In the caller's transaction.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
ek_risk_take_back (EkStore *store, const char *patient_id, const char *source, const char *how, GError **error)
{
  const EkRiskSaid said = { source, NULL, NULL, NULL, how, TRUE, TRUE };

  return ek_risk_settle (store, patient_id, &said, error);
}
