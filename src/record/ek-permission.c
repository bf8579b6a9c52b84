/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may write what. The table follows the Mental Health Law of the People's Republic of China: psychological
 * counsellors neither treat nor diagnose (article 23); psychotherapy is given inside a medical institution and
 * psychotherapists neither diagnose nor prescribe (article 51). Diagnosing occupational illness is the occupational
 * physician's. What is not in the table every clinical role may write; an administrator has no key to the record at
 * all. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-json.h"
#include "ek-types.h"

#define ROLE(role) (1u << EK_ROLE_##role)

#define CLINICAL_ROLES                                                                                \
  (ROLE (PSYCHIATRIST) | ROLE (PSYCHOTHERAPIST) | ROLE (COUNSELLOR) | ROLE (OCCUPATIONAL_PHYSICIAN) | \
   ROLE (REHABILITATION_THERAPIST) | ROLE (CASE_MANAGER))

typedef enum {
  EK_DEED_DIAGNOSE,
  EK_DEED_DIAGNOSE_WORK,
  EK_DEED_PRESCRIBE,
  EK_DEED_TREAT,
  EK_DEED_WRITE,
  EK_DEED_SIGN
} EkDeed;

static const struct {
  guint roles;
  const char *refusal;
} deeds[] = {
  [EK_DEED_DIAGNOSE] = { ROLE (PSYCHIATRIST),
                         N_ ("Only a psychiatrist may diagnose (Mental Health Law, articles 23 and 51). Nothing was "
                             "saved; write what you "
                             "observed as a note and refer the patient.") },
  [EK_DEED_DIAGNOSE_WORK] = { ROLE (PSYCHIATRIST) | ROLE (OCCUPATIONAL_PHYSICIAN),
                              N_ ("Only a psychiatrist or an occupational physician may record a work-related "
                                  "diagnosis. Nothing was saved; write "
                                  "what you observed as a note and refer the patient.") },
  [EK_DEED_PRESCRIBE] = { ROLE (PSYCHIATRIST),
                          N_ ("Only a psychiatrist may propose or change medicines (Mental Health Law, article 51). "
                              "Nothing was saved; ask "
                              "for a psychiatric consultation.") },
  [EK_DEED_TREAT] = { ROLE (PSYCHIATRIST) | ROLE (PSYCHOTHERAPIST),
                      N_ ("Only a psychiatrist or a psychotherapist may give psychotherapy (Mental Health Law, "
                          "articles 23 and 51). "
                          "Nothing was saved; record the session as counselling.") },
  [EK_DEED_WRITE] = { CLINICAL_ROLES, N_ ("Your role may not write in patient files. Nothing was saved.") },
  [EK_DEED_SIGN] = { CLINICAL_ROLES, N_ ("Your role may not sign in patient files. Nothing was signed.") },
};

/* ICD-10 categories that say that work is the cause or the problem itself: employment problems, exposure at work,
 * work-related condition, burn-out, the pneumoconioses, and noise. (WHO, ICD-10 2019, chapters VIII, X, XX and XXI.) */
static const char *const work_related_codes[] = {
  "Z56", "Z57", "Y96", "Z73.0", "J60", "J61", "J62", "J63", "J64", "J65", "J66", "J67", "H83.3",
};

/* What a session may be without being psychotherapy. */
static const char *const not_psychotherapy[] = {
  "counselling", "counseling", "support", "follow-up", "psychoeducation",
  "心理咨询",    "咨询",       "随访",    "心理支持",  "健康教育",
};

static gboolean
may (EkRole role, EkDeed deed, GError **error)
{
  if (deeds[deed].roles & (1u << role))
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_PERMISSION, _ (deeds[deed].refusal));
  return FALSE;
}

static gboolean
is_work_related (EkRecord *problem)
{
  const char *code = ek_record_get_text (problem, EK_PROBLEM_CODE);

  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (work_related_codes); i++)
    if (g_str_has_prefix (code, work_related_codes[i]))
      return TRUE;

  return FALSE;
}

static EkDeed
deed_of_problem (EkRecord *record, EkRecord *former)
{
  return is_work_related (record) && (former == NULL || is_work_related (former)) ? EK_DEED_DIAGNOSE_WORK
                                                                                  : EK_DEED_DIAGNOSE;
}

static gboolean
is_psychotherapy (const char *therapy)
{
  g_autofree char *lower = NULL;

  if (therapy == NULL)
    return FALSE;
  lower = g_utf8_strdown (therapy, -1);
  for (guint i = 0; i < G_N_ELEMENTS (not_psychotherapy); i++)
    if (strcmp (g_strstrip (lower), not_psychotherapy[i]) == 0)
      return FALSE;

  return TRUE;
}

/* Writing down that somebody else held a session is not treating: only one's own sessions count. */
static EkDeed
deed_of_encounter (EkUser *user, EkRecord *record, EkRecord *former)
{
  const char *clinician = ek_record_get_text (record, EK_ENCOUNTER_CLINICIAN);
  const char *therapy = ek_record_get_text (record, EK_ENCOUNTER_THERAPY);
  gboolean own = clinician == NULL || strcmp (clinician, ek_user_get_name (user)) == 0 ||
    strcmp (clinician, ek_user_get_id (user)) == 0;

  if (former != NULL && g_strcmp0 (therapy, ek_record_get_text (former, EK_ENCOUNTER_THERAPY)) == 0)
    return EK_DEED_WRITE;

  return own && is_psychotherapy (therapy) ? EK_DEED_TREAT : EK_DEED_WRITE;
}

/* Whether the user may save (or delete) @record; the table at the head of this file says why not. */
gboolean
ek_permission_check_save (EkUser *user, EkRecord *record, EkRecord *former, GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  EkDeed deed = EK_DEED_WRITE;

  if (type == &ek_problem_type)
    deed = deed_of_problem (record, former);
  else if (type == &ek_medicine_type)
    deed = EK_DEED_PRESCRIBE;
  else if (type == &ek_encounter_type)
    deed = deed_of_encounter (user, record, former);

  return may (ek_user_get_role (user), deed, error);
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

/* Whether the user may sign @record: a plan that has medicines in it is a psychiatrist's to sign. */
gboolean
ek_permission_check_sign (EkUser *user, EkRecord *record, GError **error)
{
  EkDeed deed = EK_DEED_SIGN;

  if (ek_record_get_record_type (record) == &ek_plan_type && orders_medicines (record))
    deed = EK_DEED_PRESCRIBE;

  return may (ek_user_get_role (user), deed, error);
}
