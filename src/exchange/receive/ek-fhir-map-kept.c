/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms of ours whose definition is not on this machine.
 *
 *   definition here ───────────────────────────▶ read and scored as any other
 *   only the structure its words belong to ────▶ read and scored by that: words change no score
 *   neither ───────────────────────────────────▶ kept as it came, {link id: value} to be read by a person, no score;
 *                                                read anew as soon as the definition is here
 *
 * A form that somebody answered is never left out because a file is missing. */

#include "ek-fhir-map-response.h"

#include <math.h>
#include <string.h>

#include "ek-exchange-tables.h"
#include "ek-fhir-kept.h"
#include "ek-notice.h"

#define OUR_QUESTIONNAIRES EK_FHIR_BASE "/Questionnaire/"
#define NAME_MAX_LENGTH 64
#define ITEMS_MAX 4000
#define DEPTH_MAX 12
#define ITEMS "item"
#define SOURCE "definition"

static gboolean
is_name (const char *text, const char *also)
{
  if (text == NULL || *text == '\0' || strlen (text) > NAME_MAX_LENGTH)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr (also, *p) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * ek_fhir_response_reference:
 * @resource: a QuestionnaireResponse
 * @instrument: (out) (transfer full): the id of the instrument
 * @version: (out) (transfer full): the version of the definition
 *
 * Returns: whether it names a definition of this program, of which it need not be here
 */
gboolean
ek_fhir_response_reference (JsonObject *resource, char **instrument, char **version)
{
  const char *canonical = ek_json_peek_string (resource, "questionnaire");
  g_auto (GStrv) parts = NULL;

  if (canonical == NULL || !g_str_has_prefix (canonical, OUR_QUESTIONNAIRES))
    return FALSE;
  parts = g_strsplit (canonical + strlen (OUR_QUESTIONNAIRES), "|", 3);
  if (g_strv_length (parts) != 2 || !is_name (parts[0], "-_.") || !is_name (parts[1], "-_.+"))
    return FALSE;
  *instrument = g_strdup (parts[0]);
  *version = g_strdup (parts[1]);
  return TRUE;
}

/* What a person can read of one answer: the number it stands for, else its words. */
static JsonNode *
plain_value (JsonObject *answer)
{
  static const char *const texts[] = { "valueString", "valueTime", "valueDate", "valueDateTime", "valueUri", NULL };
  static const char *const numbers[] = { "valueDecimal", "valueInteger", NULL };
  JsonObject *coding = ek_json_peek_object (answer, "valueCoding");
  JsonObject *quantity = ek_json_peek_object (answer, "valueQuantity");
  JsonNode *node = json_node_new (JSON_NODE_VALUE);
  double number = coding != NULL ? ek_fhir_coding_ordinal (coding) : NAN;
  const char *text = NULL;

  if (quantity != NULL)
    number = ek_json_peek_double (quantity, "value", NAN);
  for (guint i = 0; !isfinite (number) && numbers[i] != NULL; i++)
    number = ek_json_peek_double (answer, numbers[i], NAN);
  if (coding != NULL)
    text = ek_json_peek_string (coding, ek_json_peek_string (coding, "code") != NULL ? "code" : "display");
  for (guint i = 0; text == NULL && texts[i] != NULL; i++)
    text = ek_json_peek_string (answer, texts[i]);
  if (isfinite (number) && number == floor (number) && fabs (number) < 1e9)
    json_node_set_int (node, (gint64) number);
  else if (isfinite (number))
    json_node_set_double (node, number);
  else if (text != NULL)
    json_node_set_string (node, text);
  else if (json_object_has_member (answer, "valueBoolean"))
    json_node_set_boolean (node, ek_json_peek_boolean (answer, "valueBoolean", FALSE));
  else
    g_clear_pointer (&node, json_node_unref);
  return node;
}

static gboolean keep_items (JsonArray *items, JsonObject *values, guint *n, guint depth);

static gboolean
keep_item (JsonObject *item, JsonObject *values, guint *n, guint depth)
{
  JsonArray *answers = ek_json_peek_array (item, "answer");
  const char *link = ek_json_peek_string (item, "linkId");
  guint n_answers = answers != NULL ? json_array_get_length (answers) : 0;
  g_autoptr (JsonArray) several = json_array_new ();

  if (link == NULL || !keep_items (ek_json_peek_array (item, ITEMS), values, n, depth + 1))
    return FALSE;
  for (guint i = 0; i < n_answers; i++)
    {
      JsonObject *answer = ek_json_element_object (answers, i);
      JsonNode *value = answer != NULL ? plain_value (answer) : NULL;

      if (answer == NULL || !keep_items (ek_json_peek_array (answer, ITEMS), values, n, depth + 1))
        {
          g_clear_pointer (&value, json_node_unref);
          return FALSE;
        }
      if (value != NULL)
        json_array_add_element (several, value);
    }
  if (json_array_get_length (several) == 1)
    json_object_set_member (values, link, json_array_dup_element (several, 0));
  else if (json_array_get_length (several) > 1)
    json_object_set_array_member (values, link, g_steal_pointer (&several));
  return TRUE;
}

static gboolean
keep_items (JsonArray *items, JsonObject *values, guint *n, guint depth)
{
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = ek_json_element_object (items, i);

      if (item == NULL || depth > DEPTH_MAX || ++*n > ITEMS_MAX || !keep_item (item, values, n, depth))
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_fhir_keep_response:
 * @resource: a QuestionnaireResponse that names a definition of ours
 * @record: an assessment
 *
 * Fills the answers of @record as far as a person can read them, and keeps the items as they came. No score.
 *
 * Returns: whether there was an answer; else @record is as it was
 */
gboolean
ek_fhir_keep_response (JsonObject *resource, EkRecord *record)
{
  g_autoptr (JsonObject) values = json_object_new ();
  g_autoptr (JsonObject) received = json_object_new ();
  g_autoptr (JsonNode) answers = NULL;
  g_autoptr (JsonNode) kept = NULL;
  guint n = 0;

  if (!keep_items (ek_json_peek_array (resource, ITEMS), values, &n, 0) || json_object_get_size (values) == 0)
    return FALSE;
  json_object_set_member (received, ITEMS, json_node_copy (json_object_get_member (resource, ITEMS)));
  answers = ek_fhir_node (values);
  kept = ek_fhir_node (received);
  ek_record_set_json (record, EK_ASSESSMENT_ANSWERS, answers);
  ek_record_set_json (record, EK_ASSESSMENT_RECEIVED, kept);
  ek_record_clear (record, EK_ASSESSMENT_DECLINED);
  ek_record_clear (record, EK_ASSESSMENT_UNREAD);
  ek_record_clear (record, EK_ASSESSMENT_RESULT);
  ek_record_clear (record, EK_ASSESSMENT_TOTAL);
  ek_record_clear (record, EK_ASSESSMENT_SEVERITY);
  ek_record_set_int (record, EK_ASSESSMENT_COMPLETE, FALSE);
  return TRUE;
}

static void
add_plain_answer (JsonArray *array, JsonNode *value)
{
  JsonObject *answer = json_object_new ();

  if (json_node_get_value_type (value) == G_TYPE_STRING)
    json_object_set_string_member (answer, "valueString", json_node_get_string (value));
  else if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    json_object_set_boolean_member (answer, "valueBoolean", json_node_get_boolean (value));
  else
    json_object_set_double_member (answer, "valueDecimal", json_node_get_double (value));
  json_array_add_object_element (array, answer);
}

static void
add_stored (JsonArray *items, const char *link, JsonNode *value)
{
  JsonArray *answers = json_array_new ();
  JsonObject *item;

  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
        if (JSON_NODE_HOLDS_VALUE (json_array_get_element (json_node_get_array (value), i)))
          add_plain_answer (answers, json_array_get_element (json_node_get_array (value), i));
    }
  else if (JSON_NODE_HOLDS_VALUE (value))
    add_plain_answer (answers, value);
  if (json_array_get_length (answers) == 0)
    {
      json_array_unref (answers);
      return;
    }
  item = json_object_new ();
  json_object_set_string_member (item, "linkId", link);
  json_object_set_array_member (item, "answer", answers);
  json_array_add_object_element (items, item);
}

/**
 * ek_fhir_write_kept_items:
 * @record: an assessment whose definition is not here
 * @resource: where to
 *
 * Writes the items as they came; those of a form that was not received, from the stored answers.
 */
void
ek_fhir_write_kept_items (EkRecord *record, JsonObject *resource)
{
  JsonNode *received = ek_record_get_json (record, EK_ASSESSMENT_RECEIVED);
  JsonNode *answers = ek_record_get_json (record, EK_ASSESSMENT_ANSWERS);
  g_autoptr (JsonArray) items = json_array_new ();
  JsonObjectIter iter;
  const char *link;
  JsonNode *value;

  if (received != NULL && JSON_NODE_HOLDS_OBJECT (received) &&
      ek_json_peek_array (json_node_get_object (received), ITEMS) != NULL)
    {
      json_object_set_member (resource, ITEMS,
                              json_node_copy (json_object_get_member (json_node_get_object (received), ITEMS)));
      return;
    }
  if (answers != NULL && JSON_NODE_HOLDS_OBJECT (answers))
    {
      json_object_iter_init_ordered (&iter, json_node_get_object (answers));
      while (json_object_iter_next_ordered (&iter, &link, &value))
        add_stored (items, link, value);
    }
  if (json_array_get_length (items) > 0)
    json_object_set_array_member (resource, ITEMS, g_steal_pointer (&items));
}

/* --- when the definition comes ----------------------------------------------------------------------------------- */

static GPtrArray *
list_kept (EkStore *store, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EkStatement) statement = NULL;
  gboolean has_row = FALSE;

  statement = ek_database_prepare (ek_store_get_database (store),
                                   "SELECT id FROM assessment WHERE received IS NOT NULL", error);
  if (statement == NULL)
    return NULL;
  while (ek_statement_step (statement, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&ids);
      g_ptr_array_add (ids, g_strdup (ek_statement_text (statement, 0)));
    }
  return NULL;
}

