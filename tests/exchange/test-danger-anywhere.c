/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words and codes of danger in what is not kept, or not read, of a patient who is. */

#include "exchange-fixture.h"

#include "ek-assess.h"
#include "ek-danger.h"
#include "ek-fhir-import.h"
#include "ek-notice.h"

#include <string.h>

#define PATIENT \
  "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"孙辛\"}],\"birthDate\":\"1990-01-01\"}\n"
#define ABOUT "\"subject\":{\"reference\":\"Patient/p1\"}"
#define OF(type, more) "{\"resourceType\":\"" type "\",\"id\":\"x1\"," ABOUT "," more "}\n"
#define SAID "will kill himself tonight"
#define TEXT(member) "\"" member "\":\"Sleeps badly. He says he " SAID ". Lives alone.\""
#define CONCEPT(member, text) "\"" member "\":{\"text\":\"" text "\"}"
#define NOTE "\"note\":[{\"text\":\"He says he " SAID "\"}]"
#define WHEN "\"effectiveDateTime\":\"2026-01-05T09:00:00+08:00\""
#define NARRATIVE(status) "\"text\":{\"status\":\"" status "\",\"div\":\"<div><p>He " SAID "</p></div>\"}"
/* "He will kill himself tonight" */
#define LETTER "SGUgd2lsbCBraWxsIGhpbXNlbGYgdG9uaWdodA=="

