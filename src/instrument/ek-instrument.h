/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-json.h"

G_BEGIN_DECLS

/**
 * EkInstrument:
 *
 * One version of one instrument's definition, read from JSON and checked. Immutable, reference counted, may cross
 * threads. No instrument has code of its own: everything that differs between instruments is in the definition.
 * Texts are asked for by language, "en" or "zh"; where a language is missing the other is given.
 */
typedef struct _EkInstrument EkInstrument;
typedef struct _EkItem EkItem;

typedef enum {
  EK_ITEM_CHOICE,
  EK_ITEM_MULTIPLE,
  EK_ITEM_NUMBER,
  EK_ITEM_TIME_OF_DAY,
  EK_ITEM_DURATION,
  EK_ITEM_TEXT
} EkItemKind;

/** EkOption: one answer of a choice. @value is what is stored and, unless the definition recodes it, scored. */
typedef struct {
  double value;
  const char *label_en;
  const char *label_zh;
  const char *loinc; /* answer code, or NULL */
} EkOption;

/**
 * EkBand:
 *
 * A range of a score with its word. @low and @high are both inside the band. @rank: 0 is best. An outcome of an
 * algorithm (triage, diagnosis) is a band too, found by its condition instead of its range: @low and @high are NAN.
 */
typedef struct {
  const char *id; /* the published English word: "minimal/none" "mild" "moderately severe" … */
  double low, high;
  int rank;
  const char *level; /* "normal" "mild" "moderate" "severe": the common scale of the program */
  const char *label_en;
  const char *label_zh;
  gboolean verified; /* FALSE: its limits were not seen in a source, and this must be shown */
} EkBand;

/** EkVerification: how far a fact of the definition was checked, as it must be shown. */
typedef struct {
  const char *what; /* "scoring" "bands" "wording-zh" … */
  gboolean verified;
  const char *note;    /* or NULL */
  const char *note_zh; /* NULL: @note is read in every language */
} EkVerification;

/** EkCriticalRule: when the answer to an item needs somebody to act. */
typedef struct {
  const char *id;      /* "suicidal-thoughts" */
  const char *urgency; /* "immediate" "same-day" "ask" */
  const char *action_en;
  const char *action_zh;
  const char *source;    /* or NULL */
  const char *source_zh; /* NULL: @source, a citation, is read in every language */
  gboolean verified;
  gboolean is_medical; /* calls for a physician: a chain of its own */
} EkCriticalRule;

/**
 * EkSubject: what some instruments ask to know about the person. @sex: "male", "female" or NULL; @age_years: -1
 * unknown.
 */
typedef struct {
  const char *sex;
  int age_years;
} EkSubject;

/**
 * EkChangeSet:
 *
 * One published answer to "which difference of two scores is more than measurement error". Several are published for
 * most instruments and they differ; the default is the one the program works with, the others are there to be shown.
 */
typedef struct {
  double amount;           /* in points of the score, above 0 */
  double sd;               /* standard deviation it was computed from; 0 when not stated */
  double reliability;      /* between 0 and 1; 0 when not stated */
  const char *coefficient; /* of what @reliability is: "retest" "alpha" "icc", or NULL */
  int confidence;          /* percent, 95 or 90; 0: an operational figure, not a statistical limit */
  const char *source;      /* to be shown with the amount */
  const char *source_zh;   /* or NULL, as in EkCriticalRule */
  gboolean verified;
  gboolean is_default;
} EkChangeSet;

/**
 * EkThresholdKind:
 * @EK_THRESHOLD_CASENESS: a score at it or beyond it is a case
 * @EK_THRESHOLD_REMISSION: a score on its better side is remission
 * @EK_THRESHOLD_RESPONSE: percent of the baseline by which the score is better in response, e.g. 50
 * @EK_THRESHOLD_SMALLEST_DIFFERENCE: points that patients or clinicians notice (MCID)
 */
typedef enum {
  EK_THRESHOLD_CASENESS,
  EK_THRESHOLD_REMISSION,
  EK_THRESHOLD_RESPONSE,
  EK_THRESHOLD_SMALLEST_DIFFERENCE,
} EkThresholdKind;

/** EkThreshold: a limit of one score and how it is known. */
typedef struct {
  double value;
  const char *source;
  const char *source_zh; /* or NULL, as in EkCriticalRule */
  gboolean verified;
} EkThreshold;

