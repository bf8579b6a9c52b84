/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A QuestionnaireResponse that holds more than one instrument: PHQ-9 and GAD-7 on one sheet. Each is filed by itself,
 * with its answers; what no instrument takes stays with the first, where it is told.
 *
 *   groups that are two instruments ──▶ each group to its own
 *   else the instrument that takes up most ──▶ of what is left over the next one, as long as it is clearly one */

#include "ek-fhir-form.h"

#include <string.h>

#define PARTS_MAX 8
#define CLEARLY 3 /* answers; fewer only where they are all that an instrument has */

typedef struct {
  EkFhirForm *form;
  EkCatalogue *catalogue;
  GPtrArray *instruments; /* of EkInstrument: one for each part */
  GHashTable *parts;      /* item → part + 1, of what is not in the first */
} Split;

static void
split_free (Split *self)
{
  g_clear_pointer (&self->form, ek_fhir_form_free);
  g_clear_pointer (&self->instruments, g_ptr_array_unref);
  g_clear_pointer (&self->parts, g_hash_table_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Split, split_free)

/* --- by groups --------------------------------------------------------------------------------------------------- */

static EkInstrument *
instrument_of_group (const EkFhirContext *context, JsonObject *response, JsonObject *group)
{
  g_autoptr (JsonObject) alone = json_object_new ();
  JsonArray *items = json_array_new ();
  g_autoptr (EkFhirForm) form = NULL;

  if (json_object_has_member (response, "questionnaire"))
    json_object_set_member (alone, "questionnaire",
                            json_node_copy (json_object_get_member (response, "questionnaire")));
  json_array_add_object_element (items, json_object_ref (group));
  json_object_set_array_member (alone, "item", items);
  form = ek_fhir_form_new (context, alone);
  return form != NULL ? ek_fhir_form_instrument (form, context->catalogue) : NULL;
}

static void
assign_all (Split *self, JsonObject *item, guint part)
{
  JsonArray *below = ek_json_peek_array (item, "item");

  g_hash_table_insert (self->parts, item, GUINT_TO_POINTER (part + 1));
  for (guint i = 0; below != NULL && i < json_array_get_length (below); i++)
    if (ek_json_element_object (below, i) != NULL)
      assign_all (self, ek_json_element_object (below, i), part);
}

static gboolean
split_groups (Split *self, const EkFhirContext *context, JsonObject *response)
{
  JsonArray *items = ek_json_peek_array (response, "item");
  g_autoptr (GPtrArray) of = g_ptr_array_new ();

  for (guint i = 0; items != NULL && i < json_array_get_length (items) && i < 50; i++)
    {
      JsonObject *item = ek_json_element_object (items, i);
      gboolean group = item != NULL && ek_json_peek_array (item, "item") != NULL &&
        ek_json_peek_array (item, "answer") == NULL;
      EkInstrument *instrument = group ? instrument_of_group (context, response, item) : NULL;

      g_ptr_array_add (of, instrument);
      if (instrument != NULL && !g_ptr_array_find (self->instruments, instrument, NULL) &&
          self->instruments->len < PARTS_MAX)
        g_ptr_array_add (self->instruments, instrument);
    }
  if (self->instruments->len < 2)
    {
      g_ptr_array_set_size (self->instruments, 0);
      return FALSE;
    }
  for (guint i = 0; i < of->len; i++)
    {
      guint part;

      if (of->pdata[i] != NULL && g_ptr_array_find (self->instruments, of->pdata[i], &part) && part > 0)
        assign_all (self, ek_json_element_object (items, i), part);
    }
  return TRUE;
}

/* --- what is left over ------------------------------------------------------------------------------------------- */

/* The entries that no part has taken, as a form that borrows them. Without a Questionnaire the name of the whole says
 * nothing of the rest. */
static void
begin_rest (Split *self, GHashTable *taken, EkFhirForm *rest)
{
  *rest = (EkFhirForm){ .questionnaire = self->form->questionnaire };
  rest->entries = g_ptr_array_new ();
  rest->names = taken == NULL || self->form->questionnaire != NULL ? g_ptr_array_ref (self->form->names)
                                                                   : g_ptr_array_new ();
  rest->canonical = taken == NULL ? self->form->canonical : NULL;
  for (guint i = 0; i < self->form->entries->len; i++)
    {
      EkFhirEntry *entry = self->form->entries->pdata[i];

      if (taken != NULL && g_hash_table_contains (taken, entry))
        continue;
      g_ptr_array_add (rest->entries, entry);
      rest->n_answered += entry->answers != NULL;
    }
}

static void
end_rest (EkFhirForm *rest)
{
  g_ptr_array_unref (rest->entries);
  g_ptr_array_unref (rest->names);
}

static gboolean
is_clearly (EkInstrument *instrument, EkFhirForm *rest, const int *places)
{
  guint answered = 0, needed = 0;

  for (guint i = 0; i < rest->entries->len; i++)
    answered += places[i] >= 0 && ((EkFhirEntry *) rest->entries->pdata[i])->answers != NULL;
  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    needed += !ek_item_is_optional (ek_instrument_get_item (instrument, i));
  return answered >= CLEARLY || (answered >= 2 && answered >= needed);
}

/* Takes one instrument out of the rest. */
static gboolean
take_next (Split *self, GHashTable *taken)
{
  gboolean first = self->instruments->len == 0;
  EkFhirForm rest;
  EkInstrument *instrument;
  g_autofree int *places = NULL;
  gboolean clear;

  begin_rest (self, first ? NULL : taken, &rest);
  instrument = rest.n_answered > 0 ? ek_fhir_form_instrument (&rest, self->catalogue) : NULL;
  places = instrument != NULL ? ek_fhir_form_match (&rest, instrument, TRUE) : NULL;
  clear = instrument != NULL && !g_ptr_array_find (self->instruments, instrument, NULL) &&
    (first || is_clearly (instrument, &rest, places));
  for (guint i = 0; clear && i < rest.entries->len; i++)
    {
      EkFhirEntry *entry = rest.entries->pdata[i];

      if (places[i] < 0 && !ek_fhir_entry_is_total (entry, instrument))
        continue;
      g_hash_table_add (taken, entry);
      if (!first)
        g_hash_table_insert (self->parts, entry->item, GUINT_TO_POINTER (self->instruments->len + 1));
    }
  end_rest (&rest);
  if (clear)
    g_ptr_array_add (self->instruments, instrument);
  return clear;
}

static Split *
split_new (const EkFhirContext *context, JsonObject *response)
{
  g_autoptr (Split) self = g_new0 (Split, 1);
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);

  self->instruments = g_ptr_array_new ();
  self->parts = g_hash_table_new (NULL, NULL);
  self->catalogue = context->catalogue;
  self->form = context->catalogue != NULL ? ek_fhir_form_new (context, response) : NULL;
  if (self->form == NULL ||
      (self->form->canonical != NULL && g_str_has_prefix (self->form->canonical, EK_FHIR_BASE "/")) ||
      split_groups (self, context, response))
    return g_steal_pointer (&self);
  while (self->instruments->len < PARTS_MAX && take_next (self, taken))
    continue;
  return g_steal_pointer (&self);
}