/* @kind: of the one open notice, NULL: there is none. @says: what it shows. @risks: open ones. */
static const struct {
  const char *name, *resource, *kind, *says;
  int risks;
} cases[] = {
  /* kinds that are not kept */
  { "care plan, note", OF ("CarePlan", NOTE), "suicide", SAID, 0 },
  { "care plan, title", OF ("CarePlan", TEXT ("title")), "suicide", SAID, 0 },
  { "care plan, description", OF ("CarePlan", TEXT ("description")), "suicide", SAID, 0 },
  { "impression, summary", OF ("ClinicalImpression", TEXT ("summary")), "suicide", SAID, 0 },
  { "impression, finding",
    OF ("ClinicalImpression", "\"finding\":[{" CONCEPT ("itemCodeableConcept", "Suicidal ideation") "}]"), "suicide",
    "Suicidal ideation", 0 },
  { "communication", OF ("Communication", "\"payload\":[{" TEXT ("contentString") "}]"), "suicide", SAID, 0 },
  { "goal", OF ("Goal", CONCEPT ("description", "想死，先保证安全")), "suicide", "想死", 0 },
  { "issue", OF ("DetectedIssue", CONCEPT ("code", "Suicide risk")), "suicide", "Suicide risk", 0 },
  { "issue by its patient",
    "{\"resourceType\":\"DetectedIssue\",\"id\":\"x1\",\"patient\":{\"reference\":\"Patient/p1\"}," CONCEPT (
      "code", "Homicidal ideation") "}\n",
    "others", "Homicidal", 0 },
  { "procedure, reason", OF ("Procedure", "\"reasonCode\":[{\"text\":\"Suicide attempt\"}]"), "suicide", "attempt", 0 },
  { "procedure, reason by code alone",
    OF ("Procedure",
        "\"reasonCode\":[{\"coding\":[{\"system\":"
        "\"http://hl7.org/fhir/sid/icd-10\",\"code\":\"X70\"}]}]"),
    "suicide", "X70", 0 },
  { "report, conclusion", OF ("DiagnosticReport", TEXT ("conclusion")), "suicide", SAID, 0 },
  { "report, letter",
    OF ("DiagnosticReport", "\"presentedForm\":[{\"contentType\":\"text/plain\",\"data\":\"" LETTER "\"}]"), "suicide",
    SAID, 0 },
  { "request, reason", OF ("ServiceRequest", "\"reasonCode\":[{\"text\":\"自杀未遂\"}]"), "suicide", "自杀未遂", 0 },
  { "task, for whom",
    "{\"resourceType\":\"Task\",\"id\":\"x1\",\"for\":{\"reference\":\"Patient/p1\"}," TEXT ("description") "}\n",
    "suicide", SAID, 0 },
  { "document, description", OF ("DocumentReference", TEXT ("description")), "suicide", SAID, 0 },
  { "composition", OF ("Composition", "\"section\":[{" NARRATIVE ("additional") "}]"), "suicide", SAID, 0 },
  { "composition, made text of a section", OF ("Composition", "\"section\":[{" NARRATIVE ("generated") "}]"), "suicide",
    SAID, 0 },
  { "made text of what is contained",
    OF ("CarePlan", "\"contained\":[{\"resourceType\":\"Goal\"," NARRATIVE ("generated") "}]"), "suicide", SAID, 0 },
  { "list, entry",
    "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":{\"resourceType\":\"List\","
    "\"id\":\"x1\"," ABOUT ",\"entry\":[{\"item\":{\"display\":\"Suicide attempt\"}}]}}]}\n",
    "suicide", "attempt", 0 },
  { "list, by itself", OF ("List", "\"entry\":[{\"item\":{\"display\":\"Suicide attempt\"}}]"), "suicide", "attempt",
    0 },
  { "adverse event", OF ("AdverseEvent", CONCEPT ("event", "Suicide attempt")), "suicide", "attempt", 0 },
  { "withdrawal", OF ("CarePlan", CONCEPT ("x", "alcohol withdrawal")), "medical", "withdrawal", 0 },
  { "of nobody known kind", OF ("Whatever", "\"deep\":[{\"er\":{" TEXT ("still") "}}]"), "suicide", SAID, 0 },
  { "escaped", OF ("CarePlan", "\"title\":\"\\u81ea\\u6740\\u672a\\u9042\""), "suicide", "自杀未遂", 0 },
  { "with accents", OF ("CarePlan", "\"title\":\"Selbstt\xc3\xb6tung\""), "suicide", "Selbst", 0 },
  { "in capitals", OF ("CarePlan", "\"title\":\"ACTIVE SUICIDAL THOUGHTS\""), "suicide", "SUICIDAL", 0 },
  { "in wide letters", OF ("CarePlan", "\"title\":\"ｓｕｉｃｉｄａｌ\""), "suicide", "ｓｕｉｃｉｄａｌ", 0 },
  { "over a line", OF ("CarePlan", "\"title\":\"wants to kill\\nhimself\""), "suicide", "himself", 0 },
  { "in shorthand", OF ("CarePlan", "\"title\":\"Active SI with plan\""), "suicide", "SI", 0 },
  /* what is kept, and not read as a whole */
  { "observation, note",
    OF ("Observation", "\"status\":\"final\"," CONCEPT ("code", "Mood") "," WHEN ",\"valueInteger\":3," NOTE),
    "suicide", SAID, 0 },
  { "observation, note beside its parts",
    OF ("Observation",
        "\"status\":\"final\"," CONCEPT ("code",
                                         "Mood") "," WHEN
                                                 ",\"component\":[{" CONCEPT ("code",
                                                                              "Sleep") ",\"valueInteger\":3}]," NOTE),
    "suicide", SAID, 0 },
  { "observation, interpretation",
    OF ("Observation",
        "\"status\":\"final\"," CONCEPT (
          "code", "Mood") "," WHEN ",\"valueInteger\":3,\"interpretation\":[{\"text\":\"suicidal ideation present\"}]"),
    "suicide", "present", 0 },
  { "warning, category",
    OF ("Flag",
        "\"status\":\"active\"," CONCEPT ("code", "Alert") ",\"category\":[{\"text\":"
                                                           "\"Suicide risk\"}],\"period\":{\"start\":\"2026-01-01\"}"),
    "suicide", "Suicide risk", 0 },
  { "visit, type",
    OF ("Encounter",
        "\"status\":\"finished\",\"type\":[{\"text\":\"Suicide attempt, emergency\"}],"
        "\"period\":{\"start\":\"2026-01-01T09:00:00+08:00\"}"),
    "suicide", "emergency", 0 },
  { "medicine, reason",
    OF ("MedicationRequest",
        "\"status\":\"active\",\"intent\":\"order\"," CONCEPT (
          "medicationCodeableConcept", "Lithium") ",\"authoredOn\":\"2026-01-01\",\"reasonCode\":[{\"text\":"
                                                  "\"Suicidal ideation\"}]"),
    "suicide", "Suicidal", 0 },
  { "assessment, rationale",
    OF ("RiskAssessment",
        "\"status\":\"final\",\"occurrenceDateTime\":\"2026-01-01\",\"prediction\":"
        "[{" CONCEPT ("outcome", "Fall") "," CONCEPT ("qualitativeRisk", "High") "," TEXT ("rationale") "}]"),
    "suicide", SAID, 0 },
  /* what was raised already is not told again */
  { "diagnosis with a note", OF ("Condition", CONCEPT ("code", "Suicidal ideation") "," NOTE), NULL, NULL, 1 },
  { "diagnosis with something else in its category",
    OF ("Condition",
        CONCEPT ("code", "Suicidal ideation") ",\"category\":[{"
                                              "\"text\":\"homicidal ideation\"}]"),
    NULL, NULL, 2 },
  { "diagnosis with something else beside it",
    OF ("Condition",
        CONCEPT ("code",
                 "Suicidal ideation") ",\"extension\":[{"
                                      "\"url\":\"http://h.example/x\",\"valueString\":\"homicidal ideation\"}]"),
    "others", "homicidal", 1 },
  { "question with its no",
    OF ("Observation",
        "\"status\":\"final\"," CONCEPT ("code", "Suicidal ideation") "," WHEN ",\"valueString\":\"No\""),
    NULL, NULL, 0 },
  /* what says that it is not so, of somebody else, or only what is asked */
  { "denied", OF ("CarePlan", "\"description\":\"Denies any suicidal or homicidal ideation.\""), NULL, NULL, 0 },
  { "a relative", OF ("CarePlan", "\"description\":\"Mother died by suicide\""), NULL, NULL, 0 },
  { "family history",
    "{\"resourceType\":\"FamilyMemberHistory\",\"id\":\"x1\",\"patient\":{\"reference\":\"Patient/p1\"},"
    "\"condition\":[{\"code\":{\"text\":\"Suicide\"}}]}\n",
    NULL, NULL, 0 },
  { "family history inside",
    OF ("ClinicalImpression",
        "\"contained\":[{\"resourceType\":\"FamilyMemberHistory\","
        "\"condition\":[{\"code\":{\"text\":\"Suicide\"}}]}]"),
    NULL, NULL, 0 },
  { "made text", OF ("CarePlan", NARRATIVE ("generated")), "suicide", SAID, 0 },
  { "heading", OF ("Procedure", CONCEPT ("code", "Suicide risk assessment")), NULL, NULL, 0 },
  { "heading of SNOMED CT",
    OF ("Procedure", "\"code\":{\"coding\":[{\"display\":\"Suicide risk assessment (procedure)\"}]}"), NULL, NULL, 0 },
  { "prevention", OF ("Procedure", CONCEPT ("code", "Suicide prevention")), NULL, NULL, 0 },
  { "name of a clinician",
    OF ("Procedure",
        "\"recorder\":{\"display\":\"LI SI\"},\"performer\":[{\"actor\":{\"reference\":"
        "\"Practitioner/1\",\"display\":\"Dr SI\"}}]"),
    NULL, NULL, 0 },
  { "entered in error", OF ("CarePlan", "\"status\":\"entered-in-error\"," NOTE), NULL, NULL, 0 },
  { "of somebody who is not here",
    "{\"resourceType\":\"CarePlan\",\"id\":\"x1\",\"subject\":{\"reference\":\"Patient/p2\"}," NOTE "}\n", NULL, NULL,
    0 },
  /* without an id */
  { "item without an id",
    "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":"
    "\"http://loinc.org\",\"code\":\"44260-8\"}]}," ABOUT "," WHEN ",\"valueInteger\":2}\n",
    NULL, NULL, 1 },
  { "plan without an id", "{\"resourceType\":\"CarePlan\"," ABOUT "," NOTE "}\n", "suicide", SAID, 0 },
  /* whom it is about is not said, but who wrote it */
  { "message of the patient",
    "{\"resourceType\":\"Communication\",\"id\":\"x1\",\"sender\":{\"reference\":\"Patient/p1\"},"
    "\"payload\":[{" TEXT ("contentString") "}]}\n",
    "suicide", SAID, 0 },
};

static void
import (Fixture *fixture, const char *text, EkSuspectsFunc suspects)
{
  const EkFhirImportOptions options = { .source = "http://h.example/fhir",
                                        .received = ek_assess_received,
                                        .suspects = suspects };
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  g_autoptr (GError) error = NULL;
  g_autoptr (EkFhirReport) report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
}

static void
assert_told (Fixture *fixture, const char *kind, const char *says)
{
  g_autoptr (GPtrArray) open = ek_notice_list_open (fixture->store, NULL, NULL);
  g_autofree char *text = NULL;
  JsonObject *detail = NULL;

  g_assert_cmpuint (open->len, ==, kind != NULL ? 1 : 0);
  if (kind == NULL)
    return;
  g_assert_cmpstr (ek_record_get_text (open->pdata[0], EK_NOTICE_KIND), ==, "unclear-danger");
  detail = json_node_get_object (ek_record_get_json (open->pdata[0], EK_NOTICE_DETAIL));
  g_assert_cmpstr (ek_json_peek_string (detail, "kind"), ==, kind);
  g_assert_nonnull (strstr (ek_json_peek_string (detail, "words"), says));
  text = ek_notice_text (fixture->store, fixture->catalogue, open->pdata[0]);
  g_assert_nonnull (strstr (text, says));
}

/* The same with and without the fast look at the bytes, and a second time. */
static void
test_case (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data) / 2;
  g_autofree char *text = g_strconcat (PATIENT, cases[i].resource, NULL);

  import (fixture, text, GPOINTER_TO_UINT (data) % 2 == 0 ? ek_danger_suspects : NULL);
  assert_told (fixture, cases[i].kind, cases[i].says);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM risk WHERE status = 'open'"), ==, cases[i].risks);
  import (fixture, text, GPOINTER_TO_UINT (data) % 2 == 0 ? ek_danger_suspects : NULL);
  assert_told (fixture, cases[i].kind, cases[i].says);
}

