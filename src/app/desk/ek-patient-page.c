/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-patient-page.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-assessment-page.h"
#include "ek-error.h"
#include "ek-format.h"
#include "ek-job.h"
#include "ek-join-bar.h"
#include "ek-join.h"
#include "ek-json.h"
#include "ek-kept.h"
#include "ek-mdt-page.h"
#include "ek-overview-page.h"
#include "ek-plan-page.h"
#include "ek-notice-bar.h"
#include "ek-report-text.h"
#include "ek-risk-banner.h"
#include "ek-steady-layout.h"
#include "ek-trajectory-page.h"
#include "ek-types.h"
#include "ek-whose.h"

/* The least height of a page, px: every one of them scrolls. */
#define PAGE_HEIGHT 240

struct _EkPatientPage {
  EkPatientView view;

  EkRecord *record;
  gboolean joined;    /* other files were joined to it */
  GPtrArray *holders; /* of AdwBin, one for each slot; its page is made later */
  guint idle_source;  /* makes and feeds the pages that nobody looks at */

  AdwViewStack *stack;
  AdwViewSwitcherTitle *switcher;
  AdwViewSwitcherBar *bar;
  guint bar_source; /* shows or hides it */
  GtkWidget *back;
  GtkBox *risk_slot;
  EkPatientView *risk;
  EkPatientView *notices;
  EkPatientView *join;
  GtkLabel *name;
  GtkLabel *about;
  GtkWidget *invented;
  GtkWidget *deceased;
  GtkWidget *sync;
  GtkImage *sync_icon;
  GtkLabel *sync_label;
};

G_DEFINE_FINAL_TYPE (EkPatientPage, ek_patient_page, EK_TYPE_PATIENT_VIEW)

enum { JOINED_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* The tabs. Each page shows one patient and forgets it when it is given NULL. */
typedef struct {
  const char *name;
  const char *title;
  const char *icon;
  GtkWidget *(*make) (void);
} Slot;

static const Slot slots[] = {
  { "overview", N_ ("Overview"), "ek-overview-symbolic", ek_overview_page_new },
  { "assessments", N_ ("Assessments"), "ek-assessments-symbolic", ek_assessment_page_new },
  { "trajectory", N_ ("Trajectory"), "ek-trajectory-symbolic", ek_trajectory_page_new },
  { "plan", N_ ("Plan"), "ek-plan-symbolic", ek_plan_page_new },
  { "mdt", N_ ("MDT"), "ek-mdt-symbolic", ek_mdt_page_new },
  { NULL },
};

typedef struct {
  EkRecord *record;
  GPtrArray *former; /* of EkRecord: the patients whose files were joined to this one */
  EkPatientRow *row;
} Loaded;

static void
loaded_free (gpointer data)
{
  Loaded *loaded = data;

  g_clear_object (&loaded->record);
  g_clear_pointer (&loaded->former, g_ptr_array_unref);
  g_clear_pointer (&loaded->row, ek_patient_row_free);
  g_free (loaded);
}

static GPtrArray *
read_former (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) ids = ek_store_other_members (store, patient_id, error);
  g_autoptr (GPtrArray) former = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      EkRecord *patient = ek_store_load (store, &ek_patient_type, ids->pdata[i], error);

      if (patient == NULL)
        return NULL;
      g_ptr_array_add (former, patient);
    }
  return ids != NULL ? g_steal_pointer (&former) : NULL;
}

static void
load (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const char *patient_id = ((const EkPatientRequest *) data)->patient_id;
  GError *error = NULL;
  Loaded *loaded = g_new0 (Loaded, 1);
  g_autofree char *file = NULL;

  file = ek_store_file_of (store, patient_id, &error);
  if (file != NULL)
    loaded->record = ek_store_load (store, &ek_patient_type, file, &error);
  if (loaded->record != NULL)
    loaded->former = read_former (store, file, &error);
  if (loaded->former != NULL)
    loaded->row = ek_store_load_patient_row (store, file, &error);
  if (loaded->row != NULL)
    g_task_return_pointer (task, loaded, loaded_free);
  else
    {
      loaded_free (loaded);
      g_task_return_error (task, error);
    }
}

