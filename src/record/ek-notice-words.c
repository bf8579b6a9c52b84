/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ids that a notice carries, in words. None of them may reach a person as it is; what has no words here is told in
 * general ones. */

#include "ek-config.h"

#include "ek-notice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  const char *id;
  const char *words;
} Words;

static const char *
find (const Words *table, const char *id)
{
  for (; id != NULL && table->id != NULL; table++)
    if (strcmp (table->id, id) == 0)
      return _ (table->words);
  return NULL;
}

static const Words reasons[] = {
  { "modifier-unknown",
    N_ ("It carries a qualifier that changes its meaning, perhaps into the opposite, and that this program "
        "does not know.") },
  { "no-code", N_ ("It does not say what it is.") },
  { "no-id", N_ ("It has no number of its own, so it could not be recognised again.") },
  { "no-value", N_ ("It has no value.") },
  { "not-carried-out", N_ ("It is a draft, or was cancelled.") },
  { "changed-here", N_ ("It was changed both at the hospital and here, and was left as it is here.") },
  { "other-person", N_ ("What it is known by belongs to another person here.") },
  { "invalid-value", N_ ("One of its values is outside what is allowed.") },
  { "awaits-definition",
    N_ ("It waits for the definition of its version and has no score until then. Ask your IT department "
        "for it.") },
  { "no-date", N_ ("It has no date.") },
  { "no-time-zone", N_ ("Its time has no time zone, so it is not known when that was.") },
  { "part-of-a-date", N_ ("It names only a month or a year, and a day is needed.") },
  { "date-unreadable", N_ ("What stands for its date cannot be read.") },
  { "before-birth", N_ ("It is dated before the patient was born.") },
  { "in-the-future", N_ ("It is dated in the future.") },
  { "instrument-unknown", N_ ("This questionnaire is not known here.") },
  { "answers-do-not-fit", N_ ("Its answers do not fit the questionnaire.") },
  { "unreadable", N_ ("It cannot be read, and was left out.") },
  { "ends-before-it-begins", N_ ("It ends before it begins, and was left out.") },
  { "less-exact", N_ ("It says less than what is known here, which was kept.") },
  { "contradicts", N_ ("It is not the same as what is known here, and less exact; what is known here was kept.") },
  { "hardly-possible", N_ ("It was kept, although it is hardly possible.") },
  { "contradictory", N_ ("It was kept, although something else on record says the opposite.") },
  { "not-final", N_ ("It was kept without a level: the hospital has not confirmed it yet.") },
  { "not-kept", N_ ("There is no place for it in this record.") },
  { "another-shown", N_ ("Another one is shown.") },
  { "not-in-use", N_ ("It is old, ended or not yet valid.") },
  { NULL },
};

static const Words answer_reasons[] = {
  { "no-item", N_ ("no question of this form") },
  { "does-not-fit", N_ ("not an answer this question has") },
  { "answered-twice", N_ ("answered twice, and differently") },
  { "total-differs", N_ ("the total that was sent is not the sum of the answers") },
  { NULL },
};

/* Translators: the first words of a sentence, about something that came from a hospital */
static const Words things[] = {
  { "Patient", N_ ("The particulars of the patient") },
  { "Condition", N_ ("A diagnosis") },
  { "AllergyIntolerance", N_ ("An allergy") },
  { "MedicationRequest", N_ ("A prescription") },
  { "MedicationStatement", N_ ("A medicine as the patient reported it") },
  { "MedicationAdministration", N_ ("A medicine that was given") },
  { "Encounter", N_ ("A visit") },
  { "Observation", N_ ("A finding") },
  { "QuestionnaireResponse", N_ ("A form") },
  { "CarePlan", N_ ("A plan") },
  { "Task", N_ ("An action") },
  { "RiskAssessment", N_ ("An assessment of risk") },
  { "Flag", N_ ("A warning") },
  { NULL },
};

/* By the beginning of a member's name: "onsetDateTime", "onsetPeriod" … */
static const Words values[] = {
  { "birthDate", N_ ("the date of birth") },
  { "birth_date", N_ ("the date of birth") },
  { "deceased", N_ ("whether and when the patient died") },
  { "gender", N_ ("the sex") },
  { "clinicalStatus", N_ ("whether it is active") },
  { "verificationStatus", N_ ("how certain it is") },
  { "severity", N_ ("how severe it is") },
  { "criticality", N_ ("how dangerous it is") },
  { "code", N_ ("what it is") },
  { "recordedDate", N_ ("when it was noted") },
  { "noted", N_ ("when it was noted") },
  { "onset", N_ ("when it began") },
  { "abatement", N_ ("when it was over") },
  { "period", N_ ("from when to when") },
  { "start", N_ ("when it began") },
  { "ended", N_ ("when it was over") },
  { "end", N_ ("when it was over") },
  { "value", N_ ("the total") },
  { "status", N_ ("whether it is confirmed") },
  { "effective", N_ ("when it was measured") },
  { "authored", N_ ("when it was answered") },
  { "taken", N_ ("when it was taken") },
  { "stopped", N_ ("when it was stopped") },
  { "review", N_ ("when it is reviewed") },
  { "dosage", N_ ("the dose") },
  { "reaction", N_ ("the reaction") },
  { "name", N_ ("the name") },
  { NULL },
};

/**
 * ek_notice_reason_words:
 * @reason: (nullable): why something that came was not taken over as it is, as exchange/ names reasons
 *
 * Returns: (transfer none) (nullable): a sentence, translated; %NULL for what has no words
 */
const char *
ek_notice_reason_words (const char *reason)
{
  return find (reasons, reason);
}

/**
 * ek_notice_answer_words:
 * @reason: (nullable): why one answer of a form was not taken over, as exchange/ names reasons
 *
 * Returns: (transfer none) (nullable): not a sentence, for brackets; translated; %NULL for what has no words
 */
const char *
ek_notice_answer_words (const char *reason)
{
  return find (answer_reasons, reason);
}

/**
 * ek_notice_thing_words:
 * @type: (nullable): the type of a resource
 *
 * Returns: (transfer none): what a clinician calls it, translated
 */
const char *
ek_notice_thing_words (const char *type)
{
  const char *words = find (things, type);

  return words != NULL ? words : _ ("Something");
}

/**
 * ek_notice_value_words:
 * @path: where in a resource a value stands, as "reaction[0].severity"
 *
 * Returns: (transfer none) (nullable): what the value says, translated; %NULL for what has no words
 */
const char *
ek_notice_value_words (const char *path)
{
  const char *last = strrchr (path, '.');

  last = last != NULL ? last + 1 : path;
  for (guint i = 0; values[i].id != NULL; i++)
    if (g_str_has_prefix (last, values[i].id))
      return _ (values[i].words);
  return NULL;
}