/* Which resource it is stands in the notice, and of a long text the sentence. */
static void
test_named (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (PATIENT "{\"resourceType\":\"CarePlan\",\"id\":\"x1\"," ABOUT
                                                   ",\"description\":\"");
  g_autoptr (GPtrArray) open = NULL;
  g_autofree char *shown = NULL;

  for (guint i = 0; i < 40; i++)
    g_string_append (text, "Slept well and ate well. ");
  g_string_append (text, "She says she wants to die! She likes tea.\"}\n");
  import (fixture, text->str, ek_danger_suspects);
  open = ek_notice_list_open (fixture->store, NULL, NULL);
  g_assert_cmpuint (open->len, ==, 1);
  shown = ek_notice_text (fixture->store, fixture->catalogue, open->pdata[0]);
  g_assert_nonnull (strstr (shown, "wants to die"));
  g_assert_nonnull (strstr (shown, "CarePlan/x1"));
  g_assert_null (strstr (shown, "tea"));
  g_assert_null (strstr (shown, "Slept"));
}

#define CLAIM(id)                            \
  "{\"resourceType\":\"Claim\",\"id\":\"" id \
  "\",\"patient\":{\"reference\":\"Patient/p1\"},\"item\":[{" CONCEPT ("productOrService", "Suicide attempt") "}]}\n"

