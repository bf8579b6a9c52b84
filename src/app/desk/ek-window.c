/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-window.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-audit-window.h"
#include "ek-desk.h"
#include "ek-earlier-forms.h"
#include "ek-draft-bar.h"
#include "ek-hand-over.h"
#include "ek-hand-over-guard.h"
#include "ek-hand-over-page.h"
#include "ek-import-dialog.h"
#include "ek-instruments-window.h"
#include "ek-join-dialog.h"
#include "ek-message.h"
#include "ek-part-dialog.h"
#include "ek-patient-list.h"
#include "ek-patient-page.h"
#include "ek-patient-view.h"
#include "ek-record-delete.h"
#include "ek-record-dialog.h"
#include "ek-settings.h"
#include "ek-sync-window.h"
#include "ek-types.h"
#include "ek-unlock-page.h"
#include "ek-vault-bar.h"
#include "ek-welcome-page.h"

struct _EkWindow {
  AdwApplicationWindow parent_instance;

  EkSession *session;
  gboolean closing;       /* the person knows that the recovery code is lost */
  gboolean returning;     /* the machine comes back from a patient's hands */
  EkHandOverGuard *guard; /* while it is there */
  gboolean put_away;      /* what is not saved, before the window closes */
  EkDesk *desk;
  gboolean thrown_away; /* --demo: a vault whose passphrase is known to all */
  gboolean preparing;   /* the demonstration is being made: nothing is shown yet */
  gboolean coming;      /* what is behind the door is made when the door has been painted */

  GtkBox *frame;
  GtkStack *gate;
  AdwStatusPage *broken;  /* made when wanted */
  EkWelcomePage *welcome; /* made when wanted */
  EkUnlockPage *unlock;
  EkHandOverPage *hand_over; /* made when wanted */
  AdwToastOverlay *toasts;   /* this and what is in it are made behind the door: see add_inside() */
  AdwLeaflet *leaflet;
  EkPatientList *list;
  GtkStack *detail;
  EkPatientPage *patient;
  GtkWidget *demonstration;
  GtkLabel *demonstration_label;
  GtkLabel *user_name;
  GtkLabel *idle; /* that the lock comes */
};

G_DEFINE_FINAL_TYPE (EkWindow, ek_window, ADW_TYPE_APPLICATION_WINDOW)

/* The door */

/* A page that goes away must not keep the focus, and the next one gets it where one begins to type. */
static void
go_to (EkWindow *self, const char *gate, GtkWidget *focus)
{
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_stack_set_visible_child_name (self->gate, gate);
  if (focus != NULL)
    gtk_widget_grab_focus (focus);
}

static void on_chosen (EkWindow *self, const char *patient_id);
static void on_activated (EkWindow *self, const char *patient_id);
static void on_folded (EkWindow *self);
static void on_try_again (EkWindow *self);
static void on_returned (EkWindow *self, const char *assessment_id, const char *patient_id, const char *alarm);

static gpointer
object_of (GtkBuilder *builder, const char *id)
{
  GObject *object = gtk_builder_get_object (builder, id);

  g_assert (object != NULL);
  return object;
}

static void set_actions_enabled (EkWindow *self);

static void
open_patient (GtkWindow *window, const char *patient_id, const char *tab)
{
  ek_window_open_patient (EK_WINDOW (window), patient_id, tab);
}

/* Pages of the door that are hardly ever seen: their pictures took a twentieth of the time until the first frame. */
static void
add_gate (EkWindow *self)
{
  g_autoptr (GtkBuilderScope) scope = gtk_builder_cscope_new ();
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  g_autoptr (GError) error = NULL;

  if (self->broken != NULL)
    return;
  gtk_builder_cscope_add_callback (GTK_BUILDER_CSCOPE (scope), on_try_again);
  gtk_builder_set_scope (builder, scope);
  gtk_builder_set_current_object (builder, G_OBJECT (self));
  if (!gtk_builder_add_from_resource (builder, "/io/evenkeel/Evenkeel/ui/ek-window-gate.ui", &error))
    g_error ("%s", error->message);
  self->broken = object_of (builder, "broken");
  gtk_stack_add_named (self->gate, object_of (builder, "preparing"), "preparing");
  gtk_stack_add_named (self->gate, object_of (builder, "broken_page"), "broken");
}

