/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the definition of an instrument says of a score: bands, direction, limits, and what a form with answers missing
 * could have come to. */

#include "ek-trajectory-private.h"

#include <math.h>

#include "ek-band-words.h"
#include "ek-item.h"
#include "ek-time.h"
#include "ek-types.h"

/* ---- What the definition says of a score ---- */

static void
add_bands (EkTrajectorySeries *series, EkInstrument *instrument, const char *part, const EkBand **bands, guint n_bands,
           const char *language)
{
  g_autofree double *low = g_new (double, n_bands + 1), *high = g_new (double, n_bands + 1);
  g_autofree const char **levels = g_new (const char *, n_bands + 1);
  guint n = 0;

  for (guint i = 0; i < n_bands; i++)
    {
      EkChartBand band = { bands[i]->low, bands[i]->high, NULL, bands[i]->rank, NULL, NULL };

      if (isnan (band.low))
        continue;
      band.label = ek_band_axis_words (instrument, part, bands[i], TRUE, language);
      band.named = ek_band_axis_words (instrument, part, bands[i], FALSE, language);
      band.words = part != NULL ? ek_band_part_words (instrument, part, bands[i], language)
                                : ek_band_words (instrument, bands[i], NAN, language);
      g_array_append_val (series->bands, band);
      low[n] = band.low;
      high[n] = band.high;
      levels[n++] = bands[i]->level;
    }
  series->scale = ek_common_scale_new (low, high, levels, n, series->criteria.higher_is_worse);
}

void
ek_trajectory_set_total_bands (EkTrajectorySeries *series, EkInstrument *instrument, const char *language)
{
  g_autoptr (GPtrArray) bands = g_ptr_array_new ();

  for (guint i = 0; i < ek_instrument_get_n_bands (instrument); i++)
    g_ptr_array_add (bands, (gpointer) ek_instrument_get_band (instrument, i));
  add_bands (series, instrument, NULL, (const EkBand **) bands->pdata, bands->len, language);
}

/**
 * ek_trajectory_set_subscale_bands:
 * @series: a series of a subscale; bands are added
 * @instrument: its definition
 * @subscale: number of the subscale
 * @language: "en" or "zh": of the words
 */
void
ek_trajectory_set_subscale_bands (EkTrajectorySeries *series, EkInstrument *instrument, guint subscale,
                                  const char *language)
{
  g_autoptr (GPtrArray) bands = g_ptr_array_new ();

  for (guint i = 0; i < ek_instrument_get_n_subscale_bands (instrument, subscale); i++)
    g_ptr_array_add (bands, (gpointer) ek_instrument_get_subscale_band (instrument, subscale, i));
  add_bands (series, instrument, ek_instrument_get_subscale_id (instrument, subscale), (const EkBand **) bands->pdata,
             bands->len, language);
}

static double
threshold_of (EkTrajectoryData *data, EkInstrument *instrument, const char *part, EkThresholdKind kind)
{
  EkSubject subject = { data->sex, data->age_years };
  EkThreshold threshold;

  return ek_instrument_get_threshold (instrument, part, kind, &subject, &threshold) ? threshold.value : NAN;
}

/* Direction and limits of a total or a subscale; of an item only the direction is known. */
void
ek_trajectory_set_criteria (EkTrajectoryData *data, EkTrajectorySeries *series, EkInstrument *instrument,
                            const char *language)
{
  EkCriteria *criteria = &series->criteria;
  const EkChangeSet *change;
  double response;

  if (series->kind == EK_TRAJECTORY_KIND_ITEM)
    {
      criteria->higher_is_worse = ek_instrument_higher_is_worse (instrument);
      return;
    }
  criteria->higher_is_worse = ek_instrument_score_higher_is_worse (instrument, series->part);
  criteria->caseness = threshold_of (data, instrument, series->part, EK_THRESHOLD_CASENESS);
  criteria->remission = threshold_of (data, instrument, series->part, EK_THRESHOLD_REMISSION);
  response = threshold_of (data, instrument, series->part, EK_THRESHOLD_RESPONSE);
  criteria->response = isnan (response) ? 0 : response;
  criteria->lowest = isnan (series->low) ? 0 : series->low;
  change = ek_instrument_get_default_change_set (instrument, series->part);
  if (change == NULL)
    return;
  criteria->reliable = change->amount;
  series->reliable_source = g_strdup (ek_fact_text (change->source, change->source_zh, language));
  series->reliable_verified = change->verified;
}

/* ---- Forms with answers missing ---- */

/**
 * ek_trajectory_score_again:
 * @data: whose: the sex and the age on the day of the form count
 * @instrument: the definition that scored the form
 * @record: a form
 *
 * Returns: (transfer full) (nullable): the score by its answers; %NULL when it has none or they cannot be scored
 */
