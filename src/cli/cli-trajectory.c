/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-trajectory-report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum { WIDTH = 1200, LEAST = 200, MOST = 10000 };

static const struct {
  const char *ending;
  EkImageKind kind;
} images[] = {
  { ".png", EK_IMAGE_PNG },
  { ".svg", EK_IMAGE_SVG },
  { ".pdf", EK_IMAGE_PDF },
};

static gboolean
has_ending (const char *path, const char *ending)
{
  gsize length = strlen (path);

  return length > strlen (ending) && g_ascii_strcasecmp (path + length - strlen (ending), ending) == 0;
}

/* "1200x800" */
static gboolean
read_size (Cli *cli, EkChart *chart, double *width, double *height, GError **error)
{
  const char *text = cli_option (cli, "size");
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, "x", -1) : NULL;
  gint64 wide, high;

  if (text == NULL)
    {
      *width = WIDTH;
      *height = CLAMP (ek_chart_get_natural_height (chart, WIDTH), LEAST, MOST);
      return TRUE;
    }
  if (g_strv_length (parts) == 2 && g_ascii_string_to_signed (parts[0], 10, LEAST, MOST, &wide, NULL) &&
      g_ascii_string_to_signed (parts[1], 10, LEAST, MOST, &high, NULL))
    {
      *width = wide;
      *height = high;
      return TRUE;
    }
  g_set_error (error, EK_ERROR, EK_ERROR_USAGE, _ ("--size is WIDTHxHEIGHT, each from %d to %d."), LEAST, MOST);
  return FALSE;
}

static gboolean
read_style (Cli *cli, EkChartStyle *style, GError **error)
{
  static const char *const names[] = { "light", "dark", "print" };
  const char *text = cli_option (cli, "style");

  *style = EK_CHART_LIGHT;
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], text) == 0)
      {
        *style = i;
        return TRUE;
      }
  if (text == NULL)
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _ ("--style is light, dark or print."));
  return FALSE;
}

/* ---- What is chosen ---- */

/* "phq9,gad7", "all", or nothing for the primary ones */
static gboolean
read_keys (Cli *cli, EkTrajectory *trajectory, GStrv *keys, GError **error)
{
  const char *text = cli_option (cli, "series");
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();

  if (text == NULL)
    return TRUE;
  if (strcmp (text, "all") != 0)
    {
      *keys = g_strsplit (*text != '\0' ? text : ",", ",", -1);
      for (guint i = 0; (*keys)[i] != NULL; i++)
        if (ek_trajectory_find (trajectory, (*keys)[i]) == NULL)
          {
            g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND,
                         _ ("There is no course “%s” of this patient. --list shows "
                            "those there are."),
                         (*keys)[i]);
            return FALSE;
          }
      return TRUE;
    }
  for (guint i = 0; i < trajectory->series->len; i++)
    g_strv_builder_add (all, ((EkTrajectorySeries *) trajectory->series->pdata[i])->key);
  *keys = g_strv_builder_end (all);
  return TRUE;
}

/* A date is the beginning of that day here, or its end; an instant is taken as it is. */
static gboolean
read_time (Cli *cli, const char *option, gboolean end, gint64 *at_ms, GError **error)
{
  const char *text = cli_option (cli, option);
  int offset;

  if (text == NULL)
    return TRUE;
  if (strlen (text) != 10 || !ek_date_is_valid (text))
    return ek_instant_parse (text, at_ms, NULL, error);
  offset = ek_clock_offset (cli->clock, ek_date_to_instant (text, 0));
  *at_ms = ek_date_to_instant (text, offset) + (end ? EK_DAY_MS - 1 : 0);
  return TRUE;
}

