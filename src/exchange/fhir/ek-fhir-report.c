/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-notice.h"

#define PROBLEMS_MAX 200
#define PEOPLE_MAX 2000
#define LOOK_MAX 200

typedef struct {
  guint counts[EK_FHIR_SKIPPED + 1];
  guint skipped[EK_FHIR_SKIP_LAST + 1];
} TypeCounts;

struct _EkFhirReport {
  GHashTable *types;   /* name → TypeCounts */
  GPtrArray *problems; /* of JsonObject: the first skipped ones */
  guint n_problems;
  GPtrArray *notes;   /* sentences */
  GPtrArray *dropped; /* of JsonObject: the first values that were dropped */
  GHashTable *drops;  /* "type path why" → how many */
  guint n_dropped;
  GPtrArray *people; /* of EkFhirReportPerson */
  GPtrArray *look;   /* of EkFhirReportLook */
  guint n_look_left_out;
  GHashTable *by_patient; /* patient id → one of them */
  guint n_people_left_out;
  gboolean preview;
};

static const struct {
  const char *id;
  const char *label;
} skips[] = {
  [EK_FHIR_SKIP_NONE] = { "none", N_ ("Taken over") },
  [EK_FHIR_SKIP_TYPE] = { "type-not-kept", N_ ("This kind of record is not kept here") },
  [EK_FHIR_SKIP_PATIENT] = { "patient-unknown", N_ ("The patient it speaks of is neither in the file nor here") },
  [EK_FHIR_SKIP_OTHER_PERSON] = { "other-person", N_ ("What it is known by belongs to another person here") },
  [EK_FHIR_SKIP_MODIFIER] = { "modifier-unknown",
                              N_ ("It carries a qualifier that changes its meaning and is not "
                                  "understood here") },
  [EK_FHIR_SKIP_ERROR] = { "entered-in-error", N_ ("The hospital marked it as entered in error") },
  [EK_FHIR_SKIP_NO_NAME] = { "no-name", N_ ("It has no name") },
  [EK_FHIR_SKIP_NO_DATE] = { "no-date", N_ ("It has no date") },
  [EK_FHIR_SKIP_NO_CODE] = { "no-code", N_ ("It does not say what it is") },
  [EK_FHIR_SKIP_NO_VALUE] = { "no-value", N_ ("It has no value") },
  [EK_FHIR_SKIP_NO_ID] = { "no-id", N_ ("It has no number of its own, so it could not be recognised again") },
  [EK_FHIR_SKIP_NOT_TAKEN] = { "not-carried-out", N_ ("A draft, a cancelled thing or an order not to give") },
  [EK_FHIR_SKIP_REFUTED] = { "refuted", N_ ("It was found not to be so") },
  [EK_FHIR_SKIP_NOT_USED] = { "not-taken", N_ ("A medicine that is not taken, or was not given") },
  [EK_FHIR_SKIP_INSTRUMENT] = { "instrument-unknown", N_ ("The questionnaire is not known here") },
  [EK_FHIR_SKIP_ANSWERS] = { "answers-do-not-fit", N_ ("The answers do not fit the questionnaire") },
  [EK_FHIR_SKIP_ATTACHED] = { "attached", N_ ("The total of a questionnaire that was taken over with its answers") },
  [EK_FHIR_SKIP_CHANGED_HERE] = { "changed-here", N_ ("Changed both at the hospital and here; left as it is here") },
  [EK_FHIR_SKIP_INVALID] = { "invalid-value", N_ ("A value is outside what is allowed") },
  [EK_FHIR_SKIP_DELETE] = { "deletion", N_ ("The file asks for a deletion, which an import does not do") },
  [EK_FHIR_SKIP_EMPTY] = { "no-resource", N_ ("An element of the file holds no record") },
  [EK_FHIR_SKIP_REFUSED_PATIENT] = { "patient-not-taken", N_ ("The patient it speaks of was not taken over") },
  [EK_FHIR_SKIP_MIXED] = { "one-id-two-persons", N_ ("The file gives the same id to two different persons") },
  [EK_FHIR_SKIP_NUMBER_ALONE] = { "number-alone",
                                  N_ ("It names its patient by a number alone, without a name that "
                                      "agrees") },
  [EK_FHIR_SKIP_REMOVED_HERE] = { "removed-here", N_ ("This patient was removed here") },
  [EK_FHIR_SKIP_REPEATED] = { "repeated", N_ ("The file says it more than once; the newest was taken") },
  [EK_FHIR_SKIP_NO_ZONE] = { "no-time-zone", N_ ("Its time has no time zone, so it is not known when that was") },
  [EK_FHIR_SKIP_PART_DATE] = { "part-of-a-date", N_ ("It names only a month or a year, and a day is needed") },
  [EK_FHIR_SKIP_BAD_DATE] = { "date-unreadable", N_ ("What stands for its date cannot be read") },
  [EK_FHIR_SKIP_BEFORE_BIRTH] = { "before-birth", N_ ("It is dated before the patient was born") },
  [EK_FHIR_SKIP_FUTURE] = { "in-the-future", N_ ("It is said to have happened, and is dated in the future") },
};

