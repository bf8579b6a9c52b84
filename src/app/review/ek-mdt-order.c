/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the case review page does, in the writing thread. Records are read again first: what somebody else changed
 * meanwhile is not overwritten. */

#include "ek-mdt-order.h"

#include "ek-format.h"
#include "ek-job.h"
#include "ek-minutes.h"
#include "ek-plan-order.h"
#include "ek-since.h"
#include "ek-types.h"

/**
 * ek_mdt_order_new:
 * @deed: what is to be done
 * @session: the session
 * @patient_id: the patient
 * @review_id: (nullable): the review
 *
 * Returns: (transfer full): an order; its other members are set by the caller
 */
EkMdtOrder *
ek_mdt_order_new (EkMdtDeed deed, EkSession *session, const char *patient_id, const char *review_id)
{
  EkMdtOrder *order = g_new0 (EkMdtOrder, 1);

  order->deed = deed;
  order->catalogue = ek_session_get_catalogue (session);
  order->patient_id = g_strdup (patient_id);
  order->review_id = g_strdup (review_id);
  order->language = g_strdup (ek_format_language ());
  return order;
}

/**
 * ek_mdt_order_free:
 * @order: (nullable) (transfer full): an order
 *
 * Frees it; the passphrase is wiped.
 */
void
ek_mdt_order_free (EkMdtOrder *order)
{
  if (order == NULL)
    return;
  g_free (order->patient_id);
  g_free (order->review_id);
  g_free (order->task_id);
  g_free (order->text);
  g_free (order->reason);
  g_free (order->user_id);
  g_free (order->name);
  g_free (order->choice);
  g_free (order->due);
  g_free (order->path);
  g_free (order->language);
  g_clear_pointer (&order->passphrase, ek_secret_unref);
  g_free (order);
}

static const char *
or_null (const char *text)
{
  return text != NULL && text[0] != '\0' ? text : NULL;
}

static gboolean
open_review (EkStore *store, const EkMdtOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) review = knowledge != NULL
    ? ek_mdt_open (store, order->catalogue, knowledge, order->patient_id, order->text, error)
    : NULL;

  return review != NULL;
}

static gboolean
update_action (EkStore *store, const EkMdtOrder *order, GError **error)
{
  g_autoptr (EkRecord) task = ek_store_load (store, &ek_task_type, order->task_id, error);

  return task != NULL && ek_mdt_update_action (store, task, order->choice, order->text, error);
}

/* Minutes that leave are also kept in the file. */
static gboolean
export_minutes (EkStore *store, EkRecord *review, const EkMdtOrder *order, GError **error)
{
  g_autoptr (EkRecord) document = ek_minutes_file (store, order->catalogue, review, order->language, error);

  return document != NULL &&
    ek_store_export (store, order->path, ek_record_get_blob (document, EK_DOCUMENT_CONTENT), &ek_document_type,
                     ek_record_get_id (document), order->patient_id, "pdf", error);
}

static gboolean
do_with_review (EkStore *store, EkRecord *review, const EkMdtOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) made = NULL;

  if (knowledge == NULL)
    return FALSE;
  switch (order->deed)
    {
    case EK_MDT_ORDER_OPINION:
      made = ek_mdt_give_opinion (store, review, or_null (order->user_id), order->text, or_null (order->choice), error);
      return made != NULL;
    case EK_MDT_ORDER_DECIDE:
      return ek_mdt_decide (store, review, order->text, order->reason, error);
    case EK_MDT_ORDER_ACTION:
      made = ek_mdt_add_action (store, review, order->text, or_null (order->user_id), or_null (order->name),
                                or_null (order->due), error);
      return made != NULL;
    case EK_MDT_ORDER_SIGN:
      return ek_order_check_passphrase (store, order->passphrase, error) &&
        ek_mdt_sign (store, order->catalogue, knowledge, review, order->choice, error);
    case EK_MDT_ORDER_CLOSE:
      return ek_mdt_close (store, order->catalogue, knowledge, review, error);
    case EK_MDT_ORDER_BRING_UP:
      return ek_since_bring_up (store, order->catalogue, knowledge, review, error);
    case EK_MDT_ORDER_EXPORT:
      return export_minutes (store, review, order, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
carry_out (EkStore *store, const EkMdtOrder *order, GError **error)
{
  g_autoptr (EkRecord) review = NULL;

  if (order->deed == EK_MDT_ORDER_OPEN)
    return open_review (store, order, error);
  if (order->deed == EK_MDT_ORDER_UPDATE_ACTION)
    return update_action (store, order, error);
  review = order->deed == EK_MDT_ORDER_SIGN
    ? ek_store_load_as_read (store, &ek_review_type, order->review_id, order->revision, error)
    : ek_store_load (store, &ek_review_type, order->review_id, error);
  return review != NULL && do_with_review (store, review, order, error);
}

/**
 * ek_mdt_order_do:
 * @task: answered with %TRUE, or with the error of what was tried
 * @store: the writing store
 * @data: an #EkMdtOrder
 * @cancellable: (nullable): not looked at: an order is done whole
 *
 * Carries an order out.
 */
void
ek_mdt_order_do (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = carry_out (store, data, &error);

  ek_job_answer (task, done, error);
}
