/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One risk that two machines went on with. Nothing dangerous is lost: of two lines of steps the one that knows all of
 * the other goes on; else both are joined, open while one of them is, with the worse level, to be assessed again. */

#include "ek-risk-merge.h"

#include <string.h>

#include "ek-fhir.h"
#include "ek-field-merge.h"
#include "ek-json.h"
#include "ek-time.h"
#include "ek-types.h"

static JsonObject *
reason_of (EkRecord *risk)
{
  JsonNode *node = ek_record_get_json (risk, EK_RISK_REASON);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* Each cause as a text that can be compared, without what belongs to the whole. */
static GPtrArray *
list_causes (EkRecord *risk)
{
  GPtrArray *causes = g_ptr_array_new_with_free_func (g_free);
  JsonObject *reason = reason_of (risk);
  JsonArray *also = reason != NULL ? ek_json_peek_array (reason, "also") : NULL;

  for (guint i = 0; reason != NULL && i <= (also != NULL ? json_array_get_length (also) : 0); i++)
    {
      JsonObject *cause = i == 0 ? reason : ek_json_element_object (also, i - 1);
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      g_autoptr (JsonNode) copy = NULL;
      g_autofree char *text = NULL;

      if (cause == NULL)
        continue;
      json_node_set_object (node, cause);
      text = json_to_string (node, FALSE);
      copy = json_from_string (text, NULL);
      json_object_remove_member (json_node_get_object (copy), "also");
      json_object_remove_member (json_node_get_object (copy), "again");
      g_ptr_array_add (causes, ek_json_canonical (copy));
    }
  return causes;
}

/* What is the same answer: when two machines heard of it does not matter, which is also its date where it has none, nor
 * what else was there then, nor whether it was corrected since. */
static char *
key_of (const char *cause)
{
  g_autoptr (JsonNode) node = json_from_string (cause, NULL);

  json_object_remove_member (json_node_get_object (node), "at");
  json_object_remove_member (json_node_get_object (node), "taken");
  json_object_remove_member (json_node_get_object (node), "corrected");
  json_object_remove_member (json_node_get_object (node), "known");
  return ek_json_canonical (node);
}

/* The same answer among @causes; NULL: it is not there. */
static const char *
find_same (GPtrArray *causes, const char *cause)
{
  g_autofree char *key = key_of (cause);

  for (guint i = 0; i < causes->len; i++)
    {
      g_autofree char *other = key_of (causes->pdata[i]);

      if (strcmp (key, other) == 0)
        return causes->pdata[i];
    }
  return NULL;
}

static gboolean
holds (GPtrArray *causes, const char *cause)
{
  return find_same (causes, cause) != NULL;
}

static gboolean
holds_all (GPtrArray *causes, GPtrArray *others)
{
  for (guint i = 0; i < others->len; i++)
    if (!holds (causes, others->pdata[i]))
      return FALSE;
  return TRUE;
}

/**
 * ek_risk_rests_within:
 * @risk: a risk
 * @other: another state of it
 *
 * Returns: whether @other knows every answer that @risk rests on
 */
gboolean
ek_risk_rests_within (EkRecord *risk, EkRecord *other)
{
  g_autoptr (GPtrArray) causes = list_causes (risk), others = list_causes (other);

  return holds_all (others, causes);
}

/**
 * ek_risk_rests_on:
 * @risk: a risk
 * @source: the id of a record
 *
 * Returns: whether every answer that @risk rests on is of that record
 */
gboolean
ek_risk_rests_on (EkRecord *risk, const char *source)
{
  JsonObject *reason = reason_of (risk);
  JsonArray *also = reason != NULL ? ek_json_peek_array (reason, "also") : NULL;

  if (reason == NULL || g_strcmp0 (ek_json_peek_string (reason, "source"), source) != 0)
    return FALSE;
  for (guint i = 0; also != NULL && i < json_array_get_length (also); i++)
    {
      JsonObject *cause = ek_json_element_object (also, i);

      if (cause == NULL || g_strcmp0 (ek_json_peek_string (cause, "source"), source) != 0)
        return FALSE;
    }
  return TRUE;
}

/* --- steps -------------------------------------------------------------------------------------------------------- */

/* A step begins with its date and time; what a person wrote over several lines belongs to one. */
static gboolean
begins_step (const char *line)
{
  static const char shape[] = "dddd-dd-dd dd:dd";

  for (guint i = 0; shape[i] != '\0'; i++)
    if (shape[i] == 'd' ? !g_ascii_isdigit (line[i]) : line[i] != shape[i])
      return FALSE;
  return TRUE;
}

static GPtrArray *
list_steps (EkRecord *risk)
{
  const char *text = ek_record_get_text (risk, EK_RISK_ACTION);
  GPtrArray *steps = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (steps->len == 0 || begins_step (lines[i]))
        {
          g_ptr_array_add (steps, g_strdup (lines[i]));
          continue;
        }
      {
        g_autofree char *former = steps->pdata[steps->len - 1];

        steps->pdata[steps->len - 1] = g_strconcat (former, "\n", lines[i], NULL);
      }
    }
  return steps;
}

