/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever is left for a person to look at is told in words: every kind, every reason there is. What programs say to
 * each other (ids of reasons, types and members of resources, addresses) never reaches a person. */

#include <string.h>

#include "ek-fhir-dropped.h"
#include "ek-fhir-map-response.h"
#include "ek-id.h"
#include "ek-notice.h"
#include "ek-received.h"
#include "ek-source.h"
#include "exchange-fixture.h"

#define SERVER "https://fhir.example.org:8443/r4"

static JsonNode *
parse (const char *text)
{
  return ek_json_parse (text, -1, &EK_FHIR_LIMITS, NULL);
}

/* A word with a capital inside ("clinicalStatus"), an id with a stroke of those that are raised, an address. */
static void
assert_for_people (const char *text, const char *about)
{
  static const char *const machine[] = {
    "://",
    "[0]",
    "{",
    "Condition",
    "AllergyIntolerance",
    "MedicationRequest",
    "MedicationStatement",
    "Questionnaire",
    "Patient/",
    "unreadable-",
    "possible-",
    "birthDate",
    "clinicalStatus",
    "effective",
    "r-1",
  };

  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  if (g_utf8_strlen (text, -1) < 40)
    g_error ("%s: \"%s\" does not say what to do", about, text);
  for (guint i = 0; i < G_N_ELEMENTS (machine); i++)
    if (strstr (text, machine[i]) != NULL)
      g_error ("%s: \"%s\" shows \"%s\"", about, text, machine[i]);
  for (int why = EK_FHIR_SKIP_NONE + 1; why <= EK_FHIR_SKIP_LAST; why++)
    if (strchr (ek_fhir_skip_id (why), '-') != NULL && strstr (text, ek_fhir_skip_id (why)) != NULL)
      g_error ("%s: \"%s\" shows the reason's id", about, text);
}

static char *
reason_of (EkRecord *notice)
{
  JsonNode *detail = ek_record_get_json (notice, EK_NOTICE_DETAIL);
  const char *reason = ek_json_peek_string (json_node_get_object (detail), "reason");

  return g_strdup (reason);
}

static void
check_all (Fixture *fixture, guint at_least)
{
  g_autoptr (GPtrArray) open = ek_notice_list_open (fixture->store, NULL, NULL);

  g_assert_cmpuint (open->len, >=, at_least);
  for (guint i = 0; i < open->len; i++)
    {
      g_autofree char *text = ek_notice_text (fixture->store, fixture->catalogue, open->pdata[i]);
      g_autofree char *reason = reason_of (open->pdata[i]);

      assert_for_people (text, reason);
      if (ek_notice_reason_words (reason) == NULL)
        g_error ("the reason %s has no words", reason);
      if (strstr (text, ek_notice_reason_words (reason)) == NULL)
        g_error ("%s is not said in \"%s\"", reason, text);
      if (strstr (text, "Ward 3") == NULL)
        g_error ("\"%s\" does not say where it came from", text);
    }
}

/* Every reason for which a resource may be left out, of everything a clinician relies on and of a form. */
static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  static const char *const types[] = { "AllergyIntolerance", "Condition", "MedicationRequest", "MedicationStatement",
                                       "MedicationAdministration" };
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  const char *id = ek_record_get_id (patient);
  const EkFhirContext context = { .catalogue = fixture->catalogue, .store = fixture->store };
  g_autoptr (JsonNode) form = parse (
    "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"f\",\"questionnaire\":"
    "\"https://x.example/q|1\",\"authored\":\"2026-09-01T10:00:00Z\",\"item\":[{\"linkId\":"
    "\"r-1\",\"answer\":[{\"valueString\":\"yes\"}]}]}");
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_source_set_name (fixture->store, SERVER, "Ward 3", &error));
  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    for (int why = EK_FHIR_SKIP_NONE + 1; why <= EK_FHIR_SKIP_LAST; why++)
      {
        g_autofree char *text = g_strdup_printf ("{\"resourceType\":\"%s\",\"id\":\"%d\",\"code\":{\"text\":\"抑郁\"}}",
                                                 types[t], why);
        g_autoptr (JsonNode) node = parse (text);
        g_autofree char *address = g_strdup_printf (SERVER "/QuestionnaireResponse/%d", why);

        g_assert_true (
          ek_fhir_skipped_tell (fixture->store, id, json_node_get_object (node), why, SERVER, "entry[0]", &error));
        g_assert_true (ek_fhir_tell_unreadable (&context, json_node_get_object (form), id, address, why, &error));
      }
  g_assert_no_error (error);
  check_all (fixture, 5 * 9 + 5);
}