static gboolean
read_view (Cli *cli, EkTrajectory *trajectory, EkTrajectoryView *view, GStrv *keys, GError **error)
{
  const char *axis = cli_option (cli, "axis");
  gint64 from = EK_INSTANT_NONE, to = EK_INSTANT_NONE;

  *view = EK_TRAJECTORY_VIEW_DEFAULT;
  if (axis != NULL && strcmp (axis, "time") != 0 && strcmp (axis, "sessions") != 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _ ("--axis is time or sessions."));
      return FALSE;
    }
  if (!read_keys (cli, trajectory, keys, error) || !read_time (cli, "from", FALSE, &from, error) ||
      !read_time (cli, "to", TRUE, &to, error) || !read_time (cli, "baseline", FALSE, &view->baseline_ms, error))
    return FALSE;
  if (cli_flag (cli, "overlay") && cli_flag (cli, "multiples"))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _ ("Give either --overlay or --multiples."));
      return FALSE;
    }
  view->keys = (const char *const *) *keys;
  view->overlay = cli_flag (cli, "overlay");
  view->arrangement = cli_flag (cli, "multiples") ? EK_CHART_MULTIPLES : EK_CHART_STACKED;
  view->axis = g_strcmp0 (axis, "sessions") == 0 ? EK_CHART_AXIS_SESSIONS : EK_CHART_AXIS_TIME;
  view->expected = cli_flag (cli, "expected");
  if (from != EK_INSTANT_NONE || to != EK_INSTANT_NONE)
    {
      gint64 first, last;
      g_autoptr (EkChart) whole = ek_trajectory_make_chart (trajectory, view);

      ek_chart_get_extent (whole, &first, &last);
      view->from_ms = from != EK_INSTANT_NONE ? from : MIN (first, to - EK_DAY_MS);
      view->to_ms = to != EK_INSTANT_NONE ? to : MAX (last, from + EK_DAY_MS);
      if (from == to)
        view->to_ms++;
    }
  if (view->from_ms <= view->to_ms)
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _ ("--from is after --to."));
  return FALSE;
}

/* ---- What is told ---- */

