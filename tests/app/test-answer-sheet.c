/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A form being filled in, without a screen: nothing is called saved before it is, nothing is lost while the disk is
 * full, and while a patient holds the machine the session serves this form and nothing else. */

#include <signal.h>
#include <sys/resource.h>

#include "app-fixture.h"
#include "ek-answer-words.h"
#include "ek-assess.h"
#include "ek-battery.h"
#include "ek-error.h"
#include "ek-paper-pass.h"

static JsonNode *
number (int value)
{
  return json_node_init_int (json_node_alloc (), value);
}

static EkAnswerSheet *
begin (AppFixture *app, const char *instrument_id, const char *sex)
{
  g_autoptr (EkRecord) patient = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkAssessmentOpened) opened = NULL;
  EkAnswerSheet *sheet;

  ek_record_set_text (patient, EK_PATIENT_NAME, "李娜");
  ek_record_set_text (patient, EK_PATIENT_SEX, sex);
  app_save (app, patient);
  ek_assessment_open_async (app->session, ek_record_get_id (patient), instrument_id, "zh", NULL, app_store_result,
                            &result);
  app_wait ((gpointer *) &result);
  opened = ek_assessment_open_finish (result, &error);
  g_assert_no_error (error);
  sheet = ek_answer_sheet_new (app->session, opened, &error);
  g_assert_no_error (error);
  return sheet;
}

static void
settle (EkAnswerSheet *sheet)
{
  while (ek_answer_sheet_get_state (sheet) == EK_SHEET_SAVING)
    g_main_context_iteration (NULL, TRUE);
}

static void
give (EkAnswerSheet *sheet, guint index, int value)
{
  g_autoptr (JsonNode) answer = number (value);

  ek_answer_sheet_answer (sheet, index, answer);
}

static EkAssessmentOpened *
stored (AppFixture *app, EkAnswerSheet *sheet)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EkAssessmentOpened *opened;

  ek_assessment_load_async (app->session, ek_answer_sheet_get_id (sheet), NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  opened = ek_assessment_open_finish (result, &error);
  g_assert_no_error (error);
  return opened;
}

static gboolean
stored_answer (EkAssessmentOpened *opened, const char *item_id, int value)
{
  JsonNode *node = ek_record_get_json (opened->assessment, EK_ASSESSMENT_ANSWERS);
  JsonObject *answers = node != NULL ? json_node_get_object (node) : NULL;

  return answers != NULL && json_object_has_member (answers, item_id) &&
    json_object_get_int_member (answers, item_id) == value;
}

static void
test_saved_at_once (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkAnswerSheet) sheet = begin (app, "phq9", "female");
  g_autoptr (EkAssessmentOpened) opened = NULL;
  g_autofree char *alarm = NULL;
  guint done;

  give (sheet, 0, 2);
  g_assert_cmpint (ek_answer_sheet_get_state (sheet), ==, EK_SHEET_SAVING);
  give (sheet, 0, 3);
  give (sheet, 8, 1);
  ek_answer_sheet_decline (sheet, 1, "不愿回答");
  settle (sheet);
  g_assert_cmpint (ek_answer_sheet_get_state (sheet), ==, EK_SHEET_SAVED);
  g_assert_cmpuint (ek_answer_sheet_count (sheet, &done), ==, 10);
  g_assert_cmpuint (done, ==, 3);
  g_assert_true (ek_answer_sheet_is_missing (sheet, 2));
  g_assert_false (ek_answer_sheet_is_missing (sheet, 1));
  opened = stored (app, sheet);
  g_assert_true (stored_answer (opened, "1", 3));
  g_assert_true (stored_answer (opened, "9", 1));
  alarm = ek_answer_alarm (sheet);
  g_assert_nonnull (alarm);
  g_clear_object (&sheet);
  app_fixture_free (app);
}

static void
count_change (EkAnswerSheet *sheet, guint *n)
{
  (*n)++;
}

/* An answer that reaches the disk after the sheet was closed is kept, and the sheet, which shows another form by then
 * or none, hears nothing of it. */
static void
test_late_answer (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkAnswerSheet) sheet = begin (app, "phq9", "female");
  g_autofree char *id = g_strdup (ek_answer_sheet_get_id (sheet));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EkAssessmentOpened) opened = NULL;
  guint n = 0;

  give (sheet, 8, 2);
  ek_answer_sheet_close (sheet);
  g_signal_connect (sheet, "changed", G_CALLBACK (count_change), &n);
  ek_assessment_load_async (app->session, id, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  opened = ek_assessment_open_finish (result, NULL);
  g_assert_true (stored_answer (opened, "9", 2));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (n, ==, 0);
  g_clear_object (&result);
  g_clear_object (&sheet);
  app_fixture_free (app);
}

