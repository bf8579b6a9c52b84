/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One risk that two machines went on with. Nothing dangerous is lost: of two lines of steps the one that knows all of
 * the other goes on; else both are joined, open while one of them is, with the worse level, and to be assessed again. */

#include "ek-risk-merge.h"

#include <string.h>

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

/* What is the same answer: when two machines heard of it does not matter. */
static char *
key_of (const char *cause)
{
  g_autoptr (JsonNode) node = json_from_string (cause, NULL);

  json_object_remove_member (json_node_get_object (node), "at");
  return ek_json_canonical (node);
}

static gboolean
holds (GPtrArray  *causes,
       const char *cause)
{
  g_autofree char *key = key_of (cause);

  for (guint i = 0; i < causes->len; i++)
    {
      g_autofree char *other = key_of (causes->pdata[i]);

      if (strcmp (key, other) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
holds_all (GPtrArray *causes,
           GPtrArray *others)
{
  for (guint i = 0; i < others->len; i++)
    if (!holds (causes, others->pdata[i]))
      return FALSE;
  return TRUE;
}

static gboolean
begins_like (EkRecord *whole,
             EkRecord *part)
{
  const char *before = ek_record_get_text (part, EK_RISK_ACTION), *after = ek_record_get_text (whole, EK_RISK_ACTION);

  return before == NULL || (after != NULL && g_str_has_prefix (after, before));
}

static int
rank_of (EkRecord *risk)
{
  static const char *const levels[] = { "low", "unassessed", "moderate", "high" };

  for (int i = 0; i < (int) G_N_ELEMENTS (levels); i++)
    if (g_strcmp0 (ek_record_get_text (risk, EK_RISK_LEVEL), levels[i]) == 0)
      return i;
  return 1;
}

static void
copy_all (EkRecord *to,
          EkRecord *from)
{
  for (guint i = 0; i < ek_record_type_n_fields (&ek_risk_type); i++)
    ek_field_copy (to, from, (int) i);
}

static void
join_causes (EkRecord  *risk,
             GPtrArray *ours,
             GPtrArray *theirs)
{
  g_autoptr (JsonNode) reason = json_from_string (ours->len > 0 ? ours->pdata[0] : theirs->pdata[0], NULL);
  JsonArray *also = json_array_new ();

  for (guint i = 1; i < ours->len; i++)
    json_array_add_element (also, json_from_string (ours->pdata[i], NULL));
  for (guint i = ours->len > 0 ? 0 : 1; i < theirs->len; i++)
    if (!holds (ours, theirs->pdata[i]))
      json_array_add_element (also, json_from_string (theirs->pdata[i], NULL));
  json_object_set_array_member (json_node_get_object (reason), "also", also);
  if (g_strcmp0 (ek_record_get_text (risk, EK_RISK_LEVEL), "unassessed") != 0)
    json_object_set_boolean_member (json_node_get_object (reason), "again", TRUE);
  ek_record_set_json (risk, EK_RISK_REASON, reason);
}

static void
join_steps (EkRecord   *risk,
            const char *ours,
            const char *theirs)
{
  g_auto (GStrv) here = g_strsplit (ours != NULL ? ours : "", "\n", -1);
  g_auto (GStrv) there = g_strsplit (theirs != NULL ? theirs : "", "\n", -1);
  g_autoptr (GString) all = g_string_new (ours);

  for (guint i = 0; there[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) here, there[i]))
      g_string_append_printf (all, "%s%s", all->len > 0 ? "\n" : "", there[i]);
  if (all->len > 0)
    ek_record_set_text (risk, EK_RISK_ACTION, all->str);
}

/**
 * ek_risk_merge:
 * @ours: the risk as it stands here
 * @theirs: (inout): the same risk as it came; what both become is left here
 *
 * See the head of this file.
 */
void
ek_risk_merge (EkRecord *ours,
               EkRecord *theirs)
{
  g_autoptr (GPtrArray) here = list_causes (ours), there = list_causes (theirs);
  g_autoptr (EkRecord) came = ek_record_copy (theirs);
  gboolean open;
  int offset = 0;
  gint64 due = ek_record_get_instant (came, EK_RISK_DUE, &offset);

  if (holds_all (there, here) && begins_like (theirs, ours))
    return;
  copy_all (theirs, ours);
  if ((holds_all (here, there) && begins_like (ours, came)) || here->len + there->len == 0)
    return;
  open = g_strcmp0 (ek_record_get_text (ours, EK_RISK_STATUS), "closed") != 0 ||
         g_strcmp0 (ek_record_get_text (came, EK_RISK_STATUS), "closed") != 0;
  if (rank_of (came) > rank_of (ours))
    ek_record_set_text (theirs, EK_RISK_LEVEL, ek_record_get_text (came, EK_RISK_LEVEL));
  if (open)
    {
      ek_record_set_text (theirs, EK_RISK_STATUS, "open");
      ek_record_clear (theirs, EK_RISK_CLOSED);
      ek_record_clear (theirs, EK_RISK_CLOSED_BY);
    }
  join_causes (theirs, here, there);
  join_steps (theirs, ek_record_get_text (ours, EK_RISK_ACTION), ek_record_get_text (came, EK_RISK_ACTION));
  if (due != EK_INSTANT_NONE && due < ek_record_get_instant (theirs, EK_RISK_DUE, NULL))
    ek_record_set_instant (theirs, EK_RISK_DUE, due, offset);
  if (!ek_record_has (theirs, EK_RISK_SAFETY))
    ek_field_copy (theirs, came, EK_RISK_SAFETY);
}
