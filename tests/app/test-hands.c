/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window owes its people: every dialog says whose file it is about, cards keep their places, today's medicines
 * stand first, nothing is shown behind what a patient is shown, a name of a file has its date and no person. */

#include <adwaita.h>
#include <string.h>

#include "app-fixture.h"
#include "ek-fold-layout.h"
#include "ek-accessible.h"
#include "ek-card.h"
#include "ek-columns-layout.h"
#include "ek-form-dialog.h"
#include "ek-form-words.h"
#include "ek-format.h"
#include "ek-overview-data.h"
#include "ek-patient-chart-window.h"
#include "ek-patient-view.h"
#include "ek-question.h"
#include "ek-identifier-editor.h"
#include "ek-record-conflict.h"
#include "ek-table-columns.h"
#include "ek-trajectory-report.h"
#include "ek-whose.h"

static gboolean
says (GtkWidget *widget, const char *text)
{
  /* whole, however large the letters are: it wraps and is never cut off */
  if (GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0 &&
      gtk_label_get_ellipsize (GTK_LABEL (widget)) == PANGO_ELLIPSIZE_NONE && gtk_label_get_wrap (GTK_LABEL (widget)))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

static void
test_dialog_says_whose (void)
{
  GtkWidget *window = adw_window_new (), *page = adw_bin_new (), *inner = gtk_label_new ("x");
  EkFormDialog *form = NULL, *nobody = NULL;

  adw_bin_set_child (ADW_BIN (page), inner);
  adw_window_set_content (ADW_WINDOW (window), page);
  g_assert_null (ek_whose_find (inner));
  nobody = ek_form_dialog_new (inner, "Dates", "_Save");
  g_assert_null (ek_whose_find (GTK_WIDGET (nobody)));
  ek_whose_set (page, "王芳 · 1986-03-02 · MR-1");
  form = ek_form_dialog_new (inner, "Dates", "_Save");
  g_assert_true (says (GTK_WIDGET (form), "王芳 · 1986-03-02 · MR-1"));
  /* Other programs see the title of a window. */
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (form)), ==, "Dates");
  /* What the dialog opens belongs to the same person. */
  g_assert_cmpstr (ek_whose_find (GTK_WIDGET (form)), ==, "王芳 · 1986-03-02 · MR-1");
  ek_whose_set (page, NULL);
  g_assert_null (ek_whose_find (inner));
  gtk_window_destroy (GTK_WINDOW (nobody));
  gtk_window_destroy (GTK_WINDOW (form));
  gtk_window_destroy (GTK_WINDOW (window));
}

static int
x_of (GtkWidget *child, GtkWidget *box)
{
  double x = 0, y = 0;

  g_assert_true (gtk_widget_translate_coordinates (child, box, 0, 0, &x, &y));
  return (int) x;
}

static void
test_cards_keep_their_places (void)
{
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *cards[4];
  int before[4];

  gtk_widget_set_layout_manager (box, ek_columns_layout_new (200, 2, 10));
  for (guint i = 0; i < G_N_ELEMENTS (cards); i++)
    {
      cards[i] = gtk_label_new ("x");
      gtk_box_append (GTK_BOX (box), cards[i]);
    }
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 600);
  gtk_window_present (GTK_WINDOW (window));
  app_iterate ();
  for (guint i = 0; i < G_N_ELEMENTS (cards); i++)
    before[i] = x_of (cards[i], box);
  g_assert_cmpint (before[0], ==, before[2]);
  g_assert_cmpint (before[1], >, before[0]);
  /* A long card, and one that is not shown, move nothing to the other column. */
  gtk_label_set_text (GTK_LABEL (cards[0]), "a\nb\nc\nd\ne\nf\ng\nh");
  gtk_widget_set_visible (cards[1], FALSE);
  app_iterate ();
  g_assert_cmpint (x_of (cards[2], box), ==, before[2]);
  g_assert_cmpint (x_of (cards[3], box), ==, before[3]);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The same width holds fewer columns of larger text. */
