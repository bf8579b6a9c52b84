/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-assessment-work.h"

#include <glib/gi18n-lib.h>

#include "ek-assess.h"
#include "ek-battery.h"
#include "ek-error.h"
#include "ek-job.h"
#include "ek-types.h"

typedef struct _Work Work;

/* What is done to one form, in the writing thread. */
typedef gboolean (*Deed) (EkStore *store, const Work *work, EkRecord *form, GError **error);

struct _Work {
  Deed deed;              /* of a form that is there already; or NULL */
  EkCatalogue *catalogue; /* lives as long as the session */
  char *patient_id;
  char *assessment_id;
  char *instrument_id;
  char *language;
  char *item_id;
  char *text; /* a reason */
  JsonNode *answer;
  gboolean as_it_is;
  char *rater;
  gint64 taken;
  int offset_minutes;
  guint n_differences;
};

static Work *
work_new (EkSession *session, const char *assessment_id)
{
  Work *work = g_new0 (Work, 1);

  work->catalogue = ek_session_get_catalogue (session);
  work->assessment_id = g_strdup (assessment_id);
  return work;
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->patient_id);
  g_free (work->assessment_id);
  g_free (work->instrument_id);
  g_free (work->language);
  g_free (work->item_id);
  g_free (work->text);
  g_free (work->rater);
  g_clear_pointer (&work->answer, json_node_unref);
  g_free (work);
}

/* The form as it is stored now: several answers may be on their way, and each must follow the one before. */
static EkRecord *
load_form (EkStore *store, const Work *work, GError **error)
{
  return ek_store_load (store, &ek_assessment_type, work->assessment_id, error);
}

static void
run_deed (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Work *work = data;
  GError *error = NULL;
  g_autoptr (EkRecord) form = load_form (store, work, &error);
  gboolean done = form != NULL && work->deed (store, work, form, &error);

  ek_job_answer (task, done, error);
}

/* Also while a patient holds the machine. */
static void
do_to_form (EkSession *session, Work *work, Deed deed, GAsyncReadyCallback callback, gpointer user_data)
{
  work->deed = deed;
  ek_session_form_async (session, run_deed, work, work_free, callback, user_data);
}

/* ---- Opening ---- */

/**
 * ek_assessment_opened_free:
 * @opened: (transfer full): a form
 */
void
ek_assessment_opened_free (EkAssessmentOpened *opened)
{
  g_clear_object (&opened->assessment);
  g_free (opened->sex);
  g_free (opened);
}

static gboolean
read_subject (EkStore *store, EkAssessmentOpened *opened, GError **error)
{
  g_autoptr (EkRecord) patient = ek_store_load (store, &ek_patient_type, ek_record_get_patient_id (opened->assessment),
                                                error);
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);

  if (patient == NULL)
    return FALSE;
  opened->sex = g_strdup (ek_record_get_text (patient, EK_PATIENT_SEX));
  opened->age_years = ek_date_age_years (ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE), now,
                                         ek_clock_offset (clock, now));
  return TRUE;
}

static void
answer_opened (GTask *task, EkAssessmentOpened *opened, gboolean done, GError *error)
{
  if (done)
    {
      g_task_return_pointer (task, opened, (GDestroyNotify) ek_assessment_opened_free);
      return;
    }
  ek_assessment_opened_free (opened);
  g_task_return_error (task, error);
}

static gboolean
open_form (EkStore *store, const Work *work, EkAssessmentOpened *opened, GError **error)
{
  EkInstrument *instrument = ek_catalogue_find (work->catalogue, work->instrument_id, NULL);
  g_autoptr (GError) local = NULL;

  opened->assessment = ek_assess_find_open (store, work->patient_id, work->instrument_id, &local);
  opened->resumed = opened->assessment != NULL;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (opened->assessment == NULL && instrument == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND,
                           _ ("The definition of this questionnaire is not on this computer. Nothing was changed."));
      return FALSE;
    }
  if (opened->assessment == NULL)
    opened->assessment = ek_assess_start (store, instrument, work->patient_id, "clinician", work->language, error);
  return opened->assessment != NULL && read_subject (store, opened, error);
}

