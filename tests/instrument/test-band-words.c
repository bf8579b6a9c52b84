/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A band is said as a screening says it, with what it is about, in both languages. */

#include <math.h>

#include "ek-band-words.h"

static void
test_words (void)
{
  static const struct { const char *id, *band; double total; const char *en, *zh; } cases[] = {
    { "phq9", "moderate", 14, "screening positive, in the range of moderate depressive symptoms", "筛查阳性，处于中度抑郁症状范围" },
    { "phq9", "mild", 7, "screening negative, in the range of mild depressive symptoms", "筛查阴性，处于轻度抑郁症状范围" },
    { "phq9", "mild", NAN, "in the range of mild depressive symptoms", "处于轻度抑郁症状范围" },
    { "gad7", "severe", 21, "screening positive, in the range of severe anxiety symptoms", "筛查阳性，处于重度焦虑症状范围" },
    { "gad2", "positive → GAD-7", 4, "screening positive for anxiety symptoms", "焦虑症状筛查阳性" },
    { "pcptsd5", "negative", 1, "screening negative for post-traumatic stress symptoms", "创伤后应激症状筛查阴性" },
    { "madrs", "severe", 40, "in the range of severe depressive symptoms", "处于重度抑郁症状范围" },
    { "ais", "insomnia likely", 9, "screening positive, in the range “insomnia likely” of insomnia symptoms",
      "筛查阳性，失眠症状处于“失眠可能”范围" },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(EkCatalogue) catalogue = ek_catalogue_load (NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkInstrument *instrument = ek_catalogue_find (catalogue, cases[i].id, NULL);
      const EkBand *band = ek_instrument_find_band (instrument, cases[i].band);
      g_autofree char *en = NULL, *zh = NULL;

      g_assert_nonnull (band);
      en = ek_band_words (instrument, band, cases[i].total, "en");
      zh = ek_band_words (instrument, band, cases[i].total, "zh");
      g_assert_cmpstr (en, ==, cases[i].en);
      g_assert_cmpstr (zh, ==, cases[i].zh);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/band-words/screening", test_words);
  return g_test_run ();
}
