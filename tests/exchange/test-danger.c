/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signs of danger in what comes in, in whatever clothes. */

#include "exchange-fixture.h"

#include "ek-assess.h"
#include "ek-danger.h"
#include "ek-fhir-export.h"
#include "ek-fhir-import.h"
#include "ek-notice.h"

#include <string.h>

#define PATIENT \
  "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"text\":\"孙辛\"}],\"birthDate\":\"1990-01-01\"}\n"
#define ABOUT "\"subject\":{\"reference\":\"Patient/p1\"}"
#define WHEN "\"effectiveDateTime\":\"2026-01-05T09:00:00+08:00\""
#define LOINC(code) "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"" code "\"}]}"
#define OBSERVATION(code, value) \
  "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\"," code "," ABOUT "," WHEN "," value "}\n"
#define CONDITION(code, more) "{\"resourceType\":\"Condition\",\"id\":\"c1\"," ABOUT ",\"code\":{" code "}" more "}\n"
#define CODING(system, code, display) \
  "\"coding\":[{\"system\":\"" system "\",\"code\":\"" code "\",\"display\":\"" display "\"}]"
#define ICD10 "http://hl7.org/fhir/sid/icd-10"
#define ICD10CM "http://hl7.org/fhir/sid/icd-10-cm"
#define ONSET(date) ",\"onsetDateTime\":\"" date "\""
#define RECORDED(date) ",\"recordedDate\":\"" date "\""
#define VISIT(day)                                                                                            \
  "{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"}," ABOUT \
  ",\"period\":{\"start\":\"" day "T09:00:00+08:00\"},\"reasonCode\":[{" CODING (ICD10, "R07.4", "x") "}]}\n"
#define CLAIM(day)                                                                                              \
  "{\"resourceType\":\"Claim\",\"id\":\"b1\",\"status\":\"active\",\"patient\":{\"reference\":\"Patient/p1\"}," \
  "\"created\":\"" day "\",\"item\":[{\"sequence\":1,\"productOrService\":{" CODING (ICD10, "R07.4", "x") "}}]}\n"
#define OVER ",\"clinicalStatus\":{\"coding\":[{\"code\":\"resolved\"}]}"
#define VERIFICATION(code) ",\"verificationStatus\":{\"coding\":[{\"code\":\"" code "\"}]}"
#define RESPONSE(items)                                                                                   \
  "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q1\",\"status\":\"completed\",\"questionnaire\":" \
  "\"http://hospital.example/Questionnaire/unknown\"," ABOUT                                              \
  ",\"authored\":\"2026-01-05T09:00:00+08:00\",\"item\":[" items "]}\n"

#define RISKS(first, how, second, how2)                                                        \
  "{\"resourceType\":\"RiskAssessment\",\"id\":\"r1\",\"status\":\"final\"," ABOUT             \
  ",\"occurrenceDateTime\":\"2026-01-01\","                                                    \
  "\"prediction\":[{\"outcome\":{\"text\":\"" first "\"},\"qualitativeRisk\":{\"text\":\"" how \
  "\"}},{\"outcome\":{\"text\":\"" second "\"},\"qualitativeRisk\":{\"text\":\"" how2 "\"}}]}\n"
#define DATED(date)                                                               \
  "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\"," LOINC ( \
    "44260-8") "," ABOUT ",\"valueInteger\":2,"                                   \
               "\"effectiveDateTime\":\"" date "\"}\n"

