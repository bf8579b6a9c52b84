/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of the values inside a resource: one line for each thing that a hospital may write, with what must stand
 * in the record for it, and what must be told. */

#include <string.h>

#include "ek-fhir-export.h"
#include "ek-fhir-patient-edit.h"
#include "ek-notice.h"
#include "ek-record-type.h"
#include "exchange-fixture.h"

#define P(more) "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"gender\":\"female\"" more "}"
#define EVA ",\"name\":[{\"text\":\"Eva Muster\"}],\"birthDate\":\"1980-01-02\""
#define R(type, who, more) \
  "{\"resourceType\":\"" type "\",\"id\":\"r1\",\"" who "\":{\"reference\":\"Patient/p1\"}" more "}"
#define CODED(member, text) ",\"" member "\":{\"coding\":[{\"code\":\"" text "\"}]}"
#define TEXT(member, text) ",\"" member "\":{\"text\":\"" text "\"}"

/* "type.field=value" each; "type.field=" for one that must not be there; "type.field~part" for a part of a text. */
typedef struct {
  const char *name;
  const char *lines;
  const char *expected[8];
  const char *told; /* "path reason" of a value that must be told, or "-reason" of a skipped resource */
  gboolean noticed; /* a person must look at it */
} Row;

static const Row patients[] = {
  { "ended-name-last",
    P (",\"name\":[{\"use\":\"official\",\"text\":\"New\",\"period\":{\"start\":\"2015-01-01\"}},"
       "{\"use\":\"official\",\"text\":\"Old\",\"period\":{\"end\":\"2015-01-01\"}}]"),
    { "patient.name=New", "patient.other_names=Old" },
    NULL,
    FALSE },
  { "ended-name-first",
    P (",\"name\":[{\"use\":\"official\",\"text\":\"Old\",\"period\":{\"end\":\"2015-01-01\"}},"
       "{\"use\":\"official\",\"text\":\"New\",\"period\":{\"start\":\"2015-01-01\"}}]"),
    { "patient.name=New", "patient.other_names=Old" },
    NULL,
    FALSE },
  { "nickname-in-use-before-ended-official",
    P (",\"name\":[{\"use\":\"official\",\"text\":\"Old\","
       "\"period\":{\"end\":\"2015\"}},{\"use\":\"nickname\",\"text\":\"Nick\"}]"),
    { "patient.name=Nick" },
    NULL,
    FALSE },
  { "name-to-come",
    P (",\"name\":[{\"use\":\"official\",\"text\":\"To Come\",\"period\":{\"start\":\"2999-01-01\"}},"
       "{\"text\":\"Now\"}]"),
    { "patient.name=Now", "patient.other_names=To Come" },
    NULL,
    FALSE },
  { "temp-anonymous-maiden",
    P (",\"name\":[{\"use\":\"anonymous\",\"text\":\"Nobody\"},{\"use\":\"temp\",\"text\":\"Temp\"},"
       "{\"use\":\"maiden\",\"text\":\"Maiden\"},{\"use\":\"usual\",\"text\":\"Usual\"}]"),
    { "patient.name=Usual", "patient.other_names=Nobody; Temp; Maiden" },
    NULL,
    FALSE },
  { "phone-by-rank",
    P (EVA ",\"telecom\":[{\"system\":\"phone\",\"value\":\"1\",\"use\":\"mobile\",\"rank\":2},"
           "{\"system\":\"phone\",\"value\":\"2\",\"use\":\"home\",\"rank\":1},"
           "{\"system\":\"email\",\"value\":\"a@b\"},{\"system\":\"fax\",\"value\":\"9\"}]"),
    { "patient.phone=2", "patient.email=a@b" },
    "telecom[0] another-shown",
    FALSE },
  { "phone-ended",
    P (EVA ",\"telecom\":[{\"system\":\"phone\",\"value\":\"1\",\"use\":\"mobile\",\"period\":{\"end\":"
           "\"2019-01-01\"}},{\"system\":\"phone\",\"value\":\"2\"}]"),
    { "patient.phone=2" },
    "telecom[0] not-in-use",
    FALSE },
  { "phone-only-ended",
    P (EVA ",\"telecom\":[{\"system\":\"phone\",\"value\":\"1\",\"period\":{\"end\":\"2019\"}}]"),
    { "patient.phone=" },
    "telecom[0] not-in-use",
    FALSE },
  { "address-old-first",
    P (EVA ",\"address\":[{\"use\":\"old\",\"text\":\"Old\"},{\"use\":\"home\",\"text\":\"New\"}]"),
    { "patient.address=New" },
    "address[0] not-in-use",
    FALSE },
  { "address-postal-first",
    P (EVA ",\"address\":[{\"type\":\"postal\",\"text\":\"Box\"},{\"text\":\"House\"},"
           "{\"use\":\"work\",\"text\":\"Works\"}]"),
    { "patient.address=House" },
    "address[2] another-shown",
    FALSE },
  { "contact-ended",
    P (EVA ",\"contact\":[{\"relationship\":[{\"text\":\"ex\"}],\"name\":{\"text\":\"A\"},\"period\":"
           "{\"end\":\"2012-01-01\"}},{\"relationship\":[{\"text\":\"husband\"}],\"name\":{\"text\":\"B\"}}]"),
    { "patient.emergency_name=B", "patient.emergency_relation=husband" },
    "contact[0] not-in-use",
    FALSE },
  { "contact-for-emergencies",
    P (EVA ",\"contact\":[{\"name\":{\"text\":\"A\"}},{\"relationship\":[{\"coding\":[{"
           "\"system\":\"http://terminology.hl7.org/CodeSystem/v2-0131\",\"code\":\"C\"}]}],"
           "\"name\":{\"text\":\"B\"},\"telecom\":[{\"system\":\"phone\",\"value\":\"5\"}]}]"),
    { "patient.emergency_name=B", "patient.emergency_phone=5", "patient.emergency_relation=" },
    NULL,
    FALSE },
  { "contact-relation-only",
    P (EVA ",\"contact\":[{\"relationship\":[{\"text\":\"mother\"}]}]"),
    { "patient.emergency_relation=mother", "patient.emergency_name=" },
    NULL,
    FALSE },
  { "birth-date-other-order",
    P (",\"name\":[{\"text\":\"A\"}],\"birthDate\":\"06/05/1980\""),
    { "patient.birth_date=" },
    "birthDate unreadable",
    TRUE },
  { "birth-date-short",
    P (",\"name\":[{\"text\":\"A\"}],\"birthDate\":\"1980-5-6\""),
    { "patient.birth_date=" },
    "birthDate unreadable",
    TRUE },
  { "birth-date-number",
    P (",\"name\":[{\"text\":\"A\"}],\"birthDate\":1980"),
    { "patient.birth_date=" },
    "birthDate unreadable",
    TRUE },
  { "birth-date-to-come",
    P (",\"name\":[{\"text\":\"A\"}],\"birthDate\":\"2080-01-01\""),
    { "patient.birth_date=" },
    "birthDate in-the-future",
    TRUE },
  { "birth-date-long-ago",
    P (",\"name\":[{\"text\":\"A\"}],\"birthDate\":\"1890-01-01\""),
    { "patient.birth_date=1890-01-01" },
    "birthDate hardly-possible",
    TRUE },
  { "sex-of-another-system",
    "{\"resourceType\":\"Patient\",\"id\":\"p1\"" EVA ",\"gender\":\"M\"}",
    { "patient.sex=" },
    "gender unreadable",
    TRUE },
  { "died-on",
    P (EVA ",\"deceasedDateTime\":\"2020-03\""),
    { "patient.deceased=1", "patient.deceased_date=2020-03" },
    NULL,
    FALSE },
  { "died-before-birth",
    P (EVA ",\"deceasedDateTime\":\"1979-12-31\""),
    { "patient.deceased=1", "patient.deceased_date=" },
    "deceasedDateTime before-birth",
    TRUE },
  { "died-in-the-month-of-birth",
    P (EVA ",\"deceasedDateTime\":\"1980-01\""),
    { "patient.deceased=1", "patient.deceased_date=1980-01" },
    NULL,
    FALSE },
  { "died-to-come",
    P (EVA ",\"deceasedDateTime\":\"2999-03\""),
    { "patient.deceased=" },
    "deceasedDateTime in-the-future",
    TRUE },
  { "prefix-and-extension",
    P (",\"name\":[{\"text\":\"A\",\"prefix\":[\"Dr.\"]}],\"extension\":[{\"url\":"
       "\"http://example.org/religion\",\"valueString\":\"none\"}]"),
    { "patient.name=A" },
    "extension[0] not-kept",
    FALSE },
  { "language",
    P (EVA ",\"communication\":[{\"language\":{\"text\":\"English\"}},{\"language\":{\"text\":\"German\"},"
           "\"preferred\":true}]"),
    { "patient.language=German" },
    "communication[0] another-shown",
    FALSE },
};

