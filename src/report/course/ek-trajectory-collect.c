/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From forms to values: totals, subscales and indices, and the answers themselves. */

#include "ek-trajectory-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-alike.h"
#include "ek-assessment.h"
#include "ek-band-words.h"
#include "ek-item.h"
#include "ek-scale.h"
#include "ek-types.h"

/* Shorter intervals between two questionnaires than what they ask about do not make a pause of four weeks a gap. */
#define SHORTEST_INTERVAL_DAYS 14

/* As much of a question as fits above its panel. */
#define LABEL_CHARACTERS 48

typedef struct {
  const EkTrajectorySource *source;
  EkTrajectoryData *data;
  EkInstrument *newest; /* of the form at hand; NULL: not here */
  EkInstrument *own;    /* the definition that scored it, else the newest */
  EkRecord *record;
  gboolean is_own;   /* the definition that scored it is here */
  const char *apart; /* its version, where that counts otherwise than the newest; else NULL */
  guint form;
} Collection;

static const char *
mode_words (const char *mode, const char *language)
{
  static const struct {
    const char *mode, *words;
  } modes[] = {
    { "clinician", N_ ("asked by the clinician") },
    { "self", N_ ("answered by the patient") },
    { "paper", N_ ("entered from paper") },
    { "imported", N_ ("received from the hospital") },
  };

  for (guint i = 0; mode != NULL && i < G_N_ELEMENTS (modes); i++)
    {
      if (g_str_equal (mode, modes[i].mode))
        return ek_tr (language, modes[i].words);
    }
  return NULL;
}

static char *
range_words (double low, double high, const char *language)
{
  g_autofree char *from = NULL, *to = NULL;

  if (isnan (low))
    return NULL;
  from = ek_value_text (low);
  to = ek_value_text (high);
  return g_strdup_printf (ek_tr (language, "score, %s to %s"), from, to);
}

/* ---- Series of an instrument ---- */

/* "k10", and "k10@0.9" for what was counted in a way that cannot be compared. */
static char *
instrument_key (Collection *self)
{
  const char *id = ek_record_get_text (self->record, EK_ASSESSMENT_INSTRUMENT);

  return self->apart != NULL ? g_strconcat (id, "@", self->apart, NULL) : g_strdup (id);
}

/* "K10", and "K10 (version 0.9)". */
static char *
instrument_name (Collection *self)
{
  const char *name = self->newest != NULL ? ek_instrument_get_abbreviation (self->newest)
                                          : ek_record_get_text (self->record, EK_ASSESSMENT_INSTRUMENT);

  return self->apart != NULL ? g_strdup_printf (ek_tr (self->source->language, "%s (version %s)"), name, self->apart)
                             : g_strdup (name);
}

static EkTrajectoryOwn *
add_series (Collection *self, EkTrajectoryKind kind, const char *key, const char *part, const char *label, double low,
            double high)
{
  g_autofree char *unit = range_words (low, high, self->source->language);
  EkTrajectoryOwn *own = ek_trajectory_add_own (self->data, kind, key, label, unit);
  EkTrajectorySeries *series = &own->public;

  series->instrument = instrument_key (self);
  series->part = g_strdup (part);
  series->group = instrument_name (self);
  series->low = low;
  series->high = high;
  if (self->newest != NULL)
    {
      own->definition = ek_instrument_ref (self->newest);
      ek_trajectory_set_criteria (self->data, series, self->newest, self->source->language);
    }
  return own;
}