static void
import (Fixture *fixture, const char *text)
{
  const EkFhirImportOptions options = { .received = ek_assess_received, .suspects = ek_danger_suspects };
  g_autofree char *path = fixture_write (fixture, "in.json", text);
  g_autoptr (GError) error = NULL;
  g_autoptr (EkFhirReport) report = ek_fhir_import_file (fixture->store, fixture->catalogue, path, &options, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
}

/* @kind: of the one open risk, NULL: none. @notices: open notices. */
static const struct {
  const char *name, *resource, *kind;
  int notices;
} cases[] = {
  { "item as integer", OBSERVATION (LOINC ("44260-8"), "\"valueInteger\":3"), "suicide", 0 },
  { "item as integer, no", OBSERVATION (LOINC ("44260-8"), "\"valueInteger\":0"), NULL, 0 },
  { "item as quantity", OBSERVATION (LOINC ("44260-8"), "\"valueQuantity\":{\"value\":1}"), "suicide", 0 },
  { "item as answer code",
    OBSERVATION (LOINC ("44260-8"),
                 "\"valueCodeableConcept\":{\"coding\":[{\"system\":"
                 "\"http://loinc.org\",\"code\":\"LA6569-3\"}]}"),
    "suicide", 0 },
  { "item as answer code, no",
    OBSERVATION (LOINC ("44260-8"),
                 "\"valueCodeableConcept\":{\"coding\":[{\"system\":"
                 "\"http://loinc.org\",\"code\":\"LA6568-5\"}]}"),
    NULL, 0 },
  { "item in words that nobody knows", OBSERVATION (LOINC ("44260-8"), "\"valueString\":\"see letter\""), "suicide",
    0 },
  { "item that was refused",
    OBSERVATION (LOINC ("44260-8"),
                 "\"dataAbsentReason\":{\"coding\":[{\"code\":"
                 "\"asked-declined\"}]}"),
    "suicide", 0 },
  { "item as component",
    OBSERVATION (LOINC ("44249-1"),
                 "\"component\":[{" LOINC ("44250-9") ",\"valueInteger\":0},{" LOINC (
                   "44260-8") ",\"valueInteger\":2}]"),
    "suicide", 0 },
  { "screener by observation",
    OBSERVATION (LOINC ("93246-7"),
                 "\"valueCodeableConcept\":{\"coding\":[{\"code\":"
                 "\"LA33-6\",\"display\":\"Yes\"}]}"),
    "suicide", 0 },
  { "screener by observation, no",
    OBSERVATION (LOINC ("93246-7"),
                 "\"valueCodeableConcept\":{\"coding\":[{\"code\":"
                 "\"LA32-8\"}]}"),
    NULL, 0 },
  { "screener, lifetime", OBSERVATION (LOINC ("93299-6"), "\"valueBoolean\":true"), "suicide", 0 },
  { "thoughts, lifetime", OBSERVATION (LOINC ("93298-8"), "\"valueBoolean\":true"), "suicide", 0 },
  { "method, lifetime", OBSERVATION (LOINC ("93297-0"), "\"valueBoolean\":true"), "suicide", 0 },
  { "intent, lifetime", OBSERVATION (LOINC ("93296-2"), "\"valueBoolean\":true"), "suicide", 0 },
  { "plan, lifetime", OBSERVATION (LOINC ("93295-4"), "\"valueBoolean\":true"), "suicide", 0 },
  { "attempt, lifetime", OBSERVATION (LOINC ("93253-3"), "\"valueBoolean\":true"), "suicide", 0 },
  { "interrupted attempt, lifetime", OBSERVATION (LOINC ("93259-0"), "\"valueBoolean\":true"), "suicide", 0 },
  { "aborted attempt, lifetime", OBSERVATION (LOINC ("93263-2"), "\"valueBoolean\":true"), "suicide", 0 },
  { "attempt of late", OBSERVATION (LOINC ("93255-8"), "\"valueBoolean\":true"), "suicide", 0 },
  { "interrupted attempt of late", OBSERVATION (LOINC ("93261-6"), "\"valueBoolean\":true"), "suicide", 0 },
  { "aborted attempt of late", OBSERVATION (LOINC ("93265-7"), "\"valueBoolean\":true"), "suicide", 0 },
  { "plan asked", OBSERVATION (LOINC ("94035-3"), "\"valueBoolean\":true"), "suicide", 0 },
  { "attempt, lifetime, no", OBSERVATION (LOINC ("93253-3"), "\"valueBoolean\":false"), NULL, 0 },
  { "attempt of late, no", OBSERVATION (LOINC ("93255-8"), "\"valueBoolean\":false"), NULL, 0 },
  { "plan asked, no", OBSERVATION (LOINC ("94035-3"), "\"valueBoolean\":false"), NULL, 0 },
  { "item 9 of a care home",
    OBSERVATION (LOINC ("54652-3"), "\"valueCodeableConcept\":{\"coding\":[{\"code\":\"LA33-6\"}]}"), "suicide", 0 },
  { "item 9 of a care home, no",
    OBSERVATION (LOINC ("54652-3"), "\"valueCodeableConcept\":{\"coding\":[{\"code\":\"LA32-8\"}]}"), NULL, 0 },
  { "item 9, how often", OBSERVATION (LOINC ("54653-1"), "\"valueInteger\":2"), "suicide", 0 },
  { "seen by staff",
    OBSERVATION (LOINC ("54673-9"), "\"valueCodeableConcept\":{\"coding\":[{\"code\":\"LA33720-6\"}]}"), "suicide", 0 },
  { "seen by staff, no",
    OBSERVATION (LOINC ("54673-9"), "\"valueCodeableConcept\":{\"coding\":[{\"code\":\"LA33719-8\"}]}"), NULL, 0 },
  { "score of another screen", OBSERVATION (LOINC ("89560-7"), "\"valueQuantity\":{\"value\":1.5}"), "suicide", 0 },
  { "score of another screen, none", OBSERVATION (LOINC ("89560-7"), "\"valueQuantity\":{\"value\":0}"), NULL, 0 },
  { "poisoning without a sixth place", CONDITION (CODING (ICD10CM, "T58.02XA", "Toxic effect of carbon monoxide"), ""),
    "suicide", 0 },
  { "finding by words", OBSERVATION ("\"code\":{\"text\":\"Suizidgedanken\"}", "\"valueString\":\"ja\""), "suicide",
    0 },
  { "finding by words, no", OBSERVATION ("\"code\":{\"text\":\"Suicidal ideation\"}", "\"valueString\":\"No\""), NULL,
    0 },
  { "without a date",
    "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\"," LOINC ("44260-8") "," ABOUT
                                                                                              ",\"valueInteger\":3}\n",
    "suicide", 0 },
  { "date to come",
    "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\"," LOINC (
      "44260-8") "," ABOUT ",\"valueInteger\":3,\"effectiveDateTime\":\"2096-01-01T00:00:00Z\"}\n",
    "suicide", 0 },
  { "diagnosis", CONDITION (CODING (ICD10, "R45.8", "Suicidal ideation"), VERIFICATION ("confirmed")), "suicide", 0 },
  { "diagnosis, refuted", CONDITION (CODING (ICD10, "R45.8", "Suicidal ideation"), VERIFICATION ("refuted")), NULL, 0 },
  { "diagnosis, entered in error", CONDITION (CODING (ICD10, "X60", "x"), VERIFICATION ("entered-in-error")), NULL, 0 },
  { "diagnosis, the second code",
    CONDITION ("\"coding\":[{\"system\":\"urn:local\",\"code\":\"D1\",\"display\":\"Other\"},"
               "{\"system\":\"http://snomed.info/sct\",\"code\":\"82313006\"}]",
               ""),
    "suicide", 0 },
  { "diagnosis by words", CONDITION ("\"text\":\"服药自杀未遂\"", ""), "suicide", 0 },
  { "diagnosis in a note", CONDITION ("\"text\":\"抑郁发作\"", ",\"note\":[{\"text\":\"有自杀想法\"}]"), "suicide", 0 },
  { "diagnosis of a relative", CONDITION ("\"text\":\"Family history of suicide\"", ""), NULL, 1 },
  { "diagnosis that its words take back",
    CONDITION (CODING (ICD10, "R45.8", "x") ",\"text\":\"Suicidal ideation: denied\"", ""), NULL, 1 },
  { "history", CONDITION (CODING (ICD10, "Z91.5", "Personal history of self-harm"), ""), "suicide", 0 },
  /* what asks for a physician today does so while it lasts and for some days; without a date a person is asked */
  { "chest pain of today", CONDITION (CODING (ICD10, "R07.4", "Chest pain"), ONSET ("2026-09-21")), "medical", 0 },
  { "chest pain, its code alone",
    CONDITION ("\"coding\":[{\"system\":\"" ICD10 "\",\"code\":\"R074\"}]", ONSET ("2026-09-15")), "medical", 0 },
  { "chest pain of this month", CONDITION (CODING (ICD10, "R07.4", "胸痛"), ONSET ("2026-09")), "medical", 0 },
  { "chest pain of years ago", CONDITION (CODING (ICD10, "R07.4", "Chest pain"), ONSET ("2011-03")), NULL, 0 },
  { "chest pain of years ago, written down today",
    CONDITION (CODING (ICD10, "R07.4", "Chest pain"), ONSET ("2011-03") RECORDED ("2026-09-20")), "medical", 0 },
  { "chest pain, over", CONDITION (CODING (ICD10, "R07.4", "Chest pain"), ONSET ("2026-09-15") OVER), NULL, 0 },
  { "chest pain without a date", CONDITION (CODING (ICD10, "R07.4", "Chest pain"), ""), NULL, 1 },
  { "chest pain in words", CONDITION ("\"text\":\"胸痛\"", ONSET ("2026-09-21")), NULL, 1 },
  { "chest pain in words, of years ago", CONDITION ("\"text\":\"胸痛\"", ONSET ("2011-03")), NULL, 0 },
  { "delirium", CONDITION (CODING (ICD10, "F05.9", "Delirium"), RECORDED ("2026-09-20")), "medical", 0 },
  { "delirium of the spring", CONDITION (CODING (ICD10, "F05.9", "Delirium"), ONSET ("2026-04-02")), NULL, 0 },
  { "chest pain as the reason for a visit of years ago", VISIT ("2011-03-01"), NULL, 0 },
  { "chest pain as the reason for a visit of today", VISIT ("2026-09-20"), "medical", 0 },
  { "chest pain on a bill of years ago", CLAIM ("2011-03-01"), NULL, 0 },
  { "chest pain on a bill of today", CLAIM ("2026-09-20"), NULL, 1 },
  /* these are a danger whenever they were */
  { "attempt of years ago", CONDITION (CODING (ICD10, "X70", "x"), ONSET ("2011-03")), "suicide", 0 },
  { "others", CONDITION (CODING (ICD10, "R45.850", "Homicidal ideations"), ""), "others", 0 },
  { "chest pain asked",
    OBSERVATION ("\"code\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"29857009\"}]}",
                 "\"valueBoolean\":true"),
    "medical", 0 },
  { "chest pain asked, no",
    OBSERVATION ("\"code\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"29857009\"}]}",
                 "\"valueBoolean\":false"),
    NULL, 0 },
  { "fainting asked",
    OBSERVATION ("\"code\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"271594007\"}]}",
                 "\"valueString\":\"yes\""),
    "medical", 0 },
  { "fainting asked, no",
    OBSERVATION ("\"code\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"271594007\"}]}",
                 "\"valueString\":\"no\""),
    NULL, 0 },
  { "chest pain by LOINC", OBSERVATION (LOINC ("58259-3"), "\"valueBoolean\":true"), "medical", 0 },
  { "fainting by words", OBSERVATION ("\"code\":{\"text\":\"晕厥\"}", "\"valueString\":\"有\""), "medical", 0 },
  { "fainting by words, no", OBSERVATION ("\"code\":{\"text\":\"晕厥\"}", "\"valueString\":\"无\""), NULL, 0 },
  { "withdrawal", CONDITION (CODING (ICD10, "F10.3", "Alcohol withdrawal"), ""), "medical", 0 },
  { "withdrawal that is over",
    CONDITION (CODING (ICD10, "F10.3", "Alcohol withdrawal"),
               ",\"abatementDateTime\":"
               "\"2020-01-01\""),
    NULL, 0 },
  { "warning",
    "{\"resourceType\":\"Flag\",\"id\":\"f1\",\"status\":\"active\",\"code\":{\"text\":\"Suicide risk\"}," ABOUT
    ",\"period\":{\"start\":\"2026-01-01\"}}\n",
    "suicide", 0 },
  { "warning that was lifted",
    "{\"resourceType\":\"Flag\",\"id\":\"f1\",\"status\":\"inactive\",\"code\":{\"text\":"
    "\"Suicide risk\"}," ABOUT ",\"period\":{\"start\":\"2026-01-01\"}}\n",
    NULL, 0 },
  { "risk assessed elsewhere",
    "{\"resourceType\":\"RiskAssessment\",\"id\":\"r1\",\"status\":\"final\",\"code\":{\"text\":"
    "\"Risk of violence\"}," ABOUT
    ",\"occurrenceDateTime\":\"2026-01-01\",\"prediction\":[{\"qualitativeRisk\":{\"coding\":"
    "[{\"code\":\"high\"}]}}]}\n",
    "others", 0 },
  { "risk assessed elsewhere, outcome",
    "{\"resourceType\":\"RiskAssessment\",\"id\":\"r1\",\"status\":\"final\"," ABOUT
    ",\"occurrenceDateTime\":\"2026-01-01\",\"prediction\":[{\"outcome\":{\"text\":\"Suicide\"},\"qualitativeRisk\":{"
    "\"text\":"
    "\"high\"}}]}\n",
    "suicide", 0 },
  { "risk assessed elsewhere, negligible",
    "{\"resourceType\":\"RiskAssessment\",\"id\":\"r1\",\"status\":\"final\"," ABOUT
    ",\"occurrenceDateTime\":\"2026-01-01\",\"prediction\":[{\"outcome\":{\"text\":\"Suicide\"},\"qualitativeRisk\":{"
    "\"text\":"
    "\"negligible\"}}]}\n",
    NULL, 0 },
  { "reason for a visit",
    "{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"status\":\"finished\",\"class\":{\"code\":\"EMER\"}," ABOUT
    ",\"period\":{\"start\":\"2026-01-05T09:00:00+08:00\"},\"reasonCode\":[{\"text\":\"Overdose\"}]}\n",
    "suicide", 0 },
  { "diagnosis that denies it", CONDITION ("\"text\":\"no suicidal ideation\"", ""), NULL, 1 },
  { "denied in a note", CONDITION ("\"text\":\"Depression\"", ",\"note\":[{\"text\":\"denies suicidal ideation\"}]"),
    NULL, 0 },
  { "two predictions, the other negligible", RISKS ("Suicide", "High", "Violence", "Negligible"), "suicide", 0 },
  { "two predictions, the other way round", RISKS ("Violence", "None", "Suicide", "High"), "suicide", 0 },
  { "two predictions of one kind", RISKS ("Suicide", "High", "Self-harm", "None"), "suicide", 0 },
  { "two predictions, both negligible", RISKS ("Suicide", "None", "Violence", "Negligible"), NULL, 0 },
  { "a yes and a no in one answer",
    OBSERVATION ("\"code\":{\"text\":\"Suicide risk\"}",
                 "\"valueCodeableConcept\":{"
                 "\"coding\":[{\"display\":\"Present\"},{\"display\":\"No\"}]}"),
    "suicide", 0 },
  { "a no in two languages",
    OBSERVATION ("\"code\":{\"text\":\"Suicide risk\"}",
                 "\"valueCodeableConcept\":{"
                 "\"coding\":[{\"code\":\"x\",\"display\":\"No (qualifier value)\"}],\"text\":\"否\"}"),
    NULL, 0 },
  { "item, code says no and words yes",
    OBSERVATION (LOINC ("44260-8"),
                 "\"valueCodeableConcept\":{\"coding\":[{\"code\":"
                 "\"LA6568-5\",\"display\":\"Not at all\"}],\"text\":\"Nearly every day\"}"),
    "suicide", 0 },
  { "more than nothing", OBSERVATION (LOINC ("44260-8"), "\"valueQuantity\":{\"value\":0,\"comparator\":\">\"}"),
    "suicide", 0 },
  { "less than something", OBSERVATION (LOINC ("44260-8"), "\"valueQuantity\":{\"value\":2,\"comparator\":\"<\"}"),
    "suicide", 0 },
  { "only a year", DATED ("2026"), "suicide", 0 },
  { "no zone", DATED ("2026-01-01T09:00:00"), "suicide", 0 },
  { "no date", DATED ("yesterday"), "suicide", 0 },
  { "cancelled",
    "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"cancelled\"," LOINC (
      "44260-8") "," ABOUT "," WHEN ",\"valueInteger\":2}\n",
    "suicide", 0 },
  { "with a qualifier",
    "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\"," LOINC (
      "44260-8") "," ABOUT "," WHEN
                 ",\"valueInteger\":2,\"modifierExtension\":[{\"url\":\"urn:x\",\"valueBoolean\":true}]}\n",
    "suicide", 0 },
  /* results by name */
  { "C-SSRS risk: High Risk", OBSERVATION ("\"code\":{\"text\":\"C-SSRS risk\"}", "\"valueString\":\"High Risk\""),
    "suicide", 0 },
  { "C-SSRS risk: Low Risk", OBSERVATION ("\"code\":{\"text\":\"C-SSRS risk\"}", "\"valueString\":\"Low Risk\""), NULL,
    0 },
  { "Columbia screener: Moderate Risk",
    OBSERVATION ("\"code\":{\"text\":\"Columbia screener\"}", "\"valueString\":\"Moderate Risk\""), "suicide", 0 },
  { "Columbia screener: negative",
    OBSERVATION ("\"code\":{\"text\":\"Columbia screener\"}", "\"valueString\":\"negative\""), NULL, 0 },
  { "Modified SAD PERSONS: 9", OBSERVATION ("\"code\":{\"text\":\"Modified SAD PERSONS\"}", "\"valueString\":\"9\""),
    "suicide", 0 },
  { "Modified SAD PERSONS: 2", OBSERVATION ("\"code\":{\"text\":\"Modified SAD PERSONS\"}", "\"valueString\":\"2\""),
    NULL, 0 },
  { "Risk to self: High", OBSERVATION ("\"code\":{\"text\":\"Risk to self\"}", "\"valueString\":\"High\""), "suicide",
    0 },
  { "Risk to self: Low", OBSERVATION ("\"code\":{\"text\":\"Risk to self\"}", "\"valueString\":\"Low\""), NULL, 0 },
  { "Risk of harm to self: Yes",
    OBSERVATION ("\"code\":{\"text\":\"Risk of harm to self\"}", "\"valueString\":\"Yes\""), "suicide", 0 },
  { "Risk of harm to self: No", OBSERVATION ("\"code\":{\"text\":\"Risk of harm to self\"}", "\"valueString\":\"No\""),
    NULL, 0 },
  { "Risk to others: High", OBSERVATION ("\"code\":{\"text\":\"Risk to others\"}", "\"valueString\":\"High\""),
    "others", 0 },
  { "Risk to others: minimal", OBSERVATION ("\"code\":{\"text\":\"Risk to others\"}", "\"valueString\":\"minimal\""),
    NULL, 0 },
  { "Violence risk: High", OBSERVATION ("\"code\":{\"text\":\"Violence risk\"}", "\"valueString\":\"High\""), "others",
    0 },
  { "Violence risk: Low", OBSERVATION ("\"code\":{\"text\":\"Violence risk\"}", "\"valueString\":\"Low\""), NULL, 0 },
  { "暴力风险: 高", OBSERVATION ("\"code\":{\"text\":\"暴力风险\"}", "\"valueString\":\"高\""), "others", 0 },
  { "暴力风险: 低", OBSERVATION ("\"code\":{\"text\":\"暴力风险\"}", "\"valueString\":\"低\""), NULL, 0 },
  { "Chest pain: severe", OBSERVATION ("\"code\":{\"text\":\"Chest pain\"}", "\"valueString\":\"severe\""), "medical",
    0 },
  { "Chest pain: none", OBSERVATION ("\"code\":{\"text\":\"Chest pain\"}", "\"valueString\":\"none\""), NULL, 0 },
  { "SAD PERSONS as a number", OBSERVATION ("\"code\":{\"text\":\"SAD PERSONS\"}", "\"valueInteger\":7"), "suicide",
    0 },
  { "SAD PERSONS as a number, low", OBSERVATION ("\"code\":{\"text\":\"SAD PERSONS\"}", "\"valueInteger\":1"), NULL,
    0 },
  { "a low word beside a high one",
    OBSERVATION ("\"code\":{\"text\":\"Risk to self\"}",
                 "\"valueCodeableConcept\":{\"coding\":[{\"display\":\"Low\"},{\"display\":\"High\"}]}"),
    "suicide", 0 },
  /* items by a code without a system, a name of the hospital's, or their words */
  { "item without a system", OBSERVATION ("\"code\":{\"coding\":[{\"code\":\"44260-8\"}]}", "\"valueInteger\":2"),
    "suicide", 0 },
  { "item without a system, no", OBSERVATION ("\"code\":{\"coding\":[{\"code\":\"44260-8\"}]}", "\"valueInteger\":0"),
    NULL, 0 },
  { "item of a local system",
    OBSERVATION ("\"code\":{\"coding\":[{\"system\":\"urn:h\",\"code\":\"44260-8\"}]}", "\"valueInteger\":1"),
    "suicide", 0 },
  { "screener without a system",
    OBSERVATION ("\"code\":{\"coding\":[{\"code\":\"93246-7\"}]}", "\"valueBoolean\":true"), "suicide", 0 },
  { "PHQ9_09", OBSERVATION ("\"code\":{\"text\":\"PHQ9_09\"}", "\"valueInteger\":1"), "suicide", 0 },
  { "PHQ9_09, no", OBSERVATION ("\"code\":{\"text\":\"PHQ9_09\"}", "\"valueInteger\":0"), NULL, 0 },
  { "PHQ-9 item 9", OBSERVATION ("\"code\":{\"text\":\"PHQ-9 item 9\"}", "\"valueInteger\":1"), "suicide", 0 },
  { "PHQ-9 item 9, no", OBSERVATION ("\"code\":{\"text\":\"PHQ-9 item 9\"}", "\"valueInteger\":0"), NULL, 0 },
  { "PHQ-9 第9题", OBSERVATION ("\"code\":{\"text\":\"PHQ-9 第9题\"}", "\"valueInteger\":1"), "suicide", 0 },
  { "PHQ-9 第9题, no", OBSERVATION ("\"code\":{\"text\":\"PHQ-9 第9题\"}", "\"valueInteger\":0"), NULL, 0 },
  { "PHQ-9 Q9: thoughts", OBSERVATION ("\"code\":{\"text\":\"PHQ-9 Q9: thoughts\"}", "\"valueInteger\":1"), "suicide",
    0 },
  { "PHQ-9 Q9: thoughts, no", OBSERVATION ("\"code\":{\"text\":\"PHQ-9 Q9: thoughts\"}", "\"valueInteger\":0"), NULL,
    0 },
  { "local code PHQ9_09",
    OBSERVATION ("\"code\":{\"coding\":[{\"system\":\"urn:h\",\"code\":\"PHQ9_09\"}]}", "\"valueInteger\":3"),
    "suicide", 0 },
  { "another item", OBSERVATION ("\"code\":{\"text\":\"PHQ-9 item 8\"}", "\"valueInteger\":3"), NULL, 0 },
  { "a name of the whole", OBSERVATION ("\"code\":{\"text\":\"EPDS-10\"}", "\"valueInteger\":13"), NULL, 0 },
  { "part by its number",
    OBSERVATION ("\"code\":{\"text\":\"PHQ-9\"}",
                 "\"component\":[{"
                 "\"code\":{\"text\":\"第9题\"}"
                 ",\"valueInteger\":2}]"),
    "suicide", 0 },
  { "part by its number, no",
    OBSERVATION ("\"code\":{\"text\":\"PHQ-9\"}",
                 "\"component\":[{"
                 "\"code\":{\"text\":\"第9题\"}"
                 ",\"valueInteger\":0}]"),
    NULL, 0 },
  { "item in its words",
    OBSERVATION (
      "\"code\":{\"text\":\"thoughts that you would be better off dead, or of hurting yourself in some way\"}",
      "\"valueString\":\"Several days\""),
    "suicide", 0 },
  { "item in its words, no",
    OBSERVATION (
      "\"code\":{\"text\":\"9. Thoughts that you would be better off dead or of hurting yourself in some way.\"}",
      "\"valueString\":\"Not at all\""),
    NULL, 0 },
  { "item in its Chinese words",
    OBSERVATION ("\"code\":{\"text\":\"有不如死掉，或用某种方式伤害自己的念头\"}", "\"valueInteger\":1"), "suicide",
    0 },
  { "item in words that name no danger",
    OBSERVATION ("\"code\":{\"text\":\"PCL-5\"}",
                 "\"component\":[{"
                 "\"code\":{\"text\":\"item 16\"}"
                 ",\"valueInteger\":4}]"),
    "suicide", 0 },
  { "form that nobody knows", RESPONSE ("{\"linkId\":\"a1\",\"answer\":[{\"valueInteger\":3}]}"), NULL, 1 },
  { "form that nobody knows, with words",
    RESPONSE ("{\"linkId\":\"a1\",\"text\":\"Thoughts of suicide\",\"answer\":"
              "[{\"valueInteger\":2}]}"),
    "suicide", 1 },
  { "form that nobody knows, with words and a no",
    RESPONSE ("{\"linkId\":\"a1\",\"text\":\"Thoughts of suicide\","
              "\"answer\":[{\"valueBoolean\":false}]}"),
    NULL, 1 },
  { "form that nobody knows, nested",
    RESPONSE ("{\"linkId\":\"g\",\"item\":[{\"linkId\":\"a1\",\"text\":\"remarks\","
              "\"answer\":[{\"valueString\":\"不想活了\"}]}]}"),
    "suicide", 1 },
};

static void
test_case (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *text = g_strconcat (PATIENT, cases[i].resource, NULL);
  g_autofree char *sql = NULL;

  import (fixture, text);
  import (fixture, text); /* and again: nothing doubles */
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM risk"), ==, cases[i].kind != NULL);
  g_assert_cmpint (fixture_count (fixture,
                                  "SELECT count(*) FROM notice WHERE status = 'open' AND "
                                  "kind IN ('unreadable-form', 'unclear-danger')"),
                   ==, cases[i].notices);
  if (cases[i].kind == NULL)
    return;
  sql = g_strdup_printf ("SELECT count(*) FROM risk WHERE status = 'open' AND kind = '%s'", cases[i].kind);
  g_assert_cmpint (fixture_count (fixture, sql), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT max (revision) FROM risk"), ==, 1);
}

static gint64
notices (Fixture *fixture, const char *how)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT count(*) FROM notice WHERE kind = 'warning-ended' AND status = 'open' AND "
                     "json_extract (detail, '$.how') = '%s'",
                     how);

  return fixture_count (fixture, sql);
}

