/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-everywhere.h"

static const EkEverywhere *wanted;
static gpointer wanted_data;

static gboolean
on_event (GtkEventController *controller, GdkEvent *event)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_KEY_PRESS:
    case GDK_BUTTON_PRESS:
    case GDK_MOTION_NOTIFY:
    case GDK_SCROLL:
    case GDK_TOUCH_BEGIN:
      return wanted != NULL && !wanted->touched (wanted_data) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* Windows may go while this is done: it waits until the key has been dealt with. */
static gboolean
do_lock (gpointer data)
{
  if (wanted != NULL)
    wanted->lock (wanted_data);
  return G_SOURCE_REMOVE;
}

static gboolean
do_quit (gpointer data)
{
  if (wanted != NULL)
    wanted->quit (wanted_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_shortcut (GtkWidget *widget, GVariant *arguments, gpointer deed)
{
  g_idle_add_full (G_PRIORITY_HIGH, deed, NULL, NULL);
  return TRUE;
}

static void
add_shortcut (GtkEventController *keys, guint key, GSourceFunc deed)
{
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (key, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (on_shortcut, deed, NULL)));
}

/* Before whatever is inside: a chooser has a use of its own for one of these keys. */
static gboolean
on_realize (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  GObject *object = g_value_get_object (values);
  GtkEventController *input, *keys;

  if (!(GTK_IS_WINDOW (object) || GTK_IS_POPOVER (object)) || g_object_get_data (object, "ek-everywhere") != NULL)
    return TRUE;
  g_object_set_data (object, "ek-everywhere", object);
  input = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (input, GTK_PHASE_CAPTURE);
  g_signal_connect (input, "event", G_CALLBACK (on_event), NULL);
  gtk_widget_add_controller (GTK_WIDGET (object), input);
  keys = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  add_shortcut (keys, GDK_KEY_l, do_lock);
  add_shortcut (keys, GDK_KEY_q, do_quit);
  gtk_widget_add_controller (GTK_WIDGET (object), keys);
  return TRUE;
}

/**
 * ek_everywhere_start:
 * @what: what is done; must stay
 * @data: for @what
 *
 * From now on every window does it. To be called once a program, before the first window.
 */
void
ek_everywhere_start (const EkEverywhere *what, gpointer data)
{
  static gulong hook;

  wanted = what;
  wanted_data = data;
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET));
  if (hook == 0)
    hook = g_signal_add_emission_hook (g_signal_lookup ("realize", GTK_TYPE_WIDGET), 0, on_realize, NULL, NULL);
}

/**
 * ek_everywhere_stop:
 *
 * Nothing is done any more: who did it is going.
 */
void
ek_everywhere_stop (void)
{
  wanted = NULL;
}