#define M(more)                                                                         \
  R ("MedicationRequest", "subject",                                                    \
     ",\"status\":\"active\",\"intent\":\"order\",\"authoredOn\":\"2024-01-01\"" TEXT ( \
       "medicationCodeableConcept", "m") ",\"dosageInstruction\":[" more "]")
#define DOSE(value, unit) \
  "\"doseAndRate\":[{\"doseQuantity\":{\"value\":" value ",\"unit\":\"" unit "\",\"code\":\"" unit "\"}}]"
#define REPEAT(repeat) ",\"timing\":{\"repeat\":{" repeat "}}"
#define DAILY "\"frequency\":1,\"period\":1,\"periodUnit\":\"d\""

static const Row medicines[] = {
  { "twice-a-day",
    M ("{" DOSE ("50", "mg") REPEAT ("\"frequency\":2,\"period\":1,\"periodUnit\":\"d\"") ",\"text\":\"bid\"}"),
    { "medicine.dose_mg=100", "medicine.dose_text=bid" },
    NULL,
    FALSE },
  { "grams", M ("{" DOSE ("0.5", "g") REPEAT (DAILY) "}"), { "medicine.dose_mg=500" }, NULL, FALSE },
  { "micrograms", M ("{" DOSE ("100", "ug") REPEAT (DAILY) "}"), { "medicine.dose_mg=0.1" }, NULL, FALSE },
  { "every-8-hours",
    M ("{" DOSE ("10", "mg") REPEAT ("\"frequency\":1,\"period\":8,\"periodUnit\":\"h\"") "}"),
    { "medicine.dose_mg=30" },
    NULL,
    FALSE },
  { "by-abbreviation",
    M ("{" DOSE ("10", "mg") ",\"timing\":{\"code\":{\"coding\":[{\"code\":\"TID\"}]}}}"),
    { "medicine.dose_mg=30" },
    NULL,
    FALSE },
  { "when-twice",
    M ("{" DOSE ("100", "mg") REPEAT ("\"period\":1,\"periodUnit\":\"d\",\"when\":[\"MORN\",\"EVE\"]") "}"),
    { "medicine.dose_mg=200" },
    NULL,
    FALSE },
  { "with-meals",
    M ("{" DOSE ("100", "mg") REPEAT ("\"period\":1,\"periodUnit\":\"d\",\"when\":[\"C\"]") "}"),
    { "medicine.dose_mg=" },
    NULL,
    FALSE },
  { "when-against-frequency",
    M ("{" DOSE ("100", "mg") REPEAT (DAILY ",\"when\":[\"MORN\",\"EVE\"]") "}"),
    { "medicine.dose_mg=" },
    NULL,
    FALSE },
  { "time-of-day",
    M ("{" DOSE ("10", "mg") REPEAT ("\"period\":1,\"periodUnit\":\"d\",\"timeOfDay\":[\"08:00:00\","
                                     "\"14:00:00\",\"20:00:00\"]") "}"),
    { "medicine.dose_mg=30" },
    NULL,
    FALSE },
  { "as-needed",
    M ("{" DOSE ("10", "mg") REPEAT (DAILY) ",\"asNeededBoolean\":true,\"text\":\"if needed\"}"),
    { "medicine.dose_mg=", "medicine.dose_text=if needed" },
    NULL,
    FALSE },
  { "and-more-as-needed",
    M ("{" DOSE ("10", "mg") REPEAT (DAILY) ",\"text\":\"10\"},{" DOSE ("10", "mg")
         REPEAT (DAILY) ",\"asNeededCodeableConcept\":{\"text\":\"pain\"},\"text\":\"more\"}"),
    { "medicine.dose_mg=", "medicine.dose_text=10; more", "medicine.note~pain" },
    NULL,
    FALSE },
  { "weekly",
    M ("{" DOSE ("70", "mg") REPEAT ("\"frequency\":1,\"period\":1,\"periodUnit\":\"wk\"") ",\"text\":\"weekly\"}"),
    { "medicine.dose_mg=", "medicine.dose_text=weekly" },
    NULL,
    FALSE },
  { "every-other-day",
    M ("{" DOSE ("10", "mg") REPEAT ("\"frequency\":1,\"period\":2,\"periodUnit\":\"d\"") "}"),
    { "medicine.dose_mg=" },
    NULL,
    FALSE },
  { "range-of-times",
    M ("{" DOSE ("10", "mg") REPEAT (DAILY ",\"frequencyMax\":3") "}"),
    { "medicine.dose_mg=" },
    NULL,
    FALSE },
  { "range-of-dose",
    M ("{\"doseAndRate\":[{\"doseRange\":{\"low\":{\"value\":5,\"unit\":\"mg\"},\"high\":{\"value\":10,"
       "\"unit\":\"mg\"}}}]" REPEAT (DAILY) "}"),
    { "medicine.dose_mg=", "medicine.dose_text~5–10 mg" },
    NULL,
    FALSE },
  { "at-most",
    M ("{\"maxDosePerPeriod\":{\"numerator\":{\"value\":200,\"unit\":\"mg\"},\"denominator\":{\"value\":1,"
       "\"unit\":\"d\"}}" REPEAT (DAILY) "}"),
    { "medicine.dose_mg=", "medicine.note~200 mg" },
    NULL,
    FALSE },
  { "once-in-all", M ("{" DOSE ("10", "mg") REPEAT (DAILY ",\"count\":1") "}"), { "medicine.dose_mg=" }, NULL, FALSE },
  { "tablets", M ("{" DOSE ("1", "{tbl}") REPEAT (DAILY) "}"), { "medicine.dose_mg=" }, NULL, FALSE },
  { "steps",
    M ("{" DOSE ("25", "mg") REPEAT (DAILY) ",\"sequence\":1,\"text\":\"25\"},{" DOSE ("50", "mg")
         REPEAT (DAILY) ",\"sequence\":2,\"text\":\"then 50\"}"),
    { "medicine.dose_mg=", "medicine.dose_text=1. 25; 2. then 50" },
    NULL,
    FALSE },
  { "steps-the-last-in-force",
    M ("{" DOSE ("25", "mg") REPEAT (DAILY ",\"boundsPeriod\":{\"start\":\"2024-01-01\",\"end\":"
                                           "\"2024-01-07\"}") ",\"sequence\":1},{" DOSE ("50", "mg")
         REPEAT (DAILY ",\"boundsPeriod\":{\"start\":\"2024-01-08\"}") ",\"sequence\":2}"),
    { "medicine.dose_mg=50", "medicine.started=2024-01-01",
      "medicine.stopped=", "medicine.dose_text~1. 25 mg, 1 × / 1 d, 2024-01-01 – 2024-01-07; 2. 50 mg" },
    NULL,
    FALSE },
  { "steps-the-next-to-come",
    M ("{" DOSE ("25", "mg")
         REPEAT (DAILY ",\"boundsPeriod\":{\"start\":\"2024-01-01\"}") ",\"sequence\":1},{" DOSE ("50", "mg")
           REPEAT (DAILY ",\"boundsPeriod\":{\"start\":\"2031-01-08\"}") ",\"sequence\":2}"),
    { "medicine.dose_mg=" },
    NULL,
    FALSE },
  { "days-of-the-week",
    M ("{" DOSE ("50", "mg") REPEAT (DAILY ",\"dayOfWeek\":[\"mon\",\"thu\"]") "}"),
    { "medicine.dose_mg=", "medicine.dose_text=50 mg, 1 × / 1 d, only Mondays, Thursdays" },
    NULL,
    FALSE },
  { "days-of-the-week-beside-words",
    M ("{" DOSE ("50", "mg") REPEAT (DAILY ",\"dayOfWeek\":[\"mon\"]") ",\"text\":\"as discussed\"}"),
    { "medicine.dose_mg=", "medicine.dose_text=as discussed", "medicine.note~50 mg, 1 × / 1 d, only Mondays" },
    NULL,
    FALSE },
  { "days-of-the-week-beside-abbreviation",
    M ("{" DOSE ("10", "mg") ",\"timing\":{\"code\":{\"coding\":[{\"code\":\"BID\"}]},"
                             "\"repeat\":{\"dayOfWeek\":[\"mon\"]}}}"),
    { "medicine.dose_mg=", "medicine.dose_text=10 mg, BID, only Mondays" },
    NULL,
    FALSE },
  { "abbreviation-against-numbers",
    M ("{" DOSE ("10", "mg") ",\"timing\":{\"code\":{\"coding\":[{\"code\":\"QOD\"}]},"
                             "\"repeat\":{" DAILY "}}}"),
    { "medicine.dose_mg=", "medicine.dose_text=10 mg, QOD, 1 × / 1 d" },
    NULL,
    FALSE },
  { "single-dates",
    M ("{" DOSE ("10", "mg") ",\"timing\":{\"event\":[\"2024-01-05\",\"2024-02-05\"],\"code\":{\"coding\":["
                             "{\"code\":\"QD\"}]}}}"),
    { "medicine.dose_mg=", "medicine.dose_text=10 mg, QD, on 2024-01-05, 2024-02-05" },
    NULL,
    FALSE },
  { "every-part-of-the-timing",
    M ("{" DOSE ("10", "mg")
         REPEAT ("\"frequency\":1,\"frequencyMax\":2,\"period\":1,\"periodMax\":2,\"periodUnit\":\"wk\",\"when\":["
                 "\"PC\"],\"offset\":30,"
                 "\"timeOfDay\":[\"08:00:00\"],\"count\":4,\"countMax\":6,\"duration\":2,\"durationUnit\":\"h\"") "}"),
    { "medicine.dose_mg=",
      "medicine.dose_text=10 mg, 1–2 × / 1–2 wk: PC, 08:00:00, 30 min from it, 4–6 times in all, "
      "over 2 h" },
    NULL,
    FALSE },
  { "times-without-a-period",
    M ("{" DOSE ("10", "mg") REPEAT ("\"frequency\":3") "}"),
    { "medicine.dose_mg=", "medicine.dose_text=10 mg, 3 ×" },
    NULL,
    FALSE },
  { "two-doses-in-one",
    M ("{\"doseAndRate\":[{\"doseQuantity\":{\"value\":50,\"unit\":\"mg\"}},{\"doseQuantity\":{\"value\":"
       "5,\"unit\":\"mL\"},\"rateQuantity\":{\"value\":1,\"unit\":\"mL/h\"}}]" REPEAT (DAILY) "}"),
    { "medicine.dose_mg=", "medicine.dose_text=50 mg / 5 mL, 1 mL/h, 1 × / 1 d" },
    NULL,
    FALSE },
  { "limits",
    M ("{\"text\":\"10 mg\",\"maxDosePerAdministration\":{\"value\":20,\"unit\":\"mg\"},\"maxDosePerLifetime\":{"
       "\"value\":550,\"unit\":\"mg/m2\"}" REPEAT ("\"boundsRange\":{\"low\":{\"value\":5,\"unit\":\"d\"},\"high\":{"
                                                   "\"value\":7,\"unit\":\"d\"}}") "}"),
    { "medicine.note~20 mg", "medicine.note~550 mg/m2", "medicine.note~5–7 d" },
    NULL,
    FALSE },
  { "two-at-once",
    M ("{" DOSE ("25", "mg") REPEAT (DAILY) "},{" DOSE ("50", "mg") REPEAT (DAILY) "}"),
    { "medicine.dose_mg=75" },
    NULL,
    FALSE },
  { "route-and-patient",
    M ("{\"text\":\"10 mg\",\"patientInstruction\":\"with water\"" TEXT ("route", "oral") "}"),
    { "medicine.note~with water", "medicine.note~oral", "medicine.dose_text=10 mg" },
    NULL,
    FALSE },
  { "statement",
    R ("MedicationStatement", "subject",
       ",\"status\":\"active\",\"medicationCodeableConcept\":{\"text\":"
       "\"venlafaxine\",\"coding\":[{\"system\":\"http://www.whocc.no/atc\",\"code\":\"N06AX16\"}]},"
       "\"effectivePeriod\":{\"start\":\"2026-01\"},\"dosage\":[{\"text\":\"75 mg\"}]"),
    { "medicine.name=venlafaxine", "medicine.code=N06AX16", "medicine.source=statement", "medicine.started=2026-01",
      "medicine.dose_text=75 mg", "medicine.intent=" },
    NULL,
    FALSE },
  { "statement-until",
    R ("MedicationStatement", "subject",
       ",\"status\":\"active\"" TEXT ("medicationCodeableConcept",
                                      "m") ",\"effectiveDateTime\":\"2026-01-05\",\"dosage\":[{" DOSE ("10", "mg")
         REPEAT (DAILY ",\"boundsPeriod\":{\"end\":\"2026-02-05\"}") "}]"),
    { "medicine.dose_mg=10", "medicine.note~2026-02-05" },
    NULL,
    FALSE },
  { "given-not",
    R ("MedicationAdministration", "subject",
       ",\"status\":\"not-done\"" TEXT ("medicationCodeableConcept", "m") ",\"effectiveDateTime\":\"2026-01-05\""),
    { NULL },
    "-not-taken",
    FALSE },
  { "statement-intended",
    R ("MedicationStatement", "subject", ",\"status\":\"intended\"" TEXT ("medicationCodeableConcept", "m")),
    { "medicine.intent=plan", "medicine.source=statement" },
    NULL,
    FALSE },
  { "statement-not-taken",
    R ("MedicationStatement", "subject", ",\"status\":\"not-taken\"" TEXT ("medicationCodeableConcept", "m")),
    { NULL },
    "-not-taken",
    FALSE },
  { "given",
    R ("MedicationAdministration", "subject",
       ",\"status\":\"completed\"" TEXT ("medicationCodeableConcept",
                                         "m") ",\"effectiveDateTime\":\"2026-01-05T09:00:00+08:00\",\"dosage\":{"
                                              "\"dose\":{\"value\":100,\"unit\":\"mg\"}}"),
    { "medicine.source=administration", "medicine.started=2026-01-05", "medicine.stopped=2026-01-05",
      "medicine.dose_text=100 mg", "medicine.dose_mg=" },
    NULL,
    FALSE },
  { "ingredients",
    R ("MedicationStatement", "subject",
       ",\"status\":\"active\",\"medicationReference\":{\"reference\":\"#m\"},"
       "\"contained\":[{\"resourceType\":\"Medication\",\"id\":\"m\",\"ingredient\":[{"
       "\"itemCodeableConcept\":{\"text\":\"A\"}},{\"itemCodeableConcept\":{\"text\":\"B\"}}]}]"),
    { "medicine.name=A + B" },
    NULL,
    FALSE },
  { "medication-elsewhere",
    "{\"resourceType\":\"Medication\",\"id\":\"m9\",\"code\":{\"text\":\"C\",\"coding\":[{\"system\":\"s\","
    "\"code\":\"X1\"}]}}\n" R ("MedicationRequest", "subject",
                               ",\"status\":\"active\","
                               "\"medicationReference\":{\"reference\":\"Medication/m9\"}"),
    { "medicine.name=C", "medicine.code=X1", "medicine.system=s" },
    NULL,
    FALSE },
  { "stopped-before-started",
    M ("{" DOSE ("1", "mg") REPEAT (DAILY ",\"boundsPeriod\":{\"start\":\"2024-03-01\",\"end\":"
                                          "\"2024-02-01\"}") "}"),
    { "medicine.started=2024-03-01", "medicine.stopped=" },
    "end ends-before-it-begins",
    TRUE },
  { "without-a-name",
    R ("MedicationRequest", "subject", ",\"status\":\"active\",\"intent\":\"order\""),
    { NULL },
    "-no-code",
    TRUE },
};

