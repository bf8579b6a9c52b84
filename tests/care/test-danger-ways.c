/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How clinicians, patients, families and colleagues write of danger, in both languages, direct and oblique: S to
 * oneself, H to others, M of the body, each at least asked about; N: harmless, which opens nothing and tells nothing;
 * O: of another person, which does not open the patient's own risk. */

#include "ek-danger.h"

#include <string.h>

static const struct {
  char wanted;
  const char *text;
} sentences[] = {
  { 'S', "昨晚在楼顶天台站了半个小时，被保安劝下来" },
  { 'S', "家属在枕头下发现攒了四十多片安眠药" },
  { 'S', "写好了遗书放在抽屉里" },
  { 'S', "网购了木炭和胶带，说要在车里过夜" },
  { 'S', "左前臂见多道新鲜划痕，自诉用美工刀割的" },
  { 'S', "患者拒绝讨论自杀想法，但已选好日子" },
  { 'S', "曾开煤气，被邻居发现" },
  { 'S', "夜里拿菜刀对着手腕比划" },
  { 'S', "不想再拖累孩子了，早点走了大家都轻松" },
  { 'S', "老人绝食三天，说不想活着受罪" },
  { 'S', "最近总想着车要是撞上来就好了" },
  { 'S', "把头往墙上撞，手上都是烟头烫的疤，新的" },
  { 'S', "心里苦，不如死了干净" },
  { 'S', "发朋友圈说再见了，各位" },
  { 'S', "希望明天早上醒不来" },
  { 'N', "早上醒不来，白天嗜睡" },
  { 'N', "效果特别醒目" },
  { 'S', "What's the point of going on" },
  { 'S', "Wife reports he bought charcoal and sealed the bathroom window" },
  { 'S', "I keep thinking about driving into a tree" },
  { 'S', "tied a noose in the garage, his brother cut it down" },
  { 'S', "passive death wish, no plan" },
  { 'S', "If I had a gun I would use it on myself" },
  { 'S', "I'm done. Tell my sister I love her." },
  { 'S', "Denied suicidal ideation but had a rope in his car boot" },
  { 'S', "found hanging, cut down by staff, now medically stable" },
  { 'S', "thoughts of ending her life since the layoff" },
  { 'S', "他跟我讲，等妹妹高考完他就没什么牵挂了" },
  { 'S', "昨天又跑到水库那边去了，坐到天黑" },
  { 'S', "孩子在作文里写希望明天不要来" },
  { 'S', "她反复问安眠药要吃几颗才有用" },
  { 'S', "妈妈说他这几天特别平静，把欠大家的钱都还了" },
  { 'S', "俺娘走了俺也不想留着了" },
  { 'S', "喝了两瓶白酒后把一盒头孢都吃了，说是故意的" },
  { 'S', "Told the night nurse it would be kinder if they just let him go" },
  { 'S', "He keeps going back to the level crossing where his friend died" },
  { 'S', "took all his mum's co-codamol after the row, sick all night" },
  { 'S', "He tried to strangle himself with the shower hose" },
  { 'S', "\"You won't have to put up with me much longer\"" },
  { 'S', "患者自诉\"想死的念头挥之不去\"" },
  { 'S', "他问过同事从几楼跳才一定死" },
  { 'S', "对未来彻底绝望，认为死是唯一的出路" },
  { 'S', "Patient disclosed two previous attempts, last one in October" },
  { 'S', "I feel like I'm already dead" },
  { 'S', "Went missing overnight, found at the cliff edge with his phone off" },
  { 'S', "constantly thinking about ending it" },
  { 'S', "Student tells tutor he has nothing left to lose and has written to everyone" },
  { 'S', "来访者说\"我不想再努力了，死了就不用面对了\"" },
  { 'S', "学生在树洞里留言:明天之后大家就不用再忍受我了" },
  { 'S', "反复浏览自杀网站，并收藏了几种方法" },
  { 'S', "患儿称\"我死了妈妈就不用吵架了\"" },
  { 'S', "用圆规扎大腿，称痛了心里才舒服" },
  { 'S', "整天说头痛欲裂，生无可恋，想去见奶奶" },
  { 'S', "求护士给他打一针让他走" },
  { 'S', "我就想安安静静地消失，谁也别来找我" },
  { 'S', "Overdosed on sertraline two weeks ago, did not tell anyone" },
  { 'S', "Says he's already written the note" },
  { 'S', "Ran into the road in front of a van, says she didn't care" },
  { 'S', "Doesn't see the point in being alive since the divorce" },
  { 'S', "Just wants the pain to stop for good" },
  { 'S', "He drove at 120 without a seat belt hoping for the worst" },
  { 'S', "患者承认上月曾吞服消毒液，当时未告诉家人" },
  { 'S', "近两周反复对母亲说\"我不在了你要保重\"" },
  { 'S', "半夜在厨房拿刀对着自己手腕发呆" },
  { 'S', "他说每天睁开眼就后悔自己还活着" },
  { 'S', "自述用刀片在小腿上划字" },
  { 'S', "把猫托付给朋友，退了租，说要去很远的地方" },
  { 'S', "He hopes he gets shot on duty" },
  { 'S', "Told her sponsor she was going to use until her heart stops" },
  { 'S', "She admitted walking along the train line last night waiting for one" },
  { 'S', "Tried to drown herself in the bath in June" },
  { 'S', "The patient is convinced that death is the only solution" },
  { 'S', "says he can't promise to keep himself safe tonight" },
  { 'H', "说要拿刀去单位捅了组长" },
  { 'H', "想把领导从楼上推下去" },
  { 'H', "如果再扣我工资，我就让主任吃不了兜着走，家里的斧头都磨好了" },
  { 'H', "昨晚掐住妻子的脖子，邻居报警" },
  { 'H', "我怕控制不住会伤到孩子" },
  { 'H', "带着水果刀来上班，说谁惹我就捅谁" },
  { 'H', "要往饮水机里下毒" },
  { 'H', "threatened to stab his line manager" },
  { 'H', "brought a knife to work for the foreman" },
  { 'H', "strangled his girlfriend last night, police called" },
  { 'H', "Going to burn the place down with them in it" },
  { 'H', "半夜握着菜刀站在父母房门口" },
  { 'H', "跟踪女同事回家三次，说得不到就毁掉" },
  { 'H', "Says the next person who laughs at him is getting a hammer" },
  { 'H', "放假前对同学说开学你们就见不到教务主任了" },
  { 'H', "病房里扬言要掐死邻床" },
  { 'H', "丈夫喝酒后举刀追砍妻子" },
  { 'H', "She wants to scald her stepson" },
  { 'H', "\"One of these days I'm going to snap and someone will get hurt\"" },
  { 'H', "患者称要把抢走他女友的人砍成几段" },
  { 'H', "员工称再逼他加班就跟经理拼了" },
  { 'H', "He has a list of people who wronged him and knows their routines" },
  { 'H', "She poured boiling water over her husband" },
  { 'H', "I want to wring his neck, I really might" },
  { 'M', "早上蹲厕所站起来眼前一黑，人就倒了" },
  { 'M', "断酒后大汗、震颤、心慌，夜间大喊大叫" },
  { 'M', "自行停用氯硝西泮，今晨抽搐一次" },
  { 'M', "服锂盐，近两日呕吐腹泻，走路不稳，说话含糊" },
  { 'M', "喘不上气，嘴唇发紫" },
  { 'M', "开车时短暂失去意识，撞上护栏" },
  { 'M', "戒酒第三天，胡话，抓空气" },
  { 'M', "吃了头孢又喝了酒，脸红心慌，血压测不到" },
  { 'M', "passed out in the canteen, came round after a minute" },
  { 'M', "ran out of lorazepam four days ago, had a fit this morning" },
  { 'M', "fever, rigid and confused since haloperidol was increased" },
  { 'M', "on lithium, vomiting, slurred speech and unsteady since Sunday" },
  { 'M', "short of breath at rest and lips turning blue" },
  { 'M', "shaking, sweating and hallucinating on day 3 without alcohol" },
  { 'M', "Heavy feeling in the middle of his chest going up into his jaw" },
  { 'M', "Stopped her Xanax on Friday and has been twitching and not sleeping" },
  { 'M', "Temp 39.6, stiff as a board and drowsy, third week of risperidone" },
  { 'M', "酒断了四天，昨夜看见满屋小人，浑身湿透" },
  { 'M', "洗澡时昏过去，磕破了额头" },
  { 'M', "Woke up on the kitchen floor, no idea how long he was out" },
  { 'M', "剧烈胸痛半小时，大汗淋漓" },
  { 'M', "停服阿普唑仑一周，心慌、大汗，今早抽了一次" },
  { 'M', "注射氟哌啶醇后高烧、颈部僵直、意识不清" },
  { 'M', "Fainted twice this week while driving" },
  { 'M', "severe chest pain radiating to the jaw" },
  { 'M', "Suspected serotonin syndrome after the switch to phenelzine" },
  { 'M', "加用曲马多后出现寒战、肌阵挛、躁动" },
  { 'M', "锂盐浓度1.9，伴恶心手抖" },
  { 'M', "Lost consciousness at the bus stop, bitten tongue" },
  { 'M', "On clozapine, sore throat and fever 39" },
  { 'N', "这件衣服打折，简直是跳楼价" },
  { 'N', "孩子考试前紧张得要死" },
  { 'N', "单位组织心肺复苏培训，学习胸痛的识别" },
  { 'N', "下班后去江边跑步，心情舒畅" },
  { 'N', "玩游戏总是被队友坑死" },
  { 'N', "手机没电死机了" },
  { 'N', "他说项目死线是周五" },
  { 'N', "明年打算结婚，对生活有期待" },
  { 'N', "Works as a rope access technician on wind turbines" },
  { 'N', "He killed it in the presentation" },
  { 'N', "Denies suicidal ideation, intent or plan" },
  { 'N', "Watched a documentary about a serial killer" },
  { 'N', "Went for a run along the river, felt good" },
  { 'N', "Attended suicide prevention training at work" },
  { 'N', "Her grandmother passed away at 94, grieving normally" },
  { 'N', "Drove across the new bridge to visit his brother" },
  { 'N', "The team crushed the quarter" },
  { 'N', "Plans for a summer holiday with the children" },
  { 'N', "Chest pain ruled out, troponin negative in 2015" },
  { 'N', "Updated his will with the solicitor after buying the house, as they do every five years" },
  { 'N', "We talked about a character who dies in the novel" },
  { 'N', "项目砍了一半预算，领导说想办法" },
  { 'N', "最后一次复诊是三月" },
  { 'N', "打算把旧书送给同事" },
  { 'N', "一个人在江边跑步，感觉很放松" },
  { 'N', "没有胸闷、气短" },
  { 'N', "戒酒三年，状态稳定" },
  { 'N', "他最近写了遗传学论文" },
  { 'N', "She hit a record at work this month" },
  { 'N', "We discussed the risk of serotonin syndrome with tramadol" },
  { 'N', "No confusion, oriented in all three" },
  { 'N', "Fitting in at the new school is hard" },
  { 'N', "The knife crime workshop at school went well" },
  { 'N', "I want to kill time until the interview" },
  { 'N', "He fell asleep on the train and missed his stop" },
  { 'N', "睡前数羊" },
  { 'N', "他说工作压力大，但能坚持" },
  { 'N', "安全带要系好" },
  { 'N', "老公常给她带礼物" },
  { 'N', "他喜欢看悬疑小说，凶手总是猜不到" },
  { 'N', "邻居家的狗死了" },
  { 'N', "I was so embarrassed I could have died" },
  { 'N', "He is going to the mountains alone for a hiking trip" },
  { 'N', "The film made her cry" },
  { 'N', "Brother in law works for the fire service" },
  { 'N', "今天主要讨论职场人际冲突" },
  { 'N', "他说周一开会前心慌，深呼吸后好转" },
  { 'N', "同事离职，大家写卡片告别" },
  { 'N', "孩子摔倒擦破膝盖" },
  { 'N', "每晚喝一小杯红酒" },
  { 'N', "单位体检心电图正常" },
  { 'N', "头晕时坐下休息即可缓解，无晕厥" },
  { 'N', "他负责车间的消防疏散演练" },
  { 'N', "情绪比上月稳定，愿意继续治疗" },
  { 'N', "Slept badly because of the neighbour's party" },
  { 'N', "He is angry with his manager but plans to talk to HR" },
  { 'N', "He feels guilty for missing his daughter's school play" },
  { 'N', "He wants to end the relationship with his girlfriend" },
  { 'N', "Her son broke his arm at football" },
  { 'N', "The team will meet again in two weeks" },
  { 'N', "谈到工作与生活的平衡" },
  { 'N', "看完心理医生后轻松不少" },
  { 'N', "做梦梦见考试" },
  { 'N', "电工，登高作业证已年检" },
  { 'N', "睡前喝牛奶" },
  { 'N', "情绪低落两周，无消极观念" },
  { 'N', "第一次来诊，主诉失眠" },
  { 'N', "He is looking forward to his retirement" },
  { 'N', "He stopped drinking coffee after noon and sleeps better" },
  { 'N', "Colleague shared a knife skills video" },
  { 'O', "父亲2010年自杀身亡" },
  { 'O', "同事上个月跳楼，目击者，来做危机干预" },
  { 'O', "弟弟有过割腕史" },
  { 'O', "舅舅酒精戒断时发生谵妄" },
  { 'O', "担心同学想自杀，来咨询怎么帮他" },
  { 'O', "His father died by suicide when he was ten" },
  { 'O', "A colleague jumped from the roof last month; he witnessed it" },
  { 'O', "Worried about a friend who says she wants to die" },
  { 'O', "Sister has a history of overdose" },
  { 'O', "Brother had a heart attack with chest pain at 40" },
  /* scores in other clothes */
  { 'S', "PHQ-9 item 9: 3" },
  { 'S', "PHQ-9 item 9 = 1" },
  { 'S', "PHQ9第9题=2" },
  { 'S', "PHQ-9 第9题 3分" },
  { 'S', "PHQ-9第九条目2分" },
  { 'S', "PHQ-9 (item 9 = 2)" },
  { 'S', "PHQ-9 total 18, item 9 2" },
  { 'S', "PHQ-9 18分，第9题2分" },
  { 'S', "PHQ-9 Q9: 2" },
  { 'S', "PHQ-9 #9 scored 3" },
  { 'S', "Item 9 of the PHQ-9 was 2" },
  { 'S', "PHQ-9 item nine: more than half the days" },
  { 'S', "PHQ9_9: 3" },
  { 'S', "PHQ-9 question 9 nearly every day" },
  { 'S', "PHQ-9总分26分" },
  { 'S', "PHQ-9 score 27/27" },
  { 'S', "C-SSRS 5分" },
  { 'S', "C-SSRS: 4" },
  { 'S', "C-SSRS: yes to intent" },
  { 'S', "C-SSRS: yes to items 1, 2 and 4" },
  { 'S', "C-SSRS Q4 yes" },
  { 'S', "C-SSRS第4题:是" },
  { 'S', "C-SSRS 阳性" },
  { 'S', "C-SSRS screen positive" },
  { 'S', "C-SSRS 高风险" },
  { 'S', "哥伦比亚自杀评定量表:高风险" },
  { 'S', "C-SSRS 第5题 有" },
  { 'S', "C-SSRS: ideation with plan" },
  { 'S', "EPDS item 10: 2" },
  { 'S', "EPDS第10题2分" },
  { 'S', "EPDS Q10 = 1" },
  { 'S', "BDI-II item 9: 2" },
  { 'S', "BDI第9题 2分" },
  { 'S', "HAMD第3题 3分" },
  { 'S', "HAMD-17 item 3: 3" },
  { 'S', "MADRS item 10: 4" },
  { 'S', "DASS-21 item 21: 2" },
  { 'S', "CORE-10 item 6: 3" },
  { 'S', "ASQ positive" },
  { 'S', "ASQ: yes to question 5" },
  { 'S', "ASQ阳性" },
  { 'S', "SCL-90第15题 4分" },
  { 'S', "SCL-90 第15项:4" },
  { 'S', "SDS第19题:4分" },
  { 'S', "PCL-5 item 16: 3" },
  { 'N', "PHQ-9 item 9: 0" },
  { 'N', "PHQ9第9题=0" },
  { 'N', "PHQ-9 第9题 0分" },
  { 'N', "PHQ-9 total 9" },
  { 'N', "PHQ-9 总分12分" },
  { 'N', "C-SSRS: 0" },
  { 'N', "C-SSRS: no to all questions" },
  { 'N', "C-SSRS阴性" },
  { 'N', "C-SSRS low risk" },
  { 'N', "EPDS item 10: 0" },
  { 'N', "PHQ-9 item 8: 2" },
  { 'N', "PHQ-9第8题2分" },
  { 'N', "HAMD第3题0分" },
  { 'N', "ASQ negative" },
  { 'N', "PHQ-9 18分，第9题0分" },
  { 'N', "C-SSRS training done" },
  { 'N', "C-SSRS to be done next time" },
  { 'N', "MADRS item 10: 0" },
  { 'S', "GAF 15" },
  { 'S', "CGI-S: 7" },
  { 'N', "GAF 61-70" },
  { 'N', "CGI-S 4，较前好转" },
  { 'M', "血锂浓度 1.8 mmol/L" },
  { 'N', "血锂 0.7 mmol/L" },
};

