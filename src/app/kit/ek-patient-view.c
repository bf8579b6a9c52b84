/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-patient-view.h"

#include "ek-draft-view.h"
#include "ek-format.h"
#include "ek-message.h"

typedef struct {
  GCancellable *loading;
  guint reload_source;
  gboolean stale;     /* changed while nobody looked */
  gboolean shown;     /* what was read of this patient */
  char *reopen_place; /* what is opened again when it is; or NULL */
  char *reopen_target;
  gboolean wants_focus;    /* as soon as there is something that can have it, */
  GtkWidget *focus_before; /* unless a person has moved it by then; weak */
} EkPatientViewPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (EkPatientView, ek_patient_view, ADW_TYPE_BIN)

static EkPatientViewPrivate *
private_of (EkPatientView *self)
{
  return ek_patient_view_get_instance_private (self);
}

/* Reading */

static void
request_free (gpointer data)
{
  EkPatientRequest *request = data;

  g_free (request->patient_id);
  g_free (request->language);
  g_free (request);
}

static gpointer
make_request (EkPatientView *self)
{
  EkPatientRequest *request = g_new0 (EkPatientRequest, 1);

  request->patient_id = g_strdup (self->patient_id);
  request->language = g_strdup (ek_format_language ());
  request->catalogue = ek_session_get_catalogue (self->session);
  return request;
}

static void
stop_reading (EkPatientView *self)
{
  EkPatientViewPrivate *private = private_of (self);

  g_clear_handle_id (&private->reload_source, g_source_remove);
  g_cancellable_cancel (private->loading);
  g_clear_object (&private->loading);
}

static GtkWidget *
focus_of (EkPatientView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

/**
 * ek_patient_view_focus_first:
 * @widget: a page, or what holds one
 *
 * Moves the focus to the first widget in it that takes it. GTK would go on behind the one that had it last time, and a
 * key would land on another button each time.
 *
 * Returns: whether there was one
 */
gboolean
ek_patient_view_focus_first (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *before = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean moved;

  if (before != NULL)
    gtk_root_set_focus (root, NULL);
  moved = gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
  if (!moved && before != NULL)
    gtk_widget_grab_focus (before);
  return moved;
}

/**
 * ek_patient_view_take_focus:
 * @self: a view that is being shown
 *
 * Moves the focus into the view, to its first widget that takes it; while the view is still being read, when it has
 * been, provided that the focus has not been moved meanwhile.
 */
void
ek_patient_view_take_focus (EkPatientView *self)
{
  EkPatientViewPrivate *private = private_of (self);
  GtkWidget *focus = focus_of (self);

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return;
  private->wants_focus = !ek_patient_view_focus_first (GTK_WIDGET (self));
  g_set_weak_pointer (&private->focus_before, focus_of (self));
}

static void
focus_now (EkPatientView *self)
{
  EkPatientViewPrivate *private = private_of (self);
  gboolean displaced;

  if (!private->wants_focus)
    return;
  private->wants_focus = FALSE;
  /* Where what had it went out of sight, GTK moved it to whatever is next in the window: that was nobody's wish. */
  displaced = private->focus_before == NULL || !gtk_widget_get_mapped (private->focus_before);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      (focus_of (self) == private->focus_before || (displaced && !GTK_IS_EDITABLE (focus_of (self)))))
    ek_patient_view_focus_first (GTK_WIDGET (self));
}

static void
forget_reopening (EkPatientView *self)
{
  g_clear_pointer (&private_of (self)->reopen_place, g_free);
  g_clear_pointer (&private_of (self)->reopen_target, g_free);
}

static void
reopen_now (EkPatientView *self)
{
  EkPatientViewClass *klass = EK_PATIENT_VIEW_GET_CLASS (self);
  g_autofree char *place = g_steal_pointer (&private_of (self)->reopen_place);
  g_autofree char *target = g_steal_pointer (&private_of (self)->reopen_target);

  if (place != NULL && (klass->reopen == NULL || !klass->reopen (self, place, target)))
    ek_draft_view_show (GTK_WIDGET (self), self->session, place, self->patient_id, target);
}

/* The patient's file is not there, such as after it was joined with another. */
static void
show_words (EkPatientView *self)
{
  EkPatientViewPrivate *private = private_of (self);

  if (private->reopen_place != NULL && self->session != NULL && ek_session_is_unlocked (self->session))
    ek_draft_view_show (GTK_WIDGET (self), self->session, private->reopen_place, self->patient_id,
                        private->reopen_target);
  forget_reopening (self);
}

/**
 * ek_patient_view_reopen:
 * @self: a view that has its patient
 * @place: of a draft
 * @target: what it is about there
 *
 * Opens again what somebody was typing, as soon as the patient has been read. Where that is not possible any more, such
 * as in a plan that was signed meanwhile, the words are shown.
 */
void
ek_patient_view_reopen (EkPatientView *self, const char *place, const char *target)
{
  EkPatientViewPrivate *private = private_of (self);

  forget_reopening (self);
  private->reopen_place = g_strdup (place);
  private->reopen_target = g_strdup (target);
  if (private->shown)
    reopen_now (self);
}

/* A reading that was overtaken by another one, or by another patient, was cancelled: its result is not shown. */
static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkPatientView) self = user_data;
  g_autoptr (GError) error = NULL;
  EkPatientViewClass *klass = EK_PATIENT_VIEW_GET_CLASS (self);
  gpointer found = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->patient_id == NULL)
    g_clear_pointer (&found, klass->result_free);
  else
    {
      if (found != NULL)
        klass->show (self, found);
      else
        klass->fail (self, error);
      private_of (self)->shown = found != NULL;
      focus_now (self);
      if (found != NULL)
        reopen_now (self);
      else
        show_words (self);
    }
}

