/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-sync-window.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-card.h"
#include "ek-format.h"
#include "ek-import-report.h"
#include "ek-kept.h"
#include "ek-message.h"
#include "ek-server-dialog.h"
#include "ek-sync-work.h"

struct _EkSyncWindow {
  AdwWindow parent_instance;

  EkSession *session;
  EkSyncView *view;
  GCancellable *reading;
  GCancellable *running; /* NULL: no run */
  guint reload_source;
  gboolean settings; /* the connection is to be opened as soon as it is known */

  GtkStack *stack;
  AdwStatusPage *failed;
  GtkLabel *server;
  GtkLabel *counts;
  GtkWidget *run;
  GtkWidget *stop;
  GtkProgressBar *bar;
  GtkLabel *verdict;
  GtkWidget *lines_slot;
  EkCard *people; /* what a person must decide */
  EkCard *waiting;
  GtkWidget *received;
};

G_DEFINE_FINAL_TYPE (EkSyncWindow, ek_sync_window, ADW_TYPE_WINDOW)

static void read_view (EkSyncWindow *self);

/* Showing */

static char *
counts_text (EkSyncResult *status)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const struct {
    guint n;
    const char *words;
  } parts[] = {
    { status->waiting, _ ("waiting to be sent") },
    { status->conflicts, _ ("different at the hospital") },
    { status->refused, _ ("refused") },
    { status->withdrawn, _ ("withdrawn at the hospital") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i].n > 0)
      g_string_append_printf (text, "%s%u %s", text->len > 0 ? " · " : "", parts[i].n, parts[i].words);
  if (text->len == 0)
    g_string_append (text, _ ("Everything that is to be sent has been confirmed by the hospital."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkSyncWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->session == NULL)
    return;
  if (!ek_sync_work_resolve_finish (result, &error))
    ek_message_error (GTK_WIDGET (self), _ ("Nothing was decided"), error);
  read_view (self);
}

static void
on_decide (EkSyncWindow *self, GtkButton *button)
{
  const char *record_id = g_object_get_data (G_OBJECT (button), "ek-record");
  EkSyncAnswer answer = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "ek-answer"));

  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  ek_sync_work_resolve_async (self->session, record_id, answer, on_resolved, g_object_ref (self));
}

static void
add_button (EkSyncWindow *self, GtkWidget *row, const EkSyncLine *line, const char *label, EkSyncAnswer answer)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_autofree char *name = g_strdup_printf ("%s: %s, %s", label, line->type, line->patient);

  g_object_set_data_full (G_OBJECT (button), "ek-record", g_strdup (line->record_id), g_free);
  g_object_set_data (G_OBJECT (button), "ek-answer", GINT_TO_POINTER (answer));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  ek_accessible_set_name (GTK_WIDGET (button), name);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_decide), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))), button);
}

static void
show_line (EkSyncWindow *self, const EkSyncLine *line)
{
  gboolean conflict = g_str_equal (line->state, "conflict"), refused = g_str_equal (line->state, "refused");
  g_autofree char *title = *line->patient != '\0' ? g_strdup_printf ("%s · %s", line->type, line->patient)
                                                  : g_strdup (line->type);
  GtkWidget *row = ek_card_append (conflict || refused ? self->people : self->waiting, NULL, title,
                                   line->words != NULL ? line->words : ek_format_sync (line->state, NULL), NULL, NULL);

  if (conflict)
    {
      add_button (self, row, line, _ ("Keep ours"), EK_SYNC_KEEP_OURS);
      add_button (self, row, line, _ ("Take theirs"), EK_SYNC_KEEP_THEIRS);
    }
  else if (refused)
    add_button (self, row, line, _ ("Send again"), EK_SYNC_SEND_AGAIN);
}

static void
show_view (EkSyncWindow *self)
{
  EkSyncView *view = self->view;
  g_autofree char *counts = counts_text (view->status);

  gtk_label_set_text (self->counts, counts);
  ek_card_clear (self->people, _ ("Nothing needs a decision."));
  ek_card_clear (self->waiting, _ ("Nothing is waiting."));
  for (guint i = 0; i < view->lines->len; i++)
    show_line (self, g_ptr_array_index (view->lines, i));
  if (view->more > 0)
    {
      gulong more = view->more;
      g_autofree char *text = g_strdup_printf (ngettext ("and %lu more", "and %lu more", more), more);

      ek_card_append (self->waiting, NULL, text, NULL, NULL, NULL);
    }
  if (view->server == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "none");
      return;
    }
  {
    g_autofree char *server = g_strdup_printf ("%s · %s", view->server->name, view->server->base_url);

    gtk_label_set_text (self->server, server);
  }
  gtk_stack_set_visible_child_name (self->stack, "server");
}

static void
on_view (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkSyncWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  EkSyncView *view = ek_sync_work_view_finish (result, &error);

  if (view == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      ek_message_describe (GTK_WIDGET (self->failed), error->message);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }
  g_clear_pointer (&self->view, ek_sync_view_free);
  self->view = view;
  show_view (self);
  if (self->settings)
    gtk_widget_activate_action (GTK_WIDGET (self), "sync.settings", NULL);
  self->settings = FALSE;
}

static void
read_view (EkSyncWindow *self)
{
  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  ek_sync_work_view_async (self->session, self->reading, on_view, g_object_ref (self));
}

/* Running */

static void
set_running (EkSyncWindow *self, gboolean running)
{
  gtk_widget_set_visible (self->run, !running);
  gtk_widget_set_visible (self->stop, running);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), running);
}

