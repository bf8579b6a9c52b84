/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A form as it was answered, read out of the record. Words of the form are those of its own definition version and
 * language; words about it are in the language of the program. */

#include "ek-assess-declined.h"
#include "ek-form-report.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-band-words.h"
#include "ek-form-words.h"
#include "ek-json.h"
#include "ek-knowledge.h"
#include "ek-report-text.h"
#include "ek-types.h"

typedef struct {
  EkStore *store;
  EkRecord *record;
  EkInstrument *instrument; /* its own version; NULL when that is not here */
  EkSubject subject;
  EkFormFacsimile *made;
} Making;

/* ---- Freeing ---- */

static void
pair_free (gpointer data)
{
  EkFormPair *pair = data;

  g_free (pair->label);
  g_free (pair->value);
  g_free (pair);
}

static void
option_free (gpointer data)
{
  EkFormOption *option = data;

  g_free (option->text);
  g_free (option);
}

static void
line_free (gpointer data)
{
  EkFormLine *line = data;

  g_free (line->title);
  g_ptr_array_unref (line->options);
  g_free (line->answer);
  g_free (line->remark);
  g_free (line);
}

static void
version_free (gpointer data)
{
  EkFormVersion *version = data;

  g_free (version->when);
  g_free (version->who);
  g_free (version->what);
  g_free (version->reason);
  g_ptr_array_unref (version->changes);
  g_free (version);
}

/**
 * ek_form_facsimile_free:
 * @self: (nullable) (transfer full): a facsimile
 */
void
ek_form_facsimile_free (EkFormFacsimile *self)
{
  if (self == NULL)
    return;
  g_free (self->assessment_id);
  g_free (self->patient_id);
  g_free (self->instrument_id);
  g_free (self->patient);
  g_free (self->title);
  g_free (self->language);
  g_free (self->instructions);
  g_free (self->status);
  g_free (self->warning);
  g_free (self->rights);
  g_ptr_array_unref (self->pairs);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->results);
  g_ptr_array_unref (self->marks);
  g_ptr_array_unref (self->versions);
  g_free (self);
}

static EkFormFacsimile *
facsimile_new (void)
{
  EkFormFacsimile *self = g_new0 (EkFormFacsimile, 1);

  self->pairs = g_ptr_array_new_with_free_func (pair_free);
  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->results = g_ptr_array_new_with_free_func (pair_free);
  self->marks = g_ptr_array_new_with_free_func (g_free);
  self->versions = g_ptr_array_new_with_free_func (version_free);
  return self;
}

/* ---- Who, when, how ---- */

static void
add_pair (GPtrArray *pairs, const char *label, const char *value)
{
  EkFormPair *pair;

  if (value == NULL || *value == '\0')
    return;
  pair = g_new (EkFormPair, 1);
  *pair = (EkFormPair){ g_strdup (label), g_strdup (value) };
  g_ptr_array_add (pairs, pair);
}

static char *
name_of (Making *making, const char *user_id)
{
  g_autoptr (EkUser) user = user_id != NULL ? ek_vault_find_user (ek_store_get_vault (making->store), user_id) : NULL;

  return user != NULL ? g_strdup (ek_user_get_name (user)) : NULL;
}

/* What came with the form and is not in it: nobody may think that nothing else was said. */
static void
add_unread (Making *making)
{
  JsonNode *node = ek_record_get_json (making->record, EK_ASSESSMENT_UNREAD);
  JsonArray *unread = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; unread != NULL && i < json_array_get_length (unread); i++)
    {
      JsonObject *one = ek_json_element_object (unread, i);
      g_autofree char *words = one != NULL ? ek_form_unread_words (one) : NULL;

      add_pair (making->made->pairs, _ ("Not taken over"), words);
    }
}

/* Answers that cannot be: why the form has no score. */
static void
add_contradictions (Making *making)
{
  JsonNode *node = ek_record_get_json (making->record, EK_ASSESSMENT_RESULT);
  JsonArray *failed = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
    ? ek_json_peek_array (json_node_get_object (node), "contradictions")
    : NULL;

  for (guint i = 0; failed != NULL && making->instrument != NULL && i < json_array_get_length (failed); i++)
    add_pair (making->made->pairs, _ ("Cannot be scored"),
              ek_instrument_get_check_message (making->instrument, json_array_get_string_element (failed, i),
                                               making->made->language));
}

