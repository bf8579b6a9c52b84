/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the forms of a set say and what they leave open, sentence by sentence in both languages. */

#include "ek-assess.h"
#include "ek-band-words.h"
#include "ek-baseline-private.h"
#include "ek-care-private.h"
#include "ek-risk-private.h"

#include "ek-types.h"

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
              const double *high, const EkBand *band, gboolean prorated, gboolean zh)
{
  g_autofree char *number = has_score ? number_text (score) : NULL;
  g_autofree char *top = high != NULL ? number_text (*high) : NULL;

  if (number == NULL)
    g_string_append (text, zh ? "无分数" : "no score");
  else if (top != NULL)
    g_string_append_printf (text, zh ? "%s分（满分%s分）" : "%s of %s", number, top);
  else
    g_string_append_printf (text, zh ? "%s分" : "%s", number);
  if (band != NULL && has_score)
    {
      g_autofree char *words = ek_band_id_words (instrument, part, band->id, score, zh ? "zh" : "en");

      g_string_append_printf (text, zh ? "，%s" : ", %s", words);
    }
  if (prorated && has_score)
    g_string_append (text, zh ? "（按已答题目折算）" : " (prorated from the answered items)");
}

static char *
score_text (EkInstrument *instrument, EkScore *score, gboolean zh)
{
  GString *text = g_string_new (ek_instrument_get_abbreviation (instrument));
  double low = 0, high = 0;
  gboolean ranged = ek_instrument_get_range (instrument, &low, &high);
  gboolean first = TRUE;

  g_string_append (text, zh ? "：" : ": ");
  if (score->has_total || ranged)
    {
      append_score (text, instrument, NULL, score->has_total, score->total, ranged ? &high : NULL, score->band,
                    score->prorated, zh);
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
          title = ek_instrument_get_subscale_title (instrument, k, zh ? "zh" : "en");
      g_string_append_printf (text, "%s%s ", first ? "" : zh ? "；" : "; ", title != NULL ? title : sub->id);
      append_score (text, instrument, sub->id, sub->has_score, sub->score, NULL, sub->band, sub->prorated, zh);
      first = FALSE;
    }
  if (first)
    g_string_append (text, zh ? "无分数" : "no score");
  return g_string_free (text, FALSE);
}

/* --- what is missing -------------------------------------------------------------------------------------------- */

static char *
missing_text (EkRecord *form, EkInstrument *instrument, GPtrArray *missing, gboolean zh)
{
  JsonNode *node = ek_record_get_json (form, EK_ASSESSMENT_DECLINED);
  JsonObject *declined = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  GString *text = g_string_new (ek_instrument_get_abbreviation (instrument));

  g_string_append (text, zh ? "以下题目未作答：" : ": not answered: ");
  for (guint i = 0; i < missing->len; i++)
    {
      const char *id = g_ptr_array_index (missing, i);
      EkItem *item = ek_instrument_find_item (instrument, id);
      const char *topic = item != NULL ? ek_item_get_topic (item, zh ? "zh" : "en") : NULL;
      const char *reason = declined != NULL ? ek_json_peek_string (declined, id) : NULL;

      g_string_append_printf (text, zh ? "%s第%s题" : "%sitem %s", i == 0 ? "" : zh ? "、" : ", ", id);
      if (topic != NULL)
        g_string_append_printf (text, zh ? "（%s）" : " (%s)", topic);
      if (reason != NULL)
        g_string_append_printf (text, zh ? "（拒绝作答：%s）" : " (declined: %s)", reason);
    }
  return g_string_free (text, FALSE);
}

/* Norms and the wording that was used, where no second source confirms them. */
static void
add_unverified (Collect *c, EkRecord *form, EkInstrument *instrument)
{
  static const struct {
    const char *what, *en, *zh;
  } words[] = {
    { "scoring", "scoring", "计分方法" },
    { "bands", "severity bands", "严重程度分级" },
    { "reliable-change", "reliable change", "可靠变化标准" },
    { "wording-en", "English wording", "英文措辞" },
    { "wording-zh", "Chinese wording", "中文措辞" },
    { "other", "cut-offs and norms", "划界分与常模" },
  };
  const char *language = ek_record_get_text (form, EK_ASSESSMENT_LANGUAGE);
  g_autoptr (GString) en = g_string_new (NULL);
  g_autoptr (GString) zh = g_string_new (NULL);

  for (guint i = 0; i < ek_instrument_get_n_verifications (instrument); i++)
    {
      const EkVerification *mark = ek_instrument_get_verification (instrument, i);

      if (mark->verified ||
          (g_str_has_prefix (mark->what, "wording-") && g_strcmp0 (mark->what + strlen ("wording-"), language) != 0))
        continue;
      for (guint k = 0; k < G_N_ELEMENTS (words); k++)
        if (strcmp (words[k].what, mark->what) == 0)
          {
            g_string_append_printf (en, "%s%s", en->len > 0 ? ", " : "", words[k].en);
            g_string_append_printf (zh, "%s%s", zh->len > 0 ? "、" : "", words[k].zh);
          }
    }
  if (en->len > 0)
    ek_baseline_add (c->self->not_known, ek_instrument_get_id (instrument),
                     g_strdup_printf ("%s: not confirmed by a second source: %s",
                                      ek_instrument_get_abbreviation (instrument), en->str),
                     g_strdup_printf ("%s：以下依据未经第二来源核实：%s", ek_instrument_get_abbreviation (instrument),
                                      zh->str));
}

