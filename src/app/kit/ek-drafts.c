/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-drafts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-job.h"
#include "ek-json.h"

/* After the last key; and at the latest while somebody types on. */
#define PAUSE_MS 800
#define LATEST_US (4 * G_USEC_PER_SEC)
/* When the disk did not take it. */
#define AGAIN_MS 5000

struct _EkDrafts {
  GObject parent_instance;

  EkSession *session; /* not owned: it owns this */
  GHashTable *known;  /* key → EkDraft: what the vault holds for who is in */
  GPtrArray *sources; /* of EkDraftSource, not owned: what is on the screen */
  GPtrArray *held;    /* of GBytes: sealed, as the disk did not take them */
  gboolean keeps;     /* who is in has a place for it; who may not open patient files has none */
  gboolean loaded;
  gboolean told;    /* that the disk does not take it */
  guint n_failed;   /* how often it did not */
  gboolean leaving; /* what is only open needs not come back */
  guint era;        /* counts who came in; an answer to a former one is not listened to */
  guint pause_source;
  gint64 dirty_since; /* monotonic, µs; 0: nothing is */
};

G_DEFINE_FINAL_TYPE (EkDrafts, ek_drafts, G_TYPE_OBJECT)

static EkDrafts *newest;

enum { LOADED, CHANGED, TROUBLE, N_SIGNALS };
static guint signals[N_SIGNALS];

/**
 * ek_drafts_key:
 * @place: where it is typed
 * @patient_id: (nullable): in whose file
 * @target: (nullable): what it is about there
 *
 * Returns: (transfer full): the three in one
 */
char *
ek_drafts_key (const char *place, const char *patient_id, const char *target)
{
  return g_strdup_printf ("%s\n%s\n%s", place, patient_id != NULL ? patient_id : "", target != NULL ? target : "");
}

static char *
key_of (const EkDraft *draft)
{
  return ek_drafts_key (draft->place, draft->patient_id, draft->target);
}

/* ---- What stands in a body ---- */

/**
 * ek_draft_fields:
 * @draft: a draft
 *
 * Returns: (transfer none) (nullable): by name: "label", "was" (before somebody typed), "now", and "cursor"
 */
JsonObject *
ek_draft_fields (const EkDraft *draft)
{
  return ek_json_peek_object (json_node_get_object (draft->body), "fields");
}

/**
 * ek_draft_member:
 * @draft: a draft
 * @name: "title": what it is called; "focus": the field somebody was in
 *
 * Returns: (transfer none) (nullable): it
 */
const char *
ek_draft_member (const EkDraft *draft, const char *name)
{
  return ek_json_peek_string (json_node_get_object (draft->body), name);
}

/**
 * ek_draft_has_text:
 * @draft: a draft
 *
 * Returns: whether something was typed, rather than only a window being open
 */
gboolean
ek_draft_has_text (const EkDraft *draft)
{
  JsonObject *fields = ek_draft_fields (draft);

  return fields != NULL && json_object_get_size (fields) > 0 && ek_draft_member (draft, "title") != NULL;
}

/* ---- To the vault ---- */

typedef struct {
  EkDraft *draft; /* owned; a body of NULL removes */
  guint era;
  int *saved;     /* as in EkDraftSource: there is nothing to be kept any more */
  GBytes *sealed; /* when the disk did not take it */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  ek_draft_free (job->draft);
  g_clear_pointer (&job->saved, g_atomic_rc_box_release);
  g_clear_pointer (&job->sealed, g_bytes_unref);
  g_free (job);
}

static char *
pack (const EkDraft *draft)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), json_object_new ());
  JsonObject *object = json_node_get_object (node);

  json_object_unref (object);
  json_object_set_string_member (object, "place", draft->place);
  json_object_set_string_member (object, "patient", draft->patient_id);
  json_object_set_string_member (object, "target", draft->target);
  json_object_set_member (object, "body", json_node_copy (draft->body));
  return ek_json_canonical (node);
}