static void
show_broken (EkWindow *self, const char *message)
{
  add_gate (self);
  ek_message_describe (GTK_WIDGET (self->broken), message);
  go_to (self, "broken", NULL);
}

static void
show_preparing (EkWindow *self)
{
  add_gate (self);
  go_to (self, "preparing", NULL);
}

/* What is behind the door: not made before the door has been painted, so that the program is there at once. */
static void
add_inside (EkWindow *self)
{
  g_autoptr (GtkBuilderScope) scope = gtk_builder_cscope_new ();
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  g_autoptr (GError) error = NULL;

  if (self->toasts != NULL)
    return;
  gtk_builder_cscope_add_callback (GTK_BUILDER_CSCOPE (scope), on_chosen);
  gtk_builder_cscope_add_callback (GTK_BUILDER_CSCOPE (scope), on_activated);
  gtk_builder_cscope_add_callback (GTK_BUILDER_CSCOPE (scope), on_folded);
  gtk_builder_set_scope (builder, scope);
  gtk_builder_set_current_object (builder, G_OBJECT (self));
  if (!gtk_builder_add_from_resource (builder, "/io/evenkeel/Evenkeel/ui/ek-window-inside.ui", &error))
    g_error ("%s", error->message);
  self->leaflet = object_of (builder, "leaflet");
  self->list = object_of (builder, "list");
  self->detail = object_of (builder, "detail");
  self->patient = object_of (builder, "patient");
  g_signal_connect_object (self->patient, "joined-changed", G_CALLBACK (set_actions_enabled), self, G_CONNECT_SWAPPED);
  self->demonstration = object_of (builder, "demonstration");
  self->demonstration_label = object_of (builder, "demonstration_label");
  self->user_name = object_of (builder, "user_name");
  ek_accessible_tell_cuts (GTK_WIDGET (self->user_name));
  self->toasts = object_of (builder, "toasts");
  gtk_stack_add_named (self->gate, GTK_WIDGET (self->toasts), "main");
  g_object_set_data (G_OBJECT (self), "ek-toast-overlay", self->toasts);
  self->desk = ek_desk_new (GTK_WINDOW (self), self->session, self->list, self->patient, open_patient);
  ek_patient_list_set_session (self->list, self->session);
  on_folded (self);
}

/* A program that lacks a part of itself is told at the door. */
static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ek_session_prepare_finish (EK_SESSION (source), result, &error) || self->session == NULL ||
      ek_session_is_unlocked (self->session))
    return;
  show_broken (self, error->message);
}

static gboolean
on_painted (gpointer user_data)
{
  EkWindow *self = user_data;

  if (self->session == NULL)
    return G_SOURCE_REMOVE;
  ek_session_prepare_async (self->session, on_prepared, g_object_ref (self));
  add_inside (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  g_idle_add_full (G_PRIORITY_LOW, on_painted, g_object_ref (widget), g_object_unref);
  return G_SOURCE_REMOVE;
}

static void
add_inside_later (EkWindow *self)
{
  if (!self->coming && self->toasts == NULL)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
  self->coming = TRUE;
}

static EkHandOverPage *
get_hand_over (EkWindow *self)
{
  if (self->hand_over == NULL)
    {
      self->hand_over = g_object_new (EK_TYPE_HAND_OVER_PAGE, NULL);
      g_signal_connect_swapped (self->hand_over, "returned", G_CALLBACK (on_returned), self);
      gtk_stack_add_named (self->gate, GTK_WIDGET (self->hand_over), "hand-over");
    }
  return self->hand_over;
}

static EkWelcomePage *
get_welcome (EkWindow *self)
{
  if (self->welcome == NULL)
    {
      self->welcome = g_object_new (EK_TYPE_WELCOME_PAGE, NULL);
      ek_welcome_page_set_session (self->welcome, self->session);
      gtk_stack_add_named (self->gate, GTK_WIDGET (self->welcome), "welcome");
    }
  return self->welcome;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ek_session_open_finish (EK_SESSION (source), result, &error))
    {
      ek_unlock_page_show_users (self->unlock);
      go_to (self, "unlock", GTK_WIDGET (self->unlock));
      add_inside_later (self);
      return;
    }
  show_broken (self, error->message);
}

