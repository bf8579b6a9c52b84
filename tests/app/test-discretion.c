/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the desktop is told about what is typed and copied. */

#include <adwaita.h>

#include "ek-discretion.h"
#include "ek-message.h"

static void
find_text (GtkWidget *widget, GPtrArray *found)
{
  if (GTK_IS_TEXT (widget) || GTK_IS_TEXT_VIEW (widget))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_text (child, found);
}

static void
test_input (void)
{
  const GType types[] = {
    GTK_TYPE_ENTRY,          GTK_TYPE_SEARCH_ENTRY, GTK_TYPE_TEXT_VIEW,         GTK_TYPE_SPIN_BUTTON,
    GTK_TYPE_PASSWORD_ENTRY, ADW_TYPE_ENTRY_ROW,    ADW_TYPE_PASSWORD_ENTRY_ROW
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GtkWidget *window = gtk_window_new (), *widget = g_object_new (types[i], NULL);
      g_autoptr (GPtrArray) found = g_ptr_array_new ();

      gtk_window_set_child (GTK_WINDOW (window), widget);
      gtk_window_present (GTK_WINDOW (window));
      while (g_main_context_iteration (NULL, FALSE))
        ;
      find_text (widget, found);
      g_assert_cmpuint (found->len, ==, 1);
      for (guint j = 0; j < found->len; j++)
        {
          GtkInputHints hints;

          g_object_get (found->pdata[j], "input-hints", &hints, NULL);
          g_assert_cmpint (hints & GTK_INPUT_HINT_PRIVATE, ==, GTK_INPUT_HINT_PRIVATE);
        }
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_copied (void)
{
  GdkDisplay *display = gdk_display_get_default ();
  GdkClipboard *clipboard = gdk_display_get_clipboard (display);
  GdkClipboard *primary = gdk_display_get_primary_clipboard (display);
  g_autofree char *text = NULL;

  gdk_clipboard_set_text (clipboard, "Li Na");
  gdk_clipboard_set_text (primary, "Li Na");
  g_assert_true (
    gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), "x-kde-passwordManagerHint"));
  gdk_clipboard_read_text_async (clipboard, NULL, on_text, &text);
  while (text == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (text, ==, "Li Na");
  ek_discretion_forget ();
  g_assert_null (gdk_clipboard_get_content (clipboard));
  g_assert_null (gdk_clipboard_get_content (primary));
  ek_discretion_forget ();
}

/* The next person at the machine does not bring back by undoing what the last one searched for. */
static void
test_history (void)
{
  GtkWidget *window = gtk_window_new (), *entry = gtk_search_entry_new (), *text;

  gtk_window_set_child (GTK_WINDOW (window), entry);
  gtk_window_present (GTK_WINDOW (window));
  text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (entry)));
  for (guint round = 0; round < 2; round++)
    {
      gtk_editable_insert_text (GTK_EDITABLE (text), "Li Na", -1, &(int){ 0 });
      gtk_editable_delete_text (GTK_EDITABLE (text), 0, -1);
      if (round == 1)
        ek_discretion_forget ();
      gtk_widget_activate_action (text, "text.undo", NULL);
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, round == 0 ? "Li Na" : "");
    }
  g_assert_true (gtk_editable_get_enable_undo (GTK_EDITABLE (text)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  gboolean found = GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !found;
       child = gtk_widget_get_next_sibling (child))
    found = says (child, text);
  return found;
}

/* What comes from a file or a server is shown as it is; a warning of GTK, which would quote it, is fatal here. */
static void
test_markup (void)
{
  static const char *const texts[] = { "<b>Li Na</b>", "Li & Na", "<span size='1'>", "a < b", "plain" };
  GtkWidget *page = g_object_ref_sink (adw_status_page_new ());

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      ek_message_describe (page, texts[i]);
      g_assert_true (says (page, texts[i]));
    }
  ek_message_describe (page, NULL);
  g_object_unref (page);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ek_discretion_start ();
  g_test_add_func ("/app/discretion/input", test_input);
  g_test_add_func ("/app/discretion/copied", test_copied);
  g_test_add_func ("/app/discretion/history", test_history);
  g_test_add_func ("/app/discretion/markup", test_markup);
  return g_test_run ();
}
