/* SPDX-License-Identifier: GPL-3.0-or-later */

/* No file goes round the roles: what somebody may not decide is kept as received, with its source, and nothing of a
 * file counts as signed here. */

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
assert_received (Fixture *fixture, const EkRecordType *type, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = ek_store_list (fixture->store, type, patient_id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_true (g_str_has_prefix (ek_received_from (g_ptr_array_index (records, 0)), EK_RECEIVED_FILE ":"));
}

static void
test_file (Fixture *fixture, gconstpointer data)
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

#define DIAGNOSIS(more)                                                                                          \
  "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"text\":\"Lin Mei\"}],\"birthDate\":\"1990-04-05\"}\n" \
  "{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{\"reference\":\"Patient/p\"},\"code\":{\"text\":"   \
  "\"Depressive episode\"}" more "}\n"

static EkFhirReport *
import (Fixture *fixture, const char *text)
{
  const EkFhirImportOptions options = { .source = "https://h.example/fhir" };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  EkFhirReport *report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);

  g_assert_no_error (error);
  return report;
}

/* A diagnosis that the hospital takes back, and whoever is in may not delete: it stays, and says so. */
static void
test_withdrawn (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkSecret) other = ek_secret_new_take_string (g_strdup ("nine loud herons sing"));
  EkNewUser user = { "王老师", EK_ROLE_COUNSELLOR, "L-2" };
  g_autoptr (EkUser) counsellor = NULL;
  g_autoptr (EkFhirReport) first = NULL, second = NULL, third = NULL;

  counsellor = ek_vault_add_user (fixture->vault, &user, other, &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->store);
  ek_vault_lock (fixture->vault);
  g_assert_true (ek_vault_unlock (fixture->vault, ek_user_get_id (counsellor), other, &error));
  fixture->store = ek_store_open (fixture->vault, &error);
  g_assert_no_error (error);
  first = import (fixture, DIAGNOSIS (""));
  second = import (fixture, DIAGNOSIS (",\"verificationStatus\":{\"coding\":[{\"code\":\"entered-in-error\"}]}"));
  g_assert_cmpuint (ek_fhir_report_get (second, "Condition", EK_FHIR_UPDATED), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM problem WHERE verification = 'withdrawn'"), ==, 1);
  third = import (fixture, DIAGNOSIS (",\"verificationStatus\":{\"coding\":[{\"code\":\"confirmed\"}]}"));
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM problem WHERE verification = 'confirmed'"), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/received/file", Fixture, NULL, fixture_set_up, test_file, fixture_tear_down);
  g_test_add ("/received/withdrawn", Fixture, NULL, fixture_set_up, test_withdrawn, fixture_tear_down);
  return g_test_run ();
}
