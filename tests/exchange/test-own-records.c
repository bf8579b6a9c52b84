/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two vaults that send each other files without saying where these come from: what has an id of its own is one record
 * in both, in the file of whoever's it is, and a patient is not made twice in silence. */

#include <string.h>

#include "ek-assess.h"
#include "ek-fhir-export.h"
#include "ek-join.h"
#include "ek-notice.h"
#include "ek-person.h"
#include "exchange-fixture.h"

#define WORST "[3,3,3,3,3,2,2,2,3]"

/* A second vault, which receives. */
typedef struct {
  Fixture first;
  Fixture second;
  char *anna;
  char *clara;
  EkRecord *form; /* Clara's, dangerous, in the first vault */
} Two;

static EkRecord *
patient_new (Fixture *fixture, const char *name, const char *birth_date)
{
  EkRecord *patient = ek_record_new (&ek_patient_type, NULL);

  ek_record_set_text (patient, EK_PATIENT_NAME, name);
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, birth_date);
  g_assert_true (ek_store_save (fixture->store, patient, NULL));
  return patient;
}

/* Looked at as what is entered is. */
static EkRecord *
form_of (Fixture *fixture, const char *patient_id)
{
  EkRecord *form = fixture_assessment (fixture, patient_id, "phq9", WORST);

  g_assert_true (ek_assess_received (fixture->store, fixture->catalogue, patient_id, form, NULL, NULL, NULL));
  return form;
}

static void
set_up (Two *two, gconstpointer data)
{
  g_autoptr (EkRecord) anna = NULL, clara = NULL;

  fixture_set_up (&two->first, NULL);
  fixture_set_up (&two->second, NULL);
  anna = patient_new (&two->first, "Anna Berg", "1980-01-01");
  clara = patient_new (&two->first, "Clara Dorn", "1990-02-02");
  two->anna = g_strdup (ek_record_get_id (anna));
  two->clara = g_strdup (ek_record_get_id (clara));
  two->form = form_of (&two->first, two->clara);
}

static void
tear_down (Two *two, gconstpointer data)
{
  g_clear_object (&two->form);
  g_free (two->anna);
  g_free (two->clara);
  fixture_tear_down (&two->second, NULL);
  fixture_tear_down (&two->first, NULL);
}

static char *export(Fixture *fixture, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) bundle = ek_fhir_export_patient (fixture->store, fixture->catalogue, patient_id, &error);

  g_assert_no_error (error);
  return ek_json_canonical (bundle);
}

static EkFhirReport *
import (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  EkFhirImportOptions options = { .received = ek_assess_received };
  EkFhirReport *report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);

  g_assert_no_error (error);
  return report;
}

/* What the other vault says of one patient. */
static void
send (Fixture *from, const char *patient_id, Fixture *to)
{
  g_autofree char *text = export(from, patient_id);

  ek_fhir_report_free (import (to, text));
}

static char *
join (Fixture *fixture, const char *kept, const char *other)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkJoinLook) look = ek_join_look (fixture->store, kept, other, &error);
  char *id;

  g_assert_no_error (error);
  id = ek_join_files (fixture->store, look, "seen", TRUE, &error);
  g_assert_no_error (error);
  return id;
}

static void
part (Fixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkPartLook) look = ek_part_look (fixture->store, id, &error);

  g_assert_no_error (error);
  ek_part_files (fixture->store, look, "two", &error);
  g_assert_no_error (error);
}

