/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-plausible.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-types.h"

#define AGE_MAX 120  /* years; who is older is asked about, not refused */
#define AHEAD_MAX 10 /* years */

/* A date as far as it is known, and for an instant the instant itself. */
typedef struct {
  char date[11];
  gint64 ms;
} Moment;

static gboolean
moment_of (EkRecord *record, int field, Moment *moment)
{
  const EkField *declared = &ek_record_get_record_type (record)->fields[field];
  int offset = 0;

  *moment = (Moment){ "", EK_INSTANT_NONE };
  if (!ek_record_has (record, field))
    return FALSE;
  if (declared->kind == EK_FIELD_INSTANT)
    {
      g_autofree char *date = NULL;

      moment->ms = ek_record_get_instant (record, field, &offset);
      date = ek_instant_format_date (moment->ms, offset);
      /* a year of five digits, or one before our era, does not compare as text */
      g_strlcpy (moment->date,
                 strlen (date) == 10 ? date
                   : moment->ms > 0  ? "9999-12-31"
                                     : "0000-01-01",
                 sizeof moment->date);
      return TRUE;
    }
  if (!ek_date_is_valid (ek_record_get_text (record, field)))
    return FALSE;
  g_strlcpy (moment->date, ek_record_get_text (record, field), sizeof moment->date);
  return TRUE;
}

/* As far as both say: 2026-06 is neither before nor after 2026-06-10. */
static int
compare_dates (const char *a, const char *b)
{
  return strncmp (a, b, MIN (strlen (a), strlen (b)));
}

/* @date, some years on. */
static void
add_years (const char *date, int years, char result[11])
{
  int year = atoi (date);

  g_strlcpy (result, date, 11);
  year = CLAMP (year + years, 0, 9999);
  for (int i = 3; i >= 0; i--, year /= 10)
    result[i] = (char) ('0' + year % 10);
}

static gboolean
ends_before (EkRecord *record, const EkDateRule *rule, const Moment *end)
{
  Moment start;

  if (rule->start < 0 || !moment_of (record, rule->start, &start))
    return FALSE;
  if (start.ms != EK_INSTANT_NONE && end->ms != EK_INSTANT_NONE)
    return end->ms < start.ms;
  return compare_dates (end->date, start.date) < 0;
}

static gboolean
may_be_planned (EkRecord *record, const EkDateRule *rule)
{
  const char *choice = rule->plan_field >= 0 ? ek_record_get_text (record, rule->plan_field) : NULL;

  return choice != NULL && g_strv_contains (rule->plans, choice);
}

/* The first thing that is wrong with one date. */
static gboolean
doubt (EkRecord *record, const EkDateRule *rule, const char *birth_date, const char *today, EkDoubtfulDate *doubtful)
{
  Moment moment;
  char limit[11];

  if (!moment_of (record, rule->field, &moment))
    return FALSE;
  *doubtful = (EkDoubtfulDate){ rule->field, EK_DATE_FUTURE, FALSE };
  if (rule->bounds & EK_DATE_PAST && !may_be_planned (record, rule) && compare_dates (moment.date, today) > 0)
    return TRUE;
  /* what begins with the birth is a life */
  doubtful->doubt = ek_record_get_record_type (record) == &ek_patient_type && rule->start == EK_PATIENT_BIRTH_DATE
    ? EK_DATE_BEFORE_BIRTH
    : EK_DATE_END_BEFORE_START;
  if (ends_before (record, rule, &moment))
    return TRUE;
  doubtful->doubt = EK_DATE_BEFORE_BIRTH;
  if (rule->bounds & EK_DATE_BORN && birth_date != NULL && compare_dates (moment.date, birth_date) < 0)
    /* born in the first hours of a day, seen in UTC on the day before */
    return moment.ms == EK_INSTANT_NONE || moment.ms + EK_DAY_MS <= ek_date_to_instant (birth_date, 0);
  add_years (today, AHEAD_MAX, limit);
  *doubtful = (EkDoubtfulDate){ rule->field, EK_DATE_FAR_AHEAD, FALSE };
  if (rule->bounds & EK_DATE_SOON && compare_dates (moment.date, limit) > 0)
    return TRUE;
  add_years (today, -AGE_MAX, limit);
  *doubtful = (EkDoubtfulDate){ rule->field, EK_DATE_VERY_OLD, TRUE };
  return rule->bounds & EK_DATE_LIFE && compare_dates (moment.date, limit) < 0;
}