static void
add_pairs (Making *making)
{
  EkRecord *record = making->record;
  GPtrArray *pairs = making->made->pairs;
  g_autofree char *when = ek_report_instant (record, EK_ASSESSMENT_TAKEN);
  g_autofree char *rater = name_of (making, ek_record_get_text (record, EK_ASSESSMENT_RATER));
  g_autofree char *author = name_of (making, ek_record_get_author (record));
  const char *mode = ek_record_get_text (record, EK_ASSESSMENT_MODE);
  gboolean by_patient = rater == NULL && (g_strcmp0 (mode, "self") == 0 || g_strcmp0 (mode, "paper") == 0);

  add_pair (pairs, _ ("Answered on"), when);
  add_pair (pairs, _ ("How it was answered"), ek_report_choice (record, EK_ASSESSMENT_MODE));
  add_pair (pairs, _ ("Rated by"), by_patient ? _ ("The patient") : rater);
  add_pair (pairs, _ ("Entered by"), author);
  add_pair (pairs, _ ("Answered on the machine"), ek_record_get_text (record, EK_ASSESSMENT_DEVICE));
  add_pair (pairs, _ ("Status"), ek_report_choice (record, EK_ASSESSMENT_STATUS));
  add_pair (pairs, _ ("Reason"), ek_record_get_text (record, EK_ASSESSMENT_REASON));
  add_pair (pairs, _ ("Definition version"), ek_record_get_text (record, EK_ASSESSMENT_VERSION));
  add_contradictions (making);
  add_unread (making);
}

/* ---- Items ---- */

static JsonNode *
answer_in (EkRecord *record, const char *item_id)
{
  JsonNode *node = ek_record_get_json (record, EK_ASSESSMENT_ANSWERS);
  JsonNode *answer = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
    ? json_object_get_member (json_node_get_object (node), item_id)
    : NULL;

  return answer != NULL && !JSON_NODE_HOLDS_NULL (answer) ? answer : NULL;
}

static char *
remark_on (EkRecord *record, EkItem *item, gboolean asked)
{
  const char *reason = ek_assess_item_declined (record, ek_item_get_id (item));
  JsonNode *answer = answer_in (record, ek_item_get_id (item));

  if (reason != NULL)
    return g_strdup_printf (_ ("Not answered: %s"), reason);
  if (!asked)
    return g_strdup (answer != NULL ? _ ("Not asked of this person; the answer does not count")
                                    : _ ("Not asked of this person"));
  return answer == NULL ? g_strdup (_ ("Not answered")) : NULL;
}

static void
add_line (Making *making, EkItem *item, gboolean asked)
{
  const char *language = making->made->language;
  JsonNode *answer = answer_in (making->record, ek_item_get_id (item));
  EkFormLine *line = g_new0 (EkFormLine, 1);

  line->title = ek_form_item_title (item, language);
  line->options = g_ptr_array_new_with_free_func (option_free);
  line->remark = remark_on (making->record, item, asked);
  for (guint i = 0; i < ek_item_get_n_options (item); i++)
    {
      const EkOption *option = ek_item_get_option (item, i);
      const char *words = ek_option_label (option, language);
      EkFormOption *shown = g_new (EkFormOption, 1);

      *shown = (EkFormOption){ g_strdup_printf ("%.10g %s", option->value, words != NULL ? words : ""),
                               ek_form_is_chosen (option, answer) };
      g_strchomp (shown->text);
      g_ptr_array_add (line->options, shown);
    }
  if (line->options->len == 0 && answer != NULL)
    line->answer = ek_form_answer_words (item, answer, language);
  g_ptr_array_add (making->made->lines, line);
}

static void
add_lines (Making *making)
{
  JsonNode *answers = ek_record_get_json (making->record, EK_ASSESSMENT_ANSWERS);
  g_autoptr (JsonNode) none = json_node_init_object (json_node_alloc (), NULL);
  g_autofree gboolean *asked = NULL;

  if (making->instrument == NULL)
    {
      g_autofree char *json = answers != NULL ? json_to_string (answers, TRUE) : NULL;

      making->made->warning = g_strdup_printf (
        _ ("The definition this form was filled in with is not on this computer. These are the stored answers: %s"),
        json != NULL ? json : "{}");
      return;
    }
  json_node_take_object (none, json_object_new ());
  asked = ek_answers_asked (making->instrument, answers != NULL ? answers : none, &making->subject, NULL);
  for (guint i = 0; i < ek_instrument_get_n_items (making->instrument); i++)
    add_line (making, ek_instrument_get_item (making->instrument, i), asked == NULL || asked[i]);
}

