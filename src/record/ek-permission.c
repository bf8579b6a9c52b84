/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may write what: data/knowledge/law.json has the professions, the codes and the words; here is what a record is
 * about, and how a refusal is told. What the law does not name every clinical role may write; an administrator has no
 * key to the record at all. */

#include "ek-store-private.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"

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

/* Whether the user of the store may save (or delete) @record; @error says why not. */
gboolean
ek_permission_check_save (EkStore *store, EkRecord *record, EkRecord *former, GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  const EkDeedOf of = { store->law, store->user, record, former };

  return may (store->law, store->user, type->deed != NULL ? type->deed (&of) : EK_DEED_WRITE, error);
}

/* Whether the user of the store may sign @record: a plan that has medicines in it is a psychiatrist's to sign. */
gboolean
ek_permission_check_sign (EkStore *store, EkRecord *record, GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (record);

  return may (store->law, store->user, type->deed_signed != NULL ? type->deed_signed (record) : EK_DEED_SIGN, error);
}