static void
test_columns_fold_by_text (void)
{
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *one = gtk_label_new ("x"), *two = gtk_label_new ("x");
  int dpi = 0;

  gtk_widget_set_layout_manager (box, ek_columns_layout_new (200, 2, 10));
  gtk_box_append (GTK_BOX (box), one);
  gtk_box_append (GTK_BOX (box), two);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 600);
  gtk_window_present (GTK_WINDOW (window));
  app_iterate ();
  g_assert_cmpint (x_of (one, box), !=, x_of (two, box));
  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  /* The style follows with a frame of its own. */
  for (gint64 until = g_get_monotonic_time () + APP_PATIENCE;
       x_of (one, box) != x_of (two, box) && g_get_monotonic_time () < until;)
    {
      gtk_widget_queue_resize (box);
      app_iterate ();
    }
  g_assert_cmpint (x_of (one, box), ==, x_of (two, box));
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpi, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
find_text (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_TEXT (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_text (child);
  return found;
}

/* Beside its kind, in large letters, nothing would be seen of a number. */
static void
test_number_is_seen (void)
{
  GtkWidget *window = adw_window_new (), *editor = ek_identifier_editor_new (), *text;
  g_autoptr (JsonNode) numbers = json_from_string ("[{\"value\":\"DEMO-1-00008\",\"type\":\"MR\"}]", NULL);
  g_autoptr (JsonNode) back = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  int dpi = 0, width = 0;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  ek_identifier_editor_load (EK_IDENTIFIER_EDITOR (editor), numbers);
  adw_window_set_content (ADW_WINDOW (window), editor);
  gtk_window_set_default_size (GTK_WINDOW (window), 420, 500);
  gtk_window_present (GTK_WINDOW (window));
  text = find_text (editor);
  layout = gtk_widget_create_pango_layout (text, "DEMO-1-00008");
  pango_layout_get_pixel_size (layout, &width, NULL);
  for (gint64 until = g_get_monotonic_time () + APP_PATIENCE;
       gtk_widget_get_width (text) < width && g_get_monotonic_time () < until;)
    app_iterate ();
  g_assert_cmpint (gtk_widget_get_width (text), >=, width);
  back = ek_identifier_editor_get (EK_IDENTIFIER_EDITOR (editor));
  g_assert_cmpuint (json_array_get_length (json_node_get_array (back)), ==, 1);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpi, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Whoever opens a page by a key begins at its top, however often, and never behind the button that had the focus. */
static void
test_page_begins_at_the_top (void)
{
  GtkWidget *window = adw_window_new (), *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *list = gtk_button_new_with_label ("list"), *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *first = gtk_button_new_with_label ("first");

  gtk_box_append (GTK_BOX (card), first);
  gtk_box_append (GTK_BOX (card), gtk_button_new_with_label ("second"));
  gtk_box_append (GTK_BOX (page), card);
  gtk_box_append (GTK_BOX (page), gtk_button_new_with_label ("third"));
  gtk_box_append (GTK_BOX (outer), list);
  gtk_box_append (GTK_BOX (outer), page);
  adw_window_set_content (ADW_WINDOW (window), outer);
  gtk_window_present (GTK_WINDOW (window));
  app_iterate ();
  for (guint i = 0; i < 3; i++)
    {
      if (i != 1)
        gtk_widget_grab_focus (list);
      g_assert_true (ek_patient_view_focus_first (page));
      g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == first);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_card_without_button (void)
{
  GtkWidget *card = g_object_ref_sink (ek_card_new ("Opinions"));
  GtkWidget *button = NULL;

  for (GtkWidget *w = gtk_widget_get_first_child (card); w != NULL && button == NULL;
       w = gtk_widget_get_first_child (w))
    for (GtkWidget *s = w; s != NULL && button == NULL; s = gtk_widget_get_next_sibling (s))
      if (GTK_IS_BUTTON (s))
        button = s;
  g_assert_nonnull (button);
  ek_card_set_add (EK_CARD (card), "Write down an opinion");
  g_assert_true (gtk_widget_get_visible (button));
  ek_card_set_add (EK_CARD (card), NULL);
  g_assert_false (gtk_widget_get_visible (button));
  g_object_unref (card);
}

static void
add_medicine (AppFixture *fixture, EkRecord *patient, const char *name, const char *status, const char *started,
              const char *stopped, const char *intent)
{
  g_autoptr (EkRecord) one = ek_record_new (&ek_medicine_type, ek_record_get_id (patient));

  ek_record_set_text (one, EK_MEDICINE_NAME, name);
  ek_record_set_text (one, EK_MEDICINE_STATUS, status);
  ek_record_set_text (one, EK_MEDICINE_STARTED, started);
  ek_record_set_text (one, EK_MEDICINE_STOPPED, stopped);
  ek_record_set_text (one, EK_MEDICINE_INTENT, intent);
  app_save (fixture, one);
}

static void
read_overview (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, ek_overview_data_read (store, NULL, data, NULL, NULL),
                         (GDestroyNotify) ek_overview_data_free);
}

static void
test_todays_medicines_first (void)
{
  AppFixture *fixture = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (fixture, "王芳", "1986-03-02");
  static const char *const order[] = { "taken", "held", "stopped", "proposed", "ran-out", "begins-later" };
  g_autoptr (GAsyncResult) result = NULL;
  EkOverviewData *data = NULL;

  add_medicine (fixture, patient, "ran-out", "active", "2020-01-01", "2020-06-01", "order");
  add_medicine (fixture, patient, "begins-later", "active", "2028-01-01", NULL, "order");
  add_medicine (fixture, patient, "proposed", "active", "2020-02-01", NULL, "proposal");
  add_medicine (fixture, patient, "stopped", "stopped", "2020-03-01", NULL, "order");
  add_medicine (fixture, patient, "held", "on-hold", "2019-01-01", NULL, "order");
  add_medicine (fixture, patient, "taken", "active", "2018-01-01", NULL, "order");
  ek_session_read_async (fixture->session, read_overview, g_strdup (ek_record_get_id (patient)), g_free, NULL,
                         app_store_result, &result);
  data = g_task_propagate_pointer (G_TASK (app_wait ((gpointer *) &result)), NULL);
  g_assert_cmpuint (data->medicines->len, ==, G_N_ELEMENTS (order));
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (ek_record_get_text (g_ptr_array_index (data->medicines, i), EK_MEDICINE_NAME), ==, order[i]);
  ek_overview_data_free (data);
  g_clear_object (&result);
  app_fixture_free (fixture);
}

static void
test_conflict_words (void)
{
  g_autoptr (EkRecord) before = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (EkRecord) theirs = NULL, mine = NULL;
  g_autofree char *words = NULL;

  ek_record_set_text (before, EK_PATIENT_NAME, "王芳");
  ek_record_set_text (before, EK_PATIENT_PHONE, "1");
  theirs = ek_record_copy (before);
  mine = ek_record_copy (before);
  ek_record_set_text (theirs, EK_PATIENT_PHONE, "2");
  ek_record_set_text (mine, EK_PATIENT_JOB, "护士");
  words = ek_record_conflict_words (before, theirs, mine);
  g_assert_nonnull (strstr (words, "now in the file: 2\nwith yours on top: 2"));
  g_assert_nonnull (strstr (words, "now in the file: –\nwith yours on top: 护士"));
  g_assert_null (strstr (words, "王芳"));
}

static gboolean
shows_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget) &&
      g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_text (child, text))
      return TRUE;
  return FALSE;
}