#define A(more) R ("AllergyIntolerance", "patient", more)
#define SNOMED(code, words) \
  ",\"code\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"" code "\",\"display\":\"" words "\"}]}"

static const Row allergies[] = {
  { "every-reaction",
    A (TEXT (
      "code",
      "Penicillin") ",\"reaction\":[{\"manifestation\":[{\"text\":\"Rash\"},{\"text\":"
                    "\"Itching\"}],\"severity\":\"mild\"},{\"manifestation\":[{\"text\":\"Anaphylaxis\"}],\"severity\":"
                    "\"severe\"}],\"note\":[{\"text\":\"Needed adrenaline\"}]"),
    { "allergy.reaction=Rash, Itching (Mild); Anaphylaxis (Severe)", "allergy.severity=severe",
      "allergy.note=Needed adrenaline", "allergy.status=" },
    NULL,
    FALSE },
  { "substance-of-the-reaction",
    A (",\"reaction\":[{\"substance\":{\"text\":\"Cashew\"},\"manifestation\":[{\"text\":\"Swelling\"}]}]"),
    { "allergy.substance=Cashew", "allergy.reaction=Swelling" },
    NULL,
    FALSE },
  { "substance-beside-the-code",
    A (TEXT ("code", "Nuts") ",\"reaction\":[{\"substance\":{\"text\":\"Cashew\"},"
                             "\"manifestation\":[{\"text\":\"Swelling\"}]}]"),
    { "allergy.substance=Nuts", "allergy.reaction=Cashew: Swelling" },
    NULL,
    FALSE },
  { "none-by-code", A (SNOMED ("716186003", "No known allergy")), { "allergy.none=1" }, NULL, FALSE },
  { "none-of-drugs", A (SNOMED ("409137002", "x")), { "allergy.none=1" }, NULL, FALSE },
  { "none-in-words", A (TEXT ("code", "No known  allergies.")), { "allergy.none=1" }, NULL, FALSE },
  { "none-in-chinese", A (TEXT ("code", "否认食物、药物过敏史")), { "allergy.none=1" }, NULL, FALSE },
  { "none-by-words-and-another-code",
    A (SNOMED ("91936005", "Allergy to penicillin")),
    { "allergy.none=" },
    NULL,
    FALSE },
  { "refuted", A (TEXT ("code", "x") CODED ("verificationStatus", "refuted")), { NULL }, "-refuted", FALSE },
  { "unconfirmed",
    A (TEXT ("code", "x") CODED ("verificationStatus", "unconfirmed")),
    { "allergy.certainty=unconfirmed" },
    NULL,
    FALSE },
  { "severity-of-another-system",
    A (TEXT ("code", "x") ",\"reaction\":[{\"manifestation\":[{\"text\":\"r\"}],\"severity\":\"3\"}]"),
    { "allergy.severity=", "allergy.reaction=r" },
    "reaction[0].severity unreadable",
    TRUE },
  { "since-twelve",
    A (TEXT ("code", "x") ",\"onsetAge\":{\"value\":12,\"code\":\"a\"}"),
    { "allergy.note~12 years" },
    NULL,
    FALSE },
  { "nothing-said", A (""), { NULL }, "-no-code", TRUE },
};

