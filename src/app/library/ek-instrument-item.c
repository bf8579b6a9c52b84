/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-instrument-item.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-format.h"
#include "ek-text.h"

struct _EkInstrumentItem {
  GObject parent_instance;

  EkInstrument *instrument;
  gboolean imported;
  guint n_not_verified;
  char *words;
  char *facts;
  char *marks;
  char *search; /* everything it is found by, folded */
};

G_DEFINE_FINAL_TYPE (EkInstrumentItem, ek_instrument_item, G_TYPE_OBJECT)

static void
ek_instrument_item_finalize (GObject *object)
{
  EkInstrumentItem *self = EK_INSTRUMENT_ITEM (object);

  g_clear_pointer (&self->instrument, ek_instrument_unref);
  g_free (self->words);
  g_free (self->facts);
  g_free (self->marks);
  g_free (self->search);
  G_OBJECT_CLASS (ek_instrument_item_parent_class)->finalize (object);
}

static void
ek_instrument_item_class_init (EkInstrumentItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_instrument_item_finalize;
}

static void
ek_instrument_item_init (EkInstrumentItem *self)
{
}

/**
 * ek_instrument_words_text:
 * @instrument: an instrument
 *
 * Returns: (transfer full): in which languages it can be given, in words: "English, Chinese", "structure only"
 */
char *
ek_instrument_words_text (EkInstrument *instrument)
{
  gboolean en = ek_instrument_speaks (instrument, "en"), zh = ek_instrument_speaks (instrument, "zh");

  if (ek_instrument_get_n_items (instrument) == 0)
    return g_strdup (_ ("no items"));
  if (en && zh)
    return g_strdup (_ ("English, Chinese"));
  if (en || zh)
    return g_strdup (en ? _ ("English") : _ ("Chinese"));
  return g_strdup (ek_instrument_has_words (instrument) ? _ ("English and Chinese mixed") : _ ("structure only"));
}

/**
 * ek_instrument_count_not_verified:
 * @instrument: an instrument
 *
 * Returns: how many kinds of facts of the definition were not checked against their source
 */
guint
ek_instrument_count_not_verified (EkInstrument *instrument)
{
  guint n = 0;

  for (guint i = 0; i < ek_instrument_get_n_verifications (instrument); i++)
    n += !ek_instrument_get_verification (instrument, i)->verified;
  return n;
}

static char *
facts_text (EkInstrument *instrument)
{
  gboolean self_rated = g_strcmp0 (ek_instrument_get_rater (instrument), "self") == 0;
  guint n_items = ek_instrument_get_n_items (instrument);
  int days = ek_instrument_get_interval_days (instrument);
  GString *text = g_string_new (self_rated ? _ ("self-rated") : _ ("clinician-rated"));

  if (n_items > 0)
    g_string_append_printf (text, ngettext (" · %u item", " · %u items", n_items), n_items);
  if (days > 0)
    /* Translators: shortest sensible time between two administrations */
    g_string_append_printf (text, ngettext (" · ≥ %d day", " · ≥ %d days", days), days);
  return g_string_free (text, FALSE);
}

/**
 * ek_instrument_item_new:
 * @instrument: the version that is given
 * @imported: whether the hospital brought it
 *
 * Returns: (transfer full): a line in the language of the screen
 */
EkInstrumentItem *
ek_instrument_item_new (EkInstrument *instrument, gboolean imported)
{
  EkInstrumentItem *self = g_object_new (EK_TYPE_INSTRUMENT_ITEM, NULL);
  g_autofree char *everything = NULL;

  self->instrument = ek_instrument_ref (instrument);
  self->imported = imported;
  self->n_not_verified = ek_instrument_count_not_verified (instrument);
  self->words = ek_instrument_words_text (instrument);
  self->facts = facts_text (instrument);
  self->marks = self->n_not_verified == 0
    ? g_strdup ("")
    : g_strdup_printf (ngettext ("%u check not done", "%u checks not done", self->n_not_verified),
                       self->n_not_verified);
  everything = g_strjoin (" ", ek_instrument_get_id (instrument), ek_instrument_get_abbreviation (instrument),
                          ek_instrument_get_title (instrument, "en"), ek_instrument_get_title (instrument, "zh"),
                          self->words, self->facts, NULL);
  self->search = ek_text_fold (everything);
  return self;
}

/**
 * ek_instrument_item_get_instrument:
 * @self: an item
 *
 * Returns: (transfer none): the instrument
 */
EkInstrument *
ek_instrument_item_get_instrument (EkInstrumentItem *self)
{
  return self->instrument;
}

/**
 * ek_instrument_item_get_words:
 * @self: an item
 *
 * Returns: (transfer none): in which languages it can be given, see ek_instrument_words_text()
 */
const char *
ek_instrument_item_get_words (EkInstrumentItem *self)
{
  return self->words;
}

/**
 * ek_instrument_item_get_facts:
 * @self: an item
 *
 * Returns: (transfer none): who rates it, its length and interval
 */
const char *
ek_instrument_item_get_facts (EkInstrumentItem *self)
{
  return self->facts;
}

/**
 * ek_instrument_item_get_marks:
 * @self: an item
 *
 * Returns: (transfer none): how much was not verified; "" when everything was
 */
const char *
ek_instrument_item_get_marks (EkInstrumentItem *self)
{
  return self->marks;
}

static gboolean
is_of_kind (EkInstrumentItem *self, EkInstrumentKind kind)
{
  switch (kind)
    {
    case EK_INSTRUMENT_WITH_WORDS:
      return ek_instrument_has_words (self->instrument);
    case EK_INSTRUMENT_STRUCTURE:
      return !ek_instrument_has_words (self->instrument);
    case EK_INSTRUMENT_IMPORTED:
      return self->imported;
    case EK_INSTRUMENT_NOT_VERIFIED:
      return self->n_not_verified > 0;
    case EK_INSTRUMENT_CLINICIAN:
      return g_strcmp0 (ek_instrument_get_rater (self->instrument), "self") != 0;
    case EK_INSTRUMENT_ANY:
    default:
      return TRUE;
    }
}

/**
 * ek_instrument_item_matches:
 * @self: a line
 * @folded: what was typed, by ek_text_fold(); every word must be there
 * @kind: which ones are wanted
 *
 * Returns: whether it belongs on the screen
 */
gboolean
ek_instrument_item_matches (EkInstrumentItem *self, const char *folded, EkInstrumentKind kind)
{
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);

  if (!is_of_kind (self, kind))
    return FALSE;
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && strstr (self->search, words[i]) == NULL)
      return FALSE;
  return TRUE;
}
