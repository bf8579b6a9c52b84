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
static const struct {
  const char *code;
  double times;
} abbreviations[] = {
  { "QD", 1 },  { "BID", 2 }, { "TID", 3 }, { "QID", 4 },   { "AM", 1 },   { "PM", 1 },   { "BED", 1 },
  { "Q4H", 6 }, { "Q6H", 4 }, { "Q8H", 3 }, { "QOD", NAN }, { "WK", NAN }, { "MO", NAN }, /* not of every day */
};

static double
milligrams (JsonObject *quantity)
{
  static const struct {
    const char *unit;
    double factor;
  } factors[] = {
    { "mg", 1 },     { "g", 1000 }, { "ug", 0.001 }, { "mcg", 0.001 },  { "µg", 0.001 },
    { "μg", 0.001 }, { "毫克", 1 }, { "克", 1000 },  { "微克", 0.001 },
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

/* Returns: whether the code is one of those; @times is then NAN where it is not of every day */
static gboolean
times_by_code (JsonObject *timing, double *times)
{
  JsonObject *code = ek_json_peek_object (timing, "code");

  *times = NAN;
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (abbreviations); i++)
    if (ek_fhir_concept_has (code, NULL, abbreviations[i].code))
      {
        *times = abbreviations[i].times;
        return TRUE;
      }
  return FALSE;
}

static double
times_by_repeat (JsonObject *repeat)
{
  double period = ek_json_peek_double (repeat, "period", NAN), events = events_in_period (repeat);
  const char *unit = ek_json_peek_string (repeat, "periodUnit");

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

/* NAN for anything else than a fixed number of times on every day. Where a code and numbers stand beside each other
 * they must agree, and days of the week or single dates beside either make it no dose of every day. */
static double
times_per_day (JsonObject *timing)
{
  static const char *const open[] = { "frequencyMax", "periodMax", "dayOfWeek", "countMax" };
  static const char *const counted[] = { "period", "frequency", "when", "timeOfDay" };
  JsonObject *repeat = ek_json_peek_object (timing, "repeat");
  gboolean numbers = FALSE;
  double coded, times;

  if (json_object_has_member (timing, "event"))
    return NAN;
  for (guint i = 0; repeat != NULL && i < G_N_ELEMENTS (open); i++)
    if (json_object_has_member (repeat, open[i]))
      return NAN;
  for (guint i = 0; repeat != NULL && i < G_N_ELEMENTS (counted); i++)
    numbers = numbers || json_object_has_member (repeat, counted[i]);
  if (!times_by_code (timing, &coded))
    return numbers ? times_by_repeat (repeat) : NAN;
  if (!numbers)
    return repeat != NULL && json_object_has_member (repeat, "count") ? NAN : coded;
  times = times_by_repeat (repeat);
  return fabs (times - coded) < 1e-6 ? times : NAN;
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

  if (timing == NULL || ek_json_peek_boolean (dosage, "asNeededBoolean", FALSE) ||
      json_object_has_member (dosage, "asNeededCodeableConcept"))
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
compare_days (const char *a, const char *b)
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

      if (dosage != NULL &&
          ek_json_peek_int (dosage, "sequence", 1) !=
            ek_json_peek_int (ek_json_element_object (dosages, 0), "sequence", 1))
        steps = TRUE;
      if (n > 1 && repeat != NULL &&
          (json_object_has_member (repeat, "boundsDuration") || json_object_has_member (repeat, "boundsRange") ||
           json_object_has_member (repeat, "boundsPeriod")))
        steps = TRUE;
    }
  return steps;
}

/* The last step, when it has begun and every other is over. A step that another follows would be out of date before the
 * hospital says so. */
static JsonObject *
last_step (JsonArray *dosages, const char *today)
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
ek_fhir_daily_dose (JsonArray *dosages, const char *today)
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

/* Between what stands in @text and what comes. Takes @part. */
static void
take_part (GString *text, const char *between, char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? between : "", part);
  g_free (part);
}

