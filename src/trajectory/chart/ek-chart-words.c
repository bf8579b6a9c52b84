/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-chart-words.h"

#include <string.h>

typedef struct {
  const char *en, *zh;
} Word;

static const Word words[EK_N_WORDS] = {
  [EK_WORD_TODAY] = { "Today", "今天" },
  [EK_WORD_NO_VALUES] = { "No values yet", "尚无数据" },
  [EK_WORD_NOTHING_IN_RANGE] = { "No values in this period", "此时段内无数据" },
  [EK_WORD_NOTHING] = { "Nothing has been measured yet", "尚未进行任何测量" },
  [EK_WORD_LATEST] = { "latest", "最近" },
  [EK_WORD_CRITICAL] = { "critical answer", "高危应答" },
  [EK_WORD_PRORATED] = { "prorated", "按比例推算" },
  [EK_WORD_TOTAL_ONLY] = { "total only, without its answers", "仅总分，无逐题回答" },
  [EK_WORD_IMPORTED] = { "imported", "外部导入" },
  [EK_WORD_UNCERTAIN] = { "possible range of a prorated value", "推算值的可能范围" },
  [EK_WORD_RESPONSE] = { "Response", "有效" },
  [EK_WORD_REMISSION] = { "Remission", "缓解" },
  [EK_WORD_RELAPSE] = { "Relapse", "复燃" },
  [EK_WORD_UNUSUAL] = { "Unusual for this person", "对本人而言异常" },
  [EK_WORD_EXPECTED] = { "Course of earlier patients", "既往患者的病程" },
  [EK_WORD_LEVEL_NORMAL] = { "Normal", "正常" },
  [EK_WORD_LEVEL_MILD] = { "Mild", "轻度" },
  [EK_WORD_LEVEL_MODERATE] = { "Moderate", "中度" },
  [EK_WORD_LEVEL_SEVERE] = { "Severe", "重度" },
  [EK_WORD_COMMON_SCALE] = { "by level of severity", "按严重程度分级" },
  [EK_WORD_OWN_RANGE] = { "by own range", "按自身范围显示" },
  [EK_WORD_BETTER] = { "Better", "好转" },
  [EK_WORD_WORSE] = { "Worse", "加重" },
};

static const char months_en[12][4] = {
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
};
static const char *const quarters_zh[4] = { "一季度", "二季度", "三季度", "四季度" };

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
  return ek_words_chinese (language) ? words[word].zh : words[word].en;
}

static char *
date_zh (EkDateForm form, int year, int month, int day, int hour, int minute)
{
  switch (form)
    {
    case EK_DATE_HOUR:
      return g_strdup_printf ("%02d:%02d", hour, minute);
    case EK_DATE_DAY_NUMBER:
      return g_strdup_printf ("%d日", day);
    case EK_DATE_DAY_OF_MONTH:
      return g_strdup_printf ("%d月%d日", month, day);
    case EK_DATE_MONTH:
      return g_strdup_printf ("%d月", month);
    case EK_DATE_QUARTER:
      return g_strdup (quarters_zh[(month - 1) / 3]);
    case EK_DATE_YEAR:
      return g_strdup_printf ("%d年", year);
    case EK_DATE_MONTH_OF_YEAR:
      return g_strdup_printf ("%d年%d月", year, month);
    case EK_DATE_DAY_AND_TIME:
      return g_strdup_printf ("%04d-%02d-%02d %02d:%02d", year, month, day, hour, minute);
    case EK_DATE_DAY:
    default:
      return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
    }
}

static char *
date_en (EkDateForm form, int year, int month, int day, int hour, int minute)
{
  const char *name = months_en[month - 1];

  switch (form)
    {
    case EK_DATE_HOUR:
      return g_strdup_printf ("%02d:%02d", hour, minute);
    case EK_DATE_DAY_NUMBER:
      return g_strdup_printf ("%d", day);
    case EK_DATE_DAY_OF_MONTH:
      return g_strdup_printf ("%d %s", day, name);
    case EK_DATE_MONTH:
      return g_strdup (name);
    case EK_DATE_QUARTER:
      return g_strdup_printf ("Q%d", (month - 1) / 3 + 1);
    case EK_DATE_YEAR:
      return g_strdup_printf ("%d", year);
    case EK_DATE_MONTH_OF_YEAR:
      return g_strdup_printf ("%s %d", name, year);
    case EK_DATE_DAY_AND_TIME:
      return g_strdup_printf ("%04d-%02d-%02d %02d:%02d", year, month, day, hour, minute);
    case EK_DATE_DAY:
    default:
      return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
    }
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
  return (ek_words_chinese (language) ? date_zh
                                      : date_en) (form, g_date_time_get_year (shown), g_date_time_get_month (shown),
                                                  g_date_time_get_day_of_month (shown), g_date_time_get_hour (shown),
                                                  g_date_time_get_minute (shown));
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
  return g_strdup_printf (ek_words_chinese (language) ? "第%u次" : "Session %u", number);
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
  if (ek_words_chinese (language))
    return g_strdup_printf ("另有%u项未显示", n);
  return g_strdup_printf ("%u more not shown", n);
}
