/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which codes of the classifications are a sign of danger, edition by edition. */

#include "care-fixture.h"

#include "ek-danger.h"

#define ICD10 "http://hl7.org/fhir/sid/icd-10"
#define ICD10CM "http://hl7.org/fhir/sid/icd-10-cm"
#define ICD11 "http://id.who.int/icd/release/11/mms"
#define SNOMED "http://snomed.info/sct"

/* At least one case for each rule of the file, so that one that is taken out is missed. */
static void
test_codes (void)
{
  static const struct {
    const char *system, *code;
    EkDangerKind kind;
    gboolean found;
  } cases[] = {
    { ICD10, "X60", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "X84.9", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "X700", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "X85", EK_DANGER_SUICIDE, FALSE },
    { ICD10, "X59", EK_DANGER_SUICIDE, FALSE },
    { ICD10, "Y87.0", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "Z91.5", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "Z91.51", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "R45.8", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "r458", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "R45.800x001", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "R45.851", EK_DANGER_SUICIDE, TRUE },
    /* ideation in the Australian edition, low self-esteem in the American one; where nobody says which: asked */
    { "http://hl7.org/fhir/sid/icd-10-am", "R45.81", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "R45.81", EK_DANGER_SUICIDE, TRUE },
    { ICD10CM, "R45.81", EK_DANGER_SUICIDE, FALSE },
    { "urn:oid:2.16.840.1.113883.6.90", "R45.81", EK_DANGER_SUICIDE, FALSE },
    { ICD10CM, "R45.84", EK_DANGER_SUICIDE, FALSE },
    { ICD10, "R45.801", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "R45.88", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "T14.91XA", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "T14.9", EK_DANGER_SUICIDE, FALSE },
    { ICD10, "T36.0X2A", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "T36.0X1A", EK_DANGER_SUICIDE, FALSE },
    /* where there is no sixth place the fifth says how it came */
    { ICD10CM, "T58.02XA", EK_DANGER_SUICIDE, TRUE },
    { ICD10CM, "T50.992A", EK_DANGER_SUICIDE, TRUE },
    { ICD10CM, "T43.92", EK_DANGER_SUICIDE, TRUE },
    { ICD10CM, "T42.72XD", EK_DANGER_SUICIDE, TRUE },
    { ICD10CM, "T65.92XA", EK_DANGER_SUICIDE, TRUE },
    { ICD10CM, "T58.01XA", EK_DANGER_SUICIDE, FALSE },
    { ICD10CM, "T42.75XA", EK_DANGER_SUICIDE, FALSE },
    { ICD10CM, "T50.A21A", EK_DANGER_SUICIDE, FALSE },
    { ICD10, "T71.112A", EK_DANGER_SUICIDE, TRUE },
    { ICD10CM, "T71.161A", EK_DANGER_SUICIDE, FALSE },
    /* nobody knew whether it was meant */
    { ICD10, "Y10", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "Y20", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "Y34.9", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "Y35", EK_DANGER_SUICIDE, FALSE },
    { ICD10, "Y87.2", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "Y87.1", EK_DANGER_SUICIDE, FALSE },
    { ICD10CM, "T42.4X4A", EK_DANGER_SUICIDE, TRUE },
    { ICD10CM, "T58.94XA", EK_DANGER_SUICIDE, TRUE },
    { ICD10CM, "T71.164D", EK_DANGER_SUICIDE, TRUE },
    { ICD10, "T63.404", EK_DANGER_SUICIDE, FALSE },
    { "http://hl7.org/fhir/sid/icd-9-cm", "E980.3", EK_DANGER_SUICIDE, TRUE },
    { "http://hl7.org/fhir/sid/icd-9-cm", "E979.3", EK_DANGER_SUICIDE, FALSE },
    { ICD11, "PF40", EK_DANGER_SUICIDE, TRUE },
    { ICD11, "PH8Z", EK_DANGER_SUICIDE, TRUE },
    { ICD11, "PF2Z", EK_DANGER_SUICIDE, FALSE },
    { ICD11, "PJ20", EK_DANGER_SUICIDE, FALSE },
    { ICD11, "6A70.3&XE3YR", EK_DANGER_SUICIDE, TRUE },
    { ICD11, "6A70.3&XE76W", EK_DANGER_SUICIDE, FALSE },
    { "http://hl7.org/fhir/sid/icd-9-cm", "E950.0", EK_DANGER_SUICIDE, TRUE },
    { "http://hl7.org/fhir/sid/icd-9-cm", "V62.84", EK_DANGER_SUICIDE, TRUE },
    { "http://hl7.org/fhir/sid/icd-9-cm", "V62.85", EK_DANGER_OTHERS, TRUE },
    { ICD11, "MB26.A", EK_DANGER_SUICIDE, TRUE },
    { ICD11, "MB23.R", EK_DANGER_SUICIDE, TRUE },
    { ICD11, "PB80", EK_DANGER_SUICIDE, TRUE },
    { ICD11, "PC95.Z", EK_DANGER_SUICIDE, TRUE },
    { ICD11, "PD3Z", EK_DANGER_SUICIDE, TRUE },
    { ICD11, "PD50", EK_DANGER_SUICIDE, FALSE },
    { ICD11, "QC4B", EK_DANGER_SUICIDE, TRUE },
    { ICD11, "MB26.3", EK_DANGER_OTHERS, TRUE },
    { ICD11, "MB26.0", EK_DANGER_SUICIDE, FALSE },
    { ICD11, "6C40.4", EK_DANGER_MEDICAL, TRUE },
    { SNOMED, "6471006", EK_DANGER_SUICIDE, TRUE },
    { SNOMED, "82313006", EK_DANGER_SUICIDE, TRUE },
    { SNOMED, "219174008", EK_DANGER_SUICIDE, TRUE },
    { SNOMED, "401206008", EK_DANGER_SUICIDE, TRUE },
    { SNOMED, "247650009", EK_DANGER_SUICIDE, TRUE },
    { SNOMED, "23233009", EK_DANGER_SUICIDE, TRUE },
    { SNOMED, "314550003", EK_DANGER_SUICIDE, TRUE },
    { SNOMED, "102911000", EK_DANGER_SUICIDE, TRUE },
    { SNOMED, "401229000", EK_DANGER_SUICIDE, TRUE },
    { SNOMED, "41501003", EK_DANGER_SUICIDE, TRUE },
    { SNOMED, "225450009", EK_DANGER_OTHERS, TRUE },
    { SNOMED, "424241004", EK_DANGER_OTHERS, TRUE },
    { SNOMED, "401237008", EK_DANGER_OTHERS, TRUE },
    { SNOMED, "191480000", EK_DANGER_MEDICAL, TRUE },
    { SNOMED, "87132004", EK_DANGER_MEDICAL, TRUE },
    { SNOMED, "703850002", EK_DANGER_MEDICAL, TRUE },
    { SNOMED, "308742005", EK_DANGER_MEDICAL, TRUE },
    { SNOMED, "64710061", EK_DANGER_SUICIDE, FALSE },
    { ICD10, "R45.850", EK_DANGER_OTHERS, TRUE },
    { ICD10, "R45.6", EK_DANGER_OTHERS, TRUE },
    { ICD10, "F10.3", EK_DANGER_MEDICAL, TRUE },
    { ICD10, "F10.231", EK_DANGER_MEDICAL, TRUE },
    { ICD10, "F10.2", EK_DANGER_MEDICAL, FALSE },
    { ICD10, "F11.4", EK_DANGER_MEDICAL, TRUE },
    { ICD10, "F19.3", EK_DANGER_MEDICAL, TRUE },
    { ICD10, "F17.3", EK_DANGER_MEDICAL, FALSE },
    { ICD10CM, "F10.139", EK_DANGER_MEDICAL, TRUE },
    { ICD10CM, "F13.931", EK_DANGER_MEDICAL, TRUE },
    { ICD10CM, "F11.93", EK_DANGER_MEDICAL, TRUE },
    { ICD10CM, "F10.129", EK_DANGER_MEDICAL, FALSE },
    { "http://hl7.org/fhir/sid/icd-9-cm", "291.81", EK_DANGER_MEDICAL, TRUE },
    { "http://hl7.org/fhir/sid/icd-9-cm", "291.0", EK_DANGER_MEDICAL, TRUE },
    { "http://hl7.org/fhir/sid/icd-9-cm", "291.2", EK_DANGER_MEDICAL, FALSE },
    { ICD11, "6C44.42", EK_DANGER_MEDICAL, TRUE },
    { ICD11, "6C4G.40", EK_DANGER_MEDICAL, TRUE },
    { ICD11, "6C40.5", EK_DANGER_MEDICAL, TRUE },
    { ICD11, "6C40.2", EK_DANGER_MEDICAL, FALSE },
    { ICD11, "6C4A.4", EK_DANGER_MEDICAL, FALSE },
    /* the body: a physician today */
    { ICD10, "R07.400", EK_DANGER_MEDICAL, TRUE },
    { ICD10, "I21.9", EK_DANGER_MEDICAL, TRUE },
    { ICD10, "I25.2", EK_DANGER_MEDICAL, FALSE },
    { ICD10CM, "R07.82", EK_DANGER_MEDICAL, FALSE },
    { ICD10, "R55", EK_DANGER_MEDICAL, TRUE },
    { ICD10, "F05.9", EK_DANGER_MEDICAL, TRUE },
    { ICD10, "F06.2", EK_DANGER_MEDICAL, FALSE },
    { ICD10, "G21.0", EK_DANGER_MEDICAL, TRUE },
    { ICD10, "G21.1", EK_DANGER_MEDICAL, FALSE },
    { ICD11, "MG45.Z", EK_DANGER_MEDICAL, TRUE },
    { ICD11, "6D71", EK_DANGER_MEDICAL, FALSE },
    { SNOMED, "29857009", EK_DANGER_MEDICAL, TRUE },
    { SNOMED, "2776000", EK_DANGER_MEDICAL, TRUE },
    { ICD11, "MB23.0", EK_DANGER_OTHERS, TRUE },
    { ICD11, "MB23.1", EK_DANGER_OTHERS, FALSE },
    { "https://evenkeel.io/fhir/CodeSystem/evenkeel", "others-risk", EK_DANGER_OTHERS, TRUE },
    { "https://evenkeel.io/fhir/CodeSystem/evenkeel", "suicide-risk", EK_DANGER_SUICIDE, TRUE },
    { "https://evenkeel.io/fhir/CodeSystem/evenkeel", "medical-risk", EK_DANGER_MEDICAL, TRUE },
    /* a system that nobody knows, and none */
    { "http://hospital.example/codes", "X71", EK_DANGER_SUICIDE, TRUE },
    { NULL, "R45.8", EK_DANGER_SUICIDE, TRUE },
    { NULL, "6471006", EK_DANGER_SUICIDE, TRUE },
    /* the same letters in another system */
    { SNOMED, "X60", EK_DANGER_SUICIDE, FALSE },
    { "http://loinc.org", "R45.8", EK_DANGER_SUICIDE, FALSE },
    { NULL, NULL, EK_DANGER_SUICIDE, FALSE },
    { NULL, "", EK_DANGER_SUICIDE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].code);
      g_assert_cmpint (ek_danger_in_code (NULL, cases[i].system, cases[i].code, cases[i].kind), ==, cases[i].found);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/danger/codes", test_codes);
  return g_test_run ();
}
