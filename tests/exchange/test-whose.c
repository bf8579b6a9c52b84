/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose it is: nothing of one person into another's file, in whatever form and order it comes. */

#include <string.h>

#include "ek-assess.h"
#include "ek-error.h"
#include "ek-fhir-export.h"
#include "ek-notice.h"
#include "ek-person.h"
#include "exchange-fixture.h"

#define NUMBER(value) ",\"identifier\":[{\"system\":\"s\",\"value\":\"" value "\"}]"
#define BORN(date) ",\"birthDate\":\"" date "\""
#define PERSON(id, name, more) \
  "{\"resourceType\":\"Patient\",\"id\":\"" id "\",\"name\":[{\"text\":\"" name "\"}]" more "}"
#define CONDITION(id, text, subject) \
  "{\"resourceType\":\"Condition\",\"id\":\"" id "\",\"code\":{\"text\":\"" text "\"},\"subject\":" subject "}"
#define TO(reference) "{\"reference\":\"" reference "\"}"
#define ENTRY(url, resource) "{\"fullUrl\":\"" url "\",\"resource\":" resource "}"
#define BUNDLE(entries) "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[" entries "]}"
#define FORM(id, value, subject)                                                                                     \
  "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"" id "\",\"status\":\"completed\","                          \
  "\"questionnaire\":\"http://loinc.org/q/44249-1\",\"authored\":\"2026-08-01T09:00:00+08:00\",\"subject\":" subject \
  ","                                                                                                                \
  "\"item\":[{\"linkId\":\"/44260-8\",\"answer\":[{\"valueInteger\":" value "}]}]}"

#define LIN "1960-02-03"
#define CHEN "1999-09-09"

static EkFhirReport *
import_from (Fixture *fixture, const char *text, const char *source)
{
  EkFhirImportOptions options = { .source = source, .received = ek_assess_received };
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  g_autoptr (GError) error = NULL;
  EkFhirReport *report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);

  g_assert_no_error (error);
  return report;
}

