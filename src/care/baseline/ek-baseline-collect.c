/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the forms of a set say and what they leave open, sentence by sentence in both languages. */

#include "ek-assess.h"
#include "ek-band-words.h"
#include "ek-baseline-private.h"
#include "ek-care-private.h"
#include "ek-risk-private.h"

#include "ek-language.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  EkBaseline *self;
  EkStore *store;
  EkCatalogue *catalogue;
} Collect;

static char *
number_text (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (buffer, sizeof buffer, "%.2f", value);
  while (g_str_has_suffix (buffer, "0"))
    buffer[strlen (buffer) - 1] = '\0';
  if (g_str_has_suffix (buffer, "."))
    buffer[strlen (buffer) - 1] = '\0';
  return g_strdup (buffer);
}

/* --- scores ----------------------------------------------------------------------------------------------------- */

static void
append_score (GString *text, EkInstrument *instrument, const char *part, gboolean has_score, double score,
              const double *high, const EkBand *band, gboolean prorated, const char *language)
{
  g_autofree char *number = has_score ? number_text (score) : NULL;
  g_autofree char *top = high != NULL ? number_text (*high) : NULL;

  if (number == NULL)
    g_string_append (text, ek_tr (language, "no score"));
  else if (top != NULL)
    g_string_append_printf (text, ek_tr_c (language, "score", "%s of %s"), number, top);
  else
    g_string_append_printf (text, ek_tr_c (language, "score", "%s"), number);
  if (band != NULL && has_score)
    {
      g_autofree char *words = ek_band_id_words (instrument, part, band->id, score, language);

      g_string_append_printf (text, ek_tr (language, ", %s"), words);
    }
  if (prorated && has_score)
    g_string_append (text, ek_tr (language, " (prorated from the answered items)"));
}

static char *
score_text (EkInstrument *instrument, EkScore *score, const char *language)
{
  GString *text = g_string_new (ek_instrument_get_abbreviation (instrument));
  double low = 0, high = 0;
  gboolean ranged = ek_instrument_get_range (instrument, &low, &high);
  gboolean first = TRUE;

  g_string_append (text, ek_tr (language, ": "));
  if (score->has_total || ranged)
    {
      append_score (text, instrument, NULL, score->has_total, score->total, ranged ? &high : NULL, score->band,
                    score->prorated, language);
      return g_string_free (text, FALSE);
    }
  /* No total: the subscales are what it says. */
  for (guint i = 0; i < score->subscores->len; i++)
    {
      const EkSubscore *sub = g_ptr_array_index (score->subscores, i);
      const char *title = NULL;

      if (sub->derived)
        continue;
      for (guint k = 0; k < ek_instrument_get_n_subscales (instrument); k++)
        if (g_strcmp0 (ek_instrument_get_subscale_id (instrument, k), sub->id) == 0)
          title = ek_instrument_get_subscale_title (instrument, k, language);
      g_string_append_printf (text, "%s%s ", first ? "" : ek_tr (language, "; "), title != NULL ? title : sub->id);
      append_score (text, instrument, sub->id, sub->has_score, sub->score, NULL, sub->band, sub->prorated, language);
      first = FALSE;
    }
  if (first)
    g_string_append (text, ek_tr (language, "no score"));
  return g_string_free (text, FALSE);
}

/* --- what is missing -------------------------------------------------------------------------------------------- */

static char *
missing_text (EkRecord *form, EkInstrument *instrument, GPtrArray *missing, const char *language)
{
  JsonNode *node = ek_record_get_json (form, EK_ASSESSMENT_DECLINED);
  JsonObject *declined = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (GString) items = g_string_new (NULL);

  for (guint i = 0; i < missing->len; i++)
    {
      const char *id = g_ptr_array_index (missing, i);
      EkItem *item = ek_instrument_find_item (instrument, id);
      const char *topic = item != NULL ? ek_item_get_topic (item, language) : NULL;
      const char *reason = declined != NULL ? ek_json_peek_string (declined, id) : NULL;

      if (i > 0)
        g_string_append (items, ek_tr (language, ", "));
      g_string_append_printf (items, ek_tr (language, "item %s"), id);
      if (topic != NULL)
        g_string_append_printf (items, ek_tr (language, " (%s)"), topic);
      if (reason != NULL)
        g_string_append_printf (items, ek_tr (language, " (declined: %s)"), reason);
    }
  return g_strdup_printf (ek_tr (language, "%s: not answered: %s"), ek_instrument_get_abbreviation (instrument),
                          items->str);
}