static gint64 count (Fixture *fixture, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gint64
count (Fixture *fixture, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list arguments;

  va_start (arguments, format);
  sql = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return fixture_count (fixture, sql);
}

static gint64
forms_of (Fixture *fixture, const char *patient_id)
{
  return count (fixture, "SELECT count(*) FROM assessment WHERE status = 'completed' AND patient_id = '%s'",
                patient_id);
}

/* Risks that are open, with a cause that was not taken back. */
static gint64
risks_of (Fixture *fixture, const char *patient_id)
{
  return count (fixture,
                "SELECT count(*) FROM risk WHERE status = 'open' AND reason NOT LIKE '%%\"corrected\"%%' AND "
                "patient_id = '%s'",
                patient_id);
}

static gint64
moved_on (Fixture *fixture, const char *patient_id, const char *direction)
{
  return count (fixture,
                "SELECT count(*) FROM notice WHERE kind = 'moved' AND status = 'open' AND patient_id = '%s' AND "
                "detail ->> 'direction' = '%s' AND detail ->> 'type' = 'QuestionnaireResponse'",
                patient_id, direction);
}

/* Joined there, received as one person; parted there: form and risk are hers here too, and once, and what comes back
 * finds them. */
static void
test_parted (Two *two, gconstpointer data)
{
  Fixture *first = &two->first, *second = &two->second;
  g_autofree char *id = join (first, two->anna, two->clara);
  g_autofree char *joined = export(first, two->anna);

  ek_fhir_report_free (import (second, joined));
  g_assert_cmpint (forms_of (second, two->anna), ==, 1);
  part (first, id);
  send (first, two->anna, second);
  send (first, two->clara, second);
  g_assert_cmpint (forms_of (second, two->anna), ==, 0);
  g_assert_cmpint (risks_of (second, two->anna), ==, 0);
  g_assert_cmpint (forms_of (second, two->clara), ==, 1);
  g_assert_cmpint (risks_of (second, two->clara), ==, 1);
  g_assert_cmpint (count (second, "SELECT count(*) FROM risk"), ==, 1);
  g_assert_cmpint (count (second, "SELECT count(*) FROM assessment WHERE id = '%s'", ek_record_get_id (two->form)), ==,
                   1);
  g_assert_cmpint (moved_on (second, two->anna, "away"), ==, 1);
  g_assert_cmpint (moved_on (second, two->clara, "here"), ==, 1);

  /* a file of before says nothing new */
  ek_fhir_report_free (import (second, joined));
  g_assert_cmpint (forms_of (second, two->clara), ==, 1);
  g_assert_cmpint (forms_of (second, two->anna), ==, 0);

  send (second, two->clara, first);
  g_assert_cmpint (count (first, "SELECT count(*) FROM assessment"), ==, 1);
  g_assert_cmpint (count (first, "SELECT count(*) FROM risk"), ==, 1);
  g_assert_cmpint (count (first, "SELECT count(*) FROM notice"), ==, 0);
}

/* Two files here, one there: nothing moves before a person here has joined them, and both are told. */
static void
test_joined_there (Two *two, gconstpointer data)
{
  Fixture *first = &two->first, *second = &two->second;
  g_autofree char *id = NULL, *joined = NULL;

  send (first, two->anna, second);
  send (first, two->clara, second);
  id = join (first, two->anna, two->clara);
  joined = export(first, two->anna);
  for (guint round = 0; round < 2; round++)
    {
      ek_fhir_report_free (import (second, joined));
      g_assert_cmpint (forms_of (second, two->clara), ==, 1);
      g_assert_cmpint (forms_of (second, two->anna), ==, 0);
      g_assert_cmpint (risks_of (second, two->clara), ==, 1);
      g_assert_cmpint (risks_of (second, two->anna), ==, 1);
      g_assert_cmpint (moved_on (second, two->clara, "away"), ==, 1);
      g_assert_cmpint (moved_on (second, two->anna, "here"), ==, 1);
      g_assert_cmpint (count (second, "SELECT count(*) FROM notice WHERE kind = 'linked'"), ==, 1);
    }
}

/* The form of @text with another subject. */
static char *
given_to (const char *text, const char *patient_id)
{
  g_autoptr (JsonNode) node = ek_json_parse (text, -1, &EK_JSON_DEFAULT, NULL);
  JsonArray *entries = json_object_get_array_member (json_node_get_object (node), "entry");
  g_autofree char *address = g_strconcat ("Patient/", patient_id, NULL);

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *resource = json_object_get_object_member (json_array_get_object_element (entries, i), "resource");

      if (g_str_equal (json_object_get_string_member (resource, "resourceType"), "QuestionnaireResponse"))
        json_object_set_string_member (json_object_get_object_member (resource, "subject"), "reference", address);
    }
  return ek_json_canonical (node);
}

