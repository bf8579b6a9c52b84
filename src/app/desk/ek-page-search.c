/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-page-search.h"

/* How it is kept: where the search stands, then its words. */
#define ON_PAGE '='
#define IN_MENU '+'

static GtkWidget *
menu_of (GtkWidget *search)
{
  return gtk_widget_get_ancestor (search, GTK_TYPE_POPOVER);
}

/* @where: %ON_PAGE or %IN_MENU, 0: anywhere; @filled: only one that is looked at, with words */
static GtkWidget *
find_search (GtkWidget *widget, char where, gboolean filled)
{
  if (GTK_IS_SEARCH_ENTRY (widget) && (where == 0 || (where == IN_MENU) == (menu_of (widget) != NULL)) &&
      (!filled || (gtk_widget_get_mapped (widget) && *gtk_editable_get_text (GTK_EDITABLE (widget)) != '\0')))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_search (child, where, filled);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/**
 * ek_page_search_get:
 * @page: what is looked at
 *
 * Returns: (transfer full) (nullable): what is being looked for on it, for ek_page_search_put(); %NULL: nothing
 */
char *
ek_page_search_get (GtkWidget *page)
{
  GtkWidget *search = find_search (page, 0, TRUE);

  return search != NULL ? g_strdup_printf ("%c%s", menu_of (search) != NULL ? IN_MENU : ON_PAGE,
                                           gtk_editable_get_text (GTK_EDITABLE (search)))
                        : NULL;
}

/**
 * ek_page_search_put:
 * @page: what is looked at
 * @kept: of ek_page_search_get()
 *
 * Looks for it again, in the menu that it was looked for in: that is opened.
 *
 * Returns: whether that was possible; not as long as the page is not shown
 */
gboolean
ek_page_search_put (GtkWidget *page, const char *kept)
{
  GtkWidget *search = gtk_widget_get_mapped (page) ? find_search (page, *kept, FALSE) : NULL;
  GtkWidget *menu = search != NULL ? menu_of (search) : NULL;
  GtkWidget *button = menu != NULL ? gtk_widget_get_parent (menu) : NULL;

  if (search == NULL || (menu == NULL && !gtk_widget_get_mapped (search)) ||
      (button != NULL && !gtk_widget_get_mapped (button)))
    return FALSE;
  if (GTK_IS_MENU_BUTTON (button))
    gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  else if (menu != NULL)
    gtk_popover_popup (GTK_POPOVER (menu));
  gtk_editable_set_text (GTK_EDITABLE (search), kept + 1);
  return TRUE;
}