static void
show_gate (EkWindow *self)
{
  if (self->preparing)
    show_preparing (self);
  else if (ek_session_is_unlocked (self->session))
    go_to (self, "main", NULL);
  else if (ek_session_has_vault (self->session))
    ek_session_open_async (self->session, NULL, on_opened, g_object_ref (self));
  else
    go_to (self, "welcome", GTK_WIDGET (get_welcome (self)));
}

static void
on_try_again (EkWindow *self)
{
  go_to (self, "loading", NULL);
  show_gate (self);
}

static void
set_actions_enabled (EkWindow *self)
{
  static const char *const inside[] = {
    "win.add-patient",
    "win.import",
    "win.sync",
    "win.instruments",
    "win.lock",
    "win.find",
    "win.show-list",
    "win.tab",
    "win.close-patient",
    "win.hand-over",
    "win.open-assessments",
    "win.open-patient",
  };
  static const char *const with_patient[] = { "win.edit-patient", "win.remove-patient", "win.audit", "win.join-patient",
                                              "win.screen-risk" };
  gboolean unlocked = ek_session_is_unlocked (self->session);
  gboolean patient = unlocked && self->patient != NULL && ek_patient_page_get_patient (self->patient) != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), inside[i], unlocked);
  for (guint i = 0; i < G_N_ELEMENTS (with_patient); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), with_patient[i], patient);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.part-patient",
                                 patient && ek_patient_page_is_joined (self->patient));
}

static void
on_unlocked (EkWindow *self)
{
  g_autoptr (EkUser) user = ek_session_get_user (self->session);
  gboolean demonstration = ek_session_is_demonstration (self->session);

  if (self->preparing)
    return;
  add_inside (self);
  g_clear_pointer (&self->guard, ek_hand_over_guard_free);
  gtk_label_set_text (self->user_name, user != NULL ? ek_user_get_name (user) : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->user_name),
                               user != NULL ? ek_role_label (ek_user_get_role (user)) : NULL);
  gtk_widget_set_visible (self->demonstration, demonstration);
  go_to (self, "main", NULL);
  set_actions_enabled (self);
  ek_patient_list_focus_search (self->list);
  ek_unlock_page_set_hint (self->unlock,
                           self->thrown_away ? _ ("Demonstration. The passphrase is: demonstration") : NULL);
  ek_desk_set_quiet (self->desk, self->returning);
  ek_patient_page_prepare (self->patient);
  if (!self->returning)
    ek_hand_over_resume (GTK_WIDGET (self), self->session);
  ek_earlier_forms_look (self->session);
}

/* The form is all there is of the program, until the clinician has the machine back. */
static void
give_away (EkWindow *self)
{
  gtk_widget_set_visible (self->demonstration, FALSE);
  get_hand_over (self);
  go_to (self, "hand-over", NULL);
  if (self->guard == NULL)
    self->guard = ek_hand_over_guard_new (GTK_APPLICATION_WINDOW (self), self->gate);
}

static void
on_returned (EkWindow *self, const char *assessment_id, const char *patient_id, const char *alarm)
{
  self->returning = FALSE;
  ek_hand_over_take_back (GTK_WIDGET (self), self->session, assessment_id);
  ek_window_open_patient (self, patient_id, "assessments");
  if (*alarm != '\0')
    ek_message_tell (GTK_WIDGET (self), _ ("The patient gave an answer that needs you now"), alarm);
}

static void
on_hand_over_ready (GtkWidget *parent, EkAnswerSheet *sheet)
{
  EkWindow *self = EK_WINDOW (parent);

  ek_session_hand_over (self->session);
  ek_hand_over_page_start (get_hand_over (self), self->session, sheet);
  self->returning = TRUE;
}

