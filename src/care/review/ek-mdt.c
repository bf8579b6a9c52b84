/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The flow of a case review: open ──decide──▶ decided ──close──▶ closed.
 *
 * What must stay true: no decision without a reason, and when it changes the former pair stays readable; no action
 * without an owner and a date; nothing is added to a closed review; a review is closed only with a decision, an
 * action and a valid signature under the decision as it stands.
 */

#include "ek-care-private.h"
#include "ek-knowledge-rules.h"
#include "ek-mdt.h"
#include "ek-since-private.h"

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

static gboolean
check_not_closed (EkRecord *review, GError **error)
{
  if (!ek_care_text_is (review, EK_REVIEW_STATUS, "closed"))
    return TRUE;
  return fail (error, EK_ERROR_PERMISSION,
               _ ("This case review is closed. Nothing was changed. Open a new review to go on with the case."));
}

static gboolean
save_or_restore (EkStore *store, EkRecord *record, EkRecord *before, GError **error)
{
  if (ek_store_save (store, record, error))
    return TRUE;
  ek_care_copy_values (record, before);
  return FALSE;
}

/* --- opening ---------------------------------------------------------------------------------------------------- */

static JsonNode *
members_with (EkRecord *review, EkUser *user)
{
  JsonNode *former = ek_record_get_json (review, EK_REVIEW_MEMBERS);
  JsonArray *array = former != NULL && JSON_NODE_HOLDS_ARRAY (former) ? json_node_get_array (former) : NULL;
  JsonArray *members = json_array_new ();
  JsonObject *member = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, members);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    json_array_add_element (members, json_node_copy (json_array_get_element (array, i)));
  json_object_set_string_member (member, "user", ek_user_get_id (user));
  json_object_set_string_member (member, "name", ek_user_get_name (user));
  json_object_set_string_member (member, "role", ek_role_id (ek_user_get_role (user)));
  json_array_add_object_element (members, member);
  return node;
}

static JsonNode *
trigger_ids (JsonNode *page)
{
  JsonArray *why = ek_json_peek_array (json_node_get_object (page), "why");
  JsonArray *ids = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; why != NULL && i < json_array_get_length (why); i++)
    json_array_add_string_element (ids, ek_json_peek_string (ek_json_element_object (why, i), "rule"));
  if (json_array_get_length (ids) == 0)
    json_array_add_string_element (ids, "request");
  json_node_take_array (node, ids);
  return node;
}

/**
 * ek_mdt_open:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: the rules
 * @patient_id: the patient
 * @question: what the team is asked
 * @error: return location
 *
 * Opens a review held now, with the case page as it is now and who is in as its first member. Where no rule puts the
 * case on the agenda it stands there at a clinician's request.
 *
 * Returns: (transfer full): the saved review, or %NULL with %EK_ERROR_INCOMPLETE without a question, %EK_ERROR_EXISTS
 *   when one is open, or an error of the store
 */
EkRecord *
ek_mdt_open (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, const char *patient_id,
             const char *question, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (EkUser) user = ek_care_user (store, error);
  g_autoptr (EkRecord) open = NULL;
  g_autoptr (EkRecord) review = NULL;
  g_autoptr (JsonNode) page = NULL;
  g_autoptr (JsonNode) triggers = NULL;
  g_autoptr (JsonNode) members = NULL;

  if (user == NULL)
    return NULL;
  if (!ek_care_has_words (question))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("Write the question for the team.")), NULL;
  open = ek_mdt_find_open (store, patient_id, &local);
  if (local != NULL)
    return g_propagate_error (error, g_steal_pointer (&local)), NULL;
  if (open != NULL)
    return fail (error, EK_ERROR_EXISTS,
                 _ ("A case review of this patient is open already. Go on with it, or close it "
                    "first.")),
           NULL;
  page = ek_mdt_case_page (store, catalogue, knowledge, patient_id, error);
  if (page == NULL)
    return NULL;
  review = ek_record_new (&ek_review_type, patient_id);
  triggers = trigger_ids (page);
  members = members_with (review, user);
  ek_record_set_text (review, EK_REVIEW_STATUS, "open");
  ek_care_set_now (store, review, EK_REVIEW_HELD);
  ek_record_set_json (review, EK_REVIEW_TRIGGER, triggers);
  ek_record_set_text (review, EK_REVIEW_QUESTION, question);
  ek_record_set_json (review, EK_REVIEW_CASE, page);
  ek_record_set_json (review, EK_REVIEW_MEMBERS, members);
  if (!ek_store_save (store, review, error))
    return NULL;
  return g_steal_pointer (&review);
}

