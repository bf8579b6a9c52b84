/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which instrument was answered.
 *
 *   one of ours is named by its address ──▶ that one
 *   else the instrument whose items take up most of the answers; between equals
 *     what the form calls itself ─▶ the code of its total ─▶ the blanks it shows ─▶ the fewest items without a place
 *
 * A form with a blank is therefore never taken for the shorter form that has all it answers. */

#include "ek-fhir-form.h"

#include <string.h>

#define WORDS_ENTRIES_MAX 600
#define WORDS_MIN 12 /* bytes: shorter questions ("Nervous") stand in more than one form */

static gboolean
is_bare (const char *name, const char *other)
{
  g_autofree char *bare = other != NULL ? ek_fhir_bare_name (other, strlen (other)) : NULL;

  return bare != NULL && *bare != '\0' && strcmp (name, bare) == 0;
}

/**
 * ek_fhir_form_is_named:
 * @self: a form
 * @instrument: an instrument
 *
 * Returns: whether an address, id, title or code of the form is that of @instrument
 */
gboolean
ek_fhir_form_is_named (EkFhirForm *self, EkInstrument *instrument)
{
  const char *panel = ek_instrument_get_loinc_panel (instrument);

  for (guint i = 0; i < self->names->len; i++)
    {
      const char *name = self->names->pdata[i];
      g_autofree char *bare = ek_fhir_bare_name (name, strlen (name));

      if (g_strcmp0 (name, panel) == 0)
        return TRUE;
      if (*bare != '\0' &&
          (is_bare (bare, ek_instrument_get_id (instrument)) ||
           is_bare (bare, ek_instrument_get_abbreviation (instrument))))
        return TRUE;
    }
  return FALSE;
}

/**
 * ek_fhir_form_names_any:
 * @self: a form
 * @catalogue: (nullable): the instruments
 *
 * Returns: whether the form goes by the name of one of them, see ek_fhir_form_is_named()
 */
gboolean
ek_fhir_form_names_any (EkFhirForm *self, EkCatalogue *catalogue)
{
  for (guint i = 0; catalogue != NULL && i < ek_catalogue_get_n (catalogue); i++)
    if (ek_fhir_form_is_named (self, ek_catalogue_get (catalogue, i)))
      return TRUE;
  return FALSE;
}

/* The teenagers' PHQ-9 has questions of the PHQ-9 and is not it. */
static gboolean
is_other_scale (EkFhirForm *self, EkInstrument *instrument)
{
  for (guint i = 0; i < self->names->len; i++)
    if (ek_instrument_is_other_scale (instrument, self->names->pdata[i]))
      return TRUE;
  for (guint i = 0; i < self->entries->len; i++)
    for (guint k = 0; ek_fhir_entry_code (self->entries->pdata[i], k) != NULL; k++)
      if (ek_instrument_is_other_scale (instrument, ek_fhir_entry_code (self->entries->pdata[i], k)))
        return TRUE;
  return FALSE;
}

/* --- one question ------------------------------------------------------------------------------------------------ */

static int
item_by_code (EkInstrument *instrument, const EkFhirEntry *entry)
{
  const char *code;

  for (guint k = 0; (code = ek_fhir_entry_code (entry, k)) != NULL; k++)
    for (guint i = 0; *code != '\0' && i < ek_instrument_get_n_items (instrument); i++)
      if (g_strcmp0 (ek_item_get_loinc (ek_instrument_get_item (instrument, i)), code) == 0)
        return (int) i;
  return -1;
}

static int
item_by_id (EkInstrument *instrument, const char *id)
{
  for (guint i = 0; *id != '\0' && i < ek_instrument_get_n_items (instrument); i++)
    if (g_ascii_strcasecmp (ek_item_get_id (ek_instrument_get_item (instrument, i)), id) == 0)
      return (int) i;
  return -1;
}

/* The same without signs: "not_working" is "notworking". */
static int
item_by_bare_id (EkInstrument *instrument, const char *id)
{
  for (guint i = 0; *id != '\0' && i < ek_instrument_get_n_items (instrument); i++)
    if (is_bare (id, ek_item_get_id (ek_instrument_get_item (instrument, i))))
      return (int) i;
  return -1;
}