static EkTrajectoryOwn *
find_total (Collection *self)
{
  const char *id = ek_record_get_text (self->record, EK_ASSESSMENT_INSTRUMENT);
  g_autofree char *key = instrument_key (self), *label = instrument_name (self);
  EkTrajectoryOwn *own = ek_trajectory_own (self->data, key);
  double low = NAN, high = NAN;

  if (own != NULL)
    return own;
  if (self->newest != NULL)
    ek_instrument_get_range (self->newest, &low, &high);
  own = add_series (self, EK_TRAJECTORY_KIND_TOTAL, key, NULL, label, low, high);
  own->public.name = g_strdup (ek_tr (self->source->language, "Total"));
  own->public.plain = g_strdup (ek_trajectory_plain_name (id, self->source->language));
  if (own->public.plain == NULL && self->newest != NULL)
    own->public.plain = g_strdup (ek_instrument_get_title (self->newest, self->source->language));
  if (self->newest != NULL)
    {
      ek_trajectory_set_total_bands (&own->public, self->newest, self->source->language);
    }
  return own;
}

static EkTrajectoryOwn *
find_subscale (Collection *self, guint number, const char *part)
{
  g_autofree char *base = instrument_key (self), *name = instrument_name (self);
  g_autofree char *key = g_strconcat (base, "/", part, NULL), *label = NULL;
  EkTrajectoryOwn *own = ek_trajectory_own (self->data, key);
  const char *title;
  double low = NAN, high = NAN;

  if (own != NULL)
    return own;
  title = ek_instrument_get_subscale_title (self->newest, number, self->source->language);
  title = title != NULL ? title : part;
  label = g_strdup_printf ("%s · %s", name, title);
  ek_instrument_get_subscale_range (self->newest, number, &low, &high);
  own = add_series (self, EK_TRAJECTORY_KIND_SUBSCALE, key, part, label, low, high);
  own->public.name = g_strdup (title);
  own->public.plain = g_strdup (title);
  ek_trajectory_set_subscale_bands (&own->public, self->newest, number, self->source->language);
  return own;
}

static char *
shortened (const char *text)
{
  g_autofree char *head = NULL;

  if (g_utf8_strlen (text, -1) <= LABEL_CHARACTERS)
    return g_strdup (text);
  head = g_utf8_substring (text, 0, LABEL_CHARACTERS - 1);
  return g_strconcat (g_strchomp (head), "…", NULL);
}

static gboolean
scored_range (EkItem *item, double *low, double *high)
{
  gboolean whole;
  double scored, stored;

  *low = INFINITY;
  *high = -INFINITY;
  for (guint i = 0; i < ek_item_get_n_options (item); i++)
    {
      g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), ek_item_get_option (item, i)->value);

      if (!ek_item_read_answer (item, node, &scored, &stored, NULL))
        continue;
      *low = MIN (*low, scored);
      *high = MAX (*high, scored);
    }
  if (isfinite (*low))
    return TRUE;
  *low = *high = NAN;
  return ek_item_get_kind (item) == EK_ITEM_NUMBER && ek_item_get_limits (item, low, high, &whole);
}

static EkTrajectoryOwn *
find_item (Collection *self, EkItem *item)
{
  const char *part = ek_item_get_id (item);
  g_autofree char *base = instrument_key (self), *name = instrument_name (self);
  g_autofree char *key = g_strconcat (base, "#", part, NULL), *words = NULL, *label = NULL;
  EkTrajectoryOwn *own = ek_trajectory_own (self->data, key);
  const char *text, *language = self->source->language;
  double low, high;

  if (own != NULL)
    return own;
  text = ek_item_get_topic (item, language);
  text = text != NULL ? text : ek_item_get_text (item, language);
  words = text != NULL ? shortened (text) : NULL;
  label = words != NULL ? g_strdup_printf ("%s %s · %s", name, part, words)
                        : g_strdup_printf (ek_tr (language, "%s item %s"), name, part);
  scored_range (item, &low, &high);
  own = add_series (self, EK_TRAJECTORY_KIND_ITEM, key, part, label, low, high);
  own->public.name = text != NULL ? g_strdup_printf ("%s. %s", part, text)
                                  : g_strdup_printf (ek_tr (language, "Item %s"), part);
  return own;
}

