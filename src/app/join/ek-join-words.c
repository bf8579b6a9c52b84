/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two files side by side, in words. */

#include "ek-join-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-format.h"
#include "ek-json.h"

#define LONGEST_VALUE 60

static void
add (GString *text, const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

static char *
person (const char *name, const char *sex, const char *birth_date, const char *number)
{
  g_autoptr (GString) text = g_string_new (name);
  g_autofree char *day = ek_format_day (birth_date);
  g_autofree char *born = *day != '\0' ? g_strdup_printf (_ ("born %s"), day) : NULL;

  add (text, sex != NULL ? ek_choice_label (ek_patient_type.fields[EK_PATIENT_SEX].choices, sex) : NULL);
  add (text, born);
  add (text, number);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* All numbers of a patient, beside each other; NULL when there are none. */
static char *
numbers_of (EkRecord *patient)
{
  JsonNode *node = ek_record_get_json (patient, EK_PATIENT_IDENTIFIERS);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = ek_json_element_object (array, i);

      add (text, one != NULL ? ek_json_peek_string (one, "value") : NULL);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * ek_join_words_person:
 * @patient: a patient
 *
 * Returns: (transfer full): name, sex, date of birth and numbers: what tells namesakes apart
 */
char *
ek_join_words_person (EkRecord *patient)
{
  g_autofree char *numbers = numbers_of (patient);

  return person (ek_record_get_text (patient, EK_PATIENT_NAME), ek_record_get_text (patient, EK_PATIENT_SEX),
                 ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE), numbers);
}

/**
 * ek_join_words_row:
 * @row: a row of the list of patients
 *
 * Returns: (transfer full): what ek_join_words_person() says of a patient, here of a row
 */
char *
ek_join_words_row (const EkPatientRow *row)
{
  return person (row->name, row->sex, row->birth_date, row->identifier);
}

/**
 * ek_join_words_value:
 * @patient: a patient
 * @field: one of the details
 *
 * Returns: (transfer full): what it is, on one line
 */
char *
ek_join_words_value (EkRecord *patient, int field)
{
  const EkField *declared = &ek_patient_type.fields[field];
  const char *text = NULL;
  g_autofree char *line = NULL;

  if (!ek_record_has (patient, field))
    return g_strdup (_ ("nothing"));
  if (declared->kind == EK_FIELD_BOOLEAN)
    return g_strdup (ek_record_get_int (patient, field, 0) != 0 ? _ ("yes") : _ ("no"));
  if (declared->kind == EK_FIELD_INTEGER || declared->kind == EK_FIELD_INSTANT || declared->kind == EK_FIELD_REAL)
    return g_strdup (_ (declared->label));
  text = ek_record_get_text (patient, field);
  if (declared->kind == EK_FIELD_DATE)
    return ek_format_day (text);
  line = g_strdelimit (g_strdup (declared->choices != NULL ? ek_choice_label (declared->choices, text) : text), "\n\t",
                       ' ');
  if (g_utf8_strlen (line, -1) > LONGEST_VALUE)
    {
      g_autofree char *start = g_utf8_substring (line, 0, LONGEST_VALUE);

      return g_strconcat (start, "…", NULL);
    }
  return g_steal_pointer (&line);
}

/**
 * ek_join_words_contradictions:
 * @look: two files
 *
 * Returns: (transfer full) (nullable): what makes it unlikely that they are one person's; %NULL when nothing does
 */
char *
ek_join_words_contradictions (EkJoinLook *look)
{
  static const struct {
    const char *id;
    const char *word;
  } words[] = {
    { "name", N_ ("the name") },
    { "birth-date", N_ ("the date of birth") },
    { "sex", N_ ("the sex") },
    { "number", N_ ("the identity number") },
  };
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < look->contradictions->len; i++)
    for (guint w = 0; w < G_N_ELEMENTS (words); w++)
      if (strcmp (words[w].id, look->contradictions->pdata[i]) == 0)
        /* Translators: between the members of a list */
        g_string_append_printf (list, "%s%s", list->len > 0 ? _ (", ") : "", _ (words[w].word));
  if (list->len == 0)
    return NULL;
  /* Translators: %s is a list such as "the name, the date of birth" */
  return g_strdup_printf (
    _ ("These are probably two persons. What contradicts: %s. If they are joined, what belongs to one "
       "of them stands in the file of the other."),
    list->str);
}

static char *
told_line (const EkJoinTold *told, EkCatalogue *catalogue)
{
  guint n = told->n_kept + told->n_other;
  EkInstrument *instrument = catalogue != NULL ? ek_catalogue_find (catalogue, told->what, NULL) : NULL;
  const char *subject = instrument != NULL ? ek_instrument_get_abbreviation (instrument) : told->what;
  const char *icon, *css_class;

  if (strcmp (told->kind, "open-risk") == 0)
    return g_strdup_printf (ngettext ("%u open risk: %s", "%u open risks: %s", n), n,
                            ek_format_tier (told->what, &icon, &css_class));
  if (strcmp (told->kind, "active-plan") == 0 && n > 1)
    return g_strdup_printf (ngettext ("%u plan is in force: look which one holds",
                                      "%u plans are in force: look which one holds", n),
                            n);
  if (strcmp (told->kind, "draft") == 0)
    return g_strdup_printf (ngettext ("%u draft", "%u drafts", n), n);
  if (strcmp (told->kind, "schedule") == 0 && n > 1)
    return g_strdup_printf (_ ("%s is scheduled %u times: stop what is too much"), subject, n);
  if (strcmp (told->kind, "set") == 0 && n > 1)
    return g_strdup_printf (ngettext ("%u set of instruments is in progress", "%u sets of instruments are in progress",
                                      n),
                            n);
  if (strcmp (told->kind, "form") == 0)
    return g_strdup_printf (ngettext ("%u form in progress: %s", "%u forms in progress: %s", n), n, subject);
  if (strcmp (told->kind, "review") == 0)
    return g_strdup_printf (ngettext ("%u case review is open", "%u case reviews are open", n), n);
  return NULL;
}

/**
 * ek_join_words_told:
 * @look: two files
 * @catalogue: (nullable): the instruments
 *
 * Returns: (transfer full): what the joined file will have open or more than once, a line each; "" when nothing
 */
char *
ek_join_words_told (EkJoinLook *look, EkCatalogue *catalogue)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < look->told->len; i++)
    {
      g_autofree char *line = told_line (look->told->pdata[i], catalogue);

      if (line != NULL)
        g_string_append_printf (text, "%s• %s", text->len > 0 ? "\n" : "", line);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What stands for a record in one line: the first of its required texts. */
static const char *
subject_of (EkRecord *record, EkCatalogue *catalogue)
{
  const EkRecordType *type = ek_record_get_record_type (record);

  if (type == &ek_assessment_type && catalogue != NULL)
    {
      const char *id = ek_record_get_text (record, EK_ASSESSMENT_INSTRUMENT);
      EkInstrument *instrument = ek_catalogue_find (catalogue, id, NULL);

      return instrument != NULL ? ek_instrument_get_abbreviation (instrument) : id;
    }
  for (int i = 0; type->fields[i].name != NULL; i++)
    {
      const EkField *field = &type->fields[i];
      const char *text = NULL;

      if (field->kind != EK_FIELD_TEXT && field->kind != EK_FIELD_NOTE && field->kind != EK_FIELD_CHOICE)
        continue;
      text = ek_record_get_text (record, i);
      if (text != NULL)
        return field->kind == EK_FIELD_CHOICE ? ek_choice_label (field->choices, text) : text;
    }
  return "";
}

/**
 * ek_join_words_record:
 * @record: a record
 * @catalogue: (nullable): the instruments
 *
 * Returns: (transfer full): what it is, of what, and when it was made
 */
char *
ek_join_words_record (EkRecord *record, EkCatalogue *catalogue)
{
  g_autofree char *made = ek_format_instant (ek_record_get_created (record), ek_record_get_changed_offset (record));
  g_autofree char *subject = g_strdelimit (g_strdup (subject_of (record, catalogue)), "\n\t", ' ');
  g_autofree char *start = g_utf8_substring (subject, 0, MIN (g_utf8_strlen (subject, -1), LONGEST_VALUE));
  g_autoptr (GString) text = g_string_new (_ (ek_record_get_record_type (record)->label));

  add (text, start);
  add (text, made);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