static void
audit_open (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = ek_store_audit_open (store, data, &error);

  ek_job_answer (task, done, error);
}

static void
add_part (GString *text, const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "  ·  " : "", part);
}

static void
add_numbers (GString *text, EkRecord *patient)
{
  JsonNode *identifiers = ek_record_get_json (patient, EK_PATIENT_IDENTIFIERS);
  JsonArray *array = identifiers != NULL && JSON_NODE_HOLDS_ARRAY (identifiers) ? json_node_get_array (identifiers)
                                                                                : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array) && i < 3; i++)
    {
      JsonObject *one = ek_json_element_object (array, i);

      add_part (text, one != NULL ? ek_json_peek_string (one, "value") : NULL);
    }
}

static char *
about_text (EkPatientPage *self, GPtrArray *former)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *birth = ek_record_get_text (self->record, EK_PATIENT_BIRTH_DATE);
  EkClock *clock = ek_session_get_clock (self->view.session);
  gint64 now = ek_clock_now (clock);
  g_autofree char *person = ek_format_person (ek_record_get_text (self->record, EK_PATIENT_SEX), birth, now,
                                              ek_clock_offset (clock, now));
  g_autofree char *born = ek_format_day (birth);

  add_part (text, person);
  if (*born != '\0')
    {
      /* Translators: date of birth beside the patient's name */
      g_autofree char *words = g_strdup_printf (_ ("born %s"), born);

      add_part (text, words);
    }
  add_numbers (text, self->record);
  for (guint i = 0; i < former->len; i++)
    add_numbers (text, former->pdata[i]);
  add_part (text, ek_record_get_text (self->record, EK_PATIENT_JOB));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_identity (EkPatientPage *self, const EkPatientRow *row, GPtrArray *former)
{
  const char *icon = NULL, *sync = ek_format_sync (row->sync_state, &icon);
  g_autofree char *about = about_text (self, former);
  g_autofree char *whose = ek_report_whose (self->record);

  ek_whose_set (GTK_WIDGET (self), whose);
  gtk_label_set_text (self->name, row->name);
  gtk_label_set_text (self->about, about);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->about), about);
  gtk_widget_set_visible (self->invented, ek_record_get_int (self->record, EK_PATIENT_DEMONSTRATION, 0) != 0);
  gtk_widget_set_visible (self->deceased, ek_record_get_int (self->record, EK_PATIENT_DECEASED, 0) != 0);
  gtk_image_set_from_icon_name (self->sync_icon, icon);
  gtk_label_set_text (self->sync_label, sync);
  ek_accessible_set_name (GTK_WIDGET (self->sync), sync);
}

static void
set_joined (EkPatientPage *self, gboolean joined)
{
  if (joined == self->joined)
    return;
  self->joined = joined;
  g_signal_emit (self, signals[JOINED_CHANGED], 0);
}

static void
show_read (EkPatientView *view, gpointer result)
{
  EkPatientPage *self = EK_PATIENT_PAGE (view);
  Loaded *loaded = result;

  /* the file was joined to another one while it was open: that one is opened in its place */
  if (g_strcmp0 (loaded->row->id, view->patient_id) != 0)
    {
      gtk_widget_activate_action (GTK_WIDGET (view), "win.open-patient", "s", loaded->row->id);
      loaded_free (loaded);
      return;
    }
  g_set_object (&self->record, loaded->record);
  show_identity (self, loaded->row, loaded->former);
  set_joined (self, loaded->row->joined);
  loaded_free (loaded);
}

static void
show_failure (EkPatientView *view, const GError *error)
{
  if (g_error_matches (error, EK_ERROR, EK_ERROR_NOT_FOUND))
    gtk_widget_activate_action (GTK_WIDGET (view), "win.close-patient", NULL);
  else
    gtk_label_set_text (EK_PATIENT_PAGE (view)->about, error->message);
}

