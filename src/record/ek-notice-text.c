/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person reads of a notice: what came, from where, what could not be read or decided, what to do. The same words
 * stand in the window, in the command line and in the report of an import. The members of each kind's detail are told
 * where it is raised. */

#include "ek-config.h"

#include "ek-notice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-json.h"
#include "ek-person.h"
#include "ek-received.h"
#include "ek-source.h"
#include "ek-text.h"
#include "ek-types.h"

typedef struct {
  EkStore *store;
  EkCatalogue *catalogue;
  EkRecord *notice;
  JsonObject *detail; /* NULL: none */
  const char *about;  /* the notice's source */
} Telling;

static const char *
member (const Telling *self, const char *name)
{
  return self->detail != NULL ? ek_json_peek_string (self->detail, name) : NULL;
}

static JsonArray *
members (const Telling *self, const char *name)
{
  return self->detail != NULL ? ek_json_peek_array (self->detail, name) : NULL;
}

static char *
place (const Telling *self, const char *source)
{
  g_autofree char *name = source != NULL ? ek_source_name (self->store, source) : NULL;

  return name != NULL ? ek_text_isolate (name) : g_strdup (_ ("elsewhere"));
}

/* Where it came from, when the detail says so. */
static char *
origin (const Telling *self)
{
  const char *source = member (self, "origin");

  return place (self, source != NULL ? source : member (self, "server"));
}

static char *
day (const Telling *self, const char *name)
{
  const char *date = member (self, name);

  return date != NULL && strlen (date) >= 10 ? g_strndup (date, 10) : g_strdup (_ ("an unknown day"));
}

static char *
person (const Telling *self)
{
  const char *name = member (self, "name");

  return ek_person_describe (name != NULL ? name : _ ("somebody without a name"), member (self, "birth_date"),
                             member (self, "number"));
}

/* Who may have come in the same import, of whom the list knows nothing yet. */
static char *
patient_as_saved (const Telling *self, const char *id)
{
  g_autoptr (EkRecord) patient = id != NULL && self->store != NULL
    ? ek_store_load (self->store, &ek_patient_type, id, NULL)
    : NULL;

  return patient == NULL
    ? NULL
    : ek_person_describe (ek_record_get_text (patient, EK_PATIENT_NAME),
                          ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE), ek_person_number (patient));
}

/* The other patient, as he or she is now; NULL when there is none here. */
static char *
other_patient (const Telling *self)
{
  g_autofree char *file = self->store != NULL ? ek_store_file_of (self->store, self->about, NULL) : NULL;

  return patient_as_saved (self, file);
}

static char *
instrument_name (const Telling *self, const char *id)
{
  EkInstrument *instrument = id != NULL && self->catalogue != NULL ? ek_catalogue_find (self->catalogue, id, NULL)
                                                                   : NULL;

  return g_strdup (instrument != NULL ? ek_instrument_get_abbreviation (instrument) : _ ("A questionnaire"));
}

/* The answers as they came, so that somebody can judge them. */
static void
append_answers (GString *text, JsonArray *items)
{
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = ek_json_element_object (items, i);
      const char *asked = item != NULL ? ek_json_peek_string (item, "text") : NULL;
      const char *answer = item != NULL ? ek_json_peek_string (item, "answer") : NULL;
      const char *why = item != NULL ? ek_notice_answer_words (ek_json_peek_string (item, "reason")) : NULL;
      g_autofree char *words = NULL;

      if (answer == NULL)
        continue;
      if (asked == NULL && g_strcmp0 (ek_json_peek_string (item, "reason"), "total-differs") == 0)
        asked = _ ("Total");
      if (asked == NULL)
        asked = _ ("A question without its words");
      if (why != NULL)
        /* Translators: a question, the answer that was received for it, and why it was not taken over */
        words = g_strdup_printf (_ ("%1$s: %2$s (%3$s)"), asked, answer, why);
      else
        words = g_strdup_printf (_ ("%1$s: %2$s"), asked, answer);
      g_string_append_printf (text, "\n%s", words);
    }
}

