/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-battery.h"
#include "ek-risk.h"
#include "ek-score.h"

#include <glib/gi18n-lib.h>

/* ---- What there is ---- */

static void
add_item (Cli *cli, JsonBuilder *result, const EkBatteryItem *item)
{
  gboolean chinese = g_str_equal (cli_language (cli), "zh");

  json_builder_begin_object (result);
  cli_add_text (result, "instrument", item->instrument);
  cli_add_int (result, "minutes", item->minutes);
  cli_add_text (result, "why", chinese ? item->why_zh : item->why_en);
  cli_add_text (result, "without_words", item->by_number ? "by-number" : "leave-out");
  cli_add_node (result, "when", item->when != NULL ? json_node_copy (item->when) : NULL);
  json_builder_end_object (result);
}

static void
add_set (Cli *cli, JsonBuilder *result, const EkBatterySet *set, gboolean items)
{
  gboolean chinese = g_str_equal (cli_language (cli), "zh");
  guint minutes = 0;

  for (guint i = 0; i < set->items->len; i++)
    {
      const EkBatteryItem *item = set->items->pdata[i];

      minutes += item->when == NULL ? item->minutes : 0;
    }
  json_builder_begin_object (result);
  cli_add_text (result, "id", set->id);
  cli_add_text (result, "version", set->version);
  cli_add_text (result, "name", chinese ? set->name_zh : set->name_en);
  cli_add_int (result, "instruments", set->items->len);
  cli_add_int (result, "minutes", minutes);
  if (items)
    {
      cli_add_text (result, "why", chinese ? set->why_zh : set->why_en);
      cli_add_text (result, "evidence", chinese && set->evidence_zh != NULL ? set->evidence_zh : set->evidence);
      cli_add_boolean (result, "verified", !set->verify);
      json_builder_set_member_name (result, "items");
      json_builder_begin_array (result);
      for (guint i = 0; i < set->items->len; i++)
        add_item (cli, result, set->items->pdata[i]);
      json_builder_end_array (result);
    }
  json_builder_end_object (result);
}

static gboolean
run_list (Cli *cli, JsonBuilder *result, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);

  if (knowledge == NULL)
    return FALSE;
  json_builder_begin_object (result);
  json_builder_set_member_name (result, "batteries");
  json_builder_begin_array (result);
  for (guint i = 0; i < ek_knowledge_get_n_batteries (knowledge); i++)
    add_set (cli, result, ek_knowledge_get_battery (knowledge, i), FALSE);
  json_builder_end_array (result);
  json_builder_end_object (result);
  return TRUE;
}

static gboolean
run_show (Cli *cli, JsonBuilder *result, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  const EkBatterySet *set = knowledge != NULL ? ek_knowledge_find_battery (knowledge, cli_word (cli, 0)) : NULL;

  if (knowledge == NULL)
    return FALSE;
  if (set == NULL)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("There is no set of instruments “%s”."), cli_word (cli, 0));
      return FALSE;
    }
  add_set (cli, result, set, TRUE);
  return TRUE;
}

/* ---- What is given to a patient ---- */

static void
add_step (Cli *cli, JsonBuilder *result, const EkBatteryStep *step)
{
  g_autofree char *why_not = ek_battery_step_why_not (step, cli_language (cli));

  json_builder_begin_object (result);
  cli_add_text (result, "instrument", step->instrument);
  cli_add_text (result, "name", step->abbreviation);
  cli_add_text (result, "state", ek_battery_state_id (step->state));
  cli_add_text (result, "not_asked", why_not);
  cli_add_text (result, "assessment", step->assessment_id);
  json_builder_end_object (result);
}

static gboolean
add_battery (Cli *cli, JsonBuilder *result, EkRecord *battery, GError **error)
{
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  EkKnowledge *knowledge = catalogue != NULL ? ek_knowledge_get_default (error) : NULL;
  g_autofree char *name = ek_battery_name (battery, cli_language (cli));
  g_autoptr (GPtrArray) steps = NULL, risks = NULL;
  const EkBatteryStep *next;

  steps = knowledge != NULL ? ek_battery_list_steps (cli->store, catalogue, knowledge, battery, error) : NULL;
  /* A critical answer has opened a risk: whoever gave the form here is to see that there is one. */
  risks = steps != NULL ? ek_risk_list_open (cli->store, ek_record_get_patient_id (battery), error) : NULL;
  if (risks == NULL)
    return FALSE;
  next = ek_battery_next (steps);
  json_builder_begin_object (result);
  cli_add_text (result, "id", ek_record_get_id (battery));
  cli_add_text (result, "battery", ek_record_get_text (battery, EK_BATTERY_SET));
  cli_add_text (result, "name", name);
  cli_add_text (result, "version", ek_record_get_text (battery, EK_BATTERY_VERSION));
  cli_add_text (result, "status", ek_record_get_text (battery, EK_BATTERY_STATUS));
  cli_add_text (result, "reason", ek_record_get_text (battery, EK_BATTERY_REASON));
  cli_add_text (result, "next", next != NULL ? next->instrument : NULL);
  cli_add_int (result, "open_risks", risks->len);
  json_builder_set_member_name (result, "steps");
  json_builder_begin_array (result);
  for (guint i = 0; i < steps->len; i++)
    add_step (cli, result, steps->pdata[i]);
  json_builder_end_array (result);
  json_builder_end_object (result);
  return TRUE;
}