static void
wipe (EkPatientView *view)
{
  EkPatientPage *self = EK_PATIENT_PAGE (view);

  g_clear_object (&self->record);
  set_joined (self, FALSE);
  ek_whose_set (GTK_WIDGET (self), NULL);
  gtk_label_set_text (self->name, "");
  gtk_label_set_text (self->about, "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->about), NULL);
  gtk_label_set_text (self->sync_label, "");
  gtk_widget_set_visible (self->invented, FALSE);
  gtk_widget_set_visible (self->deceased, FALSE);
}

/* Pages  The page that is looked at is made and gets its patient at once; the others one by one when there is
 * nothing else to do, as all of them together keep the main thread for several frames. Forgetting waits for
 * nothing. */

static EkPatientView *
page_at (EkPatientPage *self, guint i)
{
  return (EkPatientView *) adw_bin_get_child (g_ptr_array_index (self->holders, i));
}

static EkPatientView *
need_page (EkPatientPage *self, guint i)
{
  if (page_at (self, i) == NULL)
    adw_bin_set_child (g_ptr_array_index (self->holders, i), slots[i].make ());
  return page_at (self, i);
}

static gboolean
lags (EkPatientPage *self, guint i)
{
  EkPatientView *page = page_at (self, i);

  return page == NULL || g_strcmp0 (page->patient_id, self->view.patient_id) != 0;
}

/* One page a turn of the main loop. */
static gboolean
go_on (gpointer user_data)
{
  EkPatientPage *self = user_data;

  for (guint i = 0; i < self->holders->len; i++)
    if (page_at (self, i) == NULL)
      {
        need_page (self, i);
        return G_SOURCE_CONTINUE;
      }
    else if (self->view.session != NULL && lags (self, i))
      {
        ek_patient_view_set_patient (page_at (self, i), self->view.session, self->view.patient_id);
        return G_SOURCE_CONTINUE;
      }
  self->idle_source = 0;
  return G_SOURCE_REMOVE;
}

static void
work_ahead (EkPatientPage *self)
{
  if (self->idle_source == 0)
    self->idle_source = g_idle_add_full (G_PRIORITY_LOW, go_on, self, NULL);
}

static void
on_tab (EkPatientPage *self)
{
  GtkWidget *visible = NULL;

  /* The stack also tells of its last tab while all of this is taken down. */
  if (self->holders == NULL)
    return;
  visible = adw_view_stack_get_visible_child (self->stack);
  ek_kept_touch (ek_kept_of (GTK_WIDGET (self)));
  for (guint i = 0; i < self->holders->len && self->view.session != NULL; i++)
    if (visible == g_ptr_array_index (self->holders, i) && lags (self, i))
      ek_patient_view_set_patient (need_page (self, i), self->view.session, self->view.patient_id);
}

static void
hand_to_pages (EkPatientPage *self)
{
  ek_patient_view_set_patient (self->risk, self->view.session, self->view.patient_id);
  ek_patient_view_set_patient (self->notices, self->view.session, self->view.patient_id);
  ek_patient_view_set_patient (self->join, self->view.session, self->view.patient_id);
  on_tab (self);
  if (self->view.patient_id != NULL)
    {
      work_ahead (self);
      return;
    }
  for (guint i = 0; i < self->holders->len; i++)
    if (page_at (self, i) != NULL)
      ek_patient_view_set_patient (page_at (self, i), self->view.session, NULL);
}

static gboolean
show_bar (gpointer user_data)
{
  EkPatientPage *self = user_data;

  self->bar_source = 0;
  adw_view_switcher_bar_set_reveal (self->bar, adw_view_switcher_title_get_title_visible (self->switcher));
  return G_SOURCE_REMOVE;
}

/* The tabs above tell that they have no room while they are given their size. What is shown then is not laid out any
 * more in that frame, and without an animation there is no other: the tabs below would be missing. */
static void
on_narrow (EkPatientPage *self)
{
  if (self->bar_source == 0)
    self->bar_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, show_bar, self, NULL);
}

