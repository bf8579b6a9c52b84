/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What must stay true: nobody signs a severity or a risk that the file no longer bears out. Whether it does is judged
 * anew from the file, never from the dates of what came in: clocks are wrong, and a form of last week arrives today. */

#include "ek-facts-gather.h"
#include "ek-since-private.h"

#include "ek-battery-private.h"
#include "ek-care-private.h"
#include "ek-danger-kind.h"
#include "ek-error.h"
#include "ek-notice.h"
#include "ek-risk-private.h"
#include "ek-risk.h"
#include "ek-seen.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define RECORDED_SHOWN 8

typedef struct {
  const char *level; /* ids, NULL: not known */
  const char *step;
  JsonArray *risks; /* NULL: a draft of before risks were kept with it */
  gint64 made;
} Said;

/* --- what the paper says ---------------------------------------------------------------------------------------- */

static JsonObject *
object_of (EkRecord *record, int field)
{
  JsonNode *node = ek_record_get_json (record, field);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gint64
made_of_basis (JsonObject *basis)
{
  const char *now = basis != NULL ? ek_json_peek_string (basis, "now") : NULL;
  gint64 at = EK_INSTANT_NONE;

  if (now == NULL || !ek_instant_parse (now, &at, NULL, NULL))
    return EK_INSTANT_NONE;
  return ek_json_peek_int (basis, "drafted", at);
}

/* Whether the paper is a draft still, or a review that is not closed. */
gboolean
ek_since_is_unfinished (EkRecord *paper)
{
  const EkRecordType *type = ek_record_get_record_type (paper);

  if (type == &ek_baseline_type)
    return ek_care_text_is (paper, EK_BASELINE_STATUS, "draft");
  if (type == &ek_plan_type)
    return ek_care_text_is (paper, EK_PLAN_STATUS, "draft");
  g_return_val_if_fail (type == &ek_review_type, FALSE);
  return !ek_care_text_is (paper, EK_REVIEW_STATUS, "closed");
}

static Said
what_it_says (EkRecord *paper)
{
  const EkRecordType *type = ek_record_get_record_type (paper);
  gboolean baseline = type == &ek_baseline_type;
  Said said = { NULL, NULL, NULL, EK_INSTANT_NONE };
  JsonObject *basis = NULL;

  if (type == &ek_review_type)
    {
      JsonObject *page = object_of (paper, EK_REVIEW_CASE);
      JsonObject *severity = page != NULL ? ek_json_peek_object (page, "severity") : NULL;

      if (severity != NULL)
        said = (Said){ ek_json_peek_string (severity, "level"), ek_json_peek_string (severity, "step"),
                       ek_json_peek_array (page, "risks"), ek_json_peek_int (page, "at", EK_INSTANT_NONE) };
      return said;
    }
  basis = object_of (paper, baseline ? EK_BASELINE_BASIS : EK_PLAN_BASIS);
  said.level = ek_record_get_text (paper, baseline ? EK_BASELINE_LEVEL : EK_PLAN_LEVEL);
  said.step = ek_record_get_text (paper, baseline ? EK_BASELINE_STEP : EK_PLAN_STEP);
  said.risks = basis != NULL ? ek_json_peek_array (basis, "risks") : NULL;
  said.made = baseline ? ek_record_get_instant (paper, EK_BASELINE_MADE, NULL) : made_of_basis (basis);
  return said;
}

/* --- open risks ------------------------------------------------------------------------------------------------- */

static JsonArray *
risks_to_json (GPtrArray *risks)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < risks->len; i++)
    {
      EkRecord *risk = g_ptr_array_index (risks, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "id", ek_record_get_id (risk));
      json_object_set_int_member (object, "raised", ek_record_get_instant (risk, EK_RISK_RAISED, NULL));
      json_object_set_int_member (object, "causes", ek_risk_n_causes (risk));
      if (ek_record_has (risk, EK_RISK_LEVEL))
        json_object_set_string_member (object, "level", ek_record_get_text (risk, EK_RISK_LEVEL));
      json_array_add_object_element (array, object);
    }
  return array;
}

gboolean
ek_since_keep (EkStore *store, const char *patient_id, JsonNode *basis, GError **error)
{
  g_autoptr (GPtrArray) risks = ek_risk_list_open (store, patient_id, error);
  JsonObject *object = json_node_get_object (basis);

  if (risks == NULL)
    return FALSE;
  json_object_set_array_member (object, "risks", risks_to_json (risks));
  json_object_set_int_member (object, "drafted", ek_clock_now (ek_store_get_clock (store)));
  return TRUE;
}

