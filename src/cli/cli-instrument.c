/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-band-words.h"

#include "ek-score.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static guint
count_not_verified (EkInstrument *instrument)
{
  guint n = 0;

  for (guint i = 0; i < ek_instrument_get_n_verifications (instrument); i++)
    n += !ek_instrument_get_verification (instrument, i)->verified;
  return n;
}

static gboolean
run_list (Cli *cli, JsonBuilder *result, GError **error)
{
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  g_autoptr (GPtrArray) imported = catalogue != NULL ? cli_list_imported (cli, error) : NULL;

  if (imported == NULL)
    return FALSE;
  json_builder_begin_array (result);
  for (guint i = 0; i < ek_catalogue_get_n (catalogue); i++)
    {
      EkInstrument *instrument = ek_catalogue_get (catalogue, i);

      json_builder_begin_object (result);
      cli_add_text (result, "id", ek_instrument_get_id (instrument));
      cli_add_text (result, "version", ek_instrument_get_version (instrument));
      cli_add_text (result, "abbreviation", ek_instrument_get_abbreviation (instrument));
      cli_add_text (result, "title", ek_instrument_get_title (instrument, cli_language (cli)));
      cli_add_int (result, "items", ek_instrument_get_n_items (instrument));
      cli_add_boolean (result, "words", ek_instrument_has_words (instrument));
      cli_add_boolean (result, "words_en", ek_instrument_speaks (instrument, "en"));
      cli_add_boolean (result, "words_zh", ek_instrument_speaks (instrument, "zh"));
      cli_add_text (result, "rater", ek_instrument_get_rater (instrument));
      cli_add_int (result, "interval_days", ek_instrument_get_interval_days (instrument));
      cli_add_text (result, "rights_status", ek_instrument_get_rights_status (instrument));
      cli_add_int (result, "not_verified", count_not_verified (instrument));
      cli_add_text (result, "source", cli_instrument_source (instrument, imported));
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
  if (ek_catalogue_get_n_problems (catalogue) == 0)
    return TRUE;
  cli->found = TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("A definition cannot be used. %s"),
               ek_catalogue_get_problem (catalogue, 0));
  return FALSE;
}

static void
add_both (JsonBuilder *result, const char *member, const char *en, const char *zh)
{
  json_builder_set_member_name (result, member);
  json_builder_begin_object (result);
  cli_add_text (result, "en", en);
  cli_add_text (result, "zh", zh);
  json_builder_end_object (result);
}

