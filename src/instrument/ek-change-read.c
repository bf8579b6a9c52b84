/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-instrument-private.h"

#include "ek-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Reading "change" of the total or of a score, and "norms". */

enum { MAX_ENTRIES = 30 };

static gboolean
wrong (const char *score_id, const char *why, GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_INVALID, _ ("Score “%s” of the definition: %s"), score_id, why);
  return FALSE;
}

/* One object, or a list of them. */
static gboolean
each_object (JsonObject *object, const char *member, GPtrArray *objects, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);
  JsonArray *array;
  JsonObject *one;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      one = ek_json_get_object (object, member, error);
      if (one != NULL)
        g_ptr_array_add (objects, one);
      return one != NULL;
    }
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      one = ek_json_element_object (array, i);
      if (one == NULL || i >= MAX_ENTRIES)
        return wrong (member, _ ("the list is too long, or has something else than objects in it"), error);
      g_ptr_array_add (objects, one);
    }
  return TRUE;
}

/* Jacobson & Truax 1991: the standard error of a difference of two scores times z. */
static double
reliable_amount (double sd, double reliability, int confidence)
{
  return (confidence == 90 ? 1.645 : 1.96) * sd * sqrt (2 * (1 - reliability));
}

static gboolean
read_parameters (const EkScoreRule *score, JsonObject *object, EkChangeSet *set, gboolean *is_default, GError **error)
{
  static const char *const allowed[] = { "amount", "sd",       "reliability", "coefficient", "confidence",
                                         "source", "verified", "default",     NULL };
  static const char *const coefficients[] = { "retest", "alpha", "icc", NULL };
  gboolean has_amount, has_sd, has_r, has_confidence;
  double confidence = 0;
  EkWords source;

  if (!ek_read_refuse_others (object, "reliable_change", allowed, error) ||
      !ek_read_optional_double (object, "amount", &set->amount, &has_amount, error) ||
      !ek_read_optional_double (object, "sd", &set->sd, &has_sd, error) ||
      !ek_read_optional_double (object, "reliability", &set->reliability, &has_r, error) ||
      !ek_read_optional_string (object, "coefficient", &set->coefficient, error) ||
      !ek_read_optional_double (object, "confidence", &confidence, &has_confidence, error) ||
      !ek_read_text (object, "source", TRUE, &source, error) || !ek_read_verified (object, &set->verified, error) ||
      !ek_read_optional_boolean (object, "default", is_default, error))
    return FALSE;
  set->source = source.en;
  set->source_zh = source.zh;
  if (has_sd != has_r || (has_sd && (!(set->sd > 0) || !(set->reliability > 0) || !(set->reliability < 1))))
    return wrong (score->id, _ ("the standard deviation and the reliability behind a reliable change cannot be right"),
                  error);
  if ((has_confidence && confidence != 90 && confidence != 95) ||
      (set->coefficient != NULL && !g_strv_contains (coefficients, set->coefficient)))
    return wrong (score->id, _ ("a reliable change is of 90 or 95 percent, by retest, alpha or icc"), error);
  set->confidence = has_confidence ? (int) confidence : has_sd ? 95 : 0;
  if (!has_amount && has_sd)
    set->amount = reliable_amount (set->sd, set->reliability, set->confidence);
  else if (has_sd && fabs (set->amount - reliable_amount (set->sd, set->reliability, set->confidence)) > 0.06)
    return wrong (score->id, _ ("the amount of reliable change does not follow from its parameters"), error);
  return set->amount > 0 || wrong (score->id, _ ("the amount of reliable change is not above zero"), error);
}

/* With several sets one must be the default; a single one is. */
static gboolean
read_sets (EkScoreRule *score, JsonObject *change, GError **error)
{
  g_autoptr (GPtrArray) objects = g_ptr_array_new ();
  guint n_default = 0;

  if (!each_object (change, "reliable_change", objects, error))
    return FALSE;
  for (guint i = 0; i < objects->len; i++)
    {
      EkChangeSet set = { .source = NULL };

      set.is_default = objects->len == 1;
      if (!read_parameters (score, objects->pdata[i], &set, &set.is_default, error))
        return FALSE;
      n_default += set.is_default ? 1 : 0;
      g_array_append_val (score->change->sets, set);
    }
  return objects->len == 0 || n_default == 1 ||
    wrong (score->id, _ ("of several reliable changes exactly one is the default"), error);
}

