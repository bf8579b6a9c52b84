/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-answer-sheet.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-format.h"
#include "ek-types.h"

#define TRY_AGAIN_SECONDS 3

/* One item's way to the disk: what is wanted there, and how far it is. */
typedef struct {
  guint serial; /* of the newest change; an older one that comes back late says nothing */
  gboolean in_flight;
  char *refusal; /* why the form does not take it, in words; NULL: it was not refused */
} Pending;

struct _EkAnswerSheet {
  GObject parent_instance;

  EkSession *session;
  char *id; /* NULL once closed */
  char *patient_id;
  char *language;
  char *sex;
  int age_years;
  EkInstrument *instrument;
  JsonNode *answers;    /* an object, also of items that are not asked now */
  GHashTable *declined; /* item id → reason */
  gboolean *asked;      /* by item */
  GHashTable *pending;  /* item id → Pending */
  guint serial;
  guint in_flight; /* also the language */
  char *problem;   /* why the disk does not take it */
  guint again_source;
  GAsyncReadyCallback finishing; /* waits until every answer has been to the disk; or NULL */
  gpointer finishing_data;
  gboolean as_it_is;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EkAnswerSheet, ek_answer_sheet, G_TYPE_OBJECT)

static void send_item (EkAnswerSheet *self, const char *item_id);

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_free (pending->refusal);
  g_free (pending);
}

static void
changed (EkAnswerSheet *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* What was asked stays asked when the answers cannot be read, which they always can. */
static void
settle_asked (EkAnswerSheet *self)
{
  const EkSubject subject = { self->sex, self->age_years };
  gboolean *asked = ek_answers_asked (self->instrument, self->answers, &subject, NULL);

  if (asked == NULL)
    return;
  g_free (self->asked);
  self->asked = asked;
}

/* ---- To the disk ---- */

static gboolean
on_again (gpointer user_data)
{
  EkAnswerSheet *self = user_data;

  self->again_source = 0;
  ek_answer_sheet_try_again (self);
  return G_SOURCE_REMOVE;
}

/* The form is finished behind its answers, and only when the disk has taken every one of them. */
static void
settle_finishing (EkAnswerSheet *self)
{
  GAsyncReadyCallback callback = self->finishing;

  if (callback == NULL || (self->id != NULL && self->in_flight > 0))
    return;
  self->finishing = NULL;
  if (self->id == NULL)
    g_task_report_new_error (self, callback, self->finishing_data, NULL, G_IO_ERROR, G_IO_ERROR_CANCELLED, "closed");
  else if (ek_answer_sheet_get_state (self) == EK_SHEET_FAILED)
    g_task_report_new_error (self, callback, self->finishing_data, NULL, EK_ERROR, EK_ERROR_IO, "%s",
                             _ ("Some answers are not saved yet. They are on the screen; finish the form when they "
                                "are."));
  else
    ek_assessment_complete_async (self->session, self->id, self->as_it_is, callback, self->finishing_data);
}

typedef struct {
  EkAnswerSheet *self;
  char *item_id;
  guint serial;
} Flight;

/* Refused by the form, not by the disk: trying the same again is of no use before another answer has changed. */
static void
note_failure (EkAnswerSheet *self, Pending *pending, const GError *error)
{
  if (g_error_matches (error, EK_ERROR, EK_ERROR_INVALID))
    {
      pending->refusal = g_strdup (error->message);
      return;
    }
  g_free (self->problem);
  self->problem = g_strdup (error->message);
  if (self->again_source == 0)
    self->again_source = g_timeout_add_seconds (TRY_AGAIN_SECONDS, on_again, self);
}

static void
send_refused (EkAnswerSheet *self)
{
  g_autoptr (GList) ids = g_hash_table_get_keys (self->pending);

  for (GList *l = ids; l != NULL; l = l->next)
    {
      Pending *pending = g_hash_table_lookup (self->pending, l->data);

      if (!pending->in_flight && pending->refusal != NULL)
        send_item (self, l->data);
    }
}

static gboolean
any_waiting (EkAnswerSheet *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (((Pending *) value)->refusal == NULL)
        return TRUE;
    }
  return FALSE;
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Flight *flight = user_data;
  g_autoptr (EkAnswerSheet) self = flight->self;
  g_autofree char *item_id = flight->item_id;
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);
  Pending *pending = g_hash_table_lookup (self->pending, item_id);

  self->in_flight -= MIN (self->in_flight, 1);
  if (pending != NULL && pending->serial == flight->serial)
    {
      pending->in_flight = FALSE;
      if (!done)
        note_failure (self, pending, error);
      else
        g_hash_table_remove (self->pending, item_id);
    }
  g_free (flight);
  if (self->id == NULL)
    return;
  if (done && !any_waiting (self))
    g_clear_pointer (&self->problem, g_free);
  if (done)
    send_refused (self);
  settle_finishing (self);
  changed (self);
}

