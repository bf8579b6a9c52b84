/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-baseline-window.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "ek-baseline-view.h"
#include "ek-battery-order.h"
#include "ek-file-chooser.h"
#include "ek-form-dialog.h"
#include "ek-format.h"
#include "ek-kept.h"
#include "ek-message.h"
#include "ek-patient-view.h"
#include "ek-since-bar.h"
#include "ek-types.h"
#include "ek-whose.h"

/* The window's own content: a view of the patient, so that it keeps up with changes and can be told to forget. */
#define EK_TYPE_BASELINE_PANE (ek_baseline_pane_get_type ())
G_DECLARE_FINAL_TYPE (EkBaselinePane, ek_baseline_pane, EK, BASELINE_PANE, EkPatientView)

typedef struct {
  EkRecord *record;
  GPtrArray *signatures;
  EkSince *since; /* NULL: not a draft */
} Reading;

typedef struct {
  char *baseline_id;
  EkCatalogue *catalogue;
} Request;

struct _EkBaselinePane {
  EkPatientView view;

  char *baseline_id;
  Reading *data;
  AdwToastOverlay *toasts;
  EkSinceBar *since;
  GtkBox *content;
  GtkWidget *summary;
  GtkWidget *discard;
  GtkWidget *sign;
};

G_DEFINE_FINAL_TYPE (EkBaselinePane, ek_baseline_pane, EK_TYPE_PATIENT_VIEW)

/* ---- Reading ---- */

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_object (&reading->record);
  g_clear_pointer (&reading->signatures, g_ptr_array_unref);
  g_clear_pointer (&reading->since, ek_since_free);
  g_free (reading);
}

static void
request_free (gpointer data)
{
  g_free (((Request *) data)->baseline_id);
  g_free (data);
}

static gpointer
make_request (EkPatientView *view)
{
  Request *request = g_new0 (Request, 1);

  request->baseline_id = g_strdup (EK_BASELINE_PANE (view)->baseline_id);
  request->catalogue = ek_session_get_catalogue (view->session);
  return request;
}

static void
load (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;
  Reading *reading = g_new0 (Reading, 1);
  EkKnowledge *knowledge = ek_knowledge_get_default (&error);

  if (knowledge != NULL)
    reading->record = ek_store_load (store, &ek_baseline_type, request->baseline_id, &error);
  if (reading->record != NULL)
    reading->signatures = ek_store_list_signatures (store, reading->record, &error);
  if (reading->signatures != NULL)
    reading->since = ek_since_read (store, request->catalogue, knowledge, reading->record, &error);
  if (reading->signatures != NULL && error == NULL)
    {
      g_task_return_pointer (task, reading, reading_free);
      return;
    }
  reading_free (reading);
  g_task_return_error (task, error);
}

static void
clear_content (EkBaselinePane *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->content))) != NULL)
    gtk_box_remove (self->content, child);
}

static void
show_read (EkPatientView *view, gpointer result)
{
  EkBaselinePane *self = EK_BASELINE_PANE (view);
  gboolean draft;

  g_clear_pointer (&self->data, reading_free);
  self->data = result;
  draft = g_strcmp0 (ek_record_get_text (self->data->record, EK_BASELINE_STATUS), "draft") == 0;
  gtk_widget_set_visible (self->summary, draft);
  gtk_widget_set_visible (self->discard, draft);
  gtk_widget_set_visible (self->sign, draft);
  ek_since_bar_show (self->since, self->data->since);
  clear_content (self);
  ek_baseline_view_fill (self->content, self->data->record, self->data->signatures);
}

static void
show_failure (EkPatientView *view, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (view));

  /* Discarded elsewhere, or not readable: there is nothing to show. */
  if (root != NULL)
    gtk_window_close (GTK_WINDOW (root));
}

static void
wipe (EkPatientView *view)
{
  EkBaselinePane *self = EK_BASELINE_PANE (view);

  g_clear_pointer (&self->data, reading_free);
  clear_content (self);
}

static gboolean
concerns (EkPatientView *view, const char *type)
{
  const EkRecordType *changed = ek_record_type_by_name (type);

  return changed != NULL &&
    (changed == &ek_baseline_type || changed == &ek_risk_type || changed->flags & EK_RECORD_BASIS);
}

/* ---- What a person does ---- */

static EkOrder *
new_order (EkBaselinePane *self, EkOrderFunc deed)
{
  EkOrder *order = ek_order_new (deed, self->view.session, self->view.patient_id, self->baseline_id);

  ek_order_set (order, "language", ek_format_language ());
  return order;
}

static void
save_summary (EkBaselinePane *self, EkFormDialog *form)
{
  ek_form_dialog_order (form, self->view.session, new_order (self, ek_baseline_order_summary));
}