/* --- one instrument --------------------------------------------------------------------------------------------- */

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
      /* The definition has left this machine since: the answers are safe, and that is all that can be said. */
      ek_baseline_add (c->self->not_known, step->instrument,
                       g_strdup_printf ("%s: its definition is not on this machine any more", step->abbreviation),
                       g_strdup_printf ("%s：本机已没有其量表定义", step->abbreviation));
      return TRUE;
    }
  ek_baseline_add (c->self->scores, step->assessment_id, score_text (instrument, score, FALSE),
                   score_text (instrument, score, TRUE));
  if (score->missing->len > 0)
    ek_baseline_add (c->self->not_asked, step->instrument, missing_text (form, instrument, score->missing, FALSE),
                     missing_text (form, instrument, score->missing, TRUE));
  add_unverified (c, form, instrument);
  return TRUE;
}

static gboolean
collect_step (Collect *c, const EkBatteryStep *step, GError **error)
{
  g_autofree char *en = NULL;
  g_autofree char *zh = NULL;

  if (ek_battery_state_is_asked (step->state) && step->assessment_id != NULL)
    return collect_form (c, step, error);
  en = ek_battery_step_why_not (step, "en");
  zh = ek_battery_step_why_not (step, "zh");
  ek_baseline_add (c->self->not_asked, step->instrument,
                   g_strdup_printf ("%s: %s", step->abbreviation, en != NULL ? en : ""),
                   g_strdup_printf ("%s：%s", step->abbreviation, zh != NULL ? zh : ""));
  return TRUE;
}

/* --- risks ------------------------------------------------------------------------------------------------------ */

static void
append_cause (Collect *c, JsonObject *cause, GString *en, GString *zh)
{
  const char *id = ek_json_peek_string (cause, "instrument");
  const char *item = ek_json_peek_string (cause, "item");
  EkInstrument *instrument = id != NULL ? ek_catalogue_find (c->catalogue, id, NULL) : NULL;
  const char *name = instrument != NULL ? ek_instrument_get_abbreviation (instrument) : id;

  if (name == NULL || item == NULL || !ek_risk_cause_stands (cause))
    return;
  g_string_append_printf (en, en->len > 0 ? ", %s" : "%s", name);
  g_string_append_printf (zh, zh->len > 0 ? "、%s" : "%s", name);
  if (strcmp (item, "total") == 0)
    {
      g_string_append (en, " total score");
      g_string_append (zh, "总分");
      return;
    }
  g_string_append_printf (en, " item %s", item);
  g_string_append_printf (zh, "第%s题", item);
}

static void
append_causes (Collect *c, EkRecord *risk, GString *en, GString *zh)
{
  JsonNode *node = ek_record_get_json (risk, EK_RISK_REASON);
  JsonObject *reason = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonArray *also = reason != NULL ? ek_json_peek_array (reason, "also") : NULL;

  if (reason != NULL)
    append_cause (c, reason, en, zh);
  for (guint i = 0; also != NULL && i < json_array_get_length (also); i++)
    if (ek_json_element_object (also, i) != NULL)
      append_cause (c, ek_json_element_object (also, i), en, zh);
}

static gboolean
collect_risks (Collect *c, const char *patient_id, GError **error)
{
  static const struct {
    const char *id, *en, *zh;
  } levels[] = {
    { "unassessed", "not yet assessed", "尚未评估" },
    { "low", "low", "低" },
    { "moderate", "moderate", "中" },
    { "high", "high", "高" },
  };
  g_autoptr (GPtrArray) risks = ek_risk_list_open (c->store, patient_id, error);

  for (guint i = 0; risks != NULL && i < risks->len; i++)
    {
      EkRecord *risk = g_ptr_array_index (risks, i);
      g_autoptr (GString) en = g_string_new (NULL);
      g_autoptr (GString) zh = g_string_new (NULL);
      int offset = 0;
      gint64 raised = ek_record_get_instant (risk, EK_RISK_RAISED, &offset);
      g_autofree char *day = ek_instant_format_date (raised, offset);
      guint level = 0;

      for (guint k = 0; k < G_N_ELEMENTS (levels); k++)
        if (ek_care_text_is (risk, EK_RISK_LEVEL, levels[k].id))
          level = k;
      append_causes (c, risk, en, zh);
      ek_baseline_add (c->self->risks, ek_record_get_id (risk),
                       g_strdup_printf ("A risk is open since %s, level %s%s%s", day, levels[level].en,
                                        en->len > 0 ? ": " : "", en->str),
                       g_strdup_printf ("自%s起有未解除的风险警示，等级：%s%s%s", day, levels[level].zh,
                                        zh->len > 0 ? "；来源：" : "", zh->str));
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
