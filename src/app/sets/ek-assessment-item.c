/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-assessment-item.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ek-band-words.h"
#include "ek-format.h"
#include "ek-types.h"

struct _EkAssessmentItem {
  GObject parent_instance;

  char *cells[EK_ASSESSMENT_N_CELLS];
  char *id;
  char *instrument;
  gboolean open;
  gboolean critical;
  gboolean paper;
};

G_DEFINE_FINAL_TYPE (EkAssessmentItem, ek_assessment_item, G_TYPE_OBJECT)

static void
ek_assessment_item_finalize (GObject *object)
{
  EkAssessmentItem *self = EK_ASSESSMENT_ITEM (object);

  for (guint i = 0; i < EK_ASSESSMENT_N_CELLS; i++)
    g_free (self->cells[i]);
  g_free (self->id);
  g_free (self->instrument);
  G_OBJECT_CLASS (ek_assessment_item_parent_class)->finalize (object);
}

static void
ek_assessment_item_class_init (EkAssessmentItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_assessment_item_finalize;
}

static void
ek_assessment_item_init (EkAssessmentItem *self)
{
}

static char *
who_of (EkRecord *assessment, EkSession *session)
{
  const char *id = ek_record_has (assessment, EK_ASSESSMENT_RATER)
    ? ek_record_get_text (assessment, EK_ASSESSMENT_RATER)
    : ek_record_get_author (assessment);
  g_autoptr (EkUser) user = id != NULL ? ek_vault_find_user (ek_session_get_vault (session), id) : NULL;

  return user != NULL ? g_strdup (ek_user_get_name (user)) : NULL;
}

static gboolean
has_critical (EkRecord *assessment)
{
  JsonNode *result = ek_record_get_json (assessment, EK_ASSESSMENT_RESULT);
  JsonArray *critical = result != NULL && JSON_NODE_HOLDS_OBJECT (result)
    ? ek_json_peek_array (json_node_get_object (result), "critical")
    : NULL;

  return critical != NULL && json_array_get_length (critical) > 0;
}

static char *
status_of (EkRecord *assessment, gboolean critical)
{
  const char *id = ek_record_get_text (assessment, EK_ASSESSMENT_STATUS);
  const char *label = id != NULL ? ek_choice_label (ek_assessment_type.fields[EK_ASSESSMENT_STATUS].choices, id) : "";
  const char *reason = ek_record_get_text (assessment, EK_ASSESSMENT_REASON);

  if (critical && g_strcmp0 (id, "completed") == 0)
    /* Translators: a form with an answer that needs somebody to act, such as thoughts of suicide */
    return g_strdup (_ ("Critical answer"));
  if (critical && g_strcmp0 (id, "in-progress") == 0)
    return g_strdup_printf ("%s · %s", label, _ ("Critical answer"));
  return reason != NULL ? g_strdup_printf ("%s · %s", label, reason) : g_strdup (label);
}

/* Answers that came with it and were not taken over are said in the list already. */
static void
mark_unread (EkAssessmentItem *self, EkRecord *assessment)
{
  char **cell = &self->cells[EK_ASSESSMENT_CELL_STATUS];
  g_autofree char *status = *cell;

  if (ek_record_has (assessment, EK_ASSESSMENT_UNREAD))
    *cell = g_strdup_printf ("%s · %s", status, _ ("Some answers were not taken over"));
  else
    *cell = g_steal_pointer (&status);
}

