/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a text or a code says about danger.
 *
 *   … relative ── fillers ──┐
 *   … negation ── fillers ──┴─▶ the word ── tails ──▶ negation, end
 *
 * A negation, or a relative, counts only where nothing but fillers stands between it and the word: "no fever, suicidal
 * ideation" and "cannot stop his thoughts of suicide" are yes. Where this errs it errs on the side of asking. */

#include "ek-danger-private.h"

#include "ek-text.h"

#include <string.h>

static const char *
skip_blanks_back (const char *text, const char *end)
{
  while (end > text && end[-1] == ' ')
    end--;
  return end;
}

/* A negation that is itself taken back ("cannot be denied", "not ruled out") is none. */
static gboolean
is_undone (EkDanger *self, const char *text, const char *end)
{
  return ek_danger_phrase_before (self->phrases[EK_PHRASE_UNDO], text, skip_blanks_back (text, end)) != NULL;
}

/* --- lists ------------------------------------------------------------------------------------------------------- */

static gboolean
is_comma (const char *at)
{
  return *at == ',' || g_str_has_prefix (at, "，");
}

static const char *
comma_before (const char *text, const char *end)
{
  if (end > text && end[-1] == ',')
    return ",";
  return end - text >= 3 && memcmp (end - 3, "，", 3) == 0 ? "，" : NULL;
}

/* Whether a word of danger begins in [@from, @to). */
static gboolean
names_danger (EkDanger *self, const char *from, const char *to)
{
  for (const char *p = from; p < to; p++)
    {
      const GArray *words = self->begins[(guint8) p[0]][(guint8) p[1]];

      for (guint i = 0; words != NULL && i < words->len; i++)
        if (g_str_has_prefix (p, g_array_index (words, EkDangerWord, i).word))
          return TRUE;
    }
  return FALSE;
}

/* Whether the list that goes on at @at has nothing but parts of lists up to the end of the sentence. *closed becomes
 * TRUE where an "or" is among them. */
static gboolean
list_ends (EkDanger *self, const char *at, gboolean *closed)
{
  static const EkPhrase parts[] = { EK_PHRASE_FILLERS, EK_PHRASE_TAILS, EK_PHRASE_LIST_ITEMS };

  at = ek_danger_word_end (at);
  for (;;)
    {
      const char *part = NULL;

      while (*at == ' ')
        at++;
      if (*at == '\0' || (!is_comma (at) && ek_danger_phrase_at (self->phrases[EK_PHRASE_BREAKS], at) != NULL))
        return TRUE;
      if (ek_danger_phrase_at (self->phrases[EK_PHRASE_STATES], at) != NULL)
        return FALSE;
      part = ek_danger_phrase_at (self->phrases[EK_PHRASE_LIST_OR], at);
      *closed |= part != NULL;
      for (guint i = 0; part == NULL && i < G_N_ELEMENTS (parts); i++)
        part = ek_danger_phrase_at (self->phrases[parts[i]], at);
      if (part == NULL && is_comma (at))
        part = *at == ',' ? "," : "，";
      if (part == NULL)
        return FALSE;
      at += strlen (part);
    }
}

/* A word after a comma, with the negation before a list: @from is behind the negation, @comma the last comma before the
 * word, which stands in [@begin, @after). */
static gboolean
is_in_list (EkDanger *self, const char *from, const char *comma, const char *begin, const char *after)
{
  const char *first = from;
  gboolean closed = FALSE;

  while (first < comma && !is_comma (first))
    first++;
  if (!names_danger (self, from, first))
    return FALSE;
  for (const char *p = comma; p < begin; p++)
    closed |= ek_danger_phrase_at (self->phrases[EK_PHRASE_LIST_OR], p) != NULL && !ek_danger_is_letter (p[-1]);
  return list_ends (self, after, &closed) && closed;
}

static gboolean
is_in (GPtrArray *phrases, const char *phrase)
{
  for (guint i = 0; i < phrases->len; i++)
    if (strcmp (phrases->pdata[i], phrase) == 0)
      return TRUE;
  return FALSE;
}

