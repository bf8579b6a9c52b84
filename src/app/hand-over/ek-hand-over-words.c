/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-hand-over-words.h"

static const struct {
  const char *en, *zh;
} sayings[EK_N_SAYINGS] = {
  [EK_SAY_WELCOME] = { "A few questions for you", "请您回答几个问题" },
  [EK_SAY_WELCOME_TEXT] = { "Take your time. There are no right or wrong answers. Each answer is kept as soon as you "
                            "give it, and you can stop "
                            "at any time. Only the people who care for you read them.",
                            "请慢慢来，答案没有对错之分。您每回答一题都会立即保存，随时可以停下。只有照护您的医务人员会"
                            "看到您的回答。" },
  [EK_SAY_START] = { "Start", "开始" },
  [EK_SAY_GO_ON] = { "Go on where I stopped", "从上次停下的地方继续" },
  [EK_SAY_BACK] = { "Back", "上一题" },
  [EK_SAY_NEXT] = { "Next", "下一题" },
  [EK_SAY_RATHER_NOT] = { "I would rather not answer this", "这一题我不想回答" },
  [EK_SAY_RATHER_NOT_REASON] = { "Would rather not answer", "本人不愿回答" },
  [EK_SAY_RATHER_NOT_SHOWN] = { "You chose not to answer this. You can still change your mind.",
                                "您选择了不回答这一题，之后仍可以改变主意。" },
  [EK_SAY_STOP] = { "Stop for now", "先停一下" },
  [EK_SAY_STOPPED] = { "You have stopped for now", "您已暂停" },
  [EK_SAY_STOPPED_TEXT] = { "Your answers are kept. Please give this computer back.",
                            "您的回答已保存。请把电脑交还给工作人员。" },
  [EK_SAY_CONTINUE] = { "Go on", "继续回答" },
  [EK_SAY_OPEN_QUESTIONS] = { "Some questions are still open", "还有题目没有回答" },
  [EK_SAY_OPEN_TEXT] = { "You can look at them again, or leave them open.", "您可以再看一看，也可以就这样留空。" },
  [EK_SAY_LOOK_AGAIN] = { "Look again", "再看一看" },
  [EK_SAY_FINISH] = { "I have finished", "我答完了" },
  [EK_SAY_THANKS] = { "Thank you", "谢谢您" },
  [EK_SAY_THANKS_TEXT] = { "That was everything. Please give this computer back.",
                           "全部题目已答完。请把电脑交还给工作人员。" },
  [EK_SAY_GIVE_BACK] = { "Give back", "交还" },
  [EK_SAY_TROUBLE] = { "One moment, please", "请稍等" },
  [EK_SAY_TROUBLE_TEXT] = { "Your last answer is not saved yet. Please tell the person who gave you this computer, and "
                            "leave it switched on.",
                            "您的上一个回答尚未保存。请告诉给您电脑的工作人员，不要关闭电脑。" },
  [EK_SAY_SMALLER] = { "Smaller text", "缩小文字" },
  [EK_SAY_LARGER] = { "Larger text", "放大文字" },
  [EK_SAY_NOT_CHECKED] = { "Wording not yet checked against the official form", "措辞尚未与正式版本核对" },
  [EK_SAY_SAVED] = { "Saved", "已保存" },
  [EK_SAY_SAVING] = { "Saving…", "正在保存…" },
};

/**
 * ek_hand_over_say:
 * @saying: what
 * @language: "en" or "zh"
 *
 * Returns: (transfer none): the words
 */
const char *
ek_hand_over_say (EkSaying saying, const char *language)
{
  g_return_val_if_fail ((int) saying >= 0 && saying < EK_N_SAYINGS, "");
  return language != NULL && g_str_has_prefix (language, "zh") ? sayings[saying].zh : sayings[saying].en;
}
