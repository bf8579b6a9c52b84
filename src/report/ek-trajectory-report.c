/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-trajectory-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-scale.h"
#include "ek-types.h"

/* Shorter intervals between two questionnaires than what they ask about do not make a pause of four weeks a gap. */
#define SHORTEST_INTERVAL_DAYS 14

/* A measurement is a course from here on, and a chart can be read up to here. */
#define FEWEST_MEASUREMENTS   3
#define MOST_MEASURED_PANELS  4

/* Values of one score while they are collected. */
typedef struct {
  char         *id;
  EkInstrument *instrument;      /* newest definition; NULL for a measurement, or when it is not here */
  EkSeries     *series;
  gboolean      is_measurement;
  guint         order;           /* of its first value */
} Collected;

typedef struct {
  const EkTrajectorySource *source;
  GPtrArray                *scores;      /* of Collected */
  GPtrArray                *rows;        /* of EkTrajectoryRow; a point's tag is its index here */
  GHashTable               *critical;    /* words for items whose answers were critical */
} Collection;

gboolean
ek_trajectory_is_chinese (const char *language)
{
  return language != NULL && strncmp (language, "zh", 2) == 0;
}

static void
collected_free (gpointer data)
{
  Collected *collected = data;

  g_free (collected->id);
  ek_series_unref (collected->series);
  g_free (collected);
}

static void
score_free (gpointer data)
{
  EkTrajectoryScore *score = data;

  g_free (score->label);
  g_free (score->reliable_source);
  ek_series_unref (score->series);
  g_free (score);
}

static void
row_free (gpointer data)
{
  EkTrajectoryRow *row = data;

  g_free (row->record_id);
  g_free (row->score);
  g_free (row->unit);
  g_free (row->severity);
  g_free (row->entered_by);
  g_free (row->mode);
  g_free (row->version);
  g_free (row);
}

/**
 * ek_trajectory_free:
 * @self: (transfer full): a trajectory
 */
void
ek_trajectory_free (EkTrajectory *self)
{
  g_clear_pointer (&self->chart, ek_chart_unref);
  g_ptr_array_unref (self->scores);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* ---- From records to values ---- */

static Collected *
find_collected (Collection   *self,
                const char   *id,
                const char   *label,
                const char   *unit,
                EkInstrument *instrument,
                gboolean      is_measurement)
{
  Collected *collected = NULL;

  for (guint i = 0; i < self->scores->len; i++)
    {
      collected = g_ptr_array_index (self->scores, i);
      if (collected->is_measurement == is_measurement && g_str_equal (collected->id, id))
        return collected;
    }
  collected = g_new0 (Collected, 1);
  collected->id = g_strdup (id);
  collected->instrument = instrument;
  collected->series = ek_series_new (id, label, unit);
  collected->is_measurement = is_measurement;
  collected->order = self->scores->len;
  g_ptr_array_add (self->scores, collected);
  return collected;
}

static char *
user_name (Collection *self,
           const char *user_id)
{
  g_autoptr (EkUser) user = NULL;

  if (user_id == NULL || *user_id == '\0')
    return NULL;
  user = ek_vault_find_user (ek_store_get_vault (self->source->store), user_id);
  return user != NULL ? g_strdup (ek_user_get_name (user)) : NULL;
}

static const char *
mode_words (const char *mode,
            const char *language)
{
  static const struct { const char *mode, *en, *zh; } modes[] = {
    { "clinician", "asked by the clinician", "临床人员询问" },
    { "self", "answered by the patient", "患者自评" },
    { "paper", "entered from paper", "纸质量表录入" },
    { "imported", "received from the hospital", "来自医院系统" },
  };

  for (guint i = 0; mode != NULL && i < G_N_ELEMENTS (modes); i++)
    {
      if (g_str_equal (mode, modes[i].mode))
        return EK_PICK (language, modes[i].en, modes[i].zh);
    }
  return NULL;
}

/* The items the scoring engine found critical when it scored this form. */
static gboolean
note_critical (Collection *self,
               EkRecord   *record,
               const char *abbreviation)
{
  JsonNode *result = ek_record_get_json (record, EK_ASSESSMENT_RESULT);
  JsonArray *items = result != NULL && JSON_NODE_HOLDS_OBJECT (result)
                     ? ek_json_peek_array (json_node_get_object (result), "critical") : NULL;

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonNode *item = json_array_get_element (items, i);
      g_autofree char *name = NULL;

      if (!JSON_NODE_HOLDS_VALUE (item))
        continue;
      name = json_node_get_value_type (item) == G_TYPE_INT64
             ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (item)) : json_node_dup_string (item);
      g_hash_table_add (self->critical,
                        g_strdup_printf (EK_PICK (self->source->language, "%s item %s", "%s 第%s题"),
                                         abbreviation, name));
    }
  return items != NULL && json_array_get_length (items) > 0;
}