/* Every reason for which a value may be left out or doubted. */
static void
test_values (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  static const char *const paths[] = {
    "birthDate",
    "deceasedDateTime",
    "gender",
    "clinicalStatus",
    "verificationStatus",
    "severity",
    "criticality",
    "code",
    "recordedDate",
    "reaction[0].severity",
    "onset",
    "onsetDateTime",
    "abatement",
    "period.end",
    "effective",
    "authored",
    "start",
    "end",
  };
  g_autoptr (GPtrArray) dropped = ek_fhir_dropped_new ();
  const EkFhirContext context = { .catalogue = fixture->catalogue, .store = fixture->store, .dropped = dropped };
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_source_set_name (fixture->store, "file:00", "Ward 3.json", &error));
  for (guint p = 0; p < G_N_ELEMENTS (paths); p++)
    g_assert_nonnull (ek_notice_value_words (paths[p]));
  for (int why = 0; why <= EK_FHIR_DROP_LAST; why++)
    ek_fhir_drop_text (&context, paths[why], why % 2 == 0 ? "{\"a\":1}" : "31/12", why, TRUE);
  g_assert_true (ek_fhir_dropped_tell (dropped, fixture->store, NULL, ek_record_get_id (patient), "Condition", "c-1",
                                       "file:00", NULL, &error));
  g_assert_no_error (error);
  check_all (fixture, EK_FHIR_DROP_LAST + 1);
}

typedef struct {
  const char *kind;
  const char *source; /* "OTHER": the id of another patient */
  const char *detail;
  const char *says[4];
} Row;