typedef struct {
  const char *member;
  const char *value;
  EkThresholdKind kind;
} Named;

static const Named named_thresholds[] = {
  { "caseness", "score", EK_THRESHOLD_CASENESS },
  { "remission", "below", EK_THRESHOLD_REMISSION },
  { "response", "percent", EK_THRESHOLD_RESPONSE },
  { "smallest_difference", "amount", EK_THRESHOLD_SMALLEST_DIFFERENCE },
};

static void
clear_threshold (gpointer data)
{
  ek_expression_free (((EkThresholdRule *) data)->when);
}

static gboolean
read_threshold (EkScoreRule *score, JsonObject *object, const Named *named, GError **error)
{
  const char *const allowed[] = { named->value, "when", "source", "verified", NULL };
  EkThresholdRule rule = { .kind = named->kind };
  EkWords source;

  if (!ek_read_refuse_others (object, named->member, allowed, error) ||
      !ek_json_get_double (object, named->value, &rule.threshold.value, error) ||
      !ek_read_text (object, "source", TRUE, &source, error) ||
      !ek_read_verified (object, &rule.threshold.verified, error) ||
      !ek_read_person_expression (object, "when", &rule.when, error))
    return FALSE;
  rule.threshold.source = source.en;
  rule.threshold.source_zh = source.zh;
  g_array_append_val (score->change->thresholds, rule);
  if (!isfinite (rule.threshold.value) ||
      (named->kind == EK_THRESHOLD_RESPONSE && !(rule.threshold.value > 0 && rule.threshold.value <= 100)) ||
      (named->kind == EK_THRESHOLD_SMALLEST_DIFFERENCE && !(rule.threshold.value > 0)))
    return wrong (score->id, _ ("a threshold cannot be right"), error);
  return TRUE;
}

static gboolean
read_thresholds (EkScoreRule *score, JsonObject *change, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (named_thresholds); i++)
    {
      g_autoptr (GPtrArray) objects = g_ptr_array_new ();
      guint n_for_all = 0;

      if (!each_object (change, named_thresholds[i].member, objects, error))
        return FALSE;
      for (guint j = 0; j < objects->len; j++)
        {
          if (!read_threshold (score, objects->pdata[j], &named_thresholds[i], error))
            return FALSE;
          n_for_all += json_object_has_member (objects->pdata[j], "when") ? 0 : 1;
        }
      if (n_for_all > 1)
        return wrong (score->id, _ ("two thresholds of one kind are for everybody"), error);
    }
  return TRUE;
}

