/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-allergy.h"

#include <string.h>

#include "ek-types.h"

#define SNOMED "http://snomed.info/sct"
#define IPS "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"

typedef struct {
  const char *system;
  const char *code;
  gboolean of_any_kind;
} Code;

/* SNOMED CT 716186003 |No known allergy| with the kinds of it that HL7's value sets for AllergyIntolerance.code list,
 * and the codes of the International Patient Summary for what is absent. To be verified with each release of SNOMED
 * CT. */
static const Code codes[] = {
  { SNOMED, "716186003", TRUE },
  { SNOMED, "409137002", FALSE },
  { SNOMED, "428607008", FALSE },
  { SNOMED, "429625007", FALSE },
  { SNOMED, "716184000", FALSE },
  { SNOMED, "716220001", FALSE },
  { SNOMED, "428197003", FALSE },
  { SNOMED, "1003774007", FALSE },
  { IPS, "no-known-allergies", TRUE },
  { IPS, "no-known-medication-allergies", FALSE },
  { IPS, "no-known-environmental-allergies", FALSE },
  { IPS, "no-known-food-allergies", FALSE },
};

/* What people write for want of a code, folded and without a full stop. */
static const char *const of_any_kind_words[] = {
  "no known allergy",
  "no known allergies",
  "no allergy",
  "no allergies",
  "nka",
  "none",
  "none known",
  "not allergic",
  "无",
  "无过敏",
  "无过敏史",
  "无已知过敏",
  "无已知过敏史",
  "未发现过敏",
  "无已知过敏原",
  "否认过敏史",
  "否认过敏",
  "否认食物及药物过敏史",
  "否认药物及食物过敏史",
  "否认食物药物过敏史",
  "否认药物食物过敏史",
  "否认食物、药物过敏史",
  "否认药物、食物过敏史",
  NULL,
};

static const char *const of_one_kind_words[] = {
  "no known drug allergy",
  "no known drug allergies",
  "no known medication allergy",
  "no known medication allergies",
  "no known food allergy",
  "no known food allergies",
  "no known environmental allergy",
  "no known environmental allergies",
  "no known latex allergy",
  "nkda",
  "nkfa",
  "无药物过敏",
  "无药物过敏史",
  "未发现药物过敏",
  "否认药物过敏史",
  "否认药物过敏",
  "无食物过敏",
  "无食物过敏史",
  "否认食物过敏史",
  NULL,
};

/* Small letters, one blank between words, no full stop at the end. */
static char *
fold_words (const char *words)
{
  g_autofree char *small = g_utf8_casefold (words, -1);
  g_auto (GStrv) parts = g_strsplit_set (small, " \t\n", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", parts[i]);
  while (g_str_has_suffix (text->str, ".") || g_str_has_suffix (text->str, "。"))
    g_string_truncate (text, text->len - (text->str[text->len - 1] == '.' ? 1 : strlen ("。")));
  return g_strdup (text->str);
}

/**
 * ek_allergy_means_none:
 * @system: (nullable): a code system
 * @code: (nullable): a code of it
 * @words: (nullable): what is written for the substance
 * @of_any_kind: (out) (optional): whether it speaks of every allergy, and not only of drugs, or of food
 *
 * Returns: whether this is somebody's word that there is no such allergy, and no substance
 */
gboolean
ek_allergy_means_none (const char *system, const char *code, const char *words, gboolean *of_any_kind)
{
  g_autofree char *folded = NULL;
  gboolean any;

  for (guint i = 0; system != NULL && code != NULL && i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (codes[i].system, system) && g_str_equal (codes[i].code, code))
      {
        if (of_any_kind != NULL)
          *of_any_kind = codes[i].of_any_kind;
        return TRUE;
      }
  if (words == NULL || strlen (words) > 120)
    return FALSE;
  folded = fold_words (words);
  any = g_strv_contains (of_any_kind_words, folded);
  if (of_any_kind != NULL)
    *of_any_kind = any;
  return any || g_strv_contains (of_one_kind_words, folded);
}

/**
 * ek_allergy_says_none:
 * @allergy: a record of the list of allergies
 *
 * Returns: whether it says that there is none; also one that was stored before this was kept apart, by its code or its
 *   words
 */
gboolean
ek_allergy_says_none (EkRecord *allergy)
{
  return ek_record_get_int (allergy, EK_ALLERGY_NONE, FALSE) != 0 ||
    ek_allergy_means_none (ek_record_get_text (allergy, EK_ALLERGY_SYSTEM),
                           ek_record_get_text (allergy, EK_ALLERGY_CODE),
                           ek_record_get_text (allergy, EK_ALLERGY_SUBSTANCE), NULL);
}

/**
 * ek_allergy_is_active:
 * @allergy: a record of the list of allergies
 *
 * Returns: whether it is an allergy that is to be reckoned with: neither inactive nor resolved. One whose status is
 *   missing is
 */
gboolean
ek_allergy_is_active (EkRecord *allergy)
{
  const char *status = ek_record_get_text (allergy, EK_ALLERGY_STATUS);

  return !ek_allergy_says_none (allergy) && g_strcmp0 (status, "inactive") != 0 && g_strcmp0 (status, "resolved") != 0;
}

/**
 * ek_allergies_contradict:
 * @allergies: (element-type EkRecord): the list of one patient
 *
 * Returns: whether there is an allergy to be reckoned with, and beside it the word that there is none of any kind
 */
gboolean
ek_allergies_contradict (GPtrArray *allergies)
{
  gboolean none = FALSE, some = FALSE;

  for (guint i = 0; i < allergies->len; i++)
    {
      EkRecord *one = g_ptr_array_index (allergies, i);
      const char *status = ek_record_get_text (one, EK_ALLERGY_STATUS);
      gboolean any = FALSE;

      some = some || ek_allergy_is_active (one);
      if (ek_allergy_says_none (one) && g_strcmp0 (status, "inactive") != 0 && g_strcmp0 (status, "resolved") != 0)
        {
          ek_allergy_means_none (ek_record_get_text (one, EK_ALLERGY_SYSTEM), ek_record_get_text (one, EK_ALLERGY_CODE),
                                 ek_record_get_text (one, EK_ALLERGY_SUBSTANCE), &any);
          none = none || any;
        }
    }
  return none && some;
}
