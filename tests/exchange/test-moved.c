/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the hospital gave to another patient than before: the right file has it, the wrong one counts it no more, both
 * are told, and no answer of danger goes unseen on the way. */

#include <string.h>

#include "ek-assess.h"
#include "ek-notice.h"
#include "exchange-fixture.h"

#define SOURCE "https://h.example/fhir"
#define PEOPLE                                                                                                    \
  "{\"resourceType\":\"Patient\",\"id\":\"1\",\"name\":[{\"text\":\"Anna Berg\"}],\"birthDate\":\"1980-01-01\","  \
  "\"identifier\":[{\"system\":\"http://h/mrn\",\"value\":\"A-7\"}]}\n"                                           \
  "{\"resourceType\":\"Patient\",\"id\":\"2\",\"name\":[{\"text\":\"Clara Dorn\"}],\"birthDate\":\"1990-02-02\"," \
  "\"identifier\":[{\"system\":\"http://h/mrn\",\"value\":\"B-8\"}]}\n"
#define FORM                                                                                                    \
  "\"QuestionnaireResponse\",\"id\":\"q\",\"status\":\"completed\",\"authored\":\"2026-08-01T09:00:00+08:00\"," \
  "\"questionnaire\":\"http://loinc.org/q/44249-1\",\"item\":[{\"linkId\":\"/"                                  \
  "44260-8\",\"answer\":[{\"valueInteger\":3}]}]"
#define DIAGNOSIS "\"Condition\",\"id\":\"k\",\"code\":{\"text\":\"Suicidal ideation\"}"

static EkFhirReport *import (Fixture *fixture, const char *format, ...) G_GNUC_PRINTF (2, 3);

static EkFhirReport *
import (Fixture *fixture, const char *format, ...)
{
  const EkFhirImportOptions options = { .source = SOURCE, .received = ek_assess_received };
  g_autoptr (GError) error = NULL;
  g_autofree char *rest = NULL, *text = NULL, *path = NULL;
  EkFhirReport *report;
  va_list arguments;

  va_start (arguments, format);
  rest = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  text = g_strconcat (PEOPLE, rest, "\n", NULL);
  path = fixture_write (fixture, "in.json", text);
  report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);
  g_assert_no_error (error);
  return report;
}

/* The resource, about this patient there. */
static void
import_of (Fixture *fixture, const char *resource, int patient)
{
  ek_fhir_report_free (import (fixture,
                               "{\"resourceType\":%s,\"subject\":{\"reference\":\"Patient/%d\"},\"patient\":"
                               "{\"reference\":\"Patient/%d\"}}",
                               resource, patient, patient));
}