/* By its identity; a case page of before identities were kept tells its risks apart by when they were raised. */
static JsonObject *
find_risk (JsonArray *risks, EkRecord *risk)
{
  for (guint i = 0; risks != NULL && i < json_array_get_length (risks); i++)
    {
      JsonObject *object = ek_json_element_object (risks, i);
      const char *id = object != NULL ? ek_json_peek_string (object, "id") : NULL;

      if (object == NULL)
        continue;
      if (id != NULL ? g_str_equal (id, ek_record_get_id (risk))
                     : ek_json_peek_int (object, "raised", 0) == ek_record_get_instant (risk, EK_RISK_RAISED, NULL))
        return object;
    }
  return NULL;
}

static gboolean
is_open (GPtrArray *open, JsonObject *said)
{
  g_autoptr (JsonArray) one = json_array_new ();

  json_array_add_object_element (one, json_object_ref (said));
  for (guint i = 0; i < open->len; i++)
    if (find_risk (one, g_ptr_array_index (open, i)) != NULL)
      return TRUE;
  return FALSE;
}

static const char *
level_label (const char *id)
{
  return ek_choice_label (ek_risk_type.fields[EK_RISK_LEVEL].choices, id != NULL ? id : "unassessed");
}

static void
compare_risk (EkSince *since, EkRecord *risk, JsonArray *said)
{
  JsonObject *former = find_risk (said, risk);
  const char *now = ek_record_get_text (risk, EK_RISK_LEVEL);
  const char *then = former != NULL ? ek_json_peek_string (former, "level") : NULL;

  if (former == NULL)
    /* Translators: %s is the level of a risk */
    g_ptr_array_add (since->differs, g_strdup_printf (_ ("A risk was opened since (level: %s)."), level_label (now)));
  else if (g_strcmp0 (then, now) != 0)
    /* Translators: levels of a risk: now, and when a draft was made */
    g_ptr_array_add (since->differs,
                     g_strdup_printf (_ ("The level of the open risk is now: %1$s; the draft says: %2$s."),
                                      level_label (now), level_label (then)));
  /* one that nobody has assessed, or that is high already, does not change its level by another answer */
  else if (ek_json_peek_int (former, "causes", G_MAXINT) < ek_risk_n_causes (risk))
    g_ptr_array_add (since->differs, g_strdup (_ ("The open risk has another cause since the draft was made.")));
}

static gboolean
compare_risks (EkStore *store, EkRecord *paper, const Said *said, EkSince *since, GError **error)
{
  g_autoptr (GPtrArray) open = ek_risk_list_open (store, ek_record_get_patient_id (paper), error);

  if (open == NULL)
    return FALSE;
  for (guint i = 0; i < open->len; i++)
    compare_risk (since, g_ptr_array_index (open, i), said->risks);
  for (guint i = 0; said->risks != NULL && i < json_array_get_length (said->risks); i++)
    {
      JsonObject *former = ek_json_element_object (said->risks, i);

      if (former != NULL && !is_open (open, former))
        g_ptr_array_add (since->differs, g_strdup (_ ("A risk that was open when the draft was made is closed now.")));
    }
  return TRUE;
}

/* --- what nobody has looked at ---------------------------------------------------------------------------------- */

/* A team that has it on its page knows of it; a plan or a baseline assessment is not signed over it. */
static gboolean
is_on_page (EkRecord *paper, EkRecord *notice)
{
  JsonObject *page = ek_record_get_record_type (paper) == &ek_review_type ? object_of (paper, EK_REVIEW_CASE) : NULL;
  JsonArray *unread = page != NULL ? ek_json_peek_array (page, "unread") : NULL;

  for (guint i = 0; unread != NULL && i < json_array_get_length (unread); i++)
    {
      JsonObject *one = ek_json_element_object (unread, i);

      if (one != NULL && g_strcmp0 (ek_json_peek_string (one, "id"), ek_record_get_id (notice)) == 0 &&
          ek_json_peek_int (one, "raised", 0) == ek_record_get_instant (notice, EK_NOTICE_RAISED, NULL))
        return TRUE;
    }
  return FALSE;
}

