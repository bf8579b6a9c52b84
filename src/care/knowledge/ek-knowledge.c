/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-knowledge-private.h"

#include "ek-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A rule file is written by hand and a few hundred lines long; anything larger is not one. */
static const EkJsonLimits limits = { 1024 * 1024, 24 };

/* What lies on the shelf of one part. */
typedef struct {
  const EkKnowledgePart *part;
  gpointer data;
  char *version; /* "plan-rules 2026.1" */
} Slot;

struct _EkKnowledge {
  gatomicrefcount refs;
  GPtrArray *roots; /* JsonNode, older than what points into them */
  GPtrArray *slots; /* Slot */
  GString *version;
};

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  slot->part->free (slot->data);
  g_free (slot->version);
  g_free (slot);
}

/**
 * ek_knowledge_new:
 *
 * Returns: (transfer full): an empty shelf; see ek_knowledge_add()
 */
EkKnowledge *
ek_knowledge_new (void)
{
  EkKnowledge *self = g_new0 (EkKnowledge, 1);

  g_atomic_ref_count_init (&self->refs);
  self->roots = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  self->slots = g_ptr_array_new_with_free_func (slot_free);
  self->version = g_string_new (NULL);
  return self;
}

/**
 * ek_knowledge_ref:
 * @self: knowledge
 *
 * Returns: (transfer full): @self with one more reference
 */
EkKnowledge *
ek_knowledge_ref (EkKnowledge *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * ek_knowledge_unref:
 * @self: (transfer full): knowledge
 *
 * Gives a reference back; the last one frees it.
 */
void
ek_knowledge_unref (EkKnowledge *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->slots);
  g_ptr_array_unref (self->roots);
  g_string_free (self->version, TRUE);
  g_free (self);
}

static void
put (EkKnowledge *self, const EkKnowledgePart *part, const char *version)
{
  Slot *slot = g_new0 (Slot, 1);

  slot->part = part;
  slot->data = part->make ();
  slot->version = g_strdup_printf ("%s %s", part->id, version);
  g_ptr_array_add (self->slots, slot);
  g_string_append_printf (self->version, "%s%s", self->version->len > 0 ? ", " : "", slot->version);
}

/**
 * ek_knowledge_add:
 * @self: a shelf that nobody else reads yet
 * @part: the part; those that it asks for are there
 * @directory: where its file is
 * @error: return location
 *
 * Returns: whether the file was read and lies on the shelf; else %EK_ERROR_SYNTAX, %EK_ERROR_TOO_LARGE,
 *   %EK_ERROR_NOT_FOUND or %EK_ERROR_IO, and the shelf is of no use
 */
gboolean
ek_knowledge_add (EkKnowledge *self, const EkKnowledgePart *part, const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, part->file, NULL);
  JsonNode *root = ek_json_load (path, &limits, error);
  JsonObject *file = NULL;
  const char *id = NULL;
  const char *version = NULL;

  if (root == NULL)
    {
      g_prefix_error (error, "%s: ", part->file);
      return FALSE;
    }
  g_ptr_array_add (self->roots, root);
  file = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  id = file != NULL ? ek_json_peek_string (file, "id") : NULL;
  version = file != NULL ? ek_json_peek_string (file, "version") : NULL;
  if (g_strcmp0 (id, part->id) != 0 || version == NULL || version[0] == '\0')
    {
      g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX,
                   _ ("%s is not the knowledge file its name says. Put the program's own file back."), part->file);
      return FALSE;
    }
  put (self, part, version);
  if (part->read (self, file, error))
    return TRUE;
  g_prefix_error (error, "%s: ", part->file);
  return FALSE;
}

static const Slot *
find_slot (EkKnowledge *self, const EkKnowledgePart *part)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = g_ptr_array_index (self->slots, i);

      if (slot->part == part)
        return slot;
    }
  g_return_val_if_reached (NULL);
}

/**
 * ek_knowledge_get_part:
 * @self: knowledge
 * @part: a part that lies on it
 *
 * Returns: (transfer none): what that part made of its file
 */
gpointer
ek_knowledge_get_part (EkKnowledge *self, const EkKnowledgePart *part)
{
  return find_slot (self, part)->data;
}

/**
 * ek_knowledge_get_part_version:
 * @self: knowledge
 * @part: a part that lies on it
 *
 * Returns: (transfer none): id and version of its file: "plan-rules 2026.1"
 */
const char *
ek_knowledge_get_part_version (EkKnowledge *self, const EkKnowledgePart *part)
{
  return find_slot (self, part)->version;
}

/**
 * ek_knowledge_get_version:
 * @self: knowledge
 *
 * Returns: (transfer none): id and version of each file, as a plan keeps them: "plan-rules 2026.1, severity 2026.1 …"
 */
const char *
ek_knowledge_get_version (EkKnowledge *self)
{
  return self->version->str;
}

/**
 * ek_care_language:
 *
 * Returns: (transfer none): "zh" or "en", the language the program is running in
 */
const char *
ek_care_language (void)
{
  const char *const *names = g_get_language_names ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_has_prefix (names[i], "zh"))
        return "zh";
      if (g_str_has_prefix (names[i], "en") || strcmp (names[i], "C") == 0)
        return "en";
    }
  return "en";
}