/* ---- What it came to ---- */

static void
add_score (Making *making, const char *label, double value, const char *words)
{
  g_autofree char *text = isnan (value) ? g_strdup (words)
    : words != NULL                     ? g_strdup_printf ("%.10g · %s", value, words)
                                        : g_strdup_printf ("%.10g", value);

  add_pair (making->made->results, label, text);
}

static gboolean
is_withdrawn (Making *making)
{
  return g_strcmp0 (making->made->status, "entered-in-error") == 0;
}

/* The total, what there is instead of one, or why there is none. */
static void
add_total (Making *making)
{
  const char *severity = ek_record_get_text (making->record, EK_ASSESSMENT_SEVERITY);
  gboolean completed = g_strcmp0 (making->made->status, "completed") == 0;
  gboolean whole = ek_record_get_int (making->record, EK_ASSESSMENT_COMPLETE, TRUE);
  const char *none = making->instrument != NULL
    ? ek_instrument_get_no_total (making->instrument, making->made->language)
    : NULL;

  if (completed && (severity != NULL || ek_record_has (making->record, EK_ASSESSMENT_TOTAL)))
    {
      double total = ek_record_get_real (making->record, EK_ASSESSMENT_TOTAL, NAN);
      g_autofree char *words = ek_band_id_words (making->instrument, NULL, severity, total, making->made->language);

      add_score (making, whole ? _ ("Total") : _ ("Total (prorated)"), total, words);
    }
  else if (is_withdrawn (making))
    add_pair (making->made->results, _ ("Total"), _ ("No total: the form was withdrawn as entered in error."));
  else
    add_pair (making->made->results, _ ("Total"),
              completed && whole && none != NULL ? none : _ ("No total: the form was not completed."));
}

/* A subscale or an index of the result, or what stands in for it where items were missing. */
static JsonObject *
find_part (JsonObject *result, const char *id, gboolean *prorated)
{
  static const char *const members[] = { "subscales", "indices" };
  JsonObject *apart = ek_json_peek_object (result, "prorated");
  JsonObject *parts = apart != NULL ? ek_json_peek_object (apart, "subscales") : NULL;
  JsonObject *one = parts != NULL ? ek_json_peek_object (parts, id) : NULL;

  *prorated = one != NULL;
  for (guint i = 0; i < G_N_ELEMENTS (members) && one == NULL; i++)
    {
      parts = ek_json_peek_object (result, members[i]);
      one = parts != NULL ? ek_json_peek_object (parts, id) : NULL;
    }
  return one;
}

/* A result names items by their number where they have one, else by their id. */
static EkItem *
item_named (EkInstrument *instrument, JsonNode *name)
{
  gboolean value = name != NULL && JSON_NODE_HOLDS_VALUE (name);
  g_autofree char *id = !value                         ? NULL
    : json_node_get_value_type (name) == G_TYPE_STRING ? json_node_dup_string (name)
                                                       : g_strdup_printf ("%ld", (long) json_node_get_int (name));

  return id != NULL ? ek_instrument_find_item (instrument, id) : NULL;
}

/* The questions that were answered in a way that needs somebody to act, in their words. */
static void
add_critical (Making *making, JsonObject *result)
{
  JsonArray *critical = ek_json_peek_array (result, "critical");

  for (guint i = 0; critical != NULL && making->instrument != NULL && i < json_array_get_length (critical); i++)
    {
      EkItem *item = item_named (making->instrument, json_array_get_element (critical, i));
      g_autofree char *title = item != NULL ? ek_form_item_title (item, making->made->language) : NULL;

      if (title != NULL)
        add_pair (making->made->results, _ ("Critical answer"), title);
    }
}

static void
add_results (Making *making)
{
  JsonNode *node = ek_record_get_json (making->record, EK_ASSESSMENT_RESULT);
  JsonObject *result = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  guint n = making->instrument != NULL ? ek_instrument_get_n_subscales (making->instrument) : 0;

  add_total (making);
  if (result != NULL && !is_withdrawn (making))
    add_critical (making, result);
  /* What was entered in error says nothing about the patient. */
  for (guint i = 0; result != NULL && i < n && !is_withdrawn (making); i++)
    {
      gboolean prorated;
      const char *id = ek_instrument_get_subscale_id (making->instrument, i), *language = making->made->language;
      JsonObject *one = find_part (result, id, &prorated);
      const char *title = ek_instrument_get_subscale_title (making->instrument, i, language);
      /* Translators: name of a score that was computed from the items that were answered */
      g_autofree char *label = prorated ? g_strdup_printf (_ ("%s (prorated)"), title) : g_strdup (title);

      g_autofree char *words = one == NULL
        ? NULL
        : ek_band_id_words (making->instrument, id, ek_json_peek_string (one, "severity"), NAN, language);

      if (one != NULL)
        add_score (making, label, ek_json_peek_double (one, "score", NAN), words);
    }
}

