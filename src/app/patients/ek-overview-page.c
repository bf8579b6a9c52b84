/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-overview-page.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-allergy.h"
#include "ek-assessment.h"
#include "ek-card.h"
#include "ek-columns-layout.h"
#include "ek-plausible.h"
#include "ek-draft-view.h"
#include "ek-format.h"
#include "ek-json.h"
#include "ek-join.h"
#include "ek-message.h"
#include "ek-overview-data.h"
#include "ek-person.h"
#include "ek-received.h"
#include "ek-record-dialog.h"
#include "ek-schedule.h"
#include "ek-slices.h"
#include "ek-types.h"

/* Lines of a card before "and … more". */
#define FEW 6
/* How far ahead the overview looks. */
#define SCHEDULED_DAYS 7
#define RELOAD_DELAY_MS 100

/* In the order in which they are shown. Allergies are short and are looked for in a hurry. */
typedef enum { ALLERGIES, SCORES, NEXT, PROBLEMS, MEDICINES, ENCOUNTERS, WORK, JOINED, N_CARDS } Which;

/* Behind them those that declarations ask for, see ek_overview_declared_type(). */
#define MOST_CARDS (N_CARDS + 8)

struct _EkOverviewPage {
  EkPatientView view;

  EkOverviewData *data;
  EkCard *cards[MOST_CARDS];
  guint n_cards;
  gboolean whole[MOST_CARDS]; /* all lines are wanted */
  EkSlices *slices;           /* of the cards */
  GtkStack *stack;
  AdwStatusPage *failed;
  GtkWidget *columns;
};

G_DEFINE_FINAL_TYPE (EkOverviewPage, ek_overview_page, EK_TYPE_PATIENT_VIEW)

/* Words */

static const char *
label_of (EkRecord *record, int field)
{
  const EkField *declared = &ek_record_get_record_type (record)->fields[field];
  const char *id = ek_record_get_text (record, field);

  return id != NULL ? ek_choice_label (declared->choices, id) : "";
}

static void
append_part (GString *text, const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

/* Parts that are there, with a dot between them. */
static char *joined (const char *first, ...) G_GNUC_NULL_TERMINATED;

static char *
joined (const char *first, ...)
{
  g_autoptr (GString) text = g_string_new (NULL);
  va_list parts;

  va_start (parts, first);
  for (const char *part = first; part != NULL; part = va_arg (parts, const char *))
    append_part (text, part);
  va_end (parts);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
text_or_empty (EkRecord *record, int field)
{
  const char *text = ek_record_get_text (record, field);

  return text != NULL ? text : "";
}

/* "5 better than 2 Nov 2026", and whether that is more than the measure's own error. */
static char *
change_text (EkScoreLine *line, EkRecord *since, gboolean from_start)
{
  double change, amount = 0;
  gboolean better, reliable;
  int offset = 0;
  gint64 at;
  g_autofree char *date = NULL, *size = NULL, *words = NULL;

  if (since == NULL || line->instrument == NULL)
    return g_strdup ("");
  at = ek_record_get_instant (since, EK_ASSESSMENT_TAKEN, &offset);
  date = ek_format_date (at, offset);
  change = ek_record_get_real (line->latest, EK_ASSESSMENT_TOTAL, NAN) -
    ek_record_get_real (since, EK_ASSESSMENT_TOTAL, NAN);
  if (!isfinite (change))
    return g_strdup ("");
  size = ek_format_score (fabs (change));
  better = (change < 0) == ek_instrument_higher_is_worse (line->instrument);
  if (change == 0)
    /* Translators: a score compared with an earlier one; %s is a date */
    return g_strdup_printf (_ ("the same as on %s"), date);
  /* Translators: a score compared with an earlier one: how many points, and a date */
  words = g_strdup_printf (better ? _ ("%s better than on %s") : _ ("%s worse than on %s"), size, date);
  reliable = from_start && ek_instrument_get_reliable_change (line->instrument, &amount, NULL) &&
    fabs (change) >= amount;
  /* Translators: appended to a change of score that is larger than the error of measurement */
  return reliable ? g_strdup_printf (_ ("%s (reliable change)"), words) : g_steal_pointer (&words);
}

/* Cards */

static void
show_scores (EkOverviewPage *self)
{
  EkCard *card = self->cards[SCORES];

  ek_card_clear (card,
                 _ ("No score yet. Questionnaires are given under “Assessments”, which also lists those without one."));
  for (guint i = 0; i < self->data->unfinished->len; i++)
    {
      EkRecord *form = g_ptr_array_index (self->data->unfinished, i);
      EkInstrument *instrument = ek_catalogue_find (ek_session_get_catalogue (self->view.session),
                                                    ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT), NULL);

      ek_card_append (card, G_OBJECT (form),
                      instrument != NULL ? ek_instrument_get_abbreviation (instrument)
                                         : ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT),
                      _ ("Begun and not finished"), _ ("Go on"), NULL);
    }
  for (guint i = 0; i < self->data->scores->len; i++)
    {
      EkScoreLine *line = g_ptr_array_index (self->data->scores, i);
      int offset = 0;
      gint64 at = ek_record_get_instant (line->latest, EK_ASSESSMENT_TAKEN, &offset);
      const char *severity = ek_record_get_text (line->latest, EK_ASSESSMENT_SEVERITY);
      g_autofree char *date = ek_format_date (at, offset);
      double total = ek_record_get_real (line->latest, EK_ASSESSMENT_TOTAL, NAN);
      g_autofree char *value = ek_format_score (total);
      g_autofree char *band = ek_format_finding (line->instrument, severity, total);
      g_autofree char *recent = change_text (line, line->previous, FALSE);
      g_autofree char *start = line->first != line->previous ? change_text (line, line->first, TRUE) : g_strdup ("");
      /* Translators: a total that was received without the answers it comes from */
      const char *alone = ek_assessment_is_total_only (line->latest) ? _ ("Total only") : "";
      g_autofree char *about = joined (band, date, alone, recent, start, NULL);

      ek_card_append (card, G_OBJECT (line->latest),
                      line->instrument != NULL ? ek_instrument_get_abbreviation (line->instrument)
                                               : ek_record_get_text (line->latest, EK_ASSESSMENT_INSTRUMENT),
                      about, value, "score-line");
    }
}