static const struct {
  const char *id;
  const char *label;
} drops[] = {
  [EK_FHIR_DROP_NOT_KEPT] = { "not-kept", N_ ("There is no place for it in this record") },
  [EK_FHIR_DROP_NOT_SHOWN] = { "another-shown", N_ ("Another one is shown") },
  [EK_FHIR_DROP_OVER] = { "not-in-use", N_ ("Old, ended or not yet valid") },
  [EK_FHIR_DROP_UNREADABLE] = { "unreadable", N_ ("It cannot be read") },
  [EK_FHIR_DROP_NO_ZONE] = { "no-time-zone", N_ ("Its time has no time zone, so it is not known when that was") },
  [EK_FHIR_DROP_PART_DATE] = { "part-of-a-date", N_ ("It names only a month or a year, and a day is needed") },
  [EK_FHIR_DROP_FUTURE] = { "in-the-future", N_ ("It is in the future") },
  [EK_FHIR_DROP_BEFORE_BIRTH] = { "before-birth", N_ ("It is before the patient was born") },
  [EK_FHIR_DROP_END_BEFORE_START] = { "ends-before-it-begins", N_ ("It ends before it begins") },
  [EK_FHIR_DROP_COARSER] = { "less-exact", N_ ("It says less than what is known here") },
  [EK_FHIR_DROP_CONTRADICTS] = { "contradicts",
                                 N_ ("It says something else than what is known here, and less exactly; "
                                     "what is here was left") },
  [EK_FHIR_DROP_IMPLAUSIBLE] = { "hardly-possible", N_ ("Kept, although it is hardly possible") },
  [EK_FHIR_DROP_NOT_FINAL] = { "not-final", N_ ("Kept without a level: the hospital has not confirmed it yet") },
  [EK_FHIR_DROP_CONTRADICTORY] = { "contradictory", N_ ("Kept, although something else on record says the opposite") },
};

/* Of one kind of value (one path of one type, for one reason) so many are named, and of all. */
#define DROPS_OF_A_KIND 20
#define DROPS_MAX 500

static const char *const outcome_ids[] = { "created", "updated", "unchanged", "skipped" };

/**
 * ek_fhir_skip_id:
 * @skip: a reason
 *
 * Returns: (transfer none): its id as evenkeelctl prints it and the database keeps it; the same in every version and
 *   language
 */
const char *
ek_fhir_skip_id (EkFhirSkip skip)
{
  return skips[skip].id;
}

/**
 * ek_fhir_skip_is_unread:
 * @skip: a reason
 *
 * Returns: whether something was left out because it could not be read, and not because of what it says itself or whose
 *   it is: what it may hold is then looked at by code and words, and told
 */
gboolean
ek_fhir_skip_is_unread (EkFhirSkip skip)
{
  static const EkFhirSkip unread[] = {
    EK_FHIR_SKIP_MODIFIER,   EK_FHIR_SKIP_NO_DATE,  EK_FHIR_SKIP_NO_CODE,      EK_FHIR_SKIP_NO_VALUE,
    EK_FHIR_SKIP_INSTRUMENT, EK_FHIR_SKIP_ANSWERS,  EK_FHIR_SKIP_INVALID,      EK_FHIR_SKIP_NO_ZONE,
    EK_FHIR_SKIP_PART_DATE,  EK_FHIR_SKIP_BAD_DATE, EK_FHIR_SKIP_BEFORE_BIRTH, EK_FHIR_SKIP_FUTURE,
    EK_FHIR_SKIP_NO_ID,
  };

  for (guint i = 0; i < G_N_ELEMENTS (unread); i++)
    if (unread[i] == skip)
      return TRUE;
  return FALSE;
}

