/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two readings of the file. The first checks every byte of it and notes where each resource stands and of which type it
 * is; the second takes the resources over in the order in which they refer to each other, all in one transaction. What
 * is held in memory is one resource and 48 bytes for each of the others. Most resources of a real file are of kinds
 * that are not kept: those are checked without being built, and not read a second time. */

#include "ek-fhir-import.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ek-error.h"
#include "ek-fhir-kept.h"
#include "ek-fhir-nested.h"
#include "ek-fhir-people.h"
#include "ek-fhir-split.h"
#include "ek-hash.h"
#include "ek-server.h"
#include "ek-source.h"
#include "ek-time.h"

#define RESOURCES_MAX 5000000
#define PIECE_SIZE (64 * 1024)

/* Behind all that is kept; a letter behind what says whose it is. */
#define RANK_NOT_KEPT (G_MAXUINT16 - 2)
#define RANK_LETTER (G_MAXUINT16 - 1)

/* Where a resource stands. @rank: its place in the order of taking over. @key: what states of the same resource have in
 * common, 0 for none. @updated: when the server says that it was changed. @repeated: the file has a newer state.
 * @not_kept: its type, when it is only counted. @looked_at: it is told of all the same. */
typedef struct {
  guint64 offset;
  guint64 key;
  const char *not_kept;
  gint64 updated;
  guint32 length;
  guint32 number;
  guint16 rank;
  guint8 is_entry;
  guint8 repeated;
  guint8 looked_at;
} Place;

typedef struct {
  EkFhirReceiver *receiver;
  EkFhirReport *report;
  EkCatalogue *catalogue;
  GArray *places;
  guint first_of_document; /* index into places */
  guint n_empty;           /* elements of the document without a resource */
  GStringChunk *types;     /* of what is not kept */
  GCancellable *cancellable;
  gboolean looked_at;      /* somebody is told of what is not kept, */
  EkSuspectsFunc suspects; /* of this only; NULL: of all */
  const char *source;      /* see #EkIdentity */
  const char *name;        /* what people call it */
} Import;

static gboolean
fail_at (const EkFhirPiece *piece, const char *what, GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("%s (at byte %lu of the file). Nothing was imported."), what,
               (gulong) piece->offset);
  return FALSE;
}

static gboolean
stopped (GError **error)
{
  g_set_error_literal (error, EK_ERROR, EK_ERROR_CANCELLED, _ ("Stopped. Nothing was imported."));
  return FALSE;
}

static guint16
rank_of (const char *type)
{
  guint n;
  const EkFhirMap *maps = ek_fhir_maps (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (maps[i].type, type))
      return (guint16) i;
  return (guint16) n;
}

static gint64
time_of (JsonObject *resource)
{
  JsonObject *meta = ek_json_peek_object (resource, "meta");
  const char *text = meta != NULL ? ek_json_peek_string (meta, "lastUpdated") : NULL;
  gint64 at;

  return text != NULL && ek_instant_parse (text, &at, NULL, NULL) ? at : EK_INSTANT_NONE;
}

static gboolean
add_place (Import *import, const Place *place, GError **error)
{
  if (import->places->len >= RESOURCES_MAX)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_TOO_LARGE,
                   _ ("The file holds more than %d records. Split it and import the parts. Nothing was imported."),
                   RESOURCES_MAX);
      return FALSE;
    }
  g_array_append_val (import->places, *place);
  return TRUE;
}

static gboolean
note_place (Import *import, const EkFhirPiece *piece, JsonObject *resource, const char *full_url, GError **error)
{
  const char *type = ek_fhir_type (resource);
  Place place = { .offset = piece->offset,
                  .length = (guint32) piece->length,
                  .number = import->places->len,
                  .updated = time_of (resource),
                  .is_entry = piece->is_entry };

  if (type == NULL)
    return fail_at (piece, _ ("The file holds something that is not a FHIR resource"), error);
  place.rank = rank_of (type);
  place.key = ek_fhir_receiver_prepare (import->receiver, resource, full_url);
  return add_place (import, &place, error);
}