static void
add_row (Collection      *self,
         Collected       *collected,
         EkTrajectoryRow *row)
{
  if (!ek_series_add (collected->series, row->at_ms, row->value, row->flags, self->rows->len))
    {
      row_free (row);
      return;
    }
  row->score = g_strdup (ek_series_get_label (collected->series));
  g_ptr_array_add (self->rows, row);
}

/* The word the score had under the definition that scored it, not under a later one. */
static char *
severity_word (Collection   *self,
               EkRecord     *record,
               EkInstrument *newest)
{
  const char *id = ek_record_get_text (record, EK_ASSESSMENT_SEVERITY);
  EkInstrument *own = ek_catalogue_find (self->source->catalogue, ek_record_get_text (record, EK_ASSESSMENT_INSTRUMENT),
                                         ek_record_get_text (record, EK_ASSESSMENT_VERSION));
  const EkBand *band;

  if (id == NULL)
    return NULL;
  if (own == NULL)
    own = newest;
  band = own != NULL ? ek_instrument_find_band (own, id) : NULL;
  return g_strdup (band != NULL ? ek_band_label (band, self->source->language) : id);
}

static char *
range_words (EkInstrument *instrument,
             const char   *language)
{
  double low, high;
  g_autofree char *from = NULL, *to = NULL;

  if (instrument == NULL || !ek_instrument_get_range (instrument, &low, &high))
    return NULL;
  from = ek_value_text (low);
  to = ek_value_text (high);
  return g_strdup_printf (EK_PICK (language, "score, %s to %s", "分，%s–%s"), from, to);
}

static void
collect_assessment (Collection *self,
                    EkRecord   *record)
{
  const char *id = ek_record_get_text (record, EK_ASSESSMENT_INSTRUMENT);
  const char *mode = ek_record_get_text (record, EK_ASSESSMENT_MODE), *language = self->source->language;
  EkInstrument *instrument = id != NULL ? ek_catalogue_find (self->source->catalogue, id, NULL) : NULL;
  const char *abbreviation = instrument != NULL ? ek_instrument_get_abbreviation (instrument) : id;
  g_autofree char *unit = range_words (instrument, language);
  EkTrajectoryRow *row = NULL;

  if (id == NULL || !ek_record_has (record, EK_ASSESSMENT_TOTAL)
      || g_strcmp0 (ek_record_get_text (record, EK_ASSESSMENT_STATUS), "completed") != 0)
    return;
  row = g_new0 (EkTrajectoryRow, 1);
  row->type = &ek_assessment_type;
  row->record_id = g_strdup (ek_record_get_id (record));
  row->at_ms = ek_record_get_instant (record, EK_ASSESSMENT_TAKEN, &row->offset_minutes);
  row->value = ek_record_get_real (record, EK_ASSESSMENT_TOTAL, NAN);
  row->severity = severity_word (self, record, instrument);
  row->entered_by = user_name (self, ek_record_has (record, EK_ASSESSMENT_RATER)
                                     ? ek_record_get_text (record, EK_ASSESSMENT_RATER)
                                     : ek_record_get_author (record));
  row->mode = g_strdup (mode_words (mode, language));
  row->version = g_strdup (ek_record_get_text (record, EK_ASSESSMENT_VERSION));
  if (note_critical (self, record, abbreviation))
    row->flags |= EK_POINT_CRITICAL;
  if (g_strcmp0 (mode, "imported") == 0)
    row->flags |= EK_POINT_IMPORTED;
  if (!ek_record_get_int (record, EK_ASSESSMENT_COMPLETE, TRUE))
    row->flags |= EK_POINT_PRORATED;      /* a total of an incomplete form can only be a prorated one */
  add_row (self, find_collected (self, id, abbreviation, unit, instrument, FALSE), row);
}

