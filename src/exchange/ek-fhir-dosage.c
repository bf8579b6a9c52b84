/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a Dosage says of the dose. A number of milligrams a day is only given where the coded parts leave no choice:
 *
 *   one quantity in g, mg or µg · a whole number of times in a day · every day · nothing "as needed" · no ranges ·
 *   of steps that follow one another only the last, when dates say that it has begun
 *
 * Everywhere else the prescriber's words are all that is known, and they are always kept. */

#include "ek-fhir-dosage.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-fhir-words.h"

/* HL7 v3 GTSAbbreviation, which Timing.code takes from. */
static const struct { const char *code; double times; } abbreviations[] = {
  { "QD", 1 }, { "BID", 2 }, { "TID", 3 }, { "QID", 4 }, { "AM", 1 }, { "PM", 1 }, { "BED", 1 }, { "Q4H", 6 },
  { "Q6H", 4 }, { "Q8H", 3 },
};

static double
milligrams (JsonObject *quantity)
{
  static const struct { const char *unit; double factor; } factors[] = {
    { "mg", 1 }, { "g", 1000 }, { "ug", 0.001 }, { "mcg", 0.001 }, { "µg", 0.001 }, { "μg", 0.001 }, { "毫克", 1 },
    { "克", 1000 }, { "微克", 0.001 },
  };
  const char *unit = ek_json_peek_string (quantity, "code");

  if (json_object_has_member (quantity, "comparator"))
    return NAN;
  if (unit == NULL)
    unit = ek_json_peek_string (quantity, "unit");
  for (guint i = 0; unit != NULL && i < G_N_ELEMENTS (factors); i++)
    if (g_str_equal (unit, factors[i].unit))
      return ek_json_peek_double (quantity, "value", NAN) * factors[i].factor;
  return NAN;
}

/* One event for each, unless one of them is "with meals", which does not say how many meals. */
static double
count_times (JsonArray *when)
{
  static const char *const vague[] = { "C", "AC", "PC", NULL };
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (when); i++)
    {
      const char *at = ek_json_element_string (when, i);

      if (at == NULL || g_strv_contains (vague, at) || !g_hash_table_add (seen, (gpointer) at))
        return NAN;
    }
  return json_array_get_length (when);
}

/* How often in one period: by times of the day, by parts of it, or by a number. Where two of them are given they must
 * agree. */
static double
events_in_period (JsonObject *repeat)
{
  JsonArray *when = ek_json_peek_array (repeat, "when"), *clock = ek_json_peek_array (repeat, "timeOfDay");
  double listed = clock != NULL ? count_times (clock) : when != NULL ? count_times (when) : 0;
  double frequency = ek_json_peek_double (repeat, "frequency", listed > 0 ? listed : 1);

  if (isnan (listed) || (clock != NULL && when != NULL) || (listed > 0 && frequency != listed) || !(frequency > 0))
    return NAN;
  return frequency;
}

static double
times_by_code (JsonObject *timing)
{
  JsonObject *code = ek_json_peek_object (timing, "code");

  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (abbreviations); i++)
    if (ek_fhir_concept_has (code, NULL, abbreviations[i].code))
      return abbreviations[i].times;
  return NAN;
}

/* NAN for anything else than a fixed number of times on every day. */
static double
times_per_day (JsonObject *timing)
{
  static const char *const open[] = { "frequencyMax", "periodMax", "dayOfWeek", "countMax" };
  JsonObject *repeat = ek_json_peek_object (timing, "repeat");
  double period, events;
  const char *unit;

  if (repeat == NULL || (!json_object_has_member (repeat, "period") && !json_object_has_member (repeat, "frequency")
                         && !json_object_has_member (repeat, "when") && !json_object_has_member (repeat, "timeOfDay")))
    return times_by_code (timing);
  for (guint i = 0; i < G_N_ELEMENTS (open); i++)
    if (json_object_has_member (repeat, open[i]))
      return NAN;
  period = ek_json_peek_double (repeat, "period", NAN);
  unit = ek_json_peek_string (repeat, "periodUnit");
  events = events_in_period (repeat);
  if (g_strcmp0 (unit, "h") == 0)
    period /= 24;
  else if (g_strcmp0 (unit, "d") != 0)
    return NAN;
  /* once in two days or a week is not a dose of every day; once in 36 hours is neither */
  if (!(period > 0) || period > 1 || (period < 1 && fabs (1 / period - round (1 / period)) > 1e-6))
    return NAN;
  events = round (events / period * 1e6) / 1e6;
  /* a course that is over after one day */
  return json_object_has_member (repeat, "count") && ek_json_peek_double (repeat, "count", 0) <= events ? NAN : events;
}