/**
 * ek_mdt_refresh:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: the rules
 * @review: a review that is not closed
 * @error: return location
 *
 * Makes the case page again from the file as it is now. Opinions, decision and actions stay; a signature under a page
 * with another severity, step or risk no longer counts for closing.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_PERMISSION when it is closed, or an error of the store; the
 *   record is then as it was
 */
gboolean
ek_mdt_refresh (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *review, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (review);
  g_autoptr (JsonNode) page = NULL;

  if (!check_not_closed (review, error))
    return FALSE;
  page = ek_mdt_case_page (store, catalogue, knowledge, ek_record_get_patient_id (review), error);
  if (page == NULL)
    return FALSE;
  ek_record_set_json (review, EK_REVIEW_CASE, page);
  return save_or_restore (store, review, before, error);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  gint64 left = ek_record_get_instant (*(EkRecord *const *) a, EK_REVIEW_HELD, NULL);
  gint64 right = ek_record_get_instant (*(EkRecord *const *) b, EK_REVIEW_HELD, NULL);

  return left > right ? -1 : left < right;
}

/**
 * ek_mdt_list:
 * @store: the record
 * @patient_id: the patient
 * @error: what the store says
 *
 * Returns: (transfer full) (element-type EkRecord): the reviews of a patient, the newest first; %NULL with error
 */
GPtrArray *
ek_mdt_list (EkStore *store, const char *patient_id, GError **error)
{
  GPtrArray *reviews = ek_store_list (store, &ek_review_type, patient_id, error);

  if (reviews != NULL)
    g_ptr_array_sort (reviews, newest_first);
  return reviews;
}

/**
 * ek_mdt_find_open:
 * @store: the record
 * @patient_id: the patient
 * @error: what the store says
 *
 * Returns: (transfer full) (nullable): the review that is not closed; %NULL without error when there is none
 */
EkRecord *
ek_mdt_find_open (EkStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) reviews = ek_mdt_list (store, patient_id, error);

  for (guint i = 0; reviews != NULL && i < reviews->len; i++)
    if (!ek_care_text_is (g_ptr_array_index (reviews, i), EK_REVIEW_STATUS, "closed"))
      return g_object_ref (g_ptr_array_index (reviews, i));
  return NULL;
}

/* --- opinions --------------------------------------------------------------------------------------------------- */

static EkRole
role_of (EkRecord *opinion)
{
  EkRole role = EK_ROLE_LAST;

  ek_role_from_id (ek_record_get_text (opinion, EK_OPINION_ROLE), &role);
  return role;
}

static int
by_role (gconstpointer a, gconstpointer b)
{
  EkRecord *left = *(EkRecord *const *) a;
  EkRecord *right = *(EkRecord *const *) b;
  gint64 left_at = ek_record_get_created (left);
  gint64 right_at = ek_record_get_created (right);

  if (role_of (left) != role_of (right))
    return (int) role_of (left) - (int) role_of (right);
  return left_at < right_at ? -1 : left_at > right_at;
}

/**
 * ek_mdt_list_opinions:
 * @store: the record
 * @review: a review
 * @error: what the store says
 *
 * Returns: (transfer full) (element-type EkRecord): its opinions in the order of roles; %NULL with error
 */
GPtrArray *
ek_mdt_list_opinions (EkStore *store, EkRecord *review, GError **error)
{
  GPtrArray *opinions = ek_store_list_by (store, &ek_opinion_type, EK_OPINION_REVIEW, ek_record_get_id (review), error);

  if (opinions != NULL)
    g_ptr_array_sort (opinions, by_role);
  return opinions;
}

static gboolean
is_member (EkRecord *review, const char *user_id)
{
  JsonNode *members = ek_record_get_json (review, EK_REVIEW_MEMBERS);
  JsonArray *array = members != NULL && JSON_NODE_HOLDS_ARRAY (members) ? json_node_get_array (members) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *member = ek_json_element_object (array, i);

      if (member != NULL && g_strcmp0 (ek_json_peek_string (member, "user"), user_id) == 0)
        return TRUE;
    }
  return FALSE;
}

