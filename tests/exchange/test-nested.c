/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Resources inside a resource of the file: read like the file's own, or looked at as a whole. */

#include "ek-assess.h"
#include "ek-notice.h"
#include "exchange-fixture.h"

#define ANNA \
  "{\"resourceType\":\"Patient\",\"id\":\"1\",\"name\":[{\"text\":\"Anna Berg\"}],\"birthDate\":\"1980-01-01\"}"
#define CLARA \
  "{\"resourceType\":\"Patient\",\"id\":\"2\",\"name\":[{\"text\":\"Clara Dorn\"}],\"birthDate\":\"1990-02-02\"}"
#define FORM                                                                                                        \
  "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q\",\"status\":\"completed\",\"authored\":\"2026-08-01T09:" \
  "00:00+08:00\",\"questionnaire\":\"http://loinc.org/q/44249-1\",\"subject\":{\"reference\":\"Patient/2\"},"       \
  "\"item\":[{\"linkId\":\"/44260-8\",\"text\":\"a \\\"]}\\\\ b\",\"answer\":[{\"valueInteger\":3}]}]}"
#define PLAN                                                                                                          \
  "{\"resourceType\":\"CarePlan\",\"id\":\"c\",\"status\":\"active\",\"intent\":\"plan\",\"subject\":{\"reference\":" \
  "\"Patient/1\"},\"description\":\"will kill himself tonight\"}"
#define ENTRY(resource) "{\"resource\":" resource "}"
#define GIVEN(resource) "{\"name\":\"a\",\"resource\":" resource "}"
#define BUNDLE(type, entries) "{\"resourceType\":\"Bundle\",\"type\":\"" type "\",\"entry\":[" entries "]}"

static const struct {
  const char *what, *text;
} files[] = {
  { "collection in a collection",
    BUNDLE ("collection",
            ENTRY (PLAN) "," ENTRY (BUNDLE ("searchset", ENTRY (ANNA) " ,\n" ENTRY (CLARA) "," ENTRY (FORM)))) },
  { "one in each other",
    BUNDLE ("collection",
            ENTRY (BUNDLE ("collection",
                           ENTRY (BUNDLE ("collection", ENTRY (FORM) "," ENTRY (PLAN))) "," ENTRY (
                             CLARA))) "," ENTRY (ANNA)) },
  { "parameters",
    "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"n\",\"valueString\":\"x\"}," GIVEN (
      ANNA) ",{\"name\":"
            "\"p\",\"part\":[" GIVEN (CLARA) "," GIVEN (BUNDLE ("collection", ENTRY (FORM) "," ENTRY (PLAN))) "]}]}" },
  { "lines",
    ANNA "\n" BUNDLE ("collection", ENTRY (BUNDLE ("collection", ENTRY (CLARA) "," ENTRY (FORM) "," ENTRY (PLAN)))) },
};

static EkFhirReport *
import (Fixture *fixture, const char *text)
{
  const EkFhirImportOptions options = { .received = ek_assess_received };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  EkFhirReport *report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);

  g_assert_no_error (error);
  return report;
}

#define OF(name) "(SELECT id FROM patient WHERE name = '" name "')"
#define DANGER(name)                                                               \
  "SELECT (SELECT count(*) FROM risk WHERE status = 'open' AND patient_id = " OF ( \
    name) ") + (SELECT count(*) "                                                  \
          "FROM notice WHERE status = 'open' AND patient_id = " OF (name) ")"

static void
test_read (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (EkFhirReport) report = import (fixture, files[GPOINTER_TO_UINT (data)].text);

      g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM patient"), ==, 2);
      g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment WHERE patient_id = " OF ("Clara Dorn")),
                       ==, 1);
      g_assert_cmpint (fixture_count (fixture, DANGER ("Clara Dorn")), ==, 1);
      g_assert_cmpint (fixture_count (fixture, DANGER ("Anna Berg")), >, 0);
      g_assert_cmpuint (ek_fhir_report_get_skipped (report, "Bundle", EK_FHIR_SKIP_TYPE), ==, 0);
    }
}

/* One that is written otherwise than a Bundle is: looked at for everybody whom it speaks of. */
static void
test_whole (Fixture *fixture, gconstpointer data)
{
  ek_fhir_report_free (
    import (fixture,
            BUNDLE ("collection",
                    ENTRY (ANNA) "," ENTRY (CLARA) "," ENTRY (
                      "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":{\"a\":" PLAN "}}"))));
  g_assert_cmpint (fixture_count (fixture, DANGER ("Anna Berg")), >, 0);
  g_assert_cmpint (fixture_count (fixture, DANGER ("Clara Dorn")), ==, 0);
}

/* What is cut off inside is not read by halves. */
static void
test_broken (Fixture *fixture, gconstpointer data)
{
  const EkFhirImportOptions options = { .received = ek_assess_received };
  g_autoptr (GError) error = NULL;
  g_autofree char *path =
    fixture_write (fixture, "in.json",
                   BUNDLE ("collection", ENTRY (ANNA) "," ENTRY (BUNDLE ("collection", ENTRY (CLARA) ",{]"))));

  g_assert_null (ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM patient"), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_strdup_printf ("/nested/%s", files[i].what);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_read, fixture_tear_down);
    }
  g_test_add ("/nested/whole", Fixture, NULL, fixture_set_up, test_whole, fixture_tear_down);
  g_test_add ("/nested/broken", Fixture, NULL, fixture_set_up, test_broken, fixture_tear_down);
  return g_test_run ();
}
