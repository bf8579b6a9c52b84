/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-assess.h"
#include "ek-danger.h"
#include "ek-fhir-export.h"
#include "ek-fhir-import.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
run_import (Cli *cli, JsonBuilder *result, GError **error)
{
  EkFhirImportOptions options = { .source = cli_option (cli, "source"),
                                  .preview = cli_flag (cli, "preview"),
                                  .received = ek_assess_received,
                                  .suspects = ek_danger_suspects };
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  g_autoptr (EkFhirReport) report = NULL;

  report = catalogue != NULL ? ek_fhir_import_file (cli->store, catalogue, cli_word (cli, 0), &options, error) : NULL;
  if (report == NULL)
    return FALSE;
  cli->document = ek_fhir_report_to_json (report);
  return TRUE;
}

/* The bundle itself is the document, with --json and without: it is for another program to read. */
static gboolean
put_bundle (Cli *cli, JsonNode *bundle, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  cli->document = bundle;
  if (cli->json)
    return TRUE;
  text = ek_json_pretty (bundle);
  bytes = g_bytes_new_take (text, strlen (text));
  return cli_put_file (cli, bytes, error);
}

static gboolean
tell_left_out (JsonObject *left)
{
  g_autoptr (GList) names = json_object_get_members (left);
  g_autoptr (GString) text = g_string_new (NULL);

  for (GList *n = names; n != NULL; n = n->next)
    g_string_append_printf (text, "%s%s: %d", text->len > 0 ? _ (", ") : "",
                            _ (ek_record_type_by_name (n->data)->label), (int) ek_json_peek_int (left, n->data, 0));
  if (text->len > 0)
    /* Translators: kinds of entries of a file, each with how many */
    g_printerr (_ ("Not in this export: %s.\n"), text->str);
  return TRUE;
}

static gboolean
run_export (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *patient = cli_find_patient (cli, cli_word (cli, 0), error);
  EkCatalogue *catalogue = patient != NULL ? cli_get_catalogue (cli, error) : NULL;
  g_autoptr (JsonNode) bundle = NULL;
  g_autoptr (JsonObject) left = catalogue != NULL ? ek_fhir_export_left_out (cli->store, catalogue, patient, error)
                                                  : NULL;
  const char *out = cli_option (cli, "out");
  gsize n_bytes = 0;

  if (left == NULL)
    return FALSE;
  if (out == NULL || strcmp (out, "-") == 0)
    {
      bundle = ek_fhir_export_patient (cli->store, catalogue, patient, error);
      return bundle != NULL && put_bundle (cli, g_steal_pointer (&bundle), error) && tell_left_out (left);
    }
  bundle = ek_fhir_export_patient_file (cli->store, catalogue, patient, out, &n_bytes, error);
  if (bundle == NULL)
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "file", out);
  cli_add_int (result, "bytes", n_bytes);
  cli_add_int (result, "resources",
               json_array_get_length (json_object_get_array_member (json_node_get_object (bundle), "entry")));
  json_builder_set_member_name (result, "not_in_it");
  json_builder_add_value (result, json_node_init_object (json_node_alloc (), left));
  json_builder_end_object (result);
  return TRUE;
}

static const CliOption import_options[] = {
  { "source", N_ ("URL"), N_ ("address of the server the file was exported from, where it is known") },
  { "preview", NULL, N_ ("say what would become of everything in it, and import nothing") },
  { NULL, NULL, NULL },
};

static const CliOption export_options[] = {
  { "out", N_ ("FILE"), N_ ("write the bundle there instead of to standard output; the file is not encrypted") },
  { NULL, NULL, NULL },
};

const CliCommand cli_exchange_commands[] = {
  { "patient import", "FILE", 1, 1, CLI_NEEDS_STORE, import_options,
    N_ ("import a FHIR R4 bundle or NDJSON file, all or nothing"), run_import },
  { "patient export", "PATIENT", 1, 1, CLI_NEEDS_STORE, export_options,
    N_ ("export a patient's file as a FHIR R4 bundle"), run_export },
  { NULL },
};