/* One line of what comes next. */
typedef struct {
  GObject *data;
  char *text, *owner, *due;
} Due;

static void
due_clear (gpointer data)
{
  Due *due = data;

  g_clear_object (&due->data);
  g_free (due->text);
  g_free (due->owner);
  g_free (due->due);
}

/* By date, and what has none at the end. */
static int
compare_due (gconstpointer a, gconstpointer b)
{
  const Due *x = a, *y = b;

  if (x->due == NULL || y->due == NULL)
    return (x->due == NULL) - (y->due == NULL);
  return strcmp (x->due, y->due);
}

static void
add_due (GArray *dues, GObject *data, const char *text, const char *owner, const char *day)
{
  Due due = { data != NULL ? g_object_ref (data) : NULL, g_strdup (text), g_strdup (owner), g_strdup (day) };

  g_array_append_val (dues, due);
}

static void
append_due (EkOverviewPage *self, const Due *due, const char *today)
{
  gboolean overdue = due->due != NULL && strcmp (due->due, today) < 0;
  g_autofree char *day = ek_format_day (due->due);
  /* Translators: the date by which something should have been done */
  g_autofree char *late = overdue ? g_strdup_printf (_ ("overdue: %s"), day) : NULL;

  ek_card_append (self->cards[NEXT], due->data, due->text, due->owner, overdue ? late : day,
                  overdue ? "overdue" : NULL);
}

/* What is scheduled and due within a week. */
static void
add_scheduled (EkOverviewPage *self, GArray *dues)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (NULL);

  for (guint i = 0; knowledge != NULL && i < self->data->schedules->len; i++)
    {
      const EkScheduleRow *row = g_ptr_array_index (self->data->schedules, i);
      g_autofree char *name = NULL;
      g_autofree char *text = NULL;

      if (row->over || row->days > SCHEDULED_DAYS)
        continue;
      name = ek_schedule_subject (ek_session_get_catalogue (self->view.session), knowledge, row->kind, row->subject,
                                  ek_format_language ());
      /* Translators: an instrument or a set that is scheduled */
      text = g_strdup_printf (_ ("To be given: %s"), name);
      add_due (dues, NULL, text, row->purpose, row->due);
    }
}