/* What no second source confirms, of what is used for a form in the wording @form_language; NULL: nothing. */
static char *
unverified_text (EkInstrument *instrument, const char *form_language, const char *language)
{
  static const struct {
    const char *what, *words;
  } words[] = {
    { "scoring", NC_ ("source", "scoring") },
    { "bands", NC_ ("source", "severity bands") },
    { "reliable-change", NC_ ("source", "reliable change") },
    { "wording-en", NC_ ("source", "English wording") },
    { "wording-zh", NC_ ("source", "Chinese wording") },
    { "other", NC_ ("source", "cut-offs and norms") },
  };
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < ek_instrument_get_n_verifications (instrument); i++)
    {
      const EkVerification *mark = ek_instrument_get_verification (instrument, i);

      if (mark->verified ||
          (g_str_has_prefix (mark->what, "wording-") &&
           g_strcmp0 (mark->what + strlen ("wording-"), form_language) != 0))
        continue;
      for (guint k = 0; k < G_N_ELEMENTS (words); k++)
        if (strcmp (words[k].what, mark->what) == 0)
          g_string_append_printf (list, "%s%s", list->len > 0 ? ek_tr (language, ", ") : "",
                                  ek_tr_c (language, "source", words[k].words));
    }
  return list->len == 0 ? NULL
                        : g_strdup_printf (ek_tr (language, "%s: not confirmed by a second source: %s"),
                                           ek_instrument_get_abbreviation (instrument), list->str);
}

/* Norms and the wording that was used, where no second source confirms them. */
static void
add_unverified (Collect *c, EkRecord *form, EkInstrument *instrument)
{
  const char *language = ek_record_get_text (form, EK_ASSESSMENT_LANGUAGE);
  char *en = unverified_text (instrument, language, "en");

  if (en != NULL)
    ek_baseline_add (c->self->not_known, ek_instrument_get_id (instrument), en,
                     unverified_text (instrument, language, "zh"));
}

/* --- one instrument --------------------------------------------------------------------------------------------- */

/* The definition has left this machine since: the answers are safe, and that is all that can be said. */
static char *
definition_gone (const EkBatteryStep *step, const char *language)
{
  return g_strdup_printf (ek_tr (language, "%s: its definition is not on this machine any more"), step->abbreviation);
}

static gboolean
collect_form (Collect *c, const EkBatteryStep *step, GError **error)
{
  g_autoptr (EkRecord) form = ek_store_load (c->store, &ek_assessment_type, step->assessment_id, error);
  EkInstrument *instrument = NULL;
  g_autoptr (EkScore) score = NULL;

  if (form == NULL)
    return FALSE;
  instrument = ek_catalogue_find (c->catalogue, step->instrument, ek_record_get_text (form, EK_ASSESSMENT_VERSION));
  score = ek_assess_score (c->store, c->catalogue, form, NULL);
  if (instrument == NULL || score == NULL)
    {
      ek_baseline_add (c->self->not_known, step->instrument, definition_gone (step, "en"),
                       definition_gone (step, "zh"));
      return TRUE;
    }
  ek_baseline_add (c->self->scores, step->assessment_id, score_text (instrument, score, "en"),
                   score_text (instrument, score, "zh"));
  if (score->missing->len > 0)
    ek_baseline_add (c->self->not_asked, step->instrument, missing_text (form, instrument, score->missing, "en"),
                     missing_text (form, instrument, score->missing, "zh"));
  add_unverified (c, form, instrument);
  return TRUE;
}

static char *
why_not (const EkBatteryStep *step, const char *language)
{
  g_autofree char *why = ek_battery_step_why_not (step, language);

  return g_strdup_printf (ek_tr (language, "%s: %s"), step->abbreviation, why != NULL ? why : "");
}