/* What was passed on the way back from a word to its negation, which reaches over a list ("denies suicidal or homicidal
 * ideation") but not over a positive verb of its own clause ("denies intent and has suicidal thoughts"). */
typedef struct {
  gboolean joined;        /* by "and" or "/" after what only describes a danger: not plain */
  gboolean awaits_detail; /* an "and" was passed: what stands before it decides */
  gboolean positive;      /* the last was a positive verb */
  gboolean cut;           /* the reach is over */
} Reach;

static void
pass (EkDanger *self, Reach *reach, const char *filler)
{
  gboolean join = is_in (self->phrases[EK_PHRASE_JOINS], filler);
  gboolean detail = is_in (self->phrases[EK_PHRASE_DETAILS], filler);

  reach->joined |= reach->awaits_detail && detail;
  if (strcmp (filler, " ") != 0)
    reach->awaits_detail = strcmp (filler, "and") == 0 || strcmp (filler, "/") == 0;
  reach->cut |= reach->positive && (join || detail);
  if (!join && strcmp (filler, " ") != 0)
    reach->positive = is_in (self->phrases[EK_PHRASE_POSITIVES], filler);
}

/* Another negation before this one in the same clause, as in "denies that he is not suicidal". */
static gboolean
is_negated_twice (EkDanger *self, const char *text, const char *end)
{
  for (; end > text && ek_danger_phrase_before (self->phrases[EK_PHRASE_BREAKS], text, end) == NULL; end--)
    if (ek_danger_phrase_before (self->phrases[EK_PHRASE_JOINS], text, end) != NULL)
      return FALSE;
    else if (ek_danger_phrase_before (self->phrases[EK_PHRASE_NO], text, end) != NULL)
      return TRUE;
  return FALSE;
}

static EkSign
negation_before (EkDanger *self, const char *text, const char *end, const Reach *reach)
{
  const char *no = ek_danger_phrase_before (self->phrases[EK_PHRASE_NO], text, end);
  const char *excluded = ek_danger_phrase_before (self->phrases[EK_PHRASE_EXCLUDED], text, end);

  if (no == NULL && excluded == NULL)
    return EK_SIGN_NONE;
  end -= strlen (no != NULL ? no : excluded);
  if (is_undone (self, text, end))
    return EK_SIGN_YES;
  if (no == NULL || reach->joined || is_negated_twice (self, text, end))
    return EK_SIGN_EXCLUDED;
  return EK_SIGN_NEGATED;
}

/* What may stand between a word and its negation, or NULL. *states: something was said to be so on the way; *joined: an
 * "or" was passed. */
static const char *
filler_before (EkDanger *self, const char *text, const char *end, const char *comma, gboolean *states, gboolean *joined)
{
  const char *filler = ek_danger_phrase_before (self->phrases[EK_PHRASE_FILLERS], text, end);
  const char *either = ek_danger_phrase_before (self->phrases[EK_PHRASE_LIST_OR], text, end);

  *states |= ek_danger_phrase_before (self->phrases[EK_PHRASE_STATES], text, end) != NULL;
  *joined |= either != NULL;
  if (either != NULL)
    return either;
  if (filler == NULL && !*states)
    filler = comma_before (text, end);
  if (filler == NULL && (comma != NULL || *joined))
    filler = ek_danger_phrase_before (self->phrases[EK_PHRASE_LIST_ITEMS], text, end);
  return filler;
}

static EkSign
sign_before (EkDanger *self, const char *text, const char *end, const char *after)
{
  const char *begin = end, *comma = NULL;
  gboolean states = FALSE, joined = FALSE;
  Reach reach = { FALSE };

  for (end = skip_blanks_back (text, end); end > text && !reach.cut; end = skip_blanks_back (text, end))
    {
      EkSign sign = negation_before (self, text, end, &reach);
      const char *filler = NULL;

      if (sign != EK_SIGN_NONE)
        return comma != NULL && !is_in_list (self, end, comma, begin, after) ? EK_SIGN_YES : sign;
      filler = filler_before (self, text, end, comma, &states, &joined);
      if (filler == NULL)
        return EK_SIGN_YES;
      pass (self, &reach, filler);
      end -= strlen (filler);
      if (comma == NULL && is_comma (filler))
        comma = end;
    }
  return EK_SIGN_YES;
}