/* What is due first. A risk stands in the banner above, with its own due time, and nowhere twice. */
static void
show_next (EkOverviewPage *self)
{
  EkClock *clock = ek_session_get_clock (self->view.session);
  gint64 now = ek_clock_now (clock);
  g_autofree char *today = ek_instant_format_date (now, ek_clock_offset (clock, now));
  const char *review = self->data->plan != NULL ? ek_record_get_text (self->data->plan, EK_PLAN_REVIEW) : NULL;
  g_autoptr (GArray) dues = g_array_new (FALSE, FALSE, sizeof (Due));

  g_array_set_clear_func (dues, due_clear);
  ek_card_clear (self->cards[NEXT], _ ("Nothing is due."));
  if (review != NULL)
    add_due (dues, NULL, _ ("End of the plan’s cycle: compare with the results"), NULL, review);
  for (guint i = 0; i < self->data->tasks->len; i++)
    {
      EkRecord *task = g_ptr_array_index (self->data->tasks, i);

      add_due (dues, G_OBJECT (task), text_or_empty (task, EK_TASK_TEXT), ek_record_get_text (task, EK_TASK_OWNER_NAME),
               ek_record_get_text (task, EK_TASK_DUE));
    }
  add_scheduled (self, dues);
  g_array_sort (dues, compare_due);
  for (guint i = 0; i < dues->len; i++)
    append_due (self, &g_array_index (dues, Due, i), today);
}

/* Whether line @i of @n belongs on the card; puts "and … more" in place of the rest. */
static gboolean
has_room (EkOverviewPage *self, guint which, guint i, guint n)
{
  gulong more = n - FEW;
  g_autofree char *text = NULL;

  if (self->whole[which] || i < FEW || n == FEW + 1)
    return TRUE;
  text = g_strdup_printf (ngettext ("and %lu more", "and %lu more", more), more);
  ek_card_append (self->cards[which], G_OBJECT (self->cards[which]), text, NULL, NULL, NULL);
  return FALSE;
}

/* A date that cannot be, or hardly, is shown as it is and marked; it came from elsewhere, or before this was asked. */
static char *
doubts_of (EkOverviewPage *self, EkRecord *record)
{
  EkClock *clock = ek_session_get_clock (self->view.session);
  gint64 now = ek_clock_now (clock);
  g_autofree char *today = ek_instant_format_date (now, ek_clock_offset (clock, now));
  const char *birth = self->data->patient != NULL ? ek_record_get_text (self->data->patient, EK_PATIENT_BIRTH_DATE)
                                                  : NULL;
  g_autoptr (GArray) list = ek_plausible_list (record, NULL, birth, today);

  return list->len > 0 ? ek_plausible_words (record, &g_array_index (list, EkDoubtfulDate, 0)) : g_strdup ("");
}

static char *
received_words (EkOverviewPage *self, EkRecord *record)
{
  const char *source = ek_received_from (record);
  const char *name = source != NULL ? g_hash_table_lookup (self->data->sources, source) : NULL;
  char *words = ek_received_words (NULL, name != NULL ? name : source);

  return words != NULL ? words : g_strdup ("");
}

/* The address itself is for who asks the IT department. */
static void
tell_address (GtkWidget *row, EkRecord *record)
{
  const char *source = ek_received_from (record);

  if (source != NULL && !g_str_has_prefix (source, EK_RECEIVED_FILE))
    gtk_widget_set_tooltip_text (row, source);
}

static void
show_problems (EkOverviewPage *self)
{
  GPtrArray *all = self->data->problems;

  ek_card_clear (self->cards[PROBLEMS], _ ("No problem or diagnosis is recorded."));
  for (guint i = 0; i < all->len && has_room (self, PROBLEMS, i, all->len); i++)
    {
      EkRecord *one = g_ptr_array_index (all, i);
      const char *status = ek_record_get_text (one, EK_PROBLEM_STATUS);
      const char *certainty = ek_record_get_text (one, EK_PROBLEM_VERIFICATION);
      g_autofree char *onset = ek_format_day (ek_record_get_text (one, EK_PROBLEM_ONSET));
      /* Translators: when a problem began */
      g_autofree char *since = *onset != '\0' ? g_strdup_printf (_ ("since %s"), onset)
                                              : g_strdup (text_or_empty (one, EK_PROBLEM_ONSET_TEXT));
      g_autofree char *doubts = doubts_of (self, one);
      gboolean confirmed = g_strcmp0 (certainty, "confirmed") == 0;
      g_autofree char *received = received_words (self, one);
      g_autofree char *about = joined (text_or_empty (one, EK_PROBLEM_CODE),
                                       confirmed ? "" : label_of (one, EK_PROBLEM_VERIFICATION), since,
                                       text_or_empty (one, EK_PROBLEM_SEVERITY), doubts, received, NULL);

      tell_address (ek_card_append (self->cards[PROBLEMS], G_OBJECT (one), text_or_empty (one, EK_PROBLEM_TEXT), about,
                                    g_strcmp0 (status, "active") != 0 ? label_of (one, EK_PROBLEM_STATUS) : NULL, NULL),
                    one);
    }
}

