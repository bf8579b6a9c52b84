/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two instruments on one sheet: both are filed, each with its answers, and the danger of each is looked at. */

#include "exchange-fixture.h"

#include "ek-assess.h"

#include <string.h>

#define PATIENT \
  "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"丁香\"}],\"birthDate\":\"1990-01-01\"}\n"

static const char *const phq9[] = { "44250-9", "44255-8", "44259-0", "44254-1", "44251-7",
                                    "44258-2", "44252-5", "44253-3", "44260-8" };
static const char *const gad7[] = { "69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7" };

static EkFhirReport *
import (Fixture *fixture, const char *text)
{
  const EkFhirImportOptions options = { .received = ek_assess_received };
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  g_autoptr (GError) error = NULL;
  EkFhirReport *report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);

  g_assert_no_error (error);
  return report;
}

static void
add_items (GString *text, const char *const *links, guint n, const char *before, int value, int last)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *number = g_strdup_printf ("%s%u", before, i + 1);

      g_string_append_printf (text, "%s{\"linkId\":\"%s\",\"answer\":[{\"valueInteger\":%d}]}", i > 0 ? "," : "",
                              links != NULL ? links[i] : number, i + 1 == n ? last : value);
    }
}

/* @shape: 0 flat with codes, 1 flat with links that name the form, 2 two groups with bare numbers, 3 two groups with
 * codes */
static char *
sheet (int shape, int nine, const char *more)
{
  GString *text = g_string_new (
    PATIENT "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q1\",\"status\":\"completed\","
            "\"questionnaire\":\"http://hospital.example/Questionnaire/intake\",\"subject\":{\"reference\":"
            "\"Patient/p1\"},\"authored\":\"2026-01-05T09:00:00+08:00\",\"item\":[");
  gboolean codes = shape == 0 || shape == 3, groups = shape >= 2;

  if (groups)
    g_string_append (text, "{\"linkId\":\"a\",\"text\":\"PHQ-9\",\"item\":[");
  add_items (text, codes ? phq9 : NULL, 9, shape == 1 ? "phq9-" : "", 1, nine);
  g_string_append (text, groups ? "]},{\"linkId\":\"b\",\"text\":\"GAD-7\",\"item\":[" : ",");
  add_items (text, codes ? gad7 : NULL, 7, shape == 1 ? "gad7-" : "", 2, 2);
  g_string_append_printf (text, "%s%s]}\n", groups ? "]}" : "", more);
  return g_string_free (text, FALSE);
}

static void
test_both (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = sheet (GPOINTER_TO_INT (data), 3, "");

  for (guint time = 0; time < 2; time++)
    {
      g_autoptr (EkFhirReport) report = import (fixture, text);

      g_assert_cmpuint (ek_fhir_report_get (report, "QuestionnaireResponse",
                                            time == 0 ? EK_FHIR_CREATED : EK_FHIR_UNCHANGED),
                        ==, 2);
      g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment"), ==, 2);
    }
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM assessment WHERE instrument = 'phq9' AND complete = 1 AND "
                                  "total = 11 AND unread IS NULL"),
                   ==, 1);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM assessment WHERE instrument = 'gad7' AND complete = 1 AND "
                                  "total = 14 AND unread IS NULL"),
                   ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM risk WHERE status = 'open'"), ==, 1);
}

/* What neither takes is told with the first. */
static void
test_more (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text =
    sheet (0, 0, ",{\"linkId\":\"x\",\"text\":\"Do you smoke?\",\"answer\":[{\"valueString\":\"no\"}]}");
  g_autoptr (EkFhirReport) report = import (fixture, text);

  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment"), ==, 2);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM assessment WHERE instrument = 'phq9' AND unread LIKE "
                                  "'%smoke%'"),
                   ==, 1);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM assessment WHERE instrument = 'gad7' AND unread IS NULL"),
                   ==, 1);
}

/* A danger in the second, which the first has not. */
static void
test_danger_in_second (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (
    PATIENT "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q1\",\"status\":"
            "\"completed\",\"questionnaire\":\"http://hospital.example/Questionnaire/intake\","
            "\"subject\":{\"reference\":\"Patient/p1\"},\"authored\":\"2026-01-05T09:00:00+08:00\","
            "\"item\":[{\"linkId\":\"a\",\"text\":\"GAD-7\",\"item\":[");
  g_autoptr (EkFhirReport) report = NULL;

  add_items (text, gad7, 7, "", 0, 0);
  g_string_append (text, "]},{\"linkId\":\"b\",\"text\":\"PHQ-9\",\"item\":[");
  add_items (text, phq9, 9, "", 0, 2);
  g_string_append (text, "]}]}\n");
  report = import (fixture, text->str);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment"), ==, 2);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM risk WHERE status = 'open'"), ==, 1);
}

/* A corrected sheet corrects both; and one instrument with a question more stays one. */
static void
test_corrected (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = sheet (0, 3, ""), *second = sheet (0, 0, "");
  g_autoptr (EkFhirReport) one = import (fixture, first);
  g_autoptr (EkFhirReport) other = import (fixture, second);

  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment"), ==, 2);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment WHERE instrument = 'phq9' AND total = 8"),
                   ==, 1);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM risk WHERE status = 'open' AND reason LIKE '%corrected%'"),
                   ==, 1);
}

#define ADD(path, data, func) g_test_add ("/two-forms/" path, Fixture, data, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("codes", GINT_TO_POINTER (0), test_both);
  ADD ("named-links", GINT_TO_POINTER (1), test_both);
  ADD ("groups-with-numbers", GINT_TO_POINTER (2), test_both);
  ADD ("groups-with-codes", GINT_TO_POINTER (3), test_both);
  ADD ("more", NULL, test_more);
  ADD ("danger-in-second", NULL, test_danger_in_second);
  ADD ("corrected", NULL, test_corrected);
  return g_test_run ();
}
