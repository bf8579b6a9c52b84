/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The actions a case review decides: each with a named owner and a date, and an outcome in the end. */

#include "ek-care-private.h"
#include "ek-mdt.h"

#include "ek-error.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
fail (GError **error, EkError code, const char *message)
{
  g_set_error_literal (error, EK_ERROR, code, message);
  return FALSE;
}

static int
by_due (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (ek_record_get_text (*(EkRecord *const *) a, EK_TASK_DUE),
                    ek_record_get_text (*(EkRecord *const *) b, EK_TASK_DUE));
}

/**
 * ek_mdt_list_actions:
 * @store: the record
 * @review: a review
 * @error: what the store says
 *
 * Returns: (transfer full) (element-type EkRecord): its actions by due date; %NULL with error
 */
GPtrArray *
ek_mdt_list_actions (EkStore *store, EkRecord *review, GError **error)
{
  GPtrArray *actions = ek_store_list_by (store, &ek_task_type, EK_TASK_BASED_ON, ek_record_get_id (review), error);

  if (actions != NULL)
    g_ptr_array_sort (actions, by_due);
  return actions;
}

static gboolean
check_action (EkStore *store, EkRecord *review, const char *text, const char *owner_name, const char *due,
              GError **error)
{
  g_autofree char *today = ek_care_date (store, 0);

  if (ek_care_text_is (review, EK_REVIEW_STATUS, "closed"))
    return fail (error, EK_ERROR_PERMISSION,
                 _ ("This case review is closed. Nothing was changed. Open a new review to go on with the case."));
  if (!ek_care_has_words (text))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("Write what is to be done."));
  if (!ek_care_has_words (owner_name))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("An action needs an owner: name who does it."));
  if (due == NULL || strlen (due) != 10 || !ek_date_is_valid (due))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("An action needs a date: give the day by which it is done."));
  if (strcmp (due, today) < 0)
    return fail (error, EK_ERROR_INVALID, _ ("The day by which an action is done cannot be in the past."));
  return TRUE;
}

/**
 * ek_mdt_add_action:
 * @store: the record
 * @review: a review that is not closed
 * @text: what is to be done
 * @owner_user_id: (nullable): who does it, when that is a user of this vault
 * @owner_name: (nullable): who does it; taken from the key ring when @owner_user_id is given
 * @due: YYYY-MM-DD, today or later
 * @error: return location
 *
 * Adds an action to the review.
 *
 * Returns: (transfer full): the saved action, or %NULL with %EK_ERROR_INCOMPLETE without words, owner or date,
 *   %EK_ERROR_INVALID for a date in the past, %EK_ERROR_NOT_FOUND for an unknown user, %EK_ERROR_PERMISSION when the
 *   review is closed, or an error of the store
 */
EkRecord *
ek_mdt_add_action (EkStore *store, EkRecord *review, const char *text, const char *owner_user_id,
                   const char *owner_name, const char *due, GError **error)
{
  g_autoptr (EkUser) owner = owner_user_id != NULL ? ek_vault_find_user (ek_store_get_vault (store), owner_user_id)
                                                   : NULL;
  g_autoptr (EkRecord) action = NULL;
  const char *name = owner != NULL ? ek_user_get_name (owner) : owner_name;

  if (owner_user_id != NULL && owner == NULL)
    {
      fail (error, EK_ERROR_NOT_FOUND, _ ("There is no such person in this vault."));
      return NULL;
    }
  if (!check_action (store, review, text, name, due, error))
    return NULL;
  action = ek_record_new (&ek_task_type, ek_record_get_patient_id (review));
  ek_record_set_text (action, EK_TASK_BASED_ON, ek_record_get_id (review));
  ek_record_set_text (action, EK_TASK_TEXT, text);
  ek_record_set_text (action, EK_TASK_OWNER, owner != NULL ? ek_user_get_id (owner) : NULL);
  ek_record_set_text (action, EK_TASK_OWNER_NAME, name);
  ek_record_set_text (action, EK_TASK_DUE, due);
  ek_record_set_text (action, EK_TASK_STATUS, "requested");
  if (!ek_store_save (store, action, error))
    return NULL;
  return g_steal_pointer (&action);
}

/**
 * ek_mdt_update_action:
 * @store: the record
 * @action: an action
 * @status: "accepted", "in-progress", "completed" or "cancelled"
 * @outcome: (nullable): what came of it; required for "completed" and "cancelled"
 * @error: return location
 *
 * Says how far an action is; also after its review was closed.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INVALID, %EK_ERROR_INCOMPLETE without an outcome, or an error
 *   of the store
 */
gboolean
ek_mdt_update_action (EkStore *store, EkRecord *action, const char *status, const char *outcome, GError **error)
{
  static const char *const allowed[] = { "accepted", "in-progress", "completed", "cancelled", NULL };
  g_autoptr (EkRecord) before = ek_record_copy (action);
  gboolean ends = g_strcmp0 (status, "completed") == 0 || g_strcmp0 (status, "cancelled") == 0;

  if (status == NULL || !g_strv_contains (allowed, status))
    return fail (error, EK_ERROR_INVALID, _ ("An action is accepted, in progress, completed or cancelled."));
  if (ends && !ek_care_has_words (outcome))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("Write what came of the action."));
  ek_record_set_text (action, EK_TASK_STATUS, status);
  if (ek_care_has_words (outcome))
    ek_record_set_text (action, EK_TASK_OUTCOME, outcome);
  if (ends)
    ek_care_set_now (store, action, EK_TASK_DONE);
  else
    ek_record_clear (action, EK_TASK_DONE);
  if (ek_store_save (store, action, error))
    return TRUE;
  ek_care_copy_values (action, before);
  return FALSE;
}
