/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The record reads this file itself and is not told by the care room above it: what may be written is asked at every
 * save, by every program, also by one that has no rules of care. Without the file no record is opened. */

#include "ek-law.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-json.h"

static const char *const deed_ids[EK_N_DEEDS] = {
  [EK_DEED_DIAGNOSE] = "diagnose",   [EK_DEED_DIAGNOSE_WORK] = "diagnose-work",
  [EK_DEED_PRESCRIBE] = "prescribe", [EK_DEED_TREAT] = "treat",
  [EK_DEED_WRITE] = "write",         [EK_DEED_SIGN] = "sign",
};

struct _EkLaw {
  guint roles[EK_N_DEEDS]; /* bits of EkRole */
  char **work_prefixes;
  char **not_psychotherapy;
};

/**
 * ek_law_free:
 * @self: (nullable): a law
 */
void
ek_law_free (EkLaw *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->work_prefixes);
  g_strfreev (self->not_psychotherapy);
  g_free (self);
}

/* NULL: it is not a list of texts, or has none. */
static char **
read_list (JsonObject *object, const char *member)
{
  JsonArray *array = object != NULL ? ek_json_peek_array (object, member) : NULL;
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  if (array == NULL || json_array_get_length (array) == 0)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *text = ek_json_element_string (array, i);

      if (text == NULL || *text == '\0')
        return NULL;
      g_strv_builder_add (list, text);
    }
  return g_strv_builder_end (list);
}

/* A deed that is not known belongs to a newer program. */
static gboolean
read_deed (EkLaw *self, JsonObject *object)
{
  const char *id = object != NULL ? ek_json_peek_string (object, "id") : NULL;
  g_auto (GStrv) roles = id != NULL ? read_list (object, "roles") : NULL;
  guint deed = 0;

  while (deed < EK_N_DEEDS && g_strcmp0 (deed_ids[deed], id) != 0)
    deed++;
  if (roles == NULL || deed == EK_N_DEEDS || self->roles[deed] != 0)
    return FALSE;
  for (guint i = 0; roles[i] != NULL; i++)
    {
      EkRole role;

      if (!ek_role_from_id (roles[i], &role))
        return FALSE;
      self->roles[deed] |= 1u << role;
    }
  return TRUE;
}

static gboolean
read_all (EkLaw *self, JsonObject *root)
{
  JsonArray *deeds = root != NULL ? ek_json_peek_array (root, "deeds") : NULL;

  for (guint i = 0; deeds != NULL && i < json_array_get_length (deeds); i++)
    {
      if (!read_deed (self, ek_json_element_object (deeds, i)))
        return FALSE;
    }
  for (guint i = 0; i < EK_N_DEEDS; i++)
    {
      if (self->roles[i] == 0)
        return FALSE;
    }
  self->work_prefixes = read_list (ek_json_peek_object (root, "work_related"), "prefixes");
  self->not_psychotherapy = read_list (ek_json_peek_object (root, "not_psychotherapy"), "words");
  return self->work_prefixes != NULL && self->not_psychotherapy != NULL && ek_json_peek_string (root, "id") != NULL &&
    ek_json_peek_string (root, "version") != NULL && ek_json_peek_string (root, "source") != NULL;
}

/**
 * ek_law_load:
 * @path: (nullable): a file as data/knowledge/law.json; %NULL for the program's own
 * @error: what reading and parsing say; %EK_ERROR_SYNTAX when a deed, a role or a list is missing or not known
 *
 * Returns: (transfer full) (nullable): the law, whole, or %NULL
 */
EkLaw *
ek_law_load (const char *path, GError **error)
{
  g_autofree char *own = path == NULL ? ek_data_path ("knowledge/law.json") : NULL;
  g_autoptr (JsonNode) node = ek_json_load (path != NULL ? path : own, &EK_JSON_DEFAULT, error);
  g_autoptr (EkLaw) self = g_new0 (EkLaw, 1);

  if (node == NULL)
    return NULL;
  if (!read_all (self, JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX,
                           _ ("The rules about who may write what cannot be read. Install Evenkeel again."));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * ek_law_allows:
 * @self: the law
 * @deed: what is to be done
 * @role: by whom
 *
 * Returns: whether that profession may
 */
gboolean
ek_law_allows (EkLaw *self, EkDeed deed, EkRole role)
{
  g_return_val_if_fail ((int) deed >= 0 && deed < EK_N_DEEDS, FALSE);
  return (self->roles[deed] & (1u << role)) != 0;
}

/**
 * ek_law_is_work_related:
 * @self: the law
 * @code: (nullable): of a diagnosis, ICD-10
 *
 * Returns: whether the diagnosis says that work is the cause or the problem itself
 */
gboolean
ek_law_is_work_related (EkLaw *self, const char *code)
{
  for (guint i = 0; code != NULL && self->work_prefixes[i] != NULL; i++)
    {
      if (g_str_has_prefix (code, self->work_prefixes[i]))
        return TRUE;
    }
  return FALSE;
}

/**
 * ek_law_is_psychotherapy:
 * @self: the law
 * @therapy: (nullable): what a session was, a choice or free words
 *
 * Returns: whether it is one; what is not known to be something else is
 */
gboolean
ek_law_is_psychotherapy (EkLaw *self, const char *therapy)
{
  g_autofree char *lower = therapy != NULL ? g_utf8_strdown (therapy, -1) : NULL;

  return lower != NULL && !g_strv_contains ((const char *const *) self->not_psychotherapy, g_strstrip (lower));
}
