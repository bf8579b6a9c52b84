/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The run: reads the data, gives every patient a story and a random source of his or her own, and saves in batches. */

#include "ek-demo-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-error.h"
#include "ek-file.h"

/* So many patients in one transaction: many rows for each page that is written, and not much lost by stopping. */
#define BATCH 500
#define PROGRESS_EVERY 10

/* Ids are random, so that a batch touches pages all over the indexes: room for them, or each is written many times. */
#define BULK_PATIENTS 1000
#define BULK_CACHE_KIBIBYTES 196608

const char *
ek_demo_text (EkDemoLife *life, JsonObject *object, const char *member)
{
  return ek_json_peek_string (ek_json_peek_object (object, member), life->language);
}

EkRecord *
ek_demo_record (EkDemoLife *life, const EkRecordType *type)
{
  g_autofree char *id = ek_random_id (life->random);

  return ek_record_new_with_id (type, id, life->patient_id);
}

gint64
ek_demo_instant (EkDemoLife *life, double week, int minute_of_day)
{
  return life->begin + (gint64) floor (week * 7) * EK_DAY_MS + minute_of_day * EK_MINUTE_MS;
}

char *
ek_demo_date (EkDemoLife *life, double week)
{
  return ek_instant_format_date (ek_demo_instant (life, week, 12 * 60), life->demo->offset);
}

/* With a day to spare, so that no hour of that day is still to come. */
gboolean
ek_demo_is_past (EkDemoLife *life, double week)
{
  return ek_demo_instant (life, week, 24 * 60) <= life->demo->now;
}

static double
point_at (JsonArray *course, guint index, guint part)
{
  return json_array_get_double_element (json_array_get_array_element (course, index), part);
}

/* Straight lines between the points [week, value], level before the first and after the last. */
double
ek_demo_course (JsonArray *course, double week)
{
  guint n = json_array_get_length (course);

  for (guint i = 0; i < n; i++)
    {
      double here = point_at (course, i, 0), before;

      if (week > here)
        continue;
      if (i == 0)
        return point_at (course, 0, 1);
      before = point_at (course, i - 1, 0);
      return point_at (course, i - 1, 1) +
        (point_at (course, i, 1) - point_at (course, i - 1, 1)) * (week - before) / (here - before);
    }

  return point_at (course, n - 1, 1);
}

static gboolean
broken (const char *what, GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX,
               _ ("The demonstration data cannot be read (%s). Install Evenkeel again."), what);
  return FALSE;
}

