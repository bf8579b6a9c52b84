/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The risk banner, the plan page and the case review page on a real session: what they show follows the record. */

#include <adwaita.h>

#include "app-fixture.h"
#include "ek-application.h"
#include "ek-assess.h"
#include "ek-error.h"
#include "ek-form-dialog.h"
#include "ek-mdt-order.h"
#include "ek-mdt-page.h"
#include "ek-plan-line-row.h"
#include "ek-plan-order.h"
#include "ek-plan-page.h"
#include "ek-risk-banner.h"

typedef struct {
  char *patient_id;
  EkCatalogue *catalogue;
} Given;

static void
give_dangerous_form (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Given *given = data;
  GError *error = NULL;
  g_autoptr (JsonNode) answers = ek_json_parse ("[2,2,2,2,2,2,2,2,1]", -1, NULL, NULL);
  g_autoptr (EkRecord) form = ek_assess_record (store, given->catalogue, given->patient_id, "phq9", answers,
                                                EK_INSTANT_NONE, 0, "paper", "zh", NULL, &error);

  g_assert_no_error (error);
  g_task_return_boolean (task, TRUE);
}

static void
close_risk (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) open = ek_risk_list_open (store, ((Given *) data)->patient_id, &error);

  g_assert_cmpuint (open->len, ==, 1);
  g_assert_true (ek_risk_assess (store, NULL, g_ptr_array_index (open, 0), "low", "seen", NULL, &error));
  g_assert_true (ek_risk_close (store, NULL, g_ptr_array_index (open, 0), "safety plan written", NULL, &error));
  g_task_return_boolean (task, TRUE);
}

