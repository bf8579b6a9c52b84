/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-trajectory-report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum { WIDTH = 1200, LEAST = 200, MOST = 10000 };

static const struct { const char *ending; EkImageKind kind; } images[] = {
  { ".png", EK_IMAGE_PNG }, { ".svg", EK_IMAGE_SVG }, { ".pdf", EK_IMAGE_PDF },
};

static gboolean
has_ending (const char *path,
            const char *ending)
{
  gsize length = strlen (path);

  return length > strlen (ending) && g_ascii_strcasecmp (path + length - strlen (ending), ending) == 0;
}

/* "1200x800" */
static gboolean
read_size (Cli       *cli,
           EkChart   *chart,
           double    *width,
           double    *height,
           GError   **error)
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
  g_set_error (error, EK_ERROR, EK_ERROR_USAGE, _("--size is WIDTHxHEIGHT, each from %d to %d."), LEAST, MOST);
  return FALSE;
}

static gboolean
read_style (Cli           *cli,
            EkChartStyle  *style,
            GError       **error)
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
  g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _("--style is light, dark or print."));
  return FALSE;
}

static GBytes *
render (Cli          *cli,
        const char   *out,
        const char   *patient,
        EkChart      *chart,
        GError      **error)
{
  EkChartStyle style;
  double width, height;

  if (has_ending (out, ".csv"))
    {
      char *csv = ek_trajectory_report_csv (cli->store, cli->catalogue, patient, cli_language (cli), error);

      return csv != NULL ? g_bytes_new_take (csv, strlen (csv)) : NULL;
    }
  if (!read_size (cli, chart, &width, &height, error) || !read_style (cli, &style, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (images); i++)
    if (has_ending (out, images[i].ending))
      return ek_chart_render (chart, images[i].kind, width, height, 1, style, error);
  g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _("The file is written as its name ends: .png, .svg, .pdf or "
                                                          ".csv."));
  return NULL;
}

static void
add_scores (JsonBuilder  *result,
            EkTrajectory *trajectory)
{
  json_builder_set_member_name (result, "scores");
  json_builder_begin_array (result);
  for (guint i = 0; i < trajectory->scores->len; i++)
    {
      const EkTrajectoryScore *score = trajectory->scores->pdata[i];
      g_autoptr (GPtrArray) sentences = ek_trajectory_sentences (trajectory, i);

      json_builder_begin_object (result);
      cli_add_text (result, "score", score->label);
      cli_add_int (result, "values", ek_series_length (score->series));
      json_builder_set_member_name (result, "sentences");
      json_builder_begin_array (result);
      for (guint j = 0; j < sentences->len; j++)
        if (sentences->pdata[j] != NULL)
          json_builder_add_string_value (result, sentences->pdata[j]);
      json_builder_end_array (result);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
}

static gboolean
run_trajectory (Cli          *cli,
                JsonBuilder  *result,
                GError      **error)
{
  const char *out = cli_required (cli, "out", error);
  g_autofree char *patient = out != NULL ? cli_find_patient (cli, cli_word (cli, 0), error) : NULL;
  EkCatalogue *catalogue = patient != NULL ? cli_get_catalogue (cli, error) : NULL;
  g_autoptr (EkTrajectory) trajectory = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (catalogue == NULL || !ek_store_audit_open (cli->store, patient, error))
    return FALSE;
  trajectory = ek_trajectory_report_load (cli->store, catalogue, patient, cli_language (cli), error);
  bytes = trajectory != NULL ? render (cli, out, patient, trajectory->chart, error) : NULL;
  if (bytes == NULL ||
      !ek_store_audit (cli->store, EK_AUDIT_EXPORT, &ek_patient_type, patient, patient, "trajectory", error) ||
      !cli_write_file (out, bytes, error))
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "file", out);
  cli_add_int (result, "bytes", g_bytes_get_size (bytes));
  cli_add_int (result, "values", trajectory->rows->len);
  add_scores (result, trajectory);
  json_builder_end_object (result);
  return TRUE;
}

static const CliOption trajectory_options[] = {
  { "out", N_("FILE"), N_("where to write it; the name ends in .png, .svg, .pdf or .csv") },
  { "size", N_("WIDTHxHEIGHT"), N_("pixels, or points for PDF") },
  { "style", N_("STYLE"), N_("light, dark or print") },
  { "lang", N_("LANGUAGE"), N_("en or zh") },
  { NULL, NULL, NULL },
};

const CliCommand cli_trajectory_commands[] = {
  { "trajectory", "PATIENT", 1, 1, CLI_NEEDS_STORE, trajectory_options, N_("draw the scores of a patient over time"),
    run_trajectory },
  { NULL },
};