#define C(more) R ("Condition", "subject", TEXT ("code", "c") more)

static const Row conditions[] = {
  { "onset-age",
    C (",\"onsetAge\":{\"value\":34,\"unit\":\"a\",\"code\":\"a\"}"),
    { "problem.onset_text=at 34 years", "problem.onset=", "problem.status=" },
    NULL,
    FALSE },
  { "onset-words", C (",\"onsetString\":\"in childhood\""), { "problem.onset_text=in childhood" }, NULL, FALSE },
  { "onset-range",
    C (",\"onsetRange\":{\"low\":{\"value\":20},\"high\":{\"value\":25,\"unit\":\"a\"}}"),
    { "problem.onset_text=20–25 years" },
    NULL,
    FALSE },
  { "onset-period",
    C (",\"onsetPeriod\":{\"start\":\"2012\",\"end\":\"2013\"}"),
    { "problem.onset=2012", "problem.onset_text=2012 – 2013" },
    NULL,
    FALSE },
  { "ended-words",
    C (",\"abatementString\":\"after treatment\""),
    { "problem.note~after treatment", "problem.ended=" },
    NULL,
    FALSE },
  { "severity-and-stage",
    C (TEXT ("severity", "severe") ",\"stage\":[{\"summary\":{\"text\":\"III\"}}],\"bodySite\":[{"
                                   "\"text\":\"left\"}]"),
    { "problem.severity=severe", "problem.note~III", "problem.note~left" },
    NULL,
    FALSE },
  { "inactive", C (CODED ("clinicalStatus", "inactive")), { "problem.status=inactive" }, NULL, FALSE },
  { "relapse",
    C (CODED ("clinicalStatus", "relapse")),
    { "problem.status=active", "problem.note~relapse" },
    NULL,
    FALSE },
  { "differential",
    C (CODED ("verificationStatus", "differential")),
    { "problem.verification=differential" },
    NULL,
    FALSE },
  { "dagger-and-asterisk",
    R ("Condition", "subject",
       ",\"code\":{\"coding\":[{\"system\":\"s\",\"code\":\"G30.1\"},"
       "{\"system\":\"s\",\"code\":\"F00.1\"}],\"text\":\"c\"}"),
    { "problem.code=G30.1", "problem.note~F00.1" },
    NULL,
    FALSE },
  { "of-one-visit",
    C (",\"category\":[{\"coding\":[{\"code\":\"encounter-diagnosis\"}]}]"),
    { "problem.note~one visit" },
    NULL,
    FALSE },
  { "status-of-another-system",
    C (CODED ("clinicalStatus", "1")),
    { "problem.status=" },
    "clinicalStatus unreadable",
    TRUE },
  { "onset-to-come", C (",\"onsetDateTime\":\"2999\""), { "problem.onset=" }, "onset in-the-future", TRUE },
  { "onset-before-birth", C (",\"onsetDateTime\":\"1970\""), { "problem.onset=" }, "onset before-birth", TRUE },
  { "ended-before-onset",
    C (",\"onsetDateTime\":\"2012\",\"abatementDateTime\":\"2011-05\""),
    { "problem.onset=2012", "problem.ended=" },
    "abatement ends-before-it-begins",
    TRUE },
  { "onset-unreadable",
    C (",\"onsetDateTime\":\"last year\""),
    { "problem.text=c", "problem.onset=" },
    "onsetDateTime unreadable",
    TRUE },
};