static gboolean
read_cut_off (EkScoreRule *score, JsonObject *object, GError **error)
{
  static const char *const allowed[] = { "at_least", "at_most", "above", "below", "what", "source", "verified", NULL };
  static const char *const signs[] = { "≥", "≤", ">", "<" };
  EkCutOff cut_off = { .value = NAN };
  EkWords what = { NULL, NULL }, source;
  guint n = 0;

  if (!ek_read_refuse_others (object, "cut_offs", allowed, error) ||
      !ek_read_words (object, "what", TRUE, &what, error) || !ek_read_text (object, "source", TRUE, &source, error) ||
      !ek_read_verified (object, &cut_off.verified, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      gboolean found;

      if (!ek_read_optional_double (object, allowed[i], &cut_off.value, &found, error))
        return FALSE;
      if (found)
        cut_off.relation = signs[i];
      n += found ? 1 : 0;
    }
  cut_off.what_en = what.en;
  cut_off.what_zh = what.zh;
  cut_off.source = source.en;
  cut_off.source_zh = source.zh;
  g_array_append_val (score->change->cut_offs, cut_off);
  return n <= 1 || wrong (score->id, _ ("a cut-off has more than one limit"), error);
}

/* @object has a member "change". */
gboolean
ek_read_change (EkScoreRule *score, JsonObject *object, GError **error)
{
  static const char *const allowed[] = { "reliable_change",     "caseness", "remission", "response",
                                         "smallest_difference", "cut_offs", "note",      NULL };
  g_autoptr (GPtrArray) cut_offs = g_ptr_array_new ();
  JsonObject *change;
  const char *note;

  if (!ek_read_optional_object (object, "change", &change, error))
    return FALSE;
  if (change == NULL)
    return TRUE;
  if (score->change != NULL)
    return wrong (score->id, _ ("what is known about its change is there twice"), error);
  score->change = g_new0 (EkChange, 1);
  score->change->sets = g_array_new (FALSE, FALSE, sizeof (EkChangeSet));
  score->change->thresholds = g_array_new (FALSE, FALSE, sizeof (EkThresholdRule));
  score->change->cut_offs = g_array_new (FALSE, FALSE, sizeof (EkCutOff));
  g_array_set_clear_func (score->change->thresholds, clear_threshold);
  if (!ek_read_refuse_others (change, "change", allowed, error) || !read_sets (score, change, error) ||
      !read_thresholds (score, change, error) || !each_object (change, "cut_offs", cut_offs, error) ||
      !ek_read_optional_string (change, "note", &note, error))
    return FALSE;
  for (guint i = 0; i < cut_offs->len; i++)
    if (!read_cut_off (score, cut_offs->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
read_norm (EkScoreRule *score, JsonObject *object, GError **error)
{
  static const char *const allowed[] = { "mean", "sd", "n", "who", "source", "verified", NULL };
  EkNorm norm = { .source = NULL };
  EkWords who = { NULL, NULL }, source;
  double n = 0;

  if (!ek_read_refuse_others (object, "norms", allowed, error) ||
      !ek_json_get_double (object, "mean", &norm.mean, error) || !ek_json_get_double (object, "sd", &norm.sd, error) ||
      !ek_read_optional_double (object, "n", &n, NULL, error) || !ek_read_words (object, "who", TRUE, &who, error) ||
      !ek_read_text (object, "source", TRUE, &source, error) || !ek_read_verified (object, &norm.verified, error))
    return FALSE;
  norm.n = (int) CLAMP (n, 0, G_MAXINT);
  norm.who_en = who.en;
  norm.who_zh = who.zh;
  norm.source = source.en;
  norm.source_zh = source.zh;
  g_array_append_val (score->norms, norm);
  return (isfinite (norm.mean) && norm.sd > 0 && isfinite (norm.sd) && n >= 0) ||
    wrong (score->id, _ ("a norm is a mean with a spread above zero"), error);
}

gboolean
ek_read_norms (EkScoreRule *score, JsonObject *object, GError **error)
{
  g_autoptr (GPtrArray) objects = g_ptr_array_new ();

  if (!each_object (object, "norms", objects, error))
    return FALSE;
  if (objects->len > 0)
    score->norms = g_array_new (FALSE, FALSE, sizeof (EkNorm));
  for (guint i = 0; i < objects->len; i++)
    if (!read_norm (score, objects->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* Once the score is known: its thresholds lie within its range. */
gboolean
ek_score_rule_check_change (EkScoreRule *score, GError **error)
{
  const EkChange *change = score->change;

  if (change == NULL || change->sets->len + change->thresholds->len == 0)
    return TRUE;
  if (!score->has_range)
    return wrong (score->id, _ ("thresholds need the range of the score"), error);
  for (guint i = 0; i < change->thresholds->len; i++)
    {
      const EkThresholdRule *rule = &g_array_index (change->thresholds, EkThresholdRule, i);
      double value = rule->threshold.value;
      gboolean fits = rule->kind == EK_THRESHOLD_RESPONSE ||
        (rule->kind == EK_THRESHOLD_SMALLEST_DIFFERENCE ? value <= score->high - score->low
                                                        : value >= score->low && value <= score->high);

      if (!fits)
        return wrong (score->id, _ ("a threshold lies outside the range of the score"), error);
    }
  for (guint i = 0; i < change->sets->len; i++)
    if (g_array_index (change->sets, EkChangeSet, i).amount > score->high - score->low)
      return wrong (score->id, _ ("a reliable change is wider than the range of the score"), error);
  return TRUE;
}
