/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-link.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-fhir.h"
#include "ek-join.h"
#include "ek-notice.h"

/* @address: where the patient is at the source: "https://…/Patient/12". */
typedef struct {
  char *patient_id;
  char *source;
  char *address;
  JsonObject *link; /* NULL: the patient itself, whom others may refer to */
  gboolean active;
} Noted;

struct _EkFhirLinks {
  EkStore *store;
  GHashTable *urls; /* (nullable): urn of an entry → "Type/id" */
  GPtrArray *noted;
};

static void
noted_free (gpointer data)
{
  Noted *noted = data;

  g_free (noted->patient_id);
  g_free (noted->source);
  g_free (noted->address);
  g_clear_pointer (&noted->link, json_object_unref);
  g_free (noted);
}

/**
 * ek_fhir_links_new:
 * @store: a store; must outlive the result
 * @urls: (nullable): what the addresses of entries stand for, see ek_fhir_receiver_prepare()
 *
 * Returns: (transfer full): nothing noted yet
 */
EkFhirLinks *
ek_fhir_links_new (EkStore *store, GHashTable *urls)
{
  EkFhirLinks *self = g_new0 (EkFhirLinks, 1);

  self->store = store;
  self->urls = urls != NULL ? g_hash_table_ref (urls) : NULL;
  self->noted = g_ptr_array_new_with_free_func (noted_free);
  return self;
}

/**
 * ek_fhir_links_free:
 * @self: (nullable) (transfer full): what ek_fhir_links_new() made
 */
void
ek_fhir_links_free (EkFhirLinks *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->urls, g_hash_table_unref);
  g_ptr_array_unref (self->noted);
  g_free (self);
}

static Noted *
noted_new (EkFhirLinks *self, const char *source, const char *remote_id, const char *patient_id)
{
  Noted *noted = g_new0 (Noted, 1);

  noted->patient_id = g_strdup (patient_id);
  noted->source = g_strdup (source);
  noted->address = g_strdup_printf ("%s/Patient/%s", source, remote_id);
  g_ptr_array_add (self->noted, noted);
  return noted;
}

/**
 * ek_fhir_links_note:
 * @self: links
 * @source: what the resource's relative references belong to
 * @remote_id: what the source calls the patient
 * @resource: a Patient that was taken
 * @patient_id: the patient it became
 */
void
ek_fhir_links_note (EkFhirLinks *self, const char *source, const char *remote_id, JsonObject *resource,
                    const char *patient_id)
{
  JsonArray *links = ek_json_peek_array (resource, "link");

  noted_new (self, source, remote_id, patient_id);
  for (guint i = 0; links != NULL && i < json_array_get_length (links); i++)
    {
      JsonObject *link = ek_json_element_object (links, i);
      Noted *noted;

      if (link == NULL || ek_json_peek_object (link, "other") == NULL)
        continue;
      noted = noted_new (self, source, remote_id, patient_id);
      noted->link = json_object_ref (link);
      noted->active = ek_json_peek_boolean (resource, "active", TRUE);
    }
}

/**
 * ek_fhir_patient_here:
 * @store: a store
 * @source: address of the server, or the source of a file
 * @id: what the source calls a patient
 * @patient_id: (out) (transfer full) (nullable): the patient here; left alone when there is none
 * @error: return location
 *
 * Whether a patient of the source came from there, was sent there, or is called there by our own id.
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_fhir_patient_here (EkStore *store, const char *source, const char *id, char **patient_id, GError **error)
{
  g_auto (EkIdentity) identity = { NULL };
  g_autoptr (EkStatement) statement = NULL;
  gboolean found = FALSE;

  if (!ek_identity_find (store, source, "Patient", id, 0, &identity, &found, error))
    return FALSE;
  if (found)
    {
      /* one who was never taken over, or whose last state was not believed, is nobody here */
      if (identity.record_id[0] != '\0' && identity.refused == NULL)
        *patient_id = g_steal_pointer (&identity.record_id);
      return TRUE;
    }
  statement = ek_database_prepare (ek_store_get_database (store),
                                   "SELECT record_id FROM sync_map WHERE server = ?1 AND part = '' AND "
                                   "record_type = 'patient' AND coalesce (server_id, record_id) = ?2 "
                                   "UNION ALL SELECT id FROM patient WHERE id = ?2 LIMIT 1",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, source);
  ek_statement_bind_text (statement, 2, id);
  if (!ek_statement_step (statement, &found, error))
    return FALSE;
  if (found)
    *patient_id = g_strdup (ek_statement_text (statement, 0));
  return TRUE;
}

