/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-assess-private.h"
#include "ek-care-private.h"

#include "ek-assessment.h"
#include "ek-error.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
fail (GError **error, EkError code, const char *message)
{
  g_set_error_literal (error, EK_ERROR, code, message);
  return FALSE;
}

/* The definition that the assessment was started with: an old form is never scored by a newer one. */
EkInstrument *
ek_assess_definition (EkCatalogue *catalogue, EkRecord *assessment, GError **error)
{
  EkInstrument *instrument = ek_catalogue_find (catalogue, ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT),
                                                ek_record_get_text (assessment, EK_ASSESSMENT_VERSION));

  if (instrument == NULL)
    fail (
      error, EK_ERROR_NOT_FOUND,
      _ ("The definition of this questionnaire, in the version that was used, is not on this machine. The answers are "
         "safe; ask your IT department to install it."));
  return instrument;
}

/* What is entered here is asked again where it contradicts itself; what is stored is taken as it is. */
static EkScore *
score_with (EkStore *store, EkInstrument *instrument, EkRecord *assessment, gboolean strict, GError **error)
{
  JsonNode *answers = ek_record_get_json (assessment, EK_ASSESSMENT_ANSWERS);
  EkSubject subject;

  if (!ek_assessment_get_subject (store, assessment, &subject, error))
    return NULL;
  return strict && answers != NULL ? ek_score_answers (instrument, answers, &subject, error)
                                   : ek_assessment_score (instrument, assessment, &subject, error);
}

/* Saves @assessment with its score and its risks in one transaction, the assessment last: when anything before it fails
 * its envelope is untouched. On failure the values are again those of @before. */
gboolean
ek_assess_save_scored (EkStore *store, EkInstrument *instrument, EkRecord *assessment, EkRecord *before,
                       EkRecord **risk, GError **error)
{
  g_autoptr (EkScore) score = score_with (store, instrument, assessment, TRUE, error);
  g_autoptr (EkRecord) raised = NULL;

  if (score == NULL || !ek_store_begin (store, error))
    {
      ek_care_copy_values (assessment, before);
      return FALSE;
    }
  ek_assessment_keep_score (assessment, score);
  if (!ek_risk_raise_answers (store, assessment, score, &raised, error) || !ek_store_save (store, assessment, error))
    {
      ek_store_rollback (store);
      ek_care_copy_values (assessment, before);
      return FALSE;
    }
  if (!ek_store_commit (store, error))
    {
      ek_care_copy_values (assessment, before);
      return FALSE;
    }
  if (risk != NULL)
    *risk = g_steal_pointer (&raised);
  return TRUE;
}

gboolean
ek_assess_check_open (EkRecord *assessment, GError **error)
{
  if (ek_care_text_is (assessment, EK_ASSESSMENT_STATUS, "in-progress"))
    return TRUE;
  return fail (error, EK_ERROR_CONFLICT,
               _ ("This questionnaire is finished. Nothing was changed. Correct it instead, with a reason."));
}

static EkRecord *
new_assessment (EkStore *store, EkInstrument *instrument, const char *patient_id, const EkAssessGiving *giving,
                GError **error)
{
  g_autoptr (EkUser) user = ek_care_user (store, error);
  EkRecord *assessment = NULL;

  if (user == NULL)
    return NULL;
  assessment = ek_record_new (&ek_assessment_type, patient_id);
  ek_record_set_text (assessment, EK_ASSESSMENT_INSTRUMENT, ek_instrument_get_id (instrument));
  ek_record_set_text (assessment, EK_ASSESSMENT_VERSION, ek_instrument_get_version (instrument));
  ek_record_set_text (assessment, EK_ASSESSMENT_STATUS, "in-progress");
  ek_record_set_text (assessment, EK_ASSESSMENT_MODE, giving->mode);
  /* The language it is really read in, which is not the wanted one where the words are there in the other only. */
  ek_record_set_text (assessment, EK_ASSESSMENT_LANGUAGE,
                      giving->language != NULL ? ek_instrument_pick_language (instrument, giving->language) : NULL);
  if (!giving->by_patient)
    ek_record_set_text (assessment, EK_ASSESSMENT_RATER, giving->rater != NULL ? giving->rater : ek_user_get_id (user));
  ek_record_set_text (assessment, EK_ASSESSMENT_DEVICE, giving->device);
  ek_record_set_text (assessment, EK_ASSESSMENT_BATTERY, giving->battery);
  ek_record_set_int (assessment, EK_ASSESSMENT_COMPLETE, FALSE);
  if (giving->taken != EK_INSTANT_NONE)
    ek_record_set_instant (assessment, EK_ASSESSMENT_TAKEN, giving->taken, giving->offset_minutes);
  else
    ek_care_set_now (store, assessment, EK_ASSESSMENT_TAKEN);
  return assessment;
}

