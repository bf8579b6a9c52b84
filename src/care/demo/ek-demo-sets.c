/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sets, schedules and a baseline assessment for the people who tell the stories: the first forms of a person are their
 * baseline set, the newest one begins a review that is still going on. */

#include "ek-demo-private.h"

#include "ek-baseline.h"
#include "ek-battery-private.h"
#include "ek-care-private.h"

#include <string.h>

#define FIRST_DAYS 14 /* forms within this of the first one belong to the baseline set */
#define FRESH_DAYS 45 /* who was seen within this is in care: scheduled, and perhaps reviewed */

static gint64
taken (EkRecord *form)
{
  return ek_record_get_instant (form, EK_ASSESSMENT_TAKEN, NULL);
}

static gboolean
is_done (EkRecord *form)
{
  return ek_care_text_is (form, EK_ASSESSMENT_STATUS, "completed");
}

/* The first or the newest finished form; @instrument NULL: any. */
static EkRecord *
find_form (GPtrArray *forms, const char *instrument, gboolean newest)
{
  EkRecord *found = NULL;

  for (guint i = 0; i < forms->len; i++)
    {
      EkRecord *form = g_ptr_array_index (forms, i);

      if (is_done (form) && (instrument == NULL || ek_care_text_is (form, EK_ASSESSMENT_INSTRUMENT, instrument)) &&
          (found == NULL || (newest ? taken (form) > taken (found) : taken (form) < taken (found))))
        found = form;
    }

  return found;
}

static EkRecord *
new_battery (EkDemoLife *life, const EkBatterySet *set, gint64 started, GError **error)
{
  g_autoptr (EkRecord) battery = ek_demo_record (life, &ek_battery_type);
  g_autoptr (JsonNode) steps = ek_battery_steps_of (set);

  ek_record_set_text (battery, EK_BATTERY_SET, set->id);
  ek_record_set_text (battery, EK_BATTERY_VERSION, set->version);
  ek_record_set_text (battery, EK_BATTERY_STATUS, "in-progress");
  ek_record_set_json (battery, EK_BATTERY_STEPS, steps);
  ek_record_set_instant (battery, EK_BATTERY_STARTED, started, life->demo->offset);
  if (!ek_store_save_received (life->demo->store, battery, EK_DEMO_SOURCE, error))
    return NULL;

  return g_steal_pointer (&battery);
}

static gboolean
take_in (EkDemoLife *life, EkRecord *form, EkRecord *battery, GError **error)
{
  ek_record_set_text (form, EK_ASSESSMENT_BATTERY, ek_record_get_id (battery));

  return ek_store_save_received (life->demo->store, form, EK_DEMO_SOURCE, error);
}

/* What was not given is left out with a reason, so that the set can end. */
static gboolean
skip_rest (EkDemoLife *life, EkKnowledge *knowledge, EkRecord *battery, GError **error)
{
  const char *reason = strcmp (life->language, "zh") == 0 ? "首次就诊时间不足，下次再做"
                                                          : "No time at the first visit; next time";

  for (;;)
    {
      g_autoptr (GPtrArray) steps = ek_battery_list_steps (life->demo->store, life->demo->catalogue, knowledge, battery,
                                                           error);
      const EkBatteryStep *next = steps != NULL ? ek_battery_next (steps) : NULL;

      if (next == NULL)
        return steps != NULL;
      if (!ek_battery_skip (life->demo->store, life->demo->catalogue, battery, next->instrument, reason, error))
        return FALSE;
    }
}

/* A draft with an id of this patient's own chance, for ek_baseline_make() to fill. */
static gboolean
prepare_baseline (EkDemoLife *life, EkRecord *battery, GError **error)
{
  g_autoptr (EkRecord) draft = ek_demo_record (life, &ek_baseline_type);
  g_autoptr (JsonNode) nothing = ek_json_parse ("{}", -1, NULL, error);

  if (nothing == NULL)
    return FALSE;
  ek_record_set_text (draft, EK_BASELINE_STATUS, "draft");
  ek_record_set_int (draft, EK_BASELINE_NUMBER, 1);
  ek_record_set_text (draft, EK_BASELINE_BATTERY, ek_record_get_id (battery));
  ek_record_set_json (draft, EK_BASELINE_RESULT, nothing);
  ek_record_set_json (draft, EK_BASELINE_BASIS, nothing);
  ek_record_set_instant (draft, EK_BASELINE_MADE, life->demo->now, life->demo->offset);

  return ek_store_save_received (life->demo->store, draft, EK_DEMO_SOURCE, error);
}

