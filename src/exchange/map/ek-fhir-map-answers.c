/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the answers of a QuestionnaireResponse are in the instrument's own terms. Nothing is guessed: an answer that no
 * item takes, or that is not one the item has, is left out of the score and kept in words beside it. */

#include "ek-fhir-map-response.h"

#include <math.h>
#include <string.h>

#include "ek-fhir-forms.h"

#define UNREAD_MAX 200
#define UNREAD_TEXT_MAX 500

/**
 * ek_fhir_questionnaire_url:
 * @instrument_id: the id of an instrument
 *
 * Returns: (transfer full): the canonical address of our own Questionnaire, without version
 */
char *
ek_fhir_questionnaire_url (const char *instrument_id)
{
  return g_strdup_printf (EK_FHIR_BASE "/Questionnaire/%s", instrument_id);
}

/* --- a coded answer ---------------------------------------------------------------------------------------------- */

static gboolean
is_option_value (EkItem *item, double value)
{
  for (guint i = 0; isfinite (value) && i < ek_item_get_n_options (item); i++)
    if (ek_item_get_option (item, i)->value == value)
      return TRUE;
  return FALSE;
}

static double
value_of_code (EkItem *item, const char *code)
{
  for (guint i = 0; code != NULL && i < ek_item_get_n_options (item); i++)
    if (g_strcmp0 (ek_item_get_option (item, i)->loinc, code) == 0)
      return ek_item_get_option (item, i)->value;
  return NAN;
}

static double
value_of_words (EkItem *item, const char *words)
{
  g_autofree char *bare = words != NULL && strlen (words) <= 500 ? ek_fhir_bare_words (words) : NULL;

  for (guint i = 0; bare != NULL && *bare != '\0' && i < ek_item_get_n_options (item); i++)
    {
      const EkOption *option = ek_item_get_option (item, i);
      g_autofree char *en = option->label_en != NULL ? ek_fhir_bare_words (option->label_en) : NULL;
      g_autofree char *zh = option->label_zh != NULL ? ek_fhir_bare_words (option->label_zh) : NULL;

      if (g_strcmp0 (en, bare) == 0 || g_strcmp0 (zh, bare) == 0)
        return option->value;
    }
  return NAN;
}

static double
value_of_number (EkItem *item, const char *text)
{
  char *end = NULL;
  double number = text != NULL ? g_ascii_strtod (text, &end) : NAN;

  return end != NULL && end != text && *end == '\0' && is_option_value (item, number) ? number : NAN;
}

typedef struct {
  const char *code, *system, *display; /* what was answered */
  EkFhirOffer found;
  gboolean is_found;
} Looking;

static gboolean
same_offer (const EkFhirOffer *offer, gpointer user_data)
{
  Looking *looking = user_data;

  if (looking->code != NULL ? g_strcmp0 (offer->code, looking->code) != 0 ||
          (looking->system != NULL && offer->system != NULL && strcmp (looking->system, offer->system) != 0)
                            : g_strcmp0 (offer->display, looking->display) != 0)
    return TRUE;
  looking->found = *offer;
  looking->is_found = TRUE;
  return FALSE;
}

/* What the Questionnaire that came with it says of this answer. */
static void
look_up_offer (EkFhirForm *form, const EkFhirEntry *entry, Looking *looking)
{
  if (form->questionnaire != NULL && entry->question != NULL)
    ek_fhir_forms_offers (form->questionnaire, entry->question, same_offer, looking);
}

/* A weight is the option's number only where the item is not reversed and its instrument counts as the public form
 * does: LOINC's weights of reversed items are reversed already (PSS-10), or run the other way (K6). */
static double
value_of_weight (EkInstrument *instrument, EkItem *item, double weight)
{
  return is_option_value (item, weight) && !ek_item_is_reversed (item) && !ek_instrument_has_other_weights (instrument)
    ? weight
    : NAN;
}