/* Does it in the writing thread and waits until the screen has heard of it. */
static gboolean
write_and_wait (AppFixture *fixture, EkSessionFunc func, gpointer data, GDestroyNotify destroy, GError **error)
{
  GAsyncResult *result = NULL;
  gboolean done = FALSE;

  ek_session_write_async (fixture->session, func, data, destroy, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  done = g_task_propagate_boolean (G_TASK (result), error);
  g_object_unref (result);
  return done;
}

typedef gboolean (*Condition) (GtkWidget *widget);

static void
wait_until (GtkWidget *widget, Condition condition)
{
  gint64 end = g_get_monotonic_time () + APP_PATIENCE;

  while (!condition (widget))
    {
      if (g_get_monotonic_time () > end)
        g_error ("it did not come about");
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
}

static guint
count_rows (GtkWidget *widget)
{
  guint n = EK_IS_PLAN_LINE_ROW (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

static GtkWidget *
find_stack (GtkWidget *widget)
{
  return gtk_widget_get_first_child (widget);
}

static gboolean
is_visible (GtkWidget *widget)
{
  return gtk_widget_get_visible (widget);
}

static gboolean
is_hidden (GtkWidget *widget)
{
  return !gtk_widget_get_visible (widget);
}

static gboolean
shows (GtkWidget *page, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (find_stack (page))), name) == 0;
}

static gboolean
shows_empty (GtkWidget *page)
{
  return shows (page, "empty");
}
static gboolean
shows_plan (GtkWidget *page)
{
  return shows (page, "plan");
}
static gboolean
shows_review (GtkWidget *page)
{
  return shows (page, "review");
}
static gboolean
shows_nothing (GtkWidget *page)
{
  return shows (page, "nothing");
}

static void
test_banner (void)
{
  AppFixture *fixture = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (fixture, "张伟", "1986-04-02");
  Given given = { (char *) ek_record_get_id (patient), ek_session_get_catalogue (fixture->session) };
  GtkWidget *banner = g_object_ref_sink (ek_risk_banner_new ());
  g_autoptr (GError) failure = g_error_new_literal (EK_ERROR, EK_ERROR_IO, "not read");

  ek_patient_view_set_patient (EK_PATIENT_VIEW (banner), fixture->session, given.patient_id);
  app_iterate ();
  g_assert_false (gtk_widget_get_visible (banner));
  g_assert_true (write_and_wait (fixture, give_dangerous_form, &given, NULL, NULL));
  wait_until (banner, is_visible);
  g_assert_true (write_and_wait (fixture, close_risk, &given, NULL, NULL));
  wait_until (banner, is_hidden);
  /* That nobody could look is never silence. */
  EK_PATIENT_VIEW_GET_CLASS (banner)->fail (EK_PATIENT_VIEW (banner), failure);
  g_assert_true (gtk_widget_get_visible (banner));
  ek_patient_view_set_patient (EK_PATIENT_VIEW (banner), fixture->session, NULL);
  app_iterate ();
  g_assert_finalize_object (banner);
  app_fixture_free (fixture);
}

static void
test_plan_page (void)
{
  AppFixture *fixture = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (fixture, "张伟", "1986-04-02");
  Given given = { (char *) ek_record_get_id (patient), ek_session_get_catalogue (fixture->session) };
  GtkWidget *page = g_object_ref_sink (ek_plan_page_new ());

  ek_patient_view_set_patient (EK_PATIENT_VIEW (page), fixture->session, given.patient_id);
  wait_until (page, shows_empty);
  g_assert_true (write_and_wait (fixture, give_dangerous_form, &given, NULL, NULL));
  g_assert_true (write_and_wait (fixture, ek_order_do,
                                 ek_order_new (ek_plan_order_draft, fixture->session, given.patient_id, NULL),
                                 (GDestroyNotify) ek_order_free, NULL));
  wait_until (page, shows_plan);
  g_assert_cmpuint (count_rows (page), >=, 5);
  /* Locked or another patient: nothing of this one stays. */
  ek_patient_view_set_patient (EK_PATIENT_VIEW (page), fixture->session, NULL);
  g_assert_true (shows_nothing (page));
  g_assert_cmpuint (count_rows (page), ==, 0);
  app_iterate ();
  g_assert_finalize_object (page);
  app_fixture_free (fixture);
}

static void
test_second_review_is_refused (void)
{
  AppFixture *fixture = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (fixture, "张伟", "1986-04-02");
  Given given = { (char *) ek_record_get_id (patient), ek_session_get_catalogue (fixture->session) };
  g_autoptr (GError) error = NULL;
  EkOrder *order = NULL;

  order = ek_order_new (ek_mdt_order_open, fixture->session, given.patient_id, NULL);
  ek_order_set (order, "question", "What next?");
  g_assert_true (write_and_wait (fixture, ek_order_do, order, (GDestroyNotify) ek_order_free, &error));
  order = ek_order_new (ek_mdt_order_open, fixture->session, given.patient_id, NULL);
  ek_order_set (order, "question", "again");
  g_assert_false (write_and_wait (fixture, ek_order_do, order, (GDestroyNotify) ek_order_free, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  app_fixture_free (fixture);
}

static void
test_mdt_page (void)
{
  AppFixture *fixture = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (fixture, "张伟", "1986-04-02");
  Given given = { (char *) ek_record_get_id (patient), ek_session_get_catalogue (fixture->session) };
  GtkWidget *page = g_object_ref_sink (ek_mdt_page_new ());
  EkOrder *order = NULL;

  g_assert_true (write_and_wait (fixture, give_dangerous_form, &given, NULL, NULL));
  ek_patient_view_set_patient (EK_PATIENT_VIEW (page), fixture->session, given.patient_id);
  wait_until (page, shows_empty);
  order = ek_order_new (ek_mdt_order_open, fixture->session, given.patient_id, NULL);
  ek_order_set (order, "question", "是否会诊？");
  g_assert_true (write_and_wait (fixture, ek_order_do, order, (GDestroyNotify) ek_order_free, NULL));
  wait_until (page, shows_review);
  ek_patient_view_set_patient (EK_PATIENT_VIEW (page), fixture->session, NULL);
  g_assert_true (shows_nothing (page));
  app_iterate ();
  g_assert_finalize_object (page);
  app_fixture_free (fixture);
}

int
main (int argc, char *argv[])
{
  app_init (&argc, &argv);
  g_test_add_func ("/care-pages/banner", test_banner);
  g_test_add_func ("/care-pages/plan", test_plan_page);
  g_test_add_func ("/care-pages/mdt", test_mdt_page);
  g_test_add_func ("/care-pages/orders", test_second_review_is_refused);
  return g_test_run ();
}