static EkSign
read_kind (const char *text, EkDangerKind kind)
{
  gboolean past = FALSE;
  EkSign sign = ek_danger_in_text (NULL, text, kind, &past);

  /* what was a danger of the body long ago is none */
  return kind == EK_DANGER_MEDICAL && past ? EK_SIGN_NONE : sign;
}

static gboolean
is_right (char wanted, const char *text)
{
  EkSign strongest = EK_SIGN_NONE;

  for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
    strongest = MAX (strongest, read_kind (text, (EkDangerKind) kind));
  switch (wanted)
    {
    case 'S':
      return read_kind (text, EK_DANGER_SUICIDE) >= EK_SIGN_EXCLUDED;
    case 'H':
      return read_kind (text, EK_DANGER_OTHERS) >= EK_SIGN_EXCLUDED;
    case 'M':
      return read_kind (text, EK_DANGER_MEDICAL) >= EK_SIGN_EXCLUDED;
    case 'O':
      return strongest < EK_SIGN_YES;
    default:
      return strongest < EK_SIGN_EXCLUDED;
    }
}

static void
test_ways (void)
{
  guint n_wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (!is_right (sentences[i].wanted, sentences[i].text))
      {
        g_test_message ("%c: %s", sentences[i].wanted, sentences[i].text);
        n_wrong++;
      }
  g_assert_cmpuint (n_wrong, ==, 0);
}

