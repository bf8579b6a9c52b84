/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-language.h"

static const char *const words[EK_N_WORDS] = {
  [EK_WORD_TODAY] = NC_ ("chart", "Today"),
  [EK_WORD_NO_VALUES] = NC_ ("chart", "No values yet"),
  [EK_WORD_NOTHING_IN_RANGE] = NC_ ("chart", "No values in this period"),
  [EK_WORD_NOTHING] = NC_ ("chart", "Nothing has been measured yet"),
  [EK_WORD_LATEST] = NC_ ("chart", "latest"),
  [EK_WORD_CRITICAL] = NC_ ("chart", "critical answer"),
  [EK_WORD_PRORATED] = NC_ ("chart", "prorated"),
  [EK_WORD_TOTAL_ONLY] = NC_ ("chart", "total only, without its answers"),
  [EK_WORD_IMPORTED] = NC_ ("chart", "imported"),
  [EK_WORD_UNCERTAIN] = NC_ ("chart", "possible range of a prorated value"),
  [EK_WORD_RESPONSE] = NC_ ("chart", "Response"),
  [EK_WORD_REMISSION] = NC_ ("chart", "Remission"),
  [EK_WORD_RELAPSE] = NC_ ("chart", "Relapse"),
  [EK_WORD_UNUSUAL] = NC_ ("chart", "Unusual for this person"),
  [EK_WORD_EXPECTED] = NC_ ("chart", "Course of earlier patients"),
  [EK_WORD_LEVEL_NORMAL] = NC_ ("chart", "Normal"),
  [EK_WORD_LEVEL_MILD] = NC_ ("chart", "Mild"),
  [EK_WORD_LEVEL_MODERATE] = NC_ ("chart", "Moderate"),
  [EK_WORD_LEVEL_SEVERE] = NC_ ("chart", "Severe"),
  [EK_WORD_COMMON_SCALE] = NC_ ("chart", "by level of severity"),
  [EK_WORD_OWN_RANGE] = NC_ ("chart", "by own range"),
  [EK_WORD_BETTER] = NC_ ("chart", "Better"),
  [EK_WORD_WORSE] = NC_ ("chart", "Worse"),
};

/* In short; how a day or a year goes with them is said by the formats below. */
static const char *const months[12] = {
  NC_ ("month", "Jan"), NC_ ("month", "Feb"), NC_ ("month", "Mar"), NC_ ("month", "Apr"),
  NC_ ("month", "May"), NC_ ("month", "Jun"), NC_ ("month", "Jul"), NC_ ("month", "Aug"),
  NC_ ("month", "Sep"), NC_ ("month", "Oct"), NC_ ("month", "Nov"), NC_ ("month", "Dec"),
};
static const char *const quarters[4] = {
  NC_ ("quarter", "Q1"),
  NC_ ("quarter", "Q2"),
  NC_ ("quarter", "Q3"),
  NC_ ("quarter", "Q4"),
};

/**
 * ek_words_chinese:
 * @language: (nullable): "zh", "zh_CN", "zh-Hans" …, or anything else
 *
 * Returns: whether the words are to be Chinese; English otherwise
 */
gboolean
ek_words_chinese (const char *language)
{
  return language != NULL && strncmp (language, "zh", 2) == 0;
}

/**
 * ek_word:
 * @word: which
 * @language: (nullable): "zh" or "en"
 *
 * Returns: (transfer none): the word
 */
const char *
ek_word (EkWord word, const char *language)
{
  g_return_val_if_fail (word < EK_N_WORDS, "");
  return ek_tr_c (language, "chart", words[word]);
}

/**
 * ek_words_date:
 * @shown: the viewer's time
 * @form: how much of it
 * @language: (nullable): "zh" or "en"
 *
 * Returns: (transfer full): the date in short, the same whatever the locale of the process
 */
char *
ek_words_date (GDateTime *shown, EkDateForm form, const char *language)
{
  int year = g_date_time_get_year (shown), month = g_date_time_get_month (shown);
  int day = g_date_time_get_day_of_month (shown);
  int hour = g_date_time_get_hour (shown), minute = g_date_time_get_minute (shown);
  const char *name = ek_tr_c (language, "month", months[month - 1]);

  switch (form)
    {
    case EK_DATE_HOUR:
      return g_strdup_printf ("%02d:%02d", hour, minute);
    case EK_DATE_DAY_NUMBER:
      return g_strdup_printf (ek_tr_c (language, "day of the month", "%d"), day);
    case EK_DATE_DAY_OF_MONTH:
      return g_strdup_printf (ek_tr_c (language, "day and month", "%d %s"), day, name);
    case EK_DATE_MONTH:
      return g_strdup (name);
    case EK_DATE_QUARTER:
      return g_strdup (ek_tr_c (language, "quarter", quarters[(month - 1) / 3]));
    case EK_DATE_YEAR:
      return g_strdup_printf (ek_tr_c (language, "year", "%d"), year);
    case EK_DATE_MONTH_OF_YEAR:
      return g_strdup_printf (ek_tr_c (language, "month and year", "%s %d"), name, year);
    case EK_DATE_DAY_AND_TIME:
      return g_strdup_printf ("%04d-%02d-%02d %02d:%02d", year, month, day, hour, minute);
    case EK_DATE_DAY:
    default:
      return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
    }
}

/**
 * ek_words_session:
 * @number: of a session, from 1
 * @in_full: whether to say what is numbered
 * @language: (nullable): "zh" or "en"
 *
 * Returns: (transfer full): "Session 3" or "第3次", or the number alone
 */
char *
ek_words_session (guint number, gboolean in_full, const char *language)
{
  if (!in_full)
    return g_strdup_printf ("%u", number);
  return g_strdup_printf (ek_tr (language, "Session %u"), number);
}

/**
 * ek_words_more:
 * @n: how many treatment lanes found no room
 * @language: (nullable): "zh" or "en"
 *
 * Returns: (transfer full): words that say so
 */
char *
ek_words_more (guint n, const char *language)
{
  return g_strdup_printf (ek_tr (language, "%u more not shown"), n);
}