/* What was written here stays, whatever a file says; both are told, and the danger is looked at in both. */
static void
test_written_here (Two *two, gconstpointer data)
{
  Fixture *first = &two->first;
  g_autofree char *text = export(first, two->clara);
  g_autofree char *changed = given_to (text, two->anna);

  ek_fhir_report_free (import (first, changed));
  g_assert_cmpint (forms_of (first, two->clara), ==, 1);
  g_assert_cmpint (forms_of (first, two->anna), ==, 0);
  g_assert_cmpint (count (first, "SELECT count(*) FROM assessment"), ==, 1);
  g_assert_cmpint (moved_on (first, two->clara, "away"), ==, 1);
  g_assert_cmpint (moved_on (first, two->anna, "here"), ==, 1);
  g_assert_cmpint (risks_of (first, two->anna), ==, 1);
  g_assert_cmpint (risks_of (first, two->clara), ==, 1);
}

/* One id on what is not ours, for two patients of a stranger's file: each has his own. */
static void
test_by_chance (Two *two, gconstpointer data)
{
  static const char text[] =
    "{\"resourceType\":\"Patient\",\"id\":\"1\",\"name\":[{\"text\":\"A One\"}],\"birthDate\":\"1950-01-01\"}\n"
    "{\"resourceType\":\"Patient\",\"id\":\"2\",\"name\":[{\"text\":\"B Two\"}],\"birthDate\":\"1960-01-01\"}\n"
    "{\"resourceType\":\"Condition\",\"id\":\"c1\",\"identifier\":[{\"system\":\"urn:ietf:rfc:3986\",\"value\":"
    "\"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a\"}],\"code\":{\"text\":\"Gout\"},\"subject\":{\"reference\":"
    "\"Patient/1\"}}\n"
    "{\"resourceType\":\"Condition\",\"id\":\"c2\",\"identifier\":[{\"system\":\"urn:ietf:rfc:3986\",\"value\":"
    "\"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a\"}],\"code\":{\"text\":\"Gout\"},\"subject\":{\"reference\":"
    "\"Patient/2\"}}\n";

  ek_fhir_report_free (import (&two->second, text));
  g_assert_cmpint (count (&two->second, "SELECT count(DISTINCT patient_id) FROM problem"), ==, 2);
  g_assert_cmpint (count (&two->second, "SELECT count(*) FROM notice WHERE kind = 'moved'"), ==, 0);
}

/* Name and date of birth were put right there, and a dangerous form written. */
static void
test_renamed (Two *two, gconstpointer data)
{
  gboolean written = GPOINTER_TO_INT (data) == 1, strange = GPOINTER_TO_INT (data) == 2;
  Fixture *first = &two->first, *second = &two->second;
  g_autoptr (EkRecord) own = written ? fixture_assessment (first, two->anna, "gad7", "[1,1,1,1,1,1,1]") : NULL;
  g_autoptr (EkRecord) patient = NULL, form = NULL, later = NULL;

  send (first, two->anna, second);
  patient = ek_store_load (second->store, &ek_patient_type, two->anna, NULL);
  ek_record_set_text (patient, EK_PATIENT_NAME, "Berta Hahn");
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, "1971-07-07");
  g_assert_true (ek_store_save (second->store, patient, NULL));
  form = form_of (second, two->anna);
  later = strange ? fixture_assessment (first, two->anna, "gad7", "[1,1,1,1,1,1,1]") : NULL;
  send (second, two->anna, first);
  /* the danger is in the old file, whether or not it is the same person */
  g_assert_cmpint (risks_of (first, two->anna), ==, 1);
  g_assert_cmpint (count (first, "SELECT count(*) FROM patient"), ==, strange ? 3 : 2);
  g_assert_cmpint (count (first, "SELECT count(*) FROM notice WHERE kind = '%s' AND patient_id = '%s'",
                          strange ? "possible-duplicate" : "identity-changed", two->anna),
                   ==, 1);
  g_assert_cmpint (count (first,
                          "SELECT count(*) FROM notice JOIN patient ON patient.id = notice.patient_id WHERE "
                          "patient.name = 'Berta Hahn'"),
                   ==, 1);
  g_assert_cmpint (forms_of (first, two->anna), ==, written ? 2 : 1);
}