static void
add_mark (GPtrArray *marks, const EkVerification *mark)
{
  g_autofree char *label = ek_form_mark_label (mark->what);
  const char *note = ek_fact_text (mark->note, mark->note_zh, ek_care_language ());

  /* Translators: what was not verified, and a remark on it */
  g_ptr_array_add (marks, note != NULL ? g_strdup_printf (_ ("%1$s: %2$s"), label, note) : g_steal_pointer (&label));
}

static void
add_marks (Making *making)
{
  for (guint i = 0; making->instrument != NULL && i < ek_instrument_get_n_verifications (making->instrument); i++)
    {
      const EkVerification *mark = ek_instrument_get_verification (making->instrument, i);

      if (mark->verified ||
          (g_str_has_prefix (mark->what, "wording-") &&
           !g_str_has_prefix (mark->what + strlen ("wording-"), making->made->language)))
        continue;
      add_mark (making->made->marks, mark);
    }
}

/* ---- Versions ---- */

static void
add_change (Making *making, GPtrArray *changes, EkItem *item, EkRecord *before, EkRecord *after)
{
  const char *id = ek_item_get_id (item), *language = making->made->language;
  const char *declined = ek_assess_item_declined (before, id), *declines = ek_assess_item_declined (after, id);
  JsonNode *old = answer_in (before, id), *new = answer_in (after, id);
  g_autofree char *from = NULL, *to = NULL;

  if (ek_form_same_answer (old, new) && g_strcmp0 (declined, declines) == 0)
    return;
  from = old != NULL   ? ek_form_answer_words (item, old, language)
    : declined != NULL ? g_strdup_printf (_ ("Not answered: %s"), declined)
                       : g_strdup (_ ("Not answered"));
  to = new != NULL     ? ek_form_answer_words (item, new, language)
    : declines != NULL ? g_strdup_printf (_ ("Not answered: %s"), declines)
                       : g_strdup (_ ("Not answered"));
  /* Translators: number of an item, its answer before, its answer after */
  g_ptr_array_add (changes, g_strdup_printf (_ ("Item %s: %s → %s"), id, from, to));
}

static char *
instant_words (gint64 ms, int offset_minutes)
{
  g_autofree char *text = ek_instant_format (ms, offset_minutes);

  /* 2026-11-21T09:00:00.000+08:00, to the minute */
  if (strlen (text) > 16)
    text[16] = '\0';
  text[10] = ' ';
  return g_steal_pointer (&text);
}

static gboolean
is_state (EkRecord *record, const char *status)
{
  return g_strcmp0 (ek_record_get_text (record, EK_ASSESSMENT_STATUS), status) == 0;
}

static void
add_version (Making *making, EkRecord *before, EkRecord *record)
{
  EkFormVersion *version = g_new0 (EkFormVersion, 1);

  version->revision = ek_record_get_revision (record);
  version->when = instant_words (ek_record_get_changed (record), ek_record_get_changed_offset (record));
  version->who = name_of (making, ek_record_get_author (record));
  version->reason = g_strdup (ek_record_get_text (record, EK_ASSESSMENT_REASON));
  version->changes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; before != NULL && making->instrument != NULL && i < ek_instrument_get_n_items (making->instrument);
       i++)
    add_change (making, version->changes, ek_instrument_get_item (making->instrument, i), before, record);
  version->what = g_strdup (version->changes->len > 0 ? _ ("Corrected")
                                                      : ek_report_choice (record, EK_ASSESSMENT_STATUS));
  g_ptr_array_add (making->made->versions, version);
}

/* While it was being filled in every answer made a revision; what counts is from when it was finished. A save that
 * changed neither answers nor status is not a version either. */
