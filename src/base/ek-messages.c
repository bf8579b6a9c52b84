/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A catalogue of messages, read by ourselves. gettext() translates into one language a process, that of LC_MESSAGES and
 * LANGUAGE: LANGUAGE is part of the environment, which must not be changed while other threads run; uselocale() is for
 * a thread, but wants a locale that the machine has, is overruled by LANGUAGE and does nothing in the C locale. A paper
 * in another language than the window's, made in a worker, needs neither. The format is the manual's of GNU gettext
 * ("The Format of GNU MO Files"): a head, and two tables of lengths and offsets, the texts in the order of strcmp(). */

#include "ek-messages.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-error.h"

#define MAGIC 0x950412deu
#define MAGIC_SWAPPED 0xde120495u
#define HEAD 20

/* Between a context and its text. */
#define CONTEXT_END "\004"

struct _EkMessages {
  GBytes *bytes;
  const char *data;
  gsize size;
  gboolean swapped;
  guint32 n, texts, translations; /* how many, and where their tables are */
  char *plural;                   /* the formula, or NULL */
  guint32 n_plurals;
};

static guint32
word_at (EkMessages *self, gsize offset)
{
  guint32 word;

  memcpy (&word, self->data + offset, sizeof word);
  return self->swapped ? GUINT32_SWAP_LE_BE (word) : word;
}

/* Checked when it was read: within the file, with a 0 behind it. */
static const char *
text_at (EkMessages *self, guint32 table, guint32 index, gsize *length)
{
  gsize entry = table + (gsize) index * 8;

  if (length != NULL)
    *length = word_at (self, entry);
  return self->data + word_at (self, entry + 4);
}

/* A text of several plural forms has a 0 between them. */
static gboolean
is_utf8 (const char *text, gsize length)
{
  for (const char *form = text; form <= text + length; form += strlen (form) + 1)
    {
      if (!g_utf8_validate (form, -1, NULL))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_sound (EkMessages *self, guint32 table)
{
  if (table > self->size || self->n > (self->size - table) / 8)
    return FALSE;
  for (guint32 i = 0; i < self->n; i++)
    {
      gsize entry = table + (gsize) i * 8, length = word_at (self, entry), offset = word_at (self, entry + 4);

      if (offset >= self->size || length >= self->size - offset || self->data[offset + length] != '\0' ||
          !is_utf8 (self->data + offset, length))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_tables (EkMessages *self)
{
  guint32 magic;

  if (self->size < HEAD)
    return FALSE;
  magic = word_at (self, 0);
  self->swapped = magic == MAGIC_SWAPPED;
  if ((magic != MAGIC && !self->swapped) || word_at (self, 4) >> 16 > 1)
    return FALSE;
  self->n = word_at (self, 8);
  self->texts = word_at (self, 12);
  self->translations = word_at (self, 16);
  return is_sound (self, self->texts) && is_sound (self, self->translations);
}

/* "Plural-Forms: nplurals=1; plural=0;" in what the empty text is translated to. Without it there are no plurals. */
static void
read_plural (EkMessages *self)
{
  const char *head = ek_messages_find (self, NULL, "");
  const char *line = head != NULL ? strstr (head, "Plural-Forms:") : NULL;
  const char *end = line != NULL ? strchrnul (line, '\n') : NULL;
  const char *count = line != NULL ? strstr (line, "nplurals=") : NULL;
  const char *formula = line != NULL ? strstr (line, " plural=") : NULL;
  gulong index;

  if (count == NULL || count > end || formula == NULL || formula > end ||
      !ek_plural_index (formula + strlen (" plural="), 1, &index))
    return;
  self->n_plurals = (guint32) strtoul (count + strlen ("nplurals="), NULL, 10);
  self->plural = g_strdup (formula + strlen (" plural="));
}

/**
 * ek_messages_read:
 * @bytes: the content of a .mo file in UTF-8
 * @error: return location
 *
 * Returns: (transfer full) (nullable): its translations; %NULL with %EK_ERROR_SYNTAX when it is not such a file, or cut
 *   off
 */
EkMessages *
ek_messages_read (GBytes *bytes, GError **error)
{
  g_autoptr (EkMessages) self = g_new0 (EkMessages, 1);

  self->bytes = g_bytes_ref (bytes);
  self->data = g_bytes_get_data (bytes, &self->size);
  if (!read_tables (self))
    {
      g_set_error_literal (
        error, EK_ERROR, EK_ERROR_SYNTAX,
        _ ("The file of translations is damaged. Texts appear in English; install the program again."));
      return NULL;
    }
  read_plural (self);
  return g_steal_pointer (&self);
}

/**
 * ek_messages_load:
 * @path: of a .mo file
 * @error: return location
 *
 * Returns: (transfer full) (nullable): its translations; %NULL with a #GFileError when it cannot be read, or as
 *   ek_messages_read()
 */
EkMessages *
ek_messages_load (const char *path, GError **error)
{
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&contents), length);
  return ek_messages_read (bytes, error);
}

/**
 * ek_messages_free:
 * @self: (nullable): translations; what was found in them is gone with them
 */
void
ek_messages_free (EkMessages *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->bytes);
  g_free (self->plural);
  g_free (self);
}

static const char *
find (EkMessages *self, const char *key, gsize *length)
{
  guint32 low = 0, high = self->n;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;
      int order = strcmp (key, text_at (self, self->texts, middle, NULL));

      if (order == 0)
        return text_at (self, self->translations, middle, length);
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }
  return NULL;
}

/**
 * ek_messages_find:
 * @self: translations
 * @context: (nullable): of the text, as in C_()
 * @text: the text in English, as in the sources
 *
 * Returns: (transfer none) (nullable): its translation, which lives as long as @self; %NULL: none
 */
const char *
ek_messages_find (EkMessages *self, const char *context, const char *text)
{
  g_autofree char *key = NULL;
  gsize length = 0;
  const char *found;

  if (context != NULL)
    key = g_strconcat (context, CONTEXT_END, text, NULL);
  found = find (self, key != NULL ? key : text, &length);
  return found != NULL && length > 0 ? found : NULL;
}

/**
 * ek_messages_find_plural:
 * @self: translations
 * @one: the text in English for one, as in ngettext()
 * @n: how many there are
 *
 * Returns: (transfer none) (nullable): the translation for so many, which lives as long as @self; %NULL: none
 */
const char *
ek_messages_find_plural (EkMessages *self, const char *one, gulong n)
{
  gsize length = 0;
  const char *form = self->plural != NULL ? find (self, one, &length) : NULL,
             *end = form != NULL ? form + length : NULL;
  gulong index = 0;

  if (form == NULL || !ek_plural_index (self->plural, n, &index) || index >= self->n_plurals)
    return NULL;
  for (gulong i = 0; i < index; i++)
    {
      form += strlen (form) + 1;
      if (form > end)
        return NULL;
    }
  return *form != '\0' ? form : NULL;
}
