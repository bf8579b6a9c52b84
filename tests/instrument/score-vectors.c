/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-score.h"

#include <stdio.h>
#include <string.h>

/* A filter for the second opinion: many forms at once. A line in is ID, the person ("m", "f" or "?", age or "?") and
 * the answers in item order, a tab between them: a number, a time of day, or "-" for not answered. A line out is "!"
 * where the form was refused, else complete, total, prorated, band, scores (id=score:prorated:band), missing items,
 * critical answers (item/rule), a tab between them and "-" for nothing. */

static void
put_score (GString *out, gboolean has_score, double score, gboolean prorated, const EkBand *band, char between)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE] = "-";

  if (has_score)
    g_ascii_formatd (number, sizeof number, "%.6f", score);
  g_string_append_printf (out, "%s%c%d%c%s", number, between, prorated, between, band != NULL ? band->id : "-");
}

static void
put (EkScore *score)
{
  g_autoptr (GString) out = g_string_new (score->complete ? "1\t" : "0\t");

  put_score (out, score->has_total, score->total, score->prorated, score->band, '\t');
  g_string_append_c (out, '\t');
  for (guint i = 0; i < score->subscores->len; i++)
    {
      const EkSubscore *part = score->subscores->pdata[i];

      g_string_append_printf (out, "%s%s=", i > 0 ? "|" : "", part->id);
      put_score (out, part->has_score, part->score, part->prorated, part->band, ':');
    }
  g_string_append_c (out, '\t');
  for (guint i = 0; i < score->missing->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "," : "", (const char *) score->missing->pdata[i]);
  g_string_append_c (out, '\t');
  for (guint i = 0; i < score->critical->len; i++)
    {
      EkCritical *critical = &g_array_index (score->critical, EkCritical, i);

      g_string_append_printf (out, "%s%s/%s", i > 0 ? "," : "", critical->item_id, critical->rule);
    }
  puts (out->str);
}

static JsonNode *
answers_of (char **parts)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_array (builder);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (strcmp (parts[i], "-") == 0)
        json_builder_add_null_value (builder);
      else if (strchr (parts[i], ':') != NULL)
        json_builder_add_string_value (builder, parts[i]);
      else
        json_builder_add_double_value (builder, g_ascii_strtod (parts[i], NULL));
    }
  json_builder_end_array (builder);
  return json_builder_get_root (builder);
}

static void
score_line (EkCatalogue *catalogue, char *line)
{
  g_auto (GStrv) parts = g_strsplit (g_strchomp (line), "\t", -1);
  EkInstrument *instrument = ek_catalogue_find (catalogue, parts[0], NULL);
  EkSubject subject = { NULL, -1 };
  g_autoptr (JsonNode) answers = NULL;
  g_autoptr (EkScore) score = NULL;

  g_assert_nonnull (instrument);
  g_assert_cmpuint (g_strv_length (parts), >=, 3);
  subject.sex = *parts[1] == 'm' ? "male" : *parts[1] == 'f' ? "female" : NULL;
  subject.age_years = *parts[2] == '?' ? -1 : (int) g_ascii_strtoll (parts[2], NULL, 10);
  answers = answers_of (parts + 3);
  score = ek_score_answers (instrument, answers, &subject, NULL);
  if (score == NULL)
    puts ("!");
  else
    put (score);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, &error);
  char line[65536];

  g_assert_no_error (error);
  while (fgets (line, sizeof line, stdin) != NULL)
    score_line (catalogue, line);
  return 0;
}