static void
import (Fixture *fixture, const char *text)
{
  ek_fhir_report_free (import_from (fixture, text, NULL));
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

/* How many problems of that text lie in the file of somebody of that name, and in all. */
static void
assert_problem (Fixture *fixture, const char *name, const char *text)
{
  g_assert_cmpint (number_of (fixture,
                              "SELECT count(*) FROM problem JOIN patient ON patient.id = problem.patient_id "
                              "WHERE patient.name = '%s' AND text = '%s'",
                              name, text),
                   ==, 1);
  g_assert_cmpint (number_of (fixture, "SELECT count(*) FROM problem WHERE text = '%s'", text), ==, 1);
}

static void
assert_people (Fixture *fixture, guint n)
{
  g_assert_cmpint (number_of (fixture, "SELECT count(*) FROM patient"), ==, n);
}

/* The same ids, two persons */

typedef struct {
  const char *what;
  const char *first;
  const char *second;
} Files;

/* clang-format off */
static const Files same_ids[] = {
  { "bundles", BUNDLE ("{\"resource\":" PERSON ("1", "林秀兰", BORN (LIN)) "},{\"resource\":" CONDITION ("a", "抑郁",
  TO ("Patient/1")) "}"),
    BUNDLE ("{\"resource\":" CONDITION ("a", "精神分裂", TO ("Patient/1")) "},{\"resource\":" PERSON ("1", "陈大勇",
    BORN (CHEN)) "}") },
  { "lines", PERSON ("1", "林秀兰", BORN (LIN)) "\n" CONDITION ("a", "抑郁", TO ("Patient/1")) "\n",
    CONDITION ("a", "精神分裂", TO ("Patient/1")) "\n" PERSON ("1", "陈大勇", BORN (CHEN)) "\n" },
  { "without birth dates", PERSON ("1", "林秀兰", "") "\n" CONDITION ("a", "抑郁", TO ("Patient/1")),
    PERSON ("1", "陈大勇", "") "\n" CONDITION ("a", "精神分裂", TO ("Patient/1")) },
  { "born on one day", PERSON ("1", "林秀兰", BORN (LIN)) "\n" CONDITION ("a", "抑郁", TO ("Patient/1")),
    PERSON ("1", "陈大勇", BORN (LIN)) "\n" CONDITION ("a", "精神分裂", TO ("Patient/1")) },
  { "a shared number", PERSON ("1", "林秀兰", BORN (LIN) NUMBER ("F-1")) "\n" CONDITION ("a", "抑郁", TO ("Patient/1")),
    PERSON ("1", "陈大勇", NUMBER ("F-1")) "\n" CONDITION ("a", "精神分裂", TO ("Patient/1")) },
  { "urns", BUNDLE (ENTRY ("urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a", PERSON ("1", "林秀兰", BORN (LIN))) ","
                    ENTRY ("urn:uuid:00000000-bfdc-4613-8bf2-c5e300945f0a", CONDITION ("a", "抑郁",
                           TO ("urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a")))),
    BUNDLE (ENTRY ("urn:uuid:00000000-bfdc-4613-8bf2-c5e300945f0a", CONDITION ("a", "精神分裂",
                   TO ("urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"))) ","
            ENTRY ("urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a", PERSON ("1", "陈大勇", BORN (CHEN)))) },
  { "a server that is every machine", BUNDLE (ENTRY ("http://localhost:8080/fhir/Patient/1", PERSON ("1", "林秀兰",
  BORN (LIN))) ","
                    ENTRY ("http://localhost:8080/fhir/Condition/a", CONDITION ("a", "抑郁", TO ("Patient/1")))),
    BUNDLE (ENTRY ("http://localhost:8080/fhir/Patient/1", PERSON ("1", "陈大勇", BORN (CHEN))) ","
            ENTRY ("http://localhost:8080/fhir/Condition/a", CONDITION ("a", "精神分裂", TO ("Patient/1")))) },
  { "two servers of one address", BUNDLE (ENTRY ("http://10.0.0.5/fhir/Patient/1", PERSON ("1", "林秀兰", BORN (LIN))) ","
                    ENTRY ("http://10.0.0.5/fhir/Condition/a", CONDITION ("a", "抑郁", TO ("Patient/1")))),
    BUNDLE (ENTRY ("http://10.0.0.5/fhir/Patient/1", PERSON ("1", "陈大勇", BORN (CHEN))) ","
            ENTRY ("http://10.0.0.5/fhir/Condition/a", CONDITION ("a", "精神分裂",
            TO ("http://10.0.0.5/fhir/Patient/1")))) },
};
/* clang-format on */

static void
test_same_ids (gconstpointer data)
{
  const Files *files = data;

  for (guint turn = 0; turn < 2; turn++)
    {
      Fixture fixture = { NULL };

      fixture_set_up (&fixture, NULL);
      import (&fixture, turn == 0 ? files->first : files->second);
      import (&fixture, turn == 0 ? files->second : files->first);
      assert_people (&fixture, 2);
      assert_problem (&fixture, "林秀兰", "抑郁");
      assert_problem (&fixture, "陈大勇", "精神分裂");
      /* and again, in both orders: nothing is new */
      for (guint again = 0; again < 4; again++)
        {
          g_autoptr (EkFhirReport) report = import_from (&fixture, again % 3 == 0 ? files->first : files->second, NULL);

          g_assert_cmpuint (ek_fhir_report_get (report, NULL, EK_FHIR_UNCHANGED), ==, 2);
        }
      assert_people (&fixture, 2);
      g_assert_cmpint (number_of (&fixture, "SELECT count(*) FROM history"), ==, 0);
      fixture_tear_down (&fixture, NULL);
    }
}

/* His item 9 opens a risk, and in his own file. */
static void
test_danger_of_the_other (Fixture *fixture, gconstpointer data)
{
  import (fixture, PERSON ("1", "林秀兰", BORN (LIN)) "\n" CONDITION ("a", "抑郁", TO ("Patient/1")));
  import (fixture, PERSON ("1", "陈大勇", BORN (CHEN)) "\n" FORM ("q", "3", TO ("Patient/1")));
  g_assert_cmpint (number_of (fixture,
                              "SELECT count(*) FROM risk JOIN patient ON patient.id = risk.patient_id "
                              "WHERE name = '陈大勇' AND status = 'open'"),
                   ==, 1);
  g_assert_cmpint (number_of (fixture, "SELECT count(*) FROM risk"), ==, 1);
}

/* Three files of the same ids and three persons, each corrected afterwards: each correction finds its own. */
static void
test_three_times (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "林秀兰", "陈大勇", "王芳" };
  static const char *const births[] = { LIN, CHEN, "1970-07-07" };

  for (guint version = 0; version < 3; version++)
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      {
        g_autofree char *text =
          g_strdup_printf (PERSON ("1", "%s",
                                   BORN ("%s")) "\n" CONDITION ("a", "%s %u",
                                                                TO ("Patient/1")) "\n" FORM ("q", "%u",
                                                                                             TO ("Patient/1")),
                           names[i], births[i], names[i], version, version);

        import (fixture, text);
      }
  assert_people (fixture, 3);
  g_assert_cmpint (number_of (fixture, "SELECT count(*) FROM problem"), ==, 3);
  g_assert_cmpint (number_of (fixture, "SELECT count(*) FROM assessment"), ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = g_strdup_printf ("%s 2", names[i]);

      assert_problem (fixture, names[i], text);
    }
}

