/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-accessible.h"

/**
 * ek_accessible_name_buttons:
 * @widget: a widget of the toolkit that has buttons of its own inside
 *
 * Gives those buttons their tooltip as a name. GTK 4.8 and libadwaita 1.2 give icon buttons a description only, so
 * that a screen reader says nothing but "button".
 */
void
ek_accessible_name_buttons (GtkWidget *widget)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);

  if (GTK_IS_BUTTON (widget) && tooltip != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    ek_accessible_name_buttons (child);
}
