/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Builds what the program draws, under a display. A broken template is a critical message, which is fatal here. */

#include <adwaita.h>
#include <math.h>

#include "app-fixture.h"
#include "ek-application.h"
#include "ek-audit-window.h"
#include "ek-card.h"
#include "ek-columns-layout.h"
#include "ek-field-editor.h"
#include "ek-form-dialog.h"
#include "ek-import-dialog.h"
#include "ek-instruments-window.h"
#include "ek-mdt-page.h"
#include "ek-overview-page.h"
#include "ek-patient-cell.h"
#include "ek-patient-list.h"
#include "ek-patient-page.h"
#include "ek-plan-line-row.h"
#include "ek-plan-page.h"
#include "ek-preferences.h"
#include "ek-print-preview.h"
#include "ek-record-dialog.h"
#include "ek-record-form.h"
#include "ek-risk-banner.h"
#include "ek-risk-dialog.h"
#include "ek-server-dialog.h"
#include "ek-sync-window.h"
#include "ek-unlock-page.h"
#include "ek-welcome-page.h"
#include "ek-wording-dialog.h"

#define PATIENT "00000000-0000-4000-8000-000000000001"

static void
test_templates (void)
{
  const GType types[] = {
    EK_TYPE_AUDIT_WINDOW,  EK_TYPE_CARD,         EK_TYPE_IMPORT_DIALOG,      EK_TYPE_OVERVIEW_PAGE,
    EK_TYPE_PATIENT_LIST,  EK_TYPE_PATIENT_PAGE, EK_TYPE_PREFERENCES,        EK_TYPE_RECORD_DIALOG,
    EK_TYPE_SERVER_DIALOG, EK_TYPE_SYNC_WINDOW,  EK_TYPE_UNLOCK_PAGE,        EK_TYPE_WELCOME_PAGE,
    EK_TYPE_FORM_DIALOG,   EK_TYPE_MDT_PAGE,     EK_TYPE_PLAN_LINE_ROW,      EK_TYPE_PLAN_PAGE,
    EK_TYPE_RISK_BANNER,   EK_TYPE_RISK_DIALOG,  EK_TYPE_INSTRUMENTS_WINDOW, EK_TYPE_WORDING_DIALOG,
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GtkWidget *widget = g_object_ref_sink (g_object_new (types[i], NULL));

      g_assert_nonnull (gtk_widget_get_first_child (widget));
      if (GTK_IS_WINDOW (widget))
        gtk_window_destroy (GTK_WINDOW (widget));
      g_assert_finalize_object (widget);
    }
}

/* Every interface file in the program is read by something; none is left behind. */
static void
test_resources (void)
{
  g_auto (GStrv) names = g_resources_enumerate_children ("/io/evenkeel/Evenkeel/ui", 0, NULL);
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_strv_length (names), >=, 11);
  gtk_builder_add_from_resource (builder, "/io/evenkeel/Evenkeel/ui/help-overlay.ui", &error);
  g_assert_no_error (error);
  g_assert_true (GTK_IS_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
  gtk_window_destroy (GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
}

/* Icons that the code names are in the program or in the theme that GTK requires. */
static void
test_icons (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  static const char *const names[] = {
    "io.evenkeel.Evenkeel",      "io.evenkeel.Evenkeel-symbolic", "ek-risk-high-symbolic",
    "ek-risk-moderate-symbolic", "ek-risk-low-symbolic",          "ek-risk-unassessed-symbolic",
    "ek-sync-local-symbolic",    "ek-sync-sending-symbolic",      "ek-sync-confirmed-symbolic",
    "ek-sync-conflict-symbolic", "ek-sync-refused-symbolic",      "ek-overview-symbolic",
    "ek-assessments-symbolic",   "ek-trajectory-symbolic",        "ek-plan-symbolic",
    "ek-mdt-symbolic",           "ek-patients-symbolic",          "ek-lock-symbolic",
    "ek-invented-symbolic",      "ek-history-symbolic",           "ek-import-symbolic",
  };

  gtk_icon_theme_add_resource_path (theme, "/io/evenkeel/Evenkeel/icons");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_test_message ("%s", names[i]);
      g_assert_true (gtk_icon_theme_has_icon (theme, names[i]));
    }
}

