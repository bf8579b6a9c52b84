/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The run: gives every patient a story and a random source of his or her own, and saves in batches. */

#include "ek-demo-private.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"

/* So many patients in one transaction: many rows for each page that is written, and not much lost by stopping. */
#define BATCH 500
#define PROGRESS_EVERY 10

/* Ids are random, so that a batch touches pages all over the indexes: room for them, or each is written many times. */
#define BULK_PATIENTS 1000
#define BULK_CACHE_KIBIBYTES 196608

static void
demo_clear (EkDemo *demo)
{
  g_clear_pointer (&demo->stories_node, json_node_unref);
  g_clear_pointer (&demo->names_node, json_node_unref);
  g_free (demo->user_id);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EkDemo, demo_clear)

static JsonObject *
choose_story (EkDemo *demo, EkRandom *random)
{
  double at = ek_random_uniform (random) * demo->total_weight;
  guint n = json_array_get_length (demo->stories);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *story = ek_json_element_object (demo->stories, i);

      at -= ek_json_peek_double (story, "weight", 0);
      if (at < 0)
        return story;
    }

  return ek_json_element_object (demo->stories, n - 1);
}

/* A source for each patient: the first thirty are the same people, whether thirty or ten thousand are made. */
static EkRandom *
source_for (EkDemo *demo, guint number)
{
  return ek_random_new (demo->seed * G_GUINT64_CONSTANT (1000003) + number);
}

static void
life_begin (EkDemoLife *life, EkDemo *demo, guint number)
{
  guint n_cast = json_array_get_length (demo->stories);
  gint64 today;
  double weeks, ago;
  JsonArray *ends;

  life->demo = demo;
  life->number = number;
  life->random = source_for (demo, number);
  life->patient_id = ek_random_id (life->random);
  life->story = number <= n_cast ? ek_json_element_object (demo->stories, number - 1)
                                 : choose_story (demo, life->random);
  life->cast = number <= n_cast ? ek_json_peek_object (life->story, "cast") : NULL;
  life->scale = life->cast != NULL ? 1.0 : CLAMP (ek_random_normal (life->random, 1.0, 0.12), 0.7, 1.3);
  for (guint i = 0; i < EK_DEMO_MAX_ITEMS; i++)
    life->tilt[i] = 0.5 + ek_random_uniform (life->random);

  ends = ek_json_peek_array (life->story, "ends_weeks_ago");
  weeks = ek_json_peek_double (life->story, "weeks", 1);
  ago = ek_random_range (life->random, (int) json_array_get_double_element (ends, 0),
                         (int) json_array_get_double_element (ends, 1));
  today = (demo->now + demo->offset * EK_MINUTE_MS) / EK_DAY_MS * EK_DAY_MS - demo->offset * EK_MINUTE_MS;
  life->begin = today - (gint64) ((MAX (weeks + ago, 1) * 7) + 1) * EK_DAY_MS;
}

static void
life_clear (EkDemoLife *life)
{
  g_clear_pointer (&life->random, ek_random_free);
  g_clear_object (&life->risk);
  g_free (life->patient_id);
  g_free (life->sex);
  g_free (life->birth_date);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EkDemoLife, life_clear)

static gboolean
make_patient (EkDemo *demo, guint number, GError **error)
{
  g_auto (EkDemoLife) life = { 0 };

  life_begin (&life, demo, number);

  return ek_demo_make_person (&life, error) && ek_demo_make_problems (&life, error) &&
    ek_demo_make_medicines (&life, error) && ek_demo_make_events (&life, error) &&
    ek_demo_make_sessions (&life, error) && ek_demo_make_assessments (&life, error) &&
    ek_demo_make_sleep (&life, error) && ek_demo_make_sets (&life, error) && ek_demo_make_cast_forms (&life, error) &&
    ek_demo_make_dangers (&life, error) && ek_demo_make_plan (&life, error);
}