static gint64 number_of (Fixture *fixture, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gint64
number_of (Fixture *fixture, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list arguments;

  va_start (arguments, format);
  sql = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return fixture_count (fixture, sql);
}

#define OF(name) "(SELECT id FROM patient WHERE name = '" name "')"
#define ANNA "Anna Berg"
#define CLARA "Clara Dorn"

static void
assert_notice (Fixture *fixture, const char *on, const char *direction, const char *other)
{
  g_autoptr (GPtrArray) notices = ek_notice_list_open (fixture->store, NULL, NULL);
  guint n = 0;

  for (guint i = 0; i < notices->len; i++)
    {
      EkRecord *notice = notices->pdata[i];
      g_autoptr (EkRecord) patient = ek_store_load (fixture->store, &ek_patient_type, ek_record_get_patient_id (notice),
                                                    NULL);
      JsonNode *detail = ek_record_get_json (notice, EK_NOTICE_DETAIL);
      g_autofree char *words = NULL;

      if (g_strcmp0 (ek_record_get_text (notice, EK_NOTICE_KIND), "moved") != 0 ||
          g_strcmp0 (ek_record_get_text (patient, EK_PATIENT_NAME), on) != 0)
        continue;
      words = ek_notice_text (fixture->store, fixture->catalogue, notice);
      g_assert_cmpstr (json_object_get_string_member (json_node_get_object (detail), "direction"), ==, direction);
      if (other != NULL)
        g_assert_nonnull (strstr (words, other));
      n++;
    }
  g_assert_cmpuint (n, ==, 1);
}

/* Forms and diagnoses that count, of this patient and of the other. */
static void
assert_counts (Fixture *fixture, const char *of, const char *not_of)
{
  static const char counts[] =
    "SELECT (SELECT count(*) FROM assessment JOIN patient ON patient.id = assessment.patient_id WHERE "
    "name = '%1$s' AND assessment.status = 'completed') + (SELECT count(*) FROM problem JOIN patient ON patient.id = "
    "problem.patient_id WHERE "
    "name = '%1$s' AND ifnull (verification, '') <> 'withdrawn')";
  g_autofree char *is = g_strdup_printf (counts, of), *is_not = g_strdup_printf (counts, not_of);

  g_assert_cmpint (fixture_count (fixture, is), ==, 1);
  g_assert_cmpint (fixture_count (fixture, is_not), ==, 0);
}

/* Risks of danger that stand: their causes were not taken back. */
static void
assert_danger (Fixture *fixture, const char *of, const char *not_of)
{
  g_assert_cmpint (
    number_of (fixture,
               "SELECT count(*) FROM risk JOIN patient ON patient.id = risk.patient_id WHERE name = '%s' "
               "AND risk.status = 'open' AND reason NOT LIKE '%%\"corrected\"%%'",
               of),
    ==, 1);
  /* what was taken back keeps its risk, marked */
  g_assert_cmpint (
    number_of (fixture,
               "SELECT count(*) FROM risk JOIN patient ON patient.id = risk.patient_id WHERE name = '%s' "
               "AND risk.status = 'open' AND reason LIKE '%%\"how\":\"error\"%%'",
               not_of),
    ==, 1);
}

static const struct {
  const char *what;
  const char *resource;
} dangerous[] = {
  { "form", FORM },
  { "diagnosis", DIAGNOSIS },
};

static void
test_dangerous (Fixture *fixture, gconstpointer data)
{
  const char *resource = dangerous[GPOINTER_TO_UINT (data)].resource;
  gint64 n;

  import_of (fixture, resource, 1);
  assert_counts (fixture, ANNA, CLARA);
  import_of (fixture, resource, 2);
  assert_counts (fixture, CLARA, ANNA);
  assert_danger (fixture, CLARA, ANNA);
  assert_notice (fixture, ANNA, "away", CLARA);
  assert_notice (fixture, CLARA, "here", ANNA);
  n = fixture_count (fixture, "SELECT count(*) FROM history");
  import_of (fixture, resource, 2);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM history"), ==, n);
  assert_counts (fixture, CLARA, ANNA);
}

/* There and back, and there again: each file has it once, and it counts where it belongs. */
static void
test_back (Fixture *fixture, gconstpointer data)
{
  const char *resource = dangerous[GPOINTER_TO_UINT (data)].resource;

  import_of (fixture, resource, 1);
  import_of (fixture, resource, 2);
  import_of (fixture, resource, 1);
  assert_counts (fixture, ANNA, CLARA);
  assert_notice (fixture, ANNA, "here", CLARA);
  assert_notice (fixture, CLARA, "away", ANNA);
  import_of (fixture, resource, 2);
  assert_counts (fixture, CLARA, ANNA);
  assert_notice (fixture, CLARA, "here", ANNA);
  g_assert_cmpint (fixture_count (fixture, "SELECT (SELECT count(*) FROM assessment) + (SELECT count(*) FROM problem)"),
                   ==, 2);
}

static const struct {
  const char *table;
  const char *resource;
} others[] = {
  { "allergy", "\"AllergyIntolerance\",\"id\":\"a\",\"code\":{\"text\":\"Penicillin\"}" },
  { "medicine",
    "\"MedicationStatement\",\"id\":\"m\",\"status\":\"active\",\"medicationCodeableConcept\":{\"text\":"
    "\"Sertraline\"}" },
  { "measurement",
    "\"Observation\",\"id\":\"o\",\"status\":\"final\",\"effectiveDateTime\":\"2026-08-01T09:00:00+08:00\","
    "\"code\":{\"text\":\"Weight\",\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"29463-7\"}]},"
    "\"valueQuantity\":{\"value\":70,\"unit\":\"kg\"}" },
  { "encounter",
    "\"Encounter\",\"id\":\"e\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},"
    "\"period\":{\"start\":\"2026-08-01T09:00:00+08:00\"}" },
};

static void
assert_only (Fixture *fixture, const char *table, const char *name)
{
  g_assert_cmpint (number_of (fixture, "SELECT count(*) FROM \"%s\"", table), ==, 1);
  g_assert_cmpint (number_of (fixture,
                              "SELECT count(*) FROM \"%s\" AS t JOIN patient ON patient.id = t.patient_id WHERE "
                              "patient.name = '%s'",
                              table, name),
                   ==, 1);
}

/* What has no mark of its own is in one file only, with its history in the other. */
static void
test_other (Fixture *fixture, gconstpointer data)
{
  const char *table = others[GPOINTER_TO_UINT (data)].table, *resource = others[GPOINTER_TO_UINT (data)].resource;

  import_of (fixture, resource, 1);
  assert_only (fixture, table, ANNA);
  for (guint turn = 0; turn < 4; turn++)
    {
      import_of (fixture, resource, turn % 2 == 0 ? 2 : 1);
      assert_only (fixture, table, turn % 2 == 0 ? CLARA : ANNA);
      assert_notice (fixture, turn % 2 == 0 ? CLARA : ANNA, "here", turn % 2 == 0 ? ANNA : CLARA);
      assert_notice (fixture, turn % 2 == 0 ? ANNA : CLARA, "away", turn % 2 == 0 ? CLARA : ANNA);
    }
  /* no record has a past in both files */
  g_assert_cmpint (number_of (fixture,
                              "SELECT count(*) FROM (SELECT 1 FROM history WHERE record_type = '%s' "
                              "GROUP BY record_id HAVING count (DISTINCT patient_id) > 1)",
                              table),
                   ==, 0);
}

/* What was worked on here stays, and both files say so. */
static void
test_worked_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;

  import_of (fixture, others[0].resource, 1);
  all = ek_store_list_by (fixture->store, &ek_allergy_type, EK_ALLERGY_SUBSTANCE, "Penicillin", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 1);
  ek_record_set_text (all->pdata[0], EK_ALLERGY_NOTE, "Asked again");
  g_assert_true (ek_store_save (fixture->store, all->pdata[0], &error));
  import_of (fixture, others[0].resource, 2);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM allergy WHERE note = 'Asked again'"), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM allergy WHERE patient_id = " OF (CLARA)), ==, 1);
  g_assert_cmpint (
    fixture_count (fixture, "SELECT count(*) FROM notice WHERE kind = 'moved' AND detail LIKE '%\"stays\":true%'"), ==,
    2);
}

