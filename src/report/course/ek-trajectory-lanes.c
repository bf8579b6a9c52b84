/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-trajectory-private.h"

#include <string.h>

#include "ek-course-start.h"
#include "ek-scale.h"
#include "ek-types.h"

typedef const EkTrajectorySource Source;

static gboolean
is_choice (EkRecord *record, int field, const char *choice)
{
  return g_strcmp0 (ek_record_get_text (record, field), choice) == 0;
}

static gint64
date_of (Source *source, EkRecord *record, int field)
{
  return ek_date_to_instant (ek_record_get_text (record, field), source->offset_minutes);
}

static void
keep_item (EkTrajectoryData *data, EkLaneKind kind, const char *lane, const char *label, const char *plain,
           gint64 from_ms, gint64 to_ms, double amount)
{
  EkTrajectoryLaneItem item = { kind,
                                ek_trajectory_keep (data, lane),
                                ek_trajectory_keep (data, label),
                                ek_trajectory_keep (data, plain),
                                from_ms,
                                to_ms,
                                amount };

  g_array_append_val (data->lanes, item);
}

/* ---- Sessions and other encounters ---- */

static const char *
therapy_word (Source *source, const char *therapy)
{
  const EkChoice *choice = ek_choice_find (ek_encounter_type.fields[EK_ENCOUNTER_THERAPY].choices, therapy);

  return choice != NULL ? ek_tr (source->language, choice->label) : therapy;
}

/* Sessions of one therapy share a lane; what was missed is shown beside what was done. */
static char *
encounter_lane (Source *source, EkRecord *record)
{
  const char *kind = ek_record_get_text (record, EK_ENCOUNTER_KIND);
  const char *therapy = ek_record_get_text (record, EK_ENCOUNTER_THERAPY);

  if (is_choice (record, EK_ENCOUNTER_STATUS, "missed"))
    return g_strdup (ek_tr (source->language, "Missed appointments"));
  if (therapy != NULL)
    return g_strdup_printf ("%s · %s", ek_tr (source->language, "Sessions"), therapy_word (source, therapy));
  if (g_strcmp0 (kind, "visit") == 0)
    return g_strdup (ek_tr (source->language, "Visits"));
  if (g_strcmp0 (kind, "phone") == 0)
    return g_strdup (ek_tr (source->language, "Phone contacts"));
  return g_strdup (ek_tr (source->language, "Sessions"));
}

/* The same for the patient: each way of meeting by a name of its own. */
static char *
encounter_plain (Source *source, EkRecord *record)
{
  const char *therapy = ek_record_get_text (record, EK_ENCOUNTER_THERAPY);
  const char *meetings = ek_tr (source->language, "Our meetings");

  if (therapy != NULL)
    return g_strdup_printf ("%s · %s", meetings, therapy_word (source, therapy));
  if (is_choice (record, EK_ENCOUNTER_KIND, "visit"))
    return g_strdup (ek_tr (source->language, "Your visits"));
  if (is_choice (record, EK_ENCOUNTER_KIND, "phone"))
    return g_strdup (ek_tr (source->language, "Our phone calls"));
  if (is_choice (record, EK_ENCOUNTER_KIND, "video"))
    return g_strdup (ek_tr (source->language, "Our video calls"));
  if (is_choice (record, EK_ENCOUNTER_KIND, "group"))
    return g_strdup (ek_tr (source->language, "Meetings of the group"));
  return g_strdup (meetings);
}

static void
add_encounter (Source *source, EkTrajectoryData *data, EkRecord *record)
{
  gint64 started = ek_record_get_instant (record, EK_ENCOUNTER_STARTED, NULL);
  g_autofree char *lane = NULL, *plain = NULL;

  if (is_choice (record, EK_ENCOUNTER_STATUS, "planned") || is_choice (record, EK_ENCOUNTER_STATUS, "cancelled"))
    return;
  if (is_choice (record, EK_ENCOUNTER_KIND, "admission"))
    {
      keep_item (data, EK_LANE_LEAVE, ek_tr (source->language, "In hospital"), NULL, NULL, started,
                 ek_record_get_instant (record, EK_ENCOUNTER_ENDED, NULL), 0);
      return;
    }
  if (!is_choice (record, EK_ENCOUNTER_STATUS, "missed") && started != EK_INSTANT_NONE &&
      (is_choice (record, EK_ENCOUNTER_KIND, "session") || is_choice (record, EK_ENCOUNTER_KIND, "group") ||
       is_choice (record, EK_ENCOUNTER_KIND, "video")))
    g_array_append_val (data->sessions, started);
  lane = encounter_lane (source, record);
  plain = encounter_plain (source, record);
  keep_item (data, is_choice (record, EK_ENCOUNTER_STATUS, "missed") ? EK_LANE_EVENT : EK_LANE_SESSION, lane, NULL,
             plain, started, started, 0);
}

/* ---- Medicines ---- */

static gint64
later_step (GPtrArray *medicines, EkRecord *record, gint64 started, Source *source)
{
  gint64 next = EK_INSTANT_NONE;

  for (guint i = 0; i < medicines->len; i++)
    {
      EkRecord *other = g_ptr_array_index (medicines, i);
      gint64 begins = date_of (source, other, EK_MEDICINE_STARTED);

      if (begins > started && (next == EK_INSTANT_NONE || begins < next) &&
          g_strcmp0 (ek_record_get_text (other, EK_MEDICINE_NAME), ek_record_get_text (record, EK_MEDICINE_NAME)) == 0)
        next = begins;
    }
  return next;
}

