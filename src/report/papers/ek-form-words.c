/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-form-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ek-error.h"
#include "ek-language.h"
#include "ek-notice.h"

static gboolean
number_of (JsonNode *node, double *value)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) == G_TYPE_STRING)
    return FALSE;
  *value = json_node_get_value_type (node) == G_TYPE_INT64 ? (double) json_node_get_int (node)
                                                           : json_node_get_double (node);
  return TRUE;
}

/**
 * ek_form_is_chosen:
 * @option: an option
 * @answer: (nullable): what is answered to its item
 *
 * Returns: whether the answer is, or among several holds, this option
 */
gboolean
ek_form_is_chosen (const EkOption *option, JsonNode *answer)
{
  JsonArray *array = answer != NULL && JSON_NODE_HOLDS_ARRAY (answer) ? json_node_get_array (answer) : NULL;
  double value;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      if (ek_form_is_chosen (option, json_array_get_element (array, i)))
        return TRUE;
    }
  return number_of (answer, &value) && value == option->value;
}

/**
 * ek_form_option_words:
 * @item: an item with options
 * @index: one of them
 * @language: "en" or "zh"
 *
 * A scale may have words at some of its steps only. A step without words of its own is spelled out by its neighbours.
 *
 * Returns: (transfer full): what the option says; "" where no step has words
 */
char *
ek_form_option_words (EkItem *item, guint index, const char *language)
{
  const char *own = ek_option_label (ek_item_get_option (item, index), language);
  const char *below = NULL, *above = NULL;

  if (own != NULL && *own != '\0')
    return g_strdup (own);
  for (guint i = index; i > 0 && below == NULL; i--)
    below = ek_option_label (ek_item_get_option (item, i - 1), language);
  for (guint i = index + 1; i < ek_item_get_n_options (item) && above == NULL; i++)
    above = ek_option_label (ek_item_get_option (item, i), language);
  if (below == NULL || above == NULL || *below == '\0' || *above == '\0')
    return g_strdup ("");
  return g_strdup_printf (ek_tr (language, "Between “%s” and “%s”"), below, above);
}

static char *
duration_words (EkItem *item, double value, const char *language)
{
  gboolean hours = g_strcmp0 (ek_item_get_unit (item), "hours") == 0;
  long minutes = lround (hours ? value * 60 : value), whole = minutes / 60, rest = minutes % 60;

  if (whole == 0)
    return g_strdup_printf (ek_tr (language, "%ld min"), rest);
  if (rest == 0)
    return g_strdup_printf (ek_tr (language, "%ld h"), whole);
  return g_strdup_printf (ek_tr (language, "%ld h %ld min"), whole, rest);
}

static void
append_choice (GString *words, EkItem *item, guint index, const char *language)
{
  g_autofree char *label = ek_form_option_words (item, index, language);

  g_string_append_printf (words, "%s%.10g", words->len > 0 ? "; " : "", ek_item_get_option (item, index)->value);
  if (*label != '\0')
    g_string_append_printf (words, " %s", label);
}

static char *
duration_typed (EkItem *item, const char *text, const char *language)
{
  double hours = 0, minutes = 0;
  char *end = NULL;

  hours = g_ascii_strtod (text, &end);
  if (*end != ':')
    return g_strdup (text);
  minutes = g_ascii_strtod (end + 1, NULL);
  return duration_words (item,
                         g_strcmp0 (ek_item_get_unit (item), "hours") == 0 ? hours + minutes / 60
                                                                           : hours * 60 + minutes,
                         language);
}

/**
 * ek_form_unit_words:
 * @item: an item
 * @language: "en" or "zh": of the wording
 *
 * Returns: (transfer none) (nullable): the unit of a number or a length of time; %NULL where there is none
 */
const char *
ek_form_unit_words (EkItem *item, const char *language)
{
  static const char *const units[] = { NC_ ("unit", "minutes"), NC_ ("unit", "hours"), NC_ ("unit", "days") };
  const char *unit = ek_item_get_unit (item);

  for (guint i = 0; unit != NULL && i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i], unit))
      return ek_tr_c (language, "unit", units[i]);
  return unit;
}

/**
 * ek_form_answer_words:
 * @item: an item
 * @answer: (nullable): what is answered
 * @language: "en" or "zh": of the wording
 *
 * Returns: (transfer full): the answer as it is read back: the option's number and words, a time, a length of time, a
 * number with its unit; "" without an answer
 */
