/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the makers of records share: the days of an invented life and the words of its story. */

#include "ek-demo-private.h"

#include <math.h>

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