#define O(more) \
  R ("Observation", "subject", ",\"status\":\"final\"" TEXT ("code", "o") ",\"effectiveDateTime\":\"2026-01-05\"" more)
#define O_TOTAL(status, value)                                       \
  R ("Observation", "subject",                                       \
     ",\"status\":\"" status "\",\"code\":{\"coding\":[{\"system\":" \
     "\"http://loinc.org\",\"code\":\"44261-6\"}]},\"effectiveDateTime\":\"2026-01-05\"," value)
#define O_AT(at)               \
  R ("Observation", "subject", \
     ",\"status\":\"final\"" TEXT ("code", "o") ",\"valueInteger\":1,\"effectiveDateTime\":\"" at "\"")

static const Row observations[] = {
  { "decimals",
    O (",\"valueQuantity\":{\"value\":12.50,\"unit\":\"kg\"}"),
    { "measurement.written=12.50", "measurement.value=12.5", "measurement.unit=kg" },
    NULL,
    FALSE },
  { "comparator-all-digits",
    O (",\"valueQuantity\":{\"comparator\":\"<\",\"value\":0.00000123450,\"unit\":\"ng/mL\"}"),
    { "measurement.value_text=< 0.00000123450 ng/mL", "measurement.value=" },
    NULL,
    FALSE },
  { "unit-in-braces",
    O (",\"valueQuantity\":{\"value\":3,\"code\":\"{score}\"}"),
    { "measurement.unit=score", "measurement.unit_code={score}" },
    NULL,
    FALSE },
  { "unit-in-ucum",
    O (",\"valueQuantity\":{\"value\":3,\"code\":\"mm[Hg]\"}"),
    { "measurement.unit=mmHg" },
    NULL,
    FALSE },
  { "interpretation-and-note",
    O (",\"valueInteger\":3,\"interpretation\":[{\"coding\":[{\"code\":\"HH\"}]}],\"note\":[{"
       "\"text\":\"fasting\"}],\"bodySite\":{\"text\":\"left arm\"},\"method\":{\"text\":\"cuff\"}"),
    { "measurement.interpretation=critically high", "measurement.note~fasting", "measurement.note~left arm",
      "measurement.note~cuff" },
    NULL,
    FALSE },
  { "reference-range",
    O (",\"valueInteger\":3,\"referenceRange\":[{\"low\":{\"value\":3.50},\"high\":{\"value\":5.0,\"unit\":"
       "\"mmol/L\"}}]"),
    { "measurement.note~3.50–5.0 mmol/L" },
    NULL,
    FALSE },
  { "range",
    O (",\"valueRange\":{\"low\":{\"value\":1},\"high\":{\"value\":2,\"unit\":\"h\"}}"),
    { "measurement.value_text=1–2 h" },
    NULL,
    FALSE },
  { "ratio",
    O (",\"valueRatio\":{\"numerator\":{\"value\":1},\"denominator\":{\"value\":128}}"),
    { "measurement.value_text=1 : 128" },
    NULL,
    FALSE },
  { "time", O (",\"valueTime\":\"23:30:00\""), { "measurement.value_text=23:30:00" }, NULL, FALSE },
  { "total", O_TOTAL ("final", "\"valueInteger\":20"), { "measurement.value=20" }, NULL, FALSE },
  { "total-beyond-the-scale",
    O_TOTAL ("final", "\"valueInteger\":28"),
    { "measurement.value=28" },
    "value hardly-possible",
    TRUE },
  { "total-below-the-scale",
    O_TOTAL ("final", "\"valueInteger\":-1"),
    { "measurement.value=-1" },
    "value hardly-possible",
    TRUE },
  { "total-in-fractions",
    O_TOTAL ("final", "\"valueQuantity\":{\"value\":12.5}"),
    { "measurement.value=12.5" },
    "value hardly-possible",
    TRUE },
  { "total-not-confirmed",
    O_TOTAL ("preliminary", "\"valueInteger\":20"),
    { "measurement.value=20" },
    "status not-final",
    TRUE },
  { "no-zone", O_AT ("2023-09-04T21:28:00"), { NULL }, "-no-time-zone", FALSE },
  { "only-a-month", O_AT ("2023-09"), { NULL }, "-part-of-a-date", FALSE },
  { "no-date-at-all", O_AT ("yesterday"), { NULL }, "-date-unreadable", FALSE },
  { "to-come", O_AT ("2999-01-01"), { "measurement.value=1" }, "effective hardly-possible", TRUE },
  { "before-birth", O_AT ("1970-01-01"), { "measurement.value=1" }, "effective hardly-possible", TRUE },
};