#define FLAG(id, status, more)                                                                                 \
  "{\"resourceType\":\"Flag\",\"id\":\"" id "\"" status ",\"code\":{\"text\":\"Suicide risk\"" more "}," ABOUT \
  ",\"period\":{\"start\":\"2026-01-01\"}}\n"
#define STATUS(word) ",\"status\":\"" word "\""

/* A warning that has ended, or was taken back, is told and opens nothing. */
static void
test_ended (Fixture *fixture, gconstpointer data)
{
  import (fixture, PATIENT FLAG ("f1", STATUS ("inactive"), ""));
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM risk"), ==, 0);
  g_assert_cmpint (notices (fixture, "ended"), ==, 1);
  import (fixture, PATIENT FLAG ("f2", STATUS ("entered-in-error"), ""));
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM risk"), ==, 0);
  g_assert_cmpint (notices (fixture, "error"), ==, 1);
  /* not of something else; but of this program, whose risk is not here to say so itself */
  import (fixture,
          PATIENT "{\"resourceType\":\"Flag\",\"id\":\"f3\",\"status\":\"inactive\",\"code\":{\"text\":\"Deaf\"}," ABOUT
                  ",\"period\":{\"start\":\"2026-01-01\"}}\n");
  import (fixture,
          PATIENT FLAG ("f4", STATUS ("entered-in-error"),
                        ",\"coding\":[{\"system\":\"" EK_FHIR_CODES "\",\"code\":"
                        "\"suicide-risk\"}]"));
  g_assert_cmpint (notices (fixture, "ended"), ==, 1);
  g_assert_cmpint (notices (fixture, "error"), ==, 2);
}

