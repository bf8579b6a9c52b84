/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-instrument-private.h"

#include "ek-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

enum { MAX_SCORES = 100, MAX_BANDS = 30, MAX_RULES = 100, MAX_TABLES = 50, MAX_TABLE = 1000 };

static const char *const levels[] = { "normal", "mild", "moderate", "severe", NULL };

static gboolean
wrong (const char *score_id, const char *why, GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX, _ ("Score “%s” of the definition: %s"), score_id, why);
  return FALSE;
}

static void
clear_band_rule (gpointer data)
{
  ek_expression_free (((EkBandRule *) data)->when);
}

/* What the file says of such facts as a whole; what it does not speak of is not verified. */
static gboolean
is_verified (EkInstrument *self, const char *what)
{
  for (guint i = 0; i < self->verifications->len; i++)
    if (strcmp (g_array_index (self->verifications, EkVerification, i).what, what) == 0)
      return g_array_index (self->verifications, EkVerification, i).verified;
  return FALSE;
}

static gboolean
read_band (EkInstrument *self, EkScoreRule *score, JsonObject *object, GError **error)
{
  static const char *const allowed[] = { "id", "range", "when", "label", "level", "rank", "verified", NULL };
  EkBandRule rule = { { NULL, NAN, NAN, 0, NULL, NULL, NULL, FALSE }, NULL, NULL };
  EkWords label = { NULL, NULL };
  gboolean has_range = FALSE, has_rank = FALSE;
  double rank = 0;

  rule.band.verified = is_verified (self, "bands");
  if (object == NULL)
    return wrong (score->id, _ ("a band is not an object"), error);
  if (!ek_read_refuse_others (object, score->outcomes ? "outcomes" : "bands", allowed, error) ||
      (rule.band.id = ek_json_get_string (object, "id", error)) == NULL ||
      (rule.band.level = ek_json_get_string (object, "level", error)) == NULL ||
      !ek_read_words (object, "label", TRUE, &label, error) ||
      !ek_read_range (object, "range", &rule.band.low, &rule.band.high, &has_range, error) ||
      !ek_read_optional_double (object, "rank", &rank, &has_rank, error) ||
      !ek_read_optional_boolean (object, "verified", &rule.band.verified, error) ||
      !ek_read_optional_string (object, "when", &rule.when_text, error) ||
      !ek_read_expression (self, object, "when", EK_TYPE_BOOLEAN, &rule.when, error))
    {
      g_prefix_error (error, _ ("Score “%s”: "), score->id);
      return FALSE;
    }
  rule.band.label_en = label.en;
  rule.band.label_zh = label.zh;
  rule.band.rank = has_rank ? (int) CLAMP (rank, 0, MAX_BANDS) : (int) score->bands->len;
  g_array_append_val (score->bands, rule);
  if (!g_strv_contains (levels, rule.band.level))
    return wrong (score->id, _ ("the level of a band is not normal, mild, moderate or severe"), error);
  if (score->outcomes ? (has_range || rule.when == NULL) : !has_range)
    return wrong (score->id, _ ("a band needs a range; an outcome needs a condition and has no range"), error);
  if (score->bands->len > MAX_BANDS)
    return wrong (score->id, _ ("it has too many bands"), error);
  return TRUE;
}

/* Read after the score itself is known, since an outcome may ask for the score it belongs to. */
static gboolean
read_bands (EkInstrument *self, EkScoreRule *score, JsonObject *object, GError **error)
{
  JsonArray *bands, *outcomes, *array;

  if (!ek_read_optional_array (object, "bands", &bands, error) ||
      !ek_read_optional_array (object, "outcomes", &outcomes, error))
    return FALSE;
  if (bands != NULL && outcomes != NULL)
    return wrong (score->id, _ ("it has both bands and outcomes"), error);
  score->outcomes = outcomes != NULL;
  array = bands != NULL ? bands : outcomes;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!read_band (self, score, ek_json_element_object (array, i), error))
      return FALSE;
  return TRUE;
}

static void
add_named_item (guint index, gpointer data)
{
  GArray *items = data;

  for (guint i = 0; i < items->len; i++)
    if (g_array_index (items, guint, i) == index)
      return;
  g_array_append_val (items, index);
}