/* Given to another patient and called an error at once: it is in nobody's file. */
static void
test_in_error (Fixture *fixture, gconstpointer data)
{
  import_of (fixture, DIAGNOSIS, 1);
  import_of (fixture, DIAGNOSIS ",\"verificationStatus\":{\"coding\":[{\"code\":\"entered-in-error\"}]}", 2);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM problem WHERE verification = 'withdrawn' AND patient_id = " OF (
                                    ANNA)),
                   ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM problem"), ==, 1);
}

/* Who came in the same file has a name in the notices already. */
static void
tell_and_free (Fixture *fixture, gboolean first, EkFhirReport *report)
{
  g_autoptr (JsonNode) node = ek_fhir_report_to_json (report);
  g_autofree char *text = ek_json_canonical (node);

  g_assert_true (!first ||
                 (strstr (text, "this one and \342\201\250Anna Berg") != NULL &&
                  strstr (text, "this one and \342\201\250Clara Dorn") != NULL));
  ek_fhir_report_free (report);
}

/* A reference that names one patient and the number of another: in nobody's file, and both are looked at. */
static void
test_contradiction (Fixture *fixture, gconstpointer data)
{
  for (guint turn = 0; turn < 2; turn++)
    for (guint i = 0; i < G_N_ELEMENTS (dangerous); i++)
      tell_and_free (fixture, turn + i == 0,
                     import (fixture,
                             "{\"resourceType\":%s,\"subject\":{\"reference\":\"Patient/1\",\"identifier\":"
                             "{\"system\":\"http://h/mrn\",\"value\":\"B-8\"}}}",
                             dangerous[i].resource));
  g_assert_cmpint (fixture_count (fixture, "SELECT (SELECT count(*) FROM assessment) + (SELECT count(*) FROM problem)"),
                   ==, 0);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM notice WHERE kind = 'moved' AND detail LIKE '%unclear%' AND "
                                  "patient_id = " OF (ANNA)),
                   ==, 2);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM notice WHERE kind = 'moved' AND detail LIKE '%unclear%' AND "
                                  "patient_id = " OF (CLARA)),
                   ==, 2);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM risk WHERE status = 'open' AND patient_id = " OF (ANNA)),
                   ==, 1);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM risk WHERE status = 'open' AND patient_id = " OF (CLARA)),
                   ==, 1);
  /* and as soon as it is put right it is taken */
  import_of (fixture, DIAGNOSIS, 2);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM problem WHERE patient_id = " OF (CLARA)), ==, 1);
}

/* A form that says who answered it and not whom it is about. */
static void
test_only_source (Fixture *fixture, gconstpointer data)
{
  ek_fhir_report_free (import (fixture, "{\"resourceType\":%s,\"source\":{\"reference\":\"Patient/2\"}}", FORM));
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment"), ==, 0);
  assert_notice (fixture, CLARA, "source", NULL);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM risk WHERE status = 'open' AND patient_id = " OF (CLARA)),
                   ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM risk"), ==, 1);
}