static gboolean
list_unread (EkStore *store, EkCatalogue *catalogue, EkRecord *paper, EkSince *since, GError **error)
{
  g_autoptr (GPtrArray) unread = ek_seen_list_unread (store, ek_record_get_patient_id (paper), error);

  for (guint i = 0; unread != NULL && i < unread->len; i++)
    {
      g_autofree char *words = NULL;

      if (is_on_page (paper, g_ptr_array_index (unread, i)))
        continue;
      words = ek_notice_text (store, catalogue, g_ptr_array_index (unread, i));
      words[strcspn (words, "\n")] = '\0';
      g_ptr_array_add (since->unread, g_steal_pointer (&words));
    }
  return unread != NULL;
}

/* --- severity and step ------------------------------------------------------------------------------------------ */

static EkFacts *
facts_of (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *paper, GError **error)
{
  const char *patient_id = ek_record_get_patient_id (paper);
  const char *battery_id = NULL;
  g_autoptr (EkRecord) battery = NULL;

  if (ek_record_get_record_type (paper) != &ek_baseline_type)
    return ek_facts_gather (store, catalogue, knowledge, patient_id, error);
  /* A baseline assessment speaks of its set alone, as of the day that ended. */
  battery_id = ek_record_get_text (paper, EK_BASELINE_BATTERY);
  battery = ek_store_load (store, &ek_battery_type, battery_id, error);
  if (battery == NULL)
    return NULL;
  return ek_facts_gather_some (store, catalogue, knowledge, patient_id,
                               ek_record_get_instant (battery, EK_BATTERY_ENDED, NULL), ek_battery_has_form,
                               (gpointer) battery_id, error);
}

static void
compare_severity (EkKnowledge *knowledge, EkFacts *facts, const Said *said, EkSince *since)
{
  g_autoptr (EkSeverity) severity = ek_severity_assess (knowledge, facts);

  if (severity->level != ek_level_from_id (said->level))
    /* Translators: overall severity: now, and when a draft was made */
    g_ptr_array_add (since->differs,
                     g_strdup_printf (_ ("Severity is now: %1$s; the draft says: %2$s."),
                                      ek_level_label (severity->level),
                                      ek_level_label (ek_level_from_id (said->level))));
  if (severity->step != ek_step_from_id (said->step))
    /* Translators: the step of care: now, and when a draft was made */
    g_ptr_array_add (since->differs,
                     g_strdup_printf (_ ("The step of care is now: %1$s; the draft says: %2$s."),
                                      ek_step_label (severity->step), ek_step_label (ek_step_from_id (said->step))));
}

/* --- what else came in ------------------------------------------------------------------------------------------ */

static char *
name_of (EkCatalogue *catalogue, EkRecord *record)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  const char *words = ek_record_get_title (record);
  EkInstrument *instrument = type == &ek_assessment_type && words != NULL ? ek_catalogue_find (catalogue, words, NULL)
                                                                          : NULL;
  g_autofree char *day = ek_record_get_day (record);

  if (instrument != NULL)
    words = ek_instrument_get_abbreviation (instrument);
  /* Translators: an entry of the file: what kind of thing it is, its name, its date */
  return day != NULL ? g_strdup_printf (_ ("%1$s: %2$s (%3$s)"), _ (type->label), words != NULL ? words : "", day)
                     : g_strdup_printf (_ ("%1$s: %2$s"), _ (type->label), words != NULL ? words : "");
}

static gboolean
is_news (EkRecord *record, gint64 made)
{
  if (ek_record_get_record_type (record) == &ek_assessment_type &&
      !ek_care_text_is (record, EK_ASSESSMENT_STATUS, "completed"))
    return FALSE;
  return ek_record_get_changed (record) > made;
}

static gboolean
list_recorded (EkStore *store, EkCatalogue *catalogue, EkRecord *paper, gint64 made, EkSince *since, GError **error)
{
  const EkRecordType *const *types = ek_record_types ();
  guint more = 0;

  for (guint t = 0; types[t] != NULL; t++)
    {
      g_autoptr (GPtrArray) records = NULL;

      if (!(types[t]->flags & EK_RECORD_BASIS))
        continue;
      records = ek_store_list (store, types[t], ek_record_get_patient_id (paper), error);
      if (records == NULL)
        return FALSE;
      for (guint i = 0; i < records->len; i++)
        if (is_news (g_ptr_array_index (records, i), made) && since->recorded->len >= RECORDED_SHOWN)
          more++;
        else if (is_news (g_ptr_array_index (records, i), made))
          g_ptr_array_add (since->recorded, name_of (catalogue, g_ptr_array_index (records, i)));
    }
  if (more > 0)
    g_ptr_array_add (since->recorded,
                     g_strdup_printf (ngettext ("and %u more entry", "and %u more entries", more), more));
  return TRUE;
}