static void
collect_measurement (Collection *self,
                     EkRecord   *record)
{
  const char *code = ek_record_get_text (record, EK_MEASUREMENT_CODE);
  const char *unit = ek_record_get_text (record, EK_MEASUREMENT_UNIT);
  const char *text = ek_record_get_text (record, EK_MEASUREMENT_TEXT);
  const char *status = ek_record_get_text (record, EK_MEASUREMENT_STATUS);
  const char *source = ek_record_get_text (record, EK_MEASUREMENT_SOURCE);
  EkTrajectoryRow *row = NULL;
  g_autofree char *key = NULL;

  if (code == NULL || !ek_record_has (record, EK_MEASUREMENT_VALUE) || g_strcmp0 (status, "entered-in-error") == 0
      || g_strcmp0 (status, "cancelled") == 0)
    return;
  /* Values in different units are different courses. */
  key = g_strconcat (code, "|", unit != NULL ? unit : "", NULL);
  row = g_new0 (EkTrajectoryRow, 1);
  row->type = &ek_measurement_type;
  row->record_id = g_strdup (ek_record_get_id (record));
  row->at_ms = ek_record_get_instant (record, EK_MEASUREMENT_TAKEN, &row->offset_minutes);
  row->value = ek_record_get_real (record, EK_MEASUREMENT_VALUE, NAN);
  row->unit = g_strdup (unit);
  row->entered_by = source != NULL ? g_strdup (source) : user_name (self, ek_record_get_author (record));
  add_row (self, find_collected (self, key, text != NULL ? text : code, unit, NULL, TRUE), row);
}

/* ---- From values to panels ---- */

static int
primary_rank (const Collected *collected)
{
  static const char *const primary[] = { "phq9", "gad7" };

  for (guint i = 0; i < G_N_ELEMENTS (primary); i++)
    {
      if (!collected->is_measurement && g_str_equal (collected->id, primary[i]))
        return (int) i;
    }
  return collected->is_measurement ? 1000 : 100;
}

/* The primary scales first, then the others as they came, then measurements, the longest first. */
static int
compare_collected (gconstpointer a,
                   gconstpointer b)
{
  const Collected *first = *(Collected *const *) a, *second = *(Collected *const *) b;
  int difference = primary_rank (first) - primary_rank (second);
  guint n_first = ek_series_length (first->series), n_second = ek_series_length (second->series);

  if (difference != 0)
    return difference;
  if (first->is_measurement && n_first != n_second)
    return n_first > n_second ? -1 : 1;
  return (first->order > second->order) - (first->order < second->order);
}

static EkCriteria
criteria_of (EkInstrument *instrument)
{
  EkCriteria criteria = EK_CRITERIA_NONE;
  double value;

  if (instrument == NULL)
    return criteria;
  criteria.higher_is_worse = ek_instrument_higher_is_worse (instrument);
  if (ek_instrument_get_caseness (instrument, &value))
    criteria.caseness = value;
  if (ek_instrument_get_remission (instrument, &value))
    criteria.remission = value;
  if (ek_instrument_get_reliable_change (instrument, &value, NULL))
    criteria.reliable = value;
  return criteria;
}

/* The word stands alone beside its band, where a line of text begins. */
static char *
capitalised (const char *word)
{
  gunichar first = g_utf8_get_char (word);
  GString *text = g_string_new (NULL);

  if (*word == '\0')
    return g_string_free (text, FALSE);
  g_string_append_unichar (text, g_unichar_totitle (first));
  g_string_append (text, g_utf8_next_char (word));
  return g_string_free (text, FALSE);
}

static void
band_clear (gpointer data)
{
  g_free ((char *) ((EkChartBand *) data)->label);
}

static void
set_bands (EkChart      *chart,
           guint         panel,
           EkInstrument *instrument,
           const char   *language)
{
  g_autoptr (GArray) bands = g_array_new (FALSE, FALSE, sizeof (EkChartBand));

  g_array_set_clear_func (bands, band_clear);
  for (guint i = 0; i < ek_instrument_get_n_bands (instrument); i++)
    {
      const EkBand *from = ek_instrument_get_band (instrument, i);
      EkChartBand band = { from->low, from->high, NULL, from->rank };

      if (isnan (from->low))
        continue;
      band.label = capitalised (ek_band_label (from, language));
      g_array_append_val (bands, band);
    }
  ek_chart_panel_set_bands (chart, panel, (const EkChartBand *) (gpointer) bands->data, bands->len);
}