/* A key that belongs to no answer says which do, and the next right one takes that back. */
static void
test_wrong_key (void)
{
  static const char said[] = "This key is no answer here. Allowed: 0–3.";
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, NULL);
  EkInstrument *phq9 = ek_catalogue_find (catalogue, "phq9", NULL);
  GtkWidget *question = g_object_ref_sink (ek_question_new (ek_instrument_get_item (phq9, 0), "en"));

  g_assert_false (shows_text (question, said));
  g_assert_false (ek_question_choose_digit (EK_QUESTION (question), 7));
  g_assert_true (shows_text (question, said));
  g_assert_true (ek_question_choose_digit (EK_QUESTION (question), 2));
  g_assert_false (shows_text (question, said));
  ek_question_tell_keys (EK_QUESTION (question)); /* as for a letter */
  g_assert_true (shows_text (question, said));
  g_object_unref (question);
}

/* What is allowed is said as it is: a range, each value where there are gaps, the form of what is typed. */
static void
test_allowed (void)
{
  static const struct {
    const char *id, *item;
    gboolean by_place;
    const char *said;
  } cases[] = {
    { "phq9", "1", FALSE, "This key is no answer here. Allowed: 0–3." },
    { "phq9", "1", TRUE, "This key is no answer here. Allowed: 1–4." },
    { "scl90", "1", FALSE, "This key is no answer here. Allowed: 1–5." },
    { "psqi", "1", FALSE, "This key is no answer here. Write the time as 23:15, from 0:00 to 23:59." },
    { "audit", "9", FALSE, "This key is no answer here. Allowed: 0, 2, 4." },
    { "cssrs_screen", "1", FALSE, "This key is no answer here. Allowed: 0, 1." },
  };
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkItem *item = ek_instrument_find_item (ek_catalogue_find (catalogue, cases[i].id, NULL), cases[i].item);
      g_autofree char *said = ek_form_allowed_words (item, cases[i].by_place);

      g_assert_cmpstr (said, ==, cases[i].said);
    }
}

