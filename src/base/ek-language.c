/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-language.h"

#include <string.h>

#include "ek-file.h"
#include "ek-messages.h"

static char *
catalogue_path (const char *folder)
{
  return g_build_filename (ek_locale_path (), folder, "LC_MESSAGES", GETTEXT_PACKAGE ".mo", NULL);
}

/* "zh" is spoken by zh_CN; of several countries the first of the alphabet. */
static char *
find_country (const char *language)
{
  g_autoptr (GDir) dir = g_dir_open (ek_locale_path (), 0, NULL);
  g_autofree char *prefix = g_strconcat (language, "_", NULL), *first = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_str_has_prefix (name, prefix) ? catalogue_path (name) : NULL;

      if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS) || (first != NULL && strcmp (first, name) < 0))
        continue;
      g_free (first);
      first = g_strdup (name);
    }
  return first != NULL ? catalogue_path (first) : NULL;
}

/* As it is named; else as the language without its country; else in any country. NULL: nobody has translated it. */
static char *
find_catalogue (const char *language)
{
  g_autofree char *whole = g_strdelimit (g_strdup (language), "-", '_');
  g_autofree char *alone = g_strndup (whole, strcspn (whole, "_.@"));
  const char *const names[] = { whole, alone };

  whole[strcspn (whole, ".@")] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = strchr (names[i], '/') == NULL && *names[i] != '\0' ? catalogue_path (names[i]) : NULL;

      if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
  return *alone != '\0' ? find_country (alone) : NULL;
}

static EkMessages *
load (const char *language)
{
  g_autofree char *path = find_catalogue (language);
  g_autoptr (GError) error = NULL;
  EkMessages *messages = path != NULL ? ek_messages_load (path, &error) : NULL;

  if (error != NULL)
    g_warning ("%s: %s", path, error->message);
  return messages;
}

/* NULL: there is none, or it cannot be read, and the texts stay English. Once read it is kept to the end of the
 * process, and with it what was found in it. */
static EkMessages *
messages_of (const char *language)
{
  static GMutex mutex;
  static GHashTable *read; /* language → EkMessages or NULL */
  gpointer found = NULL;

  if (language == NULL)
    return NULL;
  g_mutex_lock (&mutex);
  if (read == NULL)
    read = g_hash_table_new (g_str_hash, g_str_equal);
  if (!g_hash_table_lookup_extended (read, language, NULL, &found))
    {
      found = load (language);
      g_hash_table_insert (read, g_strdup (language), found);
    }
  g_mutex_unlock (&mutex);
  return found;
}

/**
 * ek_tr:
 * @language: (nullable): "zh", "en", or as a locale is named; %NULL: English
 * @text: an English text of the program
 *
 * The text in a language that need not be the process's. Any thread may ask.
 *
 * Returns: (transfer none): the translation, or @text where there is none; lives to the end of the process
 */
const char *
ek_tr (const char *language, const char *text)
{
  EkMessages *messages = messages_of (language);
  const char *found = messages != NULL && *text != '\0' ? ek_messages_find (messages, NULL, text) : NULL;

  return found != NULL ? found : text;
}

/**
 * ek_tr_c:
 * @language: (nullable): as ek_tr()
 * @context: what tells this text from others of the same English
 * @text: an English text of the program
 *
 * Returns: (transfer none): as ek_tr()
 */
const char *
ek_tr_c (const char *language, const char *context, const char *text)
{
  EkMessages *messages = messages_of (language);
  const char *found = messages != NULL ? ek_messages_find (messages, context, text) : NULL;

  return found != NULL ? found : text;
}

/**
 * ek_tr_n:
 * @language: (nullable): as ek_tr()
 * @one: the English for one
 * @many: the English for any other number
 * @n: how many there are
 *
 * Returns: (transfer none): the translation for so many, or one of @one and @many where there is none; lives to the end
 *   of the process
 */
const char *
ek_tr_n (const char *language, const char *one, const char *many, gulong n)
{
  EkMessages *messages = messages_of (language);
  const char *found = messages != NULL ? ek_messages_find_plural (messages, one, n) : NULL;

  return found != NULL ? found : n == 1 ? one : many;
}