#define E(status, more) R ("Encounter", "subject", ",\"status\":\"" status "\",\"class\":{\"code\":\"AMB\"}" more)
#define AT(from, to) ",\"period\":{\"start\":\"" from "\",\"end\":\"" to "\"}"

static const Row encounters[] = {
  { "ends-before-it-begins",
    E ("finished", AT ("2026-05-02T10:00:00+08:00", "2026-05-01T10:00:00+08:00")),
    { "encounter.kind=visit", "encounter.ended=" },
    "period.end ends-before-it-begins",
    TRUE },
  { "before-birth",
    E ("finished", AT ("1970-01-01T10:00:00+08:00", "1970-01-01T11:00:00+08:00")),
    { NULL },
    "-before-birth",
    FALSE },
  { "held-in-the-future",
    E ("finished", ",\"period\":{\"start\":\"2999-01-01T10:00:00+08:00\"}"),
    { NULL },
    "-in-the-future",
    FALSE },
  { "planned-far-ahead",
    E ("planned", ",\"period\":{\"start\":\"2999-01-01T10:00:00+08:00\"}"),
    { NULL },
    "-in-the-future",
    FALSE },
  { "planned",
    E ("planned", ",\"period\":{\"start\":\"2027-01-01T10:00:00+08:00\"}"),
    { "encounter.status=planned" },
    NULL,
    FALSE },
  { "no-show",
    E ("noshow", ",\"period\":{\"start\":\"2026-01-01T10:00:00+08:00\"}"),
    { "encounter.status=missed" },
    NULL,
    FALSE },
  { "going-on",
    E ("in-progress", ",\"period\":{\"start\":\"2026-01-01T10:00:00+08:00\"}"),
    { "encounter.status=in-progress" },
    NULL,
    FALSE },
  { "reason-and-place",
    E ("finished",
       ",\"period\":{\"start\":\"2026-01-01T10:00:00+08:00\"},\"reasonCode\":[{\"text\":"
       "\"insomnia\"}],\"location\":[{\"location\":{\"display\":\"Room 3\"}}]"),
    { "encounter.reason=insomnia", "encounter.place=Room 3" },
    NULL,
    FALSE },
  { "end-without-zone",
    E ("finished", AT ("2026-05-02T10:00:00+08:00", "2026-05-02T11:00:00")),
    { "encounter.ended=" },
    "period.end no-time-zone",
    FALSE },
  { "only-a-month", E ("finished", ",\"period\":{\"start\":\"2026-05\"}"), { NULL }, "-part-of-a-date", FALSE },
};

static char *
value_of (EkRecord *record, int field)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  int offset = 0;
  gint64 ms;

  if (!ek_record_has (record, field))
    return g_strdup ("");
  switch ((int) ek_record_get_record_type (record)->fields[field].kind)
    {
    case EK_FIELD_INTEGER:
    case EK_FIELD_BOOLEAN:
      return g_strdup_printf ("%" G_GINT64_FORMAT, ek_record_get_int (record, field, 0));
    case EK_FIELD_REAL:
      return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.10g", ek_record_get_real (record, field, 0)));
    case EK_FIELD_INSTANT:
      ms = ek_record_get_instant (record, field, &offset);
      return g_strdup_printf ("%" G_GINT64_FORMAT, ms);
    default:
      return g_strdup (ek_record_get_text (record, field));
    }
}

static EkRecord *
first_record (Fixture *fixture, const EkRecordType *type)
{
  g_autoptr (EkPatientRows) rows = ek_store_list_patients (fixture->store, NULL, NULL);
  const char *id = ek_patient_rows_get (rows, 0)->id;
  g_autoptr (GPtrArray) records = NULL;

  if (type == &ek_patient_type)
    return ek_store_load (fixture->store, type, id, NULL);
  records = ek_store_list (fixture->store, type, id, NULL);
  return records->len > 0 ? g_object_ref (records->pdata[0]) : NULL;
}

static void
assert_value (Fixture *fixture, const char *expected)
{
  gsize dot = strcspn (expected, "."), sign = strcspn (expected, "=~");
  g_autofree char *type_name = g_strndup (expected, dot);
  g_autofree char *field_name = g_strndup (expected + dot + 1, sign - dot - 1);
  const EkRecordType *type = ek_record_type_by_name (type_name);
  g_autoptr (EkRecord) record = NULL;
  g_autofree char *value = NULL;
  int field;

  g_assert_nonnull (type);
  field = ek_record_type_find_field (type, field_name);
  g_assert_cmpint (field, >=, 0);
  record = first_record (fixture, type);
  g_assert_nonnull (record);
  value = value_of (record, field);
  if (expected[sign] == '~' && strstr (value, expected + sign + 1) == NULL)
    g_error ("%s is \"%s\"", expected, value);
  if (expected[sign] == '=')
    g_assert_cmpstr (value, ==, expected + sign + 1);
}

static gboolean
is_told (JsonObject *report, const char *told)
{
  JsonArray *list = ek_json_peek_array (report, told[0] == '-' ? "problems" : "dropped");
  g_auto (GStrv) parts = g_strsplit (told[0] == '-' ? told + 1 : told, " ", 2);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *one = ek_json_element_object (list, i);

      if (told[0] == '-' ? g_strcmp0 (ek_json_peek_string (one, "reason"), parts[0]) == 0
                         : g_strcmp0 (ek_json_peek_string (one, "path"), parts[0]) == 0 &&
              g_strcmp0 (ek_json_peek_string (one, "reason"), parts[1]) == 0)
        return TRUE;
    }
  return FALSE;
}

static EkFhirReport *
import_text (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  EkFhirReport *report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, NULL, &error);

  g_assert_no_error (error);
  return report;
}

static guint
count_notices (Fixture *fixture)
{
  g_autoptr (GPtrArray) notices = ek_notice_list_open (fixture->store, NULL, NULL);

  return notices->len;
}