static EkRecord *
opinion_of (EkStore *store, EkRecord *review, const char *user_id, GError **error)
{
  g_autoptr (GPtrArray) opinions = ek_mdt_list_opinions (store, review, error);

  if (opinions == NULL)
    return NULL;
  for (guint i = 0; i < opinions->len; i++)
    if (ek_care_text_is (g_ptr_array_index (opinions, i), EK_OPINION_USER, user_id))
      return g_object_ref (g_ptr_array_index (opinions, i));
  return ek_record_new (&ek_opinion_type, ek_record_get_patient_id (review));
}

static gboolean
save_opinion (EkStore *store, EkRecord *review, EkRecord *opinion, EkUser *member, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (review);

  if (!ek_store_begin (store, error))
    return FALSE;
  if (!is_member (review, ek_user_get_id (member)))
    {
      g_autoptr (JsonNode) members = members_with (review, member);

      ek_record_set_json (review, EK_REVIEW_MEMBERS, members);
    }
  if (!ek_store_save (store, opinion, error) || !ek_store_save (store, review, error))
    {
      ek_store_rollback (store);
      ek_care_copy_values (review, before);
      return FALSE;
    }
  return ek_store_commit (store, error);
}

/**
 * ek_mdt_give_opinion:
 * @store: the record
 * @review: a review that is not closed
 * @user_id: (nullable): whose opinion; %NULL: who is in
 * @text: the opinion
 * @stance: (nullable): "agrees", "dissents" or "abstains"
 * @error: return location
 *
 * Takes a member's opinion down under their role in the key ring; the member joins the review. Another opinion of the
 * same member replaces the first, which stays in the history. The record's author is who wrote it down.
 *
 * Returns: (transfer full): the saved opinion, or %NULL with %EK_ERROR_INCOMPLETE without words, %EK_ERROR_NOT_FOUND,
 *   %EK_ERROR_PERMISSION when the review is closed or the person has no access to patient files, or an error of the
 *   store
 */
EkRecord *
ek_mdt_give_opinion (EkStore *store, EkRecord *review, const char *user_id, const char *text, const char *stance,
                     GError **error)
{
  g_autoptr (EkUser) user = user_id != NULL ? ek_vault_find_user (ek_store_get_vault (store), user_id)
                                            : ek_care_user (store, error);
  g_autoptr (EkRecord) opinion = NULL;

  if (user == NULL)
    {
      if (user_id != NULL)
        fail (error, EK_ERROR_NOT_FOUND, _ ("There is no such person in this vault."));
      return NULL;
    }
  if (!check_not_closed (review, error))
    return NULL;
  if (!ek_care_has_words (text))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("Write the opinion.")), NULL;
  if (!ek_role_is_clinical (ek_user_get_role (user)) || ek_user_get_disabled (user))
    return fail (error, EK_ERROR_PERMISSION, _ ("This person has no access to patient files.")), NULL;
  opinion = opinion_of (store, review, ek_user_get_id (user), error);
  if (opinion == NULL)
    return NULL;
  ek_record_set_text (opinion, EK_OPINION_REVIEW, ek_record_get_id (review));
  ek_record_set_text (opinion, EK_OPINION_ROLE, ek_role_id (ek_user_get_role (user)));
  ek_record_set_text (opinion, EK_OPINION_USER, ek_user_get_id (user));
  ek_record_set_text (opinion, EK_OPINION_NAME, ek_user_get_name (user));
  ek_record_set_text (opinion, EK_OPINION_TEXT, text);
  ek_record_set_text (opinion, EK_OPINION_STANCE, stance);
  if (!save_opinion (store, review, opinion, user, error))
    return NULL;
  return g_steal_pointer (&opinion);
}

/* --- decision --------------------------------------------------------------------------------------------------- */

/**
 * ek_mdt_decide:
 * @store: the record
 * @review: a review that is not closed
 * @decision: what the team decides
 * @reason: why
 * @error: return location
 *
 * Sets the decision with its reason. When a decision is there already its reason may not be used again: the change
 * itself needs one. The former pair stays in the history; signatures under it no longer count for closing.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INCOMPLETE, %EK_ERROR_PERMISSION when it is closed,
 *   %EK_ERROR_CONFLICT when somebody else changed it, or an error of the store
 */
