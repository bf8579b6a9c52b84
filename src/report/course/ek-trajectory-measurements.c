/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Measurements, of which there may be a million: points and 16 bytes beside each. */

#include "ek-trajectory-private.h"

#include <string.h>

#include "ek-assessment.h"

typedef struct {
  const EkTrajectorySource *source;
  EkTrajectoryData *data;
  EkTrajectoryOwn *last; /* rows of one kind follow one another */
  char *last_code, *last_unit;
  guint source_number;
  char *source_text;
  GHashTable *totals; /* codes that totals of instruments have */
} Reading;

static EkTrajectoryOwn *
find_series (Reading *self, const EkMeasurement *row)
{
  g_autofree char *key = NULL;
  EkTrajectoryOwn *own = NULL;

  if (self->last != NULL && strcmp (self->last_code, row->code) == 0 && g_strcmp0 (self->last_unit, row->unit) == 0)
    return self->last;
  /* Values in different units are different courses. */
  key = g_strconcat ("m:", row->code, "|", row->unit != NULL ? row->unit : "", NULL);
  own = ek_trajectory_own (self->data, key);
  if (own == NULL)
    {
      const char *language = self->source->language;
      const char *name = ek_trajectory_measurement_name (row->system, row->code, language, FALSE);

      if (name == NULL)
        name = row->text != NULL ? row->text : row->code;
      own = ek_trajectory_add_own (self->data, EK_TRAJECTORY_KIND_MEASUREMENT, key, name,
                                   ek_trajectory_unit_name (row->unit, language));
      own->public.plain = g_strdup (ek_trajectory_measurement_name (row->system, row->code, language, TRUE));
      own->public.name = g_strdup (own->public.label);
      own->public.group = g_strdup (ek_tr (self->source->language, "Measurements"));
    }
  self->last = own;
  g_free (self->last_code);
  g_free (self->last_unit);
  self->last_code = g_strdup (row->code);
  self->last_unit = g_strdup (row->unit);
  return own;
}

/* The device or system; where it is not told, the person who saved it. */
static guint
find_source (Reading *self, const EkMeasurement *row)
{
  const char *text = row->source != NULL ? row->source : row->author;
  g_autofree char *name = NULL;

  if (text == NULL)
    return G_MAXUINT;
  if (self->source_text != NULL && strcmp (self->source_text, text) == 0)
    return self->source_number;
  g_free (self->source_text);
  self->source_text = g_strdup (text);
  name = row->source != NULL ? g_strdup (row->source) : ek_trajectory_user_name (self->source->store, row->author);
  self->source_number = ek_trajectory_keep_number (self->data, name);
  return self->source_number;
}

/* The total of an instrument stands on the course of that instrument. */
static gboolean
is_total (Reading *self, const EkMeasurement *row)
{
  return g_hash_table_contains (self->totals, row->code) && ek_total_is_final (row->status) &&
    ek_total_instrument (self->source->catalogue, row->system, row->code, row->value) != NULL;
}

static void
add_measurement (const EkMeasurement *row, gpointer user_data)
{
  Reading *self = user_data;
  EkTrajectoryOwn *own = is_total (self, row) ? NULL : find_series (self, row);
  EkTrajectoryOrigin origin = { row->row, 0, row->offset_minutes };

  if (own == NULL)
    return;
  origin.source = find_source (self, row);
  if (ek_series_add (own->public.series, row->at_ms, row->value, EK_POINT_PLAIN, own->origins->len))
    g_array_append_val (own->origins, origin);
}

gboolean
ek_trajectory_add_measurements (const EkTrajectorySource *source, EkTrajectoryData *data, GError **error)
{
  Reading reading = { .source = source, .data = data, .source_number = G_MAXUINT };
  g_autoptr (GPtrArray) codes = ek_total_codes (source->catalogue);
  gboolean done;

  reading.totals = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < codes->len; i++)
    g_hash_table_add (reading.totals, codes->pdata[i]);
  done = ek_store_read_measurements (source->store, source->patient_id, add_measurement, &reading, error);
  g_hash_table_unref (reading.totals);
  g_free (reading.last_code);
  g_free (reading.last_unit);
  g_free (reading.source_text);
  return done;
}
