/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-hand-over-guard.h"

struct _EkHandOverGuard {
  GtkWindow *window;   /* not owned: it owns this */
  GPtrArray *disabled; /* of GSimpleAction, owned */
  GtkStack *pages;     /* owned */
  GPtrArray *taken;    /* of GtkWidget, owned: the pages taken out of it */
  GPtrArray *names;    /* of char *: theirs */
  GListModel *toplevels;
  gulong watch;
  guint close_source;
  gboolean was_fullscreen;
};

static void
disable_actions (EkHandOverGuard *self, GActionMap *map)
{
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (map));

  for (guint i = 0; names[i] != NULL; i++)
    {
      GAction *action = g_action_map_lookup_action (map, names[i]);

      if (!G_IS_SIMPLE_ACTION (action) || !g_action_get_enabled (action))
        continue;
      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), FALSE);
      g_ptr_array_add (self->disabled, g_object_ref (action));
    }
}

/* An answer that came late may open a window; it is closed before it is seen for long. */
static gboolean
close_others (gpointer user_data)
{
  EkHandOverGuard *self = user_data;
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);

  self->close_source = 0;
  for (guint i = 0; i < g_list_model_get_n_items (self->toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (self->toplevels, i);

      if (window != self->window && gtk_widget_get_visible (GTK_WIDGET (window)))
        g_ptr_array_add (others, g_steal_pointer (&window));
    }
  for (guint i = 0; i < others->len; i++)
    gtk_window_destroy (g_ptr_array_index (others, i));
  return G_SOURCE_REMOVE;
}

static void
on_toplevels (EkHandOverGuard *self)
{
  if (self->close_source == 0)
    self->close_source = g_idle_add_full (G_PRIORITY_HIGH, close_others, self, NULL);
}

static void
take_pages (EkHandOverGuard *self)
{
  GtkWidget *stays = gtk_stack_get_visible_child (self->pages), *next;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); child != NULL; child = next)
    {
      next = gtk_widget_get_next_sibling (child);
      if (child == stays)
        continue;
      g_ptr_array_add (self->names, g_strdup (gtk_stack_page_get_name (gtk_stack_get_page (self->pages, child))));
      g_ptr_array_add (self->taken, g_object_ref (child));
      gtk_stack_remove (self->pages, child);
    }
}

/**
 * ek_hand_over_guard_new:
 * @window: the window that is given to the patient
 * @pages: its pages; the visible one is the only one left
 *
 * Returns: (transfer full): the guard
 */
EkHandOverGuard *
ek_hand_over_guard_new (GtkApplicationWindow *window, GtkStack *pages)
{
  EkHandOverGuard *self = g_new0 (EkHandOverGuard, 1);
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));

  self->window = GTK_WINDOW (window);
  self->disabled = g_ptr_array_new_with_free_func (g_object_unref);
  if (application != NULL)
    disable_actions (self, G_ACTION_MAP (application));
  disable_actions (self, G_ACTION_MAP (window));
  self->toplevels = gtk_window_get_toplevels ();
  self->watch = g_signal_connect_swapped (self->toplevels, "items-changed", G_CALLBACK (on_toplevels), self);
  self->pages = g_object_ref (pages);
  self->taken = g_ptr_array_new_with_free_func (g_object_unref);
  self->names = g_ptr_array_new_with_free_func (g_free);
  take_pages (self);
  self->was_fullscreen = gtk_window_is_fullscreen (self->window);
  gtk_window_fullscreen (self->window);
  return self;
}

/**
 * ek_hand_over_guard_free:
 * @self: (nullable) (transfer full): a guard
 *
 * Gives back what was taken.
 */
void
ek_hand_over_guard_free (EkHandOverGuard *self)
{
  if (self == NULL)
    return;
  g_clear_signal_handler (&self->watch, self->toplevels);
  g_clear_handle_id (&self->close_source, g_source_remove);
  for (guint i = 0; i < self->disabled->len; i++)
    g_simple_action_set_enabled (g_ptr_array_index (self->disabled, i), TRUE);
  for (guint i = 0; i < self->taken->len; i++)
    gtk_stack_add_named (self->pages, g_ptr_array_index (self->taken, i), g_ptr_array_index (self->names, i));
  g_ptr_array_unref (self->taken);
  g_ptr_array_unref (self->names);
  g_object_unref (self->pages);
  g_ptr_array_unref (self->disabled);
  if (!self->was_fullscreen)
    gtk_window_unfullscreen (self->window);
  g_free (self);
}
