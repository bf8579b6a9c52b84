/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How courses are drawn: preferences of the person at the screen, the same for every patient. */

#include "ek-trajectory-options.h"

#include <stddef.h>

static const struct {
  const char *key;
  size_t offset;
} toggles[] = {
  { "trajectory-reliable", offsetof (EkTrajectoryView, reliable) },
  { "trajectory-outcome", offsetof (EkTrajectoryView, outcome) },
  { "trajectory-unusual", offsetof (EkTrajectoryView, unusual) },
  { "trajectory-goals", offsetof (EkTrajectoryView, goals) },
  { "trajectory-expected", offsetof (EkTrajectoryView, expected) },
  { "trajectory-lanes", offsetof (EkTrajectoryView, lanes) },
};

static const char *const choices[] = { "trajectory-arrangement", "trajectory-axis" };

/**
 * ek_trajectory_options_fill:
 * @settings: the preferences
 * @view: (inout): how to draw; its series and its time stay
 */
void
ek_trajectory_options_fill (GSettings *settings, EkTrajectoryView *view)
{
  g_autofree char *arrangement = g_settings_get_string (settings, "trajectory-arrangement");
  g_autofree char *axis = g_settings_get_string (settings, "trajectory-axis");

  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    G_STRUCT_MEMBER (gboolean, view, toggles[i].offset) = g_settings_get_boolean (settings, toggles[i].key);
  view->overlay = g_str_equal (arrangement, "overlay");
  view->arrangement = g_str_equal (arrangement, "multiples") ? EK_CHART_MULTIPLES : EK_CHART_STACKED;
  view->axis = g_str_equal (axis, "sessions") ? EK_CHART_AXIS_SESSIONS : EK_CHART_AXIS_TIME;
}

/**
 * ek_trajectory_options_actions:
 * @settings: the preferences
 *
 * Returns: (transfer full): an action for each of them, for menus
 */
GActionGroup *
ek_trajectory_options_actions (GSettings *settings)
{
  GSimpleActionGroup *group = g_simple_action_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (toggles) + G_N_ELEMENTS (choices); i++)
    {
      const char *key = i < G_N_ELEMENTS (toggles) ? toggles[i].key : choices[i - G_N_ELEMENTS (toggles)];
      g_autoptr (GAction) action = g_settings_create_action (settings, key);

      g_action_map_add_action (G_ACTION_MAP (group), action);
    }
  return G_ACTION_GROUP (group);
}

/**
 * ek_trajectory_options_follow:
 * @settings: the preferences
 * @callback: called with @object when one of them is another
 * @object: a GObject
 */
void
ek_trajectory_options_follow (GSettings *settings, GCallback callback, gpointer object)
{
  for (guint i = 0; i < G_N_ELEMENTS (toggles) + G_N_ELEMENTS (choices); i++)
    {
      const char *key = i < G_N_ELEMENTS (toggles) ? toggles[i].key : choices[i - G_N_ELEMENTS (toggles)];
      g_autofree char *detailed = g_strconcat ("changed::", key, NULL);

      g_signal_connect_object (settings, detailed, callback, object, G_CONNECT_SWAPPED);
    }
}
