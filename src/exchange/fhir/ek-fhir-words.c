/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* UCUM codes that nobody reads as words. What is not here (mg, kg, mmol/L) is read as it is. */
static const struct {
  const char *code, *words;
} units[] = {
  { "1", "" },
  { "a", N_ ("years") },
  { "mo", N_ ("months") },
  { "wk", N_ ("weeks") },
  { "d", N_ ("days") },
  { "h", "h" },
  { "min", "min" },
  { "s", "s" },
  { "ug", "µg" },
  { "Cel", "°C" },
  { "[degF]", "°F" },
  { "mm[Hg]", "mmHg" },
  { "[in_i]", N_ ("inches") },
  { "[lb_av]", N_ ("pounds") },
  { "/min", N_ ("per minute") },
  { "{score}", N_ ("score") },
  { "[drp]", N_ ("drops") },
  { "[iU]", N_ ("IU") },
  { "[IU]", N_ ("IU") },
  { "10*3/uL", "10³/µL" },
  { "10*6/uL", "10⁶/µL" },
  { "10*9/L", "10⁹/L" },
  { "10*12/L", "10¹²/L" },
};

/**
 * ek_fhir_unit_words:
 * @quantity: a Quantity
 *
 * Returns: (nullable) (transfer full): the unit as a person writes it: the words that came with it, else its code with
 *   brackets and braces taken away
 */
char *
ek_fhir_unit_words (JsonObject *quantity)
{
  const char *code = ek_json_peek_string (quantity, "code");
  char *words = ek_fhir_clean_text (ek_json_peek_string (quantity, "unit"));
  const char *bare = words != NULL ? words : code;

  for (guint i = 0; bare != NULL && i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i].code, bare))
      {
        g_free (words);
        return *units[i].words != '\0' ? g_strdup (_ (units[i].words)) : NULL;
      }
  if (words == NULL)
    words = ek_fhir_clean_text (code);
  if (words != NULL && words[0] == '{' && strchr (words, '}') == words + strlen (words) - 1)
    {
      char *inside = g_strndup (words + 1, strlen (words) - 2);

      g_free (words);
      words = inside;
    }
  return words;
}

/**
 * ek_fhir_quantity_words:
 * @quantity: (nullable): a Quantity, SimpleQuantity, Age or Duration
 *
 * Returns: (nullable) (transfer full): "< 0.05 ng/mL", every digit as it was written; %NULL without a value
 */
char *
ek_fhir_quantity_words (JsonObject *quantity)
{
  g_autofree char *number = quantity != NULL ? ek_json_peek_number_text (quantity, "value") : NULL;
  g_autofree char *unit = NULL;
  const char *comparator;

  if (number == NULL)
    return NULL;
  unit = ek_fhir_unit_words (quantity);
  comparator = ek_json_peek_string (quantity, "comparator");
  if (g_strcmp0 (comparator, "<=") == 0)
    comparator = "≤";
  else if (g_strcmp0 (comparator, ">=") == 0)
    comparator = "≥";
  return g_strdup_printf ("%s%s%s%s%s", comparator != NULL ? comparator : "", comparator != NULL ? " " : "", number,
                          unit != NULL ? " " : "", unit != NULL ? unit : "");
}

/**
 * ek_fhir_range_words:
 * @range: a Range
 *
 * Returns: (nullable) (transfer full): "3.5–5.0 mmol/L" with the unit of the upper end, or "≥ 3.5 mmol/L" where only
 *   one end is given; %NULL without any
 */
char *
ek_fhir_range_words (JsonObject *range)
{
  JsonObject *low = ek_json_peek_object (range, "low"), *high = ek_json_peek_object (range, "high");
  g_autofree char *from = low != NULL ? ek_json_peek_number_text (low, "value") : NULL;
  g_autofree char *to = high != NULL ? ek_json_peek_number_text (high, "value") : NULL;
  g_autofree char *unit = NULL;

  if (from == NULL && to == NULL)
    return NULL;
  unit = ek_fhir_unit_words (high != NULL ? high : low);
  if (from == NULL || to == NULL)
    return g_strdup_printf ("%s %s%s%s", from != NULL ? "≥" : "≤", from != NULL ? from : to, unit != NULL ? " " : "",
                            unit != NULL ? unit : "");
  return g_strdup_printf ("%s–%s%s%s", from, to, unit != NULL ? " " : "", unit != NULL ? unit : "");
}