/**
 * ek_fhir_skip_label:
 * @skip: a reason
 *
 * Returns: (transfer none): the reason in words, translated; nothing in it about a patient
 */
const char *
ek_fhir_skip_label (EkFhirSkip skip)
{
  return _ (skips[skip].label);
}

/**
 * ek_fhir_drop_id:
 * @why: a reason
 *
 * Returns: (transfer none): its id as evenkeelctl prints it; the same in every version and language
 */
const char *
ek_fhir_drop_id (EkFhirDropReason why)
{
  return drops[why].id;
}

/**
 * ek_fhir_drop_label:
 * @why: a reason
 *
 * Returns: (transfer none): the reason in words, translated
 */
const char *
ek_fhir_drop_label (EkFhirDropReason why)
{
  return _ (drops[why].label);
}

static void
person_free (gpointer data)
{
  EkFhirReportPerson *person = data;

  g_free (person->patient_id);
  g_free (person->name);
  g_free (person->birth_date);
  g_free (person->number);
  g_free (person->where);
  ek_person_alike_free (person->known);
  g_clear_pointer (&person->alike, g_ptr_array_unref);
  g_free (person);
}

static void
look_free (gpointer data)
{
  EkFhirReportLook *look = data;

  g_free (look->patient_id);
  g_free (look->who);
  g_free (look->words);
  g_free (look);
}

/**
 * ek_fhir_report_new:
 *
 * Returns: (transfer full): an empty report; free with ek_fhir_report_free(). Used by one thread at a time
 */
EkFhirReport *
ek_fhir_report_new (void)
{
  EkFhirReport *self = g_new0 (EkFhirReport, 1);

  self->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->dropped = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->drops = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->people = g_ptr_array_new_with_free_func (person_free);
  self->look = g_ptr_array_new_with_free_func (look_free);
  self->by_patient = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * ek_fhir_report_free:
 * @self: (nullable) (transfer full): a report; with it goes everything that its getters lent
 */
void
ek_fhir_report_free (EkFhirReport *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->types);
  g_ptr_array_unref (self->problems);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->dropped);
  g_hash_table_unref (self->drops);
  g_hash_table_unref (self->by_patient);
  g_ptr_array_unref (self->people);
  g_ptr_array_unref (self->look);
  g_free (self);
}

static TypeCounts *
counts_of (EkFhirReport *self, const char *type)
{
  TypeCounts *counts = g_hash_table_lookup (self->types, type);

  if (counts != NULL)
    return counts;
  counts = g_new0 (TypeCounts, 1);
  g_hash_table_insert (self->types, g_strdup (type), counts);
  return counts;
}

/**
 * ek_fhir_report_count:
 * @self: a report
 * @type: the resource type
 * @outcome: what became of it
 * @why: the reason when it was skipped, else %EK_FHIR_SKIP_NONE
 * @where: (nullable): where it stands in the file, for a person to find it; nothing about the patient
 */
void
ek_fhir_report_count (EkFhirReport *self, const char *type, EkFhirOutcome outcome, EkFhirSkip why, const char *where)
{
  if (outcome == EK_FHIR_SKIPPED)
    ek_fhir_report_leave_out (self, type, why, EK_FHIR_SKIP_NONE, where, NULL);
  else
    counts_of (self, type)->counts[outcome]++;
}

/* The reason, and where there is one behind it, that too. */
static char *
words_for (EkFhirSkip why, EkFhirSkip because)
{
  if (because == EK_FHIR_SKIP_NONE)
    return g_strdup (ek_fhir_skip_label (why));
  /* Translators: why a record was left out, and the reason behind it: "The patient it speaks of was not taken over: It
   * has no name" */
  return g_strdup_printf (_ ("%s: %s"), ek_fhir_skip_label (why), ek_fhir_skip_label (because));
}

/**
 * ek_fhir_report_leave_out:
 * @self: a report
 * @type: the resource type
 * @why: why it was left out
 * @because: the reason behind @why, such as why its patient was not taken over; %EK_FHIR_SKIP_NONE for none
 * @where: (nullable): where it stands in the file
 * @whose: (nullable): whom it speaks of; one of this report
 */
