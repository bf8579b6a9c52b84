/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A patient of ours who comes back by our own id with another name and another date of birth. Both were put right on
 * another machine, or its file was used for somebody else: the ids alone do not tell. */

#include "ek-fhir-people.h"

#include "ek-fhir-patient-match.h"

/* Whether nothing at all was written down of a patient. */
static gboolean
is_empty (EkStore *store, const char *patient_id, gboolean *empty, GError **error)
{
  const EkRecordType *const *types = ek_record_types ();

  *empty = TRUE;
  for (guint i = 0; types[i] != NULL && *empty; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM \"%s\" WHERE patient_id = ? LIMIT 1", types[i]->name);
      g_autoptr (EkStatement) statement = NULL;
      gboolean has_row;

      if (types[i] == &ek_patient_type || types[i] == &ek_notice_type)
        continue;
      statement = ek_database_prepare (ek_store_get_database (store), sql, error);
      if (statement == NULL)
        return FALSE;
      ek_statement_bind_text (statement, 1, patient_id);
      if (!ek_statement_step (statement, &has_row, error))
        return FALSE;
      *empty = !has_row;
    }
  return TRUE;
}

/* Whether somebody else here may be the one who is described. */
static gboolean
is_like_another (EkStore *store, EkRecord *known, EkRecord *described, gboolean *another, GError **error)
{
  g_autofree char *file = ek_store_file_of (store, ek_record_get_id (known), error);
  g_autoptr (GPtrArray) alike = file != NULL ? ek_person_find_alike (store, described, error) : NULL;

  *another = FALSE;
  for (guint i = 0; alike != NULL && i < alike->len; i++)
    *another = *another || !g_str_equal (((EkPersonAlike *) alike->pdata[i])->patient_id, file);
  return alike != NULL;
}

/**
 * ek_fhir_people_is_renamed:
 * @store: a store
 * @known: a patient of ours
 * @proved: whether the same source brings back what is in that patient's file here
 * @resource: a Patient that carries our own id of @known, and another name and birth date
 * @likeness: what both have in common
 * @asks: (out): whether it may be, when it is not: nobody else here is like the one who is described
 * @renamed: (out): whether it is that patient all the same, of which somebody has to be told: neither number nor sex
 *   contradicts, nobody else here is like the one who is described, the resource is called by the id as well, and
 * either records of the file come back or there is none, so that nothing of two persons can come together
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_fhir_people_is_renamed (EkStore *store, EkRecord *known, gboolean proved, JsonObject *resource,
                           const EkLikeness *likeness, gboolean *asks, gboolean *renamed, GError **error)
{
  g_autoptr (EkRecord) described = NULL;
  gboolean another = FALSE, empty = FALSE;
  /* as we write it; what is not ours may carry the id of somebody */
  gboolean is_called_so = g_strcmp0 (ek_json_peek_string (resource, "id"), ek_record_get_id (known)) == 0;
  gboolean contradicts = (likeness->number_differs && !likeness->number_same) || likeness->sex_differs ||
    likeness->nameless;

  *renamed = *asks = FALSE;
  if (ek_fhir_patient_describe (resource, &described) != EK_FHIR_SKIP_NONE)
    return TRUE;
  if (!is_like_another (store, known, described, &another, error) ||
      (!proved && !is_empty (store, ek_record_get_id (known), &empty, error)))
    return FALSE;
  *asks = !another;
  *renamed = !another && !contradicts && is_called_so && (proved || empty);
  return TRUE;
}
