/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How sentences about danger are read: whether it is there (Y), is denied (N), is a relative's (F), is not plain and
 * left to a person (U), is only a heading (H), or is not spoken of (-). */

#include "ek-danger.h"

#include <string.h>

typedef struct {
  const char *text;
  char suicide;
  char others;
} Sentence;

static const Sentence sentences[] = {
  /* the patient may be a mother or a father */
  { "New mother with suicidal ideation", 'Y', '-' },
  { "Single mother attempted suicide yesterday", 'Y', '-' },
  { "产后母亲有自杀意念", 'Y', '-' },
  { "Father had suicidal thoughts last night", 'U', '-' },
  { "Mother with suicidal ideation", 'U', '-' },
  { "母亲有自杀意念", 'U', '-' },
  { "Young father: suicidal", 'Y', '-' },
  { "mother died by suicide", 'F', '-' },
  { "Her sister committed suicide", 'F', '-' },
  { "父亲自杀", 'F', '-' },
  { "His brother's suicide attempt", 'F', '-' },
  { "Family history of suicide", 'F', '-' },
  { "家族史：母亲自杀", 'F', '-' },
  { "Suicide attempt by sister, now suicidal himself", 'Y', '-' },
  { "Patient's wife reports suicide attempt", 'Y', '-' },
  { "wants to commit suicide like his father", 'Y', '-' },
  { "与丈夫自杀未遂", 'Y', '-' },
  /* how far a negation reaches */
  { "no suicidal ideation", 'N', '-' },
  { "Denies any current suicidal or homicidal ideation", 'N', 'N' },
  { "no suicidal ideation, plan or intent", 'N', '-' },
  { "denies suicidal thoughts, plans, means", 'N', '-' },
  { "Denies suicidal and homicidal ideation", 'N', 'N' },
  { "denies having suicidal thoughts", 'N', '-' },
  { "never had suicidal thoughts", 'N', '-' },
  { "no history of suicide attempts", 'N', '-' },
  { "没有自杀的想法", 'N', '-' },
  { "否认有自杀意念", 'N', '-' },
  { "否认曾有自杀行为", 'N', '-' },
  { "无自杀、自伤观念", 'N', '-' },
  { "否认自伤、自杀及伤人想法", 'N', 'N' },
  { "keine akuten Suizidgedanken", 'N', '-' },
  { "Denies plan and has suicidal ideation", 'Y', '-' },
  { "denies intent / has active suicidal thoughts", 'Y', '-' },
  { "Denies plan or intent, has suicidal ideation", 'Y', '-' },
  { "无自杀计划有自杀意念", 'Y', '-' },
  { "否认计划、有自杀意念", 'Y', '-' },
  { "no plan and risk of suicide", 'Y', '-' },
  { "无计划及有自伤行为", 'Y', '-' },
  { "no intent, risk of suicide high", 'Y', '-' },
  { "Denies plan and suicidal ideation", 'U', '-' },
  { "Denies plan, suicidal ideation daily", 'Y', '-' },
  { "denies intent / active suicidal thoughts", 'U', '-' },
  { "denies cough, suicidal thoughts at night", 'Y', '-' },
  { "no fever, suicidal ideation", 'Y', '-' },
  { "no sleep and wants to die", 'Y', '-' },
  { "denies cough and suicidal thoughts persist", 'Y', '-' },
  { "否认咳嗽，有自杀念头", 'Y', '-' },
  { "不能否认自杀观念", 'Y', '-' },
  { "无法控制的自杀念头", 'Y', '-' },
  { "not without suicidal thoughts", 'Y', '-' },
  { "有无自杀意念：有", 'Y', '-' },
  { "有无自杀意念：无", 'N', '-' },
  { "denies that he is not suicidal", 'U', '-' },
  { "not only suicidal but homicidal", 'Y', 'Y' },
  /* what follows the word */
  { "suicidal ideation: denied", 'N', '-' },
  { "自杀意念：无", 'N', '-' },
  { "suicidal ideation (-)", 'N', '-' },
  { "Suicidal ideation without intent", 'Y', '-' },
  { "自杀意念无计划", 'Y', '-' },
  { "suicidal thoughts, plan: no", 'U', '-' },
  { "自杀意念，计划：无", 'U', '-' },
  { "suicidal ideation, no plan", 'Y', '-' },
  { "no plan, suicidal ideation persists", 'Y', '-' },
  { "否认计划，自杀意念存在", 'Y', '-' },
  { "suicidal thoughts: no, plan: yes", 'U', '-' },
  { "Denies suicidal ideation but has a plan", 'U', '-' },
  { "Initially denied suicidal ideation", 'U', '-' },
  { "起初否认自杀观念", 'U', '-' },
  { "否认自杀观念，但写好了给家人的信", 'U', '-' },
  { "已排除自杀", 'U', '-' },
  { "rule out suicide attempt", 'U', '-' },
  { "Suicidal ideation resolved", 'Y', '-' },
  { "自杀意念阳性", 'Y', '-' },
  /* headings, and their results */
  { "Suicide prevention education", 'H', '-' },
  { "自杀风险评估", 'H', '-' },
  { "Suicide risk assessment", 'H', '-' },
  { "Suicide risk assessment: high", 'Y', '-' },
  { "自杀风险评估：高风险", 'Y', '-' },
  { "Suicide risk screening: negative", 'N', '-' },
  { "SI joint pain", 'H', '-' },
  /* words of the field */
  { "Active SI with plan, denies HI", 'Y', '-' },
  { "si no quiere", '-', '-' },
  { "denies SI", 'N', '-' },
  { "HI towards wife", '-', 'Y' },
  { "Delhi towards evening", '-', '-' },
  { "Death wish", 'Y', '-' },
  { "Life not worth living", 'Y', '-' },
  { "tried to hang himself", 'Y', '-' },
  { "cutting her wrists", 'Y', '-' },
  { "intentional drug ingestion", 'Y', '-' },
  { "Thoughts of ending your life", 'Y', '-' },
  { "have you wished you were dead?", 'Y', '-' },
  { "thoughts about killing yourself", 'Y', '-' },
  { "The thought of harming myself has occurred to me", 'Y', '-' },
  { "wished to go to sleep and not wake up", 'Y', '-' },
  { "others would be better off if I were dead", 'Y', '-' },
  { "will kill himself tonight", 'Y', '-' },
  { "我想过要伤害自己", 'Y', '-' },
  { "您是否希望自己死掉？", 'Y', '-' },
  { "想杀死自己吗", 'Y', '-' },
  { "消极观念", 'Y', '-' },
  { "有消极言行", 'Y', '-' },
  { "否认消极观念", 'N', '-' },
  { "厌世", 'Y', '-' },
  { "想去死", 'Y', '-' },
  { "不想继续活下去", 'Y', '-' },
  { "喝农药", 'Y', '-' },
  { "吞服大量安眠药", 'Y', '-' },
  { "想杀妻子", '-', 'Y' },
  { "想伤害孩子", '-', 'Y' },
  { "Worried about hurting her baby", '-', 'Y' },
  { "command hallucinations to kill", '-', 'Y' },
  { "threatens to kill his wife", '-', 'Y' },
  /* words of the field, once more */
  { "药物中毒", 'U', '-' },
  { "安眠药中毒", 'U', '-' },
  { "坠楼", 'Y', '-' },
  { "跳楼", 'Y', '-' },
  { "交代后事", 'Y', '-' },
  { "刎颈", 'Y', '-' },
  { "割颈", 'Y', '-' },
  { "想一了百了", 'Y', '-' },
  { "有死亡观念", 'Y', '-' },
  { "否认死亡观念", 'N', '-' },
  { "想要解脱", 'Y', '-' },
  { "自 杀", 'Y', '-' },
  { "有自　杀 意念", 'Y', '-' },
  { "无 自\n杀意念", 'N', '-' },
  { "self–harm", 'Y', '-' },
  { "self—harm", 'Y', '-' },
  { "self‑harm", 'Y', '-' },
  { "self−harm", 'Y', '-' },
  { "no self–harm", 'N', '-' },
  { "doesn’t want to live", 'Y', '-' },
  { "recent DSH", 'Y', '-' },
  { "NSSI", 'Y', '-' },
  { "denies NSSI", 'N', '-' },
  { "dsh", '-', '-' },
  { "hearing voices telling her to die", 'Y', '-' },
  { "voices telling him to kill", '-', 'Y' },
  { "jumped from bridge", 'Y', '-' },
  { "jumped off the building", 'Y', '-' },
  { "shot himself", 'Y', '-' },
  { "shot herself in the chest", 'Y', '-' },
  { "suicidality", 'Y', '-' },
  { "no suicidality", 'N', '-' },
  { "sucidal", 'Y', '-' },
  { "suicial thoughts", 'Y', '-' },
  { "suicde attempt", 'Y', '-' },
  { "denies sucidal thoughts", 'N', '-' },
  /* what is assessed, and its result */
  { "Risk to self: high", 'Y', '-' },
  { "Risk to self: low", 'H', '-' },
  { "Risk to self", 'H', '-' },
  { "Columbia screener: High Risk", 'Y', '-' },
  { "Columbia screener: Low Risk", 'H', '-' },
  { "Modified SAD PERSONS 9", 'Y', '-' },
  { "Modified SAD PERSONS 2", 'H', '-' },
  { "Risk to others: High", '-', 'Y' },
  { "Risk to others: none", '-', 'H' },
  { "Violence risk", '-', 'Y' },
  { "Depressive episode", '-', '-' },
  { "抑郁发作", '-', '-' },
  { "Basilica", '-', '-' },
};