EkScore *
ek_trajectory_score_again (EkTrajectoryData *data, EkInstrument *instrument, EkRecord *record)
{
  JsonNode *answers = ek_record_get_json (record, EK_ASSESSMENT_ANSWERS);
  int offset = 0;
  gint64 taken = ek_record_get_instant (record, EK_ASSESSMENT_TAKEN, &offset);
  EkSubject subject = { data->sex, ek_date_age_years (data->birth_date, taken, offset) };

  return answers != NULL ? ek_score_answers (instrument, answers, &subject, NULL) : NULL;
}

typedef struct {
  EkInstrument *instrument;
  EkSubject subject;
  const char *part;  /* NULL: the total */
  JsonNode *answers; /* a copy */
} Attempt;

static double
attempt_score (const Attempt *self)
{
  g_autoptr (EkScore) score = ek_score_answers (self->instrument, self->answers, &self->subject, NULL);

  if (score != NULL && self->part == NULL)
    return score->has_total ? score->total : NAN;
  for (guint i = 0; score != NULL && i < score->subscores->len; i++)
    {
      const EkSubscore *subscore = g_ptr_array_index (score->subscores, i);

      if (g_strcmp0 (subscore->id, self->part) == 0)
        return subscore->has_score ? subscore->score : NAN;
    }
  return NAN;
}

static gboolean
answer_ends (EkInstrument *instrument, const char *id, double ends[2])
{
  EkItem *item = ek_instrument_find_item (instrument, id);
  guint n = item != NULL ? ek_item_get_n_options (item) : 0;
  gboolean whole;

  if (item == NULL || ek_item_get_kind (item) != EK_ITEM_CHOICE || n == 0)
    return item != NULL && ek_item_get_kind (item) == EK_ITEM_NUMBER &&
      ek_item_get_limits (item, &ends[0], &ends[1], &whole);
  ends[0] = INFINITY;
  ends[1] = -INFINITY;
  for (guint i = 0; i < n; i++)
    {
      double value = ek_item_get_option (item, i)->value;

      if (ek_item_is_not_answered (item, value))
        continue;
      ends[0] = MIN (ends[0], value);
      ends[1] = MAX (ends[1], value);
    }
  return isfinite (ends[0]);
}

/* Every missing answer at the end that makes the score least, or greatest. Scores are sums and means of their items, so
 * one item after the other finds the end. */
static double
extreme (const Attempt *self, GPtrArray *missing, gboolean greatest)
{
  JsonObject *object = json_node_get_object (self->answers);
  double ends[2], found = NAN;

  for (guint i = 0; i < missing->len; i++)
    {
      if (!answer_ends (self->instrument, g_ptr_array_index (missing, i), ends))
        return NAN;
      json_object_set_double_member (object, g_ptr_array_index (missing, i), ends[0]);
    }
  for (guint i = 0; i < missing->len; i++)
    {
      double at_first, at_last;

      answer_ends (self->instrument, g_ptr_array_index (missing, i), ends);
      at_first = attempt_score (self);
      json_object_set_double_member (object, g_ptr_array_index (missing, i), ends[1]);
      at_last = attempt_score (self);
      found = greatest == (at_first >= at_last) ? at_first : at_last;
      json_object_set_double_member (object, g_ptr_array_index (missing, i), found == at_first ? ends[0] : ends[1]);
    }
  return found;
}

/* What a prorated score could have been had the missing items been answered one way or the other. */
void
ek_trajectory_prorated_limits (EkTrajectoryData *data, EkInstrument *instrument, EkRecord *record, const char *part,
                               double *low, double *high)
{
  g_autoptr (EkScore) score = instrument != NULL ? ek_trajectory_score_again (data, instrument, record) : NULL;
  int offset = 0;
  gint64 taken = ek_record_get_instant (record, EK_ASSESSMENT_TAKEN, &offset);
  g_autoptr (JsonNode) copy = NULL;
  g_autofree char *text = NULL;
  Attempt attempt = { instrument, { data->sex, ek_date_age_years (data->birth_date, taken, offset) }, part, NULL };

  if (score == NULL || score->missing->len == 0)
    return;
  /* a deep copy: the record's own answers stay as they are */
  text = json_to_string (ek_record_get_json (record, EK_ASSESSMENT_ANSWERS), FALSE);
  copy = json_from_string (text, NULL);
  if (copy == NULL || !JSON_NODE_HOLDS_OBJECT (copy))
    return;
  attempt.answers = copy;
  *low = extreme (&attempt, score->missing, FALSE);
  *high = extreme (&attempt, score->missing, TRUE);
}