static gboolean
has_step (GPtrArray *steps, const char *step)
{
  return g_ptr_array_find_with_equal_func (steps, step, g_str_equal, NULL);
}

static gboolean
has_steps (EkRecord *risk, EkRecord *other)
{
  g_autoptr (GPtrArray) all = list_steps (risk), some = list_steps (other);

  for (guint i = 0; ek_record_has (other, EK_RISK_ACTION) && i < some->len; i++)
    if (!has_step (all, some->pdata[i]))
      return FALSE;
  return TRUE;
}

static int
by_time (gconstpointer a, gconstpointer b)
{
  return strncmp (*(char *const *) a, *(char *const *) b, strlen ("dddd-dd-dd dd:dd"));
}

/* By time, so that every machine comes to the same list. */
static void
join_steps (EkRecord *risk, EkRecord *ours, EkRecord *theirs)
{
  g_autoptr (GPtrArray) all = list_steps (ours), others = list_steps (theirs);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < others->len; i++)
    if (!has_step (all, others->pdata[i]))
      g_ptr_array_add (all, g_strdup (others->pdata[i]));
  g_ptr_array_sort (all, by_time);
  for (guint i = 0; i < all->len; i++)
    if (*(const char *) all->pdata[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", (const char *) all->pdata[i]);
  if (text->len > 0)
    ek_record_set_text (risk, EK_RISK_ACTION, text->str);
}

static int
rank_of_level (const char *level)
{
  static const char *const levels[] = { "low", "unassessed", "moderate", "high" };

  for (int i = 0; i < (int) G_N_ELEMENTS (levels); i++)
    if (g_strcmp0 (level, levels[i]) == 0)
      return i;
  return 1;
}

static int
rank_of (EkRecord *risk)
{
  return rank_of_level (ek_record_get_text (risk, EK_RISK_LEVEL));
}

static void
copy_all (EkRecord *to, EkRecord *from)
{
  for (guint i = 0; i < ek_record_type_n_fields (&ek_risk_type); i++)
    ek_field_copy (to, from, (int) i);
}

static gboolean
has_string (JsonArray *array, const char *text)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (g_strcmp0 (ek_json_element_string (array, i), text) == 0)
      return TRUE;
  return FALSE;
}

/* What was there before the cause on one of the two machines was there before it. */
static void
join_known (JsonObject *cause, JsonObject *other)
{
  JsonArray *theirs = ek_json_peek_array (other, "known"), *known = ek_json_peek_array (cause, "known");

  if (theirs == NULL)
    return;
  if (known == NULL)
    {
      json_object_set_array_member (cause, "known", json_array_new ());
      known = json_object_get_array_member (cause, "known");
    }
  for (guint i = 0; i < json_array_get_length (theirs); i++)
    if (ek_json_element_string (theirs, i) != NULL && !has_string (known, ek_json_element_string (theirs, i)))
      json_array_add_string_element (known, ek_json_element_string (theirs, i));
}

/* A cause, with what one of the two machines heard of its correction, or had before it. */
static JsonNode *
cause_with_mark (const char *cause, GPtrArray *others)
{
  JsonNode *node = json_from_string (cause, NULL);
  JsonObject *object = json_node_get_object (node);
  const char *same = find_same (others, cause);
  g_autoptr (JsonNode) other = same != NULL ? json_from_string (same, NULL) : NULL;
  JsonObject *mark = other != NULL ? ek_json_peek_object (json_node_get_object (other), "corrected") : NULL;

  if (mark != NULL && !json_object_has_member (object, "corrected"))
    json_object_set_object_member (object, "corrected", json_object_ref (mark));
  if (other != NULL)
    join_known (object, json_node_get_object (other));
  return node;
}

