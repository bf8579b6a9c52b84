/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One interaction with a FHIR server, and what its answer means. A server may say anything: every answer is bounded and
 * checked, and one that does not say clearly that our record was taken is a doubt, never a confirmation. */

#include "ek-fhir-client.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-fhir.h"
#include "ek-id.h"

#define JOURNAL_MAX 5000
#define WORDS_MAX 600

static const EkJsonLimits answer_limits = { 64 * 1024 * 1024, 64 };

struct _EkFhirClient {
  char *base;
  EkAuth *auth;
  EkClock *clock;
  EkHttpSendFunc send;
  gpointer transport;
  gint64 offset_ms;
  GPtrArray *journal;
};

static void
journal_entry_free (gpointer data)
{
  EkJournalEntry *entry = data;

  g_free (entry->request_id);
  g_free (entry->method);
  g_free (entry->type);
  g_free (entry->id);
  g_free (entry);
}

/**
 * ek_fhir_client_new:
 * @server: which; copied
 * @clock: our clock
 * @send: how requests are sent
 * @transport: for @send
 *
 * Returns: (transfer full): a client
 */
EkFhirClient *
ek_fhir_client_new (EkServer *server, EkClock *clock, EkHttpSendFunc send, gpointer transport)
{
  EkFhirClient *self = g_new0 (EkFhirClient, 1);

  self->base = g_strdup (server->base_url);
  self->auth = ek_auth_new (server, clock, send, transport);
  self->clock = clock;
  self->send = send;
  self->transport = transport;
  self->journal = g_ptr_array_new_with_free_func (journal_entry_free);
  return self;
}

/**
 * ek_fhir_client_free:
 * @self: (nullable) (transfer full): a client; its token is wiped and its journal goes with it
 */
void
ek_fhir_client_free (EkFhirClient *self)
{
  if (self == NULL)
    return;
  g_free (self->base);
  ek_auth_free (self->auth);
  g_ptr_array_unref (self->journal);
  g_free (self);
}

/**
 * ek_fhir_answer_free:
 * @answer: (nullable) (transfer full): what ek_fhir_client_call() returned; its resource goes with it
 */
void
ek_fhir_answer_free (EkFhirAnswer *answer)
{
  if (answer == NULL)
    return;
  g_clear_pointer (&answer->node, json_node_unref);
  g_free (answer->version);
  g_free (answer->id);
  g_free (answer->words);
  g_clear_error (&answer->error);
  g_free (answer);
}

/**
 * ek_fhir_client_get_offset:
 * @self: a client
 *
 * Returns: the server's clock minus ours in milliseconds, by the last answer that had a Date; 0 before the first
 */
gint64
ek_fhir_client_get_offset (EkFhirClient *self)
{
  return self->offset_ms;
}

/**
 * ek_fhir_client_get_journal:
 * @self: a client
 *
 * Returns: (transfer none) (element-type EkJournalEntry): the interactions so far, oldest first, without any content,
 *   as many as it can hold; grows with each call
 */
GPtrArray *
ek_fhir_client_get_journal (EkFhirClient *self)
{
  return self->journal;
}

/* The text without version: W/"3" and "3" are 3. */
static char *
etag_version (const char *etag)
{
  const char *start = etag != NULL ? strchr (etag, '"') : NULL;
  const char *end = start != NULL ? strchr (start + 1, '"') : NULL;

  g_autofree char *version = end != NULL ? g_strndup (start + 1, (gsize) (end - start - 1)) : NULL;

  return ek_fhir_version_is_valid (version) ? g_steal_pointer (&version) : NULL;
}

/**
 * ek_fhir_outcome_words:
 * @outcome: (nullable): an OperationOutcome, or anything
 *
 * Returns: (nullable) (transfer full): what its issues say, one line each, with where; at most 600 characters
 */