/* One that stood here: the risk stays open and says what became of the warning. */
static void
test_ended_later (Fixture *fixture, gconstpointer data)
{
  gboolean error = GPOINTER_TO_INT (data);
  g_autoptr (GPtrArray) risks = NULL;
  g_auto (GStrv) causes = NULL;

  import (fixture, PATIENT FLAG ("f1", STATUS ("active"), ""));
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM notice"), ==, 0);
  import (fixture,
          error ? PATIENT FLAG ("f1", STATUS ("entered-in-error"), "") : PATIENT FLAG ("f1", STATUS ("inactive"), ""));
  risks = ek_store_list_by (fixture->store, &ek_risk_type, EK_RISK_STATUS, "open", NULL);
  g_assert_cmpuint (risks->len, ==, 1);
  causes = ek_risk_causes (fixture->catalogue, risks->pdata[0]);
  g_assert_cmpuint (g_strv_length (causes), ==, 1);
  g_assert_nonnull (strstr (causes[0], error ? "entered in error" : "ended by the hospital"));
  g_assert_cmpint (notices (fixture, error ? "error" : "ended"), ==, 1);
}

/* A warning without a word of its state stands. */
static void
test_without_status (Fixture *fixture, gconstpointer data)
{
  import (fixture, PATIENT FLAG ("f1", "", ""));
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM risk WHERE status = 'open'"), ==, 1);
}