char *
ek_form_answer_words (EkItem *item, JsonNode *answer, const char *language)
{
  EkItemKind kind = ek_item_get_kind (item);
  double value = 0;

  if (answer == NULL || JSON_NODE_HOLDS_NULL (answer))
    return g_strdup ("");
  if (kind == EK_ITEM_CHOICE || kind == EK_ITEM_MULTIPLE)
    {
      GString *words = g_string_new (NULL);

      for (guint i = 0; i < ek_item_get_n_options (item); i++)
        {
          if (ek_form_is_chosen (ek_item_get_option (item, i), answer))
            append_choice (words, item, i, language);
        }
      if (words->len == 0 && kind == EK_ITEM_MULTIPLE)
        g_string_append (words, ek_tr (language, "None of these"));
      return g_string_free (words, FALSE);
    }
  if (JSON_NODE_HOLDS_VALUE (answer) && json_node_get_value_type (answer) == G_TYPE_STRING)
    return kind == EK_ITEM_DURATION ? duration_typed (item, json_node_get_string (answer), language)
                                    : json_node_dup_string (answer);
  if (!number_of (answer, &value))
    return json_to_string (answer, FALSE);
  if (kind == EK_ITEM_DURATION)
    return duration_words (item, value, language);
  if (ek_item_get_unit (item) != NULL)
    return g_strdup_printf ("%.10g %s", value, ek_form_unit_words (item, language));
  return g_strdup_printf ("%.10g", value);
}

/**
 * ek_form_item_title:
 * @item: an item
 * @language: "en" or "zh"
 *
 * Returns: (transfer full): its number and its wording; without wording what it is about, in brackets
 */
char *
ek_form_item_title (EkItem *item, const char *language)
{
  const char *text = ek_item_get_text (item, language), *topic = ek_item_get_topic (item, language);

  if (text != NULL && *text != '\0')
    return g_strdup_printf ("%s. %s", ek_item_get_id (item), text);
  if (topic != NULL && *topic != '\0')
    return g_strdup_printf (ek_tr (language, "%s. (%s)"), ek_item_get_id (item), topic);
  return g_strdup_printf (ek_tr (language, "Item %s"), ek_item_get_id (item));
}

/**
 * ek_form_same_answer:
 * @a: (nullable): an answer
 * @b: (nullable): another
 *
 * Returns: whether both say the same; 2 and 2.0 do, and so do no answer and null
 */
gboolean
ek_form_same_answer (JsonNode *a, JsonNode *b)
{
  gboolean none_a = a == NULL || JSON_NODE_HOLDS_NULL (a), none_b = b == NULL || JSON_NODE_HOLDS_NULL (b);
  double x, y;

  if (none_a || none_b)
    return none_a && none_b;
  if (number_of (a, &x) && number_of (b, &y))
    return x == y;
  if (JSON_NODE_HOLDS_ARRAY (a) && JSON_NODE_HOLDS_ARRAY (b))
    {
      JsonArray *first = json_node_get_array (a), *second = json_node_get_array (b);

      if (json_array_get_length (first) != json_array_get_length (second))
        return FALSE;
      for (guint i = 0; i < json_array_get_length (first); i++)
        {
          if (!ek_form_same_answer (json_array_get_element (first, i), json_array_get_element (second, i)))
            return FALSE;
        }
      return TRUE;
    }
  return json_node_equal (a, b);
}

/* ---- Typed answers ---- */

/* "7", "715", "0715", "7.15", "7:15" as HH:MM; NULL when it is none of these. */
static char *
time_of_day (const char *typed)
{
  g_autofree char *digits = g_strdup (typed);
  gsize length = strlen (typed);
  char *sep = strpbrk (digits, ":.hH");
  long hour, minute = 0;

  for (const char *p = typed; *p != '\0'; p++)
    {
      if (!g_ascii_isdigit (*p) && strchr (":.hH", *p) == NULL)
        return NULL;
    }
  if (length == 0 || length > 5 || !g_ascii_isdigit (*typed) || (sep != NULL && strlen (sep + 1) != 2))
    return NULL;
  if (sep != NULL)
    {
      *sep = '\0';
      minute = strtol (sep + 1, NULL, 10);
    }
  else if (length >= 3)
    {
      minute = strtol (digits + length - 2, NULL, 10);
      digits[length - 2] = '\0';
    }
  if (strlen (digits) > 2)
    return NULL;
  hour = strtol (digits, NULL, 10);
  if (hour == 24 && minute == 0)
    hour = 0; /* midnight, as many write it */
  return hour < 24 && minute < 60 ? g_strdup_printf ("%02ld:%02ld", hour, minute) : NULL;
}

