/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What files and exports say of two files of one person: told, never joined by itself; and what leaves a joined file.
 */

#include <string.h>

#include "ek-assess.h"
#include "ek-fhir-export.h"
#include "ek-join.h"
#include "ek-notice.h"
#include "exchange-fixture.h"

#define PERSON(id, number, rest)                                                                                      \
  "{\"resourceType\":\"Patient\",\"id\":\"" id "\",\"identifier\":[{\"system\":\"urn:n\",\"value\":\"" number "\"}]," \
  "\"name\":[{\"text\":\"林黛玉\"}],\"gender\":\"female\",\"birthDate\":\"1990-02-03\"" rest "}\n"
#define LINK(reference, type) ",\"link\":[{\"other\":{\"reference\":\"" reference "\"},\"type\":\"" type "\"}]"
#define PROBLEM(id, patient, text)                                               \
  "{\"resourceType\":\"Condition\",\"id\":\"" id "\",\"code\":{\"text\":\"" text \
  "\"},\"subject\":{\"reference\":\"Patient/" patient "\"}}\n"

static EkFhirReport *
import (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  EkFhirImportOptions options = { .source = "https://hospital.example", .received = ek_assess_received };
  EkFhirReport *report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);

  g_assert_no_error (error);
  return report;
}

static char *
patient_with (Fixture *fixture, const char *number)
{
  g_autoptr (GError) error = NULL;
  char *id = ek_store_find_identifier (fixture->store, "urn:n", number, &error);

  g_assert_no_error (error);
  g_assert_nonnull (id);
  return id;
}

static guint
count_of (Fixture *fixture, const EkRecordType *type, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = ek_store_list (fixture->store, type, patient_id, &error);

  g_assert_no_error (error);
  return records->len;
}

static char *
join (Fixture *fixture, const char *kept, const char *other)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkJoinLook) look = ek_join_look (fixture->store, kept, other, &error);
  char *id;

  g_assert_no_error (error);
  id = ek_join_files (fixture->store, look, "seen", FALSE, &error);
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

/* The only one, but for those that say that two look alike. */
static EkRecord *
only_notice (Fixture *fixture, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) open = ek_notice_list_open (fixture->store, patient_id, &error);

  g_assert_no_error (error);
  for (guint i = open->len; i > 0; i--)
    if (g_str_equal (ek_record_get_text (open->pdata[i - 1], EK_NOTICE_KIND), "possible-duplicate"))
      g_ptr_array_remove_index (open, i - 1);
  g_assert_cmpuint (open->len, ==, 1);
  return g_object_ref (open->pdata[0]);
}

static gboolean
is_told (EkFhirReport *report)
{
  g_autoptr (JsonNode) node = ek_fhir_report_to_json (report);
  g_autofree char *text = ek_json_canonical (node);

  return strstr (text, "Nothing was joined by itself") != NULL;
}

/* In whatever order the two stand in the file. */
static void
test_replaced (Fixture *fixture, gconstpointer data)
{
  const char *text = data;
  g_autoptr (EkFhirReport) report = import (fixture, text);
  g_autofree char *old = patient_with (fixture, "A1"), *new = patient_with (fixture, "A2");
  g_autoptr (EkRecord) notice = NULL;
  g_autoptr (EkFhirReport) again = NULL;
  JsonObject *detail;

  g_assert_cmpstr (old, !=, new);
  g_assert_true (is_told (report));
  notice = only_notice (fixture, old);
  g_assert_cmpstr (ek_record_get_text (notice, EK_NOTICE_KIND), ==, "linked");
  g_assert_cmpstr (ek_record_get_text (notice, EK_NOTICE_SOURCE), ==, new);
  detail = json_node_get_object (ek_record_get_json (notice, EK_NOTICE_DETAIL));
  g_assert_cmpstr (ek_json_peek_string (detail, "link"), ==, "replaced-by");
  g_assert_cmpstr (ek_json_peek_string (detail, "address"), ==, "https://hospital.example/Patient/new");
  g_assert_false (ek_json_peek_boolean (detail, "active", TRUE));
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM patient_joined"), ==, 0);

  /* the same once more asks nothing new; joined, it is answered and not asked again */
  again = import (fixture, text);
  g_object_unref (only_notice (fixture, NULL));
  g_free (join (fixture, new, old));
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM notice WHERE status = 'open'"), ==, 0);
  fixture_count (fixture, "UPDATE exchange_identity SET hash = NULL RETURNING 1");
  ek_fhir_report_free (import (fixture, text));
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM notice WHERE status = 'open'"), ==, 0);
}