/* Two hospitals said to be one: the second is not believed, and every part of it is told. */
static void
test_one_source_for_two (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) one =
    import_from (fixture, PERSON ("1", "林秀兰", BORN (LIN)) "\n" CONDITION ("a", "抑郁", TO ("Patient/1")),
                 "https://h.cn/fhir");
  g_autoptr (EkFhirReport) two =
    import_from (fixture,
                 CONDITION ("a", "精神分裂", TO ("Patient/1")) "\n" CONDITION (
                   "b", "失眠",
                   TO ("https://h.cn/fhir/Patient/1")) "\n" PERSON ("1", "陈大勇",
                                                                    BORN (CHEN)) "\n" FORM ("q", "3", TO ("Patient/1")),
                 "https://h.cn/fhir/");
  /* what comes later without the Patient beside it is not believed either, until the Patient is the person again */
  g_autoptr (EkFhirReport) three = import_from (fixture, CONDITION ("c", "妄想", TO ("Patient/1")),
                                                "https://h.cn/fhir");
  g_autoptr (EkFhirReport) four =
    import_from (fixture,
                 PERSON ("1", "林秀兰", BORN (LIN) ",\"active\":true") "\n" CONDITION ("d", "焦虑", TO ("Patient/1")),
                 "https://h.cn/fhir");
  g_autoptr (GPtrArray) notices = ek_notice_list_open (fixture->store, NULL, NULL);

  g_assert_cmpuint (ek_fhir_report_get (one, NULL, EK_FHIR_CREATED), ==, 2);
  g_assert_cmpuint (ek_fhir_report_get_skipped (two, "Patient", EK_FHIR_SKIP_OTHER_PERSON), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get_skipped (two, "Condition", EK_FHIR_SKIP_REFUSED_PATIENT), ==, 2);
  g_assert_cmpuint (ek_fhir_report_get_skipped (two, "QuestionnaireResponse", EK_FHIR_SKIP_REFUSED_PATIENT), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get_skipped (three, "Condition", EK_FHIR_SKIP_REFUSED_PATIENT), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get (four, "Condition", EK_FHIR_CREATED), ==, 1);
  assert_people (fixture, 1);
  assert_problem (fixture, "林秀兰", "抑郁");
  assert_problem (fixture, "林秀兰", "焦虑");
  g_assert_cmpuint (notices->len, ==, 1);
  g_assert_cmpstr (ek_record_get_text (notices->pdata[0], EK_NOTICE_KIND), ==, "other-person");
}

/* What refers to a Patient who was not taken is told with the reason for which that one was not. */

typedef struct {
  const char *what;
  const char *patient;
  EkFhirSkip why;
} Refused;

/* clang-format off */
static const Refused refused[] = {
  { "no name", "{\"resourceType\":\"Patient\",\"id\":\"9\"}", EK_FHIR_SKIP_NO_NAME },
  { "a wide blank", PERSON ("9", "\xe3\x80\x80", ""), EK_FHIR_SKIP_NO_NAME },
  { "invisible characters", PERSON ("9", "\xe2\x80\x8b\xe2\x80\x8d", ""), EK_FHIR_SKIP_NO_NAME },
  { "a qualifier", PERSON ("9", "林秀兰", ",\"modifierExtension\":[{\"url\":\"u\"}]"), EK_FHIR_SKIP_MODIFIER },
  { "two persons", PERSON ("9", "林秀兰", BORN (LIN)) "\n" PERSON ("9", "陈大勇", BORN (CHEN)), EK_FHIR_SKIP_MIXED },
};
/* clang-format on */

static const char *const references[] = {
  TO ("Patient/9"),
  TO ("Patient/9/_history/2"),
  "{\"reference\":\"Patient/9\",\"display\":\"林秀兰\"}",
};

