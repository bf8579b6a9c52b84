/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The least that a program of GTK 4 and libadwaita can be: one window with a header bar, a label, an entry and a
 * button. What bench-first-frame.py compares the start of the application with. With the argument "plain" the same of
 * GTK 4 alone, to tell what libadwaita costs. */

#include <adwaita.h>

static gboolean plain;

static void
on_activate (GtkApplication *application)
{
  GtkWidget *window = plain ? gtk_application_window_new (application) : adw_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  if (plain)
    gtk_window_set_titlebar (GTK_WINDOW (window), gtk_header_bar_new ());
  else
    gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), gtk_label_new ("Baseline"));
  gtk_box_append (GTK_BOX (box), gtk_entry_new ());
  gtk_box_append (GTK_BOX (box), gtk_button_new_with_label ("Start"));
  if (plain)
    gtk_window_set_child (GTK_WINDOW (window), box);
  else
    adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkApplication) application = NULL;

  plain = argc > 1 && g_str_equal (argv[1], "plain");
  application = plain ? gtk_application_new ("io.evenkeel.Baseline", G_APPLICATION_NON_UNIQUE)
                      : GTK_APPLICATION (adw_application_new ("io.evenkeel.Baseline", G_APPLICATION_NON_UNIQUE));
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
