/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which instrument a QuestionnaireResponse belongs to, and what its answers are in that instrument's own terms. Nothing
 * is guessed: a response is taken whole, every answer understood, or not at all. */

#include "ek-fhir-map-response.h"

#include <math.h>
#include <string.h>

#define DEPTH_MAX 12

/** ek_fhir_questionnaire_url: Returns: (transfer full): the canonical address of our own Questionnaire, without
 * version */
char *
ek_fhir_questionnaire_url (const char *instrument_id)
{
  return g_strdup_printf (EK_FHIR_BASE "/Questionnaire/%s", instrument_id);
}

/* Letters and digits only, in lower case: "PHQ-9" and "phq9" are one. */
static char *
bare_name (const char *text,
           gsize       length)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    if (g_ascii_isalnum (text[i]))
      g_string_append_c (out, g_ascii_tolower (text[i]));
  return g_string_free (out, FALSE);
}

/* The last segment of the address without its version. */
static char *
canonical_tail (const char  *canonical,
                char       **version)
{
  g_autofree char *url = g_strndup (canonical, strcspn (canonical, "|"));
  const char *bar = strchr (canonical, '|');
  const char *tail = strrchr (url, '/');

  *version = bar != NULL && bar[1] != '\0' ? g_strdup (bar + 1) : NULL;
  if (tail == NULL)
    tail = strrchr (url, ':');
  return g_strdup (tail != NULL ? tail + 1 : url);
}

static EkInstrument *
instrument_by_canonical (EkCatalogue *catalogue,
                         const char  *canonical)
{
  g_autofree char *version = NULL;
  g_autofree char *tail = canonical_tail (canonical, &version);
  g_autofree char *name = bare_name (tail, strlen (tail));
  gboolean ours = g_str_has_prefix (canonical, EK_FHIR_BASE "/Questionnaire/");

  for (guint i = 0; i < ek_catalogue_get_n (catalogue); i++)
    {
      EkInstrument *one = ek_catalogue_get (catalogue, i);
      const char *abbreviation = ek_instrument_get_abbreviation (one);
      g_autofree char *id = bare_name (ek_instrument_get_id (one), strlen (ek_instrument_get_id (one)));
      g_autofree char *word = abbreviation != NULL ? bare_name (abbreviation, strlen (abbreviation)) : NULL;

      if (g_strcmp0 (tail, ek_instrument_get_loinc_panel (one)) != 0 && g_strcmp0 (name, id) != 0 &&
          (g_strcmp0 (name, word) != 0 || name[0] == '\0'))
        continue;
      /* our own response names the version of the definition it was answered under */
      return ours && version != NULL ? ek_catalogue_find (catalogue, ek_instrument_get_id (one), version) : one;
    }
  return NULL;
}

static const char *
link_tail (const char *link)
{
  const char *slash = strrchr (link, '/');

  return slash != NULL ? slash + 1 : link;
}

static guint
count_loinc_links (EkInstrument *instrument,
                   JsonArray    *items,
                   guint         depth)
{
  guint n = 0;

  for (guint i = 0; items != NULL && depth < DEPTH_MAX && i < json_array_get_length (items); i++)
    {
      JsonObject *item = ek_json_element_object (items, i);
      const char *link = item != NULL ? ek_json_peek_string (item, "linkId") : NULL;

      for (guint k = 0; link != NULL && k < ek_instrument_get_n_items (instrument); k++)
        {
          const char *loinc = ek_item_get_loinc (ek_instrument_get_item (instrument, k));

          if (loinc != NULL && ek_item_is_scored (ek_instrument_get_item (instrument, k)) &&
              g_str_equal (loinc, link_tail (link)))
            n++;
        }
      if (item != NULL)
        n += count_loinc_links (instrument, ek_json_peek_array (item, "item"), depth + 1);
    }
  return n;
}

static guint
n_scored (EkInstrument *instrument)
{
  guint n = 0;

  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    n += ek_item_is_scored (ek_instrument_get_item (instrument, i));
  return n;
}

