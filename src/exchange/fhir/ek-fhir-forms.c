/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-forms.h"

#include <math.h>
#include <string.h>

#define FORMS_MAX 500
#define DEPTH_MAX 12

struct _EkFhirForms {
  GHashTable *by_name; /* address, "Questionnaire/id", urn or "system|value" → JsonNode */
  guint n;
};

/**
 * ek_fhir_forms_new:
 *
 * Returns: (transfer full): a collection without a Questionnaire; free with ek_fhir_forms_free()
 */
EkFhirForms *
ek_fhir_forms_new (void)
{
  EkFhirForms *self = g_new0 (EkFhirForms, 1);

  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  return self;
}

/**
 * ek_fhir_forms_free:
 * @self: (nullable) (transfer full): what ek_fhir_forms_new() made
 */
void
ek_fhir_forms_free (EkFhirForms *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->by_name);
  g_free (self);
}

static void
name_it (EkFhirForms *self, char *name, JsonNode *node)
{
  g_hash_table_replace (self->by_name, name, json_node_ref (node));
}

static void
name_by_identifiers (EkFhirForms *self, JsonObject *questionnaire, JsonNode *node)
{
  JsonArray *identifiers = ek_json_peek_array (questionnaire, "identifier");

  for (guint i = 0; identifiers != NULL && i < json_array_get_length (identifiers); i++)
    {
      JsonObject *identifier = ek_json_element_object (identifiers, i);
      const char *system = identifier != NULL ? ek_json_peek_string (identifier, "system") : NULL;
      const char *value = identifier != NULL ? ek_json_peek_string (identifier, "value") : NULL;

      if (value != NULL)
        name_it (self, g_strdup_printf ("%s|%s", system != NULL ? system : "", value), node);
    }
}

/**
 * ek_fhir_forms_add:
 * @self: the forms
 * @questionnaire: a Questionnaire
 * @id: (nullable): what the file calls it
 */
void
ek_fhir_forms_add (EkFhirForms *self, JsonObject *questionnaire, const char *id)
{
  g_autoptr (JsonNode) node = NULL;
  const char *url = ek_json_peek_string (questionnaire, "url");
  const char *version = ek_json_peek_string (questionnaire, "version");

  if (self->n >= FORMS_MAX)
    return;
  self->n++;
  node = ek_fhir_deep_copy (questionnaire);
  if (url != NULL)
    name_it (self, g_strdup (url), node);
  if (url != NULL && version != NULL)
    name_it (self, g_strdup_printf ("%s|%s", url, version), node);
  if (id != NULL)
    name_it (self, g_strdup_printf ("Questionnaire/%s", id), node);
  name_by_identifiers (self, questionnaire, node);
}

static JsonObject *
look_up (EkFhirForms *self, const char *name)
{
  JsonNode *node = self != NULL && name != NULL ? g_hash_table_lookup (self->by_name, name) : NULL;

  return node != NULL ? json_node_get_object (node) : NULL;
}

/**
 * ek_fhir_forms_find:
 * @self: (nullable): the Questionnaires of the file
 * @response: a QuestionnaireResponse
 *
 * Returns: (nullable) (transfer none): its Questionnaire: contained in it, or in the same file
 */
JsonObject *
ek_fhir_forms_find (EkFhirForms *self, JsonObject *response)
{
  const char *canonical = ek_json_peek_string (response, "questionnaire");
  JsonObject *old = ek_json_peek_object (response, "questionnaire");
  g_autofree char *bare = NULL;
  const char *slash;
  JsonObject *found;

  if (canonical == NULL && old != NULL)
    canonical = ek_json_peek_string (old, "reference"); /* as it was before R4 */
  if (canonical == NULL)
    return NULL;
  if (*canonical == '#')
    {
      found = ek_fhir_contained (response, canonical + 1);
      return found != NULL && g_strcmp0 (ek_fhir_type (found), "Questionnaire") == 0 ? found : NULL;
    }
  found = look_up (self, canonical);
  if (found != NULL)
    return found;
  bare = g_strndup (canonical, strcspn (canonical, "|"));
  found = look_up (self, bare);
  slash = g_strrstr (bare, "Questionnaire/");
  return found != NULL || slash == NULL ? found : look_up (self, slash);
}

static void
index_questions (GHashTable *questions, JsonArray *items, guint depth)
{
  for (guint i = 0; items != NULL && depth <= DEPTH_MAX && i < json_array_get_length (items); i++)
    {
      JsonObject *item = ek_json_element_object (items, i);
      const char *link = item != NULL ? ek_json_peek_string (item, "linkId") : NULL;

      if (link != NULL && !g_hash_table_contains (questions, link))
        g_hash_table_insert (questions, (gpointer) link, item);
      if (item != NULL)
        index_questions (questions, ek_json_peek_array (item, "item"), depth + 1);
    }
}