/* The id of one patient on what describes another who is here: hers, and nothing of it in the file of the one. */
static void
test_id_of_another (Two *two, gconstpointer data)
{
  Fixture *first = &two->first;
  g_autofree char *text = export(first, two->clara);
  g_auto (GStrv) parts = g_strsplit (text, two->clara, -1);
  g_autofree char *changed = g_strjoinv (two->anna, parts);
  g_autoptr (EkRecord) patient = NULL;

  ek_fhir_report_free (import (first, changed));
  patient = ek_store_load (first->store, &ek_patient_type, two->anna, NULL);
  g_assert_cmpstr (ek_record_get_text (patient, EK_PATIENT_NAME), ==, "Anna Berg");
  g_assert_cmpint (forms_of (first, two->anna) + risks_of (first, two->anna), ==, 0);
  g_assert_cmpint (forms_of (first, two->clara), ==, 1);
  g_assert_cmpint (count (first, "SELECT count(*) FROM notice WHERE patient_id = '%s'", two->anna), ==, 0);
  g_assert_cmpint (count (first, "SELECT count(*) FROM notice WHERE kind = 'possible-duplicate' AND patient_id = '%s'",
                          two->clara),
                   ==, 1);
}

/* Two files here that one Patient may be alike: neither is taken for it, both and it are asked about, and the danger is
 * there. With a second number that only one of them has it is that one. */
static void
test_ambiguous (Two *two, gconstpointer data)
{
  Fixture *second = &two->second;
  gboolean told_apart = data != NULL;
  g_autoptr (EkRecord) one = patient_new (second, "Anna Berg", "1980-01-01");
  g_autoptr (EkRecord) other = patient_new (second, "Anna Berg", "1980-01-01");
  g_autoptr (JsonNode) number = ek_json_parse ("[{\"system\":\"urn:n\",\"value\":\"7\"}]", -1, NULL, NULL);
  g_autoptr (JsonNode) numbers =
    ek_json_parse ("[{\"system\":\"urn:n\",\"value\":\"7\"},{\"system\":\"urn:m\",\"value\":"
                   "\"8\"}]",
                   -1, NULL, NULL);
  static const char text[] =
    "{\"resourceType\":\"Patient\",\"id\":\"9\",\"name\":[{\"text\":\"Anna Berg\"}],\"birthDate\":\"1980-01-01\","
    "\"identifier\":[{\"system\":\"urn:n\",\"value\":\"7\"},{\"system\":\"urn:m\",\"value\":\"8\"}]}\n"
    "{\"resourceType\":\"Condition\",\"id\":\"c\",\"code\":{\"text\":\"Suicidal ideation\"},\"subject\":{\"reference\":"
    "\"Patient/9\"}}\n";
  const char *id = ek_record_get_id (other);

  ek_record_set_json (one, EK_PATIENT_IDENTIFIERS, number);
  ek_record_set_json (other, EK_PATIENT_IDENTIFIERS, told_apart ? numbers : number);
  g_assert_true (ek_store_save (second->store, one, NULL) && ek_person_share_numbers (second->store, other, NULL) &&
                 ek_store_save (second->store, other, NULL));
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (EkFhirReport) report = import (second, text);

      g_assert_cmpint (count (second, "SELECT count(*) FROM patient"), ==, told_apart ? 2 : 3);
      g_assert_cmpint (count (second, "SELECT count(*) FROM risk WHERE status = 'open'"), ==, 1);
      g_assert_cmpint (risks_of (second, id), ==, told_apart ? 1 : 0);
      g_assert_cmpint (risks_of (second, ek_record_get_id (one)), ==, 0);
      if (!told_apart)
        g_assert_cmpint (count (second,
                                "SELECT count(DISTINCT patient_id) FROM notice WHERE kind = 'possible-duplicate'"),
                         ==, 3);
    }
}

/* A reference by a number that two here carry under the same name, without a Patient, or with one inside: in neither
 * file, and both are told and looked at. */
