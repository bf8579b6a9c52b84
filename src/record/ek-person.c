/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What two descriptions of a person have in common, and what follows from it. A wrong join puts one person's illness
 * and danger into another's file, a missed one makes a second file that a clinician can join: so whatever is in doubt
 * stays apart and is told. */

#include "ek-person.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-json.h"
#include "ek-person-private.h"
#include "ek-store-private.h"
#include "ek-text.h"

/* A number as long as an identity card's is one of a kind, whoever wrote the system beside it. */
#define UNIQUE_NUMBER_LENGTH 15
/* Shorter ones are given by everybody. */
#define TELLING_NUMBER_LENGTH 6
/* A name of more parts is compared in its own order only. */
#define PARTS_MAX 8

/**
 * ek_person_fold_number:
 * @value: (nullable): a number as it is written
 *
 * The form in which numbers are compared: width variants folded, without blanks of any kind and without what cannot be
 * seen, and a last x after a digit as X, as the identity card (GB 11643) writes it. Other letters stay as they are.
 *
 * Returns: (transfer full): the number; "" when nothing is left
 */
char *
ek_person_fold_number (const char *value)
{
  g_autofree char *clean = ek_text_clean_line (value);
  g_autofree char *narrow = clean != NULL ? g_utf8_normalize (clean, -1, G_NORMALIZE_NFKC) : NULL;
  GString *out = g_string_new (NULL);

  for (const char *p = narrow; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));
  if (out->len > 1 && out->str[out->len - 1] == 'x' && g_ascii_isdigit (out->str[out->len - 2]))
    out->str[out->len - 1] = 'X';
  return g_string_free (out, FALSE);
}

/* The same digit or sign over and over, or nothing but signs. */
static gboolean
is_filler (const char *number)
{
  gunichar first = g_utf8_get_char (number);
  gboolean same = TRUE, signs = TRUE;

  for (const char *p = number; *p != '\0'; p = g_utf8_next_char (p))
    {
      same = same && g_utf8_get_char (p) == first;
      signs = signs && !g_unichar_isalnum (g_utf8_get_char (p));
    }
  return signs || (same && (first == '0' || g_utf8_strlen (number, -1) >= 3));
}

/**
 * ek_person_number_is_placeholder:
 * @number: a number as ek_person_fold_number() gives it
 *
 * What stands where a number had to be typed and none was known: it is everybody's, and so nobody's.
 *
 * Returns: whether it is such a one
 */
gboolean
ek_person_number_is_placeholder (const char *number)
{
  static const char *const words[] = {
    "unknown",   "unk",      "none",     "n/a",          "na",       "n.a.",      "nil",   "null",
    "undefined", "missing",  "notknown", "notavailable", "nonumber", "unbekannt", "keine", "tbd",
    "无",        "没有",     "不详",     "未知",         "暂无",     "空",        "无号",  "无卡",
    "无证件",    "无身份证", "未提供",   "待补",         "待查",     "不明",      "未带",  NULL,
  };
  g_autofree char *folded = g_utf8_casefold (number, -1);

  return is_filler (number) || g_strv_contains (words, folded);
}

/* Names */

/* The letters and characters of a name, folded: what people write between its parts says nothing. */
static char *
compact (const char *text)
{
  g_autofree char *folded = ek_text_fold (text);
  GString *out = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));
  return g_string_free (out, FALSE);
}

/* What somebody is called of whom no name is known. */
static gboolean
is_nameless (EkRecord *patient)
{
  static const char *const names[] = {
    "unknown",   "unknownmale", "unknownfemale", "unknownpatient", "unidentified", "noname",   "johndoe",  "janedoe",
    "unbekannt", "anonymous",   "patient",       "无名",           "无名氏",       "不详",     "未知",     "不明",
    "未知姓名",  "姓名不详",    "无名男",        "无名女",         "无名男性",     "无名女性", "无名患者", "匿名",
    NULL,
  };
  const char *name = ek_record_get_text (patient, EK_PATIENT_NAME);
  g_autofree char *letters = name != NULL ? compact (name) : NULL;

  return letters != NULL && g_strv_contains (names, letters);
}