static void
assert_cause (Fixture *fixture, const char *holds)
{
  g_autoptr (GPtrArray) risks = ek_store_list_by (fixture->store, &ek_risk_type, EK_RISK_STATUS, "open", NULL);
  g_auto (GStrv) causes = NULL;

  g_assert_cmpuint (risks->len, ==, 1);
  causes = ek_risk_causes (fixture->catalogue, risks->pdata[0]);
  g_assert_cmpuint (g_strv_length (causes), ==, 1);
  if (strstr (causes[0], holds) == NULL)
    g_error ("%s is not in: %s", holds, causes[0]);
}

/* What the source corrects downwards stays in the risk and is marked. */
static void
test_corrected_there (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *first, *then, *holds;
  } states[] = {
    { OBSERVATION (LOINC ("44260-8"), "\"valueInteger\":3"), OBSERVATION (LOINC ("44260-8"), "\"valueInteger\":0"),
      "(0)" },
    { CONDITION ("\"text\":\"有自杀想法\"", ""), CONDITION ("\"text\":\"有自杀想法\"", VERIFICATION ("refuted")),
      "refuted" },
    { CONDITION ("\"text\":\"有自杀想法\"", ""),
      CONDITION ("\"text\":\"有自杀想法\"", VERIFICATION ("entered-in-error")), "entered in error" },
    { "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q1\",\"status\":\"completed\",\"questionnaire\":"
      "\"http://loinc.org/q/44249-1\"," ABOUT
      ",\"authored\":\"2026-01-05T09:00:00+08:00\",\"item\":[{\"linkId\":\"44260-8\","
      "\"answer\":[{\"valueInteger\":3}]}]}\n",
      "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q1\",\"status\":\"amended\",\"questionnaire\":"
      "\"http://loinc.org/q/44249-1\"," ABOUT
      ",\"authored\":\"2026-01-05T09:00:00+08:00\",\"item\":[{\"linkId\":\"44260-8\","
      "\"answer\":[{\"valueInteger\":0}]}]}\n",
      "(0)" },
  };
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *first = g_strconcat (PATIENT, states[i].first, NULL);
  g_autofree char *then = g_strconcat (PATIENT, states[i].then, NULL);

  import (fixture, first);
  import (fixture, then);
  assert_cause (fixture, states[i].holds);
  import (fixture, then);
  assert_cause (fixture, states[i].holds);
}