char *
ek_fhir_outcome_words (JsonObject *outcome)
{
  JsonArray *issues = outcome != NULL ? ek_json_peek_array (outcome, "issue") : NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; issues != NULL && i < json_array_get_length (issues) && words->len < WORDS_MAX; i++)
    {
      JsonObject *issue = ek_json_element_object (issues, i);
      g_autofree char *text = issue != NULL ? ek_fhir_concept_text (ek_json_peek_object (issue, "details")) : NULL;
      JsonArray *where = issue != NULL ? ek_json_peek_array (issue, "expression") : NULL;
      const char *place = where != NULL && json_array_get_length (where) > 0 ? ek_json_element_string (where, 0) : NULL;

      if (issue == NULL)
        continue;
      if (text == NULL)
        text = ek_fhir_clean_text (ek_json_peek_string (issue, "diagnostics"));
      if (text == NULL)
        text = ek_fhir_clean_text (ek_json_peek_string (issue, "code"));
      if (text != NULL)
        g_string_append_printf (words, "%s%s", words->len > 0 ? "\n" : "", text);
      if (text != NULL && place != NULL && g_utf8_validate (place, -1, NULL) && strlen (place) < 200)
        g_string_append_printf (words, " (%s)", place);
    }
  if (words->len == 0)
    return NULL;
  return g_utf8_strlen (words->str, -1) > WORDS_MAX ? g_utf8_substring (words->str, 0, WORDS_MAX)
                                                    : g_strdup (words->str);
}

static EkAnswerKind
kind_of_status (int status)
{
  if (status >= 200 && status < 300)
    return EK_ANSWER_OK;
  switch (status)
    {
    case 404:
      return EK_ANSWER_NOT_FOUND;
    case 410:
      return EK_ANSWER_GONE;
    case 409:
    case 412:
      return EK_ANSWER_CONFLICT;
    case 401:
      return EK_ANSWER_UNREACHABLE;
    case 403:
      return EK_ANSWER_FORBIDDEN;
    case 408:
    case 425:
      return EK_ANSWER_DOUBT;
    case 429:
    case 503:
      return EK_ANSWER_WAIT;
    case 501: /* not implemented: asking again does not help */
      return EK_ANSWER_REFUSED;
    default:
      return status >= 400 && status < 500 ? EK_ANSWER_REFUSED : EK_ANSWER_DOUBT;
    }
}

/* Type and id out of …/Type/id/_history/version. */
static void
read_location (EkFhirAnswer *answer, const char *location, const char *type)
{
  g_auto (EkFhirReference) parts = { NULL };
  const char *history = location != NULL ? strstr (location, "/_history/") : NULL;

  if (!ek_fhir_reference_parse (location, &parts) || (type != NULL && g_strcmp0 (parts.type, type) != 0))
    return;
  answer->id = g_strdup (parts.id);
  if (answer->version == NULL && history != NULL && ek_fhir_id_is_valid (history + strlen ("/_history/")))
    answer->version = g_strdup (history + strlen ("/_history/"));
}

/* Whether a 2xx answer really speaks of what was asked. */
static gboolean
check_success (EkFhirAnswer *answer, const EkFhirCall *call, EkHttpResponse *response)
{
  const char *version = answer->resource != NULL ? ek_fhir_version (answer->resource) : NULL;
  const char *body_id = answer->resource != NULL ? ek_json_peek_string (answer->resource, "id") : NULL;
  gboolean is_outcome = answer->resource != NULL &&
    g_strcmp0 (ek_fhir_type (answer->resource), "OperationOutcome") == 0;

  if (response->length > 0 && answer->resource == NULL)
    return FALSE;
  answer->version = etag_version (ek_http_response_header (response, "etag"));
  read_location (answer, ek_http_response_header (response, "location"), call->type);
  if (answer->resource == NULL || is_outcome)
    return call->type == NULL || g_str_equal (call->method, "DELETE") || answer->version != NULL;
  if (call->type != NULL && g_strcmp0 (ek_fhir_type (answer->resource), call->type) != 0)
    return FALSE;
  if (call->id != NULL && g_strcmp0 (body_id, call->id) != 0)
    return FALSE;
  if (ek_fhir_id_is_valid (body_id))
    {
      g_free (answer->id);
      answer->id = g_strdup (body_id);
    }
  if (version != NULL)
    {
      g_free (answer->version);
      answer->version = g_strdup (version);
    }
  return TRUE;
}

