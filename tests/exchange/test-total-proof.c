/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A form with blanks whose total came: what the answered items and the harmless blanks cannot come to says that a blank
 * was an answer of danger. */

#include "ek-assess.h"
#include "exchange-fixture.h"

typedef struct {
  const char *name;
  const char *values; /* of items 1 to 9; "-" is a blank */
  int total;
  gboolean proved;
  gboolean told;
} Case;

static const Case cases[] = {
  { "only-nine-blank", "33333333-", 27, TRUE, TRUE },      { "one-more", "33333333-", 25, TRUE, TRUE },
  { "nothing-more", "33333333-", 24, FALSE, FALSE },       { "two-blanks", "0000000--", 4, TRUE, TRUE },
  { "other-blank-holds-it", "0000000--", 3, FALSE, TRUE }, { "cannot-be", "000000000", 5, FALSE, TRUE },
  { "not-a-total", "0000000--", 28, FALSE, TRUE },
};

static const char *const links[] = { "44250-9", "44255-8", "44259-0", "44254-1", "44251-7",
                                     "44258-2", "44252-5", "44253-3", "44260-8" };

static void
test_case (Fixture *fixture, gconstpointer data)
{
  const Case *row = data;
  const EkFhirImportOptions options = { .source = "https://h.example/fhir", .received = ek_assess_received };
  g_autoptr (GString) items = g_string_new (NULL);
  g_autofree char *text = NULL, *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkFhirReport) report = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    if (row->values[i] != '-')
      g_string_append_printf (items, "{\"linkId\":\"/%s\",\"answer\":[{\"valueInteger\":%c}]},", links[i],
                              row->values[i]);
  text = g_strdup_printf (
    "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"text\":\"Lin Mei\"}]}\n"
    "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q\",\"status\":\"in-progress\",\"authored\":"
    "\"2099-01-01T09:00:00Z\",\"questionnaire\":\"http://loinc.org/q/44249-1\",\"subject\":{\"reference\":"
    "\"Patient/p\"},\"item\":[%s{\"linkId\":\"/44261-6\",\"answer\":[{\"valueInteger\":%d}]}]}\n",
    items->str, row->total);
  path = fixture_write (fixture, "in.json", text);
  report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment"), ==, 1);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM risk WHERE status = 'open' AND reason LIKE '%total-only%'"),
                   ==, row->proved);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM notice WHERE kind = 'unreadable-value' AND detail LIKE "
                                  "'%total-differs%'"),
                   ==, row->told);
}

/* A total alone, under a code of a hospital and behind it the one of this program. */
static void
test_own_code (Fixture *fixture, gconstpointer data)
{
  const EkFhirImportOptions options = { .source = "https://h.example/fhir", .received = ek_assess_received };

  for (int total = 24; total <= 25; total++)
    {
      g_autofree char *text = NULL, *path = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (EkFhirReport) report = NULL;

      text =
        g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"text\":\"Lin Mei\"}]}\n"
                         "{\"resourceType\":\"Observation\",\"id\":\"o%d\",\"status\":\"final\",\"effectiveDateTime\":"
                         "\"2026-08-01\",\"subject\":{\"reference\":\"Patient/p\"},\"valueQuantity\":{\"value\":%d},"
                         "\"code\":{\"coding\":[{\"system\":\"http://h.example/codes\",\"code\":\"P9\"},{\"system\":"
                         "\"https://evenkeel.io/fhir/CodeSystem/evenkeel\",\"code\":\"phq9-total\"}]}}\n",
                         total, total);
      path = fixture_write (fixture, "in.json", text);
      report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);
      g_assert_no_error (error);
      g_assert_cmpint (fixture_count (fixture,
                                      "SELECT count(*) FROM risk WHERE status = 'open' AND reason LIKE "
                                      "'%total-only%'"),
                       ==, total - 24);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/total-proof/%s", cases[i].name);

      g_test_add (path, Fixture, &cases[i], fixture_set_up, test_case, fixture_tear_down);
    }
  g_test_add ("/total-proof/own-code", Fixture, NULL, fixture_set_up, test_own_code, fixture_tear_down);
  return g_test_run ();
}