static GtkWidget *
row_titled (GtkWidget *widget, const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (widget) &&
      g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = row_titled (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* For every type: what is loaded is stored back the same, field by field, and the form has a row for each field that is
 * declared for it. */
static void
test_form_round_trip (void)
{
  const EkRecordType *const *types = ek_record_types ();
  g_autoptr (EkClock) clock = ek_clock_new_fixed (0, 480);

  for (guint t = 0; types[t] != NULL; t++)
    {
      const EkField *fields = types[t]->fields;
      GtkWidget *form = g_object_ref_sink (ek_record_form_new (types[t], clock));
      g_autoptr (EkRecord) record = ek_record_new (types[t], types[t] == &ek_patient_type ? NULL : PATIENT);
      g_autoptr (EkRecord) back = NULL;

      for (int i = 0; fields[i].name != NULL; i++)
        {
          if (fields[i].kind == EK_FIELD_CHOICE)
            ek_record_set_text (record, i, fields[i].choices[1].id);
          else if (fields[i].kind == EK_FIELD_DATE)
            ek_record_set_text (record, i, "2026-03");
          else if (fields[i].kind == EK_FIELD_INSTANT)
            ek_record_set_instant (record, i, 1773297000000, 480);
          else if (fields[i].kind == EK_FIELD_INTEGER)
            ek_record_set_int (record, i, 42);
          else if (fields[i].kind == EK_FIELD_BOOLEAN)
            ek_record_set_int (record, i, 1);
          else if (fields[i].kind == EK_FIELD_REAL)
            ek_record_set_real (record, i, 12.5);
          else if (fields[i].kind == EK_FIELD_TEXT || fields[i].kind == EK_FIELD_NOTE)
            ek_record_set_text (record, i, "安澜 <b>&amp; \"quoted\" %s");
        }
      back = ek_record_copy (record);
      ek_record_form_load (EK_RECORD_FORM (form), record);
      ek_record_form_store (EK_RECORD_FORM (form), back);
      for (int i = 0; fields[i].name != NULL; i++)
        if (ek_field_editor_can_edit (&fields[i]) && fields[i].kind != EK_FIELD_JSON)
          {
            g_test_message ("%s.%s", types[t]->name, fields[i].name);
            if (fields[i].kind == EK_FIELD_REAL)
              g_assert_cmpfloat (ek_record_get_real (back, i, NAN), ==, 12.5);
            else if (fields[i].kind == EK_FIELD_INSTANT)
              g_assert_cmpint (ek_record_get_instant (back, i, NULL), ==, 1773297000000);
            else if (fields[i].kind == EK_FIELD_INTEGER || fields[i].kind == EK_FIELD_BOOLEAN)
              g_assert_cmpint (ek_record_get_int (back, i, 0), ==, ek_record_get_int (record, i, 1));
            else
              g_assert_cmpstr (ek_record_get_text (back, i), ==, ek_record_get_text (record, i));
          }
      g_object_unref (form);
    }
}

/* A form that is not good says so at the row, leaves the record alone and lets the person go on. */
static void
test_form_validates (void)
{
  g_autoptr (EkClock) clock = ek_clock_new_fixed (0, 480);
  g_autoptr (EkRecord) record = ek_record_new (&ek_patient_type, NULL);
  GtkWidget *form = g_object_ref_sink (ek_record_form_new (&ek_patient_type, clock));
  GtkWidget *name = row_titled (form, "Name"), *birth = row_titled (form, "Date of birth");

  g_assert_nonnull (name);
  g_assert_nonnull (birth);
  ek_record_form_load (EK_RECORD_FORM (form), record);
  g_assert_false (ek_record_form_store (EK_RECORD_FORM (form), record));
  g_assert_true (gtk_widget_has_css_class (name, "error"));
  gtk_editable_set_text (GTK_EDITABLE (name), "  李娜 ");
  g_assert_false (gtk_widget_has_css_class (name, "error"));
  gtk_editable_set_text (GTK_EDITABLE (birth), "12/03/1991");
  g_assert_false (ek_record_form_store (EK_RECORD_FORM (form), record));
  g_assert_true (gtk_widget_has_css_class (birth, "error"));
  g_assert_false (ek_record_has (record, EK_PATIENT_BIRTH_DATE));
  gtk_editable_set_text (GTK_EDITABLE (birth), "1991年3月12日");
  g_assert_true (ek_record_form_store (EK_RECORD_FORM (form), record));
  g_assert_cmpstr (ek_record_get_text (record, EK_PATIENT_NAME), ==, "李娜");
  g_assert_cmpstr (ek_record_get_text (record, EK_PATIENT_BIRTH_DATE), ==, "1991-03-12");
  g_object_unref (form);
}

/* Identifiers keep the system they came with, and words their order. */
static void
test_form_keeps_json (void)
{
  g_autoptr (EkClock) clock = ek_clock_new_fixed (0, 480);
  g_autoptr (EkRecord) record = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (EkRecord) back = NULL;
  g_autoptr (JsonNode) identifiers =
    json_from_string ("[{\"system\":\"http://hospital.example/id\",\"value\":\"A-1\",\"type\":\"MR\"},"
                      "{\"system\":\"urn:x\",\"value\":\"7\",\"type\":\"ZZ\"}]",
                      NULL);
  g_autoptr (JsonNode) exposures = json_from_string ("[\"noise\",\"粉尘\"]", NULL);
  GtkWidget *form = g_object_ref_sink (ek_record_form_new (&ek_patient_type, clock));

  ek_record_set_text (record, EK_PATIENT_NAME, "李娜");
  ek_record_set_json (record, EK_PATIENT_IDENTIFIERS, identifiers);
  ek_record_set_json (record, EK_PATIENT_EXPOSURES, exposures);
  back = ek_record_copy (record);
  ek_record_form_load (EK_RECORD_FORM (form), record);
  g_assert_true (ek_record_form_store (EK_RECORD_FORM (form), back));
  g_assert_true (json_node_equal (ek_record_get_json (back, EK_PATIENT_IDENTIFIERS), identifiers));
  g_assert_true (json_node_equal (ek_record_get_json (back, EK_PATIENT_EXPOSURES), exposures));
  g_object_unref (form);
}

/* Cards stand below each other when there is no room, beside each other when there is, and none overlaps another. */
static void
test_columns (void)
{
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  GtkWidget *children[5];

  gtk_widget_set_layout_manager (box, ek_columns_layout_new (300, 3, 10));
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      children[i] = gtk_label_new ("x");
      gtk_widget_set_size_request (children[i], 100, 40 + 30 * (int) i);
      gtk_box_append (GTK_BOX (box), children[i]);
    }
  for (int width = 100; width < 1400; width += 130)
    {
      GtkAllocation where[G_N_ELEMENTS (children)];
      GtkAllocation whole = { 0, 0, width, 0 };

      gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, width, NULL, &whole.height, NULL, NULL);
      gtk_widget_size_allocate (box, &whole, -1);
      for (guint i = 0; i < G_N_ELEMENTS (children); i++)
        {
          gtk_widget_get_allocation (children[i], &where[i]);
          g_assert_cmpint (where[i].x, >=, 0);
          g_assert_cmpint (where[i].x + where[i].width, <=, width);
          g_assert_cmpint (where[i].y + where[i].height, <=, whole.height);
          for (guint j = 0; j < i; j++)
            g_assert_false (gdk_rectangle_intersect (&where[i], &where[j], NULL));
          g_assert_true (width >= 610 || where[i].x == 0);
        }
      g_assert_true (width < 610 || where[1].y == 0);
    }
  g_object_unref (box);
}