static JsonObject *
parse_piece (const char *text, gsize length, guint64 offset, JsonNode **node, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *node = ek_json_parse_exact (text, (gssize) length, &EK_FHIR_LIMITS, &failure);
  if (*node != NULL && JSON_NODE_HOLDS_OBJECT (*node))
    return json_node_get_object (*node);
  g_set_error (error, EK_ERROR, failure != NULL && failure->domain == EK_ERROR ? failure->code : EK_ERROR_SYNTAX,
               _ ("The record at byte %lu of the file cannot be read: %s. Nothing was imported."), (gulong) offset,
               failure != NULL ? failure->message : "");
  return NULL;
}

typedef enum {
  RESOURCE_TYPE,
  ID,
  LAST_UPDATED,
  ENTRY_MEMBER,
  FULL_URL,
  SUBJECT,
  PATIENT,
  INNER_ENTRY,
  PARAMETER,
  INNER_LINK,
  N_SKIMMED
} Skimmed;

static const EkJsonPath in_entry[N_SKIMMED] = {
  { { "resource", "resourceType" } },
  { { "resource", "id" } },
  { { "resource", "meta", "lastUpdated" } },
  { { "entry" } },
  { { "fullUrl" } },
  { { "resource", "subject", "reference" } },
  { { "resource", "patient", "reference" } },
  { { "resource", "entry" } },
  { { "resource", "parameter" } },
  { { "resource", "link" } },
};

static const EkJsonPath in_document[N_SKIMMED] = {
  { { "resourceType" } },
  { { "id" } },
  { { "meta", "lastUpdated" } },
  { { "entry" } },
  { { NULL } },
  { { "subject", "reference" } },
  { { "patient", "reference" } },
  { { NULL } },
  { { "parameter" } },
  { { NULL } },
};

