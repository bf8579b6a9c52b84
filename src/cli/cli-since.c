/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-since.h"

static void
add_texts (JsonBuilder *result, const char *member, const GPtrArray *texts)
{
  json_builder_set_member_name (result, member);
  json_builder_begin_array (result);
  for (guint i = 0; i < texts->len; i++)
    json_builder_add_string_value (result, texts->pdata[i]);
  json_builder_end_array (result);
}

/**
 * cli_add_since:
 * @cli: the command line, with the store
 * @result: gets the member "since"
 * @paper: a plan or a review; nothing is added for what is no draft
 * @error: an error of the store, the catalogue or the knowledge
 *
 * What differs and what was recorded since a draft was made, so that nobody signs it as if it were of today.
 *
 * Returns: success
 */
gboolean
cli_add_since (Cli *cli, JsonBuilder *result, EkRecord *paper, GError **error)
{
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  EkKnowledge *knowledge = catalogue != NULL ? ek_knowledge_get_default (error) : NULL;
  g_autoptr (EkSince) since = NULL;
  g_autoptr (GError) local = NULL;

  if (knowledge == NULL)
    return FALSE;
  since = ek_since_read (cli->store, catalogue, knowledge, paper, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (since == NULL)
    return TRUE;
  json_builder_set_member_name (result, "since");
  json_builder_begin_object (result);
  add_texts (result, "unread", since->unread);
  add_texts (result, "differs", since->differs);
  add_texts (result, "recorded", since->recorded);
  json_builder_end_object (result);
  return TRUE;
}