static gboolean
is_as_before (EkRecord *record, EkRecord *former, const EkDateRule *rule)
{
  Moment now, then;

  if (former == NULL || !moment_of (record, rule->field, &now) || !moment_of (former, rule->field, &then) ||
      now.ms != then.ms || strcmp (now.date, then.date) != 0)
    return FALSE;
  if (rule->plan_field >= 0 &&
      g_strcmp0 (ek_record_get_text (record, rule->plan_field), ek_record_get_text (former, rule->plan_field)) != 0)
    return FALSE;
  if (rule->start < 0 || !moment_of (record, rule->start, &now))
    return TRUE;
  return moment_of (former, rule->start, &then) && now.ms == then.ms && strcmp (now.date, then.date) == 0;
}

/**
 * ek_plausible_list:
 * @record: a record
 * @former: (nullable): the record as it is stored: a date that did not change is not asked about again
 * @birth_date: (nullable): when its patient was born, as far as it is known; of a patient the record says it
 * @today: YYYY-MM-DD, by the calendar of the place
 *
 * Returns: (transfer full) (element-type EkDoubtfulDate): every date of @record that cannot be, or hardly
 */
GArray *
ek_plausible_list (EkRecord *record, EkRecord *former, const char *birth_date, const char *today)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (EkDoubtfulDate));

  for (const EkDateRule *rule = ek_record_get_record_type (record)->dates; rule != NULL && rule->bounds != 0; rule++)
    {
      EkDoubtfulDate doubtful;

      if (!is_as_before (record, former, rule) && doubt (record, rule, birth_date, today, &doubtful))
        g_array_append_val (list, doubtful);
    }
  return list;
}

/**
 * ek_plausible_needs_birth:
 * @record: a record
 *
 * Returns: whether it has a date that is compared with the patient's birth, which has to be read for that
 */
gboolean
ek_plausible_needs_birth (EkRecord *record)
{
  for (const EkDateRule *rule = ek_record_get_record_type (record)->dates; rule != NULL && rule->bounds != 0; rule++)
    if (rule->bounds & EK_DATE_BORN && ek_record_has (record, rule->field))
      return TRUE;
  return FALSE;
}

/**
 * ek_plausible_words:
 * @record: a record
 * @doubtful: one of its dates
 *
 * Returns: (transfer full): what is wrong with it, in a sentence
 */
char *
ek_plausible_words (EkRecord *record, const EkDoubtfulDate *doubtful)
{
  const char *label = _ (ek_record_get_record_type (record)->fields[doubtful->field].label);

  switch (doubtful->doubt)
    {
    case EK_DATE_FUTURE:
      /* Translators: %s is the name of a field that holds a date */
      return g_strdup_printf (_ ("“%s” is in the future."), label);
    case EK_DATE_BEFORE_BIRTH:
      return g_strdup_printf (_ ("“%s” is before the patient was born."), label);
    case EK_DATE_END_BEFORE_START:
      return g_strdup_printf (_ ("“%s” is before the beginning."), label);
    case EK_DATE_VERY_OLD:
      return g_strdup_printf (_ ("“%s” is more than 120 years ago."), label);
    case EK_DATE_FAR_AHEAD:
    default:
      return g_strdup_printf (_ ("“%s” is more than ten years ahead."), label);
    }
}

/**
 * ek_plausible_check:
 * @record: a record that a person entered here
 * @former: (nullable): as for ek_plausible_list()
 * @birth_date: (nullable): as for ek_plausible_list()
 * @clock: what day it is
 * @confirmed: the person was asked about what is hardly possible, and said that it is so
 * @error: %EK_ERROR_INVALID with a sentence for what cannot be, %EK_ERROR_UNLIKELY for what a person may confirm
 *
 * Returns: whether @record may be saved
 */
gboolean
ek_plausible_check (EkRecord *record, EkRecord *former, const char *birth_date, EkClock *clock, gboolean confirmed,
                    GError **error)
{
  gint64 now = ek_clock_now (clock);
  g_autofree char *today = ek_instant_format_date (now, ek_clock_offset (clock, now));
  g_autoptr (GArray) list = ek_plausible_list (record, former, birth_date, today);

  for (guint i = 0; i < list->len; i++)
    {
      const EkDoubtfulDate *doubtful = &g_array_index (list, EkDoubtfulDate, i);
      g_autofree char *words = NULL;

      if (doubtful->possible && confirmed)
        continue;
      words = ek_plausible_words (record, doubtful);
      if (doubtful->possible)
        g_set_error (error, EK_ERROR, EK_ERROR_UNLIKELY,
                     _ ("%s Nothing was saved. Look at it again, and confirm it if "
                        "it is so."),
                     words);
      else
        g_set_error (error, EK_ERROR, EK_ERROR_INVALID, _ ("%s Nothing was saved. Correct it and save again."), words);
      return FALSE;
    }
  return TRUE;
}