/* Everything that was read comes back from our own export as it is. */
static void
assert_comes_back (Fixture *fixture)
{
  static const EkRecordType *const types[] = { &ek_patient_type, &ek_medicine_type,    &ek_allergy_type,
                                               &ek_problem_type, &ek_measurement_type, &ek_encounter_type };
  Fixture other = { NULL };
  g_autoptr (EkRecord) patient = first_record (fixture, &ek_patient_type);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) bundle = ek_fhir_export_patient (fixture->store, fixture->catalogue, ek_record_get_id (patient),
                                                        &error);
  g_autofree char *text = ek_json_exact (bundle);
  g_autoptr (EkFhirReport) report = NULL;

  g_assert_no_error (error);
  fixture_set_up (&other, NULL);
  report = import_text (&other, text);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (EkRecord) ours = first_record (fixture, types[i]);
      g_autoptr (EkRecord) theirs = first_record (&other, types[i]);

      g_assert_cmpint (ours != NULL, ==, theirs != NULL);
      for (int field = 0; ours != NULL && types[i]->fields[field].name != NULL; field++)
        {
          g_autofree char *one = value_of (ours, field);
          g_autofree char *two = value_of (theirs, field);

          /* the file it came in is another one */
          if (g_str_equal (types[i]->fields[field].name, "received_from"))
            continue;
          if (strcmp (one, two) != 0)
            g_error ("%s.%s was \"%s\" and came back as \"%s\"", types[i]->name, types[i]->fields[field].name, one,
                     two);
        }
    }
  fixture_tear_down (&other, NULL);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  Fixture fixture = { NULL };
  gboolean has_patient = strstr (row->lines, "\"resourceType\":\"Patient\"") != NULL;
  g_autofree char *text = g_strconcat (has_patient ? "" : P (EVA) "\n", row->lines, "\n", NULL);
  g_autoptr (EkFhirReport) report = NULL;
  g_autoptr (JsonNode) json = NULL;

  fixture_set_up (&fixture, NULL);
  report = import_text (&fixture, text);
  json = ek_fhir_report_to_json (report);
  for (guint i = 0; i < G_N_ELEMENTS (row->expected) && row->expected[i] != NULL; i++)
    assert_value (&fixture, row->expected[i]);
  if (row->told != NULL && !is_told (json_node_get_object (json), row->told))
    {
      g_autofree char *said = ek_json_canonical (json);

      g_error ("\"%s\" is not told: %s", row->told, said);
    }
  g_assert_cmpint (count_notices (&fixture) > 0, ==, row->noticed);
  for (guint i = 0; i < ek_fhir_report_get_look (report)->len; i++)
    {
      const EkFhirReportLook *look = ek_fhir_report_get_look (report)->pdata[i];

      /* in words of its own: which detail, of what, in which file */
      if (strstr (look->words, "one detail") != NULL || g_str_has_prefix (look->words, "Something") ||
          strstr (look->words, "elsewhere") != NULL)
        g_error ("\"%s\" does not say what it is about", look->words);
    }
  assert_comes_back (&fixture);
  fixture_tear_down (&fixture, NULL);
}

/* What the second file says of a patient whom the first brought, from one hospital. */
static const struct {
  const char *name, *first, *second, *expected, *told;
} pairs[] = {
  { "lives-again", P (EVA ",\"deceasedBoolean\":true"), P (EVA ",\"deceasedBoolean\":false"),
    "patient.deceased=", NULL },
  { "lives-again-unsaid", P (EVA ",\"deceasedBoolean\":true"), P (EVA), "patient.deceased=", NULL },
  { "coarser-birth", P (EVA), P (",\"name\":[{\"text\":\"Eva Muster\"}],\"birthDate\":\"1980\""),
    "patient.birth_date=1980-01-02", NULL },
  { "coarser-birth-contradicts", P (EVA), P (",\"name\":[{\"text\":\"Eva Muster\"}],\"birthDate\":\"1981\""),
    "patient.birth_date=1980-01-02", "birthDate contradicts" },
  { "finer-birth", P (",\"name\":[{\"text\":\"Eva Muster\"}],\"birthDate\":\"1980\""), P (EVA),
    "patient.birth_date=1980-01-02", NULL },
  { "phone-that-ended", P (EVA ",\"telecom\":[{\"system\":\"phone\",\"value\":\"1\"}]"),
    P (EVA ",\"telecom\":[{\"system\":\"phone\",\"value\":\"1\",\"period\":{\"end\":\"2020\"}}]"),
    "patient.phone=", NULL },
  { "address-that-is-old", P (EVA ",\"address\":[{\"text\":\"A\"}]"),
    P (EVA ",\"address\":[{\"use\":\"old\",\"text\":\"A\"}]"), "patient.address=", NULL },
};

#define HOSPITAL()                                                                \
  "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"fullUrl\":" \
  "\"https://hospital.example/fhir/Patient/p1\",\"resource\":%s}]}"

static void
test_pair (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Fixture fixture = { NULL };
  g_autofree char *first = g_strdup_printf (HOSPITAL (), pairs[i].first);
  g_autofree char *second = g_strdup_printf (HOSPITAL (), pairs[i].second);
  g_autoptr (EkFhirReport) before = NULL;
  g_autoptr (EkFhirReport) report = NULL;
  g_autoptr (JsonNode) json = NULL;

  fixture_set_up (&fixture, NULL);
  before = import_text (&fixture, first);
  report = import_text (&fixture, second);
  g_assert_cmpint (fixture_count (&fixture, "SELECT count(*) FROM patient"), ==, 1);
  assert_value (&fixture, pairs[i].expected);
  json = ek_fhir_report_to_json (report);
  g_assert_true (pairs[i].told == NULL || is_told (json_node_get_object (json), pairs[i].told));
  fixture_tear_down (&fixture, NULL);
}

/* One word that there is no allergy, and an allergy: both are kept, and a person is asked. */
static void
test_contradiction (void)
{
  static const char *const first[] = { SNOMED ("716186003", "x"), TEXT ("code", "Penicillin") };

  for (guint i = 0; i < 2; i++)
    {
      Fixture fixture = { NULL };
      g_autofree char *text = g_strdup_printf (
        P (
          EVA) "\n{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a1\",\"patient\":{\"reference\":\"Patient/"
               "p1\"}%s}\n"
               "{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a2\",\"patient\":{\"reference\":\"Patient/p1\"}%s}\n",
        first[i], first[1 - i]);
      g_autoptr (EkFhirReport) report = NULL;

      fixture_set_up (&fixture, NULL);
      report = import_text (&fixture, text);
      g_assert_cmpint (fixture_count (&fixture, "SELECT count(*) FROM allergy"), ==, 2);
      g_assert_cmpuint (count_notices (&fixture), ==, 1);
      fixture_tear_down (&fixture, NULL);
    }
}

/* A known kind of extension and what only administers are not told. */
static void
test_noise (void)
{
  Fixture fixture = { NULL };
  g_autoptr (EkFhirReport) report = NULL;

  fixture_set_up (&fixture, NULL);
  report = import_text (&fixture,
                        P (EVA
                           ",\"meta\":{\"profile\":[\"x\"]},\"text\":{\"status\":\"generated\",\"div\":\"x\"},"
                           "\"extension\":[{\"url\":\"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race\"}],"
                           "\"managingOrganization\":{\"display\":\"x\"}") "\n");
  g_assert_cmpuint (ek_fhir_report_get_dropped (report), ==, 0);
  fixture_tear_down (&fixture, NULL);
}

/* Of one kind of value the first are named and all are counted. */
static void
test_many (void)
{
  EkFhirReport *report = ek_fhir_report_new ();
  g_autoptr (JsonNode) json = NULL;
  JsonObject *object;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *path = g_strdup_printf ("name[%u].prefix[0]", i);

      ek_fhir_report_drop (report, "Patient", NULL, path, "Dr.", EK_FHIR_DROP_NOT_KEPT);
    }
  ek_fhir_report_drop (report, "Patient", NULL, "birthDate", "?", EK_FHIR_DROP_UNREADABLE);
  json = ek_fhir_report_to_json (report);
  object = json_node_get_object (json);
  g_assert_cmpuint (ek_fhir_report_get_dropped (report), ==, 1001);
  g_assert_cmpuint (json_array_get_length (ek_json_peek_array (object, "dropped")), ==, 21);
  g_assert_cmpint (ek_json_peek_int (object, "dropped_left_out", 0), ==, 980);
  ek_fhir_report_free (report);
}

