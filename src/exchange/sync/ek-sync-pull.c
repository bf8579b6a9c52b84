/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fetching what is new. For each type a cursor: the server's own time of the newest resource of the last complete pull.
 * Every page is taken over, and the link to the next one noted, in one local transaction, so that being stopped
 * anywhere costs one page at most; the cursor moves only after the last page. Five minutes are read again each time,
 * because a resource may be stamped before another and appear after it; what is known already changes nothing. */

#include "ek-sync-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-fhir-people.h"
#include "ek-fhir-receive.h"
#include "ek-fhir.h"
#include "ek-fhir-link.h"

#define OVERLAP_MS (5 * EK_MINUTE_MS)
#define PAGE_SIZE 100
#define PAGES_MAX 100000

static const char *const pulled_types[] = {
  "Patient",
  "RiskAssessment",
  "Flag",
  "Encounter",
  "Condition",
  "AllergyIntolerance",
  "MedicationRequest",
  "MedicationStatement",
  "MedicationAdministration",
  "QuestionnaireResponse",
  "Observation",
  "DetectedIssue",
  "Task",
};

typedef struct {
  const char *type;
  char *cursor;
  char *next_link;
  char *newest;
  const char *patient; /* only of this patient, whatever its age, and without a cursor; NULL: everything new */
} Pull;

