/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything that is known of one instrument, and how it is known: what was not verified says so in words. */

#include "ek-instrument-detail.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ek-band-words.h"
#include "ek-card.h"
#include "ek-form-words.h"
#include "ek-format.h"
#include "ek-instrument-item.h"

static GtkWidget *
add_card (GtkBox *box, const char *title, const char *empty)
{
  GtkWidget *card = ek_card_new (title);

  ek_card_clear (EK_CARD (card), empty);
  gtk_box_append (box, card);
  return card;
}

/* A fact with its source; what was not verified has the word at its end. */
static void
add_fact (GtkWidget *card, const char *title, const char *source, gboolean verified)
{
  ek_card_append (EK_CARD (card), NULL, title, source, verified ? NULL : _ ("not verified"),
                  verified ? NULL : "verify");
}

static void
add_marks (GtkBox *box, EkInstrument *instrument)
{
  GtkWidget *card = add_card (box, _ ("What was checked"), _ ("Nothing is said about it."));

  for (gboolean verified = FALSE; verified <= TRUE; verified++)
    for (guint i = 0; i < ek_instrument_get_n_verifications (instrument); i++)
      {
        const EkVerification *mark = ek_instrument_get_verification (instrument, i);
        g_autofree char *label = ek_form_mark_label (mark->what);

        if (mark->verified == verified)
          ek_card_append (EK_CARD (card), NULL, label, ek_fact_text (mark->note, mark->note_zh, ek_format_language ()),
                          verified ? _ ("verified") : _ ("not verified"), verified ? NULL : "verify");
      }
}

static char *
range_text (double low, double high)
{
  g_autofree char *from = ek_format_score (low), *to = ek_format_score (high);

  return low == high ? g_strdup (from) : g_strdup_printf ("%s–%s", from, to);
}

static void
add_band (GtkWidget *card, EkInstrument *instrument, const char *part, const EkBand *band)
{
  g_autofree char *words = ek_band_axis_words (instrument, part, band, FALSE, ek_format_language ());
  g_autofree char *range = isnan (band->low) ? NULL : range_text (band->low, band->high);
  g_autofree char *title = g_strdup_printf ("%s%s%s", range != NULL ? range : "", range != NULL ? "  " : "", words);

  ek_card_append (EK_CARD (card), NULL, title, NULL, band->verified ? NULL : _ ("not verified"),
                  band->verified ? NULL : "verify");
}

/* What stands behind a fact, in the brackets of the language. */
static char *
with_details (const char *fact, const char *details)
{
  /* Translators: a fact of an instrument, and what it is computed from or how many people it is about */
  return g_strdup_printf (_ ("%1$s (%2$s)"), fact, details);
}

static char *
reliability_text (const EkChangeSet *set)
{
  static const struct {
    const char *id, *label;
  } coefficients[] = {
    { "retest", N_ ("retest r") },
    { "alpha", N_ ("Cronbach's α") },
    { "icc", N_ ("intraclass correlation") },
  };
  const char *label = "r";
  g_autofree char *sd = g_strdup_printf ("%.3g", set->sd), *value = g_strdup_printf ("%.3g", set->reliability);

  for (guint i = 0; i < G_N_ELEMENTS (coefficients); i++)
    if (g_strcmp0 (coefficients[i].id, set->coefficient) == 0)
      label = _ (coefficients[i].label);
  /* Translators: standard deviation, then a coefficient of reliability and its value */
  return g_strdup_printf (_ ("SD %1$s, %2$s %3$s"), sd, label, value);
}

static void
add_change_sets (GtkWidget *card, EkInstrument *instrument, const char *score)
{
  for (guint i = 0; i < ek_instrument_get_n_change_sets (instrument, score); i++)
    {
      const EkChangeSet *set = ek_instrument_get_change_set (instrument, score, i);
      g_autofree char *amount = ek_format_score (set->amount);
      g_autofree char *fact = g_strdup_printf (_ ("Reliable change from %s points"), amount);
      g_autofree char *reliability = set->sd > 0 && set->reliability > 0 ? reliability_text (set) : NULL;
      g_autofree char *whole = reliability != NULL ? with_details (fact, reliability) : g_strdup (fact);
      gboolean used = set->is_default && ek_instrument_get_n_change_sets (instrument, score) > 1;
      g_autofree char *title = used ? g_strdup_printf ("%s · %s", whole, _ ("used by the program")) : g_strdup (whole);

      add_fact (card, title, ek_fact_text (set->source, set->source_zh, ek_format_language ()), set->verified);
    }
}

