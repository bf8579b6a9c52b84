/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What follows from what was found: a risk is opened, or a notice is left for a person. */

#include "ek-danger-conclude.h"
#include "ek-risk-private.h"

#include "ek-notice.h"

#include <math.h>

/**
 * ek_danger_raise:
 * @look: what is looked at
 * @cause: what was found; its texts outlive the look
 * @error: what ek_risk_raise() says
 *
 * Puts a cause into the chain of its kind, in the caller's transaction, and notes that it stands, so that it is not
 * marked afterwards as something the record says no more.
 *
 * Returns: success
 */
gboolean
ek_danger_raise (EkDangerLook *look, const EkRiskCause *cause, GError **error)
{
  g_autoptr (EkRecord) risk = ek_risk_raise (look->store, look->rules, look->patient_id, cause, error);

  if (risk != NULL && look->standing != NULL)
    g_array_append_val (look->standing, *cause);
  return risk != NULL;
}

/* By words or codes of the record itself. */
gboolean
ek_danger_raise_words (EkDangerLook *look, EkDangerKind kind, const char *rule, const char *words, gboolean past,
                       GError **error)
{
  EkRiskCause cause = { .rule = rule, .value = NAN, .source = look->source, .words = words, .from = look->from };

  cause.kind = ek_danger_kind_id (kind);
  cause.past = past;
  cause.taken_ms = look->taken;
  cause.taken_offset = look->offset;
  return ek_danger_raise (look, &cause, error);
}

/**
 * ek_danger_leave_notice:
 * @look: what is looked at
 * @kind: which danger it may be
 * @words: what it stands in, as it stands there
 * @source: what it is about, see ek_notice_raise()
 * @more: (nullable): one more member of the detail, "resource" or "where"
 * @what: (nullable): its text
 * @error: what ek_notice_raise() says
 *
 * Leaves "unclear-danger" where a person has to read whether there is one. Members of the detail: "kind" of danger,
 * "words" as they stand, "from" the type of record or "resource", and @more, which one of them.
 *
 * Returns: success
 */
gboolean
ek_danger_leave_notice (EkDangerLook *look, EkDangerKind kind, const char *words, const char *source, const char *more,
                        const char *what, GError **error)
{
  g_autoptr (JsonNode) detail = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "kind", ek_danger_kind_id (kind));
  json_object_set_string_member (object, "words", words);
  json_object_set_string_member (object, "from", look->from);
  if (more != NULL)
    json_object_set_string_member (object, more, what);
  json_node_set_object (detail, object);
  look->noticed |= 1u << kind;
  return ek_notice_raise (look->store, look->patient_id, "unclear-danger", source, detail, error);
}

/* As ek_danger_leave_notice(), about the record itself. */
gboolean
ek_danger_leave_words (EkDangerLook *look, EkDangerKind kind, const char *words, GError **error)
{
  return ek_danger_leave_notice (look, kind, words, look->source, NULL, NULL, error);
}

/**
 * ek_danger_tell_ended:
 * @look: what is looked at
 * @asked: which kinds of danger the warning is about; of the family or harmless is none
 * @words: (nullable): the warning
 * @how: "ended" or "error"
 * @error: what ek_notice_raise() says
 *
 * Leaves "warning-ended" for a warning that the hospital ended or took back: that is no all-clear. Members of the
 * detail: "kind" of danger, "words" of the warning, "how", and "since", the day it is dated of, where it has a date.
 *
 * Returns: success
 */
gboolean
ek_danger_tell_ended (EkDangerLook *look, const EkDangerFound *asked, const char *words, const char *how,
                      GError **error)
{
  g_autofree char *since = ek_instant_format_date (look->taken, look->offset);

  for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
    {
      g_autoptr (JsonNode) detail = json_node_new (JSON_NODE_OBJECT);
      g_autoptr (JsonObject) object = json_object_new ();

      if (asked->sign[kind] == EK_SIGN_NONE || asked->sign[kind] == EK_SIGN_HARMLESS ||
          asked->sign[kind] == EK_SIGN_FAMILY)
        continue;
      json_object_set_string_member (object, "kind", ek_danger_kind_id (kind));
      json_object_set_string_member (object, "words", words != NULL ? words : "?");
      json_object_set_string_member (object, "how", how);
      if (look->dated)
        json_object_set_string_member (object, "since", since);
      json_node_set_object (detail, object);
      look->noticed |= 1u << kind;
      if (!ek_notice_raise (look->store, look->patient_id, "warning-ended", look->source, detail, error))
        return FALSE;
    }
  return TRUE;
}

static double
number_of (const EkDangerValue *answer)
{
  char *end = NULL;
  double number = answer->number;

  if (isfinite (number) || answer->text == NULL)
    return number;
  number = g_ascii_strtod (answer->text, &end);
  return end == answer->text || *end != '\0' ? NAN : number;
}

/* "Risk to others: low" is a no of that, and so is a score outside of what counts. */
static gboolean
is_low (const EkDangerWords *graded, const EkDangerValue *answer)
{
  double number = number_of (answer);

  if (graded == NULL || answer->uncertain)
    return FALSE;
  if (isfinite (number) && isfinite (graded->at_least))
    return number < graded->at_least || number > graded->at_most;
  return answer->says_low && !answer->says_more;
}

