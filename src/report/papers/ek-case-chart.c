/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-case-chart.h"

#include "ek-json.h"
#include "ek-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static EkSeries *
series_of (JsonObject *score)
{
  JsonArray *points = ek_json_peek_array (score, "points");
  const char *label = ek_json_peek_string (score, "abbreviation");
  EkSeries *series = ek_series_new (ek_json_peek_string (score, "instrument"), label != NULL ? label : "", "");

  for (guint i = 0; points != NULL && i < json_array_get_length (points); i++)
    {
      JsonObject *point = ek_json_element_object (points, i);

      if (point != NULL)
        ek_series_add (series, ek_json_peek_int (point, "at", 0), ek_json_peek_double (point, "value", 0),
                       ek_json_peek_boolean (point, "critical", FALSE) ? EK_POINT_CRITICAL : EK_POINT_PLAIN, i);
    }
  return series;
}

static void
add_bands (EkChart *chart, guint panel, JsonObject *score, const char *language)
{
  JsonArray *array = ek_json_peek_array (score, "bands");
  g_autoptr (GArray) bands = g_array_new (FALSE, FALSE, sizeof (EkChartBand));
  const char *member = g_strcmp0 (language, "zh") == 0 ? "zh" : "en";

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = ek_json_element_object (array, i), *words, *named;
      EkChartBand band = { 0 };

      if (object == NULL)
        continue;
      band.low = ek_json_peek_double (object, "low", 0);
      band.high = ek_json_peek_double (object, "high", 0);
      band.rank = ek_json_peek_int (object, "rank", 0);
      band.label = ek_json_peek_string (object, member);
      if (band.label == NULL)
        band.label = "";
      words = ek_json_peek_object (object, "words"); /* of a review before: none */
      band.words = words != NULL ? ek_json_peek_string (words, member) : NULL;
      named = ek_json_peek_object (object, "named");
      band.named = named != NULL ? ek_json_peek_string (named, member) : NULL;
      g_array_append_val (bands, band);
    }
  if (bands->len > 0)
    ek_chart_panel_set_bands (chart, panel, (const EkChartBand *) bands->data, bands->len);
}

static void
add_panel (EkChart *chart, JsonObject *score, const char *language)
{
  g_autoptr (EkSeries) series = series_of (score);
  guint panel = 0;

  if (ek_series_length (series) == 0)
    return;
  panel = ek_chart_add_panel (chart, series, ek_json_peek_double (score, "low", 0),
                              ek_json_peek_double (score, "high", 100),
                              ek_json_peek_boolean (score, "higher_is_worse", TRUE));
  add_bands (chart, panel, score, language);
  if (json_object_has_member (score, "caseness"))
    ek_chart_panel_set_caseness (chart, panel, ek_json_peek_double (score, "caseness", 0), _ ("Cut-off"));
  if (json_object_has_member (score, "reliable_amount") && json_object_has_member (score, "baseline"))
    ek_chart_panel_set_reliable_change (chart, panel, ek_json_peek_double (score, "baseline", 0),
                                        ek_json_peek_double (score, "reliable_amount", 0), _ ("Reliable change"));
}

static gint64
instant_of (JsonObject *object, const char *member, int offset)
{
  const char *date = ek_json_peek_string (object, member);

  return date != NULL && ek_date_is_valid (date) ? ek_date_to_instant (date, offset) : EK_INSTANT_NONE;
}

static void
add_sessions (EkChart *chart, JsonObject *page)
{
  JsonArray *encounters = ek_json_peek_array (page, "encounters");

  for (guint i = 0; encounters != NULL && i < json_array_get_length (encounters); i++)
    {
      JsonObject *encounter = ek_json_element_object (encounters, i);
      const char *therapy = encounter != NULL ? ek_json_peek_string (encounter, "therapy") : NULL;
      gint64 at = encounter != NULL ? ek_json_peek_int (encounter, "started", EK_INSTANT_NONE) : EK_INSTANT_NONE;

      if (at != EK_INSTANT_NONE)
        ek_chart_add_lane_item (chart, EK_LANE_SESSION, _ ("Sessions"), therapy != NULL ? therapy : "", at, at, 0);
    }
}

static void
add_medicines (EkChart *chart, JsonObject *page, int offset)
{
  JsonArray *medicines = ek_json_peek_array (page, "medicines");

  for (guint i = 0; medicines != NULL && i < json_array_get_length (medicines); i++)
    {
      JsonObject *medicine = ek_json_element_object (medicines, i);
      const char *name = medicine != NULL ? ek_json_peek_string (medicine, "name") : NULL;
      gint64 from = medicine != NULL ? instant_of (medicine, "started", offset) : EK_INSTANT_NONE;
      double dose = medicine != NULL ? ek_json_peek_double (medicine, "dose_mg", 0) : 0;
      g_autofree char *label = dose > 0 ? g_strdup_printf ("%g mg", dose) : g_strdup ("");

      if (name != NULL && from != EK_INSTANT_NONE)
        ek_chart_add_lane_item (chart, EK_LANE_MEDICINE, name, label, from, instant_of (medicine, "stopped", offset),
                                dose);
    }
}

static void
add_events (EkChart *chart, JsonObject *page, int offset)
{
  JsonArray *events = ek_json_peek_array (page, "events");

  for (guint i = 0; events != NULL && i < json_array_get_length (events); i++)
    {
      JsonObject *event = ek_json_element_object (events, i);
      const char *text = event != NULL ? ek_json_peek_string (event, "text") : NULL;
      gint64 from = event != NULL ? instant_of (event, "started", offset) : EK_INSTANT_NONE;
      gboolean leave = event != NULL && g_strcmp0 (ek_json_peek_string (event, "kind"), "leave") == 0;

      if (from == EK_INSTANT_NONE)
        continue;
      if (leave)
        ek_chart_add_lane_item (chart, EK_LANE_LEAVE, _ ("Sick leave"), text != NULL ? text : "", from,
                                instant_of (event, "ended", offset), 0);
      else
        ek_chart_add_lane_item (chart, EK_LANE_EVENT, _ ("Events"), text != NULL ? text : "", from, from, 0);
    }
}

/**
 * ek_case_chart_new:
 * @page: a case page of ek_mdt_case_page()
 * @language: "en" or "zh"
 * @max_panels: the most scores it shows
 *
 * Returns: (transfer full) (nullable): the chart, or %NULL when the page has no complete score
 */
EkChart *
ek_case_chart_new (JsonNode *page, const char *language, guint max_panels)
{
  JsonObject *root = page != NULL && JSON_NODE_HOLDS_OBJECT (page) ? json_node_get_object (page) : NULL;
  JsonArray *scores = root != NULL ? ek_json_peek_array (root, "scores") : NULL;
  g_autoptr (EkChart) chart = ek_chart_new ();
  int offset = root != NULL ? ek_json_peek_int (root, "offset", 0) : 0;

  for (guint i = 0; scores != NULL && i < json_array_get_length (scores); i++)
    if (ek_json_element_object (scores, i) != NULL && ek_chart_get_n_panels (chart) < max_panels)
      add_panel (chart, ek_json_element_object (scores, i), language);
  if (root == NULL || ek_chart_get_n_panels (chart) == 0)
    return NULL;
  ek_chart_set_language (chart, language);
  ek_chart_set_offset (chart, offset);
  ek_chart_set_now (chart, ek_json_peek_int (root, "at", 0));
  add_sessions (chart, root);
  add_medicines (chart, root, offset);
  add_events (chart, root, offset);
  return g_steal_pointer (&chart);
}
