/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Before and after the machine is in the patient's hands: the form is marked on the disk first, and a mark that is
 * found after unlocking means that giving the machine back was interrupted. */

#include "ek-hand-over.h"

#include <glib/gi18n-lib.h>

#include "ek-assess.h"
#include "ek-error.h"
#include "ek-message.h"
#include "ek-person.h"
#include "ek-types.h"

typedef struct {
  GtkWidget *parent;    /* owned */
  EkSession *session;   /* owned */
  EkAnswerSheet *sheet; /* owned, or NULL */
  EkHandOverReady ready;
} Beginning;

static void
beginning_free (Beginning *beginning)
{
  g_object_unref (beginning->parent);
  g_object_unref (beginning->session);
  g_clear_object (&beginning->sheet);
  g_free (beginning);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Beginning, beginning_free)

static void
on_marked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Beginning) beginning = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    ek_message_error (beginning->parent, _ ("The form was not handed over"), error);
  else if (ek_session_is_unlocked (beginning->session))
    beginning->ready (beginning->parent, beginning->sheet);
}

/* What a clinician rates is not for the patient to fill in, alone least of all: a set may come to such a form. */
static gboolean
is_for_patient (EkAnswerSheet *sheet, GError **error)
{
  EkInstrument *instrument = ek_answer_sheet_get_instrument (sheet);

  if (g_strcmp0 (ek_instrument_get_rater (instrument), "self") == 0)
    return TRUE;
  /* Translators: %s is a questionnaire */
  g_set_error (error, EK_ERROR, EK_ERROR_UNSUPPORTED,
               _ ("%s is asked and rated by a clinician. Choose to read it aloud and open it again."),
               ek_instrument_get_abbreviation (instrument));
  return FALSE;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Beginning) beginning = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkAssessmentOpened) opened = ek_assessment_open_finish (result, &error);
  EkSession *session = beginning->session;
  const char *id;

  if (opened != NULL)
    beginning->sheet = ek_answer_sheet_new (session, opened, &error);
  if (beginning->sheet != NULL && !is_for_patient (beginning->sheet, &error))
    g_clear_object (&beginning->sheet);
  if (beginning->sheet == NULL)
    {
      ek_message_error (beginning->parent, _ ("The form was not handed over"), error);
      return;
    }
  id = ek_answer_sheet_get_id (beginning->sheet);
  ek_assessment_hand_over_async (session, id, on_marked, g_steal_pointer (&beginning));
}

/**
 * ek_hand_over_begin:
 * @parent: the window
 * @session: the session, unlocked
 * @assessment_id: a form in progress
 * @ready: told when the form is marked on the disk; not when that failed, which the person is told
 *
 * Prepares a form for the patient's hands, behind every answer that is still on its way.
 */
void
ek_hand_over_begin (GtkWidget *parent, EkSession *session, const char *assessment_id, EkHandOverReady ready)
{
  Beginning *beginning = g_new0 (Beginning, 1);

  *beginning = (Beginning){ g_object_ref (parent), g_object_ref (session), NULL, ready };
  ek_assessment_load_async (session, assessment_id, NULL, on_loaded, beginning);
}

/* ---- After an interruption ---- */

typedef struct {
  char *assessment_id;
  char *patient_id;
  char *patient_name;
  char *instrument; /* as it is called */
  gboolean finished;
} Interrupted;

typedef struct {
  GtkWidget *parent;
  EkSession *session;
  Interrupted *found;
} Waiting;

static void
interrupted_free (gpointer data)
{
  Interrupted *found = data;

  g_free (found->assessment_id);
  g_free (found->patient_id);
  g_free (found->patient_name);
  g_free (found->instrument);
  g_free (found);
}

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_object_unref (waiting->parent);
  g_object_unref (waiting->session);
  g_clear_pointer (&waiting->found, interrupted_free);
  g_free (waiting);
}