static char *
form_text (const Telling *self)
{
  const char *title = member (self, "title");
  const char *reason = ek_notice_reason_words (member (self, "reason"));
  const char *end = strstr (self->about, "/QuestionnaireResponse/");
  g_autofree char *source = end != NULL ? g_strndup (self->about, end - self->about) : NULL;
  g_autofree char *from = place (self, source);
  g_autofree char *answered = day (self, "authored");
  g_autofree char *name = title != NULL ? g_strdup_printf (_ ("“%s”"), title) : g_strdup (_ ("without a name"));
  g_autoptr (GString) text = g_string_new (NULL);

  /* Translators: where it came from; which questionnaire; when it was answered; why it could not be read */
  g_string_append_printf (text,
                          _ ("A form came from %s that nobody has read: %s, answered on %s. %s Look at its answers: "
                             "one of them may be dangerous."),
                          from, name, answered, reason != NULL ? reason : _ ("It could not be read."));
  append_answers (text, members (self, "items"));
  return g_strdup (text->str);
}

static void
append_checks (const Telling *self, GString *text)
{
  JsonArray *failed = members (self, "contradictions");
  const char *id = member (self, "instrument");
  EkInstrument *instrument = id != NULL && self->catalogue != NULL ? ek_catalogue_find (self->catalogue, id, NULL)
                                                                   : NULL;

  for (guint i = 0; failed != NULL && instrument != NULL && i < json_array_get_length (failed); i++)
    {
      const char *words = ek_instrument_get_check_message (instrument, ek_json_element_string (failed, i),
                                                           g_get_language_names ()[0]);

      if (words != NULL)
        g_string_append_printf (text, "\n%s", words);
    }
}

static char *
answers_text (const Telling *self)
{
  g_autofree char *from = origin (self);
  g_autofree char *name = instrument_name (self, member (self, "instrument"));
  g_autofree char *answered = day (self, "taken");
  g_autoptr (GString) text = g_string_new (NULL);

  if (members (self, "contradictions") != NULL)
    /* Translators: which questionnaire; where it came from; when it was answered */
    g_string_append_printf (text,
                            _ ("%s came from %s, answered on %s, with answers that contradict each other, so it has no "
                               "score. Ask the patient again."),
                            name, from, answered);
  else
    g_string_append_printf (text,
                            _ ("%s came from %s, answered on %s, with answers that could not be taken over. Look at "
                               "them: they are not in the score."),
                            name, from, answered);
  append_checks (self, text);
  append_answers (text, members (self, "unread"));
  return g_strdup (text->str);
}

/* A value that is written for machines tells nobody anything. */
static char *
quoted (const char *value)
{
  g_autofree char *isolated = NULL;

  if (value == NULL || *value == '\0' || strpbrk (value, "{}[]") != NULL)
    return NULL;
  isolated = ek_text_isolate (value);
  /* Translators: something as it was written by somebody else */
  return g_strdup_printf (_ ("“%s”"), isolated);
}

static char *
thing_text (const Telling *self)
{
  const char *thing = ek_notice_thing_words (member (self, "type"));
  const char *path = member (self, "path"), *what = path != NULL ? ek_notice_value_words (path) : NULL;
  const char *reason = ek_notice_reason_words (member (self, "reason"));
  g_autofree char *from = origin (self);
  g_autofree char *value = quoted (member (self, "value"));

  if (what == NULL)
    what = _ ("one detail");
  if (reason == NULL)
    reason = _ ("It could not be read.");
  if (path == NULL && value != NULL)
    /* Translators: "A diagnosis"; its words; where it came from; why it was not taken over */
    return g_strdup_printf (
      _ ("%s, %s, came from %s and is not in this file. %s Look it up where it comes from, and enter it "
         "here if it is right."),
      thing, value, from, reason);
  if (path == NULL)
    return g_strdup_printf (
      _ ("%s came from %s and is not in this file. %s Look it up where it comes from, and enter it here "
         "if it is right."),
      thing, from, reason);
  if (value != NULL)
    /* Translators: "A diagnosis"; where it came from; "when it began"; a value; what is wrong with it */
    return g_strdup_printf (
      _ ("%s came from %s. Look at %s, which is given as %s. %s Ask the patient or the sender, and put "
         "it right."),
      thing, from, what, value, reason);
  return g_strdup_printf (_ ("%s came from %s. Look at %s. %s Ask the patient or the sender, and put it right."), thing,
                          from, what, reason);
}