static void
hand_over_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_hand_over_begin (widget, EK_WINDOW (widget)->session, g_variant_get_string (parameter, NULL), on_hand_over_ready);
}

static void
open_assessments_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_window_open_patient (EK_WINDOW (widget), g_variant_get_string (parameter, NULL), "assessments");
}

static gboolean
ek_window_enable_debugging (GtkWindow *window, gboolean toggle)
{
  /* The inspector would show the whole program to whoever holds the machine. */
  if (ek_session_is_handed_over (EK_WINDOW (window)->session))
    return FALSE;
  return GTK_WINDOW_CLASS (ek_window_parent_class)->enable_debugging (window, toggle);
}

static void
empty_inside (EkWindow *self)
{
  if (self->toasts == NULL)
    return;
  ek_patient_page_set_patient (self->patient, self->session, NULL);
  gtk_stack_set_visible_child_name (self->detail, "none");
  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  gtk_label_set_text (self->user_name, "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->user_name), NULL);
}

/* Whatever may hold something about a patient is closed or emptied, at once. */
static void
on_locked (EkWindow *self)
{
  g_autolist (GtkWidget) toplevels = gtk_window_list_toplevels ();

  /* A window may take others with it. */
  g_list_foreach (toplevels, (GFunc) (void (*) (void)) g_object_ref, NULL);
  for (GList *l = toplevels; l != NULL; l = l->next)
    if (l->data != self && GTK_IS_WINDOW (l->data))
      gtk_window_destroy (l->data);
  empty_inside (self);
  set_actions_enabled (self);
  if (ek_session_is_handed_over (self->session))
    {
      give_away (self);
      return;
    }
  self->returning = FALSE;
  if (self->hand_over != NULL)
    ek_hand_over_page_wipe (self->hand_over);
  g_clear_pointer (&self->guard, ek_hand_over_guard_free);
  ek_unlock_page_show_users (self->unlock);
  go_to (self, "unlock", GTK_WIDGET (self->unlock));
}

/* Patients */

static void
on_chosen (EkWindow *self, const char *patient_id)
{
  ek_patient_page_set_patient (self->patient, self->session, patient_id);
  gtk_stack_set_visible_child_name (self->detail, "patient");
  if (!adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_set_visible_child_name (self->leaflet, "detail");
  set_actions_enabled (self);
}

static void
on_activated (EkWindow *self, const char *patient_id)
{
  adw_leaflet_set_visible_child_name (self->leaflet, "detail");
  ek_patient_view_focus_first (GTK_WIDGET (self->patient));
}

static void
on_folded (EkWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  gtk_widget_set_visible (ek_patient_page_get_back (self->patient), folded);
}

/* Actions */

static void
lock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_session_lock (EK_WINDOW (widget)->session);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkWindow *self = EK_WINDOW (widget);

  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  ek_patient_list_focus_search (self->list);
}

static void
show_list_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_leaflet_set_visible_child_name (EK_WINDOW (widget)->leaflet, "list");
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_import_dialog_choose (widget, EK_WINDOW (widget)->session);
}

static void
sync_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_sync_window_show (widget, EK_WINDOW (widget)->session);
}

static void
instruments_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_instruments_window_show (widget, EK_WINDOW (widget)->session);
}

static void
audit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkWindow *self = EK_WINDOW (widget);

  ek_audit_window_show (ek_patient_page_get_patient (self->patient) != NULL ? GTK_WIDGET (self->patient) : widget,
                        self->session, ek_patient_page_get_patient (self->patient));
}

/* The file is not there any longer. */
static void
close_patient_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkWindow *self = EK_WINDOW (widget);

  ek_patient_page_set_patient (self->patient, self->session, NULL);
  gtk_stack_set_visible_child_name (self->detail, "none");
  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  ek_patient_list_choose (self->list, NULL);
  set_actions_enabled (self);
}