static EkFhirAnswer *
judge (const EkFhirCall *call, EkHttpResponse *response, gint64 now_ms, GError *failure)
{
  EkFhirAnswer *answer = g_new0 (EkFhirAnswer, 1);

  answer->status = response->status;
  answer->retry_ms = ek_http_retry_after (response, now_ms);
  if (failure != NULL)
    {
      answer->kind = response->failure == EK_HTTP_FAILED_ANSWER ? EK_ANSWER_DOUBT : EK_ANSWER_UNREACHABLE;
      answer->error = failure;
      answer->words = g_strdup (failure->message);
      return answer;
    }
  if (response->length > 0)
    answer->node = ek_json_parse_exact (response->body, (gssize) response->length, &answer_limits, NULL);
  if (answer->node != NULL && JSON_NODE_HOLDS_OBJECT (answer->node))
    answer->resource = json_node_get_object (answer->node);
  answer->kind = kind_of_status (response->status);
  if (answer->kind == EK_ANSWER_OK && !check_success (answer, call, response))
    answer->kind = EK_ANSWER_DOUBT;
  if (answer->kind != EK_ANSWER_OK)
    answer->words = ek_fhir_outcome_words (answer->resource);
  if (answer->kind == EK_ANSWER_UNREACHABLE)
    answer->error = g_error_new_literal (EK_ERROR, EK_ERROR_AUTH,
                                         _ ("The server did not accept this program's sign-in. Everything is kept here "
                                            "and sent "
                                            "when the connection is right again."));
  return answer;
}

static GPtrArray *
make_headers (const EkFhirCall *call)
{
  GPtrArray *headers = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (headers, g_strdup ("Accept: application/fhir+json"));
  g_ptr_array_add (headers, g_strdup ("Cache-Control: no-cache"));
  if (call->body != NULL && call->form == NULL)
    g_ptr_array_add (headers, g_strdup ("Prefer: return=representation"));
  if (call->if_match != NULL)
    g_ptr_array_add (headers, g_strdup_printf ("If-Match: W/\"%s\"", call->if_match));
  if (call->if_none_match)
    g_ptr_array_add (headers, g_strdup ("If-None-Match: *"));
  if (call->if_none_exist != NULL)
    g_ptr_array_add (headers, g_strdup_printf ("If-None-Exist: %s", call->if_none_exist));
  g_ptr_array_add (headers, NULL);
  return headers;
}

static void
write_journal (EkFhirClient *self, const EkFhirCall *call, const char *request_id, int status)
{
  EkJournalEntry *entry;

  if (self->journal->len >= JOURNAL_MAX)
    return;
  entry = g_new0 (EkJournalEntry, 1);
  entry->at_ms = ek_clock_now (self->clock);
  entry->request_id = g_strdup (request_id);
  entry->method = g_strdup (call->method);
  entry->type = g_strdup (call->type);
  entry->id = g_strdup (call->id);
  entry->status = status;
  g_ptr_array_add (self->journal, entry);
}

static void
note_clock (EkFhirClient *self, EkHttpResponse *response, gint64 before)
{
  gint64 date = ek_http_response_date (response);

  if (date != EK_INSTANT_NONE)
    self->offset_ms = date - (before + ek_clock_now (self->clock)) / 2;
}