static char *
dose_text (EkRecord *medicine)
{
  g_autofree char *amount = NULL;

  if (ek_record_has (medicine, EK_MEDICINE_DOSE_TEXT))
    return g_strdup (ek_record_get_text (medicine, EK_MEDICINE_DOSE_TEXT));
  if (!ek_record_has (medicine, EK_MEDICINE_DOSE_MG))
    return g_strdup ("");
  amount = ek_format_score (ek_record_get_real (medicine, EK_MEDICINE_DOSE_MG, 0));
  /* Translators: the dose of a medicine for a whole day, in milligrams */
  return g_strdup_printf (_ ("%s mg a day"), amount);
}

static void
show_medicines (EkOverviewPage *self)
{
  GPtrArray *all = self->data->medicines;

  ek_card_clear (self->cards[MEDICINES], _ ("No medicine is recorded."));
  for (guint i = 0; i < all->len && has_room (self, MEDICINES, i, all->len); i++)
    {
      EkRecord *one = g_ptr_array_index (all, i);
      gboolean active = g_strcmp0 (ek_record_get_text (one, EK_MEDICINE_STATUS), "active") == 0;
      gboolean ordered = g_strcmp0 (ek_record_get_text (one, EK_MEDICINE_INTENT), "order") == 0;
      g_autofree char *dose = dose_text (one);
      g_autofree char *from = ek_format_day (ek_record_get_text (one, EK_MEDICINE_STARTED));
      g_autofree char *to = ek_format_day (ek_record_get_text (one, EK_MEDICINE_STOPPED));
      /* Translators: a span of time: from … to …, or still going on */
      g_autofree char *span = *to != '\0' ? g_strdup_printf (_ ("%s – %s"), from, to)
        : *from != '\0'                   ? g_strdup_printf (_ ("since %s"), from)
                                          : g_strdup ("");
      g_autofree char *received = received_words (self, one);
      gboolean told = ek_record_has (one, EK_MEDICINE_SOURCE) &&
        g_strcmp0 (ek_record_get_text (one, EK_MEDICINE_SOURCE), "order") != 0;
      g_autofree char *about = joined (dose, span, ordered ? "" : label_of (one, EK_MEDICINE_INTENT),
                                       told ? label_of (one, EK_MEDICINE_SOURCE) : "", received, NULL);

      tell_address (ek_card_append (self->cards[MEDICINES], G_OBJECT (one), text_or_empty (one, EK_MEDICINE_NAME),
                                    about, active ? NULL : label_of (one, EK_MEDICINE_STATUS), NULL),
                    one);
    }
}

/* The word that there is none, with its day; never in the dress of an allergy. */
static void
show_no_allergy (EkOverviewPage *self, EkRecord *one)
{
  g_autofree char *noted = ek_format_day (ek_record_get_text (one, EK_ALLERGY_NOTED));
  /* Translators: when it was said that there are no allergies */
  g_autofree char *when = *noted != '\0' ? g_strdup_printf (_ ("noted %s"), noted) : g_strdup ("");
  gboolean contradicts = ek_allergies_contradict (self->data->allergies);
  g_autofree char *about = joined (when, contradicts ? _ ("contradicts an allergy on record: ask") : "", NULL);

  ek_card_append (self->cards[ALLERGIES], G_OBJECT (one), text_or_empty (one, EK_ALLERGY_SUBSTANCE), about,
                  _ ("Said to have none"), NULL);
}

