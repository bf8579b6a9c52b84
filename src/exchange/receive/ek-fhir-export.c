/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-export.h"

#include <string.h>

#include "ek-fhir-map.h"
#include "ek-join.h"

#define AUDIT_DETAIL "FHIR Bundle"

static void
append_entries (JsonArray *entries, GPtrArray *resources)
{
  for (guint i = 0; i < resources->len; i++)
    {
      JsonObject *resource = resources->pdata[i], *entry = json_object_new ();
      g_autofree char *url = g_strconcat ("urn:uuid:", ek_json_peek_string (resource, "id"), NULL);

      json_object_set_string_member (entry, "fullUrl", url);
      json_object_set_object_member (entry, "resource", json_object_ref (resource));
      json_array_add_object_element (entries, entry);
    }
}

static gboolean
append_records (const EkFhirContext *context, const EkFhirMap *map, const char *patient_id, JsonArray *entries,
                GError **error)
{
  g_autoptr (GPtrArray) records = NULL;

  if (map->record_type == &ek_patient_type)
    {
      EkRecord *patient = ek_store_load (context->store, &ek_patient_type, patient_id, error);

      if (patient == NULL)
        return FALSE;
      records = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (records, patient);
    }
  else
    {
      records = ek_store_list (context->store, map->record_type, patient_id, error);
    }
  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr (GPtrArray) resources = ek_fhir_write_record (context, records->pdata[i]);

      append_entries (entries, resources);
    }
  return TRUE;
}

/* Everything of a file that was joined leaves as one person's. */
static void
name_one_patient (JsonNode *node, GPtrArray *others, const char *patient_id)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        name_one_patient (json_array_get_element (array, i), others, patient_id);
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      const char *text = ek_json_peek_string (object, "reference");
      g_autoptr (GList) members = NULL;

      if (text != NULL && g_str_has_prefix (text, "Patient/") &&
          g_ptr_array_find_with_equal_func (others, text + strlen ("Patient/"), g_str_equal, NULL))
        {
          g_autofree char *one = g_strconcat ("Patient/", patient_id, NULL);

          json_object_set_string_member (object, "reference", one);
        }
      members = json_object_get_members (object);
      for (GList *m = members; m != NULL; m = m->next)
        name_one_patient (json_object_get_member (object, m->data), others, patient_id);
    }
}

static void
append_to (JsonObject *object, const char *member, JsonObject *one)
{
  if (ek_json_peek_array (object, member) == NULL)
    json_object_set_array_member (object, member, json_array_new ());
  json_array_add_object_element (ek_json_peek_array (object, member), one);
}

/* The numbers by which the other patient was known, and that this file has taken the place of his or hers. */
static gboolean
add_former (const EkFhirContext *context, JsonObject *patient, const char *former_id, GError **error)
{
  g_autoptr (EkRecord) former = ek_store_load (context->store, &ek_patient_type, former_id, error);
  g_autoptr (GPtrArray) resources = former != NULL ? ek_fhir_write_record (context, former) : NULL;
  JsonArray *numbers = resources != NULL && resources->len > 0 ? ek_json_peek_array (resources->pdata[0], "identifier")
                                                               : NULL;
  JsonObject *link = NULL;

  if (former == NULL)
    return FALSE;
  for (guint i = 0; numbers != NULL && i < json_array_get_length (numbers); i++)
    {
      JsonObject *one = ek_json_element_object (numbers, i);

      if (one != NULL && g_strcmp0 (ek_json_peek_string (one, "system"), EK_FHIR_URI) != 0)
        append_to (patient, "identifier", json_object_ref (one));
    }
  link = json_object_new ();
  ek_fhir_add_reference (link, "other", "Patient", former_id, NULL);
  json_object_set_string_member (link, "type", "replaces");
  append_to (patient, "link", link);
  return TRUE;
}

static gboolean
make_one_person (const EkFhirContext *context, JsonArray *entries, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) others = ek_store_other_members (context->store, patient_id, error);

  if (others == NULL)
    return FALSE;
  for (guint i = 0; others->len > 0 && i < json_array_get_length (entries); i++)
    name_one_patient (json_array_get_element (entries, i), others, patient_id);
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *resource = ek_json_peek_object (ek_json_element_object (entries, i), "resource");

      for (guint o = 0; g_strcmp0 (ek_fhir_type (resource), "Patient") == 0 && o < others->len; o++)
        if (!add_former (context, resource, others->pdata[o], error))
          return FALSE;
    }
  return TRUE;
}