static void
set_limits (EkChart                 *chart,
            guint                    panel,
            const EkTrajectoryScore *score,
            const char              *language)
{
  const EkCriteria *criteria = &score->criteria;

  if (!isnan (criteria->caseness))
    {
      g_autofree char *value = ek_value_text (criteria->caseness);
      g_autofree char *label = g_strdup_printf ("%s %s %s", EK_PICK (language, "Caseness", "病例临界值"),
                                                criteria->higher_is_worse ? "≥" : "≤", value);

      ek_chart_panel_set_caseness (chart, panel, criteria->caseness, label);
    }
  if (criteria->reliable > 0 && score->course.n > 0)
    {
      g_autofree char *value = ek_value_text (criteria->reliable);
      g_autofree char *label = g_strdup_printf ("%s ±%s", EK_PICK (language, "Reliable change", "可靠变化"), value);

      ek_chart_panel_set_reliable_change (chart, panel, score->course.baseline, criteria->reliable, label);
    }
}

static void
set_notes (Collection *self,
           EkChart    *chart,
           guint       panel,
           EkSeries   *series)
{
  const EkPoint *points = ek_series_points (series);

  for (guint i = 0; i < ek_series_length (series); i++)
    {
      EkTrajectoryRow *row = g_ptr_array_index (self->rows, points[i].tag);
      g_autofree char *who = row->entered_by == NULL ? NULL
                             : g_strdup_printf (EK_PICK (self->source->language, "Entered by %s", "录入：%s"),
                                                row->entered_by);
      g_autofree char *note = who != NULL && row->mode != NULL ? g_strdup_printf ("%s · %s", who, row->mode)
                              : g_strdup (who != NULL ? who : row->mode);

      row->panel = panel;
      row->index = i;
      ek_chart_panel_set_note (chart, panel, i, note);
    }
}