/* In pinyin v stands for ü, which folding leaves as u. */
static char *
as_reading (const char *text)
{
  char *letters = compact (text);

  for (char *p = letters; *p != '\0'; p++)
    if (*p == 'v' && p > letters && (p[-1] == 'l' || p[-1] == 'n'))
      *p = 'u';
  return letters;
}

/* Every order in which the parts can follow one another: "wei zhang" and "zhang wei" are one name. */
static void
add_rotations (GPtrArray *keys, const char *words)
{
  g_autofree char *folded = ek_text_fold (words);
  g_auto (GStrv) parts = g_strsplit_set (folded, " -'’·.,", -1);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (found, parts[i]);
  for (guint first = 0; first < (found->len > PARTS_MAX ? 1 : found->len); first++)
    {
      g_autoptr (GString) joined = g_string_new ("~");
      g_autofree char *reading = NULL;

      for (guint i = 0; i < found->len; i++)
        g_string_append (joined, found->pdata[(first + i) % found->len]);
      reading = as_reading (joined->str + 1);
      g_string_truncate (joined, 1);
      g_string_append (joined, reading);
      if (!g_ptr_array_find_with_equal_func (keys, joined->str, g_str_equal, NULL))
        g_ptr_array_add (keys, g_strdup (joined->str));
    }
}

static void
add_readings (GPtrArray *keys, EkSurnames *surnames, const char *name, const char *family, const char *by_hand)
{
  g_autoptr (GPtrArray) readings = ek_surnames_read (surnames, name, family);

  for (guint i = 0; i < readings->len; i++)
    add_rotations (keys, readings->pdata[i]);
  if (readings->len == 0 && name != NULL)
    add_rotations (keys, name);
  if (by_hand != NULL)
    add_rotations (keys, by_hand);
}

/* What a patient is found by who may be the same: two that are alike share one. "=" the name as it is written, "~" a
 * reading of it in letters, in any order of its parts. */
GPtrArray *
ek_person_keys (EkSurnames *surnames, EkRecord *patient)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  const char *name = ek_record_get_text (patient, EK_PATIENT_NAME);
  const char *family = ek_record_get_text (patient, EK_PATIENT_FAMILY_NAME);
  const char *given = ek_record_get_text (patient, EK_PATIENT_GIVEN_NAME);
  g_autofree char *written = compact (name);
  g_autofree char *both = family != NULL && given != NULL ? g_strdup_printf ("%s %s", family, given) : NULL;

  if (*written != '\0')
    g_ptr_array_add (keys, g_strconcat ("=", written, NULL));
  add_readings (keys, surnames, name, family, ek_record_get_text (patient, EK_PATIENT_PINYIN));
  if (both != NULL && !ek_text_has_han (both))
    add_rotations (keys, both);
  return keys;
}

static gboolean
share_a_key (GPtrArray *one, GPtrArray *other, char kind)
{
  for (guint i = 0; i < one->len; i++)
    if (((const char *) one->pdata[i])[0] == kind &&
        g_ptr_array_find_with_equal_func (other, one->pdata[i], g_str_equal, NULL))
      return TRUE;
  return FALSE;
}

/* The given name alone: as it was given apart, or the rest of the name after its surname. */
static char *
given_of (EkSurnames *surnames, EkRecord *patient)
{
  const char *name = ek_record_get_text (patient, EK_PATIENT_NAME);
  const char *given = ek_record_get_text (patient, EK_PATIENT_GIVEN_NAME);
  const char *blank;

  if (given != NULL)
    return compact (given);
  if (name == NULL)
    return g_strdup ("");
  if (ek_text_has_han (name))
    return compact (ek_surnames_given (surnames, name, ek_record_get_text (patient, EK_PATIENT_FAMILY_NAME)));
  blank = strrchr (name, ' ');
  if (blank == NULL)
    return g_strdup ("");
  else
    {
      g_autofree char *first = g_strndup (name, (gsize) (blank - name));

      return compact (first);
    }
}