static char
letter_of (EkSign sign)
{
  return "-HNFUY"[sign];
}

/* The fast look passes over nothing that the reading finds. */
static void
test_fast (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].suicide != '-' || sentences[i].others != '-')
      {
        g_test_message ("%s", sentences[i].text);
        g_assert_true (ek_danger_suspects (sentences[i].text, strlen (sentences[i].text)));
      }
}

static void
test_fast_codes (void)
{
  static const char *const codes[] = { "X70",  "X84.9",        "r45.851",   "1234/MB26.A", "MB23.R&XS25",
                                       "PC05", "PD3Z",         "425104003", "E950.1",      "T39.1X2A",
                                       "Y20",  "suicide-risk", " R45.8" };
  static const char *const none[] = { "44054006", "F32.1", "A", "", "8867-4" };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"code\" : \"%s\"}", codes[i]);

      g_test_message ("%s", codes[i]);
      g_assert_true (ek_danger_suspects (text, strlen (text)));
    }
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"code\":\"%s\"}", none[i]);

      g_test_message ("%s", none[i]);
      g_assert_false (ek_danger_suspects (text, strlen (text)));
    }
}

static void
test_sentences (void)
{
  guint n_wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      const Sentence *one = &sentences[i];
      char suicide = letter_of (ek_danger_in_text (NULL, one->text, EK_DANGER_SUICIDE, NULL));
      char others = letter_of (ek_danger_in_text (NULL, one->text, EK_DANGER_OTHERS, NULL));

      if (suicide == one->suicide && others == one->others)
        continue;
      g_test_message ("%s: %c%c instead of %c%c", one->text, suicide, others, one->suicide, one->others);
      n_wrong++;
    }
  g_assert_cmpuint (n_wrong, ==, 0);
}

