/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The levels of severity and the steps of care, as rules and plans name them. */

#include "ek-level.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct {
  const char *id;
  const char *label;
} levels[] = {
  { "normal", N_("Normal") }, { "mild", N_("Mild") }, { "moderate", N_("Moderate") }, { "severe", N_("Severe") },
}, steps[] = {
  { "preventive", N_("Preventive") }, { "counselling", N_("Counselling") }, { "treatment", N_("Treatment") },
};

/**
 * ek_level_id:
 * @level: a level
 *
 * Returns: (nullable) (transfer none): "normal", "mild", "moderate" or "severe"; %NULL when unknown
 */
const char *
ek_level_id (EkLevel level)
{
  return level >= 0 && level < (int) G_N_ELEMENTS (levels) ? levels[level].id : NULL;
}

/**
 * ek_level_label:
 * @level: a level
 *
 * Returns: (transfer none): the translated word
 */
const char *
ek_level_label (EkLevel level)
{
  /* Translators: the overall severity, when no scale is complete */
  return level >= 0 && level < (int) G_N_ELEMENTS (levels) ? _ (levels[level].label) : _ ("Not known");
}

/**
 * ek_level_from_id:
 * @id: (nullable): what ek_level_id() gives
 *
 * Returns: the level, %EK_LEVEL_UNKNOWN for anything else
 */
EkLevel
ek_level_from_id (const char *id)
{
  for (guint i = 0; id != NULL && i < G_N_ELEMENTS (levels); i++)
    if (strcmp (levels[i].id, id) == 0)
      return (EkLevel) i;
  return EK_LEVEL_UNKNOWN;
}

/**
 * ek_step_id:
 * @step: a step of care
 *
 * Returns: (nullable) (transfer none): "preventive", "counselling" or "treatment"; %NULL when unknown
 */
const char *
ek_step_id (EkStep step)
{
  return step >= 0 && step < (int) G_N_ELEMENTS (steps) ? steps[step].id : NULL;
}

/**
 * ek_step_label:
 * @step: a step of care
 *
 * Returns: (transfer none): the translated word
 */
const char *
ek_step_label (EkStep step)
{
  return step >= 0 && step < (int) G_N_ELEMENTS (steps) ? _ (steps[step].label) : _ ("Not known");
}

/**
 * ek_step_from_id:
 * @id: (nullable): what ek_step_id() gives
 *
 * Returns: the step, %EK_STEP_UNKNOWN for anything else
 */
EkStep
ek_step_from_id (const char *id)
{
  for (guint i = 0; id != NULL && i < G_N_ELEMENTS (steps); i++)
    if (strcmp (steps[i].id, id) == 0)
      return (EkStep) i;
  return EK_STEP_UNKNOWN;
}