/* "suicidal thoughts: no" is a no; of "suicidal thoughts, plan: no" it is not plain what is denied. */
static EkSign
sign_after (EkDanger *self, const char *at)
{
  gboolean comma = FALSE, other = FALSE;

  at = ek_danger_word_end (at);
  for (;;)
    {
      const char *no = NULL, *excluded = NULL, *tail = NULL;

      while (*at == ' ')
        at++;
      if (ek_danger_phrase_at (self->phrases[EK_PHRASE_YES_AFTER], at) != NULL)
        return EK_SIGN_NONE;
      no = ek_danger_phrase_at (self->phrases[EK_PHRASE_NO_AFTER], at);
      if (no != NULL && ek_danger_is_end (self, at + strlen (no)))
        return other ? EK_SIGN_EXCLUDED : EK_SIGN_NEGATED;
      excluded = ek_danger_phrase_at (self->phrases[EK_PHRASE_EXCLUDED_AFTER], at);
      if (excluded != NULL && ek_danger_is_end (self, at + strlen (excluded)))
        return EK_SIGN_EXCLUDED;
      tail = ek_danger_phrase_at (self->phrases[EK_PHRASE_TAILS], at);
      if (tail == NULL)
        return EK_SIGN_YES;
      other |= comma && is_in (self->phrases[EK_PHRASE_DETAILS], tail);
      comma |= *tail == ',';
      at += strlen (tail);
    }
}

/* "No suicidal ideation, but …": what comes then is for a person to read. */
static gboolean
turns (EkDanger *self, const char *at)
{
  at = ek_danger_word_end (at);
  for (;;)
    {
      const char *part = NULL;

      while (*at == ' ')
        at++;
      if (ek_danger_phrase_at (self->phrases[EK_PHRASE_TURNS], at) != NULL)
        return TRUE;
      part = ek_danger_phrase_at (self->phrases[EK_PHRASE_TAILS], at);
      if (part == NULL)
        part = ek_danger_phrase_at (self->phrases[EK_PHRASE_FILLERS], at);
      if (part == NULL && is_comma (at))
        part = *at == ',' ? "," : "，";
      if (part == NULL)
        return FALSE;
      at += strlen (part);
    }
}

/* "Denies overdose was accidental" says that it was meant. */
static gboolean
says_not_meant (EkDanger *self, const char *at)
{
  at = ek_danger_word_end (at);
  while (*at == ' ')
    at++;
  return ek_danger_phrase_at (self->phrases[EK_PHRASE_NOT_MEANT_AFTER], at) != NULL;
}

static EkSign
read_negation (EkDanger *self, const char *text, const char *begin, const char *end)
{
  EkSign after = sign_after (self, end), sign = EK_SIGN_YES;

  if (after == EK_SIGN_NONE)
    return EK_SIGN_YES;
  sign = sign_before (self, text, begin, end);
  if (sign <= EK_SIGN_EXCLUDED && says_not_meant (self, end))
    return EK_SIGN_YES;
  sign = MIN (sign, after);
  return sign == EK_SIGN_NEGATED && (turns (self, end) || ek_danger_is_doubtful (self, text, begin)) ? EK_SIGN_EXCLUDED
                                                                                                     : sign;
}

/* A word that describes the patient as a relative: "new mother", "产后母亲"; nobody is called "a colleague" so. */
static gboolean
is_described (EkDanger *self, const char *text, const char *end, const char *relative)
{
  return !is_in (self->phrases[EK_PHRASE_NOT_THE_PATIENT], relative) &&
    ek_danger_phrase_before (self->phrases[EK_PHRASE_DESCRIBED], text, skip_blanks_back (text, end)) != NULL;
}

/* Where words of kinship end, going back from the word over what may stand between; NULL: there are none. @plain: what
 * stands between says that the relative did it. */
