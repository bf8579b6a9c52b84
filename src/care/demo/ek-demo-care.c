/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands beside the scores: diagnoses, medicines, sessions, what happened, and sleep. They come as a hospital
 * would send them, so that anybody of a clinical role may load a demonstration. */

#include "ek-demo-private.h"

#include <math.h>
#include <string.h>

#define ICD_10 "http://hl7.org/fhir/sid/icd-10"
#define ATC "http://www.whocc.no/atc"
#define LOINC "http://loinc.org"
#define LOINC_SLEEP_DURATION "93832-4"
#define SESSION_MINUTES 50

static gboolean
receive (EkDemoLife *life, EkRecord *record, GError **error)
{
  return ek_store_save_received (life->demo->store, record, EK_DEMO_SOURCE, error);
}

static JsonArray *
list_of (EkDemoLife *life, const char *member, guint *n)
{
  JsonArray *array = ek_json_peek_array (life->story, member);

  *n = array != NULL ? json_array_get_length (array) : 0;
  return array;
}

static void
set_date (EkDemoLife *life, EkRecord *record, int field, double week)
{
  g_autofree char *date = ek_demo_date (life, week);

  ek_record_set_text (record, field, date);
}

static gboolean
make_problem (EkDemoLife *life, JsonObject *data, GError **error)
{
  double week = ek_json_peek_double (data, "week", 0);
  double until = ek_json_peek_double (data, "until", G_MAXDOUBLE);
  const char *ended = ek_json_peek_string (data, "status");
  gboolean over = until < G_MAXDOUBLE && ek_demo_is_past (life, until);
  g_autoptr (EkRecord) problem = NULL;

  if (!ek_demo_is_past (life, week))
    return TRUE;
  problem = ek_demo_record (life, &ek_problem_type);
  ek_record_set_text (problem, EK_PROBLEM_CODE, ek_json_peek_string (data, "code"));
  ek_record_set_text (problem, EK_PROBLEM_SYSTEM, ICD_10);
  ek_record_set_text (problem, EK_PROBLEM_TEXT, ek_demo_text (life, data, "text"));
  ek_record_set_text (problem, EK_PROBLEM_STATUS, over && ended != NULL ? ended : "active");
  ek_record_set_text (problem, EK_PROBLEM_VERIFICATION, "confirmed");
  set_date (life, problem, EK_PROBLEM_ONSET, week);
  if (over)
    set_date (life, problem, EK_PROBLEM_ENDED, until);

  return receive (life, problem, error);
}

gboolean
ek_demo_make_problems (EkDemoLife *life, GError **error)
{
  guint n;
  JsonArray *problems = list_of (life, "problems", &n);

  for (guint i = 0; i < n; i++)
    if (!make_problem (life, ek_json_element_object (problems, i), error))
      return FALSE;

  return TRUE;
}

/* A dose from one week until the next step, or until it is stopped. */
static gboolean
make_dose (EkDemoLife *life, JsonObject *data, double dose, double from, double until, GError **error)
{
  gboolean over = until < G_MAXDOUBLE && ek_demo_is_past (life, until);
  g_autoptr (EkRecord) medicine = NULL;
  g_autofree char *text = strcmp (life->language, "zh") == 0 ? g_strdup_printf ("%g mg，每日一次", dose)
                                                             : g_strdup_printf ("%g mg once daily", dose);

  if (!ek_demo_is_past (life, from))
    return TRUE;
  medicine = ek_demo_record (life, &ek_medicine_type);
  ek_record_set_text (medicine, EK_MEDICINE_NAME, ek_demo_text (life, data, "name"));
  ek_record_set_text (medicine, EK_MEDICINE_CODE, ek_json_peek_string (data, "code"));
  ek_record_set_text (medicine, EK_MEDICINE_SYSTEM, ATC);
  ek_record_set_real (medicine, EK_MEDICINE_DOSE_MG, dose);
  ek_record_set_text (medicine, EK_MEDICINE_DOSE_TEXT, text);
  set_date (life, medicine, EK_MEDICINE_STARTED, from);
  if (over)
    set_date (life, medicine, EK_MEDICINE_STOPPED, until);
  ek_record_set_text (medicine, EK_MEDICINE_STATUS, over ? "stopped" : "active");
  ek_record_set_text (medicine, EK_MEDICINE_INTENT, "order");
  ek_record_set_text (medicine, EK_MEDICINE_PRESCRIBER, strcmp (life->language, "zh") == 0 ? "顾医生" : "Dr Gu");

  return receive (life, medicine, error);
}

static gboolean
make_medicine (EkDemoLife *life, JsonObject *data, GError **error)
{
  JsonArray *steps = ek_json_peek_array (data, "steps");
  guint n = steps != NULL ? json_array_get_length (steps) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *step = ek_json_element_object (steps, i);
      JsonObject *next = i + 1 < n ? ek_json_element_object (steps, i + 1) : NULL;
      double until = next != NULL ? ek_json_peek_double (next, "week", G_MAXDOUBLE)
                                  : ek_json_peek_double (data, "stop", G_MAXDOUBLE);

      if (!make_dose (life, data, ek_json_peek_double (step, "dose", 0), ek_json_peek_double (step, "week", 0), until,
                      error))
        return FALSE;
    }

  return TRUE;
}

gboolean
ek_demo_make_medicines (EkDemoLife *life, GError **error)
{
  guint n;
  JsonArray *medicines = list_of (life, "medicines", &n);

  for (guint i = 0; i < n; i++)
    if (!make_medicine (life, ek_json_element_object (medicines, i), error))
      return FALSE;

  return TRUE;
}