/* Every quantity of one instruction must be the same. */
static double
one_dose (JsonObject *dosage)
{
  JsonArray *rates = ek_json_peek_array (dosage, "doseAndRate");
  double dose = NAN;

  for (guint i = 0; rates != NULL && i < json_array_get_length (rates); i++)
    {
      JsonObject *rate = ek_json_element_object (rates, i);
      JsonObject *quantity = rate != NULL ? ek_json_peek_object (rate, "doseQuantity") : NULL;
      double mg = quantity != NULL ? milligrams (quantity) : NAN;

      if (isnan (mg) || (!isnan (dose) && dose != mg))
        return NAN;
      dose = mg;
    }
  return dose;
}

static double
dose_of (JsonObject *dosage)
{
  JsonObject *timing = ek_json_peek_object (dosage, "timing");

  if (timing == NULL || ek_json_peek_boolean (dosage, "asNeededBoolean", FALSE)
      || json_object_has_member (dosage, "asNeededCodeableConcept"))
    return NAN;
  return one_dose (dosage) * times_per_day (timing);
}

static JsonObject *
repeat_of (JsonObject *dosage)
{
  JsonObject *timing = dosage != NULL ? ek_json_peek_object (dosage, "timing") : NULL;

  return timing != NULL ? ek_json_peek_object (timing, "repeat") : NULL;
}

static JsonObject *
bounds_of (JsonObject *dosage)
{
  JsonObject *repeat = repeat_of (dosage);

  return repeat != NULL ? ek_json_peek_object (repeat, "boundsPeriod") : NULL;
}

/* Days are compared as far as both are known. */
static int
compare_days (const char *a,
              const char *b)
{
  g_autofree char *one = ek_fhir_date (a);
  g_autofree char *other = ek_fhir_date (b);

  if (one == NULL || other == NULL)
    return 0;
  return strncmp (one, other, MIN (strlen (one), strlen (other)));
}

static gboolean
has_steps (JsonArray *dosages)
{
  guint n = json_array_get_length (dosages);
  gboolean steps = FALSE;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *dosage = ek_json_element_object (dosages, i);
      JsonObject *repeat = repeat_of (dosage);

      if (dosage != NULL && ek_json_peek_int (dosage, "sequence", 1)
          != ek_json_peek_int (ek_json_element_object (dosages, 0), "sequence", 1))
        steps = TRUE;
      if (n > 1 && repeat != NULL
          && (json_object_has_member (repeat, "boundsDuration") || json_object_has_member (repeat, "boundsRange")
              || json_object_has_member (repeat, "boundsPeriod")))
        steps = TRUE;
    }
  return steps;
}

/* The last step, when it has begun and every other is over. A step that another follows would be out of date before the
 * hospital says so. */
static JsonObject *
last_step (JsonArray  *dosages,
           const char *today)
{
  JsonObject *last = NULL;

  for (guint i = 0; i < json_array_get_length (dosages); i++)
    {
      JsonObject *dosage = ek_json_element_object (dosages, i);
      JsonObject *bounds = bounds_of (dosage);
      const char *start = bounds != NULL ? ek_json_peek_string (bounds, "start") : NULL;
      const char *end = bounds != NULL ? ek_json_peek_string (bounds, "end") : NULL;

      if (start == NULL || compare_days (start, today) > 0)
        return NULL;
      if (end != NULL && compare_days (end, today) < 0)
        continue;
      if (last != NULL)
        return NULL;
      last = dosage;
    }
  return last;
}