/* An option by its answer code, else by its words, else by a code that is the option's number, and last by a weight. */
static double
value_of_choice (EkFhirForm *form, EkInstrument *instrument, EkItem *item, const EkFhirEntry *entry, const char *code,
                 const char *system, const char *display, double weight)
{
  Looking looking = { code, system, display, { NULL, NULL, NULL, NAN }, FALSE };
  double value = value_of_code (item, code);

  if (isfinite (value))
    return value;
  look_up_offer (form, entry, &looking);
  value = value_of_words (item, display);
  if (!isfinite (value) && looking.is_found)
    value = value_of_code (item, looking.found.code);
  if (!isfinite (value) && looking.is_found)
    value = value_of_words (item, looking.found.display);
  if (!isfinite (value))
    value = value_of_number (item, code);
  if (!isfinite (value))
    value = value_of_weight (instrument, item, weight);
  if (!isfinite (value) && looking.is_found)
    value = value_of_weight (instrument, item, looking.found.ordinal);
  return value;
}

/**
 * ek_fhir_coding_ordinal:
 * @coding: the Coding of an answer
 *
 * Returns: the number that extensions give it, see ek_fhir_ordinal(); NAN when there is none
 */
double
ek_fhir_coding_ordinal (JsonObject *coding)
{
  return ek_fhir_ordinal (coding);
}

/* --- any answer -------------------------------------------------------------------------------------------------- */

/* In the item's unit, where both say theirs. */
static double
value_of_quantity (EkItem *item, JsonObject *quantity)
{
  double value = ek_json_peek_double (quantity, "value", NAN);
  const char *unit = ek_json_peek_string (quantity, "code"), *own = ek_item_get_unit (item);

  if (unit == NULL)
    unit = ek_json_peek_string (quantity, "unit");
  if (g_strcmp0 (own, "hours") == 0 && (g_strcmp0 (unit, "min") == 0 || g_strcmp0 (unit, "minutes") == 0))
    return value / 60;
  if (g_strcmp0 (own, "minutes") == 0 && (g_strcmp0 (unit, "h") == 0 || g_strcmp0 (unit, "hours") == 0))
    return value * 60;
  return value;
}

static double
plain_number (EkItem *item, JsonObject *answer)
{
  JsonObject *quantity = ek_json_peek_object (answer, "valueQuantity");

  if (json_object_has_member (answer, "valueInteger"))
    return ek_json_peek_double (answer, "valueInteger", NAN);
  if (json_object_has_member (answer, "valueDecimal"))
    return ek_json_peek_double (answer, "valueDecimal", NAN);
  return quantity != NULL ? value_of_quantity (item, quantity) : NAN;
}

static gboolean
is_yes_no (EkItem *item)
{
  return ek_item_get_n_options (item) == 2 && is_option_value (item, 0) && is_option_value (item, 1);
}

static double
number_of_answer (EkFhirForm *form, EkInstrument *instrument, EkItem *item, const EkFhirEntry *entry,
                  JsonObject *answer)
{
  JsonObject *coding = ek_json_peek_object (answer, "valueCoding");
  const char *text = ek_json_peek_string (answer, "valueString");
  gboolean choice = ek_item_get_n_options (item) > 0;

  if (coding != NULL)
    return value_of_choice (form, instrument, item, entry, ek_json_peek_string (coding, "code"),
                            ek_json_peek_string (coding, "system"), ek_json_peek_string (coding, "display"),
                            ek_fhir_ordinal (coding));
  if (choice && text != NULL)
    return value_of_choice (form, instrument, item, entry, NULL, NULL, text, NAN);
  if (choice && is_yes_no (item) && json_object_has_member (answer, "valueBoolean"))
    return ek_json_peek_boolean (answer, "valueBoolean", FALSE);
  return plain_number (item, answer);
}

/* FHIR writes a time with its seconds; forms ask for minutes. */
static char *
text_of_answer (EkItem *item, JsonObject *answer)
{
  static const char *const members[] = { "valueString", "valueTime", NULL };
  const char *text = NULL;

  for (guint i = 0; text == NULL && members[i] != NULL; i++)
    text = ek_json_peek_string (answer, members[i]);
  if (text == NULL)
    return NULL;
  if (ek_item_get_kind (item) == EK_ITEM_TIME_OF_DAY && strlen (text) >= 8 && text[2] == ':' && text[5] == ':')
    return g_strndup (text, 5);
  return g_strdup (text);
}

static JsonNode *
number_node (double value)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  if (value == floor (value) && fabs (value) < 1e9)
    json_node_set_int (node, (gint64) value);
  else
    json_node_set_double (node, value);
  return node;
}