/* A page forgets: after the lock no label holds anything about the patient. */
static void
assert_forgot (GtkWidget *widget, const char *word)
{
  if (GTK_IS_LABEL (widget))
    g_assert_null (g_strrstr (gtk_label_get_text (GTK_LABEL (widget)), word));
  if (EK_IS_PATIENT_CELL (widget) && ek_patient_cell_get_description (EK_PATIENT_CELL (widget)) != NULL)
    g_assert_null (g_strrstr (ek_patient_cell_get_description (EK_PATIENT_CELL (widget)), word));
  if (gtk_widget_get_tooltip_text (widget) != NULL)
    g_assert_null (g_strrstr (gtk_widget_get_tooltip_text (widget), word));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_forgot (child, word);
}

static gboolean
shows (GtkWidget *widget, const char *word)
{
  if (GTK_IS_LABEL (widget) && g_strrstr (gtk_label_get_text (GTK_LABEL (widget)), word) != NULL)
    return TRUE;
  if (EK_IS_PATIENT_CELL (widget) && ek_patient_cell_get_description (EK_PATIENT_CELL (widget)) != NULL &&
      g_strrstr (ek_patient_cell_get_description (EK_PATIENT_CELL (widget)), word) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, word))
      return TRUE;
  return FALSE;
}