static char *
finished (GString *text)
{
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static char *
rate_words (JsonObject *rate)
{
  JsonObject *ratio = ek_json_peek_object (rate, "rateRatio");
  g_autoptr (GString) text = g_string_new (NULL);

  take_part (text, ", ", ek_fhir_choice_words (rate, "dose"));
  take_part (text, ", ", ratio != NULL ? ek_fhir_ratio_words (ratio) : ek_fhir_choice_words (rate, "rate"));
  return finished (text);
}

/* Every dose that is given: what was ordered and what it comes to may both stand there. */
static char *
dose_words (JsonObject *dosage)
{
  JsonArray *rates = ek_json_peek_array (dosage, "doseAndRate");
  /* of a MedicationAdministration */
  JsonObject *given = ek_json_peek_object (dosage, "dose");
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; rates != NULL && i < json_array_get_length (rates); i++)
    {
      JsonObject *rate = ek_json_element_object (rates, i);
      char *words = rate != NULL ? rate_words (rate) : NULL;

      if (words == NULL)
        continue;
      if (!g_ptr_array_find_with_equal_func (seen, words, g_str_equal, NULL))
        take_part (text, " / ", g_strdup (words));
      g_ptr_array_add (seen, words);
    }
  if (text->len == 0 && given != NULL)
    return ek_fhir_quantity_words (given);
  return finished (text);
}

static char *
joined_strings (JsonObject *object, const char *member)
{
  JsonArray *array = ek_json_peek_array (object, member);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    take_part (text, ", ", g_strdup (ek_json_element_string (array, i)));
  return finished (text);
}

/* Without its days a weekly dose reads as a daily one. A code that is no day is shown as it came. */
static char *
day_words (JsonObject *repeat)
{
  static const struct {
    const char *code, *word;
  } days[] = {
    { "mon", N_ ("Mondays") }, { "tue", N_ ("Tuesdays") },  { "wed", N_ ("Wednesdays") }, { "thu", N_ ("Thursdays") },
    { "fri", N_ ("Fridays") }, { "sat", N_ ("Saturdays") }, { "sun", N_ ("Sundays") },
  };
  JsonArray *array = ek_json_peek_array (repeat, "dayOfWeek");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *code = ek_json_element_string (array, i), *word = code;

      for (guint k = 0; code != NULL && k < G_N_ELEMENTS (days); k++)
        if (g_ascii_strcasecmp (code, days[k].code) == 0)
          word = _ (days[k].word);
      take_part (text, ", ", ek_fhir_clean_text (word));
    }
  if (text->len == 0)
    return NULL;
  return g_strdup_printf (_ ("only %s"), text->str);
}

/* "2–3", "2" */
static char *
span_words (JsonObject *repeat, const char *member)
{
  g_autofree char *upper = g_strconcat (member, "Max", NULL);
  g_autofree char *least = ek_json_peek_number_text (repeat, member);
  g_autofree char *most = ek_json_peek_number_text (repeat, upper);

  if (least != NULL && most != NULL)
    return g_strdup_printf ("%s–%s", least, most);
  return most != NULL ? g_strdup_printf ("≤ %s", most) : g_steal_pointer (&least);
}

/* "2–3 × / 1 d" */
static char *
frequency_words (JsonObject *repeat)
{
  g_autofree char *times = span_words (repeat, "frequency");
  g_autofree char *period = span_words (repeat, "period");
  const char *unit = ek_json_peek_string (repeat, "periodUnit");

  if (period == NULL)
    return times != NULL ? g_strdup_printf ("%s ×", times) : NULL;
  return g_strdup_printf ("%s × / %s %s", times != NULL ? times : "1", period, unit != NULL ? unit : "?");
}

static char *
measured_words (JsonObject *repeat, const char *member, const char *unit_member, const char *form)
{
  g_autofree char *span = span_words (repeat, member);
  const char *unit = unit_member != NULL ? ek_json_peek_string (repeat, unit_member) : NULL;
  g_autofree char *words = NULL;
  const char *slot = strstr (form, "%s");

  if (span == NULL || slot == NULL)
    return NULL;
  words = unit_member != NULL ? g_strdup_printf ("%s %s", span, unit != NULL ? unit : "?") : g_steal_pointer (&span);
  return g_strdup_printf ("%.*s%s%s", (int) (slot - form), form, words, slot + 2);
}