static const char *
find_relative (EkDanger *self, const char *text, const char *end, const char **relative, gboolean *plain)
{
  *plain = FALSE;
  for (end = skip_blanks_back (text, end); end > text; end = skip_blanks_back (text, end))
    {
      const char *filler = NULL;

      *relative = NULL;
      if (ek_danger_phrase_before (self->phrases[EK_PHRASE_FAMILY], text, end) != NULL)
        return end;
      *relative = ek_danger_phrase_before (self->phrases[EK_PHRASE_RELATIVES], text, end);
      if (*relative != NULL)
        return end;
      filler = ek_danger_phrase_before (self->phrases[EK_PHRASE_RELATIVE_FILLERS], text, end);
      if (filler == NULL && end[-1] != ':' && end[-1] != '-')
        return NULL;
      *plain |= filler != NULL && is_in (self->phrases[EK_PHRASE_PLAINLY_THEIRS], filler);
      end -= filler != NULL ? strlen (filler) : 1;
    }
  return NULL;
}

/* Family history, and what a relative did, is theirs; "new mother with suicidal ideation" is the patient, and "mother
 * had suicidal thoughts" may be either. "With his wife" and "because of his mother" are the patient's own. */
static EkSign
sign_of_relative (EkDanger *self, const char *text, const char *begin)
{
  static const char *const together[] = { "and", "with", "by", "for", "to", "和", "与",
                                          "跟",  "同",   "对", "向",  "因", NULL };
  const char *relative = NULL, *end = NULL;
  gboolean plain = FALSE, directly = FALSE;

  end = find_relative (self, text, begin, &relative, &plain);
  if (end == NULL)
    return EK_SIGN_YES;
  if (relative == NULL)
    return EK_SIGN_FAMILY;
  directly = end == begin || *end == ':';
  end = skip_blanks_back (text, end - strlen (relative));
  if (ek_danger_ends_with (text, end, "his") || ek_danger_ends_with (text, end, "her"))
    {
      end = skip_blanks_back (text, end - 3);
      plain |= directly;
    }
  for (guint i = 0; together[i] != NULL; i++)
    if (ek_danger_ends_with (text, end, together[i]))
      return EK_SIGN_YES;
  if (is_described (self, text, end, relative))
    return EK_SIGN_YES;
  return plain || directly ? EK_SIGN_FAMILY : EK_SIGN_EXCLUDED;
}

/* "cannot promise not to …", "不能保证不…" takes back what begins at @at. */
static gboolean
is_taken_back (EkDanger *self, const char *text, const char *at)
{
  const char *end = skip_blanks_back (text, at);

  return ek_danger_phrase_before (self->phrases[EK_PHRASE_NO], text, end) != NULL ||
    ek_danger_phrase_before (self->phrases[EK_PHRASE_EXCLUDED], text, end) != NULL ||
    ek_danger_ends_with (text, end, "未");
}

/* A heading ("suicide risk assessment") says nothing, unless its result follows. */
static gboolean
is_harmless (EkDanger *self, const char *text, const char *at, gsize length)
{
  GPtrArray *phrases = self->phrases[EK_PHRASE_HARMLESS];

  for (guint i = 0; i < phrases->len; i++)
    for (const char *p = strstr (text, phrases->pdata[i]); p != NULL && p <= at; p = strstr (p + 1, phrases->pdata[i]))
      {
        const char *end = p + strlen (phrases->pdata[i]), *next = end;

        while (*next == ' ')
          next++;
        if (at + length <= end)
          return ek_danger_phrase_at (self->phrases[EK_PHRASE_RESULTS], next) == NULL && !is_taken_back (self, text, p);
      }
  return FALSE;
}

/* "Fainted ten years ago", "in 1998": of what is a danger only while it lasts. @begin and @at: of the word and behind
 * it. "Since", "again" say that it goes on. */
