/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may write what: data/knowledge/law.json has the professions, the codes and the words; here is what a record is
 * about, and how a refusal is told. What the law does not name every clinical role may write; an administrator has no
 * key to the record at all. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-json.h"
#include "ek-types.h"

static const char *const refusals[EK_N_DEEDS] = {
  [EK_DEED_DIAGNOSE] = N_ ("Only a psychiatrist may diagnose (Mental Health Law, articles 23 and 51). Nothing was "
                           "saved; write what you observed as a note and refer the patient."),
  [EK_DEED_DIAGNOSE_WORK] = N_ ("Only a psychiatrist or an occupational physician may record a work-related diagnosis. "
                                "Nothing was saved; write what you observed as a note and refer the patient."),
  [EK_DEED_PRESCRIBE] = N_ ("Only a psychiatrist may propose or change medicines (Mental Health Law, article 51). "
                            "Nothing was saved; ask for a psychiatric consultation."),
  [EK_DEED_TREAT] = N_ ("Only a psychiatrist or a psychotherapist may give psychotherapy (Mental Health Law, "
                        "articles 23 and 51). Nothing was saved; record the session as counselling."),
  [EK_DEED_WRITE] = N_ ("Your role may not write in patient files. Nothing was saved."),
  [EK_DEED_SIGN] = N_ ("Your role may not sign in patient files. Nothing was signed."),
};

static gboolean
may (EkLaw *law, EkUser *user, EkDeed deed, GError **error)
{
  if (ek_law_allows (law, deed, ek_user_get_role (user)))
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_PERMISSION, _ (refusals[deed]));
  return FALSE;
}

static gboolean
is_work_related (EkLaw *law, EkRecord *problem)
{
  return ek_law_is_work_related (law, ek_record_get_text (problem, EK_PROBLEM_CODE));
}

static EkDeed
deed_of_problem (EkLaw *law, EkRecord *record, EkRecord *former)
{
  return is_work_related (law, record) && (former == NULL || is_work_related (law, former)) ? EK_DEED_DIAGNOSE_WORK
                                                                                            : EK_DEED_DIAGNOSE;
}

/* Writing down that somebody else held a session is not treating: only one's own sessions count. */
static EkDeed
deed_of_encounter (EkLaw *law, EkUser *user, EkRecord *record, EkRecord *former)
{
  const char *clinician = ek_record_get_text (record, EK_ENCOUNTER_CLINICIAN);
  const char *therapy = ek_record_get_text (record, EK_ENCOUNTER_THERAPY);
  gboolean own = clinician == NULL || strcmp (clinician, ek_user_get_name (user)) == 0 ||
    strcmp (clinician, ek_user_get_id (user)) == 0;

  if (former != NULL && g_strcmp0 (therapy, ek_record_get_text (former, EK_ENCOUNTER_THERAPY)) == 0)
    return EK_DEED_WRITE;

  return own && ek_law_is_psychotherapy (law, therapy) ? EK_DEED_TREAT : EK_DEED_WRITE;
}

/* Whether the user of the store may save (or delete) @record; @error says why not. */
gboolean
ek_permission_check_save (EkStore *store, EkRecord *record, EkRecord *former, GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  EkDeed deed = EK_DEED_WRITE;

  if (type == &ek_problem_type)
    deed = deed_of_problem (store->law, record, former);
  else if (type == &ek_medicine_type)
    deed = EK_DEED_PRESCRIBE;
  else if (type == &ek_encounter_type)
    deed = deed_of_encounter (store->law, store->user, record, former);

  return may (store->law, store->user, deed, error);
}

static gboolean
orders_medicines (EkRecord *plan)
{
  JsonNode *lines = ek_record_get_json (plan, EK_PLAN_LINES);
  JsonArray *array = lines != NULL && JSON_NODE_HOLDS_ARRAY (lines) ? json_node_get_array (lines) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *line = ek_json_element_object (array, i);

      if (line != NULL && g_strcmp0 (ek_json_peek_string (line, "kind"), "medicine") == 0 &&
          g_strcmp0 (ek_json_peek_string (line, "status"), "removed") != 0)
        return TRUE;
    }

  return FALSE;
}

/* Whether the user of the store may sign @record: a plan that has medicines in it is a psychiatrist's to sign. */
gboolean
ek_permission_check_sign (EkStore *store, EkRecord *record, GError **error)
{
  EkDeed deed = EK_DEED_SIGN;

  if (ek_record_get_record_type (record) == &ek_plan_type && orders_medicines (record))
    deed = EK_DEED_PRESCRIBE;

  return may (store->law, store->user, deed, error);
}