/**
 * ek_fhir_response_instrument:
 * @catalogue: the instruments known here
 * @resource: a QuestionnaireResponse
 *
 * By its questionnaire's address (our own, LOINC's panel, or one that ends in the instrument's name); without one that
 * says anything, by links that are the LOINC codes of every scored item. A PHQ-9 response has all of the PHQ-2's items
 * too, so the instrument with most items matched wins.
 *
 * Returns: (nullable) (transfer none): the instrument
 */
EkInstrument *
ek_fhir_response_instrument (EkCatalogue *catalogue,
                             JsonObject  *resource)
{
  const char *canonical = ek_json_peek_string (resource, "questionnaire");
  EkInstrument *best = canonical != NULL ? instrument_by_canonical (catalogue, canonical) : NULL;
  guint best_n = 0;

  if (best != NULL || (canonical != NULL && g_str_has_prefix (canonical, EK_FHIR_BASE "/")))
    return best;
  for (guint i = 0; i < ek_catalogue_get_n (catalogue); i++)
    {
      EkInstrument *one = ek_catalogue_get (catalogue, i);
      guint n = count_loinc_links (one, ek_json_peek_array (resource, "item"), 0);

      if (n > best_n && n == n_scored (one))
        {
          best = one;
          best_n = n;
        }
    }
  return best;
}

/* "phq9.3", "q3", "/3", "item-3": the number at the end, when no other digit run but the instrument's name precedes
 * it. */
