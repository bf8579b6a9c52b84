/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-instrument-private.h"

/**
 * ek_words_pick:
 * @words: a text in both languages
 * @language: "en", "zh" or a locale beginning with one of them; anything else is English
 *
 * Returns: (nullable) (transfer none): the text in that language, or in the other where it is missing
 */
const char *
ek_words_pick (const EkWords *words, const char *language)
{
  gboolean chinese = language != NULL && g_str_has_prefix (language, "zh");
  const char *wanted = chinese ? words->zh : words->en;

  return wanted != NULL ? wanted : chinese ? words->en : words->zh;
}

/**
 * ek_fact_text:
 * @text: (nullable): the source of a fact, or a note, as it is cited or in English
 * @text_zh: (nullable): the same in Chinese; %NULL where @text is read in every language
 * @language: "en", "zh" or a locale beginning with one of them
 *
 * Returns: (nullable) (transfer none): what is shown in that language
 */
const char *
ek_fact_text (const char *text, const char *text_zh, const char *language)
{
  const EkWords words = { text, text_zh };

  return text != NULL ? ek_words_pick (&words, language) : text_zh;
}