static EkPatientCell *
first_cell (GtkWidget *widget)
{
  EkPatientCell *found = EK_IS_PATIENT_CELL (widget) ? EK_PATIENT_CELL (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = first_cell (child);
  return found;
}

/* A row is as high for any words, paints in both directions and in both reads its icon at the end. */
static void
test_cell (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkRecord) latin = app_add_patient (app, "An", "1991-03-12");
  g_autoptr (EkRecord) arabic = app_add_patient (app, "\331\210\330\247\330\255\330\251 \345\256\211\346\276\234",
                                                 NULL);
  GtkWidget *window = gtk_window_new (), *list = g_object_new (EK_TYPE_PATIENT_LIST, NULL), *row, *other;
  EkPatientCell *cell;

  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 400);
  gtk_window_present (GTK_WINDOW (window));
  ek_patient_list_set_session (EK_PATIENT_LIST (list), app->session);
  while (!shows (list, "An") || gtk_widget_get_width (GTK_WIDGET (first_cell (list))) < 200)
    g_main_context_iteration (NULL, TRUE);
  cell = first_cell (list);
  row = gtk_widget_get_parent (GTK_WIDGET (cell));
  other = gtk_widget_get_next_sibling (row) != NULL ? gtk_widget_get_next_sibling (row)
                                                    : gtk_widget_get_prev_sibling (row);
  g_assert_cmpint (gtk_widget_get_height (row), ==, gtk_widget_get_height (other));
  g_assert_cmpstr (ek_patient_cell_get_tooltip (cell, gtk_widget_get_width (GTK_WIDGET (cell)) - 3), ==,
                   "Only on this computer");
  g_assert_null (ek_patient_cell_get_tooltip (cell, 3));
  gtk_widget_set_direction (GTK_WIDGET (cell), GTK_TEXT_DIR_RTL);
  g_assert_nonnull (ek_patient_cell_get_tooltip (cell, 3));
  app_iterate ();
  gtk_window_destroy (GTK_WINDOW (window));
  app_fixture_free (app);
}

static void
test_forgets (void)
{
  AppFixture *app = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (app, "Undine Secret", "1991-03-12");
  GtkWidget *page = g_object_ref_sink (g_object_new (EK_TYPE_PATIENT_PAGE, NULL));
  GtkWidget *window = gtk_window_new ();
  GtkWidget *list = g_object_new (EK_TYPE_PATIENT_LIST, NULL);

  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  ek_patient_list_set_session (EK_PATIENT_LIST (list), app->session);
  ek_patient_page_set_patient (EK_PATIENT_PAGE (page), app->session, ek_record_get_id (patient));
  while (!shows (page, "Undine Secret") || !shows (list, "Undine Secret"))
    g_main_context_iteration (NULL, TRUE);
  ek_session_lock (app->session);
  ek_patient_page_set_patient (EK_PATIENT_PAGE (page), app->session, NULL);
  assert_forgot (page, "Undine");
  assert_forgot (list, "Undine");
  app_iterate ();
  assert_forgot (page, "Undine");
  assert_forgot (list, "Undine");
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (page);
  app_fixture_free (app);
}

/* As shows(), on a page that is really seen. */
static gboolean
is_seen (GtkWidget *widget, const char *word)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      g_strrstr (gtk_label_get_text (GTK_LABEL (widget)), word) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (is_seen (child, word))
      return TRUE;
  return FALSE;
}

static gboolean
has_window (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GObject) window = g_list_model_get_item (toplevels, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return TRUE;
    }
  return FALSE;
}

static GtkWidget *
window_of_type (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  g_assert_not_reached ();
}