/* The structured screener for the risk that is shown. */
static void
screen_risk_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_patient_page_start (EK_WINDOW (widget)->patient, "cssrs_screen");
}

static void
tab_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_patient_page_show_tab (EK_WINDOW (widget)->patient, g_variant_get_string (parameter, NULL));
}

static void
on_patient_saved (EkWindow *self, const char *patient_id)
{
  ek_window_open_patient (self, patient_id, NULL);
}

static void
add_patient_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkWindow *self = EK_WINDOW (widget);
  g_autoptr (EkRecord) record = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (EkUser) user = ek_session_get_user (self->session);
  EkRecordDialog *dialog;

  ek_record_set_int (record, EK_PATIENT_ACTIVE, TRUE);
  ek_record_set_text (record, EK_PATIENT_CLINICIAN, user != NULL ? ek_user_get_id (user) : NULL);
  dialog = ek_record_dialog_show (widget, self->session, record);
  g_signal_connect_object (dialog, "saved", G_CALLBACK (on_patient_saved), self, G_CONNECT_SWAPPED);
}

static void
edit_patient_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkWindow *self = EK_WINDOW (widget);
  EkRecord *record = ek_patient_page_get_record (self->patient);

  if (record != NULL)
    ek_record_dialog_show (GTK_WIDGET (self->patient), self->session, record);
}

static void
join_patient_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkWindow *self = EK_WINDOW (widget);
  const char *patient_id = ek_patient_page_get_patient (self->patient);

  if (patient_id != NULL)
    ek_join_dialog_pick (GTK_WIDGET (self->patient), self->session, patient_id);
}

static void
part_patient_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkWindow *self = EK_WINDOW (widget);
  const char *patient_id = ek_patient_page_get_patient (self->patient);

  if (patient_id != NULL)
    ek_part_dialog_show (GTK_WIDGET (self->patient), self->session, patient_id);
}

static void
open_patient_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_window_open_patient (EK_WINDOW (widget), g_variant_get_string (parameter, NULL), NULL);
}

static void
remove_patient_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkWindow *self = EK_WINDOW (widget);
  EkRecord *record = ek_patient_page_get_record (self->patient);

  if (record != NULL)
    ek_record_delete_patient (GTK_WIDGET (self->patient), self->session, record);
}

/* The list of shortcuts is made when it is asked for. */
static void
shortcuts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/evenkeel/Evenkeel/ui/help-overlay.ui");
  GtkWindow *shortcuts = object_of (builder, "help_overlay");

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  gtk_window_present (shortcuts);
}

/* Plumbing */

static void
on_close_answer (gboolean yes, gpointer user_data)
{
  EkWindow *self = user_data;

  self->closing = yes;
  if (yes)
    gtk_window_close (GTK_WINDOW (self));
}

static void
on_lose_answer (gboolean yes, gpointer user_data)
{
  EkWindow *self = user_data;

  self->put_away = yes;
  if (yes)
    gtk_window_close (GTK_WINDOW (self));
}

static void
ask_to_lose (EkWindow *self, const char *why)
{
  ek_message_ask (GTK_WIDGET (self), _ ("Close and lose what is not saved?"), why, _ ("_Close"), TRUE, on_lose_answer,
                  g_object_ref (self), g_object_unref);
}

static void
on_put_away (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->session == NULL)
    return;
  self->put_away = ek_drafts_flush_finish (ek_drafts_get (self->session), result, &error);
  if (self->put_away)
    gtk_window_close (GTK_WINDOW (self));
  else
    ask_to_lose (self, error->message);
}

/* What was typed and not saved is on the disk before the window goes, or the person says that it need not be. */
static gboolean
puts_away (EkWindow *self)
{
  EkDrafts *drafts = ek_drafts_get (self->session);

  if (self->put_away)
    return FALSE;
  if (ek_session_is_unlocked (self->session) && ek_drafts_has_text (drafts))
    {
      ek_drafts_flush_async (drafts, on_put_away, g_object_ref (self));
      return TRUE;
    }
  if (ek_drafts_has_held (drafts) && !ek_session_is_unlocked (self->session))
    {
      ask_to_lose (self,
                   _ ("It is in the memory of this window only, as the disk did not take it. Make room on the disk "
                      "and unlock to keep it."));
      return TRUE;
    }
  if (self->desk != NULL)
    ek_desk_leave (self->desk);
  return FALSE;
}