/* The answer in the instrument's terms; NULL when it does not fit. */
static JsonNode *
read_answer (EkFhirForm *form, EkInstrument *instrument, EkItem *item, const EkFhirEntry *entry, JsonObject *answer)
{
  double value = number_of_answer (form, instrument, item, entry, answer);
  g_autofree char *text = text_of_answer (item, answer);
  g_autoptr (JsonNode) node = NULL;

  if (isfinite (value))
    node = number_node (value);
  else if (text != NULL && ek_item_get_n_options (item) == 0)
    {
      node = json_node_new (JSON_NODE_VALUE);
      json_node_set_string (node, text);
    }
  return node != NULL && ek_item_accepts (item, node, NULL) ? g_steal_pointer (&node) : NULL;
}

/* Several options chosen, each an answer of its own. */
static JsonNode *
read_several (EkFhirForm *form, EkInstrument *instrument, EkItem *item, const EkFhirEntry *entry)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_alloc ();

  for (guint i = 0; i < json_array_get_length (entry->answers); i++)
    {
      double value = number_of_answer (form, instrument, item, entry, ek_json_element_object (entry->answers, i));

      if (!isfinite (value))
        return NULL;
      json_array_add_element (array, number_node (value));
    }
  json_node_init_array (node, array);
  return ek_item_accepts (item, node, NULL) ? g_steal_pointer (&node) : NULL;
}

/* --- what no item took ------------------------------------------------------------------------------------------- */

static void
add_cut (JsonObject *object, const char *member, const char *text)
{
  g_autofree char *cut = text != NULL ? g_utf8_make_valid (text, MIN (strlen (text), UNREAD_TEXT_MAX)) : NULL;
  g_autofree char *clean = cut != NULL ? ek_fhir_clean_text (cut) : NULL;

  if (clean != NULL)
    json_object_set_string_member (object, member, clean);
}

static char *
words_of_answer (JsonObject *answer)
{
  JsonObject *coding = ek_json_peek_object (answer, "valueCoding");
  JsonObject *quantity = ek_json_peek_object (answer, "valueQuantity");
  g_autoptr (GList) members = json_object_get_members (answer);

  if (coding != NULL)
    {
      const char *display = ek_json_peek_string (coding, "display");

      return g_strdup (display != NULL ? display : ek_json_peek_string (coding, "code"));
    }
  if (quantity != NULL)
    {
      double value = ek_json_peek_double (quantity, "value", NAN);
      const char *unit = ek_json_peek_string (quantity, "unit");

      return isfinite (value) ? g_strdup_printf ("%.15g%s%s", value, unit != NULL ? " " : "", unit != NULL ? unit : "")
                              : NULL;
    }
  for (GList *m = members; m != NULL; m = m->next)
    {
      JsonNode *node = json_object_get_member (answer, m->data);

      if (!g_str_has_prefix (m->data, "value") || !JSON_NODE_HOLDS_VALUE (node))
        continue;
      return json_node_get_value_type (node) == G_TYPE_STRING ? g_strdup (json_node_get_string (node))
                                                              : json_to_string (node, FALSE);
    }
  return NULL;
}

static void
add_unread (JsonArray *unread, const EkFhirEntry *entry, const char *reason)
{
  g_autoptr (GString) words = g_string_new (NULL);
  JsonObject *object;

  if (json_array_get_length (unread) >= UNREAD_MAX)
    return;
  for (guint i = 0; i < json_array_get_length (entry->answers) && i < 20; i++)
    {
      g_autofree char *one = words_of_answer (ek_json_element_object (entry->answers, i));

      if (one != NULL)
        g_string_append_printf (words, "%s%s", words->len > 0 ? "; " : "", one);
    }
  object = json_object_new ();
  add_cut (object, "link", entry->link);
  add_cut (object, "text", entry->text);
  add_cut (object, "answer", words->str);
  if (reason != NULL)
    json_object_set_string_member (object, "reason", reason);
  json_array_add_object_element (unread, object);
}

/**
 * ek_fhir_form_in_words:
 * @form: a form of which no instrument is known
 *
 * Returns: (transfer full): the first answers that it has, [{link, text, answer}], each cut where it is long, for a
 *   person to read
 */
JsonArray *
ek_fhir_form_in_words (EkFhirForm *form)
{
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < form->entries->len; i++)
    {
      const EkFhirEntry *entry = form->entries->pdata[i];

      if (entry->answers != NULL)
        add_unread (items, entry, NULL);
    }
  return items;
}