static gboolean
read_prorating (EkScoreRule *score, JsonObject *object, GError **error)
{
  static const char *const allowed[] = { "at_most", "round", "source", "verified", NULL };
  JsonObject *prorate;
  const char *round = "no";
  gint64 at_most;

  if (!ek_read_optional_object (object, "prorate", &prorate, error))
    return FALSE;
  if (prorate == NULL)
    return TRUE;
  if (!ek_read_refuse_others (prorate, "prorate", allowed, error) ||
      !ek_json_get_int (prorate, "at_most", &at_most, error) ||
      !ek_read_optional_string (prorate, "round", &round, error) ||
      !ek_read_text (prorate, "source", FALSE, &score->prorate_source, error) ||
      !ek_read_verified (prorate, &score->prorate_verified, error))
    return FALSE;
  if (at_most < 1 || at_most >= score->items->len || (strcmp (round, "no") != 0 && strcmp (round, "up") != 0))
    return wrong (score->id, _ ("its rule for missing items does not fit its items"), error);
  score->prorate = at_most;
  score->prorate_up = strcmp (round, "up") == 0;
  return TRUE;
}

static gboolean
read_role (EkScoreRule *score, JsonObject *object, GError **error)
{
  const char *role = "subscale";

  if (!ek_read_optional_string (object, "role", &role, error))
    return FALSE;
  score->derived = strcmp (role, "index") == 0;
  score->hidden = strcmp (role, "step") == 0;
  if (!score->derived && !score->hidden && strcmp (role, "subscale") != 0)
    return wrong (score->id, _ ("its role is not subscale, index or step"), error);
  return TRUE;
}

static gboolean
read_direction (EkInstrument *self, EkScoreRule *score, JsonObject *object, GError **error)
{
  const char *direction = self->lower_is_worse ? "lower-is-worse" : "higher-is-worse";

  if (!ek_read_optional_string (object, "direction", &direction, error))
    return FALSE;
  score->lower_is_worse = strcmp (direction, "lower-is-worse") == 0;
  return score->lower_is_worse || strcmp (direction, "higher-is-worse") == 0 ||
    wrong (score->id, _ ("its direction is not higher-is-worse or lower-is-worse"), error);
}

static EkScoreRule *
new_score (const char *id)
{
  EkScoreRule *score = g_new0 (EkScoreRule, 1);

  score->id = id;
  score->items = g_array_new (FALSE, FALSE, sizeof (guint));
  score->bands = g_array_new (FALSE, FALSE, sizeof (EkBandRule));
  g_array_set_clear_func (score->bands, clear_band_rule);
  score->step = 1;
  return score;
}

/* The formula is read before the score joins the list: a score cannot ask for itself. */
static EkScoreRule *
read_formula (EkInstrument *self, JsonObject *object, const char *id, GError **error)
{
  static const char *const allowed[] = { "id",       "title",  "role",     "formula", "range",
                                         "step",     "bands",  "outcomes", "prorate", "direction",
                                         "verified", "change", "norms",    "note",    NULL };
  g_autoptr (EkScoreRule) score = new_score (id);

  score->verified = is_verified (self, "scoring");
  if (!ek_read_refuse_others (object, "scores", allowed, error) ||
      !ek_read_optional_boolean (object, "verified", &score->verified, error) ||
      !ek_read_words (object, "title", FALSE, &score->title, error) || !read_role (score, object, error) ||
      !read_direction (self, score, object, error) ||
      !ek_read_expression (self, object, "formula", EK_TYPE_NUMBER, &score->formula, error) ||
      !ek_read_range (object, "range", &score->low, &score->high, &score->has_range, error) ||
      !ek_read_optional_double (object, "step", &score->step, NULL, error))
    {
      g_prefix_error (error, _ ("Score “%s”: "), id);
      return NULL;
    }
  if (score->formula != NULL)
    ek_expression_foreach_item (score->formula, add_named_item, score->items);
  return g_steal_pointer (&score);
}

static gboolean
read_score (EkInstrument *self, JsonObject *object, GError **error)
{
  EkScoreRule *score;
  const char *id;

  if (object == NULL)
    return wrong ("?", _ ("it is not an object"), error);
  id = ek_json_get_string (object, "id", error);
  if (id == NULL)
    return FALSE;
  for (guint i = 0; i < self->scores->len; i++)
    if (strcmp (ek_instrument_score_rule (self, i)->id, id) == 0)
      return wrong (id, _ ("its id is there twice"), error);
  score = read_formula (self, object, id, error);
  if (score == NULL)
    return FALSE;
  g_ptr_array_add (self->scores, score);
  return read_prorating (score, object, error) && read_bands (self, score, object, error) &&
    ek_read_change (score, object, error) && ek_read_norms (score, object, error);
}