/* An answer of danger in a form that was stored before every form was looked at. */
static char *
old_text (const Telling *self)
{
  const char *items = member (self, "items"), *taken = member (self, "taken");
  g_autofree char *name = instrument_name (self, member (self, "instrument"));

  /* Translators: a questionnaire; its items; when it was answered */
  return g_strdup_printf (
    _ ("%s item %s, answered on %s, says danger, and no risk was ever opened for it. Look at the form."), name,
    items != NULL ? items : "?", taken != NULL ? taken : _ ("an unknown day"));
}

static char *
danger_text (const Telling *self)
{
  const char *kind = ek_choice_label (ek_risk_type.fields[EK_RISK_KIND].choices, member (self, "kind"));
  const EkRecordType *type = member (self, "from") != NULL ? ek_record_type_by_name (member (self, "from")) : NULL;
  g_autoptr (EkRecord) record = type != NULL && self->store != NULL
    ? ek_store_load (self->store, type, self->about, NULL)
    : NULL;
  g_autofree char *received = record != NULL ? ek_received_words (self->store, ek_received_from (record)) : NULL;
  g_autofree char *where = NULL;
  g_autofree char *words = quoted (member (self, "words"));
  const char *resource = member (self, "resource");

  if (resource == NULL)
    resource = member (self, "where");
  where = type == NULL && resource != NULL ? g_strdup_printf (_ ("What came from elsewhere (%s)"), resource)
    : type == NULL                         ? g_strdup (_ ("What came from elsewhere"))
    : received != NULL                     ? g_strdup_printf (_ ("%s (%s)"), _ (type->label), received)
                                           : g_strdup (_ (type->label));
  /* Translators: a kind of danger; a kind of record, perhaps with where it came from; the words as they stand in it */
  return g_strdup_printf (
    _ ("%s: it is not clear whether there is a danger. %s: %s. Talk to the patient, and open a risk if "
       "there is one."),
    kind != NULL ? kind : _ ("Danger"), where, words != NULL ? words : "…");
}

static char *
ended_text (const Telling *self)
{
  const char *kind = ek_choice_label (ek_risk_type.fields[EK_RISK_KIND].choices, member (self, "kind"));
  const char *since = member (self, "since");
  g_autofree char *words = quoted (member (self, "words"));

  if (kind == NULL)
    kind = _ ("Danger");
  if (g_strcmp0 (member (self, "how"), "error") == 0)
    /* Translators: a kind of danger; the words of a warning */
    return g_strdup_printf (
      _ ("%s: the hospital took back a warning as entered in error: %s. Look whether there is danger all "
         "the same."),
      kind, words != NULL ? words : "…");
  /* Translators: a kind of danger; the words of a warning; the day it was given */
  return g_strdup_printf (_ ("%s: the hospital has ended a warning: %s, given on %s. Look whether the danger is over."),
                          kind, words != NULL ? words : "…", since != NULL ? since : _ ("an unknown day"));
}

static char *
duplicate_text (const Telling *self)
{
  static const struct {
    const char *id;
    const char *words;
  } ways[] = {
    { "number", N_ ("the same number") },
    { "name", N_ ("the same name") },
    { "reading", N_ ("a name that sounds the same") },
    { "birth-date", N_ ("the same date of birth") },
  };
  JsonArray *because = members (self, "because");
  g_autofree char *here = other_patient (self);
  g_autofree char *who = here != NULL ? g_steal_pointer (&here) : person (self);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; because != NULL && i < json_array_get_length (because); i++)
    for (guint w = 0; w < G_N_ELEMENTS (ways); w++)
      if (g_strcmp0 (ways[w].id, ek_json_element_string (because, i)) == 0)
        /* Translators: between the members of a list */
        g_string_append_printf (list, "%s%s", list->len > 0 ? _ (", ") : "", _ (ways[w].words));
  if (list->len == 0)
    return g_strdup_printf (_ (
                              "This may be the same person as %s. Compare the two files, and join them if they are one "
                              "person."),
                            who);
  return g_strdup_printf (
    _ ("This may be the same person as %s: %s. Compare the two files, and join them if they are one "
       "person."),
    who, list->str);
}