static void
run_open (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  EkAssessmentOpened *opened = g_new0 (EkAssessmentOpened, 1);
  GError *error = NULL;
  gboolean done = open_form (store, data, opened, &error);

  answer_opened (task, opened, done, error);
}

/**
 * ek_assessment_open_async:
 * @session: the session
 * @patient_id: whose form
 * @instrument_id: which questionnaire
 * @language: "en" or "zh": of a form that is begun now
 * @cancellable: (nullable): forgets the answer, not the form
 * @callback: answered with ek_assessment_open_finish()
 * @user_data: for @callback
 *
 * Goes on with the form being filled in, or begins one.
 */
void
ek_assessment_open_async (EkSession *session, const char *patient_id, const char *instrument_id, const char *language,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = work_new (session, NULL);

  work->patient_id = g_strdup (patient_id);
  work->instrument_id = g_strdup (instrument_id);
  work->language = g_strdup (language);
  ek_session_write_async (session, run_open, work, work_free, cancellable, callback, user_data);
}

static void
run_paper (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Work *work = data;
  const EkAssessGiving giving = { .mode = "paper",
                                  .language = work->language,
                                  .rater = work->rater,
                                  .by_patient = work->rater == NULL,
                                  .device = g_get_host_name (),
                                  .taken = work->taken,
                                  .offset_minutes = work->offset_minutes };
  EkInstrument *instrument = ek_catalogue_find (work->catalogue, work->instrument_id, NULL);
  EkAssessmentOpened *opened = g_new0 (EkAssessmentOpened, 1);
  GError *error = NULL;
  gboolean done;

  if (instrument == NULL)
    g_set_error_literal (&error, EK_ERROR, EK_ERROR_NOT_FOUND,
                         _ ("The definition of this questionnaire is not on this computer. Nothing was changed."));
  else
    opened->assessment = ek_assess_begin (store, instrument, work->patient_id, &giving, &error);
  done = opened->assessment != NULL && read_subject (store, opened, &error);
  answer_opened (task, opened, done, error);
}

/**
 * ek_assessment_paper_async:
 * @session: the session
 * @patient_id: whose paper it is
 * @instrument_id: which questionnaire
 * @paper: what stands on it besides the answers
 * @callback: answered with ek_assessment_open_finish()
 * @user_data: for @callback
 */
void
ek_assessment_paper_async (EkSession *session, const char *patient_id, const char *instrument_id, const EkPaper *paper,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = work_new (session, NULL);

  work->patient_id = g_strdup (patient_id);
  work->instrument_id = g_strdup (instrument_id);
  work->language = g_strdup (paper->language);
  work->rater = g_strdup (paper->rater);
  work->taken = paper->taken;
  work->offset_minutes = paper->offset_minutes;
  ek_session_write_async (session, run_paper, work, work_free, NULL, callback, user_data);
}

static gboolean
note_twice (EkStore *store, const Work *work, EkRecord *form, GError **error)
{
  return ek_assess_note_double_entry (store, form, work->n_differences, error);
}

/**
 * ek_assessment_entered_twice_async:
 * @session: the session
 * @assessment_id: a form from paper
 * @n_differences: in how many items the second entry differed
 * @callback: told when the audit says so
 * @user_data: for @callback
 */
void
ek_assessment_entered_twice_async (EkSession *session, const char *assessment_id, guint n_differences,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = work_new (session, assessment_id);

  work->deed = note_twice;
  work->n_differences = n_differences;
  ek_session_write_async (session, run_deed, work, work_free, NULL, callback, user_data);
}

static void
run_load (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  EkAssessmentOpened *opened = g_new0 (EkAssessmentOpened, 1);
  GError *error = NULL;
  gboolean done;

  opened->resumed = TRUE;
  opened->assessment = load_form (store, data, &error);
  done = opened->assessment != NULL && read_subject (store, opened, &error);
  answer_opened (task, opened, done, error);
}

/**
 * ek_assessment_load_async:
 * @session: the session
 * @assessment_id: which form
 * @cancellable: (nullable): forgets the answer
 * @callback: answered with ek_assessment_open_finish()
 * @user_data: for @callback
 *
 * Reads a form behind every answer that is still on its way.
 */
