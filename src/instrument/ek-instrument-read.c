/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-instrument-private.h"

#include "ek-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/** FORMAT: what this program reads; data/instruments/README.md describes it. */
enum { FORMAT = 1, MAX_MARKS = 200 };

/* "1.10", or "1.10+2.0c12ab34": the second wording a hospital imported for 1.10, and the beginning of its hash. */
static gboolean
is_version (const char *version)
{
  const char *c = version;
  gsize length = strlen (version);

  if (length == 0 || length > 32)
    return FALSE;
  for (; *c != '\0' && *c != '+'; c++)
    if (!g_ascii_isdigit (*c) && (*c != '.' || c == version || !g_ascii_isdigit (c[1])))
      return FALSE;
  if (*c == '\0' || c == version)
    return *c == '\0';
  if (!g_ascii_isdigit (*++c))
    return FALSE;
  while (g_ascii_isdigit (*c))
    c++;
  return *c == '.' && strlen (c + 1) == 8 && strspn (c + 1, "0123456789abcdef") == 8;
}

static gboolean
read_identity (EkInstrument *self, JsonObject *root, GError **error)
{
  gint64 format;

  if (!ek_json_get_int (root, "format", &format, error))
    return FALSE;
  if (format != FORMAT)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_UNSUPPORTED,
                   _ ("The definition is written in format %d; this program reads format %d."),
                   (int) CLAMP (format, G_MININT, G_MAXINT), FORMAT);
      return FALSE;
    }
  if ((self->id = ek_json_get_string (root, "id", error)) == NULL ||
      (self->version = ek_json_get_string (root, "version", error)) == NULL ||
      (self->abbreviation = ek_json_get_string (root, "abbreviation", error)) == NULL)
    return FALSE;
  if (!ek_identifier_is_valid (self->id))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX,
                           _ ("The id of a definition is made of letters, digits and "
                              "_."));
      return FALSE;
    }
  if (is_version (self->version))
    return TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("“%s” is not a version: numbers with points between them."),
               self->version);
  return FALSE;
}

static gboolean
read_rights (EkInstrument *self, JsonObject *root, GError **error)
{
  static const char *const allowed[] = { "status", "holder", "terms", "sources", NULL };
  JsonObject *rights = ek_json_get_object (root, "rights", error);
  const char *holder;
  EkWords terms;

  if (rights == NULL || !ek_read_refuse_others (rights, "rights", allowed, error) ||
      (self->rights_status = ek_json_get_string (rights, "status", error)) == NULL ||
      (holder = ek_json_get_string (rights, "holder", error)) == NULL ||
      !ek_read_text (rights, "terms", TRUE, &terms, error))
    return FALSE;
  self->rights = g_strdup_printf ("© %s%s %s%s", holder, g_str_has_suffix (holder, ".") ? "" : ".", terms.en,
                                  g_str_has_suffix (terms.en, ".") ? "" : ".");
  if (terms.zh != NULL)
    self->rights_zh = g_strdup_printf ("© %s。%s%s", holder, terms.zh, g_str_has_suffix (terms.zh, "。") ? "" : "。");
  return TRUE;
}

static gboolean
read_strings (JsonArray *array, const char *member, GPtrArray *strings, GError **error)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_string (node) == NULL || *json_node_get_string (node) == '\0')
        {
          g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("“%s” is not a list of texts."), member);
          return FALSE;
        }
      g_ptr_array_add (strings, (gpointer) json_node_get_string (node));
    }
  return TRUE;
}

static gboolean
read_other_names (EkInstrument *self, JsonObject *root, GError **error)
{
  JsonArray *names = NULL;

  return ek_read_optional_array (root, "other_names", &names, error) &&
    read_strings (names, "other_names", self->other_names, error);
}

static gboolean
read_loinc (EkInstrument *self, JsonObject *root, GError **error)
{
  static const char *const allowed[] = { "panel", "total", "answer_list", "other_scales", "other_weights", NULL };
  JsonObject *loinc;
  JsonArray *others = NULL;

  if (!ek_read_optional_object (root, "loinc", &loinc, error))
    return FALSE;
  if (loinc == NULL)
    return TRUE;
  if (!ek_read_refuse_others (loinc, "loinc", allowed, error) ||
      !ek_read_optional_string (loinc, "panel", &self->loinc_panel, error) ||
      !ek_read_optional_string (loinc, "total", &self->loinc_total, error) ||
      !ek_read_optional_boolean (loinc, "other_weights", &self->other_weights, error) ||
      !ek_read_optional_array (loinc, "other_scales", &others, error))
    return FALSE;
  if (!read_strings (others, "other_scales", self->other_scales, error))
    return FALSE;
  return TRUE;
}

/* Change of the total stands at the top of the file, that of another score with it. */
static gboolean
read_change (EkInstrument *self, JsonObject *root, GError **error)
{
  if (self->total >= 0)
    return ek_read_change (ek_instrument_score_rule (self, self->total), root, error);
  if (!json_object_has_member (root, "change"))
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_INVALID,
                       _ ("The definition speaks of change of a total that it does not have."));
  return FALSE;
}