/* The disk takes nothing: the answer stays, is not called saved, and arrives when there is room again. */
static void
test_full_disk (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkAnswerSheet) sheet = begin (app, "phq9", NULL);
  g_autoptr (EkAssessmentOpened) opened = NULL;
  struct rlimit before, none;

  give (sheet, 0, 1);
  settle (sheet);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  none = before;
  none.rlim_cur = 0;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
  give (sheet, 1, 2);
  settle (sheet);
  g_assert_cmpint (ek_answer_sheet_get_state (sheet), ==, EK_SHEET_FAILED);
  g_assert_nonnull (ek_answer_sheet_get_problem (sheet));
  g_assert_cmpint (json_node_get_int (ek_answer_sheet_get_answer (sheet, 1)), ==, 2);
  /* Changed while it could not be saved: the newest counts. */
  give (sheet, 1, 3);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  for (guint i = 0; i < 200 && ek_answer_sheet_get_state (sheet) != EK_SHEET_SAVED; i++)
    {
      ek_answer_sheet_try_again (sheet);
      g_main_context_iteration (NULL, TRUE);
      settle (sheet);
    }
  g_assert_cmpint (ek_answer_sheet_get_state (sheet), ==, EK_SHEET_SAVED);
  g_assert_null (ek_answer_sheet_get_problem (sheet));
  opened = stored (app, sheet);
  g_assert_true (stored_answer (opened, "1", 1));
  g_assert_true (stored_answer (opened, "2", 3));
  g_clear_object (&sheet);
  app_fixture_free (app);
}

/* Finishing waits for the answers before it: a form of which one is not on the disk is not finished, not even when the
 * disk takes the rest. */
static void
test_finish_behind_answers (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkAnswerSheet) sheet = begin (app, "phq9", NULL);
  g_autoptr (EkAssessmentOpened) open = NULL, finished = NULL;
  g_autoptr (GAsyncResult) refused = NULL, busy = NULL, done = NULL;
  g_autoptr (GError) error = NULL, second = NULL, none = NULL;
  g_autofree char *unsaved = NULL;
  struct rlimit before, nothing;

  give (sheet, 0, 1);
  settle (sheet);
  g_assert_null (ek_answer_sheet_list_unsaved (sheet));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  nothing = before;
  nothing.rlim_cur = 0;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &nothing), ==, 0);
  give (sheet, 8, 2);
  ek_answer_sheet_complete_async (sheet, TRUE, app_store_result, &refused);
  ek_answer_sheet_complete_async (sheet, TRUE, app_store_result, &busy);
  app_wait ((gpointer *) &busy);
  g_assert_false (g_task_propagate_boolean (G_TASK (busy), &second));
  g_assert_error (second, EK_ERROR, EK_ERROR_BUSY);
  app_wait ((gpointer *) &refused);
  g_assert_false (g_task_propagate_boolean (G_TASK (refused), &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_IO);
  unsaved = ek_answer_sheet_list_unsaved (sheet);
  g_assert_cmpstr (unsaved, ==, "9");
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  open = stored (app, sheet);
  g_assert_cmpstr (ek_record_get_text (open->assessment, EK_ASSESSMENT_STATUS), ==, "in-progress");
  /* With room again finishing takes the answer along. */
  ek_answer_sheet_complete_async (sheet, TRUE, app_store_result, &done);
  app_wait ((gpointer *) &done);
  g_assert_true (g_task_propagate_boolean (G_TASK (done), &none));
  g_assert_no_error (none);
  finished = stored (app, sheet);
  g_assert_cmpstr (ek_record_get_text (finished->assessment, EK_ASSESSMENT_STATUS), ==, "completed");
  g_assert_true (stored_answer (finished, "9", 2));
  g_clear_object (&refused);
  g_clear_object (&busy);
  g_clear_object (&done);
  g_clear_object (&sheet);
  app_fixture_free (app);
}

/* A question that is not asked any longer keeps its answer aside, and has it again when it is asked again. One whose
 * answer raises an alarm stays, for somebody to settle which of the two is right. */
