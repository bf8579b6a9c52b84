/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The program's own knowledge: the parts that lie on the shelf. */

#include "ek-knowledge-rules.h"

#include "ek-file.h"

static const EkKnowledgePart *const parts[] = {
  /* facts first: every condition is checked against them; interventions before the rules that propose them */
  &ek_vocabulary_part, &ek_severity_part, &ek_interventions_part, &ek_plan_part,   &ek_mdt_part,
  &ek_risk_part,       &ek_danger_part,   &ek_battery_part,       &ek_factor_part,
};

/**
 * ek_knowledge_load:
 * @directory: (nullable): a directory with the knowledge files; %NULL: the program's own
 * @error: return location
 *
 * Reads and checks all knowledge files. A broken rule breaks the whole load: half a rule set would leave out what it
 * does not say.
 *
 * Returns: (transfer full): the knowledge, or %NULL with %EK_ERROR_SYNTAX, %EK_ERROR_TOO_LARGE, %EK_ERROR_NOT_FOUND or
 *   %EK_ERROR_IO
 */
EkKnowledge *
ek_knowledge_load (const char *directory, GError **error)
{
  g_autoptr (EkKnowledge) self = ek_knowledge_new ();
  g_autofree char *own = directory == NULL ? ek_data_path ("knowledge") : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!ek_knowledge_add (self, parts[i], directory != NULL ? directory : own, error))
      return NULL;
  return g_steal_pointer (&self);
}

/**
 * ek_knowledge_get_default:
 * @error: return location
 *
 * The program's own knowledge, read at the first call. From any thread.
 *
 * Returns: (transfer none): the knowledge, or %NULL with the error of ek_knowledge_load()
 */
EkKnowledge *
ek_knowledge_get_default (GError **error)
{
  static GMutex mutex;
  static EkKnowledge *shared;
  EkKnowledge *result = NULL;

  g_mutex_lock (&mutex);
  if (shared == NULL)
    shared = ek_knowledge_load (NULL, error);
  result = shared;
  g_mutex_unlock (&mutex);
  return result;
}
