/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words that say something only together, in both languages: what must be seen by a person (a risk or a question), and
 * what looks like it and is harmless. Here it is held that nothing dangerous is passed over and nothing harmless tells;
 * the fast look, which comes first, must not pass it over either. */

#include "ek-danger.h"
#include "ek-knowledge-rules.h"

#include <string.h>

#define LONG_TEXT (100 * 1024)

/* In the order of the rules in data/knowledge/danger.json, the dangerous ones of each kind before the harmless: D is
 * a risk, A is asked about, N is nothing. */
static const struct {
  char wanted;
  const char *text;
} sentences[] = {
  { 'D', "Swallowed 24 ibuprofen tablets after the phone call." },
  { 'D', "Took about forty of her mother's sleeping pills." },
  { 'D', "Admits she downed a whole bottle of promethazine on Friday." },
  { 'D', "Brought in after taking 60 x 500 mg paracetamol." },
  { 'N', "Takes 2 tablets of metformin 500 mg twice daily." },
  { 'N', "Took 10 mg zopiclone for 14 nights as prescribed." },
  { 'N', "Took 20 minutes to fall asleep after the tablet." },
  { 'N', "Finished a course of 21 tablets of amoxicillin." },
  { 'D', "昨晚一口气吃了二十多片阿普唑仑。" },
  { 'D', "患者服下一整瓶安定。" },
  { 'D', "服用氯硝西泮50片后被送急诊。" },
  { 'D', "口服奥氮平约三十粒，昏睡不醒。" },
  { 'N', "遵医嘱口服艾司唑仑1片 qn。" },
  { 'N', "氯化钠片 1g*100片 口服 1片 每日三次。" },
  { 'N', "服用舍曲林12周，疗效可。" },
  { 'N', "口服泼尼松12片每日一次。" },
  { 'D', "Drank half a cup of antifreeze." },
  { 'D', "Ingested sodium nitrite ordered online." },
  { 'D', "Swallowed two razor blades on the ward." },
  { 'D', "Found after ingesting paraquat." },
  { 'N', "Cleans floors with bleach at work, eczema on the hands." },
  { 'N', "Child drank bleach by accident, seen in the emergency department." },
  { 'N', "Drank two cups of coffee before the visit." },
  { 'D', "与丈夫争吵后喝下半瓶洁厕灵。" },
  { 'D', "吞服刀片一枚。" },
  { 'D', "口服敌草快约50ml。" },
  { 'D', "喝了老鼠药，被家属送来。" },
  { 'N', "穿防护服喷洒农药，未见不适。" },
  { 'N', "工作中使用消毒液，手部皮炎。" },
  { 'N', "误服少量洗涤剂，已观察。" },
  { 'D', "Scratches her forearms with scissors until they bleed." },
  { 'D', "Slashed his thigh with a knife after the call." },
  { 'D', "Multiple lacerations to the left wrist made with a razor blade." },
  { 'D', "Was found with a cord tied around his neck." },
  { 'N', "Cut his arm on a machine at work." },
  { 'N', "Cut her hair short, sleeve tattoo on the arm." },
  { 'N', "Wears a scarf around her neck." },
  { 'D', "用美工刀反复割自己的大腿。" },
  { 'D', "左腕多处刀片割伤，系自行割伤。" },
  { 'D', "用鞋带勒住脖子被护士发现。" },
  { 'D', "被发现将床单缠在脖子上。" },
  { 'N', "工作中被玻璃不慎划伤手臂。" },
  { 'N', "术后腹部切口愈合好。" },
  { 'N', "手臂烫伤，系做饭时不小心所致。" },
  { 'D', "Pulled back from the platform edge by a stranger." },
  { 'D', "Climbed over the bridge railing, police brought her down." },
  { 'D', "Sat on the ledge of the ninth floor for an hour, crying." },
  { 'D', "Rescued from the river at night, had walked in on purpose." },
  { 'N', "Roofer, works on the roof every day." },
  { 'N', "Walked across the bridge with the dog, felt well." },
  { 'N', "Went to the riverbank to fish with his son." },
  { 'D', "独自坐在天台边缘，消防员将其抱下。" },
  { 'D', "翻越大桥护栏，被民警拉回。" },
  { 'D', "半夜走进河里，被路人救起。" },
  { 'D', "在窗台上坐着说要往下跳。" },
  { 'N', "在楼顶检修空调时中暑。" },
  { 'N', "周末常去河边散步。" },
  { 'N', "站在桥上拍照看风景。" },
  { 'D', "The voices order her to walk into traffic." },
  { 'D', "Voice tells him he must die tonight." },
  { 'D', "Hears voices saying jump from the balcony." },
  { 'D', "Auditory hallucinations, the voices urging him to hang himself." },
  { 'N', "No voices telling him to do anything." },
  { 'N', "Hears the voice of her late husband, comforting." },
  { 'N', "Voices his opinion in the team." },
  { 'D', "凭空听到声音命令他去撞车。" },
  { 'D', "耳边有声音让她去死。" },
  { 'D', "幻听内容为叫其从楼上跳下。" },
  { 'D', "有个声音一直催他去跳河。" },
  { 'N', "否认有声音命令其做事。" },
  { 'N', "嗓子声音嘶哑三天。" },
  { 'N', "耳鸣，听到嗡嗡声音。" },
  { 'D', "Prays to die in her sleep." },
  { 'D', "Says there is no point in living." },
  { 'D', "Regrets having survived." },
  { 'D', "Says he does not deserve to live." },
  { 'N', "Says the hike nearly was the death of him, laughing." },
  { 'N', "Does not want to die, afraid of cancer." },
  { 'N', "Is looking forward to her retirement." },
  { 'D', "说活着就是受罪。" },
  { 'D', "后悔被救，说不该救我。" },
  { 'D', "每天盼着早点死。" },
  { 'D', "觉得自己不该活在这世上。" },
  { 'N', "表示要好好活着，陪孩子长大。" },
  { 'N', "近期睡眠好，一觉到天亮。" },
  { 'N', "早点走路去上班。" },
  { 'D', "Has been collecting her quetiapine for weeks." },
  { 'D', "Stashed 40 tablets behind the mirror." },
  { 'D', "Asked where to buy cyanide." },
  { 'D', "Googled the lethal dose of amitriptyline." },
  { 'N', "Is saving up for a house." },
  { 'N', "The pharmacy stocks 40 tablets a pack." },
  { 'N', "Collects stamps and takes his tablets regularly." },
  { 'D', "偷偷攒下安眠药二十余片。" },
  { 'D', "把药藏起来不吃，已藏了一个月。" },
  { 'D', "网上查询致死剂量。" },
  { 'D', "在网上下单购买氰化物。" },
  { 'N', "疫情期间囤了感冒药。" },
  { 'N', "药房存了足够的药品。" },
  { 'N', "攒钱买房，压力大。" },
  { 'D', "Gave away her cat and said goodbye to colleagues." },
  { 'A', "Told his wife all the passwords and where to find the will." },
  { 'A', "Wrote letters to be opened after she is gone." },
  { 'A', "Says they won't have to worry about me any more." },
  { 'N', "Gave away old clothes to charity." },
  { 'N', "Reset her password after being locked out." },
  { 'N', "Won't be here next week because of vacation." },
  { 'A', "把存款和物品都分给了弟妹，说以后用不着了。" },
  { 'A', "写好遗嘱并安排好自己的后事。" },
  { 'A', "给每个孩子写好信，托付给邻居。" },
  { 'A', "说下辈子再做一家人，让我照顾好孩子。" },
  { 'N', "搬家时把旧衣物送人。" },
  { 'N', "忘记密码，无法登录系统。" },
  { 'N', "写好工作总结后告诉领导。" },
  { 'D', "Feels like a burden, everyone would be better off with her gone." },
  { 'D', "Cannot keep himself safe at home." },
  { 'D', "Is afraid of what she might do tonight." },
  { 'D', "Unable to guarantee his safety on the ward." },
  { 'N', "The caregiver burden is high at home." },
  { 'N', "Feels safe at home and on the ward." },
  { 'N', "The workload is a burden to her schedule but manageable." },
  { 'D', "认为自己拖累家人，死了大家都解脱。" },
  { 'D', "不能保证自身安全，要求住院。" },
  { 'D', "怕自己做傻事。" },
  { 'A', "觉得自己是家里的累赘。" },
  { 'N', "家庭经济负担较重。" },
  { 'N', "工作负担大，疲惫。" },
  { 'N', "能保证不自伤，不自杀。" },
  { 'D', "Swears he will shoot his boss." },
  { 'D', "Threatens to stab her landlord with a knife." },
  { 'D', "Plans to set fire to the office with the colleagues inside." },
  { 'A', "Wants to make them pay, has written a hit list." },
  { 'N', "Set the table and burned the dinner." },
  { 'N', "Paid attention to the colleagues at the office." },
  { 'N', "The movie is about a man who wants to shoot his boss." },
  { 'D', "扬言要烧了宿舍，和大家同归于尽。" },
  { 'D', "威胁要捅死班长。" },
  { 'D', "说要报复前夫，已买好汽油。" },
  { 'D', "想拿斧头和邻居拼命。" },
  { 'N', "拼命工作三年，身心疲惫。" },
  { 'N', "拼命加班，睡眠不足。" },
  { 'N', "发烧了两天，在家休息。" },
  { 'D', "Intrusive urge to drop the baby from the window, fears losing control." },
  { 'D', "Thoughts of smothering her newborn." },
  { 'D', "Afraid she will drown the child in the bath." },
  { 'D', "Wants to take the children with her so that they need not suffer, then die." },
  { 'N', "Baby sleeps well, breastfeeding without problems." },
  { 'N', "Drops the child at school each morning." },
  { 'N', "Shaking hands with the staff, friendly." },
  { 'D', "反复出现掐孩子脖子的念头。" },
  { 'D', "脑中总有把宝宝摔下去的画面，很害怕。" },
  { 'D', "想捂住婴儿的嘴让他不再哭，怕控制不住。" },
  { 'D', "说要和全家一起死。" },
  { 'N', "每天接孩子放学，一起走回家。" },
  { 'N', "宝宝吐奶，喂养正常。" },
  { 'N', "孩子落水演练，学习游泳。" },
  { 'D', "Off alcohol for two days, sweating, shaking and seeing insects." },
  { 'D', "Seizure this morning, stopped drinking on Sunday." },
  { 'D', "Abstinent for 36 hours, tremor and hallucinations." },
  { 'A', "Chest pain since this morning." },
  { 'N', "Last drink in 2015, no cravings." },
  { 'N', "No tremor, no sweating, last drink two weeks ago." },
  { 'N', "No chest pain, no shortness of breath." },
  { 'D', "戒酒第二天，手抖、出汗，并有幻视。" },
  { 'D', "末次饮酒30小时前，抽搐一次。" },
  { 'D', "停酒后大汗、震颤、胡言乱语。" },
  { 'A', "今晨晕厥一次，现感胸痛。" },
  { 'N', "戒酒两年，情绪稳定。" },
  { 'N', "无胸痛、胸闷。" },
  { 'N', "否认胸痛、晕厥。" },
  { 'D', "Denies that the overdose was a mistake: denies overdose was a mistake." },
  { 'D', "否认服药过量是意外。" },
  { 'N', "Denies SI/HI." },
  { 'N', "Anxiety at work, sleeps badly." },
  { 'N', "否认消极观念。" },
  { 'N', "Syncope: none." },
  { 'N', "Denies SI/HI, no AVH." },
  { 'N', "Sertraline 50 mg po daily, 30 tablets, 2 refills." },
  { 'N', "Patient educated to take 2 tablets every 6 hours as needed, dispense 60 tablets." },
  { 'N', "Take 1 tablet daily. Quantity 30 tablets." },
  { 'N', "Methotrexate, take 10 tablets weekly." },
  { 'N', "Anxiety at work, argues with supervisor about the schedule." },
  { 'N', "Standing at the window of the office he felt dizzy at times." },
  { 'N', "He walked from the car park to the building, tired." },
  { 'N', "Found the building renovation stressful." },
  { 'N', "She stood by her family during the illness." },
  { 'N', "Son was found to have ADHD, she wants more time with the children." },
  { 'N', "He is going to see his brother and his wife this weekend." },
  { 'N', "Plans to attack the backlog with his boss." },
  { 'N', "Patient wants to cut down on coffee, arm pain again." },
  { 'N', "Cutting carbohydrates, stomach pain daily." },
  { 'N', "Wants to throw a party for her daughter, thoughts racing." },
  { 'N', "Might drop the child care fees issue." },
  { 'N', "His voice tells of tiredness; says train commute is long." },
  { 'N', "嗓音低，声音小，说坐火车上班累。" },
  { 'N', "患者要求出院，家属同意。" },
  { 'N', "站在车间窗边时头晕，想回家休息。" },
  { 'N', "服用碳酸锂6个月，血锂正常。" },
  { 'N', "口服碳酸锂片 0.25g*100片，每次2片，每日2次。" },
  { 'N', "服药12周后PHQ-9降至5分。" },
  { 'N', "每天坐地铁上班，站台人多，哭闹声让她烦。" },
  { 'N', "把工作情况告诉领导，写好报告。" },
  { 'N', "家属来信告诉其孩子考上大学。" },
  { 'N', "患者存在睡眠问题，存款不多，按时吃药。" },
  { 'N', "因手表丢失与同事争吵。" },
  { 'N', "想带孩子去旅游。" },
  { 'N', "担心孩子摔倒，想多陪伴。" },
  { 'N', "戒酒三年，无渴求。" },
  { 'N', "手抖为药物副作用，未饮酒。" },
  { 'N', "用刀切水果时反复洗手，强迫症状。" },
  { 'N', "接触机器，右前臂割伤，系工伤。" },
  { 'N', "未引出幻觉，否认命令性幻听。" },
  { 'N', "希望死刑制度改革。" },
  { 'N', "负担轻松一些后好转。" },
  { 'D', "Took 32 of her sister's tablets, said she wanted to sleep forever." },
  { 'D', "Does not deny that she thinks about taking her life." },
  { 'D', "Denies overdose was accidental." },
  { 'D', "不能保证不自伤，不自杀。" },
  { 'N', "Works in the homicide unit." },
  { 'N', "A colleague attempted suicide; he himself has no suicidal thoughts." },
  { 'N', "The suicide of a celebrity upset her." },
  { 'N', "喜欢看连环杀人案的剧。" },
  { 'N', "游乐园跳楼机操作工。" },
  { 'N', "热线志愿者，常接听有自杀念头者来电。" },
  { 'N', "能保证不自杀。" },
  { 'N', "在家按时自服药物。" },
  { 'N', "Suicide risk is low and unchanged." },
};