static void
test_conditions (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkAnswerSheet) sheet = begin (app, "cssrs_screen", "male");
  int n = (int) ek_instrument_get_n_items (ek_answer_sheet_get_instrument (sheet));

  give (sheet, 1, 1);
  give (sheet, 2, 1);
  g_assert_true (ek_answer_sheet_is_asked (sheet, 2));
  give (sheet, 1, 0);
  g_assert_true (ek_answer_sheet_is_asked (sheet, 2));
  give (sheet, 2, 0);
  g_assert_false (ek_answer_sheet_is_asked (sheet, 2));
  g_assert_nonnull (ek_answer_sheet_get_answer (sheet, 2));
  g_assert_cmpint (ek_answer_sheet_step (sheet, 1, 1), >, 2);
  give (sheet, 1, 1);
  g_assert_true (ek_answer_sheet_is_asked (sheet, 2));
  g_assert_true (ek_answer_sheet_is_done (sheet, 2));
  g_assert_cmpint (ek_answer_sheet_step (sheet, 1, 1), ==, 2);
  g_assert_cmpint (ek_answer_sheet_step (sheet, 0, -1), ==, -1);
  g_assert_cmpint (ek_answer_sheet_step (sheet, n - 1, 1), ==, n);
  settle (sheet);
  g_clear_object (&sheet);
  app_fixture_free (app);
}

/* ---- In a patient's hands ---- */

static void
touch (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
}

static GError *
asked_for (AppFixture *app, gboolean write)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  if (write)
    ek_session_write_async (app->session, touch, NULL, NULL, NULL, app_store_result, &result);
  else
    ek_session_read_async (app->session, touch, NULL, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  g_task_propagate_boolean (G_TASK (result), &error);
  return error;
}

static gboolean
take_back (AppFixture *app, EkSecret *passphrase, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ek_session_take_back_async (app->session, passphrase, app_store_result, &result);
  app_wait ((gpointer *) &result);
  return ek_session_take_back_finish (app->session, result, error);
}

static void
count (EkSession *session, guint *n)
{
  ++*n;
}

static void
test_hand_over (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkAnswerSheet) sheet = begin (app, "phq9", NULL);
  g_autoptr (EkSecret) right = app_passphrase (), wrong = ek_secret_new_copy ("not the passphrase", 18);
  g_autoptr (GError) read = NULL, written = NULL, error = NULL, none = NULL;
  guint locked = 0, unlocked = 0;

  g_signal_connect (app->session, "locked", G_CALLBACK (count), &locked);
  g_signal_connect (app->session, "unlocked", G_CALLBACK (count), &unlocked);
  ek_session_hand_over (app->session);
  g_assert_cmpuint (locked, ==, 1);
  g_assert_false (ek_session_is_unlocked (app->session));
  g_assert_true (ek_session_is_handed_over (app->session));
  g_assert_null (ek_session_get_user (app->session));
  read = asked_for (app, FALSE);
  g_assert_error (read, EK_ERROR, EK_ERROR_LOCKED);
  written = asked_for (app, TRUE);
  g_assert_error (written, EK_ERROR, EK_ERROR_LOCKED);
  give (sheet, 0, 2);
  settle (sheet);
  g_assert_cmpint (ek_answer_sheet_get_state (sheet), ==, EK_SHEET_SAVED);
  g_assert_false (take_back (app, wrong, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE);
  g_assert_true (ek_session_is_handed_over (app->session));
  g_assert_cmpuint (unlocked, ==, 0);
  g_assert_true (take_back (app, right, &none));
  g_assert_no_error (none);
  g_assert_cmpuint (unlocked, ==, 1);
  g_assert_true (ek_session_is_unlocked (app->session));
  g_assert_false (ek_session_is_handed_over (app->session));
  none = asked_for (app, FALSE);
  g_assert_no_error (none);
  g_clear_object (&sheet);
  app_fixture_free (app);
}