static void
add_value (Collection *self, EkTrajectoryOwn *own, double number, const char *word, EkPointFlags flags)
{
  const EkTrajectoryForm *form = &g_array_index (self->data->forms, EkTrajectoryForm, self->form);
  EkTrajectoryValue value = { self->form, ek_trajectory_keep (self->data, word), NAN, NAN };

  if (flags & EK_POINT_PRORATED)
    ek_trajectory_prorated_limits (self->data, self->own, self->record, own->public.part, &value.low, &value.high);

  if (ek_series_add (own->public.series, form->at_ms, number, flags, own->values->len))
    g_array_append_val (own->values, value);
}

/* ---- One form ---- */

/* The items the scoring engine found critical when it scored this form. */
static gboolean
note_critical (Collection *self, GHashTable *critical)
{
  JsonNode *result = ek_record_get_json (self->record, EK_ASSESSMENT_RESULT);
  JsonArray *items = result != NULL && JSON_NODE_HOLDS_OBJECT (result)
    ? ek_json_peek_array (json_node_get_object (result), "critical")
    : NULL;
  const char *label = self->newest != NULL ? ek_instrument_get_abbreviation (self->newest)
                                           : ek_record_get_text (self->record, EK_ASSESSMENT_INSTRUMENT);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonNode *item = json_array_get_element (items, i);
      g_autofree char *name = NULL;

      if (!JSON_NODE_HOLDS_VALUE (item))
        continue;
      name = json_node_get_value_type (item) == G_TYPE_INT64
        ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (item))
        : json_node_dup_string (item);
      g_hash_table_add (self->data->critical,
                        g_strdup_printf (ek_tr (self->source->language, "%s item %s"), label, name));
      g_hash_table_add (critical, g_steal_pointer (&name));
    }
  return items != NULL && json_array_get_length (items) > 0;
}

static void
add_form (Collection *self, gboolean critical)
{
  EkRecord *record = self->record;
  const char *mode = ek_record_get_text (record, EK_ASSESSMENT_MODE);
  EkTrajectoryForm form = { 0 };
  g_autofree char *who = ek_trajectory_user_name (self->source->store,
                                                  ek_record_has (record, EK_ASSESSMENT_RATER)
                                                    ? ek_record_get_text (record, EK_ASSESSMENT_RATER)
                                                    : ek_record_get_author (record));

  form.record_id = ek_trajectory_keep (self->data, ek_record_get_id (record));
  form.entered_by = ek_trajectory_keep (self->data, who);
  form.mode = ek_assessment_is_total_only (record)
    ? ek_tr (self->source->language, "total only, received from the hospital")
    : mode_words (mode, self->source->language);
  form.device = ek_trajectory_keep (self->data, ek_record_get_text (record, EK_ASSESSMENT_DEVICE));
  form.version = ek_trajectory_keep (self->data, ek_record_get_text (record, EK_ASSESSMENT_VERSION));
  form.at_ms = ek_record_get_instant (record, EK_ASSESSMENT_TAKEN, &form.offset_minutes);
  form.flags |= critical ? EK_POINT_CRITICAL : 0;
  form.flags |= g_strcmp0 (mode, "imported") == 0 ? EK_POINT_IMPORTED : 0;
  form.flags |= ek_assessment_is_total_only (record) ? EK_POINT_TOTAL_ONLY : 0;
  self->form = self->data->forms->len;
  g_array_append_val (self->data->forms, form);
}

/* The word the score had under the definition that scored it, not under a later one. */
static const char *
total_word (Collection *self)
{
  g_autofree char *words = ek_band_id_words (self->own, NULL, ek_record_get_text (self->record, EK_ASSESSMENT_SEVERITY),
                                             ek_record_get_real (self->record, EK_ASSESSMENT_TOTAL, NAN),
                                             self->source->language);

  return words != NULL ? ek_trajectory_keep (self->data, words) : NULL;
}