/* The other file comes only later: the notice then knows who it is. */
static void
test_other_comes_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) first =
    import (fixture, PERSON ("old", "A1", ",\"active\":false" LINK ("Patient/new", "replaced-by")));
  g_autofree char *old = patient_with (fixture, "A1"), *new = NULL;
  g_autoptr (EkRecord) notice = only_notice (fixture, old);
  g_autoptr (EkRecord) later = NULL;
  g_autoptr (EkFhirReport) second = NULL;

  g_assert_true (is_told (first));
  g_assert_cmpstr (ek_record_get_text (notice, EK_NOTICE_SOURCE), ==, "https://hospital.example/Patient/new");
  second = import (fixture, PERSON ("new", "A2", LINK ("Patient/old", "replaces")));
  new = patient_with (fixture, "A2");
  later = only_notice (fixture, old);
  g_assert_cmpstr (ek_record_get_text (later, EK_NOTICE_SOURCE), ==, new);
}

/* Other kinds of link, and what is not a link to a patient. */
static void
test_other_links (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) report = import (fixture,
                                            PERSON ("p1", "A1", LINK ("Patient/p2", "seealso"))
                                              PERSON ("p2", "A2", LINK ("RelatedPerson/p1", "seealso"))
                                                PERSON ("p3", "A3", LINK ("Patient/p3", "replaces"))
                                                  PERSON ("p4", "A4", LINK ("Patient/gone", "replaces"))
                                                    PERSON ("p5", "A5", LINK ("Patient/elsewhere", "refer")));
  g_autofree char *one = patient_with (fixture, "A1"), *five = patient_with (fixture, "A5");

  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM notice WHERE kind <> 'possible-duplicate'"), ==, 2);
  g_object_unref (only_notice (fixture, one));
  g_object_unref (only_notice (fixture, five));
}

/* What comes for either of two joined patients lands in the one file, filed where the hospital has it. */
static void
test_received_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) first = import (fixture,
                                           PERSON ("p1", "A1", "") PERSON ("p2", "A2", "") PROBLEM ("c1", "p1", "one")
                                             PROBLEM ("c2", "p2", "two"));
  g_autofree char *kept = patient_with (fixture, "A1"), *other = patient_with (fixture, "A2");
  g_autofree char *id = join (fixture, kept, other);
  g_autoptr (EkFhirReport) more = import (fixture, PROBLEM ("c3", "p2", "three") PROBLEM ("c2", "p2", "two, changed"));
  g_autoptr (EkFhirReport) moved = NULL, refused = NULL;

  g_assert_cmpuint (ek_fhir_report_get (more, "Condition", EK_FHIR_CREATED), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get (more, "Condition", EK_FHIR_UPDATED), ==, 1);
  g_assert_cmpuint (count_of (fixture, &ek_problem_type, kept), ==, 3);

  /* the hospital has joined them too: its records are the kept patient's now */
  moved = import (fixture, PROBLEM ("c2", "p1", "two, moved there"));
  g_assert_cmpuint (ek_fhir_report_get (moved, "Condition", EK_FHIR_UPDATED), ==, 1);
  g_assert_cmpuint (count_of (fixture, &ek_problem_type, kept), ==, 3);

  /* parted, each has what the hospital says; and what it says of it later is a move like any other */
  part (fixture, id);
  g_assert_cmpuint (count_of (fixture, &ek_problem_type, kept), ==, 2);
  g_assert_cmpuint (count_of (fixture, &ek_problem_type, other), ==, 1);
  ek_fhir_report_free (import (fixture, PROBLEM ("c2", "p1", "two, moved there")));
  g_assert_cmpuint (count_of (fixture, &ek_problem_type, kept), ==, 2);
  ek_fhir_report_free (import (fixture, PROBLEM ("c3", "p1", "Suicidal ideation")));
  g_assert_cmpuint (count_of (fixture, &ek_problem_type, kept), ==, 3);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(DISTINCT patient_id) FROM notice WHERE kind = 'moved' AND detail LIKE "
                                  "'%\"stays\":false%'"),
                   ==, 2);
}

/* Said while the two are one, in the file of one of them before: it is the other's when they are parted, with its risk.
 * What a person then decides otherwise holds. */