static gboolean
problem_says (EkFhirReport *report, const char *type, const char *because)
{
  g_autoptr (JsonNode) node = ek_fhir_report_to_json (report);
  JsonArray *problems = ek_json_peek_array (json_node_get_object (node), "problems");

  for (guint i = 0; i < json_array_get_length (problems); i++)
    {
      JsonObject *one = ek_json_element_object (problems, i);

      if (g_strcmp0 (ek_json_peek_string (one, "type"), type) == 0 &&
          g_strcmp0 (ek_json_peek_string (one, "because"), because) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
test_refused (gconstpointer data)
{
  const Refused *one = data;

  for (guint r = 0; r < G_N_ELEMENTS (references) * 2; r++)
    {
      Fixture fixture = { NULL };
      g_autofree char *condition = g_strdup_printf (CONDITION ("c", "精神分裂", "%s"), references[r / 2]);
      g_autofree char *text = r % 2 == 0 ? g_strjoin ("\n", one->patient, condition, NULL)
                                         : g_strjoin ("\n", condition, one->patient, NULL);
      g_autoptr (EkFhirReport) report = NULL;

      fixture_set_up (&fixture, NULL);
      import (&fixture, PERSON ("9", "王芳", BORN ("1970-07-07")));
      report = import_from (&fixture, text, NULL);
      g_assert_cmpuint (ek_fhir_report_get_skipped (report, "Patient", one->why), >=, 1);
      g_assert_cmpuint (ek_fhir_report_get_skipped (report, "Condition", EK_FHIR_SKIP_REFUSED_PATIENT), ==, 1);
      g_assert_true (problem_says (report, "Condition", ek_fhir_skip_id (one->why)));
      g_assert_cmpint (number_of (&fixture, "SELECT count(*) FROM problem"), ==, 0);
      fixture_tear_down (&fixture, NULL);
    }
}

/* References that are no address */

typedef struct {
  const char *what;
  const char *text;  /* imported after 林秀兰, F-1, as Patient/1 */
  const char *whose; /* in whose file the diagnosis lies; NULL: in nobody's */
  EkFhirSkip why;
} Reference;

#define F_1 "\"identifier\":{\"system\":\"s\",\"value\":\"F-1\"}"
#define CONTAINED(person)                                                                              \
  "{\"resourceType\":\"Condition\",\"id\":\"c\",\"code\":{\"text\":\"X\"},\"contained\":[" person "]," \
  "\"subject\":{\"reference\":\"#p\"}}"

/* clang-format off */
static const Reference no_addresses[] = {
  { "an id of another file", CONDITION ("c", "X", TO ("Patient/1")), NULL, EK_FHIR_SKIP_PATIENT },
  { "a number alone", CONDITION ("c", "X", "{" F_1 "}"), NULL, EK_FHIR_SKIP_NUMBER_ALONE },
  { "a number and the name", CONDITION ("c", "X", "{" F_1 ",\"display\":\"林秀兰\"}"), "林秀兰", EK_FHIR_SKIP_NONE },
  { "a number and another name", CONDITION ("c", "X", "{" F_1 ",\"display\":\"陈大勇\"}"), NULL,
  EK_FHIR_SKIP_NUMBER_ALONE },
  { "a number that another of the file has", PERSON ("2", "陈大勇", BORN (CHEN) NUMBER ("F-1")) "\n" CONDITION ("c",
  "X", "{" F_1 "}"),
    "陈大勇", EK_FHIR_SKIP_NONE },
  { "a number that nobody taken has", "{\"resourceType\":\"Patient\","
  "\"id\":\"2\"" NUMBER ("F-1") "}\n" CONDITION ("c", "X", "{" F_1 "}"),
    NULL, EK_FHIR_SKIP_REFUSED_PATIENT },
  { "a number that two of the file have", PERSON ("2", "陈大勇", BORN (CHEN) NUMBER ("F-1")) "\n"
    PERSON ("3", "王芳", BORN ("1970-07-07") NUMBER ("F-1")) "\n" CONDITION ("c", "X", "{" F_1 "}"), NULL,
    EK_FHIR_SKIP_NUMBER_ALONE },
  { "contained, the person", CONTAINED (PERSON ("p", "林秀兰", BORN (LIN) NUMBER ("F-1"))), "林秀兰", EK_FHIR_SKIP_NONE },
  { "contained, another birth date", CONTAINED (PERSON ("p", "林秀兰", BORN (CHEN) NUMBER ("F-1"))), NULL,
  EK_FHIR_SKIP_OTHER_PERSON },
  { "contained, another name", CONTAINED (PERSON ("p", "陈大勇", NUMBER ("F-1"))), NULL, EK_FHIR_SKIP_OTHER_PERSON },
  { "contained, a number alone", CONTAINED ("{\"resourceType\":\"Patient\",\"id\":\"p\"" NUMBER ("F-1") "}"), NULL,
  EK_FHIR_SKIP_OTHER_PERSON },
  { "contained, no number", CONTAINED (PERSON ("p", "林秀兰", BORN (LIN))), NULL, EK_FHIR_SKIP_PATIENT },
  { "an address and the number of another", PERSON ("2", "陈大勇", BORN (CHEN)) "\n"
    CONDITION ("c", "X", "{\"reference\":\"Patient/2\"," F_1 "}"), NULL, EK_FHIR_SKIP_OTHER_PERSON },
  { "nobody", CONDITION ("c", "X", "{\"display\":\"林秀兰\"}"), NULL, EK_FHIR_SKIP_PATIENT },
  { "a urn of another file", CONDITION ("c", "X", TO ("urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a")), NULL,
  EK_FHIR_SKIP_PATIENT },
};
/* clang-format on */

static void
test_no_address (gconstpointer data)
{
  const Reference *one = data;
  Fixture fixture = { NULL };
  g_autoptr (EkFhirReport) report = NULL;

  fixture_set_up (&fixture, NULL);
  import (&fixture,
          BUNDLE (ENTRY ("urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a",
                         PERSON ("1", "林秀兰", BORN (LIN) NUMBER ("F-1")))));
  report = import_from (&fixture, one->text, NULL);
  if (one->whose != NULL)
    assert_problem (&fixture, one->whose, "X");
  else
    {
      g_assert_cmpint (number_of (&fixture, "SELECT count(*) FROM problem"), ==, 0);
      g_assert_cmpuint (ek_fhir_report_get_skipped (report, "Condition", one->why), ==, 1);
    }
  /* a second time nothing is doubled */
  import (&fixture, one->text);
  g_assert_cmpint (number_of (&fixture, "SELECT count(*) FROM problem"), ==, one->whose != NULL);
  fixture_tear_down (&fixture, NULL);
}

/* A file put together from two gives one id to two persons: what speaks of neither can be told from what speaks of the
 * other. Of others in it everything is taken. */
static void
test_mixed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) report = import_from (
    fixture,
    PERSON ("1", "林秀兰", BORN (LIN)) "\n" CONDITION ("a", "抑郁", TO ("Patient/1")) "\n" PERSON (
      "2", "王芳",
      BORN ("1970-07-07")) "\n" CONDITION ("b", "失眠",
                                           TO ("Patient/2")) "\n" PERSON ("1", "陈大勇",
                                                                          BORN (
                                                                            CHEN)) "\n" CONDITION ("a", "精神分裂",
                                                                                                   TO (
                                                                                                     "Patient/1")) "\n",
    NULL);

  g_assert_cmpuint (ek_fhir_report_get (report, "Patient", EK_FHIR_CREATED), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get (report, "Condition", EK_FHIR_CREATED), ==, 1);
  g_assert_cmpuint (ek_fhir_report_get (report, NULL, EK_FHIR_SKIPPED), ==, 4);
  assert_problem (fixture, "王芳", "失眠");
}

/* One id for things of two persons, in a file of unknown origin: both are taken, each to his own. */
static void
test_one_id_two_subjects (Fixture *fixture, gconstpointer data)
{
  /* clang-format off */
  static const char text[] =
    PERSON ("1", "林秀兰", BORN (LIN)) "\n" PERSON ("2", "陈大勇", BORN (CHEN)) "\n"
    FORM ("q", "3", TO ("Patient/1")) "\n" FORM ("q", "0", TO ("Patient/2")) "\n";
  /* clang-format on */

  for (guint again = 0; again < 2; again++)
    {
      g_autoptr (EkFhirReport) report = import_from (fixture, text, NULL);

      g_assert_cmpuint (ek_fhir_report_get (report, NULL, again == 0 ? EK_FHIR_CREATED : EK_FHIR_UNCHANGED), ==, 4);
    }
  g_assert_cmpint (number_of (fixture,
                              "SELECT count(*) FROM risk JOIN patient ON patient.id = risk.patient_id "
                              "WHERE name = '林秀兰'"),
                   ==, 1);
}

/* Who may be here twice */

static void
test_queued (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) first = import_from (fixture, PERSON ("1", "张伟", BORN ("1970-01-01")), NULL);
  g_autoptr (EkFhirReport) second = import_from (fixture, PERSON ("77", "Zhang Wei", BORN ("1970-01-01")), NULL);
  GPtrArray *people = ek_fhir_report_get_people (second);
  EkFhirReportPerson *told = people->pdata[0];
  EkPersonAlike *alike;
  g_autoptr (GPtrArray) notices = ek_notice_list_open (fixture->store, NULL, NULL);

  g_assert_cmpuint (ek_fhir_report_get (first, NULL, EK_FHIR_CREATED), ==, 1);
  g_assert_cmpuint (people->len, ==, 1);
  g_assert_cmpuint (told->alike->len, ==, 1);
  alike = told->alike->pdata[0];
  g_assert_cmpstr (alike->name, ==, "张伟");
  g_assert_cmpuint (notices->len, ==, 2);
  for (guint i = 0; i < notices->len; i++)
    {
      JsonObject *detail = json_node_get_object (ek_record_get_json (notices->pdata[i], EK_NOTICE_DETAIL));
      gboolean on_first = g_str_equal (ek_record_get_patient_id (notices->pdata[i]), alike->patient_id);

      g_assert_cmpstr (ek_record_get_text (notices->pdata[i], EK_NOTICE_KIND), ==, "possible-duplicate");
      g_assert_cmpstr (ek_record_get_text (notices->pdata[i], EK_NOTICE_SOURCE), ==,
                       on_first ? told->patient_id : alike->patient_id);
      g_assert_cmpstr (ek_json_peek_string (detail, "name"), ==, on_first ? "Zhang Wei" : "张伟");
      g_assert_cmpstr (ek_json_peek_string (detail, "birth_date"), ==, "1970-01-01");
    }
}