static void
make_tabs (EkPatientPage *self)
{
  for (guint i = 0; slots[i].name != NULL; i++)
    {
      GtkWidget *holder = adw_bin_new ();

      gtk_widget_set_layout_manager (holder, ek_steady_layout_new (PAGE_HEIGHT));
      g_ptr_array_add (self->holders, holder);
      adw_view_stack_add_titled (self->stack, holder, slots[i].name, _ (slots[i].title));
      adw_view_stack_page_set_icon_name (adw_view_stack_get_page (self->stack, holder), slots[i].icon);
    }
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (on_tab), self, G_CONNECT_SWAPPED);
}

/* The patient's own data, which somebody was changing. */
static gboolean
reopen (EkPatientView *view, const char *place, const char *target)
{
  if (!g_str_equal (place, "record/patient"))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (view), "win.edit-patient", NULL);
  return TRUE;
}

static void
ek_patient_page_dispose (GObject *object)
{
  EkPatientPage *self = EK_PATIENT_PAGE (object);

  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_handle_id (&self->bar_source, g_source_remove);
  g_clear_object (&self->record);
  g_clear_pointer (&self->holders, g_ptr_array_unref);
  G_OBJECT_CLASS (ek_patient_page_parent_class)->dispose (object);
}

static void
ek_patient_page_class_init (EkPatientPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  EkPatientViewClass *view_class = EK_PATIENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_patient_page_dispose;
  signals[JOINED_CHANGED] = g_signal_new ("joined-changed", EK_TYPE_PATIENT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
  view_class->read = load;
  view_class->result_free = loaded_free;
  view_class->show = show_read;
  view_class->fail = show_failure;
  view_class->clear = wipe;
  view_class->reopen = reopen;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-patient-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EkPatientPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EkPatientPage, switcher);
  gtk_widget_class_bind_template_child (widget_class, EkPatientPage, bar);
  gtk_widget_class_bind_template_child (widget_class, EkPatientPage, back);
  gtk_widget_class_bind_template_child (widget_class, EkPatientPage, risk_slot);
  gtk_widget_class_bind_template_child (widget_class, EkPatientPage, name);
  gtk_widget_class_bind_template_child (widget_class, EkPatientPage, about);
  gtk_widget_class_bind_template_child (widget_class, EkPatientPage, invented);
  gtk_widget_class_bind_template_child (widget_class, EkPatientPage, deceased);
  gtk_widget_class_bind_template_child (widget_class, EkPatientPage, sync);
  gtk_widget_class_bind_template_child (widget_class, EkPatientPage, sync_icon);
  gtk_widget_class_bind_template_child (widget_class, EkPatientPage, sync_label);
}

static void
ek_patient_page_init (EkPatientPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ek_accessible_tell_cuts (GTK_WIDGET (self));
  self->holders = g_ptr_array_new ();
  self->risk = EK_PATIENT_VIEW (ek_risk_banner_new ());
  gtk_box_append (self->risk_slot, GTK_WIDGET (self->risk));
  g_signal_connect_object (self->switcher, "notify::title-visible", G_CALLBACK (on_narrow), self, G_CONNECT_SWAPPED);
  self->notices = EK_PATIENT_VIEW (ek_notice_bar_new ());
  gtk_box_append (self->risk_slot, GTK_WIDGET (self->notices));
  self->join = EK_PATIENT_VIEW (ek_join_bar_new ());
  gtk_box_append (self->risk_slot, GTK_WIDGET (self->join));
  make_tabs (self);
}

/**
 * ek_patient_page_set_patient:
 * @self: the page
 * @session: the session
 * @patient_id: (nullable): whom to show; %NULL wipes everything that was shown
 *
 * Opens a patient's file. That is written to the audit.
 */
void
ek_patient_page_set_patient (EkPatientPage *self, EkSession *session, const char *patient_id)
{
  g_return_if_fail (EK_IS_PATIENT_PAGE (self) && EK_IS_SESSION (session));

  if (g_strcmp0 (patient_id, self->view.patient_id) == 0)
    return;
  ek_patient_view_set_patient (&self->view, session, patient_id);
  hand_to_pages (self);
  if (patient_id != NULL)
    ek_session_write_async (session, audit_open, g_strdup (patient_id), g_free, NULL, NULL, NULL);
}

