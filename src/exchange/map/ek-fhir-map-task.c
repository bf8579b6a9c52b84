/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-map.h"

#include "ek-time.h"

/**
 * ek_fhir_write_text_task:
 * @id: the record's id
 * @text: (nullable): what is to be done
 * @status: a code of Task.status
 * @intent: a code of Task.intent
 *
 * Returns: (transfer full): a Task with these and its identifier, marked as restricted
 */
JsonObject *
ek_fhir_write_text_task (const char *id, const char *text, const char *status, const char *intent)
{
  JsonObject *task = ek_fhir_new ("Task", id);

  ek_fhir_add_confidential (task);
  ek_fhir_add_identifier (task, id, TRUE);
  json_object_set_string_member (task, "status", status);
  json_object_set_string_member (task, "intent", intent);
  ek_fhir_add_text (task, "description", text);
  return task;
}

/* What the action came from: its type is not in the record, so each that it may be is tried. */
static void
add_focus (const EkFhirContext *context, EkRecord *record, JsonObject *task)
{
  static const struct {
    const EkRecordType *type;
    const char *written_as;
  } candidates[] = {
    { &ek_review_type, "ClinicalImpression" },
    { &ek_plan_type, "CarePlan" },
    { &ek_risk_type, "RiskAssessment" },
  };
  const char *id = ek_record_get_text (record, EK_TASK_BASED_ON);

  for (guint i = 0; id != NULL && context->store != NULL && i < G_N_ELEMENTS (candidates); i++)
    {
      g_autoptr (EkRecord) found = ek_store_load (context->store, candidates[i].type, id, NULL);

      if (found == NULL)
        continue;
      ek_fhir_add_reference (task, "focus", candidates[i].written_as, id, NULL);
      return;
    }
}

static void
add_outcome (EkRecord *record, JsonObject *task)
{
  const char *outcome = ek_record_get_text (record, EK_TASK_OUTCOME);
  JsonObject *output;

  if (outcome == NULL)
    return;
  if (g_strcmp0 (ek_record_get_text (record, EK_TASK_STATUS), "cancelled") == 0)
    {
      json_object_set_object_member (task, "statusReason", ek_fhir_concept_new (NULL, NULL, NULL, outcome));
      return;
    }
  output = json_object_new ();
  json_object_set_object_member (output, "type", ek_fhir_concept_new (NULL, NULL, NULL, "Outcome"));
  json_object_set_string_member (output, "valueString", outcome);
  ek_fhir_add_concepts (task, "output", output);
}

/**
 * ek_fhir_write_task:
 * @context: what a writer needs: what the action follows from, and who asked for it
 * @record: of #ek_task_type, an action with an owner and a date
 * @resources: (element-type JsonObject): the Task is added
 */
void
ek_fhir_write_task (const EkFhirContext *context, EkRecord *record, GPtrArray *resources)
{
  JsonObject *task = ek_fhir_write_text_task (ek_record_get_id (record), ek_record_get_text (record, EK_TASK_TEXT),
                                              ek_record_get_text (record, EK_TASK_STATUS), "order");
  JsonObject *restriction = json_object_new (), *period = json_object_new ();

  add_focus (context, record, task);
  ek_fhir_add_subject (task, "for", record);
  ek_fhir_add_instant (task, "authoredOn", ek_record_get_created (record), ek_record_get_changed_offset (record));
  ek_fhir_add_author (context, task, "requester", ek_record_get_author (record));
  ek_fhir_add_reference (task, "owner", "Practitioner", NULL, ek_record_get_text (record, EK_TASK_OWNER_NAME));
  ek_fhir_add_text (period, "end", ek_record_get_text (record, EK_TASK_DUE));
  json_object_set_object_member (restriction, "period", period);
  json_object_set_object_member (task, "restriction", restriction);
  add_outcome (record, task);
  g_ptr_array_add (resources, task);
}

/* Both ways of saying how it ended. */
static void
read_outcome (JsonObject *resource, EkRecord *record)
{
  JsonObject *output = ek_fhir_first_object (resource, "output");
  JsonObject *reason = ek_json_peek_object (resource, "statusReason");
  g_autofree char *text = NULL;

  if (output != NULL)
    text = ek_fhir_clean_text (ek_json_peek_string (output, "valueString"));
  if (text == NULL && reason != NULL)
    text = ek_fhir_concept_text (reason);
  if (text != NULL)
    ek_record_set_text (record, EK_TASK_OUTCOME, text);
}

/**
 * ek_fhir_read_task:
 * @context: what a reader needs
 * @resource: a Task of ours
 * @record: of #ek_task_type, as it is here
 *
 * Takes over what the hospital changed: status, outcome, owner, due date, words; what it does not say stays. States
 * that this program does not have are taken for the nearest one that claims less.
 *
 * Returns: %EK_FHIR_SKIP_NONE, or %EK_FHIR_SKIP_INVALID for a status of no kind
 */
EkFhirSkip
ek_fhir_read_task (const EkFhirContext *context, JsonObject *resource, EkRecord *record)
{
  static const struct {
    const char *fhir, *own;
  } statuses[] = {
    { "requested", "requested" }, { "received", "requested" },  { "ready", "requested" },
    { "draft", "requested" },     { "accepted", "accepted" },   { "in-progress", "in-progress" },
    { "on-hold", "accepted" },    { "completed", "completed" }, { "cancelled", "cancelled" },
    { "rejected", "cancelled" },  { "failed", "cancelled" },    { "entered-in-error", "cancelled" },
  };
  const char *status = ek_json_peek_string (resource, "status");
  JsonObject *owner = ek_json_peek_object (resource, "owner");
  JsonObject *restriction = ek_json_peek_object (resource, "restriction");
  JsonObject *period = restriction != NULL ? ek_json_peek_object (restriction, "period") : NULL;
  g_autofree char *text = ek_fhir_clean_text (ek_json_peek_string (resource, "description"));
  g_autofree char *name = owner != NULL ? ek_fhir_clean_text (ek_json_peek_string (owner, "display")) : NULL;
  g_autofree char *due = period != NULL ? ek_fhir_date (ek_json_peek_string (period, "end")) : NULL;
  const char *own = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (status, statuses[i].fhir) == 0)
      own = statuses[i].own;
  if (own == NULL)
    return EK_FHIR_SKIP_INVALID;
  ek_record_set_text (record, EK_TASK_STATUS, own);
  if (text != NULL)
    ek_record_set_text (record, EK_TASK_TEXT, text);
  if (name != NULL)
    ek_record_set_text (record, EK_TASK_OWNER_NAME, name);
  if (due != NULL)
    ek_record_set_text (record, EK_TASK_DUE, due);
  read_outcome (resource, record);
  return EK_FHIR_SKIP_NONE;
}