static gboolean
was_long_ago (EkDanger *self, const char *text, const char *begin, const char *at)
{
  gboolean ago = FALSE;

  while (begin > text && ek_danger_phrase_before (self->phrases[EK_PHRASE_BREAKS], text, begin) == NULL)
    begin--;
  for (const char *p = begin; *p != '\0'; p++)
    {
      if (p > text && ek_danger_is_letter (*p) && ek_danger_is_letter (p[-1]))
        continue;
      if (ek_danger_phrase_at (self->phrases[EK_PHRASE_BREAKS], p) != NULL)
        break;
      if (ek_danger_phrase_at (self->phrases[EK_PHRASE_STILL], p) != NULL)
        return FALSE;
      ago |= p >= at &&
        (ek_danger_phrase_at (self->phrases[EK_PHRASE_PAST_AFTER], p) != NULL ||
         (g_str_has_prefix (p, "19") && strspn (p, "0123456789") == 4));
    }
  return ago;
}

static gboolean
was_before (EkDanger *self, const char *text, const char *at, gsize length)
{
  const char *begin = at, *after = at + length;

  while (begin > text && ek_danger_phrase_before (self->phrases[EK_PHRASE_BREAKS], text, begin) == NULL)
    begin--;
  for (const char *p = begin; p < at; p++)
    if (ek_danger_phrase_at (self->phrases[EK_PHRASE_PAST], p) != NULL &&
        (p == text || !ek_danger_is_letter (p[-1]) || !ek_danger_is_letter (*p)))
      return TRUE;
  while (*after != '\0' && !g_str_has_prefix (after, "史"))
    {
      const char *tail = ek_danger_phrase_at (self->phrases[EK_PHRASE_TAILS], after);

      if (tail == NULL)
        return FALSE;
      after += strlen (tail);
    }
  return *after != '\0';
}

/* Returns: whether it says more than what was found before. */
static gboolean
note (EkDangerFound *found, EkDangerKind kind, EkSign sign, gboolean past, gboolean current, guint days,
      const char *rule)
{
  if (sign < found->sign[kind] || (sign == found->sign[kind] && !found->past[kind]))
    return FALSE;
  found->past[kind] = past;
  found->current[kind] = current;
  found->days[kind] = days;
  found->sign[kind] = sign;
  found->rule[kind] = rule;
  return TRUE;
}

/* What the words around the hit that stands in [@at, @end) make of it. */
static EkSign
sign_of_hit (EkDanger *self, const char *text, const char *at, const char *end, const EkDangerWords *rule)
{
  const char *begin = at;
  EkSign sign = EK_SIGN_YES;

  while (begin > text && ek_danger_is_letter (begin[-1]) && ek_danger_is_letter (*begin))
    begin--;
  sign = sign_of_relative (self, text, begin);
  if ((sign == EK_SIGN_EXCLUDED && ek_danger_is_completed (self, end)) ||
      ek_danger_phrase_at (self->phrases[EK_PHRASE_FAMILY], end) != NULL)
    sign = EK_SIGN_FAMILY;
  sign = MIN (sign, read_negation (self, text, begin, end));
  sign = MIN (sign, ek_danger_sign_of_kind (self, text, begin, end));
  if (at - begin == 2 && strncmp (begin, "un", 2) == 0)
    sign = MIN (sign, EK_SIGN_EXCLUDED);
  if (rule->capitals)
    sign = MIN (sign, ek_danger_sign_of_mark (text, begin));
  return sign;
}

static void
read_hit (EkDanger *self, const char *text, const char *at, const EkDangerWords *rule, const char *word,
          EkDangerFound *found)
{
  gsize length = strlen (word);
  const char *end = at + length;
  EkSign sign = EK_SIGN_HARMLESS, follows = EK_SIGN_NONE;
  gboolean asked, past;

  if (!ek_danger_is_together (self, rule, text, at, end))
    return;
  follows = rule->item > 0                                        ? ek_danger_item_says (self, rule, text, at, end)
    : !rule->result || ek_danger_result_follows (self, rule, end) ? EK_SIGN_YES
                                                                  : EK_SIGN_HARMLESS;
  if (follows == EK_SIGN_NONE || (rule->said && follows != EK_SIGN_YES))
    return;
  if (rule->graded || ek_danger_is_of_risk (self, text, at, end))
    found->graded[rule->kind] = rule;
  if (follows == EK_SIGN_YES && !is_harmless (self, text, at, length))
    sign = sign_of_hit (self, text, at, end, rule);
  else if (follows == EK_SIGN_NEGATED)
    sign = follows;
  asked = rule->ask && sign >= EK_SIGN_EXCLUDED;
  if (asked)
    sign = EK_SIGN_EXCLUDED;
  past = sign > EK_SIGN_HARMLESS &&
    (was_before (self, text, at, length) || (rule->current && was_long_ago (self, text, at, end)));
  if (note (found, rule->kind, sign, past, rule->current, rule->days, rule->id))
    found->asked[rule->kind] = asked;
}