void
ek_fhir_report_leave_out (EkFhirReport *self, const char *type, EkFhirSkip why, EkFhirSkip because, const char *where,
                          EkFhirReportPerson *whose)
{
  TypeCounts *counts = counts_of (self, type);
  g_autofree char *words = NULL;
  JsonObject *problem;

  counts->counts[EK_FHIR_SKIPPED]++;
  counts->skipped[why]++;
  if (why == EK_FHIR_SKIP_TYPE || why == EK_FHIR_SKIP_ATTACHED || ++self->n_problems > PROBLEMS_MAX)
    return;
  words = words_for (why, because);
  problem = json_object_new ();
  json_object_set_string_member (problem, "type", type);
  if (where != NULL)
    json_object_set_string_member (problem, "where", where);
  json_object_set_string_member (problem, "reason", ek_fhir_skip_id (why));
  if (because != EK_FHIR_SKIP_NONE)
    json_object_set_string_member (problem, "because", ek_fhir_skip_id (because));
  json_object_set_string_member (problem, "words", words);
  if (whose != NULL && whose->name != NULL)
    json_object_set_string_member (problem, "patient", whose->name);
  g_ptr_array_add (self->problems, problem);
}

/* Array indices are of no account: "name[1].prefix[0]" is of the kind "name.prefix". */
static char *
kind_of_drop (const char *type, const char *path, EkFhirDropReason why)
{
  GString *kind = g_string_new (type);
  gboolean inside = FALSE;

  g_string_append_c (kind, ' ');
  for (; *path != '\0'; path++)
    {
      inside = *path == '[' || (inside && *path != ']');
      if (!inside && *path != ']')
        g_string_append_c (kind, *path);
    }
  g_string_append_printf (kind, " %d", (int) why);
  return g_string_free (kind, FALSE);
}

/**
 * ek_fhir_report_drop:
 * @self: a report
 * @type: the resource type
 * @where: (nullable): where the resource stands in the file
 * @path: which value of it, as FHIR writes a path: "reaction[0].onset"
 * @value: (nullable): the value in a few words, for a person to judge whether it matters
 * @why: why it is not in the record
 *
 * Tells of a value that was dropped inside a resource that was taken over.
 */
void
ek_fhir_report_drop (EkFhirReport *self, const char *type, const char *where, const char *path, const char *value,
                     EkFhirDropReason why)
{
  g_autofree char *kind = kind_of_drop (type, path, why);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->drops, kind));
  JsonObject *entry;

  g_hash_table_replace (self->drops, g_steal_pointer (&kind), GUINT_TO_POINTER (n + 1));
  self->n_dropped++;
  if (n >= DROPS_OF_A_KIND || self->dropped->len >= DROPS_MAX)
    return;
  entry = json_object_new ();
  json_object_set_string_member (entry, "type", type);
  if (where != NULL)
    json_object_set_string_member (entry, "where", where);
  json_object_set_string_member (entry, "path", path);
  if (value != NULL)
    json_object_set_string_member (entry, "value", value);
  json_object_set_string_member (entry, "reason", ek_fhir_drop_id (why));
  json_object_set_string_member (entry, "words", ek_fhir_drop_label (why));
  g_ptr_array_add (self->dropped, entry);
}

/**
 * ek_fhir_report_get_dropped:
 * @self: a report
 *
 * Returns: how many values were dropped inside resources that were taken over, those too that it does not name
 */
guint
ek_fhir_report_get_dropped (EkFhirReport *self)
{
  return self->n_dropped;
}

/**
 * ek_fhir_report_add_person:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): somebody to fill in; %NULL when the report names as many as it can
 */
EkFhirReportPerson *
ek_fhir_report_add_person (EkFhirReport *self)
{
  EkFhirReportPerson *person;

  if (self->people->len >= PEOPLE_MAX)
    {
      self->n_people_left_out++;
      return NULL;
    }
  person = g_new0 (EkFhirReportPerson, 1);
  g_ptr_array_add (self->people, person);
  return person;
}

/**
 * ek_fhir_report_find_person:
 * @self: a report
 * @patient_id: a patient here
 *
 * Returns: (transfer none) (nullable): who in the report has that file here, by ek_fhir_report_name_person()
 */