/* What is raised by hand elsewhere, as it is documented there. */
static const Row rows[] = {
  { "unreadable-form",
    "file:00/QuestionnaireResponse/9",
    "{\"title\":\"PHQ-9\",\"reason\":\"instrument-unknown\",\"items\":[{"
    "\"link\":\"r-1\",\"answer\":\"3\"}]}",
    { "PHQ-9", "a file", "3" } },
  { "unreadable-form", "x", NULL, { "form" } },
  { "unreadable-value",
    "a",
    "{\"instrument\":\"phq9\",\"taken\":\"2026-09-01T10:00:00Z\",\"origin\":\"" SERVER "\","
    "\"unread\":[{\"link\":\"r-1\",\"answer\":\"9\",\"reason\":\"does-not-fit\"},{\"answer\":\"12\",\"reason\":"
    "\"total-differs\"},{\"text\":\"Sleep\",\"answer\":\"1\",\"reason\":\"answered-twice\"},{\"text\":\"Mood\","
    "\"answer\":"
    "\"1\",\"reason\":\"no-item\"}]}",
    { "PHQ-9", "fhir.example.org", "2026-09-01", "not an answer this question has" } },
  { "unreadable-value", "b", "{\"instrument\":\"audit\",\"contradictions\":[\"x\"]}", { "contradict", "no score" } },
  { "unreadable-value", "c", NULL, { "Something" } },
  { "unclear-danger",
    "d",
    "{\"kind\":\"others\",\"words\":\"排除伤人\",\"from\":\"problem\"}",
    { "排除伤人", "Problem" } },
  { "unclear-danger", "e", "{\"kind\":\"suicide\",\"words\":\"?\",\"from\":\"resource\"}", { "came from elsewhere" } },
  { "warning-ended",
    "w",
    "{\"kind\":\"suicide\",\"words\":\"自杀风险\",\"how\":\"ended\",\"since\":\"2026-01-02\"}",
    { "自杀风险", "2026-01-02", "ended" } },
  { "old-answer",
    "o",
    "{\"instrument\":\"phq9\",\"items\":\"9\",\"taken\":\"2024-05-06\"}",
    { "PHQ-9", "item 9", "2024-05-06" } },
  { "warning-ended", "v", "{\"kind\":\"others\",\"words\":\"x\",\"how\":\"error\"}", { "in error" } },
  { "possible-duplicate",
    "OTHER",
    "{\"name\":\"李四\",\"because\":[\"number\",\"name\",\"reading\",\"birth-date\"]}",
    { "李四", "the same number", "sounds the same", "date of birth" } },
  { "linked",
    "OTHER",
    "{\"link\":\"replaced-by\",\"address\":\"" SERVER "/Patient/2\",\"active\":false}",
    { "李四", "replaced" } },
  { "linked", SERVER "/Patient/3", "{\"link\":\"replaced-by\",\"address\":\"" SERVER "/Patient/3\"}", { "not here" } },
  { "linked", "OTHER", "{\"link\":\"replaces\"}", { "李四", "replaces" } },
  { "linked", "OTHER", "{\"link\":\"seealso\"}", { "李四", "the same person" } },
  { "linked", SERVER "/Patient/4", "{\"link\":\"refer\"}", { "somebody who is not here" } },
  { "other-person",
    "Patient/7",
    "{\"name\":\"王五\",\"birth_date\":\"1990-01-01\",\"server\":\"" SERVER "\",\"remote_id\":\"7\"}",
    { "王五", "1990-01-01", "fhir.example.org" } },
  { "identity-changed", "Patient/8", "{\"name\":\"王五\",\"remote_id\":\"8\"}", { "王五", "the same person" } },
  { "moved",
    SERVER "/Condition/1",
    "{\"type\":\"Condition\",\"origin\":\"" SERVER "\",\"direction\":\"away\",\"other\":\"nobody\","
    "\"words\":\"Panic\",\"filed\":true,\"stays\":false}",
    { "diagnosis", "Panic", "fhir.example.org", "counts no more" } },
  { "moved",
    SERVER "/Condition/2",
    "{\"type\":\"Condition\",\"origin\":\"" SERVER "\",\"direction\":\"away\",\"other\":\"nobody\","
    "\"words\":\"Panic\",\"filed\":false,\"stays\":true}",
    { "diagnosis", "Panic", "fhir.example.org", "still stands" } },
  { "moved",
    SERVER "/Condition/3",
    "{\"type\":\"Condition\",\"origin\":\"" SERVER "\",\"direction\":\"here\",\"other\":\"nobody\","
    "\"words\":\"Panic\",\"filed\":true,\"stays\":false}",
    { "diagnosis", "Panic", "fhir.example.org", "in this file now" } },
  { "moved",
    SERVER "/Condition/4",
    "{\"type\":\"Condition\",\"origin\":\"" SERVER "\",\"direction\":\"here\",\"other\":\"nobody\","
    "\"words\":\"Panic\",\"filed\":false,\"stays\":true}",
    { "diagnosis", "Panic", "fhir.example.org", "not in this file" } },
  { "moved",
    SERVER "/Condition/5",
    "{\"type\":\"Condition\",\"origin\":\"" SERVER "\",\"direction\":\"unclear\",\"other\":\"nobody\","
    "\"words\":\"Panic\",\"filed\":false,\"stays\":false}",
    { "diagnosis", "Panic", "fhir.example.org", "neither file" } },
  { "moved",
    SERVER "/Condition/6",
    "{\"type\":\"Condition\",\"origin\":\"" SERVER "\",\"direction\":\"source\",\"other\":\"nobody\","
    "\"words\":\"Panic\",\"filed\":false,\"stays\":false}",
    { "diagnosis", "Panic", "fhir.example.org", "nobody's file" } },
  { "moved",
    "n",
    "{\"type\":\"Condition\",\"origin\":\"" SERVER "\",\"direction\":\"named\",\"name\":\"Clara Dorn\"}",
    { "diagnosis", "Clara Dorn", "fhir.example.org", "in this file" } },
  { "closed-elsewhere",
    "r",
    "{\"kind\":\"suicide\",\"level\":\"high\",\"open\":true,\"closed\":\"2026-11-20\"}",
    { "closed elsewhere", "2026-11-20", "open here" } },
  { "closed-elsewhere",
    "r2",
    "{\"kind\":\"others\",\"level\":\"low\",\"open\":false,\"closed\":\"2026-11-20\"}",
    { "closed elsewhere", "2026-11-20", "Nobody here" } },
  { "unread-document",
    SERVER,
    "{\"origin\":\"" SERVER "\",\"letters\":[{\"address\":\"DocumentReference/1 1\",\"title\":\"Discharge letter\","
    "\"date\":\"2026-05-01\"},{\"address\":\"Media/2 1\"}]}",
    { "fhir.example.org", "Discharge letter", "2026-05-01", "without a name" } },
  { "rescored",
    "f",
    "{\"document\":\"plan\",\"forms\":[{\"instrument\":\"auditc\",\"before\":{\"total\":3},\"after\":{\"total\":"
    "4}}]}",
    { "AUDIT-C", "3 before, 4 now", "signed" } },
  { "joined-details", "g", "{\"fields\":[\"phone\",\"birth_date\"],\"revision\":2}", { "Phone", "joined" } },
  { "other", "h", NULL, { "Look" } },
};

