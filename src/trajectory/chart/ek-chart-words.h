/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The few words the painter says by itself. A chart speaks the language of the paper it is on, which may not be the
 * window's (a Chinese print-out for the patient from an English desktop), so they cannot come from the message
 * catalogue of the process and stand here in both languages. */

typedef enum {
  EK_WORD_TODAY,
  EK_WORD_NO_VALUES,        /* a panel without a value */
  EK_WORD_NOTHING_IN_RANGE, /* values, but none in what is shown */
  EK_WORD_NOTHING,          /* a chart without a panel */
  EK_WORD_LATEST,
  EK_WORD_CRITICAL,
  EK_WORD_PRORATED,
  EK_WORD_TOTAL_ONLY,
  EK_WORD_IMPORTED,
  EK_WORD_UNCERTAIN, /* between which a prorated value lies */
  EK_WORD_RESPONSE,
  EK_WORD_REMISSION,
  EK_WORD_RELAPSE,
  EK_WORD_UNUSUAL,  /* as EkChartMarkKind */
  EK_WORD_EXPECTED, /* course of earlier patients */
  EK_WORD_LEVEL_NORMAL,
  EK_WORD_LEVEL_MILD,
  EK_WORD_LEVEL_MODERATE,
  EK_WORD_LEVEL_SEVERE,
  EK_WORD_COMMON_SCALE,
  EK_WORD_OWN_RANGE, /* of a series without levels of severity */
  EK_WORD_BETTER,
  EK_WORD_WORSE,
  EK_N_WORDS
} EkWord;

typedef enum {
  EK_DATE_HOUR,
  EK_DATE_DAY_NUMBER,
  EK_DATE_DAY_OF_MONTH,
  EK_DATE_MONTH,
  EK_DATE_QUARTER,
  EK_DATE_YEAR,
  EK_DATE_MONTH_OF_YEAR,
  EK_DATE_DAY,
  EK_DATE_DAY_AND_TIME
} EkDateForm;

gboolean ek_words_chinese (const char *language);
const char *ek_word (EkWord word, const char *language);
char *ek_words_date (GDateTime *shown, EkDateForm form, const char *language) G_GNUC_WARN_UNUSED_RESULT;
char *ek_words_session (guint number, gboolean in_full, const char *language) G_GNUC_WARN_UNUSED_RESULT;
char *ek_words_more (guint n, const char *language) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