EkFhirReportPerson *
ek_fhir_report_find_person (EkFhirReport *self, const char *patient_id)
{
  return g_hash_table_lookup (self->by_patient, patient_id);
}

/**
 * ek_fhir_report_name_person:
 * @self: a report
 * @person: somebody of this report
 * @patient_id: whose file it is here; copied
 *
 * From here on ek_fhir_report_find_person() finds @person by that id.
 */
void
ek_fhir_report_name_person (EkFhirReport *self, EkFhirReportPerson *person, const char *patient_id)
{
  g_free (person->patient_id);
  person->patient_id = g_strdup (patient_id);
  g_hash_table_replace (self->by_patient, g_strdup (patient_id), person);
}

/**
 * ek_fhir_report_set_preview:
 * @self: a report
 *
 * Says that nothing of what it reports was written: a person looks at it before anything is taken over.
 */
void
ek_fhir_report_set_preview (EkFhirReport *self)
{
  self->preview = TRUE;
}

/**
 * ek_fhir_report_is_preview:
 * @self: a report
 *
 * Returns: whether nothing of it was written
 */
gboolean
ek_fhir_report_is_preview (EkFhirReport *self)
{
  return self->preview;
}

/**
 * ek_fhir_report_get_people:
 * @self: a report
 *
 * Returns: (transfer none) (element-type EkFhirReportPerson): those it speaks of, in the order they were met, as many
 *   as it can name; see ek_fhir_report_get_people_left_out()
 */
GPtrArray *
ek_fhir_report_get_people (EkFhirReport *self)
{
  return self->people;
}

/**
 * ek_fhir_report_get_people_left_out:
 * @self: a report
 *
 * Returns: how many more people there were than it names
 */
guint
ek_fhir_report_get_people_left_out (EkFhirReport *self)
{
  return self->n_people_left_out;
}

/**
 * ek_fhir_report_get_notes:
 * @self: a report
 *
 * Returns: (transfer none) (element-type utf8): translated sentences about the whole, each once
 */
GPtrArray *
ek_fhir_report_get_notes (EkFhirReport *self)
{
  return self->notes;
}

/**
 * ek_fhir_report_note:
 * @self: a report
 * @sentence: a translated sentence about the whole file or pull; copied, and added once however often it is said
 */
void
ek_fhir_report_note (EkFhirReport *self, const char *sentence)
{
  for (guint i = 0; i < self->notes->len; i++)
    if (g_str_equal (self->notes->pdata[i], sentence))
      return;
  g_ptr_array_add (self->notes, g_strdup (sentence));
}

/**
 * ek_fhir_report_look:
 * @self: a report
 * @store: the record, in the transaction that took over what is reported
 * @catalogue: the instruments
 * @since_ms: when that began
 * @error: return location
 *
 * Adds in words what was left for a person to look at since then.
 *
 * Returns: %FALSE with what the store says
 */
gboolean
ek_fhir_report_look (EkFhirReport *self, EkStore *store, EkCatalogue *catalogue, gint64 since_ms, GError **error)
{
  g_autoptr (GPtrArray) open = ek_notice_list_open (store, NULL, error);

  for (guint i = 0; open != NULL && i < open->len; i++)
    {
      const char *patient_id = ek_record_get_patient_id (open->pdata[i]);
      g_autoptr (EkRecord) patient = NULL;
      EkFhirReportLook *look;

      if (ek_record_get_instant (open->pdata[i], EK_NOTICE_RAISED, NULL) < since_ms)
        continue;
      patient = ek_store_load (store, &ek_patient_type, patient_id, NULL);
      if (patient == NULL || self->look->len == LOOK_MAX)
        {
          self->n_look_left_out++;
          continue;
        }
      look = g_new0 (EkFhirReportLook, 1);
      look->patient_id = g_strdup (patient_id);
      look->who = ek_person_describe_record (patient);
      look->words = ek_notice_text (store, catalogue, open->pdata[i]);
      g_ptr_array_add (self->look, look);
    }
  return open != NULL;
}

/**
 * ek_fhir_report_get_look:
 * @self: a report
 *
 * Returns: (transfer none) (element-type EkFhirReportLook): what a person must look at, filled by ek_fhir_report_look()
 */