/* The set in progress, or with @ended the newest one. */
static EkRecord *
find_battery (Cli *cli, const char *patient, gboolean ended, GError **error)
{
  g_autoptr (GPtrArray) all = patient != NULL ? ek_battery_list (cli->store, patient, error) : NULL;

  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    if (g_strcmp0 (ek_record_get_text (all->pdata[i], EK_BATTERY_STATUS), "in-progress") == 0)
      return g_object_ref (all->pdata[i]);
  if (ended && all->len > 0)
    return g_object_ref (all->pdata[0]);
  cli_not_found (NULL, _ ("No set of instruments is in progress. “evenkeelctl battery start” starts one."), error);
  return NULL;
}

static gboolean
run_start (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *patient = cli_find_patient (cli, cli_word (cli, 0), error);
  EkKnowledge *knowledge = patient != NULL ? ek_knowledge_get_default (error) : NULL;
  g_autoptr (EkRecord) battery = NULL;

  battery = knowledge != NULL ? ek_battery_start (cli->store, knowledge, patient, cli_word (cli, 1), error) : NULL;
  return battery != NULL && add_battery (cli, result, battery, error);
}

static gboolean
run_status (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *patient = cli_open_patient (cli, error);
  g_autoptr (EkRecord) battery = patient != NULL ? find_battery (cli, patient, TRUE, error) : NULL;

  return battery != NULL && add_battery (cli, result, battery, error);
}

static gboolean
run_skip (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *reason = cli_required (cli, "reason", error);
  g_autofree char *patient = reason != NULL ? cli_find_patient (cli, cli_word (cli, 0), error) : NULL;
  g_autoptr (EkRecord) battery = find_battery (cli, patient, FALSE, error);
  EkCatalogue *catalogue = battery != NULL ? cli_get_catalogue (cli, error) : NULL;

  return catalogue != NULL && ek_battery_skip (cli->store, catalogue, battery, cli_word (cli, 1), reason, error) &&
    add_battery (cli, result, battery, error);
}

/* Answers one instrument of the set in progress at once: the form belongs to the set. */
static gboolean
run_give (Cli *cli, JsonBuilder *result, GError **error)
{
  EkInstrument *instrument = cli_find_instrument (cli, cli_word (cli, 1), error);
  const char *text = instrument != NULL ? cli_required (cli, "answers", error) : NULL;
  g_autoptr (JsonNode) given = text != NULL ? cli_read_json (text, error) : NULL;
  g_autofree char *patient = given != NULL ? cli_find_patient (cli, cli_word (cli, 0), error) : NULL;
  g_autoptr (EkRecord) battery = find_battery (cli, patient, FALSE, error);

  return battery != NULL &&
    ek_battery_record (cli->store, cli->catalogue, battery, ek_instrument_get_id (instrument), given,
                       cli_option (cli, "mode") != NULL ? cli_option (cli, "mode") : "clinician", cli_language (cli),
                       error) &&
    add_battery (cli, result, battery, error);
}

static gboolean
run_finish (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *stop = cli_option (cli, "stop");
  g_autofree char *patient = cli_find_patient (cli, cli_word (cli, 0), error);
  g_autoptr (EkRecord) battery = find_battery (cli, patient, FALSE, error);
  EkCatalogue *catalogue = battery != NULL ? cli_get_catalogue (cli, error) : NULL;
  EkKnowledge *knowledge = catalogue != NULL ? ek_knowledge_get_default (error) : NULL;

  if (knowledge == NULL)
    return FALSE;
  if (stop != NULL ? !ek_battery_stop (cli->store, catalogue, knowledge, battery, stop, error)
                   : !ek_battery_finish (cli->store, catalogue, knowledge, battery, error))
    return FALSE;
  return add_battery (cli, result, battery, error);
}

static const CliOption list_options[] = {
  { "lang", N_ ("LANGUAGE"), N_ ("en or zh") },
  { NULL, NULL, NULL },
};

static const CliOption give_options[] = {
  { "answers", N_ ("JSON"),
    N_ (
      "a list in item order (null: not answered) or an object keyed by item; {\"declined\": \"why\"} for an item that "
      "was declined; @FILE reads a file, - standard input") },
  { "mode", N_ ("MODE"), N_ ("clinician, self or paper") },
  { "lang", N_ ("LANGUAGE"), N_ ("language of the form: en or zh") },
  { NULL, NULL, NULL },
};

static const CliOption skip_options[] = {
  { "reason", N_ ("TEXT"), N_ ("why it is left out") },
  { NULL, NULL, NULL },
};

static const CliOption finish_options[] = {
  { "stop", N_ ("TEXT"), N_ ("end it before everything was given, for this reason") },
  { NULL, NULL, NULL },
};

const CliCommand cli_battery_commands[] = {
  { "battery list", "", 0, 0, CLI_NEEDS_NOTHING, list_options, N_ ("list the sets of instruments"), run_list },
  { "battery show", "SET", 1, 1, CLI_NEEDS_NOTHING, list_options, N_ ("show what is in a set, and why"), run_show },
  { "battery start", "PATIENT SET", 2, 2, CLI_NEEDS_STORE, list_options, N_ ("start a set of instruments"), run_start },
  { "battery status", "PATIENT", 1, 1, CLI_NEEDS_STORE, list_options,
    N_ ("show how far the set in progress, else the newest one, is"), run_status },
  { "battery give", "PATIENT INSTRUMENT", 2, 2, CLI_NEEDS_STORE, give_options,
    N_ ("record an answered form of the set in progress"), run_give },
  { "battery skip", "PATIENT INSTRUMENT", 2, 2, CLI_NEEDS_STORE, skip_options,
    N_ ("leave an instrument of the set out, with a reason"), run_skip },
  { "battery finish", "PATIENT", 1, 1, CLI_NEEDS_STORE, finish_options, N_ ("end the set in progress"), run_finish },
  { NULL },
};