static gboolean
refuse_future (EkStore *store, const EkAssessGiving *giving, GError **error)
{
  if (giving->taken == EK_INSTANT_NONE || giving->taken <= ek_clock_now (ek_store_get_clock (store)) + EK_DAY_MS)
    return TRUE;
  return fail (error, EK_ERROR_INVALID, _ ("A questionnaire cannot have been answered in the future."));
}

/**
 * ek_assess_begin:
 * @store: the record
 * @instrument: the definition
 * @patient_id: the patient
 * @giving: how it is given
 * @error: return location
 *
 * Starts a questionnaire and saves it, without an answer yet.
 *
 * Returns: (transfer full): the assessment, or %NULL with %EK_ERROR_INVALID for a time in the future or an error of
 *   the store
 */
EkRecord *
ek_assess_begin (EkStore *store, EkInstrument *instrument, const char *patient_id, const EkAssessGiving *giving,
                 GError **error)
{
  g_autoptr (EkRecord) assessment = NULL;

  if (!refuse_future (store, giving, error))
    return NULL;
  assessment = new_assessment (store, instrument, patient_id, giving, error);
  if (assessment == NULL || !ek_store_save (store, assessment, error))
    return NULL;
  return g_steal_pointer (&assessment);
}

/**
 * ek_assess_start:
 * @store: the record
 * @instrument: the definition
 * @patient_id: the patient
 * @mode: "clinician", "self" or "paper"
 * @language: "en" or "zh": the wording that is read or shown
 * @error: return location
 *
 * Starts a questionnaire and saves it, without an answer yet, under the name of who is in.
 *
 * Returns: (transfer full): the assessment, or %NULL with an error of the store
 */
EkRecord *
ek_assess_start (EkStore *store, EkInstrument *instrument, const char *patient_id, const char *mode,
                 const char *language, GError **error)
{
  const EkAssessGiving giving = { .mode = mode, .language = language, .taken = EK_INSTANT_NONE };

  return ek_assess_begin (store, instrument, patient_id, &giving, error);
}

/* The answers with one of them set or taken back, in the order of the items. */
JsonNode *
ek_assess_answers_with (EkInstrument *instrument, EkRecord *assessment, const char *item_id, JsonNode *answer,
                        GError **error)
{
  JsonNode *former = ek_record_get_json (assessment, EK_ASSESSMENT_ANSWERS);
  g_autoptr (JsonNode) changed = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  json_node_take_object (changed, object);
  if (former != NULL && JSON_NODE_HOLDS_OBJECT (former))
    {
      json_object_iter_init (&iter, json_node_get_object (former));
      while (json_object_iter_next (&iter, &name, &value))
        if (strcmp (name, item_id) != 0)
          json_object_set_member (object, name, json_node_copy (value));
    }
  if (answer != NULL && !JSON_NODE_HOLDS_NULL (answer))
    json_object_set_member (object, item_id, json_node_copy (answer));
  return ek_answers_normalise (instrument, changed, error);
}

/**
 * ek_assess_answer:
 * @store: the record
 * @catalogue: the definitions
 * @assessment: a questionnaire in progress
 * @item_id: the item
 * @answer: (nullable): the value; %NULL or a JSON null takes the answer back
 * @risk: (out) (optional) (nullable) (transfer full): the risk that the critical answers of this form opened or joined
 * @error: return location
 *
 * Saves one answer with the score so far. A critical answer opens the risk chain in the same transaction, also on an
 * incomplete form; taking it back later does not close the risk.
 *
 * Returns: %TRUE when it is on the disk; %FALSE with %EK_ERROR_INVALID for an answer the item does not accept,
 *   %EK_ERROR_NOT_FOUND for an item it does not have, %EK_ERROR_CONFLICT when it is finished, or an error of the store;
 *   the values of @assessment are then as they were
 */