/**
 * ek_fhir_forms_questions:
 * @questionnaire: a Questionnaire; must outlive what is returned
 *
 * Of several items with one link the first in the order of the form counts; what is nested deeper than any
 * questionnaire is left out.
 *
 * Returns: (transfer container) (element-type utf8 JsonObject): link → item, both owned by @questionnaire
 */
GHashTable *
ek_fhir_forms_questions (JsonObject *questionnaire)
{
  GHashTable *questions = g_hash_table_new (g_str_hash, g_str_equal);

  index_questions (questions, ek_json_peek_array (questionnaire, "item"), 0);
  return questions;
}

/**
 * ek_fhir_ordinal:
 * @object: an option of a Questionnaire or the Coding of an answer
 *
 * Understands ordinalValue, itemWeight and questionnaire-ordinalValue.
 *
 * Returns: the number that such an extension gives it; NAN when there is none or it is not a number
 */
double
ek_fhir_ordinal (JsonObject *object)
{
  JsonArray *extensions = ek_json_peek_array (object, "extension");

  for (guint i = 0; extensions != NULL && i < json_array_get_length (extensions); i++)
    {
      JsonObject *extension = ek_json_element_object (extensions, i);
      const char *url = extension != NULL ? ek_json_peek_string (extension, "url") : NULL;

      if (g_strcmp0 (url, EK_FHIR_ORDINAL) == 0 ||
          g_strcmp0 (url, "http://hl7.org/fhir/StructureDefinition/itemWeight") == 0 ||
          g_strcmp0 (url, "http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue") == 0)
        return ek_json_peek_double (extension, "valueDecimal", NAN);
    }
  return NAN;
}

static gboolean
offer (JsonObject *coding, const char *system, double ordinal, EkFhirOfferFunc func, gpointer user_data)
{
  EkFhirOffer one = { ek_json_peek_string (coding, "code"), ek_json_peek_string (coding, "system"),
                      ek_json_peek_string (coding, "display"), ordinal };

  if (one.system == NULL)
    one.system = system;
  if (!isfinite (one.ordinal))
    one.ordinal = ek_fhir_ordinal (coding);
  return func (&one, user_data);
}

static gboolean
offer_options (JsonArray *options, EkFhirOfferFunc func, gpointer user_data)
{
  for (guint i = 0; options != NULL && i < json_array_get_length (options); i++)
    {
      JsonObject *option = ek_json_element_object (options, i);
      JsonObject *coding = option != NULL ? ek_json_peek_object (option, "valueCoding") : NULL;
      const char *text = option != NULL ? ek_json_peek_string (option, "valueString") : NULL;
      EkFhirOffer words = { NULL, NULL, text, text != NULL ? ek_fhir_ordinal (option) : NAN };

      if (coding != NULL ? !offer (coding, NULL, ek_fhir_ordinal (option), func, user_data)
                         : text != NULL && !func (&words, user_data))
        return FALSE;
    }
  return TRUE;
}

static gboolean
offer_concepts (JsonArray *concepts, const char *system, EkFhirOfferFunc func, gpointer user_data)
{
  for (guint i = 0; concepts != NULL && i < json_array_get_length (concepts); i++)
    {
      JsonObject *concept = ek_json_element_object (concepts, i);

      if (concept != NULL && !offer (concept, system, NAN, func, user_data))
        return FALSE;
    }
  return TRUE;
}

static void
offer_value_set (JsonObject *set, EkFhirOfferFunc func, gpointer user_data)
{
  JsonObject *compose = ek_json_peek_object (set, "compose"), *expansion = ek_json_peek_object (set, "expansion");
  JsonArray *includes = compose != NULL ? ek_json_peek_array (compose, "include") : NULL;

  for (guint i = 0; includes != NULL && i < json_array_get_length (includes); i++)
    {
      JsonObject *include = ek_json_element_object (includes, i);

      if (include != NULL &&
          !offer_concepts (ek_json_peek_array (include, "concept"), ek_json_peek_string (include, "system"), func,
                           user_data))
        return;
    }
  if (expansion != NULL)
    offer_concepts (ek_json_peek_array (expansion, "contains"), NULL, func, user_data);
}

/**
 * ek_fhir_forms_offers:
 * @questionnaire: a Questionnaire
 * @question: one of its items
 * @func: (scope call): told of each answer it offers, from the item itself or from a value set contained in
 *   @questionnaire
 * @user_data: for @func
 */
void
ek_fhir_forms_offers (JsonObject *questionnaire, JsonObject *question, EkFhirOfferFunc func, gpointer user_data)
{
  const char *set = ek_json_peek_string (question, "answerValueSet");
  JsonObject *contained;

  if (!offer_options (ek_json_peek_array (question, "answerOption"), func, user_data) ||
      !offer_options (ek_json_peek_array (question, "option"), func, user_data))
    return;
  contained = set != NULL && *set == '#' ? ek_fhir_contained (questionnaire, set + 1) : NULL;
  if (contained != NULL)
    offer_value_set (contained, func, user_data);
}