static gboolean
read_pair (JsonNode *node, double *from, double *to)
{
  JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  double *const numbers[] = { from, to };

  if (pair == NULL || json_array_get_length (pair) != 2)
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      JsonNode *element = json_array_get_element (pair, i);
      GType type = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_value_type (element) : G_TYPE_INVALID;

      if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
        return FALSE;
      *numbers[i] = json_node_get_double (element);
    }
  return isfinite (*from) && isfinite (*to);
}

static EkTable *
read_table (const char *id, JsonObject *object, GError **error)
{
  static const char *const allowed[] = { "steps", "entries", NULL };
  g_autoptr (EkTable) table = g_new0 (EkTable, 1);
  JsonArray *entries;

  table->id = id;
  table->from = g_array_new (FALSE, FALSE, sizeof (double));
  table->to = g_array_new (FALSE, FALSE, sizeof (double));
  if (object == NULL)
    {
      wrong (id, _ ("a table is not an object"), error);
      return NULL;
    }
  if (!ek_read_refuse_others (object, "tables", allowed, error) ||
      !ek_read_optional_boolean (object, "steps", &table->steps, error) ||
      (entries = ek_json_get_array (object, "entries", error)) == NULL)
    return NULL;
  if (json_array_get_length (entries) > MAX_TABLE)
    {
      wrong (id, _ ("a table has too many entries"), error);
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      double from, to;

      if (!read_pair (json_array_get_element (entries, i), &from, &to) ||
          (i > 0 && from <= g_array_index (table->from, double, i - 1)))
        {
          wrong (id, _ ("the entries of a table are pairs of numbers, rising"), error);
          return NULL;
        }
      g_array_append_val (table->from, from);
      g_array_append_val (table->to, to);
    }
  if (table->from->len > 0)
    return g_steal_pointer (&table);
  wrong (id, _ ("a table has no entries"), error);
  return NULL;
}

static gboolean
read_tables (EkInstrument *self, JsonObject *root, GError **error)
{
  JsonObject *tables;
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;

  if (!ek_read_optional_object (root, "tables", &tables, error))
    return FALSE;
  if (tables == NULL)
    return TRUE;
  if (json_object_get_size (tables) > MAX_TABLES)
    return wrong ("tables", _ ("there are too many tables"), error);
  json_object_iter_init (&iter, tables);
  while (json_object_iter_next (&iter, &id, &node))
    {
      EkTable *table = read_table (id, JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL, error);

      if (table == NULL)
        return FALSE;
      g_ptr_array_add (self->tables, table);
    }
  return TRUE;
}

/* Reads "tables" and "scores", in the order of computing. */
gboolean
ek_read_scores (EkInstrument *self, JsonObject *root, GError **error)
{
  JsonArray *scores = read_tables (self, root, error) ? ek_json_get_array (root, "scores", error) : NULL;

  if (scores == NULL)
    return FALSE;
  if (json_array_get_length (scores) > MAX_SCORES)
    return wrong ("?", _ ("there are too many"), error);
  for (guint i = 0; i < json_array_get_length (scores); i++)
    {
      EkScoreRule *score;

      if (!read_score (self, ek_json_element_object (scores, i), error))
        return FALSE;
      score = ek_instrument_score_rule (self, i);
      if (strcmp (score->id, "total") == 0)
        self->total = i;
      else if (!score->hidden)
        g_array_append_val (self->subscales, i);
    }
  return TRUE;
}

