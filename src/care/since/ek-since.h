/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-severity.h"

G_BEGIN_DECLS

/* What was recorded since a paper was drafted. A paper is a draft of a baseline assessment or of a plan, or a case
 * review that is not closed: each was made from the file as it was then, and a signature under it says that this is how
 * things stand. All calls block on the disk. */

/**
 * EkSince: what has changed since, in translated sentences. @unread: what may hide a danger and nobody has looked at:
 * nothing is signed before. @differs: severity, step of care or open risks are others than the paper says: it is not
 * signed before it is brought up to date. @recorded: what else came into the file.
 */
typedef struct {
  GPtrArray *unread;   /* of char * */
  GPtrArray *differs;  /* of char * */
  GPtrArray *recorded; /* of char * */
} EkSince;

/* NULL without error: the paper is signed, closed or replaced, and stays as it is. */
EkSince *ek_since_read (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *paper,
                        GError **error);
void ek_since_free (EkSince *since);
gboolean ek_since_is_empty (const EkSince *since);
/* FALSE with EK_ERROR_CONFLICT naming what differs or nobody has looked at. */
gboolean ek_since_check (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *paper,
                         GError **error);
/* Sentences for the first page of a print: what is open above low that the paper does not know. */
GPtrArray *ek_since_list_risks (EkStore *store, EkRecord *paper, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkSince, ek_since_free)

G_END_DECLS