/**
 * ek_fhir_period_words:
 * @period: a Period
 *
 * Returns: (nullable) (transfer full): "2020-01 – 2021-03-04", each end as exact as it came or blank; %NULL without any
 */
char *
ek_fhir_period_words (JsonObject *period)
{
  const char *start = ek_json_peek_string (period, "start"), *end = ek_json_peek_string (period, "end");

  if (start == NULL && end == NULL)
    return NULL;
  return g_strstrip (g_strdup_printf ("%s – %s", start != NULL ? start : "", end != NULL ? end : ""));
}

/**
 * ek_fhir_ratio_words:
 * @ratio: a Ratio
 *
 * Returns: (nullable) (transfer full): "1 : 128", of a denominator that is not given "1 : 1"; %NULL without a numerator
 */
char *
ek_fhir_ratio_words (JsonObject *ratio)
{
  g_autofree char *above = ek_fhir_quantity_words (ek_json_peek_object (ratio, "numerator"));
  g_autofree char *below = ek_fhir_quantity_words (ek_json_peek_object (ratio, "denominator"));

  if (above == NULL)
    return NULL;
  return g_strdup_printf ("%s : %s", above, below != NULL ? below : "1");
}

/**
 * ek_fhir_age_words:
 * @age: an Age
 *
 * Returns: (nullable) (transfer full): "at 34 years", translated, years by the UCUM code "a", else with the unit that
 *   came; %NULL without a value
 */
char *
ek_fhir_age_words (JsonObject *age)
{
  g_autofree char *number = ek_json_peek_number_text (age, "value");
  const char *code = ek_json_peek_string (age, "code");
  g_autofree char *words = NULL;

  if (number == NULL)
    return NULL;
  if (g_strcmp0 (code, "a") == 0 || g_strcmp0 (ek_json_peek_string (age, "unit"), "a") == 0)
    words = g_strdup_printf (_ ("%s years"), number);
  else
    words = ek_fhir_quantity_words (age);
  /* Translators: the age at which an illness began: "at 34 years" */
  return g_strdup_printf (_ ("at %s"), words);
}

/**
 * ek_fhir_choice_words:
 * @object: a resource
 * @prefix: the name of a choice, without the type: "onset" of onsetAge
 *
 * Returns: (nullable) (transfer full): in words what is not a date: an age, a range, a period, a text
 */
char *
ek_fhir_choice_words (JsonObject *object, const char *prefix)
{
  static const struct {
    const char *type;
    char *(*words) (JsonObject *);
  } kinds[] = {
    { "Age", ek_fhir_age_words },
    { "Range", ek_fhir_range_words },
    { "Period", ek_fhir_period_words },
    { "Quantity", ek_fhir_quantity_words },
  };
  g_autofree char *text = g_strconcat (prefix, "String", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *member = g_strconcat (prefix, kinds[i].type, NULL);
      JsonObject *value = ek_json_peek_object (object, member);

      if (value != NULL)
        return kinds[i].words (value);
    }
  return ek_fhir_clean_text (ek_json_peek_string (object, text));
}

/**
 * ek_fhir_concepts_words:
 * @object: a resource
 * @member: a CodeableConcept of it, or an array of them
 *
 * Returns: (nullable) (transfer full): the words, of several each once and with commas between them; %NULL without any
 */