static void
add_panel (Collection   *self,
           EkTrajectory *trajectory,
           Collected    *collected)
{
  EkTrajectoryScore *score = g_new0 (EkTrajectoryScore, 1);
  EkInstrument *instrument = collected->instrument;
  double low = NAN, high = NAN, amount;
  const char *source = NULL;
  guint panel;

  if (instrument != NULL)
    {
      int days = MAX (ek_instrument_get_interval_days (instrument), SHORTEST_INTERVAL_DAYS);

      ek_instrument_get_range (instrument, &low, &high);
      ek_series_set_interval (collected->series, MAX (days * EK_DAY_MS, ek_series_gap (collected->series) / 2));
      if (ek_instrument_get_reliable_change (instrument, &amount, &source))
        score->reliable_source = g_strdup (source);
    }
  score->label = g_strdup (ek_series_get_label (collected->series));
  score->criteria = criteria_of (instrument);
  score->is_measurement = collected->is_measurement;
  ek_course_compute (collected->series, EK_INSTANT_NONE, &score->criteria, &score->course);
  score->series = ek_series_ref (collected->series);
  panel = ek_chart_add_panel (trajectory->chart, collected->series, low, high, score->criteria.higher_is_worse);
  if (instrument != NULL)
    set_bands (trajectory->chart, panel, instrument, self->source->language);
  set_limits (trajectory->chart, panel, score, self->source->language);
  set_notes (self, trajectory->chart, panel, collected->series);
  g_ptr_array_add (trajectory->scores, score);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
set_critical_label (Collection *self,
                    EkChart    *chart)
{
  g_autofree const char **items = (const char **) g_hash_table_get_keys_as_array (self->critical, NULL);
  g_autofree char *joined = NULL, *label = NULL;

  if (items[0] == NULL)
    return;
  qsort (items, g_hash_table_size (self->critical), sizeof *items, compare_texts);
  joined = g_strjoinv (EK_PICK (self->source->language, ", ", "、"), (char **) items);
  label = g_strdup_printf (EK_PICK (self->source->language, "critical answer: %s", "危险条目阳性：%s"), joined);
  ek_chart_set_critical_label (chart, label);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const EkTrajectoryRow *first = *(EkTrajectoryRow *const *) a, *second = *(EkTrajectoryRow *const *) b;

  if (first->at_ms != second->at_ms)
    return first->at_ms > second->at_ms ? -1 : 1;
  return (first->panel > second->panel) - (first->panel < second->panel);
}

/* Rows of what has no panel are left out of the table too: it says the same as the chart. */
static void
keep_drawn_rows (Collection   *self,
                 EkTrajectory *trajectory,
                 GPtrArray    *drawn)
{
  for (guint i = 0; i < drawn->len; i++)
    {
      Collected *collected = g_ptr_array_index (drawn, i);
      const EkPoint *points = ek_series_points (collected->series);

      for (guint j = 0; j < ek_series_length (collected->series); j++)
        g_ptr_array_add (trajectory->rows, g_steal_pointer (&g_ptr_array_index (self->rows, points[j].tag)));
    }
  g_ptr_array_sort (trajectory->rows, compare_rows);
}

static void
make_panels (Collection   *self,
             EkTrajectory *trajectory)
{
  g_autoptr (GPtrArray) drawn = g_ptr_array_new ();
  guint n_measured = 0;

  g_ptr_array_sort (self->scores, compare_collected);
  for (guint i = 0; i < self->scores->len; i++)
    {
      Collected *collected = g_ptr_array_index (self->scores, i);

      if (ek_series_length (collected->series) == 0)
        continue;
      if (collected->is_measurement
          && (ek_series_length (collected->series) < FEWEST_MEASUREMENTS || n_measured++ >= MOST_MEASURED_PANELS))
        continue;
      add_panel (self, trajectory, collected);
      g_ptr_array_add (drawn, collected);
    }
  set_critical_label (self, trajectory->chart);
  keep_drawn_rows (self, trajectory, drawn);
}

static gboolean
collect (Collection  *self,
         GError     **error)
{
  g_autoptr (GPtrArray) assessments = NULL, measurements = NULL;

  assessments = ek_store_list (self->source->store, &ek_assessment_type, self->source->patient_id, error);
  if (assessments == NULL)
    return FALSE;
  measurements = ek_store_list (self->source->store, &ek_measurement_type, self->source->patient_id, error);
  if (measurements == NULL)
    return FALSE;
  for (guint i = 0; i < assessments->len; i++)
    collect_assessment (self, g_ptr_array_index (assessments, i));
  for (guint i = 0; i < measurements->len; i++)
    collect_measurement (self, g_ptr_array_index (measurements, i));
  return TRUE;
}

static void
row_clear (gpointer data)
{
  if (data != NULL)
    row_free (data);
}

/**
 * ek_trajectory_report_load:
 * @store: where the record is; its clock says what today is
 * @catalogue: definitions, for bands, limits and words
 * @patient_id: whose
 * @language: "en" or "zh": of everything that is on the chart
 * @error: what reading the record failed with
 *
 * Every completed form with a total, and measurements taken at least three times (the four longest courses), with the
 * patient's sessions, medicines, leave and events. Bands and limits are those of the newest definition; the word beside
 * a value is the one of the definition that scored it. The baseline is the first value there is.
 *
 * Returns: (transfer full): the trajectory, without a panel when nothing was measured
 */
EkTrajectory *
ek_trajectory_report_load (EkStore      *store,
                           EkCatalogue  *catalogue,
                           const char   *patient_id,
                           const char   *language,
                           GError      **error)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  EkTrajectorySource source = { store, catalogue, patient_id, language, now, ek_clock_offset (clock, now) };
  g_autoptr (EkTrajectory) trajectory = g_new0 (EkTrajectory, 1);
  g_autoptr (GPtrArray) scores = g_ptr_array_new_with_free_func (collected_free);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_clear);
  g_autoptr (GHashTable) critical = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Collection collection = { &source, scores, rows, critical };

  g_return_val_if_fail (patient_id != NULL && language != NULL, NULL);

  trajectory->chart = ek_chart_new ();
  trajectory->scores = g_ptr_array_new_with_free_func (score_free);
  trajectory->rows = g_ptr_array_new_with_free_func (row_free);
  ek_chart_set_language (trajectory->chart, language);
  ek_chart_set_now (trajectory->chart, now);
  ek_chart_set_offset (trajectory->chart, source.offset_minutes);
  if (!collect (&collection, error))
    return NULL;
  make_panels (&collection, trajectory);
  if (!ek_trajectory_add_lanes (&source, trajectory->chart, error))
    return NULL;
  return g_steal_pointer (&trajectory);
}

/**
 * ek_trajectory_report_chart:
 * @store: where the record is
 * @catalogue: definitions
 * @patient_id: whose
 * @language: "en" or "zh"
 * @error: what reading the record failed with
 *
 * Returns: (transfer full): the chart alone; see ek_trajectory_report_load()
 */
EkChart *
ek_trajectory_report_chart (EkStore      *store,
                            EkCatalogue  *catalogue,
                            const char   *patient_id,
                            const char   *language,
                            GError      **error)
{
  g_autoptr (EkTrajectory) trajectory = ek_trajectory_report_load (store, catalogue, patient_id, language, error);

  return trajectory != NULL ? ek_chart_ref (trajectory->chart) : NULL;
}
