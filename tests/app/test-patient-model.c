/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>

#include "app-fixture.h"
#include "ek-patient-model.h"

static void
list (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, ek_store_list_patients (store, cancellable, NULL),
                         (GDestroyNotify) ek_patient_rows_unref);
}

static EkPatientRows *
read_rows (AppFixture *app)
{
  g_autoptr (GAsyncResult) result = NULL;

  ek_session_read_async (app->session, list, NULL, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

typedef struct {
  guint position, removed, added, times;
} Change;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Change *change)
{
  change->position = position;
  change->removed = removed;
  change->added = added;
  change->times++;
}

static void
count (gpointer item, guint *n)
{
  ++*n;
}

/* A patient who is added in the middle is one row added; the others stay the same objects. */
static void
test_replaces_gently (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkPatientModel) model = ek_patient_model_new ();
  Change change = { 0 };
  guint renewed = 0;

  g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), &change);
  {
    g_autoptr (EkRecord) a = app_add_patient (app, "Anna Berg", NULL);
    g_autoptr (EkRecord) c = app_add_patient (app, "Carl Dahl", NULL);
    g_autoptr (EkPatientRows) rows = read_rows (app);

    ek_patient_model_set (model, rows, NULL);
  }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 2);
  {
    g_autoptr (EkPatientItem) first = g_list_model_get_item (G_LIST_MODEL (model), 0);
    g_autoptr (EkPatientItem) last = g_list_model_get_item (G_LIST_MODEL (model), 1);
    g_autoptr (EkRecord) b = app_add_patient (app, "Bea Carlsen", NULL);
    g_autoptr (EkPatientRows) rows = read_rows (app);
    g_autoptr (EkPatientItem) again = NULL;
    g_autoptr (EkPatientItem) moved = NULL;

    g_signal_connect (first, "changed", G_CALLBACK (count), &renewed);
    change = (Change){ 0 };
    ek_patient_model_set (model, rows, NULL);
    again = g_list_model_get_item (G_LIST_MODEL (model), 0);
    moved = g_list_model_get_item (G_LIST_MODEL (model), 2);
    g_assert_true (again == first);
    g_assert_true (moved == last);
    g_assert_cmpuint (renewed, ==, 1);
    g_assert_cmpuint (change.times, ==, 1);
    g_assert_cmpuint (change.position, ==, 1);
    g_assert_cmpuint (change.removed, ==, 0);
    g_assert_cmpuint (change.added, ==, 1);
    g_assert_cmpuint (ek_patient_model_find (model, ek_record_get_id (b)), ==, 1);
    g_assert_cmpstr (ek_patient_item_get_row (moved)->name, ==, "Carl Dahl");
  }
  change = (Change){ 0 };
  ek_patient_model_set (model, NULL, NULL);
  g_assert_cmpuint (change.removed, ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), 0));
  g_assert_cmpuint (ek_patient_model_find (model, "anybody"), ==, G_MAXUINT);
  app_fixture_free (app);
}

static void
add_risk (AppFixture *app, EkRecord *patient, const char *level)
{
  g_autoptr (EkRecord) risk = ek_record_new (&ek_risk_type, ek_record_get_id (patient));

  ek_record_set_text (risk, EK_RISK_LEVEL, level);
  ek_record_set_text (risk, EK_RISK_STATUS, "open");
  ek_record_set_instant (risk, EK_RISK_RAISED, ek_clock_now (app->clock), 480);
  app_save (app, risk);
}

static void
add_score (AppFixture *app, EkRecord *patient, gint64 days_ago)
{
  g_autoptr (EkRecord) form = ek_record_new (&ek_assessment_type, ek_record_get_id (patient));

  ek_record_set_text (form, EK_ASSESSMENT_INSTRUMENT, "phq9");
  ek_record_set_text (form, EK_ASSESSMENT_VERSION, "1");
  ek_record_set_text (form, EK_ASSESSMENT_STATUS, "completed");
  ek_record_set_int (form, EK_ASSESSMENT_COMPLETE, TRUE);
  ek_record_set_real (form, EK_ASSESSMENT_TOTAL, 9);
  ek_record_set_instant (form, EK_ASSESSMENT_TAKEN, ek_clock_now (app->clock) - days_ago * EK_DAY_MS, 480);
  app_save (app, form);
}

/* Every order holds each patient once. */
static void
test_orders (void)
{
  static const struct {
    EkPatientSort sort;
    const char *names[4];
  } cases[] = {
    { EK_PATIENT_SORT_NAME, { "Anna", "Bea", "Carl", "Dora" } },
    { EK_PATIENT_SORT_RISK, { "Carl", "Anna", "Bea", "Dora" } },
    { EK_PATIENT_SORT_RECENT, { "Bea", "Anna", "Carl", "Dora" } },
    { EK_PATIENT_SORT_WAITING, { "Carl", "Dora", "Anna", "Bea" } },
  };
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkRecord) anna = app_add_patient (app, "Anna", NULL);
  g_autoptr (EkRecord) bea = app_add_patient (app, "Bea", NULL);
  g_autoptr (EkRecord) carl = app_add_patient (app, "Carl", NULL);
  g_autoptr (EkRecord) dora = app_add_patient (app, "Dora", NULL);
  g_autoptr (EkPatientModel) model = ek_patient_model_new ();
  g_autoptr (EkPatientRows) rows = NULL;

  add_risk (app, anna, "low");
  add_risk (app, carl, "high");
  add_score (app, anna, 40);
  add_score (app, bea, 3);
  rows = read_rows (app);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) order = ek_patient_order (rows, cases[i].sort);

      ek_patient_model_set (model, rows, order);
      for (guint j = 0; j < 4; j++)
        {
          g_autoptr (EkPatientItem) item = g_list_model_get_item (G_LIST_MODEL (model), j);

          g_assert_cmpstr (ek_patient_item_get_row (item)->name, ==, cases[i].names[j]);
        }
    }
  app_fixture_free (app);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  g_test_add_func ("/app/patient-model/replaces-gently", test_replaces_gently);
  g_test_add_func ("/app/patient-model/orders", test_orders);
  return g_test_run ();
}