/**
 * ek_fhir_daily_dose:
 * @dosages: (nullable): an array of Dosage
 * @today: YYYY-MM-DD
 *
 * Returns: milligrams a day, where the coded parts leave no choice; else NAN
 */
double
ek_fhir_daily_dose (JsonArray  *dosages,
                    const char *today)
{
  guint n = dosages != NULL ? json_array_get_length (dosages) : 0;
  double sum = 0;

  if (n == 0)
    return NAN;
  if (has_steps (dosages))
    {
      JsonObject *step = last_step (dosages, today);

      sum = step != NULL ? dose_of (step) : NAN;
    }
  else
    {
      for (guint i = 0; i < n; i++)
        {
          JsonObject *dosage = ek_json_element_object (dosages, i);

          sum += dosage != NULL ? dose_of (dosage) : NAN;
        }
    }
  return isfinite (sum) && sum > 0 ? sum : NAN;
}

/* --- words ------------------------------------------------------------------------------------------------------- */

static char *
dose_words (JsonObject *dosage)
{
  JsonObject *rate = ek_fhir_first_object (dosage, "doseAndRate");
  JsonObject *quantity = rate != NULL ? ek_json_peek_object (rate, "doseQuantity") : NULL;
  JsonObject *range = rate != NULL ? ek_json_peek_object (rate, "doseRange") : NULL;

  /* of a MedicationAdministration */
  if (quantity == NULL)
    quantity = ek_json_peek_object (dosage, "dose");
  if (quantity != NULL)
    return ek_fhir_quantity_words (quantity);
  return range != NULL ? ek_fhir_range_words (range) : NULL;
}

static char *
joined_strings (JsonObject *object,
                const char *member)
{
  JsonArray *array = ek_json_peek_array (object, member);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (ek_json_element_string (array, i) != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", ek_json_element_string (array, i));
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/* "2 × 1 d", "08:00, 20:00" */
static char *
timing_words (JsonObject *dosage)
{
  JsonObject *timing = ek_json_peek_object (dosage, "timing");
  JsonObject *repeat = repeat_of (dosage);
  g_autofree char *code = timing != NULL ? ek_fhir_concept_text (ek_json_peek_object (timing, "code")) : NULL;
  g_autofree char *listed = NULL;
  g_autofree char *frequency = NULL;
  g_autofree char *most = NULL;
  g_autofree char *period = NULL;

  if (code != NULL || repeat == NULL)
    return g_steal_pointer (&code);
  listed = joined_strings (repeat, json_object_has_member (repeat, "timeOfDay") ? "timeOfDay" : "when");
  frequency = ek_json_peek_number_text (repeat, "frequency");
  most = ek_json_peek_number_text (repeat, "frequencyMax");
  period = ek_json_peek_number_text (repeat, "period");
  if (period == NULL)
    return g_steal_pointer (&listed);
  return g_strdup_printf ("%s%s%s × / %s %s%s%s", frequency != NULL ? frequency : "1", most != NULL ? "–" : "",
                          most != NULL ? most : "", period, ek_json_peek_string (repeat, "periodUnit"),
                          listed != NULL ? ": " : "", listed != NULL ? listed : "");
}

static char *
words_of (JsonObject *dosage)
{
  char *text = ek_fhir_clean_text (ek_json_peek_string (dosage, "text"));
  g_autofree char *dose = NULL;
  g_autofree char *timing = NULL;
  gboolean needed;

  if (text == NULL)
    text = ek_fhir_clean_text (ek_json_peek_string (dosage, "patientInstruction"));
  if (text != NULL)
    return text;
  dose = dose_words (dosage);
  timing = timing_words (dosage);
  needed = ek_json_peek_boolean (dosage, "asNeededBoolean", FALSE)
           || json_object_has_member (dosage, "asNeededCodeableConcept");
  if (dose == NULL && timing == NULL && !needed)
    return NULL;
  return g_strdup_printf ("%s%s%s%s%s", dose != NULL ? dose : "", dose != NULL && timing != NULL ? ", " : "",
                          timing != NULL ? timing : "", needed && (dose != NULL || timing != NULL) ? ", " : "",
                          needed ? _("as needed") : "");
}

/** ek_fhir_dosage_words: Returns: (nullable) (transfer full): the prescriber's words of every instruction, in their
 * order; made of the coded parts where there are none */
char *
ek_fhir_dosage_words (JsonArray *dosages)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; dosages != NULL && i < json_array_get_length (dosages); i++)
    {
      JsonObject *dosage = ek_json_element_object (dosages, i);
      g_autofree char *text = dosage != NULL ? words_of (dosage) : NULL;

      if (text != NULL)
        g_string_append_printf (words, "%s%s", words->len > 0 ? "; " : "", text);
    }
  return words->len > 0 ? g_strdup (words->str) : NULL;
}