gboolean
ek_demo_make_events (EkDemoLife *life, GError **error)
{
  guint n;
  JsonArray *events = list_of (life, "events", &n);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *data = ek_json_element_object (events, i);
      double from = ek_json_peek_double (data, "from", 0), to = ek_json_peek_double (data, "to", G_MAXDOUBLE);
      g_autoptr (EkRecord) event = NULL;

      if (!ek_demo_is_past (life, from))
        continue;
      event = ek_demo_record (life, &ek_event_type);
      ek_record_set_text (event, EK_EVENT_KIND, ek_json_peek_string (data, "kind"));
      ek_record_set_text (event, EK_EVENT_TEXT, ek_demo_text (life, data, "text"));
      set_date (life, event, EK_EVENT_STARTED, from);
      if (to < G_MAXDOUBLE && ek_demo_is_past (life, to))
        set_date (life, event, EK_EVENT_ENDED, to);
      if (!receive (life, event, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
make_session (EkDemoLife *life, JsonObject *data, double week, guint number, const char *status, GError **error)
{
  JsonArray *notes = ek_json_peek_array (data, "notes");
  g_autoptr (EkRecord) session = ek_demo_record (life, &ek_encounter_type);
  gint64 started = ek_demo_instant (life, week, ek_random_range (life->random, 9, 16) * 60);

  ek_record_set_text (session, EK_ENCOUNTER_KIND, ek_json_peek_string (data, "kind"));
  ek_record_set_text (session, EK_ENCOUNTER_THERAPY, ek_json_peek_string (data, "therapy"));
  ek_record_set_instant (session, EK_ENCOUNTER_STARTED, started, life->demo->offset);
  ek_record_set_text (session, EK_ENCOUNTER_STATUS, status);
  ek_record_set_text (session, EK_ENCOUNTER_CLINICIAN,
                      strcmp (life->language, "zh") == 0 ? "沈治疗师" : "Shen, therapist");
  if (strcmp (status, "finished") == 0)
    {
      ek_record_set_instant (session, EK_ENCOUNTER_ENDED, started + SESSION_MINUTES * EK_MINUTE_MS, life->demo->offset);
      if (notes != NULL && json_array_get_length (notes) > 0)
        ek_record_set_text (session, EK_ENCOUNTER_SUMMARY,
                            ek_json_peek_string (ek_json_element_object (notes, number % json_array_get_length (notes)),
                                                 life->language));
    }

  return receive (life, session, error);
}

gboolean
ek_demo_make_sessions (EkDemoLife *life, GError **error)
{
  JsonObject *data = ek_json_peek_object (life->story, "sessions");
  double every, missed;
  gint64 missed_after;
  guint n_held = 0, n_gone = 0;

  if (data == NULL)
    return TRUE;
  every = MAX (ek_json_peek_double (data, "every_weeks", 1), 1);
  missed = ek_json_peek_double (data, "missed", 0);
  missed_after = ek_json_peek_int (data, "missed_after", G_MAXINT);
  for (double week = ek_json_peek_double (data, "from", 1); week <= ek_json_peek_double (data, "to", 1); week += every)
    {
      gboolean gone = n_held >= missed_after;
      gboolean absent = ek_random_uniform (life->random) < missed || gone;

      if (!ek_demo_is_past (life, week))
        return make_session (life, data, week, n_held, "planned", error);
      if (!make_session (life, data, week, n_held, absent ? "missed" : "finished", error))
        return FALSE;
      n_held += !absent;
      /* Whoever stops coming is written down as missed twice, and then there are no more sessions. */
      n_gone += gone;
      if (n_gone == 2)
        break;
    }

  return TRUE;
}

gboolean
ek_demo_make_sleep (EkDemoLife *life, GError **error)
{
  JsonObject *data = ek_json_peek_object (life->story, "sleep");
  double weeks = ek_json_peek_double (life->story, "weeks", 1);
  double step, noise;

  if (data == NULL)
    return TRUE;
  step = MAX (ek_json_peek_double (data, "every_days", 7), 1) / 7;
  noise = ek_json_peek_double (data, "noise", 0.5);
  for (double week = 0; week <= weeks && ek_demo_is_past (life, week); week += step)
    {
      double hours = ek_demo_course (ek_json_peek_array (data, "course"), week) +
        ek_random_normal (life->random, 0, noise);
      g_autoptr (EkRecord) sleep = NULL;

      if (ek_random_uniform (life->random) < 0.06)
        continue;
      sleep = ek_demo_record (life, &ek_measurement_type);
      ek_record_set_text (sleep, EK_MEASUREMENT_CODE, LOINC_SLEEP_DURATION);
      ek_record_set_text (sleep, EK_MEASUREMENT_SYSTEM, LOINC);
      ek_record_set_text (sleep, EK_MEASUREMENT_TEXT,
                          strcmp (life->language, "zh") == 0 ? "睡眠时长" : "Sleep duration");
      ek_record_set_instant (sleep, EK_MEASUREMENT_TAKEN, ek_demo_instant (life, week, 7 * 60), life->demo->offset);
      ek_record_set_real (sleep, EK_MEASUREMENT_VALUE, round (CLAMP (hours, 1.5, 11) * 10) / 10);
      ek_record_set_text (sleep, EK_MEASUREMENT_UNIT, "h");
      ek_record_set_text (sleep, EK_MEASUREMENT_SOURCE, EK_DEMO_SOURCE);
      ek_record_set_text (sleep, EK_MEASUREMENT_STATUS, "final");
      if (!receive (life, sleep, error))
        return FALSE;
    }

  return TRUE;
}