void
ek_assessment_load_async (EkSession *session, const char *assessment_id, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  ek_session_write_async (session, run_load, work_new (session, assessment_id), work_free, cancellable, callback,
                          user_data);
}

/**
 * ek_assessment_open_finish:
 * @result: what the callback was given
 * @error: as ek_assess_start()
 *
 * Returns: (transfer full) (nullable): the form
 */
EkAssessmentOpened *
ek_assessment_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- Changing ---- */

static gboolean
take_answer (EkStore *store, const Work *work, EkRecord *form, GError **error)
{
  return ek_assess_answer (store, work->catalogue, form, work->item_id, work->answer, NULL, error);
}

/**
 * ek_assessment_answer_async:
 * @session: the session
 * @assessment_id: the form
 * @item_id: what was asked
 * @answer: (nullable): what was answered; %NULL takes the answer back
 * @callback: told when it is on the disk
 * @user_data: for @callback
 */
void
ek_assessment_answer_async (EkSession *session, const char *assessment_id, const char *item_id, JsonNode *answer,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = work_new (session, assessment_id);

  work->item_id = g_strdup (item_id);
  work->answer = answer != NULL ? json_node_copy (answer) : NULL;
  do_to_form (session, work, take_answer, callback, user_data);
}

static gboolean
decline_item (EkStore *store, const Work *work, EkRecord *form, GError **error)
{
  return ek_assess_decline_item (store, work->catalogue, form, work->item_id, work->text, error);
}

/**
 * ek_assessment_decline_item_async:
 * @session: the session
 * @assessment_id: the form
 * @item_id: what was asked
 * @reason: (nullable): why it is not answered; %NULL takes that back
 * @callback: told when it is on the disk
 * @user_data: for @callback
 */
void
ek_assessment_decline_item_async (EkSession *session, const char *assessment_id, const char *item_id,
                                  const char *reason, GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = work_new (session, assessment_id);

  work->item_id = g_strdup (item_id);
  work->text = g_strdup (reason);
  do_to_form (session, work, decline_item, callback, user_data);
}

/* ---- In the patient's hands ---- */

static gboolean
hand_over (EkStore *store, const Work *work, EkRecord *form, GError **error)
{
  return ek_assess_hand_over (store, form, g_get_host_name (), error);
}

/**
 * ek_assessment_hand_over_async:
 * @session: the session
 * @assessment_id: a form in progress
 * @callback: told when it is on the disk: only then give the machine away
 * @user_data: for @callback
 */
void
ek_assessment_hand_over_async (EkSession *session, const char *assessment_id, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  do_to_form (session, work_new (session, assessment_id), hand_over, callback, user_data);
}

/* What a clinician rates, or what has no words here, waits for the clinician. */
static const char *
next_for_patient (EkStore *store, const Work *work, EkRecord *battery, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (GPtrArray) steps = knowledge != NULL
    ? ek_battery_list_steps (store, work->catalogue, knowledge, battery, error)
    : NULL;
  const EkBatteryStep *next = steps != NULL ? ek_battery_next (steps) : NULL;
  EkInstrument *instrument = next != NULL ? ek_catalogue_find (work->catalogue, next->instrument, NULL) : NULL;

  return instrument != NULL && ek_instrument_has_words (instrument) &&
      g_strcmp0 (ek_instrument_get_rater (instrument), "self") == 0
    ? ek_instrument_get_id (instrument)
    : NULL;
}

static gboolean
hand_on (EkStore *store, const Work *work, EkAssessmentOpened *opened, GError **error)
{
  g_autoptr (EkRecord) form = load_form (store, work, error);
  const char *battery_id = form != NULL ? ek_record_get_text (form, EK_ASSESSMENT_BATTERY) : NULL;
  g_autoptr (EkRecord) battery = battery_id != NULL ? ek_store_load (store, &ek_battery_type, battery_id, error) : NULL;
  const char *instrument_id = battery != NULL ? next_for_patient (store, work, battery, error) : NULL;

  if (instrument_id == NULL)
    return FALSE;
  opened->assessment = ek_battery_give (store, work->catalogue, battery, instrument_id, "self", work->language, error);
  return opened->assessment != NULL && ek_assess_hand_over (store, opened->assessment, g_get_host_name (), error) &&
    ek_assess_take_back (store, form, error) && read_subject (store, opened, error);
}