/* What is told and what stays */

static void
test_preview (Fixture *fixture, gconstpointer data)
{
  static const char text[] = PERSON ("1", "林秀兰",
                                     BORN (LIN) NUMBER ("7")) "\n" PERSON ("2", "陈大勇",
                                                                           "") "\n" FORM ("q", "3", TO ("Patient/1"));
  EkFhirImportOptions options = { .preview = TRUE, .received = ek_assess_received };
  g_autofree char *path = fixture_write (fixture, "preview.json", text);
  g_autoptr (EkFhirReport) report = NULL;
  g_autoptr (GError) error = NULL;
  gint64 audit;
  EkFhirReportPerson *one;

  import (fixture, PERSON ("x", "林秀兰", NUMBER ("7")));
  audit = number_of (fixture, "SELECT count(*) FROM audit");
  report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);
  g_assert_no_error (error);
  g_assert_true (ek_fhir_report_is_preview (report));
  one = ek_fhir_report_get_people (report)->pdata[0];
  g_assert_cmpstr (one->by, ==, "number");
  g_assert_true (one->told);
  g_assert_cmpstr (one->known->name, ==, "林秀兰");
  g_assert_cmpuint (one->counts[EK_FHIR_CREATED], ==, 1);
  assert_people (fixture, 1);
  g_assert_cmpint (number_of (fixture, "SELECT count(*) FROM risk") +
                     number_of (fixture, "SELECT count(*) FROM assessment"),
                   ==, 0);
  g_assert_cmpint (number_of (fixture, "SELECT count(*) FROM audit"), ==, audit);
  g_assert_cmpint (number_of (fixture, "SELECT count(*) FROM exchange_identity"), ==, 1);
}

