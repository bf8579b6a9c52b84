/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the case review page does, in the writing thread. */

#include "ek-mdt-order.h"

#include "ek-mdt.h"
#include "ek-minutes.h"
#include "ek-since-bring-up.h"
#include "ek-since.h"
#include "ek-types.h"

static EkRecord *
load (EkStore *store, const EkOrder *order, GError **error)
{
  return ek_order_load (order, store, &ek_review_type, error);
}

/**
 * ek_mdt_order_open:
 * @store: the writing store
 * @order: of a patient, with "question"
 * @error: return location
 *
 * Opens a case review.
 *
 * Returns: whether it was done
 */
gboolean
ek_mdt_order_open (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) review = knowledge != NULL
    ? ek_mdt_open (store, ek_order_get_catalogue (order), knowledge, ek_order_get_patient (order),
                   ek_order_get (order, "question"), error)
    : NULL;

  return review != NULL;
}

/**
 * ek_mdt_order_opinion:
 * @store: the writing store
 * @order: about a review, with "member", "text" and "stance"
 * @error: return location
 *
 * Gives the opinion of a member.
 *
 * Returns: whether it was done
 */
gboolean
ek_mdt_order_opinion (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) review = load (store, order, error);
  g_autoptr (EkRecord) opinion = review != NULL
    ? ek_mdt_give_opinion (store, review, ek_order_get_filled (order, "member"), ek_order_get (order, "text"),
                           ek_order_get_filled (order, "stance"), error)
    : NULL;

  return opinion != NULL;
}

/**
 * ek_mdt_order_decide:
 * @store: the writing store
 * @order: about a review, with "decision" and "reason"
 * @error: return location
 *
 * Writes the decision down.
 *
 * Returns: whether it was done
 */
gboolean
ek_mdt_order_decide (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) review = load (store, order, error);

  return review != NULL &&
    ek_mdt_decide (store, review, ek_order_get (order, "decision"), ek_order_get (order, "reason"), error);
}

/**
 * ek_mdt_order_add_action:
 * @store: the writing store
 * @order: about a review, with "text", "owner" or "name", and "due"
 * @error: return location
 *
 * Adds an action.
 *
 * Returns: whether it was done
 */
gboolean
ek_mdt_order_add_action (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) review = load (store, order, error);
  g_autoptr (EkRecord) action = review != NULL
    ? ek_mdt_add_action (store, review, ek_order_get (order, "text"), ek_order_get_filled (order, "owner"),
                         ek_order_get_filled (order, "name"), ek_order_get_filled (order, "due"), error)
    : NULL;

  return action != NULL;
}

/**
 * ek_mdt_order_update_action:
 * @store: the writing store
 * @order: about an action, with "status" and "outcome"
 * @error: return location
 *
 * Says how far an action is.
 *
 * Returns: whether it was done
 */
gboolean
ek_mdt_order_update_action (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) task = ek_order_load (order, store, &ek_task_type, error);

  return task != NULL &&
    ek_mdt_update_action (store, task, ek_order_get (order, "status"), ek_order_get (order, "outcome"), error);
}

/**
 * ek_mdt_order_sign:
 * @store: the writing store
 * @order: about a review as it was read, with "meaning" and the passphrase
 * @error: return location
 *
 * Signs the decision.
 *
 * Returns: whether it was done
 */
gboolean
ek_mdt_order_sign (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) review = knowledge != NULL ? load (store, order, error) : NULL;

  return review != NULL && ek_order_check_passphrase (order, store, error) &&
    ek_mdt_sign (store, ek_order_get_catalogue (order), knowledge, review, ek_order_get (order, "meaning"), error);
}

/**
 * ek_mdt_order_bring_up:
 * @store: the writing store
 * @order: about a review
 * @error: return location
 *
 * Makes the case page anew from the file as it is now.
 *
 * Returns: whether it was done
 */
gboolean
ek_mdt_order_bring_up (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) review = knowledge != NULL ? load (store, order, error) : NULL;

  return review != NULL && ek_since_bring_up (store, ek_order_get_catalogue (order), knowledge, review, error);
}

/**
 * ek_mdt_order_close:
 * @store: the writing store
 * @order: about a review
 * @error: return location
 *
 * Closes a case review.
 *
 * Returns: whether it was done
 */
gboolean
ek_mdt_order_close (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) review = knowledge != NULL ? load (store, order, error) : NULL;

  return review != NULL && ek_mdt_close (store, ek_order_get_catalogue (order), knowledge, review, error);
}

/**
 * ek_mdt_order_export:
 * @store: the writing store
 * @order: about a review, with "path" and "language"
 * @error: return location
 *
 * Writes the minutes as a PDF, and keeps in the file what left.
 *
 * Returns: whether it was done
 */
gboolean
ek_mdt_order_export (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) review = load (store, order, error);
  g_autoptr (EkRecord) document = review != NULL
    ? ek_minutes_file (store, ek_order_get_catalogue (order), review, ek_order_get (order, "language"), error)
    : NULL;

  return document != NULL &&
    ek_store_export (store, ek_order_get (order, "path"), ek_record_get_blob (document, EK_DOCUMENT_CONTENT),
                     &ek_document_type, ek_record_get_id (document), ek_order_get_patient (order), "pdf", error);
}