/* What a form without a total came to: its subscales, or the ratings themselves. */
static char *
parts_of (EkRecord *assessment, EkInstrument *instrument)
{
  JsonNode *node = ek_record_get_json (assessment, EK_ASSESSMENT_RESULT);
  JsonObject *result = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *parts = result != NULL ? ek_json_peek_object (result, "subscales") : NULL;
  JsonObject *derived = result != NULL ? ek_json_peek_object (result, "indices") : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; instrument != NULL && i < ek_instrument_get_n_subscales (instrument); i++)
    {
      const char *id = ek_instrument_get_subscale_id (instrument, i);
      JsonObject *one = parts != NULL ? ek_json_peek_object (parts, id) : NULL;
      double score;

      if (one == NULL && derived != NULL)
        one = ek_json_peek_object (derived, id);
      score = one != NULL ? ek_json_peek_double (one, "score", NAN) : NAN;
      if (!isnan (score))
        {
          g_autofree char *value = ek_format_score (score);

          g_string_append_printf (text, "%s%s %s", text->len > 0 ? _ ("; ") : "",
                                  ek_instrument_get_subscale_title (instrument, i, ek_format_language ()), value);
        }
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
fill_result (EkAssessmentItem *self, EkRecord *assessment, EkInstrument *instrument)
{
  char **severity = &self->cells[EK_ASSESSMENT_CELL_SEVERITY];

  if (ek_record_has (assessment, EK_ASSESSMENT_TOTAL))
    self->cells[EK_ASSESSMENT_CELL_TOTAL] = ek_format_score (ek_record_get_real (assessment, EK_ASSESSMENT_TOTAL, NAN));
  /* Also where there is no total: triage has an outcome without a number. */
  if (ek_record_has (assessment, EK_ASSESSMENT_SEVERITY))
    *severity = ek_band_level_words (instrument, ek_record_get_text (assessment, EK_ASSESSMENT_SEVERITY),
                                     ek_record_get_real (assessment, EK_ASSESSMENT_TOTAL, NAN), ek_format_language ());
  else if (!ek_record_has (assessment, EK_ASSESSMENT_TOTAL))
    *severity = parts_of (assessment, instrument);
}

/**
 * ek_assessment_item_new:
 * @assessment: a record of #ek_assessment_type
 * @session: for the names of instruments and people
 *
 * Returns: (transfer full): its row, which does not hold on to @assessment
 */
EkAssessmentItem *
ek_assessment_item_new (EkRecord *assessment, EkSession *session)
{
  EkAssessmentItem *self = g_object_new (EK_TYPE_ASSESSMENT_ITEM, NULL);
  const char *instrument_id = ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT);
  EkInstrument *instrument = ek_catalogue_find (ek_session_get_catalogue (session), instrument_id,
                                                ek_record_get_text (assessment, EK_ASSESSMENT_VERSION));
  const char *status = ek_record_get_text (assessment, EK_ASSESSMENT_STATUS);
  int offset = 0;
  gint64 at = ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, &offset);

  self->id = g_strdup (ek_record_get_id (assessment));
  self->instrument = g_strdup (instrument_id);
  self->open = g_strcmp0 (status, "in-progress") == 0;
  self->paper = g_strcmp0 (ek_record_get_text (assessment, EK_ASSESSMENT_MODE), "paper") == 0;
  self->critical = has_critical (assessment);
  self->cells[EK_ASSESSMENT_CELL_DATE] = ek_format_instant (at, offset);
  self->cells[EK_ASSESSMENT_CELL_INSTRUMENT] = g_strdup (
    instrument != NULL ? ek_instrument_get_abbreviation (instrument) : instrument_id);
  /* A form that was declined or withdrawn has answers, but its total says nothing. */
  if (g_strcmp0 (status, "completed") == 0)
    fill_result (self, assessment, instrument);
  self->cells[EK_ASSESSMENT_CELL_STATUS] = status_of (assessment, self->critical);
  mark_unread (self, assessment);
  self->cells[EK_ASSESSMENT_CELL_WHO] = who_of (assessment, session);
  return self;
}

/**
 * ek_assessment_item_get_cell:
 * @self: a row
 * @cell: the column
 *
 * Returns: (transfer none): what stands there, "" where nothing does
 */
const char *
ek_assessment_item_get_cell (EkAssessmentItem *self, EkAssessmentCell cell)
{
  return self->cells[cell] != NULL ? self->cells[cell] : "";
}

/**
 * ek_assessment_item_get_id:
 * @self: an item
 *
 * Returns: (transfer none): the record's id
 */
const char *
ek_assessment_item_get_id (EkAssessmentItem *self)
{
  return self->id;
}

/**
 * ek_assessment_item_is_open:
 * @self: an item
 *
 * Returns: whether the form is still being filled in
 */
gboolean
ek_assessment_item_is_open (EkAssessmentItem *self)
{
  return self->open;
}

/**
 * ek_assessment_item_is_paper:
 * @self: an item
 *
 * Returns: whether it is entered from paper
 */
gboolean
ek_assessment_item_is_paper (EkAssessmentItem *self)
{
  return self->paper;
}

/**
 * ek_assessment_item_is_critical:
 * @self: an item
 *
 * Returns: whether an answer needs somebody to act
 */
gboolean
ek_assessment_item_is_critical (EkAssessmentItem *self)
{
  return self->critical;
}