/* Sends what stands in the sheet for this item now. */
static void
send_item (EkAnswerSheet *self, const char *item_id)
{
  Pending *pending = g_new0 (Pending, 1);
  Flight *flight = g_new (Flight, 1);
  const char *reason = g_hash_table_lookup (self->declined, item_id);

  pending->serial = ++self->serial;
  pending->in_flight = TRUE;
  *flight = (Flight){ g_object_ref (self), g_strdup (item_id), pending->serial };
  g_hash_table_replace (self->pending, g_strdup (item_id), pending);
  self->in_flight++;
  if (reason != NULL)
    ek_assessment_decline_item_async (self->session, self->id, flight->item_id, reason, on_sent, flight);
  else
    ek_assessment_answer_async (self->session, self->id, flight->item_id,
                                json_object_get_member (json_node_get_object (self->answers), flight->item_id), on_sent,
                                flight);
}

/**
 * ek_answer_sheet_try_again:
 * @self: a sheet
 *
 * Sends what did not reach the disk once more. Happens by itself every few seconds.
 */
void
ek_answer_sheet_try_again (EkAnswerSheet *self)
{
  g_autoptr (GList) ids = g_hash_table_get_keys (self->pending);

  g_clear_handle_id (&self->again_source, g_source_remove);
  for (GList *l = ids; l != NULL && self->id != NULL; l = l->next)
    {
      Pending *pending = g_hash_table_lookup (self->pending, l->data);
      g_autofree char *item_id = g_strdup (l->data);

      if (!pending->in_flight)
        send_item (self, item_id);
    }
}

/* ---- What stands in it ---- */

static const char *
id_of (EkAnswerSheet *self, guint index)
{
  return ek_item_get_id (ek_instrument_get_item (self->instrument, index));
}

/**
 * ek_answer_sheet_get_instrument:
 * @self: a sheet
 *
 * Returns: (transfer none): the definition it is filled in by
 */
EkInstrument *
ek_answer_sheet_get_instrument (EkAnswerSheet *self)
{
  return self->instrument;
}

/**
 * ek_answer_sheet_get_id:
 * @self: a sheet
 *
 * Returns: (transfer none) (nullable): the id of the assessment; %NULL once the sheet is closed
 */
const char *
ek_answer_sheet_get_id (EkAnswerSheet *self)
{
  return self->id;
}

/**
 * ek_answer_sheet_get_patient:
 * @self: a sheet
 *
 * Returns: (transfer none): the id of the patient whose form it is
 */
const char *
ek_answer_sheet_get_patient (EkAnswerSheet *self)
{
  return self->patient_id;
}

/**
 * ek_answer_sheet_get_language:
 * @self: a sheet
 *
 * Returns: (transfer none): "en" or "zh", the language of the wording
 */
const char *
ek_answer_sheet_get_language (EkAnswerSheet *self)
{
  return self->language;
}

/**
 * ek_answer_sheet_get_answer:
 * @self: a sheet
 * @index: the place of an item in the form
 *
 * Returns: (transfer none) (nullable): what is answered, also where it is not asked now and before it is on the disk
 */
JsonNode *
ek_answer_sheet_get_answer (EkAnswerSheet *self, guint index)
{
  return json_object_get_member (json_node_get_object (self->answers), id_of (self, index));
}

/**
 * ek_answer_sheet_get_declined:
 * @self: a sheet
 * @index: the place of an item in the form
 *
 * Returns: (transfer none) (nullable): the reason why it is not answered; %NULL when it was not declined
 */
const char *
ek_answer_sheet_get_declined (EkAnswerSheet *self, guint index)
{
  return g_hash_table_lookup (self->declined, id_of (self, index));
}

/**
 * ek_answer_sheet_get_refusal:
 * @self: a sheet
 * @index: the place of an item in the form
 *
 * Returns: (transfer none) (nullable): why the form does not take the answer that was given last, in words; it is tried
 *   again when the answers change that it contradicts
 */
const char *
ek_answer_sheet_get_refusal (EkAnswerSheet *self, guint index)
{
  Pending *pending = g_hash_table_lookup (self->pending, id_of (self, index));

  return pending != NULL ? pending->refusal : NULL;
}

/**
 * ek_answer_sheet_is_asked:
 * @self: a sheet
 * @index: the place of an item in the form
 *
 * Returns: whether the form asks this item of this person, by the answers so far
 */
