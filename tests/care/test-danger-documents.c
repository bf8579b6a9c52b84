/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sentences as they stand in the documents of a ward, an emergency department, a counselling room and a chat, with what
 * has to follow of each for suicide, for harm to others and for the body: a risk (Y), a notice (U), nothing (.), at
 * least a notice (a), at most one (f). */

#include "ek-danger.h"

#include <string.h>

typedef struct {
  const char *text;
  const char *right; /* a letter for each kind of danger */
} Sentence;

static const Sentence sentences[] = {
  /* 病程记录 */
  { "患者意识清，定向力完整，接触被动，否认自杀观念及行为，未引出幻觉妄想。", "..." },
  { "患者诉近一周反复出现“活着没意思”的想法，无具体计划。", "Y.." },
  { "今晨查房：患者情绪低落较前好转，未再流露消极言语。", "..." },
  { "家属反映患者昨夜在卫生间用衣带勒颈，被及时发现。", "Y.." },
  { "入院前3天自服“阿普唑仑”30余片，洗胃后转入我科。", "a.f" },
  { "患者否认有自杀计划，但承认偶有轻生念头。", "Y.." },
  { "既往于2019年因感情问题割腕自杀1次。", "Y.." },
  { "其母曾自杀身亡。", "..." },
  { "患者父亲患抑郁症，自缢身亡。", "f.." },
  { "患者大声喊叫，持水果刀欲伤害护士，予保护性约束。", ".Y." },
  { "患者存在自杀、自伤高风险，予一级护理，24小时陪护。", "Y.." },
  { "目前自杀风险低。", "..." },
  { "自杀风险评估：中度风险。", "Y.." },
  { "有无自杀观念：无；有无冲动行为：有。", ".f." },
  { "患者表示“如果再逼我出院我就从楼上跳下去”。", "Y.." },
  { "不排除有自杀风险，建议加强陪护。", "Y.." },
  { "暂不考虑自杀，考虑意外坠落。", "f.." },
  { "并非没有自杀的念头", "Y.." },
  { "不能说没有自杀想法", "a.." },
  { "无法保证不自杀", "a.." },
  { "承诺住院期间不自杀、不自伤、不外走", "f.." },
  { "签署不自杀协议", "f.." },
  { "患者女儿因自杀未遂在外院住院，患者担心女儿。", "f.." },
  { "妻子以自杀相威胁", "f.." },
  { "患者以自杀相威胁要求出院", "Y.." },
  { "患者朋友上月跳楼自杀，患者受到惊吓", "f.." },
  { "邻居跳楼，患者目睹", "f.." },
  { "幻听内容为命令其去死", "Yf." },
  { "听见声音让他杀了邻居", "fY." },
  { "扬言要杀全家", ".Y." },
  { "威胁医务人员“小心我弄死你”", ".Y." },
  { "否认冲动伤人史", "..." },
  { "暴力风险：低", "..." },
  { "暴力风险：高，曾持刀威胁同事", ".Y." },
  { "暴力：持刀威胁妻子", ".Y." },
  { "暴力行为：无", "..." },
  { "未引出自杀观念", "..." },
  { "自杀观念未引出", "..." },
  { "自杀观念：未引出", "..." },
  { "出院诊断：1. 抑郁症 2. 自杀未遂", "Y.." },
  { "出院时：情绪平稳，无消极意念，无冲动行为，自知力恢复。", "..." },
  { "出院医嘱：警惕自杀风险", "a.." },
  { "如再次出现自杀念头，请立即联系病房或拨打12356。", "U.." },
  { "如出现自杀念头，请立即联系病房或拨打12356。", "..." },
  { "已对家属进行防自杀、防外走宣教", "..." },
  { "护理级别：防自杀、防冲动、防出走", "..." },
  { "自杀风险较低", "..." },
  { "自杀风险为低危", "..." },
  { "自杀风险评估为低风险", "..." },
  { "自杀风险由高降为低", "a.." },
  { "自杀风险低，但家属反映昨夜写遗书", "Y.." },
  { "自杀风险：低；自伤风险：高", "Y.." },
  { "自杀自伤风险低", "..." },
  { "自杀的风险极低", "..." },
  { "低自杀风险", "..." },
  { "自杀低风险", "..." },
  { "自杀风险不低", "Y.." },
  { "患者无明显自杀倾向，自知力部分", "..." },
  { "存在消极观念，无自杀计划", "Y.." },
  { "患者诉“死了倒好”，追问后不语", "Y.." },
  /* what is ticked in a template */
  { "自杀风险：□无 ■有", "Y.." },
  { "自杀风险：■无 □有", "..." },
  { "自杀风险：☑无 □低 □中 □高", "..." },
  { "自杀风险：□无 □低 □中 ☑高", "Y.." },
  { "自杀风险：□无 ☑低 □中 □高", "..." },
  { "自杀意念 □无 √有", "Y.." },
  { "自杀意念 √无 □有", "..." },
  { "自杀观念：无□ 有☑", "Y.." },
  { "自杀观念：无☑ 有□", "..." },
  { "自伤史：有（√） 无（ ）", "Y.." },
  { "自伤史：有（ ） 无（√）", "..." },
  { "攻击行为：□无 ☑有", ".Y." },
  { "自杀风险：□无 □有", "a.." },
  { "自杀意念：☑有 □无 自伤行为：□有 ☑无", "Y.." },
  { "自杀意念：□有 ☑无 自伤行为：☑有 □无", "Y.." },
  { "Suicidal ideation: [ ] none [x] present", "Y.." },
  { "Suicidal ideation: [x] none [ ] present", "..." },
  { "Suicidal ideation: [X] No [ ] Yes", "..." },
  { "Suicidal ideation: [ ] No [X] Yes", "Y.." },
  { "Suicidal ideation: No [ ] Yes [x]", "Y.." },
  { "Suicidal ideation: No [x] Yes [ ]", "..." },
  { "Suicide risk: ☐ low ☐ moderate ☒ high", "Y.." },
  { "Suicide risk: ☒ low ☐ moderate ☐ high", "..." },
  { "☒ Suicidal ideation ☐ Homicidal ideation", "Yf." },
  { "☐ Suicidal ideation ☒ Homicidal ideation", "fY." },
  { "☐ Suicidal ideation ☐ Self-harm ☒ None of the above", "f.." },
  /* shorthand of an emergency department */
  { "SI: none. HI: none.", "..." },
  { "Suicidal ideation: none", "..." },
  { "Suicidal ideation - none reported", "..." },
  { "SI: yes, passive, no plan", "Y.." },
  { "SI/HI: denies", "..." },
  { "Pt denies SI/HI/AVH.", "..." },
  { "Denies SI, HI, AH, VH", "..." },
  { "No SI/HI at this time", "..." },
  { "Endorses passive SI without plan or intent", "Yf." },
  { "+SI, -HI", "Yf." },
  { "-SI, -HI", "..." },
  { "SI (+), HI (-)", "Yf." },
  { "no SI or HI", "..." },
  { "Reports wishing she would not wake up in the morning.", "Y.." },
  { "Patient states: \"I would never kill myself, I have my children.\"", "f.." },
  { "He says he does not want to die.", "f.." },
  { "Does not want to live anymore.", "Y.." },
  { "Brought by ambulance after taking 40 tablets of paracetamol with intent to die.", "Y.." },
  { "Found by roommate with ligature around neck.", "Y.." },
  { "Deep laceration left wrist, self inflicted", "Y.." },
  { "Superficial cuts on both forearms, patient says from the cat.", "f.." },
  { "Jumped from the second floor, bilateral calcaneus fractures", "Y.." },
  { "Accidental overdose of insulin", "U.." },
  { "Unintentional ingestion of bleach", "f.." },
  { "If she had access to a gun she would shoot herself", "Y.." },
  { "If the pain became unbearable, he said, he might consider ending his life", "Y.." },
  { "Return to the emergency department if you have thoughts of suicide.", "..." },
  { "Safety plan reviewed: if suicidal thoughts return, patient will call the crisis line.", "U.." },
  { "Patient was asked about suicide and answered no.", "f.." },
  { "Asked directly about suicidal thoughts: he denied them.", "f.." },
  { "Suicidal thoughts were not elicited", "..." },
  { "Risk of suicide cannot be excluded", "Y.." },
  { "No evidence of suicidality or self-harm", "..." },
  { "Nothing to suggest acute suicidality", "f.." },
  { "Kein Anhalt für akute Suizidalität", "..." },
  { "Von akuter Suizidalität glaubhaft distanziert", "f.." },
  { "suicidal ideation has resolved since admission", "Y.." },
  { "no longer suicidal", "a.." },
  { "denied SI on admission but today discloses plan to hang herself", "Y.." },
  { "Not suicidal, not homicidal, not psychotic.", "..." },
  { "Patient is neither suicidal nor homicidal.", "..." },
  { "neither suicidal nor psychotic, but says she would kill her husband if released", "fY." },
  { "It would be wrong to say that she is not suicidal", "a.." },
  { "Cannot contract for safety", "a.." },
  { "Her best friend died by suicide last year", "..." },
  { "Grandfather hanged himself in 1980", "f.." },
  { "Worries that her son may harm himself", "f.." },
  { "Patient fears he might hurt his baby", ".Y." },
  { "Ex-boyfriend threatened to kill her", ".f." },
  { "Victim of attempted homicide by husband", ".f." },
  { "Said he would blow up the factory", ".Y." },
  { "Brandished a knife at coworkers", ".Y." },
  { "Violence: Yes, threatened wife with knife", ".Y." },
  { "Violence: No", "..." },
  { "throws chairs at staff, required restraint", ".a." },
  { "Verbally aggressive, no physical violence", ".f." },
  { "no history of violence", "..." },
  { "1:1 observation for suicide risk continues", "Y.." },
  { "Placed on suicide watch", "Y.." },
  { "Suicide hotline number given", "f.." },
  { "Attended a suicide bereavement group after her brother", "f.." },
  { "Naloxone overdose kit given", "f.." },
  { "Discharge summary: admitted after overdose; at discharge no suicidal thoughts", "Y.." },
  { "Discharge: denies suicidal thoughts; past overdose 2015", "Y.." },
  { "Mother's suicide risk: High", "f.." },
  { "Suicide risk: low", "..." },
  { "Suicide risk low", "..." },
  { "low risk of suicide", "..." },
  { "Low suicide risk", "..." },
  { "Risk of suicide is considered low at present", "..." },
  { "Suicide risk not low", "Y.." },
  { "Suicide risk low to moderate", "Y.." },
  { "Suicide risk: low, has written a farewell letter", "a.." },
  { "low mood, risk of suicide", "Y.." },
  { "acute suicide risk low, chronic suicide risk high", "Y.." },
  /* results of forms that stand in a text */
  { "PHQ-9 item 9: not at all", "..." },
  { "PHQ-9第9题：0分", "..." },
  { "PHQ-9 item 9 = 2", "a.." },
  { "PHQ-9第9题得2分", "a.." },
  { "EPDS item 10: 2", "a.." },
  { "C-SSRS screen negative", "..." },
  { "C-SSRS: positive for items 1 and 2", "Y.." },
  { "C-SSRS 1 yes, 2 no", "a.." },
  { "Columbia: low risk", "..." },
  { "CIWA-Ar 30", "..Y" },
  { "CIWA-Ar: 24", "..Y" },
  { "CIWA-Ar score 6", "..." },
  { "CIWA: 21, tremor", "..Y" },
  /* counselling, chat, nursing */
  { "来访者说有时会想“如果睡着了就不用醒来该多好”。", "Y.." },
  { "来访者多次提到“消失了就好了”，追问后否认自杀计划。", "a.." },
  { "来访者写道：我走了以后请照顾好我的猫。", "a.." },
  { "来访者表示为了孩子不会自杀。", "f.." },
  { "不会去自杀，但觉得活着很累", "a.." },
  { "已签署保密例外告知书（自伤、伤人等情形）", "ff." },
  { "咨询目标：减少自伤行为频率", "Y.." },
  { "本周划伤手臂2次，否认想死", "a.." },
  { "用烟头烫自己", "Y.." },
  { "情绪激动时用头撞墙", "a.." },
  { "绝食3天，说死了干净", "Y.." },
  { "不想再撑下去了，今晚就结束", "a.." },
  { "我已经把安眠药攒够了", "a.." },
  { "对不起大家，来世再见", "a.." },
  { "i dont want to be here anymore", "a.." },
  { "everyone would be better off without me", "Y.." },
  { "i just want it to be over, goodbye", "a.." },
  { "bought rope today", "a.." },
  { "i want to kms", "Y.." },
  { "dying to see you", "..." },
  { "killing time", "..." },
  { "22:00巡视病房，患者床头发现私藏刀片一枚，询问不答。", "a.." },
  { "患者藏药，口腔检查发现药片5粒", "a.." },
  { "Hoarding tablets under the mattress", "a.." },
  { "家属诉患者近日把银行卡密码告诉妻子，把猫送人", "f.." },
  /* other languages */
  { "有自殺念頭", "Y.." },
  { "否認自殺意念", "..." },
  { "吞服安眠藥自殺", "Y.." },
  { "輕生念頭持續", "Y.." },
  { "有傷害他人的想法", ".Y." },
  { "суицидальные мысли", "Y.." },
  { "Суицидальные мысли отрицает", "..." },
  { "нет суицидальных мыслей", "..." },
  { "попытка самоубийства", "Y.." },
  { "самоповреждение", "Y.." },
  { "угрожает убить жену", ".Y." },
  { "자살 생각 있음", "Y.." },
  { "자살 생각 없음", "..." },
  { "자해 시도", "Y.." },
  { "타해 위험 높음", ".Y." },
  { "希死念慮なし", "f.." },
  /* once more, of all of these */
  { "患者近期情绪尚稳，未诉轻生想法，睡眠差。", "..." },
  { "夜间查房见患者用床单缠绕颈部，立即制止。", "a.." },
  { "患者自述“我真的不想死，只是太痛苦”。", "f.." },
  { "患者要求医生给她一针安乐死。", "a.." },
  { "入院评估：自杀风险评估量表12分，高度风险。", "a.." },
  { "患者承认曾两次服药自杀，末次于2周前。", "Y.." },
  { "患者担心自己控制不住会掐死孩子。", ".Y." },
  { "既往无自杀、自伤及冲动伤人史。", "..." },
  { "家属否认患者有自杀行为。", "f.." },
  { "家属否认患者有自杀家族史", "f.." },
  { "患者目前无自杀风险，但存在冲动风险。", "ff." },
  { "Safety plan completed. No access to firearms. Denies SI.", "..." },
  { "Pt stated he has 'had enough' and plans to OD on his insulin tonight.", "a.." },
  { "Took 30 tabs of zolpidem, left a note.", "a.." },
  { "Self-harm scars on forearms, old.", "Y.." },
  { "Denies any history of self-harm or suicide attempts.", "..." },
  { "No previous suicide attempts. Mother completed suicide in 2001.", "f.." },
  { "Patient is at moderate risk of suicide.", "Y.." },
  { "Suicide risk assessment completed: low risk.", "..." },
  { "Chronic SI at baseline, no acute change.", "Y.." },
  { "He jokes about 'ending up under a bus' but denies intent.", "a.." },
  { "The patient minimizes; collateral from sister: found writing goodbye letters.", "Y.." },
  { "Homicidal ideation toward his supervisor with plan to bring a gun.", ".Y." },
  { "No homicidal ideation.", "..." },
  { "Discharged with suicide hotline card and instructed to return if suicidal.", "f.." },
  { "自杀未遂史：无", "..." },
  { "自伤/自杀：否；伤人：否", "..." },
  { "自杀意念（+），自杀计划（-）", "Y.." },
  { "自杀意念（-），自杀计划（-）", "..." },
  { "是否有自杀想法：否", "..." },
  { "是否有自杀想法：是", "Y.." },
  { "您过去一个月有过自杀的想法吗？没有", "f.." },
  { "您过去一个月有过自杀的想法吗？有，每周几次", "Y.." },
  { "问及自杀时患者摇头否认", "f.." },
  { "患者对自杀话题回避不答", "a.." },
  { "Asked about suicide; patient refused to answer.", "a.." },
  { "we discussed suicide risk factors of antidepressants in young adults", "f.." },
  { "Black box warning on suicidality explained", "f.." },
  { "已告知抗抑郁药可能增加青少年自杀风险", "f.." },
  { "诉想抱着孩子一起跳下去", "aa." },
  { "我撑不住了 谁来救救我", "a.." },
  { "活着一点意思都没有", "a.." },
  { "想死的心都有了", "a.." },
  { "气死我了", "..." },
  { "累死了", "..." },
  { "笑死", "..." },
  { "I'm going to kill it in the exam", "..." },
  { "I could kill for a coffee", "..." },
  { "He killed time reading", "..." },
  { "Overdosed on heroin, revived with naloxone", "a.." },
  { "Wife found him hanging in garage", "a.." },
  { "Plans to drive into a tree", "a.." },
  { "standing on the bridge railing when police arrived", "a.." },
  { "Wants to be with her dead husband", "a.." },
  { "Refuses food, says 'let me die'", "a.." },
  { "No thoughts of harming baby", "..." },
  { "Thoughts of harming baby, ego-dystonic", ".Y." },
  { "Intrusive thoughts of stabbing her husband", ".Y." },
  { "Seizure, tremor, last drink 2 days ago, CIWA 18", "..Y" },
  { "Suicide risk: unchanged, high", "Y.." },
  { "患者既往自杀未遂3次，本次入院未见自杀行为。", "Y.." },
};