/* A change of ours laid over what the hospital has: only what was changed, and every digit of the rest. */
static const struct {
  const char *name, *base, *ours, *theirs, *has[4], *lacks[3];
} edits[] = {
  { "telephone",
    P (EVA ",\"telecom\":[{\"system\":\"phone\",\"value\":\"1\"}]"),
    P (EVA ",\"telecom\":[{\"system\":\"phone\",\"value\":\"2\"}]"),
    P (EVA ",\"telecom\":[{\"system\":\"email\",\"value\":\"a@b\"},{\"system\":\"phone\",\"value\":\"1\",\"use\":"
           "\"mobile\"}],"
           "\"extension\":[{\"url\":\"u\",\"valueDecimal\":12.50},{\"url\":\"v\",\"valueDecimal\":1.0},"
           "{\"url\":\"w\",\"valueDecimal\":1e2}]"),
    { "12.50", "1.0", "1e2", "\"use\":\"mobile\",\"value\":\"2\"" },
    { "\"value\":\"1\"" } },
  { "telephone-taken-away",
    P (EVA ",\"telecom\":[{\"system\":\"phone\",\"value\":\"1\"}]"),
    P (EVA),
    P (EVA ",\"telecom\":[{\"system\":\"phone\",\"value\":\"1\"},{\"system\":\"email\",\"value\":\"a@b\"}]"),
    { "a@b" },
    { "\"value\":\"1\"" } },
  { "name",
    P (EVA),
    P (",\"name\":[{\"text\":\"Eva Neu\"}],\"birthDate\":\"1980-01-02\""),
    P (",\"name\":[{\"use\":\"old\",\"text\":\"Very "
       "Old\"},{\"use\":\"official\",\"family\":\"Muster\",\"given\":[\"Eva\"],"
       "\"prefix\":[\"Dr.\"]}],\"birthDate\":\"1980-01-02\""),
    { "Eva Neu", "Very Old", "Dr." },
    { "Muster" } },
  { "address",
    P (EVA ",\"address\":[{\"text\":\"A\"}]"),
    P (EVA ",\"address\":[{\"text\":\"B\"}]"),
    P (EVA ",\"address\":[{\"use\":\"old\",\"text\":\"O\"},{\"use\":\"home\",\"text\":\"A\",\"city\":\"Bonn\"}]"),
    { "\"text\":\"B\"", "\"text\":\"O\"", "\"use\":\"home\"" },
    { "Bonn" } },
  { "contact-telephone",
    P (EVA ",\"contact\":[{\"name\":{\"text\":\"Ben\"},\"telecom\":[{\"system\":\"phone\",\"value\":"
           "\"1\"}]}]"),
    P (EVA ",\"contact\":[{\"name\":{\"text\":\"Ben\"},\"telecom\":[{\"system\":\"phone\",\"value\":\"2\"}]}]"),
    P (EVA ",\"contact\":[{\"name\":{\"text\":\"Ben\"},\"gender\":\"male\",\"telecom\":[{\"system\":\"phone\","
           "\"value\":\"1\"}]},"
           "{\"name\":{\"text\":\"Ann\"}}]"),
    { "\"gender\":\"male\"", "Ann", "\"value\":\"2\"" },
    { "\"value\":\"1\"" } },
  { "lives-again",
    P (EVA ",\"deceasedDateTime\":\"2020\""),
    P (EVA),
    P (EVA ",\"deceasedDateTime\":\"2020\""),
    { "\"deceasedBoolean\":false" },
    { "deceasedDateTime" } },
};

static void
test_edit (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  EkFhirContext context = { NULL };
  g_autoptr (JsonNode) base = ek_json_parse_exact (edits[i].base, -1, NULL, NULL);
  g_autoptr (JsonNode) ours = ek_json_parse_exact (edits[i].ours, -1, NULL, NULL);
  g_autoptr (JsonNode) theirs = ek_json_parse_exact (edits[i].theirs, -1, NULL, NULL);
  g_autoptr (JsonObject) merged = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  merged = ek_fhir_patient_lay_over (&context, json_node_get_object (base), json_node_get_object (ours),
                                     json_node_get_object (theirs), FALSE);
  g_assert_nonnull (merged);
  node = ek_fhir_node (merged);
  text = ek_json_exact (node);
  for (guint k = 0; k < G_N_ELEMENTS (edits[i].has) && edits[i].has[k] != NULL; k++)
    if (strstr (text, edits[i].has[k]) == NULL)
      g_error ("%s is gone: %s", edits[i].has[k], text);
  for (guint k = 0; k < G_N_ELEMENTS (edits[i].lacks) && edits[i].lacks[k] != NULL; k++)
    if (strstr (text, edits[i].lacks[k]) != NULL)
      g_error ("%s is still there: %s", edits[i].lacks[k], text);
}

/* Both changed the telephone: a person decides, unless ours is to win. */
static void
test_edit_clash (void)
{
  EkFhirContext context = { NULL };
  g_autoptr (JsonNode) base = ek_json_parse (P (EVA ",\"telecom\":[{\"system\":\"phone\",\"value\":\"1\"}]"), -1, NULL,
                                             NULL);
  g_autoptr (JsonNode) ours = ek_json_parse (P (EVA ",\"telecom\":[{\"system\":\"phone\",\"value\":\"2\"}]"), -1, NULL,
                                             NULL);
  g_autoptr (JsonNode) theirs = ek_json_parse (P (EVA ",\"telecom\":[{\"system\":\"phone\",\"value\":\"3\"}]"), -1,
                                               NULL, NULL);
  g_autoptr (JsonObject) merged = NULL;

  g_assert_null (ek_fhir_patient_lay_over (&context, json_node_get_object (base), json_node_get_object (ours),
                                           json_node_get_object (theirs), FALSE));
  merged = ek_fhir_patient_lay_over (&context, json_node_get_object (base), json_node_get_object (ours),
                                     json_node_get_object (theirs), TRUE);
  g_assert_cmpstr (ek_json_peek_string (ek_fhir_first_object (merged, "telecom"), "value"), ==, "2");
}

static void
add_rows (const char *group, const Row *rows, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/received-values/%s/%s", group, rows[i].name);

      g_test_add_data_func (path, &rows[i], test_row);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_rows ("patient", patients, G_N_ELEMENTS (patients));
  add_rows ("medicine", medicines, G_N_ELEMENTS (medicines));
  add_rows ("allergy", allergies, G_N_ELEMENTS (allergies));
  add_rows ("condition", conditions, G_N_ELEMENTS (conditions));
  add_rows ("observation", observations, G_N_ELEMENTS (observations));
  add_rows ("encounter", encounters, G_N_ELEMENTS (encounters));
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *path = g_strdup_printf ("/received-values/again/%s", pairs[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_pair);
    }
  g_test_add_func ("/received-values/contradiction", test_contradiction);
  g_test_add_func ("/received-values/noise", test_noise);
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autofree char *path = g_strdup_printf ("/received-values/edit/%s", edits[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_edit);
    }
  g_test_add_func ("/received-values/edit-clash", test_edit_clash);
  g_test_add_func ("/received-values/many", test_many);
  return g_test_run ();
}