static void
test_kinds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  g_autoptr (EkRecord) other = fixture_patient (fixture, "李四");
  const EkChoice *kinds = ek_notice_type.fields[EK_NOTICE_KIND].choices;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (EkRecord) notice = ek_record_new (&ek_notice_type, ek_record_get_id (patient));
      g_autoptr (JsonNode) detail = rows[i].detail != NULL ? parse (rows[i].detail) : NULL;
      g_autofree char *text = NULL;

      ek_record_set_text (notice, EK_NOTICE_KIND, rows[i].kind);
      ek_record_set_text (notice, EK_NOTICE_SOURCE,
                          g_str_equal (rows[i].source, "OTHER") ? ek_record_get_id (other) : rows[i].source);
      ek_record_set_json (notice, EK_NOTICE_DETAIL, detail);
      text = ek_notice_text (fixture->store, fixture->catalogue, notice);
      assert_for_people (text, rows[i].kind);
      for (guint w = 0; w < G_N_ELEMENTS (rows[i].says) && rows[i].says[w] != NULL; w++)
        if (strstr (text, rows[i].says[w]) == NULL)
          g_error ("%s: \"%s\" does not say \"%s\"", rows[i].kind, text, rows[i].says[w]);
    }
  for (guint k = 0; kinds[k].id != NULL; k++)
    {
      gboolean told = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        told = told || g_str_equal (rows[i].kind, kinds[k].id);
      if (!told)
        g_error ("no row for the kind %s", kinds[k].id);
    }
}

/* A kind without a sentence of its own would be told in general words only. */
static void
test_own_words (Fixture *fixture, gconstpointer data)
{
  const EkChoice *kinds = ek_notice_type.fields[EK_NOTICE_KIND].choices;
  g_autofree char *general = NULL;

  for (int round = 0; round < 2; round++)
    for (guint k = 0; kinds[k].id != NULL; k++)
      {
        g_autoptr (EkRecord) notice = ek_record_new (&ek_notice_type, "p");
        g_autofree char *text = NULL;

        ek_record_set_text (notice, EK_NOTICE_KIND, kinds[k].id);
        ek_record_set_text (notice, EK_NOTICE_SOURCE, "x");
        text = ek_notice_text (NULL, NULL, notice);
        if (g_str_equal (kinds[k].id, "other"))
          {
            g_free (general);
            general = g_steal_pointer (&text);
          }
        else if (round == 1)
          g_assert_cmpstr (text, !=, general);
      }
}

