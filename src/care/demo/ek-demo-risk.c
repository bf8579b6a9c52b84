/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The risks of the stories: those that dangerous answers of a series open, and join while they are open; and of the
 * cast alone what a form or a contact gives reason for, which the rules of ordinary care find, and what has come and
 * nobody could read. */

#include "ek-demo-private.h"

#include <string.h>

#include "ek-danger.h"
#include "ek-notice.h"
#include "ek-risk.h"

#define CONTACT_MINUTE (11 * 60 + 10)

static JsonObject *
cause_of (EkRecord *assessment, const EkCritical *critical)
{
  JsonObject *object = json_object_new ();
  int offset = 0;
  gint64 taken = ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, &offset);
  g_autofree char *at = ek_instant_format (taken, offset);

  json_object_set_string_member (object, "rule", critical->rule);
  json_object_set_string_member (object, "instrument", ek_record_get_text (assessment, EK_ASSESSMENT_INSTRUMENT));
  json_object_set_string_member (object, "item", critical->item_id);
  json_object_set_double_member (object, "value", critical->value);
  json_object_set_string_member (object, "source", ek_record_get_id (assessment));
  json_object_set_string_member (object, "at", at);

  return object;
}

/* By the follow-up interval of the level; the same day while nobody has assessed it. Days. */
static double
due_days (const char *kind, const char *level)
{
  static const struct {
    const char *kind, *level; /* kind NULL: the others */
    double days;
  } intervals[] = {
    { "medical", "low", 7 },  { "medical", "moderate", 1 }, { NULL, "high", 7 },
    { NULL, "moderate", 14 }, { NULL, "low", 28 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++)
    if (strcmp (level, intervals[i].level) == 0 &&
        (intervals[i].kind == NULL || g_strcmp0 (kind, intervals[i].kind) == 0))
      return intervals[i].days;

  return 0;
}

/* What a clinician said of it, when the story has one: {"level", "action"}. */
static void
set_assessed (EkDemoLife *life, EkRecord *risk, JsonObject *assessed, double week)
{
  const char *level = assessed != NULL ? ek_json_peek_string (assessed, "level") : NULL;
  double days = due_days (ek_record_get_text (risk, EK_RISK_KIND), level != NULL ? level : "unassessed");

  ek_record_set_text (risk, EK_RISK_LEVEL, level != NULL ? level : "unassessed");
  ek_record_set_instant (risk, EK_RISK_DUE, ek_demo_instant (life, week + days / 7, 24 * 60 - 1), life->demo->offset);
  if (level != NULL)
    ek_record_set_text (risk, EK_RISK_ACTION, ek_demo_text (life, assessed, "action"));
}

static gboolean
raise_risk (EkDemoLife *life, EkRecord *assessment, const EkCritical *critical, double week, GError **error)
{
  g_autoptr (JsonNode) cause = json_node_new (JSON_NODE_OBJECT);
  int offset = 0;
  gint64 taken = ek_record_get_instant (assessment, EK_ASSESSMENT_TAKEN, &offset);

  json_node_take_object (cause, cause_of (assessment, critical));
  life->risk = ek_demo_record (life, &ek_risk_type);
  life->risk_week = week;
  ek_record_set_text (life->risk, EK_RISK_SOURCE, ek_record_get_id (assessment));
  ek_record_set_json (life->risk, EK_RISK_REASON, cause);
  ek_record_set_instant (life->risk, EK_RISK_RAISED, taken, offset);
  ek_record_set_text (life->risk, EK_RISK_STATUS, "open");
  ek_record_set_text (life->risk, EK_RISK_OWNER, life->demo->user_id);
  set_assessed (life, life->risk, ek_json_peek_object (life->story, "risk"), week);

  return ek_store_save (life->demo->store, life->risk, error);
}

/* A later answer joins the risk that is open. Where the story has a clinician who assesses it, he or she was there
 * again at that visit. */
static gboolean
join_risk (EkDemoLife *life, EkRecord *assessment, const EkCritical *critical, double week, GError **error)
{
  g_autofree char *text = json_to_string (ek_record_get_json (life->risk, EK_RISK_REASON), FALSE);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonObject *reason = json_node_get_object (node);

  if (!json_object_has_member (reason, "also"))
    json_object_set_array_member (reason, "also", json_array_new ());
  json_array_add_object_element (json_object_get_array_member (reason, "also"), cause_of (assessment, critical));
  ek_record_set_json (life->risk, EK_RISK_REASON, node);
  set_assessed (life, life->risk, ek_json_peek_object (life->story, "risk"), week);

  return ek_store_save (life->demo->store, life->risk, error);
}

gboolean
ek_demo_raise_risk (EkDemoLife *life, EkRecord *assessment, const EkCritical *critical, double week, GError **error)
{
  return life->risk != NULL ? join_risk (life, assessment, critical, week, error)
                            : raise_risk (life, assessment, critical, week, error);
}

gboolean
ek_demo_close_risk (EkDemoLife *life, double week, GError **error)
{
  JsonObject *rule = ek_json_peek_object (life->story, "risk");
  double after = rule != NULL ? ek_json_peek_double (rule, "close_after", G_MAXDOUBLE) : G_MAXDOUBLE;
  g_autoptr (EkRecord) risk = NULL;

  if (life->risk == NULL || week - life->risk_week < after)
    return TRUE;
  risk = g_steal_pointer (&life->risk);
  ek_record_set_text (risk, EK_RISK_STATUS, "closed");
  ek_record_set_instant (risk, EK_RISK_CLOSED, ek_demo_instant (life, week, 17 * 60), life->demo->offset);
  ek_record_set_text (risk, EK_RISK_CLOSED_BY, life->demo->user_id);

  return ek_store_save (life->demo->store, risk, error);
}

/* --- of the cast ------------------------------------------------------------------------------------------------ */

/* What was found now was found then. */
static gboolean
date_risk (EkDemoLife *life, EkRecord *risk, JsonObject *assessed, double week, gint64 taken, GError **error)
{
  g_autofree char *text = json_to_string (ek_record_get_json (risk, EK_RISK_REASON), FALSE);
  g_autofree char *at = ek_instant_format (taken, life->demo->offset);
  g_autoptr (JsonNode) reason = json_from_string (text, NULL);

  json_object_set_string_member (json_node_get_object (reason), "at", at);
  ek_record_set_json (risk, EK_RISK_REASON, reason);
  ek_record_set_instant (risk, EK_RISK_RAISED, taken, life->demo->offset);
  set_assessed (life, risk, assessed, week);

  return ek_store_save (life->demo->store, risk, error);
}

gboolean
ek_demo_date_risks (EkDemoLife *life, EkRecord *source, JsonObject *assessed, double week, gint64 taken, GError **error)
{
  g_autoptr (GPtrArray) open = ek_risk_list_open (life->demo->store, life->patient_id, error);

  for (guint i = 0; open != NULL && i < open->len; i++)
    if (g_strcmp0 (ek_record_get_text (open->pdata[i], EK_RISK_SOURCE), ek_record_get_id (source)) == 0 &&
        !date_risk (life, open->pdata[i], assessed, week, taken, error))
      return FALSE;

  return open != NULL;
}

static gboolean
make_contact (EkDemoLife *life, JsonObject *data, double week, GError **error)
{
  g_autoptr (EkRecord) contact = ek_demo_record (life, &ek_encounter_type);
  gint64 at = ek_demo_instant (life, week, CONTACT_MINUTE);

  ek_record_set_text (contact, EK_ENCOUNTER_KIND, ek_json_peek_string (data, "kind"));
  ek_record_set_instant (contact, EK_ENCOUNTER_STARTED, at, life->demo->offset);
  ek_record_set_text (contact, EK_ENCOUNTER_STATUS, "finished");
  ek_record_set_text (contact, EK_ENCOUNTER_CLINICIAN, strcmp (life->language, "zh") == 0 ? "顾医生" : "Dr Gu");
  ek_record_set_text (contact, EK_ENCOUNTER_SUMMARY, ek_demo_text (life, data, "text"));

  return ek_store_save_received (life->demo->store, contact, EK_DEMO_SOURCE, error) &&
    ek_danger_look (life->demo->store, life->demo->catalogue, contact, error) &&
    ek_demo_date_risks (life, contact, ek_json_peek_object (data, "assessed"), week, at, error);
}

/* Members of the detail as a form has them that came and could not be read. */
static gboolean
make_notice (EkDemoLife *life, JsonObject *data, double week, GError **error)
{
  g_autoptr (JsonNode) detail = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *items = ek_json_peek_array (data, "items"), *told = json_array_new ();
  g_autofree char *authored = ek_demo_date (life, week);

  json_node_take_object (detail, object);
  json_object_set_string_member (object, "title", ek_demo_text (life, data, "title"));
  json_object_set_string_member (object, "authored", authored);
  json_object_set_string_member (object, "reason", ek_json_peek_string (data, "reason"));
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_object_new ();

      json_object_set_string_member (item, "text", ek_demo_text (life, ek_json_element_object (items, i), "text"));
      json_object_set_string_member (item, "answer", ek_demo_text (life, ek_json_element_object (items, i), "answer"));
      json_array_add_object_element (told, item);
    }
  json_object_set_array_member (object, "items", told);

  return ek_notice_raise (life->demo->store, life->patient_id, "unreadable-form", ek_json_peek_string (data, "address"),
                          detail, error);
}

static gboolean
make_each (EkDemoLife *life, const char *member, gboolean (*make) (EkDemoLife *, JsonObject *, double, GError **),
           GError **error)
{
  JsonArray *array = life->cast != NULL ? ek_json_peek_array (life->story, member) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *data = ek_json_element_object (array, i);
      double week = ek_json_peek_double (data, "week", 0);

      if (ek_demo_is_past (life, week) && !make (life, data, week, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
ek_demo_make_dangers (EkDemoLife *life, GError **error)
{
  return make_each (life, "cast_contacts", make_contact, error) && make_each (life, "cast_notices", make_notice, error);
}