static void
run_hand_on (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  g_autoptr (EkAssessmentOpened) opened = g_new0 (EkAssessmentOpened, 1);
  GError *error = NULL;
  gboolean begun = ek_store_begin (store, &error);
  gboolean done = begun && hand_on (store, data, opened, &error);

  if (begun && !done)
    ek_store_rollback (store);
  if (done && ek_store_commit (store, &error))
    g_task_return_pointer (task, g_steal_pointer (&opened), (GDestroyNotify) ek_assessment_opened_free);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, NULL, NULL);
}

/**
 * ek_assessment_hand_on_async:
 * @session: the session
 * @assessment_id: the form that is finished
 * @language: "en" or "zh": what the patient reads
 * @callback: answered with ek_assessment_open_finish(): %NULL without error when nothing is left for the patient
 * @user_data: for @callback
 *
 * Goes on with the set that the form belongs to. The mark goes from the one form to the other in one transaction, so
 * that an interruption finds exactly one.
 */
void
ek_assessment_hand_on_async (EkSession *session, const char *assessment_id, const char *language,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = work_new (session, assessment_id);

  work->language = g_strdup (language);
  ek_session_form_async (session, run_hand_on, work, work_free, callback, user_data);
}

static gboolean
take_back (EkStore *store, const Work *work, EkRecord *form, GError **error)
{
  return ek_assess_take_back (store, form, error);
}

/**
 * ek_assessment_take_back_async:
 * @session: the session, the clinician in again
 * @assessment_id: a form that was handed over
 * @callback: told when it is on the disk
 * @user_data: for @callback
 */
void
ek_assessment_take_back_async (EkSession *session, const char *assessment_id, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  do_to_form (session, work_new (session, assessment_id), take_back, callback, user_data);
}

/* ---- The whole form ---- */

static gboolean
set_language (EkStore *store, const Work *work, EkRecord *form, GError **error)
{
  ek_record_set_text (form, EK_ASSESSMENT_LANGUAGE, work->language);
  return ek_store_save (store, form, error);
}

/**
 * ek_assessment_language_async:
 * @session: the session
 * @assessment_id: the form
 * @language: "en" or "zh": what it is being asked in from now on
 * @callback: told when it is on the disk
 * @user_data: for @callback
 */
void
ek_assessment_language_async (EkSession *session, const char *assessment_id, const char *language,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = work_new (session, assessment_id);

  work->language = g_strdup (language);
  do_to_form (session, work, set_language, callback, user_data);
}

static gboolean
complete (EkStore *store, const Work *work, EkRecord *form, GError **error)
{
  return ek_assess_complete (store, work->catalogue, form, work->as_it_is, error);
}

/**
 * ek_assessment_complete_async:
 * @session: the session
 * @assessment_id: the form
 * @as_it_is: keep it with answers missing, without a severity
 * @callback: told when it is on the disk; %EK_ERROR_INCOMPLETE as ek_assess_complete()
 * @user_data: for @callback
 */
void
ek_assessment_complete_async (EkSession *session, const char *assessment_id, gboolean as_it_is,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = work_new (session, assessment_id);

  work->as_it_is = as_it_is;
  do_to_form (session, work, complete, callback, user_data);
}

static gboolean
decline (EkStore *store, const Work *work, EkRecord *form, GError **error)
{
  return ek_assess_decline (store, work->catalogue, form, work->text, error);
}

/**
 * ek_assessment_decline_async:
 * @session: the session
 * @assessment_id: the form
 * @reason: why it was not filled in
 * @callback: told when it is on the disk
 * @user_data: for @callback
 */
void
ek_assessment_decline_async (EkSession *session, const char *assessment_id, const char *reason,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = work_new (session, assessment_id);

  work->text = g_strdup (reason);
  do_to_form (session, work, decline, callback, user_data);
}