static EkNameLikeness
compare_names (EkSurnames *surnames, EkRecord *known, EkRecord *other)
{
  const char *our_name = ek_record_get_text (known, EK_PATIENT_NAME);
  const char *their_name = ek_record_get_text (other, EK_PATIENT_NAME);
  g_autoptr (GPtrArray) ours = ek_person_keys (surnames, known);
  g_autoptr (GPtrArray) theirs = ek_person_keys (surnames, other);
  g_autofree char *our_given = NULL;
  g_autofree char *their_given = NULL;
  gboolean our_han = ek_text_has_han (our_name), their_han = ek_text_has_han (their_name);

  if (share_a_key (ours, theirs, '='))
    return EK_NAME_SAME;
  if (share_a_key (ours, theirs, '~'))
    return our_han != their_han ? EK_NAME_SCRIPT : our_han ? EK_NAME_SOUND : EK_NAME_SAME;
  our_given = given_of (surnames, known);
  their_given = given_of (surnames, other);
  return *our_given != '\0' && strcmp (our_given, their_given) == 0 ? EK_NAME_GIVEN : EK_NAME_OTHER;
}

/* The rest */

static EkBirthLikeness
compare_births (const char *ours, const char *theirs)
{
  if (ours == NULL || theirs == NULL)
    return EK_BIRTH_MISSING;
  if (strcmp (ours, theirs) == 0)
    return strlen (ours) >= strlen ("1985-03") ? EK_BIRTH_SAME : EK_BIRTH_COMPATIBLE;
  return g_str_has_prefix (ours, theirs) || g_str_has_prefix (theirs, ours) ? EK_BIRTH_COMPATIBLE : EK_BIRTH_OTHER;
}