/* Everything a Timing says but when the whole begins and ends: "2 × / 1 d: 08:00, 20:00, only Mondays" */
static char *
timing_words (JsonObject *dosage)
{
  JsonObject *timing = ek_json_peek_object (dosage, "timing");
  JsonObject *repeat = repeat_of (dosage);
  g_autofree char *dates = timing != NULL ? joined_strings (timing, "event") : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (timing == NULL)
    return NULL;
  take_part (text, ", ", ek_fhir_concept_text (ek_json_peek_object (timing, "code")));
  if (repeat != NULL)
    {
      char *frequency = frequency_words (repeat);
      const char *between = frequency != NULL ? ": " : ", ";

      take_part (text, ", ", frequency);
      take_part (text, between, joined_strings (repeat, "when"));
      take_part (text, json_object_has_member (repeat, "when") ? ", " : between, joined_strings (repeat, "timeOfDay"));
      take_part (text, ", ", measured_words (repeat, "offset", NULL, _ ("%s min from it")));
      take_part (text, ", ", day_words (repeat));
      take_part (text, ", ", measured_words (repeat, "count", NULL, _ ("%s times in all")));
      take_part (text, ", ", measured_words (repeat, "duration", "durationUnit", _ ("over %s")));
    }
  take_part (text, ", ", dates != NULL ? g_strdup_printf (_ ("on %s"), dates) : NULL);
  return finished (text);
}

static char *
coded_words (JsonObject *dosage)
{
  g_autoptr (GString) text = g_string_new (NULL);

  take_part (text, ", ", dose_words (dosage));
  take_part (text, ", ", timing_words (dosage));
  return finished (text);
}

static gboolean
is_as_needed (JsonObject *dosage)
{
  return ek_json_peek_boolean (dosage, "asNeededBoolean", FALSE) ||
    json_object_has_member (dosage, "asNeededCodeableConcept");
}

/* What the prescriber wrote; what is for the patient stands in its place only where nothing else says the dose. */
static char *
own_words (JsonObject *dosage)
{
  char *text = ek_fhir_clean_text (ek_json_peek_string (dosage, "text"));
  g_autofree char *coded = text == NULL ? coded_words (dosage) : NULL;

  return text != NULL || coded != NULL ? text : ek_fhir_clean_text (ek_json_peek_string (dosage, "patientInstruction"));
}

static char *
words_of (JsonObject *dosage)
{
  char *own = own_words (dosage);
  g_autoptr (GString) text = NULL;

  if (own != NULL)
    return own;
  text = g_string_new (NULL);
  take_part (text, ", ", coded_words (dosage));
  if (is_as_needed (dosage))
    take_part (text, ", ", g_strdup (_ ("as needed")));
  return finished (text);
}

/* One of several instructions says which it is and from when to when: else steps that follow one another read as taken
 * together. */
static char *
step_words (JsonObject *dosage, gboolean dated)
{
  JsonObject *bounds = bounds_of (dosage);
  g_autofree char *number = dated ? ek_json_peek_number_text (dosage, "sequence") : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  take_part (text, "", words_of (dosage));
  if (dated && bounds != NULL)
    take_part (text, ", ", ek_fhir_period_words (bounds));
  return text->len > 0 && number != NULL ? g_strdup_printf ("%s. %s", number, text->str) : finished (text);
}

/**
 * ek_fhir_dosage_words:
 * @dosages: (nullable): an array of Dosage
 *
 * Returns: (nullable) (transfer full): the prescriber's words of every instruction, in their order; made of the coded
 *   parts where there are none. Several are told apart by their number and dates, where they have them.
 */
char *
ek_fhir_dosage_words (JsonArray *dosages)
{
  g_autoptr (GString) words = g_string_new (NULL);
  guint n = dosages != NULL ? json_array_get_length (dosages) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *dosage = ek_json_element_object (dosages, i);

      take_part (words, "; ", dosage != NULL ? step_words (dosage, n > 1) : NULL);
    }
  return finished (words);
}

/* The prescriber's words may say less than what was coded beside them ("as discussed"; 50 mg on Mondays). Where the
 * codes come to a dose of every day it stands beside the words; where they do not they are told. */
static char *
beside_words (JsonObject *dosage)
{
  g_autofree char *own = own_words (dosage);
  g_autofree char *coded = own != NULL && isnan (dose_of (dosage)) ? coded_words (dosage) : NULL;

  return coded != NULL && strstr (own, coded) == NULL ? g_steal_pointer (&coded) : NULL;
}