static void
note_one (JsonObject *dosage,
          GString    *note)
{
  const char *text = ek_json_peek_string (dosage, "text");
  JsonObject *most = ek_json_peek_object (dosage, "maxDosePerPeriod");
  JsonObject *repeat = repeat_of (dosage);
  JsonObject *duration = repeat != NULL ? ek_json_peek_object (repeat, "boundsDuration") : NULL;
  JsonObject *needed = ek_json_peek_object (dosage, "asNeededCodeableConcept");

  if (text != NULL)
    ek_fhir_take_line (note, _("For the patient"),
                       ek_fhir_clean_text (ek_json_peek_string (dosage, "patientInstruction")));
  ek_fhir_take_line (note, _("Instruction"), ek_fhir_concepts_words (dosage, "additionalInstruction"));
  ek_fhir_take_line (note, _("Route"), ek_fhir_concepts_words (dosage, "route"));
  ek_fhir_take_line (note, _("Site"), ek_fhir_concepts_words (dosage, "site"));
  ek_fhir_take_line (note, _("Method"), ek_fhir_concepts_words (dosage, "method"));
  ek_fhir_take_line (note, _("As needed for"), needed != NULL ? ek_fhir_concept_text (needed) : NULL);
  ek_fhir_take_line (note, _("At most"), most != NULL ? ek_fhir_ratio_words (most) : NULL);
  ek_fhir_take_line (note, _("For"), duration != NULL ? ek_fhir_quantity_words (duration) : NULL);
}

/** ek_fhir_dosage_notes: adds what an instruction says beside dose and times: route, site, the most in a day. */
void
ek_fhir_dosage_notes (JsonArray *dosages,
                      GString   *note)
{
  for (guint i = 0; dosages != NULL && i < json_array_get_length (dosages); i++)
    if (ek_json_element_object (dosages, i) != NULL)
      note_one (ek_json_element_object (dosages, i), note);
}

/** ek_fhir_dosage_bounds: when the first instruction begins and the last ends; an end only when every one has one.
 * @start: (out) (nullable), @end: (out) (nullable): owned by @dosages */
void
ek_fhir_dosage_bounds (JsonArray   *dosages,
                       const char **start,
                       const char **end)
{
  guint n = dosages != NULL ? json_array_get_length (dosages) : 0;
  gboolean ends = n > 0;

  *start = *end = NULL;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *bounds = bounds_of (ek_json_element_object (dosages, i));
      const char *from = bounds != NULL ? ek_json_peek_string (bounds, "start") : NULL;
      const char *to = bounds != NULL ? ek_json_peek_string (bounds, "end") : NULL;

      if (from != NULL && (*start == NULL || compare_days (from, *start) < 0))
        *start = from;
      ends = ends && to != NULL;
      if (to != NULL && (*end == NULL || compare_days (to, *end) > 0))
        *end = to;
    }
  if (!ends)
    *end = NULL;
}