gboolean
ek_answer_sheet_is_asked (EkAnswerSheet *self, guint index)
{
  return index < ek_instrument_get_n_items (self->instrument) && self->asked[index];
}

/**
 * ek_answer_sheet_is_done:
 * @self: a sheet
 * @index: the place of an item in the form
 *
 * Returns: whether it is answered or declined
 */
gboolean
ek_answer_sheet_is_done (EkAnswerSheet *self, guint index)
{
  return ek_answer_sheet_get_answer (self, index) != NULL || ek_answer_sheet_get_declined (self, index) != NULL;
}

/**
 * ek_answer_sheet_is_missing:
 * @self: a sheet
 * @index: the place of an item in the form
 *
 * Returns: whether it is asked, not optional, and neither answered nor declined
 */
gboolean
ek_answer_sheet_is_missing (EkAnswerSheet *self, guint index)
{
  return ek_answer_sheet_is_asked (self, index) && !ek_answer_sheet_is_done (self, index) &&
    !ek_item_is_optional (ek_instrument_get_item (self->instrument, index));
}

/**
 * ek_answer_sheet_step:
 * @self: a sheet
 * @from: a place, or −1 before the first item
 * @direction: 1 or −1
 *
 * Returns: the next item that is asked; −1 before the first, the number of items behind the last
 */
int
ek_answer_sheet_step (EkAnswerSheet *self, int from, int direction)
{
  int n = (int) ek_instrument_get_n_items (self->instrument), i = from + direction;

  while (i >= 0 && i < n && !self->asked[i])
    i += direction;
  return CLAMP (i, -1, n);
}

/**
 * ek_answer_sheet_first_open:
 * @self: a sheet
 *
 * Returns: the first item that is asked and neither answered nor declined; the last one that is asked when there is
 *   none; −1 when nothing is asked
 */
int
ek_answer_sheet_first_open (EkAnswerSheet *self)
{
  int n = (int) ek_instrument_get_n_items (self->instrument);

  for (int i = ek_answer_sheet_step (self, -1, 1); i < n; i = ek_answer_sheet_step (self, i, 1))
    {
      if (!ek_answer_sheet_is_done (self, (guint) i))
        return i;
    }
  return ek_answer_sheet_step (self, n, -1);
}

/**
 * ek_answer_sheet_first_missing:
 * @self: a sheet
 *
 * Returns: the first item that holds up finishing the form; −1 when there is none
 */
int
ek_answer_sheet_first_missing (EkAnswerSheet *self)
{
  for (guint i = 0; i < ek_instrument_get_n_items (self->instrument); i++)
    {
      if (ek_answer_sheet_is_missing (self, i))
        return (int) i;
    }
  return -1;
}

/**
 * ek_answer_sheet_count:
 * @self: a sheet
 * @n_done: (out) (optional): how many of them are answered or declined
 *
 * Returns: how many items are asked
 */
guint
ek_answer_sheet_count (EkAnswerSheet *self, guint *n_done)
{
  guint n = 0, done = 0;

  for (guint i = 0; i < ek_instrument_get_n_items (self->instrument); i++)
    {
      n += self->asked[i];
      done += self->asked[i] && ek_answer_sheet_is_done (self, i);
    }
  if (n_done != NULL)
    *n_done = done;
  return n;
}

/**
 * ek_answer_sheet_count_missing:
 * @self: a sheet
 *
 * Returns: how many items hold up finishing the form
 */
guint
ek_answer_sheet_count_missing (EkAnswerSheet *self)
{
  guint n = 0;

  for (guint i = 0; i < ek_instrument_get_n_items (self->instrument); i++)
    n += ek_answer_sheet_is_missing (self, i);
  return n;
}

/**
 * ek_answer_sheet_score:
 * @self: a sheet
 *
 * Returns: (transfer full) (nullable): what the answers come to; %NULL while they contradict each other
 */
EkScore *
ek_answer_sheet_score (EkAnswerSheet *self)
{
  const EkSubject subject = { self->sex, self->age_years };

  return ek_score_answers (self->instrument, self->answers, &subject, NULL);
}

/**
 * ek_answer_sheet_get_state:
 * @self: a sheet
 *
 * Returns: where the answers are; %EK_SHEET_FAILED also while the form refuses one of them
 */
EkSheetState
ek_answer_sheet_get_state (EkAnswerSheet *self)
{
  GHashTableIter iter;
  gpointer value;

  if (self->problem != NULL)
    return EK_SHEET_FAILED;
  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (((Pending *) value)->refusal != NULL)
        return EK_SHEET_FAILED;
    }
  return self->in_flight > 0 ? EK_SHEET_SAVING : EK_SHEET_SAVED;
}