/* A dose ends when it was stopped; else when the next dose of the same medicine begins; else, when it is no longer
 * taken and nobody said since when, only its beginning is known. */
static gint64
medicine_end (Source *source, GPtrArray *medicines, EkRecord *record, gint64 started)
{
  gint64 stopped = date_of (source, record, EK_MEDICINE_STOPPED), next;

  if (stopped != EK_INSTANT_NONE)
    return stopped;
  next = later_step (medicines, record, started, source);
  if (next != EK_INSTANT_NONE)
    return next;
  return is_choice (record, EK_MEDICINE_STATUS, "stopped") || is_choice (record, EK_MEDICINE_STATUS, "completed")
    ? started
    : EK_INSTANT_NONE;
}

static void
add_medicine (Source *source, EkTrajectoryData *data, GPtrArray *medicines, EkRecord *record)
{
  gint64 started = date_of (source, record, EK_MEDICINE_STARTED);
  double dose = ek_record_get_real (record, EK_MEDICINE_DOSE_MG, 0);
  g_autofree char *milligrams = dose > 0 ? ek_value_text (dose) : NULL;
  g_autofree char *label = milligrams != NULL ? g_strconcat (milligrams, " mg", NULL)
                                              : g_strdup (ek_record_get_text (record, EK_MEDICINE_DOSE_TEXT));

  if (started == EK_INSTANT_NONE || is_choice (record, EK_MEDICINE_INTENT, "proposal") ||
      is_choice (record, EK_MEDICINE_INTENT, "plan"))
    return;
  keep_item (data, EK_LANE_MEDICINE, ek_record_get_text (record, EK_MEDICINE_NAME), label, NULL, started,
             medicine_end (source, medicines, record, started), dose);
}

/* ---- Leave and events ---- */

static void
add_event (Source *source, EkTrajectoryData *data, EkRecord *record)
{
  gboolean leave = is_choice (record, EK_EVENT_KIND, "leave");
  const char *lane = leave ? ek_tr (source->language, "Sick leave") : ek_tr (source->language, "Events");
  gint64 started = date_of (source, record, EK_EVENT_STARTED), ended = date_of (source, record, EK_EVENT_ENDED);

  /* Leave without an end goes on, to the end of its last day otherwise; an event without one was on that day. */
  if (ended != EK_INSTANT_NONE)
    ended = leave ? ended + EK_DAY_MS : ended;
  else if (!leave)
    ended = started;
  keep_item (data, leave ? EK_LANE_LEAVE : EK_LANE_EVENT, lane, ek_record_get_text (record, EK_EVENT_TEXT), NULL,
             started, ended, 0);
}

/* ---- The present course ---- */

static int
compare_instants (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static void
add_treatment (GArray *treatments, gint64 from_ms, gint64 to_ms)
{
  if (from_ms != EK_INSTANT_NONE)
    g_array_append_val (treatments, ((EkTreatment){ from_ms, MAX (from_ms, to_ms) }));
}

static gboolean
add_plans (Source *source, GArray *treatments, GError **error)
{
  g_autoptr (GPtrArray) plans = ek_store_list (source->store, &ek_plan_type, source->patient_id, error);

  for (guint i = 0; plans != NULL && i < plans->len; i++)
    {
      EkRecord *plan = g_ptr_array_index (plans, i);

      if (!is_choice (plan, EK_PLAN_STATUS, "draft"))
        add_treatment (treatments, date_of (source, plan, EK_PLAN_STARTS), date_of (source, plan, EK_PLAN_REVIEW));
    }
  return plans != NULL;
}

/* The present course of what the lanes and the plans show. */
static gint64
course_start (EkTrajectoryData *data, GArray *treatments)
{
  for (guint i = 0; i < data->lanes->len; i++)
    {
      const EkTrajectoryLaneItem *item = &g_array_index (data->lanes, EkTrajectoryLaneItem, i);

      if (item->kind == EK_LANE_SESSION)
        add_treatment (treatments, item->from_ms, item->from_ms);
      else if (item->kind == EK_LANE_MEDICINE)
        add_treatment (treatments, item->from_ms, item->to_ms == EK_INSTANT_NONE ? data->now_ms : item->to_ms);
    }
  return ek_course_start (treatments, data->now_ms);
}

/* ---- All ---- */

gboolean
ek_trajectory_add_lanes (const EkTrajectorySource *source, EkTrajectoryData *data, GError **error)
{
  g_autoptr (GPtrArray) encounters = NULL, medicines = NULL, events = NULL;
  g_autoptr (GArray) treatments = g_array_new (FALSE, FALSE, sizeof (EkTreatment));

  encounters = ek_store_list (source->store, &ek_encounter_type, source->patient_id, error);
  if (encounters == NULL)
    return FALSE;
  medicines = ek_store_list (source->store, &ek_medicine_type, source->patient_id, error);
  if (medicines == NULL)
    return FALSE;
  events = ek_store_list (source->store, &ek_event_type, source->patient_id, error);
  if (events == NULL)
    return FALSE;
  for (guint i = 0; i < encounters->len; i++)
    add_encounter (source, data, g_ptr_array_index (encounters, i));
  for (guint i = 0; i < medicines->len; i++)
    add_medicine (source, data, medicines, g_ptr_array_index (medicines, i));
  for (guint i = 0; i < events->len; i++)
    add_event (source, data, g_ptr_array_index (events, i));
  g_array_sort (data->sessions, compare_instants);
  if (!add_plans (source, treatments, error))
    return FALSE;
  data->course_ms = course_start (data, treatments);
  return TRUE;
}