/** EkCutOff: a published cut-off that the program shows but does not decide by. */
typedef struct {
  double value;         /* NAN: only told in words */
  const char *relation; /* "≥" "≤" ">" "<", or NULL */
  const char *what_en;  /* what it is for, and in whom */
  const char *what_zh;
  const char *source;
  const char *source_zh; /* or NULL, as in EkCriticalRule */
  gboolean verified;
} EkCutOff;

/** EkNorm: mean and spread of a score in a named population. */
typedef struct {
  double mean, sd;
  int n; /* 0 when not stated */
  const char *who_en;
  const char *who_zh;
  const char *source;
  const char *source_zh; /* or NULL, as in EkCriticalRule */
  gboolean verified;
} EkNorm;

const char *ek_fact_text (const char *text, const char *text_zh, const char *language);
EkInstrument *ek_instrument_parse (JsonNode *definition, GError **error);
JsonNode *ek_instrument_get_definition (EkInstrument *self);
char *ek_instrument_get_base_version (EkInstrument *self) G_GNUC_WARN_UNUSED_RESULT;
EkInstrument *ek_instrument_ref (EkInstrument *self);
void ek_instrument_unref (EkInstrument *self);
const char *ek_instrument_get_id (EkInstrument *self);
const char *ek_instrument_get_version (EkInstrument *self);
const char *ek_instrument_get_abbreviation (EkInstrument *self);
const char *ek_instrument_get_title (EkInstrument *self, const char *language);
const char *ek_instrument_get_instructions (EkInstrument *self, const char *language);
const char *ek_instrument_get_recall (EkInstrument *self, const char *language);
const char *ek_instrument_get_rights (EkInstrument *self, const char *language);
gboolean ek_instrument_has_words (EkInstrument *self);
gboolean ek_instrument_speaks (EkInstrument *self, const char *language);
const char *ek_instrument_pick_language (EkInstrument *self, const char *language);
const char *ek_instrument_get_loinc_panel (EkInstrument *self);
const char *ek_instrument_get_loinc_total (EkInstrument *self);
gboolean ek_instrument_has_other_weights (EkInstrument *self);
gboolean ek_instrument_is_other_scale (EkInstrument *self, const char *code);
const char *ek_instrument_get_check_message (EkInstrument *self, const char *check_id, const char *language);
gboolean ek_instrument_get_range (EkInstrument *self, double *low, double *high);
gboolean ek_instrument_total_is_possible (EkInstrument *self, double total);
gboolean ek_instrument_higher_is_worse (EkInstrument *self);
gboolean ek_instrument_get_caseness (EkInstrument *self, double *score);
gboolean ek_instrument_get_remission (EkInstrument *self, double *below);
gboolean ek_instrument_get_reliable_change (EkInstrument *self, double *amount, const char **source);
gboolean ek_instrument_get_reliable_parameters (EkInstrument *self, double *sd, double *reliability);
int ek_instrument_get_interval_days (EkInstrument *self);
const char *ek_instrument_get_rater (EkInstrument *self);
const char *ek_instrument_get_rights_status (EkInstrument *self);
guint ek_instrument_get_n_verifications (EkInstrument *self);
const EkVerification *ek_instrument_get_verification (EkInstrument *self, guint index);
const char *ek_instrument_get_no_total (EkInstrument *self, const char *language);
const char *ek_instrument_get_variant_of (EkInstrument *self);

/* What is known about change, per score: score_id is the id of a subscale, "total", or NULL for the total. */
gboolean ek_instrument_is_scored (EkInstrument *self);
gboolean ek_instrument_score_is_verified (EkInstrument *self, const char *score_id);
gboolean ek_instrument_score_higher_is_worse (EkInstrument *self, const char *score_id);
guint ek_instrument_get_n_change_sets (EkInstrument *self, const char *score_id);
const EkChangeSet *ek_instrument_get_change_set (EkInstrument *self, const char *score_id, guint index);
const EkChangeSet *ek_instrument_get_default_change_set (EkInstrument *self, const char *score_id);
gboolean ek_instrument_get_threshold (EkInstrument *self, const char *score_id, EkThresholdKind kind,
                                      const EkSubject *subject, EkThreshold *threshold);
guint ek_instrument_get_n_cut_offs (EkInstrument *self, const char *score_id);
const EkCutOff *ek_instrument_get_cut_off (EkInstrument *self, const char *score_id, guint index);
guint ek_instrument_get_n_norms (EkInstrument *self, const char *score_id);
const EkNorm *ek_instrument_get_norm (EkInstrument *self, const char *score_id, guint index);
guint ek_instrument_get_prorating (EkInstrument *self, const char *score_id, const char *language, const char **source,
                                   gboolean *verified);