static void
add_thresholds (GtkWidget *card, EkInstrument *instrument, const char *score)
{
  gboolean higher = ek_instrument_score_higher_is_worse (instrument, score);
  /* Translators: %s is a score or a number */
  const struct {
    EkThresholdKind kind;
    const char *words;
  } kinds[] = {
    { EK_THRESHOLD_CASENESS, higher ? _ ("Case from %s upwards") : _ ("Case from %s downwards") },
    { EK_THRESHOLD_REMISSION, higher ? _ ("Remission below %s") : _ ("Remission above %s") },
    { EK_THRESHOLD_RESPONSE, _ ("Response: better by %s %% of the baseline") },
    { EK_THRESHOLD_SMALLEST_DIFFERENCE, _ ("Smallest difference that is noticed: %s points") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      EkThreshold threshold;

      if (ek_instrument_get_threshold (instrument, score, kinds[i].kind, NULL, &threshold))
        {
          g_autofree char *value = ek_format_score (threshold.value);
          g_auto (GStrv) parts = g_strsplit (kinds[i].words, "%s", 2);
          g_auto (GStrv) rest = g_strsplit (parts[1] != NULL ? parts[1] : "", "%%", -1);
          g_autofree char *end = g_strjoinv ("%", rest);
          g_autofree char *title = g_strconcat (parts[0], value, end, NULL);

          add_fact (card, title, ek_fact_text (threshold.source, threshold.source_zh, ek_format_language ()),
                    threshold.verified);
        }
    }
}

static void
add_cut_offs (GtkWidget *card, EkInstrument *instrument, const char *score)
{
  gboolean chinese = g_str_equal (ek_format_language (), "zh");

  for (guint i = 0; i < ek_instrument_get_n_cut_offs (instrument, score); i++)
    {
      const EkCutOff *cut_off = ek_instrument_get_cut_off (instrument, score, i);
      const char *what = chinese && cut_off->what_zh != NULL ? cut_off->what_zh : cut_off->what_en;
      g_autofree char *value = isnan (cut_off->value) ? g_strdup ("") : ek_format_score (cut_off->value);
      g_autofree char *title = g_strdup_printf ("%s%s%s%s", cut_off->relation != NULL ? cut_off->relation : "", value,
                                                *value != '\0' && what != NULL ? "  " : "", what != NULL ? what : "");

      add_fact (card, title, ek_fact_text (cut_off->source, cut_off->source_zh, ek_format_language ()),
                cut_off->verified);
    }
}

static void
add_norms (GtkWidget *card, EkInstrument *instrument, const char *score)
{
  gboolean chinese = g_str_equal (ek_format_language (), "zh");

  for (guint i = 0; i < ek_instrument_get_n_norms (instrument, score); i++)
    {
      const EkNorm *norm = ek_instrument_get_norm (instrument, score, i);
      g_autofree char *mean = ek_format_score (norm->mean), *sd = ek_format_score (norm->sd);
      /* Translators: mean and standard deviation of a score in a population, which follows */
      g_autofree char *fact = g_strdup_printf (_ ("Norm %s ± %s, %s"), mean, sd,
                                               chinese && norm->who_zh != NULL ? norm->who_zh : norm->who_en);
      g_autofree char *n = g_strdup_printf ("n = %d", norm->n);
      g_autofree char *title = norm->n > 0 ? with_details (fact, n) : g_strdup (fact);

      add_fact (card, title, ek_fact_text (norm->source, norm->source_zh, ek_format_language ()), norm->verified);
    }
}

/* One score: its range, bands, and what is known of change in it. */
static void
add_score (GtkBox *box, EkInstrument *instrument, const char *id, const char *title, double low, double high)
{
  g_autofree char *range = isnan (low) ? NULL : range_text (low, high);
  g_autofree char *heading = range != NULL ? with_details (title, range) : g_strdup (title);
  GtkWidget *card = add_card (box, heading, _ ("No bands and no thresholds are defined."));
  const char *source = NULL;
  gboolean verified = TRUE;
  guint n = ek_instrument_get_prorating (instrument, id, ek_format_language (), &source, &verified);

  if (!ek_instrument_score_is_verified (instrument, id))
    add_fact (card, _ ("How this score is computed"), NULL, FALSE);
  if (id == NULL)
    for (guint i = 0; i < ek_instrument_get_n_bands (instrument); i++)
      add_band (card, instrument, NULL, ek_instrument_get_band (instrument, i));
  for (guint i = 0; id != NULL && i < ek_instrument_get_n_subscales (instrument); i++)
    for (guint j = 0; g_str_equal (ek_instrument_get_subscale_id (instrument, i), id) &&
         j < ek_instrument_get_n_subscale_bands (instrument, i);
         j++)
      add_band (card, instrument, id, ek_instrument_get_subscale_band (instrument, i, j));
  add_thresholds (card, instrument, id);
  add_change_sets (card, instrument, id);
  add_cut_offs (card, instrument, id);
  add_norms (card, instrument, id);
  if (n > 0)
    {
      g_autofree char *text =
        g_strdup_printf (ngettext ("Up to %u missing item is made up for by the mean of the others",
                                   "Up to %u missing items are made up for by the mean of the others", n),
                         n);

      add_fact (card, text, source, verified);
    }
}

static void
add_scores (GtkBox *box, EkInstrument *instrument)
{
  const char *language = ek_format_language ();
  const char *no_total = ek_instrument_get_no_total (instrument, language);
  double low = NAN, high = NAN;

  if (no_total != NULL)
    ek_card_append (EK_CARD (add_card (box, _ ("Total"), "")), NULL, no_total, NULL, NULL, NULL);
  if (ek_instrument_get_range (instrument, &low, &high))
    add_score (box, instrument, NULL, _ ("Total"), low, high);
  for (guint i = 0; i < ek_instrument_get_n_subscales (instrument); i++)
    {
      low = high = NAN;
      ek_instrument_get_subscale_range (instrument, i, &low, &high);
      add_score (box, instrument, ek_instrument_get_subscale_id (instrument, i),
                 ek_instrument_get_subscale_title (instrument, i, language), low, high);
    }
}

/* In a preview the other language stands below, or it would be imported unread. */
static char *
below_item (EkItem *item, gboolean both)
{
  const char *shown = ek_item_get_text (item, ek_format_language ());
  const char *other = ek_item_get_text (item, g_str_equal (ek_format_language (), "zh") ? "en" : "zh");
  GString *text = g_string_new (both && other != shown ? other : NULL);

  if (text->len > 0 && ek_item_get_n_options (item) > 0)
    g_string_append_c (text, '\n');
  for (guint i = 0; i < ek_item_get_n_options (item); i++)
    {
      const EkOption *option = ek_item_get_option (item, i);
      const char *label = ek_option_label (option, ek_format_language ());
      g_autofree char *value = ek_format_score (option->value);

      g_string_append_printf (text, "%s%s", i > 0 ? " · " : "", value);
      if (label != NULL)
        g_string_append_printf (text, " %s", label);
    }
  return g_string_free (text, FALSE);
}

/**
 * ek_instrument_detail_add_items:
 * @box: where to
 * @title: what to say above them
 * @instrument: an instrument
 * @at_most: so many items, 0: all
 *
 * Adds the items as they are shown, or what they are about where the words are not there.
 */
void
ek_instrument_detail_add_items (GtkBox *box, const char *title, EkInstrument *instrument, guint at_most)
{
  const char *language = ek_format_language ();
  GtkWidget *card = add_card (box, title, _ ("The items are not part of the program."));
  guint n = ek_instrument_get_n_items (instrument);

  for (guint i = 0; i < n && (at_most == 0 || i < at_most); i++)
    {
      EkItem *item = ek_instrument_get_item (instrument, i);
      const char *text = ek_item_get_text (item, language);
      const char *topic = ek_item_get_topic (item, language);
      g_autofree char *below = below_item (item, at_most > 0);
      g_autofree char *line = NULL;

      if (text != NULL)
        line = g_strdup_printf ("%s  %s", ek_item_get_id (item), text);
      else if (topic != NULL)
        /* Translators: number of an item, and what it is about */
        line = g_strdup_printf (_ ("%s  about: %s"), ek_item_get_id (item), topic);
      else
        line = g_strdup (ek_item_get_id (item));
      ek_card_append (EK_CARD (card), NULL, line, below, NULL, NULL);
    }
  if (at_most > 0 && n > at_most)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("… and %u more item", "… and %u more items", n - at_most),
                                               n - at_most);

      ek_card_append (EK_CARD (card), NULL, more, NULL, NULL, NULL);
    }
}