static void
show_allergies (EkOverviewPage *self)
{
  ek_card_clear (self->cards[ALLERGIES], _ ("No allergy is recorded. That is not the same as none known."));
  for (guint i = 0; i < self->data->allergies->len; i++)
    {
      EkRecord *one = g_ptr_array_index (self->data->allergies, i);
      gboolean severe = g_strcmp0 (ek_record_get_text (one, EK_ALLERGY_SEVERITY), "severe") == 0;
      gboolean high = severe || g_strcmp0 (ek_record_get_text (one, EK_ALLERGY_CRITICALITY), "high") == 0;
      g_autofree char *about = NULL;
      g_autofree char *grave = NULL;

      if (ek_allergy_says_none (one))
        {
          show_no_allergy (self, one);
          continue;
        }
      about = joined (text_or_empty (one, EK_ALLERGY_REACTION), label_of (one, EK_ALLERGY_CERTAINTY),
                      ek_record_has (one, EK_ALLERGY_STATUS) && !ek_allergy_is_active (one)
                        ? label_of (one, EK_ALLERGY_STATUS)
                        : "",
                      NULL);
      grave = joined (label_of (one, EK_ALLERGY_CRITICALITY), label_of (one, EK_ALLERGY_SEVERITY), NULL);
      ek_card_append (self->cards[ALLERGIES], G_OBJECT (one), text_or_empty (one, EK_ALLERGY_SUBSTANCE), about, grave,
                      high && ek_allergy_is_active (one) ? "overdue" : NULL);
    }
}

static void
show_encounters (EkOverviewPage *self)
{
  GPtrArray *all = self->data->encounters;

  ek_card_clear (self->cards[ENCOUNTERS], _ ("No session or visit is recorded."));
  for (guint i = 0; i < all->len && has_room (self, ENCOUNTERS, i, all->len); i++)
    {
      EkRecord *one = g_ptr_array_index (all, i);
      gboolean finished = g_strcmp0 (ek_record_get_text (one, EK_ENCOUNTER_STATUS), "finished") == 0;
      int offset = 0;
      gint64 at = ek_record_get_instant (one, EK_ENCOUNTER_STARTED, &offset);
      g_autofree char *date = ek_format_date (at, offset);
      g_autofree char *title = joined (label_of (one, EK_ENCOUNTER_KIND), label_of (one, EK_ENCOUNTER_THERAPY), NULL);
      g_autofree char *doubts = doubts_of (self, one);
      g_autofree char *about = joined (finished ? "" : label_of (one, EK_ENCOUNTER_STATUS), doubts,
                                       text_or_empty (one, EK_ENCOUNTER_CLINICIAN),
                                       text_or_empty (one, EK_ENCOUNTER_SUMMARY), NULL);

      ek_card_append (self->cards[ENCOUNTERS], G_OBJECT (one), title, about, date, NULL);
    }
}