/* "3", "q3", "item3", "question03" and "q5a": what is left when the words for "question" are taken away. */
static int
item_by_rest (EkInstrument *instrument, const char *rest)
{
  static const char *const words[] = { "", "item", "question", "quest", "frage", "no", "q", "i", NULL };

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *id = rest + strlen (words[i]);
      int found;

      if (!g_str_has_prefix (rest, words[i]))
        continue;
      while (*id == '0' && g_ascii_isdigit (id[1]))
        id++;
      found = item_by_bare_id (instrument, id);
      if (found >= 0)
        return found;
    }
  return -1;
}

/* "phq9|q3", "phq-9.3", "PHQ9_item_3": the link names the instrument itself. */
static int
item_by_named_link (EkInstrument *instrument, const EkFhirEntry *entry)
{
  const char *const names[] = { ek_instrument_get_id (instrument), ek_instrument_get_abbreviation (instrument) };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *bare = names[i] != NULL ? ek_fhir_bare_name (names[i], strlen (names[i])) : NULL;
      int found;

      if (bare == NULL || *bare == '\0' || !g_str_has_prefix (entry->bare, bare))
        continue;
      found = item_by_rest (instrument, entry->bare + strlen (bare));
      if (found >= 0)
        return found;
    }
  return -1;
}

static int
item_by_words (EkInstrument *instrument, const EkFhirEntry *entry)
{
  g_autofree char *words = entry->text != NULL && strlen (entry->text) <= 2000 ? ek_fhir_bare_words (entry->text)
                                                                               : NULL;
  static const char *const languages[] = { "en", "zh" };

  if (words == NULL || strlen (words) < WORDS_MIN)
    return -1;
  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    for (guint k = 0; k < G_N_ELEMENTS (languages); k++)
      {
        const char *text = ek_item_get_text (ek_instrument_get_item (instrument, i), languages[k]);
        g_autofree char *own = text != NULL ? ek_fhir_bare_words (text) : NULL;

        if (g_strcmp0 (own, words) == 0)
          return (int) i;
      }
  return -1;
}

static gboolean
has_code_of_total (const EkFhirEntry *entry, EkInstrument *instrument)
{
  const char *total = ek_instrument_get_loinc_total (instrument), *code;

  for (guint k = 0; total != NULL && (code = ek_fhir_entry_code (entry, k)) != NULL; k++)
    if (strcmp (code, total) == 0)
      return TRUE;
  return FALSE;
}

/**
 * ek_fhir_entry_is_total:
 * @entry: a question
 * @instrument: an instrument
 *
 * Returns: whether it is the total of @instrument, and not one of its questions
 */
gboolean
ek_fhir_entry_is_total (const EkFhirEntry *entry, EkInstrument *instrument)
{
  static const char *const words[] = { "total", "totalscore", "score", "sum", NULL };
  const char *id = ek_instrument_get_id (instrument);
  g_autofree char *name = ek_fhir_bare_name (id, strlen (id));
  const char *rest = g_str_has_prefix (entry->bare, name) ? entry->bare + strlen (name) : entry->bare;

  return has_code_of_total (entry, instrument) || g_strv_contains (words, rest);
}

/* --- all of them ------------------------------------------------------------------------------------------------- */

static void
match_numbers (EkFhirForm *self, EkInstrument *instrument, int *places)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const EkFhirEntry *entry = self->entries->pdata[i];
      const char *tail = ek_fhir_entry_code (entry, 0);
      g_autofree char *bare = ek_fhir_bare_name (tail, MIN (strlen (tail), 256));

      places[i] = item_by_rest (instrument, bare);
    }
}

/**
 * ek_fhir_form_match:
 * @self: a form
 * @instrument: an instrument
 * @words: whether questions are also known by their words
 *
 * By code, by a link that names the instrument, by words; and, where the form is that instrument by its name, by the
 * item's own id, or if nothing else is known by its number.
 *
 * Returns: (transfer full) (array): for each entry the index of the item, or -1
 */
int *
ek_fhir_form_match (EkFhirForm *self, EkInstrument *instrument, gboolean words)
{
  int *places = g_new (int, self->entries->len + 1);
  gboolean named = ek_fhir_form_is_named (self, instrument), any = FALSE;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const EkFhirEntry *entry = self->entries->pdata[i];

      places[i] = item_by_code (instrument, entry);
      if (places[i] < 0)
        places[i] = item_by_named_link (instrument, entry);
      if (places[i] < 0 && words)
        places[i] = item_by_words (instrument, entry);
      any |= places[i] >= 0 && entry->answers != NULL;
      if (places[i] < 0 && named)
        places[i] = item_by_id (instrument, ek_fhir_entry_code (entry, 0));
      any |= places[i] >= 0 && entry->answers != NULL;
    }
  if (!any && named)
    match_numbers (self, instrument, places);
  return places;
}