/* Where a column has less room than its text, the pointer is told the whole; where it has enough, nothing is. */
static void
test_cut (void)
{
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  GtkWidget *cut = gtk_label_new ("in the range of moderate depressive symptoms"), *whole = gtk_label_new ("14");

  gtk_label_set_ellipsize (GTK_LABEL (cut), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), cut);
  gtk_box_append (GTK_BOX (box), whole);
  ek_accessible_tell_cuts (box);
  g_assert_true (gtk_widget_get_has_tooltip (cut));
  g_assert_false (gtk_widget_get_has_tooltip (whole));
  g_object_unref (box);
}

static const char *
column_text (gpointer item, guint cell, const char **css_class)
{
  return "text";
}

/* The head of every column says what the column holds, also where it was made narrow. */
static void
test_heads (void)
{
  static const EkTableColumn columns[] = { { 0, "Date", EK_TABLE_DATE }, { 1, "Severity", EK_TABLE_SHORTENS } };
  GtkWidget *view = g_object_ref_sink (gtk_column_view_new (NULL)), *row, *head;
  guint n = 0;

  ek_table_columns_add (GTK_COLUMN_VIEW (view), columns, G_N_ELEMENTS (columns), column_text);
  row = gtk_widget_get_first_child (view);
  for (head = gtk_widget_get_first_child (row); head != NULL; head = gtk_widget_get_next_sibling (head))
    {
      GtkWidget *label = head;

      while (label != NULL && !GTK_IS_LABEL (label))
        label = gtk_widget_get_first_child (label);
      g_assert_nonnull (label);
      g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, columns[n++].title);
      g_assert_true (gtk_widget_get_has_tooltip (label));
    }
  g_assert_cmpuint (n, ==, 2);
  g_object_unref (view);
}

static void
test_file_names (void)
{
  g_autofree char *dated = ek_format_file_name ("minutes", "2026-11-21");
  g_autofree char *plain = ek_format_file_name ("plan", NULL);

  g_assert_cmpstr (dated, ==, "minutes-2026-11-21.pdf");
  g_assert_cmpstr (plain, ==, "plan.pdf");
}

typedef struct {
  EkCatalogue *catalogue;
  char *patient_id;
} Course;

static void
course_free (gpointer data)
{
  g_free (((Course *) data)->patient_id);
  g_free (data);
}

static void
read_course (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Course *course = data;

  g_task_return_pointer (task, ek_trajectory_report_load (store, course->catalogue, course->patient_id, "en", NULL),
                         (GDestroyNotify) ek_trajectory_free);
}

typedef GtkWidget Painted;
typedef GtkWidgetClass PaintedClass;
static GType painted_get_type (void);
G_DEFINE_TYPE (Painted, painted, GTK_TYPE_WIDGET)

static guint n_painted, n_frames;

static void
painted_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  n_painted++;
}