/* Of a page without any, such as one of before they were kept, an empty list. */
static gboolean
same_unread (EkRecord *a, EkRecord *b)
{
  JsonObject *one = object_of (a, EK_REVIEW_CASE), *other = object_of (b, EK_REVIEW_CASE);
  JsonArray *left = one != NULL ? ek_json_peek_array (one, "unread") : NULL;
  JsonArray *right = other != NULL ? ek_json_peek_array (other, "unread") : NULL;
  guint n = left != NULL ? json_array_get_length (left) : 0;

  if (n != (right != NULL ? json_array_get_length (right) : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      one = ek_json_element_object (left, i);
      other = ek_json_element_object (right, i);
      if (one == NULL || other == NULL ||
          g_strcmp0 (ek_json_peek_string (one, "id"), ek_json_peek_string (other, "id")) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Whether two states of a case page say the same severity, step, open risks and what nobody has looked at. */
gboolean
ek_since_same_page (EkRecord *a, EkRecord *b)
{
  Said left = what_it_says (a), right = what_it_says (b);
  guint n = left.risks != NULL ? json_array_get_length (left.risks) : 0;

  if (!same_unread (a, b) || g_strcmp0 (left.level, right.level) != 0 || g_strcmp0 (left.step, right.step) != 0 ||
      n != (right.risks != NULL ? json_array_get_length (right.risks) : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *one = ek_json_element_object (left.risks, i), *other = ek_json_element_object (right.risks, i);

      if (one == NULL || other == NULL ||
          ek_json_peek_int (one, "raised", 0) != ek_json_peek_int (other, "raised", 0) ||
          g_strcmp0 (ek_json_peek_string (one, "level"), ek_json_peek_string (other, "level")) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_since_read:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: the rules
 * @paper: a baseline assessment, a plan or a case review
 * @error: return location
 *
 * Compares severity, step of care and open risks of a paper with the file as it is now, and lists what was recorded or
 * changed since it was made, and what may hide a danger and nobody has looked at.
 *
 * Returns: (transfer full) (nullable): the comparison; %NULL without error when the paper is no draft any more; %NULL
 *   with an error of the store
 */
EkSince *
ek_since_read (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *paper, GError **error)
{
  Said said = what_it_says (paper);
  g_autoptr (EkSince) since = NULL;
  g_autoptr (EkFacts) facts = NULL;

  if (!ek_since_is_unfinished (paper))
    return NULL;
  facts = facts_of (store, catalogue, knowledge, paper, error);
  if (facts == NULL)
    return NULL;
  since = g_new0 (EkSince, 1);
  since->unread = g_ptr_array_new_with_free_func (g_free);
  since->differs = g_ptr_array_new_with_free_func (g_free);
  since->recorded = g_ptr_array_new_with_free_func (g_free);
  if (!list_unread (store, catalogue, paper, since, error) || !compare_risks (store, paper, &said, since, error))
    return NULL;
  compare_severity (knowledge, facts, &said, since);
  if (said.made != EK_INSTANT_NONE && !list_recorded (store, catalogue, paper, said.made, since, error))
    return NULL;
  return g_steal_pointer (&since);
}

/**
 * ek_since_free:
 * @since: (nullable) (transfer full): a comparison
 *
 * Frees it.
 */
void
ek_since_free (EkSince *since)
{
  if (since == NULL)
    return;
  g_clear_pointer (&since->unread, g_ptr_array_unref);
  g_clear_pointer (&since->differs, g_ptr_array_unref);
  g_clear_pointer (&since->recorded, g_ptr_array_unref);
  g_free (since);
}

/**
 * ek_since_is_empty:
 * @since: (nullable): a comparison
 *
 * Returns: whether nothing came in and nothing differs
 */
gboolean
ek_since_is_empty (const EkSince *since)
{
  return since == NULL || since->unread->len + since->differs->len + since->recorded->len == 0;
}

/**
 * ek_since_check:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: the rules
 * @paper: what is to be signed or closed
 * @error: return location
 *
 * Returns: %TRUE when severity, step and open risks are those of the file and everything that may hide a danger was
 *   looked at; %FALSE with %EK_ERROR_CONFLICT saying what differs or must be looked at, or an error of the store
 */
gboolean
ek_since_check (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *paper, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (EkSince) since = ek_since_read (store, catalogue, knowledge, paper, &local);
  g_autofree char *what = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (since == NULL || since->unread->len + since->differs->len == 0)
    return TRUE;
  if (since->unread->len > 0)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_CONFLICT,
                   /* Translators: %s: one or several sentences saying what came and was not looked at */
                   _ ("Somebody must look at this before: %s Nothing was signed. Look at it and write what was seen; "
                      "then bring this up to date, read it, and sign it."),
                   (const char *) g_ptr_array_index (since->unread, 0));
      return FALSE;
    }
  g_ptr_array_add (since->differs, NULL);
  what = g_strjoinv (" ", (char **) since->differs->pdata);
  g_set_error (error, EK_ERROR, EK_ERROR_CONFLICT,
               _ (
                 "This was drafted from an earlier state of the file. %s Nothing was signed. Bring it up to date, read "
                 "it, and sign it then."),
               what);
  return FALSE;
}

/* --- on a print --------------------------------------------------------------------------------------------------- */

/* A paper of before risks were kept with it knows those that were raised before it was made. */
static gboolean
knows (const Said *said, JsonObject *former, EkRecord *risk)
{
  if (said->risks == NULL && said->made != EK_INSTANT_NONE)
    return ek_record_get_instant (risk, EK_RISK_RAISED, NULL) <= said->made;
  return former != NULL && ek_json_peek_int (former, "causes", G_MAXINT) >= ek_risk_n_causes (risk) &&
    ek_risk_rank (ek_json_peek_string (former, "level")) >= ek_risk_rank (ek_record_get_text (risk, EK_RISK_LEVEL));
}

static char *
news_of (EkRecord *risk, gboolean opened)
{
  int offset = 0;
  gint64 at = ek_record_get_instant (risk, EK_RISK_RAISED, &offset);
  g_autofree char *day = at != EK_INSTANT_NONE ? ek_instant_format_date (at, offset) : g_strdup ("");
  const char *kind = ek_danger_kind_label (ek_risk_kind (risk)), *level = ek_record_get_text (risk, EK_RISK_LEVEL);

  if (opened)
    /* Translators: on a printed paper: the kind of a risk, its level, the day it was opened */
    return g_strdup_printf (_ ("Since this was made a risk was opened that it does not speak of: %1$s – %2$s (%3$s). "
                               "Read the file before you go by this paper."),
                            kind, level_label (level), day);
  /* Translators: on a printed paper: the kind of a risk, its level */
  return g_strdup_printf (
    _ ("Since this was made the open risk has become higher or has another cause: %1$s – now %2$s. "
       "Read the file before you go by this paper."),
    kind, level_label (level));
}

/**
 * ek_since_list_risks:
 * @store: the record
 * @paper: a baseline assessment, a plan or a case review, signed or not
 * @error: return location
 *
 * Whoever holds a print in the hand does not see the banner.
 *
 * Returns: (transfer full) (element-type utf8): one translated sentence for each open risk above low, or not assessed,
 *   that was not open, or not as high, or had fewer causes, when the paper was made; %NULL with an error of the store
 */
GPtrArray *
ek_since_list_risks (EkStore *store, EkRecord *paper, GError **error)
{
  Said said = what_it_says (paper);
  g_autoptr (GPtrArray) open = ek_risk_list_open (store, ek_record_get_patient_id (paper), error);
  GPtrArray *news = open != NULL ? g_ptr_array_new_with_free_func (g_free) : NULL;

  for (guint i = 0; open != NULL && i < open->len; i++)
    {
      EkRecord *risk = g_ptr_array_index (open, i);
      JsonObject *former = find_risk (said.risks, risk);

      if (!ek_care_text_is (risk, EK_RISK_LEVEL, "low") && !knows (&said, former, risk))
        g_ptr_array_add (news, news_of (risk, former == NULL && said.risks != NULL));
    }
  return news;
}
