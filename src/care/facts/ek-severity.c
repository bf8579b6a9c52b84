/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-severity.h"

#include "ek-knowledge-rules.h"

#include "ek-time.h"

/* A scale's band is its own reason: no rule stands behind it but the instrument's definition. */
static EkReason *
reason_of_scale (EkFacts *facts, const EkPrimary *primary, EkLevel level)
{
  EkReason *reason = g_new0 (EkReason, 1);
  g_autofree char *name = g_strconcat (primary->instrument, ".total", NULL);
  g_autofree char *level_name = g_strconcat (primary->instrument, ".level", NULL);
  const EkFact *total = ek_facts_find (facts, name);
  const EkFact *band = ek_facts_find (facts, level_name);

  reason->rule = g_strdup_printf ("scale.%s", primary->instrument);
  reason->version = g_strdup ("");
  reason->en = ek_facts_describe (facts, band, "en");
  reason->zh = ek_facts_describe (facts, band, "zh");
  reason->evidence = g_strdup ("");
  reason->facts_en = g_new0 (char *, 2);
  reason->facts_zh = g_new0 (char *, 2);
  if (total != NULL)
    {
      reason->facts_en[0] = ek_facts_describe (facts, total, "en");
      reason->facts_zh[0] = ek_facts_describe (facts, total, "zh");
    }
  return reason;
}

/* The worst band among the primary scales that are young enough; only scales at that level are reasons. */
static EkLevel
level_of_scales (EkKnowledge *knowledge, EkFacts *facts, GPtrArray *reasons)
{
  EkLevel worst = EK_LEVEL_UNKNOWN;

  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < ek_severity_rules (knowledge)->primary->len; i++)
      {
        const EkPrimary *primary = &g_array_index (ek_severity_rules (knowledge)->primary, EkPrimary, i);
        g_autofree char *name = g_strconcat (primary->instrument, ".level", NULL);
        const EkFact *fact = ek_facts_find (facts, name);
        EkLevel level = fact != NULL ? MIN (ek_level_from_id (fact->text), primary->at_most) : EK_LEVEL_UNKNOWN;

        if (level == EK_LEVEL_UNKNOWN ||
            (fact->at_ms != EK_INSTANT_NONE &&
             fact->at_ms < ek_facts_get_now (facts) - primary->max_age_days * EK_DAY_MS))
          continue;
        if (pass == 0)
          worst = MAX (worst, level);
        else if (level == worst)
          g_ptr_array_add (reasons, reason_of_scale (facts, primary, level));
      }
  return worst;
}

static EkLevel
raise_level (EkKnowledge *knowledge, EkFacts *facts, EkLevel level, GPtrArray *reasons)
{
  EkLevel scales = level;

  for (guint i = 0; i < ek_severity_rules (knowledge)->raises->len; i++)
    {
      const EkFullRule *full = g_ptr_array_index (ek_severity_rules (knowledge)->raises, i);
      g_autoptr (EkReason) reason = NULL;
      EkLevel raised = full->raise_to;

      if (!ek_rule_fires (&full->rule, facts, &reason))
        continue;
      if (full->raise_by > 0)
        raised = scales == EK_LEVEL_UNKNOWN ? scales : MIN ((EkLevel) (scales + full->raise_by), EK_LEVEL_SEVERE);
      /* A rule that asks for less than the scales already say is no reason. */
      if (raised <= scales)
        continue;
      g_ptr_array_add (reasons, g_steal_pointer (&reason));
      level = MAX (level, raised);
    }
  return level;
}

static EkStep
choose_step (EkKnowledge *knowledge, EkFacts *facts, GPtrArray *reasons)
{
  EkStep chosen = EK_STEP_UNKNOWN;

  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < ek_severity_rules (knowledge)->steps->len; i++)
      {
        const EkFullRule *full = g_ptr_array_index (ek_severity_rules (knowledge)->steps, i);
        g_autoptr (EkReason) reason = NULL;

        if ((pass == 1 && full->step != chosen) || !ek_rule_fires (&full->rule, facts, &reason))
          continue;
        chosen = MAX (chosen, full->step);
        if (pass == 1)
          g_ptr_array_add (reasons, g_steal_pointer (&reason));
      }
  return chosen;
}

/**
 * ek_severity_assess:
 * @knowledge: the rules
 * @facts: what is known about the patient; "overall.level", "overall.level_rank" and "overall.step" are added
 *
 * The overall level is the worst band among the primary scales of data/knowledge/severity.json that are not too old,
 * raised by critical items, open risk and lost function. The step of care is the highest one whose rule fires. Where no
 * primary scale is complete the level stays unknown unless a raising rule names one.
 *
 * Returns: (transfer full): level, step, reasons and cautions
 */
EkSeverity *
ek_severity_assess (EkKnowledge *knowledge, EkFacts *facts)
{
  EkSeverity *severity = g_new0 (EkSeverity, 1);
  gint64 now = ek_facts_get_now (facts);

  severity->reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_reason_free);
  severity->cautions = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_reason_free);
  severity->level = level_of_scales (knowledge, facts, severity->reasons);
  severity->level = raise_level (knowledge, facts, severity->level, severity->reasons);
  if (severity->level != EK_LEVEL_UNKNOWN)
    {
      ek_facts_set_text (facts, "overall.level", ek_level_id (severity->level), now, NULL);
      ek_facts_set_number (facts, "overall.level_rank", severity->level, now, NULL);
    }
  severity->step = choose_step (knowledge, facts, severity->reasons);
  if (severity->step != EK_STEP_UNKNOWN)
    ek_facts_set_text (facts, "overall.step", ek_step_id (severity->step), now, NULL);
  for (guint i = 0; i < ek_severity_rules (knowledge)->cautions->len; i++)
    {
      const EkFullRule *full = g_ptr_array_index (ek_severity_rules (knowledge)->cautions, i);
      EkReason *reason = NULL;

      if (ek_rule_fires (&full->rule, facts, &reason))
        g_ptr_array_add (severity->cautions, reason);
    }
  return severity;
}

/**
 * ek_severity_free:
 * @severity: (nullable) (transfer full): what ek_severity_assess() gave
 *
 * Frees it.
 */
void
ek_severity_free (EkSeverity *severity)
{
  if (severity == NULL)
    return;
  g_ptr_array_unref (severity->reasons);
  g_ptr_array_unref (severity->cautions);
  g_free (severity);
}