static JsonNode *
text_node (const char *text)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, text);
  return node;
}

static JsonNode *
number_node (double value)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  if (value == floor (value) && fabs (value) < 1e15)
    json_node_set_int (node, (gint64) value);
  else
    json_node_set_double (node, value);
  return node;
}

/* Several options with blanks or commas between them; "-" for none of them. */
static JsonNode *
several (const char *typed)
{
  g_auto (GStrv) parts = g_strsplit_set (typed, " ,;", -1);
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; parts[i] != NULL && !g_str_equal (typed, "-"); i++)
    {
      char *end = NULL;
      double value;

      if (*parts[i] == '\0')
        continue;
      value = g_ascii_strtod (parts[i], &end);
      if (*end != '\0')
        return NULL;
      json_array_add_element (array, number_node (value));
    }
  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
read_typed (EkItem *item, const char *typed)
{
  EkItemKind kind = ek_item_get_kind (item);
  char *end = NULL;
  double value;

  if (kind == EK_ITEM_TEXT)
    return text_node (typed);
  if (kind == EK_ITEM_MULTIPLE)
    return several (typed);
  if (kind == EK_ITEM_TIME_OF_DAY)
    {
      g_autofree char *time = time_of_day (typed);

      return time != NULL ? text_node (time) : NULL;
    }
  value = g_ascii_strtod (typed, &end);
  if (*end == '\0' && isfinite (value))
    return number_node (value);
  return kind == EK_ITEM_DURATION && *end == ':' ? text_node (typed) : NULL;
}

/* How an answer of @item is written that is no choice. */
static char *
how_to_write (EkItem *item)
{
  double low = 0, high = 0;
  gboolean whole;

  if (ek_item_get_kind (item) == EK_ITEM_TIME_OF_DAY)
    return g_strdup (_ ("Write the time as 23:15, from 0:00 to 23:59."));
  if (ek_item_get_kind (item) == EK_ITEM_DURATION)
    return g_strdup (_ ("Write the length of time as 6.5 or as 6:30."));
  if (ek_item_get_limits (item, &low, &high, &whole))
    return g_strdup_printf (_ ("Write a number from %g to %g."), low, high);
  return g_strdup (_ ("Write a number."));
}

/* "0–3"; where there are gaps, each of them: "0, 1, 3". */
static char *
listed (const double *values, guint n)
{
  GString *list = g_string_new (NULL);
  gboolean gaps = FALSE;

  for (guint i = 1; i < n; i++)
    gaps = gaps || values[i] != values[i - 1] + 1;
  if (!gaps && n > 2)
    g_string_printf (list, "%g–%g", values[0], values[n - 1]);
  for (guint i = 0; i < n && list->len < 60 && (gaps || n <= 2); i++)
    g_string_append_printf (list, "%s%g", i > 0 ? _ (", ") : "", values[i]);
  return g_string_free (list, FALSE);
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const double *first = a, *second = b;

  return (*first > *second) - (*first < *second);
}

/**
 * ek_form_allowed_words:
 * @item: an item
 * @by_place: whether a key is the place of an option, counted from one, and not its value
 *
 * What is said when a key was pressed that is no answer of the item.
 *
 * Returns: (transfer full): "This key is no answer here. Allowed: 0–3."
 */
char *
ek_form_allowed_words (EkItem *item, gboolean by_place)
{
  guint n = ek_item_get_n_options (item);
  g_autofree double *values = g_new0 (double, n + 1);
  g_autofree char *list = NULL, *write = NULL;

  for (guint i = 0; i < n; i++)
    values[i] = by_place ? i + 1 : ek_item_get_option (item, i)->value;
  if (n == 0)
    {
      write = how_to_write (item);
      /* Translators: before a sentence that says how the answer is written */
      return g_strdup_printf (_ ("This key is no answer here. %s"), write);
    }
  if (by_place)
    n = MIN (n, 9); /* one key each */
  qsort (values, n, sizeof *values, compare_values);
  list = listed (values, n);
  /* Translators: the keys that are an answer, as 0–3 or 0, 1, 3 */
  return g_strdup_printf (_ ("This key is no answer here. Allowed: %s."), list);
}

