/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What opened a risk and is not said any more: a form that was corrected downwards, a diagnosis that was refuted, a
 * warning that the hospital took back. The cause stays in the risk, and is marked: it is neither gone, nor shown as if
 * it still stood. The risk stays as it is until a person closes it.
 *
 * A mark is a member "corrected" of the cause: {at: when this was heard, to: what is said now, where that is a number,
 * stands: whether that is a danger still, how: "corrected", "error", "ended", "refuted", "parted"}. */

#include "ek-care-private.h"
#include "ek-risk-private.h"

#include "ek-types.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const EkRiskCause *
find_standing (const EkRiskSaid *said, JsonObject *cause)
{
  for (guint i = 0; said->standing != NULL && i < said->standing->len; i++)
    {
      const EkRiskCause *one = &g_array_index (said->standing, EkRiskCause, i);

      if (g_strcmp0 (one->rule, ek_json_peek_string (cause, "rule")) == 0 &&
          g_strcmp0 (one->item, ek_json_peek_string (cause, "item")) == 0)
        return one;
    }
  return NULL;
}

static gboolean
same_number (double a, double b)
{
  return isfinite (a) == isfinite (b) && (!isfinite (a) || a == b);
}

/* The mark that a cause should carry; NULL: none that it has not already. */
static JsonObject *
mark_for (EkStore *store, const EkRiskSaid *said, JsonObject *cause)
{
  const EkRiskCause *now = find_standing (said, cause);
  const char *item = ek_json_peek_string (cause, "item");
  EkClock *clock = ek_store_get_clock (store);
  gint64 ms = ek_clock_now (clock);
  g_autofree char *at = ek_instant_format (ms, ek_clock_offset (clock, ms));
  double before = ek_risk_cause_value (cause), value = NAN;
  JsonObject *mark;

  if (now != NULL)
    value = now->value;
  else if (item != NULL && said->value != NULL)
    value = said->value (item, said->data);
  if (now != NULL && (!isfinite (value) || !isfinite (before) || value >= before))
    return NULL;
  if (now == NULL && !ek_risk_cause_stands (cause) && same_number (value, before))
    return NULL;
  mark = json_object_new ();
  json_object_set_string_member (mark, "at", at);
  if (isfinite (value))
    json_object_set_double_member (mark, "to", value);
  json_object_set_boolean_member (mark, "stands", now != NULL);
  json_object_set_string_member (mark, "how", said->how);
  return mark;
}

static gboolean
is_of_said (const EkRiskSaid *said, JsonObject *cause)
{
  return g_strcmp0 (ek_json_peek_string (cause, "source"), said->source) == 0 &&
    (ek_json_peek_string (cause, "from") == NULL ? said->scored : said->looked);
}

static gboolean
mark_risk (EkStore *store, EkRecord *risk, const EkRiskSaid *said, GError **error)
{
  g_autoptr (JsonNode) node = ek_risk_copy_json (risk, EK_RISK_REASON);
  JsonObject *reason = json_node_get_object (node);
  JsonArray *also = ek_json_peek_array (reason, "also");
  gboolean changed = FALSE;

  for (guint i = 0; i < ek_risk_n_causes (risk); i++)
    {
      JsonObject *cause = i == 0 ? reason : ek_json_element_object (also, i - 1);
      JsonObject *mark = cause != NULL && is_of_said (said, cause) ? mark_for (store, said, cause) : NULL;

      if (mark == NULL)
        continue;
      json_object_set_object_member (cause, "corrected", mark);
      changed = TRUE;
    }
  if (!changed)
    return TRUE;
  ek_record_set_json (risk, EK_RISK_REASON, node);
  return ek_store_save (store, risk, error);
}

/**
 * ek_risk_settle:
 * @store: the record
 * @patient_id: whose risks
 * @said: what a record says of danger now
 * @error: return location
 *
 * Marks the causes of every risk that rest on that record and are not said any more, or less badly. Nests in the
 * caller's transaction.
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
ek_risk_settle (EkStore *store, const char *patient_id, const EkRiskSaid *said, GError **error)
{
  g_autoptr (GPtrArray) all = ek_store_list (store, &ek_risk_type, patient_id, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (!mark_risk (store, all->pdata[i], said, error))
      return FALSE;
  return all != NULL;
}

/**
 * ek_risk_mark_text:
 * @cause: a cause of a risk
 * @text: the cause in words
 * @now: (nullable): in words what is answered now
 *
 * Returns: (transfer full): @text, with what became of it since, translated
 */
char *
ek_risk_mark_text (JsonObject *cause, const char *text, const char *now)
{
  JsonObject *mark = ek_json_peek_object (cause, "corrected");
  const char *at = mark != NULL ? ek_json_peek_string (mark, "at") : NULL;
  const char *how = mark != NULL ? ek_json_peek_string (mark, "how") : NULL;
  g_autofree char *day = at != NULL && strlen (at) >= 10 ? g_strndup (at, 10) : NULL;

  if (day == NULL)
    return g_strdup (text);
  if (g_strcmp0 (how, "error") == 0)
    /* Translators: what raised a risk; the day it was taken back */
    return g_strdup_printf (_ ("%s – taken back on %s: entered in error"), text, day);
  if (g_strcmp0 (how, "ended") == 0)
    /* Translators: a warning of a hospital; the day this was heard */
    return g_strdup_printf (_ ("%s – ended by the hospital, heard on %s"), text, day);
  if (g_strcmp0 (how, "refuted") == 0)
    /* Translators: a diagnosis; the day this was heard */
    return g_strdup_printf (_ ("%s – refuted on %s"), text, day);
  if (g_strcmp0 (how, "parted") == 0)
    /* Translators: what raised a risk; the day on which two files that had been joined were parted */
    return g_strdup_printf (_ ("%s – it is another person's: the files were parted on %s"), text, day);
  if (now != NULL)
    /* Translators: a critical answer; the day it was corrected; the answer as it is now */
    return g_strdup_printf (_ ("%s – corrected on %s to %s"), text, day, now);
  /* Translators: what raised a risk; the day it was changed */
  return g_strdup_printf (_ ("%s – corrected on %s: it is not said any more"), text, day);
}