/**
 * ek_fhir_dosage_bound_words:
 * @dosages: (nullable): an array of Dosage
 *
 * Returns: (nullable) (transfer full): from when to when a single instruction holds; %NULL where it does not say and of
 *   several, each of which says it in ek_fhir_dosage_words()
 */
char *
ek_fhir_dosage_bound_words (JsonArray *dosages)
{
  JsonObject *bounds = dosages != NULL && json_array_get_length (dosages) == 1
    ? bounds_of (ek_json_element_object (dosages, 0))
    : NULL;

  return bounds != NULL ? ek_fhir_period_words (bounds) : NULL;
}

static void
note_one (JsonObject *dosage, GString *note)
{
  static const struct {
    const char *member, *label;
  } limits[] = {
    { "maxDosePerAdministration", N_ ("At most at a time") },
    { "maxDosePerLifetime", N_ ("At most in a lifetime") },
  };
  g_autofree char *own = own_words (dosage),
                  *said = ek_fhir_clean_text (ek_json_peek_string (dosage, "patientInstruction"));
  JsonObject *most = ek_json_peek_object (dosage, "maxDosePerPeriod");
  JsonObject *repeat = repeat_of (dosage);
  JsonObject *duration = repeat != NULL ? ek_json_peek_object (repeat, "boundsDuration") : NULL;
  JsonObject *range = repeat != NULL ? ek_json_peek_object (repeat, "boundsRange") : NULL;
  JsonObject *needed = ek_json_peek_object (dosage, "asNeededCodeableConcept");

  if (g_strcmp0 (own, said) != 0)
    ek_fhir_note_line (note, _ ("For the patient"), said);
  ek_fhir_take_line (note, _ ("As coded"), beside_words (dosage));
  if (own != NULL && needed == NULL && is_as_needed (dosage))
    ek_fhir_note_line (note, _ ("As coded"), _ ("as needed"));
  ek_fhir_take_line (note, _ ("Instruction"), ek_fhir_concepts_words (dosage, "additionalInstruction"));
  ek_fhir_take_line (note, _ ("Route"), ek_fhir_concepts_words (dosage, "route"));
  ek_fhir_take_line (note, _ ("Site"), ek_fhir_concepts_words (dosage, "site"));
  ek_fhir_take_line (note, _ ("Method"), ek_fhir_concepts_words (dosage, "method"));
  ek_fhir_take_line (note, _ ("As needed for"), needed != NULL ? ek_fhir_concept_text (needed) : NULL);
  ek_fhir_take_line (note, _ ("At most"), most != NULL ? ek_fhir_ratio_words (most) : NULL);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    ek_fhir_take_line (note, _ (limits[i].label),
                       ek_fhir_quantity_words (ek_json_peek_object (dosage, limits[i].member)));
  ek_fhir_take_line (note, _ ("For"),
                     duration != NULL  ? ek_fhir_quantity_words (duration)
                       : range != NULL ? ek_fhir_range_words (range)
                                       : NULL);
}

/**
 * ek_fhir_dosage_notes:
 * @dosages: (nullable): an array of Dosage
 * @note: the note of the medicine
 *
 * Adds what an instruction says beside dose and times, each as a line of its own: words for the patient, what was coded
 * beside the words, route, site, method, as needed for what, the most at a time and in a day, for how long.
 */
void
ek_fhir_dosage_notes (JsonArray *dosages, GString *note)
{
  for (guint i = 0; dosages != NULL && i < json_array_get_length (dosages); i++)
    if (ek_json_element_object (dosages, i) != NULL)
      note_one (ek_json_element_object (dosages, i), note);
}

/**
 * ek_fhir_dosage_bounds:
 * @dosages: (nullable): an array of Dosage; must outlive what is returned
 * @start: (out) (nullable) (transfer none): when the first instruction begins, as FHIR writes it
 * @end: (out) (nullable) (transfer none): when the last one ends; %NULL unless every one has an end, for one without
 *   goes on
 */
void
ek_fhir_dosage_bounds (JsonArray *dosages, const char **start, const char **end)
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