static void
copy_string (JsonObject *object, const char *member, const EkJsonSpan *span)
{
  g_autofree char *text = ek_json_span_string (span);

  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

static void
copy_reference (JsonObject *object, const char *member, const EkJsonSpan *span)
{
  JsonObject *reference = json_object_new ();

  copy_string (reference, "reference", span);
  json_object_set_object_member (object, member, reference);
}

/* Of a resource only what says which one it is, and whose. */
static JsonObject *
make_stub (const char *type, const EkJsonSpan *spans)
{
  JsonObject *stub = json_object_new ();
  JsonObject *meta = json_object_new ();

  json_object_set_string_member (stub, "resourceType", type);
  copy_string (stub, "id", &spans[ID]);
  copy_string (meta, "lastUpdated", &spans[LAST_UPDATED]);
  json_object_set_object_member (stub, "meta", meta);
  copy_reference (stub, "subject", &spans[SUBJECT]);
  copy_reference (stub, "patient", &spans[PATIENT]);
  return stub;
}

static gboolean
note_type (Import *import, const EkFhirPiece *piece, const char *type, GError **error)
{
  gboolean is_letter = g_str_equal (type, "Binary");
  Place place = { .offset = piece->offset,
                  .length = (guint32) piece->length,
                  .number = import->places->len,
                  .rank = is_letter ? RANK_LETTER : RANK_NOT_KEPT,
                  .is_entry = piece->is_entry,
                  .not_kept = g_string_chunk_insert_const (import->types, type) };

  place.looked_at = import->looked_at &&
    (is_letter || import->suspects == NULL || import->suspects (piece->text, piece->length));
  return add_place (import, &place, error);
}

static void
look_at_links (Import *import, JsonObject *bundle)
{
  JsonArray *links = ek_json_peek_array (bundle, "link");

  for (guint i = 0; links != NULL && i < json_array_get_length (links); i++)
    {
      JsonObject *link = ek_json_element_object (links, i);

      if (link != NULL && g_strcmp0 (ek_json_peek_string (link, "relation"), "next") == 0)
        ek_fhir_report_note (import->report, _ ("The file is one page of several: the hospital's system holds more."));
    }
}

static gboolean look_at (const EkFhirPiece *piece, gpointer user_data, GError **error);

/* Whether a page of several lies inside the file. */
static void
look_at_inner_link (Import *import, const EkJsonSpan *span)
{
  g_autoptr (JsonNode) node = span->text != NULL
    ? ek_json_parse (span->text, (gssize) span->length, &EK_FHIR_LIMITS, NULL)
    : NULL;
  g_autoptr (JsonObject) bundle = json_object_new ();

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return;
  json_object_set_member (bundle, "link", g_steal_pointer (&node));
  look_at_links (import, bundle);
}

/* The resources of a Bundle inside another, and of Parameters, are read where they stand. */
static gboolean
look_inside (Import *import, const EkFhirPiece *piece, const char *type, const EkJsonSpan *spans, gboolean *noted,
             GError **error)
{
  const EkJsonSpan *array = g_str_equal (type, "Bundle") ? &spans[INNER_ENTRY]
    : g_str_equal (type, "Parameters")                   ? &spans[PARAMETER]
                                                         : NULL;

  if (array == NULL || array->text == NULL || *array->text != '[')
    return TRUE;
  *noted = TRUE;
  if (g_str_equal (type, "Bundle"))
    look_at_inner_link (import, &spans[INNER_LINK]);
  return ek_fhir_nested_each (piece, array, look_at, import, error);
}

/* Checks a resource and notes where it stands, without building it. @noted is %FALSE, without an error, when it must be
 * built and looked at whole: others refer to what is in it, it is a Bundle, or the text is not right. */
static gboolean
skim_piece (Import *import, const EkFhirPiece *piece, gboolean *noted, GError **error)
{
  g_autofree char *type = NULL;
  g_autofree char *full_url = NULL;
  g_autoptr (JsonObject) stub = NULL;
  EkJsonSpan spans[N_SKIMMED];
  EkFhirInterest interest;

  *noted = FALSE;
  if ((!piece->is_entry && piece->n_entries > 0) ||
      !ek_json_skim (piece->text, piece->length, &EK_FHIR_LIMITS, piece->is_entry ? in_entry : in_document, N_SKIMMED,
                     spans, NULL))
    return TRUE;
  type = ek_json_span_string (&spans[RESOURCE_TYPE]);
  if (!ek_fhir_type_is_valid (type) ||
      (!piece->is_entry && (spans[ENTRY_MEMBER].text != NULL || g_str_equal (type, "Bundle"))))
    return TRUE;
  interest = ek_fhir_receiver_interest (type);
  if (interest == EK_FHIR_INTEREST_FIRST)
    return TRUE;
  if (!look_inside (import, piece, type, spans, noted, error))
    return FALSE;
  if (*noted)
    return TRUE;
  *noted = TRUE;
  if (interest == EK_FHIR_INTEREST_NONE)
    return note_type (import, piece, type, error);
  stub = make_stub (type, spans);
  full_url = ek_json_span_string (&spans[FULL_URL]);
  return note_place (import, piece, stub, full_url, error);
}

/* A Bundle's element: {fullUrl, resource, request …}. A List's is {item …} and is dealt with when the document ends. */
static gboolean
look_at_entry (Import *import, const EkFhirPiece *piece, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *entry = parse_piece (piece->text, piece->length, piece->offset, &node, error);
  JsonObject *resource = entry != NULL ? ek_json_peek_object (entry, "resource") : NULL;
  JsonObject *request = entry != NULL ? ek_json_peek_object (entry, "request") : NULL;
  Place place = { .offset = piece->offset,
                  .length = (guint32) piece->length,
                  .number = import->places->len,
                  .rank = G_MAXUINT16,
                  .is_entry = TRUE };

  if (entry == NULL)
    return FALSE;
  if (resource != NULL)
    return note_place (import, piece, resource, ek_json_peek_string (entry, "fullUrl"), error);
  if (request != NULL && g_strcmp0 (ek_json_peek_string (request, "method"), "DELETE") == 0)
    ek_fhir_report_count (import->report, "Bundle", EK_FHIR_SKIPPED, EK_FHIR_SKIP_DELETE, NULL);
  else
    import->n_empty++;
  g_array_append_val (import->places, place);
  return TRUE;
}

/* A List and the like: what looked like a Bundle's elements belongs to it. It is looked at whole, where it is not
 * longer than a resource may be. */
static gboolean
note_list (Import *import, const EkFhirPiece *piece, const char *type, GError **error)
{
  guint64 length = piece->end - piece->offset;
  Place place = { .offset = piece->offset,
                  .length = (guint32) MIN (length, G_MAXUINT32),
                  .rank = RANK_NOT_KEPT,
                  .not_kept = g_string_chunk_insert_const (import->types, type) };

  g_array_set_size (import->places, import->first_of_document);
  place.number = import->places->len;
  place.looked_at = import->looked_at && length <= EK_FHIR_LIMITS.max_bytes;
  return add_place (import, &place, error);
}

static gboolean
look_at_document (Import *import, const EkFhirPiece *piece, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *document = parse_piece (piece->text, piece->length, piece->offset, &node, error);
  JsonArray *entries;
  gboolean is_bundle;

  if (document == NULL)
    return FALSE;
  if (ek_fhir_type (document) == NULL)
    return fail_at (piece, _ ("The file holds something that is not a FHIR resource"), error);
  is_bundle = g_str_equal (ek_fhir_type (document), "Bundle");
  entries = ek_json_peek_array (document, "entry");
  if (entries != NULL ? json_array_get_length (entries) > 0 : is_bundle && json_object_has_member (document, "entry"))
    return fail_at (piece, _ ("The Bundle is written in a way that cannot be read safely"), error);
  if (is_bundle)
    {
      look_at_links (import, document);
      for (; import->n_empty > 0; import->n_empty--)
        ek_fhir_report_count (import->report, "Bundle", EK_FHIR_SKIPPED, EK_FHIR_SKIP_EMPTY, NULL);
    }
  else if (piece->n_entries > 0 || entries != NULL)
    {
      if (!note_list (import, piece, ek_fhir_type (document), error))
        return FALSE;
    }
  else if (!note_place (import, piece, document, NULL, error))
    {
      return FALSE;
    }
  import->first_of_document = import->places->len;
  import->n_empty = 0;
  return TRUE;
}

static gboolean
look_at (const EkFhirPiece *piece, gpointer user_data, GError **error)
{
  Import *import = user_data;
  gboolean noted;

  if (!skim_piece (import, piece, &noted, error))
    return FALSE;
  if (noted && !piece->is_entry)
    import->first_of_document = import->places->len;
  if (noted)
    return TRUE;
  return piece->is_entry ? look_at_entry (user_data, piece, error) : look_at_document (user_data, piece, error);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *one = a, *other = b;

  if (one->rank != other->rank)
    return one->rank < other->rank ? -1 : 1;
  if (one->repeated != other->repeated)
    return one->repeated ? 1 : -1;
  return one->number < other->number ? -1 : one->number > other->number;
}

/* States of one resource beside each other, the newest first: by the time of the server, else the last in the file. */
static int
compare_states (gconstpointer a, gconstpointer b)
{
  const Place *one = a, *other = b;

  if (one->key != other->key)
    return one->key < other->key ? -1 : 1;
  if (one->updated != other->updated)
    return one->updated > other->updated ? -1 : 1;
  return one->number > other->number ? -1 : one->number < other->number;
}

/* Of one resource only the newest state is taken: the same file a second time finds everything as it left it. */
static void
put_in_order (GArray *places)
{
  g_array_sort (places, compare_states);
  for (guint i = 1; i < places->len; i++)
    {
      Place *place = &g_array_index (places, Place, i);

      place->repeated = place->key != 0 && place->key == (place - 1)->key;
    }
  g_array_sort (places, compare_places);
}

static gboolean
read_at (int fd, const Place *place, GString *text, GError **error)
{
  gsize done = 0;

  g_string_set_size (text, place->length);
  while (done < place->length)
    {
      gssize n = pread (fd, text->str + done, place->length - done, (off_t) (place->offset + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          ek_error_set_errno (error, n < 0 ? errno : EIO,
                              _ ("The file could not be read a second time. Nothing was "
                                 "imported"));
          return FALSE;
        }
      done += (gsize) n;
    }
  return TRUE;
}

/* Where a resource stands, for people. */
static char *
name_place (const Place *place)
{
  return g_strdup_printf ("%s %u", place->is_entry ? "entry" : "line", place->number + 1);
}

static void
count_not_kept (Import *import, const Place *place)
{
  g_autofree char *where = name_place (place);

  ek_fhir_report_count (import->report, place->not_kept, EK_FHIR_SKIPPED, EK_FHIR_SKIP_TYPE, where);
}

static gboolean
take_place (Import *import, int fd, const Place *place, GString *text, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *where = name_place (place);
  JsonObject *object, *resource;
  const char *full_url;

  if (!read_at (fd, place, text, error))
    return FALSE;
  object = parse_piece (text->str, text->len, place->offset, &node, error);
  if (object == NULL)
    return FALSE;
  resource = place->is_entry ? ek_json_peek_object (object, "resource") : object;
  /* the file may have been changed between the two readings */
  if (resource == NULL || ek_fhir_type (resource) == NULL ||
      (place->not_kept != NULL ? g_strcmp0 (ek_fhir_type (resource), place->not_kept) != 0
                               : rank_of (ek_fhir_type (resource)) != place->rank))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX,
                           _ ("The file was changed while it was being read. Nothing was imported; try again."));
      return FALSE;
    }
  full_url = place->is_entry ? ek_json_peek_string (object, "fullUrl") : NULL;
  return place->repeated ? ek_fhir_receiver_repeat (import->receiver, resource, full_url, where, error)
                         : ek_fhir_receiver_take (import->receiver, resource, full_url, where, error);
}