JsonArray *
ek_person_identifiers (EkRecord *patient)
{
  JsonNode *node = ek_record_get_json (patient, EK_PATIENT_IDENTIFIERS);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* (system, folded number) of one identifier; FALSE where there is none, or only a filler of its place. A missing system
 * is "". */
gboolean
ek_person_identifier_at (JsonArray *array, guint index, const char **system, char **number)
{
  JsonObject *object = ek_json_element_object (array, index);
  const char *value = object != NULL ? ek_json_peek_string (object, "value") : NULL;

  *system = object != NULL ? ek_json_peek_string (object, "system") : NULL;
  *number = value != NULL ? ek_person_fold_number (value) : NULL;
  if (*system == NULL)
    *system = "";
  if (*number != NULL && (**number == '\0' || ek_person_number_is_placeholder (*number)))
    g_clear_pointer (number, g_free);
  return *number != NULL;
}

/* Whether equal numbers speak of one person although their systems are not written alike. */
gboolean
ek_person_number_tells (const char *number, const char *one_system, const char *other_system)
{
  glong length = g_utf8_strlen (number, -1);

  if (strcmp (one_system, other_system) == 0)
    return TRUE;
  return length >= UNIQUE_NUMBER_LENGTH ||
    (length >= TELLING_NUMBER_LENGTH && (*one_system == '\0' || *other_system == '\0'));
}

/* One of theirs beside all of ours. */
static void
compare_number (JsonArray *ours, const char *system, const char *number, EkLikeness *likeness)
{
  gboolean same = FALSE, met = FALSE;

  for (guint i = 0; i < json_array_get_length (ours); i++)
    {
      g_autofree char *our_number = NULL;
      const char *our_system;

      if (!ek_person_identifier_at (ours, i, &our_system, &our_number))
        continue;
      if (strcmp (our_number, number) == 0 && ek_person_number_tells (number, our_system, system))
        likeness->number_likely = TRUE;
      if (strcmp (our_system, system) != 0 || *system == '\0')
        continue;
      met = TRUE;
      same = same || strcmp (our_number, number) == 0;
    }
  likeness->number_same = likeness->number_same || same;
  likeness->number_differs = likeness->number_differs || (met && !same);
}

static void
compare_numbers (EkRecord *known, EkRecord *other, EkLikeness *likeness)
{
  JsonArray *ours = ek_person_identifiers (known), *theirs = ek_person_identifiers (other);

  for (guint i = 0; ours != NULL && theirs != NULL && i < json_array_get_length (theirs); i++)
    {
      g_autofree char *number = NULL;
      const char *system;

      if (ek_person_identifier_at (theirs, i, &system, &number))
        compare_number (ours, system, number, likeness);
    }
}

/**
 * ek_person_compare:
 * @store: a store, for the readings of surnames
 * @known: a patient of ours
 * @other: somebody as described elsewhere
 * @likeness: (out caller-allocates): what they have in common
 */
void
ek_person_compare (EkStore *store, EkRecord *known, EkRecord *other, EkLikeness *likeness)
{
  const char *our_sex = ek_record_get_text (known, EK_PATIENT_SEX);
  const char *their_sex = ek_record_get_text (other, EK_PATIENT_SEX);
  static const char *const sexes[] = { "male", "female", NULL };

  *likeness = (EkLikeness){ .name = compare_names (store->surnames, known, other) };
  likeness->nameless = is_nameless (known) || is_nameless (other);
  likeness->birth = compare_births (ek_record_get_text (known, EK_PATIENT_BIRTH_DATE),
                                    ek_record_get_text (other, EK_PATIENT_BIRTH_DATE));
  compare_numbers (known, other, likeness);
  likeness->sex_differs = our_sex != NULL && their_sex != NULL && g_strv_contains (sexes, our_sex) &&
    g_strv_contains (sexes, their_sex) && strcmp (our_sex, their_sex) != 0;
}

/* Whoever gives ids once may correct a name or a birth date, but not both. */
static EkPersonVerdict
judge_id (const EkLikeness *l)
{
  gboolean other_number = l->number_differs && !l->number_same;

  if (l->name >= EK_NAME_SCRIPT && l->birth != EK_BIRTH_OTHER)
    return EK_PERSON_SAME;
  if (l->name >= EK_NAME_SCRIPT)
    return other_number ? EK_PERSON_OTHER : EK_PERSON_TOLD;
  if (l->name == EK_NAME_SOUND)
    return l->birth == EK_BIRTH_OTHER ? EK_PERSON_OTHER : EK_PERSON_TOLD;
  return l->birth == EK_BIRTH_SAME && !other_number && !l->sex_differs ? EK_PERSON_TOLD : EK_PERSON_OTHER;
}

/* A number is shared by families, typed wrongly and given again: only a birth date or a name beside it makes it
 * tell. */
static EkPersonVerdict
judge_number (const EkLikeness *l)
{
  /* two of whom no name is known are not called alike */
  if (l->nameless)
    return l->birth == EK_BIRTH_SAME && l->name >= EK_NAME_SCRIPT && !l->sex_differs && !l->number_differs
      ? EK_PERSON_TOLD
      : EK_PERSON_OTHER;
  switch (l->birth)
    {
    case EK_BIRTH_SAME:
      if (l->name >= EK_NAME_SCRIPT)
        return l->sex_differs ? EK_PERSON_TOLD : EK_PERSON_SAME;
      return l->name == EK_NAME_OTHER || l->sex_differs ? EK_PERSON_OTHER : EK_PERSON_TOLD;
    case EK_BIRTH_COMPATIBLE:
      if (l->name < EK_NAME_SCRIPT)
        return EK_PERSON_OTHER;
      return l->sex_differs ? EK_PERSON_TOLD : EK_PERSON_SAME;
    case EK_BIRTH_MISSING:
      return l->name == EK_NAME_SAME && !l->sex_differs && !l->number_differs ? EK_PERSON_TOLD : EK_PERSON_OTHER;
    case EK_BIRTH_OTHER:
    default:
      return EK_PERSON_OTHER;
    }
}

/**
 * ek_person_judge:
 * @claim: why they are thought to be one person
 * @likeness: what they have in common
 *
 * The rule, written once:
 *
 * - by a number of the same system: same birth date and the same name, in characters or letters: one person; the same
 *   birth date and a name that only sounds alike or has the given name in common (a marriage): one person, and told;
 *   the same birth date and another name (twins under a family's number): two. Only the year or month agrees: one
 *   person when the name is the same. No birth date on one side: one person, and told, when the name is written the
 *   same and nothing else differs; else two. Another birth date: two.
 * - by an id that its source gives once: one person unless both the name and the birth date fail to agree; a changed
 *   name needs the same birth date, a changed birth date the same name and no other number.
 * - by the id that another file of unknown origin used: as by number where a number is the same; else one person only
 *   when name and birth date are the same and neither number nor sex contradicts.
 * - what only fills the place of a number ("0", "unknown") is none, and a name that says that none is known agrees with
 *   nobody's: by a number both are one person, and told, only with the same birth date; by a file's id never.
 *
 * Returns: one person, one person but somebody should know, or two
 */
EkPersonVerdict
ek_person_judge (EkClaim claim, const EkLikeness *likeness)
{
  switch (claim)
    {
    case EK_CLAIM_ID:
      return judge_id (likeness);
    case EK_CLAIM_FILE:
      if (!likeness->number_same)
        return likeness->name >= EK_NAME_SCRIPT && !likeness->nameless && likeness->birth == EK_BIRTH_SAME &&
            !likeness->number_differs && !likeness->sex_differs
          ? EK_PERSON_SAME
          : EK_PERSON_OTHER;
      return judge_number (likeness);
    case EK_CLAIM_NUMBER:
    default:
      return judge_number (likeness);
    }
}

/**
 * ek_person_is_likely:
 * @likeness: what a new patient and one who is here have in common
 *
 * Returns: whether they are likely one person, so that somebody must look before or after a second file is made: an
 *   equal number; names alike in characters or reading with a birth date that is not another one; names written the
 *   same where a birth date is missing
 */
gboolean
ek_person_is_likely (const EkLikeness *likeness)
{
  if (likeness->number_likely)
    return TRUE;
  if (likeness->name >= EK_NAME_SOUND && likeness->birth >= EK_BIRTH_COMPATIBLE)
    return TRUE;
  return likeness->name == EK_NAME_SAME && likeness->birth == EK_BIRTH_MISSING;
}

/* Words */

/**
 * ek_person_number:
 * @patient: a patient
 *
 * Returns: (transfer none) (nullable): the first number among the patient's identifiers, as it is written; belongs to
 *   @patient
 */
const char *
ek_person_number (EkRecord *patient)
{
  JsonArray *array = ek_person_identifiers (patient);
  const char *value = NULL;

  for (guint i = 0; array != NULL && value == NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = ek_json_element_object (array, i);

      value = one != NULL ? ek_json_peek_string (one, "value") : NULL;
    }
  return value;
}

/**
 * ek_person_describe:
 * @name: a name
 * @birth_date: (nullable): YYYY, YYYY-MM or YYYY-MM-DD
 * @number: (nullable): a number as it is written
 *
 * Returns: (transfer full): a person so that namesakes are told apart, in the language of the program:
 *   "张伟 (born 1970-01-01, no. MRN-7)"
 */
char *
ek_person_describe (const char *name, const char *birth_date, const char *number)
{
  g_autofree char *whose = ek_text_isolate (name);

  if (birth_date != NULL && number != NULL)
    /* Translators: a person: name, date of birth, number at the hospital */
    return g_strdup_printf (_ ("%s (born %s, no. %s)"), whose, birth_date, number);
  if (birth_date != NULL)
    return g_strdup_printf (_ ("%s (born %s)"), whose, birth_date);
  if (number != NULL)
    /* Translators: a person: name, number at the hospital */
    return g_strdup_printf (_ ("%s (no. %s, date of birth not known)"), whose, number);
  return g_strdup_printf (_ ("%s (date of birth not known)"), whose);
}

/**
 * ek_person_describe_record:
 * @patient: a patient
 *
 * Returns: (transfer full): ek_person_describe() of name, date of birth and first number
 */
char *
ek_person_describe_record (EkRecord *patient)
{
  return ek_person_describe (ek_record_get_text (patient, EK_PATIENT_NAME),
                             ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE), ek_person_number (patient));
}
