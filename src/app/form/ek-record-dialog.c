/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-record-dialog.h"

#include <glib/gi18n-lib.h>

#include "ek-card.h"
#include "ek-error.h"
#include "ek-job.h"
#include "ek-kept.h"
#include "ek-message.h"
#include "ek-person.h"
#include "ek-plausible.h"
#include "ek-record-conflict.h"
#include "ek-record-delete.h"
#include "ek-record-form.h"
#include "ek-types.h"
#include "ek-whose.h"

struct _EkRecordDialog {
  AdwWindow parent_instance;

  EkSession *session;
  EkRecord *record;
  EkRecord *before; /* as it was read */
  EkRecord *theirs; /* as somebody else saved it meanwhile, or NULL */
  EkRecordForm *form;
  gboolean edited;
  gboolean asking;
  GtkWidget *alike; /* the files of whom it may be, while that is asked */

  AdwWindowTitle *title;
  AdwClamp *clamp;
  GtkWidget *save;
  GtkWidget *remove;
  GtkWidget *scrolled;
};

G_DEFINE_FINAL_TYPE (EkRecordDialog, ek_record_dialog, ADW_TYPE_WINDOW)

enum { SAVED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_busy (EkRecordDialog *self, gboolean busy)
{
  /* A text that loses the focus by becoming insensitive is not told of it. */
  if (busy)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_sensitive (self->save, !busy);
  gtk_widget_set_sensitive (self->scrolled, !busy);
}

static void save_record (EkRecordDialog *self, EkRecord *record);

static void
on_put_on_top (gboolean yes, gpointer user_data)
{
  EkRecordDialog *self = user_data;
  g_autoptr (EkRecord) merged = NULL;

  if (!yes || self->session == NULL || self->theirs == NULL)
    return;
  merged = ek_record_put_on_top (self->theirs, self->before, self->record);
  save_record (self, merged);
}

static void
load_theirs (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  EkRecord *record = data;
  GError *error = NULL;
  EkRecord *theirs = ek_store_load (store, ek_record_get_record_type (record), ek_record_get_id (record), &error);

  if (theirs != NULL)
    g_task_return_pointer (task, theirs, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_theirs (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkRecordDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  EkRecord *theirs = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->session == NULL || theirs == NULL)
    {
      if (self->session != NULL)
        ek_message_error (GTK_WIDGET (self), _ ("It could not be saved"), error);
      g_clear_object (&theirs);
      return;
    }
  g_clear_object (&self->theirs);
  self->theirs = theirs;
  ek_record_conflict_ask (GTK_WIDGET (self), self->before, theirs, self->record, on_put_on_top, g_object_ref (self),
                          g_object_unref);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkRecordDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->session == NULL)
    return;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      set_busy (self, FALSE);
      if (g_error_matches (error, EK_ERROR, EK_ERROR_CONFLICT))
        {
          ek_session_read_async (self->session, load_theirs, g_object_ref (self->before), g_object_unref, NULL,
                                 on_theirs, g_object_ref (self));
          return;
        }
      ek_message_error (GTK_WIDGET (self), _ ("It could not be saved"), error);
      return;
    }
  self->edited = FALSE;
  g_signal_emit (self, signals[SAVED], 0, ek_record_get_id (self->record));
  gtk_window_close (GTK_WINDOW (self));
}

/* Patients: nobody is added twice unawares. */

static void save_as (EkRecordDialog *self, gboolean another_person);

static gboolean
was_alike (GPtrArray *before, const char *patient_id)
{
  for (guint i = 0; before != NULL && i < before->len; i++)
    if (g_str_equal (((EkPersonAlike *) before->pdata[i])->patient_id, patient_id))
      return TRUE;
  return FALSE;
}