static void
on_progress (const char *words, guint done, guint total, gpointer object)
{
  EkSyncWindow *self = EK_SYNC_WINDOW (object);

  if (self->running == NULL)
    return;
  gtk_progress_bar_set_text (self->bar, words);
  if (total > 0)
    gtk_progress_bar_set_fraction (self->bar, CLAMP ((double) done / total, 0, 1));
  else
    gtk_progress_bar_pulse (self->bar);
}

static void
clear_received (EkSyncWindow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->received)) != NULL)
    gtk_box_remove (GTK_BOX (self->received), child);
}

static void
show_result (EkSyncWindow *self, EkSyncResult *result)
{
  gulong sent = result->sent;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text,
                          ngettext ("%lu record was sent and confirmed.", "%lu records were sent and confirmed.", sent),
                          sent);
  if (result->stopped != NULL)
    g_string_append_printf (text, "\n%s", result->stopped->message);
  if (result->no_guard)
    g_string_append_printf (text, "\n%s",
                            _ ("This server cannot tell when two people change the same record at once. Check what "
                               "others changed."));
  gtk_label_set_text (self->verdict, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), TRUE);
  clear_received (self);
  if (result->received != NULL)
    ek_import_report_fill (GTK_BOX (self->received), result->received);
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkSyncWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkSyncResult) done = ek_sync_work_run_finish (result, &error);

  g_clear_object (&self->running);
  if (self->session == NULL || !ek_session_is_unlocked (self->session))
    return;
  set_running (self, FALSE);
  if (done != NULL)
    show_result (self, done);
  else
    {
      gtk_label_set_text (self->verdict,
                          g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                            ? _ ("Stopped. What was sent stays sent; the rest waits.")
                            : error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->verdict), TRUE);
    }
  read_view (self);
}

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkSyncWindow *self = EK_SYNC_WINDOW (widget);

  if (self->running != NULL)
    return;
  self->running = g_cancellable_new ();
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), FALSE);
  gtk_progress_bar_set_fraction (self->bar, 0);
  set_running (self, TRUE);
  ek_sync_work_run_async (self->session, on_progress, G_OBJECT (self), self->running, on_run, g_object_ref (self));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_cancellable_cancel (EK_SYNC_WINDOW (widget)->running);
}

static void
settings_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkSyncWindow *self = EK_SYNC_WINDOW (widget);
  EkServer *server = self->view != NULL ? self->view->server : NULL;
  EkServerDialog *dialog = ek_server_dialog_show (widget, self->session, server);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (read_view), self, G_CONNECT_SWAPPED);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static gboolean
reload_late (gpointer user_data)
{
  EkSyncWindow *self = user_data;

  self->reload_source = 0;
  if (self->running == NULL)
    read_view (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed (EkSyncWindow *self)
{
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add (400, reload_late, self);
}

/* Plumbing */

static void
ek_sync_window_dispose (GObject *object)
{
  EkSyncWindow *self = EK_SYNC_WINDOW (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_cancellable_cancel (self->reading);
  g_cancellable_cancel (self->running);
  g_clear_object (&self->reading);
  g_clear_object (&self->session);
  g_clear_pointer (&self->view, ek_sync_view_free);
  G_OBJECT_CLASS (ek_sync_window_parent_class)->dispose (object);
}

static void
ek_sync_window_class_init (EkSyncWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_sync_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-sync-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EkSyncWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, EkSyncWindow, failed);
  gtk_widget_class_bind_template_child (widget_class, EkSyncWindow, server);
  gtk_widget_class_bind_template_child (widget_class, EkSyncWindow, counts);
  gtk_widget_class_bind_template_child (widget_class, EkSyncWindow, run);
  gtk_widget_class_bind_template_child (widget_class, EkSyncWindow, stop);
  gtk_widget_class_bind_template_child (widget_class, EkSyncWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, EkSyncWindow, verdict);
  gtk_widget_class_bind_template_child (widget_class, EkSyncWindow, lines_slot);
  gtk_widget_class_bind_template_child (widget_class, EkSyncWindow, received);
  gtk_widget_class_install_action (widget_class, "sync.run", NULL, run_action);
  gtk_widget_class_install_action (widget_class, "sync.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "sync.settings", NULL, settings_action);
  gtk_widget_class_install_action (widget_class, "sync.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "sync.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "sync.run", NULL);
}

static void
ek_sync_window_init (EkSyncWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ek_accessible_tell_cuts (GTK_WIDGET (self));
  self->people = EK_CARD (ek_card_new (_ ("Needs a decision")));
  self->waiting = EK_CARD (ek_card_new (_ ("Waiting to be sent")));
  gtk_box_append (GTK_BOX (self->lines_slot), GTK_WIDGET (self->people));
  gtk_box_append (GTK_BOX (self->lines_slot), GTK_WIDGET (self->waiting));
  set_running (self, FALSE);
}

static EkSyncWindow *
show (GtkWidget *parent, EkSession *session)
{
  EkSyncWindow *self = g_object_new (EK_TYPE_SYNC_WINDOW, "transient-for", gtk_widget_get_root (parent), "modal", TRUE,
                                     NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  read_view (self);
  ek_kept_window (GTK_WIDGET (self), session, "window/sync", NULL, NULL);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

/**
 * ek_sync_window_show:
 * @parent: a widget of the window it belongs to
 * @session: the session, unlocked
 *
 * Opens the window. Closing it stops a run; what was sent stays sent.
 */
void
ek_sync_window_show (GtkWidget *parent, EkSession *session)
{
  show (parent, session);
}

/**
 * ek_sync_window_settings:
 * @parent: a widget of the window it belongs to
 * @session: the session, unlocked
 *
 * Opens the window and goes on with the connection, as soon as it is known.
 */
void
ek_sync_window_settings (GtkWidget *parent, EkSession *session)
{
  show (parent, session)->settings = TRUE;
}