/* What is billed again and again is told once; two plans are two. */
static void
test_billed (Fixture *fixture, gconstpointer data)
{
  import (fixture, PATIENT CLAIM ("c1") CLAIM ("c2") CLAIM ("c3"), ek_danger_suspects);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM notice"), ==, 1);
  import (fixture,
          PATIENT "{\"resourceType\":\"CarePlan\",\"id\":\"x1\"," ABOUT "," NOTE "}\n"
                  "{\"resourceType\":\"CarePlan\",\"id\":\"x2\"," ABOUT "," NOTE "}\n",
          ek_danger_suspects);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM notice"), ==, 3);
}

/* Whatever a reading finds, the fast look does not pass over. */
static void
test_suspects (void)
{
  static const char *const harmless[] = {
    "{\"resourceType\":\"Procedure\",\"code\":{\"text\":\"Appendectomy\"}}",
    "{\"code\":\"44054006\",\"display\":\"physician\"}",
    "{\"title\":\"\\u7761\\u7720\"}",
    "{\"contentType\":\"text/plain\",\"data\":\"U2xlcHQgd2VsbCBhbmQgYXRlIHdlbGwu\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (cases[i].kind != NULL)
      {
        g_autofree char *exact = g_memdup2 (cases[i].resource, strlen (cases[i].resource));

        g_test_message ("%s", cases[i].name);
        g_assert_true (ek_danger_suspects (exact, strlen (cases[i].resource)));
      }
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    {
      g_test_message ("%s", harmless[i]);
      g_assert_false (ek_danger_suspects (harmless[i], strlen (harmless[i])));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/anywhere/%s/%s", i % 2 == 0 ? "fast" : "whole", cases[i / 2].name);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_case, fixture_tear_down);
    }
  g_test_add ("/anywhere/named", Fixture, NULL, fixture_set_up, test_named, fixture_tear_down);
  g_test_add ("/anywhere/billed", Fixture, NULL, fixture_set_up, test_billed, fixture_tear_down);
  g_test_add_func ("/anywhere/suspects", test_suspects);
  return g_test_run ();
}