static char *
exposures_text (EkRecord *patient)
{
  JsonNode *node = ek_record_get_json (patient, EK_PATIENT_EXPOSURES);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *word = ek_json_element_string (array, i);

      if (word != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", word);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
append_fact (EkOverviewPage *self, int field, const char *text)
{
  if (text != NULL && *text != '\0')
    ek_card_append (self->cards[WORK], G_OBJECT (self->data->patient), text, _ (ek_patient_type.fields[field].label),
                    NULL, NULL);
}

static void
show_work (EkOverviewPage *self)
{
  EkRecord *patient = self->data->patient;
  GPtrArray *all = self->data->events;
  g_autofree char *place = joined (text_or_empty (patient, EK_PATIENT_EMPLOYER),
                                   text_or_empty (patient, EK_PATIENT_INDUSTRY), NULL);
  g_autofree char *exposures = exposures_text (patient);

  ek_card_clear (self->cards[WORK], _ ("Nothing about work is recorded."));
  append_fact (self, EK_PATIENT_JOB, ek_record_get_text (patient, EK_PATIENT_JOB));
  append_fact (self, EK_PATIENT_EMPLOYER, place);
  append_fact (self, EK_PATIENT_SHIFT, label_of (patient, EK_PATIENT_SHIFT));
  append_fact (self, EK_PATIENT_EXPOSURES, exposures);
  for (guint i = 0; i < all->len && has_room (self, WORK, i, all->len); i++)
    {
      EkRecord *one = g_ptr_array_index (all, i);
      g_autofree char *from = ek_format_day (ek_record_get_text (one, EK_EVENT_STARTED));
      g_autofree char *to = ek_format_day (ek_record_get_text (one, EK_EVENT_ENDED));
      g_autofree char *span = *to != '\0' ? g_strdup_printf (_ ("%s – %s"), from, to) : g_strdup (from);

      ek_card_append (self->cards[WORK], G_OBJECT (one), text_or_empty (one, EK_EVENT_TEXT),
                      label_of (one, EK_EVENT_KIND), span, NULL);
    }
}

/* Which other files this one is made of, who says so and why; a line goes on to taking it back. */
static void
show_joins (EkOverviewPage *self)
{
  ek_card_clear (self->cards[JOINED], "");
  for (guint i = 0; i < self->data->joins->len; i++)
    {
      const EkJoin *join = g_ptr_array_index (self->data->joins, i);
      g_autofree char *who = ek_person_describe_record (g_ptr_array_index (self->data->former, i));
      g_autofree char *at = ek_format_instant (join->at_ms, join->offset_minutes);
      /* Translators: a user's name, a date and time, a reason */
      g_autofree char *how = g_strdup_printf (_ ("Joined by %s on %s: %s"), join->user_name, at, join->reason);
      g_autoptr (GtkStringObject) data = gtk_string_object_new (join->id);

      ek_card_append (self->cards[JOINED], G_OBJECT (data), who, how, _ ("Part…"), NULL);
    }
}

/* What stands in the other choices of a record, its days and its words, with a dot between them. */
static char *
declared_words (EkOverviewPage *self, EkRecord *record)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *received = received_words (self, record);

  for (int i = 0; type->fields[i].name != NULL; i++)
    {
      const EkField *field = &type->fields[i];
      g_autofree char *word = NULL;

      if (i == type->title || i == type->card.status || field->flags & EK_FIELD_HIDDEN || !ek_record_has (record, i))
        continue;
      if (field->kind == EK_FIELD_DATE)
        {
          g_autofree char *day = ek_format_day (ek_record_get_text (record, i));

          /* Translators: a field of a record and what stands in it: "Valid until: 1 Mar 2027" */
          word = g_strdup_printf (_ ("%s: %s"), _ (field->label), day);
        }
      else if (field->kind == EK_FIELD_CHOICE || field->kind == EK_FIELD_TEXT || field->kind == EK_FIELD_NOTE)
        word = g_strdup (label_of (record, i));
      append_part (text, word);
    }
  append_part (text, received);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A card as the declaration of its type has it. */
static void
show_declared (EkOverviewPage *self, guint nth)
{
  const EkRecordType *type = ek_overview_declared_type (nth - N_CARDS);
  GPtrArray *all = g_ptr_array_index (self->data->declared, nth - N_CARDS);

  ek_card_clear (self->cards[nth], _ (type->card.empty));
  for (guint i = 0; i < all->len && has_room (self, nth, i, all->len); i++)
    {
      EkRecord *one = g_ptr_array_index (all, i);
      g_autofree char *about = declared_words (self, one);

      tell_address (ek_card_append (self->cards[nth], G_OBJECT (one), label_of (one, type->title), about,
                                    label_of (one, type->card.status), NULL),
                    one);
    }
}

/* A card is there from when it is complete. */
static void
show_card (GtkWidget *widget, guint nth)
{
  static void (*const show[N_CARDS]) (EkOverviewPage * self) = {
    [SCORES] = show_scores,       [NEXT] = show_next,           [PROBLEMS] = show_problems,
    [MEDICINES] = show_medicines, [ALLERGIES] = show_allergies, [ENCOUNTERS] = show_encounters,
    [WORK] = show_work,           [JOINED] = show_joins,
  };
  EkOverviewPage *self = EK_OVERVIEW_PAGE (widget);

  if (nth >= N_CARDS)
    show_declared (self, nth);
  else
    show[nth](self);
  gtk_widget_set_visible (GTK_WIDGET (self->cards[nth]), nth != JOINED || self->data->joins->len > 0);
}

static void
wipe (EkPatientView *view)
{
  EkOverviewPage *self = EK_OVERVIEW_PAGE (view);

  ek_slices_stop (self->slices);
  for (guint i = 0; i < self->n_cards; i++)
    {
      ek_card_clear (self->cards[i], "");
      gtk_widget_set_visible (GTK_WIDGET (self->cards[i]), FALSE);
      self->whole[i] = FALSE;
    }
  g_clear_pointer (&self->data, ek_overview_data_free);
  gtk_stack_set_visible_child_name (self->stack, "nothing");
}

/* Reading */

static void
read_data (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const EkPatientRequest *wanted = data;
  GError *error = NULL;
  EkOverviewData *found = NULL;

  /* It is asked for when the cards are made: here reading it, the first time, keeps nobody waiting. */
  ek_knowledge_get_default (NULL);
  found = ek_overview_data_read (store, wanted->catalogue, wanted->patient_id, cancellable, &error);

  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify) ek_overview_data_free);
  else
    g_task_return_error (task, error);
}

