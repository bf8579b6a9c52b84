/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A risk that comes in as closed. Who closed it was asked by another machine, or by none; here nobody has looked.
 *
 *   not known here      high or not assessed: open here, to be assessed again, and told; else it stays closed, and is
 * told was open here       closed when what its rules ask for can be seen here: a second clinician in it, a screener in
 *                       the file; else it goes on, and is told, until the screener comes
 *   was closed here     nothing
 *
 * The same holds of one that comes in lower than it was here, while it was high or is high by what was answered: it is
 * lowered when what its rules ask for can be seen here, else it stays as high as it was, to be assessed again.
 *
 * What it was closed with is kept in EK_RISK_SAFETY as "elsewhere": {closed, closed_by, lowered: what it was brought
 * to, waits: a screener may still come with it, steps: how long its log was}. So a machine that closed it by its rules
 * knows its own closing again when the risk comes back (see ek-risk-merge.c in exchange). */

#include "ek-care-private.h"
#include "ek-knowledge-rules.h"
#include "ek-risk-private.h"

#include "ek-notice.h"
#include "ek-types.h"

#include <string.h>

static gboolean
is_closed (EkRecord *risk)
{
  return ek_care_text_is (risk, EK_RISK_STATUS, "closed");
}

static gint64
length_of_log (EkRecord *risk)
{
  const char *text = ek_record_get_text (risk, EK_RISK_ACTION);

  return text != NULL ? (gint64) strlen (text) : 0;
}

/* Members of the detail: "kind" of danger, "level", "open" whether it is open here, "closed": the day it was closed. */
static gboolean
leave_notice (EkStore *store, EkRecord *risk, EkRecord *closed, GError **error)
{
  g_autoptr (JsonNode) detail = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  int offset = 0;
  gint64 at = ek_record_get_instant (closed, EK_RISK_CLOSED, &offset);

  json_object_set_string_member (object, "kind", ek_risk_kind (risk));
  json_object_set_string_member (object, "level", ek_record_get_text (risk, EK_RISK_LEVEL));
  json_object_set_boolean_member (object, "open", !is_closed (risk));
  if (at != EK_INSTANT_NONE)
    {
      g_autofree char *day = ek_instant_format_date (at, offset);

      json_object_set_string_member (object, "closed", day);
    }
  json_node_set_object (detail, object);
  return ek_notice_raise (store, ek_record_get_patient_id (risk), "closed-elsewhere", ek_record_get_id (risk), detail,
                          error);
}

static void
keep_elsewhere (EkRecord *risk, gboolean waits)
{
  g_autoptr (JsonNode) safety = ek_risk_copy_json (risk, EK_RISK_SAFETY);
  JsonObject *elsewhere = json_object_new ();
  int offset = 0;
  gint64 at = ek_record_get_instant (risk, EK_RISK_CLOSED, &offset);
  const char *by = ek_record_get_text (risk, EK_RISK_CLOSED_BY);
  g_autofree char *closed = at != EK_INSTANT_NONE ? ek_instant_format (at, offset) : g_strdup ("");

  json_object_set_string_member (elsewhere, "closed", closed);
  if (by != NULL)
    json_object_set_string_member (elsewhere, "closed_by", by);
  json_object_set_boolean_member (elsewhere, "waits", waits);
  json_object_set_int_member (elsewhere, "steps", length_of_log (risk));
  json_object_set_object_member (json_node_get_object (safety), "elsewhere", elsewhere);
  ek_record_set_json (risk, EK_RISK_SAFETY, safety);
}

static gboolean
open_here (EkStore *store, EkRecord *risk, gboolean waits, GError **error)
{
  g_autoptr (EkRecord) closed = ek_record_copy (risk);
  g_autoptr (JsonNode) reason = ek_risk_copy_json (risk, EK_RISK_REASON);

  keep_elsewhere (risk, waits);
  ek_record_set_text (risk, EK_RISK_STATUS, "open");
  ek_record_clear (risk, EK_RISK_CLOSED);
  ek_record_clear (risk, EK_RISK_CLOSED_BY);
  if (!ek_care_text_is (risk, EK_RISK_LEVEL, "unassessed"))
    json_object_set_boolean_member (json_node_get_object (reason), "again", TRUE);
  ek_record_set_json (risk, EK_RISK_REASON, reason);
  ek_risk_set_due (store, NULL, risk, "unassessed");
  return ek_store_save (store, risk, error) && leave_notice (store, risk, closed, error);
}