gboolean
ek_assess_answer (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, const char *item_id, JsonNode *answer,
                  EkRecord **risk, GError **error)
{
  EkInstrument *instrument = ek_assess_definition (catalogue, assessment, error);
  g_autoptr (EkRecord) before = ek_record_copy (assessment);
  g_autoptr (JsonNode) answers = NULL;
  EkItem *item = instrument != NULL ? ek_instrument_find_item (instrument, item_id) : NULL;

  if (instrument == NULL || !ek_assess_check_open (assessment, error))
    return FALSE;
  if (item == NULL)
    return fail (error, EK_ERROR_NOT_FOUND, _ ("This questionnaire has no such item."));
  if (answer != NULL && !JSON_NODE_HOLDS_NULL (answer) && !ek_item_accepts (item, answer, error))
    return FALSE;
  answers = ek_assess_answers_with (instrument, assessment, item_id, answer, error);
  if (answers == NULL)
    return FALSE;
  ek_record_set_json (assessment, EK_ASSESSMENT_ANSWERS, answers);
  ek_assess_set_declined (assessment, item_id, NULL);
  return ek_assess_save_scored (store, instrument, assessment, before, risk, error);
}

static gboolean
refuse_missing (GPtrArray *missing, GError **error)
{
  g_autoptr (GString) items = g_string_new (NULL);

  for (guint i = 0; i < missing->len; i++)
    g_string_append_printf (items, "%s%s", i > 0 ? ", " : "", (const char *) g_ptr_array_index (missing, i));
  g_set_error (
    error, EK_ERROR, EK_ERROR_INCOMPLETE,
    _ ("These items are not answered: %s. Every answer so far is saved. Answer them, or finish the form as it "
       "is: it then has no severity."),
    items->str);
  return FALSE;
}

/**
 * ek_assess_complete:
 * @store: the record
 * @catalogue: the definitions
 * @assessment: a questionnaire in progress
 * @as_it_is: finish it although items are missing; it then has no severity
 * @error: return location
 *
 * Finishes the questionnaire. Its time stays when it was started. Items that were declined do not hold it up; without
 * them there is no severity all the same.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INCOMPLETE naming the items that are missing,
 *   %EK_ERROR_CONFLICT when it is finished already, or an error of the store; the values of @assessment are then as
 *   they were
 */
gboolean
ek_assess_complete (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, gboolean as_it_is, GError **error)
{
  EkInstrument *instrument = ek_assess_definition (catalogue, assessment, error);
  g_autoptr (EkRecord) before = ek_record_copy (assessment);
  g_autoptr (EkScore) score = NULL;
  g_autoptr (GPtrArray) missing = NULL;

  if (instrument == NULL || !ek_assess_check_open (assessment, error))
    return FALSE;
  score = score_with (store, instrument, assessment, TRUE, error);
  if (score == NULL)
    return FALSE;
  missing = ek_assess_not_asked (assessment, score);
  if (missing->len > 0 && !as_it_is)
    return refuse_missing (missing, error);
  ek_record_set_text (assessment, EK_ASSESSMENT_STATUS, "completed");
  return ek_assess_save_scored (store, instrument, assessment, before, NULL, error);
}

static gboolean
save_status (EkStore *store, EkRecord *assessment, const char *status, const char *reason, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (assessment);

  ek_record_set_text (assessment, EK_ASSESSMENT_STATUS, status);
  ek_record_set_text (assessment, EK_ASSESSMENT_REASON, reason);
  if (ek_store_save (store, assessment, error))
    return TRUE;
  ek_care_copy_values (assessment, before);
  return FALSE;
}

/**
 * ek_assess_decline:
 * @store: the record
 * @catalogue: the definitions
 * @assessment: a questionnaire in progress
 * @reason: why it was declined, in words
 * @error: return location
 *
 * The patient does not want to go on. Answers given so far are kept; a risk they opened stays open. A safety question
 * that is not answered by then was refused: a risk is opened, so that a person asks it.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INCOMPLETE without a reason, %EK_ERROR_CONFLICT, or an error
 *   of the store; the values of @assessment are then as they were
 */
gboolean
ek_assess_decline (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, const char *reason, GError **error)
{
  EkInstrument *instrument = ek_assess_definition (catalogue, assessment, NULL);
  g_autoptr (EkRecord) before = ek_record_copy (assessment);

  if (!ek_care_has_words (reason))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("Write why the questionnaire was declined."));
  if (!ek_assess_check_open (assessment, error))
    return FALSE;
  if (instrument == NULL)
    return save_status (store, assessment, "declined", reason, error);
  ek_record_set_text (assessment, EK_ASSESSMENT_STATUS, "declined");
  ek_record_set_text (assessment, EK_ASSESSMENT_REASON, reason);
  return ek_assess_save_scored (store, instrument, assessment, before, NULL, error);
}