/* Versions */

static const EkDefinition *
find_definition (GPtrArray *definitions, EkInstrument *instrument)
{
  for (guint i = 0; definitions != NULL && i < definitions->len; i++)
    {
      const EkDefinition *definition = g_ptr_array_index (definitions, i);

      if (g_str_equal (definition->instrument, ek_instrument_get_id (instrument)) &&
          g_str_equal (definition->version, ek_instrument_get_version (instrument)))
        return definition;
    }
  return NULL;
}

static char *
provenance (const EkDefinition *definition)
{
  g_autofree char *when = ek_format_date (definition->added_ms, definition->added_offset);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Imported on %s by %s"), when, definition->added_name);
  if (definition->entered_by != NULL)
    g_string_append_printf (text, _ ("; entered by %s"), definition->entered_by);
  if (definition->licence != NULL)
    g_string_append_printf (text, _ ("; licence %s"), definition->licence);
  if (definition->valid_until != NULL)
    {
      g_autofree char *until = ek_format_day (definition->valid_until);

      g_string_append_printf (text, _ (", valid until %s"), until);
    }
  if (definition->note != NULL)
    /* Translators: a remark on an import, behind what was said before */
    g_string_append_printf (text, _ ("; %s"), definition->note);
  if (definition->withdrawn)
    {
      g_autofree char *moved = ek_format_date (definition->moved_ms, definition->added_offset);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("Withdrawn on %s by %s"), moved, definition->moved_name);
      if (definition->moved_reason != NULL)
        /* Translators: the reason, behind what was done */
        g_string_append_printf (text, _ (": %s"), definition->moved_reason);
    }
  return g_string_free (text, FALSE);
}