/**
 * ek_form_read_typed:
 * @item: an item
 * @typed: what a person typed; full-width figures and punctuation are taken as their plain ones, except in a text
 * @answer: (out) (transfer full) (nullable): the answer; %NULL when nothing was typed
 * @error: %EK_ERROR_INVALID with a sentence that says how it is written
 *
 * Returns: whether it is an answer that the item takes, or nothing
 */
gboolean
ek_form_read_typed (EkItem *item, const char *typed, JsonNode **answer, GError **error)
{
  gboolean is_text = ek_item_get_kind (item) == EK_ITEM_TEXT;
  g_autofree char *plain = is_text ? g_strdup (typed) : g_utf8_normalize (typed, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autoptr (JsonNode) node = NULL;

  *answer = NULL;
  g_strstrip (plain);
  if (*plain == '\0')
    return TRUE;
  node = read_typed (item, plain);
  if (node == NULL)
    {
      g_autofree char *how = how_to_write (item);

      g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID, how);
    }
  if (node == NULL || !ek_item_accepts (item, node, error))
    return FALSE;
  *answer = g_steal_pointer (&node);
  return TRUE;
}

/* "wording-zh-item-10", "wording-zh-items-7-18": a mark on some of the items. */
static char *
label_of_items (const char *what)
{
  const char *item = strstr (what, "-item");
  const char *numbers = item != NULL ? strchr (item + 1, '-') : NULL;
  g_autofree char *kind = item != NULL ? g_strndup (what, item - what) : NULL;
  g_autofree char *label = numbers != NULL ? ek_form_mark_label (kind) : NULL;
  g_auto (GStrv) ends = numbers != NULL ? g_strsplit (numbers + 1, "-", 2) : NULL;
  g_autofree char *range = ends != NULL ? g_strjoinv ("–", ends) : NULL;

  if (range == NULL)
    return NULL;
  /* Translators: what was checked of an instrument, and the number of the item or items it is about */
  return g_strdup_printf (_ ("%1$s, item %2$s"), label, range);
}

/**
 * ek_form_mark_label:
 * @what: what a mark of verification is about, as the definition has it
 *
 * Returns: (transfer full): the same in words; as it is where there are none
 */
char *
ek_form_mark_label (const char *what)
{
  static const struct {
    const char *what, *label;
  } labels[] = {
    { "scoring", N_ ("Scoring") },
    { "missing-items", N_ ("What is done when items are missing") },
    { "bands", N_ ("Bands of severity") },
    { "wording", N_ ("Wording") },
    { "wording-en", N_ ("English wording") },
    { "wording-zh", N_ ("Chinese wording") },
    { "wording-zh-instructions", N_ ("Chinese instructions") },
    { "loinc", N_ ("LOINC codes") },
    { "loinc-panel", N_ ("LOINC code of the form") },
    { "loinc-total", N_ ("LOINC code of the total") },
    { "loinc-answers", N_ ("LOINC codes of the answers") },
    { "reliable-change", N_ ("Reliable change") },
    { "change", N_ ("Change") },
    { "cut-offs", N_ ("Cut-offs") },
    { "subscales", N_ ("Subscales") },
    { "reverse-items", N_ ("Items scored in reverse") },
    { "option-order", N_ ("Order of the answers") },
    { "other", N_ ("Other facts") },
  };
  char *items = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].what, what))
      return g_strdup (_ (labels[i].label));
  items = label_of_items (what);
  return items != NULL ? items : g_strdup (what);
}

/**
 * ek_form_unread_words:
 * @unread: one of the answers that came with a form and were not taken, {link, text, answer, reason}
 *
 * Returns: (transfer full): what was asked, what was answered, and why it was not taken
 */
char *
ek_form_unread_words (JsonObject *unread)
{
  const char *asked = ek_json_peek_string (unread, "text"), *answer = ek_json_peek_string (unread, "answer");
  const char *words = ek_notice_answer_words (ek_json_peek_string (unread, "reason"));

  if (asked == NULL)
    asked = ek_json_peek_string (unread, "link");
  if (asked == NULL)
    asked = _ ("Total");
  /* Translators: a question, the answer that was received for it, and why it was not taken over */
  return g_strdup_printf (_ ("%1$s: %2$s (%3$s)"), asked, answer != NULL ? answer : "?", words != NULL ? words : "?");
}
