/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-score.h"

#include <stdio.h>
#include <string.h>

/* A filter for tests in other languages: each line in is {"id", "answers", "sex"}, each line out is the score or
 * {"error": code}. */

static void
score_line (EkCatalogue *catalogue, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) request = ek_json_parse (line, -1, NULL, &error);
  g_autoptr (JsonNode) result = NULL;
  g_autoptr (EkScore) score = NULL;
  g_autofree char *text = NULL;
  EkSubject subject = { NULL, -1 };
  JsonObject *object;

  g_assert_no_error (error);
  object = json_node_get_object (request);
  subject.sex = ek_json_peek_string (object, "sex");
  score = ek_score_answers (ek_catalogue_find (catalogue, ek_json_peek_string (object, "id"), NULL),
                            json_object_get_member (object, "answers"), &subject, &error);
  if (score == NULL)
    {
      g_autofree char *name = g_strdup_printf ("{\"error\":%d}", error->code);

      puts (name);
      return;
    }
  result = ek_score_to_json (score);
  text = ek_json_canonical (result);
  puts (text);
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
