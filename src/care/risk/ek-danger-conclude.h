/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-danger-private.h"
#include "ek-risk.h"
#include "ek-types.h"

G_BEGIN_DECLS

/** EkDangerLook: one record that is looked at. Only for files of the rooms of care. */
typedef struct {
  EkStore *store;
  EkCatalogue *catalogue; /* or NULL */
  EkKnowledge *rules;
  const char *patient_id;
  JsonObject *resource; /* or NULL */
  EkInstrument *form;   /* whose items the resource answers, by some version of it; or NULL */
  char *source;         /* record id, or one that follows from the resource */
  const char *from;     /* type of record */
  gint64 taken;
  int offset;
  gboolean dated;   /* @taken is the record's own */
  GArray *standing; /* of EkRiskCause: what was found */
  const char *item; /* the last question of a form that a finding answers, or NULL */
  double number;    /* and the answer */
  EkItem *named;    /* critical, by its name or words; or NULL */
  EkInstrument *named_of;
  guint noticed; /* bits of 1 << EkDangerKind: a notice tells of it */
} EkDangerLook;

/** EkDangerValue: an answer. @number: NAN when it is none. An answer is a no (see ek_danger_value_is_no()) when
 * something of it says so and nothing of it says otherwise. */
typedef struct {
  double number;
  char *text;
  char *code; /* of a coded answer */
  gboolean says_no;
  gboolean says_other; /* another part of it is not a no */
  gboolean says_low;   /* a low degree, */
  gboolean says_more;  /* and words that are neither that nor a no */
  gboolean uncertain;  /* a limit, not a number: "less than 2" */
  gboolean is_there;
  gboolean refused; /* asked and not answered */
} EkDangerValue;

gboolean ek_danger_value_is_no (const EkDangerValue *value);
gboolean ek_danger_conclude_answer (EkDangerLook *look, const EkDangerFound *asked, const EkDangerValue *answer,
                                    const char *words, GError **error);
gboolean ek_danger_leave_notice (EkDangerLook *look, EkDangerKind kind, const char *words, const char *source,
                                 const char *more, const char *what, GError **error);
gboolean ek_danger_raise (EkDangerLook *look, const EkRiskCause *cause, GError **error);
gboolean ek_danger_raise_words (EkDangerLook *look, EkDangerKind kind, const char *rule, const char *words,
                                gboolean past, GError **error);
gboolean ek_danger_leave_words (EkDangerLook *look, EkDangerKind kind, const char *words, GError **error);
gboolean ek_danger_tell_ended (EkDangerLook *look, const EkDangerFound *asked, const char *words, const char *how,
                               GError **error);
int ek_danger_days_since (EkDangerLook *look, const char *date);
int ek_danger_days_of (EkDangerLook *look);

/* ek-danger-total.c */
gboolean ek_danger_look_at_proof (EkDangerLook *look, const char *code, double number, GError **error);
gboolean ek_danger_is_total_of (EkInstrument *instrument, const char *code);
double ek_danger_greatest_without (EkKnowledge *rules, EkInstrument *instrument, EkDangerKind kind, JsonObject *given);

G_END_DECLS