/**
 * ek_assess_withdraw:
 * @store: the record
 * @assessment: any assessment
 * @reason: why, in words
 * @error: return location
 *
 * Marks the form as entered in error (the wrong patient, the wrong day). It stays in the file, out of every score and
 * chart; a risk it opened stays open, and says that the form was taken back.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INCOMPLETE without a reason or an error of the store
 */
gboolean
ek_assess_withdraw (EkStore *store, EkRecord *assessment, const char *reason, GError **error)
{
  if (!ek_care_has_words (reason))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("Write why this questionnaire is withdrawn."));
  if (!ek_store_begin (store, error))
    return FALSE;
  if (!ek_risk_take_back (store, ek_record_get_patient_id (assessment), ek_record_get_id (assessment), "error",
                          error) ||
      !save_status (store, assessment, "entered-in-error", reason, error))
    {
      ek_store_rollback (store);
      return FALSE;
    }
  return ek_store_commit (store, error);
}

/**
 * ek_assess_correct:
 * @store: the record
 * @catalogue: the definitions
 * @assessment: a completed assessment
 * @answers: all answers, corrected; in item order or keyed by item; {"declined": "why"} for an item that was declined
 * @reason: why, in words
 * @error: return location
 *
 * Makes a new revision, scored by the definition version that scored the first; the former one stays in the history.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INCOMPLETE without a reason, %EK_ERROR_INVALID,
 *   %EK_ERROR_CONFLICT when it is not completed, or an error of the store; the values are then as they were
 */
gboolean
ek_assess_correct (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, JsonNode *answers, const char *reason,
                   GError **error)
{
  EkInstrument *instrument = ek_assess_definition (catalogue, assessment, error);
  g_autoptr (EkRecord) before = ek_record_copy (assessment);
  g_autoptr (JsonNode) plain = NULL, declined = NULL, normal = NULL;

  if (instrument == NULL)
    return FALSE;
  if (!ek_care_has_words (reason))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("Write why the answers are corrected."));
  if (!ek_care_text_is (assessment, EK_ASSESSMENT_STATUS, "completed"))
    return fail (error, EK_ERROR_CONFLICT, _ ("Only a finished questionnaire is corrected. Nothing was changed."));
  plain = ek_assess_split_declined (instrument, answers, &declined, error);
  normal = plain != NULL ? ek_answers_normalise (instrument, plain, error) : NULL;
  if (normal == NULL)
    return FALSE;
  ek_record_set_json (assessment, EK_ASSESSMENT_ANSWERS, normal);
  ek_record_set_json (assessment, EK_ASSESSMENT_DECLINED, declined);
  ek_record_set_text (assessment, EK_ASSESSMENT_REASON, reason);
  return ek_assess_save_scored (store, instrument, assessment, before, NULL, error);
}

/**
 * ek_assess_record:
 * @store: the record
 * @catalogue: the definitions
 * @patient_id: the patient
 * @instrument_id: the instrument; its newest definition is used
 * @answers: the answers; an array in item order (null: not answered) or an object keyed by item id
 * @taken: when it was answered, ms since the epoch, or %EK_INSTANT_NONE for now
 * @offset_minutes: the offset from UTC there, in minutes
 * @mode: "clinician", "self", "paper" or "imported"
 * @language: "en" or "zh"
 * @risk: (out) (optional) (nullable) (transfer full): the risk that critical answers opened or joined
 * @error: return location
 *
 * Takes a whole form down at once. Items that are missing stay missing: the form then has no severity.
 *
 * Returns: (transfer full): the saved assessment, or %NULL with %EK_ERROR_NOT_FOUND for an unknown instrument,
 *   %EK_ERROR_INVALID for answers it does not accept or a time in the future, or an error of the store
 */
EkRecord *
ek_assess_record (EkStore *store, EkCatalogue *catalogue, const char *patient_id, const char *instrument_id,
                  JsonNode *answers, gint64 taken, int offset_minutes, const char *mode, const char *language,
                  EkRecord **risk, GError **error)
{
  const EkAssessGiving giving = {
    .mode = mode, .language = language, .taken = taken, .offset_minutes = offset_minutes
  };

  return ek_assess_record_given (store, catalogue, patient_id, instrument_id, answers, &giving, risk, error);
}

/**
 * ek_assess_record_given:
 * @store: the record
 * @catalogue: the definitions
 * @patient_id: the patient
 * @instrument_id: the instrument; its newest definition is used
 * @answers: as for ek_assess_record(); {"declined": "why"} for an item that was asked and not answered
 * @giving: when, by whom and how
 * @risk: (out) (optional) (nullable) (transfer full): the risk that critical answers opened or joined
 * @error: return location
 *
 * As ek_assess_record().
 *
 * Returns: (transfer full): the saved assessment, or %NULL with an error as ek_assess_record()
 */