static void
summary_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkBaselinePane *self = EK_BASELINE_PANE (widget);
  EkFormDialog *form = NULL;
  const char *summary = NULL;
  g_autofree char *words = NULL;

  if (self->data == NULL)
    return;
  summary = ek_record_get_text (self->data->record, EK_BASELINE_SUMMARY);
  words = ek_baseline_words (self->data->record, ek_format_language ());
  form = ek_form_dialog_new (widget, _ ("Summary by the clinician"), _ ("_Save"));
  ek_form_dialog_set_hint (form, _ ("In your own words. The text of the result is there to start from."));
  ek_form_dialog_add_note (form, "summary", _ ("Summary"), summary != NULL ? summary : words);
  g_signal_connect_object (form, "save", G_CALLBACK (save_summary), self, G_CONNECT_SWAPPED);
  ek_form_dialog_keep (form, self->view.session, "baseline/summary", self->view.patient_id, self->baseline_id);
  gtk_window_present (GTK_WINDOW (form));
}

static void
save_sign (EkBaselinePane *self, EkFormDialog *form)
{
  EkOrder *order = new_order (self, ek_baseline_order_sign);

  ek_order_set_revision (order, (gint64) GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (form), "revision")));
  ek_form_dialog_order (form, self->view.session, order);
}

static void
sign_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkBaselinePane *self = EK_BASELINE_PANE (widget);
  g_autoptr (EkUser) user = ek_session_get_user (self->view.session);
  g_autofree char *hint = NULL;
  EkFormDialog *form = NULL;

  if (user == NULL || self->data == NULL)
    return;
  form = ek_form_dialog_new (widget, _ ("Sign the baseline assessment"), _ ("_Sign"));
  g_object_set_data (G_OBJECT (form), "revision", GSIZE_TO_POINTER (ek_record_get_revision (self->data->record)));
  /* Translators: %1$s is the person, %2$s the role */
  hint = g_strdup_printf (_ ("Signed by %1$s, %2$s. A signed baseline assessment is not changed any more; the one "
                             "before is replaced."),
                          ek_user_get_name (user), ek_role_label (ek_user_get_role (user)));
  ek_form_dialog_set_hint (form, hint);
  ek_form_dialog_add_passphrase (form, "passphrase", _ ("Your passphrase"));
  g_signal_connect_object (form, "save", G_CALLBACK (save_sign), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (form));
}

static void
bring_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkBaselinePane *self = EK_BASELINE_PANE (widget);

  if (self->data != NULL)
    ek_patient_view_order (&self->view, new_order (self, ek_baseline_order_bring_up),
                           _ ("The baseline assessment could not be made"),
                           _ ("The baseline assessment is up to date. Read it before you sign it."));
}

static void
on_path (const char *path, gpointer user_data)
{
  EkBaselinePane *self = user_data;
  EkOrder *order = NULL;

  if (path == NULL || self->view.session == NULL || self->data == NULL)
    return;
  order = new_order (self, ek_baseline_order_export);
  ek_order_set (order, "path", path);
  ek_patient_view_order (&self->view, order, _ ("The file could not be written"),
                         _ ("Exported. The file is not encrypted: keep it where patient files may be."));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const patterns[] = { "*.pdf", NULL };
  EkBaselinePane *self = EK_BASELINE_PANE (widget);
  int offset = 0;
  gint64 made = self->data != NULL ? ek_record_get_instant (self->data->record, EK_BASELINE_MADE, &offset)
                                   : EK_INSTANT_NONE;
  g_autofree char *day = ek_format_date (made, offset);
  g_autofree char *file = ek_format_file_name ("baseline", day);

  ek_file_chooser_show (widget, EK_FILE_CHOOSER_SAVE, _ ("Export the baseline assessment"), file, _ ("PDF documents"),
                        patterns, on_path, g_object_ref (widget), g_object_unref);
}

static void
on_discard (gboolean yes, gpointer user_data)
{
  EkBaselinePane *self = user_data;
  EkOrder *order = NULL;

  if (!yes || self->view.session == NULL || self->data == NULL)
    return;
  order = new_order (self, ek_baseline_order_discard);
  ek_order_set (order, "reason", "discarded draft");
  ek_patient_view_order (&self->view, order, _ ("The draft could not be discarded"), NULL);
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_message_ask (widget, _ ("Discard this draft?"),
                  _ ("The answers stay, and a signed baseline assessment stays in force. The history keeps the draft."),
                  _ ("_Discard"), TRUE, on_discard, g_object_ref (widget), g_object_unref);
}

static gboolean
reopen (EkPatientView *view, const char *place, const char *target)
{
  EkBaselinePane *self = EK_BASELINE_PANE (view);

  if (self->data == NULL || g_strcmp0 (ek_record_get_text (self->data->record, EK_BASELINE_STATUS), "draft") != 0)
    return FALSE;
  summary_action (GTK_WIDGET (self), NULL, NULL);
  return TRUE;
}

/* ---- Plumbing ---- */

static void
ek_baseline_pane_dispose (GObject *object)
{
  EkBaselinePane *self = EK_BASELINE_PANE (object);

  g_clear_pointer (&self->data, reading_free);
  g_clear_pointer (&self->baseline_id, g_free);
  G_OBJECT_CLASS (ek_baseline_pane_parent_class)->dispose (object);
}

