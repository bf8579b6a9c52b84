/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-error.h"
#include "ek-time.h"

static void
test_instants (void)
{
  static const struct {
    const char *in;
    gint64 ms;
    int offset;
    const char *out;
  } cases[] = {
    { "1970-01-01T00:00:00Z", 0, 0, "1970-01-01T00:00:00.000Z" },
    { "2024-02-29T23:59:59.999+08:00", G_GINT64_CONSTANT (1709222399999), 480, "2024-02-29T23:59:59.999+08:00" },
    { "2023-05-01T12:30:00-03:30", G_GINT64_CONSTANT (1682956800000), -210, "2023-05-01T12:30:00.000-03:30" },
    { "2023-05-01T12:30Z", G_GINT64_CONSTANT (1682944200000), 0, "2023-05-01T12:30:00.000Z" },
    { "2023-05-01T12:30:00.1234567Z", G_GINT64_CONSTANT (1682944200123), 0, "2023-05-01T12:30:00.123Z" },
    { "1899-12-31", G_GINT64_CONSTANT (-2209075200000), 0, "1899-12-31T00:00:00.000Z" },
    { "2000", G_GINT64_CONSTANT (946684800000), 0, "2000-01-01T00:00:00.000Z" },
    { "2000-03", G_GINT64_CONSTANT (951868800000), 0, "2000-03-01T00:00:00.000Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      gint64 ms = -1;
      int offset = -1;

      g_assert_true (ek_instant_parse (cases[i].in, &ms, &offset, &error));
      g_assert_no_error (error);
      g_assert_cmpint (ms, ==, cases[i].ms);
      g_assert_cmpint (offset, ==, cases[i].offset);
      text = ek_instant_format (ms, offset);
      g_assert_cmpstr (text, ==, cases[i].out);
    }
}

static void
test_not_instants (void)
{
  static const char *const cases[] = {
    "",
    "x",
    "2023-13-01",
    "2023-00-01",
    "2023-02-29",
    "2023-2-1",
    "0000-01-01",
    "20230101",
    "2023-01-01T",
    "2023-01-01T25:00Z",
    "2023-01-01T10:00",
    "2023-01-01T10:00:00+25:00",
    "2023-01-01T10:00:00.Z",
    "2023-01T10:00Z",
    "2023-01-01 10:00Z",
    "2023-01-01T10:00:00Zz",
    "-001-01-01",
  };
  gint64 ms;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ek_instant_parse (cases[i], &ms, NULL, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_SYNTAX);
    }
  g_assert_false (ek_instant_parse (NULL, &ms, NULL, NULL));
}

static void
test_dates (void)
{
  g_autofree char *day = ek_instant_format_date (G_GINT64_CONSTANT (1709222399999), 480);
  g_autofree char *before = ek_instant_format_date (-1, 0);

  g_assert_cmpstr (day, ==, "2024-02-29");
  g_assert_cmpstr (before, ==, "1969-12-31");
  g_assert_true (ek_date_is_valid ("1980") && ek_date_is_valid ("1980-02") && ek_date_is_valid ("1980-02-29"));
  g_assert_false (ek_date_is_valid ("1981-02-29") || ek_date_is_valid (NULL) || ek_date_is_valid ("1980-02-29T00:00Z"));
  g_assert_cmpint (ek_date_to_instant ("1970-01-02", 480), ==, EK_DAY_MS - 8 * EK_HOUR_MS);
  g_assert_true (ek_date_to_instant ("no", 0) == EK_INSTANT_NONE);
}

static void
test_age (void)
{
  gint64 at = ek_date_to_instant ("2024-06-15", 0);

  g_assert_cmpint (ek_date_age_years ("1980-06-15", at, 0), ==, 44);
  g_assert_cmpint (ek_date_age_years ("1980-06-16", at, 0), ==, 43);
  g_assert_cmpint (ek_date_age_years ("1980", at, 0), ==, 44);
  g_assert_cmpint (ek_date_age_years ("2030-01-01", at, 0), ==, -1);
  g_assert_cmpint (ek_date_age_years (NULL, at, 0), ==, -1);

  /* half past midnight of the 26th birthday in Shanghai is still the day before in UTC */
  g_assert_true (ek_instant_parse ("2026-06-10T00:30:00+08:00", &at, NULL, NULL));
  g_assert_cmpint (ek_date_age_years ("2000-06-10", at, 480), ==, 26);
  g_assert_cmpint (ek_date_age_years ("2000-06-10", at, 0), ==, 25);
  /* and on the other side of the world the day begins later */
  g_assert_true (ek_instant_parse ("2026-06-09T23:30:00-07:00", &at, NULL, NULL));
  g_assert_cmpint (ek_date_age_years ("2000-06-10", at, -420), ==, 25);
}

static void
test_clock (void)
{
  g_autoptr (EkClock) clock = ek_clock_new_fixed (1000, 480);

  g_assert_cmpint (ek_clock_now (clock), ==, 1000);
  g_assert_cmpint (ek_clock_offset (clock, 0), ==, 480);
  ek_clock_set (clock, 5000);
  g_assert_cmpint (ek_clock_now (clock), ==, 5000);
  g_assert_cmpint (ek_clock_now (ek_clock_system ()), >, G_GINT64_CONSTANT (1700000000000));
}

/* What the system's clock knows of its zone is asked for anew when the zone is another. */
static void
test_zone (void)
{
  g_autofree char *before = g_strdup (g_getenv ("TZ"));
  EkClock *clock = ek_clock_system ();
  const gint64 summer = G_GINT64_CONSTANT (1783000000000); /* July 2026 */

  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_assert_cmpint (ek_clock_offset (clock, summer), ==, 480);
  g_setenv ("TZ", "Asia/Kathmandu", TRUE);
  g_assert_cmpint (ek_clock_offset (clock, summer), ==, 345);
  g_assert_cmpint (ek_clock_offset (clock, summer), ==, 345);
  g_setenv ("TZ", "UTC", TRUE);
  g_assert_cmpint (ek_clock_offset (clock, summer), ==, 0);
  if (before != NULL)
    g_setenv ("TZ", before, TRUE);
  else
    g_unsetenv ("TZ");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/instants", test_instants);
  g_test_add_func ("/time/not-instants", test_not_instants);
  g_test_add_func ("/time/dates", test_dates);
  g_test_add_func ("/time/age", test_age);
  g_test_add_func ("/time/clock", test_clock);
  g_test_add_func ("/time/zone", test_zone);
  return g_test_run ();
}