static gboolean
ek_window_close_request (GtkWindow *window)
{
  EkWindow *self = EK_WINDOW (window);
  GSettings *settings = ek_settings_get ();
  int width, height;

  if (ek_session_is_handed_over (self->session))
    {
      ek_hand_over_page_ask_back (get_hand_over (self));
      return GDK_EVENT_STOP;
    }
  if (self->welcome != NULL && ek_welcome_page_has_code (self->welcome) && !self->closing)
    {
      ek_message_ask (GTK_WIDGET (self), _ ("Close without the recovery code?"),
                      _ ("It is not shown again. If the passphrase is lost later, nobody can open the patient files."),
                      _ ("_Close"), TRUE, on_close_answer, g_object_ref (self), g_object_unref);
      return GDK_EVENT_STOP;
    }
  if (puts_away (self))
    return GDK_EVENT_STOP;
  gtk_window_get_default_size (window, &width, &height);
  if (!ek_session_is_demonstration (self->session))
    {
      g_settings_set_int (settings, "window-width", width);
      g_settings_set_int (settings, "window-height", height);
      g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (window));
    }
  ek_session_lock (self->session);
  return GTK_WINDOW_CLASS (ek_window_parent_class)->close_request (window);
}

static void
ek_window_dispose (GObject *object)
{
  EkWindow *self = EK_WINDOW (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_pointer (&self->guard, ek_hand_over_guard_free);
  g_clear_pointer (&self->desk, ek_desk_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ek_window_parent_class)->dispose (object);
}

static void
ek_window_class_init (EkWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ek_window_close_request;
  GTK_WINDOW_CLASS (klass)->enable_debugging = ek_window_enable_debugging;

  g_type_ensure (EK_TYPE_UNLOCK_PAGE);
  g_type_ensure (EK_TYPE_PATIENT_LIST);
  g_type_ensure (EK_TYPE_PATIENT_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EkWindow, frame);
  gtk_widget_class_bind_template_child (widget_class, EkWindow, gate);
  gtk_widget_class_bind_template_child (widget_class, EkWindow, unlock);
  gtk_widget_class_bind_template_child (widget_class, EkWindow, idle);
  gtk_widget_class_install_action (widget_class, "win.lock", NULL, lock_action);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.close-patient", NULL, close_patient_action);
  gtk_widget_class_install_action (widget_class, "win.tab", "s", tab_action);
  gtk_widget_class_install_action (widget_class, "win.screen-risk", NULL, screen_risk_action);
  gtk_widget_class_install_action (widget_class, "win.add-patient", NULL, add_patient_action);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "win.sync", NULL, sync_action);
  gtk_widget_class_install_action (widget_class, "win.instruments", NULL, instruments_action);
  gtk_widget_class_install_action (widget_class, "win.audit", NULL, audit_action);
  gtk_widget_class_install_action (widget_class, "win.edit-patient", NULL, edit_patient_action);
  gtk_widget_class_install_action (widget_class, "win.remove-patient", NULL, remove_patient_action);
  gtk_widget_class_install_action (widget_class, "win.join-patient", NULL, join_patient_action);
  gtk_widget_class_install_action (widget_class, "win.part-patient", NULL, part_patient_action);
  gtk_widget_class_install_action (widget_class, "win.hand-over", "s", hand_over_action);
  gtk_widget_class_install_action (widget_class, "win.open-assessments", "s", open_assessments_action);
  gtk_widget_class_install_action (widget_class, "win.open-patient", "s", open_patient_action);
  gtk_widget_class_install_action (widget_class, "win.show-list", NULL, show_list_action);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL, shortcuts_action);
}