/* --- the parts --------------------------------------------------------------------------------------------------- */

static JsonArray *pick_items (Split *self, JsonArray *items, guint part);

/* NULL: nothing of it belongs to this part. */
static JsonObject *
pick_item (Split *self, JsonObject *item, guint part)
{
  guint own = GPOINTER_TO_UINT (g_hash_table_lookup (self->parts, item));
  gboolean is_own = (own > 0 ? own - 1 : 0) == part;
  JsonArray *below = ek_json_peek_array (item, "item");
  g_autoptr (JsonArray) picked = below != NULL ? pick_items (self, below, part) : NULL;
  g_autoptr (GList) members = json_object_get_members (item);
  JsonObject *copy;

  if (!is_own && (picked == NULL || json_array_get_length (picked) == 0))
    return NULL;
  copy = json_object_new ();
  for (GList *m = members; m != NULL; m = m->next)
    if (!g_str_equal (m->data, "item") && (is_own || !g_str_equal (m->data, "answer")))
      json_object_set_member (copy, m->data, json_node_copy (json_object_get_member (item, m->data)));
  if (picked != NULL)
    json_object_set_array_member (copy, "item", g_steal_pointer (&picked));
  return copy;
}

static JsonArray *
pick_items (Split *self, JsonArray *items, guint part)
{
  JsonArray *picked = json_array_new ();

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = ek_json_element_object (items, i);
      JsonObject *one = item != NULL ? pick_item (self, item, part) : NULL;

      if (one != NULL)
        json_array_add_object_element (picked, one);
    }
  return picked;
}

/**
 * ek_fhir_response_n_parts:
 * @context: the instruments, and the Questionnaires that came with it
 * @response: a QuestionnaireResponse
 *
 * Returns: how many instruments it holds, at least 1
 */
guint
ek_fhir_response_n_parts (const EkFhirContext *context, JsonObject *response)
{
  g_autoptr (Split) split = split_new (context, response);

  return MAX (split->instruments->len, 1);
}

/**
 * ek_fhir_response_part:
 * @context: as for ek_fhir_response_n_parts()
 * @response: a QuestionnaireResponse
 * @part: which of its instruments, counted from 0
 *
 * Returns: (transfer full): the response with the questions of that part only; the first has also those that belong to
 *   none
 */
JsonObject *
ek_fhir_response_part (const EkFhirContext *context, JsonObject *response, guint part)
{
  g_autoptr (Split) split = context->n_parts != 1 ? split_new (context, response) : NULL;
  JsonArray *items = ek_json_peek_array (response, "item");
  g_autoptr (GList) members = NULL;
  JsonObject *alone;

  if (split == NULL || split->instruments->len < 2 || items == NULL)
    return json_object_ref (response);
  alone = json_object_new ();
  members = json_object_get_members (response);
  for (GList *m = members; m != NULL; m = m->next)
    if (!g_str_equal (m->data, "item"))
      json_object_set_member (alone, m->data, json_node_copy (json_object_get_member (response, m->data)));
  json_object_set_array_member (alone, "item", pick_items (split, items, part));
  return alone;
}