/* A patient who was removed here comes back when a person imports the file again; from a source that goes on by itself
 * (see the tests of the pull) not. */
static void
test_removed_here (Fixture *fixture, gconstpointer data)
{
  static const char text[] = PERSON ("1", "林秀兰", BORN (LIN)) "\n";
  g_autoptr (EkPatientRows) rows = NULL;
  g_autoptr (EkRecord) patient = NULL;
  g_autoptr (GError) error = NULL;

  import (fixture, text);
  rows = ek_store_list_patients (fixture->store, NULL, NULL);
  patient = ek_store_load (fixture->store, &ek_patient_type, ek_patient_rows_get (rows, 0)->id, NULL);
  g_assert_true (ek_store_delete (fixture->store, patient, NULL, &error));
  import (fixture, text);
  assert_people (fixture, 1);
  import (fixture, PERSON ("1", "林秀兰", BORN (LIN)) "\n" CONDITION ("a", "抑郁", TO ("Patient/1")));
  assert_people (fixture, 1);
  assert_problem (fixture, "林秀兰", "抑郁");
}

/* Identities of a vault that an earlier version wrote, which knew all files by one name: a later file finds a person
 * there only by what it says of the person. */
static void
test_older_identities (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkFhirReport) corrected = NULL;

  import (fixture, PERSON ("1", "林秀兰", BORN (LIN)) "\n" CONDITION ("a", "抑郁", TO ("Patient/1")));
  g_assert_true (
    ek_database_exec (ek_store_get_database (fixture->store), "UPDATE exchange_identity SET source = 'file'", NULL));
  import (fixture, PERSON ("1", "陈大勇", BORN (CHEN)) "\n" CONDITION ("a", "精神分裂", TO ("Patient/1")));
  assert_people (fixture, 2);
  assert_problem (fixture, "林秀兰", "抑郁");
  assert_problem (fixture, "陈大勇", "精神分裂");
  corrected = import_from (fixture,
                           PERSON ("1", "林秀兰", BORN (LIN)) "\n" CONDITION ("a", "复发性抑郁", TO ("Patient/1")),
                           NULL);
  g_assert_cmpuint (ek_fhir_report_get (corrected, "Condition", EK_FHIR_UPDATED), ==, 1);
  assert_people (fixture, 2);
  assert_problem (fixture, "林秀兰", "复发性抑郁");
}