static JsonNode *
build_bundle (EkStore *store, EkCatalogue *catalogue, const char *patient_id, GError **error)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  EkFhirContext context = { .catalogue = catalogue,
                            .vault = ek_store_get_vault (store),
                            .store = store,
                            .everything = TRUE,
                            .local_offset = ek_clock_offset (clock, now) };
  g_autoptr (JsonObject) bundle = json_object_new ();
  g_autoptr (JsonArray) entries = json_array_new ();
  g_autofree char *stamp = ek_instant_format (now, context.local_offset);
  g_autofree char *file = ek_store_file_of (store, patient_id, error);
  guint n;
  const EkFhirMap *maps = ek_fhir_maps (&n);

  for (guint i = 0; i < n; i++)
    if (maps[i].write != NULL && (file == NULL || !append_records (&context, &maps[i], file, entries, error)))
      return NULL;
  if (!make_one_person (&context, entries, file, error))
    return NULL;
  json_object_set_string_member (bundle, "resourceType", "Bundle");
  json_object_set_string_member (bundle, "type", "collection");
  json_object_set_string_member (bundle, "timestamp", stamp);
  if (json_array_get_length (entries) > 0)
    json_object_set_array_member (bundle, "entry", json_array_ref (entries));
  return ek_fhir_node (bundle);
}

/**
 * ek_fhir_export_patient:
 * @store: a store
 * @catalogue: the instruments
 * @patient_id: whose file
 * @error: return location
 *
 * One patient's file as a Bundle of type collection, which ek_fhir_import_file() of another vault takes back. The
 * export is audited (EK_AUDIT_EXPORT) before anything is handed out. What is only for those who treat here (opinions in
 * a case review, summaries of sessions) is not in it.
 *
 * Returns: (transfer full) (nullable): the Bundle; %NULL with EK_ERROR_NOT_FOUND or what the database says
 */
JsonNode *
ek_fhir_export_patient (EkStore *store, EkCatalogue *catalogue, const char *patient_id, GError **error)
{
  g_autoptr (JsonNode) bundle = build_bundle (store, catalogue, patient_id, error);

  if (bundle == NULL ||
      !ek_store_audit (store, EK_AUDIT_EXPORT, &ek_patient_type, patient_id, patient_id, AUDIT_DETAIL, error))
    return NULL;
  return g_steal_pointer (&bundle);
}

/**
 * ek_fhir_export_patient_file:
 * @store: a store, outside a transaction
 * @catalogue: the instruments
 * @patient_id: whose file
 * @path: the file to write
 * @n_bytes: (out): its length
 * @error: return location
 *
 * As ek_fhir_export_patient(), into a file, see ek_store_export().
 *
 * Returns: (transfer full) (nullable): the Bundle; %NULL with EK_ERROR_NOT_FOUND, what the database says, or why the
 *   file could not be written: one that was there before is then as it was
 */
JsonNode *
ek_fhir_export_patient_file (EkStore *store, EkCatalogue *catalogue, const char *patient_id, const char *path,
                             gsize *n_bytes, GError **error)
{
  g_autoptr (JsonNode) bundle = build_bundle (store, catalogue, patient_id, error);
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  if (bundle == NULL)
    return NULL;
  text = ek_json_pretty (bundle);
  bytes = g_bytes_new_take (text, strlen (text));
  *n_bytes = g_bytes_get_size (bytes);
  if (!ek_store_export (store, path, bytes, &ek_patient_type, patient_id, patient_id, AUDIT_DETAIL, error))
    return NULL;
  return g_steal_pointer (&bundle);
}

/* How many records of a type leave nothing in an export; of notices those that nobody has looked at. */
static gboolean
count_left (const EkFhirContext *context, const EkRecordType *type, const char *file, guint *n, GError **error)
{
  const EkFhirMap *map = ek_fhir_map_for_record (type);
  g_autoptr (GPtrArray) records = ek_store_list (context->store, type, file, error);

  *n = 0;
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      g_autoptr (GPtrArray) resources = NULL;

      if (type == &ek_notice_type && g_strcmp0 (ek_record_get_text (records->pdata[i], EK_NOTICE_STATUS), "open") != 0)
        continue;
      resources = map != NULL ? ek_fhir_write_record (context, records->pdata[i]) : NULL;
      *n += resources == NULL || resources->len == 0;
    }
  return records != NULL;
}

/**
 * ek_fhir_export_left_out:
 * @store: a store
 * @catalogue: the instruments
 * @patient_id: whose file
 * @error: return location
 *
 * What of a file is not in its export: opinions, sets, what has no form that others read; and notices that only say
 * something here, such as who may be the same person.
 *
 * Returns: (transfer full) (nullable): how many by the name of their type, of those that there are; %NULL with what the
 *   store says
 */
JsonObject *
ek_fhir_export_left_out (EkStore *store, EkCatalogue *catalogue, const char *patient_id, GError **error)
{
  EkFhirContext context = {
    .catalogue = catalogue, .vault = ek_store_get_vault (store), .store = store, .everything = TRUE
  };
  g_autoptr (JsonObject) left = json_object_new ();
  g_autofree char *file = ek_store_file_of (store, patient_id, error);
  const EkRecordType *const *types = ek_record_types ();

  if (file == NULL)
    return NULL;
  for (guint i = 0; types[i] != NULL; i++)
    {
      guint n = 0;

      if (types[i] == &ek_patient_type)
        continue;
      if (!count_left (&context, types[i], file, &n, error))
        return NULL;
      if (n > 0)
        json_object_set_int_member (left, types[i]->name, n);
    }
  return g_steal_pointer (&left);
}
