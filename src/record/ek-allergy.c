/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-allergy.h"

#include <string.h>

#include "ek-file.h"
#include "ek-json.h"
#include "ek-types.h"

/* data/knowledge/no-allergy.json, read once. NULL where it cannot be read: then nothing means that there is none, and
 * what is written is shown as it stands. */
static JsonObject *
what_says_none (void)
{
  static gsize once;
  static JsonNode *node;

  if (g_once_init_enter (&once))
    {
      g_autofree char *path = ek_data_path ("knowledge/no-allergy.json");
      g_autoptr (GError) error = NULL;

      node = ek_json_load (path, &EK_JSON_DEFAULT, &error);
      if (node != NULL)
        json_node_seal (node);
      else
        g_warning ("What says that there is no allergy cannot be read: %s", error->message);
      g_once_init_leave (&once, 1);
    }
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* NULL: the code is not one of those. */
static JsonObject *
find_code (JsonObject *root, const char *system, const char *code)
{
  JsonArray *codes = root != NULL ? ek_json_peek_array (root, "codes") : NULL;

  for (guint i = 0; system != NULL && code != NULL && codes != NULL && i < json_array_get_length (codes); i++)
    {
      JsonObject *one = ek_json_element_object (codes, i);

      if (one != NULL && g_strcmp0 (ek_json_peek_string (one, "system"), system) == 0 &&
          g_strcmp0 (ek_json_peek_string (one, "code"), code) == 0)
        return one;
    }
  return NULL;
}

static gboolean
is_listed (JsonObject *root, const char *list, const char *folded)
{
  JsonObject *words = root != NULL ? ek_json_peek_object (root, "words") : NULL;
  JsonArray *listed = words != NULL ? ek_json_peek_array (words, list) : NULL;

  for (guint i = 0; listed != NULL && i < json_array_get_length (listed); i++)
    {
      if (g_strcmp0 (ek_json_element_string (listed, i), folded) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Small letters, one blank between words, no full stop at the end. */
static char *
fold_words (const char *words)
{
  g_autofree char *small = g_utf8_casefold (words, -1);
  g_auto (GStrv) parts = g_strsplit_set (small, " \t\n", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", parts[i]);
  while (g_str_has_suffix (text->str, ".") || g_str_has_suffix (text->str, "。"))
    g_string_truncate (text, text->len - (text->str[text->len - 1] == '.' ? 1 : strlen ("。")));
  return g_strdup (text->str);
}

/**
 * ek_allergy_means_none:
 * @system: (nullable): a code system
 * @code: (nullable): a code of it
 * @words: (nullable): what is written for the substance
 * @of_any_kind: (out) (optional): whether it speaks of every allergy, and not only of drugs, or of food
 *
 * Returns: whether this is somebody's word that there is no such allergy, and no substance
 */
gboolean
ek_allergy_means_none (const char *system, const char *code, const char *words, gboolean *of_any_kind)
{
  JsonObject *root = what_says_none (), *found = find_code (root, system, code);
  g_autofree char *folded = NULL;
  gboolean any;

  if (found != NULL)
    {
      if (of_any_kind != NULL)
        *of_any_kind = json_object_get_boolean_member_with_default (found, "of_any_kind", FALSE);
      return TRUE;
    }
  if (words == NULL || strlen (words) > 120)
    return FALSE;
  folded = fold_words (words);
  any = is_listed (root, "of_any_kind", folded);
  if (of_any_kind != NULL)
    *of_any_kind = any;
  return any || is_listed (root, "of_one_kind", folded);
}

/**
 * ek_allergy_says_none:
 * @allergy: a record of the list of allergies
 *
 * Returns: whether it says that there is none; also one that was stored before this was kept apart, by its code or its
 *   words
 */
gboolean
ek_allergy_says_none (EkRecord *allergy)
{
  return ek_record_get_int (allergy, EK_ALLERGY_NONE, FALSE) != 0 ||
    ek_allergy_means_none (ek_record_get_text (allergy, EK_ALLERGY_SYSTEM),
                           ek_record_get_text (allergy, EK_ALLERGY_CODE),
                           ek_record_get_text (allergy, EK_ALLERGY_SUBSTANCE), NULL);
}

/**
 * ek_allergy_is_active:
 * @allergy: a record of the list of allergies
 *
 * Returns: whether it is an allergy that is to be reckoned with: neither inactive nor resolved. One whose status is
 *   missing is
 */
gboolean
ek_allergy_is_active (EkRecord *allergy)
{
  const char *status = ek_record_get_text (allergy, EK_ALLERGY_STATUS);

  return !ek_allergy_says_none (allergy) && g_strcmp0 (status, "inactive") != 0 && g_strcmp0 (status, "resolved") != 0;
}

/**
 * ek_allergies_contradict:
 * @allergies: (element-type EkRecord): the list of one patient
 *
 * Returns: whether there is an allergy to be reckoned with, and beside it the word that there is none of any kind
 */
gboolean
ek_allergies_contradict (GPtrArray *allergies)
{
  gboolean none = FALSE, some = FALSE;

  for (guint i = 0; i < allergies->len; i++)
    {
      EkRecord *one = g_ptr_array_index (allergies, i);
      const char *status = ek_record_get_text (one, EK_ALLERGY_STATUS);
      gboolean any = FALSE;

      some = some || ek_allergy_is_active (one);
      if (ek_allergy_says_none (one) && g_strcmp0 (status, "inactive") != 0 && g_strcmp0 (status, "resolved") != 0)
        {
          ek_allergy_means_none (ek_record_get_text (one, EK_ALLERGY_SYSTEM), ek_record_get_text (one, EK_ALLERGY_CODE),
                                 ek_record_get_text (one, EK_ALLERGY_SUBSTANCE), &any);
          none = none || any;
        }
    }
  return none && some;
}