static EkDraft *
unpack (const char *text, gsize length)
{
  g_autoptr (JsonNode) node = ek_json_parse (text, (gssize) length, &EK_JSON_DEFAULT, NULL);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return object != NULL ? ek_draft_new (ek_json_peek_string (object, "place"), ek_json_peek_string (object, "patient"),
                                        ek_json_peek_string (object, "target"), json_object_get_member (object, "body"))
                        : NULL;
}

/* In the writing thread. What the disk does not take is sealed at once, as the keys may be gone a moment later. */
static void
run_put (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  const EkDraft *draft = job->draft;
  GError *error = NULL;
  gboolean done;

  if (job->saved != NULL && g_atomic_int_get (job->saved))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  done = draft->body != NULL ? ek_draft_put (store, draft, &error)
                             : ek_draft_remove (store, draft->place, draft->patient_id, draft->target, &error);
  if (!done && draft->body != NULL)
    {
      g_autofree char *packed = pack (draft);

      job->sealed = ek_vault_seal (ek_store_get_vault (store), packed, strlen (packed), NULL);
      explicit_bzero (packed, strlen (packed));
    }
  ek_job_answer (task, done, error);
}

static gboolean on_pause (gpointer user_data);

/* While somebody is in, it is still where it was typed, and is written again; after the lock it is in memory only. */
static void
note_failure (EkDrafts *self, const Job *job, const GError *error)
{
  self->n_failed++;
  if (job->era == self->era && ek_session_is_unlocked (self->session))
    {
      for (guint i = 0; i < self->sources->len; i++)
        {
          EkDraftSource *source = g_ptr_array_index (self->sources, i);

          source->dirty = TRUE;
          g_clear_pointer (&source->former, g_free);
        }
      if (self->pause_source == 0)
        self->pause_source = g_timeout_add (AGAIN_MS, on_pause, self);
    }
  else if (job->sealed != NULL)
    g_ptr_array_add (self->held, g_bytes_ref (job->sealed));
  if (!self->told)
    g_signal_emit (self, signals[TROUBLE], 0, error->message);
  self->told = TRUE;
}

static void
on_put (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EkDrafts *self = EK_DRAFTS (user_data);
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    self->told = FALSE;
  else
    note_failure (self, g_task_get_task_data (G_TASK (result)), error);
}

static void
push (EkDrafts *self, const char *place, const char *patient_id, const char *target, JsonNode *body, int *saved)
{
  Job *job;

  if (!self->keeps)
    return;
  job = g_new0 (Job, 1);
  job->era = self->era;
  job->saved = saved != NULL ? g_atomic_rc_box_acquire (saved) : NULL;
  job->draft = g_new0 (EkDraft, 1);
  *job->draft = (EkDraft){
    g_strdup (place), g_strdup (patient_id), g_strdup (target), 0, 0, body != NULL ? json_node_ref (body) : NULL
  };
  ek_session_write_async (self->session, run_put, job, job_free, NULL, on_put, self);
}

static void
forget (EkDrafts *self, const char *key)
{
  g_auto (GStrv) parts = g_strsplit (key, "\n", 3);

  if (!g_hash_table_remove (self->known, key))
    return;
  push (self, parts[0], parts[1], parts[2], NULL, NULL);
}

/**
 * ek_drafts_remove:
 * @self: the drafts
 * @key: of ek_drafts_key()
 *
 * What was typed there is saved, or discarded by the person: nothing of it stays.
 */