typedef struct {
  EkInstrument *instrument;
  guint taken, blanks, absent;
  gboolean named, total;
} Candidate;

/* A link that is a mere number says nothing of what was asked: a form of that name with some other number of questions
 * (Sheehan's SDS has five, Zung's twenty) is not read by it. */
static gboolean
is_some_other_form (EkFhirForm *self, const Candidate *candidate, const int *places)
{
  guint n_items = candidate->taken + candidate->blanks + candidate->absent;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const EkFhirEntry *entry = self->entries->pdata[i];

      if (places[i] >= 0 &&
          (item_by_code (candidate->instrument, entry) >= 0 || item_by_named_link (candidate->instrument, entry) >= 0 ||
           item_by_words (candidate->instrument, entry) >= 0))
        return FALSE;
    }
  return (candidate->taken + candidate->blanks) * 2 < n_items;
}

static gboolean
consider (EkFhirForm *self, EkInstrument *instrument, gboolean words, Candidate *candidate)
{
  g_autofree int *places = ek_fhir_form_match (self, instrument, words);
  g_autofree gboolean *seen = g_new0 (gboolean, ek_instrument_get_n_items (instrument) + 1);

  *candidate = (Candidate){ .instrument = instrument, .named = ek_fhir_form_is_named (self, instrument) };
  for (guint i = 0; i < self->entries->len; i++)
    {
      const EkFhirEntry *entry = self->entries->pdata[i];

      candidate->total |= has_code_of_total (entry, instrument);
      if (places[i] < 0 || seen[places[i]])
        continue;
      seen[places[i]] = TRUE;
      candidate->taken += entry->answers != NULL;
      candidate->blanks += entry->answers == NULL;
    }
  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    {
      EkItem *item = ek_instrument_get_item (instrument, i);

      candidate->absent += !seen[i] && !ek_item_is_optional (item);
    }
  if (candidate->taken + candidate->blanks == 0 || is_other_scale (self, instrument))
    return FALSE;
  return !is_some_other_form (self, candidate, places);
}

static gboolean
is_better (const Candidate *a, const Candidate *b)
{
  if (b->instrument == NULL || a->taken != b->taken)
    return b->instrument == NULL || a->taken > b->taken;
  if (a->named != b->named)
    return a->named;
  if (a->total != b->total)
    return a->total;
  if (a->blanks != b->blanks)
    return a->blanks > b->blanks;
  return a->absent < b->absent;
}

static Candidate
best_of (EkFhirForm *self, EkCatalogue *catalogue, gboolean words)
{
  Candidate best = { NULL };

  for (guint i = 0; i < ek_catalogue_get_n (catalogue); i++)
    {
      Candidate one;

      if (consider (self, ek_catalogue_get (catalogue, i), words, &one) && is_better (&one, &best))
        best = one;
    }
  return best;
}

/* Our own response names the definition it was answered under; where that is not here nothing else will do. */
static gboolean
is_ours (EkFhirForm *self, EkCatalogue *catalogue, EkInstrument **instrument)
{
  g_auto (GStrv) parts = NULL;

  *instrument = NULL;
  if (self->canonical == NULL || !g_str_has_prefix (self->canonical, EK_FHIR_BASE "/"))
    return FALSE;
  if (!g_str_has_prefix (self->canonical, EK_FHIR_BASE "/Questionnaire/"))
    return TRUE;
  parts = g_strsplit (self->canonical + strlen (EK_FHIR_BASE "/Questionnaire/"), "|", 2);
  if (parts[0] != NULL)
    *instrument = ek_catalogue_find (catalogue, parts[0], parts[1]);
  return TRUE;
}

/**
 * ek_fhir_form_instrument:
 * @self: a form
 * @catalogue: the instruments known here
 *
 * Returns: (nullable) (transfer none): which of them was answered; %NULL when it cannot be said
 */
EkInstrument *
ek_fhir_form_instrument (EkFhirForm *self, EkCatalogue *catalogue)
{
  EkInstrument *instrument;
  Candidate best;

  if (is_ours (self, catalogue, &instrument))
    return instrument;
  best = best_of (self, catalogue, FALSE);
  /* words are compared only where codes and links leave something over */
  if (best.taken < self->n_answered && self->entries->len <= WORDS_ENTRIES_MAX)
    best = best_of (self, catalogue, TRUE);
  return best.instrument;
}