static gboolean
add_versions (Making *making, GError **error)
{
  g_autoptr (GPtrArray) revisions = ek_store_list_revisions (making->store, &ek_assessment_type,
                                                             making->made->assessment_id, error);
  EkRecord *before = NULL;

  for (guint i = 0; revisions != NULL && i < revisions->len; i++)
    {
      EkRecord *record = g_ptr_array_index (revisions, i);

      if (is_state (record, "in-progress"))
        continue;
      if (before != NULL &&
          g_strcmp0 (ek_record_get_text (before, EK_ASSESSMENT_STATUS),
                     ek_record_get_text (record, EK_ASSESSMENT_STATUS)) == 0 &&
          g_strcmp0 (ek_record_get_text (before, EK_ASSESSMENT_REASON),
                     ek_record_get_text (record, EK_ASSESSMENT_REASON)) == 0 &&
          ek_form_same_answer (ek_record_get_json (before, EK_ASSESSMENT_ANSWERS),
                               ek_record_get_json (record, EK_ASSESSMENT_ANSWERS)))
        continue;
      add_version (making, before, record);
      before = record;
    }
  return revisions != NULL;
}

/* ---- Making it ---- */

static gboolean
read_patient (Making *making, EkRecord **patient, GError **error)
{
  const char *birth;
  int offset = 0;
  gint64 taken;

  *patient = ek_store_load (making->store, &ek_patient_type, making->made->patient_id, error);
  if (*patient == NULL)
    return FALSE;
  taken = ek_record_get_instant (making->record, EK_ASSESSMENT_TAKEN, &offset);
  birth = ek_record_get_text (*patient, EK_PATIENT_BIRTH_DATE);
  making->made->patient = ek_report_whose (*patient);
  making->subject.sex = ek_record_get_text (*patient, EK_PATIENT_SEX);
  making->subject.age_years = birth != NULL ? ek_date_age_years (birth, taken, offset) : -1;
  return TRUE;
}

static void
read_head (Making *making)
{
  EkFormFacsimile *made = making->made;
  const char *language = ek_record_get_text (making->record, EK_ASSESSMENT_LANGUAGE);

  made->assessment_id = g_strdup (ek_record_get_id (making->record));
  made->patient_id = g_strdup (ek_record_get_patient_id (making->record));
  made->instrument_id = g_strdup (ek_record_get_text (making->record, EK_ASSESSMENT_INSTRUMENT));
  made->revision = ek_record_get_revision (making->record);
  made->status = g_strdup (ek_record_get_text (making->record, EK_ASSESSMENT_STATUS));
  made->language = g_strdup (language != NULL && g_str_has_prefix (language, "zh") ? "zh" : "en");
  made->title = g_strdup (made->instrument_id);
  if (making->instrument == NULL)
    return;
  g_free (made->title);
  made->title = g_strdup_printf ("%s · %s", ek_instrument_get_abbreviation (making->instrument),
                                 ek_instrument_get_title (making->instrument, made->language));
  made->instructions = g_strdup (ek_instrument_get_instructions (making->instrument, made->language));
  made->rights = g_strdup (ek_instrument_get_rights (making->instrument, ek_care_language ()));
}

/**
 * ek_form_facsimile_load:
 * @store: the record
 * @catalogue: the definitions
 * @assessment_id: which form
 * @revision: as it was then; 0: as it is now
 * @error: %EK_ERROR_NOT_FOUND or what the database says
 *
 * Returns: (transfer full): the form as it was answered; a definition that is not here is said in its warning
 */
EkFormFacsimile *
ek_form_facsimile_load (EkStore *store, EkCatalogue *catalogue, const char *assessment_id, gint64 revision,
                        GError **error)
{
  g_autoptr (EkRecord) record = revision > 0
    ? ek_store_load_revision (store, &ek_assessment_type, assessment_id, revision, error)
    : ek_store_load (store, &ek_assessment_type, assessment_id, error);
  g_autoptr (EkFormFacsimile) made = facsimile_new ();
  g_autoptr (EkRecord) patient = NULL;
  Making making = { .store = store, .record = record, .made = made };

  if (record == NULL)
    return NULL;
  making.instrument = ek_catalogue_find (catalogue, ek_record_get_text (record, EK_ASSESSMENT_INSTRUMENT),
                                         ek_record_get_text (record, EK_ASSESSMENT_VERSION));
  read_head (&making);
  if (!read_patient (&making, &patient, error))
    return NULL;
  if (g_strcmp0 (made->status, "entered-in-error") == 0)
    {
      g_free (made->warning);
      made->warning = g_strdup (_ ("Entered in error: this form counts nowhere."));
    }
  add_pairs (&making);
  add_lines (&making);
  add_results (&making);
  add_marks (&making);
  if (!add_versions (&making, error))
    return NULL;
  return g_steal_pointer (&made);
}