static int
link_number (EkInstrument *instrument,
             const char   *link)
{
  gsize length = strlen (link), start = length;
  g_autofree char *prefix = NULL;
  g_autofree char *name = NULL;

  while (start > 0 && g_ascii_isdigit (link[start - 1]))
    start--;
  if (start == length || length - start > 3)
    return -1;
  prefix = bare_name (link, start);
  name = bare_name (ek_instrument_get_id (instrument), strlen (ek_instrument_get_id (instrument)));
  if (start > 0 && g_ascii_isalpha (link[start - 1]) && g_str_has_prefix (name, prefix) && strlen (prefix) > 1)
    return -1;   /* "phq9": the digits belong to the name */
  if (g_str_has_prefix (prefix, name))
    memmove (prefix, prefix + strlen (name), strlen (prefix) - strlen (name) + 1);
  for (const char *p = prefix; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      return -1;
  return (int) g_ascii_strtoll (link + start, NULL, 10);
}

static EkItem *
find_item (EkInstrument *instrument,
           const char   *link,
           gboolean      by_number)
{
  const char *tail = link_tail (link);
  EkItem *item;
  int number;

  for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
    {
      item = ek_instrument_get_item (instrument, i);
      if (g_strcmp0 (ek_item_get_loinc (item), tail) == 0)
        return item;
    }
  item = ek_instrument_find_item (instrument, tail);
  if (item != NULL || !by_number)
    return item;
  number = link_number (instrument, tail);
  return number >= 1 && number <= (int) ek_instrument_get_n_items (instrument)
         ? ek_instrument_get_item (instrument, (guint) number - 1) : NULL;
}

static gboolean
is_option_value (EkItem *item,
                 double  value)
{
  for (guint i = 0; i < ek_item_get_n_options (item); i++)
    if (ek_item_get_option (item, i)->value == value)
      return TRUE;
  return FALSE;
}

/** ek_fhir_coding_ordinal: Returns: the number that extensions give the answer @coding, or NAN */
double
ek_fhir_coding_ordinal (JsonObject *coding)
{
  JsonArray *extensions = ek_json_peek_array (coding, "extension");

  for (guint i = 0; extensions != NULL && i < json_array_get_length (extensions); i++)
    {
      JsonObject *extension = ek_json_element_object (extensions, i);
      const char *url = extension != NULL ? ek_json_peek_string (extension, "url") : NULL;

      if (g_strcmp0 (url, EK_FHIR_ORDINAL) == 0 ||
          g_strcmp0 (url, "http://hl7.org/fhir/StructureDefinition/itemWeight") == 0)
        return ek_json_peek_double (extension, "valueDecimal", NAN);
    }
  return NAN;
}

/* An option by its answer code, else by its words, else by a code or weight that is the option's number. Weights come
 * last: LOINC's weights of reversed items are reversed already (PSS-10) or run the other way (K6). */
static double
value_of_coding (EkItem     *item,
                 JsonObject *coding)
{
  const char *code = ek_json_peek_string (coding, "code");
  const char *display = ek_json_peek_string (coding, "display");
  double number;
  char *end = NULL;

  for (guint i = 0; i < ek_item_get_n_options (item); i++)
    {
      const EkOption *option = ek_item_get_option (item, i);

      if (code != NULL && g_strcmp0 (option->loinc, code) == 0)
        return option->value;
    }
  for (guint i = 0; display != NULL && i < ek_item_get_n_options (item); i++)
    {
      const EkOption *option = ek_item_get_option (item, i);

      if (g_strcmp0 (option->label_zh, display) == 0 ||
          (option->label_en != NULL && g_ascii_strcasecmp (option->label_en, display) == 0))
        return option->value;
    }
  number = code != NULL ? g_ascii_strtod (code, &end) : NAN;
  if (end != NULL && end != code && *end == '\0' && is_option_value (item, number))
    return number;
  number = ek_fhir_coding_ordinal (coding);
  return is_option_value (item, number) ? number : NAN;
}

/* The answer in the instrument's terms; NULL when it does not fit. */
static JsonNode *
read_answer (EkItem     *item,
             JsonObject *answer)
{
  JsonObject *coding = ek_json_peek_object (answer, "valueCoding");
  const char *text = ek_json_peek_string (answer, "valueString");
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
  double value = NAN;

  if (text == NULL)
    text = ek_json_peek_string (answer, "valueTime");
  if (coding != NULL)
    value = value_of_coding (item, coding);
  else if (json_object_has_member (answer, "valueInteger"))
    value = ek_json_peek_double (answer, "valueInteger", NAN);
  else if (json_object_has_member (answer, "valueDecimal"))
    value = ek_json_peek_double (answer, "valueDecimal", NAN);
  else if (json_object_has_member (answer, "valueQuantity") && ek_json_peek_object (answer, "valueQuantity") != NULL)
    value = ek_json_peek_double (ek_json_peek_object (answer, "valueQuantity"), "value", NAN);
  if (isfinite (value) && value == floor (value) && fabs (value) < 1e9)
    json_node_set_int (node, (gint64) value);
  else if (isfinite (value))
    json_node_set_double (node, value);
  else if (text != NULL && ek_item_get_kind (item) != EK_ITEM_CHOICE && ek_item_get_kind (item) != EK_ITEM_MULTIPLE)
    json_node_set_string (node, text);
  else
    return NULL;
  return ek_item_accepts (item, node, NULL) ? g_steal_pointer (&node) : NULL;
}

/* Several options chosen, each an answer of its own. */
static JsonNode *
read_several (EkItem    *item,
              JsonArray *answers)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_alloc ();

  for (guint i = 0; i < json_array_get_length (answers); i++)
    {
      JsonObject *answer = ek_json_element_object (answers, i);
      JsonObject *coding = answer != NULL ? ek_json_peek_object (answer, "valueCoding") : NULL;
      double value = coding != NULL ? value_of_coding (item, coding) : NAN;

      if (!isfinite (value))
        return NULL;
      if (value == floor (value))
        json_array_add_int_element (array, (gint64) value);
      else
        json_array_add_double_element (array, value);
    }
  json_node_init_array (node, array);
  return ek_item_accepts (item, node, NULL) ? g_steal_pointer (&node) : NULL;
}

typedef struct {
  EkInstrument *instrument;
  gboolean      by_number;
  JsonObject   *answers;
} Reading;

static gboolean read_items (Reading *reading, JsonArray *items, guint depth);

static gboolean
read_item (Reading    *reading,
           JsonObject *object,
           guint       depth)
{
  JsonArray *answers = ek_json_peek_array (object, "answer");
  const char *link = ek_json_peek_string (object, "linkId");
  EkItem *item = link != NULL ? find_item (reading->instrument, link, reading->by_number) : NULL;
  gboolean several = item != NULL && ek_item_get_kind (item) == EK_ITEM_MULTIPLE;
  JsonObject *first;
  JsonNode *value;

  if (link == NULL || !read_items (reading, ek_json_peek_array (object, "item"), depth + 1))
    return FALSE;
  if (answers == NULL || json_array_get_length (answers) == 0)
    return TRUE;
  first = ek_json_element_object (answers, 0);
  if (first == NULL || !read_items (reading, ek_json_peek_array (first, "item"), depth + 1))
    return FALSE;
  /* totals and remarks that hospitals add to the form are not answers of ours */
  if (item == NULL)
    return TRUE;
  if ((json_array_get_length (answers) != 1 && !several) ||
      json_object_has_member (reading->answers, ek_item_get_id (item)))
    return FALSE;
  value = several ? read_several (item, answers) : read_answer (item, first);
  if (value == NULL)
    return FALSE;
  json_object_set_member (reading->answers, ek_item_get_id (item), value);
  return TRUE;
}