static gboolean
read_critical (EkInstrument *self, JsonObject *object, GError **error)
{
  static const char *const allowed[] = { "id",      "items",  "at_least", "when",     "urgency",
                                         "concern", "action", "source",   "verified", NULL };
  static const char *const concerns[] = { "safety", "medical", NULL };
  static const char *const urgencies[] = { "immediate", "same-day", "ask", NULL };
  EkCriticalEntry *entry = g_new0 (EkCriticalEntry, 1);
  EkWords action = { NULL, NULL }, source;
  const char *concern = "safety";
  JsonArray *items = NULL;

  g_ptr_array_add (self->criticals, entry);
  entry->items = g_array_new (FALSE, FALSE, sizeof (guint));
  entry->at_least = NAN;
  entry->rule.urgency = "same-day";
  if (object == NULL)
    return wrong ("critical", _ ("a rule is not an object"), error);
  if (!ek_read_refuse_others (object, "critical", allowed, error) ||
      (entry->rule.id = ek_json_get_string (object, "id", error)) == NULL ||
      (items = ek_json_get_array (object, "items", error)) == NULL ||
      !ek_read_item_list (self, items, entry->items, error) ||
      !ek_read_optional_double (object, "at_least", &entry->at_least, NULL, error) ||
      !ek_read_expression (self, object, "when", EK_TYPE_BOOLEAN, &entry->when, error) ||
      !ek_read_optional_string (object, "urgency", &entry->rule.urgency, error) ||
      !ek_read_optional_string (object, "concern", &concern, error) ||
      !ek_read_text (object, "source", FALSE, &source, error) ||
      !ek_read_verified (object, &entry->rule.verified, error) ||
      !ek_read_words (object, "action", TRUE, &action, error))
    return FALSE;
  entry->rule.action_en = action.en;
  entry->rule.action_zh = action.zh;
  entry->rule.source = source.en;
  entry->rule.source_zh = source.zh;
  entry->rule.is_medical = g_strcmp0 (concern, "medical") == 0;
  if (!g_strv_contains (concerns, concern))
    return wrong (entry->rule.id, _ ("a critical rule is about safety, or medical"), error);
  if (entry->items->len == 0 || (isnan (entry->at_least) && entry->when == NULL) ||
      !g_strv_contains (urgencies, entry->rule.urgency))
    return wrong (entry->rule.id, _ ("a critical rule needs items, an amount or a condition, and a known urgency"),
                  error);
  for (guint i = 0; i + 1 < self->criticals->len; i++)
    if (strcmp (((EkCriticalEntry *) self->criticals->pdata[i])->rule.id, entry->rule.id) == 0)
      return wrong (entry->rule.id, _ ("two critical rules have this id"), error);
  return TRUE;
}

static gboolean
read_check (EkInstrument *self, JsonObject *object, GError **error)
{
  static const char *const allowed[] = { "id", "refuse", "message", NULL };
  EkAnswerCheck *check = g_new0 (EkAnswerCheck, 1);

  g_ptr_array_add (self->checks, check);
  if (object == NULL)
    return wrong ("checks", _ ("a check is not an object"), error);
  return ek_read_refuse_others (object, "checks", allowed, error) &&
    (check->id = ek_json_get_string (object, "id", error)) != NULL &&
    ek_json_get_string (object, "refuse", error) != NULL &&
    ek_read_expression (self, object, "refuse", EK_TYPE_BOOLEAN, &check->refuse, error) &&
    ek_read_words (object, "message", TRUE, &check->message, error);
}

/* Reads "critical" and "checks". */
gboolean
ek_read_criticals (EkInstrument *self, JsonObject *root, GError **error)
{
  JsonArray *criticals, *checks;

  if (!ek_read_optional_array (root, "critical", &criticals, error) ||
      !ek_read_optional_array (root, "checks", &checks, error))
    return FALSE;
  if ((criticals != NULL && json_array_get_length (criticals) > MAX_RULES) ||
      (checks != NULL && json_array_get_length (checks) > MAX_RULES))
    return wrong ("critical", _ ("there are too many rules"), error);
  for (guint i = 0; criticals != NULL && i < json_array_get_length (criticals); i++)
    if (!read_critical (self, ek_json_element_object (criticals, i), error))
      return FALSE;
  for (guint i = 0; checks != NULL && i < json_array_get_length (checks); i++)
    if (!read_check (self, ek_json_element_object (checks, i), error))
      return FALSE;
  return TRUE;
}

void
ek_score_rule_free (EkScoreRule *rule)
{
  if (rule == NULL)
    return;
  ek_expression_free (rule->formula);
  ek_change_free (rule->change);
  g_clear_pointer (&rule->norms, g_array_unref);
  g_array_unref (rule->bands);
  g_array_unref (rule->items);
  g_free (rule);
}

void
ek_critical_entry_free (EkCriticalEntry *entry)
{
  if (entry == NULL)
    return;
  g_clear_pointer (&entry->items, g_array_unref);
  ek_expression_free (entry->when);
  g_free (entry);
}

void
ek_answer_check_free (EkAnswerCheck *check)
{
  if (check == NULL)
    return;
  ek_expression_free (check->refuse);
  g_free (check);
}

void
ek_table_free (EkTable *table)
{
  if (table == NULL)
    return;
  g_clear_pointer (&table->from, g_array_unref);
  g_clear_pointer (&table->to, g_array_unref);
  g_free (table);
}
