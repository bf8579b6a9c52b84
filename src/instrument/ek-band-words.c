/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A band is a range of a score and no diagnosis: it is said with what it is about and, where the instrument screens,
 * with what the screening says. Words: data/knowledge/band-words.json. */

#include "ek-band-words.h"

#include <math.h>
#include <string.h>

#include "ek-file.h"
#include "ek-language.h"

static JsonObject *
words (void)
{
  static gsize once;
  static JsonNode *node;

  if (g_once_init_enter (&once))
    {
      g_autofree char *path = ek_data_path ("knowledge/band-words.json");
      g_autoptr (GError) error = NULL;

      node = ek_json_load (path, &EK_JSON_DEFAULT, &error);
      if (node != NULL)
        json_node_seal (node);
      else
        g_warning ("The words of bands cannot be read: %s", error->message);
      g_once_init_leave (&once, 1);
    }
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
is_chinese (const char *language)
{
  return g_strcmp0 (language, "zh") == 0;
}

/* What the total, or the part @part of the score, is about. */
static const char *
noun_of (EkInstrument *instrument, const char *part, const char *language)
{
  JsonObject *root = words (),
             *nouns = root != NULL ? ek_json_peek_object (root, part != NULL ? "parts" : "nouns") : NULL;
  JsonObject *noun = nouns != NULL ? ek_json_peek_object (nouns, ek_instrument_get_id (instrument)) : NULL;

  if (noun != NULL && part != NULL)
    noun = ek_json_peek_object (noun, part);
  return noun != NULL ? ek_json_peek_string (noun, is_chinese (language) ? "zh" : "en") : NULL;
}

static gboolean
is_listed (const char *list, const EkBand *band)
{
  JsonObject *root = words ();
  JsonArray *listed = root != NULL ? ek_json_peek_array (root, list) : NULL;

  for (guint i = 0; listed != NULL && i < json_array_get_length (listed); i++)
    if (g_strcmp0 (ek_json_element_string (listed, i), band->id) == 0)
      return TRUE;
  return FALSE;
}

/* Whether the word stands directly before what the band is about: in Chinese only a degree does. */
static gboolean
joins (const EkBand *band, const char *language)
{
  return is_listed ("plain", band) && (!is_chinese (language) || g_str_has_suffix (ek_band_label (band, "zh"), "度"));
}

/* "positive", "positive → GAD-7": the whole outcome of the screening. */
static char *
outcome (const EkBand *band, const char *noun, const char *language)
{
  gboolean positive = g_str_has_prefix (band->id, "positive");

  if (!positive && strcmp (band->id, "negative") != 0)
    return NULL;
  if (noun == NULL)
    return g_strdup (positive ? ek_tr (language, "screening positive") : ek_tr (language, "screening negative"));
  /* Translators: %s is what was screened for: "depression" */
  return g_strdup_printf (positive ? ek_tr (language, "screening positive for %s")
                                   : ek_tr (language, "screening negative for %s"),
                          noun);
}

static char *
range_words (const EkBand *band, const char *noun, const char *language)
{
  const char *label = ek_band_label (band, language);

  if (noun == NULL || strstr (label, noun) != NULL)
    return g_strdup_printf (ek_tr (language, "in the range “%s”"), label);
  if (joins (band, language))
    return g_strdup_printf (ek_tr (language, "in the range of %s %s"), label, noun);
  return g_strdup_printf (ek_tr (language, "in the range “%s” of %s"), label, noun);
}

/* What the screening says by the published cut-off: 1, 0, or −1 where it says nothing. */
static int
screens (EkInstrument *instrument, double total)
{
  double cut_off = NAN;

  if (g_strcmp0 (ek_instrument_get_rater (instrument), "self") != 0 || isnan (total) ||
      !ek_instrument_get_caseness (instrument, &cut_off))
    return -1;
  return ek_instrument_higher_is_worse (instrument) ? total >= cut_off : total <= cut_off;
}

/**
 * ek_band_words:
 * @instrument: whose band it is
 * @band: the band of its total
 * @total: the total, for what the screening says by the published cut-off; NAN: not known
 * @language: "en" or "zh"
 *
 * Says a band as a finding of a screening and not as a diagnosis. Ratings by a clinician, and instruments without a
 * cut-off, are only said to lie in a range.
 *
 * Returns: (transfer full): "screening positive, in the range of moderate depressive symptoms"
 */
char *
ek_band_words (EkInstrument *instrument, const EkBand *band, double total, const char *language)
{
  const char *noun = noun_of (instrument, NULL, language);
  g_autofree char *whole = outcome (band, noun, language);
  g_autofree char *range = NULL;
  int positive = screens (instrument, total);

  if (whole != NULL)
    return g_steal_pointer (&whole);
  range = range_words (band, noun, language);
  if (positive < 0)
    return g_steal_pointer (&range);
  return g_strdup_printf (positive ? ek_tr (language, "screening positive, %s")
                                   : ek_tr (language, "screening negative, %s"),
                          range);
}

/**
 * ek_band_part_words:
 * @instrument: whose band it is
 * @part: the id of the subscale or index that the band belongs to
 * @band: the band of its score
 * @language: "en" or "zh"
 *
 * Returns: (transfer full): the same for a part of the score: "in the range of severe depressive symptoms"
 */
char *
ek_band_part_words (EkInstrument *instrument, const char *part, const EkBand *band, const char *language)
{
  const char *noun = noun_of (instrument, part, language);
  char *whole = outcome (band, noun, language);

  return whole != NULL ? whole : range_words (band, noun, language);
}

static const EkBand *
find_part_band (EkInstrument *instrument, const char *part, const char *id)
{
  for (guint i = 0; i < ek_instrument_get_n_subscales (instrument); i++)
    for (guint b = 0; g_str_equal (ek_instrument_get_subscale_id (instrument, i), part) &&
         b < ek_instrument_get_n_subscale_bands (instrument, i);
         b++)
      if (g_str_equal (ek_instrument_get_subscale_band (instrument, i, b)->id, id))
        return ek_instrument_get_subscale_band (instrument, i, b);
  return NULL;
}

/**
 * ek_band_id_words:
 * @instrument: (nullable): the definition that scored the form; %NULL: it is not here
 * @part: (nullable): the id of a subscale or index; %NULL: the total
 * @id: (nullable): the band as the record keeps it
 * @score: the total, or NAN
 * @language: "en" or "zh"
 *
 * Returns: (transfer full) (nullable): what a person is shown for a level that was kept. A band that the definition
 *   does not know is quoted. %NULL for none
 */
char *
ek_band_id_words (EkInstrument *instrument, const char *part, const char *id, double score, const char *language)
{
  const EkBand *band = NULL;

  if (id == NULL || *id == '\0')
    return NULL;
  if (instrument != NULL)
    band = part != NULL ? find_part_band (instrument, part, id) : ek_instrument_find_band (instrument, id);
  if (band == NULL)
    return g_strdup_printf (ek_tr (language, "in the range “%s”"), id);
  return part != NULL ? ek_band_part_words (instrument, part, band, language)
                      : ek_band_words (instrument, band, score, language);
}

/* The words stand alone beside the band, where a line of text begins. */
static char *
capitalised (const char *words)
{
  GString *text = g_string_new (NULL);

  if (*words == '\0')
    return g_string_free (text, FALSE);
  g_string_append_unichar (text, g_unichar_totitle (g_utf8_get_char (words)));
  g_string_append (text, g_utf8_next_char (words));
  return g_string_free (text, FALSE);
}

/**
 * ek_band_axis_words:
 * @instrument: whose band it is
 * @part: (nullable): the id of a subscale or index; %NULL: the total
 * @band: the band
 * @brief: leave out what it is about: there is no room
 * @language: "en" or "zh"
 *
 * A band beside the axis of a chart or in a list of ranges. A word that could be read as a diagnosis is quoted.
 *
 * Returns: (transfer full): "Moderate depressive symptoms", "Moderate", "“probable PTSD”"
 */
char *
ek_band_axis_words (EkInstrument *instrument, const char *part, const EkBand *band, gboolean brief,
                    const char *language)
{
  gboolean plain = is_listed ("plain", band);
  const char *noun = noun_of (instrument, part, language), *label = ek_band_label (band, language);
  g_autofree char *words = outcome (band, NULL, language);

  if (words == NULL && joins (band, language) && !brief && noun != NULL)
    words = g_strdup_printf (ek_tr_c (language, "band", "%s %s"), label, noun);
  else if (words == NULL)
    words = plain || is_listed ("bare", band) ? g_strdup (label) : g_strdup_printf ("“%s”", label);
  return capitalised (words);
}

/**
 * ek_band_level_words:
 * @instrument: (nullable): the definition that scored the form; %NULL: it is not here
 * @id: (nullable): the band of the total as the record keeps it
 * @total: the total, or NAN
 * @language: "en" or "zh"
 *
 * The same finding for a narrow column, where the end may be cut: the level comes first.
 *
 * Returns: (transfer full) (nullable): "Moderate depressive symptoms · screening positive"; %NULL for none
 */
char *
ek_band_level_words (EkInstrument *instrument, const char *id, double total, const char *language)
{
  const EkBand *band = instrument != NULL && id != NULL ? ek_instrument_find_band (instrument, id) : NULL;
  const char *noun = instrument != NULL ? noun_of (instrument, NULL, language) : NULL;
  g_autofree char *whole = band != NULL ? outcome (band, noun, language) : NULL;
  g_autofree char *level = NULL;
  g_autoptr (GString) text = NULL;
  int positive;

  if (whole != NULL)
    return capitalised (whole);
  if (band == NULL)
    return ek_band_id_words (instrument, NULL, id, total, language);
  level = ek_band_axis_words (instrument, NULL, band, FALSE, language);
  text = g_string_new (level);
  if (noun != NULL && !joins (band, language) && strstr (ek_band_label (band, language), noun) == NULL)
    g_string_append_printf (text, " · %s", noun);
  positive = screens (instrument, total);
  if (positive >= 0)
    g_string_append_printf (text, " · %s",
                            positive ? ek_tr (language, "screening positive") : ek_tr (language, "screening negative"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