/* The look at the bytes of an import, which comes first, passes none of them over. */
static void
test_fast (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (strchr ("SHM", sentences[i].wanted) != NULL)
      {
        g_test_message ("%s", sentences[i].text);
        g_assert_true (ek_danger_suspects (sentences[i].text, strlen (sentences[i].text)));
      }
}

/* A title says nothing of who saw it, a book about it is asked after, and what somebody wrote is no work. */
static void
test_works (void)
{
  g_assert_cmpint (read_kind ("和同事看了电影《杀人回忆》", EK_DANGER_OTHERS), ==, EK_SIGN_HARMLESS);
  g_assert_cmpint (read_kind ("枕头下有《遗书》一页", EK_DANGER_SUICIDE), ==, EK_SIGN_YES);
  g_assert_cmpint (read_kind ("看了电影《杀人回忆》后说要杀了他", EK_DANGER_OTHERS), >=, EK_SIGN_EXCLUDED);
  g_assert_cmpint (read_kind ("She listens to a podcast about suicide", EK_DANGER_SUICIDE), ==, EK_SIGN_EXCLUDED);
}

/* A danger of the body is none when it was long ago, unless it goes on. */
static void
test_long_ago (void)
{
  gboolean past = FALSE;

  g_assert_cmpint (ek_danger_in_text (NULL, "Fainted once in 1998", EK_DANGER_MEDICAL, &past), >=, EK_SIGN_EXCLUDED);
  g_assert_true (past);
  g_assert_cmpint (ek_danger_in_text (NULL, "Fainted ten minutes ago", EK_DANGER_MEDICAL, &past), >=, EK_SIGN_EXCLUDED);
  g_assert_false (past);
  g_assert_cmpint (ek_danger_in_text (NULL, "晕厥自三年前反复发作", EK_DANGER_MEDICAL, &past), >=, EK_SIGN_EXCLUDED);
  g_assert_false (past);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/danger-ways/ways", test_ways);
  g_test_add_func ("/danger-ways/fast", test_fast);
  g_test_add_func ("/danger-ways/works", test_works);
  g_test_add_func ("/danger-ways/long-ago", test_long_ago);
  return g_test_run ();
}
