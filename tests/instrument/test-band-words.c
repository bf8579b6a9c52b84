/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A band is said as a screening says it, with what it is about, in both languages. */

#include <math.h>
#include <string.h>

#include "ek-band-words.h"

static void
test_words (void)
{
  static const struct {
    const char *id, *band;
    double total;
    const char *en, *zh;
  } cases[] = {
    { "phq9", "moderate", 14, "screening positive, in the range of moderate depressive symptoms",
      "筛查阳性，处于中度抑郁症状范围" },
    { "phq9", "mild", 7, "screening negative, in the range of mild depressive symptoms",
      "筛查阴性，处于轻度抑郁症状范围" },
    { "phq9", "mild", NAN, "in the range of mild depressive symptoms", "处于轻度抑郁症状范围" },
    { "gad7", "severe", 21, "screening positive, in the range of severe anxiety symptoms",
      "筛查阳性，处于重度焦虑症状范围" },
    { "gad2", "positive → GAD-7", 4, "screening positive for anxiety symptoms", "焦虑症状筛查阳性" },
    { "pcptsd5", "negative", 1, "screening negative for post-traumatic stress symptoms", "创伤后应激症状筛查阴性" },
    { "madrs", "severe", 40, "in the range of severe depressive symptoms", "处于重度抑郁症状范围" },
    { "ais", "insomnia likely", 9, "screening positive, in the range “insomnia likely” of insomnia symptoms",
      "筛查阳性，失眠症状处于“失眠可能”范围" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, &error);

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

/* The end of a narrow column is cut: what it holds is said first. */
static void
test_levels (void)
{
  static const struct {
    const char *id, *band;
    double total;
    const char *en, *zh;
  } cases[] = {
    { "phq9", "moderate", 14, "Moderate depressive symptoms · screening positive", "中度抑郁症状 · 筛查阳性" },
    { "phq9", "mild", NAN, "Mild depressive symptoms", "轻度抑郁症状" },
    { "phq9", "minimal/none", 2, "Minimal or none · depressive symptoms · screening negative",
      "无或极轻 · 抑郁症状 · 筛查阴性" },
    { "madrs", "severe", 40, "Severe depressive symptoms", "重度抑郁症状" },
    { "gad2", "positive → GAD-7", 4, "Screening positive for anxiety symptoms", "焦虑症状筛查阳性" },
    { "phq9", "of another version", 3, "in the range “of another version”", "处于“of another version”范围" },
    { NULL, "severe", 3, "in the range “severe”", "处于“severe”范围" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkInstrument *instrument = cases[i].id != NULL ? ek_catalogue_find (catalogue, cases[i].id, NULL) : NULL;
      g_autofree char *en = ek_band_level_words (instrument, cases[i].band, cases[i].total, "en");
      g_autofree char *zh = ek_band_level_words (instrument, cases[i].band, cases[i].total, "zh");

      g_assert_cmpstr (en, ==, cases[i].en);
      g_assert_cmpstr (zh, ==, cases[i].zh);
    }
  g_assert_null (ek_band_level_words (NULL, NULL, NAN, "en"));
}

static void
test_parts (void)
{
  static const struct {
    const char *id, *part, *band, *en, *zh;
  } cases[] = {
    { "dass21", "D", "severe", "in the range of severe depressive symptoms", "处于重度抑郁症状范围" },
    { "dass21", "A", "normal", "in the range “normal” of anxiety symptoms", "焦虑症状处于“正常”范围" },
    { "phq4", "anxiety", "positive", "screening positive for anxiety symptoms", "焦虑症状筛查阳性" },
    { "cbi", "work", "moderate", "in the range of moderate work-related burnout", "工作倦怠处于“中”范围" },
    { "pcl5", "provisional", "provisional PTSD", "in the range “provisional PTSD” of symptom clusters",
      "症状群处于“初步符合PTSD”范围" },
    { "dass21", "D", "of another version", "in the range “of another version”", "处于“of another version”范围" },
    { NULL, NULL, "severe depression", "in the range “severe depression”", "处于“severe depression”范围" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkInstrument *instrument = cases[i].id != NULL ? ek_catalogue_find (catalogue, cases[i].id, NULL) : NULL;
      g_autofree char *en = ek_band_id_words (instrument, cases[i].part, cases[i].band, NAN, "en");
      g_autofree char *zh = ek_band_id_words (instrument, cases[i].part, cases[i].band, NAN, "zh");

      g_assert_cmpstr (en, ==, cases[i].en);
      g_assert_cmpstr (zh, ==, cases[i].zh);
    }
  g_assert_null (ek_band_id_words (NULL, NULL, NULL, NAN, "en"));
}

/* Words that name what a person has, and not how much of it a form found. */
static gboolean
names_illness (const char *words)
{
  static const char *const names[] = { "depression", "mania",      "PTSD", "burnout",  "ADHD",
                                       "insomnia",   "dependence", "ill",  "disorder", "hazardous",
                                       "harmful",    "躁狂",       "依赖", "失眠",     "饮酒" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strstr (words, names[i]) != NULL && g_ascii_strncasecmp (words, "no ", 3) != 0)
      return TRUE;
  return FALSE;
}

static void
check_band (EkInstrument *instrument, const char *part, const EkBand *band, const char *language)
{
  g_autofree char *words = ek_band_id_words (instrument, part, band->id, NAN, language);
  g_autofree char *brief = ek_band_axis_words (instrument, part, band, TRUE, language);
  g_autofree char *named = ek_band_axis_words (instrument, part, band, FALSE, language);
  const char *marks[] = { "in the range", "screening ", "范围", "筛查" };
  gboolean marked = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    marked = marked || strstr (words, marks[i]) != NULL;
  if (!marked)
    g_error ("%s says %s", ek_instrument_get_id (instrument), words);
  if (names_illness (brief) && !g_str_has_prefix (brief, "“"))
    g_error ("%s says %s beside its axis", ek_instrument_get_id (instrument), brief);
  g_assert_cmpstr (named, !=, "");
}

/* Of every instrument that is shipped, no band of any score stands there as a finding about a person. */
static void
test_every (void)
{
  static const char *const languages[] = { "en", "zh" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ek_catalogue_get_n (catalogue), >, 40);
  for (guint l = 0; l < 2; l++)
    for (guint i = 0; i < ek_catalogue_get_n (catalogue); i++)
      {
        EkInstrument *one = ek_catalogue_get (catalogue, i);

        for (guint b = 0; b < ek_instrument_get_n_bands (one); b++)
          check_band (one, NULL, ek_instrument_get_band (one, b), languages[l]);
        for (guint s = 0; s < ek_instrument_get_n_subscales (one); s++)
          for (guint b = 0; b < ek_instrument_get_n_subscale_bands (one, s); b++)
            check_band (one, ek_instrument_get_subscale_id (one, s), ek_instrument_get_subscale_band (one, s, b),
                        languages[l]);
      }
}

static void
test_axis (void)
{
  static const struct {
    const char *id, *band;
    gboolean brief;
    const char *en, *zh;
  } cases[] = {
    { "phq9", "moderate", FALSE, "Moderate depressive symptoms", "中度抑郁症状" },
    { "phq9", "moderate", TRUE, "Moderate", "中度" },
    { "phq9", "minimal/none", FALSE, "Minimal or none", "无或极轻" },
    { "ymrs", "≥20 mania", FALSE, "“≥20 mania”", "“躁狂”" },
    { "k6", "serious mental illness likely", TRUE, "“serious mental illness likely”", "“重”" },
    { "pcptsd5", "positive", TRUE, "Screening positive", "筛查阳性" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, &error);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EkInstrument *instrument = ek_catalogue_find (catalogue, cases[i].id, NULL);
      const EkBand *band = ek_instrument_find_band (instrument, cases[i].band);
      g_autofree char *en = ek_band_axis_words (instrument, NULL, band, cases[i].brief, "en");
      g_autofree char *zh = ek_band_axis_words (instrument, NULL, band, cases[i].brief, "zh");

      g_assert_cmpstr (en, ==, cases[i].en);
      g_assert_cmpstr (zh, ==, cases[i].zh);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/band-words/screening", test_words);
  g_test_add_func ("/band-words/levels", test_levels);
  g_test_add_func ("/band-words/parts", test_parts);
  g_test_add_func ("/band-words/every-band", test_every);
  g_test_add_func ("/band-words/axis", test_axis);
  return g_test_run ();
}