const EkCriticalRule *ek_instrument_find_critical_rule (EkInstrument *self, const char *rule_id);
const EkCriticalRule *ek_instrument_item_critical_rule (EkInstrument *self, const char *item_id, guint nth);
EkItem *ek_instrument_find_critical_item (EkInstrument *self, const char *loinc);
EkItem *ek_instrument_get_critical_item (EkInstrument *self, guint nth);
const char *ek_critical_rule_action (const EkCriticalRule *rule, const char *language);

/* Subscales and other scores beside the total, in the order of the definition. */
guint ek_instrument_get_n_subscales (EkInstrument *self);
const char *ek_instrument_get_subscale_id (EkInstrument *self, guint index);
const char *ek_instrument_get_subscale_title (EkInstrument *self, guint index, const char *language);
gboolean ek_instrument_get_subscale_range (EkInstrument *self, guint index, double *low, double *high);
guint ek_instrument_get_n_subscale_bands (EkInstrument *self, guint index);
const EkBand *ek_instrument_get_subscale_band (EkInstrument *self, guint index, guint band);

/* Bands of the total. A score's own band is in EkScore: where bands differ by sex only that one is right. */
guint ek_instrument_get_n_bands (EkInstrument *self);
const EkBand *ek_instrument_get_band (EkInstrument *self, guint index);
const EkBand *ek_instrument_find_band (EkInstrument *self, const char *band_id);
const char *ek_band_label (const EkBand *band, const char *language);

guint ek_instrument_get_n_items (EkInstrument *self);
EkItem *ek_instrument_get_item (EkInstrument *self, guint index);
EkItem *ek_instrument_find_item (EkInstrument *self, const char *item_id);
const char *ek_item_get_id (EkItem *self);
EkItemKind ek_item_get_kind (EkItem *self);
const char *ek_item_get_text (EkItem *self, const char *language);
const char *ek_item_get_topic (EkItem *self, const char *language);
gboolean ek_item_is_scored (EkItem *self);
gboolean ek_item_is_optional (EkItem *self);
gboolean ek_item_is_reversed (EkItem *self);
const char *ek_item_get_loinc (EkItem *self);
gboolean ek_item_get_limits (EkItem *self, double *low, double *high, gboolean *whole);
const char *ek_item_get_unit (EkItem *self);
guint ek_item_get_n_options (EkItem *self);
const EkOption *ek_item_get_option (EkItem *self, guint index);
const char *ek_option_label (const EkOption *option, const char *language);
gboolean ek_item_accepts (EkItem *self, JsonNode *answer, GError **error);

/* ek-instrument-first.c */
const char *const *ek_instrument_list_first (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkInstrument, ek_instrument_unref)

/**
 * EkCatalogue:
 *
 * All definitions found in data/instruments and in the hospital's own folder. A folder with a broken file still loads
 * the others; what is broken is told. Immutable once loaded and handed on.
 */
typedef struct _EkCatalogue EkCatalogue;

EkCatalogue *ek_catalogue_load (const char *directory, GError **error);
gboolean ek_catalogue_add_directory (EkCatalogue *self, const char *directory, GError **error);
EkCatalogue *ek_catalogue_copy (EkCatalogue *self);
gboolean ek_catalogue_add (EkCatalogue *self, EkInstrument *instrument, gboolean withdrawn);
void ek_catalogue_add_problem (EkCatalogue *self, const char *problem);
gboolean ek_catalogue_is_withdrawn (EkCatalogue *self, EkInstrument *instrument);
GPtrArray *ek_catalogue_list_versions (EkCatalogue *self, const char *id);
void ek_catalogue_free (EkCatalogue *self);
guint ek_catalogue_get_n (EkCatalogue *self);
EkInstrument *ek_catalogue_get (EkCatalogue *self, guint index);
guint ek_catalogue_get_n_problems (EkCatalogue *self);
const char *ek_catalogue_get_problem (EkCatalogue *self, guint index);
EkInstrument *ek_catalogue_find (EkCatalogue *self, const char *id, const char *version);
EkInstrument *ek_catalogue_find_scoring (EkCatalogue *self, const char *id, const char *version);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkCatalogue, ek_catalogue_free)

G_END_DECLS
