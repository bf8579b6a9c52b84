/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A band is a range of a score and no diagnosis: it is said with what it is about and, where the instrument screens,
 * with what the screening says. Words: data/knowledge/band-words.json. */

#include "ek-band-words.h"

#include <math.h>
#include <string.h>

#include "ek-file.h"

static JsonObject *
words (void)
{
  static gsize once;
  static JsonNode *node;

  if (g_once_init_enter (&once))
    {
      g_autofree char *path = ek_data_path ("knowledge/band-words.json");
      g_autoptr(GError) error = NULL;

      node = ek_json_load (path, &EK_JSON_DEFAULT, &error);
      if (node != NULL)
        json_node_seal (node);
      else
        g_warning ("The words of bands cannot be read: %s", error->message);
      g_once_init_leave (&once, 1);
    }
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
noun_of (EkInstrument *instrument, gboolean zh)
{
  JsonObject *root = words (), *nouns = root != NULL ? ek_json_peek_object (root, "nouns") : NULL;
  JsonObject *noun = nouns != NULL ? ek_json_peek_object (nouns, ek_instrument_get_id (instrument)) : NULL;

  return noun != NULL ? ek_json_peek_string (noun, zh ? "zh" : "en") : NULL;
}

static gboolean
is_plain (const EkBand *band)
{
  JsonObject *root = words ();
  JsonArray *plain = root != NULL ? ek_json_peek_array (root, "plain") : NULL;

  for (guint i = 0; plain != NULL && i < json_array_get_length (plain); i++)
    if (g_strcmp0 (ek_json_element_string (plain, i), band->id) == 0)
      return TRUE;
  return FALSE;
}

/* "positive", "positive → GAD-7": the whole outcome of the screening. */
static char *
outcome (const EkBand *band, const char *noun, gboolean zh)
{
  gboolean positive = g_str_has_prefix (band->id, "positive");

  if (!positive && strcmp (band->id, "negative") != 0)
    return NULL;
  if (zh)
    return g_strdup_printf ("%s筛查%s", noun != NULL ? noun : "", positive ? "阳性" : "阴性");
  return g_strdup_printf (noun != NULL ? "screening %s for %s" : "screening %s", positive ? "positive" : "negative", noun);
}

static char *
range_words (const EkBand *band, const char *noun, gboolean zh)
{
  const char *label = ek_band_label (band, zh ? "zh" : "en");

  if (noun == NULL)
    return g_strdup_printf (zh ? "处于“%s”范围" : "in the range “%s”", label);
  if (is_plain (band))
    return g_strdup_printf (zh ? "处于%s%s范围" : "in the range of %s %s", label, noun);
  return g_strdup_printf (zh ? "%2$s处于“%1$s”范围" : "in the range “%1$s” of %2$s", label, noun);
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
  gboolean zh = g_strcmp0 (language, "zh") == 0, positive;
  const char *noun = noun_of (instrument, zh);
  g_autofree char *whole = outcome (band, noun, zh);
  g_autofree char *range = NULL;
  double cut_off = NAN;

  if (whole != NULL)
    return g_steal_pointer (&whole);
  range = range_words (band, noun, zh);
  if (g_strcmp0 (ek_instrument_get_rater (instrument), "self") != 0 || isnan (total) ||
      !ek_instrument_get_caseness (instrument, &cut_off))
    return g_steal_pointer (&range);
  positive = ek_instrument_higher_is_worse (instrument) ? total >= cut_off : total <= cut_off;
  if (zh)
    return g_strdup_printf ("筛查%s，%s", positive ? "阳性" : "阴性", range);
  return g_strdup_printf ("screening %s, %s", positive ? "positive" : "negative", range);
}