static char *
link_text (const Telling *self)
{
  const char *link = member (self, "link");
  g_autofree char *other = other_patient (self);

  if (g_strcmp0 (link, "replaced-by") == 0 && other == NULL)
    return g_strdup (
      _ ("The hospital has replaced this file by another one, which is not here. What is written here may not "
         "be looked at there: fetch the other file, or ask the registration desk."));
  if (g_strcmp0 (link, "replaced-by") == 0)
    return g_strdup_printf (
      _ ("The hospital has replaced this file by that of %s. Write there, or join the two if they are "
         "one person."),
      other);
  if (g_strcmp0 (link, "replaces") == 0 && other != NULL)
    return g_strdup_printf (
      _ ("The hospital says that this file replaces that of %s. Join the two if they are one person."), other);
  return g_strdup_printf (
    _ ("The hospital says that %s is the same person. Compare the two files, and join them if they are "
       "one person."),
    other != NULL ? other : _ ("somebody who is not here"));
}

static char *
other_person_text (const Telling *self)
{
  g_autofree char *from = origin (self);
  g_autofree char *who = person (self);

  return g_strdup_printf (
    _ ("%s now has somebody else under this patient's number: %s. Nothing of that was taken over. Ask "
       "the registration desk who it is; until then nothing new of this patient comes from there."),
    from, who);
}

