/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Importing what a hospital exports of one person: some 400 entries that are kept among as many that are not, which are
 * most of the bytes. In processor time, against json-glib building the same file in the same run: what the least
 * program would do before it looks at anything.
 *
 * Usage: bench-import [FILE]     without a file: an invented one of 2 MB */

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ek-assess.h"
#include "ek-danger.h"
#include "exchange-fixture.h"

#define ROUNDS 9

/* How many of each there are in an invented export, and how many lines of a bill each drags along; a # is a day. */
static const struct {
  const char *type;
  guint n;
  guint lines;
  const char *body;
} kinds[] = {
  { "Encounter", 44, 0,
    "\"status\": \"finished\", \"class\": {\"code\": \"AMB\"}, \"period\": {\"start\": "
    "\"2024-03-#T09:00:00+08:00\", "
    "\"end\": \"2024-03-#T09:30:00+08:00\"}" },
  { "Condition", 20, 0,
    "\"code\": {\"coding\": [{\"system\": \"http://hl7.org/fhir/sid/icd-10\", \"code\": "
    "\"F32.1\"}], \"text\": "
    "\"Depressive episode\"}, \"onsetDateTime\": \"2024-03-#\"" },
  { "Observation", 151, 0,
    "\"status\": \"final\", \"code\": {\"coding\": [{\"system\": \"http://loinc.org\", "
    "\"code\": \"8867-4\"}], \"text\": "
    "\"Heart rate\"}, \"effectiveDateTime\": \"2024-03-#T08:00:00+08:00\", "
    "\"valueQuantity\": {\"value\": 71, "
    "\"unit\": \"/min\"}" },
  { "MedicationRequest", 13, 0,
    "\"status\": \"active\", \"intent\": \"order\", \"medicationCodeableConcept\": "
    "{\"text\": \"Medicine #\"}, "
    "\"authoredOn\": \"2024-03-#\"" },
  { "Procedure", 180, 2,
    "\"status\": \"completed\", \"code\": {\"text\": \"Procedure #\"}, \"performedDateTime\": "
    "\"2024-03-#\"" },
  { "DiagnosticReport", 62, 6,
    "\"status\": \"final\", \"code\": {\"text\": \"Report #\"}, \"effectiveDateTime\": "
    "\"2024-03-#\"" },
  { "Claim", 57, 16, "\"status\": \"active\", \"use\": \"claim\", \"note\": \"#\", \"created\": \"2024-03-#\"" },
  { "ExplanationOfBenefit", 57, 80,
    "\"status\": \"active\", \"use\": \"claim\", \"note\": \"#\", \"created\": "
    "\"2024-03-#\"" },
};

static void
append_kind (GString *text, guint kind, guint number)
{
  guint day = number % 28 + 1;

  g_string_append_printf (text,
                          ",\n    {\n      \"fullUrl\": \"urn:uuid:%08x-0000-4000-8000-%012x\",\n      "
                          "\"resource\": {\n        "
                          "\"resourceType\": \"%s\",\n        \"id\": \"%08x-0000-4000-8000-%012x\",\n        ",
                          kind + 1, number, kinds[kind].type, kind + 1, number);
  {
    g_auto (GStrv) parts = g_strsplit (kinds[kind].body, "#", -1);
    g_autofree char *value = g_strdup_printf ("%02u", day);
    g_autofree char *body = g_strjoinv (value, parts);

    g_string_append (text, body);
  }
  g_string_append (text,
                   ",\n        \"subject\": {\n          \"reference\": "
                   "\"urn:uuid:00000000-0000-4000-8000-000000000001\"\n        }");
  for (guint i = 0; i < kinds[kind].lines; i++)
    g_string_append_printf (text,
                            "%s\n          {\n            \"sequence\": %u,\n            "
                            "\"productOrService\": {\n              "
                            "\"coding\": [\n                {\n                  \"system\": "
                            "\"http://snomed.info/sct\",\n"
                            "                  \"code\": \"%u\"\n                }\n              ]\n            "
                            "}\n          }%s",
                            i == 0 ? ",\n        \"item\": "
                                     "["
                                   : ",",
                            i, 100000 + i, i + 1 == kinds[kind].lines ? "\n        ]" : "");
  g_string_append (text, "\n      }\n    }");
}

static char *
invent (void)
{
  GString *text = g_string_new ("{\n  \"resourceType\": \"Bundle\",\n  \"type\": \"transaction\",\n  \"entry\": [\n"
                                "    {\n"
                                "      \"fullUrl\": \"urn:uuid:00000000-0000-4000-8000-000000000001\",\n      "
                                "\"resource\": {"
                                "\"resourceType\": \"Patient\", \"id\": \"00000000-0000-4000-8000-000000000001\", "
                                "\"name\": "
                                "[{\"family\": \"Sample\", \"given\": [\"Person\"]}], \"gender\": \"female\", "
                                "\"birthDate\": \"1980-05-06\", "
                                "\"identifier\": [{\"system\": \"urn:bench\", \"value\": \"MR-1\"}]}\n    }");

  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    for (guint i = 0; i < kinds[kind].n; i++)
      append_kind (text, kind, i);
  g_string_append (text, "\n  ]\n}\n");
  return g_string_free (text, FALSE);
}

static double
processor_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
time_import (const char *text)
{
  Fixture fixture;
  EkFhirImportOptions options = { .received = ek_assess_received, .suspects = ek_danger_suspects };
  g_autoptr (EkFhirReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  double start, used;

  fixture_set_up (&fixture, NULL);
  path = fixture_write (&fixture, "export.json", text);
  start = processor_ms ();
  report = ek_fhir_import_file (fixture.store, fixture.catalogue, path, &options, &error);
  used = processor_ms () - start;
  if (report == NULL)
    g_error ("%s", error->message);
  fixture_tear_down (&fixture, NULL);
  return used;
}

static double
time_parser (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  double start = processor_ms ();

  if (!json_parser_load_from_data (parser, text, -1, NULL))
    g_error ("the file cannot be read");
  g_clear_object (&parser);
  return processor_ms () - start;
}

int
main (int argc, char *argv[])
{
  g_autofree char *text = NULL;
  double ours[ROUNDS], theirs[ROUNDS];

  if (argc > 1 && !g_file_get_contents (argv[1], &text, NULL, NULL))
    g_error ("%s cannot be read", argv[1]);
  if (text == NULL)
    text = invent ();
  time_import (text); /* opens what is opened once */
  for (int i = 0; i < ROUNDS; i++)
    {
      ours[i] = time_import (text);
      theirs[i] = time_parser (text);
    }
  qsort (ours, ROUNDS, sizeof *ours, compare_doubles);
  qsort (theirs, ROUNDS, sizeof *theirs, compare_doubles);
  g_print ("import of %.1f MB, processor time, medians of %d rounds in turn\n", (double) strlen (text) / 1e6, ROUNDS);
  g_print ("json-glib alone  %6.1f ms (%.1f to %.1f)\n", theirs[ROUNDS / 2], theirs[0], theirs[ROUNDS - 1]);
  g_print ("import           %6.1f ms (%.1f to %.1f)\n", ours[ROUNDS / 2], ours[0], ours[ROUNDS - 1]);
  g_print ("ratio            %6.2f\n", ours[ROUNDS / 2] / theirs[ROUNDS / 2]);
  return 0;
}