static gboolean
make_baseline (EkDemoLife *life, EkKnowledge *knowledge, GPtrArray *forms, GError **error)
{
  const EkBatterySet *set = ek_knowledge_find_battery (knowledge, "baseline");
  EkRecord *first = find_form (forms, NULL, FALSE);
  gint64 started = first != NULL ? taken (first) : 0, ended = started;
  g_autoptr (EkRecord) battery = NULL;
  g_autoptr (EkRecord) baseline = NULL;

  if (set == NULL || first == NULL)
    return TRUE;
  battery = new_battery (life, set, started, error);
  if (battery == NULL)
    return FALSE;
  for (guint i = 0; i < set->items->len; i++)
    {
      EkRecord *form = find_form (forms, ((EkBatteryItem *) g_ptr_array_index (set->items, i))->instrument, FALSE);

      if (form == NULL || taken (form) > started + FIRST_DAYS * EK_DAY_MS)
        continue;
      ended = MAX (ended, taken (form));
      if (!take_in (life, form, battery, error))
        return FALSE;
    }
  if (!skip_rest (life, knowledge, battery, error) ||
      !ek_battery_finish (life->demo->store, life->demo->catalogue, knowledge, battery, error))
    return FALSE;
  ek_record_set_instant (battery, EK_BATTERY_ENDED, ended + 10 * EK_MINUTE_MS, life->demo->offset);
  if (!ek_store_save_received (life->demo->store, battery, EK_DEMO_SOURCE, error) ||
      !prepare_baseline (life, battery, error))
    return FALSE;
  baseline = ek_baseline_make (life->demo->store, life->demo->catalogue, knowledge, battery, error);

  return baseline != NULL;
}

static gboolean
make_schedule (EkDemoLife *life, const char *kind, const char *subject, int days, gint64 first, GError **error)
{
  g_autoptr (EkRecord) schedule = ek_demo_record (life, &ek_schedule_type);
  g_autofree char *date = ek_instant_format_date (first, life->demo->offset);

  ek_record_set_text (schedule, EK_SCHEDULE_KIND, kind);
  ek_record_set_text (schedule, EK_SCHEDULE_SUBJECT, subject);
  ek_record_set_text (schedule, EK_SCHEDULE_FIRST, date);
  ek_record_set_int (schedule, EK_SCHEDULE_INTERVAL, days);
  ek_record_set_text (schedule, EK_SCHEDULE_PURPOSE,
                      strcmp (life->language, "zh") == 0 ? "观察病程" : "To follow the course");
  ek_record_set_text (schedule, EK_SCHEDULE_STATUS, "active");
  ek_record_set_int (schedule, EK_SCHEDULE_SHORTER, FALSE);

  return ek_store_save_received (life->demo->store, schedule, EK_DEMO_SOURCE, error);
}

/* The newest PHQ-9 begins a review; the other forms of it are still to be given. */
static gboolean
make_review (EkDemoLife *life, EkKnowledge *knowledge, EkRecord *newest, GError **error)
{
  const EkBatterySet *set = ek_knowledge_find_battery (knowledge, "review-4-weeks");
  g_autoptr (EkRecord) battery = set != NULL ? new_battery (life, set, taken (newest), error) : NULL;

  return set == NULL || (battery != NULL && take_in (life, newest, battery, error));
}

gboolean
ek_demo_make_sets (EkDemoLife *life, GError **error)
{
  EkKnowledge *knowledge = life->cast != NULL ? ek_knowledge_get_default (error) : NULL;
  g_autoptr (GPtrArray) forms = NULL;
  EkRecord *newest = NULL;

  if (life->cast == NULL)
    return TRUE;
  forms = knowledge != NULL ? ek_store_list (life->demo->store, &ek_assessment_type, life->patient_id, error) : NULL;
  if (forms == NULL || !make_baseline (life, knowledge, forms, error))
    return FALSE;
  newest = find_form (forms, "phq9", TRUE);
  if (newest == NULL || taken (newest) < life->demo->now - FRESH_DAYS * EK_DAY_MS)
    return TRUE;
  if (!make_schedule (life, "instrument", "phq9", 14, taken (newest), error) ||
      !make_schedule (life, "battery", "review-4-weeks", 28, taken (newest) + 28 * EK_DAY_MS, error))
    return FALSE;
  /* Every second one is in the middle of a review; who has only the forms of the baseline set is not. */
  if (life->number % 2 != 0 || ek_record_has (newest, EK_ASSESSMENT_BATTERY))
    return TRUE;

  return make_review (life, knowledge, newest, error);
}
