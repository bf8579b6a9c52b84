/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-auth.h"
#include "ek-json.h"

G_BEGIN_DECLS

/** EkAnswerKind: what an answer means for the record that was sent. */
typedef enum {
  EK_ANSWER_OK,
  EK_ANSWER_NOT_FOUND,   /* 404 */
  EK_ANSWER_GONE,        /* 410 */
  EK_ANSWER_CONFLICT,    /* 409, 412: somebody else changed it */
  EK_ANSWER_REFUSED,     /* 400, 405, 422 …: this record will never be taken as it is */
  EK_ANSWER_FORBIDDEN,   /* 403 */
  EK_ANSWER_WAIT,        /* 429, 503: not carried out, later */
  EK_ANSWER_DOUBT,       /* it may have been carried out: ask before sending again */
  EK_ANSWER_UNREACHABLE, /* certainly not carried out: no connection, no token */
} EkAnswerKind;

/** EkFhirCall: one interaction. Borrowed. @path below the base address, or an absolute address on the same server. */
typedef struct {
  const char *method;
  const char *path;
  const char *if_match;      /* version, without W/"" */
  gboolean if_none_match;    /* * */
  const char *if_none_exist; /* search parameters */
  const char *body;
  const char *type; /* the answer must be of this resource type; NULL: any */
  const char *id;   /* and carry this id; NULL: any */
  const char *form; /* content type, when it is not a resource */
} EkFhirCall;

/** EkFhirAnswer: Free with ek_fhir_answer_free(). */
typedef struct {
  EkAnswerKind kind;
  int status;
  JsonNode *node;
  JsonObject *resource; /* of @node; NULL when there was none */
  char *version;
  char *id;        /* the server's id for what was written */
  gint64 retry_ms; /* -1: not said */
  char *words;     /* what the server said, for a person; may speak of the record, so never log it */
  GError *error;   /* of UNREACHABLE and DOUBT, where the network or the token failed */
} EkFhirAnswer;

/** EkJournalEntry: one interaction without any content. */
typedef struct {
  gint64 at_ms;
  char *request_id;
  char *method;
  char *type;
  char *id;
  int status; /* 0: no answer */
} EkJournalEntry;

typedef struct _EkFhirClient EkFhirClient;

EkFhirClient *ek_fhir_client_new (EkServer *server, EkClock *clock, EkHttpSendFunc send, gpointer transport);
void ek_fhir_client_free (EkFhirClient *self);
EkFhirAnswer *ek_fhir_client_call (EkFhirClient *self, const EkFhirCall *call, GCancellable *cancellable);
gint64 ek_fhir_client_get_offset (EkFhirClient *self);
GPtrArray *ek_fhir_client_get_journal (EkFhirClient *self);
char *ek_fhir_outcome_words (JsonObject *outcome) G_GNUC_WARN_UNUSED_RESULT;
void ek_fhir_answer_free (EkFhirAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkFhirClient, ek_fhir_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkFhirAnswer, ek_fhir_answer_free)

G_END_DECLS
