/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the plan page does, in the writing thread. */

#include "ek-plan-order.h"

#include "ek-plan-report.h"
#include "ek-plan.h"
#include "ek-types.h"

static EkRecord *
load (EkStore *store, const EkOrder *order, GError **error)
{
  return ek_order_load (order, store, &ek_plan_type, error);
}

/**
 * ek_plan_order_draft:
 * @store: the writing store
 * @order: of a patient
 * @error: return location
 *
 * Drafts a plan from the rules, or brings the draft up to date.
 *
 * Returns: whether it was done
 */
gboolean
ek_plan_order_draft (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) plan = knowledge != NULL
    ? ek_plan_draft (store, ek_order_get_catalogue (order), knowledge, ek_order_get_patient (order), error)
    : NULL;

  return plan != NULL;
}

/**
 * ek_plan_order_add:
 * @store: the writing store
 * @order: about a plan, with "kind", "text" and "goal"
 * @error: return location
 *
 * Adds a line.
 *
 * Returns: whether it was done
 */
gboolean
ek_plan_order_add (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) plan = load (store, order, error);
  g_autoptr (EkUser) user = ek_vault_get_user (ek_store_get_vault (store));
  g_autofree char *id = plan != NULL
    ? ek_plan_add_line (plan, ek_order_get (order, "kind"), ek_order_get (order, "text"), ek_order_get (order, "goal"),
                        user != NULL ? ek_user_get_id (user) : NULL, error)
    : NULL;

  return id != NULL && ek_store_save (store, plan, error);
}

/**
 * ek_plan_order_change:
 * @store: the writing store
 * @order: about a plan, with "line", "text" and "goal"
 * @error: return location
 *
 * Changes a line.
 *
 * Returns: whether it was done
 */
gboolean
ek_plan_order_change (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) plan = load (store, order, error);

  return plan != NULL &&
    ek_plan_change_line (plan, ek_order_get (order, "line"), ek_order_get (order, "text"), ek_order_get (order, "goal"),
                         error) &&
    ek_store_save (store, plan, error);
}

/**
 * ek_plan_order_remove:
 * @store: the writing store
 * @order: about a plan, with "line" and "reason"
 * @error: return location
 *
 * Leaves a line out.
 *
 * Returns: whether it was done
 */
gboolean
ek_plan_order_remove (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) plan = load (store, order, error);

  return plan != NULL &&
    ek_plan_remove_line (plan, ek_order_get (order, "line"), ek_order_get (order, "reason"), error) &&
    ek_store_save (store, plan, error);
}

/**
 * ek_plan_order_restore:
 * @store: the writing store
 * @order: about a plan, with "line"
 * @error: return location
 *
 * Puts a line back that was left out.
 *
 * Returns: whether it was done
 */
gboolean
ek_plan_order_restore (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) plan = load (store, order, error);

  return plan != NULL && ek_plan_restore_line (plan, ek_order_get (order, "line"), error) &&
    ek_store_save (store, plan, error);
}

/**
 * ek_plan_order_put_lines:
 * @store: the writing store
 * @order: about a plan, with the lines as they were as its JSON
 * @error: return location
 *
 * Puts all lines back as they were: the undo of a change.
 *
 * Returns: whether it was done
 */
gboolean
ek_plan_order_put_lines (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) plan = load (store, order, error);
  g_autoptr (EkRecord) other = ek_record_new (&ek_plan_type, ek_order_get_patient (order));
  g_autoptr (GPtrArray) lines = NULL;

  if (plan == NULL)
    return FALSE;
  ek_record_set_json (other, EK_PLAN_LINES, ek_order_get_json (order));
  lines = ek_plan_get_lines (other);
  ek_plan_set_lines (plan, lines);
  return ek_store_save (store, plan, error);
}

/**
 * ek_plan_order_dates:
 * @store: the writing store
 * @order: about a plan, with "starts" and "review"
 * @error: return location
 *
 * Sets the dates of the cycle.
 *
 * Returns: whether it was done
 */
gboolean
ek_plan_order_dates (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) plan = load (store, order, error);

  if (plan == NULL)
    return FALSE;
  ek_record_set_text (plan, EK_PLAN_STARTS, ek_order_get (order, "starts"));
  ek_record_set_text (plan, EK_PLAN_REVIEW, ek_order_get (order, "review"));
  return ek_record_validate (plan, error) && ek_store_save (store, plan, error);
}

/**
 * ek_plan_order_sign:
 * @store: the writing store
 * @order: about a plan as it was read, with the passphrase
 * @error: return location
 *
 * Signs the plan; the one in force is replaced.
 *
 * Returns: whether it was done
 */
gboolean
ek_plan_order_sign (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) plan = knowledge != NULL ? load (store, order, error) : NULL;

  return plan != NULL && ek_order_check_passphrase (order, store, error) &&
    ek_plan_sign (store, ek_order_get_catalogue (order), knowledge, plan, error);
}

/**
 * ek_plan_order_new_version:
 * @store: the writing store
 * @order: about a signed plan
 * @error: return location
 *
 * Makes a draft of the next version.
 *
 * Returns: whether it was done
 */
gboolean
ek_plan_order_new_version (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) plan = load (store, order, error);
  g_autoptr (EkRecord) next = plan != NULL ? ek_plan_new_version (store, plan, error) : NULL;

  return next != NULL;
}

/**
 * ek_plan_order_discard:
 * @store: the writing store
 * @order: about a draft, with "reason"
 * @error: return location
 *
 * Discards a draft; the history keeps it.
 *
 * Returns: whether it was done
 */
gboolean
ek_plan_order_discard (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) plan = load (store, order, error);

  return plan != NULL && ek_plan_discard_draft (store, plan, ek_order_get (order, "reason"), error);
}

/**
 * ek_plan_order_export:
 * @store: the writing store
 * @order: about a plan, with "path" and "language"
 * @error: return location
 *
 * Writes the plan as a PDF; the audit names it.
 *
 * Returns: whether it was done
 */
gboolean
ek_plan_order_export (EkStore *store, const EkOrder *order, GError **error)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (error);
  g_autoptr (EkRecord) plan = knowledge != NULL ? load (store, order, error) : NULL;
  g_autoptr (GBytes) pdf = plan != NULL
    ? ek_plan_report_render (store, knowledge, plan, ek_order_get (order, "language"), error)
    : NULL;

  return pdf != NULL &&
    ek_store_export (store, ek_order_get (order, "path"), pdf, &ek_plan_type, ek_order_get_id (order),
                     ek_order_get_patient (order), "pdf", error);
}