/* Whether somebody closed it, or it went on in another: that one has all its causes and comes with it. */
static gboolean
goes_on (EkStore *store, EkRecord *risk)
{
  g_autoptr (GPtrArray) all = NULL;

  if (ek_record_has (risk, EK_RISK_CLOSED_BY) || !ek_record_has (risk, EK_RISK_CLOSED))
    return FALSE;
  all = ek_store_list (store, &ek_risk_type, ek_record_get_patient_id (risk), NULL);
  for (guint i = 0; all != NULL && i < all->len; i++)
    if (strcmp (ek_record_get_id (all->pdata[i]), ek_record_get_id (risk)) != 0 && ek_risk_covers (all->pdata[i], risk))
      return TRUE;
  return FALSE;
}

static gboolean
asks_more (EkStore *store, EkCatalogue *catalogue, EkRecord *risk)
{
  const char *answered = ek_risk_answered_level (NULL, catalogue, risk);

  if (!ek_care_text_is (risk, EK_RISK_LEVEL, "high") && g_strcmp0 (answered, "high") != 0)
    return FALSE;
  return !ek_record_has (risk, EK_RISK_CLOSED_BY) || !ek_risk_is_confirmed_closing (store, NULL, catalogue, risk);
}

/* --- lowered ------------------------------------------------------------------------------------------------------ */

static gboolean
is_high (EkCatalogue *catalogue, EkRecord *risk)
{
  return ek_care_text_is (risk, EK_RISK_LEVEL, "high") ||
    g_strcmp0 (ek_risk_answered_level (NULL, catalogue, risk), "high") == 0;
}

/* Whether a danger that was held as high here comes in as less, and nothing that can be seen here bears that out. */
static gboolean
is_lowered (EkStore *store, EkCatalogue *catalogue, EkRecord *risk, EkRecord *before)
{
  const char *level = ek_record_get_text (risk, EK_RISK_LEVEL);

  return before != NULL && !is_closed (before) && !is_closed (risk) && is_high (catalogue, before) &&
    (g_strcmp0 (level, "low") == 0 || g_strcmp0 (level, "moderate") == 0) &&
    !ek_risk_is_confirmed_lowering (store, NULL, catalogue, risk, level);
}

/* What it was brought to is kept as "lowered", with how long the log was. */
static gboolean
stay_high (EkStore *store, EkRecord *risk, EkRecord *before, GError **error)
{
  g_autoptr (JsonNode) safety = ek_risk_copy_json (risk, EK_RISK_SAFETY);
  g_autoptr (JsonNode) reason = ek_risk_copy_json (risk, EK_RISK_REASON);
  const char *level = ek_record_get_text (before, EK_RISK_LEVEL);
  JsonObject *elsewhere = json_object_new ();

  json_object_set_string_member (elsewhere, "lowered", ek_record_get_text (risk, EK_RISK_LEVEL));
  json_object_set_boolean_member (elsewhere, "waits", TRUE);
  json_object_set_int_member (elsewhere, "steps", length_of_log (risk));
  json_object_set_object_member (json_node_get_object (safety), "elsewhere", elsewhere);
  ek_record_set_json (risk, EK_RISK_SAFETY, safety);
  ek_record_set_text (risk, EK_RISK_LEVEL, level);
  if (g_strcmp0 (level, "unassessed") != 0)
    json_object_set_boolean_member (json_node_get_object (reason), "again", TRUE);
  ek_record_set_json (risk, EK_RISK_REASON, reason);
  ek_risk_set_due (store, NULL, risk, "unassessed");
  return ek_store_save (store, risk, error);
}

static gboolean
lower_as_there (EkStore *store, EkCatalogue *catalogue, EkRecord *risk, const char *level, GError **error)
{
  g_autoptr (JsonNode) reason = ek_risk_copy_json (risk, EK_RISK_REASON);
  g_autoptr (JsonNode) safety = ek_risk_copy_json (risk, EK_RISK_SAFETY);

  if (!ek_risk_is_confirmed_lowering (store, NULL, catalogue, risk, level))
    return TRUE;
  json_object_remove_member (json_node_get_object (reason), "again");
  json_object_remove_member (json_node_get_object (safety), "elsewhere");
  ek_record_set_text (risk, EK_RISK_LEVEL, level);
  ek_record_set_json (risk, EK_RISK_REASON, reason);
  ek_record_set_json (risk, EK_RISK_SAFETY, safety);
  ek_risk_set_due (store, NULL, risk, level);
  return ek_store_save (store, risk, error);
}

/* Causes that came with it: what was in the file before them is older, whatever its time says. */
static gboolean
note_new_causes (EkStore *store, EkRecord *risk, EkRecord *before, GError **error)
{
  g_autoptr (JsonNode) node = ek_risk_copy_json (risk, EK_RISK_REASON);
  g_autofree char *was = json_to_string (node, FALSE), *is = NULL;
  JsonObject *reason = json_node_get_object (node);
  JsonArray *also = ek_json_peek_array (reason, "also");

  for (guint i = 0; i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *cause = i == 0 ? reason : ek_json_element_object (also, i - 1);

      if (cause != NULL && (before == NULL || !ek_risk_has_object (before, cause)))
        ek_risk_note_known (store, NULL, ek_record_get_patient_id (risk), cause);
    }
  is = json_to_string (node, FALSE);
  if (strcmp (was, is) == 0)
    return TRUE;
  ek_record_set_json (risk, EK_RISK_REASON, node);
  return ek_store_save (store, risk, error);
}

