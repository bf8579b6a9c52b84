/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include "ek-time.h"

typedef struct {
  const EkFhirContext *context;
  EkRecord *record;
  GPtrArray *resources;
  JsonArray *goals; /* references */
  JsonArray *activities;
} PlanWriting;

static const struct {
  const char *own;
  const char *plan;
  const char *goal;
  const char *task;
} statuses[] = {
  { "draft", "draft", "proposed", "draft" },
  { "signed", "active", "active", "requested" },
  { "replaced", "revoked", "cancelled", "cancelled" },
  { "ended", "completed", "completed", "completed" },
};

static guint
status_index (EkRecord *record)
{
  const char *own = ek_record_get_text (record, EK_PLAN_STATUS);

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (own, statuses[i].own) == 0)
      return i;
  return 0;
}

/* A text in both languages, {en, zh}, or plain: Chinese where there is Chinese, since the hospital reads it. */
static const char *
words (JsonObject *line, const char *member)
{
  JsonObject *both = ek_json_peek_object (line, member);
  const char *text = both != NULL ? ek_json_peek_string (both, "zh") : ek_json_peek_string (line, member);

  if (text == NULL && both != NULL)
    text = ek_json_peek_string (both, "en");
  return text != NULL && text[0] != '\0' ? text : NULL;
}

static void
write_goal (PlanWriting *writing, const char *line_id, const char *text)
{
  g_autofree char *role = g_strconcat ("goal/", line_id, NULL);
  g_autofree char *id = ek_fhir_derived_id (ek_record_get_id (writing->record), role);
  const char *starts = ek_record_get_text (writing->record, EK_PLAN_STARTS);
  const char *review = ek_record_get_text (writing->record, EK_PLAN_REVIEW);
  JsonObject *goal = ek_fhir_new ("Goal", id);

  ek_fhir_add_confidential (goal);
  ek_fhir_add_identifier (goal, id, TRUE);
  json_object_set_string_member (goal, "lifecycleStatus", statuses[status_index (writing->record)].goal);
  json_object_set_object_member (goal, "description", ek_fhir_concept_new (NULL, NULL, NULL, text));
  ek_fhir_add_subject (goal, "subject", writing->record);
  ek_fhir_add_text (goal, "startDate", starts);
  if (review != NULL)
    {
      JsonObject *target = json_object_new ();

      json_object_set_string_member (target, "dueDate", review);
      ek_fhir_add_concepts (goal, "target", target);
    }
  ek_fhir_append_reference (writing->goals, "Goal", id, NULL);
  g_ptr_array_add (writing->resources, goal);
}

static void
write_step (PlanWriting *writing, const char *line_id, const char *text)
{
  g_autofree char *role = g_strconcat ("step/", line_id, NULL);
  g_autofree char *id = ek_fhir_derived_id (ek_record_get_id (writing->record), role);
  JsonObject *task = ek_fhir_write_text_task (id, text, statuses[status_index (writing->record)].task, "plan");
  JsonArray *based_on = json_array_new ();
  JsonObject *activity = json_object_new ();

  ek_fhir_append_reference (based_on, "CarePlan", ek_record_get_id (writing->record), NULL);
  json_object_set_array_member (task, "basedOn", based_on);
  ek_fhir_add_subject (task, "for", writing->record);
  ek_fhir_add_instant (task, "authoredOn", ek_record_get_created (writing->record),
                       ek_record_get_changed_offset (writing->record));
  ek_fhir_add_reference (activity, "reference", "Task", id, NULL);
  json_array_add_object_element (writing->activities, activity);
  g_ptr_array_add (writing->resources, task);
}

static void
write_lines (PlanWriting *writing)
{
  JsonNode *node = ek_record_get_json (writing->record, EK_PLAN_LINES);
  JsonArray *lines = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; lines != NULL && i < json_array_get_length (lines); i++)
    {
      JsonObject *line = ek_json_element_object (lines, i);
      const char *id = line != NULL ? ek_json_peek_string (line, "id") : NULL;
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      const char *text = line != NULL ? words (line, "text") : NULL;

      if (text == NULL || g_strcmp0 (ek_json_peek_string (line, "status"), "removed") == 0)
        continue;
      write_step (writing, id != NULL ? id : number, text);
      if (words (line, "goal") != NULL)
        write_goal (writing, id != NULL ? id : number, words (line, "goal"));
    }
}

static void
add_members (PlanWriting *writing, JsonObject *plan)
{
  const char *previous = ek_record_get_text (writing->record, EK_PLAN_PREVIOUS);
  const char *starts = ek_record_get_text (writing->record, EK_PLAN_STARTS);
  const char *review = ek_record_get_text (writing->record, EK_PLAN_REVIEW);
  JsonObject *period = json_object_new ();

  if (previous != NULL)
    {
      JsonArray *replaces = json_array_new ();

      ek_fhir_append_reference (replaces, "CarePlan", previous, NULL);
      json_object_set_array_member (plan, "replaces", replaces);
    }
  ek_fhir_add_text (period, "start", starts);
  ek_fhir_add_text (period, "end", review);
  if (json_object_get_size (period) > 0)
    json_object_set_object_member (plan, "period", period);
  else
    json_object_unref (period);
  if (json_array_get_length (writing->goals) > 0)
    json_object_set_array_member (plan, "goal", json_array_ref (writing->goals));
  if (json_array_get_length (writing->activities) > 0)
    json_object_set_array_member (plan, "activity", json_array_ref (writing->activities));
  ek_fhir_add_note (plan, ek_record_get_text (writing->record, EK_PLAN_NOTE));
}

/**
 * ek_fhir_write_plan:
 * @context: what a writer needs: who signed, and whether it is an export of everything
 * @record: of #ek_plan_type
 * @resources: (element-type JsonObject): a CarePlan is added, then a Goal for each line that has one, a Task for each
 *   line and a Provenance for each signature
 *
 * A draft is nobody's plan yet and is not sent; only an export of everything has it.
 */
void
ek_fhir_write_plan (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
{
  PlanWriting writing = { context, record, resources, NULL, NULL };
  JsonObject *plan;

  if (status_index (record) == 0 && !context->everything)
    return;
  writing.goals = json_array_new ();
  writing.activities = json_array_new ();
  plan = ek_fhir_new ("CarePlan", ek_record_get_id (record));
  g_ptr_array_add (resources, plan);
  write_lines (&writing);
  ek_fhir_add_confidential (plan);
  ek_fhir_add_identifier (plan, ek_record_get_id (record), TRUE);
  json_object_set_string_member (plan, "status", statuses[status_index (record)].plan);
  json_object_set_string_member (plan, "intent", "plan");
  ek_fhir_add_concepts (plan, "category",
                        ek_fhir_concept_new (EK_FHIR_CODES, "intervention-plan", NULL,
                                             "Psychological intervention plan"));
  ek_fhir_add_subject (plan, "subject", record);
  ek_fhir_add_instant (plan, "created", ek_record_get_created (record), ek_record_get_changed_offset (record));
  ek_fhir_add_author (context, plan, "author", ek_record_get_author (record));
  add_members (&writing, plan);
  ek_fhir_write_signatures (context, record, "CarePlan", resources);
  json_array_unref (writing.goals);
  json_array_unref (writing.activities);
}
