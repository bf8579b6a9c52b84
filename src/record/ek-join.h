/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-store.h"
#include "ek-types.h"

G_BEGIN_DECLS

/* Two files of one person become one, and two again.
 *
 * Nothing moves when files are joined: each record stays filed under the patient it was made for
 * (ek_record_get_filed_id), so that its history is what was written, its signatures hold and the hospital keeps finding
 * it under the patient it knows. Both patients lead to one file from then on (ek_store_file_of). Only scores that
 * depend on sex and age are counted again, for the person the file shows, and again on parting. Parting therefore only
 * has to say where what was written since belongs. Neither is ever done by the program itself. */

/* of char *: the other patients whose files were joined with this one's */
GPtrArray *ek_store_other_members (EkStore *store, const char *patient_id, GError **error);

/** EkJoin: two files that were joined. */
typedef struct {
  char *id;
  char *former;   /* the patient whose file was joined */
  char *survivor; /* to the file of this one */
  char *reason;
  char *user_id, *user_name;
  gint64 at_ms;
  int offset_minutes;
  char *parted_reason;  /* NULL while it holds */
  char *parted_name;    /* who parted them */
  gint64 parted_ms;     /* EK_INSTANT_NONE while it holds */
  gint64 before, after; /* revisions of the survivor's details around the joining */
} EkJoin;

void ek_join_free (EkJoin *join);
GPtrArray *ek_join_list (EkStore *store, const char *patient_id, gboolean holding, GError **error);

/** EkJoinField: one of the person's details in which the two files are not the same. */
typedef struct {
  int field;           /* of ek_patient_type */
  gboolean differs;    /* both say something */
  gboolean take_other; /* the value of the other file is to hold; at first only where the kept file has none */
} EkJoinField;

/** EkJoinTold: what there will be more of than one expects. @kind: "open-risk" "active-plan" "draft" "schedule" "set"
 * "form" "review". @what: the level of a risk, the record type of a draft, the subject of a schedule, a set or a
 * form. */
typedef struct {
  const char *kind;
  char *what;
  guint n_kept, n_other;
} EkJoinTold;

/** EkJoinLook: two files side by side, for a person to decide. */
typedef struct {
  EkRecord *kept;            /* the patient whose file stays */
  EkRecord *other;           /* the patient whose file is joined to it */
  GArray *fields;            /* of EkJoinField */
  GPtrArray *contradictions; /* of const char *: "name" "birth-date" "sex" "number": hardly one person */
  GPtrArray *told;           /* of EkJoinTold */
  guint n_kept, n_other;     /* records in each */
} EkJoinLook;

EkJoinLook *ek_join_look (EkStore *store, const char *kept_id, const char *other_id, GError **error);
void ek_join_look_free (EkJoinLook *look);
char *ek_join_files (EkStore *store, EkJoinLook *look, const char *reason, gboolean confirmed, GError **error);

/** EkPartRecord: a record written since two files were joined. */
typedef struct {
  EkRecord *record;
  gboolean to_former; /* goes with the file that is parted; else it stays */
  gint parent;        /* index of the record it hangs on, -1 for none among them */
} EkPartRecord;

/** EkPartField: a detail of the kept patient that was changed by the joining. */
typedef struct {
  int field;
  gboolean changed_later; /* it is no longer what the joining made it: a person is asked */
  gboolean restore;       /* what it was before is to hold again */
} EkPartField;

/** EkPartLook: what parting two files means, for a person to decide. */
typedef struct {
  EkJoin *join;
  EkRecord *kept;     /* the patient whose file stays, as now */
  EkRecord *before;   /* as he or she was before the joining */
  EkRecord *former;   /* the patient whose file goes */
  GPtrArray *records; /* of EkPartRecord, by creation */
  GArray *fields;     /* of EkPartField */
} EkPartLook;

EkPartLook *ek_part_look (EkStore *store, const char *join_id, GError **error);
void ek_part_look_free (EkPartLook *look);
void ek_part_look_place (EkPartLook *look, guint index, gboolean to_former);
gboolean ek_part_files (EkStore *store, EkPartLook *look, const char *reason, GError **error);

/* Two who are two: not asked again. */
gboolean ek_join_set_distinct (EkStore *store, const char *one, const char *other, const char *reason, GError **error);
gboolean ek_join_is_settled (EkStore *store, const char *one, const char *other, gboolean *settled, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkJoin, ek_join_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkJoinLook, ek_join_look_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkPartLook, ek_part_look_free)

G_END_DECLS