char *
ek_fhir_concepts_words (JsonObject *object, const char *member)
{
  JsonArray *array = ek_json_peek_array (object, member);
  g_autoptr (GString) text = NULL;

  if (array == NULL)
    return ek_fhir_concept_text (ek_json_peek_object (object, member));
  text = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *words = ek_fhir_concept_text (ek_json_element_object (array, i));

      if (words != NULL && strstr (text->str, words) == NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/* HL7 v3 ObservationInterpretation, of which systems often send the code alone. */
static const struct {
  const char *code, *words;
} interpretations[] = {
  { "L", N_ ("low") },
  { "LL", N_ ("critically low") },
  { "H", N_ ("high") },
  { "HH", N_ ("critically high") },
  { "LU", N_ ("significantly low") },
  { "HU", N_ ("significantly high") },
  { "N", N_ ("normal") },
  { "A", N_ ("abnormal") },
  { "AA", N_ ("critically abnormal") },
  { "POS", N_ ("positive") },
  { "NEG", N_ ("negative") },
  { "IND", N_ ("indeterminate") },
  { "E", N_ ("equivocal") },
  { "S", N_ ("susceptible") },
  { "R", N_ ("resistant") },
  { "I", N_ ("intermediate") },
  { "D", N_ ("significantly decreased") },
  { "U", N_ ("significantly increased") },
  { "B", N_ ("better") },
  { "W", N_ ("worse") },
  { "DET", N_ ("detected") },
  { "ND", N_ ("not detected") },
};

/**
 * ek_fhir_interpretation:
 * @object: an Observation, or a component of one
 *
 * Returns: (nullable) (transfer full): the words of every interpretation, with commas between them; of a code alone,
 *   what it stands for, translated
 */
char *
ek_fhir_interpretation (JsonObject *object)
{
  JsonArray *array = ek_json_peek_array (object, "interpretation");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *concept = ek_json_element_object (array, i);
      JsonObject *coding = ek_fhir_concept_coding (concept, NULL);
      const char *code = coding != NULL ? ek_json_peek_string (coding, "code") : NULL;
      g_autofree char *words = ek_fhir_concept_text (concept);

      for (guint k = 0; code != NULL && g_strcmp0 (words, code) == 0 && k < G_N_ELEMENTS (interpretations); k++)
        if (g_str_equal (interpretations[k].code, code))
          {
            g_free (words);
            words = g_strdup (_ (interpretations[k].words));
            break;
          }
      if (words != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/**
 * ek_fhir_notes:
 * @object: a resource
 *
 * Returns: (nullable) (transfer full): the texts of "note", cleaned, one a line; %NULL without any
 */
char *
ek_fhir_notes (JsonObject *object)
{
  JsonArray *array = ek_json_peek_array (object, "note");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *note = ek_json_element_object (array, i);
      g_autofree char *words = note != NULL ? ek_fhir_clean_text (ek_json_peek_string (note, "text")) : NULL;

      if (words != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", words);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/**
 * ek_fhir_note_line:
 * @note: the note that is made
 * @label: what the words are, translated
 * @words: (nullable): the words; of %NULL and "" nothing is added
 *
 * Adds "label: words" as a line of its own.
 */
void
ek_fhir_note_line (GString *note, const char *label, const char *words)
{
  if (words == NULL || *words == '\0')
    return;
  if (note->len > 0)
    g_string_append_c (note, '\n');
  /* Translators: what a hospital said beside a record, in a note: "Stage: III" */
  g_string_append_printf (note, _ ("%s: %s"), label, words);
}

/**
 * ek_fhir_take_line:
 * @note: the note that is made
 * @label: what the words are, translated
 * @words: (nullable) (transfer full): the words; of %NULL and "" nothing is added
 *
 * As ek_fhir_note_line(), for words that were made for it.
 */
void
ek_fhir_take_line (GString *note, const char *label, char *words)
{
  ek_fhir_note_line (note, label, words);
  g_free (words);
}

/**
 * ek_fhir_take_notes:
 * @note: the note that is made
 * @words: (nullable) (transfer full): one or more lines that need no label; nothing is added of %NULL
 */
void
ek_fhir_take_notes (GString *note, char *words)
{
  if (words != NULL)
    g_string_append_printf (note, "%s%s", note->len > 0 ? "\n" : "", words);
  g_free (words);
}