static gboolean
says (const Telling *self, const char *name)
{
  JsonNode *node = self->detail != NULL ? json_object_get_member (self->detail, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_boolean (node);
}

/* What was given to another patient where it comes from, or names two. */
static char *
moved_text (const Telling *self)
{
  const char *direction = member (self, "direction");
  g_autofree char *from = origin (self);
  g_autofree char *here = patient_as_saved (self, member (self, "other"));
  const char *who = here != NULL ? here : _ ("somebody who is not here");
  g_autofree char *form = member (self, "instrument") != NULL ? instrument_name (self, member (self, "instrument"))
                                                              : NULL;
  g_autofree char *words = form != NULL ? g_steal_pointer (&form) : quoted (member (self, "words"));
  const char *kind = ek_notice_thing_words (member (self, "type"));
  g_autofree char *thing = words != NULL ? g_strdup_printf (_ ("%s (%s)"), kind, words) : g_strdup (kind);

  if (g_strcmp0 (direction, "source") == 0)
    /* Translators: "A form"; where it came from */
    return g_strdup_printf (
      _ ("%s came from %s that this patient answered and that does not say whom it is about. It was put "
         "into nobody's file. Talk to the patient if it says danger, and enter it where it belongs."),
      thing, from);
  if (g_strcmp0 (direction, "named") == 0)
    /* Translators: "A diagnosis"; where it came from; what stands beside the reference */
    return g_strdup_printf (
      _ ("%s came from %s under the address of this patient, and the words beside it name somebody "
         "else: %s. It is in this file. Find out whose it is; more of the same source may be named "
         "so."),
      thing, from, member (self, "name") != NULL ? member (self, "name") : "?");
  if (g_strcmp0 (direction, "called") == 0)
    /* Translators: "A diagnosis"; where it came from; the other patient */
    return g_strdup_printf (
      _ ("%s came from %s under the address of %s, and the words beside it name this patient. It is in that "
         "patient's file. Find out whose it is, and talk to this patient if it says danger; more of the same "
         "source may be named so."),
      thing, from, who);
  if (g_strcmp0 (direction, "unclear") == 0)
    /* Translators: "A diagnosis"; where it came from; the other patient */
    return g_strdup_printf (
      _ ("%s came from %s that names two patients, this one and %s. It was put into neither file. Find "
         "out whose it is, and talk to both if it says danger."),
      thing, from, who);
  if (g_strcmp0 (direction, "away") == 0 && says (self, "stays"))
    /* Translators: "A diagnosis (its words)"; where it came from; the other patient */
    return g_strdup_printf (
      _ ("%s came from %s, which now says that it is about another patient: %s. It still stands in this "
         "file. Find out whose it is, and put it right."),
      thing, from, who);
  if (g_strcmp0 (direction, "away") == 0)
    return g_strdup_printf (
      _ ("%s came from %s, which now says that it is about another patient: %s. In this file it is kept "
         "as taken back and counts no more. Look at what was decided because of it, and at its risk."),
      thing, from, who);
  if (says (self, "filed"))
    return g_strdup_printf (
      _ ("%s came from %s, where it was in the file of %s until now. It is said to be about this patient "
         "and is in this file now. Look at it, and ask whether that is right."),
      thing, from, who);
  return g_strdup_printf (
    _ ("%s came from %s, where it is now said to be about this patient. It is not in this file: here it "
       "was known as that of %s. Find out whose it is, and talk to the patient if it says danger."),
    thing, from, who);
}

static char *
identity_text (const Telling *self)
{
  g_autofree char *from = origin (self);
  g_autofree char *who = person (self);

  return g_strdup_printf (
    _ ("%s changed who this patient is: %s. It was taken over. Look whether it is still the same person; "
       "if not, put name and date of birth right and tell the registration desk."),
    from, who);
}

static char *
outcome (JsonObject *of)
{
  g_autofree char *total = of != NULL ? ek_json_peek_number_text (of, "total") : NULL;

  return g_strdup (total != NULL ? total : _ ("no total"));
}

static char *
rescored_text (const Telling *self)
{
  const EkRecordType *type = member (self, "document") != NULL ? ek_record_type_by_name (member (self, "document"))
                                                               : NULL;
  JsonArray *forms = members (self, "forms");
  g_autoptr (GString) text = g_string_new (NULL);

  /* Translators: "Baseline assessment", "Plan" */
  g_string_append_printf (text,
                          _ (
                            "Sex or date of birth was put right, and forms that a signed document rests on were scored "
                            "again (%s). The document says what it said: read it again, and make a new one if it no "
                            "longer holds."),
                          type != NULL ? _ (type->label) : _ ("a document"));
  for (guint i = 0; forms != NULL && i < json_array_get_length (forms); i++)
    {
      JsonObject *one = ek_json_element_object (forms, i);
      g_autofree char *name = one != NULL ? instrument_name (self, ek_json_peek_string (one, "instrument")) : NULL;
      g_autofree char *before = one != NULL ? outcome (ek_json_peek_object (one, "before")) : NULL;
      g_autofree char *after = one != NULL ? outcome (ek_json_peek_object (one, "after")) : NULL;
      /* Translators: an instrument, its total before, its total now */
      g_autofree char *words = one != NULL ? g_strdup_printf (_ ("%s: %s before, %s now"), name, before, after) : NULL;

      if (words != NULL)
        g_string_append_printf (text, "\n%s", words);
    }
  return g_strdup (text->str);
}

static char *
details_text (const Telling *self)
{
  JsonArray *fields = members (self, "fields");
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; fields != NULL && i < json_array_get_length (fields); i++)
    for (int f = 0; ek_patient_type.fields[f].name != NULL; f++)
      if (g_strcmp0 (ek_patient_type.fields[f].name, ek_json_element_string (fields, i)) == 0)
        g_string_append_printf (list, "%s%s", list->len > 0 ? _ (", ") : "", _ (ek_patient_type.fields[f].label));
  return g_strdup_printf (
    _ ("The hospital changed details under the number of a file that was joined to this one: %s. This "
       "file goes on showing what was chosen for it. Ask the patient which is right, and correct it "
       "here."),
    list->len > 0 ? list->str : _ ("one detail"));
}

