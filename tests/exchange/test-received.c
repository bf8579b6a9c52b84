/* SPDX-License-Identifier: GPL-3.0-or-later */

/* No file goes round the roles: what somebody may not decide is kept as received, with its source, and nothing of a file
 * counts as signed here. */

#include "exchange-fixture.h"

#include "ek-received.h"

static const char bundle[] =
  "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["
  "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"text\":\"Lin Mei\"}],"
  "\"birthDate\":\"1990-04-05\",\"gender\":\"female\"}},"
  "{\"resource\":{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{\"reference\":\"Patient/p\"},"
  "\"clinicalStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/condition-clinical\","
  "\"code\":\"active\"}]},\"code\":{\"text\":\"Depressive episode\"}}},"
  "{\"resource\":{\"resourceType\":\"MedicationRequest\",\"id\":\"m\",\"status\":\"active\",\"intent\":\"order\","
  "\"subject\":{\"reference\":\"Patient/p\"},\"medicationCodeableConcept\":{\"text\":\"Sertraline\"}}},"
  "{\"resource\":{\"resourceType\":\"CarePlan\",\"id\":\"cp\",\"status\":\"active\",\"intent\":\"plan\","
  "\"subject\":{\"reference\":\"Patient/p\"}}},"
  "{\"resource\":{\"resourceType\":\"Consent\",\"id\":\"co\",\"status\":\"active\","
  "\"patient\":{\"reference\":\"Patient/p\"}}},"
  "{\"resource\":{\"resourceType\":\"Provenance\",\"id\":\"pr\",\"target\":[{\"reference\":\"CarePlan/cp\"}],"
  "\"recorded\":\"2026-01-02T03:04:05Z\",\"signature\":[{\"when\":\"2026-01-02T03:04:05Z\"}]}}]}";

static void
assert_received (Fixture            *fixture,
                 const EkRecordType *type,
                 const char         *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = ek_store_list (fixture->store, type, patient_id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_true (g_str_has_prefix (ek_received_from (g_ptr_array_index (records, 0)), EK_RECEIVED_FILE ":"));
}

static void
test_file (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_write (fixture, "bundle.json", bundle);
  g_autoptr (EkFhirReport) report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, NULL, &error);
  g_autoptr (EkPatientRows) rows = NULL;
  g_autofree char *patient_id = NULL;

  g_assert_no_error (error);
  rows = ek_store_list_patients (fixture->store, NULL, &error);
  g_assert_cmpuint (ek_patient_rows_length (rows), ==, 1);
  patient_id = g_strdup (ek_patient_rows_get (rows, 0)->id);
  assert_received (fixture, &ek_problem_type, patient_id);
  assert_received (fixture, &ek_medicine_type, patient_id);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM signature"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM plan"), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/received/file", Fixture, NULL, fixture_set_up, test_file, fixture_tear_down);
  return g_test_run ();
}