/* All causes of @first and, behind them, those that only @others has. @again: to be assessed again. */
static void
set_causes (EkRecord *risk, GPtrArray *first, GPtrArray *others, gboolean again)
{
  g_autoptr (JsonNode) reason = first->len > 0 ? cause_with_mark (first->pdata[0], others)
                                               : json_from_string (others->pdata[0], NULL);
  JsonArray *also = json_array_new ();

  for (guint i = 1; i < first->len; i++)
    json_array_add_element (also, cause_with_mark (first->pdata[i], others));
  for (guint i = first->len > 0 ? 0 : 1; i < others->len; i++)
    if (!holds (first, others->pdata[i]))
      json_array_add_element (also, json_from_string (others->pdata[i], NULL));
  if (json_array_get_length (also) > 0)
    json_object_set_array_member (json_node_get_object (reason), "also", also);
  else
    json_array_unref (also);
  if (again)
    json_object_set_boolean_member (json_node_get_object (reason), "again", TRUE);
  ek_record_set_json (risk, EK_RISK_REASON, reason);
}

static gboolean
is_again (EkRecord *risk)
{
  JsonObject *reason = reason_of (risk);

  return reason != NULL && ek_json_peek_boolean (reason, "again", FALSE);
}

/* --- what was said on the way to closing -------------------------------------------------------------------------- */