static gboolean
take_all (Import *import, int fd, const EkFhirImportOptions *options, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < import->places->len; i++)
    {
      const Place *place = &g_array_index (import->places, Place, i);

      if (g_cancellable_is_cancelled (import->cancellable))
        return stopped (error);
      if (place->rank == G_MAXUINT16)
        continue;
      if (place->not_kept != NULL && !place->looked_at)
        count_not_kept (import, place);
      else if (!take_place (import, fd, place, text, error))
        return FALSE;
      if (options != NULL && options->progress != NULL && i % 64 == 0)
        options->progress (i, import->places->len, options->progress_data);
    }
  return TRUE;
}

static gboolean
import_inside (Import *import, EkStore *store, int fd, const EkFhirImportOptions *options, GError **error)
{
  g_autofree char *detail = NULL;
  gint64 began = ek_clock_now (ek_store_get_clock (store));
  guint n_completed;

  if (!ek_fhir_complete_kept (store, import->catalogue, options != NULL ? options->received : NULL,
                              options != NULL ? options->received_data : NULL, &n_completed, error))
    return FALSE;
  if (options != NULL)
    ek_fhir_receiver_set_received (import->receiver, options->received, options->received_data);
  if (!ek_source_set_name (store, import->source, import->name, error) || !take_all (import, fd, options, error) ||
      !ek_fhir_receiver_finish (import->receiver, error) ||
      !ek_fhir_report_look (import->report, store, import->catalogue, began, error))
    return FALSE;
  detail = g_strdup_printf ("FHIR file: %u created, %u updated, %u unchanged, %u skipped",
                            ek_fhir_report_get (import->report, NULL, EK_FHIR_CREATED),
                            ek_fhir_report_get (import->report, NULL, EK_FHIR_UPDATED),
                            ek_fhir_report_get (import->report, NULL, EK_FHIR_UNCHANGED),
                            ek_fhir_report_get (import->report, NULL, EK_FHIR_SKIPPED));
  return ek_store_audit (store, EK_AUDIT_IMPORT, NULL, NULL, NULL, detail, error);
}