static GtkStack *
stack_in (GtkWidget *widget)
{
  GtkStack *found = GTK_IS_STACK (widget) ? GTK_STACK (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = stack_in (child);
  return found;
}

/* The dialog has read, or written, or given up. */
static const char *
outcome_of (GtkWidget *dialog)
{
  while (g_str_equal (gtk_stack_get_visible_child_name (stack_in (dialog)), "working"))
    g_main_context_iteration (NULL, TRUE);
  return gtk_stack_get_visible_child_name (stack_in (dialog));
}

/* @foretold: what is said before it is written; NULL: the file cannot be read. */
static void
import (AppFixture *app, GtkWidget *window, const char *json, const char *foretold, const char *expected)
{
  g_autofree char *path = g_build_filename (app->directory, "bundle.json", NULL);
  GtkWidget *dialog;

  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  ek_import_dialog_show (window, app->session, path);
  dialog = window_of_type (EK_TYPE_IMPORT_DIALOG);
  g_assert_cmpstr (outcome_of (dialog), ==, foretold != NULL ? "preview" : "failed");
  g_assert_true (is_seen (dialog, foretold != NULL ? foretold : expected));
  gtk_widget_activate_action (dialog, "import.go", NULL);
  if (foretold != NULL)
    g_assert_cmpstr (outcome_of (dialog), ==, "report");
  /* The key once more, after the page is gone on which it was meant, writes nothing. */
  gtk_widget_activate_action (dialog, "import.go", NULL);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack_in (dialog)), ==, foretold != NULL ? "report" : "failed");
  g_assert_true (is_seen (dialog, expected));
  gtk_window_destroy (GTK_WINDOW (dialog));
  app_iterate ();
  g_assert_false (has_window (EK_TYPE_IMPORT_DIALOG));
}

/* A file is taken over and reported; the second time nothing is new; a broken one imports nothing and says so. */
static void
test_import (void)
{
  static const char bundle[] =
    "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"fullUrl\":\"urn:uuid:"
    "5d0f3f0e-6f4b-4e7e-9d53-0b8a0f1f7c11\",\"resource\":{\"resourceType\":\"Patient\",\"id\":"
    "\"5d0f3f0e-6f4b-4e7e-9d53-0b8a0f1f7c11\",\"name\":[{\"text\":\"Imported Person\"}],"
    "\"gender\":\"female\",\"birthDate\":\"1980-05-05\"}}]}";
  AppFixture *app = app_fixture_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *list = g_object_new (EK_TYPE_PATIENT_LIST, NULL);

  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  ek_patient_list_set_session (EK_PATIENT_LIST (list), app->session);
  import (app, window, bundle, "Nothing was written yet", "1 record read: 1 new, 0 changed.");
  while (!shows (list, "Imported Person"))
    g_main_context_iteration (NULL, TRUE);
  import (app, window, bundle, "1 record read. Nothing was new.", "1 record read. Nothing was new.");
  import (app, window, "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{", NULL, "Nothing was imported");
  gtk_window_destroy (GTK_WINDOW (window));
  app_fixture_free (app);
}

static void
count_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, guint *n)
{
  ++*n;
}

static void
on_print_done (GtkPrintOperation *operation, GtkPrintOperationResult result, gboolean *done)
{
  *done = TRUE;
}

/* GTK would draw every page into a file for another program. */
static void
test_no_preview (void)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;
  guint drawn = 0;
  gboolean done = FALSE;

  gtk_print_operation_set_n_pages (operation, 2);
  gtk_print_operation_set_allow_async (operation, TRUE);
  ek_print_preview_refuse (operation);
  g_signal_connect (operation, "draw-page", G_CALLBACK (count_page), &drawn);
  g_signal_connect (operation, "done", G_CALLBACK (on_print_done), &done);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PREVIEW, NULL, &error), !=,
                   GTK_PRINT_OPERATION_RESULT_ERROR);
  g_assert_no_error (error);
  while (!done && !gtk_print_operation_is_finished (operation))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (drawn, ==, 0);
}

int
main (int argc, char *argv[])
{
  app_init (&argc, &argv);
  g_test_add_func ("/app/widgets/templates", test_templates);
  g_test_add_func ("/app/widgets/resources", test_resources);
  g_test_add_func ("/app/widgets/icons", test_icons);
  g_test_add_func ("/app/widgets/columns", test_columns);
  g_test_add_func ("/app/form/round-trip", test_form_round_trip);
  g_test_add_func ("/app/form/validates", test_form_validates);
  g_test_add_func ("/app/form/keeps-json", test_form_keeps_json);
  g_test_add_func ("/app/widgets/cell", test_cell);
  g_test_add_func ("/app/print/no-preview", test_no_preview);
  g_test_add_func ("/app/widgets/forgets", test_forgets);
  g_test_add_func ("/app/widgets/import", test_import);
  return g_test_run ();
}