/* A cluster of ICD-11 is each of its parts; a code of a value set is found. */
static void
test_codes (void)
{
  g_assert_true (ek_danger_in_code (NULL, "http://id.who.int/icd/release/11/mms", "1234/MB26.A", EK_DANGER_SUICIDE));
  g_assert_true (ek_danger_in_code (NULL, "http://id.who.int/icd/release/11/mms", "MB23.R&XS25", EK_DANGER_SUICIDE));
  g_assert_false (ek_danger_in_code (NULL, "http://id.who.int/icd/release/11/mms", "1234/6A70", EK_DANGER_SUICIDE));
  g_assert_true (ek_danger_in_code (NULL, "http://snomed.info/sct", "425104003", EK_DANGER_SUICIDE));
  g_assert_true (ek_danger_in_code (NULL, "http://snomed.info/sct", "267073005", EK_DANGER_SUICIDE));
  g_assert_true (ek_danger_in_code (NULL, "http://snomed.info/sct", "129709009", EK_DANGER_SUICIDE));
  g_assert_true (ek_danger_in_code (NULL, "http://snomed.info/sct", "65108000", EK_DANGER_OTHERS));
  g_assert_true (ek_danger_in_code (NULL, "http://snomed.info/sct", "391155006", EK_DANGER_OTHERS));
  g_assert_false (ek_danger_in_code (NULL, "http://snomed.info/sct", "128294001", EK_DANGER_SUICIDE));
  g_assert_true (ek_danger_in_code (NULL, "http://hl7.org/fhir/sid/icd-10", "R45.85", EK_DANGER_SUICIDE));
  g_assert_true (ek_danger_in_code (NULL, "http://hl7.org/fhir/sid/icd-10", "R45.85", EK_DANGER_OTHERS));
  g_assert_false (ek_danger_in_code (NULL, "http://hl7.org/fhir/sid/icd-10-cm", "R45.81", EK_DANGER_SUICIDE));
  g_assert_true (ek_danger_in_code (NULL, "http://snomed.info/sct", "23233009", EK_DANGER_SUICIDE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/danger-words/sentences", test_sentences);
  g_test_add_func ("/danger-words/fast", test_fast);
  g_test_add_func ("/danger-words/fast-codes", test_fast_codes);
  g_test_add_func ("/danger-words/codes", test_codes);
  return g_test_run ();
}