static gboolean
run (Import *import, EkStore *store, int fd, const EkFhirImportOptions *options, GError **error)
{
  if (!ek_fhir_split (fd, EK_FHIR_LIMITS.max_bytes, look_at, import, import->cancellable, error))
    return FALSE;
  put_in_order (import->places);
  if (!ek_store_begin (store, error))
    return FALSE;
  if (!import_inside (import, store, fd, options, error))
    {
      ek_store_rollback (store);
      return FALSE;
    }
  if (options == NULL || !options->preview)
    return ek_store_commit (store, error);
  ek_fhir_report_set_preview (import->report);
  ek_store_rollback (store);
  return TRUE;
}

/* What a file of unknown origin is recognised by: all that is in it. */
static gboolean
name_by_content (int fd, GCancellable *cancellable, char **source, GError **error)
{
  g_autoptr (EkHash) hash = ek_hash_new ();
  g_autofree char *digits = NULL;
  g_autofree guint8 *piece = g_malloc (PIECE_SIZE);
  off_t done = 0;

  while (TRUE)
    {
      gssize n = pread (fd, piece, PIECE_SIZE, done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          ek_error_set_errno (error, errno, _ ("The file could not be read"));
          return FALSE;
        }
      if (n == 0)
        break;
      if (g_cancellable_is_cancelled (cancellable))
        return stopped (error);
      ek_hash_add (hash, piece, (gsize) n);
      done += n;
    }
  digits = ek_hash_finish (hash);
  *source = g_strconcat ("file:", digits, NULL);
  return TRUE;
}

