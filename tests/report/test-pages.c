/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a paper falls into pages: no heading alone at the foot of one, nothing that belongs together torn apart, and on
 * each whose it is. */

#include "ek-page.h"

#include <gio/gio.h>
#include <string.h>

typedef enum { TEXT, ITEM, PAIR, BLOCK, TABLE, CHART, N_KINDS } Kind;

typedef struct {
  Kind kind;
  guint lines;     /* above the heading */
  guint followers; /* in a block */
} Paper;

static void
write_followers (EkPage *page, gpointer user_data)
{
  const Paper *paper = user_data;

  for (guint i = 0; i < paper->followers; i++)
    ek_page_text (page, EK_PAGE_PLAIN, i == 0 ? "FIRST" : i + 1 == paper->followers ? "LAST" : "between");
}

static void
write_table (EkPage *page)
{
  static const double widths[] = { 1, 1 };
  static const char *const heads[] = { "HEAD-A", "HEAD-B" };
  static const char *const row[] = { "FIRST", "cell" };

  ek_page_table_begin (page, 2, widths, heads);
  for (guint i = 0; i < 5; i++)
    ek_page_table_row (page, row);
  ek_page_table_end (page);
}

static void
write_paper (EkPage *page, gpointer user_data)
{
  const Paper *paper = user_data;
  g_autoptr (EkChart) chart = NULL;

  for (guint i = 0; i < paper->lines; i++)
    ek_page_text (page, EK_PAGE_SMALL, "filler");
  ek_page_heading (page, "HEADING");
  switch (paper->kind)
    {
    case TEXT:
      ek_page_text (page, EK_PAGE_PLAIN, "FIRST");
      break;
    case ITEM:
      ek_page_item (page, "FIRST");
      break;
    case PAIR:
      ek_page_pair (page, "nothing", NULL);
      ek_page_pair (page, "FIRST", "value");
      break;
    case BLOCK:
      ek_page_block (page, write_followers, user_data);
      break;
    case TABLE:
      write_table (page);
      break;
    default:
      chart = ek_chart_new ();
      ek_page_chart (page, chart, 300, "FIRST");
    }
}

/* The pages as text, by what the distribution reads PDF with; nothing is written to the disk. */
static GStrv
pages_of (const EkPageSetup *setup, EkPageWriter writer, gpointer user_data)
{
  static const char *const argv[] = { "pdftotext", "-layout", "-enc", "UTF-8", "-", "-", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = ek_page_render (setup, writer, user_data, &error), out = NULL;
  g_autoptr (GSubprocess) tool = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  tool = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (tool, pdf, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (out, NULL), g_bytes_get_size (out));
  return g_strsplit (text, "\f", -1);
}

/* On which page @words stand; −1 on none. */
static int
page_with (GStrv pages, const char *words)
{
  for (int i = 0; pages[i] != NULL; i++)
    if (strstr (pages[i], words) != NULL)
      return i;
  return -1;
}

/* However much stands above it, a heading is on the page where what it heads begins. */
static void
test_headings (void)
{
  static const EkPageSetup setup = { .title = "Paper", .language = "en" };

  for (Kind kind = TEXT; kind < N_KINDS; kind++)
    for (guint lines = 36; lines < 54; lines++)
      {
        Paper paper = { kind, lines, 6 };
        g_auto (GStrv) pages = pages_of (&setup, write_paper, &paper);
        int heading = page_with (pages, "HEADING");

        g_assert_cmpint (heading, >=, 0);
        g_assert_cmpint (page_with (pages, "FIRST"), ==, heading);
        if (kind == BLOCK)
          g_assert_cmpint (page_with (pages, "LAST"), ==, heading);
        if (kind == TABLE)
          g_assert_cmpint (page_with (pages, "HEAD-A"), ==, heading);
      }
}

/* What is higher than a page flows on behind its heading, and ends. */
static void
test_high_block (void)
{
  static const EkPageSetup setup = { .title = "Paper", .language = "en" };
  Paper paper = { BLOCK, 3, 120 };
  g_auto (GStrv) pages = pages_of (&setup, write_paper, &paper);

  g_assert_cmpint (page_with (pages, "HEADING"), ==, page_with (pages, "FIRST"));
  g_assert_cmpint (page_with (pages, "LAST"), >, page_with (pages, "FIRST"));
}

/* A name that no line holds does not push the birth date and the number off the page. */
static void
test_whose (void)
{
  static const char *const names[] = { "Nguyen", "欧阳" };

  for (guint n = 0; n < G_N_ELEMENTS (names); n++)
    {
      g_autoptr (GString) name = g_string_new (NULL);
      g_autofree char *whose = NULL;
      Paper paper = { TEXT, 120, 0 };
      EkPageSetup setup = {
        .title = "Paper", .head = "Kind of paper", .foot = "Foot", .language = n == 1 ? "zh" : "en"
      };
      g_auto (GStrv) pages = NULL;

      for (guint i = 0; i < 60; i++)
        g_string_append_printf (name, "%s ", names[n]);
      whose = g_strdup_printf ("%s· born 1988-08-08 · N-4711", name->str);
      setup.whose = whose;
      pages = pages_of (&setup, write_paper, &paper);
      g_assert_cmpuint (g_strv_length (pages), >=, 3);
      for (guint i = 0; pages[i + 1] != NULL; i++)
        {
          g_assert_nonnull (strstr (pages[i], names[n]));
          g_assert_nonnull (strstr (pages[i], "1988-08-08"));
          g_assert_nonnull (strstr (pages[i], "N-4711"));
          g_assert_nonnull (strstr (pages[i], "Kind of paper"));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pages/headings", test_headings);
  g_test_add_func ("/pages/high-block", test_high_block);
  g_test_add_func ("/pages/whose", test_whose);
  return g_test_run ();
}
