/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known of a person: its parts, and how they are kept while it is made. */

#include "ek-trajectory-private.h"

#include <math.h>

#include "ek-time.h"

static void
band_clear (gpointer data)
{
  EkChartBand *band = data;

  g_free ((char *) band->label);
  g_free ((char *) band->named);
  g_free ((char *) band->words);
}

static void
own_free (gpointer data)
{
  EkTrajectoryOwn *own = data;
  EkTrajectorySeries *series = &own->public;

  g_free (series->key);
  g_free (series->label);
  g_free (series->name);
  g_free (series->group);
  g_free (series->plain);
  g_free (series->instrument);
  g_free (series->part);
  g_free (series->reliable_source);
  ek_series_unref (series->series);
  g_array_unref (series->bands);
  g_clear_pointer (&series->scale, ek_common_scale_unref);
  g_clear_pointer (&own->definition, ek_instrument_unref);
  g_clear_pointer (&own->values, g_array_unref);
  g_clear_pointer (&own->origins, g_array_unref);
  ek_trajectory_findings_clear (&own->findings);
  g_free (own);
}

static void
goal_clear (gpointer data)
{
  g_free (((EkTrajectoryGoal *) data)->key);
}

/**
 * ek_trajectory_data_new:
 * @source: whose, and in which language
 *
 * Returns: (transfer full): nothing known yet
 */
EkTrajectoryData *
ek_trajectory_data_new (const EkTrajectorySource *source)
{
  EkTrajectoryData *self = g_new0 (EkTrajectoryData, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->language = g_strdup (source->language);
  self->now_ms = source->now_ms;
  self->offset_minutes = source->offset_minutes;
  self->series = g_ptr_array_new_with_free_func (own_free);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  self->forms = g_array_new (FALSE, FALSE, sizeof (EkTrajectoryForm));
  self->lanes = g_array_new (FALSE, FALSE, sizeof (EkTrajectoryLaneItem));
  self->sessions = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->goals = g_array_new (FALSE, FALSE, sizeof (EkTrajectoryGoal));
  g_array_set_clear_func (self->goals, goal_clear);
  self->others = g_ptr_array_new_with_free_func (ek_trajectory_others_free);
  self->course_ms = EK_INSTANT_NONE;
  self->age_years = -1;
  self->critical = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->text_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

EkTrajectoryData *
ek_trajectory_data_ref (EkTrajectoryData *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * ek_trajectory_data_unref:
 * @self: (transfer full): what is known of a person; from any thread
 */
void
ek_trajectory_data_unref (EkTrajectoryData *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->language);
  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->series);
  g_array_unref (self->forms);
  g_array_unref (self->lanes);
  g_array_unref (self->sessions);
  g_array_unref (self->goals);
  g_ptr_array_unref (self->others);
  g_free (self->sex);
  g_free (self->birth_date);
  g_hash_table_unref (self->critical);
  g_free (self->critical_label);
  g_hash_table_unref (self->text_numbers);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

/**
 * ek_trajectory_keep_number:
 * @self: what is known of a person
 * @text: (nullable): a text that many values share
 *
 * Returns: its index in the texts, the same for the same text; G_MAXUINT of %NULL and ""
 */
guint
ek_trajectory_keep_number (EkTrajectoryData *self, const char *text)
{
  gpointer number;
  char *copy = NULL;

  if (text == NULL || *text == '\0')
    return G_MAXUINT;
  if (g_hash_table_lookup_extended (self->text_numbers, text, NULL, &number))
    return GPOINTER_TO_UINT (number);
  copy = g_strdup (text);
  g_ptr_array_add (self->texts, copy);
  g_hash_table_insert (self->text_numbers, copy, GUINT_TO_POINTER (self->texts->len - 1));
  return self->texts->len - 1;
}

/**
 * ek_trajectory_keep:
 * @self: what is known of a person
 * @text: (nullable): a text that many values share
 *
 * Returns: (transfer none) (nullable): the text as @self keeps it, once; %NULL of %NULL and ""
 */
const char *
ek_trajectory_keep (EkTrajectoryData *self, const char *text)
{
  guint number = ek_trajectory_keep_number (self, text);

  return number == G_MAXUINT ? NULL : g_ptr_array_index (self->texts, number);
}

/**
 * ek_trajectory_user_name:
 * @store: the store, with its vault
 * @user_id: (nullable): a user id
 *
 * Returns: (transfer full) (nullable): the name the key ring has for it; %NULL when it does not know that user
 */
char *
ek_trajectory_user_name (EkStore *store, const char *user_id)
{
  g_autoptr (EkUser) user = NULL;

  if (user_id == NULL || *user_id == '\0')
    return NULL;
  user = ek_vault_find_user (ek_store_get_vault (store), user_id);
  return user != NULL ? g_strdup (ek_user_get_name (user)) : NULL;
}

/**
 * ek_trajectory_own:
 * @self: what is known of a person
 * @key: of a series
 *
 * Returns: (transfer none) (nullable): the series
 */
EkTrajectoryOwn *
ek_trajectory_own (EkTrajectoryData *self, const char *key)
{
  return g_hash_table_lookup (self->by_key, key);
}

/**
 * ek_trajectory_add_own:
 * @self: what is known of a person
 * @kind: what the series is made of
 * @key: a key that no other series has
 * @label: what a person reads
 * @unit: (nullable): of its values
 *
 * Returns: (transfer none): a series without values, bands and limits; belongs to @self
 */
EkTrajectoryOwn *
ek_trajectory_add_own (EkTrajectoryData *self, EkTrajectoryKind kind, const char *key, const char *label,
                       const char *unit)
{
  EkTrajectoryOwn *own = g_new0 (EkTrajectoryOwn, 1);
  EkTrajectorySeries *series = &own->public;

  series->key = g_strdup (key);
  series->label = g_strdup (label);
  series->kind = kind;
  series->is_measurement = kind == EK_TRAJECTORY_KIND_MEASUREMENT;
  series->series = ek_series_new (key, label, unit);
  series->low = series->high = NAN;
  series->bands = g_array_new (FALSE, FALSE, sizeof (EkChartBand));
  g_array_set_clear_func (series->bands, band_clear);
  series->criteria = EK_CRITERIA_NONE;
  own->order = self->series->len;
  if (series->is_measurement)
    own->origins = g_array_new (FALSE, FALSE, sizeof (EkTrajectoryOrigin));
  else
    own->values = g_array_new (FALSE, FALSE, sizeof (EkTrajectoryValue));
  g_ptr_array_add (self->series, own);
  g_hash_table_insert (self->by_key, series->key, own);
  return own;
}

GPtrArray *
ek_trajectory_chosen (EkTrajectoryData *data, const EkTrajectoryView *view)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; view != NULL && view->keys != NULL && view->keys[i] != NULL; i++)
    {
      EkTrajectoryOwn *own = ek_trajectory_own (data, view->keys[i]);

      if (own != NULL && !g_ptr_array_find (chosen, own, NULL))
        g_ptr_array_add (chosen, own);
    }
  for (guint i = 0; (view == NULL || view->keys == NULL) && i < data->series->len; i++)
    {
      EkTrajectorySeries *series = g_ptr_array_index (data->series, i);

      if (series->primary)
        g_ptr_array_add (chosen, series);
    }
  return chosen;
}