static gboolean
check_not_here (EkDemo *demo, GError **error)
{
  g_autoptr (EkRandom) random = source_for (demo, 1);
  g_autofree char *id = ek_random_id (random);
  g_autoptr (EkRecord) first = NULL;
  g_autoptr (GError) failure = NULL;

  first = ek_store_load (demo->store, &ek_patient_type, id, &failure);
  if (first != NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_EXISTS,
                           _ ("These demonstration patients are here already. Choose another seed for others."));
      return FALSE;
    }
  if (!g_error_matches (failure, EK_ERROR, EK_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  return TRUE;
}

static gboolean
make_batch (EkDemo *demo, guint from, guint to, guint total, GCancellable *cancellable, EkDemoProgress progress,
            gpointer user_data, GError **error)
{
  for (guint number = from; number <= to; number++)
    {
      if (g_cancellable_is_cancelled (cancellable))
        {
          g_set_error_literal (error, EK_ERROR, EK_ERROR_CANCELLED, _ ("It was stopped."));
          return FALSE;
        }
      if (!make_patient (demo, number, error))
        return FALSE;
      if (progress != NULL && (number % PROGRESS_EVERY == 0 || number == total))
        progress (number, total, user_data);
    }

  return TRUE;
}

static gboolean
make_batches (EkDemo *demo, guint patients, GCancellable *cancellable, EkDemoProgress progress, gpointer user_data,
              GError **error)
{
  for (guint from = 1; from <= patients; from += BATCH)
    {
      guint to = MIN (from + BATCH - 1, patients);

      if (!ek_store_begin (demo->store, error))
        return FALSE;
      if (!make_batch (demo, from, to, patients, cancellable, progress, user_data, error))
        {
          ek_store_rollback (demo->store);
          return FALSE;
        }
      if (!ek_store_commit (demo->store, error))
        return FALSE;
    }

  return TRUE;
}

/* Sets the page cache (pages, or KiB when negative) and gives back what it was. Speed alone hangs on it: what fails,
 * fails. */
static gint64
exchange_cache_size (EkDemo *demo, gint64 size)
{
  EkDatabase *database = ek_store_get_database (demo->store);
  g_autofree char *sql = g_strdup_printf ("PRAGMA cache_size = %" G_GINT64_FORMAT, size);
  g_autoptr (EkStatement) statement = ek_database_prepare (database, "PRAGMA cache_size", NULL);
  gboolean has_row = FALSE;
  gint64 usual = 0;

  if (statement != NULL && ek_statement_step (statement, &has_row, NULL) && has_row)
    usual = ek_statement_int (statement, 0);
  g_clear_pointer (&statement, ek_statement_done);
  if (size != 0)
    ek_database_exec (database, sql, NULL);

  return usual;
}

/**
 * ek_demo_generate:
 * @store: where to; its clock says what "today" is
 * @catalogue: the definitions that score the forms
 * @patients: how many, 1 or more; %EK_DEMO_PATIENTS show every story
 * @seed: which people: another seed makes others beside them
 * @cancellable: (nullable): to stop it; whole batches that are saved stay
 * @progress: (nullable): told now and then, on the calling thread
 * @user_data: for @progress
 * @error: %EK_ERROR_EXISTS when this seed's patients are here already, %EK_ERROR_NOT_FOUND when an instrument is
 *   missing, %EK_ERROR_SYNTAX when the data is broken, %EK_ERROR_CANCELLED, and what the store says
 *
 * Returns: whether all of them are saved
 */
gboolean
ek_demo_generate (EkStore *store, EkCatalogue *catalogue, guint patients, guint64 seed, GCancellable *cancellable,
                  EkDemoProgress progress, gpointer user_data, GError **error)
{
  g_auto (EkDemo) demo = { .store = store, .catalogue = catalogue, .seed = seed };
  g_autoptr (EkUser) user = NULL;
  gint64 usual = 0;
  gboolean made;

  g_return_val_if_fail (EK_IS_STORE (store), FALSE);
  g_return_val_if_fail (catalogue != NULL, FALSE);
  g_return_val_if_fail (patients > 0, FALSE);

  user = ek_vault_get_user (ek_store_get_vault (store));
  if (user == NULL)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_LOCKED, _ ("The vault is locked. Unlock it and try again."));
      return FALSE;
    }
  demo.user_id = g_strdup (ek_user_get_id (user));
  demo.now = ek_clock_now (ek_store_get_clock (store));
  demo.offset = ek_clock_offset (ek_store_get_clock (store), demo.now);
  if (!ek_demo_read (&demo, error) || !check_not_here (&demo, error))
    return FALSE;

  if (patients >= BULK_PATIENTS)
    usual = exchange_cache_size (&demo, -BULK_CACHE_KIBIBYTES);
  made = make_batches (&demo, patients, cancellable, progress, user_data, error);
  if (patients >= BULK_PATIENTS)
    exchange_cache_size (&demo, usual);

  return made;
}