/**
 * ek_answer_sheet_get_problem:
 * @self: a sheet
 *
 * Returns: (transfer none) (nullable): why answers do not reach the disk, in words; %NULL when they do
 */
const char *
ek_answer_sheet_get_problem (EkAnswerSheet *self)
{
  return self->problem;
}

/* ---- Changing it ---- */

/**
 * ek_answer_sheet_answer:
 * @self: a sheet that is not closed
 * @index: which item
 * @answer: (nullable): what a person answered; %NULL takes the answer back
 *
 * Takes an answer down and sends it to the disk. Declining is thereby taken back.
 */
void
ek_answer_sheet_answer (EkAnswerSheet *self, guint index, JsonNode *answer)
{
  JsonObject *object = json_node_get_object (self->answers);
  const char *item_id = id_of (self, index);

  g_return_if_fail (self->id != NULL);
  if (answer != NULL)
    json_object_set_member (object, item_id, json_node_copy (answer));
  else
    json_object_remove_member (object, item_id);
  g_hash_table_remove (self->declined, item_id);
  settle_asked (self);
  send_item (self, item_id);
  changed (self);
}

/**
 * ek_answer_sheet_decline:
 * @self: a sheet that is not closed
 * @index: which item
 * @reason: (nullable): why it is not answered; %NULL takes that back
 *
 * Notes that an item was asked and not answered. An answer it had is taken back.
 */
void
ek_answer_sheet_decline (EkAnswerSheet *self, guint index, const char *reason)
{
  const char *item_id = id_of (self, index);

  g_return_if_fail (self->id != NULL);
  if (reason == NULL)
    {
      if (g_hash_table_contains (self->declined, item_id))
        ek_answer_sheet_answer (self, index, NULL);
      return;
    }
  json_object_remove_member (json_node_get_object (self->answers), item_id);
  g_hash_table_replace (self->declined, g_strdup (item_id), g_strdup (reason));
  settle_asked (self);
  send_item (self, item_id);
  changed (self);
}

static void
on_language_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkAnswerSheet) self = user_data;

  /* Only which wording was read last: the answers do not hang on it. */
  g_task_propagate_boolean (G_TASK (result), NULL);
  self->in_flight -= MIN (self->in_flight, 1);
  if (self->id == NULL)
    return;
  settle_finishing (self);
  changed (self);
}

/**
 * ek_answer_sheet_set_language:
 * @self: a sheet that is not closed
 * @language: "en" or "zh": what is read from now on
 */
void
ek_answer_sheet_set_language (EkAnswerSheet *self, const char *language)
{
  g_return_if_fail (self->id != NULL);
  if (g_strcmp0 (self->language, language) == 0)
    return;
  g_free (self->language);
  self->language = g_strdup (language);
  self->in_flight++;
  ek_assessment_language_async (self->session, self->id, language, on_language_sent, g_object_ref (self));
  changed (self);
}

/**
 * ek_answer_sheet_complete_async:
 * @self: a sheet that is not closed
 * @as_it_is: keep it with answers missing, without a severity
 * @callback: answered with g_task_propagate_boolean(): when the form is finished on the disk; %EK_ERROR_IO when an
 *   answer did not get there, then the form stays open; %EK_ERROR_BUSY when it is being finished already;
 *   %G_IO_ERROR_CANCELLED when the sheet was closed before; else as ek_assess_complete()
 * @user_data: for @callback
 *
 * Finishes the form once every answer that is on its way has been to the disk.
 */
void
ek_answer_sheet_complete_async (EkAnswerSheet *self, gboolean as_it_is, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (self->id != NULL && callback != NULL);

  if (self->finishing != NULL)
    {
      g_task_report_new_error (self, callback, user_data, NULL, EK_ERROR, EK_ERROR_BUSY,
                               _ ("The form is being finished already."));
      return;
    }
  ek_answer_sheet_try_again (self);
  self->finishing = callback;
  self->finishing_data = user_data;
  self->as_it_is = as_it_is;
  settle_finishing (self);
}

/**
 * ek_answer_sheet_list_unsaved:
 * @self: a sheet
 *
 * Returns: (transfer full) (nullable): the items whose last answer is not on the disk, by their ids, for a person to
 *   read; %NULL when all are
 */