static void
ek_window_init (EkWindow *self)
{
  GSettings *settings = ek_settings_get ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
on_draft (EkWindow *self, const char *key)
{
  ek_desk_open (self->desk, key);
}

/* While somebody is in, what is typed can still be saved; behind the lock it must be known before the window goes. */
static void
on_trouble (EkWindow *self, const char *why)
{
  g_autofree char *text = NULL;

  if (ek_session_is_unlocked (self->session))
    {
      ek_message_toast (GTK_WIDGET (self),
                        _ ("What you type and do not save cannot be kept at the moment: the disk does "
                           "not take it."));
      return;
    }
  text =
    g_strdup_printf (_ ("Text that was not saved did not reach the disk: %s It is sealed in the memory of this window. "
                        "Do not close the window; make room on the disk, then unlock."),
                     why);
  ek_unlock_page_set_hint (self->unlock, text);
}

static void
add_draft_bar (EkWindow *self)
{
  GtkWidget *bar = ek_draft_bar_new (self->session);

  g_signal_connect_object (bar, "open", G_CALLBACK (on_draft), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->frame, bar);
  g_signal_connect_object (ek_drafts_get (self->session), "trouble", G_CALLBACK (on_trouble), self, G_CONNECT_SWAPPED);
}

/**
 * ek_window_new:
 * @application: the application
 * @session: the session it shows
 *
 * Returns: (transfer none): the window, shown by gtk_window_present()
 */
EkWindow *
ek_window_new (GtkApplication *application, EkSession *session)
{
  EkWindow *self = g_object_new (EK_TYPE_WINDOW, "application", application, NULL);

  self->session = g_object_ref (session);
  add_draft_bar (self);
  gtk_box_append (self->frame, ek_vault_bar_new (session));
  ek_unlock_page_set_session (self->unlock, session);
  g_signal_connect_swapped (session, "unlocked", G_CALLBACK (on_unlocked), self);
  g_signal_connect_swapped (session, "locked", G_CALLBACK (on_locked), self);
  set_actions_enabled (self);
  show_gate (self);
  if (ek_session_is_unlocked (session))
    on_unlocked (self);
  return self;
}

/**
 * ek_window_set_preparing:
 * @self: the window
 * @preparing: whether the demonstration is still being made
 *
 * Shows that something is going on, until it is done.
 */
void
ek_window_set_preparing (EkWindow *self, gboolean preparing)
{
  self->preparing = preparing;
  self->thrown_away = TRUE;
  add_inside (self);
  ek_unlock_page_set_hint (self->unlock, _ ("Demonstration. The passphrase is: demonstration"));
  gtk_label_set_text (self->demonstration_label,
                      _ ("Demonstration: every patient is invented, and all is gone when the "
                         "window is closed. Passphrase: demonstration"));
  show_gate (self);
  if (ek_session_is_unlocked (self->session))
    on_unlocked (self);
}

/**
 * ek_window_open_patient:
 * @self: the window, unlocked
 * @patient_id: whose file
 * @tab: (nullable): which tab: "overview", "assessments", "trajectory", "plan", "mdt"
 *
 * Opens a file from anywhere.
 */
void
ek_window_open_patient (EkWindow *self, const char *patient_id, const char *tab)
{
  on_chosen (self, patient_id);
  ek_patient_list_choose (self->list, patient_id);
  adw_leaflet_set_visible_child_name (self->leaflet, "detail");
  if (tab != NULL)
    ek_patient_page_show_tab (self->patient, tab);
}

/**
 * ek_window_show_idle:
 * @self: the window
 * @seconds: after so many it is locked; 0: it is not
 *
 * Says below everything else, without taking the focus, that the lock comes.
 */
void
ek_window_show_idle (EkWindow *self, guint seconds)
{
  g_autofree char *text =
    g_strdup_printf (ngettext ("Locks in %u second. Any key or movement of the mouse keeps it open.",
                               "Locks in %u seconds. Any key or movement of the mouse keeps it open.", seconds),
                     seconds);

  gtk_label_set_text (self->idle, text);
  gtk_widget_set_visible (GTK_WIDGET (self->idle), seconds > 0);
}