/* Locked while the patient has it: every answer is on the disk, and only unlocking opens it again. */
static void
test_lock_in_hands (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkAnswerSheet) sheet = begin (app, "phq9", NULL);
  g_autofree char *id = g_strdup (ek_answer_sheet_get_id (sheet));
  g_autoptr (EkSecret) right = app_passphrase ();
  g_autoptr (GAsyncResult) result = NULL, loaded = NULL;
  g_autoptr (GError) error = NULL, after = NULL;
  g_autoptr (EkAssessmentOpened) opened = NULL;
  guint locked = 0;

  ek_session_hand_over (app->session);
  g_signal_connect (app->session, "locked", G_CALLBACK (count), &locked);
  give (sheet, 3, 2);
  ek_session_lock (app->session);
  g_assert_cmpuint (locked, ==, 1);
  g_assert_false (ek_session_is_handed_over (app->session));
  ek_answer_sheet_close (sheet);
  g_assert_false (take_back (app, right, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_LOCKED);
  ek_session_unlock_async (app->session, NULL, right, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  g_assert_true (ek_session_unlock_finish (app->session, result, &after));
  g_assert_no_error (after);
  ek_session_enter (app->session);
  ek_assessment_load_async (app->session, id, NULL, app_store_result, &loaded);
  app_wait ((gpointer *) &loaded);
  opened = ek_assessment_open_finish (loaded, &after);
  g_assert_no_error (after);
  g_assert_true (stored_answer (opened, "4", 2));
  g_clear_object (&result);
  g_clear_object (&loaded);
  g_clear_object (&sheet);
  app_fixture_free (app);
}

/* ---- A set in a patient's hands ---- */

typedef struct {
  EkCatalogue *catalogue;
  char *patient_id;
  int item9;
} Set;

/* Starts the set for one session and finishes its PHQ-9 in the patient's hands. */
static void
finish_first (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Set *set = data;
  g_autoptr (GError) error = NULL;
  EkKnowledge *knowledge = ek_knowledge_get_default (&error);
  g_autoptr (EkRecord) battery = ek_battery_start (store, knowledge, set->patient_id, "session", &error);
  g_autoptr (EkRecord) form = ek_battery_give (store, set->catalogue, battery, "phq9", "self", "zh", &error);

  g_assert_no_error (error);
  g_assert_true (ek_assess_hand_over (store, form, "machine", &error));
  for (int item = 1; item <= 9; item++)
    {
      g_autofree char *id = g_strdup_printf ("%d", item);
      g_autoptr (JsonNode) answer = number (item == 9 ? set->item9 : 1);

      g_assert_true (ek_assess_answer (store, set->catalogue, form, id, answer, NULL, &error));
    }
  g_assert_true (ek_assess_complete (store, set->catalogue, form, TRUE, &error));
  g_assert_no_error (error);
  g_task_return_pointer (task, g_strdup (ek_record_get_id (form)), g_free);
}

static void
count_handed (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) forms = ek_assess_list_handed_over (store, NULL);

  g_task_return_int (task, forms != NULL ? (gssize) forms->len : -1);
}

/* The next form of the set follows in the patient's hands; one that a clinician rates does not. */
static void
test_hand_on (void)
{
  for (int item9 = 0; item9 <= 1; item9++)
    {
      AppFixture *app = app_fixture_new ();
      g_autoptr (EkRecord) patient = app_add_patient (app, "李娜", NULL);
      g_autoptr (GAsyncResult) first = NULL, next = NULL, counted = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *id = NULL;
      g_autoptr (EkAssessmentOpened) opened = NULL;
      Set set = { ek_session_get_catalogue (app->session), (char *) ek_record_get_id (patient), item9 };

      ek_session_write_async (app->session, finish_first, &set, NULL, NULL, app_store_result, &first);
      app_wait ((gpointer *) &first);
      id = g_task_propagate_pointer (G_TASK (first), &error);
      ek_session_hand_over (app->session);
      ek_assessment_hand_on_async (app->session, id, "zh", app_store_result, &next);
      app_wait ((gpointer *) &next);
      opened = ek_assessment_open_finish (next, &error);
      g_assert_no_error (error);
      g_assert_cmpint (opened != NULL, ==, item9 == 0);
      if (opened != NULL)
        g_assert_cmpstr (ek_record_get_text (opened->assessment, EK_ASSESSMENT_INSTRUMENT), ==, "gad7");
      ek_session_form_async (app->session, count_handed, NULL, NULL, app_store_result, &counted);
      app_wait ((gpointer *) &counted);
      g_assert_cmpint (g_task_propagate_int (G_TASK (counted), &error), ==, 1);
      g_clear_object (&first);
      g_clear_object (&next);
      g_clear_object (&counted);
      app_fixture_free (app);
    }
}

/* ---- Paper ---- */