gboolean
ek_mdt_decide (EkStore *store, EkRecord *review, const char *decision, const char *reason, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (review);
  const char *former = ek_record_get_text (review, EK_REVIEW_DECISION);

  if (!check_not_closed (review, error))
    return FALSE;
  if (!ek_care_has_words (decision))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("Write what the team decides."));
  if (!ek_care_has_words (reason))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("Write the reason for the decision."));
  if (former != NULL && strcmp (former, decision) != 0 && ek_care_text_is (review, EK_REVIEW_REASON, reason))
    return fail (
      error, EK_ERROR_INCOMPLETE,
      _ ("The decision has changed: write why it is now a different one. The former decision and its reason are "
         "kept."));
  ek_record_set_text (review, EK_REVIEW_STATUS, "decided");
  ek_record_set_text (review, EK_REVIEW_DECISION, decision);
  ek_record_set_text (review, EK_REVIEW_REASON, reason);
  ek_care_set_now (store, review, EK_REVIEW_DECIDED);
  return save_or_restore (store, review, before, error);
}

static gboolean
same_decision (EkRecord *a, EkRecord *b)
{
  return g_strcmp0 (ek_record_get_text (a, EK_REVIEW_DECISION), ek_record_get_text (b, EK_REVIEW_DECISION)) == 0 &&
    g_strcmp0 (ek_record_get_text (a, EK_REVIEW_REASON), ek_record_get_text (b, EK_REVIEW_REASON)) == 0;
}

/**
 * ek_mdt_list_former:
 * @store: the record
 * @review: a review
 * @error: what the store says
 *
 * Returns: (transfer full) (element-type EkRecord): the revisions with a decision that was replaced later, the oldest
 *   first; %NULL with error
 */
GPtrArray *
ek_mdt_list_former (EkStore *store, EkRecord *review, GError **error)
{
  g_autoptr (GPtrArray) revisions = ek_store_list_revisions (store, &ek_review_type, ek_record_get_id (review), error);
  GPtrArray *former = NULL;

  if (revisions == NULL)
    return NULL;
  former = ek_care_new_records ();
  for (guint i = 0; i < revisions->len; i++)
    {
      EkRecord *revision = g_ptr_array_index (revisions, i);
      EkRecord *next = i + 1 < revisions->len ? g_ptr_array_index (revisions, i + 1) : review;

      if (ek_record_has (revision, EK_REVIEW_DECISION) && !same_decision (revision, next))
        g_ptr_array_add (former, g_object_ref (revision));
    }
  return former;
}

/* --- signatures and closing ------------------------------------------------------------------------------------- */

/**
 * ek_mdt_signature_free:
 * @signature: (nullable) (transfer full): a signature
 *
 * Frees it.
 */
void
ek_mdt_signature_free (EkMdtSignature *signature)
{
  if (signature == NULL)
    return;
  ek_signature_free (signature->signature);
  g_free (signature);
}

static gboolean
signs_current (EkStore *store, EkRecord *review, const EkSignature *signature)
{
  g_autoptr (EkRecord) signed_revision = ek_store_load_revision (store, &ek_review_type, ek_record_get_id (review),
                                                                 signature->revision, NULL);

  return signed_revision != NULL && same_decision (signed_revision, review) &&
    ek_since_same_page (signed_revision, review) &&
    g_strcmp0 (ek_record_get_text (signed_revision, EK_REVIEW_QUESTION),
               ek_record_get_text (review, EK_REVIEW_QUESTION)) == 0;
}

/**
 * ek_mdt_list_signatures:
 * @store: the record
 * @review: a review
 * @error: what the store says
 *
 * Returns: (transfer full) (element-type EkMdtSignature): every signature under any revision; %NULL with error
 */
GPtrArray *
ek_mdt_list_signatures (EkStore *store, EkRecord *review, GError **error)
{
  g_autoptr (GPtrArray) all = ek_store_list_signatures (store, review, error);
  GPtrArray *signatures = NULL;

  if (all == NULL)
    return NULL;
  signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_mdt_signature_free);
  g_ptr_array_set_free_func (all, NULL);
  for (guint i = 0; i < all->len; i++)
    {
      EkMdtSignature *signature = g_new0 (EkMdtSignature, 1);

      signature->signature = g_ptr_array_index (all, i);
      signature->current = signs_current (store, review, signature->signature);
      g_ptr_array_add (signatures, signature);
    }
  return signatures;
}

