/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-server-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-accessible.h"
#include "ek-card.h"
#include "ek-file-chooser.h"
#include "ek-file.h"
#include "ek-job.h"
#include "ek-kept.h"
#include "ek-message.h"

/* A chain of certificates is far smaller. */
#define PEM_MAX 1000000

struct _EkServerDialog {
  AdwWindow parent_instance;

  EkSession *session;
  EkServer *server; /* as it was when the dialog was opened, with what was chosen since */
  gboolean is_new;
  GCancellable *testing;

  GtkEditable *name;
  GtkEditable *address;
  AdwComboRow *profile;
  GtkEditable *user;
  GtkEditable *secret;
  GtkWidget *private_key;
  GtkEditable *key_id;
  AdwComboRow *algorithm;
  GtkEditable *scope;
  GtkEditable *token_url;
  GtkWidget *ca;
  GtkWidget *certificate;
  GtkWidget *certificate_key;
  GtkEditable *proxy;
  GtkEditable *patients;
  GtkWidget *test;
  GtkWidget *test_slot;
  EkCard *steps;
  GtkWidget *save;
  GtkWidget *remove;
};

G_DEFINE_FINAL_TYPE (EkServerDialog, ek_server_dialog, ADW_TYPE_WINDOW)

enum { SAVED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const algorithms[] = { "RS384", "ES384" };

static EkAuthProfile
profile_of (EkServerDialog *self)
{
  return (EkAuthProfile) adw_combo_row_get_selected (self->profile);
}

/* Between the rows and the server */

static char *
entered (GtkEditable *editable)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (editable)));

  if (*text != '\0')
    return text;
  g_free (text);
  return NULL;
}

static void
put (GtkEditable *editable, const char *text)
{
  gtk_editable_set_text (editable, text != NULL ? text : "");
}

static void
take (char **field, GtkEditable *editable)
{
  g_free (*field);
  *field = entered (editable);
}

static EkServer *
server_entered (EkServerDialog *self)
{
  EkServer *server = ek_server_copy (self->server);
  const char *secret = gtk_editable_get_text (self->secret);
  EkAuthProfile profile = profile_of (self);

  take (&server->name, self->name);
  take (&server->base_url, self->address);
  take (&server->user, self->user);
  take (&server->key_id, self->key_id);
  take (&server->scope, self->scope);
  take (&server->token_url, self->token_url);
  take (&server->proxy, self->proxy);
  take (&server->patient_query, self->patients);
  g_free (server->algorithm);
  server->algorithm = NULL;
  if (profile == EK_AUTH_BACKEND)
    server->algorithm = g_strdup (algorithms[adw_combo_row_get_selected (self->algorithm)]);
  if (profile != server->profile && profile != EK_AUTH_BACKEND && *secret == '\0')
    g_clear_pointer (&server->secret, ek_secret_unref);
  if ((profile == EK_AUTH_BASIC || profile == EK_AUTH_BEARER) && *secret != '\0')
    {
      g_clear_pointer (&server->secret, ek_secret_unref);
      server->secret = ek_secret_new_copy (secret, strlen (secret));
    }
  if (profile == EK_AUTH_NONE)
    g_clear_pointer (&server->secret, ek_secret_unref);
  server->profile = profile;
  return server;
}

static void
tell_chosen (GtkWidget *row, gboolean chosen)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), chosen ? _ ("Chosen") : _ ("None"));
}

static void
show_server (EkServerDialog *self)
{
  EkServer *server = self->server;

  put (self->name, server->name);
  put (self->address, server->base_url);
  put (self->user, server->user);
  put (self->key_id, server->key_id);
  put (self->scope, server->scope);
  put (self->token_url, server->token_url);
  put (self->proxy, server->proxy);
  put (self->patients, server->patient_query);
  adw_combo_row_set_selected (self->profile, server->profile);
  adw_combo_row_set_selected (self->algorithm, g_strcmp0 (server->algorithm, "ES384") == 0);
  tell_chosen (self->private_key, server->profile == EK_AUTH_BACKEND && server->secret != NULL);
  tell_chosen (self->ca, server->ca_pem != NULL);
  tell_chosen (self->certificate, server->client_pem != NULL);
  tell_chosen (self->certificate_key, server->client_key != NULL);
}

static void
on_profile (EkServerDialog *self)
{
  EkAuthProfile profile = profile_of (self);
  gboolean kept = self->server != NULL && self->server->secret != NULL && self->server->profile == profile;
  gboolean typed = profile == EK_AUTH_BASIC || profile == EK_AUTH_BEARER;
  const char *secret = profile == EK_AUTH_BEARER ? _ ("Token") : _ ("Password");
  /* Translators: the title of an entry whose value is stored and need not be typed again: "Password (kept)" */
  g_autofree char *title = kept && typed ? g_strdup_printf (_ ("%s (kept unless typed anew)"), secret)
                                         : g_strdup (secret);

  gtk_widget_set_visible (GTK_WIDGET (self->user), profile == EK_AUTH_BASIC || profile == EK_AUTH_BACKEND);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->user),
                                 profile == EK_AUTH_BACKEND ? _ ("Client id") : _ ("User name"));
  gtk_widget_set_visible (GTK_WIDGET (self->secret), typed);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->secret), title);
  gtk_widget_set_visible (self->private_key, profile == EK_AUTH_BACKEND);
  gtk_widget_set_visible (GTK_WIDGET (self->key_id), profile == EK_AUTH_BACKEND);
  gtk_widget_set_visible (GTK_WIDGET (self->algorithm), profile == EK_AUTH_BACKEND);
  gtk_widget_set_visible (GTK_WIDGET (self->scope), profile == EK_AUTH_BACKEND);
  gtk_widget_set_visible (GTK_WIDGET (self->token_url), profile == EK_AUTH_BACKEND);
}