/* Whether @word stands somewhere in @text as it is written there, in capitals: "SI" is not the Spanish "si". */
static gboolean
is_in_capitals (const char *text, const char *word)
{
  g_autofree char *upper = g_ascii_strup (word, -1);
  gsize length = strlen (upper), capitals = strcspn (upper, " ");

  for (const char *p = text; *p != '\0'; p++)
    if ((p == text || !ek_danger_is_letter (p[-1])) && g_ascii_strncasecmp (p, upper, length) == 0 &&
        !ek_danger_is_letter (p[length]) && (strncmp (p, upper, capitals) == 0 || g_str_has_suffix (upper, " HI")))
      return TRUE;
  return FALSE;
}

static gboolean
fits (const EkDangerWord *one, const char *original, const char *folded, const char *at)
{
  gsize length = one->length;

  if (strncmp (at, one->word, length) != 0)
    return FALSE;
  if (one->rule->whole &&
      ((at > folded && ek_danger_is_letter (at[-1]) && ek_danger_is_letter (*at)) ||
       (ek_danger_is_letter (at[length - 1]) && ek_danger_is_letter (at[length]))))
    return FALSE;
  return !one->rule->capitals || is_in_capitals (original, one->word);
}

/* Chinese characters, and their marks. */
static gboolean
is_han (const char *at)
{
  return (guint8) *at >= 0xe3 && (guint8) *at <= 0xe9;
}

/* Any dash is a hyphen, any apostrophe a straight one, and a blank between two Chinese characters, which a line that
 * was broken leaves, is none. */
static char *
fold (const char *text)
{
  static const char *const dashes[] = { "‐", "‑", "‒", "–", "—", "―", "−", NULL };
  char *folded = ek_text_fold (text), *to = folded;
  const char *last = NULL;

  for (const char *p = folded; *p != '\0';)
    {
      gsize length = (gsize) (g_utf8_next_char (p) - p);
      char plain = '\0';

      for (guint i = 0; length == 3 && dashes[i] != NULL; i++)
        if (memcmp (p, dashes[i], 3) == 0)
          plain = '-';
      if (length == 3 && (memcmp (p, "’", 3) == 0 || memcmp (p, "‘", 3) == 0))
        plain = '\'';
      if (plain != '\0')
        {
          last = to;
          *to++ = plain;
        }
      else if (*p != ' ' || last == NULL || !is_han (last) || !is_han (p + 1))
        {
          last = to;
          memmove (to, p, length);
          to += length;
        }
      p += length;
    }
  *to = '\0';
  return folded;
}

/* Every word of danger in @text, each with what stands around it. */
void
ek_danger_read_words (EkDanger *self, const char *text, EkDangerFound *found)
{
  g_autofree char *ticked = text != NULL ? ek_danger_resolve_ticks (text) : NULL;
  g_autofree char *folded = text != NULL ? fold (ticked != NULL ? ticked : text) : NULL;

  for (const char *p = folded; p != NULL && *p != '\0'; p++)
    {
      const GArray *words = self->begins[(guint8) p[0]][(guint8) p[1]];

      for (guint i = 0; words != NULL && i < words->len; i++)
        {
          const EkDangerWord *one = &g_array_index (words, EkDangerWord, i);

          if (fits (one, text, folded, p))
            read_hit (self, folded, p, one->rule, one->word, found);
        }
    }
}

/* Which of "systems" an address or OID is. */
const char *
ek_danger_system (EkDanger *self, const char *uri)
{
  g_autofree char *lower = uri != NULL ? g_ascii_strdown (uri, -1) : NULL;

  for (guint i = 0; lower != NULL && i < self->systems->len; i++)
    {
      const EkDangerSystem *system = g_ptr_array_index (self->systems, i);

      for (guint k = 0; k < system->contains->len; k++)
        if (strstr (lower, system->contains->pdata[k]) != NULL)
          return system->id;
    }
  return NULL;
}