/* Words beside a reference that name somebody else of the file, or a kind of person who is no patient. */
static const struct {
  const char *name, *reference, *says;
} named[] = {
  { "another", "\"reference\":\"Patient/1\",\"display\":\"Clara Dorn\"", CLARA },
  { "another, the other way round", "\"reference\":\"Patient/1\",\"display\":\"DORN, Clara\"", "DORN" },
  { "a relative", "\"reference\":\"Patient/1\",\"type\":\"RelatedPerson\"", "RelatedPerson" },
  { "herself", "\"reference\":\"Patient/1\",\"type\":\"Patient\",\"display\":\"Anna Berg\"", NULL },
  { "nobody of the file", "\"reference\":\"Patient/1\",\"display\":\"Bed 7\"", NULL },
};

static void
test_named (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  static const char rest[] =
    "{\"resourceType\":\"Condition\",\"id\":\"k%d\",\"code\":{\"text\":\"Panic\"},\"subject\":{%s}}\n"
    "{\"resourceType\":\"Condition\",\"id\":\"l%d\",\"code\":{\"text\":\"Phobia\"},\"subject\":{%s}}";
  g_autofree char *text = g_strdup_printf (rest, 1, named[i].reference, 2, named[i].reference);
  gboolean told = named[i].says != NULL, called = told && strstr (named[i].reference, "display") != NULL;

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (EkFhirReport) report = import (fixture, "%s", text);
      GPtrArray *notes = ek_fhir_report_get_notes (report);
      guint n = 0;

      for (guint k = 0; k < notes->len; k++)
        n += strstr (notes->pdata[k], "name somebody else") != NULL;
      g_assert_cmpuint (n, ==, told ? 1 : 0);
    }
  g_assert_cmpint (number_of (fixture, "SELECT count(*) FROM problem WHERE patient_id = " OF (ANNA)), ==, 2);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM notice"), ==, called ? 2 : told ? 1 : 0);
  if (told)
    assert_notice (fixture, ANNA, "named", named[i].says);
  if (called)
    assert_notice (fixture, CLARA, "called", ANNA);
}

/* The words beside the reference may be what is right: the danger is looked at in both files. */
static void
test_named_danger (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 2; round++)
    ek_fhir_report_free (import (fixture,
                                 "{\"resourceType\":%s,\"subject\":{\"reference\":\"Patient/1\",\"display\":\"Clara "
                                 "Dorn\"}}",
                                 FORM));
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment WHERE patient_id = " OF (ANNA)), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM assessment"), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(DISTINCT patient_id) FROM risk WHERE status = 'open'"), ==, 2);
  assert_notice (fixture, ANNA, "named", "Clara");
  assert_notice (fixture, CLARA, "called", ANNA);
}

/* Given to a patient who is not here: it stays, and its file is told; as soon as that patient comes it goes there. */
static void
test_nobody_here (Fixture *fixture, gconstpointer data)
{
  const char *resource = dangerous[GPOINTER_TO_UINT (data)].resource;

  import_of (fixture, resource, 1);
  for (guint round = 0; round < 2; round++)
    {
      import_of (fixture, resource, 3);
      assert_counts (fixture, ANNA, CLARA);
      assert_notice (fixture, ANNA, "away", "somebody who is not here");
    }
  import_of (fixture, resource, 2);
  assert_counts (fixture, CLARA, ANNA);
  assert_notice (fixture, ANNA, "away", CLARA);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (dangerous); i++)
    {
      g_autofree char *moved = g_strdup_printf ("/moved/%s", dangerous[i].what);
      g_autofree char *back = g_strdup_printf ("/moved/back/%s", dangerous[i].what);
      g_autofree char *nobody = g_strdup_printf ("/moved/nobody-here/%s", dangerous[i].what);

      g_test_add (moved, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_dangerous, fixture_tear_down);
      g_test_add (back, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_back, fixture_tear_down);
      g_test_add (nobody, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_nobody_here, fixture_tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *path = g_strdup_printf ("/moved/%s", others[i].table);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_other, fixture_tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    {
      g_autofree char *path = g_strdup_printf ("/moved/named/%s", named[i].name);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_named, fixture_tear_down);
    }
  g_test_add ("/moved/named-danger", Fixture, NULL, fixture_set_up, test_named_danger, fixture_tear_down);
  g_test_add ("/moved/worked-on", Fixture, NULL, fixture_set_up, test_worked_on, fixture_tear_down);
  g_test_add ("/moved/in-error", Fixture, NULL, fixture_set_up, test_in_error, fixture_tear_down);
  g_test_add ("/moved/contradiction", Fixture, NULL, fixture_set_up, test_contradiction, fixture_tear_down);
  g_test_add ("/moved/only-source", Fixture, NULL, fixture_set_up, test_only_source, fixture_tear_down);
  return g_test_run ();
}