static void
collect_total (Collection *self)
{
  EkPointFlags flags = g_array_index (self->data->forms, EkTrajectoryForm, self->form).flags;

  if (!ek_record_has (self->record, EK_ASSESSMENT_TOTAL))
    return;
  if (!ek_record_get_int (self->record, EK_ASSESSMENT_COMPLETE, TRUE))
    flags |= EK_POINT_PRORATED; /* a total of an incomplete form can only be a prorated one */
  add_value (self, find_total (self), ek_record_get_real (self->record, EK_ASSESSMENT_TOTAL, NAN), total_word (self),
             flags);
}

static const char *
subscale_word (Collection *self, guint number, const char *id)
{
  g_autofree char *words = ek_band_id_words (self->newest, ek_instrument_get_subscale_id (self->newest, number), id,
                                             NAN, self->source->language);

  return words != NULL ? ek_trajectory_keep (self->data, words) : NULL;
}

/* A part of the score: a subscale or an index, or what stands in for it where items were missing. */
static JsonObject *
find_part (JsonObject *result, const char *part, EkPointFlags *flags, gboolean *derived)
{
  static const char *const members[] = { "subscales", "indices" };
  JsonObject *prorated = ek_json_peek_object (result, "prorated");
  JsonObject *parts = prorated != NULL ? ek_json_peek_object (prorated, "subscales") : NULL;
  JsonObject *score = parts != NULL ? ek_json_peek_object (parts, part) : NULL;

  if (score != NULL)
    {
      *flags |= EK_POINT_PRORATED;
      return score;
    }
  for (guint i = 0; i < G_N_ELEMENTS (members) && score == NULL; i++)
    {
      parts = ek_json_peek_object (result, members[i]);
      score = parts != NULL ? ek_json_peek_object (parts, part) : NULL;
      *derived = i == 1 && score != NULL;
    }
  return score;
}

/* Forms of former versions of the program keep neither indices nor prorated subscales: they are worked out again, by
 * the definition that scored the form and by no other. */
static void
collect_worked_out (Collection *self, guint number, EkScore *score, EkPointFlags flags)
{
  const char *part = ek_instrument_get_subscale_id (self->newest, number);

  for (guint i = 0; i < score->subscores->len; i++)
    {
      const EkSubscore *subscore = g_ptr_array_index (score->subscores, i);
      EkTrajectoryOwn *own;

      if (g_strcmp0 (subscore->id, part) != 0 || !subscore->has_score)
        continue;
      own = find_subscale (self, number, part);
      own->public.derived = subscore->derived;
      add_value (self, own, subscore->score,
                 subscore->band != NULL ? subscale_word (self, number, subscore->band->id) : NULL,
                 flags | (subscore->prorated ? EK_POINT_PRORATED : 0));
      return;
    }
}

static void
collect_subscales (Collection *self)
{
  JsonNode *node = ek_record_get_json (self->record, EK_ASSESSMENT_RESULT);
  JsonObject *result = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (EkScore) score = NULL;
  gboolean tried = !self->is_own;

  for (guint i = 0; i < ek_instrument_get_n_subscales (self->newest); i++)
    {
      EkPointFlags flags = g_array_index (self->data->forms, EkTrajectoryForm, self->form).flags & ~EK_POINT_CRITICAL;
      const char *part = ek_instrument_get_subscale_id (self->newest, i);
      gboolean derived = FALSE;
      JsonObject *stored = result != NULL ? find_part (result, part, &flags, &derived) : NULL;
      double value = stored != NULL ? ek_json_peek_double (stored, "score", NAN) : NAN;

      if (!isnan (value))
        {
          EkTrajectoryOwn *own = find_subscale (self, i, part);

          own->public.derived = derived;
          add_value (self, own, value, subscale_word (self, i, ek_json_peek_string (stored, "severity")), flags);
          continue;
        }
      if (!tried)
        score = ek_trajectory_score_again (self->data, self->own, self->record);
      tried = TRUE;
      if (score != NULL)
        collect_worked_out (self, i, score, flags);
    }
}