/* Whoever may be the same person and was not alike before this change: an array of EkPersonAlike, empty when nobody. */
static void
find_alike (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  EkRecord *patient = data;
  GError *error = NULL;
  GPtrArray *alike = ek_person_find_alike (store, patient, &error);
  g_autoptr (EkRecord) stored = alike != NULL
    ? ek_store_load (store, &ek_patient_type, ek_record_get_id (patient), NULL)
    : NULL;
  g_autoptr (GPtrArray) before = stored != NULL ? ek_person_find_alike (store, stored, NULL) : NULL;

  for (guint i = 0; alike != NULL && i < alike->len;)
    if (was_alike (before, ((EkPersonAlike *) alike->pdata[i])->patient_id))
      g_ptr_array_remove_index (alike, i);
    else
      i++;
  if (alike != NULL)
    g_task_return_pointer (task, alike, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
on_alike_answer (gboolean yes, gpointer user_data)
{
  EkRecordDialog *self = user_data;

  self->alike = NULL;
  if (yes)
    save_as (self, TRUE);
}

static void
on_alike_chosen (EkRecordDialog *self, GObject *data)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autofree char *patient_id = g_strdup (gtk_string_object_get_string (GTK_STRING_OBJECT (data)));

  self->edited = FALSE;
  gtk_window_close (GTK_WINDOW (gtk_widget_get_root (self->alike)));
  gtk_window_close (GTK_WINDOW (self));
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.open-patient", "s", patient_id);
}

static void
ask_alike (EkRecordDialog *self, GPtrArray *alike)
{
  g_autofree char *entered = ek_person_describe_record (self->record);
  g_autofree char *body = g_strdup_printf (_ ("You entered %s. Somebody with a like name or the same number has a file "
                                              "here. Two files of one person hide what is in the other."),
                                           entered);

  self->alike = ek_card_new (_ ("Already here"));
  for (guint i = 0; i < alike->len; i++)
    {
      EkPersonAlike *one = alike->pdata[i];
      g_autofree char *who = ek_person_describe (one->name, one->birth_date, one->number);
      g_autoptr (GtkStringObject) data = gtk_string_object_new (one->patient_id);

      ek_card_append (EK_CARD (self->alike), G_OBJECT (data), who, _ ("Open this file instead"), NULL, NULL);
    }
  g_signal_connect_object (self->alike, "line", G_CALLBACK (on_alike_chosen), self, G_CONNECT_SWAPPED);
  ek_message_show (GTK_WIDGET (self), _ ("Is it the same person?"), body, self->alike, _ ("_Back"),
                   _ ("_Save as Another Person"), on_alike_answer, g_object_ref (self), g_object_unref);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkRecordDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) alike = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->session == NULL)
    return;
  set_busy (self, FALSE);
  if (alike == NULL)
    ek_message_error (GTK_WIDGET (self), _ ("It could not be saved"), error);
  else if (alike->len > 0)
    ask_alike (self, alike);
  else
    save_as (self, FALSE);
}

/* A second patient may carry a number only because a person said that they are two. */
static void
save_another_person (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  g_autoptr (EkRecord) copy = ek_record_copy (data);
  GError *error = NULL;
  gboolean done = ek_person_share_numbers (store, copy, &error) && ek_store_save (store, copy, &error);

  ek_job_answer (task, done, error);
}

static void
save_as (EkRecordDialog *self, gboolean another_person)
{
  set_busy (self, TRUE);
  ek_kept_write_async (ek_kept_of (GTK_WIDGET (self)), self->session,
                       another_person ? save_another_person : ek_job_save_record, ek_record_copy (self->record),
                       g_object_unref, on_saved, g_object_ref (self));
}

static void
save_record (EkRecordDialog *self, EkRecord *record)
{
  set_busy (self, TRUE);
  ek_kept_write_async (ek_kept_of (GTK_WIDGET (self)), self->session, ek_job_save_record, ek_record_copy (record),
                       g_object_unref, on_saved, g_object_ref (self));
}

/* Of a patient it is looked first whether he or she is here already. */
static void
look_and_save (EkRecordDialog *self)
{
  if (ek_record_get_record_type (self->record) != &ek_patient_type)
    {
      save_record (self, self->record);
      return;
    }
  set_busy (self, TRUE);
  ek_session_read_async (self->session, find_alike, ek_record_copy (self->record), g_object_unref, NULL, on_looked,
                         g_object_ref (self));
}

static void
on_confirmed (gboolean yes, gpointer user_data)
{
  EkRecordDialog *self = user_data;

  self->asking = FALSE;
  if (yes && self->session != NULL)
    look_and_save (self);
}

/* What is hardly possible is asked about and not refused: some people are older than 120 years. */
static gboolean
ask_about_dates (EkRecordDialog *self)
{
  g_autoptr (GError) error = NULL;

  if (ek_plausible_check (self->record, NULL, NULL, ek_session_get_clock (self->session), FALSE, &error) ||
      !g_error_matches (error, EK_ERROR, EK_ERROR_UNLIKELY))
    return FALSE;
  self->asking = TRUE;
  ek_message_ask (GTK_WIDGET (self), _ ("Is this date right?"), error->message, _ ("_It Is So"), FALSE, on_confirmed,
                  g_object_ref (self), g_object_unref);
  return TRUE;
}