static char
follows (EkSign sign)
{
  return sign == EK_SIGN_YES ? 'Y' : sign == EK_SIGN_EXCLUDED ? 'U' : '.';
}

static gboolean
is_right (char got, char right)
{
  return right == 'a' ? got != '.' : right == 'f' ? got != 'Y' : got == right;
}

static void
test_documents (void)
{
  guint n_wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      const Sentence *one = &sentences[i];
      char got[EK_N_DANGER_KINDS + 1] = "";
      gboolean right = TRUE;

      for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
        {
          got[kind] = follows (ek_danger_in_text (NULL, one->text, kind, NULL));
          right &= is_right (got[kind], one->right[kind]);
        }
      if (!right)
        g_test_message ("%s: %s instead of %s", one->text, got, one->right);
      n_wrong += !right;
    }
  g_assert_cmpuint (n_wrong, ==, 0);
}

/* The fast look passes over nothing that the reading finds. */
static void
test_fast (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
      if (follows (ek_danger_in_text (NULL, sentences[i].text, kind, NULL)) != '.')
        {
          g_test_message ("%s", sentences[i].text);
          g_assert_true (ek_danger_suspects (sentences[i].text, strlen (sentences[i].text)));
        }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/danger-documents/sentences", test_documents);
  g_test_add_func ("/danger-documents/fast", test_fast);
  return g_test_run ();
}