/* A score that says how ill somebody is and not of what: who reads it is asked, and words are none. */
static gboolean
is_only_asked (const EkDangerWords *graded)
{
  return graded != NULL && graded->ask && isfinite (graded->at_most);
}

/**
 * ek_danger_conclude_answer:
 * @look: what is looked at
 * @asked: which kinds of danger the question is about
 * @answer: what was answered
 * @words: question and answer, as they are shown
 * @error: what ek_danger_raise() and ek_danger_leave_notice() say
 *
 * Opens a risk for each kind of danger the answer says, whatever was asked, and for each that was asked about unless
 * the answer is a no; who refuses to answer has not said no. Words that may mean either (“to rule out”) leave a notice.
 * Source: data/knowledge/danger.json.
 *
 * Returns: success
 */
gboolean
ek_danger_conclude_answer (EkDangerLook *look, const EkDangerFound *asked, const EkDangerValue *answer,
                           const char *words, GError **error)
{
  EkDangerFound said = { { EK_SIGN_NONE } };

  if (answer->text != NULL)
    ek_danger_read_words (ek_danger_rules (look->rules), answer->text, &said);
  for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
    {
      gboolean about = asked->sign[kind] != EK_SIGN_NONE && asked->sign[kind] != EK_SIGN_FAMILY &&
        !is_low (asked->graded[kind], answer) &&
        !(is_only_asked (asked->graded[kind]) && !isfinite (number_of (answer)));

      gboolean yes = about && !ek_danger_value_is_no (answer) && said.sign[kind] != EK_SIGN_NEGATED;

      /* words that are only asked about take nothing from an answer that is no "no" */
      if ((said.sign[kind] == EK_SIGN_EXCLUDED && !(yes && said.asked[kind])) ||
          (yes && said.sign[kind] != EK_SIGN_YES && is_only_asked (asked->graded[kind])))
        {
          if (!ek_danger_leave_words (look, kind, words, error))
            return FALSE;
        }
      else if (said.sign[kind] == EK_SIGN_YES || yes)
        {
          const char *rule = asked->rule[kind] != NULL ? asked->rule[kind] : said.rule[kind];

          if (!ek_danger_raise_words (look, kind, answer->refused ? "refused" : rule, words, said.past[kind], error))
            return FALSE;
        }
    }
  return TRUE;
}

/**
 * ek_danger_value_is_no:
 * @value: an answer
 *
 * Returns: whether something of it says no, and nothing of it says otherwise or leaves it open
 */
gboolean
ek_danger_value_is_no (const EkDangerValue *value)
{
  return value->says_no && !value->says_other && !value->uncertain;
}

/**
 * ek_danger_days_since:
 * @look: what is looked at
 * @date: (nullable): YYYY, YYYY-MM or YYYY-MM-DD
 *
 * Returns: how many whole days ago it was at least, 0: today or to come, of a month or a year that goes on 0; -1: that
 *   is not known
 */
int
ek_danger_days_since (EkDangerLook *look, const char *date)
{
  gint64 now = ek_clock_now (ek_store_get_clock (look->store));
  g_autofree char *today = ek_instant_format_date (now, look->offset);
  gint64 end;

  if (date == NULL || !ek_date_is_valid (date))
    return -1;
  if (strncmp (date, today, strlen (date)) == 0)
    return 0;
  end = ek_date_to_instant (date, look->offset);
  end += (strlen (date) == 4 ? 365 : strlen (date) == 7 ? 31 : 1) * EK_DAY_MS;
  return now > end ? (int) MIN ((now - end) / EK_DAY_MS, G_MAXINT) : 0;
}

/* The least of two ages of which either may be -1. */
static int
newer (EkDangerLook *look, int days, const char *when)
{
  g_autofree char *date = when != NULL ? g_strndup (when, MIN (strcspn (when, "T"), 10)) : NULL;
  int these = ek_danger_days_since (look, date);

  return days < 0 ? these : these < 0 ? days : MIN (days, these);
}

/**
 * ek_danger_days_of:
 * @look: what is looked at, as a resource
 *
 * Returns: how many days ago the newest of the dates was that the resource as a whole carries, see
 *   ek_danger_days_since(); -1: it carries none
 */
int
ek_danger_days_of (EkDangerLook *look)
{
  static const char *const dates[] = { "authored",          "authoredOn",   "created", "date",
                                       "effectiveDateTime", "issued",       "indexed", "occurrenceDateTime",
                                       "onsetDateTime",     "recordedDate", "sent",    "performedDateTime" };
  static const char *const periods[] = { "period", "billablePeriod", "effectivePeriod", "performedPeriod",
                                         "onsetPeriod" };
  int days = -1;

  if (look->resource == NULL)
    return -1;
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    days = newer (look, days, ek_json_peek_string (look->resource, dates[i]));
  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    {
      JsonObject *period = ek_json_peek_object (look->resource, periods[i]);

      if (period == NULL)
        continue;
      days = newer (look, days, ek_json_peek_string (period, "start"));
      days = newer (look, days, ek_json_peek_string (period, "end"));
    }
  return days;
}
