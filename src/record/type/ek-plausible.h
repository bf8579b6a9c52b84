/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-record.h"
#include "ek-time.h"

G_BEGIN_DECLS

/* One layer for every date, whoever brings it: the window, the command line, a file, a server. What is refused when a
 * person enters it here is told when it comes from elsewhere; what was stored before stays readable. */

typedef enum {
  EK_DATE_FUTURE, /* said to have happened, and to come */
  EK_DATE_BEFORE_BIRTH,
  EK_DATE_END_BEFORE_START,
  EK_DATE_VERY_OLD,  /* a birth more than 120 years ago */
  EK_DATE_FAR_AHEAD, /* planned for a day more than ten years from now */
} EkDateDoubt;

/** EkDoubtfulDate: one date of a record that cannot be, or hardly. */
typedef struct {
  int field;
  EkDateDoubt doubt;
  gboolean possible; /* it happens: a person may confirm it */
} EkDoubtfulDate;

GArray *ek_plausible_list (EkRecord *record, EkRecord *former, const char *birth_date, const char *today);
gboolean ek_plausible_check (EkRecord *record, EkRecord *former, const char *birth_date, EkClock *clock,
                             gboolean confirmed, GError **error);
gboolean ek_plausible_needs_birth (EkRecord *record);
char *ek_plausible_words (EkRecord *record, const EkDoubtfulDate *doubtful) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
