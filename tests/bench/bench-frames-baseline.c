/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What bench-frames.py compares the application with: a bare window of GTK 4 and libadwaita that takes steps of
 * the same kind with nothing of its own to do. Keys: l shows a list view of 10,000 plain labels, f puts 300 others
 * into it, e the first ones again; p shows a page of 60 labels that was never shown, o the one of before; n shows a
 * page that says that there is nothing; w a list beside a page, as behind every dialog of the application; d opens
 * a window of 20 entry rows, s one of 36 shortcuts, Escape closes either; q goes back to the empty page and drops
 * everything. */

#include <adwaita.h>

#define MANY 10000
#define FOUND 300
#define LABELS 60
#define ROWS 20
#define GROUPS 6
#define SHORTCUTS 6 /* in each */

static GtkStack *stack;
static GtkStringList *names;
static GtkWidget *page;

static void
fill (guint n, const char *word)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (lines, g_strdup_printf ("%s %u, 45 years", word, i));
  g_ptr_array_add (lines, NULL);
  gtk_string_list_splice (names, 0, g_list_model_get_n_items (G_LIST_MODEL (names)),
                          (const char *const *) lines->pdata);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, gtk_label_new (NULL));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static GtkWidget *
scrolling (GtkWidget *child)
{
  GtkWidget *window = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), child);
  gtk_widget_set_vexpand (window, TRUE);
  return window;
}

static GtkWidget *
make_list (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GListModel *model;

  if (names == NULL)
    names = gtk_string_list_new (NULL);
  model = g_object_ref (G_LIST_MODEL (names));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  return scrolling (gtk_list_view_new (GTK_SELECTION_MODEL (gtk_single_selection_new (model)), factory));
}

static GtkWidget *
make_page (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; i < LABELS; i++)
    {
      g_autofree char *text = g_strdup_printf ("Line %u of what such a page says", i);

      gtk_box_append (GTK_BOX (box), gtk_label_new (text));
    }
  return scrolling (box);
}

static void
show_both (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *list = make_list (), *beside = make_page ();

  gtk_widget_set_size_request (list, 330, -1);
  gtk_widget_set_hexpand (beside, TRUE);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), beside);
  gtk_stack_add_named (stack, box, "both");
  gtk_stack_set_visible_child (stack, box);
}

static void
show_nothing (void)
{
  GtkWidget *nothing = adw_status_page_new (), *button = gtk_button_new_with_label ("Begin with something");

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (nothing), "system-users-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (nothing), "Nothing here yet");
  adw_status_page_set_description (ADW_STATUS_PAGE (nothing),
                                   "A sentence or two about what will be here when somebody "
                                   "has begun with it, long enough to need a second line on this page.");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  adw_status_page_set_child (ADW_STATUS_PAGE (nothing), button);
  gtk_stack_add_named (stack, nothing, "nothing");
  gtk_stack_set_visible_child (stack, nothing);
}

static void
show_page (void)
{
  if (page != NULL)
    gtk_stack_remove (stack, page);
  page = make_page ();
  gtk_stack_add_named (stack, page, "page");
  gtk_stack_set_visible_child (stack, page);
}

static void
show_dialog (GtkWindow *parent)
{
  GtkWidget *dialog = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *list = gtk_list_box_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  for (guint i = 0; i < ROWS; i++)
    {
      GtkWidget *row = adw_entry_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "Something to fill in");
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scrolling (list));
  adw_window_set_content (ADW_WINDOW (dialog), box);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (dialog, keys);
  gtk_window_set_default_size (GTK_WINDOW (dialog), 560, 640);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  gtk_window_set_modal (GTK_WINDOW (dialog), TRUE);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_shortcuts (GtkWindow *parent)
{
  g_autoptr (GString) ui = g_string_new ("<interface><object class='GtkShortcutsWindow' id='window'><child>"
                                         "<object class='GtkShortcutsSection'>");
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWindow *window;

  for (guint i = 0; i < GROUPS; i++)
    {
      g_string_append (ui, "<child><object class='GtkShortcutsGroup'><property name='title'>Some of them</property>");
      for (guint j = 0; j < SHORTCUTS; j++)
        g_string_append_printf (ui,
                                "<child><object class='GtkShortcutsShortcut'><property name='accelerator'>"
                                "&lt;Control&gt;%c</property><property name='title'>Something to do with it</property>"
                                "</object></child>",
                                'a' + (i * SHORTCUTS + j) % 26);
      g_string_append (ui, "</object></child>");
    }
  g_string_append (ui, "</object></child></object></interface>");
  builder = gtk_builder_new_from_string (ui->str, -1);
  window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  gtk_window_set_transient_for (window, parent);
  gtk_window_set_modal (window, TRUE);
  gtk_window_present (window);
}

static gboolean
on_key (GtkWindow *window, guint keyval, guint keycode, GdkModifierType state)
{
  switch (keyval)
    {
    case GDK_KEY_l:
      fill (MANY, "Somebody");
      gtk_stack_set_visible_child_name (stack, "list");
      break;
    case GDK_KEY_f:
      fill (FOUND, "Found");
      break;
    case GDK_KEY_e:
      fill (MANY, "Somebody");
      break;
    case GDK_KEY_p:
      show_page ();
      break;
    case GDK_KEY_b:
      gtk_stack_set_visible_child_name (stack, "list");
      break;
    case GDK_KEY_o:
      gtk_stack_set_visible_child_name (stack, "page");
      break;
    case GDK_KEY_n:
      show_nothing ();
      break;
    case GDK_KEY_w:
      show_both ();
      break;
    case GDK_KEY_s:
      show_shortcuts (window);
      break;
    case GDK_KEY_d:
      show_dialog (window);
      break;
    case GDK_KEY_q:
      gtk_stack_set_visible_child_name (stack, "empty");
      fill (0, "");
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  return GDK_EVENT_STOP;
}

static void
on_activate (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *keys = gtk_event_controller_key_new ();

  stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (stack, gtk_label_new ("Empty"), "empty");
  gtk_stack_add_named (stack, make_list (), "list");
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (stack));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), window);
  gtk_widget_add_controller (window, keys);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = adw_application_new ("io.evenkeel.FramesBaseline", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
