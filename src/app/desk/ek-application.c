/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-application.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>

#include "ek-accessible.h"
#include "ek-config.h"
#include "ek-demo.h"
#include "ek-demonstration.h"
#include "ek-discretion.h"
#include "ek-everywhere.h"
#include "ek-idle.h"
#include "ek-memory.h"
#include "ek-preferences.h"
#include "ek-resources.h"
#include "ek-settings.h"
#include "ek-temporary.h"
#include "ek-window.h"

/* After a lock, when what was under way has ended. */
#define SWEEP_SECONDS 3

struct _EkApplication {
  AdwApplication parent_instance;

  EkClock *clock;
  EkSession *session;
  EkDemonstration *demonstration; /* or NULL */
  char *vault_path;               /* from the command line, or NULL */
  gboolean demo;
  guint patients; /* how many invented ones */
  EkIdle *idle;
  int base_dpi; /* as the desktop asks for, 1024ths */
};

G_DEFINE_FINAL_TYPE (EkApplication, ek_application, ADW_TYPE_APPLICATION)

/* Preferences that the whole program follows */

static void
on_color_scheme (EkApplication *self)
{
  g_autofree char *scheme = g_settings_get_string (ek_settings_get (), "color-scheme");
  AdwColorScheme wanted = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (scheme, "light"))
    wanted = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (scheme, "dark"))
    wanted = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), wanted);
}

static void
on_font_scale (EkApplication *self)
{
  GtkSettings *settings = gtk_settings_get_default ();
  double scale = g_settings_get_double (ek_settings_get (), "font-scale");

  if (settings == NULL)
    return;
  if (self->base_dpi == 0)
    g_object_get (settings, "gtk-xft-dpi", &self->base_dpi, NULL);
  if (self->base_dpi <= 0)
    self->base_dpi = 96 * 1024;
  g_object_set (settings, "gtk-xft-dpi", (int) (self->base_dpi * scale), NULL);
}

static void on_auto_lock (EkApplication *self);

static void
follow_settings (EkApplication *self)
{
  GSettings *settings = ek_settings_get ();

  g_signal_connect_object (settings, "changed::color-scheme", G_CALLBACK (on_color_scheme), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::font-scale", G_CALLBACK (on_font_scale), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::auto-lock-minutes", G_CALLBACK (on_auto_lock), self, G_CONNECT_SWAPPED);
  on_color_scheme (self);
  on_font_scale (self);
  on_auto_lock (self);
}

/* Locking when nobody is there */

static EkWindow *
main_window (EkApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (EK_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

static void
on_warning (EkApplication *self, guint left)
{
  EkWindow *window = main_window (self);

  if (window != NULL)
    ek_window_show_idle (window, left);
}

static void
on_due (EkApplication *self)
{
  if (self->session != NULL)
    ek_session_lock (self->session);
}

static void
on_auto_lock (EkApplication *self)
{
  ek_idle_set_limit (self->idle, g_settings_get_int (ek_settings_get (), "auto-lock-minutes"));
}

/* Also while the machine is in a patient's hands: then what is locked is the form. */
static void
on_watch (EkApplication *self)
{
  ek_idle_watch (self->idle,
                 self->demonstration == NULL &&
                   (ek_session_is_unlocked (self->session) || ek_session_is_handed_over (self->session)));
}

static void
lock_everything (gpointer data)
{
  EkApplication *self = data;

  /* Not from a patient's hands: that would take the form away. */
  if (self->session != NULL && ek_session_is_unlocked (self->session))
    ek_session_lock (self->session);
}

static void
quit_everything (gpointer data)
{
  g_action_group_activate_action (G_ACTION_GROUP (data), "quit", NULL);
}

static gboolean
touched (gpointer data)
{
  return ek_idle_touch (EK_APPLICATION (data)->idle);
}

static const EkEverywhere everywhere = { lock_everything, quit_everything, touched };

static void
on_screen_lock (EkApplication *self)
{
  gboolean active;

  g_object_get (self, "screensaver-active", &active, NULL);
  if (active && self->session != NULL && self->demonstration == NULL)
    ek_session_lock (self->session);
}

/* Actions */

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EkWindow *window = main_window (user_data);

  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
  else
    g_application_quit (user_data);
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ek_preferences_show (gtk_application_get_active_window (user_data));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (gtk_application_get_active_window (user_data), "application-name", "Evenkeel 安澜",
                         "application-icon", EK_APPLICATION_ID, "version", EK_VERSION, "developer-name",
                         _ ("The Evenkeel authors"), "comments",
                         _ ("A workstation for clinicians who treat people whose mental health and working "
                            "life "
                            "have become entangled. Patient files stay encrypted on this computer."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: your names, one a line */
                         "translator-credits", _ ("translator-credits"), NULL);
}

/* Another process, so that invented patients and real ones are never in one window. */
static void
demonstration_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  if (self != NULL)
    process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self, "--demo", NULL);
  if (process == NULL)
    g_warning ("The demonstration could not be started: %s", error != NULL ? error->message : "no path");
}