static gboolean
is_number (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
    (json_node_get_value_type (node) == G_TYPE_INT64 || json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

/* At least one [week, value], weeks rising: what ek_demo_course() takes for granted. */
static gboolean
is_course (JsonArray *course)
{
  double last = -G_MAXDOUBLE;

  if (course == NULL || json_array_get_length (course) == 0)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (course); i++)
    {
      JsonNode *node = json_array_get_element (course, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (pair == NULL || json_array_get_length (pair) != 2 || !is_number (json_array_get_element (pair, 0)) ||
          !is_number (json_array_get_element (pair, 1)) || json_array_get_double_element (pair, 0) <= last)
        return FALSE;
      last = json_array_get_double_element (pair, 0);
    }

  return TRUE;
}

static gboolean
check_instrument (EkDemo *demo, const char *instrument, GError **error)
{
  if (ek_catalogue_find (demo->catalogue, instrument, NULL) != NULL)
    return TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND,
               _ ("The demonstration patients need the instrument “%s”, which is not here."), instrument);
  return FALSE;
}

static gboolean
check_series (EkDemo *demo, JsonObject *series, const char *instrument, GError **error)
{
  JsonObject *fixed = ek_json_peek_object (series, "fixed");
  g_autoptr (GList) items = fixed != NULL ? json_object_get_members (fixed) : NULL;

  if (!is_course (ek_json_peek_array (series, "course")) || ek_json_peek_double (series, "every_weeks", 0) <= 0)
    return broken (instrument, error);
  for (GList *l = items; l != NULL; l = l->next)
    if (!is_course (ek_json_peek_array (fixed, l->data)))
      return broken (instrument, error);

  return check_instrument (demo, instrument, error);
}

static gboolean
check_cast_forms (EkDemo *demo, JsonArray *forms, const char *story, GError **error)
{
  for (guint i = 0; forms != NULL && i < json_array_get_length (forms); i++)
    {
      JsonObject *form = ek_json_element_object (forms, i);
      const char *id = form != NULL ? ek_json_peek_string (form, "instrument") : NULL;

      if (id == NULL || ek_json_peek_array (form, "answers") == NULL)
        return broken (story, error);
      if (!check_instrument (demo, id, error))
        return FALSE;
    }

  return TRUE;
}

/* What ek_demo_make_dangers() takes for granted. */
static gboolean
check_cast_dangers (JsonObject *story, const char *id, GError **error)
{
  JsonArray *contacts = ek_json_peek_array (story, "cast_contacts"),
            *notices = ek_json_peek_array (story, "cast_notices");

  for (guint i = 0; contacts != NULL && i < json_array_get_length (contacts); i++)
    if (ek_json_peek_object (ek_json_element_object (contacts, i), "text") == NULL)
      return broken (id, error);
  for (guint i = 0; notices != NULL && i < json_array_get_length (notices); i++)
    {
      JsonObject *notice = ek_json_element_object (notices, i);

      if (ek_json_peek_object (notice, "title") == NULL || ek_json_peek_string (notice, "address") == NULL ||
          ek_json_peek_string (notice, "reason") == NULL)
        return broken (id, error);
    }

  return TRUE;
}

static gboolean
check_story (EkDemo *demo, JsonObject *story, GError **error)
{
  const char *id = ek_json_peek_string (story, "id");
  JsonObject *instruments = ek_json_peek_object (story, "instruments");
  JsonObject *sleep = ek_json_peek_object (story, "sleep");
  JsonArray *ends = ek_json_peek_array (story, "ends_weeks_ago");
  g_autoptr (GList) names = instruments != NULL ? json_object_get_members (instruments) : NULL;

  if (id == NULL)
    return broken ("story", error);
  if (names == NULL || ek_json_peek_object (story, "person") == NULL || ek_json_peek_object (story, "cast") == NULL ||
      ek_json_peek_double (story, "weeks", 0) <= 0 || ends == NULL || json_array_get_length (ends) != 2 ||
      ek_json_peek_double (story, "weight", 0) <= 0 ||
      (sleep != NULL && !is_course (ek_json_peek_array (sleep, "course"))))
    return broken (id, error);
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *series = ek_json_peek_object (instruments, l->data);

      if (series == NULL)
        return broken (id, error);
      if (!check_series (demo, series, l->data, error))
        return FALSE;
    }
  if (!check_cast_forms (demo, ek_json_peek_array (story, "cast_forms"), id, error) ||
      !check_cast_dangers (story, id, error))
    return FALSE;
  demo->total_weight += ek_json_peek_double (story, "weight", 0);

  return TRUE;
}

static JsonNode *
load (const char *name, GError **error)
{
  g_autofree char *relative = g_build_filename ("demo", name, NULL);
  g_autofree char *path = ek_data_path (relative);
  g_autoptr (JsonNode) node = ek_json_load (path, &EK_JSON_DEFAULT, error);

  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    {
      broken (name, error);
      return NULL;
    }

  return g_steal_pointer (&node);
}

static gboolean
load_data (EkDemo *demo, GError **error)
{
  if ((demo->stories_node = load ("stories.json", error)) == NULL ||
      (demo->names_node = load ("names.json", error)) == NULL)
    return FALSE;
  demo->names = json_node_get_object (demo->names_node);
  demo->stories = ek_json_peek_array (json_node_get_object (demo->stories_node), "stories");
  if (demo->stories == NULL || json_array_get_length (demo->stories) == 0)
    return broken ("stories.json", error);
  for (guint i = 0; i < json_array_get_length (demo->stories); i++)
    {
      JsonObject *story = ek_json_element_object (demo->stories, i);

      if (story == NULL)
        return broken ("stories.json", error);
      if (!check_story (demo, story, error))
        return FALSE;
    }

  return TRUE;
}

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
  if (!load_data (&demo, error) || !check_not_here (&demo, error))
    return FALSE;

  if (patients >= BULK_PATIENTS)
    usual = exchange_cache_size (&demo, -BULK_CACHE_KIBIBYTES);
  made = make_batches (&demo, patients, cancellable, progress, user_data, error);
  if (patients >= BULK_PATIENTS)
    exchange_cache_size (&demo, usual);

  return made;
}