static void
add_statistics (JsonBuilder *result, EkTrajectory *trajectory, const EkTrajectorySeries *series,
                const EkTrajectoryView *view)
{
  g_autoptr (GPtrArray) statistics = ek_trajectory_statistics (trajectory, series, view);

  json_builder_set_member_name (result, "statistics");
  json_builder_begin_array (result);
  for (guint i = 0; i < statistics->len; i++)
    {
      const EkTrajectoryStatistic *statistic = statistics->pdata[i];

      json_builder_begin_object (result);
      cli_add_text (result, "id", statistic->id);
      cli_add_text (result, "label", statistic->label);
      cli_add_text (result, "value", statistic->value);
      cli_add_text (result, "how_known", statistic->known);
      cli_add_boolean (result, "verified", statistic->verified);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
}

static void
add_series (JsonBuilder *result, const EkTrajectorySeries *series)
{
  static const char *const kinds[] = { "total", "subscale", "item", "measurement" };

  cli_add_text (result, "series", series->key);
  cli_add_text (result, "score", series->label);
  cli_add_text (result, "kind", kinds[series->kind]);
  cli_add_text (result, "group", series->group);
  cli_add_text (result, "name", series->name);
  cli_add_boolean (result, "primary", series->primary);
  cli_add_int (result, "values", ek_series_length (series->series));
}

static void
add_sentences (JsonBuilder *result, EkTrajectory *trajectory, const EkTrajectorySeries *series)
{
  g_autoptr (GPtrArray) sentences = ek_trajectory_series_sentences (trajectory, series);

  json_builder_set_member_name (result, "sentences");
  json_builder_begin_array (result);
  for (guint i = 0; i < sentences->len; i++)
    json_builder_add_string_value (result, sentences->pdata[i]);
  json_builder_end_array (result);
}

typedef enum { TELL_SENTENCES, TELL_STATISTICS, TELL_NAMES } Telling;

static void
add_scores (JsonBuilder *result, EkTrajectory *trajectory, const EkTrajectoryView *view, Telling telling)
{
  json_builder_set_member_name (result, "scores");
  json_builder_begin_array (result);
  for (guint i = 0; i < trajectory->series->len; i++)
    {
      const EkTrajectorySeries *series = trajectory->series->pdata[i];

      if (view->keys != NULL ? !g_strv_contains (view->keys, series->key) : !series->primary && telling != TELL_NAMES)
        continue;
      json_builder_begin_object (result);
      add_series (result, series);
      if (telling == TELL_SENTENCES)
        add_sentences (result, trajectory, series);
      else if (telling == TELL_STATISTICS)
        add_statistics (result, trajectory, series, view);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
}

/* ---- The file ---- */

static GBytes *
render (Cli *cli, const char *out, EkTrajectory *trajectory, const EkTrajectoryView *view, GError **error)
{
  g_autoptr (EkChart) chart = NULL;
  EkChartStyle style;
  double width, height;

  if (has_ending (out, ".csv"))
    {
      char *csv = ek_trajectory_make_csv (trajectory, view);

      return g_bytes_new_take (csv, strlen (csv));
    }
  chart = cli_flag (cli, "patient-view") ? ek_trajectory_make_patient_chart (trajectory, view)
                                         : ek_trajectory_make_chart (trajectory, view);
  if (!read_size (cli, chart, &width, &height, error) || !read_style (cli, &style, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (images); i++)
    if (has_ending (out, images[i].ending))
      return ek_chart_render (chart, images[i].kind, width, height, 1, style, error);
  g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE,
                       _ ("The file is written as its name ends: .png, .svg, .pdf or "
                          ".csv."));
  return NULL;
}

static gboolean
write_file (Cli *cli, JsonBuilder *result, const char *patient, EkTrajectory *trajectory, const EkTrajectoryView *view,
            GError **error)
{
  const char *out = cli_option (cli, "out");
  g_autoptr (GArray) points = ek_trajectory_list_points (trajectory, view);
  g_autoptr (GBytes) bytes = render (cli, out, trajectory, view, error);

  ek_trajectory_cut_points (trajectory, points, view);
  if (bytes == NULL || !cli_export (cli, result, out, bytes, NULL, patient, "trajectory", error))
    return FALSE;
  cli_add_int (result, "values", points->len);
  return TRUE;
}

static void
add_patient_words (JsonBuilder *result, EkTrajectory *trajectory, const EkTrajectoryView *view)
{
  g_autoptr (GPtrArray) words = ek_trajectory_patient_words (trajectory, view);

  json_builder_set_member_name (result, "patient_words");
  json_builder_begin_array (result);
  for (guint i = 0; i < words->len; i++)
    json_builder_add_string_value (result, words->pdata[i]);
  json_builder_end_array (result);
}

static gboolean
run_trajectory (Cli *cli, JsonBuilder *result, GError **error)
{
  gboolean list = cli_flag (cli, "list"), statistics = cli_flag (cli, "statistics");
  gboolean told = list || statistics || cli_required (cli, "out", error) != NULL;
  g_autofree char *patient = told ? cli_find_patient (cli, cli_word (cli, 0), error) : NULL;
  EkCatalogue *catalogue = patient != NULL ? cli_get_catalogue (cli, error) : NULL;
  g_autoptr (EkTrajectory) trajectory = NULL;
  g_auto (GStrv) keys = NULL;
  EkTrajectoryView view;

  if (catalogue == NULL || !ek_store_audit_open (cli->store, patient, error))
    return FALSE;
  trajectory = ek_trajectory_report_load (cli->store, catalogue, patient, cli_language (cli), error);
  if (trajectory == NULL || !read_view (cli, trajectory, &view, &keys, error))
    return FALSE;
  json_builder_begin_object (result);
  if (cli_option (cli, "out") != NULL && !write_file (cli, result, patient, trajectory, &view, error))
    return FALSE;
  cli_add_int (result, "sessions", trajectory->n_sessions);
  add_scores (result, trajectory, &view, list ? TELL_NAMES : statistics ? TELL_STATISTICS : TELL_SENTENCES);
  if (cli_flag (cli, "patient-view"))
    add_patient_words (result, trajectory, &view);
  json_builder_end_object (result);
  return TRUE;
}

static const CliOption trajectory_options[] = {
  { "out", N_ ("FILE"), N_ ("where to write it; the name ends in .png, .svg, .pdf or .csv") },
  { "series", N_ ("KEY,…"), N_ ("which courses, as --list names them, or all; else the primary ones") },
  { "list", NULL, N_ ("name every course there is") },
  { "statistics", NULL, N_ ("say what the numbers of each course say, and how it is known") },
  { "overlay", NULL, N_ ("lay them over one another by severity") },
  { "multiples", NULL, N_ ("a grid of small charts") },
  { "axis", N_ ("AXIS"), N_ ("time or sessions") },
  { "from", N_ ("DATE"), N_ ("where the time shown begins") },
  { "to", N_ ("DATE"), N_ ("where it ends") },
  { "baseline", N_ ("DATE"), N_ ("the first value from here on is the baseline") },
  { "expected", NULL, N_ ("draw between which limits comparable patients were") },
  { "patient-view", NULL, N_ ("in plain words, to show to the patient") },
  { "size", N_ ("WIDTHxHEIGHT"), N_ ("pixels, or points for PDF") },
  { "style", N_ ("STYLE"), N_ ("light, dark or print") },
  { "lang", N_ ("LANGUAGE"), N_ ("en or zh") },
  { NULL, NULL, NULL },
};

const CliCommand cli_trajectory_commands[] = {
  { "trajectory", "PATIENT", 1, 1, CLI_NEEDS_STORE, trajectory_options, N_ ("draw the scores of a patient over time"),
    run_trajectory },
  { NULL },
};