/* Whom a link means: *@other a patient here, or NULL; *@address where he or she is at the source, NULL for what is not
 * a patient (a relative). */
static gboolean
follow (EkFhirLinks *self, Noted *noted, char **other, char **address, GError **error)
{
  const char *text = ek_json_peek_string (ek_json_peek_object (noted->link, "other"), "reference");
  g_auto (EkFhirReference) parts = { NULL };
  const char *source, *target;

  *other = *address = NULL;
  if (!ek_fhir_reference_parse (text, &parts))
    return TRUE;
  target = parts.urn != NULL && self->urls != NULL ? g_hash_table_lookup (self->urls, parts.urn) : NULL;
  if (target != NULL)
    {
      ek_fhir_reference_clear (&parts);
      if (!ek_fhir_reference_parse (target, &parts))
        return TRUE;
    }
  if (parts.id == NULL || g_strcmp0 (parts.type, "Patient") != 0)
    return TRUE;
  source = parts.base != NULL ? parts.base : noted->source;
  *address = g_strdup_printf ("%s/Patient/%s", source, parts.id);
  return ek_fhir_patient_here (self->store, source, parts.id, other, error);
}

/* Whether a link means that the two have one file. */
static gboolean
is_of_one (Noted *noted)
{
  const char *type = noted->link != NULL ? ek_json_peek_string (noted->link, "type") : NULL;

  return g_strcmp0 (type, "replaces") == 0 || g_strcmp0 (type, "replaced-by") == 0;
}

static gboolean
says_one (EkFhirLinks *self, const char *one, const char *other, gboolean *same, GError **error)
{
  for (guint i = 0; i < self->noted->len && !*same; i++)
    {
      Noted *noted = self->noted->pdata[i];
      const char *sought = g_str_equal (noted->patient_id, one) ? other
        : g_str_equal (noted->patient_id, other)                ? one
                                                                : NULL;
      g_autofree char *meant = NULL, *address = NULL;

      if (sought == NULL || !is_of_one (noted))
        continue;
      if (!follow (self, noted, &meant, &address, error))
        return FALSE;
      *same = g_strcmp0 (meant, sought) == 0;
    }
  return TRUE;
}

/**
 * ek_fhir_links_same:
 * @self: links
 * @one: a patient here
 * @other: another one
 * @same: (out): whether one of the two replaces the other, as the source says in what was noted or said before
 * @error: return location
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_fhir_links_same (EkFhirLinks *self, const char *one, const char *other, gboolean *same, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  *same = FALSE;
  if (g_str_equal (one, other) || !says_one (self, one, other, same, error))
    return g_str_equal (one, other);
  if (*same)
    return TRUE;
  statement = ek_database_prepare (ek_store_get_database (self->store),
                                   "SELECT 1 FROM notice WHERE kind = 'linked' AND (patient_id, source) IN "
                                   "(VALUES (?1, ?2), (?2, ?1)) AND detail ->> 'link' IN ('replaces', 'replaced-by')",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, one);
  ek_statement_bind_text (statement, 2, other);
  return ek_statement_step (statement, same, error);
}

/* An open notice of this kind on a patient, about @about; NULL when there is none. */
static EkRecord *
find_open (GPtrArray *open, const char *patient_id, const char *about)
{
  for (guint i = 0; i < open->len; i++)
    {
      EkRecord *notice = open->pdata[i];

      if (g_strcmp0 (ek_record_get_text (notice, EK_NOTICE_KIND), "linked") == 0 &&
          g_strcmp0 (ek_record_get_text (notice, EK_NOTICE_SOURCE), about) == 0 &&
          (patient_id == NULL || g_strcmp0 (ek_record_get_patient_id (notice), patient_id) == 0))
        return notice;
    }
  return NULL;
}

