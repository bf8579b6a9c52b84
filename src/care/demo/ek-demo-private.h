/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-demo.h"
#include "ek-id.h"
#include "ek-json.h"
#include "ek-score.h"
#include "ek-types.h"

G_BEGIN_DECLS

#define EK_DEMO_SOURCE "demonstration"
#define EK_DEMO_WEEK_MS (7 * EK_DAY_MS)
#define EK_DEMO_MAX_ITEMS 64

/** EkDemo: what one run needs. */
typedef struct {
  EkStore *store;
  EkCatalogue *catalogue;
  JsonNode *stories_node;
  JsonNode *names_node;
  JsonArray *stories;
  JsonObject *names;
  double total_weight;
  char *user_id;
  guint64 seed;
  gint64 now;
  int offset;
} EkDemo;

/** EkDemoLife: one invented patient while the records are made. */
typedef struct {
  EkDemo *demo;
  EkRandom *random;
  JsonObject *story;
  JsonObject *cast;     /* who it is, or NULL: by chance */
  const char *language; /* "zh" or "en" */
  guint number;         /* from 1 */
  char *patient_id;
  char *sex;
  char *birth_date;
  gint64 begin;                   /* midnight of the day of week 0 */
  double scale;                   /* of the courses: people differ */
  double tilt[EK_DEMO_MAX_ITEMS]; /* which items this person readily agrees with */
  EkRecord *risk;                 /* the open one */
  double risk_week;
} EkDemoLife;

/* ek-demo-read.c */
gboolean ek_demo_read (EkDemo *demo, GError **error);

/* ek-demo-life.c */
/* in its language, or NULL */
const char *ek_demo_text (EkDemoLife *life, JsonObject *object, const char *member);
EkRecord *ek_demo_record (EkDemoLife *life, const EkRecordType *type);
gint64 ek_demo_instant (EkDemoLife *life, double week, int minute_of_day);
char *ek_demo_date (EkDemoLife *life, double week);
gboolean ek_demo_is_past (EkDemoLife *life, double week);
double ek_demo_course (JsonArray *course, double week);

/* ek-demo-person.c */
gboolean ek_demo_make_person (EkDemoLife *life, GError **error);

/* ek-demo-answers.c */
JsonNode *ek_demo_answers (EkDemoLife *life, EkInstrument *instrument, JsonObject *series, double week);
gboolean ek_demo_make_assessments (EkDemoLife *life, GError **error);

/* ek-demo-risk.c */
gboolean ek_demo_raise_risk (EkDemoLife *life, EkRecord *assessment, const EkCritical *critical, double week,
                             GError **error);
gboolean ek_demo_close_risk (EkDemoLife *life, double week, GError **error);
/* those that @source has opened, as of when it was @taken; @assessed: {"level", "action"}, or NULL */
gboolean ek_demo_date_risks (EkDemoLife *life, EkRecord *source, JsonObject *assessed, double week, gint64 taken,
                             GError **error);
/* of the cast only */
gboolean ek_demo_make_dangers (EkDemoLife *life, GError **error);

/* ek-demo-care.c */
gboolean ek_demo_make_problems (EkDemoLife *life, GError **error);
gboolean ek_demo_make_medicines (EkDemoLife *life, GError **error);
gboolean ek_demo_make_sessions (EkDemoLife *life, GError **error);
gboolean ek_demo_make_events (EkDemoLife *life, GError **error);
gboolean ek_demo_make_sleep (EkDemoLife *life, GError **error);

/* ek-demo-cast.c: of the cast only */
gboolean ek_demo_make_cast_forms (EkDemoLife *life, GError **error);
/* last: it is drafted from what is there */
gboolean ek_demo_make_plan (EkDemoLife *life, GError **error);

/* ek-demo-sets.c: of the cast only; after the forms of all stories, because it reads what is there */
gboolean ek_demo_make_sets (EkDemoLife *life, GError **error);

G_END_DECLS