static char *
ids_of (Fixture *fixture)
{
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row;

  statement = ek_database_prepare (ek_store_get_database (fixture->store),
                                   "SELECT group_concat (id) FROM (SELECT id FROM patient UNION SELECT id FROM problem "
                                   "UNION SELECT id FROM assessment ORDER BY id)",
                                   NULL);
  g_assert_true (ek_statement_step (statement, &has_row, NULL));
  return g_strdup (ek_statement_text (statement, 0));
}

/* Two machines that take over the same from the same source, or the same file of unknown origin, speak of it by the
 * same ids; another file of unknown origin does not meet it. An export read back is ours. */
static void
test_ids (Fixture *fixture, gconstpointer data)
{
  static const char text[] =
    PERSON ("1", "林秀兰", BORN (LIN)) "\n" CONDITION ("a", "抑郁", TO ("Patient/1")) "\n" FORM ("q", "3",
                                                                                                 TO ("Patient/1"));
  static const char ids[] =
    "SELECT count(*) FROM (SELECT id FROM patient UNION SELECT id FROM problem UNION SELECT id FROM "
    "assessment) WHERE substr (id, 15, 1) = '8'";
  static const char *const again[] = {
    text,
    PERSON ("1", "林秀兰", BORN (LIN)) "\n\n" CONDITION ("a", "抑郁", TO ("Patient/1")) "\n" FORM ("q", "3",
                                                                                                   TO ("Patient/1"))
  };
  g_autofree char *rest = NULL;
  Fixture other = { NULL };
  g_autoptr (EkFhirReport) here = import_from (fixture, text, "https://h.cn/fhir");
  g_autoptr (EkFhirReport) there = NULL;
  g_autoptr (EkPatientRows) rows = ek_store_list_patients (fixture->store, NULL, NULL);
  const char *id = ek_patient_rows_get (rows, 0)->id;
  g_autoptr (EkRecord) same = NULL;
  g_autoptr (JsonNode) bundle = NULL;
  g_autofree char *exported = NULL;
  g_autoptr (EkFhirReport) back = NULL;

  fixture_set_up (&other, NULL);
  there = import_from (&other, text, "https://h.cn/fhir/");
  g_assert_cmpint (number_of (fixture, ids), ==, 3);
  same = ek_store_load (other.store, &ek_patient_type, id, NULL);
  g_assert_nonnull (same);
  bundle = ek_fhir_export_patient (fixture->store, fixture->catalogue, id, NULL);
  exported = ek_json_pretty (bundle);
  back = import_from (fixture, exported, NULL);
  g_assert_cmpuint (ek_fhir_report_get (back, NULL, EK_FHIR_CREATED), ==, 0);
  g_assert_cmpint (number_of (fixture, "SELECT count(*) FROM history"), ==, 0);
  fixture_tear_down (&other, NULL);
  g_assert_nonnull (here);
  fixture_set_up (&other, NULL);
  import (&other, text);
  g_assert_cmpint (number_of (&other, ids), ==, 3);
  rest = ids_of (&other);
  fixture_tear_down (&other, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (again); i++)
    {
      g_autofree char *others = NULL;

      fixture_set_up (&other, NULL);
      import (&other, again[i]);
      others = ids_of (&other);
      g_assert_cmpint (g_strcmp0 (rest, others) == 0, ==, i == 0);
      fixture_tear_down (&other, NULL);
    }
}