static void
add_item (JsonBuilder *result, EkItem *item)
{
  static const char *const kinds[] = { "choice", "multiple", "number", "time", "duration", "text" };
  double low, high;
  gboolean whole;

  json_builder_begin_object (result);
  cli_add_text (result, "id", ek_item_get_id (item));
  cli_add_text (result, "kind", kinds[ek_item_get_kind (item)]);
  add_both (result, "text", ek_item_get_text (item, "en"), ek_item_get_text (item, "zh"));
  cli_add_boolean (result, "scored", ek_item_is_scored (item));
  cli_add_boolean (result, "optional", ek_item_is_optional (item));
  cli_add_text (result, "loinc", ek_item_get_loinc (item));
  if (ek_item_get_limits (item, &low, &high, &whole))
    {
      cli_add_number (result, "low", low);
      cli_add_number (result, "high", high);
      cli_add_text (result, "unit", ek_item_get_unit (item));
    }
  json_builder_set_member_name (result, "options");
  json_builder_begin_array (result);
  for (guint i = 0; i < ek_item_get_n_options (item); i++)
    {
      const EkOption *option = ek_item_get_option (item, i);

      json_builder_begin_object (result);
      cli_add_number (result, "value", option->value);
      add_both (result, "label", ek_option_label (option, "en"), ek_option_label (option, "zh"));
      cli_add_text (result, "loinc", option->loinc);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
  json_builder_end_object (result);
}

static void
add_band (JsonBuilder *result, EkInstrument *instrument, const char *part, const EkBand *band)
{
  g_autofree char *en = ek_band_id_words (instrument, part, band->id, NAN, "en");
  g_autofree char *zh = ek_band_id_words (instrument, part, band->id, NAN, "zh");

  json_builder_begin_object (result);
  cli_add_text (result, "id", band->id);
  cli_add_number (result, "low", band->low);
  cli_add_number (result, "high", band->high);
  cli_add_text (result, "level", band->level);
  add_both (result, "label", ek_band_label (band, "en"), ek_band_label (band, "zh"));
  add_both (result, "words", en, zh);
  json_builder_end_object (result);
}

static void
add_scores (JsonBuilder *result, EkInstrument *instrument)
{
  double low = NAN, high = NAN;

  ek_instrument_get_range (instrument, &low, &high);
  json_builder_set_member_name (result, "total");
  json_builder_begin_object (result);
  cli_add_number (result, "low", low);
  cli_add_number (result, "high", high);
  json_builder_set_member_name (result, "bands");
  json_builder_begin_array (result);
  for (guint i = 0; i < ek_instrument_get_n_bands (instrument); i++)
    add_band (result, instrument, NULL, ek_instrument_get_band (instrument, i));
  json_builder_end_array (result);
  json_builder_end_object (result);
  json_builder_set_member_name (result, "subscales");
  json_builder_begin_array (result);
  for (guint i = 0; i < ek_instrument_get_n_subscales (instrument); i++)
    {
      json_builder_begin_object (result);
      cli_add_text (result, "id", ek_instrument_get_subscale_id (instrument, i));
      add_both (result, "title", ek_instrument_get_subscale_title (instrument, i, "en"),
                ek_instrument_get_subscale_title (instrument, i, "zh"));
      json_builder_set_member_name (result, "bands");
      json_builder_begin_array (result);
      for (guint band = 0; band < ek_instrument_get_n_subscale_bands (instrument, i); band++)
        add_band (result, instrument, ek_instrument_get_subscale_id (instrument, i),
                  ek_instrument_get_subscale_band (instrument, i, band));
      json_builder_end_array (result);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
}

static void
add_facts (JsonBuilder *result, EkInstrument *instrument)
{
  const EkChangeSet *set = ek_instrument_get_default_change_set (instrument, NULL);
  double caseness = NAN, remission = NAN;

  ek_instrument_get_caseness (instrument, &caseness);
  ek_instrument_get_remission (instrument, &remission);
  cli_add_number (result, "caseness", caseness);
  cli_add_number (result, "remission_below", remission);
  cli_add_number (result, "reliable_change", set != NULL ? set->amount : NAN);
  cli_add_text (result, "reliable_change_source", set != NULL ? set->source : NULL);
  cli_add_text (result, "reliable_change_source_zh", set != NULL ? set->source_zh : NULL);
  add_both (result, "no_total", ek_instrument_get_no_total (instrument, "en"),
            ek_instrument_get_no_total (instrument, "zh"));
  json_builder_set_member_name (result, "verification");
  json_builder_begin_array (result);
  for (guint i = 0; i < ek_instrument_get_n_verifications (instrument); i++)
    {
      const EkVerification *mark = ek_instrument_get_verification (instrument, i);

      json_builder_begin_object (result);
      cli_add_text (result, "what", mark->what);
      cli_add_boolean (result, "verified", mark->verified);
      cli_add_text (result, "note", mark->note);
      cli_add_text (result, "note_zh", mark->note_zh);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
}

static gboolean
run_show (Cli *cli, JsonBuilder *result, GError **error)
{
  EkInstrument *instrument = cli_find_instrument (cli, cli_word (cli, 0), error);
  g_autoptr (GPtrArray) imported = instrument != NULL ? cli_list_imported (cli, error) : NULL;

  if (imported == NULL)
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "id", ek_instrument_get_id (instrument));
  cli_add_text (result, "version", ek_instrument_get_version (instrument));
  cli_add_text (result, "abbreviation", ek_instrument_get_abbreviation (instrument));
  add_both (result, "title", ek_instrument_get_title (instrument, "en"), ek_instrument_get_title (instrument, "zh"));
  add_both (result, "instructions", ek_instrument_get_instructions (instrument, "en"),
            ek_instrument_get_instructions (instrument, "zh"));
  add_both (result, "recall", ek_instrument_get_recall (instrument, "en"), ek_instrument_get_recall (instrument, "zh"));
  cli_add_text (result, "rater", ek_instrument_get_rater (instrument));
  cli_add_text (result, "rights", ek_instrument_get_rights (instrument, "en"));
  cli_add_text (result, "rights_zh", ek_instrument_get_rights (instrument, "zh"));
  cli_add_boolean (result, "words", ek_instrument_has_words (instrument));
  cli_add_boolean (result, "higher_is_worse", ek_instrument_higher_is_worse (instrument));
  cli_add_text (result, "loinc_panel", ek_instrument_get_loinc_panel (instrument));
  cli_add_text (result, "loinc_total", ek_instrument_get_loinc_total (instrument));
  json_builder_set_member_name (result, "items");
  json_builder_begin_array (result);
  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    add_item (result, ek_instrument_get_item (instrument, i));
  json_builder_end_array (result);
  add_scores (result, instrument);
  add_facts (result, instrument);
  cli_add_versions (cli, result, instrument, imported);
  json_builder_end_object (result);
  return TRUE;
}

/* What each level says, beside the level: of the total and of every part. */
static void
add_level_words (JsonObject *scored, EkInstrument *instrument, const char *part)
{
  const char *level = ek_json_peek_string (scored, "severity");
  double score = ek_json_peek_double (scored, "total", NAN);
  JsonObject *words = level != NULL ? json_object_new () : NULL;
  static const char *const groups[] = { "subscales", "indices", "prorated" };

  for (guint i = 0; words != NULL && i < 2; i++)
    {
      const char *language = i == 0 ? "en" : "zh";
      g_autofree char *text = ek_band_id_words (instrument, part, level, score, language);

      json_object_set_string_member (words, language, text);
    }
  if (words != NULL)
    json_object_set_object_member (scored, "words", words);
  for (guint i = 0; part == NULL && i < G_N_ELEMENTS (groups); i++)
    {
      JsonObject *group = ek_json_peek_object (scored, groups[i]);
      g_autoptr (GList) members = group != NULL && i < 2 ? json_object_get_members (group) : NULL;

      if (group != NULL && i == 2)
        add_level_words (group, instrument, NULL);
      for (GList *one = members; one != NULL; one = one->next)
        if (ek_json_peek_object (group, one->data) != NULL)
          add_level_words (ek_json_peek_object (group, one->data), instrument, one->data);
    }
}

static gboolean
run_score (Cli *cli, JsonBuilder *result, GError **error)
{
  EkInstrument *instrument = cli_find_instrument (cli, cli_word (cli, 0), error);
  const char *text = instrument != NULL ? cli_required (cli, "answers", error) : NULL;
  g_autoptr (JsonNode) answers = text != NULL ? cli_read_json (text, error) : NULL;
  g_autoptr (EkScore) score = NULL;
  EkSubject subject = { cli_option (cli, "sex"), -1 };
  gint64 age = -1;

  if (answers == NULL || !cli_option_int (cli, "age", 0, 150, &age, error))
    return FALSE;
  subject.age_years = age;
  if (subject.sex != NULL && g_strcmp0 (subject.sex, "male") != 0 && g_strcmp0 (subject.sex, "female") != 0)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _ ("--sex is male or female."));
      return FALSE;
    }
  score = ek_score_answers (instrument, answers, &subject, error);
  if (score == NULL)
    return FALSE;
  cli->document = ek_score_to_json (score);
  add_level_words (json_node_get_object (cli->document), instrument, NULL);
  return TRUE;
}