static void
test_ambiguous_reference (Two *two, gconstpointer data)
{
  Fixture *second = &two->second;
  g_autoptr (EkRecord) one = patient_new (second, "Anna Berg", "1980-01-01");
  g_autoptr (EkRecord) other = patient_new (second, "Anna Berg", "1980-01-01");
  g_autoptr (JsonNode) number = ek_json_parse ("[{\"system\":\"urn:n\",\"value\":\"7\"}]", -1, NULL, NULL);

  ek_record_set_json (one, EK_PATIENT_IDENTIFIERS, number);
  ek_record_set_json (other, EK_PATIENT_IDENTIFIERS, number);
  g_assert_true (ek_store_save (second->store, one, NULL) && ek_person_share_numbers (second->store, other, NULL) &&
                 ek_store_save (second->store, other, NULL));
  for (guint round = 0; round < 2; round++)
    ek_fhir_report_free (import (second, data));
  g_assert_cmpint (count (second, "SELECT count(*) FROM problem"), ==, 0);
  g_assert_cmpint (risks_of (second, ek_record_get_id (one)), ==, 1);
  g_assert_cmpint (risks_of (second, ek_record_get_id (other)), ==, 1);
  g_assert_cmpint (count (second,
                          "SELECT count(*) FROM notice WHERE kind = 'moved' AND detail ->> 'direction' = "
                          "'unclear'"),
                   ==, 2);
}

/* Two who look alike came in one file: what is said of each names the other. */
static void
test_same_import (Two *two, gconstpointer data)
{
  g_autoptr (EkFhirReport) report =
    import (&two->second,
            "{\"resourceType\":\"Patient\",\"id\":\"1\",\"name\":[{\"text\":\"Anna Berg\"}],"
            "\"birthDate\":\"1980-01-01\"}\n{\"resourceType\":\"Patient\",\"id\":\"2\",\"name\":[{"
            "\"text\":\"Anna Berg\"}],\"birthDate\":\"1980-01\"}\n");
  g_autoptr (JsonNode) node = ek_fhir_report_to_json (report);
  g_autofree char *text = ek_json_canonical (node);

  g_assert_nonnull (strstr (text, "the same person as \342\201\250Anna Berg\342\201\251 (born 1980-01-01)"));
  g_assert_nonnull (strstr (text, "the same person as \342\201\250Anna Berg\342\201\251 (born 1980-01)"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/own-records/parted", Two, NULL, set_up, test_parted, tear_down);
  g_test_add ("/own-records/joined-there", Two, NULL, set_up, test_joined_there, tear_down);
  g_test_add ("/own-records/written-here", Two, NULL, set_up, test_written_here, tear_down);
  g_test_add ("/own-records/by-chance", Two, NULL, set_up, test_by_chance, tear_down);
  g_test_add ("/own-records/renamed-empty", Two, GINT_TO_POINTER (0), set_up, test_renamed, tear_down);
  g_test_add ("/own-records/renamed-known", Two, GINT_TO_POINTER (1), set_up, test_renamed, tear_down);
  g_test_add ("/own-records/renamed-unclear", Two, GINT_TO_POINTER (2), set_up, test_renamed, tear_down);
  g_test_add ("/own-records/id-of-another", Two, NULL, set_up, test_id_of_another, tear_down);
  g_test_add ("/own-records/ambiguous", Two, NULL, set_up, test_ambiguous, tear_down);
  g_test_add ("/own-records/told-apart", Two, GINT_TO_POINTER (1), set_up, test_ambiguous, tear_down);
  g_test_add ("/own-records/same-import", Two, NULL, set_up, test_same_import, tear_down);
  g_test_add ("/own-records/number-alone", Two,
              "{\"resourceType\":\"Condition\",\"id\":\"c\",\"code\":{\"text\":\"Suicidal ideation\"},\"subject\":{"
              "\"identifier\":{\"system\":\"urn:n\",\"value\":\"7\"},\"display\":\"Anna Berg\"}}\n",
              set_up, test_ambiguous_reference, tear_down);
  g_test_add ("/own-records/contained", Two,
              "{\"resourceType\":\"Condition\",\"id\":\"c\",\"code\":{\"text\":\"Suicidal ideation\"},\"contained\":["
              "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"text\":\"Anna Berg\"}],\"birthDate\":"
              "\"1980-01-01\",\"identifier\":[{\"system\":\"urn:n\",\"value\":\"7\"}]}],\"subject\":{\"reference\":"
              "\"#p\"}}\n",
              set_up, test_ambiguous_reference, tear_down);
  return g_test_run ();
}