static void
test_moved_while_joined (Fixture *fixture, gconstpointer data)
{
  gboolean decided = data != NULL;
  g_autoptr (EkFhirReport) first =
    import (fixture, PERSON ("p1", "A1", "") PERSON ("p2", "A2", "") PROBLEM ("c1", "p1", "Suicidal ideation"));
  g_autofree char *kept = patient_with (fixture, "A1"), *other = patient_with (fixture, "A2");
  g_autofree char *id = join (fixture, kept, other);
  g_autoptr (EkPartLook) look = NULL;
  g_autoptr (GError) error = NULL;
  static const char open[] = "SELECT count(*) FROM risk WHERE status = 'open' AND patient_id = '%s'";
  g_autofree char *of_kept = g_strdup_printf (open, kept), *of_other = g_strdup_printf (open, other);

  ek_fhir_report_free (import (fixture, PROBLEM ("c1", "p2", "Suicidal ideation")));
  look = ek_part_look (fixture->store, id, &error);
  g_assert_no_error (error);
  for (guint i = look->records->len; i > 0; i--)
    {
      EkPartRecord *one = look->records->pdata[i - 1];

      if (ek_record_get_record_type (one->record) != &ek_problem_type)
        continue;
      g_assert_true (one->to_former);
      if (decided)
        ek_part_look_place (look, i - 1, FALSE);
    }
  g_assert_true (ek_part_files (fixture->store, look, "two", &error));
  for (guint round = 0; round < 2; round++)
    {
      g_assert_cmpuint (count_of (fixture, &ek_problem_type, kept), ==, decided ? 1 : 0);
      g_assert_cmpuint (count_of (fixture, &ek_problem_type, other), ==, decided ? 0 : 1);
      ek_fhir_report_free (import (fixture, PROBLEM ("c1", "p2", "Suicidal ideation")));
    }
  g_assert_cmpint (fixture_count (fixture, of_other), ==, decided ? 0 : 1);
  g_assert_cmpint (fixture_count (fixture, of_kept), ==, decided ? 1 : 0);
}

/* It stands in the wrong file since before this was heeded: the same as ever is a move. */
static void
test_moved_unchanged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) first =
    import (fixture, PERSON ("p1", "A1", "") PERSON ("p2", "A2", "") PROBLEM ("c1", "p2", "Suicidal ideation"));
  g_autofree char *kept = patient_with (fixture, "A1"), *other = patient_with (fixture, "A2");
  g_autofree char *wrong = g_strdup_printf ("UPDATE problem SET patient_id = '%s' RETURNING 1", kept);
  g_autofree char *id = join (fixture, kept, other);

  part (fixture, id);
  fixture_count (fixture, wrong);
  ek_fhir_report_free (import (fixture, PROBLEM ("c1", "p2", "Suicidal ideation")));
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM problem WHERE ifnull (verification, '') <> 'withdrawn'"),
                   ==, 1);
  g_assert_cmpuint (count_of (fixture, &ek_problem_type, other), ==, 1);
}

/* Who the hospital says that the former patient is goes on being kept, and a person is told. */
static void
test_details_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) first = import (fixture, PERSON ("p1", "A1", "") PERSON ("p2", "A2", ""));
  g_autofree char *kept = patient_with (fixture, "A1"), *other = patient_with (fixture, "A2");
  g_autofree char *id = join (fixture, kept, other);
  g_autoptr (EkFhirReport) more = import (fixture, PERSON ("p2", "A2", ",\"deceasedBoolean\":true"));
  g_autoptr (EkRecord) notice = only_notice (fixture, kept);
  g_autoptr (EkRecord) former = ek_store_load (fixture->store, &ek_patient_type, other, NULL);
  g_autofree char *detail = ek_json_canonical (ek_record_get_json (notice, EK_NOTICE_DETAIL));

  g_assert_cmpstr (ek_record_get_text (notice, EK_NOTICE_KIND), ==, "joined-details");
  g_assert_nonnull (strstr (detail, "\"deceased\""));
  g_assert_cmpint (ek_record_get_int (former, EK_PATIENT_DECEASED, 0), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM patient_summary"), ==, 1);
}

static char *export(Fixture *fixture, const char *patient_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) bundle = ek_fhir_export_patient (fixture->store, fixture->catalogue, patient_id, &error);

  g_assert_no_error (error);
  return ek_json_canonical (bundle);
}

/* A joined file leaves as one person's, whichever of the two is asked for; read back it changes nothing, nor, after the
 * two were parted, does it bring anything of one into the file of the other. */