static const CliOption score_options[] = {
  { "answers", N_ ("JSON"),
    N_ ("a list in item order (null: not answered) or an object keyed by item; @FILE reads a "
        "file, - standard input") },
  { "definition", N_ ("VERSION"), N_ ("score by this version of the definition instead of the newest") },
  { "sex", N_ ("SEX"), N_ ("male or female, where an instrument asks for it") },
  { "age", N_ ("YEARS"), N_ ("age, where an instrument asks for it") },
  { NULL, NULL, NULL },
};

static const CliOption show_options[] = {
  { "definition", N_ ("VERSION"), N_ ("show this version of the definition instead of the newest") },
  { NULL, NULL, NULL },
};

static const CliOption list_options[] = {
  { "lang", N_ ("LANGUAGE"), N_ ("en or zh") },
  { NULL, NULL, NULL },
};

const CliCommand cli_instrument_commands[] = {
  { "instrument list", "", 0, 0, CLI_MAY_USE_STORE, list_options, N_ ("list the instruments"), run_list },
  { "instrument show", "ID", 1, 1, CLI_MAY_USE_STORE, show_options,
    N_ ("show an instrument: items, bands, rights, what is verified"), run_show },
  { "instrument score", "ID", 1, 1, CLI_MAY_USE_STORE, score_options, N_ ("score answers; needs no vault"), run_score },
  { NULL },
};