/**
 * ek_patient_view_reload:
 * @self: a view
 *
 * Reads again what is shown, at once. What was being read is not wanted any more. Without a patient nothing is read.
 */
void
ek_patient_view_reload (EkPatientView *self)
{
  EkPatientViewPrivate *private = private_of (self);
  EkPatientViewClass *klass = EK_PATIENT_VIEW_GET_CLASS (self);

  stop_reading (self);
  if (self->patient_id == NULL)
    return;
  private->stale = klass->when_mapped && !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (private->stale)
    return;
  private->loading = g_cancellable_new ();
  ek_session_read_async (self->session, klass->read, klass->request (self), klass->request_free, private->loading,
                         on_read, g_object_ref (self));
}

static gboolean
reload_late (gpointer user_data)
{
  EkPatientView *self = user_data;

  private_of (self)->reload_source = 0;
  ek_patient_view_reload (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed (EkPatientView *self, const char *type, const char *id, const char *patient_id)
{
  EkPatientViewPrivate *private = private_of (self);
  EkPatientViewClass *klass = EK_PATIENT_VIEW_GET_CLASS (self);

  if (self->patient_id == NULL || g_strcmp0 (patient_id, self->patient_id) != 0)
    return;
  if (klass->concerns != NULL && !klass->concerns (self, type))
    return;
  if (klass->delay_ms == 0)
    ek_patient_view_reload (self);
  else if (private->reload_source == 0)
  private->reload_source = g_timeout_add (klass->delay_ms, reload_late, self);
}

static void
ek_patient_view_map (GtkWidget *widget)
{
  EkPatientView *self = EK_PATIENT_VIEW (widget);

  GTK_WIDGET_CLASS (ek_patient_view_parent_class)->map (widget);
  if (private_of (self)->stale)
    ek_patient_view_reload (self);
}

static void
show_failure (EkPatientView *self, const GError *error)
{
  GtkWidget *stack = gtk_widget_get_parent (GTK_WIDGET (self->failed));

  ek_message_describe (GTK_WIDGET (self->failed), error->message);
  gtk_stack_set_visible_child (GTK_STACK (stack), GTK_WIDGET (self->failed));
}

/* Orders that need no dialog */

typedef struct {
  EkPatientView *view;
  char *heading; /* when it fails */
  char *toast;   /* when it is done, or NULL */
} Waiting;

static void
on_ordered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (waiting->view->session != NULL && !done)
    ek_message_error (GTK_WIDGET (waiting->view), waiting->heading, error);
  else if (waiting->view->session != NULL && waiting->toast != NULL)
    ek_message_toast (GTK_WIDGET (waiting->view), waiting->toast);
  g_object_unref (waiting->view);
  g_free (waiting->heading);
  g_free (waiting->toast);
  g_free (waiting);
}

/**
 * ek_patient_view_order:
 * @self: a view that has its session
 * @order: (transfer full): what is to be done
 * @heading: what to say, before the reason, when it fails
 * @toast: (nullable): what to say when it is done
 *
 * Writes to the record without a dialog and tells how it went, unless the view has gone meanwhile.
 */
void
ek_patient_view_order (EkPatientView *self, EkOrder *order, const char *heading, const char *toast)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->view = g_object_ref (self);
  waiting->heading = g_strdup (heading);
  waiting->toast = g_strdup (toast);
  ek_session_write_async (self->session, ek_order_do, order, (GDestroyNotify) ek_order_free, NULL, on_ordered, waiting);
}

/* Plumbing */

static void
reload_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_patient_view_reload (EK_PATIENT_VIEW (widget));
}

static void
ek_patient_view_dispose (GObject *object)
{
  EkPatientView *self = EK_PATIENT_VIEW (object);

  stop_reading (self);
  g_clear_weak_pointer (&private_of (self)->focus_before);
  forget_reopening (self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_pointer (&self->patient_id, g_free);
  G_OBJECT_CLASS (ek_patient_view_parent_class)->dispose (object);
}

static void
ek_patient_view_class_init (EkPatientViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ek_patient_view_dispose;
  GTK_WIDGET_CLASS (klass)->map = ek_patient_view_map;
  klass->request = make_request;
  klass->request_free = request_free;
  klass->fail = show_failure;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "patient-view.reload", NULL, reload_action);
}

static void
ek_patient_view_init (EkPatientView *self)
{
}

/**
 * ek_patient_view_set_patient:
 * @self: a view
 * @session: the session, always the same one
 * @patient_id: (nullable): whom to show; %NULL forgets everything that was shown
 *
 * Nothing of the patient before stays, not even while the new one is being read.
 */
void
ek_patient_view_set_patient (EkPatientView *self, EkSession *session, const char *patient_id)
{
  EkPatientViewClass *klass = NULL;

  g_return_if_fail (EK_IS_PATIENT_VIEW (self) && EK_IS_SESSION (session));

  klass = EK_PATIENT_VIEW_GET_CLASS (self);
  if (self->session == NULL)
    {
      self->session = g_object_ref (session);
      g_signal_connect_swapped (session, "changed", G_CALLBACK (on_changed), self);
      if (klass->prepare != NULL)
        klass->prepare (self);
    }
  if (g_strcmp0 (patient_id, self->patient_id) == 0)
    return;
  g_free (self->patient_id);
  self->patient_id = g_strdup (patient_id);
  private_of (self)->shown = FALSE;
  forget_reopening (self);
  klass->clear (self);
  ek_patient_view_reload (self);
}
