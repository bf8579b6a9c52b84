/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <math.h>

#include "ek-format.h"

#define NOW G_GINT64_CONSTANT (1795219200000) /* 2026-11-21T00:00Z */

static void
test_ago (void)
{
  static const struct {
    gint64 days;
    const char *words;
  } cases[] = {
    { 0, "today" },
    { 1, "1 day ago" },
    { 13, "13 days ago" },
    { 14, "2 weeks ago" },
    { 69, "9 weeks ago" },
    { 70, "2 months ago" },
    { 364, "11 months ago" },
    { 729, "23 months ago" },
    { 730, "2 years ago" },
    { 3650,
      "10 years "
      "ago" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = ek_format_ago (NOW - cases[i].days * EK_DAY_MS, NOW);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
  {
    g_autofree char *never = ek_format_ago (EK_INSTANT_NONE, NOW);

    g_assert_cmpstr (never, ==, "");
  }
}

static void
test_dates (void)
{
  static const struct {
    const char *date, *words;
  } cases[] = {
    { "1991-03-12", "1991-03-12" }, { "1991-03", "1991-03" }, { "1991", "1991" }, { "", "" }, { NULL, "" },
    { "1991-02-31", "1991-02-31" },
  };
  g_autofree char *before = NULL, *after = NULL, *none = NULL, *old = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = ek_format_day (cases[i].date);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
  /* The same instant is another day, by the clinician's clock. */
  before = ek_format_date (NOW - 1, 0);
  after = ek_format_date (NOW - 1, 480);
  g_assert_cmpstr (before, ==, "2026-11-20");
  g_assert_cmpstr (after, ==, "2026-11-21");
  none = ek_format_instant (EK_INSTANT_NONE, 480);
  g_assert_cmpstr (none, ==, "");
  old = ek_format_instant (-1, 0);
  g_assert_cmpstr (old, ==, "1969-12-31 23:59");
}

static void
test_person (void)
{
  static const struct {
    const char *sex, *birth, *words;
  } cases[] = {
    { "female", "1991-11-22", "Female, 34 years" },
    { "female", "1991-11-21", "Female, 35 years" },
    { "male", NULL, "Male" },
    { NULL, "2025-11-20", "1 year" },
    { NULL, NULL, "" },
    { "unknown", "1970", "Unknown, 56 years" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = ek_format_person (cases[i].sex, cases[i].birth, NOW, 0);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_scores (void)
{
  static const struct {
    double value;
    const char *words;
  } cases[] = {
    { 14, "14" }, { 0, "0" }, { 2.5, "2.5" }, { NAN, "–" }, { INFINITY, "–" }, { -1.25, "−1.2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = ek_format_score (cases[i].value);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

/* Colour is never the only carrier of meaning: each state has words and an icon, and no two share one. */
static void
test_states_differ (void)
{
  static const char *const tiers[] = { "high", "moderate", "low", "unassessed" };
  static const char *const states[] = { "local", "sending", "confirmed", "received", "conflict", "refused" };
  const char *icon, *other, *css;

  for (guint i = 0; i < G_N_ELEMENTS (tiers); i++)
    for (guint j = 0; j < i; j++)
      {
        g_assert_cmpstr (ek_format_tier (tiers[i], &icon, &css), !=, ek_format_tier (tiers[j], &other, &css));
        g_assert_cmpstr (icon, !=, other);
      }
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    for (guint j = 0; j < i; j++)
      {
        g_assert_cmpstr (ek_format_sync (states[i], &icon), !=, ek_format_sync (states[j], &other));
        g_assert_cmpstr (icon, !=, other);
      }
  g_assert_null (ek_format_tier (NULL, &icon, &css));
  g_assert_null (ek_format_tier ("made up", &icon, &css));
  g_assert_cmpstr (ek_format_sync ("made up", &icon), ==, ek_format_sync ("local", &icon));
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/format/ago", test_ago);
  g_test_add_func ("/app/format/dates", test_dates);
  g_test_add_func ("/app/format/person", test_person);
  g_test_add_func ("/app/format/scores", test_scores);
  g_test_add_func ("/app/format/states-differ", test_states_differ);
  return g_test_run ();
}
