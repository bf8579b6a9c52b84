/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is drawn and written of a person is in the language of the paper, whatever the process speaks, and in two
 * languages at once. */

#include "care-fixture.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>

#include "ek-file.h"
#include "ek-trajectory-report.h"

typedef struct {
  const char *language, *head, *change, *described;
  EkTrajectory *trajectory;
} Paper;

static const Paper papers[] = {
  { "en", "\"Date and time\",\"Score\"", "−10 (18 → 8), better", "PHQ-9: 2 values, from 18 (", NULL },
  { "zh", "\"日期时间\",\"量表\"", "−10（18 → 8），好转", "PHQ-9：2次，从2026", NULL },
};

static void
speak (const char *language)
{
  g_setenv ("LANGUAGE", language, TRUE);
  setlocale (LC_MESSAGES, "C"); /* gettext forgets what it found for the former LANGUAGE */
  setlocale (LC_MESSAGES, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, ek_locale_path ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}

static void
assert_speaks (const Paper *paper)
{
  g_autofree char *csv = ek_trajectory_make_csv (paper->trajectory, NULL);
  g_autoptr (EkChart) chart = ek_trajectory_make_chart (paper->trajectory, NULL);
  g_autofree char *described = ek_chart_describe (chart, paper->language);
  g_autoptr (GPtrArray) statistics = ek_trajectory_statistics (paper->trajectory,
                                                               ek_trajectory_find (paper->trajectory, "phq9"), NULL);
  gboolean found = FALSE;

  g_assert_nonnull (strstr (csv, paper->head));
  g_assert_nonnull (strstr (described, paper->described));
  for (guint i = 0; i < statistics->len; i++)
    {
      const EkTrajectoryStatistic *statistic = g_ptr_array_index (statistics, i);

      found |= g_strcmp0 (statistic->value, paper->change) == 0;
    }
  g_assert_true (found);
}

static void
load (Care *care, Paper *paper)
{
  g_autoptr (GError) error = NULL;

  paper->trajectory = ek_trajectory_report_load (care->store, care->catalogue, care->patient, paper->language, &error);
  g_assert_no_error (error);
}

static void
test_other_language (Care *care, gconstpointer data)
{
  static const char *const spoken[] = { "zh_CN", "en" };

  g_object_unref (care_give_phq9 (care, 18, FALSE, 30));
  g_object_unref (care_give_phq9 (care, 8, FALSE, 2));
  for (guint i = 0; i < G_N_ELEMENTS (spoken); i++)
    {
      Paper paper = papers[i];

      speak (spoken[i]);
      g_assert_cmpstr (_ ("yes"), ==, i == 0 ? "是" : "yes");
      load (care, &paper);
      assert_speaks (&paper);
      ek_trajectory_free (paper.trajectory);
    }
}

static gpointer
read_paper (gpointer paper)
{
  for (guint i = 0; i < 50; i++)
    assert_speaks (paper);
  return NULL;
}

static void
test_two_at_once (Care *care, gconstpointer data)
{
  Paper both[G_N_ELEMENTS (papers)];
  GThread *threads[G_N_ELEMENTS (papers)];

  g_object_unref (care_give_phq9 (care, 18, FALSE, 30));
  g_object_unref (care_give_phq9 (care, 8, FALSE, 2));
  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    {
      both[i] = papers[i];
      load (care, &both[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    threads[i] = g_thread_new ("paper", read_paper, &both[i]);
  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    {
      g_thread_join (threads[i]);
      ek_trajectory_free (both[i].trajectory);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/language/two-at-once", Care, NULL, care_set_up, test_two_at_once, care_tear_down);
  g_test_add ("/language/other-than-the-process", Care, NULL, care_set_up, test_other_language, care_tear_down);
  return g_test_run ();
}
