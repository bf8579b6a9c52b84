/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-battery-set.h"
#include "ek-facts.h"

G_BEGIN_DECLS

/* Sets of instruments (batteries) that are given one after the other: the baseline set, the check at each session …
 * What is in a set is data (data/knowledge/batteries.json). A set that was given is an EkRecord of ek_battery_type; it
 * keeps the set as it was when it was started. How far it is follows from the saved assessments that carry its id
 * (EK_ASSESSMENT_BATTERY) and from what a person decided, so an interruption loses nothing. All calls that take a store
 * block on the disk. */

typedef enum {
  EK_BATTERY_STATE_DUE,           /* to be given */
  EK_BATTERY_STATE_OPEN,          /* being filled in */
  EK_BATTERY_STATE_DONE,          /* every item that is needed is answered */
  EK_BATTERY_STATE_PARTIAL,       /* finished with items missing: no severity */
  EK_BATTERY_STATE_DECLINED,      /* the patient declined the form */
  EK_BATTERY_STATE_SKIPPED,       /* a clinician left it out, with a reason */
  EK_BATTERY_STATE_NOT_NEEDED,    /* its condition does not hold */
  EK_BATTERY_STATE_WAITING,       /* its condition cannot be judged (yet) */
  EK_BATTERY_STATE_NOT_AVAILABLE, /* no words, or cannot be scored, or not on this machine */
  EK_BATTERY_STATE_STOPPED,       /* the set was stopped before it */
} EkBatteryState;

/** EkBatteryStep: one instrument of a set that is being given or was given. */
typedef struct {
  char *instrument;
  char *abbreviation; /* or the id where the instrument is not on this machine */
  EkBatteryState state;
  guint minutes;
  char *why_en, *why_zh;
  gboolean conditional;
  gboolean by_number; /* without words: its answers are entered by number */
  char *reason;       /* a person's words: skipped, declined, stopped; NULL without */
  char **because_en;  /* what the condition was judged by; may be empty */
  char **because_zh;
  char *assessment_id; /* the form, or NULL */
} EkBatteryStep;

const char *ek_battery_state_id (EkBatteryState state);
const char *ek_battery_state_label (EkBatteryState state);
gboolean ek_battery_state_is_asked (EkBatteryState state);
/* Why it was not asked, as a sentence; NULL where it was. */
char *ek_battery_step_why_not (const EkBatteryStep *step, const char *language);
void ek_battery_step_free (EkBatteryStep *step);
char *ek_battery_name (EkRecord *battery, const char *language);

/* Saved, in progress. EK_ERROR_EXISTS while another set of this patient is in progress. */
EkRecord *ek_battery_start (EkStore *store, EkKnowledge *knowledge, const char *patient_id, const char *set_id,
                            GError **error);
EkRecord *ek_battery_find_open (EkStore *store, const char *patient_id, GError **error);
GPtrArray *ek_battery_list (EkStore *store, const char *patient_id, GError **error);
/* of EkBatteryStep, in the order they are given */
GPtrArray *ek_battery_list_steps (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *battery,
                                  GError **error);
/* What is to be given next: an open form first. NULL: nothing is left. @steps: what ek_battery_list_steps() gave. */
const EkBatteryStep *ek_battery_next (GPtrArray *steps);
/* The form of this instrument in this set: the open one, or a new one. */
EkRecord *ek_battery_give (EkStore *store, EkCatalogue *catalogue, EkRecord *battery, const char *instrument_id,
                           const char *mode, const char *language, GError **error);
/* A whole form of this set at once (command line, paper), in one transaction. @answers keyed by item. */
gboolean ek_battery_record (EkStore *store, EkCatalogue *catalogue, EkRecord *battery, const char *instrument_id,
                            JsonNode *answers, const char *mode, const char *language, GError **error);
gboolean ek_battery_skip (EkStore *store, EkCatalogue *catalogue, EkRecord *battery, const char *instrument_id,
                          const char *reason, GError **error);
/* Gives it all the same: takes a skip back, and does not wait for a condition. */
gboolean ek_battery_include (EkStore *store, EkRecord *battery, const char *instrument_id, GError **error);
/* EK_ERROR_INCOMPLETE while an instrument is due or open. */
gboolean ek_battery_finish (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *battery,
                            GError **error);
gboolean ek_battery_stop (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *battery,
                          const char *reason, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkBatteryStep, ek_battery_step_free)

G_END_DECLS