static const char *
answer_word (EkItem *item, double stored, const char *language)
{
  for (guint i = 0; i < ek_item_get_n_options (item); i++)
    {
      const EkOption *option = ek_item_get_option (item, i);

      if (option->value == stored)
        return ek_option_label (option, language);
    }
  return NULL;
}

static void
collect_items (Collection *self, GHashTable *critical)
{
  JsonNode *answers = ek_record_get_json (self->record, EK_ASSESSMENT_ANSWERS);
  EkPointFlags flags = g_array_index (self->data->forms, EkTrajectoryForm, self->form).flags & ~EK_POINT_CRITICAL;
  JsonObject *object;

  if (answers == NULL || !JSON_NODE_HOLDS_OBJECT (answers) || self->own == NULL)
    return;
  object = json_node_get_object (answers);
  for (guint i = 0; i < ek_instrument_get_n_items (self->own); i++)
    {
      EkItem *item = ek_instrument_get_item (self->own, i);
      EkItemKind kind = ek_item_get_kind (item);
      JsonNode *answer = json_object_get_member (object, ek_item_get_id (item));
      double scored, stored;

      if (answer == NULL || JSON_NODE_HOLDS_NULL (answer) ||
          (kind != EK_ITEM_CHOICE && kind != EK_ITEM_NUMBER && kind != EK_ITEM_DURATION) ||
          !ek_item_read_answer (item, answer, &scored, &stored, NULL) || ek_item_is_not_answered (item, stored))
        continue;
      add_value (self, find_item (self, item), scored, answer_word (item, stored, self->source->language),
                 flags | (g_hash_table_contains (critical, ek_item_get_id (item)) ? EK_POINT_CRITICAL : 0));
    }
}

static void
collect_form (Collection *self)
{
  const char *id = ek_record_get_text (self->record, EK_ASSESSMENT_INSTRUMENT);
  g_autoptr (GHashTable) critical = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (id == NULL || g_strcmp0 (ek_record_get_text (self->record, EK_ASSESSMENT_STATUS), "completed") != 0)
    return;
  self->newest = ek_catalogue_find (self->source->catalogue, id, NULL);
  self->own = ek_catalogue_find (self->source->catalogue, id, ek_record_get_text (self->record, EK_ASSESSMENT_VERSION));
  self->is_own = self->own != NULL;
  self->apart = NULL;
  /* Numbers that were counted otherwise stand in a line of their own, with their own bands and limits. */
  if (self->is_own && self->newest != NULL && !ek_instrument_counts_alike (self->own, self->newest))
    {
      self->newest = self->own;
      self->apart = ek_instrument_get_version (self->own);
    }
  self->own = self->own != NULL ? self->own : self->newest;
  add_form (self, note_critical (self, critical));
  collect_total (self);
  if (self->newest == NULL || ek_assessment_is_total_only (self->record))
    return;
  collect_subscales (self);
  collect_items (self, critical);
}

static void
set_intervals (EkTrajectoryData *data)
{
  for (guint i = 0; i < data->series->len; i++)
    {
      EkTrajectoryOwn *own = g_ptr_array_index (data->series, i);
      EkSeries *series = own->public.series;
      int days;

      if (own->definition == NULL)
        continue;
      days = MAX (ek_instrument_get_interval_days (own->definition), SHORTEST_INTERVAL_DAYS);
      ek_series_set_interval (series, MAX (days * EK_DAY_MS, ek_series_gap (series) / 2));
    }
}

gboolean
ek_trajectory_add_forms (const EkTrajectorySource *source, EkTrajectoryData *data, GError **error)
{
  g_autoptr (GPtrArray) assessments = ek_assessment_list_with_totals (source->store, source->catalogue,
                                                                      source->patient_id, error);
  Collection collection = { .source = source, .data = data };

  if (assessments == NULL)
    return FALSE;
  for (guint i = 0; i < assessments->len; i++)
    {
      collection.record = g_ptr_array_index (assessments, i);
      collect_form (&collection);
    }
  set_intervals (data);
  return TRUE;
}