static void
painted_class_init (PaintedClass *klass)
{
  klass->snapshot = painted_snapshot;
}

static void
painted_init (Painted *self)
{
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  n_frames++;
  return G_SOURCE_CONTINUE;
}

static void
wait_frames (guint n)
{
  for (guint until = n_frames + n; n_frames < until;)
    g_main_context_iteration (NULL, TRUE);
}

/* While a patient looks at his or her course the other windows of the program are blank, and come back after it. */
static void
test_nothing_behind (void)
{
  AppFixture *fixture = app_fixture_new ();
  g_autoptr (EkRecord) patient = app_add_patient (fixture, "王芳", "1986-03-02");
  GtkWidget *window = adw_window_new (), *content = g_object_new (painted_get_type (), NULL), *shown = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GList) windows = NULL;
  Course *course = g_new (Course, 1);
  EkTrajectory *trajectory = NULL;

  adw_window_set_content (ADW_WINDOW (window), content);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_add_tick_callback (window, on_frame, NULL, NULL);
  wait_frames (3);
  g_assert_cmpuint (n_painted, >, 0);
  *course = (Course){ ek_session_get_catalogue (fixture->session), g_strdup (ek_record_get_id (patient)) };
  ek_session_read_async (fixture->session, read_course, course, course_free, NULL, app_store_result, &result);
  trajectory = g_task_propagate_pointer (G_TASK (app_wait ((gpointer *) &result)), NULL);
  g_assert_nonnull (trajectory);
  ek_patient_chart_window_show (content, fixture->session, ek_record_get_id (patient), trajectory, NULL);
  app_iterate ();
  g_assert_false (gtk_widget_get_mapped (content));
  windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    if (EK_IS_PATIENT_CHART_WINDOW (l->data))
      shown = l->data;
  g_assert_nonnull (shown);
  /* Something in it changes meanwhile. */
  gtk_widget_queue_draw (content);
  wait_frames (3);
  n_painted = 0;
  gtk_window_destroy (GTK_WINDOW (shown));
  wait_frames (10);
  g_assert_true (gtk_widget_get_mapped (content));
  g_assert_cmpuint (n_painted, >, 0);
  ek_trajectory_free (trajectory);
  gtk_window_destroy (GTK_WINDOW (window));
  app_iterate ();
  g_clear_object (&result);
  app_fixture_free (fixture);
}

/* What is to be done stands beside the text while that has most of the width, else below it. */
static void
test_fold (void)
{
  g_autoptr (GtkWidget) box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  GtkWidget *text = gtk_drawing_area_new (), *buttons = gtk_drawing_area_new ();
  int height;

  gtk_widget_set_size_request (text, 100, 40);
  gtk_widget_set_size_request (buttons, 300, 30);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_widget_set_layout_manager (box, ek_fold_layout_new (12, 32));
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 1000, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, ==, 40);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 600, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, ==, 40 + 12 + 30);
}

int
main (int argc, char **argv)
{
  app_init (&argc, &argv);
  g_test_add_func ("/hands/number-is-seen", test_number_is_seen);
  g_test_add_func ("/app/hands/whose", test_dialog_says_whose);
  g_test_add_func ("/app/hands/places", test_cards_keep_their_places);
  g_test_add_func ("/app/hands/fold", test_columns_fold_by_text);
  g_test_add_func ("/app/hands/top", test_page_begins_at_the_top);
  g_test_add_func ("/app/hands/no-button", test_card_without_button);
  g_test_add_func ("/app/hands/medicines", test_todays_medicines_first);
  g_test_add_func ("/app/hands/conflict", test_conflict_words);
  g_test_add_func ("/app/hands/wrong-key", test_wrong_key);
  g_test_add_func ("/app/hands/allowed-keys", test_allowed);
  g_test_add_func ("/app/hands/cut", test_cut);
  g_test_add_func ("/app/hands/heads", test_heads);
  g_test_add_func ("/app/hands/file-names", test_file_names);
  g_test_add_func ("/app/hands/behind", test_nothing_behind);
  g_test_add_func ("/app/hands/below", test_fold);
  return g_test_run ();
}
