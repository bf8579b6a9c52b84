/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-hand-over-words.h"

#include <glib/gi18n.h>

#include "ek-language.h"

static const char *const sayings[EK_N_SAYINGS] = {
  [EK_SAY_WELCOME] = NC_ ("to a patient", "A few questions for you"),
  [EK_SAY_WELCOME_TEXT] =
    NC_ ("to a patient",
         "Take your time. There are no right or wrong answers. Each answer is kept as soon as you "
         "give it, and you can stop "
         "at any time. Only the people who care for you read them."),
  [EK_SAY_START] = NC_ ("to a patient", "Start"),
  [EK_SAY_GO_ON] = NC_ ("to a patient", "Go on where I stopped"),
  [EK_SAY_BACK] = NC_ ("to a patient", "Back"),
  [EK_SAY_NEXT] = NC_ ("to a patient", "Next"),
  [EK_SAY_RATHER_NOT] = NC_ ("to a patient", "I would rather not answer this"),
  [EK_SAY_RATHER_NOT_REASON] = NC_ ("to a patient", "Would rather not answer"),
  [EK_SAY_RATHER_NOT_SHOWN] = NC_ ("to a patient", "You chose not to answer this. You can still change your mind."),
  [EK_SAY_STOP] = NC_ ("to a patient", "Stop for now"),
  [EK_SAY_STOPPED] = NC_ ("to a patient", "You have stopped for now"),
  [EK_SAY_STOPPED_TEXT] = NC_ ("to a patient", "Your answers are kept. Please give this computer back."),
  [EK_SAY_CONTINUE] = NC_ ("to a patient", "Go on"),
  [EK_SAY_OPEN_QUESTIONS] = NC_ ("to a patient", "Some questions are still open"),
  [EK_SAY_OPEN_TEXT] = NC_ ("to a patient", "You can look at them again, or leave them open."),
  [EK_SAY_LOOK_AGAIN] = NC_ ("to a patient", "Look again"),
  [EK_SAY_FINISH] = NC_ ("to a patient", "I have finished"),
  [EK_SAY_THANKS] = NC_ ("to a patient", "Thank you"),
  [EK_SAY_THANKS_TEXT] = NC_ ("to a patient", "That was everything. Please give this computer back."),
  [EK_SAY_GIVE_BACK] = NC_ ("to a patient", "Give back"),
  [EK_SAY_TROUBLE] = NC_ ("to a patient", "One moment, please"),
  [EK_SAY_TROUBLE_TEXT] =
    NC_ ("to a patient",
         "Your last answer is not saved yet. Please tell the person who gave you this computer, and "
         "leave it switched on."),
  [EK_SAY_SMALLER] = NC_ ("to a patient", "Smaller text"),
  [EK_SAY_LARGER] = NC_ ("to a patient", "Larger text"),
  [EK_SAY_NOT_CHECKED] = NC_ ("to a patient", "Wording not yet checked against the official form"),
  [EK_SAY_SAVED] = NC_ ("to a patient", "Saved"),
  [EK_SAY_SAVING] = NC_ ("to a patient", "Saving…"),
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
  return ek_tr_c (language, "to a patient", sayings[saying]);
}