static EkFhirAnswer *
send_once (EkFhirClient *self, const EkFhirCall *call, const char *url, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) headers = make_headers (call);
  g_autofree char *request_id = ek_id_new ();
  g_autoptr (EkSecret) secret = NULL;
  g_autofree char *authorization = NULL;
  g_autoptr (EkHttpResponse) response = NULL;
  EkHttpRequest request = { .method = call->method, .url = url, .body = call->body, .request_id = request_id };
  GError *failure = NULL;
  gint64 before = ek_clock_now (self->clock);

  if (!ek_auth_header (self->auth, &secret, cancellable, &failure))
    {
      EkFhirAnswer *answer = g_new0 (EkFhirAnswer, 1);

      answer->kind = EK_ANSWER_UNREACHABLE;
      answer->retry_ms = -1;
      answer->words = g_strdup (failure->message);
      answer->error = failure;
      return answer;
    }
  if (secret != NULL)
    authorization = g_strndup ((const char *) ek_secret_bytes (secret), ek_secret_length (secret));
  request.headers = (const char *const *) headers->pdata;
  request.length = call->body != NULL ? strlen (call->body) : 0;
  request.content_type = call->form != NULL ? call->form : "application/fhir+json";
  request.authorization = authorization;
  response = self->send (self->transport, &request, cancellable, &failure);
  if (authorization != NULL)
    explicit_bzero (authorization, strlen (authorization));
  note_clock (self, response, before);
  write_journal (self, call, request_id, response->status);
  return judge (call, response, ek_clock_now (self->clock), failure);
}

/* Whether a path stays below where it begins, and is nothing but a path and a query. */
static gboolean
path_is_safe (const char *path)
{
  gsize length = strcspn (path, "?#");
  g_autofree char *plain = g_strndup (path, length);
  g_autofree char *decoded = g_uri_unescape_string (plain, NULL);
  g_auto (GStrv) parts = decoded != NULL ? g_strsplit_set (decoded, "/\\", -1) : NULL;

  for (const char *c = path; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      return FALSE;
  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    if (g_str_equal (parts[i], ".") || g_str_equal (parts[i], ".."))
      return FALSE;
  return parts != NULL;
}

/* An absolute address (a next link) must stay on the server: it would carry our token elsewhere. */
static char *
make_url (EkFhirClient *self, const char *path)
{
  g_autofree char *whole = NULL;
  g_auto (GStrv) words = NULL;

  if (!path_is_safe (path))
    return NULL;
  if (strstr (path, "://") == NULL)
    whole = g_strconcat (self->base, path[0] == '/' || path[0] == '\0' ? "" : "/", path, NULL);
  else if (g_str_has_prefix (path, self->base) && strchr ("/?", path[strlen (self->base)]) != NULL)
    whole = g_strdup (path);
  if (whole == NULL)
    return NULL;
  words = g_strsplit (whole, " ", -1);
  return g_strjoinv ("%20", words);
}

/**
 * ek_fhir_client_call:
 * @self: a client
 * @call: what to do
 * @cancellable: (nullable): stops it
 *
 * One interaction. A 401 is answered with one fresh token and one more try. The version of a write comes from the ETag,
 * the body or the Location; when none of them has it, or the answer speaks of something else, the outcome is in doubt.
 *
 * Returns: (transfer full): the answer, never %NULL
 */
EkFhirAnswer *
ek_fhir_client_call (EkFhirClient *self, const EkFhirCall *call, GCancellable *cancellable)
{
  g_autofree char *url = make_url (self, call->path);
  EkFhirAnswer *answer;

  if (url == NULL)
    {
      answer = g_new0 (EkFhirAnswer, 1);
      answer->kind = EK_ANSWER_GONE;
      answer->retry_ms = -1;
      return answer;
    }
  answer = send_once (self, call, url, cancellable);
  if (answer->status != 401)
    return answer;
  ek_fhir_answer_free (answer);
  ek_auth_forget (self->auth);
  return send_once (self, call, url, cancellable);
}