void
ek_drafts_remove (EkDrafts *self, const char *key)
{
  forget (self, key);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * ek_drafts_spend:
 * @self: the drafts
 * @key: of ek_drafts_key()
 *
 * It is being opened, once: when that fails it is not tried again after every lock. What opens finds it still.
 */
void
ek_drafts_spend (EkDrafts *self, const char *key)
{
  const EkDraft *draft = ek_drafts_find (self, key);

  if (draft != NULL)
    push (self, draft->place, draft->patient_id, draft->target, NULL, NULL);
}

static void
write_source (EkDrafts *self, EkDraftSource *source, gboolean locking)
{
  g_autoptr (EkDraft) draft = source->capture (source, locking);
  g_autofree char *body = draft != NULL ? ek_json_canonical (draft->body) : NULL;
  EkClock *clock = ek_session_get_clock (self->session);

  source->dirty = FALSE;
  if (draft == NULL)
    {
      forget (self, source->key);
      g_clear_pointer (&source->former, g_free);
      return;
    }
  if (g_strcmp0 (body, source->former) == 0)
    return;
  push (self, draft->place, draft->patient_id, draft->target, draft->body, source->saved);
  draft->at_ms = ek_clock_now (clock);
  draft->offset_minutes = ek_clock_offset (clock, draft->at_ms);
  g_free (source->former);
  source->former = g_steal_pointer (&body);
  g_hash_table_replace (self->known, g_strdup (source->key), g_steal_pointer (&draft));
}

/**
 * ek_drafts_flush:
 * @self: the drafts
 * @locking: whether the session is about to lock: also what is only open is kept
 *
 * Writes what is on the screen and not saved.
 */
void
ek_drafts_flush (EkDrafts *self, gboolean locking)
{
  g_clear_handle_id (&self->pause_source, g_source_remove);
  self->dirty_since = 0;
  if (!ek_session_is_unlocked (self->session))
    return;
  for (guint i = 0; i < self->sources->len; i++)
    {
      EkDraftSource *source = g_ptr_array_index (self->sources, i);

      if (locking || source->dirty)
        write_source (self, source, locking && !self->leaving);
    }
}

static gboolean
on_pause (gpointer user_data)
{
  EkDrafts *self = user_data;

  self->pause_source = 0;
  ek_drafts_flush (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
run_nothing (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
}

/**
 * ek_drafts_flush_async:
 * @self: the drafts
 * @callback: answered when everything typed has been to the disk
 * @user_data: handed to @callback
 *
 * As ek_drafts_flush(), and tells how it went.
 */
void
ek_drafts_flush_async (EkDrafts *self, GAsyncReadyCallback callback, gpointer user_data)
{
  ek_drafts_flush (self, TRUE);
  ek_session_write_async (self->session, run_nothing, g_memdup2 (&self->n_failed, sizeof self->n_failed), g_free, NULL,
                          callback, user_data);
}

/**
 * ek_drafts_flush_finish:
 * @self: the drafts
 * @result: what the callback was given
 * @error: why something did not reach the disk
 *
 * Returns: whether everything that is on the screen and not saved can be offered again
 */
gboolean
ek_drafts_flush_finish (EkDrafts *self, GAsyncResult *result, GError **error)
{
  const guint *before = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (self->n_failed == *before)
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_IO, _ ("What is not saved yet does not reach the disk."));
  return FALSE;
}

/* ---- Who is in ---- */

typedef struct {
  GPtrArray *drafts; /* of EkDraft */
  GPtrArray *held;   /* of GBytes: what is somebody else's, or still does not reach the disk */
  GPtrArray *opened; /* of EkDraft, out of what was held */
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->drafts, g_ptr_array_unref);
  g_clear_pointer (&found->held, g_ptr_array_unref);
  g_clear_pointer (&found->opened, g_ptr_array_unref);
  g_free (found);
}

typedef struct {
  GPtrArray *held;
  guint era;
} Loading;

static void
loading_free (gpointer data)
{
  g_ptr_array_unref (((Loading *) data)->held);
  g_free (data);
}

static void
open_held (EkStore *store, GBytes *sealed, Found *found)
{
  g_autoptr (EkSecret) text = ek_vault_unseal (ek_store_get_vault (store), sealed, NULL);
  g_autoptr (EkDraft) draft = text != NULL ? unpack ((const char *) ek_secret_bytes (text), ek_secret_length (text))
                                           : NULL;
  EkClock *clock = ek_store_get_clock (store);

  if (draft == NULL || !ek_draft_put (store, draft, NULL))
    g_ptr_array_add (found->held, g_bytes_ref (sealed));
  if (draft == NULL)
    return;
  draft->at_ms = ek_clock_now (clock);
  draft->offset_minutes = ek_clock_offset (clock, draft->at_ms);
  g_ptr_array_add (found->opened, g_steal_pointer (&draft));
}

/* In the writing thread, as what was held in memory is written now. */
static void
run_load (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GPtrArray *held = ((Loading *) data)->held;
  GError *error = NULL;
  Found *found = g_new0 (Found, 1);

  found->held = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  found->opened = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_draft_free);
  for (guint i = 0; i < held->len; i++)
    open_held (store, g_ptr_array_index (held, i), found);
  found->drafts = ek_draft_list (store, &error);
  if (found->drafts != NULL)
    g_task_return_pointer (task, found, found_free);
  else
    {
      found_free (found);
      g_task_return_error (task, error);
    }
}

