/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-form.h"

#include <string.h>

#include "ek-fhir-forms.h"

#define DEPTH_MAX 12
#define ENTRIES_MAX 4000
#define NAMES_MAX 100

static void
entry_free (gpointer data)
{
  EkFhirEntry *entry = data;

  g_free (entry->bare);
  g_clear_pointer (&entry->answers, json_array_unref);
  g_free (entry);
}

/**
 * ek_fhir_bare_name:
 * @text: a name, code or link; need not end with NUL
 * @length: how many bytes of it
 *
 * Returns: (transfer full): its ASCII letters and digits, in lower case: "PHQ-9" and "phq9" are one; "" when there are
 *   none
 */
char *
ek_fhir_bare_name (const char *text, gsize length)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    if (g_ascii_isalnum (text[i]))
      g_string_append_c (out, g_ascii_tolower (text[i]));
  return g_string_free (out, FALSE);
}

/**
 * ek_fhir_bare_words:
 * @text: the words of a question, valid UTF-8 in any script
 *
 * Returns: (transfer full): its letters and digits in lower case, without the number that stands before it, so that a
 *   question is known again however it is set
 */
char *
ek_fhir_bare_words (const char *text)
{
  GString *out = g_string_new (NULL);

  while (g_ascii_isdigit (*text) || g_ascii_isspace (*text) || *text == '.' || *text == ')' || *text == ':')
    text++;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (g_unichar_isalnum (c))
        g_string_append_unichar (out, g_unichar_tolower (c));
    }
  return g_string_free (out, FALSE);
}

static void
add_name (EkFhirForm *self, const char *name)
{
  if (name != NULL && *name != '\0' && strlen (name) <= 256 && self->names->len < NAMES_MAX)
    g_ptr_array_add (self->names, g_strdup (name));
}

/* "Patient Health Questionnaire (PHQ-9)" is called PHQ-9 too. */
static void
add_title (EkFhirForm *self, const char *title)
{
  static const char *const pairs[][2] = { { "(", ")" }, { "（", "）" } };

  add_name (self, title);
  for (guint i = 0; title != NULL && i < G_N_ELEMENTS (pairs); i++)
    {
      const char *open = g_strrstr (title, pairs[i][0]);
      const char *close = open != NULL ? strstr (open, pairs[i][1]) : NULL;
      g_autofree char *inside = NULL;

      if (close == NULL)
        continue;
      open += strlen (pairs[i][0]);
      inside = g_strndup (open, (gsize) (close - open));
      add_name (self, inside);
    }
}

static void
add_tail (EkFhirForm *self, const char *address)
{
  const char *slash = strrchr (address, '/'), *colon = strrchr (address, ':');

  add_name (self, slash != NULL ? slash + 1 : colon != NULL ? colon + 1 : address);
}

/* The last segment of the address; and what stands behind the bar where that is a name and not a version, as CamCOPS
 * writes it: "https://…/fhir_questionnaire|phq9/2.4.8". */
static void
add_canonical (EkFhirForm *self, const char *canonical)
{
  g_autofree char *address = g_strndup (canonical, strcspn (canonical, "|"));
  const char *behind = strchr (canonical, '|');
  g_auto (GStrv) parts = NULL;

  add_tail (self, address);
  if (behind == NULL)
    return;
  parts = g_strsplit (behind + 1, "/", 4);
  for (guint i = 0; parts[i] != NULL; i++)
    if (g_ascii_isalpha (parts[i][0]))
      add_name (self, parts[i]);
}

static void
add_codes (EkFhirForm *self, JsonArray *codes)
{
  for (guint i = 0; codes != NULL && i < json_array_get_length (codes); i++)
    {
      JsonObject *coding = ek_json_element_object (codes, i);

      if (coding != NULL)
        add_name (self, ek_json_peek_string (coding, "code"));
    }
}

static void
add_questionnaire (EkFhirForm *self)
{
  JsonArray *identifiers = ek_json_peek_array (self->questionnaire, "identifier");
  const char *url = ek_json_peek_string (self->questionnaire, "url");

  if (url != NULL)
    add_canonical (self, url);
  add_name (self, ek_json_peek_string (self->questionnaire, "id"));
  add_name (self, ek_json_peek_string (self->questionnaire, "name"));
  add_title (self, ek_json_peek_string (self->questionnaire, "title"));
  add_codes (self, ek_json_peek_array (self->questionnaire, "code"));
  for (guint i = 0; identifiers != NULL && i < json_array_get_length (identifiers); i++)
    {
      JsonObject *identifier = ek_json_element_object (identifiers, i);
      const char *value = identifier != NULL ? ek_json_peek_string (identifier, "value") : NULL;
      g_autofree char *name = value != NULL ? g_strndup (value, strcspn (value, "/")) : NULL;

      add_name (self, name);
    }
}

static void
add_form_names (EkFhirForm *self, JsonObject *response)
{
  JsonObject *old = ek_json_peek_object (response, "questionnaire");
  JsonObject *beside = ek_json_peek_object (response, "_questionnaire");
  JsonArray *extensions = beside != NULL ? ek_json_peek_array (beside, "extension") : NULL;

  if (self->canonical != NULL && *self->canonical != '#')
    add_canonical (self, self->canonical);
  if (old != NULL && ek_json_peek_string (old, "reference") != NULL)
    add_canonical (self, ek_json_peek_string (old, "reference"));
  if (old != NULL)
    add_title (self, ek_json_peek_string (old, "display"));
  for (guint i = 0; extensions != NULL && i < json_array_get_length (extensions); i++)
    {
      JsonObject *extension = ek_json_element_object (extensions, i);

      if (extension != NULL)
        add_title (self, ek_json_peek_string (extension, "valueString"));
    }
  if (self->questionnaire != NULL)
    add_questionnaire (self);
}