static gboolean
on_terminate (gpointer user_data)
{
  g_application_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* Starting */

static gboolean
sweep (gpointer user_data)
{
  ek_memory_sweep ();
  return G_SOURCE_REMOVE;
}

static void
on_entering (void)
{
  ek_memory_wipe_freed (FALSE);
}

static void
on_locking (void)
{
  ek_memory_wipe_freed (TRUE);
}

/* Once when the windows are empty, and again when what was under way has ended. */
static void
on_locked (EkApplication *self)
{
  ek_discretion_forget ();
  g_idle_add_full (G_PRIORITY_LOW, sweep, NULL, NULL);
  g_timeout_add_seconds_full (G_PRIORITY_LOW, SWEEP_SECONDS, sweep, NULL, NULL);
}

/* The first to hear of a lock, before anything is let go of; the last in on_locked(). */
static EkSession *
make_session (EkApplication *self, const char *path)
{
  EkSession *session = ek_session_new (path, self->clock);

  g_signal_connect (session, "unlocked", G_CALLBACK (on_entering), NULL);
  g_signal_connect (session, "locked", G_CALLBACK (on_locking), NULL);
  g_signal_connect_object (session, "locked", G_CALLBACK (on_locked), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (session, "unlocked", G_CALLBACK (on_watch), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "locked", G_CALLBACK (on_watch), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return session;
}

static void
add_accels (GtkApplication *application)
{
  static const struct {
    const char *action;
    const char *accels[3];
  } all[] = {
    { "win.find", { "<Control>k", "<Control>f" } },
    { "win.lock", { "<Control>l" } }, /* these two for the menu: EkEverywhere hears the keys first */
    { "app.quit", { "<Control>q" } },
    { "win.add-patient", { "<Control>n" } },
    { "win.edit-patient", { "<Control>e" } },
    { "win.import", { "<Control>o" } },
    { "win.sync", { "F5" } },
    { "win.instruments", { "<Control>i" } },
    { "win.tab('overview')", { "<Alt>1" } },
    { "win.tab('assessments')", { "<Alt>2" } },
    { "win.tab('trajectory')", { "<Alt>3" } },
    { "win.tab('plan')", { "<Alt>4" } },
    { "win.tab('mdt')", { "<Alt>5" } },
    { "win.screen-risk", { "<Control>r" } },
    { "app.preferences", { "<Control>comma" } },
    { "win.show-help-overlay", { "<Control>question", "F1" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    gtk_application_set_accels_for_action (application, all[i].action, (const char **) all[i].accels);
}

static void
ek_application_startup (GApplication *application)
{
  EkApplication *self = EK_APPLICATION (application);
  static const GActionEntry actions[] = {
    { .name = "quit", .activate = quit_action },
    { .name = "preferences", .activate = preferences_action },
    { .name = "about", .activate = about_action },
    { .name = "demonstration", .activate = demonstration_action },
  };

  g_resources_register (ek_get_resource ());
  G_APPLICATION_CLASS (ek_application_parent_class)->startup (application);
  ek_accessible_name_menus ();
  ek_discretion_start ();
  ek_everywhere_start (&everywhere, self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  add_accels (GTK_APPLICATION (self));
  follow_settings (self);
  g_signal_connect (self, "notify::screensaver-active", G_CALLBACK (on_screen_lock), NULL);
  g_unix_signal_add (SIGTERM, on_terminate, self);
  g_unix_signal_add (SIGINT, on_terminate, self);
}

static char *
default_vault_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "evenkeel", "vault", NULL);
}

/* The window's icon is drawn in six sizes, which nobody needs before there is a window. */
static gboolean
on_seen (gpointer user_data)
{
  gtk_window_set_default_icon_name (EK_APPLICATION_ID);
  gtk_window_set_icon_name (user_data, EK_APPLICATION_ID);
  return G_SOURCE_REMOVE;
}

static gboolean
on_first_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  g_idle_add_full (G_PRIORITY_LOW, on_seen, g_object_ref (widget), g_object_unref);
  return G_SOURCE_REMOVE;
}

static EkWindow *
make_window (EkApplication *self)
{
  EkWindow *window = ek_window_new (GTK_APPLICATION (self), self->session);

  gtk_widget_add_tick_callback (GTK_WIDGET (window), on_first_tick, NULL, NULL);
  return window;
}

static void
show_window (EkApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    window = GTK_WINDOW (make_window (self));
  gtk_window_present (window);
}

static void
on_demonstration_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (!ek_demonstration_start_finish (self->session, result, &error))
    g_printerr ("%s\n", error->message);
  if (window != NULL)
    ek_window_set_preparing (EK_WINDOW (window), FALSE);
}

static void
start_demonstration (EkApplication *self)
{
  g_autoptr (GError) error = NULL;
  EkWindow *window;

  self->demonstration = ek_demonstration_new (self->patients, &error);
  if (self->demonstration == NULL)
    {
      g_printerr ("%s\n", error->message);
      return;
    }
  self->session = make_session (self, ek_demonstration_get_path (self->demonstration));
  window = make_window (self);
  ek_window_set_preparing (window, TRUE);
  gtk_window_present (GTK_WINDOW (window));
  ek_demonstration_start_async (self->demonstration, self->session, on_demonstration_ready, g_object_ref (self));
}

static void
ek_application_activate (GApplication *application)
{
  EkApplication *self = EK_APPLICATION (application);
  g_autofree char *path = NULL;

  if (self->session != NULL)
    {
      show_window (self);
      return;
    }
  if (self->demo)
    {
      start_demonstration (self);
      return;
    }
  path = self->vault_path != NULL ? g_strdup (self->vault_path) : default_vault_path ();
  self->session = make_session (self, path);
  show_window (self);
}

static int
ek_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  EkApplication *self = EK_APPLICATION (application);
  g_autofree char *path = NULL;
  int patients = EK_DEMO_PATIENTS;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Evenkeel %s\n", EK_VERSION);
      return 0;
    }
  self->demo = g_variant_dict_contains (options, "demo");
  if (!self->demo)
    ek_temporary_keep_in_memory ();
  g_variant_dict_lookup (options, "patients", "i", &patients);
  self->patients = CLAMP (patients, 0, 100000);
  if (g_variant_dict_lookup (options, "vault", "^ay", &path))
    self->vault_path = g_canonicalize_filename (path, NULL);
  if (self->demo && self->vault_path != NULL)
    {
      g_printerr ("%s\n", _ ("A demonstration makes its own vault: give --demo or --vault, not both."));
      return 2;
    }
  /* One window for the clinician's own vault; a demonstration or another vault stands beside it. */
  if (self->demo || self->vault_path != NULL)
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
ek_application_shutdown (GApplication *application)
{
  EkApplication *self = EK_APPLICATION (application);
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));

  ek_everywhere_stop ();
  if (self->session != NULL)
    ek_session_lock (self->session);
  ek_discretion_forget ();
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_destroy (l->data);
  G_APPLICATION_CLASS (ek_application_parent_class)->shutdown (application);
  /* What was still to be saved is saved before the session lets go. */
  ek_session_wait (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->demonstration, ek_demonstration_free);
}

