/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a desktop remembers of what is typed and copied, outside the vault: input methods learn the names they are given
 * and keep them in files of their own, managers of the clipboard keep what went through it, and what was copied stays
 * there when the program is locked. */

#include "ek-discretion.h"

#define SECRET_HINT "x-kde-passwordManagerHint"

static gboolean
on_realize (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  GObject *object = g_value_get_object (values);
  GtkInputHints hints;

  if (GTK_IS_TEXT (object) || GTK_IS_TEXT_VIEW (object))
    {
      g_object_get (object, "input-hints", &hints, NULL);
      g_object_set (object, "input-hints", hints | GTK_INPUT_HINT_PRIVATE, NULL);
    }
  return TRUE;
}

/* Programs that keep what goes through the clipboard are asked not to keep what comes from here. */
static void
on_copied (GdkClipboard *clipboard)
{
  GdkContentProvider *providers[2] = { gdk_clipboard_get_content (clipboard), NULL };
  g_autoptr (GdkContentProvider) both = NULL;
  g_autoptr (GBytes) secret = NULL;

  if (providers[0] == NULL ||
      gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), SECRET_HINT))
    return;
  secret = g_bytes_new_static ("secret", 6);
  g_object_ref (providers[0]);
  providers[1] = gdk_content_provider_new_for_bytes (SECRET_HINT, secret);
  both = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
  gdk_clipboard_set_content (clipboard, both);
}

/* What was typed and taken back again is in the history of a place for text that outlives the lock. */
static void
forget_history (GtkWidget *widget)
{
  if (GTK_IS_TEXT (widget) && gtk_editable_get_enable_undo (GTK_EDITABLE (widget)))
    {
      gtk_editable_set_enable_undo (GTK_EDITABLE (widget), FALSE);
      gtk_editable_set_enable_undo (GTK_EDITABLE (widget), TRUE);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    forget_history (child);
}

static void
forget (GdkClipboard *clipboard)
{
  if (gdk_clipboard_is_local (clipboard))
    gdk_clipboard_set_content (clipboard, NULL);
}

/**
 * ek_discretion_start:
 *
 * From now on every place for text asks the input method not to learn from it, and everything that is copied asks
 * managers of the clipboard not to keep it. To be called once, when there is a display.
 */
void
ek_discretion_start (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET));
  g_signal_add_emission_hook (g_signal_lookup ("realize", GTK_TYPE_WIDGET), 0, on_realize, NULL, NULL);
  if (display != NULL)
    g_signal_connect (gdk_display_get_clipboard (display), "changed", G_CALLBACK (on_copied), NULL);
}

/**
 * ek_discretion_forget:
 *
 * Takes back what was copied or selected here, unless somebody else has put something else there meanwhile, and what
 * undoing would bring back: when the program is locked, and before it ends, as GTK then hands over what is there to
 * whoever keeps the clipboard.
 */
void
ek_discretion_forget (void)
{
  GdkDisplay *display = gdk_display_get_default ();
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  if (display == NULL)
    return;
  g_list_foreach (windows, (GFunc) (void (*) (void)) forget_history, NULL);
  forget (gdk_display_get_clipboard (display));
  forget (gdk_display_get_primary_clipboard (display));
}