static void
pull_clear (Pull *pull)
{
  g_clear_pointer (&pull->cursor, g_free);
  g_clear_pointer (&pull->next_link, g_free);
  g_clear_pointer (&pull->newest, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pull, pull_clear)

static gboolean
load_cursor (EkSync *sync, Pull *pull, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (sync->database,
                                   "SELECT cursor, next_link, newest FROM exchange_cursor "
                                   "WHERE server = ? AND type = ?",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, sync->server->base_url);
  ek_statement_bind_text (statement, 2, pull->type);
  if (!ek_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  pull->cursor = g_strdup (ek_statement_text (statement, 0));
  pull->next_link = g_strdup (ek_statement_text (statement, 1));
  pull->newest = g_strdup (ek_statement_text (statement, 2));
  return TRUE;
}

static gboolean
save_cursor (EkSync *sync, Pull *pull, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  if (pull->patient != NULL)
    return TRUE;
  statement = ek_database_prepare (sync->database,
                                   "INSERT INTO exchange_cursor (server, type, cursor, next_link, newest) VALUES (?1, "
                                   "?2, ?3, ?4, ?5) "
                                   "ON CONFLICT DO UPDATE SET cursor = ?3, next_link = ?4, newest = ?5",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, sync->server->base_url);
  ek_statement_bind_text (statement, 2, pull->type);
  ek_statement_bind_text (statement, 3, pull->cursor);
  ek_statement_bind_text (statement, 4, pull->next_link);
  ek_statement_bind_text (statement, 5, pull->newest);
  return ek_statement_run (statement, error);
}

static char *
first_path (EkSync *sync, Pull *pull)
{
  g_autoptr (GString) path = g_string_new (NULL);
  const char *query = sync->server->patient_query;
  gint64 ms;
  int offset;

  g_string_printf (path, "/%s?_sort=_lastUpdated&_count=%d", pull->type, PAGE_SIZE);
  if (pull->patient != NULL)
    g_string_append_printf (path, "&patient=Patient%%2F%s", pull->patient);
  if (g_str_equal (pull->type, "Patient") && query != NULL && query[0] != '\0' && !g_str_equal (query, "*"))
    g_string_append_printf (path, "&%s", query);
  if (pull->cursor != NULL && ek_instant_parse (pull->cursor, &ms, &offset, NULL))
    {
      g_autofree char *since = ek_instant_format (ms - OVERLAP_MS, 0);
      g_autofree char *escaped = g_uri_escape_string (since, ":", FALSE);

      g_string_append_printf (path, "&_lastUpdated=ge%s", escaped);
    }
  return g_strdup (path->str);
}

static char *
next_of (JsonObject *bundle)
{
  JsonArray *links = ek_json_peek_array (bundle, "link");

  for (guint i = 0; links != NULL && i < json_array_get_length (links); i++)
    {
      JsonObject *link = ek_json_element_object (links, i);
      const char *url = link != NULL ? ek_json_peek_string (link, "url") : NULL;

      if (url != NULL && g_strcmp0 (ek_json_peek_string (link, "relation"), "next") == 0 && strlen (url) < 4000)
        return g_strdup (url);
    }
  return NULL;
}

/* The newest stamp seen, by the server's clock. */
static void
note_newest (Pull *pull, JsonObject *resource)
{
  JsonObject *meta = ek_json_peek_object (resource, "meta");
  const char *stamp = meta != NULL ? ek_json_peek_string (meta, "lastUpdated") : NULL;
  gint64 ms, newest = G_MININT64;
  int offset;

  if (stamp == NULL || !ek_instant_parse (stamp, &ms, &offset, NULL))
    return;
  if (pull->newest != NULL && ek_instant_parse (pull->newest, &newest, &offset, NULL) && newest >= ms)
    return;
  g_free (pull->newest);
  pull->newest = g_strdup (stamp);
}

typedef struct {
  char *record_id;
  char *record_type;
  char *part;
  char *version;
  char *base;
  gboolean pending;
} Ours;

static void
ours_clear (Ours *ours)
{
  g_clear_pointer (&ours->record_id, g_free);
  g_clear_pointer (&ours->record_type, g_free);
  g_clear_pointer (&ours->part, g_free);
  g_clear_pointer (&ours->version, g_free);
  g_clear_pointer (&ours->base, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ours, ours_clear)

/* Whether the server's resource is one that we sent. */
static gboolean
find_ours (EkSync *sync, const char *type, const char *id, Ours *ours, gboolean *found, GError **error)
{
  g_autofree char *part = g_strdup_printf ("%s/%s", type, id);
  const EkFhirMap *map = ek_fhir_map_for_type (type);
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (sync->database,
                                   "SELECT record_id, record_type, part, version, coalesce (theirs, base), "
                                   "EXISTS (SELECT 1 FROM outbox WHERE outbox.record_id = sync_map.record_id) FROM "
                                   "sync_map "
                                   "LEFT JOIN exchange_theirs USING (record_id, server, part) WHERE server = ?1 AND "
                                   "((part = '' AND record_type = ?2 AND coalesce (server_id, record_id) = ?3) OR "
                                   "(part = ?4 AND server_id IS NULL) OR (part LIKE ?5 AND server_id = ?3)) LIMIT 1",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, sync->server->base_url);
  ek_statement_bind_text (statement, 2, map != NULL ? map->record_type->name : "");
  ek_statement_bind_text (statement, 3, id);
  ek_statement_bind_text (statement, 4, part);
  g_free (part);
  part = g_strdup_printf ("%s/%%", type);
  ek_statement_bind_text (statement, 5, part);
  if (!ek_statement_step (statement, found, error))
    return FALSE;
  if (!*found)
    return TRUE;
  ours->record_id = g_strdup (ek_statement_text (statement, 0));
  ours->record_type = g_strdup (ek_statement_text (statement, 1));
  ours->part = g_strdup (ek_statement_text (statement, 2));
  ours->version = g_strdup (ek_statement_text (statement, 3));
  ours->base = g_strdup (ek_statement_text (statement, 4));
  ours->pending = ek_statement_int (statement, 5) != 0;
  return TRUE;
}

static gboolean
set_known_version (EkSync *sync, Ours *ours, const char *version, JsonObject *theirs, GError **error)
{
  g_autoptr (JsonObject) bare = ek_fhir_kept_there (theirs);
  g_autoptr (JsonNode) node = ek_fhir_node (bare);
  g_autofree char *text = ek_json_exact (node);
  g_autoptr (EkStatement) map = NULL;
  g_autoptr (EkStatement) kept = NULL;

  map = ek_database_prepare (sync->database,
                             "UPDATE sync_map SET version = ?4 WHERE record_id = ?1 AND server = ?2 "
                             "AND part = ?3",
                             error);
  kept = map == NULL ? NULL
                     : ek_database_prepare (sync->database,
                                            "INSERT OR REPLACE INTO exchange_theirs (record_id, server, part, "
                                            "theirs) VALUES (?1, ?2, ?3, ?4)",
                                            error);
  if (kept == NULL)
    return FALSE;
  ek_statement_bind_text (map, 1, ours->record_id);
  ek_statement_bind_text (map, 2, sync->server->base_url);
  ek_statement_bind_text (map, 3, ours->part);
  ek_statement_bind_text (map, 4, version);
  ek_statement_bind_text (kept, 1, ours->record_id);
  ek_statement_bind_text (kept, 2, sync->server->base_url);
  ek_statement_bind_text (kept, 3, ours->part);
  ek_statement_bind_text (kept, 4, text);
  return ek_statement_run (map, error) && ek_statement_run (kept, error);
}

/* A patient of ours of whom the hospital says that another file is the same person's. */
static gboolean
tell_links (EkSync *sync, Ours *ours, JsonObject *resource, GError **error)
{
  g_autoptr (EkFhirLinks) links = NULL;

  if (g_strcmp0 (ours->record_type, ek_patient_type.name) != 0)
    return TRUE;
  links = ek_fhir_links_new (sync->store, NULL);
  ek_fhir_links_note (links, sync->server->base_url, ek_json_peek_string (resource, "id"), resource, ours->record_id);
  return ek_fhir_links_tell (links, sync->result->received, error);
}

/* A risk that was opened again elsewhere may meet another one that is open here. */
static gboolean
tell_risk (EkSync *sync, Ours *ours, JsonObject *resource, GError **error)
{
  g_autoptr (EkRecord) risk = NULL;

  if (sync->options->received == NULL || g_strcmp0 (ours->record_type, ek_risk_type.name) != 0)
    return TRUE;
  risk = ek_store_load (sync->store, &ek_risk_type, ours->record_id, error);
  return risk != NULL &&
    sync->options->received (sync->store, sync->catalogue, ek_record_get_patient_id (risk), risk, resource,
                             sync->options->received_data, error);
}

/* What the server has under the id of our patient is somebody else: neither it nor what speaks of it is believed. */
static gboolean
refuse_ours (EkSync *sync, Ours *ours, JsonObject *resource, GError **error)
{
  const char *type = ek_fhir_type (resource);
  const char *id = ek_json_peek_string (resource, "id");

  ek_fhir_report_count (sync->result->received, type, EK_FHIR_SKIPPED, EK_FHIR_SKIP_OTHER_PERSON, NULL);
  if (!g_str_equal (type, "Patient"))
    return TRUE;
  return ek_fhir_people_queue_differing (sync->store, ours->record_id, "other-person", resource, sync->server->base_url,
                                         id, error) &&
    ek_identity_refuse (sync->store, sync->server->base_url, id, ours->record_id,
                        ek_fhir_skip_id (EK_FHIR_SKIP_OTHER_PERSON), error);
}

/* Of what speaks of a patient: whether the server gives that patient's id to somebody else now, or did when it said
 * this. What was changed meanwhile is about that one. */
static gboolean
is_of_another (EkSync *sync, JsonObject *resource, gboolean *another, GError **error)
{
  static const char *const members[] = { "subject", "patient", "for" };
  const char *type = ek_fhir_type (resource), *id = ek_json_peek_string (resource, "id"),
             *base = sync->server->base_url;
  g_autofree char *hash = ek_fhir_hash (resource);
  g_autofree char *refused = NULL;

  *another = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (members) && !*another; i++)
    {
      JsonObject *reference = ek_json_peek_object (resource, members[i]);
      g_auto (EkFhirReference) parts = { NULL };
      g_auto (EkIdentity) identity = { NULL };
      gboolean known = FALSE;

      if (reference == NULL || !ek_fhir_reference_parse (ek_json_peek_string (reference, "reference"), &parts) ||
          parts.id == NULL || g_strcmp0 (parts.type, "Patient") != 0)
        continue;
      if (!ek_identity_find (sync->store, base, "Patient", parts.id, 0, &identity, &known, error))
        return FALSE;
      *another = known && identity.refused != NULL;
    }
  if (*another)
    return ek_refused_set (sync->store, base, type, id, hash, error);
  if (!ek_refused_find (sync->store, base, type, id, &refused, error))
    return FALSE;
  *another = g_strcmp0 (refused, hash) == 0;
  return TRUE;
}

/* Whether it is another patient's now, over there. */
static gboolean
tell_moved (EkSync *sync, EkFhirReceiver *receiver, Ours *ours, JsonObject *resource, GError **error)
{
  const EkRecordType *type = ours->part[0] == '\0' ? ek_record_type_by_name (ours->record_type) : NULL;
  g_autoptr (EkRecord) record = type != NULL && type != &ek_patient_type
    ? ek_store_load (sync->store, type, ours->record_id, NULL)
    : NULL;

  return record == NULL || ek_fhir_receiver_tell_moved (receiver, resource, record, error);
}

/* One of ours, changed at the hospital. With unsent work of our own the push decides; a task or a patient takes the
 * change over; what is signed or scored is left as it is here and told. */
static gboolean
take_ours (EkSync *sync, EkFhirReceiver *receiver, Ours *ours, JsonObject *resource, GError **error)
{
  const char *version = ek_fhir_version (resource);
  const char *type = ek_fhir_type (resource);
  const EkFhirMap *map = ek_fhir_map_for_type (type);
  g_autoptr (JsonNode) base = NULL;
  gboolean another = FALSE;

  if (version == NULL || g_strcmp0 (version, ours->version) == 0 || ours->pending)
    {
      ek_fhir_report_count (sync->result->received, type, EK_FHIR_UNCHANGED, EK_FHIR_SKIP_NONE, NULL);
      return TRUE;
    }
  if (!g_str_equal (type, "Patient") && !is_of_another (sync, resource, &another, error))
    return FALSE;
  if (another)
    {
      ek_fhir_report_count (sync->result->received, type, EK_FHIR_SKIPPED, EK_FHIR_SKIP_OTHER_PERSON, NULL);
      return TRUE;
    }
  if (!tell_moved (sync, receiver, ours, resource, error))
    return FALSE;
  base = ours->base != NULL ? ek_json_parse (ours->base, -1, &EK_FHIR_LIMITS, NULL) : NULL;
  /* a risk that another machine went on with is one risk; what was looked at there was looked at */
  if (map == NULL || (!map->working && !ek_sync_merges_by_itself (map->record_type->name)) || ours->part[0] != '\0')
    {
      gboolean same = base != NULL && JSON_NODE_HOLDS_OBJECT (base) &&
        ek_fhir_same_content (json_node_get_object (base), resource);

      ek_fhir_report_count (sync->result->received, type, same ? EK_FHIR_UNCHANGED : EK_FHIR_SKIPPED,
                            same ? EK_FHIR_SKIP_NONE : EK_FHIR_SKIP_CHANGED_HERE, NULL);
      return !same || set_known_version (sync, ours, version, resource, error);
    }
  if (!ek_sync_same_person (sync->store, sync->server->base_url, ours->record_type, ours->record_id,
                            base != NULL && JSON_NODE_HOLDS_OBJECT (base) ? json_node_get_object (base) : NULL,
                            resource))
    return refuse_ours (sync, ours, resource, error);
  if (g_str_equal (type, "Patient") &&
      !ek_identity_refuse (sync->store, sync->server->base_url, ek_json_peek_string (resource, "id"), NULL, NULL,
                           error))
    return FALSE;
  if (!ek_sync_take_theirs (sync->store, &sync->context, sync->result->received, ours->record_type, ours->record_id,
                            base != NULL && JSON_NODE_HOLDS_OBJECT (base) ? json_node_get_object (base) : NULL,
                            resource, error) ||
      !tell_risk (sync, ours, resource, error))
    return FALSE;
  ek_fhir_report_count (sync->result->received, type, EK_FHIR_UPDATED, EK_FHIR_SKIP_NONE, NULL);
  return set_known_version (sync, ours, version, resource, error) && tell_links (sync, ours, resource, error);
}

/* Without a query only patients who are known here are kept up to date; nobody's file is fetched unasked. */
static gboolean
is_wanted (EkSync *sync, const char *type, const char *id, gboolean *wanted, GError **error)
{
  g_auto (EkIdentity) identity = { NULL };

  *wanted = TRUE;
  if (!g_str_equal (type, "Patient") || (sync->server->patient_query != NULL && sync->server->patient_query[0] != '\0'))
    return TRUE;
  return ek_identity_find (sync->store, sync->server->base_url, type, id, 0, &identity, wanted, error);
}

static gboolean
take_resource (EkSync *sync, EkFhirReceiver *receiver, Pull *pull, JsonObject *entry, GError **error)
{
  JsonObject *resource = ek_json_peek_object (entry, "resource");
  JsonObject *search = ek_json_peek_object (entry, "search");
  const char *id = resource != NULL ? ek_json_peek_string (resource, "id") : NULL;
  g_auto (Ours) ours = { NULL };
  guint n_patients = ek_fhir_report_get (sync->result->received, "Patient", EK_FHIR_CREATED);
  gboolean found = FALSE, wanted = FALSE;

  if (resource == NULL || g_strcmp0 (ek_fhir_type (resource), pull->type) != 0 || !ek_fhir_id_is_valid (id) ||
      (search != NULL && g_strcmp0 (ek_json_peek_string (search, "mode"), "outcome") == 0))
    return TRUE;
  note_newest (pull, resource);
  if (!find_ours (sync, pull->type, id, &ours, &found, error))
    return FALSE;
  if (found)
    return take_ours (sync, receiver, &ours, resource, error);
  if (!is_wanted (sync, pull->type, id, &wanted, error))
    return FALSE;
  if (!wanted || g_str_equal (pull->type, "Task"))
    return TRUE;
  if (!ek_fhir_receiver_take (receiver, resource, NULL, NULL, error))
    return FALSE;
  if (ek_fhir_report_get (sync->result->received, "Patient", EK_FHIR_CREATED) > n_patients)
    g_ptr_array_add (sync->new_patients, g_strdup (id));
  return TRUE;
}

static gboolean
take_page (EkSync *sync, Pull *pull, JsonObject *bundle, GError **error)
{
  g_autoptr (EkFhirReceiver) receiver = ek_fhir_receiver_new (sync->store, sync->catalogue, sync->server->base_url,
                                                              "server", sync->result->received);
  JsonArray *entries = ek_json_peek_array (bundle, "entry");

  ek_fhir_receiver_set_received (receiver, sync->options->received, sync->options->received_data);
  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = ek_json_element_object (entries, i);

      if (entry != NULL && !take_resource (sync, receiver, pull, entry, error))
        return FALSE;
    }
  if (!ek_fhir_receiver_finish (receiver, error))
    return FALSE;
  g_free (pull->next_link);
  pull->next_link = next_of (bundle);
  if (pull->next_link == NULL && pull->newest != NULL)
    {
      g_free (pull->cursor);
      pull->cursor = g_strdup (pull->newest);
    }
  return save_cursor (sync, pull, error);
}

static gboolean
store_page (EkSync *sync, Pull *pull, JsonObject *bundle, GError **error)
{
  if (!ek_store_begin (sync->store, error))
    return FALSE;
  if (take_page (sync, pull, bundle, error))
    return ek_store_commit (sync->store, error);
  ek_store_rollback (sync->store);
  return FALSE;
}

/* The rest goes on; that this kind did not come is told, with what the server said. */
static void
tell_refused (EkSync *sync, const char *type, EkFhirAnswer *answer)
{
  g_autofree char *note = NULL;

  /* Translators: a kind of record in FHIR, such as "DetectedIssue"; the status of an answer; what the server said */
  note =
    g_strdup_printf (_ ("The server refuses to show records of the kind %s (status %u%s%s). What stands there was not "
                        "fetched; everything else was."),
                     type, (guint) answer->status, answer->words != NULL ? ": " : "",
                     answer->words != NULL ? answer->words : "");
  ek_fhir_report_note (sync->result->received, note);
}

/* A page that cannot be had: a link that expired starts again from the cursor, once; anything else ends this type. */
static gboolean
on_failed_page (EkSync *sync, Pull *pull, EkFhirAnswer *answer, gboolean *restarted)
{
  gboolean gone = answer->kind == EK_ANSWER_GONE || answer->kind == EK_ANSWER_NOT_FOUND ||
    answer->kind == EK_ANSWER_REFUSED;

  if (gone && pull->next_link != NULL && !*restarted)
    {
      *restarted = TRUE;
      g_clear_pointer (&pull->next_link, g_free);
      return TRUE;
    }
  if (answer->kind == EK_ANSWER_WAIT || answer->kind == EK_ANSWER_DOUBT)
    if (ek_sync_wait (sync, ek_sync_back_off (sync, answer, 1)))
      return TRUE;
  if (answer->kind == EK_ANSWER_UNREACHABLE || answer->kind == EK_ANSWER_DOUBT || answer->kind == EK_ANSWER_WAIT)
    ek_sync_stop (sync, answer->error);
  else if (answer->kind == EK_ANSWER_FORBIDDEN)
    ek_fhir_report_note (sync->result->received, _ ("The server does not let this program read some kinds of record."));
  else if (gone)
    tell_refused (sync, pull->type, answer);
  return FALSE;
}

static gboolean
pull_pages (EkSync *sync, Pull *pull, GError **error)
{
  gboolean restarted = FALSE;

  for (guint page = 0; page < PAGES_MAX && !ek_sync_cancelled (sync); page++)
    {
      g_autofree char *path = pull->next_link != NULL ? g_strdup (pull->next_link) : first_path (sync, pull);
      EkFhirCall call = { .method = "GET", .path = path, .type = "Bundle" };
      g_autoptr (EkFhirAnswer) answer = ek_fhir_client_call (sync->client, &call, sync->options->cancellable);

      if (answer->kind != EK_ANSWER_OK || answer->resource == NULL)
        {
          if (on_failed_page (sync, pull, answer, &restarted))
            continue;
          return TRUE;
        }
      sync->streak = 0;
      if (!ek_sync_lease_take (sync, error) || !store_page (sync, pull, answer->resource, error))
        return FALSE;
      if (pull->next_link == NULL || g_str_equal (pull->next_link, path))
        return TRUE;
    }
  return TRUE;
}

static gboolean
pull_type (EkSync *sync, const char *type, GError **error)
{
  g_auto (Pull) pull = { .type = type };
  gboolean had_cursor;

  if (!load_cursor (sync, &pull, error))
    return FALSE;
  had_cursor = pull.cursor != NULL;
  if (!pull_pages (sync, &pull, error))
    return FALSE;
  /* what is older than the cursor of a patient who only now became known */
  for (guint i = 0; had_cursor && i < sync->new_patients->len && !g_str_equal (type, "Patient") && !sync->stop; i++)
    {
      g_auto (Pull) whole = { .type = type, .patient = sync->new_patients->pdata[i] };

      if (!pull_pages (sync, &whole, error))
        return FALSE;
    }
  return TRUE;
}

/* Fetches every type in the order in which they refer to each other, then looks for what is gone. */
gboolean
ek_sync_pull (EkSync *sync, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (pulled_types) && !sync->stop && !ek_sync_cancelled (sync); i++)
    {
      ek_sync_tell (sync, _ ("Fetching from the hospital"), i, G_N_ELEMENTS (pulled_types));
      if (ek_sync_capability (sync, pulled_types[i])->known && !pull_type (sync, pulled_types[i], error))
        return FALSE;
    }
  return sync->stop || ek_sync_cancelled (sync) || ek_sync_find_gone (sync, error);
}
