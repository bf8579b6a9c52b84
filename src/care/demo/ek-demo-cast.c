/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What only the people who tell the stories have: further forms, word by word as the data gives them (items left out or
 * declined, a form declined, a form corrected), and a plan that the user of the demonstration signs. All of it goes the
 * way of ordinary care; only the ids are the patient's own chance. */

#include "ek-demo-private.h"

#include "ek-assess.h"
#include "ek-care-private.h"
#include "ek-plan-private.h"

#include <string.h>

#define FORM_MINUTE (10 * 60 + 20)
#define PLAN_MINUTE (17 * 60)

static const char *
in_language (EkDemoLife *life, JsonObject *words)
{
  return ek_json_peek_string (words, life->language);
}

/* Answers in item order, by item id; null: left out. */
static JsonNode *
answers_of (EkInstrument *instrument, JsonObject *data, GError **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = ek_json_peek_array (data, "answers");

  json_node_set_array (node, array);

  return ek_answers_normalise (instrument, node, error);
}

static EkRecord *
begin_form (EkDemoLife *life, EkInstrument *instrument, JsonObject *data, GError **error)
{
  const char *mode = ek_json_peek_string (data, "mode");
  g_autoptr (JsonNode) answers = answers_of (instrument, data, error);
  g_autoptr (EkRecord) form = NULL;
  gint64 taken = ek_demo_instant (life, ek_json_peek_double (data, "week", 0), FORM_MINUTE);

  if (answers == NULL)
    return NULL;
  form = ek_demo_record (life, &ek_assessment_type);
  ek_record_set_text (form, EK_ASSESSMENT_INSTRUMENT, ek_instrument_get_id (instrument));
  ek_record_set_text (form, EK_ASSESSMENT_VERSION, ek_instrument_get_version (instrument));
  ek_record_set_text (form, EK_ASSESSMENT_STATUS, "in-progress");
  ek_record_set_text (form, EK_ASSESSMENT_MODE, mode != NULL ? mode : "self");
  ek_record_set_text (form, EK_ASSESSMENT_LANGUAGE, life->language);
  ek_record_set_text (form, EK_ASSESSMENT_RATER, life->demo->user_id);
  ek_record_set_instant (form, EK_ASSESSMENT_TAKEN, taken, life->demo->offset);
  ek_record_set_int (form, EK_ASSESSMENT_COMPLETE, FALSE);
  ek_record_set_json (form, EK_ASSESSMENT_ANSWERS, answers);
  if (!ek_store_save (life->demo->store, form, error))
    return NULL;

  return g_steal_pointer (&form);
}

static gboolean
decline_items (EkDemoLife *life, EkRecord *form, JsonObject *declined, GError **error)
{
  g_autoptr (GList) items = declined != NULL ? json_object_get_members (declined) : NULL;

  for (GList *l = items; l != NULL; l = l->next)
    if (!ek_assess_decline_item (life->demo->store, life->demo->catalogue, form, l->data,
                                 in_language (life, ek_json_peek_object (declined, l->data)), error))
      return FALSE;

  return TRUE;
}

static gboolean
correct_form (EkDemoLife *life, EkRecord *form, JsonObject *correction, GError **error)
{
  JsonObject *changed = ek_json_peek_object (correction, "answers");
  g_autoptr (EkRecord) former = ek_record_copy (form);
  JsonObject *kept = json_node_get_object (ek_record_get_json (former, EK_ASSESSMENT_ANSWERS));
  g_autoptr (JsonNode) answers = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  g_autoptr (GList) items = json_object_get_members (kept);

  json_node_take_object (answers, object);
  for (GList *l = items; l != NULL; l = l->next)
    {
      JsonNode *now = changed != NULL ? json_object_get_member (changed, l->data) : NULL;

      json_object_set_member (object, l->data,
                              json_node_copy (now != NULL ? now : json_object_get_member (kept, l->data)));
    }

  return ek_assess_correct (life->demo->store, life->demo->catalogue, form, answers,
                            ek_demo_text (life, correction, "reason"), error);
}

static gboolean
make_form (EkDemoLife *life, JsonObject *data, GError **error)
{
  EkInstrument *instrument = ek_catalogue_find (life->demo->catalogue, ek_json_peek_string (data, "instrument"), NULL);
  JsonObject *correction = ek_json_peek_object (data, "correction");
  g_autoptr (EkRecord) form = NULL;

  form = begin_form (life, instrument, data, error);
  if (form == NULL)
    return FALSE;
  if (ek_json_peek_object (data, "declined_whole") != NULL)
    return ek_assess_decline (life->demo->store, life->demo->catalogue, form,
                              ek_demo_text (life, data, "declined_whole"), error);
  if (!decline_items (life, form, ek_json_peek_object (data, "declined"), error) ||
      !ek_assess_complete (life->demo->store, life->demo->catalogue, form, TRUE, error))
    return FALSE;

  if (!ek_demo_date_risks (life, form, ek_json_peek_object (data, "assessed"), ek_json_peek_double (data, "week", 0),
                           ek_record_get_instant (form, EK_ASSESSMENT_TAKEN, NULL), error))
    return FALSE;

  return correction == NULL || correct_form (life, form, correction, error);
}

gboolean
ek_demo_make_cast_forms (EkDemoLife *life, GError **error)
{
  JsonArray *forms = life->cast != NULL ? ek_json_peek_array (life->story, "cast_forms") : NULL;

  for (guint i = 0; forms != NULL && i < json_array_get_length (forms); i++)
    {
      JsonObject *data = ek_json_element_object (forms, i);

      if (ek_demo_is_past (life, ek_json_peek_double (data, "week", 0)) && !make_form (life, data, error))
        return FALSE;
    }

  return TRUE;
}

/* The lines get ids of this patient's own chance, as everything of his or hers has. */
static void
name_lines (EkDemoLife *life, EkRecord *plan)
{
  g_autoptr (GPtrArray) lines = ek_plan_get_lines (plan);

  for (guint i = 0; i < lines->len; i++)
    {
      EkPlanLine *line = g_ptr_array_index (lines, i);

      g_free (line->id);
      line->id = ek_random_id (life->random);
    }
  ek_plan_set_lines (plan, lines);
}

/* Drafted from what was known in that week; signed where the user may sign such lines, else it stays a draft. */
gboolean
ek_demo_make_plan (EkDemoLife *life, GError **error)
{
  double week = ek_json_peek_double (life->story, "cast_plan", G_MAXDOUBLE);
  EkKnowledge *knowledge = NULL;
  g_autoptr (EkUser) user = ek_vault_get_user (ek_store_get_vault (life->demo->store));
  g_autoptr (EkRecord) plan = NULL;

  if (life->cast == NULL || week == G_MAXDOUBLE || !ek_demo_is_past (life, week))
    return TRUE;
  knowledge = ek_knowledge_get_default (error);
  plan = ek_demo_record (life, &ek_plan_type);
  ek_record_set_text (plan, EK_PLAN_STATUS, "draft");
  ek_record_set_int (plan, EK_PLAN_NUMBER, 1);
  if (knowledge == NULL ||
      !ek_plan_draft_as_of (life->demo->store, life->demo->catalogue, knowledge, plan,
                            ek_demo_instant (life, week, PLAN_MINUTE), error))
    return FALSE;
  name_lines (life, plan);
  if (user == NULL || !ek_plan_may_sign (knowledge, plan, ek_user_get_role (user), NULL))
    return ek_store_save (life->demo->store, plan, error);

  return ek_plan_sign_as_drafted (life->demo->store, knowledge, plan, error);
}