EkRecord *
ek_assess_record_given (EkStore *store, EkCatalogue *catalogue, const char *patient_id, const char *instrument_id,
                        JsonNode *answers, const EkAssessGiving *giving, EkRecord **risk, GError **error)
{
  EkInstrument *instrument = ek_catalogue_find (catalogue, instrument_id, NULL);
  g_autoptr (JsonNode) plain = NULL, declined = NULL, normal = NULL;
  g_autoptr (EkRecord) assessment = NULL;
  g_autoptr (EkRecord) before = NULL;

  if (instrument == NULL)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("There is no instrument “%s” on this machine."),
                   instrument_id);
      return NULL;
    }
  if (!refuse_future (store, giving, error))
    return NULL;
  plain = ek_assess_split_declined (instrument, answers, &declined, error);
  normal = plain != NULL ? ek_answers_normalise (instrument, plain, error) : NULL;
  if (normal == NULL)
    return NULL;
  assessment = new_assessment (store, instrument, patient_id, giving, error);
  if (assessment == NULL)
    return NULL;
  ek_record_set_text (assessment, EK_ASSESSMENT_STATUS, "completed");
  ek_record_set_json (assessment, EK_ASSESSMENT_ANSWERS, normal);
  ek_record_set_json (assessment, EK_ASSESSMENT_DECLINED, declined);
  before = ek_record_copy (assessment);
  if (!ek_assess_save_scored (store, instrument, assessment, before, risk, error))
    return NULL;
  return g_steal_pointer (&assessment);
}

/**
 * ek_assess_note_double_entry:
 * @store: the record
 * @assessment: a form entered from paper
 * @n_differences: in how many items the second entry differed from the first
 * @error: what the store says
 *
 * Returns: %TRUE when the audit says so
 */
gboolean
ek_assess_note_double_entry (EkStore *store, EkRecord *assessment, guint n_differences, GError **error)
{
  g_autofree char *detail = g_strdup_printf ("entered twice, %u differed", n_differences);

  return ek_store_audit (store, EK_AUDIT_CHANGE, &ek_assessment_type, ek_record_get_id (assessment),
                         ek_record_get_patient_id (assessment), detail, error);
}

/**
 * ek_assess_score:
 * @store: the record
 * @catalogue: the definitions
 * @assessment: any assessment
 * @error: return location
 *
 * Scores the stored answers by the stored definition version, or by the structure its words are for. Changes nothing.
 *
 * Returns: (transfer full): the score, or %NULL with %EK_ERROR_NOT_FOUND when neither is on this machine
 */
EkScore *
ek_assess_score (EkStore *store, EkCatalogue *catalogue, EkRecord *assessment, GError **error)
{
  EkInstrument *instrument = ek_catalogue_find_scoring (catalogue,
                                                        ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT),
                                                        ek_record_get_text (assessment, EK_ASSESSMENT_VERSION));

  if (instrument == NULL)
    instrument = ek_assess_definition (catalogue, assessment, error);
  return instrument != NULL ? score_with (store, instrument, assessment, FALSE, error) : NULL;
}

/**
 * ek_assess_find_open:
 * @store: the record
 * @patient_id: the patient
 * @instrument_id: the instrument
 * @error: what the store says
 *
 * Returns: (transfer full) (nullable): the newest questionnaire of this kind that is in progress; %NULL without error
 *   when there is none. One that is being entered from paper, or filled in at the hospital, is not gone on with by
 *   asking.
 */
EkRecord *
ek_assess_find_open (EkStore *store, const char *patient_id, const char *instrument_id, GError **error)
{
  g_autoptr (GPtrArray) all = ek_store_list (store, &ek_assessment_type, patient_id, error);

  for (guint i = all != NULL ? all->len : 0; i > 0; i--)
    {
      EkRecord *assessment = g_ptr_array_index (all, i - 1);

      if (ek_care_text_is (assessment, EK_ASSESSMENT_STATUS, "in-progress") &&
          ek_care_text_is (assessment, EK_ASSESSMENT_INSTRUMENT, instrument_id) &&
          !ek_care_text_is (assessment, EK_ASSESSMENT_MODE, "imported") &&
          !ek_care_text_is (assessment, EK_ASSESSMENT_MODE, "paper"))
        return g_object_ref (assessment);
    }
  return NULL;
}
