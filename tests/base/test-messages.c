/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Catalogues of messages as msgfmt writes them, in either order of bytes, and as a bad disk leaves them. */

#include <glib/gstdio.h>
#include <string.h>

#include "ek-error.h"
#include "ek-messages.h"

/* In the order of strcmp(). Polish, for its three plural forms. */
static const struct {
  const char *text;
  gsize text_length;
  const char *translation;
  gsize length;
} entries[] = {
#define ENTRY(text, translation)                               \
  {                                                            \
    text, sizeof text - 1, translation, sizeof translation - 1 \
  }
  ENTRY ("",
         "Content-Type: text/plain; charset=UTF-8\n"
         "Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n"),
  ENTRY ("%u day\0%u days", "%u dzień\0%u dni\0%u dni."),
  ENTRY ("change\004better", "zmiana na lepsze"),
  ENTRY ("better", "lepszy"),
  ENTRY ("empty", ""),
#undef ENTRY
};

static void
append_word (GByteArray *bytes, guint32 word, gboolean swapped)
{
  guint32 written = swapped ? GUINT32_SWAP_LE_BE (word) : word;

  g_byte_array_append (bytes, (const guint8 *) &written, sizeof written);
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (entries[*(const guint *) a].text, entries[*(const guint *) b].text);
}

static GBytes *
make_catalogue (gboolean swapped)
{
  guint order[G_N_ELEMENTS (entries)], n = G_N_ELEMENTS (entries);
  guint32 offset = 28 + 16 * n;
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < n; i++)
    order[i] = i;
  qsort (order, n, sizeof *order, by_text);
  for (guint i = 0; i < 7; i++)
    append_word (bytes, (const guint32[]){ 0x950412de, 0, n, 28, 28 + 8 * n, 0, 0 }[i], swapped);
  for (guint column = 0; column < 2; column++)
    for (guint i = 0; i < n; i++)
      {
        gsize length = column == 0 ? entries[order[i]].text_length : entries[order[i]].length;

        append_word (bytes, length, swapped);
        append_word (bytes, offset, swapped);
        offset += length + 1;
      }
  for (guint column = 0; column < 2; column++)
    for (guint i = 0; i < n; i++)
      {
        const char *text = column == 0 ? entries[order[i]].text : entries[order[i]].translation;

        g_byte_array_append (bytes, (const guint8 *) text,
                             1 + (column == 0 ? entries[order[i]].text_length : entries[order[i]].length));
      }
  return g_byte_array_free_to_bytes (bytes);
}

static void
assert_polish (EkMessages *messages)
{
  static const struct {
    gulong n;
    const char *words;
  } plurals[] = { { 0, "%u dni." }, { 1, "%u dzień" }, { 2, "%u dni" }, { 4, "%u dni" },
                  { 5, "%u dni." }, { 12, "%u dni." }, { 22, "%u dni" } };

  g_assert_cmpstr (ek_messages_find (messages, NULL, "better"), ==, "lepszy");
  g_assert_cmpstr (ek_messages_find (messages, "change", "better"), ==, "zmiana na lepsze");
  g_assert_null (ek_messages_find (messages, "chart", "better"));
  g_assert_null (ek_messages_find (messages, NULL, "worse"));
  g_assert_null (ek_messages_find (messages, NULL, "empty"));
  for (guint i = 0; i < G_N_ELEMENTS (plurals); i++)
    g_assert_cmpstr (ek_messages_find_plural (messages, "%u day", plurals[i].n), ==, plurals[i].words);
  g_assert_null (ek_messages_find_plural (messages, "%u week", 2));
}

static void
test_found (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = make_catalogue (GPOINTER_TO_INT (data));
  g_autoptr (EkMessages) messages = ek_messages_read (bytes, &error);

  g_assert_no_error (error);
  assert_polish (messages);
}

/* Cut off anywhere, or with any of its bytes changed: it is refused, or what it says is within it. */
static void
test_damaged (void)
{
  g_autoptr (GBytes) whole = make_catalogue (FALSE);
  gsize size;
  const guint8 *data = g_bytes_get_data (whole, &size);

  for (gsize length = 0; length < size; length++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) cut = g_bytes_new (data, length);

      g_assert_null (ek_messages_read (cut, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_SYNTAX);
    }
  for (gsize at = 0; at < size; at++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (EkMessages) messages = NULL;

      copy[at] ^= 0x9f;
      changed = g_bytes_new_take (g_steal_pointer (&copy), size);
      messages = ek_messages_read (changed, NULL);
      for (gulong n = 0; messages != NULL && n < 8; n++)
        {
          const char *found = ek_messages_find_plural (messages, "%u day", n);

          g_assert_true (found == NULL || g_utf8_validate (found, -1, NULL));
        }
    }
}

static void
test_no_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ek_messages_load ("/nowhere/evenkeel.mo", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_formulas (void)
{
  static const struct {
    const char *formula;
    gulong n;
    long index; /* -1: refused */
  } rows[] = {
    { "0", 7, 0 },
    { "n != 1", 1, 0 },
    { "n != 1", 0, 1 },
    { "n>1;", 2, 1 },
    { "!n", 0, 1 },
    { "2+3*4-1", 0, 13 },
    { "20-10-5", 0, 5 },
    { "(2+3)*4", 0, 20 },
    { "7/2", 0, 3 },
    { "1<=1", 0, 1 },
    { "1<1", 0, 0 },
    { "n==0 || n==1 && n==2", 0, 1 },
    { "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", 21, 0 },
    { "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", 12, 2 },
    { "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", 23, 1 },
    { "", 1, -1 },
    { "n/0", 1, -1 },
    { "n%(n-n)", 1, -1 },
    { "(n", 1, -1 },
    { "n ? 1", 1, -1 },
    { "n n", 1, -1 },
    { "m", 1, -1 },
    { "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((n", 1, -1 },
    { "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!n", 1, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gulong index = 99;

      g_assert_cmpint (ek_plural_index (rows[i].formula, rows[i].n, &index), ==, rows[i].index >= 0);
      g_assert_cmpuint (index, ==, rows[i].index >= 0 ? (gulong) rows[i].index : 99);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/messages/found", GINT_TO_POINTER (FALSE), test_found);
  g_test_add_data_func ("/messages/other-order-of-bytes", GINT_TO_POINTER (TRUE), test_found);
  g_test_add_func ("/messages/damaged", test_damaged);
  g_test_add_func ("/messages/no-file", test_no_file);
  g_test_add_func ("/messages/plural-formulas", test_formulas);
  return g_test_run ();
}