static gboolean
read_verification (EkInstrument *self, JsonObject *root, GError **error)
{
  static const char *const allowed[] = { "what", "verified", "note", "sources", NULL };
  JsonArray *marks = ek_json_get_array (root, "verification", error);

  if (marks != NULL && json_array_get_length (marks) > MAX_MARKS)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_TOO_LARGE, _ ("The definition has more than %d verification marks."),
                   MAX_MARKS);
      return FALSE;
    }
  for (guint i = 0; marks != NULL && i < json_array_get_length (marks); i++)
    {
      JsonObject *object = ek_json_element_object (marks, i);
      EkVerification mark = { NULL, FALSE, NULL, NULL };
      EkWords note;

      if (object == NULL)
        {
          g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX,
                               _ ("A verification mark of the definition is not an object."));
          return FALSE;
        }
      if (!ek_read_refuse_others (object, "verification", allowed, error) ||
          (mark.what = ek_json_get_string (object, "what", error)) == NULL ||
          !ek_json_get_boolean (object, "verified", &mark.verified, error) ||
          !ek_read_text (object, "note", FALSE, &note, error))
        return FALSE;
      mark.note = note.en;
      mark.note_zh = note.zh;
      g_array_append_val (self->verifications, mark);
    }
  return marks != NULL;
}

static gboolean
read_manner (EkInstrument *self, JsonObject *root, GError **error)
{
  static const char *const allowed[] = { "text", "days", "source", "verified", NULL };
  const char *direction;
  JsonObject *interval;
  gint64 days = 0;

  if (!ek_read_words (root, "title", TRUE, &self->title, error) ||
      !ek_read_words (root, "no_total", FALSE, &self->no_total, error) ||
      !ek_read_optional_string (root, "variant_of", &self->variant_of, error) ||
      !ek_read_words (root, "instructions", FALSE, &self->instructions, error) ||
      !ek_read_words (root, "recall", FALSE, &self->recall, error) ||
      !ek_read_optional_string (root, "rater", &self->rater, error) ||
      !ek_read_optional_object (root, "interval", &interval, error) ||
      (direction = ek_json_get_string (root, "direction", error)) == NULL)
    return FALSE;
  if (interval != NULL &&
      (!ek_read_refuse_others (interval, "interval", allowed, error) ||
       !ek_json_get_int (interval, "days", &days, error)))
    return FALSE;
  self->interval_days = CLAMP (days, 0, 3660);
  self->lower_is_worse = strcmp (direction, "lower-is-worse") == 0;
  if ((!self->lower_is_worse && strcmp (direction, "higher-is-worse") != 0) ||
      (strcmp (self->rater, "self") != 0 && strcmp (self->rater, "clinician") != 0))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX,
                           _ ("The direction or the rater of the definition is not a "
                              "known word."));
      return FALSE;
    }
  return TRUE;
}

static EkInstrument *
new_instrument (JsonNode *definition)
{
  EkInstrument *self = g_new0 (EkInstrument, 1);

  g_atomic_ref_count_init (&self->references);
  self->definition = json_node_ref (definition);
  self->rater = "self";
  self->total = -1;
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_item_free);
  self->item_index = g_hash_table_new (g_str_hash, g_str_equal);
  self->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_table_free);
  self->scores = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_score_rule_free);
  self->subscales = g_array_new (FALSE, FALSE, sizeof (guint));
  self->criticals = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_critical_entry_free);
  self->checks = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_answer_check_free);
  self->other_scales = g_ptr_array_new ();
  self->other_names = g_ptr_array_new ();
  self->verifications = g_array_new (FALSE, FALSE, sizeof (EkVerification));
  return self;
}

/**
 * ek_instrument_parse:
 * @definition: one definition as data/instruments/README.md describes it, from ek_json_parse(); it is sealed and kept
 * @error: %EK_ERROR_UNSUPPORTED for another format, %EK_ERROR_SYNTAX, %EK_ERROR_INCOMPLETE, %EK_ERROR_INVALID or
 *   %EK_ERROR_TOO_LARGE with the place
 *
 * Reads a definition and checks that its parts fit together: a definition that is accepted can always be scored.
 *
 * Returns: (transfer full): the instrument, or %NULL
 */
EkInstrument *
ek_instrument_parse (JsonNode *definition, GError **error)
{
  static const char *const allowed[] = {
    "format",      "id",       "version",    "abbreviation", "title",        "rater",    "instructions",
    "recall",      "interval", "direction",  "rights",       "verification", "loinc",    "other_names",
    "option_sets", "items",    "reverse",    "tables",       "scores",       "critical", "checks",
    "change",      "no_total", "variant_of", "notes",        "$schema",      NULL
  };
  g_autoptr (EkInstrument) self = NULL;
  JsonObject *root;

  g_return_val_if_fail (definition != NULL, NULL);
  if (!JSON_NODE_HOLDS_OBJECT (definition))
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX,
                           _ ("The definition of an instrument is not a JSON "
                              "object."));
      return NULL;
    }
  json_node_seal (definition);
  root = json_node_get_object (definition);
  self = new_instrument (definition);
  if (!read_identity (self, root, error) || !ek_read_refuse_others (root, "definition", allowed, error) ||
      !read_manner (self, root, error) || !read_rights (self, root, error) || !read_loinc (self, root, error) ||
      !read_other_names (self, root, error) || !read_verification (self, root, error) ||
      !ek_read_items (self, root, error) || !ek_read_item_conditions (self, root, error) ||
      !ek_read_scores (self, root, error) || !ek_read_criticals (self, root, error) ||
      !read_change (self, root, error) || !ek_instrument_check (self, error))
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("The definition of an instrument cannot be read."));
      return NULL;
    }
  return g_steal_pointer (&self);
}