static void
show_read (EkPatientView *view, gpointer result)
{
  EkOverviewPage *self = EK_OVERVIEW_PAGE (view);

  ek_overview_data_free (self->data);
  self->data = result;
  gtk_stack_set_visible_child_name (self->stack, "cards");
  ek_slices_start (self->slices);
}

/* Doing */

/* What is taken today, and what must not be: who writes down a medicine has it before the eyes. */
static char *
medicine_hint (EkOverviewPage *self)
{
  EkClock *clock = ek_session_get_clock (self->view.session);
  gint64 now = ek_clock_now (clock);
  g_autofree char *today = ek_instant_format_date (now, ek_clock_offset (clock, now));
  g_autoptr (GString) taken = g_string_new (NULL), avoided = g_string_new (NULL);
  g_autofree char *first = NULL, *second = NULL;

  for (guint i = 0; self->data != NULL && i < self->data->medicines->len; i++)
    {
      EkRecord *one = g_ptr_array_index (self->data->medicines, i);
      g_autofree char *dose = dose_text (one);

      if (ek_overview_medicine_is_given (one, today))
        g_string_append_printf (taken, "%s%s %s", taken->len > 0 ? " · " : "", text_or_empty (one, EK_MEDICINE_NAME),
                                dose);
    }
  for (guint i = 0; self->data != NULL && i < self->data->allergies->len; i++)
    g_string_append_printf (avoided, "%s%s", avoided->len > 0 ? " · " : "",
                            text_or_empty (g_ptr_array_index (self->data->allergies, i), EK_ALLERGY_SUBSTANCE));
  /* Translators: above the form of a medicine: today's medicines */
  first = g_strdup_printf (_ ("Taken today: %s"), taken->len > 0 ? taken->str : _ ("none on record"));
  second = g_strdup_printf (_ ("Allergies: %s"), avoided->len > 0 ? avoided->str : _ ("none on record"));
  return g_strconcat (first, "\n", second, NULL);
}

static void
show_record (EkOverviewPage *self, EkRecord *record)
{
  EkRecordDialog *dialog = ek_record_dialog_show (GTK_WIDGET (self), self->view.session, record);
  g_autofree char *hint = NULL;

  if (ek_record_get_record_type (record) != &ek_medicine_type)
    return;
  hint = medicine_hint (self);
  ek_record_dialog_set_hint (dialog, hint);
}

static void
on_line (EkOverviewPage *self, GObject *data, EkCard *card)
{
  if (EK_IS_CARD (data))
    {
      for (guint i = 0; i < self->n_cards; i++)
        if (self->cards[i] == card)
          {
            self->whole[i] = TRUE;
            show_card (GTK_WIDGET (self), i);
          }
    }
  else if (GTK_IS_STRING_OBJECT (data))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.part-patient", NULL);
  else if (ek_record_get_record_type (EK_RECORD (data)) == &ek_assessment_type)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tab", "s", "assessments");
  else
    show_record (self, EK_RECORD (data));
}

static EkRecord *
begin_record (EkOverviewPage *self, const EkRecordType *type)
{
  EkRecord *record = ek_record_new (type, self->view.patient_id);
  g_autoptr (EkUser) user = ek_session_get_user (self->view.session);

  ek_record_begin (record, ek_session_get_clock (self->view.session), user != NULL ? ek_user_get_name (user) : NULL);
  return record;
}

static void
on_add (EkOverviewPage *self, EkCard *card)
{
  const EkRecordType *const types[N_CARDS] = {
    [PROBLEMS] = &ek_problem_type,     [MEDICINES] = &ek_medicine_type, [ALLERGIES] = &ek_allergy_type,
    [ENCOUNTERS] = &ek_encounter_type, [WORK] = &ek_event_type,
  };

  for (guint i = 0; i < self->n_cards; i++)
    {
      const EkRecordType *type = i < N_CARDS ? types[i] : ek_overview_declared_type (i - N_CARDS);

      if (self->cards[i] == card && type != NULL && self->view.patient_id != NULL)
        {
          g_autoptr (EkRecord) record = begin_record (self, type);

          show_record (self, record);
        }
    }
}

/* A record of the patient that somebody was writing: a new one as it is begun here, another as it is now. */
static void
on_record (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkOverviewPage) self = user_data;
  g_autoptr (EkRecord) record = g_task_propagate_pointer (G_TASK (result), NULL);
  const char *const *place = g_task_get_task_data (G_TASK (result));

  if (record != NULL && g_strcmp0 (ek_record_get_patient_id (record), self->view.patient_id) == 0)
    ek_record_dialog_show (GTK_WIDGET (self), self->view.session, record);
  else if (self->view.session != NULL && ek_session_is_unlocked (self->view.session))
    ek_draft_view_show (GTK_WIDGET (self), self->view.session, place[0], self->view.patient_id, place[1]);
}

