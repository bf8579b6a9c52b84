/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a patient reads on the machine, in the language the patient chose, which need not be the window's. Plain words;
 * nothing about what is measured. */
typedef enum {
  EK_SAY_WELCOME,
  EK_SAY_WELCOME_TEXT,
  EK_SAY_START,
  EK_SAY_GO_ON,
  EK_SAY_BACK,
  EK_SAY_NEXT,
  EK_SAY_RATHER_NOT,
  EK_SAY_RATHER_NOT_REASON,
  EK_SAY_RATHER_NOT_SHOWN,
  EK_SAY_STOP,
  EK_SAY_STOPPED,
  EK_SAY_STOPPED_TEXT,
  EK_SAY_CONTINUE,
  EK_SAY_OPEN_QUESTIONS,
  EK_SAY_OPEN_TEXT,
  EK_SAY_LOOK_AGAIN,
  EK_SAY_FINISH,
  EK_SAY_THANKS,
  EK_SAY_THANKS_TEXT,
  EK_SAY_GIVE_BACK,
  EK_SAY_TROUBLE,
  EK_SAY_TROUBLE_TEXT,
  EK_SAY_SMALLER,
  EK_SAY_LARGER,
  EK_SAY_NOT_CHECKED,
  EK_SAY_SAVED,
  EK_SAY_SAVING,
  EK_N_SAYINGS
} EkSaying;

const char *ek_hand_over_say (EkSaying saying, const char *language);

G_END_DECLS