static EkSign
strongest (const char *text)
{
  EkSign sign = EK_SIGN_NONE;

  for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
    sign = MAX (sign, ek_danger_in_text (NULL, text, kind, NULL));
  return sign;
}

static void
test_sentences (void)
{
  guint n_wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      EkSign sign = strongest (sentences[i].text);
      char said = sign == EK_SIGN_YES ? 'D' : sign == EK_SIGN_EXCLUDED ? 'A' : 'N';

      if (said == sentences[i].wanted)
        continue;
      g_test_message ("%s: %c instead of %c", sentences[i].text, said, sentences[i].wanted);
      n_wrong++;
    }
  g_assert_cmpuint (n_wrong, ==, 0);
}

static void
test_fast (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].wanted != 'N')
      {
        g_test_message ("%s", sentences[i].text);
        g_assert_true (ek_danger_suspects (sentences[i].text, strlen (sentences[i].text)));
      }
}

/* What stands far away, or in the next sentence, is not beside the word; an abbreviation ends no sentence. */
static void
test_reach (void)
{
  g_autoptr (GString) far = g_string_new ("Took ");

  g_assert_cmpint (strongest ("Ingested approx. 20 tablets"), ==, EK_SIGN_YES);
  g_assert_cmpint (strongest ("Took the bus. 20 tablets in the cupboard"), ==, EK_SIGN_NONE);
  while (far->len < 400)
    g_string_append (far, "a walk ");
  g_string_append (far, "20 tablets");
  g_assert_cmpint (strongest (far->str), ==, EK_SIGN_NONE);
}

/* Nothing but words that want others beside them, without an end of a sentence: each looks no further than it may. A
 * reading that went over the whole text for each would not end within the time of the test. */
static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < LONG_TEXT)
    g_string_append (text, "took 服用 voices 声音 ");
  g_assert_cmpint (strongest (text->str), ==, EK_SIGN_NONE);
  g_string_append (text, "took 40 tablets");
  g_assert_cmpint (strongest (text->str), ==, EK_SIGN_YES);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/danger-together/sentences", test_sentences);
  g_test_add_func ("/danger-together/fast", test_fast);
  g_test_add_func ("/danger-together/reach", test_reach);
  g_test_add_func ("/danger-together/long", test_long);
  return g_test_run ();
}