static Interrupted *
find_interrupted (EkStore *store, EkCatalogue *catalogue, GError **error)
{
  g_autoptr (GPtrArray) forms = ek_assess_list_handed_over (store, error);
  EkRecord *form = forms != NULL && forms->len > 0 ? g_ptr_array_index (forms, forms->len - 1) : NULL;
  g_autoptr (EkRecord) patient = form != NULL
    ? ek_store_load (store, &ek_patient_type, ek_record_get_patient_id (form), error)
    : NULL;
  EkInstrument *instrument;
  Interrupted *found;

  if (patient == NULL)
    return NULL;
  instrument = ek_catalogue_find (catalogue, ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT),
                                  ek_record_get_text (form, EK_ASSESSMENT_VERSION));
  found = g_new0 (Interrupted, 1);
  found->assessment_id = g_strdup (ek_record_get_id (form));
  found->patient_id = g_strdup (ek_record_get_id (patient));
  found->patient_name = ek_person_describe_record (patient);
  found->instrument = g_strdup (instrument != NULL ? ek_instrument_get_abbreviation (instrument)
                                                   : ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT));
  found->finished = g_strcmp0 (ek_record_get_text (form, EK_ASSESSMENT_STATUS), "in-progress") != 0;
  return found;
}

static void
run_find (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  Interrupted *found = find_interrupted (store, data, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, found, interrupted_free);
}

static void
on_mark_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    ek_message_error (parent, _ ("The form was not taken back"), error);
}

/**
 * ek_hand_over_take_back:
 * @parent: the window
 * @session: the session, the clinician in again
 * @assessment_id: the form that was handed over
 *
 * Takes the mark off the form.
 */
void
ek_hand_over_take_back (GtkWidget *parent, EkSession *session, const char *assessment_id)
{
  ek_assessment_take_back_async (session, assessment_id, on_mark_taken, g_object_ref (parent));
}

static void
on_resume_answer (gboolean yes, gpointer user_data)
{
  Waiting *waiting = user_data;

  if (!ek_session_is_unlocked (waiting->session))
    return;
  if (yes && !waiting->found->finished)
    {
      gtk_widget_activate_action (waiting->parent, "win.hand-over", "s", waiting->found->assessment_id);
      return;
    }
  ek_hand_over_take_back (waiting->parent, waiting->session, waiting->found->assessment_id);
  gtk_widget_activate_action (waiting->parent, "win.open-assessments", "s", waiting->found->patient_id);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;
  Interrupted *found;
  g_autofree char *body = NULL;

  waiting->found = found = g_task_propagate_pointer (G_TASK (result), NULL);
  if (found == NULL || !ek_session_is_unlocked (waiting->session) || gtk_widget_get_root (waiting->parent) == NULL)
    {
      waiting_free (waiting);
      return;
    }
  /* Translators: name of a patient, then of a questionnaire */
  body = g_strdup_printf (found->finished
                            ? _ ("%s had finished %s when the program ended. The answers are saved.")
                            : _ ("%s was answering %s when the program ended. Every answer given is saved. Hand the "
                                 "computer over again and it goes on where it stopped, or take the form back."),
                          found->patient_name, found->instrument);
  ek_message_choose (waiting->parent, _ ("A form in a patient's hands was interrupted"), body,
                     found->finished ? _ ("_Close") : _ ("_Take it back"),
                     found->finished ? _ ("_Open the file") : _ ("_Hand over again"), on_resume_answer, waiting,
                     waiting_free);
}

/**
 * ek_hand_over_resume:
 * @parent: the window
 * @session: the session, just unlocked
 *
 * When a form was in a patient's hands and never taken back, says so and offers to go on where it stopped.
 */
void
ek_hand_over_resume (GtkWidget *parent, EkSession *session)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  *waiting = (Waiting){ g_object_ref (parent), g_object_ref (session), NULL };
  ek_session_read_async (session, run_find, ek_session_get_catalogue (session), NULL, NULL, on_found, waiting);
}