GPtrArray *
ek_fhir_report_get_look (EkFhirReport *self)
{
  return self->look;
}

/**
 * ek_fhir_report_get_look_left_out:
 * @self: a report
 *
 * Returns: how many more things there are to look at than it names
 */
guint
ek_fhir_report_get_look_left_out (EkFhirReport *self)
{
  return self->n_look_left_out;
}

static guint
sum (EkFhirReport *self, const char *type, EkFhirOutcome outcome, EkFhirSkip why)
{
  GHashTableIter iter;
  gpointer name, value;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->types);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      TypeCounts *counts = value;

      if (type == NULL || g_str_equal (type, name))
        n += why == EK_FHIR_SKIP_NONE ? counts->counts[outcome] : counts->skipped[why];
    }
  return n;
}

/**
 * ek_fhir_report_get:
 * @self: a report
 * @type: (nullable): the resource type; %NULL: of all types
 * @outcome: what became of them
 *
 * Returns: how many resources that was
 */
guint
ek_fhir_report_get (EkFhirReport *self, const char *type, EkFhirOutcome outcome)
{
  return sum (self, type, outcome, EK_FHIR_SKIP_NONE);
}

/**
 * ek_fhir_report_get_skipped:
 * @self: a report
 * @type: (nullable): the resource type; %NULL: of all types
 * @why: a reason other than %EK_FHIR_SKIP_NONE
 *
 * Returns: how many resources were left out for it
 */
guint
ek_fhir_report_get_skipped (EkFhirReport *self, const char *type, EkFhirSkip why)
{
  return sum (self, type, EK_FHIR_SKIPPED, why);
}

/**
 * ek_fhir_report_get_total:
 * @self: a report
 *
 * Returns: how many resources were seen, whatever became of them
 */
guint
ek_fhir_report_get_total (EkFhirReport *self)
{
  guint n = 0;

  for (int outcome = EK_FHIR_CREATED; outcome <= EK_FHIR_SKIPPED; outcome++)
    n += ek_fhir_report_get (self, NULL, outcome);
  return n;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * ek_fhir_report_list_types:
 * @self: a report; must outlive what is returned
 *
 * Returns: (transfer container) (element-type utf8): the resource types that were seen, sorted
 */
GPtrArray *
ek_fhir_report_list_types (EkFhirReport *self)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->types);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, name);
  g_ptr_array_sort (names, compare_names);
  return names;
}