static void
take_all (EkDrafts *self, GPtrArray *drafts)
{
  g_ptr_array_set_free_func (drafts, NULL);
  for (guint i = 0; i < drafts->len; i++)
    g_hash_table_replace (self->known, key_of (g_ptr_array_index (drafts, i)), g_ptr_array_index (drafts, i));
}

/* What came to be held while this was read is somebody's too. */
static void
keep_held (EkDrafts *self, const Loading *loading, Found *found)
{
  for (guint i = loading->held->len; i < self->held->len; i++)
    g_ptr_array_add (found->held, g_bytes_ref (g_ptr_array_index (self->held, i)));
  g_ptr_array_unref (self->held);
  self->held = g_steal_pointer (&found->held);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EkDrafts *self = EK_DRAFTS (user_data);
  Loading *loading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  Found *found = g_task_propagate_pointer (G_TASK (result), &error);

  if (loading->era != self->era || !ek_session_is_unlocked (self->session))
    {
      g_clear_pointer (&found, found_free);
      return;
    }
  if (found != NULL)
    {
      take_all (self, found->drafts);
      take_all (self, found->opened);
      keep_held (self, loading, found);
      found_free (found);
    }
  else
    g_signal_emit (self, signals[TROUBLE], 0, error->message);
  self->loaded = TRUE;
  g_signal_emit (self, signals[LOADED], 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_unlocked (EkDrafts *self)
{
  g_autoptr (EkUser) user = ek_session_get_user (self->session);
  Loading *loading;

  self->era++;
  self->loaded = self->told = self->leaving = FALSE;
  self->keeps = user != NULL && ek_role_is_clinical (ek_user_get_role (user));
  if (!self->keeps)
    return;
  loading = g_new (Loading, 1);
  *loading = (Loading){ g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref), self->era };
  for (guint i = 0; i < self->held->len; i++)
    g_ptr_array_add (loading->held, g_bytes_ref (g_ptr_array_index (self->held, i)));
  ek_session_write_async (self->session, run_load, loading, loading_free, NULL, on_loaded, self);
}

static void
on_locking (EkDrafts *self)
{
  ek_drafts_flush (self, TRUE);
}

static void
on_locked (EkDrafts *self)
{
  g_clear_handle_id (&self->pause_source, g_source_remove);
  self->dirty_since = 0;
  self->loaded = FALSE;
  g_hash_table_remove_all (self->known);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- Plumbing ---- */

static void
ek_drafts_finalize (GObject *object)
{
  EkDrafts *self = EK_DRAFTS (object);

  if (newest == self)
    newest = NULL;
  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->held);
  G_OBJECT_CLASS (ek_drafts_parent_class)->finalize (object);
}

static void
ek_drafts_class_init (EkDraftsClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ek_drafts_finalize;
  signals[LOADED] = g_signal_new ("loaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TROUBLE] = g_signal_new ("trouble", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_STRING);
}

static void
ek_drafts_init (EkDrafts *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ek_draft_free);
  self->sources = g_ptr_array_new ();
  self->held = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

/**
 * ek_drafts_get:
 * @session: the session
 *
 * Returns: (transfer none): its drafts, which live as long as it does
 */
EkDrafts *
ek_drafts_get (EkSession *session)
{
  EkDrafts *self = g_object_get_data (G_OBJECT (session), "ek-drafts");

  if (self != NULL)
    return self;
  self = newest = g_object_new (EK_TYPE_DRAFTS, NULL);
  self->session = session;
  g_signal_connect_object (session, "unlocked", G_CALLBACK (on_unlocked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "locking", G_CALLBACK (on_locking), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "locked", G_CALLBACK (on_locked), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_object_set_data_full (G_OBJECT (session), "ek-drafts", self, g_object_unref);
  if (ek_session_is_unlocked (session))
    on_unlocked (self);
  return self;
}

/**
 * ek_drafts_get_session:
 *
 * Returns: (transfer none) (nullable): the session for whose person something is kept; a program has one
 */
EkSession *
ek_drafts_get_session (void)
{
  return newest != NULL ? newest->session : NULL;
}

/**
 * ek_drafts_is_loaded:
 * @self: the drafts
 *
 * Returns: whether somebody is in, and what that person has typed and not saved is known; "loaded" tells when
 */
gboolean
ek_drafts_is_loaded (EkDrafts *self)
{
  return self->loaded;
}

/**
 * ek_drafts_find:
 * @self: the drafts
 * @key: of ek_drafts_key()
 *
 * Returns: (transfer none) (nullable): what is kept there
 */
const EkDraft *
ek_drafts_find (EkDrafts *self, const char *key)
{
  return g_hash_table_lookup (self->known, key);
}

static gboolean
is_shown (EkDrafts *self, const char *key)
{
  for (guint i = 0; i < self->sources->len; i++)
    if (g_str_equal (((EkDraftSource *) g_ptr_array_index (self->sources, i))->key, key))
      return TRUE;
  return FALSE;
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const EkDraft *one = *(const EkDraft *const *) a, *other = *(const EkDraft *const *) b;

  return (one->at_ms < other->at_ms) - (one->at_ms > other->at_ms);
}

/**
 * ek_drafts_list:
 * @self: the drafts
 *
 * Returns: (transfer container) (element-type EkDraft): what is kept and not on the screen, the newest first
 */
GPtrArray *
ek_drafts_list (EkDrafts *self)
{
  GPtrArray *waiting = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key, draft;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &key, &draft))
    if (!is_shown (self, key))
      g_ptr_array_add (waiting, draft);
  g_ptr_array_sort (waiting, newest_first);
  return waiting;
}

/**
 * ek_drafts_leave_all:
 * @self: the drafts
 *
 * The program is quit with nothing unsaved: no window comes back by itself the next time.
 */
void
ek_drafts_leave_all (EkDrafts *self)
{
  self->leaving = TRUE;
}

/**
 * ek_drafts_has_held:
 * @self: the drafts
 *
 * Returns: whether something is in memory only, sealed, as the disk did not take it: closing the program would lose it
 */
gboolean
ek_drafts_has_held (EkDrafts *self)
{
  return self->held->len > 0;
}

/**
 * ek_drafts_has_text:
 * @self: the drafts
 *
 * Returns: whether something that was typed is on the screen and not saved
 */
gboolean
ek_drafts_has_text (EkDrafts *self)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      EkDraftSource *source = g_ptr_array_index (self->sources, i);
      g_autoptr (EkDraft) draft = source->capture (source, FALSE);

      if (draft != NULL && ek_draft_has_text (draft))
        return TRUE;
    }
  return FALSE;
}

/**
 * ek_drafts_join:
 * @self: the drafts
 * @source: something that may hold text; leaves by ek_drafts_leave()
 */
void
ek_drafts_join (EkDrafts *self, EkDraftSource *source)
{
  g_ptr_array_add (self->sources, source);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * ek_drafts_leave:
 * @self: the drafts
 * @source: what joined; is not looked at any more
 *
 * What it held and was written stays, and is offered.
 */
void
ek_drafts_leave (EkDrafts *self, EkDraftSource *source)
{
  if (g_ptr_array_remove (self->sources, source) && ek_session_is_unlocked (self->session))
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * ek_drafts_touch:
 * @self: the drafts
 * @source: what holds something else now
 *
 * Writes it when nobody has typed for a moment.
 */
void
ek_drafts_touch (EkDrafts *self, EkDraftSource *source)
{
  gint64 now = g_get_monotonic_time ();

  source->dirty = TRUE;
  if (self->dirty_since == 0)
    self->dirty_since = now;
  if (self->pause_source != 0 && now - self->dirty_since > LATEST_US)
    return;
  g_clear_handle_id (&self->pause_source, g_source_remove);
  self->pause_source = g_timeout_add (PAUSE_MS, on_pause, self);
}
