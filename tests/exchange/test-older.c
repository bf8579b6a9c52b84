/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an older release of FHIR wrote in another form says the same as in R4; and what an earlier state of a resource
 * in the same file said of danger is not passed over. */

#include "ek-assess.h"
#include "ek-fhir-import.h"
#include "exchange-fixture.h"

#define PATIENT \
  "{\"resourceType\":\"Patient\",\"id\":\"1\",\"name\":[{\"text\":\"林秀兰\"}],\"birthDate\":\"1960-02-03\"}\n"
#define SUBJECT "\"subject\":{\"reference\":\"Patient/1\"}"

static void
import (Fixture *fixture, const char *resources)
{
  EkFhirImportOptions options = { .received = ek_assess_received };
  g_autofree char *text = g_strconcat (PATIENT, resources, NULL);
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  g_autoptr (GError) error = NULL;
  g_autoptr (EkFhirReport) report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
}

/* --- older releases ----------------------------------------------------------------------------------------------- */

typedef struct {
  const char *what;
  const char *older, *now;
} Pair;

#define CONDITION(more) \
  "{\"resourceType\":\"Condition\",\"id\":\"c\"," SUBJECT ",\"code\":{\"text\":\"Psychosis\"}," more "}\n"
#define ALLERGY(more)                                                                                          \
  "{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a\",\"patient\":{\"reference\":\"Patient/1\"},\"code\":{" \
  "\"text\":\"Penicillin\"}," more "}\n"
#define MEDICINE(type, more)                                                                                           \
  "{\"resourceType\":\"" type "\",\"id\":\"m\"," SUBJECT ",\"medicationCodeableConcept\":{\"text\":\"Lithium\"}," more \
  "}\n"
#define CODED(member, code) "\"" member "\":{\"coding\":[{\"code\":\"" code "\"}]}"
#define PLAIN(member, code) "\"" member "\":\"" code "\""

static const Pair pairs[] = {
  { "resolved", CONDITION (PLAIN ("clinicalStatus", "resolved")), CONDITION (CODED ("clinicalStatus", "resolved")) },
  { "refuted", CONDITION (PLAIN ("verificationStatus", "refuted")),
    CONDITION (CODED ("verificationStatus", "refuted")) },
  { "provisional", CONDITION (PLAIN ("verificationStatus", "provisional")),
    CONDITION (CODED ("verificationStatus", "provisional")) },
  { "error", CONDITION (PLAIN ("verificationStatus", "entered-in-error")),
    CONDITION (CODED ("verificationStatus", "entered-in-error")) },
  { "unknown status", CONDITION (PLAIN ("clinicalStatus", "better")), CONDITION (CODED ("clinicalStatus", "better")) },
  { "allergy refuted", ALLERGY (PLAIN ("verificationStatus", "refuted")),
    ALLERGY (CODED ("verificationStatus", "refuted")) },
  { "allergy inactive", ALLERGY (PLAIN ("clinicalStatus", "inactive")),
    ALLERGY (CODED ("clinicalStatus", "inactive")) },
  { "allergy of DSTU2", ALLERGY (PLAIN ("status", "confirmed")), ALLERGY (CODED ("verificationStatus", "confirmed")) },
  { "allergy of DSTU2, refuted", ALLERGY (PLAIN ("status", "refuted")),
    ALLERGY (CODED ("verificationStatus", "refuted")) },
  { "not taken", MEDICINE ("MedicationStatement", "\"status\":\"active\",\"taken\":\"n\""),
    MEDICINE ("MedicationStatement", "\"status\":\"not-taken\"") },
  { "not taken, DSTU2", MEDICINE ("MedicationStatement", "\"status\":\"completed\",\"wasNotTaken\":true"),
    MEDICINE ("MedicationStatement", "\"status\":\"not-taken\"") },
  { "not given", MEDICINE ("MedicationAdministration", "\"status\":\"completed\",\"notGiven\":true"),
    MEDICINE ("MedicationAdministration", "\"status\":\"not-done\"") },
};

static char *
all_of (Fixture *fixture)
{
  g_autoptr (EkStatement) statement = ek_database_prepare (
    ek_store_get_database (fixture->store),
    "SELECT (SELECT group_concat (text || ifnull (status, '-') || ifnull (verification, '-')) FROM problem), "
    "(SELECT group_concat (substance || ifnull (status, '-') || ifnull (certainty, '-')) FROM allergy), "
    "(SELECT group_concat (name || ifnull (status, '-')) FROM medicine), "
    "(SELECT group_concat (kind) FROM notice)",
    NULL);
  gboolean row = FALSE;

  g_assert_true (ek_statement_step (statement, &row, NULL) && row);
  return g_strdup_printf ("problems %s, allergies %s, medicines %s, notices %s", ek_statement_text (statement, 0),
                          ek_statement_text (statement, 1), ek_statement_text (statement, 2),
                          ek_statement_text (statement, 3));
}

static void
test_older (gconstpointer data)
{
  const Pair *pair = data;
  Fixture older = { NULL }, now = { NULL };
  g_autofree char *one = NULL, *other = NULL;

  fixture_set_up (&older, NULL);
  import (&older, pair->older);
  one = all_of (&older);
  fixture_tear_down (&older, NULL);
  fixture_set_up (&now, NULL);
  import (&now, pair->now);
  other = all_of (&now);
  fixture_tear_down (&now, NULL);
  g_assert_cmpstr (one, ==, other);
}

/* --- earlier states of one resource ------------------------------------------------------------------------------- */

typedef struct {
  const char *what;
  const char *states;
  gint64 risks;
} States;

#define ITEM9(value)                                                                                        \
  "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\"," SUBJECT                            \
  ",\"effectiveDateTime\":\"2026-01-05T01:00:00Z\",\"code\":{\"coding\":[{\"system\":\"http://loinc.org\"," \
  "\"code\":\"44260-8\"}]},\"valueInteger\":" value "}\n"
#define SAID(text, more) \
  "{\"resourceType\":\"Condition\",\"id\":\"c\"," SUBJECT ",\"code\":{\"text\":\"" text "\"}" more "}\n"

static const States states[] = {
  { "worse, then better", ITEM9 ("3") ITEM9 ("0"), 1 },
  { "better, then worse", ITEM9 ("0") ITEM9 ("3"), 1 },
  { "never", ITEM9 ("0") ITEM9 ("0"), 0 },
  { "words", SAID ("Suicidal ideation with plan", "") SAID ("Migraine", ""), 1 },
  { "withdrawn since",
    SAID ("Suicidal ideation with plan", "")
      SAID ("Suicidal ideation with plan", "," CODED ("verificationStatus", "entered-in-error")),
    0 },
  { "withdrawn since, in the older form",
    SAID ("Suicidal ideation with plan", "")
      SAID ("Suicidal ideation with plan", "," PLAIN ("verificationStatus", "entered-in-error")),
    0 },
};

static void
test_states (Fixture *fixture, gconstpointer data)
{
  const States *one = data;

  import (fixture, one->states);
  import (fixture, one->states); /* and again: nothing doubles */
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM risk"), ==, one->risks);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange/older/", pairs[i].what, NULL);

      g_test_add_data_func (path, &pairs[i], test_older);
    }
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange/states/", states[i].what, NULL);

      g_test_add (path, Fixture, &states[i], fixture_set_up, test_states, fixture_tear_down);
    }
  return g_test_run ();
}