static JsonObject *
safety_of (EkRecord *risk)
{
  JsonNode *node = ek_record_get_json (risk, EK_RISK_SAFETY);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gint64
instant_in (JsonObject *object, const char *member)
{
  const char *text = object != NULL ? ek_json_peek_string (object, member) : NULL;
  gint64 ms = EK_INSTANT_NONE;

  return text != NULL && ek_instant_parse (text, &ms, NULL, NULL) ? ms : EK_INSTANT_NONE;
}

/* Of two states of a member the one to go on with: the worse peak, the later time, the later agreement; what only one
 * side says. */
static gboolean
theirs_counts (JsonObject *ours, JsonObject *theirs, const char *member)
{
  if (!json_object_has_member (ours, member))
    return TRUE;
  if (strcmp (member, "peak") == 0)
    return rank_of_level (ek_json_peek_string (theirs, member)) > rank_of_level (ek_json_peek_string (ours, member));
  if (strcmp (member, "high") == 0)
    return instant_in (theirs, member) > instant_in (ours, member);
  if (strcmp (member, "second") == 0)
    return instant_in (ek_json_peek_object (theirs, member), "at") >
      instant_in (ek_json_peek_object (ours, member), "at");
  return FALSE;
}

static void
join_safety (EkRecord *risk, EkRecord *ours, EkRecord *theirs)
{
  JsonObject *here = safety_of (ours), *there = safety_of (theirs);
  g_autoptr (JsonNode) joined = NULL;
  g_autoptr (GList) members = NULL;
  static const char *const said[] = { "second", "plan", "no_plan" };
  JsonObject *object;

  if (there == NULL)
    return;
  if (here == NULL)
    {
      ek_field_copy (risk, theirs, EK_RISK_SAFETY);
      return;
    }
  joined = ek_fhir_deep_copy (here);
  object = json_node_get_object (joined);
  members = json_object_get_members (there);
  for (GList *m = members; m != NULL; m = m->next)
    if (theirs_counts (here, there, m->data))
      json_object_set_member (object, m->data, json_node_copy (json_object_get_member (there, m->data)));
  /* One agreed or made a plan on one machine, it was assessed as high on the other: which came first nobody knows. */
  if (g_strcmp0 (ek_json_peek_string (here, "high"), ek_json_peek_string (there, "high")) != 0)
    for (guint i = 0; i < G_N_ELEMENTS (said); i++)
      json_object_remove_member (object, said[i]);
  ek_record_set_json (risk, EK_RISK_SAFETY, joined);
}

/* One side that knows all the other knows goes on; only what was heard of corrections is laid over it. */
static void
go_on_with (EkRecord *risk, GPtrArray *own, GPtrArray *others)
{
  if (own->len > 0)
    set_causes (risk, own, others, is_again (risk));
}

static gboolean
is_closed (EkRecord *risk)
{
  return g_strcmp0 (ek_record_get_text (risk, EK_RISK_STATUS), "closed") == 0;
}

/* Both went on. @risk is a copy of @ours. */
static void
join (EkRecord *risk, EkRecord *ours, EkRecord *theirs, GPtrArray *here, GPtrArray *there)
{
  int offset = 0;
  gint64 due = ek_record_get_instant (theirs, EK_RISK_DUE, &offset);
  gboolean differ = !holds_all (here, there) || !holds_all (there, here) || rank_of (ours) != rank_of (theirs);
  gboolean again = is_again (ours) || is_again (theirs) || differ;

  if (rank_of (theirs) > rank_of (ours))
    ek_record_set_text (risk, EK_RISK_LEVEL, ek_record_get_text (theirs, EK_RISK_LEVEL));
  if (!is_closed (ours) || !is_closed (theirs))
    {
      ek_record_set_text (risk, EK_RISK_STATUS, "open");
      ek_record_clear (risk, EK_RISK_CLOSED);
      ek_record_clear (risk, EK_RISK_CLOSED_BY);
      again |= is_closed (ours) != is_closed (theirs);
    }
  again &= g_strcmp0 (ek_record_get_text (risk, EK_RISK_LEVEL), "unassessed") != 0;
  set_causes (risk, here, there, again);
  join_steps (risk, ours, theirs);
  join_safety (risk, ours, theirs);
  if (due != EK_INSTANT_NONE && due < ek_record_get_instant (risk, EK_RISK_DUE, NULL))
    ek_record_set_instant (risk, EK_RISK_DUE, due, offset);
}

/* Whether @high is @low as another machine has it, which did not take for granted that it was lowered. */
static gboolean
is_high_despite (EkRecord *high, EkRecord *low)
{
  JsonObject *safety = safety_of (high);
  JsonObject *elsewhere = safety != NULL ? ek_json_peek_object (safety, "elsewhere") : NULL;
  const char *lowered = elsewhere != NULL ? ek_json_peek_string (elsewhere, "lowered") : NULL;

  return lowered != NULL && !is_closed (high) && !is_closed (low) &&
    g_strcmp0 (lowered, ek_record_get_text (low, EK_RISK_LEVEL)) == 0 && has_steps (low, high);
}

/* Whether @open is @closed as another machine has it, which had it come in closed and did not take that for granted;
 * nobody has done anything about it since. */
static gboolean
is_open_despite (EkRecord *open, EkRecord *closed)
{
  JsonObject *safety = safety_of (open);
  JsonObject *elsewhere = safety != NULL ? ek_json_peek_object (safety, "elsewhere") : NULL;

  return elsewhere != NULL && !is_closed (open) && is_closed (closed) &&
    instant_in (elsewhere, "closed") == ek_record_get_instant (closed, EK_RISK_CLOSED, NULL);
}

/* Whoever assesses, hands over or closes a risk leaves a step in it. */
static gboolean
goes_further (EkRecord *ours, EkRecord *theirs)
{
  return !has_steps (ours, theirs);
}

/* A lower level, closed, or due later: what nobody says without a step. */
static gboolean
says_less (EkRecord *ours, EkRecord *theirs)
{
  gint64 due = ek_record_get_instant (ours, EK_RISK_DUE, NULL),
         later = ek_record_get_instant (theirs, EK_RISK_DUE, NULL);

  return rank_of (theirs) < rank_of (ours) || (is_closed (theirs) && !is_closed (ours)) ||
    (due != EK_INSTANT_NONE && (later == EK_INSTANT_NONE || later > due));
}

/**
 * ek_risk_merge:
 * @ours: the risk as it stands here
 * @theirs: (inout): the same risk as it came; what both become is left here
 *
 * See the head of this file.
 */
void
ek_risk_merge (EkRecord *ours, EkRecord *theirs)
{
  g_autoptr (GPtrArray) here = list_causes (ours), there = list_causes (theirs);
  g_autoptr (EkRecord) came = NULL;

  /* one of another kind is another risk: what closes that one does not close this */
  ek_field_copy (theirs, ours, EK_RISK_KIND);
  came = ek_record_copy (theirs);
  if ((is_high_despite (ours, came) || is_high_despite (came, ours) || is_open_despite (ours, came) ||
       is_open_despite (came, ours)) &&
      holds_all (here, there) && has_steps (ours, came))
    {
      /* each keeps to what was done there: closed by its own rules, or open until somebody has looked */
      copy_all (theirs, ours);
      go_on_with (theirs, here, there);
      return;
    }
  if (holds_all (there, here) && has_steps (theirs, ours) && (goes_further (ours, theirs) || !says_less (ours, theirs)))
    {
      go_on_with (theirs, there, here);
      return;
    }
  copy_all (theirs, ours);
  if (here->len + there->len == 0)
    return;
  if (holds_all (here, there) && has_steps (ours, came))
    go_on_with (theirs, here, there);
  else
    join (theirs, ours, came, here, there);
}