static void
save (EkRecordDialog *self)
{
  if (self->session == NULL || self->asking || self->alike != NULL || !gtk_widget_get_sensitive (self->save))
    return;
  if (!ek_record_form_store (self->form, self->record))
    return;
  if (!ask_about_dates (self))
    look_and_save (self);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save (EK_RECORD_DIALOG (widget));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkRecordDialog *self = EK_RECORD_DIALOG (widget);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  self->edited = FALSE;
  ek_record_delete (GTK_WIDGET (parent), self->session, self->record);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_edited (EkRecordDialog *self)
{
  self->edited = TRUE;
  ek_kept_touch (ek_kept_of (GTK_WIDGET (self)));
}

static void
on_discard (gboolean yes, gpointer user_data)
{
  EkRecordDialog *self = user_data;

  self->asking = FALSE;
  if (!yes)
    return;
  self->edited = FALSE;
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
ek_record_dialog_close_request (GtkWindow *window)
{
  EkRecordDialog *self = EK_RECORD_DIALOG (window);

  if (!self->edited)
    {
      ek_kept_end (ek_kept_of (GTK_WIDGET (self)));
      return GTK_WINDOW_CLASS (ek_record_dialog_parent_class)->close_request (window);
    }
  if (!self->asking)
    {
      self->asking = TRUE;
      ek_message_ask (GTK_WIDGET (self), _ ("Discard what you entered?"), _ ("It has not been saved."), _ ("_Discard"),
                      TRUE, on_discard, g_object_ref (self), g_object_unref);
    }
  return GDK_EVENT_STOP;
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static void
ek_record_dialog_dispose (GObject *object)
{
  EkRecordDialog *self = EK_RECORD_DIALOG (object);

  g_clear_object (&self->session);
  g_clear_object (&self->record);
  g_clear_object (&self->before);
  g_clear_object (&self->theirs);
  G_OBJECT_CLASS (ek_record_dialog_parent_class)->dispose (object);
}

static void
ek_record_dialog_class_init (EkRecordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_record_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ek_record_dialog_close_request;

  signals[SAVED] = g_signal_new ("saved", EK_TYPE_RECORD_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-record-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EkRecordDialog, title);
  gtk_widget_class_bind_template_child (widget_class, EkRecordDialog, clamp);
  gtk_widget_class_bind_template_child (widget_class, EkRecordDialog, save);
  gtk_widget_class_bind_template_child (widget_class, EkRecordDialog, remove);
  gtk_widget_class_bind_template_child (widget_class, EkRecordDialog, scrolled);
  gtk_widget_class_install_action (widget_class, "record.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "record.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "record.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "record.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "record.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "record.save", NULL);
}

static void
ek_record_dialog_init (EkRecordDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
name_dialog (EkRecordDialog *self, const EkRecordType *type, gboolean is_new)
{
  g_autofree char *title = NULL;

  if (is_new)
    /* Translators: the title of a dialog; %s is a kind of record: "New: Problem" */
    title = g_strdup_printf (_ ("New: %s"), _ (type->label));
  else
    title = g_strdup (_ (type->label));
  adw_window_title_set_title (self->title, title);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

/* A note or a whole patient: it is there again after the lock. What is new keeps also what stood there at first. */
static void
keep (EkRecordDialog *self, const EkRecordType *type, gboolean is_new)
{
  g_autofree char *place = g_strdup_printf ("record/%s", type->name);
  const char *patient_id = type != &ek_patient_type ? ek_record_get_patient_id (self->record) : NULL;
  EkKept *kept = ek_kept_new (GTK_WIDGET (self), self->session, place, patient_id,
                              is_new ? NULL : ek_record_get_id (self->record));
  GtkWidget *box = gtk_widget_get_parent (GTK_WIDGET (self->clamp));

  ek_kept_set_title (kept, gtk_window_get_title (GTK_WINDOW (self)));
  if (is_new)
    ek_kept_set_whole (kept);
  ek_record_form_keep (self->form, kept);
  gtk_box_prepend (GTK_BOX (box), ek_kept_get_note (kept));
}

/**
 * ek_record_dialog_show:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @record: the record to change, or a new one; copied
 *
 * Opens a dialog that saves the record in the background and closes when that is done. Removing is offered for records
 * that were saved before and belong to a patient.
 *
 * Returns: (transfer none): the dialog
 */
EkRecordDialog *
ek_record_dialog_show (GtkWidget *parent, EkSession *session, EkRecord *record)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  gboolean is_new = ek_record_get_revision (record) == 0;
  GtkRoot *root = gtk_widget_get_root (parent);
  EkRecordDialog *self = g_object_new (EK_TYPE_RECORD_DIALOG, "transient-for", root, "modal", TRUE, NULL);

  self->session = g_object_ref (session);
  self->record = ek_record_copy (record);
  self->before = ek_record_copy (record);
  self->form = EK_RECORD_FORM (ek_record_form_new (type, ek_session_get_clock (session)));
  adw_clamp_set_child (self->clamp, GTK_WIDGET (self->form));
  ek_record_form_load (self->form, self->record);
  g_signal_connect_object (self->form, "edited", G_CALLBACK (on_edited), self, G_CONNECT_SWAPPED);
  name_dialog (self, type, is_new);
  if (type != &ek_patient_type || !is_new)
    ek_whose_name_window (GTK_WINDOW (self), parent);
  gtk_widget_set_visible (self->remove, !is_new && type != &ek_patient_type);
  keep (self, type, is_new);
  gtk_window_present (GTK_WINDOW (self));
  ek_record_form_focus (self->form);
  return self;
}

/**
 * ek_record_dialog_set_hint:
 * @self: a dialog
 * @text: what to know while it is filled in, translated
 *
 * Shows a few lines above the fields.
 */
void
ek_record_dialog_set_hint (EkRecordDialog *self, const char *text)
{
  ek_record_form_set_hint (self->form, text);
}