/* What is exported and read elsewhere is the same risk: its kind, its id, and that it was closed. */
static void
test_there_and_back (Fixture *fixture, gconstpointer data)
{
  const EkFhirImportOptions options = { .received = ek_assess_received, .suspects = ek_danger_suspects };
  static const char form[] =
    "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q1\",\"status\":\"completed\",\"questionnaire\":"
    "\"http://loinc.org/q/44249-1\"," ABOUT
    ",\"authored\":\"2026-01-05T09:00:00+08:00\",\"item\":[{\"linkId\":\"44260-8\","
    "\"answer\":[{\"valueInteger\":1}]}]}\n";
  g_autofree char *text = g_strconcat (PATIENT, form, NULL);
  gboolean close = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL, here = NULL, there = NULL;
  g_autoptr (JsonNode) bundle = NULL;
  g_autofree char *exported = NULL, *path = NULL;
  g_autoptr (EkFhirReport) report = NULL;
  Fixture other;
  EkRecord *risk;

  import (fixture, text);
  here = ek_store_list_by (fixture->store, &ek_risk_type, EK_RISK_STATUS, "open", &error);
  g_assert_cmpuint (here->len, ==, 1);
  risk = here->pdata[0];
  if (close)
    {
      g_assert_true (ek_risk_assess (fixture->store, NULL, risk, "low", "talked", NULL, &error));
      g_assert_true (ek_risk_close (fixture->store, NULL, risk, "seen", NULL, &error));
    }
  bundle = ek_fhir_export_patient (fixture->store, fixture->catalogue, ek_record_get_patient_id (risk), &error);
  g_assert_no_error (error);
  exported = json_to_string (bundle, FALSE);
  fixture_set_up (&other, NULL);
  path = fixture_write (&other, "in.json", exported);
  report = ek_fhir_import_file (other.store, other.catalogue, path, &options, &error);
  g_assert_no_error (error);
  there = ek_store_list_by (other.store, &ek_risk_type, EK_RISK_STATUS, close ? "closed" : "open", &error);
  g_assert_cmpuint (there->len, ==, 1);
  g_assert_cmpint (fixture_count (&other, "SELECT count(*) FROM risk"), ==, 1);
  g_assert_cmpstr (ek_record_get_id (there->pdata[0]), ==, ek_record_get_id (risk));
  g_assert_cmpstr (ek_record_get_text (there->pdata[0], EK_RISK_KIND), ==, "suicide");
  g_assert_cmpstr (ek_record_get_text (there->pdata[0], EK_RISK_REASON), ==, ek_record_get_text (risk, EK_RISK_REASON));
  g_assert_cmpstr (ek_record_get_text (there->pdata[0], EK_RISK_ACTION), ==, ek_record_get_text (risk, EK_RISK_ACTION));
  fixture_tear_down (&other, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/received/%s", cases[i].name);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_case, fixture_tear_down);
    }
  g_test_add ("/risk/there-and-back/open", Fixture, GINT_TO_POINTER (FALSE), fixture_set_up, test_there_and_back,
              fixture_tear_down);
  g_test_add ("/risk/there-and-back/closed", Fixture, GINT_TO_POINTER (TRUE), fixture_set_up, test_there_and_back,
              fixture_tear_down);
  g_test_add ("/received/ended", Fixture, NULL, fixture_set_up, test_ended, fixture_tear_down);
  g_test_add ("/received/ended-later", Fixture, GINT_TO_POINTER (FALSE), fixture_set_up, test_ended_later,
              fixture_tear_down);
  g_test_add ("/received/taken-back", Fixture, GINT_TO_POINTER (TRUE), fixture_set_up, test_ended_later,
              fixture_tear_down);
  g_test_add ("/received/without-status", Fixture, NULL, fixture_set_up, test_without_status, fixture_tear_down);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("/received/corrected/%u", i);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_corrected_there, fixture_tear_down);
    }
  return g_test_run ();
}