static void
add_move_button (GtkWidget *row, const EkDefinition *definition)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (definition->withdrawn ? _ ("Take _back into use")
                                                                          : _ ("_Withdraw…"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "instruments.move");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(sb)", definition->version, !definition->withdrawn);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))), button);
}

static void
add_versions (GtkBox *box, EkInstrument *given, EkCatalogue *catalogue, GPtrArray *definitions)
{
  g_autoptr (GPtrArray) versions = ek_catalogue_list_versions (catalogue, ek_instrument_get_id (given));
  GtkWidget *card = add_card (box, _ ("Versions of the definition"), "");

  for (guint i = 0; i < versions->len; i++)
    {
      EkInstrument *version = g_ptr_array_index (versions, i);
      const EkDefinition *definition = find_definition (definitions, version);
      g_autofree char *words = ek_instrument_words_text (version);
      g_autofree char *title = g_strdup_printf ("%s  %s", ek_instrument_get_version (version), words);
      g_autofree char *came = definition != NULL ? provenance (definition) : g_strdup (_ ("Part of the program"));
      GtkWidget *row = ek_card_append (EK_CARD (card), NULL, title, came,
                                       version == given                                ? _ ("given now")
                                         : definition != NULL && definition->withdrawn ? _ ("withdrawn")
                                                                                       : _ ("for older forms"),
                                       NULL);

      if (definition != NULL)
        add_move_button (row, definition);
    }
}

