/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a form comes to may depend on the sex and the age of who answered it. When these are put right, the forms they
 * touch are scored again, in the transaction that puts them right. What was signed before stays as it was signed, and a
 * notice says what is different now. */

#include "ek-assess.h"

#include "ek-assessment.h"
#include "ek-notice.h"

#define SOURCE "scored again: sex or date of birth changed"

typedef struct {
  EkStore *store;
  EkCatalogue *catalogue;
  EkRecord *former, *patient;
  JsonArray *changed; /* [{id, instrument, before, after}] */
} Rescoring;

static char *
words_of (EkScore *score)
{
  g_autoptr (JsonNode) node = score != NULL ? ek_score_to_json (score) : NULL;

  return node != NULL ? ek_json_canonical (node) : NULL;
}

static JsonObject *
outcome_of (EkRecord *assessment)
{
  JsonObject *object = json_object_new ();
  const char *severity = ek_record_get_text (assessment, EK_ASSESSMENT_SEVERITY);

  if (ek_record_has (assessment, EK_ASSESSMENT_TOTAL))
    json_object_set_double_member (object, "total", ek_record_get_real (assessment, EK_ASSESSMENT_TOTAL, 0));
  if (severity != NULL)
    json_object_set_string_member (object, "severity", severity);
  json_object_set_boolean_member (object, "complete", ek_record_get_int (assessment, EK_ASSESSMENT_COMPLETE, 0));
  return object;
}

/* What came from the hospital is not sent back for being counted anew here. */
static gboolean
save_rescored (Rescoring *self, EkRecord *assessment, GError **error)
{
  if (g_strcmp0 (ek_record_get_text (assessment, EK_ASSESSMENT_MODE), "imported") == 0)
    return ek_store_save_received (self->store, assessment, SOURCE, error);
  return ek_store_save (self->store, assessment, error) &&
    ek_store_audit (self->store, EK_AUDIT_CHANGE, &ek_assessment_type, ek_record_get_id (assessment),
                    ek_record_get_patient_id (assessment), SOURCE, error);
}

/* Scored for who the patient was and for who the patient is: only what differs by that is written, so that an old form
 * is not counted anew by the way. */
static gboolean
rescore (Rescoring *self, EkRecord *assessment, GError **error)
{
  int offset = 0;
  gint64 at = ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, &offset);
  EkInstrument *instrument = ek_catalogue_find_scoring (self->catalogue,
                                                        ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT),
                                                        ek_record_get_text (assessment, EK_ASSESSMENT_VERSION));
  g_autoptr (EkScore) before = NULL;
  g_autoptr (EkScore) now = NULL;
  g_autofree char *before_words = NULL;
  g_autofree char *now_words = NULL;
  EkSubject was, is;
  JsonObject *change;

  if (instrument == NULL || !ek_record_has (assessment, EK_ASSESSMENT_ANSWERS) ||
      ek_record_has (assessment, EK_ASSESSMENT_RECEIVED))
    return TRUE;
  ek_assessment_subject_of (self->former, at, offset, &was);
  ek_assessment_subject_of (self->patient, at, offset, &is);
  before = ek_assessment_score (instrument, assessment, &was, NULL);
  now = ek_assessment_score (instrument, assessment, &is, NULL);
  before_words = words_of (before);
  now_words = words_of (now);
  if (now == NULL || g_strcmp0 (before_words, now_words) == 0)
    return TRUE;
  change = json_object_new ();
  json_object_set_string_member (change, "id", ek_record_get_id (assessment));
  json_object_set_string_member (change, "instrument", ek_instrument_get_id (instrument));
  json_object_set_object_member (change, "before", outcome_of (assessment));
  ek_assessment_keep_score (assessment, now);
  json_object_set_object_member (change, "after", outcome_of (assessment));
  json_array_add_object_element (self->changed, change);
  if (before != NULL && now->critical->len != before->critical->len &&
      !ek_risk_raise_answers (self->store, assessment, now, NULL, error))
    return FALSE;
  return save_rescored (self, assessment, error);
}

/* Whether what a document was made from names one of the forms. */
static gboolean
rests_on_them (Rescoring *self, EkRecord *document, int basis, int result)
{
  const char *texts[] = { ek_record_get_text (document, basis), ek_record_get_text (document, result) };

  for (guint i = 0; i < json_array_get_length (self->changed); i++)
    {
      const char *id = ek_json_peek_string (ek_json_element_object (self->changed, i), "id");

      for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
        if (texts[k] != NULL && g_strstr_len (texts[k], -1, id) != NULL)
          return TRUE;
    }
  return FALSE;
}

static gboolean
tell (Rescoring *self, const EkRecordType *type, int status, int basis, int result, GError **error)
{
  g_autoptr (GPtrArray) documents = ek_store_list (self->store, type, ek_record_get_id (self->patient), error);

  for (guint i = 0; documents != NULL && i < documents->len; i++)
    {
      EkRecord *document = g_ptr_array_index (documents, i);
      g_autoptr (JsonObject) object = NULL;
      g_autoptr (JsonNode) detail = NULL;

      if (g_strcmp0 (ek_record_get_text (document, status), "signed") != 0 ||
          !rests_on_them (self, document, basis, result))
        continue;
      object = json_object_new ();
      json_object_set_string_member (object, "document", type->name);
      json_object_set_array_member (object, "forms", json_array_ref (self->changed));
      detail = json_node_init_object (json_node_alloc (), object);
      if (!ek_notice_raise (self->store, ek_record_get_id (self->patient), "rescored", ek_record_get_id (document),
                            detail, error))
        return FALSE;
    }
  return documents != NULL;
}

/**
 * ek_assess_rescore:
 * @store: the record, in the transaction that saved @patient
 * @former: the patient as it was
 * @patient: the patient as it is now
 * @catalogue: (type EkCatalogue): the definitions, so that this can be handed to ek_store_set_particulars_func() as it
 *   is
 * @error: return location
 *
 * Scores the patient's forms again whose score is another one for the new sex or age: total, level and result together,
 * each with its audit row. Signed documents that rest on them are left; for each there is a notice of the kind
 * "rescored" with its id as the source and in its detail
 *   document   "baseline" or "plan"
 *   forms      [{id, instrument, before: {total, severity, complete}, after: {…}}]
 *
 * Returns: %FALSE with what the store says; the patient is then not to be saved either
 */
gboolean
ek_assess_rescore (EkStore *store, EkRecord *former, EkRecord *patient, gpointer catalogue, GError **error)
{
  g_autoptr (GPtrArray) forms = NULL;
  g_autoptr (JsonArray) changed = json_array_new ();
  Rescoring self = { store, catalogue, former, patient, changed };

  forms = ek_store_list (store, &ek_assessment_type, ek_record_get_id (patient), error);
  if (forms == NULL)
    return FALSE;
  for (guint i = 0; i < forms->len; i++)
    if (!rescore (&self, g_ptr_array_index (forms, i), error))
      return FALSE;
  if (json_array_get_length (changed) == 0)
    return TRUE;
  return tell (&self, &ek_baseline_type, EK_BASELINE_STATUS, EK_BASELINE_BASIS, EK_BASELINE_RESULT, error) &&
    tell (&self, &ek_plan_type, EK_PLAN_STATUS, EK_PLAN_BASIS, EK_PLAN_LINES, error);
}