/* The address the person gave, or none: then the file itself is the source of its ids. */
static gboolean
find_source (int fd, const EkFhirImportOptions *options, char **source, GError **error)
{
  g_autofree char *given = g_strstrip (g_strdup (options != NULL && options->source != NULL ? options->source : ""));

  while (g_str_has_suffix (given, "/"))
    given[strlen (given) - 1] = '\0';
  if (*given == '\0' || ek_fhir_source_is_file (given))
    return name_by_content (fd, options != NULL ? options->cancellable : NULL, source, error);
  *source = g_steal_pointer (&given);
  return TRUE;
}

/* A server that is set up here has a name; what else is given is one; a file is called what it is called. */
static char *
name_of_source (EkStore *store, const char *source, const char *path)
{
  g_autoptr (GPtrArray) servers = NULL;

  if (ek_fhir_source_is_file (source))
    return g_filename_display_basename (path);
  servers = ek_server_list (ek_store_get_vault (store), NULL);
  for (guint i = 0; servers != NULL && i < servers->len; i++)
    {
      EkServer *server = servers->pdata[i];

      if (g_strcmp0 (server->base_url, source) == 0)
        return g_strdup (server->name);
    }
  return ek_source_name (store, source);
}

static int
open_regular (const char *path, GError **error)
{
  struct stat info;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);

  if (fd < 0 || fstat (fd, &info) != 0)
    {
      ek_error_set_errno (error, errno, _ ("The file could not be opened"));
      if (fd >= 0)
        close (fd);
      return -1;
    }
  if (S_ISREG (info.st_mode))
    return fd;
  close (fd);
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, _ ("This is not a file that can be imported."));
  return -1;
}

/**
 * ek_fhir_import_file:
 * @store: where to
 * @catalogue: the instruments known here
 * @path: a FHIR R4 Bundle, a single resource, or NDJSON with one resource a line; of any size
 * @options: (nullable): see #EkFhirImportOptions
 * @error: return location
 *
 * Takes over Patient, Encounter, Condition, AllergyIntolerance, MedicationRequest, MedicationStatement,
 * MedicationAdministration, QuestionnaireResponse of known instruments and Observation; everything else is counted by
 * type, and @received is told of it. A Bundle inside the file, and what Parameters hold, are read like its own entries.
 * All or nothing: one transaction. The same file a second time changes nothing. A
 * file that does not say where it comes from is a source of its own: its ids are never taken for those of another file.
 *
 * Returns: (transfer full) (nullable): what became of every resource; %NULL with EK_ERROR_SYNTAX (not FHIR in JSON),
 * EK_ERROR_INCOMPLETE (empty or cut off), EK_ERROR_TOO_LARGE, EK_ERROR_NOT_FOUND or EK_ERROR_IO (the file),
 * EK_ERROR_PERMISSION (the user's role), EK_ERROR_CANCELLED, or what the database says; nothing was imported then
 */
EkFhirReport *
ek_fhir_import_file (EkStore *store, EkCatalogue *catalogue, const char *path, const EkFhirImportOptions *options,
                     GError **error)
{
  g_autoptr (EkFhirReport) report = ek_fhir_report_new ();
  g_autofree char *source = NULL;
  g_autofree char *name = NULL;
  Import import = { .report = report,
                    .catalogue = catalogue,
                    .cancellable = options != NULL ? options->cancellable : NULL };
  gboolean ok;
  int fd;

  if (!ek_exchange_prepare (store, error))
    return NULL;
  fd = open_regular (path, error);
  if (fd < 0)
    return NULL;
  if (!find_source (fd, options, &source, error))
    {
      close (fd);
      return NULL;
    }
  import.looked_at = options != NULL && options->received != NULL;
  import.suspects = options != NULL ? options->suspects : NULL;
  import.source = source;
  import.name = name = name_of_source (store, source, path);
  import.receiver = ek_fhir_receiver_new (store, catalogue, source, "FHIR file", report);
  ek_fhir_receiver_set_by_hand (import.receiver);
  import.places = g_array_new (FALSE, FALSE, sizeof (Place));
  import.types = g_string_chunk_new (1024);
  ok = run (&import, store, fd, options, error);
  g_array_unref (import.places);
  g_string_chunk_free (import.types);
  ek_fhir_receiver_free (import.receiver);
  close (fd);
  return ok ? g_steal_pointer (&report) : NULL;
}