/**
 * ek_risk_received:
 * @store: the record, in the transaction that took it over
 * @catalogue: (nullable): the instruments
 * @risk: the risk as it was saved; changed and saved where it does not stay as it came
 * @error: return location
 *
 * See the head of this file.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
ek_risk_received (EkStore *store, EkCatalogue *catalogue, EkRecord *risk, GError **error)
{
  gint64 revision = ek_record_get_revision (risk);
  g_autoptr (EkRecord) before = revision > 1
    ? ek_store_load_revision (store, &ek_risk_type, ek_record_get_id (risk), revision - 1, NULL)
    : NULL;

  if (!note_new_causes (store, risk, before, error))
    return FALSE;
  if (is_lowered (store, catalogue, risk, before))
    return stay_high (store, risk, before, error);
  if (!is_closed (risk) || (before != NULL && is_closed (before)) || goes_on (store, risk))
    return TRUE;
  if (before == NULL && !ek_care_text_is (risk, EK_RISK_LEVEL, "low") &&
      !ek_care_text_is (risk, EK_RISK_LEVEL, "moderate"))
    return open_here (store, risk, FALSE, error);
  if (before == NULL)
    return leave_notice (store, risk, risk, error);
  return !asks_more (store, catalogue, risk) || open_here (store, risk, TRUE, error);
}

static JsonObject *
waiting_of (EkRecord *risk)
{
  JsonNode *node = ek_record_get_json (risk, EK_RISK_SAFETY);
  JsonObject *elsewhere = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
    ? ek_json_peek_object (json_node_get_object (node), "elsewhere")
    : NULL;

  return elsewhere != NULL && ek_json_peek_boolean (elsewhere, "waits", FALSE) &&
      ek_json_peek_int (elsewhere, "steps", -1) == length_of_log (risk)
    ? elsewhere
    : NULL;
}

static gboolean
close_as_there (EkStore *store, EkCatalogue *catalogue, EkRecord *risk, JsonObject *elsewhere, GError **error)
{
  const char *by = ek_json_peek_string (elsewhere, "closed_by"), *level = ek_json_peek_string (elsewhere, "lowered");
  g_autoptr (JsonNode) reason = ek_risk_copy_json (risk, EK_RISK_REASON);
  gint64 at = 0;
  int offset = 0;

  if (level != NULL)
    return lower_as_there (store, catalogue, risk, level, error);
  if (by == NULL || !ek_instant_parse (ek_json_peek_string (elsewhere, "closed"), &at, &offset, NULL))
    return TRUE;
  json_object_remove_member (json_node_get_object (reason), "again");
  ek_record_set_text (risk, EK_RISK_CLOSED_BY, by);
  ek_record_set_instant (risk, EK_RISK_CLOSED, at, offset);
  ek_record_set_text (risk, EK_RISK_STATUS, "closed");
  if (asks_more (store, catalogue, risk))
    return TRUE;
  ek_record_set_json (risk, EK_RISK_REASON, reason);
  return ek_store_save (store, risk, error) &&
    ek_notice_settle (store, ek_record_get_patient_id (risk), "closed-elsewhere", ek_record_get_id (risk), error);
}

/**
 * ek_risk_form_received:
 * @store: the record, in the transaction that took it over
 * @catalogue: the instruments
 * @form: a form that came in
 * @error: return location
 *
 * A screener that comes behind the risk that was closed or lowered with it elsewhere: the risk is as it was there,
 * unless anybody here has done anything about it since.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
ek_risk_form_received (EkStore *store, EkCatalogue *catalogue, EkRecord *form, GError **error)
{
  EkKnowledge *rules = ek_knowledge_get_default (NULL);
  const char *instrument = ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT);
  g_autoptr (GPtrArray) open = NULL;

  if (rules == NULL || instrument == NULL || !g_hash_table_contains (ek_risk_rules (rules)->triage, instrument))
    return TRUE;
  open = ek_risk_list_open (store, ek_record_get_patient_id (form), error);
  for (guint i = 0; open != NULL && i < open->len; i++)
    {
      JsonObject *elsewhere = waiting_of (open->pdata[i]);

      if (elsewhere != NULL && !close_as_there (store, catalogue, open->pdata[i], elsewhere, error))
        return FALSE;
    }
  return open != NULL;
}
