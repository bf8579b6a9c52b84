/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-schedule.h"

#include <glib/gi18n-lib.h>

static gboolean
add_rows (Cli *cli, JsonBuilder *result, GPtrArray *rows, GError **error)
{
  EkCatalogue *catalogue = rows != NULL ? cli_get_catalogue (cli, error) : NULL;
  EkKnowledge *knowledge = catalogue != NULL ? ek_knowledge_get_default (error) : NULL;

  if (knowledge == NULL)
    return FALSE;
  json_builder_begin_object (result);
  json_builder_set_member_name (result, "schedules");
  json_builder_begin_array (result);
  for (guint i = 0; i < rows->len; i++)
    {
      const EkScheduleRow *row = rows->pdata[i];
      g_autofree char *name = ek_schedule_subject (catalogue, knowledge, row->kind, row->subject, cli_language (cli));

      json_builder_begin_object (result);
      cli_add_text (result, "due", row->due);
      cli_add_int (result, "days", row->days);
      cli_add_text (result, "name", name);
      cli_add_text (result, "subject", row->subject);
      cli_add_text (result, "kind", row->kind);
      cli_add_int (result, "every", row->interval_days);
      cli_add_text (result, "last", row->last);
      cli_add_text (result, "until", row->until);
      cli_add_text (result, "purpose", row->purpose);
      cli_add_boolean (result, "shorter", row->shorter);
      cli_add_boolean (result, "over", row->over);
      cli_add_text (result, "patient", row->patient_id);
      cli_add_text (result, "patient_name", row->patient_name);
      cli_add_text (result, "id", row->id);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
  json_builder_end_object (result);
  return TRUE;
}

static gboolean
run_add (Cli *cli, JsonBuilder *result, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  EkCatalogue *catalogue = knowledge != NULL ? cli_get_catalogue (cli, error) : NULL;
  const char *every = catalogue != NULL ? cli_required (cli, "every", error) : NULL;
  g_autofree char *patient = every != NULL ? cli_find_patient (cli, cli_word (cli, 0), error) : NULL;
  const char *subject = cli_word (cli, 1);
  gint64 days = 0;
  EkSchedulePlan plan = { NULL,
                          subject,
                          0,
                          cli_option (cli, "from"),
                          cli_option (cli, "until"),
                          cli_option (cli, "purpose"),
                          cli_flag (cli, "shorter") };
  g_autoptr (EkRecord) schedule = NULL;

  if (patient == NULL || !cli_option_int (cli, "every", 1, 730, &days, error))
    return FALSE;
  plan.interval_days = days;
  plan.kind = ek_knowledge_find_battery (knowledge, subject) != NULL ? "battery" : "instrument";
  schedule = ek_schedule_add (cli->store, catalogue, knowledge, patient, &plan, error);
  if (schedule == NULL)
    return FALSE;
  json_builder_begin_object (result);
  json_builder_set_member_name (result, "schedule");
  cli_add_record (result, schedule);
  json_builder_end_object (result);
  return TRUE;
}

static gboolean
run_list (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *patient = cli_open_patient (cli, error);
  g_autoptr (GPtrArray) rows = patient != NULL ? ek_schedule_list (cli->store, patient, error) : NULL;

  return add_rows (cli, result, rows, error);
}

static gboolean
run_due (Cli *cli, JsonBuilder *result, GError **error)
{
  gint64 days = 0;
  g_autoptr (GPtrArray) rows = NULL;

  if (!cli_option_int (cli, "days", 0, 366, &days, error))
    return FALSE;
  rows = ek_schedule_list_due (cli->store, days, error);
  return add_rows (cli, result, rows, error);
}

/* The schedule in force for what the second word names. */
static EkRecord *
find_schedule (Cli *cli, const char *patient, const char *subject, GError **error)
{
  g_autoptr (GPtrArray) all = ek_store_list (cli->store, &ek_schedule_type, patient, error);

  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    if (g_strcmp0 (ek_record_get_text (all->pdata[i], EK_SCHEDULE_SUBJECT), subject) == 0 &&
        g_strcmp0 (ek_record_get_text (all->pdata[i], EK_SCHEDULE_STATUS), "active") == 0)
      return g_object_ref (all->pdata[i]);
  cli_not_found (NULL, _ ("This is not scheduled for this patient."), error);
  return NULL;
}

static gboolean
run_stop (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *patient = cli_find_patient (cli, cli_word (cli, 0), error);
  g_autoptr (EkRecord) schedule = patient != NULL ? find_schedule (cli, patient, cli_word (cli, 1), error) : NULL;

  if (schedule == NULL || !ek_schedule_stop (cli->store, schedule, cli_option (cli, "reason"), error))
    return FALSE;
  json_builder_begin_object (result);
  json_builder_set_member_name (result, "schedule");
  cli_add_record (result, schedule);
  json_builder_end_object (result);
  return TRUE;
}

static const CliOption add_options[] = {
  { "every", N_ ("DAYS"), N_ ("how often, 1 to 730") },
  { "from", N_ ("DATE"), N_ ("when it is first due; today when left out") },
  { "until", N_ ("DATE"), N_ ("the last day it may fall due") },
  { "purpose", N_ ("TEXT"), N_ ("what it is for") },
  { "shorter", NULL, N_ ("also when that is more often than the instrument is meant to be given") },
  { NULL, NULL, NULL },
};

static const CliOption due_options[] = {
  { "days", N_ ("N"), N_ ("how far ahead; 0, today and overdue, when left out") },
  { NULL, NULL, NULL },
};

static const CliOption stop_options[] = {
  { "reason", N_ ("TEXT"), N_ ("why it is stopped") },
  { NULL, NULL, NULL },
};

const CliCommand cli_schedule_commands[] = {
  { "schedule add", "PATIENT SUBJECT", 2, 2, CLI_NEEDS_STORE, add_options,
    N_ ("give an instrument or a set again and again"), run_add },
  { "schedule list", "PATIENT", 1, 1, CLI_NEEDS_STORE, NULL, N_ ("list what is scheduled for a patient"), run_list },
  { "schedule due", "", 0, 0, CLI_NEEDS_STORE, due_options, N_ ("list what is due of all patients"), run_due },
  { "schedule stop", "PATIENT SUBJECT", 2, 2, CLI_NEEDS_STORE, stop_options, N_ ("stop a schedule"), run_stop },
  { NULL },
};
