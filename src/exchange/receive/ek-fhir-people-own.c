/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where nothing tells who is meant: a patient of ours who comes back by our own id with another name and another date
 * of birth, which were put right on another machine, or its file was used for somebody else; and a reference that means
 * several here alike. */

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

/* Whoever of @holders a resource may mean: a Patient inside it, or the words beside a number. */
static gboolean
keep_meant (EkStore *store, GPtrArray *holders, JsonObject *contained, const char *display, GPtrArray *meant,
            GError **error)
{
  g_autoptr (EkRecord) named = ek_record_new (&ek_patient_type, NULL);

  ek_record_set_text (named, EK_PATIENT_NAME, display);
  for (guint i = 0; i < holders->len; i++)
    {
      g_autofree char *file = ek_store_file_of (store, holders->pdata[i], error);
      g_autoptr (EkRecord) known = file != NULL ? ek_store_load (store, &ek_patient_type, file, error) : NULL;
      EkLikeness likeness;
      gboolean may;

      if (known == NULL)
        return FALSE;
      if (contained != NULL)
        may = ek_fhir_patient_judge (store, EK_CLAIM_NUMBER, known, contained, &likeness) != EK_PERSON_OTHER;
      else
        {
          ek_person_compare (store, known, named, &likeness);
          may = likeness.name >= EK_NAME_SAME;
        }
      if (may && !g_ptr_array_find_with_equal_func (meant, file, g_str_equal, NULL))
        g_ptr_array_add (meant, g_steal_pointer (&file));
    }
  return TRUE;
}

/**
 * ek_fhir_people_meant:
 * @store: a store
 * @resource: what refers
 * @reference: (nullable): its Reference to a patient, which means nobody
 * @error: return location
 *
 * Returns: (transfer full) (element-type utf8): the files here of everybody whom a number in it may mean, because his
 * or her name stands beside it or the Patient inside @resource is described so; %NULL with what the database says
 */
GPtrArray *
ek_fhir_people_meant (EkStore *store, JsonObject *resource, JsonObject *reference, GError **error)
{
  g_autoptr (GPtrArray) meant = g_ptr_array_new_with_free_func (g_free);
  const char *display = reference != NULL ? ek_json_peek_string (reference, "display") : NULL;
  JsonObject *number = reference != NULL ? ek_json_peek_object (reference, "identifier") : NULL;
  g_auto (EkFhirReference) parts = { NULL };
  gboolean known = reference != NULL &&
    ek_fhir_reference_parse (ek_json_peek_string (reference, "reference"), &parts) && parts.contained != NULL;
  JsonObject *contained = known ? ek_fhir_contained (resource, parts.contained) : NULL;
  JsonArray *numbers = contained != NULL ? ek_json_peek_array (contained, "identifier") : NULL;
  guint n = numbers != NULL ? json_array_get_length (numbers) : number != NULL && display != NULL ? 1 : 0;

  for (guint i = 0; i < MIN (n, 20); i++)
    {
      JsonObject *one = numbers != NULL ? ek_json_element_object (numbers, i) : number;
      g_autoptr (GPtrArray) holders = one != NULL ? ek_fhir_identifier_holders (store, one, error) : NULL;

      if (one == NULL)
        continue;
      if (holders == NULL || !keep_meant (store, holders, contained, display, meant, error))
        return NULL;
    }
  return g_steal_pointer (&meant);
}