static gboolean
collect_step (Collect *c, const EkBatteryStep *step, GError **error)
{
  if (ek_battery_state_is_asked (step->state) && step->assessment_id != NULL)
    return collect_form (c, step, error);
  ek_baseline_add (c->self->not_asked, step->instrument, why_not (step, "en"), why_not (step, "zh"));
  return TRUE;
}

/* --- risks ------------------------------------------------------------------------------------------------------ */

static void
append_cause (Collect *c, JsonObject *cause, GString *text, const char *language)
{
  const char *id = ek_json_peek_string (cause, "instrument");
  const char *item = ek_json_peek_string (cause, "item");
  EkInstrument *instrument = id != NULL ? ek_catalogue_find (c->catalogue, id, NULL) : NULL;
  const char *name = instrument != NULL ? ek_instrument_get_abbreviation (instrument) : id;

  if (name == NULL || item == NULL || !ek_risk_cause_stands (cause))
    return;
  if (text->len > 0)
    g_string_append (text, ek_tr (language, ", "));
  if (strcmp (item, "total") == 0)
    g_string_append_printf (text, ek_tr (language, "%s total score"), name);
  else
    g_string_append_printf (text, ek_tr_c (language, "cause", "%s item %s"), name, item);
}

static char *
causes_text (Collect *c, EkRecord *risk, const char *language)
{
  JsonNode *node = ek_record_get_json (risk, EK_RISK_REASON);
  JsonObject *reason = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonArray *also = reason != NULL ? ek_json_peek_array (reason, "also") : NULL;
  GString *text = g_string_new (NULL);

  if (reason != NULL)
    append_cause (c, reason, text, language);
  for (guint i = 0; also != NULL && i < json_array_get_length (also); i++)
    if (ek_json_element_object (also, i) != NULL)
      append_cause (c, ek_json_element_object (also, i), text, language);
  return g_string_free (text, FALSE);
}

static char *
risk_text (Collect *c, EkRecord *risk, const char *language)
{
  static const struct {
    const char *id, *words;
  } levels[] = {
    { "unassessed", NC_ ("level of risk", "not yet assessed") },
    { "low", NC_ ("level of risk", "low") },
    { "moderate", NC_ ("level of risk", "moderate") },
    { "high", NC_ ("level of risk", "high") },
  };
  g_autofree char *causes = causes_text (c, risk, language);
  int offset = 0;
  gint64 raised = ek_record_get_instant (risk, EK_RISK_RAISED, &offset);
  g_autofree char *day = ek_instant_format_date (raised, offset);
  const char *level = NULL;
  guint found = 0;

  for (guint k = 0; k < G_N_ELEMENTS (levels); k++)
    if (ek_care_text_is (risk, EK_RISK_LEVEL, levels[k].id))
      found = k;
  level = ek_tr_c (language, "level of risk", levels[found].words);
  if (*causes == '\0')
    return g_strdup_printf (ek_tr (language, "A risk is open since %s, level %s"), day, level);
  return g_strdup_printf (ek_tr (language, "A risk is open since %s, level %s: %s"), day, level, causes);
}

static gboolean
collect_risks (Collect *c, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) risks = ek_risk_list_open (c->store, patient_id, error);

  for (guint i = 0; risks != NULL && i < risks->len; i++)
    {
      EkRecord *risk = g_ptr_array_index (risks, i);

      ek_baseline_add (c->self->risks, ek_record_get_id (risk), risk_text (c, risk, "en"), risk_text (c, risk, "zh"));
    }
  return risks != NULL;
}

gboolean
ek_baseline_collect (EkBaseline *self, EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge,
                     EkRecord *battery, GError **error)
{
  Collect c = { self, store, catalogue };
  g_autoptr (GPtrArray) steps = ek_battery_list_steps (store, catalogue, knowledge, battery, error);

  if (steps == NULL)
    return FALSE;
  for (guint i = 0; i < steps->len; i++)
    if (!collect_step (&c, g_ptr_array_index (steps, i), error))
      return FALSE;
  return collect_risks (&c, ek_record_get_patient_id (battery), error);
}