static gboolean
read_items (Reading   *reading,
            JsonArray *items,
            guint      depth)
{
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = ek_json_element_object (items, i);

      if (item == NULL || depth > DEPTH_MAX || !read_item (reading, item, depth))
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_fhir_response_answers:
 * @instrument: what was answered
 * @resource: a QuestionnaireResponse
 *
 * Returns: (nullable) (transfer full): {item id: value}; %NULL when an answer does not fit, an item is answered twice,
 * or nothing of the instrument is answered
 */
JsonNode *
ek_fhir_response_answers (EkInstrument *instrument,
                          JsonObject   *resource)
{
  Reading reading = { instrument, FALSE, NULL };
  gboolean ok;
  JsonNode *node = NULL;

  reading.answers = json_object_new ();
  ok = read_items (&reading, ek_json_peek_array (resource, "item"), 0);
  if (ok && json_object_get_size (reading.answers) == 0)
    {
      reading.by_number = TRUE;
      ok = read_items (&reading, ek_json_peek_array (resource, "item"), 0);
    }
  if (ok && json_object_get_size (reading.answers) > 0)
    node = ek_fhir_node (reading.answers);
  json_object_unref (reading.answers);
  return node;
}

static const char *
declined_reason (JsonObject *item)
{
  JsonArray *extensions = ek_json_peek_array (item, "extension");
  const char *reason = NULL;
  gboolean declined = FALSE;

  for (guint i = 0; extensions != NULL && i < json_array_get_length (extensions); i++)
    {
      JsonObject *extension = ek_json_element_object (extensions, i);
      const char *url = extension != NULL ? ek_json_peek_string (extension, "url") : NULL;

      if (g_strcmp0 (url, EK_FHIR_ABSENT) == 0)
        declined |= g_strcmp0 (ek_json_peek_string (extension, "valueCode"), "asked-declined") == 0;
      else if (g_strcmp0 (url, EK_FHIR_DECLINED) == 0)
        reason = ek_json_peek_string (extension, "valueString");
    }
  if (!declined)
    return NULL;
  return reason != NULL && *reason != '\0' ? reason : "asked-declined";
}

static void
read_declined (EkInstrument *instrument,
               JsonArray    *items,
               JsonObject   *declined,
               guint         depth)
{
  for (guint i = 0; items != NULL && depth <= DEPTH_MAX && i < json_array_get_length (items); i++)
    {
      JsonObject *object = ek_json_element_object (items, i);
      const char *link = object != NULL ? ek_json_peek_string (object, "linkId") : NULL;
      const char *reason = object != NULL && !json_object_has_member (object, "answer") ? declined_reason (object)
                                                                                       : NULL;
      EkItem *item = link != NULL && reason != NULL ? find_item (instrument, link, TRUE) : NULL;

      if (item != NULL)
        json_object_set_string_member (declined, ek_item_get_id (item), reason);
      if (object != NULL)
        read_declined (instrument, ek_json_peek_array (object, "item"), declined, depth + 1);
    }
}

/**
 * ek_fhir_response_declined:
 * @instrument: what was answered
 * @resource: a QuestionnaireResponse
 *
 * Items without an answer of which the resource says (data-absent-reason) that they were asked and declined.
 *
 * Returns: (nullable) (transfer full): {item id: why}; %NULL without any
 */
JsonNode *
ek_fhir_response_declined (EkInstrument *instrument,
                           JsonObject   *resource)
{
  JsonObject *declined = json_object_new ();

  read_declined (instrument, ek_json_peek_array (resource, "item"), declined, 0);
  if (json_object_get_size (declined) > 0)
    return ek_fhir_node (declined);
  json_object_unref (declined);
  return NULL;
}