/* A patient whom a notice knew by address only is here now. */
static gboolean
name_patient (EkFhirLinks *self, Noted *noted, GPtrArray *open, GError **error)
{
  EkRecord *notice;

  while ((notice = find_open (open, NULL, noted->address)) != NULL)
    {
      ek_record_set_text (notice, EK_NOTICE_SOURCE, noted->patient_id);
      if (!ek_store_save_received (self->store, notice, "notice", error))
        return FALSE;
    }
  return TRUE;
}

static JsonNode *
detail_of (Noted *noted, const char *type, const char *address)
{
  JsonObject *detail = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (detail, "link", type);
  json_object_set_string_member (detail, "address", address);
  json_object_set_boolean_member (detail, "active", noted->active);
  json_node_take_object (node, detail);
  return node;
}

/* Who is replaced, or only refers to another, is told even when the other is not here: whoever writes to this file
 * writes where the hospital no longer looks. */
static gboolean
tell_link (EkFhirLinks *self, Noted *noted, GPtrArray *open, gboolean *told, GError **error)
{
  static const char *const types[] = { "replaced-by", "replaces", "refer", "seealso", NULL };
  const char *type = ek_json_peek_string (noted->link, "type");
  g_autofree char *other = NULL, *address = NULL;
  g_autoptr (JsonNode) detail = NULL;
  gboolean settled = FALSE;
  const char *about;

  if (type == NULL || !g_strv_contains (types, type))
    return TRUE;
  if (!follow (self, noted, &other, &address, error))
    return FALSE;
  if (address == NULL || g_strcmp0 (other, noted->patient_id) == 0 ||
      (other == NULL && !g_str_equal (type, "replaced-by") && !g_str_equal (type, "refer")))
    return TRUE;
  about = other != NULL ? other : address;
  if (!ek_join_is_settled (self->store, noted->patient_id, about, &settled, error))
    return FALSE;
  if (settled)
    return TRUE;
  *told = TRUE;
  if (find_open (open, noted->patient_id, about) != NULL)
    return TRUE;
  detail = detail_of (noted, type, address);
  return ek_notice_raise (self->store, noted->patient_id, "linked", about, detail, error);
}

/**
 * ek_fhir_links_tell:
 * @self: links
 * @report: gets a sentence when there is something to look at
 * @error: return location
 *
 * Leaves a notice of the kind "linked" on each patient of whom the source says that another file is of the same person.
 * Its source is the id of that other patient, or, while he or she is not here, the address at the source. Its detail:
 * "link" (replaced-by, replaces, refer, seealso), "address" (where the other one is at the source), "active" (whether
 * the source still uses this file). What a person has decided about the two is not asked again. To be called when all
 * patients have been taken, in the same transaction.
 *
 * Returns: %FALSE with what the database says
 */
gboolean
ek_fhir_links_tell (EkFhirLinks *self, EkFhirReport *report, GError **error)
{
  g_autoptr (GPtrArray) open = NULL;
  gboolean told = FALSE;

  if (self->noted->len == 0)
    return TRUE;
  open = ek_notice_list_open (self->store, NULL, error);
  if (open == NULL)
    return FALSE;
  for (guint i = 0; i < self->noted->len; i++)
    {
      Noted *noted = self->noted->pdata[i];

      if (!(noted->link == NULL ? name_patient (self, noted, open, error)
                                : tell_link (self, noted, open, &told, error)))
        return FALSE;
    }
  if (told)
    ek_fhir_report_note (report,
                         _ ("The hospital says of some patients that another file is of the same person. Each of "
                            "them carries a notice: look at both files, and join them if they are one person. "
                            "Nothing was joined by itself."));
  g_ptr_array_set_size (self->noted, 0);
  return TRUE;
}