/* Files */

static void
take_key (EkServerDialog *self, const char *path, EkSecret **field, GtkWidget *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkSecret) key = path != NULL ? ek_secret_read_file (path, &error) : NULL;

  if (error != NULL)
    ek_message_error (GTK_WIDGET (self), _ ("The key could not be read"), error);
  if (key == NULL)
    return;
  g_clear_pointer (field, ek_secret_unref);
  *field = g_steal_pointer (&key);
  tell_chosen (row, TRUE);
}

static void
on_private_key_chosen (const char *path, gpointer user_data)
{
  EkServerDialog *self = user_data;

  if (self->server != NULL)
    take_key (self, path, &self->server->secret, self->private_key);
}

static void
on_certificate_key_chosen (const char *path, gpointer user_data)
{
  EkServerDialog *self = user_data;

  if (self->server != NULL)
    take_key (self, path, &self->server->client_key, self->certificate_key);
}

static void
read_pem (EkServerDialog *self, const char *path, char **field, GtkWidget *row)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  if (path == NULL)
    return;
  if (!ek_file_read (path, PEM_MAX, &text, NULL, &error))
    {
      ek_message_error (GTK_WIDGET (self), _ ("The certificate could not be read"), error);
      return;
    }
  g_free (*field);
  *field = text;
  tell_chosen (row, TRUE);
}

static void
on_ca_chosen (const char *path, gpointer user_data)
{
  EkServerDialog *self = user_data;

  if (self->server != NULL)
    read_pem (self, path, &self->server->ca_pem, self->ca);
}

static void
on_certificate_chosen (const char *path, gpointer user_data)
{
  EkServerDialog *self = user_data;

  if (self->server != NULL)
    read_pem (self, path, &self->server->client_pem, self->certificate);
}

static void
on_choose (EkServerDialog *self, GtkWidget *row)
{
  static const char *const patterns[] = { "*.pem", "*.crt", "*.cer", "*.key", NULL };
  EkFileChooserAnswer answer = row == self->private_key ? on_private_key_chosen
    : row == self->certificate_key                      ? on_certificate_key_chosen
    : row == self->certificate                          ? on_certificate_chosen
                                                        : on_ca_chosen;

  ek_file_chooser_show (GTK_WIDGET (self), EK_FILE_CHOOSER_OPEN,
                        adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), NULL,
                        _ ("Certificates and keys (PEM)"), patterns, answer, g_object_ref (self), g_object_unref);
}

/* Testing */

static void
test_server (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, ek_server_test (data, ek_store_get_clock (store), cancellable),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkServerDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->session == NULL)
    return;
  gtk_widget_set_sensitive (self->test, TRUE);
  if (steps == NULL)
    {
      ek_message_error (GTK_WIDGET (self), _ ("The connection could not be tested"), error);
      return;
    }
  ek_card_clear (self->steps, "");
  for (guint i = 0; i < steps->len; i++)
    {
      const EkServerStep *step = g_ptr_array_index (steps, i);

      ek_card_append (self->steps, NULL, step->words, NULL, step->ok ? _ ("good") : _ ("failed"),
                      step->ok ? "better" : "overdue");
    }
  gtk_widget_set_visible (GTK_WIDGET (self->steps), TRUE);
}

static gboolean
is_good (EkServerDialog *self, EkServer *server)
{
  g_autoptr (GError) error = NULL;

  if (ek_server_validate (server, &error))
    return TRUE;
  ek_message_error (GTK_WIDGET (self), _ ("Something is missing"), error);
  return FALSE;
}

static void
test_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkServerDialog *self = EK_SERVER_DIALOG (widget);
  g_autoptr (EkServer) server = server_entered (self);

  if (!is_good (self, server))
    return;
  gtk_widget_set_sensitive (self->test, FALSE);
  ek_card_clear (self->steps, _ ("Trying…"));
  gtk_widget_set_visible (GTK_WIDGET (self->steps), TRUE);
  ek_session_long_async (self->session, test_server, g_steal_pointer (&server), (GDestroyNotify) ek_server_free,
                         self->testing, on_tested, g_object_ref (self));
}

/* Saving */

static void
save_server (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = ek_server_save (ek_store_get_vault (store), data, &error);

  ek_job_answer (task, done, error);
}