static void
test_keypad (void)
{
  static const struct {
    const char *instrument;
    guint index;
    const char *typed;
    EkPaperKey last;
    const char *json;
  } cases[] = {
    { "phq9", 0, "2", EK_PAPER_ANSWERED, "2" },  { "phq9", 0, "7", EK_PAPER_REFUSED, NULL },
    { "phq9", 0, " ", EK_PAPER_ANSWERED, NULL }, { "phq9", 0, "x", EK_PAPER_IGNORED, NULL },
    { "scl90", 0, "4", EK_PAPER_ANSWERED, "4" }, { "scl90", 89, "0", EK_PAPER_REFUSED, NULL },
    { "was", 0, "1", EK_PAPER_TYPED, NULL },     { "was", 0, "10", EK_PAPER_TYPED, NULL },
    { "psqi", 0, "2315", EK_PAPER_TYPED, NULL },
  };
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkInstrument *instrument = ek_catalogue_find (catalogue, cases[i].instrument, NULL);
      g_autoptr (EkPaperPass) pass = ek_paper_pass_new (instrument);
      EkPaperKey last = EK_PAPER_IGNORED;
      JsonNode *answer;
      g_autofree char *json = NULL;

      g_test_message ("%s item %u: %s", cases[i].instrument, cases[i].index, cases[i].typed);
      for (const char *p = cases[i].typed; *p != '\0'; p++)
        last = ek_paper_pass_character (pass, cases[i].index, (gunichar) *p);
      g_assert_cmpint (last, ==, cases[i].last);
      answer = ek_paper_pass_get_answer (pass, cases[i].index);
      json = answer != NULL ? json_to_string (answer, FALSE) : NULL;
      g_assert_cmpstr (json, ==, cases[i].json);
      g_assert_cmpint (ek_paper_pass_is_done (pass, cases[i].index), ==, cases[i].last == EK_PAPER_ANSWERED);
    }
}

/* What was typed stands for an answer only after Enter; rubbing out takes it away figure by figure. */
static void
test_keypad_figures (void)
{
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, NULL);
  g_autoptr (EkPaperPass) first = ek_paper_pass_new (ek_catalogue_find (catalogue, "psqi", NULL));
  g_autoptr (EkPaperPass) second = ek_paper_pass_new (ek_catalogue_find (catalogue, "psqi", NULL));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) time = json_node_init_string (json_node_alloc (), "23:15");

  for (const char *p = "23155"; *p != '\0'; p++)
    ek_paper_pass_character (first, 0, (gunichar) *p);
  g_assert_cmpint (ek_paper_pass_rub_out (first), ==, EK_PAPER_TYPED);
  g_assert_cmpstr (ek_paper_pass_get_typed (first), ==, "2315");
  g_assert_cmpint (ek_paper_pass_enter (first, 0, &error), ==, EK_PAPER_ANSWERED);
  g_assert_no_error (error);
  g_assert_cmpstr (json_node_get_string (ek_paper_pass_get_answer (first, 0)), ==, "23:15");
  g_assert_cmpint (ek_paper_pass_rub_out (first), ==, EK_PAPER_IGNORED);
  for (const char *p = "2561"; *p != '\0'; p++)
    ek_paper_pass_character (first, 0, (gunichar) *p);
  g_assert_cmpint (ek_paper_pass_enter (first, 0, &error), ==, EK_PAPER_REFUSED);
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_assert_cmpstr (json_node_get_string (ek_paper_pass_get_answer (first, 0)), ==, "23:15");

  g_assert_cmpint (ek_paper_pass_differs (first, second, 0), ==, 0);
  ek_paper_pass_set_answer (second, 0, time);
  g_assert_cmpint (ek_paper_pass_differs (first, second, 0), ==, -1);
  ek_paper_pass_set_answer (second, 0, NULL);
  g_assert_cmpint (ek_paper_pass_differs (first, second, 0), ==, 0);
  g_assert_cmpint (ek_paper_pass_differs (first, second, 1), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  g_test_add_func ("/app/answer-sheet/saved-at-once", test_saved_at_once);
  g_test_add_func ("/app/answer-sheet/late-answer", test_late_answer);
  g_test_add_func ("/app/answer-sheet/full-disk", test_full_disk);
  g_test_add_func ("/app/answer-sheet/finish-behind-answers", test_finish_behind_answers);
  g_test_add_func ("/app/answer-sheet/conditions", test_conditions);
  g_test_add_func ("/app/hand-over/session", test_hand_over);
  g_test_add_func ("/app/hand-over/lock", test_lock_in_hands);
  g_test_add_func ("/app/hand-over/set", test_hand_on);
  g_test_add_func ("/app/paper/keypad", test_keypad);
  g_test_add_func ("/app/paper/figures", test_keypad_figures);
  return g_test_run ();
}
