/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-trajectory-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A field in quotation marks, as RFC 4180 has it. What a spreadsheet would take for a formula is made text. */
static void
append_field (GString *csv, const char *text)
{
  if (csv->len > 0 && csv->str[csv->len - 1] != '\n')
    g_string_append_c (csv, ',');
  g_string_append_c (csv, '"');
  if (text != NULL && *text != '\0' && strchr ("=+-@\t\r", *text) != NULL)
    g_string_append_c (csv, '\'');
  for (const char *c = text != NULL ? text : ""; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *c);
    }
  g_string_append_c (csv, '"');
}

static void
append_number (GString *csv, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (csv, ',');
  if (isnan (value))
    return;
  g_string_append (csv, g_ascii_dtostr (number, sizeof number, value));
}

static void
append_head (GString *csv, const char *language)
{
  static const char *const heads[] = {
    NC_ ("column", "Date and time"),  NC_ ("column", "Score"),
    NC_ ("column", "Value"),          NC_ ("column", "Unit"),
    NC_ ("column", "Severity"),       NC_ ("column", "Critical answer"),
    NC_ ("column", "Prorated"),       NC_ ("column", "Entered by"),
    NC_ ("column", "How it came in"), NC_ ("column", "Definition version"),
    NC_ ("column", "Least possible"), NC_ ("column", "Greatest possible"),
    NC_ ("column", "Device"),         NC_ ("column", "Series"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    append_field (csv, ek_tr_c (language, "column", heads[i]));
  g_string_append (csv, "\r\n");
}

static void
append_row (GString *csv, const EkTrajectoryRow *row, const char *language)
{
  g_autofree char *at = ek_instant_format (row->at_ms, row->offset_minutes);
  const char *yes = ek_tr (language, "yes");

  append_field (csv, at);
  append_field (csv, row->score);
  append_number (csv, row->value);
  append_field (csv, row->unit);
  append_field (csv, row->severity);
  append_field (csv, row->flags & EK_POINT_CRITICAL ? yes : NULL);
  append_field (csv, row->flags & EK_POINT_PRORATED ? yes : NULL);
  append_field (csv, row->entered_by);
  append_field (csv, row->mode);
  append_field (csv, row->version);
  append_number (csv, row->low);
  append_number (csv, row->high);
  append_field (csv, row->device);
  append_field (csv, row->key);
  g_string_append (csv, "\r\n");
}

/**
 * ek_trajectory_make_csv:
 * @self: a trajectory
 * @view: (nullable): whose series are written; %NULL: the default
 *
 * The values as comma-separated text (RFC 4180), one line for each of the time shown, oldest first, with a head line.
 * Times are ISO 8601 with the offset of the clock they were taken by. The text begins with a byte order mark, without
 * which spreadsheets take Chinese for something else. It names no patient.
 *
 * Returns: (transfer full): UTF-8 text
 */
char *
ek_trajectory_make_csv (EkTrajectory *self, const EkTrajectoryView *view)
{
  g_autoptr (GArray) points = ek_trajectory_list_points (self, view);
  GString *csv = g_string_new (NULL);

  ek_trajectory_cut_points (self, points, view);
  append_head (csv, self->data->language);
  for (guint i = points->len; i > 0; i--)
    {
      const EkTrajectoryPoint *point = &g_array_index (points, EkTrajectoryPoint, i - 1);
      g_autoptr (EkTrajectoryRow) row = ek_trajectory_make_row (self, g_ptr_array_index (self->series, point->series),
                                                                point->index);

      append_row (csv, row, self->data->language);
    }
  g_string_prepend (csv, "\xef\xbb\xbf");
  return g_string_free (csv, FALSE);
}

/**
 * ek_trajectory_report_csv:
 * @store: where the record is
 * @catalogue: definitions
 * @patient_id: whose
 * @language: "en" or "zh": of the heads and words
 * @error: what reading the record failed with
 *
 * Returns: (transfer full): the values of the chart, see ek_trajectory_make_csv()
 */
char *
ek_trajectory_report_csv (EkStore *store, EkCatalogue *catalogue, const char *patient_id, const char *language,
                          GError **error)
{
  g_autoptr (EkTrajectory) trajectory = ek_trajectory_report_load (store, catalogue, patient_id, language, error);

  return trajectory != NULL ? ek_trajectory_make_csv (trajectory, NULL) : NULL;
}