static void
remove_server (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = ek_server_remove (ek_store_get_vault (store), data, &error);

  ek_job_answer (task, done, error);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkServerDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->session == NULL)
    return;
  gtk_widget_set_sensitive (self->save, TRUE);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      ek_message_error (GTK_WIDGET (self), _ ("The connection was not changed"), error);
      return;
    }
  g_signal_emit (self, signals[SAVED], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkServerDialog *self = EK_SERVER_DIALOG (widget);
  g_autoptr (EkServer) server = server_entered (self);

  if (!gtk_widget_get_sensitive (self->save) || !is_good (self, server))
    return;
  gtk_widget_set_sensitive (self->save, FALSE);
  ek_kept_write_async (ek_kept_of (widget), self->session, save_server, g_steal_pointer (&server),
                       (GDestroyNotify) ek_server_free, on_done, g_object_ref (self));
}

static void
on_remove_answer (gboolean yes, gpointer user_data)
{
  EkServerDialog *self = user_data;

  if (yes && self->session != NULL)
    ek_session_write_async (self->session, remove_server, g_strdup (self->server->id), g_free, NULL, on_done,
                            g_object_ref (self));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_message_ask (widget, _ ("Remove this connection?"),
                  _ ("Its passwords and keys are forgotten. Patient files stay as they are; what the hospital has "
                     "confirmed stays "
                     "confirmed."),
                  _ ("_Remove"), TRUE, on_remove_answer, g_object_ref (widget), g_object_unref);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

/* Plumbing */

static void
ek_server_dialog_dispose (GObject *object)
{
  EkServerDialog *self = EK_SERVER_DIALOG (object);

  g_cancellable_cancel (self->testing);
  g_clear_object (&self->session);
  g_clear_pointer (&self->server, ek_server_free);
  G_OBJECT_CLASS (ek_server_dialog_parent_class)->dispose (object);
}

static void
ek_server_dialog_finalize (GObject *object)
{
  g_clear_object (&EK_SERVER_DIALOG (object)->testing);
  G_OBJECT_CLASS (ek_server_dialog_parent_class)->finalize (object);
}

static void
ek_server_dialog_class_init (EkServerDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_server_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = ek_server_dialog_finalize;
  signals[SAVED] = g_signal_new ("saved", EK_TYPE_SERVER_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-server-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, name);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, address);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, profile);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, user);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, secret);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, private_key);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, key_id);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, algorithm);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, scope);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, token_url);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, ca);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, certificate);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, certificate_key);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, proxy);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, patients);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, test);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, test_slot);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, save);
  gtk_widget_class_bind_template_child (widget_class, EkServerDialog, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_profile);
  gtk_widget_class_bind_template_callback (widget_class, on_choose);
  gtk_widget_class_install_action (widget_class, "server.test", NULL, test_action);
  gtk_widget_class_install_action (widget_class, "server.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "server.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "server.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "server.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "server.save", NULL);
}

static void
ek_server_dialog_init (EkServerDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->testing = g_cancellable_new ();
  ek_accessible_name_buttons (GTK_WIDGET (self->secret));
  self->steps = EK_CARD (ek_card_new (_ ("Result of the test")));
  gtk_widget_set_visible (GTK_WIDGET (self->steps), FALSE);
  gtk_box_append (GTK_BOX (self->test_slot), GTK_WIDGET (self->steps));
}

static gboolean
on_close_request (GtkWidget *dialog)
{
  ek_kept_end (ek_kept_of (dialog));
  return GDK_EVENT_PROPAGATE;
}

/* Everything but the secret. */
static void
keep (EkServerDialog *self)
{
  const struct {
    const char *name;
    gpointer widget;
  } fields[] = {
    { "profile", self->profile },   { "name", self->name },           { "address", self->address },
    { "user", self->user },         { "key-id", self->key_id },       { "algorithm", self->algorithm },
    { "scope", self->scope },       { "token-url", self->token_url }, { "proxy", self->proxy },
    { "patients", self->patients },
  };
  EkKept *kept = ek_kept_new (GTK_WIDGET (self), self->session, "server", NULL, NULL);

  ek_kept_set_title (kept, _ ("Connection to the hospital"));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    ek_kept_add (kept, fields[i].name, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (fields[i].widget)),
                 fields[i].widget);
  g_signal_connect (self, "close-request", G_CALLBACK (on_close_request), NULL);
}

/**
 * ek_server_dialog_show:
 * @parent: a widget of the window it belongs to
 * @session: the session, unlocked
 * @server: (nullable): the connection to change; copied; %NULL for a new one
 *
 * Opens the dialog.
 *
 * Returns: (transfer none): it
 */
EkServerDialog *
ek_server_dialog_show (GtkWidget *parent, EkSession *session, EkServer *server)
{
  EkServerDialog *self = g_object_new (EK_TYPE_SERVER_DIALOG, "transient-for", gtk_widget_get_root (parent), "modal",
                                       TRUE, NULL);

  self->session = g_object_ref (session);
  self->is_new = server == NULL;
  self->server = server != NULL ? ek_server_copy (server) : ek_server_new (NULL, NULL);
  if (self->is_new)
    self->server->profile = EK_AUTH_BACKEND;
  show_server (self);
  on_profile (self);
  gtk_widget_set_visible (self->remove, !self->is_new);
  keep (self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
