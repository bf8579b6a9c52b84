/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The numbers that the plan in force aims at. */

#include "ek-trajectory-private.h"

#include "ek-plan.h"
#include "ek-scale.h"
#include "ek-time.h"
#include "ek-types.h"

static gboolean
is_harder (const EkPlanTarget *target, const EkTrajectoryGoal *than)
{
  return target->above ? target->value > than->value : target->value < than->value;
}

/* Two lines of one plan may aim at the same score: drawn is the more demanding number. */
static void
add_goal (EkTrajectoryData *data, const EkPlanTarget *target, gint64 from_ms, gint64 until_ms)
{
  EkTrajectoryGoal goal = { NULL, target->value, target->strict, target->above, from_ms, until_ms };

  for (guint i = 0; i < data->goals->len; i++)
    {
      EkTrajectoryGoal *other = &g_array_index (data->goals, EkTrajectoryGoal, i);

      if (!g_str_equal (other->key, target->score))
        continue;
      if (is_harder (target, other))
        {
          other->value = target->value;
          other->strict = target->strict;
          other->above = target->above;
        }
      return;
    }
  goal.key = g_strdup (target->score);
  g_array_append_val (data->goals, goal);
}

gboolean
ek_trajectory_add_goals (const EkTrajectorySource *source, EkTrajectoryData *data, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (EkRecord) plan = ek_plan_find_current (source->store, source->patient_id, &failure);
  g_autoptr (GPtrArray) lines = NULL;
  gint64 from_ms, until_ms;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (plan == NULL)
    return TRUE;
  from_ms = ek_date_to_instant (ek_record_get_text (plan, EK_PLAN_STARTS), source->offset_minutes);
  until_ms = ek_date_to_instant (ek_record_get_text (plan, EK_PLAN_REVIEW), source->offset_minutes);
  lines = ek_plan_get_lines (plan);
  for (guint i = 0; i < lines->len; i++)
    {
      const EkPlanLine *line = g_ptr_array_index (lines, i);

      for (guint k = 0; line->targets != NULL && k < line->targets->len && g_strcmp0 (line->status, "removed") != 0;
           k++)
        add_goal (data, g_ptr_array_index (line->targets, k), from_ms, until_ms);
    }
  return TRUE;
}

/* "below 10", "12 or less", "60 or more" */
char *
ek_trajectory_goal_text (EkTrajectoryData *data, const EkTrajectoryGoal *goal)
{
  const char *language = data->language;
  g_autofree char *value = ek_value_text (goal->value);

  if (goal->above)
    return g_strdup_printf (goal->strict ? ek_tr (language, "above %s") : ek_tr (language, "%s or more"), value);
  return g_strdup_printf (goal->strict ? ek_tr (language, "below %s") : ek_tr (language, "%s or less"), value);
}