/**
 * ek_patient_page_prepare:
 * @self: the page
 *
 * Makes the pages of the tabs before they are needed, one by one, whenever there is nothing else to do.
 */
void
ek_patient_page_prepare (EkPatientPage *self)
{
  g_return_if_fail (EK_IS_PATIENT_PAGE (self));
  work_ahead (self);
}

/**
 * ek_patient_page_get_patient:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): whose file is open
 */
const char *
ek_patient_page_get_patient (EkPatientPage *self)
{
  return self->view.patient_id;
}

/**
 * ek_patient_page_get_record:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): the patient's record as it was read last
 */
EkRecord *
ek_patient_page_get_record (EkPatientPage *self)
{
  return self->record;
}

/**
 * ek_patient_page_start:
 * @self: the page, with a patient
 * @instrument_id: an instrument
 *
 * Shows the questionnaires and opens a form of it, to be read aloud.
 */
void
ek_patient_page_start (EkPatientPage *self, const char *instrument_id)
{
  GtkWidget *page = adw_view_stack_get_child_by_name (self->stack, "assessments");

  if (page == NULL || self->view.patient_id == NULL)
    return;
  adw_view_stack_set_visible_child (self->stack, page);
  on_tab (self);
  ek_assessment_page_start (EK_ASSESSMENT_PAGE (adw_bin_get_child (ADW_BIN (page))), instrument_id);
}

/**
 * ek_patient_page_show_tab:
 * @self: the page
 * @name: "overview", "assessments", "trajectory", "plan" or "mdt"
 *
 * Shows the tab and goes on in it: a focus left on another tab's button would point at what is not shown.
 */
void
ek_patient_page_show_tab (EkPatientPage *self, const char *name)
{
  GtkWidget *page = adw_view_stack_get_child_by_name (self->stack, name);
  GtkWidget *view = NULL;

  if (page == NULL)
    return;
  adw_view_stack_set_visible_child (self->stack, page);
  for (guint i = 0; i < self->holders->len; i++)
    if (page == g_ptr_array_index (self->holders, i))
      need_page (self, i);
  view = adw_bin_get_child (ADW_BIN (page));
  if (view != NULL)
    ek_patient_view_take_focus ((EkPatientView *) view);
}

/**
 * ek_patient_page_get_back:
 * @self: the page
 *
 * Returns: (transfer none): the button back to the list, to be shown where the window is narrow
 */
GtkWidget *
ek_patient_page_get_back (EkPatientPage *self)
{
  return self->back;
}

/**
 * ek_patient_page_is_joined:
 * @self: the page
 *
 * Returns: whether another file was joined to the one that is shown; "joined-changed" tells of a change
 */
gboolean
ek_patient_page_is_joined (EkPatientPage *self)
{
  return self->joined;
}

/**
 * ek_patient_page_get_tab:
 * @self: the page
 *
 * Returns: (transfer none): the name of the tab that is looked at, as in the template
 */
const char *
ek_patient_page_get_tab (EkPatientPage *self)
{
  return adw_view_stack_get_visible_child_name (self->stack);
}

/**
 * ek_patient_page_get_notices:
 * @self: the page
 *
 * Returns: (transfer none): the bar with what is to be looked at
 */
EkPatientView *
ek_patient_page_get_notices (EkPatientPage *self)
{
  return self->notices;
}

/**
 * ek_patient_page_get_view:
 * @self: the page
 * @tab: as in ek_patient_page_show_tab()
 *
 * Returns: (transfer none) (nullable): what is shown in that tab; %NULL while it has not been made
 */
EkPatientView *
ek_patient_page_get_view (EkPatientPage *self, const char *tab)
{
  GtkWidget *holder = adw_view_stack_get_child_by_name (self->stack, tab);

  return holder != NULL ? (EkPatientView *) adw_bin_get_child (ADW_BIN (holder)) : NULL;
}