/* The total of another questionnaire that has some of these questions. */
static gboolean
is_any_total (EkCatalogue *catalogue, const EkFhirEntry *entry)
{
  const char *code;

  for (guint k = 0; (code = ek_fhir_entry_code (entry, k)) != NULL; k++)
    for (guint i = 0; *code != '\0' && i < ek_catalogue_get_n (catalogue); i++)
      if (g_strcmp0 (ek_instrument_get_loinc_total (ek_catalogue_get (catalogue, i)), code) == 0)
        return TRUE;
  return FALSE;
}

/* --- a form ------------------------------------------------------------------------------------------------------ */

static void
take_entry (EkFhirReading *reading, EkFhirForm *form, const EkFhirEntry *entry, EkItem *item)
{
  const char *id = ek_item_get_id (item);
  gboolean several = ek_item_get_kind (item) == EK_ITEM_MULTIPLE;
  g_autoptr (JsonNode) value = NULL;
  JsonNode *before = json_object_get_member (reading->answers, id);

  if (several)
    value = read_several (form, reading->instrument, item, entry);
  else if (json_array_get_length (entry->answers) == 1)
    value = read_answer (form, reading->instrument, item, entry, ek_json_element_object (entry->answers, 0));
  if (value == NULL)
    add_unread (reading->unread, entry, "does-not-fit");
  else if (before != NULL && !json_node_equal (before, value))
    {
      /* which of two answers was meant nobody can say: neither counts */
      add_unread (reading->unread, entry, "answered-twice");
      json_object_set_null_member (reading->answers, id);
    }
  else if (before == NULL)
    json_object_set_member (reading->answers, id, g_steal_pointer (&value));
}

static void
drop_doubtful (EkFhirReading *reading, EkFhirForm *form, const int *places)
{
  for (guint i = 0; i < form->entries->len; i++)
    {
      EkItem *item = places[i] >= 0 ? ek_instrument_get_item (reading->instrument, (guint) places[i]) : NULL;
      JsonNode *value = item != NULL ? json_object_get_member (reading->answers, ek_item_get_id (item)) : NULL;

      if (value != NULL && JSON_NODE_HOLDS_NULL (value))
        json_object_remove_member (reading->answers, ek_item_get_id (item));
    }
}

/**
 * ek_fhir_read_answers:
 * @form: a response
 * @instrument: what was answered
 * @catalogue: (nullable): the instruments known here, whose totals are no answers
 *
 * Returns: (transfer full): its answers {item id: value}, what was declined {item id: why}, and what was not taken
 *   [{link, text, answer, reason}]; reason: "no-item", "does-not-fit" or "answered-twice"
 */
EkFhirReading *
ek_fhir_read_answers (EkFhirForm *form, EkInstrument *instrument, EkCatalogue *catalogue)
{
  EkFhirReading *reading = g_new0 (EkFhirReading, 1);
  g_autofree int *places = ek_fhir_form_match (form, instrument, TRUE);

  reading->instrument = instrument;
  reading->answers = json_object_new ();
  reading->declined = json_object_new ();
  reading->unread = json_array_new ();
  reading->total = NAN;
  for (guint i = 0; i < form->entries->len; i++)
    {
      const EkFhirEntry *entry = form->entries->pdata[i];
      EkItem *item = places[i] >= 0 ? ek_instrument_get_item (instrument, (guint) places[i]) : NULL;

      if (entry->answers == NULL && item != NULL && entry->declined != NULL)
        json_object_set_string_member (reading->declined, ek_item_get_id (item), entry->declined);
      if (entry->answers == NULL)
        continue;
      if (item != NULL)
        take_entry (reading, form, entry, item);
      else if (ek_fhir_entry_is_total (entry, instrument))
        reading->total = plain_number (ek_instrument_get_item (instrument, 0),
                                       ek_json_element_object (entry->answers, 0));
      else if (catalogue == NULL || !is_any_total (catalogue, entry))
        add_unread (reading->unread, entry, "no-item");
    }
  drop_doubtful (reading, form, places);
  return reading;
}

/**
 * ek_fhir_reading_free:
 * @self: (nullable) (transfer full): what ek_fhir_read_answers() made
 */
void
ek_fhir_reading_free (EkFhirReading *self)
{
  if (self == NULL)
    return;
  json_object_unref (self->answers);
  json_object_unref (self->declined);
  json_array_unref (self->unread);
  g_free (self);
}