/* What came and no program reads: see ek-fhir-receive-letter.c in exchange. */
static char *
letters_text (const Telling *self)
{
  JsonArray *letters = members (self, "letters");
  g_autofree char *from = origin (self);
  g_autoptr (GString) text = g_string_new (NULL);

  /* Translators: where they came from; a list follows */
  g_string_append_printf (text,
                          _ ("Documents came from %s that this program neither reads nor keeps. Look at them there, "
                             "and write down here what matters:"),
                          from);
  for (guint i = 0; letters != NULL && i < json_array_get_length (letters); i++)
    {
      JsonObject *one = ek_json_element_object (letters, i);
      const char *title = one != NULL ? ek_json_peek_string (one, "title") : NULL;
      const char *date = one != NULL ? ek_json_peek_string (one, "date") : NULL;
      g_autofree char *name = title != NULL ? ek_text_isolate (title) : g_strdup (_ ("without a name"));

      if (one == NULL || ek_json_peek_boolean (one, "seen", FALSE))
        continue;
      if (date != NULL)
        /* Translators: the name of a document, its date */
        g_string_append_printf (text, _ ("\n%1$s, %2$s"), name, date);
      else
        g_string_append_printf (text, "\n%s", name);
    }
  return g_strdup (text->str);
}

/* "kind" of danger, "level", "open", "closed": see ek-risk-elsewhere.c in care. */
static char *
closed_text (const Telling *self)
{
  const char *day = member (self, "closed"), *kind = member (self, "kind"), *level = member (self, "level");
  const char *danger = ek_choice_label (ek_risk_type.fields[EK_RISK_KIND].choices, kind != NULL ? kind : "suicide");
  const char *words = level != NULL ? ek_choice_label (ek_risk_type.fields[EK_RISK_LEVEL].choices, level) : NULL;

  if (self->detail != NULL && ek_json_peek_boolean (self->detail, "open", FALSE))
    /* Translators: a kind of danger; its level; the day */
    return g_strdup_printf (_ ("%s: a risk came in that was closed elsewhere (level %s, closed on %s). That was not "
                               "taken over: it is open here until somebody here has assessed and closed it."),
                            danger, words != NULL ? words : "?", day != NULL ? day : "?");
  /* Translators: a kind of danger; its level; the day */
  return g_strdup_printf (_ ("%s: a risk came in that was closed elsewhere (level %s, closed on %s). Nobody here has "
                             "looked at it: read its log, and open a risk if there is danger."),
                          danger, words != NULL ? words : "?", day != NULL ? day : "?");
}

/**
 * ek_notice_text:
 * @store: (nullable): the record, for the names of other patients and of where things come from
 * @catalogue: (nullable): the instruments, for their names
 * @notice: a notice
 *
 * Returns: (transfer full): what is to be looked at, translated: a paragraph, and behind line ends the answers and
 *   totals it is about
 */
char *
ek_notice_text (EkStore *store, EkCatalogue *catalogue, EkRecord *notice)
{
  static const struct {
    const char *kind;
    char *(*text) (const Telling *self);
  } kinds[] = {
    { "unreadable-form", form_text },
    { "unclear-danger", danger_text },
    { "warning-ended", ended_text },
    { "old-answer", old_text },
    { "possible-duplicate", duplicate_text },
    { "linked", link_text },
    { "other-person", other_person_text },
    { "identity-changed", identity_text },
    { "moved", moved_text },
    { "closed-elsewhere", closed_text },
    { "rescored", rescored_text },
    { "unread-document", letters_text },
    { "joined-details", details_text },
  };
  JsonNode *node = ek_record_get_json (notice, EK_NOTICE_DETAIL);
  const char *kind = ek_record_get_text (notice, EK_NOTICE_KIND),
             *about = ek_record_get_text (notice, EK_NOTICE_SOURCE);
  Telling self = { .store = store, .catalogue = catalogue, .notice = notice, .about = about != NULL ? about : "" };

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    self.detail = json_node_get_object (node);
  if (g_strcmp0 (kind, "unreadable-value") == 0)
    return member (&self, "instrument") != NULL ? answers_text (&self) : thing_text (&self);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].kind, kind) == 0)
      return kinds[i].text (&self);
  return g_strdup (_ ("Something came that the program could not decide by itself. Look through this file."));
}