static void
ek_application_finalize (GObject *object)
{
  EkApplication *self = EK_APPLICATION (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->demonstration, ek_demonstration_free);
  g_clear_pointer (&self->clock, ek_clock_free);
  g_clear_object (&self->idle);
  g_free (self->vault_path);
  G_OBJECT_CLASS (ek_application_parent_class)->finalize (object);
}

static void
ek_application_class_init (EkApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ek_application_finalize;
  application_class->startup = ek_application_startup;
  application_class->activate = ek_application_activate;
  application_class->shutdown = ek_application_shutdown;
  application_class->handle_local_options = ek_application_handle_local_options;
}

static void
ek_application_init (EkApplication *self)
{
  static const GOptionEntry options[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show invented patients in a vault that is thrown away"), NULL },
    { "patients", 0, 0, G_OPTION_ARG_INT, NULL, N_ ("With --demo: how many invented patients"), N_ ("N") },
    { "vault", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Use the vault in this directory"), N_ ("DIR") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    { NULL },
  };

  self->clock = ek_clock_system ();
  self->idle = ek_idle_new (NULL, NULL);
  g_signal_connect_object (self->idle, "warning", G_CALLBACK (on_warning), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->idle, "due", G_CALLBACK (on_due), self, G_CONNECT_SWAPPED);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * ek_application_new:
 *
 * Returns: (transfer full): the application
 */
EkApplication *
ek_application_new (void)
{
  return g_object_new (EK_TYPE_APPLICATION, "application-id", EK_APPLICATION_ID, "resource-base-path",
                       "/io/evenkeel/Evenkeel", "register-session", TRUE, NULL);
}