static JsonObject *
counts_to_json (const TypeCounts *counts)
{
  JsonObject *object = json_object_new ();
  JsonObject *reasons = json_object_new ();

  for (int outcome = EK_FHIR_CREATED; outcome <= EK_FHIR_SKIPPED; outcome++)
    json_object_set_int_member (object, outcome_ids[outcome], counts->counts[outcome]);
  for (int why = EK_FHIR_SKIP_NONE + 1; why <= EK_FHIR_SKIP_LAST; why++)
    if (counts->skipped[why] > 0)
      json_object_set_int_member (reasons, skips[why].id, counts->skipped[why]);
  json_object_set_object_member (object, "reasons", reasons);
  return object;
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static JsonArray *
look_to_json (EkFhirReport *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->look->len; i++)
    {
      const EkFhirReportLook *look = self->look->pdata[i];
      JsonObject *object = json_object_new ();

      set_text (object, "patient", look->patient_id);
      set_text (object, "who", look->who);
      set_text (object, "words", look->words);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonObject *
alike_to_json (const EkPersonAlike *alike)
{
  JsonObject *object = json_object_new ();

  set_text (object, "id", alike->patient_id);
  set_text (object, "name", alike->name);
  set_text (object, "birth_date", alike->birth_date);
  set_text (object, "number", alike->number);
  return object;
}

static const char *
person_outcome (const EkFhirReportPerson *person)
{
  return person->mentioned ? "mentioned" : outcome_ids[person->outcome];
}

static JsonObject *
person_to_json (EkFhirReport *self, const EkFhirReportPerson *person)
{
  JsonObject *object = json_object_new (), *counts = json_object_new ();
  JsonArray *alike = json_array_new ();

  /* who is new in a preview has no file that could be opened */
  if (!self->preview || person->known != NULL || person->mentioned)
    set_text (object, "id", person->patient_id);
  set_text (object, "name", person->name);
  set_text (object, "birth_date", person->birth_date);
  set_text (object, "number", person->number);
  set_text (object, "where", person->where);
  set_text (object, "outcome", person_outcome (person));
  if (person->why != EK_FHIR_SKIP_NONE)
    set_text (object, "reason", ek_fhir_skip_id (person->why));
  set_text (object, "recognised_by", person->by);
  if (person->told)
    json_object_set_boolean_member (object, "differs", TRUE);
  if (person->known != NULL)
    json_object_set_object_member (object, "known_as", alike_to_json (person->known));
  for (guint i = 0; person->alike != NULL && i < person->alike->len; i++)
    json_array_add_object_element (alike, alike_to_json (person->alike->pdata[i]));
  json_object_set_array_member (object, "possible_duplicates", alike);
  for (int outcome = EK_FHIR_CREATED; outcome <= EK_FHIR_SKIPPED; outcome++)
    json_object_set_int_member (counts, outcome_ids[outcome], person->counts[outcome]);
  json_object_set_object_member (object, "records", counts);
  return object;
}

/**
 * ek_fhir_report_to_json:
 * @self: a report
 *
 * Returns: (transfer full): {created, updated, unchanged, skipped, types: {TYPE: {created, updated, unchanged, skipped,
 *   reasons: {ID: n}}}, not_kept: {TYPE: n}, problems: [{type, where, reason, because, words, patient}],
 *   problems_left_out, dropped: [{type, where, path, value, reason, words}], dropped_left_out, people: [{id, name,
 *   birth_date, number, where, outcome, reason, recognised_by, differs, known_as, possible_duplicates: [{id, name,
 *   birth_date, number}], records: {created, updated, unchanged, skipped}}], people_left_out, look: [{patient, who,
 *   words}], look_left_out, preview, notes: [text]}
 */
JsonNode *
ek_fhir_report_to_json (EkFhirReport *self)
{
  JsonObject *object = json_object_new (), *types = json_object_new (), *not_kept = json_object_new ();
  JsonArray *problems = json_array_new (), *notes = json_array_new (), *dropped = json_array_new ();
  JsonArray *people = json_array_new ();
  g_autoptr (GPtrArray) names = ek_fhir_report_list_types (self);
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  for (int outcome = EK_FHIR_CREATED; outcome <= EK_FHIR_SKIPPED; outcome++)
    json_object_set_int_member (object, outcome_ids[outcome], ek_fhir_report_get (self, NULL, outcome));
  for (guint i = 0; i < names->len; i++)
    {
      TypeCounts *counts = g_hash_table_lookup (self->types, names->pdata[i]);

      json_object_set_object_member (types, names->pdata[i], counts_to_json (counts));
      if (counts->skipped[EK_FHIR_SKIP_TYPE] > 0)
        json_object_set_int_member (not_kept, names->pdata[i], counts->skipped[EK_FHIR_SKIP_TYPE]);
    }
  for (guint i = 0; i < self->problems->len; i++)
    json_array_add_object_element (problems, json_object_ref (self->problems->pdata[i]));
  for (guint i = 0; i < self->dropped->len; i++)
    json_array_add_object_element (dropped, json_object_ref (self->dropped->pdata[i]));
  for (guint i = 0; i < self->notes->len; i++)
    json_array_add_string_element (notes, self->notes->pdata[i]);
  json_object_set_object_member (object, "types", types);
  json_object_set_object_member (object, "not_kept", not_kept);
  json_object_set_array_member (object, "problems", problems);
  json_object_set_int_member (object, "problems_left_out", self->n_problems - self->problems->len);
  json_object_set_array_member (object, "dropped", dropped);
  json_object_set_int_member (object, "dropped_left_out", self->n_dropped - self->dropped->len);
  for (guint i = 0; i < self->people->len; i++)
    json_array_add_object_element (people, person_to_json (self, self->people->pdata[i]));
  json_object_set_array_member (object, "people", people);
  json_object_set_int_member (object, "people_left_out", self->n_people_left_out);
  json_object_set_array_member (object, "look", look_to_json (self));
  json_object_set_int_member (object, "look_left_out", self->n_look_left_out);
  json_object_set_boolean_member (object, "preview", self->preview);
  json_object_set_array_member (object, "notes", notes);
  json_node_take_object (node, object);
  return node;
}