/* "answer": [{}] is how some write a question that was left blank. */
static gboolean
has_value (JsonObject *answer)
{
  g_autoptr (GList) members = json_object_get_members (answer);

  for (GList *m = members; m != NULL; m = m->next)
    if (g_str_has_prefix (m->data, "value") && !JSON_NODE_HOLDS_NULL (json_object_get_member (answer, m->data)))
      {
        const char *text = ek_json_peek_string (answer, m->data);

        return text == NULL || *text != '\0';
      }
  return FALSE;
}

/**
 * ek_fhir_declined_reason:
 * @item: an item of a QuestionnaireResponse, or the whole
 *
 * Returns: (transfer none) (nullable): why it was asked and not answered, "asked-declined" where that is all it says;
 *   %NULL where it does not say so
 */
const char *
ek_fhir_declined_reason (JsonObject *item)
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

typedef struct {
  EkFhirForm *form;
  GHashTable *questions; /* link → item of the Questionnaire, or NULL */
} Laying;

static gboolean lay_out (Laying *laying, JsonArray *items, guint depth);

static gboolean
lay_answers (Laying *laying, EkFhirEntry *entry, JsonArray *answers, guint depth)
{
  for (guint i = 0; answers != NULL && i < json_array_get_length (answers); i++)
    {
      JsonObject *answer = ek_json_element_object (answers, i);

      if (answer == NULL)
        continue;
      if (has_value (answer) && entry->answers == NULL)
        entry->answers = json_array_new ();
      if (has_value (answer))
        json_array_add_object_element (entry->answers, json_object_ref (answer));
      if (!lay_out (laying, ek_json_peek_array (answer, "item"), depth + 1))
        return FALSE;
    }
  return TRUE;
}

static gboolean
lay_item (Laying *laying, JsonObject *item, guint depth)
{
  const char *link = ek_json_peek_string (item, "linkId");
  JsonArray *answers = ek_json_peek_array (item, "answer"), *below = ek_json_peek_array (item, "item");
  EkFhirForm *form = laying->form;
  EkFhirEntry *entry = g_new0 (EkFhirEntry, 1);

  entry->item = item;
  entry->link = link != NULL ? link : "";
  entry->bare = ek_fhir_bare_name (entry->link, MIN (strlen (entry->link), 256));
  entry->text = ek_json_peek_string (item, "text");
  entry->question = laying->questions != NULL ? g_hash_table_lookup (laying->questions, entry->link) : NULL;
  if (entry->text == NULL && entry->question != NULL)
    entry->text = ek_json_peek_string (entry->question, "text");
  g_ptr_array_add (form->entries, entry);
  if (!lay_answers (laying, entry, answers, depth))
    return FALSE;
  if (entry->answers == NULL)
    entry->declined = ek_fhir_declined_reason (item);
  else
    form->n_answered++;
  if (below != NULL && entry->answers == NULL)
    {
      /* a group: what it is called says what is in it, and it is no question */
      add_tail (form, entry->link);
      add_title (form, entry->text);
      if (entry->question != NULL)
        add_codes (form, ek_json_peek_array (entry->question, "code"));
      g_ptr_array_remove (form->entries, entry);
    }
  return lay_out (laying, below, depth + 1);
}

static gboolean
lay_out (Laying *laying, JsonArray *items, guint depth)
{
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = ek_json_element_object (items, i);

      if (item == NULL || depth > DEPTH_MAX || laying->form->entries->len >= ENTRIES_MAX ||
          !lay_item (laying, item, depth))
        return FALSE;
    }
  return TRUE;
}

/**
 * ek_fhir_form_new:
 * @context: the Questionnaires that came with it
 * @response: a QuestionnaireResponse, or anything else with its items; must outlive the form
 *
 * Returns: (transfer full) (nullable): the form; %NULL when it is deeper or longer than any questionnaire
 */
EkFhirForm *
ek_fhir_form_new (const EkFhirContext *context, JsonObject *response)
{
  g_autoptr (EkFhirForm) self = g_new0 (EkFhirForm, 1);
  g_autoptr (GHashTable) questions = NULL;
  Laying laying = { self, NULL };

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->canonical = ek_json_peek_string (response, "questionnaire");
  self->questionnaire = ek_fhir_forms_find (context->forms, response);
  if (self->questionnaire != NULL)
    laying.questions = questions = ek_fhir_forms_questions (self->questionnaire);
  add_form_names (self, response);
  return lay_out (&laying, ek_json_peek_array (response, "item"), 0) ? g_steal_pointer (&self) : NULL;
}

/**
 * ek_fhir_form_free:
 * @self: (nullable) (transfer full): a form; the response it was made of stays
 */
void
ek_fhir_form_free (EkFhirForm *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->names);
  g_free (self);
}

/**
 * ek_fhir_entry_code:
 * @entry: a question
 * @index: counted from 0
 *
 * What the question is called in a code system: the last part of its link first, then the codes that its Questionnaire
 * gives it.
 *
 * Returns: (transfer none) (nullable): the code, "" where one is not said; %NULL after the last
 */
const char *
ek_fhir_entry_code (const EkFhirEntry *entry, guint index)
{
  const char *slash = strrchr (entry->link, '/');
  JsonArray *codes = entry->question != NULL ? ek_json_peek_array (entry->question, "code") : NULL;
  JsonObject *coding;

  if (index == 0)
    return slash != NULL ? slash + 1 : entry->link;
  if (codes == NULL || index > json_array_get_length (codes))
    return NULL;
  coding = ek_json_element_object (codes, index - 1);
  return coding != NULL && ek_json_peek_string (coding, "code") != NULL ? ek_json_peek_string (coding, "code") : "";
}