/**
 * ek_mdt_sign:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: the rules
 * @review: a review with a decision
 * @meaning: "agrees", "dissents" or "witness"
 * @error: return location
 *
 * Signs the decision by the key of who is in.
 *
 * Returns: %TRUE when it is signed; %FALSE with %EK_ERROR_INCOMPLETE without a decision, %EK_ERROR_INVALID,
 *   %EK_ERROR_PERMISSION when it is closed, %EK_ERROR_CONFLICT when the file says another severity, step or risk than
 *   the case page (ek_since_check()), or an error of the store
 */
gboolean
ek_mdt_sign (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *review, const char *meaning,
             GError **error)
{
  static const char *const meanings[] = { "agrees", "dissents", "witness", NULL };

  if (!check_not_closed (review, error))
    return FALSE;
  if (meaning == NULL || !g_strv_contains (meanings, meaning))
    return fail (error, EK_ERROR_INVALID, _ ("A member signs as agreeing, dissenting or witness."));
  if (!ek_record_has (review, EK_REVIEW_DECISION))
    return fail (error, EK_ERROR_INCOMPLETE, _ ("There is no decision to sign yet."));
  return ek_since_check (store, catalogue, knowledge, review, error) && ek_store_sign (store, review, meaning, error);
}

/**
 * ek_mdt_missing:
 * @store: the record
 * @review: a review
 * @error: what the store says
 *
 * Returns: (transfer full) (array zero-terminated=1): what stands between the review and its closing, in sentences;
 *   empty when it may be closed; %NULL with error
 */
char **
ek_mdt_missing (EkStore *store, EkRecord *review, GError **error)
{
  g_autoptr (GPtrArray) opinions = ek_mdt_list_opinions (store, review, error);
  g_autoptr (GPtrArray) actions = opinions != NULL ? ek_mdt_list_actions (store, review, error) : NULL;
  g_autoptr (GPtrArray) signatures = actions != NULL ? ek_mdt_list_signatures (store, review, error) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean is_signed = FALSE;

  if (signatures == NULL)
    return NULL;
  for (guint i = 0; i < signatures->len; i++)
    {
      const EkMdtSignature *signature = g_ptr_array_index (signatures, i);

      is_signed = is_signed || (signature->current && signature->signature->valid);
    }
  if (opinions->len == 0)
    g_strv_builder_add (builder, _ ("No member has given an opinion."));
  if (!ek_record_has (review, EK_REVIEW_DECISION) || !ek_record_has (review, EK_REVIEW_REASON))
    g_strv_builder_add (builder, _ ("There is no decision with its reason."));
  if (actions->len == 0)
    g_strv_builder_add (builder, _ ("There is no action with an owner and a date."));
  if (!is_signed)
    g_strv_builder_add (builder, _ ("Nobody has signed the decision as it stands."));
  return g_strv_builder_end (builder);
}

/**
 * ek_mdt_close:
 * @store: the record
 * @catalogue: the instruments
 * @knowledge: the rules
 * @review: a decided review
 * @error: return location
 *
 * Closes the review: nothing can be added any more but the outcome of its actions.
 *
 * Returns: %TRUE when it is saved; %FALSE with %EK_ERROR_INCOMPLETE naming what is missing, %EK_ERROR_PERMISSION when
 *   it is closed already, %EK_ERROR_CONFLICT when the file says another severity, step or risk than the case page, or
 *   an error of the store
 */
gboolean
ek_mdt_close (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *review, GError **error)
{
  g_autoptr (EkRecord) before = ek_record_copy (review);
  g_auto (GStrv) missing = NULL;
  g_autofree char *joined = NULL;

  if (!check_not_closed (review, error))
    return FALSE;
  missing = ek_mdt_missing (store, review, error);
  if (missing == NULL)
    return FALSE;
  if (missing[0] != NULL)
    {
      joined = g_strjoinv (" ", missing);
      g_set_error (error, EK_ERROR, EK_ERROR_INCOMPLETE, _ ("The case review cannot be closed yet. %s"), joined);
      return FALSE;
    }
  if (!ek_since_check (store, catalogue, knowledge, review, error))
    return FALSE;
  ek_record_set_text (review, EK_REVIEW_STATUS, "closed");
  return save_or_restore (store, review, before, error);
}