char *
ek_answer_sheet_list_unsaved (EkAnswerSheet *self)
{
  g_autoptr (GString) items = g_string_new (NULL);

  for (guint i = 0; i < ek_instrument_get_n_items (self->instrument); i++)
    if (g_hash_table_contains (self->pending, id_of (self, i)))
      g_string_append_printf (items, "%s%s", items->len > 0 ? ", " : "", id_of (self, i));
  return items->len > 0 ? g_string_free (g_steal_pointer (&items), FALSE) : NULL;
}

/**
 * ek_answer_sheet_close:
 * @self: a sheet
 *
 * Nothing is shown of it any longer: forgets the answers. What is on its way is still saved.
 */
void
ek_answer_sheet_close (EkAnswerSheet *self)
{
  g_clear_pointer (&self->id, g_free);
  settle_finishing (self);
  g_clear_handle_id (&self->again_source, g_source_remove);
  g_hash_table_remove_all (self->declined);
  json_node_take_object (self->answers, json_object_new ());
}

/* ---- Plumbing ---- */

static void
ek_answer_sheet_finalize (GObject *object)
{
  EkAnswerSheet *self = EK_ANSWER_SHEET (object);

  g_clear_handle_id (&self->again_source, g_source_remove);
  g_clear_object (&self->session);
  g_clear_pointer (&self->instrument, ek_instrument_unref);
  g_free (self->id);
  g_free (self->patient_id);
  g_free (self->language);
  g_free (self->sex);
  g_free (self->asked);
  g_free (self->problem);
  json_node_unref (self->answers);
  g_hash_table_unref (self->declined);
  g_hash_table_unref (self->pending);
  G_OBJECT_CLASS (ek_answer_sheet_parent_class)->finalize (object);
}

static void
ek_answer_sheet_class_init (EkAnswerSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_answer_sheet_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
ek_answer_sheet_init (EkAnswerSheet *self)
{
  self->answers = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (self->answers, json_object_new ());
  self->declined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, pending_free);
}

/* Answers of null are answers not given; of items that the definition does not have, none of ours. */
static void
take_over (EkAnswerSheet *self, EkRecord *assessment)
{
  JsonNode *answers = ek_record_get_json (assessment, EK_ASSESSMENT_ANSWERS);
  JsonNode *declined = ek_record_get_json (assessment, EK_ASSESSMENT_DECLINED);

  for (guint i = 0; i < ek_instrument_get_n_items (self->instrument); i++)
    {
      const char *item_id = id_of (self, i);
      JsonNode *answer = answers != NULL && JSON_NODE_HOLDS_OBJECT (answers)
        ? json_object_get_member (json_node_get_object (answers), item_id)
        : NULL;
      const char *reason = declined != NULL && JSON_NODE_HOLDS_OBJECT (declined)
        ? ek_json_peek_string (json_node_get_object (declined), item_id)
        : NULL;

      if (answer != NULL && !JSON_NODE_HOLDS_NULL (answer))
        json_object_set_member (json_node_get_object (self->answers), item_id, json_node_copy (answer));
      else if (reason != NULL)
        g_hash_table_replace (self->declined, g_strdup (item_id), g_strdup (reason));
    }
}

/**
 * ek_answer_sheet_new:
 * @session: the session
 * @opened: a form as it is stored
 * @error: %EK_ERROR_NOT_FOUND when the definition version it was begun with is not on this computer
 *
 * Returns: (transfer full) (nullable): the sheet
 */
EkAnswerSheet *
ek_answer_sheet_new (EkSession *session, EkAssessmentOpened *opened, GError **error)
{
  EkRecord *assessment = opened->assessment;
  EkInstrument *instrument = ek_catalogue_find (ek_session_get_catalogue (session),
                                                ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT),
                                                ek_record_get_text (assessment, EK_ASSESSMENT_VERSION));
  const char *language = ek_record_get_text (assessment, EK_ASSESSMENT_LANGUAGE);
  EkAnswerSheet *self = NULL;

  if (instrument == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_NOT_FOUND,
                           _ (
                             "The definition this form was begun with is not on this computer. Its answers are kept."));
      return NULL;
    }
  self = g_object_new (EK_TYPE_ANSWER_SHEET, NULL);
  self->session = g_object_ref (session);
  self->instrument = ek_instrument_ref (instrument);
  self->id = g_strdup (ek_record_get_id (assessment));
  self->patient_id = g_strdup (ek_record_get_patient_id (assessment));
  self->language = g_strdup (language != NULL ? language : ek_format_language ());
  self->sex = g_strdup (opened->sex);
  self->age_years = opened->age_years;
  self->asked = g_new0 (gboolean, ek_instrument_get_n_items (instrument) + 1);
  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    self->asked[i] = TRUE;
  take_over (self, assessment);
  settle_asked (self);
  return self;
}