/* Of a range, and in its later places what the rule asks for. */
static gboolean
is_between (const EkDangerCode *rule, const char *code)
{
  gsize length = strlen (code);

  if ((rule->sixth != 0 && (length < 6 || code[5] != rule->sixth)) ||
      (rule->seventh != NULL && (length < 7 || strchr (rule->seventh, code[6]) == NULL)))
    return FALSE;
  return length >= strlen (rule->from) && strncmp (code, rule->from, strlen (rule->from)) >= 0 &&
    strncmp (code, rule->to, strlen (rule->to)) <= 0;
}

static gboolean
code_matches (const EkDangerCode *rule, const char *code)
{
  if (rule->from != NULL && is_between (rule, code))
    return TRUE;
  for (guint i = 0; i < rule->codes->len; i++)
    if (rule->exact ? strcmp (code, rule->codes->pdata[i]) == 0 : g_str_has_prefix (code, rule->codes->pdata[i]))
      return TRUE;
  return FALSE;
}

/* One code means two things in two editions; where the address does not say which, the rule counts. */
static gboolean
is_of_other_edition (const EkDangerCode *rule, const char *uri)
{
  g_autofree char *lower = rule->not_in->len > 0 && uri != NULL ? g_ascii_strdown (uri, -1) : NULL;

  for (guint i = 0; lower != NULL && i < rule->not_in->len; i++)
    if (strstr (lower, rule->not_in->pdata[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* @known: which of "systems" the address @uri is */
static void
read_one_code (EkDanger *self, GPtrArray *rules, const char *known, const char *uri, const char *code, gboolean lenient,
               EkDangerFound *found)
{
  for (guint i = 0; i < rules->len; i++)
    {
      const EkDangerCode *rule = g_ptr_array_index (rules, i);
      gboolean same = g_strcmp0 (known, EK_DANGER_ANY_SYSTEM) == 0 ||
        (known != NULL ? g_strcmp0 (known, rule->system) == 0
                       : rule->system == NULL ||
             (lenient && strcmp (rule->system, "icd-9") != 0 && strcmp (rule->system, "loinc") != 0));

      if (same && code_matches (rule, code) && !is_of_other_edition (rule, uri))
        note (found, rule->kind, EK_SIGN_YES, rule->past, rule->current, rule->days, rule->id);
    }
}

/* @lenient: a code of a system that is not known is compared with those of every classification of diseases. A cluster
 * of ICD-11 ("MB23.R&XS25", "…/MB26.A") is each of its parts. */
void
ek_danger_read_code (EkDanger *self, GPtrArray *rules, const char *system, const char *code, gboolean lenient,
                     EkDangerFound *found)
{
  gboolean any = g_strcmp0 (system, EK_DANGER_ANY_SYSTEM) == 0;
  const char *known = any ? EK_DANGER_ANY_SYSTEM : ek_danger_system (self, system);
  g_autoptr (GString) bare = g_string_new (NULL);

  for (const char *p = code; p != NULL; p++)
    {
      if (g_ascii_isalnum (*p) || *p == '-')
        g_string_append_c (bare, g_ascii_toupper (*p));
      if (*p != '/' && *p != '&' && *p != '\0')
        continue;
      if (bare->len > 0)
        read_one_code (self, rules, known, system, bare->str, lenient, found);
      if (*p == '\0')
        return;
      g_string_truncate (bare, 0);
    }
}

/* SNOMED CT writes "No (qualifier value)", others "No." */
static void
strip_qualifier (char *text)
{
  char *open = g_str_has_suffix (text, ")") ? strrchr (text, '(') : NULL;

  if (open != NULL && open > text)
    *open = '\0';
  g_strchomp (text);
  if (g_str_has_suffix (text, ".") || g_str_has_suffix (text, "!"))
    text[strlen (text) - 1] = '\0';
}

static gboolean
is_one_of (GPtrArray *phrases, const char *text)
{
  g_autofree char *folded = text != NULL ? ek_text_fold (text) : NULL;

  if (folded == NULL)
    return FALSE;
  strip_qualifier (g_strstrip (folded));
  return is_in (phrases, folded);
}

/* Whether an answer in words is a no. Only the whole answer counts. */
gboolean
ek_danger_says_no (EkDanger *self, const char *text)
{
  return is_one_of (self->phrases[EK_PHRASE_ANSWERS_NO], text);
}

/* Whether an answer in words is a low degree. Only the whole answer counts. */
gboolean
ek_danger_says_low (EkDanger *self, const char *text)
{
  return is_one_of (self->phrases[EK_PHRASE_ANSWERS_LOW], text);
}

gboolean
ek_danger_says_yes (EkDanger *self, const char *text)
{
  return is_one_of (self->phrases[EK_PHRASE_ANSWERS_YES], text);
}

gboolean
ek_danger_code_is_no (EkDanger *self, const char *code)
{
  GPtrArray *codes = self->phrases[EK_PHRASE_ANSWERS_NO_CODES];

  for (guint i = 0; code != NULL && i < codes->len; i++)
    if (g_ascii_strcasecmp (code, codes->pdata[i]) == 0)
      return TRUE;
  return FALSE;
}

const EkDangerAnswer *
ek_danger_find_answer (EkDanger *self, const char *instrument, const char *rule)
{
  for (guint i = 0; i < self->answers->len; i++)
    {
      const EkDangerAnswer *answer = g_ptr_array_index (self->answers, i);

      if (g_strcmp0 (answer->instrument, instrument) == 0 && g_strcmp0 (answer->rule, rule) == 0)
        return answer;
    }
  return NULL;
}

/**
 * ek_danger_in_text:
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @text: (nullable): a text
 * @kind: a kind of danger
 * @past: (out) (optional): whether it says that it was
 *
 * Source of the words: data/knowledge/danger.json.
 *
 * Returns: what @text says of @kind; %EK_SIGN_NONE too where the rules cannot be read
 */
EkSign
ek_danger_in_text (EkKnowledge *knowledge, const char *text, EkDangerKind kind, gboolean *past)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL);
  EkDangerFound found = { { EK_SIGN_NONE } };

  if (rules != NULL)
    ek_danger_read_words (ek_danger_rules (rules), text, &found);
  if (past != NULL)
    *past = found.past[kind];
  return found.sign[kind];
}

/**
 * ek_danger_in_code:
 * @knowledge: (nullable): the rules; %NULL for the program's own
 * @system: (nullable): the address or OID of the code system
 * @code: (nullable): a code
 * @kind: a kind of danger
 *
 * Returns: whether the code of a diagnosis is a sign of @kind
 */
gboolean
ek_danger_in_code (EkKnowledge *knowledge, const char *system, const char *code, EkDangerKind kind)
{
  EkKnowledge *rules = knowledge != NULL ? knowledge : ek_knowledge_get_default (NULL);
  EkDangerFound found = { { EK_SIGN_NONE } };

  if (rules != NULL)
    ek_danger_read_code (ek_danger_rules (rules), ek_danger_rules (rules)->codes, system, code, TRUE, &found);
  return found.sign[kind] == EK_SIGN_YES;
}

/**
 * ek_danger_kind_of_rule:
 * @rules: (nullable): the knowledge, which may say it
 * @instrument: an instrument
 * @rule: (nullable): a critical rule of its definition
 *
 * Returns: what kind of danger @rule is about: what the knowledge says of it, else what the definition says
 */
EkDangerKind
ek_danger_kind_of_rule (EkKnowledge *rules, EkInstrument *instrument, const EkCriticalRule *rule)
{
  const EkDangerAnswer *answer = rules != NULL && rule != NULL
    ? ek_danger_find_answer (ek_danger_rules (rules), ek_instrument_get_id (instrument), rule->id)
    : NULL;

  if (answer != NULL)
    return answer->kind;
  return rule != NULL && rule->is_medical ? EK_DANGER_MEDICAL : EK_DANGER_SUICIDE;
}