/* An export whose person was written over with another one is nobody of ours, whatever id of ours is in it. */
static void
test_own_id_of_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "林秀兰");
  g_autofree char *text = g_strdup_printf (
    PERSON ("1", "陈大勇",
            BORN (CHEN) ",\"identifier\":[{\"system\":"
                        "\"urn:ietf:rfc:3986\",\"value\":\"urn:uuid:%s\"}]") "\n" CONDITION ("a", "精神分裂",
                                                                                             TO ("Patient/1")),
    ek_record_get_id (patient));

  import (fixture, text);
  assert_people (fixture, 2);
  assert_problem (fixture, "陈大勇", "精神分裂");
}

/* In the file of one person, about another: filed with neither, told to both, and its danger is looked at. */
static void
test_focus (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *focus;
    gint64 kept, notices, risks;
  } cases[] = {
    { "[{\"reference\":\"Patient/2\"}]", 0, 2, 2 },
    { "[{\"reference\":\"RelatedPerson/9\",\"display\":\"newborn\"}]", 0, 1, 1 },
    { "[{\"reference\":\"Patient/1\"}]", 1, 0, 1 },
    { "[{\"reference\":\"Device/3\"},{\"display\":\"left arm\"}]", 1, 0, 1 },
    { "[{\"reference\":\"Device/3\"},{\"reference\":\"Patient/2\"}]", 0, 2, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture own = { NULL };
      g_autofree char *text = g_strdup_printf (
        PERSON ("1", "林秀兰", BORN (LIN)) "\n" PERSON (
          "2", "陈大勇",
          BORN (
            CHEN)) "\n"
                   "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\",\"subject\":{\"reference\":"
                   "\"Patient/1\"},\"effectiveDateTime\":\"2026-01-05T01:00:00Z\",\"code\":{\"coding\":[{\"system\":"
                   "\"http://loinc.org\",\"code\":\"44260-8\"}]},\"valueInteger\":3,\"focus\":%s}\n",
        cases[i].focus);

      fixture_set_up (&own, NULL);
      import (&own, text);
      g_test_message ("%s", cases[i].focus);
      g_assert_cmpint (number_of (&own, "SELECT count(*) FROM measurement"), ==, cases[i].kept);
      g_assert_cmpint (number_of (&own, "SELECT count(*) FROM notice WHERE kind = 'moved'"), ==, cases[i].notices);
      g_assert_cmpint (number_of (&own, "SELECT count(DISTINCT patient_id) FROM risk"), ==, cases[i].risks);
      fixture_tear_down (&own, NULL);
    }
}

#define ADD(path, func) g_test_add ("/exchange/whose/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

static void
add_table (const char *group, const char *what, gconstpointer data, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/exchange/whose/%s/%s", group, what);

  g_test_add_data_func (g_strdelimit (path, " ,", '-'), data, func);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (same_ids); i++)
    add_table ("same-ids", same_ids[i].what, &same_ids[i], test_same_ids);
  ADD ("danger-of-the-other", test_danger_of_the_other);
  ADD ("three-times", test_three_times);
  ADD ("one-source-for-two", test_one_source_for_two);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    add_table ("refused", refused[i].what, &refused[i], test_refused);
  for (guint i = 0; i < G_N_ELEMENTS (no_addresses); i++)
    add_table ("no-address", no_addresses[i].what, &no_addresses[i], test_no_address);
  ADD ("mixed", test_mixed);
  ADD ("one-id-two-subjects", test_one_id_two_subjects);
  ADD ("focus", test_focus);
  ADD ("queued", test_queued);
  ADD ("preview", test_preview);
  ADD ("removed-here", test_removed_here);
  ADD ("older-identities", test_older_identities);
  ADD ("ids", test_ids);
  ADD ("own-id-of-another", test_own_id_of_another);
  return g_test_run ();
}
