/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A record by its own id is one on every machine, whatever file brings it. Where it was received, and comes for another
 * patient than it is filed under, it is filed anew and stays itself, so that no machine has it twice. What was written
 * here stays. */

#include "ek-fhir-receive-private.h"

#include "ek-refile.h"
#include "ek-risk-merge.h"

/* A risk goes where its source says only when the source knows everything that it rests on, and the form that opened it
 * was not written here. */
static gboolean
may_refile_risk (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *risk, gboolean *may, GError **error)
{
  const char *source = ek_record_get_text (risk, EK_RISK_SOURCE);
  g_autoptr (EkRecord) theirs = ek_record_new (&ek_risk_type, incoming->patient_id);
  g_autoptr (EkRecord) form = source != NULL ? ek_store_load (self->store, &ek_assessment_type, source, NULL) : NULL;

  *may = ek_fhir_map_read (incoming->map, &self->context, incoming->resource, theirs) == EK_FHIR_SKIP_NONE &&
    ek_risk_rests_within (risk, theirs);
  return !*may || ek_store_was_received (self->store, ek_record_get_id (form != NULL ? form : risk), may, error);
}

/* Whether two resources of this file are one record of two patients: then it does not say whose it is. */
static gboolean
is_of_two (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record)
{
  const char *id = ek_record_get_id (record);
  const char *before = g_hash_table_lookup (self->refiled, id);

  if (before == NULL)
    g_hash_table_insert (self->refiled, g_strdup (id), g_strdup (incoming->patient_id));
  return before != NULL && !g_str_equal (before, incoming->patient_id);
}

/* Whether @record, which stands under another patient than @incoming speaks of, may be filed anew. Returns: FALSE with
 * what the database says. */
gboolean
ek_receive_may_refile (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, gboolean *may, GError **error)
{
  *may = FALSE;
  if (!ek_receive_is_own (incoming) ||
      g_strcmp0 (ek_fhir_own_id (incoming->resource), ek_record_get_id (record)) != 0 ||
      is_of_two (self, incoming, record))
    return TRUE;
  if (ek_record_get_record_type (record) == &ek_risk_type)
    return may_refile_risk (self, incoming, record, may, error);
  return !ek_record_may_be_moved (record) || ek_store_was_received (self->store, ek_record_get_id (record), may, error);
}

/* A risk that rests on this record alone is where the record is. */
static gboolean
refile_risks (EkFhirReceiver *self, EkRecord *record, const char *patient_id, GError **error)
{
  const char *id = ek_record_get_id (record);
  g_autoptr (GPtrArray) risks = ek_store_list_by (self->store, &ek_risk_type, EK_RISK_SOURCE, id, error);

  for (guint i = 0; risks != NULL && i < risks->len; i++)
    if (g_strcmp0 (ek_record_get_filed_id (risks->pdata[i]), ek_record_get_filed_id (record)) == 0 &&
        ek_risk_rests_on (risks->pdata[i], id) && !ek_refile (self->store, risks->pdata[i], patient_id, NULL, error))
      return FALSE;
  return risks != NULL;
}

/* What the source said of the record last, under whichever patient: a state that both sides started from. */
static gboolean
find_base (EkFhirReceiver *self, EkIncoming *incoming, const char *record_id, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean found = FALSE;

  if (incoming->known)
    return TRUE;
  statement = ek_database_prepare (self->database,
                                   "SELECT source FROM exchange_identity WHERE record_id = ?1 AND type = ?2 AND "
                                   "remote_id = ?3 AND part = ?4 ORDER BY revision DESC LIMIT 1",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, record_id);
  ek_statement_bind_text (statement, 2, incoming->map->type);
  ek_statement_bind_text (statement, 3, incoming->remote_id);
  ek_statement_bind_int (statement, 4, incoming->part);
  if (!ek_statement_step (statement, &found, error))
    return FALSE;
  return !found ||
    ek_identity_find (self->store, ek_statement_text (statement, 0), incoming->map->type, incoming->remote_id,
                      incoming->part, &incoming->identity, &incoming->known, error);
}

/* Files @old under the patient that @incoming speaks of. @record: (out): it, as it is then. Returns: FALSE with what
 * the store says. */
gboolean
ek_receive_refile (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *old, EkRecord **record, GError **error)
{
  const char *id = ek_record_get_id (old);

  if (!find_base (self, incoming, id, error) || !refile_risks (self, old, incoming->patient_id, error) ||
      !ek_refile (self->store, old, incoming->patient_id, NULL, error))
    return FALSE;
  *record = ek_store_load (self->store, ek_record_get_record_type (old), id, error);
  return *record != NULL;
}

/* While two files are joined, a record is filed under the one whose it is where it comes from, so that it goes there
 * when they are parted. *@record: replaced when it is. Returns: FALSE with what the store says. */
gboolean
ek_receive_follow (EkFhirReceiver *self, EkIncoming *incoming, EkRecord **record, GError **error)
{
  g_autoptr (EkRecord) old = g_object_ref (*record);
  gboolean put = FALSE, received = FALSE;

  if (ek_record_get_revision (old) == 0 || !ek_record_may_be_moved (old) ||
      g_strcmp0 (ek_record_get_filed_id (old), incoming->patient_id) == 0)
    return TRUE;
  if (!ek_receive_was_put_here (self, incoming, old, &put, error) ||
      (!put && !ek_store_was_received (self->store, ek_record_get_id (old), &received, error)))
    return FALSE;
  if (put || !received)
    return TRUE;
  g_clear_object (record);
  return ek_receive_refile (self, incoming, old, record, error);
}

/* Whether it is not for the source to say whose it is: a person here decided, in parting two files; it was written here
 * and the two were one file; or the source itself says that the two are one person, which a person here has to decide.
 */
gboolean
ek_receive_was_put_here (EkFhirReceiver *self, EkIncoming *incoming, EkRecord *record, gboolean *put, GError **error)
{
  const char *filed = ek_record_get_filed_id (record);
  g_autoptr (EkStatement) statement = NULL;

  if (!ek_refile_was_decided (self->store, ek_record_get_id (record), put, error))
    return FALSE;
  if (*put)
    return TRUE;
  if (!ek_fhir_links_same (self->links, incoming->patient_id, filed, put, error))
    return FALSE;
  if (*put)
    return TRUE;
  statement = ek_database_prepare (self->database,
                                   "SELECT 1 FROM patient_join WHERE (former, survivor) IN (VALUES (?2, ?3), (?3, ?2)) "
                                   "AND NOT EXISTS (SELECT 1 FROM received WHERE record_id = ?1)",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_id (record));
  ek_statement_bind_text (statement, 2, filed);
  ek_statement_bind_text (statement, 3, incoming->patient_id);
  return ek_statement_step (statement, put, error);
}