/* What the hospital sent is what it was: the next change of it is compared with this revision. */
static gboolean
move_identity (EkStore *store, EkRecord *record, gint64 from, GError **error)
{
  g_autoptr (EkStatement) statement = NULL;

  statement = ek_database_prepare (ek_store_get_database (store),
                                   "UPDATE exchange_identity SET revision = ?2 WHERE record_id = ?1 AND revision = ?3",
                                   error);
  if (statement == NULL)
    return FALSE;
  ek_statement_bind_text (statement, 1, ek_record_get_id (record));
  ek_statement_bind_int (statement, 2, ek_record_get_revision (record));
  ek_statement_bind_int (statement, 3, from);
  return ek_statement_run (statement, error);
}

static gboolean
complete_one (EkStore *store, EkCatalogue *catalogue, const char *id, EkReceivedFunc received, gpointer user_data,
              guint *n_completed, GError **error)
{
  g_autoptr (EkRecord) record = ek_store_load (store, &ek_assessment_type, id, error);
  JsonNode *kept = record != NULL ? ek_record_get_json (record, EK_ASSESSMENT_RECEIVED) : NULL;
  const EkFhirContext context = { .catalogue = catalogue, .store = store };
  EkInstrument *instrument;
  gint64 from;

  if (record == NULL)
    return FALSE;
  instrument = ek_catalogue_find_scoring (catalogue, ek_record_get_text (record, EK_ASSESSMENT_INSTRUMENT),
                                          ek_record_get_text (record, EK_ASSESSMENT_VERSION));
  if (instrument == NULL || kept == NULL || !JSON_NODE_HOLDS_OBJECT (kept) ||
      !ek_fhir_score_response (&context, instrument, json_node_get_object (kept), record))
    return TRUE;
  from = ek_record_get_revision (record);
  if (!ek_store_save_received (store, record, SOURCE, error) || !move_identity (store, record, from, error) ||
      !ek_fhir_tell_unread (&context, record, NULL, error) ||
      !ek_notice_settle (store, ek_record_get_patient_id (record), "unreadable-form", id, error))
    return FALSE;
  ++*n_completed;
  return received == NULL ||
    received (store, catalogue, ek_record_get_patient_id (record), record, NULL, user_data, error);
}

/**
 * ek_fhir_complete_kept:
 * @store: a store
 * @catalogue: the instruments known by now
 * @received: (nullable): told of each assessment that was completed, as after an import
 * @user_data: for @received
 * @n_completed: (out): how many were
 * @error: return location
 *
 * Reads the forms that were kept without their definition anew, and scores those whose definition is here by now. All
 * or none.
 *
 * Returns: %FALSE with the error of @received or what the database says; nothing was changed then
 */
gboolean
ek_fhir_complete_kept (EkStore *store, EkCatalogue *catalogue, EkReceivedFunc received, gpointer user_data,
                       guint *n_completed, GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;

  *n_completed = 0;
  if (!ek_exchange_prepare (store, error) || (ids = list_kept (store, error)) == NULL)
    return FALSE;
  if (ids->len == 0)
    return TRUE;
  if (!ek_store_begin (store, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!complete_one (store, catalogue, ids->pdata[i], received, user_data, n_completed, error))
      {
        ek_store_rollback (store);
        *n_completed = 0;
        return FALSE;
      }
  return ek_store_commit (store, error);
}
