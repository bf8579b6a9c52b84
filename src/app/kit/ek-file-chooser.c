/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one place that knows file choosers: GtkFileChooserNative is what GTK 4.8 has. */

#include "ek-file-chooser.h"

#include <glib/gi18n-lib.h>

typedef struct {
  EkFileChooserAnswer answer;
  gpointer user_data;
  GDestroyNotify destroy;
} Request;

/* What was opened or saved may be about a patient: it must not stay in the list of recent files. GTK writes that list a
 * moment after adding, so that taking it out at once leaves nothing on the disk. */
static void
forget (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);

  gtk_recent_manager_remove_item (gtk_recent_manager_get_default (), uri, NULL);
}

static void
on_response (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    {
      forget (file);
      path = g_file_get_path (file);
    }
  request->answer (path, request->user_data);
  if (request->destroy != NULL)
    request->destroy (request->user_data);
  g_free (request);
  g_object_unref (dialog);
}

/**
 * ek_file_chooser_show:
 * @parent: a widget of the window it belongs to
 * @mode: open a file, save one, or choose a folder
 * @title: what the file is for
 * @suggested_name: (nullable): for saving; must not name a patient
 * @filter_name: (nullable): the kind of file, in words
 * @patterns: (nullable) (array zero-terminated=1): such as "*.json"
 * @answer: told once
 * @user_data: for @answer
 * @destroy: (nullable): frees @user_data
 *
 * Lets the person choose a file. An existing one is only replaced after the system's own question.
 */
void
ek_file_chooser_show (GtkWidget *parent, EkFileChooserMode mode, const char *title, const char *suggested_name,
                      const char *filter_name, const char *const *patterns, EkFileChooserAnswer answer,
                      gpointer user_data, GDestroyNotify destroy)
{
  static const GtkFileChooserAction actions[] = {
    [EK_FILE_CHOOSER_OPEN] = GTK_FILE_CHOOSER_ACTION_OPEN,
    [EK_FILE_CHOOSER_SAVE] = GTK_FILE_CHOOSER_ACTION_SAVE,
    [EK_FILE_CHOOSER_FOLDER] = GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
  };
  GtkRoot *root = gtk_widget_get_root (parent);
  GtkFileChooserNative *native;
  Request *request = g_new (Request, 1);

  *request = (Request){ answer, user_data, destroy };
  native = gtk_file_chooser_native_new (title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, actions[mode],
                                        mode == EK_FILE_CHOOSER_SAVE ? _ ("_Save") : _ ("_Open"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (native), TRUE);
  if (suggested_name != NULL && mode == EK_FILE_CHOOSER_SAVE)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (native), suggested_name);
  if (patterns != NULL)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, filter_name);
      for (guint i = 0; patterns[i] != NULL; i++)
        gtk_file_filter_add_pattern (filter, patterns[i]);
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (native), filter);
    }
  g_signal_connect (native, "response", G_CALLBACK (on_response), request);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (native));
}