/* The newest structure of the program, where the words that are given were imported for an older one; else NULL. */
static EkInstrument *
newer_structure (EkInstrument *given, EkCatalogue *catalogue)
{
  g_autoptr (GPtrArray) versions = ek_catalogue_list_versions (catalogue, ek_instrument_get_id (given));
  g_autofree char *base = ek_instrument_get_base_version (given);

  if (g_str_equal (base, ek_instrument_get_version (given)))
    return NULL;
  for (guint i = 0; i < versions->len; i++)
    {
      EkInstrument *version = g_ptr_array_index (versions, i);
      g_autofree char *own = ek_instrument_get_base_version (version);

      if (g_str_equal (own, ek_instrument_get_version (version)))
        return g_str_equal (own, base) ? NULL : version;
    }
  return NULL;
}

static void
add_newer_structure (GtkWidget *card, EkInstrument *newer)
{
  g_autofree char *title =
    g_strdup_printf (_ ("Version %s of the structure is newer than the one these words are for."),
                     ek_instrument_get_version (newer));

  ek_card_append (EK_CARD (card), NULL, title,
                  _ ("Export it, fill in the words, and import them anew; until then the older one is given."),
                  _ ("to do"), "verify");
}

static void
add_rights (GtkBox *box, EkInstrument *instrument, EkCatalogue *catalogue, const EkDefinition *definition)
{
  GtkWidget *card = add_card (box, _ ("Rights"), "");
  gboolean licensed = g_strcmp0 (ek_instrument_get_rights_status (instrument), "licensed") == 0 ||
    g_strcmp0 (ek_instrument_get_rights_status (instrument), "permission") == 0;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");

  ek_card_append (EK_CARD (card), NULL,
                  licensed ? _ ("The words may be used only with a licence or permission of the rights holder.")
                           : _ ("The words may be used as the terms say."),
                  ek_instrument_get_rights (instrument, ek_format_language ()), NULL, NULL);
  if (licensed && !ek_instrument_has_words (instrument))
    ek_card_append (EK_CARD (card), NULL,
                    _ ("Without the words, answers can be entered by item number from the printed form. Export the "
                       "structure, fill in the words the hospital has a licence for, and import the file."),
                    NULL, NULL, NULL);
  if (newer_structure (instrument, catalogue) != NULL)
    add_newer_structure (card, newer_structure (instrument, catalogue));
  if (definition != NULL && definition->valid_until != NULL && g_strcmp0 (definition->valid_until, today) < 0)
    {
      g_autofree char *until = ek_format_day (definition->valid_until);
      g_autofree char *text = g_strdup_printf (_ ("The licence ended on %s."), until);

      ek_card_append (EK_CARD (card), NULL, text, _ ("Renew it, or withdraw this version."), _ ("ended"), "overdue");
    }
}

static GtkWidget *
add_label (GtkBox *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (box, label);
  return label;
}

static void
add_head (GtkBox *box, EkInstrument *instrument)
{
  const char *language = ek_format_language ();
  const char *instructions = ek_instrument_get_instructions (instrument, language);
  const char *recall = ek_instrument_get_recall (instrument, language);
  const char *variant = ek_instrument_get_variant_of (instrument);

  add_label (box, ek_instrument_get_abbreviation (instrument), "title-2");
  add_label (box, ek_instrument_get_title (instrument, language), "secondary");
  if (recall != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("Asks about: %s"), recall);

      add_label (box, text, NULL);
    }
  if (variant != NULL)
    add_label (box, _ ("A variant of another instrument; scores of the two are never compared."), "verify");
  if (instructions != NULL)
    add_label (box, instructions, NULL);
}

/**
 * ek_instrument_detail_fill:
 * @box: what is in it is replaced
 * @instrument: the version that is given
 * @catalogue: where its other versions are
 * @definitions: (nullable) (element-type EkDefinition): what was imported
 *
 * Shows everything that is known of an instrument. Versions that can be withdrawn have a button with the action
 * "instruments.move" (version, whether to withdraw).
 */
void
ek_instrument_detail_fill (GtkBox *box, EkInstrument *instrument, EkCatalogue *catalogue, GPtrArray *definitions)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  add_head (box, instrument);
  add_rights (box, instrument, catalogue, find_definition (definitions, instrument));
  add_scores (box, instrument);
  add_marks (box, instrument);
  add_versions (box, instrument, catalogue, definitions);
  ek_instrument_detail_add_items (box, _ ("Items"), instrument, 0);
}