static void
test_export (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) first = fixture_patient (fixture, "林黛玉");
  g_autoptr (EkRecord) second = fixture_patient (fixture, "林黛玉");
  g_autoptr (EkRecord) form = fixture_assessment (fixture, ek_record_get_id (first), "gad7", "[1,1,1,1,1,1,1]");
  g_autoptr (EkRecord) other_form = fixture_assessment (fixture, ek_record_get_id (second), "gad7", "[2,2,2,2,2,2,2]");
  g_autoptr (JsonNode) number = ek_json_parse ("[{\"system\":\"urn:n\",\"value\":\"B7\"}]", -1, NULL, NULL);
  const char *kept = ek_record_get_id (first), *former = ek_record_get_id (second);
  g_autofree char *id = NULL, *text = NULL, *same = NULL;
  g_autoptr (EkFhirReport) back = NULL, after = NULL;
  g_autoptr (EkRecord) patient = NULL;
  Fixture elsewhere = { NULL };

  ek_record_set_json (second, EK_PATIENT_IDENTIFIERS, number);
  ek_record_set_int (first, EK_PATIENT_ACTIVE, TRUE);
  g_assert_true (ek_store_save (fixture->store, second, NULL) && ek_store_save (fixture->store, first, NULL));
  id = join (fixture, kept, former);
  text = export(fixture, kept);
  same = export(fixture, former);
  g_assert_cmpstr (text, ==, same);
  back = import (fixture, text);
  g_assert_cmpuint (ek_fhir_report_get (back, NULL, EK_FHIR_CREATED), ==, 0);
  g_assert_cmpuint (ek_fhir_report_get (back, NULL, EK_FHIR_UPDATED), ==, 0);
  patient = ek_store_load (fixture->store, &ek_patient_type, kept, NULL);
  g_assert_false (ek_record_has (patient, EK_PATIENT_IDENTIFIERS));

  fixture_set_up (&elsewhere, NULL);
  ek_fhir_report_free (import (&elsewhere, text));
  g_assert_cmpint (fixture_count (&elsewhere, "SELECT count(*) FROM patient"), ==, 1);
  g_assert_cmpuint (count_of (&elsewhere, &ek_assessment_type, kept), ==, 2);
  g_free (patient_with (&elsewhere, "B7"));
  g_assert_cmpint (fixture_count (&elsewhere, "SELECT count(*) FROM notice WHERE kind <> 'possible-duplicate'"), ==, 0);
  fixture_tear_down (&elsewhere, NULL);

  part (fixture, id);
  fixture_count (fixture, "UPDATE exchange_identity SET hash = NULL RETURNING 1");
  after = import (fixture, text);
  g_assert_cmpuint (ek_fhir_report_get (after, NULL, EK_FHIR_CREATED), ==, 0);
  g_assert_cmpuint (count_of (fixture, &ek_assessment_type, kept), ==, 1);
  g_assert_cmpuint (count_of (fixture, &ek_assessment_type, former), ==, 1);
}

/* An export that was never read back here: after the parting its records are known all the same. */
static void
test_export_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) first = fixture_patient (fixture, "林黛玉");
  g_autoptr (EkRecord) second = fixture_patient (fixture, "林黛玉");
  g_autoptr (EkRecord) form = fixture_assessment (fixture, ek_record_get_id (second), "gad7", "[2,2,2,2,2,2,2]");
  const char *kept = ek_record_get_id (first), *former = ek_record_get_id (second);
  g_autofree char *id = join (fixture, kept, former);
  g_autofree char *text = export(fixture, kept);
  g_autoptr (EkFhirReport) after = NULL;

  part (fixture, id);
  after = import (fixture, text);
  g_assert_cmpuint (ek_fhir_report_get_skipped (after, "QuestionnaireResponse", EK_FHIR_SKIP_OTHER_PERSON), ==, 1);
  g_assert_cmpuint (count_of (fixture, &ek_assessment_type, kept), ==, 0);
  g_assert_cmpuint (count_of (fixture, &ek_assessment_type, former), ==, 1);
}

#define ADD(path, func) g_test_add ("/join-files/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  static const char old_first[] = PERSON ("old", "A1", ",\"active\":false" LINK ("Patient/new", "replaced-by"))
    PERSON ("new", "A2", "");
  static const char new_first[] = PERSON ("new", "A2", "")
    PERSON ("old", "A1", ",\"active\":false" LINK ("https://hospital.example/Patient/new", "replaced-by"));

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/join-files/replaced", Fixture, old_first, fixture_set_up, test_replaced, fixture_tear_down);
  g_test_add ("/join-files/replaced-new-first", Fixture, new_first, fixture_set_up, test_replaced, fixture_tear_down);
  ADD ("other-comes-later", test_other_comes_later);
  ADD ("other-links", test_other_links);
  ADD ("received-after", test_received_after);
  ADD ("moved-while-joined", test_moved_while_joined);
  ADD ("moved-unchanged", test_moved_unchanged);
  g_test_add ("/join-files/moved-and-decided", Fixture, "decided", fixture_set_up, test_moved_while_joined,
              fixture_tear_down);
  ADD ("details-change", test_details_change);
  ADD ("export", test_export);
  ADD ("export-after", test_export_after);
  return g_test_run ();
}
