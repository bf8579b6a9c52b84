/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The section about sets and the baseline assessment on a real session: what they show follows the record. */

#include <adwaita.h>

#include "app-fixture.h"
#include "ek-application.h"
#include "ek-baseline-view.h"
#include "ek-battery-order.h"
#include "ek-battery-reading.h"
#include "ek-battery-section.h"
#include "ek-error.h"
#include "ek-secret.h"
#include "ek-types.h"

#include <string.h>

static gboolean
carry_out (AppFixture *fixture, EkOrder *order, GError **error)
{
  GAsyncResult *result = NULL;
  gboolean done = FALSE;

  ek_session_write_async (fixture->session, ek_order_do, order, (GDestroyNotify) ek_order_free, NULL, app_store_result,
                          &result);
  app_wait ((gpointer *) &result);
  done = g_task_propagate_boolean (G_TASK (result), error);
  g_object_unref (result);
  return done;
}

/* Every label below a widget, in one string. */
static void
collect (GtkWidget *widget, GString *text)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, text);
}

static gboolean
says (GtkWidget *widget, const char *words)
{
  g_autoptr (GString) text = g_string_new (NULL);

  collect (widget, text);
  return strstr (text->str, words) != NULL;
}

static void
wait_for (GtkWidget *widget, const char *words)
{
  gint64 end = g_get_monotonic_time () + APP_PATIENCE;

  while (!says (widget, words))
    {
      if (g_get_monotonic_time () > end)
        g_error ("it never said “%s”", words);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
}

/* The id of the set in progress, and of a baseline assessment. */
typedef struct {
  char *patient_id;
  char *battery_id;
  char *baseline_id;
  GPtrArray *left;
  EkCatalogue *catalogue;
} Found;

static void
find (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  Found *found = data;
  g_autoptr (EkRecord) battery = ek_battery_find_open (store, found->patient_id, NULL);
  g_autoptr (EkRecord) baseline = ek_baseline_find (store, found->patient_id, NULL);

  g_free (found->battery_id);
  g_free (found->baseline_id);
  found->battery_id = battery != NULL ? g_strdup (ek_record_get_id (battery)) : NULL;
  found->baseline_id = baseline != NULL ? g_strdup (ek_record_get_id (baseline)) : NULL;
  g_clear_pointer (&found->left, g_ptr_array_unref);
  if (battery != NULL)
    found->left = ek_battery_list_steps (store, found->catalogue, ek_knowledge_get_default (NULL), battery, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
look (AppFixture *fixture, Found *found)
{
  GAsyncResult *result = NULL;

  ek_session_write_async (fixture->session, find, found, NULL, NULL, app_store_result, &result);
  app_wait ((gpointer *) &result);
  g_object_unref (result);
}

static void
found_clear (Found *found)
{
  g_free (found->battery_id);
  g_free (found->baseline_id);
  g_clear_pointer (&found->left, g_ptr_array_unref);
}

static void
skip_all (AppFixture *fixture, Found *found)
{
  for (look (fixture, found); ek_battery_next (found->left) != NULL; look (fixture, found))
    {
      EkOrder *order = ek_order_new (ek_battery_order_skip, fixture->session, found->patient_id, found->battery_id);

      ek_order_set (order, "instrument", ek_battery_next (found->left)->instrument);
      ek_order_set (order, "reason", "tired");
      g_assert_true (carry_out (fixture, order, NULL));
    }
}

static EkOrder *
start (AppFixture *fixture, Found *found, const char *set)
{
  EkOrder *order = ek_order_new (ek_battery_order_start, fixture->session, found->patient_id, NULL);

  ek_order_set (order, "set", set);
  return order;
}

/* What may be done with a draft of a baseline assessment; a signature goes to what was read. */
static void
try_baseline (AppFixture *fixture, Found *found)
{
  g_autoptr (GError) error = NULL;
  EkOrder *order;

  look (fixture, found);
  g_assert_nonnull (found->baseline_id);
  order = ek_order_new (ek_baseline_order_summary, fixture->session, found->patient_id, found->baseline_id);
  ek_order_set (order, "summary", "工作压力大");
  g_assert_true (carry_out (fixture, order, NULL));
  order = ek_order_new (ek_baseline_order_bring_up, fixture->session, found->patient_id, found->baseline_id);
  g_assert_true (carry_out (fixture, order, &error));
  g_assert_no_error (error);
  order = ek_order_new (ek_baseline_order_sign, fixture->session, found->patient_id, found->baseline_id);
  ek_order_set_revision (order, 1);
  ek_order_take_secret (order, ek_secret_new_copy ("x", 1));
  g_assert_false (carry_out (fixture, order, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_CONFLICT);
}

static void
discard_baseline (AppFixture *fixture, Found *found)
{
  EkOrder *order = ek_order_new (ek_baseline_order_discard, fixture->session, found->patient_id, found->baseline_id);

  ek_order_set (order, "reason", "discarded draft");
  g_assert_true (carry_out (fixture, order, NULL));
}

static void
test_section (void)
{
  AppFixture *fixture = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (fixture, "张伟", "1986-04-02");
  Found found = { (char *) ek_record_get_id (patient), .catalogue = ek_session_get_catalogue (fixture->session) };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *section = g_object_new (EK_TYPE_BATTERY_SECTION, NULL);
  g_autoptr (GError) error = NULL;
  EkOrder *order = NULL;
  int least = 0;

  gtk_window_set_child (GTK_WINDOW (window), section);
  gtk_window_present (GTK_WINDOW (window));
  ek_patient_view_set_patient (EK_PATIENT_VIEW (section), fixture->session, found.patient_id);
  wait_for (section, "No set is in progress.");
  wait_for (section, "Nothing is scheduled.");
  g_assert_true (carry_out (fixture, start (fixture, &found, "baseline"), &error));
  wait_for (section, "next: PHQ-9");
  g_assert_false (carry_out (fixture, start (fixture, &found, "session"), &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  skip_all (fixture, &found);
  wait_for (section, "Finish the set");
  g_assert_true (
    carry_out (fixture, ek_order_new (ek_battery_order_finish, fixture->session, found.patient_id, found.battery_id),
               NULL));
  wait_for (section, "Baseline: Not known (Draft)");
  try_baseline (fixture, &found);
  discard_baseline (fixture, &found);
  order = ek_order_new (ek_schedule_order_add, fixture->session, found.patient_id, NULL);
  ek_order_set (order, "what", "instrument:gad7");
  ek_order_set (order, "days", "14");
  ek_order_set (order, "first", "2020-01-01");
  g_assert_true (carry_out (fixture, order, NULL));
  wait_for (section, "GAD-7: overdue by");
  /* Beside the list of patients on a small screen: what is long is cut short, the buttons are not. */
  gtk_widget_measure (section, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <, 560);
  /* Locked or another patient: nothing of this one stays. */
  ek_patient_view_set_patient (EK_PATIENT_VIEW (section), fixture->session, NULL);
  g_assert_false (says (section, "GAD-7"));
  g_assert_false (says (section, "Baseline"));
  gtk_window_destroy (GTK_WINDOW (window));
  app_iterate ();
  found_clear (&found);
  app_fixture_free (fixture);
}

static EkRecord *
made_up (void)
{
  EkRecord *record = ek_record_new (&ek_baseline_type, "p");
  g_autoptr (JsonNode) result = ek_json_parse (
    "{\"factors\":[{\"group_en\":\"Work\",\"group_zh\":\"工作\",\"name_en\":\"<b>Shift</b> & "
    "night\",\"name_zh\":\"夜班\","
    "\"protective\":false,\"reason\":{\"rule\":\"r\",\"en\":\"why <i>\",\"zh\":\"因为\",\"evidence\":\"E\"}},7,{}],"
    "\"not_asked\":[{\"id\":\"x\",\"en\":\"GAD-7: declined & "
    "<gone>\",\"zh\":\"拒绝\"},null],\"scores\":{},\"risks\":[[]]}",
    -1, NULL, NULL);

  ek_record_set_text (record, EK_BASELINE_STATUS, "draft");
  ek_record_set_text (record, EK_BASELINE_LEVEL, "moderate");
  ek_record_set_json (record, EK_BASELINE_RESULT, result);
  return record;
}

/* Severity first; words of a person are never markup; what is not as it should be is left out. */
static void
test_baseline_view (void)
{
  g_autoptr (EkRecord) record = made_up ();
  g_autoptr (GPtrArray) signatures = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));

  ek_baseline_view_fill (GTK_BOX (box), record, signatures);
  collect (box, text);
  g_assert_true (g_str_has_prefix (text->str, "Overall severity: Moderate"));
  g_assert_nonnull (strstr (text->str, "<b>Shift</b> & night"));
  g_assert_nonnull (strstr (text->str, "GAD-7: declined & <gone>"));
  g_assert_null (strstr (text->str, "Protective factors"));
  g_assert_nonnull (strstr (text->str, "Not signed yet"));
  g_object_unref (box);
}

int
main (int argc, char **argv)
{
  app_init (&argc, &argv);
  g_test_add_func ("/app/sets/section", test_section);
  g_test_add_func ("/app/sets/baseline-view", test_baseline_view);
  return g_test_run ();
}
