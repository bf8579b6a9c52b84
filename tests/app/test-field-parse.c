/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-field-editor.h"
#include "ek-passphrase.h"

static void
test_dates (void)
{
  static const struct {
    const char *typed, *kept;
  } cases[] = {
    { "1991-03-12", "1991-03-12" },
    { "1991/3/12", "1991-03-12" },
    { "1991.3.12", "1991-03-12" },
    { "19910312", "1991-03-12" },
    { "1991年3月12日", "1991-03-12" },
    { "１９９１年３月", "1991-03" },
    { "1991-03", "1991-03" },
    { "1991", "1991" },
    { " 2024-2-29 ", "2024-02-29" },
    { "2023-02-29", NULL },
    { "1991-13-01", NULL },
    { "12/03/1991", NULL },
    { "12.3.91", NULL },
    { "", NULL },
    { "yesterday", NULL },
    { "1991-03-12-05", NULL },
    { "1991031", NULL },
    { "199103123", NULL },
    { "-1991", "1991" },
    { "1991-003-12", NULL },
    { "99999999", NULL },
    { "1991-03-12x", NULL },
    { "1991\xe2\x80\xae", NULL },
    { "1 2 3 4 5 6 7", NULL },
    { "00000000000000000000000000000000000001", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *kept = ek_field_parse_date (cases[i].typed);

      g_assert_cmpstr (kept, ==, cases[i].kept);
    }
}

static void
test_instants (void)
{
  static const struct {
    const char *typed;
    gint64 ms;
  } cases[] = {
    /* 2026-03-12T14:30+08:00 is 06:30 in UTC */
    { "2026-03-12 14:30", 1773297000000 },
    { "2026/3/12 14:30", 1773297000000 },
    { "2026年3月12日 14：30", 1773297000000 },
    { "2026-03-12T14:30", 1773297000000 },
    { "2026-03-12", 1773244800000 },
    { "2026-03-12 24:00", 0 },
    { "2026-03-12 14:60", 0 },
    { "2026-03-12 14", 0 },
    { "2026-03", 0 },
    { "14:30", 0 },
    { "", 0 },
  };
  g_autoptr (EkClock) clock = ek_clock_new_fixed (0, 480);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 ms = 0;
      int offset = 0;

      g_assert_cmpint (ek_field_parse_instant (cases[i].typed, clock, &ms, &offset), ==, cases[i].ms != 0);
      if (cases[i].ms != 0)
        {
          g_assert_cmpint (ms, ==, cases[i].ms);
          g_assert_cmpint (offset, ==, 480);
        }
    }
}

static void
test_passphrases (void)
{
  static const struct {
    const char *passphrase;
    EkPassphraseStrength least, most;
  } cases[] = {
    { "", EK_PASSPHRASE_EMPTY, EK_PASSPHRASE_EMPTY },
    { "secret", EK_PASSPHRASE_TOO_SHORT, EK_PASSPHRASE_TOO_SHORT },
    { "123456789", EK_PASSPHRASE_TOO_SHORT, EK_PASSPHRASE_TOO_SHORT },
    { "1234567890", EK_PASSPHRASE_TOO_EASY, EK_PASSPHRASE_TOO_EASY },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", EK_PASSPHRASE_TOO_EASY, EK_PASSPHRASE_TOO_EASY },
    { "abcdefghijklmnop", EK_PASSPHRASE_TOO_EASY, EK_PASSPHRASE_TOO_EASY },
    { "harbour lantern", EK_PASSPHRASE_WEAK, EK_PASSPHRASE_FAIR },
    { "harbour lantern quiet seven", EK_PASSPHRASE_STRONG, EK_PASSPHRASE_STRONG },
    { "安澜静水流深见真意十分", EK_PASSPHRASE_STRONG, EK_PASSPHRASE_STRONG },
    { "安澜静水流", EK_PASSPHRASE_TOO_SHORT, EK_PASSPHRASE_TOO_SHORT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkPassphraseStrength strength = ek_passphrase_strength (cases[i].passphrase);

      g_test_message ("%s: %.1f bits", cases[i].passphrase, ek_passphrase_bits (cases[i].passphrase));
      g_assert_cmpint (strength, >=, cases[i].least);
      g_assert_cmpint (strength, <=, cases[i].most);
      g_assert_cmpint (*ek_passphrase_hint (strength), !=, '\0');
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/field-parse/dates", test_dates);
  g_test_add_func ("/app/field-parse/instants", test_instants);
  g_test_add_func ("/app/passphrase/strength", test_passphrases);
  return g_test_run ();
}