static void
load_record (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const char *const *place = data;
  GError *error = NULL;
  EkRecord *record = ek_store_load (store, ek_record_type_by_name (place[0] + strlen ("record/")), place[1], &error);

  if (record != NULL)
    g_task_return_pointer (task, record, g_object_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
reopen (EkPatientView *view, const char *place, const char *target)
{
  EkOverviewPage *self = EK_OVERVIEW_PAGE (view);
  const EkRecordType *type = g_str_has_prefix (place, "record/") ? ek_record_type_by_name (place + strlen ("record/"))
                                                                 : NULL;

  if (type == NULL)
    return FALSE;
  if (*target == '\0')
    {
      g_autoptr (EkRecord) record = begin_record (self, type);

      ek_record_dialog_show (GTK_WIDGET (self), view->session, record);
      return TRUE;
    }
  ek_session_read_async (view->session, load_record, g_strdupv ((char *[]){ (char *) place, (char *) target, NULL }),
                         (GDestroyNotify) g_strfreev, NULL, on_record, g_object_ref (self));
  return TRUE;
}

/* Plumbing */

static void
ek_overview_page_dispose (GObject *object)
{
  EkOverviewPage *self = EK_OVERVIEW_PAGE (object);

  g_clear_pointer (&self->slices, ek_slices_free);
  g_clear_pointer (&self->data, ek_overview_data_free);
  G_OBJECT_CLASS (ek_overview_page_parent_class)->dispose (object);
}

static void
ek_overview_page_class_init (EkOverviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  EkPatientViewClass *view_class = EK_PATIENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_overview_page_dispose;
  view_class->read = read_data;
  view_class->result_free = (GDestroyNotify) ek_overview_data_free;
  view_class->show = show_read;
  view_class->clear = wipe;
  view_class->reopen = reopen;
  view_class->delay_ms = RELOAD_DELAY_MS;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EkOverviewPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EkOverviewPage, failed);
  gtk_widget_class_bind_template_child (widget_class, EkOverviewPage, columns);
}

static void
add_card (EkOverviewPage *self, const char *title, const char *add)
{
  EkCard *card = EK_CARD (ek_card_new (title));

  g_assert (self->n_cards < MOST_CARDS);
  if (add != NULL)
    ek_card_set_add (card, add);
  g_signal_connect_swapped (card, "line", G_CALLBACK (on_line), self);
  g_signal_connect_swapped (card, "add", G_CALLBACK (on_add), self);
  gtk_box_append (GTK_BOX (self->columns), GTK_WIDGET (card));
  self->cards[self->n_cards++] = card;
}

static void
ek_overview_page_init (EkOverviewPage *self)
{
  static const struct {
    const char *title, *add;
  } cards[N_CARDS] = {
    [SCORES] = { N_ ("Latest scores"), NULL },
    [NEXT] = { N_ ("Next"), NULL },
    [PROBLEMS] = { N_ ("Problems"), N_ ("Add a problem") },
    [MEDICINES] = { N_ ("Medicines"), N_ ("Add a medicine") },
    [ALLERGIES] = { N_ ("Allergies"), N_ ("Add an allergy") },
    [ENCOUNTERS] = { N_ ("Sessions and visits"), N_ ("Add a session or visit") },
    [WORK] = { N_ ("Work and life"), N_ ("Add an event") },
    [JOINED] = { N_ ("Files that were joined to this one"), NULL },
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->columns, ek_columns_layout_new (350, 3, 12));
  for (guint i = 0; i < N_CARDS; i++)
    add_card (self, _ (cards[i].title), cards[i].add != NULL ? _ (cards[i].add) : NULL);
  for (guint i = 0; ek_overview_declared_type (i) != NULL; i++)
    {
      const EkCardOf *card = &ek_overview_declared_type (i)->card;

      add_card (self, _ (card->title), _ (card->add));
    }
  self->view.failed = self->failed;
  self->slices = ek_slices_new (GTK_WIDGET (self), self->n_cards, show_card);
  wipe (&self->view);
}

/**
 * ek_overview_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
ek_overview_page_new (void)
{
  return g_object_new (EK_TYPE_OVERVIEW_PAGE, NULL);
}