/* The same thing in another file is the same thing: done once, it is not asked again. */
static void
test_place_is_not_news (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "张伟");
  const char *id = ek_record_get_id (patient);
  static const char *const details[] = {
    "{\"reason\":\"no-date\",\"origin\":\"file:1\",\"where\":\"entry[1]\"}",
    "{\"reason\":\"no-date\",\"origin\":\"file:2\"}",
    "{\"reason\":\"no-date\"}",
    "{\"reason\":\"no-code\"}",
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (details); i++)
    {
      g_autoptr (JsonNode) detail = parse (details[i]);
      g_autoptr (GPtrArray) open = NULL;

      g_assert_true (ek_notice_raise (fixture->store, id, "unreadable-value", "Condition/1", detail, &error));
      open = ek_notice_list_open (fixture->store, id, &error);
      g_assert_cmpuint (open->len, ==, i == 0 || i == 3 ? 1 : 0);
      if (open->len > 0)
        g_assert_true (ek_notice_close (fixture->store, open->pdata[0], "asked", &error));
    }
  g_assert_no_error (error);
}

/* What was imported is told by the name of its file, what came from a server by the name it was given, else its
 * machine. */
static void
test_source_names (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *source;
    const char *name;
    const char *words;
  } names[] = {
    { SERVER, NULL, "received from fhir.example.org" },
    { SERVER, "Ward 3", "received from Ward 3" },
    { SERVER, "Ward 4", "received from Ward 4" },
    { "file:12", NULL, "received from a file" },
    { "file", NULL, "received from a file" },
    { "file:12", "letter.json", "received from letter.json" },
    { "Old archive", NULL, "received from Old archive" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *words = NULL;

      if (names[i].name != NULL)
        g_assert_true (ek_source_set_name (fixture->store, names[i].source, names[i].name, NULL));
      words = ek_received_words (fixture->store, names[i].source);
      g_assert_cmpstr (words, ==, names[i].words);
    }
  g_assert_null (ek_received_words (fixture->store, NULL));
}

/* The report of an import says the same, with who it is about. */
static void
test_report (Fixture *fixture, gconstpointer data)
{
  static const char lines[] =
    "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"text\":\"Eva Muster\"}],\"birthDate\":\"1980-01-02\"}\n"
    "{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{\"reference\":\"Patient/"
    "p\"},\"code\":{\"text\":\"Depression\"},"
    "\"modifierExtension\":[{\"url\":\"http://x.example/not\",\"valueBoolean\":true}]}\n";
  g_autofree char *path = fixture_write (fixture, "letter.ndjson", lines);
  g_autoptr (GError) error = NULL;
  g_autoptr (EkFhirReport) report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, NULL, &error);
  g_autoptr (GPtrArray) open = NULL;
  g_autofree char *text = NULL;
  const EkFhirReportLook *look;

  g_assert_no_error (error);
  g_assert_cmpuint (ek_fhir_report_get_look (report)->len, ==, 1);
  look = ek_fhir_report_get_look (report)->pdata[0];
  open = ek_notice_list_open (fixture->store, look->patient_id, &error);
  g_assert_cmpuint (open->len, ==, 1);
  text = ek_notice_text (fixture->store, fixture->catalogue, open->pdata[0]);
  g_assert_cmpstr (text, ==, look->words);
  g_assert_nonnull (strstr (look->who, "Eva Muster"));
  g_assert_nonnull (strstr (look->words, "letter.ndjson"));
  g_assert_nonnull (strstr (look->words, "Depression"));
  assert_for_people (look->words, "report");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, func) g_test_add ("/notice-text/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  TEST ("left-out", test_left_out);
  TEST ("values", test_values);
  TEST ("kinds", test_kinds);
  TEST ("own-words", test_own_words);
  TEST ("place-is-not-news", test_place_is_not_news);
  TEST ("source-names", test_source_names);
  TEST ("report", test_report);
  return g_test_run ();
}