static void
ek_baseline_pane_class_init (EkBaselinePaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  EkPatientViewClass *view_class = EK_PATIENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_baseline_pane_dispose;
  view_class->read = load;
  view_class->request = make_request;
  view_class->request_free = request_free;
  view_class->result_free = reading_free;
  view_class->show = show_read;
  view_class->fail = show_failure;
  view_class->clear = wipe;
  view_class->concerns = concerns;
  view_class->reopen = reopen;
  gtk_widget_class_install_action (widget_class, "baseline.summary", NULL, summary_action);
  gtk_widget_class_install_action (widget_class, "baseline.sign", NULL, sign_action);
  gtk_widget_class_install_action (widget_class, "baseline.bring-up", NULL, bring_up_action);
  gtk_widget_class_install_action (widget_class, "baseline.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "baseline.discard", NULL, discard_action);
}

static GtkWidget *
make_button (const char *label, const char *action, const char *css_class)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (css_class != NULL)
    gtk_widget_add_css_class (button, css_class);
  return button;
}

static void
ek_baseline_pane_init (EkBaselinePane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->summary = make_button (_ ("S_ummary…"), "baseline.summary", NULL);
  self->sign = make_button (_ ("_Sign…"), "baseline.sign", "suggested-action");
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->summary);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), make_button (_ ("_Export…"), "baseline.export", NULL));
  self->discard = make_button (_ ("_Discard…"), "baseline.discard", NULL);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->sign);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->discard);
  self->content = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  gtk_widget_set_margin_top (GTK_WIDGET (self->content), 18);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->content), 18);
  gtk_widget_set_margin_start (GTK_WIDGET (self->content), 18);
  gtk_widget_set_margin_end (GTK_WIDGET (self->content), 18);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 820);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self->content));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), clamp);
  gtk_widget_set_vexpand (scroll, TRUE);
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (self->toasts, scroll);
  gtk_box_append (GTK_BOX (box), header);
  self->since = EK_SINCE_BAR (ek_since_bar_new ("baseline.bring-up"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->since));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->toasts));
  adw_bin_set_child (ADW_BIN (self), box);
}

static gboolean
on_escape (GtkWidget *window, GVariant *arguments, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (window));
  return TRUE;
}

/* ---- Opening ---- */

typedef struct {
  GtkWidget *parent;
  EkSession *session;
  char *id;
  gboolean summary;
} Waiting;

static void
find_patient (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (EkRecord) record = ek_store_load (store, &ek_baseline_type, data, &error);

  if (record != NULL)
    g_task_return_pointer (task, g_strdup (ek_record_get_patient_id (record)), g_free);
  else
    g_task_return_error (task, error);
}

static void
present (const Waiting *waiting, const char *patient_id)
{
  EkBaselinePane *pane = g_object_new (EK_TYPE_BASELINE_PANE, NULL);
  GtkWidget *window = adw_window_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  pane->baseline_id = g_strdup (waiting->id);
  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (pane));
  gtk_window_set_title (GTK_WINDOW (window), _ ("Baseline assessment")); /* the paper, never the patient */
  gtk_window_set_default_size (GTK_WINDOW (window), 860, 720);
  ek_whose_name_window (GTK_WINDOW (window), waiting->parent);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (waiting->parent)));
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (on_escape, NULL, NULL)));
  gtk_widget_add_controller (window, keys);
  g_signal_connect_object (waiting->session, "locked", G_CALLBACK (gtk_window_destroy), window, G_CONNECT_SWAPPED);
  ek_patient_view_set_patient (EK_PATIENT_VIEW (pane), waiting->session, patient_id);
  ek_kept_window (window, waiting->session, "window/baseline", patient_id, waiting->id);
  if (waiting->summary)
    ek_patient_view_reopen (EK_PATIENT_VIEW (pane), "baseline/summary", waiting->id);
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *patient_id = g_task_propagate_pointer (G_TASK (result), &error);

  if (patient_id == NULL)
    ek_message_error (waiting->parent, _ ("The baseline assessment could not be read"), error);
  else if (gtk_widget_get_root (waiting->parent) != NULL && ek_session_is_unlocked (waiting->session))
    present (waiting, patient_id);
  g_object_unref (waiting->parent);
  g_object_unref (waiting->session);
  g_free (waiting->id);
  g_free (waiting);
}

static void
begin (GtkWidget *parent, EkSession *session, const char *baseline_id, gboolean summary)
{
  Waiting *waiting = g_new (Waiting, 1);

  *waiting = (Waiting){ g_object_ref (parent), g_object_ref (session), g_strdup (baseline_id), summary };
  ek_session_read_async (session, find_patient, g_strdup (baseline_id), g_free, NULL, on_found, waiting);
}

/**
 * ek_baseline_window_show:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @baseline_id: which
 *
 * Shows a baseline assessment in a window of its own that closes when the vault is locked.
 */
void
ek_baseline_window_show (GtkWidget *parent, EkSession *session, const char *baseline_id)
{
  begin (parent, session, baseline_id, FALSE);
}

/**
 * ek_baseline_window_reopen:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @baseline_id: which
 *
 * Shows a baseline assessment and goes on with its summary where somebody was typing it.
 */
void
ek_baseline_window_reopen (GtkWidget *parent, EkSession *session, const char *baseline_id)
{
  begin (parent, session, baseline_id, TRUE);
}
